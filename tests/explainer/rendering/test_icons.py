"""Icon arrays show the number that the sentence says."""

from __future__ import annotations

import re

import pytest

from explainer.core.knowledge.library import load_library
from explainer.rendering.icons import icon_arrays
from explainer.rendering.pictures.svg import icons_alt, icons_svg


def _drawn(svg: str, kind: str) -> int:
    """The figures of a kind: the heads in its first path."""
    found = re.search(rf'<path class="{kind}" d="([^"]*)"', svg)
    return found.group(1).count("M") if found else 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("About 60 of every 100 men and 67 of every 100 women had it [6].", [(60, 60, 100, "About 60 of every 100 men"), (67, 67, 100, "67 of every 100 women had it")]),
        ("It was 50 to 60 of every 100 people, or more. Most felt well.", [(50, 60, 100, "50 to 60 of every 100 people, or more")]),
        ("Fewer than 16 of every 100 under 45 had some.", [(16, 16, 100, "Fewer than 16 of every 100 under 45 had some")]),
        ("About 3 of every 1,000 people have it.", [(3, 3, 1000, "About 3 of every 1,000 people have it")]),
        ('The report says "40 of every 100" here.', []),
        ("About 140 of every 100 is no share.", []),
        ("No number is known.", []),
    ],
)  # fmt: skip
def test_reads_each_share_with_its_own_words(text: str, expected: list[tuple[int, int, int, str]]) -> None:
    """Count, range, denominator and caption come from the sentence; quoted report words are left alone."""
    assert [(i.low, i.high, i.total, i.caption) for i in icon_arrays(text)] == expected


@pytest.mark.parametrize("low", range(0, 101, 7))
def test_draws_as_many_figures_as_the_number(low: int) -> None:
    """Filled, half filled and empty figures add up to the denominator."""
    (array,) = icon_arrays(f"About {low} to 100 of every 100 had it.")
    svg = icons_svg(array)
    assert (_drawn(svg, "on"), _drawn(svg, "part"), _drawn(svg, "off")) == (low, 100 - low, 0)
    (array,) = icon_arrays(f"About {low} of every 100 had it.")
    svg = icons_svg(array)
    assert (_drawn(svg, "on"), _drawn(svg, "off")) == (low, 100 - low)
    assert str(low) in icons_alt(array)


def test_every_share_of_the_cards_becomes_an_array() -> None:
    """No "N of every 100" of the shipped sentences is missed."""
    texts = _texts()
    assert len(texts) > 100
    for text in texts:
        assert len(icon_arrays(text)) == len(re.findall(r"\d (?:out )?of every 1(?:00|,000)\b", text)), text


def _texts() -> list[str]:
    from importlib.resources import files

    cards = files("explainer") / "core/knowledge/cards"
    return [
        line.split(" = ", 1)[1].strip().strip('"').replace('\\"', "'")
        for card in cards.iterdir()
        for line in card.read_text("utf-8").splitlines()
        if re.match(r'(patient|text|statement)\w* = "', line) and "of every 1" in line
    ]


def test_the_library_loads() -> None:
    """The cards read above are the ones that the program uses."""
    assert load_library()
