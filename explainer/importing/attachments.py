"""Documents inside a message: base64 with a content type, to plain text."""

from __future__ import annotations

import base64
import binascii
import io
import logging
import re
from typing import Any, Final

from explainer.errors import ReportError
from explainer.importing.body import TEXT_LIMIT, check_length, clean
from explainer.importing.charset import decode
from explainer.importing.extras import FOREIGN, load
from explainer.importing.markup import html_text, rtf_text

_PDF_PAGES: Final = 60
_PDF_PAGE_BYTES: Final = 4_000_000  # of one page's drawing commands, unpacked
_PDF_BYTES: Final = 12_000_000  # of all pages
_PDF_STEPS: Final = 400_000  # drawing commands
_MARKUP_LIMIT: Final = 4 * TEXT_LIMIT
_SPACE: Final = re.compile(r"\s+")
_CHARSET: Final = re.compile(r"charset=\"?([A-Za-z0-9._-]{1,30})")
_HTML_HEAD: Final = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html|head|body|div|p|pre|table|span|br|h[1-6])\b", re.I
)
_KINDS: Final = {
    "text/plain": "text", "text": "text", "plain": "text", "text/html": "html", "html": "html", "application/xhtml": "html",
    "application/xhtml+xml": "html", "text/xhtml": "html", "xhtml": "html", "application/rtf": "rtf", "text/rtf": "rtf",
    "application/x-rtf": "rtf", "text/richtext": "rtf", "rtf": "rtf", "application/pdf": "pdf", "pdf": "pdf",
    "text/pdf": "pdf", "application/x-pdf": "pdf", "text/markdown": "text",
}  # fmt: skip
#: Which of several equal forms of one report is read first.
PREFERENCE: Final = ("text", "html", "rtf", "pdf")


def kind_of(data: bytes, content_type: str) -> str | None:
    """``text``, ``html``, ``rtf`` or ``pdf``; None when the document is of no kind that can be read.

    The first bytes count for more than the declared type.
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(
        (b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"II*\x00", b"MM\x00*")
    ):
        return None
    declared = content_type.split(";")[0].strip().lower()
    kind = _KINDS.get(declared)
    if kind in (None, "text") and _HTML_HEAD.match(head.decode("latin-1")):
        return "html"
    if kind is None and not declared and b"\x00" not in head:
        return "text"
    return kind


def decode_base64(data: str) -> bytes:
    """The bytes of base64 text; white space in it is allowed, anything else is not.

    Raises:
        ReportError: No base64.
    """
    try:
        return base64.b64decode(_SPACE.sub("", data), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ReportError("an attached document is no valid base64") from error


def document_text(data: bytes, content_type: str) -> str:
    """The words of a document.

    Raises:
        ReportError: A kind that cannot be read, broken, protected, without words, or over 1 MB of text.
    """
    kind = kind_of(data, content_type)
    if kind is None:
        declared = re.sub(r"[^\w/+.-]", "", content_type.split(";")[0])[:40] or "unknown"
        raise ReportError(f"an attached document of type {declared!r} cannot be read (text, HTML, RTF and PDF can)")
    if kind == "pdf":
        return pdf_text(data)
    if len(data) > _MARKUP_LIMIT:
        raise ReportError("an attached document is larger than any radiology report")
    named = _CHARSET.search(content_type)
    if kind == "rtf":
        text = rtf_text(data.decode("latin-1"))
    else:
        text, _ = decode(data, named.group(1) if named else "")
        if kind == "html":
            text = html_text(text)
    text = clean(text)
    check_length(text)
    return text


def pdf_text(data: bytes) -> str:
    """The words of a PDF, page by page.

    Raises:
        ReportError: Broken, protected, too large, or only pictures.
    """
    pypdf = load("pypdf", "pdf-in", "PDF documents")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its notices may quote the document
    steps = 0

    def count(*_: Any) -> None:
        nonlocal steps
        steps += 1
        if steps > _PDF_STEPS:
            raise ReportError("the PDF is too large to be a radiology report")

    pages: list[str] = []
    drawn = size = 0
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReportError("the PDF is protected by a password")
        for number, page in enumerate(reader.pages):
            if number >= _PDF_PAGES:
                raise ReportError(f"the PDF has more than {_PDF_PAGES} pages; no radiology report is that long")
            contents = page.get_contents()
            weight = len(contents.get_data()) if contents is not None else 0
            drawn += weight
            if weight > _PDF_PAGE_BYTES or drawn > _PDF_BYTES:
                raise ReportError("the PDF is too large to be a radiology report")
            pages.append(page.extract_text(visitor_operand_before=count))
            size += len(pages[-1])
            if size > TEXT_LIMIT:
                raise ReportError("the PDF holds more than 1 MB of text; no radiology report is that long")
    except ReportError:
        raise
    except (*FOREIGN, pypdf.errors.PyPdfError, pypdf.errors.DependencyError, pypdf.errors.DeprecationError) as error:
        raise ReportError(f"the PDF cannot be read ({type(error).__name__})") from error
    text = clean("\n".join(pages))
    if not any(c.isalpha() for c in text):
        raise ReportError("the PDF holds no text (a scan or a picture); give the report as text")
    check_length(text)
    return text
