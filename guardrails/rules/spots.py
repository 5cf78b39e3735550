"""The spot of a finding in its part: which rib, which end of a bone, an organ's head or its tail.

A spot of the letter is set beside those that the clause of the report tells which holds the finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.language.text import Token
from explainer.core.values import Span
from guardrails.alignment import Aligned, Tie
from guardrails.prepared import Scene
from guardrails.reading import Said
from guardrails.rule import Fault

_SILENT = frozenset({"reason", "questions", "help", "sources", "limits", "not-stated"})
_NUMBERS = {
    word: n
    for n, words in enumerate(
        (
            "first 1st one", "second 2nd two", "third 3rd three", "fourth 4th four", "fifth 5th five", "sixth 6th six", "seventh 7th seven",
            "eighth 8th eight", "ninth 9th nine", "tenth 10th ten", "eleventh 11th eleven", "twelfth 12th twelve",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_ORDINALS = {
    word: n
    for word, n in _NUMBERS.items()
    if word.endswith(("st", "nd", "rd", "th")) or word in ("first", "second", "third")
}
_LISTED = frozenset("and , to through - / or & the number numbers no of".split())
_LAST_RIB = 12
_ON_A_SIDE = frozenset("on at the your left right side , -".split())
_APART = 8
_TH = frozenset("th st nd rd".split())
_BESIDE_RIBS = _TH | frozenset("left right posterior lateral anterior".split())
#: Words for the ends and stretches of a bone or an organ, and what they stand for.
_ENDS = {
    "head": "head", "neck": "neck", "shaft": "shaft", "body": "body", "tail": "tail", "base": "base", "waist": "waist", "dome": "dome",
    "fundus": "fundus", "tip": "tip", "insertion": "insertion", "origin": "origin", "midportion": "middle", "midshaft": "shaft",
}  # fmt: skip
_NAME = 24
_OF_ITS = frozenset("its their".split())
_INNER = frozenset("the a an your very of left right".split())


def other_spot(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """Another rib, or another end of a bone or organ, than the clause of the report tells that holds the finding."""
    reading = aligned.reading
    for said in reading.sentences:
        if said.index in flagged or said.kind not in ("statement", "heading") or said.label in _SILENT:
            continue
        words = said.lemmas
        ribs = "rib" in words
        if not (ribs or not _ENDS.keys().isdisjoint(words)) or reading.from_plan(said):
            continue
        scenes = _scenes_of(aligned, said)
        if not scenes:
            continue
        row = [t for t in reading.tokens[said.first : said.last] if not said.quoted(t.start, t.end)]
        fault = (_other_rib(row, scenes) if ribs else None) or _other_end(aligned, said, row, scenes)
        if fault is not None:
            flagged.add(said.index)
            yield fault


def _scenes_of(aligned: Aligned, said: Said) -> list[Scene]:
    """The sentences of the report that tell what is told in a sentence of the letter."""
    starts = {
        aligned.mentions[id].sentence.start
        for claim in aligned.claims_in(said)
        if claim.asserted and claim.positive
        for fact in claim.facts(Tie.COARSE, positive=True)
        for id in fact.mentions
        if id in aligned.mentions
    }
    return [scene for scene in aligned.reading.prepared.scenes if scene.start in starts]


def ribs_of(words: Sequence[str]) -> set[int]:
    """The numbers of the ribs that a row of words names ("the 6th and 7th ribs", "ribs 3 and 4", "two ribs, the ninth and tenth")."""
    found: set[int] = set()
    for at, word in enumerate(words):
        if word != "rib":
            continue
        i = at - 1
        while i >= 0 and (
            words[i] in _ORDINALS or words[i].isdigit() or words[i] in _LISTED or words[i] in _BESIDE_RIBS
        ):
            if words[i] in _ORDINALS:
                found.add(_ORDINALS[words[i]])
            elif words[i].isdigit() and words[i + 1] in _TH and 1 <= int(words[i]) <= _LAST_RIB:
                found.add(int(words[i]))
            i -= 1
        i = at + 1
        # "two ribs on the left, the ninth and tenth"
        apart = next((k for k in range(i, min(i + _APART, len(words))) if words[k] not in _ON_A_SIDE), i)
        if words[apart : apart + 1] and words[apart] in _ORDINALS:
            i = apart
        while i < len(words) and (words[i] in _NUMBERS or words[i].isdigit() or words[i] in _LISTED):
            number = _NUMBERS.get(words[i]) or (int(words[i]) if words[i].isdigit() and len(words[i]) < 3 else 0)
            behind = words[i + 1 : i + 2]
            if 1 <= number <= _LAST_RIB and behind not in (["mm"], ["cm"]):
                found.add(number)
            i += 1
    return found


def _other_rib(row: Sequence[Token], scenes: Sequence[Scene]) -> Fault | None:
    mine = ribs_of([t.lemma for t in row])
    told = [ribs_of([t.lemma for t in scene.row]) for scene in scenes]
    there = set().union(*told)
    if not mine or not there or _spanned(there) & mine:
        return None
    at = next(t for t in row if t.lemma == "rib")
    names = ", ".join(str(n) for n in sorted(there))
    return Fault(Span(at.start, at.end), f"tells of another rib; the report says {names}")


def _spanned(numbers: set[int]) -> set[int]:
    """All numbers from the least to the most: a range in the report is often told by its ends."""
    return set(range(min(numbers), max(numbers) + 1)) if len(numbers) > 1 else numbers


def _ends(
    row: Sequence[Token], places: Sequence[tuple[str, int]], of_report: bool = False
) -> Iterator[tuple[Token, str]]:
    """The ends and stretches that a row of words tells of a part: "its base", "the tail of the pancreas", "metacarpal neck"."""
    starts = {start for _, start in places}
    for at, token in enumerate(row):
        value = _ENDS.get(token.lemma)
        if value is None:
            continue
        if at and row[at - 1].lemma in _OF_ITS:
            yield token, value
            continue
        if at and row[at - 1].start in starts:
            yield token, value
            continue
        if any(value in part.split("-") and 0 <= token.start - start < _NAME for part, start in places):
            yield token, value  # "the tail of the pancreas" is a part by that name
            continue
        if of_report and at > 1 and row[at - 1].lemma == "the" and row[at - 2].lemma in ("in", "at"):
            yield token, value  # "Pancreas: 12 mm cyst in the tail"
            continue
        if at + 1 < len(row) and row[at + 1].lemma == "of":
            i = at + 2
            while i < len(row) and row[i].start not in starts and (row[i].lemma in _INNER or row[i].lemma in _NUMBERS):
                i += 1
            if i < len(row) and row[i].start in starts:
                yield token, value


def _other_end(aligned: Aligned, said: Said, row: Sequence[Token], scenes: Sequence[Scene]) -> Fault | None:
    mine = list(_ends(row, [(p.anatomy, p.start) for p in said.places]))
    if not mine or len({value for _, value in mine}) > 1:
        return None
    there: set[str] = set()
    for scene in scenes:
        told = {value for _, value in _ends(scene.row, scene.places, of_report=True)}
        if not told:
            return None
        there |= told
    token, value = mine[0]
    if value in there or any(value in scene.lemmas for scene in scenes):
        return None
    return Fault(Span(token.start, token.end), f"says {value}; the report says {' and '.join(sorted(there))}")
