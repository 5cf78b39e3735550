"""The PDF file: tagged, titled, with alternative texts, and the same words as the text letter."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from explainer.pipeline import Explanation
from explainer.rendering.blocks import Document
from explainer.rendering.html import html
from explainer.rendering.pdf import HELD_LINE, pdf
from explainer.rendering.text import plain

pikepdf = pytest.importorskip("pikepdf", reason="the extra dev is not installed")
pypdf = pytest.importorskip("pypdf", reason="the extra dev is not installed")
pytest.importorskip("typst", reason="the extra pdf is not installed")

Letter = Callable[[str], Explanation]
LIMIT = 300_000


def _document(done: Explanation) -> Document:
    assert done.document is not None
    return done.document


def _nodes(node: Any) -> list[Any]:
    """The structure elements below a node, in reading order."""
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    found: list[Any] = []
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid, *_nodes(kid)]
    return found


@pytest.mark.parametrize("name", ["ct_lumbar_pelvis", "ct_head_critical", "xr_chest_normal"])
def test_is_tagged_titled_and_small(letter: Letter, name: str) -> None:
    """PDF/UA says so itself, with language, title and headings; every picture has an alternative text."""
    document = _document(letter(name))
    data = pdf(document)
    assert len(data) <= LIMIT
    with pikepdf.open(BytesIO(data)) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang).startswith(document.language)
        assert file.Root.ViewerPreferences.DisplayDocTitle
        with file.open_metadata() as metadata:
            assert metadata.get("pdfuaid:part") == "1"
            assert document.title in metadata["dc:title"]
        nodes = _nodes(file.Root.StructTreeRoot)
        kinds = [str(n.S) for n in nodes]
        assert kinds.count("/H2") + kinds.count("/H1") >= 5
        figures = [n for n in nodes if str(n.S) == "/Figure"]
        assert len(figures) == sum(len(b.pictures) + len(b.icons) for b in document.blocks)
        assert all(str(n.get("/Alt", "")).strip() for n in figures)


@pytest.mark.parametrize("name", ["ct_lumbar_pelvis", "mri_knee", "ct_head_critical"])
def test_holds_every_word_of_the_text_letter(letter: Letter, words: Callable[[str], list[str]], name: str) -> None:
    """The words of the letter come out in their order; between them stand only notes, captions and page numbers."""
    document = _document(letter(name))
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf(document))).pages]
    got = "".join("\n".join(pages).split())
    at = 0
    for block in document.blocks:
        for word in words(block.text):
            found = got.find(word, at)
            assert found >= 0, word
            at = found if block.style == "letterhead" else found + len(word)
    if document.held:
        assert all(HELD_LINE.split()[0] in page for page in pages)
    assert plain(document).strip()


def test_untrusted_words_are_text(hostile: Document) -> None:
    """Markup of typst and others in report and fields is shown, never run."""
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf(hostile))).pages)
    squeezed = "".join(text.split())
    assert '#read("/etc/passwd")' in squeezed
    assert "root:x:0" not in squeezed
    assert "/URI" not in str(pdf(hostile))


def test_large_print_has_more_pages(letter: Letter) -> None:
    """The same letter in large print needs more room."""
    document = _document(letter("ct_lumbar_pelvis"))
    pages = [len(pypdf.PdfReader(BytesIO(pdf(document, large=large))).pages) for large in (False, True)]
    assert pages[1] > pages[0]


def test_names_of_other_scripts_come_out(letter: Letter) -> None:
    """Accents are kept; the same document gives the same bytes."""
    document = _document(letter("xr_chest_normal"))
    assert pdf(document) == pdf(document)


def test_an_arabic_name_turns_nothing_behind_it(arabic: Document, tool: Callable[..., str], tmp_path: Path) -> None:
    """Phone number, record number and date stand in their own order behind a name that runs from right to left."""
    file = tmp_path / "summary.pdf"
    file.write_bytes(pdf(arabic))
    text = subprocess.run(
        [tool("pdftotext"), "-layout", str(file), "-"], capture_output=True, check=True, text=True
    ).stdout
    head = text.split("Bottom line")[0]
    for number in ("555-0100", "55-01", "2024-03-02"):
        assert number in head


def test_a_statement_of_many_sentences_shows_some_and_counts_the_rest(letter: Letter) -> None:
    """A footnote stays a footnote when a report says one thing thousands of times."""
    from explainer.core.values import Span
    from explainer.rendering.blocks import SHOWN_SENTENCES, Origin

    document = _document(letter("xr_hip"))
    spans = tuple(Span(i, i + 3) for i in range(0, 3 * (SHOWN_SENTENCES + 5), 3))
    at = next(i for i, b in enumerate(document.blocks) if b.origin is not None)
    blocks = list(document.blocks)
    blocks[at] = replace(blocks[at], origin=Origin(spans))
    long = replace(document, blocks=tuple(blocks))
    text = " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf(long))).pages).split())
    assert "And 5 more sentences of the report." in text
    assert html(long).count("And 5 more sentences of the report.") == 1
