"""Whether a verb is an order or a leave: where it stands in its sentence, and whether it only tells of a case."""

from __future__ import annotations

from itertools import pairwise

from guardrails.alignment import Aligned
from guardrails.cues import Cue
from guardrails.reading import Hit, Said
from guardrails.rules.orders_words import MAY

_CHANGE = frozenset(
    "stop start skip quit halve double reduce lower increase raise resume restart return go keep continue cut drop take".split()
)


def permitted(aligned: Aligned, said: Said, hit: Hit) -> list[Hit]:
    """The leave to change a treatment or a habit ("you can safely stop your blood thinner")."""
    tokens = aligned.reading.tokens
    for at in range(max(said.first, hit.first - 8), hit.first):
        if tokens[at].lemma in MAY and at > said.first and tokens[at - 1].lemma in ("you", "patient", "he", "she"):
            verb = next((i for i in range(at + 1, min(at + 4, hit.first)) if tokens[i].lemma in _CHANGE), None)
            if verb is not None and tokens[verb + 1].lemma != "this":
                return [Hit(at, verb + 1, tokens[at].start, tokens[verb].end, Cue("directive"))]
    return []


def opens(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a verb is an order: it opens the sentence or a clause, or stands behind "please", "to" after advice, "and"."""
    tokens = aligned.reading.tokens
    at = hit.first - 1
    if _is_label(aligned, said, hit):
        return False
    if _stands_for_another(aligned, said, hit) or in_a_case(aligned, said, hit):
        return False
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


def _is_label(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word is the label of what follows, and no order ("Limit [T]: tracer uptake maps drainage")."""
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else ""
    words = aligned.reading.tokens[said.first : hit.first]
    return (
        not any(t.lemma[0].isalpha() for t in words)
        and behind in (":", "[", "(")
        and aligned.reading.tokens[hit.first].lemma in _LEADS
    )


_LEADS = frozenset("limit change fast cast move splint brace place".split())


#: Words before "do" that make it stand for the verb told before ("the left lobe looks large, and so do the ducts").
_ECHOING = frozenset("so as nor neither than like".split())


def _stands_for_another(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "do" or "have" only takes up a verb told of something else, and orders nothing."""
    tokens = aligned.reading.tokens
    before = tokens[hit.first - 1].lemma if hit.first > said.first else ""
    return tokens[hit.first].lemma in ("do", "have", "need") and before in _ECHOING


_CASES = frozenset("if when whenever unless case".split())
_CASE_ENDS = frozenset("; : . but then instead otherwise".split())


def in_a_case(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a verb tells what may happen to the reader ("call if you start to lose weight, vomit or get worse").

    The case must follow the step to take in it. A mark, "and" behind a comma or a verb that no "or" joins ends it.
    """
    words = aligned.reading.lemmas(said)
    at = hit.first - said.first
    opened = max((i for i in range(1, at) if words[i] in _CASES), default=0)
    if not opened or words[opened + 1 : opened + 2] == [] or words[opened + 1] not in _TO_WHOM:
        return False
    if words[opened] == "if" and not any(h.last - said.first <= opened for h in said.of("safe-step", "act")):
        return False  # "You will feel better if you take …"
    between = words[opened + 1 : at]
    if not _CASE_ENDS.isdisjoint(between) or (",", "and") in pairwise([*between, words[at]]):
        return False
    return words[at - 1] not in (",", "and") or "or" in words[at + 1 :]


_TO_WHOM = frozenset("you your they he she the it".split())
