"""Which levels and sizes of a sentence belong to which of its mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.analysis import Analysis
from explainer.core.language.attributes import LevelGroup, find_sizes
from explainer.core.language.text import Token
from explainer.core.values import Measurement, Span


class Lead(Protocol):
    """What is read here of the words before a sentence."""

    @property
    def levels(self) -> tuple[str, ...]: ...


class Draft(Protocol):
    """What is read here of a mention in the making: token indexes, its concept and place."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def head_start(self) -> int: ...
    @property
    def head_end(self) -> int: ...
    @property
    def concept(self) -> str: ...
    @property
    def site(self) -> str | None: ...


class Sentence(Protocol):
    """What is read here of a sentence: its tokens ``words[first:last]``, its levels and what was said before it."""

    @property
    def analysis(self) -> Analysis: ...
    @property
    def lexicon(self) -> Lexicon: ...
    @property
    def span(self) -> Span: ...
    @property
    def words(self) -> Sequence[Token]: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def groups(self) -> Sequence[LevelGroup]: ...
    @property
    def context(self) -> Lead: ...


_DIGIT = re.compile(r"[0-9]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
MODIFIER_STOPS = frozenset(
    (
        ", ; : ( ) . with without of at in on is are was were and or but there noted seen showing shows show has have "
        "had to from which that demonstrates demonstrate causing producing resulting no not the "
        "may might could can likely probably possibly probable possible represent represents representing reflect reflects "
        "suggest suggests indicate versus vs after before since following"
    ).split()
)
STRESS = frozenset("noticeably especially particularly mainly mostly most predominantly greatest worse worst".split())
#: What a finding just named does to its neighbours; the words go on about it and its level.
EFFECTS = frozenset(
    "compressing indenting encroaching abutting effacing displacing contacting touching narrowing impinging causing "
    "producing obliterating deforming flattening stenosing distorting".split()
)
#: Before a level, words that say where the finding just named was seen ("bulge noted L4/L5").
_SEEN_AT = frozenset("noted seen present identified found evident visible".split())
#: Words that begin telling what a part holds, behind the part's own size ("the ovary measures 3 cm and contains a cyst").
_HOLDING = frozenset("with contain contains containing has show shows demonstrate demonstrates showing".split())
#: Words between two sizes of one finding ("a 3 mm and a 5 mm nodule").
_LISTING = frozenset("and or to a an , / - & x".split())
#: Verbs of change, before the "from" that names the older size ("increased from 1.7 cm").
_CHANGING = frozenset(
    "increase increased increasing decrease decreased decreasing grown enlarged enlarge up down changed progressed shrunk "
    "reduced larger smaller improved grow shrink".split()
)
_OLDER = frozenset("previously formerly sub prior previous earlier originally initially".split())
_PRONOUNS = frozenset("it which that this they these".split())
_AGAINST = frozenset((("compared", "to"), ("compared", "with"), ("compare", "to"), ("compare", "with")))
_SPINAL_ROOTS = ("spine", "lumbar-spine", "thoracic-spine", "cervical-spine", "sacrum")


def spinal(lexicon: Lexicon, concept: str, site: str | None) -> bool:
    """Whether a finding can carry spinal levels."""
    places = [p for p in (site, lexicon.concepts[concept].site) if p is not None]
    return not places or any(
        place in ("bone", "soft-tissue") or any(lexicon.within(place, root) for root in _SPINAL_ROOTS)
        for place in places
    )


def _stressed(sentence: Sentence, group: LevelGroup) -> bool:
    """Whether a level is only where it shows most ("L3-S1: bulges, noticeably at L4-L5")."""
    at = next(
        (i for i in range(sentence.first, sentence.last) if sentence.words[i].start >= group.start), sentence.last
    )
    return any(sentence.words[i].lemma in STRESS for i in range(max(sentence.first, at - 3), at))


def assign_levels(sentence: Sentence, drafts: Sequence[Draft]) -> list[tuple[str, ...]]:
    """The levels of each mention: a group belongs to the mentions since the last group, or opens the sentence."""
    words = sentence.words
    result: list[tuple[str, ...]] = [()] * len(drafts)
    if not sentence.groups and not sentence.context.levels:
        return result
    can = [spinal(sentence.lexicon, d.concept, d.site) for d in drafts]
    within = {vertebra for level in sentence.context.levels if "-" in level for vertebra in level.split("-")}
    # Under a lead "L5-S1:" a lone "L5" names the bone, not another level.
    opening = sentence.groups[0] if sentence.groups else None
    if (
        not within
        and opening is not None
        and opening.start <= words[sentence.first].start + 1
        and len(sentence.groups) > 1
    ):
        within = {vertebra for level in opening.levels if "-" in level for vertebra in level.split("-")}
    groups = [
        g
        for g in sentence.groups
        if not (within and len(g.levels) == 1 and g.levels[0] in within)
        and not (sentence.context.levels and _stressed(sentence, g))
    ]
    if not groups:
        return [sentence.context.levels if can[i] else () for i in range(len(drafts))]
    starts = [words[min(d.start, d.head_start)].start for d in drafts]
    ends = [words[max(d.end, d.head_end) - 1].end for d in drafts]
    owner: list[LevelGroup | None] = [None] * len(drafts)
    for i in range(len(drafts)):
        if can[i]:
            owner[i] = _level_of_cause(sentence, groups, starts[i], ends[i])
    for group in groups:
        inside = [i for i in range(len(drafts)) if starts[i] <= group.start < ends[i]]
        behind = [i for i in range(len(drafts)) if ends[i] <= group.start and owner[i] is None and can[i]]
        ahead = [i for i in range(len(drafts)) if starts[i] >= group.end]
        if inside:
            for i in inside:
                owner[i] = group
            continue
        token = next((k for k in range(sentence.first, sentence.last) if words[k].start >= group.start), sentence.last)
        before = words[token - 1].lemma if token > sentence.first else ""
        adjacent = [i for i in ahead if starts[i] - group.end <= 60 and _plain_gap(sentence, group.end, starts[i])]
        said_before = bool(behind) and (before in _SEEN_AT or _acts(sentence, group.end))
        if adjacent and not said_before and before not in ("at", "of", "in", "level", "from", "the"):
            owner[adjacent[0]] = group
        elif behind:
            for i in behind:
                owner[i] = group
    current: LevelGroup | None = None
    order = sorted(range(len(drafts)), key=lambda i: starts[i])
    for i in order:
        passed = [g for g in groups if g.end <= starts[i]]
        if owner[i] is None and can[i]:
            current = passed[-1] if passed else None
            if current is not None:
                owner[i] = current
    for i in range(len(drafts)):
        if can[i]:
            group_of = owner[i]
            result[i] = group_of.levels if group_of is not None else sentence.context.levels
    return result


def _level_of_cause(sentence: Sentence, groups: Sequence[LevelGroup], start: int, end: int) -> LevelGroup | None:
    """The levels of the finding that does this ("bulge at L4-5, compressing the sac and the nerve roots, hypertrophy at L5-S1")."""
    if any(start <= g.start < end for g in groups):
        return None
    ahead = [g for g in groups if g.end <= start]
    opening = sentence.span.start
    if not ahead and sentence.context.levels:  # "… at L3-L4" on the line before: "Compressing the sac."
        ahead = [LevelGroup(opening, opening, sentence.context.levels)]
    if not ahead:
        return None
    low = sentence.analysis.folded
    begin = ahead[-1].end
    between = [t for t in sentence.words[sentence.first : sentence.last] if begin <= t.start < end]
    spelled = [low[t.start : t.end] for t in between]
    at = next((k for k, word in enumerate(spelled) if word in EFFECTS), None)
    if at is None or (begin == opening and at > 1):
        return None
    if any(word in ("with", "associated", "seen", "noted", ";", ".") for word in spelled[at:]):
        return None
    return None if "\n" in low[between[at].start : start] else ahead[-1]


def _acts(sentence: Sentence, at: int) -> bool:
    """Whether what was just named goes on to do something to its neighbours ("bulge L4/L5 slightly indenting the sac")."""
    low = sentence.analysis.folded
    ahead = [low[t.start : t.end] for t in sentence.words[sentence.first : sentence.last] if t.start >= at][:2]
    return bool(ahead) and (
        ahead[0] in EFFECTS or (ahead[0].endswith("ly") and ahead[1:] != [] and ahead[1] in EFFECTS)
    )


def _plain_gap(sentence: Sentence, start: int, end: int) -> bool:
    """Whether only modifiers stand between two offsets."""
    between = (t for t in sentence.words[sentence.first : sentence.last] if start <= t.start < end)
    return not any(token.lemma in MODIFIER_STOPS for token in between)


def assign_sizes(sentence: Sentence, drafts: Sequence[Draft]) -> list[tuple[Measurement, ...]]:
    result: list[tuple[Measurement, ...]] = [()] * len(drafts)
    words = sentence.words
    for span, values in find_sizes(sentence.analysis.folded, sentence.span.start, sentence.span.end):
        if _is_distance(sentence, span) or _is_prior(sentence, span):
            continue
        ahead = [i for i, d in enumerate(drafts) if words[min(d.start, d.head_start)].start >= span.end]
        behind = [i for i, d in enumerate(drafts) if words[max(d.end, d.head_end) - 1].end <= span.start]
        inside = [
            i for i, d in enumerate(drafts) if words[d.start].start <= span.start and span.end <= words[d.end - 1].end
        ]
        target: int | None = None
        if inside:
            target = inside[0]  # "nodule 5mm right lung"
        elif (
            ahead
            and _plain_gap(sentence, span.end, words[drafts[ahead[0]].start].start)
            and words[drafts[ahead[0]].start].start - span.end < 60
            and not _holds(sentence, span.end, words[drafts[ahead[0]].start].start)
            and not (behind and _does(sentence, drafts[ahead[0]]))
        ) or (ahead and _amount_of(sentence, span, words[drafts[ahead[0]].start].start)):
            target = ahead[0]
        elif behind:
            target = behind[-1]
        elif ahead and not _parted(sentence, span.end, words[drafts[ahead[0]].start].start):
            target = None if _holds(sentence, span.end, words[drafts[ahead[0]].start].start) else ahead[0]
        if target is not None:
            result[target] = result[target] + values
    return result


def _does(sentence: Sentence, draft: Draft) -> bool:
    """Whether a mention tells what the finding before it does ("protrusion, 5 mm, contacting the root")."""
    word = sentence.words[draft.head_start]
    return sentence.analysis.folded[word.start : word.end] in EFFECTS


def _parted(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a comma or semicolon stands between two offsets ("left kidney 10.6 cm, simple cyst")."""
    return any(t.lemma in (",", ";") for t in sentence.words[sentence.first : sentence.last] if start <= t.start < end)


#: Words behind a length that make it the way between two places ("3 cm distal to its origin", "2 cm above the ankle").
_AWAY = frozenset("from above below beyond distant away".split())
_TOWARD = frozenset(
    "distal proximal superior inferior cranial caudal cephalad medial lateral anterior posterior deep superficial".split()
)
_ABOUT = frozenset("approximately about roughly some only up measured measuring measure was at".split())


def _is_distance(sentence: Sentence, size: Span) -> bool:
    """Whether a length is how far one place lies from another, and no size."""
    words = sentence.words
    low = [t.lemma for t in words[sentence.first : sentence.last] if t.end <= size.start][-3:]
    behind = [t.lemma for t in words[sentence.first : sentence.last] if t.start >= size.end][:2]
    while low and low[-1] in _ABOUT:
        low.pop()
    if low[-1:] == ["within"] and behind[:1] == ["of"]:
        return True
    if behind[:1] == ["from"] and low[-1:] != ["by"]:
        return True
    return bool(behind) and (behind[0] in _AWAY or (behind[0] in _TOWARD and behind[1:] == ["to"]))


def _is_prior(sentence: Sentence, size: Span) -> bool:
    """Whether a size is the one of an older scan ("2.8 cm, previously 2.3 cm"), or only a bound ("sub-5 mm nodules")."""
    words = sentence.words[sentence.first : sentence.last]
    before = [t.lemma for t in words if t.end <= size.start][-6:]
    was = False
    while before and before[-1] in _ABOUT:
        was = was or before.pop() == "was"
    if before[-1:] == ["-"]:
        before.pop()
    if not before:
        return False
    if before[-1] in _OLDER or tuple(before[-2:]) in _AGAINST:
        return True
    if before[-1] == "from":
        return not _CHANGING.isdisjoint(before[-5:-1])
    behind = [t.lemma for t in words if t.start >= size.end][:4]
    if behind[:1] in (["on"], ["in"], ["at"]) and not _OLDER.isdisjoint(behind[1:]):
        return True  # "… 8 mm on the prior study"
    if (
        behind[:1] == ["in"]
        and before[-1] in ("(", ",", ";", "was", "of")
        and any(_YEAR.fullmatch(w) for w in behind[1:3])
    ):
        return True  # "6 mm (4 mm in 2021)"
    told = was and (before[-1] == "(" or (before[-1] in _PRONOUNS and before[-2:-1] in ([","], ["("], [";"])))
    return told and _DIGIT.search(sentence.analysis.folded, sentence.span.start, size.start - 4) is not None


def _holds(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a size is of the part that holds a finding ("the ovary measures 3 cm and contains a cyst")."""
    between = [t for t in sentence.words[sentence.first : sentence.last] if start <= t.start < end]
    if not _HOLDING.isdisjoint(t.lemma for t in between):
        return True
    next_one = next((span for span, _ in find_sizes(sentence.analysis.folded, start, end)), None)
    if next_one is None:
        return False
    return any(t.lemma not in _LISTING for t in between if t.end <= next_one.start)  # "dilated to 9 mm by a 5 mm stone"


def _amount_of(sentence: Sentence, size: Span, start: int) -> bool:
    """Whether a finding stands behind the "of" of a length ("2 mm of annular bulging")."""
    between = [t.lemma for t in sentence.words[sentence.first : sentence.last] if size.end <= t.start < start]
    return between[:1] == ["of"] and len(between) < 5 and MODIFIER_STOPS.isdisjoint(between[1:])
