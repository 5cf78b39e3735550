"""Status, certainty, sections, advice and conflicts where a report is easy to misread."""

from __future__ import annotations

import pytest

from explainer.core.reading import read
from explainer.core.values import Reading


def _read(text: str) -> Reading:
    return read(text, admit_any=True)


def _status(text: str) -> dict[str, str]:
    return {f.text.lower(): f.status for f in _read(text).findings}


@pytest.mark.parametrize(
    ("text", "found", "status"),
    [
        ("No sig. joint effusion or synovitis seen.", "synovitis", "absent"),
        ("No signif. scrotal hydrocele is seen.", "hydrocele", "absent"),
        ("No Lt. pneumothorax is seen.", "pneumothorax", "absent"),
        ("Moderate right hydroureter, its cause is not shown.", "hydroureter", "present"),
        ("Small ascites, source not identified.", "ascites", "present"),
        ("There is a mild biliary dilatation, the papilla is not seen.", "biliary dilatation", "present"),
        ("Large hematoma, active bleeding is not seen.", "hematoma", "present"),
        ("Small pneumothorax, tension is not present.", "pneumothorax", "present"),
        ("Hematoma, seroma, or abscess not seen.", "hematoma", "absent"),
        ("Right jugular vein: thrombosis excluded.", "thrombosis", "absent"),
        ("Abscess cannot be fully excluded.", "abscess", "possible"),
        ("A tear cannot with certainty be excluded.", "tear", "possible"),
        ("Acute cholecystitis has to be excluded.", "acute cholecystitis", "possible"),
        ("No PE.", "pe", "absent"),
        ("The films couldn't rule out a small fracture.", "fracture", "possible"),
        ("Heel spur 6 mm: no change.", "heel spur", "present"),
        ("Small erosion, not there in 2020.", "erosion", "present"),
        ("Fracture, dislocation is not seen.", "fracture", "absent"),
        ("Enlarged nodes, mass are not seen.", "mass", "absent"),
        ("A small effusion, noted before, is not seen.", "effusion", "absent"),
        ("Left ovarian cyst, no wall flow, most c/w endometrioma.", "endometrioma", "possible"),
        ("Findings not c/w osteomyelitis.", "osteomyelitis", "absent"),
        ("No findings consistent with osteomyelitis.", "osteomyelitis", "absent"),
        ("Possible sialolith w/ gland swelling.", "sialolith", "possible"),
        ("Probable sigmoid diverticulitis w/ ascites.", "ascites", "present"),
        ("Renal cyst w/ questionable wall thickening.", "renal cyst", "present"),
        ("Filling defect in the bladder, concerning for a tumor, clot less likely.", "filling defect", "present"),
        ("Thickened endometrium, polyp cannot be excluded.", "thickened endometrium", "present"),
        ("Thickened endometrium, polyp cannot be excluded.", "polyp", "possible"),
        ("Tumor, abscess or infarct cannot be excluded.", "tumor", "possible"),
        ("Stable, probably benign nodule of the left breast.", "nodule of the left breast", "present"),
        ("Liver nodule, probably a benign cyst.", "cyst", "possible"),
        ("Sinus opacity, most commonly sinusitis.", "sinusitis", "possible"),
        ("Multiple cysts, mostly in the liver.", "cysts", "present"),
        ("Tissue around the left S1 root, mostly post op fibrosis.", "fibrosis", "possible"),
        ("Findings favor gliosis over glioma.", "glioma", "possible"),
        ("Likely a scar rather than recurrent disc.", "recurrent disc", "possible"),
        ("This is a cyst rather than a mass.", "mass", "absent"),
        ("No swelling surrounding the fracture.", "fracture", "present"),
        ("No flow was seen in the thrombus.", "thrombus", "present"),
        ("The slip at L5-S1 is a spondylolisthesis not established as cause of pain.", "spondylolisthesis", "present"),
        ("Diverticula of the colon, none of which is inflamed.", "diverticula", "present"),
        ("Thyroid nodules are present, none larger than 7 mm.", "nodules", "present"),
        ("Ascites: none.", "ascites", "absent"),
        ("Resolved ascites, stable pleural effusion.", "pleural effusion", "present"),
        ("Resolved ascites and pleural effusion.", "pleural effusion", "absent"),
        ("Lymphoma is a concern.", "lymphoma", "possible"),
        ("Query osteomyelitis.", "osteomyelitis", "possible"),
        ("No intracranial mass, chronic infarct of the left thalamus.", "chronic infarct", "present"),
        ("No intracranial mass, chronic infarct, or hydrocephalus.", "chronic infarct", "absent"),
        ("No hydronephrosis, right renal cyst 3 cm.", "renal cyst", "present"),
        ("No ascites, 7 mm gallstone.", "gallstone", "present"),
        ("No mass, gallstone over 1 cm or ascites.", "gallstone", "absent"),
        ("Neg for synovitis.", "synovitis", "absent"),
        ("Synovitis -ve.", "synovitis", "absent"),
        ("Hydrocele (-).", "hydrocele", "absent"),
        ("Nil acute bursitis.", "bursitis", "absent"),
        ("Ascites nil.", "ascites", "absent"),
        ("Hydrocele, nil varicocele.", "hydrocele", "present"),
        ("No abn. enhancement of the brain.", "enhancement", "absent"),
        ("D/D: lymphoma, sarcoidosis.", "sarcoidosis", "possible"),
        ("Differential diagnosis: lymphoma, sarcoidosis.", "sarcoidosis", "possible"),
        ("Features s/o synovitis.", "synovitis", "possible"),
        ("K/C/O carcinoma breast.", "carcinoma breast", "historical"),
        ("Metastasis of the spine not established.", "metastasis", "possible"),
    ],
)
def test_status(text: str, found: str, status: str) -> None:
    """A finding has the status its sentence gives it."""
    told = _status(text)
    assert [s for name, s in told.items() if found in name] == [status]


