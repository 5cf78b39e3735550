"""Letters with one unfaithful sentence: each is rejected by its rule, and the same letter without the sentence passes."""

from __future__ import annotations

from typing import NamedTuple

import pytest

import guardrails


class Case(NamedTuple):
    """A report and a faithful letter of it."""

    report: str
    letter: str


HEAD = Case(
    (
        "EXAM: CT head without contrast.\n"
        "INDICATION: Fall, headache.\n"
        "FINDINGS: There is a 6 mm acute subdural hematoma along the left frontal convexity. No midline "
        "shift. No skull fracture. Mild mucosal thickening of the right maxillary sinus. The ventricles "
        "are normal.\n"
        "IMPRESSION: 6 mm acute left frontal subdural hematoma without midline shift. No skull "
        "fracture. Dr. Hale was notified at 14:20."
    ),
    (
        "There is fresh bleeding (a subdural hematoma), 6 mm thick, on the left side at the front of "
        "the brain. The middle of the brain has not moved to one side. There is no skull fracture. The "
        "lining of the right maxillary sinus is a little thick. This needs care right away. Please call "
        "your care team now, or go to the emergency room."
    ),
)
NECK = Case(
    (
        "EXAM: MRI cervical spine.\n"
        "INDICATION: Neck pain.\n"
        "FINDINGS: Mild disc bulge at C4-C5. Moderate left foraminal stenosis at C5-C6. The cord signal "
        "is normal. No fracture. The craniocervical junction is normal.\n"
        "IMPRESSION: Mild C4-C5 disc bulge. Moderate left C5-C6 foraminal stenosis. No cord signal "
        "change."
    ),
    (
        "There is a mild disc bulge at C4-C5. On the left at C5-C6, the opening for the nerve is "
        "moderately narrow (foraminal stenosis). The spinal cord looks normal. There is no broken bone. "
        "Many people with no pain have this. The scan alone can't say if it is linked to yours, and an "
        "exam can help tell."
    ),
)
BACK = Case(
    (
        "EXAM: MRI lumbar spine.\n"
        "INDICATION: Right leg pain.\n"
        "COMPARISON: MRI of 3 May 2021.\n"
        "FINDINGS: At L4-L5, there is a right paracentral disc protrusion contacting the right L5 nerve "
        "root. At L5-S1, mild facet arthropathy. No spinal canal stenosis. The conus is normal. The "
        "protrusion has increased since the prior exam.\n"
        "IMPRESSION: Right paracentral L4-L5 disc protrusion contacting the right L5 nerve root, "
        "increased. Mild L5-S1 facet arthropathy."
    ),
    (
        "At L4-L5 a disc sticks out on the right (a protrusion) and touches the right L5 nerve root. It "
        "has grown since the exam of 3 May 2021. At L5-S1 there is mild arthritis in the small joints. "
        "The spinal canal is not narrow. Many people with no pain have this. The scan alone can't say "
        "if it is linked to yours, and an exam can help tell."
    ),
)
KIDNEYS = Case(
    (
        "EXAM: Renal ultrasound.\n"
        "INDICATION: Hematuria.\n"
        "FINDINGS: The right kidney measures 9.1 cm and the left kidney measures 11.4 cm. The right "
        "kidney is smaller than the left. There is mild left hydronephrosis. A 7 mm stone is seen in "
        "the left kidney. The right kidney shows no stone and no hydronephrosis. The bladder is normal.\n"
        "IMPRESSION: Mild left hydronephrosis with a 7 mm left renal stone. Small right kidney. "
        "Correlate with CT to look for a ureteral stone."
    ),
    (
        "The left kidney is mildly swollen with urine (hydronephrosis) and holds a stone of 7 mm. The "
        "right kidney is smaller than the left one. It shows no stone and no swelling. The bladder is "
        "normal. The report suggests a CT to look for a stone in the tube below the kidney (the "
        "ureter). Stones are often found in people with no pain. The scan alone can't say if it causes "
        "your symptoms, and an exam can help."
    ),
)
HIPS = Case(
    (
        "EXAM: Pelvis and bilateral hip X-rays.\n"
        "INDICATION: Hip pain.\n"
        "FINDINGS: Severe osteoarthritis of the right hip. Mild osteoarthritis of the left hip. The "
        "sacroiliac joints are normal. No fracture.\n"
        "IMPRESSION: Severe right and mild left hip osteoarthritis. No fracture."
    ),
    (
        "The right hip has severe arthritis. The left hip has mild arthritis. The sacroiliac joints are "
        "normal. There is no broken bone. Many people with no pain have this. The scan alone can't say "
        "if it is linked to yours, and an exam can help tell."
    ),
)
KNEE = Case(
    (
        "EXAM: MRI right knee.\n"
        "INDICATION: Twisting injury.\n"
        "FINDINGS: Horizontal tear of the medial meniscus. The lateral meniscus is intact. The ACL and "
        "PCL are intact. Grade 2 sprain of the MCL. Moderate joint effusion. Possible small Baker cyst.\n"
        "IMPRESSION: Medial meniscus tear. Grade 2 MCL sprain. Moderate effusion."
    ),
    (
        "There is a tear of the inner (medial) meniscus in the right knee. The ligament on the inner "
        "side, the MCL, has a grade 2 sprain. There is a moderate amount of extra fluid in the joint. "
        "There may be a small Baker cyst (fluid behind the knee). The outer meniscus, the ACL and the "
        "PCL are whole. Many people with no pain have this. The scan alone can't say if it is linked to "
        "yours, and an exam can help tell."
    ),
)
THYROID = Case(
    (
        "EXAM: Thyroid ultrasound.\n"
        "INDICATION: Neck lump.\n"
        "FINDINGS: The right lobe holds a 1.6 cm solid hypoechoic nodule, TI-RADS 4. The left lobe "
        "holds a 0.6 cm cyst. The isthmus is normal. No enlarged lymph nodes.\n"
        "IMPRESSION: 1.6 cm right thyroid nodule, TI-RADS 4. Fine needle aspiration is recommended."
    ),
    (
        "The right side of the thyroid holds a solid lump (nodule) of 1.6 cm that looks dark on the "
        "ultrasound (hypoechoic). Its score is TI-RADS 4. The report recommends a sample by fine "
        "needle. The left side holds a cyst of 0.6 cm. No lymph node is enlarged."
    ),
)
PELVIS = Case(
    (
        "EXAM: Pelvic ultrasound.\n"
        "INDICATION: Pelvic pain.\n"
        "FINDINGS: The uterus measures 8.2 cm. A 3.1 cm intramural fibroid is seen in the posterior "
        "wall. The right ovary holds a 2.4 cm simple cyst. The left ovary is normal. No free fluid.\n"
        "IMPRESSION: 3.1 cm posterior intramural fibroid. 2.4 cm simple right ovarian cyst. No "
        "follow-up is needed for the cyst."
    ),
    (
        "There is a fibroid (a growth of muscle in the wall of the womb) of 3.1 cm in the back wall of "
        "the womb. The right ovary holds a simple cyst of 2.4 cm. The left ovary is normal. There is no "
        "free fluid. The report says that no follow-up is needed for the cyst."
    ),
)
SCROTUM = Case(
    (
        "EXAM: Scrotal ultrasound.\n"
        "INDICATION: Left testicular pain.\n"
        "FINDINGS: There is normal flow in both testicles. The left epididymis is enlarged and "
        "hyperemic. Small left hydrocele. Small right varicocele. No testicular mass.\n"
        "IMPRESSION: Left epididymitis. No torsion. Small left hydrocele. Small right varicocele."
    ),
    (
        "The tube behind the left testicle (the epididymis) is large and has more blood flow: this is "
        "epididymitis (an inflamed tube). The blood flow in both testicles is normal, so there is no "
        "twist (torsion). There is a small amount of fluid around the left testicle (a hydrocele). "
        "There are small wide veins on the right (a varicocele). There is no mass in the testicles."
    ),
)
SHOULDER = Case(
    (
        "EXAM: MRI left shoulder.\n"
        "INDICATION: Shoulder pain.\n"
        "FINDINGS: There is moderate supraspinatus tendinosis without tear. Mild acromioclavicular "
        "osteoarthritis. The labrum is intact. Small glenohumeral joint effusion. The biceps tendon is "
        "normal.\n"
        "IMPRESSION: Moderate supraspinatus tendinosis. No rotator cuff tear. Mild AC joint "
        "osteoarthritis."
    ),
    (
        "The supraspinatus tendon at the top of the left shoulder shows moderate wear (tendinosis). "
        "There is no tear of the rotator cuff. There is mild arthritis in the joint at the top of the "
        "shoulder (the AC joint). There is a small amount of extra fluid in the shoulder joint. The "
        "labrum is whole. Many people with no pain have this. The scan alone can't say if it is linked "
        "to yours, and an exam can help tell."
    ),
)
PANCREAS = Case(
    (
        "EXAM: CT abdomen with contrast.\n"
        "INDICATION: Weight loss.\n"
        "FINDINGS: There is a 14 mm cyst in the tail of the pancreas. The pancreatic duct is normal. "
        "The adrenal glands are normal. A 10 mm splenule is seen. The aorta measures 3.4 cm.\n"
        "IMPRESSION: 14 mm pancreatic tail cyst; follow-up MRI in 1 year is recommended. 3.4 cm "
        "abdominal aortic aneurysm; ultrasound in 3 years is recommended."
    ),
    (
        "There is a cyst (a sac of fluid) of 14 mm in the tail of the pancreas. The report recommends "
        "an MRI in 1 year. The main artery in the belly is widened to 3.4 cm (an aneurysm). The report "
        "recommends an ultrasound in 3 years. The adrenal glands are normal."
    ),
)
BELLY = Case(
    (
        "EXAM: CT abdomen with contrast.\n"
        "INDICATION: Epigastric pain. Rule out pancreatitis.\n"
        "FINDINGS: The pancreas is normal. The appendix is normal. The liver shows a 3 mm hepatic cyst. "
        "Sigmoid diverticulosis. The gallbladder is surgically absent after cholecystectomy. The "
        "sacroiliac joints are normal. The prostate is normal. No bowel obstruction. The gastric wall "
        "is normal.\n"
        "IMPRESSION: Diverticulosis. 3 mm hepatic cyst. No acute abnormality."
    ),
    (
        "There are small pouches in the sigmoid colon (diverticulosis). The liver holds a cyst (a sac "
        "of fluid) of 3 mm. The pancreas, the appendix and the prostate are normal. The gallbladder was "
        "taken out before. The bowel is not blocked. Nothing acute was seen."
    ),
)
ARM = Case(
    (
        "EXAM: Right humerus X-ray.\n"
        "INDICATION: Fall on the arm.\n"
        "FINDINGS: No fracture. No dislocation. Bones are osteopenic. There is mild hypertrophy of the "
        "acromioclavicular joint. Soft tissues are swollen.\n"
        "IMPRESSION: No fracture. Osteopenia. Soft tissue swelling."
    ),
    (
        "No broken bone was seen. The arm is not out of joint. The bones look thin (osteopenia). The "
        "joint at the top of the shoulder (the AC joint) is mildly overgrown. The soft tissues are "
        "swollen. Many people with no pain have this. The scan alone can't say if it is linked to "
        "yours, and an exam can help tell."
    ),
)
CHEST = Case(
    (
        "EXAM: CT chest.\n"
        "INDICATION: Dyspnea.\n"
        "FINDINGS: Severe centrilobular emphysema. There is no pericardial effusion. Large right "
        "pleural effusion. The left lung is clear. The bronchial walls are mildly thick. No mass. The "
        "aorta is normal in size. Hyperinflation of both lungs.\n"
        "IMPRESSION: Severe emphysema with hyperinflation. Large right pleural effusion. Clinical "
        "correlation is advised."
    ),
    (
        "There is severe emphysema (worn air sacs), and both lungs hold too much air (hyperinflation). "
        "There is a large amount of fluid around the right lung. The left lung is clear. The walls of "
        "the airways are mildly thick. There is no mass and no fluid around the heart. The aorta has a "
        "normal size. Some people with this feel well. The scan alone can't tell if emphysema fits how "
        "you feel, and an exam is needed."
    ),
)
SLIP = Case(
    (
        "EXAM: MRI lumbar spine.\n"
        "INDICATION: Back pain for 3 weeks.\n"
        "TECHNIQUE: Sagittal and axial images without contrast.\n"
        "FINDINGS: Grade 1 spondylolisthesis of L4 on L5. Possible left foraminal stenosis at L4-L5. No "
        "disc herniation. The right foramen is normal. Mild right hip effusion is partly seen. An MRI "
        "of the hip may be useful if pain persists.\n"
        "IMPRESSION: Grade 1 L4 on L5 spondylolisthesis. Possible left L4-L5 foraminal stenosis."
    ),
    (
        "The L4 bone has slipped forward on L5 (spondylolisthesis, grade 1). The opening for the nerve "
        "on the left at L4-L5 may be narrow (a possible stenosis). No disc herniation was seen. There "
        "is a little extra fluid in the right hip joint. An MRI of the hip may be useful if pain goes "
        "on. Many people with no pain have this. The scan alone can't say if it is linked to yours, and "
        "an exam can help tell."
    ),
)
JOINT = Case(
    (
        "EXAM: Left knee X-ray.\n"
        "INDICATION: Knee pain.\n"
        "FINDINGS: Severe medial compartment osteoarthritis. Mild patellofemoral osteoarthritis. No "
        "joint effusion. The lateral compartment is preserved. Synovial osteochondromatosis cannot be "
        "excluded. Weight-bearing views should be obtained.\n"
        "IMPRESSION: Severe medial and mild patellofemoral osteoarthritis of the left knee. "
        "Weight-bearing views should be obtained."
    ),
    (
        "The inner side of the left knee has severe arthritis. The joint behind the kneecap has mild "
        "arthritis. The outer side of the knee is preserved. There is no extra fluid in the joint. "
        "Synovial osteochondromatosis (bits that form in the joint lining) cannot be ruled out. The "
        "report says that weight-bearing views should be obtained. Many people with no pain have this. "
        "The scan alone can't say if it is linked to yours, and an exam can help tell."
    ),
)
BRAIN = Case(
    (
        "EXAM: MRI brain.\n"
        "INDICATION: Seizure. Evaluate for meningioma.\n"
        "FINDINGS: No mass. The meninges are normal. There is a 4 mm T2 hyperintense focus in the right "
        "frontal lobe, nonspecific. The left frontal lobe is normal. The pituitary gland is normal. No "
        "hemorrhage. Mild sinus mucosal thickening.\n"
        "IMPRESSION: No mass or hemorrhage. Nonspecific 4 mm right frontal focus. Follow-up MRI in 6 "
        "months could be considered."
    ),
    (
        "There is no mass and no bleeding in the brain. A bright spot of 4 mm on the T2 pictures sits "
        "in the right frontal lobe. It could be many things (nonspecific). The left frontal lobe is "
        "normal. The lining of the sinuses is mildly thick. A follow-up MRI in 6 months could be "
        "considered."
    ),
)
EYE = Case(
    (
        "EXAM: CT orbits.\n"
        "INDICATION: Left eye swelling.\n"
        "FINDINGS: Mild left preseptal soft tissue swelling. No orbital abscess. No postseptal "
        "extension. The globes are intact. Exam performed at 11:40 PM on 7 May 2024.\n"
        "IMPRESSION: Mild left preseptal cellulitis. No abscess."
    ),
    (
        "There is a mild skin infection in front of the left eye (preseptal cellulitis), with swelling. "
        "There is no pocket of pus (abscess) in the eye socket. It does not reach behind the lid. The "
        "eyeballs are whole. The exam was done at 11:40 PM on 7 May 2024. Please call your care team "
        "and be seen today."
    ),
)

