"""Findings told without a claim of their own: in the report's words, by their parts, as what they look like, under another name."""

from __future__ import annotations

from collections.abc import Iterator, Set
from math import ceil

from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact, Finding, Item
from guardrails.alignment import Aligned, Tie, near
from guardrails.names import FILLERS, of_its_twin, site_stems, stem, stems
from guardrails.numbers import Number, sizes_meet
from guardrails.reading import Said
from guardrails.rules.meeting import meeting
from guardrails.rules.omitted_claims import claims_of
from guardrails.rules.omitted_rivals import measured
from guardrails.rules.omitted_sentences import apart, telling
from guardrails.rules.required import LOOKS
from guardrails.rules.retold import kinds_of, sides_named

#: Share of a report phrase's own words that must stand in one sentence when no name was recognised.
_WORD_SHARE = 0.6


def in_words(aligned: Aligned, fact: Fact) -> bool:
    """Whether a sentence holds the report's own words for a fact, quoted or woven in."""
    reading = aligned.reading
    for id in fact.mentions:
        mention = aligned.mentions.get(id)
        if mention is None:
            continue
        words = {t.lemma for t in tokens(fold(mention.text)) if t.lemma.isalpha()} - FILLERS
        if not words:
            continue
        for said in reading.sentences:
            if not telling(aligned, said) or apart(said) or _of_another_place(aligned, fact, said, words):
                continue
            here = set(reading.lemmas(said))
            if said.heading and not words.isdisjoint(here):
                here |= {t.lemma for t in tokens(said.heading)}
            if len(words & here) >= (len(words) if len(words) < 3 else ceil(len(words) * _WORD_SHARE)):
                if fact.status != "absent" and _denied_here(said):
                    continue
                return True
    return False


def _of_another_place(aligned: Aligned, fact: Fact, said: Said, words: Set[str]) -> bool:
    """Whether a sentence has none of the words that tell a place in the report's and names other parts, or stands on the other side."""
    lexicon = aligned.reading.lexicon
    if of_its_twin({stem(w) for w in words}, {stem(w) for w in said.lemmas}):
        return True
    placing = {w for w in words if stem(w) in site_stems(lexicon, fact.site)}
    unplaced = bool(placing) and placing.isdisjoint(said.lemmas)
    if unplaced and said.places and not any(near(lexicon, p.anatomy, fact.site) for p in said.places):
        return True
    sides, here = aligned.sides((fact,)), sides_named(said)
    if len(sides) != 1 or sides.isdisjoint(("left", "right")) or "both" in here:
        return False
    if not here and said.context.laterality is not None:
        here = frozenset((said.context.laterality,))
    return bool(here) and here <= {"left", "right"} - sides


#: Names that only sum up what the body of a report tells one by one.
_UMBRELLA = frozenset({"degenerative-change", "spondylosis", "disc-degeneration", "cervical-disc-degeneration"})
#: What of a disc only an umbrella of its own sums up: its neighbours' wear is no wear of the disc.
_OF_DISC = frozenset("disc disc-space intervertebral-disc".split())


def summed_up(aligned: Aligned, fact: Fact) -> bool:
    """Whether a name that only sums up ("degenerative change at C5-C6") is told by its parts at the same place."""
    if fact.concept not in _UMBRELLA:
        return False
    levels = aligned.levels((fact,))
    return any(
        other.id != fact.id
        and other.category == "degenerative"
        and other.status == "present"
        and (other.site in _OF_DISC or not fact.concept.endswith("disc-degeneration"))
        and (aligned.levels((other,)) & levels or (not levels and near(aligned.reading.lexicon, other.site, fact.site)))
        and claims_of(aligned, other)
        for other in aligned.plan.reading.facts
    )


def under_another_name(aligned: Aligned, fact: Fact) -> Iterator[Fact]:
    """The other findings under which the report has this one a second time ("lacunar infarct", "old lacunar infarct").

    They are one when both have the same words but for those of the place, when "is" alone joins them ("a fragment is
    displaced"), or when a conclusion has the size of what the body describes ("2.8 cm collection": "2.8 cm abscess").
    """
    lexicon = aligned.reading.lexicon
    for other in aligned.plan.reading.facts:
        if (
            other.concept != fact.concept
            and other.status in ("present", "possible")
            and near(lexicon, other.site, fact.site)
            and aligned.sides((fact,)) <= aligned.sides((other,))
            and aligned.levels((fact,)) <= aligned.levels((other,))
            and (
                _same_words(aligned, fact, other)
                or _joined_by_is(aligned, fact, other)
                or _concluded(aligned, fact, other)
            )
        ):
            yield other


