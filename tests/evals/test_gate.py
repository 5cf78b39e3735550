"""``explainer eval gate``: exit 1 on a significant loss, 0 otherwise."""

import pytest
from click.testing import CliRunner

from evals.command import command
from evals.results import Result, Run, Score

PLACE = {"suite": "guard", "writer": "template", "dataset": "d"}


def write(path, values):
    """A result file with one score for each value."""
    scores = tuple(Score(**PLACE, id=f"s{i}", metric="recall", value=v) for i, v in enumerate(values))
    path.write_text(Result(runs=(Run(**PLACE, n=len(values)),), scores=scores).to_json(), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("after", "code"),
    [([True] * 20, 0), ([False] * 12 + [True] * 8, 1), ([False] * 3 + [True] * 17, 0), ([True] * 19, 1)],
    ids=["same", "loss", "chance", "sample gone"],
)
def test_exit_code(tmp_path, after, code):
    """A loss beyond chance fails, and so does a sample that is no longer scored."""
    baseline, now = write(tmp_path / "a.json", [True] * 20), write(tmp_path / "b.json", after)
    done = CliRunner().invoke(command, ["gate", "--baseline", baseline, now])
    assert done.exit_code == code
    assert ("LOSS" in done.output) == bool(code)


def test_gate_runs_the_suites_that_are_named(tmp_path):
    """A suite that the baseline does not hold is told."""
    baseline = write(tmp_path / "a.json", [True])
    done = CliRunner().invoke(command, ["gate", "--baseline", baseline, "reading"])
    assert done.exit_code == 1
    assert "holds no suite 'reading'" in str(done.exception)


def test_a_file_that_is_no_result_is_told(tmp_path):
    """The message names the file and the cure."""
    path = tmp_path / "x.json"
    path.write_text('{"format": 2}', "utf-8")
    done = CliRunner().invoke(command, ["report", str(path)])
    assert "x.json" in str(done.exception)
    assert "explainer eval run" in str(done.exception)


def test_a_baseline_is_short_and_gates_the_same(tmp_path):
    """Without groups and reasons the losses of a group are still seen, by the groups of the new result."""
    group = {"rule": "level-mismatch"}

    def made(value):
        scores = tuple(
            Score(**PLACE, id=f"s{i}", metric="recall", value=value, group=group, reason="why") for i in range(12)
        )
        return Result(runs=(Run(**PLACE, n=12),), scores=scores)

    text = made(True).lean().to_json(short=True)
    assert "why" not in text
    assert "rule" not in text
    assert Result.from_json(text) == made(True).lean()
    baseline, now = tmp_path / "a.json", tmp_path / "b.json"
    baseline.write_text(text, "utf-8")
    now.write_text(made(False).to_json(), "utf-8")
    done = CliRunner().invoke(command, ["gate", "--baseline", str(baseline), str(now)])
    assert done.exit_code == 1
    assert "rule level-mismatch" in done.output
