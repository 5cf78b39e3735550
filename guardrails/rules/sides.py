"""A side held to the report's own words: what stands beside it there, a size, a part, a level, stands on which side?

This asks no name of a finding. A stretch of a sentence that tells one side is set beside the stretches of the report that
hold the same size, the same word or part right behind a side, or the same level, as sound or as ill as it. Where these all
tell the other side, and nothing speaks for the draft's, the side is swapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.siding import is_no_side
from explainer.core.language.text import Token
from explainer.core.values import Span
from guardrails.alignment import Aligned, Tie, near
from guardrails.names import FILLERS, stem
from guardrails.prepared import kept
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.parts import ONE_SIDED
from guardrails.rules.referring import spoken_of

_SIDES = {
    "left": ("left",), "right": ("right",), "both": ("left", "right"), "bilateral": ("left", "right"),
    "either": ("left", "right"), "each": ("left", "right"),
}  # fmt: skip
_OTHER = {"left": "right", "right": "left"}
#: What ends a stretch; behind a comma or "and" a new one begins only with a side of its own.
_ENDS = frozenset("; . but while whereas although though however |".split())
_JOINS = frozenset(", and & ( / -".split())
_SOUND = frozenset(
    (
        "no not none nothing without neither nor never normal normally fine clear free intact preserved unremarkable patent open "
        "maintained spared healthy ok okay good well unaffected usual enough plenty room cannot kept keep keeps still quiet"
    ).split()
)
_ROOM = frozenset("room enough plenty".split())
_SCANT = frozenset("little less tight tighter hardly cramped lost".split())
#: Words that set one side beside the other, or tell of what the report leaves open.
_COMPARING = frozenset(
    "than unlike versus vs against compared opposite other contralateral same like if whether should comment mention describe state say".split()
)
_SILENT = frozenset({"help", "sources", "limits", "not-stated"})
#: Words behind a side that name no part to know it by.
_WEAK = FILLERS | frozenset(
    (
        "side sided one part area region half portion aspect lower upper middle inner outer front back top bottom anterior posterior "
        "medial lateral superior inferior mid main more less worse than hand pain paracentral foraminal central there here which who what "
        "has have had its it your you also only both still now near about through can may shows show looks look just very same two three "
        "so all new old long short big thin thick wide narrow exam view scan image see normal fine clear open"
    ).split()
)
_STOPS = frozenset(
    ", ; : . ( ) is are was were has have had and or but with without that which in at on of to for from by shows".split()
)
_BEHIND = 4
_GRADES = {
    "severe": "severe", "severely": "severe", "advanced": "severe", "moderate": "moderate", "moderately": "moderate",
    "mild": "mild", "mildly": "mild", "slight": "mild", "slightly": "mild", "minimal": "mild", "minimally": "mild",
}  # fmt: skip
#: How many words a stretch must share with one of the report where nothing else tells them by.
_SHARED = 2
#: What is felt, which the report tells in the reason for the exam.
_FELT = frozenset("pain painful hurt ache aching sore hurting tender numb numbness weakness tingling swelling".split())
#: Without any of these a stretch does not say whether all is well ("Left kidney.", "looked normal: the left ovary, the liver").
_VERBS = frozenset(
    "is are was were be been has have had show shows measure measures look looks lie lies sit sits appear found seen there".split()
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a sentence: the sides it tells, whether it says that all is well, and what it can be known by.

    ``beside`` are the stems right behind a side and ``close`` the parts of the body there, ``parts`` all that it names.
    """

    row: tuple[Token, ...]
    sides: frozenset[str]
    at: int
    sound: bool
    sizes: frozenset[str]
    grades: frozenset[str]
    beside: frozenset[str]
    close: frozenset[str]
    parts: frozenset[str]
    levels: frozenset[str]
    stems: frozenset[str]
    felt: bool
    named: bool
    telling: bool = False


