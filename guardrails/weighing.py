"""How likely a fault is one: named features of its sentence, and weights measured on letters that people have marked.

A rule reads a sentence by its words and may misread it. Faults of letters that are faithful differ, on the whole, from those
of letters that are not: their words stand in one sentence of the report, with the same sides, numbers and denials; they lie in
brackets, in explanations, under headings for limits. Each such feature has a weight in ``weights.toml``; their sum is the
log-odds that a fault is true. Below ``floor`` an error becomes a warning: it is still told, with its place and suggestion, and
no longer rejects the draft. What the weights were fitted on, how, and what they gain and lose is in that file and in
``evals/weights_fit.py``. Only the errors of the rules in ``weighed`` are, and only in texts long enough to be a letter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import rtoml

from explainer.core.knowledge.library import load_library
from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.names import stem
from guardrails.prepared import Prepared, kept
from guardrails.reading import Said
from guardrails.rule import Fault

#: Shorter texts are no letters; nothing was measured on them. In words.
LEAST_WORDS = 60
#: A sentence with fewer telling words says too little to be set beside the report ("You have pancreatitis.").
LEAST_TELLING = 5
_MOST_TELLING = 20
#: A draft with more errors is rejected whatever each weighs.
MOST_ERRORS = 40

#: Words that say little of what a sentence tells.
_LITTLE = frozenset(
    "a an the of in on at to for from by with without and or but as is are was were be been being it its this that these those "
    "there here you your we our i they their he she his her them not no nor any some all one two can could may might will would "
    "should shall do does did has have had what which who how when where why if so than then also very more most much many few "
    "such just only both each other into out over under up down about after before again further through during own same too "
    "now report reports says say said scan scans image images picture pictures mri ct ultrasound exam test show shows showed "
    "shown see seen saw find finds found look looks looked tell tells told mean means meant call calls called name named doctor "
    "doctors clinician radiologist letter part parts thing things like sort kind small little bit area place side body bone "
    "bones normal well".split()
)
_DENYING = frozenset(
    "no not none without nor neither never cannot free negative absent unremarkable normal clear".split()
)
_SIDES = {"left": "L", "lt": "L", "right": "R", "rt": "R", "both": "B", "bilateral": "B", "bilaterally": "B"}
#: Kinds of words, each a feature: whether the sentence holds one of them.
_WORDS: Mapping[str, frozenset[str]] = {
    "explains": frozenset("normally usually called means word name like kind which".split()),
    "doubts": frozenset(
        "may might could possible possibly probable probably likely suspect suspects suspected suggest suggests suggesting "
        "appear appears seem seems perhaps sure".split()
    ),
    "names-report": frozenset("report radiologist note impression".split()),
    "leaves-open": frozenset("if whether ask question unless or".split()),
    "of-people": frozenset("many some most people often common lots".split()),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights by feature, the floor and the rules weighed."""

    sentence: Mapping[str, float]
    floor: float
    weighed: frozenset[str]


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that come with the package."""
    data = rtoml.loads(resources.files("guardrails").joinpath("weights.toml").read_text("utf-8"))
    return Weights(data["sentence"], data["floor"], frozenset(data["weighed"]))


def demoted(found: Sequence[tuple[str, Fault]], aligned: Aligned, *, begun: bool = False) -> frozenset[int]:
    """Which of the errors found, by their numbers, weigh too little to reject the draft.

    Args:
        found: Each error with the name of its rule.
        begun: The draft is the beginning of a longer one, and is weighed however short.
    """
    weights = load_weights()
    short = not begun and len(aligned.reading.tokens) < LEAST_WORDS
    if short or not 0 < len(found) <= MOST_ERRORS:
        return frozenset()
    rows = features(found, aligned)
    return frozenset(
        number
        for number, ((rule, fault), row) in enumerate(zip(found, rows, strict=True))
        if rule in weights.weighed
        and not (fault.alone or fault.sure)
        and weighable(row)
        and _sum(weights, row) < weights.floor
    )


def weighable(row: Mapping[str, float]) -> bool:
    """Whether an error may be weighed: its sentence says enough, and tells of nothing that cannot wait."""
    return not row.get("grave") and round(row.get("telling-words", 0.0) * _MOST_TELLING) >= LEAST_TELLING


def _sum(weights: Weights, row: Mapping[str, float]) -> float:
    return weights.sentence["always"] + sum(weights.sentence.get(name, 0.0) * value for name, value in row.items())


def features(found: Sequence[tuple[str, Fault]], aligned: Aligned) -> list[dict[str, float]]:
    """The features of each error, by name; what is not named is 0. An error without a place in the draft has none."""
    sentences = [_sentence_of(aligned, fault) for _, fault in found]
    beside = Counter(said.index for said in sentences if said is not None)
    letter = _Letter(aligned)
    made: list[dict[str, float]] = []
    for (rule, fault), said in zip(found, sentences, strict=True):
        if fault.span is None or said is None:
            made.append({})
            continue
        row = {
            **letter.of(said),
            **_at(aligned, said, fault.span),
            **letter.pointed(said, fault),
            "errors-beside": min(beside[said.index], 4) / 4,
        }
        own = {f"{rule} {name}": row[name] for name in _BY_RULE if name in row}
        made.append({**row, **own, f"rule {rule}": 1.0})
    return made


#: Features that weigh differently from rule to rule.
_BY_RULE = (
    "new-words", "likeness", "denial-alike", "doubts", "sides-alike", "in-report", "span-in-report", "span-told-there",
    "evidence-there", "explains",
)  # fmt: skip


def _sentence_of(aligned: Aligned, fault: Fault) -> Said | None:
    if fault.span is None:
        return None
    sentences = aligned.reading.sentences
    at = bisect_right(sentences, fault.span.start, key=lambda s: s.start) - 1
    said = sentences[at] if at >= 0 else None
    return said if said is not None and fault.span.start < said.end else None


@lru_cache(maxsize=1)
def _critical() -> frozenset[str]:
    """The findings on the list of critical ones: to tell of one wrongly is never a small matter."""
    return frozenset(concept for row in load_library().critical for concept in row.concepts)


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(w) for w in words if len(w) > 2 and w.isalpha() and w not in _LITTLE)


def _denies(words: Iterable[str]) -> bool:
    return any(w in _DENYING or w.endswith("n't") for w in words)


@dataclass(frozen=True, slots=True)
class _Report:
    """The telling stems of the report and of the plan, and which sentences of the report hold each."""

    report: frozenset[str]
    known: frozenset[str]
    scenes: tuple[frozenset[str], ...]
    at: Mapping[str, tuple[int, ...]]

    def alike(self, own: frozenset[str]) -> tuple[int, float] | None:
        """The sentence that shares most with a sentence's stems, and how much of both it is."""
        shared = Counter(number for word in own for number in self.at.get(word, ()))
        best: tuple[int, float] | None = None
        for number, count in shared.items():
            share = count / (len(own) + len(self.scenes[number]) - count)
            if best is None or (share, -number) > (best[1], -best[0]):
                best = (number, share)
        return best


