"""What was examined, where no title says so: a modality or region is never made up."""

from __future__ import annotations

import pytest

from explainer.core.reading import read
from explainer.core.values import Exam


def exam(text: str) -> Exam:
    return read(text, admit_any=True).exam


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("EXAM: Left hand series.\nFINDINGS: No fracture.", "XR"),
        ("EXAM: AP pelvis.\nFINDINGS: No fracture.", "XR"),
        ("A 40-year-old with neck pain.\nFINDINGS: The disc measures 5 mm in its AP dimension.", None),
        ("A 40-year-old with headache.\nFINDINGS: The lesion enhances after gadolinium. No view of it was blocked.", "MR"),
        ("A 40-year-old with flank pain.\nFINDINGS: A calculus of 900 Hounsfield units in the left kidney.", "CT"),
        ("Headache.\nFINDINGS: A mass is seen.\nIMPRESSION: Mass. CT would be of benefit for calcification.", None),
        ("Headache.\nFINDINGS: A mass is seen, hyperintense. It is larger than on the prior CT.", "MR"),
        ("Size and dates.\nFINDINGS: The placenta is homogeneous and echogenic.", "US"),
    ],
)  # fmt: skip
def test_the_modality_comes_from_a_title_or_from_words_that_only_one_has(text: str, modality: str | None) -> None:
    """Words of views and directions in the body, wished and earlier exams say nothing of this one."""
    assert exam(text).modality == modality


def test_the_region_comes_from_the_findings_when_there_is_no_title() -> None:
    """Where it hurts is not what was examined."""
    text = (
        "A 50-year-old with leg pain.\nFINDINGS: L3-4: The disc bulges. L4-5: The disc bulges and narrows the canal. "
        "L5-S1: The disc is normal."
    )
    assert exam(text).regions == ("lumbar spine",)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("MRI HEAD\nFINDINGS: An aneurysm of the C4 segment of the left internal carotid artery.", ()),
        ("CT NECK\nFINDINGS: Stenosis at the V2 segment of the vertebral artery.", ()),
        ("MRI LUMBAR SPINE\nFINDINGS: Disc bulge at the L4-5 segment.", ("L4-L5",)),
    ],
)
def test_a_numbered_stretch_of_an_artery_is_no_level(text: str, levels: tuple[str, ...]) -> None:
    """Arteries are numbered too."""
    (finding,) = read(text, admit_any=True).findings
    assert finding.levels == levels


@pytest.mark.parametrize(
    ("text", "regions", "side"),
    [
        ("L ankle, 3 views. Fall.\nMild swelling.", ("ankle",), "left"),
        ("R knee, 2 views. Pain.\nSmall effusion.", ("knee",), "right"),
        (
            "Thank you for sending this patient with a history of breast cancer. MRI of the lumbar spine was done.",
            ("lumbar spine",),
            None,
        ),
        ("Obstetric ultrasound, third trimester. The fetus is breech.", ("fetus",), None),
    ],
)
def test_the_sentence_that_names_the_picture_names_its_part(
    text: str, regions: tuple[str, ...], side: str | None
) -> None:
    """Neither what was known before nor a side told by one letter is misread."""
    assert (exam(text).regions, exam(text).laterality) == (regions, side)
