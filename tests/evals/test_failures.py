"""What failed, gathered for a reader."""

from __future__ import annotations

from typing import Any

from evals.failures import failures, unscored
from evals.results import Metric, Result, Score, Shown

SHOWN = Shown(report="Report.", draft="Draft.", spans=((0, 5),), messages=("planted: negation-flip",))


def _score(id: str, metric: str, value: bool | float | None, **values: Any) -> Score:
    return Score(suite="guard", writer="w", dataset="d", id=id, metric=metric, value=value, **values)


def _metric(name: str, better: Any = "higher") -> Metric:
    return Metric(suite="guard", writer="w", dataset="d", name=name, hits=0, n=1, value=0, low=0, high=1, better=better)


def test_one_entry_for_a_report_and_a_draft() -> None:
    """Several scores of the same texts stand together, with all reasons, messages and places, each once."""
    more = Shown(report="Report.", draft="Draft.", spans=((6, 7), (0, 5)), messages=("x: y",))
    result = Result(
        scores=(
            _score("1", "recall", False, reason="passed", group={"rule": "negation-flip"}, shown=SHOWN),
            _score("1", "named rule", False, shown=more),
            _score("2", "recall", False, shown=Shown(report="Other.", draft="Draft.")),
        )
    )
    first, second = failures(result)
    assert (first.id, first.label) == ("1", "negation-flip")
    assert first.scores == (("recall", "passed"), ("named rule", ""))
    assert first.messages == ("planted: negation-flip", "x: y")
    assert first.spans == ((0, 5), (6, 7))
    assert (second.id, second.label) == ("2", "recall")


def test_failed_scores_without_a_text_are_not_lost() -> None:
    """They join the entry of their sample; where there is none they stand by themselves, behind the others."""
    result = Result(
        metrics=(_metric("recall"), _metric("alarm", "lower"), _metric("coverage")),
        scores=(
            _score("9#k1", "coverage", False, reason="fluid is not told"),
            _score("1", "recall", False, shown=SHOWN),
            _score("1#k1", "coverage", False, reason="cyst is not told"),
            _score("3", "alarm", True),
            _score("4", "alarm", False),
            _score("5", "recall", True),
            _score("6", "recall", 0.0),
            _score("7", "recall", None, reason="no report"),
        ),
    )
    found = failures(result)
    assert [f.id for f in found] == ["1", "9#k1", "3"]
    assert ("coverage", "cyst is not told") in found[0].scores
    assert found[1].shown is None
    assert [s.id for s in unscored(result)] == ["7"]


def test_an_empty_result_has_none() -> None:
    """Nothing failed."""
    assert failures(Result()) == ()
