"""The JSON of the contract, made from the plain values. Keys come in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explainer.core.values import Draft, Finding, Measurement, Plan, Reading, Span, Verdict

if TYPE_CHECKING:
    from explainer.wording.rounds import Round


def _measurement(m: Measurement) -> dict[str, Any]:
    return {"value": m.value, "unit": m.unit, "start": m.start, "end": m.end}


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _finding(f: Finding) -> dict[str, Any]:
    return {
        "id": f.id, "concept": f.concept, "name": f.name, "text": f.text, "start": f.start, "end": f.end, "status": f.status,
        "certainty": f.certainty, "denied_grade": f.denied_grade, "laterality": f.laterality, "levels": list(f.levels),
        "site": f.site, "severity": f.severity, "measurements": [_measurement(m) for m in f.measurements],
        "change": f.change, "section": f.section, "sentence": _span(f.sentence), "category": f.category,
    }  # fmt: skip


def reading_json(reading: Reading) -> dict[str, Any]:
    """``explainer.findings/1``.

    What only tells what is as expected stands under ``normal``, not among the findings and facts.
    """
    expected = {f.id for f in reading.findings if f.tells_normal}
    return {
        "schema": "explainer.findings/1",
        "report": {
            "id": reading.digest,
            "format": reading.report.format,
            "status": reading.report.status,
            "exam": {"modality": reading.exam.modality, "regions": list(reading.exam.regions), "laterality": reading.exam.laterality},
            "sections": [{"kind": s.kind, "start": s.start, "end": s.end} for s in reading.sections],
            "sentences": [{"start": s.start, "end": s.end, "section": s.section, "account": s.account} for s in reading.sentences],
        },
        "findings": [_finding(f) for f in reading.findings if f.id not in expected],
        "facts": [
            {
                "id": k.id, "concept": k.concept, "mentions": [m for m in k.mentions if m not in expected], "status": k.status, "certainty": k.certainty,
                "laterality": k.laterality, "levels": list(k.levels), "site": k.site, "severity": k.severity,
                "change": k.change, "conflicts": list(k.conflicts), "denied_grade": k.denied_grade,
                "category": k.category, "name": k.name,
            }
            for k in reading.facts
            if not expected.issuperset(k.mentions)
        ],
        "conflicts": [
            {"kind": c.kind, "mentions": list(c.mentions), "message": c.message, "spans": [_span(s) for s in c.spans]}
            for c in reading.conflicts
        ],
        "recommendations": [
            {"start": r.start, "end": r.end, "what": r.what, "when": r.when, "condition": r.condition, "reason": r.reason}
            for r in reading.recommendations
        ],
        "causes_stated": [
            {"start": c.start, "end": c.end, "finding": c.finding, "symptom": c.symptom, "certainty": c.certainty}
            for c in reading.causes_stated
        ],
        "unmapped": [
            {"start": u.start, "end": u.end, "text": u.text, "section": u.section, "reason": u.reason} for u in reading.unmapped
        ],
        "normal": [_finding(f) for f in reading.findings if f.id in expected],
    }  # fmt: skip


def plan_json(plan: Plan) -> dict[str, Any]:
    """``explainer.plan/1``."""
    return {
        "schema": "explainer.plan/1",
        "audience": plan.audience,
        "language": plan.language,
        "items": [
            {
                "id": i.id, "kind": i.kind, "force": i.force, "facts": list(i.facts), "priority": i.priority, "why": i.why,
                "statement": i.statement, "numbers": list(i.numbers), "sources": list(i.sources), "caveats": list(i.caveats),
                "slots": dict(i.slots), "section": i.section, "heading": i.heading, "origin": i.origin,
            }
            for i in plan.items
        ],
        "caveats": [
            {"id": c.id, "kind": c.kind, "facts": list(c.facts), "text": c.text, "sources": list(c.sources)} for c in plan.caveats
        ],
        "sources": [{"id": s.id, "number": s.number, "citation": s.citation} for s in plan.sources],
        "holds": [{"kind": h.kind, "facts": list(h.facts), "message": h.message} for h in plan.holds],
    }  # fmt: skip


def draft_json(draft: Draft) -> dict[str, Any]:
    """``explainer.draft/1``."""
    return {
        "schema": "explainer.draft/1",
        "audience": draft.audience,
        "language": draft.language,
        "sections": [
            {
                "kind": s.kind,
                "title": s.title,
                "statements": [
                    {"text": t.text, "items": list(t.items), "sources": list(t.sources)} for t in s.statements
                ],
            }
            for s in draft.sections
        ],
        "writer": {"kind": draft.writer.kind, "model": draft.writer.model, "prompt": draft.writer.prompt},
    }


def verdict_json(verdict: Verdict, report: str) -> dict[str, Any]:
    """``explainer.verdict/1``. ``evidence`` carries the words of the report, ``unread`` those of the draft."""
    return {
        "schema": "explainer.verdict/1",
        "verdict": verdict.verdict,
        "audience": verdict.audience,
        "violations": [
            {
                "rule": v.rule, "severity": v.severity, "start": v.start, "end": v.end, "text": v.text, "message": v.message,
                "evidence": [{**_span(s), "text": report[s.start : s.end]} for s in v.evidence], "suggestion": v.suggestion,
            }
            for v in verdict.violations
        ],
        "unread": [{"start": s.start, "end": s.end, "text": verdict.text[s.start : s.end]} for s in verdict.unread],
        "readability": dict(verdict.readability),
        "checked_rules": verdict.checked_rules,
    }  # fmt: skip


def round_json(row: Round, report: str) -> dict[str, Any]:
    """One round of a letter's trail. ``draft`` and ``verdict`` are null when nothing of the reply could be judged."""
    return {
        "kind": row.kind,
        "draft": draft_json(row.draft) if row.draft is not None else None,
        "verdict": verdict_json(row.verdict, report) if row.verdict is not None else None,
        "asked": list(row.asked),
        "broken": {id: list(rules) for id, rules in row.broken.items()},
        "problem": row.problem,
    }
