"""Plain text, and text in a document (PDF, RTF, HTML), to a report."""

from __future__ import annotations

from explainer.core.values import Report
from explainer.errors import ReportError
from explainer.importing.attachments import document_text, kind_of
from explainer.importing.body import TEXT_LIMIT, Imported, choose
from explainer.importing.charset import decode


def read(data: bytes, item: int | None = None) -> Imported:
    """The one report of a text file, its characters unaltered. A PDF, RTF or HTML file gives its words.

    Args:
        item: 1, or None.

    Raises:
        ReportError: Over 1 MB, binary, or a document that cannot be read.
    """
    choose((data,), item)
    kind = kind_of(data, "")
    if kind in ("pdf", "rtf", "html"):
        return Imported((Report(document_text(data, "")),))
    if len(data) > TEXT_LIMIT:
        raise ReportError("the report is larger than 1000 kB; nothing was read")
    text, fallback = decode(data)
    return Imported((Report(text),), fallback)
