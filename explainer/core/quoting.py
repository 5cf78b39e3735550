"""The report's own words, fit to be shown: short, verbatim, without names, numbers of records or hidden text."""

from __future__ import annotations

import re

from explainer.core.holds import mask
from explainer.core.materials import Materials
from explainer.core.values import Fact, Finding, Span

_BREAK = re.compile(r"[;:,()\n\"“”]|\.(?=\s|$)")
_LEAD = re.compile(
    r"^(?:[-*+•>#]+\s*|\(?[0-9]{1,2}[.)]\s+|(?:there|is|are|was|were|be|been|has|have|also|and|with|which|that|of|for|at|in|to|on|by|from|however|although|but|as|or|an?|the)\s+)+",
    re.I,
)
_LEVEL = re.compile(
    r"\s*,?\s*(?:and\s+|through\s+|to\s+|&\s*)?(?:[CTDL][0-9]{1,2}|S1)(?:\s?[-/]\s?[CTDLS]?[0-9]{1,2})?(?![0-9a-z])",
    re.I,
)
_DATE = re.compile(
    r"\b[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{2,4}\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}\b",
    re.I,
)
_WORD = re.compile(r"\S+")
MOST_WORDS = 9
_BEFORE, _AFTER = 4, 5
_SHORT_LEAST, _SHORT_MOST = 2, 4
_SENTENCE_WORDS = 24


def _plain(text: str) -> str:
    """One line, identifiers and dates cut out, no quotation marks inside."""
    shown = _DATE.sub("...", mask(" ".join(text.split()), "..."))
    return shown.replace('"', "").replace("“", "").replace("”", "").replace("{", "").replace("}", "").strip(" .,;:-*#")


def masked(text: str | None) -> str:
    """A piece of the report on one line with identifiers cut out; empty for None."""
    return _plain(text) if text else ""


def _clause(text: str, sentence: Span, mention: Span) -> Span:
    """The words round a mention up to the next comma, bracket or end; levels behind a comma belong to it."""
    start, end = sentence.start, sentence.end
    for before in _BREAK.finditer(text, sentence.start, mention.start):
        start = before.end()
    stop = _BREAK.search(text, mention.end, sentence.end)
    if stop is not None:
        end = stop.start()
        while (level := _LEVEL.match(text, end, sentence.end)) is not None:
            end = level.end()
    return Span(start, end)


def _trim(text: str, clause: Span, mention: Span, most: int) -> str:
    inner = text[mention.start : mention.end]
    before = [m.group() for m in _WORD.finditer(text, clause.start, mention.start)]
    after = [m.group() for m in _WORD.finditer(text, mention.end, clause.end)]
    if len(before) + len(after) + len(inner.split()) > most:
        before, after = (
            (before[-_BEFORE:], after[:_AFTER]) if most == MOST_WORDS else (before[len(before) - 1 :], after[:1])
        )
        cut = len(after)
        behind = [m.group() for m in _WORD.finditer(text, mention.end, clause.end)]
        if behind[cut : cut + 1] and behind[cut].lower().strip(".") in ("exclude", "excluded"):
            after.append(behind[cut])
        while after and after[-1].lower() in (
            "and",
            "or",
            "of",
            "the",
            "a",
            "an",
            "at",
            "in",
            "with",
            "to",
            "is",
            "are",
            "on",
            "by",
            "for",
            "from",
            "which",
            "that",
            "most",
            "but",
            "as",
            "was",
            "were",
            "be",
            "been",
            "has",
            "have",
            "not",
            "no",
            "may",
            "can",
            "cannot",
            "could",
            "this",
            "these",
            "or",
        ):
            after.pop()
    glued_left = mention.start > clause.start and not text[mention.start - 1].isspace()
    glued_right = mention.end < clause.end and not text[mention.end].isspace()
    left = " ".join(before) + ("" if glued_left or not before else " ")
    right = ("" if glued_right or not after else " ") + " ".join(after)
    return left + inner + right


def mention_quote(materials: Materials, mention: Finding, *, short: bool = False) -> str:
    """A few words of the report round a mention, or ``short`` the mention; empty when they must not be shown."""
    if materials.is_hidden(mention.start, mention.end):
        return ""
    text = materials.reading.text
    bare = _plain(text[mention.start : mention.end])
    if short and len(bare.split()) >= _SHORT_LEAST and _LEAD.match(bare) is None:
        return bare
    clause = _clause(text, mention.sentence, Span(mention.start, mention.end))
    most = _SHORT_MOST if short else MOST_WORDS
    quote = _plain(_trim(text, clause, Span(mention.start, mention.end), most))
    if len(quote.split()) < 2:
        quote = _plain(_trim(text, mention.sentence, Span(mention.start, mention.end), most))
    lead = _LEAD.match(quote)
    quote = quote[lead.end() :] if lead is not None and lead.end() < len(quote) else quote
    return quote if any(c.isalpha() for c in quote) else ""


def fact_quote(materials: Materials, facts: tuple[Fact, ...], *, short: bool = False) -> str:
    """The words that say the most about these facts: levels, side and grade beside the name, then the shortest."""
    best: tuple[tuple[int, int, int], str] | None = None
    for fact in facts:
        for order, mention in enumerate(materials.mentions(fact)):
            if mention.section in ("indication", "history") and fact.status != "historical":
                continue
            quote = mention_quote(materials, mention, short=short)
            if not quote:
                continue
            told = len(mention.levels) + (mention.laterality is not None) + (mention.severity is not None)
            size = len(quote.split())
            key = (-min(told, 3), abs(size - _SHORT_MOST) if short else size, order)
            if best is None or key < best[0]:
                best = (key, quote)
    return best[1] if best is not None else ""


def sentence_quote(materials: Materials, start: int, end: int, most: int | None = _SENTENCE_WORDS) -> str:
    """A sentence of the report, cut behind ``most`` words (None: whole); empty when it must not be shown."""
    if materials.is_hidden(start, end):
        return ""
    quote = _plain(materials.reading.text[start:end])
    lead = re.match(r"^(?:[-*+•>#]+\s*|\(?[0-9]{1,2}[.)]\s+)+", quote)
    quote = quote[lead.end() :] if lead is not None else quote
    words = quote.split(" ")
    if most is not None and len(words) > most:
        quote = " ".join(words[:most]).rstrip(" ,;:(") + "..."
    return quote if any(c.isalpha() for c in quote) else ""
