"""Score the reader on texts that are easy to misread: ``python -m evals.reading_traps [--show]``.

The texts are the repo's own (``evals/datasets/traps``, whose README gives the form). A marked mention counts as found when
a finding covers at least 0.3 of it; a mention that is not found is a miss of its status, too. A text is right
when every mark in it is, and when nothing is read as present or possible that the text does not mark so.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.reading_gold import Tally
from evals.scorers.mentions import Hit
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


def marks(pattern: str, wanted: Sequence[dict[str, Any]], predicted: Sequence[Finding]) -> Iterator[Hit]:
    """Every scored case of one text: of each mark whether it is found, its status, and the attributes it gives.

    A finding that no mark names is a wrong case of the measure ``invented``, in the patterns where none may be read.
    """
    pairs = pair(wanted, predicted)
    for index, mark in enumerate(wanted):
        span, text = (mark["start"], mark["end"]), mark["text"]
        found = predicted[pairs[index]] if index in pairs else None
        # What is only asked about or advised may go unread: nothing is claimed of the patient.
        hit = mark["status"] in ("indication", "hypothetical") if found is None else found.status in _accepted(mark)
        said = "not found" if found is None else f"read {found.status}"
        yield Hit("mark found", found is not None, span, "" if hit else f"{text!r}: {said}")
        yield Hit("mark status", hit, span, "" if hit else f"{text!r} is {mark['status']}, {said}")
        if found is None:
            continue
        for name in EXTRAS:
            if name not in mark:
                continue
            got: Any = getattr(found, name)
            want: Any = mark[name]
            same = sorted(want or ()) == sorted(got) if name == "levels" else want == got
            yield Hit(f"mark {name}", same, span, "" if same else f"{text!r} {name} {want}, read {got}")
    spans = [(m["start"], m["end"]) for m in wanted]
    for position, finding in enumerate(predicted):
        if position in pairs.values() or finding.status not in ("present", "possible"):
            continue
        if any(a < finding.end and finding.start < b for a, b in spans):
            continue
        if pattern in ("normal-statement", "family"):
            yield Hit("invented", False, (finding.start, finding.end), f"invented {finding.text!r} ({finding.status})")


def _accepted(mark: dict[str, Any]) -> set[str]:
    return {mark["status"], *mark.get("status_also", ())}


def right(hits: Sequence[Hit]) -> bool:
    """Whether a text is right: the status of every mark, and nothing invented."""
    return all(hit.right for hit in hits if hit.measure in ("mark status", "invented"))


def score(sample: dict[str, Any], tally: Tally) -> None:
    """Score one text into a tally; every miss is noted as ``pattern id: what``."""
    hits = list(marks(sample["pattern"], sample["findings"], read(sample["text"], admit_any=True).findings))
    status = {(m["start"], m["end"]): m["status"] for m in sample["findings"]}
    for hit in hits:
        if hit.measure != "invented":
            tally.add(hit.measure.removeprefix("mark "), hit.right)
        if hit.measure == "mark status":
            tally.add(f"status of {status[hit.span]}", hit.right)
        if hit.miss and hit.measure != "mark found":
            tally.misses.append(f"{sample['pattern']} {sample['id']}: {hit.miss}: {sample['text']!r}")
    tally.add("text right", right(hits))
    tally.add(f"pattern {sample['pattern']}", right(hits))


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
