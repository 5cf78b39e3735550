"""Whether words tell a finding of the report or another one that is near it by name: on the other side, at the next level, of another size."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import tokens
from explainer.core.values import Fact, Measurement
from guardrails.alignment import Aligned, Claim, Tie, near, sides_meet
from guardrails.denials import NOT_ANY
from guardrails.numbers import Number, numbers_of, sizes_meet
from guardrails.reading import Said


def tells(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a claim is about a fact: no other fact of the report goes by its name more closely.

    "Disc protrusion" tells the protrusion and not the bulge at the next level; "arthritis" may tell either joint.
    """
    tie = next((t for t, f in claim.fits if f.id == fact.id), Tie.LOOSE)
    if tie > Tie.VAGUE or (tie >= Tie.COARSE and claim.said.planned):
        return False
    if tie == Tie.VAGUE and (claim.mention.site != fact.site or claim.mention.category == "infectious"):
        return False
    levels = set(claim.mention.levels)
    if tie <= Tie.COARSE and levels & aligned.levels((fact,)) and not _is_another(aligned, claim, fact):
        return True  # the level tells them apart
    site, told = claim.mention.site, fact.site
    if tie == Tie.RELATED and site is not None and told is not None and aligned.reading.lexicon.within(told, site):
        return not _is_another(aligned, claim, fact)
    side = claim.mention.laterality
    rivals = (
        t for t, f in claim.fits
        if f.status != "absent"
        and not (levels and aligned.levels((f,)) and not levels & aligned.levels((f,)))
        and not (side in ("left", "right") and aligned.sides((f,)) and not sides_meet(side, aligned.sides((f,))))
    )  # fmt: skip
    best = min(rivals, default=tie)
    return (
        tie == best
        or (best >= Tie.COARSE and tie == Tie.COARSE)
        or (tie == Tie.RELATED and claim.mention.generic and not claim.said.planned)
    )


