"""HL7 v2 result messages (ORU, and MDM documents) to reports: one message, one report.

Segments, fields and escapes are taken apart here. The ``hl7`` package was tried: its ``unescape`` drops the rest of a
field behind a lone escape character ("disc L4\\5 bulge"), and it logs the field that it could not read.
"""

from __future__ import annotations

import binascii
import re
from typing import Final, NamedTuple

from explainer.core.values import Report, SectionKind
from explainer.errors import ReportError
from explainer.importing import attachments
from explainer.importing.body import Imported, Part, assemble, choose, section_kind
from explainer.importing.charset import codec_named, decode
from explainer.importing.status import WITHDRAWN_CODES, least_final, refuse_withdrawn

_START: Final = re.compile(r"(?:^|[\r\n\x0b])[ \t]*(?=MSH[^\w\s])")
_TRAILER: Final = re.compile(r"(?:^|[\r\n])(?:BTS|FTS|BHS|FHS)(?=[^\w\s])")
_SEGMENT: Final = re.compile(r"[A-Z][A-Z0-9]{2}(?=[^\w\s]|$)")
_RUN_ON: Final = re.compile(r"[ \t]+(?=(PID|PV1|ORC|OBR|OBX|NTE)\|)")
_ESCAPE: Final = re.compile(r"[A-Za-z.][A-Za-z0-9.+-]{0,400}")
_COUNTED: Final = re.compile(r"\.(sp|sk|in|ti)[+-]?([0-9]{1,3})?$", re.I)
_TEXT_TYPES: Final = frozenset({"TX", "FT", "ST", "VT", ""})
_CODED_TYPES: Final = frozenset({"CE", "CWE", "CNE", "CF"})
_NUMBER_TYPES: Final = frozenset({"NM", "SN"})
#: Observation identifier suffixes of HL7 v2 chapter 7.
_SUFFIXES: Final[dict[str, SectionKind]] = {
    "GDT": "findings", "MDT": "findings", "TCM": "findings", "IMP": "impression", "REC": "recommendation",
    "ADT": "addendum", "CMS": "comparison", "CMT": "comparison", "CMR": "comparison", "CMC": "comparison",
    "MED": "technique",
}  # fmt: skip
_TITLES: Final = {"TCM": "TECHNICIAN'S COMMENT"}
_SHORT: Final = 25  # words: below, the text may only point to an attached document


class Coding(NamedTuple):
    """The characters that part a message: field, component, repetition, escape, subcomponent, and its character set."""

    field: str
    component: str
    repetition: str
    escape: str
    sub: str
    charset: str


class _Segment(NamedTuple):
    fields: list[str]

    def get(self, number: int) -> str:
        """Field ``number`` as HL7 counts it (0 is the segment's name), empty when it is absent or deleted."""
        value = self.fields[number] if number < len(self.fields) else ""
        return "" if value.strip() == '""' else value


def read(data: bytes, item: int | None = None) -> Imported:
    """The reports of a file with one or more messages; a message that is there twice counts once.

    Args:
        item: Number of the message to read, from 1; None reads all.

    Raises:
        ReportError: No message, one without report text, or one whose result was withdrawn.
    """
    # Latin-1 keeps every byte, so that each message can be read again in the character set it declares.
    messages = _split(_unframed(data.decode("latin-1")))
    if not messages:
        raise ReportError("there is no HL7 v2 message in it (no MSH segment)")
    chosen = choose(messages, item)
    reports: list[Report] = []
    fallback = False
    for number, message in enumerate(chosen, item or 1):
        try:
            report, legacy = _report(message)
        except ReportError as error:
            if len(messages) == 1:
                raise
            raise ReportError(f"message {number} of {len(messages)}: {error}") from error
        reports.append(report)
        fallback |= legacy
    return Imported(tuple(reports), fallback)


def _unframed(text: str) -> str:
    """The text with framing that a log wrote out (``<SB>``, ``<R>``, ``<EB>``) turned into the bytes it stands for."""
    if "<SB>" in text:
        text = text.replace("<SB>", "\x0b").replace("<EB>", "\x1c").replace("<R>", "\r")
    return text


