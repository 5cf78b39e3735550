"""A finding in one paragraph, and all of them within the words there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explainer.core.knowledge.library import Phrases
from explainer.core.values import Item, Plan, Statement
from explainer.wording.citing import cited, count_words

#: Limits of the letter guide for one finding and for the one to act on, in words.
FINDING_WORDS, ACT_WORDS = 90, 120
#: Words of a paragraph that joins findings told by name alone, without its lead and end.
BRIEF_WORDS = 70
#: The first findings keep their detail this many steps longer than the others.
FIRST_ENTRIES, FIRST_AHEAD = 2, 2
FINDING_SECTIONS = ("findings", "by-chance")


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding item with what may be said beside it."""

    finding: Item
    about: tuple[Item, ...]
    meaning: tuple[Item, ...]
    numbers: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of an entry is told: each flag a kind of sentence. ``quote`` False leaves the report's words out;
    ``few`` tells one meaning of what was found by chance.
    """

    about: bool = True
    meaning: bool = True
    numbers: bool = True
    quote: bool = True
    few: bool = False


#: From all there is to the finding alone. A number stands only beside what it may mean or the caveat that the scan can't
#: tell. The last leaves the quote out, for reports so long that the quotes alone would fill the letter.
LEVELS = (
    Detail(),
    Detail(few=True),
    Detail(about=False, few=True),
    Detail(about=False, meaning=False),
    Detail(numbers=False, few=True),
    Detail(about=False, numbers=False, few=True),
    Detail(numbers=False, meaning=False),
    Detail(False, False, False),
    Detail(False, False, False, False),
)


def entries_of(plan: Plan) -> list[Entry]:
    """The findings that may be told, in plan order, each with the items of the same facts."""
    rows: list[Entry] = []
    for item in plan.items:
        if item.kind != "finding" or item.force == "must-not":
            continue
        beside = [
            i
            for i in plan.items
            if i.facts == item.facts and i.section == item.section and i.kind in ("meaning", "prevalence")
        ]
        rows.append(
            Entry(
                item,
                tuple(i for i in beside if i.kind == "meaning" and not i.sources),
                tuple(i for i in beside if i.kind == "meaning" and i.sources),
                tuple(i for i in beside if i.kind == "prevalence"),
            )
        )
    return rows


def paragraph(plan: Plan, entry: Entry, detail: Detail) -> Statement:
    """One finding: heading with the report's words, the part, what was seen, meaning, number with its method, caveat."""
    caveats = {c.id: c for c in plan.caveats}
    item = entry.finding
    filled = item.filled()
    lead, rest = _split(item, filled)
    if not detail.quote:
        lead = f"{item.heading}."
    used: list[Item] = [item]
    sources: list[str] = list(item.sources)
    sentences = [lead]

    def say(row: Item) -> None:
        used.append(row)
        sources.extend(row.sources)
        sentences.append(cited(plan, row.filled(), row.sources))

    if detail.about:
        for row in entry.about:
            say(row)
    if rest:
        sentences.append(rest)
    if detail.meaning:
        for row in entry.meaning[:1] if detail.few and item.section == "by-chance" else entry.meaning:
            say(row)
    if detail.numbers and (detail.meaning or not entry.meaning or _has_caveat(plan, item)):
        for row in entry.numbers:
            say(row)
            for id in row.caveats:
                caveat = caveats[id]
                sources.extend(caveat.sources)
                sentences.append(cited(plan, caveat.text, caveat.sources))
    for id in item.caveats:
        caveat = caveats[id]
        sources.extend(caveat.sources)
        sentences.append(cited(plan, caveat.text, caveat.sources))
    return Statement(" ".join(sentences), tuple(i.id for i in used), tuple(dict.fromkeys(sources)))


def _has_caveat(plan: Plan, item: Item) -> bool:
    """Whether a caveat, the item's own or a shared one, says that the scan can't tie this finding to symptoms."""
    return any(c.kind == "correlation" and set(item.facts) & set(c.facts) for c in plan.caveats)


def _split(item: Item, filled: str) -> tuple[str, str]:
    """The first sentence (heading and quote) and what stands behind it."""
    quote = next((value for _, value in item.slots), "")
    lead = f'{item.heading} ("{quote}").' if quote else f"{item.heading}."
    if filled.startswith(lead):
        return lead, filled[len(lead) :].strip()
    return filled, ""


