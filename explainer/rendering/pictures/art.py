"""A drawing: lines, fills and the places in it that can be marked. All lengths are units of its view box, y downward."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from explainer.rendering.blocks import View

INK, SOFT = "#333", "#8a8a8a"
BONE, BONE_FAR, DISC, TENDON = "#f6f1e4", "#fbf9f3", "#d9e3e8", "#e3d3cd"

Point = tuple[float, float]
#: Part, level, side; level and side may be None.
Place = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Centre, half axes and turn in degrees (clockwise)."""

    x: float
    y: float
    rx: float
    ry: float
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """``lines`` is SVG without a root; ``words`` are the labels (x, y, text) that stand on top of the marks."""

    view: View
    title: str
    width: int
    height: int
    lines: str
    words: tuple[tuple[float, float, str], ...]
    places: Mapping[Place, Ellipse]


def number(value: float) -> str:
    """A coordinate with one decimal, without a trailing zero."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def at(points: list[Point]) -> str:
    """Points as they stand in a path."""
    return " ".join(f"{number(x)} {number(y)}" for x, y in points)


def smooth(points: list[Point], *, closed: bool = True, tension: float = 0.5) -> str:
    """A path through points, rounded (Catmull-Rom as Bezier curves). A point given twice is a corner."""
    count = len(points)
    parts = [f"M{at([points[0]])}"]
    for i in range(count if closed else count - 1):
        before = points[(i - 1) % count] if closed or i > 0 else points[i]
        here, there = points[i], points[(i + 1) % count]
        if here == there:
            continue
        after = points[(i + 2) % count] if closed or i + 2 < count else there
        k = tension / 3 * 2
        first, second = here, there
        if before != here:
            first = (here[0] + (there[0] - before[0]) * k / 2, here[1] + (there[1] - before[1]) * k / 2)
        if after != there:
            second = (there[0] - (after[0] - here[0]) * k / 2, there[1] - (after[1] - here[1]) * k / 2)
        parts.append(f"C{at([first, second, there])}")
    return "".join(parts) + ("Z" if closed else "")


def path(d: str, fill: str = BONE, stroke: str = INK, width: float = 1.6, extra: str = "") -> str:
    """A path element."""
    return f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{number(width)}"{extra}/>'


def line(points: list[Point], stroke: str = INK, width: float = 1.2, extra: str = "") -> str:
    """A rounded open line."""
    return path(smooth(points, closed=False), "none", stroke, width, extra)


def turned(points: list[Point], degrees: float, shift: Point, scale: float) -> list[Point]:
    """Points turned clockwise, scaled, then moved."""
    a = math.radians(degrees)
    c, s = math.cos(a), math.sin(a)
    return [(shift[0] + scale * (x * c - y * s), shift[1] + scale * (x * s + y * c)) for x, y in points]
