"""The rule on certainty: as sure or as open as the report has it."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, families
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.degree_words import CLAUSE_ENDS
from guardrails.rules.doubts import (
    asks_why,
    doubt_of_another,
    doubted_right_behind,
    hedge_is_elsewhere,
    of_an_earlier_doubt,
    of_the_text,
    of_what_is_known,
    words_of_doubt,
)
from guardrails.rules.doubts_alone import certainty_alone, doubt_of_a_quote
from guardrails.rules.doubts_denied import open_though_denied
from guardrails.rules.doubts_dropped import denied_before, doubt_dropped, sure_in_words, sure_of_a_name, sure_of_kind
from guardrails.rules.doubts_nearby import before_it, hedged_there, in_doubt_nearby, left_open_here, places_of
from guardrails.rules.doubts_report import (
    DOUBT,
    PROBABLY,
    certainties,
    doubted,
    left_open,
    of_a_link,
    only_thought_of,
    told_without_doubt,
)
from guardrails.rules.subjects import facts_of
from guardrails.rules.unsettled import settled_told_as_open
from guardrails.rules.wording import said_beside


def _other_certainty(aligned: Aligned) -> Iterator[Fault]:
    hedged: dict[str, list[tuple[Said, str, frozenset[str]]]] = {}
    for claim in aligned.claims:
        if claim.mention.status == "possible" or left_open_here(aligned, claim):
            of = (claim.said, claim.mention.concept, places_of(aligned, claim))
            for tie_, fact in claim.fits:
                if tie_ <= Tie.COARSE:
                    hedged.setdefault(fact.id, []).append(of)
    for claim in aligned.asserted(positive=True):
        mention = claim.mention
        if mention.status == "historical":
            continue
        facts = _at_own_part(aligned, claim, facts_of(aligned, claim))
        if _only_asked_for(aligned, claim):
            yield Fault(claim.span, f"states {mention.name} as certain; the report only asks for it to be looked into")
            continue
        if not facts or not any(t <= Tie.COARSE for t, _ in claim.fits):
            continue
        said = mention.certainty if mention.status == "possible" else "definite"
        if said == "definite" and _may_be_there(aligned, claim):
            said = "possible"
        if any(
            words & _DENIED and 0 <= start - mention.end <= 1 for start, _, words in words_of_doubt(aligned, claim.said)
        ):
            said = "unlikely"  # right behind a name, and read as said of the next one
        if all(f.status == "historical" for f in claim.nearest(positive=True)):
            continue  # what was known before may be looked for again
        told = certainties(aligned, facts)
        sure = next((h for h in claim.said.of("certain") if not denied_before(aligned, claim.said, h)), None)
        if told <= DOUBT:
            if sure is not None and said == "definite":
                yield Fault(
                    Span(min(sure.start, mention.start), max(sure.end, mention.end)),
                    f"says for sure what the report holds {sorted(told)[0]}", aligned.evidence(facts), aligned.statement(facts),
                    sure=True,
                )  # fmt: skip
            elif (
                said == "definite"
                and not any(
                    before_it(claim, of[0]) and hedged_there(aligned, claim, *of[1:])
                    for f in facts
                    for of in hedged.get(f.id, ())
                )
                and not left_open_here(aligned, claim)
                and not in_doubt_nearby(aligned, claim)
                and not told_without_doubt(aligned, claim, facts)
                and not _sure_that_something_is_there(aligned, claim)
                and not _of_the_past(aligned, claim)
            ):
                yield Fault(
                    claim.span, f"states {mention.name} as certain; the report holds it {sorted(told)[0]}",
                    aligned.evidence(facts), aligned.statement(facts),
                )  # fmt: skip
            elif (
                (said == "unlikely" and "unlikely" not in told)
                or (said in ("probable", "possible") and told == {"unlikely"})
            ) or (
                (
                    said == "probable"
                    and told == {"possible"}
                    and not doubt_of_another(aligned, claim)
                    and not said_beside(aligned, claim, PROBABLY)
                )
                or (said == "possible" and told == {"probable"} and claim.said.has("faint"))
            ):
                yield Fault(
                    claim.span,
                    f"calls {mention.name} {said}; the report holds it {sorted(told)[0]}",
                    aligned.evidence(facts),
                    aligned.statement(facts),
                )
        elif (
            told == {"definite"}
            and said != "definite"
            and not (hedge_is_elsewhere(claim) and not doubted_right_behind(aligned, claim))
            and not doubted(aligned, facts)
            and not doubt_of_another(aligned, claim)
            and not of_what_is_known(aligned, claim)
            and not of_an_earlier_doubt(aligned, claim)
            and not of_a_link(aligned, claim)
            and not (mention.change == "new" and mention.status == "possible")
            and (said == "unlikely" or not left_open(aligned, claim))
            and not of_the_text(aligned, claim.said)
            and not asks_why(aligned, claim)
            and (said == "unlikely" or not only_thought_of(aligned, claim))
        ):
            yield Fault(
                claim.span,
                f"puts {mention.name} in doubt; the report is sure of it",
                aligned.evidence(facts),
                aligned.statement(facts),
            )
    yield from certainty_alone(aligned)
    yield from sure_of_kind(aligned)
    yield from sure_in_words(aligned)
    yield from sure_of_a_name(aligned)
    yield from doubt_dropped(aligned)
    yield from doubt_of_a_quote(aligned)
    yield from open_though_denied(aligned)
    yield from settled_told_as_open(aligned)


def _at_own_part(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of some facts those of the claim's own name at its own part, when the report gives it a part: others of the kind are elsewhere."""
    site = claim.mention.site
    if site is None or site in ANYWHERE or site in aligned.plan.reading.exam.regions:
        return facts
    named = {f.id for f in claim.facts(Tie.SAME, positive=True) if f.site == site}
    return tuple(f for f in facts if f.id in named) or facts


