"""Which sentences of a template draft a model may word, and how its words are put back.

A draft is cut into pieces. A piece that a plan item made and that may be worded keeps the item's own form, with
``{{q1}}`` where the report's words go; every other piece (caveats, urgent steps, safety lines, notices, numbers, limits,
quotes, sources) stays as code placed it. Neighbouring pieces of one kind make a unit: what a model is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from explainer.core.knowledge.library import Phrases, load_phrases
from explainer.core.language.sentences import split_sentences
from explainer.core.values import Draft, DraftSection, Item, Plan, Span, Statement, Writer
from explainer.wording.form import Limits, kept, lemmas
from explainer.wording.prompt import Bounds, Keep
from explainer.wording.vocabulary import is_own

Freedom = Literal["low", "medium", "high"]

_KINDS: Mapping[str, frozenset[str]] = {
    "patient": frozenset({"finding", "meaning", "bottom-line", "negative", "normal", "next-step", "question"}),
    # The normal list and the actions of a summary hold the report's own words in their sentences.
    "clinician": frozenset({"finding", "bottom-line", "negative"}),
}
#: What the report itself says: a wording that leaves out one word of it may say more or less than the report.
_TOLD = frozenset({"finding", "bottom-line", "negative", "normal"})
#: Phrases that stand as they are wherever they occur: doubt, correlation, contradictions, when and what if not.
_PLACED = ("act.correlate", "doubt.", "conflict.", "asked.", "cause.", "step.no-date", "step.if-not", "step.words", "step.more", "step.date", "clinician.not-urgent", "clinician.urgent", "clinician.no-advice", "clinician.advice")  # fmt: skip
_SLOT = re.compile(r"\{\{(q[0-9]+)\}\}")
_MARK = re.compile(r" \[[^\]\n]*\]$")
_NUMBERED = re.compile(r"\([0-9]+\) ")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a statement. ``text`` is in slot form and without its mark when ``item`` is set, else as it stands.

    ``prefix`` and ``mark`` are put around it by code: ``From the report: ``, ``(1) ``, `` [1, 3]``, `` [R]``.
    """

    text: str
    item: str | None = None
    prefix: str = ""
    mark: str = ""

    @property
    def wordable(self) -> bool:
        return self.item is not None


@dataclass(frozen=True, slots=True)
class Unit:
    """What a model is asked for: one or more pieces of one statement, ``first`` to ``last`` inclusive."""

    id: str
    section: int
    statement: int
    first: int
    last: int
    text: str
    keep: tuple[str, ...]
    items: tuple[str, ...]
    facts: tuple[str, ...]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Outline:
    """A template draft cut into pieces, and the units of it in the order of the letter."""

    plan: Plan
    draft: Draft
    pieces: tuple[tuple[tuple[Piece, ...], ...], ...]
    units: tuple[Unit, ...]
    slots: Mapping[str, str]

    def unit(self, id: str) -> Unit:
        """The unit with this id; KeyError when there is none."""
        for unit in self.units:
            if unit.id == id:
                return unit
        raise KeyError(id)