def _report(prepared: Prepared) -> _Report:
    scenes = tuple(_stems(scene.lemmas) for scene in prepared.scenes)
    at: dict[str, list[int]] = {}
    for number, words in enumerate(scenes):
        for word in words:
            at.setdefault(word, []).append(number)
    return _Report(
        frozenset(stem(w) for w in prepared.report_lemmas if w.isalpha()),
        frozenset(stem(w) for w in prepared.vocabulary | prepared.report_lemmas if w.isalpha()),
        scenes,
        {word: tuple(numbers) for word, numbers in at.items()},
    )


class _Letter:
    """The draft as the features see it."""

    def __init__(self, aligned: Aligned) -> None:
        self.aligned = aligned
        prepared = aligned.reading.prepared
        self.report = kept(prepared.memo, "weighing", lambda: _report(prepared))
        self.rows: dict[int, dict[str, float]] = {}

    def of(self, said: Said) -> dict[str, float]:
        """The features of a sentence, made once."""
        found = self.rows.get(said.index)
        if found is None:
            found = self.rows[said.index] = {**self._shape(said), **self._against(said)}
        return found

    def pointed(self, said: Said, fault: Fault) -> dict[str, float]:
        """How the flagged words stand to the report, and whether what the rule holds against them is the most alike sentence."""
        assert fault.span is not None
        reading, prepared = self.aligned.reading, self.aligned.reading.prepared
        row = (t.lemma for t in reading.tokens[said.first : said.last] if fault.span.start <= t.start < fault.span.end)
        own = _stems(row)
        size = max(1, len(own))
        alike = self.report.alike(_stems(said.lemmas))
        there = self.report.scenes[alike[0]] if alike is not None else frozenset()
        scene = prepared.scenes[alike[0]] if alike is not None else None
        told = (
            m for m in said.mentions if m.start < fault.span.end and fault.span.start < m.end and m.status != "absent"
        )
        return {
            "grave": float(any(m.category == "neoplastic" or m.concept in _critical() for m in told)),
            "span-in-report": len(own & self.report.report) / size,
            "span-in-plan": len(own & self.report.known) / size,
            "span-told-there": len(own & there) / size,
            "has-evidence": float(bool(fault.evidence)),
            "evidence-there": float(
                scene is not None and any(scene.start <= e.start < scene.end for e in fault.evidence)
            ),
            "report-words": min(len(prepared.report), 4000) / 4000,
            "letter-words": min(len(reading.tokens), 500) / 500,
        }

    def _shape(self, said: Said) -> dict[str, float]:
        words, text = said.lemmas, self.aligned.reading.folded[said.start : said.end]
        row = {name: float(not kinds.isdisjoint(words)) for name, kinds in _WORDS.items()}
        row |= {
            "you": float(said.you),
            "from-plan": float(said.planned),
            "denies": float(_denies(words)),
            "quotes-report": float(bool(said.quotes)),
            "quotes": float('"' in text),
            "findings": min(len(said.mentions), 4) / 4,
            "sentence": min(said.index, 12) / 12,
            "words": min(len(words), 40) / 40,
            "commas": min(text.count(","), 5) / 5,
            "digits": float(any(c.isdigit() for c in text)),
            "tagged": float("[r" in text or "[t" in text),
            f"kind {said.kind}": 1.0,
            f"label {said.label or 'none'}": 1.0,
            f"for {self.aligned.plan.audience}": 1.0,
        }
        return row

    def _against(self, said: Said) -> dict[str, float]:
        """How the sentence stands to the report: to all its words, and to its most alike sentence."""
        prepared, own = self.aligned.reading.prepared, _stems(said.lemmas)
        size = max(1, len(own))
        row = {
            "in-report": len(own & self.report.report) / size,
            "in-plan": len(own & self.report.known) / size,
            "new-words": min(len(own - self.report.known), 8) / 8,
            "telling-words": min(len(own), _MOST_TELLING) / _MOST_TELLING,
            "numbers-in-report": float(all(w in prepared.report for w in said.lemmas if w.replace(".", "").isdigit())),
        }
        alike = self.report.alike(own)
        if alike is not None:
            number, share = alike
            scene = prepared.scenes[number]
            here = {_SIDES[w] for w in said.lemmas if w in _SIDES}
            there = {_SIDES[w] for w in scene.lemmas if w in _SIDES}
            row |= {
                "likeness": share,
                "told-there": len(own & self.report.scenes[number]) / size,
                "denial-alike": float(_denies(said.lemmas) == _denies(scene.lemmas)),
                "sides-alike": float(here == there),
                "sides-within": float(here <= there or "B" in there),
            }
        return row


def _at(aligned: Aligned, said: Said, span: Span) -> dict[str, float]:
    """Where in its sentence a fault stands."""
    before = aligned.reading.folded[said.start : max(said.start, span.start)]
    return {
        "in-brackets": float(before.count("(") > before.count(")")),
        "behind-colon": float(":" in before),
        "span-words": min(aligned.reading.folded.count(" ", span.start, span.end) + 1, 8) / 8,
    }
