"""Rules on what stands behind a statement: the right source, and none missing for a clinician."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator
from typing import NamedTuple

from explainer.core.language.text import fold, tokens
from explainer.core.values import Citation, Plan, Span
from guardrails.alignment import Aligned, Tie
from guardrails.numbers import numbers_of
from guardrails.prepared import plain, words_in
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.citation import cited, marks

_SPINE = "EXAM: CT lumbar spine.\nINDICATION: Back pain.\nFINDINGS: Facet arthropathy at L4-5.\nIMPRESSION: Facet arthropathy at L4-5."
_TOLD = "There is arthritis in the small joints at L4-L5. Many people with no pain have this. The scan alone can't say if it is linked to pain, and an exam can help tell. "


def _miscited(aligned: Aligned) -> Iterator[Fault]:
    plan = aligned.plan
    supports: dict[str, set[str]] = {}
    for item in plan.items:
        for id in item.sources:
            supports.setdefault(id, set()).update(item.facts)
    for caveat in plan.caveats:
        for id in caveat.sources:
            supports.setdefault(id, set()).update(caveat.facts)
    wording: _Wording | None = None
    for said in aligned.reading.sentences:
        if said.label == "sources":
            continue
        sources = cited(aligned, said)
        if not sources:
            continue
        wording = wording or _wording(aligned)
        if said.planned:
            fault = _other_source(aligned, said, sources) or _beside_plan(aligned, said, wording)
            if fault is not None:
                yield fault
            continue
        fault = (
            _beside_report(aligned, said, wording)
            or _wrong_number(aligned, said, sources)
            or _wrong_subject(aligned, said, sources, supports)
        )
        if fault is not None:
            yield fault


class _Wording(NamedTuple):
    """The plan's own wording, folded: what it tells from the report, and what it tells from sources.

    ``words`` are the lemmas in which a faithful draft tells the report; ``facts`` what the sources say, with its words.
    """

    report: str
    sourced: str
    words: frozenset[str]
    facts: tuple[tuple[str, frozenset[str]], ...]


_KEPT: dict[int, tuple[weakref.ref[Plan], _Wording]] = {}


def _wording(aligned: Aligned) -> _Wording:
    """The plan's wording; made once for each plan object, as ``prepare`` does."""
    plan = aligned.plan
    kept = _KEPT.get(id(plan))
    if kept is not None and kept[0]() is plan:
        return kept[1]
    made = _word(aligned)
    key = id(plan)
    _KEPT[key] = (weakref.ref(plan, lambda _: _KEPT.pop(key, None)), made)
    return made


def _word(aligned: Aligned) -> _Wording:
    told: list[str] = []
    sourced: list[str] = []
    for item in aligned.plan.items:
        text = _SPACES.sub(" ", _TAG.sub(" ", fold(item.filled()))).replace(" .", ".").replace(" ;", ";")
        if item.sources or item.origin == "evidence":
            sourced.append(text)
        elif item.origin == "report":
            told.append(text)
    sourced += [_SPACES.sub(" ", fold(c.text)) for c in aligned.plan.caveats]
    concepts = aligned.reading.lexicon.concepts
    names = [concepts[f.concept] for f in aligned.plan.reading.facts if f.concept in concepts]
    every = " ".join([*told, *(" ".join((c.name, c.plain, *c.terms, *c.lay)) for c in names)])
    words = {t.lemma for t in tokens(fold(every))} | aligned.reading.prepared.report_lemmas | _TELLING
    facts = tuple((fold(f), words_in(f)) for s in aligned.plan.sources for f in s.key_facts)
    return _Wording(" \n ".join(told), " \n ".join(sourced), frozenset(words), facts)


def _beside_plan(aligned: Aligned, said: Said, wording: _Wording) -> Fault | None:
    """A sentence of the plan that tells the report, with the mark of a source behind it."""
    bare = plain(aligned.reading.folded[said.start : said.end])
    if bare in wording.report and bare not in wording.sourced and any(True for _ in _numbered(aligned, said)):
        return _no_support(said)
    return None


def _beside_report(aligned: Aligned, said: Said, wording: _Wording) -> Fault | None:
    """A sentence of the draft's own that only tells what the report holds, with the mark of a source behind it.

    No source can bear out what one person's scan shows: its mark makes a finding look like science.
    """
    if said.kind in ("general", "condition", "question") or not any(True for _ in _numbered(aligned, said)):
        return None
    if (
        said.has("share")
        or said.has("evidence-word")
        or said.has("silent", "common")
        or said.has("common")
        or said.has("limit")
    ):
        return None
    end = next((span.start for span, _ in marks(aligned, said)), said.end)
    content = [
        t.lemma
        for t in aligned.reading.tokens[said.first : said.last]
        if t.start < end and len(t.lemma) > 2 and t.lemma.isalpha() and t.lemma not in _SMALL
    ]
    strange = sum(w not in wording.words for w in content)
    # A sentence that states a finding of this scan may use more words of its own than one that only repeats the report.
    states = any(c.asserted and c.said.index == said.index and c.fits for c in aligned.claims)
    states = states and not _OPINES & set(content)
    if content and strange * (3 if states else 8) <= 2 * len(content):
        return _no_support(said)
    return None


def _numbered(aligned: Aligned, said: Said) -> Iterator[str]:
    """The marks of a sentence that name a source by number."""
    return (piece for _, piece in marks(aligned, said) if piece.isdigit())


def _no_support(said: Said) -> Fault:
    return Fault(said.span, "cites a source for what only the report can say", suggestion="")


