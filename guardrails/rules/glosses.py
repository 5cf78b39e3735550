"""Mentions that add no finding: the report's own words, and plain words that only explain what was told."""

from __future__ import annotations

from collections.abc import Set

from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned, Claim, families, near
from guardrails.names import FILLERS


def own_words(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report, or the plan, uses these very words of something it does not deny."""
    words = {t.lemma for t in tokens(fold(claim.mention.text)) if t.lemma.isalpha()} - FILLERS
    told = aligned.reading.prepared.positive_lemmas
    return bool(words) and (words <= told or words <= _spelled_out(aligned.reading.prepared.report_lemmas))


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
    if mention.concept in _NO_GLOSS or heads & _NO_GLOSS or mention.category in ("traumatic", "infectious"):
        return False
    before = [t.lemma for t in tokens(reading.folded, max(claim.said.start, mention.start - 24), mention.start)]
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
    opens = low.lstrip(" -*#>").startswith(_THAT_IS)
    return opens and len(low) < 60 and _explained(aligned, claim, 1)


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


def _explained(aligned: Aligned, claim: Claim, back: int) -> bool:
    """Whether a finding of the report is told just before, so that what follows can explain it."""
    index = claim.said.index
    return any(
        other.fits and other.positive and other is not claim and index - back <= other.said.index <= index
        and other.mention.start < claim.mention.start
        for other in aligned.claims
    )  # fmt: skip
