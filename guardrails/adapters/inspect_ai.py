"""An inspect-ai scorer: does a model's text about a report pass the guard, and if not, why."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, get_args

from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, ci_wilson, scorer
from inspect_ai.solver import TaskState

from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience, Verdict
from explainer.errors import ReportError
from guardrails.guard import check


@scorer(metrics=[accuracy(), ci_wilson()])
def guard(audience: Audience = "patient") -> Scorer:
    """``C`` when the completion passes the guard, ``I`` when it is rejected; the explanation names each fault.

    A sample's metadata must hold ``report``, the report's text, and may hold ``audience``, ``age`` and ``sex``. A sample
    without a readable report is left unscored, which is not zero. The score's metadata has the verdict: ``verdict``,
    ``rules`` (errors only), ``violations`` and ``readability``.
    """

    async def score(state: TaskState, target: Target) -> Score:
        known = state.metadata
        who, report = known.get("audience") or audience, known.get("report")
        if not isinstance(report, str) or who not in get_args(Audience):
            return _unscored("the sample's metadata must hold 'report' and, if any, a known 'audience'")
        try:
            plan = make_plan(read(report), audience=who, age=known.get("age"), sex=known.get("sex"))
        except ReportError as error:
            return _unscored(f"the report cannot be read: {error}")
        text = state.output.completion
        verdict = check(plan, text)
        return Score(
            value=CORRECT if verdict.verdict == "pass" else INCORRECT,
            answer=text,
            explanation=explain(verdict),
            reason=None if text.strip() else "no_response",
            metadata=_metadata(verdict),
        )

    return score


def explain(verdict: Verdict) -> str:
    """A verdict in words: one line, then a line for each violation, warnings marked."""
    errors = sum(v.severity == "error" for v in verdict.violations)
    lines = [f"rejected for {errors} fault{'s' * (errors != 1)}" if errors else "passed"]
    for v in verdict.violations:
        mark = "" if v.severity == "error" else " (warning)"
        quote = f' "{v.text}"' if v.text else ""
        lines.append(f"- {v.rule}{mark}: {v.message}{quote}")
    return "\n".join(lines)


def _unscored(why: str) -> Score:
    return Score.unscored(reason="scoring_failed", explanation=why)


def _metadata(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict,
        "rules": list(dict.fromkeys(v.rule for v in verdict.violations if v.severity == "error")),
        "violations": [asdict(v) for v in verdict.violations],
        "readability": dict(verdict.readability),
    }
