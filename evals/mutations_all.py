"""The mutation suite: clean letters of both audiences, each spoiled in many ways, and what the guard finds.

``python -m evals.mutations_all [--rules RULE ...] [--limit N]``  the table per rule
``python -m evals.mutations_all --show RULE``                     the drafts it misses, compactly
``python -m evals.mutations_all --show-clean``                    the clean letters it rejects
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import guardrails
from evals.mutations import OPERATORS, Mutation, mutate
from evals.statistics import Rate
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience, Verdict
from explainer.pipeline import explain

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "evals" / "datasets" / "reports" / "findings.jsonl"
LETTERS = tuple(ROOT / "evals" / "datasets" / "letters" / name for name in ("samples.jsonl", "clinician.jsonl"))
EXAMPLES = ROOT / "examples"
AUDIENCES: tuple[Audience, ...] = ("patient", "clinician")
#: Rules that warn and do not reject.
WARNINGS = frozenset(r.name for r in guardrails.ALL_RULES if r.severity == "warning")
#: The rules measured on most drafts, as a fault of theirs can do the most harm.
MANY = (
    "laterality-mismatch",
    "level-mismatch",
    "negation-flip",
    "number-mismatch",
    "invented-finding",
    "omitted-finding",
)


@dataclass(frozen=True, slots=True)
class Base:
    """A clean letter. ``kind`` is ``template`` or ``hand-written``; ``text`` None is worded by the template."""

    id: str
    kind: str
    audience: Audience
    report: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A spoiled letter and what the guard said of it."""

    base: str
    kind: str
    audience: Audience
    mutation: Mutation
    reported: tuple[str, ...]
    errors: tuple[str, ...]
    overlaps: bool | None

    @property
    def caught(self) -> bool:
        """Whether the named rule is reported and, unless it only warns, the draft rejected."""
        rule = self.mutation.rule
        return rule in self.reported and (rule in WARNINGS or rule in self.errors)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one clean letter: why it is rejected itself, if it is, and its spoiled drafts."""

    base: Base
    clean: tuple[str, ...]
    judged: tuple[Judged, ...]


def _is(value: str) -> Audience:
    return "clinician" if value == "clinician" else "patient"


def bases() -> list[Base]:
    """The clean letters: the template's for our own reports and the examples, and those written by hand."""
    reports = {row["report_id"]: row["text"] for row in _rows(REPORTS)}
    reports |= {file.stem: file.read_text("utf-8") for file in sorted(EXAMPLES.glob("*.txt"))}
    made = [Base(f"{id}/{a}", "template", a, text, None) for id, text in reports.items() for a in AUDIENCES]
    for row in (row for path in LETTERS for row in _rows(path)):
        if row.get("label", "clean") == "clean":
            made.append(Base(row["id"], "hand-written", _is(row["audience"]), reports[row["report_id"]], row["text"]))
    return made


