"""Which findings need the caveat on correlation, and in how many words it can be told."""

from __future__ import annotations

import pytest

import guardrails

_SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Disc degeneration at L4-L5.\nIMPRESSION: Disc degeneration at L4-L5."
_DISC = "The disc at L4-L5 shows long-standing change. "
_COMMON = "Many people with no pain have this. "


def _drops(draft: str, report: str = _SPINE, audience: str = "patient") -> bool:
    verdict = guardrails.check_text(report, draft, audience)  # type: ignore[arg-type]
    return "dropped-caveat" in [v.rule for v in verdict.violations]


@pytest.mark.parametrize(
    "limit",
    [
        "Whether it is behind your pain cannot be seen on a picture.",
        "Your doctor has to examine you to judge that.",
        "It takes your story and an examination to go further.",
        "An exam is needed for that.",
        "The MRI cannot say what it means for you.",
        "The MRI does not tell us why your back aches.",
    ],
)
def test_the_limit_in_other_words(limit: str) -> None:
    """The half on what a scan cannot tell stands in many wordings."""
    assert not _drops(_DISC + _COMMON + limit)


@pytest.mark.parametrize(
    "rest",
    [
        "Talk with your doctor about the report.",
        "Your doctor has to test your blood.",
        "The picture cannot be sent by mail.",
        "The report does not name a next step.",
    ],
)
def test_no_limit(rest: str) -> None:
    """A visit, another test and a silent report are no limit of the scan."""
    assert _drops(_DISC + _COMMON + rest)


def test_what_needs_no_caveat_of_correlation() -> None:
    """Fluid and injuries after an accident, and what a growth does, are not common findings that could be blamed."""
    knee = (
        "EXAM: MRI left knee.\nINDICATION: Pain after a fall.\nFINDINGS: Joint effusion. Injury of the patellar cartilage.\n"
        "IMPRESSION: Joint effusion. Injury of the patellar cartilage."
    )
    assert not _drops("There is fluid in the left knee joint. The cartilage of the kneecap is injured.", knee)
    brain = (
        "EXAM: MRI brain.\nINDICATION: Headache.\nFINDINGS: Large sellar mass with displacement of the infundibulum.\n"
        "IMPRESSION: Large sellar mass, likely pituitary adenoma, with displacement of the infundibulum."
    )
    assert not _drops("Large sellar mass, likely adenoma, displacing the infundibulum.", brain, "clinician")


@pytest.mark.parametrize(
    ("sentence", "of_people"),
    [
        ("1. Left main: calcified plaque, narrowed by 40-50%.", False),
        ("Ejection fraction 61%, end-systolic volume 30 mL.", False),
        ("Such a thing is met in 72 percent.", True),
        ("This is found in 35%.", True),
    ],
)
def test_shares_of_people(sentence: str, of_people: bool) -> None:
    """A measure in percent needs no group of people beside it; a share of people does."""
    report = (
        "EXAM: Coronary CT.\nFINDINGS: Left main calcified plaque with 40 to 50% stenosis. Ejection fraction 61 percent. End-systolic volume 30 mL.\n"
        "IMPRESSION: Left main stenosis."
    )
    assert _drops(sentence, report, "clinician") is of_people


_WORN_DISC = (
    "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: L4-L5: disc bulge with mild disc height loss. Modic type II changes.\n"
    "IMPRESSION: L4-L5 disc bulge with height loss."
)
_WORN_TOLD = (
    "At L4-L5 the disc bulges, its disc height loss is mild, and the bone next to it shows Modic type II change.\n\n"
)
_JUDGED = " The scan alone can't tell what hurts; an exam can help."


@pytest.mark.parametrize(
    ("draft", "audience", "dropped"),
    [
        (
            "Does any of this explain your pain? Many people have bulges and feel nothing." + _JUDGED,
            "patient",
            False,
        ),
        ("Does the bulge explain your pain? Many people have bulges and feel nothing." + _JUDGED, "patient", True),
        (
            "Disc findings need clinical correlation; they are often seen without symptoms. The bulge is not sized.",
            "clinician",
            False,
        ),
        (
            "Modic change needs clinical correlation; it is often seen without symptoms. The bulge is not sized.",
            "clinician",
            True,
        ),
        ("The bulge is small; degenerative change is often asymptomatic, so correlate.", "clinician", False),
        ("The bulge is small and often asymptomatic, so correlate.", "clinician", True),
    ],
)
def test_a_caveat_of_all_that_was_found(draft: str, audience: str, dropped: bool) -> None:
    """A question on any of it, a word for all of it and an order to correlate reach beyond the finding that is named."""
    assert _drops(_WORN_TOLD + draft, _WORN_DISC, audience) is dropped
