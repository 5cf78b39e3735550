"""The words of one sentence, marked for the rule on causes: what is felt, what was found, and what ties the two."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import rtoml

from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.language.matching import PhraseMatcher
from explainer.core.language.text import Token, lemma, lemmas
from explainer.errors import LexiconError
from guardrails.alignment import POSITIVE
from guardrails.reading import DraftReading, Said
from guardrails.rules.errands import opens_errand

_VOWELS = frozenset("aeiou")
#: Kinds that can begin a claim, and words that begin one without a symptom.
_TELLING = frozenset({"symptom", "named", "cleared"})
_WHY = frozenset({"why", "doing", "hence", "wonder", "surprise", "reason", "because"})
#: Words of a sentence that are read together, and how far the parts of a longer one overlap.
_LONG, _OVERLAP = 160, 60
_FILE = "causes.toml"


class Mark(NamedTuple):
    """A marked piece of a sentence: half-open word indexes."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The rule's words: phrases found in one pass, sets of single lemmas, and those without which no sentence ties."""

    matcher: PhraseMatcher[str]
    words: dict[str, frozenset[str]]
    triggers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with its marks. ``words`` are lemmas, "n't" read as "not"; ``starts`` their offsets in the draft.

    ``things`` are the words of a finding, and those that name a tissue.
    """

    said: Said
    words: Sequence[str]
    starts: Sequence[int]
    marks: dict[str, list[Mark]]
    findings: Sequence[Mark]
    places: Sequence[Mark]
    things: Sequence[int]

    def of(self, kind: str) -> Sequence[Mark]:
        """The marks of a kind, in order."""
        return self.marks.get(kind, ())

    def has(self, *kinds: str) -> bool:
        """Whether a mark of one of these kinds stands in the sentence."""
        return any(kind in self.marks for kind in kinds)

    def any_of(self, kind: str, first: int, last: int) -> bool:
        """Whether a mark of a kind lies within a range of words."""
        return any(first <= m.first and m.last <= last for m in self.of(kind))

    def names(self, words: frozenset[str], first: int, last: int) -> bool:
        """Whether one of these words stands in a range."""
        return any(w in words for w in self.words[max(0, first) : last])

    @property
    def you(self) -> bool:
        """Whether it speaks to the reader, or of the patient."""
        return self.said.you or "patient" in self.words or "our" in self.words


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


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The rule's words, from ``cues/causes.toml``.

    Raises:
        LexiconError: The file is wrong.
    """
    data: dict[str, Any] = rtoml.loads(resources.files("guardrails").joinpath("cues", _FILE).read_text("utf-8"))
    pairs: list[tuple[tuple[str, ...], str]] = []
    for number, row in enumerate(data.get("tie", ())):
        kind = row.get("kind")
        if not isinstance(kind, str) or set(row) - {"kind", "phrases", "verbs"} or len(row) < 2:
            raise LexiconError(_FILE, str(kind or number), "tie", "not kind, phrases and verbs", "see the head")
        phrases = [*row.get("phrases", ()), *(form for verb in row.get("verbs", ()) for form in _forms(verb))]
        pairs.extend((form, kind) for form in dict.fromkeys(_folded(phrase) for phrase in phrases))
    words = {name: frozenset(lemma(w) for w in given) for name, given in data.get("words", {}).items()}
    return Vocabulary(
        PhraseMatcher(list(pairs)),
        words,
        _triggers(pairs, words["common"]) | words["quality"] | {"asymptomatic", "silent"},
    )


def _triggers(pairs: Sequence[tuple[tuple[str, ...], str]], common: frozenset[str]) -> frozenset[str]:
    """Of every phrase that can begin a claim its most telling word: the longest that is not common, if any."""
    telling = ([w for w in form if w not in common] for form, kind in pairs if kind in _TELLING)
    found = {max(words, key=len) for words in telling if words}
    mended = load_lexicon("letter").speller.correct([Token(w, 0, len(w)) for w in sorted(found)])
    return frozenset(found) | {t.lemma for t in mended} | _WHY


