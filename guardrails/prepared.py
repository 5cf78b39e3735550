"""What the guard needs of a plan whatever the draft: folded words, allowed numbers, the figures of each source.

Made once for a plan and kept while the plan lives, so that many drafts of one plan are judged fast.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TypeVar, cast

from explainer.core.knowledge.lexicon import Lexicon, load_lexicon
from explainer.core.language.analysis import analyse
from explainer.core.language.attributes import find_levels
from explainer.core.language.mentions import places_of
from explainer.core.language.sentences import split_sentences
from explainer.core.language.text import Token, fold, tokens
from explainer.core.values import Fact, Finding, Plan, Span
from guardrails.names import stem
from guardrails.numbers import Number, numbers_in, numbers_of

Made = TypeVar("Made")

_SPACES = re.compile(r"[\s\x01]+")
_MARKS = re.compile(r"[\[(][rt](?:,[^\])]{0,60})?[\])]|\[[0-9][0-9, ]{0,40}\]|[*_#>`]+")
_MARKUP = re.compile(r"[\[(*_#>`]")
_BULLET = re.compile(r"\s*(?:[-*+>][ \t]+|[0-9]{1,2}[.)][ \t]+|#{1,6}[ \t]*)")


def plain(folded: str) -> str:
    """Folded text without markup, citation marks, bullets and spare spaces, for comparing whole sentences."""
    bare = _MARKS.sub(" ", folded) if _MARKUP.search(folded) else folded
    bullet = _BULLET.match(bare)
    if bullet:
        bare = bare[bullet.end() :]
    return " ".join(bare.replace("\x01", " ").split()).strip(' .!?;:"-').replace(" .", ".")


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence of the report as its words have it.

    ``parts`` are the parts of the body it names or places a finding in; ``places`` those it names, with where they begin.
    """

    start: int
    end: int
    row: tuple[Token, ...]
    lemmas: frozenset[str]
    parts: frozenset[str]
    places: tuple[tuple[str, int], ...]
    sides: frozenset[str]
    levels: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Undenied:
    """What the sentences of the report say before they deny anything: the numbers of those that hold a stem.

    ``aside`` are the sentences that tell of the reader, the question or the method, and not of what was seen.
    """

    at: Mapping[str, frozenset[int]]
    aside: frozenset[int]

    def holding(self, stems: Iterable[str]) -> frozenset[int]:
        """The sentences that hold all of these stems."""
        found: frozenset[int] | None = None
        for word in stems:
            here = self.at.get(word, frozenset())
            found = here if found is None else found & here
            if not found:
                break
        return found or frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A plan made ready for judging.

    ``said`` is all the plan's wording in one folded text; ``sentences`` its sentences as ``plain`` has them, each with the
    sources it may cite; ``urgent`` those of its urgent steps; ``cited`` those of its list of sources; ``vocabulary`` the
    lemmas a faithful draft may use of findings.
    """

    report: str
    report_lemmas: frozenset[str]
    undenied: Undenied
    said: str
    sentences: Mapping[str, frozenset[str]]
    urgent: frozenset[str]
    cited: frozenset[str]
    vocabulary: frozenset[str]
    positive_lemmas: frozenset[str]
    report_numbers: tuple[Number, ...]
    plan_numbers: tuple[Number, ...]
    source_numbers: Mapping[str, tuple[Number, ...]]
    source_words: Mapping[str, frozenset[str]]
    facts: Mapping[str, Fact]
    part_sides: Mapping[str, frozenset[str]]
    levels: frozenset[str]
    scenes: tuple[Scene, ...]
    #: What rules made of the report alone, by their own keys; see ``kept``.
    memo: dict[Hashable, object] = field(default_factory=dict)

    def says(self, folded: str) -> bool:
        """Whether the report or the plan uses these very words."""
        return folded in self.report or folded in self.said


def kept(memo: dict[Hashable, object], key: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` gives for the report, made once for a plan; it must not depend on the draft."""
    found = memo.get(key)
    if found is None:
        found = memo[key] = make()
    return cast(Made, found)


_KEPT: dict[int, tuple[weakref.ref[Plan], Prepared]] = {}


def prepare(plan: Plan) -> Prepared:
    """The plan made ready; made once for each plan object."""
    kept = _KEPT.get(id(plan))
    if kept is not None and kept[0]() is plan:
        return kept[1]
    made = _prepare(plan)
    key = id(plan)
    _KEPT[key] = (weakref.ref(plan, lambda _: _KEPT.pop(key, None)), made)
    return made


