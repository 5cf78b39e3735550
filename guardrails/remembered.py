"""Sentences read before: a sentence says the same wherever it stands, so what was read of it is shifted to its new place.

A letter is judged as a draft and again as the text that is printed, a broken statement is asked for anew while the others stay,
and many letters share their caveats and safety text. The table is bounded and holds nothing that a verdict depends on.
"""

from __future__ import annotations

from explainer.core.language.analysis import Analysis
from explainer.core.language.mentions import Context, Mention, Place, read_sentence
from explainer.core.values import Measurement, Span

#: Most sentences that are remembered; then the table begins anew.
MOST = 8192
#: The longest sentence that is remembered, in characters: with ``MOST`` it bounds the memory.
LONGEST = 400

_Key = tuple[str, str, str, tuple[str, ...], Context | None]
_READ: dict[_Key, tuple[int, list[Mention], list[Place]]] = {}


def read_again(analysis: Analysis, span: Span, context: Context | None = None) -> tuple[list[Mention], list[Place]]:
    """``read_sentence``, from memory where the same words were read under the same lead."""
    start, end = span
    if end - start > LONGEST:
        return read_sentence(analysis, span, context)
    first, last = analysis.token_range(span)
    key = (
        analysis.lexicon.dialect,
        analysis.text[start:end],
        analysis.folded[start:end],
        analysis.lemmas[first:last],
        context,
    )
    kept = _READ.get(key)
    if kept is None:
        mentions, places = read_sentence(analysis, span, context)
        if len(_READ) >= MOST:
            _READ.clear()
        _READ[key] = (start, mentions, places)
        return [*mentions], [*places]
    by = start - kept[0]
    if not by:
        return [*kept[1]], [*kept[2]]
    return [_moved(mention, by) for mention in kept[1]], [
        Place(p.anatomy, p.start + by, p.end + by, p.laterality, p.levels) for p in kept[2]
    ]


def _moved(mention: Mention, by: int) -> Mention:
    m = mention
    sizes = tuple([Measurement(s.value, s.unit, s.start + by, s.end + by) for s in m.measurements])
    return Mention(
        m.concept, m.name, m.text, m.start + by, m.end + by, m.status, m.certainty, m.denied_grade, m.laterality, m.levels,
        m.site, m.severity, sizes, m.change, m.category, m.generic,
    )  # fmt: skip
