"""The endpoint over real sockets on this machine: retries, deadlines, the breaker, and replies that cannot be used."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest

from evals.scripted_server import MODEL, Answer, ScriptedServer, completion, streamed
from explainer.configuration import Settings
from explainer.errors import MalformedDraft, ModelRefused, ModelUnavailable, WordingError
from explainer.wording.exchange import Reply, Request
from explainer.wording.model import Endpoint, _certificates
from explainer.wording.prompt import Message

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
KEY = "sk-very-secret-0123456789"
GOOD = '{"statements": [{"id": "s1", "text": "Hello."}]}'
REQUEST = Request(MODEL, (Message(role="user", content="[]"),), {"type": "object"}, 0.0, 1, 100)


def _settings(server: ScriptedServer, **values: Any) -> Settings:
    base: dict[str, Any] = {
        "base_url": server.base_url, "model": MODEL, "api_key": KEY, "timeout_s": 5, "deadline_s": 10, "wait_s": 0.001, "attempts": 3,
    }  # fmt: skip
    return Settings(**{**base, **values})


def _ask(server: ScriptedServer, seconds: float = 10, listener: Any = None, **values: Any) -> Reply:
    async def ask() -> Reply:
        endpoint = Endpoint(_settings(server, **values))
        try:
            return await endpoint.ask(REQUEST, asyncio.get_running_loop().time() + seconds, listener)
        finally:
            await endpoint.aclose()

    return asyncio.run(ask())


def _in_turn(*answers: Answer) -> Callable[[dict[str, Any], int], Answer]:
    return lambda _, number: answers[min(number, len(answers) - 1)]


def test_a_good_reply_and_what_was_sent() -> None:
    """Structured output is asked for, sampling is fixed, and the client's own retries are off."""
    with ScriptedServer(_in_turn(completion(GOOD))) as server:
        reply = _ask(server)
    assert (reply.text, reply.model, reply.prompt_tokens, reply.retries) == (GOOD, MODEL, 100, 0)
    sent = json.loads(server.bodies[0])
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert (sent["temperature"], sent["seed"], sent["max_tokens"]) == (0.0, 1, 100)


def test_certificates_are_read_once_and_servers_are_checked_against_them() -> None:
    """Endpoints share them: reading them takes longer than a short reply."""
    context = _certificates()
    assert _certificates() is context
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def _refusing(*names: str) -> Callable[[dict[str, Any], int], Answer]:
    """A model that does not take some parameters, and says so one at a time, as hosted models do."""

    def answer(sent: dict[str, Any], _: int) -> Answer:
        for name in names:
            if name in sent:
                message = f"Unsupported parameter: '{name}' is not supported with this model."
                body = {"error": {"message": message, "type": "invalid_request_error", "param": name, "code": "x"}}
                return Answer(status=400, pieces=(json.dumps(body).encode(),))
        return completion(GOOD)

    return answer


@pytest.mark.parametrize("names", [("max_tokens",), ("max_tokens", "temperature", "seed")])
def test_what_a_model_does_not_take_is_spared(names: tuple[str, ...]) -> None:
    """The limit goes under its newer name, the rest is left out, and no retry is counted for it."""
    with ScriptedServer(_refusing(*names)) as server:
        reply = _ask(server)
        sent = json.loads(server.bodies[-1])
    assert (reply.text, reply.retries, len(server.bodies)) == (GOOD, 0, len(names) + 1)
    assert not set(names) & sent.keys()
    assert sent["max_completion_tokens"] == 100


def test_a_model_that_takes_neither_name_of_the_limit_ends() -> None:
    """Nothing is asked for ever."""
    with ScriptedServer(_refusing("max_tokens", "max_completion_tokens")) as server, pytest.raises(ModelUnavailable):
        _ask(server)
    assert len(server.bodies) == 2


PASSING = {
    "408": Answer(status=408), "409": Answer(status=409), "429": Answer(status=429), "500": Answer(status=500), "503": Answer(status=503),
    "reset": replace(completion(GOOD), reset=True), "reset at once": Answer(pieces=(), reset=True),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSING)
