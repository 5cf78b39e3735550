"""A reply model whose text has passed the guard: with pydantic alone, and with Instructor where that is installed.

``validated`` needs no model and no Instructor; ``asked`` is how Instructor uses the same class.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

import explainer
from guardrails.adapters.instructor import GuardedText, guard_context

REPORT = """CT CHEST
Findings: Small left pleural effusion. No pneumothorax.
Impression: Small left pleural effusion."""
WRONG = "Your chest scan shows a small amount of fluid around your right lung. There is no air leak."
RIGHT = "Your chest scan shows a small amount of fluid around your left lung. There is no air leak."


class Letter(BaseModel):
    """What the model is to reply with."""

    text: GuardedText


def validated(text: str) -> Letter:
    """The letter, when its text passes.

    Raises:
        ValidationError: It does not; the message tells what is wrong.
    """
    plan = explainer.plan(explainer.read(REPORT))
    return Letter.model_validate({"text": text}, context=guard_context(plan))


def asked(client: Any, model: str) -> Letter:
    """Ask an Instructor client (``instructor.from_openai(OpenAI())``), up to three times."""
    plan = explainer.plan(explainer.read(REPORT))
    facts = "\n".join(item.filled() for item in plan.items if item.force == "must")
    letter: Letter = client.chat.completions.create(
        model=model,
        response_model=Letter,
        context=guard_context(plan),
        max_retries=3,
        messages=[{"role": "user", "content": f"Put this into a short letter to the patient:\n{facts}"}],
    )
    return letter


def main() -> str:
    """Validate a wrong and a right wording; the one that passed."""
    try:
        return validated(WRONG).text
    except ValidationError as error:
        print(error.errors()[0]["msg"])
        return validated(RIGHT).text


if __name__ == "__main__":
    print(main())
