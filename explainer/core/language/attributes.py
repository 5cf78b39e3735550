"""Levels, sizes, sides, grades and change of a sentence, and which mention each belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explainer.core.language.text import Token
from explainer.core.values import Measurement, Span

_LEVEL = re.compile(
    r"(?<![a-z0-9])([ctdls])(?:(?<=t)h)?[ ]?-?([0-9]{1,2})(?!\.?[0-9])"
    r"(?:[ ]?(?:[-/]{1,2}|to|through|thru|down to|over|on|upon)[ ]?(?:the[ ])?(?:([ctdls])(?:(?<=t)h)?)?[ ]?([0-9]{1,2})(?!\.?[0-9]))?(?![0-9a-z])"
)
_NOT_LEVEL = re.compile(
    r"[ -]?(?:weighted|weight|w\b|wi\b|signal|hyper|hypo|iso|flair|images?|shorten|prolong|bright|dark|relax|sequence|(?:&|and|/|,)[ ]?t2[ -]?(?:w|/|flair|signal|stir|images?|sequence|axial|sagittal|coronal)|/flair|tse|fse|se\b|value|score|star|\*)"
)
_VERTEBRA = re.compile(r"[ ]?(?:vertebra|body|bodies|level|compression|wedg|fracture|,? ?(?:&|and)? ?[dl][0-9])")
_ROOT = re.compile(
    r"[ ]?(?:exiting |traversing |exit |transversing |descending )?(?:nerve|root|radicul|dermatom|myotom|branch)"
)
#: Behind a side and a number, what makes them an hour of the clock or a size ("L 6:00", "R 9 o'clock", "L 4 cm").
_CLOCK = re.compile(r":[0-9]{2}|[ ]?(?:o ?'? ?clock|cm\b|mm\b|h\b)")
#: A stretch of an artery that bears the number of a vertebra.
_ARTERY = re.compile(r"[ -]segments? of the [a-z ]{0,40}(?:artery|arteries|carotid|vertebral)\b")
#: What joins levels to a group; "amnd" and "nad" are "and".
_JOINED = re.compile(r"[\s,&+/]*(?:a[a-z]{0,2}d|nad|&|,|/|or|levels?|as well as|\s|the|at)*[\s,&+/]*")
#: Before a lone "T1" or "T2", what makes it a kind of MR image ("hypointense T1 and T2 lesion", "dark on T1").
_OF_IMAGE = re.compile(r"intens|signal|bright|dark|[ ](?:low|high) on|(?:picture|image|view|sequence|scan)s? \($")
#: Levels and sizes are told by these; most sentences have none, and are told apart at once.
_DIGIT = re.compile(r"[0-9]")
_THROUGH = frozenset({"to", "through", "thru", "down to"})
_COUNT = {"c": 7, "t": 12, "l": 5, "s": 5}
_SIZE = re.compile(
    r"(?<![0-9a-z.+])([0-9]{1,4}(?:\.[0-9]{1,3})?)(?:[ ]?(cm|mm))?(?:[ ]?(?:x|\*|by)[ ]?([0-9]{1,4}(?:\.[0-9]{1,3})?)(?:[ ]?(cm|mm))?)?"
    r"(?:[ ]?(?:x|\*|by)[ ]?([0-9]{1,4}(?:\.[0-9]{1,3})?))?[ -]?(cm|mm|ml|cc|millimeters?|centimeters?|millimetres?|centimetres?|milliliters?|hu|degrees?)(?![a-z])"
)
_UNITS = {
    "millimeter": "mm",
    "millimetre": "mm",
    "centimeter": "cm",
    "centimetre": "cm",
    "milliliter": "ml",
    "cc": "ml",
    "degree": "degrees",
}


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """Levels said together ("L4-5 and L5-S1"): offsets into the text and the levels in contract form."""

    start: int
    end: int
    levels: tuple[str, ...]


def _position(letter: str, number: int) -> int:
    """A vertebra's place from the top: C1 is 1, T1 is 8, L1 is 20, S1 is 25."""
    return {"c": 0, "t": 7, "l": 19, "s": 24}[letter] + number


def _name(position: int) -> str:
    for letter, base in (("S", 24), ("L", 19), ("T", 7), ("C", 0)):
        if position > base:
            return f"{letter}{position - base}"
    return "C1"


