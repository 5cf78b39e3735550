"""Fixed lines chosen by the part of the body and the test: when to get help at once, and what this test can't tell."""

from __future__ import annotations

from explainer.core.materials import Materials
from explainer.core.ranking import roots
from explainer.core.short_answer import Line

MOST_HELP = 3


def _areas(materials: Materials) -> tuple[str, ...]:
    """The parts scanned, each with the parts that hold it; those of the findings when the exam names none."""
    found: dict[str, None] = {}
    for region in materials.regions:
        found.update(dict.fromkeys(roots(region, materials.lexicon)))
    if not found:
        for group in materials.groups:
            concept = materials.lexicon.concepts.get(group.first.concept)
            site = group.first.site or (concept.site if concept is not None else None)
            found.update(dict.fromkeys(roots(site, materials.lexicon)))
    return tuple(found)


def help_lines(materials: Materials) -> tuple[Line, ...]:
    """Three lines for the first area that has some; general ones when none has."""
    phrases = materials.phrases
    for area in (*_areas(materials), "general"):
        for id in phrases.ids("help."):
            entry = phrases.entry(id)
            if area in entry.text.split():
                return tuple(Line(line, sources=entry.sources) for line in entry.lines[:MOST_HELP])
    return ()


def limit_lines(materials: Materials, *, numbers: bool) -> tuple[Line, ...]:
    """What this test can't show, whether an older scan was there, and what group numbers mean.

    Args:
        numbers: Whether the letter shows numbers from studies.
    """
    phrases, reading = materials.phrases, materials.reading
    key = f"limit.{reading.exam.modality or 'any'}"
    entry = phrases.entry(key if key in phrases else "limit.any")
    lines = [Line(entry.text, sources=entry.sources)]
    last: list[str] = []
    compared = comparison_state(materials)
    if compared is not None:
        last.append(phrases.text("limit.compared" if compared else "limit.not-compared"))
    if numbers:
        last.append(materials.library.caveats["group-numbers"].patient)
    if last:
        lines.append(Line(" ".join(last)))
    return tuple(lines)


def comparison_state(materials: Materials) -> bool | None:
    """True when the report names an older study, False when it says there is none, None when it is silent."""
    reading = materials.reading
    for section in reading.sections:
        if section.kind == "comparison":
            low = " ".join(reading.text[section.start : section.end].lower().split()).strip(" .:")
            if not low:
                return None
            words = materials.phrases.lines("comparison.none")
            return not (low in words or any(low.startswith(word + " ") for word in words))
    return None
