"""How much, how many, how sure and how it changed: faithful sentences that pass beside unfaithful ones that do not."""

from __future__ import annotations

import pytest

import guardrails

FAMILY = {"severity-mismatch", "number-mismatch", "change-mismatch", "certainty-mismatch"}


def drawn(report: str, line: str) -> set[str]:
    """The rules on degree that a line draws against a report."""
    found = guardrails.check_text(report, line).violations
    return {v.rule for v in found if v.severity == "error"} & FAMILY


def report(findings: str, impression: str = "", exam: str = "MRI right knee") -> str:
    """A short report."""
    return f"EXAM: {exam}.\nFINDINGS: {findings}\nIMPRESSION: {impression or findings}"


TENDON = report(
    "Severe tendinitis of the common extensor tendon origin. Minimal inflammation of the fat along the common flexor tendon.",
    exam="MRI right elbow",
)
ARTERY = report("Moderate arteriosclerotic calcification of the abdominal aorta.", exam="CT abdomen")
MASS = report("Large pituitary mass with mild convex bowing into the suprasellar cistern.", exam="MRI brain")
SPLEEN = report("The spleen is somewhat prominent, 13 cm.", exam="Ultrasound abdomen")
KIDNEY = report("Mild bilateral perinephric stranding.", exam="CT abdomen")
LUNG = report("Mild left lower lobe atelectasis or fibrosis.", exam="Chest X-ray")
DISC = report("Mild disc height loss at L4-L5.", exam="MRI lumbar spine")
VESSEL = report("The LAD is a large vessel with a small plaque.", exam="Coronary CT angiogram")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (TENDON, "The tendon where your wrist muscles start shows severe inflammation."),
        (TENDON, "The fat beside the other tendon is minimally inflamed."),
        (ARTERY, "The main belly artery has moderate calcium in its wall."),
        (MASS, "It bulges mildly upward."),
        (SPLEEN, "Your spleen is a bit prominent, 13 cm."),
        (SPLEEN, "The spleen looks slightly big."),
        (KIDNEY, "There is a mild haze around both kidneys."),
        (LUNG, "In the lower left lung there may be a little scarring."),
        (DISC, "The disc space at L4-L5 is mildly thinner."),
        (VESSEL, "LAD large, plaque small."),
        (VESSEL, "Lots of folks with plaque feel nothing."),
    ],
)
def test_a_grade_in_other_words_passes(text: str, line: str) -> None:
    assert "severity-mismatch" not in drawn(text, line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (TENDON, "The fat along the flexor tendon is severely inflamed."),
        (ARTERY, "The main belly artery has severe calcium in its wall."),
        (DISC, "Moderately thinner disc space at L4-L5."),
        (DISC, "There is a severe loss of disc height at L4-L5."),
        (KIDNEY, "There is severe stranding around both kidneys."),
        (report("Mild disc bulge at L4-L5 pressing on the sac.", exam="MRI lumbar spine"), "At L4-L5 there is a disc bulge that presses extremely hard on the sac."),
        (report("Severe arthritis of the right knee."), "There is a touch of arthritis in the right knee."),
        (report("Small joint effusion of the right knee."), "There is a lot of fluid in the right knee joint."),
    ],
)  # fmt: skip
def test_another_grade_does_not(text: str, line: str) -> None:
    assert "severity-mismatch" in drawn(text, line)


ANKLE = report(
    "Edema of the anterior tibiofibular ligament. A couple of small cysts in the tibia.", exam="MRI right ankle"
)
BABY = report(
    "Estimated fetal weight 2900 grams, 24th percentile. EDD by dates: 05/18/07.", exam="Obstetric ultrasound"
)
NECK = report("Disc bulges at C5-C6 and C6-C7. Disc bulge at L4-L5.", exam="MRI spine")
ADRENAL = report(
    "A left adrenal nodule, 1.9 cm, with a Hounsfield unit density of approximately 29.", exam="CT abdomen"
)
LEG = report("Ankle brachial index is 0.96 on the right.", exam="Arterial Doppler")
PAIR = report("12 mm cyst in the right kidney. 5 mm stone in the left kidney.", exam="CT abdomen")
AGAIN = report("6 mm nodule in the right upper lobe. Follow-up CT in 3 months.", exam="CT chest")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (ANKLE, "The ligament between the two shin bones is swollen."),
        (ANKLE, "There are two or so small cysts in the shin bone."),
        (BABY, "That is the 24th percentile: out of 100 babies, about 24 would weigh less."),
        (BABY, "Of every 100 babies, 76 would weigh more."),
        (BABY, "The report lists two due dates."),
        (NECK, "The discs in the neck have dried. Two bulge, at C5-C6 and C6-C7."),
        (ADRENAL, "There is a 1.9 cm nodule on the left adrenal gland, approx. 29 HU."),
        (LEG, "The ankle brachial index was 0.96 on the right."),
        (PAIR, "There is a 12 mm cyst in the right kidney and a 5 mm stone in the left."),
        (AGAIN, "The report asks for a new CT in 3 months."),
    ],
)
def test_a_number_told_otherwise_passes(text: str, line: str) -> None:
    assert "number-mismatch" not in drawn(text, line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (BABY, "Out of 100 babies, about 34 would weigh less."),
        (ADRENAL, "There is a 1.9 cm nodule on the left adrenal gland, approx. 39 HU."),
        (LEG, "The ankle brachial index was 0.69 on the right."),
        (PAIR, "There is a 5 mm cyst in the right kidney and a 12 mm stone in the left kidney."),
        (AGAIN, "The report asks for a new CT in 6 months."),
        (report("Three screws in the right knee."), "There are four screws in the right knee."),
    ],
)
def test_another_number_does_not(text: str, line: str) -> None:
    assert "number-mismatch" in drawn(text, line)
