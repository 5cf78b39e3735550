"""Several models over the same reports: how often their words pass the guard, and what that takes.

An entry is an endpoint or a recording of one. Every share comes with its n; a model that never answered has no share of
statements, which is not the same as none kept.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import rtoml

from evals.statistics import Rate
from explainer.configuration import Settings, settings_of
from explainer.core.values import Audience, Reading
from explainer.errors import ConfigurationError
from explainer.pipeline import Explanation, explain_async
from explainer.writers import make_writer

_COLUMNS = (
    "model", "letters", "first draft", "after repair", "kept", "reworded", "fallback", "grade", "seconds", "tokens",
    "refused by", "trouble",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One model to compare: its name in the table, its settings, the recording it is replayed from, if any, and the file that
    its exchanges are recorded to, if any."""

    name: str
    settings: Settings
    recording: Path | None = None
    record: Path | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What one model did. Shares are of letters, ``kept`` and ``reworded`` of statements; means are for one letter."""

    name: str
    letters: int
    first: Rate
    repaired: Rate
    kept: Rate
    reworded: Rate
    fallback: Rate
    outcomes: Mapping[str, int]
    violations: Mapping[str, int]
    problems: Mapping[str, int]
    grade: float | None
    seconds: float
    tokens: float

    def to_json(self) -> dict[str, Any]:
        """The row as JSON: each share with hits, n and its 95 % interval."""
        shares = {}
        for name in ("first", "repaired", "kept", "reworded", "fallback"):
            rate: Rate = getattr(self, name)
            shares[name] = {"hits": rate.hits, "n": rate.n, "interval": list(rate.interval())}
        return {
            "name": self.name, "letters": self.letters, **shares, "outcomes": dict(self.outcomes),
            "violations": dict(self.violations), "problems": dict(self.problems), "grade": self.grade,
            "seconds": self.seconds, "tokens": self.tokens,
        }  # fmt: skip


def load_entries(path: Path) -> list[Entry]:
    """The endpoints of a matrix file: ``[[endpoint]]`` tables with ``name``, an optional ``recording`` or ``record``, and settings.

    A key is named by ``api_key_env``, never written. All entries are checked before any is asked.

    Raises:
        ConfigurationError: Not readable, or an entry is wrong.
    """
    try:
        data = rtoml.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: cannot be read as UTF-8 text") from error
    except rtoml.TomlParsingError as error:
        raise ConfigurationError(f"{path}: not valid TOML ({error})") from error
    tables = data.get("endpoint")
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise ConfigurationError(f"{path}: holds no [[endpoint]]")
    entries: list[Entry] = []
    for number, table in enumerate(tables, 1):
        values = dict(table)
        name = values.pop("name", f"endpoint {number}")
        place = f"{path}, endpoint {number}"
        if not isinstance(name, str) or name in (e.name for e in entries):
            raise ConfigurationError(f"{place}: field 'name': give each endpoint a name of its own")
        recording, record = (
            _file(path, values.pop(field, None), f"{place}: field {field!r}") for field in ("recording", "record")
        )
        entry = Entry(name, settings_of(values, place), recording, record)
        _check(entry, place)
        entries.append(entry)
    return entries


def _file(path: Path, value: Any, place: str) -> Path | None:
    """A file named in an entry, beside the matrix file."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ConfigurationError(f"{place}: not the name of a file")
    return path.parent / value


def _check(entry: Entry, place: str) -> None:
    """Whether an entry can be run at all: found out before the first question is paid for."""
    try:
        if entry.recording is not None:
            if entry.record is not None:
                raise ConfigurationError("a recording is not recorded again; give one of 'recording' and 'record'")
            make_writer(entry.settings, replay=entry.recording)
        else:
            entry.settings.named_model()
            entry.settings.key()
    except ConfigurationError as error:
        raise ConfigurationError(f"{place}: {error}") from error


