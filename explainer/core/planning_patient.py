"""The plan of a patient letter, item by item in the order of the letter."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core import naming
from explainer.core.caveats import CaveatList, needs_correlation, own_caveat, shared_caveats
from explainer.core.evidence import caveats_beside, choose_meaning, choose_prevalence
from explainer.core.itemlist import ItemList
from explainer.core.materials import Materials
from explainer.core.negatives import denials, normal_parts, runs
from explainer.core.next_steps import advice_kind, steps, urgent_words
from explainer.core.patient_findings import MOST_DOUBTS, not_stated, tell
from explainer.core.questions import questions
from explainer.core.quoting import sentence_quote
from explainer.core.ranking import Group, number_allowed
from explainer.core.safety import help_lines, limit_lines
from explainer.core.short_answer import answers, reason
from explainer.core.values import Caveat, Item
from explainer.core.variety import Turns

#: Groups told with what they may mean and how common they are; the others are told by name and words alone.
MOST_EXPLAINED = 8
#: Groups whose own correlation caveat stands with them; the others share one.
MOST_OWN_CAVEATS = 3
MOST_NEGATIVES = 9
MOST_NORMAL = 6


def patient_items(materials: Materials) -> tuple[tuple[Item, ...], tuple[Caveat, ...]]:
    """Every item of the letter and the caveats they name."""
    items, caveats, phrases = ItemList("p"), CaveatList(), materials.phrases
    _short_answer(materials, items)
    told = reason(materials)
    items.add(
        "indication", told.text, quotes=told.quotes, why="the reason for the scan", priority="relevant", section="why"
    )
    turns = Turns(phrases)
    gaps = [not_stated(materials, group) for group in materials.groups]
    own = 0
    shared: list[Group] = []
    for number, group in enumerate(materials.groups):
        caveat = own_caveat(group)
        said = any(caveat is not None and row.text == caveat.text for row in caveats.rows)
        mine = caveat is not None and not said and own < MOST_OWN_CAVEATS and number < MOST_EXPLAINED
        own += mine
        if needs_correlation(group) and not mine:
            shared.append(group)
        gap = gaps[number] if gaps[number] and gaps.index(gaps[number]) == number else ""
        _finding(materials, group, number, items, caveats, turns, gap, own=mine)
    _gaps(materials, gaps, items)
    level = next((level for g in materials.groups for f in g.facts for level in f.levels), None)
    if level is not None:
        text = phrases.text("levels.explained", level=level)
        items.add(
            "notice", text, force="may", why="says what the codes of the spine mean", section="findings", origin="fixed"
        )
    for group in materials.untold:
        items.add(
            "finding",
            phrases.text("untold"),
            force="must-not",
            facts=group.ids,
            priority="urgent",
            why="a person must tell this first",
            section="findings",
            origin="fixed",
        )
    _negatives(materials, items)
    _limits(materials, shared, items, caveats)
    for step in steps(materials):
        items.add(
            "next-step", step.text, force="must", facts=step.facts, quotes=step.quotes, sources=step.sources, why=step.why,
            priority="actionable", section="next-steps", origin=step.origin,
        )  # fmt: skip
    for help_line in help_lines(materials):
        items.add(
            "notice", help_line.text, sources=help_line.sources, why="general safety advice for this part of the body",
            priority="actionable", section="get-help", origin="fixed",
        )  # fmt: skip
    for question in questions(materials):
        items.add(
            "question",
            question.text,
            force="may",
            facts=question.facts,
            why=question.why,
            priority="relevant",
            section="questions",
            origin="tool",
        )
    _not_explained(materials, items)
    return items.rows(), tuple(caveats.rows)


def _short_answer(materials: Materials, items: ItemList) -> None:
    phrases = materials.phrases
    for alert in materials.alerts:
        items.add(
            "urgent", urgent_words(materials, alert.row.patient, alert.doubted), facts=alert.facts, sources=alert.row.sources,
            why=f"critical finding {alert.row.id}, {alert.row.category}", priority="urgent", section="short-answer", origin="fixed",
        )  # fmt: skip
    for line in answers(materials):
        items.add(
            "bottom-line", line.text, facts=line.facts, quotes=line.quotes, why=line.why, priority=line.priority, section="short-answer",
        )  # fmt: skip
    if not materials.alerts:
        urgent = any(payload.kind == "urgent" for _, payload in materials.scan.hits)
        items.add(
            "bottom-line", phrases.text("urgent.marked" if urgent else "urgent.none"), why="whether the report marks anything urgent",
            priority="urgent" if urgent else "reassuring", section="short-answer",
        )  # fmt: skip


def _gaps(materials: Materials, gaps: Sequence[str], items: ItemList) -> None:
    """What the report leaves open of more than one finding, said once for all of them."""
    doubted = [g for g in materials.groups if g.first.status == "possible"]
    if doubted and len(materials.groups) > MOST_DOUBTS:
        items.add(
            "notice", materials.phrases.text("doubt.all"), force="may", facts=[id for g in doubted for id in g.ids],
            why="says once how sure the report is", section="findings", origin="fixed",
        )  # fmt: skip
    more = [g for n, g in enumerate(gaps) if g and gaps.index(g) < n]
    if more:
        key = more[0] if len(set(more)) == 1 else "not-stated.both"
        facts = tuple(id for g, gap in zip(materials.groups, gaps, strict=True) if gap for id in g.ids)
        items.add(
            "notice", materials.phrases.text(f"{key}.more" if key != "not-stated.both" else key), force="may", facts=facts,
            why="says once what the report leaves open", section="findings", origin="fixed",
        )  # fmt: skip


def _finding(
    materials: Materials,
    group: Group,
    number: int,
    items: ItemList,
    caveats: CaveatList,
    turns: Turns,
    gap: str,
    *,
    own: bool,
) -> None:
    phrases, card = materials.phrases, group.card
    told = tell(materials, group, turns, gap)
    section = "by-chance" if group.by_chance else "findings"
    lead = phrases.text("finding.lead" if told.quote else "finding.bare", heading=told.heading)
    attached: list[str] = []
    if own and (row := own_caveat(group)) is not None:
        attached.append(caveats.add("correlation", group.ids, row.text, row.sources))
    asked = ""
    if group.asked:
        asked = turns.say("asked.correlate") if _only_correlation(materials, group) else turns.once("asked.other")
    quotes = [told.quote] if told.quote else []
    cause = _stated_cause(materials, group)
    linked = phrases.text("cause.stated", number=str(len(quotes) + 1)) if cause else ""
    quotes += [cause] if cause else []
    statement = " ".join(part for part in (lead, *told.sentences, linked, asked) if part)
    items.add(
        "finding", statement, facts=group.ids, quotes=quotes, priority=group.priority, why=group.why,
        numbers=told.numbers, caveats=attached, section=section, heading=told.heading,
    )  # fmt: skip

    def add(
        kind: str, text: str, sources: Sequence[str], why: str, numbers: Sequence[str] = (), beside: Sequence[str] = ()
    ) -> None:
        items.add(
            kind, text, force="may", facts=group.ids, sources=sources, priority=group.priority, why=why, numbers=numbers,
            caveats=beside, section=section, heading=told.heading, origin="evidence",
        )  # fmt: skip

    if card is None or number >= MOST_EXPLAINED:
        return
    if card.about:
        add("meaning", card.about, (), "says what the part or the word is")
    if group.first.status == "historical" or not materials.adult:
        return
    for meaning in choose_meaning(card, group.facts, materials.reading.exam, materials.sex):
        add("meaning", meaning.text, meaning.sources, f"evidence card {card.id}")
    if not number_allowed(group):
        return
    rates = choose_prevalence(card, materials.reading.exam, materials.age, materials.sex)
    shown = [id for row in rates for id in row.sources] + [id for m in card.meaning for id in m.sources]
    limits = [row for row in caveats_beside(card, shown, materials.reading.exam) if row.text][:1]
    beside = [caveats.add("method", group.ids, row.text, row.sources) for row in limits] if rates else []
    for last, rate in enumerate(rates, 1):
        add(
            "prevalence",
            rate.text,
            rate.sources,
            f"how common, evidence card {card.id}",
            [naming.number_text(n) for n in rate.numbers],
            beside if last == len(rates) else (),
        )
    if not rates and card.priority in ("degenerative", "incidental"):
        add("prevalence", phrases.text("no-number"), (), "the evidence holds no number for it")


def _stated_cause(materials: Materials, group: Group) -> str:
    """The report's own words where the radiologist ties this finding to a symptom; empty when it does not."""
    mentions = {m for f in group.facts for m in f.mentions}
    cause = next((c for c in materials.reading.causes_stated if c.finding in mentions), None)
    return sentence_quote(materials, cause.start, cause.end) if cause is not None else ""


