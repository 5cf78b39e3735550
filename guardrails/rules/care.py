"""Rule on urgency: no critical finding without its step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from explainer.core.knowledge.library import load_library
from explainer.core.language.text import fold, tokens
from explainer.core.ranking import asked_for
from explainer.core.values import Fact, Finding, Item, Span
from guardrails.alignment import Aligned
from guardrails.prepared import plain
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule

_NEGATIONS = frozenset({"no", "not", "cannot", "never", "without", "nothing", "don't", "doesn't", "isn't"})
_DAYS = re.compile(r"\b(?:week|weeks|days?|soon)\b")
_HOURS = re.compile(
    r"\b(?:now|today|tonight|same|hours?|immediate(?:ly)?|at once|right away|emergency|urgent(?:ly)?)\b"
)


def _missing_urgent(aligned: Aligned) -> Iterator[Fault]:
    for item in aligned.plan.items:
        if item.kind != "urgent" or item.force != "must":
            continue
        if (
            aligned.plan.audience == "clinician"
            and _less_pressing(aligned, item)
            and not _open(aligned, _facts(aligned, item))
        ):
            continue  # who asks about a finding knows of it
        step = plain(fold(item.filled()).rpartition("[r].")[2])  # behind the name of the finding
        if not any(
            _is_own_step(aligned, said, step) or _is_step(aligned, said, item) for said in aligned.reading.sentences
        ):
            facts = [f for f in aligned.plan.reading.facts if f.id in item.facts]
            yield Fault(
                None, "tells of a critical finding without the urgent step", aligned.evidence(facts), item.filled()
            )
            return
    yield from _undone(aligned)


#: Ways to put off a step that the plan calls for now, or within days.
_PUT_OFF = re.compile(
    r"\b(?:can|could|may|fine to|okay to|ok to|safe to|all right to)(?: \w+){0,2} (?:wait|be put off|be delayed|be left)\b"
    r"|\b(?:fine|okay|ok|safe) to (?:leave|put off|delay|ignore)\b"
)
_NOT_NOW = re.compile(
    r"\b(?:none of (?:this|it|these|them)|nothing(?: here| in (?:it|here|this))?) (?:is|are) (?:pressing|urgent|an emergency)\b"
    r"|\bnext (?:yearly|annual|routine) (?:visit|check|checkup|exam|appointment|physical)\b|"
    r"\b(?:not|no|isn't|never)(?: an?)?(?: \w+)? (?:emergency|hurry|rush)\b"
    r"|\bcan (?:call|see|visit|contact|reach|tell) [a-z' ]{2,40}\b(?:next (?:week|month|visit)|in a (?:few|couple of) (?:days|weeks))\b"
)


#: Times that come anyway, for a step that is urgent.
_AT_LEISURE = re.compile(
    r"\bnext (?:visit|check-?up|appointment)\b|\broutine (?:visit|follow-? ?up|appointment|check-?up)\b|\bwhen(?:ever)? it suits\b"
    r"|\bin the (?:next|coming) few months\b"
)
_OF_THE_REST = frozenset("rest other others also too remaining smaller not no".split())
#: Before such a time these say not to wait for it ("without waiting for a routine visit", "rather than at your next visit").
_SOONER = frozenset("without before than instead sooner earlier ahead".split())


def _at_leisure(aligned: Aligned, said: Said, must: Sequence[Item]) -> re.Match[str] | None:
    """A step left to a time that comes anyway ("Ask about it when it suits you"), of nothing else that the paragraph tells."""
    off = _AT_LEISURE.search(aligned.reading.folded, said.start, said.end)
    others = any(w in _OF_THE_REST or w.endswith("n't") for w in said.lemmas)
    if off is None or others or off.group() in aligned.reading.prepared.report:
        return None
    if not _SOONER.isdisjoint(aligned.reading.folded[said.start : off.start()].split()[-5:]):
        return None
    return None if _of_another_finding(aligned, said, must) else off


def _undone(aligned: Aligned) -> Iterator[Fault]:
    """An urgent step that one sentence takes back ("It is fine to wait a week")."""
    must = [i for i in aligned.plan.items if i.kind == "urgent" and i.force == "must"]
    if not must:
        return
    hours = any(not _within_days(item) for item in must)
    low = aligned.reading.folded
    for said in aligned.reading.sentences:
        if said.kind != "statement" or said.label in ("questions", "sources") or aligned.reading.from_plan(said):
            continue
        off = _PUT_OFF.search(low, said.start, said.end)
        if off is None and hours and not _of_another_finding(aligned, said, must):
            off = _NOT_NOW.search(low, said.start, said.end)
        off = off or _at_leisure(aligned, said, must)
        if off is not None and "cannot" not in low[said.start : off.end()]:
            yield Fault(Span(off.start(), off.end()), "puts off a step that is urgent", (), must[0].filled())


def _of_another_finding(aligned: Aligned, said: Said, must: Sequence[Item]) -> bool:
    """Whether a paragraph up to a sentence tells of findings, and of none that the urgent step is for."""
    urgent = {id for item in must for id in item.facts}
    told = [
        {f.id for f in c.facts(positive=True)}
        for c in aligned.claims
        if c.positive and c.said.paragraph == said.paragraph and c.said.index <= said.index
    ]
    return any(told) and all(urgent.isdisjoint(ids) for ids in told)


def _is_own_step(aligned: Aligned, said: Said, step: str) -> bool:
    """Whether a sentence is the plan's own step, or its first part."""
    return said.planned and step.startswith(plain(aligned.reading.folded[said.start : said.end]))