def swapped_side(aligned: Aligned, spoken: set[int]) -> Iterator[Fault]:
    """A side at odds with what the report has beside it (``spoken``: sentences whose side is told to be wrong already)."""
    told: Sequence[Stretch] | None = None
    exam = aligned.plan.reading.exam.laterality
    for said in aligned.reading.sentences:
        if said.index in spoken or said.kind in ("general", "condition") or said.label in _SILENT:
            continue
        if aligned.reading.from_plan(said):
            continue
        if _SIDES.keys().isdisjoint(said.lemmas) and said.context.laterality not in _OTHER:
            continue
        for mine in _of_draft(aligned, said):
            if said.has("symptom") and not mine.felt:
                continue
            if len(mine.sides) != 1 or exam in mine.sides or any(t.lemma in _COMPARING for t in mine.row):
                continue
            told = _report_once(aligned) if told is None else told
            (side,) = mine.sides
            if _read_there(aligned, said, mine, side) or _by_nature(aligned, mine, side):
                continue
            if _against(aligned, mine, side, told):
                token = mine.row[mine.at]
                yield Fault(Span(token.start, token.end), f"says {side}; the report has that on the {_OTHER[side]}")
                break


def _by_nature(aligned: Aligned, mine: Stretch, side: str) -> bool:
    """Whether a stretch names a piece of the lung or the bowel that lies on that side in everyone ("the lingula")."""
    within = aligned.reading.lexicon.within
    return any(ONE_SIDED.get(part) == side and (within(part, "lung") or within(part, "colon")) for part in mine.parts)


def _sound(words: Sequence[str]) -> bool:
    """Whether a stretch says that all is well ("is not fully open" and "between normal and large" do not)."""
    signs = _SOUND - _ROOM if _SCANT.intersection(words) else _SOUND
    if any(one in _DENYING and other in _FULLY for one, other in pairwise(words)):
        return False
    return "between" not in words and (not signs.isdisjoint(words) or any(w.endswith("n't") for w in words))


_DENYING = frozenset("not no isn't aren't wasn't weren't".split())
_FULLY = frozenset("fully quite completely entirely wholly as".split())


def _read_there(aligned: Aligned, said: Said, mine: Stretch, side: str) -> bool:
    """Whether the report was read to have what a stretch names, by the same name, on that side at one of its levels, or there alone."""
    begin, end = mine.row[0].start, mine.row[-1].end
    for claim in aligned.claims_in(said):
        if not begin <= claim.mention.start < end or claim.mention.laterality != side:
            continue
        same = claim.facts(Tie.SAME, positive=claim.positive)
        if any(fact.laterality == side and mine.levels & set(fact.levels) for fact in same):
            return True
        if same and claim.positive and aligned.sides(same) == {side}:
            return True
    return False


def spared_side(aligned: Aligned, spoken: set[int]) -> Iterator[Fault]:
    """The side that the report has a finding on said to be the sound one ("The left still has its space." of a left finding)."""
    lexicon = aligned.reading.lexicon
    told: Sequence[Stretch] | None = None
    for said in aligned.reading.sentences:
        row = aligned.reading.tokens[said.first : said.last]
        words = [t.lemma for t in row]
        ats = list(_ats(row))
        if said.index in spoken or {words[i] for i in ats} not in ({"left"}, {"right"}):
            continue
        if not any(w in _WELL and words[max(0, i - 1)] not in ("not", "no", "less") for i, w in enumerate(words)):
            continue
        side = words[ats[0]]
        facts = spoken_of(aligned, said)
        sites = {f.site for f in facts if f.site is not None}
        if aligned.sides(facts) != {side} or not _COMPARING.isdisjoint(words):
            continue
        told = _report_once(aligned) if told is None else told
        if any(
            o.sound and o.sides == {_OTHER[side]} and any(near(lexicon, p, site) for p in o.parts for site in sites)
            for o in told
        ):
            yield Fault(
                Span(row[ats[0]].start, row[ats[0]].end), f"says {side} of what is sound; the report says {_OTHER[side]}",
                aligned.evidence(facts),
            )  # fmt: skip


