"""The inner for the outer, the upper for the lower, the front for the back: where in a part a finding lies.

A direction of a letter is set beside those of the sentences of the report that tell what the letter's sentence names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import Token
from explainer.core.values import Span
from guardrails.alignment import Aligned, Tie, near
from guardrails.prepared import Scene, kept
from guardrails.reading import Said
from guardrails.rule import Fault

_WORDS = {
    "medial": "medial", "inner": "medial", "lateral": "lateral", "outer": "lateral",
    "anterior": "anterior", "ventral": "anterior", "front": "anterior",
    "posterior": "posterior", "dorsal": "posterior", "back": "posterior",
    "superior": "superior", "upper": "superior", "top": "superior",
    "inferior": "inferior", "lower": "inferior", "bottom": "inferior", "underside": "inferior", "undersurface": "inferior",
    "proximal": "proximal", "distal": "distal",
    "apical": "superior", "apex": "superior", "basal": "inferior", "base": "inferior", "bibasal": "inferior", "biapical": "superior",
    "uppermost": "superior", "lowermost": "inferior", "topmost": "superior", "innermost": "medial", "outermost": "lateral",
}  # fmt: skip
_OPPOSITE = {
    "medial": "lateral", "lateral": "medial", "anterior": "posterior", "posterior": "anterior", "superior": "inferior",
    "inferior": "superior", "proximal": "distal", "distal": "proximal",
}  # fmt: skip
#: What may be said for a direction in another word of a limb, a vessel or a tube.
_SAID_FOR = {"superior": "proximal", "proximal": "superior", "inferior": "distal", "distal": "inferior"}
_FIRST = {"antero": "anterior", "postero": "posterior", "supero": "superior", "infero": "inferior"}
#: These are directions only of a thing ("at the back of the knee", "the front edge"), and no part or way of their own.
_NOUNS = frozenset("front back top bottom".split())
_PARTS_OF = frozenset(
    "part side half portion aspect edge end surface third quarter corner rim margin pole facet region area border wall horn section".split()
)
_AT = frozenset("at in on near toward towards along to".split())
#: What is done to a part, told of its front or back.
_DOES = frozenset(
    "flatten flattens press presses touch touches indent indents narrow narrows dent dents involve involves cover covers".split()
)
#: "At the back" is a place in what is told of; "in the back" is the body's.
_AT_END = frozenset("at toward towards along near".split())
#: With these a direction makes a part of the body or a layer.
_NAMED = frozenset(
    "back leg arm spine belly abdomen limb jaw lip extremity body neck chest airway tract ear lining layer shell coat branch ring eyelid ganglia ganglion cistern".split()
)
_STOPS = frozenset(", ; : . ( ) is are was were has have had but with without that which and or".split())
#: Directions of a lung alone: a bone has its base elsewhere.
_OF_LUNGS = frozenset("apical apex basal base bibasal biapical".split())
#: Between these "lower" tells a height and no place ("has become lower in front", "is lower than usual").
_HAS_BECOME = frozenset("is are was were be been become became look looks slightly somewhat much little bit".split())
_NO_NOUN = frozenset(". ; ) in at on by than now again with".split())
_REACH = 5


class Direction(NamedTuple):
    """A direction told of something: where it stands, what it says, and the part of the body it is said of, if any."""

    start: int
    end: int
    value: str
    part: str | None


@lru_cache(maxsize=8192)
def directions_of(word: str) -> tuple[str, ...]:
    value = _WORDS.get(word)
    if value is not None:
        return (value,)
    for first, own in _FIRST.items():
        if word.startswith(first) and not word.endswith("listhesis"):  # the way a bone slid, and no place
            return (own, *([_WORDS[word[len(first) :]]] if word[len(first) :] in _WORDS else []))
    return ()


def _directions(row: Sequence[Token], places: Sequence[tuple[str, int]]) -> Iterator[Direction]:
    """The directions of a row of words, each with the part of the body behind it."""
    words = [t.lemma for t in row]
    lungs = "lung" in words or any(part.startswith("lung") for part, _ in places)
    for i, word in enumerate(words):
        values = directions_of(word)
        if not values or not _tells(words, i) or (word in _OF_LUNGS and not lungs):
            continue
        end = next((k for k in range(i + 1, len(row)) if words[k] in _STOPS), len(row))
        end = min(end, i + 1 + _REACH)
        near = [part for part, start in places if row[i].start <= start <= row[end - 1].start]
        for value in values:
            yield Direction(row[i].start, row[i].end, value, near[0] if near else None)


def _tells(words: Sequence[str], at: int) -> bool:
    """Whether a word tells where, and is no name or way of its own ("lower back", "go back")."""
    after = words[at + 1] if at + 1 < len(words) else "."
    if after in _NAMED or (words[at] == "lower" and words[at - 1] in _HAS_BECOME and after in _NO_NOUN):
        return False
    if words[at] not in _NOUNS:
        return True
    if after in _PARTS_OF:
        return True
    if words[max(0, at - 1)] not in ("the", "very"):
        return False
    if after == "of":
        return at == 1 or not (_AT | _DOES).isdisjoint(words[max(0, at - 3) : at])
    return after in _STOPS and at > 1 and words[at - 2] in _AT_END


def other_direction(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A direction that is the opposite of what the report says of the same finding, in the same part."""
    scenes = {scene.start: scene for scene in aligned.reading.prepared.scenes}
    for said in aligned.reading.sentences:
        if said.index in flagged or said.kind not in ("statement", "heading") or aligned.reading.from_plan(said):
            continue
        if not any(map(directions_of, said.lemmas)):
            continue
        own = list(_own(aligned, said))
        if not own:
            continue
        sides = {p.laterality for p in said.places} & {"left", "right"}
        there_too = [
            scene
            for scene in aligned.reading.prepared.scenes
            if not (len(sides) == 1 and scene.sides and not sides & scene.sides)
        ]
        told = [scenes[start] for start in sorted(_told_at(aligned, said)) if start in scenes]
        if not any(c.asserted and c.positive for c in aligned.claims_in(said)):
            continue
        memo = aligned.reading.prepared.memo
        there = [
            d
            for scene in told
            for d in kept(memo, ("directions", scene.start), lambda s=scene: tuple(_of_scene(aligned, s)))  # type: ignore[misc]
        ]
        clause = _told_clause(aligned, said)
        alone = [d for d in there if clause.start <= d.start < clause.end] if clause is not None else None
        for mine in own:
            if _swapped(aligned, mine, there, there_too) or (
                alone and _swapped_in(aligned, mine, alone) and not _told_too(aligned, said, mine, there_too)
            ):
                yield Fault(
                    Span(mine.start, mine.end), f"says {mine.value}; the report says {_OPPOSITE[mine.value]}",
                )  # fmt: skip
                break


