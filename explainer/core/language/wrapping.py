"""Lines broken at a fixed width, put together again.

A line break counts as a wrap when the next word would not have fitted into the width that the text keeps. Nothing is joined
in a text with long lines, or in one whose lines seldom come near its width: there each line end is meant.
"""

from __future__ import annotations

import re

_NARROWEST, _WIDEST = 45, 100
_SHARE = 0.75
#: What opens a line of its own: a bullet, a number, a heading or lead with its colon, a line of marks.
_OWN_LINE = re.compile(r"[ ]*(?:[-*+•#>|=_]|\(?[0-9]{1,2}[.)][ ]|[a-z0-9][a-z0-9 /&,()'.-]{0,40}:(?:[ ]|$))")
_FULL = re.compile(r"[.:;!?)][ ]*$")


def notes(text: str) -> bool:
    """Whether a text holds one note a line: it has small letters, and no line begins with one, so that nothing was wrapped."""
    return any(c.islower() for c in text) and not any(line.lstrip()[:1].islower() for line in text.split("\n"))


def unwrap(folded: str) -> str:
    """The folded text with a space for each line break that only a width made; the same length, offsets stay valid."""
    if "\n" not in folded:
        return folded
    lines = folded.split("\n")
    widths = [len(line.rstrip()) for line in lines]
    width = max(widths)
    if not _NARROWEST <= width <= _WIDEST:
        return folded
    full: list[int] = []
    long = open_ends = at = 0
    for index, line in enumerate(lines[:-1]):
        at += len(line) + 1
        after = lines[index + 1]
        if widths[index] < _NARROWEST - 5 or not after.strip() or _OWN_LINE.match(after):
            continue
        long += 1
        if widths[index] + 1 + len(after.split(None, 1)[0]) > width:
            full.append(at - 1)
            open_ends += _FULL.search(line) is None
    if len(full) < 2 or not open_ends or len(full) < _SHARE * long:
        return folded
    pieces: list[str] = []
    begin = 0
    for place in full:
        pieces.append(folded[begin:place])
        begin = place + 1
    pieces.append(folded[begin:])
    return " ".join(pieces)
