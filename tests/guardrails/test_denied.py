"""What a denial is of: its part of the body, its direction, its degree, and the page it is written on."""

from __future__ import annotations

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read

_RULE = "negation-flip"

ANKLE = (
    "EXAM: MRI of the left ankle.\nFINDINGS: Partial tear of the peroneus brevis tendon. There is no complete tear. "
    "No enlarged lymph nodes. Skin thickening over the outer ankle.\nIMPRESSION: Partial tear of the peroneus brevis tendon."
)
KNEE = (
    "EXAM: MRI of the right knee.\nFINDINGS: Normal medial meniscus without surface fraying or tear. There is fraying of the "
    "lateral meniscus. Joint effusion.\nIMPRESSION: Fraying of the lateral meniscus. Joint effusion."
)
CHEST = (
    "EXAM: CT of the chest.\nFINDINGS: Small consolidation in the right upper lobe. No pathologic adenopathy in the chest. "
    "No pulmonary embolism.\nIMPRESSION: Right upper lobe consolidation. No pulmonary embolism. Follow-up to ensure resolution."
)
HEAD = (
    "EXAM: CT of the head.\nINDICATION: Seizure disorder.\nFINDINGS: Mild mucosal thickening of the right frontal sinus. No intracranial "
    "mass.\nIMPRESSION: No acute process in the brain."
)
SACRUM = (
    "EXAM: MRI of the lumbar spine.\nFINDINGS: Cyst in the sacral canal. No connection of the cyst is visualized with the thecal "
    "sac. Disc bulge at L4-L5.\nIMPRESSION: Sacral meningeal cyst. Disc bulge at L4-L5."
)


def _faults(report: str, draft: str, audience: str = "patient", rule: str = _RULE) -> list[str]:
    plan = make_plan(read(report, admit_any=True), audience=audience)  # type: ignore[arg-type]
    return [v.message for v in guardrails.check(plan, draft).violations if v.rule == rule]


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (ANKLE, "The tendon is almost torn through."),
        (ANKLE, "The tendon is nearly a complete tear."),
        (ANKLE, "The tendon is not torn all the way."),
        (ANKLE, "The tendon isn't torn in two."),
        (ANKLE, "The tendon is not completely torn."),
        (ANKLE, "The skin on the outer side of your ankle is thick."),
        (ANKLE, "Two spots were looked at in your ankle."),
        (KNEE, "Your outer meniscus has frayed edges."),
        (KNEE, "Outer meniscus: rough edges."),
        (KNEE, "Right knee MRI: what it leaves open"),
        (CHEST, "There is a small patch in the right upper lung."),
        (CHEST, "A scan is asked for to make sure that the lung consolidation resolves."),
        (CHEST, "A new scan should confirm clearing of the consolidation."),
        (
            CHEST,
            "Your doctor wanted to look for a blood clot in the lung. The medical name for that is a pulmonary embolism.",
        ),
        (CHEST, "No clot was seen. (A pulmonary embolism is one that blocks a vessel of the lung.) Ask about it."),
        (CHEST, "Not in the impression: consolidation of the lung."),
        (CHEST, "Missing from the summary: the consolidation."),
        (CHEST, "| Not graded | right upper lobe consolidation |"),
        (HEAD, "Noncontrast CT head for seizure disorder."),
        (HEAD, "Your sinus is clear, apart from one spot."),
        (HEAD, "Fine changes in the brain may need other tests to show up."),
        (SACRUM, "The cyst is in the sacral canal. There is no connection between it and the nerve sac."),
    ],
)
def test_a_denial_is_only_of_what_it_is_said_of(report: str, draft: str) -> None:
    """A letter that tells of another part, direction or degree, or of the page, says nothing against a denial."""
    assert _faults(report, draft) == []


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (ANKLE, "The peroneus brevis tendon is not torn."),
        (ANKLE, "There are swollen lymph nodes."),
        (KNEE, "Your inner meniscus is torn."),
        (KNEE, "The outer meniscus is not frayed."),
        (CHEST, "The scan did not show swollen nodes. The report names signs of a pulmonary embolism."),
        (CHEST, "There are swollen nodes in your chest."),
        (CHEST, "The scan found a pulmonary embolism. That is the name for a clot in the lung."),
        (CHEST, "Not seen: consolidation of the lung."),
        (CHEST, "| Not seen | right upper lobe consolidation |"),
        (HEAD, "There is a mass in the brain."),
        (HEAD, "CT head positive for an acute process in the brain."),
        (SACRUM, "A connection between the cyst and the thecal sac is visualized."),
        (SACRUM, "There is a connection of the cyst with the thecal sac."),
    ],
)
def test_what_is_denied_is_not_told(report: str, draft: str) -> None:
    """The same words of the very thing that the report denies, or tells, are turned round."""
    assert _faults(report, draft)


@pytest.mark.parametrize(
    "draft",
    [
        "The report carries no urgency flag.",
        "Good news and bad news are easier to sort in order.",
    ],
)
def test_words_spoken_of_do_not_soothe(draft: str) -> None:
    """Words of comfort that are only spoken of, or promise something else, are no comfort."""
    assert _faults(CHEST, draft, rule="false-reassurance") == []


@pytest.mark.parametrize(
    "draft",
    [
        "You can be completely sure that there is no cancer.",
        "You may be quite certain there is nothing bad in your lungs.",
        "There is no urgency.",
    ],
)
def test_certainty_that_nothing_is_there_soothes(draft: str) -> None:
    """Certainty given to the reader is more than a report gives."""
    assert _faults(CHEST, draft, rule="false-reassurance")
