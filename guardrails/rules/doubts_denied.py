"""What the report rules out, told as unlikely, possible or still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.values import Fact
from guardrails.alignment import Aligned, Tie
from guardrails.rule import Fault
from guardrails.rules.degree_words import UNTOLD
from guardrails.rules.doubts import doubt_of_another, doubted_right_behind, hedge_is_elsewhere


def open_though_denied(aligned: Aligned) -> Iterator[Fault]:
    """What the report denies without reserve, told as unlikely, possible or still open."""
    for claim in aligned.asserted():
        said, mention = claim.said, claim.mention
        if mention.status != "possible" or said.kind != "statement" or said.label in UNTOLD:
            continue
        close = [(t, f) for t, f in claim.fits if t <= Tie.COARSE]
        denied = [f for t, f in close if t <= Tie.RELATED and f.status == "absent"]
        if not denied or any(f.status != "absent" for _, f in close) or _denied_in_report_with_reserve(aligned, denied):
            continue
        elsewhere = hedge_is_elsewhere(claim) and not doubted_right_behind(aligned, claim)
        if not _LIMITED.isdisjoint(said.lemmas) or elsewhere or doubt_of_another(aligned, claim):
            continue
        after = [s for s in aligned.reading.near(said, 0, 1) if s is not said and s.paragraph == said.paragraph]
        if any(not _NONE.isdisjoint(s.lemmas) for s in after):
            continue  # "The question was a clot. None was found."
        yield Fault(
            claim.span, f"leaves {mention.name} open; the report rules it out", aligned.evidence(denied), aligned.statement(tuple(denied))
        )  # fmt: skip


def _denied_in_report_with_reserve(aligned: Aligned, facts: Sequence[Fact]) -> bool:
    """Whether the report denies a finding only as far as it could be seen ("no definite fracture")."""
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    scenes = [s for s in aligned.reading.prepared.scenes if s.start in starts]
    return not scenes or any(not _RESERVED.isdisjoint(s.lemmas) for s in scenes)


_NONE = frozenset("no none not nothing n't excluded".split())
_RESERVED = frozenset(
    "definite definitely convincing obvious gross grossly clear clearly significant large high-grade limited suspicious discrete focal likely possible "
    "probably appreciable overt acute unlikely but however although may cannot".split()
)
_LIMITED = frozenset("miss missed misses early tiny small hidden limit follow-up later x-ray ray".split())
