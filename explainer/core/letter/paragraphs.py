"""A finding in one paragraph, and all of them within the words there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from explainer.core.knowledge.library import Phrases
from explainer.core.letter.citing import cited
from explainer.core.values import Item, Plan, Statement

#: Limits of the letter guide for one finding and for the one to act on, in words.
FINDING_WORDS, ACT_WORDS = 90, 120
#: Words of a paragraph that joins findings told by name alone, without its lead and end, and of one such finding
#: beside its name and quote.
BRIEF_WORDS, BRIEF_MORE = 76, 18
#: With more findings in a section no lead stands before those told by name.
MOST_LED = 20
#: The first findings keep their detail this many steps longer than the others; the very first always says what it is.
FIRST_ENTRIES, FIRST_AHEAD = 2, 2
FINDING_SECTIONS = ("findings", "by-chance")
#: A sentence of at most so many words ("An exam can help tell") may stand twice.
_SHORT_SENTENCE = 5
_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z])")

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding item with what may be said beside it."""

    finding: Item
    about: tuple[Item, ...]
    meaning: tuple[Item, ...]
    numbers: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of an entry is told: each flag a kind of sentence; ``few`` tells one meaning of what was found by chance."""

    about: bool = True
    meaning: bool = True
    numbers: bool = True
    few: bool = False


#: From all there is to the finding alone. A number stands only beside what it may mean or the caveat that the scan can't
#: tell. The finding itself and the report's words for it always stay.
LEVELS = (
    Detail(),
    Detail(few=True),
    Detail(about=False, few=True),
    Detail(about=False, meaning=False),
    Detail(numbers=False, few=True),
    Detail(about=False, numbers=False, few=True),
    Detail(numbers=False, meaning=False),
    Detail(False, False, False),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a paragraph: what kind of thing it says, its words, what it stands on, and how long it is."""

    kind: str
    text: str
    item: Item | None
    sources: tuple[str, ...]
    words: int


def entries_of(plan: Plan) -> list[Entry]:
    """The findings that may be told, in plan order, each with the items of the same facts."""
    beside: dict[tuple[tuple[str, ...], str], list[Item]] = {}
    for item in plan.items:
        if item.kind in ("meaning", "prevalence"):
            beside.setdefault((item.facts, item.section), []).append(item)
    rows: list[Entry] = []
    for item in plan.items:
        if item.kind != "finding" or item.force == "must-not":
            continue
        near = beside.get((item.facts, item.section), ())
        rows.append(
            Entry(
                item,
                tuple(i for i in near if i.kind == "meaning" and not i.sources),
                tuple(i for i in near if i.kind == "meaning" and i.sources),
                tuple(i for i in near if i.kind == "prevalence"),
            )
        )
    return rows


def parts_of(plan: Plan, entry: Entry, count: Count) -> list[Part]:
    """All that may be said of one finding, in order: heading with the report's words, the part, what was seen, meaning,
    number with its method, caveat."""
    caveats = {c.id: c for c in plan.caveats}
    item = entry.finding
    lead, rest = _split(item, item.filled())
    found: list[Part] = []

    def say(kind: str, text: str, row: Item | None, sources: Sequence[str]) -> None:
        found.append(Part(kind, cited(plan, text, sources), row, tuple(sources), count(text)))

    say("lead", lead, item, item.sources)
    for row in entry.about:
        say("about", row.filled(), row, ())
    if rest:
        say("rest", rest, None, ())
    for number, row in enumerate(entry.meaning):
        say("more" if number and item.section == "by-chance" else "meaning", row.filled(), row, row.sources)
    for row in entry.numbers:
        say("number", row.filled(), row, row.sources)
        for id in row.caveats:
            say("number", caveats[id].text, None, caveats[id].sources)
    for id in item.caveats:
        say("caveat", caveats[id].text, None, caveats[id].sources)
    return found


def _shown(plan: Plan, entry: Entry, parts: Sequence[Part], detail: Detail) -> list[Part]:
    """The parts that a level of detail tells."""
    numbers = detail.numbers and (detail.meaning or not entry.meaning or _has_caveat(plan, entry.finding))
    wanted = {
        "lead": True, "rest": True, "caveat": True, "about": detail.about, "meaning": detail.meaning,
        "more": detail.meaning and not detail.few, "number": numbers,
    }  # fmt: skip
    return [p for p in parts if wanted[p.kind]]


def _has_caveat(plan: Plan, item: Item) -> bool:
    """Whether a caveat, the item's own or a shared one, says that the scan can't tie this finding to symptoms."""
    return any(c.kind == "correlation" and set(item.facts) & set(c.facts) for c in plan.caveats)


def _split(item: Item, filled: str) -> tuple[str, str]:
    """The first sentence (heading and quote) and what stands behind it."""
    quote = next((value for _, value in item.slots), "")
    for lead in (f'{item.heading} ("{quote}").', f"{item.heading}."):
        if filled.startswith(lead):
            return lead, filled[len(lead) :].strip()
    return filled, ""


def full_words(plan: Plan, entries: Sequence[Entry], count: Count) -> int:
    """The words of the findings with all their detail."""
    return sum(p.words for e in entries for p in parts_of(plan, e, count))


