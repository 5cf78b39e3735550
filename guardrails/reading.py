"""A draft read once: its sentences, and what each of them states, asks, quotes or advises.

Rules work on this reading alone. Offsets point into ``DraftReading.text``; ``Document.place`` leads back to the draft
as given. A sentence is never judged by a writer's tags.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import pairwise
from typing import Literal, NamedTuple

from explainer.core.knowledge.lexicon import DENYING, Lexicon, load_lexicon
from explainer.core.language.analysis import Analysis, analyse
from explainer.core.language.attributes import LevelGroup, find_levels
from explainer.core.language.matching import PhraseMatcher
from explainer.core.language.mention import Mention
from explainer.core.language.mentions import Context, Place, read_sentence
from explainer.core.language.sentences import in_parts, split_sentences
from explainer.core.language.siding import is_no_side
from explainer.core.language.text import INVISIBLE, Token, fold, tokens
from explainer.core.values import Change, Draft, Laterality, Plan, Span
from guardrails.cues import Cue, load_cues
from guardrails.denials import (
    answered_no,
    asks_for_finding,
    awaited,
    behind_complaint,
    crossed,
    denied_cells,
    deny_joined,
    deny_sought,
    deny_topic,
    heads_line,
    is_item,
    needs_another_test,
    only_denies,
    opens_denial,
    page_lacks,
    shows_tissues,
    states,
    tells_of_page,
)
from guardrails.document import Document, read_document
from guardrails.prepared import Prepared, plain, prepare
from guardrails.reach import reached

Kind = Literal["heading", "statement", "question", "general", "condition"]
Label = Literal["", "absent", "normal", "not-stated", "limits", "questions", "help", "reason", "sources", "present"]

_BULLET = re.compile(r"\s*(?:[-*+>][ \t]+|[0-9]{1,2}[.)][ \t]+|#{1,6}[ \t]*)")
_ENUMERATED = re.compile(r"^(?:[A-Z]|[IVX]{1,4})[.)][ \t]+(?=[A-Z])")
_YOU = frozenset(("you", "your", "yours", "yourself", "you're", "you'd"))
_QUOTE = re.compile(r'"([^"\n]{2,400})"')
_SPACES = re.compile(r"[\s\x01]+")
_MARKS = re.compile(r"[\[(][rt](?:,[^\])]{0,60})?[\])]|[*_#>`]+")
_CONDITION = frozenset(("if", "when", "unless", "whenever"))


class Hit(NamedTuple):
    """A cue word found: half-open token indexes, offsets into the text, and what it means."""

    first: int
    last: int
    start: int
    end: int
    cue: Cue


#: Makes a hit from a plain tuple, in a third of the time of a call.
_hit = partial(tuple.__new__, Hit)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a draft.

    ``label`` comes from the heading or the lead before a colon it stands under; ``levels`` and ``laterality`` are those
    that the lead or heading gives it when it names none itself. ``first``/``last`` are token indexes. ``kinds`` are the
    ``hits`` by the kind of their cue; ``lemmas`` are those of its tokens.
    """

    index: int
    start: int
    end: int
    kind: Kind
    label: Label
    first: int
    last: int
    paragraph: int
    you: bool
    heading: str
    hits: tuple[Hit, ...]
    kinds: Mapping[str, Sequence[Hit]]
    mentions: tuple[Mention, ...]
    places: tuple[Place, ...]
    levels: tuple[LevelGroup, ...]
    context: Context
    quotes: tuple[Span, ...]
    lemmas: tuple[str, ...]
    piece: int | None = None
    planned: bool = False

    @property
    def span(self) -> Span:
        """Where the sentence stands in the text."""
        return Span(self.start, self.end)

    def has(self, kind: str, value: str | None = None) -> bool:
        """Whether a cue of this kind stands in the sentence, outside verbatim quotes."""
        found = self.kinds.get(kind)
        return found is not None and (value is None or any(h.cue.value == value for h in found))

    def of(self, kind: str, *more: str) -> Iterator[Hit]:
        """The cues of these kinds, in order."""
        if not more:
            return iter(self.kinds.get(kind, ()))
        if kind not in self.kinds and self.kinds.keys().isdisjoint(more):
            return iter(())
        return iter([h for h in self.hits if h.cue.kind == kind or h.cue.kind in more])

    def quoted(self, start: int, end: int) -> bool:
        """Whether a span lies in a verbatim quote of the report."""
        return any(q.start <= start and end <= q.end for q in self.quotes)


@dataclass(frozen=True, slots=True)
class DraftReading:
    """A draft read, with its plan made ready beside it."""

    document: Document
    text: str
    folded: str
    analysis: Analysis
    sentences: tuple[Said, ...]
    quotes: tuple[Span, ...]
    prepared: Prepared
    known: tuple[str, ...] = ()

    @property
    def tokens(self) -> Sequence[Token]:
        """All tokens of the draft."""
        return self.analysis.tokens

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon the draft was read with."""
        return self.analysis.lexicon

    def lemmas(self, said: Said) -> list[str]:
        """The lemmas of a sentence."""
        return [*said.lemmas]

    def words(self, start: int, end: int) -> str:
        """A piece of the draft."""
        return self.text[start:end]

    def near(self, said: Said, before: int, after: int) -> Iterator[Said]:
        """The sentences around one, itself included."""
        lo, hi = max(0, said.index - before), min(len(self.sentences), said.index + after + 1)
        return iter(self.sentences[lo:hi])

    def from_plan(self, said: Said) -> bool:
        """Whether the sentence is, word for word, one of the plan's own."""
        return said.planned


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, ...], Label]:
    table: dict[tuple[str, ...], Label] = {}
    from importlib import resources

    import rtoml

    data = rtoml.loads(resources.files("guardrails").joinpath("cues/labels.toml").read_text("utf-8"))
    for row in data["cue"]:
        for phrase in row["phrases"]:
            table[tuple(t.lemma for t in tokens(fold(phrase)) if t.lemma != "-")] = row["value"]
    return table


