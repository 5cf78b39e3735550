"""Findings told to a patient: name, the report's words, where, grade, size, change, doubt; never more, never less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explainer.core import naming
from explainer.core.materials import Materials
from explainer.core.quoting import fact_quote
from explainer.core.ranking import Group
from explainer.core.values import Fact, Measurement
from explainer.core.variety import Turns

#: In a letter with more findings the report's words for each are as short as they can be.
MOST_LONG_QUOTES = 12
#: In one with more the doubt stands in the headings alone.
MOST_DOUBTS = 24


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in words: its heading, its quote, and the sentences behind it."""

    heading: str
    quote: str
    sentences: tuple[str, ...]
    numbers: tuple[str, ...]


def sizes_of(materials: Materials, fact: Fact) -> tuple[Measurement, ...]:
    """The sizes as one mention has them: of all mentions the one that measures most."""
    best: tuple[Measurement, ...] = ()
    for mention in materials.mentions(fact):
        if len(mention.measurements) > len(best):
            best = mention.measurements
    return best


def _size_text(sizes: Sequence[Measurement]) -> str:
    """``12 by 8 mm`` for one thing; more than three dimensions are several things, told with commas."""
    return naming.sizes_text(sizes) if len(sizes) <= 3 else naming.listed([naming.sizes_text((m,)) for m in sizes])


def _sizes(sizes: Sequence[Measurement], turns: Turns) -> list[str]:
    """The sizes of one thing in a sentence, those of many things a few to a sentence."""
    if len(sizes) <= 3:
        return [turns.say("size", size=_size_text(sizes))]
    runs = [sizes[at : at + 2] for at in range(0, len(sizes), 2)]
    texts = [naming.listed([naming.sizes_text((m,)) for m in run]) for run in runs]
    return [turns.say("size.more" if n else "size", size=text) for n, text in enumerate(texts)]


