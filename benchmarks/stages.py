"""Time the stages on real reports: ``python benchmarks/stages.py --data DIR [--repeat 3]``.

``DIR`` is searched for ``reports.jsonl`` and ``notes.jsonl`` with a ``text`` field; without it the repository's own
examples are timed. One process, one core. Prints median, 99th percentile and reports per second for ``read``,
``plan + write`` and ``check``, for both audiences. Reports that are refused are counted, not timed.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.errors import ReportError
from explainer.wording import template

Value = TypeVar("Value")


def texts(data: Path | None) -> Iterator[str]:
    """The reports to time, in file order."""
    if data is None:
        for path in sorted((Path(__file__).parent.parent / "examples").glob("*.txt")):
            yield path.read_text("utf-8")
        return
    for path in sorted((*data.rglob("reports.jsonl"), *data.rglob("notes.jsonl"))):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("kind", "imaging_report") == "imaging_report":
                yield row["text"]


def timed(into: list[float], call: Callable[[], Value]) -> Value:
    """The value of a call; its seconds are added to a list."""
    start = time.perf_counter()
    value = call()
    into.append(time.perf_counter() - start)
    return value


def line(name: str, seconds: Sequence[float]) -> str:
    """One row of the table."""
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{name:24} median {statistics.median(ordered) * 1000:7.2f} ms   p99 {p99 * 1000:7.2f} ms   {len(ordered) / sum(ordered):8.0f} per s   n={len(ordered)}"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    reports = list(texts(options.data))
    reading: list[float] = []
    wording: list[float] = []
    checking: list[float] = []
    refused = 0
    for turn in range(options.repeat + 1):
        if turn == 1:
            reading, wording, checking = [], [], []
        for text in reports:
            try:
                done = timed(reading, lambda: read(text))  # noqa: B023 - called at once
            except ReportError:
                reading.pop() if reading else None
                refused += turn == 0
                continue
            for audience in ("patient", "clinician"):
                plan, draft = timed(wording, lambda: (made := make_plan(done, audience=audience), template.write(made)))  # type: ignore[arg-type]  # noqa: B023 - called at once
                timed(checking, lambda: guardrails.check(plan, draft))  # noqa: B023 - called at once
    words = [len(t.split()) for t in reports]
    print(
        f"Python {platform.python_version()}, {platform.machine()}; {len(reports)} reports of {statistics.mean(words):.0f} words in the mean, {refused} refused"
    )
    for name, seconds in (("read", reading), ("plan + write", wording), ("check", checking)):
        print(line(name, seconds))


if __name__ == "__main__":
    main()
