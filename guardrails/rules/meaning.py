"""Rules on what the words do to a reader: no false comfort, no fright."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from explainer.core.language.attributes import LevelGroup
from explainer.core.language.mentions import Place
from explainer.core.language.text import fold, tokens
from explainer.core.values import Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.cues import Cue
from guardrails.denials import denied_behind, of_none, states
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.comforts import comforted
from guardrails.rules.contrary import sound_though_unseen
from guardrails.rules.unsaid import seeks_help
from guardrails.rules.wording import akin

_QUIET = frozenset({"questions", "sources"})
_NEGATIONS = frozenset(
    {
        "no",
        "not",
        "cannot",
        "never",
        "without",
        "nor",
        "neither",
        "n't",
        "nothing",
        "nobody",
        "none",
        "isn't",
        "doesn't",
        "don't",
        "aren't",
        "won't",
        "didn't",
        "wasn't",
    }
)


def _negated(aligned: Aligned, said: Said, hit: Hit, reach: int = 6) -> bool:
    """Whether a denial stands shortly before a word in its clause."""
    words = aligned.reading.tokens[max(said.first, hit.first - reach) : hit.first]
    for word in reversed(words):
        if word.lemma in (";", ":", ".", "but", "however"):
            return False
        if word.lemma in _NEGATIONS or word.lemma.endswith("n't"):
            return True
    return False


#: Words that carry no comfort themselves.
_LINKING = frozenset("is are was were be been has have had the a for of it in any further more".split())


#: Words of comfort that mean another thing in a report ("the lungs are clear").
_IDIOM = frozenset({"clear", "good", "fine", "normal", "healthy", "order", "well"})


def _denies_cancer(aligned: Aligned) -> bool:
    """Whether the report denies a sign of malignancy in its own words ("no mammographic evidence of malignancy")."""
    reading = aligned.plan.reading
    doubts = ("suspicious", "malignan", "cancer", "neoplas", "carcinoma", "metasta")
    if any(
        f.status in ("present", "possible")
        and (f.category == "neoplastic" or any(word in reading.report.text[s.start : s.end].lower() for word in doubts))
        for f in reading.findings
        for s in (f.sentence,)
        if f.section in ("findings", "impression")
    ):
        return False
    denied = (f.text.lower() for f in reading.findings if f.status == "absent" and f.denied_grade is None)
    return any(word in text for text in denied for word in ("malignan", "cancer", "neoplas", "carcinoma"))


def _in_report(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report says it too, in these words or with the same words in one sentence."""
    low = aligned.reading.folded[hit.start : hit.end]
    report = aligned.plan.reading
    if re.search(rf"\b{re.escape(low)}", aligned.reading.prepared.report):
        return True
    if "cancer" in low and low.startswith(("no ", "rule")) and _denies_cancer(aligned):
        return True
    if low.endswith("not cancer") and any(
        w in aligned.reading.prepared.report for w in ("benign", "bi-rads 2", "birads 2")
    ):
        return True
    if ("scan" in low or "test" in low or "follow" in low or "imaging" in low) and any(
        w in aligned.reading.prepared.report for w in ("no follow-up", "no follow up", "no further", "no additional")
    ):
        return True
    words = {t.lemma for t in aligned.reading.tokens[hit.first : hit.last]} - _LINKING
    if words <= _IDIOM:
        return False
    return any(_holds(words, {t.lemma for t in tokens(fold(report.text[s.start : s.end]))}) for s in report.sentences)


def _holds(words: set[str], others: set[str]) -> bool:
    """Whether a sentence holds some words; of the long ones, in any of their forms ("not warranted", "does not warrant")."""
    left = {w for w in words - others if w[0].isalpha()}
    return all("not" in words and len(w) > _LONG_WORD and any(akin(w, other) for other in others) for w in left)


_LONG_WORD = 6


def _in_plan(aligned: Aligned, text: str) -> bool:
    """Whether the plan uses these words."""
    return re.search(rf"\b{re.escape(text)}\b", aligned.reading.prepared.said) is not None


def _soothes(aligned: Aligned) -> Iterator[Fault]:
    yield from sound_though_unseen(aligned)
    for said in aligned.reading.sentences:
        if (
            said.label in _QUIET
            or said.kind == "question"
            or aligned.reading.from_plan(said)
            or said.label == "not-stated"
        ):
            continue
        for hit in (
            *said.of("reassure"), *_well_altogether(aligned, said), *_wide_though_narrow(aligned, said), *_all_well(aligned, said), *_no_need(aligned, said), *_none_advised(aligned, said), *_sure_of_none(aligned, said)
        ):  # fmt: skip
            text = aligned.reading.folded[hit.start : hit.end]
            if (
                _in_report(aligned, hit)
                or _negated(aligned, said, hit)
                or (said.has("not-knowing") and _before(said, hit, "not-knowing"))
            ):
                continue
            if _in_plan(aligned, text) or _condition(aligned, said, hit) or _scan_alone(aligned, said, hit):
                continue  # "nobody can say from a scan that you need no care"
            if _not_asked_for(aligned, said, hit):
                continue
            if _called_benign(aligned, said, hit) or _of_parts(aligned, said, hit) or _whole_is_normal(aligned, hit):
                continue
            if _in_a_sense(aligned, said, hit) or _spoken_of(aligned, said, hit):
                continue
            sensing = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 3) : hit.first]]
            if text == "nothing at all" and sensing[-1:] and sensing[-1] in _SENSING and "you" not in sensing:
                continue  # "Some people with a tight gap feel nothing at all"
            if text.endswith(_UNHURRIED) and _without_haste(aligned, said):
                continue
            if (text in _NEWS and (_only_denies(aligned, said) or _both_kinds(aligned, said, hit))) or _of_the_report(
                aligned, said, hit
            ):
                continue
            if _spelled_out(aligned, said, hit) or _of_wording(aligned, said, hit):
                continue
            yield Fault(Span(hit.start, hit.end), f'soothes ("{text}") where the report does not', suggestion="")
            if "nothing" not in text:
                break  # "nothing wrong" may be true of a part, and a second comfort behind it is not
    yield from comforted(aligned)
    yield from _dropped_grade(aligned)
    yield from _dropped_kind(aligned)


