"""Findings told as a part of the body and a kind of change count as told; findings left out do not."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read

SHOULDER = (
    "EXAM: MRI left shoulder.\nFINDINGS: Narrowing of the left subacromial space. Mild arthritis of the acromioclavicular joint. "
    "Full-thickness tear of the supraspinatus tendon.\nIMPRESSION: 1. Narrowing of the left subacromial space.\n"
    "2. Mild acromioclavicular joint arthritis.\n3. Full-thickness tear of the supraspinatus tendon."
)
HIP = (
    "EXAM: CT pelvis.\nFINDINGS: Left ischiofemoral space narrowing. Mild arthritis of the right hip. Mild arthritis of the pubic "
    "symphysis.\nIMPRESSION: 1. Left ischiofemoral space narrowing.\n2. Mild right hip arthritis.\n3. Mild pubic symphysis arthritis."
)
BILE = (
    "EXAM: Ultrasound abdomen.\nFINDINGS: Dilated common bile duct. Gallstones.\n"
    "IMPRESSION: 1. Dilated common bile duct.\n2. Gallstones."
)
SPINE = (
    "EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L3-L4 and L4-L5 compressing the thecal sac.\n"
    "IMPRESSION: Disc bulges at L3-L4 and L4-L5 compressing the thecal sac."
)
HIPS_TOLD = "There is mild arthritis in your right hip. The joint at the front of the pelvis has a mild amount too."


def omitted(report: str, draft: str) -> list[str]:
    """What the rule says of a patient's draft."""
    verdict = guardrails.check(make_plan(read(report), audience="patient"), draft)
    return [v.message for v in verdict.violations if v.rule == "omitted-finding" and v.severity == "error"]


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (HIP, f"{HIPS_TOLD}\n\nThe passage between the sit bone and the thigh bone has less room on the left than it should."),
        (HIP, f"{HIPS_TOLD}\n\nOn your left there is a tight spot. It lies between the sit bone and the thigh bone."),
        (HIP, f"{HIPS_TOLD}\n\nLeft sit bone: the gap between it and the thigh bone is cramped."),
        (HIP, f"{HIPS_TOLD}\n\nBetween the left sit bone and the thigh bone is a small space. It is tighter than usual."),
        (BILE, "You have gallstones.\n\nThe tube that carries bile: it has become wider than it should be."),
        (BILE, "You have gallstones.\n\n**Bile duct**\nIt is stretched."),
        (SPINE, "L3-L4: the disc bulges and presses on the nerve sac.\n\nL4-L5: much the same. The disc bulges and the sac is squeezed."),
    ],
)  # fmt: skip
def test_a_part_and_its_change_over_two_sentences_tell_a_finding(report: str, draft: str) -> None:
    """The part of the body and the kind of change may stand in either order, in neighbouring sentences."""
    assert omitted(report, draft) == []


@pytest.mark.parametrize(
    ("report", "draft", "name"),
    [
        (HIP, HIPS_TOLD, "sit bone"),
        (HIP, f"{HIPS_TOLD}\n\nThe gap between the sit bone and the thigh bone holds a small muscle.", "sit bone"),
        (HIP, f"{HIPS_TOLD}\n\nYour left buttock hurts. Tight shoes can make that worse.", "sit bone"),
        (HIP, "The left space near the sit bone is narrow. There is mild arthritis in your right hip.", "pelvic bones"),
        (BILE, "You have gallstones. The gallbladder is a small bag that stores bile.", "bile duct"),
        (SPINE, "L3-L4: the disc bulges and presses on the nerve sac.\n\nL4-L5: the disc bulges.", "L4-L5"),
    ],
)  # fmt: skip
def test_a_finding_left_out_is_reported(report: str, draft: str, name: str) -> None:
    """The part alone, or the change of another part, tells nothing of it."""
    assert any(name in message for message in omitted(report, draft))


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (HIP, f"{HIPS_TOLD}\n\nThe gap between the sit bone and the thigh bone is not narrow on the left."),
        (HIP, f"{HIPS_TOLD}\n\nThe gap between the sit bone and the thigh bone is narrow on the right."),
        (BILE, "You have gallstones. Your bile duct is not wide."),
    ],
)
def test_a_change_denied_or_on_the_other_side_is_not_released(report: str, draft: str) -> None:
    """What takes the finding back, or moves it, does not tell it."""
    assert guardrails.check(make_plan(read(report), audience="patient"), draft).verdict == "reject"


@pytest.mark.parametrize(
    "aside",
    [
        "A tear means that some fibers have come apart.",
        "Ask your clinician whether the tear changes the plan.",
        "Whether a tear bears on your pain is not addressed.",
    ],
)
def test_what_is_said_of_such_things_in_general_tells_no_finding(aside: str) -> None:
    """A definition and a question to take along name the thing, but tell nobody that it was found."""
    draft = f"The left space under the tip of the shoulder blade is narrow. The joint at the collarbone has mild arthritis. {aside}"
    assert any("tear" in message.lower() or "torn" in message.lower() for message in omitted(SHOULDER, draft))


def test_a_heading_that_asks_does_not_silence_what_stands_under_it() -> None:
    """ "Ask about first" is followed by what was found."""
    draft = "**Ask about first**\n- You have stones in your gallbladder.\n- The main bile duct is wider than usual."
    assert omitted(BILE, draft) == []
