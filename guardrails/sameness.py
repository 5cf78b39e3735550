"""Clauses of a draft and clauses of the report that say the same in nearly the same words.

A clause is cut where a new statement begins. Of each clause the words it affirms and the words it denies are held apart, with
its sides, levels, numbers and whether it leaves the thing open. No reading of findings is asked: where the report's own words
bear a clause out, it says what the report says, whatever was made of either sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import rtoml

from explainer.core.language.attributes import find_levels
from explainer.core.language.text import Token, fold, tokens
from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.names import FILLERS, stem
from guardrails.numbers import numbers_of
from guardrails.prepared import kept
from guardrails.reading import Said

_DENIES = frozenset("no not none nothing without never neither nor cannot negative absent".split())
#: Denials that stand behind what they deny.
_BEHIND = frozenset("not never none absent negative cannot".split())
_AFFIRMS = frozenset("only just doubt question".split())
_TURNS = frozenset("but although though however yet except while whereas".split())
_MARKS = frozenset((".", ";", ":", "(", ")", "?", "!", "•", "|", "→", "–", "—", ">"))
#: Words that begin a statement of its own behind a comma or "and".
_SUBJECTS = frozenset("there you it they he she we the this that your these those both".split())
_VERBS = frozenset("is are was were has have had do does did can could show seen shows measures measure".split())
_DOUBTS = frozenset(
    "may might could possible possibly probable probably likely unlikely perhaps maybe suggest suggested suggestive suspect "
    "suspected suspicious questionable versus vs question concern presumed indeterminate exclude excluded felt favor favored "
    "mostly appear appears seem seems statistically unless if".split()
)
_SIDES = {"left": "left", "right": "right", "l": "left", "r": "right", "both": "both", "bilateral": "both", "either": "both", "each": "both"}  # fmt: skip
_LITTLE = FILLERS | frozenset(
    (
        "you your our we i he she they them his her their its one more very also can could may might will would should do does did "
        "than so if then into about some any all each both other like which who what how when where up out over has have had been "
        "being get make take say says said report radiologist doctor scan test picture image see seen show shown shows find found "
        "name call called means mean known thing kind place side appear look looks looked just only called measuring measures "
        "measure mild moderate severe slight minimal left right bilateral level area here us"
    ).split()
)
#: Letters by which two forms of one word agree.
_ROOT, _LONG = 6, 8
_LONG_OPENINGS = ("hyper", "hypo", "osteo", "spond", "pneum", "intra", "extra", "inter")


class Clause(NamedTuple):
    """What one clause says: codes of the words it affirms and denies, and what tells its place, size and doubt."""

    start: int
    end: int
    told: Mapping[str, frozenset[str]]
    denied: Mapping[str, frozenset[str]]
    ways: frozenset[str]
    sides: frozenset[str]
    levels: frozenset[str]
    numbers: frozenset[str]
    open: bool


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    data = rtoml.loads(resources.files("guardrails").joinpath("likewords.toml").read_text("utf-8"))
    return tuple(
        (f"{group}:{number}", tuple(row)) for group in ("near", "parts", "ways") for number, row in enumerate(data[group])
    )


@lru_cache(maxsize=32768)
def codes(word: str) -> frozenset[str]:
    """What a lemma may be matched by: its stem, its root, and the rows of like words that it begins as."""
    own = stem(word)
    found = {own, word}
    root = _LONG if word.startswith(_LONG_OPENINGS) else _ROOT
    if len(word) >= root:
        found.add(word[:root])
    for name, row in _rows():
        if any(word == begin if len(begin) <= 3 else word.startswith(begin) for begin in row):
            found.add(name)
    return frozenset(found)


def _cuts(row: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where the clauses of a row of tokens begin and end."""
    first = 0
    for i, token in enumerate(row):
        word = token.lemma
        after = row[i + 1].lemma if i + 1 < len(row) else ""
        mark = word in _MARKS and not (word == "." and _inside(row, i))
        comma = word in (",", "and") and (after in _SUBJECTS or after in _VERBS or after in _TURNS or after in ("no", "not", "without", "nor"))
        if mark or comma or word in _TURNS:
            if i > first:
                yield first, i
            first = i + 1
    if first < len(row):
        yield first, len(row)


def _inside(row: Sequence[Token], i: int) -> bool:
    """Whether a point stands within an abbreviation or a number ("w.o", "1.5")."""
    return i + 1 < len(row) and row[i].end == row[i + 1].start and i > 0 and row[i - 1].end == row[i].start


def _is_denial(word: str) -> bool:
    return word in _DENIES or word.endswith("n't")


