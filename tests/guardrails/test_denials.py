"""How letters deny: what is denied faithfully passes, and the same words about what the report tells are caught."""

from __future__ import annotations

import pytest

import guardrails

KIDNEY = (
    "EXAM: Renal ultrasound.\nFINDINGS: There is no hydronephrosis. No perinephric fluid collection. No renal mass. There is a 6 mm "
    "stone in the lower pole of the left kidney. There is a simple cyst in the right kidney.\n"
    "IMPRESSION: 6 mm stone in the left kidney. Simple right renal cyst. No hydronephrosis."
)
KIDNEY_BASE = "There is a 6 mm stone at the bottom of the left kidney. There is a simple cyst in the right kidney."
SPINE = (
    "EXAM: MRI lumbar spine.\nINDICATION: Back pain.\nFINDINGS: At L2-L3, mild disc bulge. At L4-L5, disc protrusion with moderate left "
    "foraminal stenosis. At L5-S1, compression of the left S1 nerve root. No high-grade central canal stenosis. No displaced fracture.\n"
    "IMPRESSION: L4-L5 disc protrusion with moderate left foraminal stenosis. L5-S1 left S1 nerve root compression. Mild L2-L3 disc bulge."
)
SPINE_BASE = (
    "At L2-L3 a disc bulges mildly. At L4-L5 a disc sticks out, and the left nerve opening is moderately narrow. At L5-S1 the left S1 "
    "nerve root is pressed. Many people with no pain have such changes. The scan alone can't say if they are linked to your pain; an exam "
    "can help tell."
)
FAMILY = ("negation-flip", "false-reassurance", "invented-finding")

#: One denial each, over a name ({one}) and another ({two}).
FORMS = [
    "In detail, the scan did not show:\n- {one}\n- {two}",
    "The reader looked for the following. None of them was seen:\n- {one}\n- {two}",
    "The scan shows none of the following.\n- {one}\n- {two}",
    "Here is what was not found:\n\n- {one}\n- {two}",
    "What is absent. {One}, {two}.",
    "Not seen. {One}; {two}.",
    "**Not there**\n{One}\n{Two}",
    "**Absent** {one}, {two}",
    "\u274c {One}\n\u274c {Two}",
    "{One}. None seen on either side.",
    "{One}. The scan shows no sign of it.",
    "{One}? The report says there isn't any.",
    "Is there {one}? No.",
    "{One}: no. {Two}: no.",
    "(-) {one}, (-) {two}",
    "{One} and {two} were not seen.",
    "The scan is negative for {one} and {two}.",
    "Of {one} there is no sign.",
    "As for {one}, there is none.",
    "The reader looked for {one} and found none.",
    "We checked for {one}. There was none.",
    "The search for {one} came up empty.",
    "{One} is nowhere to be seen.",
    "The kidneys look uncomplicated by {one}.",
    "All of these are absent: {one}, {two}.",
]


def _verdict(report: str, draft: str) -> set[str]:
    return {v.rule for v in guardrails.check_text(report, draft).violations if v.severity == "error"}


def _fill(form: str, one: str, two: str) -> str:
    return form.format(one=one, two=two, One=one[0].upper() + one[1:], Two=two[0].upper() + two[1:])


@pytest.mark.parametrize("form", FORMS)
def test_a_denial_is_read_in_any_form(form: str) -> None:
    """What the report denies may be denied in all these forms."""
    line = _fill(form, "fluid around the kidneys", "a mass in the kidney")
    assert not _verdict(KIDNEY, f"{KIDNEY_BASE}\n\n{line}").intersection(FAMILY)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_denial_of_what_is_there_is_caught(form: str) -> None:
    """What the report tells may be denied in none of them."""
    line = _fill(form, "a stone in the left kidney", "a cyst in the right kidney")
    assert "negation-flip" in _verdict(KIDNEY, f"{KIDNEY_BASE}\n\n{line}")


