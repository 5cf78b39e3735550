"""Comfort by what is normal: a whole test or a part of the body called well, and where the report calls it so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from explainer.core.language.attributes import LevelGroup
from explainer.core.language.mentions import Place
from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned
from guardrails.cues import Cue
from guardrails.denials import states
from guardrails.reading import Hit, Said

#: Says of a part of the body that it looked normal, where it does not say so of all.
_PLAIN = frozenset(
    {
        "nothing unusual", "nothing of note", "nothing out of the ordinary", "nothing abnormal", "nothing remarkable", "nothing special",
        "nothing to mention", "nothing to speak of", "nothing of concern", "nothing concerning", "nothing worrying", "nothing suspicious",
        "in good order", "good order", "all in order", "in good shape", "good shape", "in good condition",
    }
)  # fmt: skip


_NORMAL = frozenset("unremarkable normal clear intact preserved negative".split())


_NOTED = frozenset("noted seen found shown show noticed there other part parts well picture remaining rest".split())
#: Everyday names of parts and directions, and a report's words for them.
_ALIKE = {
    "bone": ("bony", "osseous", "skeletal"),
    "chest": ("thorax", "thoracic"),
    "belly": ("abdomen", "abdominal"),
    "outer": ("lateral",),
    "inner": ("medial",),
    "front": ("anterior",),
}


def _of_the_whole(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence speaks of a whole test, and not of the parts that are in it ("the part of the liver in the picture")."""
    tokens = aligned.reading.tokens
    return any(
        not said.places or {"in", "on"}.isdisjoint(t.lemma for t in tokens[max(said.first, h.first - 2) : h.first])
        for h in said.of("whole-test")
    )


