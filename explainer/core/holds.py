"""Why a clinician must see a letter before anybody else does, and what must not be shown of a report's own words.

Every detector runs in time linear in the text. Denied, historical, asked-about and hypothetical findings never hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from explainer.core.knowledge.lexicon import Term, load_lexicon
from explainer.core.knowledge.library import Critical, CriticalWhen, Library, load_library
from explainer.core.language.analysis import Piece, analyse
from explainer.core.language.assertion import Scopes
from explainer.core.language.matching import PhraseMatcher
from explainer.core.language.text import Token, fold, lemmas, tokens
from explainer.core.values import Fact, Hold, HoldKind, Reading, Sentence, Span

_NOT_FINDINGS = frozenset({"indication", "history", "technique", "comparison", "exam"})
#: Sections that can tell what was seen.
_TELLING = frozenset({"findings", "impression", "addendum"})
_LIVE = frozenset({"present", "possible"})
_BREAKS = frozenset({";", ".", "but", "however", "although", "while", "whereas"})
#: Words right before or behind a finding that make it an old or treated one.
_OLD_BEFORE = frozenset(
    "old remote chronic healed healing prior previous known treated resolved resolving longstanding nonunited".split()
)
_OLD_AFTER = frozenset("healed resolved treated repaired".split())
_STEADY = frozenset("stable unchanged".split())
#: A known finding that the same clause says has come back or moved on is no old one.
_MOVED_ON = frozenset(
    "recurrence recurrent progression progressive progressed increased increasing enlarged enlarging worse worsening new".split()
)
_KIND_ORDER: tuple[HoldKind, ...] = (
    "critical-finding", "suspected-cancer", "pregnancy-loss", "conflict", "unmapped-impression", "preliminary",
    "addendum", "under-18", "injected-text", "identifier-in-text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alert:
    """A critical finding met in the report: the row, the facts it rests on, and whether the report only doubts it."""

    row: Critical
    facts: tuple[str, ...]
    span: Span
    doubted: bool


class _Payload(NamedTuple):
    kind: str
    row: int


@lru_cache(maxsize=2)
def _matcher(library: Library) -> PhraseMatcher[_Payload]:
    phrases: list[tuple[str, _Payload]] = []
    for number, row in enumerate(library.critical):
        phrases.extend((p, _Payload("critical", number)) for p in row.phrases)
        phrases.extend((p, _Payload("not-this", number)) for p in row.not_this)
        phrases.extend((p, _Payload("old", number)) for p in row.old_or_treated)
    for id in ("urgent", "preliminary", "addendum", "injected"):
        entry = library.hold_words.get(id)
        if entry is not None:
            phrases.extend((p, _Payload(id, 0)) for p in entry.lines)
    return PhraseMatcher(phrases)


@lru_cache(maxsize=2)
def _by_concept(library: Library) -> dict[str, tuple[tuple[int, CriticalWhen | None], ...]]:
    found: dict[str, list[tuple[int, CriticalWhen | None]]] = {}
    for number, row in enumerate(library.critical):
        for concept in row.concepts:
            found.setdefault(concept, []).append((number, None))
        for when in row.when:
            for concept in when.concepts:
                found.setdefault(concept, []).append((number, when))
    return {concept: tuple(rows) for concept, rows in found.items()}


class Scan:
    """A report's tokens and the hold phrases in them, found in one pass."""

    def __init__(self, reading: Reading, library: Library) -> None:
        self.reading, self.library = reading, library
        self.folded = fold(reading.text)
        self.tokens: list[Token] = tokens(self.folded)
        matcher = _matcher(library)
        self.hits: list[tuple[Span, _Payload]] = [
            (Span(self.tokens[m.start].start, self.tokens[m.end - 1].end), matcher.payloads[m.payload])
            for m in matcher.all(self.tokens)
        ]

    def sentence_at(self, at: int) -> Sentence | None:
        """The sentence that holds an offset; None between sentences."""
        rows = self.reading.sentences
        low, high = 0, len(rows)
        while low < high:
            mid = (low + high) // 2
            if rows[mid].end <= at:
                low = mid + 1
            else:
                high = mid
        return rows[low] if low < len(rows) and rows[low].start <= at else None


