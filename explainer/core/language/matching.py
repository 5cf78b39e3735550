"""All terms and cues found in one pass over the tokens of a text, in time linear in the text.

The automaton runs over a string in which every word of the vocabulary is one character, so a pattern can only match whole
tokens and a match's place is its token index. Matching is exact on lemmas; spelling is repaired before (``spelling.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, Generic, NamedTuple, TypeVar

import ahocorasick_rs

from explainer.core.language.text import Token, lemmas

Payload = TypeVar("Payload")
#: Stands for every word that no phrase holds.
_UNKNOWN = "\x01"
#: First code point given to a word; those of surrogates are left out.
_FIRST, _SURROGATES, _SURROGATE_COUNT = 0x100, 0xD800, 0x800


class Match(NamedTuple):
    """A phrase found: half-open token indexes and the place of its payload in the matcher's list."""

    start: int
    end: int
    payload: int


class PhraseMatcher(Generic[Payload]):
    """Finds whole-token phrases. Phrases that fold to the same lemmas share one pattern and give one match each."""

    def __init__(
        self,
        phrases: Mapping[str, Payload] | Sequence[tuple[str | tuple[str, ...], Payload]],
        *,
        like: PhraseMatcher[Any] | None = None,
    ) -> None:
        """Build the automaton.

        Args:
            phrases: Each may be given as its lemmas.
            like: A matcher whose vocabulary holds all words of these phrases: texts coded for it can be searched here too.
        """
        pairs: list[tuple[str | tuple[str, ...], Payload]]
        pairs = [*phrases.items()] if isinstance(phrases, Mapping) else [*phrases]
        self._codes: dict[str, str] = {} if like is None else like._codes
        self.payloads: list[Payload] = [payload for _, payload in pairs]
        patterns: dict[str, list[int]] = {}
        codes = self._codes
        for number, (phrase, _) in enumerate(pairs):
            words = lemmas(phrase) if isinstance(phrase, str) else phrase
            if not words:
                continue
            for word in words:
                if word not in codes:
                    at = _FIRST + len(codes)
                    codes[word] = chr(at if at < _SURROGATES else at + _SURROGATE_COUNT)
            patterns.setdefault("".join([codes[w] for w in words]), []).append(number)
        self.words = frozenset(codes)
        #: The places of the payloads of each pattern.
        self.owners = list(patterns.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(patterns), matchkind=ahocorasick_rs.MatchKind.Standard)

    def coded(self, lemmas: Iterable[str]) -> str:
        """A text with one character for each word, to be searched."""
        return "".join(map(self._codes.get, lemmas, repeat(_UNKNOWN)))

    def hits(self, coded: str) -> list[tuple[int, int, int]]:
        """Every match in a coded text as ``(pattern, start, end)``, overlapping ones too, in no order."""
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(coded, overlapping=True)
        return found

    def rows(self, lemmas: Iterable[str]) -> list[tuple[int, int, int]]:
        """Every match as ``(start, -end, payload)``, overlapping ones too, in no order: sorted, the longest comes first."""
        return self.rows_in(self.coded(lemmas))

    def rows_in(self, coded: str) -> list[tuple[int, int, int]]:
        """The same of a coded text."""
        owners = self.owners
        return [(start, -end, owner) for pattern, start, end in self.hits(coded) for owner in owners[pattern]]

    def all(self, tokens: Sequence[Token]) -> list[Match]:
        """Every match, overlapping ones too, by start and then longest first."""
        return [Match(start, -end, payload) for start, end, payload in sorted(self.rows([t.lemma for t in tokens]))]

    def find(self, tokens: Sequence[Token]) -> list[tuple[int, int, Payload]]:
        """Leftmost-longest matches as ``(start_token, end_token, payload)``; equal spans keep the first phrase given."""
        result: list[tuple[int, int, Payload]] = []
        reach = 0
        for match in self.all(tokens):
            if match.start >= reach:
                result.append((match.start, match.end, self.payloads[match.payload]))
                reach = match.end
        return result