_CASES = [
    HEAD,
    NECK,
    BACK,
    KIDNEYS,
    HIPS,
    KNEE,
    THYROID,
    PELVIS,
    SCROTUM,
    SHOULDER,
    PANCREAS,
    BELLY,
    ARM,
    CHEST,
    SLIP,
    JOINT,
    BRAIN,
    EYE,
]


def _found(case: Case, line: str = "") -> set[str]:
    verdict = guardrails.check_text(case.report, f"{case.letter} {line}".strip())
    return {v.rule for v in verdict.violations if v.severity == "error"}


@pytest.mark.parametrize("case", _CASES)
def test_the_faithful_letter_passes(case: Case) -> None:
    """The letter that the sentences are added to breaks no rule."""
    assert _found(case) == set()


@pytest.mark.parametrize(
    ("case", "line", "rule"),
    [
        (HEAD, "The bleeding is larger on the right than the left.", "laterality-mismatch"),
        (HEAD, "The bleeding is chronic.", "change-mismatch"),
        (KNEE, "The ACL may be torn.", "negation-flip"),
        (HEAD, "It is fine to wait a week before you call your care team.", "missing-urgent-action"),
        (NECK, "The disc at C4-C5 bulges severely.", "severity-mismatch"),
        (NECK, "The nerve opening is more narrow on the right than the left.", "laterality-mismatch"),
        (BACK, "The last exam was on 5 March 2021.", "number-mismatch"),
        (BACK, "Right leg pain is the reason for this scan, and the disc explains it.", "causal-attribution"),
        (KIDNEYS, "The left kidney is smaller than the right one.", "laterality-mismatch"),
        (KIDNEYS, "The right kidney is mildly swollen with urine, unlike the left.", "laterality-mismatch"),
        (KIDNEYS, "The right kidney has shrunk since the last exam.", "change-mismatch"),
        (HIPS, "The sacroiliac joints have mild arthritis.", "negation-flip"),
        (KNEE, "The ACL has a grade 2 sprain.", "negation-flip"),
        (KNEE, "The MCL has a grade 3 sprain.", "severity-mismatch"),
        (THYROID, "The lump looks bright on the ultrasound (hyperechoic).", "negation-flip"),
        (THYROID, "The nodule was smaller on the last exam.", "change-mismatch"),
        (THYROID, "No needle sample is recommended.", "false-reassurance"),
        (PELVIS, "The left ovary holds a cyst and no free fluid.", "laterality-mismatch"),
        (SCROTUM, "The inflamed tube is the reason for the pain.", "causal-attribution"),
        (SHOULDER, "Your shoulder pain is from the tendon, which is why you had the scan.", "causal-attribution"),
        (PANCREAS, "There is a cyst in the adrenal gland.", "negation-flip"),
        (BELLY, "You have pancreatitis.", "invented-finding"),
        (BELLY, "There is diverticulitis.", "invented-finding"),
        (BELLY, "You do not have a burst appendix, you have a blocked bowel.", "negation-flip"),
        (BELLY, "Nothing is wrong with your colon.", "false-reassurance"),
        (BELLY, "The scan was done without water and shows a blocked bowel.", "negation-flip"),
        (ARM, "You have osteoporosis.", "invented-finding"),
        (ARM, "You have hypertension.", "invented-finding"),
        (ARM, "A fracture is seen that is not displaced.", "negation-flip"),
        (ARM, "With no fall in the past, the bone is broken.", "negation-flip"),
        (CHEST, "There is emphysema (a little wear of the air sacs).", "severity-mismatch"),
        (
            CHEST,
            "There is a large amount of fluid around the left lung, which is otherwise clear.",
            "laterality-mismatch",
        ),
        (CHEST, "There is more fluid around the left lung than the right.", "laterality-mismatch"),
        (CHEST, "There is a mass that is not calcified.", "negation-flip"),
        (CHEST, "Nothing is wrong with your right lung.", "false-reassurance"),
        (SLIP, "There is a herniated disc that does not touch the nerve.", "negation-flip"),
        (SLIP, "The slip is grade 2.", "severity-mismatch"),
        (SLIP, "The opening on the right is narrower than the left.", "laterality-mismatch"),
        (JOINT, "The joint behind the kneecap has severe arthritis.", "severity-mismatch"),
        (JOINT, "There is extra fluid that is not much.", "negation-flip"),
        (BRAIN, "There is bleeding that does not press on the brain.", "negation-flip"),
        (BRAIN, "In general, such spots are urgent and everyone with seizures has them.", "unsupported-claim"),
        (BRAIN, "The pituitary gland is enlarged, but not by a mass.", "negation-flip"),
        (EYE, "The exam was done at 11:40 AM on 7 May 2024.", "number-mismatch"),
        (EYE, "The exam was done on 5 July 2024.", "number-mismatch"),
        (EYE, "The right eye is infected, and the left is fine.", "laterality-mismatch"),
    ],
)
def test_an_unfaithful_sentence_is_caught(case: Case, line: str, rule: str) -> None:
    """One wrong sentence in a faithful letter is told by its rule."""
    assert rule in _found(case, line)


