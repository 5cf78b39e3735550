"""Clauses of a draft and clauses of the report that say the same in nearly the same words.

A clause is cut where a new statement begins. Of each clause the words it affirms and the words it denies are held apart, with
its sides, levels, numbers and whether it leaves the thing open. No reading of findings is asked: where the report's own words
bear a clause out, it says what the report says, whatever was made of either sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

import rtoml

from explainer.core.language.attributes import find_levels
from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import Token, fold, tokens
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, near
from guardrails.names import FILLERS, of_its_twin, stem, terms_of
from guardrails.numbers import numbers_of
from guardrails.prepared import kept
from guardrails.reading import Said

_DENIES = frozenset(
    "no not none nothing nowhere without never neither nor cannot negative absent absence lack excluded resolved".split()
)
#: Denials that stand behind what they deny.
_BEHIND = frozenset("not never none absent negative cannot".split())
_AFFIRMS = frozenset("only just doubt question".split())
_TURNS = frozenset("but although though however yet except while whereas".split())
_MARKS = frozenset((".", ";", ":", "(", ")", "?", "!", "•", "|", "→", "–", "—", ">"))
#: Words that begin a statement of its own behind a comma or "and".
_SUBJECTS = frozenset(
    "there you it they he she we the this that your these those both likely probably possibly suggesting consistent".split()
)
#: Words that call a part well: a piece between commas that holds one is a statement of its own.
_SOUND = frozenset("normal adequate preserved maintained intact patent clear open unremarkable".split())
_PRONOUNS = frozenset("it they there this".split())
#: Words that only go along with the next one in a name.
_ALONG = frozenset((("bone", "spur"), ("blood", "vessel"), ("blood", "clot"), ("blood", "flow")))
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
        "measure mm cm ml cc near link mildly moderately slightly severely mild moderate severe slight minimal left right bilateral level area here us"
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
    written: frozenset[str]
    numbers: frozenset[str]
    open: bool
    #: The items of a list, when it is one.
    items: tuple[Clause, ...] = ()
    #: Levels of the clause before, for one that names none; and whether it tells of the question or the method.
    before: frozenset[str] = frozenset()
    aside: bool = False
    parts: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    data = rtoml.loads(resources.files("guardrails").joinpath("likewords.toml").read_text("utf-8"))
    return tuple(
        (f"{group}:{number}", tuple(row))
        for group in ("near", "parts", "ways")
        for number, row in enumerate(data[group])
    )


#: Endings that make a disease, a growth or an operation of a part's name: with another one it is another thing.
_DISEASES = "itis osis penia oma pathy tension trophy plasia ectomy ectasis lysis listhesis".split()


def ending(word: str) -> str:
    """The ending of a word that makes it a disease, a growth or an operation; empty without one."""
    return next((e for e in _DISEASES if word.endswith(e)), "")


@lru_cache(maxsize=32768)
def codes(word: str) -> frozenset[str]:
    """What a lemma may be matched by: its stem, its root, and the rows of like words that it begins as."""
    found = {stem(word), word}
    root = _LONG if word.startswith(_LONG_OPENINGS) else _ROOT
    if len(word) >= root:
        found.add(word[:root] + ending(word))
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
        if mark or word in _TURNS or (word in (",", "and") and (after in _OPENING or _states(row, i + 1))):
            if i > first:
                yield first, i
            first = i + 1
    if first < len(row):
        yield first, len(row)


_OPENING = _SUBJECTS | _VERBS | _TURNS | {"no", "not", "without", "nor"}
_AHEAD = 5


def _states(row: Sequence[Token], at: int) -> bool:
    """Whether what stands behind a comma or "and" calls a part well, or soon has a subject ("and for that reason it is")."""
    words: list[str] = []
    for token in row[at : at + _AHEAD]:
        if token.lemma in (",", "or") or token.lemma in _MARKS:
            break
        words.append(token.lemma)
    return not _PRONOUNS.isdisjoint(words) or (len(words) > 1 and not _SOUND.isdisjoint(words))


def _inside(row: Sequence[Token], i: int) -> bool:
    """Whether a point stands within an abbreviation or a number ("w.o", "1.5")."""
    return i + 1 < len(row) and row[i].end == row[i + 1].start and i > 0 and row[i - 1].end == row[i].start


def _is_denial(word: str) -> bool:
    return word in _DENIES or word.endswith("n't")


def clause_of(
    folded: str,
    row: Sequence[Token],
    *,
    short: Mapping[str, tuple[str, ...]] | None = None,
    letters: Collection[str] = (),
) -> Clause:
    """Read one clause by its words alone.

    Args:
        short: Initials, each with the words that they stand for.
        letters: Words that may be initials of what the clause spells out.
    """
    told: dict[str, frozenset[str]] = {}
    denied: dict[str, frozenset[str]] = {}
    ways: set[str] = set()
    sides: set[str] = set()
    denying = _denied_whole(row)
    again = _spelled(row, letters)
    for i, token in enumerate(row):
        word = token.lemma
        if (_is_denial(word) or (word == "free" and row[i + 1 : i + 2] and row[i + 1].lemma in ("of", "from"))) and (
            i + 1 == len(row) or row[i + 1].lemma not in _AFFIRMS
        ):
            denying = True
            continue
        if word in _SIDES and (len(word) > 1 or not (_part_of_code(folded, token) or _compared(row, i))):
            sides.add(_SIDES[word])
        for opening, side in (("dextro", "right"), ("levo", "left")):
            if word.startswith(opening):
                sides.add(side)
        if i + 1 < len(row) and (word, row[i + 1].lemma) in _ALONG:
            continue
        for one in (short or {}).get(word, (word,)):
            found = codes(one) | again.get(i, frozenset())
            ways.update(c for c in found if c.startswith("ways:"))
            if one.isalpha() and len(one) > 1 and one not in _LITTLE:
                (denied if denying else told)[one] = found
    start, end = row[0].start, row[-1].end
    groups = tuple(find_levels(folded, start, end))
    return Clause(
        start,
        end,
        told,
        denied,
        frozenset(ways),
        frozenset(sides),
        frozenset(level for g in groups for level in g.levels),
        frozenset(m.group().upper() for m in _CODE.finditer(folded, start, end)),
        frozenset(
            value
            for at, value in _numbers(folded, start, end, every=short is None)
            if not any(g.start <= at < g.end for g in groups)
        ),
        any(t.lemma in _DOUBTS for t in row),
    )


#: A vertebra or a root on its own, and none of the two that name a disc.
_CODE = re.compile(r"(?<![-/\w])[ctls][0-9]{1,2}\b(?! ?[-/] ?[ctls]?[0-9])")


def _part_of_code(folded: str, token: Token) -> bool:
    """Whether a letter belongs to a level or to letters joined by a dash ("L5", "T-L")."""
    return folded[token.end : token.end + 1].isalnum() or folded[token.start - 1 : token.start] == "-"


def _compared(row: Sequence[Token], i: int) -> bool:
    """Whether a letter at the head of a clause ends a comparison of sides ("R > L, …")."""
    return i == 0 and len(row) > 1 and row[1].lemma == ","


def _spelled(row: Sequence[Token], letters: Collection[str]) -> Mapping[int, frozenset[str]]:
    """Which words of a row spell out initials ("common bile duct" for "CBD"), by where they stand."""
    found: dict[int, frozenset[str]] = {}
    for i in range(len(row)) if letters else ():
        for size in (2, 3, 4):
            words = [t.lemma for t in row[i : i + size]]
            if len(words) == size and "".join(w[0] for w in words) in letters:
                found.update((at, frozenset(("".join(w[0] for w in words),))) for at in range(i, i + size))
    return found


def _denied_whole(row: Sequence[Token]) -> bool:
    """Whether a denial behind its subject takes the clause back from its first word ("a tear is not seen")."""
    words = [t.lemma for t in row]
    at = next((i for i, w in enumerate(words) if w in _BEHIND or w.endswith("n't")), None)
    return at is not None and at > 0 and (words[at - 1] in _VERBS or words[at] in ("none", "absent", "negative"))


def _numbers(folded: str, start: int, end: int, *, every: bool) -> Iterator[tuple[int, str]]:
    """The numbers of a clause, sizes in mm; with ``every``, number words too, and bare ones in the unit of those beside them."""
    numbers = [n for n in numbers_of(folded, start, end) if every or n.unit or not n.word]
    units = {n.unit for n in numbers if n.unit in ("cm", "mm")}
    for number in numbers:
        yield number.start, f"{number.value * 10 if number.unit == 'cm' else number.value:g}"
        if every and not number.unit and "cm" in units:
            yield number.start, f"{number.value * 10:g}"


def report_clauses(aligned: Aligned) -> tuple[Clause, ...]:
    """The clauses of the report, read once for a plan."""
    return kept(aligned.reading.prepared.memo, "sameness", lambda: tuple(_read_report(aligned)))


_ASIDE = frozenset("indication history comparison technique".split())
#: Words of what the report only asks to be looked for.
_ADVICE = frozenset(
    "correlate correlation recommend recommended advise advised evaluate evaluation assess rule".split()
)


def _read_report(aligned: Aligned) -> Iterator[Clause]:
    text = aligned.plan.reading.text
    low = fold(text)
    wrapped = _wrapped(text)
    seen = {f.sentence.start for f in aligned.plan.reading.findings if f.status in ("present", "possible", "absent")}
    aside = {s.start for s in aligned.plan.reading.sentences if s.section in _ASIDE} - seen
    before: frozenset[str] = frozenset()
    for scene in aligned.reading.prepared.scenes:
        for row in _lines(low, scene.row, wrapped):
            spans = list(_cuts(row))
            made = [_listed(low, row[first:last]) for first, last in spans]
            levels: dict[int, frozenset[str]] = {}
            for clause in made:
                levels[clause.start] = frozenset() if clause.levels else before
                before = clause.levels or before
            for clause in (*_joined(row, spans, made), *made):
                if _ADVICE.isdisjoint(clause.told):
                    parts = frozenset(part for part, at in scene.places if clause.start <= at < clause.end)
                    known = frozenset() if clause.levels else levels[clause.start]
                    yield clause._replace(before=known, aside=scene.start in aside, parts=parts)


def _listed(low: str, row: Sequence[Token]) -> Clause:
    """A clause of the report with the items between its commas, each at the side and levels of the whole where it names none."""
    made = clause_of(low, row)
    commas = [i for i, token in enumerate(row) if token.lemma == ","]
    edges = [-1, *commas, len(row)]
    items = [clause_of(low, row[a + 1 : b]) for a, b in pairwise(edges) if b > a + 1] if commas else []
    return made._replace(
        items=tuple(i._replace(sides=i.sides or made.sides, levels=i.levels or made.levels) for i in items)
    )


def _joined(row: Sequence[Token], spans: Sequence[tuple[int, int]], made: Sequence[Clause]) -> Iterator[Clause]:
    """A clause with the one it stands behind: what opens a line with a mark, and what goes on from it, are one ("Left: …")."""
    for (_, last), one, two in zip(spans, made, made[1:], strict=False):
        if not one.denied and row[last].lemma not in _TURNS:
            yield _together(one, two)


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
    for i, (one, two) in enumerate(pairwise(row), 1):
        if "\n" not in low[one.end : two.start]:
            continue
        begun = low.rfind("\n", 0, one.end) + 1
        if not wrapped or one.end - begun + two.end - two.start + 1 <= wrapped:
            yield row[first:i]
            first = i
    if first < len(row):
        yield row[first:]


def draft_clauses(aligned: Aligned, said: Said, span: Span) -> Iterator[Clause]:
    """The clause of a draft's sentence that a span stands in, with the side and level that its heading gives it.

    A clause before a colon is given alone, and with what it opens.
    """
    row = _unnumbered(aligned.reading.tokens[said.first : said.last])
    spans = list(_cuts(row))
    for number, (first, last) in enumerate(spans):
        if row[last - 1].end <= span.start:
            continue
        more = iter(spans[number + 1 :])
        while row[last - 1].end < span.end and (following := next(more, None)) is not None:
            last = following[1]
        yield _in_context(aligned, said, _within(aligned, row, _read(aligned, row[first:last])))
        if last < len(row) and row[last].lemma == ":" and (following := next(more, None)) is not None:
            yield _in_context(aligned, said, _within(aligned, row, _read(aligned, row[first : following[1]])))
        return


def _within(aligned: Aligned, row: Sequence[Token], made: Clause) -> Clause:
    """A clause with the sides of its sentence where it names none."""
    return made if made.sides else made._replace(sides=_read(aligned, row).sides)


def _unnumbered(row: Sequence[Token]) -> Sequence[Token]:
    """A sentence without its number in a list."""
    numbered = len(row) > 1 and row[0].lemma.isdigit() and row[1].lemma in (".", ")")
    return row[2:] if numbered else row


def _read(aligned: Aligned, row: Sequence[Token]) -> Clause:
    return clause_of(
        aligned.reading.folded, row, short=initials(aligned), letters=aligned.reading.prepared.report_lemmas
    )


def whole(aligned: Aligned, said: Said) -> Clause | None:
    """A draft's sentence as one clause, denials held apart by its clauses."""
    row = aligned.reading.tokens[said.first : said.last]
    parts = [_read(aligned, row[a:b]) for a, b in _cuts(row)]
    if not parts:
        return None
    made = parts[0]
    for part in parts[1:]:
        made = _together(made, part)
    return _in_context(aligned, said, made)


