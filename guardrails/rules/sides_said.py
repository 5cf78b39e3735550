"""The side a draft gives a claim, and whether it is a left or right of the body at all.

"Both" may count an inner and an outer side, or two menisci; and a side may be only that of what is sound.
"""

from __future__ import annotations

from functools import lru_cache

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.text import tokens
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, sides_meet
from guardrails.reading import Said


def side_behind(aligned: Aligned, claim: Claim) -> str | None:
    """The side right behind a finding that was read with none ("is narrowed on the left by a spur")."""
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    behind = [t.lemma for t in row if t.start >= claim.mention.end][:3]
    return behind[2] if behind[:2] == ["on", "the"] and behind[2:] in (["left"], ["right"]) else None


def side_ahead(aligned: Aligned, claim: Claim) -> str | None:
    """The one side of a clause that tells one finding by a verb ("The passage on the right at C5-C6 is narrowed")."""
    if len(aligned.claims_in(claim.said)) > 1 or not claim.positive or claim.said.label:
        return None
    words = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)]
    cut = max((i for i, w in enumerate(words) if w in _CLAUSES), default=-1)
    clause = words[cut + 1 :]
    sides = [i for i, w in enumerate(clause) if w in ("left", "right")]
    if (
        len(sides) != 1
        or _IS_SAID.isdisjoint(clause[sides[0] :])
        or clause[sides[0] - 1 : sides[0]] not in (["the"], ["your"])
    ):
        return None
    return clause[sides[0]]


_CLAUSES = frozenset(", ; : and but while where which that than".split())
_IS_SAID = frozenset("is are was were looks look appears appear has have".split())


def spared_there(aligned: Aligned, claim: Claim, side: str) -> bool:
    """Whether a side is only that of what is sound: a denial beside a finding of the other side, or a sentence behind one.

    "No bleed on the left" of one on the right; "Left: narrow. Right: normal. This may pinch the nerve."
    """
    if not claim.positive:
        told = aligned.sides(claim.facts(Tie.COARSE, positive=True))
        return side != "bilateral" and bool(told) and not sides_meet(side, told)
    if not SIDED.isdisjoint(claim.said.lemmas):
        return False
    for before in reversed(list(aligned.reading.near(claim.said, 3, 0))[:-1]):
        if before.paragraph == claim.said.paragraph and side in before.lemmas:
            return not _SOUND_SIDE.isdisjoint(before.lemmas)
    return False


_SOUND_SIDE = frozenset(
    "normal fine clear free intact preserved healthy unremarkable unaffected spared ok okay".split()
)
_PAIRS = (("left", "and", "right"), ("right", "and", "left"), ("left", "or", "right"), ("right", "or", "left"))


def no_side(aligned: Aligned, claim: Claim) -> bool:
    """Whether the side a mention was read with is no side of the body that its sentence gives it.

    A denial takes no side from a heading; "both" sides are told by a word, not by a left and a right that stand apart; and
    the left and right of a coronary artery are names.
    """
    said, mention = claim.said, claim.mention
    words = [w for w in aligned.reading.lemmas(said) if w != "the"]
    if "coronary" in aligned.reading.prepared.report_lemmas and (
        mention.category == "vascular"
        or (
            mention.generic
            and mention.site is None
            and all(_of_heart(aligned, f) for t, f in claim.fits if t <= Tie.RELATED)
        )
    ):
        return True
    if not claim.positive and not any(w in SIDED for w in words):
        return True
    if mention.laterality != "bilateral":
        return False
    if ("side" in words or any(pair <= {*words} for pair in _FACE_PAIRS)) and _both_faces(aligned, claim):
        return True
    if any(tuple(words[i : i + 3]) in _PAIRS for i in range(len(words) - 2)):
        return False
    counted = [i for i, w in enumerate(words) if w in _TWO or (w == "two" and words[i + 1 : i + 2] == ["side"])]
    if not counted:
        return True
    at = [i for i in range(said.first, said.last) if aligned.reading.tokens[i].lemma == "both"]
    return len(at) == len(counted) and not any(_both_of_pair(aligned, said, i) for i in at)


def _of_heart(aligned: Aligned, fact: Fact) -> bool:
    return fact.site is not None and aligned.reading.lexicon.within(fact.site, "heart")


#: The two faces of a joint that "both" and "bilateral" may count.
_FACE_PAIRS = (frozenset(("medial", "lateral")), frozenset(("inner", "outer")))


def _both_faces(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report tells of an inner and an outer side, so that "both sides" of a joint are these."""
    starts = {
        aligned.mentions[id].sentence.start
        for fact in claim.facts(Tie.COARSE, positive=claim.positive)
        for id in fact.mentions
        if id in aligned.mentions
    }
    return any(
        scene.start in starts and any(scene.lemmas >= pair for pair in _FACE_PAIRS)
        for scene in aligned.reading.prepared.scenes
    )


SIDED = frozenset("left right both bilateral bilaterally lt rt l r side either each".split())
_TWO = frozenset("both bilateral bilaterally each either".split())
_BEFORE_A_PART = frozenset("of the your these those my its".split())
_JOINS_TWO = frozenset("at in on by as to from with for near within".split())


#: Paired parts by the words that every letter uses for them.
_LIMBS = frozenset(
    "leg arm hand foot knee hip shoulder ear eye kidney lung breast groin thigh calf wrist elbow ankle heel buttock cheek temple thumb".split()
)


def _both_of_pair(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether "both" at a token speaks of left and right, and not of two other things ("both diagonals", "both menisci")."""
    reading, lexicon = aligned.reading, aligned.reading.lexicon
    index = at + 1
    while index < said.last and reading.tokens[index].lemma in _BEFORE_A_PART:
        index += 1
    word = reading.tokens[index].lemma if index < said.last else "."
    if word in _JOINS_TWO:
        return False
    if word == "side" or word in _LIMBS:
        return True
    shut = next((i for i in range(index, said.last) if reading.tokens[i].lemma in _CLOSES), said.last)
    parts = [
        lexicon.anatomy[p.term.id]
        for p in reading.analysis.pieces(index, shut)
        if p.term.kind == "anatomy" and p.start <= index + 2
    ]
    if parts:
        return any(part.paired and not _of_faces(lexicon, part.id) for part in parts)
    told = aligned.sides(aligned.plan.reading.facts) - {"midline"}
    return len(told) != 1 and (not word.isalpha() or word in _GOES_ON)


#: Marks behind which nothing is counted by a "both" before them.
_CLOSES = frozenset(") , ; : .".split())
#: Two in one joint: an inner and an outer, a front and a back one.
_FACES = frozenset("medial lateral anterior posterior superior inferior inner outer upper lower".split())


@lru_cache(maxsize=512)
def _of_faces(lexicon: Lexicon, part: str) -> bool:
    """Whether a part comes as an inner and an outer, or a front and a back one, so that "both" of it are no left and right."""
    name = lexicon.anatomy[part].name.split()
    name = name[1:] if name[0] in _FACES else name
    kin = {other.name.split()[0] for other in lexicon.anatomy.values() if other.name.split()[1:] == name}
    return len(kin & _FACES) > 1


_GOES_ON = frozenset("is are was were has have had show look appear and hip knee lung kidney".split())
