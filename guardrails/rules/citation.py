"""Rule on sources: what a draft cites, and only those of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.core.language.text import fold
from explainer.core.values import Citation, Span
from guardrails.alignment import Aligned
from guardrails.prepared import words_in
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule

_MARK = re.compile(r"\[([^\]\n]{1,80})\]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ID = re.compile(r"(?<![\w/.-])[a-z][a-z0-9]*(?:-[a-z0-9]+){0,6}-(?:19|20)[0-9]{2}[a-z]?(?:-[a-z0-9]+)?(?![\w-])")
_NAMED = re.compile(
    r"(?<![\w])([A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+){0,5}?)(?: et al\.?| and (?:colleagues|co-?workers|others))?[ ,]*\(?((?:19|20)[0-9]{2})\b"
)
#: An author and a year in brackets: "[Kumar, 2014]", "(Kumar et al., Some Journal, 2014)".
_AUTHOR_YEAR = re.compile(
    r"[\[(](?:[a-z.]{1,12}[,:]? ){0,3}([A-Z][\w'\u2019-]+(?:[ ,.&][^\[\]()\n]{0,80})?[ ,]\(?(?:19|20)[0-9]{2}[a-z]?)\)?[\])]"
)
_STUDY = re.compile(
    r"(?<![\w])((?:[A-Z][\w'\u2019-]+ ){1,5}(?:Study|Trial|Registry|Cohort|Guidelines?|Review|Initiative|Survey|Project))\b"
)
_LOCATOR = re.compile(r"\b(?:pmid|doi|pmc|isbn|nct)[ :#]*[0-9./a-z_-]{4,40}|https?://[^\s)]{1,200}|www\.[^\s)]{1,200}")
_TAGS = re.compile(
    r"^(?:r|t|f|\?|x| |not stated|patient|clinic|name|date|scan|emergency|id|role|final|none|removed|sic|illegible)\b",
    re.I,
)


def marks(aligned: Aligned, said: Said) -> Iterator[tuple[Span, str]]:
    """The citation marks in brackets of a sentence: each part with its place."""
    for match in _MARK.finditer(aligned.reading.text, said.start, said.end):
        at = match.start(1)
        for part in re.split(r"[,;]", match.group(1)):
            piece = part.strip()
            where = aligned.reading.text.find(piece, at) if piece else at
            if piece:
                yield Span(where, where + len(piece)), piece
            at = where + len(piece)


def cited(aligned: Aligned, said: Said) -> tuple[Citation, ...]:
    """The plan's sources that a sentence cites, by number, id or tag."""
    found: list[Citation] = []
    by_number = {str(s.number): s for s in aligned.plan.sources}
    by_id = {s.id: s for s in aligned.plan.sources}
    for _, piece in marks(aligned, said):
        source = by_number.get(piece) or by_id.get(piece.lower())
        if source is not None and source not in found:
            found.append(source)
    if not found and said.piece is not None and not _MARK.search(_piece_text(aligned, said.piece)):
        # A statement without marks of its own carries its sources as tags.
        found += [by_id[id] for id in aligned.reading.document.pieces[said.piece].sources if id in by_id]
    return tuple(found)


def _piece_text(aligned: Aligned, number: int) -> str:
    span = aligned.reading.document.pieces[number].span
    return aligned.reading.text[span.start : span.end]


def _unknown(aligned: Aligned) -> Iterator[Fault]:
    plan, reading = aligned.plan, aligned.reading
    numbers = {str(s.number) for s in plan.sources}
    ids = {s.id for s in plan.sources}
    known_words = list(reading.prepared.source_words.values())
    report = plan.reading.text
    for piece in reading.document.pieces:
        for id in piece.sources:
            if id not in ids:
                yield Fault(piece.span, f"cites {id}, which is no source of the plan", suggestion="")
    for said in reading.sentences:
        if said.label == "sources":
            continue
        fault = _mark_fault(aligned, said, numbers, ids) or _name_fault(aligned, said, ids, known_words, report)
        if fault is not None:
            yield fault


def _mark_fault(aligned: Aligned, said: Said, numbers: set[str], ids: set[str]) -> Fault | None:
    for span, piece in marks(aligned, said):
        if said.quoted(span.start, span.end) or piece in numbers or piece.lower() in ids:
            continue
        if (piece.isdigit() and int(piece) < 1000) or (_ID.fullmatch(piece.lower()) and not _TAGS.match(piece)):
            return Fault(span, f"cites [{piece}], which is no source of the plan", suggestion="")
    return None


