"""``robustness``: what changes the look of a report and not its meaning must not change its findings."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from random import Random

from evals.dataset import FindingsSample
from evals.results import Shown
from evals.suite import Card, Case, Letters, Measure, Setting, Source, Suite, System
from evals.suites.letters import reports
from evals.suites.reading import modality_of, region_of
from explainer.core.values import Finding, Reading

#: American and British spelling of one stem.
_SPELLINGS = (
    ("edema", "oedema"), ("hemorrh", "haemorrh"), ("hematoma", "haematoma"), ("hemangioma", "haemangioma"),
    ("tumor", "tumour"), ("esophag", "oesophag"), ("ischemi", "ischaemi"), ("caliber", "calibre"), ("center", "centre"),
    ("fiber", "fibre"), ("color", "colour"), ("gray", "grey"), ("anemi", "anaemi"), ("cecum", "caecum"),
    ("mineralization", "mineralisation"), ("localized", "localised"),
    ("visualized", "visualised"), ("fetal", "foetal"), ("fetus", "foetus"), ("gynecolog", "gynaecolog"), ("liter", "litre"),
)  # fmt: skip
_HEADING = re.compile(r"^([A-Za-z][A-Za-z /]{2,30}):[ \t]*", re.MULTILINE)


def _spelled(pairs: tuple[tuple[str, str], ...]) -> Callable[[str, Random], str]:
    table = {old: new for old, new in pairs if old != new}
    found = re.compile("|".join(rf"(?<![a-z])({old})" for old in sorted(table, key=len, reverse=True)), re.IGNORECASE)

    def swap(match: re.Match[str]) -> str:
        old = match.group(0)
        new = table[old.lower()]
        return new.upper() if old.isupper() else new.capitalize() if old[0].isupper() else new

    return lambda text, random: found.sub(swap, text)


def _wrapped(text: str, random: Random) -> str:
    width = random.randint(48, 76)
    wrap = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join("\n".join(wrap.wrap(line)) if len(line) > width else line for line in text.split("\n"))


def _heading_lines(text: str, random: Random) -> str:
    """Each heading on a line of its own."""
    return _HEADING.sub(lambda m: f"{m.group(1)}:\n", text)


def _headings_bare(text: str, random: Random) -> str:
    """Headings in capitals on a line of their own, without a colon."""
    return _HEADING.sub(lambda m: f"\n{m.group(1).upper()}\n", text)


VARIATIONS: Mapping[str, Callable[[str, Random], str]] = {
    "capitals": lambda text, random: text.upper(),
    "British spelling": _spelled(_SPELLINGS),
    "American spelling": _spelled(tuple((b, a) for a, b in _SPELLINGS)),
    "wrapped lines": _wrapped,
    "CRLF": lambda text, random: text.replace("\n", "\r\n"),
    "blank lines": lambda text, random: text.replace("\n", "\n\n"),
    "double spaces": lambda text, random: re.sub(r"(?<=[.,;]) ", "  ", text),
    "no-break spaces": lambda text, random: re.sub(r"(?<=\d) (?=(?:mm|cm|ml)\b)", "\u00a0", text),
    "long dashes": lambda text, random: re.sub(r"(?<=\d)-(?=[A-Z]?\d)", "\u2013", text),
    "curly quotes": lambda text, random: re.sub(r"(?<=\w)'(?=\w)", "\u2019", text),
    "indented lines": lambda text, random: re.sub(r"^(?=\S)", " " * random.randint(2, 6), text, flags=re.MULTILINE),
    "numbers in brackets": lambda text, random: re.sub(r"^(\d+)\. ", r"\1) ", text, flags=re.MULTILINE),
    "headings in capitals": lambda text, random: _HEADING.sub(lambda m: m.group(0).upper(), text),
    "heading lines": _heading_lines,
    "headings without colon": _headings_bare,
    "space at the ends": lambda text, random: "\n \n" + text.replace("\n", "  \n") + " \n\n",
}


def meanings(
    reading: Reading, kept: Callable[[Finding], bool] = lambda finding: True
) -> frozenset[tuple[str, str, str, str]]:
    """What a report says, without where it says it: concept, status, side and levels of each finding that is kept."""
    return frozenset(
        (f.concept, f.status, f.laterality or "", ",".join(sorted(f.levels))) for f in reading.findings if kept(f)
    )


def _cases(source: Source, letters: Letters) -> Iterator[Case]:
    for dataset, id, text in reports(source, "robustness"):
        yield Case(dataset, id, {"report": text})


def _score(case: Case, system: System, setting: Setting, card: Card) -> None:
    text: str = case.data["report"]
    reading = system.read(text)
    clean = meanings(reading)
    for name, change in VARIATIONS.items():
        changed = change(text, Random(f"{setting.seed}:{name}:{case.id}"))
        if changed == text:
            continue
        found = meanings(system.read(changed))
        told = [f"lost {' '.join(filter(None, row))}" for row in sorted(clean - found)]
        told += [f"new {' '.join(filter(None, row))}" for row in sorted(found - clean)]
        failure = Shown(report=text, draft=changed, messages=(f"changed: {name}", *told)) if told else None
        group = {"variation": name, "region": region_of(reading), "modality": modality_of(reading)}
        card.add("same findings", not told, "; ".join(told), part=name, shown=failure, group=group)


ROBUSTNESS = Suite(
    name="robustness",
    title="findings under changes that mean nothing",
    datasets=("reports",),
    given=(FindingsSample,),
    cases=_cases,
    score=_score,
    measures=(Measure("same findings"),),
)
