"""Treatments named as what is not done, or by a word that means an office, a part of the body or people who care."""

from __future__ import annotations

from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rules.orders_words import GENERIC


def left_out(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a treatment is named as what is not done ("care without an operation")."""
    words = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 2) : hit.first]]
    if "before" in words or words[:2] == ["prior", "to"]:
        return True  # "ask for an addendum before any biopsy"
    if "after" in words and aligned.reading.folded[hit.start : hit.end] in GENERIC:
        return True  # "a bone scan is recommended after treatment"
    if _of_an_office(aligned, said, hit) or _is_content(aligned, said, hit):
        return True
    if words == ["list", "of"]:
        return True  # "bring a list of your medicines"
    if hit.last < said.last and aligned.reading.tokens[hit.last].lemma in _WAYS:
        return True  # "a drainage channel of the ear", a part of the body
    if hit.last < said.last and aligned.reading.tokens[hit.last].lemma in _TREATERS and not _OWN.isdisjoint(words):
        return True  # "Take this letter to your physical therapy clinic"
    return words[-1:] == ["without"] or (words[:1] == ["without"] and words[-1] in ("a", "an", "any", "the"))


def _is_content(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether fluid is what a part of the body holds ("Some loops hold a little more fluid than usual")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - _HELD) : hit.first]]
    holds = next((i for i, w in enumerate(ahead) if w in ("hold", "holds")), None)
    bidden = (holds == 0 and len(ahead) < _HELD) or ahead[: holds or 0][-1:] in _BIDDEN
    return aligned.reading.folded[hit.start : hit.end] == "fluid" and holds is not None and not bidden


_HELD = 6
_BIDDEN = (["you"], ["to"], ["please"], ["should"], ["must"])  # "Hold more fluid in"
_REACHED = frozenset("ring call phone telephone contact visit at from inform reach".split())


def _of_an_office(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "the surgery" is where a doctor sees people ("ring the surgery", "give the surgery a call")."""
    if aligned.reading.folded[hit.start : hit.end] != "surgery":
        return False
    tokens = aligned.reading.tokens
    before = [t.lemma for t in tokens[max(said.first, hit.first - 2) : hit.first]]
    behind = [t.lemma for t in tokens[hit.last : min(said.last, hit.last + 2)]]
    if before[-1:] not in (["the"], ["our"], ["your"]):
        return False
    given = before[:1] == ["give"] and behind in (["a", "ring"], ["a", "call"], ["a", "bell"])
    return given or not _REACHED.isdisjoint(before[:1])


#: Behind the name of a treatment these make it a part of the body or a shape.
_WAYS = frozenset("path pathway passage opening channel pipe hole duct way system bone shaped shadow like".split())


#: Behind the name of a treatment these make it the people who give it; with "your" before, those who care for the reader already.
_TREATERS = frozenset("team clinic department office service practice staff ward unit nurse doctor colleague".split())
_OWN = frozenset("your our the their".split())