@lru_cache(maxsize=4096)
def label_of(folded: str) -> Label:
    """What a heading or lead says of the words behind it; empty when nothing is known of it."""
    bare = folded.partition("(")[0] if folded.rstrip(" *_:").endswith(")") else folded
    folded = (
        bare if any(c.isalpha() for c in bare) else folded
    )  # "Get help at once (general advice, not from your scan)"
    words = tuple(t.lemma for t in tokens(_MARKS.sub(" ", folded)) if t.lemma[0].isalnum())
    if len(words) > 1 and (len(words[0]) == 1 or words[0].isdigit()):
        words = words[1:]  # "C. DENIED"
    found = _label_of_words(words)
    if found == "absent" and tells_of_page(words):
        return "not-stated"
    if found:
        return found
    return "absent" if opens_denial(words) else ""


#: What a question for the reason of an exam asks for.
_REASONS_ASKED = frozenset("led lead prompted brought reason purpose point aim triggered".split())


def _label_of_words(words: tuple[str, ...]) -> Label:
    table = _labels()
    if not words:
        return ""
    for length in range(min(len(words), 8), 0, -1):
        found = table.get(words[:length])
        if (
            found is not None
            and (length == len(words) or length >= 2 or found in ("absent", "not-stated", "limits", "questions"))
            and len(words) - length <= 6
            and not (length == 1 and words[0] in _ADJECTIVES and words[1:2] and words[1] not in _LEFT_OPEN)
        ):
            return found
    return "reason" if _asks_for_reason(words) else ""


#: Words for what is left open that stand before a finding as well ("unclear mass:"), and words behind which they do not.
_ADJECTIVES = frozenset("unclear uncertain undefined undetermined unspecified unanswered clarify".split())
_LEFT_OPEN = frozenset(
    "in from to on as about by is whether which what how why if and or here still for after with".split()
)
#: What is examined with, how an exam is ordered and done, and the small words around, in a heading that asks why.
_EXAMS = frozenset(
    "scan test exam examination mri ct x ray xray ultrasound sonogram mammogram study imaging image picture film radiograph procedure".split()
)
_DONE = frozenset(
    "had done ordered order requested performed taken carried made needed asked wanted sent came scanned imaged referred booked "
    "given stated told recorded written".split()
)
_AROUND = frozenset(
    "why reason for because of did do was were is are have get be i you we they he she my your the a an this these that it them out in to "
    "and on at here take get go need ask come want with".split()
)
_HAD = frozenset(("have", "we", "they"))
_COMPLAINTS = frozenset("pain hurt ache aching sore symptom cough fever".split())


def _asks_what_for(words: Sequence[str]) -> bool:
    """Whether "what" asks for the reason ("What was the scan for?", "What led to the MRI?", "What was the point of the test?")."""
    return words[-1] == "for" or not _REASONS_ASKED.isdisjoint(words[1:5])


def _asks_for_reason(words: Sequence[str]) -> bool:
    """Whether a heading or lead asks why the exam was done ("Why did I have it?", "Reason for the test", "Asked because of").

    Up to two words of it may say which exam ("Why was the heart catheter test done?").
    """
    if words[0] in ("asked", "requested", "ordered", "done") and tuple(words[1:2]) == ("because",):
        return len(words) <= 3
    if words[0] == "what":
        return len(words) <= 9 and not _EXAMS.isdisjoint(words) and _asks_what_for(words)
    if words[0] not in ("why", "reason") or len(words) > 12 or not _COMPLAINTS.isdisjoint(words):
        return False
    exam = not _EXAMS.isdisjoint(words)
    strange = sum(w not in _AROUND and w not in _EXAMS and w not in _DONE for w in words)
    if strange > (2 if exam else 0):
        return False
    done = not _DONE.isdisjoint(words) or ("did" in words and not _HAD.isdisjoint(words))
    return done or (exam and not strange)


#: Words before a level with which a sentence opens and leaves that of its lead ("At C5-C6", "The L4-L5 disc").
_AT_A_LEVEL = 2
#: A heading or lead without any of these gives neither a side nor a level.
_PLACING = re.compile(r"[0-9]|left|right|both|bilat|lf?t|rt|\x01")
_SIDE_WORDS: dict[str, Laterality] = {"left": "left", "right": "right", "both": "bilateral", "bilateral": "bilateral"}


def _lead_context(lexicon: Lexicon, folded: str, start: int, end: int) -> Context | None:
    """Level, side and body part that a heading or lead names, for the words behind it."""
    if _PLACING.search(folded, start, end) is None:
        return None
    groups = find_levels(folded, start, end)
    words = tokens(folded, start, end)
    if len(words) > 9:
        return None
    lemmas = [w.lemma for w in words]
    sides = [_SIDE_WORDS[w] for i, w in enumerate(lemmas) if w in _SIDE_WORDS and not is_no_side(lemmas, i)]
    levels = groups[0].levels if len(groups) == 1 else ()
    side = sides[0] if len(sides) == 1 else None
    if not levels and side is None:
        return None
    return Context(None, side, levels, levels)


def _quotes(folded: str, report: str) -> tuple[Span, ...]:
    """Pieces in quotation marks that stand in the report word for word, the marks left out."""
    found: list[Span] = []
    for match in _QUOTE.finditer(folded):
        inner = _SPACES.sub(" ", match.group(1)).strip(" .,;")
        parts = [p.strip(" .,;") for p in re.split(r"\.\.\.|…", inner)]
        if inner and all(p and p in report for p in parts):
            found.append(Span(match.start(1), match.end(1)))
    return tuple(found)


