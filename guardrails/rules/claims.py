"""No medical claim without evidence: what is said of a finding's course, its reasons and how often it comes."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.claims_forecasts import course, foretold, will
from guardrails.rules.claims_general import folk, habit, of_its_kind
from guardrails.rules.claims_named import claim
from guardrails.rules.claims_often import often
from guardrails.rules.claims_reasons import began, mechanism, reason
from guardrails.rules.claims_words import PAPER
from guardrails.rules.errands import is_errand
from guardrails.rules.reckonings import reckoned
from guardrails.rules.unsaid import seeks_help

_QUIET = frozenset({"questions", "sources"})


def _unsupported(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    for said in reading.sentences:
        if said.label in _QUIET or said.kind == "question" or reading.from_plan(said):
            continue
        if seeks_help(aligned, said):
            continue
        if not said.kinds.keys().isdisjoint(_OPENING) and is_errand(aligned, said):
            continue  # what brought the reader to the exam is no claim about what it found
        fault = (
            course(aligned, said)
            or foretold(aligned, said)
            or claim(aligned, said)
            or mechanism(aligned, said)
            or began(aligned, said)
            or often(aligned, said)
            or _form(aligned, said)
            or reckoned(aligned, said, reading.lemmas(said))
        )
        if fault is not None:
            yield fault


#: Kinds of cues that open a look at a claim.
_OPENING = frozenset(
    "course outcome claim mechanism origin-verb risk-factor often future ahead of-a-kind folk habit behaviour exam-reason cause-backward".split()
)


_ELSEWHERE = ("alone", "evidence-word", "exam-reason")


def _form(aligned: Aligned, said: Said) -> Fault | None:
    """A sentence with the form of a claim, whatever its words: a thing's future, a habit of its kind, who has it, a reason."""
    if said.label in ("help", "not-stated", "reason", "limits") or said.kind == "heading":
        return None
    words = aligned.reading.lemmas(said)
    # Caveats, figures and reasons for a test have rules of their own; "should heal by itself" is none of them.
    caveat = said.has("silent", "common") or said.has("silent", "free")
    elsewhere = caveat or any(said.has(kind) for kind in _ELSEWHERE)
    alone = not caveat and {"evidence-word", "exam-reason"}.isdisjoint(said.kinds) and PAPER.isdisjoint(words)
    if elsewhere and not alone:
        return None
    if said.has("share") and any(w[0].isdigit() for w in words):
        return None
    why = (
        will(aligned, said, words)
        or of_its_kind(aligned, said, words)
        or folk(aligned, said, words)
        or habit(aligned, said, words)
        or reason(aligned, said, words)
    )
    return Fault(said.span, f"{why}, which neither the report nor the evidence holds", suggestion="") if why else None


_STONE = "EXAM: CT abdomen.\nFINDINGS: 4 mm stone in the left kidney.\nIMPRESSION: 4 mm left renal stone."

UNSUPPORTED_CLAIM = Rule(
    name="unsupported-claim",
    title="A medical claim without evidence",
    rationale="Forecasts and reasons read as facts, and only the report and checked sources may give any.",
    source="bange-2019-readability",
    severity="error",
    check=_unsupported,
    valid=(
        Example(
            report=_STONE,
            draft="There is a 4 mm stone in your left kidney. The report does not say what happens next, so ask.",
        ),
        Example(
            report=_STONE,
            draft="There is a 4 mm stone in your left kidney. It goes on to name no other stone. An exam will help, and your clinician will tell you more.",
        ),
        Example(
            report=_STONE,
            draft="There is a 4 mm stone in your left kidney. You could ask whether it will grow, and if what you drink matters.",
        ),
    ),
    invalid=(
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. It will clear up within weeks."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. Stones like this are caused by salt."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. It was handed down in your genes."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. Sitting all day makes such stones."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. Tall men are hit by it first."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. The kidney will not stay as it is."),
    ),
)