def _split(text: str) -> list[str]:
    starts = [m.end() for m in _START.finditer(text)]
    messages: list[str] = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        message = text[start:end].partition("\x1c")[0].partition("\x0b")[0]
        trailer = _TRAILER.search(message)
        messages.append((message[: trailer.start()] if trailer else message).strip("\r\n \t"))
    return list(dict.fromkeys(messages))


def _coding(message: str) -> Coding:
    field = message[3]
    parts = message.splitlines()[0].split(field)
    marks = parts[1] if len(parts) > 1 else ""
    component, repetition, escape, sub = (marks[n] if n < len(marks) else "^~\\&"[n] for n in range(4))
    charset = parts[17].split(repetition)[0].strip() if len(parts) > 17 else ""
    if len({field, component, repetition, escape, sub}) < 5 or any(c.isalnum() for c in marks):
        raise ReportError("the MSH segment is broken: its separators are not five different signs")
    return Coding(field, component, repetition, escape, sub, charset)


def _segments(message: str, coding: Coding) -> list[_Segment]:
    lines = [line for line in re.split(r"\r\n|\r|\n", message) if line.strip()]
    if len(lines) == 1:
        lines = _cut_run_on(lines[0])
    joined: list[str] = []
    for line in lines:
        head = line.lstrip()
        if not joined or (_SEGMENT.match(head) and head[3:4] in (coding.field, "")):
            joined.append(head)
        else:  # a line end inside a field
            joined[-1] += "\n" + line
    return [_Segment(line.split(coding.field)) for line in joined]


def _cut_run_on(line: str) -> list[str]:
    """Segments that were written one behind the other on a single line."""
    cuts = [0]
    results = False
    for found in _RUN_ON.finditer(line):
        name = found.group(1)
        # "PID" is also a disease: behind the first order or result it is text.
        if name in ("PID", "PV1") and results:
            continue
        results |= name in ("OBR", "OBX")
        cuts.append(found.end())
    return [line[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(line)], strict=True)]


def unescape(value: str, coding: Coding) -> str:
    """A field's text with its escape sequences read; what is no known sequence stays as written."""
    pieces = value.split(coding.escape)
    signs = {
        "F": coding.field, "S": coding.component, "T": coding.sub, "R": coding.repetition, "E": coding.escape,
        "P": "#", "H": "", "N": "",
    }  # fmt: skip
    out = [pieces[0]]
    at = 1
    while at < len(pieces):
        sequence = pieces[at]
        meant = _meaning(sequence, signs, coding) if at + 1 < len(pieces) else None
        if meant is None:
            out += (coding.escape, sequence)
            at += 1
        else:
            out += (meant, pieces[at + 1])
            at += 2
    return "".join(out)


def _meaning(sequence: str, signs: dict[str, str], coding: Coding) -> str | None:
    if sequence in signs:
        return signs[sequence]
    if not _ESCAPE.fullmatch(sequence):
        return None
    low = sequence.lower()
    if low in (".br", ".ce"):
        return "\n"
    if low in (".fi", ".nf"):
        return ""
    counted = _COUNTED.match(sequence)
    if counted is not None:
        count = min(int(counted.group(2) or 1), 50)
        return ("\n" if counted.group(1).lower() == "sp" else " ") * count
    if sequence[0] == "X" and len(sequence) > 2 and len(sequence) % 2:
        try:
            raw = binascii.unhexlify(sequence[1:])
        except binascii.Error:
            return None
        try:
            return raw.decode(codec_named(coding.charset) or "utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")
    if re.fullmatch(r"Z[A-Za-z0-9]{1,10}|[CM][0-9A-Fa-f]{4,6}", sequence):
        return " "  # a sign of the sender's own, or of another character set
    return None


