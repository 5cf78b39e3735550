"""The sides the report gives a finding beyond those read of it: by a grade, its part, the history, or what is beside it."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.language.mentions import ANYWHERE
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, agreeing, sides_meet
from guardrails.rules.grades_said import RANKS, ranks_by_side
from guardrails.rules.parts import ONE_SIDED
from guardrails.rules.parts_related import beside
from guardrails.rules.wording import content


def graded_on(aligned: Aligned, claim: Claim, facts: Sequence[Fact]) -> bool:
    """Whether the report's sentence on some facts sets the claim's grade right before the claim's side ("moderate R, minimal L")."""
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    side, rank = claim.mention.laterality, RANKS.get(claim.mention.severity or "")
    return side in _FIXED and any(
        scene.start in starts and rank in ranks_by_side(scene)[side] for scene in aligned.reading.prepared.scenes
    )


_FIXED = ("left", "right")


def off_midline(aligned: Aligned, facts: Sequence[Fact]) -> set[str]:
    """The sides that the report's sentences give findings of the middle ("central, slightly to the left")."""
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    return set().union(*(scene.sides for scene in aligned.reading.prepared.scenes if scene.start in starts))


def sides_of_parts(aligned: Aligned, facts: Sequence[Fact]) -> set[str]:
    """The side that findings have by the parts they are told in ("diverticula of the sigmoid": on the left), if it is one."""
    within = aligned.reading.lexicon.within
    parts = {f.site for f in facts if f.site is not None}
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    scenes = [scene for scene in aligned.reading.prepared.scenes if scene.start in starts]
    parts |= {p for scene in scenes for p in scene.parts if any(within(p, site) for site in parts)}
    sides = {ONE_SIDED[p] for p in parts if p in ONE_SIDED}
    return sides if len(sides) == 1 else set()


def from_the_history(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence retells the history, and the report gives the side there with a word of the claim."""
    side = claim.mention.laterality
    if side is None or (_HISTORY.isdisjoint(claim.said.lemmas) and not claim.said.has("symptom")):
        return False
    named = content(claim.mention.text)
    first = aligned.plan.reading.sentences[0].start if aligned.plan.reading.sentences else 0
    asides = {s.start for s in aligned.plan.reading.sentences if s.section in ("indication", "history")} | {first}
    return any(
        scene.start in asides and side in scene.sides and named & scene.lemmas
        for scene in aligned.reading.prepared.scenes
    )


_HISTORY = frozenset("history indication referral request".split())


def both_told(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report tells both sides of what goes by the claim's name, in one place or in two."""
    facts = agreeing(aligned, claim, claim.nearest(positive=claim.positive), side=False)
    return bool(aligned.sides(facts)) and sides_meet("bilateral", aligned.sides(facts))


def both_near(aligned: Aligned, claim: Claim) -> bool:
    """Whether a word that names little ("haze") is told of both sides where the report has some finding on both."""
    lexicon = aligned.reading.lexicon
    if not (claim.mention.generic or all(t >= Tie.COARSE for t, _ in claim.fits)):
        return False
    around = aligned.reading.near(claim.said, 2, 0)
    parts = {p.anatomy for s in around if s.paragraph == claim.said.paragraph for p in s.places} - ANYWHERE
    return any(
        beside(lexicon, part, fact.site)
        for fact in aligned.plan.reading.facts
        if fact.site is not None and (fact.status != "absent") == claim.positive
        and sides_meet("bilateral", aligned.sides((fact,)) or {"midline"})
        and not any(t <= Tie.RELATED and f is fact for t, f in claim.fits)
        for part in parts
    )  # fmt: skip
