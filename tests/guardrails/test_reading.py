"""What headings and leads say of the words behind them."""

from __future__ import annotations

import pytest

from guardrails.reading import label_of


@pytest.mark.parametrize(
    "heading",
    [
        "why was i scanned",
        "reason for the ultrasound",
        "asked because of",
        "why did they take these x-rays",
        "why you were sent",
    ],
)
def test_a_heading_that_asks_for_the_reason_of_the_exam(heading: str) -> None:
    """Whatever its words, a heading that asks why the exam was done opens the reason for it."""
    assert label_of(heading) == "reason"


@pytest.mark.parametrize(
    "heading",
    [
        "why your back hurts",
        "why do i have it",
        "why the joint is narrow",
        "why it matters",
        "why did i ache in the scan",
    ],
)
def test_a_heading_that_asks_for_a_cause(heading: str) -> None:
    """A heading that asks why something is there or hurts asks for a cause, not for the reason of the exam."""
    assert label_of(heading) == ""
