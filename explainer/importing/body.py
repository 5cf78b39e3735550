"""A report's body put together from the parts of a message, each under the heading that its code stands for.

Only the report's own words and such headings go in. Names, numbers and dates of the message stay out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeVar

from explainer.core.language.sections import find_sections, headings
from explainer.core.language.text import fold
from explainer.core.values import Report, SectionKind
from explainer.errors import ReportError

#: Most bytes of report text, in UTF-8 (contract.md).
TEXT_LIMIT: Final = 1_000_000
#: Most bytes of a message: its text may be small and its packing (base64, XML, other reports) large.
MESSAGE_LIMIT: Final = 8_000_000

_TOO_LONG: Final = "the report's text is larger than 1 MB; no radiology report is that long"
_TITLES: Final[dict[SectionKind, str]] = {
    "exam": "EXAM",
    "indication": "INDICATION",
    "history": "HISTORY",
    "comparison": "COMPARISON",
    "technique": "TECHNIQUE",
    "findings": "FINDINGS",
    "impression": "IMPRESSION",
    "recommendation": "RECOMMENDATION",
    "addendum": "ADDENDUM",
    "other": "OTHER",
}
#: LOINC, and the DICOM codes of context groups 7001, 7002 and 6053 (report headings and elements).
_CODES: Final[dict[str, SectionKind]] = {
    "11329-0": "history", "121060": "history", "55752-0": "history",
    "18785-6": "indication", "55108-5": "indication", "55115-0": "indication",
    "121062": "indication", "121109": "indication", "121110": "indication",
    "18834-2": "comparison", "55114-3": "comparison", "111424": "comparison",
    "121066": "comparison", "121068": "comparison", "121069": "comparison",
    "55111-9": "technique", "29549-3": "technique", "121064": "technique", "121065": "technique",
    "18782-3": "findings", "59776-5": "findings", "121070": "findings", "121071": "findings",
    "19005-8": "impression", "55110-1": "impression", "55112-7": "impression",
    "121072": "impression", "121073": "impression", "121076": "impression", "121077": "impression",
    "121111": "impression",
    "18783-1": "recommendation", "121074": "recommendation", "121075": "recommendation",
    "55107-7": "addendum", "121078": "addendum",
}  # fmt: skip
#: Titles that say nothing of what stands below: inside an impression they must not open a findings section.
_VAGUE: Final = frozenset(
    {"comment", "comments", "description", "discussion", "imaging", "narrative", "radiology report", "report", "result",
     "results", "text", "text report", "report text", "section heading", "document title", "radiology"}
)  # fmt: skip
_ANCHORS: Final = frozenset({"exam", "indication", "history", "comparison", "technique", "findings", "impression"})
# Control characters but tab and line feed, and lone surrogates: a message may hold them, a text cannot.
_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_WORD: Final = re.compile(r"\w+")
T = TypeVar("T")


class Part(NamedTuple):
    """Words of the report, and the kind of section that the message puts them in (None: it does not say).

    ``title`` is the heading to write above them when it is not the usual one of the kind.
    """

    kind: SectionKind | None
    text: str
    title: str = ""


class Imported(NamedTuple):
    """The reports of a file in order; ``fallback`` tells that one was read as Windows-1252 for want of UTF-8."""

    reports: tuple[Report, ...]
    fallback: bool = False


def section_kind(code: str, name: str) -> SectionKind | None:
    """The section that a code, or else a name, stands for; None when neither is known as one."""
    known = _CODES.get(code.strip())
    if known is not None:
        return known
    title = " ".join(fold(name).split()).strip(" :.-")
    kind = None if title in _VAGUE else headings().get(title)
    return None if kind == "other" else kind  # "BI-RADS", "Radiologist": the name itself must be told


def is_vague(name: str) -> bool:
    """Whether a name of a part tells a reader nothing ("Report text")."""
    return " ".join(name.lower().split()).strip(" :.-") in _VAGUE


def clean(text: str) -> str:
    """The text with line feeds alone as line ends, no control characters, and no blank lines around it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\x0c", "\n")
    return _UNFIT.sub(" ", text).strip("\n \t")


def words_of(text: str) -> str:
    """The words alone, in lower case, one space between and around them: to tell whether one text holds another."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def check_length(text: str) -> None:
    """Refuse what is larger than any report.

    Raises:
        ReportError: More than 1 MB.
    """
    if len(text) > TEXT_LIMIT or (len(text) > TEXT_LIMIT // 4 and len(text.encode("utf-8", "replace")) > TEXT_LIMIT):
        raise ReportError(_TOO_LONG)


def assemble(parts: Iterable[Part], exam: str = "") -> str:
    """One text from the parts, in order.

    A heading is written above a part when the message names its section and the part's own words do not.

    Args:
        exam: The exam's name as the message codes it; goes on top when the body does not tell the exam itself.

    Raises:
        ReportError: More than 1 MB.
    """
    blocks: list[str] = []
    current: SectionKind | None = None
    size = 0
    for part in parts:
        text = clean(part.text)
        if not text:
            continue
        size += len(text)
        if size > TEXT_LIMIT:
            raise ReportError(_TOO_LONG)
        titled = [s.kind for s in find_sections(text) if s.title]
        if part.kind is not None and (part.title or part.kind != current) and not _ANCHORS.intersection(titled):
            text = f"{part.title or _TITLES[part.kind]}:\n{text}"
            current = part.kind
        elif blocks and part.kind is not None and part.kind == current and not titled:
            blocks[-1] += "\n" + text
            continue
        if titled:
            current = titled[-1]
        blocks.append(text)
    body = "\n\n".join(blocks)
    name = " ".join(clean(exam).split())[:200]
    if body and any(c.isalpha() for c in name) and all(s.kind != "exam" for s in find_sections(body)):
        body = f"EXAM: {name}\n\n{body}"
    check_length(body)
    return body


def choose(candidates: Sequence[T], item: int | None) -> Sequence[T]:
    """All candidates, or the one with this number, counted from 1.

    Raises:
        ReportError: There is none with this number.
    """
    if item is None:
        return candidates
    if not 1 <= item <= len(candidates):
        count = f"{len(candidates)} reports" if len(candidates) != 1 else "1 report"
        raise ReportError(f"item {item} was asked for, but the file holds {count}")
    return (candidates[item - 1],)
