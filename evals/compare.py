"""Two results beside each other, paired sample by sample: what changed, and whether chance could do it.

Yes-or-no scores: the exact McNemar test over samples. The parts of one sample (the mentions of a report, the mutations of a
letter) hang together, so each sample counts once, as won or lost by the balance of its parts. Numbers: a paired
bootstrap of the mean difference over samples; its p is never below the least that turning the signs of the differences can
give (2 of 2^n), since a bootstrap of two or three samples that moved the same way knows no doubt. The p-values of one comparison are corrected together (Holm by default); a cell
in which too few samples differ for any p below the level is left out of the correction, since it cannot be a finding
(Tarone, Biometrics 1990).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from evals.results import Result, Score
from evals.suite import Measure
from evals.suites import SUITES
from evals.summary import seed_of

ALPHA = 0.05
RESAMPLES = 9999
Correction = Literal["holm", "fdr_bh"]
Value = bool | float | None

_Cell = tuple[str, str, str, str]  # suite, writer, data set, metric
_Group = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """A score that changed; None stands for one that is not there or could not be scored."""

    suite: str
    writer: str
    dataset: str
    metric: str
    id: str
    before: Value
    after: Value
    worse: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell before and after, over the samples that both sides scored.

    ``lost`` and ``won`` count samples; ``p`` is None where nothing differs; ``adjusted`` is None where no p below the level is possible.
    """

    suite: str
    writer: str
    dataset: str
    metric: str
    group: Mapping[str, str]
    n: int
    before: float
    after: float
    lost: int
    won: int
    p: float | None
    adjusted: float | None
    worse: bool
    gated: bool

    def significant(self, alpha: float = ALPHA) -> bool:
        """Whether chance is an unlikely reason."""
        return self.adjusted is not None and self.adjusted < alpha


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every cell, every changed score, and the samples that only one side has scored, as (suite, writer, data set, id)."""

    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]
    gone: tuple[tuple[str, str, str, str], ...]
    fresh: tuple[tuple[str, str, str, str], ...]

    def losses(self, alpha: float = ALPHA) -> tuple[Difference, ...]:
        """The significant losses of gated measures."""
        return tuple(d for d in self.differences if d.worse and d.gated and d.significant(alpha))

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON."""
        cells = [
            {name: getattr(d, name) for name in d.__slots__} | {"group": dict(d.group), "significant": d.significant()}
            for d in self.differences
            if d.p is not None
        ]
        flips = [{name: getattr(f, name) for name in f.__slots__} for f in self.flips]
        names = ("suite", "writer", "dataset", "id")
        rows = [[dict(zip(names, row, strict=True)) for row in side] for side in (self.gone, self.fresh)]
        return {"format": 1, "differences": cells, "changed": flips, "gone": rows[0], "new": rows[1]}


def compare(
    before: Result, after: Result, *, correction: Correction = "holm", alpha: float = ALPHA, suites: Sequence[str] = ()
) -> Comparison:
    """Compare two results; of some suites only when they are named.

    Where each side has one writer for a suite, the two are compared whatever they are called.
    """
    measures = {(suite.name, m.name): m for suite in SUITES for m in suite.measures}
    olds, news = (_cells(side, _aliases(before, after), suites) for side in (before, after))
    differences: list[Difference] = []
    flips: list[Flip] = []
    for cell in dict.fromkeys((*olds, *news)):
        measure = measures.get((cell[0], cell[3]))
        if measure is None or cell not in olds or cell not in news:
            continue
        found, changed = _differences(cell, measure, olds[cell], news[cell], before.seed, alpha)
        differences.extend(found)
        flips.extend(changed)
    gone, fresh = _only(olds, news), _only(news, olds)
    return Comparison(tuple(_corrected(differences, correction)), tuple(flips), gone, fresh)


def _aliases(before: Result, after: Result) -> dict[tuple[str, str], str]:
    """The name under which a suite's writer is compared."""
    names: dict[tuple[str, str], str] = {}
    for suite in {run.suite for run in (*before.runs, *after.runs)}:
        old, new = ({run.writer for run in side.runs if run.suite == suite} for side in (before, after))
        if len(old) == len(new) == 1 and old != new:
            joint = f"{next(iter(old))} -> {next(iter(new))}"
            names.update({(suite, name): joint for name in old | new})
    return names


def _cells(
    result: Result, aliases: Mapping[tuple[str, str], str], suites: Sequence[str]
) -> dict[_Cell, dict[str, Score]]:
    cells: dict[_Cell, dict[str, Score]] = defaultdict(dict)
    for score in result.scores:
        if not suites or score.suite in suites:
            writer = aliases.get((score.suite, score.writer), score.writer)
            cells[score.suite, writer, score.dataset, score.metric][score.id] = score
    return cells


