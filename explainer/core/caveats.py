"""Limits that must stand with a finding: both halves of the correlation caveat, and the method beside a number."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core import naming
from explainer.core.evidence import own_correlation, seen_without_pain
from explainer.core.knowledge.library import CardCaveat, fill
from explainer.core.materials import Materials
from explainer.core.negatives import runs
from explainer.core.ranking import Group
from explainer.core.values import Caveat, CaveatKind

_UNCORRELATED = frozenset({"degenerative", "mechanical"})
#: Sentences that name what a shared caveat holds for; further ones are not named.
_MOST_RUNS = 2
#: In a letter with more findings no names are told as often seen in people with no pain.
_MOST_DETAILED = 24
#: Names told as often seen in people with no pain.
_MOST_SILENT = 2
_SILENT_WORDS = 15


def needs_correlation(group: Group) -> bool:
    """Whether a finding must not be tied to symptoms, either way, without an exam."""
    if group.first.status not in ("present", "possible"):
        return False
    if group.card is not None:
        return group.card.priority == "degenerative" or own_correlation(group.card) is not None
    return group.first.category in _UNCORRELATED


class CaveatList:
    """Caveats of one plan in order of use, each once."""

    def __init__(self) -> None:
        self.rows: list[Caveat] = []

    def add(self, kind: CaveatKind, facts: Sequence[str], text: str, sources: Sequence[str] = ()) -> str:
        """The id of a caveat; one with the same text takes these facts too."""
        for number, row in enumerate(self.rows):
            if row.text == text:
                joined = tuple(dict.fromkeys((*row.facts, *facts)))
                self.rows[number] = Caveat(row.id, row.kind, joined, text, row.sources)
                return row.id
        id = f"c{len(self.rows) + 1}"
        self.rows.append(Caveat(id, kind, tuple(facts), text, tuple(sources)))
        return id

    def text(self, id: str) -> str:
        """The wording of a caveat."""
        return next(row.text for row in self.rows if row.id == id)


def own_caveat(group: Group) -> CardCaveat | None:
    """The correlation caveat the group's own card carries, if it needs one."""
    return own_correlation(group.card) if group.card is not None and needs_correlation(group) else None


def _names(materials: Materials, groups: Sequence[Group]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            naming.article(naming.doubted_name(g.first, g.card, materials.lexicon, materials.phrases)) for g in groups
        )
    )


def shared_caveats(materials: Materials, groups: Sequence[Group], caveats: CaveatList) -> list[str]:
    """Ids of the caveats that serve several findings at once: what the scan can't tell, and who else has them."""
    phrases = materials.phrases
    ids: list[str] = []
    if not groups:
        return ids
    library = materials.library.caveats
    names = _names(materials, groups)
    facts = [id for g in groups for id in g.ids]
    rows = runs(names)
    general = library["correlation-group"]
    text = fill(general.patient, general.id, names=naming.listed(rows[0]))
    more = [phrases.variant("caveat.also", n, names=naming.listed(run)) for n, run in enumerate(rows[1:_MOST_RUNS])]
    if len(rows) > _MOST_RUNS:
        more.append(phrases.text("caveat.others"))
    if more:
        head, tail = text.rsplit(". ", 1)
        text = " ".join([head + ".", *more, tail])
    ids.append(caveats.add("correlation", facts, text, general.sources))
    if len(materials.groups) > _MOST_DETAILED:
        return ids
    silent = [g for g in groups if g.card is not None and seen_without_pain(g.card)]
    if silent:
        seen = library["seen-without-pain"]
        told = naming.fitting(_names(materials, silent)[:_MOST_SILENT], _SILENT_WORDS)
        kept = [
            g
            for g in silent
            if naming.article(naming.doubted_name(g.first, g.card, materials.lexicon, materials.phrases)) in told
        ]
        sources = tuple(dict.fromkeys(s for g in kept if g.card is not None for s in seen_without_pain(g.card)[:1]))
        ids.append(
            caveats.add(
                "correlation",
                [id for g in kept for id in g.ids],
                fill(seen.patient, seen.id, names=naming.listed(told)),
                sources,
            )
        )
    return ids
