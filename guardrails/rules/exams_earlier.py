"""This exam set against an earlier one where the report knows of none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.courses_report import knows_earlier
from guardrails.rules.unsaid import seeks_help


def earlier_exam(aligned: Aligned) -> Iterator[Fault]:
    """This exam set against an earlier one where the report, in no sentence, knows of any."""
    reading = aligned.reading
    asked = {r.start for r in aligned.plan.reading.recommendations}
    if any(m.change and m.sentence.start not in asked for m in aligned.plan.reading.findings):
        return
    if any(knows_earlier(scene) for scene in reading.prepared.scenes if scene.start not in asked):
        return
    for said in reading.sentences:
        if (
            said.kind != "statement"
            or said.label in ("questions", "help", "sources", "not-stated", "limits", "reason")
            or reading.from_plan(said)
            or seeks_help(aligned, said)
        ):
            continue
        words = frozenset(reading.lemmas(said))
        if not _OPEN.isdisjoint(words) or any(w.endswith("n't") for w in words):
            continue
        spans = [Span(h.start, h.end) for h in said.of("earlier-exam")]
        spans = spans or [
            Span(*m.span())
            for m in _LAST_EXAM.finditer(reading.folded, said.start, said.end)
            if not (_LAST_PICTURE.match(m.group()) and _COMPARING.isdisjoint(words))
        ]
        for span in spans:
            if not said.quoted(span.start, span.end) and not _only_dried(aligned, said, span):
                yield Fault(span, "compares with an earlier exam; the report knows of none")


def _only_dried(aligned: Aligned, said: Said, span: Span) -> bool:
    """Whether "than before" only explains what drying out is ("less water in it than before"), and names no exam."""
    if aligned.reading.folded[span.start : span.end] != "than before":
        return False
    words = frozenset(aligned.reading.lemmas(said))
    near = {
        w for s in aligned.reading.near(said, 2, 0) if s.paragraph == said.paragraph for w in aligned.reading.lemmas(s)
    }
    return not _MOISTURE.isdisjoint(words) and not _DISCS.isdisjoint(near | words) and _GROWING.isdisjoint(words)


_MOISTURE = frozenset("water watery moisture moist dry drier dried springy plump soft softer stiff stiffer gel".split())
_DISCS = frozenset("disc disk pad cushion absorber".split())
_GROWING = frozenset("larger bigger smaller worse better wider new grown bulge bulges hernia tear".split())


#: An earlier exam by any of its names ("smaller on the last exam", "since your previous X-ray").
_LAST_EXAM = re.compile(
    r"\b(?:on|in|at|since|from|than|with|to|after) (?:the|your|a|an|his|her) (?:last|previous|prior|earlier|old) "
    r"(?:scan|exam|test|x-ray|mri|ct|ultrasound|mammogram|study|image|picture|film)s?\b"
)


#: The last of a row of pictures is no earlier exam, unless something is compared with it.
_LAST_PICTURE = re.compile(r"(?:on|in|at) the last (?:image|picture|film)s?$")
_COMPARING = frozenset(
    "same larger smaller bigger new change changed already still more less before stable different".split()
)

#: Words that leave a comparison open, deny it or only advise it.
_OPEN = frozenset(
    "no not none without nor never if ask whether any should could can may might would bring older".split()
)
