"""Which file formats a document can be written in, by the ending of the file's name."""

from __future__ import annotations

from typing import Final

from explainer.rendering.blocks import Document

#: Endings of the formats that hold the letter alone; ``.json`` and ``.fhir.json`` are made where its trail is known.
ENDINGS: Final = (".txt", ".md", ".html", ".pdf", ".docx")


def render(document: Document, ending: str, *, large: bool = False) -> bytes:
    """The document as the bytes of a file.

    Args:
        ending: One of ``ENDINGS``.
        large: Large print, where the format has sizes.

    Raises:
        ReportError: The format's library is not installed.
        WordingError: The library refused the document.
    """
    if ending == ".html":
        from explainer.rendering.html import html

        return html(document, large=large).encode("utf-8")
    if ending == ".pdf":
        from explainer.rendering.pdf import pdf

        return pdf(document, large=large)
    if ending == ".docx":
        from explainer.rendering.docx import docx

        return docx(document, large=large)
    from explainer.rendering.text import markdown, with_report

    return (markdown(document) if ending == ".md" else with_report(document)).encode("utf-8")
