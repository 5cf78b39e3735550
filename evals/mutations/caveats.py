"""Caveats left out, halved or turned round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from random import Random

from evals.mutations.letter import Letter, Said, tidy
from evals.mutations.values import Operator, Spoiled
from explainer.core.values import Caveat

#: The first half: such things are common, or often silent.
_SILENT = re.compile(
    r"no (?:pain|symptoms|trouble|complaints|\w+ pain)\b|without (?:any )?(?:pain|symptoms)|with or without|silent|asymptomatic|pain-free|feel nothing|"
    r"\bcommon\b|often (?:seen|found|there)|(?:many|most|some) (?:people|adults)|people can have|often do(?:es)? not match|do not match|may or may not|in others it|"
    r"most never|often goes with|correlate poorly|not linked to|did not link|both directions|either direction|little about pain|do not always",
    re.I,
)
#: The second half: the scan cannot tell alone; an exam must.
EXAM = re.compile(
    r"\bexam\b|\bexamin(?:ed|ation|e)\b|can(?:'t|not| not) (?:tell|say|show|settle|answer|prove|explain)|doesn't (?:tell|settle|say if)|"
    r"(?:scan|picture|film|x-ray|image|imaging|ultrasound|mri|ct|narrowing|spur|grade)s? alone|by itself|by themselves|on (?:its|their) own|"
    r"(?:must|be|to) (?:be )?match|matched? with|correlat|does not establish|do not establish|\bfits? (?:your|what|my|with|where|the)|it fits|symptoms decide|your (?:own )?story|read together|"
    r"not (?:yet )?a diagnosis|must fit|has to fit|clinical syndrome|depends? on your|does not make the diagnosis|may or may not|not proof",
    re.I,
)
#: Any other words that may pass for the second half: where one is left, it is not sure that the half is gone.
_EXAM_PERHAPS = re.compile(
    r"examin|\bfit|match|say more than|find out|put it (?:all )?together|play a part|symptoms (?:and|count|matter)|depends",
    re.I,
)
#: Figures on how common a thing is say the first half in their own way.
_FIGURES = re.compile(r"of every 100|\d ?%|\bpercent of|prevalence|\bhad it\b|\bhave it\b", re.I)
_NO_CAVEAT = frozenset(("sources", "head", "help"))


def _halves(caveat: Caveat) -> tuple[bool, bool]:
    """Which halves the plan asks for."""
    return bool(_SILENT.search(caveat.text)), bool(EXAM.search(caveat.text))


def _correlated(letter: Letter) -> list[Caveat]:
    """The correlation caveats of findings that the letter tells."""
    told = {id for s in letter.said for id in s.facts}
    return [c for c in letter.plan.caveats if c.kind == "correlation" and set(c.facts) & told]


def _with(letter: Letter, *patterns: re.Pattern[str]) -> list[Said]:
    """The sentences that say any of these, but for headings, head and sources."""
    return [
        s
        for s in letter.said
        if s.line.section not in _NO_CAVEAT and not s.line.heading and any(p.search(s.text) for p in patterns)
    ]


def _cut(letter: Letter, saids: Iterable[Said], note: str) -> Spoiled:
    pieces = [(s.start, s.end + 1 if letter.text[s.end : s.end + 1] == " " else s.end) for s in saids]
    return letter.without(pieces, note)


def _still_told(letter: Letter, made: Spoiled) -> bool:
    after = letter.spoiled(made.text)
    return {id for s in letter.said for id in s.facts} == {id for s in after.said for id in s.facts}


def _gone(letter: Letter, made: Spoiled, *patterns: re.Pattern[str]) -> bool:
    """Whether none of these is said any more, and all findings still are."""
    return not _with(letter.spoiled(made.text), *patterns) and _still_told(letter, made)


def caveats_removed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Every sentence that says a finding may be silent or that the scan cannot tell alone."""
    if any(_halves(c)[1] for c in _correlated(letter)):
        saids = _with(letter, _SILENT, EXAM, _EXAM_PERHAPS)
        made = _cut(letter, saids, f"all caveats left out ({len(saids)} sentences)")
        if saids and _gone(letter, made, _SILENT, EXAM, _EXAM_PERHAPS):
            yield made


def silent_half_removed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The half that says such findings are common or often silent, figures on it included."""
    if any(_halves(c)[0] for c in _correlated(letter)):
        saids = [s for s in _with(letter, _SILENT, _FIGURES) if not EXAM.search(s.text) or _SILENT.search(s.text)]
        made = _cut(letter, saids, "the half 'common or silent' left out")
        left = _with(letter.spoiled(made.text), EXAM)
        if saids and left and _gone(letter, made, _SILENT, _FIGURES):
            yield made


def exam_half_removed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The half that says the scan cannot tell alone."""
    if any(_halves(c)[1] for c in _correlated(letter)):
        saids = _with(letter, EXAM, _EXAM_PERHAPS)
        made = _cut(letter, saids, "the half 'cannot tell alone' left out")
        if saids and _gone(letter, made, EXAM, _EXAM_PERHAPS):
            yield made


