"""What may be said and on whose word: evidence cards, sources, critical findings, caveats and fixed phrases.

All of it is data beside this file. It is read once, when first asked for; a wrong file stops the program with file,
entry, field and cure. An entry that names a source we do not hold does not load.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

import rtoml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explainer.core.values import CaveatKind
from explainer.errors import EvidenceError

CardPriority = Literal["degenerative", "incidental", "actionable", "critical"]
Basis = Literal["sourced", "safety-wording"]
Urgency = Literal["minutes", "hours", "days"]
CriticalHold = Literal["critical-finding", "suspected-cancer", "pregnancy-loss"]
FORMAT = "see the data formats in CONTRIBUTING.md"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Entry):
    """A work, with what was seen of its citation and the facts that may be cited to it."""

    id: str
    kind: str
    key_facts: tuple[str, ...] = Field(min_length=1)
    verified_against: str
    title: str | None = None
    authors: str | None = None
    journal: str | None = None
    year: int | None = None
    pmid: str | None = None
    doi: str | None = None
    population: str | None = None
    sample_size: int | None = None
    limits: str | None = None
    citation_missing: tuple[str, ...] = ()

    def citation(self) -> str:
        """The citation as far as it is known: authors, title, journal, year, PMID or DOI."""
        parts = [p.rstrip(". ") for p in (self.authors, self.title, self.journal) if p]
        text = ". ".join(parts)
        if self.year is not None and str(self.year) not in (self.journal or ""):
            text += f". {self.year}" if text else str(self.year)
        if self.pmid:
            text += f". PMID {self.pmid}"
        elif self.doi:
            text += f". doi {self.doi}"
        if self.citation_missing:
            text += ". Citation not complete"
        return text + "."


class Meaning(_Entry):
    """What a finding may or may not mean, in a patient's words."""

    id: str
    text: str
    sources: tuple[str, ...] = Field(min_length=1)
    severity: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    sex: str | None = None


class Prevalence(_Entry):
    """How often a finding was seen in a group of people; ``numbers`` are the figures of ``text`` and ``clinician``."""

    id: str
    text: str
    clinician: str
    numbers: tuple[float, ...]
    sources: tuple[str, ...] = Field(min_length=1)
    age_min: int | None = None
    age_max: int | None = None
    sex: str | None = None
    test: str = "mixed"
    pain_free: bool = False
    overall: bool = False


class CardCaveat(_Entry):
    """A limit that goes with a finding (``correlation``, ``note``) or with its number (``method``).

    ``text`` is for patients and empty where the limit is about figures that only clinicians are shown.
    """

    id: str
    kind: CaveatKind
    clinician: str
    text: str = ""
    sources: tuple[str, ...] = ()


class NextStep(_Entry):
    """Something to talk about. ``text`` is for patients and left out where the evidence is a treatment detail."""

    id: str
    clinician: str
    kind: str
    sources: tuple[str, ...] = ()
    basis: Basis
    text: str | None = None
    condition: str | None = None


class RedFlag(_Entry):
    """What needs care at once."""

    id: str
    text: str
    sources: tuple[str, ...] = ()
    basis: Basis
    clinician: str | None = None


class Question(_Entry):
    """A question the patient can ask about this finding."""

    text: str


class ClinicianLine(_Entry):
    """The evidence in one line for a clinician, with figures and intervals."""

    text: str
    sources: tuple[str, ...] = Field(min_length=1)