_MAY = frozenset("may might".split())
_CHANCE = frozenset("chance possibility likelihood possible".split())
_SHOW = frozenset("show shown reveal revealed hold contain have".split())
_SEEN = frozenset("see seen found find noted visible present there shown show".split())
#: A scan that is still to come, what is looked for in it, and people at large.
_TO_COME = frozenset(
    "follow followup repeat next new later another further future exam if whether how why what or so ask people some often".split()
)


def _may_be_there(aligned: Aligned, claim: Claim) -> bool:
    """Whether a finding only may have been seen ("the scan may show a cyst", "a cyst may have been seen")."""
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    words = [t.lemma for t in row]
    if claim.said.kind != "statement":
        return False
    ahead = [t.lemma for t in row if t.start < claim.mention.start]
    that = next((i for i, w in enumerate(ahead) if w in _CHANCE and ahead[i + 1 : i + 2] == ["that"]), None)
    if that is not None and CLAUSE_ENDS.isdisjoint(ahead[that:]) and _TO_COME.isdisjoint(ahead[:that]):
        return True
    for at, word in enumerate(words):
        if word not in _MAY:
            continue
        behind = [w for w in words[at + 1 : at + 6] if w not in ("have", "be", "been", "also", "well", "even")]
        if row[at].end <= claim.mention.start:
            between = [t.lemma for t in row[at + 1 :] if t.start < claim.mention.start]
            shows = words[at + 1 : at + 2] == ["show"] or (behind[:1] and behind[0] in _SHOW)
            if shows and CLAUSE_ENDS.union(("that",)).isdisjoint(between) and _TO_COME.isdisjoint(words[:at] + between):
                return True
        elif row[at].start >= claim.mention.end:
            between = [t.lemma for t in row[:at] if t.start >= claim.mention.end]
            if (
                behind[:1]
                and behind[0] in _SEEN
                and CLAUSE_ENDS.isdisjoint(between)
                and _TO_COME.isdisjoint(words[:at])
            ):
                return True
    return False


def _only_asked_for(aligned: Aligned, claim: Claim) -> bool:
    """Whether a disease is stated for sure that the report only names as one to think of ("correlate for impingement")."""
    mention, said = claim.mention, claim.said
    if mention.status != "present" or mention.generic or claim.facts(Tie.RELATED) or hedge_is_elsewhere(claim):
        return False
    asked = any(
        f.status == "hypothetical"
        and f.section in ("findings", "impression")
        and aligned.reading.lexicon.related(f.concept, mention.concept)
        for f in aligned.plan.reading.findings
    )
    return asked and not said.has("tentative") and not in_doubt_nearby(aligned, claim) and _is_had(aligned, claim)


def _is_had(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence says that there is or that the reader has what it names."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)]
    if ahead[-1:] in (["called"], ["named"]) and ahead[-2:-1] and ahead[-2] in _ILLS:
        ahead = ahead[:-2]  # "You have a condition called …"
    return not _HAD.isdisjoint(ahead[-5:]) and _ASKING.isdisjoint(ahead)


_ILLS = frozenset("condition problem disease disorder illness syndrome".split())


_HAD = frozenset("have has is are be show shows confirm confirms find finds diagnose".split())
_ASKING = frozenset("if whether for ask check correlate means mean called".split())


def _sure_that_something_is_there(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention is only a word for any finding ("spot"), and the report is sure of one there."""
    words = {t.lemma for t in tokens(fold(claim.mention.text)) if t.lemma.isalpha()}
    return words <= families().words and any(f.status == "present" for f in claim.facts(Tie.LOOSE, positive=True))


def _of_the_past(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention names what a reader may have had before, and nothing that was seen ("your trauma history")."""
    behind = tokens(aligned.reading.folded, claim.mention.end, claim.said.end)[:1]
    return any(t.lemma == "history" for t in behind)


_DENIED = frozenset({"unlikely", "improbable", "doubtful"})
CERTAINTY_MISMATCH = Rule(
    name="certainty-mismatch",
    title="More or less certain than the report",
    rationale="Readers act on certainty. A doubt dropped is a diagnosis made up.",
    source="steitz-2023",
    severity="error",
    check=_other_certainty,
    valid=(
        Example(
            report="EXAM: MRI of the left knee.\nFINDINGS: Possible Baker cyst.\nIMPRESSION: Possible Baker cyst.",
            draft="There may be a Baker cyst, a pouch of fluid behind the knee.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: MRI of the left knee.\nFINDINGS: Possible Baker cyst.\nIMPRESSION: Possible Baker cyst.",
            draft="There is a Baker cyst, a pouch of fluid behind the knee.",
        ),
        Example(
            report="EXAM: MRI of the left knee.\nFINDINGS: Baker cyst.\nIMPRESSION: Baker cyst.",
            draft="There may be a Baker cyst, a pouch of fluid behind the knee.",
        ),
    ),
)