def clause_of(folded: str, row: Sequence[Token], *, short: Mapping[str, tuple[str, ...]] | None = None) -> Clause:
    """Read one clause by its words alone."""
    told: dict[str, frozenset[str]] = {}
    denied: dict[str, frozenset[str]] = {}
    ways: set[str] = set()
    sides: set[str] = set()
    denying = _denied_whole(row)
    for i, token in enumerate(row):
        word = token.lemma
        if _is_denial(word) and (i + 1 == len(row) or row[i + 1].lemma not in _AFFIRMS):
            denying = True
            continue
        if word in _SIDES and (len(word) > 1 or folded[token.start - 1 : token.start] != "-"):
            sides.add(_SIDES[word])
        for opening, side in (("dextro", "right"), ("levo", "left")):
            if word.startswith(opening):
                sides.add(side)
        for one in (short or {}).get(word, (word,)):
            found = codes(one)
            ways.update(c for c in found if c.startswith("ways:"))
            if one.isalpha() and len(one) > 1 and one not in _LITTLE:
                (denied if denying else told)[one] = found
    start, end = row[0].start, row[-1].end
    return Clause(
        start,
        end,
        told,
        denied,
        frozenset(ways),
        frozenset(sides),
        frozenset(level for g in find_levels(folded, start, end) for level in g.levels),
        frozenset(_numbers(folded, start, end)),
        any(t.lemma in _DOUBTS for t in row),
    )


def _denied_whole(row: Sequence[Token]) -> bool:
    """Whether a denial behind its subject takes the clause back from its first word ("a tear is not seen")."""
    words = [t.lemma for t in row]
    at = next((i for i, w in enumerate(words) if w in _BEHIND or w.endswith("n't")), None)
    return at is not None and at > 0 and (words[at - 1] in _VERBS or words[at] in ("none", "absent", "negative"))


def _numbers(folded: str, start: int, end: int) -> Iterator[str]:
    for number in numbers_of(folded, start, end):
        if number.word and not number.unit:
            continue
        value = number.value * 10 if number.unit == "cm" else number.value
        yield f"{value:g}"


def report_clauses(aligned: Aligned) -> tuple[Clause, ...]:
    """The clauses of the report, read once for a plan."""
    return kept(aligned.reading.prepared.memo, "sameness", lambda: tuple(_read_report(aligned)))


def _read_report(aligned: Aligned) -> Iterator[Clause]:
    text = aligned.plan.reading.text
    low = fold(text)
    wrapped = _wrapped(text)
    for scene in aligned.reading.prepared.scenes:
        for row in _lines(low, scene.row, wrapped):
            spans = list(_cuts(row))
            for first, last in spans:
                yield clause_of(low, row[first:last])
            if len(spans) > 1:
                yield from _joined(low, row, spans)


def _joined(low: str, row: Sequence[Token], spans: Sequence[tuple[int, int]]) -> Iterator[Clause]:
    """A clause with the one it stands behind: what opens a line with a mark, and what goes on from it, are one ("Left: …")."""
    for (first, last), (second, end) in zip(spans, spans[1:], strict=False):
        one, two = clause_of(low, row[first:last]), clause_of(low, row[second:end])
        if one.denied or row[last].lemma in _TURNS:
            continue
        yield Clause(
            one.start, two.end, {**one.told, **two.told}, two.denied, one.ways | two.ways, one.sides | two.sides,
            one.levels | two.levels, one.numbers | two.numbers, one.open or two.open,
        )  # fmt: skip


def _wrapped(text: str) -> int:
    """The width at which lines of a text are broken; 0 where they are not."""
    widths = sorted((len(line.rstrip()) for line in text.splitlines()), reverse=True)
    if len(widths) < _LINES or widths[0] - widths[_LINES - 1] > _RAGGED or widths[0] > _WIDEST:
        return 0
    return widths[0]


_LINES, _RAGGED, _WIDEST = 4, 14, 140


def _lines(low: str, row: Sequence[Token], wrapped: int) -> Iterator[Sequence[Token]]:
    """The lines of a sentence that end where no width made them end."""
    first = 0
    for i, (one, two) in enumerate(zip(row, row[1:], strict=False), 1):
        if "\n" not in low[one.end : two.start]:
            continue
        begun = low.rfind("\n", 0, one.end) + 1
        if not wrapped or one.end - begun + two.end - two.start + 1 <= wrapped:
            yield row[first:i]
            first = i
    if first < len(row):
        yield row[first:]


def draft_clause(aligned: Aligned, said: Said, span: Span) -> Clause | None:
    """The clause of a draft's sentence that a span stands in, with the side and level that its heading gives it."""
    reading = aligned.reading
    row = reading.tokens[said.first : said.last]
    for first, last in _cuts(row):
        if row[first].start <= span.start < row[last - 1].end:
            # a span over more than one clause is read whole
            end = next((i for i in range(last, len(row)) if row[i].start >= span.end), len(row)) if row[last - 1].end < span.end else last
            made = clause_of(reading.folded, row[first:end], short=initials(aligned))
            return _in_context(said, made)
    return None


