"""Findings told as a part of the body and a kind of change, over a sentence and its neighbours.

"Between the sit bone and the thigh bone is a small space. The scan shows less room in it on your left side." No name of
the finding stands there, but its part does, and so does a word for what is with it. Both must be of the same passage, and
nothing between may speak of another part, side or level, or take it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from importlib import resources
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import rtoml

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.siding import is_no_side
from explainer.core.language.text import Token, fold, tokens
from explainer.core.values import Fact
from explainer.errors import LexiconError
from guardrails.alignment import Aligned, Claim, Tie, near, sides_meet, vague_name
from guardrails.names import of_its_twin, site_names, site_stems, stem
from guardrails.reading import Said

#: What opens a line of a list: a mark, a number, or a name before a colon.
_ITEM = re.compile(r"\s*(?:[-*+>•·▪●→–]|[0-9]{1,2}[.)]|[^\n:.;]{1,40}:)")
_MARKS = " \t-*+>•·▪●→–.)0123456789"
#: Sentences that a passage reaches back to what it goes on about.
_BACK = 4
#: Share of the words of a part's name that must stand in a sentence.
_NAME_SHARE = 0.66
#: Words that take back what follows, and, within their own clause, what went before.
_DENIES = frozenset("no not without nor neither never cannot none nothing".split())
#: Words that call a part well: they take back their own clause.
_WELL = frozenset("clear free normal intact fine healthy unremarkable preserved".split())
_TURNS = frozenset("but however though although while whereas yet still".split())
_SUBJECTS = frozenset("it they these those there this that the your you he she we".split())
_ENDS = frozenset((";", ":", "(", ")", "."))
#: With these a denied sentence leaves a possible finding open.
_LEFT_OPEN = frozenset(
    "rule ruled exclude excluded sure certain tell say clear may might could possible either".split()
)
#: Tissues that many parts have: a finding in one lies where its sentence says.
_EVERYWHERE = ANYWHERE | {"synovium", "subchondral-bone"}
#: What is left of "heart artery" in a letter on the heart says of which one no more.
_TISSUES = frozenset(
    stem(w) for w in "artery vein vessel nerve bone muscle joint tendon ligament tube part area side".split()
)
_WHERE = frozenset("where which".split())
#: Openings with which a sentence goes on about the one before.
_GOES_ON = frozenset("either it its this that these those they their there here one both each".split())
#: Words that stand for a change named before.
_STANDS_FOR = frozenset(
    "it its this that these those they one ones same too also amount kind form type sort likewise similar some well degree".split()
)
#: Behind "so" at the head of a clause these make it stand for what was said before ("so are the canals").
_DOES_SO = frozenset("is are was were be do does did has have".split())
#: How a line of a list says that it holds what another one does ("L4-L5: the same", "as at L3-L4", "identical").
_SAME_AS = frozenset("same likewise ditto identical identically similar similarly alike too also".split())
#: Words of such a line that tell nothing of their own.
_SAME_LINE = frozenset(
    "the a an and is are was were at as in of on to for it this that with there here again just exactly about much very one picture "
    "finding findings thing story change changes applies apply true goes found seen shown noted level disc discs above below next "
    "before well report says mild moderate severe minimal slight small large little here holds look looks go shows has have one two".split()
)
#: Words of a plain name that tell no place.
_SMALL = frozenset(
    stem(w) for w in "a an the of in on at to from for with by and or that one is it extra small part".split()
)
#: A sentence of no more words is a line of a list.
_SHORT = 9


class Kind(NamedTuple):
    """A kind of change: the heads of that kind, the phrases for it as lemmas, and whether names do not give it."""

    name: str
    heads: frozenset[str]
    words: tuple[frozenset[str], ...]
    by_head: bool = False


def _lemmas(phrase: str) -> frozenset[str]:
    return frozenset(t.lemma for t in tokens(fold(phrase)))


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """The kinds of the data file.

    Raises:
        LexiconError: An entry is not a name, heads and words.
    """
    data = rtoml.loads(resources.files("guardrails").joinpath("kinds.toml").read_text("utf-8"))
    found: list[Kind] = []
    for row in data.get("kind", ()):
        if set(row) - {"by_head"} != {"name", "heads", "words"}:
            raise LexiconError(
                "kinds.toml", str(row.get("name")), "words", "not name, heads and words", "give all three"
            )
        phrases = {_lemmas(word): None for word in row["words"]}
        found.append(Kind(row["name"], frozenset(row["heads"]), tuple(phrases), row.get("by_head", False)))
    return tuple(found)


@lru_cache(maxsize=4096)
def kinds_of(lexicon: Lexicon, concept: str) -> frozenset[str]:
    """The kinds of change that a finding is of by its plain name, or else by its heads."""
    if concept not in lexicon.concepts:
        return frozenset()
    entry = lexicon.concepts[concept]
    told = (_lemmas(entry.plain), _lemmas(entry.name))
    by_name = frozenset(
        k.name for k in kinds() if not k.by_head and any(words <= name for words in k.words for name in told)
    )
    return by_name or _by_heads(lexicon, concept)


@lru_cache(maxsize=4096)
def _by_heads(lexicon: Lexicon, concept: str) -> frozenset[str]:
    named = {concept} | lexicon.heads_of(concept)
    return frozenset(kind.name for kind in kinds() if named & kind.heads)


@lru_cache(maxsize=1)
def _words_of_kinds() -> frozenset[str]:
    return frozenset(stem(w) for kind in kinds() for words in kind.words if len(words) == 1 for w in words)


@lru_cache(maxsize=4096)
def _phrases(names: frozenset[str]) -> tuple[frozenset[str], ...]:
    return tuple(words for kind in kinds() if kind.name in names for words in kind.words)


class Retold:
    """The telling sentences of a draft, by the words they hold."""

    def __init__(self, aligned: Aligned, telling: Sequence[Said]) -> None:
        self._aligned = aligned
        self._telling = tuple(telling)
        self._all = aligned.reading.sentences

    @cached_property
    def _stems(self) -> tuple[frozenset[str], ...]:
        lemmas = self._aligned.reading.lemmas
        return tuple(frozenset(stem(w) for w in lemmas(said)) for said in self._all)

    def tells(self, fact: Fact, free: Callable[[Said], bool], level: str | None = None) -> bool:
        """Whether a passage that is free to tells a fact; with ``level``, at that level."""
        own = kinds_of(self._lexicon, fact.concept) | _by_heads(self._lexicon, fact.concept)
        if not own:
            return False
        levels = {level} if level else self._aligned.levels((fact,))
        return any(free(said) and self._told(fact, own, said, levels) for said in self._telling)

    def _told(self, fact: Fact, own: frozenset[str], said: Said, levels: set[str]) -> bool:
        """Whether a sentence, with those around it, tells a fact of these kinds at one of these levels."""
        if said.planned or said.has("exam-reason") or said.label in ("absent", "normal"):
            return False
        if any(c.mention.status == "hypothetical" for c in self._aligned.claims_in(said)):
            return False  # "The cushion was checked for a tear."
        if self._other_place(fact, said, levels):
            return False
        words = set(self._aligned.reading.lemmas(said))
        if any(phrase <= words for phrase in _phrases(own)) and self._holds(fact, own, said):
            return self._placed(fact, own, said, levels)
        return self._same_at(own, said, levels) or self._goes_on_from(fact, own, said)

    def _same_at(self, own: frozenset[str], said: Said, levels: set[str]) -> bool:
        """Whether a line gives a level of the fact and says only that it is there as it is above ("L4-L5: same as L3-L4")."""
        here = {v for group in said.levels for v in group.levels} or set(said.context.levels)
        if not levels & here:
            return False
        row = self._aligned.reading.tokens[said.first : said.last]
        spans = [(group.start, group.end) for group in said.levels]
        words = {t.lemma for t in row if t.lemma.isalpha() and not any(a <= t.start < b for a, b in spans)}
        if _SAME_AS.isdisjoint(words) or not words <= _SAME_AS | _SAME_LINE:
            return False
        for one in reversed(self._all[max(0, said.index - _BACK) : said.index]):
            found = [c for c in self._aligned.claims_in(one) if c.positive and not vague_name(c.mention.concept)]
            if any(own & kinds_of(self._lexicon, c.mention.concept) for c in found):
                return True
            if one.levels:
                return False  # what stands above is of another level still
        return False

    def _holds(self, fact: Fact, own: frozenset[str], said: Said, *, any_fact: bool = False) -> bool:
        """Whether a clause of a sentence, not taken back, holds a word for the kind."""
        phrases = _phrases(own)
        return any(
            any(phrase <= clause for phrase in phrases) for clause in _clauses(self._aligned, fact, said, any_fact)
        )

    def _other_place(self, fact: Fact, said: Said, levels: set[str]) -> bool:
        """Whether a sentence, or what it stands under, gives another side or level."""
        here = {v for group in said.levels for v in group.levels} or set(
            said.context.levels or said.context.last_levels
        )
        if levels and here and not (levels | {v for level in levels for v in level.split("-")}) & here:
            return True
        sides = self._aligned.sides((fact,))
        if len(sides) != 1 or sides.isdisjoint(("left", "right")):
            return False
        mine = next(iter(sides))
        other = "left" if mine == "right" else "right"
        for one in (said, *self._before(said)):
            words = sides_named(one)
            if mine in words or "both" in words:
                return False
            if other in words:
                return True
            if one is said and said.context.laterality in ("left", "right"):
                return not sides_meet(said.context.laterality, sides)
        return False

    def _before(self, said: Said) -> Iterator[Said]:
        """The sentences of the same paragraph or bullet before this one, nearest first."""
        for one in reversed(self._all[max(0, said.index - _BACK) : said.index]):
            if self._opens(said) or one.paragraph != said.paragraph or one.kind == "heading":
                return
            yield one
            said = one

    def _opens(self, said: Said) -> bool:
        """Whether a sentence begins a bullet or a line with a name of its own before a colon."""
        folded = self._aligned.reading.folded
        start = folded.rfind("\n", 0, said.start) + 1
        return _ITEM.match(folded, start, said.end) is not None and folded[start : said.start].strip(_MARKS) == ""

    def _headings(self, said: Said) -> Iterator[Said]:
        """The headings a sentence stands under, nearest first."""
        if said.kind != "heading" and said.index in self._under:
            yield self._all[self._under[said.index]]

    @cached_property
    def _under(self) -> dict[int, int]:
        """The last heading before each sentence, by their indexes."""
        found: dict[int, int] = {}
        last: int | None = None
        for said in self._all:
            if last is not None:
                found[said.index] = last
            last = said.index if said.kind == "heading" else last
        return found

    def _scope(self, said: Said) -> Iterator[Said]:
        """Where the part of the body can stand: here, before, right behind, or in the heading."""
        yield said
        yield from self._before(said)
        if said.index + 1 < len(self._all):
            after = self._all[said.index + 1]
            opens = self._aligned.reading.lemmas(after)[:3]
            if after.paragraph == said.paragraph and not self._opens(after) and not _GOES_ON.isdisjoint(opens):
                yield after
        yield from self._headings(said)

    def _placed(self, fact: Fact, own: frozenset[str], said: Said, levels: set[str]) -> bool:
        """Whether the nearest part of the body that is named around a sentence is that of the fact."""
        parts = self._parts(fact)
        rivals = self._rivals(fact)
        if not rivals and (not parts or fact.category == "postoperative"):
            return True
        if not rivals and self._examined(parts) and self._goes_by(parts, said):
            return True
        if self._unmistakable(own, said, rivals):
            return True
        levels = levels | {v for level in levels for v in level.split("-")}
        for one in self._scope(said):
            if any(self._names(part, one, said) for part in parts) or self._told_plainly(fact, one, said):
                return True
            places = self._places(one)
            if any(near(self._lexicon, place, part) for place in places for part in parts):
                return not any(near(self._lexicon, place, other.site) for place in places for other in rivals)
            if places and not (one is said and self._refers(said)):
                return False
            if levels and levels & {v for group in one.levels for v in group.levels}:
                return not any(self._aligned.levels((other,)) & levels for other in rivals)
        return False

    def _unmistakable(self, own: frozenset[str], said: Said, rivals: Sequence[Fact]) -> bool:
        """Whether a phrase of several words tells a kind that names do not give and no other finding is of ("grown into").

        The sentence may name no part, unless it only tells what lies there ("into the space where the eye nerves run").
        """
        row = self._aligned.reading.tokens[said.first : said.last]
        aside = next((t.start for t in row if t.lemma in _WHERE), said.end)
        if any(p.start < aside and p.anatomy not in ANYWHERE for p in said.places):
            return False
        words = set(said.lemmas)
        return any(
            kind.by_head and kind.name in own and any(len(phrase) > 1 and phrase <= words for phrase in kind.words)
            for kind in kinds()
            if not any(kind.name in kinds_of(self._lexicon, other.concept) for other in rivals)
        )

    def _refers(self, said: Said) -> bool:
        """Whether a sentence is of what was named before ("those inside the liver are wide", "The disc pushes into it.")."""
        row = self._aligned.reading.tokens[said.first : said.last]
        return not _GOES_ON.isdisjoint([t.lemma for t in row[:2]]) or _of_one_named(row)

    def _places(self, said: Said) -> set[str]:
        """The parts of the body that a sentence names, or finds something in."""
        found = {p.anatomy for p in said.places}
        found.update(c.mention.site for c in self._aligned.claims_in(said) if c.mention.site)
        return found - ANYWHERE

    def _parts(self, fact: Fact) -> frozenset[str]:
        """The part a fact lies in; for one of a tissue that is everywhere, the parts its sentences name."""
        if fact.site is not None and fact.site not in _EVERYWHERE:
            return frozenset((fact.site,))
        aligned = self._aligned
        starts = {aligned.mentions[id].sentence.start for id in fact.mentions if id in aligned.mentions}
        scenes = (scene.parts for scene in aligned.reading.prepared.scenes if scene.start in starts)
        return frozenset().union(*scenes) - _EVERYWHERE

    @cached_property
    def _lexicon(self) -> Lexicon:
        return self._aligned.reading.lexicon

    def _examined(self, parts: frozenset[str]) -> bool:
        """Whether these are just the parts that were examined: a letter need not call them by their full names."""
        regions, anatomy = self._aligned.plan.reading.exam.regions, self._lexicon.anatomy
        return all(part in regions or (part in anatomy and anatomy[part].name in regions) for part in parts)

    def _goes_by(self, parts: frozenset[str], said: Said) -> bool:
        """Whether a sentence has a word of a name of the part ("the gland"), or tells of something found in it."""
        if any(not self._stems[said.index].isdisjoint(site_stems(self._lexicon, part)) for part in parts):
            return True
        told = (c for c in self._aligned.claims_in(said) if c.asserted)
        return any(f.site in parts for c in told for f in c.facts(Tie.RELATED, positive=True))

    @cached_property
    def _topic(self) -> frozenset[str]:
        """The words of the part that was examined: a letter about it need not name it again."""
        return frozenset().union(*(site_stems(self._lexicon, part) for part in self._aligned.plan.reading.exam.regions))

    def _names(self, part: str, said: Said, with_: Said | None = None) -> bool:
        """Whether a sentence names a part of the body, or holds most words of a name of it, some of them in another one."""
        if any(self._lexicon.within(p.anatomy, part) for p in said.places):
            return True
        words = self._stems[said.index]
        every = words if with_ is None else words | self._stems[with_.index]
        return any(
            len(name & every) >= ceil(len(name) * _NAME_SHARE)
            and not words.isdisjoint(name)
            and not of_its_twin(name, every)
            for name in self._names_of(part)
        )

    def _names_of(self, part: str) -> list[frozenset[str]]:
        """The names of a part of more words than one, without those of the part examined, that are no bare tissue."""
        names = (name - self._topic or name for name in site_names(self._lexicon, part) if len(name) > 1)
        return [name for name in names if not name <= _TISSUES]

    def _told_plainly(self, fact: Fact, one: Said, said: Said) -> bool:
        """Whether a sentence, with the one that tells the change, holds the words of the plain name that tell where it is."""
        plain = _lemmas(self._lexicon.concepts[fact.concept].plain)
        words = frozenset(stem(w) for w in plain) - _SMALL - _words_of_kinds()
        part = site_stems(self._lexicon, fact.site)
        there = self._stems[one.index] | self._stems[said.index]
        return (
            len(words - self._topic) > 1 and words <= there and bool((words & part) - self._topic or fact.site is None)
        )

    def _rivals(self, fact: Fact) -> list[Fact]:
        """The other findings of the report that the same words could tell; of two of one operation either."""
        own, lexicon = kinds_of(self._lexicon, fact.concept), self._lexicon
        return [
            f
            for f in self._aligned.plan.reading.facts
            if f.id != fact.id
            and f.status in ("present", "possible")
            and own & kinds_of(lexicon, f.concept)
            and not (f.category == fact.category == "postoperative" and near(lexicon, f.site, fact.site))
        ]

    def _goes_on_from(self, fact: Fact, own: frozenset[str], said: Said) -> bool:
        """Whether a sentence names the fact's part and says no more of it than that what was named before is there too."""
        aligned = self._aligned
        lemmas = aligned.reading.lemmas(said)
        if (
            fact.site is None
            or not self._names(fact.site, said)
            or any(c.positive and not vague_name(c.mention.concept) for c in aligned.claims_in(said))
        ):
            return False
        if _STANDS_FOR.isdisjoint(lemmas) and not _does_so(lemmas) and len(lemmas) > _SHORT:
            return False
        part = site_stems(aligned.reading.lexicon, fact.site)
        if not any(part & {stem(w) for w in clause} for clause in _clauses(aligned, fact, said, True)):
            return False
        for one in (*self._before(said), *self._headings(said)):
            found = [c for c in aligned.claims_in(one) if c.positive and not vague_name(c.mention.concept)]
            if found:
                return any(own & kinds_of(aligned.reading.lexicon, c.mention.concept) for c in found)
        return False


