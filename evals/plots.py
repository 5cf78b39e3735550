"""Static SVG of numbers, for a page: no script, no style of its own but class names. Widths follow the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

#: Share of the width that is kept free at both ends, so that a dot at the end of the scale is whole.
_MARGIN = 5.0
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from ``low`` to ``high``; with ``log`` both are above 0."""

    low: float
    high: float
    log: bool = False

    def place(self, value: float) -> float:
        """Where a value stands, in per cent of the width; values outside stand at the end."""
        low, high, x = (log10(v) if self.log else v for v in (self.low, self.high, max(value, self.low)))
        share = (x - low) / (high - low) if high > low else 0.5
        return round(_MARGIN + (100 - 2 * _MARGIN) * min(max(share, 0.0), 1.0), 2)

    def ticks(self) -> tuple[float, ...]:
        """Values to write on the scale: its ends among them."""
        if self.log:
            return tuple(10.0**n for n in range(round(log10(self.low)), round(log10(self.high)) + 1))
        middle = (self.low + self.high) / 2
        return self.low, middle, self.high


def share_axis(lows: Sequence[float]) -> Axis:
    """A scale for shares that ends at 1 and begins at the last fifth below the lowest value."""
    return Axis(min(floor(min(lows, default=0.0) * 5 + 1e-9) / 5, 0.8), 1.0)


def log_axis(values: Sequence[float]) -> Axis:
    """A scale of whole powers of ten around positive values."""
    positive = [v for v in values if v > 0] or [1.0]
    low, high = floor(log10(min(positive))), ceil(log10(max(positive)))
    return Axis(10.0**low, 10.0 ** max(high, low + 1), log=True)


def whisker(value: float, low: float | None, high: float | None, axis: Axis) -> str:
    """A dot with its interval, one row high. The numbers must stand beside it in words."""
    parts = [f'<line class="grid" x1="{axis.place(t)}%" x2="{axis.place(t)}%" y1="0" y2="24"/>' for t in axis.ticks()]
    if low is not None and high is not None:
        start, end = axis.place(low), axis.place(high)
        parts.append(f'<line class="bar" x1="{start}%" x2="{end}%" y1="12" y2="12"/>')
        parts += [f'<line class="bar" x1="{x}%" x2="{x}%" y1="8" y2="16"/>' for x in (start, end)]
    parts.append(f'<circle class="dot" cx="{axis.place(value)}%" cy="12" r="5"/>')
    return f'<svg class="track" width="100%" height="24" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def scale(axis: Axis) -> str:
    """The numbers of a scale, to stand above its rows."""
    parts = [
        f'<text x="{axis.place(tick)}%" y="13" text-anchor="middle">{_short(tick)}</text>' for tick in axis.ticks()
    ]
    return f'<svg class="scale" width="100%" height="17" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def histogram(values: Sequence[float], label: str, *, limit: float | None = None) -> str:
    """How often values occur; ``limit`` draws a line with its number. ``label`` is what a screen reader is told.

    Args:
        values: At least one.
    """
    step = _step(min(values), max(max(values), limit or 0), most=24)
    counts = Counter(floor(v / step + 1e-9) for v in values)
    first, last = min(counts), max(counts)
    if limit is not None:
        last = max(last, ceil(limit / step))
    bins, most = last - first + 1, max(counts.values())
    left, right, top, bottom, width = 34.0, 340.0, 22.0, 148.0, 360
    each = (right - left) / bins
    parts = []
    for share in sorted({0, most // 2, most}):
        y = bottom - (bottom - top) * share / most
        parts.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 5}" y="{y + 4:.1f}" text-anchor="end">{share}</text>')
    for bin, count in sorted(counts.items()):
        high = (bottom - top) * count / most
        x = left + (bin - first) * each + 1
        parts.append(
            f'<rect class="column" x="{x:.1f}" y="{bottom - high:.1f}" width="{max(each - 2, 1):.1f}" height="{high:.1f}">'
            f"<title>{_short(bin * step)} to {_short((bin + 1) * step)}: {count}</title></rect>"
        )
    apart = _step(first * step, (last + 1) * step, most=6)
    for number in range(ceil(first * step / apart - 1e-9), floor((last + 1) * step / apart + 1e-9) + 1):
        x = left + (number * apart / step - first) * each
        parts.append(f'<text x="{x:.1f}" y="{bottom + 15}" text-anchor="middle">{_short(number * apart)}</text>')
    if limit is not None:
        x = left + (limit / step - first) * each
        anchor = "end" if x > (left + right) / 2 else "start"
        parts.append(f'<line class="limit" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 8}" y2="{bottom}"/>')
        at = x - 5 if anchor == "end" else x + 5
        parts.append(f'<text x="{at:.1f}" y="{top - 8}" text-anchor="{anchor}">limit {_short(limit)}</text>')
    return f'<svg class="histogram" viewBox="0 0 {width} 168" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _step(low: float, high: float, *, most: int) -> float:
    """A round step that goes at most ``most`` times from low to high."""
    reach = high - low
    if reach <= 0:
        return 1.0
    size = 10.0 ** floor(log10(reach / most))
    return next(size * step for step in _STEPS if reach <= most * size * step * (1 + 1e-9))


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
