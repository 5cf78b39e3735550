"""Words of strength that are no grades ("barely", "hugely", "just starting", "right through"), against what the report grades.

Everyday letters grade by such words more often than by "mild" and "severe". They count as weak or strong, the plainest of
them as weaker or stronger than "moderate", too; and the report's grade, its words of size beside the finding and its
numbered grades say which of the two a finding is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from explainer.core.language.text import Token
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.rule import Fault
from guardrails.rules.alike import words_beside
from guardrails.rules.clauses import Phrases
from guardrails.rules.contrary import GRADE, grade_numbers

_WEAK, _FIRM, _STRONG = 1, 2, 3


class _Word(NamedTuple):
    """How strong a word makes a finding, whether it is at odds with "moderate" too, and whether it is an adverb."""

    rank: int
    plain: bool = False
    adverb: bool = False


def _words(rank: int, words: str, *, plain: bool = False, adverb: bool = False) -> dict[str, _Word]:
    return {word: _Word(rank, plain, adverb) for word in words.split()}


_STRENGTHS: Mapping[str, _Word] = {
    **_words(_WEAK, "barely hardly scarcely faintly minutely negligibly", plain=True, adverb=True),
    **_words(_WEAK, "slightly mildly minimally marginally lightly modestly subtly", adverb=True),
    **_words(_WEAK, "negligible minuscule miniscule infinitesimal", plain=True),
    **_words(_WEAK, "slight minor modest subtle faint insignificant unimpressive"),
    **_words(
        _STRONG,
        "grossly hugely enormously massively dramatically tremendously extremely immensely vastly drastically terribly horribly critically "
        "profoundly excessively",
        plain=True,
        adverb=True,
    ),
    **_words(_STRONG, "severely markedly considerably heavily badly strongly substantially extensively greatly", adverb=True),
    **_words(
        _STRONG, "gross huge enormous massive dramatic tremendous immense extreme drastic gigantic colossal monstrous terrible", plain=True
    ),
    **_words(_STRONG, "severe marked considerable heavy pronounced profound substantial extensive advanced serious"),
}  # fmt: skip
#: Rows of words, with what they say. Longer ones first where one holds another.
_PHRASES: Phrases[_Word] = Phrases(
    (tuple(words.split()), word)
    for word, rows in (
        (
            _Word(_WEAK, plain=True),
            (
                "a touch of", "a trace of", "a hint of", "a tiny bit", "a tiny amount", "the tiniest", "a sliver", "tiny sliver", "next to no",
                "almost no", "only a touch", "just a touch", "lightest", "mildest", "the mildest", "a bit of a", "no more than a trace", "only a trace", "just a trace", "a whisper of", "only a little", "just a little", "only slightly", "just starting", "just beginning", "only just starting", "only just begun", "only starting", "only beginning",
                "at a very early stage", "very early stage", "very early", "not much of a", "only one or two", "only a few",
            ),
        ),
        (_Word(_WEAK), ("early wear", "early stage", "early signs of", "first signs of", "low grade", "starting to", "beginning to")),
        (
            _Word(_STRONG, plain=True),
            ("a great deal of", "most severe", "almost closed", "nearly closed", "almost shut", "nearly shut", "almost blocked", "nearly blocked", "worst kind", "worst possible", "a huge amount", "large amount of", "a very long way", "nearly all the way off", "far out of", "completely gone"),
        ),
        (_Word(_STRONG), ("a long way", "a good deal of", "high grade", "very heavy", "late stage", "end stage", "all but gone", "far advanced")),
    )
    for words in rows
)  # fmt: skip
#: Words of a report that grade, beside a finding.
_TOLD: Mapping[str, int] = {
    **dict.fromkeys(
        "minimal minimally mild mildly slight slightly minor small tiny trace subtle early faint minimum borderline negligible insignificant "
        "subcentimeter".split(),
        _WEAK,
    ),
    **dict.fromkeys("moderate moderately".split(), _FIRM),
    **dict.fromkeys(
        "severe severely marked markedly large extensive extensively massive advanced gross grossly profound critical huge pronounced considerable "
        "complete occlusive occluded comminuted".split(),
        _STRONG,
    ),
}  # fmt: skip
_OF_GRADES = {"minimal": _WEAK, "mild": _WEAK, "moderate": _FIRM, "severe": _STRONG}
_OF_NUMBERS = {"1": _WEAK, "2": _FIRM, "3": _FIRM, "4": _STRONG, "5": _STRONG}
_NEGATIONS = frozenset("no not nor never without neither less nothing cannot than".split())
#: Behind or before a word of strength these make it one of a course or of a comparison.
_COURSES = frozenset(
    "changed change different grown larger smaller bigger wider narrower thicker thinner longer shorter more less worse better higher lower denser "
    "since compared improved worsened progressed rose risen fallen enlarged".split()
)
_BREAKS = frozenset(", ; : . ( ) - but while whereas although which where".split())
#: What an adjective of strength may stand before, to say how much there is of a thing.
_AMOUNTS = frozenset(
    "amount degree extent stage phase lump deal one load volume level quantity collection form case kind finding change bit".split()
)
_IS_SO = frozenset(
    "is are was were looks look appears appear seems seem be been remains : only very quite just rather".split()
)
_ENDS = frozenset(". , ; ! and in on at here there".split())


def other_strength(aligned: Aligned, claim: Claim, facts: Sequence[Fact]) -> Iterator[Fault]:
    """A word of strength in the clause of a finding, at the other end from what the report grades it.

    Args:
        facts: The findings of the report that the claim is about.
    """
    said = claim.said
    row = aligned.reading.tokens[said.first : said.last]
    hits = sorted([*_hits(row), *_grades_apart(aligned, claim, row)], key=lambda hit: hit[0])
    if not hits or not any(t <= Tie.COARSE for t, _ in claim.fits):
        return
    told = _told(aligned, facts)
    if not told or {_WEAK, _STRONG} <= told:
        return
    for first, last, word in hits:
        if not _is_said_of(aligned, claim, row, first, last, word):
            continue
        wrong = told <= _AT_ODDS[word.rank] or (word.plain and told == {_FIRM})
        if wrong:
            start, end = row[first].start, row[last - 1].end
            names = " and ".join(_NAMES[t] for t in sorted(told))
            yield Fault(
                Span(min(start, claim.mention.start), max(end, claim.mention.end)),
                f'says "{aligned.reading.text[start:end]}" of what the report has as {names}',
                aligned.evidence(facts), aligned.statement(tuple(facts)),
            )  # fmt: skip
            return


#: What a report tells that no word of a strength fits.
_AT_ODDS = {_WEAK: {_STRONG}, _FIRM: set[int](), _STRONG: {_WEAK}}
_NAMES = {_WEAK: "slight", _FIRM: "moderate", _STRONG: "marked"}


def _hits(row: Sequence[Token]) -> Iterator[tuple[int, int, _Word]]:
    """The words and rows of words that tell a strength, with where they stand."""
    words = [t.lemma for t in row]
    taken = 0
    for at, lemma in enumerate(words):
        if at < taken:
            continue
        found = _PHRASES.from_(words, at)
        if found is not None:
            taken = at + len(found[0])
            yield at, taken, found[1]
        elif lemma in _STRENGTHS:
            yield at, at + 1, _STRENGTHS[lemma]


_RANKS = {"minimal": _Word(_WEAK), "mild": _Word(_WEAK), "moderate": _Word(_FIRM), "severe": _Word(_STRONG)}


def _grades_apart(aligned: Aligned, claim: Claim, row: Sequence[Token]) -> Iterator[tuple[int, int, _Word]]:
    """The words of grade that no finding of the sentence was read with, where these have none ("the narrowing … is quite mild")."""
    if any(m.severity for m in claim.said.mentions):
        return
    first = claim.said.first
    for piece in aligned.reading.analysis.pieces(first, claim.said.last):
        if (
            piece.term.kind == "severity"
            and piece.term.value in _RANKS
            and row[piece.start - first].lemma not in _STRENGTHS
        ):
            yield piece.start - first, piece.end - first, _RANKS[piece.term.value]


def _is_said_of(aligned: Aligned, claim: Claim, row: Sequence[Token], first: int, last: int, word: _Word) -> bool:
    """Whether a word of strength is said of the finding: in its clause, beside it or of it, and of no change or other thing."""
    said, mention = claim.said, claim.mention
    if said.quoted(row[first].start, row[last - 1].end) or said.has("symptom"):
        return False
    words = [t.lemma for t in row]
    if any(w in _NEGATIONS or w.endswith("n't") for w in words[max(0, first - 3) : first]):
        return False
    if not _COURSES.isdisjoint(words[max(0, first - 1) : first] + words[last : last + 1]):
        return False
    at = next((i for i, t in enumerate(row) if t.start >= mention.start), len(row))
    end = next((i for i, t in enumerate(row) if t.start >= mention.end), len(row))
    lo, hi = (last, at) if last <= at else (end, first)
    if lo < hi and not _BREAKS.isdisjoint(words[lo:hi]) and words[lo:hi] != [":"]:
        return False
    others = [m for m in said.mentions if m is not mention and not (m.start < mention.end and mention.start < m.end)]
    if lo < hi and any(row[lo].start <= m.start < row[hi - 1].end for m in others):
        return False
    if at <= first < end or last == at:
        return True
    near = [m for m in others if row[last - 1].end <= m.start and m.start - row[last - 1].end <= _NEXT]
    if last <= at and near:
        return False
    behind = words[last] if last < len(words) else "."
    if word.adverb or last - first > 1:
        return not any(
            c is not claim
            and c.fits
            and abs(c.mention.start - row[first].start) < abs(mention.start - row[first].start)
            for c in aligned.claims_in(said)
        )
    if behind in _AMOUNTS:
        return True
    return first > 0 and words[first - 1] in _IS_SO and behind in _ENDS


_NEXT = 12


def _told(aligned: Aligned, facts: Sequence[Fact]) -> set[int]:
    """How strong the report has some findings: by grade, by the words beside them, or by a numbered grade."""
    found = {_OF_GRADES[part] for grade in aligned.grades(facts) for part in grade.split("-to-") if part in _OF_GRADES}
    found |= {_TOLD[w] for w in words_beside(aligned, facts) if w in _TOLD}
    if found:
        return found
    words = aligned.report_words(facts)
    return {
        _OF_NUMBERS[number]
        for match in GRADE.finditer(words)
        for number in grade_numbers(match)
        if number in _OF_NUMBERS and words.count(match.group(0)) == 1
    }


_TORN = frozenset({"tear", "full-tear", "partial-tear"})
_WHOLE = (
    "right through", "all the way through", "clean through", "completely", "fully", "entirely", "in two", "full thickness", "complete",
    "through and through", "whole thickness", "total", "totally",
)  # fmt: skip
_PARTLY = (
    "partly", "partially", "partial", "part of the way", "part way", "partway", "some of the fibers", "not all the way", "incomplete",
    "incompletely", "in part", "half way", "halfway",
)  # fmt: skip
_WHOLE_TOLD = frozenset("complete completely full fully".split())
_PART_TOLD = frozenset("partial partially partly incomplete".split())


def torn_otherwise(aligned: Aligned, claim: Claim, facts: Sequence[Fact]) -> Iterator[Fault]:
    """A tear told to go right through that the report has as partial, or the other way round."""
    lexicon = aligned.reading.lexicon
    if not _TORN & {claim.mention.concept, *lexicon.heads_of(claim.mention.concept)}:
        return
    told = set(words_beside(aligned, facts))
    whole, part = bool(told & _WHOLE_TOLD), bool(told & _PART_TOLD)
    if whole == part:
        return
    said, row = claim.said, aligned.reading.tokens[claim.said.first : claim.said.last]
    words = [t.lemma for t in row]
    at = next((i for i, t in enumerate(row) if t.start >= claim.mention.start), len(row))
    end = next((i for i, t in enumerate(row) if t.start >= claim.mention.end), len(row))
    lo = max((i + 1 for i in range(at) if words[i] in _BREAKS), default=0)
    hi = min((i for i in range(end, len(words)) if words[i] in _BREAKS), default=len(words))
    clause = " " + " ".join(words[lo:hi]) + " "
    if any(w in _NEGATIONS or w.endswith("n't") for w in words[lo:hi]) or said.has("tentative"):
        return
    wrong, other = (_PARTLY, _WHOLE) if whole else (_WHOLE, _PARTLY)
    if any(f" {w} " in clause for w in other) or len([c for c in aligned.claims_in(said) if c.fits and c.positive]) > 2:
        return
    found = next((w for w in wrong if f" {w} " in clause), None)
    if found is not None:
        yield Fault(
            claim.span,
            f'says "{found}" of a tear that the report calls {"complete" if whole else "partial"}',
            aligned.evidence(facts), aligned.statement(tuple(facts)),
        )  # fmt: skip