def _levels_of(match: re.Match[str]) -> tuple[str, ...] | None:
    first = "t" if match.group(1) == "d" else match.group(1)
    number = int(match.group(2))
    if not 1 <= number <= (13 if first == "t" else 6 if first == "l" else _COUNT[first] + (1 if first == "c" else 0)):
        return None
    if match.group(4) is None:
        return (f"{first.upper()}{number}",)
    second = match.group(3) or first
    second = "t" if second == "d" else second
    other = int(match.group(4))
    if not 1 <= other <= 12:
        return None
    if match.group(3) is None and other < number and first in "ctl" and other == 1:
        second = {"c": "t", "t": "l", "l": "s"}[first]  # "L5-1" stands for L5-S1
    top, low = _position(first, number), _position(second, other)
    if low <= top:
        return None
    if low == top + 1:
        return (f"{first.upper()}{number}-{second.upper()}{other}",)
    if low - top > 24:
        return None
    return tuple(f"{_name(p)}-{_name(p + 1)}" for p in range(top, low))


#: "The disc between L4 and L5", "between the bones L4 and L5": one disc, and not two bones.
_IN_BETWEEN = re.compile(r"\bbetween (?:(?:the|your|bones?|vertebrae?|levels?|vertebral|bodies|segments?) ){0,3}$")


def _disc_of(top: str, low: str) -> tuple[str, ...]:
    """The level between two bones; empty when they are no neighbors."""
    if "-" in top or "-" in low:
        return ()
    first, second = (_position(bone[0].lower(), int(bone[1:])) for bone in (top, low))
    return (f"{top}-{low}",) if second == first + 1 else ()


def _between(top: str, low: str) -> tuple[str, ...]:
    """The levels from one disc to a lower one, both included ("L3-L4 to L5-S1"); empty when they are no such range."""
    if "-" not in top:
        return ()
    first, last = (_position(v[0].lower(), int(v[1:])) for v in (top.partition("-")[0], low.partition("-")[0]))
    if not first < last <= first + 24:
        return ()
    return tuple(f"{_name(p)}-{_name(p + 1)}" for p in range(first, last + 1))


_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8, "9th": 9, "10th": 10,
    "11th": 11, "12th": 12,
}  # fmt: skip
#: Vertebrae by their number in words: "third lumbar vertebra", "between the fourth and fifth neck bones".
_COUNTED = re.compile(
    r"(?<![a-z0-9])({0})(?:( and | to | through |/|-| or )(?:the )?({0}))? "
    r"(?:(lumbar|thoracic|cervical|neck|sacral)[ -](?:spine |spinal )?(vertebra[el]?|bones?|bod(?:y|ies)|segments?|levels?|discs?|disks?)"
    r"|(?:bones?|vertebrae?) (?:in|of) (?:the|your) (neck|lower back|low back|upper back|middle back|mid back))(?![a-z])".format(
        "|".join(_ORDINALS)
    )
)
_REGION_LETTER = {
    "lumbar": "l",
    "thoracic": "t",
    "cervical": "c",
    "neck": "c",
    "sacral": "s",
    "lower back": "l",
    "low back": "l",
}
#: Each of these stands in every text that tells a vertebra so.
_COUNTED_OF = ("lumbar", "thoracic", "cervical", "neck", "sacral", " back")


def _counted_levels(folded: str, start: int, end: int) -> list[LevelGroup]:
    """Levels told by the number of a vertebra in words."""
    if not any(folded.find(word, start, end) >= 0 for word in _COUNTED_OF):
        return []
    groups: list[LevelGroup] = []
    for match in _COUNTED.finditer(folded, start, end):
        letter = _REGION_LETTER.get(match.group(4) or match.group(6), "t")
        numbers = [_ORDINALS[match.group(g)] for g in (1, 3) if match.group(g)]
        if any(n > _COUNT[letter] for n in numbers):
            continue
        bones = [f"{letter.upper()}{n}" for n in numbers]
        disc = (match.group(5) or "").startswith("dis")
        between = folded[max(start, match.start() - 14) : match.start()].rstrip().endswith(("between", "between the"))
        if len(bones) == 2 and numbers[1] == numbers[0] + 1 and (between or match.group(2) in ("/", "-")):
            levels: tuple[str, ...] = ("-".join(bones),)
        elif disc:
            levels = tuple(f"{b}-{_name(_position(letter, n) + 1)}" for b, n in zip(bones, numbers, strict=True))
        else:
            levels = tuple(bones)
        groups.append(LevelGroup(match.start(), match.end(), levels))
    return groups


