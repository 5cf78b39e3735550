"""Faithful sentences that once drew a rule, each for a class of its own."""

import pytest

import guardrails

REPORT = (
    "MRI LUMBAR SPINE\nINDICATION: Back pain.\nFINDINGS: Facet arthrosis at L2-L3, and mild facet arthrosis greater on the right "
    "at L4-L5. The patient will be watched for 2-1/2 hours. A prior exam of 3/02/11 is used for comparison.\n"
    "IMPRESSION: Facet arthrosis at L2-L3 and L4-L5."
)
BASE = (
    "There is wear in the small joints at L2-L3 and L4-L5. At L4-L5 it is mild and more on the right. Many people without pain "
    "have this, and the scan alone can't tell if it is linked to yours; an exam can help."
)


@pytest.mark.parametrize(
    "line",
    [
        "You were to be watched for 2½ hours.",
        "It was compared with an exam of 3/02/11.",
        "No further tests are suggested in the report.",
        "Tell your clinician about any new lump or fever.",
        "In general, seek care for new weakness in a leg.",
        "Here's what the scan found.",
        "The matter needs to be cleared up with your clinician.",
    ],
)
def test_a_faithful_line_passes(line: str) -> None:
    verdict = guardrails.check_text(REPORT, f"{BASE}\n\n{line}")
    assert [(v.rule, v.text) for v in verdict.violations if v.severity == "error"] == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("It measures 21 mm.", "number-mismatch"),
        ("You were born on 3/02/61.", "identifier-leak"),
        ("No further tests are needed.", "false-reassurance"),
        ("There is a new lump in the back.", "invented-finding"),
        ("It will be gone in six weeks.", "unsupported-claim"),
        ("Here is the letter you requested.", "instruction-echo"),
        ("This finding usually goes away by itself.", "unsupported-claim"),
        ("We often see this go away.", "unsupported-claim"),
        ("Follow these steps and it clears up.", "unsupported-claim"),
        ("Go for walks, it will heal with time.", "unsupported-claim"),
        ("Let me start with the hip fracture.", "invented-finding"),
        ("Report for you: there is a fracture of the hip.", "invented-finding"),
        ("Contact with the nerve root was seen at L4-L5.", "invented-finding"),
        ("There is fluid around the spinal cord.", "invented-finding"),
        ("You must have a biopsy.", "treatment-directive"),
        ("This may mean that the joints are worn at L4-L5.", "certainty-mismatch"),
        ("Get help for your arthritis, which is why your back hurts.", "causal-attribution"),
    ],
)
def test_its_unfaithful_neighbour_does_not(line: str, rule: str) -> None:
    verdict = guardrails.check_text(REPORT, f"{BASE}\n\n{line}")
    assert rule in {v.rule for v in verdict.violations if v.severity == "error"}


CANCER = "CT ABDOMEN\nINDICATION: Pain.\nFINDINGS: Suspicious mass in the left kidney. No malignant lymph node.\nIMPRESSION: Suspicious mass in the left kidney."
ELSEWHERE = "CT ABDOMEN\nFINDINGS: Simple cyst of the right kidney.\nIMPRESSION: Simple cyst of the right kidney."


@pytest.mark.parametrize(
    ("report", "draft", "rule"),
    [
        (CANCER, "There is a suspicious mass in the left kidney. There is no sign of cancer.", "false-reassurance"),
        (ELSEWHERE, "There is a simple cyst in the right kidney. There is a cyst in the liver.", "level-mismatch"),
    ],
)
def test_a_comfort_and_a_place_of_its_own_are_told(report: str, draft: str, rule: str) -> None:
    verdict = guardrails.check_text(report, draft)
    assert rule in {v.rule for v in verdict.violations if v.severity == "error"}


