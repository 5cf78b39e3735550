"""Pictures of "of every 100": read from a statement's own words, so that picture and sentence cannot differ."""

from __future__ import annotations

import re

from explainer.rendering.blocks import IconArray

_COUNT = re.compile(
    r"(?P<lead>(?:about|almost|nearly|around|over|up to|at least|at most|more than|less than|fewer than|close to) )?"
    r"(?P<low>\d{1,4})(?: to (?P<high>\d{1,4}))? (?:out )?of (?:every )?(?P<total>100|1,000)\b(?!,\d)",
    re.I,
)
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_CITATION = re.compile(r" ?\[(?:T, )?\d+(?:, \d+)*\]")
_END = re.compile(r"[.;:?!](?:\s|$)")
_TAIL = re.compile(r"(?:[\s,]|\b(?:and|but|or|against|to))+$", re.I)


def icon_arrays(text: str) -> tuple[IconArray, ...]:
    """One array for each "N of every 100" or "of every 1,000" of a statement, in order; quoted report words are left out."""
    own = _CITATION.sub("", _QUOTED.sub(lambda m: "\0" * len(m.group()), text))
    found = list(_COUNT.finditer(own))
    arrays: list[IconArray] = []
    for number, match in enumerate(found):
        total = int(match["total"].replace(",", ""))
        low = int(match["low"])
        high = int(match["high"] or low)
        if not low <= high <= total:
            continue
        end = found[number + 1].start() if number + 1 < len(found) else len(own)
        stop = _END.search(own, match.end(), end)
        words = own[match.start() : stop.start() if stop else end].split("\0", 1)[0]
        caption = _TAIL.sub("", words).strip()
        arrays.append(IconArray(low, high, total, caption[:1].upper() + caption[1:]))
    return tuple(arrays)
