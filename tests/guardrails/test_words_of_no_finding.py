"""Everyday words, sayings and explanations that only look like findings, and the findings beside them that nobody made up."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read

NECK = (
    "EXAM: MRI cervical spine.\nFINDINGS: Straightening of the cervical lordosis. Small disc bulge at C5-C6.\n"
    "IMPRESSION: 1. Straightening of the cervical lordosis. 2. C5-C6 disc bulge."
)
BULGE = "The disc at C5-C6 bulges a little. "
CORD = "EXAM: MRI thoracic spine.\nFINDINGS: Cord mildly displaced to the left by a meningioma at T5.\nIMPRESSION: T5 meningioma with mild cord displacement."
LUNG = (
    "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion, smaller than before. 7 mm nodule in the right lower lobe.\n"
    "IMPRESSION: Small left pleural effusion, decreased. 7 mm right lower lobe nodule."
)
HEART = (
    "EXAM: CT coronary calcium score.\nINDICATION: Family history of heart attack.\nFINDINGS: Score 120.\n"
    "IMPRESSION: Moderate coronary calcification."
)
HEAD = (
    "EXAM: CT head.\nFINDINGS: Acute left subdural hematoma with effacement of the sulci. The parietal scalp hematoma has resolved.\n"
    "IMPRESSION: Acute left subdural hematoma with sulcal effacement."
)
EAR = "EXAM: CT temporal bones.\nFINDINGS: Soft tissue in the right middle ear.\nIMPRESSION: Possible right cholesteatoma."
NODE = (
    "EXAM: CT neck.\nFINDINGS: Enlarged right level III lymph node, concerning for metastasis.\n"
    "IMPRESSION: Right level III node concerning for nodal metastasis."
)
THYROID = (
    "EXAM: Thyroid ultrasound.\nFINDINGS: 1.6 cm solid nodule in the right lobe, TI-RADS 4.\n"
    "IMPRESSION: 1.6 cm right thyroid nodule, TI-RADS 4."
)
PITS = "EXAM: MRI lumbar spine.\nFINDINGS: Schmorl's nodes at L1 and L2.\nIMPRESSION: Schmorl's nodes at L1 and L2."
HIP = (
    "EXAM: CT pelvis.\nFINDINGS: Left ischiofemoral space narrowing.\n"
    "IMPRESSION: Left ischiofemoral space narrowing. Correlate clinically for ischiofemoral impingement."
)
GAP = "On the left the gap between sit bone and thigh bone is narrow. "
SCAR = (
    "EXAM: MRI lumbar spine.\nFINDINGS: Epidural fibrosis at L5-S1 after surgery. Disc protrusion at L4-L5.\n"
    "IMPRESSION: L5-S1 epidural fibrosis. L4-L5 disc protrusion."
)
TISSUE = "There is scar tissue around the nerves at L5-S1 after your operation. At L4-L5 the disc sticks out. "
BOWEL = "EXAM: CT abdomen.\nFINDINGS: Perforated sigmoid diverticulitis.\nIMPRESSION: Perforation of the sigmoid colon."
DISCITIS = "EXAM: MRI lumbar spine.\nFINDINGS: Discitis at L3-L4 with erosion of the endplates.\nIMPRESSION: L3-L4 discitis with endplate erosion."

WRIST = "EXAM: Left wrist X-ray.\nFINDINGS: Loose body at the distal ulna, 3 mm.\nIMPRESSION: Loose body at the distal ulna."
LESION = "EXAM: MRI lumbar spine.\nFINDINGS: 3 cm lesion behind the L1 vertebra compressing the thecal sac.\nIMPRESSION: 3 cm lesion at L1."


def invented(report: str, draft: str) -> list[str]:
    """What the rule says of a patient's draft."""
    verdict = guardrails.check(make_plan(read(report, admit_any=True), audience="patient"), draft)
    return [v.message for v in verdict.violations if v.rule == "invented-finding" and v.severity == "error"]


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (NECK, f"{BULGE}The usual forward curve of the neck has straightened."),
        (NECK, f"{BULGE}Your neck has lost some of its natural forward curve."),
        (CORD, "A meningioma at T5 pushes the cord. The cord is pushed over to the left, mildly."),
        (LUNG, "The fluid beside the left lung has shrunk. There is a 7 mm nodule in the lower right lung."),
        (HEART, "You had the scan because of a heart attack in the family. There is moderate calcium in the heart arteries."),
        (HEAD, "There is fresh blood between brain and skull on the left. The folds of the brain are flattened. The scalp bruise has gone."),
        (EAR, "In the right middle ear there is soft tissue where air should be. It may be a cholesteatoma."),
        (NODE, "A lymph node at level III on the right is large. It may be a metastasis (a node with cancer cells)."),
        (NODE, "The right level III node is enlarged. It could be a metastasis (spread of a cancer to the node)."),
        (THYROID, "The 1.6 cm nodule in the right lobe is solid. On the TI-RADS scale it is in category 4."),
        (PITS, "At L1 and L2 there are Schmorl's nodes, which are pits in the bone next to the disc."),
        (PITS, "Schmorl's nodes at L1 and L2: a dent where disc material pushes into the bone."),
        (HIP, f"{GAP}Your clinician should find out whether tissue is pinched there. The word for that is ischiofemoral impingement."),
        (HIP, f"{GAP}Such findings are met in people with no pain."),
        (SCAR, f"{TISSUE}A disc like the one in your back is found in people without symptoms, and so is scar tissue."),
        (BOWEL, "The wall of the large bowel has a leak. It comes from the inflamed pouches."),
        (WRIST, "The tip of the ulna, the bone on the little finger side: a loose bit of bone, 3 mm."),
        (DISCITIS, "The disc at L3-L4 is infected. The bone surfaces next to it are eroded at L3-L4."),
    ],
)  # fmt: skip
def test_words_that_only_look_like_a_finding_are_none(report: str, draft: str) -> None:
    """What a part is like in health, how a finding has changed, a saying, a bracket that explains, a name for what is open."""
    assert invented(report, draft) == []


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (NECK, f"{BULGE}Your neck is straighter than usual. There is a forward curve of the upper back."),
        (CORD, "There is a meningioma at T5 that displaces the cord mildly. The spine has a sideways curve."),
        (LUNG, "There is less fluid beside the left lung. A 7 mm nodule lies in the lower right lung. The left kidney has shrunk."),
        (HEAD, "There is fresh blood between brain and skull on the left, and the brain folds are flat. There is a cut on the scalp."),
        (EAR, "The right middle ear holds soft tissue, perhaps a cholesteatoma. There is air in the soft tissue of the neck."),
        (NODE, "A lymph node at level III on the right is large and may be a metastasis. You also have lymphoma."),
        (THYROID, "The 1.6 cm nodule in the right lobe is solid, TI-RADS 4. Your mammogram result is BI-RADS category 4."),
        (PITS, "Schmorl's nodes are seen at L1 and L2. The bone of the hip is eaten away in spots."),
        (LESION, "Behind the L1 bone is a 3 cm lesion that presses on the nerve sac. It is a tumor in the spinal canal."),
        (HIP, f"{GAP}You have ischiofemoral impingement."),
        ("EXAM: CT abdomen.\nFINDINGS: Sigmoid diverticulitis.\nIMPRESSION: Sigmoid diverticulitis.", "The pouches in the sigmoid are inflamed. The bowel wall has a leak."),
        ("EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L3-L4.\nIMPRESSION: L3-L4 disc bulge.", "The disc at L3-L4 bulges. The bone surfaces there are eroded."),
    ],
)  # fmt: skip
def test_a_finding_near_such_words_is_still_made_up(report: str, draft: str) -> None:
    """The same word said of this reader, of another part or of another scale is a finding of its own."""
    assert invented(report, draft) != []
