"""Faithful lines on claims, tone, care and causes beside unfaithful ones of the same form."""

import pytest

import guardrails

ELBOW = (
    "EXAM: MRI left elbow.\nINDICATION: Elbow pain and weak grip.\nFINDINGS: Partial tear of the common extensor tendon. Mild "
    "osteoarthritis of the joint. No erosive or destructive change. Small joint effusion.\n"
    "IMPRESSION: Partial tear of the common extensor tendon. Mild elbow osteoarthritis."
)
CHEST = (
    "EXAM: Chest CT.\nINDICATION: Fever and cough, smoker. Hyperlipidemia.\nFINDINGS: Patchy consolidation in the right lower lobe. No pneumothorax. "
    "Minimal atelectasis at the left base.\nIMPRESSION: Right lower lobe consolidation. Repeat chest CT in 8 weeks to ensure resolution."
)
LUMP = (
    "EXAM: Neck ultrasound.\nINDICATION: Lump in the neck.\nFINDINGS: 18 mm solid nodule in the left thyroid lobe. Right lobe normal.\n"
    "IMPRESSION: Left thyroid nodule. Fine-needle aspiration is recommended."
)

FAITHFUL = [
    # An alarm word that is the plain name of a finding.
    (CHEST, "There was no collapsed lung."),
    (CHEST, "A small part of the left lung base is collapsed (atelectasis)."),
    (ELBOW, "No bone was being eaten away or destroyed."),
    # A result is a piece of paper, a should tells how a part is made, a purpose foretells nothing.
    (CHEST, "Here are the results of your chest CT."),
    (CHEST, "Fluid or cells sit in a part of the lung that should hold air."),
    (CHEST, "The new CT is to be sure that it resolves."),
    (CHEST, "The report lists high blood fats and smoking as your risk factors."),
    (ELBOW, "Some people with such wear have pain from it, and others have none."),
    (ELBOW, "Nobody should take this page as the last word."),
    # A warning not to change things alone, and what is not said.
    (ELBOW, "Do not start or stop any drug on your own because of this letter."),
    (ELBOW, "Whether you need a brace is something to talk about with your doctor."),
    (ELBOW, "Exercise, diet and treatment are not mentioned."),
    (LUMP, "The report asks for a needle test, also called a biopsy."),
    # What is asked, read or explained blames nothing.
    (ELBOW, "Ask how these findings fit with your pain."),
    (ELBOW, "Please do not read this list as the reason for your pain."),
    (ELBOW, "Epicondylitis is the word for a sore tendon at the elbow."),
    # A stranded preposition ends a sentence.
    (ELBOW, "There was no older scan to compare this one with."),
    # Comfort that only denies what the report denies.
    (CHEST, "The good news is that no air was found outside the lung."),
    (CHEST, "CT is good for the lungs."),
]
UNFAITHFUL = [
    (CHEST, "Your right lung has collapsed.", "alarming-language"),
    (ELBOW, "The bone is being destroyed.", "alarming-language"),
    (CHEST, "This is the result of years of smoking.", "unsupported-claim"),
    (CHEST, "The lung should be clear again in two weeks.", "unsupported-claim"),
    (CHEST, "The radiologist is sure that it resolves.", "unsupported-claim"),
    (CHEST, "High cholesterol led to the patch in your lung.", "unsupported-claim"),
    (ELBOW, "Some people with such wear need a new joint, and others get by.", "unsupported-claim"),
    (ELBOW, "Do not take any pain pills.", "treatment-directive"),
    (ELBOW, "Whether it hurts or not, you need a brace.", "treatment-directive"),
    (ELBOW, "You must have a biopsy.", "treatment-directive"),
    (ELBOW, "Get a biopsy.", "treatment-directive"),
    (LUMP, "No biopsy is needed.", "false-reassurance"),
    (CHEST, "No follow-up is recommended.", "false-reassurance"),
    (CHEST, "A repeat CT is not needed.", "false-reassurance"),
    (ELBOW, "No follow-up is recommended.", "false-reassurance"),
    (ELBOW, "Ask how to treat the tear, which is why your grip is weak.", "causal-attribution"),
    (ELBOW, "Do not look any further: the tear is the reason for your pain.", "causal-attribution"),
    (ELBOW, "The pain you came with is from the tear.", "causal-attribution"),
    (ELBOW, "The tear is the villain here.", "causal-attribution"),
    (ELBOW, "Did you know that the tear is why your elbow hurts?", "causal-attribution"),
    (ELBOW, "Ask your clinician about the.", "malformed-draft"),
    (CHEST, "Good news: the patch is harmless.", "false-reassurance"),
]
BASE = {
    ELBOW: "The common extensor tendon at your left elbow is partly torn, and the joint has mild arthritis.",
    CHEST: "There is a patch of consolidation in the lower part of your right lung.",
    LUMP: "There is a nodule of 18 mm in the left lobe of your thyroid.",
}
#: Rules on what a whole letter must hold, which one line does not.
WHOLE = {"omitted-finding", "dropped-caveat", "missing-urgent-action", "reading-level", "unexplained-jargon"}


def _rules(report: str, line: str) -> set[str]:
    verdict = guardrails.check_text(report, f"{BASE[report]} {line}")
    return {v.rule for v in verdict.violations if v.severity == "error"} - WHOLE


@pytest.mark.parametrize(("report", "line"), FAITHFUL)
def test_a_faithful_line_passes(report: str, line: str) -> None:
    assert _rules(report, line) == set()


@pytest.mark.parametrize(("report", "line", "rule"), UNFAITHFUL)
def test_its_unfaithful_neighbour_does_not(report: str, line: str, rule: str) -> None:
    assert rule in _rules(report, line)


EARLY = (
    "EXAM: Pelvic ultrasound.\nINDICATION: Pregnant, bleeding.\nFINDINGS: Gestational sac and yolk sac in the uterus. No fetal heartbeat is seen, which "
    "would be expected by now.\nIMPRESSION: Possible pregnancy loss. Close follow-up with beta-hCG is necessary."
)


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("The report says one would expect a heartbeat by now. Your team will go over it at your next visit.", True),
        ("Please call your doctor today to plan the next scan.", False),
    ],
)
def test_a_time_that_has_passed_is_no_urgent_step(line: str, missing: bool) -> None:
    verdict = guardrails.check_text(EARLY, f"The scan saw a sac in the womb, and no heartbeat. {line}")
    assert ("missing-urgent-action" in {v.rule for v in verdict.violations}) is missing


@pytest.mark.parametrize(
    "caveat",
    [
        "This is often found in people with no complaints, and whether yours has to do with your pain takes more than a picture to judge.",
        "Wear like this is frequently there without symptoms; whether any of it relates to the pain has to come from the exam.",
    ],
)
def test_a_caveat_in_other_words_counts(caveat: str) -> None:
    report = "EXAM: X-ray left hip.\nINDICATION: Hip pain.\nFINDINGS: Moderate osteoarthritis of the left hip.\nIMPRESSION: Moderate left hip osteoarthritis."
    told = "There is moderate arthritis in your left hip."
    assert "dropped-caveat" not in {v.rule for v in guardrails.check_text(report, f"{told} {caveat}").violations}
    assert "dropped-caveat" in {v.rule for v in guardrails.check_text(report, f"{told} See your clinician.").violations}
