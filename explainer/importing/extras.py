"""Libraries that only some inputs need: loaded when first used, named clearly when they are missing."""

from __future__ import annotations

import importlib
from typing import Any, Final

from explainer.errors import ReportError

#: What a parser may raise on a hostile file. Each importer turns these into a ReportError where they enter.
FOREIGN: Final = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError, OSError,
    RuntimeError, TypeError, ValueError, Warning,
)  # fmt: skip


def load(module: str, extra: str, what: str) -> Any:
    """The library, or a line that says what to install.

    Args:
        extra: Name of the extra in ``pyproject.toml`` that brings the library.
        what: The input that needs it, as the message begins ("FHIR files").

    Raises:
        ReportError: It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ReportError(f"{what} need an extra: pip install 'radiology-report-explainer[{extra}]'") from error
