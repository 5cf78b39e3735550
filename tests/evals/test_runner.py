"""Running: the same bytes, resumed after a kill, wrong samples left out when asked."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.command import command
from evals.dataset import given
from evals.results import Result, Run, load_result, timing_path
from evals.runner import plan_jobs, run, suites_named
from evals.suite import Letters, Request, Source
from evals.writers import load_recorded, load_writer
from explainer.errors import ConfigurationError, DataFileError

REPORT = "CT ABDOMEN\n\nFindings: Small left pleural effusion. No fracture.\n\nImpression: Small left pleural effusion."
LETTER = "Your CT scan\n\nThere is a little fluid around your left lung. There is no broken bone."
SMALL = Request(suites=("reading", "guard"), limit=6)


class Killed(Exception):
    """The run is stopped from outside."""


def test_the_same_seed_gives_the_same_bytes():
    """In one process or two, the JSON is the same."""
    first = run(SMALL, jobs=1).result.to_json()
    assert first == run(SMALL, jobs=2).result.to_json()
    assert Result.from_json(first).to_json() == first


def test_another_seed_draws_other_samples():
    """The limit's draw depends on the seed."""
    other = Request(suites=("reading",), limit=6, seed=1)
    drawn = {s.sample for s in run(SMALL, jobs=1).result.scores if s.suite == "reading"}
    assert drawn != {s.sample for s in run(other, jobs=1).result.scores}


def test_a_killed_run_resumes(tmp_path):
    """Finished chunks come from the journal, a line that was cut off is done again, and the bytes are the same."""
    journal = tmp_path / "out.json.journal"
    request = Request(suites=("reading",), limit=30)

    def stop(suite, writer, done, total):
        if done >= 24:
            raise Killed

    with pytest.raises(Killed):
        run(request, jobs=1, journal=journal, tell=stop)
    with journal.open("a") as out:
        out.write('{"key": "reading|templ')
    again = run(request, jobs=1, journal=journal)
    assert again.resumed == 2
    assert again.result.to_json() == run(request, jobs=1).result.to_json()


def test_a_killed_run_loses_little_of_any_suite():
    """A chunk is done in a second or two: a letter's mutations are a score of drafts, so that few letters make one."""
    request = Request(suites=("mutations",), limit=4)
    jobs = plan_jobs(request, Source(request))
    assert max(len(job.cases) for job in jobs) <= 2
    assert [job.index for job in jobs] == list(range(len(jobs)))


def test_a_journal_of_another_run_is_not_taken(tmp_path):
    """Another seed, another run."""
    journal = tmp_path / "j"
    run(SMALL, jobs=1, journal=journal)
    assert run(SMALL, jobs=1, journal=journal).resumed > 0
    assert run(Request(suites=SMALL.suites, limit=6, seed=1), jobs=1, journal=journal).resumed == 0


def test_an_unknown_suite_is_told():
    """The message lists those there are."""
    with pytest.raises(ConfigurationError, match="'gaurd' is no suite; there are reading"):
        suites_named(("gaurd",))


