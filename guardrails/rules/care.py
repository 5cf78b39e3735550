"""Rules on what is claimed and advised: no medical claim without evidence, no order, no urgent step left out."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.prepared import plain
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


def _unsupported(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    for said in reading.sentences:
        if said.label in _QUIET or said.kind in ("question", "heading") or reading.from_plan(said):
            continue
        fault = _course(aligned, said) or _mechanism(aligned, said) or _often(aligned, said)
        if fault is not None:
            yield fault


def _course(aligned: Aligned, said: Said) -> Fault | None:
    if said.label in ("help", "not-stated", "reason"):
        return None
    for hit in said.of("course"):
        text = aligned.reading.folded[hit.start : hit.end]
        if (
            said.kind == "condition"
            or _conditional(aligned, said, hit)
            or _unknown(said, hit)
            or _plan_says(aligned, text)
            or _ask(aligned, said)
        ):
            continue
        about = (
            said.mentions or said.places or said.has("symptom") or said.has("deictic") or _previous_tells(aligned, said)
        )
        if about:
            return Fault(
                said.span,
                f'foretells a course ("{text}") that neither the report nor the evidence holds',
                suggestion="",
            )
    return None


def _conditional(aligned: Aligned, said: Said, hit: Hit) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    return any(w in ("if", "when", "unless", "whether", "call", "case") for w in words)


def _ask(aligned: Aligned, said: Said) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[said.first : min(said.last, said.first + 6)]]
    return "ask" in words


def _previous_tells(aligned: Aligned, said: Said) -> bool:
    return said.index > 0 and bool(aligned.reading.sentences[said.index - 1].mentions)


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


def _orders(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    for said in reading.sentences:
        if said.label in _QUIET or said.kind == "question" or reading.from_plan(said):
            continue
        fault = _order(aligned, said)
        if fault is not None:
            yield fault


def _allowed(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the report or the plan names this treatment or activity itself."""
    return _plan_says(aligned, aligned.reading.folded[hit.start : hit.end])


def _order(aligned: Aligned, said: Said) -> Fault | None:
    reading = aligned.reading
    words = reading.lemmas(said)
    treatments = [
        h
        for h in said.of("treatment")
        if not said.quoted(h.start, h.end) and not any(m.start < h.end and h.start < m.end for m in said.mentions)
    ]
    activities = list(said.of("activity"))
    directives = list(said.of("directive"))
    verbs = [h for h in said.of("treatment-verb") if _opens(aligned, said, h)]
    asks = any(h.last <= said.first + 6 for h in said.of("safe-step")) or any(
        w in ("ask", "discuss", "talk") for w in words
    )
    for hit in treatments:
        if _allowed(aligned, said, hit):
            continue
        ordered = [v for v in verbs if v.first <= hit.first and hit.first - v.last <= 8]
        told = [d for d in directives if abs(d.first - hit.first) <= 10]
        if asks and not ordered:
            continue
        if _past(words, hit.first - said.first):
            continue
        if ordered or told:
            start = min([h.start for h in (*ordered, *told, hit)])
            return Fault(
                Span(start, max(hit.end, *(h.end for h in (*ordered, *told)))),
                f'names a treatment outside the plan ("{reading.words(hit.start, hit.end)}")',
                suggestion="Talk with your clinician about what fits you.",
            )
    if asks and not verbs:
        return None
    for hit in activities:
        if _allowed(aligned, said, hit):
            continue
        ordered = [v for v in verbs if v.first <= hit.first and hit.first - v.last <= 6]
        told = [d for d in directives if d.last <= hit.first and hit.first - d.last <= 6]
        if (ordered or told) and not _safe(said, ordered, hit):
            start = min(h.start for h in (*ordered, *told, hit))
            return Fault(
                Span(start, hit.end),
                f'tells the reader what to do ("{reading.words(start, hit.end)}")',
                suggestion="Ask your clinician which activities fit you.",
            )
    return None


def _past(words: list[str], at: int) -> bool:
    """Whether a treatment is told as something done ("you have used steroids")."""
    ahead = words[max(0, at - 5) : at]
    return any(w in ("used", "use", "took", "taken", "had", "been", "were", "was") for w in ahead) and any(
        w in ("have", "has", "had", "were", "was", "took") for w in ahead
    )


