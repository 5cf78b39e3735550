"""Word lists are module constants; one bound twice would silently change the rule that meant the first."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

import guardrails

FILES = sorted(Path(guardrails.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_name_is_bound_twice_in_a_file(path: Path) -> None:
    """A function, class or constant of a rule file has its name for itself."""
    bound: Counter[str] = Counter()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound[node.name] += 1
        elif isinstance(node, ast.Assign):
            bound.update(target.id for target in node.targets if isinstance(target, ast.Name))
    assert [name for name, times in bound.items() if times > 1] == []