def _is_heading(text: str, start: int, end: int, said_end: int) -> bool:
    """A short line that stands alone and does not end like a sentence."""
    line = text[start:end].strip()
    if not line or (said_end < end - 2 and not _ENUMERATED.match(line)):
        return False
    if line.startswith("#") or (line.startswith("**") and line.rstrip(":").endswith("**") and len(line) < 90):
        return True
    if line.startswith(("•", "·", "▪", "●", "–")) or (_BULLET.match(line) and not _numbered_head(line)):
        return False
    line = _NUMBER.sub("", _ENUMERATED.sub("", line), count=1)
    words = line.split()
    if line.endswith(":"):
        return len(words) <= 12
    return (
        line[-1] not in '.;,!?"”'
        and (line[-1] != ")" or len(line.partition("(")[0].split()) <= 6)
        and len(words) <= 12
        and not re.search(r"[.;:] ", line)
    )


_NUMBER = re.compile(r"[0-9]{1,2}[.)][ \t]+")
_LONGEST_HEAD = 8


def _numbered_head(line: str) -> bool:
    """Whether a numbered line is a heading known from its words ("2. Why the scan was done"), and no item of a list."""
    number = _NUMBER.match(line)
    words = line[number.end() :].split() if number else []
    return 1 < len(words) <= _LONGEST_HEAD and label_of(fold(" ".join(words)).rstrip(":? ")) != ""


def read_draft(plan: Plan, draft: Draft | str, known: Iterable[str] = ()) -> DraftReading:
    """Read a draft against its plan, once.

    Args:
        known: Texts that may stand in the draft whatever they hold: the values of ``--fields``.
    """
    slots = {key: value for item in plan.items for key, value in item.slots}
    document = read_document(draft, slots)
    text = document.text
    lexicon = load_lexicon("letter")
    analysis = analyse(text, lexicon)
    folded = analysis.folded
    prepared = prepare(plan)
    quotes = _quotes(folded, prepared.report)
    spans = _spans(document, text, folded)
    matcher: PhraseMatcher[Cue] = load_cues()
    every = sorted(matcher.rows(analysis.lemmas))
    return DraftReading(
        document=document,
        text=text,
        folded=folded,
        analysis=analysis,
        sentences=tuple(_sentences(document, analysis, spans, quotes, matcher, every, prepared)),
        quotes=quotes,
        prepared=prepared,
        known=tuple(known),
    )


def _spans(document: Document, text: str, folded: str) -> list[Span]:
    spans: list[Span] = []
    for piece in document.pieces:
        spans.extend(split_sentences(text, piece.span.start, piece.span.end, folded=folded))
    if not document.pieces:
        spans = split_sentences(text, folded=folded)
    return [part for span in spans for part in in_parts(text, span)]