def _denied(aligned: Aligned, said: Said, hit: Hit) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 4) : hit.first]]
    return any(w in _NEGATIONS for w in words)


def _is_step(aligned: Aligned, said: Said, item: Item) -> bool:
    """Whether a sentence tells the reader, outside general advice, to get help as soon as the plan asks.

    It needs an act and a time: "critical" alone says neither, nor does the reason why a letter is held.
    """
    if said.label in ("help", "sources", "reason", "limits") or said.kind == "question":
        return False
    if said.label == "not-stated" and not (said.has("act") and said.has("urgent")):
        return False  # "Not in the report: call your own clinician today" is a step
    if said.label == "questions" and not (said.kind == "statement" and (said.has("within-days") or said.has("urgent"))):
        return False  # "Ask about these first: … Please call the clinician today."
    patient = aligned.plan.audience == "patient"
    if (patient and _speaks_of_people(aligned, said)) or (said.kind == "heading" and not said.has("act")):
        return False
    days = _within_days(item) or _small(aligned, item) or _less_pressing(aligned, item)
    if days and said.has("made-sure") and any(h.cue.kind == "step-of-care" for h in said.hits):
        return True
    if _any_step_does(aligned, item, days) and _is_any_step(aligned, said) and not _later(aligned, said):
        return True
    if _made_sure_of(aligned, said, item):
        return True
    if _is_any_step(aligned, said) and _urged_beside(aligned, said):
        return True
    if not said.has("act") and not _names_door_and_time(aligned, said):
        return False
    for hit in said.of("urgent", "within-days") if days else said.of("urgent"):
        blocked = any(n.first <= hit.first and hit.last <= n.last for n in said.of("not-urgent"))
        blocked = blocked or _until_now(aligned, said, hit)
        told = any(t.last <= hit.first and not _denied(aligned, said, t) for t in said.of("step-told"))
        told = told and not said.has("made-sure")
        if not blocked and not told and not _denied(aligned, said, hit) and not _later(aligned, said):
            return True
    return False


def _facts(aligned: Aligned, item: Item) -> list[Fact]:
    return [f for f in aligned.plan.reading.facts if f.id in item.facts]


def _any_step_does(aligned: Aligned, item: Item, days: bool) -> bool:
    """Whether a step without an hour is enough.

    So where the report leaves the finding open or takes it back later, and where a step within days has been set going:
    the report itself asks for the next test, the reason for the scan names the finding, or the step is that a clinician
    hears of it, and a clinician reads this.
    """
    facts = _facts(aligned, item)
    if not facts:
        return False
    if (_open(aligned, facts) and _calls(item)) or _only_touched(aligned, facts):
        return True
    if not days or not (_within_days(item) or _small(aligned, item)):
        return days and all(_known_before(aligned, f) for f in facts)
    reading, lexicon = aligned.plan.reading, aligned.reading.lexicon
    reached = _small(aligned, item) or "reach the clinician" in fold(item.filled())
    return (
        (reached and aligned.plan.audience == "clinician")
        or any(asked_for(reading, f, lexicon) for f in _concluded_with(aligned, facts))
        or any(_asked_about(aligned, f) for f in facts)
    )


