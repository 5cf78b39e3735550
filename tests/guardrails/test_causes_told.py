"""Reasons, limits, orders, glosses and short answers beside a complaint, each next to near sentences that blame a finding."""

from __future__ import annotations

import pytest

import guardrails

KNEE = (
    "EXAM: MRI left knee.\nINDICATION: Knee pain, locking.\nFINDINGS: Medial meniscus tear. Small Baker cyst.\n"
    "IMPRESSION: Medial meniscus tear."
)
NECK = (
    "EXAM: Carotid ultrasound.\nINDICATION: Headache and dizziness.\nFINDINGS: Calcified plaque in both carotid arteries.\n"
    "IMPRESSION: Carotid plaque without significant stenosis."
)
BELLY = (
    "EXAM: CT abdomen.\nINDICATION: Elevated liver tests, diarrhea.\nFINDINGS: Gallstones. Sigmoid diverticulosis.\n"
    "IMPRESSION: Gallstones."
)
SINUS = (
    "EXAM: CT sinuses.\nINDICATION: Facial pressure, blocked nose.\nFINDINGS: Mucosal thickening in both maxillary sinuses. "
    "Deviated septum to the right.\nIMPRESSION: Mild sinus disease. Septal deviation."
)
KIDNEY = (
    "EXAM: Renal ultrasound.\nINDICATION: Urinary infection, fever.\nFINDINGS: Mild hydronephrosis on the right.\n"
    "IMPRESSION: Mild right hydronephrosis."
)
TOLD = {
    KNEE: "There is a tear in the inner meniscus of the left knee. There is a small Baker cyst.",
    NECK: "Both neck arteries hold plaque with calcium.",
    BELLY: "There are gallstones. The lower bowel has small pouches.",
    SINUS: "The lining of both cheek sinuses is thicker than usual. The wall in the nose leans to the right.",
    KIDNEY: "The right kidney is mildly swollen with urine.",
}
LIMIT = "Many people who feel nothing have such changes. The scan alone can't tell if they are linked to your pain; an exam can help."


def _rules(report: str, draft: str, audience: str = "patient") -> set[str]:
    return {v.rule for v in guardrails.check_text(report, draft, audience).violations}  # type: ignore[arg-type]


