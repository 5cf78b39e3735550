"""A side told without a finding's name: of what was told before, or of a paired part of the body."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from explainer.core.language.mentions import ANYWHERE, Place
from explainer.core.language.siding import is_no_side
from explainer.core.values import Span
from guardrails.alignment import Aligned, Tie, sides_meet
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.parts import ONE_SIDED
from guardrails.rules.referring import spoken_of


def side_alone(aligned: Aligned) -> Iterator[Fault]:
    """A side said of what was told before ("This was seen on the right.")."""
    reading = aligned.reading
    for said in reading.sentences:
        pieces = [
            p
            for p in reading.analysis.pieces(said.first, said.last)
            if p.term.kind == "side" and not is_no_side(said.lemmas, p.start - said.first)
        ]
        sides = {p.term.value for p in pieces} & {"left", "right"}
        if len(sides) != 1 or any(m.laterality for m in said.mentions) or said.has("symptom"):
            continue
        if any(p.term.kind == "normal" for p in reading.analysis.pieces(said.first, said.last)):
            continue  # "The right side is open."
        facts = spoken_of(aligned, said)
        told = aligned.sides(facts)
        if not told & {"left", "right", "bilateral"}:
            continue
        (side,) = sides
        if sides_meet(side, told) or not _SPARED.isdisjoint(reading.lemmas(said)) or _measured_on(aligned, said, side):
            continue
        piece = next(p for p in pieces if p.term.value == side)
        yield Fault(
            Span(reading.tokens[piece.start].start, reading.tokens[piece.end - 1].end),
            f"says {side} of {facts[0].name}; the report says {' and '.join(sorted(told))}",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


def _measured_on(aligned: Aligned, said: Said, side: str) -> bool:
    """Whether the report gives a size of a sentence on this side ("4 mm on the left; on the right it is 1 mm")."""
    row = aligned.reading.tokens[said.first : said.last]
    sizes = {(one.lemma, unit.lemma) for one, unit in pairwise(row) if unit.lemma in ("mm", "cm")}
    return bool(sizes) and any(
        side in scene.sides and sizes <= {(one.lemma, unit.lemma) for one, unit in pairwise(scene.row)}
        for scene in aligned.reading.prepared.scenes
    )


#: Words by which the other side is told to have none of it, or to have it as well.
_SPARED = frozenset(
    (
        "also too not no other none neither nothing without free clear spared fine keep kept preserved maintained normal healthy "
        "unaffected okay ok good well should open usual intact unremarkable room enough plenty its never quiet unchanged untouched "
        "still sound typical ordinary generous wide wider expected cannot isn't wasn't doesn't didn't aren't hasn't"
    ).split()
)


def place_on_other_side(aligned: Aligned, spoken: set[int]) -> Iterator[Fault]:
    """A paired part with a side on which the report never speaks of it, though it does of the other side."""
    reading, lexicon = aligned.reading, aligned.reading.lexicon
    for said in reading.sentences:
        if said.index in spoken or said.kind not in ("statement", "heading") or reading.from_plan(said):
            continue
        if said.label in ("questions", "help", "reason", "sources", "limits", "not-stated") or _silent(
            reading.lemmas(said)
        ):
            continue
        for place in said.places:
            named = lexicon.anatomy[place.anatomy]
            told = set(reading.prepared.part_sides.get(place.anatomy, ()))
            if place.anatomy in _HELD:
                told |= {
                    ONE_SIDED[p] for p in _HELD[place.anatomy] if any(p in s.parts for s in reading.prepared.scenes)
                }
            if (
                place.anatomy in ANYWHERE
                or place.laterality not in ("left", "right")
                or not named.paired
                or not told & {"left", "right"}
            ):
                continue
            if sides_meet(place.laterality, told) or place.laterality == aligned.plan.reading.exam.laterality:
                continue
            if said.quoted(place.start, place.end) or _only_a_side(aligned, place):
                continue
            if any(
                f.laterality == place.laterality
                for c in aligned.claims_in(said)
                if c.positive and c.mention.laterality == place.laterality
                for f in c.facts(Tie.RELATED, positive=True)
            ):
                continue  # "Fluid near the left lung": what is told there is on that side
            yield Fault(
                Span(place.start, place.end),
                f"says {place.laterality} {named.name}; the report speaks of the {' and '.join(sorted(told))}",
            )


def _only_a_side(aligned: Aligned, place: Place) -> bool:
    """Whether "hand" only ends the word for a side ("the right-hand passage", "the left-hand one")."""
    return place.anatomy == "hand" and aligned.reading.folded[place.start - 1 : place.start] == "-"


#: Parts of one side alone that a part holds whose name has none.
_HELD = {"lung-upper-lobe": ("lingula",), "lung": ("lingula", "lung-middle-lobe")}


def _silent(words: list[str]) -> bool:
    """Whether a sentence tells what the report does not speak of ("does not comment on the left breast")."""
    return any(w in ("not", "n't", "doesn't", "didn't") for w in words) and any(
        w in ("comment", "mention", "describe", "address", "speak", "name", "say", "cover", "include") for w in words
    )
