"""A chat completion behind the guard, over real sockets on this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from openai import AsyncOpenAI, InternalServerError, OpenAI

import guardrails
from evals.scripted_server import Answer, ScriptedServer, completion
from explainer.core.values import Plan
from explainer.errors import ModelRefused, WordingError
from guardrails.adapters.feedback import feedback
from guardrails.adapters.openai_retry import NothingPassed, guarded_completion, guarded_completion_async

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
ASK = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Explain."}]


def _in_turn(*answers: Answer) -> Callable[[dict[str, Any], int], Answer]:
    return lambda _, number: answers[min(number, len(answers) - 1)]


def _ask(server: ScriptedServer, plan: Plan, **values: Any) -> str:
    with OpenAI(base_url=server.base_url, api_key="none", max_retries=0) as client:
        return guarded_completion(client, plan, messages=ASK, model="scripted", **values)


def _sent(server: ScriptedServer) -> list[dict[str, Any]]:
    return [json.loads(body) for body in server.bodies]


def test_a_passing_text_is_given_back_at_once(plan: Plan, right: str) -> None:
    """One request, with what the caller asked for and nothing added."""
    with ScriptedServer(_in_turn(completion(right))) as server:
        assert _ask(server, plan, temperature=0.0) == right
    assert _sent(server) == [{"messages": ASK, "model": "scripted", "temperature": 0.0}]


def test_asks_again_with_the_violations(plan: Plan, wrong: str, right: str) -> None:
    """Each further request holds the first messages, the last rejected text and what is wrong with it."""
    worse = wrong + " You should stop taking ibuprofen."
    with ScriptedServer(_in_turn(completion(wrong), completion(worse), completion(right))) as server:
        assert _ask(server, plan) == right
    _, second, third = _sent(server)
    for sent, text in ((second, wrong), (third, worse)):
        told = feedback(guardrails.check(plan, text))
        assert sent["messages"] == [*ASK, {"role": "assistant", "content": text}, {"role": "user", "content": told}]
    assert not any("zebra" in body.decode() for body in server.bodies)


def test_raises_when_nothing_passes(plan: Plan, wrong: str) -> None:
    """After the last attempt there is an error with the verdicts; the rejected text is in neither message nor verdicts."""
    with ScriptedServer(_in_turn(completion(wrong))) as server, pytest.raises(NothingPassed) as raised:
        _ask(server, plan, attempts=2)
    assert server.count == 2
    assert isinstance(raised.value, WordingError)
    assert "2 attempts" in str(raised.value)
    assert "laterality-mismatch" in str(raised.value)
    assert [v.verdict for v in raised.value.verdicts] == ["reject", "reject"]
    assert wrong not in repr(raised.value.verdicts)
    assert all(v.text == "" for v in raised.value.verdicts)


def test_a_text_that_was_cut_off_is_not_taken(plan: Plan, right: str) -> None:
    """Even when the part that came would pass."""
    with ScriptedServer(_in_turn(completion(right, finish="length"), completion(right))) as server:
        assert _ask(server, plan) == right
    assert "cut off" in _sent(server)[1]["messages"][-1]["content"]
    with (
        ScriptedServer(_in_turn(completion(right, finish="length"))) as server,
        pytest.raises(NothingPassed, match="cut off"),
    ):
        _ask(server, plan, attempts=1)


@pytest.mark.parametrize(
    "answer",
    [completion(None, refusal="I can't help with that."), completion("Your lung", finish="content_filter")],
    ids=["refusal", "filter"],
)
def test_a_refusal_is_an_error_at_once(plan: Plan, answer: Answer) -> None:
    """Asking again does not help; the model's words are not in the message."""
    with ScriptedServer(_in_turn(answer)) as server, pytest.raises(ModelRefused) as raised:
        _ask(server, plan)
    assert server.count == 1
    assert "lung" not in str(raised.value)
    assert "help" not in str(raised.value)


def test_an_answer_without_choices_is_an_error(plan: Plan) -> None:
    """Some filters answer with an empty list."""
    empty = Answer(
        pieces=(b'{"id": "c", "object": "chat.completion", "created": 0, "model": "scripted", "choices": []}',)
    )
    with ScriptedServer(_in_turn(empty)) as server, pytest.raises(ModelRefused):
        _ask(server, plan)


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_an_empty_text_is_rejected(plan: Plan, text: str | None) -> None:
    """Nothing is not a passing text."""
    with ScriptedServer(_in_turn(completion(text))) as server, pytest.raises(NothingPassed, match="malformed-draft"):
        _ask(server, plan, attempts=2)


@pytest.mark.parametrize("values", [{"stream": True}, {"n": 2}, {"attempts": 0}])
def test_what_cannot_be_judged_whole_is_refused_before_asking(plan: Plan, values: dict[str, Any]) -> None:
    """A stream and several choices are no single whole text."""
    with ScriptedServer() as server, pytest.raises(ValueError, match=r"stream|attempts"):
        _ask(server, plan, **values)
    assert server.count == 0


def test_errors_of_the_client_come_through(plan: Plan) -> None:
    """The guard adds no retries of the connection."""
    with ScriptedServer(_in_turn(Answer(status=500, pieces=(b"{}",)))) as server, pytest.raises(InternalServerError):
        _ask(server, plan)
    assert server.count == 1


def test_allowed_values_are_handed_on(plan: Plan, right: str) -> None:
    """A name that the caller allows is no leak."""
    text = f"Dear Ms Evelyn Hartwell,\n\n{right}"
    with ScriptedServer(_in_turn(completion(text))) as server:
        assert _ask(server, plan, allowed=["Evelyn Hartwell"]) == text


def test_the_same_in_asyncio(plan: Plan, wrong: str, right: str) -> None:
    """The client of asyncio, several letters at once."""

    async def one(client: AsyncOpenAI, seed: int) -> str:
        return await guarded_completion_async(client, plan, messages=ASK, model="scripted", seed=seed)

    async def all_() -> list[str]:
        async with AsyncOpenAI(base_url=server.base_url, api_key="none", max_retries=0) as client:
            return await asyncio.gather(*(one(client, seed) for seed in range(4)))

    def script(request: dict[str, Any], number: int) -> Answer:
        return completion(wrong if len(request["messages"]) == len(ASK) else right)

    with ScriptedServer(script) as server:
        assert asyncio.run(all_()) == [right] * 4
    assert server.count == 8


def test_nothing_passes_in_asyncio(plan: Plan, wrong: str) -> None:
    """The same error."""

    async def ask() -> str:
        async with AsyncOpenAI(base_url=server.base_url, api_key="none", max_retries=0) as client:
            return await guarded_completion_async(client, plan, messages=ASK, model="scripted", attempts=2)

    with ScriptedServer(_in_turn(completion(wrong))) as server, pytest.raises(NothingPassed):
        asyncio.run(ask())


def test_the_example_runs(example: Callable[[str], dict[str, Any]], right: str) -> None:
    """The example ends with the right side."""
    assert example("openai_client")["main"]() == right
