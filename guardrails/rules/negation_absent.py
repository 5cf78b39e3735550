"""A finding denied that the report tells: what a denial is of, and how close its name is to what is told and to what is denied."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import tokens
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, families, near, vague_name
from guardrails.denials import NOT_ANY
from guardrails.names import by_its_name
from guardrails.rules.denied import of_the_part_spoken_of, whole_only
from guardrails.rules.meeting import meeting
from guardrails.rules.unsaid import TELLING_HEADS
from guardrails.rules.wording import explains


def told_beside(aligned: Aligned, claim: Claim, told: tuple[Fact, ...]) -> bool:
    """Whether the same sentence tells the finding, so that the denial is of another place ("swelling at the heel, none at the toes")."""
    ids = {f.id for f in told}
    return any(
        other.positive and other.asserted and other is not claim
        and any(t <= Tie.RELATED and f.id in ids for t, f in other.fits)
        and other.mention.end <= claim.mention.start
        and not explains(aligned, claim)
        for other in _line_of(aligned, claim)
    )  # fmt: skip


def _line_of(aligned: Aligned, claim: Claim) -> Iterator[Claim]:
    """The claims of the sentence, and of the piece before a semicolon that ends the piece before."""
    index = claim.said.index
    yield from aligned.claims_in(claim.said)
    if index > 0:
        before = aligned.reading.sentences[index - 1]
        if aligned.reading.folded[before.start : before.end].rstrip().endswith(";"):
            yield from aligned.claims_in(before)


def told_of(aligned: Aligned, claim: Claim) -> tuple[Fact, ...]:
    """What the report tells that a denial meets: a finding of its name or, where there is none, one of the kind it names.

    "No bone is broken" denies the squashed spine bone, "the tendon is not torn" a tear of one tendon; "no lump" denies no cyst.
    """
    by_word = tuple(f for f in aligned.plan.reading.facts if f.concept in _IN_ONE_WORD.get(claim.mention.concept, ()))
    for facts in (claim.facts(Tie.RELATED, positive=True), _of_the_kind(aligned, claim), by_word):
        told = tuple(
            f
            for f in meeting(aligned, claim, facts)
            if f.status in ("present", "possible") and of_the_part_spoken_of(aligned, claim, f)
        )
        if told:
            return told
    return ()


def _of_the_kind(aligned: Aligned, claim: Claim) -> tuple[Fact, ...]:
    """The report's findings that share with a denial the head that tells what they are, or that its everyday name covers."""
    lexicon, concept = aligned.reading.lexicon, claim.mention.concept
    if claim.mention.denied_grade or claim.mention.change:
        return ()
    every = (lexicon.heads_of(concept) | {concept}) & TELLING_HEADS - _NO_KIND
    # cartilage may be torn, or thin
    heads = frozenset(h for h in every if h.rpartition("-")[2] in concept) or every - {"tear"}
    covered = families().covers.get(concept, frozenset())
    return tuple(
        f
        for tie, f in claim.fits
        if tie == Tie.COARSE
        and f.status != "absent"
        and (heads & (lexicon.heads_of(f.concept) | {f.concept}) or f.concept in covered)
        and (
            concept not in families().covers.get(f.concept, frozenset())
            or _WEAR in lexicon.heads_of(f.concept)
            or heads - {"herniation"} & (lexicon.heads_of(f.concept) | {f.concept})
            or concept in _MILDEST
        )
    )


#: Names of the least of a kind: who denies it denies the worse, too.
_MILDEST = frozenset("disc-bulge bulge".split())
_WEAR = "degenerative-change"
#: Two things that one plain word denies ("the lung is not collapsed").
_IN_ONE_WORD = {"atelectasis": ("pneumothorax",)}
#: Heads that plain words deny of one thing and tell of another ("no mass, a cyst").
_NO_KIND = frozenset("mass tumor cyst nodule lesion malignancy metastasis infection arthritis".split())


def by_this_name(aligned: Aligned, claim: Claim, told: tuple[Fact, ...]) -> bool:
    """Whether a denial names in full what the report tells, and the report denies nothing by that name."""
    mention = claim.mention
    if mention.generic or mention.denied_grade or vague_name(mention.concept):
        return False
    ties = {f.id: tie for tie, f in claim.fits}
    return any(f.concept == mention.concept and ties.get(f.id) == Tie.SAME for f in told) and not any(
        tie == Tie.SAME and f.status == "absent" for tie, f in claim.fits
    )


def in_its_name(claim: Claim, told: tuple[Fact, ...]) -> bool:
    """Whether the course that a denial holds is one with the finding ("no shrinking of a muscle"; a new one that is called new)."""
    return claim.mention.change in ("decreased", "increased") or all(f.change == "new" for f in told)


