"""A plan's own sentences, ordered, joined and kept within the limits of the letter guide.

Pure: the same plan gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from explainer.core import naming
from explainer.core.knowledge.library import Phrases, load_phrases
from explainer.core.letter.citing import cited, count_words, sources_section
from explainer.core.letter.paragraphs import Count, entries_of, finding_sections, full_words, total_words
from explainer.core.letter.summary import summary_sections
from explainer.core.values import Draft, DraftSection, Item, Plan, Statement, Writer

_WRITER = Writer("template")
#: Limits of the letter guide, in words.
BASE_WORDS, ITEM_WORDS, MOST_WORDS = 400, 60, 900
LEAST_QUESTIONS = 3
#: The most that the report's own words may be of a letter.
QUOTE_SHARE = 0.25
_QUOTE = re.compile(r'"[^"\n]*"')
#: What gives way when the findings fill the letter, and the words of it that stay: the first two for the details of
#: the findings, the others for their names.
#: The most lines left out that are counted; a larger number could be taken for one of the report's.
_COUNTED = 9
_SPARE = (("normal", 80), ("questions", 45), ("normal", 0), ("questions", 30))
_PATIENT_ORDER = (
    "short-answer",
    "why",
    "findings",
    "by-chance",
    "normal",
    "not-explained",
    "limits",
    "next-steps",
    "get-help",
    "questions",
)


def write(plan: Plan) -> Draft:
    """Word a plan from its own sentences."""
    phrases = load_phrases(plan.language)
    sections = _letter(plan, phrases) if plan.audience == "patient" else summary_sections(plan, phrases)
    return Draft(plan.audience, plan.language, tuple(sections), _WRITER)


def _simple(plan: Plan, items: Sequence[Item]) -> list[Statement]:
    return [Statement(cited(plan, i.filled(), i.sources), (i.id,), i.sources) for i in items]


def _joined(plan: Plan, items: Sequence[Item]) -> Statement:
    """Several items in one paragraph."""
    return Statement(
        " ".join(cited(plan, i.filled(), i.sources) for i in items), tuple(i.id for i in items),
        tuple(dict.fromkeys(s for i in items for s in i.sources)),
    )  # fmt: skip


def _letter(plan: Plan, phrases: Phrases) -> list[DraftSection]:
    by_section: dict[str, list[Item]] = {}
    for item in plan.items:
        if item.force != "must-not":
            by_section.setdefault(item.section, []).append(item)
    entries = entries_of(plan)
    count = _counting()
    parts: dict[str, list[Statement]] = {
        "short-answer": _bullets(by_section.get("short-answer", ())),
        "why": [_joined(plan, by_section["why"])] if by_section.get("why") else [],
        "normal": _normal(plan, by_section.get("normal", ())),
        "limits": _limits(plan, by_section.get("limits", ())),
        "next-steps": _simple(plan, by_section.get("next-steps", ())),
        "notes": _bullets([i for i in by_section.get("findings", ()) if i.kind == "notice"]),
        "get-help": _help(plan, phrases, by_section.get("get-help", ())),
        "questions": _bullets(by_section.get("questions", ())),
    }
    told = len(entries) + len(by_section.get("normal", ()))
    limit = min(MOST_WORDS, BASE_WORDS + ITEM_WORDS * told)
    titles = sum(count_words(phrases.text(f"title.{kind}")) for kind in _PATIENT_ORDER if kind in by_section)
    gaps = by_section.get("not-explained", [])
    must = [i for i in gaps if i.force == "must"]
    lead = (
        count_words(phrases.text("not-explained.lead")) + count_words(phrases.text("not-explained.more", number="9"))
        if gaps
        else 0
    )

    def fixed() -> int:
        return (
            titles
            + lead
            + sum(count(s.text) for rows in parts.values() for s in rows)
            + sum(count(i.filled()) for i in must)
        )

    reserve = min(sum(count(i.filled()) for i in gaps if i.force != "must"), limit // 5)
    wish = full_words(plan, entries, count)
    _make_room(plan, by_section, parts, lambda: fixed() + reserve + wish - limit, _SPARE[:2])
    told_parts = finding_sections(plan, phrases, entries, limit - fixed() - reserve, count)
    told_words = total_words(told_parts, count)
    _make_room(plan, by_section, parts, lambda: fixed() + told_words - limit, _SPARE[2:])
    left = limit - fixed() - told_words
    parts.update(told_parts)
    parts["findings"] += parts.pop("notes")
    if not parts["findings"]:
        key = "findings.below" if parts["by-chance"] or parts["normal"] else "findings.none"
        parts["findings"] = [Statement(phrases.text(key))]
    parts["not-explained"] = _unexplained(plan, phrases, gaps, min(left, _quotable(parts, must, count)))
    sections = [
        DraftSection(kind, phrases.text(f"title.{kind}"), tuple(parts[kind]))
        for kind in _PATIENT_ORDER
        if parts.get(kind)
    ]
    return [*sections, *sources_section(plan, phrases.text("title.sources"), sections)]


def _quotable(parts: Mapping[str, Sequence[Statement]], must: Sequence[Item], count: Count) -> int:
    """The words of further quotes that keep the report's own words within their share of the letter."""
    texts = [s.text for kind, rows in parts.items() if kind != "get-help" for s in rows] + [i.filled() for i in must]
    quoted = sum(count(m.group()) for t in texts for m in _QUOTE.finditer(t))
    return int((sum(count(t) for t in texts) - quoted / QUOTE_SHARE) / (1 / QUOTE_SHARE - 1))


