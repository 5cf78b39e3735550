"""A pydantic-ai agent behind the guard. The model is a function of this file; put any other model in its place."""

from __future__ import annotations

import asyncio

from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from guardrails.adapters.pydantic_ai import report_guard

REPORT = """CT CHEST
Findings: Small left pleural effusion. No pneumothorax.
Impression: Small left pleural effusion."""
#: The wrong side first; after the guard's answer, the right one.
WORDINGS = (
    "Your chest scan shows a small amount of fluid around your right lung. There is no air leak.",
    "Your chest scan shows a small amount of fluid around your left lung. There is no air leak.",
)


def model(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """Answers with the next wording."""
    answered = sum(isinstance(message, ModelResponse) for message in messages)
    return ModelResponse(parts=[TextPart(WORDINGS[min(answered, len(WORDINGS) - 1)])])


async def ask() -> str:
    """Ask for a letter; the text that passed."""
    agent = Agent(FunctionModel(model), retries=2)
    agent.output_validator(report_guard(REPORT))
    answer = await agent.run("Explain the report to the patient.")
    return answer.output


def main() -> str:
    """The same, from code that is not asynchronous."""
    return asyncio.run(ask())


if __name__ == "__main__":
    print(main())
