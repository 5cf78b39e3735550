"""The text of a draft, whatever form it came in: plain text, Markdown, draft JSON or a ``Draft``.

Rules read one plain text; ``place`` leads an offset in it back to the draft as given.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from explainer.core.values import Draft, Span

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SLOT = re.compile(r"\{\{([a-z0-9_-]{1,40})\}\}")


class Piece(NamedTuple):
    """A statement or title of a structured draft: its span in the text and what the writer tagged it with."""

    span: Span
    section: str
    title: bool
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A draft as text.

    ``structured`` is true for draft JSON; ``problem`` says why a structured draft cannot be read. ``anchors`` are pairs
    (offset in text, offset in the draft as given), in order; empty when the two are the same.
    """

    text: str
    structured: bool = False
    problem: str | None = None
    writer: str | None = None
    language: str | None = None
    audience: str | None = None
    sections: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    anchors: tuple[tuple[int, int], ...] = ()

    def place(self, offset: int) -> int:
        """The offset in the draft as given."""
        if not self.anchors:
            return offset
        at = bisect_right(self.anchors, (offset, 1 << 62)) - 1
        if at < 0:
            return offset
        mine, theirs = self.anchors[at]
        return theirs + (offset - mine)


class _Builder:
    def __init__(self, slots: Mapping[str, str]) -> None:
        self.slots = slots
        self.parts: list[str] = []
        self.length = 0
        self.pieces: list[Piece] = []
        self.sections: list[str] = []
        self.anchors: list[tuple[int, int]] = []

    def add(
        self, text: str, section: str, *, title: bool, sources: tuple[str, ...] = (), starts: list[int] | None = None
    ) -> None:
        filled = _SLOT.sub(lambda m: self.slots.get(m.group(1), m.group()), text) if "{{" in text else text
        if self.parts:
            self.parts.append("\n\n" if title else "\n")
            self.length += len(self.parts[-1])
        if starts is not None:
            expected = None
            for n, place in enumerate(starts[: len(filled)]):
                if place != expected:
                    self.anchors.append((self.length + n, place))
                expected = place + 1
        self.pieces.append(Piece(Span(self.length, self.length + len(filled)), section, title, sources))
        self.parts.append(filled)
        self.length += len(filled)


def _decode(raw: str, start: int, end: int) -> list[int]:
    """Where each character of a JSON string literal stands in ``raw``."""
    starts: list[int] = []
    at = start + 1
    while at < end - 1:
        starts.append(at)
        if raw[at] != "\\":
            at += 1
        elif raw[at + 1] == "u":
            pair = raw[at : at + 12]
            low = re.fullmatch(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}", pair)
            at += 12 if low else 6
        else:
            at += 2
    return starts


def _strings(value: Any) -> list[str]:
    return [str(v) for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _from_json(raw: str, slots: Mapping[str, str]) -> Document:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return Document(raw, structured=True, problem="the draft JSON cannot be read; it may be cut off")
    if not isinstance(data, dict) or not isinstance(data.get("sections"), list):
        return Document(raw, structured=True, problem="the draft JSON has no list of sections")
    literals: dict[str, list[tuple[int, int]]] = {}
    for match in _STRING.finditer(raw):
        literals.setdefault(match.group(), []).append(match.span())
    by_text: dict[str, list[tuple[int, int]]] = {}
    for literal, spans in literals.items():
        by_text.setdefault(json.loads(literal, strict=False), []).extend(spans)
    for spans in by_text.values():
        spans.sort(reverse=True)

    def starts(text: str) -> list[int] | None:
        spans = by_text.get(text)
        if not spans:
            return None
        span = spans.pop() if len(spans) > 1 else spans[0]
        return _decode(raw, *span)

    build = _Builder(slots)
    problem: str | None = None
    for section in data["sections"]:
        if not isinstance(section, dict) or not isinstance(section.get("statements"), list):
            problem = "a section of the draft JSON has no statements"
            continue
        kind, title = str(section.get("kind", "")), section.get("title")
        build.sections.append(kind)
        if isinstance(title, str) and title.strip():
            build.add(title, kind, title=True, starts=starts(title))
        for statement in section["statements"]:
            text = statement.get("text") if isinstance(statement, dict) else None
            if not isinstance(text, str):
                problem = "a statement of the draft JSON has no text"
                continue
            build.add(text, kind, title=False, sources=tuple(_strings(statement.get("sources"))), starts=starts(text))
    writer = data.get("writer")
    return Document(
        "".join(build.parts),
        structured=True,
        problem=problem,
        writer=str(writer.get("kind")) if isinstance(writer, dict) else None,
        language=data.get("language") if isinstance(data.get("language"), str) else None,
        audience=data.get("audience") if isinstance(data.get("audience"), str) else None,
        sections=tuple(build.sections),
        pieces=tuple(build.pieces),
        anchors=tuple(build.anchors),
    )


def read_document(draft: Draft | str, slots: Mapping[str, str]) -> Document:
    """The text of a draft. ``slots`` fill the places that a writer left for the report's own words."""
    if isinstance(draft, str):
        head = draft.lstrip("\ufeff \t\r\n")
        if head.startswith("{") and ('"sections"' in draft or '"explainer.' in draft[:400]):
            return _from_json(draft, slots)
        return Document(draft)
    build = _Builder(slots)
    for section in draft.sections:
        build.sections.append(section.kind)
        if section.title.strip():
            build.add(section.title, section.kind, title=True)
        for statement in section.statements:
            build.add(statement.text, section.kind, title=False, sources=statement.sources)
    return Document(
        "".join(build.parts),
        structured=True,
        writer=draft.writer.kind,
        language=draft.language,
        audience=draft.audience,
        sections=tuple(build.sections),
        pieces=tuple(build.pieces),
    )
