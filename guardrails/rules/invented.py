"""The rule on what is made up: a finding the report does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import tokens
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, elsewhere, far, near, sides_meet
from guardrails.names import by_its_name, site_names, stems, terms_of
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.errands import only_asked
from guardrails.rules.glosses import gloss, own_words
from guardrails.rules.invented_diagnoses import made_up_diagnosis
from guardrails.rules.invented_fits import DISEASES, another_disease, has_fit, spoken_of
from guardrails.rules.parts_apart import stands_apart
from guardrails.rules.traces import held
from guardrails.rules.unsaid import TELLING_HEADS, not_seen, says_little
from guardrails.rules.wording import explains, told_there


def _invented(aligned: Aligned) -> Iterator[Fault]:
    yield from made_up_diagnosis(aligned)
    for claim in aligned.asserted(positive=True):
        twin = _other_of_pair(aligned, claim)
        if twin:
            yield Fault(
                claim.span, f"tells of {claim.mention.name} on the {claim.mention.laterality}; the report has that on the other side only",
                aligned.evidence(twin), aligned.statement(twin),
            )  # fmt: skip
            continue
        asked = claim.known and only_asked(aligned, claim) and not _names_what_is_open(aligned, claim)
        if asked and (not claim.fits or _diagnosed(aligned, claim)):
            yield Fault(claim.span, f"tells of {claim.mention.name}, of which the report only asks", suggestion="")
            continue
        if has_fit(aligned, claim) or claim.known or says_little(aligned, claim) or not_seen(aligned, claim):
            continue
        if _blocked_in_report(aligned, claim):
            continue
        ill = "abnormal" in claim.mention.text.lower() and "abnormal" not in aligned.reading.prepared.report
        if (held(aligned, claim) and not ill) or gloss(aligned, claim) or _again_in_general(aligned, claim):
            continue
        if (
            claim.mention.category not in DISEASES
            and claim.said.has("treatment-verb")
            and claim.said.has("treatment")
            and not _left_in_place(aligned, claim)
        ):
            continue
        if _told_before(aligned, claim, elsewhere(aligned, claim)):
            yield Fault(
                claim.span, f"tells of {claim.mention.name} beside the one that the report has elsewhere", suggestion=""
            )
            continue
        moved = _moved(aligned, claim)
        if own_words(aligned, claim) or moved:
            continue  # the report has it in another part of the body: rule level-mismatch
        yield Fault(
            claim.span,
            f"tells of {claim.mention.name}, which the report does not hold",
            suggestion="",
        )


def _blocked_in_report(aligned: Aligned, claim: Claim) -> bool:
    """Whether a thing is told to be blocked that a sentence of the report calls obstructed or occluded ("an obstructing stone")."""
    heads = {claim.mention.concept, *aligned.reading.lexicon.heads_of(claim.mention.concept)}
    if heads.isdisjoint(_BLOCKS):
        return False
    parts = {p.anatomy for p in claim.said.places} - ANYWHERE
    lexicon = aligned.reading.lexicon
    return any(
        any(w.startswith(("obstruct", "occlu", "block")) for w in scene.lemmas)
        and scene.lemmas.isdisjoint(_UNBLOCKED)
        and (not parts or any(near(lexicon, p, q) for p in parts for q in scene.parts))
        for scene in aligned.reading.prepared.scenes
    )


_BLOCKS = frozenset({"obstruction", "occlusion"})
_UNBLOCKED = frozenset("no not without non nonobstructing non-obstructing nonobstructive".split())


def _moved(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report has what a claim names in another part of the body, so that rule level-mismatch judges it.

    That rule lets a part pass that may only stand beside the finding; a finding called by its whole name, or in a part far
    from the report's, is then none of the report's.
    """
    others = elsewhere(aligned, claim)
    if not others or not spoken_of(aligned, claim) or another_disease(aligned, claim):
        return False
    site = claim.mention.site
    whole = by_its_name(aligned.reading.lexicon, claim.mention) or (
        not claim.mention.generic and all(far(aligned.reading.lexicon, site, f.site) for f in others)
    )
    return not whole or stands_apart(aligned, claim, others)


_POINTERS = frozenset("it this that".split())
_NAMES = frozenset("name word term called".split())
_IN_DOUBT = frozenset("if whether may might could possible possibly".split())


