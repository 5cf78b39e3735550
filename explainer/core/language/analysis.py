"""A text folded, cut into tokens and matched against the lexicon once; everything else reads from here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from explainer.core.knowledge.lexicon import Lexicon, Term
from explainer.core.language.matching import Match
from explainer.core.language.text import Token, fold, tokens
from explainer.core.values import Span


class Piece(NamedTuple):
    """A term found: half-open token indexes and what it stands for."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class Analysis:
    """``tokens`` carry repaired lemmas and offsets into ``text``; ``matches`` are sorted by start, longest first."""

    text: str
    folded: str
    tokens: tuple[Token, ...]
    matches: tuple[Match, ...]
    lexicon: Lexicon
    token_starts: tuple[int, ...]
    match_starts: tuple[int, ...]

    def token_range(self, span: Span) -> tuple[int, int]:
        """The half-open range of tokens inside a span of the text."""
        return (
            bisect_left(self.token_starts, span.start),
            bisect_left(self.token_starts, span.end),
        )

    def pieces(self, first: int, last: int) -> list[Piece]:
        """The terms that lie wholly in tokens ``first`` to ``last``, by start and then longest first."""
        payloads = self.lexicon.payloads
        matches = self.matches
        low = bisect_left(self.match_starts, first)
        high = bisect_left(self.match_starts, last, low)
        return [Piece(start, end, payloads[number]) for start, end, number in matches[low:high] if end <= last]


def analyse(text: str, lexicon: Lexicon) -> Analysis:
    """Fold, cut, repair and match a text: one pass each, linear in the text."""
    folded = fold(text)
    words = lexicon.speller.correct(tokens(folded))
    matches = lexicon.matcher.all(words)
    matches = _with_loose(words, matches, lexicon)
    starts = tuple([w.start for w in words])
    return Analysis(text, folded, tuple(words), tuple(matches), lexicon, starts, tuple([m.start for m in matches]))


def _with_loose(words: Sequence[Token], matches: list[Match], lexicon: Lexicon) -> list[Match]:
    """The matches joined with those of lay phrases that have other small words inside them, in the order of ``all``."""
    loose = lexicon.loose_words
    kept = [index for index, word in enumerate(words) if word.lemma not in loose]
    if len(kept) == len(words):
        return matches
    first = len(lexicon.matcher.payloads)
    strict = {(m.start, m.end) for m in matches}
    for match in lexicon.loose_matcher.all([words[i] for i in kept]):
        start, end = kept[match.start], kept[match.end - 1] + 1
        if end - start > match.end - match.start and (start, end) not in strict:
            matches.append(Match(start, end, first + match.payload))
    matches.sort(key=lambda m: (m.start, -m.end, m.payload))
    return matches


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
