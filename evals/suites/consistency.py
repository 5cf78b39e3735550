"""``consistency``: the letter and the summary of one report tell the same facts and do not contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from evals.dataset import FindingsSample
from evals.results import Shown
from evals.suite import Card, Case, Letters, Measure, Setting, Source, Suite, System
from evals.suites.letters import known_places, reports
from evals.suites.reading import modality_of, region_of
from evals.templates import AUDIENCES
from explainer.core.values import Audience, Fact
from guardrails.alignment import Aligned, Claim, align
from guardrails.reading import read_draft
from guardrails.rules.required import required


def _cases(source: Source, letters: Letters) -> Iterator[Case]:
    if letters.texts is None:
        for dataset, id, text in reports(source, "consistency"):
            yield Case(dataset, id, {"report": text, "letters": {}})
        return
    for dataset, id, text in known_places(source, letters, "consistency"):
        both: dict[Audience, str] = {a: letters.texts[text, a] for a in AUDIENCES if (text, a) in letters.texts}
        if len(both) == 2:
            yield Case(dataset, id, {"report": text, "letters": both})


def _score(case: Case, system: System, setting: Setting, card: Card) -> None:
    report: str = case.data["report"]
    reading = system.read(report)
    group = {"region": region_of(reading), "modality": modality_of(reading)}
    texts: dict[Audience, str] = {}
    sides: dict[Audience, Aligned] = {}
    left_out: dict[Audience, set[tuple[int, int]]] = {}
    for audience in AUDIENCES:
        text = case.data["letters"].get(audience) if case.data["letters"] else system.letter(report, audience)
        if not text:
            card.add("told in both", None, f"no text for the {audience}")
            return
        plan = system.plan(report, audience)
        verdict = system.judge(plan, text)
        texts[audience], sides[audience] = text, align(plan, read_draft(plan, text))
        left_out[audience] = {s for v in verdict.violations if v.rule == "omitted-finding" for s in v.evidence}
    facts = {fact.id: fact for aligned in sides.values() for fact, _ in required(aligned)}
    for fact in facts.values():
        evidence = sides["patient"].evidence((fact,))
        told = [a for a in AUDIENCES if left_out[a].isdisjoint(evidence)]
        same = {0: None, 1: False, 2: True}[len(told)]
        reason = {0: "told in neither", 1: f"{fact.name}: told to the {told[0] if told else ''} only", 2: ""}[len(told)]
        failure = (
            Shown(report=report, draft="\n\n=====\n\n".join(texts.values()), messages=(reason,))
            if same is False
            else None
        )
        card.add("told in both", same, reason, part=fact.id, shown=failure, group=group)
        if len(told) == 2:
            faults = contradictions(fact, *(sides[a] for a in AUDIENCES))
            shown = (
                Shown(report=report, draft="\n\n=====\n\n".join(texts.values()), messages=faults) if faults else None
            )
            card.add("no contradiction", not faults, "; ".join(faults), part=fact.id, shown=shown, group=group)


def contradictions(fact: Fact, letter: Aligned, summary: Aligned) -> tuple[str, ...]:
    """What two texts say of one fact that cannot both be so: side, level, presence."""
    first, second = (_claims(fact, aligned) for aligned in (letter, summary))
    if not first or not second:
        return ()
    faults: list[str] = []
    for name, said in (("side", _sides), ("level", _levels), ("presence", _presence)):
        one, other = said(first), said(second)
        if one and other and one.isdisjoint(other):
            faults.append(f"{fact.name}: {name} {'/'.join(sorted(one))} and {'/'.join(sorted(other))}")
    return tuple(faults)


def _claims(fact: Fact, aligned: Aligned) -> list[Claim]:
    """The claims that are about a fact and, by their words, about no other."""
    positive = fact.status != "absent"
    return [c for c in aligned.asserted() if c.fits and [f.id for f in c.nearest(positive=positive)] == [fact.id]]


def _sides(claims: list[Claim]) -> set[str]:
    said: set[str] = {c.mention.laterality for c in claims if c.mention.laterality}
    return said | {"left", "right"} if "bilateral" in said else said


def _levels(claims: list[Claim]) -> set[str]:
    return {level for c in claims for level in c.mention.levels}


def _presence(claims: list[Claim]) -> set[str]:
    return {"there" if c.positive else "not there" for c in claims}


CONSISTENCY = Suite(
    name="consistency",
    title="the letter against the summary",
    datasets=("reports",),
    given=(FindingsSample,),
    cases=_cases,
    score=_score,
    measures=(Measure("told in both"), Measure("no contradiction")),
    writers=True,
)
