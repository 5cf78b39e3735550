"""Time the guard on letters of 350 words: ``python benchmarks/guard_speed.py [--baseline-python PATH]``.

A letter is one of the hand-written letters of ``evals/datasets/letters``, filled up to 350 words with lines of the template's
letter for the same report, so that it reads neither all like the plan nor all unlike it. The letters are judged in turn, so no
letter is judged twice in a row, and only after one round that is not counted. Prints the median and the 99th percentile of
all rules together and of each rule alone, and how the time grows with the text, up to the guard's limit.

With ``--baseline-python``, the interpreter of an environment that holds guardrails-ai (which installs a module of the name
``guardrails`` and so can never share ours), three of its validators, each one regular expression, judge the same letters in
the same run, letter by letter in turn with ours, its telemetry off. One process each, on whatever core it gets; on a busy
machine compare only figures of one run.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Plan
from explainer.wording import template
from guardrails.alignment import align
from guardrails.reading import read_draft

_HERE = Path(__file__).parent
_DATASETS = _HERE.parent / "evals" / "datasets"
WORDS = 350


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def letters() -> list[tuple[Plan, str]]:
    """Each hand-written letter filled up to 350 words, with its plan, in file order."""
    reports = {row["report_id"]: row["text"] for row in _rows(_DATASETS / "reports" / "findings.jsonl")}
    made: list[tuple[Plan, str]] = []
    for row in _rows(_DATASETS / "letters" / "samples.jsonl"):
        plan = make_plan(read(reports[row["report_id"]]), audience="patient")
        own = guardrails.check(plan, template.write(plan)).text
        made.append((plan, fill(row["text"], own)))
    return made


def fill(text: str, more: str) -> str:
    """A text with whole lines of another behind it, and then words of its next line, until it has 350 words."""
    lines = [text.strip()]
    missing = WORDS - len(text.split())
    for line in more.splitlines():
        words = line.split()
        if missing <= 0:
            break
        lines.append(line if len(words) <= missing else " ".join(words[:missing]) + ".")
        missing -= len(words)
    return "\n".join(lines)


def milliseconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def line(name: str, times: Sequence[float]) -> str:
    """One row of the table."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{name:34} median {statistics.median(ordered):7.3f} ms   p99 {p99:7.3f} ms   n={len(ordered)}"


class Baseline:
    """The other library in its own process; it answers each text with the milliseconds it took."""

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, str(_HERE / "regex_baseline.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.version = self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline().strip()
        if not answer:
            sys.exit("the baseline's environment does not run; does it hold guardrails-ai?")
        return answer

    def judge(self, text: str) -> tuple[float, float]:
        """Milliseconds of the three validators, and of their three regular expressions alone."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        validators, bare = json.loads(self._answer())
        return float(validators), float(bare)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


def compare(rounds: int, made: Sequence[tuple[Plan, str]], baseline: Baseline | None) -> None:
    """All rules together, beside the baseline, letter by letter."""
    ours: list[float] = []
    theirs: list[tuple[float, float]] = []
    for turn in range(rounds + 1):
        if turn == 1:
            ours, theirs = [], []
        for plan, text in made:
            ours.append(milliseconds(lambda: guardrails.check(plan, text)))  # noqa: B023 - called at once
            if baseline is not None:
                theirs.append(baseline.judge(text))
    print(line(f"all {len(guardrails.ALL_RULES)} rules", ours))
    if baseline is not None:
        print(line(f"guardrails-ai {baseline.version}, 3 regexes", [validators for validators, _ in theirs]))
        print(line("3 bare regexes", [bare for _, bare in theirs]))
        ratio = statistics.median(ours) / statistics.median([validators for validators, _ in theirs])
        print(f"ours / guardrails-ai: {ratio:.2f}")


def by_rule(rounds: int, made: Sequence[tuple[Plan, str]]) -> None:
    """Reading, alignment and each rule alone, slowest first."""
    names = ("read", "align", *(rule.name for rule in guardrails.ALL_RULES))
    times: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        for plan, text in made:
            times["read"].append(milliseconds(lambda: read_draft(plan, text)))  # noqa: B023 - called at once
            reading = read_draft(plan, text)
            times["align"].append(milliseconds(lambda: align(plan, reading)))  # noqa: B023 - called at once
            aligned = align(plan, reading)
            for rule in guardrails.ALL_RULES:
                times[rule.name].append(milliseconds(lambda: list(rule.check(aligned))))  # noqa: B023 - called at once
    for name in sorted(names, key=lambda n: -statistics.median(times[n])):
        print(line(f"  {name}", times[name]))


def growth(plan: Plan, text: str) -> None:
    """The time on 1, 2, 4 … copies of a letter, up to the limit of the guard."""
    first: float | None = None
    copies = 1
    while (size := copies * (len(text) + 2)) <= guardrails.MAX_DRAFT:
        many = "\n\n".join([text] * copies)
        best = min(milliseconds(lambda: guardrails.check(plan, many)) for _ in range(5))  # noqa: B023 - called at once
        each = best / size * 1000
        first = each if first is None else first
        print(f"  {copies:4} x {size:7} characters {best:9.2f} ms   {each:.3f} ms per 1000   {each / first:.2f} of 1 x")
        copies *= 2


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=12, help="counted rounds over all letters")
    parser.add_argument("--baseline-python", metavar="PATH", help="interpreter of an environment with guardrails-ai")
    options = parser.parse_args()
    made = letters()
    words = [len(text.split()) for _, text in made]
    print(
        f"Python {platform.python_version()}, {platform.machine()}; {len(made)} letters of {min(words)} to {max(words)} words"
    )
    if options.baseline_python:
        with Baseline(options.baseline_python) as baseline:
            compare(options.rounds, made, baseline)
    else:
        compare(options.rounds, made, None)
    print("each stage and rule alone")
    by_rule(max(1, options.rounds // 4), made)
    print("growth")
    growth(*made[0])


if __name__ == "__main__":
    main()
