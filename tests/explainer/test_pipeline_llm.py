"""A model's letter end to end, over real sockets on this machine: the wire, the trail, the command line, the matrix."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import guardrails
from evals.model_faults import FAULTS, judged
from evals.model_hostile import INJECTIONS, PAYLOADS, VEHICLES, identified, poisoned, shows
from evals.scripted_server import MODEL, Answer, ScriptedServer, completion, echo, statements, units_of
from explainer.cli import cli
from explainer.configuration import Settings
from explainer.core.language.text import fold
from explainer.core.reading import read
from explainer.core.values import Reading
from explainer.errors import ConfigurationError, ReportError
from explainer.importing.detect import import_reports
from explainer.pipeline import Explanation, explain, explain_async
from explainer.writers import make_writer

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
EXAMPLES = Path(__file__).parents[2] / "examples"
HIP, HEAD = EXAMPLES / "xr_hip.txt", EXAMPLES / "ct_head_critical.txt"
KEY = "sk-very-secret-0123456789"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A faithful, dull model."""
    with ScriptedServer() as running:
        yield running


def _settings(server: ScriptedServer, **values: Any) -> Settings:
    fast: dict[str, Any] = {
        "wait_s": 0.001,
        "timeout_s": 0.3,
        "deadline_s": 2.0,
        "attempts": 2,
        "rounds": 1,
        "api_key": KEY,
    }
    return Settings(base_url=server.base_url, model=MODEL, **{**fast, **values})


def test_a_letter_with_its_trail(server: ScriptedServer) -> None:
    """Released, worded by the model, guard-passed, with every round and the prompt's digest; the same bytes each time."""
    settings = _settings(server)
    done = explain(HIP.read_text("utf-8"), writer=make_writer(settings))
    assert (done.outcome, done.kept) == ("released", done.units)
    told = done.to_json()
    assert told["draft"]["writer"] == {"kind": "llm", "model": MODEL, "prompt": told["versions"]["prompt"]}
    assert told["versions"]["prompt"].startswith("sha256:")
    assert [r["kind"] for r in told["rounds"]] == ["draft"]
    assert guardrails.check(done.plan, done.draft or "").verdict == "pass"
    again = explain(HIP.read_text("utf-8"), writer=make_writer(settings))
    assert json.dumps(again.to_json()) == json.dumps(told)
    assert "cost" not in told
    assert "seconds" not in json.dumps(told)


def test_a_held_letter_is_held_by_a_model_too(server: ScriptedServer) -> None:
    """A writer changes no outcome."""
    assert explain(HEAD.read_text("utf-8"), writer=make_writer(_settings(server))).outcome == "held"