def _sentences(
    document: Document,
    analysis: Analysis,
    spans: Sequence[Span],
    quotes: Sequence[Span],
    matcher: PhraseMatcher[Cue],
    every: Sequence[tuple[int, int, int]],
    prepared: Prepared,
) -> Iterator[Said]:
    text, folded = analysis.text, analysis.folded
    cue_starts = [row[0] for row in every]
    at_piece = at_quote = 0
    heading, heading_label, heading_context = "", "", Context()
    spelled_out = False  # whether the items under a heading of negatives deny in words of their own
    under = -1  # the first paragraph under the heading
    label: Label = ""
    context = Context()
    paragraph = 0
    previous_end = 0
    previous_kind: Kind = "statement"
    carries_label = False
    asked: Label = ""
    all_lemmas = analysis.lemmas
    addressing: Set[str] = _YOU
    if "you'" in folded or INVISIBLE in folded:
        addressing = {w for w in {*all_lemmas} if w in _YOU or w.startswith("you'")}
    listed = False
    listing: Label = ""  # what a lead says of the items below it
    all_tokens = analysis.tokens
    for index, span in enumerate(spans):
        first, last = analysis.token_range(span)
        mine: list[Span] = []
        while at_quote < len(quotes) and quotes[at_quote].start < span.end:
            quote = quotes[at_quote]
            if quote.start >= span.start and quote.end <= span.end:
                mine.append(quote)
            elif quote.end > span.end:
                break
            at_quote += 1
        low = bisect_left(cue_starts, first)
        hits = _hits(analysis, matcher.payloads, every[low : bisect_left(cue_starts, last, low)], last, mine)
        by_kind: dict[str, list[Hit]] = {}
        for hit in hits:
            by_kind.setdefault(hit.cue.kind, []).append(hit)
        while at_piece < len(document.pieces) and document.pieces[at_piece].span.end < span.end:
            at_piece += 1
        piece = at_piece if document.pieces else None
        breaks = text.count("\n", previous_end, span.start)
        new_line = breaks > 0 or index == 0
        if breaks > 1 or (piece is not None and new_line):
            paragraph += 1
        line_start = text.rfind("\n", 0, span.start) + 1
        line_end = text.find("\n", span.end)
        line_end = len(text) if line_end < 0 else line_end
        titled = piece is not None and document.pieces[piece].title
        is_heading = titled or (line_start + 3 >= span.start - 4 and _is_heading(text, line_start, line_end, span.end))
        spelled = folded[span.start : span.end]
        last_char = text[span.start : span.end].rstrip(" \"')*_”’")[-1:]
        question = last_char == "?"
        words = all_lemmas[first:last]
        if new_line:
            label, context, carries_label, asked = "", heading_context, False, ""
            item = is_item(text, line_start)
            listing = listing if item else ""
            if listed and not item and heading_label == "absent":
                heading_label = ""  # the list is over
            listed = item
            asked = "absent" if crossed(text, line_start) else listing
            if heading_label == "absent" and is_heading and breaks < 2 and _is_bare_item(analysis, span, words):
                is_heading = False  # an item without its mark, below "Not seen"
        if breaks > 1 and previous_kind != "heading" and not _BULLET.match(text, line_start) and heading_context.levels:
            heading_context = context = Context()
        if is_heading or (question and new_line and line_end - span.end <= 1):
            heading = spelled
            heading_label = label_of(heading.rstrip(":? "))
            spelled_out = False
            under = -1
            heading_context = _lead_context(analysis.lexicon, folded, span.start, span.end) or Context()
            context = heading_context
        else:
            if not carries_label:
                label = ""
            if under < 0:
                under = paragraph
            elif paragraph > under and piece is None and heading_label == "reason":
                heading_label = ""  # the reason is told in one paragraph
        lead = _lead(folded, span)
        if lead is not None and not is_heading:
            found = label_of(folded[lead.start : lead.end])
            if found:
                label = found
            context = _lead_context(analysis.lexicon, folded, lead.start, lead.end) or (
                context if not new_line else heading_context
            )
        here: Label = label or asked or (heading_label if not is_heading else "")  # type: ignore[assignment]
        bare = plain(spelled)
        planned = bare in prepared.sentences or (here == "help" and _after_call(bare) in prepared.sentences)
        if bare in prepared.cited:
            here = "sources"
        elif here == "sources":
            here = ""  # a heading alone makes no source of a sentence
        elif here == "not-stated" and (lead is None or not label) and _tells_all_the_same(all_tokens[first:last]):
            here = ""  # "Still open" above "There is some tissue beside the root."
        carries_label = last_char == ";" and bool(label)
        if new_line and not is_heading and span.end < line_end - 1 and label_of(bare) in ("not-stated", "limits"):
            asked = label_of(bare)  # "Not stated. Discs, smaller nerves."
        if question and new_line and label_of(bare) == "absent":
            asked = "absent"  # "What was not seen? Bleeding, a new stroke."
        elif (
            new_line
            and text.startswith("**", line_start)
            and "**" in text[span.end - 3 : span.end + 2]
            and not is_heading
        ):
            asked = label_of(bare)  # "**Not stated.** Discs, foramina."
        elif new_line and not asked and span.end < line_end - 1 and heads_line(_alpha(words)):
            asked = "absent"  # "What is absent. Bleeding, a new stroke."
        if span.end >= line_end - 1 and _leads_list(text, span, words):
            listing = "absent"
        you = not addressing.isdisjoint(words)
        mentions, places = read_sentence(analysis, span, context)
        colon = folded.find(":", span.start, span.end) if mentions else -1
        bold = _run_in(text, span, line_start) if new_line and not here else None
        run_in = None
        if bold is not None:
            lead_says = label_of(folded[line_start + 2 : bold - 2])
            run_in = bold if lead_says == "absent" else None
            if lead_says in ("not-stated", "limits"):
                here = asked = lead_says
        as_read = [m.status for m in mentions]
        behind = _denied_from(folded, span, colon, mentions, here, lead, run_in)
        if heading_label == here == "absent" and lead is None and "negative" in heading:
            # "Pertinent negatives: No fracture; no effusion. Appendicitis."
            behind = None if spelled_out and "absent" not in as_read else behind
            spelled_out = spelled_out or "absent" in as_read
        if behind is not None and not _stands_alone(all_tokens[first:last], behind):
            open_too = here == "absent" and _DENIALS.isdisjoint(words)
            mentions = [
                replace(m, status="absent")
                if m.start >= behind and (m.status == "present" or (open_too and m.status == "possible"))
                and not _names_a_lack(m.text) else m
                for m in mentions
            ]  # fmt: skip
        answer: tuple[str, ...] = ()
        if mentions:
            mentions = _head_denied(folded, span, colon, mentions)
            mentions = _clauses_denied(analysis, first, last, mentions)
            answer = _answer_behind(analysis, folded, spans, index)
            mentions = reached(
                all_tokens[first:last], _denied_in_plain_speech(all_tokens[first:last], mentions, answer)
            )
        if question and answer and asks_for_finding(_alpha(words)):
            question = False
            mentions = [replace(m, status="absent") if m.status != "absent" else m for m in mentions]
        elif answer and ("would" in words or not states(all_tokens[first:last])):
            change: Change | None = None if _NEW.isdisjoint(answer) else "new"
            grade = next((w for w in answer if w in _GRADED and w not in _NEW), None)
            mentions = [
                replace(m, status="absent", change=change or m.change, denied_grade=grade)
                if m.status in ("present", "hypothetical")
                else m
                for m in mentions
            ]
        if any(m.status == "absent" != was for m, was in zip(mentions, as_read, strict=True)):
            planned = False  # the plan's words, but denied
        groups = tuple(find_levels(folded, span.start, span.end))
        if groups and not is_heading:
            context = replace(context, last_levels=groups[-1].levels)
            opens = bisect_left(analysis.token_starts, groups[0].start, first, last) - first <= _AT_A_LEVEL
            if opens and lead is None and context.levels and {*context.levels}.isdisjoint(groups[0].levels):
                context = replace(context, levels=groups[-1].levels)  # "C4-C5: … At C5-C6 … It also …"
        kind: Kind = "statement"
        if is_heading and not question:
            kind = "heading"
        elif question:
            kind = "question"
        elif (
            _opens_advice(folded, span)
            or (lead is not None and _is_glossary(heading))
            or (
                not you
                and (
                    _speaks_in_general(analysis, by_kind, words, first, last)
                    or (previous_kind == "question" and _answers_what(folded, spans, index, words))
                    or _says_of_head(analysis, folded, spans, index, words)
                )
                and not _says_what_it_is(words, by_kind, analysis.lexicon, mentions)
            )
        ):
            kind = "general"
        elif not _CONDITION.isdisjoint(words[:3]) or words[:1] == ("should",):
            kind = "condition"  # "Should you feel pain, …", and not "The scan should be repeated"
        yield Said(
            index=index,
            start=span.start,
            end=span.end,
            kind=kind,
            label=here,
            first=first,
            last=last,
            paragraph=paragraph,
            you=you,
            heading=heading,
            hits=tuple(hits),
            kinds=by_kind,
            mentions=tuple(mentions),
            places=tuple(places),
            levels=groups,
            context=context,
            quotes=tuple(mine),
            lemmas=words,
            piece=piece,
            planned=planned,
        )
        previous_end = span.end
        previous_kind = kind


