"""Traces of a fact in a draft that no claim tells: its words in another order, or its size, beside its part of the body.

A letter tells a finding in words that no list holds. What its sentence shares with a name of the finding, and where it
stands, is weaker than a claim but enough to say that nothing was left out; what is said *wrongly* of it is for other rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, near
from guardrails.names import names_alone, names_of, site_names, site_stems, stem, stems, terms_of
from guardrails.numbers import Number, numbers_of, sizes_meet
from guardrails.reading import Said

#: Share of the telling words of a name that must stand in a passage.
_NAME_SHARE = 0.6
_SIZES = frozenset({"mm", "cm", "ml", "%"})
#: What is told by a size alone ("right supraclavicular node 3 x 4 cm").
_GROWN = frozenset("lymphadenopathy adenopathy enlargement dilatation".split())
#: What takes back a whole sentence, only what follows, and only its own part between two commas.
_TAKES_BACK = frozenset("not none nor neither never cannot".split())
_TAKES_NEXT = frozenset("no without".split())
_TAKES_PART = frozenset("clear free normal intact".split())
#: With these a denied sentence leaves the finding open ("can't be ruled out").
_LEFT_OPEN = frozenset("rule ruled exclude excluded sure certain tell clear may might could possible".split())
#: What a sentence may call the place of a finding that it named before ("the same tendon").
_TISSUES = frozenset("bone tendon ligament muscle cartilage".split())
#: Words with which a sentence goes on about what the one before it named.
_GOING_ON = frozenset("it this these those they that one another both same there any each first second third".split())


class _Passage(NamedTuple):
    """A sentence with the stems of its words, and those of what it goes on from."""

    said: Said
    own: frozenset[str]
    all: frozenset[str]
    around: tuple[Said, ...]


def _passages(aligned: Aligned, fact: Fact, telling: Sequence[Said]) -> Iterator[_Passage]:
    """Each telling sentence, with the one before it in its paragraph when it goes on about it, and with its heading.

    The words of a claim that tells another fact by its name are left out.
    """
    reading = aligned.reading
    before: Said | None = None
    for said in telling:
        lemmas = reading.lemmas(said)
        own = every = _free_stems(aligned, fact, said)
        around = [said]
        if before is not None and (
            (before.paragraph == said.paragraph and not _GOING_ON.isdisjoint(lemmas[:4]))
            or (before.kind == "heading" and said.index == before.index + 1)
        ):
            every = own | _free_stems(aligned, fact, before)
            around.append(before)
        before = said
        if not said.planned and not said.has("exam-reason"):
            yield _Passage(said, own, every, tuple(around))


def _free_stems(aligned: Aligned, fact: Fact, said: Said) -> frozenset[str]:
    taken = [
        claim.mention
        for claim in aligned.claims_in(said)
        if claim.facts(Tie.RELATED, positive=True) and all(f.id != fact.id for f in claim.facts(Tie.COARSE))
    ]
    found: set[str] = set()
    part: set[str] = set()
    for token in aligned.reading.tokens[said.first : said.last]:
        if token.lemma in _TAKES_NEXT and fact.status != "possible":
            break
        if token.lemma in (",", ";"):
            found |= part if _TAKES_PART.isdisjoint(part) else set()
            part = set()
        elif not any(m.start <= token.start < m.end for m in taken):
            part.add(stem(token.lemma) if token.lemma not in _TAKES_PART else token.lemma)
    found |= part if _TAKES_PART.isdisjoint(part) else set()
    return frozenset(found)


def traced(aligned: Aligned, fact: Fact, telling: Sequence[Said]) -> bool:
    """Whether a passage of the draft tells a fact by the words of its names, or by its size."""
    lexicon = aligned.reading.lexicon
    names, single = names_of(lexicon, fact.concept, fact.site), names_alone(lexicon, fact.concept)
    place = site_stems(lexicon, fact.site)
    grown = not _GROWN.isdisjoint((fact.concept, *lexicon.heads_of(fact.concept)))
    sizes, exam = _sizes(aligned, fact), aligned.plan.reading.exam.regions
    for passage in _passages(aligned, fact, telling):
        if _elsewhere(aligned, fact, passage) or _denied(aligned, fact, passage):
            continue
        if not single.isdisjoint(passage.own):
            return True
        inside = _named(lexicon, fact, passage, inside=True) or (
            fact.site in exam and any("joint" in aligned.reading.lemmas(said) for said in passage.around)
        )  # in an MRI of the knee "the joint" is the knee
        near_it = inside or not place.isdisjoint(passage.all) or _named(lexicon, fact, passage)
        if any(_shared(name, passage) and (inside if len(name) == 1 else near_it) for name in names):
            return True
        if not inside or not (sizes or grown):
            continue
        here = [n for n in numbers_of(aligned.reading.folded, passage.said.start, passage.said.end) if n.unit in _SIZES]
        if any(sizes_meet(n, sizes) for n in here) or (grown and here and not aligned.claims_in(passage.said)):
            return True
    return False


def _shared(name: frozenset[str], passage: _Passage) -> bool:
    """Whether a passage holds enough words of a name, half of them in the sentence itself."""
    return len(name & passage.all) >= ceil(len(name) * _NAME_SHARE) and 2 * len(name & passage.own) >= len(name)


def _named(lexicon: Lexicon, fact: Fact, passage: _Passage, *, inside: bool = False) -> bool:
    """Whether a passage names the part of the body a fact lies in; with ``inside`` the part itself, and no neighbour."""
    places = [p.anatomy for said in passage.around for p in said.places]
    if fact.site is None or fact.site in ANYWHERE:
        return True
    if not inside:
        return any(near(lexicon, p, fact.site) for p in places)
    if any(p in _TISSUES or lexicon.within(p, fact.site) or lexicon.within(fact.site, p) for p in places):
        return True
    return any(name <= passage.all for name in site_names(lexicon, fact.site))


def _elsewhere(aligned: Aligned, fact: Fact, passage: _Passage) -> bool:
    """Whether a passage speaks of another part of the body, another side or another level than the fact's."""
    lexicon, said = aligned.reading.lexicon, passage.said
    if fact.site is not None and said.places and not any(near(lexicon, p.anatomy, fact.site) for p in said.places):
        return True
    sides = aligned.sides((fact,))
    if len(sides) == 1 and not sides.isdisjoint(("left", "right")):
        other = "left" if "right" in sides else "right"
        words = set(aligned.reading.lemmas(said))
        if other in words and not words & sides and "both" not in words:
            return True
    levels = aligned.levels((fact,))
    here = {level for group in said.levels for level in group.levels} or set(said.context.levels)
    return bool(levels and here and not levels & here)