def _name_fault(aligned: Aligned, said: Said, ids: set[str], known: list[frozenset[str]], report: str) -> Fault | None:
    reading = aligned.reading
    years = _YEAR.search(reading.folded, said.start, said.end) is not None
    for match in _ID.finditer(reading.folded, said.start, said.end) if years else ():
        if match.group() not in ids and match.group() not in aligned.reading.prepared.report:
            return Fault(Span(*match.span()), f"cites {match.group()}, which is no source of the plan", suggestion="")
    for match in _LOCATOR.finditer(reading.folded, said.start, said.end) if said.has("locator") else ():
        digits = re.sub(r"^[a-z :#]+", "", match.group())
        if (
            not any(digits in fold(s.citation) for s in aligned.plan.sources)
            and match.group() not in aligned.reading.prepared.report
            and not _given(aligned, match.group())
        ):
            return Fault(
                Span(*match.span()), "names a publication or web page that is no source of the plan", suggestion=""
            )
    for match in _AUTHOR_YEAR.finditer(reading.text, said.start, said.end) if years else ():
        if not _is_known(aligned, match.group(1), known) and not _NO_AUTHOR & words_in(match.group(1)):
            return Fault(
                Span(*match.span()), f'cites "{match.group(1)}", which is no source of the plan', suggestion=""
            )
    named = [p for p, can in ((_STUDY, said.has("study-word")), (_NAMED, years)) if can]
    for pattern in named:
        for match in pattern.finditer(reading.text, said.start, said.end):
            if pattern is _NAMED and not (
                said.has("evidence-word") or said.has("journal") or "et al" in match.group() or match.group().count("(")
            ):
                continue
            if _is_known(aligned, match.group(), known):
                continue
            return Fault(Span(*match.span()), f'names "{match.group()}", which is no source of the plan', suggestion="")
    for hit in said.of("journal"):
        text = reading.folded[hit.start : hit.end]
        if said.label == "sources" or (text in ("radiology",) and not said.has("evidence-word")):
            continue
        if text == "radiology" and not re.search(
            r"radiology[ ,(]*(?:19|20)[0-9]{2}", reading.folded[hit.start : hit.end + 12]
        ):
            continue
        if not any(set(re.findall(r"[a-z0-9]{3,}", text)) <= k for k in known):
            return Fault(Span(hit.start, hit.end), f'names "{text}", which is no source of the plan', suggestion="")
    return None


def _is_known(aligned: Aligned, name: str, known: list[frozenset[str]]) -> bool:
    """Whether a name with a year or a word of study is one of the plan's sources, or stands in the report."""
    words = set(re.findall(r"[a-z0-9]{3,}", fold(name))) - _COMMON
    return (
        not words
        or any(words <= k or len(words & k) >= 2 for k in known)
        or aligned.reading.prepared.says(fold(name))
        or _given(aligned, name)
    )


#: Words in brackets with a year that tell of a test or a day, not of an author.
_NO_AUTHOR = frozenset(
    "ct mri mr pet x-ray x-rays xray scan exam exams study ultrasound mammogram january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec dated date since prior previous last compared comparison born done taken seen surgery report spring summer autumn fall winter".split()
)
_COMMON = frozenset(
    "the study trial review guideline guidelines cohort registry survey project initiative and colleagues others report scan exam spine january february march april may june july august september october november december".split()
)


def _given(aligned: Aligned, text: str) -> bool:
    low = fold(text)
    return any(low in fold(k) or fold(k) in low for k in aligned.reading.known if len(k) > 3)


_SPINE = "EXAM: CT lumbar spine.\nINDICATION: Back pain.\nFINDINGS: Facet arthropathy at L4-5.\nIMPRESSION: Facet arthropathy at L4-5."
_TOLD = "There is arthritis in the small joints at L4-L5. Many people with no pain have this. The scan alone can't say if it is linked to pain, and an exam can help tell. "

UNKNOWN_CITATION = Rule(
    name="unknown-citation",
    title="A source that is not in the plan",
    rationale="A made-up source lends a false claim the look of science.",
    source="steitz-2023",
    severity="error",
    check=_unknown,
    valid=(Example(report=_SPINE, draft=_TOLD),),
    invalid=(
        Example(report=_SPINE, draft=_TOLD + "This was shown by Harlan et al. (2011)."),
        Example(report=_SPINE, draft=_TOLD + "See also tolliver-2015."),
    ),
)