def _together(one: Clause, two: Clause) -> Clause:
    return Clause(
        one.start, two.end, {**one.told, **two.told}, {**one.denied, **two.denied}, one.ways | two.ways, one.sides | two.sides,
        one.levels | two.levels, one.written | two.written, one.numbers | two.numbers, one.open or two.open,
    )  # fmt: skip


#: A sentence of no more words, without a verb, is the lead of the next one ("Your left hip.").
_LEAD = 5


def _in_context(aligned: Aligned, said: Said, made: Clause) -> Clause:
    lead = _lead(aligned, said)
    if lead is not None and not lead.denied:
        made = made._replace(
            told={**lead.told, **made.told}, sides=made.sides or lead.sides, levels=made.levels or lead.levels
        )
    side = said.context.laterality
    if not made.sides and side in ("left", "right", "bilateral"):
        made = made._replace(sides=frozenset(("both" if side == "bilateral" else side,)))
    if not made.levels and said.context.levels:
        made = made._replace(levels=frozenset(said.context.levels))
    if said.label == "absent":
        made = made._replace(told={}, denied={**made.told, **made.denied})
    return made


def _lead(aligned: Aligned, said: Said) -> Clause | None:
    """The few words without a verb that stand before a sentence in its paragraph ("Your left hip. It …")."""
    before = aligned.reading.sentences[said.index - 1] if said.index else None
    if before is None or before.paragraph != said.paragraph or before.kind == "heading" or before.first == before.last:
        return None
    if not _VERBS.isdisjoint(before.lemmas) or sum(w.isalpha() for w in before.lemmas) > _LEAD:
        return None
    return _read(aligned, aligned.reading.tokens[before.first : before.last])


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
    """Whether no side, level, direction or size of a draft's clause is missing from the report's.

    Args:
        strict: Whether the report's clause must have one side and no further level, and name each direction.
    """
    if not one.sides <= other.sides or (one.numbers and one.numbers.isdisjoint(other.numbers)):
        return False
    levels = other.levels | other.before
    levels |= other.written | {v for level in levels for v in level.split("-")}
    if not one.written <= (other.written or levels):
        return False
    if any(level not in levels and not set(level.split("-")) <= other.written for level in one.levels):
        return False
    if strict and (len(other.sides) > 1 or (one.levels and other.levels - one.levels)):
        return False
    return one.ways <= other.ways or not (strict or other.ways)