def _rows(path: Path) -> list[dict[str, str]]:
    return [cast(dict[str, str], json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _reasons(verdict: Verdict) -> tuple[str, ...]:
    return tuple(f"{v.rule}: {v.text!r} ({v.message})" for v in verdict.violations if v.severity == "error")


def judge(job: tuple[Base, tuple[str, ...], int, int, int]) -> Outcome | None:
    """Spoil one clean letter and check every draft; None when the template's letter is withheld."""
    base, rules, per_rule, many, seed = job
    plan = make_plan(read(base.report), audience=base.audience)
    text = base.text if base.text is not None else explain(base.report, audience=base.audience).text
    if text is None:
        return None
    clean = guardrails.check(plan, text)
    before = Counter(v.rule for v in clean.violations)
    judged: list[Judged] = []
    for share, most in ((MANY, many), (tuple(r for r in OPERATORS if r not in MANY), per_rule)):
        chosen = [r for r in rules if r in share]
        for m in mutate(plan, text, seed=seed, rules=chosen, per_rule=most) if chosen else ():
            rule = m.rule
            verdict = guardrails.check(plan, m.text)
            # A rule that speaks up on the clean letter has to say more of the spoiled one.
            found = Counter(v.rule for v in verdict.violations)
            named = [v for v in verdict.violations if v.rule == rule]
            overlaps = None
            if m.span is not None and named:
                lo, hi = m.span
                overlaps = any(v.start is None or (v.start < hi and lo < (v.end or 0)) for v in named)
            reported = tuple(r for r in found if found[r] > before[r] or (r == rule and overlaps))
            errors = tuple(
                dict.fromkeys(v.rule for v in verdict.violations if v.severity == "error" and v.rule in reported)
            )
            judged.append(Judged(base.id, base.kind, base.audience, m, reported, errors, overlaps))
    return Outcome(base, _reasons(clean) if clean.verdict == "reject" else (), tuple(judged))


def run(
    rules: Collection[str], *, limit: int | None, per_rule: int, many: int, seed: int, processes: int = 2
) -> list[Outcome]:
    """Every clean letter spoiled and judged, in order."""
    jobs = [(b, tuple(rules), per_rule, many, seed) for b in bases()[:limit]]
    if processes == 1:
        outcomes: Iterable[Outcome | None] = map(judge, jobs)
    else:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            outcomes = pool.map(judge, jobs, chunksize=4)
    return [o for o in outcomes if o is not None]


def _share(rows: Sequence[Judged], kind: str | None, audience: Audience | None) -> Rate:
    kin = [j for j in rows if kind in (None, j.kind) and audience in (None, j.audience)]
    return Rate(sum(j.caught for j in kin), len(kin))


def _table(outcomes: Sequence[Outcome], rules: Sequence[str]) -> None:
    by_rule: dict[str, list[Judged]] = defaultdict(list)
    for outcome in outcomes:
        for j in outcome.judged:
            by_rule[j.mutation.rule].append(j)
    print(
        f"{'rule':24}{'n':>5} {'recall':>7} {'95 % interval':>17}  {'rejected':>8} {'template':>14} {'hand-written':>14} {'patient':>14} {'clinician':>14} {'others':>7} {'overlap':>8}"
    )
    for rule in rules:
        rows = by_rule[rule]
        caught = [j for j in rows if j.caught]
        low, high = (rate := Rate(len(caught), len(rows))).interval()
        others = sum(len([e for e in j.errors if e != rule]) for j in caught) / len(caught) if caught else 0.0
        spans = [j.overlaps for j in caught if j.overlaps is not None]
        parts = [_share(rows, kind, None) for kind in ("template", "hand-written")]
        parts += [_share(rows, None, audience) for audience in AUDIENCES]
        split = " ".join(f"{(f'{p.value:.3f} ({p.n})' if p.n else '-'):>14}" for p in parts)
        rejected = sum(bool(j.errors) for j in rows) / len(rows) if rows else 0.0
        overlap = f"{sum(spans) / len(spans):.2f}" if spans else "-"
        print(
            f"{rule:24}{rate.n:5} {rate.value:7.3f} [{low:6.3f}, {high:6.3f}]  {rejected:8.3f} {split} {others:7.2f} {overlap:>8}"
        )
    rejected_clean = [o for o in outcomes if o.clean]
    for kind in ("template", "hand-written"):
        kin = [o for o in outcomes if o.base.kind == kind]
        print(f"clean letters rejected, {kind}: {Rate(sum(bool(o.clean) for o in kin), len(kin))}")
    if rejected_clean:
        print("rejected:", ", ".join(o.base.id for o in rejected_clean))


def _operators(outcomes: Sequence[Outcome], rule: str) -> None:
    rows = [j for o in outcomes for j in o.judged if j.mutation.rule == rule]
    for name in sorted({j.mutation.operator for j in rows}):
        kin = [j for j in rows if j.mutation.operator == name]
        print(f"  {name:32} {Rate(sum(j.caught for j in kin), len(kin))}")


def _context(m: Mutation, around: int = 70) -> str:
    if m.span is None:
        return "(left out)"
    lo, hi = m.span
    before, after = m.text[max(0, lo - around) : lo], m.text[hi : hi + around]
    return " ".join(f"{before}⟦{m.text[lo:hi]}⟧{after}".split())


def _show(outcomes: Sequence[Outcome], rule: str, *, caught: bool, most: int) -> None:
    shown = 0
    for outcome in outcomes:
        for j in outcome.judged:
            if j.mutation.rule == rule and j.caught == caught and shown < most:
                shown += 1
                print(
                    f"{j.base} · {j.mutation.operator} · {j.mutation.note}\n    {_context(j.mutation)}\n    reported: {', '.join(j.reported) or 'nothing'}"
                )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite; always 0, as it measures and does not judge."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.mutations_all", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rules", nargs="+", default=list(OPERATORS), choices=list(OPERATORS), metavar="RULE")
    parser.add_argument("--show", metavar="RULE", choices=list(OPERATORS), help="print the missed drafts of a rule")
    parser.add_argument("--caught", action="store_true", help="with --show: print the caught ones instead")
    parser.add_argument("--show-clean", action="store_true", help="print why clean letters are rejected")
    parser.add_argument("--most", type=int, default=200, help="most drafts to show")
    parser.add_argument("--limit", type=int, help="only the first N clean letters")
    parser.add_argument("--per-rule", type=int, default=2, help="most drafts of a rule from one letter")
    parser.add_argument("--many", type=int, default=6, help="the same for the six rules that are measured closest")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    rules = [given.show] if given.show else [] if given.show_clean else given.rules
    began = time.monotonic()
    outcomes = run(rules, limit=given.limit, per_rule=given.per_rule, many=given.many, seed=given.seed)
    if given.show:
        _show(outcomes, given.show, caught=given.caught, most=given.most)
    for outcome in outcomes if given.show_clean else ():
        if outcome.clean:
            print(outcome.base.id, *outcome.clean, sep="\n    ")
    _table(outcomes, rules)
    if len(rules) == 1:
        _operators(outcomes, rules[0])
    print(
        f"{sum(len(o.judged) for o in outcomes)} drafts of {len(outcomes)} letters in {time.monotonic() - began:.0f} s"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
