"""What the report says is not there, with the grade it denies, and the parts it calls normal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from explainer.core import naming
from explainer.core.knowledge.library import Phrases
from explainer.core.language.analysis import analyse, longest
from explainer.core.language.text import lemmas
from explainer.core.materials import Materials
from explainer.core.ranking import asked_sites, near, roots
from explainer.core.values import Fact, Span

_LEAD_WORDS = 5
_FUNCTION = frozenset(
    "the a an of and or is are be in on at to for with within by both all other there this that these it its has have been was were also appear appears "
    "appearing demonstrate demonstrates demonstrated show seen see present left right bilateral bilaterally visualized visible remaining rest otherwise well limits".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Denial:
    """Facts denied in one sentence. ``must``: the impression or the reason for the scan asks for it."""

    text: str
    facts: tuple[str, ...]
    must: bool


def ranked_denials(materials: Materials) -> tuple[Fact, ...]:
    """The absent facts, those of the impression first, then those near the reason for the scan; each wording once."""
    lexicon = materials.lexicon
    sites = asked_sites(materials.reading, lexicon)
    asked = {f.concept for f in materials.reading.findings if f.status == "indication"}
    rows: list[tuple[tuple[int, int, int], Fact]] = []
    for order, fact in enumerate(materials.reading.facts):
        if fact.status != "absent" or not materials.shown(fact) or told_elsewhere(materials, fact):
            continue
        concept = lexicon.concepts.get(fact.concept)
        where = roots(fact.site or (concept.site if concept is not None else None), lexicon)
        named = any(lexicon.related(fact.concept, a) for a in asked)
        close = any(near(where, place) for place, _ in sites) if where else False
        rows.append(((0 if fact.in_impression else 1, 0 if named else 1 if close else 2, order), fact))
    return tuple(fact for _, fact in sorted(rows, key=lambda r: r[0]))


def told_elsewhere(materials: Materials, fact: Fact) -> bool:
    """Whether a denial, in the words it would be told in, would deny what the report tells of at another place.

    "No stenosis of the distal circumflex" is no "narrow heart artery" left out of a report that tells of a narrow one.
    """
    reading, lexicon = materials.reading, materials.lexicon
    if naming.denied_form(reading, fact) is not None or any(fact.id in a.facts for a in materials.alerts):
        return False
    if fact.denied_grade is not None:
        return any(_ungraded(fact, other) for other in reading.facts)
    if any(says(reading, fact) for says in (naming.says_acute, naming.says_new, naming.says_other)):
        return False
    name = naming.plain_name(fact, lexicon)
    named = fact.site is not None and lexicon.anatomy[fact.site].plain in name
    concept = lexicon.concepts.get(fact.concept)
    whole = concept.site if concept is not None else None
    for other in reading.facts:
        if other.status != "present" and (other.status != "possible" or fact.in_impression):
            continue
        if {fact.laterality, other.laterality} == {"left", "right"}:
            continue
        if fact.levels and other.levels and set(fact.levels).isdisjoint(other.levels):
            continue
        if fact.concept == other.concept:
            if not named or naming.plain_name(other, lexicon) == name:
                return True
        elif not named and fact.site is not None and whole is not None and fact.site != whole:
            # "Free of disease" of one branch, narrowing of another.
            near = lexicon.within(fact.site, whole) and other.site is not None and lexicon.within(other.site, whole)
            if near and fact.category == other.category:
                return True
    return False


def _ungraded(fact: Fact, other: Fact) -> bool:
    """Whether the report tells of a thing without a grade where it denies a grade of it ("plaque, no stenosis over 50%")."""
    same = fact.concept == other.concept and fact.laterality == other.laterality and fact.levels == other.levels
    here = other.status == "present" and other.severity is None
    return same and here and fact.site == other.site and fact.denied_grade in ("significant", "definite")


def is_must(materials: Materials, fact: Fact) -> bool:
    """Whether a denial must be told: it stands in the impression or answers what was asked."""
    asked = {f.concept for f in materials.reading.findings if f.status == "indication"}
    return fact.in_impression or any(materials.lexicon.related(fact.concept, a) for a in asked)


def denials(materials: Materials, most: int, said: Collection[str] = ()) -> tuple[Denial, ...]:
    """The denials for a patient: plain ones two or three to a sentence, graded ones each with the grade kept.

    Args:
        most: Most facts told beside those that must be.
        said: Facts that the first lines of the letter have denied in the same words.
    """
    phrases = materials.phrases
    ranked = tuple(f for f in ranked_denials(materials) if not _known_cancer(materials, f))
    told = {_denied(materials, f) for f in ranked if f.id in said}
    facts = tuple(f for f in ranked if f.id not in said)
    must = [f for f in facts if is_must(materials, f)]
    may = [f for f in facts if f not in must][: max(0, most - len(must))]
    found: list[Denial] = []

    def add(rows: Sequence[Fact], needed: bool) -> None:
        plain: dict[str, list[Fact]] = {}
        for fact in rows:
            name = _denied(materials, fact)
            if name not in told:
                plain.setdefault(name, []).append(fact)
        told.update(plain)
        for run in runs(list(plain)):
            text = phrases.variant("negative.list", len(found), names=naming.listed(run, "or"))
            found.append(Denial(text, tuple(f.id for name in run for f in plain[name]), needed))

    add([f for f in must if not f.denied_grade], True)
    found += _graded(materials, [f for f in (*must, *may) if f.denied_grade], must)
    add([f for f in may if not f.denied_grade], False)
    return tuple(found)


def _known_cancer(materials: Materials, fact: Fact) -> bool:
    """Whether a cancer denied at no place is known, or seen, at another: "no cancer" would say more than the report."""
    if fact.category != "neoplastic" or fact.laterality is not None or fact.levels or fact.in_impression:
        return False
    told = ("present", "possible", "historical")
    return any(f.concept == fact.concept and f.status in told for f in materials.reading.facts)


def _denied(materials: Materials, fact: Fact) -> str:
    return naming.article(naming.denied_name(materials.reading, fact, materials.lexicon, materials.phrases))


def _graded(materials: Materials, facts: Sequence[Fact], must: Sequence[Fact]) -> tuple[Denial, ...]:
    """Denials of a grade alone, the grade kept; the last sentence says that milder forms are not spoken of."""
    phrases = materials.phrases
    names: dict[str, list[Fact]] = {}
    for fact in facts:
        names.setdefault(naming.denied_name(materials.reading, fact, materials.lexicon, phrases), []).append(fact)
    found: list[Denial] = []
    for number, run in enumerate(runs(list(names))):
        rows = [f for name in run for f in names[name]]
        text = phrases.variant("negative.graded", number, names=naming.listed([f"no {name}" for name in run]))
        found.append(Denial(text, tuple(f.id for f in rows), any(f in must for f in rows)))
    if found:
        one = len(names) == 1
        grade = naming.PATIENT_GRADES.get(facts[0].denied_grade or "", facts[0].denied_grade or "")
        key = f"negative.milder.{grade}" if one else "negative.milder.these"
        last = found[-1]
        text = f"{last.text} {phrases.text(key if key in phrases else 'negative.milder')}"
        found[-1] = Denial(text, last.facts, last.must)
    return tuple(found)


def runs(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Names in runs of at most three and about a dozen words, so that no sentence grows too long."""
    found: list[tuple[str, ...]] = []
    run: list[str] = []
    words = 0
    for name in names:
        size = len(name.split()) + 1
        if run and (len(run) == 3 or words + size > 13):
            found.append(tuple(run))
            run, words = [], 0
        run.append(name)
        words += size
    if run:
        found.append(tuple(run))
    return tuple(found)