def sides_named(said: Said) -> frozenset[str]:
    """The words of a sentence that give a side, without the "right" of "right below the bump" and its like."""
    words = said.lemmas
    return frozenset(
        w for i, w in enumerate(words) if w == "both" or (w in ("left", "right") and not is_no_side(words, i))
    )


def _does_so(lemmas: Sequence[str]) -> bool:
    """Whether a sentence opens with "so are", "and so is" and the like."""
    at = 1 if lemmas[:1] == ["and"] else 0
    return lemmas[at : at + 1] == ["so"] and not _DOES_SO.isdisjoint(lemmas[at + 1 : at + 2])


def _clauses(aligned: Aligned, fact: Fact, said: Said, any_fact: bool) -> Iterator[frozenset[str]]:
    """The clauses of a sentence that are not taken back, as lemmas, without the words of claims that tell other facts."""
    row = aligned.reading.tokens[said.first : said.last]
    taken = [] if any_fact or _of_one_named(row) else [
        (c.mention.start, c.mention.end)
        for c in aligned.claims_in(said)
        if _is_of_another(aligned, c, fact) and not _covers_part(aligned, c, fact)
    ]  # fmt: skip
    open_ = fact.status == "possible" and any(t.lemma in _LEFT_OPEN for t in row)
    clause: set[str] = set()
    denied = gone = False
    behind = [t.lemma for t in row[1:]] + ["", ""]
    for i, token in enumerate(row):
        ends = token.lemma in _ENDS or token.lemma in _TURNS
        new = token.lemma in (",", "and") and (behind[i] in _SUBJECTS or behind[i] in ("and", "but"))
        if ends or token.lemma == "," or new:
            if clause and not gone:
                yield frozenset(clause)
            clause = set()
            denied = denied and not (ends or new)
            gone = denied
            continue
        if not open_ and _denies(token):
            denied = gone = True
        gone = gone or token.lemma in _WELL
        if tells_where(row, i, said):
            continue
        if token.lemma == "close" and behind[i] in ("to", "by"):
            continue
        if not any(a <= token.start < b for a, b in taken):
            clause.add(token.lemma)
    if clause and not gone:
        yield frozenset(clause)


