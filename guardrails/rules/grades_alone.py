"""A grade told without a claim of its own: of what was told before, or of the report's own words in quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.language.text import Token
from explainer.core.values import Span
from guardrails.alignment import Aligned, agreeing
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.degree_words import PARTS, PREDICATES, UNTOLD, wondered
from guardrails.rules.grades_words import GRADE_WORDS, LARGE, SMALL, parts_of_grade, same_grade
from guardrails.rules.referring import spoken_of
from guardrails.rules.wording import content


def grade_of_a_quote(aligned: Aligned) -> Iterator[Fault]:
    """A grade at odds with the report's own words in brackets behind it ("severe change in the air sacs ("Mild emphysema")")."""
    reading = aligned.reading
    for claim in aligned.claims:
        said, mention = claim.said, claim.mention
        quote = next((q for q in said.quotes if q.start <= mention.start and mention.end <= q.end), None)
        if quote is None or reading.folded[quote.start - 2 : quote.start - 1] != "(" or said.label in UNTOLD:
            continue
        row = reading.tokens
        pieces = [p for p in reading.analysis.pieces(said.first, said.last) if p.term.kind == "severity"]
        inside = {p.term.value for p in pieces if quote.start <= row[p.start].start < quote.end}
        ahead = [p for p in pieces if row[p.end - 1].end <= quote.start]
        facts = agreeing(aligned, claim, claim.nearest(positive=True))
        told = inside or aligned.grades(facts)
        if not ahead or not told or not facts or _denied_grade(aligned, said, ahead[-1].start):
            continue
        start = row[ahead[-1].start].start
        between = [t.lemma for t in row[ahead[-1].end : said.last] if t.end < quote.start - 1]
        named = any(start < m.end and m.start < quote.start and m.severity and claim.fits for m in said.mentions)
        if named and any(c.asserted and c.mention.severity and c.fits for c in aligned.claims_in(said)):
            continue  # judged by its name
        if not PARTS.isdisjoint(between) or same_grade(ahead[-1].term.value, told):
            continue
        yield Fault(
            Span(start, mention.end), f"says {ahead[-1].term.value} of what the report calls {' and '.join(sorted(told))}",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


def grade_alone(aligned: Aligned) -> Iterator[Fault]:
    """A grade said of what was told before ("It is severe.")."""
    for said in aligned.reading.sentences:
        pieces = [p for p in aligned.reading.analysis.pieces(said.first, said.last) if p.term.kind == "severity"]
        if not pieces or any(m.severity for m in said.mentions):
            continue
        facts = spoken_of(aligned, said)
        at = pieces[0].start
        if (
            not facts
            or wondered(aligned, said, at)
            or _denied_grade(aligned, said, at)
            or not _graded(aligned, said, at)
        ):
            continue
        told = {part for grade in aligned.grades(facts) for part in parts_of_grade(grade)}
        grade = pieces[0].term.value
        start, end = aligned.reading.tokens[pieces[0].start].start, aligned.reading.tokens[pieces[0].end - 1].end
        if not told and aligned.reading.folded[start:end] in aligned.reading.prepared.report:
            continue
        if parts_of_grade(grade) & told or (
            not told and any(w in aligned.report_words(facts) for w in (*SMALL, *LARGE))
        ):
            continue
        if told <= {"minimal", "mild"} and parts_of_grade(grade) <= {"minimal", "mild"} and told:
            continue
        if _graded_there(aligned, said, grade):
            continue
        names = " and ".join(sorted(told)) or "no grade"
        yield Fault(
            Span(start, end), f"says {grade} of {facts[0].name}; the report says {names}",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


def _graded_there(aligned: Aligned, said: Said, grade: str) -> bool:
    """Whether the report itself sets this grade beside a part that the sentence names ("in the circumflex it is mild")."""
    words = GRADE_WORDS.get(grade, frozenset({grade}))
    named = {word for word in content(aligned.reading.text[said.start : said.end]) if len(word) > 3}
    named -= words | {"left", "right", "both", "sides", "report"}
    for scene in aligned.reading.prepared.scenes:
        at = [i for i, t in enumerate(scene.row) if t.lemma in words]
        if any(_beside_grade(scene.row, i, named) for i in at):
            return True
    return False


def _beside_grade(row: Sequence[Token], at: int, named: set[str]) -> bool:
    """Whether one of some words stands within a few tokens of another, with no mark between."""
    for step in (-1, 1):
        for i in range(at + step, at + step * _BESIDE, step):
            if not 0 <= i < len(row) or row[i].lemma in PARTS - {"and"}:
                break
            if row[i].lemma in named:
                return True
    return False


_BESIDE = 6


def _graded(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether a grade is said of what was told ("it is severe", "a severe stage"), and not of a new thing."""
    tokens = aligned.reading.tokens
    ahead = [t.lemma for t in tokens[said.first : at] if t.lemma[:1].isalpha()]
    while ahead and ahead[-1] in ("quite", "very", "rather", "only", "just", "a", "an", "now", "in", "of"):
        ahead.pop()
    behind = tokens[at + 1].lemma if at + 1 < said.last else "."
    closes = behind in (".", ",", ";", "!", "[", "degree", "stage", "change", "grade", "form", "in", "and", "(", "at")
    return closes and (not ahead or ahead[-1] in PREDICATES)


def _denied_grade(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether the grade is denied, or is said of something else ("it does not look severe", "a severe headache")."""
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : at]]
    return said.has("symptom") or any(w in ("no", "not", "never", "n't", "without", "doesn't", "isn't") for w in ahead)
