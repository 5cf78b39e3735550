"""Sentences that have the form of a claim and make none, beside those that make one."""

from __future__ import annotations

import pytest

import guardrails

_REPORT = (
    "EXAM: Nuclear heart scan.\nINDICATION: Palpitations getting worse, heart disease in the family.\nFINDINGS: A small defect of the inferior "
    "wall is felt to be arising from the diaphragm. The lateral wall was poorly seen because of motion of the arms. The result lies at the "
    "40th percentile.\nIMPRESSION: Small inferior wall defect."
)
_TOLD = "There is a small defect in the lower wall of your heart. "


def _claims(sentence: str) -> bool:
    verdict = guardrails.check_text(_REPORT, _TOLD + sentence, "patient")
    return "unsupported-claim" in [v.rule for v in verdict.violations]


@pytest.mark.parametrize(
    "sentence",
    [
        "You were sent for it because of palpitations and heart disease in your family.",
        "**Why did you have it?**\nYour palpitations have been getting worse.",
        "Standing pictures of the heart were not made.",
        "A moving picture showed the wall.",
        "Older woman, palpitations.",
        "The other walls moved as they should.",
        "Swelling that keeps growing or becomes worse should be seen today; call the clinic.",
        "Chest pain that gets worse should be checked right away: call for help.",
        "The lateral wall could be made out less well because of motion of the arms.",
        "You are at the 40th percentile for people of your age.",
        "Dear mother-to-be, this is your result.",
    ],
)
def test_no_claim(sentence: str) -> None:
    """Reasons for the exam, ways to examine, one person, what to call for, and the report's own reasons are no claims."""
    assert not _claims(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The defect will get worse, so call the clinic today.",
        "Standing all day brings such defects about.",
        "Older women have this more than men.",
        "The defect should close by the summer.",
        "It was passed from mother to daughter.",
        "The wall is weak because of salt and sugar.",
        "**Why did you have it?**\nYou had palpitations.\n\nThe defect keeps getting worse over the years.",
    ],
)
def test_a_claim(sentence: str) -> None:
    """What will come, what brings it about and whom it befalls stay claims beside the same words."""
    assert _claims(sentence)


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("There were no earlier scans, so nothing can be said about change over time.", False),
        ("And should you get worse, go to the emergency department.", False),
        ("They are not sure, because the arms moved.", False),
        ("Your chest has been sore whenever you reach up.", False),
        ("Some people have such a defect and no pain.", False),
        ("\n\n**What the report leaves open**\n- What should happen next", False),
        ("The defect will change over time.", True),
        ("Some people have such a defect and then lose their strength.", True),
        ("And the defect should get worse.", True),
        ("The defect cannot heal, because the wall is thin.", True),
        ("The defect will hurt whenever you reach up.", True),
    ],
)
def test_limits_and_complaints(sentence: str, claims: bool) -> None:
    """What cannot be known and why, a case that may come, and a complaint as it has been foretell nothing."""
    assert _claims(sentence) is claims
