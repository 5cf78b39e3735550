"""What one sentence says of the next: levels, sides and the exam, over whole small reports."""

import pytest

from explainer.core.reading import read


def told(text: str) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """Side and levels of each mention, by its words."""
    return {f.text.lower(): (f.laterality, f.levels) for f in read(text, admit_any=True).findings}


@pytest.mark.parametrize(
    ("text", "phrase", "levels"),
    [
        ("Wide disc bulge at L2-L3 and L3-L4\nIndenting the dural sac", "indenting the dural sac", ("L2-L3", "L3-L4")),
        ("Disc bulge seen at L2-L3.\nMildly effacing the thecal sac.", "effacing the thecal sac", ("L2-L3",)),
        (
            "Disc bulge at L3-L4, abutting the thecal sac, associated with facet arthropathy at L4-L5.",
            "abutting the thecal sac",
            ("L3-L4",),
        ),
        ("Disc protrusions at L3-L4 annd L4-L5 levels.", "disc protrusions", ("L3-L4", "L4-L5")),
        ("Hyperintense T2 and T1 focus in L3, likely a hemangioma.", "hemangioma", ("L3",)),
    ],
)
def test_an_effect_keeps_the_levels_of_its_cause(text: str, phrase: str, levels: tuple[str, ...]) -> None:
    """Words without a subject of their own go on about the finding before them."""
    assert told("MRI LUMBAR SPINE\n" + text)[phrase][1] == levels


@pytest.mark.parametrize(
    ("text", "phrase", "side"),
    [
        ("FINDINGS:\nLEFT KNEE: The menisci are intact.\n\nThere is a small joint effusion.", "joint effusion", "left"),
        (
            "On the right, the common carotid artery is patent. At the bulb there is soft plaque.",
            "soft plaque",
            "right",
        ),
        ("Cyst versus mucosal thickening of the maxillary sinuses bilaterally.", "cyst", "bilateral"),
        ("Degenerative changes noted in both the cervical and the lumbar spine.", "degenerative changes", None),
        ("MRI left hip without contrast. History of groin pain. There is a labral tear.", "labral tear", "left"),
    ],
)
def test_a_side_said_once_holds(text: str, phrase: str, side: str | None) -> None:
    """A side in a heading in capitals, in the exam, or of the part the sentence before began with."""
    assert told(text)[phrase][0] == side


def test_a_size_inside_the_words_of_a_finding_is_its_own() -> None:
    """Not that of the next one, which may be denied."""
    found = read("CT CHEST: nodule 5mm right lung no pneumothorax.", admit_any=True).findings
    assert [[m.value for m in f.measurements] for f in found] == [[5.0], []]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("A mass lies in the upper pole of the left kidney. This mass measures 3 cm and reaches into the renal sinus.", True),
        ("A mass lies in the upper pole of the left kidney. The lesion extends to the right psoas muscle.", True),
        ("A mass lies in the upper pole of the left kidney. There is a mass in the spleen.", False),
        ("A mass lies in the upper pole of the left kidney. The mass in the spleen is small.", False),
        ("No mass in the left kidney. The lesion of the spleen is small.", False),
    ],
)  # fmt: skip
def test_a_thing_named_again_by_its_kind_keeps_its_place(text: str, same: bool) -> None:
    """ "This mass" is the mass told of before, with its place and side, wherever it reaches."""
    first, second = read(f"CT ABDOMEN\nFINDINGS: {text}", admit_any=True).findings
    assert ((first.concept, first.site, first.laterality) == (second.concept, second.site, second.laterality)) == same


@pytest.mark.parametrize(
    ("text", "concept", "side"),
    [
        ("US ABDOMEN. FINDINGS: R kidney 10 cm, normal. L kidney 11 cm, mild hydronephrosis.", "hydronephrosis", "left"),
        ("MRI PELVIS. FINDINGS: Mild edema in the left sacral ala; a stress fracture is possible.", "stress-fracture", "left"),
        ("CT ABDOMEN. FINDINGS: A 3 mm stone lies in the left kidney; there is no hydronephrosis.", "hydronephrosis", None),
    ],
)  # fmt: skip
def test_the_part_of_its_own_sentence_comes_first(text: str, concept: str, side: str | None) -> None:
    """The side of the sentence before holds only where a sentence names none; a denial behind a semicolon is of both."""
    assert {f.laterality for f in read(text, admit_any=True).findings if f.concept == concept} == {side}


