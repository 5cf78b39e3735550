"""A clean letter taken apart: lines, sentences, what each is for, and which facts of the report it tells.

The parts are found by plain means of our own (word stems, headings, punctuation), not with the guard's reader: what the
guard cannot read must still be spoiled here. The links of sentences to facts are generous, since an operator that needs
certainty asks for more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evals.mutations.values import Spoiled
from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.knowledge.library import load_library
from explainer.core.values import Fact, Plan

_BULLET = re.compile(r"\s*(?:>\s*)?(?:[-*•–]\s+|\d{1,2}[.)]\s+|\(\d{1,2}\)\s+|#{1,6}\s+|\[[ x]\]\s+)?")
_BOUNDARY = re.compile(r"(?<=[.!?])(?P<tail>[\"”')\]*_]*)\s+(?=[\"“(\[*_]*[A-Z0-9])")
_NO_END = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|vs|e\.g|i\.e|approx|al|St|No|Fig|cf)|^\W*\d{1,2})\.$")
_QUOTE = re.compile(r"\"[^\"\n]+\"|“[^”\n]+”")
_SIDES = re.compile(r"\b(left|right)\b", re.I)
_LEVEL = re.compile(r"\b([CTLS])(1[0-2]|[1-9])\s?(?:[-–/]|to)\s?([CTLS]?)(1[0-2]|[1-9])\b|\b([CTLS])(1[0-2]|[1-9])\b")
_HEADS = (
    ("sources", r"^(sources|references|literature)"),
    ("questions", r"question|you could ask|you may ask|things (?:you|to) (?:might|can|could)? ?ask|ask your care team"),
    ("help", r"get help|when (?:to|should i) get help|right away|emergency"),
    ("next", r"next|what to do|what now|to do\b|^actions?$|what comes|what happens|recommend|what will be done"),
    ("limits", r"can'?t|cannot|could not|limits?|does(?:n'?t| not) (?:show|tell)|how to read|not shown"),
    ("why", r"^why\b|reason|indication|history"),
    ("evidence", r"evidence"),
    ("negatives", r"normal|negative|not seen|was not|did not show|intact"),
    ("not-stated", r"not stated|conflict|to check"),
    ("short", r"short|bottom line|brief|summary|main (?:points|result)|in one"),
    ("findings", r"found|finding|seen|shows|result|report says|details|stands out"),
)
_STOP = frozenset(
    "a an the of in on at with near between that from to behind inside under next beside where along around for by which "
    "is are was were be been has have had it its this these those your you and or not no as into one two part parts seen "
    "shows show change some more than sign signs other left right both side sides your piece area small mild".split()
)
_GENERAL = re.compile(
    r"\b(?:people|study|studies|adults|guideline|guidelines|reviews?|textbook|of every 100|in some|men and|veterans|"
    r"researchers?|research|is a|are (?:soft|small) pads|is where|is the (?:gap|organ|bone|part)|links the|means|can(?!['’n]))\b"
    r"|^(?:a|an) [a-z ]+ (?:has|have|is|are)\b"
)
_IMPERATIVE = re.compile(
    r"^\W*(?:ask|please|call|see|talk|tell|bring|take|get|seek|go|do|discuss|from the report|not in the report|"
    r"general advice|if|you may want|you could|you might|questions?)\b",
    re.I,
)
_DENIES = re.compile(r"\b(?:no|not|without|normal|intact|clear|none|nor|open|even|free)\b|n't\b", re.I)
_PRONOUN = re.compile(r"^\W*(?:it|this|these|they|that|those|there|the (?:tear|spot|lump|mass|cyst|stone|one))\b", re.I)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A crude root, good enough to hold ``narrow``, ``narrowed`` and ``narrowing`` together."""
    word = word.lower().removesuffix("'s")
    if word == "disk":
        word = "disc"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed", "ly", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)]
            break
    return word.removesuffix("e") if len(word) > 4 else word


@lru_cache(maxsize=16384)
def stems(text: str) -> frozenset[str]:
    """The roots of the words that carry meaning."""
    return frozenset(stem(w) for w in re.findall(r"[A-Za-z][A-Za-z']*", text) if w.lower() not in _STOP)


@lru_cache(maxsize=4096)
def _phrases(concept: str) -> tuple[frozenset[str], ...]:
    """Ways to say a concept, as sets of roots."""
    entry = load_lexicon().concepts.get(concept)
    ways: list[str] = [concept.replace("-", " ")]
    if entry is not None:
        ways += [entry.name, re.sub(r"\(.*?\)", "", entry.plain), *entry.lay, *entry.terms]
    card = load_library().card(concept)
    if card is not None:
        ways.append(re.sub(r"\(.*?\)", "", card.heading))
    sets = (stems(w) for w in ways)
    # A name made of body parts alone ("small joints") is no way to tell what was seen there.
    return tuple(dict.fromkeys(s for s in sets if (len(s) > 1 or any(len(w) > 4 for w in s)) and not s <= _parts()))