def _fit(plan: Plan, entries: Sequence[Entry], room: int, count: Count) -> list[tuple[int, list[Part]]]:
    """What is told of each finding within ``room`` words, and at which level: detail goes first where the plan ranks last.

    No paragraph passes the limit of one item either.
    """
    versions: list[list[list[Part]]] = []
    for entry in entries:
        parts = parts_of(plan, entry, count)
        versions.append([_shown(plan, entry, parts, detail) for detail in LEVELS])
    sizes = [[sum(p.words for p in version) for version in row] for row in versions]
    last = len(LEVELS) - 1
    least: list[int] = []
    for number, row in enumerate(sizes):
        most = ACT_WORDS if number == 0 and entries[0].finding.section == FINDING_SECTIONS[0] else FINDING_WORDS
        least.append(next((level for level, size in enumerate(row) if size <= most), last))
    chosen = list(least)
    total = sum(row[level] for row, level in zip(sizes, chosen, strict=True))
    for step in range(1, last + FIRST_AHEAD + 1):
        for number in reversed(range(len(entries))):
            level = min(last - (number == 0), step - (FIRST_AHEAD if number < FIRST_ENTRIES else 0))
            if total > room and chosen[number] < level:
                total += sizes[number][level] - sizes[number][chosen[number]]
                chosen[number] = level
    for number, row in enumerate(sizes):
        for level in range(least[number], chosen[number]):
            if total + row[level] - row[chosen[number]] <= room:
                total += row[level] - row[chosen[number]]
                chosen[number] = level
                break
    return [(level, row[level]) for row, level in zip(versions, chosen, strict=True)]


class Said:
    """What a letter has said so far: no sentence of the evidence is told twice."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._seen: set[str] = set()
        self._again = self._same = 0

    def once(self, part: Part) -> str:
        """The words of a part without what was said before; a study told before is named as the same one."""
        if part.kind in ("lead", "rest"):
            return part.text
        kept: list[str] = []
        sentences = _SENTENCES.split(part.text)
        for number, sentence in enumerate(sentences):
            bare = sentence.split(" [", 1)[0].rstrip(".")
            if bare not in self._seen or bare.count(" ") < _SHORT_SENTENCE:
                self._seen.add(bare)
                kept.append(sentence)
            elif part.kind == "number" and number == 0 and len(sentences) > 1:
                key = "number.same-review" if "review" in sentence else "number.same-study"
                kept += self._phrases.lines(key)[self._same : self._same + 1]
                self._same += 1
            elif sentence != bare and sentence != f"{bare}.":
                kept.append(self._mark_again(part, sentence))
        return " ".join(kept)

    def _mark_again(self, part: Part, sentence: str) -> str:
        """A cited sentence that was told of an earlier finding."""
        words = self._phrases.variant("evidence.again", self._again)
        self._again += 1
        mark = sentence[sentence.index(" [") :]
        return f"{words.rstrip('.')}{mark}"


def finding_sections(
    plan: Plan, phrases: Phrases, entries: Sequence[Entry], room: int, count: Count
) -> dict[str, list[Statement]]:
    """The sections of the findings within ``room`` words, as far as they can be made shorter."""
    target = room
    for _ in range(4):
        said, turn = Said(phrases), [0]
        told = _fit(plan, entries, target, count)
        rows = [(entry, level, parts) for entry, (level, parts) in zip(entries, told, strict=True)]
        parts = {
            kind: _grouped(phrases, [r for r in rows if r[0].finding.section == kind], said, count, turn)
            for kind in FINDING_SECTIONS
        }
        over = total_words(parts, count) - room
        if over <= 0:
            break
        target -= over
    return parts


def total_words(parts: Mapping[str, Sequence[Statement]], count: Count) -> int:
    """The words of all sections together."""
    return sum(count(s.text) for rows in parts.values() for s in rows)


def _statement(parts: Sequence[Part], said: Said) -> Statement:
    text = " ".join(t for p in parts if (t := said.once(p)))
    items = tuple(p.item.id for p in parts if p.item is not None)
    return Statement(text, items, tuple(dict.fromkeys(s for p in parts for s in p.sources)))


def _grouped(
    phrases: Phrases, rows: Sequence[tuple[Entry, int, list[Part]]], said: Said, count: Count, turn: list[int]
) -> list[Statement]:
    """The paragraphs, with neighbours that say no more than their name, place and size joined into one."""
    result: list[Statement] = []
    run: list[Statement] = []
    leads = phrases.lines("brief.lead") if len(rows) <= MOST_LED else ()

    def close() -> None:
        if len(run) > 1 and turn[0] < len(leads):
            run.insert(0, Statement(leads[turn[0]]))
            turn[0] += 1
        if run:
            result.append(
                Statement(
                    " ".join(r.text for r in run), tuple(i for r in run for i in r.items),
                    tuple(dict.fromkeys(s for r in run for s in r.sources)),
                )
            )  # fmt: skip
            run.clear()

    for number, (entry, _, parts) in enumerate(rows):
        ahead = number < FIRST_ENTRIES and entry.finding.section == FINDING_SECTIONS[0]
        brief = (
            not ahead
            and all(p.kind in ("lead", "rest") for p in parts)
            and sum(p.words for p in parts[1:]) <= BRIEF_MORE
        )
        paragraph = _statement(parts, said)
        if not brief:
            close()
            result.append(paragraph)
            continue
        if sum(count(r.text) for r in run) + count(paragraph.text) > BRIEF_WORDS:
            close()
        run.append(paragraph)
    close()
    return result
