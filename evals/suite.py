"""What a suite is: where its cases come from, how one case is scored, and what its scores add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import guardrails
from evals.dataset import Dataset, Problem, SampleT, limited, seeded
from evals.results import Better, Score, Shown
from evals.templates import template_letter
from explainer.core.intake import language_of
from explainer.core.language.text import fold
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience, Draft, Plan, Reading, Verdict
from explainer.errors import ReportError

RowT = TypeVar("RowT")


def read_any(text: str) -> Reading:
    """Read a text, be it a whole report or a note.

    Raises:
        ReportError: Empty, over 1 MB, or not in English: nothing can be scored on it.
    """
    language = language_of(fold(text))
    if language not in (None, "english"):
        raise ReportError(f"it is not in English (it reads like {language})")
    return read(text, admit_any=True)


@lru_cache(maxsize=256)
def _reading(reader: Callable[[str], Reading], text: str) -> Reading:
    return reader(text)


@lru_cache(maxsize=256)
def _plan(reader: Callable[[str], Reading], text: str, audience: Audience) -> Plan:
    return make_plan(_reading(reader, text), audience=audience)


@lru_cache(maxsize=256)
def _letter(reader: Callable[[str], Reading], text: str, audience: Audience) -> str | None:
    return template_letter(_reading(reader, text), audience)


@dataclass(frozen=True, slots=True)
class System:
    """The code that is measured. Tests put a spoilt reader or guard here; nothing else does."""

    reader: Callable[[str], Reading] = read_any
    judge: Callable[[Plan, Draft | str], Verdict] = guardrails.check

    def read(self, text: str) -> Reading:
        """A report read; the last ones are remembered."""
        return _reading(self.reader, text)

    def plan(self, text: str, audience: Audience) -> Plan:
        """A report planned; the last ones are remembered."""
        return _plan(self.reader, text, audience)

    def letter(self, text: str, audience: Audience) -> str | None:
        """The template's letter for a report, None when it is withheld; the last ones are remembered."""
        return _letter(self.reader, text, audience)

    def check(self, text: str, audience: Audience, draft: str) -> Verdict:
        """A draft judged against its report."""
        return self.judge(self.plan(text, audience), draft)


@dataclass(frozen=True, slots=True)
class Letters:
    """A writer under test. ``texts`` holds its recorded letters by report and audience; None stands for the template."""

    name: str
    texts: Mapping[tuple[str, Audience], str] | None = None
    path: Path | None = None


TEMPLATE = Letters("template")


@dataclass(frozen=True, slots=True)
class Request:
    """What a run was asked for."""

    suites: tuple[str, ...]
    writers: tuple[Letters, ...] = (TEMPLATE,)
    data: tuple[Dataset[Any], ...] = ()
    seed: int = 0
    limit: int | None = None
    keep_going: bool = False
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a worker must know of the request."""

    seed: int = 0
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A data set that a suite wanted and did not get, or a writer that it could not ask; ``suite`` "-" stands for all."""

    suite: str
    what: str
    why: str