def _clause(words: Sequence[Token], span: Span, sentence: Sentence) -> list[Token]:
    """The words of the clause round a span."""
    inside = [t for t in words if sentence.start <= t.start < sentence.end]
    first, last = 0, len(inside)
    for index, token in enumerate(inside):
        if token.lemma in _BREAKS:
            if token.end <= span.start:
                first = index + 1
            elif token.start >= span.end:
                last = index
                break
    return inside[first:last]


def _is_old(scan: Scan, row: Critical, span: Span, sentence: Sentence) -> bool:
    words = _clause(scan.tokens, span, sentence)
    before = [t.lemma for t in words if t.end <= span.start][-4:]
    after = [t.lemma for t in words if t.start >= span.end][:5]
    inside = [t.lemma for t in words if span.start <= t.start < span.end]
    asks_old = "chronic" in row.id
    moved_on = any(t.lemma in _MOVED_ON for t in words)
    for word in before + inside:
        if word == "known" and moved_on:
            continue
        if word in _OLD_BEFORE and not (asks_old and word == "chronic"):
            return True
    if any(word in _OLD_AFTER for word in after):
        return True
    steady = row.category == "days" or "fracture" in row.id
    return steady and any(word in _STEADY for word in before + after)


def _trapped(scan: Scan, number: int, span: Span, sentence: Sentence) -> bool:
    clause = _clause(scan.tokens, span, sentence)
    if not clause:
        return False
    start, end = clause[0].start, clause[-1].end
    lifts = (hit for hit, payload in scan.hits if payload.kind in ("not-this", "old") and payload.row == number)
    return any(start <= hit.start and hit.end <= end for hit in lifts)


def _phrase_status(scan: Scan, span: Span, sentence: Sentence) -> str:
    """How a phrase is told: by the findings that overlap it, else by the cues of its sentence."""
    over = [f for f in scan.reading.findings if f.start < span.end and span.start < f.end]
    if over:
        if any(f.status in _LIVE and f.certainty != "unlikely" for f in over):
            return "present" if any(f.status == "present" for f in over) else "possible"
        return "absent"
    lexicon = load_lexicon("report")
    analysis = analyse(scan.reading.text[sentence.start : sentence.end], lexicon)
    first, last = analysis.token_range(Span(span.start - sentence.start, span.end - sentence.start))
    if first >= last:
        return "absent"
    everything = analysis.pieces(0, len(analysis.tokens))
    scopes = Scopes(
        analysis.tokens, everything, 0, len(analysis.tokens), [Piece(first, last, Term("concept", "phrase"))]
    )
    told = scopes.read(first, last)
    if told.certainty == "unlikely":
        return "absent"
    return told.status


_SCALE = {"mm": 1.0, "cm": 10.0}


def _largest_mm(fact: Fact) -> float | None:
    return max((m.value * _SCALE[m.unit] for m in fact.measurements if m.unit in _SCALE), default=None)


def _large_enough(row: Critical, fact: Fact) -> bool:
    largest = _largest_mm(fact)
    return row.min_mm is None or largest is None or largest >= row.min_mm


def _met(when: CriticalWhen, scan: Scan, fact: Fact, span: Span, sentence: Sentence) -> bool:
    """Whether a finding stands in the company that makes it critical."""
    if when.min_mm is not None and (_largest_mm(fact) or 0.0) < when.min_mm:
        return False
    if when.regions and not any(r in when.regions for r in scan.reading.exam.regions):
        return False
    if when.sites and not _sits_in(fact, when.sites):
        return False
    if not when.words:
        return True
    clause = _clause(scan.tokens, span, sentence)
    line = scan.folded[clause[0].start : clause[-1].end] if clause else ""
    for word in when.words:
        at = _starts_at(word, line)
        if at >= 0 and (word in _UNDENIED or not _DENIALS.intersection(line[:at].split())):
            return True
    return False


_DENIALS = frozenset("no none not without nor neither never".split())
#: "Not excluded" is no denial.
_UNDENIED = frozenset(["exclud"])


def _starts_at(word: str, line: str) -> int:
    """Where a word of the line begins so; -1 when none does."""
    at = line.find(word)
    while at > 0 and line[at - 1].isalnum():
        at = line.find(word, at + 1)
    return at


def _sits_in(fact: Fact, sites: Sequence[str]) -> bool:
    lexicon = load_lexicon("report")
    return any(fact.site is not None and lexicon.within(fact.site, s) for s in sites)


