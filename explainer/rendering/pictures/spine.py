"""The lower spine from the side (front of the body to the left) and from behind, L1 to S1.

Shapes are given in centimetres beside the middle of each vertebral body and laid along the curve of the lower back.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from explainer.rendering.pictures.art import (
    BONE,
    BONE_FAR,
    DISC,
    INK,
    SOFT,
    Drawing,
    Ellipse,
    Place,
    Point,
    line,
    path,
    smooth,
    turned,
)  # fmt: skip

LEVELS = ("L1", "L2", "L3", "L4", "L5", "S1")
SEGMENTS = tuple(f"{a}-{b}" for a, b in pairwise(LEVELS))
_TURN = {"L1": 13.0, "L2": 7.0, "L3": 0.0, "L4": -8.0, "L5": -21.0, "S1": -38.0}
_UNIT = 19.0
_HALF_DEPTH, _HALF_HEIGHT, _DISC = 1.75, 1.32, 0.95


@cache
def side() -> Drawing:
    """From the side."""
    centres = _side_centres()
    far: list[str] = []
    near: list[str] = []
    bodies: list[str] = []
    places: dict[Place, Ellipse] = {}
    words: list[tuple[float, float, str]] = []
    for upper, lower in pairwise(LEVELS):
        segment = f"{upper}-{lower}"
        corners = [
            *_laid(upper, centres, [(-_HALF_DEPTH, _HALF_HEIGHT), (_HALF_DEPTH, _HALF_HEIGHT)]),
            *_laid(lower, centres, [(_HALF_DEPTH, -_HALF_HEIGHT), (-_HALF_DEPTH, -_HALF_HEIGHT)]),
        ]
        bodies.append(path(_disc(corners), DISC))
        middle = _mean(corners)
        turn = (_TURN[upper] + _TURN[lower]) / 2
        disc = Ellipse(*middle, 1.95 * _UNIT, 0.72 * _UNIT, turn)
        places[("disc", segment, None)] = disc
        places[("slip", segment, None)] = disc
        back = _mean(corners[1:3])
        places[("neural-foramen", segment, None)] = _beside(back, turn, (0.62, -0.75), 0.6, 0.95)
        places[("spinal-canal", segment, None)] = _beside(back, turn, (0.72, 0.0), 0.6, 1.6)
        places[("facet-joint", segment, None)] = _beside(back, turn, (1.75, -0.3), 0.75, 1.05)
    for level in LEVELS[:-1]:
        far.append(path(smooth(_laid(level, centres, _SPINOUS)), BONE))
        near.append(path(smooth(_laid(level, centres, _ARCH)), BONE))
        near.append(path(smooth(_laid(level, centres, _TRANSVERSE)), BONE))
        bodies.append(path(_body(level, centres), BONE))
        places[("vertebral-body", level, None)] = Ellipse(
            *_laid(level, centres, [(0, 0)])[0], 1.95 * _UNIT, 1.45 * _UNIT, _TURN[level]
        )
        spot = _laid(level, centres, [(3.0, 0.55)])[0]
        places[("pars", level, None)] = Ellipse(*spot, 0.62 * _UNIT, 0.62 * _UNIT, _TURN[level])
        words.append((*_laid(level, centres, [(0, 0)])[0], level))
    far.append(path(smooth(_laid("S1", centres, _SACRUM)), BONE))
    near.append(path(smooth(_laid("S1", centres, _SACRAL_FACET)), BONE))
    # Where the bones of the sacrum have grown together, from its front edge inward.
    for joined in ([(-1.18, 2.05), (0.9, 2.2)], [(-0.34, 4.2), (0.9, 4.3)]):
        far.append(line(_laid("S1", centres, joined), SOFT, 1.0))
    words.append((*_laid("S1", centres, [(0.1, 0.1)])[0], "S1"))
    words += [(12, 24, "front"), (288, 24, "back")]
    return Drawing(
        "lumbar-side", "lower back seen from the side", 300, 520, "".join(far + near + bodies), tuple(words), places
    )


#: The arch of a lumbar vertebra from the side: pedicle, upper joint process, pars, lower joint process.
_ARCH: list[Point] = [
    (1.2, -1.05), (2.1, -1.0), (2.5, -1.3), (2.6, -1.85), (2.9, -2.15), (3.22, -1.9), (3.3, -1.15), (3.4, -0.4),
    (3.55, 0.45), (3.9, 1.2), (4.0, 2.0), (3.75, 2.45), (3.4, 2.35), (3.2, 1.75), (3.0, 1.1), (2.65, 0.55), (2.2, 0.12),
    (1.2, 0.05),
]  # fmt: skip
_SPINOUS: list[Point] = [
    (3.2, -0.3), (4.2, -0.1), (5.4, 0.1), (6.1, 0.35), (6.3, 1.0), (6.2, 1.75), (5.8, 2.05), (5.2, 1.75), (4.4, 1.65),
    (3.7, 1.35), (3.2, 0.9),
]  # fmt: skip
_TRANSVERSE: list[Point] = [(2.6, -0.8), (2.95, -0.75), (3.05, -0.42), (2.85, -0.12), (2.55, -0.2), (2.45, -0.5)]
_SACRUM: list[Point] = [
    (-1.75, -1.3), (0.0, -1.22), (1.75, -1.3), (1.95, -0.2), (2.6, 0.35), (3.2, 1.1), (2.7, 2.0), (2.75, 3.0), (2.1, 3.7),
    (2.05, 4.7), (1.3, 5.5), (0.75, 6.3), (0.15, 6.9), (-0.25, 6.6), (-0.2, 5.4), (-0.4, 4.0), (-1.0, 2.6), (-1.55, 1.2),
    (-1.8, 0.0),
]  # fmt: skip
_SACRAL_FACET: list[Point] = [
    (1.6, -0.5),
    (2.3, -0.9),
    (2.5, -1.7),
    (2.85, -1.95),
    (3.1, -1.3),
    (3.05, -0.2),
    (2.9, 0.6),
    (2.0, 0.4),
]


def _side_centres() -> dict[str, Point]:
    """Middle of each vertebral body, stepping down the curve."""
    x, y = 118.0, 62.0
    centres = {"L1": (x, y)}
    for upper, lower in pairwise(LEVELS):
        half = _HALF_HEIGHT + _DISC / 2
        for level in (upper, lower):
            ((x, y),) = turned([(0, half)], _TURN[level], (x, y), _UNIT)
        centres[lower] = (x, y)
    return centres


def _laid(level: str, centres: dict[str, Point], points: list[Point]) -> list[Point]:
    return turned(points, _TURN[level], centres[level], _UNIT)


def _beside(back: Point, turn: float, shift: Point, rx: float, ry: float) -> Ellipse:
    ((x, y),) = turned([shift], turn, back, _UNIT)
    return Ellipse(x, y, rx * _UNIT, ry * _UNIT, turn)


def _mean(points: list[Point]) -> Point:
    return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))


def _body(level: str, centres: dict[str, Point]) -> str:
    """A vertebral body from the side: flat ends, waisted front and back."""
    d, h = _HALF_DEPTH, _HALF_HEIGHT
    outline: list[Point] = [
        (-d + 0.12, -h), (-d / 2, -h + 0.1), (d / 2, -h + 0.1), (d - 0.12, -h), (d, -h + 0.14), (d - 0.08, -h + 0.5), (d - 0.2, 0),
        (d - 0.08, h - 0.5), (d, h - 0.14), (d - 0.12, h), (d / 2, h - 0.1), (-d / 2, h - 0.1), (-d + 0.12, h), (-d, h - 0.14),
        (-d + 0.12, h - 0.5), (-d + 0.28, 0), (-d + 0.12, -h + 0.5), (-d, -h + 0.14),
    ]  # fmt: skip
    return smooth(_laid(level, centres, outline))


def _disc(corners: list[Point]) -> str:
    """A disc between two bodies, bulging a little in front and behind."""
    (a, b, c, d) = corners
    front = ((a[0] + d[0]) / 2 - 4, (a[1] + d[1]) / 2)
    back = ((b[0] + c[0]) / 2 + 3, (b[1] + c[1]) / 2)
    return smooth([a, _mean([a, b]), b, back, c, _mean([c, d]), d, front])


_BACK_WIDTH, _BACK_HEIGHT, _MIDDLE, _STEP, _TOP = 300, 560, 140.0, 70.0, 74.0
_BACK = 18.0


@cache
def back() -> Drawing:
    """From behind: the patient's left is on the left."""
    centre = {level: _TOP + _STEP * i for i, level in enumerate(LEVELS)}
    widths = {"L1": 1.0, "L2": 1.06, "L3": 1.14, "L4": 1.14, "L5": 1.2}
    # The transverse processes are longest at L3.
    spans = {"L1": 1.0, "L2": 1.12, "L3": 1.22, "L4": 1.1, "L5": 1.08}
    parts: list[str] = []
    places: dict[Place, Ellipse] = {}
    words: list[tuple[float, float, str]] = []

    def both(
        points: list[Point], y: float, fill: str = BONE, *, closed: bool = True, stroke: str = INK, width: float = 1.6
    ) -> str:
        drawn = ""
        for sign in (-1, 1):
            moved = [(_MIDDLE + sign * px * _BACK, y + py * _BACK) for px, py in points]
            drawn += path(smooth(moved, closed=closed), fill if closed else "none", stroke, width)
        return drawn

    def whole(half: list[Point], y: float, fill: str = BONE, *, stroke: str = INK, width: float = 1.6) -> str:
        points = half + [(-px, py) for px, py in reversed(half) if px != 0]
        return path(smooth([(_MIDDLE + px * _BACK, y + py * _BACK) for px, py in points]), fill, stroke, width)

    # Bodies and discs lie in front of the arches and show between them.
    for level in LEVELS[:-1]:
        w = widths[level]
        parts.append(
            whole(
                [
                    (0, -1.3),
                    (2.0 * w, -1.38),
                    (2.25 * w, -1.2),
                    (1.95 * w, 0),
                    (2.25 * w, 1.2),
                    (2.0 * w, 1.38),
                    (0, 1.3),
                ],
                centre[level],
                BONE_FAR,
                stroke=SOFT,
                width=1.2,
            )
        )
    for upper, lower in pairwise(LEVELS):
        w = widths[upper]
        y = (centre[upper] + centre[lower]) / 2
        parts.append(
            whole(
                [(0, -0.5), (2.1 * w, -0.48), (2.3 * w, 0), (2.1 * w, 0.48), (0, 0.5)], y, DISC, stroke=SOFT, width=1.2
            )
        )
    parts.append(whole(_SACRUM_BACK, centre["S1"]))
    for i, (fx, fy) in enumerate(((1.75, 1.5), (1.5, 2.9), (1.25, 4.1), (1.05, 5.1))):
        r = 0.34 - 0.04 * i
        parts.append(both([(fx - r, fy), (fx, fy - r), (fx + r, fy), (fx, fy + r)], centre["S1"], "#d8d2c2"))
    parts.append(
        whole(
            [(0, 0.7), (0.22, 1.2), (0.2, 2.4), (0.24, 3.4), (0.16, 4.6), (0, 4.9)],
            centre["S1"],
            stroke=SOFT,
            width=1.1,
        )
    )
    parts.append(both(_SACRAL_PROCESS, centre["S1"]))
    # Lower vertebrae first: the lower joint processes of each lie behind the upper ones of the next.
    for level in reversed(LEVELS[:-1]):
        w, y = widths[level], centre[level]
        parts.append(both([(px * (w if px < 2.2 else spans[level]), py) for px, py in _TRANSVERSE_BACK], y))
        parts.append(both([(px * w, py) for px, py in _UPPER_PROCESS], y))
        parts.append(whole([(px * w, py) for px, py in _LAMINA], y))
        parts.append(whole(_SPINOUS_BACK, y))
    for upper, lower in pairwise(LEVELS):
        segment, w = f"{upper}-{lower}", widths[upper]
        y = (centre[upper] + centre[lower]) / 2
        for side, sign in (("left", -1), ("right", 1)):

            def place(
                x: float,
                dy: float,
                rx: float,
                ry: float,
                turn: float = 0.0,
                s: int = sign,
                wide: float = w,
                mid: float = y,
            ) -> Ellipse:
                return Ellipse(_MIDDLE + s * x * wide * _BACK, mid + dy * _BACK, rx * _BACK, ry * _BACK, s * turn)

            places[("disc", segment, side)] = place(1.15, 0.0, 1.1, 0.62)
            places[("facet-joint", segment, side)] = place(1.5, -0.05, 0.62, 0.95, -8)
            places[("neural-foramen", segment, side)] = place(2.35, -0.45, 0.62, 0.85)
            places[("lateral-recess", segment, side)] = place(0.9, 0.25, 0.45, 0.75)
        places[("disc", segment, "middle")] = Ellipse(_MIDDLE, y, 1.2 * _BACK, 0.62 * _BACK)
    for level in LEVELS[:-1]:
        for side, sign in (("left", -1), ("right", 1)):
            places[("pars", level, side)] = Ellipse(
                _MIDDLE + sign * 1.25 * widths[level] * _BACK, centre[level] + 0.35 * _BACK, 0.55 * _BACK, 0.55 * _BACK
            )
        words.append((_MIDDLE + 7.9 * _BACK, centre[level], level))
    words.append((_MIDDLE + 7.9 * _BACK, centre["S1"], "S1"))
    words += [(6, 20, "your left"), (_BACK_WIDTH - 6, 20, "your right")]
    return Drawing(
        "lumbar-back", "lower back seen from behind", _BACK_WIDTH, _BACK_HEIGHT, "".join(parts), tuple(words), places
    )


