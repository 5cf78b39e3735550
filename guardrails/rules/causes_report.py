"""What the radiologist states of causes, and how surely: a letter may say as much in the report's name, and no more."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from explainer.core.language.text import fold, tokens
from explainer.core.values import Reading
from guardrails.rules.causes_words import vocabulary

Sureness = Literal["definite", "probable", "possible"]
_PROBABLE = frozenset({"likely", "probably", "probable", "presumably"})


class Cause(NamedTuple):
    """A sentence of the report that ties findings to a symptom: their concepts, and how surely it says so."""

    concepts: frozenset[str]
    certainty: Sureness


@lru_cache(maxsize=64)
def stated_causes(reading: Reading) -> tuple[Cause, ...]:
    """Every cause that a report states, in text order."""
    found: list[Cause] = []
    for sentence in reading.sentences:
        words = tokens(fold(reading.text), sentence.start, sentence.end)
        matcher = vocabulary().matcher
        kinds = {matcher.payloads[m.payload] for m in matcher.all(words)}
        if not {"link", "symptom"} <= kinds:
            continue
        concepts = frozenset(f.concept for f in reading.findings if sentence.start <= f.start and f.end <= sentence.end)
        probable = any(w.lemma in _PROBABLE for w in words)
        certainty: Sureness = "probable" if probable else "possible" if "doubt" in kinds else "definite"
        if concepts:
            found.append(Cause(concepts, certainty))
    return tuple(found)
