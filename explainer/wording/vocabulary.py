"""The words of our own files. A sentence goes to a model only when it is made of nothing else.

A plan's sentences are built from phrases, cards and names that ship with the project; the report's own words stand in
slots. This is the second lock: a sentence with a word or number that is in none of those files is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.knowledge.library import load_library, load_phrases
from explainer.core.naming import number_text
from explainer.core.values import Item, Plan

_TOKEN = re.compile(r"\{\{q[0-9]+\}\}|[^\W\d_]+(?:'[^\W\d_]+)?|[0-9]+(?:\.[0-9]+)?", re.UNICODE)
_UNITS = frozenset("mm cm ml cc hu m g kg".split())
#: Words that code joins names with, beside the phrases.
_JOINTS = frozenset("a an the and or by x to of in at on no not new clear clearly s".split())


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for token in _TOKEN.findall(text):
            if not token.startswith("{{"):
                yield token.lower()


@lru_cache(maxsize=4)
def own_words(language: str) -> frozenset[str]:
    """Every word, lower case, of the phrases, the cards, and the names of findings and body parts."""
    phrases, library, lexicon = load_phrases(language), load_library(), load_lexicon("report")
    texts: list[str] = []
    for id in phrases.ids(""):
        entry = phrases.entry(id)
        texts += [entry.text, *entry.lines]
    for card in library.cards.values():
        texts += [card.heading, card.about]
        texts += [row.text for row in card.meaning]
        texts += [row.text for row in card.question]
        texts += [row.text or "" for row in card.next_step]
    for concept in lexicon.concepts.values():
        texts += [concept.name, concept.plain, concept.category]
    for part in lexicon.anatomy.values():
        texts += [part.name, part.plain]
    grades = (
        "minimal",
        "mild",
        "moderate",
        "severe",
        "left",
        "right",
        "bilateral",
        "midline",
        "acute",
        "high",
        "grade",
    )
    return frozenset(_words(texts)) | _UNITS | _JOINTS | frozenset(grades)


def own_numbers(plan: Plan, item: Item) -> frozenset[str]:
    """Numbers that the item itself is about: its figures, and the sizes and levels of its facts."""
    found = set(item.numbers)
    facts = set(item.facts)
    for fact in plan.reading.facts:
        if fact.id not in facts:
            continue
        mentions = [f for f in plan.reading.findings if f.id in fact.mentions]
        for size in (*fact.measurements, *(m for f in mentions for m in f.measurements)):
            found.add(number_text(size.value))
        for level in fact.levels:
            found.update(re.findall(r"[0-9]+", level))
    return frozenset(found)


def is_own(text: str, plan: Plan, item: Item) -> bool:
    """Whether a sentence in slot form holds nothing but words of our files, and numbers of this item."""
    words, numbers = own_words(plan.language), own_numbers(plan, item)
    for token in _TOKEN.findall(text):
        if token.startswith("{{"):
            continue
        low = token.lower()
        if low[0].isdigit():
            if low not in numbers and low not in words:
                return False
        elif low not in words and not _is_level(low, text):
            return False
    return True


def _is_level(token: str, text: str) -> bool:
    """A letter of a spinal level ("L" of L4-L5)."""
    return token in ("c", "t", "l", "s", "d") and re.search(rf"(?<![A-Za-z]){token.upper()}[0-9]", text) is not None
