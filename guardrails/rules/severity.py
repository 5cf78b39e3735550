"""The rule on grades: as mild or as severe as the report has it."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.values import Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.alike import beside
from guardrails.rules.contrary import other_grade_number
from guardrails.rules.grades_alone import grade_alone, grade_of_a_quote
from guardrails.rules.grades_given import arrived_at, grade_beside, of_the_next
from guardrails.rules.grades_report import (
    as_close,
    as_numbered,
    as_the_whole,
    at_part,
    at_part_before,
    grades_of_side,
    of_its_name,
)
from guardrails.rules.grades_said import grades_of_kinds
from guardrails.rules.grades_words import GRADE_WORDS, LARGE, SMALL, parts_of_grade, same_grade
from guardrails.rules.sizes_said import other_size
from guardrails.rules.strengths import other_strength, torn_otherwise
from guardrails.rules.subjects import facts_of
from guardrails.rules.wording import said_beside

#: Words behind which a grade is one of the next finding ("severe tendinitis with minimal fraying").
_JOINED = frozenset({"and", "with", "without"})


def _other_grade(aligned: Aligned) -> Iterator[Fault]:
    for claim in (c for c in aligned.supposed() if c.positive):
        said = claim.mention.severity if not of_the_next(aligned, claim) else None
        said = arrived_at(aligned, claim, said or grade_beside(aligned, claim))
        facts = facts_of(aligned, claim)
        if not facts:
            continue
        if said is None:
            sized = list(other_size(aligned, claim, facts))
            named = of_its_name(claim, at_part(aligned, claim, at_part_before(aligned, claim, facts)))
            yield from sized or other_strength(aligned, claim, named)
            yield from torn_otherwise(aligned, claim, named)
            continue
        own = at_part(aligned, claim, at_part_before(aligned, claim, facts))
        parted, facts = len(own) < len(facts), own
        exact = parted or any(t == Tie.SAME and f.status != "absent" for t, f in claim.fits)
        facts = of_its_name(claim, facts)
        told = grades_of_side(aligned, claim, facts) or aligned.grades(
            facts if exact else as_close(aligned, claim, facts)
        )
        words = aligned.report_words(facts)
        if told:
            if same_grade(said, told):
                continue
            message = f"says {said.replace('-', ' ')}; the report says {' and '.join(sorted(told)).replace('-', ' ')}"
        else:
            near = (
                SMALL if parts_of_grade(said) <= {"minimal", "mild"} else LARGE if said == "severe" else ("moderate",)
            )
            words = words.replace("enlarg", "")  # which holds "large", and gives no grade
            if any(w in words for w in near) or not any(t <= Tie.COARSE for t, _ in claim.fits):
                continue
            if as_numbered(said, words) or as_the_whole(aligned, claim, facts, said):
                continue
            message = f"grades {claim.mention.name} as {said}; the report gives no grade"
        reach = Tie.SAME if exact and told else Tie.RELATED if claim.facts(Tie.RELATED, positive=True) else Tie.COARSE
        if not parted and all(
            said_beside(aligned, claim, GRADE_WORDS[part], parted=_JOINED, reach=reach) for part in parts_of_grade(said)
        ):
            continue
        if not (exact and told) and all(
            beside(aligned, claim, GRADE_WORDS[p], facts, _JOINED) for p in parts_of_grade(said)
        ):
            continue
        yield Fault(_grade_span(aligned, claim), message, aligned.evidence(facts), aligned.statement(facts))
    yield from grade_alone(aligned)
    yield from grade_of_a_quote(aligned)
    yield from grades_of_kinds(aligned, ("mild", "moderate", "severe"))
    yield from other_grade_number(aligned)


def _grade_span(aligned: Aligned, claim: Claim) -> Span:
    """The grade word with its finding."""
    return Span(min(claim.mention.start, max(claim.said.start, claim.mention.start - 16)), claim.mention.end)


SEVERITY_MISMATCH = Rule(
    name="severity-mismatch",
    title="Another grade than the report",
    rationale="Mild and severe lead to different care and to different fears.",
    source="steitz-2023",
    severity="error",
    check=_other_grade,
    valid=(
        Example(
            report="EXAM: Hip X-ray.\nFINDINGS: Mild osteoarthritis of the left hip.\nIMPRESSION: Mild left hip osteoarthritis.",
            draft="Your left hip has mild arthritis. Many people with no pain have this. The X-ray alone can't say if it is linked to pain, and an exam can help tell.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: Hip X-ray.\nFINDINGS: Mild osteoarthritis of the left hip.\nIMPRESSION: Mild left hip osteoarthritis.",
            draft="Your left hip has severe arthritis. Many people with no pain have this. The X-ray alone can't say if it is linked to pain, and an exam can help tell.",
        ),
    ),
)