def test_it_now_measures() -> None:
    """The size that the next sentence gives is that of the thing told last."""
    text = "MRI ABDOMEN. FINDINGS: There is a cyst in the tail of the pancreas. It now measures 14 mm, against 11 mm before."
    (cyst,) = read(text, admit_any=True).findings
    assert [m.value for m in cyst.measurements] == [14.0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MRI SPINE. FINDINGS: A 9 mm lesion in T10 that could not be seen on the CT.", ["present"]),
        ("CT ABDOMEN. FINDINGS: A 7 mm nodule of the liver is not seen on any other sequence.", ["present"]),
        ("CT ABDOMEN. FINDINGS: A nodule of the liver is not seen.", ["absent"]),
        ("CT PELVIS. FINDINGS: CT is limited for insufficiency fractures.", ["hypothetical"]),
        ("CT CHEST. IMPRESSION: Opacity, probably due to pneumonia.", ["present", "possible"]),
        ("XR WRIST. IMPRESSION: Suggest a splint and repeat films.", ["hypothetical"]),
        ("US PELVIS. IMPRESSION: Hysteroscopy suggested.", []),
        ("US AORTA. FINDINGS: Ultrasound was performed for surveillance of a known aneurysm.", ["historical"]),
    ],
)
def test_what_another_picture_lacks_or_advice_names(text: str, told: list[str]) -> None:
    """What other pictures did not show is there; what a test may miss or advice names is not."""
    assert [f.status for f in read(text, admit_any=True).findings] == told


def test_a_list_of_parts_ends_where_the_next_finding_begins() -> None:
    """The part right before the next finding is its own, and so is the "new" before it."""
    text = (
        "MRI HIP. IMPRESSION: Mild degenerative change of the sacroiliac joints and moderate disc height loss at L5-S1. "
        "Partial tear of the gluteus medius with new mild bursitis. Moderate degenerative disc space narrowing at L4-L5."
    )
    told = [(f.concept, f.severity, f.change) for f in read(text, admit_any=True).findings]
    assert told == [
        ("sij-degeneration", "mild", None),
        ("disc-height-loss", "moderate", None),
        ("gluteal-tendon-tear", None, None),
        ("hip-bursitis", "mild", "new"),
        ("disc-height-loss", "moderate", None),
    ]


def test_a_lead_of_a_tissue_names_what_its_lines_tell() -> None:
    """Under "Cartilage" it is cartilage that is thin, and under "Joint" the joint of the exam holds the fluid."""
    text = "MRI KNEE\nFINDINGS:\nCartilage: Moderate thinning over the lateral femoral condyle.\nJoint: Small effusion."
    assert [f.concept for f in read(text, admit_any=True).findings] == ["knee-cartilage-loss", "knee-effusion"]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "MRI LUMBAR SPINE\nFINDINGS: Left disc extrusion at L3-L4.\nIMPRESSION: Left extrusion at L3-L4, larger than before.",
            [("disc-extrusion", "left", "increased")],
        ),
        (
            "XR HIPS\nFINDINGS: Severe osteoarthritis of the right hip. Mild osteoarthritis of the left hip.\nIMPRESSION: Severe right and mild left hip osteoarthritis.",
            [("hip-osteoarthritis", "right", None), ("hip-osteoarthritis", "left", None)],
        ),
        (
            "US AORTA\nFINDINGS: The infrarenal aorta is aneurysmal at 4.3 cm.\nIMPRESSION: Growth of the aortic aneurysm to 4.3 cm.",
            [("abdominal-aortic-aneurysm", None, None)],
        ),
        (
            "MRI ELBOW\nFINDINGS: Common extensor tendinosis with a partial tear of 7 mm.\nIMPRESSION: Common extensor tendinosis. Partial tear of 7 mm.",
            [("elbow-tendinosis", None, None), ("common-extensor-tear", None, None)],
        ),
        (
            "US THYROID\nFINDINGS:\nNodule 1: right lobe, 1.6 x 1.2 x 0.8 cm.\nNodule 2: right lobe, 8 mm.",
            [("thyroid-nodule", "right", None), ("thyroid-nodule", "right", None)],
        ),
    ],
)
def test_one_thing_makes_one_fact(text: str, facts: list[tuple[str, str | None, str | None]]) -> None:
    """Body and impression are joined over other words for the place, and two things stay two."""
    assert [(f.concept, f.laterality, f.change) for f in read(text, admit_any=True).facts] == facts
