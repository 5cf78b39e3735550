"""What a report leaves open or says in two ways, for the clinician's "not stated or check"."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.core import naming
from explainer.core.materials import Materials
from explainer.core.patient_findings import sizes_of
from explainer.core.quoting import sentence_quote
from explainer.core.ranking import Group
from explainer.core.short_answer import asked_mentions

_SPINE = "spine"
#: Kinds of findings of which one expects to be told the side.
_SIDED = frozenset({"degenerative", "mechanical", "traumatic", "neoplastic"})


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to check. ``kind`` is the item kind; ``origin`` tells whether the report or the tool says it."""

    text: str
    facts: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    kind: str = "not-stated"
    why: str = ""
    origin: str = "tool"


def conflict_gaps(materials: Materials) -> tuple[Gap, ...]:
    """Places where the report disagrees with itself, with its words."""
    phrases, found = materials.phrases, []
    for conflict in materials.reading.conflicts:
        facts = tuple(k.id for k in materials.reading.facts if any(m in k.mentions for m in conflict.mentions))
        found.append(
            Gap(
                phrases.text("clinician.conflict", message=conflict.message.rstrip(".")),
                facts,
                kind="conflict",
                why=f"conflict: {conflict.kind}",
            )
        )
    return tuple(found)


def finding_gaps(materials: Materials) -> tuple[Gap, ...]:
    """Side, level, grade or size that the findings leave open, one line for each finding, at most six."""
    phrases = materials.phrases
    found: list[Gap] = []
    for group in materials.groups:
        missing = missing_attributes(materials, group)
        if missing:
            name = naming.capital(
                materials.lexicon.concepts[group.first.concept].name
                if group.first.concept in materials.lexicon.concepts
                else group.first.name
            )
            words = naming.listed([phrases.text(f"gap.{m}") for m in missing])
            found.append(
                Gap(phrases.text("clinician.gap", name=name, missing=words), group.ids, why="left open in the report")
            )
    return tuple(found[:6])


def missing_attributes(materials: Materials, group: Group) -> tuple[str, ...]:
    """Of ``side``, ``level``, ``grade`` and ``size`` those that fit the finding and are not given."""
    lexicon, first = materials.lexicon, group.first
    if first.status not in ("present", "possible"):
        return ()
    concept = lexicon.concepts.get(first.concept)
    site = first.site or (concept.site if concept is not None else None)
    found: list[str] = []
    if (
        site in lexicon.anatomy
        and lexicon.anatomy[site].paired
        and first.category in _SIDED
        and not any(f.laterality for f in group.facts)
    ):
        found.append("side")
    if (
        site is not None
        and lexicon.within(site, _SPINE)
        and first.category == "degenerative"
        and not any(f.levels for f in group.facts)
    ):
        found.append("level")
    graded = any(f.severity for f in group.facts)
    measured = any(sizes_of(materials, f) for f in group.facts)
    name = naming.short_name(first, group.card, lexicon).lower().split()
    if not measured and any(w in name for w in materials.phrases.lines("not-stated.sized")):
        found.append("size")
    elif not graded and not measured and first.category in ("degenerative", "mechanical"):
        found.append("grade")
    return tuple(found)


def reading_gaps(materials: Materials) -> tuple[Gap, ...]:
    """An indication without an answer, parts that could not be read, the comparison and the status of the report."""
    phrases, reading = materials.phrases, materials.reading
    found: list[Gap] = []
    open_names: list[str] = []
    for mention in asked_mentions(materials):
        if not any(materials.lexicon.related(k.concept, mention.concept) for k in reading.facts):
            open_names.append(mention.name)
    if open_names:
        found.append(
            Gap(
                phrases.text("clinician.unanswered", names=naming.listed(open_names[:4])),
                why="the reason for the scan is not answered by name",
            )
        )
    if not any(s.kind in ("indication", "history") for s in reading.sections):
        found.append(Gap(phrases.text("clinician.no-indication"), why="no reason for the scan"))
    for gap in materials.unmapped():
        quote = sentence_quote(materials, gap.start, gap.end, 30)
        if quote:
            found.append(
                Gap(
                    phrases.text("clinician.unread", section=gap.section),
                    quotes=(quote,),
                    kind="quote",
                    why=gap.reason,
                    origin="report",
                )
            )
    if not any(s.kind == "comparison" for s in reading.sections):
        found.append(Gap(phrases.text("clinician.comparison-silent"), why="no comparison section"))
    status = reading.report.status
    found.append(
        Gap(
            phrases.text("clinician.status", status=status) if status else phrases.text("clinician.status-missing"),
            why="report status",
        )
    )
    return tuple(found)
