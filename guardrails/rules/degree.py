"""The rule on courses: new, worse, better or the same as the report has it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from explainer.core.values import Change, Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, agreeing, families
from guardrails.names import stems, stems_of
from guardrails.prepared import Scene, kept
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.contrary import other_age
from guardrails.rules.courses import (
    anchored,
    become_large,
    become_since,
    change_of,
    course_by_sizes_of,
    course_of_sizes,
    denied,
    in_space,
    nothing_amiss,
    onward,
    other_way_by_figure,
    reaches_into,
    shrinks,
    turned_around,
    ways,
)
from guardrails.rules.courses_since import course_since, long_standing_though_new
from guardrails.rules.degree_words import DENYING, PREDICATES, SHORT_WORD, UNTOLD, WORD, wondered
from guardrails.rules.referring import refers, spoken_of
from guardrails.rules.subjects import facts_of, mentions, sized
from guardrails.rules.unsaid import seeks_help
from guardrails.rules.wording import content


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
        told = _changes_of(aligned, claim, facts) | course_of_sizes(aligned, claim.said)
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
        if not told and (_course_in_own_words(aligned, claim.said) or said in _changes_of_a_spot(aligned, claim)):
            continue
        words = aligned.report_words(facts)
        if not told and said == _way_in_words(aligned, words):
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
    yield from _change_words(aligned)
    yield from course_since(aligned)
    yield from long_standing_though_new(aligned)
    yield from _earlier_exam(aligned)
    yield from other_age(aligned)


def _changes_of_a_spot(aligned: Aligned, claim: Claim) -> set[Change]:
    """The courses of what the report has at the very part where a letter tells of something by a word for anything seen ("new patch")."""
    if not content(claim.mention.text) <= families().words:
        return set()
    return {
        m.change
        for f in claim.facts(Tie.COARSE, positive=True)
        if f.site == claim.mention.site
        for m in mentions(aligned, f)
        if m.change
    }


def _changes_of(aligned: Aligned, claim: Claim, facts: Sequence[Fact]) -> set[Change]:
    """The courses that the report gives some facts, in words or else by two sizes; of several things of one name those of the size that a claim gives."""
    told = [m for fact in facts for m in mentions(aligned, fact) if m.change]
    own = [m for m in told if sized(m, claim.mention.measurements, longest=True)]
    return {m.change for m in own or told if m.change} or course_by_sizes_of(aligned, facts)


_LESS = ("decreas", "smaller", "improv", "diminish", "shrunk", "regress")
_MORE = ("increas", "larger", "enlarg", "bigger", "worse", "progress", "grow")


def _way_in_words(aligned: Aligned, words: str) -> Change | None:
    """The one way in which the report's own sentence on a finding has it change, where the report knows an earlier exam."""
    less, more = any(w in words for w in _LESS), any(w in words for w in _MORE)
    if less == more or not any(_knows_earlier(scene) for scene in aligned.reading.prepared.scenes):
        return None
    return "decreased" if less else "increased"


