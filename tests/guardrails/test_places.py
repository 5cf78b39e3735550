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
    "sides. Left ovary measures 3.1 x 1.6 x 2.3 cm. Right ovary measures 3.3 x 1.9 x 3.5 cm.\n"
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
        (_BELLY, "The left ovary is 3.1 x 1.6 x 2.3 cm and the right one 3.3 x 1.9 x 3.5 cm."),
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
        (_BELLY, "The right ovary is 3.1 x 1.6 x 2.3 cm and the left one 3.3 x 1.9 x 3.5 cm."),
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
