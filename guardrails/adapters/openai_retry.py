"""A chat completion behind the guard: it returns a passing text, or raises. Works with the plain ``openai`` clients.

The client is the caller's: its address, key, deadline and retries of the connection are left as they are. Asking again with the
violations is the only thing that is added.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explainer.core.values import Plan, Verdict
from explainer.errors import ModelRefused, WordingError
from guardrails.adapters.feedback import feedback, say
from guardrails.guard import check

if TYPE_CHECKING:
    from openai import AsyncOpenAI, OpenAI

Messages = Sequence[Mapping[str, Any]]


class NothingPassed(WordingError):
    """No text passed the guard. ``verdicts`` tell why, one an attempt; the rejected texts are not kept.

    An attempt that was cut off is counted, but has no verdict.
    """

    def __init__(self, attempts: int, verdicts: Sequence[Verdict]) -> None:
        self.verdicts = tuple(replace(verdict, text="") for verdict in verdicts)
        rules = dict.fromkeys(v.rule for d in self.verdicts for v in d.violations if v.severity == "error")
        super().__init__(f"no text passed the guard in {attempts} attempts: {', '.join(rules) or 'all were cut off'}")


def guarded_completion(
    client: OpenAI,
    plan: Plan,
    *,
    messages: Messages,
    attempts: int = 3,
    allowed: Iterable[str] = (),
    **request: Any,
) -> str:
    """Ask ``client.chat.completions`` until a text passes.

    Each further attempt is given the first messages, the last rejected text and what is wrong with it.

    Args:
        attempts: Most requests, 1 or more.
        allowed: As for ``guardrails.check``.
        request: What ``chat.completions.create`` takes (``model``, ``temperature`` …), but not ``n`` or ``stream``.

    Raises:
        NothingPassed: Every attempt was rejected or cut off.
        ModelRefused: The model, or a filter before it, declined to answer.
        openai.OpenAIError: What the client raises comes through as it is.
    """
    rounds = _rounds(plan, messages, attempts, tuple(allowed), request)
    asked = next(rounds)
    while True:
        answer = client.chat.completions.create(messages=asked, **request)
        try:
            asked = rounds.send(answer)
        except StopIteration as passed:
            return str(passed.value)


async def guarded_completion_async(
    client: AsyncOpenAI,
    plan: Plan,
    *,
    messages: Messages,
    attempts: int = 3,
    allowed: Iterable[str] = (),
    **request: Any,
) -> str:
    """``guarded_completion`` for the client of asyncio."""
    rounds = _rounds(plan, messages, attempts, tuple(allowed), request)
    asked = next(rounds)
    while True:
        answer = await client.chat.completions.create(messages=asked, **request)
        try:
            asked = rounds.send(answer)
        except StopIteration as passed:
            return str(passed.value)


def _rounds(
    plan: Plan, messages: Messages, attempts: int, allowed: tuple[str, ...], request: Mapping[str, Any]
) -> Generator[list[Any], Any, str]:
    """Yields what to ask, is sent the completion, and returns the text that passed."""
    if attempts < 1:
        raise ValueError("attempts must be 1 or more")
    if request.get("stream") or request.get("n") not in (None, 1):
        raise ValueError("one whole text is judged: leave out 'stream' and 'n'")
    verdicts: list[Verdict] = []
    asked = list(messages)
    for _ in range(attempts):
        answer = yield asked
        if not answer.choices:
            raise ModelRefused("the endpoint gave no choice")
        choice = answer.choices[0]
        if getattr(choice.message, "refusal", None) or choice.finish_reason == "content_filter":
            raise ModelRefused("the model declined to answer")
        text = choice.message.content or ""
        if choice.finish_reason == "length":
            wrong = say("cut_off")
        else:
            verdict = check(plan, text, allowed=allowed)
            if verdict.verdict == "pass":
                return text
            verdicts.append(verdict)
            wrong = feedback(verdict)
        asked = [*messages, {"role": "assistant", "content": text}, {"role": "user", "content": wrong}]
    raise NothingPassed(attempts, verdicts)
