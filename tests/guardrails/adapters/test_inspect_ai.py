"""The guard as an inspect-ai scorer."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("inspect_ai", reason="not installed: the extra inspect")

from inspect_ai.model import ModelName, ModelOutput
from inspect_ai.scorer import Score, Target
from inspect_ai.solver import TaskState

from guardrails.adapters.inspect_ai import guard


def _score(text: str, metadata: dict[str, Any], **values: Any) -> Score:
    state = TaskState(
        model=ModelName("none/none"),
        sample_id=1,
        epoch=1,
        input="Explain.",
        messages=[],
        output=ModelOutput.from_content("none", text),
        metadata=metadata,
    )
    score = asyncio.run(guard(**values)(state, Target("")))
    assert score is not None
    return score


def test_a_passing_text_is_correct(report: str, right: str) -> None:
    """``C``, with the readability in the metadata."""
    score = _score(right, {"report": report})
    assert (score.value, score.explanation, score.reason) == ("C", "passed", None)
    assert score.metadata is not None
    assert score.metadata["rules"] == []
    assert "flesch_kincaid_grade" in score.metadata["readability"]


def test_a_rejected_text_is_incorrect_with_its_reasons(report: str, right: str, wrong: str) -> None:
    """``I``; each fault is named with its words, the rules and offsets stand in the metadata."""
    score = _score(wrong, {"report": report})
    assert score.value == "I"
    assert score.explanation is not None
    assert "- laterality-mismatch: says right; the report says left" in score.explanation
    assert score.metadata is not None
    assert "laterality-mismatch" in score.metadata["rules"]
    first = score.metadata["violations"][0]
    assert wrong[first["start"] : first["end"]] == first["text"]


def test_an_empty_completion_is_no_response(report: str) -> None:
    """Counted as incorrect, and told apart from a bad text."""
    score = _score("", {"report": report})
    assert (score.value, score.reason) == ("I", "no_response")


@pytest.mark.parametrize("metadata", [{}, {"report": 3}, {"report": ""}, {"report": "CT", "audience": "public"}])
def test_what_cannot_be_judged_is_not_scored(right: str, metadata: dict[str, Any]) -> None:
    """Not zero, and never correct."""
    score = _score(right, metadata)
    assert isinstance(score.value, float)
    assert math.isnan(score.value)
    assert score.reason == "scoring_failed"


def test_the_sample_may_name_the_audience(report: str, right: str) -> None:
    """The metadata's audience goes before the scorer's."""
    jargon = "IMPRESSION: Small left pleural effusion. No pneumothorax."
    assert _score(jargon, {"report": report}, audience="clinician").explanation == "passed"
    patient = _score(jargon, {"report": report, "audience": "patient"}, audience="clinician")
    assert patient.explanation is not None
    assert "reading-level (warning)" in patient.explanation


@pytest.mark.filterwarnings("ignore:Unclosed <Memory:ResourceWarning")
def test_the_example_runs(example: Callable[[str], dict[str, Any]], inspect_home: Path) -> None:
    """A whole evaluation without a model: both samples scored, the accuracy is a half, the log is written."""
    log = example("inspect_scorer")["main"](str(inspect_home))
    assert log.status == "success"
    values = {s.id: s.scores["guard"].value for s in log.samples}
    assert values == {"right side": "I", "left side": "C"}
    metrics = log.results.scores[0].metrics
    assert metrics["accuracy"].value == 0.5
    assert list(inspect_home.iterdir())
