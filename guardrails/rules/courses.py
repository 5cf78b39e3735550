"""Words of change in a draft: which of them tell a course, and which name a state, a part or a grown-up."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.values import Change, Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.reading import Hit, Said

#: Words by which a sentence sets what is seen against an earlier time.
ANCHORS = frozenset(
    "than since before prior previous previously earlier last older ago already compared comparison yet then former".split()
)
#: What a thing has become when it is only said to be large ("the ligament has grown thick").
_STATES = frozenset("thick thicker large larger big bigger wide wider bulky stout fat heavy long out".split())
_BECOME = frozenset("grown grow grew become got gotten enlarged overgrown".split())
#: Beginnings of the words by which a report tells that a part is larger than it should be.
_ENLARGED = ("hypertroph", "enlarg", "thicken", "megal", "dilat", "hyperplas", "widen", "overgrow", "prominen", "swoll", "cardiomeg", "spleno", "hepato")  # fmt: skip
_ONWARD: dict[str, Change | None] = {"down": "decreased", "up": "increased", "on": None, "into": None, "through": None}


def anchored(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence sets what it tells against an earlier time."""
    return not ANCHORS.isdisjoint(aligned.reading.lemmas(said))


def grown_up(aligned: Aligned, end: int) -> bool:
    """Whether a word of change is only the first half of "grown-up"."""
    behind = [t.lemma for t in aligned.reading.tokens[end : end + 2]]
    if aligned.reading.tokens[end - 1].lemma not in ("grown", "grow"):
        return False
    return behind[:1] in (["up"], ["ups"]) or behind in (["-", "up"], ["-", "ups"])


def change_of(aligned: Aligned, claim: Claim) -> Change | None:
    """The course that a claim tells; None where its word of change names a state or is said of something else."""
    change, said, tokens = claim.mention.change, claim.said, aligned.reading.tokens
    pieces = [
        p
        for p in aligned.reading.analysis.pieces(said.first, said.last)
        if p.term.kind == "change" and p.term.value == change
    ]
    if change is None or not pieces:
        return change
    told: list[Change | None] = []
    for piece in pieces:
        behind = tokens[piece.end].lemma if piece.end < said.last else ""
        if grown_up(aligned, piece.end) or _of_something_else(aligned, claim, piece.start, piece.end):
            continue
        if tokens[piece.end - 1].lemma in ("gone", "go") and behind in _ONWARD:
            told.append(_ONWARD[behind])
        elif change == "increased" and _is_a_state(aligned, claim, piece.start, piece.end):
            told.append(None)
        else:
            return change
    return next((c for c in told if c is not None), None)


def _of_something_else(aligned: Aligned, claim: Claim, first: int, last: int) -> bool:
    """Whether a clause ends between a word of change and the finding behind it ("loss that gets worse, and Lyme disease")."""
    tokens, mention = aligned.reading.tokens, claim.mention
    if tokens[last - 1].start >= mention.start:
        return False
    between = [t.lemma for t in tokens[last : claim.said.last] if t.start < mention.start]
    ends = {";", ".", ":", "but"}.intersection(between) or ("," in between and "and" in between)
    return bool(ends)


def _is_a_state(aligned: Aligned, claim: Claim, first: int, last: int) -> bool:
    """Whether "grown" only says that a part is large, as the report does, and sets it against no earlier time."""
    if anchored(aligned, claim.said):
        return False
    row = [t.lemma for t in aligned.reading.tokens[first : min(claim.said.last, last + 2)]]
    if _BECOME.isdisjoint(row) or _STATES.union(("enlarged", "overgrown")).isdisjoint(row):
        return False
    facts = claim.facts(positive=True)
    words = [*aligned.report_words(facts).split(), *(part for f in facts for part in f.concept.split("-"))]
    return any(kind in word for word in words for kind in _ENLARGED)


def become_large(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether "has grown" in a sentence goes on to a state that the report tells of a part ("has grown thick")."""
    if anchored(aligned, said):
        return False
    row = [t.lemma for t in aligned.reading.tokens[at : min(said.last, at + 5)]]
    if _BECOME.isdisjoint(row) or _STATES.isdisjoint(row):
        return False
    return any(kind in word for scene in aligned.reading.prepared.scenes for word in scene.lemmas for kind in _ENLARGED)


def nothing_amiss(aligned: Aligned, said: Said, span: Span) -> bool:
    """Whether "no change in" a part only says that nothing was found there."""
    if anchored(aligned, said) or not said.places or "change" not in aligned.reading.folded[span.start : span.end]:
        return False
    return not any(c.positive and any(t <= Tie.COARSE for t, _ in c.fits) for c in aligned.claims_in(said))


def _of_course(aligned: Aligned, claim: Claim, hit: Hit) -> bool:
    """Whether "more" and "less" tell how much there is: right before the finding, or with "than" behind them."""
    tokens = aligned.reading.tokens
    if tokens[hit.last - 1].lemma not in ("more", "less", "fewer"):
        return True
    behind = tokens[hit.last].lemma if hit.last < claim.said.last else ""
    return behind == "than" or any(t.start == claim.mention.start for t in tokens[hit.last : hit.last + 2])


_MARKS = frozenset(", ; : . ( ) and but while whereas although".split())
_HAS_BECOME = frozenset("become became got gotten gone grown".split())


def ways(aligned: Aligned, claim: Claim) -> Iterator[tuple[str, Span, bool]]:
    """The courses that words in a claim's own clause tell: the way, where, and whether against an earlier time.

    Only words set against an earlier time, or behind "has become", tell one ("the wider part" does not).
    """
    said, mention, tokens = claim.said, claim.mention, aligned.reading.tokens
    against = anchored(aligned, said)
    for hit in said.of("direction"):
        lo, hi = (mention.end, hit.start) if hit.start >= mention.end else (hit.end, mention.start)
        if hit.start < mention.end and mention.start < hit.end:
            continue
        between = [t.lemma for t in tokens[said.first : said.last] if lo <= t.start < hi]
        if not _MARKS.isdisjoint(between) or any(lo <= m.start and m.end <= hi for m in said.mentions):
            continue
        if grown_up(aligned, hit.last) or not _of_course(aligned, claim, hit):
            continue
        ahead = [t.lemma for t in tokens[max(said.first, hit.first - 3) : hit.first]]
        become = not _HAS_BECOME.isdisjoint((*ahead, *(t.lemma for t in tokens[hit.first : hit.last])))
        denied = any(w in ("not", "no", "never") or w.endswith("n't") for w in ahead)
        if against or become:
            way = {"same": "new", "new": "same"}.get(hit.cue.value, "same") if denied else hit.cue.value
            yield way, Span(hit.start, hit.end), against
