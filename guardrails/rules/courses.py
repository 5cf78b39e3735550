"""Words of change in a draft: which of them tell a course, and which name a state, a part or a grown-up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from explainer.core.language.text import Token
from explainer.core.language.text import tokens as tokens_of
from explainer.core.values import Change, Fact, Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.names import begins_nearly
from guardrails.numbers import numbers_of
from guardrails.prepared import Scene, kept
from guardrails.reading import Hit, Said

#: Words by which a sentence sets what is seen against an earlier time.
ANCHORS = frozenset(
    "than since before prior previous previously earlier last older ago already compared comparison yet then former".split()
)
#: What a thing has become when it is only said to be large ("the ligament has grown thick").
_STATES = frozenset("thick thicker large larger big bigger wide wider bulky stout fat heavy long out".split())
_BECOME = frozenset("grown grow grew become got gotten enlarged overgrown".split())
#: Beginnings of the words by which a report tells that a part is larger than it should be.
_ENLARGED = ("hypertroph", "enlarg", "thicken", "megal", "dilat", "hyperplas", "widen", "overgrow", "prominen", "swoll", "cardiomeg", "spleno", "hepato")  # fmt: skip
_ONWARD: dict[str, Change | None] = {
    "down": "decreased", "up": "increased", "on": None, "into": None, "through": None, "from": None,
}  # fmt: skip


#: What a part is measured against when nothing has changed ("thicker than usual", "smaller than the left one").
_MEASURES = frozenset(
    "usual normal average expected should typical common most healthy ideal need other one left right".split()
)
_ARTICLES = frozenset("the is a in what it they are that your would for".split())


def anchored(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence sets what it tells against an earlier time, and not only against what is usual."""
    words = aligned.reading.lemmas(said)
    return any(word in ANCHORS and not (word == "than" and _measured(words, at)) for at, word in enumerate(words))


def _measured(words: Sequence[str], than: int) -> bool:
    behind = [w for w in words[than + 1 : than + 6] if w not in _ARTICLES]
    return not _MEASURES.isdisjoint(behind[:1])


def grown_up(aligned: Aligned, end: int) -> bool:
    """Whether a word of change is only the first half of "grown-up"."""
    behind = [t.lemma for t in aligned.reading.tokens[end : end + 2]]
    if aligned.reading.tokens[end - 1].lemma not in ("grown", "grow"):
        return False
    return behind[:1] in (["up"], ["ups"]) or behind in (["-", "up"], ["-", "ups"])


def change_of(aligned: Aligned, claim: Claim) -> Change | None:
    """The course that a claim tells; None where its word of change names a state or is said of something else."""
    change, said = claim.mention.change, claim.said
    pieces = [
        p
        for p in aligned.reading.analysis.pieces(said.first, said.last)
        if p.term.kind == "change" and p.term.value == change
    ]
    if change is None or not pieces:
        return change
    told: list[Change | None] = []
    for piece in pieces:
        if grown_up(aligned, piece.end) or _of_something_else(aligned, claim, piece.start, piece.end):
            continue
        if in_space(aligned, said, piece.start, piece.end) or asked_of(aligned, said, piece.start):
            continue
        if against_usual(aligned, said, piece.end) or _of_an_exam(aligned, said, piece.end):
            continue
        if change == "stable" and _in_another_part(aligned, claim, piece.start, piece.end):
            continue
        if _picks_out(aligned, said, piece.start, piece.end):
            continue
        if change in ("increased", "decreased") and denied(aligned, said, piece.start):
            return "stable"
        if change in ("increased", "decreased") and _once_was(aligned, said, piece.start):
            return "decreased" if change == "increased" else "increased"  # "a cyst that used to be bigger"
        goes_on, way = onward(aligned, said, piece.end)
        if goes_on:
            told.append(way)
        elif change == "increased" and (
            reaches_into(aligned, said, piece.start) or _is_a_state(aligned, claim, piece.start, piece.end)
        ):
            told.append(None)
        else:
            return change
    return next((c for c in told if c is not None), None)


def _picks_out(aligned: Aligned, said: Said, first: int, last: int) -> bool:
    """Whether a word of change only tells one of several things apart ("two cysts, the bigger one 18 mm")."""
    tokens = aligned.reading.tokens
    ahead = tokens[first - 1].lemma if first > said.first else ""
    behind = tokens[last].lemma if last < said.last else "."
    return ahead in ("the", "its", "a") and behind in (
        "one",
        "of",
        "is",
        "being",
        "measure",
        "measures",
        "measuring",
        "at",
        "was",
        "ones",
        "are",
    )


