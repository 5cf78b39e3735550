"""What blames no finding and what tells a caveat, in free wording, beside near sentences that do blame or leave it out."""

from __future__ import annotations

import pytest

import guardrails

SPINE = (
    "EXAM: MRI lumbar spine.\nINDICATION: Low back pain for a year.\nFINDINGS: Disc bulge at L4-L5 touching the thecal sac. "
    "Facet arthropathy at L4-L5. Muscle spasm.\nIMPRESSION: Disc bulge and facet arthropathy at L4-L5."
)
SHOULDER = (
    "EXAM: MRI right shoulder.\nINDICATION: Shoulder pain after a fall. Known diabetes.\nFINDINGS: Moderate supraspinatus tendinosis. "
    "Small cyst near the glenoid.\nIMPRESSION: Supraspinatus tendinosis. Small paralabral cyst."
)
NECK = (
    "EXAM: Carotid ultrasound.\nINDICATION: Headache and dizziness.\nFINDINGS: Calcified plaque in both carotid arteries.\n"
    "IMPRESSION: Carotid plaque without significant stenosis."
)
BELLY = (
    "EXAM: CT abdomen.\nINDICATION: Right flank pain, nausea.\nFINDINGS: 4 mm stone in the right ureter with mild hydronephrosis. "
    "Gallstones.\nIMPRESSION: Right ureteral stone with mild hydronephrosis. Cholelithiasis."
)
TOLD = {
    SPINE: "The disc at L4-L5 bulges and touches the nerve sac. The small joints there show arthritis. The muscles show spasm.",
    SHOULDER: "The supraspinatus tendon has moderate long-standing change. There is a small cyst near the socket.",
    NECK: "Both neck arteries hold plaque with calcium.",
    BELLY: "There is a 4 mm stone in the right ureter, and the right kidney is mildly swollen with urine. There are gallstones.",
}
LIMIT = "Many people who feel nothing have such changes. The scan alone can't tell if they are linked to your pain; an exam can help."


def _rules(report: str, draft: str, audience: str = "patient") -> set[str]:
    return {v.rule for v in guardrails.check_text(report, draft, audience).violations}  # type: ignore[arg-type]


NO_BLAME = [
    # The reason for the exam.
    (SPINE, "We scanned your lower back because it has hurt for a year."),
    (SPINE, "The scan was done to find a reason for your pain."),
    (SHOULDER, "You fell on your right shoulder and it hurts."),
    (SHOULDER, "You have diabetes and a sore shoulder."),
    (NECK, "We looked at the vessels of your neck since you feel dizzy."),
    (NECK, "It was ordered for dizziness. It uses sound to show vessels, which bring blood upward."),
    (NECK, "You had the test for dizziness. That is a feeling that the room spins."),
    (BELLY, "Your pain and nausea led to this X-ray test."),
    # What one finding does to another part.
    (SPINE, "The bulge has no effect on the nerve roots."),
    (SPINE, "There is no link between the bulge and the bone."),
    (SHOULDER, "The cyst has no connection with the joint."),
    (BELLY, "Because of the stone, urine backs up into the kidney."),
    # A disease or an injury by name.
    (NECK, "There are signs of a heart attack in the past."),
    (SPINE, "No sign of bone trouble was seen."),
    (SPINE, "No bone or joint was hurt in the fall."),
    # What the reader is to report, and general warnings.
    (SPINE, "Write down what sets off the pain."),
    (SPINE, "Tell your clinician where it hurts and what makes it worse."),
    (SPINE, "For anyone with a sore back: call 911 or seek care at once if your feet go numb or you wet yourself."),
    # The limits of the test, and what only an exam can tell.
    (SPINE, "An MRI shows shape. It can't account for every ache."),
    (SPINE, "Based on a scan, the bulge can't be called the cause of your pain."),
    (SPINE, "For this reason your doctor should check your legs and compare with your pain."),
    (SPINE, "The report is silent on the size of the bulge."),
    (BELLY, "Gallstones can hurt or stay silent."),
    (SPINE, "You might have read that every bulge hurts. This is not true."),
    (SPINE, "A slight bulge need not bother anyone."),
    (SPINE, "Plenty of folk who never hurt have discs like yours."),
]
BLAME = [
    (SPINE, "We checked your back because the bulge causes you pain."),
    (SPINE, "The scan was done for pain, and the bulge is the reason for it."),
    (SHOULDER, "You fell, and the cyst has hurt since."),
    (SHOULDER, "There is a cyst. It hurts."),
    (NECK, "You had this test because of headache. It comes from the plaque."),
    (NECK, "It was done for headache. That is the plaque."),
    (BELLY, "Flank pain brought you here, and it comes from the stone."),
    (SPINE, "The bulge has no effect on your pain."),
    (BELLY, "The stone blocks the flow of urine, which makes your side hurt."),
    (SPINE, "Your back is hurt by the bulge."),
    (SPINE, "The muscle spasm is what hurts you."),
    (SPINE, "Tell your clinician that the bulge is what hurts."),
    (SPINE, "Get help at once, as the bulge causes your leg weakness."),
    (SPINE, "The bulge is small. It can't explain your pain."),
    (SPINE, "The pain generator is the disc."),
    (SPINE, "That is why your back hurts."),
    (BELLY, "The gallstones are silent."),
    (SPINE, "You may have guessed that the bulge is why you hurt."),
    (SPINE, "A bulge this small cannot hurt you."),
    (SPINE, "A bulge like this can be the cause of your pain."),
]


