"""The rule on what is left out: what the report tells and a reader must learn stands in the draft."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, vague_name
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.omitted_claims import claims_of
from guardrails.rules.omitted_passing import passes_over
from guardrails.rules.omitted_rephrased import (
    in_words,
    loosely_named,
    seen_as,
    summed_up,
    turned,
    under_another_name,
    verbatim,
)
from guardrails.rules.omitted_rivals import at_its_own, at_twin, twin_side
from guardrails.rules.omitted_sentences import of_this_scan, speaks_of_none
from guardrails.rules.owned import Owned
from guardrails.rules.required import required
from guardrails.rules.retold import Retold, sides_named
from guardrails.rules.traces import Traces
from guardrails.sameness import retells


def _omitted(aligned: Aligned) -> Iterator[Fault]:
    telling = [
        said for said in aligned.reading.sentences if of_this_scan(aligned, said) and not speaks_of_none(aligned, said)
    ]
    traces, retold, owned = Traces(aligned, telling), Retold(aligned, telling), Owned(aligned)

    def in_other_words(fact: Fact) -> bool:
        twin = twin_side(aligned, fact)

        def free(said: Said) -> bool:
            on = sides_named(said)
            if aligned.reading.tokens[said.last - 1].lemma == ";":  # "Clots: right lower lobe; left upper lobe."
                on = on.union(*map(sides_named, aligned.reading.sentences[said.index + 1 : said.index + 2]))
            if passes_over(aligned, fact, said) or at_twin(aligned, fact, said):
                return False
            lends = owned.lends(fact, said) or at_its_own(aligned, fact, said)
            return lends and (twin is None or on != {twin})

        return traces.tells(fact, free) or retold.tells(fact, free) or retells(aligned, fact, [*filter(free, telling)])

    for fact, item in required(aligned):
        told = claims_of(aligned, fact)
        suggestion = item.filled() if item is not None else aligned.statement((fact,))
        name = item.heading if item is not None and item.heading else fact.name
        if not told:
            if in_words(aligned, fact) or summed_up(aligned, fact) or seen_as(aligned, fact):
                continue
            if loosely_named(aligned, fact):
                continue
            if turned(aligned, fact) or (item is not None and verbatim(aligned, item)):
                continue
            if in_other_words(fact) or any(
                claims_of(aligned, one) or in_other_words(one) for one in under_another_name(aligned, fact)
            ):
                continue
            yield Fault(None, f"does not tell a finding of the report: {name}", aligned.evidence((fact,)), suggestion)
            continue
        levels = aligned.levels((fact,))
        said = {level for c in told for level in _levels_told(aligned, c)}
        if len(levels) > 1 and said and all(c.mention.levels for c in told) and not levels <= said:
            left = sorted(level for level in levels - said if not retold.tells(fact, partial(owned.lends, fact), level))
            if not left:
                continue
            gone = ", ".join(left)
            yield Fault(None, f"leaves out a level of {name}: {gone}", aligned.evidence((fact,)), suggestion)
    yield from _untold_of_the_body(aligned, traces)


def _levels_told(aligned: Aligned, claim: Claim) -> set[str]:
    """The levels of a claim; all of its sentence where that finds nothing else ("L5-S1 and its neighbor L4-L5 have both dried")."""
    alone = all(c is claim or not c.positive for c in aligned.claims_in(claim.said))
    return set(claim.mention.levels).union(*(g.levels for g in claim.said.levels if alone))


def _untold_of_the_body(aligned: Aligned, traces: Traces) -> Iterator[Fault]:
    """Findings that stand in the report's body alone, call for no step and are not told: a warning, as they may be left out."""
    needed = {fact.id for fact, _ in required(aligned)}
    musts = {id for item in aligned.plan.items if item.kind == "finding" and item.force == "must" for id in item.facts}
    left = [
        fact
        for fact in aligned.plan.reading.facts
        if fact.id in musts - needed
        and fact.status in ("present", "possible")
        and not vague_name(fact.concept)
        and not claims_of(aligned, fact)
        and not (
            in_words(aligned, fact)
            or summed_up(aligned, fact)
            or seen_as(aligned, fact)
            or traces.tells(fact, partial(Owned(aligned).lends, fact))
        )
    ]
    if left:
        names = ", ".join(dict.fromkeys(fact.name for fact in left))
        yield Fault(
            None, f"leaves out what the body of the report tells: {names}", aligned.evidence(left), None, "warning"
        )


OMITTED_FINDING = Rule(
    name="omitted-finding",
    title="A finding that must be told is missing",
    rationale="A reader acts on what the letter says. What it leaves out is lost to them.",
    source="steitz-2023",
    severity="error",
    check=_omitted,
    valid=(
        Example(
            report="EXAM: CT abdomen.\nFINDINGS: There is a 9 mm stone in the left kidney.\nIMPRESSION: 9 mm left renal stone.",
            draft="There is a 9 mm stone in your left kidney.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: CT abdomen.\nFINDINGS: There is a 9 mm stone in the left kidney.\nIMPRESSION: 9 mm left renal stone.",
            draft="Your CT scan is back. Please ask your clinician about the result.",
        ),
    ),
)