def _only_correlation(materials: Materials, group: Group) -> bool:
    return bool(group.asked) and all(advice_kind(materials, a) == "correlate" for a in group.asked)


def _negatives(materials: Materials, items: ItemList) -> None:
    phrases = materials.phrases
    said = {id for i in items.rows() if i.section == "short-answer" and i.priority == "reassuring" for id in i.facts}
    for denial in denials(materials, MOST_NEGATIVES, said):
        items.add(
            "negative", denial.text, force="must" if denial.must else "may", facts=denial.facts,
            why="denied in the report", priority="reassuring", section="normal",
        )  # fmt: skip
    names = list(dict.fromkeys(part.name for part in normal_parts(materials)))[:MOST_NORMAL]
    for number, run in enumerate(runs(names)):
        items.add(
            "normal", phrases.variant("normal.list", number, names=naming.listed(run)), force="may", why="called normal in the report",
            priority="reassuring", section="normal",
        )  # fmt: skip


def _limits(materials: Materials, shared: Sequence[Group], items: ItemList, caveats: CaveatList) -> None:
    for id in shared_caveats(materials, shared, caveats):
        row = next(c for c in caveats.rows if c.id == id)
        items.add(
            "caveat",
            row.text,
            facts=row.facts,
            sources=row.sources,
            caveats=(id,),
            why="true of these findings",
            priority="relevant",
            section="limits",
            origin="evidence",
        )
    numbers = any(item.kind == "prevalence" and item.sources for item in items.rows())
    for line in limit_lines(materials, numbers=numbers):
        items.add(
            "limit",
            line.text,
            sources=line.sources,
            why="a limit of this test or of this report",
            priority="relevant",
            section="limits",
            origin="fixed",
        )


def _not_explained(materials: Materials, items: ItemList) -> None:
    for gap in materials.unmapped():
        quote = sentence_quote(materials, gap.start, gap.end, None)
        if quote:
            items.add(
                "quote", '"{{q1}}"', force="must" if gap.section == "impression" else "may", quotes=(quote,),
                why=f"not read: {gap.reason}", priority="relevant", section="not-explained",
            )  # fmt: skip