@lru_cache(maxsize=1)
def _parts() -> frozenset[str]:
    """The roots of the names of body parts."""
    return frozenset().union(*(stems(" ".join((a.name, a.plain))) for a in load_lexicon().anatomy.values())) - _SEEN


#: Roots that stand in names of body parts, and tell what was seen all the same.
_SEEN = frozenset(stem(w) for w in "cyst nodule mass lesion fluid calcification swelling spur".split())


#: Roots of one kind of thing: a reader may take one for the other.
_FAMILIES = (
    "protrusion herniation hernia extrusion displacement sequestration bulge",
    "stenosis narrowing compression contact impingement effacement",
    "cyst lesion nodule mass hemangioma lump growth adenoma polyp tumor",
    "fracture break deformity height collapse",
    "arthritis osteoarthritis arthropathy spondylosis degenerative degeneration narrowing osteophyte sclerosis desiccation",
    "effusion fluid collection swelling edema",
    "tear rupture sprain injury",
    "thrombosis embolism clot occlusion",
    "opacity consolidation pneumonia infiltrate glass atelectasis",
    "tendinopathy tendinosis tendinitis tenosynovitis tendon",
    "hemorrhage hematoma bleeding",
    "stone calculus calcification",
)
_KIND_OF = {stem(w): number for number, family in enumerate(_FAMILIES) for w in family.split()}


@lru_cache(maxsize=4096)
def _kinds(name: str, concept: str) -> frozenset[str | int]:
    """What a fact is, by its name and concept, without the part of the body it sits in."""
    roots = (stems(name) | stems(concept.replace("-", " "))) - _parts() - {"acute", "chronic", "new", "old"}
    return frozenset(_KIND_OF.get(r, r) for r in roots)


def levels_in(text: str) -> list[tuple[int, int, str]]:
    """Spinal levels with their places, in the contract's form: ``L4-L5``, ``L5``."""
    found: list[tuple[int, int, str]] = []
    for m in _LEVEL.finditer(text):
        if m.group(1):
            found.append((m.start(), m.end(), f"{m.group(1)}{m.group(2)}-{m.group(3) or m.group(1)}{m.group(4)}"))
        else:
            found.append((m.start(), m.end(), f"{m.group(5)}{m.group(6)}"))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the letter that is not blank. ``body`` is where its words begin, behind a bullet or number."""

    index: int
    start: int
    end: int
    body: int
    heading: bool
    section: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence. ``start`` is behind any bullet; ``facts`` are the ids of the facts it may tell."""

    index: int
    line: Line
    start: int
    end: int
    text: str
    facts: frozenset[str]
    own: frozenset[str]

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.text.rstrip("\"”') *").endswith("?")

    @property
    def advises(self) -> bool:
        """Whether it is advice, or stands where advice stands."""
        return self.line.section in ("next", "help", "questions") or bool(_IMPERATIVE.match(self.text))

    @property
    def general(self) -> bool:
        """Whether it speaks of people at large or says what a thing is."""
        return bool(_GENERAL.search(self.text.lower()))

    @property
    def states(self) -> bool:
        """Whether it says something of this scan, in a part of the letter that tells of it."""
        return self.line.section in ("findings", "short", "negatives") and not (
            self.asks or self.advises or self.general
        )

    @property
    def denies(self) -> bool:
        """Whether any word of it denies, so that a sentence put behind it may speak of what is not there."""
        return bool(_DENIES.search(self.text))


