"""Forecasts: how things go on, told with words of a course or with a verb of what is to come."""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rule import Fault
from guardrails.rules.claims_held import held
from guardrails.rules.claims_open import denied, is_open, some_and_others
from guardrails.rules.claims_words import ARTICLES, ERRAND, NEGATIONS, PAPER, SOON_PLACED
from guardrails.rules.doers import (
    acts,
    bids_help,
    doer,
    foretells_reader,
    never_formed,
    of_care,
    result_foretold,
    thing_named,
)
from guardrails.rules.errands import asked_for
from guardrails.rules.nature import explains_part


def foretold(aligned: Aligned, said: Said) -> Fault | None:
    """How things go on, told with two words ("most people ultimately need operative treatment")."""
    if said.label in ("help", "not-stated", "reason") or not said.has("outcome"):
        return None
    ahead = [h for h in (*said.of("foretelling"), *said.of("felt-when")) if not _after_than(aligned, said, h)]
    if _of_most(aligned, said):
        ahead = [*said.of("outcome"), *ahead]
    for hit in said.of("outcome"):
        if not any(h is hit or h.last <= hit.first or h.first >= hit.last for h in ahead) or is_open(
            aligned, said, hit
        ):
            continue
        if _when_to_call(aligned, said, hit) or _attribute(aligned, said, hit) or _felt_before(aligned, said, hit):
            continue
        if _denied_as_reported(aligned, said, hit) or _than_usual(aligned, said, hit):
            continue
        text = aligned.reading.folded[hit.start : hit.end]
        if text == "spread" and aligned.reading.tokens[hit.first - 1].lemma in ("usual", "normal", "expected", "the"):
            continue  # a range of numbers
        if held(aligned, text) or (text in _SIZES and any(0 <= p.start - hit.end <= 2 for p in said.places)):
            continue  # "larger joints" have that size
        return Fault(
            said.span, f'foretells a course ("{text}") that neither the report nor the evidence holds', suggestion=""
        )
    return None


