"""Rules on what must not leak: a person's identifiers, and the machinery behind the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.core.language.text import fold
from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.rule import Example, Fault, Rule

_PATTERNS = (
    (
        "a phone number",
        re.compile(
            r"(?<![\w.])(?:\+?[0-9]{1,3}[ .-]?)?(?:\([0-9]{3}\)[ ]?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}(?![\w])"
        ),
    ),
    ("a social security number", re.compile(r"(?<![\w-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![\w-])")),
    ("a mail address", re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,64}){1,4}")),
    ("a web address", re.compile(r"(?:https?://|www\.)[^\s)]{3,200}")),
    (
        "a date",
        re.compile(
            r"(?<![\w/.-])(?:[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(?![\w/-])"
        ),
    ),
    (
        "a date",
        re.compile(
            r"(?<![\w])(?:[0-9]{1,2}\.? )?(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: [0-9]{1,2}(?:st|nd|rd|th)?)?,? (?:19|20)[0-9]{2}(?!\w)"
        ),
    ),
    ("a record number", re.compile(r"(?<![\w.-])(?=[a-z0-9-]*[0-9]{5})[a-z]{0,4}-?[0-9]{3,}[0-9-]{3,}(?![\w])")),
    (
        "a street address",
        re.compile(
            r"(?<![\w.])[0-9]{1,5} (?:[a-z]+ ){1,3}(?:street|avenue|road|lane|drive|boulevard|st\.|ave\.|rd\.)(?!\w)"
        ),
    ),
)
#: Without such a run of digits there is no number, date or address of a person.
_DIGITS = re.compile(r"[0-9]{3}|[0-9][/.-][0-9]|[0-9] (?:[a-z]+ ){1,3}(?:street|avenue|road|lane|drive|boulevard)")
_TITLED = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Madam)\.?[ ]+([A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+)*)"
)
_DEAR = re.compile(
    r"(?<!\w)(?:Dear|Hello|Hi|Patient name:|Patient:|Name:|Signed,?|Sincerely,?|Ref:|Re:)[ \n]+([A-Z][\w'\u2019-]+(?: [A-Z][\w.'\u2019-]+){0,3})"
)
_PAIR_ID = re.compile(
    r"(?<!\w)([A-Z][a-z'\u2019-]{2,} [A-Z][a-z'\u2019-]{2,})(?:,| \()[^.\n]{0,24}(?:\bSSN\b|\bMRN\b|\bDOB\b|\bborn\b|\bNHS\b|\bID\b|\brecord\b|\baccount\b|\binsurance\b)"
)
_NOT_NAMES = frozenset(
    "patient reader doctor sir madam you clinician colleague friend parent all team radiologist provider care".split()
)


def _free(aligned: Aligned, text: str) -> bool:
    """Whether a piece may stand: it came from the fields, or it is no identifier of a person but part of the exam."""
    low = fold(text).strip(" .,;")
    if any(low in fold(k) or fold(k) in low for k in aligned.reading.known if len(k.strip()) > 2):
        return True
    return any(low in fold(s.citation) for s in aligned.plan.sources)


def _identified(aligned: Aligned) -> Iterator[Fault]:
    text, low = aligned.reading.text, aligned.reading.folded
    taken: list[Span] = []

    def fault(start: int, end: int, what: str) -> Iterator[Fault]:
        if _free(aligned, text[start:end]) or any(s.start < end and start < s.end for s in taken):
            return
        if any(s.start <= start < s.end and s.label == "sources" for s in aligned.reading.sentences):
            return
        taken.append(Span(start, end))
        yield Fault(Span(start, end), f"holds {what} that did not come from the fields", suggestion="")

    digits = _DIGITS.search(low) is not None
    for what, pattern in _PATTERNS:
        if not digits and what not in ("a mail address", "a web address"):
            continue
        if what == "a mail address" and "@" not in low:
            continue
        for match in pattern.finditer(low):
            yield from fault(match.start(), match.end(), what)
    for pattern in (_TITLED, _DEAR, _PAIR_ID):
        for match in pattern.finditer(text):
            name = match.group(1)
            words = {w.lower() for w in name.split()}
            if (words & _NOT_NAMES and len(words) == 1) or not words - _NOT_NAMES:
                continue
            yield from fault(match.start(1), match.end(1), "a name")
    for said in aligned.reading.sentences:
        for hit in said.of("id-label", "birth-label"):
            if said.kind == "question" or said.label == "sources":
                continue
            tail = text[hit.end : min(said.end, hit.end + 40)]
            found = re.match(r"[ .:#no]*([A-Z0-9][A-Za-z0-9 /-]{1,24})", tail)
            if found and any(c.isdigit() for c in found.group(1)):
                yield from fault(hit.start, hit.end + found.end(1), "a person's record")


_PLAIN = "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion."

IDENTIFIER_LEAK = Rule(
    name="identifier-leak",
    title="An identifier that was not given for the letter",
    rationale="A name or number that was not meant to be shown is a breach, and may be another patient's.",
    source="contract",
    severity="error",
    check=_identified,
    valid=(Example(report=_PLAIN, draft="There is a little fluid around your left lung. Ask Dr. [name] about it."),),
    invalid=(
        Example(report=_PLAIN, draft="Dear Mrs. Ottoline Farrow, there is a little fluid around your left lung."),
        Example(report=_PLAIN, draft="There is a little fluid around your left lung. Your record number is 4471920."),
    ),
)

_SLOT = re.compile(
    r"\{\{[^}\n]{0,60}\}\}?|\$\{?[a-z_]{2,30}\}?|<\|[a-z_]{2,30}\|>|<(?:system|assistant|user|prompt|think|instructions?)>|\[/?inst\]|(?:^|\n)[ ]*(?:system|assistant|user|human|ai)[ ]?:(?=[ \n])"
)


def _echoes(aligned: Aligned) -> Iterator[Fault]:
    low = aligned.reading.folded
    for match in _SLOT.finditer(low):
        yield Fault(Span(*match.span()), "holds a left-over mark of a prompt or a template", suggestion="")
    for said in aligned.reading.sentences:
        for hit in said.of("echo"):
            if said.quoted(hit.start, hit.end) or aligned.reading.from_plan(said):
                continue
            yield Fault(Span(hit.start, hit.end), "talks of instructions, of a model or of itself", suggestion="")
            break


INSTRUCTION_ECHO = Rule(
    name="instruction-echo",
    title="Talk of instructions, prompts or being a model",
    rationale="A letter that talks of its instructions may have followed one hidden in the report.",
    source="contract",
    severity="error",
    check=_echoes,
    valid=(Example(report=_PLAIN, draft="There is a little fluid around your left lung."),),
    invalid=(
        Example(
            report=_PLAIN, draft="Here is the letter you asked for. There is a little fluid around your left lung."
        ),
        Example(report=_PLAIN, draft="There is a little fluid around your left lung. As an AI, I cannot say more."),
    ),
)