def test_a_draft_that_only_the_final_text_shows_to_be_wrong_is_replaced(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard reads the rendered text, with its drawings and without; its refusal leads to the template, and the trail says so."""
    real = guardrails.check
    refused: list[str] = []

    def check(plan: Any, draft: Any, *, allowed: Any = ()) -> Any:
        if isinstance(draft, str) and len(refused) < 2:
            refused.append(draft)
            return real(plan, "You have cancer.", allowed=allowed)
        return real(plan, draft, allowed=allowed)

    monkeypatch.setattr(guardrails, "check", check)
    done = explain(HIP.read_text("utf-8"), writer=make_writer(_settings(server)))
    assert done.draft is not None
    assert (done.outcome, done.draft.writer.kind, done.kept) == ("released", "template", 0)
    assert done.rounds[-1].problem == "the final text was refused"


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_ends_in_a_letter(name: str) -> None:
    """Released by guard-passed text, in time, whatever the endpoint does."""
    reading = read(HIP.read_text("utf-8"))
    with ScriptedServer(lambda body, _: FAULTS[name](body)) as faulty:
        settings = _settings(faulty)
        done = explain(reading, writer=make_writer(settings))
    assert done.outcome == "released"
    assert judged(done, reading) == []
    assert done.cost is not None
    assert done.cost.seconds < settings.deadline_s + 1


@cache
def _hip() -> tuple[Reading, Explanation]:
    """The hip report read, and its letter without a model."""
    reading = read(HIP.read_text("utf-8"))
    return reading, explain(reading)


@pytest.mark.parametrize("vehicle", VEHICLES)
def test_a_hostile_writer_says_nothing(vehicle: str) -> None:
    """Two faults in each vehicle; the evals run all of them."""
    number = list(VEHICLES).index(vehicle)
    reading, plain = _hip()
    for payload, marker in (PAYLOADS[number % len(PAYLOADS)], PAYLOADS[(number + 7) % len(PAYLOADS)]):

        def script(body: dict[str, Any], _: int, payload: str = payload) -> Answer:
            return completion(VEHICLES[vehicle](units_of(body), payload))

        with ScriptedServer(script) as hostile:
            done = explain(reading, writer=make_writer(_settings(hostile, freedom="high")))
        assert done.outcome == "released"
        assert not shows(done, plain, payload, marker)


def _wire(server: ScriptedServer) -> str:
    return " ".join(server.heads) + " ".join(b.decode() for b in server.bodies)


def test_no_injection_reaches_the_wire(server: ScriptedServer) -> None:
    """Texts that talk to models stay in the report; the letter says of them at most what it quotes."""
    rows = poisoned()

    async def all_of_them() -> None:
        writer = make_writer(_settings(server, freedom="high", concurrency=8))
        for text, report in rows[:: len(rows) // 12]:
            server.bodies.clear()
            await explain_async(report, "patient", writer)
            sent = fold(" ".join(json.loads(b)["messages"][-1]["content"] for b in server.bodies))
            words = fold(text).replace('"', " ").split()
            assert not any(" ".join(words[n : n + 4]) in sent for n in range(max(1, len(words) - 3)))
        await writer.aclose()

    asyncio.run(all_of_them())
    assert len(INJECTIONS) >= 20
    assert len(rows) >= 100


def test_no_identifier_reaches_the_wire(server: ScriptedServer) -> None:
    """Neither those of text, HL7 and FHIR headers nor those of the fields; headers and bodies are searched."""

    async def all_of_them() -> None:
        writer = make_writer(_settings(server, freedom="high"))
        for planted, data, fields in identified()[::17]:
            _, (reports, _) = import_reports(data, None, None)
            done = await explain_async(reports[0], "patient", writer, fields)
            assert done.outcome == explain(reports[0], fields=fields).outcome
            sent = _wire(server).lower()
            assert not [piece for piece in planted if piece.lower() in sent]
        await writer.aclose()

    asyncio.run(all_of_them())
    assert server.bodies


def test_the_indication_and_quotes_are_not_on_the_wire(server: ScriptedServer) -> None:
    """They are put in afterwards: the letter holds them, the request only their slots."""
    text = (EXAMPLES / "ct_lumbar_pelvis.txt").read_text("utf-8")
    done = explain(text, writer=make_writer(_settings(server, freedom="high")))
    assert done.text is not None
    sent = _wire(server)
    slots = [value for item in done.plan.items for _, value in item.slots]
    assert slots
    for value in slots:
        assert value not in sent
    assert '\\"{{q' in sent
    assert any(value in done.text for value in slots)


def test_the_key_goes_to_the_server_alone(server: ScriptedServer, capfd: pytest.CaptureFixture[str]) -> None:
    """It is in one header and nowhere else: not in the letter, the body or the output."""
    done = explain(HIP.read_text("utf-8"), writer=make_writer(_settings(server)))
    assert any(KEY in head for head in server.heads)
    assert KEY not in " ".join(b.decode() for b in server.bodies)
    assert KEY not in json.dumps(done.to_json())
    out = capfd.readouterr()
    assert KEY not in out.out + out.err


Run = Callable[..., Any]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line with an environment of its own."""
    for name in [n for n in os.environ if n.startswith(("OPENAI_", "EXPLAINER_"))]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/nonexistent")

    def call(*arguments: str | Path) -> Any:
        return CliRunner().invoke(cli, [str(a) for a in arguments])

    return call


def _llm(server: ScriptedServer) -> list[str]:
    return ["--writer", "llm", "--base-url", server.base_url, "--model", MODEL]


def test_the_letter_command_with_a_model(server: ScriptedServer, run: Run) -> None:
    """The letter on standard output, cost on standard error."""
    found = run("letter", HIP, *_llm(server), "--freedom", "medium")
    assert found.exit_code == 0
    assert found.stdout.startswith("Outcome: released")
    assert "statements kept" not in found.stdout
    assert "statements kept" in found.stderr


def test_streaming_goes_to_standard_error(server: ScriptedServer, run: Run) -> None:
    """Standard output holds the result alone, once."""
    found = run("letter", HIP, *_llm(server), "--stream")
    assert found.exit_code == 0
    assert found.stdout.count("Get help right away") == 1
    assert found.stderr.count("Get help right away") == 1


def test_recorded_and_replayed_letters_are_the_same_bytes(server: ScriptedServer, run: Run, tmp_path: Path) -> None:
    """The replay asks nothing of a network and needs no endpoint."""
    file = tmp_path / "r.jsonl"
    first = run("letter", HIP, *_llm(server), "--json", "--record", file)
    asked = server.count
    again = run("letter", HIP, "--writer", "llm", "--json", "--replay", file)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == again.stdout
    assert server.count == asked > 0
    recorded = file.read_text("utf-8")
    assert "plan" in json.loads(recorded.splitlines()[0])
    assert "hip pain" not in recorded.lower() or "your hip" in recorded.lower()


def test_what_a_letter_took_is_in_the_record(server: ScriptedServer, run: Run, tmp_path: Path) -> None:
    """One line behind its exchanges, with rounds, tokens and seconds; the letter's JSON has none of it."""
    file = tmp_path / "r.jsonl"
    found = run("letter", HIP, *_llm(server), "--json", "--record", file)
    *exchanges, took = map(json.loads, file.read_text("utf-8").splitlines())
    assert (took["schema_"], took["rounds"], took["requests"]) == ("explainer.cost/1", 1, len(exchanges))
    assert took["prompt_tokens"] == sum(e["reply"]["prompt_tokens"] for e in exchanges)
    assert took["plan"] == exchanges[0]["plan"]
    assert took["seconds"] > 0
    assert "prompt_tokens" not in found.stdout


def test_a_bad_report_costs_no_recording(server: ScriptedServer, run: Run, tmp_path: Path) -> None:
    """The report is read before the file is made anew."""
    file = tmp_path / "r.jsonl"
    run("letter", HIP, *_llm(server), "--record", file)
    before = file.read_bytes()
    run("letter", tmp_path / "none.txt", *_llm(server), "--record", file)
    assert file.read_bytes() == before


def test_no_endpoint_leaves_the_template_with_a_note(run: Run) -> None:
    """An outage loses no letter."""
    with ScriptedServer() as gone:
        url = gone.base_url
    found = run("letter", HIP, "--writer", "llm", "--base-url", url, "--model", "m", "--deadline-s", "1")
    assert found.exit_code == 0
    assert found.stdout == run("letter", HIP).stdout
    assert "the template wrote all of it" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--writer", "llm"], "--model"),
        (["--writer", "llm", "--model", "m"], "OPENAI_API_KEY"),
        (["--stream"], "--writer llm"),
        (["--writer", "llm", "--replay", "none.jsonl"], "none.jsonl"),
        (["--writer", "llm", "--model", "m", "--base-url", "ftp://x"], "base_url"),
        (["--item", "0"], "--item"),
        (["--item", "2"], "1"),
    ],
)
def test_bad_usage_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str) -> None:
    """Exit code 2, a line that names what is wrong, no traceback."""
    from explainer import cli as module

    monkeypatch.setattr("sys.argv", ["explainer", "letter", str(HIP), *arguments])
    with pytest.raises(SystemExit) as stop:
        module.main()
    assert stop.value.code == 2
    found = run("letter", HIP, *arguments)
    assert told in found.output + str(found.exception)


