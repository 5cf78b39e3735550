"""The pelvis and hips from the front and from behind. Half a pelvis is drawn, in centimetres beside the middle line."""

from __future__ import annotations

from functools import cache

from explainer.rendering.pictures.art import (
    BONE,
    BONE_FAR,
    DISC,
    INK,
    SOFT,
    TENDON,
    Drawing,
    Ellipse,
    Place,
    Point,
    path,
    smooth,
)  # fmt: skip

_WIDTH, _HEIGHT, _MIDDLE, _TOP, _UNIT = 460, 380, 230.0, 40.0, 13.0

_ILIUM_FRONT: list[Point] = [
    (4.7, 3.6), (5.6, 2.2), (7.2, 0.9), (9.2, 0.25), (11.2, 0.7), (12.9, 2.2), (13.7, 4.2), (13.4, 6.0), (12.6, 7.4), (12.0, 8.2),
    (11.6, 9.2), (11.0, 9.9), (10.9, 10.8), (11.3, 11.7), (11.5, 12.6), (11.2, 14.0), (10.2, 15.8), (8.6, 16.4), (7.6, 16.6),
    (7.3, 17.8), (7.5, 19.4), (7.1, 20.9), (6.0, 21.7), (4.9, 21.3), (3.6, 20.4), (2.2, 19.6), (0.9, 19.0), (0.35, 18.2),
    (0.3, 16.4), (0.35, 14.9), (1.2, 14.5), (2.3, 14.3), (3.6, 13.9), (5.0, 13.0), (5.9, 11.8), (6.0, 10.4), (5.4, 8.9),
    (4.3, 7.8), (3.9, 6.6), (4.4, 5.0),
]  # fmt: skip
_OBTURATOR: list[Point] = [
    (2.6, 16.1), (3.6, 15.5), (4.9, 15.3), (5.8, 15.9), (6.1, 17.1), (5.9, 18.5), (5.2, 19.5), (4.3, 19.4), (3.3, 18.6), (2.6, 17.4),
]  # fmt: skip
_FEMUR: list[Point] = [
    (9.5, 15.85), (8.2, 15.7), (7.1, 14.9), (6.6, 13.7), (6.9, 12.3), (7.8, 11.4), (9.0, 11.1), (10.3, 11.5), (11.1, 12.4),
    (12.0, 13.0), (12.9, 13.1), (13.5, 12.6), (14.4, 12.6), (15.1, 13.6), (15.2, 15.2), (14.9, 16.8), (14.5, 18.4), (14.2, 20.4),
    (14.0, 25.4), (14.0, 25.4), (11.3, 25.4), (11.3, 25.4), (11.4, 22.2), (11.1, 20.6), (10.4, 19.9), (10.2, 19.0), (10.8, 18.2), (10.6, 17.2),
]  # fmt: skip
_SACRUM_FRONT: list[Point] = [
    (0.0, 3.5), (1.6, 3.3), (2.6, 3.2), (3.2, 3.7), (4.6, 3.9), (4.4, 5.2), (3.8, 6.8), (3.5, 8.2), (2.9, 9.3), (2.0, 10.4), (1.3, 11.6),
    (0.8, 12.2), (0.6, 12.9), (0.4, 13.8), (0.0, 14.4),
]  # fmt: skip


def _both(
    points: list[Point],
    fill: str = BONE,
    *,
    closed: bool = True,
    stroke: str = INK,
    width: float = 1.6,
    extra: str = "",
) -> str:
    drawn = ""
    for sign in (-1, 1):
        moved = [(_MIDDLE + sign * x * _UNIT, _TOP + y * _UNIT) for x, y in points]
        drawn += path(smooth(moved, closed=closed), fill if closed else "none", stroke, width, extra)
    return drawn


def _whole(half: list[Point], fill: str = BONE, *, stroke: str = INK, width: float = 1.6) -> str:
    points = half + [(-x, y) for x, y in reversed(half) if x != 0]
    return path(smooth([(_MIDDLE + x * _UNIT, _TOP + y * _UNIT) for x, y in points]), fill, stroke, width)


def _ring(x: float, y: float, rx: float, ry: float) -> list[Point]:
    k = 0.707
    return [
        (x + rx, y),
        (x + rx * k, y + ry * k),
        (x, y + ry),
        (x - rx * k, y + ry * k),
        (x - rx, y),
        (x - rx * k, y - ry * k),
        (x, y - ry),
        (x + rx * k, y - ry * k),
    ]


def _places(rows: dict[str, tuple[float, float, float, float, float]], left: int) -> dict[Place, Ellipse]:
    """Both sides of each part; ``left`` is the sign of x on the patient's left."""
    places: dict[Place, Ellipse] = {}
    for part, (x, y, rx, ry, turn) in rows.items():
        for side, sign in (("left", left), ("right", -left)):
            places[(part, None, side)] = Ellipse(
                _MIDDLE + sign * x * _UNIT, _TOP + y * _UNIT, rx * _UNIT, ry * _UNIT, sign * turn
            )
    return places


