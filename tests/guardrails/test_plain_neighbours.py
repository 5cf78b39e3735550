"""Sentences of everyday letters that blame, frighten or deny nothing, each beside a neighbour that does."""

from __future__ import annotations

import pytest

import guardrails

SPINE = (
    "EXAM: MRI lumbar spine.\nINDICATION: Back pain.\nFINDINGS: At L4-L5, disc bulge. There is a gallstone, without wall thickening.\n"
    "IMPRESSION: L4-L5 disc bulge. Gallstone."
)


def _rules(line: str) -> set[str]:
    return {
        v.rule for v in guardrails.check_text(SPINE, line).violations if v.severity == "error" and v.start is not None
    }


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("causal-attribution", "If your leg gets newly swollen or sore, have it looked at that day."),
        ("causal-attribution", "The same holds if your leg gives out, or you go numb down there."),
        ("causal-attribution", "Changes like yours show up on scans of people who have no trouble."),
        ("causal-attribution", "We can't point to one of them on a scan and say it is your problem."),
        ("causal-attribution", "The radiologist feels it is a bulge of the disc."),
        ("causal-attribution", "So the pictures need to be set next to what you feel."),
        ("alarming-language", "We did not see a break, a new change, or a worrying mass."),
        ("negation-flip", "There is a gallstone, with no thick wall, and there are disc changes."),
    ],
)
def test_a_plain_line_breaks_no_rule(rule: str, line: str) -> None:
    """What to do if something is felt, others' scans, a reader's view and a denied list."""
    assert rule not in _rules(line)


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("causal-attribution", "If your leg hurts, the disc at L4-L5 is to blame."),
        ("causal-attribution", "Your leg gives out because of the disc."),
        ("causal-attribution", "The scan shows that the disc is your problem."),
        ("causal-attribution", "The radiologist feels that the disc is why it hurts."),
        ("causal-attribution", "The disc needs no exam to be set down as what hurts you."),
        ("alarming-language", "We saw a worrying bulge, and no break."),
        ("negation-flip", "There is no gallstone, and there are disc changes."),
    ],
)
def test_its_neighbour_does(rule: str, line: str) -> None:
    """The same words with a finding to blame, a fright or a denial."""
    assert rule in _rules(line)
