"""The rule on false comfort: no words that soothe where the report does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from explainer.core.language.text import fold, tokens
from explainer.core.values import Span
from guardrails.alignment import Aligned, Claim
from guardrails.cues import Cue
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.comforts import comforted
from guardrails.rules.contrary import sound_though_unseen
from guardrails.rules.reassurance_denials import dropped_grade, dropped_kind
from guardrails.rules.reassurance_normal import (
    all_well,
    of_parts,
    told_of,
    well_altogether,
    whole_is_normal,
    wide_though_narrow,
)
from guardrails.rules.reassurance_steps import CLAUSES, TEST, no_need, none_advised, not_asked_for
from guardrails.rules.tone import in_plan, in_report, negated

_QUIET = frozenset({"questions", "sources"})


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
            *said.of("reassure"), *well_altogether(aligned, said), *wide_though_narrow(aligned, said), *all_well(aligned, said), *no_need(aligned, said), *none_advised(aligned, said), *_sure_of_none(aligned, said)
        ):  # fmt: skip
            text = aligned.reading.folded[hit.start : hit.end]
            if (
                in_report(aligned, hit)
                or negated(aligned, said, hit)
                or (said.has("not-knowing") and _before(said, hit, "not-knowing"))
            ):
                continue
            if in_plan(aligned, text) or _condition(aligned, said, hit) or _scan_alone(aligned, said, hit):
                continue  # "nobody can say from a scan that you need no care"
            if not_asked_for(aligned, said, hit):
                continue
            if _called_benign(aligned, said, hit) or of_parts(aligned, said, hit) or whole_is_normal(aligned, hit):
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
    yield from dropped_grade(aligned)
    yield from dropped_kind(aligned)


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
    clean = bool(parts) and all(p.anatomy in known for p in parts) and not told_of(aligned, parts)
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
            (i + 1 for i in range(alone.first - 1, said.first - 1, -1) if words[i].lemma in CLAUSES), said.first
        )
        last = next((i for i in range(alone.last, said.last) if words[i].lemma in CLAUSES), said.last)
        clause = {t.lemma for t in words[first:last]}
        if not clause.isdisjoint(TEST | {"x", "ray", "report"}) or not clause.isdisjoint(("cannot", "nobody")):
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
