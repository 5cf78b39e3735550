"""DICOM structured reports (Basic Text, Enhanced, Comprehensive and kin) to a report.

The content tree is read in order: containers become headings, texts their words, codes and numbers short lines. What
describes the observer, the patient or the machine (observation and acquisition context) is passed over.
"""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Iterator
from typing import Any, Final

from explainer.core.values import Report, SectionKind
from explainer.errors import ReportError
from explainer.importing.body import MESSAGE_LIMIT, Imported, Part, assemble, choose, is_vague, section_kind
from explainer.importing.extras import FOREIGN, load

_SR_CLASSES: Final = "1.2.840.10008.5.1.4.1.1.88."
_KEY_OBJECTS: Final = "1.2.840.10008.5.1.4.1.1.88.59"
_DEFLATED: Final = b"1.2.840.10008.1.2.1.99"
_CONTEXT: Final = frozenset({"HAS OBS CONTEXT", "HAS ACQ CONTEXT"})
_DEPTH: Final = 60
_ITEMS: Final = 20_000
_PROCEDURE_REPORTED: Final = "121058"
_LANGUAGE: Final = frozenset({"121049", "121050", "121046"})


def read(data: bytes, item: int | None = None) -> Imported:
    """The one report of a DICOM file.

    Args:
        item: 1, or None.

    Raises:
        ReportError: No DICOM, no structured report, or one without prose.
    """
    choose((data,), item)
    pydicom = load("pydicom", "dicom", "DICOM files")
    warnings.filterwarnings("ignore", module=r"pydicom(\.|$)")  # they quote the file
    data = _inflated(data)
    try:
        return Imported((_report(pydicom, data),))
    except ReportError:
        raise
    except (*FOREIGN, pydicom.errors.BytesLengthException) as error:
        raise ReportError(f"the DICOM file cannot be read ({type(error).__name__})") from error


def _inflated(data: bytes) -> bytes:
    """The file as it is; refused when its deflated part unpacks to more than any message."""
    if data[128:132] != b"DICM" or _DEFLATED not in data[:2000]:
        return data
    start = 144 + int.from_bytes(data[140:144], "little")
    try:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        unpacker.decompress(data[start:], MESSAGE_LIMIT)
    except zlib.error as error:
        raise ReportError("the DICOM file cannot be read: its packed part is broken") from error
    if unpacker.unconsumed_tail:
        raise ReportError("the DICOM file unpacks to more than any radiology report")
    return data


def _report(pydicom: Any, data: bytes) -> Report:
    try:
        file = pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True, force=data[128:132] != b"DICM")
    except pydicom.errors.InvalidDicomError as error:
        raise ReportError("the file is no DICOM file") from error
    class_uid = "".join(sign for sign in str(file.get("SOPClassUID", "")) if sign in "0123456789.")
    if not class_uid.startswith(_SR_CLASSES) or class_uid == _KEY_OBJECTS:
        name = pydicom.uid.UID(class_uid).name if class_uid.startswith("1.2.840.10008.") else "no known object"
        raise ReportError(f"the DICOM file holds no structured report ({name[:60]})")
    parts: list[Part] = []
    prose = False
    for part, is_prose in _walk(file, None):
        parts.append(part)
        prose |= is_prose
    if not prose:
        raise ReportError("the structured report holds codes and measurements but no text to explain")
    return Report(assemble(parts, _exam(file)), "dicom-sr", _status(file))


def _status(file: Any) -> str | None:
    """The sender's words, in lower case: incomplete, then unverified, then the preliminary flag.

    A complete and verified document is ``final`` (PreliminaryFlag says so, or says nothing).
    """
    complete = str(file.get("CompletionFlag", "") or "").strip().upper()
    verified = str(file.get("VerificationFlag", "") or "").strip().upper()
    flag = str(file.get("PreliminaryFlag", "") or "").strip().upper()
    if flag == "PRELIMINARY":
        return "preliminary"
    if complete == "PARTIAL":
        return "partial"
    if verified == "UNVERIFIED":
        return "unverified"
    if verified == "VERIFIED" or flag == "FINAL":
        return "final"
    return None