def _hits(
    analysis: Analysis,
    cues: Sequence[Cue],
    rows: Sequence[tuple[int, int, int]],
    last: int,
    quotes: Sequence[Span],
) -> list[Hit]:
    """The cues of a sentence that ends at token ``last``, outside verbatim quotes."""
    words = analysis.tokens
    hits = [
        _hit((begin, -back, words[begin].start, words[-back - 1].end, cues[number]))
        for begin, back, number in rows
        if -back <= last
    ]
    if quotes:
        return [h for h in hits if not any(q.start <= h.start and h.end <= q.end for q in quotes)]
    return hits


_DENIALS = frozenset("no not none without nor neither never n't".split())


_SEEING = frozenset(
    "see seen saw find found show shown showed sign evidence identify identified note noted detect detected there present".split()
)
_RULED_OUT = (("ruled", "out"), ("rule", "out"), ("negative", "for"), ("free", "of"))
_FINITE = frozenset("is are was were has have had shows showed".split())


def _denied_list(folded: str, span: Span, colon: int, mentions: Sequence[Mention]) -> int | None:
    """Where a list begins that is denied by the words before its colon ("it did not see any of these: …"), if so.

    The words before the colon name no finding and deny seeing; those behind it have no verb of their own outside brackets.
    """
    if colon < 0 or any(m.start < colon for m in mentions) or not any(m.start > colon for m in mentions):
        return None
    head = [t.lemma for t in tokens(folded, span.start, colon) if t.lemma[0].isalpha()]
    at = next((i for i in range(len(head) - 1, -1, -1) if head[i] in _DENIALS or head[i].endswith("n't")), None)
    denies = at is not None and any(word in _SEEING for word in head[max(0, at - 1) : at + 5])
    if not denies and not any(pair in _RULED_OUT for pair in pairwise(head)):
        return None
    depth = 0
    for token in tokens(folded, colon + 1, span.end):
        depth += (token.lemma == "(") - (token.lemma == ")")
        if depth <= 0 and token.lemma in _FINITE:
            return None
    return colon + 1


def _names_a_lack(text: str) -> bool:
    """Whether a name itself tells that something is missing ("no heartbeat")."""
    return text.lower().startswith(("no ", "absent ", "lack of ", "loss of ", "missing "))


#: Nouns and verbs by which a denial reaches over a clause ("no sign that they are inflamed", "no signal to indicate a stroke").
_SIGNS = frozenset("sign evidence indication hint suggestion finding proof trace".split())
_POINTS_TO = frozenset("indicate suggest mean show signal suggesting indicating pointing point".split())
_HAS = frozenset("has have had is are was were look looked looks appear appeared appears seem seems".split())
#: What stands behind "none" where it denies what is before it ("fracture: none seen").
_NONE_AT_ALL = frozenset("see seen noted note found find identified identify present shown show there either".split())
_DENIED_REACH = 10


def _clauses_denied(analysis: Analysis, first: int, last: int, mentions: Sequence[Mention]) -> list[Mention]:
    """Read the denials of plain speech that reach over a clause, and end those that a new item of a list ends."""
    row = analysis.tokens[first:last]
    if not any(
        t.lemma in _DENIALS
        or t.lemma in ("-", "resolution", "clearing", "denial", "exclusion")
        or t.lemma.endswith("n't")
        for t in row
    ):
        return list(mentions)
    made: list[Mention] = []
    cell = denied_cells(row)
    page = page_lacks(row)
    for mention in mentions:
        at = bisect_left(analysis.token_starts, mention.start, first, last)
        ahead = analysis.lemmas[max(first, at - _DENIED_REACH) : at]
        cut = max((i for i, w in enumerate(ahead) if w in (";", ":", "but", "although", "however")), default=-1)
        ahead = ahead[cut + 1 :]
        if mention.status == "present" and (
            _denied_within(analysis, at, mention)
            or ahead[-1:] == ("no",)
            or ahead[-2:] in _DENIAL_OF
            or (cell is not None and mention.start > cell)
            or _denied_over(ahead, mention)
            or answered_no(row, mention)
        ):
            mention = replace(mention, status="absent")
        elif mention.status == "absent" and (
            (page is not None and mention.start > page)
            or awaited(ahead)
            or _new_item(ahead, made)
            or _none_elsewhere(analysis, last, mention)
            or behind_complaint(ahead)
        ):
            change = None if mention.change == "resolved" and awaited(ahead) else mention.change
            mention = replace(mention, status="present", denied_grade=None, change=change)
        made.append(mention)
    return made


def _denied_within(analysis: Analysis, at: int, mention: Mention) -> bool:
    """Whether the words of a name are denied from within ("the airways are not thick"), and the denial is none of its own."""
    end = bisect_left(analysis.token_starts, mention.end, at)
    words = analysis.lemmas[at:end]
    if DENYING.isdisjoint(words[1:]):
        return False
    return not any(name <= {*words} for name in _lacks(analysis.lexicon, mention.concept))


@lru_cache(maxsize=4096)
def _lacks(lexicon: Lexicon, concept: str) -> tuple[frozenset[str], ...]:
    """The names of a finding and of its heads that tell it by what is not there ("part of the lung is not fully open")."""
    own = [lexicon.concepts[c] for c in sorted(lexicon.heads_of(concept) | {concept}) if c in lexicon.concepts]
    names = (n for entry in own for n in (entry.name, entry.plain, *entry.terms, *entry.lay, *entry.adjectives))
    made = (frozenset(t.lemma for t in tokens(fold(name))) for name in names)
    return tuple(name for name in made if not DENYING.isdisjoint(name))


