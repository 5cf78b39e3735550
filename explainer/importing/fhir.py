"""FHIR R4 DiagnosticReports to reports: alone, in a Bundle, or one resource a line.

Only the elements that carry the report's words or its status are validated (with the R4B models of ``fhir.resources``);
all others are left out first. Real R4 files fail strict validation on things that do not matter here: times without a
zone, empty strings, elements of other releases. A wrong type in an element that is read refuses the file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from explainer.core.values import Report
from explainer.errors import ReportError
from explainer.importing import attachments
from explainer.importing.body import Imported, Part, assemble, choose, clean, section_kind, words_of
from explainer.importing.charset import decode
from explainer.importing.extras import FOREIGN, load
from explainer.importing.markup import html_text
from explainer.importing.status import least_final, refuse_withdrawn

_DEPTH: Final = 60
_MEMBERS: Final = 2_000
_ADMINISTRATIVE: Final = re.compile(
    r"\s*(?:id|identifier|subject|patient|name|mrn|medical record number|birth ?date|date of birth|dob|gender|sex|address|"
    r"telecom|phone|performer|results? ?interpreter|encounter|based ?on|issued|effective|effective\w+|status|category|meta|"
    r"specimen|imaging ?study|media|generated narrative.*|accession.*)\s*(?::|$)",
    re.I,
)
Resource = dict[str, Any]


def read(data: bytes, item: int | None = None) -> Imported:
    """The diagnostic reports of a file in order.

    Args:
        item: Number of the report to read, from 1; None reads all.

    Raises:
        ReportError: No JSON, no DiagnosticReport, a wrong type, no words, or a report that was withdrawn.
    """
    text, fallback = decode(data)
    resources = list(_resources(_parse(text)))
    reports = [(where, r) for where, r in resources if r.get("resourceType") == "DiagnosticReport"]
    if not reports:
        kinds = sorted({str(r.get("resourceType"))[:40] for _, r in resources if _is_name(r.get("resourceType"))})
        held = ", ".join(kinds[:5]) or "no FHIR resource"
        raise ReportError(f"there is no DiagnosticReport in it (it holds {held})")
    index = _index(resources)
    found: list[Report] = []
    for number, (where, report) in enumerate(choose(reports, item), item or 1):
        try:
            found.append(_report(report, where, index))
        except ReportError as error:
            if len(reports) == 1:
                raise
            raise ReportError(f"DiagnosticReport {number} of {len(reports)}: {error}") from error
    return Imported(tuple(found), fallback)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[A-Za-z]{1,40}", value) is not None


def _parse(text: str) -> list[Any]:
    """The JSON values of a text: one, or one a line (NDJSON)."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ReportError("the JSON is nested too deeply") from error
    except ValueError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            raise ReportError(_json_fault(error)) from error
        try:
            return [json.loads(line) for line in lines]
        except (RecursionError, ValueError) as fault:
            raise ReportError(_json_fault(fault)) from fault
    return value if isinstance(value, list) else [value]


def _json_fault(error: Exception) -> str:
    where = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
    return f"the JSON is broken{where}"


def _resources(values: list[Any]) -> Iterator[tuple[str, Resource]]:
    """Every resource with its full address (empty when it has none), those of Bundles in their place."""
    stack: list[tuple[str, Any, int]] = [("", value, 0) for value in reversed(values)]
    while stack:
        where, value, depth = stack.pop()
        if not isinstance(value, dict):
            continue
        if value.get("resourceType") != "Bundle":
            yield where, value
            continue
        if depth > 5:
            raise ReportError("Bundles stand inside each other too deeply")
        entries = value.get("entry")
        if entries is not None and not isinstance(entries, list):
            raise ReportError("Bundle.entry is not a list")
        for entry in reversed(entries or []):
            if isinstance(entry, dict):
                address = entry.get("fullUrl")
                stack.append((address if isinstance(address, str) else "", entry.get("resource"), depth + 1))


def _index(resources: list[tuple[str, Resource]]) -> dict[str, Resource]:
    """The Observations by each name that a reference may call them."""
    index: dict[str, Resource] = {}
    for where, resource in resources:
        if resource.get("resourceType") != "Observation":
            continue
        if where:
            index.setdefault(where, resource)
        if isinstance(resource.get("id"), str):
            index.setdefault(f"Observation/{resource['id']}", resource)
    return index


def _texts(value: Any) -> Any:
    """A string without blanks around it; None for an empty one, which FHIR does not allow and senders write."""
    return (clean(value).strip() or None) if isinstance(value, str) else value


def _keep(source: Any, shape: dict[str, Any]) -> Any:
    """The elements named in ``shape``, and nothing else; wrong types are left for the model to refuse."""
    if isinstance(source, list):
        return [_keep(entry, shape) for entry in source if entry is not None] or None
    if not isinstance(source, dict):
        return source
    kept: Resource = {}
    for name, below in shape.items():
        value = source.get(name)
        value = _keep(value, below) if below else _texts(value)
        if value is not None and value != {}:
            kept[name] = value
    return kept