class Passage:
    """The sentences of the same passage before one, read only when a rule asks."""

    def __init__(self, marker: Marker, sentences: Sequence[Said]) -> None:
        self._marker = marker
        self._sentences = sentences

    def tells(self, places: bool = True) -> bool:
        """Whether a finding, a tissue or, with ``places``, a body part is named."""
        tissue = self._marker.known.words["tissue"]
        return any(
            (places and s.places)
            or any(m.status in POSITIVE for m in s.mentions)
            or any(t.lemma in tissue for t in self._marker.reading.tokens[s.first : s.last])
            for s in self._sentences
        )

    def errand(self) -> bool:
        """Whether the sentence just before tells that an exam was made for a reason."""
        return any(
            self._marker.of(s).has("errand") or opens_errand(self._marker.of(s).words) for s in self._sentences[-1:]
        )

    def found(self) -> bool:
        """Whether the sentence just before tells of something found."""
        return any(m.status in POSITIVE for s in self._sentences[-1:] if s.kind == "statement" for m in s.mentions)

    def feels(self) -> bool:
        """Whether the sentence just before names what is felt."""
        last = self._sentences[-1:]
        return any(self._marker.may_claim(s) and self._marker.of(s).has("symptom") for s in last)


class Marker:
    """Marks the sentences of one draft, each when it is first asked for."""

    def __init__(self, reading: DraftReading) -> None:
        self.reading = reading
        self.known = vocabulary()
        self._marked: dict[int, tuple[Marked, ...]] = {}
        self._telling: dict[int, bool] = {}

    def may_claim(self, said: Said) -> bool:
        """Whether a sentence holds a word without which it ties nothing, or points at what the one before tells is felt."""
        found = self._telling.get(said.index)
        if found is None:
            found = self._telling[said.index] = self._tells(said) or self._points_back(said)
        return found

    def _tells(self, said: Said) -> bool:
        words = [token.lemma for token in self.reading.tokens[said.first : said.last]]
        if not self.known.triggers.isdisjoint(words):
            return True
        return self._hurts_by_name(said)

    def _hurts_by_name(self, said: Said) -> bool:
        """Whether a medical word for pain stands in a sentence, known by its ending."""
        folded, start, end = self.reading.folded, said.start, said.end
        return folded.find(_PAINS[0], start, end) >= 0 or folded.find(_PAINS[1], start, end) >= 0

    def _points_back(self, said: Said) -> bool:
        """Whether a short sentence opens with a pointing word, behind one that may claim ("That is the cyst.")."""
        if said.last - said.first > 9 or not said.index or said.kind == "heading":
            return False
        before = self.reading.sentences[said.index - 1]
        opener = self.reading.tokens[said.first].lemma
        return opener in ("that", "this", "it", "they", "these") and self.may_claim(before)

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

    def _mark(self, said: Said, first: int, last: int) -> Marked:
        tokens = _open_out(self.reading.folded, self.reading.tokens[first:last])
        payloads = self.known.matcher.payloads
        marks: dict[str, list[Mark]] = {}
        for begin, stop, number in self.known.matcher.all(tokens):
            if said.quotes and said.quoted(tokens[begin].start, tokens[stop - 1].end):
                continue
            kind = payloads[number]
            if kind == "doubt" and stop < len(tokens) and tokens[stop].lemma == "not" and tokens[begin].lemma in _CAN:
                continue
            if kind == "symptom" and _names_no_symptom(tokens, begin, stop):
                continue
            marks.setdefault(kind, []).append(Mark(begin, stop))
        words = [t.lemma for t in tokens]
        starts = [t.start for t in tokens]
        if self._hurts_by_name(said):
            _add_named_symptoms(words, marks)
        _drop_people(words, marks)
        _drop_spasm(words, marks, "muscle" in said.heading)
        reach = (tokens[0].start, tokens[-1].end)
        findings = _findings(said, starts, marks, *reach)
        things = self._things(words, findings)
        return Marked(said, words, starts, marks, findings, _places(said, starts, *reach), things)

    def _things(self, words: Sequence[str], findings: Sequence[Mark]) -> list[int]:
        tissue = self.known.words["tissue"]
        found = [at for at, w in enumerate(words) if w in tissue or (len(w) > 6 and w.endswith(_ENDINGS))]
        for mark in findings:
            found += range(mark.first, mark.last)
        return found


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