async def _letters(entry: Entry, readings: Sequence[Reading], audience: Audience) -> list[Explanation]:
    writer = make_writer(entry.settings, entry.record, entry.recording)
    gate = asyncio.Semaphore(entry.settings.concurrency)

    async def one(reading: Reading) -> Explanation:
        async with gate:
            return await explain_async(reading, audience, writer)

    try:
        return await asyncio.gather(*(one(reading) for reading in readings))
    finally:
        await writer.aclose()


def run(entries: Sequence[Entry], readings: Sequence[Reading], audience: Audience) -> list[Row]:
    """Every entry over every report, one entry after another."""
    return [summarise(e.name, asyncio.run(_letters(e, readings, audience))) for e in entries]


def summarise(name: str, letters: Sequence[Explanation]) -> Row:
    """The row of one model."""
    n = len(letters)
    asked = [d for d in letters if d.units]

    def passed(done: Explanation, kinds: tuple[str, ...]) -> bool:
        return any(
            r.kind in kinds and not r.broken and r.verdict is not None and r.verdict.verdict == "pass"
            for r in done.rounds
        )

    violations: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    for done in letters:
        for r in done.rounds:
            violations.update(rule for rules in r.broken.values() for rule in rules)
            if r.problem:
                problems[r.problem] += 1
    units = sum(d.units for d in asked)
    answered = any(r.draft is not None and r.kind == "draft" for d in letters for r in d.rounds)
    grades = [g for d in letters if (g := dict(d.verdict.readability).get("flesch_kincaid_grade")) is not None]
    costs = [d.cost for d in letters if d.cost is not None]
    return Row(
        name=name,
        letters=n,
        first=Rate(sum(passed(d, ("draft",)) for d in asked), len(asked)),
        repaired=Rate(sum(passed(d, ("draft", "repair")) for d in asked), len(asked)),
        kept=Rate(sum(d.kept for d in asked), units if answered else 0),
        reworded=Rate(sum(d.reworded for d in asked), units if answered else 0),
        fallback=Rate(sum(d.kept == 0 for d in asked), len(asked)),
        outcomes=dict(sorted(Counter(d.outcome for d in letters).items())),
        violations=dict(violations.most_common()),
        problems=dict(problems.most_common()),
        grade=sum(grades) / len(grades) if grades else None,
        seconds=sum(c.seconds for c in costs) / n if n else 0.0,
        tokens=sum(c.tokens for c in costs) / n if n else 0.0,
    )


def _cells(row: Row) -> tuple[str, ...]:
    def share(rate: Rate) -> str:
        if rate.n == 0:
            return "not scorable"
        low, high = rate.interval()
        return f"{100 * rate.value:.0f} % ({100 * low:.0f}-{100 * high:.0f}), n={rate.n}"

    refused = ", ".join(f"{rule} {n}" for rule, n in row.violations.items()) or "nothing"
    return (
        row.name, str(row.letters), share(row.first), share(row.repaired), share(row.kept), share(row.reworded),
        share(row.fallback), f"{row.grade:.1f}" if row.grade is not None else "-", f"{row.seconds:.1f}",
        f"{row.tokens:.0f}", refused, ", ".join(f"{what} ({n})" for what, n in row.problems.items()) or "none",
    )  # fmt: skip


def table(rows: Sequence[Row]) -> str:
    """The rows as text, one model after another, a line for each column."""
    width = max(map(len, _COLUMNS))
    blocks = ["\n".join(f"{c:<{width}}  {v}" for c, v in zip(_COLUMNS, _cells(r), strict=True)) for r in rows]
    return "\n\n".join(blocks)


def html(rows: Sequence[Row], reports: int) -> str:
    """The rows as a page that needs nothing else."""
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in _COLUMNS)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(v)}</td>" for v in _cells(row)) + "</tr>" for row in rows)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Model matrix</title>
<style>body{{font-family:sans-serif}}table{{border-collapse:collapse}}td,th{{border:1px solid #999;padding:.3em;text-align:left;vertical-align:top}}</style>
</head><body><h1>Model matrix</h1>
<p>{reports} report(s). Shares with 95 % Wilson intervals; means are for one letter.</p>
<table><thead><tr>{head}</tr></thead><tbody>
{body}
</tbody></table></body></html>
"""
