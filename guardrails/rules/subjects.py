"""The facts of the report that a claim is about, told apart by their level, their side and their size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.values import Fact, Finding, Measurement
from guardrails.alignment import Aligned, Claim, Tie, agreeing, vague_name
from guardrails.numbers import Number, sizes_meet


def facts_of(aligned: Aligned, claim: Claim) -> tuple[Fact, ...]:
    """The facts a positive claim is about, narrowed by level and side where those tell them apart."""
    levels = set(claim.mention.levels)
    closest = [found for reach in (Tie.RELATED, Tie.COARSE, Tie.VAGUE) if (found := claim.facts(reach, positive=True))]
    at_level = [found for found in closest[:2] if levels & aligned.levels(found)]
    return _of_size(aligned, claim, agreeing(aligned, claim, (at_level or closest)[0])) if closest else ()


def _of_size(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of some facts those of the size that a claim gives, along its longest way if any is; all of them when it gives none, or none has it."""
    sizes = claim.mention.measurements
    if not sizes or len(facts) < 2:
        return facts
    for longest in (True, False):
        own = tuple(f for f in facts if any(sized(m, sizes, longest) for m in mentions(aligned, f)))
        if own:
            return own
    return facts


def mentions(aligned: Aligned, fact: Fact) -> Iterator[Finding]:
    """The mentions that the report has of a fact."""
    return (aligned.mentions[id] for id in fact.mentions if id in aligned.mentions)


def sized(mention: Finding, sizes: Sequence[Measurement], longest: bool) -> bool:
    """Whether a mention of the report has one of some sizes, as its longest if asked."""
    own = sorted((Number(s.value, s.unit, s.start, s.end) for s in mention.measurements), key=lambda n: n.value)
    own = own[-1:] if longest else own
    return any(sizes_meet(Number(s.value, s.unit, s.start, s.end), own) for s in sizes)


def candidates(claim: Claim) -> tuple[Fact, ...]:
    """The facts of the claim's own polarity, by the closest names; else those of the other polarity."""
    vague, site = vague_name(claim.mention.concept), claim.mention.site
    for reach in (Tie.COARSE, Tie.VAGUE):
        found = claim.facts(reach, positive=claim.positive)
        if vague and site is not None and all(f.site is None for f in found):
            continue  # "nodes are involved" is of the nodes, and not of what the report has nowhere
        if found:
            return found
    return ()
