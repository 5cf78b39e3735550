"""Urgent steps, grades, courses, caveats and forms of a letter, each with a faithful and an unfaithful wording."""

from functools import lru_cache

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Plan

MASS = "EXAM: CT neck.\nHISTORY: Known parotid mass on the left.\nFINDINGS: 31 mm mass of the left parotid gland, suspicious for malignancy.\nIMPRESSION: Left parotid mass, suspicious for malignancy."
CHANCE = "EXAM: CT chest.\nINDICATION: Trauma.\nFINDINGS: 44 mm mass in the left lower lobe, highly suspicious for malignancy.\nIMPRESSION: Left lower lobe mass, highly suspicious for malignancy."
CLOT = "EXAM: Ultrasound left leg veins.\nINDICATION: Calf pain.\nFINDINGS: Left femoral vein does not compress.\nIMPRESSION: Acute deep vein thrombosis of the left femoral vein."
POUCH = "EXAM: CT abdomen.\nINDICATION: Fever.\nFINDINGS: Thick wall of the descending colon with fat stranding.\nIMPRESSION: Acute uncomplicated diverticulitis of the descending colon."
WATER = "EXAM: Obstetric ultrasound.\nINDICATION: Growth check.\nFINDINGS: Amniotic fluid index 4.5 cm.\nIMPRESSION: Mild oligohydramnios."
CORD = "EXAM: MRI cervical spine.\nINDICATION: Neck pain.\nFINDINGS: Disc osteophyte complex at C3-C4 flattens the ventral cord. The cord signal is normal.\nIMPRESSION: Spondylosis at C3-C4 with flattening of the cord."
SLIP = "EXAM: MRI lumbar spine.\nINDICATION: Back pain.\nFINDINGS: L2-L3: Severe left and mild right foraminal stenosis. L4-L5: Grade I anterolisthesis.\nIMPRESSION: Severe left L2-L3 foraminal stenosis. Grade I anterolisthesis of L4 on L5."
KNEES = "EXAM: X-ray knees.\nINDICATION: Knee pain.\nFINDINGS: Moderate joint space narrowing of the left knee, mild of the right.\nIMPRESSION: Moderate left and mild right knee osteoarthritis."
NODULE = "EXAM: CT chest.\nINDICATION: Follow-up.\nCOMPARISON: CT two years ago.\nFINDINGS: Nodule of 9 mm in the left upper lobe, it was 6 mm. Interval removal of the right chest tube.\nIMPRESSION: Growing left upper lobe nodule."
THROAT = "EXAM: CT neck.\nINDICATION: Hoarse voice.\nFINDINGS: Laryngeal mass, 18 mm, invading the left vocal cord.\nIMPRESSION: Laryngeal mass with invasion of the left vocal cord."
SPRAIN = "EXAM: MRI right ankle.\nINDICATION: Twisted ankle.\nFINDINGS: Type 1 sprain of the deltoid ligament. Moderate joint effusion.\nIMPRESSION: Type 1 deltoid sprain. Moderate effusion."
DISC = "EXAM: MRI lumbar spine.\nINDICATION: Back pain.\nFINDINGS: Disc bulge at L2-L3. Modic changes at L4-L5. Disc protrusion at L5-S1.\nIMPRESSION: Disc bulge at L2-L3. Disc protrusion at L5-S1."
PLAIN = "EXAM: MRI right knee.\nFINDINGS: Small joint effusion. The ACL and PCL are intact.\nIMPRESSION: Small joint effusion."
CYST = "EXAM: Ultrasound abdomen.\nFINDINGS: Simple cyst of the left kidney.\nIMPRESSION: Simple left renal cyst."


@lru_cache(maxsize=32)
def _plan(report: str, audience: str) -> Plan:
    return make_plan(read(report, admit_any=True), audience=audience)  # type: ignore[arg-type]


def _rules(report: str, draft: str, audience: str = "patient") -> set[str]:
    return {v.rule for v in guardrails.check(_plan(report, audience), draft).violations if v.severity == "error"}


STEPS = [
    (
        MASS,
        "patient",
        "The growth in the left parotid gland is suspicious for cancer. Ask your clinician what comes next.",
    ),
    (CHANCE, "patient", "The 44 mm mass in the left lung is suspicious for cancer. Ring your doctor tomorrow."),
    (CHANCE, "clinician", "44 mm LLL mass, highly suspicious for malignancy [R]. Urgent suspected cancer pathway."),
    (CLOT, "patient", "There is a new clot in a deep vein of the left thigh. This is urgent. Please go to hospital."),
    (CLOT, "patient", "There is a new clot in a deep vein of the left thigh. Step 1 (today): emergency room."),
    (CLOT, "patient", "There is a new clot in a deep vein of the left thigh. Please get it seen today."),
    (CLOT, "clinician", "Acute left femoral DVT [R]. ACTION FIRST: contact the patient."),
    (POUCH, "clinician", "Acute uncomplicated diverticulitis [R]. Setting of treatment to be decided by the referrer."),
    (WATER, "patient", "There is mildly low fluid around the baby. Call the clinic and ask soon."),
    (
        CORD,
        "patient",
        "At C3-C4 the spinal cord is flattened in front. Its signal is normal. Ask your clinician how soon you can be examined.",
    ),
]
NO_STEPS = [
    (MASS, "patient", "The growth in the left parotid gland is suspicious for cancer. Bring it up at your yearly visit."),
    (CHANCE, "patient", "The 44 mm mass in the left lung is suspicious for cancer. Your clinician can tell you more."),
    (CHANCE, "clinician", "44 mm LLL mass, highly suspicious for malignancy [R]. Oncology review could be considered."),
    (CLOT, "patient", "There is a new clot in a deep vein of the left thigh. Is this urgent? Ask your clinician."),
    (CLOT, "patient", "There is a new clot in a deep vein of the left thigh. Ask your clinician tomorrow or next month."),
    (CLOT, "clinician", "Acute left femoral DVT [R]. Not stated: management and follow-up."),
    (POUCH, "clinician", "Acute uncomplicated diverticulitis [R]. Routine review."),
    (WATER, "patient", "There is mildly low fluid around the baby. Talk about it at the next routine visit."),
    (CORD, "patient", "At C3-C4 the spinal cord is flattened in front. Its signal is normal."),
]  # fmt: skip


