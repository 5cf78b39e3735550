"""The two sides of a tie: what was found, and what is felt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from guardrails.rules.causes_words import Mark, Marked, vocabulary

#: Behind "is" these make a place or a clause, not a thing ("is in the joint").
_NOT_THING = frozenset("in at on over near around from when if where that heard seen found felt".split())


class Claim(NamedTuple):
    """A tie claimed, at a range of words; ``loose`` when two things only stand side by side, ``denied`` when cleared."""

    first: int
    last: int
    denied: bool = False
    loose: bool = False


def told(marked: Marked) -> bool:
    """Whether a sentence tells of something found."""
    return bool(marked.findings)


def subject(marked: Marked, first: int, last: int) -> bool:
    """Whether a finding, a tissue or a word that points at one stands within a range of words."""
    known = vocabulary().words
    return (
        any(first <= at < last for at in marked.things)
        or marked.names(known["pointing"], first, last)
        or any(first <= p.first and p.last <= last for p in marked.places)
    )


def thing(marked: Marked, first: int, last: int) -> bool:
    """Whether a finding or a tissue stands within a range of words; a pointing word is not enough."""
    return any(first <= at < last for at in marked.things)


def is_thing(marked: Marked, at: int) -> bool:
    """Whether a finding or tissue follows at once, not as a place ("is in the joint")."""
    words = marked.words[at : at + 4]
    return thing(marked, at, at + 4) and not any(w in _NOT_THING for w in words)


def beside_thing(marked: Marked, at: int, felt: Sequence[Mark]) -> bool:
    """Whether a word names what was found, and is no part of what is felt ("joint pain", "a lump you feel")."""
    complaint = vocabulary().words["complaint"]
    if not thing(marked, at, at + 1) or marked.words[at] in complaint:
        return False
    if any(f.first <= at < f.last and marked.names(complaint, f.first, f.last) for f in marked.findings):
        return False
    return not any(s.first - 2 <= at < s.last + 1 for s in felt)


def denied(marked: Marked, first: int) -> bool:
    """Whether a "not" governs the word at an index."""
    negators = vocabulary().words["negators"]
    near = marked.words[max(0, first - 5) : first]
    return any(w in negators for w in near) or any(w in negators for w in marked.words[:3])
