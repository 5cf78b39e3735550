"""The scorer of whole letters: it must see what is wrong, or its shares mean nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.letters_all import AVOID, Totals, _wanted, score_fact, sections
from explainer import pipeline
from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.reading import read

EXAMPLES = Path(__file__).parents[2] / "examples"
HIP = """EXAM: MRI LUMBAR SPINE
INDICATION: Back pain.
FINDINGS:
Moderate left foraminal stenosis at L4-L5. Possible small disc protrusion at L5-S1.
IMPRESSION:
1. Moderate left foraminal stenosis at L4-L5.
2. Possible disc protrusion at L5-S1.
"""


def shares(text: str, report: str = HIP) -> dict[str, tuple[int, int]]:
    """Right and asked of each measure, whatever the place of the finding."""
    totals, reading = Totals(), read(report)
    lines = [line for title, part in sections(text).items() if title != "Sources" for line in part]
    for _, fact in _wanted(reading):
        score_fact(reading, fact, lines, "x", 0, totals)
    return {name.removeprefix("x: "): (totals.right[name], n) for name, n in totals.asked.items()}


@pytest.fixture(scope="module")
def letter() -> str:
    text = pipeline.explain(HIP, "patient").text
    assert text is not None
    return text


def test_a_good_letter_tells_everything(letter: str) -> None:
    """Every measure is asked at least once, and right each time."""
    found = shares(letter)
    assert set(found) == {"told", "side", "level", "grade", "doubt"}
    assert all(right == asked for right, asked in found.values())


def test_another_letter_tells_nothing_of_it() -> None:
    """The letter of another report does not count as telling these findings."""
    other = pipeline.explain((EXAMPLES / "xr_chest_normal.txt").read_text("utf-8"), "patient").text
    assert other is not None
    assert shares(other)["told"][0] == 0


@pytest.mark.parametrize(
    ("measure", "pattern", "instead"),
    [
        ("side", r"\bleft\b", "right"),
        ("level", r"L4-L5", "L1-L2"),
        ("grade", r"(?i)\bmoderate(?:ly)?\b", "mild"),
        ("doubt", r"(?i)\b(?:possible|may|might|could|can't tell|not sure)\b", "is"),
    ],
)
def test_each_spoiled_word_is_seen(letter: str, measure: str, pattern: str, instead: str) -> None:
    """One kind of word changed outside the quotes costs its own measure."""
    pieces = re.split(r'("[^"\n]*")', letter)
    spoiled = "".join(p if p.startswith('"') else re.sub(pattern, instead, p) for p in pieces)
    right, asked = shares(spoiled)[measure]
    assert right < asked


def test_avoided_words_are_whole_words() -> None:
    """ "Adjust" holds no "just", and the risk of heart disease may be named."""
    assert AVOID.search("a degenerative change")
    assert not AVOID.search("adjust the risk of heart disease")


def test_no_plain_name_of_a_body_part_is_on_the_avoid_list() -> None:
    """The names that letters give to parts of the body keep to the guide's words ("just" belittles)."""
    parts = load_lexicon("report").anatomy.values()
    assert [p.id for p in parts if re.search(r"\b(?:just|abnormal|lesion|damage)\b", p.plain or "")] == []