@cache
def front() -> Drawing:
    """From the front: the patient's left is on the right."""
    parts = [
        _both(_ILIUM_FRONT),
        _both(_OBTURATOR, "#fff"),
        # The pelvic brim, the hollow of the wing, the socket's back edge behind the head.
        _both([(4.0, 7.3), (5.2, 8.6), (6.1, 10.2), (6.1, 11.7)], closed=False, stroke=SOFT, width=1.2),
        _both([(5.6, 3.6), (7.4, 2.2), (9.4, 1.7), (11.3, 2.4), (12.3, 4.2)], closed=False, stroke=SOFT, width=1.0),
        _both([(6.6, 16.2), (7.0, 17.4), (7.0, 18.8), (6.5, 20.3)], closed=False, stroke=SOFT, width=1.0),
        _both(_ring(9.0, 13.5, 2.75, 2.75), DISC, stroke=SOFT, width=1.2),
        _both(_FEMUR),
        # Front edge of the socket over the head; the line between the trochanters.
        _both([(11.4, 12.1), (10.6, 11.0), (9.2, 10.7), (7.9, 11.1), (6.9, 12.0), (6.4, 13.5), (6.7, 15.0), (7.6, 16.1)], closed=False, width=1.6),
        _both([(13.0, 14.2), (12.4, 15.8), (11.4, 17.6), (10.8, 18.3)], closed=False, stroke=SOFT, width=1.1),
        _whole(_SACRUM_FRONT),
        *(_both(_ring(x, y, 0.5 - i * 0.06, 0.38 - i * 0.04), "#d8d2c2", width=1.2) for i, (x, y) in enumerate(((2.1, 5.2), (1.85, 6.9), (1.5, 8.5), (1.15, 9.9)))),
        *(_whole([(0, y), (x, y)], "none", stroke=SOFT, width=1.0) for x, y in ((1.9, 5.6), (1.6, 7.4), (1.3, 9.0), (1.0, 10.5))),
        _whole([(0.0, 3.5), (1.5, 3.4), (2.3, 3.7), (1.5, 4.2), (0, 4.3)], DISC, stroke=SOFT, width=1.2),
        _whole([(0.0, 14.7), (0.28, 15.0), (0.3, 16.6), (0.28, 18.1), (0, 18.5)], DISC, stroke=INK, width=1.2),
    ]  # fmt: skip
    places = _places(
        {
            "hip-joint": (9.0, 13.5, 3.15, 3.15, 0.0),
            "femoral-head": (9.0, 13.5, 2.5, 2.5, 0.0),
        },
        left=1,
    )
    places[("pubic-symphysis", None, "middle")] = Ellipse(_MIDDLE, _TOP + 16.6 * _UNIT, 1.0 * _UNIT, 2.4 * _UNIT)
    words = ((8.0, 22.0, "your right"), (_WIDTH - 8.0, 22.0, "your left"))
    return Drawing(
        "pelvis-front", "pelvis and hips seen from the front", _WIDTH, _HEIGHT, "".join(parts), words, places
    )


_ILIUM_BACK: list[Point] = [
    (3.3, 6.2), (3.7, 4.6), (4.6, 2.9), (6.0, 1.5), (7.8, 0.5), (9.6, 0.3), (11.6, 1.1), (13.1, 2.8), (13.7, 4.8), (13.2, 6.8),
    (12.2, 8.4), (11.7, 9.8), (11.4, 11.2), (11.2, 12.6), (10.7, 14.2), (9.8, 15.6), (8.8, 16.2), (8.1, 16.9), (8.0, 18.2),
    (7.9, 19.6), (7.2, 20.9), (6.1, 21.5), (5.0, 21.2), (3.7, 20.3), (2.2, 19.5), (0.9, 18.9), (0.35, 18.1), (0.3, 16.4), (0.4, 15.0),
    (1.6, 14.6), (3.0, 14.5), (4.2, 14.3), (5.1, 14.4), (5.9, 15.0), (5.3, 14.2), (5.0, 13.6), (5.8, 12.8), (6.3, 11.6),
    (6.1, 10.3), (5.2, 9.5), (4.2, 9.3), (3.7, 8.6), (3.9, 7.8), (3.5, 7.1),
]  # fmt: skip
_FEMUR_BACK: list[Point] = [
    (10.2, 15.3), (10.6, 13.4), (11.2, 12.7), (12.1, 13.0), (13.0, 12.7), (13.6, 12.0), (14.6, 12.2), (15.2, 13.4), (15.3, 15.2),
    (14.9, 16.9), (14.5, 18.6), (14.2, 20.6), (14.0, 25.4), (14.0, 25.4), (11.4, 25.4), (11.4, 25.4), (11.4, 22.0), (11.0, 20.8), (10.2, 20.2), (9.7, 19.4),
    (9.9, 18.6), (10.7, 18.0), (10.6, 16.9),
]  # fmt: skip
_SACRUM_BEHIND: list[Point] = [
    (0.0, 3.5), (1.4, 3.3), (2.4, 3.1), (3.6, 3.4), (4.4, 4.0), (4.0, 5.4), (3.5, 6.8), (3.7, 8.2), (3.2, 9.3), (2.3, 10.5), (1.5, 11.6),
    (0.9, 12.2), (0.6, 12.9), (0.4, 13.9), (0.0, 14.5),
]  # fmt: skip
#: Muscle and tendon from the wing of the pelvis to the tip of the thigh bone, and from the sit bone down the thigh.
_GLUTEAL: list[Point] = [
    (8.9, 3.6), (10.6, 2.4), (12.4, 3.4), (13.4, 5.6), (14.3, 8.6), (15.1, 11.6), (15.2, 13.6), (14.6, 14.2), (14.0, 13.2),
    (12.9, 10.9), (11.2, 8.4), (9.6, 6.0),
]  # fmt: skip
_HAMSTRING: list[Point] = [
    (6.1, 18.9), (6.7, 18.3), (7.2, 18.8), (7.6, 20.6), (8.3, 22.8), (9.0, 25.4), (9.0, 25.4), (7.3, 25.4), (7.3, 25.4), (6.7, 22.6),
    (6.2, 20.6),
]  # fmt: skip
_FIBRES: tuple[list[Point], ...] = (
    [(9.8, 4.0), (12.0, 8.0), (14.4, 12.6)], [(11.4, 3.4), (13.0, 7.4), (14.7, 12.2)],
    [(6.8, 20.2), (7.3, 22.6), (7.9, 25.0)],
)  # fmt: skip


