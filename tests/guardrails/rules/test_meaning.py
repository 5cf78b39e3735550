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
