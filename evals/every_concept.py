"""Write both letters for a one-finding report of each concept: ``python -m evals.every_concept [--cards]``.

The template writer must always pass its own guard; a letter that is withheld is printed with the rules that it broke.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence

from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.knowledge.library import load_library
from explainer.core.values import Audience
from explainer.pipeline import explain

AUDIENCES: tuple[Audience, ...] = ("patient", "clinician")


def report_of(name: str) -> str:
    """A report that tells of one finding and nothing else."""
    finding = f"{name[:1].upper()}{name[1:]}"
    return f"EXAM: MRI\nINDICATION: Pain.\nFINDINGS:\nThere is {name}.\nIMPRESSION:\n1. {finding}.\n"


def run(ids: Iterable[str]) -> tuple[Counter[str], list[str]]:
    """Outcomes counted, and one line for each letter that was withheld."""
    outcomes: Counter[str] = Counter()
    withheld: list[str] = []
    concepts = load_lexicon("report").concepts
    for id in ids:
        for audience in AUDIENCES:
            done = explain(report_of(concepts[id].name), audience=audience)
            outcomes[f"{audience} {done.outcome}"] += 1
            if done.outcome == "withheld":
                rules = sorted({v.rule for v in done.verdict.violations}) if done.verdict else []
                withheld.append(f"{id} ({audience}): {', '.join(rules)}")
    return outcomes, withheld


def main(argv: Sequence[str] | None = None) -> None:
    """Print the outcomes and every letter that was withheld."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", action="store_true", help="only concepts with an evidence card")
    options = parser.parse_args(argv)
    known = load_lexicon("report").concepts
    outcomes, withheld = run([i for i in (load_library().cards if options.cards else known) if i in known])
    for name, count in sorted(outcomes.items()):
        print(f"{name:20} {count}")
    print("\n".join([f"withheld: {len(withheld)}", *withheld]))


if __name__ == "__main__":
    main()
