"""Treatments that the report asks for or names itself, and those that a letter says the report does not give."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from explainer.core.language.text import fold
from explainer.core.language.text import tokens as tokens_of
from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rules.orders_words import GENERIC, NEGATIONS

_HEDGES = frozenset("if consider may might could can option offer unless when ask whether".split())


def reports_own(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the report says the same of a way of sampling, word before it and all ("should not delay a biopsy")."""
    if "biops" not in aligned.reading.folded[hit.start : hit.end]:
        return False
    if _at_once_as_reported(aligned, said, hit):
        return True
    before = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 8) : hit.first]]
    if _held_up(before) and any(
        _held_up([t.lemma for t in scene.row]) and not {"biopsy", "biopsied", "biopsies"}.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    ):
        return True
    before = before[-4:]
    own = {w for w in before if w.isalpha() and len(w) > 4 and w not in ("should", "would", "could")}
    return bool(own) and any(
        own <= scene.lemmas and not {"biopsy", "biopsied", "biopsies"}.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    )


def _at_once_as_reported(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether what the report says must not be held up is to be done "without delay", for the thing that it names."""
    tokens = aligned.reading.tokens
    if not _held_up([t.lemma for t in tokens[hit.last : min(said.last, hit.last + 4)]]):
        return False
    whose = {
        t.lemma for t in tokens[max(said.first, hit.first - 8) : hit.first] if t.lemma.isalpha() and len(t.lemma) > 3
    }
    whose -= {"should", "would", "have", "with", "your", "must", "need", "this"}
    return any(
        len(whose & scene.lemmas) > 1
        and _held_up([t.lemma for t in scene.row])
        and not {"biopsy", "biopsied", "biopsies"}.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    )


#: Words, some of two, by which one thing is not to keep another from being done.
_HOLDING_UP = frozenset(
    "delay postpone defer hinder prevent preclude deter obviate exclude replace dissuade wait".split()
)
_HOLDING_UP_PAIRS = frozenset(
    {
        ("hold", "up"),
        ("put", "off"),
        ("hold", "off"),
        ("hold", "back"),
        ("way", "of"),
        ("keep", "from"),
        ("slow", "down"),
        ("rule", "out"),
    }
)


def _held_up(words: Sequence[str]) -> bool:
    """Whether words deny that something may hold a step up ("should not delay")."""
    denied = next((at for at, w in enumerate(words) if w in NEGATIONS), None)
    if denied is None or "you" in words[:denied]:
        return False
    behind = words[denied + 1 :]
    return not _HOLDING_UP.isdisjoint(behind) or any(pair in _HOLDING_UP_PAIRS for pair in pairwise(behind))


def allowed(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the report asks for this very treatment, or the plan has the order with no condition that was lost."""
    reading = aligned.reading
    name = reading.folded[hit.start : hit.end]
    report = aligned.plan.reading
    asked = [fold(report.text[r.start : r.end]) for r in report.recommendations]
    own = next((stems for word, stems in _SAME_CARE.items() if word in name), (name,))
    ahead = {t.lemma for t in reading.tokens[max(said.first, hit.first - 4) : hit.first]}
    if NEGATIONS.isdisjoint(ahead) and any(stem in text for text in asked for stem in (name, *own)):
        return True
    if _of_none(aligned, said, hit) or _when_it_is_over(aligned, said, hit):
        return True
    if name in GENERIC and _beside_allowed(aligned, said, hit, asked):
        return True
    if said.label == "not-stated" and reading.prepared.says(name):
        return True
    words = set(reading.lemmas(said))
    content = {w for w in words if len(w) > 3 and w.isalpha()}
    held_up = _held_up(reading.lemmas(said))
    for sentence in reading.prepared.sentences:
        if name in sentence and _held_up([t.lemma for t in tokens_of(sentence)]) == held_up:
            held = {t.lemma for t in tokens_of(sentence)}
            if len(content & held) * 2 > len(content) and not (_HEDGES & held and not _HEDGES & words):
                return True
    return False


#: Everyday names of what may be asked for, and beginnings of a report's words for the same.
_SAME_CARE = {
    "biops": ("biops", "aspiration", "fna", "tissue sampl", "tissue diagnos", "histolog"),
}


_ONCE = frozenset("after once when following until".split())
_OVER = ("complet", "finish", "done", "over", "end")


def _when_it_is_over(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a treatment that the report names is only when something else is due ("once the antibiotics are finished")."""
    if not aligned.reading.prepared.says(aligned.reading.folded[hit.start : hit.end].removesuffix("s")):
        return False
    words = aligned.reading.lemmas(said)
    at = hit.first - said.first
    return not _ONCE.isdisjoint(words[max(0, at - 3) : at]) and any(
        w.startswith(_OVER) for w in (*words[max(0, at - 3) : at], *words[at + 1 : at + 6])
    )


def _of_none(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a report or letter gives no treatment ("The report gives no plan for treatment")."""
    words = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    follows = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else "."
    if follows in _SAVE or ("no" in words and not _SAVE.isdisjoint(words[len(words) - words[::-1].index("no") :])):
        return False  # "no treatment but an injection"
    ahead = [words[-4:][i : i + 3] for i in range(2)]
    if any(w[:2] in (["does", "not"], ["did", "not"]) and w[2].startswith(_ADVISED) for w in ahead if len(w) == 3):
        return not (_PAPERS | {"it"}).isdisjoint(words) and not _bids_behind(aligned, said, hit)
    if "no" not in words[-4:] or not {",", ";", ":"}.isdisjoint(words[len(words) - words[::-1].index("no") :]):
        return False
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 8)]]
    return not _PAPERS.isdisjoint(words) or (
        not _PAPERS.isdisjoint(behind) and any(w.startswith(_ADVISED) for w in behind)
    )


def _bids_behind(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a turn behind words bids the reader all the same ("does not recommend a brace, but you should wear one")."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : said.last]]
    at = next((i for i, w in enumerate(behind) if w in _TURNS), len(behind))
    return not _BIDS.isdisjoint(behind[at:])


_TURNS = frozenset("but yet though although however still so".split())
_BIDS = frozenset("should must need ought have wear take get use try start".split())
_SAVE = frozenset("but except save besides unless".split())
_PAPERS = frozenset("report radiologist letter".split())
_ADVISED = (
    "advis",
    "recommend",
    "suggest",
    "mention",
    "propos",
    "given",
    "list",
    "request",
    "name",
    "order",
    "plan",
    "state",
    "address",
)


def _beside_allowed(aligned: Aligned, said: Said, hit: Hit, asked: list[str]) -> bool:
    """Whether a general word explains a treatment beside it that the report asks for ("a statin, a drug that …")."""
    folded = aligned.reading.folded
    return any(
        (0 <= hit.first - other.last <= 3 or 0 <= other.first - hit.last <= 3)
        and any(folded[other.start : other.end] in text for text in asked)
        for other in said.of("treatment", "treatment-noun")
        if other is not hit
    )
