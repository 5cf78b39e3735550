"""Numbers as letters write them: digits, words, shares and sizes, each with its unit and place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_DIGIT = re.compile(r"[0-9]")
_NUMBER = re.compile(
    r"(?<![\w.])(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)"
    r"(?:[ -]?(?P<half>1/2|\u00bd))?"
    r"(?:[ -]?(?P<unit>mm|cm|millimeters?|centimeters?|millimetres?|centimetres?|inch(?:es)?|ml|cc|milliliters?|%|percent|per cent|hu|hounsfield(?: units?)?|degrees?|weeks?|days?|months?|years?|hours?)\b|%)?"
)
_CLOCK = re.compile(r"[ (]?[0-9]{1,2}:[0-9]{2} ?[ap]\.?m\b")
#: The dimensions behind a first one ("3 x 2 x 4 cm"): they share the unit of the last.
_MORE = re.compile(r"(?:[ ]?(?:x|\u00d7|\*|by|to|-|and)[ ]?[0-9]+(?:\.[0-9]+)?){1,2}[ -]?(?P<unit>mm|cm|ml|%)")
_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "thousand": 1000,
}  # fmt: skip
_UNIT_WORD = re.compile(
    r"\b(?P<word>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-?(?:one|two|three|four|five|six|seven|eight|nine)?|"
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)\b"
    r"(?P<half> and a half)?(?:[ -](?P<unit>mm|cm|millimeters?|centimeters?|millimetres?|centimetres?|inch(?:es)?|percent|per cent|weeks?|days?|months?|years?|hours?|"
    r"(?:out )?of every|in every|in (?:100|ten|a hundred|two|three|four|five)|out of))?"
)
_UNITS = {
    "millimeter": "mm", "millimetre": "mm", "centimeter": "cm", "centimetre": "cm", "cc": "ml", "milliliter": "ml", "percent": "%",
    "per cent": "%", "week": "week", "day": "day", "month": "month", "year": "year", "hour": "hour", "degree": "degree", "inche": "inch",
    "hounsfield": "hu", "hounsfield unit": "hu",
}  # fmt: skip
#: One of these stands in every number word; most sentences hold none, and are told apart at once.
_STEMS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "zero", "eleven", "twelve", "thirt", "fif",
    "twent", "fort",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text: its value, its unit (``""`` without one), where it stands, and whether it was a word."""

    value: float
    unit: str
    start: int
    end: int
    word: bool = False


def _unit(raw: str | None, tail: str) -> str:
    if raw is None:
        return "%" if tail == "%" else ""
    stem = raw.rstrip("s") if raw not in ("mm", "hu", "cc") else raw
    return _UNITS.get(stem, _UNITS.get(raw, stem))


def word_value(word: str) -> int | None:
    """``twenty-one`` as 21; None for what is no number word."""
    if word in _WORDS or ("-" not in word and " " not in word):
        return _WORDS.get(word)
    parts = word.replace("-", " ").split()
    if not parts or any(p not in _WORDS for p in parts):
        return None
    return sum(_WORDS[p] for p in parts)


def _worded(piece: str) -> bool:
    """Whether a number word may stand in a piece of folded text."""
    for stem in _STEMS:  # noqa: SIM110 - asked of every sentence, and faster so
        if stem in piece:
            return True
    return False


@lru_cache(maxsize=4096)
def numbers_in(fixed: str) -> tuple[Number, ...]:
    """The numbers of a folded text that is the same for everyone, such as what is known of a source."""
    return tuple(numbers_of(fixed, 0, len(fixed)))


def numbers_of(folded: str, start: int, end: int) -> Iterator[Number]:
    """The numbers in a piece of folded text, digits first, then number words, each in text order."""
    digits = _DIGIT.search(folded, start, end) is not None
    for match in _NUMBER.finditer(folded, start, end) if digits else ():
        raw = match.group("digits")
        if raw.count(".") > 1 or (
            folded[match.end() : match.end() + 1] == "."
            and raw.count(".") == 1
            and folded[match.end() + 1 : match.end() + 2].isdigit()
        ):
            continue
        if _CLOCK.match(folded, max(start, match.start() - 3), end) or _CLOCK.match(folded, match.start(), end):
            continue  # "5:15 pm" is a time of day
        value = float(raw.replace(",", "")) + (0.5 if match.group("half") else 0.0)
        unit = _unit(match.group("unit"), match.group()[-1:])
        if not unit:
            more = _MORE.match(folded, match.end(), min(end, match.end() + 40))
            unit = _unit(more.group("unit"), "") if more else ""
        yield Number(value, unit, match.start(), match.end())
    for match in _UNIT_WORD.finditer(folded, start, end) if _worded(folded[start:end]) else ():
        found = word_value(match.group("word"))
        if found is None:
            continue
        named: str | None = match.group("unit")
        share = named is not None and named.startswith(("of every", "out of", "in "))
        yield Number(
            found + (0.5 if match.group("half") else 0.0),
            "%" if share else _unit(named, ""),
            match.start(),
            match.end(),
            True,
        )


def same(one: float, other: float) -> bool:
    """Whether two values are one number, written alike or rounded in the last place."""
    return abs(one - other) < 1e-9


def sizes_meet(number: Number, others: list[Number]) -> bool:
    """Whether a size stands among others, in its own unit or converted between mm and cm."""
    for other in others:
        if same(number.value, other.value) and number.unit == other.unit:
            return True
        if number.unit in ("mm", "cm") and other.unit in ("mm", "cm"):
            mine = number.value * (10 if number.unit == "cm" else 1)
            theirs = other.value * (10 if other.unit == "cm" else 1)
            if same(mine, theirs) or (number.word and abs(mine - theirs) <= 0.5):
                return True
    return False
