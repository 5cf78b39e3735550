"""One document model for every format: what the guard released, with the head from the fields file.

A document is made only together with the verdict on its draft; a rejected draft makes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.core.values import Audience, Draft, Hold, Outcome, Reading, Verdict
from explainer.errors import WordingError
from explainer.fields import Fields

_BLANK = {
    "patient": "[patient name]", "scan_date": "[scan date]", "phone": "[clinic phone]", "reviewer": "[name, role]",
    "review_date": "[date]", "patient_id": "[patient, ID]",
}  # fmt: skip
_EMERGENCY = "[emergency number]"
_MODALITY = {
    "CT": "CT scan", "MR": "MRI scan", "XR": "X-ray", "US": "ultrasound", "MG": "mammogram", "NM": "nuclear medicine scan",
    "PET": "PET scan", "DXA": "bone density scan", "FL": "X-ray test with contrast",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the document: ``style`` is ``title``, ``note``, ``heading``, ``text``, ``bullet``, ``number`` or ``held``."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a renderer prints, in order."""

    audience: Audience
    outcome: Outcome
    blocks: tuple[Block, ...]


_LIST_STYLE = {
    "short-answer": "bullet", "limits": "bullet", "get-help": "bullet", "questions": "bullet", "not-explained": "bullet",
    "next-steps": "number", "actions": "number",
}  # fmt: skip


def make_document(
    draft: Draft, verdict: Verdict, outcome: Outcome, holds: Sequence[Hold], reading: Reading, fields: Fields
) -> Document:
    """The document of a draft that passed.

    Raises:
        WordingError: The verdict is a rejection or the outcome is ``withheld``.
    """
    if verdict.verdict != "pass" or outcome == "withheld":
        raise WordingError("a rejected draft is never rendered")
    blocks: list[Block] = []
    if outcome == "held":
        blocks.append(Block("held", "HELD. A clinician must see this before anybody else does."))
        blocks += [Block("held", f"Reason: {hold.message}") for hold in holds]
    blocks += _head(draft.audience, reading, fields)
    for section in draft.sections:
        if section.kind == "head":
            blocks += [Block("note", s.text) for s in section.statements]
            continue
        if section.title:
            blocks.append(Block("heading", section.title))
        style = _LIST_STYLE.get(section.kind, "text")
        blocks += [Block(style, _filled(s.text, fields)) for s in section.statements]
    return Document(draft.audience, outcome, tuple(blocks))


def _filled(text: str, fields: Fields) -> str:
    return text.replace(_EMERGENCY, fields.emergency_number) if fields.emergency_number else text


def _head(audience: Audience, reading: Reading, fields: Fields) -> list[Block]:
    test = _MODALITY.get(reading.exam.modality or "", "imaging test")
    title = fields.scan.title or (f"{test} of the {_series(reading.exam.regions)}" if reading.exam.regions else test)
    date = fields.scan.date or _BLANK["scan_date"]
    if audience == "patient":
        name = fields.patient.name or _BLANK["patient"]
        return [
            Block("title", f"Your {test}, explained"),
            Block("note", f"{name} | {title} | {date}"),
            Block("note", " ".join((_made(), _reviewed_patient(fields), _nature(), _call(fields)))),
        ]
    status = f"Status: {reading.report.status}" if reading.report.status else "Status not stated"
    who = ", ".join(v for v in (fields.patient.name, fields.patient.id) if v) or _BLANK["patient_id"]
    reviewer = ", ".join(v for v in (fields.reviewer.name, fields.reviewer.role, fields.reviewer.date) if v)
    reviewed = f"reviewed: {reviewer}" if reviewer else "not yet checked by a clinician"
    return [
        Block("title", title[:1].upper() + title[1:]),
        Block("note", f"{who} | {date} | {status} | Drafted by software from the report; {reviewed}"),
    ]


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


def _series(parts: Sequence[str]) -> str:
    names = list(parts[:3])
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + " and " + names[-1]
