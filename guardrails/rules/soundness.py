"""Sound said of a part in which the report tells of something, and a finding put into a part that it calls sound."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.mentions import ANYWHERE, Place
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, sides_meet
from guardrails.prepared import Scene
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.glosses import gloss
from guardrails.rules.parts import belongs
from guardrails.rules.wording import explains

_SILENT = frozenset({"reason", "questions", "help", "sources", "limits", "not-stated"})
_SOUND = frozenset("normal intact unremarkable preserved patent clear healthy".split())
#: With these a sentence calls only some of a part sound, or tells of something beside it.
_BUT = frozenset(
    "except otherwise but other remaining rest besides apart although however size caliber course mostly largely grossly show shows contain "
    "contains with within".split()
)
_CALLED = frozenset("normal intact unremarkable healthy sound undamaged unharmed spotless fine ok okay".split())
_IS = frozenset(
    "is are was were look looks looked appear appears appeared remain remains : all both completely perfectly quite entirely".split()
)
_LIMITING = frozenset(
    "not no n't otherwise other rest remaining except but apart besides mostly largely usually normally often may might can could would should if "
    "whether than less more almost nearly ask once again size shape width course signal position".split()
)
#: Categories of what may lie in a part that is called sound.
_HARMLESS = frozenset({"normal", "postoperative", "incidental"})


def ill_in_sound_part(aligned: Aligned) -> Iterator[Fault]:
    """A finding told in a part that the report names only to call it sound ("The outer meniscus is torn." of an intact one)."""
    lexicon = aligned.reading.lexicon
    for claim in aligned.asserted(positive=True):
        said, mention = claim.said, claim.mention
        if said.kind != "statement" or said.label in _SILENT or said.planned or mention.category in _HARMLESS:
            continue
        if gloss(aligned, claim) or explains(aligned, claim) or mention.status == "historical":
            continue
        for place in said.places:
            part = place.anatomy
            if part in ANYWHERE or said.quoted(place.start, place.end) or part != mention.site:
                continue
            if not belongs(aligned, claim, place):
                continue
            if any(f.status != "absent" and _holds(aligned, claim, f, part) for f in aligned.plan.reading.facts):
                continue
            scenes = _sound_scenes(aligned, part, place.laterality or mention.laterality)
            if scenes:
                yield Fault(
                    claim.span, f"tells of {mention.name} in the {lexicon.anatomy[part].name}; the report calls it sound",
                    tuple(Span(s.start, s.end) for s in scenes),
                )  # fmt: skip
                break


def _holds(aligned: Aligned, claim: Claim, fact: Fact, part: str) -> bool:
    """Whether what the report tells may lie in a part: there, in a part of it, or the claim's own told only of the next larger one."""
    lexicon, site = aligned.reading.lexicon, fact.site
    if site is None:
        return False
    mine = any(f.id == fact.id for t, f in claim.fits if t <= Tie.COARSE)
    return site == part or lexicon.within(site, part) or (mine and site in lexicon.ancestors(part)[:1])


def _sound_scenes(aligned: Aligned, part: str, side: str | None) -> list[Scene]:
    """The sentences of the report that name a part and call it sound; none when another sentence tells more of it."""
    naming = [s for s in aligned.reading.prepared.scenes if any(p == part for p, _ in s.places)]
    if not naming or any(_SOUND.isdisjoint(s.lemmas) or not _BUT.isdisjoint(s.lemmas) for s in naming):
        return []
    if side in ("left", "right") and any(s.sides and not sides_meet(side, set(s.sides)) for s in naming):
        return []
    return naming


def sound_though_ill(aligned: Aligned) -> Iterator[Fault]:
    """A part called sound in plain words of which the report tells something ("Cartilage behind the kneecap: healthy")."""
    reading, lexicon = aligned.reading, aligned.reading.lexicon
    for said in reading.sentences:
        if (
            said.kind not in ("statement", "heading")
            or said.label in _SILENT - {"not-stated"}
            or reading.from_plan(said)
        ):
            continue
        words = said.lemmas
        at = next((i for i, w in enumerate(words) if w in _CALLED and i and words[i - 1] in _IS), 0)
        if not at or not _LIMITING.isdisjoint(words) or any(w.endswith("n't") for w in words):
            continue
        if any(c.positive and c.asserted for c in aligned.claims_in(said)) or said.has("symptom"):
            continue
        behind = words[at + 1 : at + 2]
        if behind and behind[0] not in _ENDS:
            continue
        start = reading.tokens[said.first + at].start
        for place in said.places:
            if place.anatomy in ANYWHERE or place.end > start or said.quoted(place.start, place.end):
                continue
            if place.anatomy in aligned.plan.reading.exam.regions or "," in reading.folded[place.end : start]:
                continue  # "The fat behind the knee is normal"; one of a list
            facts = _told_in(aligned, said, place)
            if facts and not _also_sound(aligned, place):
                yield Fault(
                    Span(place.start, reading.tokens[said.first + at].end),
                    f"calls the {lexicon.anatomy[place.anatomy].name} sound; the report tells of a finding there",
                    aligned.evidence(facts), aligned.statement(tuple(facts)),
                )  # fmt: skip
                break


_ENDS = frozenset(". ; ! , ) and on at throughout there here too as".split())


def _told_in(aligned: Aligned, said: Said, place: Place) -> list[Fact]:
    """What the report tells as there in a part, on the side and at the level that a sentence names, if any."""
    lexicon = aligned.reading.lexicon
    levels = {level for group in said.levels for level in group.levels} or set(place.levels)
    sides = {w for w in said.lemmas if w in ("left", "right")}
    side = place.laterality or (min(sides) if len(sides) == 1 else None)
    return [
        f
        for f in aligned.plan.reading.facts
        if f.status == "present"
        and f.site is not None
        and f.category not in _HARMLESS
        and (f.site == place.anatomy or lexicon.within(f.site, place.anatomy))
        and (side is None or sides_meet(side, aligned.sides((f,))))
        and (not f.levels or not levels or levels & set(f.levels))
    ]


def _also_sound(aligned: Aligned, place: Place) -> bool:
    """Whether the report calls the part sound in some sentence, so that a letter may say the same of it."""
    return any(
        not _SOUND.isdisjoint(scene.lemmas) and any(p == place.anatomy for p, _ in scene.places)
        for scene in aligned.reading.prepared.scenes
    )
