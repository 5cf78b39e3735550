"""Wordings of reports that were once misread, each by its kind."""

from __future__ import annotations

import pytest

from explainer.core.reading import read
from explainer.core.values import Finding


def findings(text: str) -> tuple[Finding, ...]:
    return read(text, admit_any=True).findings


def one(text: str, word: str) -> Finding:
    """The finding of a text whose words hold ``word``."""
    return next(f for f in findings(text) if word in f.text.lower())


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("The known bronchiectasis is not worse.", "bronchiectasis", "present"),
        ("No lesions apart from the known hemangioma of T9.", "hemangioma", "present"),
        ("Straightening of the lordosis may be positional or due to muscle spasm.", "spasm", "possible"),
        ("Infarct is considered less likely than an abscess.", "infarct", "possible"),
        ("Healed fracture or accessory ossicle at the medial malleolus.", "fracture", "possible"),
        ("Healed fracture or accessory ossicle at the medial malleolus.", "ossicle", "possible"),
        ("No fracture or dislocation.", "dislocation", "absent"),
        ("No acute fracture or dislocation.", "dislocation", "absent"),
        ("The effusion is slightly larger than last year.", "effusion", "present"),
        ("Calcifications in the spleen, likely granulomatous.", "granulomatous", "possible"),
    ],
)
def test_status(text: str, word: str, status: str) -> None:
    assert one(text, word).status == status


@pytest.mark.parametrize(
    ("text", "word", "side"),
    [
        ("Occlusion of the right and stenosis of the left vertebral artery.", "stenosis", "left"),
        ("Hydronephrosis on the left resolved after stent placement.", "hydronephrosis", "left"),
        ("Spiculated LUL mass.", "mass", "left"),
        ("Opacities in the right middle lobe and lingula.", "opacities", "right"),
        ("Solid nodule of the right adrenal gland, probably an adenoma.", "adenoma", "right"),
    ],
)
def test_side(text: str, word: str, side: str) -> None:
    assert one(text, word).laterality == side


@pytest.mark.parametrize(
    ("text", "word", "change"),
    [
        ("Hydronephrosis is worse on the right.", "hydronephrosis", None),
        ("Subdural hematoma, 6 mm, decreased from 9 mm.", "hematoma", "decreased"),
        ("A chest tube has been placed since the prior.", "chest tube", "new"),
        ("Left hilar mass, bigger.", "mass", "increased"),
    ],
)
def test_change(text: str, word: str, change: str | None) -> None:
    assert one(text, word).change == change


def test_a_grade_of_two_words_behind_a_comma() -> None:
    assert one("ACL sprain, low grade.", "sprain").severity == "mild"


@pytest.mark.parametrize(
    "text", ["Low-density nodule of the left lobe.", "Mixed cystic and solid nodule of the thyroid."]
)
def test_what_a_lump_is_like_is_no_finding_of_its_own(text: str) -> None:
    assert len(findings(text)) == 1


def conflicts(exam: str, body: str, impression: str) -> set[str]:
    text = f"{exam}\n\nFINDINGS: {body}\n\nIMPRESSION: {impression}\n"
    return {c.kind for c in read(text, admit_any=True).conflicts}


@pytest.mark.parametrize(
    ("exam", "body", "impression", "kinds"),
    [
        ("CT CERVICAL SPINE", "Mild disc space narrowing at C5-C6.", "Severe degenerative change at C5-C6.", {"severity"}),
        ("CT CERVICAL SPINE", "Mild disc space narrowing at C5-C6.", "Moderate degenerative change at C5-C6.", set()),
        ("CT CERVICAL SPINE", "Mild disc space narrowing at C5-C6.", "Mild degenerative change at C3-C4.", {"level"}),
        ("CT CERVICAL SPINE", "Mild disc space narrowing at C5-C6.", "Mild degenerative change at C5-C6.", set()),
        ("XR HIPS", "Mild osteoarthritis of the left hip. Mild osteoarthritis of the right hip.", "Severe osteoarthritis of both hips.", {"severity"}),
        ("US ANKLE", "There is no fluid in the retrocalcaneal bursa.", "Minimal retrocalcaneal bursal fluid.", {"presence"}),
    ],
)  # fmt: skip
def test_an_impression_that_sums_up_in_other_words_is_held_against_the_body(
    exam: str, body: str, impression: str, kinds: set[str]
) -> None:
    assert conflicts(exam, body, impression) == kinds


