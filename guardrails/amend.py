"""A draft with the guard's suggestions put in: the cheapest repair, with no model."""

from __future__ import annotations

import re

from explainer.core.language.sentences import split_sentences
from explainer.core.language.text import fold
from explainer.core.values import Verdict

_MARKER = re.compile(r"[ \t]*(?:[-*+•]|#{1,6}|[0-9]{1,2}[.)])?[ \t]*")


def amend(draft: str, verdict: Verdict) -> str:
    """A plain-text or Markdown draft in which each sentence at fault gives way to its suggestion.

    A sentence without a suggestion is taken out; what is missing from the draft is added at the end. Warnings are left alone.
    The result is not judged: check it again before anybody reads it.

    Args:
        draft: The text that ``verdict`` was given for.
    """
    errors = [v for v in verdict.violations if v.severity == "error"]
    located = [v for v in errors if v.start is not None]
    lacking = [v.suggestion for v in errors if v.start is None and v.suggestion]
    said: list[str] = []
    parts: list[str] = []
    at = 0
    for span in split_sentences(draft, 0, len(draft), folded=fold(draft)):
        here = [v for v in located if v.start is not None and span.start <= v.start < span.end]
        if not here:
            continue
        marker = _MARKER.match(draft, span.start, span.end)
        begin = marker.end() if marker is not None else span.start
        new = [s for s in dict.fromkeys(v.suggestion for v in here if v.suggestion) if s not in said]
        said += new
        parts += [draft[at:begin], " ".join(new)]
        at = span.end
    parts.append(draft[at:])
    text = "".join(parts).rstrip()
    more = [s for s in dict.fromkeys(lacking) if s not in said]
    return "\n".join([text, "", *more]) if more else text
