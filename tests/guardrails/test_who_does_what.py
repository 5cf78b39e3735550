"""Claims, orders and comfort: who does a thing, what everybody has and what only the text says; beside unfaithful neighbours."""

import pytest

import guardrails
from explainer.core.values import Audience

KNEE = (
    "EXAM: MRI left knee.\nINDICATION: Knee pain after a fall.\nFINDINGS: Tear of the posterior horn of the medial meniscus. Small joint "
    "effusion. The cruciate ligaments are intact. No fracture.\nIMPRESSION: Medial meniscus tear. Small joint effusion."
)
BREAST = (
    "EXAM: Mammogram.\nFINDINGS: No mass or suspicious calcification.\nIMPRESSION: No mammographic evidence of malignancy. Annual screening is "
    "recommended. A negative report should not delay biopsy of a suspicious lump."
)
KIDNEY = (
    "EXAM: Ultrasound kidneys.\nFINDINGS: 5 mm stone in the left ureter. A small right kidney lies in the pelvis.\nIMPRESSION: Left ureteral "
    "stone. CT with contrast is needed once creatinine improves, otherwise MRI."
)
FOOT = (
    "EXAM: X-ray right foot.\nFINDINGS: Questionable fracture of the fifth metatarsal base.\nIMPRESSION: Questionable fracture. Recommend "
    "conservative treatment and follow-up radiographs."
)
WOMB = (
    "EXAM: Obstetric ultrasound.\nINDICATION: Pregnant.\nFINDINGS: Single intrauterine pregnancy. A yolk sac is seen. Low amniotic fluid.\n"
    "IMPRESSION: Early intrauterine pregnancy. Low amniotic fluid."
)
SPINE = (
    "MRI lumbar spine.\nL4/L5: diffuse bulge of the disc that compresses the thecal sac. Lumbar discs show desiccation."
)
OURS = {"unsupported-claim", "treatment-directive", "instruction-echo", "alarming-language", "false-reassurance"}

FAITHFUL = [
    # People who care, tests, papers and decisions act.
    (KNEE, "Your orthopedist will discuss the result with you."),
    (KNEE, "The practice will call you with a date."),
    (KNEE, "A hands-on check will help."),
    (KNEE, "The next part will explain what each finding means."),
    (KNEE, "Treatment decisions will depend on your exam."),
    (KNEE, "There isn't much text, so this will be quick."),
    (KNEE, "A list like this can sound like a lot."),
    (FOOT, "The foot should get conservative care, which means care without surgery."),
    # All are bid to get help; what may be felt then frightens nobody.
    (KNEE, "Everyone with a sudden locked knee should see a doctor soon."),
    (KNEE, "Get help if the knee keeps giving way."),
    (WOMB, "That makes it wise to speak to your midwife today."),
    # How a part is in everybody, or was made.
    (KIDNEY, "In most people, both kidneys sit higher up, below the ribs."),
    (KIDNEY, "The right kidney never moved up to its usual place."),
    (KNEE, "The pad usually cushions the bones."),
    (KNEE, "The ones in the middle are whole."),
    (WOMB, "The yolk sac feeds a very early pregnancy."),
    (SPINE, "4. Discs in general. The report says that they have dried."),
    # What the report says of steps and times.
    (BREAST, "A clear mammogram should not hold up a biopsy if there is a suspicious lump."),
    (BREAST, "Have a mammogram every year."),
    (KIDNEY, "A scan with dye is needed once your creatinine gets better, or else an MRI."),
    (KNEE, "It does not use the word urgent."),
    (KNEE, "Below is the result of our look at your knee."),
    (KNEE, "Good news first: both cruciate ligaments are whole."),
    (KNEE, "The good news and the less good news are both below."),
]
CLINICAL = [
    (KNEE, "Limit [T]: MRI maps drainage of fluid poorly."),
    (KNEE, "Rest [R]: cruciate ligaments intact."),
    (KNEE, "No injection or surgery is recommended in the report."),
    (KNEE, "Report wording carries no urgency flag."),
]
UNFAITHFUL = [
    (KNEE, "The tear seen on the scan will close."),
    (KNEE, "The split in the picture will stay small."),
    (KNEE, "The knee should be fine in a month."),
    (KNEE, "You will recover."),
    (KNEE, "It will be quick to heal."),
    (FOOT, "The break should get better without surgery."),
    (KNEE, "Anyone with a torn meniscus should get it removed."),
    (KNEE, "The knee is giving way under you."),
    (KNEE, "That makes it wise to stop running."),
    (KNEE, "In most people, the tear heals."),
    (KNEE, "The pad never grows back."),
    (KNEE, "A torn pad usually wears the joint down."),
    (WOMB, "Pregnancy feeds such cysts."),
    (SPINE, "Discs in general dry out from sitting."),
    (BREAST, "You should not have a biopsy."),
    (KIDNEY, "The kidney gets better with time."),
    (KIDNEY, "A stone comes from not drinking enough."),
    (KNEE, "Use the word torn."),
    (KNEE, "This is the result of running."),
    (KNEE, "Good news: your knee is fine."),
    (KNEE, "Your knee is fine."),
    (KNEE, "You can be completely sure that nothing is wrong."),
    (KNEE, "There is no urgency."),
    (KNEE, "Surgery cures this."),
    (KNEE, "The report is silent, so skip the visit."),
    (KNEE, "In the meantime, keep off the leg."),
    (KNEE, "Drink plenty."),
]
ORDERS = [
    (KNEE, "Arthroscopy indicated."),
    (KNEE, "Limit weight bearing for 6 weeks."),
    (FOOT, "Surgery if displaced."),
    (FOOT, "Non-weight-bearing."),
    (KNEE, "Outcome after repair is good."),
]


def _found(report: str, text: str, audience: Audience) -> set[str]:
    verdict = guardrails.check_text(report, text, audience=audience)
    return {v.rule for v in verdict.violations if v.severity == "error"} & OURS


@pytest.mark.parametrize(("report", "text"), FAITHFUL)
def test_faithful(report: str, text: str) -> None:
    """A sentence on who acts, on a healthy body or on the text itself is no claim, order or comfort."""
    assert not _found(report, "Dear reader,\n\n" + text, "patient")


@pytest.mark.parametrize(("report", "text"), CLINICAL)
def test_clinical(report: str, text: str) -> None:
    """A label, a remainder and what the report leaves out are no order."""
    assert not _found(report, text, "clinician")


@pytest.mark.parametrize(("report", "text"), UNFAITHFUL)
def test_unfaithful(report: str, text: str) -> None:
    """The neighbour that looks alike is caught."""
    assert _found(report, "Dear reader,\n\n" + text, "patient")


@pytest.mark.parametrize(("report", "text"), ORDERS)
def test_orders(report: str, text: str) -> None:
    """An order with no verb is an order."""
    assert _found(report, text, "clinician")
