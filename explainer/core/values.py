"""The words of the contract as plain frozen values.

All offsets are 0-based code point offsets into the text as given; ``end`` is exclusive, so ``text[start:end]`` is the
quoted piece. Values never change after they are made; every stage returns new ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

SectionKind = Literal[
    "exam", "indication", "history", "comparison", "technique", "findings", "impression", "recommendation", "addendum",
    "other",
]  # fmt: skip
Status = Literal["present", "absent", "possible", "historical", "indication", "hypothetical"]
Certainty = Literal["definite", "probable", "possible", "unlikely"]
Laterality = Literal["left", "right", "bilateral", "midline"]
Change = Literal["new", "stable", "increased", "decreased", "resolved"]
Category = Literal[
    "degenerative", "inflammatory", "infectious", "traumatic", "neoplastic", "vascular", "congenital", "postoperative",
    "incidental", "mechanical", "metabolic", "normal", "other",
]  # fmt: skip
Audience = Literal["patient", "clinician"]
Force = Literal["must", "may", "must-not"]
Priority = Literal["urgent", "actionable", "relevant", "incidental", "reassuring"]
ItemKind = Literal[
    "bottom-line", "indication", "finding", "meaning", "prevalence", "caveat", "negative", "normal", "limit",
    "conflict", "not-stated", "next-step", "urgent", "question", "quote", "notice",
]  # fmt: skip
CaveatKind = Literal["correlation", "method", "note"]
HoldKind = Literal[
    "critical-finding", "suspected-cancer", "pregnancy-loss", "unmapped-impression", "conflict", "preliminary",
    "addendum", "under-18", "injected-text", "identifier-in-text",
]  # fmt: skip
Severity = Literal["error", "warning"]
Outcome = Literal["released", "held", "withheld"]


class Span(NamedTuple):
    """Half-open piece of a text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it came in. ``text`` is never altered; ``status`` is the sender's word (``final`` …) or None."""

    text: str
    format: str = "text"
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """What was done: the modality as a code word (``CT``, ``MR``, ``XR``, ``US`` …) and the body regions scanned."""

    modality: str | None
    regions: tuple[str, ...]
    laterality: Laterality | None = None
    contrast: bool | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. ``start`` is behind the heading; ``title`` is the heading as written, or empty."""

    kind: SectionKind
    start: int
    end: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what the ledger says of it.

    ``account`` is one of ``finding``, ``normal``, ``technical``, ``recommendation``, ``heading``, ``unmapped``,
    ``context`` (a sentence outside findings and impression that carries no finding).
    """

    start: int
    end: int
    section: SectionKind
    account: str = "context"


@dataclass(frozen=True, slots=True)
class Measurement:
    """A size as written: ``value`` in ``unit`` (``mm``, ``cm``, ``ml`` …), one dimension each."""

    value: float
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A mention read: a span of the report that names something, with its attributes (contract.md)."""

    id: str
    concept: str
    name: str
    text: str
    start: int
    end: int
    status: Status
    certainty: Certainty
    denied_grade: str | None
    laterality: Laterality | None
    levels: tuple[str, ...]
    site: str | None
    severity: str | None
    measurements: tuple[Measurement, ...]
    change: Change | None
    section: SectionKind
    sentence: Span
    category: Category

    @property
    def tells_normal(self) -> bool:
        """Whether it only tells what is as expected ("cephalic presentation"), which is no finding."""
        return self.category == "normal" and self.status == "present"


@dataclass(frozen=True, slots=True)
class Fact:
    """The mentions of one thing (same concept, level, site and side), joined over body and impression."""

    id: str
    concept: str
    mentions: tuple[str, ...]
    status: Status
    certainty: Certainty
    laterality: Laterality | None
    levels: tuple[str, ...]
    site: str | None
    severity: str | None
    change: Change | None
    conflicts: tuple[str, ...] = ()
    denied_grade: str | None = None
    measurements: tuple[Measurement, ...] = ()
    category: Category = "other"
    name: str = ""
    in_impression: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two places of a report that disagree. ``kind``: laterality, level, severity, presence, exam, comparison."""

    kind: str
    mentions: tuple[str, ...]
    message: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the report itself asks for."""

    start: int
    end: int
    what: str
    when: str | None
    condition: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class StatedCause:
    """A cause that the radiologist states: ``finding`` is a mention id."""

    start: int
    end: int
    finding: str
    symptom: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A sentence of findings or impression that no concept, normal statement or recommendation accounts for."""

    start: int
    end: int
    text: str
    section: SectionKind
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A report read: everything the later stages know of it. ``digest`` is ``sha256:…`` of the text."""

    report: Report
    digest: str
    exam: Exam
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    facts: tuple[Fact, ...]
    conflicts: tuple[Conflict, ...]
    recommendations: tuple[Recommendation, ...]
    causes_stated: tuple[StatedCause, ...]
    unmapped: tuple[Unmapped, ...]

    @property
    def text(self) -> str:
        """The report's text, unaltered."""
        return self.report.text

    def finding(self, id: str) -> Finding:
        """The mention with this id; KeyError when there is none."""
        for f in self.findings:
            if f.id == id:
                return f
        raise KeyError(id)

    def fact(self, id: str) -> Fact:
        """The fact with this id; KeyError when there is none."""
        for k in self.facts:
            if k.id == id:
                return k
        raise KeyError(id)

    def spans(self, fact: Fact) -> tuple[Span, ...]:
        """Where the report says this fact, in text order."""
        by_id = {f.id: f for f in self.findings}
        return tuple(Span(by_id[m].start, by_id[m].end) for m in fact.mentions)