def _fit(plan: Plan, entries: Sequence[Entry], room: int) -> list[Statement]:
    """The paragraphs of the findings within ``room`` words: detail goes first where the plan ranks last.

    No paragraph passes the limit of one item either.
    """
    texts = [[paragraph(plan, entry, detail) for detail in LEVELS] for entry in entries]
    sizes = [[count_words(version.text) for version in versions] for versions in texts]
    last = len(LEVELS) - 1
    least: list[int] = []
    for number, row in enumerate(sizes):
        most = ACT_WORDS if number == 0 else FINDING_WORDS
        least.append(next((level for level, size in enumerate(row) if size <= most), last))
    chosen = list(least)
    total = sum(row[level] for row, level in zip(sizes, chosen, strict=True))
    for step in range(1, last + FIRST_AHEAD + 1):
        for number in reversed(range(len(entries))):
            level = min(last, step - (FIRST_AHEAD if number < FIRST_ENTRIES else 0))
            if total > room and chosen[number] < level:
                total += sizes[number][level] - sizes[number][chosen[number]]
                chosen[number] = level
    for number, row in enumerate(sizes):
        for level in range(least[number], chosen[number]):
            if total + row[level] - row[chosen[number]] <= room:
                total += row[level] - row[chosen[number]]
                chosen[number] = level
                break
    return [versions[level] for versions, level in zip(texts, chosen, strict=True)]


def _unrepeated(phrases: Phrases, entries: Sequence[Entry], paragraphs: Sequence[Statement]) -> list[Statement]:
    """A study that several numbers come from is told once in full, then as the same study."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    result: list[Statement] = []
    for entry, paragraph in zip(entries, paragraphs, strict=True):
        text = paragraph.text
        for item in entry.numbers:
            first, _, rest = item.statement.partition(". ")
            key = (first, item.sources)
            if not rest or first not in text:
                continue
            if key in seen:
                again = phrases.text("number.same-review" if "review" in first else "number.same-study")
                text = text.replace(f"{first}.", again, 1)
            seen.add(key)
        result.append(Statement(text, paragraph.items, paragraph.sources))
    return result


def total_words(parts: Mapping[str, Sequence[Statement]]) -> int:
    """The words of all sections together."""
    return sum(count_words(s.text) for rows in parts.values() for s in rows)


def finding_sections(plan: Plan, phrases: Phrases, entries: Sequence[Entry], room: int) -> dict[str, list[Statement]]:
    """The sections of the findings within ``room`` words, as far as they can be made shorter."""
    target = room
    for _ in range(4):
        paragraphs = _unrepeated(phrases, entries, _fit(plan, entries, target))
        pairs = list(zip(entries, paragraphs, strict=True))
        parts = {
            kind: _grouped(phrases, [(e, p) for e, p in pairs if e.finding.section == kind])
            for kind in FINDING_SECTIONS
        }
        over = total_words(parts) - room
        if over <= 0:
            break
        target -= over
    return parts


def _grouped(phrases: Phrases, rows: Sequence[tuple[Entry, Statement]]) -> list[Statement]:
    """The paragraphs, with neighbours that say no more than their name joined into one."""
    result: list[Statement] = []
    run: list[Statement] = []
    turn = 0

    def close() -> None:
        nonlocal turn
        if run:
            lead = phrases.variant("brief.lead", turn)
            tail = phrases.variant("brief.tail" if len(run) > 1 else "brief.tail-one", turn)
            text = " ".join((lead, *(r.text for r in run), tail) if len(run) > 1 else (run[0].text, tail))
            result.append(
                Statement(text, tuple(i for r in run for i in r.items), tuple(s for r in run for s in r.sources))
            )
            run.clear()
            turn += 1

    for entry, paragraph in rows:
        short = count_words(paragraph.text) <= count_words(entry.finding.heading) + sum(
            count_words(v) for _, v in entry.finding.slots
        )
        if not short:
            close()
            result.append(paragraph)
            continue
        if sum(count_words(r.text) for r in run) + count_words(paragraph.text) > BRIEF_WORDS:
            close()
        run.append(paragraph)
    close()
    return result
