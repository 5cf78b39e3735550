"""Judge single sentences of letters: ``python -m evals.sentences_judged [--set samples|more] [--show]``.

Each is one sentence, or two, of a letter on a short report, with one fault or with none (``evals/datasets/sentences``). It is
judged alone, as if it were the whole draft; what a whole letter must hold besides (every finding, the caveats, the urgent step)
is left aside. A fault counts as caught when an error of any rule is told of it, and as named when one of the rule that its writer
named is.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import guardrails
from evals.statistics import Rate
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience

DATA = Path(__file__).parent / "datasets" / "sentences"
#: The sets, by the names of their files. The reports of ``more`` stand apart, as each has some 25 sentences.
SETS = ("samples", "more")
#: Rules on what a whole letter must hold, or how it reads.
OF_THE_WHOLE = frozenset(
    "omitted-finding dropped-caveat missing-urgent-action malformed-draft reading-level unexplained-jargon".split()
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence and the rules whose errors the guard told of it."""

    id: str
    sentence: str
    rule: str | None
    errors: tuple[str, ...]


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a set, each with its report and, where it is not a patient's, its audience."""
    reports = {
        row["report_id"]: row for row in map(json.loads, (DATA / "reports.jsonl").read_text("utf-8").splitlines())
    }
    rows = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return [row if "report" in row else {**reports[row["report_id"]], **row} for row in rows]


def judge(row: dict[str, str]) -> Judged:
    """One row of the data, judged alone."""
    audience: Audience = "clinician" if row.get("audience") == "clinician" else "patient"
    plan = make_plan(read(row["report"], admit_any=True), audience=audience)
    found = guardrails.check(plan, row["sentence"]).violations
    errors = dict.fromkeys(v.rule for v in found if v.severity == "error" and v.rule not in OF_THE_WHOLE)
    return Judged(row["id"], row["sentence"], row.get("rule"), tuple(errors))


def run(name: str = "samples", processes: int = 2) -> list[Judged]:
    """Every sentence of a set, in the order of its file."""
    rows = rows_of(name)
    if processes == 1:
        return [judge(row) for row in rows]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return pool.map(judge, rows, chunksize=16)


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--show", action="store_true", help="the faults that pass and the faithful sentences that do not"
    )
    parser.add_argument("--set", choices=SETS, default="samples", help="which sentences")
    options = parser.parse_args()
    judged = run(options.set)
    by_rule: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_rule[one.rule or ""].append(one)
    for rule, rows in sorted(by_rule.items()):
        caught = Rate(sum(bool(r.errors) for r in rows), len(rows))
        if rule:
            named = sum(rule in r.errors for r in rows)
            print(f"{rule:22} caught {caught}, by that rule {named}")
        else:
            print(f"{'faithful':22} rejected {caught}")
    if options.show:
        for one in judged:
            if bool(one.errors) != (one.rule is not None):
                print(f"{one.id}  {one.rule or 'faithful'}: {one.sentence}  {', '.join(one.errors)}")


if __name__ == "__main__":
    main()
