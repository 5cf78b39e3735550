"""What is let in: a text of bearable size, in English, that is a radiology report."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from importlib import resources
from typing import Any

import rtoml

from explainer.core.language.sections import find_sections
from explainer.errors import ReportError

#: Largest report, in UTF-8 bytes (contract.md).
MAX_BYTES = 1_000_000
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    text = resources.files("explainer.core.language").joinpath("intake.toml").read_text("utf-8")
    data: dict[str, Any] = rtoml.loads(text)
    return data


@lru_cache(maxsize=1)
def _language_words() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in _lists()["language"].items()}


def language_of(folded: str) -> str | None:
    """The language a text is most likely in, by its function words; None when it has too few to tell."""
    words = _WORD.findall(folded[:20_000])
    if len(words) < 4:
        return None
    often = Counter(words)
    counts = {name: sum([often[w] for w in known.intersection(often)]) for name, known in _language_words().items()}
    best = max(sorted(counts), key=lambda name: counts[name])
    english = counts["english"]
    if best != "english" and counts[best] >= 3 and counts[best] > english * 1.5:
        return best
    if not folded.isascii():
        letters = [c for c in folded[:20_000] if c.isalpha()]
        if letters and sum(ord(c) > 0x24F for c in letters) > len(letters) * 0.3:
            return "another script"
    return "english"


def imaging_evidence(text: str, folded: str) -> tuple[int, int]:
    """Points that a text is a radiology report, and points that it is another document."""
    lists = _lists()
    words = " " + " ".join(_WORD.findall(folded[:40_000])) + " "
    head = " " + " ".join(_WORD.findall(folded[:400])) + " "
    points = sum(2 for phrase in lists["imaging"]["strong"] if f" {phrase} " in words)
    points += sum(1 for phrase in lists["imaging"]["weak"] if f" {phrase} " in words)
    points += sum(3 for phrase in lists["imaging"]["title"] if f" {phrase} " in head)
    kinds = {s.kind for s in find_sections(text, folded) if s.title}
    points += 2 * len(kinds & {"findings", "impression", "technique", "comparison"})
    against = sum(2 for phrase in lists["other"]["strong"] if f" {phrase} " in words)
    against += sum(1 for phrase in lists["other"]["weak"] if f" {phrase} " in words)
    return points, against


def admit(text: str, folded: str, findings: int) -> None:
    """Refuse what cannot be explained as a radiology report in English.

    Args:
        findings: How many findings the reader saw in the text.

    Raises:
        ReportError: With the reason, in one line.
    """
    language = language_of(folded)
    if language not in (None, "english"):
        raise ReportError(f"the report is not in English (it reads like {language}); only English is supported")
    points, against = imaging_evidence(text, folded)
    if against >= 6 and against > points * 0.75:
        raise ReportError(
            "this reads like another clinical document (a visit, operation or discharge note), not a radiology report"
        )
    if points < 2 and (findings == 0 or against > points):
        raise ReportError("this is no radiology report: it names no imaging test and no report section")
    if points < 2 and findings < 2 and len(text) > 1500:
        raise ReportError("this is no radiology report: it names no imaging test and too few findings")


def check_size(text: str) -> None:
    """Refuse an empty or an over-long text.

    Raises:
        ReportError: With the reason, in one line.
    """
    if len(text) > MAX_BYTES or (len(text) > MAX_BYTES // 4 and len(text.encode("utf-8", "replace")) > MAX_BYTES):
        raise ReportError("the report is larger than 1 MB; no radiology report is that long")
    if not any(c.isalnum() for c in text):
        raise ReportError("the report is empty")
    if "\x00" in text:
        raise ReportError("the report holds binary data, not text")
