"""Intervals: our own equal the library's."""

import pytest

from evals.statistics import Rate, bootstrap_interval, f1_of_counts, mean


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (0, 20), (3, 7), (50, 100), (199, 200), (1234, 3000)])
def test_wilson_equals_the_library(hits, n):
    """The light installation has no statistics library; its interval is the same."""
    from statsmodels.stats.proportion import proportion_confint  # takes seconds to load, in this test alone

    assert Rate(hits, n).interval() == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-6)


def test_nothing_scored_is_not_zero():
    """A rate of no samples says so and leaves everything open."""
    assert Rate(0, 0).interval() == (0.0, 1.0)
    assert "not scorable" in str(Rate(0, 0))


def test_bootstrap_depends_on_the_seed_alone():
    """The same seed gives the same interval, around the mean."""
    values = [1.0, 2.0, 2.5, 4.0, 3.0, 2.0]
    first = bootstrap_interval((values,), mean, 7)
    assert first == bootstrap_interval((values,), mean, 7)
    assert first is not None
    assert first[0] < sum(values) / 6 < first[1]


def test_bootstrap_of_equal_values_is_a_point():
    """Where nothing varies, the interval is the value; one row has none."""
    assert bootstrap_interval(([2.0, 2.0, 2.0],), mean, 0) == (2.0, 2.0)
    assert bootstrap_interval(([2.0],), mean, 0) is None


def test_f1_of_counts_joins_recall_and_precision():
    """Two reports: 3 of 4 found, 3 of 6 made are right: recall .75, precision .5, F1 .6; nothing found is 0."""
    import numpy as np

    columns = [np.array(c, dtype=float) for c in ([2, 1], [2, 2], [2, 1], [3, 3])]
    assert f1_of_counts(*columns) == pytest.approx(0.6)
    assert f1_of_counts(*(np.zeros(2) for _ in range(4))) == 0
