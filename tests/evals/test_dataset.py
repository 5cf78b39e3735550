"""Samples in: every way of being wrong is told with file, line and cure."""

import json
import re

import pytest

from evals.dataset import DATASETS, INJECTION, OWN, DraftSample, FindingsSample, given, load_card, load_samples, seeded
from explainer.errors import DataFileError

DRAFT = {
    "id": "a",
    "report": "No fracture.",
    "audience": "patient",
    "draft": "No break.",
    "verdict": "pass",
    "rules": [],
}
FINDINGS = {
    "report_id": "r",
    "text": "No fracture.",
    "findings": [{"text": "fracture", "start": 3, "end": 11, "concept": "fracture", "status": "absent"}],
}


def written(folder, *rows):
    path = folder / "checks.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ((DRAFT, "{not json"), 2, "not valid JSON"),
        ((DRAFT, '"text"'), 2, "not a JSON object"),
        (({k: v for k, v in DRAFT.items() if k != "draft"},), 1, "'draft': is missing; add 'draft'"),
        ((DRAFT, {**DRAFT, "id": "b"}, DRAFT), 3, "'a' stands in line 1 already"),
        (({**DRAFT, "verdict": "reject", "rules": ["left-right"]},), 1, "'left-right' is no rule name"),
        (({**DRAFT, "verdict": "reject"},), 1, "names the rule of its fault"),
        (({**DRAFT, "audience": "nurse"},), 1, "'audience'"),
        (({**DRAFT, "audience": "nurse"},), 1, "a line holds id, report, audience, draft, verdict"),
        ((DRAFT, "[" * 200_000), 2, "nested too deep"),
    ],
)
def test_a_wrong_line_names_file_line_and_cure(tmp_path, rows, line, words):
    """One message: the file, the line, the field, what is wrong and what to do."""
    path = written(tmp_path, *rows)
    with pytest.raises(DataFileError) as caught:
        load_samples(path, DraftSample)
    message = str(caught.value)
    assert str(path) in message
    assert f"line {line}" in message
    assert words in message
    assert ";" in message


def test_keep_going_keeps_the_others(tmp_path):
    """The wrong lines are listed, the others are there."""
    path = written(tmp_path, "{", DRAFT, {**DRAFT, "id": "b"}, DRAFT)
    loaded = load_samples(path, DraftSample, keep_going=True)
    assert [s.id for s in loaded.samples] == ["a", "b"]
    assert [p.line for p in loaded.problems] == [1, 4]


def test_spans_must_agree_with_the_text(tmp_path):
    """A gold finding whose offsets do not give its text is wrong."""
    wrong = {**FINDINGS, "findings": [{**FINDINGS["findings"][0], "start": 4}]}
    with pytest.raises(DataFileError, match=r"findings.0.*text\[4:11\] is not the text"):
        load_samples(written(tmp_path, wrong), FindingsSample)
    assert load_samples(written(tmp_path, FINDINGS), FindingsSample).samples[0].key == "r"


def test_an_empty_file_or_none_is_told(tmp_path):
    """No samples, no file, no known file in a folder: each is an error with a cure."""
    with pytest.raises(DataFileError, match="holds no sample"):
        load_samples(written(tmp_path), DraftSample)
    with pytest.raises(DataFileError, match="cannot be read"):
        load_samples(tmp_path / "none.jsonl", DraftSample)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataFileError, match=r"holds no findings.jsonl or checks.jsonl"):
        given(tmp_path / "empty")


def test_a_folder_of_ones_own_is_named_by_folder_and_file(tmp_path):
    """The names tell sets of several folders apart."""
    folder = tmp_path / "hospital"
    folder.mkdir()
    written(folder, DRAFT)
    assert [d.name for d in given(folder)] == ["hospital/checks"]


def test_every_own_set_loads_whole():
    """No line of the project's own sets is wrong."""
    for dataset in DATASETS:
        if dataset.present:
            assert dataset.load().samples, dataset.name


@pytest.mark.parametrize("card", sorted(OWN.glob("*/README.md")), ids=lambda path: path.parent.name)
def test_a_card_is_whole(card):
    """Origin, licence, how it was made, n and limits stand in it, and n is how many there are."""
    text = card.read_text("utf-8")
    for words in (r"\*\*Origin", r"\*\*Licence", r"(?i)how (it was )?made", r"## Limits"):
        assert re.search(words, text), words
    counts = {sum(1 for line in file.read_text("utf-8").splitlines() if line) for file in card.parent.glob("*.jsonl")}
    assert counts <= {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)}


def test_every_data_set_has_a_card():
    """Those that are made in a run, too."""
    folders = {path.name for path in OWN.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == {path.parent.name for path in OWN.glob("*/README.md")} >= {"generated"}


def test_a_card_gives_the_licence():
    """The licence stands in the card."""
    assert load_card(INJECTION.path.parent).licence == "Apache-2.0"


def test_a_place_in_the_shuffle_depends_on_seed_and_name():
    """Nothing else decides what a limit leaves in."""
    assert seeded(0, "a") == seeded(0, "a")
    assert seeded(0, "a") != seeded(1, "a")
