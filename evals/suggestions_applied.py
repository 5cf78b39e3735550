"""Put the guard's suggestions into rejected drafts and judge them again: ``python -m evals.suggestions_applied [--data DIR]``.

The drafts are our own labelled ones (``evals/datasets/drafts``) and those of each ``DIR`` that holds a ``checks.jsonl``. Counted
are the drafts that the guard rejects, whatever their label: how many pass with all suggestions of one verdict put in, and how
many when what is then found is put in once more.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import guardrails
from evals.dataset import DraftSample, load_samples
from evals.statistics import Rate
from explainer.core.planning import make_plan
from explainer.core.reading import read

DATA = Path(__file__).parent / "datasets" / "drafts" / "samples.jsonl"
ROUNDS = 2


def main(argv: Sequence[str] | None = None) -> None:
    """Print the share that passes after each round and the rules that still reject."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, action="append", default=[], help="folder with checks.jsonl")
    parser.add_argument("--show", action="store_true", help="print what still rejects each draft")
    given = parser.parse_args(argv)
    passed, rejected, still = [0] * ROUNDS, 0, Counter[str]()
    for path in (DATA, *(folder / "checks.jsonl" for folder in given.data)):
        for sample in load_samples(path, DraftSample).samples:
            plan = make_plan(read(sample.report, admit_any=True), audience=sample.audience)
            verdict = guardrails.check(plan, sample.draft)
            if verdict.verdict == "pass":
                continue
            rejected += 1
            text = sample.draft
            for number in range(ROUNDS):
                text = guardrails.amend(text, verdict)
                verdict = guardrails.check(plan, text)
                if verdict.verdict == "pass":
                    for later in range(number, ROUNDS):
                        passed[later] += 1
                    break
            else:
                left = {v.rule for v in verdict.violations if v.severity == "error"}
                still.update(left)
                if given.show:
                    print(sample.id, ", ".join(sorted(left)))
    for number, hits in enumerate(passed, 1):
        print(f"pass after {number} round{'s' if number > 1 else ''}:", Rate(hits, rejected))
    print("still rejected by:", ", ".join(f"{rule} {n}" for rule, n in still.most_common()) or "none")


if __name__ == "__main__":
    main()
