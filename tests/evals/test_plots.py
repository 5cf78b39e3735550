"""Static SVG of numbers."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.plots import Axis, histogram, log_axis, scale, share_axis, whisker

NUMBERS = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False, width=32)


def test_the_place_on_a_scale() -> None:
    """Ends keep a margin, so that a dot is whole; what is outside stands at the end."""
    axis = Axis(0.5, 1.0)
    assert [axis.place(v) for v in (0.0, 0.5, 0.75, 1.0, 2.0)] == [5, 5, 50, 95, 95]
    times = log_axis([3.0, 250.0])
    assert times.ticks() == (1, 10, 100, 1000)
    assert [times.place(v) for v in (0.0, 1.0, 1000.0)] == [5, 5, 95]


@pytest.mark.parametrize(
    ("lows", "low"), [([], 0.0), ([0.99], 0.8), ([0.61, 0.9], 0.6), ([0.6], 0.6), ([0.0], 0.0), ([1.0], 0.8)]
)
def test_a_scale_for_shares_ends_at_one(lows: list[float], low: float) -> None:
    """It begins at the last fifth below the lowest value, so that high shares can be told apart."""
    assert (share_axis(lows).low, share_axis(lows).high) == (pytest.approx(low), 1.0)


def test_a_whisker_reaches_over_its_interval() -> None:
    """The line goes from the low to the high end; without an interval there is only the dot."""
    svg = ElementTree.fromstring(whisker(0.5, 0.25, 0.75, Axis(0, 1)))
    bars = [e for e in svg if e.get("class") == "bar"]
    assert (bars[0].get("x1"), bars[0].get("x2")) == ("27.5%", "72.5%")
    assert [e.get("cx") for e in svg if e.tag == "circle"] == ["50.0%"]
    assert 'class="bar"' not in whisker(0.5, None, None, Axis(0, 1))


def test_the_scale_has_its_numbers() -> None:
    """First, middle and last value, above their lines."""
    texts = ElementTree.fromstring(scale(Axis(0.8, 1.0)))
    assert [t.text for t in texts] == ["0.8", "0.9", "1"]


def test_a_histogram_counts_every_value() -> None:
    """Each column tells its range and count; the limit stands in the picture even when no value comes near."""
    svg = histogram([2.1, 2.2, 2.2, 3.9], "Grades", limit=6.0)
    counts = [int(n) for n in re.findall(r"<title>.*?: (\d+)</title>", svg)]
    assert sum(counts) == 4
    root = ElementTree.fromstring(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", "Grades")
    limit = next(e for e in root if e.get("class") == "limit")
    assert 0 < float(limit.get("x1", "0")) <= 340
    assert "limit 6" in svg


def test_a_label_is_escaped() -> None:
    """It may hold a writer's name."""
    assert "<b>" not in histogram([1.0], '"<b>')


@given(st.lists(NUMBERS, min_size=1, max_size=50), st.none() | st.floats(0, 100))
def test_any_numbers_give_a_picture_inside_its_frame(values: list[float], limit: float | None) -> None:
    """No crash, no column outside, no more than a few dozen columns."""
    root = ElementTree.fromstring(histogram(values, "x", limit=limit))
    columns = [e for e in root if e.tag == "rect"]
    assert 1 <= len(columns) <= 50
    for column in columns:
        x, width = float(column.get("x", "nan")), float(column.get("width", "nan"))
        assert x >= 33
        assert x + width <= 345


@given(st.lists(NUMBERS, max_size=5))
def test_any_numbers_give_a_logarithmic_scale(values: list[float]) -> None:
    """Values that are not above 0 stand at its beginning."""
    axis = log_axis(values)
    assert axis.low < axis.high
    assert all(5 <= axis.place(v) <= 95 for v in values)
