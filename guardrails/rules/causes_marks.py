"""The words of one sentence, marked for the rule on causes: what is felt, what was found, and what ties the two."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from explainer.core.language.text import Token, lemma
from guardrails.alignment import POSITIVE, Aligned
from guardrails.reading import DraftReading, Said
from guardrails.rules.causes_patterns import Claim
from guardrails.rules.causes_words import drops, vocabulary
from guardrails.rules.errands import asked_for, behind_frame

#: Words of a sentence that are read together, and how far the parts of a longer one overlap.
_LONG, _OVERLAP = 160, 60
#: Endings of medical names for what is found, and of medical words for pain ("arthralgia", "coccydynia").
_ENDINGS = ("osis", "itis", "oma", "pathy", "malacia", "iasis", "cele", "megaly", "listhesis", "ectasia")
_PAINS = ("algia", "dynia")
_CAN = frozenset({"can", "could"})
#: Words that may lead a short sentence, and those by which it then points back ("So that's the cyst.").
_LEADING = frozenset({"so", "then", "well", "and", "ah"})
_POINTING = frozenset({"that", "this", "it", "they", "these", "those"})
_SHORT = {"ll": "will", "re": "are", "ve": "have", "d": "would"}
#: Marks of a sentence that are not phrases: how each is found.
_COMPUTED: dict[str, Callable[[Marked], Iterable[Mark]]] = {}


class Mark(NamedTuple):
    """A marked piece of a sentence: half-open word indexes."""

    first: int
    last: int


Condition = Callable[["Marked", Claim], bool]


class Marked:
    """A sentence with its marks. ``words`` are lemmas, "n't" read as "not"; ``starts`` their offsets in the draft."""

    def __init__(self, marker: Marker, said: Said, words: Sequence[str], starts: Sequence[int]) -> None:
        self.marker = marker
        self.said = said
        self.words = words
        self.vocabulary = frozenset(words)
        self.starts = starts
        self.marks: dict[str, list[Mark]] = {}
        self._found: dict[str, dict[int, list[int]]] = {}
        self._covered: dict[str, frozenset[int]] = {}
        self._held: dict[str, bool] = {}

    def of(self, kind: str) -> Sequence[Mark]:
        """The marks of a kind, in order."""
        return self.marks.get(kind, ())

    def has(self, *kinds: str) -> bool:
        """Whether a mark of one of these kinds stands in the sentence."""
        return any(kind in self.marks for kind in kinds)

    def names(self, words: frozenset[str], first: int, last: int) -> bool:
        """Whether one of these words stands in a range."""
        return any(w in words for w in self.words[max(0, first) : last])

    def thing(self, first: int, last: int) -> bool:
        """Whether a finding or a tissue stands within a range of words; a pointing word is not enough."""
        return any(first <= at < last for at in self.things)

    def covers(self, name: str) -> frozenset[int]:
        """The words that lie in a mark of a kind."""
        found = self._covered.get(name)
        if found is None:
            spans = self.spans(name).items()
            found = self._covered[name] = frozenset(n for at, ends in spans for n in range(at, max(ends)))
        return found

    def marked(self, name: str) -> bool:
        """Whether it holds a mark of a kind."""
        return name in self.marks or (name in _COMPUTED and bool(self.spans(name)))

    def holds(self, condition: str, claim: Claim | None) -> bool:
        """Whether a condition of a row is true of the sentence."""
        if condition in self.marks:
            return True
        known = self.marker.conditions.get(condition)
        if known is None:
            return False
        if condition in self.marker.of_tie:
            return known(self, claim or Claim(0, 0))
        held = self._held.get(condition)
        if held is None:
            held = self._held[condition] = known(self, claim or Claim(0, 0))
        return held

    def forget(self, kind: str, marks: Sequence[Mark]) -> None:
        """Take marks back that are none."""
        if not marks:
            return
        kept = [m for m in self.of(kind) if m not in marks]
        self.marks = {k: v for k, v in {**self.marks, kind: kept}.items() if v}
        self.renew()

    def renew(self) -> None:
        """Forget what was read of the marks."""
        self._found.clear()
        self._covered.clear()
        self._held.clear()
        self.__dict__.pop("things", None)

    def spans(self, name: str) -> Mapping[int, Sequence[int]]:
        """Where the marks of a kind end, by the word at which they begin."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = {}
            for first, last in self._all(name):
                found.setdefault(first, []).append(last)
        return found

    def _all(self, name: str) -> Iterator[tuple[int, int]]:
        yield from self.of(name)
        if name in _COMPUTED:
            yield from _COMPUTED[name](self)

    @property
    def you(self) -> bool:
        """Whether it speaks to the reader, or of the patient."""
        return self.said.you or "patient" in self.words or "our" in self.words

    @cached_property
    def things(self) -> Sequence[int]:
        """The words of a finding, and those that name a tissue."""
        tissue = vocabulary().words["tissue"]
        found = [at for at, w in enumerate(self.words) if w in tissue or (len(w) > 6 and w.endswith(_ENDINGS))]
        return [*found, *(at for mark in self.of("finding") for at in range(*mark))]


