"""What is read as a finding, as which one, and where, in sentences of our own."""

from __future__ import annotations

import pytest

from explainer.core.reading import read
from explainer.core.values import Finding


def findings(text: str) -> tuple[Finding, ...]:
    return read(text, admit_any=True).findings


@pytest.mark.parametrize(
    "text",
    [
        "The kidneys show normal enhancement.",
        "The enhancement of the kidneys is normal.",
        "The kidneys enhance symmetrically.",
        "The pancreas is obscured by bowel gas.",
        "The patient lay in the decubitus position.",
        "The specimen was sent to pathology.",
        "The veins are compressible.",
        "The bladder is partially distended.",
        "A lumbar puncture was done.",
        "The heel pad is normal.",
        "The patient took Dilantin.",
    ],
)
def test_what_names_no_finding(text: str) -> None:
    """Normal statements, technique and procedures are no findings."""
    assert findings(f"FINDINGS: {text}") == ()


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("CT ABDOMEN\nFINDINGS: No suspicious calcifications.", "suspicious-calcification"),
        ("MAMMOGRAM OF THE BREASTS\nFINDINGS: No suspicious calcifications.", "breast-calcification-suspicious"),
        ("CT ABDOMEN\nFINDINGS: No dominant mass.", "abdominal-mass"),
        ("MRI HIP\nFINDINGS: Osteonecrosis is seen.", "avascular-necrosis-hip"),
        ("MRI HIP\nFINDINGS: There is no collapse.", "femoral-head-collapse"),
        ("CT CHEST\nFINDINGS: Thin left ventricle, consistent with chronic infarction.", "myocardial-infarct"),
        ("CT HEAD\nFINDINGS: Old infarct in the left parietal lobe.", "chronic-brain-infarct"),
        ("US LEG\nFINDINGS: The popliteal vein is not compressible.", "deep-vein-thrombosis"),
        ("US ABDOMEN\nFINDINGS: No sonographic Murphy sign.", "murphy-sign"),
        ("CT CHEST\nFINDINGS: Fractures of the left eighth and ninth ribs.", "rib-fracture"),
        ("MRI ANKLE\nFINDINGS: Ligamentous thickening of the deltoid ligament.", "thickening"),
        ("MRI LUMBAR SPINE\nFINDINGS: Ligamentous thickening at L4-5.", "ligamentum-flavum-hypertrophy"),
        ("ECHO\nFINDINGS: Mild diastolic dysfunction.", "diastolic-dysfunction"),
        ("CT CHEST\nFINDINGS: No abnormal mediastinal or hilar lymphadenopathy.", "lymphadenopathy"),
    ],
)
def test_the_one_concept_of_a_sentence(text: str, concept: str) -> None:
    """A word that several parts of the body share takes the part it stands at, or the exam."""
    assert {f.concept for f in findings(text)} - {"atrophy"} == {concept}


@pytest.mark.parametrize(
    ("text", "phrase", "side"),
    [
        ("US SCROTUM\nFINDINGS: The right side is normal. On the left there is a hydrocele.", "hydrocele", "left"),
        ("US PELVIS\nFINDINGS: The left ovary contains a cyst; the right has a dermoid.", "dermoid", "right"),
        ("US KIDNEY\nFINDINGS: R hydronephrosis, L renal cyst.", "renal cyst", "left"),
        ("CT CHEST\nFINDINGS: Bibasilar pleural effusions.", "pleural effusions", "bilateral"),
    ],
)
def test_side(text: str, phrase: str, side: str) -> None:
    """A side may stand for its part, as a letter, or in one word with it."""
    assert [f.laterality for f in findings(text) if f.text == phrase] == [side]


def test_a_distance_is_taken_from_a_place_and_tells_no_site() -> None:
    """A mass 5 cm from the nipple does not sit in the nipple."""
    (mass,) = findings("US BREAST\nFINDINGS: At 6:00, 5 cm from the nipple, there is a mass.")
    assert mass.site == "breast"


