"""Citations that do not exist, stand beside the wrong sentence, or are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.mutations.letter import Letter, Said
from evals.mutations.status import capital
from evals.mutations.values import Operator, Spoiled

_CITED = re.compile(r"\[(?P<tag>T, )?(?P<numbers>\d{1,2}(?:, \d{1,2})*)\]")
_AUTHORS = ("Miller", "Zhang", "Rossi", "Andersen", "Kumar", "Becker", "Lopez", "Tanaka", "Whitfield", "Novak")
_JOURNALS = ("Lancet", "JAMA", "New England Journal of Medicine", "BMJ", "Annals of Radiology", "European Spine Review")


def _body(letter: Letter) -> list[tuple[Said, re.Match[str]]]:
    return [
        (s, m)
        for s in letter.said
        if s.line.section != "sources" and not re.match(r"\[\d+\]", s.text)
        for m in _CITED.finditer(s.text)
    ]


def _last(letter: Letter) -> int:
    return max((s.number for s in letter.plan.sources), default=0)


def unknown_number(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A cited number that the plan does not have."""
    for said, m in _body(letter):
        new = str(random.choice((99, _last(letter) + 1, _last(letter) + 3, 47, 120)))
        if int(new) in {s.number for s in letter.plan.sources}:
            continue
        numbers = m.group("numbers").split(", ")
        at = random.randrange(len(numbers))
        old = numbers[at]
        numbers[at] = new
        start = said.start + m.start("numbers")
        yield letter.edit(
            start, said.start + m.end("numbers"), ", ".join(numbers), f"[{old}] told as [{new}]"
        )._replace(span=(said.start + m.start(), said.start + m.end() + len(new) - len(old)))


def unknown_number_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A citation with a number that does not exist, behind any sentence."""
    for said in letter.places("findings", "limits", "next", "short", "evidence") or letter.places():
        m = re.search(r"[.]$", said.text)
        if m and not _CITED.search(said.text):
            number = random.choice((_last(letter) + 1, _last(letter) + 2, 99, 58))
            if number in {s.number for s in letter.plan.sources}:
                continue
            new = f" [{number}]" if letter.audience == "patient" else f" [T, {number}]"
            at = said.start + m.start()
            yield letter.edit(at, at, new, f"[{number}] added")._replace(span=(at + 1, at + len(new)))


def author_made_up(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A source cited by an author, journal or body that the plan does not have."""
    held = " ".join(s.citation for s in letter.plan.sources)
    authors = [a for a in _AUTHORS if a not in held]
    for said in letter.places("findings", "limits", "evidence") or letter.places():
        m = re.search(r"[.]$", said.text)
        if not m or not authors or said.asks:
            continue
        author, journal, year = random.choice(authors), random.choice(_JOURNALS), random.randrange(2009, 2025)
        new = random.choice(
            (
                f" ({author} et al., {year})",
                f" ({author} {year})",
                f" ({author} and colleagues, {journal}, {year})",
                f" [{author}, {year}]",
                f" (source: {author} et al., {journal} {year})",
            )
        )
        at = said.start + m.start()
        yield letter.edit(at, at, new, f"a source made up: {author} {year}")._replace(span=(at + 1, at + len(new)))


