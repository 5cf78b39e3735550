"""The first lines of a letter: the answer to the reason for the scan, the overall picture, the one thing to act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.core import naming
from explainer.core.caveats import needs_correlation
from explainer.core.language.analysis import analyse, longest
from explainer.core.materials import Materials
from explainer.core.negatives import told_elsewhere
from explainer.core.quoting import sentence_quote
from explainer.core.ranking import Group
from explainer.core.values import Fact, Finding

_MOST_NAMES = 3
#: With more critical findings than this the first lines tell of nothing else.
_MOST_ALERTS = 3
_MOST_NAME_WORDS = 17


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan: words with ``{{q1}}`` open, what they stand on and why."""

    text: str
    facts: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    why: str = ""
    priority: str = "relevant"


def asked_mentions(materials: Materials) -> tuple[Finding, ...]:
    """What the reason for the scan names, each concept once."""
    found: dict[str, Finding] = {}
    for mention in materials.reading.findings:
        if mention.status == "indication" and not materials.is_hidden(mention.start, mention.end):
            found.setdefault(mention.concept, mention)
    return tuple(found.values())


def reason(materials: Materials) -> Line:
    """Why the scan was done: the report's words, and what they name in plain words."""
    phrases, text = materials.phrases, materials.reading.text
    sections = [s for s in materials.reading.sections if s.kind == "indication"] or [
        s for s in materials.reading.sections if s.kind == "history"
    ]
    quote = next(
        (q for s in sections if (q := sentence_quote(materials, s.start, s.end)) and text[s.start : s.end].strip()), ""
    )
    if not quote:
        return Line(phrases.text("why.unknown"))
    names = symptoms(materials, text[sections[0].start : sections[0].end])[:2]
    for mention in asked_mentions(materials):
        concept = materials.lexicon.concepts.get(mention.concept)
        if mention.text.lower() not in quote.lower():
            continue
        if concept is not None and not concept.generic and (name := naming.article(concept.plain)) not in names:
            names.append(name)
    words = phrases.text("why.words")
    if names:
        words += " " + phrases.text("why.plain", names=naming.listed(naming.fitting(names[:3], _MOST_NAME_WORDS)))
    return Line(words, quotes=(quote,))


_SIDES = ("left", "right")
_DENIALS = frozenset({"no", "not", "without", "denies", "deny", "denied"})


def symptoms(materials: Materials, text: str) -> list[str]:
    """The symptoms of a reason for the scan that are not plain as they stand, with part and side; denied ones left out."""
    lexicon, phrases = materials.lexicon, materials.phrases
    analysis = analyse(text, lexicon)
    words = analysis.tokens
    pieces = analysis.pieces(0, len(words))
    parts = longest(pieces, frozenset({"anatomy"}))
    plain = dict(line.split(" = ", 1) for line in phrases.lines("why.symptoms"))
    found: list[str] = []
    for piece in longest(pieces, frozenset({"symptom"})):
        if any(t.lemma in _DENIALS for t in words[max(0, piece.start - 4) : piece.start]):
            continue
        said = " ".join(t.lemma for t in words[piece.start : piece.end])
        name = plain.get(said, said)
        first = piece.start
        part = next((p for p in parts if p.end == piece.start), None)
        if part is not None and said == "pain":
            first = part.start
            name = f"{name} in {naming.definite(lexicon.anatomy[part.term.id].plain)}"
        side = words[first - 1].lemma if first else ""
        if side in _SIDES:
            name = f"{name} {phrases.text(f'side.{side}')}"
        if name and name not in found and (said in plain or first < piece.start):
            found.append(name)
    return [n for n in found if not any(n != other and n in other for other in found)]


def _answers(materials: Materials, fact: Fact, mention: Finding) -> bool:
    """Whether a fact speaks of what was asked. A general word ("abnormality") is answered by a denial, not by any finding."""
    if fact.status not in ("present", "possible", "absent"):
        return False
    concept = materials.lexicon.concepts.get(mention.concept)
    if concept is not None and concept.generic and fact.status != "absent":
        return fact.concept == mention.concept
    return materials.lexicon.related(fact.concept, mention.concept)


def _answer(materials: Materials) -> Line | None:
    """What the report says of the first thing asked for that it speaks of."""
    phrases, lexicon = materials.phrases, materials.lexicon
    for mention in asked_mentions(materials):
        related = [f for f in materials.reading.facts if _answers(materials, f, mention) and materials.shown(f)]
        told = [f for f in related if f.status != "absent"]
        if told:
            group = next((g for g in materials.groups if told[0].id in g.ids), None)
            if group is None:
                continue
            key = (
                "answer.present"
                if told[0].status == "present"
                else f"answer.{told[0].certainty if told[0].certainty != 'definite' else 'possible'}"
            )
            name = naming.short_name(group.first, group.card, lexicon)
            return Line(
                phrases.text(key, name=naming.article(name)), facts=group.ids, why="answers the reason for the scan"
            )
        if related and not _left_open(materials, related):
            return _denied(materials, related)
    if not _begins_with_a_denial(materials):
        return None
    found = {f.concept for f in materials.reading.facts if f.status in ("present", "possible")}
    first = [
        f
        for f in materials.reading.facts
        if f.status == "absent"
        and f.in_impression
        and f.concept not in found
        and materials.shown(f)
        and not told_elsewhere(materials, f)
    ]
    return _denied(materials, first) if first else None