class Card(_Entry):
    """The evidence for one concept; the id is the concept's."""

    id: str
    priority: CardPriority
    verification: Literal["verified", "partial"]
    heading: str
    about: str
    meaning: tuple[Meaning, ...] = ()
    prevalence: tuple[Prevalence, ...] = ()
    caveat: tuple[CardCaveat, ...] = ()
    next_step: tuple[NextStep, ...] = ()
    red_flag: tuple[RedFlag, ...] = ()
    question: tuple[Question, ...] = ()
    clinician: ClinicianLine | None = None

    def source_ids(self) -> tuple[str, ...]:
        """Every source the card names, in order, each once."""
        rows: list[Sequence[str]] = []
        for group in (self.meaning, self.prevalence, self.caveat, self.next_step, self.red_flag):
            rows.extend(row.sources for row in group)
        if self.clinician is not None:
            rows.append(self.clinician.sources)
        return tuple(dict.fromkeys(id for row in rows for id in row))


class CriticalWhen(_Entry):
    """Concepts that are critical only in company: every given condition must hold.

    ``words``: one stands in the same clause; ``regions``: the exam shows one of them; ``sites``: the finding sits there;
    ``min_mm``: a size is stated and is at least so large.
    """

    concepts: tuple[str, ...] = Field(min_length=1)
    words: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    min_mm: float | None = None


class Critical(_Entry):
    """A finding that holds the letter.

    A fact triggers it by its concept, a sentence by one of the phrases. ``requires`` are words of which one must stand
    in the same sentence for a concept to trigger; ``sites`` are parts of the body it must sit in; ``severity`` and
    ``min_mm`` are the least grade and size. ``when`` adds concepts that trigger under conditions of their own.
    ``not_this`` and ``old_or_treated`` in the same clause lift it.
    """

    id: str
    name: str
    concepts: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    min_mm: float | None = None
    when: tuple[CriticalWhen, ...] = ()
    not_this: tuple[str, ...] = ()
    old_or_treated: tuple[str, ...] = ()
    hold: CriticalHold = "critical-finding"
    category: Urgency
    basis: Basis
    patient: str
    clinician: str
    sources: tuple[str, ...] = Field(min_length=1)
    tell: bool = True


class GeneralCaveat(_Entry):
    """A caveat that no card carries by itself."""

    id: str
    kind: CaveatKind
    patient: str
    clinician: str
    sources: tuple[str, ...] = ()


class Loan(_Entry):
    """A concept that borrows the evidence of another concept's card. ``why`` is the reason a clinician can check.

    The id is the concept's; ``heading`` and ``about`` stand for those of the card, where the card's own would say more
    than the report does.
    """

    id: str
    card: str
    why: str
    heading: str = ""
    about: str = ""


class Scope(_Entry):
    """The parts of the body a card speaks of; the id is the card's. A finding elsewhere is told without the card.

    ``unless`` are concepts by which a report explains the finding in another way than the card does.
    """

    id: str
    regions: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Phrase(_Entry):
    """A fixed piece of wording: one text, or a list of variants or lines."""

    id: str
    text: str = ""
    lines: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


EntryT = TypeVar("EntryT", bound=_Entry)


def _root() -> Traversable:
    return resources.files("explainer.core").joinpath("knowledge")


def parse(text: str, path: str, table: str, model: type[EntryT]) -> tuple[EntryT, ...]:
    """The entries of one data file, in file order.

    Raises:
        EvidenceError: The file is not TOML, holds another table, or an entry does not fit.
    """
    try:
        data: dict[str, Any] = rtoml.loads(text)
    except rtoml.TomlParsingError as error:
        raise EvidenceError(path, "-", "-", f"not valid TOML ({error})", "mend the syntax") from error
    for key in data:
        if key != table:
            raise EvidenceError(path, "-", key, "unknown table", f"only [[{table}]] belongs here")
    result: list[EntryT] = []
    for number, row in enumerate(data.get(table, ())):
        name = str(row.get("id") or number)
        try:
            result.append(model.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(p) for p in first["loc"]) or "-"
            raise EvidenceError(path, name, where, first["msg"], FORMAT) from error
    return tuple(result)


def _folder(folder: Traversable, table: str, model: type[EntryT]) -> list[tuple[str, EntryT]]:
    found: list[tuple[str, EntryT]] = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            found.extend((file.name, entry) for entry in parse(file.read_text("utf-8"), file.name, table, model))
    return found


