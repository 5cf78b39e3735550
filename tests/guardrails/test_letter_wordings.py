"""Sides, levels, sizes and names in the wordings of free letters, each with a faithful and an unfaithful sentence."""

from __future__ import annotations

from functools import lru_cache

import pytest

from explainer.core.language.text import lemma
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Plan
from guardrails import check

REPORTS = {
    "neck": (
        "MRI CERVICAL SPINE\nFINDINGS:\n"
        "C3-C4: Small central disc protrusion, slightly to the left, indenting the thecal sac. Canal AP diameter 10 mm.\n"
        "C5-C6: Disc desiccation with mild loss of height. Right foraminal disc extrusion measuring 6 mm compressing the right C6 nerve root.\n"
        "C6-C7: Mild diffuse disc bulge. Moderate left foraminal stenosis.\n"
        "No cord signal change.\n"
        "IMPRESSION:\n1. C5-C6 right foraminal extrusion compressing the right C6 nerve root.\n"
        "2. C6-C7 moderate left foraminal stenosis.\n3. C3-C4 small central protrusion."
    ),
    "belly": (
        "CT ABDOMEN AND PELVIS WITH CONTRAST\nINDICATION: Left flank pain.\n"
        "FINDINGS: There is a 7 mm stone in the left distal ureter with moderate left hydronephrosis. A 14 mm simple cyst is seen in the "
        "right kidney. Hepatic and splenic calcified granulomas. The appendix is normal. No free air.\n"
        "IMPRESSION: 1. 7 mm left distal ureteral stone with moderate hydronephrosis."
    ),
    "heart": (
        "CT CORONARY ANGIOGRAM\nINDICATION: Chest discomfort.\n"
        "FINDINGS: Right dominant circulation. Left main is normal. LAD: calcified plaque in the proximal segment with 40% stenosis. "
        "RCA: mixed plaque in the mid segment with 25% stenosis. Ejection fraction 61%.\nIMPRESSION: Nonobstructive coronary artery disease."
    ),
    "chest": (
        "CT CHEST WITHOUT CONTRAST\nCOMPARISON: One year ago.\n"
        "FINDINGS: The right lower lobe nodule measures 5 mm, previously 8 mm. Small left pleural effusion. No pneumothorax.\n"
        "IMPRESSION: 1. Right lower lobe nodule decreased. 2. Small left pleural effusion."
    ),
    "hip": (
        "XR PELVIS\nFINDINGS: Mild bilateral hip osteoarthritis. Narrowing of the right subacromial space is not assessed. "
        "Narrowing of the left ischiofemoral space. The right ischiofemoral space is preserved.\n"
        "IMPRESSION: Left ischiofemoral space narrowing. Correlate clinically for ischiofemoral impingement."
    ),
}  # fmt: skip


@lru_cache(maxsize=8)
def _plan(name: str, audience: str = "patient") -> Plan:
    return make_plan(read(REPORTS[name], admit_any=True), audience=audience)


def _rules(name: str, draft: str) -> set[str]:
    return {v.rule for v in check(_plan(name), draft).violations if v.severity == "error"}


