"""Where "left" and "right" of a letter are no side: what remains, what is correct, and "right" that only stresses a place."""

from __future__ import annotations

from collections.abc import Sequence

#: Words before a side that make it one, whatever stands behind ("on the right behind the heart").
_OF_A_SIDE = frozenset(
    "the your my his her their on to of from more mostly mainly greater left right and or / & ( lower upper far".split()
)
#: Behind "right", what it stresses ("right where the tendon starts", "torn right through", "right next to").
_STRESSED = frozenset(
    (
        "where when now away then through across next up behind beneath under underneath above below beside besides inside outside "
        "into onto against along alongside around before after here there beyond past between off out near by"
    ).split()
)
#: Behind "right" these stress a place only before an article ("right at the start"); notes say "right at base" of a side.
_STRESSED_THERE = frozenset("in at on over to down".split())
_ARTICLES = frozenset("the a an its your this that front".split())
_BE = frozenset("is are was were be been being am seem".split())
#: What is right because it is correct.
_CORRECT = frozenset(
    "answer way time thing person word order choice treatment question track moment size amount angle decision doctor specialist".split()
)
#: Behind a side these tell which artery of the heart, or which hand, leads.
_LEADING = frozenset("dominant dominance handed".split())
_IS_CORRECT = frozenset("that about if . , ; ! ?".split())
_ENTITLED = frozenset("know ask see have get refuse choose read hear decide say".split())
#: How something is left.
_LEFT_SO = frozenset(
    (
        "open out unsaid undecided untreated alone unclear unstated unnamed blank untouched empty undescribed unmentioned unanswered "
        "unless off me us them him unsettled unspecified"
    ).split()
)
_LEFT_BY = frozenset("from over behind by there as for in after to".split())
_ACTED = frozenset("the your a an some this its it no nothing".split())
#: "What is left of an old sprain"; "that is left of the middle" tells a side.
_WHATEVER = frozenset("what all".split())
_REMAINING = frozenset("no nothing any little much enough some only what".split())
_ENDS = frozenset(". , ; ) : ! ?".split())


def is_no_side(words: Sequence[str], at: int) -> bool:
    """Whether "left" or "right" at a place in a row of lemmas is a word of everyday speech and tells no side."""
    before = words[at - 1] if at else ""
    after, then = [*words[at + 1 : at + 3], "", ""][:2]
    if after in _LEADING:
        return True
    if words[at] == "right":
        return _right_is_plain(before, after, then)
    return words[at] == "left" and _left_is_plain(words[max(0, at - 4) : at], before, after)


def _right_is_plain(before: str, after: str, then: str) -> bool:
    if before == "all" or (not before and after in (",", "so")) or after in _CORRECT:
        return True
    if after == "to" and then in _ENTITLED:
        return True
    if before in _BE and (after in _IS_CORRECT or (after == "to" and then not in _ARTICLES and then != "midline")):
        return True
    if before in _OF_A_SIDE:
        return False
    return after in _STRESSED or (after in _STRESSED_THERE and then in _ARTICLES)


def _left_is_plain(ahead: Sequence[str], before: str, after: str) -> bool:
    if after in _LEFT_SO or (before in _BE and after == "unchanged"):
        return True
    if after == "of" and before in _BE and not _WHATEVER.isdisjoint(ahead[-3:-1]):
        return True
    if before in ("has", "have", "had", "you", "they", "we", "he", "she", "which", "that") and after in _ACTED:
        return True
    if before in _OF_A_SIDE:
        return False
    if after in _LEFT_BY:
        return before not in ("", ",", ":", ";", "side")
    return after in _ENDS and not _REMAINING.isdisjoint(ahead)
