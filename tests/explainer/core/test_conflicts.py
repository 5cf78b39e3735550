"""Where a report disagrees with itself, and where it only seems to."""

import pytest

from explainer.core.reading import read


def kinds(text: str) -> list[str]:
    return [c.kind for c in read(text, admit_any=True).conflicts]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FINDINGS: There is no pneumothorax.\nIMPRESSION: Pneumothorax on the left.", "presence"),
        ("FINDINGS: Simple cyst of the left kidney.\nIMPRESSION: Simple renal cyst on the right.", "laterality"),
        ("FINDINGS: Moderate hip osteoarthritis.\nIMPRESSION: Severe hip osteoarthritis.", "severity"),
        ("FINDINGS: Disc protrusion at L3-L4.\nIMPRESSION: Disc protrusion at L1-L2.", "level"),
        ("MRI LEFT KNEE\nFINDINGS: Two views of the right knee. There is an effusion.", "exam"),
        ("COMPARISON: None.\nFINDINGS: A liver cyst, unchanged.", "comparison"),
    ],
)
def test_a_conflict_is_told(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "FINDINGS: No nodule in the left lung. Nodules in the lung.\nIMPRESSION: Lung nodules.",
        "FINDINGS: No displaced meniscal fragment.\nIMPRESSION: Undersurface tear of the medial meniscus.",
        "FINDINGS: Mild stenosis of the proximal vessel.\nIMPRESSION: No stenosis of the distal vessel.",
        "MRI LEFT KNEE\nFINDINGS: The left knee has an effusion. The right knee was not examined.",
        "COMPARISON: None.\nFINDINGS: The atlantodental interval is normal.",
    ],
)
def test_what_only_seems_to_conflict_is_not(text: str) -> None:
    assert kinds(text) == []


def test_a_denial_that_shares_only_the_part_is_no_conflict() -> None:
    """ "No subluxation of the nerve" does not deny that it is wide."""
    report = (
        "MRI RIGHT ELBOW\nFINDINGS: The ulnar nerve is mildly enlarged. No nerve subluxation.\n"
        "IMPRESSION: Mild ulnar nerve enlargement."
    )
    assert kinds(report) == []
