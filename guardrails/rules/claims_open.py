"""Words of a claim that claim nothing: asked, left open, denied, turned down, not told by the report or said of a paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from guardrails.alignment import Aligned
from guardrails.denials import of_none
from guardrails.reading import Hit, Said
from guardrails.rules.claims_words import NEGATIONS, PAPER, SAYS_NOTHING, SOON, TEXTS


def unknown(said: Said, hit: Hit) -> bool:
    """Whether a word that the matter is not known stands before."""
    return any(h.last <= hit.first + 1 for h in said.of("not-knowing"))


def denied(aligned: Aligned, said: Said, hit: Hit, reach: int = 4) -> bool:
    """Whether a denial stands shortly before a word."""
    words = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - reach) : hit.first]]
    return any(w in NEGATIONS for w in words)


def is_open(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words are asked, left open, said for a case that may come, or not of the body at all."""
    return (
        _conditional(aligned, said, hit)
        or unknown(said, hit)
        or _ask(aligned, said)
        or _checked(aligned, hit, said)
        or _of_paper(aligned, hit, said)
        or _not_described(aligned, hit, said)
        or of_none(aligned.reading.lemmas(said), hit.first - said.first)
    )


#: A follow-up is to see whether something goes away; that foretells nothing.
_TO_SEE = frozenset("see confirm check ensure prove verify".split())
_NOT_TOLD = (
    "address",
    "discuss",
    "cover",
    "clear",
    "known",
    "determin",
    "evaluat",
    "assess",
    "describ",
    "stat",
    "given",
    "mention",
    "specif",
    "report",
    "nam",
    "told",
    "said",
    "note",
    "record",
    "comment",
    "list",
)
#: Words by which a heading or a label says that a thing is open ("etiology uncertain").
_DOUBTED = frozenset(
    "unknown uncertain unclear undetermined indeterminate queried unspecified undescribed questioned open".split()
)


def _checked(aligned: Aligned, hit: Hit, said: Said) -> bool:
    """Whether the words are what a next test is to find out ("to make sure that the area clears")."""
    before = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 9) : hit.first]]
    if {"will", "would", "should"} & set(before):
        return False
    if {"until", "whether"} & set(before) or "where" in before[-3:]:
        return True
    return any(
        (one == "to" and two in _TO_SEE)
        or (one == "make" and two == "sure")
        or ((one, two) == ("be", "sure") and "to" in before)
        for one, two in pairwise(before)
    ) or before[-3:] == ["one", "thing", "to"]


def _of_paper(aligned: Aligned, hit: Hit, said: Said) -> bool:
    """Whether the words are said of the report, the scan or a question, and of no finding or person."""
    tokens_ = aligned.reading.tokens
    ahead = [m for m in said.mentions if m.end <= hit.start]
    subject = next(
        (i for i in range(hit.first - 1, max(said.first, hit.first - 8) - 1, -1) if tokens_[i].lemma in PAPER), None
    )
    if subject is None and _of_reading(said, aligned.reading.lemmas(said), hit):
        return True
    if subject is None:
        return False
    if any(m.end <= tokens_[subject].start for m in ahead) and not _WHERE_SEEN.isdisjoint(
        t.lemma for t in tokens_[max(said.first, subject - 3) : subject]
    ):
        return False  # "the tear on your scan"
    owners = {t.lemma for t in tokens_[max(said.first + 1, subject - 5) : subject]}
    if not _OWNING.isdisjoint(owners):
        return False  # "Children with a normal scan outgrow it"
    between = {t.lemma for t in tokens_[subject + 1 : hit.first]}
    return not between & {"it", "this", "that", "they", "you", "your", "which"} and not any(
        m.start >= tokens_[subject].start for m in ahead
    )


_WHERE_SEEN = frozenset("on in from by".split())
_OWNING = frozenset("with without whose".split())
_QUICK = frozenset("quick short brief long easy simple dry technical".split())


def _of_reading(said: Said, words: Sequence[str], hit: Hit) -> bool:
    """Whether it is the text that will be short or quick to read ("There isn't much text, so this will be quick")."""
    at = hit.last - said.first
    short = words[at : at + 1] == ["be"] and not _QUICK.isdisjoint(words[at + 1 : at + 4])
    return short and not TEXTS.isdisjoint(words[: at - 1]) and not said.mentions


