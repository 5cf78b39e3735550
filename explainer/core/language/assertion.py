"""Which mentions a sentence affirms, denies, doubts, remembers or only asks about.

Every cue reaches forward or backward to a barrier: a semicolon, a word that opens a new clause, or a comma behind which
something new is told. A cue inside a pseudo cue ("not excluded", "no change in") does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from explainer.core.knowledge.lexicon import Term
from explainer.core.language.analysis import Piece, by_kind
from explainer.core.language.text import Token
from explainer.core.values import Certainty, Status

_CUES = (
    "deny-ahead", "deny-behind", "pseudo", "stop", "exception", "doubt-ahead", "doubt-behind", "history-ahead",
    "history-behind", "doubt-next", "alternative", "sure", "family", "ask-ahead", "condition", "condition-behind", "grade", "change",
)  # fmt: skip
#: The cues that can make a mention anything but plainly present; the others only steer how far these reach.
#: By these one finding shows another.
_SHOWING = frozenset("indicate suggest indicating suggesting indicative suggestive".split())
TURNING = frozenset(_CUES) - {"stop", "pseudo", "exception", "sure", "grade", "change"}
_GRADED = frozenset({"mild", "moderate", "severe", "minimal", "slight", "small", "tiny"})
_HELPERS = frozenset({"do", "does", "did", "is", "are", "was", "were", "make", "makes", "cannot", "can", "could"})
_VERSUS = frozenset({"versus", "vs"})
#: Behind these a full stop ends nothing.
_SHORTENED = _VERSUS | frozenset("sig signif approx left right poss prob max min degen abn".split())
_DETERMINERS = frozenset(
    ["the", "a", "an", "there", "this", "these", "it", "he", "she", "patient", "that", "his", "her", "your"]
)
_NEW = frozenset(
    "a an there the this these it also mild moderate severe minimal slight small large tiny few multiple".split()
)
_VERBS = frozenset(
    "is are was were be been seen noted has have had show demonstrate appear remain identified present".split()
)
_BE = frozenset(("is", "are", "was", "were"))
_NOTED = frozenset("noted seen identified detected visualized appreciated demonstrated".split())
#: Words with which a clause goes on behind "seen" or "noted".
_GOES_ON = frozenset(
    (
        ", ; . ) ( : and or nor in at on of to within with along by near around about from for involving which that either "
        "elsewhere here today bilateral left right today currently definitely as is are through throughout extending "
        "adjacent anterior posterior above below between over under beneath behind beyond outside inside upon against during after "
        "before since despite because due per consistent compatible"
    ).split()
)
_SHOWS = frozenset("show shows demonstrate demonstrates reveal reveals".split())
#: Words that tell of a thing known from before that it is still there.
_STILL = frozenset(
    "decrease increase improve improved unchanged stable again persist persists persistent increased decreased larger smaller grown remain remains measure measures enlarged".split()
)
#: Words that tell of what is no more.
_ENDED = frozenset("no not absent resolved clear cleared gone normal".split())
#: Before a time, these hold today against it.
_SINCE = frozenset("than since from".split())
#: Words that, denied or not, are said only of what is there ("the known emphysema is not worse").
_EITHER_WAY = frozenset("worse changed better worsened progressed improved grown".split())
#: Words that only say what the denied thing would mean.
_GOES_WITH = frozenset("suggesting indicating representing meaning reflecting showing".split())
#: Words that may stand behind "is likely" when it speaks of what stands before it.
_CLOSERS = frozenset(
    ", ; . ) but and or given if in on at as due because considering based without present there here than by".split()
)
#: Doubts that, with a noun behind them, are about that noun.
_BEFORE_NOUNS = frozenset({"possible", "probable", "suspected", "questionable", "equivocal"})
#: A reading of the pictures that says itself what it holds of what follows: "suggests no stenosis" denies it.
_READS = frozenset("suggest suggests suggesting suggestive indicate indicating indicative favor".split())
#: Words by which a thing known before is told to go on.
_MOVES = frozenset(
    "progression progress progressive growth increase enlargement worsening persistence recurrence stability".split()
)
_LINKING = frozenset({"of", "in"})
#: Words for what a thing came after or how old it is, between a doubt and its name.
_AFTER = frozenset("post op operative postop postoperative surgical postsurgical old chronic reactive".split())
#: Signs in or on a thing that are no findings by themselves.
_SIGNS = frozenset("flow vascularity vessel blood signal uptake movement motion wall fat".split())
#: Things that are seen, not inferred.
_SEEN_THINGS = frozenset(
    "mass nodule calcification microcalcification lesion finding node density asymmetry opacity focus".split()
)
_WARNS = frozenset("suspicious concerning worrisome".split())
_DOUBT_STOPS = frozenset({"with", "without", ";", "which", "but", "however"})
#: All words at which the reach of a forward cue may end, or that count on the way.
_REACTS = (
    frozenset("( ) ; \u2026 . , : and with w of in within into around".split())
    | _DOUBT_STOPS
    | _GRADED
    | _HELPERS
    | _BE
)
#: All words at which the reach of a backward cue may end.
_TURNS_BACK = frozenset("; : , and but".split())
#: Words before a share that open what lies beyond it.
_BEYOND = frozenset("greater more larger exceeding over above >".split())
#: Words that make what stands behind a comma a part of the list before it.
_ALTERNATIVES = frozenset("or nor versus vs".split())
#: Words that are no subject.
_SMALL = frozenset(
    (
        "is are was were has have been be now currently clearly definitely again also still felt thought considered which "
        "that if present previously seen noted described however therefore deemed although possible at today here not "
        "much far somewhat slightly more most very it they this these"
    ).split()
)
#: Words behind a comma that tell of a thing from before.
_AGED = frozenset("old chronic remote healed longstanding incidental scattered several".split())
#: What may stand behind "none" that denies what was named before it.
_ENDS_NONE = frozenset(", . ; ) : present evident visible found apparent today currently now to by and".split())
#: Words that tell a thing as there, and words that place it.
_PRESENT_WORDS = _GRADED | frozenset(
    "large marked extensive trace there dilated enlarged thickened distended increased new unchanged stable noted seen mm cm".split()
)
_PLACED_WORDS = frozenset("left right bilateral in at of along within".split())
_ARTICLES = frozenset("the its their an a".split())
#: What is looked for behind a finding: it is that which is not found.
_REASONS = frozenset(
    "cause etiology aetiology source origin reason explanation transition lead nidus margin border extent course insertion".split()
)
#: Farthest a backward cue reaches, in tokens: further back the sentence has another subject.
_BACK_REACH = 40


#: Words behind a finding that tell it as there, in notes without a verb.
_THERE = frozenset(
    "present small tiny large mild moderate severe minimal trace enlarged increased dilated thickened widened unchanged stable".split()
)
#: Words of what a report cannot settle, before "whether" or behind it.
_OPEN_QUESTION = frozenset("unclear uncertain open unknown undetermined indeterminate equivocal questionable".split())
_CLEAR = frozenset("clear certain sure".split())
_UNCLEAR = _OPEN_QUESTION | _CLEAR | {"question", "doubtful"}
_NOT = frozenset("not isn't cannot".split())


@dataclass(frozen=True, slots=True)
class Assertion:
    """How one mention is told."""

    status: Status
    certainty: Certainty
    denied_grade: str | None


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    value: str
    reach_from: int
    reach_to: int


_SUBJECTS = frozenset(
    "the a an this that these those it there he she they we you your his her its their then please call ask tell go get".split()
)
_INTERPRETS = frozenset(
    (
        "typical characteristic diagnostic pathognomonic consistent compatible suggestive suggest suspicious concerning "
        "represent likely probably favor favoring"
    ).split()
)


_PRONOUNS = frozenset("it this these them that those".split())
_PREPOSITIONS = frozenset(
    (
        "of in on at around inside outside within with to from near about behind beside above below over under through into "
        "by for against between along upon"
    ).split()
)


#: A mention that no cue turns.
STATED = Assertion("present", "definite", None)


_CHANGE = frozenset("change growth increase decrease progression enlargement worsening difference".split())
#: Before "excluded": it is not, or hardly.
_UNDONE = frozenset("not cannot never nor neither hardly incompletely insufficiently difficult hard".split())
_EXCLUDING = 4
_LEFT_OPEN = Term("doubt-behind", "doubt-behind", "possible")
#: Behind a denial: when it held.
_AT_THAT_TIME = frozenset("before previously then earlier beforehand".split())
_ON_IT = frozenset("on at in during the".split())
_EARLIER = frozenset("prior previous earlier last old older".split())


class Scopes:
    """The cues of one sentence and how far each reaches."""

    def __init__(
        self, words: Sequence[Token], pieces: Sequence[Piece], first: int, last: int, findings: Sequence[Piece]
    ) -> None:
        self._words, self._first, self._last = words, first, last
        self._finding_starts = frozenset(p.start for p in findings)
        self._by_start = {p.start: p for p in findings}
        self._finding_ends = frozenset(p.end - 1 for p in findings)
        self._noun_ends = frozenset(p.end - 1 for p in findings if p.term.kind != "predicate")
        kinds = by_kind(pieces)
        self._part_starts = frozenset(p.start for p in kinds.get("anatomy", ()))
        by = {kind: kinds.get(kind, ()) for kind in _CUES}
        pseudo = [(p.start, p.end) for p in by["pseudo"] if not self._suggests_none(p)]
        findings_spans = [(p.start, p.end) for p in findings]

        sure = [(p.start, p.end) for p in by["sure"]]

        def live(piece: Piece, *, pseudo_voids: bool = True) -> bool:
            if sure and any(a <= piece.start and piece.end <= b for a, b in sure):
                return False
            if pseudo_voids and pseudo and any(a <= piece.start and piece.end <= b for a, b in pseudo):
                return False
            return not any(a <= piece.start and piece.end <= b for a, b in findings_spans)

        self._stop_set = frozenset(
            p.start for p in by["stop"] if live(p) and not self._taken_up(p) and not self._goes_on_to(p)
        )
        self._exceptions = [p for p in by["exception"] if live(p)]
        self._doubts = [
            p
            for p in by["doubt-ahead"]
            if live(p, pseudo_voids=False)
            and not self._only_benign(p)
            and (words[p.start].lemma != "either" or any(w.lemma == "or" for w in words[p.end : min(last, p.end + 9)]))
        ]  # "in either kidney" leaves no doubt
        self._doubt_starts = frozenset(p.start for p in self._doubts)
        self._grades = [p for p in by["grade"] if live(p)]
        denials = [p for p in by["deny-behind"] if live(p)]
        opened = [p for p in denials if self._not_excluded(p)]
        self.deny = self._denials([p for p in by["deny-ahead"] if live(p)], [p for p in denials if p not in opened])
        behind = [p for p in by["doubt-behind"] if live(p, pseudo_voids=False) and self._ends_clause(p)]
        behind += [Piece(p.start, p.end, _LEFT_OPEN) for p in opened]
        self.doubt = self._doubting(behind, [p for p in by["doubt-next"] if live(p)], findings)
        self.alternatives = [cue for p in by["alternative"] if live(p) and (cue := self._either(p)) is not None]
        self.history = [self._ahead(p, comma=True) for p in by["history-ahead"] if live(p)] + [
            self._behind(p) for p in by["history-behind"] if live(p) and words[p.start - 1].lemma not in _SINCE
        ]  # "slightly more than last year" tells of today
        self._told = frozenset(
            p.start for p in by["history-ahead"] if words[p.start].lemma in ("status", "history", "s", "h")
        )
        self.family = [self._ahead(p) for p in by["family"] if live(p)]
        self.ask = [self._ahead(p) for p in by["ask-ahead"] if live(p) and not self._known(p)]
        self.condition = [self._ahead(p, condition=True) for p in by["condition"] if live(p)]
        self.condition += [
            self._behind(p) for p in by["condition-behind"]
            if live(p, pseudo_voids=False) and self._ends_clause(p) and not self._named(p)
        ]  # fmt: skip

    def _denials(self, ahead: Sequence[Piece], behind: Sequence[Piece]) -> list[_Cue]:
        """The denials and how far each reaches."""
        self.then = [p.start for p in behind if self._of_then(p)]
        spans = [(p.start, p.end) for p in behind if p.end - p.start > 1 and self._closes(p.end)]
        cues = [self._of_some(self._ahead(p)) for p in ahead if not any(a <= p.start and p.end <= b for a, b in spans)]
        for piece in behind:
            resolved = self._words[piece.end - 1].lemma == "resolved"
            if (
                self._of_a_part(piece)
                or self._denies_on(piece)
                or self._of_then(piece)
                or self._of_a_change(piece)
                or (resolved and self.goes_on_in_part(piece.end) is not None)
            ):
                continue
            cues.append(self._opened(piece) if self._opens(piece) else self._behind(piece))
        return cues

    def _of_a_change(self, piece: Piece) -> bool:
        """Whether ": no" denies a change of what stands before it, and not the thing ("Heel spur 6 mm: no change")."""
        if self._words[piece.end - 1].lemma != "no":
            return False
        return not _CHANGE.isdisjoint(w.lemma for w in self._words[piece.end : min(self._last, piece.end + 4)])

    def _not_excluded(self, piece: Piece) -> bool:
        """Whether what excludes a thing is itself denied, whatever stands between ("cannot be fully excluded")."""
        if self._words[piece.end - 1].lemma != "excluded" and self._words[piece.start].lemma != "ruled":
            return False
        ahead = [w.lemma for w in self._words[max(self._first, piece.start - _EXCLUDING) : piece.start]]
        return any(w in _UNDONE or w.endswith("n't") for w in ahead)

    def _of_then(self, piece: Piece) -> bool:
        """Whether a denial tells of an earlier exam, so that the thing is there now ("not there in 2020", "was not seen before")."""
        ahead = [w.lemma for w in self._words[piece.end : min(self._last, piece.end + 4)]]
        if not ahead:
            return False
        if ahead[0] in _AT_THAT_TIME:
            return True
        year = len(ahead) > 1 and len(ahead[1]) == 4 and ahead[1].isdigit() and ahead[1][:2] in ("19", "20")
        return (ahead[0] in ("in", "back") and year) or (ahead[0] in _ON_IT and not _EARLIER.isdisjoint(ahead[1:]))

    def _doubting(self, behind: Sequence[Piece], beside: Sequence[Piece], findings: Sequence[Piece]) -> list[_Cue]:
        """The doubts of the sentence: about what follows, what stands before, both sides of a "versus", the next name."""
        found = [self._ahead(p, doubt=True) for p in self._doubts] + [self._behind(p, doubt=True) for p in behind]
        found += [
            self._other_side(p)
            for p in self._doubts
            if p.end - p.start == 1 and self._words[p.start].lemma in _VERSUS and self._weighs(p)
        ]
        concepts = frozenset(p.start for p in findings if p.term.kind == "concept")
        ends = {p.start: p.end for p in findings if p.term.kind != "predicate"}
        for p in beside:
            to = p.end + 1 if p.end in concepts else self._next_reach(p.end, ends)
            if to > p.end:
                found.append(_Cue(p.start, p.end, p.term.value, p.end, to))
        return found

    def _only_benign(self, piece: Piece) -> bool:
        """Whether what is doubted is only that a thing seen is harmless ("stable, probably benign calcifications")."""
        ahead = [self._words[i].lemma for i in range(piece.end, min(self._last, piece.end + 4))]
        return ahead[:1] == ["benign"] and not _SEEN_THINGS.isdisjoint(ahead) and not any(
            self._words[i].lemma in _SEEN_THINGS for i in range(max(self._first, piece.start - _BACK_REACH), piece.start)
        )  # fmt: skip

    def _answers(self, colon: int) -> bool:
        """Whether a denial opens behind a colon ("the question of a fracture is settled: no fracture")."""
        return colon + 1 < self._last and self._words[colon + 1].lemma in ("no", "not", "none")

    def _taken_up(self, piece: Piece) -> bool:
        """Whether a pronoun opens no clause: behind a preposition ("fluid around it"), or in "nor is there"."""
        if piece.end - piece.start > 1 or piece.start == self._first:
            return False
        word, before = self._words[piece.start].lemma, self._words[piece.start - 1].lemma
        return (word in _PRONOUNS and before in _PREPOSITIONS) or (word == "there" and before in _BE)

    def _suggests_none(self, piece: Piece) -> bool:
        """Whether "no change" opens a denial of what a change would mean ("no changes suggestive of malignancy")."""
        if self._words[piece.start].lemma != "no" or piece.end >= self._last:
            return False
        word = self._words[piece.end].lemma
        to = word == "to" and piece.end + 1 < self._last and self._words[piece.end + 1].lemma in _READS
        return to or word in _READS or word in _WARNS

    def _goes_on_to(self, piece: Piece) -> bool:
        """Whether "are noted" is followed by what the things would mean ("no masses are noted that would suggest …")."""
        if self._words[piece.end - 1].lemma not in _NOTED or piece.end - piece.start != 2:
            return False
        ahead = [self._words[i].lemma for i in range(piece.end, min(self._last, piece.end + 3))]
        return ahead[:1] in (["that"], ["to"], ["which"]) and not _READS.isdisjoint(ahead)

    def _next_reach(self, at: int, ends: Mapping[int, int]) -> int:
        """How far a doubt about the next named thing reaches: over what it is after, and over a second name behind a slash."""
        start = at
        while at < self._last and self._words[at].lemma in _AFTER:
            at += 1
        if at not in ends or (at == start and ends[at] - at < 2):
            return start  # "mostly cystic", "mostly calcified"
        end = ends[at]
        if end + 1 < self._last and self._words[end].lemma == "/" and end + 1 in ends:
            return end + 2
        return at + 1

    def _other_side(self, versus: Piece) -> _Cue:
        """The finding before a "versus": it is as open as the one behind."""
        before = max((s for s in self._finding_starts if s < versus.start), default=versus.start)
        return _Cue(versus.start, versus.end, versus.term.value, before, versus.start)

    def _either(self, piece: Piece) -> _Cue | None:
        """The two findings that an "or" joins, if they are not two names of one: which of them it is stays open."""
        named = self._by_start
        before = next((p for p in named.values() if p.end == piece.start), None)
        at = next((i for i in range(piece.end, min(self._last, piece.end + 3)) if i in named), None)
        if before is None or at is None or before.term.kind == "predicate" or named[at].term.kind == "predicate":
            return None
        if named[at].term.id == before.term.id:
            return None
        return _Cue(piece.start, piece.end, "possible", before.start, at + 1)

    def _weighs(self, versus: Piece) -> bool:
        """Whether a "versus" stands between two findings, and not between two tests ("MRI versus biopsy is advised")."""
        before = max((s for s in self._finding_starts if s < versus.start), default=None)
        if before is None or not any(s in self._finding_starts for s in range(versus.end, versus.end + 6)):
            return False
        return not any(self._words[i].lemma in (",", ";") for i in range(before, versus.start - 1))

    def _opens(self, piece: Piece) -> bool:
        """Whether "resolved" describes the finding behind it ("Resolved left pleural effusion.")."""
        if piece.end - piece.start > 1 or self._words[piece.start].lemma != "resolved":
            return False
        opening = piece.start == self._first or self._words[piece.start - 1].lemma in (":", "interval", "now", "-")
        return opening and any(s in self._finding_starts for s in range(piece.end, piece.end + 4))

    def goes_on_in_part(self, at: int) -> int | None:
        """Where it is told that what has resolved at one place is still there at another, if so ("resolved on the right and
        decreased on the left")."""
        for i in range(at, min(self._last - 1, at + 7)):
            word = self._words[i].lemma
            if i in self._by_start or word in (";", "."):
                return None
            if word in ("and", "but"):
                behind = [self._words[k].lemma for k in range(i + 1, min(self._last, i + 4))]
                return None if _STILL.isdisjoint(behind) or not _ENDED.isdisjoint(behind) else i
        return None

    def _denies_on(self, piece: Piece) -> bool:
        """Whether a "no" behind a colon denies what follows it ("facet arthropathy (canal: no stenosis)"), and answers nothing."""
        if self._words[piece.start].lemma != ":" or self._words[piece.end - 1].lemma != "no":
            return False
        before = max((s for s in self._by_start if s < piece.start), default=None)
        for at in range(piece.end, min(self._last, piece.end + 5)):
            if self._words[at].lemma in (".", ";", ","):
                return False
            if at in self._by_start:
                return before is None or self._by_start[at].term.id != self._by_start[before].term.id
        return False  # "mass: no", "fracture: no acute fracture"

    def _opened(self, piece: Piece) -> _Cue:
        """How far "resolved" reaches before the things it describes: to where one is told that is still there."""
        cue = self._ahead(piece, comma=True)
        for at in range(piece.end, cue.reach_to):
            nxt = self._words[at + 1].lemma if at + 1 < self._last else ""
            if self._words[at].lemma in ("and", "with", "but") and (nxt in _STILL or nxt in ("new", "residual")):
                return _Cue(cue.start, cue.end, cue.value, cue.reach_from, at)
        return cue

    def _of_a_part(self, piece: Piece) -> bool:
        """Whether "none" counts things out of those named before it ("cysts, none of which enhance", "none above 4 mm")."""
        if (
            piece.end - piece.start > 1
            or self._words[piece.start].lemma not in ("none", "nil")
            or piece.end >= self._last
        ):
            return False
        asked = piece.start > self._first and self._words[piece.start - 1].lemma in (":", "?", "-")
        nxt = self._words[piece.end].lemma
        return not asked and nxt not in _NOTED and nxt not in _ENDS_NONE

    def _of_some(self, cue: _Cue) -> _Cue:
        """A denial "none of the nodules …" denies what is said of them; the nodules themselves are there."""
        if self._words[cue.start].lemma != "none" or cue.end - cue.start < 2:
            return cue
        named = min((e for e in self._noun_ends if cue.end <= e < cue.end + 6), default=None)
        if named is None or any(self._words[i].lemma in _BE for i in range(cue.end, named)):
            return cue  # "none of the bones is broken"
        return _Cue(cue.start, cue.end, cue.value, named + 1, max(cue.reach_to, named + 1))

    def _known(self, piece: Piece) -> bool:
        """Whether what shall be looked at is already known to be there ("for further evaluation of the mass")."""
        if piece.end >= self._last or self._words[piece.end - 1].lemma != "of":
            return False
        return self._words[piece.end].lemma in ("the", "this", "these", "known")

    def _named(self, piece: Piece) -> bool:
        """Whether what cannot be judged is known to be there ("the mass cannot be evaluated")."""
        before = [s for s in self._finding_starts if s < piece.start]
        if not before:
            return False
        nearest = max(before)
        ahead = range(max(self._first, nearest - 3), nearest)
        return any(self._words[i].lemma in ("the", "this", "these", "known") for i in ahead)

    def _closes(self, at: int) -> bool:
        """Whether the tokens from here on name no further finding (so that "not seen" looks back, not ahead)."""
        return not any(at <= s <= at + 3 for s in self._finding_starts)

    def _ends_clause(self, piece: Piece) -> bool:
        """Whether a doubt looks back: nothing is named behind it before the clause ends ("X is possible.")."""
        if piece.end < self._last and self._words[piece.end].lemma == "over":
            return self._words[piece.end - 1].lemma == "favored"
        if piece.end < self._last and self._words[piece.end].lemma == "as" and self._words[piece.start].lemma == "not":
            return False  # "the slip is not established as the cause"
        if (
            piece.end - piece.start > 1
            and self._words[piece.end - 1].lemma in ("likely", "probable")
            and piece.end < self._last
            and self._words[piece.end].lemma not in _CLOSERS
        ):
            return False  # "calcifications, which are likely vascular"
        if (
            piece.end - piece.start == 1
            and self._words[piece.start].lemma in _BEFORE_NOUNS
            and piece.end < self._last
            and self._words[piece.end].lemma not in _CLOSERS
            and not self._words[piece.end].lemma.endswith("ly")
        ):
            return False  # "cardiomegaly, which points to possible underlying hypertension"
        if piece.end < self._last and self._words[piece.end].lemma == "than":
            return True  # "hemorrhage is thought less likely than calcification"
        for at in range(piece.end, min(self._last, piece.end + 5)):
            if at in self._finding_starts:
                return False
            if self._words[at].lemma in (
                ",",
                ";",
                ".",
                ")",
                "but",
                "and",
                "or",
                "given",
                "if",
                "in",
                "on",
                "due",
                "without",
            ):
                return True
        return True

    def _barrier(self, at: int, *, doubt: bool = False, comma: bool = False) -> bool:
        word = self._words[at].lemma
        if word in ";\u2026" or (
            word == "." and at + 1 < self._last and (at == self._first or self._words[at - 1].lemma not in _SHORTENED)
        ):
            return True
        nxt = self._words[at + 1].lemma if at + 1 < self._last else ""
        if word == "w" and nxt == "/" and at + 2 < self._last and self._words[at + 2].lemma != "o":
            word, nxt = "with", self._words[at + 2].lemma
        if word == "," and (
            comma
            or nxt in _NEW
            or nxt in _AGED
            or at + 1 in self._doubt_starts
            or self._sized(at)
            or self._told_there(at)
            or self._at_next_level(at)
        ):
            return not self._lists(at)
        if (
            word == "and"
            and at + 1 not in self._finding_starts
            and any(self._words[i].lemma in _BE for i in range(at + 2, min(self._last, at + 4)))
        ):
            return True  # "does not reach the surface and findings are felt to …"
        if word in ("and", "with") and (nxt in _NEW or nxt in _DETERMINERS) and not doubt:
            return nxt not in ("the", "a", "an") or word == "and" or nxt != "the"
        if doubt and (word in _DOUBT_STOPS or (word == ":" and (at - 1 in self._finding_ends or self._answers(at)))):
            return True
        if (
            doubt
            and word == ","
            and not any(self._words[i].lemma in ("or", "versus", "vs") for i in range(at + 1, min(self._last, at + 9)))
        ):
            return True  # "possibly touching the root, facet arthrosis": the list goes on with what is seen
        return at in self._stop_set

    def _sized(self, comma: int) -> bool:
        """Whether what stands behind a comma is told with its size, so that it is there ("no stone, renal cyst 2 cm")."""
        named = sized = False
        for at in range(comma + 1, min(self._last, comma + 9)):
            word = self._words[at].lemma
            if word in (",", ";", "or", "nor", "and") or word in _BEYOND:
                return False
            named = named or at in self._finding_starts
            sized = sized or (word in ("mm", "cm") and self._words[at - 1].lemma[:1].isdigit())
            if named and sized:
                return True
        return False

    def _told_there(self, comma: int) -> bool:
        """Whether what stands behind a comma is told as there by the word behind it ("no fracture seen, effusion present", "…, heart enlarged")."""
        named = False
        for at in range(comma + 1, min(self._last, comma + 7)):
            word = self._words[at].lemma
            if word in (",", ";", "or", "nor", "and", ".") or word in _BEYOND:
                return False
            named = named or at in self._finding_starts
            behind = self._words[at + 1].lemma if at + 1 < self._last else "."
            if named and at > comma + 1 and word in _THERE and behind in (".", ",", ";"):
                return True
        return False

    def _at_next_level(self, comma: int) -> bool:
        """Whether a comma parts what is told of two levels ("no bulge at L3-4, bulge at L4-5"; "without stenosis, at L5-S1 with stenosis")."""
        words = [self._words[i].lemma for i in range(comma + 1, min(self._last, comma + 8))]
        at = words.index("at") if "at" in words else -1
        if at < 0 or not {"or", "nor", "and", ",", ";", "no"}.isdisjoint(words[:at]):
            return False
        level = words[at + 1 : at + 2]
        if (
            not level
            or level[0][:1] not in ("l", "c", "t", "s")
            or not any(w[-1:].isdigit() for w in words[at + 1 : at + 3])
        ):
            return False
        if at == 0:
            return "with" in words
        return self._words[comma - 1].lemma[-1:].isdigit() and any(
            comma < s <= comma + at for s in self._finding_starts
        )

    def _lists(self, comma: int) -> bool:
        """Whether a list goes on behind a comma ("no infarct, chronic hemorrhage, or mass")."""
        for at in range(comma + 1, min(self._last, comma + 12)):
            word = self._words[at].lemma
            if word in (";", ".") or at in self._stop_set:
                return False
            if word in ("or", "nor") and (at < comma + 4 or self._words[at - 1].lemma == ","):
                return True
        return False

    def _interprets(self, piece: Piece, at: int) -> bool:
        """Whether a comma turns back to what was seen before the denial ("a lesion, no scalloping, typical of a cyst")."""
        if self._words[at].lemma != "," or not any(start < piece.start for start in self._finding_starts):
            return False
        ahead = [self._words[i].lemma for i in range(at + 1, min(self._last, at + 4))]
        return bool(ahead) and (ahead[0] in _INTERPRETS or ahead[:2] == ["in", "keep"] or ahead[1:2] == ["consistent"])

    def _begins_anew(self, piece: Piece, at: int) -> bool:
        """Whether the reach of a denial ends without any mark: at a grade behind a finding, at the verb of a noun's denial."""
        word = self._words[at].lemma
        if at - 1 in self._finding_ends and at - 1 >= piece.end and word in _GRADED:
            return True  # "no fracture mild soft tissue swelling"
        if (
            word in ("of", "in", "within", "into", "around")
            and at + 2 < self._last
            and self._words[at + 1].lemma in ("the", "this", "these")
            and (any(piece.end <= s < at for s in self._finding_starts) or self._names_sign(piece.end, at))
            and any(s in self._finding_starts for s in (at + 2, at + 3))
        ):
            return True  # "no enhancement of the mass", "no flow was seen in the cyst": the mass and the cyst are there
        if (
            self._words[at - 1].lemma in _NOTED
            and word not in _GOES_ON
            and not word.endswith("ing")
            and any(piece.end <= s < at for s in self._finding_starts)
        ):
            return True  # "no compression noted multilevel Schmorl nodes noted"
        if (
            word.endswith("ing")
            and word not in _GOES_WITH
            and at + 2 < self._last
            and self._words[at + 1].lemma in ("the", "this", "these")
            and any(piece.end <= s < at for s in self._finding_starts)
            and any(s in self._finding_starts for s in (at + 2, at + 3))
        ):
            return True  # "no edema surrounding the nodule": the nodule is there
        noun = self._words[piece.start].lemma in ("lack", "absence") and self._words[piece.end - 1].lemma == "of"
        return noun and word in _HELPERS  # "the lack of an effusion does not rule out a fracture"

    def _names_sign(self, first: int, last: int) -> bool:
        """Whether what is denied is a sign that no concept names ("no internal flow is seen in …")."""
        return any(self._words[i].lemma in _SIGNS for i in range(max(first, last - 12), last))

    def _says_more(self, at: int, since: int, *, told: bool) -> bool:
        """Whether a new statement begins behind "and" or a comma ("no fracture is seen and osteopenia is present")."""
        if self._words[at].lemma == ",":
            nxt = self._words[at + 1].lemma if at + 1 < self._last else ""
            if nxt == "and" and any(self._words[i].lemma == "or" for i in range(since, at)):
                return True  # "no aneurysm or dissection, and plaque in the arch"
            if nxt != "and" and any(self._words[i].lemma == "with" for i in range(at + 2, min(self._last, at + 4))):
                return not any(i in self._finding_starts for i in range(at + 1, at + 3))  # "…, gallbladder with sludge"
            if nxt == "with":
                return True  # "No enlarged nodes, with incidental splenomegaly."
            end = next((e for e in self._finding_ends if e in range(at + 1, at + 4)), None)
            follows = end is not None and end + 1 < self._last and self._words[end + 1].lemma in _BE
            return follows and at + 1 in self._finding_starts
        behind = (self._words[i].lemma for i in range(at + 1, min(self._last, at + 6)))
        return told and any(word in _BE for word in behind)

    def _opens_clause(self, at: int) -> bool:
        """Whether a comma ends a condition: what follows has its own subject or verb ("if it hurts, the tear …")."""
        ahead = [self._words[i].lemma for i in range(at + 1, min(self._last, at + 4))]
        return bool(ahead) and (ahead[0] in _SUBJECTS or any(w in _BE for w in ahead))

    def _ahead(self, piece: Piece, *, doubt: bool = False, comma: bool = False, condition: bool = False) -> _Cue:
        to = self._last
        stops = self._stop_set
        told = False
        plain = not (doubt or comma or condition)
        depth = 0
        previous = ""
        for at in range(piece.end, self._last):
            word, before = self._words[at].lemma, previous
            previous = word
            if (
                at > piece.end
                and word not in _REACTS
                and at not in stops
                and before not in _NOTED
                and word[-3:] != "ing"
            ):
                continue  # most words change nothing
            depth += (word == "(") - (word == ")")
            if depth < 0:
                to = at  # "(pouches; no sign of inflammation) and calcium in the walls"
                break
            opens = comma and piece.start <= self._first + 1 and word == "there"
            if condition and word == ",":
                if self._opens_clause(at):
                    to = at
                    break
                continue  # "if you have trouble breathing, can't swallow, or bleed"
            if condition and at in stops and word in ("you", "it", "they", "there", "and", "this"):
                continue  # "if you have", "if there is"
            if doubt and word == "due" and before == "or":
                continue  # "may be positional or due to spasm"
            if at in stops and word in _SHOWS and self._words[piece.start].lemma in ("neither", "none"):
                continue  # "neither kidney shows a stone"
            if (
                word == ","
                and self._words[piece.start].lemma == "not"
                and self._words[piece.start - 1].lemma in _BE
                and piece.start > self._first
                and at + 1 < self._last
                and self._words[at + 1].lemma == "and"
                and plain
            ):
                to = at  # "pouches that are not inflamed, and calcium in the walls"
                break
            if doubt and word == "," and self._words[piece.start].lemma in ("differential", "ddx", "dd", "d"):
                continue  # "D/D: abscess, hematoma"
            if (at in stops and not opens) or self._barrier(at, doubt=doubt, comma=comma or condition):
                to = at
                break
            if word in ("and", ",") and plain and self._says_more(at, piece.end, told=told):
                to = at
                break
            if plain and self._turns_away(piece, at):
                to = at
                break
            told = told or word in _BE
        return _Cue(
            piece.start, piece.end, piece.term.value, piece.start + 1, to
        )  # a finding may share a word ("no acute …")

    def _turns_away(self, piece: Piece, at: int) -> bool:
        """Whether a denial ends because something else is told: a reading, a new thing, a guess behind "and"."""
        guesses = self._words[at].lemma == "and" and at + 1 in self._doubt_starts
        return (
            guesses or self._interprets(piece, at) or self._begins_anew(piece, at)
        )  # "does not enhance and likely is a cyst"

    def _behind(self, piece: Piece, *, doubt: bool = False) -> _Cue:
        back = max(self._first, piece.start - _BACK_REACH)
        stops = self._stop_set
        at = piece.start - 1
        while at >= back:
            word = self._words[at].lemma
            if word == "(" and self._own_subject(at, piece):
                return _Cue(piece.start, piece.end, piece.term.value, at + 1, piece.start)
            if word not in _TURNS_BACK and at not in stops:
                at -= 1
                continue
            if (
                word == ";"
                or (word == ":" and piece.start - at > 2 and at - 1 in self._finding_ends)
                or (at in stops and word not in ("this", "these", "it", "there", "which", "still"))
            ):
                return _Cue(piece.start, piece.end, piece.term.value, at + 1, piece.start)
            if word in ("and", "but") and any(self._words[i].lemma in _VERBS for i in range(self._first, at)):
                return _Cue(piece.start, piece.end, piece.term.value, at + 1, piece.start)
            if word == "," and self._other_subject(at, piece, doubt=doubt):
                return _Cue(piece.start, piece.end, piece.term.value, at + 1, piece.start)
            turns = word == "," and at + 1 < self._last and self._words[at + 1].lemma in ("but", "and", "although")
            if turns and any(self._words[i].lemma in _VERBS for i in range(self._first, at)):
                return _Cue(piece.start, piece.end, piece.term.value, at + 1, piece.start)
            at -= 1
        return _Cue(piece.start, piece.end, piece.term.value, back, piece.start)

    def _own_subject(self, opening: int, piece: Piece) -> bool:
        """Whether brackets hold what a backward cue in them speaks of ("effusion (bodies: none)", "nodule (cancer is likely)")."""
        if any(self._words[i].lemma == ")" for i in range(opening, piece.start)):
            return False
        named = any(opening < s < piece.start for s in self._finding_starts)
        return named or (self._words[piece.start].lemma == ":" and opening + 1 < piece.start)

    def _other_subject(self, comma: int, piece: Piece, *, doubt: bool) -> bool:
        """Whether what stands behind a comma has a subject of its own, so that a cue says nothing of what stands before.

        "Mild hydronephrosis, the ureter is not seen"; "effusion, cause not identified"; "opacity, pneumonia not excluded".
        """
        between = [self._words[i].lemma for i in range(comma + 1, piece.start)]
        while between and between[0] in ("and", "but", "with", "although", "though"):
            between = between[1:]
        if "," in between or not set(between) - _SMALL or not _ALTERNATIVES.isdisjoint(between):
            return False  # "a small effusion, noted before, is not seen"
        inside = range(comma + 1, piece.start)
        named = any(i in self._finding_starts for i in inside)
        if named:
            alone = "and" not in between and not self._listed_before(comma)
            return alone and (doubt or self._told_as_there(comma, piece))
        part = any(i in self._part_starts for i in inside)
        if doubt and not part:
            return True
        own = between[0] in _ARTICLES or not _REASONS.isdisjoint(between) or (part and comma - 1 in self._finding_ends)
        return own or (not part and self._told_as_there(comma, piece))

    def _told_as_there(self, comma: int, piece: Piece) -> bool:
        """Whether what stands before a comma is told with a grade, a look or a place ("mild ascites, a leak is not seen")."""
        if "are" in (self._words[piece.start].lemma, self._words[piece.start - 1].lemma):
            return False  # "enlarged nodes, a mass are not seen" is a list
        before = {self._words[i].lemma for i in range(max(self._first, comma - 12), comma)}
        if not _PRESENT_WORDS.isdisjoint(before):
            return True
        single = self._words[piece.start].lemma in ("is", "was", "has") or self._words[piece.start - 1].lemma == "is"
        return single and not _PLACED_WORDS.isdisjoint(before)

    def _listed_before(self, comma: int) -> bool:
        """Whether things stand in a list before a comma ("abscess, hematoma, seroma …")."""
        return any(
            self._words[i].lemma == "," and i + 1 in self._finding_starts and i - 1 in self._finding_ends
            for i in range(max(self._first, comma - _BACK_REACH), comma)
        )

    def _covering(self, cues: Sequence[_Cue], start: int, end: int) -> _Cue | None:
        best: _Cue | None = None
        for cue in cues:
            covers = cue.reach_from <= start < cue.reach_to and cue.start not in range(start, end)
            if covers and (best is None or abs(cue.start - start) < abs(best.start - start)):
                best = cue
        return best

    def excepted(self, start: int, deny: _Cue) -> bool:
        """Whether an exception ("other than") stands between a denial and the mention."""
        return any(
            deny.end <= p.start < start
            and not (
                self._words[p.start].lemma == "outside"
                and any(self._words[i].lemma in ("or", "nor", "and", ",") for i in range(p.end, start))
            )  # "no fluid outside the brain or hydrocephalus" excepts a place, and nothing behind it
            for p in self._exceptions
        )

    def read(self, start: int, end: int) -> Assertion:
        """The assertion for the mention in tokens ``start`` to ``end``."""
        if self._covering(self.family, start, end):
            return Assertion("indication", "definite", None)
        deny = self._covering(self.deny, start, end)
        doubt = self._covering(self.doubt, start, end)
        if deny is not None and self.excepted(start, deny):
            deny = None
        ask = self._covering(self.ask, start, end)
        condition = self._covering(self.condition, start, end)
        asked = ask is not None and (
            deny is None
            or ask.start == self._first  # "Rule out appendicitis."
            or (ask.start < deny.start and deny.end <= ask.end)  # "to exclude malignancy"
        )
        if condition is not None and self._left_unclear(condition):
            return Assertion("possible", "possible", None)
        if condition is not None or asked:
            return Assertion("hypothetical", "definite", None)
        if deny is not None and not (
            doubt is not None
            and doubt.start < deny.start
            and (doubt.value != "probable" or self._rather(deny))
            and not self._closer(deny, doubt, start)
        ):
            return Assertion("absent", "definite", self._grade(deny, start, end))
        if deny is not None and doubt is not None and self._rather(deny):
            return Assertion("possible", "unlikely", None)
        history = self._covering(self.history, start, end)
        if history is not None and (self._still(history, end) or self._spared(history)):
            history = None
        if doubt is None and history is None:
            doubt = self._covering(self.alternatives, start, end)
        if doubt is None and (history is not None or start in self._told):
            return Assertion("historical", "definite", None)
        if doubt is not None and self._ranked_below(doubt, start):
            return Assertion("possible", "unlikely", None)
        if doubt is not None:
            certainty: Certainty = "possible"
            if doubt.value == "probable":
                certainty = "probable"
            elif doubt.value == "unlikely":
                certainty = "unlikely"
            return Assertion("possible", certainty, None)
        return Assertion("present", "definite", None)

    def _left_unclear(self, condition: _Cue) -> bool:
        """Whether a condition is a thing the report itself cannot settle ("it is uncertain whether there is a fracture")."""
        if self._words[condition.start].lemma not in ("whether", "if") or condition.end - condition.start > 1:
            return False
        ahead = [self._words[i].lemma for i in range(max(self._first, condition.start - 4), condition.start)]
        row = [self._words[i].lemma for i in range(condition.end, self._last)]
        unclear = any(
            word in _UNCLEAR and (word not in _CLEAR or not _NOT.isdisjoint(ahead[:at]))
            for at, word in enumerate(ahead)
        )
        return unclear or any(one in ("is", "remains") and other in _OPEN_QUESTION for one, other in pairwise(row))

    def _ranked_below(self, doubt: _Cue, start: int) -> bool:
        """Whether another thing is favored over this one ("favors atelectasis over pneumonia")."""
        if doubt.start >= start or not self._words[doubt.end - 1].lemma.startswith("favor"):
            return False
        if self._words[doubt.end].lemma == "over":
            return True  # "scar is favored over tumor"
        return any(
            self._words[i].lemma == "over" and any(doubt.end <= s < i for s in self._finding_starts)
            for i in range(doubt.end, start)
        )

    def _rather(self, deny: _Cue) -> bool:
        """Whether a denial only prefers another thing ("likely scar rather than a recurrent disc")."""
        return self._words[deny.start].lemma == "rather"

    def _counts(self, grade: Piece, deny: _Cue) -> bool:
        """Whether a word of grade is one here: not in "clear of"."""
        return grade.start != deny.start or self._words[grade.start].lemma != "clear"

    def _still(self, history: _Cue, end: int) -> bool:
        """Whether a thing "previously described" is told to be there still ("is unchanged", "now measures")."""
        if self._words[history.start].lemma not in ("previously", "known", "prior") or history.start >= end:
            return False
        before = [self._words[i].lemma for i in range(max(self._first, history.start - 4), history.start)]
        if not _MOVES.isdisjoint(before) and not _LINKING.isdisjoint(before):
            return True  # "progression of the known disease"
        if any(s < history.start for s in self._finding_starts):
            return False  # "deformity from the previously described fracture is again seen"
        for at in range(end, min(self._last, end + 14)):
            word = self._words[at].lemma
            if word in (";", ".", "but"):
                return False
            if word in _EITHER_WAY:
                return True
            if word in _STILL:
                return self._words[at - 1].lemma not in ("not", "no", "longer")
        return False

    def _spared(self, history: _Cue) -> bool:
        """Whether what is known is what a denial leaves standing ("no lesions other than the known hemangioma")."""
        if self._words[history.start].lemma != "known":
            return False
        at = history.start - 1
        while at > self._first and self._words[at].lemma in _DETERMINERS:
            at -= 1
        return any(p.end == at + 1 for p in self._exceptions)

    def _closer(self, deny: _Cue, doubt: _Cue, start: int) -> bool:
        """Whether a denial behind a doubt stands by itself ("possible pneumonia and no effusion", "… in the absence of X")."""
        noun = self._words[deny.end - 2].lemma in ("absence", "lack") if deny.end - deny.start > 1 else False
        if deny.start == doubt.end and not _READS.isdisjoint(w.lemma for w in self._words[doubt.start : doubt.end]):
            return self._words[deny.start].lemma == "no"
        joined = self._words[deny.start - 1].lemma in ("and", ",", "but", "with", "although") and deny.start > 0
        return (noun or joined) and doubt.end <= deny.start < start

    def _grade(self, deny: _Cue, start: int, end: int) -> str | None:
        if self._measured(start, end):
            return "significant"
        if deny.start < start:
            between = [
                g
                for g in self._grades
                if deny.start <= g.start and g.end <= start and self._counts(g, deny) and not self._shows(g.end, start)
            ]
        else:
            between = [g for g in self._grades if deny.start <= g.start < deny.end]
        return between[0].term.value if between else None

    def _measured(self, start: int, end: int) -> bool:
        """Whether a share is named beyond which alone a thing is denied ("no more than 50% stenosis", "collapse over 50%")."""
        before = [self._words[i].lemma for i in range(max(self._first, start - 6), start)]
        after = [self._words[i].lemma for i in range(end, min(self._last, end + 5))]
        return any(
            "%" in "".join(words[at:]) and not {",", ";", ".", "or", "and"} & set(words[at:])
            for words in (before, after)
            for at, word in enumerate(words)
            if word in _BEYOND
            and (word == ">" or words[at + 1 : at + 2] == ["than"] or word in ("exceeding", "over", "above"))
        )

    def _shows(self, first: int, last: int) -> bool:
        """Whether another finding, which has the grade, would only show this one ("no significant bright signal to suggest …")."""
        words = [self._words[at].lemma for at in range(first, last)]
        at = next((i for i, w in enumerate(words) if w in _SHOWING), None)
        return at is not None and any(first <= s < first + at for s in self._finding_starts)