def test_what_advice_names_and_the_report_told_is_there() -> None:
    text = (
        "FINDINGS: Focal asymmetry in the left breast.\nIMPRESSION: Ultrasound is recommended for the focal asymmetry."
    )
    assert [f.status for f in findings(text)] == ["present", "present"]


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("Uncovertebral spurring (canal: no stenosis).", "spurring", "present"),
        ("Uncovertebral spurring (canal: no stenosis).", "stenosis", "absent"),
        ("Hip effusion (loose bodies: none).", "effusion", "present"),
        ("Fracture: no acute fracture.", "fracture", "absent"),
        ("Abscess: no. Diverticula: yes.", "abscess", "absent"),
    ],
)
def test_a_denial_behind_a_colon_reaches_the_subject_of_its_own(text: str, word: str, status: str) -> None:
    assert one(text, word).status == status


@pytest.mark.parametrize(
    "text",
    ["Fluid distention of small bowel.", "The small bowel loops are distended with fluid.", "Bowel: fluid distention."],
)
def test_fluid_that_distends_the_bowel_is_none_of_the_belly(text: str) -> None:
    assert [f.concept for f in findings(text)] == ["bowel-dilation"]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Disc osteophyte complex with mild left and moderate right foraminal stenosis.", [None, "left", "right"]),
        ("Disc bulge compressing the sac more to the right and narrowing the exit canal.", [None, "right", None]),
        ("Stent with its tip in the right upper quadrant.", [None]),
        ("To the left side, disc extrusion at L4-L5.", ["left"]),
        ("Right thumb erosion and soft tissue swelling.", ["right", "right"]),
        ("Lucency along the old screw track of the left femur.", ["left"]),
        ("Edema of both femoral heads with fracture lines, left larger than right.", ["bilateral", "bilateral"]),
    ],
)
def test_sides(text: str, sides: list[str | None]) -> None:
    assert [f.laterality for f in findings(text)] == sides


def test_both_menisci_of_one_knee_are_on_its_side() -> None:
    text = "XR KNEE RIGHT\nFINDINGS: Chondrocalcinosis of both menisci."
    assert [f.laterality for f in findings(text)] == ["right"]


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("Peripheral zone lesion, 9 mm (cancer is likely by score).", "lesion", "present"),
        ("Peripheral zone lesion, 9 mm (cancer is likely by score).", "cancer", "possible"),
        ("Bile duct of 9 mm, likely related to prior cholecystectomy.", "cholecystectomy", "historical"),
        ("HISTORY: Query osteonecrosis.\nFINDINGS: Normal hip.", "osteonecrosis", "indication"),
        ("EXAM: US ABDOMEN. GALLBLADDER SLUDGE IS PRESENT; NO GALLSTONES.", "sludge", "present"),
    ],
)
def test_brackets_surgery_and_questions(text: str, word: str, status: str) -> None:
    assert one(text, word).status == status


def test_a_size_before_what_a_finding_does_is_the_finding_s() -> None:
    found = findings("Right paracentral protrusion 5 mm contacting the right L5 root.")
    assert [m.value for m in found[0].measurements] == [5.0]


def test_the_size_it_decreased_from_is_an_older_one() -> None:
    assert [m.value for m in one("Hematoma, 6 mm, decreased from 9 mm.", "hematoma").measurements] == [6.0]


def test_a_grade_by_degree() -> None:
    assert one("Hallux valgus of moderate degree.", "hallux").severity == "moderate"


def test_a_side_told_by_a_small_letter_in_a_small_note() -> None:
    assert one("old infarct l basal ganglia", "infarct").laterality == "left"


def test_a_score_of_the_exam_has_no_side() -> None:
    text = "DIAGNOSTIC MAMMOGRAM, RIGHT BREAST\nFINDINGS: Heterogeneously dense. A 9 mm mass.\nIMPRESSION: BI-RADS 4."
    assert {f.laterality for f in findings(text) if f.concept != "breast-mass"} == {None}


def test_a_spur_beside_a_bent_septum_keeps_no_side() -> None:
    assert one("Leftward deviation of the nasal septum with a small spur.", "spur").laterality is None


@pytest.mark.parametrize(
    ("text", "status", "side"),
    [
        ("Pleural effusion has resolved on the right and decreased on the left.", "present", "left"),
        ("The hydronephrosis has resolved on the left but persists on the right.", "present", "right"),
        ("The hydronephrosis has resolved and remains absent.", "absent", None),
    ],
)
def test_what_resolved_on_one_side_may_be_left_on_the_other(text: str, status: str, side: str | None) -> None:
    found = findings(text)[0]
    assert (found.status, found.laterality) == (status, side)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("GALLBLADDER: Surgically absent.", "cholecystectomy"),
        ("Left kidney: surgically absent.", "nephrectomy"),
        ("Thyroid: surgically absent.", "thyroidectomy"),
    ],
)
def test_an_organ_taken_out_is_told_as_surgery(text: str, concept: str) -> None:
    assert [f.concept for f in findings(text)] == [concept]


def test_worse_at_one_place_is_no_change() -> None:
    assert one("Osteoarthritis of the left knee, worse medially.", "osteoarthritis").change is None