def _once_was(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether a comparison tells how a thing was before ("used to be bigger")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, at - 4) : at]]
    return any(ahead[i : i + 3] == ["used", "to", "be"] for i in range(len(ahead)))


def against_usual(aligned: Aligned, said: Said, last: int) -> bool:
    """Whether a comparison is one with what is usual, and with no earlier time ("bigger than usual")."""
    words = [t.lemma for t in aligned.reading.tokens[last : said.last]]
    return words[:1] == ["than"] and _measured(words, 0)


def _of_an_exam(aligned: Aligned, said: Said, last: int) -> bool:
    """Whether a word of change only tells of an exam to come or made ("a splint and new x-rays")."""
    return last < said.last and aligned.reading.tokens[last].lemma in _EXAMS


def _in_another_part(aligned: Aligned, claim: Claim, first: int, last: int) -> bool:
    """Whether "no change in" goes on to what it is said of, and that is no measure of the finding ("touches the cord, with no change in its signal")."""
    tokens, said = aligned.reading.tokens, claim.said
    if tokens[first].start < claim.mention.end or "in" not in (
        tokens[last - 1].lemma,
        tokens[min(last, said.last - 1)].lemma,
    ):
        return False
    behind = [t.lemma for t in tokens[last : said.last] if t.lemma not in _ARTICLES and t.lemma != "its"]
    return behind[:1] != [] and behind[0].isalpha() and behind[0] not in _OF_ITSELF


#: What of a finding itself may not have changed ("no change in size").
_OF_ITSELF = frozenset(
    "size number appearance extent position length width volume shape amount degree caliber diameter comparison interval this these those them".split()
)


_EXAMS = frozenset("x-ray xray x ray scan mri ct ultrasound film picture image exam test mammogram appointment".split())
_DENIED_WITHIN = 3