def _after_than(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word of what is to come only tells what something is compared with ("weaker than expected")."""
    return hit.first > said.first and aligned.reading.tokens[hit.first - 1].lemma == "than"


_SHORT = 9


def _of_most(aligned: Aligned, said: Said) -> bool:
    """Whether a short sentence tells what most things of a kind do ("Most tears mend")."""
    words = aligned.reading.lemmas(said)
    return words[0] in ("most", "many", "all", "nearly") and len(words) <= _SHORT and not said.has("silent", "common")


_SIZES = frozenset({"larger", "bigger", "smaller", "wider", "thicker", "thinner"})
#: What is named by how it goes on ("healing tissue", "the regressing clot"), and persons who feel nothing.
_THINGS = frozenset(
    "tissue fracture bone wound scar break cut incision crack injury burn clot area zone edge callus line ulcer "
    "people person adult volunteer patient knee shoulder hip back spine neck joint woman man subject athlete other one".split()
)


def _attribute(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word only says which thing is meant ("a larger growth", "healing tissue", "pain-free shoulders")."""
    words = aligned.reading.tokens
    text = aligned.reading.folded[hit.start : hit.end]
    before = words[hit.first - 1].lemma if hit.first > said.first else ""
    behind = words[hit.last].lemma if hit.last < said.last else "."
    if text in _SIZES or text in ("weaker", "stiffer"):
        return before in ARTICLES and behind[0].isalpha() and behind not in _LINKS
    return text.endswith(("ing", "free")) and behind in _THINGS


_LINKS = frozenset("than in by with over and or as when if until soon again is are will".split())
#: Nouns for a course that can be looked for and not be found, by the beginning of the report's words for them.
_SEEN_COURSE = {
    "recur": ("recur", "relaps"),
    "relapse": ("recur", "relaps"),
    "progress": ("progress", "worsen", "increas"),
    "deteriorat": ("deteriorat", "worsen", "progress"),
    "regress": ("regress",),
    "come back": ("recur", "relaps"),
    "spread": ("spread", "extension", "invasi", "involve", "metasta"),
    "flare": ("flare", "acute", "itis", "inflam"),
}


def _denied_as_reported(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course is said not to have been seen, and a sentence of the report denies it too ("no acute flare")."""
    text = aligned.reading.folded[hit.start : hit.end]
    own = next((stems for word, stems in _SEEN_COURSE.items() if text.startswith(word)), None)
    if own is None or said.has("future") or said.has("ahead") or not denied(aligned, said, hit, 6):
        return False
    return any(
        any(w.startswith(own) or w.endswith(own) for w in scene.lemmas) and not NEGATIONS.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    )


_WORSE = frozenset({"getting worse", "get worse", "gets worse", "got worse", "worsening", "worse", "become worse"})
_GROWN = ("worsen", "worse", "progressiv", "increas", "deteriorat")


def _felt_before(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course is that of the complaint, told in the report as growing ("a cough that is getting worse")."""
    text = aligned.reading.folded[hit.start : hit.end]
    if text not in _WORSE or said.has("future") or said.has("ahead") or said.has("foretelling"):
        return False
    if not said.has("symptom"):
        return False  # "Your knee is getting worse"
    if any(c.positive and c.facts(positive=True) for c in aligned.claims_in(said)):
        return False
    asked = asked_for(aligned.plan) or aligned.reading.prepared.report_lemmas
    return any(w.startswith(_GROWN) for w in asked)


_HAS = frozenset("has have had was were been".split())


def _felt_so_far(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a complaint is told as it has been, and no finding with it ("it has been sore whenever you reach up")."""
    ahead = aligned.reading.lemmas(said)[: hit.first - said.first]
    told = any(s.last <= hit.first for s in said.of("symptom")) and not _HAS.isdisjoint(ahead)
    return told and not any(c.positive and c.facts(positive=True) for c in aligned.claims_in(said))


def course(aligned: Aligned, said: Said) -> Fault | None:
    """How things go on, told with the words of a course ("it will clear up")."""
    if said.label in ("help", "not-stated", "reason"):
        return None
    for hit in said.of("course"):
        text = aligned.reading.folded[hit.start : hit.end]
        if text == "be gone" and hit.last < said.last and aligned.reading.tokens[hit.last].lemma in ("over", "through"):
            continue
        if text in _AGING and said.has("silent", "common"):
            continue  # the caveat itself: "this is common with age"
        if _compared(aligned, said, hit) or _attribute(aligned, said, hit) or _looked_for(aligned, said, hit):
            continue
        if text in _EACH_TIME and (
            explains_part(aligned, said, aligned.reading.lemmas(said)) or _felt_so_far(aligned, said, hit)
        ):
            continue
        if text.startswith("long") and _is_chronic(aligned, hit):
            continue
        if _denied_as_reported(aligned, said, hit) or _felt_before(aligned, said, hit):
            continue
        if _has_been(aligned, said, hit) or _than_usual(aligned, said, hit) or _made_clear(aligned, said, hit):
            continue
        if not is_open(aligned, said, hit) and not held(aligned, text) and not _when_to_call(aligned, said, hit):
            return Fault(
                said.span,
                f'foretells a course ("{text}") that neither the report nor the evidence holds',
                suggestion="",
            )
    return None


_SO_FAR = frozenset({"over time", "over the years", "with time", "over the year"})
_MODALS_AHEAD = frozenset("will would can could may might should must tend tends usually often likely going".split())


def _has_been(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "over time" is said of what has happened, and of nothing to come ("discs that have dried out over time")."""
    if aligned.reading.folded[hit.start : hit.end] not in _SO_FAR or hit.last - said.first < 3:
        return False
    ahead = aligned.reading.lemmas(said)[: hit.first - said.first]
    at = max((i for i, w in enumerate(ahead) if w in ("has", "have")), default=-1)
    onward = not _MORE.isdisjoint(ahead[at:])  # "has bulged more over the years"
    return (
        at >= max(0, len(ahead) - _SO_LONG)
        and not onward
        and ahead[-1] not in _CLAUSE
        and _MODALS_AHEAD.isdisjoint(ahead[at - 2 :])
    )


_SO_LONG = 9
_MORE = frozenset("more less worse better bigger larger smaller narrower wider thinner thicker weaker further".split())
_USUAL = frozenset("usual normal expected average should".split())


def _than_usual(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a size is held against what is usual ("bigger than they should be"), which foretells nothing."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 4)]]
    return (
        aligned.reading.folded[hit.start : hit.end] in _SIZES
        and behind[:1] == ["than"]
        and not _USUAL.isdisjoint(behind)
        and not any(h.last <= hit.first for h in said.of("future"))
    )


_CLEARED = frozenset("this that any your the what whether all some".split())
_CLEARING = frozenset("clinician doctor surgeon specialist team radiologist you visit".split())


def _made_clear(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether it is a person who is to clear something up, and no finding that goes away ("Have your doctor clear this up")."""
    text = aligned.reading.folded[hit.start : hit.end]
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 4) : hit.first]]
    if not text.startswith("clear") or not {"will", "it", "them"}.isdisjoint(ahead):
        return False  # "With rest, you will clear this up", "Your team will see it clear up"
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else "."
    return not _CLEARING.isdisjoint(ahead) and (text.split()[1:] != ["up"] or behind in _CLEARED)


_EACH_TIME = frozenset({"each time you", "every time you", "whenever you"})
#: What the report's "chronic" is not: how things go on, and what comes of them.
_GOING_ON = frozenset(
    "outlook course damage effect result problem care outcome future harm consequence need treatment".split()
)


def _is_chronic(aligned: Aligned, hit: Hit) -> bool:
    """Whether "long-term" is no more than the report's own "chronic" ("a long-term change in a joint")."""
    behind = {t.lemma for t in aligned.reading.tokens[hit.last : hit.last + 2]}
    return "chronic" in aligned.reading.prepared.report_lemmas and _GOING_ON.isdisjoint(behind)


_EXPECTANT = frozenset("radiologist doctor clinician one reader we sonographer".split())


def _looked_for(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether it is a reader of pictures who expects to see a thing ("the radiologist would expect to see a longer bone")."""
    words = aligned.reading.tokens
    if not aligned.reading.folded[hit.start : hit.end].startswith("expect") or said.has("outcome"):
        return False
    behind = words[hit.last].lemma if hit.last < said.last else "."
    ahead = {t.lemma for t in words[max(said.first, hit.first - 3) : hit.first]}
    return behind in ("see", "find", "measure") and not _EXPECTANT.isdisjoint(ahead) and "you" not in ahead


#: What a change since an earlier test is told with; whether it is the report's is another rule's to say.
_SINCE = frozenset("since compared comparison than".split())


def _compared(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course is that since an earlier test, and no forecast ("has become worse since your last scan")."""
    words = aligned.reading.tokens
    past = {t.lemma for t in words[max(said.first, hit.first - 3) : hit.first]} & {"has", "have", "had"}
    behind = {t.lemma for t in words[hit.last : min(said.last, hit.last + 12)]}
    return bool(past) and not _SINCE.isdisjoint(behind) and not (PAPER | _EARLIER).isdisjoint(behind)


_EARLIER = frozenset("last prior previous earlier before study exam comparison".split())
_AGING = frozenset({"with age", "with aging", "as you age", "as we age"})
#: Words by which a sentence names what may come and is to be seen then ("a lump that grows should be seen").
_WHICH = frozenset({"that", "which", "or", ","})
_GETTING = frozenset({"get", "become", "grow", "come", "much", "worse", "does", "is"})


def _when_to_call(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course only names the symptom with which to be seen ("pain that gets worse should be seen today")."""
    if _reason_to_call(aligned, said, hit):
        return True
    ahead = [h for h in (*said.of("urgent"), *said.of("within-days")) if h.first >= hit.last]
    if not ahead or not any(h.first >= hit.last for h in said.of("act")):
        return False
    before = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 3) : hit.first]]
    while before and before[-1] in _GETTING:
        before.pop()
    if before[-1:] != [] and before[-1] in _WHICH:
        return True
    # "Worsening pain or fever should be checked today."
    return any(h.first == hit.last for h in said.of("symptom")) and before[-1:] in ([], ["or"], ["and"], [","], ["for"])


_LEADING = 3


def _reason_to_call(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course only tells more of a complaint that is a reason to get help ("A fever that does not go away is a reason to call")."""
    tokens_ = aligned.reading.tokens
    complaint = next((s for s in said.of("symptom") if s.first <= said.first + _LEADING and s.last <= hit.first), None)
    if complaint is None or not any(t.lemma in ("that", "which") for t in tokens_[complaint.last : hit.first]):
        return False
    if any(c.positive and c.facts(positive=True) for c in aligned.claims_in(said)):
        return False
    return any(
        tokens_[h.first - 2].lemma == "reason" and tokens_[h.first - 1].lemma == "to"
        for h in (*said.of("act"), *said.of("safe-step"))
        if h.first > hit.last + 1
    )


_LOOKING = frozenset("look check show examine measure compare view search".split())
_REPORTED = frozenset("report recommend recommended recommends recommendation documentation suggest suggested".split())
_CLAUSE = frozenset(", ; : . ( ) - and but or so that which while".split())


def will(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """A thing that will do something ("the narrowing will not go any further")."""
    for hit in said.of("future"):
        at = hit.first - said.first
        start = next((i + 1 for i in range(at - 1, -1, -1) if words[i] in _CLAUSE), 0)
        subject = doer(words[start:at])
        text = aligned.reading.folded[hit.start : hit.end]
        if text == "never" and (some_and_others(aligned, said, hit) or never_formed(said, words, hit)):
            continue
        acting = acts(subject) and not thing_named(subject) and not foretells_reader(words, at)
        acting = acting and not (result_foretold(subject, words, at) or _comes_to_be(aligned, said, subject, hit))
        if not subject or acting or is_open(aligned, said, hit) or of_care(said, words, hit):
            continue
        if text == "should" and (
            bids_help(said, words, hit)
            or (words[at + 1 : at + 2] != [] and words[at + 1] in _UNDERGOING and _care_as_asked(aligned, said, words))
        ):
            continue
        if subject in (["it"], ["this"], ["that"]) and not _LOOKING.isdisjoint(words[at + 1 : at + 2]):
            continue  # of a test named before: "It will look at the spot."
        if text == "should" and not {"call", "contact"}.isdisjoint(words):
            continue  # "A swollen kidney should not wait: call …"
        if (
            text == "should" and words[at + 1 : at + 2] == ["be"] and _WELL_AGAIN.isdisjoint(words[at + 2 : at + 4])
        ) or not _REPORTED.isdisjoint(words):
            continue
        if (
            text == "should"
            and words[at + 1 : at + 3] == ["not", "be"]
            and not _PASSED.isdisjoint(words[at + 3 : at + 5])
        ):
            continue  # "the repeat scan should not be missed"
        if text == "should" and _as_it_should(words, at):
            continue
        if subject[-1] == "they" and not _TALK.isdisjoint(words[at + 1 : at + 3]):
            continue  # the people who care: "they will go over it with you"
        if text == "should" and _by_nature(said, words, at):
            continue
        return "tells what is to come"
    if words[0] == "expect" and len(words) > 3 and not acts(words) and ERRAND.isdisjoint(words):
        return "tells what is to come"
    ahead = next(said.of("ahead"), None)
    if ahead is not None and ERRAND.isdisjoint(words) and not is_open(aligned, said, ahead):
        at = ahead.first - said.first
        kind = words[at] == "without" and words[at - 1] in _CARE
        return "" if kind and _care_as_asked(aligned, said, words) else "tells what is to come"
    return ""


_HARMS = frozenset("harm trouble damage".split())
_FOR_SO_LONG = frozenset("for in by soon and again later".split())


def _comes_to_be(aligned: Aligned, said: Said, subject: Sequence[str], hit: Hit) -> bool:
    """Whether a finding or harm is told to come ("there will be more tears", "you will have a stroke")."""
    tokens = aligned.reading.tokens
    behind = [t.lemma for t in tokens[hit.last : said.last]]
    if list(subject) == ["there"]:
        return any(m.start >= hit.end for m in said.mentions) or not _HARMS.isdisjoint(behind[:5])
    if list(subject[-1:]) != ["you"] or behind[:1] != ["have"]:
        return False
    named = next((m for m in said.mentions if tokens[hit.last].end <= m.start), None)
    at = next((i for i in range(hit.last, said.last) if named is not None and tokens[i].start >= named.end), None)
    if named is None or at is None or named.start - tokens[hit.last].end > SOON_PLACED:
        return False
    return not tokens[at].lemma[0].isalnum() or tokens[at].lemma in _FOR_SO_LONG


def _care_as_asked(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether a sentence tells of the kind of care that the report names ("should get care without surgery")."""
    own = any(w in aligned.reading.prepared.report for w in ("conservative", "operative", "surgical", "medical manag"))
    named = any(w == "conservative" or w == "conservatively" or w == "without" for w in words)
    return own and named and not _CARE.isdisjoint(words) and said.kinds.keys().isdisjoint(("outcome", "course"))


_UNDERGOING = frozenset("get receive be have need start begin involve".split())
_WELL_AGAIN = frozenset("fine ok okay alright better gone back healed mended good forgotten".split())
_PASSED = frozenset("forgotten missed ignored skipped delayed overlooked".split())


_TALK = frozenset("explain answer discuss talk tell help check look review decide call contact examine ask go".split())
#: Care "without surgery" is a kind of care, and foretells nothing.
_CARE = frozenset("care treatment treating treat treated therapy management managed option".split())
#: How a part of the body is by nature: "the tendon should run over the joint".
_LYING = frozenset("have sit run lie reach touch glide cover fill hold line".split())
_WHERE = frozenset("that which where who".split())


def _by_nature(said: Said, words: Sequence[str], at: int) -> bool:
    """Whether a clause on a thing tells how it is in everybody ("the space that air should fill"), and no time or outcome."""
    opened = any(w in _WHERE for w in words[max(0, at - 4) : at]) or "normally" in words[max(0, at - 8) : at]
    opened = opened or (words[at + 1 : at + 2] != [] and words[at + 1] in _LYING)
    return opened and not (said.has("outcome") or said.has("course") or said.has("ahead") or said.has("foretelling"))


def _as_it_should(words: Sequence[str], at: int) -> bool:
    """Whether a thing is told to be as it ought to ("looked as they should", "stayed where it should be")."""
    compared = {"as", "where", "how", "like", "than", "when"} & set(words[max(0, at - 3) : at])
    behind = words[at + 1 : at + 2]
    return bool(compared) and (
        not behind
        or not behind[0][0].isalnum()
        or behind in (["be"], ["and"], ["or"], ["after"], ["for"], ["at"], ["in"])
    )