@dataclass(frozen=True, slots=True)
class Citation:
    """A source of the plan, numbered in order of use; ``citation`` holds what is known of it and nothing else."""

    id: str
    number: int
    citation: str
    key_facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caveat:
    """A limit that must stand with the facts it names. ``audience`` wording is in ``text``."""

    id: str
    kind: CaveatKind
    facts: tuple[str, ...]
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that must, may or must not be said to one audience.

    ``statement`` is the canonical wording; it holds ``{{q1}}`` where the report's own words go, and ``slots`` maps
    ``q1`` to them. ``section`` names the letter section it belongs to (contract.md, draft section kinds).
    ``origin`` is ``report``, ``evidence``, ``fixed`` or ``tool``.
    """

    id: str
    kind: ItemKind
    force: Force
    facts: tuple[str, ...]
    priority: Priority
    why: str
    statement: str
    numbers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    slots: tuple[tuple[str, str], ...] = ()
    section: str = "findings"
    heading: str = ""
    origin: str = "report"

    def filled(self) -> str:
        """The statement with its slots filled in."""
        text = self.statement
        for key, value in self.slots:
            text = text.replace("{{" + key + "}}", value)
        return text


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a clinician must see the letter before anybody else does."""

    kind: HoldKind
    facts: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Plan:
    """What must be said, may be said and must not be said to one audience. Carries the reading it was made from."""

    audience: Audience
    language: str
    items: tuple[Item, ...]
    caveats: tuple[Caveat, ...]
    sources: tuple[Citation, ...]
    holds: tuple[Hold, ...]
    reading: Reading
    age: int | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or short paragraph of a draft, with what the writer says it answers."""

    text: str
    items: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section of a draft. ``kind`` is one of the contract's section kinds."""

    kind: str
    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who worded a draft."""

    kind: Literal["template", "llm"]
    model: str | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A wording that answers a plan."""

    audience: Audience
    language: str
    sections: tuple[DraftSection, ...]
    writer: Writer


@dataclass(frozen=True, slots=True)
class Violation:
    """A fault in a draft: ``start``/``end`` point into the draft (None: missing from it), evidence into the report."""

    rule: str
    severity: Severity
    start: int | None
    end: int | None
    text: str
    message: str
    evidence: tuple[Span, ...] = ()
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard says of a draft. ``unread`` are the sentences that could not be read at all."""

    verdict: Literal["pass", "reject"]
    audience: Audience
    violations: tuple[Violation, ...]
    unread: tuple[Span, ...]
    readability: tuple[tuple[str, float], ...] = ()
    checked_rules: int = 0
    text: str = field(default="", repr=False)
