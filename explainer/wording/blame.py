"""Which of a model's statements a verdict speaks against."""

from __future__ import annotations

from collections.abc import Mapping

from explainer.core.values import Span, Verdict
from explainer.wording.units import Outline, parts_of, units_by_place


def spans_of(outline: Outline, words: Mapping[str, str]) -> tuple[tuple[Span, str | None, tuple[int, int]], ...]:
    """Where each part of the spliced draft stands in the text that the guard judges, with its unit and its place.

    The guard's text has titles and statements on lines of their own, a blank line before a title.
    """
    rows: list[tuple[Span, str | None, tuple[int, int]]] = []
    at = 0
    first = True
    by_place = units_by_place(outline)
    for s, section in enumerate(outline.draft.sections):
        if section.title.strip():
            at += (0 if first else 2) + len(section.title)
            first = False
        for t in range(len(section.statements)):
            at += 0 if first else 1
            first = False
            for text, unit_id in parts_of(outline, s, t, by_place.get((s, t), ()), words):
                rows.append((Span(at, at + len(text)), unit_id, (s, t)))
                at += len(text)
    return tuple(rows)


def blamed(outline: Outline, words: Mapping[str, str], verdict: Verdict) -> dict[str, list[str]]:
    """The worded units that the errors of a verdict speak against, each with the rules; in the order of the letter.

    An error goes to the unit it points at, else to the worded units of the same statement, else to those of the facts it
    names as evidence, else to every worded unit: an error that cannot be placed keeps no model's word.
    """
    worded = [u for u in outline.units if u.id in words]
    spans = spans_of(outline, words)
    facts = {f.id: outline.plan.reading.spans(f) for f in outline.plan.reading.facts}
    found: dict[str, list[str]] = {}
    for v in verdict.violations:
        if v.severity != "error":
            continue
        hit: list[str] = []
        if v.start is not None and v.end is not None:
            touched = [
                (id, place) for span, id, place in spans if span.start < max(v.end, v.start + 1) and v.start < span.end
            ]
            hit = [id for id, _ in touched if id is not None and id in words]
            if not hit:
                places = {place for _, place in touched}
                hit = [u.id for u in worded if (u.section, u.statement) in places]
        elif v.evidence:
            named = {
                id
                for id, where in facts.items()
                if any(e.start < w.end and w.start < e.end for e in v.evidence for w in where)
            }
            hit = [u.id for u in worded if named & set(u.facts)]
        for id in hit or [u.id for u in worded]:
            rules = found.setdefault(id, [])
            if v.rule not in rules:
                rules.append(v.rule)
    return {u.id: found[u.id] for u in worded if u.id in found}