def recording(path: Path, *rows):
    """A recording of letters."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


ROW = {"id": "1", "report": REPORT, "audience": "patient", "letter": LETTER}


def test_recorded_letters_stand_beside_the_template(tmp_path):
    """Each writer has its own metrics in one result."""
    letters, _ = load_recorded(recording(tmp_path / "system.jsonl", ROW))
    result = run(Request(suites=("letters",), writers=(Letters("template"), letters), limit=1), jobs=1).result
    assert {r.writer for r in result.runs} == {"template", "recorded:system"}
    assert result.metric("letters", "written").n >= 1


def test_two_recorded_letters_for_one_report_are_told(tmp_path):
    """Which one counts would be a guess."""
    path = recording(tmp_path / "x.jsonl", ROW, {**ROW, "id": "2"})
    with pytest.raises(DataFileError, match=r"line 2.*second patient letter"):
        load_recorded(path)
    assert len(load_recorded(path, keep_going=True)[1]) == 1


def test_a_second_letter_is_told_behind_a_line_that_is_none(tmp_path):
    """With --keep-going both lines are listed with their numbers."""
    path = tmp_path / "x.jsonl"
    path.write_text("\ufeff" + json.dumps(ROW) + "\n{\n" + json.dumps({**ROW, "id": "2"}) + "\n", "utf-8")
    letters, problems = load_recorded(path, keep_going=True)
    assert len(letters.texts) == 1
    assert [p.line for p in problems] == [2, 3]


def test_a_report_in_another_language_is_not_scored(tmp_path):
    """Its letter counts nowhere, and the reason stands there."""
    french = "Radiographie du thorax. Il n'y a pas de fracture. Petit épanchement pleural gauche chez ce patient."
    path = recording(tmp_path / "x.jsonl", ROW, {**ROW, "id": "2", "report": french})
    scores = run(Request(suites=("letters",), writers=(load_recorded(path)[0],)), jobs=1).result.scores
    (left,) = [s for s in scores if s.value is None]
    assert left.metric == "written"
    assert "not in English" in left.reason


def test_a_writer_or_a_data_set_that_no_suite_takes_is_told(tmp_path):
    """A recording of letters alone has nothing for the consistency of letter and summary."""
    letters = load_recorded(recording(tmp_path / "x.jsonl", ROW))[0]
    (tmp_path / "findings.jsonl").write_text('{"report_id": "r", "text": "No fracture.", "findings": []}\n')
    found = run(Request(suites=("consistency",), writers=(letters,)), jobs=1)
    assert [(s.suite, s.what) for s in found.skipped] == [("consistency", "the writer recorded:x")]
    found = run(Request(suites=("guard",), data=given(tmp_path), limit=1), jobs=1)
    assert [s.what for s in found.skipped] == [f"the data set {tmp_path.name}/findings"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "guard", "--limit", "1", "--out", "{dir}"), "it is a directory"),
        (("run", "guard", "--limit", "1", "--html", "{file}/x.html"), "no directory that can be written to"),
        (("run", "guard", "--limit", "1", "--replay", "x.jsonl"), "--replay needs --writer live"),
        (("compare", "{result}", "{result}", "--suite", "gaurd"), "--suite 'gaurd' is in neither result; there are guard"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_before_the_work(tmp_path, arguments, words):
    """One clear line, and nothing is run first."""
    file, result = tmp_path / "file", tmp_path / "result.json"
    file.write_text("x")
    result.write_text(Result(runs=(Run(suite="guard", writer="template", dataset="d", n=0),)).to_json())
    filled = [a.format(dir=tmp_path, file=file, result=result) for a in arguments]
    done = CliRunner().invoke(command, filled)
    assert words in str(done.exception)
    assert isinstance(done.exception, DataFileError | ConfigurationError)


def test_a_group_that_is_not_there_is_told():
    """The note lists those there are."""
    done = CliRunner().invoke(command, ["run", "guard", "--limit", "1", "--by", "colour"])
    assert done.exit_code == 0
    assert "no figure is told by 'colour'; there are" in done.stderr


def test_an_unknown_writer_is_told():
    """The message gives the forms."""
    with pytest.raises(ConfigurationError, match="template, live or recorded:FILE"):
        load_writer("gpt")


def test_the_command_writes_result_times_and_csv(tmp_path):
    """JSON without times, times beside it, one CSV row for each metric; the journal is gone."""
    out = tmp_path / "r.json"
    done = CliRunner().invoke(
        command, ["run", "reading", "--limit", "3", "--jobs", "1", "--out", str(out), "--csv", str(tmp_path / "r.csv")]
    )
    assert done.exit_code == 0, done.output
    result = load_result(out)
    assert "positive recall" in done.output
    assert len((tmp_path / "r.csv").read_text().splitlines()) == len(result.metrics) + 1
    assert json.loads(timing_path(out).read_text())["latencies"][0]["suite"] == "reading"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.csv", "r.json", "r.timing.json"]


def test_keep_going_scores_the_others_and_lists_the_wrong_ones(tmp_path):
    """Without it the run stops with file, line and cure."""
    good = {"id": "a", "report": REPORT, "audience": "patient", "draft": LETTER, "verdict": "pass", "rules": []}
    (tmp_path / "checks.jsonl").write_text(json.dumps(good) + "\n{\n", "utf-8")
    arguments = ["run", "guard", "--limit", "1", "--jobs", "1", "--data", str(tmp_path)]
    stopped = CliRunner().invoke(command, arguments)
    assert isinstance(stopped.exception, DataFileError)
    assert "line 2" in str(stopped.exception)
    out = tmp_path / "r.json"
    done = CliRunner().invoke(command, [*arguments, "--keep-going", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "line 2" in done.stderr
    (told,) = [s for s in load_result(out).scores if s.metric == "readable sample"]
    assert told.value is None
    assert told.id == "checks.jsonl:2"


def test_list_shows_suites_and_sets():
    """With size and licence."""
    done = CliRunner().invoke(command, ["list"])
    assert done.exit_code == 0
    assert "robustness" in done.output
    assert "Apache-2.0" in done.output


def test_list_of_rules_is_for_machines_too():
    """The JSON holds all 24 names."""
    done = CliRunner().invoke(command, ["list", "--json"])
    assert len(json.loads(done.output)["rules"]) == 24