@lru_cache(maxsize=4)
def _words(phrases: Phrases) -> tuple[frozenset[str], dict[str, str]]:
    """The words that call a part normal, and the aspects of a part with their plain names."""
    normal = frozenset(w for line in phrases.lines("normal.words") for w in lemmas(line))
    aspects: dict[str, str] = {}
    for line in phrases.lines("normal.aspects"):
        word, plain = line.split(" = ", 1)
        for lemma in lemmas(word):
            aspects[lemma] = plain
    return normal, aspects


@dataclass(frozen=True, slots=True)
class NormalPart:
    """A part the report calls normal, in plain words, and the sentence that says so."""

    name: str
    clinician: str
    span: Span


def normal_parts(materials: Materials) -> tuple[NormalPart, ...]:
    """Parts the report calls normal in sentences that say nothing else of them.

    A sentence with a word that is neither a part, a known aspect of one ("height", "alignment"), nor a word for normal
    is left out: telling it would say more than the report.
    """
    normal, aspects = _words(materials.phrases)
    found: dict[str, NormalPart] = {}
    for sentence in materials.reading.sentences:
        if sentence.account != "normal" or materials.is_hidden(sentence.start, sentence.end):
            continue
        raw = materials.reading.text[sentence.start : sentence.end]
        told = _read_normal(raw, normal, aspects, materials)
        if told:
            shown = " ".join(raw.split()).strip(" .-*")
            for name in told:
                found.setdefault(name, NormalPart(name, shown, Span(sentence.start, sentence.end)))
    return tuple(found.values())


