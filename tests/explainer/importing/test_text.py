"""Text files in, reports out."""

from __future__ import annotations

import pytest

from explainer.errors import ReportError
from explainer.importing import text
from explainer.importing.charset import codec_named


def test_characters_are_unaltered():
    """Line ends and blanks stay, so that offsets point into the file's own text."""
    source = "FINDINGS:\r\n  Clear.  \r\n\r\n"
    assert text.read(source.encode()).reports[0].text == source


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode(encoding):
    """UTF-8 and marked UTF-16 are read alike."""
    imported = text.read("Sjögren ≥ 5 mm".encode(encoding))
    assert (imported.reports[0].text, imported.fallback) == ("Sjögren ≥ 5 mm", False)


def test_windows_1252():
    """Older files are read, and that is told."""
    imported = text.read("No fracture of the os – Sjögren".encode("cp1252"))
    assert (imported.reports[0].text, imported.fallback) == ("No fracture of the os – Sjögren", True)


@pytest.mark.parametrize(
    "data", [b"a\x00b", b"\xff\xfe\x00", bytes(range(128, 256)) * 4, b"\x89PNG\r\n\x1a\n" + bytes(9)]
)
def test_binary(data):
    """Binary data is no report."""
    with pytest.raises(ReportError, match=r"binary|neither|UTF-16"):
        text.read(data)


def test_documents(pdf, rtf, report):
    """A file with a document in it gives the document's words."""
    assert text.read(rtf(report)).reports[0].text == report
    assert text.read(b"<html><body><p>FINDINGS: Clear.</p></body></html>").reports[0].text == "FINDINGS: Clear."
    pytest.importorskip("pypdf", reason="the 'pdf-in' extra is not installed")
    assert "facet arthropathy" in text.read(pdf(report)).reports[0].text


def test_size():
    """1 MB is read, more is not."""
    assert len(text.read(b"x" * 1_000_000).reports[0].text) == 1_000_000
    with pytest.raises(ReportError, match="larger than 1000 kB"):
        text.read(b"x" * 1_000_001)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UNICODE UTF-8", "utf-8"), ("ASCII", "utf-8"), ("8859/1", "iso8859-1"), ("8859/15", "iso8859-15"), ("ISO-8859-2", "iso8859-2"),
        ("windows-1252", "cp1252"), ("8859/12", None), ("punycode", None), ("zlib", None), ("", None),
    ],
)  # fmt: skip
def test_character_set_names(name, codec):
    """Only character sets are known by name, no other codec of the language."""
    assert codec_named(name) == codec
