"""No medical claim without evidence: what is said of a finding's course, its reasons and how often it comes."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.text import fold
from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule

_QUIET = frozenset({"questions", "sources"})
_NEGATIONS = frozenset({"no", "not", "cannot", "never", "without", "nothing", "don't", "doesn't", "isn't"})


def _plan_says(aligned: Aligned, text: str) -> bool:
    """Whether the plan or the report uses these very words."""
    return aligned.reading.prepared.says(text)


def _unknown(said: Said, hit: Hit) -> bool:
    return any(h.last <= hit.first + 1 for h in said.of("not-knowing"))


def _denied(aligned: Aligned, said: Said, hit: Hit) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 4) : hit.first]]
    return any(w in _NEGATIONS for w in words)


def _held(aligned: Aligned, text: str) -> bool:
    """Whether the report, the plan or what its sources found uses these very words."""
    if _plan_says(aligned, text):
        return True
    return any(text in fold(fact) for source in aligned.plan.sources for fact in source.key_facts)


def _open(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words are asked, left open, or said for a case that may come."""
    return _conditional(aligned, said, hit) or _unknown(said, hit) or _ask(aligned, said)


def _unsupported(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    for said in reading.sentences:
        if said.label in _QUIET or said.kind == "question" or reading.from_plan(said) or not said.hits:
            continue
        fault = (
            _course(aligned, said)
            or _foretold(aligned, said)
            or _claim(aligned, said)
            or _mechanism(aligned, said)
            or _often(aligned, said)
        )
        if fault is not None:
            yield fault


def _foretold(aligned: Aligned, said: Said) -> Fault | None:
    """How things go on, told with two words ("most people ultimately need operative treatment")."""
    if said.label in ("help", "not-stated", "reason") or not said.has("outcome"):
        return None
    ahead = [*said.of("foretelling"), *said.of("felt-when")]
    for hit in said.of("outcome"):
        if not any(h.last <= hit.first or h.first >= hit.last for h in ahead) or _open(aligned, said, hit):
            continue
        text = aligned.reading.folded[hit.start : hit.end]
        if _held(aligned, text):
            continue
        return Fault(
            said.span, f'foretells a course ("{text}") that neither the report nor the evidence holds', suggestion=""
        )
    return None


#: What a claim is about, as the fault names it.
_ABOUT = {
    "heredity": "says where it is inherited from",
    "origin": "says how it came about",
    "frequency": "says whom it befalls",
    "risk": "speaks of a risk",
}


def _claim(aligned: Aligned, said: Said) -> Fault | None:
    if said.label in ("help", "not-stated", "reason"):
        return None
    for hit in said.of("claim"):
        text = aligned.reading.folded[hit.start : hit.end]
        if said.quoted(hit.start, hit.end) or _open(aligned, said, hit) or _held(aligned, text):
            continue
        if hit.cue.value == "risk" and "risk" in text and "risk" in aligned.reading.prepared.report:
            continue
        return Fault(
            said.span, f'{_ABOUT[hit.cue.value]} ("{text}"), which neither the report nor the evidence holds',
            suggestion="",
        )  # fmt: skip
    return None


def _course(aligned: Aligned, said: Said) -> Fault | None:
    if said.label in ("help", "not-stated", "reason"):
        return None
    for hit in said.of("course"):
        text = aligned.reading.folded[hit.start : hit.end]
        if not _open(aligned, said, hit) and not _held(aligned, text):
            return Fault(
                said.span,
                f'foretells a course ("{text}") that neither the report nor the evidence holds',
                suggestion="",
            )
    return None


def _conditional(aligned: Aligned, said: Said, hit: Hit) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    return any(w in ("if", "when", "unless", "whether", "call", "case") for w in words) or words[:1] == ["should"]


def _ask(aligned: Aligned, said: Said) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[said.first : min(said.last, said.first + 6)]]
    return "ask" in words


def _mechanism(aligned: Aligned, said: Said) -> Fault | None:
    risks = list(said.of("risk-factor"))
    if not risks or said.label in ("help", "reason"):
        return None
    for hit in said.of("mechanism"):
        text = aligned.reading.folded[hit.start : hit.end]
        risk = next((r for r in risks if r.last <= hit.first or r.first >= hit.last), None)
        if risk is None or _unknown(said, hit) or _denied(aligned, said, hit):
            continue
        if _plan_says(aligned, aligned.reading.folded[risk.start : risk.end]):
            continue
        return Fault(
            said.span,
            f'gives a reason ("{aligned.reading.words(risk.start, risk.end)} {text}") that the evidence does not hold',
            suggestion="",
        )
    return None


def _often(aligned: Aligned, said: Said) -> Fault | None:
    if said.label in ("help", "reason", "limits") or not (said.mentions or said.has("deictic") or said.places):
        return None
    for hit in said.of("often"):
        text = aligned.reading.folded[hit.start : hit.end]
        if _plan_says(aligned, text) or _unknown(said, hit) or _denied(aligned, said, hit):
            continue
        if said.has("common") and text in ("never", "always", "rarely"):
            continue
        if text in (
            "always",
            "never",
            "rarely",
            "everyone",
            "nobody",
            "no one has",
            "everybody",
            "almost everyone",
            "nearly everyone",
        ) and not (said.has("general") or said.has("course") or said.has("mechanism")):
            continue
        return Fault(
            said.span, f'says how often ("{text}") without a number from the plan', suggestion=_prevalence(aligned)
        )
    return None


def _prevalence(aligned: Aligned) -> str:
    return next((i.filled() for i in aligned.plan.items if i.kind == "prevalence"), "")


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
    ),
    invalid=(
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. It will clear up within weeks."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. Stones like this are caused by salt."),
    ),
)
