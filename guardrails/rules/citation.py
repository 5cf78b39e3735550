"""Rules on sources: only those of the plan, only for what they support, and none missing for a clinician."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.core.language.text import fold
from explainer.core.values import Citation, Span
from guardrails.alignment import Aligned, Tie
from guardrails.numbers import numbers_of
from guardrails.prepared import plain
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule

_MARK = re.compile(r"\[([^\]\n]{1,80})\]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ID = re.compile(r"(?<![\w/.-])[a-z][a-z0-9]*(?:-[a-z0-9]+){0,6}-(?:19|20)[0-9]{2}[a-z]?(?:-[a-z0-9]+)?(?![\w-])")
_NAMED = re.compile(
    r"(?<![\w])([A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+){0,5}?)(?: et al\.?| and (?:colleagues|co-?workers|others))?[ ,]*\(?((?:19|20)[0-9]{2})\b"
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
    for match in _LOCATOR.finditer(reading.folded, said.start, said.end):
        digits = re.sub(r"^[a-z :#]+", "", match.group())
        if (
            not any(digits in fold(s.citation) for s in aligned.plan.sources)
            and match.group() not in aligned.reading.prepared.report
            and not _given(aligned, match.group())
        ):
            return Fault(
                Span(*match.span()), "names a publication or web page that is no source of the plan", suggestion=""
            )
    for pattern in (_STUDY, _NAMED) if years else (_STUDY,):
        for match in pattern.finditer(reading.text, said.start, said.end):
            words = set(re.findall(r"[a-z0-9]{3,}", fold(match.group()))) - _COMMON
            if pattern is _NAMED and not (
                said.has("evidence-word") or said.has("journal") or "et al" in match.group() or match.group().count("(")
            ):
                continue
            if (
                not words
                or any(words <= k or (len(words & k) >= 2) for k in known)
                or fold(match.group()) in aligned.reading.prepared.report
                or _given(aligned, match.group())
            ):
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


def _miscited(aligned: Aligned) -> Iterator[Fault]:
    plan = aligned.plan
    supports: dict[str, set[str]] = {}
    for item in plan.items:
        for id in item.sources:
            supports.setdefault(id, set()).update(item.facts)
    for caveat in plan.caveats:
        for id in caveat.sources:
            supports.setdefault(id, set()).update(caveat.facts)
    for said in aligned.reading.sentences:
        if said.label == "sources" or said.kind == "heading":
            continue
        sources = cited(aligned, said)
        if not sources:
            continue
        if said.planned:
            fault = _other_source(aligned, said, sources)
            if fault is not None:
                yield fault
            continue
        fault = _wrong_number(aligned, said, sources) or _wrong_subject(aligned, said, sources, supports)
        if fault is not None:
            yield fault


def _other_source(aligned: Aligned, said: Said, sources: tuple[Citation, ...]) -> Fault | None:
    """A sentence of the plan's own under a mark that is not its own."""
    bare = plain(aligned.reading.folded[said.start : said.end])
    allowed = aligned.reading.prepared.sentences.get(bare, frozenset())
    marked = {piece for _, piece in marks(aligned, said)}
    wrong = [s for s in sources if s.id not in allowed and str(s.number) in marked]
    if not allowed or not wrong:
        return None
    return Fault(said.span, f"cites [{wrong[0].number}] for what another source says", suggestion="")


def _wrong_number(aligned: Aligned, said: Said, sources: tuple[Citation, ...]) -> Fault | None:
    """A share or figure that another source of the plan holds, but not the one cited."""

    prepared = aligned.reading.prepared
    mine = {n.value for s in sources for n in prepared.source_numbers[s.id]}
    told = {n.value for n in prepared.report_numbers}
    others = {n.value for s in aligned.plan.sources if s not in sources for n in prepared.source_numbers[s.id]}
    if not (said.has("share") or said.has("evidence-word")):
        return None
    for number in numbers_of(aligned.reading.folded, said.start, said.end):
        if number.word or number.value in (100, 1000) or (number.value <= 2 and not number.unit):
            continue
        mark = any(s.start <= number.start < s.end for s, _ in marks(aligned, said))
        if mark or any(g.start <= number.start < g.end for g in said.levels):
            continue
        if number.value in mine or number.value in told:
            continue
        if number.value in others:
            return Fault(
                Span(number.start, number.end), "gives a number that the cited source does not hold", suggestion=""
            )
    return None


