"""Slips, numbered grades, courses and quotes: what a letter tells in other words is held to the report, and no more than that."""

from __future__ import annotations

import pytest

from guardrails import check_text

SLIP = "EXAM: MRI lumbar spine.\nFINDINGS: Grade I spondylolisthesis of L5 over S1. Wide disc bulge at L5-S1 with Modic type II changes.\nIMPRESSION: Grade I spondylolisthesis. Modic type II changes."
CHEST = "EXAM: Chest radiograph.\nCOMPARISON: Prior film.\nFINDINGS: The mediastinum is slightly prominent. No pneumothorax. Small left pleural effusion.\nIMPRESSION: Slightly prominent mediastinum. Small left pleural effusion."
SPOTS = "EXAM: CT chest.\nCOMPARISON: CT 6 months ago.\nFINDINGS: 8 x 5 mm nodule in the right upper lobe, unchanged. 5 mm nodule in the right lower lobe, new.\nIMPRESSION: New 5 mm right lower lobe nodule."
SHOULDER = "EXAM: XR shoulder left.\nCOMPARISON: last year.\nFINDINGS: Moderate acromioclavicular joint degeneration, stable. Mild glenohumeral osteoarthritis, slightly progressed.\nIMPRESSION: Stable moderate AC joint degeneration. Mild glenohumeral osteoarthritis, slightly progressed."
HEAD = "EXAM: CT head.\nFINDINGS: Moderate white matter low attenuation around the ventricles. Minimal mucosal thickening in the ethmoid sinuses.\nIMPRESSION: Moderate white matter change."
BONE = "BONE DENSITOMETRY (DXA)\nLeft total hip: T-score -2.0.\nChange since the earlier study: hip density lower by 4 percent; spine unchanged.\nInterpretation: Osteopenia."
NECK = "EXAM: MRI cervical spine.\nFINDINGS:\nC5-6: Moderate right and mild left foraminal narrowing.\nC6-7: small right paracentral protrusion touching the ventral cord without cord signal change.\nIMPRESSION: C5-6 moderate right and mild left foraminal narrowing."
BELLY = "EXAM: CT abdomen.\nFINDINGS: The appendix is dilated to 12 mm with wall thickening. 2 cm liver cyst.\nIMPRESSION: Acute appendicitis."
FOCUS = "EXAM: MRI lumbar spine.\nFINDINGS: Small focus just posterior to the L4 vertebral body, low on T1&T2 WI, compressing the thecal sac. Narrowed L5/S1 level with irregular end plates.\nIMPRESSION: Small focus behind L4."
CLOT = (
    "EXAM: MRA head.\nFINDINGS: 3 mm left MCA aneurysm. The right MCA is normal.\nIMPRESSION: 3 mm left MCA aneurysm."
)
FAMILY = {"level-mismatch", "severity-mismatch", "change-mismatch", "laterality-mismatch", "number-mismatch"}


def _faults(report: str, draft: str) -> set[str]:
    found = check_text(report, draft).violations
    return {v.rule for v in found if v.severity == "error"} & FAMILY


