"""The mentions of one thing joined into facts, and the places where a report disagrees with itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from types import MappingProxyType

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold, tokens
from explainer.core.values import Certainty, Conflict, Exam, Fact, Finding, Laterality, Span, Status

_TOLD = ("present", "possible", "absent", "historical")
_CERTAINTY: tuple[Certainty, ...] = ("definite", "probable", "possible", "unlikely")


def _same_place(lexicon: Lexicon, one: Finding, other: Finding) -> bool:
    if one.site is None or other.site is None or one.site == other.site:
        return True
    if lexicon.within(one.site, other.site) or lexicon.within(other.site, one.site):
        return True
    # "Disc extrusion" of the body is the "extrusion" that the impression places in the lumbar spine.
    spine = lexicon.within(one.site, "spine") and lexicon.within(other.site, "spine")
    return spine and (one.site in _SPINES) != (other.site in _SPINES)


_SPINES = frozenset("cervical-spine thoracic-spine lumbar-spine".split())


def _same_measured(lexicon: Lexicon, one: Finding, other: Finding) -> bool:
    """Whether body and impression measure one thing of a kind alike, on one side of one region ("9 mm left nodule")."""
    if one.section == other.section or one.laterality != other.laterality or one.site is None or other.site is None:
        return False
    if not lexicon.concepts[one.concept].generic or not _sizes_mm(one) or _sizes_mm(one)[:1] != _sizes_mm(other)[:1]:
        return False
    return not {one.site, *lexicon.ancestors(one.site)}.isdisjoint({other.site, *lexicon.ancestors(other.site)})


def _unplaced(one: Finding, other: Finding) -> bool:
    """Whether body and impression name one thing, and only one says where ("fibular contusion … bone contusion")."""
    return one.section != other.section and (one.site in ANYWHERE or other.site in ANYWHERE)


#: No report names one thing more often; a bound keeps the time linear whatever the text.
_MANY = 60


def _few(group: Sequence[Finding]) -> Sequence[Finding]:
    """The first and the last mentions of a thing that is named without end; all of any other."""
    return group if len(group) <= _MANY else [group[0], *group[-_MANY:]]


def _joins(lexicon: Lexicon, group: Sequence[Finding], mention: Finding) -> bool:
    """Whether a mention names the thing that a group of mentions names."""
    first = group[0]
    if first.concept != mention.concept:
        return False
    group = _few(group)
    if (first.status == "absent") != (mention.status == "absent") or (first.status in _TOLD) != (
        mention.status in _TOLD
    ):
        return False
    if first.status == "historical" and mention.status != "historical":
        return False
    if not all(
        _same_place(lexicon, m, mention) or _unplaced(m, mention) or _same_measured(lexicon, m, mention) for m in group
    ):
        return False
    sides = {m.laterality for m in group if m.laterality}
    if mention.laterality and sides and mention.laterality not in sides:
        return False
    if _other_size(lexicon, group, mention):
        return False
    levels = {level for m in group for level in m.levels}
    if mention.levels and levels and not (set(mention.levels) <= levels or levels <= set(mention.levels)):
        return False
    if not mention.levels and levels and mention.section != "impression" and mention.status == "absent":
        return False
    if mention.levels and not levels and mention.section == first.section and first.status != mention.status:
        return False  # "A hemangioma is favored. … There is a hemangioma in L2."
    return not (mention.laterality is None and sides and len(sides) > 1)


#: Findings that a report counts and measures one by one.
_COUNTED = frozenset("nodule cyst mass lesion stone calculus adenopathy hemangioma fibroid polyp aneurysm".split())

#: What an impression may name by its kind alone.
_NAMED_BY_KIND = _COUNTED | frozenset({"tear", "full-tear", "partial-tear"})


def _sizes_mm(finding: Finding) -> list[float]:
    return [m.value * (10 if m.unit == "cm" else 1) for m in finding.measurements if m.unit in ("mm", "cm")]


def _like_size(one: Finding, other: Finding) -> bool:
    """Whether two mentions are measured alike, give or take how a size is rounded."""
    return any(abs(a - b) <= 0.1 * max(a, b) for a in _sizes_mm(one) for b in _sizes_mm(other))


def _as_large(one: Finding, other: Finding) -> bool:
    """Whether the largest sizes of two mentions agree, give or take how a size is rounded."""
    if not _like_size(one, other):
        return False
    a, b = max(_sizes_mm(one)), max(_sizes_mm(other))
    return abs(a - b) <= 0.1 * max(a, b)


def _other_size(lexicon: Lexicon, group: Sequence[Finding], mention: Finding) -> bool:
    """Whether a section measures two things of one kind: "a 16 mm nodule … there is a 6 mm nodule"."""
    measured = [m for m in group if _sizes_mm(m)]
    if not measured or not _sizes_mm(mention) or any(_as_large(m, mention) for m in measured):
        return False
    if _COUNTED.isdisjoint((mention.concept, *lexicon.heads_of(mention.concept))):
        return False
    return any(m.section == mention.section and m.sentence != mention.sentence for m in measured)


def _nearest(fitting: Sequence[list[Finding]], mention: Finding) -> list[Finding]:
    """Of the groups that a mention fits the one that it is most likely of: by size, by side and level, or told of last."""
    alike = [g for g in fitting if any(_like_size(m, mention) for m in _few(g))] if mention.measurements else []
    if alike:
        return next((g for g in alike if any(_as_large(m, mention) for m in _few(g))), alike[0])
    bare = mention.laterality is None and not mention.levels and not mention.measurements
    beside = [g for g in fitting if g[-1].sentence == mention.sentence] if bare else []
    if beside:
        return beside[-1]
    exact = [
        g for g in fitting if any(m.levels == mention.levels and m.laterality == mention.laterality for m in _few(g))
    ]
    return max(
        exact or fitting, key=lambda g: mention.change is not None and any(m.change == mention.change for m in _few(g))
    )


def _of_both_sides(groups: Sequence[list[Finding]], mention: Finding) -> list[list[Finding]]:
    """The left and the right finding of the body that the impression names in one ("bilateral hip osteoarthritis")."""
    if mention.section != "impression" or mention.laterality != "bilateral" or mention.severity is not None:
        return []
    alike = [g for g in groups if g[0].status == mention.status and g[0].levels == mention.levels]
    left = [g for g in alike if {m.laterality for m in g} == {"left"}]
    right = [g for g in alike if {m.laterality for m in g} == {"right"}]
    return [left[0], right[0]] if len(left) == len(right) == 1 else []


def _by_kind(lexicon: Lexicon, groups: Sequence[list[Finding]], mention: Finding) -> list[list[Finding]]:
    """The one finding of the body that the impression names by its kind alone, or the other way round.

    "A 4 cm cyst" of the body is the "ovarian cyst" of the impression where side, place and size agree and no other fits;
    a cyst of the ovary is the "hemorrhagic cyst" of the impression where both are measured alike.
    """
    if mention.section != "impression" or mention.status not in ("present", "possible"):
        return []
    found: list[list[Finding]] = []
    for group in groups:
        first = group[0]
        if (
            first.concept == mention.concept
            or first.section == mention.section
            or first.status not in ("present", "possible")
        ):
            continue
        plain, named = (first, mention) if lexicon.concepts[first.concept].generic else (mention, first)
        sized = _sizes_mm(first) and _sizes_mm(mention)
        kind = plain.concept in _NAMED_BY_KIND and plain.concept in lexicon.heads_of(named.concept)
        if not kind and _one_head(lexicon, first, mention):
            found.append(group)
            continue
        if not kind and not (sized and f" {fold(mention.text)}".endswith(f" {fold(first.text)}")):
            continue
        if (
            first.laterality == mention.laterality
            and first.levels == mention.levels
            and (_same_place(lexicon, first, mention) or plain.site in ANYWHERE)
            and (not sized or _like_size(first, mention))
            and (sized or plain.site is None or plain.site in ANYWHERE)
        ):
            found.append(group)
    return found if len(found) == 1 else []


def _one_head(lexicon: Lexicon, one: Finding, other: Finding) -> bool:
    """Whether two names share a kind and a place, so that the impression's is the body's, wider or narrower ("aortic aneurysm")."""
    if one.site is None or other.site is None or one.site in ANYWHERE or other.site in ANYWHERE:
        return False
    if lexicon.concepts[one.concept].generic or lexicon.concepts[other.concept].generic:
        return False
    if one.laterality != other.laterality or one.levels != other.levels or one.status != other.status:
        return False
    wide = {s for s in (one.site, other.site) if not lexicon.ancestors(s)}  # "lesion" of the abdomen
    near = lexicon.within(one.site, other.site) or lexicon.within(other.site, one.site)
    return (
        near and not wide and not _COUNTED.isdisjoint(lexicon.heads_of(one.concept) & lexicon.heads_of(other.concept))
    )


def join(lexicon: Lexicon, findings: Sequence[Finding]) -> tuple[Fact, ...]:
    """Facts in the order of their first mention. Mentions that are only asked about or hypothetical make no fact."""
    groups: list[list[Finding]] = []
    by_concept: dict[str, list[list[Finding]]] = {}
    for mention in findings:
        if mention.status not in _TOLD:
            continue
        fitting = [g for g in by_concept.get(mention.concept, ()) if _joins(lexicon, g, mention)]
        if not fitting:
            both = [] if lexicon.concepts[mention.concept].generic else by_concept.get(mention.concept, [])
            pair = _of_both_sides(both, mention)
            if pair:
                for group in pair:
                    group.append(mention)
                continue
            fitting = _by_kind(lexicon, groups, mention)
        if fitting and not (
            len(fitting) > 1
            and not mention.levels
            and mention.laterality is None
            and mention.section == "impression"
            and mention.status == "absent"
        ):
            _nearest(fitting, mention).append(mention)
        else:
            group = [mention]
            groups.append(group)
            by_concept.setdefault(mention.concept, []).append(group)
    return tuple(_fact(lexicon, f"k{number}", group) for number, group in enumerate(groups, 1))


def _fact(lexicon: Lexicon, id: str, group: Sequence[Finding]) -> Fact:
    named = max(group, key=lambda m: (not lexicon.concepts[m.concept].generic, len(m.text)))
    status: Status = group[0].status
    certainty = group[0].certainty
    if status != "absent":
        told = [m for m in group if m.status in ("present", "possible")]
        if told:
            best = min(told, key=lambda m: (m.status != "present", _CERTAINTY.index(m.certainty)))
            summed = [m for m in told if m.section == "impression"]
            doubtful = [] if any(m.status == "present" for m in summed) else summed
            chosen = doubtful[0] if doubtful else best
            status, certainty = chosen.status, chosen.certainty
    impression = [m for m in group if m.section == "impression"]
    ranked = [*impression, *(m for m in group if m.section != "impression")]
    levels: list[str] = []
    for mention in group:
        levels += [level for level in mention.levels if level not in levels]
    measured = next((m.measurements for m in group if m.measurements), ())
    return Fact(
        id=id,
        concept=named.concept,
        mentions=tuple(m.id for m in group),
        status=status,
        certainty=certainty,
        laterality=_side(group, ranked),
        levels=tuple(levels),
        site=_deepest(group),
        severity=next((m.severity for m in ranked if m.severity), None),
        change=next((m.change for m in ranked if m.change), None),
        conflicts=(),
        denied_grade=next((m.denied_grade for m in group if m.denied_grade), None),
        measurements=measured,
        category=named.category,
        name=named.name,
        in_impression=bool(impression),
    )


def _side(group: Sequence[Finding], ranked: Sequence[Finding]) -> Laterality | None:
    """The side that the impression names, or the body; of one of a pair named in one the side that is its own."""
    named = next((m.laterality for m in ranked if m.laterality), None)
    first = group[0].laterality
    return first if named == "bilateral" and first in ("left", "right") else named


def _deepest(group: Sequence[Finding]) -> str | None:
    sites = [m.site for m in group if m.site]
    return sites[0] if sites else None


def find_conflicts(
    lexicon: Lexicon,
    findings: Sequence[Finding],
    exam: Exam,
    comparison: bool | None,
    comparison_words: Sequence[Span],
    sides: Mapping[Span, Set[str]] = MappingProxyType({}),
) -> tuple[Conflict, ...]:
    """Where body and impression, or title and text, disagree.

    Args:
        comparison: True when a prior study is named, False when the report says there is none, None when it is silent.
        comparison_words: Where the text compares with a prior study ("new since", "unchanged").
        sides: The sides that each sentence of findings and impression names itself; a finding's side may be the exam's own.
    """
    found: list[Conflict] = []
    body = [f for f in findings if f.section == "findings" and f.status in ("present", "possible", "absent")]
    summary = [f for f in findings if f.section == "impression" and f.status in ("present", "possible", "absent")]
    for mention in summary:
        same = [f for f in body if f.concept == mention.concept and _same_place(lexicon, f, mention)]
        found += _summary_conflicts(lexicon, mention, body) or _level_untold(lexicon, mention, body)
        if lexicon.concepts[mention.concept].generic and (mention.site is None or mention.site in ANYWHERE):
            continue  # "no stenosis" of one vessel, stenosis of another
        if not same:
            continue
        found += _attribute_conflicts(mention, same)
    if exam.laterality in ("left", "right"):
        other = "right" if exam.laterality == "left" else "left"
        named = {side for said in sides.values() for side in said}
        if other in named and not {exam.laterality, "bilateral"} & named:
            wrong = [f for f in (*body, *summary) if f.status != "absent" and f.laterality == other]
            spans = [Span(f.start, f.end) for f in wrong] or [span for span, said in sides.items() if other in said]
            found.append(
                Conflict(
                    "exam", tuple(f.id for f in wrong), f"the exam is of the {exam.laterality} side, the text speaks of the {other}",
                    tuple(spans),
                )
            )  # fmt: skip
    if comparison is False and comparison_words:
        found.append(
            Conflict(
                "comparison",
                (),
                "the report says there is no older study, yet compares with one",
                tuple(comparison_words),
            )
        )
    return tuple(found)


_SLIGHT, _GREAT = frozenset({"minimal", "mild"}), frozenset({"severe"})


def _stands_for(lexicon: Lexicon, summary: Finding, detail: Finding) -> bool:
    """Whether a name in the impression sums up what the body tells in other words: a narrow joint space as osteoarthritis,
    what is worn at a level as its degenerative change."""
    if detail.concept == summary.concept:
        return False
    site = summary.site if detail.site in ANYWHERE else detail.site  # "the medial joint space" of the knee
    if site is not None and lexicon.compose(detail.concept, site) == summary.concept:
        return detail.site in ANYWHERE or _same_place(lexicon, summary, detail)
    worn = "degenerative-change" in lexicon.heads_of(summary.concept) and detail.category == "degenerative"
    return worn and bool(summary.levels) and summary.levels == detail.levels


def _level_untold(lexicon: Lexicon, mention: Finding, body: Sequence[Finding]) -> list[Conflict]:
    """Where the impression puts what is worn at one disc level, and the body tells what is worn of others alone."""
    if len(mention.levels) != 1 or mention.status == "absent" or mention.category != "degenerative":
        return []
    if "degenerative-change" not in lexicon.heads_of(mention.concept) or "-" not in mention.levels[0]:
        return []
    worn = [f for f in body if f.category == "degenerative" and f.status != "absent"]
    told = {level for f in body for level in f.levels}
    if not worn or not all(f.levels for f in worn) or told & {*mention.levels, *mention.levels[0].split("-")}:
        return []
    spans = (Span(worn[0].start, worn[0].end), Span(mention.start, mention.end))
    message = f"{mention.name}: the body and the impression name different levels"
    return [Conflict("level", (worn[0].id, mention.id), message, spans)]


def _summary_conflicts(lexicon: Lexicon, mention: Finding, body: Sequence[Finding]) -> list[Conflict]:
    """Where the impression sums up what the body tells in other words, and against it: a slight thing is called severe, one that
    is there is denied."""
    details = [f for f in body if _stands_for(lexicon, mention, f)]
    if not details or mention.status == "absent":
        return []
    denied = [f for f in details if f.status == "absent"]
    told = [f for f in details if f.status != "absent"]
    spans = (Span(details[0].start, details[0].end), Span(mention.start, mention.end))
    parts = {word for site in (mention.site, *(f.site for f in denied[:1])) for word in _words(lexicon, site)}
    if denied and not told and denied[0].denied_grade is None and _denies(denied[0], mention, parts):
        message = f"{mention.name}: the body and the impression disagree on whether it is there"
        return [Conflict("presence", (denied[0].id, mention.id), message, spans)]
    beside = [f for f in told if f.laterality == mention.laterality]
    grades = {f.severity for f in beside} - {None}
    far = (mention.severity in _GREAT and grades <= _SLIGHT) or (mention.severity in _SLIGHT and grades <= _GREAT)
    if grades and far:
        message = f"{mention.name}: the body and the impression name different grades"
        return [Conflict("severity", (beside[0].id, mention.id), message, spans)]
    return []


def _denies(absent: Finding, present: Finding, parts: Set[str] = frozenset()) -> bool:
    """Whether a denial is of this finding: in the same words, and not of a side or level that the finding does not name.

    ``parts`` are words of the body that alone make nothing the same ("no nerve subluxation", a wide nerve).
    """
    if absent.levels and present.levels and not set(absent.levels) & set(present.levels):
        return False
    if absent.laterality is not None and absent.laterality != present.laterality:
        return False
    said = {t.lemma for t in tokens(fold(absent.text))} - parts
    return not said.isdisjoint(t.lemma for t in tokens(fold(present.text)))


def _words(lexicon: Lexicon, site: str | None) -> set[str]:
    """The words that name a part of the body."""
    return {t.lemma for t in tokens(fold(lexicon.anatomy[site].name))} if site in lexicon.anatomy else set()


def _only_newness(one: Finding, other: Finding) -> bool:
    """Whether one denies but new things of this kind ("no new nodule") and the other tells of one that is not new."""
    absent, present = (one, other) if one.status == "absent" else (other, one)
    return absent.change == "new" and present.change != "new"


def _same_size(one: Finding, other: Finding) -> bool:
    """Whether two mentions carry the same size, so that they are of the same thing."""
    sizes = {(m.value, m.unit) for m in one.measurements}
    return any((m.value, m.unit) in sizes for m in other.measurements)


def _attribute_conflicts(mention: Finding, same: Sequence[Finding]) -> list[Conflict]:
    found: list[Conflict] = []

    def add(kind: str, others: Sequence[Finding], message: str) -> None:
        ids = (*(f.id for f in others), mention.id)
        spans = (*(Span(f.start, f.end) for f in others), Span(mention.start, mention.end))
        found.append(Conflict(kind, ids, message, spans))

    told = mention.status in ("present", "possible")
    opposite = [
        f for f in same
        if (f.status == "absent") == told and not (f.denied_grade or mention.denied_grade) and not _only_newness(f, mention)
    ]  # fmt: skip
    aligned = [f for f in same if (f.status == "absent") != told]
    compatible = [f for f in opposite if _denies(*((mention, f) if not told else (f, mention)))]
    general = compatible and not (mention if mention.status == "absent" else compatible[0]).levels  # "No stenosis."
    if compatible and not aligned and (general or bool(mention.levels) == bool(compatible[0].levels)):
        add("presence", compatible[:1], f"{mention.name}: the body and the impression disagree on whether it is there")
    if not told or not aligned:
        return found
    sides = {f.laterality for f in aligned} - {None}
    if (
        mention.laterality in ("left", "right")
        and sides
        and mention.laterality not in sides
        and "bilateral" not in sides
        and not any(f.laterality is None and _same_size(f, mention) for f in aligned)
    ):
        add("laterality", aligned[:1], f"{mention.name}: the body and the impression name different sides")
    levels = {level for f in aligned for level in f.levels}
    if mention.levels and levels and all(f.levels for f in aligned) and not set(mention.levels) & levels:
        add("level", aligned[:1], f"{mention.name}: the body and the impression name different levels")
    both = mention.laterality == "bilateral" and sides == {"left", "right"}
    placed = [
        f for f in aligned
        if (f.levels == mention.levels or (not mention.levels and (both or len(aligned) == 1)))
        and (f.laterality == mention.laterality or not mention.laterality or both)
    ]  # fmt: skip
    grades = {f.severity for f in placed if f.severity}
    if (
        mention.severity
        and grades
        and mention.severity not in grades
        and not any(part in (g or "") for g in grades for part in mention.severity.split("-to-"))
    ):
        add("severity", placed[:1], f"{mention.name}: the body and the impression name different grades")
    return found
