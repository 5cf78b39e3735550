"""A field type for Instructor: a letter that the guard rejects is a validation error, which Instructor asks again about.

::

    class Letter(BaseModel):
        text: GuardedText

    letter = client.create(response_model=Letter, context=guard_context(plan), max_retries=3, messages=…)

It needs pydantic alone and works with any tool that validates replies with pydantic and hands a context on. Instructor is no
extra of this project: its releases hold ``jiter`` and ``rich`` below those that current ``openai`` releases and this project are
tested with; install it in the environment that uses it. When the retries are used up, Instructor raises
``InstructorRetryException``, which holds the rejected replies: do not show it to a reader. Do not read a ``Partial`` of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationInfo

from explainer.core.values import Plan
from guardrails.adapters.feedback import feedback
from guardrails.guard import check

_PLAN, _ALLOWED = "guardrails_plan", "guardrails_allowed"


def guard_context(plan: Plan, *, allowed: Iterable[str] = ()) -> dict[str, Any]:
    """The validation context that ``GuardedText`` needs; may be merged with other keys."""
    return {_PLAN: plan, _ALLOWED: tuple(allowed)}


def _judged(text: str, info: ValidationInfo) -> str:
    context = info.context or {}
    plan = context.get(_PLAN)
    if not isinstance(plan, Plan):
        # No ValueError: a model that is asked again cannot mend it.
        raise TypeError("no plan to judge by: validate with context=guard_context(plan)")
    verdict = check(plan, text, allowed=context.get(_ALLOWED, ()))
    if verdict.verdict != "pass":
        raise ValueError(feedback(verdict))
    return text


#: A ``str`` that has passed the guard.
GuardedText = Annotated[str, AfterValidator(_judged)]