class Letter:
    """A clean letter and its plan. Everything is found once; offsets point into ``text``."""

    def __init__(self, plan: Plan, text: str, before: Letter | None = None) -> None:
        self.plan, self.text, self.audience = plan, text, plan.audience
        self.report = plan.reading.text
        self.report_low = self.report.lower()
        self.facts: dict[str, Fact] = {f.id: f for f in plan.reading.facts}
        self.quotes = tuple((m.start(), m.end()) for m in _QUOTE.finditer(text))
        self.lines = tuple(self._lines())
        self._ways: dict[str, tuple[frozenset[str], ...]] = (
            before._ways if before is not None else {f.id: self._ways_of(f) for f in self.facts.values()}
        )
        # A letter and what is made of it share most sentences.
        self._links: dict[str, frozenset[str]] = before._links if before is not None else {}
        self.said = tuple(self._said())

    # -- parts ----------------------------------------------------------------------------------------------------

    def _lines(self) -> Iterator[Line]:
        at, section, number = 0, "head" if self.text.lstrip().startswith(("[clinic", "HELD")) else "short", 0
        for raw in self.text.splitlines(keepends=True):
            start, end = at, at + len(raw.rstrip())
            at += len(raw)
            if not raw.strip():
                continue
            bullet = _BULLET.match(raw)
            body = start + (bullet.end() if bullet else 0)
            words = self.text[body:end].strip("*_ ")
            heading = bool(
                raw.lstrip().startswith("#")
                or (raw.strip().startswith("**") and raw.strip().endswith("**"))
                or (
                    len(words.split()) <= 12
                    and not re.search(r"[.!;:,\]]$", words)
                    and (bullet is None or not bullet.group().strip())
                    and not words.endswith('"')
                    and ": " not in words
                )
            )
            if heading or (len(words.split()) <= 9 and words.endswith(":")):
                low = words.lower()
                named = next((name for name, pattern in _HEADS if re.search(pattern, low)), None)
                # The title of a rendered letter stands within its head.
                section = named or ("head" if section == "head" else "findings")
            yield Line(number, start, end, body, heading, section)
            number += 1

    def _pieces(self, line: Line) -> Iterator[tuple[int, int]]:
        text, start = self.text[line.body : line.end], 0
        for m in _BOUNDARY.finditer(text):
            if _NO_END.search(text[start : m.start()]):
                continue
            yield line.body + start, line.body + m.end("tail")
            start = m.end()
        if text[start:].strip():
            yield line.body + start, line.end

    def _ways_of(self, fact: Fact) -> tuple[frozenset[str], ...]:
        by_id = {f.id: f for f in self.plan.reading.findings}
        told = [stems(by_id[m].text) for m in fact.mentions if m in by_id]
        return tuple(dict.fromkeys((*_phrases(fact.concept), *(s for s in told if s))))

    def linked(self, text: str) -> frozenset[str]:
        """The facts whose names, in any wording we know, or whose own words in quotes stand in a text."""
        if text not in self._links:
            roots = stems(text)
            found = {id for id, ways in self._ways.items() if any(way <= roots for way in ways)}
            for q in _QUOTE.finditer(text):
                found |= self._quoted(q.group()[1:-1])
            self._links[text] = frozenset(found)
        return self._links[text]

    def spoiled(self, text: str) -> Letter:
        """The letter that was made of this one."""
        return Letter(self.plan, text, self)

    def _quoted(self, words: str) -> set[str]:
        at = self.report_low.find(words.lower().rstrip("."))
        if at < 0:
            return set()
        by_id = {f.id: f for f in self.plan.reading.findings}
        return {
            fact.id
            for fact in self.facts.values()
            for m in fact.mentions
            if m in by_id and by_id[m].start < at + len(words) and at < by_id[m].end
        }

    def _fitting(self, ids: Iterable[str], text: str) -> frozenset[str]:
        """Those facts that the sides and levels of the sentence allow."""
        sides = {m.group().lower() for m in _SIDES.finditer(text)}
        levels = {name for _, _, name in levels_in(text)}
        return frozenset(
            id
            for id in ids
            if not (
                len(sides) == 1
                and self.facts[id].laterality in ("left", "right")
                and self.facts[id].laterality not in sides
            )
            and not (levels and self.facts[id].levels and not _meet(levels, self.facts[id].levels))
        )

    def _said(self) -> Iterator[Said]:
        number = 0
        for line in self.lines:
            before: frozenset[str] = frozenset()
            lead = self.text[line.body : line.end].split(":", 1)[0]
            lead = lead if len(lead.split()) <= 5 else ""
            for start, end in self._pieces(line):
                text = self.text[start:end]
                own = self._fitting(self.linked(text), text)
                if not own and lead and start > line.body:
                    own = self._fitting(self.linked(lead + " " + text), lead + " " + text)
                facts = own or (before if _PRONOUN.match(text) else frozenset())
                yield Said(number, line, start, end, text, facts, own)
                before = facts or before
                number += 1

    # -- questions ------------------------------------------------------------------------------------------------

    def ways(self, fact: Fact) -> tuple[frozenset[str], ...]:
        """Ways to say a fact, as sets of roots."""
        return self._ways[fact.id]

    def quoted(self, start: int, end: int) -> bool:
        """Whether a place lies within quotation marks."""
        return any(a <= start and end <= b for a, b in self.quotes)

    def told(self, fact: Fact) -> list[Said]:
        """The sentences that may tell a fact."""
        return [s for s in self.said if fact.id in s.facts]

    def stating(
        self, *, status: Collection[str] = ("present", "possible", "historical")
    ) -> Iterator[tuple[Said, list[Fact]]]:
        """Sentences that say something of this scan, with the facts of these statuses they may tell."""
        for s in self.said:
            if s.states and not s.line.heading:
                facts = [self.facts[id] for id in sorted(s.facts) if self.facts[id].status in status]
                if facts:
                    yield s, facts

    def alike(self, fact: Fact) -> list[Fact]:
        """The facts that a reader may take for this one: the same concept, or a thing of the same kind."""
        kinds = _kinds(fact.name, fact.concept)
        return [
            f
            for f in self.facts.values()
            if f.id == fact.id or f.concept == fact.concept or kinds & _kinds(f.name, f.concept)
        ]

    def in_report(self, *words: str) -> bool:
        """Whether any of these patterns stands in the report."""
        return any(re.search(w, self.report_low) for w in words)

    # -- changes --------------------------------------------------------------------------------------------------

    def edit(self, start: int, end: int, new: str, note: str) -> Spoiled:
        """One piece replaced; the span is the new piece, or None when nothing stands for the old one."""
        text = self.text[:start] + new + self.text[end:]
        return Spoiled(text, (start, start + len(new)) if new.strip() else None, note)

    def edits(self, changes: Sequence[tuple[int, int, str]], note: str) -> Spoiled:
        """Several pieces replaced at once; the span is the first of them that holds words."""
        text, moved, span = self.text, 0, None
        for start, end, new in sorted(changes):
            text = text[: start + moved] + new + text[end + moved :]
            if span is None and new.strip():
                span = (start + moved, start + moved + len(new))
            moved += len(new) - (end - start)
        return Spoiled(text, span, note)

    def without(self, pieces: Iterable[tuple[int, int]], note: str) -> Spoiled:
        """The letter with pieces taken out and the gaps closed."""
        text = self.text
        for start, end in sorted(set(pieces), reverse=True):
            text = text[:start] + text[end:]
        return Spoiled(tidy(text), None, note)

    def in_clause(self, made: Spoiled) -> Spoiled:
        """The same draft with its span widened to the clause: a wrong word is wrong together with what it is said of."""
        if made.span is None:
            return made
        start, end = made.span
        while (
            start > 0
            and made.text[start - 1] not in '\n;:("“'
            and made.text[start - 2 : start] not in (". ", ", ", "? ")
        ):
            start -= 1
        while (
            end < len(made.text) and made.text[end] not in '\n;:("”,[' and made.text[end : end + 2] not in (". ", ".\n")
        ):
            end += 1
        while start < made.span[0] and made.text[start] in " -•*":
            start += 1
        return made._replace(span=(start, end))

    def added(self, said: Said, sentence: str, note: str) -> Spoiled:
        """A sentence put behind another one, on the same line."""
        return self.edit(said.end, said.end, " " + sentence, note)._replace(
            span=(said.end + 1, said.end + 1 + len(sentence))
        )

    def added_line(self, line: Line, sentence: str, note: str) -> Spoiled:
        """A sentence put on a line of its own behind a line, in that line's form."""
        bullet = self.text[line.start : line.body]
        gap = "\n" if bullet.strip() and not re.search(r"\d", bullet) else "\n\n"
        lead = gap + (bullet if gap == "\n" else "")
        at = line.end + len(lead)
        text = self.text[: line.end] + lead + sentence + self.text[line.end :]
        return Spoiled(text, (at, at + len(sentence)), note)

    def lone(self, said: Said) -> Fact | None:
        """The one present fact that a sentence tells, so that "it" in the next one is clear; else None."""
        if said.denies or not said.own or len(said.facts) != 1 or not said.states or said.line.heading:
            return None
        fact = self.facts[next(iter(said.facts))]
        listed = re.search(r"\bthen names\b|\balso tells?\b|\bthis holds\b|\bit also holds\b", said.text, re.I)
        return fact if fact.status == "present" and not listed else None

    def places(self, *sections: str) -> list[Said]:
        """The last sentences of lines in these sections (all but head and sources, if none is named)."""
        last: dict[int, Said] = {}
        for s in self.said:
            fits = s.line.section in sections if sections else s.line.section not in ("head", "sources", "why", "help")
            if fits and not s.line.heading and s.text.rstrip('"”)]* ').endswith((".", "!", "?", "R", "T")):
                last[s.line.index] = s
        return list(last.values())


def _meet(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two sets of levels share a bone or a disc."""
    bones = {b for level in one for b in level.split("-")}
    return bool(set(one) & set(other)) or any(
        (len(level.split("-")) == 1 and level in bones) or any(l2 in level.split("-") for l2 in one if "-" not in l2)
        for level in other
    )


def tidy(text: str) -> str:
    """``text`` without empty bullets, doubled blanks and headings that have lost all that stood below them."""
    text = re.sub(r"(?m)^[ \t]*(?:[-*•–]|\d{1,2}[.)]|\(\d{1,2}\))[ \t]*$\n?", "", text)
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r"(?m)^ +(?=\S)|[ \t]+$", "", text)
    text = re.sub(r" +([.,;])", r"\1", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
