"""The only place that joins the stages: read, plan, word, guard, render, guard again.

A draft that the guard rejects is never rendered. The template writer is the default; another writer may be given, and
when its draft is refused the template tries under the same guard, then the answer is ``withheld``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from typing import Any

import guardrails
from explainer.core.knowledge.library import knowledge_digest
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience, Draft, Hold, Outcome, Plan, Reading, Report, Verdict
from explainer.errors import WordingError
from explainer.fields import Fields
from explainer.jsonform import draft_json, plan_json, reading_json, verdict_json
from explainer.rendering.document import Document, make_document
from explainer.rendering.text import plain
from explainer.wording import template

__all__ = ["Explanation", "explain", "plan", "read"]

WriterFunction = Callable[[Plan], Draft]


@lru_cache(maxsize=1)
def version() -> str:
    """The installed version of the package."""
    try:
        return metadata.version("radiology-report-explainer")
    except metadata.PackageNotFoundError:
        return "0.1.0"


def plan(
    reading: Reading | str,
    audience: Audience = "patient",
    age: int | None = None,
    sex: str | None = None,
    language: str = "en",
) -> Plan:
    """What must, may and must not be said of a report to one audience."""
    return make_plan(
        read(reading) if isinstance(reading, str) else reading, audience=audience, age=age, sex=sex, language=language
    )


@dataclass(frozen=True, slots=True)
class Round:
    """One attempt at a wording and what the guard said of it."""

    draft: Draft
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Explanation:
    """A letter or summary with its whole trail. ``text`` and ``document`` are None when it is withheld."""

    audience: Audience
    language: str
    outcome: Outcome
    reasons: tuple[Hold, ...]
    text: str | None
    document: Document | None
    plan: Plan
    draft: Draft | None
    verdict: Verdict
    rounds: tuple[Round, ...]

    def to_json(self) -> dict[str, Any]:
        """The letter JSON of the contract: the same input gives the same bytes."""
        return {
            "schema": "explainer.letter/1",
            "audience": self.audience,
            "language": self.language,
            "outcome": self.outcome,
            "reasons": [{"kind": h.kind, "facts": list(h.facts), "message": h.message} for h in self.reasons],
            "text": self.text,
            "readability": dict(self.verdict.readability),
            "reading": reading_json(self.plan.reading),
            "plan": plan_json(self.plan),
            "draft": draft_json(self.draft) if self.draft is not None else None,
            "verdict": verdict_json(self.verdict, self.plan.reading.text),
            "rounds": [
                {"draft": draft_json(r.draft), "verdict": verdict_json(r.verdict, self.plan.reading.text)}
                for r in self.rounds
            ],
            "versions": {
                "explainer": version(),
                "knowledge": knowledge_digest(),
                "rules": guardrails.rules_digest(),
                "prompt": self.draft.writer.prompt if self.draft is not None else None,
            },
        }


def explain(
    report: str | Report | Reading,
    audience: Audience = "patient",
    writer: WriterFunction | None = None,
    fields: Fields | None = None,
    age: int | None = None,
    sex: str | None = None,
    language: str = "en",
) -> Explanation:
    """Explain a report to one audience.

    Args:
        writer: Words a plan; None for the template. A refused draft falls back to the template.
        fields: What the head shows; missing values become marked blanks.

    Raises:
        ReportError: The input is no report that can be explained.
    """
    fields = fields or Fields()
    reading = report if isinstance(report, Reading) else read(report)
    made = make_plan(reading, audience=audience, age=age, sex=sex, language=language)
    outcome: Outcome = "held" if made.holds else "released"
    rounds: list[Round] = []
    attempts: Sequence[WriterFunction] = (writer, template.write) if writer is not None else (template.write,)
    last: Verdict | None = None
    for attempt in attempts:
        try:
            draft = attempt(made)
        except WordingError:
            if attempt is attempts[-1]:
                raise
            continue
        verdict = guardrails.check(made, draft)
        last = verdict
        if writer is not None:
            rounds.append(Round(draft, verdict))
        if verdict.verdict != "pass":
            continue
        document = make_document(draft, verdict, outcome, made.holds, reading, fields)
        text = plain(document)
        final = guardrails.check(made, text, allowed=fields.values())
        if final.verdict != "pass":
            last = final
            continue
        return Explanation(audience, language, outcome, made.holds, text, document, made, draft, verdict, tuple(rounds))
    assert last is not None
    return Explanation(audience, language, "withheld", made.holds, None, None, made, None, last, tuple(rounds))
