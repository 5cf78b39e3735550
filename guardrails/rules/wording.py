"""The report's own words around a finding: what speaks for a draft before it is held to be at odds with the report.

A report is not always read aright: a grade, a side or a place may have been joined to another finding. Where the report
itself sets the very words together that the draft uses, the draft is not held against another reading of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned, Claim, Tie, near, sides_meet
from guardrails.names import FILLERS
from guardrails.prepared import Scene

#: How far from a finding a word may stand to be said of it, in tokens, with no mark between.
_REACH = 5
#: Marks and words at which what is said of one finding ends.
PARTED = frozenset(", ; : . ( ) but".split())


def content(text: str) -> frozenset[str]:
    """The lemmas of a phrase that name something."""
    return frozenset(t.lemma for t in tokens(fold(text)) if t.lemma.isalpha()) - FILLERS


def told_in(
    aligned: Aligned, claim: Claim, *, positive: bool | None = True, reach: Tie = Tie.COARSE
) -> Iterator[tuple[Scene, int, int]]:
    """Where the report names what a claim names, at no other side or level: a sentence and the tokens in it.

    By the claim's own words, or by a finding that can be what the claim is about, up to a tie.
    """
    mention = claim.mention
    about = {
        id
        for tie, fact in claim.fits
        if tie <= reach and (positive is None or (fact.status != "absent") == positive)
        for id in fact.mentions
    }
    spans: dict[int, list[tuple[int, int]]] = {}
    for id in about:
        if id in aligned.mentions:
            found = aligned.mentions[id]
            spans.setdefault(found.sentence.start, []).append((found.start, found.end))
    words = content(mention.text)
    for scene in aligned.reading.prepared.scenes:
        if mention.levels and scene.levels and not scene.levels & set(mention.levels):
            continue
        if (
            mention.laterality in ("left", "right")
            and scene.sides
            and not sides_meet(mention.laterality, set(scene.sides))
        ):
            continue
        row = scene.row
        for start, end in spans.get(scene.start, ()):
            inside = [i for i, t in enumerate(row) if start <= t.start < end]
            if inside:
                yield scene, inside[0], inside[-1] + 1
        if words and words <= scene.lemmas:
            at = [i for i, t in enumerate(row) if t.lemma in words]
            if at[-1] - at[0] <= len(words) + _REACH:
                yield scene, at[0], at[-1] + 1
            else:
                yield from ((scene, i, i + 1) for i in at if len(words) == 1)


def said_beside(
    aligned: Aligned,
    claim: Claim,
    words: Collection[str],
    *,
    positive: bool | None = True,
    parted: frozenset[str] = frozenset(),
    reach: Tie = Tie.COARSE,
) -> bool:
    """Whether the report sets one of these words right beside what a claim names, at a place that does not speak against it.

    Where a sentence tells of both sides, the claim's own side stands beside the word.

    Args:
        positive: Beside findings that the report tells (True), denies (False), or either (None).
        parted: Words that end what is said of a finding, besides the marks.
        reach: How close a finding's name must be.
    """
    side = claim.mention.laterality
    for scene, first, last in told_in(aligned, claim, positive=positive, reach=reach):
        lo, hi = _stretch(scene, first, last, _REACH, parted)
        for i in range(lo, hi):
            if scene.row[i].lemma not in words:
                continue
            if side not in ("left", "right") or len(scene.sides) < 2 or _side_at(scene, i) in (side, None):
                return True
    return False


def _side_at(scene: Scene, at: int) -> str | None:
    """The side a word is said of: right behind it ("mild left stenosis"), else right before it."""
    near_by = [i for i in (at + 1, at + 2, at - 1, at - 2) if 0 <= i < len(scene.row)]
    return next((scene.row[i].lemma for i in near_by if scene.row[i].lemma in ("left", "right")), None)


def normal_there(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report calls a part normal that the claim's sentence names, where it tells nothing of what the claim denies."""
    facts = [fact for tie, fact in claim.fits if tie <= Tie.COARSE and fact.status != "absent"]
    telling = {aligned.mentions[id].sentence.start for fact in facts for id in fact.mentions if id in aligned.mentions}
    side, lexicon = claim.mention.laterality, aligned.reading.lexicon
    named = {p.anatomy for p in claim.said.places} - ANYWHERE
    named -= {c.mention.site for c in aligned.claims_in(claim.said) if c is not claim and c.mention.site is not None}
    parts = {part for part in named if not any(near(lexicon, part, fact.site) for fact in facts)}
    return any(
        not parts.isdisjoint(scene.parts)
        and not scene.lemmas.isdisjoint(_NORMAL)
        and (side not in ("left", "right") or not scene.sides or sides_meet(side, set(scene.sides)))
        and scene.start not in telling
        for scene in aligned.reading.prepared.scenes
    )


