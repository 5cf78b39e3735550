"""Sentences without end are read in parts: nothing is lost, and the work grows with the text alone.

A reader that set every word of a sentence against every other would not come back from these.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from explainer.core.reading import read

MANY = 6000


@pytest.mark.parametrize(
    ("text", "least"),
    [
        (" ".join(f"bulge L{1 + i % 5} foo" for i in range(MANY)), MANY),
        ("left mild stenosis right severe " * MANY, MANY),
        ("mild " * MANY + "left right stenosis", 1),
        ("cyst of the liver " + "(2 cm), left kidney " * MANY, 1),
        ("nodule in " + "right upper and " * MANY + "left lower lobe", 1),
        ("no " * MANY + "fracture", 1),
    ],
    ids=["levels", "sides", "grades", "places", "lobes", "denials"],
)
def test_a_sentence_without_end_is_read(text: str, least: int) -> None:
    reading = read(f"MRI\nFINDINGS: {text}", admit_any=True)
    assert len(reading.findings) >= least
    rows = [s for s in reading.sentences if s.section == "findings"]
    for one, two in pairwise(rows):
        assert not any(c.isalnum() for c in reading.text[one.end : two.start])
    assert rows[-1].end >= len(reading.text.rstrip())
