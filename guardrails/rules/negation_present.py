"""A finding told that the report denies: whether the words add something to it, and whether they are said of another thing."""

from __future__ import annotations

from collections.abc import Set

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import tokens
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, families
from guardrails.names import by_its_name, stems
from guardrails.rules.errands import ASKED
from guardrails.rules.wording import content, content_of, explains, renames, said_beside


def weak(aligned: Aligned, claim: Claim, denied: tuple[Fact, ...]) -> bool:
    """Whether only an everyday word for what the report tells elsewhere speaks for a finding that it denies.

    "Narrow" beside the thigh bone may be said of the gap at the hip that the report calls narrow, though it denies a
    narrow hip joint. Where the sentence names the very part the report denies it of, it is said of that part.
    """
    lexicon, mention = aligned.reading.lexicon, claim.mention
    heads = lexicon.heads_of(mention.concept) & _EVERYDAY
    if not heads or by_its_name(aligned.reading.lexicon, claim.mention):
        return False
    if mention.concept not in _EVERYDAY and any(mention.concept in lexicon.heads_of(f.concept) for f in denied):
        return False  # "swelling in the bone" for marrow edema
    family = heads.union(*(families().covers.get(head, frozenset()) for head in heads))
    told = [
        f for f in aligned.plan.reading.facts
        if f.status != "absent" and family & (lexicon.heads_of(f.concept) | {f.concept})
    ]  # fmt: skip
    named = ({p.anatomy for p in claim.said.places} | {mention.site}) - {f.site for f in told}
    if _of_a_space(aligned, claim):
        return bool(told)
    if any(heads & lexicon.heads_of(f.concept) for f in told):
        named -= ANYWHERE  # "it narrows the artery", where one artery is narrow and another is not
    return bool(told) and not any(f.site is not None and _of_one(lexicon, named, f.site) for f in denied)


def _of_a_space(aligned: Aligned, claim: Claim) -> bool:
    """Whether it is a space by some part that is said to be narrow ("a gap near the hip is tight"), and not the part."""
    words = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.end)]
    cut = max((i for i, w in enumerate(words) if w in (",", ";", ":", ".")), default=-1)
    clause = words[cut + 1 :]
    behind = [t.lemma for t in tokens(aligned.reading.folded, claim.mention.end, claim.mention.end + 12)][:1]
    if behind in (["space"], ["gap"]) and clause[-2:-1] == ["the"] and not {"joint", "disc", "canal"} & {*clause}:
        return True  # "how the narrowed space fits the pain"
    at = next((i for i, w in enumerate(clause) if w in ("space", "gap", "room", "passage")), None)
    return at is not None and not {"joint", "canal"} & {*clause} and not _BESIDE.isdisjoint(clause[at + 1 : at + 4])


_BESIDE = frozenset("near beside by in around at next between close along".split())


def _of_one(lexicon: Lexicon, named: Set[str | None], site: str) -> bool:
    """Whether one of the parts named is, or lies in, a part of the body; of tissues ("bone", "bone marrow") either in either."""
    return any(
        part is not None and (lexicon.within(part, site) or ({part, site} <= ANYWHERE and lexicon.within(site, part)))
        for part in named
    )


#: Heads that plain words tell of many parts at once; each may be said of a part that no list names.
_EVERYDAY = frozenset(
    "narrowing stenosis compression impingement abutment enlargement dilatation thickening swelling edema fluid inflammation "
    "joint-space-narrowing displacement height-loss effusion".split()
)
#: Names that hold no finding of their own.
_NO_NAME = frozenset("disorder disease condition problem process illness issue abnormality finding".split())