def _required(row: Critical, text: str, fact: Fact) -> bool:
    if row.severity and (fact.severity or "") not in row.severity:
        return False
    return not row.requires or any(word in text for word in row.requires)


def find_alerts(scan: Scan) -> tuple[Alert, ...]:
    """The critical findings of a report, in text order, one for each row of the list."""
    library, reading = scan.library, scan.reading
    found: dict[int, tuple[int, list[str], Span, bool]] = {}
    mentions = {f.id: f for f in reading.findings}
    by_concept = _by_concept(library)
    fact_of = {m: k.id for k in reading.facts for m in k.mentions}

    def add(number: int, at: Span, facts: Sequence[str], doubted: bool) -> None:
        old = found.get(number)
        if old is None:
            found[number] = (at.start, list(facts), at, doubted)
        else:
            old[1].extend(f for f in facts if f not in old[1])
            found[number] = (min(old[0], at.start), old[1], old[2], old[3] and doubted)

    for fact in reading.facts:
        if fact.status not in _LIVE or fact.certainty == "unlikely" or fact.change == "resolved":
            continue
        for number, when in _rows_for(by_concept, fact):
            row = library.critical[number]
            if when is None and (not _large_enough(row, fact) or (row.sites and not _sits_in(fact, row.sites))):
                continue
            for id in fact.mentions:
                mention = mentions[id]
                if mention.section in _NOT_FINDINGS or mention.status not in _LIVE:
                    continue
                span = Span(mention.start, mention.end)
                sentence = scan.sentence_at(mention.start) or Sentence(*mention.sentence, mention.section)
                line = scan.folded[sentence.start : sentence.end]
                meets = _required(row, line, fact) if when is None else _met(when, scan, fact, span, sentence)
                if not meets or _trapped(scan, number, span, sentence) or _is_old(scan, row, span, sentence):
                    continue
                add(number, span, (fact.id,), fact.status == "possible")
    for span, payload in scan.hits:
        if payload.kind != "critical":
            continue
        row = library.critical[payload.row]
        here = scan.sentence_at(span.start)
        if here is None or here.section in _NOT_FINDINGS:
            continue
        status = _phrase_status(scan, span, here)
        if status not in _LIVE or _trapped(scan, payload.row, span, here) or _is_old(scan, row, span, here):
            continue
        facts = [
            fact_of[f.id] for f in reading.findings if f.start < span.end and span.start < f.end and f.id in fact_of
        ]
        told = [fact for fact in reading.facts if fact.id in facts]
        if told and not any(_large_enough(row, fact) for fact in told):
            continue  # "dilated ascending aorta" of 41 mm is no large aneurysm
        add(payload.row, span, facts, status == "possible")
    order = {"minutes": 0, "hours": 1, "days": 2}
    rows = sorted(found.items(), key=lambda pair: (order[library.critical[pair[0]].category], pair[1][0], pair[0]))
    return tuple(
        Alert(library.critical[number], tuple(facts), span, doubted) for number, (_, facts, span, doubted) in rows
    )


def _rows_for(
    by_concept: Mapping[str, tuple[tuple[int, CriticalWhen | None], ...]], fact: Fact
) -> list[tuple[int, CriticalWhen | None]]:
    """The rows of a finding; a mere "lesion" of a part is also met by the rows for its mass that ask for words beside it."""
    rows = list(by_concept.get(fact.concept, ()))
    made = load_lexicon("report").compose(fact.concept, fact.site) if fact.site is not None else None
    if made is not None and made != fact.concept:
        rows += [(number, when) for number, when in by_concept.get(made, ()) if when is not None]
    return rows


_AGE = re.compile(r"\b(\d{1,3})[ -]{0,2}(year|yr|yo\b|y/o|y\.o|month|mo\b|week|wk|day)s?[ -]{0,2}(?:old|of age)?")
_CHILD_WORDS = re.compile(
    r"\b(?:newborn|neonate|neonatal|infant|toddler|pediatric patient|premature baby|preterm infant)\b"
)


def stated_age(folded: str, end: int = 4000) -> int | None:
    """The patient's age in years as the head of a report states it ("12-year-old"); None when it states none."""
    for found in _AGE.finditer(folded, 0, min(len(folded), end)):
        number, unit = int(found.group(1)), found.group(2)
        tail = found.group()
        old = "old" in tail or "of age" in tail or unit in ("yo", "y/o", "y.o")
        if not old or number > 120:
            continue
        return number if unit[0] == "y" else 0
    return 0 if _CHILD_WORDS.search(folded, 0, min(len(folded), end)) else None


