"""The only place that joins the stages: read, plan, word, guard, render, guard again.

A draft that the guard rejects is never rendered. The template writer is the default; a model writer or a function may be
given, and when its draft is refused the template tries under the same guard, then the answer is ``withheld``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
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
from explainer.jsonform import draft_json, plan_json, reading_json, round_json, verdict_json
from explainer.rendering.blocks import Document, without_pictures
from explainer.rendering.document import make_document
from explainer.rendering.text import plain, spoken
from explainer.wording import template
from explainer.wording.rounds import Cost, ModelWriter, Round

__all__ = ["Explanation", "ModelWriter", "explain", "explain_async", "plan", "read"]

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
class Review:
    """A person who released the letter: name, role, day, and the outcome before."""

    by: str
    role: str
    on: str
    was: Outcome


@dataclass(frozen=True, slots=True)
class Explanation:
    """A letter or summary with its whole trail. ``text`` and ``document`` are None when it is withheld.

    ``cost`` is what a model took; it is no part of the JSON, which is the same for the same input. ``fields`` fill the
    head; ``review`` is None until a person has released the letter.
    """

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
    cost: Cost | None = None
    units: int = 0
    kept: int = 0
    reworded: int = 0
    fields: Fields = field(default_factory=Fields)
    review: Review | None = None

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
            "review": asdict(self.review) if self.review is not None else None,
            "fields": self.fields.model_dump(exclude_none=True, exclude_defaults=True),
            "reader": {"age": self.plan.age, "sex": self.plan.sex},
            "source": asdict(self.plan.reading.report),
            "reading": reading_json(self.plan.reading),
            "plan": plan_json(self.plan),
            "draft": draft_json(self.draft) if self.draft is not None else None,
            "verdict": verdict_json(self.verdict, self.plan.reading.text),
            "rounds": [round_json(r, self.plan.reading.text) for r in self.rounds],
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
    writer: WriterFunction | ModelWriter | None = None,
    fields: Fields | None = None,
    age: int | None = None,
    sex: str | None = None,
    language: str = "en",
    show: Callable[[str], None] | None = None,
) -> Explanation:
    """Explain a report to one audience.

    Args:
        writer: Words a plan; None for the template. A refused draft falls back to the template. A model writer is closed
            afterwards; to word many letters with one, or inside a running loop, use ``explain_async``.
        fields: What the head shows; missing values become marked blanks. No writer sees them.
        show: Is given the paragraphs of a model's letter as each has passed the guard's watch; never of a held letter.

    Raises:
        ReportError: The input is no report that can be explained.
    """
    if isinstance(writer, ModelWriter):
        return asyncio.run(_explain_once(report, audience, writer, fields, age, sex, language, show))
    fields, made = fields or Fields(), _planned(report, audience, age, sex, language)
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
        if writer is not None:
            rounds.append(Round(draft, verdict))
        done, last = finished(made, draft, verdict, fields, rounds)
        if done is not None:
            return done
    assert last is not None
    return withheld(made, last, rounds, fields)


async def _explain_once(
    report: str | Report | Reading,
    audience: Audience,
    writer: ModelWriter,
    fields: Fields | None,
    age: int | None,
    sex: str | None,
    language: str,
    show: Callable[[str], None] | None,
) -> Explanation:
    try:
        return await explain_async(report, audience, writer, fields, age, sex, language, show)
    finally:
        await writer.aclose()


async def explain_async(
    report: str | Report | Reading,
    audience: Audience,
    writer: ModelWriter,
    fields: Fields | None = None,
    age: int | None = None,
    sex: str | None = None,
    language: str = "en",
    show: Callable[[str], None] | None = None,
) -> Explanation:
    """Explain a report with a model's words. See ``explain``; the writer stays open.

    Raises:
        ReportError: The input is no report that can be explained.
    """
    fields, made = fields or Fields(), _planned(report, audience, age, sex, language)
    wording = await writer.word(
        made,
        lambda draft: guardrails.check(made, draft),
        (lambda: guardrails.Watch(made)) if show is not None else None,
        show,
    )
    rounds = list(wording.rounds)
    done, last = finished(made, wording.draft, wording.verdict, fields, rounds)
    kept, reworded = wording.kept, wording.reworded
    if done is None and wording.draft.writer.kind == "llm":
        # The final text was refused: the guard reads it without the draft's structure.
        draft = template.write(made)
        verdict = guardrails.check(made, draft)
        rounds.append(Round(draft, verdict, "template", problem="the final text was refused"))
        done, last = finished(made, draft, verdict, fields, rounds)
        kept = reworded = 0
    done = done if done is not None else withheld(made, last, rounds, fields)
    return replace(done, cost=wording.cost, units=wording.units, kept=kept, reworded=reworded)


def _planned(
    report: str | Report | Reading, audience: Audience, age: int | None, sex: str | None, language: str
) -> Plan:
    reading = report if isinstance(report, Reading) else read(report)
    return make_plan(reading, audience=audience, age=age, sex=sex, language=language)


def finished(
    made: Plan,
    draft: Draft,
    verdict: Verdict,
    fields: Fields,
    rounds: Sequence[Round],
    outcome: Outcome | None = None,
) -> tuple[Explanation | None, Verdict]:
    """The explanation of a draft, when the guard passes it and the final text; and the verdict that decided.

    Args:
        outcome: What a person decided; None follows the plan's holds.
    """
    if verdict.verdict != "pass":
        return None, verdict
    outcome = outcome or ("held" if made.holds else "released")
    document = make_document(draft, verdict, outcome, made, fields)
    final = guardrails.check(made, spoken(document), allowed=fields.values())
    if final.verdict != "pass" and spoken(document) != plain(document):
        # The words under a drawing are refused: the letter goes without its drawings.
        document = without_pictures(document)
        final = guardrails.check(made, spoken(document), allowed=fields.values())
    if final.verdict != "pass":
        return None, final
    text = plain(document)
    done = Explanation(
        made.audience, made.language, outcome, made.holds, text, document, made, draft, verdict, tuple(rounds),
        fields=fields,
    )  # fmt: skip
    return done, verdict


def withheld(made: Plan, last: Verdict, rounds: Sequence[Round], fields: Fields) -> Explanation:
    """The answer when no wording passed."""
    return Explanation(
        made.audience, made.language, "withheld", made.holds, None, None, made, None, last, tuple(rounds), fields=fields
    )
