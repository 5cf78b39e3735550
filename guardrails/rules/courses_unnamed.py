"""Courses told without a finding's name ("they look different from last time")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.values import Span
from guardrails.alignment import Aligned, Tie, agreeing
from guardrails.reading import Hit, Said
from guardrails.rule import Fault
from guardrails.rules.courses import (
    anchored,
    become_large,
    course_by_sizes_of,
    course_of_sizes,
    denied,
    in_space,
    nothing_amiss,
    onward,
    reaches_into,
    shrinks,
)
from guardrails.rules.courses_report import (
    COURSES,
    changes_of_line,
    course_in_own_words,
    new_in_words,
    unchanged_in_words,
)
from guardrails.rules.degree_words import DENYING, PREDICATES, UNTOLD, wondered
from guardrails.rules.referring import refers, spoken_of
from guardrails.rules.unsaid import seeks_help


def change_words(aligned: Aligned) -> Iterator[Fault]:
    """A course told without a finding's name ("they look different from last time") against the report."""
    everywhere = {
        m.change for m in aligned.plan.reading.findings if m.change and m.section not in ("indication", "history")
    }
    for said in aligned.reading.sentences:
        if (
            said.kind != "statement"
            or said.label in ("questions", "help", "sources", "not-stated", "limits")
            or aligned.reading.from_plan(said)
        ):
            continue
        shrunk = "atroph" in aligned.reading.prepared.report
        strange = {  # "The stone has shrunk."
            c.mention.start for c in aligned.claims_in(said) if not c.fits and not (shrunk and shrinks(aligned, c))
        }
        if any(m.change and m.start not in strange for m in said.mentions):
            continue
        named = tuple(f for c in aligned.claims_in(said) for f in agreeing(aligned, c, c.facts(Tie.COARSE)))
        facts = named or spoken_of(aligned, said)
        told_here = {
            m.change
            for f in facts
            for m in (aligned.mentions[i] for i in f.mentions if i in aligned.mentions)
            if m.change
        }
        if not told_here and not named:
            told_here = changes_of_line(aligned, said)
        if not told_here:
            told_here = course_by_sizes_of(aligned, facts)
        course = _course(aligned, said)
        if _against_a_size(said.lemmas):
            continue  # "none is bigger than 8 mm"
        if seeks_help(aligned, said) or _on_the_watch(aligned, said) or not _BESIDES.isdisjoint(_thans(aligned, said)):
            continue
        if course is None or wondered(aligned, said, course[2]) or _awaited(aligned, said, course[2]):
            continue
        fits, span, at = course
        if reaches_into(aligned, said, at) or (fits == {"new"} and _none_of_it(aligned, said, at)):
            continue
        if any(shrinks(aligned, c) and c.mention.end >= span.start and c.facts() for c in aligned.claims_in(said)):
            continue
        if become_large(aligned, said, at) or (fits == {"stable"} and nothing_amiss(aligned, said, span)):
            continue
        told = (told_here or everywhere) | course_of_sizes(aligned, said)
        if told & fits or said.has("symptom") or "you" in aligned.reading.lemmas(said):
            continue
        if fits == {"new"} and any(w in aligned.report_words(facts) for w in ("acute", "recent", "fresh")):
            continue
        whole = aligned.plan.reading.text.lower()
        if not told_here and course_in_own_words(aligned, said):
            continue
        if not told_here and "stable" in fits and unchanged_in_words(aligned, said):
            continue
        if not told_here and "stable" in fits and new_in_words(aligned, said):
            pass
        elif not told and "stable" in fits and any(w in whole for w in ("prior", "unchanged", "stable", "no change")):
            continue
        yield Fault(
            span,
            "tells of a change over time that the report does not",
            aligned.evidence(facts),
            aligned.statement(facts),
        )


def _against_a_size(words: Sequence[str]) -> bool:
    """Whether something is only held against a size ("larger than 8 mm")."""
    return any(
        a == "than" and b[:1].isdigit() and c in ("mm", "cm", "millimeter", "centimeter", "inch")
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
    )


