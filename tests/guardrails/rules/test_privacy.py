"""Days of the report that identify no one, beside those that do."""

from __future__ import annotations

import pytest

import guardrails

_REPORT = (
    "PATIENT: A. Someone DOB: 04/09/1961 SEEN 10/12/2011\nEXAM: Chest CT.\nCOMPARISON: Chest CT of 7/3/2009.\n"
    "FINDINGS: Small left pleural effusion, larger than on the prior study dated March 7, 2009.\nIMPRESSION: Small left pleural effusion."
)


def _leaks(sentence: str) -> bool:
    draft = f"There is a little fluid around your left lung. {sentence}"
    return "identifier-leak" in [
        v.rule for v in guardrails.check_text(_REPORT, draft, "patient").violations if v.severity == "error"
    ]


@pytest.mark.parametrize("day", ["7/3/2009", "7/3/09", "2009-03-07", "7 March 2009", "March 2009"])
def test_a_day_of_a_compared_exam_may_be_told(day: str) -> None:
    """The day of an exam that the report compares with is no identifier, however it is written."""
    assert not _leaks(f"It was compared with your scan of {day}.")


@pytest.mark.parametrize(
    "sentence",
    [
        "You were born on 04/09/1961.",
        "We wrote down 04/09/1961.",
        "Your date of birth is 7/3/2009.",
        "It was compared with your scan of 8/3/2009.",
        "You were seen on 10/12/2011.",
    ],
)
def test_other_days_are_identifiers(sentence: str) -> None:
    """A day of birth, a day of the head of the report, and a day it does not hold are identifiers."""
    assert _leaks(sentence)
