"""The rule on numbers: sizes and counts from the report, shares from the evidence, and none from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, agreeing, families, near
from guardrails.numbers import Number, numbers_of, sizes_meet
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.contrary import other_day
from guardrails.rules.shares import tells_measure
from guardrails.rules.unsaid import seeks_help
from guardrails.rules.wording import content

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
            *_run_on(prepared.report),
        ]
        self.values = {n.value for n in self.every}
        #: How long the report tells of, in hours; an age is no length of time.
        self.times = [
            (n.unit, n.value * _HOURS[n.unit])
            for n in prepared.report_numbers
            if n.unit in _HOURS and not prepared.report.startswith(_OF_AGE, n.end)
        ]


_RUN_ON = re.compile(r"(?<=[a-z])[0-9]+(?:\.[0-9]+)?[ -]?(?:mm|cm|ml|year|month|week|day|hour|yo\b|y/o)")


def _run_on(report: str) -> Iterator[Number]:
    """The figures of a report that run on from the word before ("a63-year-old", "measuring12 mm")."""
    for match in _RUN_ON.finditer(report):
        yield from numbers_of(match.group(), 0, match.end() - match.start())


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
    yield from _other_bound(aligned)
    yield from other_day(aligned)


_BELOW = re.compile(r"(?:\b(?:less|lower|fewer|smaller|under|below) (?:than )?|<\s?)$")
_ABOVE = re.compile(r"(?:\b(?:more|greater|higher|over|above|exceeding) (?:than )?|\bat least |>\s?)$")
_DENIES = re.compile(r"(?:\b(?:not|no)|n't) (?:[a-z]+ ){0,3}$")


def _bound(text: str, number: Number) -> str | None:
    """The way a number is a bound ("less than 50 %"), or "exact"; None where a denial stands before it ("not more than")."""
    ahead = text[max(0, number.start - _BEFORE) : number.start]
    for way, pattern in (("below", _BELOW), ("above", _ABOVE)):
        found = pattern.search(ahead)
        if found:
            return None if _DENIES.search(ahead[: found.start()]) else way
    return "exact"


_BEFORE = 30


def _other_bound(aligned: Aligned) -> Iterator[Fault]:
    """A share that the report only bounds ("less than 50 %"), told with the other bound ("more than 50 %")."""
    report = aligned.reading.prepared.report
    told: dict[float, set[str | None]] = {}
    for number in numbers_of(report, 0, len(report)):
        if number.unit == "%":
            told.setdefault(number.value, set()).add(_bound(report, number))
    folded, other = aligned.reading.folded, {"below": "above", "above": "below"}
    for said in aligned.reading.sentences if told else ():
        if aligned.reading.from_plan(said) or said.kind == "general":
            continue
        for number in numbers_of(folded, said.start, said.end):
            way = _bound(folded, number) if number.unit == "%" else None
            if way in other and told.get(number.value) == {other[way]}:
                words = folded[number.start : number.end]
                yield Fault(Span(number.start, number.end), f'says "{words}" with the other bound than the report')


def _judge(aligned: Aligned, allowed: _Allowed, said: Said, number: Number) -> Fault | None:
    span = Span(number.start, number.end)
    text = aligned.reading.text[number.start : number.end]
    named = _named_number(aligned, number) or _other_percentile(aligned, said, number)
    if named is not None:
        return named
    if number.unit in _HOURS and _other_time(aligned, allowed, said, number):
        return Fault(span, f"gives {text}; the report gives another time", (), _number_statement(aligned, said))
    if number.word and number.unit not in _SIZES and number.unit != "%":
        return _count(aligned, allowed, said, number)
    if number.unit in _SIZES:
        if sizes_meet(number, allowed.every) or _unit_ahead(aligned, number) or _rounds(aligned, allowed, number):
            return None
        return Fault(span, f"gives {text}; the report has no such size", (), _size_statement(aligned, said))
    if number.unit == "%" or _is_share(aligned, number):
        if number.value in allowed.values or _is_whole(aligned, allowed, said, number):
            own = {n.value for n in aligned.reading.prepared.report_numbers}
            if number.unit != "%" or number.value in own or not tells_measure(aligned, said):
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
    if _time_of_day(aligned, low, number) or _BY_PERIOD.search(low, max(0, number.start - 3), number.end):
        return None
    if _part_of_known(allowed, low, number) or _is_label(low, number) or _is_whole(aligned, allowed, said, number):
        return None
    whole = number.value == int(number.value)
    if number.value <= 10 and number.unit == "" and whole and not _near_mention(said, number):
        return None
    return Fault(
        span,
        f"holds the number {text}, which neither the report nor the plan's evidence holds",
        (),
        _number_statement(aligned, said),
    )


#: Times as clinicians write them: 6/52 are six weeks, 3/12 three months, 5/7 five days.
_BY_PERIOD = re.compile(r"(?<![0-9/])[0-9]{1,2}/(?:52|12|7)(?![0-9/])")
#: What stands behind, and ahead of, the number of a percentile ("<15th percentile", "percentile: 15").
_TH = re.compile(r"(?:st|nd|rd|th)?[ -]?(?:per ?centile|%ile|centile)")
_CENTILE_AHEAD = re.compile(r"(?:percentile|centile|%ile)[ :=(<>]*$")
_DEFINES = frozenset(
    "mean means meaning defined definition called usually under if normal range between cutoff threshold".split()
)


def _is_centile(text: str, number: Number) -> bool:
    return (
        _TH.match(text, number.end) is not None
        or _CENTILE_AHEAD.search(text, max(0, number.start - 16), number.start) is not None
    )


def _planned_centiles(aligned: Aligned) -> set[float]:
    """The percentiles that the plan's own statements name."""
    texts = [fold(item.filled()) for item in aligned.plan.items if item.statement]
    return {n.value for text in texts for n in numbers_of(text, 0, len(text)) if _is_centile(text, n)}


