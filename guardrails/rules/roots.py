"""Nerve roots by their numbers: a draft must name the root that the report names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.language.text import Token
from explainer.core.values import Span
from guardrails.alignment import Aligned, Tie, agreeing
from guardrails.rule import Fault


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


def other_root(aligned: Aligned) -> Iterator[Fault]:
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
