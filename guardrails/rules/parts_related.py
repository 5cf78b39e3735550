"""How two parts of the body are related: one in everyday words, of one kind, or kept apart by a clinical name."""

from __future__ import annotations

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mentions import Place
from guardrails.alignment import Aligned, near
from guardrails.names import stems


def beside(lexicon: Lexicon, one: str, other: str) -> bool:
    """Whether two parts are one in everyday words, or the one is the space around the other."""
    return near(lexicon, one, other) or bool(set(lexicon.ancestors(one)[:1]) & set(lexicon.ancestors(other)[:1]))


def precisely(aligned: Aligned, place: Place, site: str) -> bool:
    """Whether a part is called by its clinical name, and is of the same kind as the report's, which it neither holds nor lies in.

    Everyday words do not keep the thigh's vein and the one behind the knee apart; "femoral vein" does.
    """
    lexicon, part = aligned.reading.lexicon, place.anatomy
    if lexicon.within(part, site) or lexicon.within(site, part) or not exchangeable(lexicon, part, site):
        return False
    entry, own = lexicon.anatomy[part], stems(aligned.reading.folded[place.start : place.end])
    return any(stems(name) <= own for name in (entry.name, *entry.terms)) and len(own) > 1


def exchangeable(lexicon: Lexicon, one: str, other: str) -> bool:
    """Whether two parts are of one kind and whole: the same noun in their names, the same parent."""
    first, second = lexicon.anatomy[one], lexicon.anatomy.get(other)
    if second is None or lexicon.ancestors(one)[:1] != lexicon.ancestors(other)[:1]:
        return False
    return bool((set(first.name.split()) & set(second.name.split())) - _PLACE_WORDS)


_PLACE_WORDS = frozenset("of the at in and left right upper lower middle medial lateral anterior posterior".split())
