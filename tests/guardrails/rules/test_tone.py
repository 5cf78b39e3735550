"""Words that could comfort or frighten, and do not in the sentence where they stand."""

from __future__ import annotations

import pytest

import guardrails

_REPORT = (
    "EXAM: CT abdomen.\nINDICATION: Threatened abortion in the past.\nFINDINGS: 14 mm cyst in the left kidney. The liver, spleen and pancreas "
    "are unremarkable. No significant fat stranding to suggest appendicitis. No significant stenosis of the aorta.\nIMPRESSION: Left renal cyst."
)
_CYST = "There is a 14 mm cyst in your left kidney. "
_CLEAN = "EXAM: Chest X-ray.\nFINDINGS: The lungs are clear.\nIMPRESSION: Normal chest radiograph."


def _broken(rule: str, draft: str, report: str = _REPORT) -> bool:
    return rule in [v.rule for v in guardrails.check_text(report, draft, "patient").violations]


@pytest.mark.parametrize(
    "sentence",
    [
        "The liver, the spleen and the pancreas showed nothing out of the ordinary.",
        "The report states no reason for the exam, so ask.",
        "The scan gives no cause for it, so please see your doctor.",
        "Talk with your doctor about what is safe for you to eat.",
        "There was no appendicitis.",
        "A cyst is not proof of stenosis.",
    ],
)
def test_words_that_comfort_nobody(sentence: str) -> None:
    """What looked normal, what a paper leaves out, what is asked and what a sign does not prove are no false comfort."""
    assert not _broken("false-reassurance", _CYST + sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your left kidney showed nothing out of the ordinary.",
        "Your scan showed nothing out of the ordinary.",
        "There is no reason for another scan.",
        "The scan gives no cause for concern.",
        "There was no stenosis of the aorta.",
        "Your scan was normal.",
    ],
)
def test_false_comfort(sentence: str) -> None:
    """The same words comfort where they speak of the part with the finding, of the whole or of a step."""
    assert _broken("false-reassurance", _CYST + sentence)


def test_a_normal_test_may_be_called_so() -> None:
    """A report that calls its test normal may be told to do so, and no healthier."""
    assert not _broken("false-reassurance", "The X-ray of your chest was normal. The lungs are clear.", _CLEAN)
    assert _broken("false-reassurance", "Your test was perfect. The lungs are clear.", _CLEAN)


@pytest.mark.parametrize(
    ("sentence", "frightens"),
    [
        ("Go to the emergency room for a terrible pain in your belly.", False),
        ("It is terrible, so go to the emergency room.", True),
        ("The scan was made because an abortion was threatening.", False),
        ("This cyst is a ticking thing.", True),
    ],
)
def test_strong_words(sentence: str, frightens: bool) -> None:
    """How bad a symptom must be to call for help, and a word of the report in another form, frighten nobody."""
    assert _broken("alarming-language", _CYST + sentence) is frightens


_NECK = (
    "EXAM: MRI cervical spine.\nFINDINGS: C2-C3, C3-C4: unremarkable. C5-C6: moderate disc space narrowing. Bony thorax is unremarkable. "
    "11 mm thyroid nodule. Small right pleural effusion.\nIMPRESSION: C5-C6 disc narrowing. Thyroid nodule, nonurgent thyroid ultrasound recommended."
)
_TOLD = "At C5-C6 the disc space is moderately narrow. There is an 11 mm thyroid nodule; a thyroid ultrasound is recommended.\n\n"


@pytest.mark.parametrize(
    ("sentence", "comforts"),
    [
        ("C2-C3 and C3-C4. Nothing out of the ordinary.", False),
        ("C2-C3 and C3-C4 are all in order.", False),
        ("The bones of the chest show nothing unusual.", False),
        ("There is no urgency about the thyroid ultrasound.", False),
        ("C5-C6. Nothing out of the ordinary.", True),
        ("C3-C4 to C5-C6: nothing of note.", True),
        ("There is no urgency about any of this.", True),
        ("A nodule like that is nothing you need to have looked at any further.", True),
        ("This is nothing you have to get checked.", True),
    ],
)
def test_levels_and_parts_that_look_normal(sentence: str, comforts: bool) -> None:
    """A level or part called normal as in the report comforts nobody; "nothing to have looked at" dismisses a finding."""
    assert _broken("false-reassurance", _TOLD + sentence, _NECK) is comforts


@pytest.mark.parametrize(
    ("sentence", "comforts"),
    [
        ("The report does not call for further tests.", False),
        ("The report itself calls for no further tests, and it rules none out.", False),
        ("A normal result does not call for further tests.", True),
    ],
)
def test_what_a_report_does_not_call_for(sentence: str, comforts: bool) -> None:
    """That a report asks for nothing may be told; that nothing is needed may not."""
    assert _broken("false-reassurance", "The lungs are clear. " + sentence, _CLEAN) is comforts


@pytest.mark.parametrize(
    ("sentence", "frightens"),
    [
        ("That may reflect a picture shot on the out-breath.", False),
        ("The film was shot from the side.", False),
        ("Your lung is shot.", True),
        ("The picture shows that the lung is shot.", True),
    ],
)
def test_pictures_that_are_shot(sentence: str, frightens: bool) -> None:
    """A picture may be shot; a part of the body may not."""
    assert _broken("alarming-language", "The lungs are clear. " + sentence, _CLEAN) is frightens