def _denied(aligned: Aligned, fact: Fact, passage: _Passage) -> bool:
    """Whether a passage denies what it names; a finding that is only possible may be left open in the same words."""
    words = aligned.reading.lemmas(passage.said)
    denied = not _TAKES_BACK.isdisjoint(words) or any(w.endswith("n't") for w in words)
    if not denied and (fact.status != "possible" or _TAKES_NEXT.isdisjoint(words)):
        return passage.said.label in ("absent", "normal")
    return fact.status != "possible" or _LEFT_OPEN.isdisjoint(words)


def _sizes(aligned: Aligned, fact: Fact) -> list[Number]:
    """The sizes and shares that the report gives this fact and no other finding."""
    mine: list[Number] = []
    report = aligned.plan.reading
    folded = fold(report.text)
    others = [m for m in aligned.mentions.values() if m.id not in fact.mentions and m.status != "absent"]
    for id in fact.mentions:
        mention = aligned.mentions.get(id)
        if mention is None:
            continue
        mine += [Number(m.value, m.unit, m.start, m.end) for m in mention.measurements]
        if not mention.measurements and not any(o.sentence == mention.sentence for o in others):
            mine += [n for n in numbers_of(folded, mention.sentence.start, mention.sentence.end) if n.unit in _SIZES]
    taken = [Number(m.value, m.unit, m.start, m.end) for o in others for m in o.measurements]
    return [n for n in mine if not sizes_meet(n, taken)]


def held(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence of the report, of any section, holds a claim: its own words, or a name of the finding at its place.

    A report is not always read to the last word. What it says undenied of a part of the body nobody made up.
    """
    lexicon, mention = aligned.reading.lexicon, claim.mention
    words = stems(mention.text)
    full, heads = terms_of(lexicon, mention.concept)
    places = site_names(lexicon, mention.site)
    for sentence in aligned.reading.prepared.undenied:
        if len(words) > 1 and words <= sentence.stems:
            return True
        if sentence.aside:
            continue
        if any(name <= sentence.stems for name in full):
            return True
        if any(name <= sentence.stems for name in heads) and any(place <= sentence.stems for place in places):
            return True
    return False
