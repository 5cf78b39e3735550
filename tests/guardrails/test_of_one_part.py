"""Doubts and denials are of the part they are said of; what only explains, or tells one more thing, is kept apart."""

from __future__ import annotations

import pytest

from guardrails import check_text

_SHOULDER = (
    "EXAM: MRI of the right shoulder.\nFINDINGS: Tendinosis of the infraspinatus. The posterior labrum is irregular, which may "
    "represent a tear.\nIMPRESSION: 1. Infraspinatus tendinosis. 2. Possible labral tear."
)
_FOOT = (
    "EXAM: Left foot X-ray.\nFINDINGS: Faint lucency in the second metatarsal and in the cuboid. Fractures in these bones cannot be "
    "excluded.\nIMPRESSION: Cannot exclude fractures of the cuboid or the second metatarsal."
)
_ELBOW = (
    "EXAM: MRI of the left elbow.\nFINDINGS: Common extensor tendon: partial tear. Distal biceps tendon: thickening; a low-grade "
    "partial tear is not excluded.\nIMPRESSION: 1. Common extensor partial tear. 2. Distal biceps low-grade tear not excluded."
)
_KNEE = (
    "EXAM: MRI of the left knee.\nINDICATION: Pain, no injury.\nFINDINGS: Horizontal tear of the posterior horn of the medial meniscus. "
    "Moderate thinning of the patellar cartilage. Mild sprain of the MCL, fibers continuous. No loose body.\nIMPRESSION: 1. Medial meniscal tear. "
    "2. Patellar cartilage thinning. 3. MCL sprain."
)
_CHEST = (
    "EXAM: Chest X-ray.\nFINDINGS: Opacity in the left lower lobe. No pleural effusion or pneumothorax.\n"
    "IMPRESSION: Left lower lobe opacity."
)
_NECK = (
    "EXAM: MRI cervical spine.\nFINDINGS: C5-C6: moderate foraminal narrowing. C6-C7: small protrusion, foramina patent.\n"
    "IMPRESSION: C5-C6 foraminal narrowing. C6-C7 protrusion."
)


def _errors(report: str, draft: str, rule: str) -> list[str]:
    verdict = check_text(report, draft)
    return [v.message for v in verdict.violations if v.rule == rule and v.severity == "error"]


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (
            _SHOULDER,
            "One tendon shows long-standing change. A labral tear is present; an arthrogram can be considered.",
        ),
        (_SHOULDER, "A labral tear is seen. Referral for an arthrogram is advised if it may change the plan."),
        (
            _FOOT,
            "The second metatarsal is broken. In the cuboid a dark line is seen. A fracture there cannot be excluded.",
        ),
        (
            _ELBOW,
            "There is a partial tear of the common extensor tendon. The distal biceps tendon has a low-grade partial tear.",
        ),
    ],
)
def test_a_doubt_of_another_part_or_of_a_step_leaves_a_finding_certain(report: str, draft: str) -> None:
    """A doubt told of another part, or of a test to come, does not make up for one that was dropped."""
    assert _errors(report, draft, "certainty-mismatch")


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (
            _SHOULDER,
            "One tendon shows long-standing change. A labral tear is possible; an arthrogram can be considered.",
        ),
        (_FOOT, "A fracture of the second metatarsal cannot be excluded. Nor can one of the cuboid."),
        (
            _ELBOW,
            "There is a partial tear of the common extensor tendon. A low-grade tear of the distal biceps tendon is not excluded.",
        ),
    ],
)
def test_a_doubt_kept_at_its_part_passes(report: str, draft: str) -> None:
    """The doubts of the report at the parts that the report has them at."""
    assert not _errors(report, draft, "certainty-mismatch")


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_KNEE, "You have knee pain, with no injury. The inner cushion has a tear."),
        (_KNEE, "The inner cushion is torn. The MCL, the band along the inner side, is mildly sprained. No gap."),
        (_KNEE, "The inner cushion is torn. The cartilage is thin in general, not in one spot."),
        (_CHEST, "The left lung is cloudy low down, where it should be dark with air."),
        (_CHEST, "No fluid was seen around the lungs. The same goes for a pneumothorax."),
        (_CHEST, "The last point is about a pneumothorax: none was found."),
        (
            _NECK,
            "C5-C6: the nerve openings are moderately narrow. C6-C7: a small protrusion. The nerve openings are free.",
        ),
        (_NECK, "The nerve openings at C5-C6 are narrow. Such openings are seen in many pain-free adults."),
    ],
)
def test_a_denial_reaches_no_further_than_what_it_is_said_of(report: str, draft: str) -> None:
    """A vague word, a place, a topic or a part at another level is no finding turned round."""
    assert not _errors(report, draft, "negation-flip")


