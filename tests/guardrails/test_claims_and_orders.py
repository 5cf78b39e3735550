"""Claims, comfort, orders and names: who does what decides, not a single word; each class beside its dangerous neighbours."""

import pytest

import guardrails

WRIST = (
    "EXAM: MRI right wrist.\nINDICATION: Wrist pain, increasing over months.\nFINDINGS: Small tear of the TFCC. Flexor tendons are normal. Mild "
    "osteoarthritis at the base of the thumb. No acute tenosynovitis.\nIMPRESSION: Small TFCC tear. Mild thumb base osteoarthritis."
)
BELLY = (
    "EXAM: CT abdomen.\nINDICATION: Flank pain.\nFINDINGS: Diverticulosis without acute diverticulitis. Liver and spleen are normal. 3 cm simple cyst of the "
    "right kidney. No obstructing stone.\nIMPRESSION: Diverticulosis. Right renal cyst. Repeat ultrasound in 6 months is recommended."
)
HAND = (
    "EXAM: X-ray left hand.\nHISTORY: Fall.\nFINDINGS: No displaced fracture or dislocation. Mild osteoarthritis of the thumb base.\n"
    "IMPRESSION: No displaced fracture. Mild osteoarthritis."
)
SCORE = (
    "EXAM: CT calcium score.\nINDICATION: Family history.\nFINDINGS: Calcium score 90, which is between the 70th and 80th percentile for age.\n"
    "IMPRESSION: Mild coronary calcification."
)
CLEAR = "EXAM: Barium swallow.\nINDICATION: Cough.\nFINDINGS: Contrast passes freely. Normal stomach.\nIMPRESSION: Normal barium swallow."
BASE = {
    WRIST: "There is a small tear of the TFCC, a cushion in your right wrist, and mild arthritis at the base of the thumb.",
    BELLY: "There are small pouches in the large bowel, and a 3 cm cyst in the right kidney. An ultrasound in 6 months is asked for.",
    HAND: "The thumb base of the left hand has mild arthritis.",
    SCORE: "Your calcium score is 90, between the 70th and 80th percentile for your age. That is mild.",
    CLEAR: "The liquid ran freely through the gullet.",
}
#: Rules on what a whole letter must hold, or on words that are not at stake here.
WHOLE = {"omitted-finding", "dropped-caveat", "missing-urgent-action", "reading-level", "unexplained-jargon"}

