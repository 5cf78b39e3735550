"""A document as PDF/UA-1: tagged, with title, language, alternative texts and embedded fonts, by typst.

The words go into typst as data, never as markup; no network. The fonts are those that typst carries.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

from explainer.errors import WordingError
from explainer.importing.extras import load
from explainer.rendering.blocks import Block, Document, IconArray, Picture
from explainer.rendering.pictures.choosing import drawing
from explainer.rendering.pictures.svg import icons_alt, icons_svg, picture_svg
from explainer.rendering.shown import is_rtl, shown
from explainer.rendering.text import REPORT_TITLE

HELD_LINE: Final = "HELD: a clinician must see this first"


def pdf(document: Document, *, large: bool = False, paper: str = "a4") -> bytes:
    """The document as PDF.

    Args:
        large: Letters of 18 points.
        paper: A paper name of typst, ``a4`` or ``us-letter``.

    Raises:
        ReportError: The library is not installed.
        WordingError: typst refused the letter.
    """
    typst = load("typst", "pdf", "PDF files")
    data = {
        "title": shown(document.title), "lang": document.language, "large": large, "paper": paper, "held": document.held,
        "held-line": HELD_LINE, "groups": _groups(document), "report-title": REPORT_TITLE,
        "report": shown(document.report.strip()).split("\n"),
    }  # fmt: skip
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    # A name or a report in a script that the fonts of typst lack: try the fonts of the machine, then give up the claim to
    # be PDF/UA, which forbids boxes in place of letters, rather than the letter. Of its own, typst has Arabic letters of
    # one width only, which do not join well: there the machine's fonts come first.
    attempts: tuple[tuple[bool, list[str]], ...] = ((True, ["ua-1"]), (False, ["ua-1"]), (False, []))
    for own_fonts, standards in attempts[1:] if is_rtl(inputs["data"]) else attempts:
        try:
            return bytes(
                typst.compile(
                    _template(), format="pdf", pdf_standards=standards, ignore_system_fonts=own_fonts, sys_inputs=inputs
                )
            )
        except typst.TypstError as error:
            if "could not be displayed" not in str(error) or not standards:
                raise WordingError("the PDF could not be made; write another format") from error
    raise AssertionError("the last attempt returns or raises")


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("explainer") / "rendering/letter.typ").read_bytes()


def _groups(document: Document) -> list[dict[str, Any]]:
    return [
        {"style": style, "blocks": [_block(b, document) for b in blocks]}
        for style, blocks in groupby(document.blocks, key=lambda b: b.style)
    ]


def _block(block: Block, document: Document) -> dict[str, Any]:
    pictures = [_picture(p) for p in block.pictures] + [_icons(i) for i in block.icons]
    return {"text": shown(block.text), "notes": _notes(block, document), "pictures": pictures}


def _notes(block: Block, document: Document) -> list[str]:
    """The footnote of a statement: the report's sentences, or that the software added it."""
    if block.origin is None:
        return []
    rows = [f"“{' '.join(shown(document.report[s.start : s.end]).split())}”" for s in block.origin.shown]
    more = [block.origin.more] if block.origin.more else []
    return ["The report says:", *rows, *more] if rows else []


def _picture(picture: Picture) -> dict[str, Any]:
    art = drawing(picture.view)
    width = 50 if art.width > art.height else 34
    return {
        "svg": picture_svg(picture),
        "alt": picture.alt,
        "caption": picture.caption,
        "width": width,
        "column": width + 6,
    }


def _icons(array: IconArray) -> dict[str, Any]:
    return {"svg": icons_svg(array), "alt": icons_alt(array), "caption": array.caption, "width": 28, "column": 36}
