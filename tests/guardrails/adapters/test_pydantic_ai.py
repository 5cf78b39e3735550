"""A pydantic-ai agent never gives out a text that the guard rejects."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

pytest.importorskip("pydantic_ai", reason="not installed: the extra pydantic-ai")

from pydantic import BaseModel
from pydantic_ai import Agent, ModelRetry
from pydantic_ai.exceptions import UnexpectedModelBehavior
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.models.test import TestModel

import guardrails
from explainer.core.values import Plan
from explainer.errors import ReportError
from guardrails.adapters.feedback import feedback
from guardrails.adapters.pydantic_ai import output_guard, report_guard


class _InTurn:
    """A model that gives one text after another, the last one for ever, and keeps what it was asked."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.asked: list[list[ModelMessage]] = []

    def _next(self, messages: list[ModelMessage]) -> str:
        self.asked.append(list(messages))
        return self.texts[min(len(self.asked), len(self.texts)) - 1]

    def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=[TextPart(self._next(messages))])

    async def stream(self, messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        text = self._next(messages)
        for start in range(0, len(text), 20):
            yield text[start : start + 20]

    @property
    def model(self) -> FunctionModel:
        return FunctionModel(self, stream_function=self.stream)


def _run(agent: Agent[Any, Any], prompt: str, **values: Any) -> Any:
    """The output. ``run_sync`` would leave its event loop open."""

    async def run() -> Any:
        return (await agent.run(prompt, **values)).output

    return asyncio.run(run())


def test_asks_again_with_the_violations(plan: Plan, wrong: str, right: str) -> None:
    """The second question holds what the guard says of the first answer, and nothing else of the report."""
    model = _InTurn(wrong, right)
    agent = Agent(model.model, retries=2)
    agent.output_validator(output_guard(plan))
    assert _run(agent, "Explain.") == right
    assert len(model.asked) == 2
    last = model.asked[1][-1]
    assert isinstance(last, ModelRequest)
    told = str(last.parts)
    for line in feedback(guardrails.check(plan, wrong)).splitlines():
        assert line in told or repr(line)[1:-1] in told
    assert "zebra" not in told


def test_gives_nothing_when_the_retries_are_used_up(plan: Plan, wrong: str) -> None:
    """pydantic-ai's own error, and no output."""
    model = _InTurn(wrong)
    agent = Agent(model.model, retries=2)
    agent.output_validator(output_guard(plan))
    with pytest.raises(UnexpectedModelBehavior) as raised:
        _run(agent, "Explain.")
    assert len(model.asked) == 3
    assert wrong not in str(raised.value)


def test_an_empty_and_an_unrelated_answer_are_rejected(plan: Plan) -> None:
    """pydantic-ai's TestModel answers without sense; the guard lets none of it out."""
    agent = Agent(TestModel(custom_output_text="success (no tool calls)"), retries=1)
    agent.output_validator(output_guard(plan))
    with pytest.raises(UnexpectedModelBehavior):
        _run(agent, "Explain.")


def test_one_agent_serves_many_reports(report: str, plan: Plan, right: str, wrong: str) -> None:
    """The plan may come from the context, so that the same agent judges by another report each time."""
    other = guardrails.check_text(report.replace("left", "right"), wrong)
    assert other.verdict == "pass"
    agent = Agent(_InTurn(right, wrong).model, deps_type=Plan, retries=0)
    agent.output_validator(output_guard(lambda ctx: ctx.deps))
    assert _run(agent, "Explain.", deps=plan) == right
    with pytest.raises(UnexpectedModelBehavior):
        _run(agent, "Explain.", deps=plan)


class _Letter(BaseModel):
    title: str
    body: str


@pytest.mark.parametrize("good", [True, False])
def test_structured_outputs_say_where_their_text_is(plan: Plan, right: str, wrong: str, good: bool) -> None:
    """``text_of`` finds the text; the whole output is given back."""
    body = right if good else wrong
    agent = Agent(TestModel(custom_output_args={"title": "Chest", "body": body}), output_type=_Letter, retries=0)

    def text_of(letter: _Letter) -> str:
        return letter.body

    agent.output_validator(output_guard(plan, text_of=text_of))
    if good:
        assert _run(agent, "Explain.") == _Letter(title="Chest", body=right)
    else:
        with pytest.raises(UnexpectedModelBehavior):
            _run(agent, "Explain.")


def test_an_output_without_text_is_an_error(plan: Plan) -> None:
    """What the guard cannot judge does not come out: it says to give ``text_of``."""
    agent = Agent(TestModel(), output_type=int, retries=0)
    agent.output_validator(output_guard(plan))
    with pytest.raises(TypeError, match="text_of"):
        _run(agent, "How many?")


@pytest.mark.parametrize("good", [True, False])
def test_a_stream_gives_out_the_whole_passing_text_or_none(plan: Plan, right: str, wrong: str, good: bool) -> None:
    """Parts are never given out: the only output of a stream is the judged one."""
    agent = Agent(_InTurn(right if good else wrong).model, retries=0)
    agent.output_validator(output_guard(plan))
    seen: list[str] = []

    async def run() -> None:
        async with agent.run_stream("Explain.") as stream:
            async for text in stream.stream_output(debounce_by=None):
                seen.append(text)

    if good:
        asyncio.run(run())
        assert seen == [right]
    else:
        with pytest.raises(UnexpectedModelBehavior):
            asyncio.run(run())
        assert seen == []


def test_text_in_parts_is_refused(plan: Plan, right: str) -> None:
    """``stream_text`` would show text before it is judged: it raises with the first part."""
    agent = Agent(_InTurn(right).model, retries=0)
    agent.output_validator(output_guard(plan))
    seen: list[str] = []

    async def run() -> None:
        async with agent.run_stream("Explain.") as stream:
            async for text in stream.stream_text(debounce_by=None):
                seen.append(text)

    with pytest.raises(ModelRetry, match="when it is whole"):
        asyncio.run(run())
    assert seen == []


def test_a_report_in_place_of_a_plan(report: str, wrong: str, right: str) -> None:
    """``report_guard`` judges as ``check_text`` does, and refuses what is no report before any model is asked."""
    agent = Agent(_InTurn(wrong, right).model, retries=1)
    agent.output_validator(report_guard(report))
    assert _run(agent, "Explain.") == right
    with pytest.raises(ReportError):
        report_guard("")


def test_allowed_values_are_handed_on(plan: Plan, right: str) -> None:
    """A name that the caller allows is no leak."""
    text = f"Dear Ms Evelyn Hartwell,\n\n{right}"
    assert guardrails.check(plan, text).verdict == "reject"
    agent = Agent(_InTurn(text).model, retries=0)
    agent.output_validator(output_guard(plan, allowed=["Evelyn Hartwell"]))
    assert _run(agent, "Explain.") == text


def test_the_example_runs(example: Callable[[str], dict[str, Any]], right: str) -> None:
    """The example ends with the right side."""
    assert example("pydantic_ai_agent")["main"]() == right
