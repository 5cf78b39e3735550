"""The rule on levels: a finding at the spinal level, and in the part of the body, that the report has it at."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.values import Span
from guardrails.alignment import Aligned, agreeing
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.directions import other_clock, other_direction
from guardrails.rules.levels_named import no_level, settings
from guardrails.rules.levels_report import acts_there, at_these, told_with
from guardrails.rules.levels_said import does_nothing, level_at_bracket, level_taken_up, own_levels, slipped_at
from guardrails.rules.parts import other_digit, sound_part, strange_part, unnamed_part
from guardrails.rules.parts_moved import moved_finding, other_bone, said_to_be_at
from guardrails.rules.parts_other import next_part, other_part
from guardrails.rules.quoted import level_of_a_quote
from guardrails.rules.roots import other_root
from guardrails.rules.spots import other_spot
from guardrails.rules.subjects import candidates
from guardrails.rules.wording import explains


def _other_level(aligned: Aligned) -> Iterator[Fault]:
    everywhere = set(aligned.reading.prepared.levels)
    wide = everywhere | {v for level in everywhere for v in level.split("-")}
    flagged: set[tuple[int, int]] = set()
    for said in aligned.reading.sentences:
        if said.kind == "question" or said.label in ("help", "sources", "not-stated", "limits"):
            continue
        if aligned.reading.from_plan(said) or said.has("evidence-word") or said.has("share"):
            continue  # levels of a study, not of this spine
        for group in said.levels:
            strange = [level for level in group.levels if level not in wide and not set(level.split("-")) <= wide]
            if strange:
                strange = [level for level in strange if level not in settings(aligned, said, group)]
            if strange and no_level(aligned, said, group):
                continue
            if strange and not said.quoted(group.start, group.end):
                flagged.add((group.start, group.end))
                yield Fault(
                    Span(group.start, group.end), f"names {', '.join(strange)}; the report does not",
                    suggestion=_level_statement(aligned, said.index),
                )  # fmt: skip
    for claim in aligned.asserted():
        said_levels = level_at_bracket(aligned, claim) or own_levels(aligned, claim) or level_taken_up(aligned, claim)
        if not said_levels or explains(aligned, claim) or does_nothing(aligned, claim):
            continue
        facts = agreeing(aligned, claim, candidates(claim), level=False)
        if not facts:
            continue
        told = aligned.levels(facts)
        slipped = slipped_at(aligned, claim) if any("-" in level for level in told) else set[str]()
        said_levels = slipped or said_levels
        if not told or _covered(said_levels, told) or (not slipped and at_these(aligned, claim, said_levels)):
            continue
        if acts_there(aligned, claim, said_levels) or told_with(aligned, claim, said_levels, told):
            continue
        spans = [g for g in claim.said.levels if not set(g.levels) <= told]
        span = Span(spans[0].start, spans[0].end) if spans else claim.span
        if (span.start, span.end) in flagged:
            continue
        flagged.add((span.start, span.end))
        yield Fault(
            span,
            f"puts {claim.mention.name} at {', '.join(sorted(said_levels - told))}; the report says {', '.join(sorted(told))}",
            aligned.evidence(facts),
            aligned.statement(facts),
        )
    yield from level_of_a_quote(aligned, flagged)
    seen: set[int] = set()
    for fault in other_part(aligned):
        seen.update(c.said.index for c in aligned.claims if fault.span is not None and c.span == fault.span)
        yield fault
    yield from other_root(aligned)
    yield from next_part(aligned, seen)
    yield from strange_part(aligned, seen)
    yield from sound_part(aligned, seen)
    yield from other_digit(aligned, seen)
    yield from other_bone(aligned, seen)
    yield from moved_finding(aligned, seen)
    yield from said_to_be_at(aligned, seen)
    yield from other_direction(aligned, seen)
    yield from other_clock(aligned, seen)
    yield from other_spot(aligned, seen)
    yield from unnamed_part(aligned, seen)


def _level_statement(aligned: Aligned, index: int) -> str | None:
    for claim in aligned.claims:
        if claim.said.index == index and claim.fits:
            return aligned.statement((claim.fits[0][1],))
    return None


def _covered(said: set[str], told: set[str]) -> bool:
    parts = {v for level in told for v in level.split("-")}
    return all(
        level in told or ("-" not in level and level in parts) or ("-" in level and set(level.split("-")) <= told)
        for level in said
    )


LEVEL_MISMATCH = Rule(
    name="level-mismatch",
    title="Another spinal level than the report",
    rationale="A procedure at the wrong level is a never event; the letter must not sow it.",
    source="steitz-2023",
    severity="error",
    check=_other_level,
    valid=(
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-5.\nIMPRESSION: Disc bulge at L4-5.",
            draft="A disc bulges at L4-L5. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-5.\nIMPRESSION: Disc bulge at L4-5.",
            draft="A disc bulges at L3-L4. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-5. Facet arthropathy at L2-3.\nIMPRESSION: Disc bulge at L4-5. Facet arthropathy at L2-3.",
            draft="A disc bulges at L2-L3. There is arthritis in the small joints at L4-L5. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
)