def _same_words(aligned: Aligned, fact: Fact, other: Fact) -> bool:
    lexicon = aligned.reading.lexicon
    if fact.site is None or other.site is None or not lexicon.within(other.site, fact.site):
        return False
    place = site_stems(lexicon, fact.site) | site_stems(lexicon, other.site)
    mine, theirs = ([stems(m.text) - place for m in _mentions(aligned, f)] for f in (fact, other))
    return bool(mine) and all(any(words and words - _OF_AGE <= name for name in theirs) for words in mine)


#: Words by which one mention of a thing says more of it than the next.
_OF_AGE = stems("old chronic remote")


def _joined_by_is(aligned: Aligned, fact: Fact, other: Fact) -> bool:
    text = aligned.plan.reading.text
    return any(
        text[one.end : two.start].split() in (["is"], ["are"])
        for one in _mentions(aligned, fact)
        for two in _mentions(aligned, other)
        if one.sentence == two.sentence and one.end < two.start
    )


def _concluded(aligned: Aligned, fact: Fact, other: Fact) -> bool:
    if fact.in_impression or not other.in_impression:
        return False
    lexicon = aligned.reading.lexicon
    sizes = [Number(m.value, m.unit, 0, 0) for m in measured(aligned, other)]
    return bool(kinds_of(lexicon, fact.concept) & kinds_of(lexicon, other.concept)) and any(
        sizes_meet(Number(m.value, m.unit, 0, 0), sizes) for m in measured(aligned, fact)
    )


def _mentions(aligned: Aligned, fact: Fact) -> list[Finding]:
    return [aligned.mentions[id] for id in fact.mentions if id in aligned.mentions]


def seen_as(aligned: Aligned, fact: Fact) -> bool:
    """Whether a look ("a low attenuation lesion at the tail") is told by what the same sentence takes it for ("a cyst")."""
    lexicon = aligned.reading.lexicon
    heads = lexicon.heads_of(fact.concept)
    if not heads or not heads <= LOOKS:
        return False
    sentences = {aligned.mentions[id].sentence for id in fact.mentions if id in aligned.mentions}
    return any(
        other.id != fact.id
        and other.status in ("present", "possible")
        and (fact.in_impression <= other.in_impression)
        and (
            (other.site is not None and fact.site is not None and near(lexicon, other.site, fact.site))
            or any(aligned.mentions[id].sentence in sentences for id in other.mentions if id in aligned.mentions)
        )
        and claims_of(aligned, other)
        for other in aligned.plan.reading.facts
    )


#: Words of a report that name a finding no closer than by its place.
_LOOSE = stems("disease process involvement activity increased focus foci area abnormality disorder")
_SPOTS = frozenset("spot area patch focus node place active activity".split())


def loosely_named(aligned: Aligned, fact: Fact) -> bool:
    """Whether the report names a fact only by its place ("nodal disease", "increased activity") and the draft tells of something there."""
    lexicon = aligned.reading.lexicon
    place = site_stems(lexicon, fact.site) | _LOOSE
    texts = [stems(aligned.mentions[id].text) for id in fact.mentions if id in aligned.mentions]
    if fact.site is None or not texts or not all(text & _LOOSE and _akin_all(text, place) for text in texts):
        return False
    for said in aligned.reading.sentences:
        if not telling(aligned, said) or said.label in ("absent", "normal") or _denied_here(said):
            continue
        if any(near(lexicon, p.anatomy, fact.site) for p in said.places) and (
            any(c.positive and near(lexicon, c.mention.site, fact.site) for c in aligned.claims_in(said))
            or not _SPOTS.isdisjoint(aligned.reading.lemmas(said))
        ):
            return True
    return False


def _akin_all(words: Set[str], others: Set[str]) -> bool:
    return all(any(w[:_AKIN] == o[:_AKIN] for o in others) for w in words)


#: Letters by which a noun and its adjective are one word ("node", "nodal").
_AKIN = 3


def _denied_here(said: Said) -> bool:
    return bool(said.mentions) and all(m.status == "absent" for m in said.mentions)


def turned(aligned: Aligned, fact: Fact) -> bool:
    """Whether the draft denies a fact by its name: told wrongly (rule negation-flip), or left open, but not left out."""
    return any(
        claim.mention.status == "absent"
        and claim.mention.site is not None
        and telling(aligned, claim.said)
        and fact in meeting(aligned, claim, claim.facts(Tie.RELATED, positive=True))
        and not claim.facts(Tie.RELATED, positive=False)
        for claim in aligned.claims
    )


def verbatim(aligned: Aligned, item: Item) -> bool:
    """Whether the plan's own words for a finding stand in the draft, sentence by sentence, up to their marks."""
    words = " ".join(fold(item.filled()).partition(" [")[0].split()).strip(" .")
    low = " ".join(aligned.reading.folded.split())
    return len(words) > _FEW_LETTERS and all(sentence in low for sentence in words.split(". "))


#: Fewer letters than this are no statement of a plan.
_FEW_LETTERS = 12
