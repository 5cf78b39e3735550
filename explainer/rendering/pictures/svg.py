"""A picture as SVG. What is marked stands in attributes too, so that a test or a program can read it back."""

from __future__ import annotations

from html import escape

from explainer.rendering.blocks import IconArray, Mark, Picture, View
from explainer.rendering.pictures.art import Ellipse, number
from explainer.rendering.pictures.choosing import drawing

_FONT = "font-family=\"'DejaVu Sans','Liberation Sans',Arial,sans-serif\""
#: The hatch of a mark: it prints in grey as well as in colour.
HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#f4a582" fill-opacity=".55"/>'
    '<path d="M0 0V6" stroke="#8c1d04" stroke-width="2.4"/></pattern>'
)


def marks_svg(picture: Picture) -> str:
    """The marks alone, as they lie over the drawing."""
    places = drawing(picture.view).places
    return "".join(_mark(m, places[(m.structure, m.level, m.side)]) for m in picture.marks)


def _mark(mark: Mark, place: Ellipse) -> str:
    dash = "" if mark.sure else ' stroke-dasharray="5 4"'
    turn = f' transform="rotate({number(place.turn)} {number(place.x)} {number(place.y)})"' if place.turn else ""
    data = "".join(
        f' data-{name}="{escape(value)}"'
        for name, value in (("part", mark.structure), ("level", mark.level), ("side", mark.side))
        if value
    )
    return (
        f'<ellipse class="mark"{data} cx="{number(place.x)}" cy="{number(place.y)}" rx="{number(place.rx)}"'
        f' ry="{number(place.ry)}" fill="url(#hatch)" stroke="#8c1d04" stroke-width="3"{dash}{turn}/>'
    )


def base_svg(view: View) -> str:
    """The lines of a view, without marks and words."""
    return drawing(view).lines


def words_svg(view: View) -> str:
    """The labels of a view: levels in the middle of their place, sides as written."""
    art = drawing(view)
    rows = []
    for x, y, text in art.words:
        level = text[:1] in "LS" and len(text) == 2
        middle = (
            ' text-anchor="middle" dominant-baseline="central"'
            if level
            else ' text-anchor="end"'
            if x > art.width / 2
            else ""
        )
        rows.append(
            f'<text x="{number(x)}" y="{number(y)}"{middle} paint-order="stroke" stroke="#fff" stroke-width="3.5"'
            f' stroke-linejoin="round" fill="#111">{escape(text)}</text>'
        )
    size = round(art.width / (19 if art.width > art.height else 15))
    return f'<g {_FONT} font-size="{size}">{"".join(rows)}</g>'


def picture_svg(picture: Picture) -> str:
    """The whole picture as one SVG file."""
    art = drawing(picture.view)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {art.width} {art.height}" width="{art.width}"'
        f' height="{art.height}" role="img"><title>{escape(picture.alt)}</title><defs>{HATCH}</defs>'
        f'<rect width="{art.width}" height="{art.height}" fill="#fff"/>'
        f'<g stroke-linejoin="round" stroke-linecap="round">{art.lines}</g>{marks_svg(picture)}{words_svg(picture.view)}</svg>'
    )


def icons_svg(array: IconArray) -> str:
    """An icon array as one SVG file."""
    width, height, inner = icons_inner(array)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img"><title>{escape(icons_alt(array))}</title>{inner}</svg>'
    )


def icons_alt(array: IconArray) -> str:
    """What the array shows, in words."""
    count = str(array.low) if array.low == array.high else f"{array.low} to {array.high}"
    return f"{array.total:,} figures, {count} of them filled: {array.caption}"


def icons_inner(array: IconArray) -> tuple[int, int, str]:
    """Width, height and the figures: 10 (or 40) in a row, filled ones first. Each ``M`` of a first path is one figure."""
    across, step = (10, 16) if array.total <= 100 else (40, 6)
    down = array.total // across
    groups = (("on", 0, array.low), ("part", array.low, array.high), ("off", array.high, array.total))
    rows = []
    for kind, start, end in groups:
        if start == end:
            continue
        # Round line ends make a dot of a line without length: short enough that a thousand figures stay small.
        places = [(i % across * step, i // across * step) for i in range(start, end)]
        heads = "".join(f"M{x + step // 2} {y + (4 if step > 10 else 3)}h0" for x, y in places)
        rows.append(_stroke(kind, heads, 6 if step > 10 else 4))
        if step > 10:
            rows.append(_stroke(kind + " body", "".join(f"M{x + 6} {y + 11}h4" for x, y in places), 6.5))
    return across * step, down * step, "".join(rows)


def _stroke(kind: str, d: str, width: float) -> str:
    colour = {"on": "#1d4f7a", "part": "#6f9cc2", "off": "#949494"}[kind.split()[0]]
    return f'<path class="{kind}" d="{d}" stroke="{colour}" stroke-width="{number(width)}" stroke-linecap="round"/>'
