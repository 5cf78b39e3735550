"""A spoilt guard or reader shows as a significant loss: one rule off at a time, denials unread, sides unread."""

from dataclasses import replace
from functools import cached_property

import pytest

from evals.compare import compare
from evals.dataset import LETTERS, REPORTS, SUMMARIES, reports_of
from evals.mutations import OPERATORS, mutate
from evals.results import Result, Run
from evals.runner import run
from evals.scorers.verdicts import named
from evals.suite import Card, Case, Request, System, read_any
from evals.suites.mutations import score_mutation
from evals.templates import AUDIENCES
from guardrails import ALL_RULES
from guardrails.guard import judge

#: Letters with a caught fault of a rule. Twelve lost of twelve give p = 0.0005, which stands the correction.
ENOUGH = 12
WHOLE = System()


class Base:
    """A letter to spoil; a template's is made when it is first asked for."""

    def __init__(self, id, report, audience, text=None):
        self.id, self.report, self.audience = id, report, audience
        self._text = text

    @cached_property
    def plan(self):
        """Made when it is first asked for."""
        return WHOLE.plan(self.report, self.audience)

    @property
    def text(self):
        """The letter, or None when the template's is withheld."""
        return self._text if self._text is not None else WHOLE.letter(self.report, self.audience)

    @property
    def urgent(self):
        """Whether its plan has an urgent step to leave out."""
        return any(item.kind == "urgent" for item in self.plan.items)


@pytest.fixture(scope="module")
def bases():
    """A part of the letters and summaries written by hand, then the template's letters for every report."""
    texts = reports_of(REPORTS.load().samples)
    written = [letter for dataset in (SUMMARIES, LETTERS) for letter in dataset.load().samples[::3]]
    by_hand = [Base(w.id, texts[w.report_id], w.audience, w.text) for w in written]
    return by_hand + [
        Base(f"{id}/{AUDIENCES[n % 2]}", text, AUDIENCES[n % 2]) for n, (id, text) in enumerate(texts.items())
    ]


def spoiled(bases, rule):
    """Spoiled letters of one rule, until enough letters have a caught one, with the verdict of the whole guard."""
    found, caught = [], 0
    for base in bases:
        if (rule == "missing-urgent-action" and not base.urgent) or base.text is None:
            continue
        for mutation in mutate(base.plan, base.text, rules=[rule], per_rule=3):
            verdict = WHOLE.judge(base.plan, mutation.text)
            found.append((base.id, base.plan, mutation, verdict))
            if named(verdict, [rule]):
                caught += 1  # one for each letter: the faults of one letter count as one sample
                break
        if caught == ENOUGH:
            break
    return found


def result(rows):
    """The result of the mutations suite over (id, plan, mutation, verdict)."""
    scores = []
    for id, plan, mutation, verdict in rows:
        card = Card("mutations", "template", Case("generated", id, {}))
        score_mutation(mutation, verdict, plan.reading.text, mutation.operator, {"rule": mutation.rule}, card)
        scores.extend(card.scores)
    where = Run(suite="mutations", writer="template", dataset="generated", n=len(rows))
    return Result(runs=(where,), scores=tuple(scores))


@pytest.mark.parametrize("off", ALL_RULES, ids=lambda rule: rule.name)
def test_each_rule_that_is_off_is_a_loss_of_that_rule(bases, off):
    """With one rule off, the gate names that rule's recall as a significant loss."""
    rows = spoiled(bases, off.name)
    others = [rule for rule in ALL_RULES if rule is not off]
    without = [(id, plan, m, judge(plan, m.text, others)) for id, plan, m, _ in rows]
    losses = compare(result(rows), result(without)).losses()
    assert [d for d in losses if d.metric == "recall" and d.group == {"rule": off.name}]


def test_there_is_an_operator_for_every_rule():
    """All 24 can be sabotaged."""
    assert set(OPERATORS) == {rule.name for rule in ALL_RULES}


def spoilt_reader(**blank):
    """A reader whose findings have some attributes blanked."""

    def reader(text):
        reading = read_any(text)
        return replace(reading, findings=tuple(replace(f, **blank) for f in reading.findings))

    return reader


def _without_denials(text):
    reading = read_any(text)
    changed = (replace(f, status="present") if f.status == "absent" else f for f in reading.findings)
    return replace(reading, findings=tuple(changed))


@pytest.fixture(scope="module")
def clean():
    """The reading suite with the real reader."""
    return run(Request(suites=("reading",), limit=60), jobs=1).result


@pytest.mark.parametrize(
    ("reader", "metric"),
    [
        (_without_denials, "absent recall"),
        (spoilt_reader(laterality=None), "laterality (given)"),
        (spoilt_reader(levels=()), "levels (given)"),
        (spoilt_reader(severity=None), "severity (given)"),
    ],
    ids=["negation off", "side off", "level off", "grade off"],
)
def test_a_spoilt_reader_is_a_loss(clean, reader, metric):
    """A reader without denials, sides, levels or grades loses where gold has them."""
    spoilt = run(Request(suites=("reading",), limit=60), system=System(reader=reader)).result
    assert metric in {d.metric for d in compare(clean, spoilt).losses()}


def test_the_real_guard_and_reader_are_no_loss(clean):
    """The same code again loses nothing."""
    assert compare(clean, run(Request(suites=("reading",), limit=60), jobs=1).result).flips == ()
