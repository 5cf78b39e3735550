"""Certainty of what the report leaves open: by a word of certainty, or by its own words without their doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from explainer.core.language.text import Token
from explainer.core.values import Span
from guardrails.alignment import Aligned, Tie
from guardrails.names import FILLERS
from guardrails.prepared import Scene
from guardrails.reading import Hit, Said
from guardrails.rule import Fault
from guardrails.rules.degree_words import IS_SO, SHORT_WORD, UNTOLD
from guardrails.rules.doubts_report import DOUBT, OPENING, certainties, doubted_kind
from guardrails.rules.subjects import facts_of
from guardrails.rules.wording import akin

_KINDS_OF_GROWTH = ("benign", "malignant", "cancerous", "noncancerous")


def sure_of_kind(aligned: Aligned) -> Iterator[Fault]:
    """A growth told to be benign or not, where the report only ever holds it likely ("probably benign")."""
    reading = aligned.reading
    for said in reading.sentences:
        if said.kind != "statement" or said.label in UNTOLD or reading.from_plan(said) or said.has("tentative"):
            continue
        row = reading.tokens[said.first : said.last]
        for before, token in pairwise(row):
            if token.lemma not in _KINDS_OF_GROWTH or before.lemma not in IS_SO or not said.mentions:
                continue
            told = [s for s in reading.prepared.scenes if token.lemma in s.lemmas]
            if told and not said.quoted(token.start, token.end) and all(doubted_kind(s, token.lemma) for s in told):
                yield Fault(
                    Span(before.start, token.end), f"says for sure that it is {token.lemma}; the report does not"
                )
                break


def sure_in_words(aligned: Aligned) -> Iterator[Fault]:
    """A word of certainty before words that the report tells with doubt, be they a finding or not ("definite invasion of …")."""
    reading = aligned.reading
    for said in reading.sentences:
        if said.kind not in ("statement", "heading") or said.label in UNTOLD or reading.from_plan(said):
            continue
        for hit in said.of("certain"):
            if denied_before(aligned, said, hit) or said.quoted(hit.start, hit.end):
                continue
            window = _until_mark(reading.tokens[hit.last : said.last])[:_WINDOW]
            behind = [t.lemma for t in window if t.lemma.isalpha() and len(t.lemma) > 3 and t.lemma not in FILLERS]
            told = [_doubted_words(scene, behind) for scene in reading.prepared.scenes]
            most = max((count for count, _ in told), default=0)
            alone = most == 1 and behind[:1] and window[0].lemma == behind[0] and _only_held_likely(aligned, behind[0])
            if (most >= 2 and all(doubted for count, doubted in told if count == most)) or alone:
                yield Fault(Span(hit.start, window[-1].end), "says for sure what the report leaves open")


def _only_held_likely(aligned: Aligned, word: str) -> bool:
    """Whether the report never has a word but right behind one of likelihood ("likely reactive")."""
    told = [s for s in aligned.reading.prepared.scenes if word in s.lemmas]
    return bool(told) and all(doubted_kind(s, word) for s in told)


def sure_of_a_name(aligned: Aligned) -> Iterator[Fault]:
    """A word of certainty right beside a name that the report only holds possible, wherever it is told ("a definite stone")."""
    for claim in aligned.claims:
        said, mention = claim.said, claim.mention
        if not claim.positive or said.kind == "question" or mention.status == "possible":
            continue
        if claim.asserted and certainties(aligned, facts_of(aligned, claim)) <= DOUBT:
            continue  # told already
        facts = claim.nearest(positive=True)
        if not facts or any(f.status != "possible" for f in facts) or claim.fits[0][0] > Tie.RELATED:
            continue
        for hit in said.of("certain"):
            gap = (
                aligned.reading.folded[hit.end : mention.start]
                if hit.end <= mention.start
                else aligned.reading.folded[mention.end : hit.start]
            )
            gap = gap.strip(" \"'()*")  # of what is quoted or set in brackets
            beside = len(gap) < _GAP and not any(sign in gap for sign in ",;:.()")
            if beside and not denied_before(aligned, said, hit) and not said.quoted(hit.start, hit.end):
                yield Fault(
                    Span(min(hit.start, mention.start), max(hit.end, mention.end)),
                    f"says for sure what the report holds {min(certainties(aligned, facts))}", aligned.evidence(facts), aligned.statement(facts),
                    sure=True,
                )  # fmt: skip
                break


_GAP = 14
_WINDOW = 10


def doubt_dropped(aligned: Aligned) -> Iterator[Fault]:
    """The report's own words for what it only thinks of, told without its doubt ("the findings represent a molar gestation")."""
    reading = aligned.reading
    open_words = [(scene, tail) for scene in reading.prepared.scenes for tail in _doubted_tails(scene)]
    open_words = [
        (scene, tail)
        for scene, tail in open_words
        if not any(
            other is not scene and set(tail) <= other.lemmas and OPENING.isdisjoint(other.lemmas)
            for other in reading.prepared.scenes
        )
    ]
    for said in reading.sentences if open_words else ():
        if said.kind != "statement" or said.label in UNTOLD or reading.from_plan(said) or said.has("not-knowing"):
            continue
        words = [t.lemma for t in reading.tokens[said.first : said.last]]
        if said.has("tentative") or not _LEAVES_OPEN.isdisjoint(words):
            continue
        near = [reading.lemmas(s) for s in reading.near(said, 1, 1) if s is not said and s.has("tentative")]
        for _, tail in open_words:
            if any(not {*tail, "this", "it", "that"}.isdisjoint(lemmas) for lemmas in near):
                continue
            at = _in_a_row(words, tail)
            if at is None or said.quoted(reading.tokens[said.first + at].start, reading.tokens[said.first + at].end):
                continue
            first, last = reading.tokens[said.first + at], reading.tokens[said.first + at + len(tail) - 1]
            yield Fault(Span(first.start, last.end), "says for sure what the report leaves open")
            break


