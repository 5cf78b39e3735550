"""One report, wordings of it, and the examples as modules."""

from __future__ import annotations

import gc
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Plan

EXAMPLES = Path(__file__).parents[3] / "examples" / "adapters"


@pytest.fixture(scope="session")
def report() -> str:
    """A report with one finding; its technique is a sentence that no violation speaks of."""
    return (
        "CT CHEST\n\nTechnique: Axial images after zebra-striped contrast.\n\nFindings: Small left pleural effusion. No pneumothorax.\n\n"
        "Impression: Small left pleural effusion."
    )


@pytest.fixture(scope="session")
def plan(report: str) -> Plan:
    """The plan for the patient."""
    return make_plan(read(report), audience="patient")


@pytest.fixture(scope="session")
def right() -> str:
    """A text that passes."""
    return "Your chest scan shows a small amount of fluid around your left lung. There is no air leak."


@pytest.fixture(scope="session")
def wrong(right: str) -> str:
    """The same text with the other side."""
    return right.replace("left", "right")


@pytest.fixture
def example() -> Callable[[str], dict[str, Any]]:
    """The names of an example file, by its name without ending."""
    return lambda name: runpy.run_path(str(EXAMPLES / f"{name}.py"))


@pytest.fixture
def inspect_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder where inspect-ai keeps its logs and traces; it leaves streams open, which are collected here."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "logs"
    gc.collect()
