"""Rules on where: the side, and the spinal level or part of the body."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.attributes import LevelGroup
from explainer.core.language.mentions import ANYWHERE, Place
from explainer.core.language.siding import is_no_side
from explainer.core.language.text import Token, fold, tokens
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, agreeing, elsewhere, families, far, near, sides_meet, vague_name
from guardrails.names import by_its_name, site_names, stems
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.contrary import larger_side
from guardrails.rules.directions import other_clock, other_direction
from guardrails.rules.glosses import gloss, own_words
from guardrails.rules.grades_said import RANKS, ranks_by_side
from guardrails.rules.parts import (
    ONE_SIDED,
    belongs,
    other_digit,
    serves,
    sound_part,
    stands_in,
    strange_part,
    unnamed_part,
)
from guardrails.rules.quoted import level_of_a_quote, side_of_a_quote
from guardrails.rules.referring import refers, spoken_of
from guardrails.rules.sides import spared_side, swapped_side
from guardrails.rules.spots import other_spot
from guardrails.rules.wording import akin, content, explains, in_own_words, said_beside, told_there

_SIDE_WORDS = ("left", "right", "bilateral", "both", " lt", " rt", "either side")


def _candidates(claim: Claim) -> tuple[Fact, ...]:
    """The facts of the claim's own polarity, by the closest names; else those of the other polarity."""
    vague, site = vague_name(claim.mention.concept), claim.mention.site
    for reach in (Tie.COARSE, Tie.VAGUE):
        found = claim.facts(reach, positive=claim.positive)
        if vague and site is not None and all(f.site is None for f in found):
            continue  # "nodes are involved" is of the nodes, and not of what the report has nowhere
        if found:
            return found
    return ()