def _read_normal(raw: str, normal: frozenset[str], aspects: dict[str, str], materials: Materials) -> list[str]:
    """The names of the parts one sentence calls normal; empty when it says anything else."""
    lexicon, phrases = materials.lexicon, materials.phrases
    lead = raw.find(":")
    if lead > 0 and len(raw[:lead].split()) <= _LEAD_WORDS:
        raw = raw[lead + 1 :]
    analysis = analyse(raw, lexicon)
    parts = longest(analysis.pieces(0, len(analysis.tokens)), frozenset({"anatomy"}))
    covered = {i for p in parts for i in range(p.start, p.end)}
    said: list[str] = []
    calls = False
    for index, token in enumerate(analysis.tokens):
        lemma = token.lemma
        if index in covered or not lemma[0].isalnum() or lemma in _FUNCTION:
            continue
        if lemma in normal:
            calls = True
        elif lemma in aspects:
            if aspects[lemma] not in said:
                said.append(aspects[lemma])
        else:
            return []
    if not calls or not parts or len(parts) > 6:
        return []
    many = any(raw[t.start : t.end].lower().endswith("s") and t.lemma in aspects for t in analysis.tokens)
    plural = {
        p.term.id: many
        or raw[analysis.tokens[p.end - 1].start : analysis.tokens[p.end - 1].end].lower()
        == analysis.tokens[p.end - 1].lemma + "s"
        for p in parts
    }
    plains = {id: lexicon.anatomy[id].plain for id in plural}
    named = {id: naming.definite(naming.plural(plains[id]) if plural[id] else plains[id]) for id in plains}
    names = list(named.values())
    names = list(dict.fromkeys(names))
    sides = {t.lemma for t in analysis.tokens if t.lemma in ("left", "right")}
    if len(sides) == 1 and len(names) == 1:
        names = [f"{names[0]} {phrases.text(f'side.{next(iter(sides))}')}"]
    elif len(sides) == 1:
        beside = {p.term.id for p in parts if p.start and analysis.tokens[p.start - 1].lemma in sides}
        if not beside:
            return []
        names = [
            f"{name} {phrases.text(f'side.{next(iter(sides))}')}" if name in {named[id] for id in beside} else name
            for name in names
        ]
    if said:
        return [f"the {naming.listed(said)} of {names[0]}"] if len(names) == 1 else []
    return names