@dataclass
class Source:
    """Gives the suites their samples; notes what was wrong or absent, each once."""

    request: Request
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def samples(self, suite: str, dataset: Dataset[SampleT], *, whole: bool = False) -> tuple[SampleT, ...]:
        """The samples of a data set, at most the limit unless ``whole``; none, with a reason, when it is absent."""
        if not dataset.present:
            self.skipped.append(Skipped(suite, f"the data set {dataset.name}", "its file is not there"))
            return ()
        loaded = dataset.load(keep_going=self.request.keep_going)
        self.problems.extend(p for p in loaded.problems if p not in self.problems)
        if whole:
            return loaded.samples
        return limited(loaded.samples, self.request.limit, self.request.seed)

    def given(self, form: type[SampleT]) -> tuple[Dataset[SampleT], ...]:
        """The data sets of this form that the run was given."""
        return tuple(d for d in self.request.data if issubclass(d.form, form))

    def chosen(self, rows: Sequence[RowT], key: Callable[[RowT], str]) -> Sequence[RowT]:
        """At most the limit of rows, drawn by the seed and kept in their order."""
        if self.request.limit is None or len(rows) <= self.request.limit:
            return rows
        wanted = set(
            sorted((key(row) for row in rows), key=lambda k: seeded(self.request.seed, k))[: self.request.limit]
        )
        return [row for row in rows if key(row) in wanted]

    def text_of(self, texts: Mapping[str, str], dataset: Dataset[Any], id: str, report_id: str) -> str | None:
        """The report that a sample points to.

        Raises:
            DataFileError: There is none; with ``keep_going`` it is noted and None is returned.
        """
        if report_id in texts:
            return texts[report_id]
        if not texts:
            return None  # the reports are not there, which is noted already
        lines = dataset.path.read_text("utf-8").split("\n")
        line = next((n for n, words in enumerate(lines, 1) if f'"{id}"' in words), 0)
        what = f"{report_id!r} is no report of evals/datasets/reports"
        problem = Problem(str(dataset.path), line, "report_id", what, "name one that is there")
        if not self.request.keep_going:
            raise problem.error()
        if problem not in self.problems:
            self.problems.append(problem)
        return None


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to score: a sample ready for a worker. ``data`` is plain values."""

    dataset: str
    id: str
    data: Mapping[str, Any]


@dataclass
class Card:
    """The scores of one case, as they are made."""

    suite: str
    writer: str
    case: Case
    scores: list[Score] = field(default_factory=list)
    numbers: list[tuple[str, float]] = field(default_factory=list)

    def add(
        self,
        metric: str,
        value: bool | float | None,
        reason: str = "",
        *,
        part: str = "",
        shown: Shown | None = None,
        group: Mapping[str, str] | None = None,
    ) -> None:
        """One score; ``part`` tells it from others of the same name in this case."""
        self.scores.append(
            Score(
                suite=self.suite,
                writer=self.writer,
                dataset=self.case.dataset,
                id=f"{self.case.id}#{part}" if part else self.case.id,
                metric=metric,
                value=value,
                reason=reason,
                group=dict(group or {}),
                shown=shown,
            )
        )

    def number(self, name: str, value: float) -> None:
        """A number for a plot."""
        self.numbers.append((name, value))


@dataclass(frozen=True, slots=True)
class Measure:
    """How the scores of one name add up.

    ``kind``: ``rate`` is a share of yes, ``mean`` a mean of numbers. ``extras`` says that a sample may have a score on one
    side of a comparison only, because the code under test makes it: a wrong one is then a loss, a missing one none.
    ``gated``: whether a loss of it fails the gate.
    """

    name: str
    kind: Literal["rate", "mean"] = "rate"
    better: Better = "higher"
    extras: bool = False
    gated: bool = True


@dataclass(frozen=True, slots=True)
class Balance:
    """The F1 of two measures: the harmonic mean of a recall and a precision."""

    name: str
    recall: str
    precision: str


@dataclass(frozen=True, slots=True)
class Suite:
    """One kind of question. ``writers``: whether it is asked of each writer under test."""

    name: str
    title: str
    datasets: tuple[str, ...]
    cases: Callable[[Source, Letters], Iterator[Case]]
    score: Callable[[Case, System, Setting, Card], None]
    measures: tuple[Measure, ...]
    balances: tuple[Balance, ...] = ()
    writers: bool = False
    #: The forms of one's own data sets that it takes.
    given: tuple[type[Any], ...] = ()
    #: Cases in a chunk: small enough to share evenly and to lose little when killed, large enough to cost little.
    chunk: int = 12

    def run(self, case: Case, system: System, writer: str, setting: Setting) -> Card:
        """Score one case. A report that cannot be read gives a score without a value for the suite's first measure."""
        card = Card(self.name, writer, case)
        try:
            self.score(case, system, setting, card)
        except ReportError as error:
            card.scores.clear()
            card.add(self.measures[0].name, None, f"the report could not be read: {error}")
        return card


def spans_of(verdict: Verdict, rules: Sequence[str] | None = None) -> tuple[tuple[int, int], ...]:
    """Where a verdict's violations stand in the draft; of some rules only when asked."""
    return tuple(
        (v.start, v.end)
        for v in verdict.violations
        if v.start is not None and v.end is not None and (rules is None or v.rule in rules)
    )


def shown(report: str, draft: str, verdict: Verdict, *more: str) -> Shown:
    """A draft with what the guard says of it."""
    messages = tuple(f"{v.rule}: {v.message}" for v in verdict.violations)
    return Shown(report=report, draft=draft, spans=spans_of(verdict), messages=(*more, *messages))
