"""Plant a disagreement into a clean report and see whether the reader reports it: ``python -m evals.conflicts_planted``.

The clean reports are our own (``evals/datasets/reports``; ``--data DIR`` takes others of the same form). Each plant changes one
place: a side, a level or a grade of the impression that the body tells too; a body sentence that denies what the impression
holds; the side in the title; a comparison where none is said to exist. Places are chosen from the hand-made findings, never
from what the reader reads. A clean report with a conflict is a false alarm. Nothing is drawn by chance.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.dataset import FindingsSample, GoldFinding, load_samples
from evals.statistics import Rate
from explainer.core.language.sections import find_sections
from explainer.core.language.sentences import split_sentences
from explainer.core.reading import read
from explainer.core.values import Span

DATA = Path(__file__).parent / "datasets" / "reports"
_SIDES = {"left": "right", "right": "left", "Left": "Right", "Right": "Left", "LEFT": "RIGHT", "RIGHT": "LEFT"}
_GRADES = {"mild": "severe", "severe": "mild", "moderate": "minimal", "minimal": "moderate"}
_SIDE = re.compile(r"\b(?:left|right)\b", re.IGNORECASE)
_GRADE = re.compile(r"\b(?:mild|severe|moderate|minimal)\b", re.IGNORECASE)


class Plant(NamedTuple):
    """A report with one disagreement, and the kind of conflict that is to be reported."""

    report_id: str
    kind: str
    text: str


def _sentence_of(text: str, sections: Sequence[Span], at: int) -> Span | None:
    for section in sections:
        for sentence in split_sentences(text, section.start, section.end):
            if sentence.start <= at < sentence.end:
                return sentence
    return None


def _swap(text: str, span: Span, found: re.Match[str], new: str) -> str:
    return text[: span.start + found.start()] + new + text[span.start + found.end() :]


def _denied(sentence: str) -> str | None:
    """The sentence with its finding denied, or None when it cannot be turned by its first words."""
    if _GRADE.search(sentence) or re.search(r"\b(?:no|not|small|large)\b", sentence, re.IGNORECASE):
        return None  # "no mild …" would deny the grade alone
    found = re.match(r"There (?:is|are) (?:an? |some )?|An? (?=.*\b(?:is|are) (?:seen|noted|present)\b)", sentence)
    if found is None:
        return None
    head = "No " if found.group().startswith("A") else "There is no "
    return head + sentence[found.end() :]


def plants(sample: FindingsSample) -> Iterator[Plant]:
    """Every disagreement that can be planted into one report without touching a second finding."""
    text = sample.text
    kinds = find_sections(text)
    body = [Span(s.start, s.end) for s in kinds if s.kind == "findings"]
    summary = [Span(s.start, s.end) for s in kinds if s.kind == "impression"]

    def within(spans: Sequence[Span]) -> list[GoldFinding]:
        return [
            f for f in sample.findings
            if f.status in ("present", "possible") and any(s.start <= f.start < s.end for s in spans)
        ]  # fmt: skip

    for mention in within(summary):
        same = [f for f in within(body) if f.concept == mention.concept]
        span = _sentence_of(text, summary, mention.start)
        alone = span is not None and sum(span.start <= f.start < span.end for f in sample.findings) == 1
        if not same or span is None or not alone:
            continue
        piece = text[span.start : span.end]
        side, grade = list(_SIDE.finditer(piece)), list(_GRADE.finditer(piece))
        told = {f.laterality for f in same}
        if len(side) == 1 and told == {mention.laterality} and mention.laterality in ("left", "right"):
            yield Plant(sample.report_id, "laterality", _swap(text, span, side[0], _SIDES[side[0].group()]))
        if len(grade) == 1 and mention.severity and {f.severity for f in same} == {mention.severity}:
            new = _GRADES[grade[0].group().lower()]
            new = new.capitalize() if grade[0].group()[0].isupper() else new
            yield Plant(sample.report_id, "severity", _swap(text, span, grade[0], new))
        if mention.levels and all(list(f.levels) == list(mention.levels) for f in same) and len(mention.levels) == 1:
            level = re.search(re.escape(mention.levels[0]), piece)
            other = next((v for v in ("L1-L2", "C2-C3", "T3-T4") if v[0] == mention.levels[0][0]), None)
            if level is not None and other is not None and "-" in mention.levels[0] and other not in text:
                yield Plant(sample.report_id, "level", _swap(text, span, level, other))
        if len(same) == 1:
            told_in = _sentence_of(text, body, same[0].start)
            if told_in is not None and sum(told_in.start <= f.start < told_in.end for f in sample.findings) == 1:
                denied = _denied(text[told_in.start : told_in.end])
                if denied is not None:
                    yield Plant(sample.report_id, "presence", text[: told_in.start] + denied + text[told_in.end :])
    title = Span(0, text.find("\n") if "\n" in text else 0)
    plain = ". " not in text[: title.end]  # in a line of sentences a side may be that of a pain
    side = list(_SIDE.finditer(text[: title.end])) if plain else []
    said = {found.group().lower() for span in (*body, *summary) for found in _SIDE.finditer(text, span.start, span.end)}
    if len(side) == 1 and said == {side[0].group().lower()}:
        yield Plant(sample.report_id, "exam", _swap(text, title, side[0], _SIDES[side[0].group()]))
    if body and not re.search(r"compar|prior|previous|unchanged|stable|interval", text, re.IGNORECASE):
        at = body[0].end
        ending = text[body[0].start : at].rstrip()
        changed = (
            text[: body[0].start] + ending + " This is unchanged since the prior study.\n\n" + text[at:].lstrip("\n")
        )
        yield Plant(sample.report_id, "comparison", "COMPARISON: None.\n\n" + changed if title.end else changed)


def main(argv: Sequence[str] | None = None) -> None:
    """Print recall by kind and the false alarms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with findings.jsonl")
    parser.add_argument("--show", action="store_true", help="print every miss and false alarm")
    given = parser.parse_args(argv)
    counts: dict[str, list[int]] = {}
    alarms = 0
    samples = load_samples(given.data / "findings.jsonl", FindingsSample).samples
    for sample in samples:
        clean = read(sample.text, admit_any=True).conflicts
        alarms += bool(clean)
        if clean and given.show:
            print(f"{sample.report_id} false alarm: {clean[0].kind}: {clean[0].message}")
        for plant in plants(sample):
            found = {c.kind for c in read(plant.text, admit_any=True).conflicts}
            row = counts.setdefault(plant.kind, [0, 0])
            row[0] += plant.kind in found
            row[1] += 1
            if plant.kind not in found and given.show:
                print(f"{plant.report_id} missed {plant.kind}: reported {sorted(found)}")
    for kind, (hits, n) in sorted(counts.items()):
        print(f"{kind:14}", Rate(hits, n))
    print(f"{'all':14}", Rate(sum(r[0] for r in counts.values()), sum(r[1] for r in counts.values())))
    print(f"{'false alarms':14}", Rate(alarms, len(samples)))


if __name__ == "__main__":
    main()
