"""One report in four formats and six packings gives one text and the same findings."""

from __future__ import annotations

from typing import Any

import pytest

from explainer.core.language.sections import find_sections
from explainer.core.reading import read
from explainer.importing import dicom_sr, fhir, hl7v2, text
from explainer.importing.body import Imported, words_of

_TITLES = {
    "EXAM": ("EX1", "99LOCAL", "Examination"),
    "INDICATION": ("18785-6", "LN", "Indications for Procedure"),
    "COMPARISON": ("18834-2", "LN", "Previous Findings"),
    "FINDINGS": ("59776-5", "LN", "Findings"),
    "IMPRESSION": ("19005-8", "LN", "Impressions"),
}


def _only(imported: Imported, person: tuple[str, ...]) -> str:
    (report,) = imported.reports
    assert not [name for name in person if name in report.text]
    return report.text


def _findings(words: str) -> list[tuple[Any, ...]]:
    return [
        (f.concept, f.text, f.status, f.certainty, f.laterality, f.levels, f.severity, f.section,
         tuple((m.value, m.unit) for m in f.measurements))
        for f in read(words).findings
    ]  # fmt: skip


@pytest.fixture
def as_hl7(report, hl7_message, person) -> str:
    hl7 = pytest.importorskip("hl7", reason="the hl7 package, which builds the message, is not installed")
    frame = hl7.parse("MSH|^~\\&|A|B|C|D|20240102||ORU^R01|1|P|2.4\r")
    line = frame.escape(report.replace("\n", "\r"))
    return _only(hl7v2.read(hl7_message([("FT", "GDT^Report", line, "F")])), person)


@pytest.fixture
def as_hl7_lines(sections, hl7_message, person) -> str:
    lines = []
    for title, words in sections:
        suffix = "&IMP" if title == "IMPRESSION" else "&GDT"
        rows = words.split("\n")
        if title not in ("IMPRESSION", "FINDINGS"):
            rows[0] = f"{title}: {rows[0]}"
        elif title == "FINDINGS":
            rows.insert(0, "FINDINGS:")
        lines += [("ST", suffix, row, "Final") for row in rows]
    return _only(hl7v2.read(hl7_message(lines, "Final")), person)


@pytest.fixture
def as_dicom(sections, sr, person) -> str:
    return _only(dicom_sr.read(sr([(_TITLES[title], words.split("\n")) for title, words in sections])), person)


def _fhir(resource: Any, packed: Any, person: tuple[str, ...]) -> str:
    pytest.importorskip("fhir.resources", reason="the 'fhir' extra is not installed")
    return _only(fhir.read(packed(resource)), person)


@pytest.fixture
def as_fhir_text(report, fhir_report, form, packed, person) -> str:
    return _fhir(fhir_report(presentedForm=[form(report, "text/plain")]), packed, person)


@pytest.fixture
def as_fhir_html(report, fhir_report, form, packed, person) -> str:
    body = report.replace("\n\n", "</p><p>").replace("\n", "<br/>")
    page = f"<html><head><title>Erika Testperson</title></head><body><p>{body}</p></body></html>"
    return _fhir(fhir_report(presentedForm=[form(page, "text/html; charset=utf-8")]), packed, person)


@pytest.fixture
def as_fhir_rtf(report, fhir_report, form, packed, person, rtf) -> str:
    return _fhir(fhir_report(presentedForm=[form(rtf(report), "application/rtf")]), packed, person)


@pytest.fixture
def as_fhir_pdf(report, fhir_report, form, packed, person, pdf) -> str:
    pytest.importorskip("pypdf", reason="the 'pdf-in' extra is not installed")
    return _fhir(fhir_report(presentedForm=[form(pdf(report), "application/pdf")]), packed, person)


@pytest.fixture
def as_fhir_conclusion(report, fhir_report, packed, person) -> str:
    return _fhir(fhir_report(conclusion=report), packed, person)


@pytest.fixture
def as_fhir_observations(sections, fhir_report, packed, person) -> str:
    entries = []
    for number, (title, words) in enumerate(sections[:-1]):
        code, _, name = _TITLES[title]
        entries.append(
            {
                "fullUrl": f"urn:uuid:{number}",
                "resource": {
                    "resourceType": "Observation",
                    "status": "final",
                    "code": {"coding": [{"code": code, "display": name}]},
                    "subject": {"display": "Erika Testperson"},
                    "valueString": words,
                },
            }
        )
    top = fhir_report(
        conclusion=sections[-1][1], result=[{"reference": entry["fullUrl"], "display": "x"} for entry in entries]
    )
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": top}, *entries]}
    return _fhir(bundle, packed, person)


_PACKINGS = [
    "as_hl7", "as_hl7_lines", "as_dicom", "as_fhir_text", "as_fhir_html", "as_fhir_rtf", "as_fhir_pdf",
    "as_fhir_conclusion", "as_fhir_observations",
]  # fmt: skip


def test_text_is_kept_character_by_character(report):
    """A text file's report is what the file holds, offsets and all."""
    assert text.read(report.encode()).reports[0].text == report


@pytest.mark.parametrize("packing", _PACKINGS)
def test_same_words(packing, report, request):
    """Whatever the packing, the words are the report's own, in its order."""
    words = request.getfixturevalue(packing)
    assert words_of(words) == words_of(report)


@pytest.mark.parametrize("packing", _PACKINGS)
def test_same_sections(packing, report, request):
    """Whatever the packing, each section holds the same words."""

    def sections(words: str) -> list[tuple[str, str]]:
        return [(s.kind, words_of(words[s.start : s.end])) for s in find_sections(words)]

    assert sections(request.getfixturevalue(packing)) == sections(report)


@pytest.mark.parametrize("packing", _PACKINGS)
def test_same_findings(packing, report, request):
    """Whatever the packing, the findings and their attributes are those of the plain text."""
    wanted = _findings(report)
    assert len(wanted) > 3
    assert _findings(request.getfixturevalue(packing)) == wanted
