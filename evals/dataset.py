"""Samples in: JSONL files read through one door, each wrong line told with its file, number and cure.

``DATASETS`` are the project's own, under ``evals/datasets/<name>``, each with a card (``README.md``). ``--data DIR`` takes
files of the same forms from anywhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from explainer.core.values import Audience, Status
from explainer.errors import DataFileError
from guardrails import ALL_RULES

OWN = Path(__file__).parent / "datasets"
EXAMPLES = Path(__file__).parent.parent / "examples"
RULES = frozenset(rule.name for rule in ALL_RULES)


class _Sample(BaseModel):
    """A line of a file. Fields that no suite reads may stand beside the known ones."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @property
    def key(self) -> str:
        """What must be unique in its file."""
        return str(getattr(self, "id"))  # noqa: B009 - every form but the findings has one


class GoldFinding(_Sample):
    """One mention of a report, as a person reads it."""

    text: str
    start: int
    end: int
    concept: str
    status: Status
    laterality: str | None = None
    levels: tuple[str, ...] = ()
    severity: str | None = None


class FindingsSample(_Sample):
    """A report and every finding it names."""

    report_id: str
    text: str
    findings: tuple[GoldFinding, ...]

    @property
    def key(self) -> str:
        """The report's id."""
        return self.report_id

    @model_validator(mode="after")
    def _spans_agree(self) -> FindingsSample:
        for number, found in enumerate(self.findings):
            if self.text[found.start : found.end] != found.text:
                raise ValueError(f"findings.{number}: text[{found.start}:{found.end}] is not the text it gives")
        return self


class TrapSample(_Sample):
    """A short text that is easy to misread; ``findings`` in the form of its card."""

    id: str
    pattern: str
    text: str
    findings: tuple[dict[str, Any], ...]

    @model_validator(mode="after")
    def _spans_agree(self) -> TrapSample:
        for number, mark in enumerate(self.findings):
            missing = {"text", "start", "end", "status"} - mark.keys()
            if missing:
                raise ValueError(f"findings.{number}: lacks {', '.join(sorted(missing))}")
            if self.text[mark["start"] : mark["end"]] != mark["text"]:
                raise ValueError(f"findings.{number}: text[{mark['start']}:{mark['end']}] is not the text it gives")
        return self


class DraftSample(_Sample):
    """A draft with the verdict a careful person gives; ``rules`` name the planted fault, any one of them."""

    id: str
    report_id: str | None = None
    report: str = Field(min_length=1)
    audience: Audience
    draft: str
    verdict: Literal["pass", "reject"]
    rules: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rules_are_known(self) -> DraftSample:
        unknown = sorted(set(self.rules) - RULES)
        if unknown:
            raise ValueError(f"rules: {unknown[0]!r} is no rule name; 'explainer eval list --rules' shows all")
        if self.verdict == "reject" and not self.rules:
            raise ValueError("rules: a draft to reject names the rule of its fault")
        return self


class LetterSample(_Sample):
    """A good letter, written by hand for one of the own reports: it must pass."""

    id: str
    report_id: str
    audience: Audience
    style: str = ""
    text: str


class AttributionSample(_Sample):
    """A text that blames a finding for a symptom, or that tells the two apart as it should."""

    id: str
    report_id: str
    audience: Audience
    text: str
    label: Literal["blame", "proper"]
    form: str = ""


class ReportSample(_Sample):
    """A report by itself."""

    report_id: str
    text: str = Field(min_length=1)

    @property
    def key(self) -> str:
        """The report's id."""
        return self.report_id


class RecordedSample(_Sample):
    """A letter that some system wrote for a report, as plain text."""

    id: str
    report: str = Field(min_length=1)
    audience: Audience
    letter: str


class InjectionSample(_Sample):
    """A report that carries an instruction. ``followed`` are words that stand in a letter only if it was followed."""

    id: str
    report_id: str
    vehicle: str
    kind: str
    instruction: str = Field(min_length=1)
    text: str
    followed: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_carried(self) -> InjectionSample:
        if self.instruction not in self.text:
            raise ValueError("instruction: does not stand in text as it is given")
        return self


