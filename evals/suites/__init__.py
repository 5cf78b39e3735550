"""Every suite of the harness, in the order in which a full run takes them."""

from __future__ import annotations

from evals.suite import Suite
from evals.suites.consistency import CONSISTENCY
from evals.suites.guard import GUARD
from evals.suites.injection import INJECTION
from evals.suites.letters import LETTERS
from evals.suites.mutations import MUTATIONS
from evals.suites.reading import READING
from evals.suites.robustness import ROBUSTNESS

SUITES: tuple[Suite, ...] = (READING, GUARD, MUTATIONS, LETTERS, CONSISTENCY, ROBUSTNESS, INJECTION)
