"""A person releases a held letter, or signs a released one. The guard judges the draft and the final text again.

The letter is made anew from its own JSON: the report, the plan and the draft that stand in it. A plan that comes out
otherwise (other knowledge, other rules of planning) is refused, since the person saw a letter made from another one.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Draft, DraftSection, Plan, Report, Statement, Verdict, Writer
from explainer.errors import ReportError
from explainer.fields import Fields, Reviewer
from explainer.jsonform import plan_json
from explainer.pipeline import Explanation, Review, finished, withheld
from explainer.rendering.document import make_document
from explainer.rendering.text import plain

_NAME_LIMIT = 200
#: Largest letter JSON, in bytes: a report of 1 MB with its whole trail.
LETTER_LIMIT = 16_000_000


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Statement(_Part):
    text: str
    items: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class _Section(_Part):
    kind: str
    title: str = ""
    statements: tuple[_Statement, ...]


class _Writer(_Part):
    kind: Literal["template", "llm"]
    model: str | None = None
    prompt: str | None = None


class _Draft(_Part):
    sections: tuple[_Section, ...]
    writer: _Writer


class _Source(_Part):
    text: str
    format: str = "text"
    status: str | None = None


class _Reader(_Part):
    age: int | None = None
    sex: str | None = None


class _Letter(_Part):
    """What is read of a letter JSON (contract.md, ``explainer.letter/1``)."""

    kind: Literal["explainer.letter/1"] = Field(alias="schema")
    audience: Literal["patient", "clinician"]
    language: str
    outcome: Literal["released", "held", "withheld"]
    text: str | None
    source: _Source
    reader: _Reader = _Reader()
    fields: Fields = Fields()
    plan: dict[str, Any]
    draft: _Draft | None


def release(letter: str, by: str, role: str, on: str) -> Explanation:
    """The letter as released by a person.

    Args:
        letter: The letter JSON. Its draft may have been changed by hand; its ``text`` is then null.
        by: Who releases it, as the letter shall say; ``role`` and the day ``on`` likewise.

    Returns:
        A ``released`` explanation that names the person, or a ``withheld`` one when the guard refuses the final text.

    Raises:
        ReportError: No letter JSON, a withheld letter, a text that is not that of its draft, or another plan by now.
    """
    stored = _parse(letter)
    if stored.outcome == "withheld" or stored.draft is None:
        raise ReportError("a withheld letter has no wording to release")
    for name, value in (("--by", by), ("--role", role)):
        if not value.strip() or len(value) > _NAME_LIMIT or not value.isprintable():
            raise ReportError(f"{name} must be one line of 1 to {_NAME_LIMIT} characters")
    plan = _plan(stored)
    draft = _draft(stored)
    verdict = guardrails.check(plan, draft)
    if verdict.verdict != "pass":
        return withheld(plan, verdict, (), stored.fields)
    _same_text(stored, plan, draft, verdict)
    fields = stored.fields.model_copy(update={"reviewer": Reviewer(name=by, role=role, date=on)})
    done, final = finished(plan, draft, verdict, fields, (), outcome="released")
    if done is None:
        return withheld(plan, final, (), fields)
    return replace(done, review=Review(by, role, on, was=stored.outcome))


def _parse(letter: str) -> _Letter:
    try:
        return _Letter.model_validate(json.loads(letter))
    except (ValueError, RecursionError) as error:
        where = ""
        if isinstance(error, ValidationError):
            where = f" (at {'.'.join(str(step) for step in error.errors()[0]['loc'])})"
        raise ReportError(f"this is no letter JSON of the 'letter' or 'summary' command{where}") from error


def _plan(stored: _Letter) -> Plan:
    source = stored.source
    reading = read(Report(source.text, source.format, source.status))
    plan = make_plan(
        reading, audience=stored.audience, age=stored.reader.age, sex=stored.reader.sex, language=stored.language
    )
    if json.loads(json.dumps(plan_json(plan))) != stored.plan:
        raise ReportError(
            "the plan comes out otherwise by now (other version or a changed file): make the letter again"
        )
    return plan


def _draft(stored: _Letter) -> Draft:
    assert stored.draft is not None
    sections = tuple(
        DraftSection(s.kind, s.title, tuple(Statement(t.text, t.items, t.sources) for t in s.statements))
        for s in stored.draft.sections
    )
    writer = stored.draft.writer
    return Draft(stored.audience, stored.language, sections, Writer(writer.kind, writer.model, writer.prompt))


def _same_text(stored: _Letter, plan: Plan, draft: Draft, verdict: Verdict) -> None:
    """Refuse a text that was changed by itself: the draft is what is judged and rendered."""
    if stored.text is None:
        return
    if plain(make_document(draft, verdict, stored.outcome, plan, stored.fields)) != stored.text:
        raise ReportError("the letter's text is not that of its draft: change the draft and set the text to null")
