"""Sentences that lean on what a letter may say, and say something else: each stands alone in a letter that is otherwise faithful."""

import pytest

import guardrails

KNEE = "EXAM: MRI left knee.\nINDICATION: Knee pain, worsening over months.\nFINDINGS: Small tear of the posterior horn of the medial meniscus. Mild joint effusion. The lateral meniscus is intact. The cruciate ligaments are intact. No displaced fracture.\nIMPRESSION: Small medial meniscus tear. Mild effusion."
SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Back pain.\nFINDINGS: L3-L4: Normal. L4-L5: Mild disc bulge with mild left foraminal stenosis. L5-S1: Moderate disc protrusion with severe right foraminal stenosis. The conus is normal. No compression fracture.\nIMPRESSION: Severe right foraminal stenosis at L5-S1. Mild left foraminal stenosis at L4-L5."
CHEST = "EXAM: CT chest.\nINDICATION: Cough.\nFINDINGS: 6 mm nodule in the right upper lobe. Mild emphysema. No pleural effusion. Heart is normal in size. The liver and spleen are normal.\nIMPRESSION: 6 mm right upper lobe nodule. Recommend CT in 6 months."
BELLY = "EXAM: CT abdomen.\nINDICATION: Flank pain.\nFINDINGS: 4 mm stone in the left ureter with mild left hydronephrosis. 2 cm simple cyst in the right kidney. Diverticulosis of the sigmoid colon without acute diverticulitis. Liver, spleen and pancreas are normal. Questionable small lesion in the adrenal gland.\nIMPRESSION: Left ureteral stone with mild hydronephrosis. Possible small adrenal lesion. Urology referral is recommended."
BRAIN = "EXAM: MRI brain.\nINDICATION: Headache.\nFINDINGS: Mild chronic small vessel disease. Small meningioma at the left frontal convexity, unchanged since 2019. No acute infarct. Ventricles are normal.\nIMPRESSION: Small left frontal meningioma, unchanged. Mild chronic small vessel disease."
BREAST = "EXAM: Mammogram.\nFINDINGS: Oval mass in the left breast at 3 o'clock, 8 mm, likely benign. The right breast is normal.\nIMPRESSION: Probably benign left breast mass. BI-RADS 3. Short interval follow-up in 6 months. A negative mammogram should not delay biopsy of a palpable lump."
VESS = "EXAM: Carotid ultrasound.\nFINDINGS: Right internal carotid artery: 50-69% stenosis with plaque. Left internal carotid artery: less than 50% stenosis. Vertebral arteries are patent.\nIMPRESSION: Moderate right internal carotid stenosis."
WOMB = "EXAM: Obstetric ultrasound.\nFINDINGS: Single intrauterine pregnancy, 20 weeks. Low-lying placenta, anterior. Estimated weight at the 15th percentile. Amniotic fluid is normal.\nIMPRESSION: Low-lying anterior placenta. Repeat ultrasound in 8 weeks is recommended."
FOOT = "EXAM: X-ray right foot.\nINDICATION: Fall.\nFINDINGS: Fracture of the fifth metatarsal. Mild osteoarthritis of the first MTP joint. Moderate soft tissue swelling.\nIMPRESSION: Fifth metatarsal fracture. Recommend conservative treatment and follow-up radiographs."
LETTERS = {
    KNEE: "This is about the MRI of your left knee. There is a small tear at the back of the inner meniscus, a cushion of the joint, and mild extra fluid in the joint. The outer meniscus and the cross-shaped ligaments are whole. No bone that has moved out of place was seen.",
    SPINE: "At L4-L5 the disc bulges mildly, and the opening for the nerve on the left is mildly narrow. At L5-S1 a moderate part of the disc sticks out, and the opening for the nerve on the right is severely narrow. L3-L4 is normal. No collapsed bone was seen.",
    CHEST: "There is a 6 mm nodule, a small spot, in the upper part of the right lung. There is also mild emphysema, a change of the air sacs. There is no fluid around the lungs, and the heart is normal in size. The report asks for another CT in 6 months.",
    BELLY: "There is a 4 mm stone in the left ureter, the tube from the kidney, and the left kidney is mildly swollen. The right kidney has a 2 cm cyst, a sac of fluid. There are pouches in the lower bowel without an acute inflammation. There may be a small lesion in the adrenal gland, but this is not certain. The report asks for a visit with a urologist.",
    BRAIN: "There is a small meningioma, a growth of the lining of the brain, at the left front. It has not changed since 2019. There is mild long-standing disease of the small vessels. No fresh stroke was seen.",
    BREAST: "There is an oval 8 mm mass in the left breast, at 3 o'clock. It is likely benign, BI-RADS 3. The right breast is normal. The report asks for a check in 6 months. A clear mammogram should not delay a biopsy of a lump that can be felt.",
    VESS: "The inner neck artery on the right is moderately narrow, 50-69%, with plaque. On the left it is narrow by less than 50%. The vertebral arteries are open.",
    WOMB: "There is one pregnancy in the womb, of 20 weeks. The placenta lies low, at the front. The estimated weight is at the 15th percentile. The fluid is normal. The report asks for another ultrasound in 8 weeks.",
    FOOT: "There is a fracture, a break, of the fifth metatarsal, a long bone of the right foot. The joint of the big toe has mild arthritis. There is moderate swelling. The report asks for conservative treatment and new X-rays.",
}
UNFAITHFUL = [
    (KNEE, "Your knee is getting worse.", "unsupported-claim"),
    (KNEE, "The wear in the joint is getting worse.", "unsupported-claim"),
    (KNEE, "Here is the result of years of running.", "unsupported-claim"),
    (KNEE, "Below is the result of your heavy weight.", "unsupported-claim"),
    (KNEE, "You will soon be well.", "unsupported-claim"),
    (KNEE, "You will be free of pain soon.", "unsupported-claim"),
    (KNEE, "There will be arthritis in ten years.", "unsupported-claim"),
    (KNEE, "There will be more tears.", "unsupported-claim"),
    (KNEE, "The tear will look better on the next scan.", "unsupported-claim"),
    (KNEE, "The spot will appear darker on the scan next year.", "unsupported-claim"),
    (KNEE, "In most people the knee stays strong with a tear.", "unsupported-claim"),
    (SPINE, "In most people the disc moves back.", "unsupported-claim"),
    (KNEE, "Anyone with this should see a surgeon for an operation.", "unsupported-claim"),
    (
        KNEE,
        "In some people a small tear of the meniscus leads to loss of the joint. In others it makes no trouble.",
        "unsupported-claim",
    ),
    (KNEE, "Knees in general: no more running after forty.", "unsupported-claim"),
    (KNEE, "If it hurts with stairs, the joint is worn, so call.", "unsupported-claim"),
    (WOMB, "The pregnancy can bring on bleeding.", "unsupported-claim"),
    (FOOT, "The break should do well with conservative care.", "unsupported-claim"),
    (KNEE, "A note like this can mean surgery.", "unsupported-claim"),
    (KNEE, "The tear should be forgotten in a month.", "unsupported-claim"),
    (KNEE, "Don't stop before you take ten days of antibiotics.", "treatment-directive"),
    (KNEE, "Whether or not it hurts you should have surgery.", "treatment-directive"),
    (KNEE, "Whether you rest or not you should take ibuprofen.", "treatment-directive"),
    (KNEE, "The radiologist asks for no treatment but an injection.", "treatment-directive"),
    (KNEE, "Sports, exercise and work are things to stop.", "treatment-directive"),
    (BELLY, "If the pain is gone, the visit with the urologist can be left out.", "treatment-directive"),
    (KNEE, "No need to worry and no reason for a bad mood.", "false-reassurance"),
    (KNEE, "The report gives good news, nothing worse.", "false-reassurance"),
    (BELLY, "The liver, the spleen and the kidneys. Nothing unusual there.", "false-reassurance"),
    (BREAST, "The left breast is fine.", "false-reassurance"),
    (BREAST, "The mass is benign.", "certainty-mismatch"),
    (KNEE, "There is no reason for that visit.", "false-reassurance"),
    (KNEE, "Ask about the crippling tear.", "alarming-language"),
    (KNEE, "Call about the awful state of your knee.", "alarming-language"),
    (KNEE, "When you see your doctor, tell of your terrible tear.", "alarming-language"),
    (KNEE, "I was told to act as a doctor.", "instruction-echo"),
    (SPINE, "At L5-S1 the left nerve has little room.", "laterality-mismatch"),
    (FOOT, "The break is in the big toe.", "level-mismatch"),
    (FOOT, "The break is in the fourth metatarsal.", "level-mismatch"),
    (FOOT, "The little toe has mild arthritis.", "level-mismatch"),
    (FOOT, "The long bone of the big toe is broken.", "level-mismatch"),
    (SPINE, "The narrowing on the left at L4-L5 is marked.", "severity-mismatch"),
    (BRAIN, "The growth is worse on the left now.", "change-mismatch"),
    (VESS, "The narrowing on the right is severe.", "severity-mismatch"),
    (VESS, "The narrowing on the right is mild.", "severity-mismatch"),
    (KNEE, "A check in a year will find it gone.", "unsupported-claim"),
    (KNEE, "There will be no lasting harm.", "unsupported-claim"),
    (KNEE, "You will never kneel again.", "unsupported-claim"),
    (KNEE, "You will do well.", "unsupported-claim"),
    (WOMB, "In most people the placenta moves up.", "unsupported-claim"),
    (BREAST, "The check will confirm that it is benign.", "unsupported-claim"),
    (BREAST, "The 6-month check will be clear.", "unsupported-claim"),
    (VESS, "Plaque in general: it comes from fat food.", "unsupported-claim"),
    (VESS, "In most people the artery opens by itself.", "unsupported-claim"),
    (FOOT, "In most people the bone has joined by then.", "unsupported-claim"),
    (CHEST, "Whether the spot grows or not you must use the inhaler.", "treatment-directive"),
    (VESS, "Do not begin aspirin until you have tried a statin.", "treatment-directive"),
    (WOMB, "Rest, exercise and travel are to be avoided.", "treatment-directive"),
    (BREAST, "The check can be left for a year.", "treatment-directive"),
    (BELLY, "You do not have to bring anything or see the urologist.", "false-reassurance"),
    (VESS, "Ask about the horrible narrowing in your neck.", "alarming-language"),
    (SPINE, "On the left side at L5-S1, room is tight.", "laterality-mismatch"),
    (SPINE, "The narrowing at L5-S1 on the right is mild.", "severity-mismatch"),
    (CHEST, "The emphysema is quite severe.", "severity-mismatch"),
    (VESS, "The narrowing on the left is severe.", "severity-mismatch"),
    (BREAST, "The mass is at 9 o'clock.", "level-mismatch"),
    (VESS, "The right neck artery is wide enough.", "false-reassurance"),
    (BRAIN, "The meningioma is worse on the left now.", "change-mismatch"),
    (KNEE, "The tendon is torn.", "invented-finding"),
    (KNEE, "A ligament is torn.", "invented-finding"),
]
FAITHFUL = [
    (KNEE, "The pain that is getting worse was the reason for the MRI."),
    (KNEE, "Here is the result of your MRI."),
    (KNEE, "Below is the result of our look at your knee."),
    (KNEE, "Anyone with this should see a doctor if the knee locks."),
    (KNEE, "If it hurts when you walk, or at night, call your doctor."),
    (KNEE, "You will have time to ask about all of it."),
    (KNEE, "Your doctor will be clear about what comes next."),
    (KNEE, "Whether you need surgery is nothing that a scan can tell."),
    (KNEE, "Sports, exercise and work are things to ask about."),
    (KNEE, "Do not stop a medicine until you have asked your doctor."),
    (KNEE, "In most people the inner meniscus cushions the bones."),
    (KNEE, "Good news and less good news stand side by side here."),
    (KNEE, "If the knee is giving way, call your doctor."),
    (CHEST, "The liver and the spleen. Nothing unusual there."),
    (BELLY, "You do not need to bring the pictures to the visit with the urologist."),
    (BREAST, "The mass is probably benign."),
    (BREAST, "The right breast is fine."),
    (BREAST, "The mass is at 3 o'clock."),
    (SPINE, "At L5-S1 the right nerve has little room."),
    (SPINE, "The narrowing at L5-S1 on the right is severe."),
    (SPINE, "The narrowing at L4-L5 on the left is mild."),
    (VESS, "The narrowing on the right is moderate."),
    (FOOT, "The joint of the big toe has mild arthritis."),
    (FOOT, "The break is in the fifth metatarsal."),
    (BRAIN, "The growth is the same as in 2019."),
    (CHEST, "The next CT will show whether the spot has grown."),
    (WOMB, "The next ultrasound will show where the placenta lies then."),
]
#: Rules on what a whole letter must hold, or on words that are not at stake here.
WHOLE = {"omitted-finding", "dropped-caveat", "missing-urgent-action", "reading-level", "unexplained-jargon"}


def _rules(report: str, line: str) -> list[str]:
    """The rules that a letter with one more line breaks more often than without it."""
    found: list[str] = []
    for violation in guardrails.check_text(report, f"{LETTERS[report]} {line}".strip()).violations:
        if violation.severity == "error" and violation.rule not in WHOLE:
            found.append(violation.rule)
    return sorted(found)


@pytest.mark.parametrize(("report", "line", "rule"), UNFAITHFUL)
def test_a_sentence_beside_the_exception_is_caught(report: str, line: str, rule: str) -> None:
    assert _rules(report, line).count(rule) > _rules(report, "").count(rule)


@pytest.mark.parametrize(("report", "line"), FAITHFUL)
def test_the_sentence_it_was_made_for_passes(report: str, line: str) -> None:
    assert _rules(report, line) == _rules(report, "")
