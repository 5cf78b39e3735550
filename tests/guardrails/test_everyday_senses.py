"""Everyday words that are no fault, and what near by still is one."""

from __future__ import annotations

import pytest

import guardrails

STONE = "EXAM: CT abdomen.\nINDICATION: Flank pain.\nFINDINGS: Nonobstructing 3 mm stone in the right kidney.\nIMPRESSION: Nonobstructing right renal stone."
SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Disc desiccation at L4-L5.\nIMPRESSION: Disc desiccation at L4-L5."
BREAST = "EXAM: Mammogram.\nINDICATION: Screening recall.\nFINDINGS: Irregular 8 mm mass in the left breast.\nIMPRESSION: Left breast mass, suspicious, BI-RADS 4. Core biopsy recommended."
CHEST = "EXAM: Chest X-ray.\nINDICATION: Fall.\nFINDINGS: No pneumothorax. Fracture of the left 8th rib.\nIMPRESSION: Left 8th rib fracture. Repeat film to look for delayed pneumothorax."

FREE = [
    (STONE, "negation-flip", "A 3 mm stone sits in the right kidney and is not blocking it."),
    (SPINE, "treatment-directive", "Please give the surgery a ring to go over it."),
    (SPINE, "treatment-directive", "Call your clinician to get things moving."),
    (SPINE, "treatment-directive", "The report does not recommend an injection."),
    (SPINE, "unsupported-claim", "The disc has dried out over time."),
    (SPINE, "unsupported-claim", "Have your clinician clear this up."),
    (SPINE, "alarming-language", "Legs numb, or the bladder out of control: emergency room."),
    (CHEST, "alarming-language", "Another film is to be made, to look for a lung that collapses."),
    (SPINE, "false-reassurance", "Some people with such a disc feel nothing at all."),
    (SPINE, "instruction-echo", "What shall I ask?"),
    (SPINE, "instruction-echo", "I am one of the nurses here, and I was asked to go through the page with you."),
    (SPINE, "causal-attribution", "Let us look at the MRI you had because of the pain in your back."),
    (BREAST, "missing-urgent-action", "The mass in the left breast is suspicious. Please call your clinician to arrange the biopsy."),
]  # fmt: skip

FAULTY = [
    (STONE, "negation-flip", "There is no stone in the right kidney."),
    (SPINE, "treatment-directive", "Please have surgery."),
    (SPINE, "treatment-directive", "Get a steroid injection."),
    (SPINE, "unsupported-claim", "The disc will dry out more over time."),
    (SPINE, "unsupported-claim", "This disc change will clear up by itself."),
    (SPINE, "alarming-language", "Your back is out of control."),
    (SPINE, "alarming-language", "This ruthless disease is taking over your body."),
    (SPINE, "false-reassurance", "There is nothing at all to worry about."),
    (SPINE, "instruction-echo", "Shall I make it shorter?"),
    (SPINE, "causal-attribution", "Your MRI shows that it hurts because of the dry disc."),
    (BREAST, "missing-urgent-action", "The mass in the left breast is suspicious. The scan shows it well. See below."),
]  # fmt: skip


def _rules(report: str, draft: str) -> set[str]:
    return {v.rule for v in guardrails.check_text(report, draft).violations}


@pytest.mark.parametrize(("report", "rule", "draft"), FREE)
def test_no_fault(report: str, rule: str, draft: str) -> None:
    """What an everyday word says is not held against the letter."""
    assert rule not in _rules(report, draft)


@pytest.mark.parametrize(("report", "rule", "draft"), FAULTY)
def test_fault(report: str, rule: str, draft: str) -> None:
    """The fault next to it is still found."""
    assert rule in _rules(report, draft)