def test_favored_things_are_ranked() -> None:
    """What is favored is probable; what it is favored over is unlikely."""
    first, second = _read("Abscess is favored over lymphoma.").findings
    assert (first.certainty, second.certainty) == ("probable", "unlikely")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("MRI of the knee with contrast :\nTorn medial meniscus.", ["exam", "findings"]),
        ("CLINICAL INFO: cough.\n\nHeart is enlarged.\nIMPRESSION: Cardiomegaly.", ["history", "findings", "impression"]),
        ("Clinical history - fall in 2 yards.\nFindings: No fracture.", ["history", "findings"]),
        ("History: cough\nThe heart is enlarged.\nIMPRESSION: Big heart.", ["history", "findings", "impression"]),
    ],
)  # fmt: skip
def test_sections(text: str, kinds: list[str]) -> None:
    """Titles with a contrast, short titles and titles with a dash open the right sections."""
    assert [s.kind for s in _read(text).sections] == kinds


def test_title_with_contrast_keeps_the_line_behind_it() -> None:
    """What stands behind the colon of an exam title is read."""
    assert _status("CT abdomen without contrast: Gallstones. No ascites.") == {
        "gallstones": "present",
        "ascites": "absent",
    }


def test_part_before_a_dash_leads() -> None:
    """A part of the body before a free dash is no part of the finding's name."""
    (tear,) = _read("Tendons - partial tear of the Achilles tendon.").findings
    assert not tear.text.startswith("Tendons")


def test_short_line_of_a_long_lined_note_ends() -> None:
    """A line in small letters is a statement of its own in a note whose lines no width broke."""
    text = (
        "C3-C4: mild disc bulge\nsmall hemangioma at T2\n"
        "The remaining levels of the cervical spine show normal discs, normal facet joints, a normal canal and normal foramina "
        "on both sides without any narrowing."
    )
    levels = {f.concept: f.levels for f in _read(text).findings if f.status == "present"}
    assert levels["disc-bulge"] == ("C3-C4",)


