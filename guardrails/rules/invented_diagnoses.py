"""Diseases that no picture shows, stated of this reader, that the report does not name."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.text import tokens
from explainer.core.values import Span
from guardrails.alignment import Aligned, families
from guardrails.reading import DraftReading, Said
from guardrails.rule import Fault
from guardrails.rules.unsaid import seeks_help

_BEFORE_A_NAME = 8
_UNSAID = frozenset("no not never without nor neither cannot can't isn't doesn't if whether risk history".split())


def made_up_diagnosis(aligned: Aligned) -> Iterator[Fault]:
    """A disease that no picture shows, stated of this reader, and that the report does not name."""
    reading = aligned.reading
    for said in reading.sentences:
        if said.kind not in ("statement", "heading") or reading.from_plan(said):
            continue
        if said.label in _NO_DIAGNOSIS and not (said.label in _LOOKED_AT and _diagnoses(reading, said)):
            continue
        if seeks_help(aligned, said):
            continue
        for hit in said.of("disease"):
            name = reading.folded[hit.start : hit.end]
            if said.quoted(hit.start, hit.end) or reading.prepared.says(name):
                continue
            if any(
                {t.lemma for t in tokens(n)} <= reading.prepared.report_lemmas
                for n in families().diseases.get(name, ())
            ):
                continue  # the report's own name for it
            if {t.lemma for t in reading.tokens[hit.first : hit.last]} <= reading.prepared.report_lemmas:
                continue
            own = [c for c in aligned.claims_in(said) if c.mention.start <= hit.start and hit.end <= c.mention.end]
            if any(not c.fits or c.mention.status == "absent" for c in own):
                continue  # a finding of the reader's own list: judged as such
            ahead = {t.lemma for t in reading.tokens[max(said.first, hit.first - _BEFORE_A_NAME) : hit.first]}
            if ahead & _UNSAID or any(h.last <= hit.first for h in said.of("not-knowing", "exam-reason")):
                continue
            yield Fault(Span(hit.start, hit.end), f"names {name}, which the report does not hold", suggestion="")


#: Headings under which a statement of its own may yet diagnose.
_LOOKED_AT = frozenset({"absent", "normal", "limits"})
_DIAGNOSING = (
    "sign of", "stigma of", "stigmata of", "evidence of", "picture of", "consistent with", "diagnostic of", "typical of", "compatible with",
    "point to", "mean that you", "you have", "diagnosis be", "diagnosis is", "in keeping with", "suggestive of", "characteristic of",
)  # fmt: skip


def _diagnoses(reading: DraftReading, said: Said) -> bool:
    """Whether a sentence says of its own accord what the pictures speak for ("Stigmata of diabetes are seen.")."""
    words = reading.lemmas(said)
    line = f" {' '.join(words)} "
    return any(f" {opening} " in line for opening in _DIAGNOSING) and not any(
        w in _UNSAID or w == "none" or w.endswith("n't") for w in words
    )


_NO_DIAGNOSIS = frozenset({"not-stated", "sources", "reason", "help", "questions", "limits", "absent", "normal"})
