"""The rule on courses: new, worse, better or the same as the report has it."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.contrary import other_age
from guardrails.rules.courses import (
    become_since,
    change_of,
    course_of_sizes,
    other_way_by_figure,
    shrinks,
    turned_around,
    ways,
)
from guardrails.rules.courses_report import (
    COURSES,
    changes_of,
    changes_of_a_spot,
    compared_there,
    course_in_own_words,
    way_in_words,
)
from guardrails.rules.courses_since import course_since, long_standing_though_new
from guardrails.rules.courses_unnamed import change_words
from guardrails.rules.exams_earlier import earlier_exam
from guardrails.rules.subjects import facts_of
from guardrails.rules.unsaid import seeks_help


def _other_change(aligned: Aligned) -> Iterator[Fault]:
    for sentence in aligned.reading.sentences:
        if sentence.kind == "statement" and turned_around(aligned, sentence):
            yield Fault(sentence.span, "exchanges the size now and the size before")
    for claim in aligned.asserted(positive=True):
        said = change_of(aligned, claim)
        facts = facts_of(aligned, claim)
        if not facts or (said is not None and seeks_help(aligned, claim.said)):
            continue
        if claim.mention.change is None:
            yield from _named_course(aligned, claim, facts)
        if said is None:
            continue
        told = changes_of(aligned, claim, facts) | course_of_sizes(aligned, claim.said)
        if said in told or (said == "new" and claim.said.has("symptom")):
            continue
        if said == "decreased" and shrinks(aligned, claim) and (told or become_since(aligned, claim) is None):
            continue
        whole = aligned.reading.prepared.report
        placed = "interval placement" in aligned.report_words(facts)
        if said == "stable" and not told and not placed and any(w in whole for w in _SAME_BEFORE):
            continue
        if said == "new" and mention_open(claim) and any(w in whole for w in ("age", "acute", "recent", "chronic")):
            continue  # "a bone that may be newly broken" of a break whose age is not known
        if not told and (course_in_own_words(aligned, claim.said) or said in changes_of_a_spot(aligned, claim)):
            continue
        words = aligned.report_words(facts)
        if not told and said == way_in_words(aligned, words):
            continue
        if not told and any(
            w in words
            for w in (
                "prior",
                "previous",
                "again",
                "compar",
                "interval",
                "since",
                "stable",
                "unchanged",
                "new ",
                "larger",
                "smaller",
                "increas",
                "decreas",
                "recent",
                "acute",
            )
        ):
            if said in ("stable", "increased", "decreased") and not any(
                w in words for w in ("larger", "smaller", "increas", "decreas", "worse", "improv", "progress", "new ")
            ):
                continue
            if said == "new" and any(
                w in words for w in ("acute", "recent", "new ", "interval placement", "interval insertion")
            ):
                continue
            if said == "stable" and ("stable" in words or "unchanged" in words or "again" in words):
                continue
        message = (
            f"says {said}; the report says {' and '.join(sorted(told))}"
            if told
            else f"says {said}; the report tells of no change"
        )
        yield Fault(claim.span, message, aligned.evidence(facts), aligned.statement(facts))
    for span, scene in other_way_by_figure(aligned):
        yield Fault(span, "tells this figure as a change the other way than the report", (scene,))
    yield from change_words(aligned)
    yield from course_since(aligned)
    yield from long_standing_though_new(aligned)
    yield from earlier_exam(aligned)
    yield from other_age(aligned)


def _named_course(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> Iterator[Fault]:
    """A course told of a named finding by plain words ("growth has slowed since the prior exams") against the report's."""
    if not any(t <= Tie.RELATED for t, _ in claim.fits) or aligned.reading.from_plan(claim.said):
        return
    told = changes_of(aligned, claim, facts)
    told_ways = tuple(ways(aligned, claim))
    told |= course_of_sizes(aligned, claim.said)
    if any(told & COURSES[way] for way, _, _ in told_ways) or course_in_own_words(aligned, claim.said):
        return
    turned = become_since(aligned, claim)
    if turned is not None and not told - {"stable"} and not compared_there(aligned, facts):
        names = " and ".join(sorted(told)) or "tells of no change"
        yield Fault(turned, f"tells a change of {claim.mention.name} since an earlier exam; the report {names}", aligned.evidence(facts), aligned.statement(facts))  # fmt: skip
        return
    for way, span, against in told_ways:
        if (not told and not against) or (told == {"resolved"} and way == "same" and _only_then(aligned, claim.said)):
            continue
        if not told and (way in ("same", "new") or not compared_there(aligned, facts)):
            continue
        names = " and ".join(sorted(told)) or "another course"
        yield Fault(span, f"tells another course of {claim.mention.name}; the report says {names}", aligned.evidence(facts), aligned.statement(facts))  # fmt: skip
        return


def _only_then(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells only how it was at an earlier time ("the drain was there on the last film")."""
    words = aligned.reading.lemmas(said)
    return not {"was", "were", "had"}.isdisjoint(words) and (_NOW.isdisjoint(words) or not _ENDED.isdisjoint(words))


_ENDED = frozenset("out removed gone away resolved cleared disappeared vanished healed".split())
_NOW = frozenset("is are has have remain remains still now today unchanged persist persists continue continues".split())

#: Words by which a report says that a finding was there before.
_SAME_BEFORE = (
    "unchanged",
    "stable",
    "no change",
    "no interval change",
    "also seen on",
    "seen previously",
    "as before",
)


def mention_open(claim: Claim) -> bool:
    """Whether the claim is made as a possibility."""
    return claim.mention.status == "possible"


CHANGE_MISMATCH = Rule(
    name="change-mismatch",
    title="Another course than the report",
    rationale="New, worse and stable call for different steps.",
    source="steitz-2023",
    severity="error",
    check=_other_change,
    valid=(
        Example(
            report="EXAM: CT chest.\nCOMPARISON: Last year.\nFINDINGS: 6 mm nodule in the right upper lobe, unchanged.\nIMPRESSION: Stable 6 mm right upper lobe nodule.",
            draft="The 6 mm spot in the upper part of your right lung has not changed.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: CT chest.\nCOMPARISON: Last year.\nFINDINGS: 6 mm nodule in the right upper lobe, unchanged.\nIMPRESSION: Stable 6 mm right upper lobe nodule.",
            draft="The 6 mm spot in the upper part of your right lung has grown.",
        ),
        Example(
            report="EXAM: CT chest.\nFINDINGS: 6 mm nodule in the right upper lobe.\nIMPRESSION: 6 mm right upper lobe nodule.",
            draft="There is a 6 mm spot in the upper part of your right lung. It is larger than on your last scan.",
        ),
    ),
)