_NORMAL = frozenset(
    "no not normal patent intact clear unremarkable preserved maintained open compress compressible free none without".split()
)


def told_there(aligned: Aligned, claim: Claim, part: str) -> bool:
    """Whether the report itself names what a claim names in one sentence with a part of the body."""
    lexicon = aligned.reading.lexicon
    names = lexicon.anatomy[part]
    sites = {
        f.site for tie, f in claim.fits if tie <= Tie.COARSE and f.status != "absent" and f.site in lexicon.anatomy
    }
    own = [_stems(lexicon.anatomy[site].name) for site in sites if site is not None]
    if any(_stems(names.name) <= stems for stems in own):
        return True  # the patella, for its cartilage
    every = [_stems(name) for name in (names.name, *names.terms)]
    wanted = [stems for stems in every if not any(stems <= other for other in own)]
    for scene, first, last in told_in(aligned, claim):
        lo, hi = _stretch(scene, first, last, _FAR)
        begin, end = scene.row[lo].start, scene.row[hi - 1].end
        if any(
            begin <= at < end
            and part_named not in ANYWHERE
            and (part_named == part or lexicon.within(part_named, part))
            for part_named, at in scene.places
        ):
            return True
        here = frozenset(token.lemma[:_STEM] for token in scene.row[lo:hi])
        if any(stems and stems <= here for stems in wanted):
            return True
    return False


#: How far from a finding the part may be named that it lies in, in tokens, with no mark between.
_FAR = 9


def _stretch(scene: Scene, first: int, last: int, reach: int, parted: frozenset[str] = frozenset()) -> tuple[int, int]:
    """The tokens around some tokens up to a mark, at most so many on either side."""
    lo, hi, marks = first, last, PARTED | parted
    while lo > 0 and first - lo < reach and scene.row[lo - 1].lemma not in marks:
        lo -= 1
    while hi < len(scene.row) and hi - last < reach and scene.row[hi].lemma not in marks:
        hi += 1
    return lo, hi


#: Letters by which a noun and its adjective are one word ("patella", "patellar").
_STEM = 5


def _stems(name: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in content(name))


def in_own_words(aligned: Aligned, claim: Claim) -> bool:
    """Whether one sentence of the report, which denies nothing, holds all the words by which a claim names its finding."""
    words = content(claim.mention.text)
    return len(words) > 1 and any(
        scene.lemmas.isdisjoint(_DENIALS) and all(any(akin(word, other) for other in scene.lemmas) for word in words)
        for scene in aligned.reading.prepared.scenes
    )


def akin(one: str, other: str) -> bool:
    """Whether two lemmas are forms of one word ("tilt", "tilted"; "patella", "patellar")."""
    if one[:_STEM] == other[:_STEM]:
        return True
    return min(len(one), len(other)) >= 4 and (one.startswith(other) or other.startswith(one))


_DENIALS = frozenset("no not none without nor neither never absent negative unremarkable normal".split())


