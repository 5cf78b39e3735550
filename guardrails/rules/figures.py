"""The rule on numbers: sizes and counts from the report, shares from the evidence, and none from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.core.language.text import fold
from explainer.core.values import Span
from guardrails.alignment import Aligned, Claim, Tie, agreeing
from guardrails.numbers import Number, numbers_of, sizes_meet
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.contrary import other_day
from guardrails.rules.unsaid import seeks_help

_SIZES = frozenset({"mm", "cm", "ml", "hu", "degree", "inch"})
_LIST_MARK = re.compile(r"[ \t]*(?:[-*>#]+[ \t]*)?\(?[0-9]{1,2}[.)]")
#: Digits in groups are a person's number, not a figure (rule identifier-leak).
_IDENTIFIER = re.compile(r"(?<![\w.])[0-9]{2,4}(?:[ -][0-9]{2,4}){2,4}(?![\w])|(?<![\w.,])[0-9]{5,12}(?![\w.,])")
_MARK = re.compile(r"\[[^\]\n]{0,60}\]")


class _Allowed:
    """Every number that a draft may hold."""

    def __init__(self, aligned: Aligned) -> None:
        prepared = aligned.reading.prepared
        self.known_text = fold(" \n ".join(aligned.reading.known))
        self.every = [
            *prepared.report_numbers,
            *prepared.plan_numbers,
            *numbers_of(self.known_text, 0, len(self.known_text)),
        ]
        self.values = {n.value for n in self.every}
        #: How long the report tells of, in hours; an age is no length of time.
        self.times = [
            (n.unit, n.value * _HOURS[n.unit])
            for n in prepared.report_numbers
            if n.unit in _HOURS and not prepared.report.startswith(_OF_AGE, n.end)
        ]


def _strange_number(aligned: Aligned) -> Iterator[Fault]:
    allowed = _Allowed(aligned)
    reading = aligned.reading
    for said in reading.sentences:
        if said.label == "sources" or reading.from_plan(said) or said.has("echo"):
            continue
        skip = [Span(m.start(), m.end()) for m in _MARK.finditer(reading.folded, said.start, said.end)]
        mark = _LIST_MARK.match(reading.folded, said.start, said.end)
        if mark is not None:
            skip.append(Span(mark.start(), mark.end()))
        skip += [Span(g.start, g.end) for g in said.levels]
        skip += list(said.quotes)
        skip += [Span(m.start(), m.end()) for m in _IDENTIFIER.finditer(reading.folded, said.start, said.end)]
        for number in numbers_of(reading.folded, said.start, said.end):
            if any(s.start <= number.start < s.end for s in skip):
                continue
            fault = _judge(aligned, allowed, said, number)
            if fault is not None:
                yield fault
    yield from _swapped_sizes(aligned)
    yield from other_day(aligned)


def _judge(aligned: Aligned, allowed: _Allowed, said: Said, number: Number) -> Fault | None:
    span = Span(number.start, number.end)
    text = aligned.reading.text[number.start : number.end]
    named = _named_number(aligned, number)
    if named is not None:
        return named
    if number.unit in _HOURS and _other_time(aligned, allowed, said, number):
        return Fault(span, f"gives {text}; the report gives another time", (), _number_statement(aligned, said))
    if number.word and number.unit not in _SIZES and number.unit != "%":
        return _count(aligned, allowed, said, number)
    if number.unit in _SIZES:
        if sizes_meet(number, allowed.every):
            return None
        return Fault(span, f"gives {text}; the report has no such size", (), _size_statement(aligned, said))
    if number.unit == "%" or _is_share(aligned, number):
        if number.value in allowed.values:
            return None
        return Fault(
            span,
            f"gives {text}; neither the report nor the plan's evidence holds that number",
            (),
            _number_statement(aligned, said),
        )
    if number.value in allowed.values:
        return None
    low = aligned.reading.folded
    if _time_of_day(aligned, low, number):
        return None
    if _part_of_known(allowed, low, number) or _is_label(low, number) or _is_whole(allowed, low, number):
        return None
    if number.value <= 10 and number.unit == "" and not _near_mention(said, number):
        return None
    return Fault(
        span,
        f"holds the number {text}, which neither the report nor the plan's evidence holds",
        (),
        _number_statement(aligned, said),
    )


_CLOCK = re.compile(r"(?<![0-9:])([0-9]{1,2}):([0-9]{2})(?![0-9:])")


def _time_of_day(aligned: Aligned, low: str, number: Number) -> bool:
    """Whether a number is part of a time of day that the report writes without its colon ("1715 hours")."""
    clock = _CLOCK.search(low, max(0, number.start - 3), number.end + 3)
    if clock is None or not clock.start() <= number.start < clock.end():
        return False
    joined = clock.group(1) + clock.group(2)
    return re.search(rf"(?<![0-9]){joined}(?![0-9])", aligned.reading.prepared.report) is not None


#: The hours in each unit of time.
_HOURS = {"hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.0, "year": 8760.0}
#: What stands behind a number whose unit comes later or is cut short ("6-12 months", "37w4d").
_SHARES_A_UNIT = re.compile(r"(?: ?(?:-|to|or|and|/) ?[0-9]| ?[a-z]\b|[a-z])")
_OF_AGE = ("-old", " old", " of age")
#: How far one time may lie from another to be the same said in other units ("six weeks" and "a month and a half").
_ROUNDED = 0.05


def _other_time(aligned: Aligned, allowed: _Allowed, said: Said, number: Number) -> bool:
    """Whether a time stands neither in the report nor in the plan's evidence, in this unit or another.

    Advice on when to call is the writer's. A time in words is held only against others in the same unit.
    """
    if said.kind != "statement" or said.label in ("help", "questions") or seeks_help(aligned, said):
        return False
    if number.word and (
        number.value < 2 or said.has("safe-step") or all(unit != number.unit for unit, _ in allowed.times)
    ):
        return False
    prepared, low = aligned.reading.prepared, aligned.reading.folded
    if low.startswith(_OF_AGE, number.end):
        return False
    mine = number.value * _HOURS[number.unit]
    times = [n.value * _HOURS[n.unit] for n in allowed.every if n.unit in _HOURS]
    if any(abs(mine - hours) <= _ROUNDED * hours for hours in times):
        return False
    alike = [n for n in prepared.report_numbers if n.value == number.value and n.unit == ""]
    return not any(_SHARES_A_UNIT.match(prepared.report, n.end) for n in alike)


def _is_whole(allowed: _Allowed, low: str, number: Number) -> bool:
    """Whether a hundred is only the whole of a share that the report gives ("24 of 100" for the 24th percentile)."""
    if number.value != 100:
        return False
    ahead = low[max(0, number.start - 24) : number.start].split()
    while ahead and ahead[-1] in ("of", "out", "in", "every", "each"):
        ahead.pop()
    return bool(ahead) and ahead[-1].isdigit() and float(ahead[-1]) in allowed.values


#: Scales and labels whose number is part of a name ("PI-RADS 4", "segment 7", "grade 2").
_SCALES = ("rads", "segment", "bosniak", "fleischner", "pfirrmann", "kellgren", "modic", "category", "stage")


def _scale_before(low: str, at: int) -> str | None:
    before = low[max(0, at - 16) : at].rstrip(" -:#(")
    return next((scale for scale in _SCALES if before.endswith(scale)), None)


def _named_number(aligned: Aligned, number: Number) -> Fault | None:
    """A number on a scale that the report names with other numbers only."""
    low = aligned.reading.folded
    scale = _scale_before(low, number.start)
    if scale is None:
        return None
    report = aligned.reading.prepared.report
    told: set[str] = set()
    at = report.find(scale)
    while at >= 0:
        digits = ""
        for sign in report[at + len(scale) : at + len(scale) + 14].lstrip(" -:#s("):
            if sign not in "0123456789":
                break
            digits += sign
        told |= {digits} if digits else set()
        at = report.find(scale, at + 1)
    said = low[number.start : number.end].strip()
    if not told or said in told or not said.isdigit():
        return None
    return Fault(
        Span(number.start, number.end), f"says {scale} {said}; the report says {' and '.join(sorted(told))}",
        (), _number_statement(aligned, next(s for s in aligned.reading.sentences if s.end > number.start)),
    )  # fmt: skip


def _part_of_known(allowed: _Allowed, low: str, number: Number) -> bool:
    return low[number.start : number.end] in allowed.known_text if allowed.known_text else False


def _is_label(low: str, number: Number) -> bool:
    """Whether a number belongs to a name ("step 2", "part 3", "24/7", "T1-weighted")."""
    before = low[max(0, number.start - 12) : number.start]
    return (
        before.rstrip().endswith(("step", "part", "number", "no.", "page", "item", "point", "vitamin b", "covid"))
        or low[number.end : number.end + 1] == "/"
    )


def _is_share(aligned: Aligned, number: Number) -> bool:
    low = aligned.reading.folded
    behind = low[number.end : number.end + 24].lstrip()
    return behind.startswith(
        ("of every", "out of", "in every", "in 100", "in 10 ", "of 100", "per 100", "of the people", "of people")
    )


def _near_mention(said: Said, number: Number) -> bool:
    return any(0 <= m.start - number.end <= 24 for m in said.mentions)


def _count(aligned: Aligned, allowed: _Allowed, said: Said, number: Number) -> Fault | None:
    """A count before a finding ("four screws") that the report does not give."""
    behind = [
        c
        for c in aligned.claims
        if c.said.index == said.index and 0 <= c.mention.start - number.end <= 14 and c.asserted
    ]
    if not behind or number.value < 2:
        return None
    between = aligned.reading.folded[number.end : behind[0].mention.start]
    if any(mark in between for mark in (",", ".", ":", ";", " of ")):
        return None
    facts = behind[0].facts(Tie.VAGUE)
    if not facts:
        return None
    levels = aligned.levels(facts)
    counted = {float(len(facts)), float(len(levels)), float(sum(len(f.mentions) for f in facts))}
    words = fold(aligned.report_words(facts))
    told = {n.value for n in numbers_of(words, 0, len(words))}
    if (
        number.value in told
        or number.value in counted
        or not (told & {2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0} or " a " in f" {words} " or " single " in words)
    ):
        return None
    text = aligned.reading.text[number.start : behind[0].mention.end]
    return Fault(
        Span(number.start, behind[0].mention.end),
        f"counts {text}; the report gives another count",
        aligned.evidence(facts),
        aligned.statement(facts),
    )


def _size_statement(aligned: Aligned, said: Said) -> str | None:
    for claim in aligned.claims:
        if claim.said.index == said.index and claim.fits:
            return aligned.statement((claim.fits[0][1],))
    return None


def _number_statement(aligned: Aligned, said: Said) -> str | None:
    wanted = {f.id for c in aligned.claims if c.said.index == said.index for _, f in c.fits}
    for item in aligned.plan.items:
        if item.kind == "prevalence" and (not wanted or wanted & set(item.facts)):
            return item.filled()
    return _size_statement(aligned, said)


def _swapped_sizes(aligned: Aligned) -> Iterator[Fault]:
    """A size of the report set beside another finding than its own."""
    report = aligned.plan.reading
    sized = [
        f for f in report.facts if any(aligned.mentions[m].measurements for m in f.mentions if m in aligned.mentions)
    ]
    if len(sized) < 2:
        return
    own = {
        f.id: [
            Number(s.value, s.unit, s.start, s.end)
            for m in f.mentions
            if m in aligned.mentions
            for s in aligned.mentions[m].measurements
        ]
        for f in sized
    }
    for claim in aligned.asserted(positive=True):
        if not claim.mention.measurements:
            continue
        facts = agreeing(aligned, claim, claim.facts(Tie.COARSE, positive=True))
        ours = [n for f in facts for n in own.get(f.id, ())]
        if not ours or not _alone(aligned, claim):
            continue
        words = fold(aligned.report_words(facts))
        near = list(numbers_of(words, 0, len(words)))
        for size in claim.mention.measurements:
            number = Number(size.value, size.unit, size.start, size.end)
            if (
                not sizes_meet(number, ours)
                and not sizes_meet(number, near)
                and any(sizes_meet(number, own[f.id]) for f in sized)
            ):
                yield Fault(
                    Span(size.start, size.end), f"gives {claim.mention.name} the size of another finding",
                    aligned.evidence(facts), aligned.statement(facts),
                )  # fmt: skip
                break


def _alone(aligned: Aligned, claim: Claim) -> bool:
    """Whether the sentence tells of no other sized thing."""
    return sum(bool(m.measurements) for m in claim.said.mentions) == 1


NUMBER_MISMATCH = Rule(
    name="number-mismatch",
    title="A number from nowhere",
    rationale="A wrong size or share changes what is done next, and nobody checks a number that looks exact.",
    source="bange-2019-readability",
    severity="error",
    check=_strange_number,
    valid=(
        Example(
            report="EXAM: CT abdomen.\nFINDINGS: 12 mm cyst in the right kidney.\nIMPRESSION: 12 mm right renal cyst.",
            draft="There is a pouch of fluid (a cyst) of 1.2 cm in your right kidney.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: CT abdomen.\nFINDINGS: 12 mm cyst in the right kidney.\nIMPRESSION: 12 mm right renal cyst.",
            draft="There is a pouch of fluid (a cyst) of 12 cm in your right kidney.",
        ),
    ),
)