def outline(plan: Plan, draft: Draft, freedom: Freedom, bounds: Bounds, keep: Keep, free: Sequence[str]) -> Outline:
    """Cut a template draft into what stays and what may be worded.

    ``low`` asks for plain sentences one by one (no slot, no number), ``medium`` for what one item says, ``high`` for all
    that stands together in a paragraph. Sources never mix within a unit.

    Args:
        keep: Words that a wording must hold when the plan's sentence does.
        free: Words that it may use beside those of the sentence.
    """
    spare = lemmas(" ".join(free))
    items = {i.id: i for i in plan.items}
    placed = _placed(load_phrases(plan.language))
    sections: list[tuple[tuple[Piece, ...], ...]] = []
    units: list[Unit] = []
    for s, section in enumerate(draft.sections):
        rows: list[tuple[Piece, ...]] = []
        for t, statement in enumerate(section.statements):
            pieces = _pieces(plan, statement, items, placed)
            rows.append(pieces)
            for first, last in _runs(pieces, freedom):
                text = " ".join(p.text for p in pieces[first : last + 1])
                made = tuple(dict.fromkeys(p.item for p in pieces[first : last + 1] if p.item))
                facts = tuple(dict.fromkeys(f for id in made for f in items[id].facts))
                most = min(bounds.most_characters, max(bounds.least_characters, round(len(text) * bounds.longer)))
                strict = any(items[id].kind in _TOLD for id in made)
                limits = Limits(most, 1.0 if strict else bounds.covers, spare)
                units.append(
                    Unit(
                        f"s{len(units) + 1}",
                        s,
                        t,
                        first,
                        last,
                        text,
                        kept(text, keep.words, keep.bound),
                        made,
                        facts,
                        limits,
                    )
                )
        sections.append(tuple(rows))
    slots = {key: value for item in plan.items for key, value in item.slots}
    return Outline(plan, draft, tuple(sections), tuple(units), slots)


def _placed(phrases: Phrases) -> tuple[str, ...]:
    """How the sentences that stay begin: a phrase up to its first open place."""
    texts: list[str] = []
    for prefix in _PLACED:
        for id in phrases.ids(prefix):
            entry = phrases.entry(id)
            for text in (entry.text, *entry.lines):
                texts += [text[s.start : s.end] for s in split_sentences(text)]
    return tuple(dict.fromkeys(t.split("{", 1)[0] for t in texts if len(t.split("{", 1)[0]) > 6))


def _may_word(plan: Plan, item: Item) -> bool:
    if item.kind not in _KINDS[plan.audience] or item.force == "must-not" or (item.caveats and item.kind != "finding"):
        return False
    if item.kind == "bottom-line":
        return bool(item.facts)
    if item.kind == "next-step":
        return item.origin in ("report", "evidence") and item.priority != "urgent"
    return True


def _sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


