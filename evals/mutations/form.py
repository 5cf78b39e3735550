"""Identifiers, echoes of a prompt, hard reading, jargon, and drafts that are no letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.mutations.letter import Letter
from evals.mutations.places import cased
from evals.mutations.status import wordings
from evals.mutations.values import Operator, Spoiled


def _identity(random: Random) -> dict[str, str]:
    data = wordings("form")["identifier"]
    year, month, day = random.randrange(1931, 2005), random.randrange(1, 13), random.randrange(1, 29)
    months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    first, last = random.choice(data["first"]), random.choice(data["last"])
    return {
        "first": first,
        "last": last,
        "dob": random.choice(
            (f"{month:02}/{day:02}/{year}", f"{year}-{month:02}-{day:02}", f"{day} {months[month - 1]} {year}")
        ),
        "dob_words": f"{months[month - 1]} {day}, {year}",
        "mrn": random.choice(
            (
                f"{random.randrange(10**6, 10**7)}",
                f"{random.randrange(10**7, 10**8)}",
                f"00-{random.randrange(1000, 9999)}-{random.randrange(10, 99)}",
            )
        ),
        "acc": f"{random.choice('RACX')}{random.randrange(10**6, 10**8)}",
        "phone": random.choice(
            (
                f"(555) 01{random.randrange(10)}-{random.randrange(1000, 9999)}",
                f"555-01{random.randrange(10, 99)}-{random.randrange(1000, 9999)}",
                f"+1 202 555 01{random.randrange(10, 99)}",
            )
        ),
        "email": f"{first[0].lower()}.{re.sub('[^a-z]', '', last.lower())}@example.org",
        "ssn": f"{random.randrange(100, 899)}-{random.randrange(10, 99)}-{random.randrange(1000, 9999)}",
        "street": random.choice(data["street"]),
        "plan": f"{random.choice(('HX', 'BC', 'AET'))}{random.randrange(10**7, 10**9)}",
    }


def identified(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A made-up name, birth date, number or address: at the head, within, or at the end."""
    ways = list(wordings("form")["identifier"][letter.audience])
    random.shuffle(ways)
    lines = [line for line in letter.lines if line.section != "sources" and not line.heading]
    for way in ways:
        new = way.format(**_identity(random))
        if (
            new.endswith(",")
            or re.match(
                r"(?:This letter is for|[A-Z][a-z]+, here|Patient|Name|Pt|DOB|Date of|MRN|Record|Accession|SSN|Social|Address|Insurance|Health)",
                new,
            )
            or not lines
        ):
            yield Spoiled(new + "\n\n" + letter.text, (0, len(new)), f"an identifier made up: {way}")
        elif new.startswith(("Sincerely", "Electronically", "Interpreted", "Read by")):
            body = letter.text.rstrip()
            yield Spoiled(
                body + "\n\n" + new + "\n", (len(body) + 2, len(body) + 2 + len(new)), f"an identifier made up: {way}"
            )
        else:
            yield letter.added_line(random.choice(lines), new, f"an identifier made up: {way}")