CASES = [
    ("neck", "laterality-mismatch", "C3-C4: a small bulge in the middle, a touch to the left.", "C3-C4: a small bulge in the middle, a touch to the right."),
    ("neck", "level-mismatch", "The neck has seven bones, counted C1 to C7.", "The C7-T1 disc sticks out; the bones are counted C1 to C7."),
    ("neck", "level-mismatch", "At C5-C6 a piece of disc presses on the right C6 nerve root.", "At C5-C6 a piece of disc presses on the right C5 nerve root."),
    (
        "neck", "laterality-mismatch",
        "First C6-C7: the disc bulges mildly. At C5-C6 the disc has dried. It also has a piece that pokes out on the right.",
        "First C6-C7: the disc bulges mildly. At C5-C6 the disc has dried. It also has a piece that pokes out on the left.",
    ),
    ("neck", "number-mismatch", "C3-C4: small protrusion, canal 10 mm.", "C3-C4: small protrusion of 6 mm."),
    ("neck", "negation-flip", "In front of the cord there is normally a thin film of fluid.", "There is signal change in the spinal cord."),
    ("belly", "level-mismatch", "The right kidney has a cyst of 14 mm.", "The spleen has a cyst of 14 mm."),
    ("belly", "invented-finding", "For bleeding or fever, get help at once.", "There is bleeding in the groin."),
    ("belly", "invented-finding", "Muscle edema is poorly seen on CT.", "Muscle edema is clearly seen on CT."),
    (
        "belly", "laterality-mismatch", "The kidneys lie at the back. On the right there is a 14 mm cyst.",
        "The kidneys lie at the back. On the left there is a 14 mm cyst.",
    ),
    ("heart", "invented-finding", "It pushes out 61% of its blood with each beat.", "The wall of the heart pushes out and holds old blood."),
    ("heart", "number-mismatch", "Your heart pumps out 61% of its blood with each beat.", "Your heart pumps out 41% of its blood with each beat."),
    ("chest", "invented-finding", "**Right lower lung:** this nodule has become smaller.", "**Right lower lung:** the lung has become smaller."),
    ("chest", "invented-finding", "The report proposes nothing more.", "One eye bulges forward (proptosis)."),
    ("hip", "laterality-mismatch", "LEFT ischiofemoral space narrowed (right preserved).", "RIGHT ischiofemoral space narrowed (left preserved)."),
    (
        "hip", "invented-finding", "The report asks if this fits ischiofemoral impingement.",
        "You have a condition called ischiofemoral impingement on the left side.",
    ),
    ("hip", "level-mismatch", "Each hip is a ball that turns in a cup.", "There is a lump in your testicle."),
]  # fmt: skip


@pytest.mark.parametrize(("report", "rule", "faithful", "unfaithful"), CASES)
def test_a_wording_is_told_from_its_fault(report: str, rule: str, faithful: str, unfaithful: str) -> None:
    """The faithful sentence passes the rule and the one next to it that tells something else does not."""
    assert rule not in _rules(report, faithful)
    assert rule in _rules(report, unfaithful)


def test_parts_joined_before_one_name_are_both_told() -> None:
    """ "Hilar and axillary adenopathy" tells of both; one of them alone leaves the other out."""
    report = "CT CHEST\nFINDINGS: Hilar adenopathy. Axillary adenopathy.\nIMPRESSION: 1. Hilar adenopathy. 2. Axillary adenopathy."
    plan = make_plan(read(report), audience="clinician")

    def omitted(draft: str) -> bool:
        return any(v.rule == "omitted-finding" for v in check(plan, draft).violations)

    assert not omitted("Extensive hilar and axillary adenopathy.")
    assert omitted("Extensive axillary adenopathy.")


def test_the_lower_back_tells_of_no_low_signal() -> None:
    """A heading that names the lower back does not tell of decreased marrow signal."""
    report = "LSS MRI :\n-Generalised decreased bone marrow signal noted.\n-Mild disc bulge at L3/L4 level."
    plan = make_plan(read(report), audience="patient")
    draft = "Your results: lower back\n\nThe L3-L4 disc bulges mildly."
    assert any(v.rule == "omitted-finding" for v in check(plan, draft).violations)
    told = draft + " The bone marrow gives a lower signal than usual all over."
    assert not any(v.rule == "omitted-finding" for v in check(plan, told).violations)


def test_a_heading_for_what_is_open_silences_no_finding() -> None:
    """Under "Still open" a sentence that tells of tissue there is held to the report like any other."""
    heading = "## Still open\n\n"
    assert "laterality-mismatch" in _rules("chest", heading + "There is a little fluid around the right lung.")
    assert "laterality-mismatch" not in _rules("chest", heading + "There is a little fluid around the left lung.")


def test_notes_of_one_line_each_are_not_joined() -> None:
    """Lines that all begin with a capital are notes of their own, however long: a side of one is none of the next."""
    report = (
        "LSS MRI\nNormal alignment , no evidence of listhesis or fracture\nMild facet hypertrophy seen at L2-L3 and L3-L4 , bilateral\n"
        "Suspected Rt pars defect at L3 , CT is advised to prove it\nNo significant compression of the thecal sac or of a nerve root."
    )
    sides = {f.concept: f.laterality for f in read(report, admit_any=True).findings}
    assert sides["spondylolysis"] == "right"
    assert sides["facet-hypertrophy"] == "bilateral"


def test_a_verb_in_poses_keeps_its_e() -> None:
    """ "Proposes" is no plural of a Greek noun; "diagnoses" is."""
    assert lemma("proposes") == "propose"
    assert lemma("diagnoses") == "diagnosis"