@pytest.mark.parametrize(("report", "sentence"), NO_BLAME)
def test_nothing_is_blamed(report: str, sentence: str) -> None:
    """A reason retold, a tie between parts, an errand of the reader and a limit blame no finding."""
    assert "causal-attribution" not in _rules(report, f"{TOLD[report]}\n\n{sentence}\n\n{LIMIT}")


@pytest.mark.parametrize(("report", "sentence"), BLAME)
def test_a_finding_is_blamed(report: str, sentence: str) -> None:
    """The nearest sentences that tie a finding to what is felt."""
    assert "causal-attribution" in _rules(report, f"{TOLD[report]}\n\n{sentence}\n\n{LIMIT}")


DISC = (
    "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Disc bulge at L4-L5. Facet arthropathy at L4-L5.\n"
    "IMPRESSION: Disc bulge and facet arthropathy at L4-L5."
)
DISC_TOLD = "The disc at L4-L5 bulges. The small joints there show arthritis.\n\n"
COMMON = "Many people with no pain have such changes. "
EXAM = "The scan alone can't tell if they are linked to your pain; an exam can help."


@pytest.mark.parametrize(
    "silent",
    [
        "Changes of this sort are met all the time in people who feel well.",
        "You would see the same in lots of backs that don't hurt.",
        "Half of all adults have such discs and never know it.",
        "These changes can hurt, but far more often they do not.",
        "Many people walk around with such things and have no idea.",
        "These turn up in healthy backs as well.",
        "Some people with these changes hurt, others don't.",
    ],
)
def test_often_silent(silent: str) -> None:
    """That such things are often not felt can be told in many ways."""
    assert "dropped-caveat" not in _rules(DISC, DISC_TOLD + silent + " " + EXAM)


@pytest.mark.parametrize(
    "limit",
    [
        "Nobody can read from a picture what hurts.",
        "What hurts can't be seen on a scan.",
        "A scan is a photo of shape; pain does not show up on it.",
        "If one of them is behind your pain, the MRI can't say.",
        "Only a look at you in the clinic can sort out which of them matters.",
        "To learn if they matter for you, your clinician must check your back and legs by hand.",
        "Does it hurt because of that? The pictures won't say. A physical exam may.",
        "We can see the changes, but not if they hurt. That is what the exam is for.",
        "The images need to be read along with your symptoms and a physical exam.",
        "What they have to do with your pain is for the clinic to judge, not for a scanner.",
    ],
)
def test_the_scan_alone_cannot_tell(limit: str) -> None:
    """So can the half on what a scan cannot tell."""
    assert "dropped-caveat" not in _rules(DISC, DISC_TOLD + COMMON + limit)


@pytest.mark.parametrize(
    "other",
    [
        "The scan did not show a broken bone.",
        "The scan does not show the hips.",
        "Your exam was done on Monday.",
        "If your pain gets worse, call your doctor.",
        "Many people find the report hard to read.",
        "You feel no pain today.",
        "Have someone check your blood pressure.",
        "The pictures cannot be judged below L5.",
        "Your clinician will check the report and call you.",
    ],
)
def test_no_caveat(other: str) -> None:
    """What was not found, other tests, a visit and what people do are neither half."""
    assert "dropped-caveat" in _rules(DISC, DISC_TOLD + COMMON + other)
    assert "dropped-caveat" in _rules(DISC, DISC_TOLD + other + " " + EXAM)


@pytest.mark.parametrize(
    ("draft", "left_out"),
    [
        pytest.param(
            "The disc at L4-L5 bulges. This is common, even in people who have no pain. The scan can't tell if it matters. The same goes "
            "for the arthritis in the small joints at L4-L5. Your doctor has to examine you.",
            False,
        ),
        pytest.param(
            "The disc at L4-L5 bulges. This is common, even in people who have no pain. The same goes for the arthritis in the small joints "
            "at L4-L5. See your doctor.",
            True,
        ),
        pytest.param(
            "The disc at L4-L5 bulges.\nThe small joints at L4-L5 show arthritis.\n\nWhat does this mean for you?\nBoth are everyday sights on "
            "scans of people without back pain. Your MRI does not know what hurts. Ask your doctor to examine you.",
            False,
        ),
        pytest.param(
            "1. Disc: The disc at L4-L5 bulges. Many people with such discs feel nothing. The scan can't say if it hurts; an exam can.\n"
            "2. Joints: The small joints at L4-L5 show arthritis.",
            True,
        ),
    ],
)
def test_how_far_a_caveat_reaches(draft: str, left_out: bool) -> None:
    """A paragraph of comment speaks of all that was told; a caveat beside one finding of that one."""
    assert ("dropped-caveat" in _rules(DISC, draft)) is left_out


def test_a_check_that_is_asked_for() -> None:
    """A request to examine the patient is the limit of what stands beside it; one to look at older images is none."""
    report = "EXAM: MRI left knee.\nINDICATION: Knee pain.\nFINDINGS: Mild patellofemoral osteoarthritis.\nIMPRESSION: Patellofemoral osteoarthritis."
    told = "Mild patellofemoral osteoarthritis [R]; seen in many asymptomatic adults; "
    assert "dropped-caveat" not in _rules(report, told + "relate to exam.", "clinician")
    assert "dropped-caveat" in _rules(report, told + "correlate with prior imaging.", "clinician")