def words_of(text: str) -> Mapping[str, frozenset[str]]:
    """The telling words of a phrase with their codes."""
    lemmas = (t.lemma for t in tokens(fold(text)))
    return {w: codes(w) for w in lemmas if w.isalpha() and len(w) > 1 and w not in _LITTLE}


#: The words of a finding's name in a draft, and its clinical names as stems.
_Name = tuple[frozenset[str], frozenset[frozenset[str]]]
#: The share of a clause's words, sizes included, that the report's clause must hold, and how many at least.
_SHARE, _LEAST = 0.6, 2


class How(NamedTuple):
    """What else must agree for a clause to be the report's own.

    ``strict``: as in ``same_place``. ``doubt``: both leave it open, or both are sure; with ``open``, the first. ``loose``: half of the span's words do.
    ``sizes``: every number is the report's clause's. ``seen``: the clause tells of what was seen, and none that is as near
    says the reverse. ``denied``, ``told``: the draft's clause itself denies the span's words, or tells them. ``asked``: the
    report's reason for the exam may say it.
    """

    strict: bool = False
    doubt: bool = False
    open: bool = False
    loose: bool = False
    sizes: bool = False
    seen: bool = False
    denied: bool = False
    told: bool = False
    asked: bool = False


def says_so(aligned: Aligned, said: Said, span: Span, how: How) -> bool:
    """Whether a clause of the report affirms and denies what the draft's clause around a span does, at the same place."""
    own = words_of(aligned.reading.text[span.start : span.end]).keys()
    for clause in draft_clauses(aligned, said, span):
        if (how.denied and not clause.denied.keys() >= own) or (how.told and not clause.denied.keys().isdisjoint(own)):
            continue
        named = tuple(_named(aligned, said, clause))
        best = _best(aligned, said, clause, named, own, how)
        if not best:
            continue
        turned = clause._replace(told=clause.denied, denied=clause.told)
        if not how.seen or _best(aligned, said, turned, named, own, how) < best:
            return True
    return False