def _concluded_with(aligned: Aligned, facts: Sequence[Fact]) -> list[Fact]:
    """Facts, and what one sentence of the impression tells with them: a mass and its category have one next test."""
    mentions = aligned.mentions
    told = {
        mentions[id].sentence
        for f in facts
        for id in f.mentions
        if id in mentions and mentions[id].section == "impression"
    }
    return [
        f
        for f in aligned.plan.reading.facts
        if f in facts
        or (f.status != "absent" and any(id in mentions and mentions[id].sentence in told for id in f.mentions))
    ]


def _open(aligned: Aligned, facts: Sequence[Fact]) -> bool:
    return all(f.status == "possible" or "presence" in f.conflicts or _taken_back(aligned, f) for f in facts)


def _less_pressing(aligned: Aligned, item: Item) -> bool:
    """Whether a step of the same day may be one of the next days: the report only suspects the finding, or it was known before."""
    facts = _facts(aligned, item)
    if not facts or _row_step(item.why)[1] != "hours":
        return False
    return _open(aligned, facts) or (_calls(item) and all(_known_before(aligned, f) for f in facts))


def _known_before(aligned: Aligned, fact: Fact) -> bool:
    """Whether the reason for the scan tells of a finding as known, and the report calls it neither new nor larger."""
    lexicon = aligned.reading.lexicon
    return fact.change not in ("new", "increased") and any(
        m.section in ("indication", "history")
        and (m.status in ("present", "historical") or _was_shown(aligned, m))
        and lexicon.related(m.concept, fact.concept)
        for m in aligned.plan.reading.findings
    )


_SHOWN = re.compile(r"\b(?:demonstrat|show|reveal|document|diagnos|known|found)[a-z]*\b(?! (?:to|if|whether))")
_TO_BE_SHOWN = re.compile(r"\b(?:rule out|r/o|evaluate|exclude|assess|question of|concern|suspect|possible|\?)")


def _was_shown(aligned: Aligned, mention: Finding) -> bool:
    """Whether the reason for the scan tells that an earlier test showed what it names, and asks for no proof of it."""
    low = aligned.reading.prepared.report
    start = mention.sentence.start
    return _SHOWN.search(low, start, mention.start) is not None and _TO_BE_SHOWN.search(low, start, mention.end) is None


_TOUCHES = ("flatten", "indent", "abut", "contact", "touch", "deform", "impress", "efface")
_DENIES = frozenset("no not without normal".split())


def _only_touched(aligned: Aligned, facts: Sequence[Fact]) -> bool:
    """Whether a cord is only flattened or touched, and the report tells that its signal is normal."""
    told = [aligned.mentions[id] for f in facts for id in f.mentions if id in aligned.mentions]
    if not told or not all(any(w in m.text.lower() for w in _TOUCHES) for m in told):
        return False
    return any(
        {"cord", "signal"} <= scene.lemmas and not _DENIES.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    )


def _taken_back(aligned: Aligned, fact: Fact) -> bool:
    """Whether an addendum calls the very part normal that the report before it found changed."""
    told = [aligned.mentions[id] for id in fact.mentions if id in aligned.mentions]
    if fact.site is None or any(m.section == "addendum" for m in told):
        return False
    return any(
        m.section == "addendum" and m.site == fact.site and (m.status == "absent" or m.category == "normal")
        for m in aligned.plan.reading.findings
    )


def _asked_about(aligned: Aligned, fact: Fact) -> bool:
    """Whether the reason for the scan names a finding, or a growth of the kind that it is."""
    lexicon = aligned.reading.lexicon
    return any(
        m.section in ("indication", "history")
        and m.status != "absent"
        and (lexicon.related(m.concept, fact.concept) or m.category == fact.category == "neoplastic")
        for m in aligned.plan.reading.findings
    )