def denied(aligned: Aligned, said: Said, first: int) -> bool:
    """Whether a word of change is denied right before it ("has not grown", "hasn't become any larger", "no different")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, first - _DENIED_WITHIN) : first]]
    cut = max((i for i, w in enumerate(ahead) if w in _MARKS), default=-1)
    return any(w in ("not", "no", "never") or w.endswith("n't") for w in ahead[cut + 1 :])


def onward(aligned: Aligned, said: Said, last: int) -> tuple[bool, Change | None]:
    """Whether "gone" goes on ("gone up", "gone from mild to moderate"), and the change that this tells."""
    behind = aligned.reading.tokens[last].lemma if last < said.last else ""
    goes_on = aligned.reading.tokens[last - 1].lemma in ("gone", "go") and behind in _ONWARD
    if goes_on and behind == "from" and (roles := _roles(aligned.reading.tokens[last : said.last])):
        return True, "increased" if roles[1][0] > roles[0][0] else "decreased"  # "gone from 3 mm to 4 mm"
    return goes_on, _ONWARD.get(behind)


def _of_something_else(aligned: Aligned, claim: Claim, first: int, last: int) -> bool:
    """Whether a clause ends between a word of change and the finding ("loss that gets worse, and Lyme disease").

    Behind the finding, what follows must have a subject of its own ("fluid lies there, and that ligament shows no change").
    """
    tokens, mention = aligned.reading.tokens, claim.mention
    if tokens[first].start >= mention.end:
        return _has_own_subject(aligned, claim, first) or _of_a_feeling(claim, tokens[last - 1].end)
    if tokens[last - 1].start >= mention.start:
        return False
    between = [t.lemma for t in tokens[last : claim.said.last] if t.start < mention.start]
    ends = {";", ".", ":", "but"}.intersection(between) or ("," in between and "and" in between)
    return bool(ends)


_CLAUSES = frozenset("; but while whereas".split())


def _has_own_subject(aligned: Aligned, claim: Claim, first: int) -> bool:
    """Whether a new clause opens between a finding and a word of change, and names a part or another finding of its own."""
    said, mention, tokens = claim.said, claim.mention, aligned.reading.tokens
    between = [i for i in range(said.first, first) if tokens[i].start >= mention.end]
    opens = [
        i
        for i in between
        if tokens[i].lemma in _CLAUSES or (tokens[i].lemma == "and" and i > said.first and tokens[i - 1].lemma == ",")
    ]
    if not opens:
        return False
    lo, hi = tokens[opens[-1]].end, tokens[first].start
    named = any(lo <= p.start < hi for p in said.places) or any(lo <= m.start < hi for m in said.mentions)
    return named and not _FINITE.isdisjoint(tokens[i].lemma for i in between if i > opens[-1])


_FINITE = frozenset("is are was were has have had shows show showed looks look remains remain".split())


def _of_a_feeling(claim: Claim, end: int) -> bool:
    """Whether a word of change is said of a complaint right behind it ("a swollen leg or worsening pain")."""
    return any(end <= h.start <= end + 1 for h in claim.said.of("symptom"))


_COMPARING = frozenset("worse larger bigger greater".split())
_WHERE = frozenset("on at in to toward towards over near".split())
_BECOMING = frozenset("become became becoming got get gets getting gotten gone grown turned now".split())


def in_space(aligned: Aligned, said: Said, first: int, last: int) -> bool:
    """Whether a word of change only tells where there is more of it ("worse on the right", "larger at L5")."""
    tokens = aligned.reading.tokens
    if tokens[last - 1].lemma not in _COMPARING or last - first > 1 or anchored(aligned, said):
        return False
    if not _BECOMING.isdisjoint(t.lemma for t in tokens[max(said.first, first - 3) : first]):
        return False
    if any(t.lemma in ("now", "today") for t in tokens[last : said.last]):
        return False
    behind = [t for t in tokens[last : min(said.last, last + 4)] if t.lemma not in ("the", "your", "its")]
    if len(behind) < 2 or behind[0].lemma not in _WHERE:
        return False
    at = behind[1]
    return (
        at.lemma in ("left", "right", "one", "top", "bottom", "upper", "lower", "inner", "outer", "front", "back")
        or any(g.start <= at.start < g.end for g in said.levels)
        or any(p.start <= at.start < p.end for p in said.places)
    )


_QUESTIONING = frozenset("how whether".split())
_ASKED_WITHIN = 7


def asked_of(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether a course is only asked for ("to know how far the cancer has gone")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, at - _ASKED_WITHIN) : at]]
    cut = max((i for i, w in enumerate(ahead) if w in (",", ";", ":", "but")), default=-1)
    return not _QUESTIONING.isdisjoint(ahead[cut + 1 :])


def _is_a_state(aligned: Aligned, claim: Claim, first: int, last: int) -> bool:
    """Whether "grown" only says that a part is large, as the report does, and sets it against no earlier time."""
    if anchored(aligned, claim.said):
        return False
    row = [t.lemma for t in aligned.reading.tokens[first : min(claim.said.last, last + 2)]]
    if _BECOME.isdisjoint(row) or _STATES.union(("enlarged", "overgrown")).isdisjoint(row):
        return False
    facts = claim.facts(positive=True)
    words = [*aligned.report_words(facts).split(), *(part for f in facts for part in f.concept.split("-"))]
    return any(enlarged(word) for word in words)


def enlarged(word: str) -> bool:
    """Whether a word of a report, with at most one slip of the pen, tells that a part is larger than it should be."""
    return any(kind in word or (len(kind) >= _LONG and begins_nearly(word, kind)) for kind in _ENLARGED)


_LONG = 8


def row_of(aligned: Aligned, said: Said) -> Sequence[Token]:
    """The tokens of a sentence."""
    return aligned.reading.tokens[said.first : said.last]


def become_large(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether "has grown" in a sentence goes on to a state that the report tells of a part ("has grown thick")."""
    if anchored(aligned, said):
        return False
    row = [t.lemma for t in aligned.reading.tokens[at : min(said.last, at + 6)]]
    if _BECOME.isdisjoint(row):
        return False
    if "to" in row:  # "has grown to 12 mm" of what is "dilated to 12 mm"
        sizes = {size[:2] for size in _sized(row_of(aligned, said))}
        return bool(sizes) and any(
            sizes <= {size[:2] for size in _sized(scene.row)} and any(enlarged(word) for word in scene.lemmas)
            for scene in aligned.reading.prepared.scenes
        )
    if _STATES.isdisjoint(row):
        return False
    return any(enlarged(word) for scene in aligned.reading.prepared.scenes for word in scene.lemmas)


