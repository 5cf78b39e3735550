"""A pydantic-ai output validator: the agent's text is judged, and a rejected one is asked for again.

::

    agent = Agent(model, deps_type=Plan, retries=3)
    agent.output_validator(output_guard(lambda ctx: ctx.deps))

When the retries are used up, pydantic-ai raises ``UnexpectedModelBehavior`` and there is no output. A text is judged whole, so
``stream_output()`` yields one output, the passing one, and ``stream_text()`` raises. Two things pydantic-ai hands out without
asking any validator: ``stream_text(delta=True)`` and the messages of a run, which hold the rejected drafts. Show neither to
a reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic_ai import ModelRetry, RunContext

from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience, Plan, Report
from guardrails.adapters.feedback import feedback
from guardrails.guard import check

Deps = TypeVar("Deps")
Output = TypeVar("Output")


def output_guard(
    plan: Plan | Callable[[RunContext[Deps]], Plan],
    *,
    text_of: Callable[[Output], str] | None = None,
    allowed: Iterable[str] = (),
) -> Callable[[RunContext[Deps], Output], Output]:
    """A validator for ``agent.output_validator``.

    Args:
        plan: The plan, or how to find it in the context, for an agent that serves many reports.
        text_of: Where the text stands in an output that is not a ``str``.
        allowed: As for ``guardrails.check``.

    Returns:
        A function that gives the output back unchanged when its text passes, and else raises ``ModelRetry``. It raises
        ``TypeError`` for an output that holds no text.
    """
    known = tuple(allowed)

    def validate(ctx: RunContext[Deps], output: Output) -> Output:
        if ctx.partial_output:
            raise ModelRetry("the text is judged when it is whole")
        text: Any = output if text_of is None else text_of(output)
        if not isinstance(text, str):
            raise TypeError(f"the guard judges text; the output is {type(text).__name__}: give text_of")
        verdict = check(plan if isinstance(plan, Plan) else plan(ctx), text, allowed=known)
        if verdict.verdict != "pass":
            raise ModelRetry(feedback(verdict))
        return output

    return validate


def report_guard(
    report: str | Report,
    audience: Audience = "patient",
    age: int | None = None,
    sex: str | None = None,
    language: str = "en",
    *,
    allowed: Iterable[str] = (),
) -> Callable[[RunContext[Any], str], str]:
    """The validator for texts about one report; judges as ``guardrails.check_text`` does.

    Raises:
        ReportError: The report cannot be read as one.
    """
    return output_guard(
        make_plan(read(report), audience=audience, age=age, sex=sex, language=language), allowed=allowed
    )