@pytest.mark.parametrize(
    ("text", "when", "condition"),
    [
        ("Nonurgent urology referral is recommended.", None, None),
        ("Orthopedic referral is suggested on a non-emergent basis.", None, None),
        ("Urgent surgical referral is recommended.", "Urgent", None),
        ("Short-interval MRI in 4 months is recommended.", "in 4 months", None),
        ("Ultrasound in 2 years would be reasonable.", "in 2 years", None),
        ("Colonoscopy should be considered.", None, None),
        ("If clinically indicated bone scan could be obtained.", None, "If clinically indicated"),
        ("MRI when feasible is recommended.", None, "when feasible"),
        ("Follow-up CT in 1 year if at risk, otherwise no further imaging is needed.", "in 1 year", "if at risk"),
        ("Liver MRI suggested.", None, None),
        ("Needs MRI for confirmation.", None, None),
    ],
)
def test_advice(text: str, when: str | None, condition: str | None) -> None:
    """Advice is read with its time and its condition, and a denied urgency is none."""
    (advice,) = _read("IMPRESSION: " + text).recommendations
    assert (advice.when, advice.condition) == (when, condition)


@pytest.mark.parametrize(
    "text", ["No follow-up needed.", "Surgical consultation not needed.", "Results were phoned to the ward."]
)
def test_no_advice(text: str) -> None:
    """A refusal of advice and a note of a call ask for nothing and are accounted for."""
    reading = _read("IMPRESSION: " + text)
    assert not reading.recommendations
    assert not reading.unmapped


def test_reason_of_advice_is_a_finding() -> None:
    """What cannot be excluded is told as possible where advice gives it as its reason."""
    (tumor,) = _read("IMPRESSION: Biopsy is advised as a lymphoma is not excluded.").findings
    assert tumor.status == "possible"


def test_no_new_thing_denies_no_old_one() -> None:
    """A denial of new things does not contradict an old one; a new one it does."""
    old = _read("FINDINGS: No new renal stone.\nIMPRESSION: Stable renal stone.")
    new = _read("FINDINGS: No new renal stone.\nIMPRESSION: New renal stone.")
    assert not old.conflicts
    assert [c.kind for c in new.conflicts] == ["presence"]


def test_seen_thing_with_a_doubted_name_is_there() -> None:
    """A fact that the impression tells as seen is not doubted by a guess at its kind."""
    reading = _read("IMPRESSION: Pancreatic cyst. Possible side branch IPMN.")
    assert {f.status for f in reading.facts} == {"present"}


@pytest.mark.parametrize(
    ("text", "status", "change"),
    [
        ("Aortic aneurysm, 31 mm, no growth.", "present", "stable"),
        ("Aortic aneurysm without interval growth.", "present", "stable"),
        ("Without progression of the pleural effusion.", "present", "stable"),
        ("No relevant change in the meningioma.", "present", "stable"),
        ("No size change of the aneurysm.", "present", "stable"),
        ("No improvement in the pneumothorax.", "present", "stable"),
        ("The disc extrusion has almost completely resolved.", "present", "decreased"),
        ("The hematoma has largely resorbed.", "present", "decreased"),
        ("The hematoma has resorbed.", "absent", "resolved"),
        ("The joint effusion seen in 2021 is gone.", "absent", "resolved"),
        ("3 mm cyst in the lunate, smaller than in 2019.", "present", "decreased"),
        ("Disc bulge, larger than on the prior exam.", "present", "increased"),
        ("Disc bulge at L4-5, larger than at L3-4.", "present", None),
        ("No enlargement of the lymph nodes.", "absent", None),
    ],
)
def test_courses_and_what_they_say_of_presence(text: str, status: str, change: str | None) -> None:
    found = read(f"MRI. Comparison: 2019.\nFINDINGS: {text}", admit_any=True).findings
    assert [(f.status, f.change) for f in found] == [(status, change)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Meningioma, likely.", "possible"),
        ("Bursitis, possibly.", "possible"),
        ("Pneumonia is conceivable.", "possible"),
        ("DD: hemangioma, metastasis.", "possible"),
        ("It is uncertain whether there is a fracture of the rib.", "possible"),
        ("Whether this is a fracture is unclear.", "possible"),
        ("Lipoma until proven otherwise.", "possible"),
        ("The age of the fracture is unclear.", "present"),
        ("Exclusion of pulmonary embolism.", "absent"),
        ("CT for exclusion of pulmonary embolism.", "hypothetical"),
        ("Nothing suspicious for metastasis.", "absent"),
        ("MRI could clarify whether there is a meniscal tear.", "hypothetical"),
    ],
)
def test_doubts_and_denials_in_the_words_of_reports(text: str, status: str) -> None:
    found = read(f"CT.\nFINDINGS: {text}", admit_any=True).findings
    assert found
    assert {f.status for f in found} == {status}


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("No fracture seen, effusion present.", ["absent", "present"]),
        ("No evidence of fracture, effusion small.", ["absent", "present"]),
        ("No effusion or pneumothorax, heart enlarged.", ["absent", "absent", "present"]),
        ("No bulge or protrusion at L3-4, disc bulge at L4-5.", ["absent", "absent", "present"]),
        ("Disc bulge at L4-5 without stenosis, at L5-S1 with stenosis.", ["present", "absent", "present"]),
        ("Fracture - no; effusion - yes.", ["absent", "present"]),
        ("No fracture, dislocation or effusion.", ["absent", "absent", "absent"]),
        ("No mass, cyst, or enlarged node present.", ["absent", "absent", "absent"]),
    ],
)
def test_where_a_denial_ends(text: str, statuses: list[str]) -> None:
    assert [f.status for f in read(f"CT.\nFINDINGS: {text}", admit_any=True).findings] == statuses


