"""Findings left out: all that tells them is gone, and all the others are still told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from random import Random

from evals.mutations.letter import Letter, Said, tidy
from evals.mutations.values import Operator, Spoiled
from explainer.core.language.mentions import read_mentions
from explainer.core.values import Span


def _told_by_plan(letter: Letter) -> set[str]:
    kinds = ("finding",) if letter.audience == "patient" else ("finding", "negative")
    return {id for i in letter.plan.items if i.kind in kinds and i.force == "must" for id in i.facts}


def _clauses(said: Said) -> list[tuple[int, int]]:
    """The parts of a sentence between semicolons."""
    cuts = [0] + [m.end() for m in re.finditer(r"; ", said.text)] + [len(said.text)]
    return [(said.start + a, said.start + b) for a, b in pairwise(cuts)]


def _removal(letter: Letter, group: set[str]) -> list[tuple[int, int]] | None:
    """The pieces that tell of these facts; None when others are told in the same breath."""
    gone: list[tuple[int, int]] = []
    by_line: dict[int, list[Said]] = {}
    for said in letter.said:
        by_line.setdefault(said.line.index, []).append(said)
    for saids in by_line.values():
        hit = [s for s in saids if s.facts & group]
        if not hit or saids[0].line.section == "sources":
            continue
        others = {id for s in saids for id in s.own} - group
        if hit[0] is saids[0] and not others:
            gone.append((saids[0].line.start, min(len(letter.text), saids[0].line.end + 1)))
            continue
        for said in hit:
            if not said.facts - group:
                gone.append((said.start, said.end + 1 if letter.text[said.end : said.end + 1] == " " else said.end))
                continue
            parts = _clauses(said)
            mine = [(a, b) for a, b in parts if letter.linked(letter.text[a:b]) & group]
            if (
                len(parts) < 2
                or not mine
                or any((letter.linked(letter.text[a:b]) & said.facts) - group for a, b in mine)
            ):
                return None
            gone += mine
    return gone


def _mended(text: str) -> str:
    """Numbered lines counted anew, and clauses that lost their neighbour ended properly."""
    text = re.sub(r"; (?=\[|\n|$)", " ", text)
    text = re.sub(r"(?m)^((?:[^\n]*; )?[^\n;]*?);\s*$", r"\1.", text)
    for form in (r"(?m)^(\()(\d+)(\) )", r"(?m)^()(\d+)([.)] )"):
        count, last = 0, 0

        def renumbered(m: re.Match[str]) -> str:
            nonlocal count, last
            number = int(m.group(2))
            count = 1 if number <= last or number == 1 else count + 1
            last = number
            return f"{m.group(1)}{count}{m.group(3)}"

        text = re.sub(form, renumbered, text)
    return text


@lru_cache(maxsize=4096)
def _named(sentence: str) -> frozenset[str]:
    """The concepts that the core reads in a sentence by itself."""
    return frozenset(m.concept for m in read_mentions(sentence, Span(0, len(sentence)), dialect="letter"))


def _left_out(letter: Letter, group: set[str], gone: list[tuple[int, int]], filler: str = "") -> Spoiled | None:
    """The letter without the pieces, when nothing in it tells of these facts any more and all others are still told."""
    name = letter.facts[min(group)].name
    if filler:
        first = min(gone)
        text = letter.text[: first[0]] + "\0" + letter.text[first[0] :]
        shifted_gone = [(a + (a >= first[0]), b + (b > first[0])) for a, b in gone]
        for a, b in sorted(set(shifted_gone), reverse=True):
            text = text[:a] + text[b:]
        made = Spoiled(
            tidy(
                text.replace(
                    "\0", filler + "\n" if gone[0][1] > letter.text.find("\n", gone[0][0]) > 0 else filler + " "
                )
            ),
            None,
            f"told only vaguely ({name})",
        )
    else:
        made = letter.without(gone, f"not told any more ({name})")
        made = made._replace(text=_mended(made.text))
    after = letter.spoiled(made.text)
    concepts = {letter.facts[id].concept for id in group}
    left = {id for s in after.said if s.line.section != "sources" for id in s.facts | after.linked(s.text)}
    if left & group or len(made.text) < 0.25 * len(letter.text):
        return None
    if any(s.line.section != "sources" and concepts & _named(s.text) for s in after.said):
        return None
    before = {id for s in letter.said for id in s.facts} & _told_by_plan(letter)
    return made if before - group <= {id for s in after.said for id in s.facts} else None


def _groups(letter: Letter, *, chief: bool, absent: bool = False) -> Iterator[set[str]]:
    """Facts to leave out: all of one concept, then each alone. ``chief``: those that the impression names or a step is for."""
    told = _told_by_plan(letter)
    urged = {
        id
        for i in letter.plan.items
        if i.kind == "urgent" or (i.kind == "finding" and i.priority in ("urgent", "actionable"))
        for id in i.facts
    }
    concepts: dict[str, set[str]] = {}
    for id in sorted(told):
        fact = letter.facts[id]
        if (fact.status == "absent") == absent and (absent or (fact.in_impression or id in urged) == chief):
            concepts.setdefault(fact.concept, set()).add(id)
    yield from concepts.values()
    for ids in concepts.values():
        if len(ids) > 1:
            yield from ({id} for id in sorted(ids))


def _omitting(letter: Letter, groups: Iterator[set[str]]) -> Iterator[Spoiled]:
    for group in groups:
        gone = _removal(letter, group)
        if gone and (made := _left_out(letter, group, gone)) is not None:
            yield made


def omitted(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """All that tells one finding of the impression, or one to act on, left out."""
    yield from _omitting(letter, _groups(letter, chief=True))


def omitted_of_the_body(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """All that tells one finding left out which stands in the report's body alone; the plan has it as a must."""
    yield from _omitting(letter, _groups(letter, chief=False))


def omitted_negative(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A pertinent negative that a clinician must be told, left out."""
    if letter.audience == "clinician":
        yield from _omitting(letter, _groups(letter, chief=False, absent=True))


def omitted_for_a_vague_line(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A finding of the impression, or one to act on, told only as "some other changes"."""
    vague = {
        "patient": ("The scan also showed some other small changes.", "There were a few other things in the report.", "Other findings were noted too.", "Some further changes were seen, which your clinician can explain."),
        "clinician": ("Additional findings as described in the report.", "Other findings noted.", "Further minor findings; see report."),
    }  # fmt: skip
    for group in _groups(letter, chief=True):
        gone = _removal(letter, group)
        if gone and (made := _left_out(letter, group, gone, random.choice(vague[letter.audience]))) is not None:
            yield made


OPERATORS: dict[str, tuple[Operator, ...]] = {
    "omitted-finding": (omitted, omitted_for_a_vague_line, omitted_of_the_body, omitted_negative),
}
