"""Findings against hand-made ones: one to one, best overlap first, given attributes apart.

A pair counts when the overlap is at least 0.3 of the union, so that neither an empty nor a greedy reading can score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from explainer.core.values import Finding

POSITIVE = ("present", "possible", "historical")
MIN_OVERLAP = 0.3


class Gold(Protocol):
    """What is read of a hand-made finding."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def concept(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def laterality(self) -> str | None: ...
    @property
    def levels(self) -> Sequence[str]: ...
    @property
    def severity(self) -> str | None: ...


class Hit(NamedTuple):
    """One scored case: the measure, whether it is right, where in the report, and what was wrong."""

    measure: str
    right: bool
    span: tuple[int, int]
    miss: str = ""


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Share of the union of two half-open spans that both cover."""
    both = min(a[1], b[1]) - max(a[0], b[0])
    return both / (max(a[1], b[1]) - min(a[0], b[0])) if both > 0 else 0.0


def match(gold: Sequence[tuple[int, int]], predicted: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs (gold index, predicted index), one to one, best overlap first, ties by order."""
    scored = sorted(
        ((overlap(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for score, i, j in scored:
        if score >= MIN_OVERLAP and i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return pairs


def score_mentions(gold: Sequence[Gold], predicted: Sequence[Finding], cards: frozenset[str]) -> Iterator[Hit]:
    """Every scored case of one report, in the measures of the gold sets' README.

    Args:
        cards: The concepts that have an evidence card; ``card`` is scored for these only.
    """
    for group, statuses in (("positive", POSITIVE), ("absent", ("absent",))):
        wanted = [f for f in gold if f.status in statuses]
        ours = [f for f in predicted if f.status in statuses and not f.tells_normal]
        pairs = match([(f.start, f.end) for f in wanted], [(f.start, f.end) for f in ours])
        hit_gold, hit_ours = {i for i, _ in pairs}, {j for _, j in pairs}
        for i, f in enumerate(wanted):
            miss = f"missed {group}: {f.text!r} ({f.concept}, {f.status}) at {f.start}"
            yield Hit(f"{group} recall", i in hit_gold, (f.start, f.end), "" if i in hit_gold else miss)
        for j, g in enumerate(ours):
            miss = f"extra {group}: {g.text!r} ({g.concept}, {g.status}) at {g.start}"
            yield Hit(f"{group} precision", j in hit_ours, (g.start, g.end), "" if j in hit_ours else miss)
    scored = (*POSITIVE, "absent")
    wanted = [f for f in gold if f.status in scored]
    ours = [f for f in predicted if f.status in scored]
    for i, j in match([(f.start, f.end) for f in wanted], [(f.start, f.end) for f in ours]):
        yield from _attributes(wanted[i], ours[j], cards)


def _attributes(f: Gold, g: Finding, cards: frozenset[str]) -> Iterator[Hit]:
    span = (f.start, f.end)
    same = f.status == g.status
    yield Hit("status", same, span, "" if same else f"status: {f.text!r} gold {f.status}, read {g.status} at {f.start}")
    if f.concept in cards:
        same = f.concept == g.concept
        yield Hit("card", same, span, "" if same else f"card: {f.text!r} gold {f.concept}, read {g.concept}")
    if f.status not in POSITIVE or g.status not in POSITIVE:
        return
    compared: tuple[tuple[str, Any, Any], ...] = (
        ("laterality", f.laterality, g.laterality),
        ("levels", sorted(f.levels or ()), sorted(g.levels)),
        ("severity", f.severity, g.severity),
    )
    for name, want, got in compared:
        miss = "" if want == got else f"{name}: {f.text!r} gold {want}, read {got} at {f.start}"
        yield Hit(f"{name} (all)", want == got, span, miss)
        if want or got:
            yield Hit(f"{name} (given)", want == got, span, miss)
