"""What holds a letter as critical, and what must not."""

from __future__ import annotations

import pytest

from evals.critical_suite import holds, run
from evals.dataset import CRITICAL
from explainer.core.planning import make_plan
from explainer.core.reading import read


def test_every_sentence_of_the_critical_suite_is_right() -> None:
    """All critical sentences hold the letter; none of the denied and historical ones does."""
    samples = CRITICAL.load().samples
    score = run()
    assert len(samples) >= 150
    assert score.decoys * 2 >= len(samples) - 5
    assert score.missed == ()
    assert score.false_alarms == ()


@pytest.mark.parametrize(
    ("exam", "text", "held"),
    [
        ("Ultrasound aorta", "Abdominal aortic aneurysm measuring 5.6 cm.", True),
        ("Ultrasound aorta", "Abdominal aortic aneurysm measuring 3.4 cm.", False),
        ("CT chest", "Mildly dilated ascending aorta, 4.1 cm.", False),
        ("CT chest", "Dilated ascending aorta, 5.6 cm.", True),
        ("Radiograph left foot", "Fracture at the base of the fifth metatarsal with early healing.", False),
        ("Radiograph left foot", "Fracture at the base of the fifth metatarsal.", True),
        ("CT chest", "Recurrence of the known lung cancer is suspected.", True),
        ("CT chest", "Known lung cancer.", False),
        ("CT chest", "Right upper lobectomy for lung cancer.", False),
        ("Ultrasound breast", "None of the breast masses appears worrisome for malignancy.", False),
        ("Ultrasound breast", "One of the breast masses appears worrisome for malignancy.", True),
        ("Ultrasound pelvis", "Torsion is not excluded.", True),
        ("Radiograph lumbar spine", "Pedicle screws without loosening.", False),
        ("Radiograph lumbar spine", "Pedicle screw with loosening.", True),
    ],
)
def test_company_makes_a_finding_critical(exam: str, text: str, held: bool) -> None:
    """A size, a word beside it, the part scanned or a change decides, and a denial of that word lifts it."""
    assert holds(f"EXAM: {exam}\n\nIMPRESSION:\n{text}\n") is held


@pytest.mark.parametrize(
    "impression",
    [
        "Infection of the left knee joint.", "Hematoma of the spleen.", "Laceration of the liver.", "Contusion of the liver.",
        "Hemorrhage in the pericardium.", "Compression of the airway.", "Tear of the aorta.", "Leak from the bladder.",
        "Tumor of the left kidney.", "Carcinoma of the pancreas.", "Filling defect in the right pulmonary artery.",
    ],
)  # fmt: skip
def test_a_word_that_is_the_critical_thing_at_its_place_holds(impression: str) -> None:
    """What a part's name and one word make holds, though neither alone names the critical finding."""
    plan = make_plan(read(f"CT\nFINDINGS: As below.\nIMPRESSION: {impression}", admit_any=True), audience="patient")
    assert {h.kind for h in plan.holds} & {"critical-finding", "suspected-cancer"}


@pytest.mark.parametrize(
    "impression",
    ["Irregularity of the liver.", "Enlargement of the aryepiglottic folds.", "Dilatation of the aorta to 3.2 cm."],
)
def test_a_word_that_only_may_lead_to_it_does_not(impression: str) -> None:
    """A look is no disease: nothing is called critical that the report does not name."""
    plan = make_plan(read(f"CT\nFINDINGS: As below.\nIMPRESSION: {impression}", admit_any=True), audience="patient")
    assert "critical-finding" not in {h.kind for h in plan.holds}