def _best(aligned: Aligned, said: Said, clause: Clause, named: Sequence[_Name], own: Collection[str], how: How) -> int:
    """How many words the report's clause that is nearest shares with a clause of the draft; 0 without one that says the same."""
    found, every = 0, report_clauses(aligned)
    for other in every:
        if (
            not same_place(clause, other, strict=how.strict)
            or (how.doubt and clause.open != other.open)
            or (how.open and not clause.open)
        ):
            continue
        if (how.sizes and not clause.numbers <= other.numbers) or (other.aside and not how.asked):
            continue
        if not _at_its_parts(aligned, clause, said, other, strict=how.strict):
            continue
        found = max(found, _same(_with_names(clause, other, named), other, own, every, how))
    return found


def _at_its_parts(aligned: Aligned, clause: Clause, said: Said, other: Clause, *, strict: bool) -> bool:
    """Whether each part of the body that a draft's clause names stands in the report's, by its words or, unless strict, as one near it."""
    lexicon, every = aligned.reading.lexicon, {**other.told, **other.denied}
    for place in said.places:
        if not clause.start <= place.start < clause.end or place.anatomy in ANYWHERE:
            continue
        words = words_of(aligned.reading.text[place.start : place.end])
        if len(held(words, every)) == len(words) or not other.parts:
            continue
        if strict or not any(near(lexicon, place.anatomy, part) for part in other.parts):
            return False
    return True


