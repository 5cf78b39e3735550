"""A field that has passed the guard: with pydantic alone, and with Instructor where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from evals.scripted_server import Answer, ScriptedServer, completion
from explainer.core.values import Plan
from guardrails.adapters.instructor import GuardedText, guard_context


class _Letter(BaseModel):
    text: GuardedText


def test_a_passing_text_validates(plan: Plan, right: str) -> None:
    """The text is given back unchanged."""
    assert _Letter.model_validate({"text": right}, context=guard_context(plan)).text == right


def test_a_rejected_text_is_a_validation_error_with_the_violations(plan: Plan, wrong: str) -> None:
    """Instructor sends this message to the model: it names the fault and holds nothing else of the report."""
    with pytest.raises(ValidationError) as raised:
        _Letter.model_validate({"text": wrong}, context=guard_context(plan))
    assert "laterality-mismatch: says right; the report says left" in str(raised.value)
    assert "zebra" not in str(raised.value)


@pytest.mark.parametrize("context", [None, {}, {"plan": "x"}])
def test_without_a_plan_nothing_validates(right: str, context: dict[str, Any] | None) -> None:
    """A forgotten plan is the programmer's error, not one to ask the model about."""
    with pytest.raises(TypeError, match="guard_context"):
        _Letter.model_validate({"text": right}, context=context)
    with pytest.raises(TypeError, match="guard_context"):
        _Letter(text=right)


def test_allowed_values_are_handed_on(plan: Plan, right: str) -> None:
    """A name that the caller allows is no leak."""
    text = f"Dear Ms Evelyn Hartwell,\n\n{right}"
    with pytest.raises(ValidationError):
        _Letter.model_validate({"text": text}, context=guard_context(plan))
    assert _Letter.model_validate({"text": text}, context=guard_context(plan, allowed=["Evelyn Hartwell"])).text == text


def test_the_example_runs(
    example: Callable[[str], dict[str, Any]], right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example shows the fault, then the text that passed."""
    assert example("instructor_model")["main"]() == right
    assert "laterality-mismatch" in capsys.readouterr().out


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.filterwarnings("default")
def test_instructor_asks_again_and_gives_nothing_unguarded(
    example: Callable[[str], dict[str, Any]], wrong: str, right: str
) -> None:
    """With the real Instructor: the violations are on the wire, and when all attempts fail there is no letter."""
    instructor = pytest.importorskip("instructor", reason="not installed: instructor (it holds openai back to 3.3)")
    import json

    from openai import OpenAI

    def reply(text: str) -> Answer:
        return completion(json.dumps({"text": text}))

    asked = example("instructor_model")["asked"]
    with (
        ScriptedServer(lambda _, number: reply(right if number else wrong)) as server,
        OpenAI(base_url=server.base_url, api_key="none") as client,
    ):
        patched = instructor.from_openai(client, mode=instructor.Mode.JSON)
        assert asked(patched, "scripted").text == right
    assert b"laterality-mismatch" in server.bodies[1]
    with (
        ScriptedServer(lambda _, number: reply(wrong)) as server,
        OpenAI(base_url=server.base_url, api_key="none") as client,
    ):
        patched = instructor.from_openai(client, mode=instructor.Mode.JSON)
        with pytest.raises(Exception, match="laterality-mismatch"):
            asked(patched, "scripted")