def test_what_may_pass_by_itself_is_tried_again(name: str) -> None:
    """One failure, then the reply; the retry is counted."""
    with ScriptedServer(_in_turn(PASSING[name], completion(GOOD))) as server:
        assert _ask(server).retries == 1
    assert server.count == 2


@pytest.mark.parametrize("name", PASSING)
def test_what_does_not_pass_ends_after_the_attempts(name: str) -> None:
    """As many requests as there are attempts, then one error of ours that names the endpoint and no key."""
    with ScriptedServer(_in_turn(PASSING[name])) as server, pytest.raises(ModelUnavailable, match="3 attempt") as error:
        _ask(server)
    assert server.count == 3
    assert server.base_url in str(error.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_cannot_pass_is_asked_once(status: int) -> None:
    """A wrong key or model is no weather. What the server says of it may hold the key and is not repeated."""
    answer = Answer(status=status, pieces=(json.dumps({"error": {"message": f"bad key {KEY}"}}).encode(),))
    with ScriptedServer(_in_turn(answer)) as server, pytest.raises(ModelUnavailable, match=str(status)) as error:
        _ask(server)
    assert server.count == 1
    assert KEY not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__


@pytest.mark.parametrize(
    "header", ["0.05", formatdate(time.time() - 5, usegmt=True), "soon"], ids=["seconds", "date", "unreadable"]
)
def test_retry_after_is_read(header: str) -> None:
    """Seconds, a date, or nothing that can be read: the next attempt succeeds."""
    busy = Answer(status=429, headers=(("retry-after", header),))
    with ScriptedServer(_in_turn(busy, completion(GOOD))) as server:
        reply = _ask(server)
    assert reply.retries == 1
    assert header != "0.05" or reply.seconds >= 0.05


def test_a_wait_past_the_deadline_is_not_waited() -> None:
    """A server that asks for an hour is given up at once."""
    busy = Answer(status=429, headers=(("retry-after", "3600"),))
    began = time.monotonic()
    with ScriptedServer(_in_turn(busy)) as server, pytest.raises(ModelUnavailable):
        _ask(server)
    assert server.count == 1
    assert time.monotonic() - began < 5


SLOW = {"hang": Answer(hang=True), "drip": Answer(pieces=(b" ",) * 200, pause_s=0.05)}


@pytest.mark.parametrize("name", SLOW)
def test_the_deadline_holds(name: str) -> None:
    """Neither silence nor a drip lasts longer than the caller gave."""
    began = time.monotonic()
    with ScriptedServer(_in_turn(SLOW[name])) as server, pytest.raises(ModelUnavailable):
        _ask(server, seconds=0.2)
    assert time.monotonic() - began < 2


def test_one_attempt_that_takes_too_long_is_tried_again() -> None:
    """The time of an attempt is shorter than the deadline."""
    with ScriptedServer(_in_turn(Answer(hang=True), completion(GOOD))) as server:
        assert _ask(server, timeout_s=0.8).retries == 1


UNUSABLE: dict[str, tuple[Answer, type[WordingError]]] = {
    "garbage": (Answer(pieces=(b"<html>",)), MalformedDraft),
    "no choice": (Answer(pieces=(b'{"model": "scripted", "choices": []}',)), MalformedDraft),
    "empty": (completion(" "), MalformedDraft),
    "null": (completion(None), MalformedDraft),
    "cut off": (completion(GOOD, finish="length"), MalformedDraft),
    "tool call": (completion(GOOD, finish="tool_calls"), MalformedDraft),
    "filtered": (completion(GOOD, finish="content_filter"), ModelRefused),
    "refusal": (completion(None, refusal="I cannot."), ModelRefused),
    "wrong model": (completion(GOOD, model="other"), MalformedDraft),
    "longer name": (completion(GOOD, model=MODEL + "-mini"), MalformedDraft),
    "too large": (Answer(pieces=(b" " * 3_000_000,)), MalformedDraft),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_reply_that_cannot_be_used_is_not_asked_for_again_here(name: str) -> None:
    """What the model did wrong is for the rounds to mend; the transport asks once."""
    answer, kind = UNUSABLE[name]
    with ScriptedServer(_in_turn(answer)) as server, pytest.raises(kind):
        _ask(server)
    assert server.count == 1


@pytest.mark.parametrize("model", [MODEL, f"{MODEL}-2026-01-31", f"{MODEL}:latest"])
def test_a_dated_name_is_the_same_model(model: str) -> None:
    """Hosted models answer under the name of their version."""
    with ScriptedServer(_in_turn(completion(GOOD, model=model))) as server:
        assert _ask(server).model == model


def test_the_breaker_stops_asking_and_asks_again_later() -> None:
    """After some failures the endpoint is left alone; behind its pause one request is let through."""
    with ScriptedServer(lambda _, n: Answer(status=500) if n < 4 else completion(GOOD)) as server:

        async def ask() -> list[str]:
            endpoint = Endpoint(_settings(server, attempts=1, breaker_failures=4, breaker_reset_s=0.05))
            seen = []
            for _ in range(8):
                try:
                    await endpoint.ask(REQUEST, asyncio.get_running_loop().time() + 5)
                except ModelUnavailable as error:
                    seen.append(str(error))
            assert server.count == 4
            while server.count == 4:
                with contextlib.suppress(ModelUnavailable):
                    await endpoint.ask(REQUEST, asyncio.get_running_loop().time() + 5)
                await asyncio.sleep(0.005)
            assert server.count == 5
            await endpoint.aclose()
            return seen

        seen = asyncio.run(ask())
    assert all("answered 500" in text for text in seen)
    assert ["failed too often" in text for text in seen] == [False] * 4 + [True] * 4


def test_concurrency_is_bounded() -> None:
    """No more requests are open at once than the settings allow: eight of 20 ms, two at a time, take four turns."""
    with ScriptedServer(_in_turn(replace(completion(GOOD), wait_s=0.02))) as server:

        async def ask() -> float:
            endpoint = Endpoint(_settings(server, concurrency=2))
            loop = asyncio.get_running_loop()
            began = loop.time()
            await asyncio.gather(*(endpoint.ask(REQUEST, loop.time() + 5) for _ in range(8)))
            await endpoint.aclose()
            return loop.time() - began

        assert asyncio.run(ask()) >= 4 * 0.02


def test_the_rate_is_bounded() -> None:
    """Beyond the burst that a minute allows, a request waits; here past its deadline."""
    with ScriptedServer(_in_turn(completion(GOOD))) as server:

        async def ask() -> None:
            endpoint = Endpoint(_settings(server, requests_per_minute=2))
            loop = asyncio.get_running_loop()
            try:
                for _ in range(2):
                    await endpoint.ask(REQUEST, loop.time() + 5)
                with pytest.raises(ModelUnavailable, match="deadline"):
                    await endpoint.ask(REQUEST, loop.time() + 0.1)
            finally:
                await endpoint.aclose()

        asyncio.run(ask())
    assert server.count == 2


def test_cancellation_is_clean() -> None:
    """A cancelled question raises nothing else, leaves no task behind, and the endpoint can be asked again."""
    with ScriptedServer(_in_turn(Answer(hang=True), completion(GOOD))) as server:

        async def ask() -> Reply:
            endpoint = Endpoint(_settings(server, concurrency=1))
            loop = asyncio.get_running_loop()
            task = asyncio.create_task(endpoint.ask(REQUEST, loop.time() + 5))
            while server.count == 0:
                await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert asyncio.all_tasks() == {asyncio.current_task()}
            try:
                return await endpoint.ask(REQUEST, loop.time() + 5)
            finally:
                await endpoint.aclose()

        assert asyncio.run(ask()).text == GOOD


def test_an_endpoint_works_in_one_loop_after_another() -> None:
    """Closed in one loop, asked in the next."""
    with ScriptedServer(_in_turn(completion(GOOD))) as server:
        endpoint = Endpoint(_settings(server))

        async def ask() -> str:
            try:
                return (await endpoint.ask(REQUEST, asyncio.get_running_loop().time() + 5)).text
            finally:
                await endpoint.aclose()

        assert asyncio.run(ask()) == asyncio.run(ask()) == GOOD


class Listener:
    """Keeps what it hears; says stop after some pieces."""

    def __init__(self, stop_after: int = 1000) -> None:
        self.heard: list[str] = []
        self.begun = 0
        self.stop_after = stop_after

    def begin(self) -> None:
        self.begun += 1
        self.heard = []

    def hear(self, text: str) -> bool:
        self.heard.append(text)
        return len(self.heard) < self.stop_after


def test_a_stream_is_heard_piece_by_piece() -> None:
    """The whole of it is the reply."""
    parts = [GOOD[:10], GOOD[10:20], GOOD[20:]]
    listener = Listener()
    with ScriptedServer(_in_turn(streamed(parts))) as server:
        reply = _ask(server, listener=listener)
    assert listener.heard == parts
    assert (reply.text, reply.cut) == (GOOD, False)


def test_a_listener_ends_the_stream() -> None:
    """What comes behind the stop is not read."""
    listener = Listener(stop_after=2)
    with ScriptedServer(_in_turn(streamed(list(GOOD), pause_s=0.001))) as server:
        reply = _ask(server, listener=listener)
    assert reply.cut
    assert reply.text == GOOD[:2]


def test_a_stream_that_breaks_begins_again() -> None:
    """The listener is told to forget the first attempt."""
    listener = Listener()
    with ScriptedServer(_in_turn(streamed([GOOD[:10]], reset=True), streamed([GOOD]))) as server:
        reply = _ask(server, listener=listener)
    assert (listener.begun, reply.text, reply.retries) == (2, GOOD, 1)


@pytest.mark.parametrize(
    "answer",
    [streamed([GOOD], model="other"), streamed([]), Answer(pieces=(b"data: {nonsense\n\n",), stream=True)],
    ids=["wrong model", "empty", "nonsense"],
)
def test_a_stream_that_cannot_be_used(answer: Answer) -> None:
    """A wrong model is not heard at all."""
    listener = Listener()
    with ScriptedServer(_in_turn(answer)) as server, pytest.raises(MalformedDraft):
        _ask(server, listener=listener)
    assert listener.heard == []


def _events(*rows: Any) -> Answer:
    pieces = tuple(b"data: " + (r if isinstance(r, bytes) else json.dumps(r).encode()) + b"\n\n" for r in rows)
    return Answer(pieces=pieces, stream=True)


def _delta(delta: Any, **values: Any) -> dict[str, Any]:
    return {"model": MODEL, "choices": [{"index": 0, "delta": delta, "finish_reason": None}], **values}


ODD = {
    "choices of letters": _events(_delta({}, choices="abc")), "choices of nothing": _events(_delta({}, choices=[None])),
    "a number as content": _events(_delta({"content": 5})), "a table as content": _events(_delta({"content": {"a": 1}})),
    "a word as delta": _events(_delta("abc")), "a number as refusal": _events(_delta({"refusal": 5})),
    "a number as model": _events(_delta({"content": "a"}, model=5)), "a list": _events([1]), "a word": _events("a"),
    "null": _events(None), "half a character": _events(b'{"model": "\\ud800"}'), "deep": _events(b"[" * 100_000),
    "no UTF-8": _events(b"\xff\xfe"), "an event without an end": Answer(pieces=(b"data: " + b"a" * 3_000_000,), stream=True),
    "many lines": Answer(pieces=(b"a\n" * 100_000,), stream=True),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_a_stream_of_another_shape_is_an_error_of_ours(name: str) -> None:
    """Whatever stands in an event, nothing is heard and nothing else is raised."""
    listener = Listener()
    with ScriptedServer(_in_turn(ODD[name])) as server, pytest.raises(MalformedDraft):
        _ask(server, listener=listener)
    assert listener.heard == []


def test_a_server_that_fails_in_the_middle_is_asked_again() -> None:
    """An error inside a stream is the server's, not the model's."""
    broken = _events(_delta({"content": GOOD[:9]}), {"error": {"message": "overloaded"}})
    with ScriptedServer(_in_turn(broken, streamed([GOOD]))) as server:
        reply = _ask(server, listener=Listener())
    assert (reply.text, reply.retries) == (GOOD, 1)


def _told(usage: Any) -> Answer:
    body = {"model": MODEL, "choices": [{"finish_reason": "stop", "message": {"content": GOOD}}], "usage": usage}
    return Answer(pieces=(json.dumps(body).encode(),))


@pytest.mark.parametrize(
    "usage", [None, "much", {}, {"prompt_tokens": -5, "completion_tokens": -9}, {"prompt_tokens": 10**30}]
)
def test_a_count_that_cannot_be_believed_is_estimated(usage: Any) -> None:
    """A wrong count costs no reply and frees no budget."""
    with ScriptedServer(_in_turn(_told(usage))) as server:
        reply = _ask(server)
    assert reply.text == GOOD
    assert 0 < reply.prompt_tokens < 100
    assert 0 < reply.completion_tokens < 100


def test_a_stream_that_was_ended_counts_its_prompt() -> None:
    """The server's count comes at the end, which is not waited for."""
    with ScriptedServer(_in_turn(streamed(list(GOOD)))) as server:
        reply = _ask(server, listener=Listener(stop_after=2))
    assert reply.cut
    assert reply.prompt_tokens > 0


def test_a_reply_that_holds_the_key_goes_no_further() -> None:
    """A server that sends the key back gets it into no letter and no recording."""
    answer = completion(GOOD.replace("Hello", KEY))
    with ScriptedServer(_in_turn(answer)) as server, pytest.raises(MalformedDraft, match="key"):
        _ask(server)


@pytest.mark.parametrize(
    "answer", [Answer(status=500), Answer(status=401), completion("It is benign.", finish="length"), Answer(pieces=(b"benign",))],
    ids=["busy", "wrong key", "cut off", "garbage"],
)  # fmt: skip
def test_an_error_leads_back_to_nothing(answer: Answer) -> None:
    """No error of the client hangs on ours: it would hold the request with its key, or the reply's words."""
    with ScriptedServer(_in_turn(answer)) as server, pytest.raises(WordingError) as error:
        _ask(server)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None
    frames = [f.f_locals for f, _ in traceback.walk_tb(error.value.__traceback__)]
    assert not [name for local in frames for name in local if name in ("body", "response", "arguments")]


def test_what_failed_is_counted_too() -> None:
    """Retries of an outage, tokens of a reply that cannot be used."""
    with ScriptedServer(_in_turn(Answer(status=500))) as server, pytest.raises(ModelUnavailable) as gone:
        _ask(server)
    assert gone.value.retries == 2
    with ScriptedServer(_in_turn(completion(GOOD, finish="length"))) as server, pytest.raises(MalformedDraft) as cut:
        _ask(server)
    assert (cut.value.prompt_tokens, cut.value.completion_tokens) == (100, len(GOOD) // 4)


def test_the_address_is_the_one_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that the settings did not take must not lead the client elsewhere."""
    with ScriptedServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        endpoint = Endpoint(Settings(model=MODEL, api_key=KEY))  # type: ignore[arg-type]
        opened = endpoint._opened()
    assert str(opened.base_url).startswith("https://api.openai.com/")


def test_nothing_is_there() -> None:
    """No server: an outage, in words without the client's."""
    with ScriptedServer() as server:
        gone = server.base_url
    settings = Settings(base_url=gone, model=MODEL, attempts=2, wait_s=0.001)

    async def ask() -> None:
        endpoint = Endpoint(settings)
        assert MODEL in repr(endpoint)
        try:
            await endpoint.ask(REQUEST, asyncio.get_running_loop().time() + 5)
        finally:
            await endpoint.aclose()

    with pytest.raises(ModelUnavailable, match="the connection failed, after 2 attempt"):
        asyncio.run(ask())
