"""Findings, knowledge and audience to a plan: what must be said, what may be said, and on whose word."""

from __future__ import annotations

from dataclasses import replace

from explainer.core.evidence import number_sources
from explainer.core.holds import find_holds
from explainer.core.letter.citing import in_order_of_use
from explainer.core.letter.writing import write
from explainer.core.materials import gather
from explainer.core.planning_clinician import clinician_items
from explainer.core.planning_patient import patient_items
from explainer.core.values import Audience, Plan, Reading


def make_plan(
    reading: Reading,
    audience: Audience = "patient",
    age: int | None = None,
    sex: str | None = None,
    language: str = "en",
) -> Plan:
    """The plan of one letter or summary.

    Every finding that is present, possible or known from before becomes an item that must be told; what could not be
    read stands in quotes. Items come in the order of the letter, sources in the order in which its own wording cites them.

    Args:
        age: In years; chooses the age band of a number.
        sex: ``male`` or ``female``; rows for one sex are shown only when it is known.

    Raises:
        EvidenceError: A data file is wrong, or there is no wording in this language.
        LexiconError: A vocabulary file is wrong.
    """
    materials = gather(reading, audience, age, sex, language)
    make = patient_items if audience == "patient" else clinician_items
    items, caveats = make(materials)
    plan = Plan(
        audience=audience, language=language, items=items, caveats=caveats,
        sources=number_sources(items, caveats, materials.library), holds=find_holds(materials.scan, materials.alerts, age),
        reading=reading, age=age, sex=sex,
    )  # fmt: skip
    return replace(plan, sources=in_order_of_use(plan, write(plan)))