def _concept(item: Any, field: str = "ConceptNameCodeSequence") -> tuple[str, str]:
    """Code and meaning of a coded entry, empty when it has none."""
    sequence = item.get(field)
    if not sequence:
        return "", ""
    entry = sequence[0]
    code = entry.get("CodeValue") or entry.get("LongCodeValue") or entry.get("URNCodeValue") or ""
    return str(code), str(entry.get("CodeMeaning", "") or "").strip()


def _children(item: Any) -> Any:
    return item.get("ContentSequence") or ()


def _exam(file: Any) -> str:
    """The exam as coded; StudyDescription is free text of the scanner's desk and no word of the report."""
    for child in _children(file):
        if _concept(child)[0] == _PROCEDURE_REPORTED:
            return _concept(child, "ConceptCodeSequence")[1]
    return _concept(file, "PerformedProcedureCodeSequence")[1]


def _walk(root: Any, kind: SectionKind | None) -> Iterator[tuple[Part, bool]]:
    """The parts in document order, each with whether it is prose."""
    stack: list[tuple[Any, SectionKind | None, int]] = [(child, kind, 1) for child in reversed(_children(root))]
    seen = 0
    while stack:
        item, kind, depth = stack.pop()
        seen += 1
        if depth > _DEPTH or seen > _ITEMS:
            raise ReportError("the structured report is nested too deeply or has too many parts")
        if str(item.get("RelationshipType", "")) in _CONTEXT:
            continue
        value_type = str(item.get("ValueType", "") or "")
        code, name = _concept(item)
        if value_type == "CODE" and (code in _LANGUAGE or code == _PROCEDURE_REPORTED):
            continue
        own = section_kind(code, name)
        # "Finding" names any entry: one inside the impression stays part of the impression.
        below = kind if own is None or (own == "findings" and kind is not None) else own
        children = [c for c in _children(item) if str(c.get("RelationshipType", "")) not in _CONTEXT]
        if value_type == "CONTAINER":
            if own is None and name and not is_vague(name) and depth > 1:
                yield Part(kind, f"{name}:"), False
        else:
            modifiers = [c for c in children if str(c.get("RelationshipType", "")) == "HAS CONCEPT MOD"]
            children = [c for c in children if str(c.get("RelationshipType", "")) != "HAS CONCEPT MOD"]
            text = _words(item, value_type)
            if text:
                label = f"{name}: " if name and own is None and not is_vague(name) else ""
                marks = [m for m in (_modifier(c) for c in modifiers) if m]
                tail = f" ({'; '.join(marks)})" if marks else ""
                prose = value_type == "TEXT" and any(c.isalpha() for c in text)
                yield Part(below, f"{label}{text}{tail}"), prose
        stack.extend((child, below, depth + 1) for child in reversed(children))


def _modifier(item: Any) -> str:
    """What narrows a content item down ("Laterality: Left"), with what narrows the modifier down in turn."""
    name, text = _concept(item)[1], _words(item, str(item.get("ValueType", "") or ""))
    further = [_words(c, str(c.get("ValueType", "") or "")) for c in list(_children(item))[:20]]
    text = ", ".join(t for t in (text, *further) if t)
    return f"{name}: {text}" if name and text else text


def _words(item: Any, value_type: str) -> str:
    if value_type == "TEXT":
        return str(item.get("TextValue", "") or "")
    if value_type == "CODE":
        return _concept(item, "ConceptCodeSequence")[1]
    if value_type == "NUM":
        measured = item.get("MeasuredValueSequence")
        if not measured:
            return ""
        number = str(measured[0].get("NumericValue", "") or "")
        unit, meaning = _concept(measured[0], "MeasurementUnitsCodeSequence")
        return f"{number} {unit if unit.isalpha() else meaning}".strip() if number else ""
    return ""
