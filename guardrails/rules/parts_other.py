"""A finding put into another part of the body than the report has it in, or into the part next to its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.language.mentions import ANYWHERE, Place
from explainer.core.language.text import tokens
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, elsewhere, near
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.glosses import gloss, own_words
from guardrails.rules.levels_named import has_spine
from guardrails.rules.parts import belongs, serves
from guardrails.rules.parts_apart import set_apart, stands_apart
from guardrails.rules.parts_related import exchangeable, precisely
from guardrails.rules.wording import explains, in_own_words, told_there


def other_part(aligned: Aligned) -> Iterator[Fault]:
    """A finding put into another part of the body than the report has it in ("middle lobe" for the upper one)."""
    lexicon = aligned.reading.lexicon
    for claim in aligned.asserted(positive=True):
        site = claim.mention.site
        if site == "disc" and not has_spine(aligned):
            continue  # the discs of cartilage of a wrist, a knee or a jaw
        if _is_landmark(aligned, claim) or _of_an_exam(aligned, claim.said) or _cut_short(aligned, claim):
            continue
        others = elsewhere(aligned, claim)
        if others and not stands_apart(aligned, claim, others):
            continue
        if others and (explains(aligned, claim) or in_own_words(aligned, claim)):
            continue
        if others and site is not None and not own_words(aligned, claim) and not gloss(aligned, claim):
            names = ", ".join(sorted({lexicon.anatomy[f.site].name for f in others if f.site in lexicon.anatomy}))
            yield Fault(
                claim.span, f"puts {claim.mention.name} in the {lexicon.anatomy[site].name}; the report has that in: {names}",
                aligned.evidence(others), aligned.statement(others),
            )  # fmt: skip
            continue
        if site is None or site == lexicon.concepts[claim.mention.concept].site:
            continue
        if not any(p.anatomy == site and not claim.said.quoted(p.start, p.end) for p in claim.said.places):
            continue
        facts = [f for f in claim.facts(Tie.RELATED, positive=True) if f.site is not None]
        if not facts or any(near(lexicon, site, f.site) for f in claim.facts(Tie.VAGUE, positive=True)):
            continue
        if told_there(aligned, claim, site) or not set_apart(aligned, claim, [f.site for f in facts if f.site]):
            continue
        if _in_region(aligned, site, facts):
            continue
        told = ", ".join(sorted({lexicon.anatomy[f.site].name for f in facts if f.site in lexicon.anatomy}))
        yield Fault(
            claim.span, f"puts {claim.mention.name} in the {lexicon.anatomy[site].name}; the report says {told}",
            aligned.evidence(facts), aligned.statement(tuple(facts)),
        )  # fmt: skip


_REGIONS = frozenset({"cervical-spine", "thoracic-spine", "lumbar-spine"})


def _in_region(aligned: Aligned, site: str, facts: Sequence[Fact]) -> bool:
    """Whether the report tells of muscles along the spine under a heading that names the very region ("Cervical spine: spasm")."""
    region = _OF_REGION.get(site)
    if region is None or not all(f.site is not None and f.site.startswith(("paraspinal", region)) for f in facts):
        return False
    if all(f.site == region for f in facts):
        return True
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    above: frozenset[str] = frozenset()
    for scene in aligned.reading.prepared.scenes:
        above = scene.parts & _REGIONS or above
        if scene.start in starts and region in above:
            return True
    return False


_OF_REGION = {
    "neck": "cervical-spine", "neck-soft-tissue": "cervical-spine", "cervical-spine": "cervical-spine", "thoracic-spine": "thoracic-spine",
    "lumbar-spine": "lumbar-spine",
}  # fmt: skip


def _cut_short(aligned: Aligned, claim: Claim) -> bool:
    """Whether the part's name goes on behind the finding's ("squeezes the nerve" of "squeezes the nerve sac")."""
    mention, reading = claim.mention, aligned.reading
    for piece in reading.analysis.pieces(claim.said.first, claim.said.last):
        if piece.term.kind != "anatomy":
            continue
        start, end = reading.tokens[piece.start].start, reading.tokens[piece.end - 1].end
        if mention.start <= start < mention.end < end:
            return True
    return False


def _is_landmark(aligned: Aligned, claim: Claim) -> bool:
    """Whether the part a mention was put in only tells where another one lies ("the tissue behind the nose is thick")."""
    for place in claim.said.places:
        if place.anatomy == claim.mention.site and serves(aligned, claim.said, place):
            return True
        if place.anatomy == claim.mention.site and place.start < claim.mention.end:
            ahead = tokens(aligned.reading.folded, max(claim.said.start, place.start - 24), place.start)[-2:]
            if any(t.lemma in _BESIDE_IT for t in ahead):
                return True
        mine = place.anatomy == claim.mention.site or claim.mention.start <= place.start < claim.mention.end
        if mine and _whose_tendon(aligned, claim.said, place):
            return True
    return False


def _whose_tendon(aligned: Aligned, said: Said, place: Place) -> bool:
    """Whether a muscle only tells whose tendon is meant ("the tendon of a buttock muscle", "tendons of the thigh muscles")."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, max(said.start, place.start - 30), place.start)][-4:]
    return "of" in ahead and ahead[max(0, ahead.index("of") - 1)] == "tendon"


_BESIDE_IT = frozenset(
    "near above below beside behind toward towards between around against meet meets join joins".split()
)


def _of_an_exam(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells what was felt or seen on the person, as the history does ("on exam, the nodes were large")."""
    low = aligned.reading.folded[said.start : said.end]
    return (
        any(name in low and "physical exam" in aligned.reading.prepared.report for name in _BODILY)
        and "scan" not in low
    )


_BODILY = ("on exam,", "on exam ", "physical exam", "on examination")


def next_part(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A finding put into the part next to its own, of the same kind ("lower lobe" for "upper lobe")."""
    lexicon = aligned.reading.lexicon
    for claim in aligned.asserted(positive=True):
        if claim.said.index in flagged:
            continue
        facts = claim.facts(Tie.RELATED, positive=True)
        if not facts:
            continue
        for place in claim.said.places:
            if claim.said.quoted(place.start, place.end) or not belongs(aligned, claim, place):
                continue
            if _whose_tendon(aligned, claim.said, place):
                continue
            part = place.anatomy
            above = lexicon.ancestors(part)
            sites = [f.site for f in facts if f.site is not None]
            tissue = bool(ANYWHERE.intersection(above)) and not any(precisely(aligned, place, s) for s in sites)
            if not above or part in ANYWHERE or tissue:
                continue
            if any(near(lexicon, part, s) and not precisely(aligned, place, s) for s in sites) or not sites:
                continue
            if not any(exchangeable(lexicon, part, site) for site in sites) or told_there(aligned, claim, part):
                continue
            told = ", ".join(sorted({lexicon.anatomy[site].name for site in sites if site in lexicon.anatomy}))
            flagged.add(claim.said.index)
            yield Fault(
                Span(place.start, place.end), f"puts {claim.mention.name} in the {lexicon.anatomy[part].name}; the report says {told}",
                aligned.evidence(facts), aligned.statement(facts),
            )  # fmt: skip
            break
