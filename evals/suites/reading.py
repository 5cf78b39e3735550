"""``reading``: the reader's findings against hand-made ones."""

from __future__ import annotations

from collections.abc import Iterator

from evals.dataset import REPORTS, TRAPS, FindingsSample, TrapSample
from evals.reading_traps import marks, right
from evals.results import Shown
from evals.scorers.mentions import score_mentions
from evals.suite import Balance, Card, Case, Letters, Measure, Setting, Source, Suite, System
from explainer.core.knowledge.library import load_library
from explainer.core.values import Reading

NOT_STATED = "not stated"


def region_of(reading: Reading) -> str:
    """The first body region that the report's exam names."""
    return reading.exam.regions[0] if reading.exam.regions else NOT_STATED


def modality_of(reading: Reading) -> str:
    """The report's modality as a code word."""
    return reading.exam.modality or NOT_STATED


def exam_of(reading: Reading) -> dict[str, str]:
    """The groups of a report's exam: its region and modality."""
    return {"region": region_of(reading), "modality": modality_of(reading)}


def _cases(source: Source, letters: Letters) -> Iterator[Case]:
    for dataset in (REPORTS, *source.given(FindingsSample)):
        for sample in source.samples("reading", dataset):
            yield Case(dataset.name, sample.report_id, sample.model_dump())
    for trap in source.samples("reading", TRAPS):
        yield Case(TRAPS.name, trap.id, trap.model_dump())


def _score(case: Case, system: System, setting: Setting, card: Card) -> None:
    if "pattern" in case.data:
        _score_trap(TrapSample.model_validate(case.data), system, card)
        return
    sample = FindingsSample.model_validate(case.data)
    reading = system.read(sample.text)
    group = {
        "region": region_of(reading),
        "modality": modality_of(reading),
        "set": "notes" if not reading.exam.regions and reading.exam.modality is None else "reports",
    }
    for hit in score_mentions(sample.findings, reading.findings, frozenset(load_library().cards)):
        start, end = hit.span
        failure = Shown(report=sample.text, spans=(hit.span,), messages=(hit.miss,)) if hit.miss else None
        card.add(hit.measure, hit.right, hit.miss, part=f"{start}-{end}", shown=failure, group=group)


def _score_trap(sample: TrapSample, system: System, card: Card) -> None:
    hits = list(marks(sample.pattern, sample.findings, system.read(sample.text).findings))
    for hit in hits:
        start, end = hit.span
        if hit.measure != "invented":
            card.add(hit.measure, hit.right, hit.miss, part=f"{start}-{end}", group={"pattern": sample.pattern})
    fine = right(hits)
    told = tuple(hit.miss for hit in hits if hit.miss and hit.measure != "mark found")
    spans = tuple(hit.span for hit in hits if hit.miss)
    failure = None if fine else Shown(report=sample.text, spans=spans, messages=told)
    card.add("text right", fine, "; ".join(told), shown=failure, group={"pattern": sample.pattern})


READING = Suite(
    name="reading",
    title="the reader's findings against gold",
    datasets=("reports", "traps"),
    given=(FindingsSample,),
    cases=_cases,
    score=_score,
    measures=(
        Measure("positive recall"),
        Measure("positive precision", extras=True),
        Measure("absent recall"),
        Measure("absent precision", extras=True),
        Measure("status"),
        Measure("laterality (all)"),
        Measure("laterality (given)"),
        Measure("levels (all)"),
        Measure("levels (given)"),
        Measure("severity (all)"),
        Measure("severity (given)"),
        Measure("card"),
        Measure("text right"),
        Measure("mark found"),
        Measure("mark status"),
        Measure("mark laterality"),
        Measure("mark levels"),
        Measure("mark severity"),
        Measure("mark change"),
    ),
    balances=(
        Balance("positive F1", "positive recall", "positive precision"),
        Balance("absent F1", "absent recall", "absent precision"),
    ),
)
