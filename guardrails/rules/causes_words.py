"""The words and the rows of the rule on causes, loaded once from ``cues/causes.toml`` and ``cues/causes_rows.toml``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import rtoml

from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.language.matching import PhraseMatcher
from explainer.core.language.text import Token, lemma, lemmas
from explainer.errors import LexiconError
from guardrails.rules.causes_patterns import Pattern, Row, parse, spelled_out

_VOWELS = frozenset("aeiou")
#: Kinds that can begin a claim, and words that begin one without a symptom.
_TELLING = frozenset({"symptom", "named", "cleared"})
_WHY = frozenset({"why", "doing", "hence", "wonder", "surprise", "reason", "because", "asymptomatic", "silent"})
#: Words that may hide in a short form ("isn't", "you're", "yours").
_SHORTENED = frozenset(
    "is are was were be am do does did has have had can could will would should must may might need not us let your yours "
    "i you he she it we they that this there here what who where when how why which".split()
)
#: Conditions that are told by the tie itself.
_OF_CLAIM = ("loose", "denied")
_WORDS, _ROWS = "causes.toml", "causes_rows.toml"
_FIELDS = {"name", "says", "example", "when", "unless", "given", "without", "of"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The rule's words: phrases found in one pass, and sets of single lemmas.

    No sentence ties without one of the ``triggers`` and a set of the words that stand with it, where there are such sets.
    """

    matcher: PhraseMatcher[str]
    words: dict[str, frozenset[str]]
    triggers: Mapping[str, tuple[frozenset[str], ...]]
    kinds: frozenset[str]


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
    triggers = _triggers(pairs, words["common"]) | dict.fromkeys(words["quality"] | _WHY, ())
    return Vocabulary(PhraseMatcher(list(pairs)), words, triggers, frozenset(kind for _, kind in pairs))


def _triggers(
    pairs: Sequence[tuple[tuple[str, ...], str]], common: frozenset[str]
) -> dict[str, tuple[frozenset[str], ...]]:
    """Of every phrase that can begin a claim its most telling word, the longest that is not common, and the words beside it.

    A phrase of common words alone ("give way") needs all of them.
    """
    found: dict[str, set[frozenset[str]]] = {}
    for form in (form for form, kind in pairs if kind in _TELLING):
        plain = common.issuperset(form)
        telling = max((w for w in form if plain or w not in common), key=len)
        beside = frozenset(w for w in form if plain or (w not in _SHORTENED and w.isalpha() and _mended(w) == w))
        for word in {telling, _mended(telling)}:
            found.setdefault(word, set()).add(beside - {telling})
    return {word: () if frozenset() in sets else tuple(sets) for word, sets in found.items()}


def _mended(word: str) -> str:
    """A word as the reader of drafts mends its spelling."""
    return load_lexicon("letter").speller.correct([Token(word, 0, len(word))])[0].lemma


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


@lru_cache(maxsize=1)
def drops() -> Mapping[str, tuple[Row, ...]]:
    """The rows that take marks back, by the kind of mark, in the order of the file."""
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows()["drop"]:
        found[row.says] = (*found.get(row.says, ()), row)
    return found


@lru_cache(maxsize=1)
def _readers() -> tuple[frozenset[int], Mapping[str, frozenset[int]]]:
    """Of the rows that read ties the numbers of those to try on any sentence, and of the others by a word or mark of their tie."""
    marks = vocabulary().kinds | {"finding", "place"}
    always: set[int] = set()
    found: dict[str, set[int]] = {}
    for number, row in enumerate(rows()["read"]):
        ties = [step for pattern in row.when for step in pattern.steps if step.sort == "tie"]
        if not marks.issuperset(name for step in ties for name in step.names):
            always.add(number)
            continue
        for key in {key for step in ties for key in (*step.words, *(f"<{name}>" for name in step.names))}:
            found.setdefault(key, set()).add(number)
    return frozenset(always), {key: frozenset(numbers) for key, numbers in found.items()}


def readers(words: frozenset[str], marks: Collection[str]) -> Iterator[Row]:
    """The rows that can read a tie in a sentence of these words and kinds of marks, in order."""
    always, by_key = _readers()
    numbers = set(always)
    for key in by_key.keys() & words:
        numbers |= by_key[key]
    for kind in marks:
        numbers |= by_key.get(f"<{kind}>", always)
    table, felt = rows()["read"], "symptom" in marks
    return (table[number] for number in sorted(numbers) if felt or not table[number].felt)


def _needs_symptom(pattern: Pattern) -> bool:
    return any(step.names == ("symptom",) and not step.words for step in pattern.needed)


def _far(names: tuple[str, ...]) -> bool:
    """Whether a condition looks at the sentences around, which is asked last."""
    return any(name.startswith(("before-", "around-", "behind-")) for name in names)


def _row(given: dict[str, Any]) -> Row:
    name = str(given.get("name", "-"))
    words, marks = vocabulary().words, vocabulary().kinds
    if set(given) - _FIELDS or not given.get("example"):
        raise LexiconError(_ROWS, name, "row", f"not of {', '.join(sorted(_FIELDS))}, or no example", "see the head")

    def steps(field: str) -> tuple[Pattern, ...]:
        try:
            return tuple(spelled_out(parse(pattern), words, marks) for pattern in given.get(field, ()))
        except ValueError as error:
            raise LexiconError(_ROWS, name, field, f"an element that is none ({error})", "see the head") from error

    when = steps("when")
    return Row(
        name=name,
        says=str(given.get("says", "")),
        example=str(given["example"]),
        when=when,
        unless=steps("unless"),
        given=tuple(
            sorted((tuple(name.split("|")) for name in given.get("given", ()) if name not in _OF_CLAIM), key=_far)
        ),
        without=tuple(sorted(given.get("without", ()), key=lambda name: _far((name,)))),
        of=frozenset(lemma(w) for w in given.get("of", ())) | frozenset(given.get("of", ())),
        felt="symptom" in given.get("given", ()) or (bool(when) and all(_needs_symptom(pattern) for pattern in when)),
        loose="loose" in given.get("given", ()),
        denied="denied" in given.get("given", ()),
    )