@pytest.mark.parametrize(
    ("report", "draft"),
    [
        (_KNEE, "No tear was seen in the inner cushion."),
        (_KNEE, "The inner cushion has no tear, and the cartilage is not thin."),
        (_KNEE, "The tear is stable, and a small loose body is seen in the joint."),
        (_CHEST, "There is air around the lung, a pneumothorax."),
        (_CHEST, "Air is seen outside the lung."),
        (_CHEST, "The left lower lung is cloudy. The same goes for a pneumothorax on that side."),
    ],
)
def test_what_the_report_has_the_other_way_round_is_caught(report: str, draft: str) -> None:
    """Near neighbours of the faithful sentences above that turn a finding round."""
    assert _errors(report, draft, "negation-flip")


@pytest.mark.parametrize(
    "draft",
    [
        "The mass is a cancer. It measures 9 mm.",
        "There is a mass of 9 mm in the breast. Its surface shows a small ulcer.",
    ],
)
def test_a_name_that_the_report_never_gives_is_made_up(draft: str) -> None:
    """A mass called a cancer, and an open sore, which no sentence of the report holds."""
    report = "EXAM: Mammogram.\nFINDINGS: 9 mm irregular mass in the right breast.\nIMPRESSION: Right breast mass, suspicious, BI-RADS 4C. Biopsy recommended."
    assert _errors(report, draft, "invented-finding")


_SACRUM = (
    "EXAM: MRI of the sacrum.\nFINDINGS: There is a cyst in the sacral canal. No connection is seen between the cyst and the thecal sac.\n"
    "IMPRESSION: Sacral cyst."
)


@pytest.mark.parametrize(
    "draft",
    [
        "There is a cyst in the sacrum. It is connected with the nerve sac.",
        "The cyst in the sacrum connects to the nerve sac.",
    ],
)
def test_a_deed_that_the_report_denies_by_its_noun_is_caught(draft: str) -> None:
    """ "Is connected" tells the connection that the report denies."""
    assert _errors(_SACRUM, draft, "negation-flip")


@pytest.mark.parametrize(
    "draft",
    [
        "The cyst in the sacrum is not connected with the nerve sac.",
        "A cyst lies in the sacrum. No link to the nerve sac was seen.",
    ],
)
def test_a_deed_denied_as_in_the_report_passes(draft: str) -> None:
    """The same denial by a verb, and in another word."""
    assert not _errors(_SACRUM, draft, "negation-flip")


_ACL = (
    "EXAM: MRI of the right knee.\nFINDINGS: Tear of the anterior cruciate ligament. Bone contusions of the lateral femoral condyle.\n"
    "IMPRESSION: 1. ACL tear. 2. Bone contusions."
)


@pytest.mark.parametrize(
    "draft",
    [
        "Bone bruises are seen on the outer side. They are typical with this tear.",
        "Bone bruises are seen on the outer side. A tear can be found in people without pain.",
        "Bone bruises are seen on the outer side. Get help right away if you feel a new tear.",
    ],
)
def test_what_is_said_of_anyone_or_taken_up_tells_no_finding(draft: str) -> None:
    """A finding that no sentence tells is left out, whatever is said of such things."""
    assert _errors(_ACL, draft, "omitted-finding")


@pytest.mark.parametrize(
    "draft",
    [
        "There is no tendinopathy of the Achilles tendon.",
        "The scan did not show a thick or changed tendon at the back of the heel.",
        "No wasting of the calf muscle was seen.",
    ],
)
def test_a_denial_by_full_name_is_a_flip_whatever_else_is_denied_there(draft: str) -> None:
    """A denial near by, or a normal part in the sentence, excuses no denial of what the report tells by this very name."""
    report = (
        "MRI ANKLE. FINDINGS: Achilles tendinopathy. No Achilles tendon tear. No calcification of the tendon. "
        "Atrophy of the calf muscle. The bones are normal. IMPRESSION: Achilles tendinopathy. Calf muscle atrophy."
    )
    assert "negation-flip" in {v.rule for v in check_text(report, draft, "patient").violations if v.severity == "error"}
