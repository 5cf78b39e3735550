"""Documents inside messages."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.errors import ReportError
from explainer.importing.attachments import decode_base64, document_text, kind_of, pdf_text
from explainer.importing.body import words_of


@pytest.mark.parametrize(
    ("data", "declared", "kind"),
    [
        (b"%PDF-1.4", "text/plain", "pdf"),
        (b"{\\rtf1 x}", "", "rtf"),
        (b"<html>", "", "html"),
        (b"\n <!DOCTYPE html>", "text/plain", "html"),
        (b"<p>x", "application/xhtml", "html"),
        (b"plain", "text/plain; charset=utf-8", "text"),
        (b"plain", "", "text"),
        (b"plain", "TEXT/PLAIN", "text"),
        (b"PK\x03\x04", "text/plain", None),
        (b"\x1f\x8b", "", None),
        (b"x", "image/png", None),
        (b"\x00\x01", "", None),
    ],
)
def test_kind(data, declared, kind):
    """The first bytes count for more than the declared type; archives and pictures are of no kind."""
    assert kind_of(data, declared) == kind


def test_base64():
    """White space is allowed, anything else is not."""
    assert decode_base64("QUJD\r\n REVG") == b"ABCDEF"
    for bad in ("QUJ", "Q!!=", "é"):
        with pytest.raises(ReportError, match="no valid base64"):
            decode_base64(bad)


def test_character_sets():
    """The declared set, else UTF-8, else Windows-1252; no other codec can be asked for."""
    assert document_text("Sjögren".encode("latin-1"), "text/plain; charset=iso-8859-1") == "Sjögren"
    assert document_text("Sjögren".encode(), 'text/plain; charset="utf-8"') == "Sjögren"
    assert document_text("Sjögren".encode("cp1252"), "text/plain") == "Sjögren"
    assert document_text(b"a-b", "text/plain; charset=punycode") == "a-b"


def test_pdf(pdf, report):
    """A PDF gives its words."""
    pytest.importorskip("pypdf", reason="the 'pdf-in' extra is not installed")
    assert words_of(pdf_text(pdf(report))) == words_of(report)


def test_pdf_that_cannot_be_read(pdf, report):
    """Broken, empty of words, too long and exploding files are refused in one line."""
    pytest.importorskip("pypdf", reason="the 'pdf-in' extra is not installed")
    good = pdf(report)
    for data, problem in (
        (b"%PDF-1.4", "cannot be read"),
        (good[:300], "cannot be read|no text"),
        (pdf(""), "holds no text"),
        (pdf("One.", copies=61), "more than 60 pages"),
        (pdf(content=b"q Q " * 1_050_000), "too large"),
        (pdf(content=b"q Q " * 205_000), "too large"),
        (pdf(content=b" " * 90_000_000), "too large|cannot be read"),
    ):
        with pytest.raises(ReportError, match=problem) as caught:
            pdf_text(data)
        assert "\n" not in str(caught.value)


def test_missing_extra_is_named(monkeypatch):
    """Without the library the message says what to install."""
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(ReportError, match=r"PDF documents need an extra: pip install .*\[pdf-in\]"):
        pdf_text(b"%PDF-1.4")


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 900), bytes_=st.binary(min_size=1, max_size=6))
def test_any_damage(pdf, place, bytes_):
    """Whatever is broken in a PDF, the answer is a text or a ReportError."""
    pytest.importorskip("pypdf", reason="the 'pdf-in' extra is not installed")
    data = bytearray(pdf("FINDINGS: No fracture."))
    data[place : place + len(bytes_)] = bytes_
    try:
        assert pdf_text(bytes(data))
    except ReportError as error:
        fault = str(error)
    else:
        fault = ""
    assert "\n" not in fault
