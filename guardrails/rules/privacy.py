"""Rule on what must not leak: a person's identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.core.language.text import fold, tokens
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
#: Digits in a row long enough for a number, date or address of a person.
_DIGITS = re.compile(r"[+(]?[0-9][0-9 ().,/+-]{0,40}[0-9]|[0-9](?= [a-z0-9]+ )")
_NUMBERED = tuple((what, p) for what, p in _PATTERNS if what not in ("a mail address", "a web address"))
_LINKED = tuple((what, p) for what, p in _PATTERNS if what in ("a mail address", "a web address"))
_WORD = r"[A-Z][\w'\u2019-]*[\w](?![\w'\u2019-])"
#: Words with capitals in a row, an initial or a small word of a name among them.
_CAPITALS = re.compile(
    rf"(?<![\w'\u2019-]){_WORD}(?:(?: [A-Z]\.?(?=[ ]))?(?: (?:de |van |von |al-|bin |da |di )?{_WORD}))*"
)
#: Words with a capital before a name, which are no part of it. Behind the first ones a name follows for sure.
_TITLES = frozenset("Mr Mrs Ms Miss Dr Prof Professor Sir Madam Doctor Nurse Dear Hello Hi Hey Signed".split())
_CALLS = frozenset("Call See Ask Contact Tell Meet Thank Patient Pt Radiologist By For With From To And Read".split())
_LEADS = _TITLES | _CALLS
_DETERMINERS = frozenset("The Your Our".split())
#: What stands before a name given in full: a label with a colon, or a small word inside a sentence.
_LABEL = re.compile(
    r"(?:^|[^\w])(?:pt|patient|client|name|attn|attention|cc|copy to|from|to|radiologist|physician|provider|referrer|clinician|surgeon|author|reader|guardian|next of kin|emergency contact|contact|ref|re)\.?(?: name| is)? ?[:\u2013-]\s*$",
    re.I,
)
_SMALL = re.compile(
    r"(?:^|[^\w])(?:by|with|for|to|from|of|about|see|call|ask|contact|tell|named|called|am|is|name|meet|saw|and|patient|reader|radiologist) $",
    re.I,
)
#: What stands before a name of one word or more.
_ALONE = re.compile(
    r"(?<!\w)(?:(?:Mr|Mrs|Ms|Dr|Prof)\. |Dear |(?:Hello|Hi|Hey),? |(?:Patient name|Patient|Name|Ref|Re):[ \n]+|(?:Sincerely|[Rr]egards|[Ww]ishes|Yours|Signed)[,:]?[ \n]+|(?:\bI(?:'m|\u2019m| am)|[Mm]y name is|(?:[Mm]um|[Mm]om|[Mm]other|[Dd]ad|[Ff]ather|[Pp]arents?|[Ff]amily|[Gg]uardians?) of) )$"
)
_KIN = re.compile(
    r"(?:your|his|her|the patient's) (?:wife|husband|spouse|partner|son|daughter|child|mother|father|mom|mum|dad|parent|sister|brother|aunt|uncle|cousin|grandson|granddaughter|grandmother|grandfather|guardian|carer|caregiver|friend|neighbor|neighbour|nurse|caseworker),? (?:named |called )?$"
)
_DEGREE = re.compile(r",? (?:MD|M\.D\.|DO|D\.O\.|PhD|MBBS|FRCR|FACR|RN|NP|PA-C)(?!\w)")
_RECORD = re.compile(
    r"(?:,| \()[^.\n]{0,24}(?:\bSSN\b|\bMRN\b|\bDOB\b|\bborn\b|\bNHS\b|\bID\b|\brecord\b|\baccount\b|\binsurance\b)"
)
_SPOKEN_TO = re.compile(r", (?:here|your|you|this|we|i|thank|thanks|please|our|it|the)\b")
_LINE_START = re.compile(r"(?:^|\n)[ *_#>]{0,4}$")
#: Words with a capital that are no one's name: what a letter is written to, how sentences open, what care is called.
_NOT_NAMES = frozenset(
    "patient reader doctor sir madam you clinician colleague friend parent all team radiologist provider care nurse emergency department services service hospital clinic center centre health medical university college society institute school network group office records radiology imaging first second third fourth next then now so also finally lastly overall again still yes no well today otherwise instead however but and or if in on at to for here there this these that those please thank thanks good great the your our my we it i what when where why how not none unknown stated limits sources findings questions report letter summary scan ct mri x-ray january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday english american european british national world "
    # Whom a letter is written to by kinship or part, and who writes it.
    "mum mom mummy mommy mother dad daddy father parents guardian guardians family caregiver carer everyone everybody folks friends referring "
    "colleagues doctors nurses physician surgeon provider new expectant he she they who me us him her them his its hers theirs ok okay "
    # What opens a sentence before a comma.
    "last lasting further furthermore moreover meanwhile elsewhere besides below above beyond nearby outside inside higher lower deeper around "
    "behind afterwards afterward after before later earlier since once twice each either neither both together apart alone even only just "
    "maybe perhaps sometimes often same likewise rather indeed true sure right left up down over under farther closer top bottom middle center "
    "side front back upstairs downstairs fourth fifth sixth more most less least next one two three four five six because while as then too "
    "lungs heart bones liver kidneys brain spine joints muscles vessels nerves skin bowel results result news bottom line short long plain words "
    "hence thus yet nor plus minus note remember please until unless whether much many some any none few several though although "
    "yours sincerely regards wishes desk front reception unit ward staff practice scheduling people support line".split()
)
#: What is left of a verb behind a pronoun or a name ("I'm", "We've", "Rosa's").
_SHORTENED = re.compile(r"['\u2019](?:m|ve|ll|d|re|s|t)$")


def _plain_words(word: str) -> list[str]:
    """The words in one with a capital: its parts between hyphens, in small letters, what is left of a verb taken off."""
    return [part for part in _SHORTENED.sub("", word.strip(".").lower()).split("-") if part]


_PUNCTUATION = re.compile(r"[.,;:()\[\]](?=\s|$)|(?<=\s)[(\[]")


def _free(aligned: Aligned, text: str) -> bool:
    """Whether a piece may stand: it came from the fields, or it is no identifier of a person but part of the exam."""
    low = fold(text).strip(" .,;")
    if any(low in fold(k) or fold(k) in low for k in aligned.reading.known if len(k.strip()) > 2):
        return True
    return any(f" {low} " in _PUNCTUATION.sub(" ", f" {fold(s.citation)} ") for s in aligned.plan.sources)


#: A day as texts write it: three numbers, the year first or last, or the name of a month with its day and year.
_DAY = re.compile(r"([0-9]{1,4})[/.-]([0-9]{1,2})[/.-]([0-9]{2,4})(?![0-9])")
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_DAY = re.compile(
    rf"(?<![\w])(?:([0-9]{{1,2}})\.? )?({'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in _MONTHS)})\.?(?: ([0-9]{{1,2}})(?:st|nd|rd|th)?)?,? ((?:19|20)[0-9]{{2}})(?!\w)"
)
#: Words of a line of the report that make a day one of the exam or of the course, and those that make it one of a person.
_OF_AN_EXAM = re.compile(
    r"\b(?:compar\w+|correlat\w+|prior|previous\w*|earlier|last|since|exam\w*|stud(?:y|ies)|scans?|cts?|mris?|x-?rays?|films?|radiographs?|ultrasounds?|"
    r"sonogra\w+|mammogra\w+|images?|confinement|edd|edc|eddc|due|delivery|lmp|l\.? ?m\.? ?p|menstrual|periods?|surgery|biopsy|dated|performed|obtained|reported|notified|communicated|discussed|called|informed)\b"
)
_OF_A_PERSON = re.compile(r"\b(?:dob|d\.o\.b|birth\w*|born|ssn|mrn|name|(?<!gestational )age)\b")


def _days(low: str, start: int, end: int) -> Iterator[tuple[int, int, frozenset[int]]]:
    """The days in a piece of folded text: where each begins, its year (two digits), its day and month in no order."""
    for match in _DAY.finditer(low, start, end):
        first, middle, last = (int(g) for g in match.groups())
        if len(match.group(1)) > 2:
            first, last = last, first
        yield match.start(), last % 100, frozenset((first, middle))
    for match in _MONTH_DAY.finditer(low, start, end):
        month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(match.group(2)[:3]))
        day = match.group(1) or match.group(3)
        yield match.start(), int(match.group(4)) % 100, frozenset((month, int(day)) if day else (month,))


def _of_the_exam(aligned: Aligned, span: Span) -> bool:
    """Whether a day is one the report gives for an exam, a comparison or what is due, told as no day of birth.

    Such a day tells of the report and finds no person; a day of birth or one that only stands in the head does.
    """
    low = aligned.reading.folded
    if _OF_A_PERSON.search(low, max(0, span.start - 24), span.start):
        return False
    told = next((day for day in _days(low, span.start, span.end)), None)
    if told is None:
        return False
    for line in fold(aligned.plan.reading.text).split("\n"):
        if not any(c.isdigit() for c in line):
            continue
        for at, year, numbers in _days(line, 0, len(line)):
            near = line[max(0, at - 80) : at]
            if year == told[1] and told[2] <= numbers and _OF_AN_EXAM.search(near) and not _OF_A_PERSON.search(near):
                return True
    return False


_JOURNAL = re.compile(r"(?:Journal|Annals|Archives|Bulletin|Review|Proceedings|Study|Atlas) of (?:the )?$")


def _ordinary(aligned: Aligned, words: list[str]) -> bool:
    """Whether a piece in capitals is a term ("Baker Cyst") or a phrase of the letter, not a person's name."""
    prepared = aligned.reading.prepared
    known = [
        w in _NOT_NAMES
        or w in prepared.vocabulary
        or w.endswith("ly")
        or any(t.lemma in prepared.vocabulary for t in tokens(w))
        for w in words
    ]
    return known[0] or all(known) or aligned.reading.folded.count(f" {words[0]} ", 0, 20_000) > 2


