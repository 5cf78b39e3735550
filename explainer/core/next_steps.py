"""What to do next: what the report asks for first, then low-risk sourced prompts to talk. Nothing is ordered here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explainer.core import naming
from explainer.core.knowledge.library import NextStep
from explainer.core.materials import Materials
from explainer.core.quoting import masked, sentence_quote
from explainer.core.ranking import Group
from explainer.core.values import Recommendation
from explainer.core.variety import Turns

#: Kinds of advice in the order they are tried; the words of each stand in the phrases under ``advice.<kind>``.
ADVICE_KINDS = ("tissue", "imaging", "care", "lab", "compare", "correlate")
_TESTS = (
    ("MR", r"mri|mr|mra|mrcp|magnetic resonance"),
    ("CT", r"ct|cta|computed tomography"),
    ("US", r"ultrasound|ultrasono\w*|sonogra\w*|sonogram|doppler|duplex"),
    ("MG", r"mammogra\w*|tomosynthesis"),
    ("PET", r"pet"),
    ("NM", r"bone scan|nuclear|scintigra\w*"),
    ("DXA", r"dexa|dxa|densitometry"),
    ("XR", r"x-?rays?|radiographs?|plain films?"),
)  # fmt: skip
_STEP_ORDER = {"exam": 0, "follow-up": 0, "risk-review": 0, "test": 1, "talk": 2}
#: Kinds of prompts that would repeat what the report itself asks for.
_REPORT_KINDS = frozenset({"exam", "follow-up", "test"})
#: Words of a prompt that point at a finding without naming it.
_POINTING = re.compile(
    r"\b(?:it|its|there|this|these|those|they|them|the (?:spot|stone|tear|lump|sac|pouches|gap|clot|kind|cause))\b"
)
#: Words of names in one sentence.
_NAME_WORDS = 18
LEAST_STEPS, MOST_STEPS = 2, 4


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the letter: its words with ``{q1}`` and ``{q2}`` open, and what it stands on."""

    text: str
    quotes: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    origin: str
    why: str


def advice_kind(materials: Materials, advice: Recommendation) -> str:
    """What a recommendation asks for: ``tissue``, ``imaging``, ``care``, ``lab``, ``compare``, ``correlate`` or ``other``."""
    low = advice.what.lower()
    for kind in ADVICE_KINDS:
        if any(re.search(rf"\b{re.escape(word)}", low) for word in materials.phrases.lines(f"advice.{kind}")):
            return kind
    return "other"


def advised_test(advice: Recommendation) -> str | None:
    """The code of the test a recommendation names first; None when it names none."""
    low = advice.what.lower()
    found = [(m.start(), code) for code, words in _TESTS if (m := re.search(rf"\b(?:{words})\b", low))]
    return min(found)[1] if found else None


def about(materials: Materials, advice: Recommendation) -> tuple[Group, ...]:
    """The findings a recommendation is about, in rank order."""
    return tuple(g for g in materials.groups if any(a.start == advice.start for a in g.asked))


def report_step(materials: Materials, advice: Recommendation, turns: Turns) -> Step | None:
    """A recommendation as a step: what, about what, when, and what if not."""
    phrases = materials.phrases
    quote = sentence_quote(materials, advice.start, advice.end)
    if not quote:
        return None
    kind = advice_kind(materials, advice)
    groups = about(materials, advice)[:2]
    names = tuple(dict.fromkeys(naming.doubted_name(g.first, g.card, materials.lexicon, phrases) for g in groups))
    facts = tuple(id for g in groups for id in g.ids)
    test = advised_test(advice)
    parts: list[str] = []
    if kind == "correlate" and names:
        parts.append(phrases.text("step.correlate-named", name=naming.definite(names[0])))
    elif kind == "imaging":
        parts.append(phrases.text("step.imaging", test=phrases.text(f"test.{test or 'any'}")))
    else:
        parts.append(phrases.text(f"step.{kind}"))
    plain = kind == "correlate" and bool(names)
    if not plain:
        parts.append(phrases.text("step.words"))
        if names:
            told = naming.fitting([naming.definite(n) for n in names], _NAME_WORDS)
            parts.append(phrases.text("step.about", names=naming.listed(told)))
    quotes = [] if plain else [quote]
    if advice.when is None:
        parts.append(turns.say("step.no-date"))
    elif plain or advice.when not in quote:
        quotes.append(masked(advice.when))
        parts.append(phrases.text("step.date", number=str(len(quotes))))
    parts.append(turns.say(f"step.if-not.{kind}"))
    return Step(" ".join(parts), tuple(quotes), facts, (), "report", "the report asks for it")


