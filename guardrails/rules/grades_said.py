"""Grades said by a verb or a plain word that is no finding's name ("severely squeezes the sac", "severely thick").

The reading of a letter finds no mention there. The words are set beside those by which the report tells the same kind of
thing, at the same level, side and part, and their grades compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import Token
from explainer.core.values import Span
from guardrails.alignment import Aligned, Tie, near, sides_meet
from guardrails.names import stem, stems
from guardrails.prepared import Scene
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.alike import kin
from guardrails.rules.unsaid import seeks_help
from guardrails.rules.wording import PARTED

_SILENT = frozenset({"questions", "help", "sources", "not-stated", "limits", "reason"})
#: The rank of each grade, by the adverbs and adjectives that give it.
RANKS: Mapping[str, int] = {
    **dict.fromkeys("minimal minimally mild mildly slight slightly lightly gently faintly barely".split(), 1),
    **dict.fromkeys("moderate moderately".split(), 2),
    **dict.fromkeys("severe severely marked markedly heavily badly strongly profoundly massively".split(), 3),
}
#: Words that grade only right behind what something does ("presses hard").
_BEHIND_VERBS = frozenset({"hard"})
#: Words by which only reports grade.
_OF_REPORTS: Mapping[str, int] = {
    **RANKS,
    **dict.fromkeys("trace tiny subtle early".split(), 1),
    **dict.fromkeys("extensive advanced profound critical massive high-grade significant significantly".split(), 3),
}
_REPORT_REACH = 3
_NEGATIONS = frozenset("no not nor never without neither less".split())


def grades_of_kinds(aligned: Aligned, names: Sequence[str]) -> Iterator[Fault]:
    """A grade beside a plain word of a kind of finding, where the report grades that kind there otherwise.

    Args:
        names: How the message names the ranks 1, 2 and 3.
    """
    for said in aligned.reading.sentences:
        if said.kind != "statement" or said.label in _SILENT or aligned.reading.from_plan(said):
            continue
        row = aligned.reading.tokens[said.first : said.last]
        if (RANKS.keys() | _BEHIND_VERBS).isdisjoint(t.lemma for t in row) or seeks_help(aligned, said):
            continue
        for at, word in _graded(row):
            if _has_a_name(aligned, said, row[at], word) or said.quoted(word.start, word.end):
                continue
            told, scene = _change_there(aligned, said) if word.lemma == "change" else _told(aligned, said, word)
            rank = RANKS.get(row[at].lemma, 3)
            if told and scene is not None and rank not in told:
                span = Span(min(row[at].start, word.start), max(row[at].end, word.end))
                names_told = " and ".join(names[r - 1] for r in sorted(told))
                yield Fault(
                    span, f"says {names[rank - 1]}; the report says {names_told}", (Span(scene.start, scene.end),)
                )
                break


def _graded(row: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Where a grade stands in a row of words, with the word that it is said of."""
    for at, token in enumerate(row):
        if token.lemma not in RANKS and token.lemma not in _BEHIND_VERBS:
            continue
        around = [t.lemma for t in row[max(0, at - 2) : at + 3]]
        if not _NEGATIONS.isdisjoint(around[:2]) or sum(w in RANKS for w in around) > 1:
            continue
        hard = token.lemma in _BEHIND_VERBS
        behind = row[at + 1] if at + 1 < len(row) and not hard else None
        ahead = row[at - 1] if at and (hard or token.lemma.endswith("ly")) else None
        word = next(
            (t for t in (ahead, behind) if t is not None and (t.lemma == "change" or kin(t.lemma) is not None)), None
        )
        if word is not None:
            yield at, word


def _has_a_name(aligned: Aligned, said: Said, grade: Token, word: Token) -> bool:
    """Whether a finding's name holds the graded word: what it is graded as is judged by the finding."""
    return any(
        c.mention.severity is not None
        and (c.mention.start <= word.start < c.mention.end or c.mention.start <= grade.start < c.mention.end)
        and any(t <= Tie.COARSE and f.status != "absent" for t, f in c.fits)
        for c in aligned.claims_in(said)
    )


def _told(aligned: Aligned, said: Said, word: Token) -> tuple[set[int], Scene | None]:
    """The grades that the report gives things of one kind, in the sentences that share most with the draft's."""
    kinds = kin(word.lemma)
    assert kinds is not None
    levels = {level for group in said.levels for level in group.levels} or set(_levels_before(aligned, said))
    text = aligned.reading.text
    own = stems(text[said.start : said.end]) - {stem(word.lemma), *map(stem, RANKS)}
    best, told, found = -1, set[int](), None
    for scene in aligned.reading.prepared.scenes:
        if not _meets(aligned, said, scene, levels):
            continue
        at = [i for i, t in enumerate(scene.row) if (other := kin(t.lemma)) is not None and not kinds.isdisjoint(other)]
        if not at:
            continue
        shared = len(own & {stem(w) for w in scene.lemmas}) + (2 if levels and scene.levels & levels else 0)
        ranks = _ranks_of_side(aligned, said, scene) or {rank for i in at for rank in _ranks_at(scene.row, i)}
        if shared > best:
            best, told, found = shared, ranks, scene
        elif shared == best:
            told = told | ranks if told and ranks else set()  # one of them gives no grade
    return told, found


