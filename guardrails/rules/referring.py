"""Sentences that name no finding and speak of the one told before ("It is severe.", "Stable since the prior study.")."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.language.mentions import ANYWHERE
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Tie, near
from guardrails.reading import Said

#: How a sentence takes up what was told: a pronoun, or a word that stands for any finding.
_SUBJECTS = frozenset("it this that these those they both its such he she".split())
_STANDS_FOR = frozenset(
    "side located affected change degree finding grade problem condition result report abnormality spot area stage size".split()
)
_SILENT = frozenset({"questions", "help", "sources", "not-stated", "limits", "reason", "absent", "normal"})
#: Longest sentence that is taken to say one thing of what was told before, in words.
_SHORT = 18
_MAX_BACK = 3
#: Words of a sentence in which it takes up what was told.
_OPENING = 5


def refers(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence only takes up what was told before it."""
    if said.kind != "statement" or said.label in _SILENT or aligned.reading.from_plan(said):
        return False
    words = [w for w in aligned.reading.lemmas(said) if w[:1].isalpha()]
    if not words or len(words) > _SHORT:
        return False
    if any(c.said.index == said.index and c.positive and _named(c.fits) for c in aligned.claims):
        return False
    opening = [*words[:_OPENING], *_behind_comma(aligned.reading.lemmas(said))]
    if any(w in _SUBJECTS or w in _STANDS_FOR for w in opening):
        return True
    if said.places or any(c.fits for c in aligned.claims_in(said)):
        return False
    return len(words) <= 7  # a note: "Stable since the prior."


def _behind_comma(words: Sequence[str]) -> Sequence[str]:
    """The words behind a lead that sets the sentence against another time ("Compared with last year, this is worse.")."""
    comma = words.index(",") if "," in words[: _SHORT - _OPENING] else 0
    return words[comma + 1 : comma + 2] if words[:1] in (["compare"], ["compared"], ["since"]) else ()


def _named(fits: tuple[tuple[Tie, Fact], ...]) -> bool:
    return any(tie <= Tie.COARSE for tie, _ in fits)


def spoken_of(aligned: Aligned, said: Said) -> tuple[Fact, ...]:
    """The findings of the nearest sentence before, in the same paragraph, that tells some; none when it names its own.

    Where a sentence between names another part ("The lungs are two bags of air. On the left …"), it is that part that is spoken of.
    """
    if not refers(aligned, said):
        return ()
    lexicon, between = aligned.reading.lexicon, set[str]()
    for index in range(said.index - 1, max(-1, said.index - 1 - _MAX_BACK), -1):
        if index < 0 or aligned.reading.sentences[index].paragraph != said.paragraph:
            break
        found: dict[str, Fact] = {}
        for claim in aligned.claims:
            if claim.said.index != index or not claim.positive:
                continue
            told = [(tie, f) for tie, f in claim.fits if tie <= Tie.COARSE and f.status != "absent"]
            best = min((tie for tie, _ in told), default=None)
            levels = set(claim.mention.levels)
            for tie, fact in told:
                if tie == best and not (levels and fact.levels and not levels & set(fact.levels)):
                    found[fact.id] = fact
        if found:
            return tuple(f for f in found.values() if not between or any(near(lexicon, p, f.site) for p in between))
        between |= {p.anatomy for p in aligned.reading.sentences[index].places} - ANYWHERE
    return ()
