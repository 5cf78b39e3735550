"""Score the reader against hand-made findings: ``python -m evals.reading_gold --data DIR``.

``DIR`` holds ``findings.jsonl`` in the form described in its README: one object a line with ``report_id``, ``text`` and
``findings``. ``evals/scorers/mentions.py`` says what counts. Nothing is tuned here; the misses are printed with ``--show``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.dataset import FindingsSample, load_samples
from evals.scorers.mentions import score_mentions
from evals.statistics import Rate
from explainer.core.reading import read
from explainer.core.values import Finding


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


def score(sample: FindingsSample, predicted: Sequence[Finding], cards: frozenset[str], tally: Tally) -> None:
    """Score one report into a tally."""
    for hit in score_mentions(sample.findings, predicted, cards):
        tally.add(hit.measure, hit.right)
        if hit.miss and not hit.measure.endswith("(given)"):
            tally.misses.append(f"{sample.report_id} {hit.miss}")


def run(path: Path) -> dict[str, Tally]:
    """Score every sample of a ``findings.jsonl``; the groups are ``reports``, ``notes`` and ``all``."""
    from explainer.core.knowledge.library import load_library

    cards = frozenset(load_library().cards)
    groups = {"reports": Tally(), "notes": Tally(), "all": Tally()}
    for sample in load_samples(path, FindingsSample).samples:
        predicted = read(sample.text, admit_any=True).findings
        kind = "notes" if sample.report_id.startswith("lss") else "reports"
        for name in (kind, "all"):
            score(sample, predicted, cards, groups[name])
    return groups


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table, and with ``--show`` every miss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with findings.jsonl")
    parser.add_argument("--show", action="store_true", help="print every miss")
    options = parser.parse_args(argv)
    if not (options.data / "findings.jsonl").is_file():
        parser.error(f"{options.data} holds no findings.jsonl")
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