def _file(name: str, table: str, model: type[EntryT]) -> list[tuple[str, EntryT]]:
    return [(name, e) for e in parse(_root().joinpath(name).read_text("utf-8"), name, table, model)]


def _index(entries: Iterable[tuple[str, EntryT]]) -> dict[str, EntryT]:
    seen: dict[str, EntryT] = {}
    for path, entry in entries:
        id = str(getattr(entry, "id"))  # noqa: B009 - every model that comes here has one
        if id in seen:
            raise EvidenceError(path, id, "id", "stands twice", "merge the two entries")
        seen[id] = entry
    return seen


def _known(path: str, entry: str, field: str, ids: Iterable[str], sources: Mapping[str, Source]) -> None:
    for id in ids:
        if id not in sources:
            raise EvidenceError(
                path, entry, field, f"unknown source {id!r}", "name an id of sources.toml, or drop the row"
            )


def _check_card(path: str, card: Card, sources: Mapping[str, Source]) -> None:
    seen: set[str] = set()
    groups: tuple[tuple[str, Sequence[Meaning | Prevalence | CardCaveat | NextStep | RedFlag]], ...] = (
        ("meaning", card.meaning),
        ("prevalence", card.prevalence),
        ("caveat", card.caveat),
        ("next_step", card.next_step),
        ("red_flag", card.red_flag),
    )
    for field, rows in groups:
        for row in rows:
            if row.id in seen:
                raise EvidenceError(
                    path, card.id, f"{field}.id", f"{row.id!r} stands twice", "give the row an id of its own"
                )
            seen.add(row.id)
            _known(path, card.id, f"{field} {row.id}", row.sources, sources)
            if isinstance(row, (NextStep, RedFlag)) and row.basis == "sourced" and not row.sources:
                raise EvidenceError(path, card.id, f"{field} {row.id}", "sourced without a source", "name the source")
    if card.clinician is not None:
        _known(path, card.id, "clinician", card.clinician.sources, sources)
    if card.prevalence and not any(row.overall for row in card.prevalence):
        raise EvidenceError(path, card.id, "prevalence", "no row for an unknown age", "mark one with overall = true")


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """The evidence, checked. Look-ups by id; order is file order."""

    cards: Mapping[str, Card]
    sources: Mapping[str, Source]
    critical: tuple[Critical, ...]
    caveats: Mapping[str, GeneralCaveat]
    hold_words: Mapping[str, Phrase]
    digest: str
    loans: Mapping[str, Loan] = dataclass_field(default_factory=dict)
    scopes: Mapping[str, Scope] = dataclass_field(default_factory=dict)

    def card(self, concept: str) -> Card | None:
        """The evidence card of a concept; None when there is none."""
        return self.cards.get(concept)


def build(
    cards: Sequence[tuple[str, Card]],
    sources: Sequence[tuple[str, Source]],
    critical: Sequence[tuple[str, Critical]],
    caveats: Sequence[tuple[str, GeneralCaveat]],
    hold_words: Sequence[tuple[str, Phrase]] = (),
    digest: str = "",
    loans: Sequence[tuple[str, Loan]] = (),
    scopes: Sequence[tuple[str, Scope]] = (),
) -> Library:
    """Join checked entries, each with the name of its file.

    Raises:
        EvidenceError: A double id, or an entry whose source is not there.
    """
    known = _index(sources)
    for path, card in cards:
        _check_card(path, card, known)
    for path, row in critical:
        _known(path, row.id, "sources", row.sources, known)
        if not row.concepts and not row.phrases:
            raise EvidenceError(path, row.id, "phrases", "nothing can trigger it", "give concepts or phrases")
    for path, caveat in caveats:
        _known(path, caveat.id, "sources", caveat.sources, known)
    rows = tuple(_index(critical).values())
    held = _index(cards)
    for path, loan in loans:
        if loan.card not in held or loan.id in held:
            raise EvidenceError(path, loan.id, "card", "no card to borrow, or a card of its own", "name another card")
    for path, scope in scopes:
        if scope.id not in held:
            raise EvidenceError(path, scope.id, "id", "no such card", "name a card of the cards folder")
    return Library(held, known, rows, _index(caveats), _index(hold_words), digest, _index(loans), _index(scopes))


