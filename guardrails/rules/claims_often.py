"""How often a thing comes, told without a number from the plan."""

from __future__ import annotations

from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rule import Fault
from guardrails.rules.claims_held import held
from guardrails.rules.claims_open import denied, refuted, some_and_others, unknown


def often(aligned: Aligned, said: Said) -> Fault | None:
    """How often a thing comes, told in words that neither the report nor the evidence holds."""
    if said.label in ("help", "reason", "limits") or not (said.mentions or said.has("deictic") or said.places):
        return None
    for hit in said.of("often"):
        text = aligned.reading.folded[hit.start : hit.end]
        if held(aligned, text) or unknown(said, hit) or denied(aligned, said, hit):
            continue
        if text.endswith(" of") and not _STUFF.isdisjoint(_lemmas_behind(aligned, said, hit)):
            continue  # "a third of its fibers", "a quarter of an inch"
        if said.has("common") and text in ("never", "always", "rarely"):
            continue
        if _frames(aligned, said, hit) or refuted(aligned, said) or some_and_others(aligned, said, hit):
            continue
        if text in _NOBODY and aligned.reading.tokens[hit.last].lemma in _MODALS:
            continue  # "nobody can tell", "nobody should take this as proof"
        if text in (
            "always",
            "never",
            "rarely",
            "everyone",
            "nobody",
            "no one has",
            "everybody",
            "almost everyone",
            "nearly everyone",
        ) and not (said.has("general") or said.has("course") or said.has("mechanism")):
            continue
        return Fault(
            said.span, f'says how often ("{text}") without a number from the plan', suggestion=_prevalence(aligned)
        )
    return None


#: What a thing is measured by or made of: a share of it is no number of people.
_STUFF = frozenset(
    "way fiber fibers height depth thickness length size width volume inch centimeter millimeter diameter circumference surface bone disc tendon "
    "ligament cartilage muscle meniscus artery vessel lung kidney liver joint vertebra it them its strands strand".split()
)


def _lemmas_behind(aligned: Aligned, said: Said, hit: Hit) -> list[str]:
    return [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 4)]]


def _frames(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "always" or "never" frames an order or the talk and tells how often no finding comes ("As always, …")."""
    words = aligned.reading.tokens
    before = words[hit.first - 1].lemma if hit.first > said.first else ""
    behind = words[hit.last].lemma if hit.last < said.last else "."
    if before == "as" and not behind[0].isalnum():
        return True
    ordered = any(h.first == hit.last for h in (*said.of("act"), *said.of("safe-step")))
    return ordered and (not before or not before[0].isalnum() or before in ("and", "please", "but", "so"))


_NOBODY = frozenset({"nobody", "no one", "no one has", "everyone", "everybody"})
_MODALS = frozenset("can could should must may might know need".split())


def _prevalence(aligned: Aligned) -> str:
    return next((i.filled() for i in aligned.plan.items if i.kind == "prevalence"), "")
