"""The Word file: real headings, alternative texts, a language, and the same words as the text letter."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from explainer.pipeline import Explanation
from explainer.rendering.blocks import Document
from explainer.rendering.docx import docx

library = pytest.importorskip("docx", reason="the extra docx is not installed")
pytest.importorskip("typst", reason="the extra docx is not installed")

Letter = Callable[[str], Explanation]


def _document(done: Explanation) -> Document:
    assert done.document is not None
    return done.document


def test_has_heading_styles_alternative_texts_and_language(letter: Letter) -> None:
    """Headings are Word's own; each picture says what it shows; the text has a language."""
    document = _document(letter("ct_lumbar_pelvis"))
    file = library.Document(BytesIO(docx(document)))
    headings = [p.text for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert [b.text for b in document.blocks if b.style == "heading"] == [
        h for h in headings if h in {b.text for b in document.blocks}
    ]
    xml = file.element.xml
    pictures = sum(len(b.pictures) + len(b.icons) for b in document.blocks)
    assert xml.count("<wp:docPr") == pictures
    assert xml.count("descr=") >= pictures
    assert f'w:val="{document.language}' in file.styles.element.xml


def test_holds_the_words_of_the_letter_in_their_order(letter: Letter) -> None:
    """Every block of the letter is a paragraph, then comes the report."""
    document = _document(letter("mri_knee"))
    text = "\n".join(p.text for p in library.Document(BytesIO(docx(document))).paragraphs)
    at = 0
    for block in document.blocks:
        if block.style == "letterhead":
            continue
        found = text.find(block.text, at)
        assert found >= 0, block.text
        at = found + len(block.text)
    assert " ".join(document.report.split())[-40:] in " ".join(text.split())


def test_a_held_letter_says_so_in_the_head_of_every_page(letter: Letter) -> None:
    """The mark stands in the page header."""
    file = library.Document(BytesIO(docx(_document(letter("ct_head_critical")))))
    assert any("HELD" in p.text for s in file.sections for p in s.header.paragraphs)


def test_untrusted_words_are_text(hostile: Document) -> None:
    """Control characters go, markup stays as characters."""
    text = "\n".join(p.text for p in library.Document(BytesIO(docx(hostile))).paragraphs)
    assert "<script>alert(1)</script>" in text
    assert "\x07" not in text


def test_opens_in_an_office_program_with_its_headings(letter: Letter, tool: Callable[..., str], tmp_path: Path) -> None:
    """LibreOffice reads it and keeps the headings."""
    office = tool("soffice", "libreoffice")
    source = tmp_path / "letter.docx"
    document = _document(letter("xr_hip"))
    source.write_bytes(docx(document))
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "html", "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    page = (tmp_path / "letter.html").read_text("utf-8", errors="replace")
    assert page.lower().count("<h2") + page.lower().count("<h1") >= len(
        [b for b in document.blocks if b.style == "heading"]
    )


def test_pictures_are_no_larger_than_they_are_shown(letter: Letter) -> None:
    """Bitmaps hold the dots that paper shows, so that a letter with many pictures can be mailed."""
    data = docx(_document(letter("ct_lumbar_pelvis")))
    shapes = library.Document(BytesIO(data)).inline_shapes
    assert len(shapes) > 5
    for shape in shapes:
        (part,) = shape._inline.xpath(".//a:blip/@r:embed")
        image = library.Document(BytesIO(data)).part.related_parts[part].image
        assert image.px_width / shape.width.inches < 230
    assert len(data) < 300_000


def test_a_number_after_an_arabic_name_keeps_its_order(arabic: Document) -> None:
    """A mark without a shape ends each value that runs from right to left."""
    text = "\n".join(p.text for p in library.Document(BytesIO(docx(arabic))).paragraphs)
    assert "مستشفى السلام\u200e | 555-0100" in text