#: What tells where, and not how tall, before these or in the name of a part ("lower back").
_LOW = frozenset("low lower".split())
_LOW_PARTS = frozenset(
    "back spine body belly abdomen leg limb lobe lung chest neck jaw end part half third edge side level disc bone segment spinal lumbar "
    "thoracic cervical left right front inner outer one two three few four".split()
)


def tells_where(row: Sequence[Token], at: int, said: Said) -> bool:
    """Whether "low" or "lower" at a place tells where and not how tall ("the lower back", "the lower third")."""
    if row[at].lemma not in _LOW:
        return False
    behind = row[at + 1].lemma if at + 1 < len(row) else ""
    return behind in _LOW_PARTS or any(p.start <= row[at].start < p.end for p in said.places)


def _denies(token: Token) -> bool:
    return token.lemma in _DENIES or token.lemma.endswith("n't")


def _of_one_named(row: Sequence[Token]) -> bool:
    """Whether what a short sentence tells falls on a part named before it ("The disc pushes into it.")."""
    words = [t.lemma for t in row if t.lemma.isalpha()]
    return len(words) <= _SHORT and any(a in _UPON and b in _IT for a, b in pairwise(words))


_UPON = frozenset("on into onto against upon over in through".split())
_IT = frozenset("it them this that these those both".split())


def _covers_part(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether the words of a claim take in those of the fact's part ("squeezes the nerve sac and the nerve roots")."""
    mention, lexicon = claim.mention, aligned.reading.lexicon
    return fact.site is not None and any(
        p.start < mention.end and mention.start < p.end and lexicon.within(p.anatomy, fact.site)
        for p in claim.said.places
    )


def _is_of_another(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a claim tells another finding by its own name, and not this one as well; not one of another level alone."""
    levels = set(claim.mention.levels)
    if levels & aligned.levels((fact,)) and not any(
        levels & aligned.levels((f,)) or not aligned.levels((f,)) for f in claim.facts(Tie.COARSE, positive=True)
    ):
        return False
    if any(f.id == fact.id for f in claim.facts(Tie.RELATED)):
        return False
    best = claim.facts(Tie.RELATED, positive=True)
    return bool(best) and (
        all(f.id != fact.id for f in claim.facts(Tie.COARSE)) or bool(claim.facts(Tie.SAME, positive=True))
    )
