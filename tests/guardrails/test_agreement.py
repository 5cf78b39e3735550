"""What is no fault: a draft that says in other words, in another order or with a gloss what the report says."""

from __future__ import annotations

import pytest

import guardrails

KNEE = (
    "EXAM: MRI right knee.\nFINDINGS: There is a radial tear of the lateral meniscus. The medial meniscus shows no tear. "
    "There is no joint effusion, Baker cyst, or fracture. No loose body.\nIMPRESSION: Radial tear of the lateral meniscus."
)
HEAD = (
    "EXAM: CT head.\nREASON FOR EXAM: Migraine disorder.\nFINDINGS: There is no hemorrhage, mass, midline shift, "
    "hydrocephalus, or extra-axial fluid collection. Mild left maxillary sinus mucosal thickening.\n"
    "IMPRESSION: No acute intracranial process. Mild left maxillary sinus mucosal thickening."
)
HEART = (
    "EXAM: Coronary CT angiography.\nFINDINGS: The left anterior descending artery shows calcified plaque with mild stenosis. "
    "Diagonal 1 is patent. The right coronary artery shows noncalcified plaque.\n"
    "IMPRESSION: At least moderate atherosclerotic plaque with mild coronary artery disease."
)
BRAIN = (
    "EXAM: MRI brain.\nFINDINGS: There is a large amount of T2 signal abnormality in the white matter, consistent with chronic "
    "microvascular ischemic disease. Moderate cerebral atrophy.\n"
    "IMPRESSION: Chronic microvascular ischemic disease. Moderate cerebral atrophy."
)
SWALLOW = (
    "EXAM: Barium swallow.\nFINDINGS: There is reflux in the supine position. This is not seen in the upright position.\n"
    "IMPRESSION: Gastroesophageal reflux in the supine position."
)
PELVIS = "EXAM: Pelvic ultrasound.\nFINDINGS: 3 cm simple cyst of the left ovary. No free fluid.\nIMPRESSION: 3 cm left ovarian cyst."
NECK = (
    "EXAM: Carotid ultrasound.\nFINDINGS: The right internal carotid artery shows plaque. "
    "The left internal carotid artery shows plaque.\nIMPRESSION: Plaque in the internal carotid arteries."
)
SINUS = (
    "EXAM: CT sinuses.\nFINDINGS: Mucosal thickening versus retention cyst in the right maxillary sinus. "
    "The left frontal sinus is clear.\nIMPRESSION: Mucosal thickening versus retention cyst, right maxillary sinus."
)
THYROID = (
    "EXAM: Thyroid ultrasound.\nFINDINGS: Right lobe: 8 mm solid nodule. Left lobe: no nodule.\n"
    "IMPRESSION: 8 mm right thyroid nodule."
)
CHEST = (
    "EXAM: CT chest.\nFINDINGS: Pleural thickening at the right base. Small hiatal hernia. "
    "No pneumothorax.\nIMPRESSION: Pleural thickening at the right base, possible atelectasis."
)