def _left_open(materials: Materials, denied: Sequence[Fact]) -> bool:
    """Whether a cancer is denied while the report asks for more on a finding: then it is no answer yet."""
    return any(f.category == "neoplastic" for f in denied) and any(g.asked or g.urgent for g in materials.groups)


def _begins_with_a_denial(materials: Materials) -> bool:
    """Whether the first thing that the impression speaks of is something that is not there."""
    told = [f for f in materials.reading.findings if f.section == "impression"]
    return bool(told) and min(told, key=lambda f: f.start).status == "absent"


def _denied(materials: Materials, facts: Sequence[Fact]) -> Line:
    phrases = materials.phrases
    ordered = sorted(facts, key=lambda f: not f.in_impression)
    names: dict[str, Fact] = {}
    for fact in ordered:
        names.setdefault(naming.article(naming.denied_name(materials.reading, fact, materials.lexicon, phrases)), fact)
    told = list(naming.fitting(list(names)[:2], _MOST_NAME_WORDS))
    return Line(
        phrases.text("answer.absent", names=naming.listed(told, "or")), facts=tuple(names[n].id for n in told),
        why="the report's answer to the reason for the scan", priority="reassuring",
    )  # fmt: skip


def _named(materials: Materials, groups: Sequence[Group]) -> tuple[list[str], list[Group]]:
    """Names of the first findings, as many as fit a short sentence."""
    names: list[str] = []
    used: list[Group] = []
    words = 0
    for group in groups:
        name = naming.in_line(
            group.first,
            group.card,
            materials.lexicon,
            materials.phrases,
            where=False,
            grade=len({f.severity for f in group.facts}) == 1,
        )
        if names and (len(names) == _MOST_NAMES or words + len(name.split()) > _MOST_NAME_WORDS):
            break
        if name not in names:
            names.append(name)
            words += len(name.split())
        used.append(group)
    return names, used


def _picture(materials: Materials, act: Group | None, answer: Line | None) -> Line | None:
    """The main findings beside the one to act on and those the answer has told."""
    phrases = materials.phrases
    answered = answer is not None
    told = set(answer.facts) if answer is not None else set()
    left = [g for g in materials.groups if g is not act and g.first.status != "historical" and not told & set(g.ids)]
    groups = [g for g in left if not g.by_chance] or left
    if not groups:
        return None if act is not None or told & {id for g in materials.groups for id in g.ids} else _nothing(materials)
    names, used = _named(materials, groups)
    text = phrases.text("picture.also" if answered else "picture", name=names[0])
    if len(names) > 1:
        text += " " + phrases.text("picture.more", names=naming.listed(names[1:]))
    more = len(used) < len(materials.groups) - (act is not None) - bool(told)
    if more and len(materials.alerts) < _MOST_ALERTS:
        text += " " + phrases.text("picture.below")
    return Line(text, facts=tuple(id for g in used for id in g.ids), why="the main findings of the report")


def _nothing(materials: Materials) -> Line:
    """No finding was read: the report's own summary, else a plain line that claims nothing."""
    for sentence in materials.reading.sentences:
        if sentence.section == "impression" and sentence.account in ("normal", "finding"):
            quote = sentence_quote(materials, sentence.start, sentence.end)
            if quote:
                return Line(
                    materials.phrases.text("picture.words"),
                    quotes=(quote,),
                    why="the report's own summary",
                    priority="reassuring",
                )
    return Line(materials.phrases.text("picture.none"), why="no finding was read", priority="relevant")


def act_on(materials: Materials) -> Group | None:
    """The first finding that asks for action; None when none does."""
    return next((g for g in materials.groups if g.priority in ("urgent", "actionable")), None)


def answers(materials: Materials) -> tuple[Line, ...]:
    """Up to three lines: answer, picture, what to act on."""
    phrases = materials.phrases
    act = act_on(materials)
    lines: list[Line] = []
    answer = _answer(materials)
    if materials.alerts:
        act_group, answer = None, None
    else:
        act_group = act
    if answer is not None:
        lines.append(answer)
    picture = _picture(materials, act_group, answer)
    if picture is not None and len(materials.alerts) <= _MOST_ALERTS:
        lines.append(picture)
    if act is not None and not materials.alerts:
        text = phrases.text(
            "act.on",
            name=naming.in_line(
                act.first, act.card, materials.lexicon, phrases, where=len(act.facts) == 1, grade=len(act.facts) == 1
            ),
        )
        if needs_correlation(act):
            text += " " + phrases.text("act.correlate")
        elif act.asked:
            text += " " + phrases.text("act.asked")
        else:
            text += " " + phrases.text("act.below")
        lines.append(Line(text, facts=act.ids, why=act.why, priority=act.priority))
    elif materials.alerts:
        lines.append(Line(phrases.text("act.urgent"), why="the urgent step", priority="urgent"))
    else:
        asked = bool(materials.recommendations())
        lines.append(
            Line(phrases.text("act.report" if asked else "act.none"), why="what to act on", priority="relevant")
        )
    return tuple(lines)
