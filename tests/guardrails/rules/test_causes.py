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


_ACCIDENTS = "EXAM: MRI right shoulder.\nINDICATION: Fell off a bike, shoulder pain, rule out fracture.\nFINDINGS: Supraspinatus tendinosis. Tear of the labrum.\nIMPRESSION: Labral tear, probably recent given the pain. MRI again if pain persists."


@pytest.mark.parametrize(
    "sentence",
    [
        "You fell off a bike and have had a sore shoulder since.",
        "Your shoulder hurts because you fell off a bike.",
        "It was made three weeks after a fall, because of pain and a weak grip.",
        "I am sorry that you have been in pain.",
        "Repeat the MRI if the pain worsens.",
        "Should the pain get stronger or your hand get numb, ring us.",
        "If your pain goes on, an MRI could be considered, because X-rays can miss a break.",
        "What were we looking for?\nA reason for your pain.",
        "It doesn't say:\n- Why your shoulder hurts when you reach up.",
        "A clear scan leaves the reason for your pain open.",
        "Take these points to your clinician and ask how they match what you feel.",
        "They wanted to be sure that a break was not behind your pain.",
        "The request mentions pain and an earlier operation on the labrum.",
        "The labral tear is probably recent, given your pain.",
    ],
)
def test_a_complaint_told_without_a_finding(sentence: str) -> None:
    """A complaint, the accident, what to do if it grows and what stays unanswered hold no finding and take up none."""
    assert not _blames(sentence + "\n\n" + _TOLD + "\n\n" + _LIMIT, report=_ACCIDENTS)


@pytest.mark.parametrize(
    "sentence",
    [
        "You fell off a bike, tore the labrum, and your shoulder hurts because of it.",
        "You fell, and that tear is what hurts.",
        "The fall tore the labrum, which gives you pain.",
        "If your pain gets worse, the labral tear is why.",
        "What was found?\nThe reason for your pain.",
        "The tear leaves you with pain.",
        "These changes point to the source of your pain.",
        "The labrum gets sore at night.",
        "Your tendon is worn, given your pain.",
    ],
)
def test_a_complaint_told_with_its_finding(sentence: str) -> None:
    """Beside an accident or a warning a finding is still blamed by name or by a word that takes it up."""
    assert _blames(_TOLD + sentence + "\n\n" + _LIMIT, report=_ACCIDENTS)
