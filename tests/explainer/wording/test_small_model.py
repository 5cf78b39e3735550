"""A real model server, where one is there: the letter ends released whatever the model says."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from evals.small_model import letters, missing, served

MODEL = Path(os.environ.get("EXPLAINER_SMALL_MODEL", "none.gguf"))
WHY = missing(MODEL)


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.skipif(WHY is not None, reason=f"{WHY}; set EXPLAINER_SMALL_MODEL to a .gguf file")
def test_a_real_model_loses_no_letter() -> None:
    """Real sampling under a real grammar: one letter, released or held, with some round in its trail."""
    with served(MODEL) as base_url:
        done = asyncio.run(letters(base_url, 1, deadline_s=60))
    assert [d.outcome for d in done] in (["released"], ["held"])
    assert done[0].rounds
