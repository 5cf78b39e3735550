"""The reader on the project's own texts that are easy to misread."""

from __future__ import annotations

import json

import pytest

from evals.reading_gold import Tally
from evals.reading_traps import DATA, run, score

#: The eleven sentences on which published tools fail, each with what must be read.
ELEVEN = (
    ("No change in the pleural effusion.", "pleural effusion", "present"),
    ("Pulmonary embolism is not excluded.", "Pulmonary embolism", "possible"),
    ("Pulmonary embolism is excluded.", "Pulmonary embolism", "absent"),
    ("No significant stenosis, but there is a disc bulge.", "disc bulge", "present"),
    ("Vertebral bodies: no fracture.", "fracture", "absent"),
    ("Muscles: No atrophy.", "atrophy", "absent"),
    ("No fracture is seen and osteopenia is present.", "osteopenia", "present"),
    ("Pleural effusion: None.", "Pleural effusion", "absent"),
    ("Atelectasis versus pneumonia at the left base.", "Atelectasis", "possible"),
    ("There is no evidence of acute\nfracture.", "fracture", "absent"),
    ("The lack of an effusion does not rule out a fracture.", "fracture", "possible"),
)


@pytest.fixture(scope="module")
def tally() -> Tally:
    return run()


@pytest.mark.parametrize(("text", "mark", "status"), ELEVEN)
def test_what_published_tools_misread(text: str, mark: str, status: str) -> None:
    start = text.index(mark)
    one = Tally()
    finding = {"text": mark, "start": start, "end": start + len(mark), "status": status}
    score({"id": "t", "pattern": "t", "text": text, "findings": [finding]}, one)
    assert not one.misses


def test_nothing_told_is_read_as_denied(tally: Tally) -> None:
    """The dangerous direction: what is there, or may be, must not be read as absent."""
    dangerous = [m for m in tally.misses if m.partition(": ")[2].split(", read ")[-1].startswith("absent")]
    assert [m for m in dangerous if " is present, " in m or " is possible, " in m] == []


def test_at_least_nineteen_of_twenty_texts_are_right(tally: Tally) -> None:
    rate = tally.rate("text right")
    assert rate.n == len(DATA.read_text("utf-8").splitlines())
    assert rate.value >= 0.95


def test_a_reader_blind_for_denials_fails() -> None:
    """The score can fail: a mark that says the opposite counts as a miss."""
    sample = json.loads(DATA.read_text("utf-8").splitlines()[0])
    for mark in sample["findings"]:
        mark["status"] = "absent"
    one = Tally()
    score(sample, one)
    assert one.misses