def _names_what_is_open(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence only gives the name of what the one before it leaves open ("… if it is pinched. The word for that is …")."""
    said = claim.said
    ahead = {t.lemma for t in tokens(aligned.reading.folded, said.start, claim.mention.start)}
    before = aligned.reading.sentences[said.index - 1] if said.index else said
    return (
        before.paragraph == said.paragraph
        and not ahead.isdisjoint(_POINTERS)
        and not ahead.isdisjoint(_NAMES)
        and not _IN_DOUBT.isdisjoint(before.lemmas)
    )


def _again_in_general(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence on people without symptoms names a finding told before by its bare kind ("the same is true of scar tissue")."""
    lexicon, mention = aligned.reading.lexicon, claim.mention
    own = stems(mention.text)
    if not claim.said.has("common") or any(name <= own for name in site_names(lexicon, mention.site)):
        return False
    heads = lexicon.heads_of(mention.concept)
    return any(
        other.said.index < claim.said.index
        and heads & lexicon.heads_of(other.mention.concept)
        and other.facts(Tie.RELATED, positive=True)
        for other in aligned.claims
    )


def _diagnosed(aligned: Aligned, claim: Claim) -> bool:
    """Whether a thing is told by its full name, as what the reader has, that no finding of the report is called by."""
    if any(tie <= Tie.RELATED for tie, _ in claim.fits):
        return False
    ahead = aligned.reading.folded[claim.said.start : claim.mention.start]
    if ahead.count("(") > ahead.count(")") or not {"may", "might", "could", "can"}.isdisjoint(ahead.split()):
        return False  # '("inevitable abortion", one kind of miscarriage)'
    return by_its_name(aligned.reading.lexicon, claim.mention) and not explains(aligned, claim)


def _left_in_place(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence tells of what a treatment left behind ("metal from an operation is in place"), and not of the treatment."""
    words = aligned.reading.lemmas(claim.said)
    return claim.mention.category == "postoperative" and not _IN_PLACE.isdisjoint(words)


_IN_PLACE = frozenset("place seen see there show shows visible".split())


def _other_of_pair(aligned: Aligned, claim: Claim) -> tuple[Fact, ...]:
    """The findings of a claim's own name when all are on the other side, and its side has another finding.

    "A mass in the right kidney" where the report has the mass on the left and a cyst on the right.
    """
    mention, lexicon = claim.mention, aligned.reading.lexicon
    side = mention.laterality
    if side not in ("left", "right") or not lexicon.heads_of(mention.concept) & TELLING_HEADS:
        return ()
    if not any(t.lemma == side for t in tokens(aligned.reading.folded, claim.said.start, claim.said.end)):
        return ()
    said = stems(mention.text)
    full, heads = terms_of(lexicon, mention.concept)
    if not any(name <= said for name in full | heads):
        return ()  # "a spot" may be either
    named = tuple(f for f in claim.facts(Tie.SAME, positive=True) if f.site == mention.site)
    if not named or any(not aligned.sides((f,)) or sides_meet(side, aligned.sides((f,))) for f in named):
        return ()
    rivals = [
        f for tie, f in claim.fits
        if tie > Tie.SAME and f.status != "absent" and f.site == mention.site and aligned.sides((f,)) == {side}
    ]  # fmt: skip
    return named if rivals else ()


def _told_before(aligned: Aligned, claim: Claim, others: tuple[Fact, ...]) -> bool:
    """Whether the draft tells the report's findings of this name at their own places, so that this one is one more."""
    lexicon, mention = aligned.reading.lexicon, claim.mention
    if not others or not lexicon.heads_of(mention.concept) & TELLING_HEADS or mention.site is None:
        return False
    if not any(p.anatomy == mention.site for p in claim.said.places) or explains(aligned, claim):
        return False
    told = {
        f.id for other in aligned.asserted(positive=True) if other is not claim and other.mention.site is not None
        for f in other.facts(Tie.RELATED, positive=True) if near(lexicon, other.mention.site, f.site)
    }  # fmt: skip
    return all(f.id in told for f in others) and not told_there(aligned, claim, mention.site)


INVENTED_FINDING = Rule(
    name="invented-finding",
    title="A finding the report does not hold",
    rationale="A finding nobody saw frightens, and leads to tests that nobody needs.",
    source="steitz-2023",
    severity="error",
    check=_invented,
    valid=(
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-L5.\nIMPRESSION: Disc bulge at L4-L5.",
            draft="A disc bulges at L4-L5. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-L5.\nIMPRESSION: Disc bulge at L4-L5.",
            draft="A disc bulges at L4-L5. There is also a kidney stone. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
)