def find_levels(folded: str, start: int, end: int) -> list[LevelGroup]:
    """Groups of levels in ``folded[start:end]``, in order; levels joined by "and", commas or slashes make one group."""
    groups = _lettered_levels(folded, start, end)
    counted = _counted_levels(folded, start, end)
    if not counted:
        return groups
    return sorted([*groups, *counted], key=lambda group: group.start)


def _lettered_levels(folded: str, start: int, end: int) -> list[LevelGroup]:
    """The levels told by a letter and a number."""
    groups: list[LevelGroup] = []
    if _DIGIT.search(folded, start, end) is None:
        return groups
    for match in _LEVEL.finditer(folded, start, end):
        if (
            match.group(4) is None
            and match.group(1) in "td"
            and match.group(2) in "12"
            and (
                _NOT_LEVEL.match(folded, match.end(), end)
                or _OF_IMAGE.search(folded, max(start, match.start() - 22), match.start())
            )
        ):
            continue
        if (
            match.group(4) is None
            and match.group(1) == "t"
            and folded[match.end() : match.end() + 1] in "/"
            and match.group(2) == "2"
        ):
            continue
        if match.group(1) == "d" and match.group(4) is None and not _VERTEBRA.match(folded, match.end(), end):
            continue  # "D2" is a branch of a coronary artery sooner than a vertebra
        if match.group(4) is None and _CLOCK.match(folded, match.end(), end):
            continue  # "L 6:00" is a place on the left breast
        if _ARTERY.match(folded, match.end(), end):
            continue  # "the C3 segment of the carotid artery"
        levels = _levels_of(match)
        if levels is None or (match.group(4) is None and _ROOT.match(folded, match.end(), end)):
            continue  # "the left S1 nerve root" names a nerve, not a level
        last = groups[-1] if groups else None
        if last is not None and folded[last.end : match.start()].strip() in _THROUGH and "-" in levels[0]:
            between = _between(last.levels[-1], levels[0])
            if between:
                groups[-1] = LevelGroup(last.start, match.end(), last.levels[:-1] + between)
                continue
        if last is not None and match.start() - last.end <= 14 and _JOINED.fullmatch(folded, last.end, match.start()):
            merged = last.levels + tuple(level for level in levels if level not in last.levels)
            if len(merged) == len(("L4", "L5")) and _IN_BETWEEN.search(folded, max(start, last.start - 30), last.start):
                merged = _disc_of(*merged) or merged
            groups[-1] = LevelGroup(last.start, match.end(), merged)
        else:
            groups.append(LevelGroup(match.start(), match.end(), levels))
    return groups


def find_sizes(folded: str, start: int, end: int) -> list[tuple[Span, tuple[Measurement, ...]]]:
    """Sizes in ``folded[start:end]``: the span of each and its one to three dimensions, the last with its unit."""
    found: list[tuple[Span, tuple[Measurement, ...]]] = []
    if _DIGIT.search(folded, start, end) is None:
        return found
    for match in _SIZE.finditer(folded, start, end):
        raw = match.group(6)
        unit = _UNITS.get(raw.rstrip("s"), raw)
        places = [g for g in (1, 3, 5) if match.group(g)]
        values = tuple(
            Measurement(
                float(match.group(g)),
                unit,
                match.start(g),
                match.end() if g == places[-1] else match.end(g),
            )
            for g in places
        )
        found.append((Span(match.start(), match.end()), values))
    return found


def joined_severity(words: Sequence[Token], hits: Sequence[tuple[int, int, str]], index: int) -> str:
    """The grade at ``hits[index]``, joined with a neighbour in "mild to moderate" or "mild-moderate"."""
    order = ("minimal", "mild", "moderate", "severe")
    start, end, value = hits[index]
    first = second = value
    if index > 0:
        before_start, before_end, before = hits[index - 1]
        gap = [words[i].lemma for i in range(before_end, start)]
        if gap in ([], ["to"], ["-"], ["/"]) and before != value and before_start < start:
            first = before
    if index + 1 < len(hits):
        after_start, _, after = hits[index + 1]
        gap = [words[i].lemma for i in range(end, after_start)]
        if gap in ([], ["to"], ["-"], ["/"]) and after != value:
            second = after
    if first == second:
        return value
    low, high = sorted((first, second), key=order.index)
    return f"{low}-to-{high}"
