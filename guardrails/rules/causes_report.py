"""What the radiologist states of causes, and how surely: a letter may say as much in the report's name, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from explainer.core.language.text import fold, tokens
from explainer.core.values import Reading
from guardrails.rules.causes_marks import Marked
from guardrails.rules.causes_words import vocabulary

Sureness = Literal["definite", "probable", "possible"]
_PROBABLE = frozenset({"likely", "probably", "probable", "presumably"})


class Cause(NamedTuple):
    """A sentence of the report that ties findings to a symptom: their concepts, its words, and how surely it says so."""

    concepts: frozenset[str]
    words: frozenset[str]
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
        found.append(Cause(concepts, frozenset(w.lemma for w in words), certainty))
    return tuple(found)


def stated_by_report(marked: Marked) -> bool:
    """Whether the radiologist states the cause and the sentence gives it as the report's words, at the same certainty."""
    return marked.has("reported") and _as_the_report(marked, stated_causes(marked.marker.aligned.plan.reading))


def read_so_by_report(marked: Marked) -> bool:
    """Whether the radiologist reads a finding by what is felt ("pneumonia, given the fever"), and the sentence as surely."""
    causes = stated_causes(marked.marker.aligned.plan.reading)
    return _as_the_report(marked, [cause for cause in causes if "given" in cause.words])


def _as_the_report(marked: Marked, causes: Sequence[Cause]) -> bool:
    aligned = marked.marker.aligned
    if not causes:
        return False
    related = aligned.reading.lexicon.related
    told = {f.concept for f in aligned.plan.reading.findings}
    own = {m.concept for m in marked.said.mentions if any(related(m.concept, concept) for concept in told)}
    named = {marked.words[at] for at in marked.things}

    def blames(cause: Cause) -> bool:
        if not cause.concepts:  # the report names what it blames in words of its own: so must the letter
            return bool(named & cause.words)
        return not own or any(related(one, blamed) for one in own for blamed in cause.concepts)

    return any(blames(cause) and _as_doubtful(marked, cause.certainty) for cause in causes)


def _as_doubtful(marked: Marked, certainty: Sureness) -> bool:
    """Whether a retold cause is no surer than the report's."""
    if certainty == "definite":
        return True
    if certainty == "probable":
        return marked.has("doubt") or not _PROBABLE.isdisjoint(marked.words)
    return marked.has("doubt") and not firm(marked)


def firm(marked: Marked) -> bool:
    """Whether a word says more than a doubt; "how likely" asks."""
    return any(not hit.first or marked.words[hit.first - 1] != "how" for hit in marked.of("firm"))
