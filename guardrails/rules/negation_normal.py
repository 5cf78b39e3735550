"""A part of the body called normal where the report tells of a finding there."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.analysis import longest
from explainer.core.language.mentions import Place
from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned, sides_meet
from guardrails.names import FILLERS, stem
from guardrails.reading import DraftReading, Said
from guardrails.rule import Fault


def called_normal(aligned: Aligned) -> Iterator[Fault]:
    """A body part called normal where the report tells of a finding there."""
    reading, lexicon = aligned.reading, aligned.reading.lexicon
    told = [
        f
        for f in aligned.plan.reading.facts
        if f.status == "present" and f.site and f.category not in ("normal", "postoperative")
    ]
    if not told:
        return
    for said in reading.sentences:
        if (
            said.kind != "statement"
            or said.label in ("not-stated", "questions", "help", "sources", "limits")
            or reading.from_plan(said)
        ):
            continue
        pieces = reading.analysis.pieces(said.first, said.last)
        normal = [p for p in longest(pieces, frozenset({"normal"})) if not _rid_of(reading, p.start)]
        if not normal or said.mentions or any(p.term.kind == "deny-ahead" for p in pieces):
            continue
        lemmas = reading.lemmas(said)
        if any(
            w in lemmas
            for w in (
                "normally",
                "usually",
                "other",
                "rest",
                "otherwise",
                "else",
                "mostly",
                "ask",
                "if",
                "than",
                "once",
                "should",
            )
        ):
            continue
        if any(p.term.kind in ("severity", "change") for p in pieces):
            continue
        begins = [reading.tokens[p.start].start for p in normal if not _left_open(reading, p.start)]
        for place in said.places:
            facts = [
                f for f in told
                if f.site == place.anatomy
                and (place.laterality is None or sides_meet(place.laterality, aligned.sides((f,))))
                and (not f.levels or not (at := set(place.levels) or _levels_before(said)) or at & set(f.levels))
            ]  # fmt: skip
            if not any(place.end <= at and _says_of(reading, place.end, at) for at in begins) or _of_part(
                reading, said, place
            ):
                continue
            if facts and not _report_normal(aligned, place.anatomy) and not _normal_in_words(aligned, said):
                yield Fault(
                    said.span, f"calls the {lexicon.anatomy[place.anatomy].name} normal; the report tells of a finding there",
                    aligned.evidence(facts), aligned.statement(facts),
                )  # fmt: skip
                break


_PART_WORDS = frozenset(
    "joint articulation bone space look looks looked appear appears normal intact fine okay your both".split()
)


def _normal_in_words(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence of the report that calls something normal holds all the words of the draft's for what it is of."""
    words = aligned.reading.lemmas(said)
    if said.label in ("normal", "absent") and ":" in words:
        words = words[words.index(":") + 1 :]  # "Negatives: elbow joint normal"
    own = {stem(w) for w in words if w.isalpha() and len(w) > 2 and w not in FILLERS | _PART_WORDS}
    return bool(own) and any(
        "normal" in scene.lemmas and own <= {stem(w) for w in scene.lemmas} for scene in aligned.reading.prepared.scenes
    )


def _levels_before(said: Said) -> set[str]:
    """The levels that the line of a sentence speaks of, where it names none of its own."""
    return set() if said.levels else set(said.context.last_levels)


def _rid_of(reading: DraftReading, at: int) -> bool:
    """Whether "free" only ends a word for what is not there ("pain-free", "symptom-free")."""
    start = reading.tokens[at].start
    return reading.tokens[at].lemma == "free" and reading.folded[max(0, start - 1) : start] == "-"


def _left_open(reading: DraftReading, at: int) -> bool:
    """Whether it is a question that is open, or clear, and no part of the body ("what it leaves open", "clear that …")."""
    word, before, behind = (
        reading.tokens[i].lemma if 0 <= i < len(reading.tokens) else "" for i in (at, at - 1, at + 1)
    )
    return (word == "open" and (before in _LEAVES or behind in _ASKED_OF)) or (word == "clear" and behind in _THAT)


_LEAVES = frozenset("leave left leaving keep".split())
_ASKED_OF = frozenset("question point matter issue item end".split())
_THAT = frozenset("that whether how why what if answer".split())


def _says_of(reading: DraftReading, end: int, at: int) -> bool:
    """Whether "normal" is said of the part before it: close by, with no new phrase between."""
    between = reading.folded[end:at]
    return (len(between) <= 40 and not any(mark in between for mark in (".", ";", ",", "(", ":"))) or (
        ":" in between[:3] and _PART_WORDS.issuperset(t.lemma for t in tokens(between) if t.lemma.isalpha())
    )


def _of_part(reading: DraftReading, said: Said, place: Place) -> bool:
    """Whether the part only says of what something else is ("the line-up of the knee", "behind the nose", "a branch")."""
    if "branch" in reading.folded[place.start : place.end + _NEXT_WORD]:
        return True
    words = [t.lemma for t in tokens(reading.folded, max(said.start, place.start - 40), place.start)]
    while words and words[-1] in ("the", "your", "left", "right", "both", "each", "a"):
        words.pop()
    return bool(words) and words[-1] in (
        "of",
        "behind",
        "around",
        "near",
        "beside",
        "above",
        "below",
        "in",
        "to",
        "for",
    )


#: Letters behind a part in which the next word begins.
_NEXT_WORD = 8


def _report_normal(aligned: Aligned, anatomy: str) -> bool:
    """Whether the report itself calls this part normal somewhere."""
    report = aligned.plan.reading
    part = aligned.reading.lexicon.anatomy[anatomy]
    names = [fold(n) for n in (part.name, *part.terms)]
    for sentence in report.sentences:
        low = fold(report.text[sentence.start : sentence.end])
        if any(
            w in low for w in ("normal", "unremarkable", "intact", "preserved", "maintained", "patent", "clear")
        ) and any(n in low for n in names):
            return True
    return False