def _called_normal(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the report calls the same parts normal in one sentence ("Liver and spleen: nothing unusual")."""
    if _of_the_whole(aligned, said):
        return False
    first = said.first
    if said.index and not said.places and aligned.reading.tokens[hit.first].lemma == "nothing":
        before = aligned.reading.sentences[said.index - 1]
        if (
            before.paragraph == said.paragraph
            and before.places
            and "\n" not in aligned.reading.text[before.end : said.start]
        ):
            first = before.first  # "The liver and the spleen. Nothing unusual there."
    own = {
        t.lemma
        for t in aligned.reading.tokens[first : said.last]
        if len(t.lemma) > 3 and not hit.start <= t.start < hit.end and t.lemma not in _BETWEEN and t.lemma not in _NOTED
    }
    scenes = [s.lemmas for s in aligned.reading.prepared.scenes if not _NORMAL.isdisjoint(s.lemmas)]
    all_held = frozenset().union(*scenes)
    held = {w for w in own if w in all_held or not all_held.isdisjoint(_ALIKE.get(w, ()))}
    if first != said.first:
        return bool(own) and held == own
    names = {t.lemma for p in said.places for t in tokens(aligned.reading.folded, p.start, p.end)}
    if own <= names and told_of(aligned, said.places[:1]):
        return False  # "The menisci", of which one is torn
    own -= _locating(aligned, said)
    held &= own
    return bool(own) and 3 * len(held) >= 2 * len(own)


def _locating(aligned: Aligned, said: Said) -> set[str]:
    """The words of regions that only tell where the part named first lies ("the bones of the chest")."""
    row = aligned.reading.tokens[said.first : said.last]
    found: set[str] = set()
    for place in said.places[1:]:
        at = next(i for i, t in enumerate(row) if t.start >= place.start)
        if "of" in {t.lemma for t in row[max(0, at - 2) : at]}:
            found.update(t.lemma for t in row if place.start <= t.start < place.end)
    return found


_WELL = (" healthy", " sound", " okay", " fine", " ok")


def _normal_alone(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether one part is called healthy of which one sentence of the report says that it is normal, and none more."""
    if said.has("whole-test") or any(
        aligned.reading.tokens[i].lemma in ("in", "for") for i in range(hit.last, min(said.last, hit.last + 1))
    ):
        return False
    words = aligned.reading.tokens[said.first : hit.first]
    own = {t.lemma for t in words if len(t.lemma) > 3 and t.lemma.isalpha() and t.lemma not in _BETWEEN}
    own -= {"your", "both", "that", "also", "looks", "look"}
    scenes = [s for s in aligned.reading.prepared.scenes if own <= s.lemmas]
    return bool(own) and bool(scenes) and all(not _NORMAL.isdisjoint(s.lemmas) for s in scenes)


def of_parts(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether words that could comfort only call parts of the body normal in which the report tells of nothing."""
    text = aligned.reading.folded[hit.start : hit.end]
    if text in _PLAIN and _called_normal(aligned, said, hit):
        return True
    if text.endswith(_WELL) and _normal_alone(aligned, said, hit):
        return True
    if text not in _PLAIN or _of_the_whole(aligned, said):
        return False
    levels = {level for group in said.levels or _topic(aligned, said).levels for level in group.levels}
    if levels:
        return not any(
            f.status in ("present", "possible") and levels & set(f.levels) for f in aligned.plan.reading.facts
        )
    parts = said.places or _topic(aligned, said).places
    return bool(parts) and not told_of(aligned, parts)


def told_of(aligned: Aligned, parts: tuple[Place, ...]) -> bool:
    """Whether the report tells of a finding in one of these parts or within it."""
    lexicon = aligned.reading.lexicon
    told = [
        f
        for f in aligned.plan.reading.facts
        if f.site and f.status in ("present", "possible") and f.category != "normal"
    ]
    return any(
        (f.site == part.anatomy or part.anatomy in lexicon.ancestors(f.site or ""))
        and {part.laterality, f.laterality} != {"left", "right"}
        for f in told
        for part in parts
    )


class _Topic(NamedTuple):
    """The parts and the levels that a sentence is about."""

    places: tuple[Place, ...] = ()
    levels: tuple[LevelGroup, ...] = ()


def _topic(aligned: Aligned, said: Said) -> _Topic:
    """What the sentence before only names ("The skin of the face. Nothing unusual.")."""
    before = aligned.reading.sentences[said.index - 1] if said.index else said
    same = before.paragraph == said.paragraph and "\n" not in aligned.reading.text[before.end : said.start]
    if not same or before.mentions or states(aligned.reading.tokens[before.first : before.last]):
        return _Topic()
    return _Topic(before.places, before.levels)


#: A report that calls the whole test normal ("Normal chest radiograph.", "Impression: Normal study.").
_NORMAL_TEST = re.compile(
    r"(?:^|[.:\n] ?(?:[0-9][.)] ?)?)(?:this is an? )?(?:essentially |entirely |completely )?(?:normal|unremarkable) (?:[a-z-]+ ){0,5}"
    r"(?:stud(?:y|ies)|exam|examination|scan|mri|ct|cta|mra|ultrasound|sonogram|radiographs?|x-rays?|test|series|imaging|mammogram|echocardiogram"
    r"|enema|swallow|esophagram|[a-z]{3,12}ogram|doppler|survey|views?|films?|tomography|sonography|eeg|ecg|echo|angiography)"
    r"(?: of the [a-z ]{2,40}| with[a-z ]{2,30}| without[a-z ]{2,30})? ?(?:\.|\n|$)"
)


def whole_is_normal(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report itself calls the test normal, and the draft says no more than that."""
    words = {t.lemma for t in aligned.reading.tokens[hit.first : hit.last]}
    return "normal" in words and _NORMAL_TEST.search(fold(aligned.plan.reading.text)) is not None


#: Words that may stand between a whole test and how well it is.
_BETWEEN = frozenset(
    "is are was were look looks be of your this the here overall completely entirely totally perfectly absolutely all very really quite pretty just and , show shows showed come came back out turned turns as seem seems appear appears basically essentially in general on whole".split()
)


def all_well(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """A whole test called normal or fine ("overall, your scan is normal"); one part that looked normal is no fault."""
    tests = list(said.of("whole-test"))
    if not tests:
        return
    words = aligned.reading.tokens
    for well in said.of("all-well"):
        for test in tests:
            between = {t.lemma for t in words[test.last : well.first]}
            if test.last < well.first <= test.last + 6 and between <= _BETWEEN and not between.isdisjoint(_LINKS):
                last = words[well.last].lemma if well.last < said.last else "."
                if last == "for" and (
                    words[well.last + 1].lemma not in _FOR_WHOM or words[well.first].lemma == "negative"
                ):
                    continue  # "CT is good for bone", "the scan is negative for a break"
                if last in _ENDS and not _part_named(said, test, well):
                    start = test.start
                    yield Hit(test.first, well.last, start, well.end, well.cue)
                    return


_HOW = frozenset(
    "basically otherwise quite pretty really just still mostly overall generally all altogether completely very".split()
)
_WELL_ALONE = frozenset({"okay", "ok", "fine", "healthy", "harmless", "alright", "all right"})


def well_altogether(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """A part called well with a word on how much ("Your elbow is basically okay")."""
    words = aligned.reading.tokens
    for well in said.of("all-well"):
        at = well.first - 1
        if aligned.reading.folded[well.start : well.end] not in _WELL_ALONE or at <= said.first:
            continue
        behind = words[well.last].lemma if well.last < said.last else "."
        if words[at].lemma in _HOW and words[at - 1].lemma in _LINKS and behind in (".", "!", ",", ";", "and", "but"):
            yield Hit(at - 1, well.last, words[at - 1].start, well.end, well.cue)
        elif words[at].lemma in _LINKS and behind in (".", "!") and _well_though_told(aligned, said, at):
            yield Hit(at, well.last, words[at].start, well.end, well.cue)


def wide_though_narrow(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """A part called wide enough, right before the verb, in which the report tells of a finding ("The right artery is wide enough.")."""
    words = aligned.reading.tokens
    for at in range(said.first + 2, said.last - 1):
        if words[at].lemma != "wide" or words[at + 1].lemma != "enough" or words[at - 1].lemma not in _LINKS:
            continue
        if _well_though_told(aligned, said, at - 1):
            yield Hit(at, at + 2, words[at].start, words[at + 1].end, Cue("reassure"))


def _well_though_told(aligned: Aligned, said: Said, link: int) -> bool:
    """Whether the one part called well, right before the verb, is one in which the report tells of a finding ("Your knee is fine")."""
    part = said.places[0] if len(said.places) == 1 else None
    words = aligned.reading.tokens
    if part is None or part.end != words[link - 1].end:
        return False
    if not all(
        t.lemma in ("the", "your", "that", "left", "right") for t in words[said.first : link] if t.start < part.start
    ):
        return False
    return told_of(aligned, said.places)


_FOR_WHOM = frozenset("you your age someone a anyone".split())
_LINKS = frozenset("is are was were look looks seem seems appear appears came come turned".split())
#: What may follow: the end, or a word that makes it a whole; "normal in size" says less.
_ENDS = frozenset(". , ; ! and overall for so with - throughout altogether".split())


def _part_named(said: Said, test: Hit, well: Hit) -> bool:
    """Whether a part of the body stands between ("the scan of the hip is normal" is still the whole)."""
    return any(test.end <= p.start and p.end <= well.start for p in said.places)