def _names(aligned: Aligned, text: str) -> Iterator[tuple[int, int]]:
    """Where a person is named: words in capitals at a place where names stand."""
    for match in _CAPITALS.finditer(text):
        words = match.group().split()
        at, titled = match.start(), False
        while words and words[0].strip(".") in _LEADS:
            titled = titled or words[0] not in _CALLS
            at += len(words.pop(0)) + 1
        anchor = at
        while len(words) > 1 and words[0] in _DETERMINERS:
            at += len(words.pop(0)) + 1  # "Best wishes, The Front Desk"
        if not words:
            continue
        if at != anchor and not titled and _role(words):
            continue  # "Your GP", "the ACL, the strong band"
        full = len(words) > 1 and any(c.islower() for c in words[-1])
        before = text[max(0, anchor - 40) : anchor]
        low = before.lower()
        certain = titled or (low.endswith((" ", "\n")) and _ALONE.search(before) is not None)
        likely = not certain and (
            (full and (_DEGREE.match(text, match.end()) or _RECORD.match(text, match.end())))
            or (full and low.endswith((" ", "\n")) and (_SMALL.search(before) or _LABEL.search(before)))
            or (low.endswith(" ") and _KIN.search(low))
            or (_SPOKEN_TO.match(text, match.end()) and _LINE_START.search(before))
        )
        plain = [part for w in words for part in _plain_words(w)]
        if not (certain or likely) or not set(plain) - _NOT_NAMES or (likely and _ordinary(aligned, plain)):
            continue
        if not _JOURNAL.search(before):  # rule unknown-citation
            yield at, match.end()


