"""The grade that a sentence of a draft gives the finding it names: by an adverb beside it, by what it is said to be, as it is now."""

from __future__ import annotations

from guardrails.alignment import Aligned, Claim
from guardrails.rules.courses import anchored
from guardrails.rules.degree_words import IS_SO, PARTS
from guardrails.rules.grades_words import GRADE_WORDS, parts_of_grade


def grade_beside(aligned: Aligned, claim: Claim) -> str | None:
    """The grade that an adverb right beside a finding gives it ("bulges severely", "moderately thinner disc space")."""
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    ahead = [t.lemma for t in row if t.start < claim.mention.start][-1:]
    behind = [t.lemma for t in row if t.start >= claim.mention.end][:1]
    if anchored(aligned, claim.said):
        ahead = []  # "last year it was slightly wider"
    before = [t.lemma for t in row if t.start < claim.mention.start][-3:]
    if before[1:] in (["case", "of"], ["form", "of"], ["degree", "of"]):
        ahead = before[:1]  # "a mild case of tendinitis"
        return next((grade for grade, words in GRADE_WORDS.items() if ahead[0] in words), None)
    adverbs = [word for word in (*behind, *ahead) if word.endswith("ly")] or _predicate(aligned, claim)
    return next((grade for word in adverbs for grade, words in GRADE_WORDS.items() if word in words), None)


def arrived_at(aligned: Aligned, claim: Claim, grade: str | None) -> str | None:
    """A grade as it is now ("has gone from mildly to moderately narrow"); none where "a little" only tells a size."""
    said, row = claim.said, aligned.reading.tokens
    pieces = [p for p in aligned.reading.analysis.pieces(said.first, said.last) if p.term.kind == "severity"]
    if grade is None or not pieces:
        return grade
    if all(t.lemma in ("a", "little") for p in pieces for t in row[p.start : p.end]):
        return None
    first = pieces[0].start
    if "-to-" in grade and "from" in [t.lemma for t in row[max(said.first, first - 2) : first]]:
        return grade.rpartition("-to-")[2]
    return grade


_HOW_SO = frozenset("quite very rather only just".split())
_SET_AT = frozenset("on in at of to the your its side level".split())


def _predicate(aligned: Aligned, claim: Claim) -> list[str]:
    """The word that a finding is said to be, behind no more than its place ("the narrowing on the right is severe")."""
    row = [t for t in aligned.reading.tokens[claim.said.first : claim.said.last] if t.start >= claim.mention.end]
    at = next((i for i, t in enumerate(row) if t.lemma in IS_SO), None)
    if at is None or anchored(aligned, claim.said):
        return []
    said = claim.said
    pieces = [p for p in aligned.reading.analysis.pieces(said.first, said.last) if p.term.kind in ("anatomy", "side")]
    placed = {t.start for p in pieces for t in aligned.reading.tokens[p.start : p.end]}
    if any(
        t.lemma not in _SET_AT and t.start not in placed and not any(g.start <= t.start < g.end for g in said.levels)
        for t in row[:at]
    ):
        return []
    behind = [t.lemma for t in row[at + 1 :] if t.lemma not in _HOW_SO]
    ends = behind[1:2] in ([], ["."], [","], [";"], ["!"], ["and"], ["at"], ["on"], ["there"])
    return behind[:1] if ends and behind[:1] != ["little"] else []


def of_the_next(aligned: Aligned, claim: Claim) -> bool:
    """Whether the grade of a finding is that of the next one, behind a mark ("vacuum change, mild foraminal stenosis")."""
    mention, row = claim.mention, aligned.reading.tokens
    if mention.severity is None:
        return False
    pieces = [
        p for p in aligned.reading.analysis.pieces(claim.said.first, claim.said.last) if p.term.kind == "severity"
    ]
    own = [p for p in pieces if parts_of_grade(p.term.value) <= parts_of_grade(mention.severity)]
    if not own or any(row[p.start].start < mention.end for p in own):
        return False
    first = own[0]
    between = [t.lemma for t in row[claim.said.first : first.start] if t.start >= mention.end]
    behind = next((m for m in claim.said.mentions if m.start >= row[first.start].start), None)
    return (
        not {",", ";"}.isdisjoint(between[-1:])
        and behind is not None
        and behind.severity == mention.severity
        and not any(t.lemma in PARTS for t in row[first.end : claim.said.last] if t.start < behind.start)
    )
