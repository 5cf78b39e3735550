"""The grades that the report gives what a claim names: of its part of the body, of its side, by a number, under a general name."""

from __future__ import annotations

from explainer.core.language.mentions import ANYWHERE
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, agreeing, near
from guardrails.names import stems
from guardrails.rules.alike import context
from guardrails.rules.contrary import GRADE, grade_numbers
from guardrails.rules.grades_said import RANKS, ranks_by_side
from guardrails.rules.grades_words import GRADE_WORDS, parts_of_grade


def at_part(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of facts of one name those at the very part that the sentence names and no other ("the joint behind the kneecap")."""
    site = claim.mention.site
    if site is None or {p.anatomy for p in claim.said.places} != {site} or len({f.concept for f in facts}) > 1:
        return facts
    lexicon, own = aligned.reading.lexicon, tuple(f for f in facts if f.site == site)
    if any(f.site and f.site != site and (lexicon.within(f.site, site) or lexicon.within(site, f.site)) for f in facts):
        return facts
    return own or facts


def at_part_before(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of some facts those at the part that the sentence before names, where that tells no finding and the claim's own names no part."""
    said, lexicon = claim.said, aligned.reading.lexicon
    inside = [m for p in said.places for m in said.mentions if m.start <= p.start < m.end]
    if said.index == 0 or len(facts) < 2 or len(inside) < len(said.places):
        return facts
    before = aligned.reading.sentences[said.index - 1]
    parts = {p.anatomy for p in before.places} - ANYWHERE
    if before.paragraph != said.paragraph or len(parts) != 1 or any(c.positive for c in aligned.claims_in(before)):
        return facts
    if not any(f.site in parts for f in facts):
        return facts
    return tuple(f for f in facts if any(near(lexicon, part, f.site) for part in parts))


def of_its_name(claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The findings of the claim's own name, where its name tells one: the grade of what is only akin is not its grade."""
    if claim.mention.generic:
        return facts
    ties = {f.id: tie for tie, f in claim.fits}
    return tuple(f for f in facts if ties.get(f.id) == Tie.SAME) or facts


#: What a numbered grade of a report may be called in words ("grade I": minimal, mild).
_OF_NUMBER = {
    "1": {"minimal", "mild"},
    "2": {"mild", "moderate"},
    "3": {"moderate", "severe"},
    "4": {"severe"},
    "5": {"severe"},
}


def as_numbered(said: str, words: str) -> bool:
    """Whether a grade in words is what the report gives by a number."""
    given = [number for found in GRADE.finditer(words) for number in grade_numbers(found)]
    return bool(given) and all(any(part in _OF_NUMBER[n] for n in given) for part in parts_of_grade(said))


def as_the_whole(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...], said: str) -> bool:
    """Whether the impression gives this grade under a general name to the one thing that the findings tell of that part.

    "Mild sinus disease" of sinuses with thickened lining; a part with more than one finding of that kind leaves it open.
    """
    lexicon, reading = aligned.reading.lexicon, aligned.plan.reading
    sites = {f.site for f in facts}
    whole = next(
        (
            f
            for f in reading.facts
            if f.severity == said
            and f.concept.rpartition("-")[2] in _GENERAL
            and f.site is not None
            and any(f.category == own.category for own in facts)
            and any(site is not None and near(lexicon, f.site, site) for site in sites)
        ),
        None,
    )
    if whole is None or whole in facts or any(f.in_impression for f in facts):
        return False
    alike = {
        f.concept
        for f in reading.facts
        if f.status != "absent" and f.category == whole.category and f.site and near(lexicon, f.site, whole.site or "")
    }
    return alike <= {whole.concept, *(f.concept for f in facts)}


_GENERAL = frozenset("disease change changes abnormality".split())


def grades_of_side(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> set[str]:
    """The grades that stand right before the claim's side where a sentence grades both sides ("severe right and mild left")."""
    side = claim.mention.laterality
    if side not in _GRADED_AS:
        return set()
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    graded: dict[str, set[str]] = {"left": set(), "right": set()}
    for scene in aligned.reading.prepared.scenes:
        if scene.start in starts and len(scene.sides) > 1:
            for one, ranks in ranks_by_side(scene).items():
                graded[one] |= {grade for grade in GRADE_WORDS if RANKS[grade] in ranks}
    if not all(graded.values()):
        return set()
    if side in graded:
        return graded[side]
    said = {
        p.term.value
        for p in aligned.reading.analysis.pieces(claim.said.first, claim.said.last)
        if p.term.kind == "severity"
    }
    # "Both hips are moderately narrow" of one that is and one that is not; where a letter gives two grades each has its own.
    both = graded["left"] & graded["right"]
    return both or (
        {" on the left and ".join((min(graded["left"]), min(graded["right"]))) + " on the right"}
        if len(said) < 2
        else set()
    )


_GRADED_AS = ("left", "right", "bilateral")


def as_close(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts with those a coarser name can stand for whose report sentence shares as many words with the draft's."""
    own = context(aligned, claim)
    least = max(len(own & stems(aligned.report_words((f,)))) for f in facts)
    others = agreeing(aligned, claim, claim.facts(positive=True))
    return (*facts, *(f for f in others if f not in facts and len(own & stems(aligned.report_words((f,)))) >= least))