@cache
def back() -> Drawing:
    """From behind: the patient's left is on the left."""
    parts = [
        _whole([(0.0, 14.7), (0.28, 15.0), (0.3, 16.6), (0.28, 18.1), (0, 18.5)], DISC, stroke=SOFT, width=1.0),
        _both(_ring(9.1, 13.6, 2.5, 2.5), BONE_FAR, stroke=SOFT, width=1.2),
        _both(_FEMUR_BACK),
        # The ridge between the trochanters and the lesser trochanter.
        _both([(13.4, 13.2), (12.9, 14.8), (11.8, 16.6), (10.9, 18.2)], closed=False, width=1.2),
        _both([(10.1, 18.9), (10.7, 18.6), (11.0, 19.2), (10.6, 19.9)], closed=False, stroke=SOFT, width=1.2),
        _whole(_SACRUM_BEHIND),
        _both(_ILIUM_BACK),
        _both(_OBTURATOR, "#fff", stroke=SOFT, width=1.2),
        # Sit bone, gluteal lines, socket's back wall.
        _both([(6.6, 16.9), (7.3, 17.3), (7.6, 18.4), (7.3, 19.8), (6.4, 20.9), (5.7, 20.2), (5.8, 18.6)], closed=False, width=1.2),
        _both([(5.6, 4.6), (6.6, 5.8), (6.9, 7.4), (6.4, 9.2)], closed=False, stroke=SOFT, width=1.0),
        _both([(8.0, 2.0), (9.6, 4.2), (9.8, 6.8), (8.8, 9.4), (7.4, 10.6)], closed=False, stroke=SOFT, width=1.0),
        _both([(10.6, 11.6), (10.0, 13.2), (9.4, 14.6), (8.4, 15.8)], closed=False, stroke=SOFT, width=1.1),
        *(_both(_ring(x, y, 0.34 - i * 0.03, 0.34 - i * 0.03), "#d8d2c2", width=1.2) for i, (x, y) in enumerate(((2.0, 5.3), (1.75, 7.0), (1.45, 8.6), (1.15, 10.0)))),
        _both(_GLUTEAL, TENDON, stroke=SOFT, width=1.2, extra=' fill-opacity=".7"'),
        _both(_HAMSTRING, TENDON, stroke=SOFT, width=1.2, extra=' fill-opacity=".7"'),
        *(_both(fibre, closed=False, stroke=SOFT, width=0.8) for fibre in _FIBRES),
        _whole([(0, 4.2), (0.3, 4.8), (0.24, 6.2), (0.32, 7.6), (0.22, 9.2), (0.26, 10.4), (0, 11.0)], BONE, stroke=SOFT, width=1.2),
    ]  # fmt: skip
    places = _places(
        {
            "sacroiliac-joint": (3.7, 6.6, 0.85, 3.0, 8.0),
            "ischiofemoral-space": (8.85, 18.9, 1.05, 1.5, 0.0),
            "hamstring-origin": (6.7, 19.0, 1.15, 2.1, 8.0),
            "gluteal-tendon": (14.4, 13.4, 1.3, 1.9, 0.0),
        },
        left=-1,
    )
    words = ((8.0, 22.0, "your left"), (_WIDTH - 8.0, 22.0, "your right"))
    return Drawing("pelvis-back", "pelvis and hips seen from behind", _WIDTH, _HEIGHT, "".join(parts), words, places)
