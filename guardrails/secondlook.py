"""A second look at a fault before it is told: evidence that does not hang on how a rule read the sentence.

A rule may misread a sentence of the report or of the draft. Here the words themselves are set beside each other once more:
does the clause deny, does the sentence of the report that the draft retells say the same, is the date the report's own?
A fault that these bear out as faithful is dropped. Nothing is added here, and no rule is told what to look for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from guardrails.alignment import Aligned
from guardrails.names import FILLERS, stem
from guardrails.reading import Said
from guardrails.rule import Fault

_DENYING = frozenset("no not none nothing without never neither nor nobody cannot".split())
#: Denials that affirm.
_AFFIRMING = frozenset("question doubt only just longer".split())
_TURNS = frozenset("but although though however yet except while whereas".split())
#: Words that begin a new statement behind "and".
_SUBJECTS = frozenset("there you it they a an the this".split())
#: Words ended by which nothing behind a finding's name speaks of it any more.
_PARTING = frozenset({",", ";", ".", ":", "and", "or", "but", "with", "without"})
_BEHIND = 6
_BIRTH = frozenset("born birth birthday dob birthdate".split())
_LITTLE = FILLERS | frozenset(
    "you your it they them we i he she which who what one more very also can could may might will would should do does did than "
    "so if then up down out over into about some any all each both other".split()
)


def stands(rule: str, fault: Fault, aligned: Aligned) -> bool:
    """Whether a fault still stands when its sentence is looked at once more."""
    looks = _LOOKS.get(rule)
    if looks is None or fault.span is None:
        return True
    said = _sentence_of(aligned, fault)
    return said is None or not any(look(aligned, said, fault) for look in looks)


def _sentence_of(aligned: Aligned, fault: Fault) -> Said | None:
    assert fault.span is not None
    start = fault.span.start
    return next((s for s in aligned.reading.sentences if s.start <= start < s.end), None)


def _denies(word: str) -> bool:
    return word in _DENYING or word.endswith("n't")


def _is_denied(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether the clause denies what the rule took for told: a denial before it, or a verb denied right behind it."""
    assert fault.span is not None
    if "says that there is no " in fault.message or not fault.message.startswith("says that there is"):
        return False
    row = aligned.reading.tokens[said.first : said.last]
    ahead = [t.lemma for t in row if t.start < fault.span.start]
    cut = max((i for i, w in enumerate(ahead) if w in _TURNS or w in (";", ":", ".")), default=-1)
    clause = ahead[cut + 1 :]
    anew = max((i for i in range(len(clause) - 1) if clause[i] == "and" and clause[i + 1] in _SUBJECTS), default=-1)
    clause = clause[anew + 1 :]
    for i, word in enumerate(clause):
        if _denies(word) and not _AFFIRMING & set(clause[i + 1 : i + 2]):
            return True
    behind = [t.lemma for t in row if t.start >= fault.span.end][:_BEHIND]
    for word in behind:
        if word in _PARTING:
            return False
        if _denies(word):
            return True
    return False


def _own_date(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a date is one of the report's own, and nobody's birthday."""
    assert fault.span is not None
    if "a date" not in fault.message:
        return False
    words = aligned.reading.folded[fault.span.start : fault.span.end]
    low = aligned.reading.prepared.report
    at = low.find(words)
    if at < 0 or not _BIRTH.isdisjoint(aligned.reading.lemmas(said)):
        return False
    return not any(b in low[max(0, at - 30) : at] for b in _BIRTH)


#: Words that leave a thing open: a draft that drops them says more than the report.
_DOUBTING = frozenset(
    "may might could can possible possibly probable probably likely if unless should suggest suspected".split()
)
#: The share of a sentence's telling words that one sentence of the report must hold, and how many at least.
_SHARE, _WORDS = 0.6, 3


def _retold(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether one sentence of the report holds most of the telling words: the draft retells it and claims nothing of its own."""
    words = aligned.reading.lemmas(said)
    own = _telling(words)
    if len(own) < _WORDS:
        return False
    open_here, denied_here = not _DOUBTING.isdisjoint(words), any(map(_denies, words))
    for scene in aligned.reading.prepared.scenes:
        shared = len(own & _telling(scene.lemmas))
        if shared < _WORDS or shared < _SHARE * len(own):
            continue
        if open_here >= (not _DOUBTING.isdisjoint(scene.lemmas)) and denied_here == any(map(_denies, scene.lemmas)):
            return True
    return False


def _telling(lemmas: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(w) for w in lemmas if w.isalpha() and len(w) > 2 and w not in _LITTLE)


_LOOKS: Mapping[str, tuple[Callable[[Aligned, Said, Fault], bool], ...]] = {
    "negation-flip": (_is_denied,),
    "identifier-leak": (_own_date,),
    "unsupported-claim": (_retold,),
}
