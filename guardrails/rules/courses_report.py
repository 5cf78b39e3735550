"""The courses that the report tells: of a finding, of its part of the body, and in words that name no finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from explainer.core.values import Change, Fact
from guardrails.alignment import Aligned, Claim, Tie, families
from guardrails.names import stems, stems_of
from guardrails.prepared import Scene, kept
from guardrails.reading import Said
from guardrails.rules.courses import course_by_sizes_of
from guardrails.rules.degree_words import DENYING, SHORT_WORD, WORD
from guardrails.rules.subjects import mentions, sized
from guardrails.rules.wording import content


def changes_of_a_spot(aligned: Aligned, claim: Claim) -> set[Change]:
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


def changes_of(aligned: Aligned, claim: Claim, facts: Sequence[Fact]) -> set[Change]:
    """The courses that the report gives some facts, in words or else by two sizes; of several things of one name those of the size that a claim gives."""
    told = [m for fact in facts for m in mentions(aligned, fact) if m.change]
    own = [m for m in told if sized(m, claim.mention.measurements, longest=True)]
    return {m.change for m in own or told if m.change} or course_by_sizes_of(aligned, facts)


_LESS = ("decreas", "smaller", "improv", "diminish", "shrunk", "regress")
_MORE = ("increas", "larger", "enlarg", "bigger", "worse", "progress", "grow")


def way_in_words(aligned: Aligned, words: str) -> Change | None:
    """The one way in which the report's own sentence on a finding has it change, where the report knows an earlier exam."""
    less, more = any(w in words for w in _LESS), any(w in words for w in _MORE)
    if less == more or not any(knows_earlier(scene) for scene in aligned.reading.prepared.scenes):
        return None
    return "decreased" if less else "increased"


def compared_there(aligned: Aligned, facts: tuple[Fact, ...]) -> bool:
    """Whether the report's own sentence on some facts sets them against an earlier exam."""
    return any(word in _AGAINST_BEFORE for word in WORD.findall(aligned.report_words(facts)))


def knows_earlier(scene: Scene) -> bool:
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


def unchanged_in_words(aligned: Aligned, said: Said) -> bool:
    """Whether the report tells, without a finding's name, that what the sentence's line speaks of has not changed."""
    line = stems(aligned.reading.text[aligned.reading.text.rfind("\n", 0, said.start) + 1 : said.end])
    return any(
        "change" in scene.lemmas
        and not DENYING.isdisjoint(scene.lemmas)
        and any(len(word) > SHORT_WORD and word in line for word in stems(" ".join(scene.lemmas)) - _OF_NO_CHANGE)
        for scene in aligned.reading.prepared.scenes
    )


_OF_NO_CHANGE = stems("change changes changed significant interval study studies prior previous earlier")


def new_in_words(aligned: Aligned, said: Said) -> bool:
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


def changes_of_line(aligned: Aligned, said: Said) -> set[Change]:
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
COURSES: dict[str, frozenset[str]] = {
    "same": frozenset({"stable"}),
    "different": frozenset({"new", "increased", "decreased", "resolved"}),
    "more": frozenset({"increased", "new"}),
    "less": frozenset({"decreased", "resolved"}),
    "new": frozenset({"new"}),
}

#: Words by which a sentence of the report sets what is seen against an earlier exam.
_AGAINST_BEFORE = frozenset("compare compared comparison prior previous previously since interval earlier last".split())


def course_in_own_words(aligned: Aligned, said: Said) -> bool:
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
