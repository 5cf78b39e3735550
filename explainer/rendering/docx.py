"""A document as a Word file: real headings and lists, language, alternative texts, the report on its own page.

Needs ``python-docx``; typst turns the drawings into bitmaps, since a Word file cannot be counted on to show SVG.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from explainer.importing.extras import load
from explainer.rendering.blocks import Block, Document
from explainer.rendering.pdf import HELD_LINE
from explainer.rendering.pictures.choosing import drawing
from explainer.rendering.pictures.svg import icons_alt, icons_inner, icons_svg, picture_svg
from explainer.rendering.shown import is_rtl, shown
from explainer.rendering.text import REPORT_TITLE

_STYLE = {"bullet": "List Bullet", "number": "List Number", "heading": "Heading 1", "title": "Title"}
_QUIET = ("note", "letterhead", "signature", "source")
_SVG = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")\n'
#: Dots an inch on paper; a drawing is made as large as it is shown, not larger.
_DOTS = 220.0


def docx(document: Document, *, large: bool = False) -> bytes:
    """The document as a ``.docx`` file.

    Args:
        large: Letters of 18 points.

    Raises:
        ReportError: A library is not installed.
    """
    library = load("docx", "docx", "Word files")
    shared = load("docx.shared", "docx", "Word files")
    file = library.Document()
    size = 18 if large else 11.5
    _set_up(file, document, shared, size)
    for block in document.blocks:
        _write(file, block, shared, size)
    file.add_page_break()
    file.add_heading(REPORT_TITLE, level=1)
    for line in shown(document.report.strip()).split("\n"):
        paragraph = file.add_paragraph(style="No Spacing")
        run = paragraph.add_run(line)
        run.font.name, run.font.size = "Courier New", shared.Pt(size * 0.8)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _set_up(file: Any, document: Document, shared: Any, size: float) -> None:
    """Page, letters, language, the file's own title, and the mark of a held letter in the head of each page."""
    qn = load("docx.oxml.ns", "docx", "Word files").qn
    section = file.sections[0]
    section.page_width, section.page_height = shared.Mm(210), shared.Mm(297)
    section.left_margin = section.right_margin = shared.Mm(20)
    section.top_margin = section.bottom_margin = shared.Mm(20)
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", shared.Pt(size)
    for name, scale in (("Title", 1.6), ("Heading 1", 1.2)):
        style = file.styles[name]
        style.font.size, style.font.color.rgb = shared.Pt(size * scale), shared.RGBColor(0x1D, 0x4F, 0x7A)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        style.font.name = "Arial"
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), document.language)
    about = file.core_properties
    about.title, about.language = shown(document.title), document.language
    about.author = about.comments = about.keywords = ""
    if document.held:
        head = section.header.paragraphs[0]
        run = head.add_run(HELD_LINE)
        run.bold, run.font.color.rgb = True, shared.RGBColor(0x8C, 0x1D, 0x04)


def _write(file: Any, block: Block, shared: Any, size: float) -> None:
    paragraph = file.add_paragraph(style=_STYLE.get(block.style, "Normal"))
    # Values of a head line are runs of their own, so that a name that runs from right to left turns nothing else.
    pieces = (
        shown(block.text).split(" | ") if block.style in ("note", "letterhead", "signature") else [shown(block.text)]
    )
    for i, piece in enumerate(pieces):
        if i:
            paragraph.add_run(" | ")
        run = paragraph.add_run(piece)
        if is_rtl(piece):
            run.font.rtl = True
        if block.style == "held":
            run.bold, run.font.color.rgb = True, shared.RGBColor(0x8C, 0x1D, 0x04)
        elif block.style in _QUIET:
            run.font.size = shared.Pt(size * 0.9)
    for picture in block.pictures:
        art = drawing(picture.view)
        width_mm = 55 if art.width > art.height else 38
        _show(
            file, _bitmap(picture_svg(picture), art.width, width_mm), picture.alt, picture.caption, shared.Mm(width_mm)
        )
    for icons in block.icons:
        image = _bitmap(icons_svg(icons), icons_inner(icons)[0], 30)
        _show(file, image, icons_alt(icons), icons.caption, shared.Mm(30))


def _show(file: Any, image: bytes, alt: str, caption: str, width: Any) -> None:
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(image), width=width)
    properties = shape._inline.docPr
    properties.set("descr", shown(alt))
    properties.set("name", "Drawing")
    file.add_paragraph(shown(caption), style="Caption")


@lru_cache(maxsize=64)
def _bitmap(svg: str, width: int, width_mm: int) -> bytes:
    """An SVG of the project's own as PNG. ``width``: in units of the SVG; ``width_mm``: as it is shown."""
    ppi = _DOTS * (width_mm / 25.4) / (width / 72)
    typst = load("typst", "docx", "Word files")
    return bytes(typst.compile(_SVG, format="png", ppi=ppi, ignore_system_fonts=True, sys_inputs={"svg": svg}))
