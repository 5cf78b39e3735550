"""What a fact is called: for a patient in plain words, for a clinician in radiology words.

Status, certainty, side, levels, grade, sizes and change are told exactly as the report has them, never more or less.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.knowledge.library import Card, Phrases
from explainer.core.values import Fact, Measurement, Reading

_PREPOSITIONS = frozenset(
    "of out in at on with near between that from to behind inside under next beside where along around for by which deep outside into not all while".split()
)
_NO_ARTICLE = frozenset(
    "arthritis fluid swelling narrowing calcium air blood scarring change thickening inflammation edema fat bone tissue gas pus "
    "shrinking hardening bleeding irritation pressure hernia-repair loss wear redness stool mucus cartilage infection bruising bleeding cement work copd "
    "widening bowing slippage crowding bulging spasm looseness growth material dye plaque surgery pain motion weakness stiffness "
    "pneumonia asthma emphysema osteoporosis gout movement squeezing pinching stretching thinning softening clouding haze".split()
)
_LEVEL_ORDER = {"C": 0, "T": 1, "D": 1, "L": 2, "S": 3}
_MAY_BE_OLD = re.compile(r"(?:^|[^a-z])acute(?:ly)?(?:[ ,/-]|or|and|traumatic|displaced|osseous|bony)*$")
#: "No other cystic or solid mass": denied is what the report has not told of.
_OTHER = re.compile(r"\b(?:no|without|nor) (?:other|additional|further|second|more) (?:[a-z-]+ (?:or )?){0,3}$")
#: "No new mediastinal or hilar adenopathy"; behind the thing "new" is said of another ("no effusion or new nodule").
_NEWLY = re.compile(r"\bnew(?:ly)? (?:[a-z/-]+[ ,]+){0,5}$")
_GRADE_WORDS = {
    "significant": r"clinically significant|hemodynamically significant|significantly|significant|appreciable|substantial|considerable|pronounced|major|prominent|sizable|notable|important|clear|impressive|relevant|much",
    "severe": r"high[- ]grade|severely|severe|markedly|marked|advanced|critical|serious",
    "moderate": r"moderately|moderate",
    "large": r"large|sizeable|massive|big",
    "definite": r"definitely|definite|obvious|frank|grossly|gross|convincing|overt|discrete",
}
_MASS_ING = re.compile(r"(?<!open)(?<!^r)ing$")
_BRACKETS = re.compile(r" \([^()0-9]*\)$")
#: The place at the end of a name ("spot in the lung"); a narrower one takes its room.
_WIDE_PLACE = re.compile(r" (?:in|of) (?:the |a |an )?([a-z]+)$")
#: The place that a name ends with, left out when the report names a part of it ("in the voice box").
_OUTER_PLACE = re.compile(r" in (?:the|a|an) [a-z]+(?: [a-z]+)?$")
#: A heading that is a sentence ("One spine bone sits ahead of the next") and so can't stand within another.
_CLAUSE = re.compile(r" (?:sits|looks?|has) ")
#: Adjectives that plain names begin with and that a grade can strengthen.
_ADJECTIVES = frozenset(
    "narrow narrowed wide widened thin thinner thick thickened swollen enlarged blocked inflamed uneven bent curved torn crowded pinched smaller larger full".split()
)
#: How a denied grade is told to a patient.
PATIENT_GRADES = {
    "significant": "clear",
    "severe": "severe",
    "moderate": "moderate",
    "large": "large",
    "definite": "clear",
}


def capital(text: str) -> str:
    """``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """``text`` with a small first letter, unless its first word is an abbreviation or a name of letters."""
    first = text.split(" ", 1)[0]
    return (
        text
        if (len(first) > 1 and first[1:2].isupper()) or first in ("I", "Schmorl", "Baker", "Tarlov")
        else text[:1].lower() + text[1:]
    )


