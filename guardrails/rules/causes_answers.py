"""Causes told over a question or a heading and what stands behind it, and sentences that only ask or retell."""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rules.causes_conditions import examines, general, left_open
from guardrails.rules.causes_marks import Marked, Marker
from guardrails.rules.causes_patterns import Claim
from guardrails.rules.claims_open import left_unsaid
from guardrails.rules.errands import is_errand

#: Headings that tell nothing of this reader.
SILENT = frozenset({"questions", "help", "sources", "not-stated"})
_ASKING = frozenset("how what whether is are do does can could which where when if about".split())
_HEARD = frozenset("heard read think worry fear believe wonder told thought".split())
_TAKES_BACK = frozenset("not isn't wrong no never can't cannot doesn't don't".split())
_AND_MORE = frozenset("only just always".split())
_YES = frozenset("yes yep yeah indeed sure certainly definitely absolutely probably surely likely".split())
_NO = frozenset("no nope".split())
_DEGREES = frozenset("most very quite almost more highly".split())
_TAKEN_UP = frozenset("it they that this these both".split())
_SHORT_VERBS = frozenset("is are does do was were".split())
_INDEFINITE = frozenset("a an such some any every".split())
_MAYBE = frozenset("may might could can maybe perhaps possibly some if".split())
_VERBS = frozenset("is are was were be has have do does can could may might will not ask see show".split())
_ARE = frozenset("is are was were".split())
_OPENING, _SHORT_ANSWER = 6, 4


def only_asks(aligned: Aligned, said: Said, marker: Marker) -> bool:
    """Whether a sentence asks, or retells what is asked, meant or believed, and tells nothing itself."""
    tells_by_asking = aligned.reading.lemmas(said)[:3] == ["did", "you", "know"]
    return (
        (said.kind == "question" and not tells_by_asking)
        or said.label in SILENT
        or _only_unsaid(aligned.reading.lemmas(said))
        or _heads_a_question(said, marker)
        or _explains_reason(aligned, said, marker)
        or _told_as_belief(aligned, said)
    )


def answered(sentences: Sequence[Said], said: Said, marker: Marker) -> Claim | None:
    """The tie that a question or a heading names and the sentence behind it takes up."""
    asked = sentences[said.index - 1] if said.index else None
    if (
        asked is None
        or asked.kind not in ("question", "heading")
        or asked.label in SILENT
        or not marker.may_claim(asked)
    ):
        return None
    opener, marked = marker.of(asked), marker.of(said)
    if not opener.has("symptom"):
        return None
    if _names_answer(sentences, opener, marked):
        return Claim(0, 0)
    return _yes_or_no(opener, marked) if asked.kind == "question" else None


_EXCEPTING = frozenset("other besides except but apart beyond".split())


def _only_unsaid(words: Sequence[str]) -> bool:
    """Whether a sentence only tells which words a report lacks ("Mechanism and symptoms are not given.")."""
    if words[:1] == ["no"] and left_unsaid(words) and _EXCEPTING.isdisjoint(words):
        return _VERBS.isdisjoint(words[: next((i for i, w in enumerate(words) if w in _ARE), 0)])
    at = words.index("not") if "not" in words else 0
    return at > 1 and words[at - 1] in _ARE and _VERBS.isdisjoint(words[: at - 1]) and left_unsaid(words)


def _heads_a_question(said: Said, marker: Marker) -> bool:
    """Whether a heading asks of a tie and names nothing found ("What this has to do with your cough")."""
    if said.kind != "heading" or not marker.may_claim(said):
        return False
    words = [w for w in marker.of(said).words if w[0].isalnum()]
    return bool(words) and words[0] in _ASKING and not marker.of(said).things


