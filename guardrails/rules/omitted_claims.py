"""The claims of a draft that tell a finding of the report."""

from __future__ import annotations

from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, sides_meet
from guardrails.rules.errands import opens_errand, then_found
from guardrails.rules.omitted_passing import in_passing
from guardrails.rules.omitted_rivals import (
    at_twin,
    beside,
    of_one_part,
    of_twin,
    placed,
    shared_head,
    sized_as_another,
    tells,
)
from guardrails.rules.omitted_sentences import telling
from guardrails.rules.owned import Owned


def claims_of(aligned: Aligned, fact: Fact) -> list[Claim]:
    """The claims that can tell a fact: not denied, on no other side and at no other level."""
    told: list[Claim] = []
    owned = Owned(aligned)
    levels, sides = aligned.levels((fact,)), aligned.sides((fact,))
    parts = levels | {v for level in levels for v in level.split("-")}
    for claim in aligned.claims:
        if claim.mention.status == "absent" or not (telling(aligned, claim.said) or _left_open_of(claim, fact)):
            continue
        if not tells(aligned, claim, fact) or in_passing(aligned, claim, fact):
            continue
        if opens_errand(claim.said.lemmas) and not then_found(aligned, claim):
            continue  # "You had an ultrasound to follow an aneurysm."
        mention = claim.mention
        if mention.levels and levels and not parts & set(mention.levels):
            continue
        if not mention.levels and at_twin(aligned, fact, claim.said):
            continue
        side = mention.laterality
        if side in ("left", "right") and sides and not sides_meet(side, sides) and "midline" not in sides:
            continue
        tie_of = next((tie for tie, f in claim.fits if f.id == fact.id), Tie.LOOSE)
        same = tie_of == Tie.SAME
        planned = owned.of_plan(claim.said)
        if not same and planned is not None and fact.id not in planned:
            continue  # the plan's own words for another finding, or for what a test may miss
        if not same and not claim.asserted and mention.site is None and claim.said.has("not-knowing"):
            continue  # "The films can't say if the arthritis is linked to your pain."
        loose = mention.site is None and mention.generic and not same
        level = bool(levels & set(mention.levels))
        if loose and not level and shared_head(aligned, fact) and not placed(aligned, claim, fact):
            continue  # "a cyst" tells one cyst, not each
        if not level and (of_one_part(aligned, claim, fact) or (tie_of >= Tie.COARSE and beside(aligned, claim, fact))):
            continue  # "the narrow part of the front artery" tells of no other artery
        if (loose or tie_of > Tie.SAME) and sized_as_another(aligned, claim, fact):
            continue
        if of_twin(aligned, claim, fact):
            continue
        told.append(claim)
    return told


def _left_open_of(claim: Claim, fact: Fact) -> bool:
    """Whether a sentence on what is not known leaves a possible finding open ("What we don't know: … cannot be excluded")."""
    return (
        claim.said.label == "not-stated"
        and claim.said.kind == "statement"
        and claim.mention.status == fact.status == "possible"
        and not _OPEN_STILL.isdisjoint(claim.said.lemmas)
    )


_OPEN_STILL = frozenset("exclude excluded ruled".split())
