"""What is told of a finding in other words, of another part or only in passing, and letters that end as they should."""

from __future__ import annotations

import pytest

import guardrails

_SPINE = (
    "EXAM: MRI lumbar spine.\nFINDINGS: Disc bulges at L3-L4 and L4-L5 that compress the thecal sac and nerve roots and "
    "encroach on the exit neural canals.\nIMPRESSION: Disc bulges at L3-L4 and L4-L5 that compress the thecal sac and "
    "nerve roots and encroach on the exit neural canals."
)
_NECK = (
    "EXAM: CT neck.\nFINDINGS: Mass of the epiglottis with invasion of the pre-epiglottic space. Enlarged left cervical lymph node.\n"
    "IMPRESSION: Mass of the epiglottis with invasion of the pre-epiglottic space. Enlarged left cervical lymph node."
)
_BELLY = (
    "EXAM: CT abdomen and pelvis.\nFINDINGS: A 2 cm low attenuation cystic lesion in the pancreatic tail. A 4 cm cystic lesion of the "
    "right adnexa. Status post cholecystectomy.\nIMPRESSION: 1. 2 cm low attenuation cystic lesion in the pancreatic tail.\n"
    "2. 4 cm cystic lesion of the right adnexa.\n3. Status post cholecystectomy."
)
_HEART = (
    "EXAM: Coronary angiogram.\nFINDINGS: 70% stenosis of the mid LAD. The proximal right coronary artery has a 40% stenosis.\n"
    "IMPRESSION: 70% stenosis of the mid left anterior descending artery. 40% stenosis of the right coronary artery."
)
_ANKLE = "EXAM: MRI left ankle.\nFINDINGS: Partial tear of the peroneus brevis tendon.\nIMPRESSION: Partial tear of the peroneus brevis tendon."
_FLUID = (
    "EXAM: CT abdomen.\nFINDINGS: 13 mm fluid collection in the anterior pararenal space. Mild fluid distention of small bowel loops.\n"
    "IMPRESSION: Thirteen millimeter fluid collection in the anterior pararenal space."
)


def _said(report: str, draft: str, rule: str) -> list[str]:
    verdict = guardrails.check_text(report, draft)
    return [v.text or v.message for v in verdict.violations if v.rule == rule and v.severity == "error"]


_DISC = "At L3-L4 the disc bulges all around. It squeezes the nerve sac and the nerve roots, and it gets into the canals where the nerves leave."


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_SPINE, f"{_DISC}\nL4-L5: the same."),
        (_SPINE, f"{_DISC}\n- L4-L5: same picture as at L3-L4"),
        (_SPINE, f"{_DISC} L4-L5 looks much alike."),
        (_SPINE, f"{_DISC} It is likewise at L4-L5."),
        (
            _SPINE,
            "At L3-L4 and L4-L5 the discs bulge all around. Each presses on the nerve sac. So are the nerve roots pressed on. The canals where the nerves go out: the discs push into them.",
        ),
        (
            _NECK,
            "A lump sits on the flap over the windpipe (epiglottis). It has grown into the fat space in front of it. One lymph node in the left of the neck is involved.",
        ),
        (
            _BELLY,
            "The tail of the pancreas has a 2 cm spot like a cyst. Beside the right ovary is a 4 cm cyst. You have had your gallbladder out.",
        ),
        (
            _HEART,
            "There are two narrow places. One is in the LAD, 70%. The second is at the start of the right coronary artery. It is 40%.",
        ),
        (_ANKLE, "The peroneus brevis tendon is torn right behind the ankle bone, through part of its width."),
        (_FLUID, "A pocket of fluid of 13 mm lies in front of the kidney."),
    ],
)
def test_told(report: str, draft: str) -> None:
    """A finding told in a line that says "the same", by what it does to a part, or beside a "right" that is no side is not left out."""
    assert _said(report, draft, "omitted-finding") == []


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_SPINE, f"{_DISC}\nL4-L5: the same question comes up often."),
        (_SPINE, f"{_DISC}\nL4-L5: no such change."),
        (_SPINE, "Lower back MRI, from the top down. At L3-L4 the disc bulges."),
        (
            _NECK,
            "A lump sits on the flap over the windpipe (epiglottis). One lymph node in the left of the neck is enlarged.",
        ),
        (
            _NECK,
            "A lump sits on the flap over the windpipe (epiglottis). It does not grow into other parts. One lymph node in the left of the neck is large.",
        ),
        (
            _BELLY,
            "In the pancreas is a spot of 2 cm that looks like a cyst. It sits in its tail. You have had your gallbladder out.",
        ),
        (
            _BELLY,
            "Cystic lesion of the pancreatic tail, 2 cm, low attenuation. There was a cholecystectomy.",
        ),
        (
            _HEART,
            "We found a narrowing of 70% in the left anterior descending artery. The narrow part of the front artery can be opened.",
        ),
    ],
)
def test_left_out(report: str, draft: str) -> None:
    """What is told of another part, size or level, or denied, does not tell the finding that is left out."""
    assert _said(report, draft, "omitted-finding") != []


_PLAIN = "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion."
_BODY = "There is a little fluid around your left lung. Please bring this letter to your next visit. "


@pytest.mark.parametrize(
    "end",
    [
        'Ask your clinician, "What should I look out for?"',
        "Ask: *Do I need another picture, and when?*",
        "You may want to ask (and note down) what this is from.",
        "**Next:** _Which clinician do I see, and what for?_",
        "Ask \u201cIs this what you were looking for?\u201d",
        "(Not sure whom to call? Your clinic knows who that is.)",
    ],
)
def test_ends_whole(end: str) -> None:
    """A last sentence that ends within quotes, brackets or emphasis is whole."""
    assert _said(_PLAIN, _BODY + end, "malformed-draft") == []


@pytest.mark.parametrize(
    "end",
    [
        "Ask your clinician about the",
        'Ask your clinician, "What should I do about the',
        "Ask: *Do I need another picture and",
        "You may want to ask (and note down",
        "**Next:** see your clinician for",
    ],
)
def test_breaks_off(end: str) -> None:
    """A last sentence that stops in its midst is cut off, whatever marks stand around it."""
    assert _said(_PLAIN, _BODY + end, "malformed-draft") != []
