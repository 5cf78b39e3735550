"""The words and the rows of the rule on causes, loaded once from ``cues/causes.toml`` and ``cues/causes_rows.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import rtoml

from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.language.matching import PhraseMatcher
from explainer.core.language.text import Token, lemma, lemmas
from explainer.errors import LexiconError
from guardrails.rules.causes_patterns import Pattern, Row, parse

_VOWELS = frozenset("aeiou")
#: Kinds that can begin a claim, and words that begin one without a symptom.
_TELLING = frozenset({"symptom", "named", "cleared"})
_WHY = frozenset({"why", "doing", "hence", "wonder", "surprise", "reason", "because", "asymptomatic", "silent"})
_WORDS, _ROWS = "causes.toml", "causes_rows.toml"
_FIELDS = {"name", "says", "example", "when", "unless", "given", "without", "of"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The rule's words: phrases found in one pass, and sets of single lemmas.

    No sentence ties without one of the ``triggers``, or of the ``plain`` phrases: those of common words alone ("give way").
    """

    matcher: PhraseMatcher[str]
    plain: PhraseMatcher[str]
    words: dict[str, frozenset[str]]
    triggers: frozenset[str]


def _folded(phrase: str) -> tuple[str, ...]:
    """The lemmas of a phrase, "yours" kept apart from "your"."""
    if "yours" not in phrase:
        return lemmas(phrase)
    return tuple(word if word == "yours" else lemma(word) for word in phrase.split())


def _forms(verb: str) -> Iterator[str]:
    """The forms of a regular verb, which may have words behind it ("bring on")."""
    stem, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    yield verb
    yield f"{stem}{'es' if stem.endswith(('s', 'x', 'ch', 'sh', 'z')) else 's'}{tail}"
    if stem.endswith("y") and stem[-2] not in _VOWELS:
        yield f"{stem[:-1]}ied{tail}"
        yield f"{stem}ing{tail}"
        return
    if stem.endswith("e"):
        root = stem[:-1]
        yield f"{root}ed{tail}"
        yield f"{stem[:-2]}ying{tail}" if stem.endswith("ie") else f"{root}ing{tail}"
        return
    for root in {stem, stem + stem[-1]} if _doubles(stem) else {stem}:
        yield f"{root}ed{tail}"
        yield f"{root}ing{tail}"


def _doubles(stem: str) -> bool:
    """Whether a last consonant may be doubled ("fit", "fitting")."""
    return len(stem) >= 3 and stem[-1] not in "aeiouwxy" and stem[-2] in _VOWELS and stem[-3] not in _VOWELS


def _load(file: str) -> dict[str, Any]:
    data: dict[str, Any] = rtoml.loads(resources.files("guardrails").joinpath("cues", file).read_text("utf-8"))
    return data


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The rule's words.

    Raises:
        LexiconError: The file is wrong.
    """
    data = _load(_WORDS)
    pairs: list[tuple[tuple[str, ...], str]] = []
    for number, row in enumerate(data.get("tie", ())):
        kind = row.get("kind")
        if not isinstance(kind, str) or set(row) - {"kind", "phrases", "verbs"} or len(row) < 2:
            raise LexiconError(_WORDS, str(kind or number), "tie", "not kind, phrases and verbs", "see the head")
        phrases = [*row.get("phrases", ()), *(form for verb in row.get("verbs", ()) for form in _forms(verb))]
        pairs.extend((form, kind) for form in dict.fromkeys(_folded(phrase) for phrase in phrases))
    words = {name: frozenset(lemma(w) for w in given) | frozenset(given) for name, given in data["words"].items()}
    plain = [(form, kind) for form, kind in pairs if kind in _TELLING and words["common"].issuperset(form)]
    triggers = _triggers(pairs, words["common"]) | words["quality"]
    return Vocabulary(PhraseMatcher(list(pairs)), PhraseMatcher(list(plain)), words, triggers)


def _triggers(pairs: Sequence[tuple[tuple[str, ...], str]], common: frozenset[str]) -> frozenset[str]:
    """Of every phrase that can begin a claim its most telling word: the longest that is not common, if any."""
    telling = ([w for w in form if w not in common] for form, kind in pairs if kind in _TELLING)
    found = {max(words, key=len) for words in telling if words}
    mended = load_lexicon("letter").speller.correct([Token(w, 0, len(w)) for w in sorted(found)])
    return frozenset(found) | {t.lemma for t in mended} | _WHY


@lru_cache(maxsize=1)
def rows() -> dict[str, tuple[Row, ...]]:
    """The rows by table: ``drop`` (a mark that is none), ``read`` (a tie), ``allow`` (what leaves a tie no claim).

    Raises:
        LexiconError: A row is wrong.
    """
    return {
        table: tuple(_row(given) for given in data)
        for table, data in _load(_ROWS).items()
        if table in ("drop", "read", "allow")
    }


def _row(given: dict[str, Any]) -> Row:
    name = str(given.get("name", "-"))
    if set(given) - _FIELDS or not given.get("example"):
        raise LexiconError(_ROWS, name, "row", f"not of {', '.join(sorted(_FIELDS))}, or no example", "see the head")

    def steps(field: str) -> tuple[Pattern, ...]:
        try:
            return tuple(parse(pattern) for pattern in given.get(field, ()))
        except ValueError as error:
            raise LexiconError(_ROWS, name, field, f"an element that is none ({error})", "see the head") from error

    return Row(
        name=name,
        says=str(given.get("says", "")),
        example=str(given["example"]),
        when=steps("when"),
        unless=steps("unless"),
        given=tuple(given.get("given", ())),
        without=tuple(given.get("without", ())),
        of=frozenset(lemma(w) for w in given.get("of", ())) | frozenset(given.get("of", ())),
    )
