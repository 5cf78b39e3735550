"""What a letter says of symptoms without blaming a finding for them, beside what blames one."""

from __future__ import annotations

import pytest

import guardrails

_REPORT = (
    "EXAM: MRI right shoulder.\nINDICATION: Lifting injury, stiffness. Known diabetes.\nFINDINGS: Moderate supraspinatus tendinosis. "
    "Tear of the labrum.\nIMPRESSION: Supraspinatus tendinosis. Labral tear."
)
_TOLD = "The supraspinatus tendon has moderate long-standing change and the labrum is torn. "
_LIMIT = (
    " Many people who feel nothing have this. The scan alone can't tell if it is linked to your pain; an exam can help."
)


def _blames(draft: str, audience: str = "patient", report: str = _REPORT) -> bool:
    verdict = guardrails.check_text(report, draft, audience)  # type: ignore[arg-type]
    return "causal-attribution" in [v.rule for v in verdict.violations]


@pytest.mark.parametrize(
    "sentence",
    [
        "You had it because of a sore shoulder.",
        "It was requested because your arm had been stiff after an injury.",
        "This was carried out because a swelling was felt and because it ached.",
        "The shoulder scan was booked after a fall that left you sore.",
        "**Why was it done?**\nSoreness of a torn muscle, and stiffness.\n\n",
        "### What this means for your pain\n",
        "Compare with the place that is sore.",
        "Your surgeon will examine you to find the cause of your soreness.",
        "Your soreness is not explained by the scan.",
        "Your soreness is thus not accounted for by this scan.",
        "Reason given: diabetes (a state in which sugar fits poorly with your pain).\n",
        "The dye makes the tendon harder to see.",
    ],
)
def test_no_finding_is_blamed(sentence: str) -> None:
    """The reason for the exam, a heading that asks, an order to compare and a cause still sought blame nothing."""
    assert not _blames(_TOLD + "\n\n" + sentence + _LIMIT)


@pytest.mark.parametrize(
    "sentence",
    [
        "You have been sore for months because of the torn labrum.",
        "The tendon was made worse and you are sore because of it.",
        "**Why was it done?**\nYou were sore.\n\nYour soreness comes from the torn labrum.",
        "### How the torn labrum causes your soreness\n",
        "Your soreness is explained by the torn labrum.",
        "You had the scan because you were sore, and it shows that the torn labrum is why.",
        "You had it because you were sore, and the torn labrum explains that.",
        "This finding correlates with your soreness.",
        "The torn labrum makes it harder to lift your arm.",
    ],
)
def test_a_finding_is_blamed(sentence: str) -> None:
    """Words of an errand do not cover a finding that is named as the cause."""
    assert _blames(_TOLD + "\n\n" + sentence + _LIMIT)


@pytest.mark.parametrize(
    "draft",
    [
        "MRI R shoulder. Lifting injury, stiffness, known diabetes.\n\nSupraspinatus tendinosis, moderate. Labral tear.",
        "Supraspinatus origin: moderate tendinosis, not torn. Labral tear.",
        "Thank you for referring this patient with known diabetes and stiffness.\n\nSupraspinatus tendinosis, labral tear.",
        "The patient with a stiff and sore arm was found to have supraspinatus tendinosis and a labral tear.",
    ],
)
def test_a_clinician_is_told_who_was_examined(draft: str) -> None:
    """The reason in the report's own words, the patient who has it, and where a tendon begins blame nothing."""
    assert not _blames(draft, "clinician")
