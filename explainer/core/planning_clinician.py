"""The plan of a clinician summary: every line marked [R] (in the report) or [T] (added by this tool, with its source)."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core import naming
from explainer.core.caveats import CaveatList, needs_correlation
from explainer.core.evidence import caveats_beside, choose_prevalence, own_correlation
from explainer.core.gaps import conflict_gaps, finding_gaps, reading_gaps
from explainer.core.itemlist import ItemList
from explainer.core.knowledge.library import NextStep, fill
from explainer.core.materials import Materials
from explainer.core.negatives import normal_parts, ranked_denials
from explainer.core.next_steps import about
from explainer.core.patient_findings import merged
from explainer.core.quoting import masked, sentence_quote
from explainer.core.ranking import Group, number_allowed
from explainer.core.safety import comparison_state
from explainer.core.short_answer import act_on, asked_mentions
from explainer.core.values import Caveat, Fact, Item, Recommendation

MOST_TOOL_ACTIONS = 5
MOST_NEGATIVES = 14
MOST_OWN_CAVEATS = 4
MOST_EVIDENCE = 10
_STEP_ORDER = {"exam": 0, "follow-up": 1, "test": 2, "risk-review": 3, "talk": 4, "treatment": 5}


def clinician_items(materials: Materials) -> tuple[tuple[Item, ...], tuple[Caveat, ...]]:
    """Every item of the summary and the caveats they name."""
    items, caveats = ItemList("p"), CaveatList()
    _bottom_line(materials, items)
    _actions(materials, items)
    for number, group in enumerate(materials.groups, 1):
        text = f"({number}) {group_name(materials, group)} [R]."
        items.add(
            "finding",
            text,
            facts=group.ids,
            priority=group.priority,
            why=group.why,
            section="findings",
            heading=naming.capital(group.first.name),
        )
    _negatives(materials, items)
    for gap in (*conflict_gaps(materials), *finding_gaps(materials), *reading_gaps(materials)):
        items.add(
            gap.kind, gap.text, facts=gap.facts, quotes=gap.quotes, why=gap.why,
            priority="actionable" if gap.kind == "conflict" else "relevant", section="not-stated", origin=gap.origin,
        )  # fmt: skip
    _limits(materials, items, caveats)
    _evidence(materials, items, caveats)
    return items.rows(), tuple(caveats.rows)


def group_name(materials: Materials, group: Group) -> str:
    """A group in radiology words: each place with its grade, side, levels, size and change."""
    rows = merged(materials, group.facts)
    names = dict.fromkeys(naming.clinician_name(materials.reading, row, materials.lexicon) for row in rows)
    return naming.capital("; ".join(names))


def _bottom_line(materials: Materials, items: ItemList) -> None:
    phrases, reading = materials.phrases, materials.reading
    for alert in materials.alerts:
        items.add(
            "urgent", phrases.text("clinician.critical", name=alert.row.name, words=alert.row.clinician.rstrip(".")), facts=alert.facts,
            sources=alert.row.sources, why=f"critical finding {alert.row.id}, {alert.row.category}", priority="urgent", section="bottom-line", origin="fixed",
        )  # fmt: skip
    denied = [f for f in ranked_denials(materials) if f.in_impression][:2]
    if denied:
        names = [naming.clinician_name(reading, f, materials.lexicon) for f in denied]
        asked = {m.concept for m in asked_mentions(materials)}
        answered = any(materials.lexicon.related(f.concept, a) for f in denied for a in asked)
        text = phrases.text(
            "clinician.bottom-answer" if answered else "clinician.bottom", names=naming.capital("; ".join(names))
        )
        items.add(
            "bottom-line",
            text,
            facts=[f.id for f in denied],
            why="first denials of the impression",
            priority="reassuring",
            section="bottom-line",
        )
    act = act_on(materials)
    lead = [g for g in materials.groups if g.first.status != "historical"][:3]
    if act is not None and not materials.alerts:
        items.add(
            "bottom-line",
            phrases.text("clinician.act", name=group_name(materials, act)),
            facts=act.ids,
            why=act.why,
            priority=act.priority,
            section="bottom-line",
        )
        lead = [g for g in lead if g is not act][:2]
    if lead:
        names = [naming.lower_first(group_name(materials, g)) for g in lead]
        items.add(
            "bottom-line",
            phrases.text("clinician.main", names=naming.capital("; ".join(names))),
            facts=[id for g in lead for id in g.ids],
            why="first findings by rank",
            section="bottom-line",
        )
    urgent = bool(materials.alerts) or any(payload.kind == "urgent" for _, payload in materials.scan.hits)
    imaging = materials.recommendations()
    state = (
        "clinician.urgent" if urgent else "clinician.not-urgent",
        "clinician.advice" if imaging else "clinician.no-advice",
    )
    items.add(
        "bottom-line",
        " ".join(phrases.text(id) for id in state),
        why="searched for urgent wording and for advice",
        section="bottom-line",
        origin="tool",
    )


def _actions(materials: Materials, items: ItemList) -> None:
    phrases = materials.phrases
    none, given = phrases.text("clinician.not-stated"), 0
    for advice in materials.recommendations():
        quote = sentence_quote(materials, advice.start, advice.end, None)
        if not quote:
            continue
        groups = about(materials, advice)
        why = (
            masked(advice.reason) or "; ".join(naming.lower_first(group_name(materials, g)) for g in groups[:2]) or none
        )
        given += 1
        items.add(
            "next-step", phrases.text("clinician.action", when=masked(advice.when) or none, why=why.rstrip("."), contingency=(_condition(advice) or phrases.text("clinician.none-stated")).rstrip(".")),
            facts=[id for g in groups for id in g.ids], quotes=(quote,), why="the report asks for it", priority="actionable", section="actions",
        )  # fmt: skip
    if not given:
        items.add(
            "next-step",
            phrases.text("clinician.no-action"),
            why="no advice was read in the report",
            section="actions",
            origin="tool",
        )
    for group, row in _tool_rows(materials):
        items.add(
            "next-step", phrases.text("clinician.tool-action", name=_name(materials, group), words=row.clinician.rstrip(".")),
            force="may", facts=group.ids, sources=row.sources, priority=group.priority, why=f"evidence card {group.card.id if group.card else ''}, {row.kind}", section="actions", origin="evidence",
        )  # fmt: skip


def _condition(advice: Recommendation) -> str:
    """The condition of an advice; "should be done" is none."""
    condition = masked(advice.condition)
    return "" if condition.lower().startswith("should be ") else condition


def _tool_rows(materials: Materials) -> list[tuple[Group, NextStep]]:
    """Sourced steps of the cards: those of the finding to act on, then one of each other, reviews before talks."""
    first: list[tuple[Group, NextStep]] = []
    others: list[tuple[int, Group, NextStep]] = []
    seen: set[str] = set()
    for group in materials.groups:
        if group.card is None or group.first.status not in ("present", "possible"):
            continue
        acting = group.priority in ("urgent", "actionable") and not first
        kept = 0
        for row in group.card.next_step:
            if row.basis != "sourced" or (row.kind == "exam" and group.asked):
                continue
            if row.clinician in seen or (row.condition and row.condition in seen):
                continue
            if not acting and kept:
                break
            kept += 1
            seen.update(filter(None, (row.clinician, row.condition)))
            if acting:
                first.append((group, row))
            else:
                others.append((_STEP_ORDER.get(row.kind, 9), group, row))
    rest = [(group, row) for _, group, row in sorted(others, key=lambda r: r[0])]
    return (first + rest)[:MOST_TOOL_ACTIONS]


def _name(materials: Materials, group: Group) -> str:
    concept = materials.lexicon.concepts.get(group.first.concept)
    return naming.capital(concept.name if concept is not None else group.first.name)


def _negatives(materials: Materials, items: ItemList) -> None:
    facts = ranked_denials(materials)
    told: dict[str, list[Fact]] = {}
    for fact in facts:
        told.setdefault(naming.clinician_name(materials.reading, fact, materials.lexicon), []).append(fact)
    names = list(told)[:MOST_NEGATIVES]
    if names:
        text = naming.capital("; ".join(names)) + " [R]."
        items.add(
            "negative",
            text,
            facts=[f.id for n in names for f in told[n]],
            why="denied in the report, with the grade denied",
            priority="reassuring",
            section="negatives",
        )
    left = len(told) - len(names)
    if left > 0:
        rest = [f.id for n in list(told)[MOST_NEGATIVES:] for f in told[n]]
        items.add(
            "negative",
            materials.phrases.text("clinician.more-negatives", number=str(left)),
            force="may",
            facts=rest,
            why="too many to list",
            priority="reassuring",
            section="negatives",
            origin="tool",
        )
    seen = dict.fromkeys(part.clinician for part in normal_parts(materials))
    if seen:
        items.add(
            "normal",
            "; ".join(list(seen)[:6]) + " [R].",
            force="may",
            why="called normal in the report",
            priority="reassuring",
            section="negatives",
        )


def _limits(materials: Materials, items: ItemList, caveats: CaveatList) -> None:
    phrases = materials.phrases
    key = f"clinician.limit.{materials.reading.exam.modality or 'any'}"
    entry = phrases.entry(key if key in phrases else "clinician.limit.any")
    text = entry.text
    if comparison_state(materials) is False:
        text += " " + phrases.text("clinician.no-comparison")
    items.add(
        "limit",
        text,
        sources=entry.sources,
        why="limits of the test and of the report",
        section="limits",
        origin="fixed",
    )
    shared: list[Group] = []
    own = 0
    for group in materials.groups:
        row = own_correlation(group.card) if group.card is not None else None
        if not needs_correlation(group):
            continue
        if row is None or own >= MOST_OWN_CAVEATS:
            shared.append(group)
            continue
        own += 1
        id = caveats.add(
            "correlation", group.ids, f"{_name(materials, group)}: {naming.lower_first(row.clinician)}", row.sources
        )
        _caveat(items, caveats, id)
    if shared:
        general = materials.library.caveats["correlation-group"]
        names = naming.listed(list(dict.fromkeys(naming.lower_first(_name(materials, g)) for g in shared)))
        id = caveats.add(
            "correlation",
            [i for g in shared for i in g.ids],
            fill(general.clinician, general.id, names=names),
            general.sources,
        )
        _caveat(items, caveats, id)


def _caveat(items: ItemList, caveats: CaveatList, id: str) -> None:
    row = next(c for c in caveats.rows if c.id == id)
    items.add(
        "caveat",
        row.text.rstrip(".") + " [T].",
        facts=row.facts,
        sources=row.sources,
        caveats=(id,),
        why="must stand with the finding",
        section="evidence",
        origin="evidence",
    )


def _evidence(materials: Materials, items: ItemList, caveats: CaveatList) -> None:
    exam = materials.reading.exam
    seen: set[str] = set()
    for group in materials.groups:
        card = group.card
        if card is None or card.id in seen or group.first.status == "historical" or len(seen) >= MOST_EVIDENCE:
            continue
        seen.add(card.id)
        texts: list[str] = []
        sources: list[str] = []
        if card.clinician is not None:
            texts.append(card.clinician.text.rstrip("."))
            sources += card.clinician.sources
        beside: list[str] = []
        if number_allowed(group):
            for row in choose_prevalence(card, exam, materials.age, materials.sex):
                figures = [naming.number_text(n) for n in row.numbers if n != int(n)]
                if not (figures and all(f in " ".join(texts) for f in figures)) and (
                    materials.age is not None or not texts
                ):
                    texts.append(row.clinician)
                    sources += row.sources
            beside = [
                caveats.add("method", group.ids, row.clinician, row.sources)
                for row in caveats_beside(card, sources, exam)
            ]
            texts += [caveats.text(id).rstrip(".") for id in beside]
        if not texts:
            continue
        names: Sequence[str] = dict.fromkeys(sources)  # type: ignore[assignment]
        loan = materials.library.loans.get(group.first.concept)
        lent = f" ({materials.phrases.text('clinician.lent', card=card.id)})" if loan is not None else ""
        items.add(
            "prevalence", f"{_name(materials, group)}{lent}: {'. '.join(texts)} [T].", force="may", facts=group.ids, sources=tuple(names), caveats=beside,
            numbers=[naming.number_text(n) for row in card.prevalence for n in row.numbers], priority=group.priority, why=f"evidence card {card.id}", section="evidence", origin="evidence",
        )  # fmt: skip