def _pieces(plan: Plan, statement: Statement, items: Mapping[str, Item], placed: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces of one statement; joined by single spaces they give its text back."""
    found: list[tuple[Span, Piece]] = []
    taken: list[Span] = []
    text = statement.text
    for id in statement.items:
        item = items.get(id)
        if item is None or not _may_word(plan, item):
            continue
        for sentence in _sentences(item.statement):
            if any(sentence.startswith(p) for p in placed) or not is_own(sentence, plan, item):
                continue
            where = _find(text, sentence, item, taken)
            if where is not None:
                taken.append(where[0])
                found.append(where)
    if not found:
        return (Piece(text),)
    found.sort(key=lambda row: row[0])
    pieces: list[Piece] = []
    at = 0
    for span, piece in found:
        if before := text[at : span.start].strip():
            pieces.append(Piece(before))
        pieces.append(piece)
        at = span.end
    if rest := text[at:].strip():
        pieces.append(Piece(rest))
    whole = " ".join(_shown(p, {k: v for i in items.values() for k, v in i.slots}) for p in pieces)
    return tuple(pieces) if whole == text else (Piece(text),)


def _find(text: str, sentence: str, item: Item, taken: Iterable[Span]) -> tuple[Span, Piece] | None:
    """Where a sentence of an item stands in a statement, with its mark before the full stop or without."""
    slots = dict(item.slots)
    end = sentence[-1] if sentence[-1:] in ".?!" else ""
    body = sentence[: len(sentence) - len(end)]
    tag = _MARK.search(body)
    if tag is not None:
        body = body[: tag.start()]
    if "[" in body:
        return None
    filled = _fill(body, slots)
    start = -1
    while True:
        start = text.find(filled, start + 1)
        if start < 0:
            return None
        rest = re.compile(r"( \[[^\]\n]*\])?" + re.escape(end)).match(text, start + len(filled))
        if rest is None or (start and text[start - 1] != " "):
            continue
        if rest.end() < len(text) and text[rest.end()] != " ":
            continue
        span = Span(start, rest.end())
        if any(span.start < t.end and t.start < span.end for t in taken):
            continue
        prefix = _prefix(body, item)
        return span, Piece(body[len(prefix) :] + end, item.id, prefix, rest.group(1) or "")


def _prefix(body: str, item: Item) -> str:
    """What code keeps before a sentence: the number of a finding, or where a step comes from."""
    numbered = _NUMBERED.match(body)
    if numbered is not None:
        return numbered.group()
    if item.kind == "next-step" and ": " in body:
        return body[: body.index(": ") + 2]
    return ""


def _fill(text: str, slots: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda m: slots.get(m.group(1), m.group()), text)


def _marked(text: str, mark: str) -> str:
    """``text`` with its mark before the last full stop."""
    if not mark:
        return text
    return f"{text[:-1]}{mark}{text[-1]}" if text[-1:] in ".?!" else text + mark


def _shown(piece: Piece, slots: Mapping[str, str]) -> str:
    if piece.item is None:
        return piece.text
    return piece.prefix + _marked(_fill(piece.text, slots), piece.mark)


def _runs(pieces: Sequence[Piece], freedom: Freedom) -> list[tuple[int, int]]:
    """First and last piece of each unit of a statement."""
    runs: list[tuple[int, int]] = []
    for n, piece in enumerate(pieces):
        if not piece.wordable:
            continue
        if freedom == "low":
            if _SLOT.search(piece.text) is None and _NUMBER.search(piece.text) is None:
                runs.append((n, n))
            continue
        previous = pieces[n - 1] if n else None
        joins = (
            previous is not None
            and previous.wordable
            and not piece.prefix
            and not previous.mark
            and (previous.item == piece.item or (freedom == "high" and not piece.mark))
        )
        if joins and runs and runs[-1][1] == n - 1:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return runs


def splice(outline: Outline, words: Mapping[str, str], writer: Writer) -> Draft:
    """The draft with the model's words in place of the units' own; slots filled, prefixes and marks put by code."""
    by_place = units_by_place(outline)
    sections: list[DraftSection] = []
    for s, section in enumerate(outline.draft.sections):
        rows = [
            replace(
                statement, text="".join(text for text, _ in parts_of(outline, s, t, by_place.get((s, t), ()), words))
            )
            for t, statement in enumerate(section.statements)
        ]
        sections.append(replace(section, statements=tuple(rows)))
    return replace(outline.draft, sections=tuple(sections), writer=writer)


def units_by_place(outline: Outline) -> dict[tuple[int, int], list[Unit]]:
    """The units of each statement, by section and statement number."""
    found: dict[tuple[int, int], list[Unit]] = {}
    for unit in outline.units:
        found.setdefault((unit.section, unit.statement), []).append(unit)
    return found


def parts_of(
    outline: Outline, section: int, statement: int, units: Sequence[Unit], words: Mapping[str, str]
) -> list[tuple[str, str | None]]:
    """The text of a statement in parts, each with the unit that it is of."""
    pieces = outline.pieces[section][statement]
    inside = {n: u for u in units for n in range(u.first, u.last + 1)}
    parts: list[tuple[str, str | None]] = []
    for n, piece in enumerate(pieces):
        unit = inside.get(n)
        said = words.get(unit.id) if unit is not None else None
        if unit is not None and said is not None:
            if n != unit.first:
                continue
            text = piece.prefix + _marked(_joined(piece.prefix, _fill(said, outline.slots)), pieces[unit.last].mark)
        else:
            text = _shown(piece, outline.slots)
        if parts:
            parts.append((" ", None))
        parts.append((text, unit.id if unit is not None else None))
    return parts


def _joined(prefix: str, text: str) -> str:
    """The words behind ``From the report: `` begin with a small letter."""
    return text[:1].lower() + text[1:] if prefix.endswith(": ") and text[1:2].islower() else text