def one_finding_without_caveat(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The caveat sentences of one finding, where the others keep their own and none speaks for all."""
    saids = _with(letter, _SILENT, EXAM, _EXAM_PERHAPS)
    for caveat in _correlated(letter):
        facts = set(caveat.facts)
        lines = {s.line.index for s in letter.said if s.facts & facts and not s.line.heading}
        mine = [s for s in saids if s.line.index in lines]
        others = set(letter.facts) - facts
        shared = any(s.own & others for s in letter.said if s.line.index in lines)
        near = any({f.id for f in letter.alike(letter.facts[id])} - facts for id in facts)
        speaking = {s.line.index for s in letter.said if s.own & others}
        if not mine or shared or near or any(s.line.index not in speaking for s in saids if s not in mine):
            continue
        made = _cut(letter, mine, f"the caveat of one finding left out ({letter.facts[caveat.facts[0]].name})")
        if _still_told(letter, made):
            yield made


def caveat_turned_round(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The last caveat told as its opposite: the scan is enough."""
    if not any(_halves(c)[1] for c in _correlated(letter)):
        return
    saids = _with(letter, EXAM, _EXAM_PERHAPS)
    places = [s for s in saids if not s.advises and not s.asks]
    if not places:
        return
    new = random.choice(
        ("The scan is enough to see this.", "The pictures are clear.", "This was easy to see on the scan.")
        if letter.audience == "patient"
        else ("Imaging is diagnostic.", "Imaging findings are clear.")
    )
    place = random.choice(places)
    text = letter.text
    for s in sorted(saids, key=lambda s: -s.start):
        end = s.end + 1 if text[s.end : s.end + 1] == " " and s is not place else s.end
        text = text[: s.start] + (new if s is place else "") + text[end:]
    made = Spoiled(tidy(text), None, "the half 'cannot tell alone' replaced by its opposite")
    if _gone(letter, made, EXAM, _EXAM_PERHAPS):
        yield made


_METHOD_WORDS = re.compile(r"\d|%")


def _likeness(one: str, other: str) -> float:
    a, b = ({w.lower() for w in re.findall(r"[a-z]+", t)} for t in (one.lower(), other.lower()))
    return len(a & b) / max(1, len(b))


def method_removed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The words of a method caveat, while its number stays."""
    for caveat in letter.plan.caveats:
        if caveat.kind != "method" or not caveat.text:
            continue
        gone: list[tuple[int, int]] = []
        for part in re.split(r"(?<=[.]) ", re.sub(r"^[A-Z][^:]*: ", "", caveat.text)):
            bare = part.rstrip(".")
            at = letter.text.find(bare)
            if at >= 0:
                start, end = at, at + len(bare)
                while end < len(letter.text) and letter.text[end] in ".; ":
                    end += 1
                if letter.text[end : end + 1] == "[" and letter.text[start - 2 : start] == ". ":
                    start, end = start - 2, end - 1  # the tag behind it closes the sentence before
                gone.append((start, end))
            else:
                said = max(letter.said, key=lambda s: _likeness(s.text, part), default=None)
                if said is not None and _likeness(said.text, part) > 0.8:
                    gone.append((said.start, said.end + 1))
        if gone and any(s.facts & set(caveat.facts) and _METHOD_WORDS.search(s.text) for s in letter.said):
            yield letter.without(gone, f"the method caveat left out ({letter.facts[caveat.facts[0]].name})")


_POPULATION = re.compile(
    r"^(?:One|A|An|In|Some|The|MRI|CT|X-ray)\b[^.]*\b(?:stud(?:y|ies)|review)\b[^.]*\b(?:looked at|followed|studied|checked)\b[^.]*\.$"
)


def group_removed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Who was studied and by which test, while the number stays."""
    told = {id for c in letter.plan.caveats if c.kind == "method" for id in c.facts}
    for before, said in pairwise(letter.said):
        if (
            _POPULATION.match(before.text)
            and before.line.index == said.line.index
            and re.search(r"of every 100", said.text)
            and not re.search(r"stud|review|scan|MRI|CT|adults", said.text)
            and any(s.facts & told for s in letter.said if s.line.index == said.line.index)
        ):
            yield _cut(letter, [before], "who was studied left out, the number kept")


OPERATORS: dict[str, tuple[Operator, ...]] = {
    "dropped-caveat": (
        group_removed,
        caveats_removed,
        silent_half_removed,
        exam_half_removed,
        one_finding_without_caveat,
        caveat_turned_round,
        method_removed,
    ),
}