def _small(aligned: Aligned, item: Item) -> bool:
    """Whether the report grades a finding that calls for a call as mild or less: then a call within days will do."""
    facts = _facts(aligned, item)
    grades = {part for f in facts for part in (f.severity or "none").split("-to-")}
    return bool(facts) and grades <= {"mild", "minimal"} and _calls(item)


_ASKED_FOR = frozenset(
    "advise advised recommend recommended suggest suggested request requested need needed required pending due consider first "
    "necessary warranted".split()
)


def _is_any_step(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells a step at all, and does not leave it to a time that comes anyway."""
    words = aligned.reading.lemmas(said)
    if _put_back(words) or said.kind == "heading" or said.has("not-urgent") or _offers_help(aligned, said):
        return False
    if any(_contacts(aligned, said, h) for h in (*said.of("safe-step"), *said.of("act"))):
        return True
    if said.label in ("absent", "not-stated") or _NOT_ASKED.search(aligned.reading.folded, said.start, said.end):
        return False
    if "before anybody else" in aligned.reading.folded[said.start : said.end]:
        return False  # who sees the letter, and no step for what it tells
    if aligned.plan.audience == "clinician" and said.has("act") and not (_SEEN_BY | {"referral"}).isdisjoint(words):
        return True
    advised = any(w.startswith(_ADVISED) for w in words) or ("report" in words and "ask" in words)
    if advised and not _REVIEWS.isdisjoint(words):
        return True  # "An ear, nose and throat review is advised"
    tests = _TESTS.intersection(words)
    if not _SETTLED.isdisjoint(words) or not tests:
        return False
    return not _ASKED_FOR.isdisjoint(words) or any(
        not tests.isdisjoint(own) and len(own.intersection(words)) > 1 for own in _recommended(aligned)
    )


_ADVISED = ("advis", "recommend", "suggest", "request")
_REVIEWS = frozenset("exam review specialist consultation evaluation assessment visit".split())
_SETTLED = frozenset("after once settle settled".split())
_NOT_ASKED = re.compile(
    r"\b(?:no|not|nothing|without|never) (?:[a-z-]+ ){0,4}(?:recommended|advised|suggested|needed|required)\b"
)
#: Tests by which a report's own next step is known.
_TESTS = frozenset(
    "mri ct mra mrcp pet x-ray ray xr cxr film radiograph echocardiogram echo biopsy sampling sample aspiration colonoscopy endoscopy "
    "cystoscopy bronchoscopy ultrasound referral".split()
)


def _recommended(aligned: Aligned) -> list[frozenset[str]]:
    """The words of each next step that the report itself asks for."""
    text = aligned.plan.reading.text
    return [
        frozenset(t.lemma for t in tokens(fold(text[r.start : r.end])) if t.lemma not in _SMALL)
        for r in aligned.plan.reading.recommendations
    ]


_SMALL = frozenset("the a an of to in at for and or with is be on if . , ; : ( )".split())


#: Ways to reach one who gives care; to ask, to look or to bring along is a step only where a step is set going with it.
_CONTACT = frozenset(
    "call phone ring telephone dial contact reach get see visit talk speak discuss go make book schedule arrange seek tell notify "
    "inform be come head check have need ask".split()
)
_SEEN_BY = frozenset(
    "clinician doctor gp team surgeon specialist nurse physician provider someone oncologist urologist dentist".split()
)
_SET_GOING = frozenset("arrange book plan schedule refer referral set".split())
_BIDDING = frozenset("you please should must can may might need want to and so then or also now do first".split())


def _contacts(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether words bid the reader to reach one who gives care ("Please ring your clinician"), and only tell nothing ("it may show")."""
    row = aligned.reading.tokens
    verb = row[hit.first]
    own = aligned.reading.folded[verb.start : verb.end] == verb.lemma
    if not own or (verb.lemma not in _CONTACT and _SET_GOING.isdisjoint(aligned.reading.lemmas(said))):
        return False
    behind = [t.lemma for t in row[hit.last : min(said.last, hit.last + 5)]]
    if verb.lemma in ("see", "ask") and _SEEN_BY.isdisjoint(behind):
        return False  # "See below", "The report gives no date, so ask"
    if not {"not", "nothing", "no"}.isdisjoint(behind[:2]):
        return False  # "You need do nothing"
    if "over" in behind or (verb.lemma == "go" and behind[:1] not in (["to"], ["back"])):
        return False  # "Ask your clinician to go over it"
    before = [t.lemma for t in row[max(said.first, hit.first - 4) : hit.first]]
    if not any(w[0].isalnum() for w in before):
        return True
    last = before[-1]
    if not last[0].isalnum():
        return last not in ("[", "|")
    if last in ("can", "may", "might", "should", "must"):
        return before[-2:-1] == ["you"]
    return last in _BIDDING


def _offers_help(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence only says where to turn with questions ("Questions? Call …", "Call if you have questions")."""
    before = aligned.reading.sentences[said.index - 1] if said.index else said
    asked = before.kind == "question" and before.last - before.first <= _SHORT_ASKED
    return (asked and before.paragraph == said.paragraph) or "question" in aligned.reading.lemmas(said)


_SHORT_ASKED = 3


def _speaks_of_people(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence speaks of people; not where someone is to help the reader ("Have someone drive you")."""
    tokens = aligned.reading.tokens
    return any(
        h.first == said.first or tokens[h.first - 1].lemma not in ("have", "let", "get", "ask")
        for h in said.of("general")
    )


_PUT_BACK = frozenset("routine routinely annual yearly eventually convenience optional".split())
_VISITS = frozenset("visit year month appointment checkup physical annual yearly routine".split())


def _put_back(words: Sequence[str]) -> bool:
    """Whether a step is left to a time that comes anyway ("at the next routine visit")."""
    return not _PUT_BACK.isdisjoint(words) or any(w == "next" and b in _VISITS for w, b in pairwise(words))


_PASSED_ON = re.compile(
    r"\b(?:reported|communicated|discussed|relayed|conveyed|telephoned|phoned|called|given) (?:directly |by (?:tele)?phone |verbally )?"
    r"(?:to|with) (?:dr|doctor|the (?:ordering|referring|emergency|er|ed|primary)|nurse)\b|\b(?:dr|doctor)[ .a-z]{0,24} (?:was|were) (?:notified|informed|called)\b"
)


def _made_sure_of(aligned: Aligned, said: Said, item: Item) -> bool:
    """Whether a clinician is to make sure of the step where the report says that a colleague has been told."""
    if aligned.plan.audience != "clinician" or not said.has("made-sure") or said.has("not-urgent"):
        return False
    return _calls(item) and _PASSED_ON.search(aligned.reading.prepared.report) is not None


#: Steps to be seen or to call; where the plan sends the reader to an emergency room or an ambulance nothing less will do.
_CALLS = re.compile(r"call your care team|be seen|reach the clinician|tell the clinician|contact")
_ROW = re.compile(r"^critical finding ([a-z0-9-]+), ([a-z]+)$")


@lru_cache(maxsize=256)
def _row_step(why: str) -> tuple[str, str]:
    """What the list of critical findings tells a patient to do about the finding of an item, and within what time."""
    found = _ROW.match(why)
    if found is None:
        return "", ""
    row = next((r for r in load_library().critical if r.id == found.group(1)), None)
    return (fold(row.patient) if row is not None else ""), found.group(2)


def _calls(item: Item) -> bool:
    return _CALLS.search(fold(item.filled())) is not None or _CALLS.search(_row_step(item.why)[0]) is not None


#: Where help is given at any hour; with a time beside it no verb is needed ("Today: emergency room").
_DOORS = frozenset("emergency room|emergency department|er|ed|a&e|nearest hospital|ambulance|urgent care".split("|"))


def _names_door_and_time(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence names a place of help and, apart from it, a time that does not wait."""
    named = [aligned.reading.folded[h.start : h.end] for h in said.of("urgent")]
    doors = sum(name in _DOORS for name in named)
    return 0 < doors < len(named)


_IS_URGENT = re.compile(
    r"\b(?:this|it|that|which|result|finding) (?:is|counts as) (?:very )?(?:urgent|an emergency)\b|"
    r"\b(?:this|it|that) (?:cannot|can't|can not|must not|should not|shouldn't) wait\b"
)


def _urged_beside(aligned: Aligned, said: Said) -> bool:
    """Whether the sentence before or behind a step, in its paragraph, says that it is urgent ("This is urgent. Go to hospital.")."""
    if not _PUT_OFF_WORDS.isdisjoint(aligned.reading.lemmas(said)):
        return False
    low = aligned.reading.folded
    return any(
        other.paragraph == said.paragraph
        and other.kind != "question"
        and not other.has("not-urgent")
        and not {"if", "when", "whether"}.intersection(aligned.reading.lemmas(other))
        and _IS_URGENT.search(low, other.start, other.end) is not None
        for other in aligned.reading.near(said, 1, 1)
    )


_PUT_OFF_WORDS = frozenset("week month year later next coming if when".split())


def _until_now(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "now" ends a time that has passed, and calls for nothing ("one would expect them by now")."""
    before = aligned.reading.tokens[hit.first - 1].lemma if hit.first > said.first else ""
    return before in ("by", "until", "till", "for") and aligned.reading.folded[hit.start : hit.end] == "now"


def _within_days(item: Item) -> bool:
    """Whether the plan's own step leaves days and not hours."""
    first = fold(item.filled().partition(":")[0])
    if _row_step(item.why)[1] == "days":
        return True
    return _DAYS.search(first) is not None and _HOURS.search(first) is None


#: Behind an "if" these leave a call to the reader ("Call today if you have questions").
_AT_WILL = frozenset("question worry worried concern concerned doubt unsure like wish prefer".split())


def _later(aligned: Aligned, said: Said) -> bool:
    """Whether the step is for a symptom that may come ("Get help right away if you get a fever").

    "If nobody has seen you for your fever yet, call today" is the step itself.
    """
    words = aligned.reading.lemmas(said)
    if any(w in ("nobody", "yet", "already", "one") for w in words[:16]):
        return False
    at = next((i for i, w in enumerate(words) if w in ("if", "for", "when", "should", "with")), None)
    if at is None:
        return False
    if aligned.reading.tokens[said.last - 1].lemma in ("if", "for", "when", ":") and said.last > said.first + 1:
        return True  # a list of symptoms follows
    bound = said.first + at
    if any(h.first > bound for h in said.of("symptom")) or not _AT_WILL.isdisjoint(words[at:]):
        return True
    return words[at] == "if" and any(
        m.status != "absent" and m.start > aligned.reading.tokens[bound].start for m in said.mentions
    )


_HEAD = "EXAM: CT head.\nFINDINGS: Acute subdural hematoma on the left.\nIMPRESSION: Acute left subdural hematoma."
_BLOOD = "The report notes new blood by the brain on the left, an acute subdural hematoma. "

MISSING_URGENT_ACTION = Rule(
    name="missing-urgent-action",
    title="A critical finding without its urgent step",
    rationale="A critical result read at home must lead to help at once.",
    source="yale-critical-2024",
    severity="error",
    check=_missing_urgent,
    valid=(
        Example(report=_HEAD, draft=_BLOOD + "Call for help or go to the emergency room now."),
        Example(
            report=_HEAD, draft=_BLOOD + "If nobody has seen you for your headache yet, phone for an ambulance at once."
        ),
        Example(
            report=_HEAD,
            audience="clinician",
            draft="CRITICAL: acute left subdural hematoma [R]. Contact neurosurgery immediately.",
        ),
    ),
    invalid=(
        Example(report=_HEAD, draft=_BLOOD + "Ask about it at your next visit."),
        Example(report=_HEAD, draft=_BLOOD + "This is a critical result. Your doctor was told of it by phone today."),
        Example(report=_HEAD, draft=_BLOOD + "Get help right away if you get a fever or a stiff neck."),
        Example(report=_HEAD, draft=_BLOOD + "Please call your care team within the week."),
        Example(
            report=_HEAD, audience="clinician", draft="CRITICAL: acute left subdural hematoma [R]. Routine review."
        ),
    ),
)