def listed(names: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b, and c``."""
    if len(names) <= 1:
        return "".join(names)
    if len(names) == 2:
        return f"{names[0]} {last} {names[1]}"
    return f"{', '.join(names[:-1])}, {last} {names[-1]}"


def fitting(names: Sequence[str], most_words: int) -> tuple[str, ...]:
    """The first names, as many as fit in ``most_words`` words, and at least one."""
    kept: list[str] = []
    words = 0
    for name in names:
        words += len(name.split()) + 1
        if kept and words > most_words:
            break
        kept.append(name)
    return tuple(kept)


def before_place(words: Sequence[str]) -> Sequence[str]:
    """The words of a name up to the first that says where or of what: of ``sac on a nerve`` the first."""
    at = next((n for n, word in enumerate(words) if n and word in _PREPOSITIONS), len(words))
    return words[:at]


def article(noun: str) -> str:
    """``noun`` with "a" or "an" where it is one countable thing."""
    words = noun.split()
    head = words[0] if words else ""
    for index, word in enumerate(words):
        if word in _PREPOSITIONS and index:
            break
        head = word
    head = head.strip(",").lower()
    if words and words[0].lower() in (
        "another",
        "other",
        "a",
        "an",
        "the",
        "no",
        "two",
        "something",
        "some",
        "many",
        "several",
        "more",
        "less",
        "too",
        "extra",
        "signs",
        "parts",
    ):
        return noun
    if head == "bone" and any(w in words for w in ("broken", "cracked", "fractured", "spine")):
        return ("an " if noun[:1].lower() in "aeiou" else "a ") + noun
    plural = head.endswith("s") and not head.endswith(("ss", "us", "is", "pancreas", "lens"))
    if plural or head in _NO_ARTICLE or head.endswith(("itis", "ness", "osis")) or _MASS_ING.search(head):
        return noun
    return ("an " if noun[:1].lower() in "aeiou" else "a ") + noun


def plural(noun: str) -> str:
    """``noun`` as more than one: its head before any preposition takes the -s."""
    words = noun.split()
    at = next((i for i, word in enumerate(words) if i and word in _PREPOSITIONS), len(words)) - 1
    head = words[at]
    if not head.endswith("s"):
        words[at] = (
            head[:-1] + "ies"
            if head.endswith("y") and head[-2:-1] not in "aeiou"
            else head + ("es" if head.endswith(("x", "ch", "sh")) else "s")
        )
    return " ".join(words)


def definite(noun: str) -> str:
    """``noun`` with "the", unless it has an article already."""
    return noun if noun.split(" ", 1)[0] in ("a", "an", "the", "your", "no", "something", "more") else f"the {noun}"


def number_text(value: float) -> str:
    """A number as short as it was written: 12.0 as ``12``."""
    return f"{value:g}" if value != int(value) else str(int(value))


def sizes_text(sizes: Sequence[Measurement], by: str = " by ") -> str:
    """``12 by 8 mm``, each with its unit where they differ; with ``by=" x "`` as clinicians write it."""
    if len({m.unit for m in sizes}) == 1:
        return f"{by.join(number_text(m.value) for m in sizes)} {sizes[0].unit}"
    return by.join(f"{number_text(m.value)} {m.unit}" for m in sizes)


def _level_key(level: str) -> tuple[int, int, str]:
    digits = re.match(r"[A-Za-z]([0-9]+)", level)
    return _LEVEL_ORDER.get(level[:1].upper(), 9), int(digits.group(1)) if digits else 0, level


def sorted_levels(levels: Sequence[str]) -> tuple[str, ...]:
    """Levels from top to bottom, each once."""
    return tuple(sorted(dict.fromkeys(levels), key=_level_key))


def site_of(fact: Fact, lexicon: Lexicon) -> str | None:
    """The part of the body a reader must be told because the finding's own name does not carry it."""
    concept = lexicon.concepts.get(fact.concept)
    if fact.site is None or fact.site not in lexicon.anatomy:
        return None
    if (
        concept is not None
        and not concept.generic
        and concept.site is not None
        and lexicon.within(concept.site, fact.site)
    ):
        return None
    return fact.site


def _placed(name: str, fact: Fact, lexicon: Lexicon) -> str:
    """``name`` with the part of the body behind it, unless the name holds it already."""
    site = site_of(fact, lexicon)
    if site is None:
        return name
    part = lexicon.anatomy[site].plain
    words = part.lower().split()
    if part.lower() in name.lower():
        return name
    wide = _WIDE_PLACE.search(name)
    if wide is not None and (wide.group(1) == "body" or wide.group(1) in words):
        return f"{name[: wide.start()]} in {definite(part)}"
    if any(word in name.lower().split() for word in words if len(word) > 4):
        return name
    concept = lexicon.concepts.get(fact.concept)
    outer = _OUTER_PLACE.search(name)
    if outer is not None and concept is not None and concept.site and lexicon.within(site, concept.site):
        name = name[: outer.start()]
    return f"{name} in {definite(part)}"


def plain_name(fact: Fact, lexicon: Lexicon, *, place: bool = True) -> str:
    """The thing in plain words, without article, side, level or grade."""
    concept = lexicon.concepts.get(fact.concept)
    name = concept.plain if concept is not None else fact.name
    return _placed(name, fact, lexicon) if place else name


def _told_name(fact: Fact, card: Card | None, lexicon: Lexicon, *, place: bool = True, within: bool = False) -> str:
    """The card's heading with the place it does not carry, or the plain name; ``within`` a sentence no clause."""
    if card is None or (within and _CLAUSE.search(card.heading)):
        return plain_name(fact, lexicon, place=place)
    return _placed(card.heading, fact, lexicon) if place else card.heading


def _unexplained(name: str) -> str:
    """``name`` without an explanation in brackets, which its heading gives; a category in brackets stays."""
    return _BRACKETS.sub("", name)


def grade_text(fact: Fact) -> str:
    """``mild``, ``mild to moderate`` or nothing."""
    return (fact.severity or "").replace("-", " ")


def where_text(fact: Fact, phrases: Phrases, name: str = "") -> str:
    """Side and levels as they follow a name: `` on the left at L4-L5``; a side that the name holds is not told twice."""
    text = ""
    if fact.laterality is not None and fact.laterality not in name.lower().split():
        text += " " + phrases.text(f"side.{fact.laterality}")
    if fact.levels:
        text += " " + phrases.text("levels", levels=listed(sorted_levels(fact.levels)))
    return text


def heading_of(
    fact: Fact, card: Card | None, lexicon: Lexicon, phrases: Phrases, *, grade: bool = True, where: bool = True
) -> str:
    """The title of an item: doubt, grade, name, side and levels; no full stop."""
    name = _told_name(fact, card, lexicon)
    if fact.severity and grade:
        name = _graded(grade_text(fact), lower_first(name))
    if fact.change == "new":
        name = phrases.text("change.new", name=lower_first(name))
    if fact.status == "historical":
        name = phrases.text("status.historical", name=lower_first(name))
    elif fact.status == "possible":
        name = phrases.text(
            f"status.{fact.certainty if fact.certainty != 'definite' else 'possible'}", name=lower_first(name)
        )
    return capital(name) + (where_text(fact, phrases, name) if where else "")


def in_line(
    fact: Fact, card: Card | None, lexicon: Lexicon, phrases: Phrases, *, grade: bool = True, where: bool = True
) -> str:
    """The finding within a sentence, with article, doubt, grade, side and levels."""
    name = _unexplained(lower_first(_told_name(fact, card, lexicon, within=True)))
    if fact.severity and grade:
        name = _graded(grade_text(fact), name)
    if fact.status == "possible":
        name = phrases.text(f"status.{fact.certainty if fact.certainty != 'definite' else 'possible'}", name=name)
    return article(name) + (where_text(fact, phrases, name) if where else "")


def short_name(fact: Fact, card: Card | None, lexicon: Lexicon, *, place: bool = True) -> str:
    """The name, with its place unless told otherwise, as used in lists of names: no article, doubt, grade, side or level."""
    return _unexplained(lower_first(_told_name(fact, card, lexicon, place=place, within=True)))


def doubted_name(fact: Fact, card: Card | None, lexicon: Lexicon, phrases: Phrases, *, place: bool = True) -> str:
    """The short name with the report's doubt before it: what is only possible is nowhere told as there."""
    name = short_name(fact, card, lexicon, place=place)
    if fact.status != "possible":
        return name
    return phrases.text(f"status.{fact.certainty if fact.certainty != 'definite' else 'possible'}", name=name)


def says_acute(reading: Reading, fact: Fact) -> bool:
    """Whether the report denies the finding only as an acute one ("no acute fracture")."""
    by_id = {f.id: f for f in reading.findings}
    told = [by_id[m] for m in fact.mentions if m in by_id]
    return bool(told) and all(
        _MAY_BE_OLD.search(reading.text[max(f.sentence.start, f.start - 40) : f.start].lower()) is not None
        or f.text.lower().startswith("acute ")
        for f in told
    )


def says_new(reading: Reading, fact: Fact) -> bool:
    """Whether the report denies the finding only as a new one ("no new nodule"): an old one may be there."""
    told = [f for f in reading.findings if f.id in fact.mentions]
    return bool(told) and all(
        _NEWLY.search(reading.text[max(f.sentence.start, f.start - 60) : f.start].lower()) is not None for f in told
    )


def says_other(reading: Reading, fact: Fact) -> bool:
    """Whether the report denies the finding only beside one it tells of ("no other mass")."""
    told = [f for f in reading.findings if f.id in fact.mentions]
    return bool(told) and all(
        _OTHER.search(reading.text[max(f.sentence.start, f.start - 40) : f.start].lower()) is not None for f in told
    )


#: Forms in which alone a report may deny a finding, with what they say of it in plain words.
_FORMS = {
    "displaced": "with pieces out of place",
    "depressed": "with a piece pushed in",
    "obstructing": "that blocks the way",
    "compressive": "that presses on a part",
}


def denied_form(reading: Reading, fact: Fact) -> str | None:
    """The one form in which all mentions deny a finding ("no displaced fracture"); None when the thing itself is denied."""
    by_id = {f.id: f for f in reading.findings}
    forms: set[str | None] = set()
    for told in (by_id[m] for m in fact.mentions if m in by_id):
        words = reading.text[max(told.sentence.start, told.start - 16) : told.end].lower().split()
        forms.add(next((w for w in words if w in _FORMS), None))
    return forms.pop() if len(forms) == 1 else None


def _graded(grade: str, name: str) -> str:
    """``severe narrowing``, but ``clearly narrow space``: before an adjective the grade is an adverb."""
    if name.split(" ", 1)[0] in _ADJECTIVES and grade != "large":
        grade = " ".join(word if word == "to" else f"{word}ly" for word in grade.split())
    return f"{grade} {name}"


def denied_name(reading: Reading, fact: Fact, lexicon: Lexicon, phrases: Phrases) -> str:
    """An absent finding behind "no": the denied grade kept, side and levels told."""
    name = plain_name(fact, lexicon)
    form = denied_form(reading, fact)
    if form is not None:
        name = f"{name} {_FORMS[form]}"
    if not name.startswith("new ") and (says_new(reading, fact) or (form is None and says_acute(reading, fact))):
        name = f"new {name}"
    if fact.denied_grade is not None:
        name = _graded(PATIENT_GRADES.get(fact.denied_grade, fact.denied_grade), name)
    elif says_other(reading, fact):
        name = f"another {name}" if article(name) != name else f"other {name}"
    return name + where_text(fact, phrases, name)


def report_grade(reading: Reading, fact: Fact) -> str:
    """The denied grade in the report's own word ("high-grade"), else the contract's."""
    if fact.denied_grade is None:
        return ""
    by_id = {f.id: f for f in reading.findings}
    pattern = re.compile(rf"\b(?:{_GRADE_WORDS.get(fact.denied_grade, fact.denied_grade)})\b")
    for id in fact.mentions:
        mention = by_id.get(id)
        if mention is None or mention.denied_grade is None:
            continue
        found = pattern.search(reading.text[mention.sentence.start : mention.sentence.end].lower())
        if found is not None:
            return found.group()
    return fact.denied_grade


_NO_PART = frozenset("of post left right bilateral abnormal mild moderate severe".split())


def _name_with_part(reading: Reading, fact: Fact, name: str) -> str:
    """A fact's name with the part that the report puts before it in the same term ("sigmoid diverticulosis")."""
    for finding in reading.findings:
        if finding.id in fact.mentions:
            words = finding.text.lower().split()
            own = name.lower().split()
            before = words[: -len(own)]
            if 0 < len(before) <= 2 and words[-len(own) :] == own and _NO_PART.isdisjoint(before):
                return " ".join([*before, name])
    return name


def clinician_name(reading: Reading, fact: Fact, lexicon: Lexicon) -> str:
    """A fact in a clinician's words: doubt, grade, side, name, levels, sizes and change."""
    concept = lexicon.concepts.get(fact.concept)
    name = _name_with_part(reading, fact, fact.name or (concept.name if concept is not None else fact.concept))
    place = ""
    if site_of(fact, lexicon) is not None:
        part = lexicon.anatomy[fact.site or ""].name
        place = f", {part}" if part.lower() not in name.lower() else ""
    parts: list[str] = []
    if fact.status == "possible":
        parts.append(fact.certainty if fact.certainty != "definite" else "possible")
    elif fact.status == "historical":
        parts.append("prior or known")
    elif fact.status == "absent":
        parts.append("no")
        if fact.denied_grade is not None:
            parts.append(report_grade(reading, fact))
        elif (form := denied_form(reading, fact)) is not None and form not in name:
            parts.append(form)
        elif says_acute(reading, fact) and not name.startswith("acute"):
            parts.append("acute")
    if fact.severity and fact.status != "absent":
        parts.append(fact.severity)
    if fact.laterality is not None:
        parts.append(fact.laterality)
    parts.append(name)
    text = " ".join(parts) + place
    if fact.levels:
        text += " " + ", ".join(sorted_levels(fact.levels))
    if fact.measurements and fact.status != "absent":
        text += f" ({sizes_text(fact.measurements, ' x ')})"
    if fact.change is not None:
        text += f", {fact.change}"
    return text
