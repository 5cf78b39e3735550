"""Rule on what must not leak: a person's identifiers."""

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
            r"(?<![\w.])(?:\+?[0-9]{1,3}[ .-]?)?(?:\([0-9]{2,5}\)[ ]?|[0-9]{3,5}[ .-])[0-9]{3,4}[ .-][0-9]{3,4}(?![\w-])"
        ),
    ),
    ("a phone number", re.compile(r"(?<![\w.])\+[0-9]{1,3}(?:[ .-]?[0-9]{2,4}){2,5}(?![\w-])")),
    (
        "a phone number",
        re.compile(
            r"(?<!\w)(?:phone|tel|telephone|mobile|cell|fax|pager|call|dial|ring|reach|contact)(?: \w{1,10}){0,3}[ .:]{1,3}\(?[0-9]{2,5}\)?(?:[ .-][0-9]{2,4}){0,3}[ .-][0-9]{4}(?![\w-])"
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
    ("a record number", re.compile(r"(?<![\w.-])[0-9]{2,4}-[0-9]{3,6}-[0-9]{2,4}(?![\w-])")),
    (
        "a street address",
        re.compile(
            r"(?<![\w.])[0-9]{1,5} (?:[a-z0-9]+ ){1,3}(?:street|avenue|road|lane|drive|boulevard|highway|terrace|crescent|st\.|ave\.?|rd\.|blvd\.?)(?!\w)"
        ),
    ),
)
#: Without two digits in a row there is no number, date or address of a person.
_DIGITS = re.compile(r"[0-9]{2}|[0-9] [a-z0-9]+ ")
_NAME = r"[A-Z](?:[\w'\u2019-]*[a-z])(?![\w'\u2019-])"
_FULL = rf"{_NAME}(?: [A-Z]\.?)?(?: (?:de |van |von |al-|bin |da |di )?{_NAME}){{1,3}}"
_KIN = "wife|husband|spouse|partner|son|daughter|child|mother|father|mom|mum|dad|parent|sister|brother|aunt|uncle|cousin|grandson|granddaughter|grandmother|grandfather|guardian|carer|caregiver|friend|neighbor|neighbour|nurse|caseworker"
_NAMES = (
    re.compile(
        r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Madam|Doctor)\.?[ ]+([A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+)*)"
    ),
    re.compile(
        r"(?<!\w)(?:Dear|Hello|Hi|Hey|Patient name:|Patient:|Name:|Signed,?|Sincerely,?|Regards,|Best wishes,|Yours,|Ref:|Re:)[ \n]+([A-Z][\w'\u2019-]+(?: [A-Z][\w.'\u2019-]+){0,3})"
    ),
    re.compile(
        r"(?<!\w)([A-Z][a-z'\u2019-]{2,} [A-Z][a-z'\u2019-]{2,})(?:,| \()[^.\n]{0,24}(?:\bSSN\b|\bMRN\b|\bDOB\b|\bborn\b|\bNHS\b|\bID\b|\brecord\b|\baccount\b|\binsurance\b)"
    ),
    # Behind a label: "Pt: Ana Silva", "Radiologist: Ana Silva", "Read by Ana Silva".
    re.compile(
        rf"(?<!\w)(?i:pt|patient|client|name|attn|attention|cc|copy to|from|to|radiologist|physician|provider|referrer|clinician|surgeon|author|reader|guardian|next of kin|emergency contact|contact)\.?(?i: name| is)?[ ]?[:\u2013-][ ]*({_FULL})"
    ),
    # Behind a small word, inside a sentence: "this letter is for Ana Silva", "I am Ana Silva".
    re.compile(
        rf"(?<!\w)(?i:by|with|for|to|from|of|about|see|call|ask|contact|tell|named|called|am|is|name|meet|saw|and|patient|reader|radiologist)[ ]+({_FULL})"
    ),
    re.compile(rf"(?<!\w)({_FULL}),? (?:MD|M\.D\.|DO|D\.O\.|PhD|MBBS|FRCR|FACR|RN|NP|PA-C)(?!\w)"),
    re.compile(rf"(?<!\w)(?i:your|his|her|the patient's) (?i:{_KIN}),? (?:named |called )?({_NAME}(?: {_NAME})?)"),
    re.compile(
        rf"(?:^|\n)[ *_#>]{{0,4}}({_NAME}(?: {_NAME})?), (?=(?:here|your|you|this|we|i|thank|thanks|please|our|it|the)\b)"
    ),
)
#: Words with a capital that are no one's name: what a letter is written to, how sentences open, what care is called.
_NOT_NAMES = frozenset(
    "patient reader doctor sir madam you clinician colleague friend parent all team radiologist provider care nurse emergency department services service hospital clinic center centre health medical university college society institute school network group office records radiology imaging first second third fourth next then now so also finally lastly overall again still yes no well today otherwise instead however but and or if in on at to for here there this these that those please thank thanks good great the your our my we it i what when where why how not none unknown stated limits sources findings questions report letter summary scan ct mri x-ray january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday english american european british national world".split()
)


_PUNCTUATION = re.compile(r"[.,;:()\[\]](?=\s|$)|(?<=\s)[(\[]")


def _free(aligned: Aligned, text: str) -> bool:
    """Whether a piece may stand: it came from the fields, or it is no identifier of a person but part of the exam."""
    low = fold(text).strip(" .,;")
    if any(low in fold(k) or fold(k) in low for k in aligned.reading.known if len(k.strip()) > 2):
        return True
    return any(f" {low} " in _PUNCTUATION.sub(" ", f" {fold(s.citation)} ") for s in aligned.plan.sources)


_JOURNAL = re.compile(r"(?:Journal|Annals|Archives|Bulletin|Review|Proceedings|Study|Atlas) of (?:the )?$")


def _ordinary(aligned: Aligned, words: list[str]) -> bool:
    """Whether a piece in capitals is a term ("Baker Cyst") or a phrase of the letter, not a person's name."""
    prepared = aligned.reading.prepared
    known = [w in _NOT_NAMES or w in prepared.vocabulary or w.endswith("ly") for w in words]
    return known[0] or all(known) or aligned.reading.folded.count(f" {words[0]} ") > 2


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
    for number, pattern in enumerate(_NAMES):
        for match in pattern.finditer(text):
            words = [w.strip(".").lower() for w in match.group(1).split()]
            if not set(words) - _NOT_NAMES or (number > 2 and _ordinary(aligned, words)):
                continue
            if _JOURNAL.search(text, max(0, match.start(1) - 24), match.start(1)):
                continue  # rule unknown-citation
            yield from fault(match.start(1), match.end(1), "a name")
    for said in aligned.reading.sentences:
        for hit in said.of("id-label", "birth-label"):
            if said.kind == "question" or said.label == "sources":
                continue
            tail = text[hit.end : min(said.end, hit.end + 40)]
            found = re.match(r"(?:[ .:#=]|no\b|is\b|was\b|of\b|number\b){0,6}([A-Z0-9][A-Za-z0-9 /-]{1,24})", tail)
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
