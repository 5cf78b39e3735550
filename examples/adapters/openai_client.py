"""The plain openai client behind the guard. The server is a script on this machine; put any other address in its place."""

from __future__ import annotations

from typing import Any

from openai import OpenAI

import explainer
from evals.scripted_server import Answer, ScriptedServer, completion
from guardrails.adapters.openai_retry import guarded_completion

REPORT = """CT CHEST
Findings: Small left pleural effusion. No pneumothorax.
Impression: Small left pleural effusion."""
#: The wrong side first; after the guard's answer, the right one.
WORDINGS = (
    "Your chest scan shows a small amount of fluid around your right lung. There is no air leak.",
    "Your chest scan shows a small amount of fluid around your left lung. There is no air leak.",
)


def script(request: dict[str, Any], number: int) -> Answer:
    """Answers with the next wording."""
    return completion(WORDINGS[min(number, len(WORDINGS) - 1)])


def main() -> str:
    """Ask for a letter; the text that passed."""
    plan = explainer.plan(explainer.read(REPORT))
    facts = "\n".join(item.filled() for item in plan.items if item.force == "must")
    with ScriptedServer(script) as server, OpenAI(base_url=server.base_url, api_key="none") as client:
        return guarded_completion(
            client,
            plan,
            model="scripted",
            messages=[{"role": "user", "content": f"Put this into a short letter to the patient:\n{facts}"}],
            attempts=3,
        )


if __name__ == "__main__":
    print(main())
