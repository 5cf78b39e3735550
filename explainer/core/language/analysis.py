"""A text folded, cut into tokens and matched against the lexicon once; everything else reads from here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from explainer.core.knowledge.lexicon import Lexicon, Term
from explainer.core.language.text import Token, cut, fold
from explainer.core.language.wrapping import notes, unwrap
from explainer.core.values import Span


class Piece(NamedTuple):
    """A term found: half-open token indexes and what it stands for."""

    start: int
    end: int
    term: Term


#: These make a named tuple from a plain one, in a third of the time of a call.
_token, _piece = partial(tuple.__new__, Token), partial(tuple.__new__, Piece)


@dataclass(frozen=True, slots=True)
class Analysis:
    """``tokens`` carry repaired lemmas and offsets into ``text``; ``terms`` are sorted by start, longest first."""

    text: str
    folded: str
    tokens: tuple[Token, ...]
    lemmas: tuple[str, ...]
    terms: tuple[Piece, ...]
    lexicon: Lexicon
    token_starts: tuple[int, ...]
    term_starts: tuple[int, ...]

    def token_range(self, span: Span) -> tuple[int, int]:
        """The half-open range of tokens inside a span of the text."""
        return (
            bisect_left(self.token_starts, span.start),
            bisect_left(self.token_starts, span.end),
        )

    def pieces(self, first: int, last: int) -> list[Piece]:
        """The terms that lie wholly in tokens ``first`` to ``last``, by start and then longest first."""
        low = bisect_left(self.term_starts, first)
        high = bisect_left(self.term_starts, last, low)
        return [piece for piece in self.terms[low:high] if piece.end <= last]


def analyse(text: str, lexicon: Lexicon, *, wrapped: bool = False) -> Analysis:
    """Fold, cut, repair and match a text: one pass each, linear in the text.

    Args:
        wrapped: Lines may be broken at a width; such breaks are read as spaces.
    """
    folded = unwrap(fold(text)) if wrapped and not notes(text) else fold(text)
    forms, starts, ends = cut(folded)
    meant = lexicon.speller.meant(forms)
    lemmas = tuple([meant.get(form, form) for form in forms] if meant else forms)
    matcher = lexicon.matcher
    coded = matcher.coded(lemmas)
    rows = matcher.rows_in(coded)
    rows += _loose(lemmas, coded, rows, lexicon)
    rows.sort()
    payloads = matcher.payloads
    return Analysis(
        text=text,
        folded=folded,
        tokens=tuple(map(_token, zip(lemmas, starts, ends, strict=True))),
        lemmas=lemmas,
        terms=tuple([_piece((start, -end, payloads[number])) for start, end, number in rows]),
        lexicon=lexicon,
        token_starts=tuple(starts),
        term_starts=tuple([row[0] for row in rows]),
    )


def _loose(
    lemmas: Sequence[str], coded: str, rows: Sequence[tuple[int, int, int]], lexicon: Lexicon
) -> list[tuple[int, int, int]]:
    """The rows of lay phrases that have other small words inside them, where no strict one covers the same words."""
    strict = {row[:2] for row in rows}
    found: list[tuple[int, int, int]] = []
    length = len(lemmas)
    for loose in lexicon.loose_words:
        kept = [index for index, word in enumerate(lemmas) if word not in loose]
        if len(kept) == length:
            continue
        length = len(kept)
        made = [
            (start, -end, payload)
            for begin, stop, payload in lexicon.loose_rows("".join([coded[i] for i in kept]))
            if (end := kept[stop - 1] + 1) - (start := kept[begin]) > stop - begin and (start, -end) not in strict
        ]
        strict.update(row[:2] for row in made)
        found += made
    return found


def by_kind(pieces: Sequence[Piece]) -> dict[str, list[Piece]]:
    """The terms of each kind, leftmost-longest and without overlap within a kind, in order."""
    result: dict[str, list[Piece]] = {}
    for piece in pieces:
        kind = piece.term.kind
        row = result.get(kind)
        if row is None:
            result[kind] = [piece]
        elif piece.start >= row[-1].end:
            row.append(piece)
    return result


def longest(pieces: Sequence[Piece], kinds: frozenset[str]) -> list[Piece]:
    """Of the terms of these kinds the leftmost-longest that do not overlap, in order."""
    result: list[Piece] = []
    reach = -1
    for piece in pieces:
        if piece.term.kind in kinds and piece.start >= reach:
            result.append(piece)
            reach = piece.end
    return result
