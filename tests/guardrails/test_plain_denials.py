"""Plain denials: a letter that denies in everyday words what the report tells is caught, whatever the name it uses."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read

SPINE = (
    "EXAM: MRI lumbar spine.\nFINDINGS: Disc desiccation at L4-L5 with loss of disc height. Moderate central canal stenosis at "
    "L4-L5. Grade 1 anterolisthesis of L4 on L5. Compression fracture of L1. The L5 nerve root is compressed. Scoliosis."
)
SHOULDER = (
    "EXAM: MRI right shoulder.\nFINDINGS: Full thickness tear of the supraspinatus tendon. Moderate atrophy of the supraspinatus "
    "muscle. Subacromial bursitis. Joint effusion."
)
BELLY = (
    "EXAM: CT abdomen and pelvis.\nFINDINGS: Acute appendicitis. Splenomegaly. Obstructing left ureteral stone with moderate "
    "hydronephrosis. Enlarged prostate."
)
CHEST = (
    "EXAM: CT chest.\nFINDINGS: Mild bronchial wall thickening. Cardiomegaly. Segmental pulmonary embolus. Emphysema. Ascending aorta "
    "is dilated to 4.5 cm. Left pneumothorax."
)
HEAD = "EXAM: CT head.\nFINDINGS: Acute left MCA infarct. Subdural hematoma with 6 mm midline shift."
SOUND = (
    "EXAM: CT chest, abdomen and spine.\nFINDINGS: No bronchial wall thickening. The ascending aorta is not dilated. No pneumothorax. "
    "No fracture. No hydronephrosis. No spondylolisthesis. No scoliosis. Cyst of the liver."
)


def _flips(report: str, draft: str) -> list[str]:
    plan = make_plan(read(report, admit_any=True), audience="patient")
    return [v.message for v in guardrails.check(plan, draft).violations if v.rule == "negation-flip"]


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (SPINE, "The canal isn't tight at L4-L5."),
        (SPINE, "The bone has not slipped."),
        (SPINE, "L4 has not moved forward on L5."),
        (SPINE, "The bone at L1 is not broken."),
        (SPINE, "The L5 nerve is not pinched."),
        (SPINE, "The spine is not curved."),
        (SHOULDER, "The tendon is not torn."),
        (SHOULDER, "The supraspinatus tendon isn't torn through."),
        (SHOULDER, "The muscle has not shrunk."),
        (SHOULDER, "The bursa is not inflamed."),
        (SHOULDER, "There is not any extra fluid in the joint."),
        (BELLY, "Your appendix is not inflamed."),
        (BELLY, "The spleen is not big."),
        (BELLY, "Your prostate isn't enlarged."),
        (BELLY, "The left kidney isn't blocked."),
        (CHEST, "The walls of the airways are not thick."),
        (CHEST, "The heart isn't big."),
        (CHEST, "The artery of the lung is not blocked."),
        (CHEST, "The first part of the aorta is not wide."),
        (CHEST, "The air sacs are not damaged."),
        (CHEST, "The lung is not collapsed."),
        (HEAD, "You have not had a stroke."),
        (HEAD, "The middle of the brain is not pushed aside."),
    ],
)
def test_what_the_report_tells_is_not_denied(report: str, draft: str) -> None:
    assert _flips(report, draft)


@pytest.mark.parametrize(
    "draft",
    [
        "The walls of the airways are not thick.",
        "The first part of the aorta isn't wide.",
        "The lung has not collapsed.",
        "No bone is broken.",
        "The kidneys are not blocked.",
        "The bone has not slipped.",
        "The spine is not curved.",
    ],
)
def test_what_it_denies_may_be_denied(draft: str) -> None:
    assert _flips(SOUND, draft) == []


def test_a_tear_of_a_part_may_be_denied_as_a_whole_one() -> None:
    partial = "EXAM: MRI ankle.\nFINDINGS: Partial tear of the peroneus brevis tendon. There is no complete tear."
    assert _flips(partial, "The tendon isn't torn in two.") == []
    assert _flips(partial, "The peroneus brevis tendon is not torn.")
