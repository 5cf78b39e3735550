"""The sender's word for how final a report is: which word counts, and which words withdraw the report."""

from __future__ import annotations

import re
from collections.abc import Iterable

from explainer.errors import ReportError

_WITHDRAWN = frozenset(
    {"cancelled", "canceled", "entered-in-error", "entered in error", "deleted", "nullified", "retracted", "void",
     "voided", "withdrawn", "wrong"}
)  # fmt: skip
#: HL7 tables 0123 and 0085: order cancelled or result not to be had, deleted, wrong.
WITHDRAWN_CODES = frozenset({"x", "d", "w"})
_FINAL = frozenset({"f", "final", "u", "complete", "completed", "verified", "signed", "authenticated"})
_CHANGED = frozenset({"c", "amended", "corrected", "appended", "addendum"})
_EARLY = frozenset(
    {"p", "r", "s", "i", "o", "a", "preliminary", "prelim", "partial", "registered", "draft", "unverified", "wet read"}
)  # fmt: skip
_UNFIT = re.compile(r"[^\w .,/()-]")
_NOT_STATED = frozenset({"", '""', "unknown", "null", "none"})


def _folded(word: str) -> str:
    return " ".join(word.lower().replace("_", "-").split())


def _rank(word: str) -> int:
    word = _folded(word)
    return 0 if word in _FINAL else 1 if word in _CHANGED else 3 if word in _EARLY else 2


def least_final(words: Iterable[str]) -> str | None:
    """The word of a report whose parts bear several: the least final one as the sender wrote it, None without any.

    An unknown word counts as less final than ``final`` and ``amended``, and as more final than ``preliminary``.
    """
    stated = [word.strip() for word in words if _folded(word) not in _NOT_STATED]
    return _UNFIT.sub(" ", max(stated, key=_rank))[:40] if stated else None


def refuse_withdrawn(words: Iterable[str], codes: frozenset[str] = frozenset()) -> None:
    """Refuse a report, or a part of one, that its sender took back.

    Args:
        codes: Short codes that withdraw too, in lower case.

    Raises:
        ReportError: One of the words says cancelled, entered in error or deleted.
    """
    for word in words:
        if _folded(word) in _WITHDRAWN or _folded(word) in codes:
            raise ReportError(
                f"the sender withdrew this result (status {word.strip()!r}: cancelled, deleted or entered in error); "
                "it is not explained"
            )
