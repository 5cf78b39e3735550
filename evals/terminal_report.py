"""A result on one screen: the headline figures of each suite, the weakest rules, and how much failed."""

from __future__ import annotations

from collections import Counter, defaultdict

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.failures import failures, unscored
from evals.results import Metric, Result

#: Rules that are listed, weakest first; the page of ``html_report`` has them all.
WEAKEST = 8
_BAR = 20


def print_summary(result: Result, console: Console) -> None:
    """The figures of each suite with their intervals drawn, the weakest rules, failures and what was not scored."""
    writers = list(dict.fromkeys(run.writer for run in result.runs))
    console.print(Text(f"{sum(run.n for run in result.runs):,} samples; writers: {', '.join(writers) or 'none'}; seed {result.seed}"))  # fmt: skip
    signs = ("-", "o", ".") if console.options.ascii_only else ("─", "●", "·")
    down = " (lower is better)" if console.options.ascii_only else " ↓"
    for (suite, dataset), rows in _by_suite(result).items():
        table = _table(f"{suite}: {dataset}", "metric")
        several = len({m.writer for m in rows}) > 1
        for m in rows:
            name = f"{m.name} ({m.writer})" if several else m.name
            table.add_row(Text(name + (down if m.better == "lower" else "")), *_cells(m, signs))
        console.print(table)
    rules = _weakest(result)
    if rules:
        table = _table(f"weakest rules (of {len(rules)})", "rule")
        for m in rules[:WEAKEST]:
            table.add_row(Text(f"{m.group['rule']} ({m.suite}, {m.dataset})"), *_cells(m, signs))
        console.print(table)
    _print_counts(result, console)


def _by_suite(result: Result) -> dict[tuple[str, str], list[Metric]]:
    """The metrics of no group by suite and data set; writers stand next to each other."""
    found: dict[tuple[str, str], dict[str, list[Metric]]] = defaultdict(lambda: defaultdict(list))
    for m in result.metrics:
        if not m.group:
            found[m.suite, m.dataset][m.name].append(m)
    return {key: [m for rows in names.values() for m in rows] for key, names in found.items()}


def _weakest(result: Result) -> list[Metric]:
    rules = [m for m in result.metrics if set(m.group) == {"rule"} and m.name == "recall" and m.value is not None]
    return sorted(rules, key=lambda m: (m.value, m.group["rule"], m.suite))


def _table(title: str, head: str) -> Table:
    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column(head, overflow="fold")
    table.add_column("0" + " " * (_BAR - 2) + "1", no_wrap=True)
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("95 %", no_wrap=True)
    table.add_column("n", justify="right", no_wrap=True)
    return table


def _cells(m: Metric, signs: tuple[str, str, str]) -> tuple[Text, Text, Text, Text]:
    if m.value is None:
        return Text(""), Text("-"), Text("not scorable", style="dim"), Text(f"0 ({m.unscored:,} unscored)")
    interval = "" if m.low is None or m.high is None else f"[{m.low:.3f}, {m.high:.3f}]"
    left = f" (+{m.unscored:,} unscored)" if m.unscored else ""
    share = m.hits is not None or m.better == "higher"
    return (
        _drawn(m, signs) if share else Text(""),
        Text(f"{m.value:.3f}", style="bold"),
        Text(interval),
        Text(f"{m.n:,}{left}"),
    )


def _drawn(m: Metric, signs: tuple[str, str, str]) -> Text:
    """The interval as a bar from 0 to 1, the value as a dot on it; ``signs`` are those of bar, dot and ground."""
    bar, dot, ground = signs

    def at(share: float) -> int:
        return min(_BAR - 1, max(0, int(share * _BAR)))

    value = m.value or 0.0
    low, high = m.low if m.low is not None else value, m.high if m.high is not None else value
    row = [bar if at(low) <= n <= at(high) else ground for n in range(_BAR)]
    row[at(value)] = dot
    return Text("".join(row), style="cyan")


def _print_counts(result: Result, console: Console) -> None:
    failed = Counter((f.suite, f.dataset) for f in failures(result))
    told = ", ".join(f"{suite} {dataset} {n:,}" for (suite, dataset), n in failed.items())
    console.print(Text(f"Failures: {told}" if failed else "Nothing failed.", style="bold red" if failed else "green"))
    left = Counter((s.suite, s.metric) for s in unscored(result))
    if left:
        console.print(
            Text("Not scored: " + ", ".join(f"{suite} {metric} {n:,}" for (suite, metric), n in left.items()))
        )