#: How the names of those who care for a reader end, as those of persons seldom do behind "your".
_ROLES = ("ist", "ian", "eon", "tor", "ant", "nurse", "team", "practitioner", "fellow", "registrar")


def _role(words: list[str]) -> bool:
    """Whether words with an article before them name an office or a part and no person ("Your GP", "The Knee Team")."""
    last = words[-1].strip(".,")
    return (last.isupper() and len(last) <= _ABBREVIATED) or last.lower().endswith(_ROLES)


_ABBREVIATED = 5


def _identified(aligned: Aligned) -> Iterator[Fault]:
    # The list of sources at the end is full of names; unknown ones are another rule's.
    sentences, text = aligned.reading.sentences, aligned.reading.text
    end = next((s.start for s in sentences if s.label == "sources"), len(text))
    ranges = [(0, end), *((s.start, s.end) for s in sentences if s.start > end and s.label != "sources")]
    taken: set[int] = set()
    for span, what in (found for first, last in ranges for found in _identifiers(aligned, first, last)):
        if what == "a date" and _of_the_exam(aligned, span):
            continue
        if not _free(aligned, text[span.start : span.end]) and not _meets(span, taken):
            taken.update(range(*span))
            yield Fault(span, f"holds {what} that did not come from the fields", suggestion="")
    for said in sentences:
        if said.kind == "question" or said.label == "sources":
            continue
        for hit in said.of("id-label", "birth-label"):
            number = _NUMBER.match(text, hit.end, min(said.end, hit.end + 40))
            if number is None or not any(c.isdigit() for c in number.group(1)) or _free(aligned, number.group(1)):
                continue
            span = Span(hit.start, number.end(1))
            if not _meets(span, taken):
                taken.update(range(*span))
                yield Fault(span, "holds a person's record that did not come from the fields", suggestion="")