def _change_there(aligned: Aligned, said: Said) -> tuple[set[int], Scene | None]:
    """All the grades that the report gives anything in an item that names the part which a sentence names first."""
    part = next((p.anatomy for p in said.places), None)
    if part is None or part in ANYWHERE:
        return set(), None
    told, found = set[int](), None
    for scene in aligned.reading.prepared.scenes:
        for start in (start for p, start in scene.places if p == part):
            lo = max((t.end for t in scene.row if t.lemma in PARTED and t.start < start), default=scene.start)
            hi = min((t.start for t in scene.row if t.lemma in PARTED and t.start > start), default=scene.end)
            told |= {_OF_REPORTS[t.lemma] for t in scene.row if lo <= t.start < hi and t.lemma in _OF_REPORTS}
            found = found or scene
    return told, found


def _ranks_of_side(aligned: Aligned, said: Said, scene: Scene) -> set[int]:
    """The grade of the side that a draft names, where the report grades both in one sentence ("severe left and mild right …")."""
    sides = {w for w in aligned.reading.lemmas(said) if w in ("left", "right")}
    ranks = ranks_by_side(scene)
    return ranks[min(sides)] if len(sides) == 1 and all(ranks.values()) else set()


def ranks_by_side(scene: Scene) -> dict[str, set[int]]:
    """The ranks of the grades that a sentence of the report sets before each side ("moderate thickening R, minimal L")."""
    ranks: dict[str, set[int]] = {"left": set(), "right": set()}
    for at, token in enumerate(scene.row):
        side = _SIDE_OF.get(token.lemma)
        if side is None or (at + 1 < len(scene.row) and scene.row[at + 1].lemma.isdigit()):
            continue
        for before in reversed(scene.row[max(0, at - _SIDE_REACH) : at]):
            if before.lemma in _OF_REPORTS:
                ranks[side].add(_OF_REPORTS[before.lemma])
            if (
                before.lemma in _OF_REPORTS
                or before.lemma in _SIDE_OF
                or before.lemma in PARTED
                or before.lemma == "and"
            ):
                break
    return ranks


_SIDE_OF = {"left": "left", "right": "right", "l": "left", "r": "right"}
_SIDE_REACH = 5


def _levels_before(aligned: Aligned, said: Said) -> Sequence[str]:
    """The levels that the sentences before, in the same paragraph, last named."""
    for other in reversed(list(aligned.reading.near(said, 2, 0))):
        if other.index < said.index and other.paragraph == said.paragraph and other.levels:
            return other.levels[-1].levels
    return said.context.levels


def _meets(aligned: Aligned, said: Said, scene: Scene, levels: set[str]) -> bool:
    """Whether a sentence of the report can be of the level, side and part that a draft's sentence names."""
    if levels and scene.levels and scene.levels.isdisjoint(levels):
        return False
    sides = {w for w in aligned.reading.lemmas(said) if w in ("left", "right")}
    if len(sides) == 1 and scene.sides and not sides_meet(min(sides), set(scene.sides)):
        return False
    lexicon = aligned.reading.lexicon
    own, parts = {p.anatomy for p in said.places} - ANYWHERE, scene.parts - ANYWHERE
    return not own or not parts or any(near(lexicon, one, other) for one in own for other in parts)


#: Sides and letters of a level, which set no distance between a grade and its word ("severe left L2-L3 stenosis").
_OF_A_PLACE = frozenset("left right bilateral c t l s".split())
_LEVEL_REACH = 7


def _ranks_at(row: Sequence[Token], at: int) -> Iterator[int]:
    """The grades beside a word, up to a mark or another word of a kind."""
    for step in (-1, 1):
        left, found = _REPORT_REACH, False
        for i in range(at + step, at + step * (_REPORT_REACH + _LEVEL_REACH), step):
            if not 0 <= i < len(row) or row[i].lemma in PARTED or row[i].lemma in ("and", "with", "without"):
                if found and step < 0 <= i and row[i].lemma == "and":  # "moderate medial and mild lateral thinning"
                    yield from (_OF_REPORTS[t.lemma] for t in row[max(0, i - 2) : i] if t.lemma in _OF_REPORTS)
                break
            left -= not (row[i].lemma.isdigit() or row[i].lemma in _OF_A_PLACE)
            if left < 0:
                break
            if row[i].lemma in _OF_REPORTS:
                found = True
                yield _OF_REPORTS[row[i].lemma]
