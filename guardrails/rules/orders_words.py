"""Words that several readings of orders ask for: what denies, what permits, and care named without its kind."""

from __future__ import annotations

NEGATIONS = frozenset({"no", "not", "cannot", "never", "without", "nothing", "don't", "doesn't", "isn't"})
#: Care that a letter may name without naming one kind of it.
GENERIC = frozenset(
    {"treatment", "therapy", "medicine", "medication", "dose", "drug", "diet", "surgical", "your medicine"}
)
MAY = frozenset({"can", "may", "could", "might"})
