"""Words that may comfort or frighten: whether a denial governs them, and whether the report or the plan says them too."""

from __future__ import annotations

import re

from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rules.wording import akin

NEGATIONS = frozenset(
    {
        "no",
        "not",
        "cannot",
        "never",
        "without",
        "nor",
        "neither",
        "n't",
        "nothing",
        "nobody",
        "none",
        "isn't",
        "doesn't",
        "don't",
        "aren't",
        "won't",
        "didn't",
        "wasn't",
    }
)


def negated(aligned: Aligned, said: Said, hit: Hit, reach: int = 6) -> bool:
    """Whether a denial stands shortly before a word in its clause."""
    words = aligned.reading.tokens[max(said.first, hit.first - reach) : hit.first]
    for word in reversed(words):
        if word.lemma in (";", ":", ".", "but", "however"):
            return False
        if word.lemma in NEGATIONS or word.lemma.endswith("n't"):
            return True
    return False


#: Words that carry no comfort themselves.
_LINKING = frozenset("is are was were be been has have had the a for of it in any further more".split())


#: Words of comfort that mean another thing in a report ("the lungs are clear").
_IDIOM = frozenset({"clear", "good", "fine", "normal", "healthy", "order", "well"})


def _denies_cancer(aligned: Aligned) -> bool:
    """Whether the report denies a sign of malignancy in its own words ("no mammographic evidence of malignancy")."""
    reading = aligned.plan.reading
    doubts = ("suspicious", "malignan", "cancer", "neoplas", "carcinoma", "metasta")
    if any(
        f.status in ("present", "possible")
        and (f.category == "neoplastic" or any(word in reading.report.text[s.start : s.end].lower() for word in doubts))
        for f in reading.findings
        for s in (f.sentence,)
        if f.section in ("findings", "impression")
    ):
        return False
    denied = (f.text.lower() for f in reading.findings if f.status == "absent" and f.denied_grade is None)
    return any(word in text for text in denied for word in ("malignan", "cancer", "neoplas", "carcinoma"))


def in_report(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report says it too, in these words or with the same words in one sentence."""
    low = aligned.reading.folded[hit.start : hit.end]
    report = aligned.plan.reading
    if re.search(rf"\b{re.escape(low)}", aligned.reading.prepared.report):
        return True
    if "cancer" in low and low.startswith(("no ", "rule")) and _denies_cancer(aligned):
        return True
    if low.endswith("not cancer") and any(
        w in aligned.reading.prepared.report for w in ("benign", "bi-rads 2", "birads 2")
    ):
        return True
    if ("scan" in low or "test" in low or "follow" in low or "imaging" in low) and any(
        w in aligned.reading.prepared.report for w in ("no follow-up", "no follow up", "no further", "no additional")
    ):
        return True
    words = {t.lemma for t in aligned.reading.tokens[hit.first : hit.last]} - _LINKING
    if words <= _IDIOM:
        return False
    return any(_holds(words, {t.lemma for t in tokens(fold(report.text[s.start : s.end]))}) for s in report.sentences)


def _holds(words: set[str], others: set[str]) -> bool:
    """Whether a sentence holds some words; of the long ones, in any of their forms ("not warranted", "does not warrant")."""
    left = {w for w in words - others if w[0].isalpha()}
    return all("not" in words and len(w) > _LONG_WORD and any(akin(w, other) for other in others) for w in left)


_LONG_WORD = 6


def in_plan(aligned: Aligned, text: str) -> bool:
    """Whether the plan uses these words."""
    return re.search(rf"\b{re.escape(text)}\b", aligned.reading.prepared.said) is not None