def denied_as_near(aligned: Aligned, claim: Claim, told: tuple[Fact, ...]) -> bool:
    """Whether the report denies something there whose name is as close to the claim's as what it tells.

    A coarser name counts where the claim names no part, or the very part that the denial is of.
    """
    ids, site, lexicon = {f.id for f in told}, claim.mention.site, aligned.reading.lexicon
    closest = min((t for t, f in claim.fits if f.id in ids), default=Tie.RELATED)
    ties = {f.id: t for t, f in claim.fits}
    by_name = closest == Tie.SAME and site is not None and by_its_name(aligned.reading.lexicon, claim.mention)
    covered = families().covers.get(claim.mention.concept, frozenset())
    if closest != Tie.COARSE or not any(f.concept in covered for f in told):
        covered = frozenset()
    return any(
        near(lexicon, site, f.site)
        and not whole_only(aligned, claim, f)
        and not (covered and ties[f.id] == Tie.COARSE and f.concept not in covered)
        and not (by_name and ties[f.id] > Tie.RELATED)
        and not (closest < ties[f.id] and ties[f.id] > Tie.SAME and _other_part(lexicon, site, told, f))
        and (ties[f.id] <= closest or site is None or f.site is None or lexicon.within(site, f.site))
        for f in meeting(aligned, claim, claim.facts(Tie.COARSE, positive=False))
    )


def _other_part(lexicon: Lexicon, site: str | None, told: tuple[Fact, ...], denied: Fact) -> bool:
    """Whether the claim names the very part that the report tells of, and the denial is of another thing around it."""
    if site is None or site in ANYWHERE or denied.site in (None, site):
        return False
    return any(f.site is not None and lexicon.within(f.site, site) for f in told)


def all_whole(aligned: Aligned, told: tuple[Fact, ...]) -> bool:
    """Whether the report tells each finding as going all the way through, so that to deny just that is a flip."""
    lexicon = aligned.reading.lexicon
    return all(
        "full-tear" in lexicon.heads_of(f.concept)
        and any(w in aligned.report_words((f,)) for w in ("full", "complete"))
        for f in told
    )


def cause_denied(claim: Claim) -> bool:
    """Whether the denial is of a tie to symptoms, not of the finding ("no pain can be ascribed to the tear")."""
    ties = claim.said.of("cause-backward", "cause-forward", "cause-connector")
    return claim.said.has("symptom") and any(hit.end <= claim.mention.start for hit in ties)


def only_part(aligned: Aligned, claim: Claim) -> bool:
    """Whether the denial is of a grade, of something new, or of one form only ("no other", "no clear", "no new")."""
    if claim.mention.denied_grade is not None or claim.mention.change not in (None, "stable", "unchanged"):
        return True
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)][-3:]
    if "known" in ahead:
        return True  # "no known disease": as it was before the test
    low = aligned.reading.folded[max(claim.said.start, claim.mention.start - 28) : claim.mention.start]
    return any(
        f" {w} " in f" {low} "
        for w in ("other", "new", "more", "further", "additional", "fresh", "acute", "second", "another")
    )


def of_denied(aligned: Aligned, claim: Claim) -> bool:
    """Whether a denial only says more of what is denied right before it ("no broken bone that has moved out of place")."""
    before = [c for c in aligned.claims_in(claim.said) if c.mention.end <= claim.mention.start]
    if not before or before[-1].positive:
        return False
    words = [t.lemma for t in tokens(aligned.reading.folded, before[-1].mention.end, claim.mention.start)]
    return len(words) <= 3 and words[:1] in (["that"], ["which"], ["with"])


def of_another_item(aligned: Aligned, claim: Claim, told: tuple[Fact, ...]) -> bool:
    """Whether something normal stands in a list behind what is denied ("no gross abnormality, three-vessel cord")."""
    if not all(f.category == "normal" for f in told):
        return False
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)]
    comma = max((i for i, w in enumerate(ahead) if w in (",", ";")), default=-1)
    return comma >= 0 and NOT_ANY.isdisjoint(ahead[comma:]) and not NOT_ANY.isdisjoint(ahead[:comma])


def next_denied(aligned: Aligned, claim: Claim) -> bool:
    """Whether a denial at the end is only of the next item, which the report denies ("diverticulosis, diverticulitis not evident")."""
    reading, said = aligned.reading, claim.said
    after = next((c for c in aligned.claims_in(said) if c.mention.start >= claim.mention.end), None)
    if after is None or after.positive or not after.facts(positive=False) or after.facts(Tie.RELATED, positive=True):
        return False
    between = [t.lemma for t in tokens(reading.folded, claim.mention.end, after.mention.start)]
    ahead = [t.lemma for t in tokens(reading.folded, said.start, claim.mention.start)]
    behind = [t.lemma for t in tokens(reading.folded, after.mention.end, said.end)]
    joined = {"and", "or", "both"}
    return "," in between and joined.isdisjoint(between + behind[:4]) and NOT_ANY.isdisjoint(ahead + between)
