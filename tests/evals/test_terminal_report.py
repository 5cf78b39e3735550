"""The summary on the terminal."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from evals.results import Metric, Result, Run, Score
from evals.terminal_report import WEAKEST, print_summary


def _metric(name: str, **values: Any) -> Metric:
    base: dict[str, Any] = {
        "suite": "guard", "writer": "template", "dataset": "drafts", "name": name, "hits": 9, "n": 10, "value": 0.9,
        "low": 0.6, "high": 0.98,
    }  # fmt: skip
    return Metric(**{**base, **values})


def _printed(result: Result, **values: Any) -> str:
    out = io.StringIO()
    print_summary(result, Console(file=out, width=110, **values))
    return out.getvalue()


def test_shows_each_figure_with_its_interval_drawn() -> None:
    """Value, interval, n and what was not scored, writers next to each other; lower is marked."""
    text = _printed(
        Result(
            runs=(Run(suite="guard", writer="template", dataset="drafts", n=10),),
            metrics=(
                _metric("recall"),
                _metric("false rejection", better="lower", value=0.0, low=0.0, high=0.3, unscored=2),
                _metric("recall", writer="[red]other[/red]", value=0.5, low=0.2, high=0.8),
                _metric("grade", hits=None, value=5.5, low=5.0, high=6.0, better="lower"),
                _metric("span overlap", hits=0, n=0, value=None, low=None, high=None, unscored=4),
            ),
        )
    )
    lines = text.splitlines()
    recalls = [n for n, line in enumerate(lines) if line.lstrip().startswith("recall")]
    assert recalls[1] == recalls[0] + 1
    assert "············──────●─" in lines[recalls[0]]
    assert "0.900" in lines[recalls[0]]
    assert "[0.600, 0.980]" in lines[recalls[0]]
    assert "[red]other[/red]" in lines[recalls[1]]
    assert "false rejection (template) ↓" in text
    assert "10 (+2 unscored)" in text
    grade = next(line for line in lines if "grade" in line)
    assert "●" not in grade
    assert "not scorable" in text
    assert "Nothing failed." in text


def test_names_the_weakest_rules_and_counts_the_failures() -> None:
    """The weakest first, a few of them; failures by suite and data set, what was not scored by metric."""
    rules = [_metric("recall", group={"rule": f"rule-{n:02}"}, value=n / 20) for n in range(20)]
    scores = (
        Score(suite="guard", writer="w", dataset="drafts", id="1", metric="recall", value=False),
        Score(suite="guard", writer="w", dataset="drafts", id="2", metric="recall", value=None, reason="unread"),
    )
    text = _printed(Result(metrics=(*rules, _metric("recall")), scores=scores))
    assert "weakest rules (of 20)" in text
    assert text.index("rule-00") < text.index("rule-01")
    assert f"rule-{WEAKEST - 1:02}" in text
    assert f"rule-{WEAKEST:02}" not in text
    assert "Failures: guard drafts 1" in text
    assert "Not scored: guard recall 1" in text


def test_an_empty_result_prints() -> None:
    """There may be nothing to tell."""
    assert "writers: none" in _printed(Result())


def test_a_terminal_without_these_signs_gets_plain_ones() -> None:
    """Nothing but ASCII in the tables."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print_summary(Result(metrics=(_metric("recall", better="lower"),)), Console(file=out, width=110))
    out.flush()
    assert b"............------o-" in out.buffer.getvalue()  # type: ignore[attr-defined]