def _counting() -> Count:
    """A counter of words that counts each text of one letter once."""
    known: dict[str, int] = {}

    def count(text: str) -> int:
        number = known.get(text)
        if number is None:
            number = known[text] = count_words(text)
        return number

    return count


def _make_room(
    plan: Plan,
    by_section: Mapping[str, list[Item]],
    parts: dict[str, list[Statement]],
    over: Callable[[], int],
    spare: Sequence[tuple[str, int]],
) -> None:
    """Leave out what may be left out, the last first, while the letter is too long."""
    for kind, least in spare:
        rows = by_section.get(kind, [])
        while over() > 0 and (item := _last_spare(rows, least)) is not None:
            rows.remove(item)
            parts[kind] = _normal(plan, rows) if kind == "normal" else _bullets(rows)


def _last_spare(items: Sequence[Item], least: int) -> Item | None:
    """The last item that may be left out; None when the section is down to ``least`` words or all must be said."""
    spare = [i for i in items if i.force == "may"]
    enough = sum(count_words(i.filled()) for i in items) <= least or (
        len(items) <= LEAST_QUESTIONS and items[0].kind == "question"
    )
    return spare[-1] if spare and not enough else None


def _bullets(items: Sequence[Item]) -> list[Statement]:
    return [Statement(i.filled(), (i.id,), i.sources) for i in items]


def _normal(plan: Plan, items: Sequence[Item]) -> list[Statement]:
    """Denials in one paragraph, parts called normal in another."""
    groups = ([i for i in items if i.kind == "negative"], [i for i in items if i.kind == "normal"])
    return [_joined(plan, rows) for rows in groups if rows]


def _limits(plan: Plan, items: Sequence[Item]) -> list[Statement]:
    """At most three bullets: what serves several findings, the test, the comparison and the numbers."""
    caveats = [i for i in items if i.kind == "caveat"]
    rest = [i for i in items if i.kind != "caveat"]
    return ([_joined(plan, caveats)] if caveats else []) + _simple(plan, rest)


def _help(plan: Plan, phrases: Phrases, items: Sequence[Item]) -> list[Statement]:
    """The fixed safety lines, each with the call in front so that it stands alone."""
    lead = phrases.text("call")
    return [Statement(f"{lead} {naming.lower_first(i.filled())}", (i.id,)) for i in items]


def _unexplained(plan: Plan, phrases: Phrases, items: Sequence[Item], room: int) -> list[Statement]:
    """The report's words that were not read: the impression always, the rest while there is room, then how many more."""
    if not items:
        return []
    told = [Statement(phrases.text("not-explained.lead"))]
    left = 0
    for item in items:
        size = count_words(item.filled())
        if item.force == "must" or size <= room:
            told.append(Statement(item.filled(), (item.id,)))
            room -= 0 if item.force == "must" else size
        else:
            left += 1
    if left:
        size_of = "more-one" if left == 1 else "more" if left <= _COUNTED else "many"
        values = {"number": str(left)} if size_of == "more" else {}
        told.append(Statement(phrases.text(f"not-explained.{size_of}", **values)))
    return told