def merged(materials: Materials, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts that differ only in level joined into one: side, grade, size, change and place stay apart."""
    found: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        sizes = tuple((m.value, m.unit) for m in sizes_of(materials, fact))
        site = naming.site_of(fact, materials.lexicon)
        key = (fact.severity, fact.laterality, fact.change, sizes, site)
        old = found.get(key)
        found[key] = fact if old is None else replace(old, levels=(*old.levels, *fact.levels))
    return _on_both_sides(tuple(found.values()), materials)


def _on_both_sides(rows: tuple[Fact, ...], materials: Materials) -> tuple[Fact, ...]:
    """The rows without a left and a right one that a row for both sides tells in the same way."""
    alike: dict[tuple[object, ...], dict[str | None, Fact]] = {}
    for row in rows:
        if not sizes_of(materials, row):
            site = naming.site_of(row, materials.lexicon)
            alike.setdefault((row.severity, row.change, site, row.levels), {})[row.laterality] = row
    told = [side for side in alike.values() if {"left", "right", "bilateral"} <= side.keys()]
    twice = [side[which].id for side in told for which in ("left", "right")]
    return tuple(row for row in rows if row.id not in twice)


def tell(materials: Materials, group: Group, turns: Turns, gap: str = "") -> Told:
    """A group of facts in words.

    Args:
        gap: The phrase of what the report leaves open and this item has to say; see ``not_stated``.
    """
    phrases, lexicon, card = materials.phrases, materials.lexicon, group.card
    rows = merged(materials, group.facts)
    single = len(rows) == 1
    brief = single and len(materials.groups) > MOST_LONG_QUOTES and group.first.status != "historical"
    quote = fact_quote(materials, group.facts, short=brief)
    common = rows[0]
    if not single:
        same_site = len({naming.site_of(f, lexicon) for f in rows}) == 1
        common = replace(common, site=common.site if same_site else None, change=_shared(f.change for f in rows))  # type: ignore[arg-type]
    heading = naming.heading_of(common, card, lexicon, phrases, grade=single, where=single)
    if turns.is_said(heading):
        heading = phrases.text("heading.again", name=naming.lower_first(heading))
    turns.note(heading)
    sentences: list[str] = []
    numbers: list[str] = []
    if single:
        sizes = sizes_of(materials, group.first)
        if sizes:
            sentences += _sizes(sizes, turns)
            numbers += [naming.number_text(m.value) for m in sizes]
    else:
        for place, row in enumerate(rows):
            sentences.append(_row_text(materials, row, turns, common, "row.plain" if place else "row.first"))
            numbers += [naming.number_text(m.value) for m in sizes_of(materials, row)]
    if common.change is not None and common.change != "new":
        sentences.append(turns.say(f"change.{common.change}"))
    if len(materials.groups) <= MOST_DOUBTS:
        sentences += _doubt(group, turns)
    if gap:
        sentences.append(phrases.text(gap))
    kinds = dict.fromkeys(kind for f in group.facts for kind in f.conflicts)
    sentences += [turns.say(f"conflict.{kind}") for kind in kinds if f"conflict.{kind}" in phrases]
    return Told(heading, quote, tuple(sentences), tuple(dict.fromkeys(numbers)))


def _shared(values: object) -> object:
    seen = set(values)  # type: ignore[call-overload]
    return seen.pop() if len(seen) == 1 else None


def _row_text(materials: Materials, row: Fact, turns: Turns, common: Fact, plain: str) -> str:
    """One place of a finding that is told at several: grade, place, size and change."""
    phrases, lexicon = materials.phrases, materials.lexicon
    where = naming.where_text(row, phrases).strip()
    if common.site is None and (site := naming.site_of(row, lexicon)) is not None:
        part = lexicon.anatomy[site].plain
        where = f"in {part if part.startswith(('the ', 'a ')) else 'the ' + part} {where}".strip()
    size = sizes_of(materials, row)
    extra = " " + phrases.text("row.size", size=_size_text(size)) if size else ""
    if row.change is not None and common.change is None:
        extra += f", {phrases.text(f'change.short.{row.change}')}"
    grade = naming.grade_text(row)
    if grade:
        return turns.say("row.graded", grade=grade, where=(where + extra).strip(" ,") or phrases.text("row.somewhere"))
    if where or extra:
        return turns.say(plain, where=(where + extra).strip(" ,"))
    return turns.say("row.unplaced")


def _doubt(group: Group, turns: Turns) -> list[str]:
    """The sentence that keeps the report's level of doubt. The heading has it too, so each wording is used once."""
    first = group.first
    if first.status != "possible":
        return []
    certainty = first.certainty if first.certainty != "definite" else "possible"
    said = turns.once(f"doubt.{certainty}")
    return [said] if said else []


_SIZE_WORDS = frozenset("small tiny minute large big huge giant sizable sizeable broad".split())


def sized_in_words(materials: Materials, group: Group) -> bool:
    """Whether the report tells how large a finding is in a word ("small protrusion"), which is no grade and no size in numbers."""
    reading = materials.reading
    by_id = {f.id: f for f in reading.findings}
    for finding in (by_id[m] for fact in group.facts for m in fact.mentions if m in by_id):
        words = reading.text[max(finding.sentence.start, finding.start - 40) : finding.start].lower().split()[-4:]
        if not _SIZE_WORDS.isdisjoint((*words, *finding.text.lower().split()[:1])):
            return True
    return False


def not_stated(materials: Materials, group: Group) -> str:
    """The phrase for what a reader would miss: the size of a thing that is measured, or how much long-standing change."""
    phrases = materials.phrases
    if group.first.status not in ("present", "possible"):
        return ""
    if sized_in_words(materials, group):
        return ""
    name = naming.short_name(group.first, group.card, materials.lexicon).lower().split()
    thing = naming.before_place(name)
    measured = any(sizes_of(materials, f) for f in group.facts)
    graded = any(f.severity for f in group.facts)
    sized = any(w in thing for w in phrases.lines("not-stated.sized"))
    if (
        sized
        and not measured
        and not graded
        and not any(" ".join(name).startswith(w) for w in phrases.lines("not-stated.unsized"))
    ):
        return "not-stated.size"
    if not graded and not measured and group.first.category == "degenerative":
        return "not-stated.grade"
    return ""
