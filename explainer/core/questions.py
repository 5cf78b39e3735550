"""Questions a patient can ask, each tied to a finding or to a step."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.core import naming
from explainer.core.caveats import needs_correlation
from explainer.core.materials import Materials

LEAST, MOST = 3, 5
#: A name with more words is asked about without its place.
_LONG_NAME = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the facts it is tied to."""

    text: str
    facts: tuple[str, ...]
    why: str


def questions(materials: Materials) -> tuple[Asked, ...]:
    """Three to six questions: one for each of the first findings, then of the gaps and the steps."""
    phrases = materials.phrases
    found: dict[str, Asked] = {}

    def add(text: str, facts: tuple[str, ...], why: str) -> None:
        if len(found) < MOST:
            found.setdefault(text, Asked(text, facts, why))

    named: set[str] = set()
    live = [g for g in materials.groups if g.first.status in ("present", "possible")]
    for number, group in enumerate(live[:4]):
        if group.card is not None and group.card.question:
            add(group.card.question[0].text, group.ids, f"evidence card {group.card.id}")
        else:
            key = "question.correlate" if needs_correlation(group) else "question.meaning"
            name = naming.doubted_name(group.first, group.card, materials.lexicon, phrases)
            if len(name.split()) > _LONG_NAME:
                name = naming.doubted_name(group.first, group.card, materials.lexicon, phrases, place=False)
            if key == "question.meaning" and len(name.split()) >= _LONG_NAME - 1:
                key = "question.long"
            if name not in named:
                add(phrases.variant(key, number, name=naming.definite(name)), group.ids, "about a finding")
            named.add(name)
    for group in live[:2]:
        if group.card is not None:
            for row in group.card.question[1:2]:
                add(row.text, group.ids, f"evidence card {group.card.id}")
    if materials.unmapped():
        add(phrases.text("question.unmapped"), (), "part of the report was not explained")
    if any(a.when is None for a in materials.recommendations()):
        add(phrases.text("question.when"), (), "the report gives no date for a step")
    for id in ("question.next", "question.look-for", "question.copy"):
        if len(found) < LEAST or id == "question.next":
            add(phrases.text(id), (), "about the next step")
    return tuple(found.values())
