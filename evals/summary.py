"""From scores to metrics: shares with Wilson intervals, means and F1 with bootstrap intervals, for all and for each group."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from evals.results import Key, Metric, Score
from evals.statistics import Rate, bootstrap_interval, f1_of_counts, mean
from evals.suite import Balance, Measure, Suite

_Place = tuple[str, str]  # writer, data set
_Group = tuple[tuple[str, str], ...]  # () for all, else one pair


def summarise(suites: Sequence[Suite], scores: Iterable[Score], seed: int) -> tuple[Metric, ...]:
    """The metrics of the scores: by suite in the order given, then writer and data set as they come, then measure and group."""
    by_suite: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        by_suite[score.suite].append(score)
    return tuple(metric for suite in suites for metric in _suite(suite, by_suite[suite.name], seed))


def _suite(suite: Suite, scores: Sequence[Score], seed: int) -> Iterator[Metric]:
    table: dict[_Place, dict[str, dict[_Group, list[Score]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for score in scores:
        cell = table[score.writer, score.dataset][score.metric]
        for group in _groups(score):
            cell[group].append(score)
    for (writer, dataset), cells in table.items():
        for measure in suite.measures:
            for group, found in sorted(cells.get(measure.name, {}).items()):
                yield _metric(measure, (suite.name, writer, dataset, measure.name, group), found, seed)
        for balance in suite.balances:
            recalls, precisions = cells.get(balance.recall, {}), cells.get(balance.precision, {})
            for group in sorted(recalls.keys() | precisions.keys()):
                key = (suite.name, writer, dataset, balance.name, group)
                yield _balanced(balance, key, recalls.get(group, []), precisions.get(group, []), seed)


def _groups(score: Score) -> Iterator[_Group]:
    yield ()
    for pair in score.group.items():
        yield (pair,)


def seed_of(key: Key, seed: int) -> int:
    """A seed of its own for each cell, so that adding a cell changes no other."""
    return zlib.crc32(repr((key, seed)).encode())


def _metric(measure: Measure, key: Key, scores: Sequence[Score], seed: int) -> Metric:
    values = [float(s.value) for s in scores if s.value is not None]
    suite, writer, dataset, name, group = key
    value: float | None
    low: float | None
    high: float | None
    hits: int | None
    if measure.kind == "rate":
        rate = Rate(round(sum(values)), len(values))
        hits, value = rate.hits, rate.value if values else None
        low, high = rate.interval() if values else (None, None)
    else:
        hits, value = None, sum(values) / len(values) if values else None
        low, high = (
            bootstrap_interval((values,), mean, seed_of(key, seed)) or (value, value) if values else (None, None)
        )
    return Metric(
        suite=suite, writer=writer, dataset=dataset, name=name, group=dict(group), hits=hits, n=len(values), value=value,
        low=low, high=high, better=measure.better, unscored=len(scores) - len(values),
    )  # fmt: skip


def _balanced(balance: Balance, key: Key, recalls: Sequence[Score], precisions: Sequence[Score], seed: int) -> Metric:
    rows: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for offset, scores in ((0, recalls), (2, precisions)):
        for score in scores:
            if score.value is not None:
                row = rows[score.sample]
                row[offset] += float(score.value)
                row[offset + 1] += 1
    suite, writer, dataset, name, group = key
    total = [sum(row[i] for row in rows.values()) for i in range(4)]
    recall, precision = total[0] / max(total[1], 1), total[2] / max(total[3], 1)
    value = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
    found = (
        bootstrap_interval(list(zip(*rows.values(), strict=True)), f1_of_counts, seed_of(key, seed)) if rows else None
    )
    low, high = found or (None, None)
    return Metric(
        suite=suite, writer=writer, dataset=dataset, name=name, group=dict(group), hits=None, n=round(total[1]),
        value=value if rows else None, low=low, high=high,
    )  # fmt: skip