def _safe(said: Said, ordered: list[Hit], hit: Hit) -> bool:
    """Whether the verb is one of asking, bringing or coming to a visit."""
    return any(s.first <= v.first < s.last for s in said.of("safe-step") for v in ordered)


def _opens(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a verb is an order: it opens the sentence or a clause, or stands behind "please", "to" after advice, "and"."""
    tokens = aligned.reading.tokens
    at = hit.first - 1
    while at >= said.first and (
        tokens[at].lemma
        in (
            "please",
            "also",
            "then",
            "now",
            "just",
            "always",
            "never",
            "not",
            "do",
            "don't",
            "simply",
            "first",
            "instead",
            "-",
            "(",
            '"',
            "*",
        )
        or not tokens[at].lemma[0].isalnum()
        or tokens[at].lemma.isdigit()
    ):
        if tokens[at].lemma in (",", ";", ":", "."):
            return True
        at -= 1
    if at < said.first:
        return True
    word = tokens[at].lemma
    if word in ("and", "or", "so", "but"):
        return any(h.last <= hit.first for h in said.of("directive", "treatment-verb", "safe-step")) and not any(
            t.lemma in ("is", "are", "was", "were", "has", "have")
            for t in tokens[max(said.first, hit.first - 4) : hit.first]
        )
    return word in ("should", "must") or any(d.last in (hit.first, hit.first - 1) for d in said.of("directive"))


TREATMENT_DIRECTIVE = Rule(
    name="treatment-directive",
    title="An order to treat",
    rationale="Only a clinician who knows the patient may start, stop or change a treatment.",
    source="steitz-2023",
    severity="error",
    check=_orders,
    valid=(
        Example(
            report=_STONE, draft="There is a 4 mm stone in your left kidney. Ask your clinician if you need treatment."
        ),
    ),
    invalid=(
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. Take ibuprofen and drink more."),
        Example(
            report=_STONE, draft="There is a 4 mm stone in your left kidney. You should stay in bed until it passes."
        ),
    ),
)


def _missing_urgent(aligned: Aligned) -> Iterator[Fault]:
    for item in aligned.plan.items:
        if item.kind != "urgent" or item.force != "must":
            continue
        facts = [f for f in aligned.plan.reading.facts if f.id in item.facts]
        if _urgent_step(aligned):
            continue
        yield Fault(None, "tells of a critical finding without the urgent step", aligned.evidence(facts), item.filled())
        return


def _urgent_step(aligned: Aligned) -> bool:
    """Whether the draft tells the reader, outside general advice, to get help without delay."""
    urgent = aligned.reading.prepared.urgent
    for said in aligned.reading.sentences:
        if said.planned and plain(aligned.reading.folded[said.start : said.end]) in urgent:
            return True
        if said.label in ("help", "questions", "sources") or said.kind == "question":
            continue
        general = any(h.cue.kind == "general" for h in said.hits) and aligned.plan.audience == "patient"
        for hit in said.of("urgent"):
            blocked = any(n.first <= hit.first and hit.last <= n.last for n in said.of("not-urgent"))
            # "If you get a fever, call at once" is advice for later; "if you have no visit yet, call today" is the step.
            later = said.kind == "condition" and (
                said.has("symptom") or any(m.status != "absent" for m in said.mentions)
            )
            if not blocked and not general and not _denied(aligned, said, hit) and not later:
                return True
    return False


MISSING_URGENT_ACTION = Rule(
    name="missing-urgent-action",
    title="A critical finding without its urgent step",
    rationale="A critical result read at home must lead to help at once.",
    source="yale-critical-2024",
    severity="error",
    check=_missing_urgent,
    valid=(
        Example(
            report="EXAM: CT head.\nFINDINGS: Acute subdural hematoma on the left.\nIMPRESSION: Acute left subdural hematoma.",
            draft="The report notes new blood by the brain on the left, an acute subdural hematoma. Call for help or go to the emergency room now.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: CT head.\nFINDINGS: Acute subdural hematoma on the left.\nIMPRESSION: Acute left subdural hematoma.",
            draft="The report notes new blood by the brain on the left, an acute subdural hematoma. Ask about it at your next visit.",
        ),
    ),
)
