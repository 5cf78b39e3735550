"""Findings told in words no list of names holds, by their other name in the report, or under a bare "Why"; and ones left out."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read

SLIP = (
    "EXAM: MRI lumbar spine.\nFINDINGS: Grade 1 anterolisthesis of L5 on S1 measuring 5 mm. Disc extrusion at L5-S1 displacing the "
    "left S1 nerve root.\nIMPRESSION: 1. Grade 1 anterolisthesis of L5 on S1.\n2. Disc extrusion at L5-S1 displacing the left S1 nerve root."
)
DISC = "At L5-S1 a piece of the disc has pushed out, and it moves the left S1 nerve root out of place. "
WRIST = (
    "EXAM: Right wrist X-ray.\nFINDINGS: Negative ulnar variance of 3 mm. Mild first CMC arthritis.\n"
    "IMPRESSION: 1. Negative ulnar variance.\n2. Mild first CMC arthritis."
)
THUMB = "There is mild arthritis at the base of your thumb. "
LUNGS = (
    "EXAM: Chest X-ray.\nFINDINGS: Hyperinflated lungs. 8 mm nodule in the right upper lobe.\n"
    "IMPRESSION: 1. Hyperinflation.\n2. 8 mm right upper lobe nodule."
)
SPOT = "There is an 8 mm spot in the upper part of your right lung. "
THYROID = (
    "EXAM: Thyroid ultrasound.\nFINDINGS: Heterogeneous thyroid gland. 9 mm nodule in the left lobe.\n"
    "IMPRESSION: 1. Heterogeneous thyroid.\n2. 9 mm left thyroid nodule."
)
NODULE = "There is a 9 mm nodule in the left lobe. "
BURST = (
    "EXAM: CT lumbar spine.\nFINDINGS: Burst fracture of L2 with retropulsion of 5 mm.\n"
    "IMPRESSION: Acute L2 burst fracture with 5 mm retropulsion."
)
STROKE = (
    "EXAM: CT head.\nFINDINGS: Old lacunar infarct in the right thalamus. Mild sinus mucosal thickening.\n"
    "IMPRESSION: Right thalamic lacunar infarct, unchanged."
)
POCKET = (
    "EXAM: CT abdomen and pelvis.\nFINDINGS: Sigmoid diverticulitis. Rim-enhancing fluid collection of 3.1 x 2.0 cm in the right pelvis.\n"
    "IMPRESSION: 1. Acute sigmoid diverticulitis with contained perforation of the sigmoid colon.\n2. 3.1 cm right pelvic abscess."
)
POUCHES = "Pouches in the sigmoid, part of the large bowel, are acutely inflamed (diverticulitis). "
BLOCKED = (
    "EXAM: CT abdomen.\nINDICATION: Vomiting.\nFINDINGS: High-grade small bowel obstruction. 4 mm stone in the left kidney.\n"
    "IMPRESSION: 1. High-grade small bowel obstruction.\n2. Left renal stone."
)
STONE = "\n\nThere is a 4 mm stone in the left kidney."
DUCT = (
    "EXAM: Ultrasound abdomen.\nFINDINGS: The common bile duct measures 12 mm after cholecystectomy, which is dilated."
)
SPINE = (
    "EXAM: MRI thoracic spine.\nFINDINGS: 12 mm lesion in T11, indeterminate; a metastasis cannot be excluded.\n"
    "IMPRESSION: Indeterminate 12 mm T11 lesion; metastasis cannot be excluded."
)


SIGNAL = "EXAM: MRI lumbar spine.\nFINDINGS: Increased T2 signal in the L3-L4 disc.\nIMPRESSION: Increased T2 signal of the L3-L4 disc."
BLOOD = (
    "EXAM: CT head.\nFINDINGS: Old lacunar infarct in the left thalamus. New lacunar infarct in the right thalamus.\n"
    "IMPRESSION: 1. Old left thalamic lacunar infarct.\n2. New right thalamic lacunar infarct."
)
KNEE = (
    "EXAM: MRI left knee.\nFINDINGS: Sprain of the medial collateral ligament and sprain of the lateral collateral ligament.\n"
    "IMPRESSION: 1. Medial collateral ligament sprain.\n2. Lateral collateral ligament sprain."
)
AIR = (
    "EXAM: CT abdomen and pelvis.\nFINDINGS: Sigmoid diverticulitis. A few locules of extraluminal gas lie beside it.\n"
    "IMPRESSION: Acute sigmoid diverticulitis with contained perforation of the sigmoid colon."
)


def omitted(report: str, draft: str) -> list[str]:
    """What the rule says of a patient's draft."""
    verdict = guardrails.check(make_plan(read(report, admit_any=True), audience="patient"), draft)
    return [v.message for v in verdict.violations if v.rule == "omitted-finding" and v.severity == "error"]


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (SLIP, f"{DISC}L5 sits 5 mm forward on S1."),
        (SLIP, f"{DISC}There is a slip of 5 mm of L5 over S1."),
        (SLIP, f"{DISC}The bone called L5 lies about 5 mm ahead of S1, grade 1."),
        (WRIST, f"{THUMB}Your ulna is 3 mm shorter than the radius, the bone beside it."),
        (LUNGS, f"{SPOT}Both lungs look blown up with air."),
        (LUNGS, f"{SPOT}The lungs are very full of air."),
        (THYROID, f"{NODULE}The gland looks mottled."),
        (THYROID, f"{NODULE}The gland has a coarse, patchy look."),
        (BURST, "The L2 bone has a fresh burst fracture. A piece of bone has moved backward by 5 mm."),
        (BURST, "At L2 the bone has burst. One fragment was pushed back 5 mm into the canal."),
        (STROKE, "An old small stroke lies deep on the right side of the brain, in the thalamus. It is unchanged."),
        (POCKET, f"{POUCHES}The bowel wall has leaked, and the leak is contained. There is an abscess of 3.1 cm in the right side of the pelvis."),
        (BLOCKED, f"Go to the emergency department now.\n\n**Why**\nYour small bowel is blocked. The report calls it a high-grade small bowel obstruction.\n\n**Also**{STONE}"),
        (BLOCKED, f"Go to the emergency room today.\n\nWhy: the small bowel is severely blocked.{STONE}"),
        (POCKET, f"{POUCHES}The bowel wall has a leak, which is contained. A 3.1 cm abscess lies low in the belly on the right."),
        (KNEE, "The medial and lateral collateral ligaments of your knee are sprained."),
        (SIGNAL, "The disc at L3-L4 looks odd. It is bright on one type of picture (T2)."),
        (DUCT, "The common bile duct is 12 mm wide, which is dilated."),
        (SPINE, "There is a 12 mm spot in T11.\n\n**What we don't know**\nWhat the spot is. A metastasis, which is cancer that has spread, cannot be excluded."),
    ],
)  # fmt: skip
def test_what_is_told_in_other_words_is_not_left_out(report: str, draft: str) -> None:
    """The kind of change at its part, the report's other name for it, and the reason behind an urgent step tell a finding."""
    assert omitted(report, draft) == []


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (AIR, f"{POUCHES}There is a hole in the wall of the large bowel, a contained perforation."),
        (SLIP, DISC),
        (SLIP, f"{DISC}Bend forward on your knees when you lift."),
        (WRIST, f"{THUMB}The scan took longer than usual."),
        (LUNGS, f"{SPOT}Breathe in more air when you walk."),
        (THYROID, f"{NODULE}The gland has a normal, even look."),
        (BURST, "The L2 bone has a fresh burst fracture."),
        (STROKE, "The lining of a sinus is mildly thick."),
        (POCKET, f"{POUCHES}There is an abscess of 3.1 cm on the right side of the pelvis."),
        (POCKET, f"{POUCHES}The wall of the large bowel has leaked, and the leak is contained."),
        (BLOCKED, f"**Why**\nYou had this scan because of vomiting, to look for a blocked bowel.{STONE}"),
        (BLOCKED, f"Why: you have been vomiting.{STONE}"),
        (AIR, f"{POUCHES}"),
        (KNEE, "The medial collateral ligament of your left knee is sprained."),
        (BLOOD, "There is an old small stroke on the left, in the thalamus."),
        (SPINE, "There is a 12 mm spot in T11.\n\n**What we don't know**\nWhat the spot is. Whether it is a metastasis."),
    ],
)  # fmt: skip
def test_words_of_the_kind_elsewhere_tell_nothing(report: str, draft: str) -> None:
    """The same words of advice, of another thing or of the reason for the exam leave the finding out."""
    assert omitted(report, draft) != []