NO_BLAME = [
    # The reason for the exam.
    (KNEE, "The reason for it was knee pain with locking."),
    (KNEE, "The reason given was a knee that locks."),
    (BELLY, "This letter is about the CT of your belly, which you had because of diarrhea."),
    (BELLY, "This page explains the scan of your belly that was made because of loose stools."),
    (NECK, "We did the test because of your headache."),
    (NECK, "Your doctor asked for it because of headache. Plaque sits in both neck arteries."),
    (KIDNEY, "Your kidneys were looked at because of a urinary infection with fever."),
    (NECK, "What was the scan for?\nGrowing dizziness, with headache."),
    (NECK, "What led to the ultrasound?\nDizzy spells and a headache."),
    (KNEE, "The test set out to find what is behind your knee pain."),
    # What a text or a test does not tell.
    (KNEE, "It is a very short note. It doesn't give your symptoms, an older scan or a plan."),
    (KNEE, "No explanation for the locking is offered."),
    (BELLY, "A cause for the diarrhea is not named."),
    (KIDNEY, "It says how things are built, not why a fever came."),
    (KNEE, "Pictures can't settle where your pain comes from; that needs an exam."),
    (KNEE, "It takes an exam to link a tear with pain."),
    (KNEE, "A tear on MRI calls for matching signs before it is called the source of pain."),
    (KNEE, "That's why an exam matters: it shows where the soreness is."),
    # What is to be done where something is felt.
    (KNEE, "Come sooner if you notice a change."),
    (KNEE, "Ask the reader for the size of the cyst if swelling pain is present."),
    (KNEE, "Anyone with a knee injury should get help fast for numb toes or a cold foot."),
    # Words that describe a picture or what a part does.
    (KNEE, "A faint line runs through the meniscus."),
    (NECK, "Hard plaque, which is a stiff build-up in the wall, lies at the fork of the artery."),
    (NECK, "The wall of the artery is stiff with calcium."),
    (SINUS, "The soft palate is the flap that shuts off the nose when you swallow."),
    # Short answers.
    (KNEE, "Is the tear why your knee hurts? The scan can't say."),
    (KNEE, "Is the tear why it hurts? Maybe. An exam can tell."),
    (KNEE, "Does the report tie the tear to the pain? No, it does not."),
    (KNEE, "Should the pain keep you from asking? No."),
]
BLAME = [
    (KNEE, "You have knee pain. The reason for it was the tear."),
    (KNEE, "We did the test because the tear hurts."),
    (KNEE, "The knee was looked at because the tear gives you pain."),
    (KNEE, "This letter is about the tear that makes your knee hurt."),
    (NECK, "It was done for headache. It comes from the plaque."),
    (KNEE, "No cause other than the tear is given for the pain."),
    (KNEE, "It doesn't give you pain, as the cyst is small."),
    (KNEE, "It shows how the knee is built, and the tear is why it hurts."),
    (KNEE, "You need an exam to confirm that the tear causes your pain."),
    (KNEE, "Your knee pain is due to the tear, and an exam can help plan care."),
    (KNEE, "The tear hurts if you twist."),
    (KNEE, "The tear makes your knee stiff."),
    (NECK, "The plaque makes you faint."),
    (SINUS, "The crooked septum blocks your nose."),
    (SINUS, "The thick lining is what gets in the way when you swallow."),
    (BELLY, "The gallstones are not the reason for the diarrhea."),
    (KNEE, "Is the tear why your knee hurts? Yes."),
    (KNEE, "Q: Is the tear the reason for my pain?\nA: Yes, it is."),
    (KNEE, "Does it explain the pain? It does."),
    (KNEE, "Could the tear be behind the locking? Most likely."),
    (KNEE, "Is the cyst to blame for the pain? No."),
    (KNEE, "Where does the pain come from? The inner meniscus."),
]


@pytest.mark.parametrize(("report", "sentence"), NO_BLAME)
def test_nothing_is_blamed(report: str, sentence: str) -> None:
    """A reason, a limit, an order, a gloss and an answer that leaves open blame no finding."""
    assert "causal-attribution" not in _rules(report, f"{TOLD[report]}\n\n{sentence}\n\n{LIMIT}")


@pytest.mark.parametrize(("report", "sentence"), BLAME)
def test_a_finding_is_blamed(report: str, sentence: str) -> None:
    """The nearest sentences that tie a finding to what is felt."""
    assert "causal-attribution" in _rules(report, f"{TOLD[report]}\n\n{sentence}\n\n{LIMIT}")


SPINE = (
    "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Disc bulge at L4-L5. Facet arthropathy at L4-L5.\n"
    "IMPRESSION: Disc bulge and facet arthropathy at L4-L5."
)
FOUND = "The disc at L4-L5 bulges. The small joints there show arthritis."
SILENT = "Many people who feel nothing have such changes."
ALONE = "The scan alone can't tell if they are linked to your pain; an exam can help."
CAVEATS = [
    f"Such discs are found all the time in people who feel great. {ALONE}",
    f"You would find the same in many folks who are doing just fine. {ALONE}",
    f"Many walk around with such a disc and are never aware of it. {ALONE}",
    f"They show up on scans of people who have never had a bad back. {ALONE}",
    f"Such discs are found in folks who don't have a thing wrong. {ALONE}",
    f"{SILENT} And a scan can't match a bulge with a symptom. Your clinician can try to do that by testing your strength.",
    f"{SILENT} A scan is silent on what hurts. Ask for a hands-on exam.",
]
NO_CAVEATS = [
    f"People who feel great have no such bulge. {ALONE}",
    f"The rest of your back looks great. {ALONE}",
    f"{SILENT} The scan can't match the older one.",
    f"{SILENT} The MRI cannot tell the age of the bulge.",
    f"{SILENT} The report calls for matching images from the older scan.",
    f"{SILENT} The report is silent on the size of the bulge.",
]