def tool_steps(materials: Materials) -> tuple[Step, ...]:
    """Prompts from the evidence cards of what was found, sourced ones first; each wording once."""
    rows: list[tuple[tuple[int, int, int], Group, NextStep]] = []
    for rank, group in enumerate(materials.groups):
        if group.card is None or group.urgent or group.first.status not in ("present", "possible"):
            continue
        for row in group.card.next_step:
            if row.text and row.kind != "treatment" and not (row.kind in _REPORT_KINDS and group.asked):
                rows.append(((row.basis != "sourced", _STEP_ORDER.get(row.kind, 2), rank), group, row))
    found: list[Step] = []
    for _, group, row in sorted(rows, key=lambda r: r[0]):
        name = naming.definite(naming.doubted_name(group.first, group.card, materials.lexicon, materials.phrases))
        text = materials.phrases.text("step.tool", words=naming.lower_first(row.text or ""))
        if any(step.text.startswith(text) for step in found):
            continue
        if _POINTING.search((row.text or "").lower()):
            text += " " + materials.phrases.text("step.about", names=name)
        found.append(
            Step(
                text,
                (),
                group.ids,
                row.sources,
                "evidence",
                f"evidence card {group.card.id if group.card else ''}, {row.kind}",
            )
        )
    return tuple(found)


def urgent_steps(materials: Materials) -> tuple[Step, ...]:
    """What a critical finding asks of the patient now."""
    found: dict[str, Step] = {}
    for alert in materials.alerts:
        words = urgent_words(materials, alert.row.patient, alert.doubted)
        action = words.rsplit(", so ", 1)[-1] if ", so " in words else words
        text = materials.phrases.text("step.urgent", action=naming.capital(action).rstrip("."))
        found.setdefault(
            text, Step(text, (), alert.facts, alert.row.sources, "fixed", f"critical finding {alert.row.id}")
        )
    return tuple(found.values())[:1]


def urgent_words(materials: Materials, sentence: str, doubted: bool) -> str:
    """The fixed sentence of a critical finding; told as doubted where the report only doubts it."""
    phrases = materials.phrases
    certain = phrases.text("urgent.certain")
    return (
        phrases.text("urgent.doubted") + sentence[len(certain) :]
        if doubted and sentence.startswith(certain)
        else sentence
    )


def steps(materials: Materials) -> tuple[Step, ...]:
    """The steps of the letter: urgent, from the report, the visit, then prompts; at most four but for the report's own."""
    phrases = materials.phrases
    urgent = urgent_steps(materials)
    turns = Turns(phrases)
    told = (report_step(materials, a, turns) for a in materials.recommendations())
    asked = _alike([s for s in told if s is not None], materials)
    first = asked[: MOST_STEPS - len(urgent)]
    rest = asked[len(first) :]
    found: list[Step] = [*urgent, *first]
    if rest:
        found[-1] = _joined(materials, found[-1], rest)
    if len(found) < MOST_STEPS:
        found.append(
            Step(
                phrases.text("step.visit", when=turns.say("step.no-date")), (), (), (), "fixed",
                "somebody must go over the report with the patient",
            )
        )  # fmt: skip
    if not urgent:
        found += tool_steps(materials)[: MOST_STEPS - len(found)]
    if len(found) < LEAST_STEPS:
        found.append(
            Step(phrases.text("step.question"), (), (), (), "fixed", "the scan may not have answered its reason")
        )
    return tuple(found)


def _alike(rows: Sequence[Step], materials: Materials) -> list[Step]:
    """Steps that ask for the same thing joined into one that quotes each."""
    found: dict[str, list[Step]] = {}
    for step in rows:
        found.setdefault(step.text.split(". ", 1)[0], []).append(step)
    return [_joined(materials, same[0], same[1:]) if same[1:] else same[0] for same in found.values()]


def _joined(materials: Materials, last: Step, rest: Sequence[Step]) -> Step:
    """One step that quotes the words of the others too."""
    text = last.text
    quotes = list(last.quotes)
    for step in rest:
        for quote in step.quotes:
            quotes.append(quote)
            text += " " + materials.phrases.text("step.more", number=str(len(quotes)))
    facts = tuple(dict.fromkeys(id for s in (last, *rest) for id in s.facts))
    return Step(text, tuple(quotes), facts, last.sources, last.origin, last.why)