_TRANSVERSE_BACK: list[Point] = [
    (1.2, -0.9), (2.1, -0.95), (3.1, -1.1), (4.0, -1.25), (4.4, -0.95), (4.2, -0.55), (3.2, -0.25), (2.2, 0.0), (1.3, 0.35),
]  # fmt: skip
_UPPER_PROCESS: list[Point] = [
    (1.05, -0.4), (1.25, -1.3), (1.35, -2.0), (1.75, -2.45), (2.05, -2.1), (2.0, -1.4), (1.9, -0.7), (1.6, -0.1),
]  # fmt: skip
_LAMINA: list[Point] = [
    (0.0, -0.85), (0.45, -0.75), (0.95, -0.95), (1.4, -0.75), (1.4, -0.2), (1.2, 0.4), (1.3, 1.1), (1.5, 1.8), (1.4, 2.4), (1.0, 2.55),
    (0.75, 2.0), (0.65, 1.45), (0.35, 1.15), (0.0, 1.1),
]  # fmt: skip
_SPINOUS_BACK: list[Point] = [(0.0, -0.55), (0.2, -0.3), (0.3, 0.5), (0.48, 1.3), (0.44, 1.85), (0.0, 2.05)]
_SACRUM_BACK: list[Point] = [
    (0.0, -0.9), (1.6, -1.0), (2.6, -1.25), (4.0, -1.0), (4.6, -0.2), (4.3, 1.2), (3.6, 2.6), (2.9, 3.7), (2.2, 4.6), (1.6, 5.6),
    (0.9, 6.2), (0.5, 6.4), (0.3, 7.0), (0.0, 7.2),
]  # fmt: skip
_SACRAL_PROCESS: list[Point] = [
    (1.3, 0.2),
    (1.45, -0.9),
    (1.7, -1.55),
    (2.1, -1.6),
    (2.35, -1.0),
    (2.2, -0.2),
    (1.8, 0.3),
]
