"""What is no order: a word inside another, the name of a test, a treatment that is not done; and how help is called for."""

from __future__ import annotations

import pytest

import guardrails

_REPORT = (
    "EXAM: MRI left ankle.\nFINDINGS: Partial tear of the Achilles tendon.\nIMPRESSION: Partial Achilles tendon tear."
)
_TORN = "The Achilles tendon of your left ankle is partly torn. "


def _broken(rule: str, draft: str, report: str = _REPORT) -> bool:
    return rule in [v.rule for v in guardrails.check_text(report, draft, "patient").violations]


@pytest.mark.parametrize(
    ("sentence", "orders"),
    [
        ("The bones keep their place and do not show free-standing bits.", False),
        ("Not stated: walking tests and bending views.", False),
        ("Someone should look after the ankle in a conservative way (that is care without an operation).", False),
        ("Avoid running.", True),
        ("You should have an operation.", True),
        ("Keep walking.", True),
    ],
)
def test_orders(sentence: str, orders: bool) -> None:
    """An order needs a verb that gives it and a treatment or an activity that it gives."""
    assert _broken("treatment-directive", _TORN + sentence) is orders


def test_a_call_for_help_in_other_words() -> None:
    """To get in touch with those who help at once is the urgent step."""
    report = "EXAM: CT head.\nFINDINGS: Acute subdural hematoma on the left.\nIMPRESSION: Acute left subdural hematoma."
    told = "The report notes an acute subdural hematoma on the left, which is new blood beside the brain. "
    assert not _broken("missing-urgent-action", told + "Get in touch with the emergency room now.", report)
    assert _broken("missing-urgent-action", told + "Get in touch with us in spring.", report)


def test_a_hole_in_a_joint_disc_needs_no_urgent_step() -> None:
    """A perforation is urgent in the gut, not in a disc of the wrist or in the nasal septum."""
    report = (
        "EXAM: MRI wrist.\nFINDINGS: Central perforation of the articular disc (TFCC).\nIMPRESSION: TFCC perforation."
    )
    assert not _broken(
        "missing-urgent-action", "The small cushion in the wrist (TFCC) has a hole in its middle.", report
    )
    report = "EXAM: CT abdomen.\nFINDINGS: Perforation of the sigmoid colon.\nIMPRESSION: Sigmoid perforation."
    assert _broken("missing-urgent-action", "There is a hole in the sigmoid colon.", report)


@pytest.mark.parametrize(
    ("report", "sentence", "echoes"),
    [
        (_REPORT + "\nDATE: MM/DD/YYYY", "The date is left out: a placeholder stands there.", False),
        (_REPORT, "The date is left out: a placeholder stands there.", True),
        (_REPORT, "Your doctor will examine the tendon as requested.", False),
        (_REPORT, "Here is the plain letter as requested.", True),
    ],
)
def test_talk_of_the_report_is_no_echo(report: str, sentence: str, echoes: bool) -> None:
    """A blank of the report and what it requests may be told; a left-over of the writer's own may not."""
    assert _broken("instruction-echo", _TORN + sentence, report) is echoes


_LUNG = "EXAM: Chest X-ray.\nFINDINGS: Right lower lobe opacity.\nIMPRESSION: Opacity. Repeat chest X-ray after completion of antibiotic therapy."


@pytest.mark.parametrize(
    ("sentence", "orders"),
    [
        ("A new X-ray is advised soon after the antibiotics are finished.", False),
        ("You should not have to work through this letter alone.", False),
        ("You should take antibiotics.", True),
        ("After this, take the antibiotics.", True),
        ("You should not work.", True),
    ],
)
def test_a_treatment_that_only_tells_when(sentence: str, orders: bool) -> None:
    """A treatment of the report that is over when a step is due is not ordered by naming it."""
    assert _broken("treatment-directive", "There is a cloudy area in the right lung. " + sentence, _LUNG) is orders
