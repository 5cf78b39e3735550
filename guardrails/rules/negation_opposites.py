"""Words that say the opposite of a word of the report: too much of what it says too little of."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.rule import Fault

#: Openings of words that say the opposite of each other.
_OPPOSITES = (("hyper", "hypo"), ("tachy", "brady"))
_OPENINGS = ("hyp", "tachy", "brady")
#: Plain words for some of them.
_PLAIN_OPPOSITES = {
    "overactive": ("hypothyroidism", "hyperthyroidism"), "underactive": ("hyperthyroidism", "hypothyroidism"),
}  # fmt: skip


def opposite_named(aligned: Aligned) -> Iterator[Fault]:
    """A word that says too much of what the report says too little of ("hyperthyroidism" for "hypothyroidism"), or the reverse."""
    reading = aligned.reading
    report = reading.prepared.report_lemmas
    for said in reading.sentences:
        if said.kind not in ("statement", "heading") or said.label in ("absent", "sources"):
            continue
        for token in reading.tokens[said.first : said.last]:
            turned, own = _PLAIN_OPPOSITES.get(token.lemma, (_turned_word(token.lemma), token.lemma))
            if (
                turned
                and turned in report
                and not any(word.startswith(own[:-3]) for word in report)  # "hyperintense" is said by "hyperintensity"
                and _DENYING.isdisjoint(reading.lemmas(said))
            ):
                yield Fault(
                    Span(token.start, token.end), f'says "{token.lemma}"; the report says "{turned}"', suggestion=""
                )


_DENYING = frozenset("no not without never nor opposite".split())


def _turned_word(lemma: str) -> str:
    if not lemma.startswith(_OPENINGS):
        return ""
    for one, other in _OPPOSITES:
        for opening, opposite in ((one, other), (other, one)):
            if lemma.startswith(opening):
                return opposite + lemma[len(opening) :]
    return ""
