"""What lies near a wording that is no fault, and still is one."""

from __future__ import annotations

import pytest

import guardrails

STONE = "EXAM: CT abdomen.\nINDICATION: Flank pain.\nFINDINGS: 4 mm stone in the left kidney. The gallbladder is normal.\nIMPRESSION: 4 mm left renal stone."
SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Mild disc bulge at L4-L5. At L5-S1 moderate left foraminal narrowing.\nIMPRESSION: Mild disc bulge at L4-L5. Moderate left foraminal narrowing at L5-S1."
NODULE = "EXAM: CT chest.\nINDICATION: Follow-up of lung nodule.\nFINDINGS: Right upper lobe nodule, 9 mm, previously 6 mm.\nIMPRESSION: Right upper lobe nodule, increased from 6 mm to 9 mm."
CAROTID = "EXAM: Carotid ultrasound.\nINDICATION: Dizziness.\nFINDINGS: Left internal carotid artery: less than 50% stenosis.\nIMPRESSION: Left ICA stenosis, less than 50%."
HIPS = "EXAM: X-ray hips.\nINDICATION: Hip pain.\nFINDINGS: Moderate osteoarthritis of the right hip and mild osteoarthritis of the left hip.\nIMPRESSION: Moderate right and mild left hip osteoarthritis."
KNEE = "EXAM: MRI right knee.\nINDICATION: Pain.\nFINDINGS: Small tear of the medial meniscus. The lateral meniscus is intact.\nIMPRESSION: Small medial meniscal tear."
UNSEEN = (
    "EXAM: Ultrasound abdomen.\nFINDINGS: Gallstones. The pancreas is obscured by bowel gas.\nIMPRESSION: Gallstones."
)
BREAST = "EXAM: Mammogram.\nINDICATION: Screening recall.\nFINDINGS: Irregular 8 mm mass in the left breast.\nIMPRESSION: Left breast mass, suspicious, BI-RADS 4. Core biopsy recommended."

FAULTY = [
    (SPINE, "treatment-directive", "The report does not recommend a brace, but you should wear one."),
    (STONE, "treatment-directive", "Hold more fluid in by drinking three liters a day."),
    (STONE, "treatment-directive", "Get it moving with long walks."),
    (SPINE, "unsupported-claim", "The disc has bulged more over the years."),
    (SPINE, "unsupported-claim", "With rest, you will clear this up."),
    (SPINE, "unsupported-claim", "In most people your doctor sees, it clears up by itself."),
    (STONE, "change-mismatch", "The stone has gone from 3 mm to 4 mm."),
    (STONE, "change-mismatch", "The stone has shrunk."),
    (NODULE, "change-mismatch", "The nodule in the right lung is 6 mm, and was 9 mm before."),
    (NODULE, "change-mismatch", "The nodule in the right lung is 9 mm wide, and has not grown."),
    (STONE, "causal-attribution", "A stone makes your side hurt, so a CT was made."),
    (SPINE, "causal-attribution", "Because of the bulge your back hurts, and so this MRI was requested."),
    (STONE, "causal-attribution", "The CT was done for the pain that comes from the stone."),
    (STONE, "causal-attribution", "The CT you had because of the pain explains it."),
    (BREAST, "missing-urgent-action", "The mass of 8 mm in the left breast is suspicious. You need do nothing."),
    (NODULE, "omitted-finding", "You had a CT of the chest to follow a lung nodule."),
    (HIPS, "omitted-finding", "There is moderate arthritis in the right hip."),
    (SPINE, "level-mismatch", "At L4-L5 and L5-S1 there are mild disc bulges."),
    (STONE, "negation-flip", "The gallbladder was hidden by gas in its wall."),
    (SPINE, "invented-finding", "The spine has a natural scoliosis."),
    (SPINE, "alarming-language", "It is a worrying sign, is it not?"),
    (SPINE, "alarming-language", "This is to look for a spine that collapses."),
    (SPINE, "invented-finding", "On TI-RADS the disc is in category 4."),
    (SPINE, "false-reassurance", "You will feel nothing at all from this."),
    (CAROTID, "number-mismatch", "The left internal carotid artery is narrowed by more than 50%."),
    (KNEE, "level-mismatch", "There is a small tear in the back part of the outer (lateral) meniscus of the knee."),
    (KNEE, "negation-flip", "The inner (medial) meniscus is whole."),
    (UNSEEN, "false-reassurance", "The pancreas looks normal."),
]  # fmt: skip

FREE = [
    (STONE, "causal-attribution", "Your side is sore, so a CT was made."),
    (SPINE, "unsupported-claim", "The disc has dried out over the years."),
    (NODULE, "change-mismatch", "The nodule in the right lung is 9 mm, and was 6 mm before."),
    (NODULE, "change-mismatch", "The nodule in the right lung has gone from 6 to 9 mm."),
    (HIPS, "omitted-finding", "The right hip has moderate arthritis, and the left hip has mild arthritis."),
    (KNEE, "level-mismatch", "There is a small tear in the inner (medial) meniscus."),
    (KNEE, "negation-flip", "The outer (lateral) meniscus is whole."),
    (UNSEEN, "false-reassurance", "The pancreas was hidden by gas."),
    (CAROTID, "number-mismatch", "The left internal carotid artery is narrowed by not more than 50%."),
]  # fmt: skip


def _rules(report: str, draft: str) -> set[str]:
    return {v.rule for v in guardrails.check_text(report, draft).violations}


@pytest.mark.parametrize(("report", "rule", "draft"), FAULTY)
def test_fault_beside_a_free_wording(report: str, rule: str, draft: str) -> None:
    """A fault is found though its words resemble a wording that is free."""
    assert rule in _rules(report, draft)


@pytest.mark.parametrize(("report", "rule", "draft"), FREE)
def test_free_beside_a_fault(report: str, rule: str, draft: str) -> None:
    """The faithful wording next to it stays free."""
    assert rule not in _rules(report, draft)