def test_one_report_of_several_is_chosen(run: Run, tmp_path: Path) -> None:
    """``--item`` counts from 1."""
    rows = [
        f"MSH|^~\\&|A|B|||20240101||ORU^R01|{n}|P|2.5\rPID|1\rOBR|{n}||{n}|XR hip\rOBX|1|TX|XR^Report||EXAM: X-ray of the hip~FINDINGS: {what}~IMPRESSION: {what}||||||F\r"
        for n, what in enumerate(("Mild left hip osteoarthritis.", "Small right hip joint effusion."), 1)
    ]
    file = tmp_path / "two.hl7"
    file.write_text("".join(rows), "utf-8")
    assert "--item" in str(run("findings", file).exception)
    assert "effusion" in run("findings", file, "--item", "2").stdout
    assert "effusion" not in run("findings", file, "--item", "1").stdout
    assert "effusion" in run("plan", file, "--item", "2").stdout


def test_doctor_shows_the_settings_and_probes_when_asked(
    server: ScriptedServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each setting with its origin, no key; the probe is one request, and a dead endpoint is exit code 3."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("EXPLAINER_FREEDOM", "high")
    quiet = run("doctor", "--base-url", server.base_url, "--model", MODEL)
    assert server.count == 0
    assert "setting freedom: high (environment EXPLAINER_FREEDOM)" in quiet.stdout
    assert "setting api_key: set (environment OPENAI_API_KEY)" in quiet.stdout
    assert KEY not in quiet.output
    probed = run("doctor", "--probe", "--base-url", server.base_url, "--model", MODEL)
    assert server.count == 1
    assert "ok   probe" in probed.stdout
    monkeypatch.setenv("EXPLAINER_DEADLINE_S", "0.5")
    dead = run("doctor", "--probe", "--base-url", "http://127.0.0.1:9/v1", "--model", MODEL)
    assert "BAD  probe" in dead.stdout
    assert dead.exit_code == 3 or quiet.exit_code == 2


def test_the_matrix_compares_models(server: ScriptedServer, run: Run, tmp_path: Path) -> None:
    """A faithful model, one that always smuggles, a recording, and one that is not there: shares, rules, HTML and JSON."""

    def smuggle(body: dict[str, Any], _: int) -> Answer:
        rows = units_of(body)
        return completion(statements([(u["id"], "It is benign." if n == 0 else u["text"]) for n, u in enumerate(rows)]))

    file = tmp_path / "r.jsonl"
    run("letter", HIP, *_llm(server), "--record", file)
    with ScriptedServer(smuggle) as bad:
        table = tmp_path / "endpoints.toml"
        table.write_text(
            f'[[endpoint]]\nname = "faithful"\nbase_url = "{server.base_url}"\nmodel = "{MODEL}"\n'
            f'[[endpoint]]\nname = "smuggler"\nbase_url = "{bad.base_url}"\nmodel = "{MODEL}"\nrounds = 1\n'
            f'[[endpoint]]\nname = "recorded"\nrecording = "r.jsonl"\nmodel = "{MODEL}"\n'
            f'[[endpoint]]\nname = "gone"\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "{MODEL}"\nattempts = 1\ndeadline_s = 1\n',
            "utf-8",
        )
        html = tmp_path / "m.html"
        found = run("matrix", table, HIP, "--json", "-o", html)
        shown = run("matrix", table, HIP)
    assert found.exit_code == 0
    rows = {r["name"]: r for r in json.loads(found.stdout)["rows"]}
    assert rows["faithful"]["first"]["hits"] == 1
    assert rows["smuggler"]["first"]["hits"] == rows["smuggler"]["repaired"]["hits"] == 0
    assert 0 < rows["smuggler"]["kept"]["hits"] < rows["smuggler"]["kept"]["n"]
    assert rows["smuggler"]["violations"]["words"] > 0
    assert rows["recorded"]["kept"] == rows["faithful"]["kept"]
    assert (rows["gone"]["fallback"]["hits"], rows["gone"]["kept"]["n"]) == (1, 0)
    assert rows["gone"]["outcomes"] == {"released": 1}
    assert "not scorable" in shown.stdout
    assert "<td>smuggler</td>" in html.read_text("utf-8")


WRONG_ENTRIES = {
    "words": 'endpoint = ["a"]', "nothing": "", "a spare field": "[[endpoint]]\ncolour = 1", "a bound": "[[endpoint]]\nrounds = 99",
    "no model": '[[endpoint]]\nbase_url = "http://127.0.0.1:9/v1"', "no key": '[[endpoint]]\nmodel = "m"',
    "a key": f'[[endpoint]]\nmodel = "m"\napi_key = "{KEY}"', "a key for its variable": f'[[endpoint]]\nmodel = "m"\napi_key_env = "{KEY}"',
    "no recording": '[[endpoint]]\nmodel = "m"\nrecording = "none.jsonl"', "a number": '[[endpoint]]\nmodel = "m"\nrecording = 5',
    "one name": '[[endpoint]]\nname = "good"\nmodel = "m"\nbase_url = "http://127.0.0.1:9/v1"',
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_ENTRIES)
def test_a_wrong_entry_is_told_before_any_model_is_asked(
    server: ScriptedServer, run: Run, tmp_path: Path, name: str
) -> None:
    """One line that names the file and never a key; nothing is paid for first."""
    table = tmp_path / "endpoints.toml"
    good = f'[[endpoint]]\nname = "good"\nbase_url = "{server.base_url}"\nmodel = "{MODEL}"\n'
    wrong = WRONG_ENTRIES[name]
    table.write_text(good + wrong if wrong.startswith("[[") else wrong, "utf-8")
    found = run("matrix", table, HIP)
    assert isinstance(found.exception, ConfigurationError)
    assert str(table) in str(found.exception)
    assert KEY not in str(found.exception)
    assert server.count == 0


def test_the_matrix_records_and_tells_trouble(server: ScriptedServer, run: Run, tmp_path: Path) -> None:
    """A recording made by the matrix gives the same row; why a model did not answer stands in the table."""
    table, page = tmp_path / "endpoints.toml", tmp_path / "m.html"
    live = f'base_url = "{server.base_url}"\nmodel = "{MODEL}"\nfreedom = "medium"\n'
    dead = (
        '[[endpoint]]\nname = "gone"\nbase_url = "http://127.0.0.1:9/v1"\nmodel = "m"\nattempts = 1\ndeadline_s = 1\n'
    )
    table.write_text(f'[[endpoint]]\nname = "live"\nrecord = "r.jsonl"\n{live}{dead}', "utf-8")
    reports = [HIP, EXAMPLES / "ct_lumbar_pelvis.txt"]
    first = run("matrix", table, *reports, "--json", "-o", page)
    assert "the connection failed" in page.read_text("utf-8")
    assert "the connection failed" in run("matrix", table, *reports).stdout
    table.write_text(f'[[endpoint]]\nname = "live"\nrecording = "r.jsonl"\n{live}', "utf-8")
    asked = server.count
    again = run("matrix", table, *reports, "--json")
    assert server.count == asked
    rows = [json.loads(found.stdout)["rows"][0] for found in (first, again)]
    for row in rows:
        row.pop("seconds")
    assert rows[0] == rows[1]
    assert isinstance(run("matrix", table, HIP, "-o", tmp_path / "m.pdf").exception, ReportError)


def test_a_probe_without_a_model_is_bad_usage(run: Run) -> None:
    """No service has failed where none is set."""
    assert isinstance(run("doctor", "--probe").exception, ConfigurationError)


def test_a_faithful_model_streams_through_the_endpoint(server: ScriptedServer) -> None:
    """Pieces of server-sent events become paragraphs."""
    shown: list[str] = []
    done = explain(HIP.read_text("utf-8"), writer=make_writer(_settings(server)), show=shown.append)
    assert done.kept == done.units
    assert "".join(shown).strip()
    assert json.loads(server.bodies[0])["stream"] is True
    assert echo(json.loads(server.bodies[0])).stream
