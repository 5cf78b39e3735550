"""Citation marks, and the list of the sources that a text cites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from explainer.core.language.readability import words_of
from explainer.core.values import Citation, Draft, DraftSection, Item, Plan, Statement


def count_words(text: str) -> int:
    """The words of a text as the letter guide counts them."""
    return len(words_of(text))


def _marks(plan: Plan, ids: Iterable[str]) -> str:
    """``[1, 2]`` for the sources of a sentence; empty for none."""
    number = {c.id: c.number for c in plan.sources}
    told = sorted({number[id] for id in ids if id in number})
    return f"[{', '.join(map(str, told))}]" if told else ""


def cited(plan: Plan, text: str, sources: Sequence[str]) -> str:
    """``text`` with its citation marks before the last full stop."""
    marks = _marks(plan, sources)
    if not marks:
        return text
    return f"{text[:-1]} {marks}{text[-1]}" if text[-1:] in ".?!" else f"{text} {marks}"


def tagged(plan: Plan, item: Item) -> str:
    """The item with the numbers of its sources in its last [T]."""
    text, marks = item.filled(), _marks(plan, item.sources)
    at = text.rfind("[T]")
    if not marks:
        return text
    return f"{text[:at]}[T, {marks[1:]}{text[at + 3 :]}" if at >= 0 else cited(plan, text, item.sources)


def in_order_of_use(plan: Plan, draft: Draft) -> tuple[Citation, ...]:
    """The sources of a plan numbered as its draft cites them first; those that it does not cite come behind."""
    shown = [s for s in draft.sections if s.kind == "sources"]
    listed = {id for s in shown for t in s.statements for id in t.sources}
    used = [
        id
        for s in draft.sections
        if s not in shown
        for t in s.statements
        if "[" in t.text
        for id in t.sources
        if id in listed and _marked(plan, t, id)
    ]
    by_id = {c.id: c for c in plan.sources}
    return tuple(replace(by_id[id], number=n) for n, id in enumerate(dict.fromkeys((*used, *by_id)), 1))


def sources_section(plan: Plan, title: str, sections: Sequence[DraftSection]) -> list[DraftSection]:
    """The sources that the sections cite, under their numbers."""
    cited = {id for s in sections for t in s.statements for id in t.sources if _marked(plan, t, id)}
    rows = [Statement(f"[{c.number}] {c.citation}", (), (c.id,)) for c in plan.sources if c.id in cited]
    return [DraftSection("sources", title, tuple(rows))] if rows else []


def _marked(plan: Plan, statement: Statement, id: str) -> bool:
    """Whether a statement shows the number of this source."""
    number = next((c.number for c in plan.sources if c.id == id), None)
    return number is not None and any(
        str(number) in part.split("]", 1)[0].replace("T, ", "").split(", ") for part in statement.text.split("[")[1:]
    )
