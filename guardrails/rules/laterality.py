"""The rule on sides: left, right or both as the report has it."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, agreeing, families, sides_meet
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.contrary import larger_side
from guardrails.rules.quoted import side_of_a_quote
from guardrails.rules.referring import refers
from guardrails.rules.sides import spared_side, swapped_side
from guardrails.rules.sides_alone import place_on_other_side, side_alone
from guardrails.rules.sides_apposed import side_of_the_term
from guardrails.rules.sides_report import both_near, both_told, from_the_history, graded_on, off_midline, sides_of_parts
from guardrails.rules.sides_said import SIDED, no_side, side_ahead, side_behind, spared_there
from guardrails.rules.subjects import candidates
from guardrails.rules.wording import content, said_beside

_SIDE_WORDS = ("left", "right", "bilateral", "both", " lt", " rt", "either side")


def _at_site(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of several facts those at the very part the claim names ("screws through the greater trochanter"), if any."""
    site = claim.mention.site
    if site is None or len(facts) < 2:
        return facts
    there = tuple(f for f in facts if f.site == site)
    same = claim.facts(Tie.SAME, positive=claim.positive)
    if same and not any(f in same for f in there) and content(claim.mention.text).isdisjoint(families().words):
        there = tuple(f for f in facts if f in same)  # the mass of the breast is not its cyst
    return there or facts


def _at_level_told(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of some facts those at the level the draft is speaking of ("At L4-L5 a disc bulges. It presses on the sac."), if any."""
    levels = set(claim.said.context.last_levels) if not claim.mention.levels else set()
    return tuple(f for f in facts if levels & aligned.levels((f,))) or facts


def _other_side(aligned: Aligned) -> Iterator[Fault]:
    spoken: set[int] = set()
    for claim in aligned.supposed():
        said = claim.mention.laterality or side_behind(aligned, claim) or side_ahead(aligned, claim)
        if said not in ("left", "right", "bilateral") or no_side(aligned, claim):
            continue
        if spared_there(aligned, claim, said):
            continue
        facts = _at_site(aligned, claim, agreeing(aligned, claim, candidates(claim), side=False))
        facts = _at_level_told(aligned, claim, facts)
        facts = facts if claim.positive else tuple(f for f in facts if f.change != "resolved")
        if not facts:
            continue
        one_side = aligned.plan.reading.exam.laterality or any(w in aligned.report_words(facts) for w in _SIDE_WORDS)
        if not claim.positive and said == "bilateral" and not one_side:
            continue  # a denial that names no side itself is one of both
        if claim.positive and all(f.status == "absent" for f in facts):
            continue  # what is only denied, of either side, is told to be there: no matter of the side
        told = aligned.sides(facts) or sides_of_parts(aligned, facts)
        if not told:
            if any(w in aligned.report_words(facts) for w in _SIDE_WORDS) or not any(
                t <= Tie.RELATED for t, _ in claim.fits
            ):
                continue
            if aligned.plan.reading.exam.laterality == said or (
                any(w in aligned.plan.reading.text.lower() for w in (f"{said} ",)) is False and said == "bilateral"
            ):
                continue
            if said in aligned.plan.reading.text.lower() or any(
                said in s.sides for s in aligned.reading.prepared.scenes
            ):
                continue
            message = f"gives {claim.mention.name} a side ({said}); the report gives none"
        elif sides_meet(said, told):
            if side_of_the_term(aligned, claim):
                continue
            if said in told or said == "bilateral" or _other_told(aligned, claim, facts):
                continue
            if _MORE.intersection(aligned.reading.lemmas(claim.said)):
                continue  # "more on the right" tells of both
            if SIDED.isdisjoint(aligned.reading.lemmas(claim.said)):
                continue  # a side above a whole list says nothing of "only"
            message = f"says {said} only; the report says both sides"
        elif told == {"midline"} and (said == "bilateral" or off_midline(aligned, facts) == {said}):
            continue
        else:
            message = f"says {said}; the report says {' and '.join(sorted(told))}"
        if said == "bilateral" and (
            both_told(aligned, claim) or said_beside(aligned, claim, _BOTH) or both_near(aligned, claim)
        ):
            continue
        if side_of_the_term(aligned, claim) or from_the_history(aligned, claim) or graded_on(aligned, claim, facts):
            continue
        spoken.add(claim.said.index)
        yield Fault(claim.span, message, aligned.evidence(facts), aligned.statement(facts))
    yield from _noting(aligned, place_on_other_side(aligned, spoken), spoken)
    yield from _noting(aligned, side_alone(aligned), spoken)
    yield from _noting(aligned, larger_side(aligned), spoken)
    yield from _noting(aligned, spared_side(aligned, spoken), spoken)
    yield from side_of_a_quote(aligned, spoken)
    yield from swapped_side(aligned, spoken)


def _noting(aligned: Aligned, faults: Iterator[Fault], spoken: set[int]) -> Iterator[Fault]:
    """Faults as they come, with the sentences they stand in noted down."""
    for fault in faults:
        spoken.update(
            s.index for s in aligned.reading.sentences if fault.span is not None and s.start <= fault.span.start < s.end
        )
        yield fault


_BOTH = frozenset({"bilateral", "bilaterally", "both"})


def _other_told(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> bool:
    """Whether the draft tells the other side of a two-sided finding elsewhere."""
    ids = {f.id for f in facts}
    wanted = "right" if claim.mention.laterality == "left" else "left"
    for other in aligned.claims:
        if other is claim or not ids & {f.id for t, f in other.fits if t <= Tie.COARSE}:
            continue
        if other.said.quoted(other.mention.start, other.mention.end) or not other.positive:
            continue
        if other.mention.laterality in ("bilateral", wanted):
            return True
    near_by = [s for s in aligned.reading.near(claim.said, 1, 1) if s.index == claim.said.index or refers(aligned, s)]
    around = " ".join(aligned.reading.folded[s.start : s.end] for s in near_by)
    for quote in claim.said.quotes:
        around = around.replace(aligned.reading.folded[quote.start : quote.end], " ")
    return any(mark in around for mark in (f"{wanted}", "both", "each side", "other side"))


#: Words by which one side of two is told as the worse.
_MORE = frozenset("more mostly mainly greater larger worse especially predominantly".split())
LATERALITY_MISMATCH = Rule(
    name="laterality-mismatch",
    title="Another side than the report",
    rationale="Care prepared for the wrong side can do harm.",
    source="steitz-2023",
    severity="error",
    check=_other_side,
    valid=(
        Example(
            report="EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion.",
            draft="There is a little fluid around your left lung.",
        ),
        Example(
            report="EXAM: Scrotal ultrasound.\nFINDINGS: Bilateral hydroceles.\nIMPRESSION: Bilateral hydroceles.",
            draft="There is a hydrocele, some extra fluid, around the left testicle and one around the right testicle.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion.",
            draft="There is a little fluid around your right lung.",
        ),
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Left disc protrusion at L4-L5. Right disc protrusion at L5-S1.\nIMPRESSION: Left disc protrusion at L4-L5. Right disc protrusion at L5-S1.",
            draft="A disc sticks out on the right at L4-L5. A disc sticks out on the left at L5-S1. Many people with no pain have this. The scan alone can't say if it is linked to pain, and an exam can help tell.",
        ),
    ),
)