_SENSING = frozenset("feel feels felt notice notices noticed".split())
#: Words on haste, and how a report says that a step is none of haste.
_UNHURRIED = ("hurry", "rush", "can wait", "could wait", "urgent", "urgency", "pressing")
_NOT_URGENT = re.compile(
    r"\b(?:non-? ?urgent(?:ly)?|non-? ?emergen(?:t|tly|cy)|not urgent(?:ly)?|elective(?:ly)?|routine)\b"
)


_OF_ALL = frozenset("any none nothing all everything".split())


def _without_haste(aligned: Aligned, said: Said) -> bool:
    """Whether haste is denied for a step that the report asks for as not urgent, named here, right before or right behind."""
    if not _OF_ALL.isdisjoint(aligned.reading.lemmas(said)):
        return False
    report = aligned.plan.reading.text
    low = aligned.reading.folded
    for advice in aligned.plan.reading.recommendations:
        asked = fold(report[advice.start : advice.end])
        if _NOT_URGENT.search(asked) is None:
            continue
        own = {t.lemma for t in tokens(asked) if len(t.lemma) > 4} - _OF_ANY_STEP
        if any(
            not own.isdisjoint(t.lemma for t in tokens(low, s.start, s.end)) for s in aligned.reading.near(said, 1, 1)
        ):
            return True
    return False


_OF_ANY_STEP = frozenset(
    "recommend recommended suggest suggested advised urgent nonurgent nonemergent emergent elective routine should could would with "
    "right left follow further imaging clinical correlation".split()
)


def _in_a_sense(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether comfort is at once narrowed to what was not seen ("The ribs are fine in one sense: none is broken")."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 5)]]
    return behind[:1] == ["in"] and behind[2:3] in (["sense"], ["respect"], ["way"], ["regard"]) and ":" in behind[3:]


#: What makes of a comfort a word that is written or weighed ("no urgency flag", "good news and bad news are …").
_SPOKEN_OF = frozenset("flag wording mark marking label tag grade note code".split())


def _spoken_of(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words of comfort are only what a report does or does not write, or one of two kinds of news."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 6)]]
    if aligned.reading.tokens[hit.last - 1].lemma in ("pressing", "press") and not _AGAINST.isdisjoint(behind[:1]):
        return True
    if behind[:1] != [] and behind[0] in _SPOKEN_OF:
        return aligned.reading.folded.startswith("no ", hit.start)
    if aligned.reading.folded[hit.start : hit.end] not in _NEWS or behind[1:2] == ["no"]:
        return False  # "no need to worry and no reason for a bad mood"
    return behind[:1] in (["and"], ["or"]) and not {"bad", "not", "worse", "poor"}.isdisjoint(behind)


#: Behind "pressing" these tell of a body part that is pressed, and not of haste.
_AGAINST = frozenset("on upon against into in over at down".split())
_SURE = frozenset("sure certain confident positive assured".split())
_NONE = frozenset("no nothing not without free isn't aren't".split())
_CAN = frozenset("can may should".split())
_AHEAD, _BEHIND_SURE = 5, 6


def _sure_of_none(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """Certainty that a thing is not there, given to the reader ("you can be quite sure that there is no cancer")."""
    words = aligned.reading.lemmas(said)
    for at, word in enumerate(words):
        ahead = words[max(0, at - _AHEAD) : at]
        if word not in _SURE or "you" not in ahead or not _NONE.isdisjoint(ahead) or _CAN.isdisjoint(ahead):
            continue
        if not _NONE.isdisjoint(words[at + 1 : at + _BEHIND_SURE]):
            token = aligned.reading.tokens[said.first + at]
            yield Hit(said.first + at, said.first + at + 1, token.start, token.end, Cue("reassure"))


_ASKS = ("suggest", "request", "recommend", "ask", "mention", "advis", "propos", "order", "plan", "name", "list")


def _not_asked_for(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words only tell what the report does not ask for ("No further tests are suggested"), and it asks for none."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 7)]]
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 3) : hit.first]]
    none = aligned.reading.folded[hit.start : hit.end].startswith(("no ", "nothing ", "not "))
    own = "report" in aligned.reading.lemmas(said)
    calls = "call" in {t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 3) : hit.last]}
    if own and (calls or any(w.startswith(_ASKS) for w in ahead)):
        return none and not _asked_in_kind(aligned, hit)  # "The report recommends no further test"
    if not own and any(w.startswith(("recommend", "advis")) for w in behind):
        return none and _of_silence(aligned, said)  # "No follow-up is recommended" tells of an advice that nobody gave
    told = behind + ahead if own else behind
    return none and any(w.startswith(stem) for w in told for stem in _ASKS) and not aligned.plan.reading.recommendations


