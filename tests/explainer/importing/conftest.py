"""One made-up report, and builders that pack it into each format."""

from __future__ import annotations

import base64
import io
import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPORT = """EXAM: CT of the lumbar spine without contrast

INDICATION: Low back pain for 3 months.

COMPARISON: None.

FINDINGS:
There is mild facet arthropathy at L4-L5 and L5-S1.
Small left paracentral disc protrusion at L5-S1, 4 mm.
No fracture. No spinal canal stenosis.

IMPRESSION:
1. Mild facet arthropathy at L4-L5 and L5-S1.
2. Small left paracentral disc protrusion at L5-S1."""

#: What stands in a message beside the report, and must never reach its text.
PERSON = ("Testperson", "Erika", "MRN-0042", "19600229", "Referrer")


@pytest.fixture
def report() -> str:
    """The made-up report as plain text."""
    return REPORT


@pytest.fixture
def person() -> tuple[str, ...]:
    """Names and numbers that the built messages hold beside the report."""
    return PERSON


@pytest.fixture
def shared() -> Path:
    """The folder with reports handed over beside the repository."""
    place = os.environ.get("EXPLAINER_SHARED")
    folder = Path(place) if place else Path(__file__).resolve().parents[4] / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the folder of shared reports is absent (set EXPLAINER_SHARED)")
    return folder / "data"


@pytest.fixture
def sections() -> list[tuple[str, str]]:
    """The report's sections in order: title and words."""
    parts = [part.split(":", 1) for part in REPORT.split("\n\n")]
    return [(title, words.strip()) for title, words in parts]


@pytest.fixture
def hl7_message() -> Callable[..., bytes]:
    """Builds an ORU^R01; ``lines`` are (type, OBX-3, text as it goes on the wire, OBX-11)."""

    def build(lines: list[tuple[str, str, str, str]], obr25: str = "F", charset: str = "", end: str = "\r") -> bytes:
        segments = [
            f"MSH|^~\\&|RIS|HERE|APP|THERE|20240102030405||ORU^R01|ID1|P|2.4||||||{charset}",
            "PID|1||MRN-0042^^^HERE^MR||Testperson^Erika||19600229|F",
            "PV1||O|||||1^Referrer^R",
            f"OBR|1|A1|B1|72131^CT LUMBAR SPINE^L{'|' * 21}{obr25}",
        ]
        segments += [f"OBX|{n}|{t}|{i}||{v}||||||{s}" for n, (t, i, v, s) in enumerate(lines, 1)]
        encoding = {"": "utf-8", "UNICODE UTF-8": "utf-8", "8859/1": "latin-1", "8859/15": "iso8859-15"}[charset]
        return (end.join(segments) + end).encode(encoding)

    return build


@pytest.fixture
def fhir_report() -> Callable[..., dict[str, Any]]:
    """Builds a DiagnosticReport with a person in it; keywords set or (None) take away elements."""

    def build(**elements: Any) -> dict[str, Any]:
        resource: dict[str, Any] = {
            "resourceType": "DiagnosticReport",
            "id": "r1",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "24963-1"}], "text": "CT Lumbar spine"},
            "subject": {"reference": "Patient/p1", "display": "Erika Testperson"},
            "identifier": [{"value": "MRN-0042"}],
            **elements,
        }
        return {name: value for name, value in resource.items() if value is not None}

    return build


@pytest.fixture
def form() -> Callable[[bytes | str, str], dict[str, str]]:
    """Builds an Attachment."""

    def build(data: bytes | str, content_type: str) -> dict[str, str]:
        raw = data.encode() if isinstance(data, str) else data
        return {"contentType": content_type, "data": base64.b64encode(raw).decode()}

    return build