@pytest.mark.parametrize("caveat", CAVEATS)
def test_both_halves_are_told(caveat: str) -> None:
    """People who feel well, and a test that cannot match, in free wording."""
    assert "dropped-caveat" not in _rules(SPINE, f"{FOUND}\n\n{caveat}")


@pytest.mark.parametrize("caveat", NO_CAVEATS)
def test_a_half_is_missing(caveat: str) -> None:
    """The nearest sentences that leave a half out."""
    assert "dropped-caveat" in _rules(SPINE, f"{FOUND}\n\n{caveat}")


KNOWN = (
    "EXAM: MRI face.\nHISTORY: Two-day-old boy with a neck mass.\nFINDINGS: 4 cm enhancing mass of the left neck, a tumor.\n"
    "IMPRESSION: Neck tumor."
)
NEW = (
    "EXAM: CT chest.\nINDICATION: Cough.\nFINDINGS: 3 cm lung mass on the right, suspicious for cancer.\n"
    "IMPRESSION: Lung mass suspicious for malignancy."
)
PASSED_ON = (
    "EXAM: CT face.\nINDICATION: Punch to the face.\nFINDINGS: Fracture of the nasal bone.\n"
    "IMPRESSION: Nasal fracture. Findings were discussed with Dr. Low of the emergency room."
)
KEPT = PASSED_ON.partition(" Findings were")[0]
LOW_FLUID = "EXAM: Obstetric ultrasound.\nFINDINGS: AFI 3 cm, oligohydramnios.\nIMPRESSION: Oligohydramnios."
CLOT = (
    "EXAM: CT chest.\nINDICATION: Chest pain.\nFINDINGS: Acute pulmonary embolism in the right lower lobe.\n"
    "IMPRESSION: Acute pulmonary embolism."
)
STEPS = [
    (PASSED_ON, "clinician", "Nasal bone fracture [R]. Check that the ER has a plan for the fracture."),
    (LOW_FLUID, "clinician", "Oligohydramnios, AFI 3 cm [R]. Plan not stated; the team to decide promptly."),
    (
        CLOT,
        "patient",
        "There is a new blood clot in a vessel of the right lung. Have someone drive you to the ER right away.",
    ),
    (
        CLOT,
        "patient",
        "There is a new blood clot in a vessel of the right lung. Head straight to the emergency department.",
    ),
]
NO_STEPS = [
    (KNOWN, "clinician", "4 cm tumor of the left neck [R]. Review at the next routine visit."),
    (KNOWN, "clinician", "4 cm tumor of the left neck [R]. MRI of the face."),
    (NEW, "clinician", "3 cm mass in the right lung, suspicious for cancer [R]. Pulmonary review would be reasonable."),
    (KEPT, "clinician", "Nasal bone fracture [R]. Check that there is a plan for the fracture."),
    (PASSED_ON, "clinician", "Nasal bone fracture, discussed with Dr. Low [R]. Routine review."),
    (LOW_FLUID, "clinician", "Oligohydramnios, AFI 3 cm [R]. Plan not stated; the team to decide."),
    (
        CLOT,
        "patient",
        "There is a new blood clot in a vessel of the right lung. Call your doctor today if you have questions.",
    ),
    (
        CLOT,
        "patient",
        "There is a new blood clot in a vessel of the right lung. Someone with a clot may go to the ER right away.",
    ),
]


@pytest.mark.parametrize(("report", "audience", "draft"), STEPS)
def test_the_step_is_told(report: str, audience: str, draft: str) -> None:
    """A step made sure of where the result was passed on, and ways to go at once."""
    assert "missing-urgent-action" not in _rules(report, draft, audience)


@pytest.mark.parametrize(("report", "audience", "draft"), NO_STEPS)
def test_no_step_is_told(report: str, audience: str, draft: str) -> None:
    """A routine visit, a title and a call left to the reader are no step."""
    assert "missing-urgent-action" in _rules(report, draft, audience)
