"""How reports word courses, doubts, denials, grades, sides and advice: ``python -m evals.wordings_read [--show]``.

Short pieces of reports, each with what a reader must take from it. ``course``, ``doubt`` and ``grade`` ask for one value of
the finding (its change, its status, its severity), ``denial`` for the status of each finding in text order (null: any),
``side`` for the side of each finding that is not denied, ``advice`` for whether the sentence asks for something.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from evals.statistics import Rate
from explainer.core.reading import read
from explainer.core.values import Reading

DATA = Path(__file__).parent / "datasets" / "wordings" / "samples.jsonl"
#: What stands before each text, so that it is the findings part of a report with an earlier exam.
HEAD = "MRI. Comparison: 2019.\nFINDINGS: "
ADVICE_HEAD = "CT.\nFINDINGS: Nodule.\nIMPRESSION: 5 mm nodule in the left upper lobe. "


class Row(TypedDict):
    """One text, what it is about, and what a reader must take from it."""

    id: str
    about: str
    text: str
    expected: list[str | None]


def rows() -> list[Row]:
    """The samples in order."""
    return [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]


def told(about: str, text: str) -> list[str | None]:
    """What the reader takes from a text, in the form of the data."""
    reading: Reading = read((ADVICE_HEAD if about == "advice" else HEAD) + text, admit_any=True)
    found = reading.findings
    if about == "advice":
        return ["yes" if reading.recommendations else "no"]
    if about == "side":
        return [f.laterality for f in found if f.status != "absent"]
    if about == "denial":
        return [f.status for f in found]
    if about == "course":
        return [*{f.change for f in found if f.change}] or [None]
    if about == "grade":
        return [found[0].severity] if found else []
    return [*{f.status for f in found}]


def right(about: str, expected: Sequence[str | None], found: Sequence[str | None]) -> bool:
    """Whether a text was read as it should be."""
    if about == "course":
        return expected[0] in found
    return len(expected) == len(found) and all(e is None or e == f for e, f in zip(expected, found, strict=True))


def main() -> None:
    """Print the share of texts read right, by what they are about."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print every miss")
    arguments = parser.parse_args()
    asked, good = Counter[str](), Counter[str]()
    for row in rows():
        about, text, expected = row["about"], row["text"], row["expected"]
        found = told(about, text)
        asked[about] += 1
        good[about] += right(about, expected, found)
        if arguments.show and not right(about, expected, found):
            print(f"{about}: {text} {expected} read as {found}")
    for about in asked:
        print(f"{about:8} {Rate(good[about], asked[about])}")


if __name__ == "__main__":
    main()