def _wrong_subject(
    aligned: Aligned, said: Said, sources: tuple[Citation, ...], supports: dict[str, set[str]]
) -> Fault | None:
    """A source cited for a finding that it says nothing of."""
    claims = [c for c in aligned.claims if c.said.index == said.index and c.fits]
    if not claims:
        return None
    about = {f.id for c in claims for t, f in c.fits if t <= Tie.VAGUE}
    for source in sources:
        facts = supports.get(source.id)
        if facts and not facts & about:
            return Fault(
                said.span, f"cites [{source.number}] for a finding that this source does not speak of", suggestion=""
            )
    return None


MISCITED_CLAIM = Rule(
    name="miscited-claim",
    title="A source that does not say this",
    rationale="A right source behind a wrong statement is harder to catch than none.",
    source="steitz-2023",
    severity="error",
    check=_miscited,
    valid=(Example(report=_SPINE, draft=_TOLD),),
    invalid=(
        Example(
            report="EXAM: CT lumbar spine and pelvis.\nINDICATION: Back pain.\nFINDINGS: Facet arthropathy at L4-5. Sigmoid diverticulosis.\nIMPRESSION: Facet arthropathy at L4-5. Sigmoid diverticulosis.",
            draft="There is arthritis in the small joints at L4-L5. Many people with no pain have this. The scan alone can't say if it is linked to pain, and an exam can help tell. There are small pouches in the bowel wall, called diverticulosis [kalichman-2008].",
        ),
    ),
)


def _uncited(aligned: Aligned) -> Iterator[Fault]:
    if aligned.plan.audience != "clinician":
        return
    for said in aligned.reading.sentences:
        if (
            said.label in ("sources", "not-stated", "questions")
            or said.kind == "heading"
            or aligned.reading.from_plan(said)
        ):
            continue
        evidence = said.has("share") or any(h.cue.kind == "evidence-word" for h in said.hits)
        if not evidence or cited(aligned, said):
            continue
        figures = [
            n
            for n in numbers_of(aligned.reading.folded, said.start, said.end)
            if not any(g.start <= n.start < g.end for g in said.levels)
        ]
        if not figures and not said.has("share"):
            continue
        told = {n.value for n in aligned.reading.prepared.report_numbers}
        if figures and all(n.value in told for n in figures):
            continue
        near = [s for s in aligned.reading.near(said, 0, 1) if s.index != said.index and s.paragraph == said.paragraph]
        if any(cited(aligned, s) for s in near):
            continue
        yield Fault(said.span, "gives evidence without its source", suggestion=_prevalence(aligned))


def _prevalence(aligned: Aligned) -> str:
    return next((i.filled() for i in aligned.plan.items if i.kind == "prevalence"), "")


MISSING_CITATION = Rule(
    name="missing-citation",
    title="Evidence without a source",
    rationale="A clinician must be able to check what the tool adds.",
    source="steitz-2023",
    severity="error",
    check=_uncited,
    valid=(
        Example(
            report=_SPINE,
            audience="clinician",
            draft="Facet arthropathy L4-L5 [R]. Often seen without symptoms; imaging alone does not establish the pain source, correlate clinically [T].",
        ),
    ),
    invalid=(
        Example(
            report=_SPINE,
            audience="clinician",
            draft="Facet arthropathy L4-L5 [R]. Studies find it on CT in 59.6% of men and 66.7% of women. Often seen without symptoms; imaging alone does not establish the pain source, correlate clinically [T].",
        ),
    ),
)
