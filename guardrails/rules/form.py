"""Rule on the form: a whole letter in the language asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import reduce

from explainer.core.intake import language_of
from explainer.core.language.text import fold, lemma, tokens
from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule

_REQUIRED = {
    "patient": ("short-answer", "why", "findings", "limits", "next-steps", "get-help"),
    "clinician": ("bottom-line", "actions", "findings", "limits"),
}
_MIN_WORDS = 8


def _malformed(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    document, text = reading.document, reading.text
    if document.problem is not None:
        yield Fault(None, document.problem, alone=True)
        return
    if not any(c.isalnum() for c in text):
        yield Fault(None, "the draft is empty", alone=True)
        return
    if document.structured:
        if not document.sections:
            yield Fault(None, "the draft has no section", alone=True)
            return
        missing = [k for k in _REQUIRED[aligned.plan.audience] if k not in document.sections]
        if missing:
            yield Fault(None, f"the draft lacks the section {', '.join(missing)}")
        if document.audience and document.audience != aligned.plan.audience:
            yield Fault(None, f"the draft is for a {document.audience}, asked was a {aligned.plan.audience}")
    language = language_of(reading.folded)
    if language not in (None, "english"):
        yield Fault(None, f"the draft reads like {language}; asked was English", alone=True)
        return
    yield from _foreign(aligned)
    yield from _cut_off(aligned)


#: Letters of scripts that no English letter is written in; a word or two may be a name or a look-alike.
_OTHER_SCRIPT = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4,}|(?:[\u0400-\u052f\u0370-\u03ff\u0590-\u05ff\u0600-\u06ff\u0900-\u097f\u0e00-\u0e7f]{2,}[\s,.]{1,3}){3,}"
)


def _foreign(aligned: Aligned) -> Iterator[Fault]:
    """A passage in another language inside an English draft."""
    reading = aligned.reading
    if not reading.text.isascii():
        for script in _OTHER_SCRIPT.finditer(reading.text):
            words = script.group().rstrip(" \n\t,.")
            if any(q.start <= script.start() < q.end for q in reading.quotes) or any(words in v for v in reading.known):
                continue
            yield Fault(Span(*script.span()), "holds text in another script than English", suggestion="")
            return
    starts = [s.start for s in reading.sentences]
    at = 0
    given = [fold(v) for v in reading.known if not v.isascii()]
    for block in reading.folded.split("\n"):
        if len(block) > 40 and sum(w in block for w in (" the ", " and ", " is ", " of ", " that ", " your ")) < 2:
            said = reading.sentences[max(0, bisect_right(starts, at + 4) - 1)]
            own = reduce(lambda words, name: words.replace(name, " "), given, block)
            found = None if said.planned or said.label == "sources" else language_of(own)
            if found not in (None, "english"):
                yield Fault(Span(at, at + len(block)), f"holds text that reads like {found}", suggestion="")
                return
        at += len(block) + 1


_TAIL = re.compile(r"[.!?:)\]\"'\u201d\u2019*_|]$|[0-9]$")
_DANGLING = frozenset(
    "the a an of in at on and or with to is are was were for that your this which who because but by from as its their has have had not may can will would should could must might be been if when then than so".split()
)
#: What closes a quote, a bracket or emphasis.
_CLOSERS = " \t*_\"')]\u201d\u2019"
#: Words that end no sentence, whatever mark stands behind them.
_OPEN_ENDED = frozenset("the a an and or your our my is are was were because who which as its their".split())
#: Words of the last lines under a letter, which end without a mark.
_CLOSING = frozenset(
    lemma(word)
    for word in (
        "regards wishes sincerely faithfully truly warmly cordially respectfully gratefully team thank thanks clinic "
        "department hospital radiology radiologist md signed checked page end"
    ).split()
)
#: Most words of such a line.
_MAX_CLOSING = 10
#: Words of which a short last line may be made up altogether ("Take care", "All the best", "With warm thoughts").
_FAREWELL = frozenset(
    "take care all the very best be well stay kind kindly warm warmest with my our good thoughts greetings see you soon for now "
    "wishing wish yourself of".split()
)
#: Offices of which a last line under a letter may be made up ("Your GP", "The practice nurse").
_OFFICES = frozenset(
    "gp doctor clinician consultant nurse practice surgeon physician specialist registrar practitioner general family care".split()
)
_ENDS_IN_BE = frozenset("is are was were".split())
_ASKING = frozenset("what which who whom whose where when how why that than as whoever whatever".split())
_LIST_MARKS = ("-", "*", "\u2022", "[", "+", "\u25aa", "\u25cf", "\u00b7")
_NUMBERED = re.compile(r"\(?[0-9]{1,2}[.)] ")


def _cut_off(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    sentences = [s for s in reading.sentences if s.label != "sources"]
    if not sentences:
        return
    last = sentences[-1]
    words = [t.lemma for t in tokens(reading.folded, last.start, last.end) if t.lemma[0].isalpha()]
    raw = reading.text[last.start : last.end].rstrip()
    bare = raw.rstrip(_CLOSERS)  # a mark within quotes or emphasis ends a sentence as well
    whole = sum(t.lemma[0].isalpha() for t in reading.tokens[: 20 * _MIN_WORDS])
    if (
        whole < _MIN_WORDS
        and not reading.document.structured
        and aligned.plan.audience == "patient"
        and not last.mentions
    ):
        yield Fault(None, "the draft is too short to be a letter")
    if _signs_off(reading.text, raw):
        return
    stopped = bare.endswith((".", "?", "!"))
    dangles = bool(words) and words[-1] in (_OPEN_ENDED if stopped else _DANGLING)
    dangles = dangles and not (stopped and (_asks_what_is(words) or bare.rstrip(" .!?*_").endswith("yours")))
    if dangles or raw.endswith((",", "(", " -", "\u2013", "\u2014")) or _unended(aligned, last, raw, words):
        yield Fault(Span(last.start, last.end), "the draft breaks off", suggestion="")


def _signs_off(text: str, raw: str) -> bool:
    """Whether the last line takes leave of the reader: short, by itself, and of such words ("With kind regards", "Take care")."""
    line = raw.strip(" *_,.!")
    before = text[: text.rfind(raw)].rstrip(" *_") if raw else ""
    words = re.findall(r"[a-z]+", line.lower())
    if not words or len(words) > _MAX_CLOSING or words[-1] in _DANGLING or (before and not before.endswith("\n")):
        return False
    if _FAREWELL.issuperset(words):
        return len(words) > 1
    if words[0] in ("your", "the") and _OFFICES.issuperset(words[1:]) and len(words) > 1:
        return True
    return "yours" in words or not _CLOSING.isdisjoint(lemma(w) for w in words)


def _asks_what_is(words: list[str]) -> bool:
    """Whether a sentence that ends with "is" is whole, as it asks in its course ("ask how far off it is")."""
    return words[-1] in _ENDS_IN_BE and not _ASKING.isdisjoint(words[-9:-1])


def _unended(aligned: Aligned, last: Said, raw: str, words: list[str]) -> bool:
    """Whether the last line has no end, where the lines like it have one."""
    reading = aligned.reading
    if not raw:
        return False
    row = reading.text[reading.text.rfind("\n", 0, last.end) + 1 : last.end].strip()
    if row.startswith("|"):
        return not row.endswith("|")
    if any(raw.count(opened) > raw.count(closed) for opened, closed in ("()", "[]")):
        return True
    if not words or _TAIL.search(raw) or reading.document.structured:
        return False
    if len(words) <= _MAX_CLOSING and not _CLOSING.isdisjoint(words):
        return False
    if last.index + 1 < len(reading.sentences):
        return False  # the heading over the sources
    lines = [line.strip() for line in reading.text[: last.end].split("\n")]
    listed = _is_listed(lines[-1])
    kin = [line for line in lines[:-1] if len(line) > 3 and _is_listed(line) == listed]
    if not listed:
        kin = [line for line in kin if len(line.split()) > 7]
    if len(kin) > 1 or (listed and kin):
        return sum(_TAIL.search(line) is not None for line in kin) >= 0.75 * len(kin)
    return last.kind != "heading" and len(lines[-1].split()) > 3


def _is_listed(line: str) -> bool:
    return line.startswith(_LIST_MARKS) or _NUMBERED.match(line) is not None


_PLAIN = "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion."

MALFORMED_DRAFT = Rule(
    name="malformed-draft",
    title="No whole letter in the language asked for",
    rationale="A letter that breaks off leaves out what nobody will miss.",
    source="contract",
    severity="error",
    check=_malformed,
    valid=(
        Example(
            report=_PLAIN, draft="There is a little fluid around your left lung. Ask your clinician what to do next."
        ),
    ),
    invalid=(
        Example(report=_PLAIN, draft="   "),
        Example(
            report=_PLAIN,
            draft="There is a little fluid around your left lung.\n\nYou can ask:\n- What should I do next?\n- Do I need more tests?\n- When can I tra",
        ),
        Example(
            report=_PLAIN,
            draft="There is a little fluid around your left lung. Ask your clinician what to do next.\n\n\u8bf7\u60a8\u8054\u7cfb\u533b\u751f\u8be2\u95ee\u3002",
        ),
        Example(
            report=_PLAIN,
            draft="There is a little fluid around your left lung. Ask your clinician what to do about the",
        ),
        Example(
            report=_PLAIN,
            draft="Il y a un peu de liquide autour de votre poumon gauche. Demandez \u00e0 votre m\u00e9decin ce qu'il faut faire dans les jours qui viennent.",
        ),
    ),
)