def explains(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention stands in brackets behind a finding of the report, and so only explains it."""
    reading, said, mention = aligned.reading, claim.said, claim.mention
    opens = reading.folded.rfind("(", said.start, mention.start)
    if opens < 0 or reading.folded.find(")", opens, mention.start) >= 0:
        return False
    return any(
        c.fits and c is not claim and c.mention.end <= opens and opens - c.mention.end <= _ASIDE
        for c in aligned.claims_in(said)
    )


#: Words by which an explanation opens behind a name.
_EXPLAINING = (
    ("which", "is"),
    ("which", "are"),
    ("which", "mean"),
    ("that", "is"),
    ("this", "mean"),
    ("meaning",),
    ("or",),
)
#: How far behind a name an explanation may open ("impingement there, which means …").
_OPENS_WITHIN = 2


def renames(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention behind "which is" or "meaning" only explains the finding told right before it, as denied as that is."""
    reading, said, mention = aligned.reading, claim.said, claim.mention
    before = [c for c in aligned.claims_in(said) if c is not claim and c.mention.end <= mention.start]
    if not before or not before[-1].fits:
        return False
    words = [t.lemma for t in tokens(reading.folded, before[-1].mention.end, mention.start)]
    words = [word for word in words if word != ","]
    return len(words) <= _ASIDE_WORDS and any(
        tuple(words[at : at + len(opening)]) == opening for opening in _EXPLAINING for at in range(_OPENS_WITHIN + 1)
    )


_ASIDE_WORDS = 6


def content_of(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention tells what another thing holds or is made of ("filled with fluid", "an area with water in it")."""
    reading, mention = aligned.reading, claim.mention
    own = [t.lemma for t in tokens(reading.folded, mention.start, mention.end)]
    if own[-1:] in (["air"], ["gas"]) and not _HOLDS.isdisjoint(own) and not _AIRED.isdisjoint(own):
        return True  # "the lungs hold less air than usual"
    if own == ["air"] and _breathed(frozenset(reading.lemmas(claim.said))):
        return True
    if not _CONTENTS.issuperset(own):
        return False
    ahead = [t.lemma for t in tokens(reading.folded, max(claim.said.start, mention.start - 24), mention.start)][-3:]
    behind = [t.lemma for t in tokens(reading.folded, mention.end, min(claim.said.end, mention.end + 24))][:2]
    if behind[:1] != [] and behind[0] in _ROOMS and ahead[-1:] != [] and ahead[-1] in _ARTICLES:
        return True  # "the fluid space around the cord"
    return any(word in _HOLDS for word in ahead) or (
        behind[:1] in (["in"], ["inside"]) and behind[1:] in (["it"], ["them"])
    )


#: What a healthy body holds fluid or air in.
_ROOMS = frozenset("space ring cushion sleeve channel path room chamber cleft bath".split())
_ARTICLES = frozenset("the this that your its".split())
_CONTENTS = frozenset("fluid water liquid air gas fat calcium blood pus simple clear a the".split())


def _breathed(words: frozenset[str]) -> bool:
    """Whether air is spoken of as what is breathed, and not as what has leaked."""
    return not _AIRED.isdisjoint(words) and not _BREATHES.isdisjoint(words) and _LEAKS.isdisjoint(words)


_BREATHES = frozenset(
    "hold holds held reach reaches breathe breath breathing amount flow flows fill fills move moves enter enters usual".split()
)
_LEAKS = frozenset(
    "leak leaked leaking outside around between trapped free loose escaped collapse collapsed wall under beside".split()
)
_AIRED = frozenset("lung bowel gut stomach intestine colon airway windpipe chest sinus".split())
_HOLDS = frozenset("fill filled full hold holds holding contain contains containing made".split())


def denied_in_context(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report denies what a claim denies, in a sentence that shares more of the claim's context than those that tell it.

    "Penetration with thin liquids. This is not evident with thick liquids." bears out "no penetration with thick liquids".
    """
    reading, mention = aligned.reading, claim.mention
    named = content(mention.text)
    around = {w for w in reading.lemmas(claim.said) if w.isalpha() and len(w) > 2} - FILLERS - named - _DENIALS
    told = {id for tie, fact in claim.fits if tie <= Tie.RELATED and fact.status != "absent" for id in fact.mentions}
    telling = {aligned.mentions[id].sentence.start for id in told if id in aligned.mentions}
    most, denied = 0, 0
    just_told = False
    for scene in reading.prepared.scenes:
        shared = len(around & scene.lemmas)
        if scene.start in telling:
            most, just_told = max(most, shared), True
            continue
        if not scene.lemmas.isdisjoint(_DENIALS):
            takes_up = just_told and bool(scene.row) and scene.row[0].lemma in _TAKES_UP
            if takes_up or (named and named <= scene.lemmas):
                denied = max(denied, shared)
        just_told = False
    return denied > most


_TAKES_UP = frozenset("this it that these those they none neither".split())


#: How far behind a finding a bracket may open that explains it, in characters.
_ASIDE = 40
