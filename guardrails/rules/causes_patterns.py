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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from explainer.core.language.text import lemma

_ELEMENT = re.compile(r"(?P<sign>[@&!]?)(?:<(?P<names>[^>]+)>|(?P<words>\S+?))(?P<optional>\??)")
_GAP = re.compile(r"(?:\.(?P<most>\d+)|(?P<any>\.\.\.)|~(?P<limit>\d*)(?:(?P<how>[!=])(?P<names>\S+))?)")
_CLAUSE = ("turns", "concluding")
_NEEDED = ("take", "tie", "look")


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

    def spans(self, name: str) -> Mapping[int, Sequence[int]]:
        """Where the marks of a kind end, by the word at which they begin."""

    def covers(self, name: str) -> frozenset[int]:
        """The words that lie in a mark of a kind."""

    def marked(self, name: str) -> bool:
        """Whether it holds a mark of a kind."""

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
    """The steps of a pattern, and of these the ones without which it is not met, the quickest to look for first."""

    steps: tuple[Step, ...]
    needed: tuple[Step, ...]


def parse(pattern: str) -> Pattern:
    """The steps of a pattern as it is written."""
    steps = tuple(_step(part) for part in pattern.split())
    return Pattern(steps, tuple(s for s in steps if s.sort in _NEEDED and not s.optional))


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


def spelled_out(pattern: Pattern, words: Mapping[str, frozenset[str]], marks: frozenset[str]) -> Pattern:
    """A pattern with the words of each kind in place of its name, which is kept where marks have it too."""

    def spell(step: Step) -> Step:
        given = step.words.union(*(words[name] for name in step.names if name in words))
        return step._replace(words=given, names=tuple(n for n in step.names if n in marks or n not in words))

    steps = tuple(spell(step) for step in pattern.steps)
    needed = [s for s in steps if s.sort in _NEEDED and not s.optional]
    return Pattern(steps, tuple(sorted(needed, key=lambda s: (not marks.issuperset(s.names), len(s.words)))))


def find(pattern: Pattern, sentence: Sentence, claim: Claim | None = None) -> list[State]:
    """Every way in which a pattern is met: where it ends, and the range of the tie that it reads.

    The places reached are kept as a set, so the work grows with the words times the steps.
    """
    return _run(pattern, sentence, claim) if _possible(pattern, sentence) else []


def _run(pattern: Pattern, sentence: Sentence, claim: Claim | None) -> list[State]:
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
        if step.words.isdisjoint(sentence.vocabulary):
            for name in step.names:
                if sentence.marked(name):
                    break
            else:
                return False
    return True


def _one(step: Step, sentence: Sentence, at: int) -> Iterator[int]:
    if at < len(sentence.words):
        if sentence.words[at] in step.words:
            yield at + 1
        for name in step.names:
            yield from sentence.spans(name).get(at, ())


def _take(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    words, size = sentence.words, len(sentence.words)
    found = {(at + 1, first, last) for at, first, last in states if at < size and words[at] in step.words}
    for name in step.names:
        spans = sentence.spans(name)
        found.update((end, first, last) for at, first, last in states if at in spans for end in spans[at])
    return found | states if step.optional else found


def _tie(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    return {(end, at, end) for at in {at for at, _f, _l in states} for end in _one(step, sentence, at)}


def _look(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    return {s for s in states if any(True for _end in _one(step, sentence, s[0]))}


def _not(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    return {s for s in states if not any(True for _end in _one(step, sentence, s[0]))}


def _any(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    return {(at + 1, first, last) for at, first, last in states if at < len(sentence.words)}


def _gap(step: Step, states: set[State], sentence: Sentence, _: Claim | None) -> set[State]:
    size = len(sentence.words)
    bars = [at for at, word in enumerate(sentence.words) if word in step.words]
    if step.names:
        bars = sorted({*bars, *(at for name in step.names for at in sentence.covers(name))})
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
            if n not in allowed and (n >= len(sentence.words) or sentence.words[n] not in step.words):
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
    given: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    of: frozenset[str]
    felt: bool = False
    loose: bool = False
    denied: bool = False

    def meets(self, sentence: Sentence, claim: Claim) -> bool:
        """Whether the row is true of a tie."""
        if (self.loose and not claim.loose) or (self.denied and not claim.denied):
            return False
        if self.of and self.of.isdisjoint(sentence.words[claim.first : claim.last]):
            return False
        when = [pattern for pattern in self.when if _possible(pattern, sentence)]
        if (self.when and not when) or not self.allows(sentence, claim):
            return False
        return _any_run(when, sentence, claim) and not self.excepts(sentence, claim)

    def allows(self, sentence: Sentence, claim: Claim | None) -> bool:
        """Whether what must be so of the whole sentence is so: one of each of ``given``, none of ``without``."""
        for name in self.without:
            if sentence.holds(name, claim):
                return False
        for given in self.given:
            for name in given:
                if sentence.holds(name, claim):
                    break
            else:
                return False
        return True

    def excepts(self, sentence: Sentence, claim: Claim) -> bool:
        """Whether one of the patterns is met that void the row."""
        unless = [pattern for pattern in self.unless if _possible(pattern, sentence)]
        return bool(unless) and _any_run(unless, sentence, claim)

    def ties(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """The ranges of the ties that the row reads in a sentence, in order."""
        when = [pattern for pattern in self.when if _possible(pattern, sentence)]
        if when and self.allows(sentence, None):
            found = {(first, last) for pattern in when for _, first, last in _run(pattern, sentence, None)}
            for first, last in sorted(found):
                if not self.excepts(sentence, Claim(first, last)):
                    yield first, last


def _any_run(patterns: Sequence[Pattern], sentence: Sentence, claim: Claim) -> bool:
    """Whether one of these patterns is met; none given is met."""
    return not patterns or any(_run(pattern, sentence, claim) for pattern in patterns)