def source_listed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A work put into the list of sources that the plan does not have."""
    listed = [
        s for s in letter.said if s.line.section == "sources" and re.match(r"\[\d+\]", letter.text[s.line.start :])
    ]
    held = " ".join(s.citation for s in letter.plan.sources)
    authors = [a for a in _AUTHORS if a not in held]
    if listed and authors:
        line = listed[-1].line
        author = random.choice(authors)
        new = f"[{_last(letter) + 1}] {author} R, Cole T. {random.choice(('Imaging findings and outcome in adults', 'A review of common scan results', 'What patients should know'))}. {random.choice(_JOURNALS)}. {random.randrange(2009, 2025)}."
        text = letter.text[: line.end] + "\n" + new + letter.text[line.end :]
        yield Spoiled(text, (line.end + 1, line.end + 1 + len(new)), f"a work that the plan does not have: {author}")


def _items_of(letter: Letter, number: str) -> frozenset[str]:
    """The concepts whose items cite this source."""
    source = next((s.id for s in letter.plan.sources if str(s.number) == number), None)
    found: set[str] = set()
    for item in letter.plan.items:
        if source in item.sources:
            found |= {letter.facts[id].concept for id in item.facts if id in letter.facts} or {"-"}
    for caveat in letter.plan.caveats:
        if source in caveat.sources:
            found |= {letter.facts[id].concept for id in caveat.facts if id in letter.facts}
    return frozenset(found)


def exchanged(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The citations of two sentences exchanged, where neither source is one of the other sentence's finding."""
    cited = _body(letter)
    pairs = [(a, b) for i, a in enumerate(cited) for b in cited[i + 1 :]]
    random.shuffle(pairs)
    for (one, m), (two, n) in pairs:
        first, second = m.group("numbers").split(", "), n.group("numbers").split(", ")
        if set(first) & set(second) or one.index == two.index:
            continue
        here = frozenset().union(*(_items_of(letter, x) for x in first))
        there = frozenset().union(*(_items_of(letter, x) for x in second))
        if here & there or not here or not there:
            continue
        made = letter.edits(
            [
                (one.start + m.start("numbers"), one.start + m.end("numbers"), n.group("numbers")),
                (two.start + n.start("numbers"), two.start + n.end("numbers"), m.group("numbers")),
            ],
            f"[{m.group('numbers')}] and [{n.group('numbers')}] exchanged",
        )
        start = one.start + m.start()
        yield made._replace(span=(start, start + len(m.group()) + len(n.group("numbers")) - len(m.group("numbers"))))


def cited_elsewhere(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """One citation replaced by a source of another finding."""
    numbers = [str(s.number) for s in letter.plan.sources]
    for said, m in _body(letter):
        mine = m.group("numbers").split(", ")
        here = frozenset().union(*(_items_of(letter, x) for x in mine))
        others = [n for n in numbers if n not in mine and _items_of(letter, n) and not _items_of(letter, n) & here]
        if others and here:
            new = random.choice(others)
            start = said.start + m.start()
            text = m.group().replace(m.group("numbers"), new)
            yield letter.edit(start, said.start + m.end(), text, f"[{m.group('numbers')}] told as [{new}]")


def cited_beside_the_report(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A source cited for what only the report says."""
    if not letter.plan.sources:
        return
    for said, facts in letter.stating(status=("present",)):
        m = re.search(r"( \[R\])?\.$", said.text)
        if not m or not said.own or said.general or _CITED.search(said.text) or said.start != said.line.body:
            continue
        concepts = {f.concept for f in facts}
        others = [
            str(s.number)
            for s in letter.plan.sources
            if _items_of(letter, str(s.number)) and not _items_of(letter, str(s.number)) & concepts
        ]
        if others:
            new = random.choice(others)
            at = said.start + m.start()
            words = f" [{new}]" if letter.audience == "patient" else f" [T, {new}]"
            yield letter.edit(at, said.start + m.end() - 1, words, f"[{new}] cited for {facts[0].name}")._replace(
                span=(said.start, at + len(words))
            )


def citation_stripped(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The citation of an evidence sentence taken away."""
    if letter.audience != "clinician":
        return
    for said, m in _body(letter):
        new = random.choice(("[T]", "", ""))
        start = said.start + m.start() - (not new and said.text[m.start() - 1 : m.start()] == " ")
        text = letter.text[:start] + new + letter.text[said.start + m.end() :]
        words = re.split(r"(?<=\.) (?=[A-Z])", said.text[: m.start()])[-1]
        begin = start - len(words.rstrip())
        yield Spoiled(text, (max(said.start, begin), start + len(new)), f"{m.group()} taken away")


def evidence_without_source(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A key fact of a source told without naming it."""
    if letter.audience != "clinician":
        return
    for said in letter.places("evidence", "findings"):
        for source in letter.plan.sources:
            for fact in source.key_facts:
                if 25 < len(fact) < 220 and fact.rstrip(".") not in letter.text and re.search(r"\d", fact):
                    yield letter.added(
                        said, capital(fact.rstrip(".")) + ".", f"a fact of source {source.number} without it"
                    )
                    break


OPERATORS: dict[str, tuple[Operator, ...]] = {
    "unknown-citation": (unknown_number, unknown_number_added, author_made_up, source_listed),
    "miscited-claim": (exchanged, cited_elsewhere, cited_beside_the_report),
    "missing-citation": (citation_stripped, evidence_without_source),
}
