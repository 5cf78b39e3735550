"""Patterns over the marked words of a sentence, as the data files of the rule on causes write them.

A pattern is a row of elements: ``word|word`` one of these words; ``<name>`` a mark or a word of that kind; ``*`` any word;
``TIE`` the tie that is judged (``TIE+``: what stands before may reach into it); ``@`` before an element makes it the tie that is
read; ``&`` and ``!`` look at the next word without taking it; ``?`` behind one lets it be absent; ``^`` begins a sentence, ``$``
ends a clause and ``$$`` the sentence. Between elements, ``...`` leaves out any words, ``.3`` at most three, ``~!names`` none of
these kinds (``~`` alone: no turn of the clause), ``~4=names`` only these.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from explainer.core.language.text import lemma

_ELEMENT = re.compile(r"(?P<sign>[@&!]?)(?:<(?P<names>[^>]+)>|(?P<words>\S+?))(?P<optional>\??)")
_GAP = re.compile(r"(?:\.(?P<most>\d+)|(?P<any>\.\.\.)|~(?P<limit>\d*)(?:(?P<how>[!=])(?P<names>\S+))?)")
_CLAUSE = ("turns", "concluding")


class Claim(NamedTuple):
    """A tie at a range of words; ``loose`` when two things only stand side by side, ``denied`` when a finding is cleared."""

    first: int
    last: int
    denied: bool = False
    loose: bool = False


class Sentence(Protocol):
    """What a pattern reads of a sentence."""

    words: Sequence[str]
    vocabulary: frozenset[str]

    def ends(self, name: str, at: int) -> Iterable[int]:
        """Where the marks of a kind end that begin at a word."""

    def covers(self, name: str) -> frozenset[int]:
        """The words that lie in a mark of a kind."""

    def holds(self, condition: str, claim: Claim | None) -> bool:
        """Whether a condition of a row is true of the sentence."""


class Step(NamedTuple):
    """One element of a pattern: its sort, the words and kinds it takes, and how far a gap goes."""

    sort: str
    words: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    most: int = 999
    optional: bool = False


State = tuple[int, int, int]


class Pattern(NamedTuple):
    """The steps of a pattern, and of these the ones without which it is not met."""

    steps: tuple[Step, ...]
    needed: tuple[Step, ...]


def parse(pattern: str) -> Pattern:
    """The steps of a pattern as it is written."""
    steps = tuple(_step(part) for part in pattern.split())
    return Pattern(steps, tuple(s for s in steps if s.sort in ("take", "tie", "look") and not s.optional))


def _step(part: str) -> Step:
    if part in ("^", "$", "$$", "TIE", "TIE+", "*"):
        return Step(part)
    gap = _GAP.fullmatch(part)
    if gap:
        most = int(gap["most"] or gap["limit"] or 999)
        if part.startswith("."):
            return Step("gap", most=most)
        names = tuple((gap["names"] or "").split(",")) if gap["names"] else _CLAUSE
        return Step("only" if gap["how"] == "=" else "gap", names=names, most=most)
    found = _ELEMENT.fullmatch(part)
    if found is None:
        raise ValueError(part)
    sort = {"": "take", "@": "tie", "&": "look", "!": "not"}[found["sign"]]
    if found["names"]:
        return Step(sort, names=tuple(found["names"].split("|")), optional=bool(found["optional"]))
    words = found["words"].split("|") if found["words"] != "|" else ["|"]
    return Step(sort, frozenset(words) | {lemma(w) for w in words if w.isalpha()}, optional=bool(found["optional"]))


def find(pattern: Pattern, sentence: Sentence, claim: Claim | None = None) -> list[State]:
    """Every way in which a pattern is met: where it ends, and the range of the tie that it reads.

    The places reached are kept as a set, so the work grows with the words times the steps.
    """
    if not _possible(pattern, sentence):
        return []
    begins = range(1 if pattern.steps[0].sort == "^" else len(sentence.words) + 1)
    states: set[State] = {(at, 0, 0) for at in begins}
    for step in pattern.steps:
        states = _STEPS[step.sort](step, states, sentence, claim)
        if not states:
            return []
    return sorted(states)


def _possible(pattern: Pattern, sentence: Sentence) -> bool:
    """Whether a sentence holds what each needed step of a pattern takes."""
    for step in pattern.needed:
        if step.words.isdisjoint(sentence.vocabulary) and not any(sentence.covers(name) for name in step.names):
            return False
    return True


def _one(step: Step, sentence: Sentence, at: int) -> Iterator[int]:
    if at < len(sentence.words):
        if sentence.words[at] in step.words:
            yield at + 1
        for name in step.names:
            yield from sentence.ends(name, at)


def _take(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    found = {(end, first, last) for at, first, last in states for end in _one(step, sentence, at)}
    return found | states if step.optional else found


def _tie(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    return {(end, at, end) for at, _f, _l in states for end in _one(step, sentence, at)}


def _look(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    return {s for s in states if any(True for _end in _one(step, sentence, s[0]))}


def _not(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    return {s for s in states if not any(True for _end in _one(step, sentence, s[0]))}


def _any(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    return {(at + 1, first, last) for at, first, last in states if at < len(sentence.words)}


def _gap(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    size = len(sentence.words)
    bars = sorted({at for name in step.names for at in sentence.covers(name)})
    bars.append(size)
    found: set[State] = set()
    reached: dict[tuple[int, int], int] = {}
    for at, first, last in sorted(states):
        stop = min(size, at + step.most, bars[bisect_left(bars, at)])
        begin = max(at, reached.get((first, last), -1) + 1)
        found.update((n, first, last) for n in range(begin, stop + 1))
        reached[first, last] = max(stop, reached.get((first, last), -1))
    return found


def _only(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    allowed = frozenset().union(*(sentence.covers(name) for name in step.names))
    found = set(states)
    for at, first, last in states:
        for n in range(at, at + step.most):
            if n not in allowed:
                break
            found.add((n + 1, first, last))
    return found


def _here(step: Step, states: set[State], sentence: Sentence, claim: Claim | None) -> set[State]:
    if claim is None:
        return set()
    reach = claim.first if step.sort == "TIE" else claim.last
    return {(claim.last, first, last) for at, first, last in states if claim.first <= at <= reach}


def _clause_end(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    words = sentence.words
    return {s for s in states if s[0] >= len(words) or words[s[0]] in (".", ",", ";", ")")}


_STEPS: Mapping[str, Callable[[Step, set[State], Sentence, Claim | None], set[State]]] = {
    "^": lambda step, states, sentence, claim: states,
    "$": _clause_end,
    "$$": lambda step, states, sentence, claim: {s for s in states if s[0] >= len(sentence.words)},
    "TIE": _here,
    "TIE+": _here,
    "*": _any,
    "take": _take,
    "tie": _tie,
    "look": _look,
    "not": _not,
    "gap": _gap,
    "only": _only,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the data: what is met (``when``, any of them), what must and must not be so, and what it says of a tie."""

    name: str
    says: str
    example: str
    when: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    given: tuple[str, ...]
    without: tuple[str, ...]
    of: frozenset[str]

    def meets(self, sentence: Sentence, claim: Claim) -> bool:
        """Whether the row is true of a tie."""
        if self.of and self.of.isdisjoint(sentence.words[claim.first : claim.last]):
            return False
        return (
            self.allows(sentence, claim)
            and (not self.when or any(find(pattern, sentence, claim) for pattern in self.when))
            and not self.excepts(sentence, claim)
        )

    def allows(self, sentence: Sentence, claim: Claim | None) -> bool:
        """Whether what must be so of the whole sentence is so: each of ``given``, none of ``without``."""
        return all(_either(given, sentence, claim) for given in self.given) and not any(
            sentence.holds(name, claim) for name in self.without
        )

    def excepts(self, sentence: Sentence, claim: Claim) -> bool:
        """Whether one of the patterns is met that void the row."""
        return any(find(pattern, sentence, claim) for pattern in self.unless)

    def ties(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """The ranges of the ties that the row reads in a sentence, in order."""
        when = [pattern for pattern in self.when if _possible(pattern, sentence)]
        if when and self.allows(sentence, None):
            found = {(first, last) for pattern in when for _, first, last in find(pattern, sentence)}
            for first, last in sorted(found):
                if not self.excepts(sentence, Claim(first, last)):
                    yield first, last


def _either(given: str, sentence: Sentence, claim: Claim | None) -> bool:
    return any(sentence.holds(name, claim) for name in given.split("|"))
