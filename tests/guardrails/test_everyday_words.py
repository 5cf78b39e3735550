"""Everyday words beside a part of the body: what they may explain, and what they still turn round or make up."""

import pytest

import guardrails
from explainer.core.values import Audience
from explainer.pipeline import explain

SHOULDER = (
    "EXAM: MRI left shoulder.\nFINDINGS: Narrowing of the coracohumeral interval. The acromiohumeral interval is kept. "
    "No narrowing of the glenohumeral joint space. No muscle atrophy. Small bursal fluid without evidence of bursitis.\n"
    "IMPRESSION: Coracohumeral interval narrowing."
)
BELLY = (
    "EXAM: CT abdomen.\nFINDINGS: Sigmoid diverticulosis without evidence of diverticulitis. Enlarged prostate. The liver is not enlarged. "
    "Calcification in the aorta. No appendicitis.\nIMPRESSION: Diverticulosis. Enlarged prostate. Aortic calcification."
)
KNEE = "EXAM: MRI right knee.\nFINDINGS: Moderate joint effusion. No meniscal tear. No marrow edema.\nIMPRESSION: Joint effusion."
KIDNEYS = "EXAM: CT abdomen.\nFINDINGS: 2 cm mass in the left kidney. 3 cm cyst in the right kidney. The liver is normal.\nIMPRESSION: Left renal mass. Right renal cyst."
STONE = (
    "EXAM: Ultrasound abdomen.\nFINDINGS: Gallstone in the gallbladder. The kidneys are normal.\nIMPRESSION: Gallstone."
)
THYROID = "EXAM: Ultrasound thyroid.\nHISTORY: Hypothyroidism.\nFINDINGS: The thyroid is heterogeneous.\nIMPRESSION: Heterogeneous thyroid."

POUCHES = "There are small pouches in the lower bowel. The prostate is large. There is calcium in the aorta."


def _rules(report: str, draft: str) -> set[str]:
    return {v.rule for v in guardrails.check_text(report, draft).violations if v.severity == "error"}


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (BELLY, f"{POUCHES} There was no sign that the pouches are inflamed."),
        (BELLY, "The prostate is large. There are small pouches in the lower bowel, not inflamed, and calcium in the aorta."),
        (BELLY, f"{POUCHES}\n\nWords used\nDiverticulitis: inflamed pouches."),
        (SHOULDER, "Space between the tip of the shoulder and the arm bone: narrow. Muscles: none has shrunk."),
        (KNEE, "There is a moderate amount of extra fluid in the knee. No meniscus that has torn was seen."),
    ],
)  # fmt: skip
def test_plain_words_for_what_the_report_says_turn_nothing_round(report: str, line: str) -> None:
    assert not {"negation-flip", "invented-finding"} & _rules(report, line)


@pytest.mark.parametrize(
    ("report", "line", "rule"),
    [
        (BELLY, f"{POUCHES} You have diverticulitis.", "negation-flip"),
        (BELLY, f"{POUCHES} The liver is enlarged too.", "negation-flip"),
        (BELLY, "The prostate is large. There are small pouches, not inflamed, and no calcium in the aorta.", "negation-flip"),
        (BELLY, "There are small pouches in the lower bowel. There is no sign that the prostate is enlarged.", "negation-flip"),
        (SHOULDER, "The glenohumeral joint is narrow. Muscles: some have shrunk.", "negation-flip"),
        (KNEE, "There is no extra fluid in the knee joint.", "negation-flip"),
        (KIDNEYS, "There is a mass in the left kidney and a cyst in the right kidney. There is a mass in the liver.", "invented-finding"),
        (KIDNEYS, "There is a cyst in the right kidney. There is a mass in the right kidney.", "invented-finding"),
        (STONE, "There is a gallstone. There is a kidney stone.", "invented-finding"),
        (STONE, "There is a gallstone. A mass is pressing on the gallbladder.", "invented-finding"),
        (THYROID, "The thyroid looks uneven. You have hyperthyroidism.", "negation-flip"),
        (THYROID, "The thyroid looks uneven. Your thyroid is overactive.", "negation-flip"),
    ],
)  # fmt: skip
def test_what_they_turn_round_or_make_up_is_told(report: str, line: str, rule: str) -> None:
    assert rule in _rules(report, line)


NODES = "EXAM: CT neck.\nFINDINGS: Bilateral cervical nodal disease. Increased activity in the left axilla.\nIMPRESSION: Bilateral cervical nodal disease."


def test_a_place_tells_what_the_report_names_by_its_place() -> None:
    assert "omitted-finding" not in _rules(NODES, "There are large lymph nodes on both sides of the neck.")
    assert "omitted-finding" in _rules(NODES, "Your neck scan is back. Ask your clinician what it shows.")


@pytest.mark.parametrize("audience", ["patient", "clinician"])
def test_a_word_and_its_other_ending_are_one_word(audience: Audience) -> None:
    """The word "hyperintensity" is no opposite of a denied "hypointensity" where the report tells of something hyperintense."""
    report = (
        "EXAM: MRI brain.\nINDICATION: Headache.\nFINDINGS: Scattered T2 hyperintense foci in the white matter. "
        "No T1 hypointensity.\nIMPRESSION: Scattered white matter hyperintense foci."
    )
    assert explain(report, audience).outcome == "released"
    turned = guardrails.check_text(report.replace("hyperintense", "bright"), "There is hyperintensity.", audience)
    assert "negation-flip" in {v.rule for v in turned.violations}
