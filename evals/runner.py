"""Runs suites: cases in chunks over a pool of processes, finished chunks in a journal, the same bytes every time.

The journal stands beside the result (``<name>.journal``) until the run is done: a killed run that is started again with the
same request takes the finished chunks from it. Its first line names the request, the data and the code; a journal
of another run is put aside.
"""

from __future__ import annotations

import gc
import hashlib
import json
import multiprocessing
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any

import guardrails
from evals.dataset import Problem
from evals.results import Distribution, Result, Run, Score
from evals.suite import TEMPLATE, Case, Request, Setting, Skipped, Source, Suite, System
from evals.suites import SUITES
from evals.summary import summarise
from explainer.core.knowledge.library import knowledge_digest
from explainer.errors import ConfigurationError, DataFileError
from explainer.pipeline import version

#: Is given the suite and writer, how many cases are done, and of how many.
Tell = Callable[[str, str, int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A chunk of one suite and writer."""

    suite: str
    writer: str
    index: int
    cases: tuple[Case, ...]

    @property
    def key(self) -> str:
        """Its name in the journal."""
        return f"{self.suite}|{self.writer}|{self.index}"


@dataclass
class Outcome:
    """What a run gives: the result, and beside it what has no place in the result's bytes."""

    result: Result
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    latencies: Mapping[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    seconds: float = 0.0
    resumed: int = 0


def suites_named(names: Sequence[str]) -> tuple[Suite, ...]:
    """The suites with these names in the order of a full run; all without names.

    Raises:
        ConfigurationError: A name is none.
    """
    known = {suite.name for suite in SUITES}
    for name in names:
        if name not in known:
            raise ConfigurationError(f"{name!r} is no suite; there are {', '.join(s.name for s in SUITES)}")
    return tuple(suite for suite in SUITES if not names or suite.name in names)


def versions() -> dict[str, str]:
    """What the result depends on besides the data."""
    return {
        "explainer": version(),
        "knowledge": knowledge_digest(),
        "rules": guardrails.rules_digest(),
        "python": ".".join(str(part) for part in sys.version_info[:2]),
    }


def plan_jobs(request: Request, source: Source) -> list[Job]:
    """Every chunk of a request, in the order of the result."""
    jobs: list[Job] = []
    for suite in suites_named(request.suites):
        for letters in request.writers if suite.writers else (TEMPLATE,):
            cases = suite.cases(source, letters)
            index = 0
            while chunk := tuple(islice(cases, suite.chunk)):
                jobs.append(Job(suite.name, letters.name, index, chunk))
                index += 1
            if index == 0 and letters.texts is not None:
                why = "it has no letter that this suite could take"
                source.skipped.append(Skipped(suite.name, f"the writer {letters.name}", why))
    for dataset in request.data:
        if not any(issubclass(dataset.form, suite.given) for suite in suites_named(request.suites) if suite.given):
            source.skipped.append(Skipped("-", f"the data set {dataset.name}", "no suite of this run takes its form"))
    return jobs


def wanted_letters(request: Request, source: Source) -> Iterator[tuple[str, Any]]:
    """The reports and audiences that a writer is asked for by the suites of a request."""
    for suite in suites_named(request.suites):
        if not suite.writers:
            continue
        for case in suite.cases(source, TEMPLATE):
            for audience in (case.data["audience"],) if "audience" in case.data else ("patient", "clinician"):
                yield case.data["report"], audience


def score_chunk(job: Job, setting: Setting, system: System | None = None) -> dict[str, Any]:
    """Score a chunk: plain values, as the journal keeps them. ``system`` None is the real one."""
    suite = next(s for s in SUITES if s.name == job.suite)
    used = system or System()
    scores: list[dict[str, Any]] = []
    numbers: list[tuple[str, float]] = []
    times: list[float] = []
    for case in job.cases:
        started = time.perf_counter()
        card = suite.run(case, used, job.writer, setting)
        times.append((time.perf_counter() - started) * 1000)
        scores.extend(score.model_dump(mode="json") for score in card.scores)
        numbers.extend(card.numbers)
    return {"key": job.key, "scores": scores, "numbers": numbers, "ms": times}


def run(
    request: Request,
    *,
    jobs: int | None = None,
    journal: Path | None = None,
    tell: Tell | None = None,
    system: System | None = None,
) -> Outcome:
    """Run a request.

    Args:
        jobs: Processes; None for as many as there are cores. With 1, or a ``system``, everything runs in this process.
        journal: Where finished chunks are kept until the run is done.
        system: The code to measure, for tests; None for the real one.

    Raises:
        DataFileError: A sample is wrong, and the request does not keep going.
        ConfigurationError: A suite is not known.
    """
    started = time.perf_counter()
    source = Source(request)
    todo = plan_jobs(request, source)
    setting = Setting(request.seed, request.rules)
    done: dict[str, dict[str, Any]] = {}
    totals: dict[tuple[str, str], int] = defaultdict(int)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for job in todo:
        totals[job.suite, job.writer] += len(job.cases)

    def finish(job: Job, found: dict[str, Any]) -> None:
        done[job.key] = found
        counts[job.suite, job.writer] += len(job.cases)
        if tell is not None:
            tell(job.suite, job.writer, counts[job.suite, job.writer], totals[job.suite, job.writer])

    with ExitStack() as stack:
        kept: dict[str, dict[str, Any]] = {}
        out: TextIOWrapper | None = None
        if journal is not None:
            mark = _fingerprint(request, todo)
            kept = _read_journal(journal, mark)
            out = stack.enter_context(_open_journal(journal, mark, kept))
        rest = []
        for job in todo:
            if job.key in kept:
                finish(job, kept[job.key])
            else:
                rest.append(job)
        for job, found in _scored(rest, setting, jobs, system):
            if out is not None:
                out.write(json.dumps(found, ensure_ascii=False) + "\n")
                out.flush()
            finish(job, found)
    result = _result(request, todo, done, source)
    latencies: dict[tuple[str, str], tuple[float, ...]] = defaultdict(tuple)
    for job in todo:
        latencies[job.suite, job.writer] += tuple(done[job.key]["ms"])
    return Outcome(
        result,
        tuple(source.problems),
        tuple(dict.fromkeys(source.skipped)),
        latencies,
        time.perf_counter() - started,
        sum(job.key in kept for job in todo),
    )


def _scored(
    rest: Sequence[Job], setting: Setting, jobs: int | None, system: System | None
) -> Iterator[tuple[Job, dict[str, Any]]]:
    workers = min(jobs or os.cpu_count() or 1, len(rest))
    if workers <= 1 or system is not None:
        for job in rest:
            yield job, score_chunk(job, setting, system)
        return
    # A fresh interpreter for each worker: a fork of a process with threads (the progress bar) may hang.
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_warm)
    try:
        waiting: dict[Future[dict[str, Any]], Job] = {pool.submit(score_chunk, job, setting): job for job in rest}
        while waiting:
            ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ready:
                yield waiting.pop(future), future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _warm() -> None:
    """Load the knowledge of a worker, then keep it out of the garbage collector's rounds, which it makes slow."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    System().check("Findings: No fracture.", "patient", "No broken bone.")
    gc.freeze()


def _end_with_parent() -> None:
    """A run that is killed leaves no worker behind, waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _result(request: Request, todo: Sequence[Job], done: Mapping[str, dict[str, Any]], source: Source) -> Result:
    suites = suites_named(request.suites)
    scores: list[Score] = []
    runs: dict[tuple[str, str, str], int] = defaultdict(int)
    numbers: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for job in todo:
        found = done[job.key]
        scores.extend(Score.model_validate(row) for row in found["scores"])
        for name, value in found["numbers"]:
            numbers[job.suite, job.writer, name].append(value)
        for case in job.cases:
            runs[job.suite, job.writer, case.dataset] += 1
    for problem in source.problems:
        # A line that is no sample is told in the result, too; it counts nowhere.
        where = f"{Path(problem.file).name}:{problem.line}"
        scores.append(
            Score(
                suite="data", writer="-", dataset=Path(problem.file).parent.name, id=where, metric="readable sample",
                value=None, reason=f"field {problem.field!r}: {problem.what}; {problem.cure}",
            )
        )  # fmt: skip
    return Result(
        seed=request.seed,
        versions=versions(),
        runs=tuple(Run(suite=s, writer=w, dataset=d, n=n) for (s, w, d), n in runs.items()),
        metrics=summarise(suites, scores, request.seed),
        scores=tuple(scores),
        distributions=tuple(
            Distribution(suite=s, writer=w, name=name, values=tuple(values))
            for (s, w, name), values in numbers.items()
        ),
    )  # fmt: skip


def _fingerprint(request: Request, todo: Sequence[Job]) -> str:
    """What a journal is of: the request, every case, and the code that scores them."""
    digest = hashlib.sha256(json.dumps([versions(), request.seed, request.rules]).encode())
    root = Path(__file__).parent
    core = root.parent / "explainer"
    for file in (*sorted(root.rglob("*.py")), *sorted(core.rglob("*.py"))):
        digest.update(file.read_bytes())
    for job in todo:
        digest.update(job.key.encode())
        for case in job.cases:
            digest.update(json.dumps([case.dataset, case.id, case.data], default=str, sort_keys=True).encode())
    return f"sha256:{digest.hexdigest()}"


def _read_journal(path: Path, mark: str) -> dict[str, dict[str, Any]]:
    """The finished chunks of a journal; none when it is of another run. A line cut off by a kill is left out."""
    if not path.is_file():
        return {}
    lines = path.read_text("utf-8").split("\n")
    kept: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines):
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        if number == 0 and row.get("run") != mark:
            return {}
        if "key" in row:
            kept[row["key"]] = row
    return kept


def _open_journal(path: Path, mark: str, kept: Mapping[str, dict[str, Any]]) -> TextIOWrapper:
    """The journal, written anew with what is kept, so that no half line stays in it."""
    fresh = path.with_name(path.name + ".new")
    rows = [json.dumps(row, ensure_ascii=False) for row in ({"run": mark}, *kept.values())]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text("\n".join(rows) + "\n", "utf-8")
        fresh.replace(path)
        return path.open("a", encoding="utf-8")
    except OSError as error:
        why = f"cannot be written ({error.strerror})"
        raise DataFileError(str(path), "file", "-", why, "give --out another path") from error
