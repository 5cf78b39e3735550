"""Where the findings of a report begin, with every usual kind of heading and with none."""

from __future__ import annotations

import pytest

from explainer.core.language.sections import find_sections
from explainer.core.reading import read


def _told(report: str) -> list[tuple[str, str]]:
    return [(f.concept, f.status) for f in read(report).findings]


@pytest.mark.parametrize(
    "report",
    [
        "MRI KNEE\n\nHistory: Fall.\n\nSmall joint effusion.\n\nImpression: Small joint effusion.",
        "MRI knee\nHistory: Fall\nKnee: Small joint effusion.\nImpression: Small joint effusion.",
        "MRI knee. History: Fall. Findings: Small joint effusion. Impression: Small joint effusion.",
        "MRI knee. History: Fall. There is a small joint effusion. Impression: Small joint effusion.",
        "HISTORY: Fall. FINDINGS: Small joint effusion of the knee. IMPRESSION: Small joint effusion of the knee.",
        "Right knee, two views.\n\nClinical details: fall.\n\nThere is a small joint effusion.\n\nOpinion: Small joint effusion.",
    ],
)
def test_what_was_seen_is_no_history(report: str) -> None:
    """A finding is told as present whether or not a heading stands before it."""
    assert _told(report) == [("knee-effusion", "present")] * 2


def test_a_history_stays_one() -> None:
    """What is asked or known from before is no finding of this exam."""
    report = (
        "CT CHEST\nHistory: Fall. There is concern for a rib fracture.\nFindings: No nodule.\nImpression: No nodule."
    )
    assert [status for concept, status in _told(report) if concept == "rib-fracture"] == ["indication"]


def test_an_organ_line_ends_the_indication() -> None:
    """Levels and organs at the start of a line tell what was seen."""
    report = (
        "MR cervical spine\nIndication: Neck pain\nC3-C4: Minimal disc bulge.\nImpression: Minimal disc bulge at C3-C4."
    )
    assert all(status == "present" for _, status in _told(report))


@pytest.mark.parametrize(
    "body",
    [
        "Large stool burden without signs\nof obstruction. No mass;\nrenal cyst.",
        "Large stool burden without signs of obstruction. No mass;  \r\nrenal cyst.\r\n",
        "\n \nLarge stool burden without signs of\nobstruction. No mass; renal cyst.  \n \n",
    ],
)
def test_a_line_end_parts_no_denial_from_what_it_denies(body: str) -> None:
    """A wrapped line, a carriage return or blanks at a line's end change nothing."""
    report = f"CT ABDOMEN\nIMPRESSION: {body}"
    assert [status for concept, status in _told(report) if concept == "bowel-obstruction"] == ["absent"]


def test_a_title_without_contrast_is_no_technique() -> None:
    """The side of the exam is read from its title, also behind empty lines."""
    assert read("\n \nMRI LEFT ANKLE WITHOUT CONTRAST\n \nFINDINGS: Small effusion.\n").exam.laterality == "left"


_BODY = "EXAMINATION: Chest X-ray\n\nFINDINGS:\nSmall left effusion.\n\nIMPRESSION:\nSmall left effusion.\n"


@pytest.mark.parametrize(
    "head",
    [
        "ROWAN ASHDOWN, M.D.\n\n\n********Final Report********\n\n ACC#  Date Time  Exam\n\n48151623 Mar 14 2025 04:59PM XR100 CHEST 1 VIEW\n",
        "**** PRELIMINARY REPORT ****\n",
        "48151623 Mar 14 2025 04:59PM XR100 CHEST 1 VIEW\n\n",
    ],
)
def test_an_administrative_head_is_no_history(head: str) -> None:
    """Signatures, banners and order tables before the first heading are told to nobody."""
    reading = read(head + _BODY)
    assert [s.kind for s in reading.sections] == ["other", "exam", "findings", "impression"]
    assert reading.sections[0].end >= len(head.rstrip())