_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s\"'<>]{1,300}", re.I)
_SSN = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
_PHONE = re.compile(r"(?<![\w.-])(?:\+?\d{1,2}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z'-]{1,30}(?: [A-Z][a-z'-]{1,30})?")
_DOCTOR = re.compile(r"\b(?:Dr|Drs|Doctor)\.? [A-Z][A-Za-z'-]{1,30}(?: [A-Z][a-z'-]{1,30})?")
_SIGNED = re.compile(
    r"\b[A-Z][A-Za-z'-]{1,30}(?:,? [A-Z][A-Za-z.'-]{0,30}){1,3},? (?:M\.? ?D|D\.? ?O|MBBS|Ph\.? ?D|FRCR|R\.? ?N|P\.? ?A)\b\.?"
)
_SURNAME_FIRST = re.compile(
    r"\b[A-Z][A-Za-z'-]{1,30},[A-Z][A-Za-z'-]{1,30}(?: [A-Z]\b\.?)?(?: (?:M\.? ?D|D\.? ?O)\b\.?)?"
)
_LONG_NUMBER = re.compile(r"(?<![\w.])\d{6,}(?![\w.])")
_LABELED = re.compile(
    r"(?:^|(?<=[\n;,|.])|(?<=  ))[ \t]{0,4}(?P<label>[A-Za-z][A-Za-z ./-]{0,30}?)[ \t]{0,4}(?:#|no\.?)?[ \t]{0,4}[:#=][ \t]{0,4}(?P<value>[^\n;|]{1,80})",
    re.I,
)
_BLANK = re.compile(
    r"^[\s\[\]()<>*_xX.#-]*$|^\[[^\]]*\]$|^(?:removed|redacted|deleted|anonymi[sz]ed|withheld|unknown|none|n/a|not (?:given|stated|available))\b",
    re.I,
)
_NAME_LIKE = re.compile(r"^[A-Z][A-Za-z'-]+,? +[A-Z][A-Za-z'.-]*|^[A-Z][a-z'-]+, ?[A-Z]")
_DATE = re.compile(r"^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|[A-Z][a-z]{2,8} \d{1,2},? \d{4})")
_DIGITS = re.compile(r"\d{4,}")


@lru_cache(maxsize=2)
def _labels(library: Library) -> frozenset[tuple[str, ...]]:
    entry = library.hold_words.get("identifier-label")
    return frozenset(lemmas(line) for line in entry.lines) if entry is not None else frozenset()


def find_identifiers(text: str, library: Library | None = None) -> tuple[Span, ...]:
    """Where a text names a person or an identifier of one: name, birth date, record number, phone, e-mail, address."""
    found: list[Span] = []
    for pattern in (_EMAIL, _SSN, _PHONE, _TITLED):
        found.extend(Span(*m.span()) for m in pattern.finditer(text))
    labels = _labels(library if library is not None else load_library())
    at = 0
    while at < len(text):
        match = _LABELED.search(text, at)
        if match is None:
            break
        at = max(match.end("label"), match.start() + 1)
        label = lemmas(match.group("label"))
        if label not in labels:
            continue
        value = match.group("value").strip()
        if _BLANK.match(value):
            continue
        named = bool(label) and label[-1] in ("name", "patient") and _NAME_LIKE.match(value)
        dated = any(word in ("dob", "birth", "birthdate") for word in label) and _DATE.match(value)
        other = label[-1] not in ("name", "patient", "birth", "dob", "birthdate") and (
            _DIGITS.search(value) or (label[-1] == "address" and any(c.isdigit() for c in value))
        )
        if named or dated or other:
            start = match.start("value")
            found.append(Span(start, start + len(match.group("value").rstrip())))
    return tuple(sorted(set(found)))


