"""Sizes, sides, levels and change go to the finding that a sentence means, and mentions of one thing make one fact."""

from __future__ import annotations

from typing import Any

import pytest

from explainer.core.reading import read
from explainer.core.values import Finding

_HEADS = {
    "abdomen": "CT ABDOMEN AND PELVIS\n\nFINDINGS: ",
    "chest": "CT CHEST\n\nFINDINGS: ",
    "lumbar": "MRI LUMBAR SPINE\n\nFINDINGS:\n",
    "neck": "CT CERVICAL SPINE\n\nFINDINGS:\n",
    "thyroid": "US THYROID\n\nFINDINGS: ",
    "brain": "MRI BRAIN\n\nFINDINGS: ",
    "hip": "X-RAY LEFT HIP\n\nFINDINGS: ",
    "wrist": "MRI RIGHT WRIST\n\nFINDINGS: ",
}


def _told(exam: str, text: str, words: str) -> Finding:
    reading = read(_HEADS[exam] + text, admit_any=True)
    return next(f for f in reading.findings if words in f.text.lower())


@pytest.mark.parametrize(
    ("exam", "text", "words", "sizes"),
    [
        ("abdomen", "The 14 mm right adrenal nodule has grown from 11 mm.", "nodule", [14]),
        ("abdomen", "Liver lesion in segment 4 measuring 22 mm (was 30 mm).", "lesion", [22]),
        ("abdomen", "Aortic aneurysm measuring 4.8 cm compared with 4.5 cm.", "aneurysm", [4.8]),
        ("abdomen", "The pancreatic cyst is 9 mm, it measured 8 mm on the prior study.", "cyst", [9]),
        ("abdomen", "The uterus measures 9 x 5 x 6 cm and shows a 2.2 cm fibroid.", "fibroid", [2.2]),
        ("abdomen", "Left kidney 12.1 cm with mild hydronephrosis.", "hydronephrosis", []),
        ("abdomen", "The left ureter is dilated to 9 mm by a 5 mm stone.", "stone", [5]),
        ("abdomen", "A 3 mm and a 6 mm stone of the right kidney.", "stone", [3, 6]),
        ("lumbar", "L3-4: extrusion with caudal migration of 7 mm displacing the sac.", "migration", [7]),
        ("abdomen", "Two fibroids are seen. Largest is in the fundus and measures 4.2 cm.", "fibroids", [4.2]),
    ],
)
def test_a_size_is_of_the_finding_as_it_is_now(exam: str, text: str, words: str, sizes: list[float]) -> None:
    assert [m.value for m in _told(exam, text, words).measurements] == sizes


@pytest.mark.parametrize(
    ("exam", "text", "words", "told"),
    [
        ("neck", "C5-6: spurring, severe left and mild right foraminal stenosis.", "spurring", {"laterality": None}),
        ("chest", "LLL consolidation.", "consolidation", {"laterality": "left", "site": "lung-lower-lobe"}),
        (
            "chest",
            "Right basilar opacity may represent atelectasis or pneumonia.",
            "pneumonia",
            {"laterality": "right"},
        ),
        (
            "chest",
            "There is a left effusion. The heart is large. No pneumothorax.",
            "pneumothorax",
            {"laterality": None},
        ),
        ("brain", "The pituitary stalk is midline, optic chiasm is not compressed.", "chiasm", {"laterality": None}),
        ("thyroid", "In the lower left lobe there is a 13 mm nodule.", "nodule", {"laterality": "left"}),
        ("lumbar", "L5-S1: bulge touching both S1 roots.", "bulge", {"laterality": None}),
        ("lumbar", "L5-S1: bulge touching the left S1 root.", "root", {"laterality": "left", "levels": ("L5-S1",)}),
        ("lumbar", "L3-4: mild bulge. Remaining levels show no herniation.", "herniation", {"levels": ()}),
        ("lumbar", "Protrusion seen L2/L3 slightly indenting the sac.", "protrusion", {"levels": ("L2-L3",)}),
        (
            "lumbar",
            "L2-L3: bulge with narrowing of both foramina\nsmall Tarlov cyst at S3",
            "bulge",
            {"levels": ("L2-L3",)},
        ),
        ("brain", "Ventricles are normal. No hemorrhage.", "hemorrhage", {"site": "brain"}),
        ("abdomen", "Prostate is large. No adenopathy.", "adenopathy", {"site": "abdomen"}),
        ("wrist", "Subchondral edema of the lunate.", "edema", {"concept": "wrist-marrow-edema"}),
        ("wrist", "Full thickness tear of the central portion of the TFCC.", "tear", {"concept": "tfcc-tear"}),
        ("abdomen", "Hypodense liver lesion, too small to define, probably a cyst.", "cyst", {"site": "liver"}),
    ],
)
def test_side_level_and_place_are_those_of_the_finding(exam: str, text: str, words: str, told: dict[str, Any]) -> None:
    found = _told(exam, text, words)
    assert {name: getattr(found, name) for name in told} == told


