"""Orders and leaves to use or spare the body that name no treatment and no activity of the cues ("Stay off the foot")."""

from __future__ import annotations

from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Fault

#: What a reader does with the body, as a verb; how often or how long it is to be done, said right behind an order.
_DOINGS = frozenset(
    "walk run jog swim cycle stretch exercise rest sleep lie stand sit lift train drive play work climb hike bike drink eat hydrate rehydrate".split()
)
#: What is no use of the body behind such a verb ("You can work out your questions").
_OTHERWISE = frozenset("out down by through your together up it this".split())
_MEASURED = frozenset(
    "twice once daily every each for more less gently slowly regularly often only until freely aggressively well plenty lots enough normally whenever at least about".split()
)
_HOLDING = frozenset("stay keep lay hold".split())
_STATES = frozenset("still up raised straight dry warm cool elevated high bent wrapped covered flat".split())
_FREE = (
    ("go", "ahead", "and"),
    ("feel", "free", "to"),
    ("free", "to"),
    ("safe", "to"),
    ("fine", "to"),
    ("ok", "to"),
    ("okay", "to"),
)
_WONDERED = frozenset("if whether how when that where until so why far unless ask what which before".split())


_BODILY = _DOINGS | _HOLDING


def bare_order(aligned: Aligned, said: Said, words: list[str]) -> Fault | None:
    """An order or a leave to use or spare the body that names no treatment ("Stay off the foot", "You can walk on it")."""
    if said.kind == "heading" or said.label in ("not-stated", "help", "reason"):
        return None
    for at, word in enumerate(words):
        if word not in _BODILY or not (_told_to(said, words, at) or _given_leave(words, at)):
            continue
        after = words[at + 1 : at + 2]
        timed = word in _DOINGS and after and (after[0] in _MEASURED or after[0].isdigit())
        leave = word in _DOINGS and _given_leave(words, at) and _OTHERWISE.isdisjoint(after)
        leave = leave and [word, *after] != ["work", "with"]
        spared = word in _HOLDING and (after == ["off"] or _kept_so(aligned, said, words, at))
        forbidden = word in _DOINGS and {"don't", "not", "never"} & set(words[:at]) and after != ["yourself"]
        if timed or leave or spared or forbidden:
            tokens = aligned.reading.tokens
            span = Span(tokens[said.first + at].start, tokens[min(said.first + at + 2, said.last) - 1].end)
            return Fault(
                span,
                f'tells the reader what to do ("{aligned.reading.words(*span)}")',
                suggestion="Ask your clinician which activities fit you.",
            )
    return None


def _told_to(said: Said, words: list[str], at: int) -> bool:
    """Whether a verb opens the sentence, or stands behind "please", "to be safe," or "best to"."""
    before = words[:at]
    if "," in before and before[0] in _MEANWHILE and _TOLD_AGAIN.isdisjoint(before):
        before = before[len(before) - before[::-1].index(",") :]
    return not any(w[0].isalnum() and w not in _BEFORE_ORDER for w in before) or tuple(words[max(0, at - 2) : at]) in (
        ("best", "to"),
        ("better", "to"),
        ("time", "to"),
        ("sure", "to"),
    )


#: Openings of a time until which an order holds ("In the meantime, keep off the leg"), and words of a row told in it.
_MEANWHILE = frozenset("in until till for meanwhile to from during".split())
_TOLD_AGAIN = frozenset("is are was were has have can may if".split())
_BEFORE_ORDER = frozenset("please do don't not never".split())


def _given_leave(words: list[str], at: int) -> bool:
    """Whether a verb is what the reader may do now ("you can run", "go ahead and run"), said in a clause of its own."""
    before = words[:at]
    while before and before[-1] in ("safely", "now", "still", "again", "already", "just"):
        before.pop()
    if any(tuple(before[-len(free) :]) == free for free in _FREE):
        return _WONDERED.difference(("so",)).isdisjoint(before) and "not" not in before[-5:]
    if before[-2:] not in (["you", "can"], ["you", "may"]):
        return False
    return _WONDERED.isdisjoint(before[-6:-2]) or before[-4:-2] == [",", "so"]


def _kept_so(aligned: Aligned, said: Said, words: list[str], at: int) -> bool:
    """Whether a part of the body is to be kept in a state ("keep the arm still")."""
    tokens = aligned.reading.tokens
    state = next((i for i in range(at + 1, min(len(words), at + 6)) if words[i] in _STATES), None)
    if state is None or words[at] == "stay":
        return False
    return any(tokens[said.first + at].start < p.start < tokens[said.first + state].start for p in said.places)