_CODE: Final[dict[str, Any]] = {"text": {}, "coding": {"code": {}, "display": {}}}
_QUANTITY: Final[dict[str, Any]] = {"value": {}, "unit": {}, "comparator": {}}
_VALUES: Final[dict[str, Any]] = {
    "valueString": {}, "valueCodeableConcept": _CODE, "valueQuantity": _QUANTITY, "valueInteger": {}, "valueBoolean": {},
}  # fmt: skip
_OBSERVATION: Final[dict[str, Any]] = {
    "resourceType": {}, "id": {}, "status": {}, "code": _CODE, **_VALUES,
    "component": {"code": _CODE, **_VALUES}, "note": {"text": {}}, "hasMember": {"reference": {}},
}  # fmt: skip
_REPORT: Final[dict[str, Any]] = {
    "resourceType": {}, "status": {}, "code": _CODE, "conclusion": {}, "result": {"reference": {}},
    "presentedForm": {"contentType": {}, "data": {}, "url": {}}, "text": {"status": {}, "div": {}},
}  # fmt: skip

#: How our own output names a report (``rendering/fhir.py``).
_OWN_SYSTEM: Final = "urn:radiology-report-explainer"


def _validated(resource: Resource, shape: dict[str, Any]) -> Any:
    """The part of a resource that is read, as its R4B model.

    Raises:
        ReportError: Which element has a wrong type or value.
    """
    name = resource["resourceType"]
    model = getattr(load(f"fhir.resources.R4B.{name.lower()}", "fhir", "FHIR files"), name)
    kept = _keep(resource, shape)
    kept.setdefault("status", "unknown")
    kept.setdefault("code", {"text": "unknown"})
    if isinstance(kept.get("text"), dict):
        kept["text"].setdefault("status", "additional")
        if "div" not in kept["text"]:
            del kept["text"]
    try:
        return model.model_validate(kept)
    except FOREIGN as error:
        problems = getattr(error, "errors", None)
        where = problems()[0]["loc"] if callable(problems) else ()
        path = ".".join(str(step) for step in where if isinstance(step, int) or step in _STEPS)
        raise ReportError(f"{name}{'.' + path if path else ''} is not as FHIR R4 asks: wrong type or value") from error


def _steps(shape: dict[str, Any]) -> Iterator[str]:
    for name, below in shape.items():
        yield name
        yield from _steps(below)


_STEPS: Final = frozenset(_steps(_REPORT)) | frozenset(_steps(_OBSERVATION))


def _plain(text: str | None) -> str:
    """A string element; some senders write line ends as the two characters ``\\n``."""
    text = text or ""
    if "\n" not in text and "\\n" in text:
        text = text.replace("\\r\\n", "\n").replace("\\n", "\n")
    return clean(text)


def _label(code: Any) -> tuple[str, str]:
    """Code and name of a CodeableConcept."""
    codings = (code.coding or []) if code is not None else []
    name = (code.text if code is not None else None) or next((c.display for c in codings if c.display), None)
    return next((str(c.code) for c in codings if c.code), ""), name or ""


def _report(resource: Resource, where: str, index: dict[str, Resource]) -> Report:
    refuse_withdrawn([_texts(resource["status"]) or ""] if isinstance(resource.get("status"), str) else [])
    report = _validated(resource, _REPORT)
    words = [report.status]
    if (own := _own_text(resource)) is not None:
        return Report(own, "fhir", least_final(words))
    results, missing = _results(resource, report, where, index, words)
    exam = _label(report.code)[1]
    conclusion = _plain(report.conclusion)
    parts, unread = _forms(report, _keep(resource, _REPORT).get("presentedForm") or [])
    if parts:
        # The form is the whole report; what the coded elements say beyond it is added, never lost.
        spoken = words_of("\n".join(part.text for part in parts))
        parts += [part for part in results if words_of(part.text) not in spoken]
    # A conclusion must not pass for the whole report when its body is known to be elsewhere.
    elif unread is not None:
        raise unread
    elif missing:
        raise ReportError("the report's words are in Observations that are not in the file; give the whole Bundle")
    else:
        parts = results
    if conclusion and words_of(conclusion) not in words_of("\n".join(part.text for part in parts)):
        parts.append(Part("impression", conclusion))
    if not any(c.isalnum() for part in parts for c in part.text):
        narrative = _narrative(report, resource)
        if not narrative:
            raise ReportError("the DiagnosticReport holds no report text (no conclusion, form, result or narrative)")
        parts = [Part(None, narrative)]
    body = assemble(parts, "" if exam == "unknown" else exam)
    return Report(body, "fhir", least_final(words))


def _own_text(resource: Resource) -> str | None:
    """The text of a report that our own FHIR output wrote: the identifier there is the digest of the one form's words.

    Such a text is whole. The exam's name beside it was read out of it, and must not stand on top of it.
    """
    identifiers, forms = resource.get("identifier"), resource.get("presentedForm")
    if not isinstance(identifiers, list) or not isinstance(forms, list) or len(forms) != 1:
        return None
    named = [i.get("value") for i in identifiers if isinstance(i, dict) and i.get("system") == _OWN_SYSTEM]
    coded = forms[0].get("data") if isinstance(forms[0], dict) else None
    if not named or not isinstance(coded, str) or resource.get("result") or resource.get("conclusion"):
        return None
    try:
        data = attachments.decode_base64(coded)
        attachments.document_text(data, "text/plain; charset=utf-8")
        text = data.decode("utf-8")
    except (ReportError, UnicodeDecodeError):
        return None
    return text if "sha256:" + hashlib.sha256(data).hexdigest() in named else None


