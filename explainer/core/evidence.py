"""Which statements of a card fit this audience, test, age, sex and grade, and which sources they stand on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.knowledge.library import Card, CardCaveat, Library, Meaning, Prevalence
from explainer.core.values import Caveat, Citation, Exam, Fact, Item, Reading

_TOLD = ("present", "possible", "historical")
_LEVEL_REGIONS = {
    "C": "cervical-spine",
    "T": "thoracic-spine",
    "D": "thoracic-spine",
    "L": "lumbar-spine",
    "S": "sacrum",
}


def _regions(fact: Fact, exam: Exam, lexicon: Lexicon) -> frozenset[str]:
    """The parts of the body a fact is known to lie in: by its levels, else by its site, else by the exam."""
    if fact.levels:
        letters = {part[:1] for level in fact.levels for part in level.split("-")}
        return frozenset(_LEVEL_REGIONS[letter] for letter in letters if letter in _LEVEL_REGIONS)
    found: set[str] = set()
    concept = lexicon.concepts.get(fact.concept)
    for site in (fact.site, concept.site if concept is not None else None):
        if site is not None:
            found.update((site, *lexicon.ancestors(site)))
    if not found & frozenset(_LEVEL_REGIONS.values()):
        ids = lexicon.parts_by_name
        found.update(ids[name] for name in exam.regions if name in ids)
    return frozenset(found)


def fitting_card(fact: Fact, reading: Reading, library: Library, lexicon: Lexicon) -> Card | None:
    """The card of a fact's concept, or the one it borrows.

    None where the fact lies outside the card's part of the body, or where the report explains it in another way.
    """
    card = library.card(fact.concept)
    loan = library.loans.get(fact.concept)
    if card is None and loan is not None:
        card = library.cards[loan.card]
        changes = {"heading": loan.heading or card.heading, "about": loan.about or card.about}
        card = card.model_copy(update=changes)
    if card is None:
        return None
    scope = library.scopes.get(card.id)
    if scope is not None and scope.regions and not _regions(fact, reading.exam, lexicon) & frozenset(scope.regions):
        return None
    unless = scope.unless if scope is not None else ()
    if unless and any(f.concept in unless and f.status in _TOLD for f in reading.facts):
        return None
    return card


def suits(sex: str | None, row_sex: str | None) -> bool:
    """Whether a row for one sex may be shown: only when the patient's sex is known to be that one."""
    return row_sex is None or (sex is not None and sex[:1].lower() == row_sex[:1].lower())


def choose_meaning(card: Card, facts: Sequence[Fact], exam: Exam, sex: str | None) -> tuple[Meaning, ...]:
    """The meanings that fit the grade told, the test and the sex, in card order."""
    grades = {part for f in facts for part in (f.severity or "").split("-to-") if part}
    fitting = [
        row for row in card.meaning
        if (not row.severity or grades & set(row.severity))
        and (not row.modality or exam.modality in row.modality)
        and suits(sex, row.sex)
    ]  # fmt: skip
    return tuple(fitting)


def choose_prevalence(card: Card, exam: Exam, age: int | None, sex: str | None) -> tuple[Prevalence, ...]:
    """The rows to show: the age band when the age is known (the same test first), else the rows for all ages.

    Two rows only when the card marks two as overall, because good studies disagree.
    """
    rows = [row for row in card.prevalence if suits(sex, row.sex)]
    if age is not None:
        banded = [
            row for row in rows
            if (row.age_min is not None or row.age_max is not None)
            and (row.age_min is None or row.age_min <= age) and (row.age_max is None or age <= row.age_max)
        ]  # fmt: skip
        if banded:
            best = sorted(
                banded, key=lambda r: (r.test != exam.modality, not r.pain_free, r.test == "cadaver", banded.index(r))
            )
            return (best[0],)
    return tuple(row for row in rows if row.overall)[:2]


def caveats_beside(card: Card, shown: Sequence[str], exam: Exam) -> tuple[CardCaveat, ...]:
    """The ``method`` caveats that speak of the sources just shown, or of the card's numbers at large, in card order.

    One on CT is left out unless the scan was a CT.
    """
    specific = {id for row in card.prevalence for id in row.sources} | {
        id for row in card.meaning for id in row.sources
    }
    result: list[CardCaveat] = []
    for row in card.caveat:
        if row.kind != "method":
            continue
        if not any(id in shown for id in row.sources) and any(id in specific for id in row.sources):
            continue
        if " on CT" in row.text and exam.modality not in (None, "CT"):
            continue
        result.append(row)
    return tuple(result)


def own_correlation(card: Card) -> CardCaveat | None:
    """The card's own correlation caveat, if it has one."""
    return next((row for row in card.caveat if row.kind == "correlation"), None)


_NO_PAIN = re.compile(r"\b(?:no|without) (?:\w+ ){0,2}pain\b")


def seen_without_pain(card: Card) -> tuple[str, ...]:
    """The sources that carry "often seen in people with no pain" for this finding; empty when none does."""
    for row in card.caveat:
        if row.kind == "correlation" and row.sources and _NO_PAIN.search(row.text):
            return row.sources
    for rate in card.prevalence:
        if rate.pain_free and _NO_PAIN.search(rate.text):
            return rate.sources
    return ()


def number_sources(items: Sequence[Item], caveats: Sequence[Caveat], library: Library) -> tuple[Citation, ...]:
    """Citations numbered in order of use: each item's own sources, then those of the caveats that stand with it."""
    by_id = {caveat.id: caveat for caveat in caveats}
    ids: dict[str, None] = {}
    for item in items:
        ids.update(dict.fromkeys(item.sources))
        for id in item.caveats:
            ids.update(dict.fromkeys(by_id[id].sources))
    return tuple(
        Citation(id, number, library.sources[id].citation(), library.sources[id].key_facts)
        for number, id in enumerate(ids, 1)
    )
