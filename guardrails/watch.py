"""The guard on a stream: fed text as it arrives, it reports a violation as soon as its sentence has ended.

What is missing can only be told at the end; everything else is told at once. ``finish`` gives the verdict of the whole
text, the same as ``check`` gives.
"""

from __future__ import annotations

from collections.abc import Iterable

from explainer.core.language.sentences import split_sentences
from explainer.core.values import Plan, Verdict, Violation
from guardrails.guard import MAX_DRAFT, check, judge
from guardrails.rules import ALL_RULES

#: Rules that speak of the whole text and so wait for its end.
_WHOLE = frozenset(
    {
        "omitted-finding",
        "dropped-caveat",
        "missing-urgent-action",
        "malformed-draft",
        "reading-level",
        "missing-citation",
    }
)
_ENDS = (".", "!", "?", "\n", ";", ":")


class Watch:
    """Watches one draft of plain text; used once, by one caller."""

    def __init__(self, plan: Plan, *, allowed: Iterable[str] = ()) -> None:
        self._plan, self._allowed = plan, tuple(allowed)
        self._text = ""
        self._judged = 0
        self._seen: set[tuple[str, str]] = set()

    @property
    def text(self) -> str:
        """What has been fed so far."""
        return self._text

    def feed(self, piece: str) -> tuple[Violation, ...]:
        """Take in more text; the new errors in sentences that have ended, in text order.

        A sentence is judged with all text before it and is counted as ended when another one begins behind it, or at a
        line break.
        """
        self._text += piece
        if len(self._text) > MAX_DRAFT:
            return (Violation("malformed-draft", "error", None, None, "", "the draft is larger than the limit"),)
        if not any(mark in piece for mark in _ENDS) and not piece.endswith(" "):
            return ()
        end = self._ended()
        if end <= self._judged:
            return ()
        self._judged = end
        found: list[Violation] = []
        for violation in judge(self._plan, self._text[:end], ALL_RULES, allowed=self._allowed, begun=True).violations:
            if violation.severity != "error" or violation.start is None or violation.rule in _WHOLE:
                continue
            key = (violation.rule, violation.text)
            if key not in self._seen:
                self._seen.add(key)
                found.append(violation)
        return tuple(found)

    def _ended(self) -> int:
        """Where the last whole sentence ends."""
        tail = self._text.rstrip(" \t")
        if tail.endswith("\n"):
            return len(tail)
        spans = split_sentences(self._text, self._judged)
        if tail != self._text and spans and tail[-1:] in ".!?":
            return len(tail)
        return spans[-2].end if len(spans) > 1 else self._judged

    def finish(self) -> Verdict:
        """The verdict on the whole text."""
        return check(self._plan, self._text, allowed=self._allowed)
