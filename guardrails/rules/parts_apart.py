"""Whether the part of the body that a claim is in is another one than the report's, and meant as such."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, far
from guardrails.names import by_its_name, site_names, stems
from guardrails.rules.parts_related import exchangeable


def stands_apart(aligned: Aligned, claim: Claim, others: Sequence[Fact]) -> bool:
    """Whether the part of a claim is another one than that of the report's findings of its everyday name, and meant as such."""
    return not _rightly_placed(aligned, claim, others) and set_apart(
        aligned, claim, [f.site for f in others if f.site is not None]
    )


def _rightly_placed(aligned: Aligned, claim: Claim, others: Sequence[Fact]) -> bool:
    """Whether a claim that names no part itself stands beside the part the report has it in ("the peroneus has slipped forward").

    A part in brackets only tells where that one lies ("ulnar nerve (inner elbow)").
    """
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    parts = {p.anatomy for p in claim.said.places} - ANYWHERE
    own = [p for p in claim.said.places if p.anatomy == site]
    return all(aligned.reading.folded[p.start - 1] == "(" for p in own) and any(
        part == fact.site or (fact.site is not None and lexicon.within(fact.site, part))
        for part in parts
        for fact in others
    )


#: What a finding does to its neighbour in everyday words: the part told is what it acts on, and not where it is.
_ACTS = frozenset(
    (
        "press push crowd squeeze narrow touch pinch tighten pull bulge compress encroach indent flatten thicken widen wind dry "
        "water fluid gas air close block reach stretch change"
    ).split()
)


def set_apart(aligned: Aligned, claim: Claim, sites: Sequence[str]) -> bool:
    """Whether a part is really another one than the report's: of the same kind, or one the report never speaks of.

    What a finding does ("presses on the nerve") is told of the part it acts on; and a part that the report names too, of another
    kind, may stand in the sentence for more than one reason.
    """
    lexicon, mention = aligned.reading.lexicon, claim.mention
    site = mention.site
    if site is None:
        return False
    if any(exchangeable(lexicon, site, other) for other in sites):
        return True
    if mention.generic:
        return False
    words = {t.lemma for t in tokens(fold(mention.text))}
    own = stems(mention.text)
    if any(name <= own for name in site_names(lexicon, site)) and all(far(lexicon, site, other) for other in sites):
        return True
    if site == lexicon.concepts[mention.concept].site and by_its_name(lexicon, mention):
        return True
    if not words.isdisjoint(_ACTS):
        return False
    named = {part for scene in aligned.reading.prepared.scenes for part in scene.parts}
    return not any(
        part == site or lexicon.within(part, site) for part in named
    )  # a whole region says nothing of a part