def _named_course(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> Iterator[Fault]:
    """A course told of a named finding by plain words ("growth has slowed since the prior exams") against the report's."""
    if not any(t <= Tie.RELATED for t, _ in claim.fits) or aligned.reading.from_plan(claim.said):
        return
    told = _changes_of(aligned, claim, facts)
    told_ways = tuple(ways(aligned, claim))
    told |= course_of_sizes(aligned, claim.said)
    if any(told & _COURSES[way] for way, _, _ in told_ways) or _course_in_own_words(aligned, claim.said):
        return
    turned = become_since(aligned, claim)
    if turned is not None and not told - {"stable"} and not _compared_there(aligned, facts):
        names = " and ".join(sorted(told)) or "tells of no change"
        yield Fault(turned, f"tells a change of {claim.mention.name} since an earlier exam; the report {names}", aligned.evidence(facts), aligned.statement(facts))  # fmt: skip
        return
    for way, span, against in told_ways:
        if (not told and not against) or (told == {"resolved"} and way == "same" and _only_then(aligned, claim.said)):
            continue
        if not told and (way in ("same", "new") or not _compared_there(aligned, facts)):
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


def _compared_there(aligned: Aligned, facts: tuple[Fact, ...]) -> bool:
    """Whether the report's own sentence on some facts sets them against an earlier exam."""
    return any(word in _AGAINST_BEFORE for word in WORD.findall(aligned.report_words(facts)))


def _earlier_exam(aligned: Aligned) -> Iterator[Fault]:
    """This exam set against an earlier one where the report, in no sentence, knows of any."""
    reading = aligned.reading
    asked = {r.start for r in aligned.plan.reading.recommendations}
    if any(m.change and m.sentence.start not in asked for m in aligned.plan.reading.findings):
        return
    if any(_knows_earlier(scene) for scene in reading.prepared.scenes if scene.start not in asked):
        return
    for said in reading.sentences:
        if (
            said.kind != "statement"
            or said.label in ("questions", "help", "sources", "not-stated", "limits", "reason")
            or reading.from_plan(said)
            or seeks_help(aligned, said)
        ):
            continue
        words = frozenset(reading.lemmas(said))
        if not _OPEN.isdisjoint(words) or any(w.endswith("n't") for w in words):
            continue
        spans = [Span(h.start, h.end) for h in said.of("earlier-exam")]
        spans = spans or [
            Span(*m.span())
            for m in _LAST_EXAM.finditer(reading.folded, said.start, said.end)
            if not (_LAST_PICTURE.match(m.group()) and _COMPARING.isdisjoint(words))
        ]
        for span in spans:
            if not said.quoted(span.start, span.end) and not _only_dried(aligned, said, span):
                yield Fault(span, "compares with an earlier exam; the report knows of none")


def _only_dried(aligned: Aligned, said: Said, span: Span) -> bool:
    """Whether "than before" only explains what drying out is ("less water in it than before"), and names no exam."""
    if aligned.reading.folded[span.start : span.end] != "than before":
        return False
    words = frozenset(aligned.reading.lemmas(said))
    near = {
        w for s in aligned.reading.near(said, 2, 0) if s.paragraph == said.paragraph for w in aligned.reading.lemmas(s)
    }
    return not _MOISTURE.isdisjoint(words) and not _DISCS.isdisjoint(near | words) and _GROWING.isdisjoint(words)


_MOISTURE = frozenset("water watery moisture moist dry drier dried springy plump soft softer stiff stiffer gel".split())
_DISCS = frozenset("disc disk pad cushion absorber".split())
_GROWING = frozenset("larger bigger smaller worse better wider new grown bulge bulges hernia tear".split())


#: An earlier exam by any of its names ("smaller on the last exam", "since your previous X-ray").
_LAST_EXAM = re.compile(
    r"\b(?:on|in|at|since|from|than|with|to|after) (?:the|your|a|an|his|her) (?:last|previous|prior|earlier|old) "
    r"(?:scan|exam|test|x-ray|mri|ct|ultrasound|mammogram|study|image|picture|film)s?\b"
)


#: The last of a row of pictures is no earlier exam, unless something is compared with it.
_LAST_PICTURE = re.compile(r"(?:on|in|at) the last (?:image|picture|film)s?$")
_COMPARING = frozenset(
    "same larger smaller bigger new change changed already still more less before stable different".split()
)


def _knows_earlier(scene: Scene) -> bool:
    """Whether a sentence of the report tells of an earlier exam or of how a thing was ("prior to the scan" does not)."""
    words = [t.lemma for t in scene.row]
    if not DENYING.isdisjoint(words):
        return False
    return any(w in _EARLIER and not (w == "prior" and words[i + 1 : i + 2] == ["to"]) for i, w in enumerate(words))


#: Words of a report that knows how a thing was before.
_EARLIER = frozenset(
    (
        "compare compared comparison prior previous previously since interval earlier last again unchanged stable new newly older "
        "persist persistent improve improved progress progressed progression resolved ago follow-up followup correlation"
    ).split()
)
#: Words that leave a comparison open, deny it or only advise it.
_OPEN = frozenset(
    "no not none without nor never if ask whether any should could can may might would bring older".split()
)


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


def _change_words(aligned: Aligned) -> Iterator[Fault]:
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
            told_here = _changes_of_line(aligned, said)
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
        if not told_here and _course_in_own_words(aligned, said):
            continue
        if not told_here and "stable" in fits and _unchanged_in_words(aligned, said):
            continue
        if not told_here and "stable" in fits and _new_in_words(aligned, said):
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


def _unchanged_in_words(aligned: Aligned, said: Said) -> bool:
    """Whether the report tells, without a finding's name, that what the sentence's line speaks of has not changed."""
    line = stems(aligned.reading.text[aligned.reading.text.rfind("\n", 0, said.start) + 1 : said.end])
    return any(
        "change" in scene.lemmas
        and not DENYING.isdisjoint(scene.lemmas)
        and any(len(word) > SHORT_WORD and word in line for word in stems(" ".join(scene.lemmas)) - _OF_NO_CHANGE)
        for scene in aligned.reading.prepared.scenes
    )


_OF_NO_CHANGE = stems("change changes changed significant interval study studies prior previous earlier")


def _new_in_words(aligned: Aligned, said: Said) -> bool:
    """Whether the report calls a thing new that a sentence names, be it a finding or not ("interval placement of a tube")."""
    named = stems(aligned.reading.text[said.start : said.end])
    return any(
        not _NEWLY.isdisjoint(scene.lemmas)
        and DENYING.isdisjoint(scene.lemmas)
        and any(len(word) > 3 and word in named for word in stems(" ".join(scene.lemmas)) - _EARLIER - _NEWLY)
        for scene in aligned.reading.prepared.scenes
        if "interval" not in scene.lemmas or not _PLACED.isdisjoint(scene.lemmas)
    )


_NEWLY = frozenset("new newly interval".split())
_PLACED = frozenset("placement development appearance insertion new newly".split())


#: What a part is measured against when nothing has changed ("smaller than the left one").
_BESIDES = frozenset("left right other one average usual normal".split())


def _thans(aligned: Aligned, said: Said) -> frozenset[str]:
    """The words right behind each "than" of a sentence."""
    words = aligned.reading.lemmas(said)
    return frozenset(w for i, word in enumerate(words) if word == "than" for w in words[i + 1 : i + 3])


def _changes_of_line(aligned: Aligned, said: Said) -> set[Change]:
    """The changes the report gives what was told before in the same line."""
    text = aligned.reading.text
    start = text.rfind("\n", 0, said.start) + 1
    ids = {
        id
        for c in aligned.claims
        if c.positive and start <= c.said.start and c.said.index < said.index
        for t, f in c.fits
        if t <= Tie.RELATED and f.status != "absent"
        for id in f.mentions
    }
    return {m.change for m in (aligned.mentions[i] for i in ids if i in aligned.mentions) if m.change}


#: What a report must tell for each way of telling a course.
_COURSES: dict[str, frozenset[str]] = {
    "same": frozenset({"stable"}),
    "different": frozenset({"new", "increased", "decreased", "resolved"}),
    "more": frozenset({"increased", "new"}),
    "less": frozenset({"decreased", "resolved"}),
    "new": frozenset({"new"}),
}


def _course(aligned: Aligned, said: Said) -> tuple[frozenset[str], Span, int] | None:
    """The course a sentence tells without naming a finding: the changes that would bear it out, and where it says so."""
    for hit in said.of("compared"):
        return _COURSES[_way(aligned, said, hit)], Span(hit.start, hit.end), hit.first
    anchor = next(iter(said.of("against-before")), None)
    way = next(iter(said.of("direction")), None)
    if not refers(aligned, said) and not (way is not None and _of_nothing_named(aligned, said, way)):
        return None
    if anchor is not None and way is not None:
        span = Span(min(anchor.start, way.start), max(anchor.end, way.end))
        return _COURSES[_way(aligned, said, way)], span, way.first
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


#: Words by which a sentence of the report sets what is seen against an earlier exam.
_AGAINST_BEFORE = frozenset("compare compared comparison prior previous previously since interval earlier last".split())


def _course_in_own_words(aligned: Aligned, said: Said) -> bool:
    """Whether the report tells the course by the same word, set against an earlier exam ("normal fetal growth since …")."""
    reading = aligned.reading
    pieces = [p for p in reading.analysis.pieces(said.first, said.last) if p.term.kind == "change"]
    said_so = {t.lemma for p in pieces for t in reading.tokens[p.start : p.end]}
    said_so |= {t.lemma for h in said.of("direction") for t in reading.tokens[h.first : h.last]}
    said_so -= _AGAINST_BEFORE | _NO_COURSE
    if not said_so:
        return False
    named = {w for w in stems(reading.text[said.start : said.end]) if len(w) > SHORT_WORD}
    scenes = reading.prepared.scenes
    words = kept(reading.prepared.memo, "stems-of-scenes", lambda: [stems_of(scene.lemmas) for scene in scenes])
    told = [
        scene.lemmas
        for scene, own in zip(scenes, words, strict=True)
        if _against_before(scene.lemmas) or (len(named & own) > 1 and _SINCE.isdisjoint(said.lemmas))
    ]
    if "new" in said_so and any(_only_new(aligned, scene) for scene in reading.prepared.scenes):
        return True
    return any(
        _one_course(one, other) for lemmas in told if DENYING.isdisjoint(lemmas) for one in said_so for other in lemmas
    )


def _against_before(lemmas: Collection[str]) -> bool:
    """Whether a sentence sets what it tells against an earlier exam, and not against the other side ("larger compared to the right side")."""
    found = _AGAINST_BEFORE & {*lemmas}
    return bool(found - _COMPARED) or (bool(found) and _SIDES.isdisjoint(lemmas))


_COMPARED = frozenset("compare compared".split())
_SIDES = frozenset("side contralateral opposite".split())


def _only_new(aligned: Aligned, scene: Scene) -> bool:
    """Whether a note of the report only says of what it told before that it is new ("New since the prior studies.")."""
    return (
        [t.lemma for t in scene.row[:1]] == ["new"]
        and not _AGAINST_BEFORE.isdisjoint(scene.lemmas)
        and not any(scene.start <= f.start < scene.end for f in aligned.plan.reading.findings)
    )


#: Words that set a course against an earlier exam ("it has grown since your last x-ray").
_SINCE = frozenset("since last earlier previous prior before".split())
#: Words of a course that tell none by themselves.
_NO_COURSE = frozenset(
    "in place there was were already not present seen the same size of it more less up down off".split()
)


def _one_course(one: str, other: str) -> bool:
    """Whether two words of change are forms of one ("grown" and "growth", "improved" and "improvement")."""
    shared = max(4, min(len(one), len(other)) - 2)
    return one[:shared] == other[:shared] and len(one) >= shared


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