def _asked_in_kind(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report asks for a step of the kind that is denied: a test, where one is named ("no further imaging"), else any."""
    words = {t.lemma for t in aligned.reading.tokens[hit.first : hit.last]}
    if not any(w.startswith(("imag", "scan", "test")) for w in words):
        return bool(aligned.plan.reading.recommendations)
    return _asks_for(
        aligned, _TESTING + _SAMPLING + ("test", "blood", "dexa", "x-ray", "xray", "ray", "endoscop", "colonoscop")
    )


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
    if own <= names and _told_of(aligned, said.places[:1]):
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


def _of_parts(aligned: Aligned, said: Said, hit: Hit) -> bool:
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
    return bool(parts) and not _told_of(aligned, parts)


def _told_of(aligned: Aligned, parts: tuple[Place, ...]) -> bool:
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


#: Opens what is told, and tells nothing itself.
_NEWS = frozenset(
    {
        "good news",
        "great news",
        "happy news",
        "positive news",
        "pleased to say",
        "happy to say",
        "glad to say",
        "the good part",
    }
)


#: Words by which news is told to be of two kinds ("good news and not-so-good news").
_OTHER_KIND = frozenset("less bad worse mixed".split())


def _both_kinds(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether good news is only set against other news, or opens what the report calls normal ("Good news first: the ribs are whole")."""
    words = aligned.reading.lemmas(said)
    behind = words[hit.last - said.first :]
    if any(w in _OTHER_KIND and words[i - 1] not in ("nothing", "no", "none") for i, w in enumerate(words)) or any(
        a == "not" and b in ("all", "so", "as", "good", "only") for a, b in pairwise(words)
    ):
        return "you" not in words or "can" not in words
    if ":" not in behind[:3] and behind[:2] != ["is", "that"]:
        return False
    known = {part for scene in aligned.reading.prepared.scenes for part in scene.parts}
    parts = said.places
    clean = bool(parts) and all(p.anatomy in known for p in parts) and not _told_of(aligned, parts)
    return clean and all(c.mention.category == "normal" for c in aligned.claims_in(said))


def _only_denies(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence of good news tells only what the report denies too."""
    told = [c for c in aligned.claims_in(said) if c.fits or not _in_bracket(aligned, c)]
    if any(c.mention.status not in ("absent", "possible") or c.facts(positive=True) for c in told):
        return False
    return any(c.facts(positive=False) for c in told) or (not told and _nothing_new(aligned, said))


def _in_bracket(aligned: Aligned, claim: Claim) -> bool:
    low, start = aligned.reading.folded, claim.mention.start
    return low.rfind("(", claim.said.start, start) > low.rfind(")", claim.said.start, start)


_FRESH = frozenset("new acute recent fresh".split())
_HURT = frozenset("problem injury abnormality damage trouble change".split())


def _nothing_new(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence denies something new in general, as the report does of the same part ("no new problem in the bones")."""
    row = said.lemmas
    denied = any(
        a == "no" and b in _FRESH and not _HURT.isdisjoint(row[at + 2 : at + 5])
        for at, (a, b) in enumerate(pairwise(row))
    )
    parts = {p.anatomy for p in said.places}
    scenes = aligned.reading.prepared.scenes
    return denied and any(
        "no" in s.lemmas
        and not s.lemmas.isdisjoint(_FRESH)
        and not s.lemmas.isdisjoint(_HURT)
        and not parts.isdisjoint(s.parts)
        for s in scenes
    )


def _spelled_out(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a part is called well only in the sense of the denials that follow ("The bones are fine: no break")."""
    words = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 5)]]
    parts = any(p.end <= hit.start for p in said.places) and "you" not in aligned.reading.lemmas(said)
    named = {p.anatomy for p in said.places if p.end <= hit.start}
    ill = any(f.site in named and f.status == "present" and f.category != "normal" for f in aligned.plan.reading.facts)
    return parts and not ill and ":" in words and _only_denies(aligned, said)


def _of_the_report(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether it is the report that leaves a thing ("The report leaves it there"), and not the reader who may."""
    words = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    if aligned.reading.tokens[hit.first].lemma not in ("leave", "leaves") or not {"report", "radiologist"} & set(words):
        return False
    return {"you", "we", "can", "may", "should", "could", "safely"}.isdisjoint(words)


_WORDING = frozenset(
    "flag wording statement mark marking label word note term phrase tag grade rating language".split()
)


_NOTED_AS = ("stated", "given", "noted", "documented", "flagged", "recorded", "mentioned")


def _of_wording(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words only tell what a text holds ("Report wording carries no urgency flag"), or what a result does not show."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 4)]]
    if not _WORDING.isdisjoint(behind[:2]) or (behind[:1] != [] and behind[0].startswith(_NOTED_AS)):
        return True
    short = aligned.reading.folded[hit.start : hit.end].endswith((" result", " scan", " test"))
    return (
        short
        and behind[:1] != []
        and behind[0] in ("should", "does", "do", "can", "cannot", "would")
        and "not" in (*behind[1:2], behind[0][3:])
    )


#: A report that calls the whole test normal ("Normal chest radiograph.", "Impression: Normal study.").
_NORMAL_TEST = re.compile(
    r"(?:^|[.:\n] ?(?:[0-9][.)] ?)?)(?:this is an? )?(?:essentially |entirely |completely )?(?:normal|unremarkable) (?:[a-z-]+ ){0,5}"
    r"(?:stud(?:y|ies)|exam|examination|scan|mri|ct|cta|mra|ultrasound|sonogram|radiographs?|x-rays?|test|series|imaging|mammogram|echocardiogram"
    r"|enema|swallow|esophagram|[a-z]{3,12}ogram|doppler|survey|views?|films?|tomography|sonography|eeg|ecg|echo|angiography)"
    r"(?: of the [a-z ]{2,40}| with[a-z ]{2,30}| without[a-z ]{2,30})? ?(?:\.|\n|$)"
)


def _whole_is_normal(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report itself calls the test normal, and the draft says no more than that."""
    words = {t.lemma for t in aligned.reading.tokens[hit.first : hit.last]}
    return "normal" in words and _NORMAL_TEST.search(fold(aligned.plan.reading.text)) is not None


#: Words that may stand between a whole test and how well it is.
_BETWEEN = frozenset(
    "is are was were look looks be of your this the here overall completely entirely totally perfectly absolutely all very really quite pretty just and , show shows showed come came back out turned turns as seem seems appear appears basically essentially in general on whole".split()
)


def _all_well(aligned: Aligned, said: Said) -> Iterator[Hit]:
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


def _well_altogether(aligned: Aligned, said: Said) -> Iterator[Hit]:
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


def _wide_though_narrow(aligned: Aligned, said: Said) -> Iterator[Hit]:
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
    return _told_of(aligned, said.places)


_FOR_WHOM = frozenset("you your age someone a anyone".split())
_LINKS = frozenset("is are was were look looks seem seems appear appears came come turned".split())
#: What may follow: the end, or a word that makes it a whole; "normal in size" says less.
_ENDS = frozenset(". , ; ! and overall for so with - throughout altogether".split())


def _part_named(said: Said, test: Hit, well: Hit) -> bool:
    """Whether a part of the body stands between ("the scan of the hip is normal" is still the whole)."""
    return any(test.end <= p.start and p.end <= well.start for p in said.places)


_NOBODY = frozenset("nothing nobody none neither".split())


def _no_need(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """A step said to be needless: by "no need" before it, or "unnecessary" behind it."""
    tests = [
        Hit(i, i + 1, t.start, t.end, Cue("needed-step"))
        for i, t in enumerate(aligned.reading.tokens[said.first : said.last], said.first)
        if t.lemma in _TESTS_ALONE
    ]
    steps = [*said.of("needed-step"), *(t for t in tests if any(no.last <= t.first for no in said.of("no-need")))]
    if not steps:
        return
    words = aligned.reading.lemmas(said)
    none = _none_that_needs(aligned, said, words, steps)
    if none is not None:
        yield none
        return
    more = _no_more(aligned, said, steps)
    if more is not None:
        yield more
        return
    for no in said.of("no-need"):
        takes = aligned.reading.tokens[no.last - 1].lemma in _TAKES_OBJECT
        behind = aligned.reading.tokens[no.last].lemma if no.last < said.last else ""
        if behind == "wait" or (takes and _states_none(aligned, said, no)):
            continue
        for step in steps:
            if takes and (step.first < no.last or _turned(aligned, no.last, step.first)):
                continue  # "the scan gives no cause for it, so see your doctor"
            if _other_errand(aligned, said, no, step):
                continue  # "you don't need to bring the pictures"
            if no.last <= step.first <= no.last + 5 or step.last <= no.first <= step.last + 4:
                first, last = min(no, step, key=lambda h: h.first), max(no, step, key=lambda h: h.last)
                yield Hit(first.first, last.last, first.start, last.end, no.cue)
                return


_HAVE_TO = ["have", "to"]
_NEEDS = frozenset("need needs require requires merit merits deserve deserves warrant warrants".split())
_REACH = 7


def _none_that_needs(aligned: Aligned, said: Said, words: list[str], steps: list[Hit]) -> Hit | None:
    """ "Nothing" or "none" of which a step is needed ("Nothing here needs a visit", "There is nothing that you need to see anyone about")."""
    for at, word in enumerate(words):
        if word not in _NOBODY or (at and words[at - 1] in ("if", "that", "say")):
            continue
        clause = words[at : at + _REACH]
        turn = next((i for i, w in enumerate(clause) if w in _CLAUSES), len(clause))
        need = next((at + i for i, w in enumerate(clause[:turn]) if w in _NEEDS or clause[i : i + 2] == _HAVE_TO), None)
        if need is None:
            continue
        step = next((h for h in steps if said.first + need < h.first <= said.first + need + 3), None)
        if step is not None:
            first = said.first + at
            return Hit(first, step.last, aligned.reading.tokens[first].start, step.end, step.cue)
    return None


#: Beginnings of the words by which a step is advised, and of those by which a report asks for one of a kind.
_ADVISED = (
    "recommend",
    "advis",
    "suggest",
    "request",
    "need",
    "requir",
    "necess",
    "warrant",
    "indicat",
    "plan",
    "call",
    "consider",
)
_TESTING = (
    "follow",
    "ct",
    "mri",
    "ultraso",
    "imag",
    "scan",
    "repeat",
    "study",
    "mammogra",
    "radiograph",
    "pet",
    "surveil",
    "recheck",
)
_TESTS_ALONE = frozenset("ct mri ultrasound ray xray colonoscopy dxa".split())
_SAMPLING = ("biops", "aspirat", "fna", "sampl", "tissue")
_CLAUSES = frozenset(", ; : . so but and".split())
#: Beside these a step is only one that comes on top of another.
_BESIDES = frozenset("other else besides except beyond apart until before unless".split())


def _none_advised(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """A step told not to be advised where the report asks for one, or in nobody's name ("No follow-up is recommended")."""
    words = aligned.reading.tokens
    lemmas = aligned.reading.lemmas(said)
    if not _BESIDES.isdisjoint(lemmas) or not any(w.startswith(_ADVISED) for w in lemmas):
        return
    steps: list[tuple[int, int, tuple[str, ...]]] = [
        (h.first, h.last, _TESTING) for h in said.of("needed-step", "step-of-care")
    ]
    steps += [(i, i + 1, _TESTING) for i in range(said.first, said.last) if words[i].lemma in _TESTS_ALONE]
    steps += [
        (i, i + 1, _SAMPLING)
        for i in range(said.first, said.last)
        if words[i].lemma.startswith((*_SAMPLING[:2], "needle"))
    ]
    own = not {"report", "radiologist", "letter"}.isdisjoint(lemmas) or aligned.plan.audience == "clinician"
    wanted = {kind for kind in (_TESTING, _SAMPLING) if _asks_for(aligned, kind)}
    for first, last, kind in steps:
        before = [t.lemma for t in words[max(said.first, first - 4) : first]]
        behind = [t.lemma for t in words[last : min(said.last, last + 6)]]
        turn = next((i for i, w in enumerate(behind) if w in _CLAUSES), len(behind))
        advised = next((i for i, w in enumerate(behind[:turn]) if w.startswith(_ADVISED)), None)
        none = "no" in before and (advised is not None or any(w.startswith(_ADVISED) for w in before))
        none = none or (advised is not None and not _NEGATIONS.isdisjoint(behind[:advised]))
        if not none:
            continue
        blunt = advised is not None and not {"is", "are"}.isdisjoint(behind[:advised])
        asked = advised is not None and behind[advised].startswith(_ASKED)
        if kind in wanted or (blunt and not own and not (asked and _of_silence(aligned, said))):
            end = last + (advised + 1 if advised is not None else 0)
            begin = first - (before[::-1].index("no") + 1 if "no" in before else 0)
            yield Hit(begin, end, words[begin].start, words[end - 1].end, Cue("needed-step"))
            return


_ASKED = ("recommend", "advis", "suggest", "request")


def _of_silence(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence stands in a row of those that tell what the report does not say, and it asks for nothing at all."""
    if aligned.plan.reading.recommendations:
        return False
    before = [s for s in aligned.reading.near(said, 2, 0) if s is not said and s.paragraph == said.paragraph]
    rows = [aligned.reading.lemmas(s) for s in before]
    return any(not _SAYS.isdisjoint(row) and not _NEGATIONS.isdisjoint(row) for row in rows if "report" in row)


_SAYS = frozenset("say tell state give name mention describe list contain hold address".split())


def _asks_for(aligned: Aligned, kind: tuple[str, ...]) -> bool:
    """Whether the report asks for a step of this kind."""
    report = aligned.plan.reading
    return any(
        t.lemma.startswith(kind) for r in report.recommendations for t in tokens(fold(report.text[r.start : r.end]))
    )


_MORE = frozenset("more further other additional another".split())
_NEEDED = frozenset("needed required necessary indicated due called".split())


def _no_more(aligned: Aligned, said: Said, steps: list[Hit]) -> Hit | None:
    """A step of which "no more" is needed ("no more growth scans will be needed")."""
    words = aligned.reading.tokens
    for step in steps:
        before = [t.lemma for t in words[max(said.first, step.first - 4) : step.first]]
        ahead = words[step.last : min(said.last, step.last + 4)]
        needed = next((at for at, t in enumerate(ahead) if t.lemma in _NEEDED), None)
        no = next((at for at, w in enumerate(before[:-1]) if w == "no" and before[at + 1] in _MORE), None)
        if needed is not None and no is not None:
            first = step.first - len(before) + no
            return Hit(first, step.last + needed + 1, words[first].start, ahead[needed].end, step.cue)
    return None


#: What is done in a step of care, or felt about it; what else need not be done is no step ("need not bring the pictures").
_STEPPING = frozenset(
    "be come go see have get repeat do make book take undergo call return follow check worry look monitor watch arrange schedule "
    "request order ask visit contact keep treat evaluate wait pay attend consider seek bother fear fret tell mention".split()
)
_REDONE = frozenset("repeated done redone checked taken made looked followed kept watched seen booked ordered".split())


def _other_errand(aligned: Aligned, said: Said, no: Hit, step: Hit) -> bool:
    """Whether what is not needed is to do another thing than the step, such as to bring or read something."""
    words = aligned.reading.tokens
    row = [t.lemma for t in words[no.last - 1 : min(said.last, no.last + 4)]]
    whole = [t.lemma for t in words[no.last : step.last] if t.lemma != "to"]
    if any(w in ("or", "nor") and then in _STEPPING for w, then in pairwise(whole)):
        return False  # "you do not have to bring anything or see the urologist"
    to = next((i for i, w in enumerate(row[:2]) if w == "to"), None)
    if to is None:
        return False
    if step.first < no.first:
        return row[to + 1 : to + 2] == ["be"] and _REDONE.isdisjoint(row[to + 2 : to + 4])
    return to + 1 < len(row) and row[to + 1] not in _STEPPING and step.first > no.last - 1 + to + 1


#: Last words of a cue behind which what is not needed must follow.
_TAKES_OBJECT = frozenset("for to no in need".split())
_STATING = frozenset("give state name tell mention offer list hold contain record document".split())
_TEST = frozenset(
    "test scan exam examination imaging mri ct study visit film picture image ultrasound mammogram".split()
)


def _turned(aligned: Aligned, first: int, last: int) -> bool:
    """Whether a clause ends between two words."""
    return any(t.lemma in (",", ";", ":", "so", "but") for t in aligned.reading.tokens[first:last])


def _states_none(aligned: Aligned, said: Said, no: Hit) -> bool:
    """Whether a paper gives no reason for the test that was done, which is not to say that none is needed.

    "The scan" is the one read here, unless the report asks for a further one; then a word must say who gives no reason.
    """
    words = aligned.reading.tokens
    before = {t.lemma for t in words[max(said.first, no.first - 2) : no.first]}
    row = [t.lemma for t in words[no.last : min(said.last, no.last + 9)]]
    at = next((i for i, w in enumerate(row[:4]) if w in _TEST or w in ("x", "ray")), None)
    if at is None:
        return False
    if not before.isdisjoint(_STATING):
        return True
    if row[0] not in _THE_ONE or not _NEXT.isdisjoint(row[:at]):
        return False
    told = any(w.startswith(_TOLD) for w in row[at + 1 :]) or not _PAPERS.isdisjoint(aligned.reading.lemmas(said))
    return told or (row[at] != "visit" and not aligned.plan.reading.recommendations)


_THE_ONE = frozenset("the this that your these".split())
_NEXT = frozenset("next follow repeat further second new another more other later".split())
_TOLD = (
    "give",
    "state",
    "state",
    "written",
    "write",
    "name",
    "told",
    "mention",
    "list",
    "record",
    "document",
    "note",
    "found",
)
_PAPERS = frozenset("report note letter radiologist page paper".split())


def _before(said: Said, hit: Hit, kind: str) -> bool:
    return any(h.last <= hit.first for h in said.of(kind))


def _scan_alone(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words stand behind what a scan alone cannot tell; "this will clear on its own" is no such thing."""
    words = aligned.reading.tokens
    for alone in said.of("alone"):
        if alone.last > hit.first:
            continue
        if aligned.reading.tokens[alone.last - 1].lemma not in ("own", "itself", "themselves", "themself"):
            return True
        first = next(
            (i + 1 for i in range(alone.first - 1, said.first - 1, -1) if words[i].lemma in _CLAUSES), said.first
        )
        last = next((i for i in range(alone.last, said.last) if words[i].lemma in _CLAUSES), said.last)
        clause = {t.lemma for t in words[first:last]}
        if not clause.isdisjoint(_TEST | {"x", "ray", "report"}) or not clause.isdisjoint(("cannot", "nobody")):
            return True
    return False


def _called_benign(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "harmless" only says in plain words what the report calls benign, in the sentence that tells of the same finding."""
    if "harmless" not in aligned.reading.folded[hit.start : hit.end]:
        return False
    near = [*aligned.claims_in(said)]
    if said.index:
        near += aligned.claims_in(aligned.reading.sentences[said.index - 1])
    told = [c.facts(positive=True) for c in near if c.facts(positive=True)]
    return bool(told) and all("benign" in aligned.report_words(facts) for facts in told)


def _condition(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words are wondered about, not said ("ask whether …", "no urgent wording does not mean …")."""
    words = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    if any(w in ("about", "over", "out") and "what" in words[at + 1 : at + 2] for at, w in enumerate(words)):
        return True  # "talk about what is safe for you"
    return any(w in ("whether", "if", "ask", "asked", "unless") for w in words)


def _dropped_grade(aligned: Aligned) -> Iterator[Fault]:
    """A qualified denial ("no significant narrowing") told as a full one."""
    for claim in aligned.asserted(positive=False):
        mention = claim.mention
        if mention.denied_grade is not None or mention.status != "absent":
            continue
        facts = claim.facts(Tie.COARSE, positive=False)
        if not facts or claim.facts(Tie.RELATED, positive=True):
            continue
        grades = [f.denied_grade for f in facts]
        told = [aligned.mentions[id] for f in facts for id in f.mentions if id in aligned.mentions]
        if any(m.status == "absent" and m.denied_grade is None for m in told):
            continue  # the report denies it outright as well
        if None in grades or _grade_kept(aligned, claim) or _proves_nothing(aligned, claim):
            continue
        grade = grades[0]
        yield Fault(
            claim.span, f"denies {mention.name} altogether; the report denies it only as {grade}",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


#: Words of a report that deny only one form of a thing, and beginnings of those by which a letter keeps it.
_FORMS = {
    "displaced": ("displac", "shift", "move", "out", "apart", "place", "position", "line"),
    "obstructing": ("obstruct", "block", "clog", "stop"),
    "obstructive": ("obstruct", "block", "clog", "stop"),
    "occlusive": ("occlu", "block", "clos"),
    "drainable": ("drain", "pocket", "collection", "large"),
    "depressed": ("depress", "push", "dent", "sunk", "press"),
}


def _dropped_kind(aligned: Aligned) -> Iterator[Fault]:
    """A denial of one form only ("no displaced fracture") told as one of the thing itself."""
    report = aligned.reading.prepared.report
    if not any(form in report for form in _FORMS):
        return
    for claim in aligned.asserted(positive=False):
        facts = claim.facts(Tie.COARSE, positive=False)
        if claim.mention.status != "absent" or not facts or claim.facts(Tie.RELATED, positive=True):
            continue
        form = _only_form(aligned, [id_ for fact in facts for id_ in fact.mentions])
        if form is None or any(w.startswith(_FORMS[form]) for w in aligned.reading.lemmas(claim.said)):
            continue
        yield Fault(
            claim.span,
            f"denies {claim.mention.name} altogether; the report denies only that it is {form}",
            aligned.evidence(facts),
            aligned.statement(facts),
        )


def _only_form(aligned: Aligned, mentions: list[str]) -> str | None:
    """The form that stands right before every one of these mentions in the report."""
    text = fold(aligned.plan.reading.text)
    found: str | None = None
    for id_ in mentions:
        mention = aligned.mentions.get(id_)
        if mention is None:
            return None
        words = [t.lemma for t in tokens(text, max(mention.sentence.start, mention.start - 16), mention.end)]
        form = next((w for w in words if w in _FORMS and "non" not in words), None)
        if form is None:
            return None
        found = form
    return found


#: Behind "not" these say that one thing does not show another, not that the other is absent.
_PROVING = frozenset(
    "diagnostic proof prove specific establish mean equal enough sufficient same confirm imply diagnose diagnosis diagnoses diagnosed name names call "
    "calls".split()
)
_BY_ITSELF = frozenset("itself themselves alone own".split())


def _proves_nothing(aligned: Aligned, claim: Claim) -> bool:
    """Whether the denial before a finding is only of what another proves ("is not diagnostic of impingement")."""
    said = claim.said
    words = [t.lemma for t in aligned.reading.tokens[said.first : said.last] if t.start < claim.mention.start][-6:]
    if "not" in words[-3:] and not _BY_ITSELF.isdisjoint(words):
        return True  # "a thick wall by itself is not an infection"
    return any(w in _PROVING and not _NEGATIONS.isdisjoint(words[:at]) for at, w in enumerate(words))


def _grade_kept(aligned: Aligned, claim: Claim) -> bool:
    said = claim.said
    mention = claim.mention
    if any(h.cue.kind == "grade-kept" and h.start < mention.end + 40 and h.end > mention.start - 60 for h in said.hits):
        return True
    row = aligned.reading.tokens
    if said.label == "absent" and not states(row[said.first : said.last]):
        return any(h.cue.kind == "grade-kept" and h.end <= mention.start for h in said.hits)  # one item of a list
    return any(
        h.cue.kind == "grade-kept"
        and h.start > mention.end
        and not _NEGATIONS.isdisjoint(t.lemma for t in row[max(said.first, h.first - _TO_GRADE) : h.first])
        for h in said.hits
    )  # "Wear of the small joints and the end plates: none that is significant."


_TO_GRADE = 4


FALSE_REASSURANCE = Rule(
    name="false-reassurance",
    title="Comfort the report does not give",
    rationale="A reader told that all is well may skip the step that matters.",
    source="steitz-2023",
    severity="error",
    check=_soothes,
    valid=(
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. There was no severe narrowing of the main spinal canal.",
        ),
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. There was no severe narrowing of the main spinal canal. That does not mean that your spine is healthy. Nobody can say from a scan that you need no care.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. There was no narrowing of the main spinal canal.",
        ),
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. There is nothing to worry about.",
        ),
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. All in all your scan looks perfectly fine.",
        ),
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. You do not have to see a doctor over it.",
        ),
    ),
)


def _in_denied_list(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word stands in a list that a denial opens ("We did not see a mass, or a worrying group of specks")."""
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    at = max((i for i, w in enumerate(ahead) if w in ("no", "not", "without") or w.endswith("n't")), default=-1)
    behind = ahead[at + 1 :]
    if at < 0 or len(behind) > _LISTED or not {"or", "nor"} & set(behind):
        return False
    return behind[0] in _SEEN and _LIST_ENDS.isdisjoint(behind)


def _answered_no(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word stands in a list under "Not seen", or in a lead or cell that a denial answers ("Crushed bone: none")."""
    row = aligned.reading.tokens[said.first : said.last]
    if of_none([t.lemma for t in row], hit.first - said.first):
        return True
    return (said.label == "absent" and not states(row)) or denied_behind(row, hit.end)


_LISTED = 24
_SEEN = frozenset("see show find detect reveal".split())
_LIST_ENDS = frozenset("is are was were has have but however although though yet so because ; : .".split())


def _frightens(aligned: Aligned) -> Iterator[Fault]:
    for said in aligned.reading.sentences:
        if aligned.reading.from_plan(said) or said.label == "sources":
            continue
        for hit in said.of("alarm"):
            text = aligned.reading.folded[hit.start : hit.end]
            if (
                _tells_when_to_call(aligned, said, hit)
                or _may_happen(aligned, said, hit)
                or _feels_with(aligned, said, hit)
                or _urgent_told(aligned, hit)
                or _photographed(aligned, hit)
            ):
                continue
            if hit.cue.value == "unless-reported" and (
                _in_report(aligned, hit)
                or _stem_in_report(aligned, hit)
                or _names_reported(aligned, said, hit)
                or _negated(aligned, said, hit, 10)
                or _answered_no(aligned, said, hit)
                or said.label == "help"
                or seeks_help(aligned, said)
                or said.kind in ("question", "condition")
                or _in_plan(aligned, text)
            ):
                continue
            if hit.cue.value == "always" and (
                (_negated(aligned, said, hit, 3) and not said.has("reassure"))
                or _in_denied_list(aligned, said, hit)
                or _answered_no(aligned, said, hit)
                or _in_plan(aligned, text)
                or (_in_report(aligned, hit) and _of_a_space(aligned, said, hit))
                or (
                    aligned.plan.audience == "clinician"
                    and (_in_report(aligned, hit) or _stem_in_report(aligned, hit) or _of_a_space(aligned, said, hit))
                )
            ):
                continue
            yield Fault(Span(hit.start, hit.end), f'frightens beyond the report ("{text}")', suggestion="")
            break


#: Strong everyday words and the beginnings of the medical words that they stand for.
_MEDICAL = {
    "destroy": ("destruct",),
    "eaten away": ("destruct", "eros", "erod"),
    "eroded away": ("eros",),
    "shatter": ("comminut",),
    "is lost": ("loss", "lost"),
}


_LOOKED_FOR = frozenset("look looking check checking watch watching".split())
_TO_COME = frozenset("to would will".split())


def _to_be_looked_for(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a thing is only what a test to come is to look for ("another film, to look for a lung that collapses")."""
    words = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 9) : hit.first]]
    at = next((i for i, (one, two) in enumerate(pairwise(words)) if one in _LOOKED_FOR and two == "for"), 0)
    return at > 0 and words[at - 1] in _TO_COME and bool(aligned.plan.reading.recommendations)


#: Words that keep a strong word small ("a bit of lung is collapsed").
_SOFT = frozenset(
    "part partly partial partially bit slight slightly small tiny mild mildly area little some somewhat minimal old".split()
)


def _named_apart(aligned: Aligned, said: Said, claim: Claim) -> bool:
    """Whether the sentence, or the one before it, names the same finding in another word too ("collapse (atelectasis)")."""
    near = [*aligned.claims_in(said)]
    if said.index:
        near += aligned.claims_in(aligned.reading.sentences[said.index - 1])
    own = {f.id for f in claim.facts(positive=True)}
    return any(c is not claim and c.positive and own & {f.id for f in c.facts(Tie.SAME, positive=True)} for c in near)


def _names_reported(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a strong word is the plain name of a finding, there or denied as in the report ("no collapsed lung")."""
    named = [c for c in aligned.claims_in(said) if c.mention.start < hit.end and hit.start < c.mention.end]
    text = aligned.reading.folded[hit.start : hit.end]
    medical = next((long for short, long in _MEDICAL.items() if text.startswith(short)), ())
    told = any(word.startswith(stem) for stem in medical for word in aligned.reading.prepared.undenied.at)
    if told or _to_be_looked_for(aligned, said, hit):
        return True
    if named:
        soft = not _SOFT.isdisjoint(
            t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 12) : hit.first]
        )
        return any(
            c.facts(positive=c.positive) and (not c.positive or soft or _named_apart(aligned, said, c)) for c in named
        )
    return any(stem in aligned.reading.prepared.report for stem in medical) and (
        said.label == "absent" or _negated(aligned, said, hit, 30)
    )


def _tells_when_to_call(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a strong word only says how bad a symptom is for which to call for help ("a sudden, terrible headache")."""
    if not said.has("urgent") or not said.has("act"):
        return False
    return any(hit.last <= s.first <= hit.last + 1 for s in said.of("symptom"))


#: Strong words that are also what a reader may feel and is to call about.
_FELT = frozenset(
    {
        "giving way",
        "giving out",
        "crushing",
        "grinding",
        "crippling",
        "excruciating",
        "agonizing",
        "terrible",
        "awful",
        "horrible",
        "severe problem",
        "out of control",
    }
)


_HAPPENING = frozenset("giving crushing grinding problem control".split())


def _may_happen(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a strong word tells what may come to be felt, with a step to take then ("call if the leg is giving way")."""
    if aligned.reading.folded[hit.start : hit.end] not in _FELT:
        return False
    if aligned.reading.tokens[hit.first].lemma == "giving" and _GIVES_WAY.search(aligned.reading.prepared.report):
        return True  # the complaint that the report names
    if not _HAPPENING.isdisjoint(aligned.reading.folded[hit.start : hit.end].split()):
        pass
    elif not any(hit.last <= h.first <= hit.last + 1 for h in said.of("symptom")):
        return False  # "ask about the awful state of your knee"
    words = aligned.reading.lemmas(said)
    opened = words[0] == "should" or not {"if", "when", "whenever", "notice", "for", "ask", "about"}.isdisjoint(
        words[: hit.first - said.first]
    )
    if said.has("urgent") and any(h.last <= hit.first for h in said.of("symptom")):
        return True  # "Legs weak, bladder out of control: emergency room"
    return said.label == "help" or said.kind == "condition" or (opened and (said.has("act") or said.has("safe-step")))


_GIVES_WAY = re.compile(r"\b(?:give|gives|giving|gave|given) (?:way|out)\b")


#: How the reader may feel, and openings that say so.
_FEELINGS = frozenset(
    "frightening frightened scary scared worrying worried alarming upsetting distressing unsettling".split()
)
_SAID_OF_FEELING = frozenset("know understand realize see imagine".split())


def _feels_with(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a sentence only says that the writer knows how it feels ("I know this may be worrying to read")."""
    if aligned.reading.folded[hit.start : hit.end] not in _FEELINGS:
        return False
    words = aligned.reading.lemmas(said)
    if said.kind == "question" and "not" not in words and not any(w.endswith("n't") for w in words):
        return True  # "Were there worrying signs?", and no "That is worrying, isn't it?"
    opened = words[:1] in (["i"], ["we"]) and not _SAID_OF_FEELING.isdisjoint(words[1:3])
    return opened or _sounds(words, hit.first - said.first)


def _sounds(words: list[str], at: int) -> bool:
    """Whether a word is only said to sound or look that bad to a reader ("The word may sound scary, but …")."""
    before, behind = words[max(0, at - 4) : at], words[at + 1 : at + 3]
    verb = next((i for i, w in enumerate(before) if w in _SOUNDING), None)
    return verb is not None and not _MAY_BE.isdisjoint(before[:verb]) and "and" not in behind


_SOUNDING = frozenset("sound look seem feel read".split())
_MAY_BE = frozenset("can may might could".split())


_PHOTOS = frozenset("picture image film photo ray view".split())


def _photographed(aligned: Aligned, hit: Hit) -> bool:
    """Whether it is a picture that was shot ("a film shot on the out-breath")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(0, hit.first - 2) : hit.first]]
    if ahead[-1:] in (["was"], ["were"]):
        ahead.pop()
    return aligned.reading.folded[hit.start : hit.end] == "shot" and not _PHOTOS.isdisjoint(ahead[-1:])


def _urgent_told(aligned: Aligned, hit: Hit) -> bool:
    """Whether "serious" is said where the plan itself asks for an urgent step."""
    urgent = any(i.kind == "urgent" and i.force == "must" for i in aligned.plan.items)
    return urgent and aligned.reading.folded[hit.start : hit.end] == "serious"


_SPACES = frozenset("space spaces sulcus sulci cistern cisterns fat plane planes lumen recess angle sac".split())


def _of_a_space(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "obliterated" is the radiologist's word for a space that is filled."""
    near = {t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 6) : min(said.last, hit.last + 6)]}
    return aligned.reading.folded[hit.start : hit.end] == "obliterated" and not _SPACES.isdisjoint(near)


def _stem_in_report(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report has another form of a single word ("threatened labor", told as "threatening")."""
    word = aligned.reading.folded[hit.start : hit.end]
    stem = next(
        (word[: -len(end)] for end in ("ening", "ened", "ing", "ed", "es", "s", "en") if word.endswith(end)), word
    )
    return (
        len(stem) > 4
        and re.search(rf"\b{re.escape(stem)}(?:en)?(?:ed|ing|s|es|ion|ive)?\b", aligned.reading.prepared.report)
        is not None
    )


_SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Disc degeneration at L4-L5.\nIMPRESSION: Disc degeneration at L4-L5."

ALARMING_LANGUAGE = Rule(
    name="alarming-language",
    title="Words that frighten beyond the report",
    rationale="Words such as crumbling make people stop moving and fear their own body.",
    source="bange-2019-readability",
    severity="error",
    check=_frightens,
    valid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
    invalid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 is crumbling. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change, which looks like the back of an old man. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
)