def reaches_into(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether "grown" tells how far a growth reaches, and no course ("has grown into the folds"; not "into a large mass")."""
    row = [t.lemma for t in aligned.reading.tokens[at : min(said.last, at + 6)]]
    grown = next((i for i, word in enumerate(row) if word in ("grown", "grow", "grew")), None)
    if grown is None:
        return False
    behind = row[grown + 1 :]
    return behind[:1] in (["into"], ["through"], ["onto"], ["beyond"]) and behind[1:2] not in (["a"], ["an"])


def nothing_amiss(aligned: Aligned, said: Said, span: Span) -> bool:
    """Whether "no change in" a part only says that nothing was found there."""
    if anchored(aligned, said) or not said.places or "change" not in aligned.reading.folded[span.start : span.end]:
        return False
    return not any(c.positive and any(t <= Tie.COARSE for t, _ in c.fits) for c in aligned.claims_in(said))


def _of_course(aligned: Aligned, claim: Claim, hit: Hit) -> bool:
    """Whether "more" and "less" tell how much there is: right before the finding, or with "than" behind them."""
    tokens = aligned.reading.tokens
    if tokens[hit.last - 1].lemma not in ("more", "less", "fewer"):
        return True
    behind, then = [*(t.lemma for t in tokens[hit.last : min(hit.last + 2, claim.said.last)]), "", ""][:2]
    if behind == "than" and (then[:1].isdigit() or then in _PARTS_OF_IT):
        return False  # "narrowed by less than 50%"
    return behind == "than" or any(t.start == claim.mention.start for t in tokens[hit.last : hit.last + 2])


#: Between a mark and a word of course these bring no new subject ("is 9 mm wide, and has not grown").
_GOES_ON = frozenset(
    "it that which has have had not hasn't haven't is was now also still a bit little the much".split()
)
_PARTS_OF_IT = frozenset("half one two three four five a".split())
_MARKS = frozenset(", ; : . ( ) and but while whereas although".split())
_HAS_BECOME = frozenset("become became got gotten gone grown".split())


def _become(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether what has become so is told ("has become wider")."""
    row = aligned.reading.tokens[max(said.first, hit.first - 3) : hit.last]
    return not _HAS_BECOME.isdisjoint(t.lemma for t in row)


def _same_part(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "the same" only says which part is meant ("on the left, the same artery is narrow")."""
    end = aligned.reading.tokens[hit.last].start if hit.last < said.last else said.end
    return aligned.reading.tokens[hit.last - 1].lemma == "same" and any(p.start == end for p in said.places)


def ways(aligned: Aligned, claim: Claim) -> Iterator[tuple[str, Span, bool]]:
    """The courses that words in a claim's own clause tell: the way, where, and whether against an earlier time.

    Only words set against an earlier time, or behind "has become", tell one ("the wider part" does not).
    """
    said, mention, tokens = claim.said, claim.mention, aligned.reading.tokens
    against = anchored(aligned, said)
    for hit in said.of("direction"):
        lo, hi = (mention.end, hit.start) if hit.start >= mention.end else (hit.end, mention.start)
        within = hit.start < mention.end and mention.start < hit.end
        if within and (hit.cue.value != "more" or not _become(aligned, said, hit)):
            continue
        if hit.cue.value == "same" and _same_part(aligned, said, hit):
            continue
        between = [t.lemma for t in tokens[said.first : said.last] if lo <= t.start < hi]
        cut = max((i for i, w in enumerate(between) if w in _MARKS), default=-1)
        goes_on = hit.start >= mention.end and _GOES_ON.issuperset(between[cut + 1 :]) and "." not in between
        if (cut >= 0 and not goes_on) or any(lo <= m.start and m.end <= hi for m in said.mentions):
            continue
        if grown_up(aligned, hit.last) or not _of_course(aligned, claim, hit):
            continue
        if against or _become(aligned, said, hit):
            way = hit.cue.value
            if denied(aligned, said, hit.first):
                way = {"same": "new", "new": "same"}.get(way, "same")
            yield way, Span(hit.start, hit.end), against


def become_since(aligned: Aligned, claim: Claim) -> Span | None:
    """The words by which a finding is named as what a part has turned to since an earlier exam ("has widened since the prior film")."""
    said, mention, tokens = claim.said, claim.mention, aligned.reading.tokens
    anchors = [(hit.start, hit.end) for hit in said.of("earlier-exam", "against-before")]
    anchors = anchors or [(t.start, t.end) for t in tokens[said.first : said.last] if t.lemma == "since"]
    if not anchors:
        return None
    row = [t.lemma for t in tokens[said.first : said.last] if t.start < mention.end]
    within = [t.lemma for t in tokens[said.first : said.last] if mention.start <= t.start < mention.end]
    ahead = row[: len(row) - len(within)][-2:]
    turned = any(
        (word.endswith("ed") or word in _TURNED) and not _TURNING.isdisjoint([*ahead, *within[:at]])
        for at, word in enumerate(within)
    )
    if not turned:
        return None
    start, end = anchors[0]
    lo, hi = min(end, mention.end), max(start, mention.start)
    between = [t.lemma for t in tokens[said.first : said.last] if lo <= t.start < hi]
    if not {";", ":", "but", "and", "which"}.isdisjoint(between) or (start > mention.start and "," in between):
        return None
    return Span(mention.start, mention.end)


_TURNED = frozenset("shrunk wider narrower thicker thinner flatter tighter bigger larger smaller swollen".split())
_TURNING = frozenset("has have became become got gotten".split())


def other_way_by_figure(aligned: Aligned) -> Iterator[tuple[Span, Span]]:
    """A figure told as a gain that the report tells as a loss, or the reverse: where, and the report's sentence ("down by 4 percent")."""
    told: dict[tuple[float, str], dict[str | None, Scene]] = {}
    for scene in aligned.reading.prepared.scenes:
        for figure, way, _ in _moved(aligned.reading.prepared.report, scene.start, scene.end):
            told.setdefault(figure, {}).setdefault(way, scene)
    if not told:
        return
    for said in aligned.reading.sentences:
        if said.kind == "question" or aligned.reading.from_plan(said):
            continue
        for figure, way, span in _moved(aligned.reading.folded, said.start, said.end):
            ways_told = told.get(figure, {})
            if way is not None and len(ways_told) == 1 and ways_told.keys() == {_TURN[way]}:
                scene = ways_told[_TURN[way]]
                if not said.quoted(span.start, span.end):
                    yield span, Span(scene.start, scene.end)


_TURN = {"up": "down", "down": "up"}
#: Words that tell a way by themselves, and those that do so only beside "by" or "than", or right behind the figure.
_WAYS = {
    **dict.fromkeys("gained gain gains increased increase rose risen rise climbed grown grew".split(), "up"),
    **dict.fromkeys("lost loses loss decreased decrease fell fallen fall dropped drop declined decline shrunk reduced reduction".split(), "down"),
}  # fmt: skip
_WAYS_BESIDE = {
    **dict.fromkeys("up higher more larger bigger greater improved improvement".split(), "up"),
    **dict.fromkeys("down lower less fewer smaller worse".split(), "down"),
}
_FIGURE_WITHIN, _RIGHT_BEHIND = 5, 2


def _moved(text: str, start: int, end: int) -> Iterator[tuple[tuple[float, str], str | None, Span]]:
    """The figures with a unit in a piece of text, each with the one way that the words around it tell; None for no one way."""
    row: list[Token] | None = None
    for number in numbers_of(text, start, end):
        if number.unit not in ("%", "mm", "cm", "ml"):
            continue
        row = tokens_of(text, start, end) if row is None else row
        at = next((i for i, t in enumerate(row) if t.end > number.start), len(row))
        lo, hi = max(0, at - _FIGURE_WITHIN), min(len(row), at + _FIGURE_WITHIN + 1)
        lo = max((i + 1 for i in range(lo, at) if row[i].lemma in _FIGURE_ENDS), default=lo)
        hi = min((i for i in range(at, hi) if row[i].lemma in _FIGURE_ENDS), default=hi)
        words = [t.lemma for t in row[lo:hi]]
        found = {
            _WAYS.get(word) or _WAYS_BESIDE[word]
            for i, word in enumerate(words)
            if word in _WAYS
            or (word in _WAYS_BESIDE and (words[i + 1 : i + 2] == ["by"] or 0 < lo + i - at <= _RIGHT_BEHIND))
        }
        way = found.pop() if len(found) == 1 and _FIGURE_DENIED.isdisjoint(words) else None
        figure = (number.value * 10, "mm") if number.unit == "cm" else (number.value, number.unit)
        yield figure, way, Span(number.start, number.end)


_FIGURE_ENDS = frozenset(", ; . ( ) : and but while".split())
_FIGURE_DENIED = frozenset("no not without".split())


def shrinks(aligned: Aligned, claim: Claim) -> bool:
    """Whether "has shrunk" names the finding, and no course ("the brain has shrunk")."""
    concept = claim.mention.concept
    return "atrophy" in aligned.reading.lexicon.heads_of(concept) | {concept.rpartition("-")[2]}


def course_of_sizes(aligned: Aligned, said: Said) -> set[Change]:
    """The courses that the report tells by two sizes, now and before, of which a sentence gives one ("16 mm, against 12 mm before")."""
    mine = {size[:2] for size in _sized(aligned.reading.tokens[said.first : said.last])}
    scenes = aligned.reading.prepared.scenes if mine else ()
    return {
        way for s in scenes if (way := _by_sizes(s)) and not mine.isdisjoint(size[:2] for size in _sized(s.row)[:2])
    }


def course_by_sizes_of(aligned: Aligned, facts: Sequence[Fact]) -> set[Change]:
    """The courses that the report's own sentences on some facts tell by two sizes."""
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    return {way for s in aligned.reading.prepared.scenes if s.start in starts and (way := _by_sizes(s))}


def _by_sizes(scene: Scene) -> Change | None:
    """The way from the size before to the size now that a sentence of the report gives."""
    sizes, words = _sized(scene.row), [t.lemma for t in scene.row]
    if len(sizes) < len(("now", "then")) or (_THEN.isdisjoint(words) and not _of_a_year(words, sizes[1][2])):
        return None
    (one, unit, at), (other, other_unit, _) = sizes[:2]
    if unit != other_unit or one == other:
        return None
    return "increased" if (other > one) == (words[at - 1] == "from") else "decreased"


def _of_a_year(words: Sequence[str], at: int) -> bool:
    """Whether a size is told of a year or a month ("6 mm (4 mm in 2021)")."""
    behind = words[at + 1 : at + 5]
    return any(one in ("in", "on", "of") and is_time(other) for one, other in itertools.pairwise(behind))


def is_time(word: str) -> bool:
    """Whether a word is a year or a month."""
    return (len(word) == len("2021") and word.isdigit() and word[:2] in ("19", "20")) or word in MONTHS


#: The months; "may" and "march" are more often other words.
MONTHS = frozenset("january february april june july august september october november december".split())
_Size = tuple[float, str]
_WAS = frozenset("previously formerly was were previous prior earlier versus vs against had".split())
_IS = frozenset("is are now today currently measures measure".split())
_ENDS = frozenset(". ; , (".split())


def _roles(row: Sequence[Token]) -> tuple[_Size, _Size] | None:
    """The size before and the size now, where a row of words tells which of its two is which ("from 6 to 9 mm", "9 mm, was 6 mm")."""
    sizes, words = _sized(row), [t.lemma for t in row]
    if len(sizes) != len(("then", "now")) or sizes[0][1] != sizes[1][1] or sizes[0][0] == sizes[1][0]:
        return None
    (one, unit, at), (other, _, then) = sizes
    first, second = (one, unit), (other, unit)
    if words[max(0, at - 1) : at] == ["from"] and "to" in words[at:then]:
        return first, second
    ahead, between = words[max(0, at - _NEAR) : at], words[at + 1 : then]
    if not _WAS.isdisjoint(between) and _WAS.isdisjoint(ahead):
        return second, first
    if not _WAS.isdisjoint(ahead) and not _IS.isdisjoint(between) and _WAS.isdisjoint(between):
        return first, second
    return None


_NEAR = 4


def turned_around(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence gives two sizes of the report with now and then exchanged ("from 9 to 6 mm" of "9 mm, previously 6 mm")."""
    row, sentences = aligned.reading.tokens, aligned.reading.sentences
    goes_on = row[said.last - 1].lemma == ";" and said.index + 1 < len(sentences)
    told = _roles(row[said.first : sentences[said.index + 1].last if goes_on else said.last])
    if told is None:
        return False
    prepared = aligned.reading.prepared
    held = kept(prepared.memo, "sizes-then-and-now", lambda: {r for s in prepared.scenes if (r := _roles(s.row))})
    return told not in held and told[::-1] in held


_THEN = frozenset("before previously previous prior earlier versus vs against compared from was".split())


def _sized(row: Sequence[Token]) -> list[tuple[float, str, int]]:
    """The sizes of a row of words with their unit and where they stand; a number takes the unit of the next ("from 6 to 9 mm")."""
    found: list[tuple[float, str, int]] = []
    unit = ""
    for at in range(len(row) - 1, -1, -1):
        word = row[at].lemma
        if word in ("mm", "cm"):
            unit = word
        elif unit and word[0].isdigit() and word.replace(".", "", 1).isdigit():
            found.append((float(word), unit, at))
        elif word not in _OF_A_COURSE:
            unit = ""
    return found[::-1]


_OF_A_COURSE = frozenset("to from up down".split())
