"""Which finding of a sentence a side, a level, a size, a grade or a change is said of."""

from __future__ import annotations

import pytest

import guardrails

_RULES = {"laterality-mismatch", "level-mismatch", "severity-mismatch", "change-mismatch", "number-mismatch"}


def _report(exam: str, found: str, before: str = "None") -> str:
    return f"EXAM: {exam}.\nCOMPARISON: {before}.\nFINDINGS: {found}\nIMPRESSION: {found}"


SPRAIN = _report(
    "MRI right knee", "Mild thickening of the medial collateral ligament of the right knee, likely from an old sprain."
)
WRIST = _report(
    "X-ray left wrist",
    "3 mm ossicle at the ulnar styloid of the left wrist. Moderate osteoarthritis of the first carpometacarpal joint.",
)
WEDGE = _report("X-ray lumbar spine", "L2 superior endplate depression with 20% loss of height.")
SINUS = _report("CT sinuses", "Maxillary sinuses: severe mucosal thickening R, mild L.")
SPINE = _report(
    "MRI lumbar spine",
    "At L3-L4 there is a disc bulge without nerve contact. 8 mm hemangioma in L1. At L5-S1 there is mild disc space narrowing.",
)
BRIGHT = _report("MRI lumbar spine", "Increased T2 signal of the L4-L5 disc.")
SHOULDER = _report("X-ray left shoulder", "Moderate osteoarthritis of the left acromioclavicular joint.")
GLUTEAL = _report("X-ray pelvis", "Calcific tendinopathy of the right gluteus medius tendon.")
HIP = _report("X-ray hips", "Severe narrowing of the right hip joint space with subchondral cysts.")
CHEST = _report("CT chest", "Large right pleural effusion. 6 mm nodule in the left lower lobe.")
NECK = _report(
    "X-ray cervical spine",
    "Moderate degenerative disc space narrowing at C5-C6. C6-C7 shows mild narrowing of the disc space.",
)
NODULES = _report(
    "CT chest",
    "The nodule in the right upper lobe now measures 9 mm, previously 6 mm. A 4 mm nodule in the left lower lobe is stable.",
    "Last year",
)
THINNER = _report("X-ray cervical spine", "Disc space narrowing at C4-C5, mild before, now moderate.", "Last year")
ELBOW = _report("MRI right elbow", "The ulnar nerve is mildly enlarged.")
HEART = _report("Chest X-ray", "Heart mildly enlarged, stable.", "Last year")
SPLINT = _report("X-ray right wrist", "Splint in place. Mildly displaced distal radius fracture.")
KNEES = _report("X-ray knees", "Moderate left knee effusion. The right knee is normal.")
BASE = _report("Chest X-ray", "The left base shows atelectasis. The right lung is clear.")
OVARY = _report("Pelvic ultrasound", "5.0 cm simple cyst of the right ovary with no internal flow. Left ovary normal.")
FORAMEN = _report("MRI lumbar spine", "Right foraminal stenosis at L4-L5, moderate. Disc osteophyte complex at L4-L5.")
TOES = _report(
    "X-ray left foot", "The second toe joint space is 3 mm wide. Fracture of the base of the fourth metatarsal."
)
BURST = _report("CT lumbar spine", "Acute burst fracture of L2. Fracture of the left L3 transverse process.")
BREAST = _report(
    "Mammogram",
    "8 mm irregular mass in the left breast at 2 o'clock. New since the prior study. Stable calcifications in the right breast.",
    "Two years ago",
)
ILIAC = _report("Ultrasound of the aorta", "Right iliac artery 1.8 cm, mildly dilated, unchanged.", "Last year")
ABSCESS = (
    "EXAM: CT abdomen.\nFINDINGS: Rim-enhancing collection of 2.8 x 2.2 cm in the left pelvis. 2.6 cm cyst of the right kidney.\n"
    "IMPRESSION: 2.8 cm left pelvic abscess."
)
MUSCLE = _report("CT pelvis", "No muscle atrophy. Mild bilateral hip osteoarthritis.")