_CLOCK = re.compile(r"(?<![\w.:])([0-9]{1,2})(?::[0-9]{2})? ?o['\u2019]?clock")
_DIGITS = re.compile(r"[0-9]+")


def other_clock(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A place on the face of a clock that the report, which tells such places, does not name ("at 9 o'clock" of 3)."""
    report = aligned.reading.prepared.report
    if "clock" not in report:
        return
    told = {int(n) for n in _DIGITS.findall(report)}
    for said in aligned.reading.sentences:
        if said.index in flagged or said.kind != "statement" or aligned.reading.from_plan(said):
            continue
        for match in _CLOCK.finditer(aligned.reading.folded, said.start, said.end):
            if int(match.group(1)) not in told:
                yield Fault(Span(*match.span()), "tells a place on the clock that the report does not name")
                break


def _own(aligned: Aligned, said: Said) -> Iterator[Direction]:
    """The directions of a sentence of the letter that no name of a part, no quote and no opposite beside it takes."""
    reading = aligned.reading
    row = [t for t in reading.tokens[said.first : said.last] if not said.quoted(t.start, t.end)]
    found = list(_directions(row, [(p.anatomy, p.start) for p in said.places]))
    values = {d.value for d in found}
    return (d for d in found if _OPPOSITE[d.value] not in values)


def _told_at(aligned: Aligned, said: Said) -> set[int]:
    """Where the sentences of the report begin that tell what a sentence of the letter tells."""
    starts: set[int] = set()
    for claim in aligned.claims_in(said):
        if not claim.asserted:
            continue
        for fact in claim.facts(Tie.RELATED, positive=claim.positive):
            starts.update(aligned.mentions[id].sentence.start for id in fact.mentions if id in aligned.mentions)
    return starts


def _told_clause(aligned: Aligned, said: Said) -> Span | None:
    """The one clause of the report in which all stands that a sentence of the letter tells; None when there are more."""
    found: set[tuple[int, int]] = set()
    for claim in aligned.claims_in(said):
        facts = claim.facts(Tie.SAME, positive=True) or claim.facts(Tie.RELATED, positive=True)
        if not claim.asserted or not claim.positive or not facts:
            continue
        for fact in facts:
            for mention in (aligned.mentions[id] for id in fact.mentions if id in aligned.mentions):
                text, sentence = aligned.plan.reading.text, mention.sentence
                start = text.rfind(";", sentence.start, mention.start) + 1 or sentence.start
                end = text.find(";", mention.end, sentence.end)
                found.add((start, end if end > 0 else sentence.end))
    return Span(*found.pop()) if len(found) == 1 else None


def _swapped_in(aligned: Aligned, mine: Direction, there: Sequence[Direction]) -> bool:
    """Whether the one clause that tells a finding tells the opposite direction of the part, and not this one."""
    lexicon, opposite = aligned.reading.lexicon, _OPPOSITE[mine.value]
    if any(d.value in (mine.value, _SAID_FOR.get(mine.value)) for d in there):
        return False
    whole = mine.part is None or mine.part in ANYWHERE
    kin = [d for d in there if whole or d.part is None or near(lexicon, mine.part, d.part)]
    if any(d.value == opposite for d in kin):
        return True
    upward = any(
        part is not None and _UPWARD.intersection(part.split("-")) for part in (mine.part, *(d.part for d in kin))
    )
    return not upward and any(d.value == _SAID_FOR.get(opposite) for d in kin)


def _told_too(aligned: Aligned, said: Said, mine: Direction, scenes: Sequence[Scene]) -> bool:
    """Whether another sentence of the report tells the like, with this direction ("edema adjacent to the medial ligament")."""
    starts = {
        aligned.mentions[id].sentence.start
        for claim in aligned.claims_in(said)
        if claim.asserted and claim.positive
        for tie, fact in claim.fits
        if tie <= Tie.VAGUE and fact.status != "absent"
        for id in fact.mentions
        if id in aligned.mentions
    }
    return any(
        scene.start in starts
        and any(d.value in (mine.value, _SAID_FOR.get(mine.value)) for d in _of_scene(aligned, scene))
        for scene in scenes
    )


#: Vessels that run up: their near end is the lower one.
_UPWARD = frozenset("carotid vertebral basilar jugular aorta artery vein bronchus".split())


def _of_scene(aligned: Aligned, scene: Scene) -> Iterator[Direction]:
    """The directions of a sentence of the report, and those in the names of its parts ("MCL")."""
    lexicon = aligned.reading.lexicon
    found = [f for f in aligned.plan.reading.findings if scene.start <= f.start < scene.end and f.site is not None]
    places = (*scene.places, *((f.site, f.start) for f in found if f.site is not None))
    yield from _directions(scene.row, places)
    for part, start in places:
        if part in lexicon.anatomy:
            name = lexicon.anatomy[part].name.split()
            for at, word in enumerate(name):
                if at + 1 == len(name) or name[at + 1] not in _NAMED:
                    yield from (Direction(start, start, value, part) for value in directions_of(word))


def _swapped(aligned: Aligned, mine: Direction, there: Sequence[Direction], scenes: Sequence[Scene]) -> bool:
    """Whether the report tells only the opposite of the part a direction is said of."""
    lexicon = aligned.reading.lexicon
    whole = mine.part is None or mine.part in ANYWHERE
    kind = lexicon.anatomy[mine.part].name if whole and mine.part is not None else ""

    def close(part: str | None) -> bool:
        if whole:  # "the outer ligament" is any of the ligaments
            return not kind or part is None or kind in lexicon.anatomy[part].name
        return part is None or near(lexicon, mine.part, part)

    every = [d for scene in scenes for d in _of_scene(aligned, scene)]
    if any(d.value in (mine.value, _SAID_FOR.get(mine.value)) and close(d.part) for d in every):
        return False
    opposite = _OPPOSITE[mine.value]
    kin = [d for d in there if d.value == opposite and close(d.part) and (whole or d.part is not None)]
    return bool(kin) or (not whole and any(d.value == opposite and d.part == mine.part for d in every))