@pytest.mark.parametrize(
    "line",
    [
        "A narrow opening does not mean that a nerve is squeezed at L2-L3.",
        "Please don't read too much into the word stenosis.",
        "Don't let the disc protrusion scare you.",
        "Disc bulges are common without symptoms, and nerve root compression needs an exam.",
        "Disc bulges are often there without pain, as is nerve root compression.",
        "At L2-L3 no nerve is pressed.",
        "**L2-L3.** The disc bulges mildly. No nerve is pressed.",
        "On the right at L4-L5 the nerve opening is not narrow.",
        "The report doesn't measure the disc protrusion.",
        "The main canal is not narrowed to a high degree.",
        "Milder narrowing of the canal isn't ruled out by this.",
        "**Not in the report** milder canal narrowing, the size of the protrusion",
        "MRI shows discs, nerves and fluid well.",
        "No reason for the scan is written beyond back pain.",
        "A bulge by itself is not central canal stenosis.",
    ],
)
def test_what_denies_no_finding_passes(line: str) -> None:
    """Words of caution, other levels and what is left open deny nothing the report tells."""
    assert not _verdict(SPINE, f"{SPINE_BASE}\n\n{line}").intersection(FAMILY)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("At L5-S1 no nerve is pressed.", "negation-flip"),
        ("**L5-S1.** No nerve is pressed.", "negation-flip"),
        ("On the left at L4-L5 the nerve opening is not narrow.", "negation-flip"),
        ("The main canal is not narrowed.", "false-reassurance"),
        ("No fracture was seen.", "false-reassurance"),
        ("There is no reason for another scan.", "false-reassurance"),
        ("There is nothing here that you need to see anyone about.", "false-reassurance"),
        ("You will not need any more X-rays.", "false-reassurance"),
        ("This will clear on its own, so you do not need another check.", "false-reassurance"),
        ("None of this is pressing.", "false-reassurance"),
        ("Your spine is okay: no stenosis.", "false-reassurance"),
    ],
)
def test_its_neighbour_is_caught(line: str, rule: str) -> None:
    """A denial at the very place, a grade dropped, a step called needless."""
    assert rule in _verdict(SPINE, f"{SPINE_BASE}\n\n{line}")


BELLY = (
    "EXAM: CT abdomen.\nFINDINGS: Sigmoid diverticulosis without diverticulitis. No bile duct dilatation. No ascites. The lungs show no "
    "free air below the diaphragm. Narrowing of the left ischiofemoral space. No hip joint space narrowing.\n"
    "IMPRESSION: Sigmoid diverticulosis. Left ischiofemoral space narrowing."
)
BELLY_BASE = (
    "There are small pouches in the lower bowel (sigmoid diverticulosis). The left ischiofemoral space is narrow."
)


@pytest.mark.parametrize(
    "line",
    [
        "Sigmoid diverticulosis, diverticulitis not evident.",
        "Sigmoid diverticulosis, uncomplicated by diverticulitis.",
        "The space beside your left hip is narrow.",
        "On the right, that space is wide enough.",
        "The lungs hold a normal amount of air.",
        "The bowel holds a fluid-like paste.",
    ],
)
def test_an_everyday_word_is_no_finding_that_the_report_denies(line: str) -> None:
    """The denial of the next item, a space by a part, air where it belongs."""
    assert "negation-flip" not in _verdict(BELLY, f"{BELLY_BASE}\n\n{line}")


@pytest.mark.parametrize(
    "line",
    [
        "Sigmoid diverticulosis with diverticulitis.",
        "Diverticulosis and diverticulitis are not evident.",
        "There is free air in the belly.",
        "There is fluid in the belly.",
        "The joint space in the left hip is narrow.",
    ],
)
def test_the_finding_itself_is(line: str) -> None:
    """The thing the report denies, told as there, or the thing it tells, denied."""
    assert "negation-flip" in _verdict(BELLY, f"{BELLY_BASE}\n\n{line}")


VEIN = (
    "EXAM: Ultrasound of the right leg.\nREASON FOR STUDY: Rule out deep vein thrombosis.\nFINDINGS: There is a Baker cyst. "
    "No deep vein thrombosis.\nIMPRESSION: Baker cyst. No deep vein thrombosis."
)


@pytest.mark.parametrize(
    ("draft", "flipped"),
    [
        (
            "Deep vein thrombosis.\n\nThere is a Baker cyst behind the right knee. No clot was seen in the deep veins.",
            False,
        ),
        ("There is a Baker cyst behind the right knee.\n\nDeep vein thrombosis on the right.", True),
    ],
)
def test_the_words_of_the_reason_are_a_finding_behind_findings(draft: str, flipped: bool) -> None:
    """The question of the exam, set out first, claims nothing; set behind what was found it does."""
    assert ("negation-flip" in _verdict(VEIN, draft)) is flipped


@pytest.mark.parametrize(
    ("line", "flipped"),
    [
        ("One thing to bring up: the stone in the left kidney.", False),
        ("One thing to bring up: a mass in the kidney.", True),
        ("One more thing: there is a mass in the kidney.", True),
    ],
)
def test_a_denied_list_ends_with_its_items(line: str, flipped: bool) -> None:
    """What stands behind a list of denials is denied no more."""
    draft = f"{KIDNEY_BASE}\n\nThe scan did not show:\n- hydronephrosis\n- fluid around the kidneys\n\n{line}"
    assert ("negation-flip" in _verdict(KIDNEY, draft)) is flipped
