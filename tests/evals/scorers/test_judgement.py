"""The answer of a judge of drafts."""

from __future__ import annotations

import pytest

from evals.scorers.judgement import Judgement, read_judgement


@pytest.mark.parametrize(
    "text",
    [
        '{"verdict": "reject", "rules": ["negation-flip"]}',
        'Sure:\n```json\n{"verdict": "reject", "rules": ["negation-flip"], "why": "{}"}\n```\nHope this helps.',
    ],
)
def test_reads_the_json_whatever_stands_around_it(text: str) -> None:
    """Models like to talk and to fence."""
    assert read_judgement(text) == Judgement(verdict="reject", rules=("negation-flip",))


@pytest.mark.parametrize("text", ["", "reject", "}{", '{"verdict": "maybe"}', '{"rules": []}', "{broken"])
def test_anything_else_is_no_verdict(text: str) -> None:
    """Nothing is guessed."""
    assert read_judgement(text) is None
