"""Sentences that tell of this scan, and not of advice, of people in general, of what a thing is or of why the exam was made."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.language.text import tokens
from guardrails.alignment import Aligned, Tie, states
from guardrails.denials import shows_tissues
from guardrails.reading import DraftReading, Said
from guardrails.rules.errands import opens_errand
from guardrails.rules.unsaid import seeks_help

_TELLING = ("statement", "heading", "general", "condition")


def telling(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells of this scan, by its kind, its heading and how it opens."""
    reading = aligned.reading
    if said.kind == "general" and said.has("share"):
        return False  # what a study found tells nothing of this scan
    if said.first < said.last and reading.tokens[said.first].lemma == "whether":
        return False  # "Whether the plaque bears on the headache is not addressed."
    if seeks_help(aligned, said) or shows_tissues(said.lemmas):
        return False
    if said.label in _ADVISING:
        return said.kind in ("statement", "heading") and states(reading, said)
    if said.label == "reason":
        return (
            said.kind == "statement" and _bare_why(reading, said) and (_opens_with_scan(said) or _finds(aligned, said))
        )
    return said.kind in _TELLING and said.label not in ("sources", "not-stated")


def _bare_why(reading: DraftReading, said: Said) -> bool:
    """Whether a sentence stands under a bare "Why?", or behind one: it may tell why to act, and not why the scan was made."""
    words = [t.lemma for t in tokens(said.heading) if t.lemma.isalpha()]
    return words == ["why"] or reading.lemmas(said)[:2] in (["why", ":"], ["why", "?"], ("why", ":"), ("why", "?"))


def _finds(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells a finding of the report that was no reason for the exam."""
    return not said.has("exam-reason") and any(
        c.positive and not c.known and c.facts(Tie.RELATED, positive=True) for c in aligned.claims_in(said)
    )


def _opens_with_scan(said: Said) -> bool:
    """Whether a sentence opens with what this scan shows, or with what there is."""
    words = [w for w in said.lemmas if w.isalpha()][:4]
    return any(
        a in _THIS and b in SCANS and c in SHOWS for a, b, c in zip(words, words[1:], words[2:], strict=False)
    ) or (words[:2] == ["there", "is"])


_THIS = frozenset("the this your our".split())
#: Names of the scan, of its pictures, of its report and of who reads it.
SCANS = frozenset("scan test report exam ultrasound ct mri x-ray image picture study radiologist result".split())
#: Verbs by which these tell.
SHOWS = frozenset("show shows found finds saw see sees tell tells say says describe describes picture".split())


#: Headings under which sentences may yet tell of the scan ("Ask about first: …").
_ADVISING = ("questions", "help", "limits")
_MAY_BE = frozenset("can may could".split())
_FOUND_IN = frozenset("found present seen".split())
_IN_ANYONE = frozenset("without people adults healthy often silent".split())


def of_any(words: Sequence[str]) -> bool:
    """Whether a sentence tells what may be found in anyone ("Scars and bulges can all be present without symptoms")."""
    at = next((i for i, w in enumerate(words) if w in _MAY_BE), len(words))
    behind = words[at + 1 :]
    return not _FOUND_IN.isdisjoint(behind[:4]) and not _IN_ANYONE.isdisjoint(behind)


_OF_READER = (
    ("you", "fell"),
    ("you", "felt"),
    ("you", "take"),
    ("you", "came"),
    ("it", "mean"),
    ("this", "mean"),
    ("that", "mean"),
    ("ask",),
    ("tell",),
    ("call",),
    ("bring",),
)


def speaks_of_none(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence of the reader, of advice or of a meaning names no finding, and so tells none in other words either."""
    if of_any(said.lemmas):
        return True
    opens = any(said.lemmas[: len(opening)] == opening for opening in _OF_READER)
    return opens and SHOWS.isdisjoint(said.lemmas) and not any(c.fits for c in aligned.claims_in(said))


def of_this_scan(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells what was found, and not what many have."""
    return telling(aligned, said) and not apart(said) and (said.you or said.kind != "general" or not said.has("common"))


def apart(said: Said) -> bool:
    """Whether a sentence only says what such a thing is, or why the exam was made ("You had it to follow a nodule.")."""
    return _is_definition(said) or (opens_errand(said.lemmas) and _FOUND.isdisjoint(said.lemmas))


_FOUND = frozenset("found saw seen show shows showed shown".split())


def _is_definition(said: Said) -> bool:
    """Whether a sentence only says what such a thing is ("A lacunar stroke is a small one deep in the brain.")."""
    words = said.lemmas
    at = next((i for i, w in enumerate(words[:_LONG_NAME]) if w in ("is", "mean")), 0)
    return words[:1] in (("a",), ("an",)) and at > 1 and words[at + 1 : at + 2] in (("a",), ("an",)) and not said.you


_LONG_NAME = 6
