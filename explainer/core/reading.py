"""A report read: sections, sentences, mentions, facts, and a ledger in which no sentence is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import cast

from explainer.core import facts as joining
from explainer.core.exam import read_exam
from explainer.core.intake import admit, check_size
from explainer.core.knowledge.lexicon import Lexicon, load_lexicon
from explainer.core.language.analysis import Analysis, analyse, longest
from explainer.core.language.assigning import EFFECTS
from explainer.core.language.attributes import find_levels, find_sizes
from explainer.core.language.mention import Mention
from explainer.core.language.mentions import ANYWHERE, Context, Place, places_of, read_mentions_of
from explainer.core.language.sections import find_lead, find_sections
from explainer.core.language.sentences import in_parts, split_sentences
from explainer.core.ledger import account, is_label, is_this_exam, read_causes, read_recommendation, unmapped_of
from explainer.core.values import (
    Change,
    Conflict,
    Exam,
    Fact,
    Finding,
    Laterality,
    Reading,
    Recommendation,
    Report,
    Section,
    SectionKind,
    Sentence,
    Span,
    StatedCause,
    Status,
)

_READ: frozenset[SectionKind] = frozenset(
    {"findings", "impression", "addendum", "recommendation", "indication", "history"}
)
#: Words that answer a finding named before a colon ("Pleural effusion: none").
_ANSWERS = frozenset(
    "none no nil not negative absent yes present small mild moderate large severe trace minimal".split()
)
#: Behind a colon: the heading before it is denied, or what it heads is sound.
_DENIED_BEHIND = frozenset(
    "no none not nil without negative absent normal unremarkable intact clear preserved maintained patent within nothing".split()
)
_FIRST_WORDS = 4
#: Words for a thing by its kind, which may stand for one already named, how far back that is looked for, and what points to it.
_KINDS = frozenset("lesion mass tumor nodule".split())
_KIND_WORDS = _KINDS | frozenset("lesions masses tumors nodules tumour tumours".split())
_BACK = 8
#: Farthest that a procedure stands from the words of advice that ask for it, in characters.
_ASKED_FOR = 4
#: Parts of the brain of which a sentence tells on its way through the whole: "The ventricles are normal. No hemorrhage."
_OF_THE_WHOLE = frozenset("brain-ventricle brain-sulci basal-cistern csf-space".split())
_DEFINITE = frozenset("the this these that".split())
_PLACING = frozenset("in of within at on".split())
#: Words of advice that ask whether a thing is there, and how far before its name they stand, in words.
_ASKED_WHETHER = frozenset("exclude rule r/o whether if possible possibility once after until when".split())
_LEADS = 7
_ADJECTIVES = 2
_BREAKS = frozenset("of in and or with to for".split())
_SPOTS = ("location", "region", "area", "site", "spot", "position")
_NONE = ("no ", "there is no ", "there are no ", "without ")
_MEASURES = ("it measures", "it now measures", "this measures", "this now measures")
#: What is denied elsewhere than in the part just told of.
_ELSEWHERE = ("no other ", "no additional ", "no further ")
#: What tells that a sentence is about all other levels of a spine.
_REST = frozenset("remaining other remainder rest".split())
_LEVEL_WORDS = frozenset("level levels disc discs disk disks segment segments vertebra vertebrae space spaces".split())
_UNNAMED = frozenset("disease disorder".split())
_SIDES: tuple[Laterality, ...] = ("left", "right")
_COMPARE = (
    "since the prior",
    "since prior",
    "compared to the prior",
    "unchanged",
    "interval change",
    "interval increase",
    "interval decrease",
    "interval growth",
    "interval develop",
    "interval resol",
    "interval progress",
    "interval improve",
    "interval worsen",
    "in the interval",
    "new since",
    "previously measured",
    "since the previous",
)


def read(report: Report | str, *, admit_any: bool = False) -> Reading:
    """Read a report.

    Args:
        admit_any: Read texts that do not look like a radiology report too (drafts and single sentences in tests).

    Raises:
        ReportError: Empty, over 1 MB, not in English, or no radiology report.
    """
    report = Report(report) if isinstance(report, str) else report
    text = report.text
    check_size(text)
    lexicon = load_lexicon("report")
    analysis = analyse(text, lexicon, wrapped=True)
    sections = find_sections(text, analysis.folded)
    exam = read_exam(analysis, sections)
    state = _Reader(analysis, lexicon, exam)
    for section in sections:
        state.section(section)
    findings = tuple(replace(f, id=f"f{n}") for n, f in enumerate(state.findings, 1))
    if not admit_any:
        admit(text, analysis.folded, sum(f.status in ("present", "absent", "possible") for f in findings))
    causes = tuple(replace(c, finding=findings[int(c.finding)].id) for c in state.causes)
    facts = joining.join(lexicon, findings)
    conflicts = joining.find_conflicts(
        lexicon,
        findings,
        exam,
        _comparison(text, sections),
        _comparing(analysis, sections),
        _sides(analysis, state.sentences),
    )
    return Reading(
        report=report,
        digest="sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        exam=exam,
        sections=tuple(sections),
        sentences=tuple(state.sentences),
        findings=findings,
        facts=tuple(_with_conflicts(fact, conflicts) for fact in facts),
        conflicts=conflicts,
        recommendations=tuple(state.recommendations),
        causes_stated=causes,
        unmapped=unmapped_of(text, state.sentences, state.reasons),
    )


def _with_conflicts(fact: Fact, conflicts: tuple[Conflict, ...]) -> Fact:
    kinds = tuple(c.kind for c in conflicts if any(m in fact.mentions for m in c.mentions))
    return replace(fact, conflicts=kinds) if kinds else fact


def _comparison(text: str, sections: list[Section]) -> bool | None:
    for section in sections:
        if section.kind == "comparison":
            low = " ".join(text[section.start : section.end].lower().split()).strip(" .:")
            if not low:
                return None
            return not (
                low.startswith(("none", "no ", "not available", "n/a", "unavailable"))
                or low in ("no", "na")
                or "were no comparison" in low
            )
    return None


def _sides(analysis: Analysis, sentences: Sequence[Sentence]) -> dict[Span, frozenset[str]]:
    """The sides that each sentence of findings and impression names."""
    spans = [Span(s.start, s.end) for s in sentences if s.section in ("findings", "impression")]
    return {
        span: frozenset(p.term.value for p in analysis.pieces(*analysis.token_range(span)) if p.term.kind == "side")
        for span in spans
    }


def _comparing(analysis: Analysis, sections: list[Section]) -> list[Span]:
    found: list[Span] = []
    for section in sections:
        if section.kind in ("findings", "impression"):
            for phrase in _COMPARE:
                at = analysis.folded.find(phrase, section.start, section.end)
                if at >= 0:
                    found.append(Span(at, at + len(phrase)))
    return sorted(found)


class _Reader:
    """Walks the sections of one report and keeps what it reads; used once."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon, exam: Exam) -> None:
        self.analysis, self.lexicon, self.exam = analysis, lexicon, exam
        named = lexicon.parts_by_name
        self.regions = tuple(named[region] for region in exam.regions if region in named)
        self.findings: list[Finding] = []
        self.sentences: list[Sentence] = []
        self.reasons: list[str] = []
        self.recommendations: list[Recommendation] = []
        self.causes: list[StatedCause] = []

    def section(self, section: Section) -> None:
        """Read one section, carrying the lead of a line or block over its sentences."""
        text, low = self.analysis.text, self.analysis.folded
        lead = Context(laterality=self._exam_side())
        block_lead = lead
        standing: Laterality | None = None
        line_end = previous_end = section.start
        last_levels: tuple[str, ...] = ()
        last_side: Laterality | None = None
        joined: tuple[str, Laterality] | None = None
        beside: tuple[str, Laterality] | None = None
        subject: str | None = None
        near = False
        previous = len(self.findings)
        whole = split_sentences(text, section.start, section.end, folded=low)
        for span in (part for sentence in whole for part in in_parts(text, sentence)):
            if span.start >= line_end:
                wrapped = (
                    line_end < previous_end
                )  # the sentence before runs into this line, so the line goes on with it
                stop = low.find("\n", span.start, section.end)
                line_end = section.end if stop < 0 else stop
                if self._gap(line_end, span.start, section.start):
                    block_lead = Context(laterality=standing or self._exam_side())
                lead = lead if wrapped else block_lead
            previous_end = span.end
            body = span
            found = find_lead(low, span.start, span.end)
            if found is not None and self._names_finding(span, found[0]):
                found = None
            lead_only = False
            if found is not None and not self._has_verb(found[0]):
                title, after = found
                context = self._lead_context(title)
                if not text[title.start : title.end].isupper():
                    context = self._on_side(context, block_lead.laterality)
                lead_only = after >= span.end or not low[after : span.end].strip()
                body = span if lead_only else Span(after, span.end)
                lead = context
                if lead_only:
                    block_lead = context
                if text[title.start : title.end].isupper():  # "LEFT LEG:" holds for all its paragraphs
                    standing = context.laterality
            elif self._is_title(span):
                block_lead = lead = self._lead_context(span)
            if self._gap(line_end, span.start, section.start):
                beside = None
                subject = None
            if beside is not None and self._both_named(body, beside[0]):
                beside = None  # "The breasts are dense."
            topic = lead.anatomy
            inside = (
                subject is not None
                and (topic is None or self.lexicon.within(subject, topic))
                and all(self.lexicon.within(p.anatomy, subject) for p in places_of(self.analysis, body))
                and not low.startswith(_ELSEWHERE, body.start)
            )
            carried = inside and topic is None
            if inside:
                topic = subject  # "The menisci are normal. No tear is seen."
            if low.startswith(_NONE, body.start):
                joined = None
            places = places_of(self.analysis, span) if section.kind == "findings" else []
            told_of = self._beside(span, places) if places else None
            context = Context(
                topic, lead.laterality, lead.levels, last_levels, self.regions, told_of or beside or joined, carried
            )
            if (
                not context.levels
                and last_levels
                and any(p in low[body.start : body.end] for p in ("this level", "that level", "same level"))
            ) or (not context.levels and last_levels and self._goes_on(span, section.start)):
                context = replace(context, levels=last_levels)
            if context.levels and self._of_the_rest(body):
                context = replace(context, levels=())
            if context.laterality is None and last_side is not None:
                said = low[body.start : body.end]
                if any(f"{word} {place}" in said for word in ("this", "that", "same") for place in _SPOTS):
                    context = replace(context, laterality=last_side)
            before = len(self.findings)
            self._sentence(
                span, body if found is not None and not lead_only else span, section.kind, context, lead_only
            )
            if len(self.findings) == before and not self._gap(span.start, span.start, section.start):
                self._carry_on(span, previous)
            previous = before if len(self.findings) > before else len(self.findings)
            told = {f.laterality for f in self.findings[before:]}
            last_side = told.pop() if len(told) == 1 else None
            joined = self._told_before(self.findings[before:]) if low[span.end - 1 : span.end] == ";" else None
            groups = find_levels(low, span.start, span.end)
            if groups:
                last_levels = groups[-1].levels
            if section.kind == "findings":
                if places:
                    apart = self._both_told(places, beside if near else None, told_of) or (
                        beside is not None and told_of is None and self._leaves(places, beside)
                    )
                    beside = None if apart else told_of or beside
                    subject = self._subject(span, places, self.findings[before:])
                near = told_of is not None

    def _subject(self, span: Span, places: Sequence[Place], told: Sequence[Finding]) -> str | None:
        """The part of the body that a sentence begins with."""
        if places[0].start - span.start >= 40 or places[0].anatomy in ANYWHERE | _OF_THE_WHOLE:
            return None
        before = self.analysis.folded[span.start : places[0].start].split()
        if before and before[0] in ("there", "no", "without"):
            return None  # "There is no axillary adenopathy." tells of no axilla further on
        named = next((f for f in told if f.start <= places[0].start < f.end), None)
        if named is not None and not self._has_verb(Span(named.start, named.end)):
            return None  # nor does "Mastoid effusion."
        return places[0].anatomy

    def _beside(self, span: Span, places: Sequence[Place]) -> tuple[str, Laterality] | None:
        """The paired part that a sentence begins with, and its one side."""
        first = places[0]
        low = self.analysis.folded
        reach = 44 if low.startswith("on ", span.start) else 24  # "On the grayscale images, the right carotid artery …"
        if not self.lexicon.anatomy[first.anatomy].paired or first.start - span.start >= reach:
            return None
        for side in _SIDES:
            if first.laterality is None and low.startswith((f"on the {side}", f"{side} side"), span.start):
                return first.anatomy, side
        return (first.anatomy, first.laterality) if first.laterality in _SIDES else None

    def _told_before(self, told: Sequence[Finding]) -> tuple[str, Laterality] | None:
        """The one part and side of what stands before a semicolon ("edema in the left ala; a fracture is possible")."""
        found = {(f.site, f.laterality) for f in told}
        site, side = found.pop() if len(found) == 1 else (None, None)
        return (site, side) if site is not None and side in _SIDES else None

    def _both_told(
        self, places: Sequence[Place], before: tuple[str, Laterality] | None, told: tuple[str, Laterality] | None
    ) -> bool:
        """Whether both sides of a part were told of in a row, so that what follows may be said of either."""
        sides = {p.laterality for p in places if p.anatomy == places[0].anatomy}
        if {"left", "right"} <= sides:
            return True  # "The right kidney measures 10 cm and the left kidney 11 cm. No stone is seen."
        return before is not None and told is not None and before[0] == told[0] and before[1] != told[1]

    def _carry_on(self, span: Span, since: int) -> None:
        """Give the findings told last the change and size that a sentence tells of "it" or of "the largest"."""
        low = self.analysis.folded
        word = low[span.start : span.start + 24].split(maxsplit=1)[0].strip(",")
        one = word in ("it", "this")
        if not one and word not in ("they", "these", "both", "largest"):
            return
        told = [n for n in range(since, len(self.findings)) if self.findings[n].status in ("present", "possible")]
        first, last = self.analysis.token_range(span)
        changes = longest(
            [p for p in self.analysis.pieces(first, last) if p.term.kind == "change"], frozenset({"change"})
        )
        sizes = [
            m
            for place, m in find_sizes(low, span.start, span.end)
            if "previous" not in low[place.start - 24 : place.start]
        ]
        for n in told[:1] if one else told:
            found = self.findings[n]
            if word != "largest" and found.change is None and changes:
                found = replace(found, change=cast(Change, changes[0].term.value))
            now = word == "largest" or low.startswith(_MEASURES, span.start)
            if now and len(told) == 1 and not found.measurements and sizes:
                found = replace(found, measurements=sizes[0])  # "It now measures 16 mm, against 12 mm before."
            self.findings[n] = found

    def _leaves(self, places: Sequence[Place], before: tuple[str, Laterality]) -> bool:
        """Whether a sentence goes on to the other side, or to a part that has no sides ("the heart is large")."""
        if any(p.laterality in _SIDES and p.laterality != before[1] for p in places):
            return True
        first = places[0].anatomy
        related = self.lexicon.within(first, before[0]) or self.lexicon.within(before[0], first)
        return not related and not self.lexicon.anatomy[first].paired and first not in ANYWHERE

    def _both_named(self, span: Span, part: str) -> bool:
        """Whether a paired part is named in the plural."""
        words = self.analysis.folded[span.start : span.end].split()
        return f"{self.lexicon.anatomy[part].name}s" in words

    def _exam_side(self) -> Laterality | None:
        return self.exam.laterality

    def _gap(self, line_end: int, start: int, floor: int) -> bool:
        """Whether an empty line stands before this offset."""
        low = self.analysis.folded
        at = start
        breaks = 0
        while at > floor and low[at - 1] in " \n-*#0123456789.)":
            if low[at - 1] == "\n":
                breaks += 1
            at -= 1
        return breaks >= 2

    def _has_verb(self, span: Span) -> bool:
        words = self.analysis.folded[span.start : span.end].split()
        return (
            any(
                w in ("is", "are", "was", "were", "there", "shows", "demonstrates", "noted", "seen", "has", "holds")
                for w in words
            )
            or len(words) > 9
        )

    def _goes_on(self, span: Span, floor: int) -> bool:
        """Whether a sentence goes on about what the one before it told of.

        It stands on the same line and has a definite subject, or it has no subject at all ("Compressing the sac.", "showed …").
        """
        low = self.analysis.folded
        words = low[span.start : span.start + 32].lstrip("-*• ").split()[:2]
        if any(word in EFFECTS for word in words[: 2 if words and words[0].endswith("ly") else 1]) and not self._gap(
            span.start, span.start, floor
        ):
            return True
        line = low.rfind("\n", floor, span.start)
        if not low[max(floor, line + 1) : span.start].strip(" -*"):
            return False
        return low.startswith(("the ", "this ", "these ", "it ", "they ", "showed ", "shows "), span.start)

    def _of_the_rest(self, span: Span) -> bool:
        """Whether a sentence tells of the levels not named so far ("The remaining levels show no stenosis.")."""
        words = self.analysis.folded[span.start : min(span.end, span.start + 60)].replace(",", " ").split()
        for at, word in enumerate(words[:4]):
            if word in ("elsewhere", "otherwise"):
                return at == 0 or words[at - 1] == "and"
            if word in _REST and not {"no", "not"} & set(words[:at]):
                return not _LEVEL_WORDS.isdisjoint(words[at + 1 : at + 6])
        return False

    def _names_finding(self, span: Span, title: Span) -> bool:
        """Whether the words before the colon name a finding ("BI-RADS: 2", "Hydrocele: none"), so that they are no lead."""
        first, last = self.analysis.token_range(span)
        colon = self.analysis.token_range(title)[1]
        found = longest(self.analysis.pieces(first, last), frozenset({"concept"}))
        if any(p.start < colon for p in found):
            return True
        behind = self.analysis.tokens[colon + 1 : last] if colon + 1 < last else ()
        answered = len(behind) > 0 and behind[0].lemma in _ANSWERS
        heads = longest(self.analysis.pieces(first, last), frozenset({"head"}))
        if any(p.end == colon - 1 and self.analysis.tokens[p.end].lemma.isdigit() for p in heads):
            return True  # "Nodule 2: left lower pole, 8 mm."
        if any(
            p.term.kind in ("doubt-ahead", "ask-ahead") and p.end == colon for p in self.analysis.pieces(first, last)
        ):
            return True  # "Differential diagnosis: lymphoma."
        if answered and any(p.start < colon for p in heads):
            return True  # "Pleural effusion: none."
        return any(p.start < colon for p in heads) and self._told_in_title(span, title)

    def _told_in_title(self, span: Span, title: Span) -> bool:
        """Whether the words before the colon tell a finding at a part, and those behind it say more of it ("Right kidney cyst: 3 cm").

        What is told again behind the colon, or denied there, has only its heading before it ("Fractures: no rib fracture").
        """
        if self.analysis.text[title.start : title.end].isupper():
            return False
        behind = Span(title.end + 1, span.end)
        said = self.analysis.folded[behind.start : behind.end]
        if not said.strip() or not _DENIED_BEHIND.isdisjoint(
            said.replace(",", " ").replace(".", " ").split()[:_FIRST_WORDS]
        ):
            return False
        told = read_mentions_of(self.analysis, title, Context(regions=self.regions))
        if not any(m.status == "present" and not m.generic for m in told):
            return False
        again = read_mentions_of(self.analysis, behind, Context(regions=self.regions))
        return not any(self.lexicon.related(a.concept, m.concept) for a in again for m in told)

    def _is_title(self, span: Span) -> bool:
        raw = self.analysis.text[span.start : span.end].strip(" #*-_")
        return raw.isupper() and 1 <= len(raw.split()) <= 6 and not raw.endswith(".")

    def _lead_context(self, span: Span) -> Context:
        first, last = self.analysis.token_range(span)
        pieces = self.analysis.pieces(first, last)
        parts = longest([p for p in pieces if p.term.kind == "anatomy"], frozenset({"anatomy"}))
        sides = [
            p.term.value for p in longest(pieces, frozenset({"side"})) if p.term.value in ("left", "right", "bilateral")
        ]
        groups = find_levels(self.analysis.folded, span.start, span.end)
        side: Laterality | None = self._exam_side()
        if sides:
            side = sides[0] if len(set(sides)) == 1 else "bilateral"  # type: ignore[assignment]
        levels = tuple(dict.fromkeys(level for g in groups for level in g.levels))
        return Context(parts[0].term.id if parts else None, side, levels)

    def _on_side(self, context: Context, side: Laterality | None) -> Context:
        """A line under the title of a side ("LEFT LEG" … "Calf veins: patent") tells of that side, unless its part has none."""
        if side is None or context.laterality is not None:
            return context
        part = context.anatomy
        if part is not None and not self.lexicon.anatomy[part].paired:
            return context
        return replace(context, laterality=side)

    def _status(self, mention: Mention, section: SectionKind) -> Status:
        if section in ("indication", "history"):
            if mention.status == "hypothetical":
                return "indication"  # "rule out appendicitis"
            if mention.status == "absent":
                return "hypothetical"  # "no injury" in the reason tells nothing the scan did not show
            if mention.status in ("possible", "indication"):
                return "indication"
            known = (
                section == "history"
                or mention.status == "historical"
                or (mention.category == "postoperative" and mention.status == "present")
            )
            return "historical" if known else "indication"
        if section == "recommendation" and mention.status in ("present", "possible"):
            return "hypothetical"
        return mention.status

    def _sentence(self, span: Span, body: Span, section: SectionKind, context: Context, lead_only: bool) -> None:
        mentions = read_mentions_of(self.analysis, body, context) if section in _READ and not lead_only else []
        advice = (
            read_recommendation(self.analysis, span)
            if section in ("findings", "impression", "recommendation", "addendum")
            else None
        )
        added: list[Finding] = []
        for mention in mentions:
            if section in ("indication", "history") and mention.text.lower() in _UNNAMED:
                continue  # "Lyme disease": the word alone names nothing of the part that was scanned
            mention = self._resolved(mention, span, section)
            status = self._status(mention, section)
            if advice is not None and status in ("present", "possible") and self._advised(span, mention):
                status = "hypothetical"
            if (
                advice is not None
                and status in ("hypothetical", "historical", "absent")
                and self._presupposed(span, mention)
            ):
                status = "present"
            added.append(
                Finding(
                    id=str(len(self.findings) + len(added)),
                    concept=mention.concept,
                    name=mention.name,
                    text=mention.text,
                    start=mention.start,
                    end=mention.end,
                    status=status,
                    certainty=mention.certainty if status == mention.status else "definite",
                    denied_grade=mention.denied_grade,
                    laterality=mention.laterality,
                    levels=mention.levels,
                    site=mention.site,
                    severity=mention.severity,
                    measurements=mention.measurements,
                    change=mention.change,
                    section=section,
                    sentence=span,
                    category=mention.category,
                )
            )
        filed, reason = account(self.analysis, span, section, len(added), advice is not None, lead_only)
        self.sentences.append(Sentence(span.start, span.end, section, filed))
        self.reasons.append(reason)
        if advice is not None:
            self.recommendations.append(advice)
        if section in ("findings", "impression", "addendum"):
            self.causes.extend(read_causes(self.analysis, span, added))
        self.findings.extend(added)

    def _resolved(self, mention: Mention, span: Span, section: SectionKind) -> Mention:
        """A thing named again by a word for its kind ("this lesion extends …") is the one told of last, with its place."""
        words = mention.text.lower().split()
        if not _KIND_WORDS.issuperset(words) or mention.status == "absent" or not self._definite(mention, span):
            return mention
        behind = self.analysis.folded[mention.end : span.end].split(maxsplit=1)
        reach = span.end if behind and behind[0] in _PLACING else mention.end
        if places_of(self.analysis, Span(mention.start, reach)):
            return mention  # it has a place of its own ("the mass in the spleen")
        for last in reversed(self.findings[-_BACK:]):
            same = last.section == section and last.status in ("present", "possible")
            if same and (last.concept in _KINDS or not _KINDS.isdisjoint(self.lexicon.heads_of(last.concept))):
                return replace(
                    mention, concept=last.concept, name=last.name, site=last.site, laterality=last.laterality,
                    levels=last.levels, category=last.category, generic=False,
                )  # fmt: skip
        return mention

    def _definite(self, mention: Mention, span: Span) -> bool:
        """Whether "the" or "this" stands before a mention, with no more than its adjectives between."""
        ahead = self.analysis.folded[span.start : mention.start].split()[-3:]
        at = max((i for i, word in enumerate(ahead) if word in _DEFINITE), default=-1)
        return at >= 0 and all(word.isalpha() and word not in _BREAKS for word in ahead[at + 1 :])

    def _told(self, mention: Mention) -> bool:
        """Whether the report told before that this is there."""
        return any(f.concept == mention.concept and f.status in ("present", "possible") for f in self.findings)

    def _presupposed(self, span: Span, mention: Mention) -> bool:
        """Whether advice names a thing as there that was not told before ("follow-up of the 5 mm nodule", "biopsy of the mass")."""
        if not (mention.measurements or self._definite(mention, span)):
            return False
        ahead = self.analysis.folded[span.start : mention.start].split()[-_LEADS:]
        if not _ASKED_WHETHER.isdisjoint(ahead) or (
            mention.status == "absent" and ahead[-3:-1] != ["resolution", "of"]
        ):
            return False
        return not any(
            f.status in ("present", "possible") and self.lexicon.related(f.concept, mention.concept)
            for f in self.findings
        )

    def _advised(self, span: Span, mention: Mention) -> bool:
        """Whether a mention stands behind the words of advice ("recommend MRI to evaluate X", "correlate for X")."""
        first, last = self.analysis.token_range(span)
        advice = [
            p
            for p in self.analysis.pieces(first, last)
            if p.term.kind == "advice" and not is_this_exam(self.analysis, p, last) and not is_label(self.analysis, p)
        ]
        words = self.analysis.tokens
        if advice and self.analysis.folded.startswith("suggest ", span.start):
            return True  # "Suggest a splint and repeat films."
        if mention.category == "postoperative" and any(
            words[p.start].start - mention.end < _ASKED_FOR <= words[p.end - 1].end - mention.end and p.end >= last - 1
            for p in advice
        ):
            return True  # "Hysteroscopy is suggested."
        if not advice or words[advice[0].start].start >= mention.start:
            return False
        if len(advice) == 1 and words[advice[0].start].lemma == "consider" and advice[0].end - advice[0].start == 1:
            ahead = [w.lemma for w in words[advice[0].end : last] if w.start < mention.start]
            done = mention.concept == "aspiration" and self.analysis.folded.startswith(" of", mention.end)
            if len(ahead) <= _ADJECTIVES and mention.category not in ("postoperative", "normal") and not done:
                return False  # "Consider pneumonia."
        between = [w.lemma for w in words[advice[0].end : last] if w.start < mention.start]
        ending = between[-4:]
        if any(a == "for" and b in ("the", "this", "these") for a, b in pairwise(ending)) and self._told(mention):
            return False  # "additional views are recommended for the focal asymmetry"
        return not any(
            a in ("as", "because", "since", "given")
            and (b in ("the", "this", "these", "there") or (b in ("a", "an") and mention.status == "possible"))
            for a, b in pairwise(between)
        )  # "ultrasound is advised as the cysts have grown", "… as a tumor is not excluded"
