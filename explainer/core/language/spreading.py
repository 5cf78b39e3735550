"""One finding told of several levels or sides, each with a grade or a size of its own.

"Disc bulges at L3-4 (mild), L4-5 (moderate) and L5-S1 (severe)" names one finding and tells three. Read as one mention it
would lose a level or a grade, so it is read as one mention for each place, all at the words that name the finding.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from explainer.core.language.attributes import LevelGroup
from explainer.core.language.mention import Mention
from explainer.core.language.text import Token
from explainer.core.values import Change, Laterality, Measurement

#: Words between the places and grades of a list that say nothing themselves.
_FILLERS = frozenset("at on the is are of in to level side ( ) [ ] : - which".split())
_SEPARATORS = frozenset(", and & /".split())
#: A list has at least so many places.
_TWO = 2
#: No list before a finding is longer, in words; a bound keeps the time linear whatever the text.
_LONGEST = 60
#: How far the words of the part or of the finding itself may stand between a list and the finding's name, in words.
_BEFORE_NAME = 4
_SIDES: Mapping[str, Laterality] = {"left": "left", "right": "right", "left-sided": "left", "right-sided": "right"}

#: How long a bracket with another remark on a place may be, in words.
_REMARK = 8
#: Words of size stand where grades do, and are none.
_SIZES = frozenset("small tiny large larger smaller big".split())
_SIZED = ""


@dataclass(slots=True)
class _Item:
    """A place of a list with its grade and sizes; ``grade`` is None where the list gives none. ``marked``: more is told of it."""

    levels: tuple[str, ...] = ()
    side: Laterality | None = None
    grade: str | None = None
    sizes: tuple[Measurement, ...] = ()
    change: Change | None = None
    marked: bool = False

    @property
    def placed(self) -> bool:
        return bool(self.levels or self.side)


def spread(
    mentions: Sequence[Mention],
    tokens: Sequence[Token],
    groups: Sequence[LevelGroup],
    grades: Sequence[tuple[int, int, str]],
    changes: Sequence[tuple[int, int, Change]] = (),
) -> list[Mention]:
    """The mentions of a sentence, each that a list grades by places as one for each place.

    Args:
        mentions: In text order.
        tokens: Those of the sentence.
        groups: Its levels.
        grades: Its words of grade: index into ``tokens`` of the first, behind the last, and the grade.
        changes: Its words of course, told alike.
    """
    if not mentions or (len(groups) < _TWO and sum(t.lemma in _SIDES for t in tokens) < _TWO):
        return [*mentions]
    row = _Row(tokens, groups, grades, changes)
    result: list[Mention] = []
    for index, mention in enumerate(mentions):
        last = mentions[index - 1].end if index else tokens[0].start
        then = mentions[index + 1].start if index + 1 < len(mentions) else tokens[-1].end
        row.sizes = mention.measurements
        items = row.behind(mention, then) or row.before(mention, last)
        if mention.status not in ("present", "possible") or mention.denied_grade is not None or items is None:
            result.append(mention)
            continue
        for item in items:
            result.append(
                replace(
                    mention,
                    levels=item.levels or mention.levels,
                    laterality=item.side or mention.laterality,
                    severity=item.grade or (None if any(i.grade is not None for i in items) else mention.severity),
                    change=item.change if any(i.marked and not i.sizes for i in items) else mention.change,
                    measurements=item.sizes if any(i.sizes for i in items) else mention.measurements,
                )
            )
    return result


class _Row:
    """The tokens of a sentence as levels, sides, grades, separators and other words."""

    def __init__(
        self,
        tokens: Sequence[Token],
        groups: Sequence[LevelGroup],
        grades: Sequence[tuple[int, int, str]],
        changes: Sequence[tuple[int, int, Change]],
    ) -> None:
        self.tokens = tokens
        self._starts = [t.start for t in tokens]
        self.sizes: tuple[Measurement, ...] = ()
        self._graded = {first: (last, value) for first, last, value in grades}
        self._changed = {first: (last, value) for first, last, value in changes}
        self._leveled: dict[int, tuple[int, tuple[str, ...]]] = {}
        for group in groups:
            first, end = self._at(group.start), self._at(group.end)
            if first < end:
                self._leveled[first] = (end, group.levels)

    def _at(self, offset: int) -> int:
        """The first token that begins at or behind an offset."""
        return bisect_left(self._starts, offset)

    def behind(self, mention: Mention, stop: int) -> list[_Item] | None:
        """The items of a list behind a finding's name ("… at L4-5 (severe) and L5-S1 (mild)")."""
        start, end = self._at(mention.end), self._at(stop)
        items, at = self._items(start, end)
        if stop < self.tokens[-1].end and at >= end:
            items = items[:-1]  # "mild bulge at L3-4 and moderate stenosis": the last grade is that of what follows
        return self._list(items, mention)

    def before(self, mention: Mention, floor: int) -> list[_Item] | None:
        """The items of a list before a finding's name ("mild L4-5 and severe L5-S1 facet arthropathy")."""
        name = self._at(mention.start)
        low = max(self._at(floor), name - _LONGEST)
        for start in range(low, name):
            if start in self._graded or start in self._leveled or self.tokens[start].lemma in _SIDES:
                items, at = self._items(start, name)
                between = [t.lemma for t in self.tokens[at:name]]
                if at <= name and len(between) <= _BEFORE_NAME and all(w.isalpha() for w in between):
                    return self._list(items, mention) if all(i.placed and i.grade for i in items) else None
                if at < name:
                    continue
        return None

    def _items(self, at: int, end: int) -> tuple[list[_Item], int]:
        """The items from a token on, and where the first other word stands."""
        items = [_Item()]
        while at < end:
            word, item = self.tokens[at].lemma, items[-1]
            if at in self._leveled:
                to, levels = self._leveled[at]
                if item.levels:
                    item = self._next(items)
                item.levels, at = levels, to
            elif at in self._graded:
                to, grade = self._graded[at]
                if item.grade is not None:
                    item = self._next(items)
                item.grade, at = grade, to
            elif (size := self._size_at(at)) is not None:
                item.sizes, item.marked = (*item.sizes, size), True
                at = min(end, self._at(size.end))
            elif at in self._changed and item.placed:
                to, item.change = self._changed[at]
                item.marked, at = True, to
            elif word == "(" and item.placed and (close := self._remark(at, end)) is not None:
                item.marked, at = True, close
            elif word in _SIZES and item.grade is None:
                item.grade, at = _SIZED, at + 1
            elif word in _SIDES:
                if item.side is not None:
                    item = self._next(items)
                item.side, at = _SIDES[word], at + 1
            elif word in _SEPARATORS:
                if item.placed or item.grade:
                    self._next(items)
                at += 1
            elif word in _FILLERS:
                at += 1
            else:
                break
        return [i for i in items if i.placed or i.grade is not None or i.sizes], at

    def _size_at(self, at: int) -> Measurement | None:
        start = self.tokens[at].start
        return next((m for m in self.sizes if m.start <= start < m.end), None)

    def _remark(self, at: int, end: int) -> int | None:
        """Where a bracket ends that tells something else of the place before it ("T12 (old)")."""
        close = next((i for i in range(at, min(end, at + _REMARK)) if self.tokens[i].lemma == ")"), None)
        known = [
            i for i in range(at + 1, close or at)
            if i in self._graded or i in self._changed or i in self._leveled or self.tokens[i].lemma in _SIDES or self._size_at(i) is not None
        ]  # fmt: skip
        return close + 1 if close is not None and not known else None

    @staticmethod
    def _next(items: list[_Item]) -> _Item:
        items.append(_Item())
        return items[-1]

    @staticmethod
    def _list(items: Sequence[_Item], mention: Mention) -> list[_Item] | None:
        """The places of a list, each with its grade; None where it is no list of graded places."""
        placed: list[_Item] = []
        for item in items:
            if item.placed:
                placed.append(replace(item))
            elif placed and placed[-1].grade is None and not (placed[-1].sizes and item.sizes):
                last = placed[-1]  # "at L4-L5, severe, and L5-S1, mild"
                last.grade, last.sizes, last.marked = item.grade, last.sizes or item.sizes, last.marked or item.marked
            elif item.grade is not None or placed:
                return None  # a grade before any place is that of the finding
        if (
            len(placed) > 1
            and placed[0].grade is None
            and not placed[0].side
            and all(i.side and not i.levels for i in placed[1:])
        ):
            placed = [
                replace(i, levels=placed[0].levels) for i in placed[1:]
            ]  # "at L5-S1, moderate right and severe left"
        first = placed[0] if placed else None
        if first is None or len(placed) < _TWO:
            return None
        if first.grade is None:
            first.grade = mention.severity
        ahead = tuple(m for m in mention.measurements if m.end <= mention.start)
        if ahead and not first.sizes and any(i.sizes for i in placed):
            first.sizes, first.marked = ahead, True  # "5 mm protrusion at L4-5 and 3 mm at L5-S1"
        leveled, sided = [bool(i.levels) for i in placed], [bool(i.side) for i in placed]
        if not (all(leveled) or all(sided) or (all(sided[1:]) and mention.laterality)):
            return None
        if all(leveled) and not any(sided) and any({*a.levels} & {*b.levels} for a, b in _pairs(placed)):
            return None
        both = all(leveled) and all(sided)
        if sum(i.grade is not None or i.marked for i in placed) < _TWO and not both:
            return None
        if not all(leveled) and len({(i.grade, i.sizes) for i in placed}) == 1:
            return None  # "mild on the right and mild on the left" is mild on both sides
        return placed


def _pairs(items: Sequence[_Item]) -> Iterator[tuple[_Item, _Item]]:
    return ((a, b) for n, a in enumerate(items) for b in items[n + 1 :])