_LEAVES_OPEN = frozenset(
    "no not none nor without if whether doubt question questioned ask check exclude excluded suggest possibility mean means or n't "
    "consistent compatible concern concerning think thinks thought believed apparent correlate correlation rule until".split()
)
_TAIL = 4
_BEFORE_TAIL = frozenset("represent represents reflect reflects be indicate suggest a an the represents have".split())


def _doubted_tails(scene: Scene) -> Iterator[tuple[str, ...]]:
    """The words that a report's sentence sets right behind "may represent" and the like, two at least, up to a mark."""
    words = [t.lemma for t in scene.row]
    for at, word in enumerate(words):
        if word not in ("may", "might", "could") or words[at + 1 : at + 2] not in (["represent"], ["be"], ["reflect"]):
            continue
        tail: list[str] = []
        for other in words[at + 2 :]:
            if not tail and other in _BEFORE_TAIL:
                continue
            if not other.isalpha() or other in FILLERS or other in ("or", "and") or len(tail) == _TAIL:
                break
            tail.append(other)
        if len(tail) > 1 and all(len(w) > SHORT_WORD for w in tail):
            yield tuple(tail)


def _in_a_row(words: Sequence[str], tail: Sequence[str]) -> int | None:
    """Where some words stand one behind the other among others."""
    return next((i for i in range(len(words) - len(tail) + 1) if list(words[i : i + len(tail)]) == list(tail)), None)


def _until_mark(row: Sequence[Token]) -> Sequence[Token]:
    end = next((i for i, t in enumerate(row) if t.lemma in _MARKED), len(row))
    return row[:end]


_MARKED = frozenset(", ; : . ( ) but".split())


def _doubted_words(scene: Scene, words: Sequence[str]) -> tuple[int, bool]:
    """How many of some words a sentence of the report holds, the first of them first, and whether a doubt stands before them."""
    at = [i for i, t in enumerate(scene.row) if words and _same_root(words[0], t.lemma)]
    if not at:
        return 0, False
    count = sum(any(_same_root(word, t.lemma) for t in scene.row) for word in words)
    ahead = [t.lemma for t in scene.row[max(0, at[0] - 6) : at[0]]]
    behind = [t.lemma for t in scene.row[at[0] + 1 : at[0] + 7]]
    doubt = not OPENING.isdisjoint(ahead) or not _DOUBT_BEHIND.isdisjoint(behind)
    return count, doubt


_DOUBT_BEHIND = frozenset("suspected possible likely probable questioned suggested excluded".split())


def _same_root(one: str, other: str) -> bool:
    """Whether two words may be forms of one ("invasion", "invaded")."""
    return one == other or (min(len(one), len(other)) >= 6 and one[:4] == other[:4]) or akin(one, other)


def denied_before(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word of certainty is denied ("none is confirmed as a fracture")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 4) : hit.first]]
    return any(w in ("no", "not", "none", "neither", "never", "cannot", "without") or w.endswith("n't") for w in ahead)
