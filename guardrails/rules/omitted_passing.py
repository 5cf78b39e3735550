"""Findings named in passing: in general, in advice, of what was felt, or taken up from what was told before."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.language.text import tokens
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.reading import Said
from guardrails.rules.omitted_rivals import tells
from guardrails.rules.omitted_sentences import SCANS, SHOWS, of_any

_TESTED = frozenset("checked looked searched".split())
#: Openings of advice and of requests, of what a test cannot tell, and of what is said of such things in general.
_ADVISES = frozenset("ask call tell make see consider match discuss confirm get talk bring let".split())
#: Behind a name: it is one told before ("what care a sprain like this needs").
_SUCH = (["like", "this"], ["like", "that"], ["like", "these"], ["like", "those"], ["like", "yours"])
_ARTICLES = frozenset("a an".split())
_DEFINES = frozenset("is are mean can may could".split())


def in_passing(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a sentence that does not name a fact in full speaks of such things in general, or of what to do, and not of this scan.

    "Meniscal tear: 61 % of people with a tear had no pain"; "A sprain means a band was torn"; "Ask whether the tear matters".
    """
    said, mention = claim.said, claim.mention
    if said.kind == "general" and not said.you and said.has("common") and not claim.asserted:
        return True
    if mention.concept == fact.concept and (mention.site is not None or not mention.generic):
        return False
    if _added(aligned, said) or (
        mention.status == "hypothetical" and not claim.asserted and not _TESTED.isdisjoint(said.lemmas)
    ):
        return True  # "The cushion was checked for a tear."
    words = [w for w in aligned.reading.lemmas(said) if w.isalpha()]
    if said.has("exam-reason") or _taken_up(aligned, claim, fact) or of_any(words) or _felt(aligned, claim, words):
        return True
    if said.kind == "general" and not said.you:
        return True
    if words[:1] and (words[0] in _ADVISES or words[0] == "please") and not claim.asserted:
        return True
    if [t.lemma for t in tokens(aligned.reading.folded, mention.end, said.end)][:2] in _SUCH:
        return True
    before = aligned.reading.folded[said.start : mention.start]
    if before.strip() in _ARTICLES:
        behind = [t.lemma for t in tokens(aligned.reading.folded, mention.end, min(said.end, mention.end + 20))]
        return behind[:1] != [] and behind[0] in _DEFINES
    return False


def passes_over(aligned: Aligned, fact: Fact, said: Said) -> bool:
    """Whether all that a sentence says of a fact by name is said in passing, so that its words tell it no better."""
    own = [c for c in aligned.claims_in(said) if any(f.id == fact.id and t <= Tie.COARSE for t, f in c.fits)]
    return bool(own) and all(in_passing(aligned, c, fact) for c in own)


_DEMONSTRATIVE = frozenset("this that these those".split())


def _taken_up(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a bare name only takes up what other words told before ("They are typical with this tear"), and none did tell the fact."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)][-1:]
    if ahead == [] or ahead[0] not in _DEMONSTRATIVE or claim.mention.site is not None:
        return False
    return not any(
        c.mention.start < claim.mention.start and c.positive and tells(aligned, c, fact) for c in aligned.claims
    )


_HAD = (["you", "had"], ["you", "felt"], ["you", "noticed"])
_IN_PICTURES = SHOWS | SCANS | frozenset("seen shown found".split())


def _felt(aligned: Aligned, claim: Claim, words: Sequence[str]) -> bool:
    """Whether it is what the reader had or felt before the scan ("You had some bleeding", "A lump could be felt")."""
    behind = [t.lemma for t in tokens(aligned.reading.folded, claim.mention.end, claim.said.end)][:4]
    return (list(words[:2]) in _HAD or "felt" in behind) and _IN_PICTURES.isdisjoint(words)


def _added(aligned: Aligned, said: Said) -> bool:
    """Whether the next mark in its line tells that a sentence is of the tool, and not of the report."""
    folded = aligned.reading.folded
    line = folded.find("\n", said.end)
    end = line if line >= 0 else len(folded)
    marks = [at for mark in ("[r]", "[r,") if (at := folded.find(mark, said.start, end)) >= 0]
    tool = [at for mark in ("[t]", "[t,") if (at := folded.find(mark, said.start, end)) >= 0]
    return bool(tool) and (not marks or min(tool) < min(marks))