@pytest.mark.parametrize(
    ("exam", "text", "words", "change"),
    [
        ("thyroid", "Left lobe nodule, 2.2 cm, increased from 1.7 cm.", "nodule", "increased"),
        (
            "thyroid",
            "Solid nodule in the isthmus. It previously measured 8 mm, not significantly changed.",
            "nodule",
            "stable",
        ),
        ("chest", "The right hilar mass is 3.2 cm, down from 5.0 cm.", "mass", "decreased"),
        ("hip", "Lucency about the acetabular cup which is new.", "lucency", "new"),
        ("hip", "Fluid collection around the prosthesis which is new.", "fluid collection", "new"),
        ("hip", "Fluid collection around the prosthesis which is new.", "prosthesis", None),
    ],
)
def test_change_is_of_the_finding_that_changed(exam: str, text: str, words: str, change: str | None) -> None:
    assert _told(exam, text, words).change == change


def test_two_things_of_one_kind_and_side_are_two_facts() -> None:
    text = (
        _HEADS["thyroid"] + "\nRight lobe: 19 mm solid nodule. There is a 5 mm spongiform nodule in the lower pole.\n\n"
        "IMPRESSION: 19 mm right nodule, TI-RADS 4."
    )
    facts = [k for k in read(text, admit_any=True).facts if k.concept == "thyroid-nodule"]
    assert [len(k.mentions) for k in facts] == [3, 1]


@pytest.mark.parametrize(
    ("body", "impression"),
    [
        ("MRI LEFT KNEE\n\nFINDINGS: Edema of the femoral condyle, likely contusion.", "Bone contusion."),
        ("PELVIC US\n\nFINDINGS: LEFT OVARY: contains a 31 mm cyst.", "Left hemorrhagic cyst, 31 mm."),
        ("MRI RIGHT WRIST\n\nFINDINGS: There is a full thickness tear.", "Full thickness tear of the TFCC."),
        ("MRI LEFT ANKLE\n\nFINDINGS:\nTendons - Tendinosis of the peroneus longus.", "Peroneus longus tendinosis."),
    ],
)
def test_body_and_impression_name_one_thing(body: str, impression: str) -> None:
    reading = read(f"{body}\n\nIMPRESSION: {impression}", admit_any=True)
    last = reading.findings[-1]
    assert next(k for k in reading.facts if last.id in k.mentions).mentions[:-1]


def test_what_the_impression_states_and_explains_is_present() -> None:
    reading = read(
        "MRI BRAIN\n\nIMPRESSION: White matter changes, likely chronic small vessel disease.", admit_any=True
    )
    assert [k.status for k in reading.facts] == ["present"]


def test_a_title_with_a_colon_opens_no_technique() -> None:
    reading = read("MRI of LSS with contrast :\nRt laminectomy at L4-L5.\nL2-L3: disc bulge.", admit_any=True)
    assert [f.concept for f in reading.findings] == ["laminectomy", "disc-bulge"]
