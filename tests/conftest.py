"""What every test shares: the reader's word lists, loaded once for each process and set aside from the garbage collector."""

from __future__ import annotations

import gc

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read


def pytest_collection_finish(session: pytest.Session) -> None:
    """Load what lives as long as the process, so that no later collection walks through it again.

    The word lists, the modules and the collected tests are some 250 000 objects; looking through them took a third of the
    processor's time.
    """
    if not session.items or session.config.option.collectonly:
        return
    guardrails.check(make_plan(read("FINDINGS: No fracture."), audience="patient"), "No broken bone.")
    gc.collect()
    gc.freeze()