SHOULDER = (
    "EXAM: MRI right shoulder.\nHISTORY: Referred for a left clavicle injury in the past.\n"
    "FINDINGS: Moderate tendinosis of the supraspinatus tendon with mild fraying. Suspected tear of the labrum. Small joint effusion. "
    "A labral cyst (paralabral) on the right. Thickened capsule, compatible with adhesive capsulitis. A 12-hour image was taken. Dose 30 MBq.\n"
    "IMPRESSION: Moderate supraspinatus tendinosis. Correlate for shoulder instability."
)
VESSELS = (
    "EXAM: CT neck.\nFINDINGS: Mild stenosis of the vertebral artery. Moderate stenosis of the carotid artery. "
    "Scarring or atelectasis at the left lung apex.\nIMPRESSION: Carotid stenosis."
)
BABY = (
    "EXAM: Obstetric ultrasound.\nFINDINGS: L M P: 2/14/09. EDD 11/21/09. Head circumference is at the 30th percentile. "
    "Normal growth since the prior exam of 6/01/09.\nIMPRESSION: Single pregnancy."
)


def _found(report: str, draft: str) -> set[str]:
    return {v.rule for v in guardrails.check_text(report, draft).violations if v.severity == "error"}


@pytest.mark.parametrize(
    ("report", "line", "rule"),
    [
        (SHOULDER, "The picture fits with adhesive capsulitis.", "certainty-mismatch"),
        (SHOULDER, "The reader suspects a tear of the labrum.", "certainty-mismatch"),
        (SHOULDER, "There is a labral cyst (a sac of fluid) in the right shoulder.", "laterality-mismatch"),
        (SHOULDER, "A picture was taken after 12 hours.", "number-mismatch"),
        (SHOULDER, "An exam can tell if you have shoulder instability.", "certainty-mismatch"),
        (SHOULDER, "The choice of care is left open.", "laterality-mismatch"),
        (VESSELS, "The carotid artery is narrow. In the vertebral artery it is mild.", "severity-mismatch"),
        (VESSELS, "At the top of the left lung there may be scarring or atelectasis.", "certainty-mismatch"),
        (VESSELS, "A new scan is planned once the kidneys have improved.", "change-mismatch"),
        (VESSELS, "Nothing new was seen.", "change-mismatch"),
        (BABY, "Your last period was on 2/14/09.", "identifier-leak"),
        (BABY, "The baby has grown as it should since the exam of 6/01/09.", "change-mismatch"),
        (BABY, "The head is at the 30th percentile, so 30 of 100 are smaller.", "number-mismatch"),
    ],
)
def test_the_reports_own_words_bear_a_line_out(report: str, line: str, rule: str) -> None:
    """What the report says of doubt, course, grade, side, time and day may be said in plain words."""
    assert rule not in _found(report, line)


@pytest.mark.parametrize(
    ("report", "line", "rule"),
    [
        (SHOULDER, "There is a tear of the labrum.", "certainty-mismatch"),
        (SHOULDER, "Adhesive capsulitis is unlikely.", "certainty-mismatch"),
        (SHOULDER, "You have shoulder instability.", "certainty-mismatch"),
        (SHOULDER, "There is mild tendinosis of the supraspinatus tendon.", "severity-mismatch"),
        (SHOULDER, "There is a labral cyst (a sac of fluid) in the left shoulder.", "laterality-mismatch"),
        (SHOULDER, "A picture was taken after 30 hours.", "number-mismatch"),
        (SHOULDER, "A picture was taken after ten hours.", "number-mismatch"),
        (SHOULDER, "There is a small effusion in the elbow joint.", "level-mismatch"),
        (VESSELS, "The carotid artery is narrow. It is severe.", "severity-mismatch"),
        (VESSELS, "The carotid artery is narrow. It has gotten worse since the last scan.", "change-mismatch"),
        (BABY, "You were born on 2/14/09.", "identifier-leak"),
        (BABY, "The head is at the 30th percentile, so 43 of 100 are smaller.", "number-mismatch"),
    ],
)
def test_no_word_of_the_report_bears_out_its_neighbour(report: str, line: str, rule: str) -> None:
    """The same plain words with another doubt, grade, side, time or day are caught."""
    assert rule in _found(report, line)
