"""What a finding is called: nothing more, and nothing else, than the report names."""

from __future__ import annotations

import pytest

from explainer.core.planning import make_plan
from explainer.core.reading import read


@pytest.mark.parametrize(
    ("report", "told", "untold"),
    [
        ("BARIUM SWALLOW. Findings: Penetration with thin liquids is seen.", "top of the airway", "hole"),
        ("MRI ANKLE. Findings: There is a post-traumatic deformity of the talus.", "shape", "break"),
        ("CT PELVIS. Findings: Several pelvic phleboliths are seen.", "vein", "skin"),
        ("CT PELVIS. Findings: A soft tissue density lesion lies deep in the left pelvis.", "lump", "under the skin"),
        ("CT CHEST. Impression: Consolidation, probably a pulmonary neoplasm.", "growth (tumor) in the lung", "lump"),
        ("MRI BRAIN. Findings: There is a small cyst at the right paramedian nasopharynx.", "throat", "brain"),
        ("MRI BRAIN. Findings: There is an old large infarct of the left cerebellum.", "Old stroke scar", "lost its blood"),
        ("MRI NECK. Findings: A high vascular tumor of the left neck is seen.", "growth (tumor)", "blood vessel"),
        ("CT LIVER. Findings: A 2 cm lesion in segment VI is seen.", "in the liver", "belly"),
    ],
)  # fmt: skip
def test_the_name_is_the_reports(report: str, told: str, untold: str) -> None:
    """A finding is told at its own place and as what the report calls it."""
    plan = make_plan(read(report, admit_any=True), audience="patient")
    text = " ".join(i.filled() for i in plan.items if i.section in ("findings", "by-chance"))
    assert told.lower() in text.lower()
    assert untold.lower() not in text.lower()


@pytest.mark.parametrize(
    "words",
    [
        "Positive lupus anticoagulant.",
        "She twisted her ankle last week.",
        "The catheter was then advanced over the wire.",
        "Injected outside of the injection site.",
    ],
)
def test_what_is_no_finding(words: str) -> None:
    """A blood test, how an injury came about and the tools of a procedure are no findings."""
    assert not read(f"CT ANKLE. Findings: {words}", admit_any=True).findings


def test_a_bone_lesion_is_denied_in_bone() -> None:
    """That no bone lesion is suspicious says nothing of other parts."""
    plan = make_plan(read("CT ABDOMEN. Findings: No suspicious osseous lesions.", admit_any=True), audience="patient")
    assert any("spot in a bone" in i.filled() for i in plan.items if i.kind == "negative")


def test_a_trapped_hernia_holds_the_letter() -> None:
    """A hernia that may be incarcerated is seen by a clinician first."""
    plan = make_plan(
        read("CT ABDOMEN. Impression: Umbilical hernia, suggestive of incarcerated fat.", admit_any=True),
        audience="patient",
    )
    assert "critical-finding" in {h.kind for h in plan.holds}
