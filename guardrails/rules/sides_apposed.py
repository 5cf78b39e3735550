"""Mentions that only explain a finding of the same side, or name its cause: the side told is that of the finding."""

from __future__ import annotations

from explainer.core.language.text import tokens
from guardrails.alignment import Aligned, Claim, Tie, sides_meet
from guardrails.rules.wording import explains


def side_of_the_term(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention in brackets or commas explains a finding of that very side ("a cyst, a sac of fluid, on the left"), or is its cause."""
    side = claim.mention.laterality
    if side is None or not (explains(aligned, claim) or _apposed(aligned, claim) or _as_cause(aligned, claim)):
        return False
    terms = [c for c in aligned.claims_in(claim.said) if c.mention.end <= claim.mention.start]
    facts = [f for c in terms[-1:] for f in c.facts(Tie.COARSE, positive=True)]
    told = aligned.sides(facts)
    return sides_meet(side, told) if told else side in aligned.report_words(facts)


def _apposed(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention stands between marks right behind another one, and so only says what that is."""
    folded, mention, said = aligned.reading.folded, claim.mention, claim.said
    ends = [
        c.mention.end for c in aligned.claims_in(said) if c is not claim and c.fits and c.mention.end <= mention.start
    ]
    if not ends:
        return False
    between = folded[max(ends) : mention.start]
    opens = between.lstrip().startswith(_APPOSING) and len(between.split()) <= _ASIDE_WORDS
    if not opens or " and " in between:
        return False
    behind = folded[mention.end : said.end].lstrip()
    return between.lstrip().startswith(_SAME_THING) or behind.startswith((",", "-", "–", "—", ")"))


_APPOSING = (
    ", a ",
    ", an ",
    ", some ",
    ", which is",
    ", or ",
    ", meaning",
    ", that is",
    "- ",
    "– ",
    "— ",
    "or ",
    "which is",
    "meaning ",
)
_SAME_THING = (", which is", ", or ", ", meaning", ", that is", "or ", "which is", "meaning ")
_ASIDE_WORDS = 6


def _as_cause(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention tells what another one may come from, and not what was seen ("calcium, likely from an old inflammation")."""
    ahead = tokens(aligned.reading.folded, max(claim.said.start, claim.mention.start - 40), claim.mention.start)[-6:]
    return any(t.lemma in _FROM for t in ahead) and any(
        c is not claim and c.mention.end <= claim.mention.start for c in aligned.claims_in(claim.said)
    )


_FROM = frozenset("from due because caused reflecting secondary".split())