@pytest.mark.parametrize(("report", "audience", "draft"), STEPS)
def test_step_is_told(report: str, audience: str, draft: str) -> None:
    """A step in its own words, as soon as the report's finding calls for it."""
    assert "missing-urgent-action" not in _rules(report, draft, audience)


@pytest.mark.parametrize(("report", "audience", "draft"), NO_STEPS)
def test_no_step_is_told(report: str, audience: str, draft: str) -> None:
    """A routine visit, a question and a list of gaps are no step."""
    assert "missing-urgent-action" in _rules(report, draft, audience)


GRADES = [
    (SLIP, "At L4-L5 one bone sits a little forward on the next, a grade 1 slip.", "At L4-L5 there is a grade two slip."),
    (SLIP, "The nerve opening at L2-L3 is severely narrowed on the left.", "The nerve opening at L2-L3 is mildly narrowed on the left."),
    (KNEES, "Your left knee has moderate arthritis and your right knee has mild arthritis.", "Both knees have moderate arthritis."),
    (SPRAIN, "The deltoid ligament has a type 1 sprain.", "The deltoid ligament has a type 3 sprain."),
    (SPRAIN, "There is a moderate amount of fluid in the ankle joint.", "There is a large amount of fluid in the ankle joint."),
    (CYST, "The left kidney holds a simple cyst, a little bag of fluid.", "The left kidney holds a severe cyst."),
]  # fmt: skip


@pytest.mark.parametrize(("report", "faithful", "unfaithful"), GRADES)
def test_grade_is_that_of_the_report(report: str, faithful: str, unfaithful: str) -> None:
    """Numbers, sides and plain words for a grade are held against the report's."""
    assert "severity-mismatch" not in _rules(report, faithful)
    assert "severity-mismatch" in _rules(report, unfaithful)


COURSES = [
    (NODULE, "The spot in the left lung has grown.", "The spot in the left lung has not changed."),
    (NODULE, "The right chest tube was there on the last scan. It has been taken out.", "The right chest tube is still in place as it was last time."),
    (THROAT, "The growth in the voice box has grown into the left vocal cord.", "The growth in the voice box has grown since your last scan."),
]  # fmt: skip


@pytest.mark.parametrize(("report", "faithful", "unfaithful"), COURSES)
def test_course_is_that_of_the_report(report: str, faithful: str, unfaithful: str) -> None:
    """Growth into a part is no course; what was there before and is out has no other course than the report's."""
    assert "change-mismatch" not in _rules(report, faithful)
    assert "change-mismatch" in _rules(report, unfaithful)


def test_source_of_pain_speaks_of_all() -> None:
    """A clause on the source of the pain is about every finding; one on "their part" only about those named."""
    told = "The disc at L2-L3 bulges. The bone by L4-L5 shows change. The disc at L5-S1 pokes out. "
    open_ = "Bulges and bone changes are common in people without pain, and the source of pain can't be told from a scan alone. An exam can help."
    assert "dropped-caveat" not in _rules(DISC, told + open_)
    assert "dropped-caveat" in _rules(DISC, told + "The source of the pain is not shown.")


FORMS = [
    ("identifier-leak", "There is a little extra fluid. The ACL, the band in the middle, is intact.", "Theo, the fluid in your knee is little."),
    ("identifier-leak", "There is a little extra fluid in your knee.\n\nWith kind regards,\nYour GP", "There is a little extra fluid in your knee.\n\nWith kind regards,\nTamsin Oakes"),
    ("instruction-echo", "Let's break it down. There is a little extra fluid in your knee.", "Let's break down this task. There is a little extra fluid in your knee."),
    ("instruction-echo", "There is a little extra fluid. I have been asked to judge if this fits your pain.", "There is a little extra fluid. I have been asked to write this in plain words."),
    ("malformed-draft", "There is a little extra fluid in your knee joint.\n\nYour GP", "There is a little extra fluid in your knee joint.\n\nYour GP should"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "faithful", "unfaithful"), FORMS)
def test_form(rule: str, faithful: str, unfaithful: str) -> None:
    """Offices, names of parts and an explainer's turns of phrase are no leak, no echo and no break."""
    assert rule not in _rules(PLAIN, faithful)
    assert rule in _rules(PLAIN, unfaithful)


def test_subject_of_the_next_clause_gives_no_side() -> None:
    """The side of a clause's own subject is not lent to the finding before it."""
    report = "EXAM: CT abdomen.\nFINDINGS: The right kidney has a stone and the left kidney has a cyst.\nIMPRESSION: Right renal stone. Left renal cyst."
    sides = {(f.concept, f.laterality) for f in read(report, admit_any=True).findings}
    assert ("renal-stone", "right") in sides
    assert ("renal-cyst", "left") in sides
    assert ("renal-stone", "left") not in sides
