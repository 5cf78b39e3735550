"""Mentions that add no finding: the report's own words, and plain words that only explain what was told."""

from __future__ import annotations

from collections.abc import Set
from itertools import pairwise

from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned, Claim, families, near
from guardrails.names import FILLERS


def own_words(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report, or the plan, uses these very words of something it does not deny."""
    words = {t.lemma for t in tokens(fold(claim.mention.text)) if t.lemma.isalpha()} - FILLERS
    told = aligned.reading.prepared.positive_lemmas
    if bool(words) and (words <= told or words <= _spelled_out(aligned.reading.prepared.report_lemmas)):
        return True
    return len(words) == 1 and _in_a_product(next(iter(words)), aligned.reading.prepared.report_lemmas)


def _in_a_product(letters: str, told: Set[str]) -> bool:
    """Whether the letters of a disease are those of a tool that the report names ("CAD" where it used "iCAD")."""
    return len(letters) <= _SHORT and any(w.endswith(letters) and 0 < len(w) - len(letters) < 3 for w in told)


def _spelled_out(told: Set[str]) -> set[str]:
    """The words of diseases that a report names by their letters ("UTI": "infection")."""
    groups = families().diseases
    return {
        token.lemma
        for short, names in groups.items()
        if len(short) <= _SHORT and short in told
        for name in names
        for token in tokens(fold(name))
    }


#: The letters of a disease are no more than these.
_SHORT = 5


#: What a plain word for a finding is made of ("a pouch of fluid", "a lump of gland cells").
_MADE_OF = frozenset(
    "pouch sac bag pocket lump layer ring rim kind type form bit clump growth ball sheet lining".split()
)
_GLOSS_MARKS = (
    "(", ")", " or ", "called", "mean", " is a", " is an", " is the", ", a ", ", an ", ", which is", ", that is", " – ", " — ", ": ",
    " are ", "in other words", "known as",
)  # fmt: skip
#: Findings that no explanation may bring in.
_NO_GLOSS = frozenset({"malignancy", "metastasis", "tumor", "infection"})


def gloss(aligned: Aligned, claim: Claim, *, there: bool = False) -> bool:
    """Whether the mention only explains another one beside it ("osteophytes, or bone spurs"; "a cyst. It is a pouch of fluid").

    Args:
        there: Whether the other one must be something the report does not deny.
    """
    reading, mention, lexicon = aligned.reading, claim.mention, aligned.reading.lexicon
    if any(0 <= q.start - mention.end <= 4 for q in claim.said.quotes) and mention.generic and mention.site is None:
        return True  # 'a small piece has been pulled off ("ulnar styloid fracture")'
    heads = lexicon.heads_of(mention.concept)
    if mention.category == "neoplastic" and _bracketed_cancer(aligned, claim):
        return True
    if mention.concept in _NO_GLOSS or heads & _NO_GLOSS or mention.category in ("traumatic", "infectious"):
        return False
    before = [t.lemma for t in tokens(reading.folded, max(claim.said.start, mention.start - 24), mention.start)]
    if any(one == "there" and other in ("is", "are") for one, other in pairwise(before)):
        return False  # "… extra fluid, and there are loose fragments in it" tells of one thing more
    if _what_a_part_is(aligned, claim):
        return True
    if len(before) >= 2 and before[-1] == "of" and before[-2] in _MADE_OF and _explained(aligned, claim, 2):
        return True
    for other in aligned.claims_in(claim.said):
        between = reading.folded[other.mention.end : mention.start]
        if (
            mention.generic
            and other.fits
            and other.positive
            and between.split() in (["is"], ["are"], ["look"], ["looks"])
        ):
            return True  # "the spaces around the vessels are wide"
        if (
            mention.generic
            and other.fits
            and other.positive
            and other.mention.end <= mention.start
            and other.mention.site == mention.site
            and len(between) <= 48
            and not {"so", "making", "make", "hence"}.isdisjoint(between.split())
        ):
            return True  # "the disc bulges, so it is wider all around"
    for other in aligned.claims:
        if not near(lexicon, mention.site, other.mention.site):
            continue  # another part of the body explains nothing
        if there and not any(f.status != "absent" for _, f in other.fits):
            continue
        if other.said.index == claim.said.index and other is not claim and other.fits and other.positive:
            lo, hi = min(other.mention.end, mention.end), max(other.mention.start, mention.start)
            between = reading.folded[lo - 1 : hi + 1]
            if len(between) <= 48 and any(mark in between for mark in _GLOSS_MARKS):
                return True
    low = reading.folded[claim.said.start : mention.start]
    if " you " in low and not mention.generic:
        return False  # "this means that you have gout" says of the reader what no report says
    opens = low.lstrip(" -*#>").startswith(_THAT_IS) and not _turns(low)
    return opens and len(low) < 60 and _explained(aligned, claim, 1)


#: Words between a bracket and what it says of a cancer named before it.
_BRACKETED = 5


def _bracketed_cancer(aligned: Aligned, claim: Claim) -> bool:
    """Whether a bracket says in plain words what cancer was named right before it ("a metastasis (a node with cancer cells)")."""
    folded = aligned.reading.folded
    for other in aligned.claims_in(claim.said):
        between = [t.lemma for t in tokens(folded, other.mention.end, claim.mention.start)]
        if between[:1] == ["("] and len(between) <= _BRACKETED and other.mention.category == "neoplastic":
            return any(f.status != "absent" and f.category == "neoplastic" for _, f in other.fits)
    return False


#: Words for the make of a part, and marks behind its name at which an explanation of it opens.
_MAKE = frozenset(
    "hollow filled space tube pocket channel air cushion pad bag sac layer sheet lining cell fluid jelly soft pouch".split()
)
_OPENS = ((",",), ("(",), (":",), ("-",), ("\u2013",), ("\u2014",), ("is",), ("are",), (":", "*", "*"), ("*", "*", ":"))
_VERBS = frozenset(
    "is are was were look looks looked appear appears has have had show shows showed seen found grown built see".split()
)


def _what_a_part_is(aligned: Aligned, claim: Claim) -> bool:
    """Whether the mention only tells what a part named right before it is ("the sinuses, the hollow spaces in the face").

    It is a noun phrase of its own, without a verb or a size, in words for the make of a part.
    """
    reading, mention, said = aligned.reading, claim.mention, claim.said
    own = {t.lemma for t in tokens(reading.folded, mention.start, mention.end)}
    if own.isdisjoint(_MAKE) or not own.isdisjoint(_VERBS):
        return False
    behind = [t.lemma for t in tokens(reading.folded, mention.end, said.end)]
    cut = next((i for i, w in enumerate(behind) if w in (".", ",", ";", ")", "that", "which")), len(behind))
    if not _VERBS.isdisjoint(behind[:cut]):
        return False
    for place in said.places:
        if place.end > mention.start:
            break
        between = [t.lemma for t in tokens(reading.folded, place.end, mention.start)]
        at = next((i for i, w in enumerate(between) if w in ("the", "a", "an", "these", "those")), None)
        if tuple(between[:3]) == (",", "which", "are") and len(between) <= 1 + _DESCRIBED:
            return True  # ", which are hollow spaces"
        if at is None:
            continue
        opening = between[: at - 2] if between[max(0, at - 2) : at] == ["one", "of"] else between[:at]
        if len(between) - at > _DESCRIBED or tuple(opening) not in _OPENS:
            continue
        if between[at] in ("a", "an") and ":" in between[:at]:
            continue  # "Kidney: a fluid pocket" tells of one
        return not any(w.isdigit() for w in between)
    return False


#: An article and the words between it and the noun.
_DESCRIBED = 3
_THAT_IS = (
    "it is a ",
    "it is an ",
    "it's a",
    "that is a ",
    "that is an ",
    "this is a ",
    "this is an ",
    "this means ",
    "that means ",
    "it means ",
    "these are ",
    "they are ",
    "it is ",
    "that's ",
    "this is ",
)


def _turns(low: str) -> bool:
    """Whether a second clause has begun that gives no meaning ("It is stable, and a fragment has come away")."""
    at = max(low.rfind(turn) for turn in (", and ", ", but ", "; "))
    return at >= 0 and not any(word in low[at:] for word in ("mean", "called", "known", "that is", "so "))


def _explained(aligned: Aligned, claim: Claim, back: int) -> bool:
    """Whether a finding of the report is told just before, so that what follows can explain it."""
    index = claim.said.index
    return any(
        other.fits and other.positive and other is not claim and index - back <= other.said.index <= index
        and other.mention.start < claim.mention.start
        for other in aligned.claims
    )  # fmt: skip