@pytest.mark.parametrize(
    ("report", "draft", "rule"),
    [
        (SLIP, "The bone L4 has slipped forward on L5.", "level-mismatch"),
        (SLIP, "There is a grade II spondylolisthesis of L5 over S1.", "severity-mismatch"),
        (SLIP, "At L5-S1 the bone shows Modic type I change.", "severity-mismatch"),
        (CHEST, "The mediastinum has widened since the prior film.", "change-mismatch"),
        (SPOTS, "The 5 mm nodule was already there on the earlier scan and has stayed the same.", "change-mismatch"),
        (SHOULDER, "Next is the AC joint. On the left it has slight arthritis.", "severity-mismatch"),
        (SHOULDER, "The AC joint has moderate arthritis. Compared with your films from last year, this has got worse.", "change-mismatch"),
        (HEAD, "White matter, the wiring deep in the brain: minimal change around the fluid spaces.", "severity-mismatch"),
        (BONE, "The bone density of the hip has gone up by 4 percent.", "change-mismatch"),
        (NECK, "At C6-C7 a small disc bulge on the left touches the front of the cord.", "laterality-mismatch"),
        (BELLY, "The liver cyst has grown to 2 cm.", "change-mismatch"),
        (FOCUS, "There is narrowing at T1-T2.", "level-mismatch"),
        (CLOT, 'There is a bulge in a brain blood vessel on the right ("3 mm left MCA aneurysm").', "laterality-mismatch"),
    ],
)  # fmt: skip
def test_what_is_told_otherwise_is_caught(report: str, draft: str, rule: str) -> None:
    """A slip a level up, a higher grade, a turned course, or a side at odds with the quote beside it is a fault of its rule."""
    assert rule in _faults(report, draft)


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (SLIP, "L5 has moved over S1, which the report calls a grade I spondylolisthesis."),
        (SLIP, "Grade 1 slip of L5 on S1, and Modic type 2 change in the bone."),
        (CHEST, "The new film was compared with the prior one. The mediastinum is slightly widened."),
        (CHEST, "No collapsed lung on either side."),
        (SPOTS, "The 8 x 5 mm nodule has not changed, and the 5 mm nodule is new."),
        (SHOULDER, "The joint where the collarbone meets the shoulder blade is called the AC joint. It has moderate arthritis."),
        (HEAD, "White matter: moderate change around the fluid spaces."),
        (BONE, "The bone density of the hip has gone down by 4 percent."),
        (NECK, "At C5-C6 the right-hand nerve passage is moderately narrow, and the left-hand one is mildly so."),
        (NECK, "At C6-C7 a small disc bulge on the right touches the front of the cord, with no change in the cord's signal."),
        (BELLY, "The appendix has grown to 12 mm."),
        (FOCUS, "Behind the L4 body lies a small focus, low T1/T2 signal, that presses on the sac."),
        (FOCUS, "L5-S1 narrowing, irregular endplates."),
        (CLOT, 'There is a bulge in a brain blood vessel on the left ("3 mm left MCA aneurysm").'),
    ],
)  # fmt: skip
def test_what_is_told_in_other_words_is_no_fault(report: str, draft: str) -> None:
    """Where the words are other ones and the matter is the report's, none of these rules speaks up."""
    assert _faults(report, draft) == set()


@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        ("Questions you can ask\n- One thing to ask about: the torn rotator cuff on the left.", "laterality-mismatch"),
        ("Questions you can ask\n- One thing to ask about: the severe arthritis of the shoulder.", "severity-mismatch"),
        ("Questions you can ask\n- One thing to ask about: the mild arthritis of the right shoulder.", None),
        ("Questions you can ask\n- Is the tear of the kind that an exam can tell?", None),
    ],
)
def test_what_is_to_be_asked_about_is_told(draft: str, rule: str | None) -> None:
    """A line on what to ask about takes the finding, its side and its grade for told; a question does not."""
    report = (
        "MRI RIGHT SHOULDER. FINDINGS: Full-thickness rotator cuff tear. Mild glenohumeral osteoarthritis. "
        "IMPRESSION: Right rotator cuff tear. Mild glenohumeral osteoarthritis."
    )
    told = {v.rule for v in check_text(report, draft, "patient").violations if v.severity == "error"}
    assert told & {"laterality-mismatch", "severity-mismatch"} == ({rule} if rule else set())


@pytest.mark.parametrize(
    "draft",
    ["If you can't breathe, dial 999.", "Call 0700 312 845 to book it.", "You may travel during 17 of these days."],
)
def test_a_number_to_call_is_a_number(draft: str) -> None:
    """No word before a number makes one that neither report nor plan holds."""
    found = {v.rule for v in check_text(CHEST, draft).violations if v.severity == "error"}
    assert found & {"number-mismatch", "identifier-leak"}