_DENIAL_OF = (("denial", "of"), ("exclusion", "of"), ("absence", "of"))


def _denied_over(ahead: tuple[str, ...], mention: Mention) -> bool:
    """Whether the words before a finding deny it in a clause of their own."""
    no = max((i for i, w in enumerate(ahead) if w in ("no", "without", "none")), default=-1)
    if no < 0:
        return False
    clause = ahead[no + 1 :]
    if ahead[no] == "none":
        return "," not in clause and (not _HAS.isdisjoint(clause) or mention.text.lower().split()[0] in _HAS)
    if "that" in clause[:4] and not _SIGNS.isdisjoint(clause[:3]):
        return "," not in clause
    return clause[-2:-1] == ("to",) and clause[-1] in _POINTS_TO and "," not in clause


def _new_item(ahead: tuple[str, ...], before: Sequence[Mention]) -> bool:
    """Whether a list goes on behind what a bare "not" denies ("pouches, not inflamed, and calcium in the walls")."""
    if not before or before[-1].status != "absent" or ahead[-2:] != (",", "and") or "not" not in ahead:
        return False
    at = len(ahead) - 1 - ahead[::-1].index("not")
    return at > 0 and ahead[at - 1] == "," and len(ahead) - at <= 5


def _none_elsewhere(analysis: Analysis, last: int, mention: Mention) -> bool:
    """Whether "none" behind a finding denies it of another place ("plaque at its start, none further on")."""
    at = bisect_left(analysis.token_starts, mention.end, 0, last)
    behind = analysis.lemmas[at : min(last, at + 3)]
    return behind[:2] == (",", "none") and len(behind) > 2 and behind[2].isalpha() and behind[2] not in _NONE_AT_ALL


#: What may stand before the denial behind a colon.
_LEADS_TO_DENIAL = frozenset("there is was were are this it i the scan report saw found did does do".split())


def _head_denied(folded: str, span: Span, colon: int, mentions: list[Mention]) -> list[Mention]:
    """Deny the findings before a colon when all that stands behind it is a denial ("Aspiration: there was no sign of it")."""
    if colon < 0 or not any(m.status == "present" for m in mentions):
        return mentions
    behind = [t.lemma for t in tokens(folded, colon + 1, span.end) if t.lemma[0].isalpha()]
    while behind and behind[0] in _LEADS_TO_DENIAL:
        behind = behind[1:]
    behind_it = [m for m in mentions if m.start > colon]
    if behind_it:
        same = {m.concept for m in behind_it if m.status == "absent"}
        if any(m.status != "absent" for m in behind_it) or states(tokens(folded, span.start, colon)):
            return mentions
        if _DENIALS.isdisjoint(behind[:2]):
            return mentions  # "Deep socket: a deep socket alone does not make the diagnosis"
        return [
            _denied_like(m, next(b for b in behind_it if b.concept == m.concept))
            if m.start < colon and m.concept in same else m
            for m in mentions
        ]  # fmt: skip
    if not behind or len(behind) > 12 or (behind[0] not in _DENIALS and not behind[0].endswith("n't")):
        return mentions
    if len(behind) > 1 and not any(w in _SEEING for w in behind[1:4]):
        return mentions
    return [replace(m, status="absent") if m.status == "present" else m for m in mentions]


def _denied_like(mention: Mention, other: Mention) -> Mention:
    """Deny a heading as the line behind it denies the same thing ("Broken bones: no fracture was found")."""
    return replace(mention, status="absent", denied_grade=other.denied_grade, change=other.change)


def _stands_alone(row: Sequence[Token], behind: int) -> bool:
    """Whether a sentence under a heading for what is absent is a statement of its own, and denies nothing."""
    row = [t for t in row if t.start >= behind]
    return states(row) and _DENIALS.isdisjoint(t.lemma for t in row)


#: Words by which a sentence under a heading for what is open says what the report leaves out.
_LEAVES_OPEN = frozenset(
    "whether unclear unknown uncertain missing left leave open which how why when if nothing lack lacking omit silent unanswered "
    "unstated unspecified undescribed only ask question gap limited blank detail anything else beyond".split()
)


def _tells_all_the_same(row: Sequence[Token]) -> bool:
    """Whether a sentence under a heading for what is open tells a thing that is there, and leaves nothing out."""
    words = {t.lemma for t in row}
    return (
        states(row)
        and _DENIALS.isdisjoint(words)
        and _LEAVES_OPEN.isdisjoint(words)
        and not any(w.endswith("n't") or w.startswith("cannot") for w in words)
    )