def test_an_order_and_a_signature_behind_the_impression_are_no_impression() -> None:
    """Names of who asked and who dictated are not read as findings that nothing maps."""
    reading = read(_BODY + "Requested By: Ashdown,Rowan K. M.D.\n\nDictated By: Rowan Ashdown, M.D. on Mar 14 2025\n")
    assert not reading.unmapped
    assert [s.kind for s in reading.sections][-2:] == ["other", "other"]


@pytest.mark.parametrize(
    "report",
    [
        "MRI knee. Seen once before.\nReason: fall. Comparison: radiographs.\n\nSmall joint effusion.\n\nImpression: Small joint effusion.",
        "US KNEE\nIndication: fall\nAge: 40\nPrior: none\nKnee: Small joint effusion.\nImpression: Small joint effusion.",
        "MRI KNEE\nCOMPARISON: None.\n\nSmall joint effusion.\n\nIMPRESSION: Small joint effusion.\nCRITICAL RESULT: told by phone.",
        "MRI of the knee was done after a fall.\n\nThere is a small joint effusion. In summary, there is a small joint effusion.",
    ],
)
def test_what_stands_before_the_first_heading_hides_no_findings(report: str) -> None:
    """Findings begin behind the reason, the age and the comparison, and prose that sums up is an impression."""
    findings = read(report).findings
    assert [(f.concept, f.status) for f in findings] == [("knee-effusion", "present")] * 2
    assert [f.section for f in findings] == ["findings", "impression"]


def test_a_line_under_the_title_of_a_side_is_of_that_side() -> None:
    """ "LEFT LEG" holds for its lines, but for no part without sides."""
    report = (
        "US OF BOTH LEGS\nIMPRESSION: See above.\nFINDINGS:\nRIGHT\nPopliteal vein: thrombus.\nUterus: 2 cm fibroid.\n\n"
        "LEFT\nPopliteal fossa: Baker cyst."
    )
    told = {f.concept: f.laterality for f in read(report, admit_any=True).findings}
    assert told == {"deep-vein-thrombosis": "right", "uterine-fibroid": None, "baker-cyst": "left"}


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (
            "CT chest. Indication: cough and fever. Good opacification of the arteries. Dense consolidation in the right lower lobe.",
            [("consolidation", "present")],
        ),
        (
            "MRI knee. Comparison: none. Small joint effusion. No fracture.",
            [("knee-effusion", "present"), ("knee-fracture", "absent")],
        ),
        (
            "MRI knee. History: Fall two weeks ago. Pain since. Small joint effusion, unchanged.",
            [("knee-effusion", "present")],
        ),
        ("CT chest. Indication: cough. Rule out pneumonia.", [("pneumonia", "indication")]),
    ],
)
def test_what_follows_the_request_on_its_line_was_seen(report: str, told: list[tuple[str, str]]) -> None:
    """A report in one paragraph without a heading for its findings loses none of them to its indication."""
    assert _told(report) == told


@pytest.mark.parametrize(
    "heading",
    [
        "INTERPRETATION:", "RESULT:", "Comment:", "Summary of findings:", "Diagnoses:", "Synopsis:", "<b>IMPRESSION</b>", "= IMPRESSION =",
        "--- IMPRESSION ---", "IMPRESSION >>", "Impression (summary):",
    ],
)  # fmt: skip
def test_what_sums_up_behind_findings_is_the_impression(heading: str) -> None:
    text = f"CT HEAD\nINDICATION: Fall.\nFINDINGS: Small left subdural hematoma. No fracture.\n\n{heading}\nSmall left subdural hematoma.\n"
    assert [s.kind for s in find_sections(text)][-1] == "impression"


def test_a_result_alone_is_what_was_seen() -> None:
    assert [s.kind for s in find_sections("CT HEAD\nINDICATION: Fall.\nRESULT: No fracture.\n")][-1] == "findings"


def test_an_examination_that_tells_what_was_seen_is_no_title() -> None:
    text = "CT HEAD WITHOUT CONTRAST\nINDICATION: Fall.\nExamination:\nThere is a small left subdural hematoma.\n\nIMPRESSION:\nHematoma.\n"
    assert [s.kind for s in find_sections(text)][-2:] == ["findings", "impression"]
