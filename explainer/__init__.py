"""Explains radiology reports, with a plan decided by code and words judged by a guard.

``read``, ``plan`` and ``explain`` are loaded when first used, so that ``import guardrails`` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explainer.pipeline import Explanation, explain, plan, read

__all__ = ["Explanation", "__version__", "explain", "plan", "read"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in ("Explanation", "explain", "plan", "read"):
        from explainer import pipeline

        return getattr(pipeline, name)
    raise AttributeError(name)
