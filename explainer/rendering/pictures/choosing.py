"""Which drawing a finding gets, and what is marked in it: by concept, status, levels and side, never by its words.

A finding gets a drawing only when every place of it that the report names can be shown. A side that the report does not
give is never drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import rtoml
from pydantic import BaseModel, ConfigDict, ValidationError

from explainer.core.values import Fact, Item, Plan
from explainer.errors import DataFileError
from explainer.rendering.blocks import Mark, Picture, View
from explainer.rendering.pictures import pelvis, spine
from explainer.rendering.pictures.art import Drawing
from explainer.rendering.text import PICTURE_WORDS

_FILE = "rendering/pictures/marks.toml"
_SIDES: dict[str, tuple[str, ...]] = {
    "left": ("left",), "right": ("right",), "bilateral": ("left", "right"), "midline": ("middle",),
}  # fmt: skip
_SIDELESS: tuple[View, ...] = ("lumbar-side",)


class Part(BaseModel):
    """A part of the body that can be marked, the views that show it, and the findings it is marked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    placed: Literal["segment", "vertebra", "none"]
    views: tuple[View, ...]
    concepts: tuple[str, ...]
    middle: bool = False


class _Parts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    part: tuple[Part, ...]


@lru_cache(maxsize=1)
def parts() -> tuple[Part, ...]:
    """The parts of marks.toml.

    Raises:
        DataFileError: The file is wrong, or a concept stands in it twice.
    """
    try:
        rows = _Parts.model_validate(rtoml.loads((files("explainer") / _FILE).read_text("utf-8"))).part
    except (rtoml.TomlParsingError, ValidationError) as error:
        raise DataFileError(_FILE, "part", "", str(error).replace("\n", " "), "correct the file") from error
    seen: set[str] = set()
    for part in rows:
        for concept in part.concepts:
            if concept in seen:
                raise DataFileError(_FILE, part.id, "concepts", f"{concept!r} stands in two lists", "leave it in one")
            seen.add(concept)
    return rows


@lru_cache(maxsize=1)
def _by_concept() -> dict[str, Part]:
    return {concept: part for part in parts() for concept in part.concepts}


def drawing(view: View) -> Drawing:
    """The drawing of a view."""
    return {
        "lumbar-side": spine.side,
        "lumbar-back": spine.back,
        "pelvis-front": pelvis.front,
        "pelvis-back": pelvis.back,
    }[view]()


def pictures_of(plan: Plan, items: Sequence[str]) -> tuple[Picture, ...]:
    """The pictures of the findings that these items tell, at most one for each view, in order of the findings."""
    facts = {k.id: k for k in plan.reading.facts}
    told: dict[View, list[tuple[Item, tuple[Mark, ...]]]] = {}
    for item in plan.items:
        if item.id not in items or item.kind != "finding":
            continue
        rows = [choice for id in item.facts if id in facts and (choice := marks_of(facts[id])) is not None]
        for view in dict.fromkeys(view for view, _ in rows):
            marks = tuple(dict.fromkeys(m for v, ms in rows if v == view for m in ms))
            told.setdefault(view, []).append((item, marks))
    return tuple(_picture(view, rows) for view, rows in told.items())


def marks_of(fact: Fact) -> tuple[View, tuple[Mark, ...]] | None:
    """The view and the marks of a fact; None when it cannot be shown truly."""
    part = _by_concept().get(fact.concept)
    shown = fact.status == "present" or (fact.status == "possible" and fact.certainty != "unlikely")
    if part is None or not shown or fact.conflicts:
        return None
    levels = _levels(part, fact)
    if levels is None:
        return None
    for view in part.views:
        sides = _sides(part, fact, view)
        if not sides:
            continue
        marks = tuple(Mark(part.id, level, side, fact.status == "present") for level in levels for side in sides)
        if all((m.structure, m.level, m.side) in drawing(view).places for m in marks):
            return view, marks
    return None


def _levels(part: Part, fact: Fact) -> tuple[str | None, ...] | None:
    if part.placed == "none":
        return (None,)
    known = spine.SEGMENTS if part.placed == "segment" else spine.LEVELS
    return fact.levels if fact.levels and all(level in known for level in fact.levels) else None


def _sides(part: Part, fact: Fact, view: View) -> tuple[str | None, ...]:
    if view in _SIDELESS:
        return () if fact.laterality in ("left", "right", "bilateral") and len(part.views) > 1 else (None,)
    if part.middle:
        return () if fact.laterality in ("left", "right") else ("middle",)
    return _SIDES.get(fact.laterality or "", ())


def _picture(view: View, rows: Sequence[tuple[Item, tuple[Mark, ...]]]) -> Picture:
    names = "; ".join(_lower_first(item.heading) for item, _ in rows)
    marks = tuple(dict.fromkeys(m for _, ms in rows for m in ms))
    return Picture(
        view,
        marks,
        f"{PICTURE_WORDS} The mark shows: {names}.",
        f"Drawing of the {drawing(view).title}. Marked: {names}.",
    )


def _lower_first(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def drawable() -> Iterator[tuple[Part, View]]:
    """Every part with each view that shows it."""
    for part in parts():
        for view in part.views:
            yield part, view
