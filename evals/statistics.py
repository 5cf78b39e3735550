"""Rates and means with their uncertainty. Whatever resamples needs the extra ``evals``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

#: From arrays and an ``axis`` to the statistic along it.
Statistic = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share ``hits / n`` with its Wilson score interval (Wilson 1927), 95 % by default."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share; 0 when nothing could be scored (look at ``n``)."""
        return self.hits / self.n if self.n else 0.0

    def interval(self, z: float = 1.959964) -> tuple[float, float]:
        """Lower and upper bound; (0, 1) when n is 0."""
        if self.n == 0:
            return 0.0, 1.0
        share, n = self.value, self.n
        centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        if self.n == 0:
            return "not scorable (n=0)"
        low, high = self.interval()
        return f"{self.value:.3f} [{low:.3f}, {high:.3f}] n={self.n}"


RESAMPLES = 1000


def bootstrap_interval(
    columns: Sequence[Sequence[float]], statistic: Statistic, seed: int
) -> tuple[float, float] | None:
    """The 95 % percentile interval of a statistic over resampled rows (``scipy.stats.bootstrap``).

    Args:
        columns: One sequence for each argument of the statistic, of the same length; a row is resampled as a whole.
        statistic: Takes one array for each column and an ``axis``.

    Returns:
        None when there are fewer than two rows.
    """
    import numpy as np
    from scipy import stats

    data = [np.asarray(column, dtype=float) for column in columns]
    if len(data[0]) < 2:
        return None
    if all((column == column[0]).all() for column in data):
        value = float(statistic(*(column[np.newaxis] for column in data), axis=-1)[0])
        return value, value
    found = stats.bootstrap(
        data, statistic, n_resamples=RESAMPLES, paired=True, vectorized=True, method="percentile", rng=np.random.default_rng(seed)
    )  # fmt: skip
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def mean(values: Any, axis: int = -1) -> Any:
    """The mean along an axis."""
    return values.mean(axis=axis)


def f1_of_counts(found: Any, wanted: Any, right: Any, made: Any, axis: int = -1) -> Any:
    """F1 from counts of rows: found of wanted is the recall, right of made the precision; 0 where nothing is found."""
    import numpy as np

    found, wanted, right, made = (column.sum(axis=axis) for column in (found, wanted, right, made))
    recall = found / np.maximum(wanted, 1)
    precision = right / np.maximum(made, 1)
    total = recall + precision
    return np.divide(2 * recall * precision, total, out=np.zeros_like(total), where=total > 0)
