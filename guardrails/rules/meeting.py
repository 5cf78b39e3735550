"""Whose place does not speak against a claim's: the level, the side and the part of the body that a sentence speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from explainer.core.language.text import tokens
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, sides_meet
from guardrails.rules.denied import apart


def meeting(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts whose place does not speak against the claim's."""
    mention = claim.mention
    said_at = set(mention.levels) or _level_spoken_of(claim)
    # "C4 and C5: no narrowing" speaks of the level between the two
    said_at |= {f"{one}-{other}" for one, other in pairwise(mention.levels) if "-" not in one + other}
    side = mention.laterality or (None if claim.positive else _side_spoken_of(aligned, claim))
    kept: list[Fact] = []
    for fact in facts:
        levels, sides = aligned.levels((fact,)), aligned.sides((fact,))
        if said_at and levels and not levels & said_at and not _bone_of(claim, levels):
            continue
        if side in ("left", "right") and sides and not sides_meet(side, sides):
            continue
        if apart(aligned, claim, fact):
            continue
        kept.append(fact)
    return tuple(kept)


def _bone_of(claim: Claim, levels: set[str]) -> bool:
    """Whether a denial names the one bone of two that a slip is told of ("L4 has not moved forward on L5")."""
    return (
        not claim.positive
        and "spondylolisthesis" in claim.mention.concept
        and any(one in level.split("-") for one in claim.mention.levels for level in levels)
    )


def _level_spoken_of(claim: Claim) -> set[str]:
    """The level that the line speaks of, for a denial that names none ("At L2-L3 the disc bulges. No nerve is pressed.")."""
    if claim.positive or claim.said.levels or not _ANYWHERE.isdisjoint(claim.said.kinds):
        return set()
    return set(claim.said.context.last_levels)


_ANYWHERE = frozenset(("whole-test",))


def _side_spoken_of(aligned: Aligned, claim: Claim) -> str | None:
    """The side that a clause opens with, for a denial that names none ("On the right the opening is not narrow")."""
    reading, start = aligned.reading, claim.said.start
    if claim.said.lemmas[:1] in (("it",), ("they",)) and claim.said.index:
        before = reading.sentences[claim.said.index - 1]
        if reading.folded[before.start : before.end].rstrip().endswith(";"):
            start = before.start  # "the line on the right lung is cut short; it denies …"
    words = [t.lemma for t in tokens(reading.folded, start, claim.mention.start)]
    cut = max((i for i, w in enumerate(words) if _opens_clause(words, i)), default=-1)
    sides = [
        w
        for i, w in enumerate(words[cut + 1 :], cut + 1)
        if w in ("left", "right") and words[i - 1] in ("the", "your", "on")
    ]
    return sides[0] if len(sides) == 1 else None


def _opens_clause(words: Sequence[str], at: int) -> bool:
    """Whether a new clause of its own begins behind a word: no "and" before the last of a list, no "it" that takes up the last."""
    if words[at] == "and":
        return at + 1 < len(words) and words[at + 1 :] not in (["a"], ["an"], ["any"])
    return words[at] in ("but", "while") or (words[at] == ";" and words[at + 1 : at + 2] not in (["it"], ["they"]))
