"""The form of a model's wording: what can be told of it without knowing what it means.

The words of a statement are those of the plan's sentence and a short list of joining words; its slots, numbers, side,
grade and doubt stay; it denies as often as the sentence does. What passes here still has to pass the guard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explainer.core.language.sentences import split_sentences
from explainer.core.language.text import fold, tokens

_SLOT = re.compile(r"\{\{(q[0-9]+)\}\}")
_QUOTED_SLOT = re.compile(r'"\{\{q[0-9]+\}\}"')
_LEVEL = re.compile(r"\b[CTLSD][0-9]{1,2}(?:-[CTLSD]?[0-9]{1,2})?\b")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TYPOGRAPHIC = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_PLAIN = re.compile(r"[A-Za-z0-9 .,;:?!'\"()%/-]*")
_LONGEST_WORD = 28
#: A denial with what follows it: "not show", "no clearly". Moved elsewhere it would deny something else.
_DENIED = re.compile(r"\b(?:no|not|never|neither|nor|without|cannot|[a-z]+n't) [A-Za-z-]+")
_DENIAL = re.compile(r"\b(?:no|not|none|never|neither|nor|without|cannot)\b|n't\b")


@dataclass(frozen=True, slots=True)
class Limits:
    """Characters of a wording, the share of the sentence's own words it must hold, and the lemmas free to use."""

    most_characters: int
    covers: float
    free: frozenset[str]


def lemmas(text: str) -> frozenset[str]:
    """The words of a text, as they are matched; numbers and slots left out."""
    bare = fold(_SLOT.sub(" ", text))
    return frozenset(t.lemma for t in tokens(bare) if any(c.isalpha() for c in t.lemma))


def kept(text: str, words: Sequence[str], bound: Sequence[str] = ()) -> tuple[str, ...]:
    """What a wording must hold: slots in their quotation marks, levels, numbers, denials, the words of the prompt's lists.

    Each must stand as often as in ``text``; a ``bound`` word stays before the word it stands before ("mild arthritis").
    """
    found: list[str] = [m.group() for m in _QUOTED_SLOT.finditer(text)]
    found += [m.group() for m in _LEVEL.finditer(text)]
    found += [m.group() for m in _DENIED.finditer(text)]
    bare = _LEVEL.sub(" ", _SLOT.sub(" ", text))
    found += [m.group() for m in _NUMBER.finditer(bare)]
    for word in bound:
        found += [m.group() for m in re.finditer(rf"\b{re.escape(word)}(?: [A-Za-z0-9-]+)?", text, re.IGNORECASE)]
    for word in words:
        match = re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", text, re.IGNORECASE)
        if match is not None and match.group().lower() not in (f.lower() for f in found):
            found.append(match.group())
    return tuple(dict.fromkeys(found))


def _times(word: str, text: str) -> int:
    """How often a word or phrase stands in a text, whatever its capitals."""
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))


def tidied(text: str) -> str:
    """A model's text with typographic quotation marks made plain and the ends trimmed."""
    return text.translate(_TYPOGRAPHIC).strip()


def form_faults(plan_text: str, text: str, keep: Sequence[str], limits: Limits) -> tuple[str, ...]:
    """What is wrong with the form of a wording, by the names that ``prompts/repair`` explains; empty when nothing is."""
    faults: list[str] = []
    if not text or len(text) > limits.most_characters:
        faults.append("length")
    bare = _SLOT.sub("", text)
    if _PLAIN.fullmatch(bare) is None or "//" in bare or any(len(w) > _LONGEST_WORD for w in bare.split()):
        faults.append("characters")
    if sorted(_SLOT.findall(text)) != sorted(_SLOT.findall(plan_text)) or len(_QUOTED_SLOT.findall(text)) != len(
        _QUOTED_SLOT.findall(plan_text)
    ):
        faults.append("slots")
    if text.count('"') != plan_text.count('"') or text.count("(") != text.count(")"):
        faults.append("characters")
    low = text.lower()
    if any(_times(word, text) < _times(word, plan_text) for word in keep):
        faults.append("keep")
    allowed = set(_NUMBER.findall(_SLOT.sub(" ", plan_text)))
    if any(n not in allowed for n in _NUMBER.findall(bare)):
        faults.append("numbers")
    if text[-1:] != plan_text[-1:]:
        faults.append("ending")
    if len(split_sentences(text)) > len(split_sentences(plan_text)) + 1:
        faults.append("sentences")
    own, said = lemmas(plan_text), lemmas(text)
    if not said <= own | limits.free:
        faults.append("words")
    content = own - limits.free
    if len(content & said) < limits.covers * len(content):
        faults.append("covers")
    if len(_DENIAL.findall(low)) != len(_DENIAL.findall(plan_text.lower())):
        faults.append("denials")
    return tuple(dict.fromkeys(faults))
