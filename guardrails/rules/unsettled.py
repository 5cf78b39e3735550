"""What a report settles, told as a question that the scan left open ("whether a bone is broken remains unclear")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.rule import Fault

_OPEN = frozenset("unclear uncertain unknown open unsettled undecided unresolved".split())
_CANNOT = frozenset("can't cannot couldn't unable nobody no not isn't doesn't didn't".split())
_TELLS = frozenset("say tell settle show decide know sure certain clear known".split())
#: Between "whether" and a finding, and behind it, these ask only whether it is there.
_IS_THERE = frozenset(
    "you have has there is are was were a an the your any one of some really actually truly ever either fresh new acute recent does do".split()
)
_BEHIND = (
    frozenset(
        "there present at all or not is are in on the your left right here too . , remain remains stays an open question".split()
    )
    | _OPEN
)
#: How far before "whether" the words stand that leave it open, and how far behind it the finding, in words.
_AHEAD, _WITHIN = 6, 7
_LIMITED = frozenset("miss missed misses early tiny small hidden limit follow-up later".split())


def settled_told_as_open(aligned: Aligned) -> Iterator[Fault]:
    """A finding that the report denies without reserve, in a sentence that leaves open whether it is there."""
    for claim in aligned.claims:
        said = claim.said
        if claim.asserted or said.kind != "statement" or said.planned or said.quotes or said.has("symptom"):
            continue
        words = said.lemmas
        if not _LIMITED.isdisjoint(words) or not _leaves_open(aligned, claim, words):
            continue
        denied = [f for t, f in claim.fits if t <= Tie.RELATED and f.status == "absent"]
        if (
            not denied
            or any(f.status != "absent" for t, f in claim.fits if t <= Tie.COARSE)
            or _reserved(aligned, denied)
        ):
            continue
        yield Fault(
            claim.span, f"leaves {claim.mention.name} open; the report rules it out",
            aligned.evidence(denied), aligned.statement(tuple(denied)),
        )  # fmt: skip


def _leaves_open(aligned: Aligned, claim: Claim, words: Sequence[str]) -> bool:
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    at = next((i for i, t in enumerate(row) if t.start >= claim.mention.start), len(row))
    end = next((i for i, t in enumerate(row) if t.start >= claim.mention.end), len(row))
    ask = next((i for i in range(at - 1, max(-1, at - _WITHIN), -1) if words[i] in ("whether", "if")), None)
    if ask is None or not _IS_THERE.issuperset(words[ask + 1 : at]):
        return False
    ahead, behind = words[max(0, ask - _AHEAD) : ask], words[end:]
    before = not _OPEN.isdisjoint(ahead) or (not _CANNOT.isdisjoint(ahead) and not _TELLS.isdisjoint(ahead))
    after = not _OPEN.isdisjoint(behind) and not {"is", "remain", "remains", "stays"}.isdisjoint(behind)
    if before:
        return _BEHIND.issuperset(behind)
    return after


def _reserved(aligned: Aligned, facts: Sequence[Fact]) -> bool:
    """Whether the report denies a finding only as far as it could be seen ("no definite fracture")."""
    words = aligned.report_words(facts)
    return any(
        word in words
        for word in (
            "definite",
            "convincing",
            "obvious",
            "gross",
            "clear",
            "significant",
            "limited",
            "likely",
            "possible",
            "probabl",
            "but ",
            "however",
            "cannot",
            "may ",
        )
    )