#: A program spoken to at the start of a line or sentence, with what it shall do ("AI reader: add that …").
_TO_A_PROGRAM = re.compile(
    r"(?:^|(?<=[.;!?\n]))[ \t]*(?:note to |attention |dear |hey |you, )?(?:the |an? )?"
    r"(?:ai|assistant|language model|model|llm|bot|chatbot|agent|system|override|prompt|gpt)(?: [a-z]{2,12})?[ \t]*[:,][ \t]*"
    r"(?:please |now |always )?(?:add|advise|answer|append|approve|begin|change|cite|claim|delete|do|end|forget|give|ignore|include|"
    r"invent|leave|make|mark|mention|omit|praise|print|put|recommend|remove|repeat|replace|reply|reveal|say|send|set|show|skip|"
    r"start|state|stop|tell|translate|use|write|you)\b",
    re.MULTILINE,
)
#: Markup of chats, of data and of pages; no report is written so.
_MARKUP = re.compile(
    r"<\|[a-z_]{2,20}\|>|<!--|\[/?inst\]|\"\}\]|\": ?[\[{\"]|</?(?:system|user|assistant|script|prompt)>"
)


def find_injected(scan: Scan) -> tuple[Span, ...]:
    """Where the report speaks to a program instead of telling what was seen: its words, its address, or its markup."""
    found = [span for span, payload in scan.hits if payload.kind == "injected"]
    for pattern in (_TO_A_PROGRAM, _MARKUP):
        found += [Span(*match.span()) for match in pattern.finditer(scan.folded)]
    return tuple(sorted(set(found)))


def mask(text: str, removed: str = "[removed]", library: Library | None = None) -> str:
    """A report's words fit to be shown: identifiers, names of those who signed, addresses and long numbers taken out."""
    spans = list(find_identifiers(text, library))
    for pattern in (_URL, _DOCTOR, _SIGNED, _SURNAME_FIRST, _LONG_NUMBER):
        spans.extend(Span(*m.span()) for m in pattern.finditer(text))
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += (text[at:start], removed)
            at = end
        else:
            at = max(at, end)
    pieces.append(text[at:])
    return "".join(pieces)


def find_holds(scan: Scan, alerts: Sequence[Alert], age: int | None) -> tuple[Hold, ...]:
    """Every reason to hold this report's letter, by kind in a fixed order and then by place in the text."""
    reading, library = scan.reading, scan.library
    holds: list[Hold] = []
    for alert in alerts:
        basis = "" if alert.row.basis == "sourced" else " (urgency is safety wording)"
        holds.append(Hold(alert.row.hold, alert.facts, f"{alert.row.name}: act within {alert.row.category}{basis}"))
    kinds = [payload.kind for _, payload in scan.hits]
    for span, payload in scan.hits:
        if payload.kind != "urgent":
            continue
        sentence = scan.sentence_at(span.start)
        if sentence is None or sentence.section in _NOT_FINDINGS or _phrase_status(scan, span, sentence) not in _LIVE:
            continue
        holds.append(Hold("critical-finding", (), f"the report uses urgent wording at {span.start}-{span.end}"))
        break
    for conflict in reading.conflicts:
        facts = tuple(k.id for k in reading.facts if any(m in k.mentions for m in conflict.mentions))
        holds.append(Hold("conflict", facts, f"the report disagrees with itself ({conflict.kind})"))
    holds += [
        Hold("unmapped-impression", (), f"impression text at {gap.start}-{gap.end} could not be read")
        for gap in reading.unmapped
        if gap.section == "impression"
    ]
    if not any(s.section in _TELLING for s in reading.sentences):
        holds.append(Hold("unmapped-impression", (), "no part of the report reads as what was seen"))
    status = (reading.report.status or "").strip().lower()
    words = library.hold_words
    if (status and status in words["preliminary-status"].lines) or "preliminary" in kinds:
        holds.append(Hold("preliminary", (), "the report is not final"))
    sections = [s.kind for s in reading.sections]
    if (status and status in words["addendum-status"].lines) or "addendum" in kinds or "addendum" in sections:
        holds.append(Hold("addendum", (), "the report was changed or added to after it was signed"))
    years = age if age is not None else stated_age(scan.folded)
    if years is not None and years < 18:
        holds.append(Hold("under-18", (), "the evidence is about adults"))
    injected = find_injected(scan)
    if injected:
        holds.append(Hold("injected-text", (), f"text at {injected[0].start}-{injected[0].end} speaks to a program"))
    named = find_identifiers(reading.text, library)
    if named:
        holds.append(Hold("identifier-in-text", (), f"the report names a person at {named[0].start}-{named[0].end}"))
    return tuple(sorted(holds, key=lambda h: _KIND_ORDER.index(h.kind)))
