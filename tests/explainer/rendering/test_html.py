"""The HTML file: self-contained, accessible, and the place where each statement shows where it comes from."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest

from explainer.pipeline import Explanation
from explainer.rendering.blocks import Document
from explainer.rendering.html import html
from explainer.rendering.text import plain

Letter = Callable[[str], Explanation]
Words = Callable[[str], list[str]]
LIMIT = 150_000


#: Elements that may stand inside a word.
_INLINE = frozenset({"mark", "span", "a", "b", "em", "strong", "i"})


class _Page(HTMLParser):
    """The tags of a page with their attributes, and its words outside of pop-ups and style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._skip: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        hidden = self._skip or tag in ("style", "title", "button", "figure", "svg") or "popover" in dict(attrs)
        if hidden and tag not in ("meta", "link", "br", "use", "path", "ellipse", "rect", "circle"):
            self._skip.append(tag)
        if tag not in _INLINE:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._skip and self._skip[-1] == tag:
            self._skip.pop()
        if tag not in _INLINE:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words.append(data)


@pytest.mark.parametrize("name", ["ct_lumbar_pelvis", "mri_lumbar_extrusion", "ct_head_critical", "xr_chest_normal"])
def test_holds_the_words_of_the_text_letter_and_the_report(letter: Letter, words: Words, name: str) -> None:
    """Every word of the plain letter stands in the page in its order, then the whole report."""
    done = letter(name)
    assert done.document is not None
    page = _Page(html(done.document))
    text = "".join(page.words)
    if done.outcome == "held":
        assert "is-held" in html(done.document)
    assert words(text) == words(plain(done.document)) + words("The original report") + words(done.document.report)


def test_loads_nothing_and_runs_nothing(letter: Letter) -> None:
    """No script, no address but anchors of the page itself, and a policy that forbids the rest."""
    document = letter("ct_lumbar_pelvis").document
    assert document is not None
    page = html(document)
    tags = _Page(page).tags
    assert not {t for t, _ in tags} & {"script", "img", "link", "iframe", "object", "embed", "form", "image"}
    for tag, attributes in tags:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src"):
                assert value is not None
                assert value.startswith("#")
    assert "default-src 'none'" in page
    assert "url(" not in page.replace("url(#hatch)", "")
    assert len(page.encode()) <= LIMIT


def test_each_statement_shows_its_report_sentence_and_source(letter: Letter) -> None:
    """Each pop-up has its button, quotes the report word for word, and links to that place of the report."""
    done = letter("ct_lumbar_pelvis")
    assert done.document is not None
    page = html(done.document)
    tags = _Page(page).tags
    ids = {a["id"] for _, a in tags if a.get("id")}
    buttons = {a["popovertarget"] for t, a in tags if t == "button"}
    assert buttons == {i for i in ids if i and re.fullmatch(r"o\d+", i)}
    assert len(buttons) == sum(1 for b in done.document.blocks if b.origin is not None)
    assert {a["href"][1:] for t, a in tags if t == "a" and a["href"]} <= ids
    for block in done.document.blocks:
        for span in block.origin.report if block.origin else ():
            quoted = " ".join(done.document.report[span.start : span.end].split())
            assert escape(quoted) in page
    facet = next(b for b in done.document.blocks if b.text.startswith("Arthritis in small joints"))
    assert facet.origin is not None
    sentences = [done.document.report[s.start : s.end] for s in facet.origin.report]
    assert any("facet arthropathy at L4-5 and L5-S1" in s for s in sentences)
    assert 6 in facet.origin.sources


def test_markup_in_report_and_fields_is_text(hostile: Document) -> None:
    """Tags, control characters and direction marks of the report and the fields never work."""
    page = html(hostile)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert escape("<script>alert(1)</script>") in page
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page)


def test_large_print_is_larger(letter: Letter) -> None:
    """The option changes the size of the letters and no word."""
    document = letter("ct_lumbar_pelvis").document
    assert document is not None
    large, usual = html(document, large=True), html(document)
    assert large.replace(" class=large", "") == usual


def test_a_held_letter_says_so_on_every_printed_page(letter: Letter, tool: Callable[..., str], tmp_path: Path) -> None:
    """Printed by a browser, each page of a held letter says HELD."""
    chromium, pdftotext = tool("chromium", "chromium-browser"), tool("pdftotext")
    document = letter("ct_head_critical").document
    assert document is not None
    source, printed = tmp_path / "held.html", tmp_path / "held.pdf"
    source.write_text(html(document, large=True), "utf-8")
    _run(chromium, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={printed}", source.as_uri())
    pages = subprocess.run([pdftotext, str(printed), "-"], capture_output=True, check=True, text=True).stdout.split(
        "\f"
    )
    pages = [p for p in pages if p.strip()]
    assert len(pages) > 1
    assert all("HELD" in page for page in pages)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["ct_lumbar_pelvis", "ct_head_critical"])
def test_axe_finds_no_violation(
    letter: Letter, tool: Callable[..., str], tmp_path: Path, name: str, width: int
) -> None:
    """axe-core at WCAG 2.2 AA, and nothing to scroll sideways."""
    chromium = tool("chromium", "chromium-browser")
    spec = find_spec("axe_core_python")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("not installed: axe-core-python")
    axe = (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8").replace("</script", "<\\/script")
    document = letter(name).document
    assert document is not None
    # The page's own policy would keep the test's script out as well.
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html(document))
    page = page.replace("</body>", f"<script>{axe}</script></body>")
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<!doctype html><html lang=en><title>t</title><iframe id=f style="width:{width}px;height:2000px" srcdoc="{escape(page)}">'
        "</iframe><pre id=r></pre><script>onload=()=>{const w=document.getElementById('f').contentWindow;"
        "w.axe.run(w.document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(x=>{"
        "document.getElementById('r').textContent=JSON.stringify({violations:x.violations.map(v=>[v.id,v.nodes[0].html]),"
        "passes:x.passes.length,wide:w.document.documentElement.scrollWidth-w.document.documentElement.clientWidth})})}</script>",
        "utf-8",
    )
    out = _run(
        chromium, tmp_path, "--virtual-time-budget=20000", "--window-size=1400,1000", "--dump-dom", frame.as_uri()
    )
    found = re.search(r'<pre id="r">(.*?)</pre>', out, re.S)
    assert found, "axe gave no answer"
    result = json.loads(unescape(found.group(1)))
    assert result["violations"] == []
    assert result["passes"] > 10
    assert result["wide"] <= 0


def _run(chromium: str, home: Path, *arguments: str) -> str:
    command = [
        chromium,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={home / 'profile'}",
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, check=True, text=True, timeout=120).stdout


def test_values_of_the_head_read_from_left_to_right(arabic: Document) -> None:
    """A name that runs from right to left does not send the record number behind it to its front."""
    page = html(arabic)
    assert '<bdi dir="ltr">محمد بن سلمان آل سعود\u200e, 55-01</bdi>' in page
    assert "<bdi>" not in page
