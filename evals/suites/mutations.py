"""``mutations``: clean letters with one fault each, made by ``evals.mutations``.

The bases are the template's letters for the own reports and the examples, to the two audiences in turn, and the letters and
summaries written by hand. A base that the guard does not pass by itself gives no score for the rules it breaks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from evals.dataset import LETTERS as LETTER_SET
from evals.dataset import REPORTS, SUMMARIES, reports_of
from evals.mutations import Mutation, mutate
from evals.results import Shown
from evals.scorers.verdicts import WARNINGS, errors, extra_errors, named, overlaps, reported
from evals.suite import Card, Case, Letters, Measure, Setting, Source, Suite, System
from evals.suites.reading import exam_of
from evals.templates import AUDIENCES, example_reports
from explainer.core.values import Verdict

GENERATED = "generated"
#: Drafts for each rule and letter; the letters are many.
PER_RULE = 1


def _cases(source: Source, letters: Letters) -> Iterator[Case]:
    yield from source.chosen(tuple(_bases(source)), lambda case: case.id)


def _bases(source: Source) -> Iterator[Case]:
    """Every letter to spoil; together they are one data set, so that a limit is one of letters, whoever wrote them."""
    texts = reports_of(source.samples("mutations", REPORTS, whole=True))
    for number, (id, text) in enumerate((*texts.items(), *example_reports())):
        audience = AUDIENCES[number % 2]
        yield Case(GENERATED, f"{id}/{audience}", {"report": text, "audience": audience, "letter": None})
    for letters_set in (LETTER_SET, SUMMARIES):
        for letter in source.samples("mutations", letters_set, whole=True):
            report = source.text_of(texts, letters_set, letter.id, letter.report_id)
            if report is not None:
                yield Case(GENERATED, letter.id, {"report": report, "audience": letter.audience, "letter": letter.text})


def _score(case: Case, system: System, setting: Setting, card: Card) -> None:
    report, audience = case.data["report"], case.data["audience"]
    text = case.data["letter"] or system.letter(report, audience)
    if text is None:
        card.add("recall", None, "no letter could be written")
        return
    plan = system.plan(report, audience)
    broken = reported(system.judge(plan, text))
    exam = exam_of(plan.reading)
    seed = int.from_bytes(hashlib.sha256(f"{setting.seed}:{case.id}".encode()).digest()[:4], "big")
    for number, mutation in enumerate(mutate(plan, text, seed=seed, rules=setting.rules or None, per_rule=PER_RULE)):
        part = f"{mutation.rule}/{mutation.operator}/{number}"
        group = {"rule": mutation.rule, "operator": mutation.operator, "audience": audience, **exam}
        if mutation.rule in broken:
            card.add("recall", None, "the letter breaks this rule before it is changed", part=part, group=group)
            continue
        score_mutation(mutation, system.judge(plan, mutation.text), report, part, group, card)


def score_mutation(
    mutation: Mutation, verdict: Verdict, report: str, part: str, group: dict[str, str], card: Card
) -> None:
    """Score the verdict on one spoiled letter."""
    rules = (mutation.rule,)
    spans = [mutation.span] if mutation.span is not None else []
    told = ", ".join(sorted(errors(verdict)))
    hit = named(verdict, rules)
    failure = Shown(
        report=report,
        draft=mutation.text,
        spans=tuple(spans),
        messages=(
            f"planted: {mutation.rule} ({mutation.note})",
            *(f"{v.rule}: {v.message}" for v in verdict.violations),
        ),
    )
    reason = "" if hit else (f"reported: {told}" if told else "passed")
    card.add("recall", hit, reason, part=part, shown=None if hit else failure, group=group)
    if mutation.rule not in WARNINGS:
        caught = verdict.verdict == "reject"
        card.add("rejected", caught, "" if caught else "passed", part=part, group=group)
    if hit:
        more = extra_errors(verdict, rules)
        card.add("extra error rules", float(more), told if more else "", part=part, group=group)
        over = overlaps(verdict, rules, spans)
        card.add("span overlap", over, "no place to compare" if over is None else "", part=part, group=group)


MUTATIONS = Suite(
    name="mutations",
    title="clean letters with one fault each",
    datasets=("reports", "letters", "summaries"),
    cases=_cases,
    score=_score,
    measures=(
        Measure("recall"),
        Measure("rejected"),
        Measure("extra error rules", kind="mean", better="lower"),
        Measure("span overlap"),
    ),
    chunk=2,  # a case is a score of drafts
)
