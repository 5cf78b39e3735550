"""The levels a draft gives a claim: its own, those told right before it, or the one between two slipped bones."""

from __future__ import annotations

from itertools import pairwise

from explainer.core.language.text import tokens
from guardrails.alignment import Aligned, Claim
from guardrails.rules.levels_named import BONES, settings


def own_levels(aligned: Aligned, claim: Claim) -> set[str]:
    """The levels of a claim; those ahead of it where its own stand behind a finding that is told after it.

    "A bulge at T10-T11 that touches no cord, and a hemangioma in T12": the cord is that of T10-T11.
    """
    mention, said = claim.mention, claim.said
    own = set(mention.levels).difference(*(settings(aligned, said, group) for group in said.levels))
    groups = [g for g in said.levels if own & set(g.levels)]
    behind = [m for m in said.mentions if m.start >= mention.end and groups and m.end <= groups[0].start]
    ahead = [g for g in said.levels if g.end <= mention.start]
    return set(ahead[-1].levels) if behind and ahead else own


def does_nothing(aligned: Aligned, claim: Claim) -> bool:
    """Whether what a finding does is denied by what it is done to ("a bulge that crowds nothing")."""
    behind = [
        t.lemma for t in aligned.reading.tokens[claim.said.first : claim.said.last] if t.start >= claim.mention.end
    ]
    return not _NO_THING.isdisjoint(behind[:2]) and not (set(behind[:1]) & _ENDING)


_NO_THING = frozenset("nothing no none neither".split())
_ENDING = frozenset(", ; : . ( ) and but with".split())


def slipped_at(aligned: Aligned, claim: Claim) -> set[str]:
    """The level between two bones of which one is told to have slipped on the other ("L4 has moved over L5")."""
    if not claim.mention.concept.endswith("listhesis"):
        return set()
    for one, other in pairwise(claim.said.levels):
        bones = [level for group in (one, other) for level in group.levels if level in BONES]
        if len(bones) != len((one, other)) or abs(BONES.index(bones[0]) - BONES.index(bones[1])) != 1:
            continue
        between = [t.lemma for t in tokens(aligned.reading.folded, one.end, other.start)]
        if not _UPON.isdisjoint(between) or between[-1:] == ["of"]:
            return {"-".join(sorted(bones, key=BONES.index))}
    return set()


_UPON = frozenset("on over onto upon above relative against".split())


def level_taken_up(aligned: Aligned, claim: Claim) -> set[str]:
    """The level of a bare note right before a sentence that goes on about it ("Small joints at L2-L3. They show arthritis.")."""
    said = claim.said
    if (
        said.index == 0
        or said.levels
        or aligned.reading.lemmas(said)[:1] not in (["they"], ["it"], ["these"], ["both"])
    ):
        return set()
    before = aligned.reading.sentences[said.index - 1]
    if before.paragraph != said.paragraph or len(before.levels) != 1 or aligned.claims_in(before) or not before.places:
        return set()
    return set(before.levels[0].levels)


def level_at_bracket(aligned: Aligned, claim: Claim) -> set[str]:
    """The level right before the brackets that a claim stands in ("mild at L3-L4 (with gas) and marked at L4-L5")."""
    folded, said, mention = aligned.reading.folded, claim.said, claim.mention
    opens = folded.rfind("(", said.start, mention.start)
    if opens < 0 or ")" in folded[opens : mention.start]:
        return set()
    closes = folded.find(")", mention.end, said.end)
    if any(opens < group.start < closes for group in said.levels):
        return set()
    return {level for group in said.levels if 0 <= opens - group.end <= 1 for level in group.levels}
