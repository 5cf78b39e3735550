"""The template's letters, made as the pipeline makes them, and the reports of the examples."""

from __future__ import annotations

from evals.dataset import EXAMPLES
from explainer import pipeline
from explainer.core.values import Audience, Reading

AUDIENCES: tuple[Audience, ...] = ("patient", "clinician")


def example_reports() -> tuple[tuple[str, str], ...]:
    """The reports of ``examples/``, as (name, text), in name order; none in an installation without them."""
    return tuple((path.stem, path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.txt")))


def template_letter(reading: Reading, audience: Audience) -> str | None:
    """The text of the template's letter; None when it is withheld."""
    return pipeline.explain(reading, audience).text