def _not_described(aligned: Aligned, hit: Hit, said: Said) -> bool:
    """Whether the words name what the report does not say ("age, course and etiology are not described")."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : said.last]]
    if any(w in _DOUBTED and (w != "open" or behind[i - 1 : i] != ["stay"]) for i, w in enumerate(behind[:SOON])):
        return True
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    if any(
        w in SAYS_NOTHING and any(b.startswith(_NOT_TOLD) for b in ahead[i + 1 : i + 4]) for i, w in enumerate(ahead)
    ):
        return True  # "Nothing can be said about change over time"
    if "not" not in behind or {"will", "usually", "but", "and"} & set(behind[: behind.index("not")]):
        return False
    return any(w.startswith(stem) for w in behind[behind.index("not") + 1 :][:3] for stem in _NOT_TOLD)


def _conditional(aligned: Aligned, said: Said, hit: Hit) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    in_case = ("in", "case") in pairwise(words)
    if _when_better(aligned, hit, words) or _asked_how(aligned, said):
        return True
    opened = words[1:] if words[:1] in (["and"], ["but"], ["or"], ["so"]) else words
    return in_case or any(w in ("if", "when", "unless", "whether", "call") for w in words) or opened[:1] == ["should"]


_BETTER = (
    "get better",
    "gets better",
    "getting better",
    "feel better",
    "back to normal",
    "return to normal",
    "recovers",
    "settles down",
    "clears up",
)
_BETTERED = ("improv", "normali", "recover", "resol", "better", "return")


def _asked_how(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence only says that how things go on is open ("How it will develop is not something a scan can show")."""
    words = aligned.reading.lemmas(said)
    if words[0] not in ("how", "what") or {"you", ",", ";"} & set(words[:3]):
        return False
    last = next((at for at, w in enumerate(words) if w in ("is", "are", "cannot", "will") and at > 2), len(words))
    return not {"not", "no", "cannot", "nobody", "question", "ask", "unknown", "open"}.isdisjoint(words[last:])


_ONCE = frozenset("once after until".split())


def _when_better(aligned: Aligned, hit: Hit, words: Sequence[str]) -> bool:
    """Whether a step waits until something is better, as in the report ("needed once your kidney test gets better")."""
    waits = not _ONCE.isdisjoint(words[-9:]) or ("as", "soon") in pairwise(words[-9:])
    if not waits or not aligned.reading.folded[hit.start : hit.end].startswith(_BETTER):
        return False
    return not {
        "need",
        "needed",
        "recommended",
        "recommend",
        "advised",
        "advise",
        "ask",
        "suggest",
        "report",
        "say",
    }.isdisjoint(words) and any(w.startswith(_BETTERED) for w in aligned.reading.prepared.report_lemmas)


def _ask(aligned: Aligned, said: Said) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[said.first : min(said.last, said.first + 6)]]
    return "ask" in words


def some_and_others(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "never" is said of other people than those who feel it ("some feel it, others never do")."""
    words = aligned.reading.lemmas(said)
    at = hit.first - said.first
    some = not {"some", "many", "people"}.isdisjoint(words[:at])
    return words[at : at + 1] == ["never"] and words[at - 1] in ("other", "others", "many", "most") and some and at > 3


#: By whom and how a belief is held, and how the next sentence turns it down.
_BELIEVED = frozenset("heard read told think thought believe believed fear assume assumed myth say".split())
_BELIEVERS = frozenset("you people many some may might it they".split())
_TURNED_DOWN = frozenset("so true right correct case rule fact".split())


def refuted(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells what some believe, and the next one that it is not so ("You may have heard that … Not so.")."""
    words = aligned.reading.lemmas(said)
    if (
        _BELIEVED.isdisjoint(words[:6])
        or words[0] not in _BELIEVERS
        or said.index + 1 >= len(aligned.reading.sentences)
    ):
        return False
    after = aligned.reading.lemmas(aligned.reading.sentences[said.index + 1])[:8]
    return "myth" in after or (not _TURNED_DOWN.isdisjoint(after) and any(w in NEGATIONS for w in after))


#: What a report may lack, and the words by which a letter says so.
_ASKED_OF = frozenset(
    "cause reason explanation follow-up followup treatment management interval recommendation advice step side date comparison plan".split()
)
_TOLD_OF = frozenset("stated given named mentioned listed specified offered told".split())


def left_unsaid(words: Sequence[str]) -> bool:
    """Whether a sentence tells that what it lists is not said ("Exercise, diet and follow-up are not stated.")."""
    if words[:1] == ["not"] and ":" in words[1:5] and any(w.startswith(_NOT_TOLD) for w in words[1:4]):
        return True  # "Not stated: side, follow-up, treatment."
    if words[:1] == ["no"] and any(
        one in ("is", "are", "was", "were") and other in _TOLD_OF and not _ASKED_OF.isdisjoint(words[1:at])
        for at, (one, other) in enumerate(pairwise(words))
    ):
        return True  # "No cause or follow-up is named."
    tail = [w for w in words[-6:] if w[0].isalnum()]
    if not {"not", "nowhere"} & set(tail):
        return False
    behind = tail[next(i for i, w in enumerate(tail) if w in ("not", "nowhere")) + 1 :]
    return len(behind) <= SOON and any(w.startswith(told) for w in behind[:2] for told in _NOT_TOLD)
