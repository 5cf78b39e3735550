"""Shares of people: who was studied, and the limit that the plan sets beside a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from explainer.core.language.sentences import split_sentences
from explainer.core.language.text import fold, tokens
from explainer.core.values import Caveat
from guardrails.alignment import Aligned
from guardrails.numbers import numbers_of
from guardrails.prepared import plain
from guardrails.reading import Said
from guardrails.rule import Fault


@lru_cache(maxsize=1024)
def parts(text: str) -> tuple[str, ...]:
    """The sentences of a plan's text, as they are compared."""
    low = fold(text)
    return tuple(plain(low[s.start : s.end]) for s in split_sentences(low, folded=low))


#: Who was studied, and by what.
_WHO = re.compile(
    r"\bstud(?:y|ies)\b|\breviews?\b|\bscans\b|\btrial|\bcohort|\bseries\b|\badults\b|\bvolunteers\b|\bn ?="
)


def bare_numbers(aligned: Aligned) -> Iterator[Fault]:
    """A share of people without saying who was studied, or without the limit that the plan sets beside it."""
    methods = {c.id: c for c in aligned.plan.caveats if c.kind == "method"}
    first = next(iter(methods.values())).text if methods else ""
    rates = [_Rate(parts(i.filled()), [methods[c] for c in i.caveats if c in methods]) for i in aligned.plan.items if i.kind == "prevalence"]  # fmt: skip
    limited = [rate for rate in rates if rate.methods]
    text = aligned.reading.folded
    given = {
        plain(text[s.start : s.end])
        for s in aligned.reading.sentences
        if s.planned and s.has("share") and not _who_left_out(aligned, s, rates)
    }
    for said in aligned.reading.sentences:
        if said.label in ("sources",):
            continue
        if said.has("share") and not (said.planned or measured(aligned, said)):
            near = aligned.reading.near(said, 2, 1)
            if not _who(said) and not any(
                s.has("population") or s.has("evidence-word") for s in near if s.index != said.index
            ):
                yield Fault(
                    said.span, "gives a share of people without saying who was studied and how", suggestion=first
                )
        elif said.planned and said.has("share") and _who_left_out(aligned, said, rates):
            if plain(text[said.start : said.end]) in given:
                continue  # the caption under a picture of a number that the text gives with its people
            yield Fault(said.span, "gives a share of people without saying who was studied and how", suggestion=first)
    for rate in limited:
        told = next((s for s in aligned.reading.sentences if s.label != "sources" and rate.told(aligned, s)), None)
        missing = _limit_left_out(aligned, told, rate) if told is not None else None
        if told is not None and missing is not None:
            yield Fault(told.span, "gives a number without the limit that stands beside it", suggestion=missing.text)


@dataclass(frozen=True, slots=True)
class _Rate:
    """One item of the plan that tells how common a thing is: its sentences and the limits of its numbers."""

    parts: tuple[str, ...]
    methods: list[Caveat]

    def told(self, aligned: Aligned, said: Said) -> bool:
        """Whether a sentence tells one of these numbers, in the plan's words or in others with the same share."""
        if not (said.planned or said.has("share")):
            return False
        bare = plain(aligned.reading.folded[said.start : said.end])
        limits = {part for m in self.methods for part in parts(m.text)}
        if said.planned:
            return bare in self.parts and bare not in limits and any(c.isdigit() for c in bare)
        numbers = set(_SHARE.findall(bare))
        return bool(numbers) and numbers <= {n for part in self.parts for n in _SHARE.findall(part)}


_SHARE = re.compile(r"\b[0-9]+(?:\.[0-9]+)?(?= (?:of|out of) every 100| ?%| percent)")


def _who_left_out(aligned: Aligned, said: Said, rates: Sequence[_Rate]) -> bool:
    """Whether the plan tells who was studied in a sentence of its own and the draft has only the number."""
    reading = aligned.reading
    bare = plain(reading.folded[said.start : said.end])
    if "of every" not in bare or _WHO.search(bare):
        return False  # a clinician's figure has its group in the same words
    if not any(bare in r.parts and any(_WHO.search(p) for p in r.parts[: r.parts.index(bare)]) for r in rates):
        return False
    return not any(
        s.paragraph == said.paragraph and _WHO.search(reading.folded[s.start : s.end]) for s in reading.near(said, 3, 1)
    )


def _limit_left_out(aligned: Aligned, told: Said, rate: _Rate) -> Caveat | None:
    """The first limit of these numbers that does not stand near them.

    A limit stands when two thirds of the words of one of its sentences do; in a writer's own words, one limit is enough.
    """
    reading = aligned.reading
    near = list(reading.near(told, 4, 6))
    if not told.planned and any(s.has("method-limit") for s in near if s.paragraph == told.paragraph):
        return None
    limits = {part for m in rate.methods for part in parts(m.text)}
    own = set(rate.parts) - limits
    words = [set(reading.lemmas(s)) for s in near if plain(reading.folded[s.start : s.end]) not in own]
    missing = [m for m in rate.methods if not any(_stands(part, words) for part in parts(m.text))]
    if not missing or (not told.planned and len(missing) < len(rate.methods)):
        return None
    return missing[0]


def _stands(part: str, words: Sequence[set[str]]) -> bool:
    wanted = {t.lemma for t in tokens(part) if len(t.lemma) > 3}
    return bool(wanted) and any(3 * len(wanted & said) >= 2 * len(wanted) for said in words)


#: The mark of a share by itself, and words for a measure of one body that is given in percent.
_PERCENT = frozenset({"percent", "per cent", "%"})
_MEASURES = frozenset(
    "narrowing narrowed narrow stenosis stenoses stenosed stenotic occlusion occluded blockage blocked block obstruction obstructed ejection "
    "fraction ef lvef percentile collapse collapsed slip slippage height loss oxygen saturation uptake washout perfusion function density "
    "lesion vessel artery blood pump pumps pumped pumping squeeze".split()
)
_PEOPLE = frozenset("people adult men women patient person man woman".split())


def measured(aligned: Aligned, said: Said) -> bool:
    """Whether the share is a measure of this scan ("60 percent narrowed"), and none of people.

    It is one when the report holds its number, when none is said, or beside a word for such a measure; a wrong number is
    another rule's.
    """
    reading = aligned.reading
    words = reading.lemmas(said)
    if not _PEOPLE.isdisjoint(words):
        return False
    if any(reading.folded[h.start : h.end] not in _PERCENT for h in said.of("share")):
        numbers = [w for w in words if w[:1].isdigit()]
        report = reading.prepared.report
        return all(f"{n} percent" in report or f"{n}%" in report or f"{n} %" in report for n in numbers)
    shares = [n.value for n in numbers_of(reading.folded, said.start, said.end) if n.unit == "%"]
    told = {n.value for n in reading.prepared.report_numbers}
    return all(share in told for share in shares) or not _MEASURES.isdisjoint(words)


def tells_measure(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence gives a measure of this body in percent, where the report gives one too ("lost 30 percent of its height")."""
    words = aligned.reading.lemmas(said)
    return (
        said.kind == "statement"
        and not said.has("general")
        and not said.has("population")
        and _PEOPLE.isdisjoint(words)
        and not _MEASURES.isdisjoint(words)
        and any(n.unit == "%" for n in aligned.reading.prepared.report_numbers)
    )


def _who(said: Said) -> bool:
    return any(h.cue.kind == "evidence-word" and h.cue.value != "share" for h in said.hits) or said.has("population")
