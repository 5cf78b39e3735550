"""Sizes, shares and counts that neither the report nor the evidence holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.mutations.letter import Letter
from evals.mutations.places import cased
from evals.mutations.values import Operator, Spoiled

_SIZE = re.compile(
    r"(?<![\d.\-–/A-Z])(\d+(?:\.\d+)?)(?=(?:\s?|-)(?:mm|cm|millimet\w+|centimet\w+|inch\w*|ml|cc|degrees?|percent|%|HU)\b|\s?%)"
)
_SHARE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(?= (?:of|out of|in) every (?:100|1,?000)\b|%)")
_ENOUGH = re.compile(
    r"(?<![\d.\[\-–/A-Z=])(\d+(?:\.\d+)?)(?= (?:adults|people|men|women|patients|veterans|hips|knees|years|weeks|months|days)\b)|(?<=n=)(\d[\d,]*)"
)
_COUNT = re.compile(
    r"\b(two|three|four|five|six|several)\b(?= (?:\w+ )?(?:levels?|spots|nodules|cysts|stones|joints|lumps|fractures|breaks|places|discs|dents|bones|nodes|ribs|clips|fibroids|polyps|masses)\b)",
    re.I,
)
_COUNTS = ("two", "three", "four", "five", "six", "seven")


class _Known:
    """Numbers that the report or the evidence holds: none of them is wrong for certain."""

    def __init__(self, letter: Letter) -> None:
        plan = letter.plan
        held = " ".join(
            [letter.report, letter.text]
            + [i.statement + " " + " ".join(i.numbers) for i in plan.items]
            + [c.text for c in plan.caveats]
            + [k for s in plan.sources for k in (s.citation, *s.key_facts)]
        )
        self.numbers = {n.replace(",", "") for n in re.findall(r"\d[\d,]*(?:\.\d+)?", held)}
        self.values = {float(n) for n in self.numbers}

    def free(self, value: float) -> bool:
        """Whether no held number has this value in any unit."""
        return not any(abs(value * k - v) < 1e-6 for v in self.values for k in (1, 10, 0.1))


def _others(number: str, known: _Known, random: Random) -> list[str]:
    """Wrong numbers that a careless writer could put: a digit changed, a comma slipped, doubled."""
    value, places = float(number.replace(",", "")), len(number.split(".")[1]) if "." in number else 0
    made = [
        value * 2,
        value + 3,
        value - 3,
        value + 10,
        value * 10,
        value / 10,
        value + 0.7,
        value * 3 + 1,
        value + 6,
        value + 1.5,
        value + 17,
    ]
    if places == 0:
        made = [round(v) for v in made if round(v) == v or v > 20]
    good = [v for v in made if v > 0 and known.free(round(v, places + 1))]
    random.shuffle(good)
    return [f"{round(v, max(places, 0)):g}" for v in good if known.free(round(v, places))]


def _numbers(letter: Letter, random: Random, pattern: re.Pattern[str], what: str, *, own: bool) -> Iterator[Spoiled]:
    known = _Known(letter)
    for said in letter.said:
        if said.line.section in ("sources", "head", "why") or said.asks or (own and not said.states):
            continue
        for m in pattern.finditer(said.text):
            if letter.quoted(said.start + m.start(), said.start + m.end()):
                continue
            number = next(g for g in m.groups() if g)
            for new in _others(number, known, random)[:1]:
                if what == "share" and float(new) > 99:
                    continue
                yield letter.edit(said.start + m.start(), said.start + m.end(), new, f"{what} {number} told as {new}")


def size_changed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A size, an angle or a share of the report."""
    yield from _numbers(letter, random, _SIZE, "size", own=False)


def share_changed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """How many of every hundred people."""
    yield from _numbers(letter, random, _SHARE, "share", own=False)


def group_changed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """How many people were studied, or how long."""
    yield from _numbers(letter, random, _ENOUGH, "count", own=False)


def unit_changed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Millimeters told as centimeters or the reverse."""
    for said in letter.said:
        if said.line.section in ("sources", "head") or said.asks:
            continue
        for m in re.finditer(r"(?<![\d.])(\d+(?:\.\d+)?)(\s?)(mm|cm)\b(?! (?:by|x))", said.text):
            if letter.quoted(said.start + m.start(), said.start + m.end()):
                continue
            unit = "cm" if m.group(3) == "mm" else "mm"
            if letter.in_report(rf"\b{re.escape(m.group(1))}\s?{unit}\b"):
                continue
            yield letter.edit(
                said.start + m.start(),
                said.start + m.end(),
                m.group(1) + m.group(2) + unit,
                f"{m.group()} told in {unit}",
            )


def count_changed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A count in words."""
    for said in letter.said:
        if not said.states or not said.facts:
            continue
        for m in _COUNT.finditer(said.text):
            word = m.group().lower()
            noun = said.text[m.end() :].split()[0].lower()
            choices = [c for c in _COUNTS if c != word and not letter.in_report(rf"\b{c}\b")]
            if word in _COUNTS and not letter.quoted(said.start + m.start(), said.start + m.end()) and choices:
                new = choices[min(1, len(choices) - 1)]
                yield letter.edit(
                    said.start + m.start(),
                    said.start + m.end(),
                    cased(new, m.group()),
                    f"{word} told as {new} ({noun})",
                )


_SIZE_SENTENCES = {
    "patient": ("It measures {n} mm.", "It is about {n} mm wide.", "The size is {n} mm.", "It is roughly {c} cm across.", "The report gives a size of {n} mm.", "It is around {n} millimeters long."),
    "clinician": ("It measures {n} mm [R].", "Size {n} mm [R].", "Maximum diameter {c} cm [R].", "Measured at {n} mm [R]."),
}  # fmt: skip
_SHARE_SENTENCES = {
    "patient": ("About {p} of every 100 people have it.", "Studies show it in around {p} percent of adults.", "Roughly {p} out of every 100 adults your age have this.", "Only {p} of every 100 people with this ever have trouble."),
    "clinician": ("Prevalence about {p}% in adults [T].", "Seen in {p}% of asymptomatic adults [T].", "Specificity {p}% [T].", "Reported in {p} of every 100 patients [T]."),
}  # fmt: skip


def size_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A size for a finding that the report does not measure."""
    known = _Known(letter)
    for said in letter.said:
        fact = letter.lone(said)
        if fact is not None and not any(g.measurements for g in letter.alike(fact)):
            free = [n for n in (4, 6, 7, 9, 11, 13, 14, 16, 17, 19, 21, 23, 26, 31, 37) if known.free(n)]
            if free:
                n = random.choice(free)
                yield letter.added(
                    said,
                    random.choice(_SIZE_SENTENCES[letter.audience]).format(n=n, c=f"{n / 10:g}"),
                    f"a size made up ({fact.name})",
                )


def share_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A prevalence that no source of the plan holds."""
    known = _Known(letter)
    for said in letter.said:
        fact = letter.lone(said)
        if fact is not None:
            free = [n for n in (7, 11, 13, 17, 23, 27, 34, 37, 41, 43, 52, 58, 63, 72, 83, 87, 92) if known.free(n)]
            if free:
                yield letter.added(
                    said,
                    random.choice(_SHARE_SENTENCES[letter.audience]).format(p=random.choice(free)),
                    f"a share made up ({fact.name})",
                )


OPERATORS: dict[str, tuple[Operator, ...]] = {
    "number-mismatch": (
        size_changed,
        share_changed,
        group_changed,
        unit_changed,
        count_changed,
        size_added,
        share_added,
    ),
}