def _named(aligned: Aligned, said: Said, clause: Clause) -> Iterator[_Name]:
    """The words of each finding named in a clause, with the clinical names that it goes by."""
    for mention in said.mentions:
        if clause.start <= mention.start < clause.end:
            full, _ = terms_of(aligned.reading.lexicon, mention.concept)
            yield frozenset(words_of(mention.text)), full


def _with_names(clause: Clause, other: Clause, named: Iterable[_Name]) -> Clause:
    """A clause whose everyday names are matched by the clinical ones that the other clause has for the same findings."""
    for words, names in named:
        for mine, theirs in ((clause.told, other.told), (clause.denied, other.denied)):
            if not theirs or words.isdisjoint(mine):
                continue
            every = frozenset().union(*theirs.values())
            name = next((n for n in names if n <= every), None)
            if name is not None:
                more = {w: found | name if w in words - _COUNTED else found for w, found in mine.items()}
                clause = clause._replace(told=more) if mine is clause.told else clause._replace(denied=more)
    return clause


_COUNTED = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth".split())


def _same(clause: Clause, other: Clause, own: Collection[str], every: Sequence[Clause], how: How) -> int:
    """How many words and sizes two clauses share, where they say the same; else 0."""
    told, denied = held(clause.told, other.told), held(clause.denied, other.denied)
    mine = [w for w in own if w in clause.told or w in clause.denied]
    if any(w in _COUNTED and w not in told for w in clause.told):
        return 0
    missing = [w for w in mine if w not in told and w not in denied]
    if missing and (not how.loose or 2 * len(missing) > len(mine)):
        return 0
    if held({w: c for w, c in clause.told.items() if w not in told}, other.denied):
        return 0
    if held({w: c for w, c in clause.denied.items() if w not in denied}, other.told):
        return 0
    sizes = len(clause.numbers & other.numbers)
    words = len(clause.told) + len(clause.denied)
    found = len(told) + len(denied) + sizes
    if words == found == 1:  # one word alone, of which the report says nothing else
        return int(how.seen and not any(held(clause.told, c.denied) or held(clause.denied, c.told) for c in every))
    return found if found >= max(_LEAST, _SHARE * (words + sizes)) else 0


