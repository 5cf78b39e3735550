"""Score the reader on texts that are easy to misread: ``python -m evals.reading_traps [--show]``.

The texts are the repo's own (``evals/datasets/traps``, whose README gives the form). A marked mention counts as found when
a finding covers at least 0.3 of it; a mention that is not found is a miss of its status, too. A text is right
when every mark in it is, and when nothing is read as present or possible that the text does not mark so.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.reading_gold import Tally
from explainer.core.reading import read
from explainer.core.values import Finding

DATA = Path(__file__).parent / "datasets" / "traps" / "samples.jsonl"
MIN_SHARE = 0.3
EXTRAS = ("laterality", "levels", "severity", "change")


def pair(marks: Sequence[dict[str, Any]], predicted: Sequence[Finding]) -> dict[int, int]:
    """Marks and findings one to one, the largest share of the mark first: marks are short, findings may name the place too."""
    shares = sorted(
        (
            (-shared / (m["end"] - m["start"]), f.end - f.start, i, j)
            for i, m in enumerate(marks)
            for j, f in enumerate(predicted)
            if (shared := min(m["end"], f.end) - max(m["start"], f.start)) > 0
        ),
    )
    pairs: dict[int, int] = {}
    for share, _, i, j in shares:
        if -share >= MIN_SHARE and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def score(sample: dict[str, Any], tally: Tally) -> None:
    """Score one text into a tally; every miss is noted as ``pattern id: what``."""
    predicted = list(read(sample["text"], admit_any=True).findings)
    marks = sample["findings"]
    pairs = pair(marks, predicted)
    right = True
    where = f"{sample['pattern']} {sample['id']}"
    for index, mark in enumerate(marks):
        found = predicted[pairs[index]] if index in pairs else None
        accepted = {mark["status"], *mark.get("status_also", ())}
        hit = found is not None and found.status in accepted
        if found is None and mark["status"] in ("indication", "hypothetical"):
            hit = True  # nothing is claimed of the patient
        tally.add("found", found is not None)
        tally.add("status", hit)
        tally.add(f"status of {mark['status']}", hit)
        right &= hit
        if not hit:
            said = "not found" if found is None else f"read {found.status}"
            tally.misses.append(f"{where}: {mark['text']!r} is {mark['status']}, {said}: {sample['text']!r}")
        if found is None:
            continue
        for name in EXTRAS:
            if name not in mark:
                continue
            got: Any = getattr(found, name)
            want: Any = mark[name]
            same = sorted(want or ()) == sorted(got) if name == "levels" else want == got
            tally.add(name, same)
            if not same:
                tally.misses.append(f"{where}: {mark['text']!r} {name} {want}, read {got}: {sample['text']!r}")
    spans = [(m["start"], m["end"]) for m in marks]
    for position, finding in enumerate(predicted):
        if position in pairs.values() or finding.status not in ("present", "possible"):
            continue
        if any(a < finding.end and finding.start < b for a, b in spans):
            continue
        if sample["pattern"] in ("normal-statement", "family"):
            right = False
            tally.misses.append(f"{where}: invented {finding.text!r} ({finding.status}): {sample['text']!r}")
    tally.add("text right", right)
    tally.add(f"pattern {sample['pattern']}", right)


def run(path: Path = DATA) -> Tally:
    """Score every text of a file."""
    tally = Tally()
    for line in path.read_text("utf-8").splitlines():
        score(json.loads(line), tally)
    return tally


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table, and with ``--show`` every miss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a samples.jsonl")
    parser.add_argument("--show", action="store_true", help="print every miss")
    options = parser.parse_args(argv)
    tally = run(options.data)
    for measure in sorted(tally.counts):
        print(f"{measure:32} {tally.rate(measure)}")
    if options.show:
        print("\n".join(tally.misses))


if __name__ == "__main__":
    main()