def _at_site(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of several facts those at the very part the claim names ("screws through the greater trochanter"), if any."""
    site = claim.mention.site
    if site is None or len(facts) < 2:
        return facts
    there = tuple(f for f in facts if f.site == site)
    same = claim.facts(Tie.SAME, positive=claim.positive)
    if same and not any(f in same for f in there) and content(claim.mention.text).isdisjoint(families().words):
        there = tuple(f for f in facts if f in same)  # the mass of the breast is not its cyst
    return there or facts


def _at_level_told(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of some facts those at the level the draft is speaking of ("At L4-L5 a disc bulges. It presses on the sac."), if any."""
    levels = set(claim.said.context.last_levels) if not claim.mention.levels else set()
    return tuple(f for f in facts if levels & aligned.levels((f,))) or facts


def _other_side(aligned: Aligned) -> Iterator[Fault]:
    spoken: set[int] = set()
    for claim in aligned.supposed():
        said = claim.mention.laterality or _side_behind(aligned, claim) or _side_ahead(aligned, claim)
        if said not in ("left", "right", "bilateral") or _no_side(aligned, claim):
            continue
        if _spared_there(aligned, claim, said):
            continue
        facts = _at_site(aligned, claim, agreeing(aligned, claim, _candidates(claim), side=False))
        facts = _at_level_told(aligned, claim, facts)
        facts = facts if claim.positive else tuple(f for f in facts if f.change != "resolved")
        if not facts:
            continue
        one_side = aligned.plan.reading.exam.laterality or any(w in aligned.report_words(facts) for w in _SIDE_WORDS)
        if not claim.positive and said == "bilateral" and not one_side:
            continue  # a denial that names no side itself is one of both
        if claim.positive and all(f.status == "absent" for f in facts):
            continue  # what is only denied, of either side, is told to be there: no matter of the side
        told = aligned.sides(facts) or _sides_of_parts(aligned, facts)
        if not told:
            if any(w in aligned.report_words(facts) for w in _SIDE_WORDS) or not any(
                t <= Tie.RELATED for t, _ in claim.fits
            ):
                continue
            if aligned.plan.reading.exam.laterality == said or (
                any(w in aligned.plan.reading.text.lower() for w in (f"{said} ",)) is False and said == "bilateral"
            ):
                continue
            if said in aligned.plan.reading.text.lower() or any(
                said in s.sides for s in aligned.reading.prepared.scenes
            ):
                continue
            message = f"gives {claim.mention.name} a side ({said}); the report gives none"
        elif sides_meet(said, told):
            if _side_of_the_term(aligned, claim):
                continue
            if said in told or said == "bilateral" or _other_told(aligned, claim, facts):
                continue
            if _MORE.intersection(aligned.reading.lemmas(claim.said)):
                continue  # "more on the right" tells of both
            if _SIDED.isdisjoint(aligned.reading.lemmas(claim.said)):
                continue  # a side above a whole list says nothing of "only"
            message = f"says {said} only; the report says both sides"
        elif told == {"midline"} and (said == "bilateral" or _off_midline(aligned, facts) == {said}):
            continue
        else:
            message = f"says {said}; the report says {' and '.join(sorted(told))}"
        if said == "bilateral" and (
            _both_told(aligned, claim) or said_beside(aligned, claim, _BOTH) or _both_near(aligned, claim)
        ):
            continue
        if _side_of_the_term(aligned, claim) or _from_the_history(aligned, claim) or _graded_on(aligned, claim, facts):
            continue
        spoken.add(claim.said.index)
        yield Fault(claim.span, message, aligned.evidence(facts), aligned.statement(facts))
    yield from _noting(aligned, _place_on_other_side(aligned, spoken), spoken)
    yield from _noting(aligned, _side_alone(aligned), spoken)
    yield from _noting(aligned, larger_side(aligned), spoken)
    yield from _noting(aligned, spared_side(aligned, spoken), spoken)
    yield from side_of_a_quote(aligned, spoken)
    yield from swapped_side(aligned, spoken)


def _side_behind(aligned: Aligned, claim: Claim) -> str | None:
    """The side right behind a finding that was read with none ("is narrowed on the left by a spur")."""
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    behind = [t.lemma for t in row if t.start >= claim.mention.end][:3]
    return behind[2] if behind[:2] == ["on", "the"] and behind[2:] in (["left"], ["right"]) else None


def _side_ahead(aligned: Aligned, claim: Claim) -> str | None:
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


def _spared_there(aligned: Aligned, claim: Claim, side: str) -> bool:
    """Whether a side is only that of what is sound: a denial beside a finding of the other side, or a sentence behind one.

    "No bleed on the left" of one on the right; "Left: narrow. Right: normal. This may pinch the nerve."
    """
    if not claim.positive:
        told = aligned.sides(claim.facts(Tie.COARSE, positive=True))
        return side != "bilateral" and bool(told) and not sides_meet(side, told)
    if not _SIDED.isdisjoint(claim.said.lemmas):
        return False
    for before in reversed(list(aligned.reading.near(claim.said, 3, 0))[:-1]):
        if before.paragraph == claim.said.paragraph and side in before.lemmas:
            return not _SOUND_SIDE.isdisjoint(before.lemmas)
    return False


_SOUND_SIDE = frozenset(
    "normal fine clear free intact preserved healthy unremarkable unaffected spared ok okay".split()
)


def _graded_on(aligned: Aligned, claim: Claim, facts: Sequence[Fact]) -> bool:
    """Whether the report's sentence on some facts sets the claim's grade right before the claim's side ("moderate R, minimal L")."""
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    side, rank = claim.mention.laterality, RANKS.get(claim.mention.severity or "")
    return side in _FIXED and any(
        scene.start in starts and rank in ranks_by_side(scene)[side] for scene in aligned.reading.prepared.scenes
    )


_FIXED = ("left", "right")


def _off_midline(aligned: Aligned, facts: Sequence[Fact]) -> set[str]:
    """The sides that the report's sentences give findings of the middle ("central, slightly to the left")."""
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    return set().union(*(scene.sides for scene in aligned.reading.prepared.scenes if scene.start in starts))


def _sides_of_parts(aligned: Aligned, facts: Sequence[Fact]) -> set[str]:
    """The side that findings have by the parts they are told in ("diverticula of the sigmoid": on the left), if it is one."""
    within = aligned.reading.lexicon.within
    parts = {f.site for f in facts if f.site is not None}
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    scenes = [scene for scene in aligned.reading.prepared.scenes if scene.start in starts]
    parts |= {p for scene in scenes for p in scene.parts if any(within(p, site) for site in parts)}
    sides = {ONE_SIDED[p] for p in parts if p in ONE_SIDED}
    return sides if len(sides) == 1 else set()


def _noting(aligned: Aligned, faults: Iterator[Fault], spoken: set[int]) -> Iterator[Fault]:
    """Faults as they come, with the sentences they stand in noted down."""
    for fault in faults:
        spoken.update(
            s.index for s in aligned.reading.sentences if fault.span is not None and s.start <= fault.span.start < s.end
        )
        yield fault


_BOTH = frozenset({"bilateral", "bilaterally", "both"})


def _side_of_the_term(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention in brackets or commas explains a finding of that very side ("a cyst, a sac of fluid, on the left"), or is its cause."""
    side = claim.mention.laterality
    if side is None or not (explains(aligned, claim) or _apposed(aligned, claim) or _as_cause(aligned, claim)):
        return False
    terms = [c for c in aligned.claims_in(claim.said) if c.mention.end <= claim.mention.start]
    facts = [f for c in terms[-1:] for f in c.facts(Tie.COARSE, positive=True)]
    told = aligned.sides(facts)
    return sides_meet(side, told) if told else side in aligned.report_words(facts)


def _apposed(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention stands between marks right behind another one, and so only says what that is."""
    folded, mention, said = aligned.reading.folded, claim.mention, claim.said
    ends = [
        c.mention.end for c in aligned.claims_in(said) if c is not claim and c.fits and c.mention.end <= mention.start
    ]
    if not ends:
        return False
    between = folded[max(ends) : mention.start]
    opens = between.lstrip().startswith(_APPOSING) and len(between.split()) <= _ASIDE_WORDS
    if not opens or " and " in between:
        return False
    behind = folded[mention.end : said.end].lstrip()
    return between.lstrip().startswith(_SAME_THING) or behind.startswith((",", "-", "–", "—", ")"))


_APPOSING = (
    ", a ",
    ", an ",
    ", some ",
    ", which is",
    ", or ",
    ", meaning",
    ", that is",
    "- ",
    "– ",
    "— ",
    "or ",
    "which is",
    "meaning ",
)
_SAME_THING = (", which is", ", or ", ", meaning", ", that is", "or ", "which is", "meaning ")
_ASIDE_WORDS = 6


def _as_cause(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention tells what another one may come from, and not what was seen ("calcium, likely from an old inflammation")."""
    ahead = tokens(aligned.reading.folded, max(claim.said.start, claim.mention.start - 40), claim.mention.start)[-6:]
    return any(t.lemma in _FROM for t in ahead) and any(
        c is not claim and c.mention.end <= claim.mention.start for c in aligned.claims_in(claim.said)
    )


_FROM = frozenset("from due because caused reflecting secondary".split())


def _from_the_history(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence retells the history, and the report gives the side there with a word of the claim."""
    side = claim.mention.laterality
    if side is None or (_HISTORY.isdisjoint(claim.said.lemmas) and not claim.said.has("symptom")):
        return False
    named = content(claim.mention.text)
    first = aligned.plan.reading.sentences[0].start if aligned.plan.reading.sentences else 0
    asides = {s.start for s in aligned.plan.reading.sentences if s.section in ("indication", "history")} | {first}
    return any(
        scene.start in asides and side in scene.sides and named & scene.lemmas
        for scene in aligned.reading.prepared.scenes
    )


_HISTORY = frozenset("history indication referral request".split())

_PAIRS = (("left", "and", "right"), ("right", "and", "left"), ("left", "or", "right"), ("right", "or", "left"))


def _both_told(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report tells both sides of what goes by the claim's name, in one place or in two."""
    facts = agreeing(aligned, claim, claim.nearest(positive=claim.positive), side=False)
    return bool(aligned.sides(facts)) and sides_meet("bilateral", aligned.sides(facts))


def _both_near(aligned: Aligned, claim: Claim) -> bool:
    """Whether a word that names little ("haze") is told of both sides where the report has some finding on both."""
    lexicon = aligned.reading.lexicon
    if not (claim.mention.generic or all(t >= Tie.COARSE for t, _ in claim.fits)):
        return False
    around = aligned.reading.near(claim.said, 2, 0)
    parts = {p.anatomy for s in around if s.paragraph == claim.said.paragraph for p in s.places} - ANYWHERE
    return any(
        _beside(lexicon, part, fact.site)
        for fact in aligned.plan.reading.facts
        if fact.site is not None and (fact.status != "absent") == claim.positive
        and sides_meet("bilateral", aligned.sides((fact,)) or {"midline"})
        and not any(t <= Tie.RELATED and f is fact for t, f in claim.fits)
        for part in parts
    )  # fmt: skip


def _beside(lexicon: Lexicon, one: str, other: str) -> bool:
    """Whether two parts are one in everyday words, or the one is the space around the other."""
    return near(lexicon, one, other) or bool(set(lexicon.ancestors(one)[:1]) & set(lexicon.ancestors(other)[:1]))


def _no_side(aligned: Aligned, claim: Claim) -> bool:
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
    if not claim.positive and not any(w in _SIDED for w in words):
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


_SIDED = frozenset("left right both bilateral bilaterally lt rt l r side either each".split())
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


def _other_told(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> bool:
    """Whether the draft tells the other side of a two-sided finding elsewhere."""
    ids = {f.id for f in facts}
    wanted = "right" if claim.mention.laterality == "left" else "left"
    for other in aligned.claims:
        if other is claim or not ids & {f.id for t, f in other.fits if t <= Tie.COARSE}:
            continue
        if other.said.quoted(other.mention.start, other.mention.end) or not other.positive:
            continue
        if other.mention.laterality in ("bilateral", wanted):
            return True
    near_by = [s for s in aligned.reading.near(claim.said, 1, 1) if s.index == claim.said.index or refers(aligned, s)]
    around = " ".join(aligned.reading.folded[s.start : s.end] for s in near_by)
    for quote in claim.said.quotes:
        around = around.replace(aligned.reading.folded[quote.start : quote.end], " ")
    return any(mark in around for mark in (f"{wanted}", "both", "each side", "other side"))


#: Words by which one side of two is told as the worse.
_MORE = frozenset("more mostly mainly greater larger worse especially predominantly".split())


def _side_alone(aligned: Aligned) -> Iterator[Fault]:
    """A side said of what was told before ("This was seen on the right.")."""
    reading = aligned.reading
    for said in reading.sentences:
        pieces = [
            p
            for p in reading.analysis.pieces(said.first, said.last)
            if p.term.kind == "side" and not is_no_side(said.lemmas, p.start - said.first)
        ]
        sides = {p.term.value for p in pieces} & {"left", "right"}
        if len(sides) != 1 or any(m.laterality for m in said.mentions) or said.has("symptom"):
            continue
        if any(p.term.kind == "normal" for p in reading.analysis.pieces(said.first, said.last)):
            continue  # "The right side is open."
        facts = spoken_of(aligned, said)
        told = aligned.sides(facts)
        if not told & {"left", "right", "bilateral"}:
            continue
        (side,) = sides
        if sides_meet(side, told) or not _SPARED.isdisjoint(reading.lemmas(said)) or _measured_on(aligned, said, side):
            continue
        piece = next(p for p in pieces if p.term.value == side)
        yield Fault(
            Span(reading.tokens[piece.start].start, reading.tokens[piece.end - 1].end),
            f"says {side} of {facts[0].name}; the report says {' and '.join(sorted(told))}",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


def _measured_on(aligned: Aligned, said: Said, side: str) -> bool:
    """Whether the report gives a size of a sentence on this side ("4 mm on the left; on the right it is 1 mm")."""
    row = aligned.reading.tokens[said.first : said.last]
    sizes = {(one.lemma, unit.lemma) for one, unit in pairwise(row) if unit.lemma in ("mm", "cm")}
    return bool(sizes) and any(
        side in scene.sides and sizes <= {(one.lemma, unit.lemma) for one, unit in pairwise(scene.row)}
        for scene in aligned.reading.prepared.scenes
    )


#: Words by which the other side is told to have none of it, or to have it as well.
_SPARED = frozenset(
    (
        "also too not no other none neither nothing without free clear spared fine keep kept preserved maintained normal healthy "
        "unaffected okay ok good well should open usual intact unremarkable room enough plenty its never quiet unchanged untouched "
        "still sound typical ordinary generous wide wider expected cannot isn't wasn't doesn't didn't aren't hasn't"
    ).split()
)


def _place_on_other_side(aligned: Aligned, spoken: set[int]) -> Iterator[Fault]:
    """A paired part with a side on which the report never speaks of it, though it does of the other side."""
    reading, lexicon = aligned.reading, aligned.reading.lexicon
    for said in reading.sentences:
        if said.index in spoken or said.kind not in ("statement", "heading") or reading.from_plan(said):
            continue
        if said.label in ("questions", "help", "reason", "sources", "limits", "not-stated") or _silent(
            reading.lemmas(said)
        ):
            continue
        for place in said.places:
            named = lexicon.anatomy[place.anatomy]
            told = set(reading.prepared.part_sides.get(place.anatomy, ()))
            if place.anatomy in _HELD:
                told |= {
                    ONE_SIDED[p] for p in _HELD[place.anatomy] if any(p in s.parts for s in reading.prepared.scenes)
                }
            if (
                place.anatomy in ANYWHERE
                or place.laterality not in ("left", "right")
                or not named.paired
                or not told & {"left", "right"}
            ):
                continue
            if sides_meet(place.laterality, told) or place.laterality == aligned.plan.reading.exam.laterality:
                continue
            if said.quoted(place.start, place.end) or _only_a_side(aligned, place):
                continue
            if any(
                f.laterality == place.laterality
                for c in aligned.claims_in(said)
                if c.positive and c.mention.laterality == place.laterality
                for f in c.facts(Tie.RELATED, positive=True)
            ):
                continue  # "Fluid near the left lung": what is told there is on that side
            yield Fault(
                Span(place.start, place.end),
                f"says {place.laterality} {named.name}; the report speaks of the {' and '.join(sorted(told))}",
            )


def _only_a_side(aligned: Aligned, place: Place) -> bool:
    """Whether "hand" only ends the word for a side ("the right-hand passage", "the left-hand one")."""
    return place.anatomy == "hand" and aligned.reading.folded[place.start - 1 : place.start] == "-"


#: Parts of one side alone that a part holds whose name has none.
_HELD = {"lung-upper-lobe": ("lingula",), "lung": ("lingula", "lung-middle-lobe")}


def _silent(words: list[str]) -> bool:
    """Whether a sentence tells what the report does not speak of ("does not comment on the left breast")."""
    return any(w in ("not", "n't", "doesn't", "didn't") for w in words) and any(
        w in ("comment", "mention", "describe", "address", "speak", "name", "say", "cover", "include") for w in words
    )


LATERALITY_MISMATCH = Rule(
    name="laterality-mismatch",
    title="Another side than the report",
    rationale="Care prepared for the wrong side can do harm.",
    source="steitz-2023",
    severity="error",
    check=_other_side,
    valid=(
        Example(
            report="EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion.",
            draft="There is a little fluid around your left lung.",
        ),
        Example(
            report="EXAM: Scrotal ultrasound.\nFINDINGS: Bilateral hydroceles.\nIMPRESSION: Bilateral hydroceles.",
            draft="There is a hydrocele, some extra fluid, around the left testicle and one around the right testicle.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion.",
            draft="There is a little fluid around your right lung.",
        ),
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Left disc protrusion at L4-L5. Right disc protrusion at L5-S1.\nIMPRESSION: Left disc protrusion at L4-L5. Right disc protrusion at L5-S1.",
            draft="A disc sticks out on the right at L4-L5. A disc sticks out on the left at L5-S1. Many people with no pain have this. The scan alone can't say if it is linked to pain, and an exam can help tell.",
        ),
    ),
)


def _at_these(aligned: Aligned, claim: Claim, levels: set[str]) -> bool:
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


def _own_levels(aligned: Aligned, claim: Claim) -> set[str]:
    """The levels of a claim; those ahead of it where its own stand behind a finding that is told after it.

    "A bulge at T10-T11 that touches no cord, and a hemangioma in T12": the cord is that of T10-T11.
    """
    mention, said = claim.mention, claim.said
    own = set(mention.levels).difference(*(_settings(aligned, said, group) for group in said.levels))
    groups = [g for g in said.levels if own & set(g.levels)]
    behind = [m for m in said.mentions if m.start >= mention.end and groups and m.end <= groups[0].start]
    ahead = [g for g in said.levels if g.end <= mention.start]
    return set(ahead[-1].levels) if behind and ahead else own


def _does_nothing(aligned: Aligned, claim: Claim) -> bool:
    """Whether what a finding does is denied by what it is done to ("a bulge that crowds nothing")."""
    behind = [
        t.lemma for t in aligned.reading.tokens[claim.said.first : claim.said.last] if t.start >= claim.mention.end
    ]
    return not _NO_THING.isdisjoint(behind[:2]) and not (set(behind[:1]) & _ENDING)


_NO_THING = frozenset("nothing no none neither".split())
_ENDING = frozenset(", ; : . ( ) and but with".split())


def _settings(aligned: Aligned, said: Said, group: LevelGroup) -> set[str]:
    """Levels that are only settings of MRI ("low T1/T2"): a word on how bright something is stands beside them, and the report has both."""
    found = {level for level in group.levels if set(level.split("-")) <= {"T1", "T2"}}
    row = aligned.reading.tokens[said.first : said.last]
    ahead = [t.lemma for t in row if t.end <= group.start][-2:]
    behind = [t.lemma for t in row if t.start >= group.end][:2]
    report = aligned.reading.prepared.report
    if _SIGNAL.isdisjoint([*ahead, *behind]) or not (stands_in("t1", report) and stands_in("t2", report)):
        return set()
    return found


_SIGNAL = frozenset(
    "low high bright dark signal intensity hyperintense hypointense isointense weighted weighting wi image imaging sequence on".split()
)


def _slipped_at(aligned: Aligned, claim: Claim) -> set[str]:
    """The level between two bones of which one is told to have slipped on the other ("L4 has moved over L5")."""
    if not claim.mention.concept.endswith("listhesis"):
        return set()
    for one, other in pairwise(claim.said.levels):
        bones = [level for group in (one, other) for level in group.levels if level in _BONES]
        if len(bones) != len((one, other)) or abs(_BONES.index(bones[0]) - _BONES.index(bones[1])) != 1:
            continue
        between = [t.lemma for t in tokens(aligned.reading.folded, one.end, other.start)]
        if not _UPON.isdisjoint(between) or between[-1:] == ["of"]:
            return {"-".join(sorted(bones, key=_BONES.index))}
    return set()


_UPON = frozenset("on over onto upon above relative against".split())


def _told_with(aligned: Aligned, claim: Claim, levels: set[str], told: set[str]) -> bool:
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


def _level_taken_up(aligned: Aligned, claim: Claim) -> set[str]:
    """The level of a bare note right before a sentence that goes on about it ("Small joints at L2-L3. They show arthritis.")."""
    said = claim.said
    if (
        said.index == 0
        or said.levels
        or aligned.reading.lemmas(said)[:1] not in (["they"], ["it"], ["these"], ["both"])
    ):
        return set()
    before = aligned.reading.sentences[said.index - 1]
    if before.paragraph != said.paragraph or len(before.levels) != 1 or aligned.claims_in(before) or not before.places:
        return set()
    return set(before.levels[0].levels)


def _level_at_bracket(aligned: Aligned, claim: Claim) -> set[str]:
    """The level right before the brackets that a claim stands in ("mild at L3-L4 (with gas) and marked at L4-L5")."""
    folded, said, mention = aligned.reading.folded, claim.said, claim.mention
    opens = folded.rfind("(", said.start, mention.start)
    if opens < 0 or ")" in folded[opens : mention.start]:
        return set()
    closes = folded.find(")", mention.end, said.end)
    if any(opens < group.start < closes for group in said.levels):
        return set()
    return {level for group in said.levels if 0 <= opens - group.end <= 1 for level in group.levels}


#: What one thing does to its neighbours, by the roots of the words; "ablit" is how reports misspell "oblit".
_EFFECTS = tuple(
    (
        "compress indent efface obliterat ablit impress imping encroach abut touch contact press push squeez crowd narrow dent flatten "
        "displac deform takes fill"
    ).split()
)


def _acts_there(aligned: Aligned, claim: Claim, levels: set[str]) -> bool:
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


def _other_level(aligned: Aligned) -> Iterator[Fault]:
    everywhere = set(aligned.reading.prepared.levels)
    wide = everywhere | {v for level in everywhere for v in level.split("-")}
    flagged: set[tuple[int, int]] = set()
    for said in aligned.reading.sentences:
        if said.kind == "question" or said.label in ("help", "sources", "not-stated", "limits"):
            continue
        if aligned.reading.from_plan(said) or said.has("evidence-word") or said.has("share"):
            continue  # levels of a study, not of this spine
        for group in said.levels:
            strange = [level for level in group.levels if level not in wide and not set(level.split("-")) <= wide]
            if strange:
                strange = [level for level in strange if level not in _settings(aligned, said, group)]
            if strange and _no_level(aligned, said, group):
                continue
            if strange and not said.quoted(group.start, group.end):
                flagged.add((group.start, group.end))
                yield Fault(
                    Span(group.start, group.end), f"names {', '.join(strange)}; the report does not",
                    suggestion=_level_statement(aligned, said.index),
                )  # fmt: skip
    for claim in aligned.asserted():
        said_levels = (
            _level_at_bracket(aligned, claim) or _own_levels(aligned, claim) or _level_taken_up(aligned, claim)
        )
        if not said_levels or explains(aligned, claim) or _does_nothing(aligned, claim):
            continue
        facts = agreeing(aligned, claim, _candidates(claim), level=False)
        if not facts:
            continue
        told = aligned.levels(facts)
        slipped = _slipped_at(aligned, claim) if any("-" in level for level in told) else set[str]()
        said_levels = slipped or said_levels
        if not told or _covered(said_levels, told) or (not slipped and _at_these(aligned, claim, said_levels)):
            continue
        if _acts_there(aligned, claim, said_levels) or _told_with(aligned, claim, said_levels, told):
            continue
        spans = [g for g in claim.said.levels if not set(g.levels) <= told]
        span = Span(spans[0].start, spans[0].end) if spans else claim.span
        if (span.start, span.end) in flagged:
            continue
        flagged.add((span.start, span.end))
        yield Fault(
            span,
            f"puts {claim.mention.name} at {', '.join(sorted(said_levels - told))}; the report says {', '.join(sorted(told))}",
            aligned.evidence(facts),
            aligned.statement(facts),
        )
    yield from level_of_a_quote(aligned, flagged)
    seen: set[int] = set()
    for fault in _other_part(aligned):
        seen.update(c.said.index for c in aligned.claims if fault.span is not None and c.span == fault.span)
        yield fault
    yield from _other_root(aligned)
    yield from _next_part(aligned, seen)
    yield from strange_part(aligned, seen)
    yield from sound_part(aligned, seen)
    yield from other_digit(aligned, seen)
    yield from _other_bone(aligned, seen)
    yield from _moved_finding(aligned, seen)
    yield from _said_to_be_at(aligned, seen)
    yield from other_direction(aligned, seen)
    yield from other_clock(aligned, seen)
    yield from other_spot(aligned, seen)
    yield from unnamed_part(aligned, seen)


def _no_level(aligned: Aligned, said: Said, group: LevelGroup) -> bool:
    """Whether a letter and a number name no spinal level: they stand so in the report, or nothing else there is of the spine.

    "T2" is a setting of MRI, "D1" a branch of a coronary artery, "C3" a stretch of the carotid.
    """
    prepared = aligned.reading.prepared
    if _of_a_root(aligned, said, group) or _how_counted(aligned, said, group):
        return True
    if "-" not in group.levels[0] and stands_in(aligned.reading.folded[group.start : group.end], prepared.report):
        return True
    if any("-" in level or level.startswith("L") for level in group.levels) or prepared.levels:
        return False
    return not _has_spine(aligned, {p.anatomy for p in said.places})


def _has_spine(aligned: Aligned, more: Collection[str] = ()) -> bool:
    """Whether the report, or one of more parts, speaks of the spine."""
    parts = {*more, *(part for scene in aligned.reading.prepared.scenes for part in scene.parts)}
    parts -= {
        "conus",
        "vertebral-body",
    }  # the heart's arteries have a conus branch, too; any bone is crushed by compression
    return any(part == "spine" or aligned.reading.lexicon.within(part, "spine") for part in parts)


def _how_counted(aligned: Aligned, said: Said, group: LevelGroup) -> bool:
    """Whether a sentence that finds nothing tells how the bones of the spine are counted ("they are numbered L1 to L5")."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, said.start, group.start)]
    return not _COUNTS.isdisjoint(ahead) and not any(c.asserted and c.positive for c in aligned.claims_in(said))


def _roots(row: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The nerve roots that a row of words names by their numbers, each with the place of its letter ("exiting L5 and S1 nerve roots")."""
    words = [t.lemma for t in row]
    for end in (i for i, word in enumerate(words) if word == "root"):
        at = end - 1
        while at >= 0 and (words[at] in _BEFORE_ROOT or (words[at].isdigit() and len(words[at]) <= len("12"))):
            if words[at] in _SPINE_LETTERS and words[at + 1].isdigit():
                yield at, f"{words[at]}{words[at + 1]}"
            at -= 1


_SPINE_LETTERS = frozenset("c d t l s".split())
_BEFORE_ROOT = _SPINE_LETTERS | frozenset("nerve spinal exiting exit traversing descending and or , / & -".split())


def _other_root(aligned: Aligned) -> Iterator[Fault]:
    """A nerve root told of by a number that the report, which numbers the root of this finding, does not give it ("S1" for "L5")."""
    scenes = {scene.start: scene for scene in aligned.reading.prepared.scenes}
    for claim in aligned.asserted(positive=True):
        said = claim.said
        if (
            "root" not in said.lemmas
            or claim.mention.site not in _ROOTS
            or said.label in ("limits", "questions", "help")
        ):
            continue
        facts = [f for f in agreeing(aligned, claim, claim.facts(Tie.COARSE, positive=True)) if f.site in _ROOTS]
        starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
        told = [{root for _, root in _roots(scenes[start].row)} for start in starts if start in scenes]
        row = aligned.reading.tokens[said.first : said.last]
        mine = [
            (at, root)
            for at, root in _roots(row)
            if claim.mention.start <= row[at].start < claim.mention.end + _ROOT_BEHIND
        ]
        if not told or not all(told) or not mine or any(root in roots for _, root in mine for roots in told):
            continue
        at, root = mine[0]
        if not said.quoted(row[at].start, row[at].end):
            names = " and ".join(sorted(r.upper() for r in set().union(*told)))
            yield Fault(
                Span(row[at].start, row[at + 1].end), f"names the {root.upper()} root; the report names {names}",
                aligned.evidence(facts), aligned.statement(facts),
            )  # fmt: skip


_ROOTS = frozenset({"nerve-root", "nerve"})
#: Letters behind a finding's name in which its root may be numbered.
_ROOT_BEHIND = 24


_COUNTS = frozenset(
    "number numbered numbers count counted counts label labeled labelled named name called run runs".split()
)


def _of_a_root(aligned: Aligned, said: Said, group: LevelGroup) -> bool:
    """Whether numbers name nerve roots beside the report's levels, by what an exam finds of them ("correlate with L5 and S1 signs")."""
    behind = tokens(aligned.reading.folded, group.end, min(said.end, group.end + 24))[:2]
    if any("-" in level for level in group.levels) or not any(t.lemma in _OF_ROOTS for t in behind):
        return False
    if any(c.asserted and c.mention.start <= group.start < c.mention.end for c in aligned.claims_in(said)):
        return False  # "it compresses the S1 root" tells what was seen
    told = {_BONES.index(b) for level in aligned.reading.prepared.levels for b in level.split("-") if b in _BONES}
    return all(any(abs(_BONES.index(level) - at) <= 1 for at in told) for level in group.levels if level in _BONES)


_BONES = [
    f"{part}{number}" for part, count in (("C", 8), ("T", 12), ("L", 5), ("S", 5)) for number in range(1, count + 1)
]
_OF_ROOTS = frozenset(
    "sign symptom root nerve dermatome dermatomal myotome myotomal distribution reflex territory deficit pattern function strength sensation".split()
)


def _other_part(aligned: Aligned) -> Iterator[Fault]:
    """A finding put into another part of the body than the report has it in ("middle lobe" for the upper one)."""
    lexicon = aligned.reading.lexicon
    for claim in aligned.asserted(positive=True):
        site = claim.mention.site
        if site == "disc" and not _has_spine(aligned):
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
        if told_there(aligned, claim, site) or not _set_apart(aligned, claim, [f.site for f in facts if f.site]):
            continue
        if _in_region(aligned, site, facts):
            continue
        told = ", ".join(sorted({lexicon.anatomy[f.site].name for f in facts if f.site in lexicon.anatomy}))
        yield Fault(
            claim.span, f"puts {claim.mention.name} in the {lexicon.anatomy[site].name}; the report says {told}",
            aligned.evidence(facts), aligned.statement(tuple(facts)),
        )  # fmt: skip


def stands_apart(aligned: Aligned, claim: Claim, others: Sequence[Fact]) -> bool:
    """Whether the part of a claim is another one than that of the report's findings of its everyday name, and meant as such."""
    return not _rightly_placed(aligned, claim, others) and _set_apart(
        aligned, claim, [f.site for f in others if f.site is not None]
    )


def _rightly_placed(aligned: Aligned, claim: Claim, others: Sequence[Fact]) -> bool:
    """Whether a claim that names no part itself stands beside the part the report has it in ("the peroneus has slipped forward").

    A part in brackets only tells where that one lies ("ulnar nerve (inner elbow)").
    """
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    parts = {p.anatomy for p in claim.said.places} - ANYWHERE
    own = [p for p in claim.said.places if p.anatomy == site]
    return all(aligned.reading.folded[p.start - 1] == "(" for p in own) and any(
        part == fact.site or (fact.site is not None and lexicon.within(fact.site, part))
        for part in parts
        for fact in others
    )


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


#: What a finding does to its neighbour in everyday words: the part told is what it acts on, and not where it is.
_ACTS = frozenset(
    (
        "press push crowd squeeze narrow touch pinch tighten pull bulge compress encroach indent flatten thicken widen wind dry "
        "water fluid gas air close block reach stretch change"
    ).split()
)


def _set_apart(aligned: Aligned, claim: Claim, sites: Sequence[str]) -> bool:
    """Whether a part is really another one than the report's: of the same kind, or one the report never speaks of.

    What a finding does ("presses on the nerve") is told of the part it acts on; and a part that the report names too, of another
    kind, may stand in the sentence for more than one reason.
    """
    lexicon, mention = aligned.reading.lexicon, claim.mention
    site = mention.site
    if site is None:
        return False
    if any(_exchangeable(lexicon, site, other) for other in sites):
        return True
    if mention.generic:
        return False
    words = {t.lemma for t in tokens(fold(mention.text))}
    own = stems(mention.text)
    if any(name <= own for name in site_names(lexicon, site)) and all(far(lexicon, site, other) for other in sites):
        return True
    if site == lexicon.concepts[mention.concept].site and by_its_name(lexicon, mention):
        return True
    if not words.isdisjoint(_ACTS):
        return False
    named = {part for scene in aligned.reading.prepared.scenes for part in scene.parts}
    return not any(
        part == site or lexicon.within(part, site) for part in named
    )  # a whole region says nothing of a part


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


def _next_part(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
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
            tissue = bool(ANYWHERE.intersection(above)) and not any(_precisely(aligned, place, s) for s in sites)
            if not above or part in ANYWHERE or tissue:
                continue
            if any(near(lexicon, part, s) and not _precisely(aligned, place, s) for s in sites) or not sites:
                continue
            if not any(_exchangeable(lexicon, part, site) for site in sites) or told_there(aligned, claim, part):
                continue
            told = ", ".join(sorted({lexicon.anatomy[site].name for site in sites if site in lexicon.anatomy}))
            flagged.add(claim.said.index)
            yield Fault(
                Span(place.start, place.end), f"puts {claim.mention.name} in the {lexicon.anatomy[part].name}; the report says {told}",
                aligned.evidence(facts), aligned.statement(facts),
            )  # fmt: skip
            break


def _said_to_be_at(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
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


def _precisely(aligned: Aligned, place: Place, site: str) -> bool:
    """Whether a part is called by its clinical name, and is of the same kind as the report's, which it neither holds nor lies in.

    Everyday words do not keep the thigh's vein and the one behind the knee apart; "femoral vein" does.
    """
    lexicon, part = aligned.reading.lexicon, place.anatomy
    if lexicon.within(part, site) or lexicon.within(site, part) or not _exchangeable(lexicon, part, site):
        return False
    entry, own = lexicon.anatomy[part], stems(aligned.reading.folded[place.start : place.end])
    return any(stems(name) <= own for name in (entry.name, *entry.terms)) and len(own) > 1


def _other_bone(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
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
        close = near if held else _beside
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


def _moved_finding(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
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
        if any(_beside(lexicon, site, s) and not any(_precisely(aligned, p, s) for p in own) for s in _sites_of(facts)):
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


def _exchangeable(lexicon: Lexicon, one: str, other: str) -> bool:
    """Whether two parts are of one kind and whole: the same noun in their names, the same parent."""
    first, second = lexicon.anatomy[one], lexicon.anatomy.get(other)
    if second is None or lexicon.ancestors(one)[:1] != lexicon.ancestors(other)[:1]:
        return False
    return bool((set(first.name.split()) & set(second.name.split())) - _PLACE_WORDS)


_PLACE_WORDS = frozenset("of the at in and left right upper lower middle medial lateral anterior posterior".split())


def _level_statement(aligned: Aligned, index: int) -> str | None:
    for claim in aligned.claims:
        if claim.said.index == index and claim.fits:
            return aligned.statement((claim.fits[0][1],))
    return None


def _covered(said: set[str], told: set[str]) -> bool:
    parts = {v for level in told for v in level.split("-")}
    return all(
        level in told or ("-" not in level and level in parts) or ("-" in level and set(level.split("-")) <= told)
        for level in said
    )


LEVEL_MISMATCH = Rule(
    name="level-mismatch",
    title="Another spinal level than the report",
    rationale="A procedure at the wrong level is a never event; the letter must not sow it.",
    source="steitz-2023",
    severity="error",
    check=_other_level,
    valid=(
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-5.\nIMPRESSION: Disc bulge at L4-5.",
            draft="A disc bulges at L4-L5. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-5.\nIMPRESSION: Disc bulge at L4-5.",
            draft="A disc bulges at L3-L4. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
        Example(
            report="EXAM: MRI lumbar spine.\nFINDINGS: Disc bulge at L4-5. Facet arthropathy at L2-3.\nIMPRESSION: Disc bulge at L4-5. Facet arthropathy at L2-3.",
            draft="A disc bulges at L2-L3. There is arthritis in the small joints at L4-L5. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
)
