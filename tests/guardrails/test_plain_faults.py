"""Courses, grades, parts and levels in plain words: what the report tells of one finding is not told of another."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read

CHEST = (
    "EXAM: CT chest.\nCOMPARISON: CT from 2021.\nFINDINGS: 6 mm nodule in the right upper lobe, unchanged. Left pleural effusion has "
    "increased. Moderate emphysema. 3.4 cm aneurysm of the ascending aorta, previously 3.1 cm. The spleen is normal."
)
NECK = (
    "EXAM: MRI cervical spine.\nFINDINGS: Severe left foraminal stenosis at C5-C6. Mild right foraminal stenosis at C4-C5. "
    "Spinal cord signal is normal. No fracture."
)
DISCS = "EXAM: MRI lumbar spine.\nFINDINGS: L4-L5: disc protrusion.\nL5-S1: disc protrusion."
ELBOW = (
    "EXAM: MRI elbow.\nFINDINGS: Severe tendinitis of the common extensor tendon. Mild inflammation of the fat next to the common "
    "flexor tendon."
)
FOOT = "EXAM: X-ray foot.\nFINDINGS: Nondisplaced fracture of the base of the fifth metatarsal. Moderate arthritis of the big toe joint."
KNEE = "EXAM: MRI knee.\nFINDINGS: Grade 2 sprain of the medial collateral ligament. Anterior cruciate ligament intact. Effusion."
WORN = "EXAM: X-ray knee.\nFINDINGS: Joint space narrowing of the medial compartment. Small effusion."
LEG = "EXAM: Ultrasound of the leg veins.\nFINDINGS: Deep vein thrombosis of the left popliteal vein. Femoral vein patent."


def _rules(report: str, draft: str) -> set[str]:
    plan = make_plan(read(report, admit_any=True), audience="patient")
    return {v.rule for v in guardrails.check(plan, draft).violations if v.severity == "error"}


@pytest.mark.parametrize(
    ("report", "draft", "rule"),
    [
        (CHEST, "The fluid beside the left lung hasn't changed since 2021.", "change-mismatch"),
        (CHEST, "The spot in the right lung has grown since the last scan.", "change-mismatch"),
        (CHEST, "The aneurysm of the aorta has stayed the same since 2021.", "change-mismatch"),
        (CHEST, "The emphysema is worse than it was two years ago.", "change-mismatch"),
        (CHEST, "The spleen doesn't look normal.", "negation-flip"),
        (WORN, "The scan also shows a Baker cyst.", "invented-finding"),
        (NECK, "The opening on the right at C5-C6 is severely narrowed.", "laterality-mismatch"),
        (
            ELBOW,
            "You have a mild case of tendinitis where the common extensor tendon joins the bone.",
            "severity-mismatch",
        ),
        (ELBOW, "You have mild tendinitis of the common extensor tendon.", "severity-mismatch"),
        (FOOT, "The broken pieces have moved out of place.", "negation-flip"),
        (FOOT, "The scan should be repeated. You should have another x-ray in 6 weeks.", "number-mismatch"),
        (KNEE, "A grade 2 sprain affects the anterior cruciate ligament.", "level-mismatch"),
        (LEG, "There is a clot in the left femoral vein, a deep vein thrombosis.", "level-mismatch"),
        (DISCS, "At L4-L5 a disc sticks out. Your other discs look well.", "omitted-finding"),
    ],
)
def test_what_is_told_otherwise_is_caught(report: str, draft: str, rule: str) -> None:
    assert rule in _rules(report, draft)


@pytest.mark.parametrize(
    ("report", "draft", "rule"),
    [
        (CHEST, "The spot in the right lung hasn't changed since 2021.", "change-mismatch"),
        (CHEST, "The fluid beside the left lung has grown since the last scan.", "change-mismatch"),
        (CHEST, "The aneurysm of the aorta is larger than two years ago.", "change-mismatch"),
        (CHEST, "The report does not say if the emphysema has changed since 2021.", "change-mismatch"),
        (CHEST, "The spleen looks normal.", "negation-flip"),
        (NECK, "The opening on the left at C5-C6 is severely narrowed.", "laterality-mismatch"),
        (
            ELBOW,
            "You have a severe case of tendinitis where the common extensor tendon joins the bone.",
            "severity-mismatch",
        ),
        (FOOT, "The broken pieces have not moved out of place.", "negation-flip"),
        (KNEE, "A grade 2 sprain affects the inner ligament of the knee.", "level-mismatch"),
        (DISCS, "At L4-L5 a disc sticks out. The disc at L5-S1 does, too.", "omitted-finding"),
    ],
)
def test_what_is_told_as_it_is_passes(report: str, draft: str, rule: str) -> None:
    assert rule not in _rules(report, draft)


def test_a_break_is_of_the_spine_and_not_of_its_cord() -> None:
    fracture = next(f for f in read(NECK).findings if "fracture" in f.concept)
    assert (fracture.status, fracture.site) == ("absent", "spine")