def _other_percentile(aligned: Aligned, said: Said, number: Number) -> Fault | None:
    """A percentile that is none of those which the report gives ("<15th" for "<5th"); what one means is no such figure."""
    low = aligned.reading.folded
    if (
        said.kind != "statement"
        or not _is_centile(low, number)
        or not _DEFINES.isdisjoint(aligned.reading.lemmas(said))
    ):
        return None
    prepared = aligned.reading.prepared
    told = {n.value for n in prepared.report_numbers if _is_centile(prepared.report, n)}
    told |= {n.value for n in prepared.report_numbers if n.unit == "%"} if told else set()
    if not told or number.value in told or number.value in _planned_centiles(aligned):
        return None
    text = aligned.reading.text[number.start : number.end]
    return Fault(
        Span(number.start, number.end),
        f"gives the percentile {text}; the report gives another",
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
    due = _due(aligned, said, number)
    if due:
        return not any(abs(number.value * _HOURS[number.unit] - hours) <= _ROUNDED * hours for hours in due)
    if number.word and (
        number.value < 2 or said.has("safe-step") or all(unit != number.unit for unit, _ in allowed.times)
    ):
        return False
    prepared, low = aligned.reading.prepared, aligned.reading.folded
    if low.startswith(_OF_AGE, number.end):
        return False
    mine = number.value * _HOURS[number.unit]
    times = [n.value * _HOURS[n.unit] for n in allowed.every if n.unit in _HOURS]
    if _by_report(aligned, said, number):
        times = [hours for unit, hours in allowed.times if unit == number.unit] or times
    if any(abs(mine - hours) <= _ROUNDED * hours for hours in times):
        return False
    alike = [n for n in prepared.report_numbers if n.value == number.value and n.unit == ""]
    return not any(_SHARES_A_UNIT.match(prepared.report, n.end) for n in alike)


def _by_report(aligned: Aligned, said: Said, number: Number) -> bool:
    """Whether a sentence says plainly that the report itself gives a time ("the report wants it looked at in 3 months")."""
    row = aligned.reading.tokens[said.first : said.last]
    ahead = [t.lemma for t in row if t.start < number.start]
    by = max((i for i, word in enumerate(ahead) if word in _AUTHORS), default=-1)
    return by >= 0 and _OTHERWISE.isdisjoint(ahead[by + 1 :]) and not any(w.endswith("n't") for w in ahead[by + 1 :])


def _due(aligned: Aligned, said: Said, number: Number) -> list[float]:
    """When the report's own next steps are due, in hours, where a sentence tells a time of that unit for one of them."""
    words = aligned.reading.lemmas(said)
    if _ASKS.isdisjoint(words) or said.has("general") or not _OTHERWISE.isdisjoint(words):
        return []
    if not said.has("needed-step") and not _by_report(aligned, said, number):
        return []
    text = fold(aligned.plan.reading.text)
    every = [n for r in aligned.plan.reading.recommendations for n in numbers_of(text, r.start, r.end)]
    if any(n.unit == "" for n in every):
        return []  # "6-12 months"
    return [n.value * _HOURS[number.unit] for n in every if n.unit == number.unit]


_ASKS = frozenset(
    "ask asks want wants recommend recommends recommended advise advises advised suggest suggests suggested call calls request requests should check checked repeat repeated".split()
)
_AUTHORS = frozenset("report radiologist impression".split())
_OTHERWISE = frozenset("not no nor never guideline guidelines rule usual usually often general but while , ;".split())


_MM = {"mm": 1.0, "cm": 10.0, "inch": 25.4}
_ABOUT = frozenset(
    "about around almost nearly roughly approximately approx close near some just under over below above shy most ~".split()
)
#: How coarse a rounded length is, in each unit, and how far it may lie from the report's.
_STEPS = {"mm": 5.0, "cm": 0.5, "inch": 0.25}
_OFF = 0.15


def _rounds(aligned: Aligned, allowed: _Allowed, number: Number) -> bool:
    """Whether a length, said to be about right, rounds one of the report's ("nearly two and a half centimeters" for 2.4)."""
    low = aligned.reading.folded
    ahead = tokens(low, max(0, number.start - 24), number.start)[-3:]
    if number.unit not in _MM or _ABOUT.isdisjoint(t.lemma for t in ahead):
        return False
    steps = number.value / _STEPS[number.unit]
    mine = number.value * _MM[number.unit]
    told = [n.value * _MM[n.unit] for n in allowed.every if n.unit in _MM]
    return steps == int(steps) and any(abs(mine - theirs) <= _OFF * theirs for theirs in told)


#: The words by which a report or plan gives a unit ahead of its number ("a Hounsfield unit density of 29", "size (mm): 12").
_AHEAD = {
    "hu": ("hounsfield", " hu ", "(hu)"),
    "degree": ("degree", "angle", "angulation"),
    "mm": ("millimeter", "millimetre", " mm ", "(mm)", "in mm"),
    "cm": ("centimeter", "centimetre", " cm ", "(cm)", "in cm"),
    "ml": ("milliliter", "millilitre", " ml ", "(ml)", " cc "),
}
_AHEAD_WITHIN = 48


def _unit_ahead(aligned: Aligned, number: Number) -> bool:
    """Whether the report gives a number with its unit ahead of it, and no other number between."""
    report = aligned.reading.prepared.report
    for told in aligned.reading.prepared.report_numbers:
        if told.unit or told.value != number.value:
            continue
        ahead = report[max(0, told.start - _AHEAD_WITHIN) : told.start]
        since = max((i + 1 for i, sign in enumerate(ahead) if sign.isdigit() or sign in ".;"), default=0)
        if any(word in f" {ahead[since:]}" for word in _AHEAD.get(number.unit, ())):
            return True
    return False


def _is_whole(aligned: Aligned, allowed: _Allowed, said: Said, number: Number) -> bool:
    """Whether a number is the whole, or the rest, of a share that the report gives.

    "24 of 100 weigh less", "of 100 babies, about 24" and "76 of 100 weigh more" all tell the 24th percentile.
    """
    low = aligned.reading.folded
    others = [n.value for n in numbers_of(low, said.start, said.end) if n.start != number.start]
    if number.value != 100:
        return 100 in others and 100 - number.value in _percents(aligned)
    if not any(word in _OF_ALL for word in low[max(said.start, number.start - 16) : number.start].split()):
        return False
    return any(v in allowed.values or 100 - v in _percents(aligned) for v in others)


_OF_ALL = frozenset("of out in every each among per if".split())


def _percents(aligned: Aligned) -> set[float]:
    """The numbers that the report gives in percent or as percentiles."""
    prepared = aligned.reading.prepared
    return {
        n.value
        for n in prepared.report_numbers
        if n.unit == "%" or (not n.unit and "percent" in prepared.report[max(0, n.start - 24) : n.end + 16])
    }


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


#: What a letter numbers in its leads ("Finding 4: …").
_NUMBERED = ("finding", "result", "question", "topic", "section", "answer", "fact", "note", "line")


def _is_label(low: str, number: Number) -> bool:
    """Whether a number belongs to a name ("step 2", "part 3", "24/7", "T1-weighted")."""
    before = low[max(0, number.start - 12) : number.start]
    return (
        before.rstrip().endswith(("step", "part", "number", "no.", "page", "item", "point", "vitamin b", "covid"))
        or (low[number.end : number.end + 1] in (":", ")") and before.rstrip().endswith(_NUMBERED))
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
    if any(mark in between for mark in (",", ".", ":", ";", " of ")) or _counts_a_part(aligned, behind[0]):
        return None
    facts = behind[0].facts(Tie.VAGUE)
    if not facts:
        return None
    levels = aligned.levels(facts)
    counted = {float(len(facts)), float(len(levels)), float(sum(len(f.mentions) for f in facts))}
    here = {level for group in behind[0].said.levels for level in group.levels}
    counted |= {float(len(aligned.levels((f,)))) for f in facts} | ({float(len(here))} if here <= levels else set())
    words = fold(aligned.report_words(facts))
    told = {n.value for n in numbers_of(words, 0, len(words))}
    told |= {count for word, count in _COUNTING.items() if word in words.split()}
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


#: Words by which a report counts without a number.
_COUNTING = {
    "couple": 2.0,
    "pair": 2.0,
    "both": 2.0,
    "twin": 2.0,
    "double": 2.0,
    "dual": 2.0,
    "bilateral": 2.0,
    "triple": 3.0,
}


def _counts_a_part(aligned: Aligned, claim: Claim) -> bool:
    """Whether a number counts parts that something is said of ("between the two bones is swollen"), or what is no abnormal find."""
    if claim.mention.category == "normal":
        return True
    pieces = aligned.reading.analysis.pieces(claim.said.first, claim.said.last)
    tokens = aligned.reading.tokens
    inside = [p for p in pieces if tokens[p.start].start == claim.mention.start and p.term.kind == "anatomy"]
    return any(tokens[p.end].lemma in _LINKS for p in inside if p.end < claim.said.last)


_LINKS = frozenset("is are was were look looks has have show shows hold holds contain contains carry carries".split())


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
    if not sized:
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
        if not ours:
            yield from _size_of_another_level(aligned, claim, facts, sized, own)
            continue
        words = fold(aligned.report_words(facts))
        near = [*ours, *numbers_of(words, 0, len(words))]
        for size in claim.mention.measurements:
            number = Number(size.value, size.unit, size.start, size.end)
            if _of_part_beside(aligned, claim, number) or _of_part_before(aligned, claim, number, own):
                continue
            if _by_another_way(aligned, claim, number, ours) or _of_any_spot(aligned, claim, number, sized, own):
                continue
            others = [n for f in sized if f not in facts for n in own[f.id]]
            strange = not sizes_meet(number, near if _alone(claim) else ours) and sizes_meet(number, others)
            if (
                strange
                and (_alone(claim) or _crossed(aligned, claim, number, ours, own))
                and not _quoted_size(aligned, claim, number)
            ):
                yield Fault(
                    Span(size.start, size.end), f"gives {claim.mention.name} the size of another finding",
                    aligned.evidence(facts), aligned.statement(facts),
                )  # fmt: skip
                break


def _by_another_way(aligned: Aligned, claim: Claim, number: Number, ours: list[Number]) -> bool:
    """Whether a size is told as the report has it, across another that is the finding's own ("2.8 x 2.2 cm" of "2.8 cm")."""
    folded, report = aligned.reading.folded, aligned.reading.prepared.report
    for size in claim.mention.measurements:
        other = Number(size.value, size.unit, size.start, size.end)
        first, last = sorted((other, number), key=lambda n: n.start)
        if other.start == number.start or not sizes_meet(other, ours) or not 0 <= last.start - first.start <= _ACROSS:
            continue
        row = f"{first.value:g} x {last.value:g}"
        if row in folded[first.start : last.end] and row in report:
            return True
    return False


_ACROSS = 12


def _of_any_spot(
    aligned: Aligned, claim: Claim, number: Number, sized: Sequence[Fact], own: Mapping[str, list[Number]]
) -> bool:
    """Whether a word for anything seen ("spot") is told with the size of something that the report has in that part."""
    mention = claim.mention
    return content(mention.text) <= families().words and any(
        sizes_meet(number, own[f.id]) and f.site is not None and near(aligned.reading.lexicon, mention.site, f.site)
        for f in sized
    )


def _size_of_another_level(
    aligned: Aligned, claim: Claim, facts: Sequence[Fact], sized: Sequence[Fact], own: Mapping[str, list[Number]]
) -> Iterator[Fault]:
    """A size given to a finding that the report gives none, and has of one at another level alone."""
    levels = set(claim.mention.levels)
    if not levels or not facts or not any(levels & aligned.levels((f,)) for f in facts):
        return
    words = fold(aligned.report_words(facts))
    there = list(numbers_of(words, 0, len(words)))
    for size in claim.mention.measurements:
        number = Number(size.value, size.unit, size.start, size.end)
        owners = [f for f in sized if sizes_meet(number, own[f.id])]
        apart = owners and all(aligned.levels((f,)) and not levels & aligned.levels((f,)) for f in owners)
        if apart and not sizes_meet(number, there) and not _of_part_beside(aligned, claim, number):
            yield Fault(
                Span(size.start, size.end), f"gives {claim.mention.name} the size of another finding",
                aligned.evidence(facts), aligned.statement(tuple(facts)),
            )  # fmt: skip
            return


def _of_part_beside(aligned: Aligned, claim: Claim, number: Number) -> bool:
    """Whether a size stands right behind a part of the body in an item of its own ("small protrusion, canal 9 mm")."""
    folded, mention = aligned.reading.folded, claim.mention
    for place in claim.said.places:
        if not mention.end <= place.start < place.end <= number.start:
            continue
        if number.start - place.end <= _BESIDE and any(mark in folded[mention.end : place.start] for mark in ",;"):
            return all(sign not in folded[place.end : number.start] for sign in ",;.")
    return False


_BESIDE = 16


def _of_part_before(aligned: Aligned, claim: Claim, number: Number, own: Mapping[str, list[Number]]) -> bool:
    """Whether a sentence goes on about a part named before it, whose finding of the same kind has this size ("Its upper part is wide, 3 cm")."""
    if not _ITS.intersection(claim.said.lemmas[:3]):
        return False
    lexicon, heads = aligned.reading.lexicon, aligned.reading.lexicon.heads_of(claim.mention.concept)
    before = [s for s in aligned.reading.near(claim.said, 2, 0) if s.index < claim.said.index]
    parts = {p.anatomy for s in before if s.paragraph == claim.said.paragraph for p in s.places}
    return any(
        f.site is not None and heads & lexicon.heads_of(f.concept) and sizes_meet(number, own.get(f.id, []))
        and any(lexicon.within(f.site, part) for part in parts)
        for f in aligned.plan.reading.facts
    )  # fmt: skip


_ITS = frozenset("it its this that they their".split())


def _alone(claim: Claim) -> bool:
    """Whether the sentence tells of no other sized thing."""
    return sum(bool(m.measurements) for m in claim.said.mentions) == 1


def _crossed(
    aligned: Aligned, claim: Claim, number: Number, ours: list[Number], own: Mapping[str, list[Number]]
) -> bool:
    """Whether another finding of the sentence has the size of this one, and this one has its size."""
    for other in aligned.claims_in(claim.said):
        theirs = [n for f in other.facts(Tie.COARSE, positive=True) for n in own.get(f.id, ())]
        sizes = [Number(s.value, s.unit, s.start, s.end) for s in other.mention.measurements]
        if other is claim or not sizes_meet(number, theirs):
            continue
        if any(sizes_meet(size, ours) and not sizes_meet(size, theirs) for size in sizes):
            return True
    return False


def _quoted_size(aligned: Aligned, claim: Claim, number: Number) -> bool:
    """Whether the draft quotes, there or right behind, the report's own words for what has this size."""
    reading = aligned.reading
    quotes = [q for s in reading.near(claim.said, 0, 1) for q in s.quotes]
    words = [reading.folded[q.start : q.end].strip(" .,;") for q in quotes]
    report = fold(aligned.plan.reading.text)
    for scene in reading.prepared.scenes:
        text = report[scene.start : scene.end]
        if any(word in text for word in words) and sizes_meet(number, list(numbers_of(report, scene.start, scene.end))):
            return True
    return False


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