def whole(aligned: Aligned, said: Said) -> Clause | None:
    """A draft's sentence as one clause, denials held apart by its clauses."""
    row = aligned.reading.tokens[said.first : said.last]
    parts = [clause_of(aligned.reading.folded, row[a:b], short=initials(aligned)) for a, b in _cuts(row)]
    if not parts:
        return None
    told: dict[str, frozenset[str]] = {}
    denied: dict[str, frozenset[str]] = {}
    for part in parts:
        told.update(part.told)
        denied.update(part.denied)
    made = Clause(
        said.start, said.end, told, denied, frozenset().union(*(p.ways for p in parts)),
        frozenset().union(*(p.sides for p in parts)), frozenset().union(*(p.levels for p in parts)),
        frozenset().union(*(p.numbers for p in parts)), any(p.open for p in parts),
    )  # fmt: skip
    return _in_context(said, made)


def _in_context(said: Said, made: Clause) -> Clause:
    side = said.context.laterality
    if not made.sides and side in ("left", "right", "bilateral"):
        made = made._replace(sides=frozenset(("both" if side == "bilateral" else side,)))
    if not made.levels and said.context.levels:
        made = made._replace(levels=frozenset(said.context.levels))
    if said.label == "absent":
        made = made._replace(told={}, denied={**made.told, **made.denied})
    return made


def initials(aligned: Aligned) -> Mapping[str, tuple[str, ...]]:
    """What the report's words begin with, two to four in a row, and which words these are ("lf": ligamentum flavum)."""
    return kept(aligned.reading.prepared.memo, "initials", lambda: _initials(aligned))


def _initials(aligned: Aligned) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for scene in aligned.reading.prepared.scenes:
        row = [t.lemma for t in scene.row]
        for i in range(len(row)):
            for size in (2, 3, 4):
                words = row[i : i + size]
                if len(words) < size or not all(w.isalpha() and len(w) > 3 for w in words):
                    break
                found.setdefault("".join(w[0] for w in words), tuple(words))
    own = aligned.reading.prepared.report_lemmas
    return {letters: words for letters, words in found.items() if letters not in own and letters not in _LITTLE}


def share(own: Mapping[str, frozenset[str]], others: Mapping[str, frozenset[str]]) -> float:
    """The share of some words that stand among others, in any form; 1 of none."""
    return len(held(own, others)) / len(own) if own else 1.0


def held(own: Mapping[str, frozenset[str]], others: Mapping[str, frozenset[str]]) -> set[str]:
    """The words that stand among others, in any form or by a like word."""
    every: frozenset[str] = frozenset().union(*others.values())
    return {word for word, found in own.items() if not found.isdisjoint(every)}


def same_place(one: Clause, other: Clause, *, strict: bool = False) -> bool:
    """Whether no side, level, direction or number of a draft's clause is missing from the report's.

    Args:
        strict: Whether the report's clause must have one side and the very same levels.
    """
    if one.sides and one.sides != other.sides:
        return False
    levels = other.levels | {v for level in other.levels for v in level.split("-")}
    if one.levels and not one.levels <= levels:
        return False
    if strict and (len(other.sides) > 1 or (other.levels and one.levels and one.levels != other.levels)):
        return False
    return one.numbers <= other.numbers and one.ways <= other.ways


def words_of(text: str) -> Mapping[str, frozenset[str]]:
    """The telling words of a phrase with their codes."""
    lemmas = (t.lemma for t in tokens(fold(text)))
    return {w: codes(w) for w in lemmas if w.isalpha() and len(w) > 1 and w not in _LITTLE}


#: The share of a clause's words, sizes included, that the report's clause must hold, and how many at least.
_SHARE, _LEAST = 0.6, 2


def says_so(aligned: Aligned, said: Said, span: Span, *, strict: bool = False, doubt: bool = False) -> bool:
    """Whether a clause of the report affirms and denies what the draft's clause around a span does, at the same place.

    Args:
        strict: As in ``same_place``.
        doubt: Whether both must leave it open, or both be sure.
    """
    clause = draft_clause(aligned, said, span)
    if clause is None:
        return False
    own = words_of(aligned.reading.text[span.start : span.end]).keys()
    return any(
        _same(clause, other, own) and same_place(clause, other, strict=strict) and not (doubt and clause.open != other.open)
        for other in report_clauses(aligned)
    )


def _same(clause: Clause, other: Clause, own: Iterable[str]) -> bool:
    told, denied = held(clause.told, other.told), held(clause.denied, other.denied)
    if any(word in clause.told and word not in told for word in own):
        return False
    if any(word in clause.denied and word not in denied for word in own):
        return False
    if held({w: c for w, c in clause.told.items() if w not in told}, other.denied):
        return False
    if held({w: c for w, c in clause.denied.items() if w not in denied}, other.told):
        return False
    sizes = len(clause.numbers & other.numbers)
    found = len(told) + len(denied) + sizes
    return found >= max(_LEAST, _SHARE * (len(clause.told) + len(clause.denied) + sizes))