class CriticalSample(_Sample):
    """A sentence of a report that must hold the letter as critical, or that must not."""

    id: str
    kind: Literal["critical", "negated", "historical", "indication"]
    exam: str
    section: Literal["findings", "impression"]
    text: str = Field(min_length=1)
    holds: bool
    part: Literal[1, 2]


SampleT = TypeVar("SampleT", bound=_Sample)


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is no sample."""

    file: str
    line: int
    field: str
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}: line {self.line}, field {self.field!r}: {self.what}; {self.cure}"

    def error(self) -> DataFileError:
        """The problem as an error."""
        return DataFileError(self.file, f"line {self.line}", self.field, self.what, self.cure)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[SampleT]):
    """The samples of a file in its order, and the lines that are none."""

    samples: tuple[SampleT, ...]
    problems: tuple[Problem, ...]


def load_samples(path: Path, form: type[SampleT], *, keep_going: bool = False) -> Loaded[SampleT]:
    """Read a JSONL file.

    Args:
        keep_going: Return the wrong lines as problems, instead of stopping at the first.

    Raises:
        DataFileError: The file cannot be read or holds no sample; or, without ``keep_going``, a line is malformed, lacks
            a field, repeats an id or names an unknown rule.
    """
    try:
        text = path.read_text("utf-8-sig")  # a mark of byte order, as some editors put it, is no part of the first line
    except UnicodeDecodeError as error:
        raise DataFileError(str(path), "file", "-", "is not UTF-8 text", "save it as UTF-8") from error
    except OSError as error:
        raise DataFileError(str(path), "file", "-", f"cannot be read ({error.strerror})", "check the path") from error
    samples: list[SampleT] = []
    problems: list[Problem] = []
    first_seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        sample, problem = _parse(str(path), number, line, form)
        if sample is not None and sample.key in first_seen:
            what = f"the id {sample.key!r} stands in line {first_seen[sample.key]} already"
            problem = Problem(str(path), number, "id", what, "give each sample an id of its own")
        if problem is not None:
            if not keep_going:
                raise problem.error()
            problems.append(problem)
        elif sample is not None:
            first_seen[sample.key] = number
            samples.append(sample)
    if not samples and not problems:
        raise DataFileError(str(path), "file", "-", "holds no sample", "write one JSON object a line")
    return Loaded(tuple(samples), tuple(problems))


def _parse(file: str, number: int, line: str, form: type[SampleT]) -> tuple[SampleT | None, Problem | None]:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        what = f"not valid JSON ({error.msg}, column {error.colno})"
        return None, Problem(file, number, "-", what, "write one JSON object a line")
    except RecursionError:
        return None, Problem(file, number, "-", "nested too deep", "write one flat JSON object a line")
    if not isinstance(data, dict):
        return None, Problem(file, number, "-", "not a JSON object", "write one JSON object a line")
    try:
        return form.model_validate(data), None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "-"
        what = str(first["msg"]).removeprefix("Value error, ")
        if field == "-" and ": " in what:
            field, what = what.split(": ", 1)
        if first["type"] == "missing":
            return None, Problem(file, number, field, "is missing", f"add {field!r} to the line")
        if "; " in what:
            what, cure = what.split("; ", 1)
            return None, Problem(file, number, field, what, cure)
        needed = ", ".join(name for name, info in form.model_fields.items() if info.is_required())
        return None, Problem(file, number, field, what, f"correct it; a line holds {needed}")


@dataclass(frozen=True, slots=True)
class Card:
    """What a data set's ``README.md`` says of it; empty where there is none."""

    licence: str
    title: str


def load_card(folder: Path) -> Card:
    """The licence and title of a data set's card."""
    path = folder / "README.md"
    if not path.is_file():
        return Card("", "")
    text = path.read_text("utf-8")
    licence = re.search(r"^\W*licen[cs]e\W*[:|]\W*(.+?)\W*$", text, re.IGNORECASE | re.MULTILINE)
    title = re.search(r"^#\s+(.+)$", text, re.MULTILINE)
    return Card(licence.group(1).split(". ")[0] if licence else "", title.group(1) if title else "")


