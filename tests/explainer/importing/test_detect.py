"""Which format a file is in."""

from __future__ import annotations

import sys

import pytest

from explainer.errors import ReportError
from explainer.importing.detect import FORMATS, detect_format, import_reports


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"FINDINGS: Clear.", "text"),
        (b"", "text"),
        (b"\x0bMSH|^~\\&|A", "hl7v2"),
        (b"\xef\xbb\xbfMSH|^~\\&|A", "hl7v2"),
        (b"FHS|^~\\&|A\rBHS|^~\\&|A\rMSH|", "hl7v2"),
        (b"2024-01-02 INFO\n<SB>\nMSH|^~\\&|A", "hl7v2"),
        (b"MSH#*!@&#A", "hl7v2"),
        (b"The MSHA rules|apply", "text"),
        (b'{"resourceType": "DiagnosticReport"}', "fhir"),
        (b'\n [{"resourceType": "DiagnosticReport"}]', "fhir"),
        (b"{\\rtf1 FINDINGS}", "text"),
        (b"<p>FINDINGS: Clear.</p>", "text"),
        (b"<5 mm nodule", "text"),
        (bytes(128) + b"DICM", "dicom-sr"),
    ],
)
def test_detection(data, format):
    """The first bytes tell the format."""
    assert detect_format(data) == format


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"schema": "explainer.draft/1"}', "no FHIR resource"),
        (b'<DiagnosticReport xmlns="http://hl7.org/fhir">', "FHIR as XML"),
        (b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">', "C-CDA"),
        (b'<section><templateId root="2.16"/>', "C-CDA"),
        (b'<?xml version="1.0"?><report/>', "XML of an unknown kind"),
    ],
)
def test_known_formats_that_are_not_read(data, problem):
    """A format that is known and not read is named; its markup is no report."""
    with pytest.raises(ReportError, match=problem):
        import_reports(data)


def test_chosen_format_wins():
    """A format that was asked for is not guessed at."""
    with pytest.raises(ReportError, match="no MSH segment"):
        import_reports(b"FINDINGS: Clear.", "hl7v2")
    with pytest.raises(ReportError, match=r"format 'pdf' is unknown; known are text, fhir, hl7v2, dicom-sr"):
        import_reports(b"x", "pdf")
    assert FORMATS == ("text", "fhir", "hl7v2", "dicom-sr")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("item", [0, 2, -1])
def test_an_item_that_is_not_there(format, item, hl7_message, fhir_report, packed):
    """Items count from 1 in every format."""
    data = {"hl7v2": hl7_message([("TX", "G", "x", "F")]), "fhir": packed(fhir_report(conclusion="x"))}.get(
        format, b"x"
    )
    with pytest.raises(ReportError, match=f"item {item} was asked for, but the file holds 1 report"):
        import_reports(data, format, item)


@pytest.mark.parametrize(
    ("module", "data", "extra"),
    [
        ("fhir.resources.R4B.diagnosticreport", b'{"resourceType": "DiagnosticReport"}', "fhir"),
        ("pydicom", bytes(128) + b"DICM", "dicom"),
    ],
)
def test_missing_extras_are_named(monkeypatch, module, data, extra):
    """Without the library the message says what to install."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ReportError, match=rf"need an extra: pip install .*\[{extra}\]"):
        import_reports(data)


@pytest.mark.shared
def test_shared_c_cda_is_refused(shared):
    """A C-CDA fragment is not read as text."""
    with pytest.raises(ReportError, match="C-CDA"):
        import_reports((shared / "import_files" / "ccda" / "Chest_X_ray_with_Narrative_Report.xml").read_bytes())


@pytest.mark.shared
def test_shared_run_together_message(shared):
    """A published message on one line gives its sections and status."""
    data = (shared / "import_files" / "hl7v2" / "hl7eu_OrderResulted_ORU_xray_clavicle.txt").read_bytes()
    format, imported = import_reports(data)
    (report,) = imported.reports
    assert (format, report.status) == ("hl7v2", "Final")
    assert report.text.startswith("EXAM: X-RAY CLAVICLE\n\nFINDINGS:\n")
    assert "IMPRESSION:\nAbnormal, Fracture Present\nLeft lateral; surgery required" in report.text