def test_a_neck_of_a_hernia_is_no_neck() -> None:
    """What lies in the hernia stays in the belly."""
    told = findings("CT ABDOMEN\nFINDINGS: The hernia neck is 2 cm. There is stranding in the hernia sac.")
    assert all(f.site != "neck" for f in told)


def test_a_subject_ends_with_the_next_place() -> None:
    """A nodule two sentences on does not sit in the organ that was normal."""
    text = "CT CHEST\nFINDINGS: The thyroid is normal. There is no axillary adenopathy. There is a 4 mm nodule."
    nodule = findings(text)[-1]
    assert nodule.site not in ("thyroid", "axilla")


def test_a_change_belongs_to_the_finding_it_was_told_of() -> None:
    """What is told behind "and" does not take the change before it."""
    text = "FINDINGS: The effusion has resolved and a mass remains."
    assert [f.change for f in findings(text) if f.text == "mass"] == [None]


def test_a_sequence_name_is_no_level() -> None:
    """T1&T2 beside a weighting are sequences; T1 and T2 alone are vertebrae."""
    (lesion,) = findings("MRI LUMBAR SPINE\nFINDINGS: A lesion low on T1&T2 WI at L4.")
    assert lesion.levels == ("L4",)
    (fracture,) = findings("MRI SPINE\nFINDINGS: Fracture of T1 and T2.")
    assert fracture.levels == ("T1", "T2")


def test_a_noun_told_of_its_subject_is_named_alone() -> None:
    """The phrase is the finding, not the part and the verb before it."""
    assert [f.text for f in findings("FINDINGS: The thoracic spine shows mild osteophytes.")] == ["osteophytes"]


def test_the_side_of_one_part_is_not_the_side_of_the_whole_head() -> None:
    """A finding of the brain does not take the side of an ear told of before."""
    text = "CT HEAD\nFINDINGS: Right mastoid effusion. Age appropriate volume loss."
    assert [f.laterality for f in findings(text)] == ["right", None]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("CT ABDOMEN\nFINDINGS: Irregularity of the liver contour.", "irregularity"),
        ("CT NECK\nFINDINGS: Enlargement of the aryepiglottic folds.", "enlargement"),
        ("MRI HEAD\nFINDINGS: Enhancement of the left cavernous sinus.", "enhancement"),
        ("CT LEG\nFINDINGS: Inflammation of the subcutaneous tissue.", "inflammation"),
        ("MRI KNEE\nFINDINGS: Increased signal in the anterior cruciate ligament.", "signal-abnormality"),
        ("CT COLON\nFINDINGS: Carcinoma of the colon.", "malignancy"),
        ("US KIDNEYS\nFINDINGS: A calculus in the left kidney.", "renal-stone"),
        ("MRI KNEE\nFINDINGS: Partial tear of the anterior cruciate ligament.", "acl-tear"),
        ("US NECK\nFINDINGS: Occlusion of the right internal carotid artery.", "critical-carotid-stenosis"),
    ],
)
def test_a_word_makes_no_disease_that_it_does_not_name(text: str, concept: str) -> None:
    """What is seen at a part is told as it is seen; a name of its own it gets only where the two mean the same."""
    assert {f.concept for f in findings(text)} == {concept}


def test_a_shared_adjective_names_no_finding_of_its_own_kind() -> None:
    """ "asymmetric or discrete muscle atrophy" speaks of no accessory muscle."""
    assert "muscle-variant" not in {
        f.concept for f in findings("MRI HIP\nMuscles: No asymmetric or discrete muscle atrophy.")
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "MRI KNEE\nFINDINGS: Fluid by the lateral collateral ligament, no rise of signal in the ligament itself, as in a sprain.",
            "lcl",
        ),
        ("CT ABDOMEN\nFINDINGS: The pancreas holds cysts. A second cyst of 5 mm in the neck.", "pancreas"),
        ("US ABDOMEN\nFINDINGS: The right iliac artery, which leaves the aorta, is dilated.", "iliac-artery"),
    ],
)
def test_the_part_that_is_meant_is_not_the_nearest_word(text: str, told: str) -> None:
    """A part named again by its kind, an end of an organ, and a relative clause do not place a finding elsewhere."""
    assert findings(text)[-1].site == told