def _texts(plan: Plan) -> list[str]:
    texts = [i.filled() for i in plan.items] + [i.heading for i in plan.items] + [c.text for c in plan.caveats]
    return [text for text in texts if text]


def _sourced(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    """Every wording of the plan with the sources behind it; a finding's paragraph may cite those of its caveats."""
    caveats = {c.id: c for c in plan.caveats}
    rows: list[tuple[str, tuple[str, ...]]] = [(c.text, c.sources) for c in plan.caveats]
    for item in plan.items:
        behind = tuple(id for c in item.caveats if c in caveats for id in caveats[c].sources)
        rows += [(item.filled(), (*item.sources, *behind)), (item.heading, ())]
    for hold in plan.holds:
        rows += [(hold.message, ()), (f"Reason: {hold.message}", ())]
    return [(text, ids) for text, ids in rows if text]


def _plain_sentences(text: str) -> list[str]:
    low = fold(text)
    return [plain(low[s.start : s.end]) for s in split_sentences(low, folded=low)]


def _prepare(plan: Plan) -> Prepared:
    lexicon = load_lexicon("letter")
    reading = plan.reading
    report = _SPACES.sub(" ", fold(reading.text))
    texts = [fold(text) for text in _texts(plan)]
    sentences: dict[str, frozenset[str]] = {}
    for text, ids in _sourced(plan):
        for sentence in _plain_sentences(text):
            sentences[sentence] = sentences.get(sentence, frozenset()) | frozenset(ids)
    urgent = frozenset(w for i in plan.items if i.kind == "urgent" for w in _plain_sentences(i.filled()))
    cited = frozenset(
        w
        for s in plan.sources
        for w in (*_plain_sentences(s.citation), *_plain_sentences(f"[{s.number}] {s.citation}"))
    )
    report_lemmas = frozenset(t.lemma for t in tokens(report))
    scenes = _scenes(plan)
    positive = _undenied_words(reading.text, [f for f in reading.findings if f.status in _TOLD])
    report_numbers = list(numbers_of(report, 0, len(report)))
    for size in (m for f in reading.findings for m in f.measurements):
        report_numbers.append(Number(size.value, size.unit, size.start, size.end))
    numbers = [fold(n) for item in plan.items for n in item.numbers]
    if plan.age is not None:
        numbers.append(str(plan.age))
    facts_of_sources = [fold(" \n ".join((s.citation, *s.key_facts))) for s in plan.sources]
    said = " \n ".join([*texts, *numbers])
    source_numbers = {s.id: numbers_in(known) for s, known in zip(plan.sources, facts_of_sources, strict=True)}
    plan_numbers = (*numbers_of(said, 0, len(said)), *chain.from_iterable(source_numbers.values()))
    for item in plan.items:
        if item.kind in ("prevalence", "caveat", "meaning", "finding", "next-step"):
            for id in item.sources:
                text = f"{fold(item.filled())} \n {' '.join(item.numbers)}"
                source_numbers[id] = (*source_numbers.get(id, ()), *numbers_of(text, 0, len(text)))
    return Prepared(
        report=report,
        report_lemmas=report_lemmas,
        undenied=_undenied(plan),
        said=said,
        sentences=sentences,
        urgent=urgent,
        cited=cited,
        vocabulary=_vocabulary(plan, lexicon, texts) | report_lemmas,
        positive_lemmas=positive,
        report_numbers=tuple(report_numbers),
        plan_numbers=plan_numbers,
        source_numbers=source_numbers,
        source_words={s.id: words_in(f"{s.id} {s.citation}") for s in plan.sources},
        facts={f.id: f for f in reading.facts},
        part_sides=_part_sides(plan, lexicon),
        levels=frozenset(level for g in find_levels(report, 0, len(report)) for level in g.levels),
        scenes=scenes,
    )


_SIDE_WORDS = {
    "left": ("left",), "right": ("right",), "lt": ("left",), "rt": ("right",), "both": ("left", "right"),
    "bilateral": ("left", "right"), "bilaterally": ("left", "right"), "either": ("left", "right"), "each": ("left", "right"),
}  # fmt: skip


def _scenes(plan: Plan) -> tuple[Scene, ...]:
    reading, lexicon = plan.reading, load_lexicon("letter")
    low = fold(reading.text)
    analysis = analyse(reading.text, lexicon)
    made: list[Scene] = []
    for span in reading.sentences:
        row = tuple(tokens(low, span.start, span.end))
        lemmas = frozenset(t.lemma for t in row)
        places = places_of(analysis, Span(span.start, span.end))
        parts = {p.anatomy for p in places}
        parts |= {f.site for f in reading.findings if f.site and span.start <= f.start < span.end}
        made.append(
            Scene(
                span.start,
                span.end,
                row,
                lemmas,
                frozenset(parts),
                tuple((p.anatomy, p.start) for p in places),
                frozenset(side for word in lemmas for side in _SIDE_WORDS.get(word, ())) | _lettered(reading.text, row),
                frozenset(level for g in find_levels(low, span.start, span.end) for level in g.levels),
            )
        )
    return tuple(made)


_LETTERED = {"l": "left", "r": "right"}


def _lettered(text: str, row: Sequence[Token]) -> frozenset[str]:
    """The sides that a note tells by a capital letter alone ("L wrist", "moderate R, minimal L"; no level and no "R/O")."""
    behind = [t.lemma for t in row[1:]] + ["."]
    return frozenset(
        _LETTERED[t.lemma]
        for t, then in zip(row, behind, strict=True)
        if t.lemma in _LETTERED and text[t.start].isupper() and not (then[0].isdigit() or then == "/")
    )


_ASIDE = frozenset("indication history comparison technique recommendation".split())
_DENYING = frozenset("no not without nor neither never none".split())
_TURNING = frozenset("but however although though except".split())


_TOLD = frozenset(("present", "possible", "historical"))


def _undenied_words(text: str, findings: Sequence[Finding]) -> frozenset[str]:
    """The lemmas of the sentences of some findings before these deny anything, and of the findings themselves."""
    words: set[str] = set()
    for span in {f.sentence for f in findings}:
        denied = False
        for token in tokens(fold(text[span.start : span.end])):
            denied = token.lemma not in _TURNING and (denied or token.lemma in _DENYING)
            if not denied:
                words.add(token.lemma)
    for finding in findings:
        words.update(t.lemma for t in tokens(fold(text[finding.start : finding.end])))
    return frozenset(words)


def _undenied(plan: Plan) -> Undenied:
    reading = plan.reading
    low = fold(reading.text)
    found: dict[str, set[int]] = {}
    for number, sentence in enumerate(reading.sentences):
        denied = False
        for token in tokens(low, sentence.start, sentence.end):
            denied = token.lemma not in _TURNING and (denied or token.lemma in _DENYING)
            if not denied and token.lemma.isalpha():
                found.setdefault(stem(token.lemma), set()).add(number)
    aside = frozenset(n for n, sentence in enumerate(reading.sentences) if sentence.section in _ASIDE)
    return Undenied({word: frozenset(at) for word, at in found.items()}, aside)


def _part_sides(plan: Plan, lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """The sides on which the report speaks of each part of the body, or of a part in it."""
    sides: dict[str, set[str]] = {}

    def add(part: str, side: str) -> None:
        for place in (part, *lexicon.ancestors(part)):
            sides.setdefault(place, set()).add(side)

    reading = plan.reading
    analysis = analyse(reading.text, load_lexicon("report"))
    for sentence in reading.sentences:
        for place in places_of(analysis, Span(sentence.start, sentence.end)):
            if place.laterality in ("left", "right", "bilateral"):
                add(place.anatomy, place.laterality)
    for finding in reading.findings:
        if finding.site and finding.laterality:
            add(finding.site, finding.laterality)
    return {part: frozenset(found) for part, found in sides.items()}


@lru_cache(maxsize=2048)
def words_in(text: str) -> frozenset[str]:
    """The words of three letters or more, and the years, of a citation."""
    return frozenset(re.findall(r"[a-z0-9]{3,}", fold(text)))


@lru_cache(maxsize=16384)
def _name_lemmas(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(t.lemma for name in names for t in tokens(fold(name)))


def _vocabulary(plan: Plan, lexicon: Lexicon, texts: list[str]) -> frozenset[str]:
    """Lemmas that a faithful draft may use of findings: the plan's words and the lexicon's names for what was found."""
    words: set[str] = set()
    for text in texts:
        words.update(t.lemma for t in tokens(text))
    sites: set[str] = set()
    for finding in plan.reading.findings:
        concept = lexicon.concepts.get(finding.concept)
        if concept is not None:
            words |= _name_lemmas((concept.name, concept.plain, *concept.terms, *concept.lay))
            if concept.site:
                sites.add(concept.site)
        if finding.site:
            sites.add(finding.site)
    for site in sites:
        part = lexicon.anatomy.get(site)
        if part is not None:
            words |= _name_lemmas((part.name, part.plain, *part.terms, *part.lay))
    return frozenset(w for w in words if len(w) > 2)
