"""Concepts, anatomy and cues as data, loaded once and checked on the way in.

A *concept* is what a report can find; a *generic* concept (a head: narrowing, cyst, fracture) says something of a body
part and is joined with the anatomy beside it. A wrong file stops the program with path, entry, field and cure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import product
from typing import Any, Literal, TypeVar, get_args

import rtoml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from explainer.core.language.matching import PhraseMatcher
from explainer.core.language.spelling import Speller
from explainer.core.language.text import lemmas
from explainer.core.values import Category
from explainer.errors import LexiconError

Dialect = Literal["report", "letter"]
#: Words that may stand inside a phrase of a report, and of a letter, without changing it.
SIDES = frozenset("left right bilateral".split())
LOOSE = frozenset('the a an your my his her their our its this that left right own both ( ) "'.split())
#: Words that stand inside a phrase to deny it.
DENYING = frozenset("not isn't aren't wasn't weren't hasn't haven't doesn't don't didn't".split())


#: Heads of surgery that name no thing put in or taken out: what was done they do not say.
_OF_SURGERY = frozenset({"surgical-clip", "postoperative-change"})


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Compose(_Entry):
    """Heads that become the concept when they stand at one of these sites (or a part of one).

    ``exam`` limits it to exams of these parts of the body: the epidural space of a head CT is not that of the spine.
    """

    head: tuple[str, ...]
    site: tuple[str, ...]
    exam: tuple[str, ...] = ()


_CHOICE = re.compile(r"\(([^()|]*\|[^()]*)\)")


def spread(phrases: Iterable[str]) -> tuple[str, ...]:
    """Phrases with their choices written out: "sac (around|of) the nerves" stands for two."""
    made: list[str] = []
    for phrase in phrases:
        pieces = _CHOICE.split(phrase)
        choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
        made += [" ".join("".join(words).split()) for words in product(*choices)]
    return tuple(dict.fromkeys(made))


class Sense(_Entry):
    """The head that a letter's plain word means at some parts: "smaller" is narrow of a canal and shrunk of a muscle.

    ``site`` are ids of parts, or last words of their names ("tendon").
    """

    head: str
    site: tuple[str, ...]


class Concept(_Entry):
    """What a report can find. ``site`` is where it sits when the report names no place.

    ``same`` is for a generic concept: beginnings of words (endings, written "-itis") by which a concept's name says no more
    than this head says of its part, so that a report that uses the head has named the concept; ``means`` is for the others:
    heads that are this very thing at its site although its name does not show it. ``adjectives`` are words of letters that
    name a generic concept only where they are said of a part ("the disc is low"); ``senses`` what its plain words mean
    elsewhere.
    """

    id: str
    name: str
    plain: str
    category: Category
    site: str | None = None
    terms: tuple[str, ...] = ()
    compose: tuple[Compose, ...] = ()
    lay: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    generic: bool = False
    same: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    senses: tuple[Sense, ...] = ()

    _spread = field_validator("terms", "lay", "adjectives")(spread)


class Anatomy(_Entry):
    """A part of the body. ``parent`` is the part it belongs to; roots have none."""

    id: str
    name: str
    plain: str
    parent: str | None = None
    paired: bool = False
    terms: tuple[str, ...] = ()
    lay: tuple[str, ...] = ()

    _spread = field_validator("lay")(spread)


class Cue(_Entry):
    """Words that change how a mention is read. The kinds are explained at the head of each cue file."""

    kind: str
    phrases: tuple[str, ...]
    value: str = ""
    dialect: Dialect | None = None

    _spread = field_validator("phrases")(spread)


class Term:
    """What a matched phrase stands for."""

    __slots__ = ("id", "kind", "value")

    def __init__(self, kind: str, id: str, value: str = "") -> None:
        self.kind, self.id, self.value = kind, id, value

    def __repr__(self) -> str:
        return f"Term({self.kind!r}, {self.id!r}, {self.value!r})"


EntryT = TypeVar("EntryT", bound=_Entry)


def _load(folder: str, table: str, model: type[EntryT]) -> list[tuple[str, EntryT]]:
    root: Traversable = resources.files("explainer.core")
    for part in folder.split("/"):
        root = root.joinpath(part)
    entries: list[tuple[str, EntryT]] = []
    for file in sorted(root.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            entries.extend((file.name, entry) for entry in parse(file.read_text("utf-8"), file.name, table, model))
    return entries


def parse(text: str, path: str, table: str, model: type[EntryT]) -> list[EntryT]:
    """The entries of one data file.

    Raises:
        LexiconError: The file is not TOML, or an entry does not fit the model.
    """
    try:
        data: dict[str, Any] = rtoml.loads(text)
    except rtoml.TomlParsingError as error:
        raise LexiconError(path, "-", "-", f"not valid TOML ({error})", "mend the syntax") from error
    result: list[EntryT] = []
    for number, row in enumerate(data.get(table, ())):
        try:
            result.append(model.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(p) for p in first["loc"]) or "-"
            name = str(row.get("id") or row.get("kind") or number)
            raise LexiconError(path, name, where, first["msg"], "see the format in CONTRIBUTING.md") from error
    return result


class Lexicon:
    """Everything the reader knows of words, for reports or for letters (which adds lay wordings and lay cues)."""

    def __init__(
        self, concepts: Iterable[Concept], anatomy: Iterable[Anatomy], cues: Iterable[Cue], dialect: Dialect
    ) -> None:
        self.dialect = dialect
        self.concepts = {c.id: c for c in concepts}
        self.anatomy = {a.id: a for a in anatomy}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._composed: dict[tuple[str, str], str] = {}
        self._composed_in: dict[tuple[str, str], list[tuple[frozenset[str], str]]] = {}
        self._heads_of: dict[str, set[str]] = {}
        self._looser: set[tuple[str, str]] = set()
        letter = dialect == "letter"
        for concept in self.concepts.values():
            for rule in concept.compose:
                for head in rule.head:
                    if not letter and not self._says_the_same(head, concept):
                        self._looser.add((head, concept.id))
                    self._heads_of.setdefault(concept.id, set()).add(head)
                    for site in rule.site:
                        if rule.exam:
                            limited = self._composed_in.setdefault((head, site), [])
                            limited.append((frozenset(rule.exam), concept.id))
                        else:
                            self._composed.setdefault((head, site), concept.id)
        self._senses = {
            (concept.id, site): sense.head
            for concept in self.concepts.values()
            for sense in (concept.senses if letter else ())
            for site in sense.site
        }
        self._meant: dict[tuple[str, str], str] = {}
        self._heads: dict[str, frozenset[str]] = {}
        self._cues = tuple(cues)

    def _says_the_same(self, head: str, concept: Concept) -> bool:
        """Whether a concept's name says no more of a part than the head does: "kidney stone" of a calculus, and not "cirrhosis" of
        an irregular surface. A letter may use the head as a lay word for the concept; a report that uses it names the head only.
        """
        if head in concept.means or (concept.category == "postoperative" and head not in _OF_SURGERY):
            return True
        if head == "inflammation" and concept.category == "infectious":
            return False
        words = re.findall(r"[a-z]+", concept.name.lower())
        return any(
            any(word.endswith(piece[1:]) if piece[0] == "-" else word.startswith(piece) for word in words)
            for piece in (*self.concepts[head].same, head)
        )

    @cached_property
    def _phrases(self) -> tuple[tuple[tuple[str, ...], Term], ...]:
        """Every phrase, as its lemmas, with what it stands for: concepts, heads, anatomy, then cues."""
        letter = self.dialect == "letter"
        phrases: list[tuple[str, Term]] = []
        for concept in self.concepts.values():
            kind = "head" if concept.generic else "concept"
            names = list(concept.terms)
            if letter:
                names += [concept.name, concept.plain, *concept.lay]
            elif not concept.generic and not self._composed_name(concept):
                names.append(concept.name)
            term, predicate = Term(kind, concept.id), Term("predicate", concept.id)
            seen = dict.fromkeys(names)
            phrases.extend((name, term) for name in seen)
            phrases.extend((name, predicate) for name in concept.predicates if name not in seen)
            if letter:
                adjective = Term("adjective", concept.id)
                phrases.extend((name, adjective) for name in concept.adjectives)
        for part in self.anatomy.values():
            names = [part.name, *part.terms]
            if letter:
                names += [part.plain, *part.lay]
            term = Term("anatomy", part.id)
            phrases.extend((name, term) for name in dict.fromkeys(names))
        for cue in self._cues:
            if cue.dialect is None or cue.dialect == self.dialect:
                term = Term(cue.kind, cue.kind, cue.value)
                phrases.extend((phrase, term) for phrase in cue.phrases)
        return tuple([(lemmas(phrase), term) for phrase, term in phrases])

    @cached_property
    def _parts(self) -> tuple[dict[tuple[str, ...], str], dict[tuple[str, ...], str]]:
        """Lemmas of every name of a body part, and of every head, with the id behind them."""
        parts = {lemmas(name): a.id for a in self.anatomy.values() for name in (a.name, *a.terms)}
        heads = {lemmas(term): c.id for c in self.concepts.values() if c.generic for term in c.terms}
        return parts, heads

    def _composed_name(self, concept: Concept) -> bool:
        """Whether a name is body part + head and is read by joining the two, so that lists ("X or Y narrowing") work too."""
        parts, heads = self._parts
        words = lemmas(concept.name)
        return any(
            words[:at] in parts
            and words[at:] in heads
            and self.compose(heads[words[at:]], parts[words[:at]]) == concept.id
            for at in range(1, len(words))
        )

    @cached_property
    def matcher(self) -> PhraseMatcher[Term]:
        """One automaton for concepts, heads, anatomy and cues."""
        return PhraseMatcher(self._phrases)

    @cached_property
    def loose_words(self) -> tuple[frozenset[str], ...]:
        """Words that may stand inside a phrase without changing what it names: sides in reports, small words too in letters.

        In letters a second set holds words that deny it, too ("the spine is not curved"): who reads it has to look for them.
        """
        return (LOOSE, LOOSE | DENYING) if self.dialect == "letter" else (SIDES,)

    @cached_property
    def _loose_kinds(self) -> frozenset[str]:
        """The kinds of phrases that are looked for without the loose words."""
        return frozenset(("concept", "head", "predicate", "anatomy") if self.dialect == "letter" else ("concept",))

    @cached_property
    def _stripped(self) -> PhraseMatcher[int]:
        """The phrases that hold loose words themselves, without them; each gives its number in ``matcher``."""
        loose, kinds = self.loose_words[0], self._loose_kinds
        return PhraseMatcher(
            [
                (kept, number)
                for number, (words, term) in enumerate(self._phrases)
                if term.kind in kinds
                and not loose.isdisjoint(words)
                and len(kept := tuple([w for w in words if w not in loose])) > 1
            ],
            like=self.matcher,
        )

    def loose_rows(self, coded: str) -> list[tuple[int, int, int]]:
        """Concepts and anatomy without the words that writers put between theirs ("fluid around *your left* lung").

        Args:
            coded: A text as ``matcher`` codes it, from which ``loose_words`` are taken out.

        Returns:
            Start, end and payload number of ``matcher`` of each. All have two words or more.
        """
        terms, owners, kinds = self.matcher.payloads, self.matcher.owners, self._loose_kinds
        rows = [
            (start, end, number)
            for pattern, start, end in self.matcher.hits(coded)
            if end - start > 1
            for number in owners[pattern]
            if terms[number].kind in kinds
        ]
        stripped, numbers = self._stripped.owners, self._stripped.payloads
        return rows + [
            (start, end, numbers[n]) for pattern, start, end in self._stripped.hits(coded) for n in stripped[pattern]
        ]

    @cached_property
    def speller(self) -> Speller:
        """Repairs misspelt words to those of this lexicon."""
        return Speller(self.matcher.words, spelled_right(), slips())

    @cached_property
    def parts_by_name(self) -> dict[str, str]:
        """The id of each part of the body by its name."""
        return {part.name: id for id, part in self.anatomy.items()}

    def ancestors(self, anatomy: str) -> tuple[str, ...]:
        """The parts that hold this one, nearest first; empty for a root or an unknown id."""
        found = self._ancestors.get(anatomy)
        if found is None:
            chain: list[str] = []
            part = self.anatomy.get(anatomy)
            while part is not None and part.parent is not None and part.parent not in chain:
                chain.append(part.parent)
                part = self.anatomy.get(part.parent)
            found = self._ancestors[anatomy] = tuple(chain)
        return found

    def compose(self, head: str, site: str, exam: Iterable[str] = ()) -> str | None:
        """The concept that this head makes at this site, the nearest part winning; None when none is known.

        Args:
            exam: The parts of the body that were examined; a rule for exams holds only when all of them are named by it.
        """
        meant = self._sense(head, site)
        if meant != head:
            return self.compose(meant, site, exam) or meant
        for place in (site, *self.ancestors(site)):
            for limits, made in self._composed_in.get((head, place), ()):
                seen = tuple(exam)
                if seen and all(part in limits for part in seen):
                    return made
            found = self._composed.get((head, place))
            if found is not None:
                return found
        return None

    def _sense(self, head: str, site: str) -> str:
        """The head that a letter's word means at a part of the body; mostly the word's own."""
        if not self._senses:
            return head
        found = self._meant.get((head, site))
        if found is None:
            part = self.anatomy.get(site)
            kind = part.name.rpartition(" ")[2] if part is not None else site
            places = (site, kind, *self.ancestors(site))
            found = next((self._senses[head, p] for p in places if (head, p) in self._senses), head)
            self._meant[head, site] = found
        return found

    def called(self, head: str, made: str | None) -> str:
        """What is told when a head stands at a part where it makes a concept: the concept, or the head where that says less.

        Only ``inflammation`` is told of an inflamed liver contour, and not what a reader might conclude from it.
        """
        return head if made is None or (head, made) in self._looser else made

    def within(self, inner: str, outer: str) -> bool:
        """Whether one part of the body is, or lies in, another."""
        return inner == outer or outer in self.ancestors(inner)

    def heads_of(self, concept: str) -> frozenset[str]:
        """The heads that make a concept; a head makes itself."""
        found = self._heads.get(concept)
        if found is None:
            generic = concept in self.concepts and self.concepts[concept].generic
            found = self._heads[concept] = frozenset(self._heads_of.get(concept, ())) | (
                {concept} if generic else frozenset()
            )
        return found

    def related(self, first: str, second: str) -> bool:
        """Whether two concepts can name one thing: the same, a head and what it composes to, or two with one head and site."""
        if first == second:
            return True
        one, two = self._heads_of.get(first, set()), self._heads_of.get(second, set())
        if first in two or second in one:
            return True
        a, b = self.concepts.get(first), self.concepts.get(second)
        if a is None or b is None or not one & two or a.site is None or b.site is None:
            return False
        return self.within(a.site, b.site) or self.within(b.site, a.site)


def check(concepts: list[tuple[str, Concept]], anatomy: list[tuple[str, Anatomy]]) -> None:
    """Refuse a lexicon whose parts do not fit together.

    Raises:
        LexiconError: A double id, an unknown parent, site or head, or a concept without terms or composition.
    """
    parts = _unique(anatomy)
    known = _unique(concepts)
    for path, part in anatomy:
        if part.parent is not None and part.parent not in parts:
            raise LexiconError(
                path, part.id, "parent", f"unknown part {part.parent!r}", "name an id of the anatomy files"
            )
    for path, concept in concepts:
        if concept.site is not None and concept.site not in parts:
            raise LexiconError(
                path, concept.id, "site", f"unknown part {concept.site!r}", "name an id of the anatomy files"
            )
        if not concept.terms and not concept.compose:
            raise LexiconError(path, concept.id, "terms", "nothing can match this concept", "give terms or compose")
        for sense in concept.senses:
            if sense.head not in known or not known[sense.head].generic:
                raise LexiconError(
                    path, concept.id, "senses.head", f"{sense.head!r} is no generic concept", "name a head"
                )
        for rule in concept.compose:
            for head in rule.head:
                if head not in known or not known[head].generic:
                    raise LexiconError(
                        path, concept.id, "compose.head", f"{head!r} is no generic concept", "name a head"
                    )
            for site in rule.site:
                if site not in parts:
                    raise LexiconError(path, concept.id, "compose.site", f"unknown part {site!r}", "name an anatomy id")


def _unique(entries: list[tuple[str, EntryT]]) -> dict[str, EntryT]:
    seen: dict[str, EntryT] = {}
    for path, entry in entries:
        id = str(getattr(entry, "id"))  # noqa: B009 - the models that come here all have one
        if id in seen:
            raise LexiconError(path, id, "id", "stands twice", "merge the two entries")
        seen[id] = entry
    return seen


@lru_cache(maxsize=1)
def _words_known() -> dict[str, Any]:
    text = resources.files("explainer.core").joinpath("language", "words.toml").read_text("utf-8")
    try:
        return {"words": [], "meant": {}, **rtoml.loads(text)}
    except rtoml.TomlParsingError as error:
        raise LexiconError("words.toml", "words", "-", f"not a list of words ({error})", "mend the syntax") from error


@lru_cache(maxsize=1)
def spelled_right() -> frozenset[str]:
    """Lemmas of radiology words that no phrase holds and that need no repair.

    Raises:
        LexiconError: The file is not TOML.
    """
    return frozenset(lemma for word in _words_known()["words"] for lemma in lemmas(word))


@lru_cache(maxsize=1)
def slips() -> dict[str, str]:
    """Lemmas of words as they are often misspelt, with the lemma that is meant where the nearest word would not tell it."""
    return {lemmas(wrong)[0]: lemmas(right)[0] for wrong, right in _words_known()["meant"].items()}


@lru_cache(maxsize=4)
def load_lexicon(dialect: Dialect = "report") -> Lexicon:
    """The lexicon that ships with the package.

    Raises:
        LexiconError: A data file is wrong.
    """
    assert dialect in get_args(Dialect)
    concepts = _load("knowledge/concepts", "concept", Concept)
    anatomy = _load("knowledge/anatomy", "anatomy", Anatomy)
    cues = _load("language/cues", "cue", Cue)
    check(concepts, anatomy)
    return Lexicon([c for _, c in concepts], [a for _, a in anatomy], [c for _, c in cues], dialect)