_CAN = frozenset({"can", "could"})
_SHORT = {"ll": "will", "re": "are", "ve": "have", "d": "would"}
#: Endings of medical names for what is found.
_ENDINGS = ("osis", "itis", "oma", "pathy", "malacia", "iasis", "cele", "megaly", "listhesis", "ectasia")
#: Endings of medical words for pain ("arthralgia", "coccydynia").
_PAINS = ("algia", "dynia")


#: What a reader of pictures does, and what stands before a noun.
_JUDGING = frozenset(
    "judge see read tell assess make know say measure interpret evaluate compare grade classify".split()
)
_ARTICLES = frozenset("a an the each every one first second third dry repeat repeated per this barium".split())


def _names_no_symptom(tokens: Sequence[Token], begin: int, stop: int) -> bool:
    """Whether a word for a symptom means another thing here: a weight in pounds, one swallow of a test, what is hard to see."""
    word = tokens[begin].lemma
    before = tokens[begin - 1].lemma if begin else ""
    behind = tokens[stop].lemma if stop < len(tokens) else ""
    if word == "pound":
        return before[:1].isdigit()
    if word == "attack":
        return before == "heart"
    if word in ("trouble", "problem"):
        return before in _DISEASED
    if word == "hurt":
        return _injured(tokens, begin)
    if word == "you":
        return behind in ("well", "fine", "nothing", "ok", "okay", "good", "healthy")
    if word == "weak":
        return behind in ("bone", "signal", "spot")
    if word in _ACTIONS and before == "you" and begin > 1 and tokens[begin - 2].lemma in _WHENEVER:
        return _TYING.isdisjoint(t.lemma for t in tokens)
    if word == "swallow":
        return before in _ARTICLES
    if word in ("swallowing", "breathing", "walking"):
        return not begin and _HARD.isdisjoint(t.lemma for t in tokens)
    if word == "breath":
        return behind in ("out", "in", "hold", "holding") or before in ("full", "deep", "one")
    if word == "faint":
        return behind[:1].isalpha() and behind not in _BEHIND_FAINT
    if word in ("stiff", "stiffness"):
        back = 5 if before in _BE else 1
        near = {t.lemma for t in tokens[max(0, begin - back) : begin]} | {t.lemma for t in tokens[stop : stop + 3]}
        return not _STIFF_PARTS.isdisjoint(near)
    return word in ("hard", "harder") and tokens[stop - 1].lemma == "to" and behind in _JUDGING


#: Words by which a use of the body becomes a complaint ("Swallowing hurts").
_HARD = frozenset(
    "hurt hurts pain painful hard harder trouble difficult difficulty worse ache aches problem weak short".split()
)
#: What the body does in health, behind these words ("closes when you swallow"), and what then ties it to something all the same.
_ACTIONS = frozenset("swallow cough sweat breath".split())
_WHENEVER = frozenset("when as while whenever time".split())
_TYING = frozenset("what why because stick stuck catch way cause explain reason".split())
#: Behind "faint" where it is what someone does or feels, and no shade of a picture.
_BEHIND_FAINT = frozenset(
    "and or when if at in on spell feeling with after for from because while but as to attack come that which is are was".split()
)
#: Parts and stuff that are stiff to the touch of a test, and not to a person.
_STIFF_PARTS = frozenset(
    "wall vessel artery arterial valve liver plaque material tissue scar build buildup heart lung spleen shell cover pocket mass coating layer".split()
)
#: Before "trouble" these make it a disease of a part, not a complaint.
_DISEASED = frozenset(
    "bone vessel blood heart lung kidney valve liver gland vein artery ligament tendon thyroid brain spleen".split()
)
_BE = frozenset("is are was were be been get got being".split())
_HOW = frozenset("newly freshly badly also not really clearly slightly severely otherwise even recently".split())


