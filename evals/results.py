"""The result of an evaluation run: what the harness writes and every report reads. Format 1.

A result holds no clock and no path: the same seed, code and data give the same bytes. Times of a run go to a file of their
own (``<name>.timing.json``, see ``timing_path``), which nothing compares.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from explainer.errors import DataFileError

FORMAT: Literal[1] = 1
Better = Literal["higher", "lower"]

#: One cell of a table: the suite, the writer under test, the data set, the metric and the group it is told for.
Key = tuple[str, str, str, str, tuple[tuple[str, str], ...]]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(_Value):
    """One suite over one data set with one writer; ``n`` samples."""

    suite: str
    writer: str
    dataset: str
    n: int


class Metric(_Value):
    """The summary of the scores of one name: a share with ``hits``, or a mean or F1 without.

    ``value``, ``low`` and ``high`` (95 %) are None when nothing could be scored; ``unscored`` counts the scores that are
    no part of ``n``. ``group`` is empty for all, else one pair as ``{"rule": "laterality-mismatch"}``.
    """

    suite: str
    writer: str
    dataset: str
    name: str
    group: dict[str, str] = Field(default_factory=dict)
    hits: int | None
    n: int
    value: float | None
    low: float | None
    high: float | None
    better: Better = "higher"
    unscored: int = 0

    @property
    def key(self) -> Key:
        """What tells this metric from every other of a result."""
        return self.suite, self.writer, self.dataset, self.name, tuple(sorted(self.group.items()))


class Shown(_Value):
    """A failure as a reader sees it: the report, the draft, and the offending pieces of the draft (of the report, when there is no draft)."""

    report: str
    draft: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    messages: tuple[str, ...] = ()


class Score(_Value):
    """One verdict of a scorer. ``value`` None: it could not be scored, which is not zero.

    ``id`` is the sample's id, with ``#part`` behind it where a sample has several scores of one name. ``shown`` is there
    for failures only.
    """

    suite: str
    writer: str
    dataset: str
    id: str
    metric: str
    value: StrictBool | float | None
    reason: str = ""
    group: dict[str, str] = Field(default_factory=dict)
    shown: Shown | None = None

    @property
    def sample(self) -> str:
        """The id of the sample that the score is of."""
        return self.id.partition("#")[0]


class Distribution(_Value):
    """Numbers worth a plot, in sample order: the grades of letters, say."""

    suite: str
    writer: str
    name: str
    values: tuple[float, ...]


class Result(_Value):
    """What one run found, in a fixed order."""

    format: Literal[1] = FORMAT
    seed: int = 0
    versions: dict[str, str] = Field(default_factory=dict)
    runs: tuple[Run, ...] = ()
    metrics: tuple[Metric, ...] = ()
    scores: tuple[Score, ...] = ()
    distributions: tuple[Distribution, ...] = ()

    def lean(self) -> Result:
        """The result without groups, reasons, failures and distributions: all that a comparison needs of a baseline."""
        bare: dict[str, Any] = {"group": {}, "reason": "", "shown": None}
        return self.model_copy(
            update={
                "metrics": tuple(m for m in self.metrics if not m.group),
                "scores": tuple(score.model_copy(update=bare) for score in self.scores),
                "distributions": (),
            }
        )

    def to_json(self, *, short: bool = False) -> str:
        """The result as JSON text: sorted keys, numbers rounded to six places, each run, metric and score on a line of its own.

        Args:
            short: As a file in a repository should be: leave out what is empty or as usual, and of the scores keep their
                values only, those of one metric together under ``values``.
        """
        dumped = {**self.model_dump(exclude_defaults=short), "format": self.format, "seed": self.seed}
        if short:
            dumped.pop("scores", None)
            dumped["values"] = _values(self.scores)
        parts: list[str] = []
        for key, value in sorted(_rounded(dumped).items()):
            if isinstance(value, list) and value:
                rows = ",\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in value)
                parts.append(f"{json.dumps(key)}: [\n{rows}\n]")
            else:
                parts.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, sort_keys=True)}")
        return "{\n" + ",\n".join(parts) + "\n}\n"

    @classmethod
    def from_json(cls, text: str, where: str = "the result") -> Result:
        """Read a result.

        Raises:
            DataFileError: Not the JSON that ``to_json`` writes.
        """
        cure = "write it again with 'explainer eval run … --out FILE.json'"
        try:
            held = json.loads(text)
            if isinstance(held, dict) and "values" in held:
                held["scores"] = _scores(held.pop("values"))
            return cls.model_validate(held)
        except json.JSONDecodeError as error:
            raise DataFileError(where, f"line {error.lineno}", "json", error.msg, cure) from error
        except RecursionError as error:
            raise DataFileError(where, "file", "json", "nested too deep", cure) from error
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "?"
            raise DataFileError(where, "result", place, first["msg"], cure) from None

    def metric(self, suite: str, name: str, **group: str) -> Metric:
        """The first metric of this suite, name and group; KeyError when there is none."""
        for found in self.metrics:
            if (found.suite, found.name, found.group) == (suite, name, group):
                return found
        raise KeyError((suite, name, group))

    def to_csv(self) -> str:
        """The metrics as CSV, one row each."""
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        table.writerow(
            ("suite", "writer", "dataset", "metric", "group", "hits", "n", "value", "low", "high", "better", "unscored")
        )
        for m in self.metrics:
            group = ";".join(f"{key}={value}" for key, value in sorted(m.group.items()))
            numbers = ["" if x is None else round(x, 6) for x in (m.value, m.low, m.high)]
            hits = "" if m.hits is None else m.hits
            table.writerow((m.suite, m.writer, m.dataset, m.name, group, hits, m.n, *numbers, m.better, m.unscored))
        return out.getvalue()


def load_result(path: Path) -> Result:
    """Read a result file.

    Raises:
        DataFileError: It cannot be read, or holds no result.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise DataFileError(str(path), "file", "-", f"cannot be read ({why})", "give a result of 'explainer eval run'") from error  # fmt: skip
    return Result.from_json(text, str(path))


def timing_path(out: Path) -> Path:
    """Where the times of the run that is written to ``out`` go: ``name.json`` -> ``name.timing.json``."""
    return out.with_name(out.stem + ".timing.json")


def timing_json(seconds: float, latencies: Mapping[tuple[str, str], Iterable[float]]) -> str:
    """The times of a run: its whole length in seconds, and for each suite and writer the milliseconds of each sample."""
    rows = [
        {"suite": suite, "writer": writer, "name": "latency_ms", "values": [round(x, 3) for x in values]}
        for (suite, writer), values in sorted(latencies.items())
    ]
    return json.dumps({"format": FORMAT, "seconds": round(seconds, 3), "latencies": rows}, indent=1) + "\n"


_OF_A_METRIC = ("suite", "writer", "dataset", "metric")


def _values(scores: Iterable[Score]) -> list[dict[str, Any]]:
    """The scores of each metric together, as pairs of id and value, in order."""
    found: dict[tuple[str, ...], list[Any]] = {}
    for score in scores:
        found.setdefault((score.suite, score.writer, score.dataset, score.metric), []).append((score.id, score.value))
    return [{**dict(zip(_OF_A_METRIC, key, strict=True)), "values": values} for key, values in found.items()]


def _scores(rows: Any) -> Any:
    """What ``_values`` put together, apart again; anything else as it is, for the schema to refuse."""
    try:
        return [
            {**{part: row[part] for part in _OF_A_METRIC}, "id": name, "value": value}
            for row in rows
            for name, value in row["values"]
        ]
    except (TypeError, KeyError, ValueError):
        return rows


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
