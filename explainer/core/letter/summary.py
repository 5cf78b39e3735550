"""The clinician summary: a plan's lines, with their tags, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.knowledge.library import Phrases
from explainer.core.letter.citing import count_words, sources_section, tagged
from explainer.core.values import DraftSection, Item, Plan, Statement

SUMMARY_WORDS = 300
_CLINICIAN_ORDER = ("bottom-line", "actions", "findings", "negatives", "not-stated", "limits", "evidence")


def summary_sections(plan: Plan, phrases: Phrases) -> list[DraftSection]:
    sections: list[DraftSection] = []
    kept = _one_page(plan)
    for kind in _CLINICIAN_ORDER:
        items = [i for i in kept if i.section == kind]
        if not items and kind not in ("findings", "negatives"):
            continue
        if not items:
            sections.append(
                DraftSection(
                    kind, phrases.text(f"title.clinician.{kind}"), (Statement(phrases.text(f"none.clinician.{kind}")),)
                )
            )
            continue
        rows = [Statement(tagged(plan, i), (i.id,), i.sources) for i in items]
        if kind in ("bottom-line", "negatives"):
            first = [r for r, i in zip(rows, items, strict=True) if i.kind == "urgent"]
            rest = [r for r, i in zip(rows, items, strict=True) if i.kind != "urgent"]
            rows = [*first, _merge(rest)] if rest else first
        sections.append(DraftSection(kind, phrases.text(f"title.clinician.{kind}"), tuple(rows)))
    return [*sections, *sources_section(plan, phrases.text("title.clinician.sources"), sections)]


def _one_page(plan: Plan) -> list[Item]:
    """The items of the summary, its main part within the limit as far as what may be left out allows."""
    kept = list(plan.items)
    words = sum(count_words(i.filled()) for i in kept if i.section != "evidence")
    spare = [i for i in kept if i.force == "may" and i.section in ("negatives", "actions", "not-stated")]
    dropped: set[str] = set()
    keep_one = next((i for i in spare if i.section == "actions"), None)
    for item in sorted(spare, key=lambda i: (i.section == "actions", -kept.index(i))):
        if words <= SUMMARY_WORDS:
            break
        if item is not keep_one:
            dropped.add(item.id)
            words -= count_words(item.filled())
    return [i for i in kept if i.id not in dropped]


def _merge(rows: Sequence[Statement]) -> Statement:
    return Statement(
        " ".join(r.text for r in rows),
        tuple(i for r in rows for i in r.items),
        tuple(dict.fromkeys(s for r in rows for s in r.sources)),
    )
