"""DICOM structured reports in, reports out."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.errors import ReportError
from explainer.importing import dicom_sr

pydicom = pytest.importorskip("pydicom", reason="the 'dicom' extra is not installed")

FINDINGS = ("121070", "DCM", "Findings")
IMPRESSION = ("121072", "DCM", "Impressions")
FINDING = ("121071", "DCM", "Finding")


def _text(data):
    (report,) = dicom_sr.read(data).reports
    return report.text


def test_containers_become_headings(sr, person):
    """Sections come in order under their headings; the observer and the patient stay out."""
    body = _text(sr([(FINDINGS, ["Disc bulge at L4-L5.", "No fracture."]), (IMPRESSION, ["Mild disc bulge."])]))
    assert body == "FINDINGS:\nDisc bulge at L4-L5.\nNo fracture.\n\nIMPRESSION:\nMild disc bulge."
    assert not [word for word in person if word in body]


@pytest.mark.parametrize("sop_class", ["11", "22", "33", "34"])
def test_each_kind_of_structured_report(sr, sop_class):
    """Basic Text, Enhanced, Comprehensive and Comprehensive 3D are read alike."""
    body = _text(sr([(FINDINGS, ["Clear."])], sop_class=f"1.2.840.10008.5.1.4.1.1.88.{sop_class}"))
    assert body == "FINDINGS:\nClear."


def test_codes_numbers_and_modifiers_are_kept(sr):
    """A coded finding keeps its side, a measurement its unit, a named text its name."""
    side = sr.item(
        "HAS CONCEPT MOD", "CODE", ("272741003", "SCT", "Laterality"), ConceptCodeSequence=("7771000", "SCT", "Left")
    )
    site = sr.item(
        "HAS CONCEPT MOD",
        "CODE",
        ("363698007", "SCT", "Finding Site"),
        [side],
        ConceptCodeSequence=("39607008", "SCT", "Lung"),
    )
    measured = pydicom.Dataset()
    measured.NumericValue = "12.5"
    unit = pydicom.Dataset()
    unit.CodeValue, unit.CodingSchemeDesignator, unit.CodeMeaning = "mm", "UCUM", "millimeter"
    measured.MeasurementUnitsCodeSequence = [unit]
    size = sr.item("INFERRED FROM", "NUM", ("103339001", "SCT", "Long Axis"), MeasuredValueSequence=[measured])
    mass = sr.item("CONTAINS", "CODE", FINDING, [site, size], ConceptCodeSequence=("27925004", "SCT", "Nodule"))
    heart = sr.item("CONTAINS", "TEXT", ("80891009", "SCT", "Heart"), TextValue="Normal size.")
    assert _text(sr([(FINDINGS, [mass, heart])])) == (
        "FINDINGS:\nNodule (Finding Site: Lung, Left)\nLong Axis: 12.5 mm\nHeart: Normal size."
    )


def test_the_exam_is_the_procedure_reported(sr):
    """The coded procedure names the exam; language and observers are no words of the report."""
    data = sr([(FINDINGS, ["Clear."])])
    file = pydicom.dcmread(io.BytesIO(data))
    file.StudyDescription = "Testperson study"
    procedure = sr.item(
        "HAS CONCEPT MOD",
        "CODE",
        ("121058", "DCM", "Procedure reported"),
        ConceptCodeSequence=("X1", "99LOCAL", "CT of the chest"),
    )
    language = sr.item(
        "HAS CONCEPT MOD", "CODE", ("121049", "DCM", "Language"), ConceptCodeSequence=("en", "RFC5646", "English")
    )
    file.ContentSequence = [procedure, language, *file.ContentSequence]
    out = io.BytesIO()
    file.save_as(out)
    assert _text(out.getvalue()) == "EXAM: CT of the chest\n\nFINDINGS:\nClear."


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        ({}, "final"),
        ({"CompletionFlag": "PARTIAL"}, "partial"),
        ({"VerificationFlag": "UNVERIFIED"}, "unverified"),
        ({"PreliminaryFlag": "PRELIMINARY"}, "preliminary"),
        ({"PreliminaryFlag": "FINAL"}, "final"),
        ({"VerificationFlag": ""}, None),
    ],
)
def test_status(sr, flags, status):
    """What is not complete, verified and final is not called final."""
    assert dicom_sr.read(sr([(FINDINGS, ["Clear."])], **flags)).reports[0].status == status


@pytest.mark.parametrize("charset", ["ISO_IR 100", "ISO_IR 192"])
def test_character_set(sr, charset):
    """The declared character set is used in nested items too."""
    assert _text(sr([(FINDINGS, ["Sjögren, 37 °C"])], charset=charset)).endswith("Sjögren, 37 °C")


def _changed(data, **values):
    file = pydicom.dcmread(io.BytesIO(data))
    for name, value in values.items():
        setattr(file, name, value)
    out = io.BytesIO()
    file.save_as(out)
    return out.getvalue()


def test_what_is_no_prose(sr):
    """Codes and numbers alone, images, and other files are refused with the reason."""
    coded = sr.item("CONTAINS", "CODE", FINDING, ConceptCodeSequence=("27925004", "SCT", "Nodule"))
    good = sr([(FINDINGS, ["Clear."])])
    for data, problem in (
        (sr([(FINDINGS, [coded])]), "no text to explain"),
        (sr([]), "no text to explain"),
        (_changed(good, SOPClassUID="1.2.840.10008.5.1.4.1.1.2"), "no structured report .CT Image Storage"),
        (_changed(good, SOPClassUID="1.2.840.10008.5.1.4.1.1.88.59"), "no structured report"),
        (good[:200], "no structured report|cannot be read"),
        (b"", "no structured report|cannot be read|no DICOM"),
        (b"FINDINGS: Lungs clear.", "no structured report|cannot be read"),
    ):
        with pytest.raises(ReportError, match=problem):
            dicom_sr.read(data)


def _nested(depth):
    """A file whose containers stand inside each other; written by hand, for the library takes too long over it."""

    def element(group, number, kind, value):
        value += b"\x00" * (len(value) % 2)
        return struct.pack("<HH2sH", group, number, kind, len(value)) + value

    sr_class = b"1.2.840.10008.5.1.4.1.1.88.11"
    meta = element(2, 2, b"UI", sr_class) + element(2, 16, b"UI", b"1.2.840.10008.1.2.1")
    opening = struct.pack("<HH2sHIHHI", 0x40, 0xA730, b"SQ", 0, 0xFFFFFFFF, 0xFFFE, 0xE000, 0xFFFFFFFF)
    opening += element(0x40, 0xA040, b"CS", b"CONTAINER ")
    closing = struct.pack("<HHIHHI", 0xFFFE, 0xE00D, 0, 0xFFFE, 0xE0DD, 0)
    head = bytes(128) + b"DICM" + element(2, 0, b"UL", struct.pack("<I", len(meta))) + meta
    return head + element(8, 0x16, b"UI", sr_class) + opening * depth + closing * depth


@pytest.mark.parametrize("depth", [80, 400, 20_000])
def test_nested_too_deeply(depth):
    """A tree that never ends is refused."""
    with pytest.raises(ReportError, match=r"nested too deeply|RecursionError"):
        dicom_sr.read(_nested(depth))


def test_packed_bomb(sr):
    """A deflated file that unpacks to very much is refused before it is unpacked."""
    good = sr([(FINDINGS, ["Clear."])])
    file = pydicom.dcmread(io.BytesIO(good))
    file.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1.99"
    out = io.BytesIO()
    file.save_as(out)
    packed = out.getvalue()
    assert _text(packed) == "FINDINGS:\nClear."
    start = 144 + int.from_bytes(packed[140:144], "little")
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = packed[:start] + squeeze.compress(b"\x00" * 40_000_000) + squeeze.flush()
    with pytest.raises(ReportError, match="unpacks to more"):
        dicom_sr.read(bomb)


def test_more_text_than_any_report(sr):
    """More than 1 MB of text does not come out."""
    with pytest.raises(ReportError, match="larger than 1 MB"):
        dicom_sr.read(sr([(FINDINGS, ["lung " * 110_000, "lung " * 110_000])]))


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 2000), bytes_=st.binary(min_size=1, max_size=8))
def test_any_damage(sr, place, bytes_):
    """Whatever is broken in a file, the answer is a report or a ReportError."""
    data = bytearray(sr([(FINDINGS, ["Disc bulge."]), (IMPRESSION, ["Mild."])]))
    data[place : place + len(bytes_)] = bytes_
    try:
        assert dicom_sr.read(bytes(data)).reports
    except ReportError as error:
        fault = str(error)
    else:
        fault = ""
    assert "\n" not in fault


@pytest.mark.shared
def test_shared_measurements_are_refused(shared):
    """A published report of measurements without prose gives no report."""
    with pytest.raises(ReportError, match="no text to explain"):
        dicom_sr.read((shared / "import_files" / "dicom_sr" / "highdicom_sr_document_tid1500.dcm").read_bytes())


@pytest.mark.shared
def test_shared_template_file(shared):
    """A published template gives its one placeholder and its status."""
    (report,) = dicom_sr.read((shared / "import_files" / "dicom_sr" / "pydicom_reportsi.dcm").read_bytes()).reports
    assert (report.text, report.status) == ("Enter text", "partial")
