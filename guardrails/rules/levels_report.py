"""The level of a claim in the report: of another finding of its name, of its size or words, or of the like in other words."""

from __future__ import annotations

from itertools import pairwise

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold
from guardrails.alignment import Aligned, Claim, Tie, families
from guardrails.rules.wording import akin, content


def at_these(aligned: Aligned, claim: Claim, levels: set[str]) -> bool:
    """Whether the report has a finding of this very name at these levels: what else is wrong there is no matter of the level.

    A name that leaves the part out ("stenosis") is that of any finding of its kind.
    """
    lexicon, mention = aligned.reading.lexicon, claim.mention
    if not claim.said.levels and any(
        other is not claim and other.mention.category == mention.category and other.mention.end <= mention.start
        and levels <= aligned.levels(other.facts(Tie.RELATED, positive=claim.positive))
        for other in aligned.claims_in(claim.said)
    ):  # fmt: skip
        return True  # "It is a burst fracture: the bone has broken."
    begin = max((m.end for m in claim.said.mentions if m.end <= mention.start), default=claim.said.start)
    bare = mention.site in ANYWHERE or (
        len(content(mention.text)) == 1
        and not any(place.anatomy == mention.site and begin <= place.start < mention.end for place in claim.said.places)
    )
    heads = lexicon.heads_of(mention.concept) if bare else frozenset()
    return any(
        (m.concept == mention.concept or heads & lexicon.heads_of(m.concept))
        and (m.status == "absent") != claim.positive
        and m.section in ("findings", "impression")
        and levels <= set(m.levels)
        for m in aligned.plan.reading.findings
    )


def told_with(aligned: Aligned, claim: Claim, levels: set[str], told: set[str]) -> bool:
    """Whether a sentence of the report that tells these levels alone, and one that is strange to the finding, holds the claim's size, or two of the words that name it."""
    sizes = {(f"{s.value:g}", s.unit) for s in claim.mention.measurements}
    part = next((p for p in claim.said.places if p.anatomy == claim.mention.site), None)
    named = (
        claim.mention.text if part is None else f"{claim.mention.text} {aligned.reading.words(part.start, part.end)}"
    )
    names = {w for w in content(named) if len(w) > _SHORT} - _GRADED
    for scene in aligned.reading.prepared.scenes:
        if (
            not scene.levels
            or not scene.levels <= levels
            or scene.levels <= told
            or (claim.positive and not _SPARED_LEVEL.isdisjoint(scene.lemmas))
        ):
            continue
        if sizes & {(one.lemma, unit.lemma) for one, unit in pairwise(scene.row)}:
            return True
        if content(claim.mention.text) <= families().words and not _ANY_LUMP.isdisjoint(scene.lemmas):
            return True  # "the T11 spot" of a lesion there
        least = 1 if claim.mention.generic and len(names) == 1 else max(2, len(names) - 1)
        if sum(any(akin(name, other) for other in scene.lemmas) for name in names) >= least:
            return True
    return False


_SHORT = 3
_ANY_LUMP = frozenset("lesion focus nodule mass".split())
_GRADED = frozenset("minimal minimally mild mildly moderate moderately severe severely slight slightly".split())
_SPARED_LEVEL = frozenset("no not without".split())
#: What one thing does to its neighbours, by the roots of the words; "ablit" is how reports misspell "oblit".
_EFFECTS = tuple(
    (
        "compress indent efface obliterat ablit impress imping encroach abut touch contact press push squeez crowd narrow dent flatten "
        "displac deform takes fill"
    ).split()
)


def acts_there(aligned: Aligned, claim: Claim, levels: set[str]) -> bool:
    """Whether a claim tells what is done to the room of the nerves, and the report tells the like at these levels in words of its own."""
    lexicon = aligned.reading.lexicon
    if claim.mention.site not in _NERVES_ROOM and not any(
        claim.mention.site is not None and lexicon.within(claim.mention.site, part) for part in _NERVES_ROOM
    ):
        return False
    if not claim.positive or not any(word in fold(claim.mention.text) for word in _EFFECTS):
        return False
    return any(
        levels <= scene.levels and any(word.startswith(_EFFECTS) for word in scene.lemmas)
        and scene.lemmas & _SPACES_OF_NERVES and scene.lemmas.isdisjoint(_UNTOUCHED)
        for scene in aligned.reading.prepared.scenes
    )  # fmt: skip


_NERVES_ROOM = frozenset({"spinal-canal", "thecal-sac", "subarachnoid-space"})
_SPACES_OF_NERVES = frozenset("csf sac thecal dural canal space subarachnoid fluid".split())
_UNTOUCHED = frozenset("no not without".split())
