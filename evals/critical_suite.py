"""Score the holds on sentences of critical findings and their decoys: ``python -m evals.critical_suite [--show]``.

The sentences are the repo's own (``evals/datasets/critical``, whose README gives the form and the first run). Each stands
in a report of its own. A letter counts as held when the plan holds it for a critical finding, a suspected cancer or a
pregnancy loss; other holds (a sentence that could not be mapped) are neither right nor wrong here.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from evals.dataset import CRITICAL, CriticalSample
from explainer.core.planning import make_plan
from explainer.core.reading import read

KINDS = frozenset({"critical-finding", "suspected-cancer", "pregnancy-loss"})


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of held letters, and the sentences that went wrong, each behind its id."""

    held: int
    missed: tuple[str, ...]
    decoys: int
    false_alarms: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Share of the critical sentences that hold the letter."""
        return self.held / max(1, self.held + len(self.missed))

    @property
    def precision(self) -> float:
        """Share of the held letters that had to be held."""
        return self.held / max(1, self.held + len(self.false_alarms))


def report(sample: CriticalSample) -> str:
    """A whole report around one sentence."""
    return f"EXAM: {sample.exam}\n\nINDICATION: Symptoms.\n\n{sample.section.upper()}:\n{sample.text}\n"


def holds(text: str) -> bool:
    """Whether the plan of a report holds the letter for something critical."""
    plan = make_plan(read(text, admit_any=True), audience="patient")
    return any(hold.kind in KINDS for hold in plan.holds)


def run(samples: Sequence[CriticalSample] | None = None) -> Score:
    """Score sentences, by default all of the data set."""
    samples = CRITICAL.load().samples if samples is None else samples
    held = [s for s in samples if holds(report(s))]
    ids = {s.id for s in held}
    return Score(
        held=sum(s.holds for s in held),
        missed=tuple(f"{s.id}: {s.text}" for s in samples if s.holds and s.id not in ids),
        decoys=sum(not s.holds for s in samples),
        false_alarms=tuple(f"{s.id}: {s.text}" for s in held if not s.holds),
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Print recall and precision, and with ``--show`` every wrong sentence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print every wrong sentence")
    options = parser.parse_args(argv)
    score = run()
    print(f"recall    {score.recall:.3f} ({score.held}/{score.held + len(score.missed)})")
    print(
        f"precision {score.precision:.3f} ({score.held}/{score.held + len(score.false_alarms)}; decoys {score.decoys})"
    )
    if options.show:
        print("\n".join((*(f"missed {m}" for m in score.missed), *(f"false alarm {f}" for f in score.false_alarms))))


if __name__ == "__main__":
    main()
