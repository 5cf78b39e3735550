"""The guard: judges a text about a radiology report, whoever wrote it.

``check(plan, draft)`` judges a draft against a plan; ``check_text(report, text)`` makes the plan itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience, Report, Verdict, Violation
from guardrails.amend import amend
from guardrails.guard import MAX_DRAFT, check, rules_digest
from guardrails.rules import ALL_RULES
from guardrails.watch import Watch

__all__ = ["ALL_RULES", "MAX_DRAFT", "Verdict", "Violation", "Watch", "amend", "check", "check_text", "rules_digest"]


def check_text(
    report: str | Report,
    draft_text: str,
    audience: Audience = "patient",
    age: int | None = None,
    sex: str | None = None,
    language: str = "en",
    *,
    allowed: Iterable[str] = (),
) -> Verdict:
    """Judge a text from any writer against the report it explains.

    Raises:
        ReportError: The report cannot be read as one.
    """
    plan = make_plan(read(report), audience=audience, age=age, sex=sex, language=language)
    return check(plan, draft_text, allowed=allowed)
