"""Sentences of reports and letters: abbreviations, decimals, lists, wrapped lines and lines without a full stop.

Linear in the text: one walk over the lines and one over the characters that can end a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.core.language.text import fold
from explainer.core.language.wrapping import notes
from explainer.core.values import Span

_ABBREVIATIONS = frozenset(
    (
        "mod sev degen bilat dr mr mrs ms vs approx fig no st e.g i.e eg ie etc cf al inc ca resp max min avg ext int lat med ant post "
        "sup inf vol pt yr yrs mo wk hr sec temp seg dept prof jr sr ph.d m.d d.o rt lt sig signif poss prob degen abn adv"
    ).split()
)
_BULLET = re.compile(r"[ \t]*(?:[-*+>#]{1,6}[ \t]|[-*](?=[a-z0-9])|\(?[0-9]{1,2}[.)](?![0-9])[ \t]*|\(?[a-z][.)][ \t])")
_END = re.compile(r"[.!?;](?=[\s\"')\]*]|$)|//|[.](?=[a-z]{4,})")
_LONGEST = 1 + max(map(len, _ABBREVIATIONS))
_LIST_NUMBER = re.compile(r"\(?[0-9]{1,2}[.)]?$|[a-z][.)]?$")


#: Words that end no sentence: behind them a line goes on.
_OPEN_WORDS = frozenset(
    "a an the of in at on and or with without to for from by no is are was were than as into".split()
)


#: A line on one level of the spine, and words that begin a note of its own behind it ("small cyst at S2").
_LEVEL_LINE = re.compile(r"[ \t*-]*[ctdls][0-9]{1,2} ?[-/&] ?[ctdls]?[0-9]{1,2} ?:")
_OPENERS = frozenset(
    "small tiny large mild moderate severe minimal simple old multiple few several incidental no normal diffuse type modic".split()
)


def _line_spans(folded: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    at = start
    while at <= end:
        stop = folded.find("\n", at, end)
        if stop < 0:
            stop = end
        spans.append(Span(at, stop))
        at = stop + 1
        if stop == end:
            break
    return spans


def _blocks(text: str, folded: str, start: int, end: int) -> list[Span]:
    """Lines that belong together: a wrapped line is joined with the one before it."""
    lines = _line_spans(folded, start, end)
    pieces = [text[line.start : line.end].strip() for line in lines]
    sizes = [line.end - line.start for line, piece in zip(lines, pieces, strict=True) if piece]
    width = max(sizes, default=0)
    wrapped = 45 <= width <= 130 and len(sizes) > 1
    # Text wrapped by hand fills most of its lines; there a full line goes on even before a capital.
    filled = wrapped and len(sizes) > 3 and sum(size >= width * 0.8 for size in sizes) >= len(sizes) * 0.5
    filled = filled and not notes(text[start:end])
    firsts = [piece[:1] for piece in pieces]
    # Where most lines begin in lower case, a small letter says nothing of a line going on.
    ends = [piece[-1:] for piece in pieces]
    small = sum(c.islower() for c in firsts) > sum(c.isupper() for c in firsts) and (
        firsts[0].islower()
        or not any(end in ".;!?" for end in ends if end)
        or any(end == "." and first.islower() for end, first in zip(ends, firsts[1:], strict=False))
    )
    blocks: list[Span] = []
    open_start: int | None = None
    last: Span | None = None
    for line, piece in zip(lines, pieces, strict=True):
        if not piece:
            if open_start is not None and last is not None:
                blocks.append(Span(open_start, last.end))
            open_start = last = None
            continue
        if open_start is not None and last is not None:
            before = text[last.start : last.end].rstrip()
            first_word = piece.split(None, 1)[0]
            # In a text of long lines, which no width broke, a short line ends where it ends.
            short = width > 130 and last.end - last.start < width * 0.75
            full = filled and not small and (last.end - last.start) + 1 + len(first_word) > width * 0.92
            goes_on = (
                before[-1] not in ".!?:;"
                and (
                    filled or first_word.lower() not in _OPENERS or not _LEVEL_LINE.match(folded, last.start, last.end)
                )
                and not _BULLET.match(folded, line.start, line.end)
                and (
                    (piece[0].islower() and not small and not short) or full or before[-1] == "," or piece[0] in "(&/,"
                )
            ) or (full and before[-1] in ".;!?" and not _BULLET.match(folded, line.start, line.end))
            goes_on = goes_on or before.rsplit(None, 1)[-1].lower() in _OPEN_WORDS
            if not goes_on:
                blocks.append(Span(open_start, last.end))
                open_start = None
        if open_start is None:
            open_start = line.start
        last = line
    if open_start is not None and last is not None:
        blocks.append(Span(open_start, last.end))
    return blocks


def _split_block(folded: str, block: Span) -> list[Span]:
    pieces: list[Span] = []
    at = block.start
    bullet = _BULLET.match(folded, block.start, block.end)
    for match in _END.finditer(folded, bullet.end() if bullet else block.start, block.end):
        mark, (begin, stop) = match.group(), match.span()
        if mark == "//":
            pieces.append(Span(at, begin))
            at = stop
            continue
        if mark == "?" and not any(c.isalnum() for c in folded[at:begin]):
            continue  # "? stress fracture"
        if (
            mark == "?"
            and folded[begin - 1 : begin] in (" ", '"', "'", "(")
            and folded[stop : stop + 1] == " "
            and folded[stop + 1 : stop + 2].isalpha()
        ):
            continue  # a mark of doubt before a word ("Previa: ? None") ends no question
        if mark == ".":
            word = _last_word(folded, at, begin)
            word_start = begin - len(word)
            if folded[word_start - 1 : word_start] == "'" and folded[word_start - 2 : word_start - 1].isalpha():
                word = f"'{word}"  # "others don't." ends a sentence
            if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and stop < block.end and word not in "xi"):
                continue
            if _LIST_NUMBER.match(word) and word_start == at + len(folded[at:word_start]) - len(
                folded[at:word_start].strip()
            ):
                continue  # "1." at the head of an item
        while stop < block.end and folded[stop] in "\"')]*":
            stop += 1
        pieces.append(Span(at, stop))
        at = stop
    if at < block.end:
        pieces.append(Span(at, block.end))
    return pieces


def _last_word(folded: str, start: int, end: int) -> str:
    """The word right before ``end``, without quotes and brackets before it; only the end of one longer than all we look for."""
    piece = folded[max(start, end - _LONGEST) : end]
    if not piece or piece[-1].isspace():
        return ""
    word = piece.split()[-1]
    for mark in "([\"'":
        if mark in word:
            word = word.rpartition(mark)[2]
    return word


def _trim(text: str, span: Span) -> Span | None:
    start, end = span
    while start < end and (text[start].isspace() or text[start] in "\u200b\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\u200b\ufeff"):
        end -= 1
    return Span(start, end) if start < end else None


def split_sentences(text: str, start: int = 0, end: int | None = None, *, folded: str | None = None) -> list[Span]:
    """The sentences of ``text[start:end]`` in order, trimmed, offsets into ``text``. Pieces without a letter or digit go."""
    low = fold(text) if folded is None else folded
    stop = len(text) if end is None else end
    result: list[Span] = []
    for block in _blocks(text, low, start, stop):
        for piece in _split_block(low, block):
            span = _trim(text, piece)
            if span is not None and (
                text[span.start].isalnum() or any(c.isalnum() for c in text[span.start : span.end])
            ):
                result.append(span)
    return result


#: Characters of a sentence that are read at once. A longer one is read in parts, so that the work stays linear in the text.
_AT_ONCE = 1600


def in_parts(text: str, span: Span) -> Iterator[Span]:
    """A sentence, or the parts of one without end, cut behind a mark or else between words."""
    start = span.start
    while span.end - start > _AT_ONCE:
        reach = start + _AT_ONCE
        cut = max(text.rfind(mark, start + _AT_ONCE // 2, reach) for mark in (", ", "; ", ": "))
        cut = cut if cut > 0 else text.rfind(" ", start + _AT_ONCE // 2, reach)
        cut = cut + 1 if cut > 0 else reach
        yield Span(start, cut)
        start = cut
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        yield Span(start, span.end)