def echoed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Prompt text, talk of being a model, or an instruction."""
    ways = list(wordings("form")["echo"][letter.audience])
    random.shuffle(ways)
    lines = [line for line in letter.lines if line.section != "sources"]
    for way in ways:
        if (
            re.search(r"here is|below|here's|certainly|sure!|as an ai|system:|\[inst|im_start|###", way, re.I)
            and random.random() < 0.7
        ):
            yield Spoiled(way + "\n\n" + letter.text, (0, len(way)), "an echo at the head")
        elif random.random() < 0.5 or not lines:
            body = letter.text.rstrip()
            yield Spoiled(body + "\n\n" + way + "\n", (len(body) + 2, len(body) + 2 + len(way)), "an echo at the end")
        else:
            yield letter.added_line(random.choice(lines), way, "an echo within")


# -- reading level and jargon -----------------------------------------------------------------------------------------


def _prose(letter: Letter) -> list[tuple[int, int]]:
    """Lines of at least two sentences (or one of eight words) in the sections that a patient reads."""
    per_line: dict[int, list[tuple[int, int]]] = {}
    for s in letter.said:
        if s.line.section not in ("sources", "head", "help", "questions") and not s.line.heading:
            per_line.setdefault(s.line.index, []).append((s.start, s.end))
    return [(saids[0][0], saids[-1][1]) for saids in per_line.values()]


def _joined(text: str, random: Random) -> str:
    joins = wordings("form")["hard_words"]["joins"]
    parts = re.split(r"(?<=[a-z)\"\]])[.] (?=[A-Z])", text)
    made = parts[0]
    for part in parts[1:]:
        first = part.split(" ", 1)[0]
        low = part if first[1:2].isupper() or re.match(r"[CTLS]\d|I\b|MRI|CT|I'", part) else part[:1].lower() + part[1:]
        made += random.choice(joins) + low
    return made


def sentences_joined(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The sentences of every paragraph joined to long ones."""
    if letter.audience != "patient":
        return
    changes = [(a, b, _joined(letter.text[a:b], random)) for a, b in _prose(letter)]
    changes = [(a, b, new) for a, b, new in changes if new != letter.text[a:b]]
    if len(changes) >= 2 or any(len(new.split()) > 45 for _, _, new in changes):
        yield letter.edits(changes, f"sentences of {len(changes)} paragraphs joined")


