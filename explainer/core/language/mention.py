"""A finding as one sentence names it, before it has a place in a reading."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.core.values import Category, Certainty, Change, Laterality, Measurement, Status


@dataclass(frozen=True, slots=True)
class Mention:
    """A finding named in a sentence; the fields are those of ``values.Finding`` without its place in a reading."""

    concept: str
    name: str
    text: str
    start: int
    end: int
    status: Status
    certainty: Certainty
    denied_grade: str | None
    laterality: Laterality | None
    levels: tuple[str, ...]
    site: str | None
    severity: str | None
    measurements: tuple[Measurement, ...]
    change: Change | None
    category: Category
    generic: bool = False