_COMING = frozenset("new newly worsening increasing progressive progressing sudden worse".split())
_CALLS_FOR = frozenset(
    ": → = > needs need means mean warrants warrant requires require prompts prompt calls should".split()
)
_SIGN_WITHIN = 9


def _on_the_watch(aligned: Aligned, said: Said) -> bool:
    """Whether a note tells what a sign that may still come calls for ("New weakness: emergency room", "any new fever means …")."""
    row = [w for w in aligned.reading.lemmas(said) if w not in ("-", "*", "any", "a", "the")]
    if row[:1] == [] or row[0] not in _COMING or anchored(aligned, said):
        return False
    if any(
        c.positive and any(t <= Tie.COARSE and f.status != "absent" for t, f in c.fits) for c in aligned.claims_in(said)
    ):
        return False
    at = next((i for i, w in enumerate(row[:_SIGN_WITHIN]) if w in _CALLS_FOR), 0)
    return at > 1


#: What a part is measured against when nothing has changed ("smaller than the left one").
_BESIDES = frozenset("left right other one average usual normal".split())


def _thans(aligned: Aligned, said: Said) -> frozenset[str]:
    """The words right behind each "than" of a sentence."""
    words = aligned.reading.lemmas(said)
    return frozenset(w for i, word in enumerate(words) if word == "than" for w in words[i + 1 : i + 3])


def _course(aligned: Aligned, said: Said) -> tuple[frozenset[str], Span, int] | None:
    """The course a sentence tells without naming a finding: the changes that would bear it out, and where it says so."""
    for hit in said.of("compared"):
        return COURSES[_way(aligned, said, hit)], Span(hit.start, hit.end), hit.first
    anchor = next(iter(said.of("against-before")), None)
    way = next(iter(said.of("direction")), None)
    if not refers(aligned, said) and not (way is not None and _of_nothing_named(aligned, said, way)):
        return None
    if anchor is not None and way is not None:
        span = Span(min(anchor.start, way.start), max(anchor.end, way.end))
        return COURSES[_way(aligned, said, way)], span, way.first
    tokens = aligned.reading.tokens
    for piece in aligned.reading.analysis.pieces(said.first, said.last):
        if (
            piece.term.kind == "change"
            and _predicated(aligned, said, piece.start)
            and not in_space(aligned, said, piece.start, piece.end)
        ):
            span = Span(tokens[piece.start].start, tokens[piece.end - 1].end)
            goes_on, onto = onward(aligned, said, piece.end)
            if goes_on and onto is None:
                continue
            return frozenset({onto or piece.term.value}), span, piece.start
    return None


def _way(aligned: Aligned, said: Said, hit: Hit) -> str:
    """The way that a word of change tells, "same" where another is denied ("has not grown since")."""
    way = hit.cue.value
    return "same" if way in ("more", "less", "different") and denied(aligned, said, hit.first) else way


def _of_nothing_named(aligned: Aligned, said: Said, way: Hit) -> bool:
    """Whether a course is told of what is no finding and no part ("growth has slowed since …")."""
    if said.places or any(c.fits for c in aligned.claims_in(said)) or said.label in UNTOLD:
        return False
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : way.first] if t.lemma.isalpha()]
    return len(ahead) <= _OPENS_WITHIN and bool(_HAS_TURNED.intersection(ahead))


_OPENS_WITHIN = 5
_HAS_TURNED = frozenset("has have is are was were had".split())


def _awaited(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether a course is only waited for ("a new scan when the kidneys have improved")."""
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : at]][-_CLAUSE:]
    cut = max((i for i, w in enumerate(ahead) if w in (",", ";", ":", "and", "but")), default=-1)
    return not {"when", "once", "until", "unless"}.isdisjoint(ahead[cut + 1 :])


_CLAUSE = 9


def _none_of_it(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether a sentence says that nothing new is there."""
    return not DENYING.union(("nothing",)).isdisjoint(t.lemma for t in aligned.reading.tokens[said.first : at])


def _predicated(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether a word of change is said of the finding ("it is stable"; a note "Stable since …"), and not of something else."""
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : at] if t.lemma[:1].isalpha()]
    return (not ahead or ahead[-1] in PREDICATES) and "mean" not in ahead