def _report(message: str) -> tuple[Report, bool]:
    text, fallback = decode(message.encode("latin-1"), _coding(message).charset)
    coding = _coding(text)
    segments = _segments(text, coding)
    kind = segments[0].get(8).split(coding.component)[0].strip().upper()
    if kind not in ("ORU", "MDM", ""):
        name = kind if re.fullmatch(r"[A-Z0-9]{1,6}", kind) else "unknown"
        raise ReportError(f"a message of type {name} carries no report; ORU^R01 does")
    parts: list[Part] = []
    documents: list[str] = []
    words: list[str] = []
    exam = ""
    result = False
    for segment in segments:
        name = segment.get(0)
        if name == "OBR":
            words.append(segment.get(25))
            exam = exam or _exam(segment.get(4), coding)
            result = False
        elif name == "OBX":
            value_type = segment.get(2).strip().upper()
            result = value_type not in ("RP", "HD")
            if result:
                words.append(segment.get(11))
            if value_type in ("ED", "RP"):
                documents.extend(d for d in segment.get(5).split(coding.repetition) if d and value_type == "ED")
            else:
                part = _part(segment, value_type, coding)
                if part is not None:
                    _add(parts, part)
        elif name == "NTE" and result and segment.get(3):
            _add(parts, Part(None, _value(segment.get(3), coding)))
    words = [unescape(word.split(coding.component)[0], coding) for word in words]
    refuse_withdrawn(words, WITHDRAWN_CODES)
    if documents and sum(len(part.text.split()) for part in parts) < _SHORT:
        parts += [Part(None, _document(value, coding)) for value in documents]
    body = assemble(parts, exam)
    if not any(c.isalnum() for part in parts for c in part.text):
        raise ReportError("the message holds no report text (no OBX segment with text)")
    return Report(body, "hl7v2", least_final(words)), fallback


def _add(parts: list[Part], part: Part) -> None:
    """Lines of one section, each in a segment of its own, are one part."""
    last = parts[-1] if parts else None
    if last is not None and (part.kind is None or (last.kind, last.title) == (part.kind, part.title)):
        parts[-1] = last._replace(text=f"{last.text}\n{part.text}")
    else:
        parts.append(part)


def _value(value: str, coding: Coding) -> str:
    return "\n".join(unescape(line, coding) for line in value.split(coding.repetition))


def _part(segment: _Segment, value_type: str, coding: Coding) -> Part | None:
    value = segment.get(5)
    identifier = segment.get(3).split(coding.component)
    code, _, suffix = identifier[0].partition(coding.sub)
    name = unescape(identifier[1], coding) if len(identifier) > 1 else ""
    suffix = suffix.strip()[:3].upper()
    kind = _SUFFIXES.get(suffix) or section_kind(code, name)
    if value_type in _TEXT_TYPES:
        text = _value(value, coding)
        if text.lstrip().startswith("{\\rtf"):
            text = attachments.document_text(text.encode("utf-8", "replace"), "application/rtf")
        return Part(kind, text, _TITLES.get(suffix, ""))
    components = [unescape(c, coding).strip() for c in value.split(coding.component)]
    if value_type in _CODED_TYPES:
        text = next((c for c in (components[1:2] + components[:1]) if c), "")
        if len(components[0]) <= 2 and components[0] != text:  # the category itself: BI-RADS 4
            text = f"{components[0]} {text}".strip()
    elif value_type in _NUMBER_TYPES:
        text = f"{''.join(components)} {unescape(segment.get(6).split(coding.component)[0], coding)}".strip()
    else:
        return None
    if not text:
        return None
    return Part(kind, f"{name}: {text}" if name and kind is None else text)


def _exam(service: str, coding: Coding) -> str:
    """The exam's name in OBR-4: the text beside the code."""
    components = [unescape(c, coding).strip() for c in service.split(coding.component)]
    for number in (1, 4):
        if len(components) > number and any(c.isalpha() for c in components[number]):
            return components[number]
    return ""


def _document(value: str, coding: Coding) -> str:
    """The words of an encapsulated document (data type ED)."""
    components = value.split(coding.component)
    if len(components) < 5:
        raise ReportError("an attached document (type ED) is broken: it has no data")
    main, sub, encoding = (c.strip().lower() for c in components[1:4])
    content = coding.component.join(components[4:])
    if encoding == "base64":
        data = attachments.decode_base64(unescape(content, coding))
    elif encoding == "hex":
        try:
            data = binascii.unhexlify("".join(content.split()))
        except (binascii.Error, ValueError) as error:
            raise ReportError("an attached document is no valid hexadecimal data") from error
    elif encoding in ("a", ""):
        data = _value(content, coding).encode("utf-8", "replace")
    else:
        raise ReportError("an attached document has an unknown encoding (Base64, Hex and A are known)")
    declared = sub if main in ("", "application", "text", "ft", "tx", "multipart") else f"{main}/{sub}".rstrip("/")
    declared = "" if declared in ("octet-stream", "octetstream", "x-hl7-cda-level-one") else declared or main
    return attachments.document_text(data, declared)
