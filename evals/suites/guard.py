"""``guard``: drafts with the verdict that a careful person gives."""

from __future__ import annotations

from collections.abc import Iterator

from evals.dataset import (
    ATTRIBUTION,
    ATTRIBUTION_REPORTS,
    DRAFTS,
    MARKED,
    REPORTS,
    SUMMARIES,
    AttributionSample,
    DraftSample,
    reports_of,
)
from evals.dataset import LETTERS as LETTER_SET
from evals.results import Shown
from evals.scorers.verdicts import errors, extra_errors, named, overlaps, places
from evals.suite import Card, Case, Letters, Measure, Setting, Source, Suite, System, shown
from evals.suites.reading import exam_of


def _cases(source: Source, letters: Letters) -> Iterator[Case]:
    for dataset in (DRAFTS, MARKED, *source.given(DraftSample)):
        for sample in source.samples("guard", dataset):
            yield Case(dataset.name, sample.id, sample.model_dump())
    texts = reports_of(source.samples("guard", REPORTS, whole=True))
    for letters_set in (LETTER_SET, SUMMARIES):
        for letter in source.samples("guard", letters_set):
            report = source.text_of(texts, letters_set, letter.id, letter.report_id)
            if report is not None:
                draft = DraftSample(
                    id=letter.id, report=report, audience=letter.audience, draft=letter.text, verdict="pass"
                )
                yield Case(letters_set.name, letter.id, draft.model_dump())
    texts = reports_of(source.samples("guard", ATTRIBUTION_REPORTS, whole=True))
    for text in source.samples("guard", ATTRIBUTION):
        report = source.text_of(texts, ATTRIBUTION, text.id, text.report_id)
        if report is not None:
            yield Case(ATTRIBUTION.name, text.id, {**text.model_dump(), "report": report})


def _score(case: Case, system: System, setting: Setting, card: Card) -> None:
    if "label" in case.data:
        _score_attribution(AttributionSample.model_validate(case.data), case.data["report"], system, card)
        return
    sample = DraftSample.model_validate(case.data)
    verdict = system.check(sample.report, sample.audience, sample.draft)
    group: dict[str, str] = {"audience": sample.audience, **exam_of(system.read(sample.report))}
    told = ", ".join(sorted(errors(verdict)))
    if sample.verdict == "pass":
        wrong = verdict.verdict == "reject"
        failure = shown(sample.report, sample.draft, verdict) if wrong else None
        card.add("false rejection", wrong, f"rejected: {told}" if wrong else "", shown=failure, group=group)
        return
    group["rule"] = sample.rules[0]
    caught = verdict.verdict == "reject"
    planted = places(sample.draft, sample.spans)
    missed = Shown(
        report=sample.report,
        draft=sample.draft,
        spans=tuple(planted),
        messages=(f"planted: {' or '.join(sample.rules)}", *(f"{v.rule}: {v.message}" for v in verdict.violations)),
    )
    card.add("recall", caught, "" if caught else "passed", shown=None if caught else missed, group=group)
    if not caught:
        return
    hit = named(verdict, sample.rules)
    card.add("named rule", hit, "" if hit else f"rejected by {told}", shown=None if hit else missed, group=group)
    more = extra_errors(verdict, sample.rules)
    card.add("extra error rules", float(more), told if more else "", group=group)
    over = overlaps(verdict, sample.rules, planted)
    card.add("span overlap", over, "no place to compare" if over is None else "", group=group)


def _score_attribution(sample: AttributionSample, report: str, system: System, card: Card) -> None:
    verdict = system.check(report, sample.audience, sample.text)
    fired = "causal-attribution" in errors(verdict)
    blame = sample.label == "blame"
    failure = shown(report, sample.text, verdict) if fired != blame else None
    group = {
        "audience": sample.audience,
        **exam_of(system.read(report)),
        **({"form": sample.form} if sample.form else {}),
    }
    if blame:
        card.add("attribution recall", fired, "" if fired else "the blame passed", shown=failure, group=group)
    else:
        card.add("attribution false alarm", fired, "called an attribution" if fired else "", shown=failure, group=group)


GUARD = Suite(
    name="guard",
    title="the guard's verdicts on labelled drafts",
    datasets=("drafts", "marked", "letters", "summaries", "attribution"),
    given=(DraftSample,),
    cases=_cases,
    score=_score,
    measures=(
        Measure("recall"),
        Measure("false rejection", better="lower"),
        Measure("named rule"),
        Measure("extra error rules", kind="mean", better="lower"),
        Measure("span overlap"),
        Measure("attribution recall"),
        Measure("attribution false alarm", better="lower"),
    ),
)
