"""Rules on the form: readable, explained, whole and in the language asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

import rtoml

from explainer.core.intake import language_of
from explainer.core.language.matching import PhraseMatcher
from explainer.core.language.readability import measure
from explainer.core.language.text import tokens
from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.rule import Example, Fault, Rule

#: Highest Flesch-Kincaid grade without quotes (letter guide, section 2) for a whole letter and for one of its items.
GRADE_LIMIT, ITEM_LIMIT = 6.0, 8.0
_REQUIRED = {
    "patient": ("short-answer", "why", "findings", "limits", "next-steps", "get-help"),
    "clinician": ("bottom-line", "actions", "findings", "limits"),
}
_MIN_WORDS = 8


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
    grade = grade_of(aligned, quotes=False)
    if grade is None or grade <= GRADE_LIMIT:
        return
    severity = "error" if aligned.reading.document.writer == "llm" else "warning"
    yield Fault(None, f"reads at grade {grade:.1f}; the limit is {GRADE_LIMIT:.1f}", severity=severity)  # type: ignore[arg-type]


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


@lru_cache(maxsize=1)
def _jargon() -> PhraseMatcher[str]:
    data = rtoml.loads(resources.files("guardrails").joinpath("jargon.toml").read_text("utf-8"))
    return PhraseMatcher([(term, term) for term in data["terms"]])


_EXPLAINS = re.compile(
    r"\(|\)|,? or | means |called| is (?:a|an|the|when|fluid|where|extra)\b| are (?:a|the|small|tiny|pouches|where)\b|that is,|: "
)


def _unexplained(aligned: Aligned) -> Iterator[Fault]:
    if aligned.plan.audience != "patient":
        return
    reading = aligned.reading
    seen: set[str] = set()
    for first, last, term in _jargon().find(reading.tokens):
        start, end = reading.tokens[first].start, reading.tokens[last - 1].end
        if term in seen or any(q.start <= start and end <= q.end for q in reading.quotes):
            continue
        seen.add(term)
        said = next((s for s in reading.sentences if s.start <= start < s.end), None)
        if said is None or said.label == "sources" or said.kind == "question" or reading.from_plan(said):
            continue
        if _EXPLAINS.search(reading.folded, max(said.start, start - 40), min(said.end, end + 60)):
            continue
        following = next((s for s in reading.sentences if s.index == said.index + 1), None)
        if following is not None and reading.folded[following.start : following.start + 9].startswith(
            ("this is", "that is", "it is", "these ar", "they are", "this mean", "it means")
        ):
            continue
        yield Fault(Span(start, end), f'uses "{term}" without saying what it means')


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


def _malformed(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    document, text = reading.document, reading.text
    if document.problem is not None:
        yield Fault(None, document.problem, alone=True)
        return
    if not any(c.isalnum() for c in text):
        yield Fault(None, "the draft is empty", alone=True)
        return
    if document.structured:
        if not document.sections:
            yield Fault(None, "the draft has no section", alone=True)
            return
        missing = [k for k in _REQUIRED[aligned.plan.audience] if k not in document.sections]
        if missing:
            yield Fault(None, f"the draft lacks the section {', '.join(missing)}")
        if document.audience and document.audience != aligned.plan.audience:
            yield Fault(None, f"the draft is for a {document.audience}, asked was a {aligned.plan.audience}")
    language = language_of(reading.folded)
    if language not in (None, "english"):
        yield Fault(None, f"the draft reads like {language}; asked was English", alone=True)
        return
    yield from _foreign(aligned)
    yield from _cut_off(aligned)


def _foreign(aligned: Aligned) -> Iterator[Fault]:
    """A paragraph in another language inside an English draft."""
    text = aligned.reading.folded
    at = 0
    for block in text.split("\n"):
        if len(block) > 60 and sum(w in block for w in (" the ", " and ", " is ", " of ", " that ", " your ")) < 2:
            found = language_of(block)
            if found not in (None, "english") and found is not None:
                yield Fault(Span(at, at + len(block)), f"holds text that reads like {found}", suggestion="")
                return
        at += len(block) + 1


_TAIL = re.compile(r"[.!?:)\]\"'\u201d\u2019*_]$|[0-9]$")
_DANGLING = frozenset(
    "the a an of in at on and or with to is are was were for that your this which who because but by from as its their has have had not may can will be been if when then than so".split()
)


#: Words that end no sentence, whatever mark stands behind them.
_OPEN_ENDED = frozenset("the a an and or with your our my is are was were because who which as its their".split())


def _cut_off(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    sentences = [s for s in reading.sentences if s.label != "sources"]
    if not sentences:
        return
    last = sentences[-1]
    words = [t.lemma for t in tokens(reading.folded, last.start, last.end) if t.lemma[0].isalpha()]
    raw = reading.text[last.start : last.end].rstrip()
    whole = sum(t.lemma[0].isalpha() for t in reading.tokens)
    if (
        whole < _MIN_WORDS
        and not reading.document.structured
        and aligned.plan.audience == "patient"
        and not last.mentions
    ):
        yield Fault(None, "the draft is too short to be a letter")
    line_start = reading.text.rfind("\n", 0, last.start) + 1
    bullet = reading.text[line_start : last.start].strip(" \t")[:1] in ("-", "*", "\u2022") or raw[:1] in (
        "-",
        "*",
        "\u2022",
    )
    if (
        (words and words[-1] in (_OPEN_ENDED if raw.endswith((".", "?", "!")) else _DANGLING))
        or (
            raw
            and not _TAIL.search(raw)
            and last.kind == "statement"
            and not bullet
            and len(words) > 3
            and last.label not in ("sources", "questions", "not-stated")
            and _others_end(aligned)
        )
    ) or raw.endswith((",", "(", " -", "\u2013", "\u2014")):
        yield Fault(Span(last.start, last.end), "the draft breaks off", suggestion="")


def _others_end(aligned: Aligned) -> bool:
    """Whether the draft's other sentences end with a mark, so that one without is cut."""
    ends = [
        aligned.reading.text[s.start : s.end].rstrip()[-1:] in ".!?"
        for s in aligned.reading.sentences[:-1]
        if s.kind == "statement"
    ]
    return not ends or sum(ends) >= len(ends) * 0.6


MALFORMED_DRAFT = Rule(
    name="malformed-draft",
    title="No whole letter in the language asked for",
    rationale="A letter that breaks off leaves out what nobody will miss.",
    source="contract",
    severity="error",
    check=_malformed,
    valid=(
        Example(
            report=_PLAIN, draft="There is a little fluid around your left lung. Ask your clinician what to do next."
        ),
    ),
    invalid=(
        Example(report=_PLAIN, draft="   "),
        Example(
            report=_PLAIN,
            draft="There is a little fluid around your left lung. Ask your clinician what to do about the",
        ),
        Example(
            report=_PLAIN,
            draft="Il y a un peu de liquide autour de votre poumon gauche. Demandez \u00e0 votre m\u00e9decin ce qu'il faut faire dans les jours qui viennent.",
        ),
    ),
)
