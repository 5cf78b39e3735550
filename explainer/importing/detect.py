"""Which format a file is in, and its reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from explainer.errors import ReportError
from explainer.importing import dicom_sr, fhir, hl7v2, text
from explainer.importing.attachments import kind_of
from explainer.importing.body import Imported

_READERS: Final[dict[str, Callable[[bytes, int | None], Imported]]] = {
    "text": text.read,
    "fhir": fhir.read,
    "hl7v2": hl7v2.read,
    "dicom-sr": dicom_sr.read,
}
FORMATS: Final = tuple(_READERS)
_MESSAGE: Final = re.compile(rb"(?:^|[\r\n\x0b])[ \t]*(?:MSH|FHS|BHS)[^\w\s]")
_CDA: Final = re.compile(rb"<(?:\w+:)?ClinicalDocument\b|urn:hl7-org:v3|<templateId root=")
_XML: Final = re.compile(rb"<(?:\?xml|!--|/?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>)")


def detect_format(data: bytes) -> str:
    """``text``, ``fhir``, ``hl7v2`` or ``dicom-sr``, from the first bytes.

    Raises:
        ReportError: A format that is known and not read (other JSON, FHIR as XML, C-CDA).
    """
    if data[128:132] == b"DICM":
        return "dicom-sr"
    head = data[:4000].lstrip(b"\xef\xbb\xbf\x0b\x1c \t\r\n")
    if _MESSAGE.search(head):
        return "hl7v2"
    if head.startswith((b"{", b"[")) and not head.startswith(b"{\\rtf"):
        if b'"resourceType"' in data:
            return "fhir"
        if re.match(rb'\{\s*"', head):
            raise ReportError("this is JSON but no FHIR resource (it has no resourceType); a report is needed")
    if head.startswith(b"<"):
        if b'"http://hl7.org/fhir"' in head:
            raise ReportError("FHIR as XML is not read; give it as JSON")
        if _CDA.search(head):
            raise ReportError("C-CDA documents are not read; give the report as text, FHIR, HL7 v2 or DICOM SR")
        if kind_of(data, "") != "html" and _XML.match(head):
            raise ReportError("this is XML of an unknown kind; give the report as text, FHIR, HL7 v2 or DICOM SR")
    return "text"


def import_reports(data: bytes, format: str | None = None, item: int | None = None) -> tuple[str, Imported]:
    """The format of a file, and its reports in order.

    Args:
        format: One of ``FORMATS``; None detects it.
        item: Number of the only report to read, from 1; None reads all.

    Raises:
        ReportError: In one line, what is wrong with the file.
    """
    found = format or detect_format(data)
    if found not in _READERS:
        raise ReportError(f"format {found!r} is unknown; known are {', '.join(FORMATS)}")
    return found, _READERS[found](data, item)
