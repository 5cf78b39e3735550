"""Courses set against an earlier exam in plain words: "hasn't changed since 2021", "was there six months ago as well".

A sentence is read by three things: words that set it against an earlier time (a year, a month, an older exam, "a year ago"), the
way it goes (the same, more, less, new), and the findings it names. The report must tell that way of one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.values import Change, Fact
from guardrails.alignment import Aligned, Claim, Tie, agreeing
from guardrails.prepared import Scene
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.courses import course_by_sizes_of, course_of_sizes, is_time
from guardrails.rules.unsaid import seeks_help

_SPANS = frozenset("day days week weeks month months year years".split())
_EXAMS = frozenset(
    "scan scans x-ray xray ray ct mri ultrasound mammogram exam study image images picture pictures film films test time visit "
    "radiograph report one".split()
)
_OLDER = frozenset("last earlier previous prior older old past first".split())
_BEFORE_TIME = frozenset("since than with from in on to as over for cf vs versus against".split())
#: Words of no course: what is asked, awaited, not known or not told.
_OPEN = frozenset(
    "if whether ask asks question should will would could can may might unless until next future again watch repeat recheck "
    "unknown unclear unstated expect expected usually often most many people".split()
)
_DENYING = frozenset("no not without never none neither nor n't".split())

#: The ways by their words; each may stand denied.
_SAME = frozenset("same unchanged stable steady unaltered static constant similar identical still".split())
_STAYS = frozenset("stayed stays stay remained remains remain kept".split())
_CHANGES = frozenset("change changed changes altered alter different difference moved shifted".split())
_MORE = frozenset(
    "more larger bigger grown grow grew growing worse worsened worsening increased increase progressed progress advanced spread further "
    "expanded risen heavier enlarged enlarging expanding climbing climbed swollen widened lengthened longer deepened deeper wider thicker denser taller".split()
)
_LESS = frozenset(
    "less smaller shrunk shrank shrunken better improved improve eased decreased decrease reduced lessened milder "
    "fewer receded roomier regressed faded fading dwindled shorter lighter fainter subsided shrinking".split()
)
_NEW = frozenset("new newly fresh appeared developed".split())
_ALREADY = frozenset("already present there visible seen noted".split())
_TOO = frozenset("too already well also".split())

_WAS = frozenset("was were".split())

#: Findings that are themselves a lessening.
_LESSENING = frozenset("desiccation atrophy height-loss narrowing".split())

_COURSES: dict[str, frozenset[Change]] = {
    "same": frozenset({"stable"}), "more": frozenset({"increased", "new"}), "less": frozenset({"decreased", "resolved"}),
    "new": frozenset({"new"}), "changed": frozenset({"new", "increased", "decreased", "resolved"}),
}  # fmt: skip
_PAIRS = {
    ("moved", "on"): "more", ("opened", "up"): "less", ("shown", "up"): "new", ("turned", "up"): "new", ("exactly", "as"): "same",
    ("just", "as"): "same", ("the", "way"): "same", ("held", "steady"): "same", ("kept", "its"): "same", ("keeps", "its"): "same", ("kept", "to"): "same", ("already", "had"): "same", ("already", "there"): "same", ("already", "visible"): "same", ("already", "present"): "same", ("gone", "further"): "more", ("come", "up"): "new", ("gone", "down"): "less", ("gone", "up"): "more",
}  # fmt: skip
#: Openings of words by which a report's own sentence tells a way.
_IN_REPORT: dict[str, tuple[str, ...]] = {
    "same": ("stable", "unchang", "no change", "no significant change", "no interval change", "again", "similar", "persist", "remain", "still", "redemonstrat", "chronic", "known", "long", "previously"),
    "more": ("increas", "larger", "grow", "enlarg", "worse", "progress", "new", "interval", "develop", "previously"),
    "less": ("decreas", "smaller", "improv", "shrunk", "resol", "less", "diminish", "reduc", "regress", "clear"),
    "new": ("new", "interval", "develop", "acute", "recent", "not present", "not seen"),
    "changed": ("chang", "increas", "decreas", "new", "worse", "improv", "progress", "larger", "smaller", "previously"),
}  # fmt: skip


def course_since(aligned: Aligned) -> Iterator[Fault]:
    """A course of a finding that a sentence sets against an earlier exam, and that the report tells of none it names."""
    for said in aligned.reading.sentences:
        if said.kind != "statement" or said.label in ("questions", "help", "sources", "not-stated", "limits", "reason"):
            continue
        words = said.lemmas
        if not _OPEN.isdisjoint(words) or said.planned or said.has("symptom"):
            continue
        against = _against_earlier(words)
        if not (against or _has_turned(words)):
            continue
        way = _way(words)
        if way is None or seeks_help(aligned, said) or said.quotes:
            continue
        facts = _facts(aligned, said)
        gone = () if facts else _gone(aligned, said)
        if gone and (way == "more" or _is_there(words)):
            yield Fault(said.span, f"tells of {gone[0].name} as still there; the report tells it gone", aligned.evidence(gone), aligned.statement(gone))  # fmt: skip
            continue
        if not against and not _told_of(aligned, facts):
            continue  # without an earlier time only against a course that the report tells
        if way == "less" and any(_LESSENING & aligned.reading.lexicon.heads_of(f.concept) for f in facts):
            continue  # "There is less water in it than before" of a dry disc
        if not facts or course_of_sizes(aligned, said) & _COURSES[way] or _borne_out(aligned, facts, way):
            continue
        yield Fault(
            said.span, f"tells of {facts[0].name} against an earlier exam what the report does not",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


_LONG_KNOWN = frozenset("longstanding long-standing long-term chronic old lifelong".split())


def long_standing_though_new(aligned: Aligned) -> Iterator[Fault]:
    """What the report calls new, told as there for long ("a long-standing cyst")."""
    for claim in aligned.asserted(positive=True):
        said, row = claim.said, aligned.reading.tokens[claim.said.first : claim.said.last]
        if said.kind not in ("statement", "heading") or said.planned or said.quotes:
            continue
        folded = aligned.reading.folded[said.start : said.end]
        at = next((t for t in row if t.lemma in _LONG_KNOWN), None)
        if at is None and "long-standing" not in folded and "long standing" not in folded:
            continue
        facts = [f for t, f in claim.fits if t == Tie.SAME and f.status == "present"]
        if len(facts) == 1 and facts[0].change == "new" and not _words_of_age(aligned, facts[0]):
            yield Fault(
                claim.span, f"tells {facts[0].name} as there for long; the report calls it new", aligned.evidence(facts)
            )


def _words_of_age(aligned: Aligned, fact: Fact) -> bool:
    words = aligned.report_words((fact,))
    return any(word in words for word in ("chronic", "long", "old", "known"))


def _against_earlier(words: Sequence[str]) -> bool:
    """Whether a sentence names an earlier time or exam ("since 2021", "six months ago", "on the last scan")."""
    for at, word in enumerate(words):
        if is_time(word) and not word.isdigit() and not _BEFORE_TIME.isdisjoint(words[max(0, at - 2) : at]):
            return True  # "the same as in January"
        if word == "ago" and not _SPANS.isdisjoint(words[max(0, at - 2) : at]):
            return True
        if (
            word.isdigit()
            and len(word) == 4
            and word[:2] in ("19", "20")
            and not _BEFORE_TIME.isdisjoint(words[max(0, at - 3) : at])
        ):
            return True
        if word in _OLDER and not (_EXAMS | {"year", "week", "month"}).isdisjoint(words[at + 1 : at + 4]):
            return True
        if (
            word in ("the", "that")
            and words[at + 1 : at + 2]
            and words[at + 1].isdigit()
            and len(words[at + 1]) == 4
            and not _EXAMS.isdisjoint(words[at + 2 : at + 4])
        ):
            return True  # "the 2019 picture"
        if (word in _OLDER and words[at - 1 : at] in (("than",), ("since",), ("vs",))) and at + 2 >= len(words):
            return True  # "more pronounced this year than last"
        if word in ("vs", "versus", "cf") and words[at + 1 : at + 2] and words[at + 1][:1].isdigit():
            return True  # "increased vs 11/21"
        if word == "over" and not _SPANS.isdisjoint(words[at + 1 : at + 5]):
            return True
        if word == "before" and words[at - 1 : at] in (("than",), ("as",), ("from",)):
            return True
    return False


def _way(words: Sequence[str]) -> str | None:
    """The one way a sentence tells; None when it tells none, or several."""
    if not _OLDER.isdisjoint(words[:2]) and not _WAS.isdisjoint(words):
        return None  # "Last year it was slightly larger."
    found: set[str] = set()
    for at, word in enumerate(words):
        ahead = words[max(0, at - 4) : at]
        cut = max((i for i, w in enumerate(ahead) if w in (",", ";", "but", "and")), default=-1)
        denied = any(w in _DENYING or w.endswith("n't") for w in ahead[cut + 1 :])
        if (word in _SAME and not denied) or (word in _CHANGES and denied):
            found.add("same")
        elif word in _CHANGES and word in ("changed", "altered", "shifted", "moved"):
            found.add("changed")
        elif word in _MORE or word in _LESS:
            found.add("same" if denied else "more" if word in _MORE else "less")
        elif word in _NEW and not denied:
            found.add("new")
        elif (word, *words[at + 1 : at + 2]) in _PAIRS:
            found.add("same" if denied else _PAIRS[word, words[at + 1]])
    if not found and _were_there(words):
        found.add("same")
    if "same" in found and not _STAYS.isdisjoint(words):
        found = {"same"}  # "has stayed about the same, no larger"
    return found.pop() if len(found) == 1 else None


_HAVE = frozenset("has have hasn't haven't".split())
_TURNS = frozenset("kept keeps held grew shrank worsened progressed improved".split())


def _has_turned(words: Sequence[str]) -> bool:
    """Whether a sentence tells a course without a time to set it against ("has shrunk", "is growing", "keeps its size")."""
    for at, word in enumerate(words):
        behind = words[at + 1 : at + 2]
        if word in _MORE | _LESS and behind not in (("than",), ["than"]):
            ahead = words[max(0, at - 4) : at]
            if not _HAVE.isdisjoint(ahead) or (word.endswith("ing") and not _IS.isdisjoint(ahead)):
                return True
        if word in _TURNS:
            return True
    return False


def _is_there(words: Sequence[str]) -> bool:
    """Whether a sentence tells of a thing as being there, and not only as it was."""
    return "still" in words and not _IS.isdisjoint(words)


_IS = frozenset("is are has have remain remains there".split())


def _gone(aligned: Aligned, said: Said) -> tuple[Fact, ...]:
    """The findings that the report tells to be gone, of the very name of a claim."""
    return tuple(
        f
        for c in aligned.claims_in(said)
        if c.asserted and c.positive
        for t, f in c.fits
        if t == Tie.SAME and f.change == "resolved"
    )


def _told_of(aligned: Aligned, facts: Sequence[Fact]) -> bool:
    """Whether the report tells a course of some facts."""
    return any(aligned.mentions[id].change for f in facts for id in f.mentions if id in aligned.mentions) or bool(
        course_by_sizes_of(aligned, facts)
    )


def _were_there(words: Sequence[str]) -> bool:
    """Whether a thing is said to have been there at the earlier exam, too ("was seen a year ago as well")."""
    return any(
        word in ("was", "were")
        and not _ALREADY.isdisjoint(words[at + 1 : at + 3])
        and not any(w in _DENYING or w.endswith("n't") for w in words[at : at + 3])
        and not _TOO.isdisjoint(words)
        for at, word in enumerate(words)
    )


def _facts(aligned: Aligned, said: Said) -> tuple[Fact, ...]:
    """The report's findings that the claims of a sentence can be about, of the closest names."""
    found: list[Fact] = []
    for claim in aligned.claims_in(said):
        found += _of_claim(aligned, claim)
    return tuple(dict.fromkeys(found))


