"""Rule on what is advised: nobody but a clinician may start, stop or change a treatment."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.biddings import bidden
from guardrails.rules.claims_open import left_unsaid
from guardrails.rules.orders_activity import activity, weight
from guardrails.rules.orders_body import bare_order
from guardrails.rules.orders_steps import dropped_step, left_step
from guardrails.rules.orders_treatment import praised, treatment
from guardrails.rules.orders_words import NEGATIONS

_QUIET = frozenset({"questions", "sources"})


def _orders(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    for said in reading.sentences:
        if said.label in _QUIET or said.kind == "question" or reading.from_plan(said):
            continue
        words = reading.lemmas(said)
        if left_unsaid(words) or _kept(aligned, said, words):
            continue
        fault = (
            treatment(aligned, said)
            or activity(aligned, said)
            or bare_order(aligned, said, words)
            or dropped_step(aligned, said)
            or left_step(said, words)
            or praised(aligned, said, words)
            or weight(aligned, said, words)
            or bidden(aligned, said, words)
        )
        if fault is not None:
            yield fault


_ASKED_FIRST = ("talk", "talked", "ask", "asked", "speak", "spoke", "spoken", "check", "checked", "see", "saw", "hear", "call", "discuss", "know", "meet")  # fmt: skip
#: Words by which a change is only warned against until someone was asked ("on your own", "because of this letter").
_ALONE_CHANGE = (
    ("on", "your", "own"), ("by", "yourself"), ("because", "of"), ("without", "ask"), ("without", "asking"), ("without", "talk"),
    ("without", "talking"), ("without", "your"), ("without", "speaking"), ("without", "checking"), ("before", "talking"),
    ("before", "asking"), ("before", "speaking"), *((when, "you", asked) for when in ("before", "until") for asked in _ASKED_FIRST), *(("until", "you", "have", asked) for asked in (*_ASKED_FIRST, "seen", "heard")), ("unless", "your"), ("based", "on"), ("from", "this", "letter"), ("due", "to"),
)  # fmt: skip
_ALTERING = frozenset("change stop start begin skip quit alter adjust switch add leave".split())


def _kept(aligned: Aligned, said: Said, words: list[str]) -> bool:
    """Whether a sentence warns against changing a treatment alone ("Do not stop a drug on your own")."""
    verb = next((at for at, w in enumerate(words) if w in _ALTERING), None)
    if verb is None or verb > 5 or NEGATIONS.isdisjoint(words[:verb]):
        return False
    ends = next((at for at, w in enumerate(words) if at > verb and w in ("but", "instead", ";", ":")), len(words))
    behind = words[verb + 1 : ends]
    return ends == len(words) and any(
        tuple(behind[at : at + len(tail)]) == tail for tail in _ALONE_CHANGE for at in range(len(behind))
    )


_CHEST = "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion. Recommend chest CT."
_FLUID = "There is a little fluid around your left lung. "
_EFFUSION = "Small left pleural effusion [R]. "

TREATMENT_DIRECTIVE = Rule(
    name="treatment-directive",
    title="An order to treat",
    rationale="Only a clinician who knows the patient may start, stop or change a treatment.",
    source="steitz-2023",
    severity="error",
    check=_orders,
    valid=(
        Example(report=_CHEST, draft=_FLUID + "Ask your clinician if you need treatment."),
        Example(report=_CHEST, draft=_FLUID + "The report asks for more. Have the chest CT, and bring your pills."),
        Example(report=_CHEST, draft=_FLUID + "Ask your clinician whether a water pill or an injection fits you."),
        Example(report=_CHEST, audience="clinician", draft=_EFFUSION + "Chest CT is recommended [R]."),
    ),
    invalid=(
        Example(report=_CHEST, draft=_FLUID + "Take ibuprofen and drink more."),
        Example(report=_CHEST, draft=_FLUID + "You should stay in bed until it goes away."),
        Example(report=_CHEST, draft=_FLUID + "You can safely stop your rivaroxaban now."),
        Example(report=_CHEST, draft=_FLUID + "Ask your clinician for a steroid shot."),
        Example(report=_CHEST, draft=_FLUID + "Visit an acupuncturist to loosen your ribs."),
        Example(report=_CHEST, draft=_FLUID + "You may skip the CT if you feel well."),
        Example(report=_CHEST, audience="clinician", draft=_EFFUSION + "Commence naproxen and a diuretic."),
        Example(report=_CHEST, audience="clinician", draft=_EFFUSION + "Refer for pleural drainage."),
    ),
)