FAITHFUL = [
    (SPRAIN, "The inner ligament of the knee is mildly thick. It is all that is left of an old sprain."),
    (SPRAIN, "The sprain has left it mildly thick: the inner ligament of your right knee."),
    (WRIST, "There is a 3 mm bit of bone at the left wrist, on the side of the little finger."),
    (WRIST, "There is a 3 mm bit of bone at the left wrist, on the little finger side."),
    (WEDGE, "The bone at L2 has become somewhat lower."),
    (SINUS, "The lining of the sinus in the cheek is severely thick on the right and mildly thick on the left."),
    (SPINE, "There is a disc bulge at L3-L4 that does not touch a nerve, and an 8 mm hemangioma (a knot of vessels) in L1."),
    (SPINE, "At L5-S1 the disc space is mildly narrow. At L3-L4 a disc bulges."),
    (BRIGHT, "The disc at L4-L5 looked bright on one kind of picture (T2)."),
    (SHOULDER, "Where the collarbone joins the shoulder blade there is moderate arthritis."),
    (GLUTEAL, "There is calcium in the tendon of a muscle of the right buttock."),
    (HIP, "The space of the right hip joint is severely narrow, and there are small cysts in the bone."),
    (CHEST, "There is a little 6 mm spot in the left lower lobe. There is a lot of fluid around the right lung."),
    (NECK, "The disc space is moderately narrow at C5-C6 and mildly narrow at C6-C7."),
    (NODULES, "The spot in the right upper lobe was 6 mm last year and is 9 mm now, so it has grown."),
    (NODULES, "The 4 mm spot in the left lower lobe has not grown since last year."),
    (NODULES, "The 4 mm spot in the left lower lobe hasn't become any larger."),
    (THINNER, "The disc space at C4-C5 has gone from mildly to moderately narrow."),
    (ELBOW, "The nerve at the inner elbow is mildly larger than usual."),
    (HEART, "Your heart is mildly large, not any different from before."),
    (SPLINT, "A splint is in place, and new x-rays are a good idea."),
    (KNEES, "Left knee: moderate fluid. Right knee: normal. There may be some stiffness from it."),
    (BASE, "A part of the left lung is not quite open."),
    (OVARY, "Right ovary: 5.0 cm simple cyst, no blood flow inside. Left ovary normal."),
    (TOES, "The joint of the second toe is 3 mm wide, and there is a break in the fourth metatarsal."),
    (BURST, "At L2 there is a burst fracture: the bone has cracked through its back wall. A side strut of L3 on the left is broken too."),
    (BREAST, "The 8 mm lump in the left breast is new compared with two years ago."),
    (ILIAC, "The right iliac artery is mildly wide at 1.8 cm, the same as before."),
    (ABSCESS, "There is an abscess of 2.8 x 2.2 cm in the left pelvis."),
    (MUSCLE, "No muscle has shrunk. Both hips have mild arthritis."),
]  # fmt: skip

UNFAITHFUL = [
    (SPRAIN, "The inner ligament of your left knee is mildly thick."),
    (WRIST, "There is moderate arthritis at the base of the little finger."),
    (WEDGE, "The lower endplate of L2 is pressed in."),
    (SINUS, "The lining of the cheek sinus is mildly thick on the right and severely thick on the left."),
    (SPINE, "There is a disc bulge at L1, and an 8 mm hemangioma in L3."),
    (SPINE, "At L3-L4 the disc space is mildly narrow. At L5-S1 a disc bulges."),
    (BRIGHT, "The disc at L4-L5 is bright. There is also a change at T8."),
    (HIP, "The space of the right hip joint is slightly narrow, and there are cysts in the bone."),
    (CHEST, "There is a small amount of fluid around the right lung."),
    (NECK, "At C6-C7 the disc space is moderately narrow."),
    (NODULES, "The 4 mm spot in the left lower lobe has grown since last year."),
    (NODULES, "The spot in the right upper lobe has not grown since last year."),
    (NODULES, "The spot in the right upper lobe has gone down from 9 to 6 mm."),
    (ELBOW, "The nerve at the inner elbow is mildly larger than before."),
    (HEART, "Your heart is mildly large, which is different from before."),
    (KNEES, "Left knee: normal. Right knee: moderate fluid."),
    (BASE, "A part of the right lung is not quite open."),
    (OVARY, "Left ovary: 5.0 cm simple cyst, no blood flow inside. Right ovary normal."),
    (FORAMEN, "At L4-L5 the nerve opening is narrowed on the left by a disc and a bone spur."),
    (TOES, "There is a break at the base of the second metatarsal."),
    (BURST, "At L4 there is a burst fracture."),
    (BREAST, "The calcium in the right breast is new."),
    (ILIAC, "The right iliac artery is mildly wide at 1.8 cm and has become wider since last year."),
    (ABSCESS, "There is an abscess of 2.6 cm in the left pelvis."),
    (MUSCLE, "The arthritis of your hips has got worse since last year."),
]


def _faults(report: str, draft: str) -> set[str]:
    verdict = guardrails.check_text(report, draft)
    return {v.rule for v in verdict.violations if v.severity == "error"} & _RULES


@pytest.mark.parametrize(("report", "draft"), FAITHFUL)
def test_what_is_said_of_another_finding_is_no_fault(report: str, draft: str) -> None:
    """A side, level, size, grade or change that is another finding's, or none at all, is not held against this one."""
    assert not _faults(report, draft)


@pytest.mark.parametrize(("report", "draft"), UNFAITHFUL)
def test_what_is_said_of_the_wrong_finding_is_a_fault(report: str, draft: str) -> None:
    """The same sentences with a side, level, size, grade or change that the report does not give are rejected."""
    assert _faults(report, draft)
