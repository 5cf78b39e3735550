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
    "Severe tendinitis of the common extensor tendon. Minimal inflammation of the fat along the common flexor tendon.",
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
ADRENAL = report("A left adrenal nodule of 1.7 cm; density about 27 HU.", exam="CT abdomen")
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
        (ADRENAL, "There is a 1.7 cm nodule on the left adrenal gland, approx. 27 HU."),
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
        (ADRENAL, "There is a 1.7 cm nodule on the left adrenal gland, approx. 37 HU."),
        (LEG, "The ankle brachial index was 0.69 on the right."),
        (PAIR, "There is a 5 mm cyst in the right kidney and a 12 mm stone in the left kidney."),
        (AGAIN, "The report asks for a new CT in 6 months."),
        (report("Three screws in the right knee."), "There are four screws in the right knee."),
    ],
)
def test_another_number_does_not(text: str, line: str) -> None:
    assert "number-mismatch" in drawn(text, line)


SIDES = report("Severe right and mild left foraminal stenosis at C5-C6.", exam="MRI cervical spine")
WEDGE = report("Wedge deformity of L1 with 30 percent loss of height.", exam="X-ray lumbar spine")
NODE = report(
    "Enlarged lymph node, felt for six weeks. ENT examination is recommended within two weeks.", exam="CT neck"
)


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        (SIDES, "At C5-C6 the nerve opening on the left is severely narrowed.", "severity-mismatch"),
        (NODE, "The report asks for an ENT examination within six weeks.", "number-mismatch"),
        (WEDGE, "The bone at L1 has lost about 40 percent of its height.", "number-mismatch"),
    ],
)
def test_what_belongs_to_another_side_or_step_is_caught(text: str, line: str, rule: str) -> None:
    assert rule in drawn(text, line)


def test_each_side_and_step_has_its_own() -> None:
    assert not drawn(SIDES, "At C5-C6 the nerve opening on the left is mildly narrowed.")
    assert not drawn(NODE, "The report asks for an ENT examination within two weeks.")


CHEST = report(
    "Compared with CT of 2019. A small left pleural effusion has decreased. New 4 mm nodule in the left lower lobe. "
    "The 6 mm nodule in the right upper lobe is unchanged.",
    exam="CT chest",
)
FIRST = report("Ligamentum flavum hypertrophy and a disc bulge at L4-L5. Enlarged prostate.", exam="MRI lumbar spine")
TUBES = report(
    "Compared with the prior film. Interval placement of a feeding tube and of an airway tube.", exam="Chest X-ray"
)
GROWTH = report("Fetal growth has been normal since the two prior exams.", exam="Obstetric ultrasound")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (CHEST, "The fluid on the left has gone down."),
        (CHEST, "There is less fluid around the left lung than before."),
        (CHEST, "The 4 mm nodule in the lower left lung was not there before."),
        (CHEST, "The 6 mm nodule in the upper right lung looks the same as in 2019."),
        (FIRST, "The ligament at the back of the canal has grown thick at L4-L5."),
        (FIRST, "The prostate has grown large."),
        (FIRST, "Thick ligaments show up in many grown-ups without pain."),
        (FIRST, "No change in the bones was seen."),
        (FIRST, "In the last picture, the prostate could be seen."),
        (TUBES, "Both tubes are new since the earlier film."),
        (GROWTH, "The baby has grown normally since the two earlier exams."),
    ],
)
def test_a_course_or_a_state_in_plain_words_passes(text: str, line: str) -> None:
    assert "change-mismatch" not in drawn(text, line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (CHEST, "The fluid on the left has gone up."),
        (CHEST, "There is more fluid around the left lung than before."),
        (CHEST, "The 4 mm nodule in the lower left lung was already there."),
        (CHEST, "The 6 mm nodule in the upper right lung has got bigger since 2019."),
        (FIRST, "The ligament at L4-L5 has grown thicker since the last scan."),
        (FIRST, "The disc bulge at L4-L5 has grown since your last scan."),
        (FIRST, "The bulge at L4-L5 is unchanged."),
        (TUBES, "Both tubes were already in place on the earlier film."),
        (GROWTH, "Fetal growth has slowed compared with the two prior exams."),
    ],
)
def test_another_course_does_not(text: str, line: str) -> None:
    assert "change-mismatch" in drawn(text, line)


SINUS = report("Mucosal thickening versus mucous retention cyst in the maxillary sinuses.", exam="CT face")
PELVIS = report(
    "Narrowing of the left ischiofemoral space. Correlate clinically for ischiofemoral impingement. Mild hip arthritis.",
    exam="MRI pelvis",
)
SPINE = report(
    "Wedge fractures of L2 and L4 without significant thecal sac. Disc bulge at L4-L5 compressing the thecal sac.",
    exam="MRI lumbar spine",
)
SELLA = report("Large pituitary mass that probably invades the left cavernous sinus.", exam="MRI brain")
CUFF = report(
    "There may be a small tear at the front edge, in the rotator interval. Possible bursitis.",
    exam="MRI left shoulder",
)
NODES = report(
    "Many lymph nodes in the mesentery, perhaps reactive; an early neoplasm is difficult to exclude.",
    exam="CT abdomen",
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SINUS, "The report lists a retention cyst in the cheek sinus as one thing to consider."),
        (PELVIS, "The soft tissue in the space may get squeezed, but it does not have to be."),
        (PELVIS, "The report suggests that I check you for ischiofemoral impingement."),
        (SPINE, "The sentence on the fractures ends early; a word is missing, probably compression."),
        (SPINE, "Why the fractures came about is not clear."),
        (SELLA, "The mass probably reaches into the left cavernous sinus."),
        (NODES, "There are many lymph nodes. They may be a reaction."),
    ],
)
def test_a_doubt_of_something_else_passes(text: str, line: str) -> None:
    assert "certainty-mismatch" not in drawn(text, line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SINUS, "You have retention cysts in both cheek sinuses. The drain paths hold soft tissue or fluid."),
        (PELVIS, "You have ischiofemoral impingement on the left."),
        (PELVIS, "Possible narrowing of the left ischiofemoral space."),
        (PELVIS, "There may be arthritis in the hip."),
        (SPINE, "There may be fractures of L2 and L4."),
        (SPINE, "There are fractures of L2 and L4. This is not certain."),
        (SELLA, "There is definite invasion of the left cavernous sinus."),
        (SELLA, "The mass has definitely invaded the left cavernous sinus."),
        (CUFF, "There is a definite small tear at the front edge, in the rotator interval."),
        (CUFF, "Bursitis is present. The other tendons look fine or nearly so."),
        (NODES, "They are an early cancer that has begun to spread."),
    ],
)
def test_a_doubt_dropped_or_made_does_not(text: str, line: str) -> None:
    assert "certainty-mismatch" in drawn(text, line)
