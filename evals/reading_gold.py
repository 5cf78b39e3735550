"""Score the reader against hand-made findings: ``python -m evals.reading_gold --data DIR``.

``DIR`` holds ``findings.jsonl`` in the form described in its README: one object a line with ``report_id``, ``text`` and
``findings``. Mentions are matched one to one, best overlap first; a pair counts when the overlap is at least 0.3 of the
union. Nothing is tuned here; the misses are printed with ``--show``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.statistics import Rate
from explainer.core.reading import read
from explainer.core.values import Finding

POSITIVE = ("present", "possible", "historical")
MIN_OVERLAP = 0.3


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Share of the union of two half-open spans that both cover."""
    both = min(a[1], b[1]) - max(a[0], b[0])
    return both / (max(a[1], b[1]) - min(a[0], b[0])) if both > 0 else 0.0


def match(gold: Sequence[tuple[int, int]], predicted: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs (gold index, predicted index), one to one, best overlap first, ties by order."""
    scored = sorted(
        ((overlap(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for score, i, j in scored:
        if score >= MIN_OVERLAP and i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return pairs


@dataclass
class Tally:
    """Counts of one group of reports."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, hit: bool) -> None:
        """One scored case."""
        row = self.counts.setdefault(name, [0, 0])
        row[0] += hit
        row[1] += 1

    def rate(self, name: str) -> Rate:
        """The rate of a measure."""
        hits, n = self.counts.get(name, [0, 0])
        return Rate(hits, n)


def score(sample: dict[str, Any], predicted: Sequence[Finding], cards: frozenset[str], tally: Tally) -> None:
    """Score one report into a tally."""
    where = sample["report_id"]
    for group, statuses in (("positive", POSITIVE), ("absent", ("absent",))):
        gold = [f for f in sample["findings"] if f["status"] in statuses]
        ours = [f for f in predicted if f.status in statuses]
        pairs = match([(f["start"], f["end"]) for f in gold], [(f.start, f.end) for f in ours])
        hit_gold, hit_ours = {i for i, _ in pairs}, {j for _, j in pairs}
        for i, f in enumerate(gold):
            tally.add(f"{group} recall", i in hit_gold)
            if i not in hit_gold:
                tally.misses.append(
                    f"{where} missed {group}: {f['text']!r} ({f['concept']}, {f['status']}) at {f['start']}"
                )
        for j, g in enumerate(ours):
            tally.add(f"{group} precision", j in hit_ours)
            if j not in hit_ours:
                tally.misses.append(f"{where} extra {group}: {g.text!r} ({g.concept}, {g.status}) at {g.start}")
    gold = [f for f in sample["findings"] if f["status"] in (*POSITIVE, "absent")]
    ours = [f for f in predicted if f.status in (*POSITIVE, "absent")]
    for i, j in match([(f["start"], f["end"]) for f in gold], [(f.start, f.end) for f in ours]):
        f, g = gold[i], ours[j]
        tally.add("status", f["status"] == g.status)
        if f["status"] != g.status:
            tally.misses.append(f"{where} status: {f['text']!r} gold {f['status']}, read {g.status} at {f['start']}")
        if f["concept"] in cards:
            tally.add("card", f["concept"] == g.concept)
            if f["concept"] != g.concept:
                tally.misses.append(f"{where} card: {f['text']!r} gold {f['concept']}, read {g.concept}")
        if f["status"] not in POSITIVE or g.status not in POSITIVE:
            continue
        pairs_of: tuple[tuple[str, Any, Any], ...] = (
            ("laterality", f["laterality"], g.laterality),
            ("levels", sorted(f["levels"] or ()), sorted(g.levels)),
            ("severity", f["severity"], g.severity),
        )
        for name, want, got in pairs_of:
            tally.add(f"{name} (all)", want == got)
            if want or got:
                tally.add(f"{name} (given)", want == got)
            if want != got:
                tally.misses.append(f"{where} {name}: {f['text']!r} gold {want}, read {got} at {f['start']}")


def run(path: Path) -> dict[str, Tally]:
    """Score every sample of a ``findings.jsonl``; the groups are ``reports``, ``notes`` and ``all``."""
    from explainer.core.knowledge.library import load_library

    cards = frozenset(load_library().cards)
    groups = {"reports": Tally(), "notes": Tally(), "all": Tally()}
    for line in path.read_text("utf-8").splitlines():
        sample = json.loads(line)
        predicted = read(sample["text"], admit_any=True).findings
        kind = "notes" if sample["report_id"].startswith("lss") else "reports"
        for name in (kind, "all"):
            score(sample, predicted, cards, groups[name])
    return groups


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table, and with ``--show`` every miss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with findings.jsonl")
    parser.add_argument("--show", action="store_true", help="print every miss")
    options = parser.parse_args(argv)
    groups = run(options.data / "findings.jsonl")
    for name, tally in groups.items():
        print(f"## {name}")
        for measure in sorted(tally.counts):
            print(f"{measure:22} {tally.rate(measure)}")
        recall, precision = tally.rate("absent recall").value, tally.rate("absent precision").value
        f1 = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
        print(f"{'absent F1':22} {f1:.3f}")
    if options.show:
        print("\n".join(groups["all"].misses))


if __name__ == "__main__":
    main()