def _only(
    cells: Mapping[_Cell, Mapping[str, Score]], others: Mapping[_Cell, Mapping[str, Score]]
) -> tuple[tuple[str, str, str, str], ...]:
    """The samples of each writer that have a value here and none there."""

    def scored(side: Mapping[_Cell, Mapping[str, Score]]) -> dict[tuple[str, str, str, str], None]:
        return {
            (*cell[:3], s.sample): None for cell, found in side.items() for s in found.values() if s.value is not None
        }

    there = scored(others)
    return tuple(row for row in scored(cells) if row not in there)


def _differences(
    cell: _Cell, measure: Measure, old: Mapping[str, Score], new: Mapping[str, Score], seed: int, alpha: float
) -> tuple[list[Difference], list[Flip]]:
    sign = 1.0 if measure.better == "higher" else -1.0
    deltas: dict[_Group, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    sides: dict[_Group, list[tuple[float, float]]] = defaultdict(list)
    flips: list[Flip] = []
    for id in dict.fromkeys((*old, *new)):
        pair = _pair(measure, old.get(id), new.get(id))
        if pair is None:
            continue
        score = new.get(id) or old[id]
        groups = {**(old[id].group if id in old else {}), **(new[id].group if id in new else {})}
        for group in ((), *((item,) for item in groups.items())):
            deltas[group][score.sample].append(sign * (pair[1] - pair[0]))
            sides[group].append(pair)
        if pair[0] != pair[1]:
            values = (old[id].value if id in old else None, new[id].value if id in new else None)
            flips.append(Flip(*cell, id, *values, sign * (pair[1] - pair[0]) < 0, score.reason))
    rows: list[Difference] = []
    for group, by_sample in sorted(deltas.items()):
        nets = [sum(values) / len(values) for values in by_sample.values()]
        lost, won = sum(net < 0 for net in nets), sum(net > 0 for net in nets)
        p = _p_value(measure, nets, lost, won, seed_of((*cell, group), seed))
        possible = p is not None and _least(lost + won) < alpha
        pairs = sides[group]
        means = [sum(values) / len(pairs) for values in zip(*pairs, strict=True)]
        worse = sum(nets) < 0 if measure.kind == "mean" else lost > won
        # ``adjusted`` holds the plain p until the whole family is known.
        rows.append(
            Difference(*cell, dict(group), len(nets), means[0], means[1], lost, won, p, p if possible else None, worse, measure.gated)
        )  # fmt: skip
    return rows, flips


def _pair(measure: Measure, old: Score | None, new: Score | None) -> tuple[float, float] | None:
    """The two values of a score; a part that one side alone has made is right on the other, which did not make it."""
    a, b = (None if side is None else side.value for side in (old, new))
    if measure.extras and (old is None) != (new is None):
        made = a if new is None else b
        if made is None or made:
            return None
        return (0.0, 1.0) if new is None else (1.0, 0.0)
    return None if a is None or b is None else (float(a), float(b))


def _p_value(measure: Measure, nets: Sequence[float], lost: int, won: int, seed: int) -> float | None:
    if not lost and not won:
        return None
    if measure.kind == "rate":
        from statsmodels.stats.contingency_tables import mcnemar

        return float(mcnemar([[0, lost], [won, 0]], exact=True).pvalue)
    import numpy as np
    from scipy import stats

    data = np.asarray(nets)
    if len(data) < 2 or (data == data[0]).all():
        return float(stats.binomtest(lost, lost + won).pvalue)
    found = stats.bootstrap(
        (data,), np.mean, n_resamples=RESAMPLES, batch=200, method="percentile", rng=np.random.default_rng(seed)
    )
    means = found.bootstrap_distribution
    beyond = min((means <= 0).sum(), (means >= 0).sum())
    return min(1.0, max(2.0 * (float(beyond) + 1) / (RESAMPLES + 1), _least(lost + won)))


def _least(differing: int) -> float:
    """The least two-sided p that so many differing samples can give when chance turns the sign of each."""
    return 2 * 0.5**differing


def _corrected(rows: Sequence[Difference], correction: Correction) -> Iterator[Difference]:
    family = [row.adjusted for row in rows if row.adjusted is not None]
    if not family:
        yield from rows
        return
    from statsmodels.stats.multitest import multipletests

    adjusted = iter(multipletests(family, method=correction)[1])
    for row in rows:
        yield row if row.adjusted is None else replace(row, adjusted=float(next(adjusted)))
