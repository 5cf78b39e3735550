"""What a model is told about a rejected text. The words stand in ``feedback.toml``."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from string import Template

import rtoml

from explainer.core.values import Verdict, Violation

#: Most faults told at once, and the longest quote of the model's own text, in characters.
MOST_FAULTS = 20
LONGEST_QUOTE = 240


def feedback(verdict: Verdict) -> str:
    """The errors of a rejected text, numbered in text order: rule, message, the model's own words, the suggestion.

    Nothing of the report stands in it but what a message or a suggestion says.
    """
    errors = [v for v in verdict.violations if v.severity == "error"]
    lines = [say("head")]
    for number, violation in enumerate(errors[:MOST_FAULTS], 1):
        lines += _told(number, violation)
    if len(errors) > MOST_FAULTS:
        lines.append(say("more", number=len(errors) - MOST_FAULTS))
    return "\n".join(lines)


def say(key: str, **values: object) -> str:
    """One line of ``feedback.toml``, filled in."""
    return Template(_words()[key]).substitute(values)


def _told(number: int, violation: Violation) -> list[str]:
    lines = [say("fault", number=number, rule=violation.rule, message=violation.message.rstrip("."))]
    there = violation.start is not None
    if there and violation.text:
        quote = " ".join(violation.text.split())
        lines.append(say("quote", text=quote if len(quote) <= LONGEST_QUOTE else quote[:LONGEST_QUOTE] + " …"))
    if violation.suggestion:
        lines.append(say("replace" if there else "add", suggestion=violation.suggestion))
    elif violation.suggestion == "" and there:
        lines.append(say("remove"))
    return lines


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    text = resources.files("guardrails").joinpath("adapters", "feedback.toml").read_text("utf-8")
    return {str(key): str(value) for key, value in rtoml.loads(text).items()}
