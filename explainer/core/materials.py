"""What a plan is made from, gathered once: the reading, what may be said of it, and what must not be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.core.evidence import fitting_card
from explainer.core.holds import Alert, Scan, find_alerts, find_injected, stated_age
from explainer.core.knowledge.lexicon import Lexicon, load_lexicon
from explainer.core.knowledge.library import Card, Library, Phrases, load_library, load_phrases
from explainer.core.ranking import Group, group_facts
from explainer.core.values import Audience, Fact, Finding, Reading, Recommendation, Span, Unmapped

ADULT_YEARS = 18


@dataclass(frozen=True, slots=True)
class Materials:
    """Everything the planning of one report looks at.

    ``hidden`` are sentences that must not be shown: those that speak to a program and, for patients, those of a finding
    that a person must tell first. ``untold`` are the groups of such findings; ``age`` is the given age or the one the
    report states.
    """

    reading: Reading
    audience: Audience
    age: int | None
    sex: str | None
    library: Library
    lexicon: Lexicon
    phrases: Phrases
    scan: Scan
    alerts: tuple[Alert, ...]
    groups: tuple[Group, ...]
    untold: tuple[Group, ...]
    hidden: tuple[Span, ...]
    regions: tuple[str, ...]

    @property
    def adult(self) -> bool:
        """Whether evidence about adults may be used: always, unless the age is known to be under 18."""
        return self.age is None or self.age >= ADULT_YEARS

    def mentions(self, fact: Fact) -> tuple[Finding, ...]:
        """The mentions of a fact, in text order."""
        by_id = {f.id: f for f in self.reading.findings}
        return tuple(by_id[m] for m in fact.mentions if m in by_id)

    def is_hidden(self, start: int, end: int) -> bool:
        """Whether a piece of the report lies in text that speaks to a program."""
        return any(start < span.end and span.start < end for span in self.hidden)

    def shown(self, fact: Fact) -> bool:
        """Whether at least one mention of a fact stands outside hidden text."""
        return any(not self.is_hidden(m.start, m.end) for m in self.mentions(fact))

    def card(self, fact: Fact) -> Card | None:
        """The evidence card that fits a fact and where it sits."""
        return fitting_card(fact, self.reading, self.library, self.lexicon)

    def recommendations(self) -> tuple[Recommendation, ...]:
        """What the report asks for, without hidden text and without asking twice."""
        seen: set[str] = set()
        found: list[Recommendation] = []
        for advice in self.reading.recommendations:
            key = " ".join(advice.what.lower().split()).strip(" .")
            if key and key not in seen and not self.is_hidden(advice.start, advice.end):
                seen.add(key)
                found.append(advice)
        return tuple(found)

    def unmapped(self) -> tuple[Unmapped, ...]:
        """What could not be read, without hidden text: the impression first."""
        rows = [u for u in self.reading.unmapped if not self.is_hidden(u.start, u.end)]
        return tuple(sorted(rows, key=lambda u: (u.section != "impression", u.start)))

    def facts(self, ids: Sequence[str]) -> tuple[Fact, ...]:
        """The facts with these ids, in reading order."""
        return tuple(k for k in self.reading.facts if k.id in ids)


def _hidden(scan: Scan, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The sentences round these spans."""
    found: list[Span] = []
    for span in spans:
        here = scan.sentence_at(span.start)
        found.append(Span(here.start, here.end) if here is not None else span)
    return tuple(dict.fromkeys(found))


def _regions(reading: Reading, lexicon: Lexicon) -> tuple[str, ...]:
    ids = lexicon.parts_by_name
    return tuple(ids[name] for name in reading.exam.regions if name in ids)


def gather(reading: Reading, audience: Audience, age: int | None, sex: str | None, language: str) -> Materials:
    """The materials of one plan."""
    library, lexicon, phrases = load_library(), load_lexicon("report"), load_phrases(language)
    scan = Scan(reading, library)
    alerts = find_alerts(scan)
    groups = group_facts(reading, alerts, library, lexicon)
    spans = list(find_injected(scan))
    silent = [a for a in alerts if not a.row.tell] if audience == "patient" else []
    if silent:
        spans += [a.span for a in silent]
        by_id = {f.id: f for f in reading.findings}
        spans += [
            Span(by_id[m].start, by_id[m].end)
            for k in reading.facts
            for a in silent
            if k.id in a.facts
            for m in k.mentions
        ]
    first = {id for a in silent for id in a.facts}
    untold = tuple(g for g in groups if first & set(g.ids))
    return Materials(
        reading=reading, audience=audience, age=age if age is not None else stated_age(scan.folded), sex=sex, library=library,
        lexicon=lexicon, phrases=phrases, scan=scan, alerts=alerts, groups=tuple(g for g in groups if g not in untold), untold=untold,
        hidden=_hidden(scan, spans), regions=_regions(reading, lexicon),
    )  # fmt: skip