_WELL = frozenset(
    "normal fine clear free intact preserved open healthy kept keep keeps still enough room plenty spared good well ok okay".split()
)


def _against(aligned: Aligned, mine: Stretch, side: str, told: Sequence[Stretch]) -> bool:
    """Whether what a stretch is known by stands in the report on the other side alone."""
    bare = not mine.telling and not mine.sound and all(t.lemma not in _VERBS for t in mine.row)
    alike = [other for other in told if bare or other.sound == mine.sound]
    within = aligned.reading.lexicon.within
    if mine.felt and not mine.sound:
        felt = _vote(side, [o for o in told if o.felt], whole=False)
        if felt is not None:
            return not felt
    for same in (
        [o for o in alike if mine.sizes and mine.sizes <= o.sizes],
        [
            o
            for o in alike
            if mine.grades
            and mine.grades <= o.grades
            and (mine.close & o.close or mine.beside & o.beside or _takes_up(mine))
        ],
    ):
        vote = _vote(side, same)
        if vote is not None:
            return not vote
    votes = [_vote(side, [o for o in alike if word in o.beside]) for word in mine.beside]
    votes += [_vote(side, [o for o in alike if any(within(p, part) for p in o.parts)]) for part in mine.close]
    if not mine.sound:
        ill = [o for o in told if not o.sound]
        votes += [_vote(side, [o for o in ill if level in o.levels], whole=False) for level in mine.levels]
    if mine.named and all(vote is None for vote in votes):
        most = max((len(mine.stems & o.stems) for o in alike), default=0)
        if most >= _SHARED:
            votes.append(_vote(side, [o for o in alike if len(mine.stems & o.stems) == most]))
    return False in votes and True not in votes


def _takes_up(mine: Stretch) -> bool:
    """Whether a stretch says no more than a grade and a side of what was told ("It is severe on the left.")."""
    return not (mine.close or mine.beside or mine.parts) and len(mine.row) <= _SHORT


_SHORT = 8


def _vote(side: str, there: Sequence[Stretch], *, whole: bool = True) -> bool | None:
    """Whether stretches of the report speak for a side; None when they leave it open.

    Args:
        whole: Whether a stretch that tells no side leaves it open.
    """
    sides = {s for other in there for s in other.sides}
    if side in sides:
        return True
    return None if not sides or (whole and any(not other.sides for other in there)) else False


def _of_draft(aligned: Aligned, said: Said) -> Iterator[Stretch]:
    """The stretches of a sentence of the draft; the lead or heading gives one its side and level that has none."""
    reading, context = aligned.reading, said.context
    row = [t for t in reading.tokens[said.first : said.last] if not said.quoted(t.start, t.end)]
    places = tuple((p.anatomy, p.start) for p in said.places)
    levels = frozenset(context.levels or context.last_levels)
    if len(said.levels) == 1:
        levels = frozenset(said.levels[0].levels)
    elif said.levels:
        levels = frozenset()
    lead = frozenset(_SIDES[context.laterality]) if context.laterality in _OTHER else frozenset()
    for part, ats in _cut(row):
        if not ats and not lead:
            continue
        named = [
            i for i in ats if not any(p.start <= part[i].start < p.end for p in said.places)
        ]  # "the left chamber" is a name
        if len(named) == len(ats):
            made = _stretch(part, ats, places, levels, frozenset() if any(_ats(row)) else lead)
            yield replace(made, telling=any(part[0].start <= m.start < part[-1].end for m in said.mentions))


def _report_once(aligned: Aligned) -> Sequence[Stretch]:
    """The stretches of the report, made once for a plan."""
    return kept(aligned.reading.prepared.memo, "sides", lambda: tuple(_of_report(aligned)))