def _alpha(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(w for w in words if w[0].isalpha())


def _is_bare_item(analysis: Analysis, span: Span, words: Sequence[str]) -> bool:
    """Whether a line names something and has no verb: an item of a list, though it looks like a heading."""
    row = analysis.tokens[slice(*analysis.token_range(span))]
    return (
        not states(row)
        and any(m.status == "present" for m in read_sentence(analysis, span, Context())[0])
        and bool(words)
    )


def _leads_list(text: str, span: Span, words: Sequence[str]) -> bool:
    """Whether a sentence denies the items of the list below it ("None of these was seen:", "… none of the following.")."""
    closed = text[span.start : span.end].rstrip(" *_")
    opens = closed.endswith(":") or not _BELOW.isdisjoint(words[-5:])
    return opens and opens_denial(_alpha(words))


_BELOW = frozenset("following below".split())


def _denied_from(
    folded: str,
    span: Span,
    colon: int,
    mentions: Sequence[Mention],
    label: Label,
    lead: Span | None,
    run_in: int | None,
) -> int | None:
    """From where on a sentence is denied by the heading, list or lead it stands under, if so."""
    if label == "absent":
        return lead.end + 1 if lead is not None and label_of(folded[lead.start : lead.end]) == "absent" else span.start
    return run_in if run_in is not None else _denied_list(folded, span, colon, mentions)


def _run_in(text: str, span: Span, line_start: int) -> int | None:
    """Where a sentence goes on behind a bold lead without a mark ("**Not seen** fluid, a cyst"), if it does."""
    if not text.startswith("**", line_start):
        return None
    close = text.find("**", max(line_start + 2, span.start), span.end)
    return close + 2 if close >= 0 else None


def _answer_behind(analysis: Analysis, folded: str, spans: Sequence[Span], index: int) -> tuple[str, ...]:
    """The words of the next sentence of the line when it does nothing but deny ("Fluid around the lung. None seen.").

    One that only says what the thing is may stand between ("A loose body. This is a chip of bone. None was seen.").
    """
    for behind in (index + 1, index + 2):
        if behind >= len(spans) or "\n" in folded[spans[behind - 1].end : spans[behind].start]:
            return ()
        lemmas = analysis.lemmas[slice(*analysis.token_range(spans[behind]))]
        if _of_then(lemmas):
            return ()  # "It was not there in 2020."
        words = _alpha(lemmas)
        if only_denies(words) or only_denies(_without_topic(analysis, spans[index], words)):
            return words
        if words[:1] not in (("this",), ("that",), ("it",)) or words[1:2] not in (("is",), ("mean",), ("means",)):
            return ()
    return ()


def _of_then(lemmas: Sequence[str]) -> bool:
    """Whether a denial tells of an earlier exam, so that the thing is there now."""
    if not _THEN.isdisjoint(lemmas):
        return True
    return any(len(w) == _YEAR and w.isdigit() and w[:2] in ("19", "20") for w in lemmas)


_THEN = frozenset("before previously earlier then".split())
_YEAR = 4


def _without_topic(analysis: Analysis, topic: Span, words: tuple[str, ...]) -> tuple[str, ...]:
    """A denial without the word by which it takes up its topic and the grade of it ("No significant pressure was noted.")."""
    if words[:1] != ("no",):
        return words
    own = {w for w in analysis.lemmas[slice(*analysis.token_range(topic))] if len(w) > _SHORT}
    at = next((i for i, w in enumerate(words[1:4], 1) if w in own), 0)
    return ("none", *words[at + 1 :]) if at == 1 or (at == 2 and words[1] in _GRADED) else words


_SHORT = 3
_GRADED = frozenset("significant definite clear severe obvious marked major acute new".split())


#: Words by which an answer denies only what is new ("A break. No new one was found.").
_NEW = frozenset("new fresh recent acute".split())


def _denied_in_plain_speech(row: Sequence[Token], mentions: Sequence[Mention], answer: Sequence[str]) -> list[Mention]:
    return deny_joined(row, deny_topic(row, deny_sought(row, mentions, answer)))


def _after_call(bare: str) -> str:
    """What a help line calls for ("call … for: a joint that turns hot")."""
    return bare.partition(" for")[2].lstrip(": ")


_DEFINING = frozenset("a an the when where that extra fluid small like what how made".split())
_RELATIVE = frozenset("that which who where in".split())
_THIS_READER = frozenset(("left", "right", "your", "you"))
_OWN = frozenset("your you this that these there it its on at in with about shows".split())


def _speaks_in_general(
    analysis: Analysis, by_kind: Mapping[str, Sequence[Hit]], words: Sequence[str], first: int, last: int
) -> bool:
    """Whether a sentence tells of people, of what a word means or of any test of a kind."""
    return (
        _of_people(analysis, by_kind.get("general", ()))
        or _defines(words)
        or _of_any(analysis, first, last)
        or shows_tissues(words)
        or needs_another_test(words)
        or _often_met(words)
        or _in_everyone(words)
    )


_OFTEN = frozenset("common frequent usual widespread".split())
_HERE = frozenset("it this that you your yours one here there".split())
_WITH_WHOM = frozenset("in among with after at on even , .".split())


def _often_met(words: Sequence[str]) -> bool:
    """Whether a sentence says how often a thing is met with ("Signal change is common in knees that do not hurt.")."""
    at = next(
        (
            at
            for at, word in enumerate(words[:-1])
            if word in _OFTEN
            and words[at + 1] in _WITH_WHOM
            and not {"is", "are"}.isdisjoint(words[max(0, at - 2) : at])
        ),
        None,
    )
    # "A break is common after a fall, and it is there."
    return at is not None and not any(a in ("and", "but", ";") and b in _HERE for a, b in pairwise(words[at:]))


_AS_A_RULE = frozenset("normally usually ordinarily".split())
_OF_THIS_SCAN = frozenset("not no but than now here still however although yet never".split())


def _in_everyone(words: Sequence[str]) -> bool:
    """Whether a sentence tells how a part is in everyone ("In front of it there is normally a film of fluid.")."""
    if not _OF_THIS_SCAN.isdisjoint(words):
        return False
    return words[:1] != () and any(
        word in _AS_A_RULE
        and (at == 0 or (words[at - 1] in ("is", "are") and not words[at + 1 : at + 2][0].endswith("ed")))
        for at, word in enumerate(words[:-1])
    )


#: Words by which a sentence takes up a thing already told.
_THE_ONE = frozenset("the this that these those your it its".split())
_IS = frozenset("is are be may might could was were".split())
#: The longest sentence that does no more than call a thing by its name.
_NAMED_ONLY = 6


def _says_what_it_is(
    words: Sequence[str], by_kind: Mapping[str, Sequence[Hit]], lexicon: Lexicon, mentions: Sequence[Mention]
) -> bool:
    """Whether what looks like a definition names the disease behind a finding told before ("The mass is a cancer.")."""
    they = words[0] in ("they", "these", "those") if words else False
    if not words or (words[0] not in _THE_ONE and not they) or _IS.isdisjoint(words[:6]):
        return False
    if "disease" in by_kind:
        return True
    grave = [m for m in mentions if m.status != "absent" and lexicon.concepts[m.concept].category == "neoplastic"]
    if they or (len(words) <= _NAMED_ONLY and words[0] in ("it", "this")):
        return bool(grave)  # "They are an early cancer that …", "It is a tumor."
    return len(mentions) > 1 and any(m is not mentions[0] for m in grave)


def _of_people(analysis: Analysis, hits: Sequence[Hit]) -> bool:
    """Whether a cue speaks of people in general, and not of this exam ("the prior study") or a second thing ("the other")."""
    return any(h.last - h.first > 1 or analysis.tokens[h.first].lemma not in ("study", "other") for h in hits)


def _defines(words: Sequence[str]) -> bool:
    """Whether a sentence says what a word means ("A cyst is a pouch of fluid.", "The appendix is a small tube.")."""
    if len(words) < 4:
        return False
    verb = next((i for i, w in enumerate(words[:8]) if w in ("is", "mean", "are", "means")), None)
    if verb == 1 and words[0] == "it" and _tells_when(words, verb) and _THIS_READER.isdisjoint(words):
        return True
    if not verb or not _OWN.isdisjoint(words[:verb]) or any(w.isdigit() for w in words):
        return False
    if not _THIS_READER.isdisjoint(words):
        return False
    if _tells_when(words, verb):
        return True
    after = words[verb + 1] if verb + 1 < len(words) else ""
    if after == "that" and words[verb] in ("is", "are"):
        return False  # "The main point is that the bone is broken."
    if after == "one":
        return verb + 2 < len(words) and words[verb + 2] in _RELATIVE
    return after in _DEFINING


_TAKES_UP = frozenset("it this that they these a an".split())


def _answers_what(folded: str, spans: Sequence[Span], index: int, words: Sequence[str]) -> bool:
    """Whether a sentence answers what a word means ("What is a hernia? It is a place where …")."""
    before = spans[index - 1]
    asked = folded[before.start : before.end].lstrip("*_# ->")
    return asked.startswith(("what is a ", "what is an ", "what's a ", "what does ")) and (
        words[0] in _TAKES_UP and not {"is", "are", "mean"}.isdisjoint(words[1:4]) and _THIS_READER.isdisjoint(words)
    )


def _says_of_head(analysis: Analysis, folded: str, spans: Sequence[Span], index: int, words: Sequence[str]) -> bool:
    """Whether a sentence says what the part is that its line opens with ("Lymph nodes. These are small glands that …")."""
    if not index or len(words) < 4 or words[0] not in _TAKES_UP or words[1] not in ("is", "are"):
        return False
    before = spans[index - 1]
    if "\n" in folded[before.end : spans[index].start] or "that" not in words[2:7]:
        return False
    row = analysis.tokens[slice(*analysis.token_range(before))]
    that = words.index("that", 2)
    if words[that + 1 : that + 2] == () or words[that + 1] in _HAS or not _ILL.isdisjoint(words[2:that]):
        return False  # "These are swollen glands that look odd."
    return len(row) <= 6 and not states(row) and _THIS_READER.isdisjoint(words)


#: Words by which a part is told to be changed.
_ILL = frozenset(
    "enlarged swollen big large new abnormal thick narrow torn broken bright dark inflamed dilated wide odd".split()
)


def _tells_when(words: Sequence[str], verb: int) -> bool:
    """Whether a sentence says when a thing goes by a name ("It is called torn when its threads give way.")."""
    when = next((i for i in range(verb + 1, min(verb + 5, len(words))) if words[i] == "when"), None)
    behind = words[when + 1 : when + 3] if when is not None else ()
    named = words[verb + 1 : when] if when is not None else ()
    return len(behind) > 1 and behind[0] in _ITS and "not" not in named and words[verb] in ("is", "are")


#: Openings of a clause that is of any body's part ("when its core pushes out", "when the two sides touch").
_ITS = frozenset("its the a an some part their".split())


def _opens_advice(folded: str, span: Span) -> bool:
    """Whether a sentence opens as advice for everyone ("As a general rule, …")."""
    comma = folded.find(",", span.start, min(span.end, span.start + 40))
    return (
        comma > 0 and folded.startswith(("as ", "in "), span.start) and label_of(folded[span.start : comma]) == "help"
    )


@lru_cache(maxsize=4096)
def _is_glossary(heading: str) -> bool:
    """Whether a heading says that the lines below tell what words mean ("Words used", "Medical terms explained")."""
    words = {t.lemma for t in tokens(heading)}
    return "glossary" in words or (not words.isdisjoint(_WORDS) and len(words) <= 7 and not words.isdisjoint(_TOLD))


_WORDS = frozenset("word term".split())
_TOLD = frozenset("use used mean meaning explained explain medical list key difficult hard".split())

_ANY_TEST = frozenset("scan ct mri ultrasound test x ray picture image study exam film".split())


def _of_any(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a sentence is about any test or part of a kind ("A scan like this gives …", "A vein with a clot in it …")."""
    words = analysis.lemmas[first : first + 5]
    if len(words) < 5 or words[0] not in ("a", "an", "any"):
        return False
    if any(w in _ANY_TEST for w in words[1:3]) and ("like" in words[2:5] or "kind" in words[2:5]):
        return True
    part = next(
        (p for p in analysis.pieces(first + 1, last) if p.start == first + 1 and p.term.kind == "anatomy"), None
    )
    return part is not None and part.end < last and analysis.lemmas[part.end] in ("with", "without", "that")


def _lead(folded: str, span: Span) -> Span | None:
    """The words before the first colon of a sentence, if they are few."""
    at = folded.find(":", span.start, min(span.end, span.start + 80))
    if at < 0 or at + 1 >= span.end or (folded[at - 1].isdigit() and folded[at + 1].isdigit()):
        return None
    bullet = _BULLET.match(folded, span.start, at)
    start = bullet.end() if bullet else span.start
    if len(folded[start:at].split()) > 9:
        return None
    return Span(start, at)