def _computed(name: str) -> Callable[[Callable[[Marked], Iterable[Mark]]], Callable[[Marked], Iterable[Mark]]]:
    def keep(find: Callable[[Marked], Iterable[Mark]]) -> Callable[[Marked], Iterable[Mark]]:
        _COMPUTED[name] = find
        return find

    return keep


def computed() -> frozenset[str]:
    """The names of the marks that are found by code."""
    return frozenset(_COMPUTED) | {"finding", "place"}


def _each(marked: Marked, right: Callable[[int, str], bool]) -> Iterator[Mark]:
    return (Mark(at, at + 1) for at, word in enumerate(marked.words) if right(at, word))


@_computed("thing")
def _things(marked: Marked) -> Iterable[Mark]:
    """A word of a finding or a tissue."""
    return [Mark(at, at + 1) for at in marked.things]


@_computed("subject")
def _subjects(marked: Marked) -> Iterable[Mark]:
    """A finding, a tissue, a body part or a word that points at one."""
    pointing = vocabulary().words["pointing"]
    return [*_things(marked), *_each(marked, lambda _, w: w in pointing), *marked.of("place")]


@_computed("beside")
def _beside(marked: Marked) -> Iterable[Mark]:
    """What names a thing found, and is no part of what is felt ("joint pain", "a lump you feel")."""
    complaint = vocabulary().words["complaint"]
    felt = [s for s in marked.of("symptom") if not marked.names(vocabulary().words["negators"], s.first - 3, s.first)]
    own = {n for f in marked.of("finding") if marked.names(complaint, *f) for n in range(*f)}
    own.update(n for s in felt for n in range(s.first - 2, s.last + 1))
    return [Mark(at, at + 1) for at in marked.things if marked.words[at] not in complaint and at not in own]


@_computed("not")
def _nots(marked: Marked) -> Iterable[Mark]:
    """A "not" that is no "not only" or "not just"."""
    words, negators = [*marked.words, ""], vocabulary().words["negators"]
    return _each(marked, lambda at, w: w in negators and words[at + 1] not in ("only", "just", "merely"))


@_computed("word")
def _alphas(marked: Marked) -> Iterable[Mark]:
    return _each(marked, lambda _, w: w[0].isalpha())


@_computed("genic")
def _genics(marked: Marked) -> Iterable[Mark]:
    """A word that gives the origin of a pain by its ending ("sinogenic"), and not how a picture looks or what a drug did."""
    other = vocabulary().words["other_genic"]
    return _each(marked, lambda _, w: len(w) > 7 and w.endswith("genic") and w not in other and "echo" not in w)


@_computed("number")
def _numbers(marked: Marked) -> Iterable[Mark]:
    return _each(marked, lambda _, w: w[0].isdigit())


@_computed("age")
def _ages(marked: Marked) -> Iterable[Mark]:
    return _each(marked, lambda _, w: w.rstrip("mfyo").isdigit())


@_computed("aged-sex")
def _ages_with_sex(marked: Marked) -> Iterable[Mark]:
    return _each(marked, lambda _, w: w[-1] in "mf" and w[:-1].rstrip("yo").isdigit())


@_computed("shows")
def _shows(marked: Marked) -> Iterable[Mark]:
    """A word that tells that something was found, not sought ("to find") and not what a letter is about."""
    showing, start = vocabulary().words["showing"], behind_frame(marked.words)
    return _each(marked, lambda at, w: w in showing and at >= start and marked.words[at - 1] != "to")


@_computed("of-tie")
def _free_doubts(marked: Marked) -> Iterable[Mark]:
    """A doubt that is not of what an exam or a person can do ("and an exam can help")."""
    persons, exams = vocabulary().words["persons"], marked.of("exam")
    return [
        d for d in marked.of("doubt")
        if not any(d.first - 3 <= e.first and e.last <= d.first for e in exams) and not marked.names(persons, d.first - 3, d.first)
    ]  # fmt: skip


@_computed("probed")
def _probed(marked: Marked) -> Iterable[Mark]:
    """What is done in an exam ("pressing on it")."""
    probing = vocabulary().words["probing"]
    return [hit for hit in marked.of("exam") if marked.words[hit.first] in probing]


@_computed("unasked")
def _unasked(marked: Marked) -> Iterable[Mark]:
    """A finding that no word of the reason for the exam names."""
    asked = asked_for(marked.marker.aligned.plan) | vocabulary().words["complaint"]
    return [f for f in marked.of("finding") if asked.isdisjoint(marked.words[f.first : f.last])]