def _explains_reason(aligned: Aligned, said: Said, marker: Marker) -> bool:
    """Whether a sentence only says what a word of the reason before it means ("That means narrow arteries")."""
    before = aligned.reading.sentences[said.index - 1] if said.index else said
    words = aligned.reading.lemmas(said)
    if before is said or words[:1] not in (["that"], ["this"], ["it"]) or not is_errand(aligned, before):
        return False
    if any(c.facts(positive=True) for c in aligned.claims_in(said)):
        return False
    if said.has("symptom") or words[1:2] == ["is"]:
        marked = marker.of(said)
        return words[1:2] in (["mean"], ["means"], ["is"]) and not marked.things and not marked.has("named", "cleared")
    return words[1:2] in (["mean"], ["means"])


def _told_as_belief(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells what the reader may have heard, and the next one denies it ("This is not true.")."""
    words = aligned.reading.lemmas(said)
    if words[:1] != ["you"] or words[1:2] not in (["may"], ["might"], ["could"]) or _HEARD.isdisjoint(words[2:6]):
        return False
    behind = aligned.reading.sentences[said.index + 1 : said.index + 2]
    return any(_takes_back(aligned.reading.lemmas(s)) for s in behind)


def _takes_back(words: Sequence[str]) -> bool:
    """Whether a sentence opens by denying the one before it, and not by "not only that"."""
    at = next((i for i, w in enumerate(words[:_OPENING]) if w in _TAKES_BACK), None)
    return at is not None and not _AND_MORE.intersection(words[at + 1 : at + 2])


def _names_answer(sentences: Sequence[Said], opener: Marked, marked: Marked) -> bool:
    """Whether a finding alone answers the question or heading before it ("Why you limp", "What hurts?")."""
    question = opener.said.kind == "question"
    names = bool(marked.things) and len(marked.words) < 9 and _VERBS.isdisjoint(marked.words)
    if not (marked.has("finding") or (question and names)) or not (opener.has("link") or question):
        return False
    loose = Claim(len(marked.words), len(marked.words), loose=True)
    apart = ("study", "errand", "exam", "care", "open", "reported", "urgent", "may-be", "how-long", "general")
    if opener.has("errand", "doubt", "study") or any(marked.holds(c, loose) for c in apart):
        return False
    if marked.words[0] in ("if", "unless", "should"):
        return False
    said = marked.said
    behind = [marked.marker.of(s) for s in sentences[said.index + 1 : said.index + 3] if s.paragraph == said.paragraph]
    return not any(left_open(m, Claim(len(m.words), len(m.words))) or examines(m) for m in behind)


def _yes_or_no(opener: Marked, marked: Marked) -> Claim | None:
    """The tie that a question asks about and its answer takes up ("Is the tear why it hurts? Yes.")."""
    answer = _short_answer(marked)
    if answer is None or not _asks_for_a_tie(opener) or general(opener.words, opener.said.you):
        return None
    end = len(marked.words)
    if marked.has("open", "exam", "study") or marked.names(_MAYBE, 0, end) or left_open(marked, Claim(end, end)):
        return None
    return Claim(0, 0, denied=not answer)


def _asks_for_a_tie(opener: Marked) -> bool:
    """Whether a question asks if something found is behind what is felt, and not what a test or a text says of it."""
    words = [w for w in opener.words if w[0].isalnum()]
    if opener.has("errand", "study", "exam", "settle") or not words or not _INDEFINITE.isdisjoint(words[1:2]):
        return False
    return (opener.has("link", "make") or "from" in words) and bool(opener.covers("subject"))


def _short_answer(marked: Marked) -> bool | None:
    """Whether a sentence opens by a yes or a no; nothing where it does neither."""
    words = [w for w in marked.words if w[0].isalnum()]
    if words[:1] == ["a"] and marked.words[1:2] == [":"]:
        words = words[1:]
    opened = words[:3]
    while opened and opened[0] in _DEGREES:
        opened = opened[1:]
    if not opened:
        return None
    if opened[0] in _NO or words[:3] == ["not", "at", "all"] or words == ["probably", "not"]:
        return False
    if opened[0] in _YES:
        return "not" not in opened[1:2]
    if len(words) <= _SHORT_ANSWER and words[0] in _TAKEN_UP and words[1:2] and words[1] in _SHORT_VERBS:
        return "not" not in words
    return None
