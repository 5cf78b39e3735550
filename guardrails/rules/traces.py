"""Traces of a fact in a draft that no claim tells: its words in another order, or its size, beside its part of the body.

A letter tells a finding in words that no list holds. What its sentence shares with a name of the finding, and where it
stands, is weaker than a claim but enough to say that nothing was left out; what is said *wrongly* of it is for other rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence, Set
from functools import cached_property
from math import ceil
from typing import NamedTuple

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, near
from guardrails.names import names_alone, names_of, site_names, site_stems, stem, stems, terms_of
from guardrails.numbers import Number, numbers_of, sizes_meet
from guardrails.reading import Said
from guardrails.rules.retold import sides_named, tells_where

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
_GOING_ON = frozenset(
    "it its this these those they their that one another both same there any each first second third".split()
)


class _Passage(NamedTuple):
    """A sentence with the stems of its words, and those of what it goes on from."""

    said: Said
    own: frozenset[str]
    all: frozenset[str]
    around: tuple[Said, ...]
    sizes: tuple[Number, ...]


class Traces:
    """The telling sentences of a draft, indexed once by the words they hold.

    A sentence is read with the one before it in its paragraph when it goes on about it, and with its heading.
    """

    def __init__(self, aligned: Aligned, telling: Sequence[Said]) -> None:
        self._aligned = aligned
        self._passages: list[_Passage] = []
        self._index: dict[str, set[int]] = {}
        self._sized: set[int] = set()
        self._report = fold(aligned.plan.reading.text)
        reading = aligned.reading
        words = {said.index: frozenset(stem(w) for w in reading.lemmas(said)) for said in telling}
        before: Said | None = None
        for said in telling:
            own = every = words[said.index]
            around = [said]
            if before is not None and _goes_on(reading.lemmas(said)[:4], said, before):
                every = own | words[before.index]
                around.append(before)
            before = said
            if said.planned or said.has("exam-reason"):
                continue
            sizes = tuple(n for n in numbers_of(reading.folded, said.start, said.end) if n.unit in _SIZES)
            at = len(self._passages)
            self._passages.append(_Passage(said, own, every, tuple(around), sizes))
            for word in own:
                self._index.setdefault(word, set()).add(at)
            if sizes:
                self._sized.add(at)

    def tells(self, fact: Fact, free: Callable[[Said], bool]) -> bool:
        """Whether a passage tells a fact by the words of its names, or by its size; of the sentences that are free to."""
        lexicon = self._aligned.reading.lexicon
        names, single = names_of(lexicon, fact.concept, fact.site), names_alone(lexicon, fact.concept)
        grown = not _GROWN.isdisjoint((fact.concept, *lexicon.heads_of(fact.concept)))
        sizes = self._sizes_of(fact)
        found = {at for word in single.union(*names) for at in self._index.get(word, ())}
        if sizes or grown:
            found |= self._sized
        return any(
            free(self._passages[at].said) and self._told(fact, self._passages[at], names, single, sizes, grown)
            for at in sorted(found)
        )

    def _told(
        self,
        fact: Fact,
        whole: _Passage,
        names: Set[frozenset[str]],
        single: Set[str],
        sizes: list[Number],
        grown: bool,
    ) -> bool:
        aligned, lexicon = self._aligned, self._aligned.reading.lexicon
        named = not single.isdisjoint(whole.own) or any(_shared(name, whole) for name in names)
        measured = any(sizes_meet(n, sizes) for n in whole.sizes)
        alone = grown and bool(whole.sizes) and not aligned.claims_in(whole.said)
        if not (named or measured or alone) or _elsewhere(aligned, fact, whole) or _denied(aligned, fact, whole):
            return False
        own, *rest = (_free_stems(aligned, fact, said) for said in whole.around)
        passage = whole._replace(own=own, all=own.union(*rest))
        if not single.isdisjoint(own):
            return True
        regions = aligned.plan.reading.exam.regions
        if aligned.sides((fact,)) & sides_named(whole.said):
            regions = ()  # "in the right pelvis" is narrow enough
        inside = _named(lexicon, fact, passage, inside=True, regions=regions) or (
            fact.site in aligned.plan.reading.exam.regions
            and any("joint" in aligned.reading.lemmas(said) for said in passage.around)
        )  # in an MRI of the knee "the joint" is the knee
        if inside and (measured or alone):
            return True
        near_it = inside or not site_stems(lexicon, fact.site).isdisjoint(passage.all) or _named(lexicon, fact, passage)
        return any(_shared(name, passage) and (inside if len(name) == 1 else near_it) for name in names)

    def _sizes_of(self, fact: Fact) -> list[Number]:
        """The sizes and shares that the report gives this fact and no other finding."""
        mentions, own = self._aligned.mentions, set(fact.mentions)
        mine: list[Number] = []
        for mention in (mentions[id] for id in fact.mentions if id in mentions):
            mine += [Number(m.value, m.unit, m.start, m.end) for m in mention.measurements]
            if not mention.measurements and self._beside.get(mention.sentence, set()) <= own:
                lo, hi = mention.sentence
                mine += [n for n in numbers_of(self._report, lo, hi) if n.unit in _SIZES]
        return [n for n in mine if self._owners.get((n.value, n.unit), set()) <= own]

    @cached_property
    def _beside(self) -> dict[Span, set[str]]:
        """The findings of each sentence of the report that are not denied."""
        found: dict[Span, set[str]] = {}
        for mention in self._aligned.mentions.values():
            if mention.status != "absent":
                found.setdefault(mention.sentence, set()).add(mention.id)
        return found

    @cached_property
    def _owners(self) -> dict[tuple[float, str], set[str]]:
        """The findings to which the report gives each size."""
        found: dict[tuple[float, str], set[str]] = {}
        for mention in self._aligned.mentions.values():
            for size in mention.measurements if mention.status != "absent" else ():
                found.setdefault((size.value, size.unit), set()).add(mention.id)
        return found


def _goes_on(opening: Sequence[str], said: Said, before: Said) -> bool:
    if before.kind == "heading" and said.index == before.index + 1:
        return True
    return before.paragraph == said.paragraph and not _GOING_ON.isdisjoint(opening)


def _free_stems(aligned: Aligned, fact: Fact, said: Said) -> frozenset[str]:
    """The words of a sentence that it does not take back, without those of a claim that tells another fact by its name."""
    taken = [
        claim.mention
        for claim in aligned.claims_in(said)
        if claim.facts(Tie.RELATED, positive=True)
        and all(
            f.id != fact.id for f in claim.facts(Tie.RELATED if claim.facts(Tie.SAME, positive=True) else Tie.COARSE)
        )
    ]
    found: set[str] = set()
    part: set[str] = set()
    row = aligned.reading.tokens[said.first : said.last]
    for i, token in enumerate(row):
        if token.lemma in _TAKES_NEXT and fact.status != "possible":
            break
        if token.lemma in (",", ";"):
            found |= part if _TAKES_PART.isdisjoint(part) else set()
            part = set()
        elif not any(m.start <= token.start < m.end for m in taken) and not tells_where(row, i, said):
            part.add(stem(token.lemma) if token.lemma not in _TAKES_PART else token.lemma)
    found |= part if _TAKES_PART.isdisjoint(part) else set()
    return frozenset(found)


def _shared(name: frozenset[str], passage: _Passage) -> bool:
    """Whether a passage holds enough words of a name, half of them in the sentence itself."""
    return len(name & passage.all) >= ceil(len(name) * _NAME_SHARE) and 2 * len(name & passage.own) >= len(name)


def _named(
    lexicon: Lexicon, fact: Fact, passage: _Passage, *, inside: bool = False, regions: Collection[str] = ()
) -> bool:
    """Whether a passage names the part of the body a fact lies in; with ``inside`` the part itself, and no neighbour.

    The whole of a region that was examined is no part that a finding is told by.
    """
    places = [p.anatomy for said in passage.around for p in said.places]
    if fact.site is None or fact.site in ANYWHERE:
        return True
    if not inside:
        return any(near(lexicon, p, fact.site) for p in places)
    if any(
        p in _TISSUES or lexicon.within(p, fact.site) or (p not in regions and lexicon.within(fact.site, p))
        for p in places
    ):
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
        words = sides_named(said) or {said.context.laterality}
        if other in words and not words & sides and "both" not in words:
            return True
    levels = aligned.levels((fact,))
    here = {level for group in said.levels for level in group.levels} or set(said.context.levels)
    return bool(levels and here and not levels & here)


def _denied(aligned: Aligned, fact: Fact, passage: _Passage) -> bool:
    """Whether a passage denies what it names; a finding that is only possible may be left open in the same words."""
    words = _before_a_new_clause(aligned.reading.lemmas(passage.said))
    denied = not _TAKES_BACK.isdisjoint(words) or any(w.endswith("n't") for w in words)
    if not denied and (fact.status != "possible" or _TAKES_NEXT.isdisjoint(words)):
        return passage.said.label in ("absent", "normal")
    return fact.status != "possible" or _LEFT_OPEN.isdisjoint(words)


def _before_a_new_clause(words: Sequence[str]) -> Sequence[str]:
    """A sentence without the clause that a comma and a pronoun open: what that denies is said of what went before.

    "There are little pouches in the bowel, and they do not look inflamed."
    """
    for at in range(1, len(words) - 2):
        if words[at] == "," and words[at + 1] in ("and", "but") and words[at + 2] in _PRONOUNS:
            return words[:at]
    return words


_PRONOUNS = frozenset("they it these those there".split())


def held(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence of the report, of any section, holds a claim: its own words, or a name of the finding at its place.

    A report is not always read to the last word. What it says undenied of a part of the body nobody made up.
    """
    lexicon, mention = aligned.reading.lexicon, claim.mention
    words = stems(mention.text)
    full, heads = terms_of(lexicon, mention.concept)
    places = site_names(lexicon, mention.site)
    report = aligned.reading.prepared.undenied
    if len(words) > 1 and report.holding(words):
        return True
    part = site_stems(lexicon, mention.site)
    if any(
        report.holding(name) - report.aside for name in full if not name <= part
    ):  # "small kidney" is more than a kidney
        return True
    named = {at for name in heads for at in report.holding(name)} - report.aside
    if _look_of_told(aligned, claim):
        return True
    return bool(named) and any(named & report.holding(place) for place in places)


#: Heads that tell only how something looks on the pictures.
_ROOT = 6
_LOOKS = frozenset(
    "enhancement uptake density hyperdensity hypodensity signal-abnormality heterogeneity lucency".split()
)


def _look_of_told(aligned: Aligned, claim: Claim) -> bool:
    """Whether a look is said of a finding of the report that the sentence names first ("a pocket of fluid whose edge takes up dye")."""
    heads = aligned.reading.lexicon.heads_of(claim.mention.concept) | {claim.mention.concept}
    roots = tuple(head[:_ROOT] for head in heads & _LOOKS)
    if not roots or not any(word.startswith(roots) for word in aligned.reading.prepared.positive_lemmas):
        return False
    return any(
        other.positive and other.mention.end <= claim.mention.start and any(f.status != "absent" for _, f in other.fits)
        for other in aligned.claims_in(claim.said)
    )