#: The share of the words of a report's clause that a passage must hold: beside the name of a finding, and without it.
_BESIDE, _WITHOUT, _MANY = 0.6, 0.75, 4


def retells(aligned: Aligned, fact: Fact, telling: Sequence[Said]) -> bool:
    """Whether a sentence of a draft holds the words of a clause of the report that tells a fact, in any order, at no other place."""
    wanted: list[tuple[Clause, Mapping[str, frozenset[str]]]] = []
    for mention in (aligned.mentions[id] for id in fact.mentions if id in aligned.mentions):
        name = words_of(mention.text)
        wanted += [
            (item, name)
            for clause in report_clauses(aligned)
            if clause.start <= mention.start < clause.end
            for item in clause.items or (clause,)
            if item.start <= mention.start < item.end and item.told
        ]
    passages = [
        p for p in (whole(aligned, said) for said in telling if wanted and _affirms(aligned, said)) if p is not None
    ]
    return any(_holds(passage, clause, name) for clause, name in wanted for passage in passages)


def _affirms(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence stands under no heading of what was not seen, and is of no search ("was checked for a tear")."""
    return said.label != "absent" and not any(c.mention.status == "hypothetical" for c in aligned.claims_in(said))


def _holds(passage: Clause, clause: Clause, name: Mapping[str, frozenset[str]]) -> bool:
    for mine, theirs in ((passage.sides, clause.sides), (passage.numbers, clause.numbers), (passage.ways, clause.ways)):
        if mine and theirs and mine.isdisjoint(theirs):
            return False
    levels = clause.levels or clause.before
    levels |= clause.written | {v for level in levels for v in level.split("-")}
    if (
        passage.levels
        and levels
        and not any(v in levels for level in passage.levels for v in (level, *level.split("-")))
    ):
        return False
    if held({w: c for w, c in name.items() if w in clause.told}, passage.denied):
        return False
    if of_its_twin(frozenset(map(stem, clause.told)), frozenset(map(stem, passage.told))):
        return False
    found = held(clause.told, passage.told)
    sizes, wanted = len(passage.numbers & clause.numbers), len(clause.told) + len(clause.numbers)
    named = len(held(name, passage.told))
    if 2 * named > len(name):
        return len(found) + sizes >= max(min(_LEAST, len(clause.told)), _BESIDE * wanted)
    return len(found) + sizes >= max(_MANY if not named else _LEAST, _WITHOUT * wanted)
