"""Which findings of a report a draft must tell."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact, Item
from guardrails.alignment import Aligned, vague_name


def required(aligned: Aligned) -> Iterator[tuple[Fact, Item | None]]:
    """The facts a draft must tell: all positive ones of the impression and the actionable ones of the body.

    Without an impression every positive finding counts, but for what was found by chance.
    """
    reading = aligned.plan.reading
    item_of: dict[str, Item] = {}
    kept_back = {id for item in aligned.plan.items if item.force == "must-not" for id in item.facts}
    for item in aligned.plan.items:
        if item.kind in ("finding", "urgent") and item.force == "must":
            for id in item.facts:
                if id not in item_of or item.kind == "finding":
                    item_of[id] = item
    has_impression = any(f.section == "impression" for f in reading.findings)
    for fact in reading.facts:
        if fact.status not in ("present", "possible") or fact.category == "normal" or fact.id in kept_back:
            continue  # a person must tell some findings first
        chosen = item_of.get(fact.id)
        priority = chosen.priority if chosen is not None else "relevant"
        if vague_name(fact.concept) and (_beside_another(aligned, fact) or _settled(aligned, fact)):
            continue
        if not fact.in_impression and fact.category == "postoperative" and _only_after(aligned, fact):
            continue
        if fact.concept in _OF_COURSE or _describes_another(aligned, fact):
            continue
        first = fact.in_impression or priority in ("urgent", "actionable")
        if first or (not has_impression and priority != "incidental"):
            yield fact, chosen


#: What an exam is of or counts, and no finding of it.
_OF_COURSE = frozenset({"intrauterine-pregnancy", "biophysical-profile"})
#: Heads of what a thing holds or looks like, and of the things that hold it.
_HELD_IN = frozenset("calcification enhancement uptake gas".split())
_HOLDERS = frozenset("mass lesion nodule cyst tumor collection".split())
_HOLDING = frozenset("with contain contains containing has having shows showing demonstrates of".split())


def _describes_another(aligned: Aligned, fact: Fact) -> bool:
    """Whether a finding only says what another one that the report names looks like or holds ("a lesion that contains calcifications")."""
    lexicon = aligned.reading.lexicon
    heads = lexicon.heads_of(fact.concept)
    if not heads & _HELD_IN and not (heads and heads <= LOOKS):
        return False
    low = fold(aligned.plan.reading.text)
    mine = [aligned.mentions[id] for id in fact.mentions if id in aligned.mentions]
    return bool(mine) and all(
        any(
            other.sentence == mention.sentence
            and other.end <= mention.start
            and other.status in ("present", "possible")
            and lexicon.heads_of(other.concept) & _HOLDERS
            and not _HOLDING.isdisjoint(t.lemma for t in tokens(low, other.end, mention.start))
            and ";" not in low[other.end : mention.start]
            for other in aligned.mentions.values()
        )
        or "pattern of" in low[max(0, mention.start - _SHORTLY) : mention.start]
        for mention in mine
    )


def _settled(aligned: Aligned, fact: Fact) -> bool:
    """Whether the report denies, at the same place, what it first holds possible: a question of an earlier exam."""
    return fact.status == "possible" and any(
        f.status == "absent" and f.concept == fact.concept and f.site == fact.site for f in aligned.plan.reading.facts
    )


def _only_after(aligned: Aligned, fact: Fact) -> bool:
    """Whether the report names an operation only as what came before something else ("6 mm after cholecystectomy")."""
    low = fold(aligned.plan.reading.text)
    ahead = [
        [t.lemma for t in tokens(low, max(0, m.start - _SHORTLY), m.start)]
        for m in (aligned.mentions[id] for id in fact.mentions if id in aligned.mentions)
    ]
    return bool(ahead) and all(words[-1:] != [] and words[-1] in _AFTER for words in ahead)


_AFTER = frozenset("after post following".split())
#: Letters in which the word before a name stands.
_SHORTLY = 16


def _beside_another(aligned: Aligned, fact: Fact) -> bool:
    """Whether a vague finding ("displacement") stands in one sentence with one that has a name."""
    sentences = {m.sentence for m in (aligned.mentions[i] for i in fact.mentions if i in aligned.mentions)}
    return any(
        m.sentence in sentences
        and m.id not in fact.mentions
        and m.status in ("present", "possible")
        and not vague_name(m.concept)
        for m in aligned.mentions.values()
    )


#: Heads that tell only how a thing looks on the pictures; what it may be is told by another finding at the same place.
LOOKS = frozenset("hypodensity hyperdensity density signal-abnormality opacity lucency heterogeneity".split())
