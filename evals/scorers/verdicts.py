"""Verdicts of the guard against labels: whether a fault is caught, by the right name, at the right place, and by how much else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from explainer.core.values import Verdict
from guardrails import ALL_RULES

#: Rules whose violation alone does not reject a text that is checked by itself.
WARNINGS = frozenset(rule.name for rule in ALL_RULES if rule.severity == "warning")

#: Rules that tell a letter says something else than the report.
FIDELITY = (
    "invented-finding", "negation-flip", "laterality-mismatch", "level-mismatch", "severity-mismatch",
    "certainty-mismatch", "change-mismatch", "number-mismatch",
)  # fmt: skip


def errors(verdict: Verdict) -> frozenset[str]:
    """The rules that reject a draft."""
    return frozenset(v.rule for v in verdict.violations if v.severity == "error")


def reported(verdict: Verdict) -> frozenset[str]:
    """The rules that say anything of a draft, warnings too."""
    return frozenset(v.rule for v in verdict.violations)


def named(verdict: Verdict, rules: Iterable[str]) -> bool:
    """Whether one of these rules is among those reported."""
    return not reported(verdict).isdisjoint(rules)


def extra_errors(verdict: Verdict, rules: Iterable[str]) -> int:
    """How many rules reject the draft that do not name its fault."""
    return len(errors(verdict) - set(rules))


def overlaps(verdict: Verdict, rules: Iterable[str], spans: Sequence[tuple[int, int]]) -> bool | None:
    """Whether a span that these rules report overlaps the planted one; None when either has no place in the draft."""
    wanted = set(rules)
    placed = [
        (v.start, v.end) for v in verdict.violations if v.rule in wanted and v.start is not None and v.end is not None
    ]
    if not placed or not spans:
        return None
    return any(start < last and first < end for start, end in placed for first, last in spans)


def places(draft: str, pieces: Iterable[str]) -> list[tuple[int, int]]:
    """Where pieces of a draft stand, first occurrence each; a piece that is not there has no place."""
    return [(at, at + len(piece)) for piece in pieces if piece and (at := draft.find(piece)) >= 0]
