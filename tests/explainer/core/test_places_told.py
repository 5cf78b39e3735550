"""Where a finding sits, and what the report's own explanation changes."""

from __future__ import annotations

from explainer.core.planning import make_plan
from explainer.core.reading import read


def test_cervical_nodes_are_in_the_neck() -> None:
    """Enlarged cervical nodes lie in the neck, not in its bones."""
    (fact,) = read("CT NECK AND CHEST. Findings: Left lower posterior cervical adenopathy.", admit_any=True).facts
    assert fact.site == "neck"


def test_no_bone_tears_and_no_band_breaks() -> None:
    """A tear is told at no bone, a break at no joint capsule."""
    findings = read(
        "MRI ANKLE. Findings: There is a tear just distal to the lateral malleolus. Possible fracture of the joint capsule.",
        admit_any=True,
    ).findings
    assert {f.concept: f.site for f in findings} == {"tear": None, "fracture": None}


def test_an_illness_of_the_reason_is_no_change_of_the_part() -> None:
    """ "Lyme disease" in the reason for a scan of the head is no change inside the head."""
    report = "EXAM: MRI BRAIN\nHISTORY: Lyme disease.\nFINDINGS: The ventricles are normal."
    assert not read(report, admit_any=True).findings


def test_spots_held_for_demyelination_keep_no_card_of_age() -> None:
    """Numbers on spots that come with age are not told where the report speaks of demyelination."""
    report = "EXAM: MRI BRAIN\nFINDINGS: Multiple white matter lesions are seen.\nIMPRESSION: White matter lesions{}."

    def told(end: str) -> str:
        plan = make_plan(read(report.format(end), admit_any=True), audience="patient")
        return " ".join(i.filled() for i in plan.items)

    assert "stroke" in told("")
    assert "stroke" not in told(", suggestive of multiple sclerosis")


def test_the_test_is_the_one_that_was_done() -> None:
    """A scan compared with, or one of the reason for the scan, is not the test of this report."""
    compared = "HISTORY: Pain.\nTECHNIQUE: Abdominal ultrasound. It is compared with an earlier CT of the abdomen.\nFINDINGS: The liver is normal."
    assert read(compared, admit_any=True).exam.modality == "US"
    before = "HISTORY: Abnormal chest radiograph.\n\nTECHNIQUE: CT of the chest was performed.\n\nFINDINGS: Small left pleural effusion."
    assert read(before, admit_any=True).exam.modality == "CT"


def test_the_side_of_a_weakness_is_no_side_of_a_finding() -> None:
    """ "Right-sided weakness" places no stroke."""
    findings = read(
        "EXAM: CT HEAD\nHISTORY: Known ischemic stroke with right-sided weakness.\nFINDINGS: Normal ventricles.",
        admit_any=True,
    ).findings
    assert [f.laterality for f in findings] == [None]