FAITHFUL = [
    # lists that a head denies, with and without a gloss
    ("negation-flip", HEAD, "Looked for but not seen:\n- bleeding\n- a lump (a mass)\n- water on the brain (hydrocephalus)"),
    ("negation-flip", HEAD, "What the CT did not show: bleeding, a mass, a shift of the midline, and fluid around the brain."),
    ("negation-flip", HEAD, "We searched for these and found no sign of them: bleeding, a mass, hydrocephalus."),
    ("negation-flip", HEAD, "**What wasn't seen?** A mass, a hemorrhage, a midline shift."),
    ("negation-flip", KNEE, "Baker cyst: there was no sign of one."),
    ("negation-flip", HEAD, "Nor is there a mass or hydrocephalus."),
    ("negation-flip", HEAD, "No mass, fluid around it or bleeding was seen."),
    ("negation-flip", HEAD, "There is no hydrocephalus, which is a buildup of fluid inside the brain."),
    ("negation-flip", HEAD, "Hydrocephalus is denied, and so is a mass."),
    ("negation-flip", CHEST, "Pneumothorax was asked about; the report says there is none."),
    # what is only explained, asked about or left unsaid
    ("negation-flip", HEAD, "Reason given: migraine disorder (a condition with strong headaches)."),
    ("negation-flip", HEAD, "A scan like this is good at showing bleeding."),
    ("negation-flip", KNEE, "The report does not link the tear to how your knee feels."),
    ("negation-flip", KNEE, "Whether the tear matters for your knee can't be told from the scan."),
    ("negation-flip", PELVIS, "There is a cyst (a pouch filled with fluid) of 3 cm in the left ovary."),
    ("negation-flip", PELVIS, "There is a 3 cm area with clear fluid in it, a cyst, in the left ovary."),
    # told here, denied there
    ("negation-flip", KNEE, "The lateral meniscus has a tear; no tear is described in the medial meniscus."),
    ("negation-flip", SWALLOW, "Upright position: reflux was not seen."),
    ("negation-flip", KNEE, "None of the bones is broken."),
    # names that look like something else
    ("level-mismatch", HEART, "The LAD has calcified plaque; D1 is open."),
    ("level-mismatch", BRAIN, "MRI of the brain with T2 pictures."),
    ("severity-mismatch", HEART, "There is at least moderate plaque, with mild coronary artery disease."),
    ("severity-mismatch", BRAIN, "Small-vessel change: a large amount of bright signal in the white matter."),
    ("severity-mismatch", BRAIN, "It goes with long-standing disease of the tiny blood vessels."),
    ("change-mismatch", BRAIN, "The brain has shrunk to a moderate degree (atrophy)."),
    ("change-mismatch", SINUS, "As a general rule, swelling that grows should be seen soon."),
    ("laterality-mismatch", NECK, "There is plaque in the carotid arteries on both sides."),
    ("laterality-mismatch", HEART, "Right coronary artery: plaque."),
    ("laterality-mismatch", KNEE, "The lateral meniscus has a tear. In our copy the date was left open."),
    ("laterality-mismatch", THYROID, "The right lobe has an 8 mm nodule; the left lobe has none."),
    ("level-mismatch", SINUS, "The lining of the right maxillary sinus, the air space below your right eye, is thick."),
    # doubt that belongs to something else, or to the report
    ("certainty-mismatch", CHEST, "Pleural thickening at the right base, hiatal hernia, possible atelectasis."),
    ("certainty-mismatch", CHEST, "There is a hiatal hernia and the report adds that atelectasis is possible."),
    ("certainty-mismatch", SINUS, "There is either thickening or a retention cyst in the right maxillary sinus."),
    ("certainty-mismatch", PELVIS, "The scan was done so that we could measure the cyst of the left ovary."),
]  # fmt: skip

UNFAITHFUL = [
    ("negation-flip", HEAD, "These were seen: bleeding, hydrocephalus."),
    ("negation-flip", HEAD, "There is bleeding (a hemorrhage) and a mass."),
    ("negation-flip", HEAD, "The scan showed these:\n- bleeding\n- hydrocephalus"),
    ("negation-flip", KNEE, "What was not seen: a tear of the lateral meniscus."),
    ("negation-flip", KNEE, "Lateral meniscus tear: none was seen."),
    ("negation-flip", SWALLOW, "Supine position: reflux was not seen."),
    ("negation-flip", PELVIS, "There is free fluid in the pelvis."),
    ("level-mismatch", "EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-5.\nIMPRESSION: Disc bulge at L4-5.", "A disc bulges at T12."),
    ("severity-mismatch", BRAIN, "There is mild atrophy of the brain."),
    ("severity-mismatch", BRAIN, "There is a small amount of bright signal in the white matter."),
    ("change-mismatch", CHEST, "The pleural thickening has grown since your last scan."),
    ("laterality-mismatch", PELVIS, "There is a cyst in both ovaries."),
    ("laterality-mismatch", PELVIS, "There are 3 cm cysts on both the left and the right side."),
    ("certainty-mismatch", PELVIS, "There may be a cyst in the left ovary."),
    ("certainty-mismatch", CHEST, "Possible hiatal hernia, pleural thickening at the right base."),
]  # fmt: skip


def _rules(report: str, draft: str, audience: str = "patient") -> list[str]:
    verdict = guardrails.check_text(report, draft, audience)  # type: ignore[arg-type]
    return [v.rule for v in verdict.violations]


@pytest.mark.parametrize(("rule", "report", "draft"), FAITHFUL)
def test_a_faithful_wording_breaks_no_rule_of_agreement(rule: str, report: str, draft: str) -> None:
    """Denied lists, glosses, names and doubts that belong elsewhere are not held against the report."""
    assert rule not in _rules(report, draft)


@pytest.mark.parametrize(("rule", "report", "draft"), UNFAITHFUL)
def test_the_nearest_wording_that_is_at_odds_is_still_found(rule: str, report: str, draft: str) -> None:
    """The same forms, with what the report does not say."""
    assert rule in _rules(report, draft)
