"""How hard a text is to read: Flesch-Kincaid grade, Flesch reading ease, SMOG, mean and longest sentence.

Syllables come from the CMU pronouncing dictionary held in the package, and from a spelling rule for words it lacks.
Headings and list items end a sentence; level codes (L4-L5) and citation marks ([1]) are not words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from explainer.core.language.pronouncing import syllables_of
from explainer.core.language.sentences import split_sentences
from explainer.core.language.text import INVISIBLE, fold
from explainer.core.values import Span

_WORD = re.compile(r"[a-z\x01]+(?:'[a-z]+)?")
#: Citation marks and levels. The word boundary is asked for behind the first letter, so that it is found fast.
_NOT_WORDS = re.compile(r"\[[^\]\n]{0,40}\]|[cdtls](?=[0-9])(?<!\w[cdtls])[0-9]{1,2}(?:[-/][cdtls]?[0-9]{1,2})?\b")
_VOWELS = re.compile(r"[aeiouy]+")
#: Endings in which two vowel letters are two syllables ("ischemia", "anterior", "area", "fluid").
_SPLIT = re.compile(r"i(?:a|o(?!n|us)|um|ent|ence)|[^q]ui(?:d|ty)|eo(?!us)|ea(?:$|l$|te$)|uou|ya|nua")
_ABBREVIATIONS = {"ct": 2, "mri": 3, "mr": 2, "us": 1, "pet": 1, "dxa": 3, "xr": 2, "er": 2, "iv": 2, "mm": 4, "cm": 4}


class Readability(NamedTuple):
    """Measures of one text. ``words`` and ``sentences`` are what they were counted over."""

    flesch_kincaid_grade: float
    flesch_reading_ease: float
    smog: float
    mean_sentence_words: float
    longest_sentence_words: int
    words: int
    sentences: int


def _by_rule(word: str) -> int:
    """Vowel groups, silent endings left out and split groups counted twice."""
    stem = word
    if (
        stem.endswith(("es", "ed"))
        and len(stem) > 3
        and not stem.endswith(("ted", "ded", "ses", "zes", "xes", "ches", "shes", "ges", "ces", "les"))
    ):
        stem = stem[:-2]
    elif stem.endswith("e") and not stem.endswith(("le", "ee", "ie", "oe", "ae")):
        stem = stem[:-1]
    return max(1, len(_VOWELS.findall(stem)) + len(_SPLIT.findall(word)))


@lru_cache(maxsize=32768)
def syllables(word: str) -> int:
    """Syllables of one lower-case word without hyphens; 1 or more."""
    fixed = _ABBREVIATIONS.get(word)
    if fixed is not None:
        return fixed
    for form in (word, word.replace("'", "")):
        found = syllables_of(form)
        if found:
            return found
    if word.endswith("'s"):
        return syllables(word[:-2])
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        found = syllables_of(word[:-1])
        if found:
            return found + (1 if word.endswith(("ses", "zes", "xes", "ches", "shes", "ges", "ces")) else 0)
    return _by_rule(word)


def _blank(folded: str, skip: Sequence[Span]) -> str:
    if skip:
        pieces: list[str] = []
        at = 0
        for start, end in sorted(skip):
            if end > at:
                begin = max(start, at)
                pieces += (folded[at:begin], "\n".join([" " * len(row) for row in folded[begin:end].split("\n")]))
                at = end
        pieces.append(folded[at:])
        folded = "".join(pieces)
    return _NOT_WORDS.sub(lambda m: " " * len(m.group()), folded)


def words_of(text: str) -> list[str]:
    """The words that count, folded, in order."""
    found: list[str] = _WORD.findall(_blank(fold(text), ()))
    if text.isascii() and INVISIBLE not in text:
        return found
    return [w.replace(INVISIBLE, "") for w in found if w.strip(INVISIBLE)]


def measure(
    text: str, *, spans: Sequence[Span] | None = None, skip: Sequence[Span] = (), folded: str | None = None
) -> Readability | None:
    """Measure a text; None when it holds no word.

    Args:
        spans: The sentences, if they are known; else they are found.
        skip: Pieces left out of the count (verbatim quotes of the report, fixed texts).
    """
    low = _blank(fold(text) if folded is None else folded, skip)
    counts: list[int] = []
    every: list[str] = []
    hidden = INVISIBLE in low
    for start, end in split_sentences(text) if spans is None else spans:
        found = _WORD.findall(low, start, end)
        if hidden:
            found = [bare for word in found if (bare := word.replace(INVISIBLE, ""))]
        if not found:
            continue
        counts.append(len(found))
        every += found
    words, sentences = len(every), len(counts)
    if not words:
        return None
    each = [*map(syllables, every)]
    total, hard = sum(each), sum([n >= 3 for n in each])
    mean, per_word = words / sentences, total / words
    return Readability(
        round(0.39 * mean + 11.8 * per_word - 15.59, 2),
        round(206.835 - 1.015 * mean - 84.6 * per_word, 2),
        round(1.0430 * math.sqrt(30 * hard / sentences) + 3.1291, 2),
        round(mean, 2),
        max(counts),
        words,
        sentences,
    )
