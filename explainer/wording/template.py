"""The template writer: the plan's own sentences. It is the default, the fallback and the baseline."""

from explainer.core.letter.writing import write

__all__ = ["write"]
