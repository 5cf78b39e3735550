"""Misspelt finding words put right, with rapidfuzz, never turning one finding into another.

A token is a candidate only when neither our terms nor the pronouncing dictionary know it. It is repaired only to a
single nearest word of our terms that starts with the same letter; a tie or a near tie leaves it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from explainer.core.language.pronouncing import holds
from explainer.core.language.text import Token, lemma

#: Most distinct unknown words looked up in one text. Real reports have a few; a hostile text has a million.
MAX_LOOKUPS = 400


#: Endings that make a word of its own: what ends so is no misspelling of a word that does not ("brachialgia", "heaviness").
_ENDINGS = (
    "algia",
    "ness",
    "path",
    "pathy",
    "ectomy",
    "plasty",
    "scopy",
    "graphy",
    "itis",
    "osis",
    "biotic",
    "bot",
    "axant",
)

#: Openings that turn a word into its opposite.
_OPPOSITES = ("hyper", "hypo")


class Speller:
    """Repairs lemmas to the words of a vocabulary."""

    def __init__(
        self, vocabulary: Iterable[str], spelled_right: Iterable[str] = (), slips: Mapping[str, str] | None = None
    ) -> None:
        self._slips = dict(slips or {})
        self._words = frozenset(vocabulary)
        self._right = frozenset(spelled_right)
        by_letter: dict[str, list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= 5 and word.isalpha():
                by_letter.setdefault(word[0], []).append(word)
        self._by_letter = by_letter
        self._cache: dict[str, str | None] = {}

    def knows(self, word: str) -> bool:
        """Whether a word needs no repair."""
        return word in self._words

    def repair(self, word: str) -> str | None:
        """The word that was meant, or None when that is not certain enough."""
        if word not in self._cache:
            if len(self._cache) > 20_000:
                self._cache.clear()
            self._cache[word] = self._search(word)
        return self._cache[word]

    def _search(self, word: str) -> str | None:
        if len(word) < 5 or not word.isalpha() or holds(word) or holds(lemma(word)) or word in self._right:
            return None
        from rapidfuzz.distance import OSA  # loaded for the first doubtful word; most reports have none
        from rapidfuzz.process import extract

        limit = 1 if len(word) < 7 else 2 if len(word) < 11 else 3
        near = extract(word, self._by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=limit, limit=2)
        if not near:
            return None
        best = str(near[0][0])
        if word[:4] != best[:4] and word.startswith(_OPPOSITES) and best.startswith(_OPPOSITES):
            return None  # "hypothyroidism" is no misspelt "hyperthyroidism"
        if word.endswith(_ENDINGS) and not any(word.endswith(e) and best.endswith(e) for e in _ENDINGS):
            return None
        if len(word) == 7 and near[0][1] == 2 and word[-1] != best[-1]:
            return None
        if len(near) > 1 and near[1][1] == near[0][1]:
            cut = [str(row[0]) for row in near if str(row[0]).startswith(word)]  # a letter lost at the end
            return cut[0] if len(cut) == 1 else None
        return best

    def meant(self, lemmas: Sequence[str]) -> dict[str, str]:
        """The misspelt lemmas of a text, each with the word that was meant."""
        told = {*lemmas}
        known = {form: self._slips[form] for form in told & self._slips.keys()}
        unknown = told - self._words - known.keys()
        if len(unknown) > MAX_LOOKUPS:
            long = [form for form in dict.fromkeys(lemmas) if len(form) >= 5 and form in unknown]
            unknown = {*long[:MAX_LOOKUPS]}
        repaired = {form: fixed for form in unknown if len(form) >= 5 and (fixed := self.repair(form)) is not None}
        return {**repaired, **known}

    def correct(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with misspelt lemmas replaced; offsets stay those of the text."""
        meant = self.meant([t.lemma for t in tokens])
        if not meant:
            return list(tokens)
        return [Token(meant[t.lemma], t.start, t.end) if t.lemma in meant else t for t in tokens]