class Marker:
    """Marks the sentences of one draft, each when it is first asked for."""

    def __init__(self, aligned: Aligned, conditions: Mapping[str, Condition], of_tie: Iterable[str]) -> None:
        self.aligned = aligned
        self.reading: DraftReading = aligned.reading
        self.conditions = conditions
        self.of_tie = frozenset(of_tie)
        self._pains = any(pain in aligned.reading.folded for pain in _PAINS)
        self._marked: dict[int, tuple[Marked, ...]] = {}
        self._telling: dict[int, bool] = {}

    def may_claim(self, said: Said) -> bool:
        """Whether a sentence holds a word without which it ties nothing, or points at what the one before tells is felt."""
        found = self._telling.get(said.index)
        if found is None:
            found = self._telling[said.index] = self._tells(said) or self._points_back(said)
        return found

    def _tells(self, said: Said) -> bool:
        known, words = vocabulary(), frozenset(said.lemmas)
        for word in known.triggers.keys() & words:
            beside = known.triggers[word]
            if not beside or any(words >= given for given in beside):
                return True
        return self._pains and any(w.endswith(_PAINS) for w in words)

    def _points_back(self, said: Said) -> bool:
        """Whether a short sentence opens with a pointing word, behind one that may claim ("That is the cyst.")."""
        if said.last - said.first > 9 or not said.index or said.kind == "heading":
            return False
        before = self.reading.sentences[said.index - 1]
        words = (token.lemma.partition("'")[0] for token in self.reading.tokens[said.first : said.last])
        opener = next((word for word in words if word not in _LEADING), "")
        return opener in _POINTING and self.may_claim(before)

    def of(self, said: Said) -> Marked:
        """The marks of a sentence; of its first part when it is overlong."""
        return self.parts(said)[0]

    def parts(self, said: Said) -> tuple[Marked, ...]:
        """The marks of a sentence, an overlong one in parts that overlap, so that the work grows with the text."""
        found = self._marked.get(said.index)
        if found is None:
            last = max(said.first + 1, said.last - _OVERLAP)
            firsts = range(said.first, last, _LONG - _OVERLAP)
            found = tuple(self._mark(said, first, min(said.last, first + _LONG)) for first in firsts)
            self._marked[said.index] = found
        return found

    def before(self, said: Said, reach: int = 2) -> list[Said]:
        """The sentences of the same passage before one, the nearest last."""
        near = self.reading.sentences[max(0, said.index - reach) : said.index]
        return [s for s in near if s.paragraph == said.paragraph or s.kind == "heading"]

    def _mark(self, said: Said, first: int, last: int) -> Marked:
        tokens = _open_out(self.reading.folded, self.reading.tokens[first:last])
        marked = Marked(self, said, [t.lemma for t in tokens], [t.start for t in tokens])
        matcher = vocabulary().matcher
        for begin, stop, number in matcher.all(tokens):
            if not (said.quotes and said.quoted(tokens[begin].start, tokens[stop - 1].end)):
                marked.marks.setdefault(matcher.payloads[number], []).append(Mark(begin, stop))
        for number, word in enumerate(marked.words):
            if len(word) > 6 and word.endswith(_PAINS):
                marked.marks.setdefault("symptom", []).append(Mark(number, number + 1))
        for kind, dropping in drops().items():
            if kind in marked.marks:
                for row in dropping:
                    if not row.of or not row.of.isdisjoint(marked.vocabulary):
                        marked.forget(kind, [m for m in marked.of(kind) if row.meets(marked, Claim(*m))])
        self._place(marked, tokens[0].start, tokens[-1].end)
        return marked

    def _place(self, marked: Marked, start: int, end: int) -> None:
        """Mark the findings and the body parts of a part of a sentence; a finding that is itself a symptom is left out."""
        said, felt = marked.said, marked.of("symptom")
        found = [m for m in said.mentions if m.status in POSITIVE and not said.quoted(m.start, m.end)]
        for kind, spans in (("finding", found), ("place", said.places)):
            marks = [
                Mark(bisect_left(marked.starts, s.start), bisect_left(marked.starts, s.end))
                for s in spans
                if start <= s.start and s.end <= end
            ]
            if kind == "finding":
                marks = [f for f in marks if not any(s.first < f.last and f.first < s.last for s in felt)]
            if marks:
                marked.marks[kind] = marks
        marked.renew()


def _open_out(folded: str, tokens: Sequence[Token]) -> list[Token]:
    """The words as they stand, no spelling mended, every short "not" written out: "isn't" gives "is" and "not"."""
    result: list[Token] = []
    for token in tokens:
        word = token.lemma
        if not folded.startswith(word, token.start):
            word = lemma(folded[token.start : token.end])
            token = Token(word, token.start, token.end)
        if word == "your" and token.end - token.start == len("yours"):
            result.append(Token("yours", token.start, token.end))
        elif word == "cannot":
            result += (Token("can", token.start, token.start), Token("not", token.start, token.end))
        elif "'" in word and len(word) > 1:
            head, _, tail = word.partition("'")
            if tail == "t" and head.endswith("n"):
                plain = "will" if word == "won't" else head[:-1]
                result += (Token(plain, token.start, token.start), Token("not", token.start, token.end))
                continue
            result.append(Token(head, token.start, token.end))
            if tail in _SHORT:
                result.append(Token(_SHORT[tail], token.end, token.end))
        else:
            result.append(token)
    return result
