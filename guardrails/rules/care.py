"""Rule on urgency: no critical finding without its step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from explainer.core.language.text import fold
from explainer.core.values import Item, Span
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
        if off is None and hours:
            off = _NOT_NOW.search(low, said.start, said.end)
        if off is not None and "cannot" not in low[said.start : off.end()]:
            yield Fault(Span(off.start(), off.end()), "puts off a step that is urgent", (), must[0].filled())


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
    if said.label in ("help", "questions", "sources", "reason", "limits") or said.kind == "question":
        return False
    patient = aligned.plan.audience == "patient"
    if (patient and _speaks_of_people(aligned, said)) or (said.kind == "heading" and not said.has("act")):
        return False
    days = _within_days(item)
    if days and said.has("made-sure") and any(h.cue.kind == "step-of-care" for h in said.hits):
        return True
    stepped = (said.has("act") or said.has("safe-step")) and not _put_back(aligned.reading.lemmas(said))
    if stepped and _only_possible(aligned, item) and not _later(aligned, said):
        return True
    if _made_sure_of(aligned, said, item):
        return True
    if not said.has("act"):
        return False
    for hit in said.of("urgent", "within-days") if days else said.of("urgent"):
        blocked = any(n.first <= hit.first and hit.last <= n.last for n in said.of("not-urgent"))
        blocked = blocked or _until_now(aligned, said, hit)
        told = any(t.last <= hit.first for t in said.of("step-told")) and not said.has("made-sure")
        if not blocked and not told and not _denied(aligned, said, hit) and not _later(aligned, said):
            return True
    return False


def _only_possible(aligned: Aligned, item: Item) -> bool:
    """Whether the report leaves the finding open: then a step to clear it up is asked for, and no hour."""
    facts = [f for f in aligned.plan.reading.facts if f.id in item.facts]
    return bool(facts) and all(f.status == "possible" for f in facts) and _CALLS.search(fold(item.filled())) is not None


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
    calls = _CALLS.search(fold(item.filled())) is not None
    return calls and _PASSED_ON.search(aligned.reading.prepared.report) is not None


#: Steps to be seen or to call; where the plan sends the reader to an emergency room or an ambulance nothing less will do.
_CALLS = re.compile(r"call your care team|be seen|reach the clinician|tell the clinician|contact")


def _until_now(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "now" ends a time that has passed, and calls for nothing ("one would expect them by now")."""
    before = aligned.reading.tokens[hit.first - 1].lemma if hit.first > said.first else ""
    return before in ("by", "until", "till", "for") and aligned.reading.folded[hit.start : hit.end] == "now"


def _within_days(item: Item) -> bool:
    """Whether the plan's own step leaves days and not hours."""
    first = fold(item.filled().partition(":")[0])
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
