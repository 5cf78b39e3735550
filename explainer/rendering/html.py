"""A document as one HTML file: no script, no remote resource, pictures inside, the report at the end.

Everything from the draft, the report and the fields is escaped; the file carries a policy that lets a browser load
nothing. Where a statement comes from opens by button (tap, key) and, where there is room, beside it on hover or focus.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from importlib.resources import files
from itertools import groupby

from explainer.core.values import Span
from explainer.rendering.blocks import Block, Document, IconArray, Origin, Picture, View
from explainer.rendering.pictures.choosing import drawing
from explainer.rendering.pictures.svg import HATCH, base_svg, icons_alt, icons_inner, marks_svg, words_svg
from explainer.rendering.shown import shown
from explainer.rendering.text import REPORT_TITLE

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LISTS = {"bullet": "ul", "number": "ol", "source": "ul"}
_ROW = ("note", "letterhead", "signature")


def html(document: Document, *, large: bool = False) -> str:
    """The document as HTML. ``large``: letters of 18 points on paper and screen."""
    spans = _cited_spans(document)
    body = "".join(_body(document, spans))
    views = list(dict.fromkeys(p.view for b in document.blocks for p in b.pictures))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}"{" class=large" if large else ""}>\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(document.title)}</title>\n<style>{_style()}</style>\n</head>\n"
        f"<body{' class=is-held' if document.held else ''}>\n{_art(views)}{body}</body>\n</html>\n"
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return (files("explainer") / "rendering/letter.css").read_text("utf-8")


def _text(text: str) -> str:
    return escape(shown(text))


def _art(views: Iterable[View]) -> str:
    """The drawings once, to be used by each figure."""
    symbols = "".join(
        f'<symbol id="{view}" viewBox="0 0 {drawing(view).width} {drawing(view).height}">'
        f'<g stroke-linejoin="round" stroke-linecap="round">{base_svg(view)}</g></symbol>'
        for view in views
    )
    return f'<svg class="art" aria-hidden="true"><defs>{HATCH}{symbols}</defs></svg>\n' if symbols else ""


def _body(document: Document, spans: dict[Span, str]) -> Iterator[str]:
    held = [b for b in document.blocks if b.style == "held"]
    if held:
        yield f'<aside class="held top" aria-label="Held letter">{_text(held[0].text)}</aside>\n'
    yield "<main>\n"
    if held[1:]:
        yield "".join(f'<p class="why">{_text(b.text)}</p>\n' for b in held[1:])
    count = 0
    for style, group in groupby((b for b in document.blocks if b.style != "held"), key=lambda b: b.style):
        tag = _LISTS.get(style)
        if tag:
            yield f"<{tag}{' class=sources' if style == 'source' else ''}>\n"
        for block in group:
            count += 1
            yield _block(block, document, spans, count)
        if tag:
            yield f"</{tag}>\n"
    yield (
        f'<section class="appendix" aria-labelledby="report"><h2 id="report">{REPORT_TITLE}</h2>\n'
        f'<div class="report" dir="auto">{_report(document.report, spans)}</div></section>\n</main>\n'
    )


def _block(block: Block, document: Document, spans: dict[Span, str], count: int) -> str:
    if block.style == "title":
        return f"<h1>{_text(block.text)}</h1>\n"
    if block.style == "heading":
        return f"<h2>{_text(block.text)}</h2>\n"
    if block.style in _ROW:
        # Each value by itself, so that a name that runs from right to left does not turn its neighbours.
        values = " | ".join(f'<bdi dir="ltr">{_text(value)}</bdi>' for value in block.text.split(" | "))
        return f'<p class="{block.style}">{values}</p>\n'
    if block.style == "source":
        number = block.text[1:].split("]", 1)[0]
        return f'<li id="source-{escape(number)}">{_text(block.text)}</li>\n'
    origin = _origin(block.origin, document, spans, count) if block.origin is not None else ""
    button = (
        f'<button class="o" popovertarget="o{count}" aria-label="Where this comes from">&#8505;</button>'
        if origin
        else ""
    )
    pictures = "".join(_picture(p) for p in block.pictures) + "".join(_icons(i) for i in block.icons)
    words = _text(block.text) + button
    if block.style in _LISTS:
        return f'<li class="st">{words}{origin}{pictures}</li>\n'
    return f'<div class="st"><p>{words}</p>{origin}{pictures}</div>\n'


def _origin(origin: Origin, document: Document, spans: dict[Span, str], count: int) -> str:
    rows = [
        f"<p><b>The report says:</b> &#8220;{_text(' '.join(document.report[s.start : s.end].split()))}&#8221; "
        f'<a href="#{spans[s]}">See it in the report</a></p>'
        for s in origin.shown
    ]
    if origin.more:
        rows.append(f"<p>{origin.more}</p>")
    cited = dict(document.citations)
    rows += [f"<p><b>Source [{n}]:</b> {_text(cited[n])}</p>" for n in origin.sources if n in cited]
    if origin.added:
        rows.append("<p>Added by the software. It is not in the report.</p>")
    return (
        f'<div class="from" id="o{count}" popover role="group" aria-label="Where this comes from">{"".join(rows)}</div>'
    )


def _cited_spans(document: Document) -> dict[Span, str]:
    """Each sentence of the report that a statement comes from, with its anchor."""
    spans = {s for b in document.blocks if b.origin is not None for s in b.origin.shown}
    return {span: f"r{span.start}-{span.end}" for span in sorted(spans)}


def _report(report: str, spans: dict[Span, str]) -> str:
    """The report with an anchor before each sentence that is cited."""
    out: list[str] = []
    at = 0
    for span, anchor in spans.items():
        # Sentences that overlap keep their anchors; the words are written once.
        start = max(at, span.start)
        end = max(start, span.end)
        out += [_text(report[at:start]), f'<span id="{anchor}">', _text(report[start:end]), "</span>"]
        at = end
    out.append(_text(report[at:]))
    return "".join(out)


def _picture(picture: Picture) -> str:
    art = drawing(picture.view)
    return (
        f'<figure class="pic {picture.view.split("-")[0]}"><svg viewBox="0 0 {art.width} {art.height}" role="img" aria-label="{_text(picture.alt)}">'
        f'<use href="#{picture.view}"/>{marks_svg(picture)}{words_svg(picture.view)}</svg>'
        f"<figcaption>{_text(picture.caption)}</figcaption></figure>"
    )


def _icons(array: IconArray) -> str:
    width, height, inner = icons_inner(array)
    many = " many" if array.total > 100 else ""
    return (
        f'<figure class="icons{many}"><svg viewBox="0 0 {width} {height}" role="img" aria-label="{_text(icons_alt(array))}">'
        f"{inner}</svg><figcaption>{_text(array.caption)}</figcaption></figure>"
    )
