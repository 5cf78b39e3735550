"""Rules on the language: readable, and explained."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import rtoml

from explainer.core.language.matching import PhraseMatcher
from explainer.core.language.readability import measure
from explainer.core.values import Severity, Span
from guardrails.alignment import Aligned
from guardrails.reading import DraftReading, Said
from guardrails.rule import Example, Fault, Rule

#: Highest Flesch-Kincaid grade without quotes (letter guide, section 2) for a whole letter and for one of its items.
GRADE_LIMIT, ITEM_LIMIT = 6.0, 8.0
#: Grade above which one sentence of so many words is a fault by itself: college reading, whatever stands around it.
SENTENCE_LIMIT, _LONG = 15.0, 12


def letter_spans(aligned: Aligned) -> list[Span]:
    """The sentences that count for reading ease: headings, fixed help lines and sources are left out."""
    return [
        Span(s.start, s.end)
        for s in aligned.reading.sentences
        if s.kind != "heading" and s.label not in ("sources", "help")
    ]


def grade_of(aligned: Aligned, *, quotes: bool) -> float | None:
    """The Flesch-Kincaid grade of a draft; None without words."""
    skip = () if quotes else aligned.reading.quotes
    kept = aligned.grades_read
    if skip not in kept:
        found = measure(aligned.reading.text, spans=letter_spans(aligned), skip=skip, folded=aligned.reading.folded)
        kept[skip] = None if found is None else found.flesch_kincaid_grade
    return kept[skip]


def _hard(aligned: Aligned) -> Iterator[Fault]:
    if aligned.plan.audience != "patient":
        return
    severity: Severity = "error" if aligned.reading.document.writer == "llm" else "warning"
    grade = grade_of(aligned, quotes=False)
    if grade is not None and grade > GRADE_LIMIT:
        yield Fault(None, f"reads at grade {grade:.1f}; the limit is {GRADE_LIMIT:.1f}", severity=severity)
    reading = aligned.reading
    for said in reading.sentences:
        if said.kind == "heading" or said.label in ("sources", "help", "reason") or not _looks_hard(said):
            continue
        found = measure(reading.text, spans=[said.span], skip=reading.quotes, folded=reading.folded)
        if found and found.words >= _LONG and found.flesch_kincaid_grade > SENTENCE_LIMIT:
            yield Fault(
                said.span,
                f"reads at grade {found.flesch_kincaid_grade:.1f} in one sentence; the limit for one is {SENTENCE_LIMIT:.1f}",
                severity=severity,
            )


def _looks_hard(said: Said) -> bool:
    """A cheap bound: only sentences with many words, or long ones, are measured."""
    words, letters = said.last - said.first, said.end - said.start
    return words >= _LONG and 0.39 * words + 11.8 * letters / words / 3.6 > SENTENCE_LIMIT + 12


_PLAIN = "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion."

READING_LEVEL = Rule(
    name="reading-level",
    title="Harder to read than the limit",
    rationale="Half of adults read at or below grade 8; reports are written far above it.",
    source="bange-2019-readability",
    severity="warning",
    check=_hard,
    valid=(
        Example(
            report=_PLAIN, draft="There is a little fluid around your left lung. Ask your clinician what to do next."
        ),
    ),
    invalid=(
        Example(
            report=_PLAIN,
            draft="Radiographic evaluation demonstrates a diminutive accumulation of extravascular fluid surrounding your left lung, necessitating consultation concerning subsequent investigations.",
        ),
    ),
)


class _Jargon(NamedTuple):
    """The technical terms, the endings of technical words, and the words with such an ending that readers know."""

    terms: PhraseMatcher[str]
    endings: tuple[str, ...]
    everyday: frozenset[str]


@lru_cache(maxsize=1)
def _jargon() -> _Jargon:
    data = rtoml.loads(resources.files("guardrails").joinpath("jargon.toml").read_text("utf-8"))
    terms = PhraseMatcher([(term, term) for term in data["terms"]])
    return _Jargon(terms, tuple(data["endings"]), frozenset(data["everyday"]))


def _terms(reading: DraftReading) -> list[tuple[int, int, str]]:
    """The technical terms of a draft as offsets and names, in order."""
    jargon = _jargon()
    found = [
        (reading.tokens[first].start, reading.tokens[last - 1].end, term)
        for first, last, term in jargon.terms.find(reading.tokens)
    ]
    taken = {start for start, _, _ in found}
    for token in reading.tokens:
        word = token.lemma
        if len(word) > 6 and word.endswith(jargon.endings) and word not in jargon.everyday and token.start not in taken:
            found.append((token.start, token.end, word))
    return sorted(found)


#: Words right behind a term that say what it means, and words right before one that name what was told in plain words.
_MEANS = re.compile(
    r"[\"')\]]{0,2}(?:, or\b|,? (?:that is|meaning|which (?:is|are|means?)|also called|also known as)\b"
    r"| (?:means?(?! (?:for|to)\b)|refers? to|stands? for)\b"
    r"| (?:is|are) (?:a|an|the|when|fluid|where|extra|small|tiny|pouches|part|one|bone|tissue|not|what)\b|, (?:a|an|the|your|one of)\b|: |, i\.e\.)"
)
_NAMED_BEFORE = re.compile(
    r"(?:called|known as|named|term(?: for this)? is|name (?:for this )?is|word (?:for this )?is|, or|calls (?:it|this|them)|which is)(?: (?:a|an|the))? [\"']?$"
)
#: The next sentence says what was just named.
_SAYS_SO = re.compile(
    r"[-*\"(\s]{0,4}(?:(?:this|that|it) is (?:a|an|the|when|where|what|how|fluid|extra|one|part|another|just|only|not the)\b"
    r"|(?:these|they) are (?:small|tiny|the|areas|spots|places|pockets|pouches|parts|extra|points|bits|[a-z]+ of)\b"
    r"|(?:this|that|it) means\b|that's (?:a|an|the)\b)"
)


def _explained(reading: DraftReading, said: Said, start: int, end: int) -> bool:
    """Whether the words around a term say what it means; the report's own words in brackets do not."""
    text = reading.folded
    if text.rfind("(", said.start, start) > text.rfind(")", said.start, start):
        return True  # the term stands in brackets behind plain words
    bracket = text.find("(", end, min(said.end, end + 24))
    if bracket >= 0 and text[bracket + 1 : bracket + 2] not in ('"', "'") and text[end:bracket].count(" ") <= 2:
        return True
    if _MEANS.match(text, end, said.end) or _NAMED_BEFORE.search(text, max(said.start, start - 28), start):
        return True
    following = reading.sentences[said.index + 1 : said.index + 2]
    return bool(following) and _SAYS_SO.match(text, following[0].start, following[0].end) is not None


def _unexplained(aligned: Aligned) -> Iterator[Fault]:
    if aligned.plan.audience != "patient":
        return
    reading = aligned.reading
    starts = [s.start for s in reading.sentences]
    first: dict[str, Span] = {}
    explained: set[str] = set()
    for start, end, term in _terms(reading):
        if any(q.start <= start and end <= q.end for q in reading.quotes):
            continue
        said = reading.sentences[max(0, bisect_right(starts, start) - 1)]
        if said.label == "sources" or said.kind == "question" or reading.from_plan(said):
            continue
        if _explained(reading, said, start, end):
            explained.add(term)
        else:
            first.setdefault(term, Span(start, end))
    for term, span in first.items():
        if term not in explained:
            yield Fault(span, f'uses "{term}" without saying what it means')


UNEXPLAINED_JARGON = Rule(
    name="unexplained-jargon",
    title="A technical term without its meaning",
    rationale="Readers guess at words they do not know, and often guess the opposite.",
    source="bange-2019-readability",
    severity="warning",
    check=_unexplained,
    valid=(Example(report=_PLAIN, draft="There is a little extra fluid around your left lung (a pleural effusion)."),),
    invalid=(Example(report=_PLAIN, draft="Your left lung has pleural effusion here."),),
)
