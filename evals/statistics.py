"""Rates with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


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