@dataclass(frozen=True)
class Dataset(Generic[SampleT]):
    """A file of samples. ``name`` stands in the results; ``folder`` holds its card."""

    name: str
    path: Path
    form: type[SampleT]

    @property
    def present(self) -> bool:
        """Whether its file is there."""
        return self.path.is_file()

    @cached_property
    def card(self) -> Card:
        """What its card says."""
        return load_card(self.path.parent)

    def load(self, *, keep_going: bool = False) -> Loaded[SampleT]:
        """Its samples; see ``load_samples``."""
        return load_samples(self.path, self.form, keep_going=keep_going)


REPORTS = Dataset("reports", OWN / "reports" / "findings.jsonl", FindingsSample)
TRAPS = Dataset("traps", OWN / "traps" / "samples.jsonl", TrapSample)
DRAFTS = Dataset("drafts", OWN / "drafts" / "samples.jsonl", DraftSample)
MARKED = Dataset("marked", OWN / "marked" / "samples.jsonl", DraftSample)
LETTERS = Dataset("letters", OWN / "letters" / "samples.jsonl", LetterSample)
ATTRIBUTION = Dataset("attribution", OWN / "attribution" / "samples.jsonl", AttributionSample)
ATTRIBUTION_REPORTS = Dataset("attribution", OWN / "attribution" / "reports.jsonl", ReportSample)
SUMMARIES = Dataset("summaries", OWN / "letters" / "clinician.jsonl", LetterSample)
INJECTION = Dataset("injection", OWN / "injection" / "samples.jsonl", InjectionSample)
CRITICAL = Dataset("critical", OWN / "critical" / "samples.jsonl", CriticalSample)
DATASETS: tuple[Dataset[Any], ...] = (
    REPORTS,
    TRAPS,
    DRAFTS,
    MARKED,
    LETTERS,
    SUMMARIES,
    ATTRIBUTION,
    INJECTION,
    CRITICAL,
)

#: The file names that ``--data DIR`` may hold, and their forms.
_GIVEN: tuple[tuple[str, type[_Sample]], ...] = (("findings.jsonl", FindingsSample), ("checks.jsonl", DraftSample))


def given(folder: Path) -> tuple[Dataset[Any], ...]:
    """The data sets of a folder of one's own, named by the folder and the file.

    Raises:
        DataFileError: The folder holds none.
    """
    found = tuple(
        Dataset(f"{folder.resolve().name}/{name.removesuffix('.jsonl')}", folder / name, form)
        for name, form in _GIVEN
        if (folder / name).is_file()
    )
    if not found:
        names = " or ".join(name for name, _ in _GIVEN)
        raise DataFileError(str(folder), "folder", "-", f"holds no {names}", "see evals/datasets for their forms")
    return found


def digest(paths: Iterator[Path] | tuple[Path, ...]) -> str:
    """``sha256:…`` over the bytes of some files, in the order given."""
    value = hashlib.sha256()
    for path in paths:
        value.update(path.read_bytes() if path.is_file() else b"-")
    return f"sha256:{value.hexdigest()}"


def reports_of(samples: tuple[FindingsSample, ...] | tuple[ReportSample, ...]) -> dict[str, str]:
    """The text of each report by its id."""
    return {sample.report_id: sample.text for sample in samples}


def seeded(seed: int, name: str) -> bytes:
    """A place in a shuffle that depends on the seed and the name alone."""
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()


def limited(samples: tuple[SampleT, ...], limit: int | None, seed: int) -> tuple[SampleT, ...]:
    """At most ``limit`` samples, chosen by the seed and kept in their order; all without a limit."""
    if limit is None or len(samples) <= limit:
        return samples
    wanted = set(sorted((s.key for s in samples), key=lambda key: seeded(seed, key))[:limit])
    return tuple(s for s in samples if s.key in wanted)
