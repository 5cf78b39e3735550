"""Doubts told elsewhere in a letter: in the sentence beside a claim, or of the same part of the body further up."""

from __future__ import annotations

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import tokens
from guardrails.alignment import Aligned, Claim, Tie, near
from guardrails.reading import Said
from guardrails.rules.doubts import tentative


def places_of(aligned: Aligned, claim: Claim) -> frozenset[str]:
    """The parts a claim is of: its own, those its sentence names, or else those of the sentence before it ("a break there")."""
    if claim.mention.site not in (None, *ANYWHERE):
        return frozenset((str(claim.mention.site),))
    for said in (claim.said, *(s for s in aligned.reading.near(claim.said, 1, 0) if s is not claim.said)):
        named = frozenset(p.anatomy for p in said.places) - ANYWHERE
        if named and said.paragraph == claim.said.paragraph:
            return named
    return frozenset()


def before_it(claim: Claim, said: Said) -> bool:
    """Whether a doubt stands before a claim or in its passage: one told only further down leaves it certain until then."""
    return said.index < claim.said.index or said.paragraph == claim.said.paragraph


def hedged_there(aligned: Aligned, claim: Claim, concept: str, places: frozenset[str]) -> bool:
    """Whether a doubt told elsewhere in the letter is of the same part as a claim, or of none in particular."""
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    regions = aligned.plan.reading.exam.regions
    if (
        concept == claim.mention.concept
        or site is None
        or site in ANYWHERE
        or not places
        or not places.isdisjoint(regions)
    ):
        return True
    return any(near(lexicon, site, place) or near(lexicon, place, site) for place in places)


def in_doubt_nearby(aligned: Aligned, claim: Claim) -> bool:
    """Whether the sentence before or behind puts the same thing in doubt: it names it, or names nothing else."""
    mine = {f.id for t, f in claim.fits if t <= Tie.VAGUE}
    for said in aligned.reading.near(claim.said, 1, 1):
        if said.index == claim.said.index or said.paragraph != claim.said.paragraph:
            continue
        if not tentative(said) and not any(m.status == "possible" for m in said.mentions):
            continue
        if not said.mentions and not _WEIGHED_UP.isdisjoint(said.lemmas):
            continue  # "An arthrogram can be considered" leaves a test open, and no finding
        named = [c for c in aligned.claims_in(said) if any(t <= Tie.COARSE for t, _ in c.fits)]
        own = any(word[:1].isdigit() for word in said.lemmas)  # "The smaller one, 1.6 cm, may lie …" is another thing
        if (not named and not own) or any(
            not mine.isdisjoint(f.id for t, f in c.fits if t <= Tie.VAGUE) for c in named
        ):
            return True
    return False


#: What is said of a step that is left to others.
_WEIGHED_UP = frozenset("considered consider recommended advised requested arranged planned ordered".split())


def left_open_here(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence leaves open what a claim names: by a word of doubt, or by an "or" near it."""
    if tentative(claim.said):
        return True
    if not claim.said.has("tentative"):
        return False
    ahead = tokens(aligned.reading.folded, claim.said.start, claim.mention.start)[-_NEAR_OR:]
    behind = tokens(aligned.reading.folded, claim.mention.end, claim.said.end)[:_NEAR_OR]
    return any(t.lemma == "or" for t in (*ahead, *behind))


_NEAR_OR = 5
