"""Errors that weigh too little become warnings; nothing is lost, and what is grave, short or unweighable stands."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Verdict
from guardrails import weighing
from guardrails.alignment import align
from guardrails.reading import read_draft
from guardrails.rules import ALL_RULES
from guardrails.secondlook import stands
from guardrails.weighing import LEAST_WORDS, Weights, features, load_weights, weighable

REPORT = (
    "MRI KNEE\nINDICATION: Pain after a fall.\nFINDINGS: Small joint effusion. There is a 7 mm cyst behind the medial condyle. "
    "The cruciate ligaments are intact. No fracture.\nIMPRESSION:\n1. Small joint effusion.\n2. Small cyst behind the medial condyle.\n"
)
PLAN = make_plan(read(REPORT), audience="patient")
LETTER = (
    "Your knee MRI\n\nYou had this scan after a fall. There is a small amount of extra fluid in the joint. There is also a small cyst, 7 mm "
    "wide, behind the inner knob of the thigh bone. The two ligaments that cross inside the knee are whole, and no bone is broken. Extra "
    "fluid is common, and many people with it feel well. The scan alone can't tell where pain comes from, so an exam is needed. "
)


def _lowered(floor: float) -> Weights:
    real = load_weights()
    return Weights(real.sentence, floor, real.weighed)


def _verdict(monkeypatch: pytest.MonkeyPatch, text: str, floor: float) -> Verdict:
    monkeypatch.setattr(weighing, "load_weights", lambda: _lowered(floor))
    return guardrails.check(PLAN, text)


WRONG = "The inner meniscus shows a tear that runs through the whole back horn of it down to the surface."


def test_an_error_below_the_floor_is_told_as_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The violation keeps rule, place, words and suggestion; only its severity and the verdict change."""
    strict = _verdict(monkeypatch, LETTER + WRONG, -99.0)
    lenient = _verdict(monkeypatch, LETTER + WRONG, 99.0)
    assert (strict.verdict, lenient.verdict) == ("reject", "pass")
    told = [(v.rule, v.start, v.end, v.message, v.suggestion) for v in strict.violations]
    assert told == [(v.rule, v.start, v.end, v.message, v.suggestion) for v in lenient.violations]
    assert {v.severity for v in lenient.violations if v.rule == "invented-finding"} == {"warning"}


@pytest.mark.parametrize(
    "line",
    [
        "You should take ibuprofen twice a day for the next two weeks to calm the extra fluid down.",
        "The extra fluid in the joint is what causes the pain that you have felt since the fall.",
        "There is a tumor in the bone behind the inner knob that has begun to grow into the joint itself.",
        "A ligament is torn.",
    ],
)
def test_some_errors_stand_whatever_they_weigh(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Advice and blame are never weighed, nor is what tells of cancer or says too little to be set beside the report."""
    assert _verdict(monkeypatch, LETTER + line, 99.0).verdict == "reject"


def test_a_text_too_short_for_a_letter_is_not_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was measured on single sentences."""
    assert len(WRONG.split()) < LEAST_WORDS
    assert _verdict(monkeypatch, WRONG, 99.0).verdict == "reject"


def test_what_cannot_be_weighed_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard fails closed when the weights break."""

    def broken() -> Weights:
        raise OSError

    monkeypatch.setattr(weighing, "load_weights", broken)
    assert guardrails.check(PLAN, LETTER + WRONG).verdict == "reject"
    assert guardrails.check(PLAN, LETTER).verdict == "pass"


def test_a_fault_that_cannot_be_told_rejects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a crash nor a pass: the rule is reported as broken."""

    def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("guardrails.guard._violation", broken)
    verdict = guardrails.check(PLAN, LETTER + WRONG)
    assert verdict.verdict == "reject"
    assert {v.message for v in verdict.violations} == {"this rule broke (ValueError); the draft is not released"}


def test_a_stream_and_its_end_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is a warning at the end does not end a stream early, however short its beginning is."""
    monkeypatch.setattr(weighing, "load_weights", lambda: _lowered(99.0))
    watch = guardrails.Watch(PLAN)
    assert watch.feed(WRONG + " ") == ()
    watch.feed(LETTER)
    assert watch.finish().verdict == "pass"


def test_features_are_shares_with_names_that_have_weights() -> None:
    """Each lies in 0 to 1, and those of a sentence are known to the weights."""
    aligned = align(PLAN, read_draft(PLAN, LETTER + WRONG))
    found = [(r.name, f) for r in ALL_RULES for f in r.check(aligned) if stands(r.name, f, aligned)]
    assert any(f.span is not None for _, f in found)
    weights = load_weights()
    for (_, fault), row in zip(found, features(found, aligned), strict=True):
        assert all(0 <= value <= 1 for value in row.values())
        assert {"in-report", "words"} <= row.keys() if fault.span is not None else row == {}
        assert weighable(row) in (True, False)
    assert {"always", "in-report", "likeness", "numbers-in-report"} <= weights.sentence.keys()
    assert weights.floor < 0