def _of_claim(aligned: Aligned, claim: Claim) -> tuple[Fact, ...]:
    levels = set(claim.mention.levels)
    there = tuple(f for f in claim.facts(Tie.COARSE, positive=True) if levels & aligned.levels((f,)))
    if there:
        return agreeing(aligned, claim, there)  # a disc that "sticks out at L4-L5" is no bulge of L3-L4
    for reach in (Tie.RELATED, Tie.VAGUE):
        facts = claim.facts(reach, positive=True)
        if facts:
            return agreeing(aligned, claim, facts)
    return ()


def _borne_out(aligned: Aligned, facts: Sequence[Fact], way: str) -> bool:
    """Whether the report has a finding go this way: by its course, in its own sentence, or for all it tells."""
    mentions = [aligned.mentions[id] for f in facts for id in f.mentions if id in aligned.mentions]
    if not any(m.change for m in mentions):  # "the cysts are larger" of cysts told one by one
        named = {f.concept for f in facts}
        facts = [f for f in aligned.plan.reading.facts if f.concept in named and f.status != "absent"]
        mentions = [aligned.mentions[id] for f in facts for id in f.mentions if id in aligned.mentions]
    told = {m.change for m in mentions if m.change} or course_by_sizes_of(
        aligned, facts
    )  # "previously 2.4 cm": two sizes
    if told:
        return bool(told & _COURSES[way])
    line = " " + " ".join(aligned.report_words(facts).split())
    if any(f" {opening}" in line for opening in _IN_REPORT[way]):
        return True
    starts = {m.sentence.start for m in mentions}
    report = aligned.plan.reading
    own = {f.sentence.start for f in report.findings}
    return any(
        _tells_of_all(scene, way) for scene in aligned.reading.prepared.scenes if scene.start not in own | starts
    )


def _tells_of_all(scene: Scene, way: str) -> bool:
    """Whether a sentence of the report that names no finding tells a way ("No significant change since the prior exam.")."""
    line = " " + " ".join(scene.lemmas)
    return any(f" {opening}" in line for opening in _IN_REPORT[way])