@pytest.fixture
def packed() -> Callable[[Any], bytes]:
    """JSON as bytes."""
    return lambda value: json.dumps(value).encode()


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    """Builds a PDF with one page of text lines; ``content`` replaces the page's drawing commands."""

    def build(text: str = "", content: bytes | None = None, copies: int = 1) -> bytes:
        escaped = [line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in text.split("\n")]
        drawing = "BT /F1 10 Tf 12 TL 40 800 Td " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
        stream = zlib.compress(content if content is not None else drawing.encode("latin-1"))
        kids = " ".join(["3 0 R"] * copies)
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {copies} >>".encode(),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
        out = b"%PDF-1.4\n"
        places = []
        for number, body in enumerate(objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
        return out + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start

    return build


@pytest.fixture
def rtf() -> Callable[[str], bytes]:
    """Builds an RTF document, with a person in its head."""

    def build(text: str) -> bytes:
        body = "".join(
            "\\par\n" if c == "\n" else f"\\{c}" if c in "\\{}" else c if ord(c) < 128 else f"\\u{ord(c)}?"
            for c in text
        )
        return (
            "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}}{\\colortbl;\\red0\\green0\\blue0;}"
            "{\\info{\\author Referrer}}{\\header Erika Testperson MRN-0042\\par}\\f0\\fs20 " + body + "}"
        ).encode("ascii")

    return build


@pytest.fixture
def sr() -> Callable[..., bytes]:
    """Builds a DICOM SR file from (title code, scheme, meaning, items); an item is a text or a finished Dataset."""
    pydicom = pytest.importorskip("pydicom", reason="the 'dicom' extra is not installed")
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.sequence import Sequence
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    def coded(code: str, scheme: str, meaning: str) -> Any:
        entry = Dataset()
        entry.CodeValue, entry.CodingSchemeDesignator, entry.CodeMeaning = code, scheme, meaning
        return Sequence([entry])

    def item(relation: str, kind: str, name: tuple[str, str, str], children: list[Any] = (), **values: Any) -> Any:  # type: ignore[assignment]
        entry = Dataset()
        entry.RelationshipType, entry.ValueType = relation, kind
        entry.ConceptNameCodeSequence = coded(*name)
        for field, value in values.items():
            setattr(entry, field, coded(*value) if isinstance(value, tuple) else value)
        if children:
            entry.ContentSequence = Sequence(children)
        return entry

    def build(
        containers: list[tuple[tuple[str, str, str], list[Any]]],
        *,
        sop_class: str = "1.2.840.10008.5.1.4.1.1.88.11",
        charset: str = "ISO_IR 192",
        **flags: str,
    ) -> bytes:
        file = Dataset()
        file.SpecificCharacterSet = charset
        file.SOPClassUID, file.SOPInstanceUID = sop_class, generate_uid()
        file.PatientName, file.PatientID, file.PatientBirthDate = "Testperson^Erika", "MRN-0042", "19600229"
        file.ReferringPhysicianName, file.Modality = "Referrer^R", "SR"
        file.ValueType, file.ContinuityOfContent = "CONTAINER", "SEPARATE"
        file.ConceptNameCodeSequence = coded("18748-4", "LN", "Diagnostic Imaging Report")
        file.CompletionFlag, file.VerificationFlag = "COMPLETE", "VERIFIED"
        for name, value in flags.items():
            setattr(file, name, value)
        observer = item("HAS OBS CONTEXT", "TEXT", ("121008", "DCM", "Person Observer Name"), TextValue="Referrer")
        nested = [
            item(
                "CONTAINS",
                "CONTAINER",
                title,
                [
                    item("CONTAINS", "TEXT", ("121071", "DCM", "Finding"), TextValue=entry)
                    if isinstance(entry, str)
                    else entry
                    for entry in entries
                ],
            )
            for title, entries in containers
        ]
        file.ContentSequence = Sequence([observer, *nested])
        file.file_meta = FileMetaDataset()
        file.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        file.file_meta.MediaStorageSOPClassUID = file.SOPClassUID
        file.file_meta.MediaStorageSOPInstanceUID = file.SOPInstanceUID
        out = io.BytesIO()
        pydicom.dcmwrite(out, file, enforce_file_format=True)
        return out.getvalue()

    build.item = item  # type: ignore[attr-defined]
    return build
