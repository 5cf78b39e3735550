"""The Inspect tasks, offline: without a model, and with one that is a script on this machine."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("inspect_ai", reason="not installed: the extra inspect")

from inspect_ai import Task, eval
from inspect_ai.log import EvalLog, read_eval_log
from inspect_ai.model import Model, get_model

from evals import inspect_tasks
from evals.dataset import DRAFTS, LETTERS, REPORTS
from evals.inspect_tasks import MEASURES, guard, letters
from evals.scripted_server import Answer, ScriptedServer, completion
from evals.suite import Card, Case, Setting, System
from evals.suites.letters import LETTERS as LETTER_SUITE
from evals.templates import AUDIENCES, template_letter
from explainer.core.reading import read
from explainer.errors import ConfigurationError
from guardrails import ALL_RULES

# inspect-ai leaves streams open and calls tenacity in an old way.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Unclosed <Memory:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:The 'initial' parameter:DeprecationWarning"),
    pytest.mark.allow_hosts(["127.0.0.1"]),
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where inspect-ai keeps its logs and traces; what it leaves open is collected here."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    gc.collect()


def _run(task: Task, home: Path, limit: int = 3, model: Model | None = None) -> EvalLog:
    (log,) = eval(task, model=model, display="none", log_dir=str(home / "logs"), limit=limit)
    assert log.status == "success", log.error and log.error.message
    return log


def _scores(log: EvalLog, name: str) -> list[Any]:
    return [sample.scores[name] for sample in log.samples or () if sample.scores]


def _metrics(log: EvalLog, name: str) -> dict[str, float]:
    assert log.results is not None
    (score,) = [s for s in log.results.scores if s.name == name]
    return {key: metric.value for key, metric in score.metrics.items()}


@pytest.mark.parametrize("audience", ["patient", "clinician"])
def test_the_templates_letters_pass_without_a_model(home: Path, audience: Any) -> None:
    """Each sample has both scores with reasons; the template's letters pass and leave nothing out."""
    log = _run(letters(audience, "template"), home)
    assert [s.value for s in _scores(log, "guard")] == ["C"] * 3
    assert _metrics(log, "guard")["accuracy"] == 1.0
    assert _metrics(log, "coverage")["mean"] == 1.0
    assert all(s.explanation for name in ("guard", "letter_qualities") for s in _scores(log, name))
    for score in _scores(log, "letter_qualities"):
        assert set(score.value) == set(MEASURES)


def test_the_scores_are_those_of_the_suite(home: Path) -> None:
    """What ``explainer eval`` says of a letter, Inspect says too."""
    log = _run(letters("patient", "recorded"), home)
    for sample in log.samples or ():
        assert sample.scores is not None
        known = {k: sample.metadata[k] for k in ("report", "audience", "letter")}
        card: Card = LETTER_SUITE.run(Case("x", "x", known), System(), "x", Setting())
        for name, value in sample.scores["letter_qualities"].value.items():  # type: ignore[union-attr]
            own = [float(s.value) for s in card.scores if s.metric == name and s.value is not None]
            assert value == pytest.approx(sum(own) / len(own)), name
        passed = next(s.value for s in card.scores if s.metric == "passes the guard")
        assert (sample.scores["guard"].value == "C") is passed


def test_every_own_report_and_letter_is_a_sample() -> None:
    """The reports once an audience; the letters written by hand for it."""
    assert len(letters().dataset) == len(REPORTS.load().samples)
    for audience in AUDIENCES:
        own = [s for s in LETTERS.load().samples if s.audience == audience]
        if own:
            assert len(letters(audience, "recorded").dataset) == len(own)
        else:
            with pytest.raises(ConfigurationError, match="no recorded letters"):
                letters(audience, "recorded")