@pytest.mark.parametrize(
    "advice",
    [
        "I would suggest a CT with contrast.", "Control examination in 6 weeks.", "Control in 6 weeks.", "Further clarification needed.",
        "Supplementary MRI if clinically required.", "Next mammogram in 12 months.", "Weight-bearing views may be of value.",
    ],
)  # fmt: skip
def test_advice_in_the_words_of_reports(advice: str) -> None:
    found = read(f"CT.\nFINDINGS: Nodule.\nIMPRESSION: 5 mm nodule in the left upper lobe. {advice}", admit_any=True)
    assert [found.text[r.start : r.end] for r in found.recommendations] == [advice]


@pytest.mark.parametrize("text", ["F/u CT shows a nodule.", "Dedicated MRI of the knee shows a mass."])
def test_what_an_exam_shows_is_no_advice(text: str) -> None:
    found = read(f"CT.\nFINDINGS: {text}", admit_any=True)
    assert [f.status for f in found.findings] == ["present"]
    assert not found.recommendations


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("URGENT: Acute left subdural hematoma, 9 mm.", "subdural-hematoma-acute", "present"),
        ("Recommend follow-up of 5 mm left upper lobe nodule.", "pulmonary-nodule", "present"),
        ("Further evaluation of the 2 cm renal mass with MRI is recommended.", "renal-mass", "present"),
        ("Repeat CT in 3 months to document resolution of the pneumonia.", "pneumonia", "present"),
        ("Surgical consultation is recommended for the incarcerated hernia.", "incarcerated-hernia", "present"),
        ("Recommend MRI to rule out a meniscal tear.", "meniscal-tear", "hypothetical"),
        ("Recommend MRI to evaluate for meniscal tear.", "meniscal-tear", "hypothetical"),
        ("Correlate for appendicitis.", "appendicitis", "hypothetical"),
        ("Consider pneumonia.", "pneumonia", "possible"),
    ],
)
def test_what_advice_takes_as_there(text: str, concept: str, status: str) -> None:
    found = read(f"CT.\nFINDINGS: Scan done.\nIMPRESSION: {text}", admit_any=True).findings
    assert [(f.concept, f.status) for f in found] == [(concept, status)]


def test_a_measured_part_that_has_changed_is_not_filed_as_technical() -> None:
    found = read(
        "CT ABDOMEN\nFINDINGS: Infrarenal aorta measures 3.1 cm, increased from 2.8 cm in 2020.", admit_any=True
    )
    assert [u.text for u in found.unmapped] == ["Infrarenal aorta measures 3.1 cm, increased from 2.8 cm in 2020."]
