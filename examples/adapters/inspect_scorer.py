"""The guard as an inspect-ai scorer. The solver stands in for a model; leave it out to judge one (``eval(…, model=…)``)."""

from __future__ import annotations

import tempfile

from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalLog
from inspect_ai.model import ModelOutput
from inspect_ai.solver import Generate, Solver, TaskState, solver

from guardrails.adapters.inspect_ai import guard

REPORT = """CT CHEST
Findings: Small left pleural effusion. No pneumothorax.
Impression: Small left pleural effusion."""
WORDINGS = {
    "right side": "Your chest scan shows a small amount of fluid around your right lung. There is no air leak.",
    "left side": "Your chest scan shows a small amount of fluid around your left lung. There is no air leak.",
}


@solver
def scripted() -> Solver:
    """Gives the wording that the sample is named for."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        state.output = ModelOutput.from_content("scripted", WORDINGS[str(state.sample_id)])
        return state

    return solve


def main(log_dir: str) -> EvalLog:
    """Judge both wordings; the log."""
    task = Task(
        dataset=MemoryDataset(
            [Sample(id=name, input="Explain the report.", metadata={"report": REPORT}) for name in WORDINGS]
        ),
        solver=scripted(),
        scorer=guard(),
    )
    return eval(task, model=None, display="none", log_dir=log_dir)[0]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for sample in main(folder).samples or ():
            for score in (sample.scores or {}).values():
                print(sample.id, score.value, score.explanation, sep="\n", end="\n\n")
