"""Sentences that borrow the words of an exception and still say something untrue of the report."""

from __future__ import annotations

from functools import lru_cache

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Plan

_CAVEAT = " Many people with no pain have findings like these. The scan alone cannot tell if they are linked to your pain; an exam can help."
_SILENT = " Many people with no pain have findings like these."
_ALONE = " The scan alone cannot tell if they are linked to your pain; an exam can help."

REPORTS = {
    "spine": (
        "EXAM: MRI of the lumbar spine.\nINDICATION: Low back pain and left leg tingling.\nFINDINGS: At L4-L5 there is a left paracentral "
        "disc protrusion that narrows the left lateral recess. Mild facet arthrosis at L5-S1. No fracture. No spinal canal stenosis.\n"
        "IMPRESSION: Left paracentral disc protrusion at L4-L5 with left lateral recess narrowing. Mild facet arthrosis at L5-S1."
    ),
    "knee": (
        "EXAM: MRI of the right knee.\nINDICATION: Knee pain after a fall.\nFINDINGS: Horizontal tear of the posterior horn of the medial "
        "meniscus. Small joint effusion. Anterior cruciate ligament is intact. No fracture. No Baker cyst.\n"
        "IMPRESSION: Medial meniscus tear. Small joint effusion."
    ),
    "chest": (
        "EXAM: CT of the chest.\nINDICATION: Cough.\nFINDINGS: 8 mm solid nodule in the right upper lobe. Small left pleural effusion. "
        "No pneumonia. No pulmonary embolism. No enlarged lymph nodes.\n"
        "IMPRESSION: 8 mm right upper lobe nodule; follow-up CT in 6 months is recommended. Small left pleural effusion."
    ),
    "brain": (
        "EXAM: MRI of the brain.\nINDICATION: Headache.\nFINDINGS: Small chronic infarct in the left cerebellum. Mild mucosal thickening in "
        "the right maxillary sinus. No hemorrhage. No mass. No acute infarct.\n"
        "IMPRESSION: Small old left cerebellar infarct. Mild right maxillary sinus mucosal thickening."
    ),
    "shoulder": (
        "EXAM: MRI of the left shoulder.\nINDICATION: Shoulder pain.\nFINDINGS: Partial tear of the supraspinatus tendon. Mild "
        "acromioclavicular joint arthritis. No full-thickness tear. No fracture. Biceps tendon is normal.\n"
        "IMPRESSION: Partial supraspinatus tendon tear. Mild AC joint arthritis."
    ),
}
_SPINE = (
    "At L4-L5 a disc bulges out (disc protrusion) on the left, just off the middle. It narrows the left side channel (lateral recess) for "
    "the nerve there. At L5-S1 there is mild wear of the small joints (facet arthrosis). No fracture was seen. The main canal of the spine "
    "is not narrow."
)
LETTERS = {
    "spine": _SPINE + _CAVEAT,
    "knee": (
        "There is a tear in the inner cushion (medial meniscus) of your right knee, in its back part. There is a small amount of extra fluid "
        "in the joint. The front cross ligament (ACL) is intact. No fracture and no Baker cyst were seen." + _CAVEAT
    ),
    "chest": (
        "There is an 8 mm solid spot (nodule) in the upper part of your right lung. The report suggests a follow-up CT in 6 months. There is "
        "a small amount of fluid around your left lung (pleural effusion). No pneumonia, no blood clot in the lungs (pulmonary embolism) and "
        "no swollen lymph nodes were seen."
    ),
    "brain": (
        "There is a small old stroke (infarct) in the left cerebellum. The lining of the right cheek sinus is mildly thick. No bleeding, no "
        "mass and no new stroke were seen."
    ),
    "shoulder": (
        "There is a partial tear of the supraspinatus tendon in your left shoulder. There is mild arthritis of the joint at the top of the "
        "shoulder (AC joint). There is no full tear and no fracture. The biceps tendon is normal." + _CAVEAT
    ),
}


@lru_cache(maxsize=16)
def _plan(name: str) -> Plan:
    return make_plan(read(REPORTS[name], admit_any=True), audience="patient")


def _errors(name: str, letter: str) -> set[str]:
    return {v.rule for v in guardrails.check(_plan(name), letter).violations if v.severity == "error"}


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_the_letter_itself_is_faithful(name: str) -> None:
    assert _errors(name, LETTERS[name]) == set()


