"""Whose a sentence of a draft is: one that speaks of one finding by name lends itself to no other.

What is told in other words is found by words in common. "Stone in the ureter" shares a word with gallstones, and the
explanation of a hernia one with fat in the liver; neither tells them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from explainer.core.language.sentences import split_sentences
from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact, Plan
from guardrails.alignment import Aligned, Tie
from guardrails.names import stem
from guardrails.prepared import kept, plain
from guardrails.reading import Said

#: Shorter words tell no finding from another.
_LETTERS = 4


class Owned:
    """The sentences of a draft by the findings they speak of."""

    def __init__(self, aligned: Aligned) -> None:
        self._aligned = aligned
        memo = aligned.reading.prepared.memo
        self._planned = kept(memo, "facts-of-sentences", lambda: _planned(aligned.plan))
        self._words = kept(memo, "words-of-facts", lambda: _words(aligned))

    def of_plan(self, said: Said) -> Collection[str] | None:
        """The facts of the plan's item that a sentence is taken from, word for word; None for the writer's own words."""
        if not said.planned:
            return None
        folded = self._aligned.reading.folded
        return self._planned.get(plain(folded[said.start : said.end]), frozenset())

    def lends(self, fact: Fact, said: Said) -> bool:
        """Whether a sentence may tell a fact that it does not name: it is not about others by name alone."""
        planned = self.of_plan(said)
        if planned is not None:
            return fact.id in planned
        others: set[str] = set()
        for claim in self._aligned.claims_in(said):
            if any(f.id == fact.id and tie <= Tie.COARSE for tie, f in claim.fits):
                return True
            if claim.positive:
                fits = [(tie, f.id) for tie, f in claim.fits if tie <= Tie.RELATED and f.status != "absent"]
                others |= {id for tie, id in fits if tie == fits[0][0]}
        if not others:
            return True
        own = self._words[fact.id].difference(*(self._words[id] for id in others if id in self._words))
        here = {stem(t.lemma) for t in self._aligned.reading.tokens[said.first : said.last]}
        return not own.isdisjoint(here)


def _planned(plan: Plan) -> Mapping[str, frozenset[str]]:
    """The facts of the items that hold each sentence of the plan, by its plain words."""
    found: dict[str, frozenset[str]] = {}
    for item in plan.items:
        text = fold(item.filled())
        for span in split_sentences(text, folded=text):
            key = plain(text[span.start : span.end])
            found[key] = found.get(key, frozenset()) | frozenset(item.facts)
    return found


def _words(aligned: Aligned) -> Mapping[str, frozenset[str]]:
    """The stems of the words by which the report names each of its facts, and of their names."""
    made: dict[str, frozenset[str]] = {}
    for fact in aligned.plan.reading.facts:
        texts = [fact.name, *(aligned.mentions[id].text for id in fact.mentions if id in aligned.mentions)]
        made[fact.id] = frozenset(
            stem(t.lemma)
            for text in texts
            for t in tokens(fold(text))
            if t.lemma.isalpha() and len(t.lemma) >= _LETTERS
        )
    return made
