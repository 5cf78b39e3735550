"""Clauses of a sentence by its words: where one begins and ends, and whether what it says is left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Generic, TypeVar

Value = TypeVar("Value")

_MARKS = frozenset(", ; : . ( ) -".split())
_JOINTS = frozenset("and but so or yet which while whereas although though because since until unless".split())
#: Words before a statement that make it a thing asked, supposed or denied as a conclusion ("does not mean that …").
_OPENING = frozenset("if whether ask asks asked asking discuss unless mean means prove proves say says".split())
_DENIALS = frozenset(
    "no not never none nothing nobody neither nor without cannot hardly needless unnecessary needn't".split()
)
_STARTING = frozenset("; : - .".split())
#: No clause of a letter is longer; a bound keeps the time linear whatever the text. In words.
_FAR = 80
_BREAKING = frozenset("; : . but".split())


def denies(word: str) -> bool:
    """Whether a word denies."""
    return word in _DENIALS or word.endswith("n't")


def begins(words: Sequence[str], at: int) -> int:
    """Where the clause begins that holds an index: behind the last mark or joint before it."""
    return next(
        (i + 1 for i in range(at - 1, max(-1, at - _FAR), -1) if words[i] in _MARKS or words[i] in _JOINTS),
        max(0, at - _FAR),
    )


def ends(words: Sequence[str], at: int) -> int:
    """Where the clause ends that holds an index: at the next mark or joint behind it."""
    return next(
        (i for i in range(at + 1, min(len(words), at + _FAR)) if words[i] in _MARKS or words[i] in _JOINTS),
        min(len(words), at + _FAR),
    )


def left_open(words: Sequence[str], at: int) -> bool:
    """Whether something before an index asks about, supposes or refuses what stands there ("ask if", "that doesn't mean")."""
    for i in range(at - 1, max(-1, at - _FAR), -1):
        if words[i] in _BREAKING:
            return False
        if words[i] in _OPENING:
            return True
    return False


def starts(words: Sequence[str]) -> list[int]:
    """Where a main clause of a sentence can begin: at its head, behind marks, and behind what is set before it."""
    found = [0]
    for at, word in enumerate(words):
        if at and (word in _STARTING or word in (",", "and", "but", "so", "then")):
            found.append(at + 1)
    return [at for at in found if at < len(words)]


def first_of(words: Sequence[str], wanted: Set[str], lo: int, hi: int) -> int | None:
    """The first index of one of some words from ``lo`` up to ``hi``."""
    return next((at for at in range(max(0, lo), min(hi, len(words))) if words[at] in wanted), None)


class Phrases(Generic[Value]):
    """Rows of words, each with what it stands for, looked up by the word they begin or end with: one look for each word.

    Of several rows that fit the one told first counts.
    """

    def __init__(self, rows: Iterable[tuple[tuple[str, ...], Value]]) -> None:
        self._opening: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        self._closing: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for phrase, value in rows:
            self._opening.setdefault(phrase[0], []).append((phrase, value))
            self._closing.setdefault(phrase[-1], []).append((phrase, value))

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, ...]]) -> Phrases[tuple[str, ...]]:
        """Rows that stand for themselves."""
        return Phrases((p, p) for p in phrases)

    def all_from(self, words: Sequence[str], at: int) -> Iterator[tuple[tuple[str, ...], Value]]:
        """The rows that begin at an index, and what each stands for."""
        for phrase, value in self._opening.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                yield phrase, value

    def from_(self, words: Sequence[str], at: int) -> tuple[tuple[str, ...], Value] | None:
        """The row that begins at an index."""
        return next(self.all_from(words, at), None) if words[at] in self._opening else None

    def before(self, words: Sequence[str], end: int) -> tuple[tuple[str, ...], Value] | None:
        """The row that ends right before an index."""
        for phrase, value in self._closing.get(words[end - 1], ()) if end > 0 else ():
            if len(phrase) <= end and tuple(words[end - len(phrase) : end]) == phrase:
                return phrase, value
        return None


def follows(words: Sequence[str], at: int, phrase: Sequence[str]) -> bool:
    """Whether a phrase stands at an index."""
    return list(words[at : at + len(phrase)]) == list(phrase)