@pytest.mark.parametrize(
    ("name", "line", "rule"),
    [
        ("chest", "The severity of the pneumonia is not stated.", "negation-flip"),
        ("chest", "The size of the pulmonary embolism was not measured.", "negation-flip"),
        ("chest", "The blood clot in the lungs may need another test to show how big it is.", "negation-flip"),
        ("chest", "The pneumonia might need a second test to be seen fully.", "negation-flip"),
        ("chest", "## What the scan can't show\n\nCT shows a pneumonia in the left lung.", "negation-flip"),
        ("chest", "## Limits\n\nScan shows a clot in the lung.", "negation-flip"),
        ("knee", "A fracture is common in knees after such a fall, and it is there.", "negation-flip"),
        ("knee", "The team looked for a fracture and found one.", "negation-flip"),
        ("knee", "They looked at the bone. It is called a fracture.", "negation-flip"),
        ("knee", "The report gives it the name fracture.", "negation-flip"),
        ("knee", "The size of the fracture is not mentioned.", "negation-flip"),
        ("knee", "The fracture is not described in detail.", "negation-flip"),
        ("knee", "You had this MRI for pain, and a fracture was found.", "negation-flip"),
        ("brain", "MRI for bleeding in the left brain.", "negation-flip"),
        ("brain", "CT head for mass.", "negation-flip"),
        ("brain", "Noncontrast MRI for a brain tumor.", "invented-finding"),
        ("shoulder", "The supraspinatus tendon is not torn at all.", "negation-flip"),
        ("shoulder", "The supraspinatus tendon is completely free of a tear.", "negation-flip"),
        ("spine", "The tissue around the nerve is scarred.", "invented-finding"),
        ("spine", "The tissue around the disc is cancer.", "invented-finding"),
        ("shoulder", "The AC joint is not all that arthritic, it is normal.", "negation-flip"),
        ("shoulder", "There is no tear completely or partly.", "negation-flip"),
        ("chest", "Anyone with appendicitis like yours should get help fast.", "invented-finding"),
    ],
)
def test_a_denied_finding_is_not_told_in_passing(name: str, line: str, rule: str) -> None:
    """What is taken for granted, found after all or wholly denied is a claim, whatever the words around it."""
    assert rule in _errors(name, f"{LETTERS[name]}\n\n{line}")


@pytest.mark.parametrize(
    "line",
    [
        "You may have read that a disc can hurt. Not only that: yours does.",
        "The disc is hurt and so are you.",
        "It shows why you hurt, not why you limp.",
        "It shows what hurts, not why: the disc.",
        "The scan shows that the disc is the source of your pain, not what to do about it.",
        "Share what the disc does: it makes your leg tingle.",
        "Describe how your disc makes your leg numb.",
        "The scan was meant to find why you hurt, and the disc is why.",
        "If your leg tingles, the disc is the cause.",
    ],
)
def test_a_blame_is_seen_behind_open_words(line: str) -> None:
    """A tie that is told outright is not left open by a "not", a "what" or an "if" elsewhere in its sentence."""
    assert "causal-attribution" in _errors("spine", f"{LETTERS['spine']}\n\n{line}")


@pytest.mark.parametrize(
    "line",
    [
        "Often people are unaware that a report can be read online.",
        "Most people with no pain do not have this.",
        "Healthy people often have none of this.",
        "Few people with this feel fine.",
        "It is rare in people without pain.",
        "Often such things do not stay silent.",
    ],
)
def test_no_half_is_said_by_its_contrary(line: str) -> None:
    """That those who feel well have no such thing is no caveat."""
    assert "dropped-caveat" in _errors("spine", f"{_SPINE}{_ALONE}\n\n{line}")


@pytest.mark.parametrize(
    "line", ["The scan never fails to show the source of pain.", "A check up will show if you feel better."]
)
def test_a_test_that_never_fails_is_no_limit(line: str) -> None:
    """A "not" before a failing, or an exam of how someone is, leaves nothing open."""
    assert "dropped-caveat" in _errors("spine", f"{_SPINE}{_SILENT}\n\n{line}")


@pytest.mark.parametrize(
    ("name", "left_out", "line"),
    [
        ("spine", "At L5-S1 there is mild wear of the small joints (facet arthrosis). ", "Wear of the small joints is common with age."),
        ("spine", "It narrows the left side channel (lateral recess) for the nerve there. ", "It lies close to the side channel of the nerve."),
        (
            "knee",
            "There is a tear in the inner cushion (medial meniscus) of your right knee, in its back part. ",
            "The inner cushion was checked for a tear.",
        ),
        ("chest", "There is a small amount of fluid around your left lung (pleural effusion). ", "Fluid around the lung is common in old age."),
    ],
)  # fmt: skip
def test_a_vague_line_tells_no_finding(name: str, left_out: str, line: str) -> None:
    """What is common, near or only looked for is not told of this scan."""
    letter = LETTERS[name]
    assert left_out in letter
    assert "omitted-finding" in _errors(name, f"{letter.replace(left_out, '')}\n\n{line}")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("chest", "Fine changes in the lung may need other tests to show up."),
        ("knee", "The team looked for a fracture and found none."),
        ("shoulder", "The tendon is not torn all the way."),
        ("spine", "It shows how things are built, not why it hurts."),
        ("spine", "The scan was meant to find why you hurt."),
        ("spine", "Going by a film, we can't say what hurts."),
        ("spine", "Tell us where it aches."),
    ],
)
def test_the_faithful_sentence_still_passes(name: str, line: str) -> None:
    assert _errors(name, f"{LETTERS[name]}\n\n{line}") == set()
