"""Recording and replay: the same letter without a network, and nothing on file that must not be there."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from explainer.configuration import Settings
from explainer.errors import ConfigurationError, MalformedDraft, ModelRefused, ModelUnavailable, WordingError
from explainer.wording.exchange import Listener, Reply, Request
from explainer.wording.prompt import Message
from explainer.wording.record import Recorder, Replay
from explainer.writers import make_writer


class Answerer:
    """Gives its answers in turn; an exception is raised."""

    def __init__(self, *answers: Reply | WordingError) -> None:
        self.answers = list(answers)
        self.closed = False

    async def ask(self, request: Request, until: float, listener: Listener | None = None) -> Reply:
        answer = self.answers.pop(0)
        if isinstance(answer, WordingError):
            raise answer
        return answer

    async def aclose(self) -> None:
        self.closed = True


def _request(words: str = "a sentence of the plan") -> Request:
    return Request("m", (Message(role="user", content=words),), {}, 0.0, 1, 10, "sha256:plan", "sha256:prompt")


async def _ask(answerer: Recorder | Replay, request: Request) -> Reply | WordingError:
    try:
        return await answerer.ask(request, 1e9)
    except WordingError as error:
        return error


def test_answers_and_failures_come_back_as_they_were(tmp_path: Path) -> None:
    """Replies, refusals and outages are replayed, several of one question in their order."""
    file = tmp_path / "r.jsonl"
    answers = (
        Reply("one", "m", 3, 4, 1, 0.25), Reply("two", "m"), ModelRefused("no"), ModelUnavailable("gone"), MalformedDraft("odd"),
    )  # fmt: skip
    inner = Answerer(*answers)
    questions = [_request(), _request(), _request("b"), _request("c"), _request("d")]

    async def record() -> list[Reply | WordingError]:
        recorder = Recorder(inner, file)
        rows = [await _ask(recorder, q) for q in questions]
        await recorder.aclose()
        return rows

    async def replay() -> list[Reply | WordingError]:
        replayed = Replay(file)
        return [await _ask(replayed, q) for q in questions]

    first, again = asyncio.run(record()), asyncio.run(replay())
    assert inner.closed
    assert first[:2] == again[:2] == list(answers[:2])
    assert [(type(e), str(e)) for e in first[2:]] == [(type(e), str(e)) for e in again[2:]]


def test_a_recording_holds_digests_and_no_question(tmp_path: Path) -> None:
    """The words sent are not in the file, and only its owner may read it."""
    file = tmp_path / "r.jsonl"

    async def record() -> None:
        recorder = Recorder(Answerer(Reply("answer", "m")), file)
        await recorder.ask(_request(), 1e9)
        await recorder.aclose()

    asyncio.run(record())
    text = file.read_text("utf-8")
    assert "a sentence of the plan" not in text
    assert "sha256:plan" in text
    assert "sha256:prompt" in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def _recorded(file: Path, *answers: Reply | WordingError) -> None:
    async def record() -> None:
        recorder = Recorder(Answerer(*answers), file)
        for _ in answers:
            await _ask(recorder, _request())
        await recorder.aclose()

    asyncio.run(record())


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x1c", "\r", "\n"])
def test_any_mark_in_a_reply_is_replayed(tmp_path: Path, mark: str) -> None:
    """What some programs take for a line break may stand inside a reply."""
    file = tmp_path / "r.jsonl"
    _recorded(file, Reply(f"one{mark}two", "m"))
    assert asyncio.run(Replay(file).ask(_request(), 1e9)).text == f"one{mark}two"


def test_what_a_failure_took_is_replayed(tmp_path: Path) -> None:
    """Its tokens and retries count again."""
    file = tmp_path / "r.jsonl"
    error = MalformedDraft("cut off")
    error.prompt_tokens, error.completion_tokens, error.retries = 5, 6, 1
    _recorded(file, error)
    found = asyncio.run(_ask(Replay(file), _request()))
    assert isinstance(found, MalformedDraft)
    assert (found.prompt_tokens, found.completion_tokens, found.retries) == (5, 6, 1)


def test_another_file_is_left_alone(tmp_path: Path) -> None:
    """A report that is named by mistake is not lost; an older recording is replaced, and made its owner's only."""
    file = tmp_path / "report.txt"
    file.write_text("EXAM: X-ray", "utf-8")
    with pytest.raises(ConfigurationError, match="not overwritten"):
        Recorder(Answerer(), file)
    assert file.read_text("utf-8") == "EXAM: X-ray"
    old = tmp_path / "old.jsonl"
    _recorded(old, Reply("one", "m"))
    old.chmod(0o644)
    _recorded(old, Reply("two", "m"))
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert "one" not in old.read_text("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_told() -> None:
    """The message names the file."""
    with pytest.raises(ConfigurationError, match="/dev/full: the recording cannot be written"):
        _recorded(Path("/dev/full"), Reply("one", "m"))


def test_an_answer_that_was_ended_early_needs_the_stream(tmp_path: Path) -> None:
    """Without a listener half an answer would be taken for a whole one."""
    file = tmp_path / "r.jsonl"
    _recorded(file, Reply("one", "m", cut=True))
    with pytest.raises(ModelUnavailable, match="--stream"):
        asyncio.run(Replay(file).ask(_request(), 1e9))


def test_an_unknown_question_is_an_outage(tmp_path: Path) -> None:
    """A replay never makes an answer up."""
    file = tmp_path / "r.jsonl"
    file.write_text("", "utf-8")
    with pytest.raises(ModelUnavailable, match="holds no answer"):
        asyncio.run(Replay(file).ask(_request(), 1e9))


@pytest.mark.parametrize("text", ["{}", "no json", '{"schema_": "explainer.exchange/2"}'])
def test_a_broken_recording_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    """File and line stand in the message."""
    file = tmp_path / "r.jsonl"
    file.write_text(text + "\n", "utf-8")
    with pytest.raises(ConfigurationError, match="line 1"):
        Replay(file)


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    """Missing, not writable, or read while it is written."""
    settings = Settings(model="m", base_url="http://127.0.0.1:1/v1")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        make_writer(settings, replay=tmp_path / "none.jsonl")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        make_writer(settings, record=tmp_path / "none" / "r.jsonl")
    file = tmp_path / "r.jsonl"
    file.write_text("", "utf-8")
    with pytest.raises(ConfigurationError, match="while it is replayed"):
        make_writer(settings, record=file, replay=file)