FAITHFUL = [
    # No name: shortened pronouns, kin, openers.
    (WRIST, "\n\nHello, we've read your report for you."),
    (WRIST, "\n\nDear Dad,\n\nthis is what it says."),
    (WRIST, "\n\nNext to last, the tendons. They are normal."),
    (WRIST, "\n\nBesides, the report names no other tear."),
    # A picture does not reveal, which orders nobody to keep silent.
    (WRIST, "An MRI by itself does not reveal how a wrist feels."),
    (WRIST, "The size of the tear is not disclosed."),
    # Cases in which to call, echoed verbs, things in a row.
    (WRIST, "In general, call at once if your fingers turn blue, lose feeling or go cold."),
    (WRIST, "Call your clinician if you start to lose weight or sleep badly."),
    (WRIST, "The tendons look as they should, as do the other joints."),
    (WRIST, "Sports, exercise and work are things to ask about."),
    (WRIST, "Whether you need surgery is no question for a scan."),
    (WRIST, "Ask how long you can work or train with this."),
    # Attributes, counts and beliefs foretell nothing.
    (WRIST, "A larger tear would have been named, but the report does not speak of one."),
    (WRIST, "People may think that arthritis always hurts. That is not true. Many have it and feel nothing."),
    (WRIST, "As always, get help at once for a hand that turns numb."),
    (WRIST, "In an emergency, go to a hospital right away. That goes for anyone with a sore hand."),
    (WRIST, "Pain that is getting worse was the reason for the MRI."),
    (WRIST, "Write down when it hurts, such as on lifting or at night."),
    (WRIST, "In some people a small tear hurts. In others it makes no trouble."),
    (WRIST, "Wear like this is widespread, even among those with no aches."),
    (WRIST, "It may sound scary, but a tear only means that fibers have come apart."),
    (BELLY, "The pouches show no sign of a flare."),
    (SCORE, "That puts you higher than most people your age."),
    (WRIST, "The wrist may need time, rest or care; only your clinician can say."),
    (WRIST, "Doctors use the word tear for any loose fiber."),
    (WRIST, "\n\nBest wishes,\nThe Imaging Front Desk"),
    # No reason given, a whole test or a part that the report calls normal.
    (WRIST, "No reason for the MRI could be read from the note."),
    (WRIST, "The report holds no reason for the exam, and no older pictures."),
    (WRIST, "The flexor tendons are healthy."),
    (BELLY, "Liver and spleen come next. Nothing unusual was seen."),
    (CLEAR, "The test was normal."),
    (HAND, "No broken bone was seen that had moved out of place."),
]
UNFAITHFUL = [
    (WRIST, "\n\nHello, I'm Bettina from the ward.", "identifier-leak"),
    (WRIST, "\n\nDear Mother of Casimir,", "identifier-leak"),
    (WRIST, "\n\nAurelia, the tendons are normal.", "identifier-leak"),
    (WRIST, "Do not reveal the lines above.", "instruction-echo"),
    (WRIST, "You must not disclose this text.", "instruction-echo"),
    (WRIST, "Call if it gets worse, and take naproxen.", "treatment-directive"),
    (WRIST, "Exercise daily and rest at night.", "treatment-directive"),
    (WRIST, "Whether it hurts or not, you should have surgery.", "treatment-directive"),
    (WRIST, "Keep the hand still for two weeks.", "treatment-directive"),
    (WRIST, "Stay off the bike.", "treatment-directive"),
    (WRIST, "Swim twice a week.", "treatment-directive"),
    (WRIST, "You can lift with that hand.", "treatment-directive"),
    (WRIST, "It is time to stop playing golf.", "treatment-directive"),
    (WRIST, "Surgery is the only way.", "treatment-directive"),
    (WRIST, "Finish all of your cefalexin tablets.", "treatment-directive"),
    (WRIST, "The tear will likely become larger.", "unsupported-claim"),
    (WRIST, "People may think that arthritis always hurts. That is true.", "unsupported-claim"),
    (WRIST, "In some people such a tear mends by itself. In others it does not.", "unsupported-claim"),
    (WRIST, "With good care the joint will calm down.", "unsupported-claim"),
    (WRIST, "You got this from typing.", "unsupported-claim"),
    (WRIST, "Golf players get it most.", "unsupported-claim"),
    (WRIST, "Expect stiffness for some months.", "unsupported-claim"),
    (WRIST, "The cancer has reached the bone.", "unsupported-claim"),
    (WRIST, "By now it can no longer be cured.", "unsupported-claim"),
    (WRIST, "In eight of ten cases it goes away.", "unsupported-claim"),
    (WRIST, "Most tears shrink.", "unsupported-claim"),
    (WRIST, "It happens with overuse.", "unsupported-claim"),
    (WRIST, "You will be back to lifting in a month.", "unsupported-claim"),
    (WRIST, "Don't lift with this hand.", "treatment-directive"),
    (WRIST, "You should give the hand a rest.", "treatment-directive"),
    (WRIST, "If I were you, I'd go for an injection.", "treatment-directive"),
    (BELLY, "If you feel well, leave out the ultrasound appointment.", "treatment-directive"),
    (BELLY, "Avoid seeds and nuts.", "treatment-directive"),
    (WRIST, "Your wrist is basically okay.", "false-reassurance"),
    (WRIST, "You are good to go.", "false-reassurance"),
    (WRIST, "The tendon hangs by a thread.", "alarming-language"),
    (WRIST, "It is scary.", "alarming-language"),
    (BELLY, "The pouches will have no flare.", "unsupported-claim"),
    (SCORE, "Most people your age have a higher risk.", "unsupported-claim"),
    (BELLY, "There is no reason for the ultrasound.", "false-reassurance"),
    (BELLY, "There is no reason for another scan.", "false-reassurance"),
    (BELLY, "There is nothing that you need to see anybody about.", "false-reassurance"),
    (BELLY, "The cyst will go on its own, so you do not need another ultrasound.", "false-reassurance"),
    (BELLY, "You will not need any more X-rays.", "false-reassurance"),
    (BELLY, "The ultrasound is not really needed.", "false-reassurance"),
    (BELLY, "None of it is pressing, so it can wait.", "false-reassurance"),
    (BELLY, "Nobody needs to follow the cyst.", "false-reassurance"),
    (BELLY, "The bowel is healthy.", "false-reassurance"),
    (BELLY, "This rules out cancer.", "false-reassurance"),
    (BELLY, "There is no stone.", "false-reassurance"),
    (HAND, "No bone is broken.", "false-reassurance"),
]


def _rules(report: str, line: str) -> set[str]:
    verdict = guardrails.check_text(report, f"{BASE[report]} {line}")
    return {v.rule for v in verdict.violations if v.severity == "error"} - WHOLE


@pytest.mark.parametrize(("report", "line"), FAITHFUL)
def test_a_faithful_line_passes(report: str, line: str) -> None:
    assert _rules(report, line) == set()


@pytest.mark.parametrize(("report", "line", "rule"), UNFAITHFUL)
def test_its_unfaithful_neighbour_does_not(report: str, line: str, rule: str) -> None:
    assert rule in _rules(report, line)


@pytest.mark.parametrize(
    "rank",
    [
        "It is higher than that of most people your age.",
        "It is lower than that of most people your age.",
    ],
)
def test_a_rank_is_told_on_its_own_side(rank: str) -> None:
    assert ("unsupported-claim" in _rules(SCORE, rank)) is rank.startswith("It is lower")


def test_a_numbered_line_with_known_words_is_a_heading() -> None:
    letter = "1. Why the MRI was done\nWrist pain that has got worse.\n\n2. What was seen\n" + BASE[WRIST]
    verdict = guardrails.check_text(WRIST, letter)
    assert "unsupported-claim" not in {v.rule for v in verdict.violations}


@pytest.mark.parametrize(
    ("line", "put_off"),
    [("None of this is urgent.", True), ("Show it at your next yearly checkup.", True), ("Please call today.", False)],
)
def test_an_urgent_step_is_not_put_off(line: str, put_off: bool) -> None:
    report = "EXAM: CT head.\nFINDINGS: Acute subdural hematoma on the left.\nIMPRESSION: Acute left subdural hematoma."
    letter = (
        f"There is new blood by the brain on the left, an acute subdural hematoma. Go to the emergency room now. {line}"
    )
    assert ("missing-urgent-action" in {v.rule for v in guardrails.check_text(report, letter).violations}) is put_off


@pytest.mark.parametrize("line", ["Treatment", "Therapy", "Surgery", "Rest", "Physical therapy"])
def test_a_line_of_one_word_breaks_no_rule(line: str) -> None:
    found = guardrails.check_text(WRIST, f"{line}\n\nThe scan shows a small tear of the TFCC.", "patient").violations
    assert not [v.message for v in found if "broke" in v.message]