def _forms(report: Any, sources: list[Resource]) -> tuple[list[Part], ReportError | None]:
    """The words of the report's forms, and why one could not be read.

    FHIR asks that several forms be equal, so the kind that is read best is read alone.

    Args:
        sources: The same forms as they stand in the file: the model decodes base64 and forgives what is none.
    """
    kinds: dict[str, list[tuple[bytes, str]]] = {}
    fault: ReportError | None = None
    for form, source in zip(report.presentedForm or [], sources, strict=True):
        if form is None:
            continue
        content_type = str(form.contentType or "")
        if form.data is None:
            if form.url is not None:
                fault = fault or ReportError("the report's form is at an address on a network, which is not read")
            continue
        try:
            data = attachments.decode_base64(source["data"])
            kind = attachments.kind_of(data, content_type)
            if kind is None:
                attachments.document_text(data, content_type)
            else:
                kinds.setdefault(kind, []).append((data, content_type))
        except ReportError as error:
            fault = fault or error
    for kind in attachments.PREFERENCE:
        parts: list[Part] = []
        for data, content_type in kinds.get(kind, []):
            try:
                text = attachments.document_text(data, content_type)
            except ReportError as error:
                fault = error
                break
            if text and all(words_of(text) not in words_of(part.text) for part in parts):
                parts.append(Part(None, text))
        else:
            if parts:
                return parts, None
    return [], fault


def _results(
    resource: Resource, report: Any, where: str, index: dict[str, Resource], words: list[str]
) -> tuple[list[Part], bool]:
    """What the report's Observations say, in order, and whether one is not in the file."""
    contained = resource.get("contained")
    inside = {
        f"#{r['id']}": r
        for r in (contained if isinstance(contained, list) else [])
        if isinstance(r, dict) and r.get("resourceType") == "Observation" and isinstance(r.get("id"), str)
    }
    base = where.rsplit("/", 2)[0] if where.startswith("http") else ""
    parts: list[Part] = []
    missing = False
    seen: set[str] = set()
    stack = [str(r.reference) for r in reversed(report.result or []) if r.reference]
    while stack:
        reference = stack.pop()
        if reference in seen:
            continue
        seen.add(reference)
        if len(seen) > _MEMBERS:
            raise ReportError("the DiagnosticReport has too many results to be a radiology report")
        found = inside.get(reference) or index.get(reference) or index.get(f"{base}/{reference}")
        if found is None and reference.startswith("http"):
            found = index.get("/".join(reference.split("/")[-2:]))
        if found is None:
            missing = True
            continue
        if isinstance(found.get("status"), str):
            refuse_withdrawn([found["status"]])
        observation = _validated(found, _OBSERVATION)
        words.append(observation.status)
        parts += _observed(observation)
        stack.extend(str(m.reference) for m in reversed(observation.hasMember or []) if m.reference)
    return parts, missing


def _observed(observation: Any) -> Iterator[Part]:
    """What one Observation says: under its section when its code names one, else beside its name."""
    code, name = _label(observation.code)
    kind = section_kind(code, name)
    lines: list[str] = []
    value = _said(observation)
    if value:
        lines.append(value if kind is not None or name in ("", "unknown") else f"{name}: {value}")
    for component in observation.component or []:
        part, said = _label(component.code)[1], _said(component)
        if said:
            lines.append(f"{part}: {said}" if part else said)
    lines += [_plain(note.text) for note in observation.note or [] if note.text]
    if lines:
        yield Part(kind or "findings", "\n".join(lines))


def _said(holder: Any) -> str:
    if holder.valueString is not None:
        return _plain(holder.valueString)
    if holder.valueCodeableConcept is not None:
        return _label(holder.valueCodeableConcept)[1]
    quantity = holder.valueQuantity
    if quantity is not None and quantity.value is not None:
        return f"{quantity.comparator or ''}{quantity.value} {quantity.unit or ''}".strip()
    if holder.valueInteger is not None:
        return str(holder.valueInteger)
    if holder.valueBoolean is not None:
        return "yes" if holder.valueBoolean else "no"
    return ""


def _narrative(report: Any, resource: Resource) -> str:
    """The narrative, the last resort: its lines but those that tell who, when and where."""
    if report.text is None:
        return ""
    names = {
        display.strip()
        for element in ("subject", "performer", "resultsInterpreter", "encounter")
        for reference in _listed(resource.get(element))
        if isinstance(display := reference.get("display"), str) and display.strip()
    }
    lines = html_text(str(report.text.div)).split("\n")
    kept = [line for line in lines if not _ADMINISTRATIVE.match(line) and not any(name in line for name in names)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return text if any(c.isalpha() for c in text) else ""


def _listed(value: Any) -> list[Resource]:
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict)]
