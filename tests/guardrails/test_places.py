"""Sides, levels and directions of letters, as their readers write them: the faithful ones pass, the swapped ones do not."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read

_KNEE = (
    "EXAM: MRI left knee.\nINDICATION: Left knee pain.\nFINDINGS: Mucoid degeneration in the medial meniscus and in the lateral "
    "meniscus. Partial tear of the medial collateral ligament. Bone bruise in the medial femoral condyle. Small joint effusion.\n"
    "IMPRESSION: Partial tear of the medial collateral ligament. Bone bruise of the medial femoral condyle."
)
_ELBOW = "EXAM: MRI elbow.\nFINDINGS: Severe tendinosis of the common extensor tendon.\nIMPRESSION: Severe tendinosis."
_SPINE = (
    "EXAM: MRI lumbar spine.\nFINDINGS: Diffuse disc bulge at L3-L4 compressing the thecal sac, more to the right. Left paracentral "
    "disc protrusion at L4-L5 compressing the left nerve root. Diffuse disc bulge at L5-S1 encroaching upon both neural foramina. "
    "Bilateral facet arthropathy at L5-S1.\nIMPRESSION: Disc bulges and left disc protrusion at L4-L5."
)
_BELLY = (
    "EXAM: CT abdomen.\nFINDINGS: 12 mm cyst in the left kidney. 4 mm stone in the right kidney. Mild perinephric stranding on both "
    "sides. Left ovary: 2.9 x 1.4 x 2.2 cm. Right ovary: 3.4 x 2.1 x 3.7 cm.\n"
    "IMPRESSION: Left renal cyst. Right renal stone."
)
_HIP = (
    "EXAM: CT pelvis.\nINDICATION: Pain in the right buttock.\nFINDINGS: Narrowing of the right ischiofemoral space. The left "
    "ischiofemoral space is preserved.\nIMPRESSION: Right ischiofemoral space narrowing."
)
_HIPS = (
    "EXAM: X-ray pelvis.\nFINDINGS: Severe osteoarthritis of the left hip. Mild osteoarthritis of the right hip.\n"
    "IMPRESSION: Severe left and mild right hip osteoarthritis."
)
_BREAST = (
    "EXAM: Mammogram.\nFINDINGS: In the left breast there is a mass measuring 14 mm. In the right breast there is a 5 mm simple cyst "
    "in the lower inner quadrant.\nIMPRESSION: Left breast mass. Right breast cyst."
)


def _faults(report: str, draft: str) -> list[str]:
    plan = make_plan(read(report, admit_any=True), audience="patient")
    rules = ("laterality-mismatch", "level-mismatch")
    return [f"{v.rule}: {v.message}" for v in guardrails.check(plan, draft).violations if v.rule in rules]


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_ELBOW, "The tendon shows severe wear right where it starts from the bone."),
        (_ELBOW, "The worn tendon sits right next to the outer bump of the elbow."),
        (_KNEE, "The ligament on the inner side is torn in part, not right through."),
        (_KNEE, "A little fluid is left in the joint after such a fall."),
        (_KNEE, "Both menisci show a long-standing change inside."),
        (_KNEE, "Inner and outer menisci (both pads): a long-standing change inside."),
        (_SPINE, "At L3-L4 the disc bulges all around. It presses on the nerve sac, more on the right."),
        (_SPINE, "At L5-S1 the disc bulges and takes up room in the nerve canals on both sides."),
        (_BELLY, "Left kidney: a cyst, 12 mm. Right kidney: a stone, 4 mm. A little haze around both."),
        (_BELLY, "The left ovary is 2.9 x 1.4 x 2.2 cm and the right one 3.4 x 2.1 x 3.7 cm."),
        (_HIP, "The space near the sit bone is narrow on the right. The left side still has its space."),
        (_HIP, "The space on the right is narrow. The left one has plenty of room."),
        (_HIPS, "Both hips have arthritis. It is severe on the left and mild on the right."),
        (_BREAST, "Your right breast has a small cyst. The mass is on the left."),
    ],
)
def test_a_faithful_side_or_level_passes(report: str, draft: str) -> None:
    """Everyday "right", "both" of no pair, the level spoken of, and the sound side are no other side or level."""
    assert _faults(report, draft) == []


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_KNEE, "Both knees have a small joint effusion."),
        (_KNEE, "The outer ligament of the knee has a partial tear."),
        (_KNEE, "There is a bone bruise in the inner part of the shin bone."),
        (_KNEE, "Your right knee hurts."),
        (_SPINE, "At L3-L4 the disc bulges all around. It presses on the nerve sac, more on the left."),
        (_SPINE, "At L4-L5 a disc sticks out to the right."),
        (_SPINE, "Small joints at L2-L3. They show arthritis on both sides."),
        (_BELLY, "The right ovary is 2.9 x 1.4 x 2.2 cm and the left one 3.4 x 2.1 x 3.7 cm."),
        (_BELLY, "Both kidneys have a stone."),
        (_HIP, "The space near the sit bone is narrow on the left. The right side still has its space."),
        (_HIP, "You have pain in the left buttock."),
        (_HIPS, "Both hips have arthritis. It is severe on the right and mild on the left."),
        (_BREAST, "Your left breast has a small cyst of 5 mm."),
    ],
)
def test_a_swapped_side_or_level_is_caught(report: str, draft: str) -> None:
    """The same sentences with the side, the level or the direction of another finding are faults."""
    assert _faults(report, draft)


_ORGANS = (
    "EXAM: CT abdomen.\nFINDINGS: 15 mm cyst in the liver. 3 mm stone in the left kidney. Diverticulosis of the sigmoid colon. The "
    "spleen and the pancreas are normal.\nIMPRESSION: Hepatic cyst. Left renal stone. Diverticulosis."
)
_FOOT = (
    "EXAM: X-ray foot.\nFINDINGS: Mild osteoarthritis of the first metatarsophalangeal joint. Nondisplaced fracture of the second "
    "toe. Tenosynovitis of the flexor tendons at the ankle. Edema at the medial and at the lateral ankle.\n"
    "IMPRESSION: First MTP osteoarthritis. Second toe fracture. Flexor tenosynovitis."
)
_SHIN = (
    "EXAM: MRI left lower leg.\nFINDINGS: Stress fracture of the tibia. Enchondroma of the distal femur. Small anterior osteophytes of "
    "the knee.\nIMPRESSION: Tibial stress fracture."
)
_LEVELS = (
    "EXAM: CT lumbar spine.\nFINDINGS: L3-L4: Mild facet arthropathy with vacuum phenomenon on the right. L4-L5: Moderate facet "
    "arthropathy, right foraminal stenosis. Left foraminal stenosis at L3-L4. Loss of height of the anterior part of the L2 body.\n"
    "IMPRESSION: Facet arthropathy."
)
_LUNGS = (
    "EXAM: CT chest.\nFINDINGS: 6 mm nodule in the right upper lobe. Atelectasis of the lingula. Small arachnoid cyst on the left. "
    "Mastoid effusion on the right.\nIMPRESSION: Right upper lobe nodule."
)
_NECK = "EXAM: MRI spine.\nFINDINGS: Cervical spine: Muscle spasm. Lumbar spine: Disc bulge at L4-L5.\nIMPRESSION: Spasm. Disc bulge."
_PERONEAL = (
    "EXAM: MRI right ankle.\nFINDINGS: Anterior displacement of the peroneus longus tendon. Split tear of the peroneus brevis tendon.\n"
    "IMPRESSION: Peroneal tendon tear."
)
_CHEST_WALL = "EXAM: MRI breast.\nFINDINGS: 12 mm enhancement in the left breast at 6 o'clock.\nIMPRESSION: Left breast enhancement."


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_ORGANS, "There is a cyst of 15 mm in the liver. It lies near the gallbladder."),
        (_ORGANS, 'Cyst in the liver ("15 mm cyst in the liver").'),
        (_ORGANS, "The spleen and the pancreas look fine."),
        (_ORGANS, "The lower left large bowel has small pouches."),
        (_ORGANS, "The report does not say anything of the stomach or the ovaries."),
        (_FOOT, "The joint at the base of the big toe has mild arthritis. The second toe is broken."),
        (_FOOT, "The sheaths of the tendons that bend the little toe are inflamed."),
        (_FOOT, "The sheaths of the tendons for bending the toes are inflamed."),
        (_FOOT, "There is swelling on both sides of the ankle."),
        (_SHIN, "There is a stress fracture in the shin bone."),
        (_SHIN, "Stress fracture, tibia. Enchondroma, distal femur."),
        (_SHIN, "The joint has small bone spurs at the front."),
        (_LEVELS, "Joint arthritis is mild at L3-L4 (with gas on the right) and moderate at L4-L5."),
        (_LEVELS, "L4-L5: The right nerve opening is narrow."),
        (_LEVELS, "The front of that bone, L2, has lost height."),
        (_LEVELS, "Correlate with L4 and L5 signs."),
        (_LEVELS, "Unaddressed: T12-L1 and L1-L2 discs."),
        (_LUNGS, "In the left upper lung, the lingula, a part holds less air."),
        (_LUNGS, "There is an arachnoid cyst, a pocket of fluid, on the left."),
        (_LUNGS, "The spot is 6 mm. Ask which side is right."),
        (_NECK, "Neck: signs of muscle spasm."),
        (_PERONEAL, "The peroneus longus tendon has slipped forward."),
        (_CHEST_WALL, "L 6:00 o'clock: enhancement, 12 mm."),
    ],
)
def test_a_part_told_in_other_words_passes(report: str, draft: str) -> None:
    """A landmark, what a tendon serves, a side by the part, an aside and a level in brackets put nothing elsewhere."""
    assert _faults(report, draft) == []


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_ORGANS, "There is a cyst of 15 mm in the spleen."),
        (_ORGANS, "There is a spot in your pancreas."),
        (_ORGANS, 'Cyst in the spleen ("15 mm cyst in the liver").'),
        (_ORGANS, "Your stomach has small pouches."),
        (_ORGANS, "The right large bowel has small pouches."),
        (_FOOT, "The joint at the base of the little toe has mild arthritis."),
        (_FOOT, "The fourth toe is broken."),
        (_FOOT, "There is a break in the wrist."),
        (_SHIN, "There is a stress fracture in the thigh bone."),
        (_SHIN, "Stress fracture, femur."),
        (_SHIN, "The joint has small bone spurs at the back."),
        (_LEVELS, "Joint arthritis is mild at L4-L5 (with gas on the left)."),
        (_LEVELS, "L4-L5: The left nerve opening is narrow."),
        (_LEVELS, "The back of that bone, L2, has lost height."),
        (_LEVELS, "There is a narrow nerve opening at L1-L2."),
        (_LUNGS, "There is a spot of 6 mm in the left upper lung."),
        (_LUNGS, "There is an arachnoid cyst, a pocket of fluid, on the right."),
        (_CHEST_WALL, "R 6:00 o'clock: enhancement in the right breast, 12 mm."),
    ],
)
def test_a_part_swapped_for_another_is_caught(report: str, draft: str) -> None:
    """An organ that is sound or never named, another digit, bone or face, and the side of the other finding are faults."""
    assert _faults(report, draft)
