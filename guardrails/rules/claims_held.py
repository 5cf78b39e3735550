"""What may be claimed because it is held: words that the report, the plan or what its sources found use too."""

from __future__ import annotations

import re

from explainer.core.language.text import fold
from guardrails.alignment import Aligned

#: Words for how often a thing comes; "usual" or "common" in a report is not the same.
_HOW_OFTEN = frozenset("usually normally generally commonly typically frequently naturally".split())


def _any_ending(text: str) -> str:
    """A pattern for words whatever the ending of the first and the last ("originate from", "originating from")."""
    words = text.split(" ")
    endings = r"(?:e?s|e?d|ing|ions?|y|e)?"
    for at in {0, len(words) - 1}:
        stem = words[at] if words[at] in _HOW_OFTEN else words[at].removesuffix("ly")
        stem = stem.removesuffix("e") if len(stem) > 4 else stem
        words[at] = re.escape(stem) + endings
    return " ".join(w if i in (0, len(words) - 1) else re.escape(w) for i, w in enumerate(words))


#: Ways to say how often a yearly test is due.
_YEARLY = frozenset({"every year", "with each year", "each year", "year after year"})


def held(aligned: Aligned, text: str) -> bool:
    """Whether the report, the plan or what its sources found uses these very words, whatever their ending."""
    pattern = re.compile(rf"\b{_any_ending(text)}\b")
    prepared = aligned.reading.prepared
    if pattern.search(prepared.report) or pattern.search(prepared.said):
        return True
    if text in _YEARLY and any(
        word in prepared.report for word in ("annual", "yearly", "each year", "every year", "12 month")
    ):
        return True
    return any(pattern.search(fold(fact)) for source in aligned.plan.sources for fact in source.key_facts)


#: Everyday names of what puts people at risk, and the beginnings of the words that a report has for them.
_RISKS = {
    "cholesterol": ("cholesterol", "lipid", "statin"),
    "blood pressure": ("hypertensi", "blood pressure"),
    "diabetes": ("diabet",),
    "smok": ("smok", "tobacco", "pack year"),
    "tobacco": ("smok", "tobacco"),
    "weight": ("obes", "weight", "bmi"),
    "obesity": ("obes", "bmi"),
    "lifestyle": ("lifestyle", "risk factor"),
    "habit": ("lifestyle", "risk factor"),
    "diet": ("diet", "lifestyle"),
    "run in": ("family history", "fhx"),
    "inherit": ("family history", "fhx"),
    "gene": ("family history", "fhx", "genetic"),
}


def risk_held(aligned: Aligned, risk: str) -> bool:
    """Whether the report names this risk, in these words or in its own ("hyperlipidemia" for high cholesterol)."""
    report = aligned.reading.prepared.report
    if held(aligned, risk):
        return True
    return any(everyday in risk and any(word in report for word in own) for everyday, own in _RISKS.items())
