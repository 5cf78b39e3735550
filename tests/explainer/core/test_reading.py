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
