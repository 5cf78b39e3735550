"""Strength, spots, soundness, doubt and long standing in everyday words: at odds with the report, and in line with it."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience

LUNGS = (
    "EXAM: CT chest.\nCOMPARISON: CT from 2022.\nFINDINGS: Mild emphysema of the upper lobes. Severe hiatal hernia. Moderate coronary artery "
    "calcification. Trace left pleural effusion. Healed fractures of the left 6th and 7th ribs. Old wedging of T8. Right hilar nodes, likely reactive. "
    "No pulmonary embolism."
)
KNEE = (
    "EXAM: MRI right knee.\nFINDINGS: Partial tear of the anterior cruciate ligament, proximal fibers. Lateral meniscus intact. Complete rupture of the "
    "quadriceps tendon. No fracture. Severe arthritis of the patellofemoral joint."
)
BELLY = (
    "EXAM: CT abdomen.\nCOMPARISON: CT from 2020.\nFINDINGS: Cyst in the tail of the pancreas, 12 mm, new. Wall thickening of the terminal ileum. "
    "Obstructing stone in the left ureter with hydronephrosis. The spleen is normal."
)
FOOT = (
    "EXAM: X-ray right foot.\nFINDINGS: Stress fracture at the base of the second metatarsal. Erosion of the head of the fifth metatarsal, new. "
    "Screws in the ankle without loosening."
)
NECK = "EXAM: MRI cervical spine.\nFINDINGS: Left disc extrusion at C5-C6. Hemangioma of C4. No cord compression."


def _rules(report: str, draft: str, audience: Audience = "patient") -> set[str]:
    plan = make_plan(read(report, admit_any=True), audience=audience)
    whole = {"omitted-finding", "dropped-caveat", "missing-urgent-action", "malformed-draft", "reading-level"}
    return {v.rule for v in guardrails.check(plan, draft).violations if v.severity == "error"} - whole


@pytest.mark.parametrize(
    ("report", "draft", "rule"),
    [
        (LUNGS, "The emphysema in your lungs is enormous.", "severity-mismatch"),
        (LUNGS, "Emphysema (upper lobes) is severe.", "severity-mismatch"),
        (LUNGS, "The calcium in your heart arteries is barely there.", "severity-mismatch"),
        (LUNGS, "Two ribs on the left, the ninth and tenth, have healed breaks.", "level-mismatch"),
        (LUNGS, "There is old wedging of the twelfth thoracic vertebra.", "level-mismatch"),
        (LUNGS, "A clot in the lungs is not very likely, but it remains a possibility.", "certainty-mismatch"),
        (LUNGS, "The nodes on the right are definitely reactive.", "certainty-mismatch"),
        (KNEE, "The front cruciate ligament is torn right through.", "severity-mismatch"),
        (KNEE, "The quadriceps tendon is partly torn.", "severity-mismatch"),
        (KNEE, "The outer meniscus is torn.", "negation-flip"),
        (KNEE, "The joint behind your kneecap is just starting to show wear.", "severity-mismatch"),
        (BELLY, "The pancreas has a cyst in its head.", "level-mismatch"),
        (BELLY, "The wall of the duodenum is thickened.", "level-mismatch"),
        (BELLY, "The cyst in the pancreas is long-standing.", "change-mismatch"),
        (FOOT, "A stress fracture, without a gap, is seen at the base of the fifth metatarsal.", "level-mismatch"),
        (FOOT, "The screws have come loose.", "negation-flip"),
        (
            NECK,
            "A disc has come out on the left between the third and fourth neck bones, a disc extrusion.",
            "level-mismatch",
        ),
    ],
)
def test_what_is_at_odds_is_caught(report: str, draft: str, rule: str) -> None:
    assert rule in _rules(report, draft)


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (LUNGS, "There is a touch of emphysema in the upper part of the lungs."),
        (LUNGS, "Two ribs on the left, the sixth and seventh, have healed breaks."),
        (LUNGS, "There is old wedging of the eighth thoracic vertebra."),
        (KNEE, "Part of the fibers of the front cruciate ligament are torn."),
        (KNEE, "The outer meniscus is intact."),
        (BELLY, "A small cyst lies in the tail of the pancreas. It was not there in 2020."),
        (BELLY, "A stone is blocking the left ureter."),
        (FOOT, "A stress fracture is seen at the base of the second metatarsal."),
        (NECK, "A disc has come out on the left between the fifth and sixth neck bones, a disc extrusion."),
    ],
)
def test_what_is_in_line_passes(report: str, draft: str) -> None:
    assert _rules(report, draft) == set()


@pytest.mark.parametrize(
    ("draft", "rule"),
    [("R ACL: complete tear.", "severity-mismatch"), ("L knee: quadriceps tendon rupture.", "laterality-mismatch")],
)
def test_clinical_shorthand(draft: str, rule: str) -> None:
    assert rule in _rules(KNEE, draft, "clinician")


def test_a_sentence_without_end_is_read_to_its_end() -> None:
    """A run-on draft is read in parts, and what it tells at its end is judged like the rest."""
    draft = "The pictures were taken and read and " * 200 + "the outer meniscus is torn."
    assert "negation-flip" in _rules(KNEE, draft)
