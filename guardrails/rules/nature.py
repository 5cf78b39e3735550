"""What is so in every healthy body, told to explain a part: no habit of a finding, and no share of people who have it."""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.alignment import Aligned, Claim, Tie
from guardrails.reading import Said
from guardrails.rules.unsaid import says_little

#: What a part of the body is, has and is for.
_BEING = frozenset(
    (
        "is are be has have sit sits lie lies hang hangs run runs reach reaches touch touches cover covers line lines fill fills hold holds "
        "cushion cushions carry carries drain drains join joins connect connects keep keeps let lets make makes point points curve curves "
        "look looks show shows support supports guide guides move moves glide glides bend bends pass passes meet meets protect protects "
        "surround surrounds separate separates contain contains face faces measure store stores pump pumps open opens end ends stay stays"
    ).split()
)
#: Kinds of words by which a sentence tells of a finding, of what is felt, or of what brings it about.
_TOLD = (
    "outcome",
    "course",
    "claim",
    "risk-factor",
    "behaviour",
    "symptom",
    "felt-when",
    "origin-verb",
    "ahead",
    "future",
)
#: Words that point at the one finding, or tell of a state that not everybody has.
_POINTING = frozenset(
    "this it yours old older age aging year worn wear sore stiff weak loose thin dry torn such problem trouble bad early late back again away itself themselves then later".split()
)


def of_everybody(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether a sentence only tells how a part of the body is in all people ("In most people the kidneys lie under the ribs")."""
    if not said.places or not said.kinds.keys().isdisjoint(_TOLD) or not _POINTING.isdisjoint(words):
        return False
    if _BEING.isdisjoint(words) or any(w[0].isdigit() for w in words):
        return False
    if _stirs(aligned, said, words):
        return False
    return all(
        _held(aligned, said, claim) or (says_little(aligned, claim) and not claim.facts(Tie.RELATED, positive=True))
        for claim in aligned.claims_in(said)
    )


#: What a part of the body does whenever it is used.
_WORKING = _BEING | frozenset(
    "spread spreads squeeze squeezes press presses push pushes pull pulls lift lifts swing swings slide slides vibrate tighten tightens stretch "
    "stretches fold folds shut close closes flap take takes bear bears absorb absorbs turn turns steady steadies hinge".split()
)
_RELATIVE = frozenset("that which where".split())
_NAMED_IN = 30


def explains_part(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether a sentence says what a part of the body is and does ("The meniscus is a pad that spreads the load each time you step")."""
    named = next((p for p in said.places if p.start - said.start < _NAMED_IN), None)
    are = next((at for at, w in enumerate(words[:9]) if w in ("is", "are")), None)
    if are is None or words[are + 1 : are + 2] == [] or words[are + 1] not in _INDEFINITE:
        return False
    doing = next((at for at in range(are, len(words) - 1) if words[at] in _RELATIVE), None)
    if doing is None or words[doing + 1] not in _WORKING or not _POINTING.isdisjoint(words):
        return False
    if named is None and not _NAMED_PARTS.isdisjoint(words[are + 1 : doing]):
        named = said.places[0] if said.places else None
    quiet = all(says_little(aligned, claim) or not claim.positive for claim in aligned.claims_in(said))
    other = any(h.first != said.first + doing + 1 for h in said.of("outcome"))
    return named is not None and quiet and not other and said.kinds.keys().isdisjoint(("claim", "ahead", "future"))


_INDEFINITE = frozenset("a an the one two three four small thin part".split())
_NAMED_PARTS = frozenset("muscle flap pad tube valve cord band bone fold folds sheet ring bag gland joint".split())


#: What a part does by nature, and what one that is not as it should be may come to do.
_STIRRING = frozenset("move moves open opens close closes join joins fill fills".split())


def _stirs(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether a part with a finding is told to move or close, with nothing that it acts on ("the placenta moves up")."""
    alone = any(
        word in _STIRRING and not {*words[at + 1 : at + 2]} & {"the", "your", "a", "this", "with", "and", "or"}
        for at, word in enumerate(words)
    )
    parts = {p.anatomy for p in said.places}
    return alone and any(f.site in parts and f.status != "absent" for f in aligned.plan.reading.facts)


def _held(aligned: Aligned, said: Said, claim: Claim) -> bool:
    """Whether a mention is only the fluid or air that a part always holds ("A joint usually holds a little fluid")."""
    heads = aligned.reading.lexicon.heads_of(claim.mention.concept)
    return (
        not heads.isdisjoint(("fluid", "air"))
        and said.has("habit")
        and not {"more", "lot", "much", "extra"} & set(said.lemmas)
    )
