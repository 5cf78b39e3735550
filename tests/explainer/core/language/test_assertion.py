"""Statuses that a reader of reports gets wrong, in sentences of our own."""

from __future__ import annotations

import pytest

from explainer.core.reading import read

CASES = (
    # What one writer says in the first person, or with a short form.
    ("I don't see a definite tear.", {"tear": "absent"}),
    ("We cannot see any fracture.", {"fracture": "absent"}),
    ("The lungs are clear of consolidation, pleural effusion, or pneumothorax.", {"pneumothorax": "absent"}),
    ("The lesion is not consistent with a meningioma.", {"meningioma": "absent"}),
    ("There has been no interval development of ascites.", {"ascites": "absent"}),
    ("There is hardly any ascites.", {"ascites": "absent"}),
    ("Neither kidney shows a stone.", {"stone": "absent"}),
    ("Resolved pleural effusion on the left.", {"pleural effusion": "absent"}),
    # A denial that ends before what follows.
    ("The mass does not demonstrate flow, and likely represents a lipoma.", {"mass": "present", "lipoma": "possible"}),
    ("No cord compression noted Schmorl nodes noted.", {"cord compression": "absent", "Schmorl nodes": "present"}),
    ("Lack of enhancement of the mass.", {"mass": "present"}),
    ("There is no evidence that the mass has grown.", {"mass": "present"}),
    # None of several things that are there.
    ("None of the masses appear worrisome for malignancy.", {"masses": "present", "malignancy": "absent"}),
    ("None of the ribs is fractured.", {"ribs is fractured": "absent"}),
    # Doubt that ends, or that looks ahead.
    ("Possible pneumonia and no effusion.", {"pneumonia": "possible", "effusion": "absent"}),
    ("No stone in either kidney and no hydronephrosis.", {"hydronephrosis": "absent"}),
    ("Infection is less likely in the absence of a fluid collection.", {"fluid collection": "absent"}),
    ("Pelvic calcifications, which are likely vascular.", {"calcifications": "present"}),
    ("I doubt a fracture.", {"fracture": "possible"}),
    ("A fracture is not favored.", {"fracture": "possible"}),
    ("An effusion is hard to exclude.", {"effusion": "possible"}),
    # Known from before, and still there or only told.
    ("The previously described nodule is unchanged.", {"nodule": "present"}),
    ("Status post cholecystectomy.", {"cholecystectomy": "historical"}),
    # What a test can and cannot do.
    ("Some percentage of cancers will not be identified by mammography.", {"cancers": "hypothetical"}),
    ("Lack of evidence of malignancy should not delay a biopsy.", {"malignancy": "hypothetical"}),
    ("Ultrasound is advised as the cysts have grown.", {"cysts": "present"}),
    # What an earlier advice led to is no advice.
    ("Follow-up ultrasound shows a new cyst.", {"cyst": "present"}),
    ("Follow-up ultrasound shows a new cyst, and follow-up MRI is advised.", {"cyst": "present"}),
    ("Follow-up ultrasound is advised for the cyst.", {"cyst": "present"}),
    ("Correlation with the prior CT shows a larger cyst.", {"cyst": "present"}),
    # Denials with something between, and a clinician's words.
    ("No complications such as perforation or abscess.", {"perforation": "absent", "abscess": "absent"}),
    ("No masses are noted that would suggest malignancy.", {"masses": "absent", "malignancy": "absent"}),
    ("No changes suggestive of malignancy.", {"malignancy": "absent"}),
    ("No change in the nodule, suggestive of a granuloma.", {"nodule": "present", "granuloma": "possible"}),
    ("The study suggests no pneumothorax.", {"pneumothorax": "absent"}),
    ("The study suggests pneumothorax.", {"pneumothorax": "possible"}),
    ("The CT did rule out appendicitis.", {"appendicitis": "absent"}),
    ("The CT did not rule out appendicitis.", {"appendicitis": "possible"}),
    ("MRI is advised to characterize and exclude a malignancy.", {"malignancy": "hypothetical"}),
    # "Possible" before a noun is about that noun.
    ("Cardiomegaly, which suggests possible hypertension or strain.", {"Cardiomegaly": "present"}),
    ("Cardiomegaly possible.", {"Cardiomegaly": "possible"}),
    # A thing known before that goes on.
    ("Progression of the previously described metastases.", {"metastases": "present"}),
    ("The kidneys show progression of known scarring.", {"scarring": "present"}),
)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_status(text: str, expected: dict[str, str]) -> None:
    """Each named phrase is read once, with its status."""
    findings = read(f"FINDINGS: {text}", admit_any=True).findings
    for phrase, status in expected.items():
        told = [f.status for f in findings if phrase in f.text or f.text in phrase]
        assert told, f"{phrase!r} was not read"
        assert set(told) == {status}


def test_an_illness_of_the_family_is_no_history_of_the_patient() -> None:
    """A relative's illness stays apart in the history section too."""
    findings = read(
        "HISTORY: The patient has a family history of breast cancer.\nFINDINGS: Normal.", admit_any=True
    ).findings
    assert {f.status for f in findings} == {"indication"}


def test_two_tests_weighed_against_each_other_leave_a_finding_present() -> None:
    """ "Versus" between two tests is no doubt about the finding before."""
    text = "IMPRESSION: Renal cyst, correlation with CT versus ultrasound is advised."
    assert {f.status for f in read(text, admit_any=True).findings} == {"present"}


def test_an_absence_of_the_normal_is_not_filed_as_normal() -> None:
    """A loss of something normal must not vanish in the ledger."""
    reading = read("FINDINGS: Lack of normal flow in the vein.", admit_any=True)
    assert reading.unmapped


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("No significant enhancement to suggest an abscess.", None),
        ("No significant evidence to suggest an abscess.", "significant"),
        ("No significant edema or abscess.", "significant"),
    ],
)
def test_the_grade_of_a_sign_is_not_that_of_what_it_shows(text: str, grade: str | None) -> None:
    """A grade that a sign has ("no significant enhancement to suggest …") does not qualify the denial of what it would show."""
    reading = read(f"EXAM: MRI brain.\nFINDINGS: {text}", admit_any=True)
    assert [f.denied_grade for f in reading.findings if "abscess" in f.text] == [grade]
