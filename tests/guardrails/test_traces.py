"""What is told in other words is not left out; what explains, denies or only names a part of the body is not made up."""

from __future__ import annotations

import pytest

import explainer
import guardrails

_KNEE = "EXAM: MRI left knee.\nFINDINGS: Large joint effusion which may contain blood products.\nIMPRESSION: Joint effusion, possible blood products."
_CHEST = "EXAM: CT chest.\nFINDINGS: There is consolidation in the right lower lobe.\nIMPRESSION: Right lower lobe consolidation."
_HEART = (
    "EXAM: Coronary angiogram.\nFINDINGS: 70% stenosis of the mid LAD. The proximal right coronary artery has a 40% stenosis.\n"
    "IMPRESSION: 70% stenosis of the mid left anterior descending artery. 40% stenosis of the right coronary artery."
)
_FOOT = (
    "EXAM: Left foot X-ray.\nFINDINGS: Lucency at the base of the fifth metatarsal.\n"
    "IMPRESSION: Cannot exclude a nondisplaced fracture at the base of the fifth metatarsal."
)
_LIVER = (
    "EXAM: CT abdomen.\nFINDINGS: A 14 mm low attenuation lesion in the pancreatic tail, most likely a cyst.\n"
    "IMPRESSION: 14 mm low attenuation lesion of the pancreatic tail, most likely a cyst."
)
_NODES = (
    "EXAM: CT chest.\nFINDINGS: Mediastinal adenopathy. Supraclavicular adenopathy.\n"
    "IMPRESSION: 1. Mediastinal adenopathy.\n2. Supraclavicular adenopathy."
)
_HEAD = "EXAM: CT head.\nINDICATION: Facial trauma.\nFINDINGS: The ventricles, sinuses and mastoid air cells are clear.\nIMPRESSION: No acute abnormality."
_DUCT = "EXAM: Ultrasound.\nHISTORY: Hypercholesterolemia.\nFINDINGS: There is a 9 mm gallstone.\nIMPRESSION: 9 mm gallstone."


def _said(report: str, draft: str, rule: str) -> list[str]:
    verdict = guardrails.check_text(report, draft)
    return [v.text or v.message for v in verdict.violations if v.rule == rule and v.severity == "error"]


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_KNEE, "The joint holds a lot of fluid. It is of a mixed kind and may contain blood."),
        (_CHEST, "At the bottom of the right lung an area looks filled in."),
        (
            _HEART,
            "There are two narrow places. One is in the middle of the LAD, 70%. The second is at the start of the right coronary artery. It is 40%.",
        ),
        (_FOOT, "A break at the base of the fifth metatarsal, a long bone of the left foot, can't be ruled out."),
        (_LIVER, "In the tail of the pancreas lies a 14 mm area that is most likely a cyst."),
        (_NODES, "Lymph nodes in the middle of the chest are enlarged. So are those above the collarbone: 3 x 2 cm."),
    ],
    ids=["joint", "lay-words", "share", "left-open", "two-names", "size"],
)
def test_told_in_other_words(report: str, draft: str) -> None:
    """A finding is told by the words of its names, or by its size, at its place."""
    assert _said(report, draft, "omitted-finding") == []


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_KNEE, "The knee was looked at."),
        (_CHEST, "The right lung was looked at. There is no filled-in area."),
        (_HEART, "There is a narrow place in the middle of the LAD, 70%."),
        (_FOOT, "The base of the fifth metatarsal of the left foot looks different, with a dark line."),
        (_NODES, "Lymph nodes in the middle of the chest are enlarged."),
    ],
)
def test_left_out(report: str, draft: str) -> None:
    """The place alone, a denial, or the same finding in another place tells nothing."""
    assert _said(report, draft, "omitted-finding")


@pytest.mark.parametrize(
    "draft",
    [
        "The ventricles, spaces in the brain that hold fluid, have a normal size.",
        "The sinuses (air-filled spaces in the bones of the face) are clear.",
        "The small air pockets behind the ears are clear.",
        "The heart pumps blood to the brain.",
        "The scan also shows the upper end of the breathing tubes.",
        "The kidneys drain their urine well.",
        "Ask about the heart catheter test.",
        "Blood clots are not discussed in the report.",
        "The report is silent on a tumor.",
        "Small aneurysms cannot be seen on a CT without dye.",
        "The scan was done after an injury of the face.",
        "Go to the emergency room for sudden bleeding or a bad headache.",
        "You have had trouble swallowing.",
        "You come for your cancer treatment.",
    ],
)
def test_nothing_made_up(draft: str) -> None:
    """Words of anatomy, function, care and advice, and what is not spoken of, state no finding."""
    assert _said(_HEAD, draft, "invented-finding") == []


@pytest.mark.parametrize(
    "draft",
    [
        "There is fluid around the brain.",
        "The sinuses are full of fluid.",
        "A drain is in place in the belly.",
        "A breathing tube is in place.",
        "There is a bone spur in the neck.",
        "A kidney stone was seen as well.",
        "You have diabetes.",
    ],
)
def test_made_up(draft: str) -> None:
    """The same words are a finding where a sentence says that something is there."""
    assert _said(_HEAD, draft, "invented-finding")


def test_the_reports_own_words() -> None:
    """What the report says undenied, wherever it stands, and by whatever name of a disease, is not made up."""
    assert _said(_DUCT, "You have high cholesterol. There is a 9 mm gallstone.", "invented-finding") == []
    report = _DUCT.replace("HISTORY: ", "TECHNIQUE: The bone spur of the heel was shielded.\nHISTORY: ")
    assert _said(report, "There is a 9 mm gallstone and a bone spur of the heel.", "invented-finding") == []
    assert _said(_DUCT, "There is a 9 mm gallstone and a bone spur of the heel.", "invented-finding")


def test_a_mark_of_doubt_ends_no_sentence() -> None:
    """A form that says "? None" says that there is none."""
    report = "EXAM: Obstetric ultrasound.\nFINDINGS: Previa: ? None.\nIMPRESSION: Single live pregnancy."
    told = {fact.concept: fact.status for fact in explainer.read(report).facts}
    assert told["placenta-previa"] == "absent"


def test_what_only_the_body_tells_is_a_warning() -> None:
    """What may be left out is named, and does not reject; what the impression tells must stand."""
    report = "EXAM: MRI left knee.\nFINDINGS: Tear of the medial meniscus. Small Baker cyst.\nIMPRESSION: Medial meniscus tear."
    verdict = guardrails.check_text(report, "MRI left knee: medial meniscus tear.", audience="clinician")
    told = [(v.severity, "baker" in v.message) for v in verdict.violations if v.rule == "omitted-finding"]
    assert told == [("warning", True)]
    verdict = guardrails.check_text(report, "MRI left knee: Baker cyst.", audience="clinician")
    assert [v.severity for v in verdict.violations if v.rule == "omitted-finding"] == ["error"]