@pytest.mark.parametrize(
    ("case", "line"),
    [
        (KIDNEYS, "The left kidney is larger than the right one."),
        (KIDNEYS, "On the right, the kidney is smaller than the left."),
        (KNEE, "The ACL and the PCL show no tear."),
        (KNEE, "A grade 2 sprain is a partial tear."),
        (EYE, "It was done late in the evening of 7 May 2024, at 11:40 PM."),
        (BACK, "An exam of May 2021 was there to compare with."),
        (BELLY, "You had the scan to rule out pancreatitis."),
        (ARM, "A fracture was not seen."),
        (ARM, "The X-ray does not show a fracture or a dislocation."),
        (BRAIN, "The report does not see any bleeding."),
        (HEAD, "This cannot wait."),
        (HEAD, "You need care right away: the bleeding is fresh."),
        (JOINT, "The joint behind the kneecap has only mild arthritis."),
        (SHOULDER, "You had the scan because of shoulder pain."),
    ],
)
def test_the_same_words_said_faithfully_pass(case: Case, line: str) -> None:
    """What the report bears out passes in like words."""
    assert _found(case, line) == set()


_MASS = "EXAM: CT abdomen.\nFINDINGS: There is a 3 cm mass in the left kidney.\nIMPRESSION: 3 cm left renal mass, indeterminate."
_AIRWAY = "EXAM: Chest X-ray.\nINDICATION: Cough. Evaluate for meningioma.\nFINDINGS: Mild bronchial wall thickening.\nIMPRESSION: Mild bronchial wall thickening."
_WRIST = "EXAM: Left wrist X-ray.\nFINDINGS: No fracture. Soft tissue swelling.\nIMPRESSION: No fracture. Soft tissue swelling."


@pytest.mark.parametrize(
    ("report", "base", "line", "rule"),
    [
        (_MASS, "There is a 3 cm mass in your left kidney.", "The mass is a cancer.", "invented-finding"),
        (_MASS, "There is a 3 cm mass in your left kidney.", "It is a sign of dementia.", "invented-finding"),
        (_AIRWAY, "The walls of the airways are mildly thick.", "You have bronchitis.", "invented-finding"),
        (_AIRWAY, "The walls of the airways are mildly thick.", "You have a meningioma.", "invented-finding"),
        (_WRIST, "The soft parts of the left wrist are swollen.", "There is a break in the wrist.", "negation-flip"),
        (_WRIST, "The soft parts of the left wrist are swollen.", "A break line can be seen.", "negation-flip"),
    ],
)
def test_a_disease_is_not_named_behind_a_finding(report: str, base: str, line: str, rule: str) -> None:
    """What looks like a definition, or stands only in the question, is no finding of the report."""
    assert rule in {v.rule for v in guardrails.check_text(report, f"{base} {line}").violations if v.severity == "error"}
