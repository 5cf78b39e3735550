"""The sections of a report and the sub-headings inside them ("C4-5:", "RIGHT KNEE:", "Muscles:").

A heading is a known title at the start of a line, with a colon, a dash or nothing behind it; or, inside a line, a known
title in capitals with a colon. What is no known title but stands before a colon at the start of a line or sentence is a
*lead*: it tells where the words behind it are about, and opens no section.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import cast

import rtoml

from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.language.text import fold, lemma
from explainer.core.values import Section, SectionKind, Span
from explainer.errors import LexiconError

_LINE_HEAD = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]*|\*{1,2}|_{1,2}|[-=~_]{2,8}[ \t]*|=[ \t]*|>{1,3}[ \t]*|</?(?:b|u|strong|h[1-6])>|[0-9]{1,2}[.)][ \t]*)?"
    r"([a-z][a-z \t/&,()'.-]{0,70})[ \t]*(?:\*{1,2}|_{1,2}|[=~_]{1,8}|>{1,3}|</(?:b|u|strong|h[1-6])>)?[ \t]*(:|-[ \t\n]|-$|\*{2}|\n|$)"
)
_INLINE = re.compile(r"(?<![A-Za-z])([A-Z][A-Z/& -]{3,40}):")
#: A title inside a line, behind the end of a sentence ("Indication: Pain. Findings: No fracture.").
_RUN_IN = re.compile(r"(?<=[.;!?])[ \t]+([A-Z][a-z]{2,20}(?: [a-z]{2,12}){0,2}):(?=\s)")
_RUN_IN_KINDS = frozenset(
    {"findings", "impression", "indication", "history", "technique", "comparison", "recommendation"}
)
_LEAD = re.compile(
    r"[ \t\n]*(?:[-*+>#]{1,6}[ \t]*|[0-9]{1,2}[.)][ \t]*)?\*{0,2}([a-z0-9][a-z0-9 \t/&,()'+.-]{0,60}?)\*{0,2}[ \t]*:(?=[\s*]|[a-z]|$)"
)


@lru_cache(maxsize=1)
def headings() -> dict[str, SectionKind]:
    """Folded heading titles and the kind of section each opens."""
    text = resources.files("explainer.core.language").joinpath("headings.toml").read_text("utf-8")
    known: dict[str, SectionKind] = {}
    for kind, titles in rtoml.loads(text).items():
        for title in titles:
            if title in known:
                raise LexiconError("headings.toml", kind, title, "stands under two kinds", "keep one")
            known[title] = cast(SectionKind, kind)
    return known


def _kind_of(title: str) -> SectionKind | None:
    words = " ".join(title.replace("*", " ").replace("#", " ").split()).strip(" .-")
    known = headings()
    if words in known:
        return known[words]
    parts = words.split()
    if parts[:1] == ["differential"]:
        return None  # "Differential diagnosis: lymphoma"
    for start in range(1, min(len(parts), 6)):
        tail = " ".join(parts[start:])
        if tail in known and known[tail] in ("findings", "impression", "technique", "indication") and len(parts) <= 7:
            return known[tail]
    return None


_DASHED = re.compile(r"[ \t]*([a-z][a-z ]{2,40}?)[ \t]+(-)[ \t]")


def _dashed(low: str, at: int, limit: int) -> re.Match[str] | None:
    """A title of what was asked or known with a free dash behind it ("Clinical history - knee pain")."""
    found = _DASHED.match(low, at, limit)
    asked = ("history", "indication", "comparison", "technique")
    return found if found is not None and headings().get(found.group(1)) in asked else None


def _summing(text: str, low: str) -> list[tuple[int, int, SectionKind, str]]:
    """Where prose begins to sum up ("… is normal. In summary, there is a small tear.")."""
    for words in ("in summary", "in conclusion"):
        at = low.find(f"{words},")
        if at > 0 and low[max(0, at - 2) : at].rstrip(" ").endswith((".", "\n")):
            return [(at, at + len(words) + 1, "impression", text[at : at + len(words)])]
    return []


def _marks(text: str, low: str) -> list[tuple[int, int, SectionKind, str]]:
    """Where headings stand: start, where the words behind begin, the kind of section each opens, its title; in order."""
    marks: list[tuple[int, int, SectionKind, str]] = []
    opening = len(low) - len(low.lstrip())
    at = 0
    while at < len(low):
        stop = low.find("\n", at)
        if stop < 0:
            stop = len(low)
        limit = min(stop, at + 120)
        found = _dashed(low, at, limit) or _LINE_HEAD.match(low, at, limit)
        if found is None:
            colon = low.find(":", at, limit)
            found = _LINE_HEAD.match(low, at, colon + 1) if colon > 0 else None
        if found is not None:
            title, mark = found.group(1), found.group(2)
            kind = _kind_of(title)
            raw = text[found.start(1) : found.end(1)]
            alone = mark in ("", "\n", "**")
            opens = mark == ":" and (
                (found.start(1) <= opening + 4 and title.split()[-1] == "contrast")
                or not (marks or low[found.end() : stop].strip())
            )
            bare = alone or opens  # "CT chest with contrast: no effusion."
            if kind == "technique" and bare and _TITLE_WORDS.search(title) and "techni" not in title:
                kind = None  # "MRI LEFT ANKLE WITHOUT CONTRAST" is a title
            if (
                kind is not None
                and (not alone or found.end() >= limit)
                and (
                    not alone
                    or raw.isupper()
                    or "#" in low[at : found.start(1)]
                    or "*" in low[at : found.start(1)]
                    or (len(raw.split()) <= 2 and raw[:1].isupper())
                )
                and not (mark.startswith("-") and kind not in ("impression", "findings") and found.re is _LINE_HEAD)
            ):
                marks.append((found.start(1), found.end(), kind, raw.strip()))
            elif (
                kind is None
                and mark == ":"
                and raw.isupper()
                and _names_exam(title)
                and (low[found.end() : stop].strip() or any(mark[2] in ("exam", "technique") for mark in marks))
                and (not marks or marks[-1][2] not in ("findings", "impression", "addendum", "recommendation"))
            ):
                # "CT ABDOMEN: The liver is …" tells what was seen; the words before the colon stay as its lead. So does
                # "CORONARY CTA:" on a line of its own behind the technique.
                marks.append((found.start(1), found.start(1), "findings", raw.strip()))
        for inner in _INLINE.finditer(text, found.end() if found else at, stop):
            kind = _kind_of(fold(inner.group(1)))
            if kind is not None:
                marks.append((inner.start(1), inner.end(), kind, inner.group(1).strip()))
        for inner in _RUN_IN.finditer(text, at, stop):
            named = headings().get(low[inner.start(1) : inner.end(1)])
            if named in _RUN_IN_KINDS:
                marks.append((inner.start(1), inner.end(), named, inner.group(1)))
        at = stop + 1
    if not any(mark[2] == "impression" for mark in marks):
        marks += _summing(text, low)
    return sorted(marks, key=lambda mark: mark[0])


def find_sections(text: str, folded: str | None = None) -> list[Section]:
    """The sections of a report in order, gapless from the first heading; without any heading one ``findings`` section.

    What stands before the first heading is ``exam`` when it reads like a title, else ``findings``.
    """
    low = fold(text) if folded is None else folded
    marks = _marks(text, low)
    if not marks:
        title_end = _title_end(text, low, len(text))
        if title_end:
            return [Section("exam", 0, title_end, ""), Section("findings", title_end, len(text), "")]
        return [Section("findings", 0, len(text), "")]
    sections: list[Section] = []
    first = marks[0][0]
    banner = _banner_end(text, low, first)
    if banner:
        sections.append(Section("other", 0, banner, ""))
    if low[banner:first].strip():
        title_end = _title_end(text, low, first, banner)
        if not banner and title_end and low[title_end:first].strip() and _one_title(text, low[:first]):
            title_end = first  # "Right knee, three views (AP, lateral,\nsunrise)."
        if title_end:
            sections.append(Section("exam", banner, title_end, ""))
        begin = title_end or banner
        if low[begin:first].strip(" \n#*-_"):
            lead_kind: SectionKind = "findings" if not any(m[2] == "findings" for m in marks) else "history"
            if title_end == 0 and _names_views(low[begin:first]):
                lead_kind = "exam"
            sections.append(Section(lead_kind, begin, first, ""))
    for index, (_, body, kind, title) in enumerate(marks):
        end = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        sections.append(Section(kind, body, end, title))
    if not any(section.kind == "impression" for section in sections):
        sections = _summed_up(low, sections)
    # "BLADDER: …" opens findings too, but tells nothing of the lines before it; nor does "CRITICAL RESULT:" behind the end.
    summed = next((start for start, _, kind, _ in marks if kind == "impression"), len(text))
    headed = any(kind == "findings" and start < body and start < summed for start, body, kind, _ in marks)
    return sections if headed else _with_untitled(low, sections, first)


#: Titles that may open what was seen; behind a part of that they open what it comes to.
_EITHER = frozenset("interpretation result results comment comments evaluation".split()) | {"summary of findings"}


def _summed_up(low: str, sections: list[Section]) -> list[Section]:
    """The last section under a title that may be either, behind findings, is the impression ("FINDINGS: … INTERPRETATION: …")."""
    last = max((i for i, s in enumerate(sections) if s.kind == "findings" and low[s.start : s.end].strip()), default=0)
    title = fold(sections[last].title).strip(" :") if sections else ""
    if title not in _EITHER or not any(s.kind == "findings" and low[s.start : s.end].strip() for s in sections[:last]):
        return sections
    return [replace(s, kind="impression") if i == last else s for i, s in enumerate(sections)]


_ASKED = ("indication", "history", "technique", "comparison")
_FRONT = ("technique", "comparison", "history", "indication", "exam", "other")


def _with_untitled(low: str, sections: list[Section], first: int) -> list[Section]:
    """A report without a findings heading: what follows technique or history is its findings.

    They begin behind an empty line, at the first line that opens with a part of the body or a level ("Bladder:"), or at
    the first sentence that tells what is there ("Fall. There is a small effusion."). Where findings stand before the
    first heading already, what follows a technique stays its own.
    """
    result: list[Section] = []
    untold = not any(s.kind in ("findings", "impression") for s in sections)
    opened = any(s.kind == "findings" and s.start < first and _tells_something(low, s) for s in sections)
    if not opened and untold:
        sections = [
            Section("history", s.start, s.end, s.title) if s.kind == "findings" and s.start < first else s
            for s in sections
        ]
    ends = next((s.start for s in reversed(sections) if s.kind == "recommendation"), sections[-1].end)
    for at, section in enumerate(sections):
        if section.kind == "exam" and section.title and _PROSE.match(low, section.start, section.end):
            result.append(Section("findings", section.start, section.end, section.title))
            continue
        if opened and section.kind == "technique":
            result.append(section)
            continue
        blank = _BLANK.search(low, section.start, section.end) if section.kind in _FRONT else None
        gaps = [blank.start()] if blank is not None else []
        gaps += [_organ_line(low, section.start, section.end)] if section.kind in _FRONT else []
        seen = _SEEN.search(low, section.start, section.end) if section.kind in _FRONT else None
        gaps += [seen.start()] if seen is not None else []
        told = _STOP.search(low, section.start, section.end) if section.kind == "exam" and untold else None
        gaps += [told.start() + 1] if told is not None else []
        last = untold and section.kind in _ASKED and section.end >= ends
        last = (last or section.kind == "comparison") and not opened
        before = (
            not opened and section.kind in _ASKED and at + 1 < len(sections) and sections[at + 1].kind == "impression"
        )
        gaps += [_told_from(low, section, lines=not last)] if last or before else []
        gap = min((g for g in gaps if g > 0 and low[section.start : g].strip()), default=0)
        if gap and low[gap : section.end].strip():
            result.append(Section(section.kind, section.start, gap, section.title))
            result.append(Section("findings", gap, section.end, ""))
        else:
            result.append(section)
    return result


_ENDED = re.compile(r"(?<=[a-z0-9)%][a-z0-9)%][.;!?])[ \t\n]+(?=[a-z0-9])")
#: Words of a sentence that tells why or how the exam was made, or what it is compared with.
_ASKED_FOR = frozenset(
    (
        "history patient pt year years yo y/o old female male pain presents presenting presented complains complaint complaining symptom symptoms evaluate "
        "evaluation assess assessment rule exclude query please since s/p status prior previous known injury fall fell trauma fever cough weeks "
        "week days day months ago smoker referred request requested concern suspected "
        "technique images image sequences sequence slices acquired obtained performed administered contrast gadolinium iv intravenous axial "
        "sagittal coronal reformats reformatted reconstructions views view protocol dose dlp ctdi transducer multiplanar t1 t2 stir "
        "compared comparison none available exam examination study dated he she his her they i we denies denied lives"
    ).split()
)


#: Words of a sentence that tells what was seen.
_TELLS = frozenset(
    "mm cm measures measuring unchanged stable normal unremarkable intact seen noted mild moderate severe small large".split()
)


def _tells_something(low: str, section: Section) -> bool:
    """Whether what stands before the first heading tells more than a complaint ("Low back and left leg pain.")."""
    ends = [section.start, *(m.end() for m in _ENDED.finditer(low, section.start, section.end)), section.end]
    for start, stop in pairwise(ends):
        words = low[start:stop].replace(",", " ").replace(".", " ").replace(":", " ").split()
        titled = _TITLE_WORDS.search(low, start, stop) is not None and len(words) <= _TITLE_LENGTH
        if words and ((_ASKED_FOR.isdisjoint(words) and not titled) or not _TELLS.isdisjoint(words)):
            return True
    return False


_TITLE_LENGTH = 10


def _told_from(low: str, section: Section, lines: bool = False) -> int:
    """Where a report that has no heading for its findings begins to tell them behind what was asked; 0 without such a place.

    That is the first sentence, but not the first of the section, that does not tell of the request, the technique or an
    earlier exam ("Indication: cough. Good opacification of the arteries. No embolism.").

    Args:
        lines: Whether only a new line can begin it, as where the report sums up under a heading.
    """
    ends = [m.end() for m in _ENDED.finditer(low, section.start, section.end) if not lines or "\n" in m.group()]
    for start, stop in pairwise((*ends, section.end)):
        words = low[start:stop].replace(",", " ").replace(".", " ").replace(":", " ").replace("?", " ? ").split()
        if "?" not in words and (_ASKED_FOR.isdisjoint(words) or not _TELLS.isdisjoint(words)):
            return start
    return 0


#: What begins to tell what was seen, and names no exam ("Examination: There is a small effusion.").
_PROSE = re.compile(
    r"[\s:.-]*(?:there (?:is|are) (?!concern|suspicion|a history)|no (?:acute |evidence |focal |definite )?[a-z]{4,} (?:is|are|was|were) "
    r"|the (?!patient|exam|study|scan|procedure|images?)[a-z ]{2,30} (?:is|are|shows?|demonstrates?|appears?) )"
)
#: Where a title ends and sentences follow on its line ("EXAM: US ABDOMEN. THE LIVER IS …").
_STOP = re.compile(r"\.[ \t\n]+(?=[a-z])")
_BLANK = re.compile(r"\n[ \t]*\n")
_SEEN = re.compile(
    r"(?<=[.;])[ \t]+(?=there (?:is|are) (?!concern|suspicion|clinical|pain|a history|history|a question|known|an? prior))"
)
_LEVEL_LEAD = re.compile(r"[ctls][0-9]{1,2}(?:[-/ ]|$)")


@lru_cache(maxsize=1)
def _parts() -> frozenset[str]:
    """Folded names of the parts of the body, word by word in the form in which words are matched."""
    lexicon = load_lexicon()
    return frozenset(
        " ".join(map(lemma, fold(term).split()))
        for part in lexicon.anatomy.values()
        for term in (part.name, *part.terms)
    )


def _organ_line(low: str, start: int, end: int) -> int:
    """Start of the first line that opens with a part of the body or a spinal level and a colon; -1 without one."""
    at = low.find("\n", start, end)
    while 0 <= at < end:
        found = _LEAD.match(low, at + 1, min(end, at + 91))
        if found is not None and "\n" not in low[at + 1 : found.start(1)]:
            words = [lemma(word) for word in found.group(1).replace(",", " ").split()]
            if _LEVEL_LEAD.match(found.group(1)) or any(
                " ".join(words[i:j]) in _parts() for i in range(len(words)) for j in (len(words), i + 1)
            ):
                return at
        stop = low.find("\n", at + 1, end)
        line = low[at + 1 : stop if stop > 0 else end]
        if line.strip() in ("left", "right") or _tells(line):
            return at
        at = stop
    return -1


def _tells(line: str) -> bool:
    """Whether a line says how a part of the body looks ("The uterus is enlarged.", "Right kidney measures 10 cm.")."""
    words = line.split(None, 5)[:5]
    words = words[1:] if words[:1] == ["the"] else words
    verb = next((i for i, word in enumerate(words) if word in _LOOKS), 0)
    return 0 < verb <= 3 and any(" ".join(words[i:verb]) in _parts() for i in range(verb))


_LOOKS = frozenset("is are measures measure appears appear shows show demonstrates contains".split())
_EXAM_WORDS = frozenset(
    (
        "mri mr mra ct cta xray x-ray ultrasound us sonogram mammogram radiograph radiographs pet scan ap pa lateral views view doppler "
        "abdomen pelvis chest brain head neck spine lumbar cervical thoracic knee hip shoulder ankle foot wrist hand elbow liver "
        "kidneys kidney gallbladder pancreas spleen aorta bladder uterus ovaries breast breasts heart lungs bones orbits sinuses"
    ).split()
)


def _names_exam(title: str) -> bool:
    """Whether a title in capitals names an exam or a part of the body ("CT PELVIS WITHOUT CONTRAST")."""
    words = title.replace(",", " ").replace("/", " ").split()
    return 0 < len(words) <= 8 and any(w in _EXAM_WORDS for w in words)


_VIEWS = re.compile(r"\b(?:views?|ap|pa|lateral|oblique|xr|[0-9] ?v|portable|standing|bilateral|left|right)\b")


def _names_views(head: str) -> bool:
    """Whether the words before the first heading only name the exam ("Right knee, three views.", "RIBS LEFT, PA")."""
    words = head.replace("/", " ").split()
    return (
        0 < len(words) <= 14
        and head.strip().rstrip(".").count(". ") == 0
        and (_VIEWS.search(head) or _TITLE_WORDS.search(head)) is not None
        and not re.search(r"\b(?:is|are|was|were|no|noted|seen|shows?|there|with mild)\b", head)
    )


def _one_title(text: str, head: str) -> bool:
    """Whether a title runs over a line end: nothing ends at the line and the next goes on in small letters."""
    if _BLANK.search(head.strip()) or not _names_views(head):
        return False
    lines = [line.strip() for line in text[: len(head)].strip().splitlines()]
    return all(
        not before.endswith((".", ":")) and (after[:1].islower() or after[:1] in "(,")
        for before, after in pairwise(lines)
    )


_TITLE_WORDS = re.compile(
    r"\b(?:mri?|mra|ct|cta|x ?-?rays?|ultrasound|us|sonogram|mammogram|mammography|radiographs?|pet|scan|views?|series|report|exam|examination|study|mr|lss|fluoroscopy|dexa|dxa|doppler)\b"
)


_SIGNED = re.compile(
    r"^[A-Z][A-Za-z'-]+(?:,? [A-Z][A-Za-z.'-]*){1,3},? (?:M\.?D|D\.?O|MBBS|Ph\.?D|FRCR|R\.?N|P\.?A)\.?(?:[, ].*)?$"
)
_TABLE_HEAD = frozenset(
    "acc acc# accession date time exam examination procedure order mrn patient id no number".split()
)
_BANNER = re.compile(
    r"^(?:final|preliminary|prelim|draft|wet read|addended|amended|corrected|null|unknown)?\s*(?:radiology |diagnostic |imaging )?report$"
)
#: Longer lines are no signature, banner or row of a table.
_LONGEST_LINE = 160
_STAMPED = re.compile(r"^[a-z]{0,3}[0-9]{4,}\b.*\b(?:[0-9]{1,2}:[0-9]{2}|(?:19|20)[0-9]{2})")


def _administrative(line: str, low: str) -> bool:
    """Whether a line is no part of what the radiologist tells: a signature, a banner, the head or row of an order table."""
    words = low.replace("/", " ").replace(":", " ").split()
    return (
        _SIGNED.match(line) is not None
        or _BANNER.match(low.strip(" *=-_")) is not None
        or (len(words) > 1 and _TABLE_HEAD.issuperset(words))
        or _STAMPED.match(low) is not None
        or not any(c.isalnum() for c in low)
    )


def _banner_end(text: str, low: str, limit: int) -> int:
    """End of the administrative lines at the head of a text, or 0."""
    at = end = 0
    while at < limit:
        stop = low.find("\n", at, limit)
        stop = limit if stop < 0 else stop
        line = text[at:stop].strip()
        if line:
            if len(line) > _LONGEST_LINE or not _administrative(line, low[at:stop].strip()):
                break
            end = min(stop + 1, limit)
        at = stop + 1
    return end


def _title_end(text: str, low: str, limit: int, start: int = 0) -> int:
    """End of the title lines at the head of a text, from an offset on; 0 without one."""
    at, end = start, 0
    for _ in range(4):
        stop = low.find("\n", at, limit)
        if stop < 0:
            stop = limit
        line = low[at:stop].strip(" :#*-_")
        if line:
            words = line.split()
            if (
                len(words) > 14
                or line.endswith(".")
                or not (_TITLE_WORDS.search(line) or (text[at:stop].isupper() and end))
                or _LEVEL_LEAD.match(line)
            ):
                break
            if re.search(r"\b(?:is|are|was|were|no|noted|seen|shows?|there|with mild)\b", line):
                break
            end = min(stop + 1, limit)
        at = stop + 1
        if at >= limit:
            break
    return end


_DASH_LEAD = re.compile(r"[ \t\n]*([a-z][a-z /&,]{2,40}?)[ \t]+-[ \t]+(?=[a-z0-9])")


def _part_lead(low: str, start: int, end: int) -> tuple[Span, int] | None:
    """A part of the body before a free dash ("Ligaments - the deltoid ligament is torn"); None without one."""
    found = _DASH_LEAD.match(low, start, min(end, start + 60))
    if found is None:
        return None
    words = [lemma(word) for word in found.group(1).replace("/", " ").replace(",", " ").split()]
    named = words and all(word in _parts() or word in ("and", "&", "left", "right") for word in words)
    return (Span(found.start(1), found.end(1)), found.end()) if named or " ".join(words) in _parts() else None


def find_lead(low: str, start: int, end: int) -> tuple[Span, int] | None:
    """The lead of a line or sentence: its span and where the words behind the colon begin; None without one."""
    dashed = _part_lead(low, start, end)
    if dashed is not None:
        return dashed
    found = _LEAD.match(low, start, min(end, start + 90))
    if found is None or not any(c.isalpha() for c in found.group(1)):
        return None
    return Span(found.start(1), found.end(1)), found.end()