def _injured(tokens: Sequence[Token], at: int) -> bool:
    """Whether "hurt" says that a part was injured ("the ligament is badly hurt"), not that someone hurts."""
    step = at - 1
    while step >= 0 and tokens[step].lemma in _HOW:
        step -= 1
    if step < 1 or tokens[step].lemma not in _BE:
        return False
    if at + 1 < len(tokens) and tokens[at + 1].lemma == "by":
        return False
    if [t.lemma for t in tokens[at + 1 : at + 3]] == ["and", "so"]:
        return False  # "The disc is hurt and so are you."
    return tokens[step - 1].lemma not in ("you", "it", "this", "that", "they", "what", "which", "pain")


def _add_named_symptoms(words: Sequence[str], marks: dict[str, list[Mark]]) -> None:
    """Medical words for pain are known by their ending ("arthralgia", "coccydynia")."""
    for number, word in enumerate(words):
        if len(word) > 6 and word.endswith(_PAINS):
            marks.setdefault("symptom", []).append(Mark(number, number + 1))


#: Verbs behind who is ill ("a patient with headache was found to have …").
_PREDICATES = frozenset("was were is are has have had show shows showed found for who".split())


def _drop_people(words: Sequence[str], marks: dict[str, list[Mark]]) -> None:
    """A symptom that only says who is ill ("a breathless patient", "a patient with cough has …") is not what a finding is tied to."""
    felt = marks.get("symptom")
    if felt and "patient" in words:
        first, last = _who_is_ill(words)
        if any(first <= link.first < last for link in marks.get("link", ())):
            last = first
        kept = [
            s
            for s in felt
            if (s.last >= len(words) or words[s.last] != "patient") and not (first <= s.first and s.last <= last)
        ]
        if len(kept) < len(felt):
            marks.pop("symptom")
            if kept:
                marks["symptom"] = kept


_SPASM = frozenset("spasm tight tightness tighten cramp cramped cramping tense tension".split())


def _drop_spasm(words: Sequence[str], marks: dict[str, list[Mark]], of_muscles: bool) -> None:
    """A muscle that looks tight on a picture is a finding, and no complaint."""
    felt = marks.get("symptom")
    if felt and (of_muscles or "muscle" in words or "spasm" in words):
        kept = [s for s in felt if _SPASM.isdisjoint(words[s.first : s.last])]
        marks["symptom"] = kept
        if not kept:
            marks.pop("symptom")


def _who_is_ill(words: Sequence[str]) -> tuple[int, int]:
    """The words between "patient with" and the verb behind them; nothing where no verb follows."""
    at = next((i for i, w in enumerate(words[:-1]) if w == "patient" and words[i + 1] == "with"), None)
    if at is None:
        return 0, 0
    end = next((i for i in range(at + 2, len(words)) if words[i] in _PREDICATES), at)
    return (at + 2, end) if end > at else (0, 0)


def _range(starts: Sequence[int], start: int, end: int) -> Mark:
    return Mark(bisect_left(starts, start), bisect_left(starts, end))


def _findings(said: Said, starts: Sequence[int], marks: dict[str, list[Mark]], start: int, end: int) -> list[Mark]:
    """What a part of a sentence says was found; a name that is itself a symptom is left out."""
    felt = marks.get("symptom", ())
    found = [
        _range(starts, m.start, m.end)
        for m in said.mentions
        if start <= m.start and m.end <= end and m.status in POSITIVE and not said.quoted(m.start, m.end)
    ]
    return [f for f in found if not any(s.first < f.last and f.first < s.last for s in felt)]


def _places(said: Said, starts: Sequence[int], start: int, end: int) -> list[Mark]:
    return [_range(starts, p.start, p.end) for p in said.places if start <= p.start and p.end <= end]