def words_made_hard(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Plain words replaced by long ones, and sentences joined."""
    if letter.audience != "patient":
        return
    pairs = wordings("form")["hard_words"]["pairs"]
    changes: list[tuple[int, int, str]] = []
    for a, b in _prose(letter):
        new = letter.text[a:b]
        pieces = re.split(r"(\"[^\"]*\")", new)
        for i in range(0, len(pieces), 2):
            for plain, hard in pairs:
                pieces[i] = re.sub(rf"\b{re.escape(plain)}\b", lambda m, h=hard: cased(h, m.group()), pieces[i])
        new = _joined("".join(pieces), random)
        if new != letter.text[a:b]:
            changes.append((a, b, new))
    if len(changes) >= 2:
        yield letter.edits(changes, "long words and long sentences")


_WINDY = (
    "It is of considerable importance to appreciate that the interpretation of imaging examinations necessitates careful integration of radiological observations with comprehensive clinical information, which a responsible practitioner is ideally positioned to undertake.",
    "In consideration of the aforementioned observations, an individualized consultation with an appropriately qualified healthcare professional, during which outstanding uncertainties may be systematically addressed, constitutes a reasonable subsequent undertaking.",
    "Notwithstanding the inherent limitations associated with any particular imaging modality, the documentation provided by the interpreting radiologist represents a comprehensive characterization of the anatomical structures under consideration.",
    "Furthermore, it should be acknowledged that the communication of radiological information to individuals without professional training inevitably involves a considerable degree of simplification, which necessitates supplementary clarification.",
)


def windy_paragraph(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A paragraph of clause-heavy talk that says nothing of the scan."""
    if letter.audience != "patient":
        return
    for said in letter.places("findings", "limits", "next", "short"):
        new = " ".join(random.sample(_WINDY, 3))
        yield letter.added_line(said.line, new, "a paragraph of long-winded talk")


def term_for_plain_words(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Plain words replaced by a technical term wherever they stand, and what explains it left out."""
    if letter.audience != "patient":
        return
    for row in wordings("form")["jargon"]:
        pattern = re.compile(rf"(?:\b(?P<article>an?) )?{row['plain']}", re.I)
        hits = [
            (s, m) for s in letter.said if s.line.section not in ("sources", "head") for m in pattern.finditer(s.text)
        ]
        hits = [(s, m) for s, m in hits if not letter.quoted(s.start + m.start(), s.start + m.end())]
        term = random.choice(row["terms"])
        if not hits or re.search(rf"\b{re.escape(term)}", letter.text, re.I):
            continue
        changes: list[tuple[int, int, str]] = []
        for said, m in hits:
            # Terms of stuff and of more than one thing take no article.
            lead = ("an " if term[0] in "aeiou" else "a ") if m.group("article") and row.get("one") else ""
            changes.append((said.start + m.start(), said.start + m.end(), cased(lead + term, m.group())))
        lines = {s.line.index for s, _ in hits}
        told = {s.index for s, _ in hits}
        glosses = [
            (s.start, min(s.end + 1, s.line.end), "")
            for s in letter.said
            if s.line.index in lines
            and s.index > min(told)
            and s.index not in told
            and s.start > s.line.body
            and not re.search(r"report|exam|\[|\bask|link|\d|\bno\b|not", s.text)
        ]
        made = letter.edits(changes + glosses, f"{hits[0][1].group()!r} told as {term!r} ({len(hits)} places)")
        yield made


def term_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A technical sentence about a told finding, in the report's own terms, without saying what they mean."""
    if letter.audience != "patient":
        return
    by_id = {f.id: f for f in letter.plan.reading.findings}
    for fact in letter.facts.values():
        name = fact.name
        hard = [w for w in re.findall(r"[a-z]+", name.lower()) if _technical(w)]
        if (
            fact.status != "present"
            or not hard
            or any(w in letter.text.lower() for w in hard)
            or fact.mentions[0] not in by_id
        ):
            continue
        told = [s for s in letter.told(fact) if s.states and not s.line.heading]
        if told:
            where = (f" on the {fact.laterality}" if fact.laterality in ("left", "right") else "") + (
                f" at {' and '.join(fact.levels)}" if fact.levels else ""
            )
            yield letter.added(
                told[-1],
                random.choice(
                    (
                        f"The report speaks of {name}{where}.",
                        f"This is in keeping with {name}{where}.",
                        f"The finding is {name}{where}.",
                    )
                ),
                f"a term without a word on what it means ({name})",
            )


def _technical(word: str) -> bool:
    return bool(
        re.search(
            r"(?:osis|otic|itis|pathy|ectasis|lithiasis|stenosis|phyte|listhesis|edema|effusion|atrophy|megaly|oma|emia|plasia|sclero|arthro|hydro|foramin|ectopic|ecchy|desiccat|retract)",
            word,
        )
    ) and word not in ("arthritis", "diagnosis", "bronchitis")


# -- no letter at all -------------------------------------------------------------------------------------------------


def cut_off(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The letter cut in the middle of a sentence."""
    saids = [s for s in letter.said if s.line.section != "sources" and len(s.text.split()) >= 6 and not s.line.heading]
    if len(saids) < 6:
        return
    for said in random.sample(saids[len(saids) // 2 :], min(4, len(saids) // 2)):
        words = [m.end() for m in re.finditer(r"[A-Za-z0-9']+(?=[ ,])", said.text)]
        if len(words) < 4:
            continue
        at = said.start + random.choice(words[2:])
        yield Spoiled(letter.text[:at], (max(said.start, at - 12), at), "cut in the middle of a sentence")


def cut_in_a_word(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The letter cut in the middle of a word."""
    saids = [s for s in letter.said if s.line.section != "sources" and len(s.text.split()) >= 6 and not s.line.heading]
    for said in saids[-2:]:
        long = list(re.finditer(r"[a-z]{6,}", said.text))
        if long:
            at = said.start + long[len(long) // 2].start() + 3
            yield Spoiled(letter.text[:at], (max(said.start, at - 12), at), "cut in the middle of a word")


def emptied(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Nothing, or blanks."""
    yield Spoiled(random.choice(("", " \n", "\n\n\n", "...", "-")), None, "empty")


def in_another_language(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The whole letter in another language."""
    for text in random.sample(wordings("form")["language"]["whole"], 3):
        yield Spoiled(text + "\n", (0, len(text)), "in another language")


def partly_in_another_language(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A passage in another language."""
    for said in letter.places("next", "findings", "limits"):
        new = random.choice(wordings("form")["language"]["part"])
        yield letter.added_line(said.line, new, "a passage in another language")


OPERATORS: dict[str, tuple[Operator, ...]] = {
    "identifier-leak": (identified,),
    "instruction-echo": (echoed,),
    "reading-level": (sentences_joined, words_made_hard, windy_paragraph),
    "unexplained-jargon": (term_for_plain_words, term_added),
    "malformed-draft": (cut_off, cut_in_a_word, emptied, in_another_language, partly_in_another_language),
}
