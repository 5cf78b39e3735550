"""How a letter ends: a whole one takes leave, a broken one stops in the middle."""

from __future__ import annotations

import pytest

import guardrails

_REPORT = "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion."
_LETTER = (
    "Dear patient,\n\nThere is a little fluid around your left lung, and the report calls it small. "
    "Please ask your clinician what should be done about the fluid and when."
)


def _breaks_off(end: str) -> bool:
    verdict = guardrails.check_text(_REPORT, _LETTER + end, "patient")
    return "malformed-draft" in [v.rule for v in verdict.violations]


@pytest.mark.parametrize(
    "end",
    [
        "\n\nYours faithfully",
        "\n\nWith our warm regards",
        "\n\nAll the best",
        "\n\nBe well",
        "\n\n*With good wishes for your visit*",
        "\n\nRespectfully yours",
        " If you do not know when your visit is, ask how far off it is.",
    ],
)
def test_a_leave_taken_is_no_break(end: str) -> None:
    """A short last line of farewell ends a letter without a mark, and "ask what it is." is a whole sentence."""
    assert not _breaks_off(end)


@pytest.mark.parametrize(
    "end",
    [
        "\n\nWith kind regards from the",
        "\n\nThe best time to call the clinic is",
        " The most important thing here is.",
        " If your breath gets short or your lips turn blue, then you should",
        " We wish you well and thank you for your",
    ],
)
def test_a_break_is_found_beside_kind_words(end: str) -> None:
    """A line that stops in the middle is broken off, whatever kind word stands in it."""
    assert _breaks_off(end)
