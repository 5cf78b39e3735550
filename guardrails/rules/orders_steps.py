"""Orders and leaves to leave out or put off a step of care: a test or a visit."""

from __future__ import annotations

from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.orders_verbs import opens
from guardrails.rules.orders_words import MAY, NEGATIONS

_DROP = frozenset(
    "cancel skip stop avoid miss postpone delay refuse decline ignore quit drop put never not don't".split()
)
_OFF = frozenset("off aside out away".split())


def dropped_step(aligned: Aligned, said: Said) -> Fault | None:
    """An order to leave out a test or a visit ("You can skip the MRI")."""
    reading = aligned.reading
    tokens = reading.tokens
    for hit in said.of("step-of-care"):
        for verb in said.of("treatment-verb"):
            close = verb.last <= hit.first and hit.first - verb.last <= 3
            left_out = reading.folded[verb.start : verb.end] in ("leave out", "leave off")
            if not close or not (left_out or tokens[verb.first].lemma in _DROP):
                continue
            if tokens[verb.first].lemma == "put" and not _OFF & {
                t.lemma for t in tokens[verb.first + 1 : hit.last + 2]
            }:
                continue  # "put the scan and your symptoms together"
            ahead = {t.lemma for t in tokens[max(said.first, verb.first - 2) : verb.first]}
            so = tokens[verb.first - 1].lemma == "so"
            if ahead & NEGATIONS or (verb.first > said.first and not (so or opens(aligned, said, verb) or ahead & MAY)):
                continue
            return Fault(
                Span(verb.start, hit.end),
                f'tells the reader to leave out a step of care ("{reading.words(verb.start, hit.end)}")',
                suggestion="",
            )
    return None


_LEFT = frozenset("skipped dropped missed postponed cancelled canceled delayed omitted".split())
_LEFT_SO = {"left": frozenset("out off for until aside".split()), "put": frozenset({"off"})}
_ASKED_OF = frozenset("whether ask not if how".split())


def left_step(said: Said, words: list[str]) -> Fault | None:
    """The leave to have a test or visit later or not at all ("the check can be left for a year")."""
    if said.kind not in ("statement", "condition") or not _ASKED_OF.isdisjoint(words[1:] if words else ()):
        return None
    for hit in said.of("step-of-care", "needed-step"):
        at = next((i for i in range(hit.last - said.first, len(words) - 1) if words[i] in MAY), None)
        if at is None or at - (hit.last - said.first) > _STEP_WITHIN or words[at + 1] != "be":
            continue
        verb, behind = [*words[at + 2 : at + 4], "", ""][:2]
        if verb in _LEFT or behind in _LEFT_SO.get(verb, frozenset()):
            return Fault(said.span, "tells the reader to leave out a step of care", suggestion="")
    return None


_STEP_WITHIN = 6