def test_a_models_letters_over_a_socket(home: Path) -> None:
    """A model is given the plan, not the report; its answer is judged, good or bad or empty."""
    samples = REPORTS.load().samples[:3]
    good = template_letter(read(samples[0].text), "patient")
    asked = [sample.input for sample in letters().dataset]
    answers = [good, "Your spine is crumbling and you need surgery at once.", ""]

    def script(request: dict[str, Any], number: int) -> Answer:
        return completion(answers[asked.index(request["messages"][-1]["content"])])

    with ScriptedServer(script) as server:
        model = get_model("openai-api/local/scripted", base_url=server.base_url, api_key="none")
        log = _run(letters(), home, model=model)
        sent = [json.loads(body)["messages"][-1]["content"] for body in server.bodies]
    assert [s.value for s in _scores(log, "guard")] == ["C", "I", "I"]
    assert [s.reason for s in _scores(log, "guard")] == [None, None, "no_response"]
    assert "alarming-language" in _scores(log, "guard")[1].explanation
    assert _scores(log, "letter_qualities")[2].value["coverage"] == 0
    assert not any(s.text in text for s in samples for text in sent)


def test_the_report_itself_may_be_the_material() -> None:
    """For writers that are built to read reports."""
    (first, *_) = letters(material="report").dataset
    assert first.metadata is not None
    assert first.metadata["report"] in first.input


def test_our_guard_as_the_judge(home: Path) -> None:
    """The verdict is compared with the label, recall and false alarms apart; each score tells what was planted."""
    log = _run(guard(), home, limit=12)
    labels = {d.id: d for d in DRAFTS.load().samples}
    for sample in log.samples or ():
        assert sample.scores is not None
        right = sample.scores["verdict_right"]
        assert right.explanation is not None
        draft = labels[str(sample.id)]
        assert (right.value == "C") is (right.answer == draft.verdict)
        assert f"the label is {draft.verdict}" in right.explanation
    assert {"accuracy", "lower", "upper", "right on reject"} <= set(_metrics(log, "verdict_right"))


def test_a_model_as_the_judge(home: Path) -> None:
    """It is asked with report, text and the names of faults; an answer without a verdict is wrong, and says so."""
    answers = [
        'Well: {"verdict": "reject", "rules": ["negation-flip"]}',
        '{"verdict": "pass", "rules": []}',
        "I can't tell.",
    ]
    asked = [sample.input for sample in guard("model").dataset][:3]

    def script(request: dict[str, Any], number: int) -> Answer:
        return completion(answers[asked.index(request["messages"][-1]["content"])])

    with ScriptedServer(script) as server:
        model = get_model("openai-api/local/scripted", base_url=server.base_url, api_key="none")
        log = _run(guard("model"), home, model=model)
    scores = _scores(log, "verdict_right")
    assert [s.answer for s in scores[:2]] == ["reject", "pass"]
    assert (scores[2].value, scores[2].reason) == ("I", "invalid_response_format")
    for sample, text in zip(guard("model").dataset, asked, strict=False):
        assert sample.metadata is not None
        assert sample.metadata["report"] in text
        assert sample.metadata["draft"] in text
        assert all(rule.name in text for rule in ALL_RULES)


@pytest.mark.parametrize("values", [{"audience": "public"}, {"writer": "none"}, {"material": "x"}])
def test_an_unknown_value_is_told(values: dict[str, Any]) -> None:
    """With what is known instead."""
    with pytest.raises(ConfigurationError, match="give one of"):
        letters(**values)


def test_inspects_command_finds_and_runs_the_tasks(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inspect's own command loads the file by its path, not as a module of the package."""
    (script,) = entry_points(group="console_scripts", name="inspect")
    file = Path(inspect_tasks.__file__)
    command = ["inspect", "eval", f"{file}@guard", "--model", "none", "--limit", "2"]
    monkeypatch.setattr(sys, "argv", [*command, "--display", "none", "--log-dir", str(home / "cli")])
    with pytest.raises(SystemExit) as ended:
        script.load()()
    assert not ended.value.code
    (written,) = (home / "cli").glob("*.eval")
    log = read_eval_log(str(written))
    assert log.status == "success"
    assert [s.name for s in log.results.scores] == ["verdict_right", "fault_named"]  # type: ignore[union-attr]