def _is_another(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a claim is by name another finding of the report at the same level, of another kind than the fact.

    A bulge may stand for the protrusion at its level, as reports themselves change the word; height loss for a fracture may not.
    """
    named = [f for t, f in claim.fits if t == Tie.SAME and f.id != fact.id and f.status in ("present", "possible")]
    if fact.category in _GRAVE:
        return any(f.category != fact.category for f in named)
    levels = set(claim.mention.levels)
    if fact.laterality not in ("left", "right") or claim.mention.laterality is not None or fact.concept not in _SPURRED:
        return False
    return any(f.laterality is None and levels & set(f.levels) for f in named)


def of_twin(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a claim stands at the place of another finding of the same name, and not at the fact's own."""
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    if site is None or fact.site is None or near(lexicon, site, fact.site) or _joined_before(aligned, claim, fact.site):
        return False
    return any(
        other.id != fact.id
        and other.concept == fact.concept
        and other.status in ("present", "possible")
        and other.site is not None
        and near(lexicon, site, other.site)
        for other in aligned.plan.reading.facts
    )


def _joined_before(aligned: Aligned, claim: Claim, site: str) -> bool:
    """Whether a part is joined to the one that a claim names, so that one name tells of both ("mediastinal and hilar adenopathy")."""
    lexicon, mention = aligned.reading.lexicon, claim.mention
    for place in claim.said.places:
        if place.end <= mention.start and near(lexicon, place.anatomy, site):
            between = [t.lemma for t in tokens(aligned.reading.folded, place.end, mention.start)]
            return (
                bool(between)
                and between[0] in _JOINING
                and len(between) <= _JOINED_WITHIN
                and NOT_ANY.isdisjoint(between)
            )
    return False


_JOINING = frozenset(", and or & / plus +".split())
#: Words from the first of some parts joined to the last ("hilar, left axillary and").
_JOINED_WITHIN = 6


def shared_head(aligned: Aligned, fact: Fact) -> bool:
    """Whether another finding of the report, elsewhere in the body, goes by the same everyday name."""
    lexicon = aligned.reading.lexicon
    heads = lexicon.heads_of(fact.concept)
    return any(
        heads & lexicon.heads_of(other.concept) and other.site != fact.site and not near(lexicon, other.site, fact.site)
        for other in aligned.plan.reading.facts
        if other.id != fact.id and other.status in ("present", "possible")
    )


def of_one_part(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a claim names one thing at a part that holds both the fact's and another finding's of its name, and no more.

    The plural ("narrow places in the arteries") may tell them all, and so may a sentence that names the fact's own part.
    """
    lexicon, site, said = aligned.reading.lexicon, claim.mention.site, claim.said
    if site is None or fact.site is None or fact.site == site:
        return False
    if site not in ANYWHERE and not lexicon.within(fact.site, site):
        return False
    folded = aligned.reading.folded
    if not _SEVERAL.isdisjoint(said.lemmas) or any(
        folded[t.start : t.end] != t.lemma and folded[t.end - 1] == "s"
        for t in tokens(folded, claim.mention.start, claim.mention.end)
    ):
        return False
    rivals = [
        other for tie, other in claim.fits
        if tie <= Tie.COARSE and other.id != fact.id and other.status != "absent" and other.site not in (None, *ANYWHERE)
        and (site in ANYWHERE or lexicon.within(str(other.site), site)) and not near(lexicon, other.site, fact.site)
    ]  # fmt: skip
    around = {place.anatomy for one in aligned.reading.near(said, 2, 1) for place in one.places} - ANYWHERE
    return bool(rivals) and not any(
        lexicon.within(place, fact.site)
        or (lexicon.within(fact.site, place) and not any(lexicon.within(str(other.site), place) for other in rivals))
        for place in around
    )


_SEVERAL = frozenset(
    "both two three four five several each many some all multiple various number few other another second".split()
)


def beside(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether an everyday word is said of a whole region ("fluid … in the belly") in a sentence that names other parts in it."""
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    if (
        site is None
        or fact.site is None
        or site in ANYWHERE
        or site == fact.site
        or not lexicon.within(fact.site, site)
    ):
        return False
    parts = {p.anatomy for p in claim.said.places if not lexicon.within(fact.site, p.anatomy)} - ANYWHERE
    return bool(parts) and not any(near(lexicon, part, fact.site) for part in parts)


def sized_as_another(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether the sentence of a claim gives the size of another finding and none of the fact's ("a 2 cm spot", "a 4 cm cyst")."""
    mine = [Number(m.value, m.unit, 0, 0) for f in (fact,) for m in measured(aligned, f)]
    if not mine:
        return False
    said = claim.said
    sizes = [n for n in numbers_of(aligned.reading.folded, said.start, said.end) if n.unit in _LENGTHS]
    if not sizes or any(sizes_meet(n, mine) for n in sizes):
        return False
    theirs = [
        Number(m.value, m.unit, 0, 0)
        for other in aligned.plan.reading.facts
        if other.id != fact.id and other.status != "absent"
        for m in measured(aligned, other)
    ]
    return any(sizes_meet(n, theirs) for n in sizes)


_LENGTHS = frozenset({"mm", "cm"})


def measured(aligned: Aligned, fact: Fact) -> Iterator[Measurement]:
    """The sizes that the report gives a fact."""
    return (m for id in fact.mentions if id in aligned.mentions for m in aligned.mentions[id].measurements)


def placed(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether the part of the body a fact lies in is named shortly before the claim, or right behind it."""
    lexicon = aligned.reading.lexicon
    around = list(aligned.reading.near(claim.said, 2, 1))
    return any(near(lexicon, place.anatomy, fact.site) for said in around for place in said.places)


#: Kinds of finding that nothing milder may stand for.
_GRAVE = frozenset({"traumatic", "neoplastic", "infectious", "vascular"})
#: Discs with spurs: of one side they are more than the bulge or the spurs of the whole rim that the report tells beside them.
_SPURRED = frozenset({"disc-osteophyte-complex"})


def twin_side(aligned: Aligned, fact: Fact) -> str | None:
    """The other side, where the report has the same thing there as a finding of its own (arthritis of either hip)."""
    other = {"left": "right", "right": "left"}.get(fact.laterality or "")
    alike = (f for f in aligned.plan.reading.facts if f.concept == fact.concept and f.status == fact.status)
    return other if any(f.laterality == other for f in alike) else None


def at_twin(aligned: Aligned, fact: Fact, said: Said) -> bool:
    """Whether a sentence speaks of another level alone, where the report has the same thing as a finding of its own."""
    own, twins = _levels_of_twins(aligned, fact)
    if not twins:
        return False
    here = {level for group in said.levels for level in group.levels} or {*said.context.last_levels}
    bones = {bone for level in own for bone in level.split("-")}
    return bool(here & twins) and not here & (own | bones) and _AS_WELL.isdisjoint(said.lemmas)


def at_its_own(aligned: Aligned, fact: Fact, said: Said) -> bool:
    """Whether a sentence names the level of a fact whose like the report has at another one."""
    own, twins = _levels_of_twins(aligned, fact)
    return bool(twins) and any(not own.isdisjoint(group.levels) for group in said.levels)


def _levels_of_twins(aligned: Aligned, fact: Fact) -> tuple[set[str], set[str]]:
    """The levels of a fact, and those of the report's other findings of its name; of none when it has no level."""
    own = aligned.levels((fact,))
    alike = (f for f in aligned.plan.reading.facts if f.concept == fact.concept and f.status == fact.status)
    return own, aligned.levels(f for f in alike if f is not fact) - own if own else set()


_AS_WELL = frozenset("same both each all also other too likewise again another every two three".split())