@lru_cache(maxsize=1)
def load_library() -> Library:
    """The library that ships with the package.

    Raises:
        EvidenceError: A data file is wrong.
    """
    return build(
        _folder(_root().joinpath("cards"), "card", Card),
        _file("sources.toml", "source", Source),
        _file("critical.toml", "critical", Critical),
        _file("caveats.toml", "caveat", GeneralCaveat),
        _file("holds.toml", "phrase", Phrase),
        knowledge_digest(),
        _file("loans.toml", "loan", Loan),
        _file("scopes.toml", "scope", Scope),
    )


class Phrases:
    """The fixed wording of one language, by id."""

    def __init__(self, language: str, entries: Iterable[tuple[str, Phrase]]) -> None:
        self.language = language
        self._by_id = _index(entries)

    def __contains__(self, id: str) -> bool:
        return id in self._by_id

    def entry(self, id: str) -> Phrase:
        """The phrase with this id.

        Raises:
            EvidenceError: There is none.
        """
        found = self._by_id.get(id)
        if found is None:
            raise EvidenceError(
                f"phrases/{self.language}", id, "id", "no such phrase", "add it to one of the files there"
            )
        return found

    def ids(self, prefix: str) -> tuple[str, ...]:
        """Every id that starts with ``prefix``, in file order."""
        return tuple(id for id in self._by_id if id.startswith(prefix))

    def text(self, id: str, **values: str) -> str:
        """The text of a phrase with its ``{places}`` filled in."""
        return fill(self.entry(id).text, id, **values)

    def lines(self, id: str) -> tuple[str, ...]:
        """The lines or variants of a phrase."""
        return self.entry(id).lines

    def variant(self, id: str, number: int, **values: str) -> str:
        """One of a phrase's variants, by turns: the same number gives the same one."""
        lines = self.entry(id).lines
        return fill(lines[number % len(lines)], id, **values)


def fill(text: str, id: str, **values: str) -> str:
    """``text`` with each ``{name}`` replaced; ``{{slots}}`` stay as they are.

    Raises:
        EvidenceError: A place has no value.
    """
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    at = text.find("{")
    while at >= 0:
        if text[at + 1 : at + 2] != "{":
            raise EvidenceError(
                "phrases", id, text[at : at + 20], "a place without a value", "give it, or mend the name"
            )
        at = text.find("{", at + 2)
    return text


@lru_cache(maxsize=4)
def load_phrases(language: str = "en") -> Phrases:
    """The fixed wording of a language.

    Raises:
        EvidenceError: No such language, or a file is wrong.
    """
    folder = _root().joinpath("phrases").joinpath(language)
    if not language.isalpha() or not folder.is_dir():
        raise EvidenceError(f"phrases/{language}", "-", "-", "no such language", "add a folder with its files")
    return Phrases(language, _folder(folder, "phrase", Phrase))


@lru_cache(maxsize=1)
def knowledge_digest() -> str:
    """``sha256:…`` over every data file of the knowledge folder, names included, in name order."""
    digest = hashlib.sha256()

    def walk(folder: Traversable, prefix: str) -> None:
        for entry in sorted(folder.iterdir(), key=lambda f: f.name):
            if entry.is_dir():
                walk(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(".toml"):
                digest.update(f"{prefix}{entry.name}\0".encode())
                digest.update(entry.read_bytes().replace(b"\r\n", b"\n"))

    walk(_root(), "")
    return f"sha256:{digest.hexdigest()}"
