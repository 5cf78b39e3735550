"""Plain words that make up no finding, and their neighbours that do."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience

KIDNEY = "EXAM: CT abdomen.\nFINDINGS: There is a 14 mm cyst in the right kidney. The pancreas is partly hidden by bowel gas.\nIMPRESSION: Right renal cyst."
SINUS = "EXAM: CT sinuses.\nFINDINGS: There is mucosal thickening in the left maxillary sinus.\nIMPRESSION: Left maxillary sinus mucosal thickening."
SPINE = "EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-L5 with narrowing of the right neural foramen.\nIMPRESSION: L4-L5 disc bulge. Right foraminal narrowing."
CHEST = "EXAM: Chest x-ray.\nFINDINGS: Low lung volumes. There is a 9 mm nodule in the right upper lobe.\nIMPRESSION: Right upper lobe nodule."
KNEE = "EXAM: MRI left knee.\nFINDINGS: Small joint effusion. Cartilage loss in the medial compartment.\nIMPRESSION: Small effusion. Medial cartilage loss."
NECK = "EXAM: CT neck.\nFINDINGS: There is thickening of the adenoidal pad.\nIMPRESSION: Adenoidal thickening."
BREAST = "EXAM: Screening mammogram.\nTECHNIQUE: Read with iCAD software.\nFINDINGS: There is a 6 mm cyst in the left breast.\nIMPRESSION: Left breast cyst."
CLIP = "EXAM: Left heart catheter.\nFINDINGS: 60% stenosis of the LAD. A closure device was placed in the right femoral artery.\nIMPRESSION: LAD stenosis."


def _faults(report: str, draft: str, audience: Audience = "patient") -> list[str]:
    plan = make_plan(read(report, admit_any=True), audience=audience)
    return [v.message for v in guardrails.check(plan, draft).violations if v.rule == "invented-finding"]


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (KIDNEY, "A small kidney cyst showed up on the right."),
        (KIDNEY, "There is a large kidney cyst on the right. Gas in the bowel blocked the view of the pancreas."),
        (KIDNEY, "There is a cyst in the right kidney. Bowel gas blocked our view of part of the pancreas."),
        (NECK, "The adenoid pad, the tissue behind the nose, is thick. The tissue behind the nose is thick."),
        (SINUS, "The lining is thick in the left cheek sinus, one of the hollow spaces in the face."),
        (SINUS, "**Sinuses**: the hollow spaces beside the nose. The lining of the left cheek sinus is thick."),
        (SPINE, "The disc at L4-L5 bulges, so the disc is wider all around. The right-hand nerve tunnel is narrow."),
        (CHEST, "There is a 9 mm nodule in the upper right lung. Lung size looks slightly low."),
        (BREAST, "Screening mammogram with CAD (iCAD). There is a cyst in the left breast."),
        (CLIP, "The front heart artery is narrowed. The artery in the right groin was closed with a clip."),
        (
            CHEST,
            "There is a nodule in the upper right lung. Call for help at once if you cannot breathe. The same goes for bleeding in the lung.",
        ),
        (
            CHEST,
            "There is a nodule in the upper right lung. Anyone with a lung infection should get help fast for trouble breathing.",
        ),
    ],
)
def test_plain_words_make_up_nothing(report: str, draft: str) -> None:
    """Shapes, makes of a part, views and advice are no findings."""
    assert _faults(report, draft) == []


@pytest.mark.parametrize("label", ["Unstated", "To clarify with radiology", "Unclear", "Not recorded"])
def test_what_the_report_leaves_open_is_not_made_up(label: str) -> None:
    """A list of what is not told names nothing that was seen."""
    draft = f"Disc bulge L4-L5; right foraminal narrowing [R].\n\n{label}: nerve root contact, synovial cyst, conus."
    assert _faults(SPINE, draft, "clinician") == []


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (KIDNEY, "There is a cyst in the right kidney. The left kidney is shrunken."),
        (KIDNEY, "There is a cyst in the right kidney. The bowel is blocked."),
        (KIDNEY, "There is a cyst in the right kidney. This means that you have gout."),
        (KIDNEY, "There is a cyst in the right kidney. Part of the stomach has slipped up into the chest."),
        (KIDNEY, "There is a cyst in the right kidney. Metal from an earlier operation is in place."),
        (KIDNEY, "There is a cyst in the right kidney. The report also names calcium in the thyroid gland."),
        (SINUS, "The lining of the left cheek sinus is thick. There is a hollow space in the jaw bone with pus."),
        (SPINE, "The disc at L4-L5 bulges and the right nerve tunnel is narrow. Your right hand has a broken bone."),
        (CHEST, "There is a nodule in the upper right lung. Anyone can see that you have a lung infection."),
        (KNEE, "There is a little fluid in the knee and thin cartilage on the inner side. One nerve looks swollen."),
        (KNEE, "There is a little fluid in the knee and thin cartilage on the inner side. A muscle is torn."),
        (KNEE, "There is a little fluid in the knee and thin cartilage on the inner side. It shows an infection."),
        (KNEE, "There is a little fluid in the knee and thin cartilage on the inner side. Diffuse osteopenia is seen."),
        (KNEE, "There is a little fluid in the knee and thin cartilage on the inner side. You have plantar fasciitis."),
    ],
)
def test_neighbours_are_still_caught(report: str, draft: str) -> None:
    """What looks alike and tells of a thing is made up."""
    assert _faults(report, draft)


def test_a_diagnosis_under_a_heading_for_what_is_normal() -> None:
    """A statement of its own diagnoses, whatever stands above it."""
    draft = "There is a cyst in the right kidney.\n\n**Looked normal**\nThe scan shows signs of diabetes."
    assert _faults(KIDNEY, draft)
