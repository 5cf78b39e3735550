"""What a letter says right before the report's own words in quotes: their side and level must be those the report has there."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.siding import is_no_side
from explainer.core.language.text import fold
from explainer.core.values import Finding, Span
from guardrails.alignment import Aligned
from guardrails.prepared import Scene
from guardrails.reading import Said
from guardrails.rule import Fault

_OTHER = {"left": "right", "right": "left"}
_SILENT = frozenset({"questions", "help", "sources", "limits", "not-stated"})
#: How far behind what it bears out a quote opens: a bracket, a mark and a space.
_WITHIN = 4
#: A word says little of where it is from; these are told in many places.
_LEAST_WORDS = 2


def _quoted(aligned: Aligned) -> Iterator[tuple[Said, Span, int, tuple[Finding, ...], tuple[Scene, ...]]]:
    """The quotes of a draft, where what is said before each begins, and the findings and sentences that the report has in its words."""
    report = fold(aligned.plan.reading.text)
    for said in aligned.reading.sentences:
        if said.label in _SILENT or said.kind == "question":
            continue
        begin = said.start
        for quote in said.quotes:
            words = aligned.reading.folded[quote.start : quote.end].strip(" .,;\"'")
            spans = _found(report, words) if len(words.split()) >= _LEAST_WORDS else []
            findings = tuple(
                f for f in aligned.plan.reading.findings if any(f.start < e and s < f.end for s, e in spans)
            )
            scenes = tuple(s for s in aligned.reading.prepared.scenes if any(s.start <= b < s.end for b, _ in spans))
            if spans:
                yield said, quote, begin, findings, scenes
            begin = quote.end


def _found(report: str, words: str) -> list[tuple[int, int]]:
    found, at = [], report.find(words)
    while at >= 0:
        found.append((at, at + len(words)))
        at = report.find(words, at + len(words))
    return found


def side_of_a_quote(aligned: Aligned, spoken: set[int]) -> Iterator[Fault]:
    """A side before the report's own words that have the other side in them, or are told of it alone."""
    for said, quote, begin, findings, scenes in _quoted(aligned):
        row = [t for t in aligned.reading.tokens[said.first : said.last] if begin <= t.start < quote.start]
        words = [t.lemma for t in row]
        ats = [i for i, w in enumerate(words) if w in _OTHER and not is_no_side(words, i)]
        if said.index in spoken or len({words[i] for i in ats}) != 1 or quote.start - row[-1].end > _WITHIN:
            continue
        side = words[ats[0]]
        inside = {t.lemma for t in aligned.reading.tokens[said.first : said.last] if quote.start <= t.start < quote.end}
        own = inside & {"left", "right", "both", "bilateral"}
        sides: set[str] = own or {f.laterality or "" for f in findings}
        if own and any(f.laterality == side for f in findings):
            continue  # "lingular and right middle lobe atelectasis" tells of the left lung, too
        told = bool(own) or all(side not in s.sides and "bilateral" not in s.sides for s in scenes)
        if told and sides == {_OTHER[side]} and _COMPARING.isdisjoint(words):
            token = row[ats[0]]
            spoken.add(said.index)
            yield Fault(
                Span(token.start, token.end), f"says {side} of words that the report has on the {_OTHER[side]}",
                tuple(Span(f.start, f.end) for f in findings),
            )  # fmt: skip


_COMPARING = frozenset("than unlike versus vs opposite other same away toward towards shift shifted pushed".split())


def level_of_a_quote(aligned: Aligned, flagged: set[tuple[int, int]]) -> Iterator[Fault]:
    """A level before the report's own words that the report has at other levels alone."""
    for said, quote, begin, findings, scenes in _quoted(aligned):
        groups = [g for g in said.levels if begin <= g.start and g.end <= quote.start]
        if (
            len(groups) != 1
            or (groups[0].start, groups[0].end) in flagged
            or said.quoted(groups[0].start, groups[0].end)
        ):
            continue
        told = {level for f in findings for level in f.levels} | {level for s in scenes for level in s.levels}
        here, bones = groups[0].levels, {bone for level in told for bone in level.split("-")}
        if not findings or not all(f.levels for f in findings):
            continue
        spaces = all("-" in level for level in (*told, *here))
        if told.isdisjoint(here) if spaces else all(bones.isdisjoint(level.split("-")) for level in here):
            yield Fault(
                Span(groups[0].start, groups[0].end), f"puts words of the report at {', '.join(here)}; they are told of {', '.join(sorted(told))}",
                tuple(Span(f.start, f.end) for f in findings),
            )  # fmt: skip
