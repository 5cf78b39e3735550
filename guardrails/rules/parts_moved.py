"""A finding told at a part where the report does not have it: in its name, as a tissue that is everywhere, or by its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.language.mentions import ANYWHERE, Place
from explainer.core.language.text import tokens
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, near
from guardrails.rule import Fault
from guardrails.rules.glosses import gloss
from guardrails.rules.parts import belongs
from guardrails.rules.parts_related import beside, precisely
from guardrails.rules.wording import told_there


def said_to_be_at(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A finding of no part that its sentence sets at one part alone, where the report has it in others ("A sprain affects the …")."""
    lexicon = aligned.reading.lexicon
    for claim in aligned.asserted(positive=True):
        said, site = claim.said, claim.mention.site
        if said.index in flagged or (site is not None and site not in ANYWHERE) or gloss(aligned, claim):
            continue
        if any(c is not claim and c.positive and c.mention.end > claim.mention.end for c in aligned.claims_in(said)):
            continue
        behind = [p for p in said.places if p.start >= claim.mention.end and p.anatomy not in ANYWHERE]
        parts = {p.anatomy for p in behind if not said.quoted(p.start, p.end)}
        if len(parts) != 1 or not _set_at(aligned, claim, behind[0]):
            continue
        part = behind[0].anatomy
        loose = site is not None and site not in ("skin", "soft-tissue")
        facts = claim.facts(Tie.RELATED, positive=True) or (claim.facts(Tie.COARSE, positive=True) if loose else ())
        sites = _sites_of(facts)
        if not facts or len(sites) < len(facts) or any(s in ANYWHERE or near(lexicon, part, s) for s in sites):
            continue
        if told_there(aligned, claim, part) or any(
            near(lexicon, part, f.site) for _, f in claim.fits if f.status != "absent"
        ):
            continue
        told = ", ".join(sorted({lexicon.anatomy[s].name for s in sites if s in lexicon.anatomy}))
        flagged.add(said.index)
        yield Fault(
            Span(behind[0].start, behind[0].end),
            f"puts {claim.mention.name} in the {lexicon.anatomy[part].name}; the report says {told}",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


def _set_at(aligned: Aligned, claim: Claim, place: Place) -> bool:
    """Whether only words that set a thing at its place stand between a finding and a part."""
    between = [t.lemma for t in tokens(aligned.reading.folded, claim.mention.end, place.start)]
    linked = not _SETS.isdisjoint(between)
    return linked and len(between) <= _SET_WITHIN and all(w in _SETS or w in _SET_WORDS or w.isdigit() for w in between)


_SET_WITHIN = 12
_SETS = frozenset("affects affect involves involve in on at within inside is are lies sits".split())
_SET_WORDS = frozenset(
    "the a an your of was were seen found shown noted there end part side main top bottom back front upper lower inner outer rated "
    "grade graded located sit lie be been , left right".split()
)


def other_bone(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A finding of a tissue that is everywhere ("bone bruise") put into another part than the report's sentences name."""
    lexicon = aligned.reading.lexicon
    for claim in aligned.asserted(positive=True):
        site, said = claim.mention.site, claim.said
        if site is None or site in ANYWHERE or said.index in flagged or gloss(aligned, claim):
            continue
        if not any(p.anatomy == site and belongs(aligned, claim, p) for p in said.places):
            continue
        facts = () if claim.mention.generic else claim.facts(Tie.SAME, positive=True)
        wide = {*ANYWHERE, *lexicon.ancestors(site)}
        if not facts or any(f.site not in wide for f in facts):
            continue
        starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
        told = [s for s in aligned.reading.prepared.scenes if s.start in starts]
        parts = [{p for p, _ in s.places} - wide for s in told]
        held = any(f.site not in ANYWHERE for f in facts)
        close = near if held else beside
        if not all(parts) or any(close(lexicon, site, p) for named in parts for p in named):
            continue
        if told_there(aligned, claim, site):
            continue
        if held and not any(lexicon.ancestors(p)[:1] == lexicon.ancestors(site)[:1] for named in parts for p in named):
            continue
        names = ", ".join(sorted({lexicon.anatomy[p].name for named in parts for p in named}))
        flagged.add(said.index)
        yield Fault(
            claim.span, f"puts {claim.mention.name} in the {lexicon.anatomy[site].name}; the report has that in: {names}",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


def moved_finding(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A finding of a name of its own told right at a part, where the report has it in other parts alone ("stress fracture, femur")."""
    lexicon = aligned.reading.lexicon
    for claim in aligned.asserted(positive=True):
        site, said = claim.mention.site, claim.said
        at = [p for p in said.places if p.anatomy not in ANYWHERE and _right_at(aligned, claim, p)]
        if site is None and not claim.mention.generic:
            site = next((p.anatomy for p in at if p.start >= claim.mention.end), None)  # "stress fracture, femur"
        if site is None or site in ANYWHERE or said.index in flagged or gloss(aligned, claim):
            continue
        if lexicon.within(site, "spine"):
            continue  # the canal, the sac and the disc lie too close for everyday words
        if not any(p.anatomy == site for p in at):
            continue
        facts = [f for f in claim.facts(Tie.SAME, positive=True) if f.concept == claim.mention.concept]
        if not facts or any(f.site is None or f.site in ANYWHERE for f in facts):
            continue
        own = [p for p in at if p.anatomy == site]
        if any(beside(lexicon, site, s) and not any(precisely(aligned, p, s) for p in own) for s in _sites_of(facts)):
            continue
        others = claim.facts(Tie.VAGUE, positive=True)
        if any(near(lexicon, site, f.site) for f in others if f not in facts) or told_there(aligned, claim, site):
            continue
        names = ", ".join(sorted({lexicon.anatomy[f.site].name for f in facts if f.site}))
        flagged.add(said.index)
        yield Fault(
            claim.span, f"puts {claim.mention.name} in the {lexicon.anatomy[site].name}; the report has that in: {names}",
            aligned.evidence(facts), aligned.statement(tuple(facts)),
        )  # fmt: skip


def _sites_of(facts: Sequence[Fact]) -> list[str]:
    """The parts of the body that facts have."""
    return [f.site for f in facts if f.site is not None]


def _right_at(aligned: Aligned, claim: Claim, place: Place) -> bool:
    """Whether a part stands in a finding's name, or beside it with nothing but a "in the" between."""
    mention, said = claim.mention, claim.said
    if said.quoted(place.start, place.end):
        return False
    if place.start < mention.end and mention.start < place.end:
        return True
    between = tokens(aligned.reading.folded, min(place.end, mention.end), max(place.start, mention.start))
    return all(t.lemma in _RIGHT_AT for t in between)


_RIGHT_AT = frozenset("in of at the your a an left right , upper lower".split())