def _of_report(aligned: Aligned) -> Iterator[Stretch]:
    """The stretches of the report; one that names no side has those its findings were read with."""
    above: frozenset[str] = frozenset()
    for scene in aligned.reading.prepared.scenes:
        above = scene.levels or above
        found = [f for f in aligned.plan.reading.findings if scene.start <= f.start < scene.end]
        places = (*scene.places, *((f.site, f.start) for f in found if f.site is not None))
        for part, ats in _cut(scene.row):
            begin, end = part[0].start, part[-1].end
            read = {s for f in found if begin <= f.start < end for s in _SIDES.get(f.laterality or "", ())}
            yield _stretch(part, ats, places, above, frozenset(read))


def _ats(row: Sequence[Token]) -> Iterator[int]:
    """Where a row of words names sides."""
    words = [t.lemma for t in row]
    return (i for i, w in enumerate(words) if w in _SIDES and not is_no_side(words, i))


def _cut(row: Sequence[Token]) -> Iterator[tuple[Sequence[Token], list[int]]]:
    """A row of words in stretches that each tell of one side, as far as it tells of several in turn."""
    words = [t.lemma for t in row]
    sides = set(_ats(row))
    begin = 0
    for end in [*(i for i, w in enumerate(words) if w in _ENDS), len(words)]:
        here = [i for i in range(begin, end) if i in sides]
        ahead = [w for w in words[begin : here[0]] if w not in _OPENING] if here else []
        for one, other in pairwise(here):
            joins = [i for i in range(one + 1, other) if words[i] in _JOINS]
            if not joins or words[one] == words[other] or all(w in _BETWEEN for w in words[one + 1 : other]):
                continue
            at = joins[0] if ahead else joins[-1]
            if at > begin:
                yield row[begin:at], [i - begin for i in here if begin <= i < at]
            begin = at + 1
        if end > begin:
            yield row[begin:end], [i - begin for i in here if begin <= i < end]
        begin = end + 1


_OPENING = frozenset("the your a on in at to of , and - * ( • r t".split())
_BETWEEN = frozenset("and & or the your , / -".split())


def _stretch(
    row: Sequence[Token],
    ats: Sequence[int],
    places: Sequence[tuple[str, int]],
    levels: frozenset[str],
    lead: frozenset[str],
) -> Stretch:
    words = [t.lemma for t in row]
    sides = frozenset(s for i in ats for s in _SIDES[words[i]]) or lead
    beside: set[str] = set()
    close: set[str] = set()
    for at in ats:
        end = next((i for i in range(at + 1, len(row)) if words[i] in _STOPS), len(row))
        end = min(end, at + 1 + _BEHIND)
        beside.update(stem(w) for w in words[at + 1 : end] if len(w) > 3 and w.isalpha() and w not in _WEAK)
        near = range(at + 1, end)
        close.update(part for part, start in places if any(row[i].start == start for i in near))
    begin, stop = row[0].start, row[-1].end
    parts = {part for part, start in places if begin <= start < stop}
    return Stretch(
        row=tuple(row),
        sides=sides,
        at=ats[0] if ats else 0,
        sound=_sound(words),
        sizes=frozenset(_sizes(words)),
        grades=frozenset(_GRADES[w] for w in words if w in _GRADES),
        beside=frozenset(beside),
        close=frozenset(close) - ANYWHERE,
        parts=frozenset(parts),
        levels=levels,
        stems=frozenset(stem(w) for w in words if len(w) > 3 and w.isalpha() and w not in _WEAK and w not in _SOUND),
        felt=not _FELT.isdisjoint(words),
        named=bool(ats),
    )


def _sizes(words: Sequence[str]) -> Iterator[str]:
    """The numbers that few things share: of two digits, with a point or a unit, and no year and no level."""
    for i, word in enumerate(words):
        if not word[0].isdigit() or words[i - 1 : i] in (["l"], ["c"], ["t"], ["s"]):
            continue
        if len(word) == 2 or "." in word or words[i + 1 : i + 2] in (["mm"], ["cm"]):
            yield word