def adds_nothing(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention tells of nothing that the report denies: it explains, names no finding, or is only asked about."""
    denied = claim.facts(Tie.SAME, positive=False)
    by_name = not claim.mention.generic and bool(denied) and denied_by_that_name(claim, denied)
    clinical = by_name and by_its_name(aligned.reading.lexicon, claim.mention)
    if (explains(aligned, claim) and not clinical) or (renames(aligned, claim) and not by_name):
        return True
    if content_of(aligned, claim):
        return True
    mention, words = claim.mention, aligned.reading.lemmas(claim.said)
    named = content(mention.text)
    if named and named <= _NO_NAME:
        return True
    if mention.status == "possible" and any(w in _EXCLUDES for w in words) and any(w in _TESTS for w in words[:8]):
        return True  # "one scan can't exclude a small stroke"
    if mention.status == "present" and not clinical and _said_again(aligned, claim):
        return True
    if mention.status == "possible" and _left_milder(aligned, claim):
        return True
    asked = mention.status == "possible" or aligned.reading.folded[mention.start - 1 : mention.start] == "?"
    # the reason for the exam
    return asked and (claim.known or said_beside(aligned, claim, ASKED, positive=None))


_MILDER = frozenset("milder lesser smaller slighter lower minor mild slight small".split())


def _left_milder(aligned: Aligned, claim: Claim) -> bool:
    """Whether a milder form is left open of what the report denies by its grade ("milder narrowing isn't ruled out")."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.end)]
    denied = claim.facts(Tie.COARSE, positive=False)
    return not _MILDER.isdisjoint(ahead) and all(f.denied_grade is not None for f in denied)


def _said_again(aligned: Aligned, claim: Claim) -> bool:
    """Whether an everyday word only takes up what was told before ("raise that gap"), or likens a thing to it ("fluid-like")."""
    reading, mention = aligned.reading, claim.mention
    behind = [t.lemma for t in tokens(reading.folded, mention.end, min(claim.said.end, mention.end + 8))]
    if behind[:2] == ["-", "like"] or reading.folded.startswith("like ", mention.end):
        return True
    ahead = [t.lemma for t in tokens(reading.folded, max(claim.said.start, mention.start - 12), mention.start)]
    if ahead[-1:] not in (["that"], ["this"], ["these"], ["those"]) or " " in mention.text.strip():
        return False
    return _EVERYDAY_WORDS.issuperset(stems(mention.text)) and not by_its_name(aligned.reading.lexicon, claim.mention)


_EVERYDAY_WORDS = stems("gap break spot difference growth change space opening pressure drop shift step")
_EXCLUDES = frozenset("exclude excluded excludes rule rules".split())
_TESTS = frozenset("scan test exam examination session study ct mri ultrasound x ray picture image one single".split())


def told_as_near(claim: Claim, denied: tuple[Fact, ...]) -> bool:
    """Whether the report tells of something whose name is as close to the claim's as what it denies."""
    new = claim.mention.status == "present" and not _NEW.isdisjoint(claim.mention.text.lower().split())
    told = [t for t, f in claim.fits if f.status != "absent" and not (new and f.status == "historical")]
    positive = min(told, default=None)
    negative = min((t for t, f in claim.fits if f.id in {d.id for d in denied}), default=Tie.COARSE)
    if positive is None or positive > Tie.VAGUE:
        return False
    if negative == Tie.SAME and claim.mention.site in {d.site for d in denied} - ANYWHERE:
        return positive == Tie.SAME
    return positive <= max(negative, Tie.RELATED)


#: Of these an event of the past is no sign.
_NEW = frozenset("acute new recent fresh".split())


def denied_by_that_name(claim: Claim, denied: tuple[Fact, ...]) -> bool:
    """Whether the report denies the very thing, and tells nothing else that it could be."""
    mention = claim.mention
    return not claim.facts(Tie.COARSE, positive=True) and any(
        t == Tie.SAME and f in denied and f.concept == mention.concept for t, f in claim.fits
    )


def denied_by_name(claim: Claim, denied: tuple[Fact, ...]) -> bool:
    """Whether the report denies the very finding at the very part, and tells of no other there that goes by its name."""
    site = claim.mention.site
    if site is None or site in ANYWHERE or claim.facts(Tie.RELATED, positive=True):
        return False
    ids = {f.id for f in denied}
    return any(tie == Tie.SAME and f.id in ids and f.site == site for tie, f in claim.fits)