def _meets(span: Span, taken: set[int]) -> bool:
    return not taken.isdisjoint(range(*span))


_NUMBER = re.compile(r"(?:[ .:#=]|no\b|is\b|was\b|of\b|number\b){0,6}([A-Z0-9][A-Za-z0-9 /-]{1,24})")


def _identifiers(aligned: Aligned, first: int, last: int) -> Iterator[tuple[Span, str]]:
    text, low = aligned.reading.text, aligned.reading.folded
    reach = first
    for digits in _DIGITS.finditer(low, first, last):
        if digits.start() < reach or (len(digits.group()) < 5 and _NEAR.match(low, digits.end()) is None):
            continue
        # Some words around, for the labels, months and streets beside the digits.
        start, reach = max(first, digits.start() - 40), min(last, digits.end() + 40)
        for what, pattern in _NUMBERED:
            for match in pattern.finditer(low, start, reach):
                yield Span(*match.span()), what
    for what, pattern in _LINKED:
        if ("@" if what == "a mail address" else "://" if "://" in low else "www.") in low:
            for match in pattern.finditer(low, first, last):
                yield Span(*match.span()), what
    for start, end in _names(aligned, text[first:last]):
        yield Span(first + start, first + end), "a name"


#: A street or a year close behind a short number ("12 Oak Lane", "3 May 2019").
_NEAR = re.compile(
    r"(?:st|nd|rd|th)?\.?(?:,? [a-z0-9]+){0,3},? (?:street|avenue|road|lane|drive|boulevard|highway|terrace|crescent|st\.|ave\.?|rd\.|blvd\.?|(?:19|20)[0-9]{2})(?!\w)"
)

_PLAIN = "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion."
_FLUID = "There is a little fluid around your left lung."

IDENTIFIER_LEAK = Rule(
    name="identifier-leak",
    title="An identifier that was not given for the letter",
    rationale="A name or number that was not meant to be shown is a breach, and may be another patient's.",
    source="contract",
    severity="error",
    check=_identified,
    valid=(
        Example(report=_PLAIN, draft=_FLUID + " Ask Dr. [name] about it."),
        Example(report=_PLAIN, draft="First, here is what was seen. " + _FLUID + " Then, you can ask for more."),
    ),
    invalid=(
        Example(report=_PLAIN, draft="Dear Mrs. Ottoline Farrow, there is a little fluid around your left lung."),
        Example(report=_PLAIN, draft=_FLUID + " Your record number is 4471920."),
        Example(report=_PLAIN, draft="Theodora, this is your result. " + _FLUID),
        Example(report=_PLAIN, draft="Client: Basil Quennell\n" + _FLUID),
        Example(report=_PLAIN, draft=_FLUID + " Signed off by Ines Vaquero, DO."),
        Example(report=_PLAIN, draft=_FLUID + " Your daughter Petra can come with you."),
        Example(report=_PLAIN, draft=_FLUID + " Your hospital number was 88-4120-7."),
        Example(report=_PLAIN, draft=_FLUID + " We write to you at 27 Old 5th Avenue."),
        Example(report=_PLAIN, draft=_FLUID + " Dial 0151 496 0822 with questions."),
    ),
)
