"""A letter as one FHIR R4 transaction: the report, the letter, the software, and where the letter comes from.

Plain JSON that the R4B models of ``fhir.resources`` accept; no library is needed to write it. The label says that
software asserted the letter (AIAST), and after a person's review that a clinician did from what software reported.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from explainer.core.values import Plan
from explainer.fields import Fields
from explainer.rendering.blocks import Document

_SPACE: Final = uuid5(NAMESPACE_URL, "radiology-report-explainer")
_LABELS: Final = {
    False: {
        "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
        "code": "AIAST", "display": "Artificial Intelligence asserted",
    },
    True: {
        "system": "http://hl7.org/fhir/uv/aitransparency/CodeSystem/AddedProvenanceCS",
        "code": "CLINAST_AIRPT", "display": "Clinician Asserted from AI Reported",
    },
}  # fmt: skip
_AGENT: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_REPORT_STATUS: Final = frozenset(
    ("registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "cancelled", "unknown")
)
_TITLES: Final = {
    "patient": "Patient letter that explains a radiology report", "clinician": "Clinician summary of a radiology report",
}  # fmt: skip
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """A rendered file of the letter: content type and bytes."""

    content_type: str
    data: bytes


def bundle(
    document: Document,
    plan: Plan,
    fields: Fields,
    forms: tuple[Form, ...],
    versions: Mapping[str, str | None],
    *,
    writer: str,
    recorded: str,
    reviewed: bool,
) -> Resource:
    """The transaction Bundle.

    Args:
        forms: The letter's files, the best first; at least one.
        versions: ``explainer``, ``knowledge``, ``rules`` and ``prompt`` as in the letter JSON.
        writer: ``template``, or the name of the model that worded the letter.
        recorded: An instant with a zone, as FHIR writes it; the caller knows the time, this module has no clock.
        reviewed: A person has released the letter; ``fields.reviewer`` names the person.
    """
    digest = plan.reading.digest
    ids = {
        kind: uuid5(_SPACE, f"{kind} {document.audience} {digest}")
        for kind in ("report", "letter", "device", "provenance")
    }
    ids["report"] = uuid5(_SPACE, f"report {digest}")
    ids["original"] = uuid5(_SPACE, f"original {digest}")
    ids["device"] = uuid5(_SPACE, f"device {versions['explainer']} {writer}")
    subject = _subject(fields)
    label = {"security": [_LABELS[reviewed]]}
    report = _report(plan, subject)
    original = {
        "resourceType": "DocumentReference", "identifier": [_identifier(f"{digest}/original")], "status": "current",
        "type": {"text": "Radiology report"}, **subject,
        "content": [{"attachment": _attachment("text/plain; charset=utf-8", plan.reading.text.encode("utf-8"), "Radiology report")}],
        "context": {"related": [_reference(ids["report"])]},
    }  # fmt: skip
    letter = {
        "resourceType": "DocumentReference", "meta": label,
        "identifier": [_identifier(f"{digest}/{document.audience}")], "status": "current",
        "docStatus": "final" if reviewed else "preliminary", "type": {"text": _TITLES[document.audience]}, **subject,
        "date": recorded, "author": [_reference(ids["device"])],
        **_authenticator(fields, reviewed),
        "relatesTo": [{"code": "transforms", "target": _reference(ids["original"])}],
        "description": "HELD: a clinician must see this first" if document.held else document.title,
        "content": [{"attachment": _attachment(f.content_type, f.data, document.title, document.language)} for f in forms],
        "context": {"related": [_reference(ids["report"])]},
    }  # fmt: skip
    device = {
        "resourceType": "Device", "identifier": [_identifier(f"software/{versions['explainer']}/{writer}")], "status": "active",
        "deviceName": [{"name": "radiology-report-explainer", "type": "model-name"}],
        "version": [{"type": {"text": name}, "value": value} for name, value in versions.items() if value]
        + ([] if writer == "template" else [{"type": {"text": "language model"}, "value": writer}]),
    }  # fmt: skip
    provenance = {
        "resourceType": "Provenance", "meta": label, "target": [_reference(ids["letter"])], "recorded": recorded,
        "activity": {"text": "Explaining a radiology report, judged by guardrails"},
        "agent": _agents(ids["device"], fields, reviewed),
        "entity": [
            {"role": "source", "what": _reference(ids["report"])},
            *(
                {"role": "source", "what": {"identifier": {"value": value}, "display": f"{name} version"}}
                for name, value in versions.items()
                if value and name != "explainer"
            ),
        ],
    }  # fmt: skip
    entries = (
        ("report", report),
        ("original", original),
        ("letter", letter),
        ("device", device),
        ("provenance", provenance),
    )
    return {
        "resourceType": "Bundle", "type": "transaction", "timestamp": recorded,
        "entry": [_entry(ids[kind], resource) for kind, resource in entries],
    }  # fmt: skip


def _entry(id: UUID, resource: Resource) -> Resource:
    """An entry that creates a resource; a report, an original and a device that a server already has stay as they are."""
    request: Resource = {"method": "POST", "url": resource["resourceType"]}
    if "identifier" in resource and "meta" not in resource:
        identifier = resource["identifier"][0]
        request["ifNoneExist"] = f"identifier={identifier['system']}|{identifier['value']}"
    return {"fullUrl": id.urn, "resource": resource, "request": request}


def _report(plan: Plan, subject: Resource) -> Resource:
    reading = plan.reading
    status = reading.report.status or ""
    exam = " ".join(v for v in (reading.exam.modality, ", ".join(reading.exam.regions)) if v)
    return {
        "resourceType": "DiagnosticReport", "identifier": [_identifier(reading.digest)],
        "status": status if status in _REPORT_STATUS else "unknown",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "RAD", "display": "Radiology"}]}],
        "code": {"text": exam or "Radiology report"}, **subject,
        "presentedForm": [_attachment("text/plain; charset=utf-8", reading.text.encode("utf-8"), "Radiology report")],
    }  # fmt: skip


def _agents(device: UUID, fields: Fields, reviewed: bool) -> list[Resource]:
    agents: list[Resource] = [
        {"type": {"coding": [{"system": _AGENT, "code": "author", "display": "Author"}]}, "who": _reference(device)}
    ]
    if reviewed:
        agents.append(
            {
                "type": {"coding": [{"system": _AGENT, "code": "verifier", "display": "Verifier"}]},
                "role": [{"text": fields.reviewer.role or "role not stated"}],
                "who": {"display": fields.reviewer.name or "name not stated"},
            }
        )
    return agents


def _authenticator(fields: Fields, reviewed: bool) -> Resource:
    name = ", ".join(v for v in (fields.reviewer.name, fields.reviewer.role) if v)
    return {"authenticator": {"display": name}} if reviewed and name else {}


def _subject(fields: Fields) -> Resource:
    """Who the letter is for, by the record number and name of the fields file; nothing when it names nobody."""
    subject: Resource = {}
    if fields.patient.id:
        subject["identifier"] = {"value": fields.patient.id}
    if fields.patient.name:
        subject["display"] = fields.patient.name
    return {"subject": subject} if subject else {}


def _identifier(value: str) -> Resource:
    return {"system": "urn:radiology-report-explainer", "value": value}


def _reference(id: UUID) -> Resource:
    return {"reference": id.urn}


def _attachment(content_type: str, data: bytes, title: str, language: str | None = None) -> Resource:
    return {
        "contentType": content_type, **({"language": language} if language else {}),
        "data": base64.b64encode(data).decode("ascii"), "title": title,
    }  # fmt: skip