#: Words that frame what a report tells.
_TELLING = frozenset(
    "report radiologist doctor clinician show tell name note see found find also then more below above say call describe read mention scan picture image x-ray ultrasound mri test there you your yours our main news result first second third fourth next last side left right both upper lower inner outer middle front back small large mild moderate severe one two three four five measure size about normal new old line part body spot item act key detail".split()
)
#: Words of a sentence that says what can be, not what was seen.
_OPINES = frozenset("may might could often usually mean correlate alone".split())
_SMALL = frozenset(
    "the and are was were has have had with for from that this these those its it's not but which who his her than per into out all any can".split()
)
_SPACES = re.compile(r"[\s\x01]+")
_TAG = re.compile(r"\[[rt][^\]]{0,60}\]")


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
    places = {s.id: p for p, s in _placed(aligned, said)}
    for source in sources:
        facts = supports.get(source.id)
        if not facts:
            continue
        # A mark speaks for the words before it, from the last mark on.
        end = places.get(source.id, said.end)
        start = max((p for p in places.values() if p < end - 8), default=said.start)
        mine = [c for c in claims if start <= c.span.start < end] or claims
        about = {f.id for c in mine for t, f in c.fits if t <= Tie.VAGUE}
        if about and not facts & about:
            return Fault(
                said.span, f"cites [{source.number}] for a finding that this source does not speak of", suggestion=""
            )
    return None


def _placed(aligned: Aligned, said: Said) -> Iterator[tuple[int, Citation]]:
    """The marks of a sentence with the sources they name."""
    for span, piece in marks(aligned, said):
        for source in aligned.plan.sources:
            if piece in (str(source.number), source.id) or piece.lower() == source.id:
                yield span.start, source


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
    wording: _Wording | None = None
    line_end = -1
    for said in aligned.reading.sentences:
        if said.label in ("sources", "not-stated", "questions") or said.kind == "heading" or said.start < line_end:
            continue
        if cited(aligned, said):
            continue
        wording = wording or _wording(aligned)
        if _of_a_source(aligned, said, wording):
            # The mark may stand at the end of the line, behind the last sentence of its statement.
            end = aligned.reading.text.find("\n", said.end)
            end = len(aligned.reading.text) if end < 0 else end
            following = aligned.reading.sentences[said.index + 1 : said.index + 12]
            if not any(s.start < end and cited(aligned, s) for s in following):
                line_end = end
                yield Fault(said.span, "gives evidence without its source", suggestion=_prevalence(aligned))
        elif _figures(aligned, said) and not any(
            cited(aligned, s)
            for s in aligned.reading.near(said, 0, 1)
            if s.index != said.index and s.paragraph == said.paragraph
        ):
            yield Fault(said.span, "gives evidence without its source", suggestion=_prevalence(aligned))


def _of_a_source(aligned: Aligned, said: Said, wording: _Wording) -> bool:
    """Whether a sentence says what one of the plan's sources says, and the report does not."""
    bare = plain(aligned.reading.folded[said.start : said.end])
    content = {
        t.lemma
        for t in aligned.reading.tokens[said.first : said.last]
        if (len(t.lemma) > 2 or t.lemma.isdigit()) and t.lemma not in _SMALL
    }
    if len(content) < 3 or any(piece.lower() == "r" for _, piece in marks(aligned, said)):
        return False  # "When: not stated."; what is marked as the report's
    if said.planned:
        has_source = bool(aligned.reading.prepared.sentences.get(bare))
        return has_source and bare in wording.sourced and bare not in wording.report
    strange = sum(w not in wording.words for w in content)
    if not strange or (len(content) >= 6 and strange < len(content) * 0.25):
        return False  # in words of the report
    # What is copied whole needs few words; what is told in other words has to share most of many.
    most = 0.8 * len(content)
    return any(
        _copies(bare, fact, len(content)) or (len(content) >= 6 and sum(w in words for w in content) >= most)
        for fact, words in wording.facts
    )


def _copies(bare: str, fact: str, words: int) -> bool:
    """Whether a sentence is a piece of a fact word for word: one between its marks, or one of some length."""
    at = fact.find(bare)
    if at < 0:
        return False
    ends = (not at or fact[:at].rstrip()[-1:] in ";.:") and fact[at + len(bare) : at + len(bare) + 1] in ("", ";", ".")
    return ends or words >= 5


def _of_studies(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence speaks of studies of people; "this contrast study" is the scan itself."""
    tokens = aligned.reading.tokens
    for hit in said.of("evidence-word"):
        ahead = {t.lemma for t in tokens[max(said.first, hit.first - 3) : hit.first]}
        if tokens[hit.first].lemma != "study" or not ahead & _THIS_STUDY:
            return True
    return False


_THIS_STUDY = frozenset(
    "this prior previous earlier last current present same contrast noncontrast limited screening diagnostic".split()
)


def _figures(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence of the draft's own gives figures of a study that the report does not hold."""
    if said.planned or not (said.has("share") or _of_studies(aligned, said)):
        return False
    figures = [
        n
        for n in numbers_of(aligned.reading.folded, said.start, said.end)
        if not any(g.start <= n.start < g.end for g in said.levels)
    ]
    told = {n.value for n in aligned.reading.prepared.report_numbers}
    if figures:
        return not all(n.value in told for n in figures)
    # "Percent stenoses are not given" names a unit and gives no share.
    return any(aligned.reading.folded[h.start : h.end] not in ("percent", "per cent", "%") for h in said.of("share"))


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
