"""The rule on causes: no scan can say what hurts, and no letter may say it for the scan.

A sentence is marked (``causes_marks``), the ties in it are read by the rows of ``cues/causes_rows.toml``, and a tie that no
row allows is a fault. What the rows are made of stands in ``causes_patterns`` and ``causes_conditions``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.causes_answers import answered, only_asks
from guardrails.rules.causes_conditions import CONDITIONS, OF_TIE, general
from guardrails.rules.causes_marks import Marked, Marker
from guardrails.rules.causes_patterns import Claim
from guardrails.rules.causes_words import readers, rows, vocabulary

#: Words before a tie within which a "not" governs it, and words of an opening in which it governs the sentence.
_NOT_REACH, _OPENING = 5, 3


def _attributed(aligned: Aligned) -> Iterator[Fault]:
    marker = Marker(aligned, CONDITIONS, OF_TIE)
    for said in aligned.reading.sentences:
        if said.planned or only_asks(aligned, said, marker):
            continue
        claim = _claimed(aligned, said, marker) if marker.may_claim(said) else None
        claim = claim or answered(aligned.reading.sentences, said, marker)
        if claim is not None:
            verb = "is not" if claim.denied else "is"
            yield Fault(
                said.span,
                f"says that a finding {verb} the cause of symptoms; no scan can tell that without an exam",
                suggestion=_caveat(aligned),
            )


def _claimed(aligned: Aligned, said: Said, marker: Marker) -> Claim | None:
    """The first tie of a sentence that no row allows."""
    if general(aligned.reading.lemmas(said), said.you):
        return None
    for marked in marker.parts(said):
        for claim in claims(marked):
            if allowed(marked, claim) is None:
                return claim
    return None


def claims(marked: Marked) -> Iterator[Claim]:
    """Every tie that a sentence holds, the plainest first."""
    for row in readers(marked.vocabulary, marked.marks):
        for first, last in row.ties(marked):
            denied = row.says == "denied" or _denied(marked, first)
            yield Claim(first, last, denied, row.says == "loose")


def allowed(marked: Marked, claim: Claim) -> str | None:
    """The mode in which a sentence may hold a tie: left open, asked, general, the reason for the exam; nothing when it may not."""
    return next((row.says for row in rows()["allow"] if row.meets(marked, claim)), None)


def _denied(marked: Marked, first: int) -> bool:
    """Whether a "not" governs the word at an index."""
    negators = vocabulary().words["negators"]
    return marked.names(negators, first - _NOT_REACH, first) or marked.names(negators, 0, _OPENING)


def _caveat(aligned: Aligned) -> str | None:
    for caveat in aligned.plan.caveats:
        if caveat.kind == "correlation":
            return caveat.text
    return "The scan alone can't tell if this is linked to your symptoms. An exam can help tell."


_SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Facet arthropathy at L4-L5.\nIMPRESSION: Facet arthropathy at L4-L5."
_LIKELY = (
    "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Facet arthropathy at L4-L5.\n"
    "IMPRESSION: Facet arthropathy at L4-L5, which may account for the low back pain."
)
_TOLD = "There is arthritis in the small joints at L4-L5. Many people with no pain have this. "
_LIMIT = " The scan alone can't tell if it is linked to your pain; an exam can help."


def _beside_arthritis(*sentences: str, report: str = _SPINE) -> tuple[Example, ...]:
    """Drafts that tell the arthritis and its caveats with one sentence between."""
    return tuple(Example(report=report, draft=_TOLD + sentence + _LIMIT) for sentence in sentences)


CAUSAL_ATTRIBUTION = Rule(
    name="causal-attribution",
    title="A finding blamed for symptoms, or cleared of them",
    rationale="Findings like these are common in people with no pain. Only history and an exam can tie one to a symptom.",
    source="brinjikji-2015a",
    severity="error",
    check=_attributed,
    valid=(
        Example(
            report=_SPINE,
            draft=_TOLD + "The scan alone can't say if it is causing your pain, and an exam can help tell.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD + "It may be linked to your back pain; an exam is needed, as the scan alone can't tell.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD
            + "Ask your clinician: is this what causes my pain? The scan alone can't tell; an exam can help.",
        ),
        *_beside_arthritis(
            "This does not mean it is why your back hurts.",
            "The report does not link it to your pain.",
            "You had this scan because of low back pain.",
            "An exam can show which joint is sore.",
        ),
        *_beside_arthritis(
            "The report says that the arthritis may account for your back pain.",
            report=_LIKELY,
        ),
    ),
    invalid=(
        Example(
            report=_SPINE,
            draft=_TOLD + "It is the cause of your back pain. The scan alone can't tell everything; an exam can help.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD + "That is why your back hurts. The scan alone can't tell everything; an exam can help.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD
            + "Your back pain comes from these joints. The scan alone can't tell everything; an exam can help.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD
            + "This arthritis is not causing your pain. The scan alone can't tell everything; an exam can help.",
        ),
        *_beside_arthritis(
            "These joints may well be why your back hurts.",
            "What hurts is the arthritis.",
            "You have painful joints in your back.",
            "Cause of your back pain: arthritis at L4-L5.",
            "Once the arthritis settles, your pain will go.",
            "The arthritis has nothing to do with your pain.",
            "When you bend, these joints get squeezed. Ouch.",
            "The report says that the arthritis accounts for your back pain.",
        ),
        *_beside_arthritis("The report says that the arthritis is the cause of your back pain.", report=_LIKELY),
        *_beside_arthritis("The arthritis may account for your back pain, in all likelihood.", report=_LIKELY),
        Example(report=_SPINE, draft="Symptomatic facet arthropathy at L4-L5.", audience="clinician"),
    ),
    known_misses=(
        Example(report=_SPINE, draft=_TOLD + "When you bend, these joints get squeezed. You know the rest."),
        Example(report=_SPINE, draft=_TOLD + "They are like sand in the gears of your day."),
    ),
)
