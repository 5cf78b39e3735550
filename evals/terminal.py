"""Results on the terminal: tables for people. Standard output holds the result, the progress stands on standard error."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from evals.compare import Comparison, Difference
from evals.dataset import Problem
from evals.results import Metric, Result
from evals.runner import Tell
from evals.suite import Skipped

#: Changed scores that are listed unless all are asked for.
LISTED = 20


def console() -> Console:
    """Standard output; wide enough for the tables where it is no terminal."""
    return Console(width=None if sys.stdout.isatty() else 140, highlight=False)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _told(metric: Metric | None) -> str:
    if metric is None:
        return ""
    if metric.value is None:
        return f"not scorable ({metric.unscored})"
    unscored = f", {metric.unscored} unscored" if metric.unscored else ""
    return f"{metric.value:.3f} [{_number(metric.low)}, {_number(metric.high)}] n={metric.n}{unscored}"


def show_groups(result: Result, groups: Sequence[str]) -> None:
    """The metrics of these groups (``rule``, ``region``, ``audience`` …), the writers side by side."""
    tables: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    for metric in result.metrics:
        if metric.group.keys() & set(groups):
            tables[metric.suite, metric.dataset].append(metric)
    for (suite, dataset), metrics in tables.items():
        writers = list(dict.fromkeys(m.writer for m in metrics))
        table = Table(title=Text(f"{suite}: {dataset}"), title_justify="left", box=box.SIMPLE_HEAD)
        table.add_column("metric")
        for writer in writers:
            table.add_column(Text(writer))
        cells = {(m.name, tuple(m.group.items()), m.writer): m for m in metrics}
        for name, group in dict.fromkeys((m.name, tuple(m.group.items())) for m in metrics):
            label = name + "".join(f", {key} {value}" for key, value in group)
            table.add_row(Text(label), *(_told(cells.get((name, group, writer))) for writer in writers))
        console().print(table)
    known = sorted({key for metric in result.metrics for key in metric.group})
    for name in groups:
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "there are none"
            Console(stderr=True, highlight=False, soft_wrap=True).print(
                f"note: no figure is told by {name!r}; {there}", markup=False
            )


def show_notes(problems: Iterable[Problem], skipped: Iterable[Skipped]) -> None:
    """What was wrong with the samples and what was not there, on standard error."""
    out = Console(stderr=True, highlight=False, soft_wrap=True)
    for skip in skipped:
        out.print(f"note: {skip.suite}: {skip.what} is left out: {skip.why}", markup=False)
    for problem in problems:
        out.print(f"left out: {problem}", markup=False)


def show_comparison(found: Comparison, *, everything: bool = False) -> None:
    """What differs, and which samples changed."""
    out = console()
    changed = [d for d in found.differences if d.p is not None and (everything or not d.group or d.significant())]
    if not changed:
        out.print("No score differs.")
    else:
        out.print(_differences(changed))
    for flip in found.flips if everything else found.flips[:LISTED]:
        sign = "-" if flip.worse else "+"
        text = f"{sign} {flip.suite} {flip.dataset} {flip.id}: {flip.metric}: {_value(flip.before)} -> {_value(flip.after)}"
        out.print(f"{text}  {flip.reason}".rstrip(), markup=False, soft_wrap=True)
    if not everything and len(found.flips) > LISTED:
        rest = Counter((f.suite, f.metric) for f in found.flips[LISTED:])
        told = ", ".join(f"{suite} {metric} {n}" for (suite, metric), n in rest.items())
        out.print(f"... and {len(found.flips) - LISTED} more ({told}); --all lists them", markup=False)
    for name, rows in (("only in the first", found.gone), ("only in the second", found.fresh)):
        if rows:
            counts = Counter(row[:3] for row in rows)
            told = ", ".join(f"{suite} {dataset} ({writer}) {n}" for (suite, writer, dataset), n in counts.items())
            out.print(f"Samples {name}: {told}", markup=False)


def _value(value: float | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else f"{value:g}"


def _differences(rows: Sequence[Difference]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for name in (
        "suite",
        "data set",
        "writer",
        "metric",
        "before",
        "after",
        "worse",
        "better",
        "n",
        "p",
        "corrected",
        "",
    ):
        table.add_column(name)
    for d in rows:
        metric = d.metric + "".join(f", {key} {value}" for key, value in d.group.items())
        mark = ("loss" if d.worse else "gain") if d.significant() else ""
        counts = (str(d.lost), str(d.won), str(d.n))
        p = "-" if d.p is None else f"{d.p:.2g}"
        corrected = "-" if d.adjusted is None else f"{d.adjusted:.2g}"
        table.add_row(
            d.suite, d.dataset, d.writer, metric, _number(d.before), _number(d.after), *counts, p, corrected, mark
        )
    return table


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar for each suite and writer on standard error; one line each when that is no terminal."""
    screen = Console(stderr=True, highlight=False)
    if not screen.is_terminal:

        def line(suite: str, writer: str, done: int, total: int) -> None:
            if done == total:
                screen.print(f"{suite} ({writer}): {total} of {total}", markup=False)

        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        tasks: dict[tuple[str, str], TaskID] = {}

        def move(suite: str, writer: str, done: int, total: int) -> None:
            if (suite, writer) not in tasks:
                tasks[suite, writer] = bar.add_task(f"{suite} ({writer})", total=total)
            bar.update(tasks[suite, writer], completed=done)

        yield move
