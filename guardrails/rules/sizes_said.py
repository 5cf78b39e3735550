"""Size words of a draft ("a large amount") against the report's grade or size word: what they are said of."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.reading import Hit
from guardrails.rule import Fault
from guardrails.rules.alike import beside, words_beside
from guardrails.rules.degree_words import CLAUSE_ENDS, WORD
from guardrails.rules.grades_words import LARGE, SMALL


def other_size(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> Iterator[Fault]:
    """A size word against the report's grade or size word ("a large amount" for a trace)."""
    sizes = [h for h in claim.said.of("size") if _sizes_it(aligned, claim, h)]
    if not sizes:
        return
    acting = any(not _ADVERBS.isdisjoint(t.lemma for t in aligned.reading.tokens[h.first : h.last]) for h in sizes)
    words = " " + " ".join(WORD.findall(aligned.report_words(facts)) if acting else words_beside(aligned, facts))
    small, large = any(f" {w}" in words for w in SMALL), any(f" {w}" in words for w in (*LARGE, "enlarg"))
    between = not small and not large and aligned.grades(facts) == {"moderate"} and claim.fits[0][0] == Tie.SAME
    for hit in sizes:
        if not (
            (hit.cue.value == "large" and small and not large)
            or (hit.cue.value == "small" and large and not small)
            or (between and hit.cue.value in ("large", "small"))
        ):
            continue
        if beside(aligned, claim, {t.lemma for t in aligned.reading.tokens[hit.first : hit.last]} - _JOINS, facts):
            continue
        yield Fault(
            Span(min(hit.start, claim.mention.start), max(hit.end, claim.mention.end)),
            f"calls {claim.mention.name} {hit.cue.value}; the report says otherwise",
            aligned.evidence(facts),
            aligned.statement(facts),
        )
        return


def _sizes_it(aligned: Aligned, claim: Claim, hit: Hit) -> bool:
    """Whether a size word is said of what the claim names, and not of a part, of people or of another finding."""
    said, mention, row = claim.said, claim.mention, aligned.reading.tokens
    if mention.start <= hit.start and hit.end <= mention.end:
        if any(t.lemma == "of" for t in row[said.first : hit.first] if t.start >= mention.start):
            return False  # "disease of the tiny vessels": the part is small
        concept = aligned.reading.lexicon.concepts[mention.concept]
        names = frozenset(" ".join((concept.name, concept.plain, *concept.terms, *concept.lay)).lower().split())
        return names.isdisjoint(t.lemma for t in row[hit.first : hit.last])  # "small vessel disease"
    plain = tokens(fold(aligned.reading.lexicon.concepts[mention.concept].plain))
    if mention.start - hit.end == 1 and {t.lemma for t in row[hit.first : hit.last]} <= {t.lemma for t in plain}:
        return False  # "small spaces around vessels" are so called, however wide
    if any(m.start <= hit.start and hit.end <= m.end for m in said.mentions) or _size_of_part(aligned, claim, hit):
        return False
    if hit.last < said.last and (
        row[hit.last].lemma in _PEOPLE or any(h.start == row[hit.last].start for h in said.of("folk", "population"))
    ):
        return False
    ahead = hit.end <= mention.start
    lo, hi = (hit.end, mention.start) if ahead else (mention.end, hit.start)
    if hi - lo > _SIZED_WITHIN or any(lo <= m.start and m.end <= hi for m in said.mentions):
        return False
    between = [t.lemma for t in row[said.first : said.last] if lo <= t.start < hi]
    if ahead:
        return _SIZE_ENDS.isdisjoint(between) and "and" not in between[1:]
    if not _ADVERBS.isdisjoint(t.lemma for t in row[hit.first : hit.last]):
        return CLAUSE_ENDS.isdisjoint(between)  # "bulges that press very hard"
    parts = [p for p in aligned.reading.analysis.pieces(said.first, said.last) if p.term.kind in ("anatomy", "side")]
    placed = {t.lemma for p in parts for t in row[p.start : p.end]}
    return all(word in _LINKING or word in placed for word in between)


_SIZED_WITHIN = 60
_ADVERBS = frozenset("extremely hard badly heavily strongly barely".split())
_JOINS = frozenset("a an of the very".split())
_PEOPLE = frozenset("folks people adults others persons individuals patients men women times".split())
#: Words behind which a size word no longer speaks of what follows, and those that link it to what was named before.
_SIZE_ENDS = frozenset("; : ( ) but with without that which who where in near next behind at on beside around".split())
_LINKING = frozenset(
    "is are was were be been has have look looks seem seems appear appears quite very rather fairly also too and a an the your it , : - "
    "( which that in of at on to".split()
)


def _size_of_part(aligned: Aligned, claim: Claim, hit: Hit) -> bool:
    """Whether a size word is said of a part right behind it ("the tiny blood vessels") or right before it ("LAD large, …")."""
    tokens, said = aligned.reading.tokens, claim.said
    parts = [p for p in aligned.reading.analysis.pieces(said.first, said.last) if p.term.kind == "anatomy"]
    if hit.last < said.last and tokens[hit.last].lemma in (",", ";", "and", "with"):
        return any(p.end == hit.first or (p.end == hit.first - 1 and tokens[p.end].lemma in _IS) for p in parts)
    if not any(p.start == hit.last for p in parts):
        return False
    return not (claim.mention.start <= tokens[hit.last].start < claim.mention.end)


_IS = frozenset("is are was were looks : -".split())
