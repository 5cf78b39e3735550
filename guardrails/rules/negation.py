"""The rule on what is turned round: present said for absent, absent for present."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.alignment import Aligned, Claim, Tie
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.contrary import (
    ill_though_normal,
    ill_though_sound,
    other_shade,
    there_though_denied_in_a_word,
    whole_though_broken,
)
from guardrails.rules.denied import (
    as_topic,
    beside_part,
    denied_in_its_word,
    denied_of_another,
    goes_for_denied,
    grave_form_only,
    hides_view,
    intact_by_name,
    not_excluded,
    not_whole,
    of_the_rest,
    only_names,
    only_nearly,
    passes_by,
    told_though_denied,
)
from guardrails.rules.doubts import of_the_text
from guardrails.rules.errands import is_errand, retells_reason, then_found
from guardrails.rules.glosses import gloss, own_words
from guardrails.rules.meeting import meeting
from guardrails.rules.negation_absent import (
    all_whole,
    by_this_name,
    cause_denied,
    denied_as_near,
    in_its_name,
    next_denied,
    of_another_item,
    of_denied,
    only_part,
    told_beside,
    told_of,
)
from guardrails.rules.negation_normal import called_normal
from guardrails.rules.negation_opposites import opposite_named
from guardrails.rules.negation_present import adds_nothing, denied_by_name, denied_by_that_name, told_as_near, weak
from guardrails.rules.soundness import ill_in_sound_part, sound_though_ill
from guardrails.rules.unsaid import only_air, seeks_help
from guardrails.rules.wording import denied_in_context, normal_there


def _flipped(aligned: Aligned) -> Iterator[Fault]:
    for claim in aligned.asserted():
        mention = claim.mention
        if mention.status == "historical" or seeks_help(aligned, claim.said):
            continue
        if is_errand(aligned, claim.said) and not (_behind_findings(aligned, claim) or then_found(aligned, claim)):
            continue
        if _reads_text(aligned, claim.said) or hides_view(aligned, claim):
            continue
        if claim.positive:
            denied = meeting(aligned, claim, claim.facts(Tie.COARSE, positive=False))
            if (
                denied
                and not told_as_near(claim, denied)
                and (denied_by_name(claim, denied) or not own_words(aligned, claim))
                and not (mention.generic and gloss(aligned, claim, there=True))
                and not adds_nothing(aligned, claim)
                and not weak(aligned, claim, denied)
                and not all(denied_of_another(aligned, claim, fact) for fact in denied)
                and not only_nearly(aligned, claim)
                and not all(of_the_rest(aligned, claim, fact) for fact in denied)
                and not beside_part(aligned, claim)
                and not only_names(aligned, claim)
                and not goes_for_denied(aligned, claim)
                and not as_topic(aligned, claim)
                and not only_air(aligned, claim)
            ):
                yield Fault(
                    claim.span, f"says that there is {mention.name}; the report says there is none",
                    aligned.evidence(denied), aligned.statement(denied), sure=denied_by_that_name(claim, denied),
                )  # fmt: skip
            continue
        told = told_of(aligned, claim)
        exact = by_this_name(aligned, claim, told)
        if not told or (not exact and denied_as_near(aligned, claim, told)):
            continue
        if any(f.status == "possible" for f in told) and not _SURELY.isdisjoint(claim.said.lemmas):
            continue  # "It isn't certain that the disc touches the nerve"
        if (
            (only_part(aligned, claim) and not (exact and in_its_name(claim, told)))
            or (not_whole(aligned, claim) and not all_whole(aligned, told))
            or grave_form_only(aligned, claim)
            or of_denied(aligned, claim)
            or cause_denied(claim)
            or told_beside(aligned, claim, told)
            or denied_in_its_word(aligned, claim)
        ):
            continue
        if denied_in_context(aligned, claim) or intact_by_name(aligned, claim, told):
            continue
        if not exact and normal_there(aligned, claim):
            continue
        if not_excluded(aligned, claim) or passes_by(aligned, claim):
            continue
        if of_another_item(aligned, claim, told) or next_denied(aligned, claim):
            continue
        yield Fault(
            claim.span, f"says that there is no {mention.name}; the report tells of it",
            aligned.evidence(told), aligned.statement(told),
        )  # fmt: skip
    yield from called_normal(aligned)
    yield from opposite_named(aligned)
    yield from ill_though_normal(aligned)
    yield from whole_though_broken(aligned)
    yield from other_shade(aligned)
    yield from told_though_denied(aligned)
    yield from ill_though_sound(aligned)
    yield from there_though_denied_in_a_word(aligned)
    yield from ill_in_sound_part(aligned)
    yield from sound_though_ill(aligned)


_GUESSING = frozenset("probably presumably likely may might seems seem appears appear perhaps presumed".split())
_WRITTEN = frozenset("report note text radiologist sentence line".split())
_SAYING = frozenset("says say said reads read writes denies".split())
_SLIP = frozenset("typo slip typing misspelled misprint misspelling garbled mistyped".split())


def _reads_text(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence only guesses at what a faulty text means ("words are lost; it probably denies a stone").

    Or it tells what the text says, and the next one that this looks like a slip.
    """
    words = said.lemmas
    if not _GUESSING.isdisjoint(words) and of_the_text(aligned, said):
        return True
    if _WRITTEN.isdisjoint(words[:4]) or _SAYING.isdisjoint(words[:5]):
        return False
    after = next((s for s in aligned.reading.near(said, 0, 1) if s is not said and s.paragraph == said.paragraph), None)
    return (
        after is not None
        and not _SLIP.isdisjoint(after.lemmas)
        and not _GUESSING.union(("look", "looks")).isdisjoint(after.lemmas)
    )


_SURELY = frozenset("certain sure clear proven definite known".split())


def _behind_findings(aligned: Aligned, claim: Claim) -> bool:
    """Whether a fragment in the words of the reason stands behind findings already told: it tells one more, and no reason."""
    said = claim.said
    if said.label == "reason" or not claim.positive or not retells_reason(aligned, said):
        return False
    return any(
        c.asserted and c.positive and c.said.index < said.index and c.facts(Tie.RELATED, positive=True)
        for c in aligned.claims
    )


NEGATION_FLIP = Rule(
    name="negation-flip",
    title="Present said for absent, or absent for present",
    rationale="Turning a finding round is the error that harms most and reads best.",
    source="steitz-2023",
    severity="error",
    check=_flipped,
    valid=(
        Example(
            report="EXAM: Right ankle X-ray.\nFINDINGS: No fracture. There is a joint effusion.\nIMPRESSION: Joint effusion. No fracture.",
            draft="No broken bone was seen. There is extra fluid in the ankle joint.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: Right ankle X-ray.\nFINDINGS: No fracture. There is a joint effusion.\nIMPRESSION: Joint effusion. No fracture.",
            draft="There is a broken bone. There is extra fluid in the ankle joint.",
        ),
        Example(
            report="EXAM: Right ankle X-ray.\nFINDINGS: No fracture. There is a joint effusion.\nIMPRESSION: Joint effusion. No fracture.",
            draft="No broken bone was seen. There is no extra fluid in the ankle joint.",
        ),
    ),
)
