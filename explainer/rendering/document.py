"""One document model for every format: what the guard released, with the head from the fields file.

A document is made only together with the verdict on its draft; a rejected draft makes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explainer.core.values import Audience, Draft, DraftSection, Outcome, Plan, Reading, Span, Statement, Verdict
from explainer.errors import WordingError
from explainer.fields import Fields
from explainer.rendering.blocks import Block, Document, Origin, Style
from explainer.rendering.icons import icon_arrays
from explainer.rendering.pictures.choosing import pictures_of
from explainer.rendering.shown import closed

__all__ = ["Block", "Document", "make_document"]

_BLANK = {
    "patient": "[patient name]", "scan_date": "[scan date]", "phone": "[clinic phone]", "reviewer": "[name, role]",
    "review_date": "[date]", "patient_id": "[patient, ID]", "clinic": "[clinic name]",
}  # fmt: skip
_EMERGENCY = "[emergency number]"
_MODALITY = {
    "CT": "CT scan", "MR": "MRI scan", "XR": "X-ray", "US": "ultrasound", "MG": "mammogram", "NM": "nuclear medicine scan",
    "PET": "PET scan", "DXA": "bone density scan", "FL": "X-ray test with contrast",
}  # fmt: skip
_LIST_STYLE: dict[str, Style] = {
    "short-answer": "bullet", "limits": "bullet", "get-help": "bullet", "questions": "bullet", "not-explained": "bullet",
    "next-steps": "number", "actions": "number", "sources": "source",
}  # fmt: skip
#: Sections of the patient letter that show drawings beside their findings.
_DRAWN = ("findings", "by-chance")
HELD = "HELD. A clinician must see this before anybody else does."


def make_document(draft: Draft, verdict: Verdict, outcome: Outcome, plan: Plan, fields: Fields) -> Document:
    """The document of a draft that passed.

    Raises:
        WordingError: The verdict is a rejection or the outcome is ``withheld``.
    """
    if verdict.verdict != "pass" or outcome == "withheld":
        raise WordingError("a rejected draft is never rendered")
    fields = _closed(fields)
    blocks: list[Block] = []
    if outcome == "held":
        blocks.append(Block("held", HELD))
        blocks += [Block("held", f"Reason: {hold.message}") for hold in plan.holds]
    blocks += _head(draft.audience, plan.reading, fields)
    for section in draft.sections:
        if section.kind == "head":
            blocks += [Block("note", s.text) for s in section.statements]
            continue
        if section.title:
            blocks.append(Block("heading", section.title))
        blocks += [_block(plan, section, statement, fields) for statement in section.statements]
    if draft.audience == "patient":
        blocks.append(Block("signature", _signature(fields)))
    numbers = tuple((c.number, c.citation) for c in plan.sources)
    return Document(draft.audience, outcome, draft.language, tuple(blocks), plan.reading.text, numbers)


def _block(plan: Plan, section: DraftSection, statement: Statement, fields: Fields) -> Block:
    style = _LIST_STYLE.get(section.kind, "text")
    text = statement.text
    if fields.emergency_number:
        text = text.replace(_EMERGENCY, fields.emergency_number)
    if style == "source":
        return Block(style, text, statement.items)
    pictures = pictures_of(plan, statement.items) if _is_drawn(plan, section) else ()
    icons = icon_arrays(text) if plan.audience == "patient" else ()
    return Block(style, text, statement.items, _origin(plan, statement), pictures, icons)


def _is_drawn(plan: Plan, section: DraftSection) -> bool:
    """Whether drawings stand beside the statements of a section."""
    return plan.audience == "patient" and section.kind in _DRAWN


def _origin(plan: Plan, statement: Statement) -> Origin | None:
    """Where a statement comes from; None for a line that answers no item."""
    items = [i for i in plan.items if i.id in statement.items]
    if not items:
        return None
    reading = plan.reading
    by_mention = {f.id: f for f in reading.findings}
    facts = {k.id: k for k in reading.facts}
    spans = {by_mention[m].sentence for i in items for k in i.facts if k in facts for m in facts[k].mentions}
    for item in items:
        for _, value in item.slots:
            spans |= _sentences_with(reading, value)
    number = {c.id: c.number for c in plan.sources}
    sources = sorted({number[id] for id in statement.sources if id in number})
    ordered = sorted(Span(*s) for s in spans)
    return Origin(tuple(ordered), tuple(sources), added=not ordered and not sources)


def _sentences_with(reading: Reading, words: str) -> set[Span]:
    """The sentence of the report that holds these words first; the words' own place when they cross sentences."""
    at = reading.text.find(words) if words else -1
    if at < 0:
        return set()
    inside = [Span(s.start, s.end) for s in reading.sentences if s.start <= at and at + len(words) <= s.end]
    return {inside[0] if inside else Span(at, at + len(words))}


def _head(audience: Audience, reading: Reading, fields: Fields) -> list[Block]:
    test = _MODALITY.get(reading.exam.modality or "", "imaging test")
    title = fields.scan.title or (f"{test} of the {_series(reading.exam.regions)}" if reading.exam.regions else test)
    date = fields.scan.date or _BLANK["scan_date"]
    letterhead = Block(
        "letterhead", f"{fields.clinic.name or _BLANK['clinic']} | {fields.clinic.phone or _BLANK['phone']}"
    )
    if audience == "patient":
        name = fields.patient.name or _BLANK["patient"]
        return [
            letterhead,
            Block("title", f"Your {test}, explained"),
            Block("note", f"{name} | {title} | {date}"),
            Block("note", " ".join((_made(), _reviewed_patient(fields), _nature(), _call(fields)))),
        ]
    status = f"Status: {reading.report.status}" if reading.report.status else "Status not stated"
    who = ", ".join(v for v in (fields.patient.name, fields.patient.id) if v) or _BLANK["patient_id"]
    reviewer = ", ".join(v for v in (fields.reviewer.name, fields.reviewer.role, fields.reviewer.date) if v)
    reviewed = f"reviewed: {reviewer}" if reviewer else "not yet checked by a clinician"
    return [
        letterhead,
        Block("title", title[:1].upper() + title[1:]),
        Block("note", f"{who} | {date} | {status} | Drafted by software from the report; {reviewed}"),
    ]


def _closed(fields: Fields) -> Fields:
    """The fields with each value made safe to stand before another."""

    def each(values: dict[str, Any]) -> dict[str, Any]:
        return {k: each(v) if isinstance(v, dict) else closed(v) if v else v for k, v in values.items()}

    return Fields.model_validate(each(fields.model_dump()))


def _made() -> str:
    return "Software wrote this letter from your radiologist's report."


def _reviewed_patient(fields: Fields) -> str:
    reviewer = ", ".join(v for v in (fields.reviewer.name, fields.reviewer.role) if v)
    if not reviewer:
        return "Not yet checked by a clinician."
    return f"{reviewer} checked it on {fields.reviewer.date or _BLANK['review_date']}."


def _nature() -> str:
    return "It explains the report. It is not a diagnosis."


def _call(fields: Fields) -> str:
    return f"Questions? Call {fields.clinic.phone or _BLANK['phone']}."


def _signature(fields: Fields) -> str:
    """The line a reviewer signs on; never filled from anything but the fields."""
    who = ", ".join(v for v in (fields.reviewer.name, fields.reviewer.role) if v) or _BLANK["reviewer"]
    return f"Checked by: {who} | {fields.reviewer.date or _BLANK['review_date']}."


def _series(parts: Sequence[str]) -> str:
    names = list(parts[:3])
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + " and " + names[-1]
