"""What a draft states, set beside what the report says: same thing, same place, same polarity.

A *claim* is one mention in the draft with the facts it can be about. How close the two names are is its *tie*: the same
concept, two names of one thing, a coarser everyday name, or a vague word ("spot") for something at that place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import rtoml

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mention import Mention
from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact, Finding, Plan, Span
from explainer.errors import LexiconError
from guardrails.denials import not_given
from guardrails.denials import states as has_verb
from guardrails.names import site_stems, stems
from guardrails.reading import DraftReading, Hit, Said

POSITIVE = frozenset({"present", "possible", "historical"})
#: Words of a sentence that only tells what a test cannot show.
_LIMITS = frozenset("no not cannot can't doesn't less without nor only older".split())


class Tie(IntEnum):
    """How close two names are; less is closer. A loose tie only says that a vague word adds nothing; it tells no fact."""

    SAME = 0
    RELATED = 1
    COARSE = 2
    VAGUE = 3
    LOOSE = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """One mention of a draft. ``fits`` are the facts it can be about, nearest names first, whatever their place or status.

    ``asserted`` tells whether the sentence states it of this scan: no question, no condition, no general statement, no
    verbatim quote.
    """

    said: Said
    mention: Mention
    fits: tuple[tuple[Tie, Fact], ...]
    asserted: bool
    known: bool

    @property
    def positive(self) -> bool:
        """Whether it says that something is there, or may be."""
        return self.mention.status in POSITIVE

    @property
    def span(self) -> Span:
        """Where the mention stands in the draft's text."""
        return Span(self.mention.start, self.mention.end)

    def facts(self, reach: Tie = Tie.COARSE, *, positive: bool | None = None) -> tuple[Fact, ...]:
        """The facts within a tie; of one polarity when asked."""
        return tuple(
            f for tie, f in self.fits if tie <= reach and (positive is None or (f.status != "absent") == positive)
        )

    def nearest(self, *, positive: bool) -> tuple[Fact, ...]:
        """The facts of one polarity with the closest tie."""
        found = [(tie, f) for tie, f in self.fits if (f.status != "absent") == positive]
        best = min((tie for tie, _ in found), default=None)
        return tuple(f for tie, f in found if tie == best)


@dataclass(frozen=True, slots=True)
class Aligned:
    """A draft beside its plan. Rules work on this alone."""

    plan: Plan
    reading: DraftReading
    claims: tuple[Claim, ...]
    mentions: dict[str, Finding]
    #: The claims of each sentence that makes some, by its index.
    by_sentence: dict[int, list[Claim]]
    #: Reading grades already measured, by the spans left out; filled as rules ask.
    grades_read: dict[tuple[Span, ...], float | None] = field(default_factory=dict)
    #: Which sentences are advice on when to seek help, by their index; filled as rules ask.
    sought: dict[int, bool] = field(default_factory=dict)

    def claims_in(self, said: Said) -> Sequence[Claim]:
        """The claims of one sentence, in text order."""
        return self.by_sentence.get(said.index, ())

    def sides(self, facts: Iterable[Fact]) -> set[str]:
        """Every side the report gives these facts; of one of a pair that a mention names in one, its own."""
        return {
            m.laterality
            for f in facts
            for m in self._of(f)
            if m.laterality and not (m.laterality == "bilateral" and self._one_of_pair(f, m))
        }

    def _one_of_pair(self, fact: Fact, mention: Finding) -> bool:
        """Whether a mention of both sides ("bilateral hip arthritis") names another fact, too, and each has its own side."""
        return fact.laterality in ("left", "right") and any(
            mention.id in other.mentions and other is not fact for other in self.plan.reading.facts
        )

    def levels(self, facts: Iterable[Fact]) -> set[str]:
        """Every level the report gives these facts."""
        return {level for f in facts for m in self._of(f) for level in m.levels}

    def grades(self, facts: Iterable[Fact]) -> set[str]:
        """Every grade the report gives these facts."""
        return {m.severity for f in facts for m in self._of(f) if m.severity}

    def _of(self, fact: Fact) -> Iterator[Finding]:
        return (self.mentions[id] for id in fact.mentions if id in self.mentions)

    def report_words(self, facts: Iterable[Fact]) -> str:
        """The report's sentences that tell these facts, in lower case, joined by a bar."""
        text = self.plan.reading.text
        spans = sorted({m.sentence for f in facts for m in self._of(f)})
        return " | ".join(text[s.start : s.end].lower() for s in spans)

    def evidence(self, facts: Iterable[Fact]) -> tuple[Span, ...]:
        """Where the report tells these facts."""
        return tuple(sorted({Span(m.start, m.end) for f in facts for m in self._of(f)}))

    def asserted(self, *, positive: bool | None = None) -> Iterator[Claim]:
        """The claims that the draft makes of this scan, in text order."""
        return (c for c in self.claims if c.asserted and (positive is None or c.positive == positive))

    def supposed(self) -> Iterator[Claim]:
        """The claims of this scan, and those that what is to be asked about takes for told ("Ask about the cyst on the left")."""
        for claim in self.claims:
            said = claim.said
            if claim.asserted or (
                claim.positive
                and said.label == "questions"
                and said.kind == "statement"
                and not said.planned
                and not said.quoted(claim.mention.start, claim.mention.end)
                and any(t == Tie.SAME and f.concept == claim.mention.concept for t, f in claim.fits)
            ):
                yield claim

    def statement(self, facts: Iterable[Fact]) -> str | None:
        """How the plan words these facts: what a writer could say instead."""
        ids = {f.id for f in facts}
        kinds = ("finding", "urgent", "negative", "normal")
        for item in self.plan.items:
            if item.kind in kinds and ids & set(item.facts) and item.statement:
                return item.filled()
        return None


def _site_named(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether the sentence names the part of the body itself, beside the finding or inside its name ("knee arthritis")."""
    mention = claim.mention
    if any(p.anatomy == mention.site and not claim.said.quoted(p.start, p.end) for p in claim.said.places):
        return True
    return not mention.generic and bool(lexicon.heads_of(mention.concept))


def elsewhere(aligned: Aligned, claim: Claim) -> tuple[Fact, ...]:
    """The findings of the same everyday name that the report has in another part of the body than the claim says."""
    lexicon, mention = aligned.reading.lexicon, claim.mention
    site = mention.site
    if site is None or claim.said.quoted(mention.start, mention.end) or not _site_named(claim, lexicon):
        return ()
    if claim.facts(Tie.LOOSE, positive=True):
        return ()
    above = lexicon.ancestors(site)
    if not above or ANYWHERE.intersection(above):
        return ()  # a whole region, or a tissue that is everywhere
    heads = lexicon.heads_of(mention.concept) - families().vague
    return tuple(
        f
        for f in aligned.plan.reading.facts
        if f.status in ("present", "possible")
        and f.site is not None
        and heads & lexicon.heads_of(f.concept)
        and not near(lexicon, site, f.site)
        and not {site, f.site} & ANYWHERE
    )


class Families(NamedTuple):
    """What everyday names may stand for.

    ``covers``: coarser names; ``vague``: heads that say only that something is there; ``words``: words that say no more;
    ``neighbours``: parts of the body that everyday words do not keep apart; ``diseases``: other names of a disease;
    ``organs``: parts of the body that hold none of the tissues ``unlike_organs``; ``adjoining``: regions that lie side by side.
    """

    covers: dict[str, frozenset[str]]
    vague: frozenset[str]
    words: frozenset[str]
    neighbours: dict[str, frozenset[str]]
    diseases: dict[str, frozenset[str]]
    organs: frozenset[str]
    unlike_organs: frozenset[str]
    adjoining: tuple[frozenset[str], ...]


@lru_cache(maxsize=1)
def families() -> Families:
    """The everyday names of the data file."""
    data = rtoml.loads(resources.files("guardrails").joinpath("families.toml").read_text("utf-8"))
    covers: dict[str, frozenset[str]] = {}
    for row in data.get("family", ()):
        if set(row) != {"name", "covers"}:
            raise LexiconError("families.toml", str(row.get("name")), "covers", "not name and covers", "give both")
        for name in row["name"] if isinstance(row["name"], list) else [row["name"]]:
            covers[name] = covers.get(name, frozenset()) | frozenset(row["covers"])
    beside: dict[str, frozenset[str]] = {}
    for group in data.get("neighbours", ()):
        for part in group:
            beside[part] = beside.get(part, frozenset()) | frozenset(group)
    called: dict[str, frozenset[str]] = {}
    for group in data.get("diseases", ()):
        for name in group:
            called[name] = called.get(name, frozenset()) | frozenset(group)
    vague, words, organs, unlike = (
        frozenset(data.get(key, ())) for key in ("vague", "vague_words", "organs", "unlike_organs")
    )
    adjoining = tuple(frozenset(row) for row in data.get("adjoining", ()))
    return Families(covers, vague, words, beside, called, organs, unlike, adjoining)


#: Heads that an everyday word for any growth can stand for ("a small growth that holds fat" for an angiomyolipoma).
_LUMPS = frozenset({"mass", "nodule", "lesion"})


@lru_cache(maxsize=65536)
def tie(lexicon: Lexicon, said: str, said_site: str | None, told: str, told_site: str | None) -> Tie | None:
    """How close a draft's name is to a report's; None when they name different things.

    Args:
        said: Concept of the draft's mention, at ``said_site``.
        told: Concept of the report's fact, at ``told_site``.
    """
    known_names = families()
    covers, vague = known_names.covers, known_names.vague
    close = near(lexicon, said_site, told_site)
    if said == told:
        return Tie.SAME if close or not lexicon.concepts[said].generic else None
    if not close or _of_no_organ(lexicon, said_site, told_site):
        return None
    one, other = _tissue_of(said, said_site), _tissue_of(told, told_site)
    apart = one and other and one != other and not any({one, other} <= pair for pair in _AKIN_TISSUES)
    if lexicon.related(said, told):
        return None if apart and lexicon.concepts[told].generic else Tie.RELATED
    if apart:
        return None
    heads = lexicon.heads_of(said)
    named = {told} | lexicon.heads_of(told)
    if any(named & covers[name] for name in (said, *heads) if name in covers):
        return Tie.COARSE if _of_such_tissue(lexicon, said_site, told_site, told) else None
    if heads & _LUMPS and lexicon.concepts[told].category == "neoplastic":
        return Tie.COARSE
    if said_site is None or told_site is None or not heads or not heads <= vague:
        return None
    inside = said_site == told_site or lexicon.within(said_site, told_site) or lexicon.within(told_site, said_site)
    if inside:
        return Tie.VAGUE
    return Tie.LOOSE if _by_place(lexicon, said_site, told_site) else None


def _by_place(lexicon: Lexicon, one: str | None, other: str | None) -> bool:
    """Whether two parts of the body are near each other by their names, and not because one is a tissue of any part."""
    if one is None or other is None:
        return False
    if (one in ANYWHERE) == (other in ANYWHERE):
        return near(lexicon, one, other)
    part = other if one in ANYWHERE else one
    return not _organ(lexicon, part)


def _organ(lexicon: Lexicon, part: str) -> bool:
    return not families().organs.isdisjoint((part, *lexicon.ancestors(part)))


def _of_no_organ(lexicon: Lexicon, one: str | None, other: str | None) -> bool:
    """Whether one is a tissue that the other, an organ or a part of one, does not hold (a growth of bone, of the ovary)."""
    if one is None or other is None:
        return False
    unlike = families().unlike_organs
    return (one in unlike and _organ(lexicon, other)) or (other in unlike and _organ(lexicon, one))


#: The tissue that a word in the name of a part or of a finding stands for.
_TISSUE_OF = {
    word: tissue
    for tissue, words in {
        "tendon": "tendon tendinosis tendinopathy tenosynovitis cuff", "ligament": "ligament acl pcl mcl lcl atfl cfl ptfl ucl rcl fascia syndesmosis",
        "bursa": "bursa bursitis", "muscle": "muscle psoas piriformis multifidus myositis", "nerve": "nerve plexus neuritis",
        "vessel": "artery vein vessel aorta lad rca", "cartilage": "cartilage labrum labral meniscus meniscal",
        "disc": "disc annulus", "bone": "bone marrow cortex vertebra vertebral fracture", "node": "lymph", "joint": "facet",
    }.items()
    for word in words.split()
}  # fmt: skip
#: Tissues that everyday words do not keep apart.
_AKIN_TISSUES = (frozenset({"tendon", "muscle"}), frozenset({"bone", "cartilage"}), frozenset({"bone", "joint"}), frozenset({"cartilage", "joint"}), frozenset({"tendon", "bursa"}))  # fmt: skip


@lru_cache(maxsize=4096)
def tissue(name: str) -> str | None:
    """The tissue that a part of the body or a finding is of by its name; None when the name tells none or several."""
    found = {_TISSUE_OF[word] for word in name.split("-") if word in _TISSUE_OF}
    return found.pop() if len(found) == 1 else None


def _tissue_of(concept: str, site: str | None) -> str | None:
    return (tissue(site) if site is not None else None) or tissue(concept)


#: Kinds of tissue that many parts of the body are made of.
_TISSUES = frozenset({"tendon", "ligament"})


def _of_such_tissue(lexicon: Lexicon, said_site: str | None, told_site: str | None, told: str) -> bool:
    """Whether a part can be called what a draft calls it, which names a tendon or ligament but not which ("a ligament is torn")."""
    if said_site not in _TISSUES or told_site is None or told_site in ANYWHERE:
        return True
    part, concept = lexicon.anatomy[told_site], lexicon.concepts[told]
    names = (part.name, part.plain, *part.terms, *part.lay, concept.name, concept.plain)
    return any(said_site in name.lower() for name in names)


def far(lexicon: Lexicon, one: str | None, other: str | None) -> bool:
    """Whether two parts of the body lie in regions that do not adjoin; a tissue or an unknown part is far from none."""
    if one is None or other is None or near(lexicon, one, other):
        return False
    regions = {(lexicon.ancestors(part) or (part,))[-1] for part in (one, other)}
    rows = families().adjoining
    known = all(any(region in row for row in rows) for region in regions)
    return known and len(regions) == 2 and not any(regions <= row for row in rows)


def near(lexicon: Lexicon, one: str | None, other: str | None) -> bool:
    """Whether two parts of the body can be one place in everyday words."""
    if one is None or other is None or one == other or one in ANYWHERE or other in ANYWHERE:
        return True
    if other in families().neighbours.get(one, ()):
        return True
    return lexicon.within(one, other) or lexicon.within(other, one)


def align(plan: Plan, reading: DraftReading) -> Aligned:
    """Set every mention of a draft beside the facts of the plan's report."""
    lexicon = reading.lexicon
    report = plan.reading
    ties: dict[tuple[str, str | None], tuple[tuple[Tie, Fact], ...]] = {}
    told: dict[str, bool] = {}
    known = {f.concept for f in report.findings if f.status in ("indication", "hypothetical", "historical")}
    reason = frozenset(
        t.lemma
        for s in report.sections
        if s.kind in ("indication", "history")
        for t in tokens(fold(report.text[s.start : s.end]))
    )
    named = [(fact, [stems(report.finding(id).text) for id in fact.mentions]) for fact in report.facts]
    claims: list[Claim] = []
    for said in reading.sentences:
        if not said.mentions:
            continue
        stated = states(reading, said) and not reading.from_plan(said)
        for mention in said.mentions:
            key = (mention.concept, mention.site)
            fits = ties.get(key)
            if fits is None:
                found = [
                    (t, fact)
                    for fact in report.facts
                    if (t := tie(lexicon, mention.concept, mention.site, fact.concept, fact.site)) is not None
                ]
                fits = ties[key] = tuple(sorted(found, key=lambda pair: pair[0]))
            if not fits:
                fits = _by_words(lexicon, mention, named)
            if not fits and _vague_words(reading, mention):
                fits = tuple(
                    (Tie.LOOSE, fact)
                    for fact in report.facts
                    if mention.site is None or _by_place(lexicon, mention.site, fact.site)
                )
            quoted = said.quoted(mention.start, mention.end)
            live = (
                stated
                and not quoted
                and mention.status not in ("hypothetical", "indication")
                and not _open(reading, said, mention)
                and not _aside(reading, said, mention)
                and (not _unsaid(reading, said, mention) or _taken_as_there(reading, said, mention, fits))
            )
            concept = mention.concept
            if concept not in told:
                told[concept] = any(
                    lexicon.related(concept, c) and (c not in families().vague or c == concept) for c in known
                )
            if _asked_in_line(reading, said, mention):
                live = live and not (told[concept] or _asked_about(reading, mention) <= reason)
            claims.append(Claim(said, mention, fits, live, told[concept]))
    by_sentence: dict[int, list[Claim]] = {}
    for claim in claims:
        by_sentence.setdefault(claim.said.index, []).append(claim)
    return Aligned(plan, reading, tuple(claims), {f.id: f for f in report.findings}, by_sentence)


def _by_words(
    lexicon: Lexicon, mention: Mention, named: Sequence[tuple[Fact, Sequence[frozenset[str]]]]
) -> tuple[tuple[Tie, Fact], ...]:
    """The findings that the report names by the very words of a mention, near its place, though the reader calls them by another name."""
    own = stems(mention.text) - site_stems(lexicon, mention.site)
    if len(own) < _WORDS_ENOUGH:
        return ()
    return tuple(
        (Tie.COARSE, fact)
        for fact, texts in named
        if any(own <= text for text in texts) and near(lexicon, mention.site, fact.site)
    )


#: Fewer words than these may stand in a name by chance.
_WORDS_ENOUGH = 2
_SAMPLES = frozenset("test sample sampling analysis check look culture".split())
#: What a reader feels or does under the same name as a finding.
_FELT = frozenset("hemorrhage swelling edema injury bleeding torsion dislocation displacement".split())


def _asked_about(reading: DraftReading, mention: Mention) -> set[str]:
    """The words of a mention, without the part of the body before a "for" ("head for seizure disorder")."""
    words = [t.lemma for t in tokens(reading.folded, mention.start, mention.end)]
    return set(words[words.index("for") + 1 :] if "for" in words else words)


def _aside(reading: DraftReading, said: Said, mention: Mention) -> bool:
    """Whether a mention tells of the reader, of why the test was done or of another test, and not of what was seen."""
    before = [t.lemma for t in tokens(reading.folded, max(said.start, mention.start - 30), mention.start)]
    if before[-1:] == ["you"]:
        return True  # "you twisted your knee"
    if before[-1:] == ["name"] and before[-2:-1] and before[-2] in _WHO_NAMES:
        return False  # "the report also names a mass"
    if _gives_name(before):
        return False
    if _NAMING.intersection(before[-2:-1] if before[-1:] in ([":"], ['"'], ["'"], ["of"], ["for"]) else before[-1:]):
        return True  # "don't jump to the word arthritis"
    behind = [t.lemma for t in tokens(reading.folded, mention.end, min(said.end, mention.end + 30))]
    if behind[:1] in (["in"], ["run"], ["runs"]) and "family" in behind[:4]:
        return True  # "the heart attack in your family"
    if _ordered_not(reading, said, mention) or _is_place(reading, said, mention):
        return True
    if before[-1:] == ["your"] and not _FELT.isdisjoint(t.lemma for t in tokens(fold(mention.text))):
        return True
    while before and before[-1] in ("the", "a", "your", "this"):
        before.pop()
    if len(before) >= 2 and before[-1] == "of" and before[-2] in _SAMPLES:
        return True
    if "rad" in before[-3:] or "rads" in before[-3:] or _of_another_scale(reading, said, mention):
        return True  # "Lung-RADS category 2"
    return any(
        hit.end <= mention.start and not _then_found(reading, said, hit, mention) for hit in said.of("exam-reason")
    )


def _of_another_scale(reading: DraftReading, said: Said, mention: Mention) -> bool:
    """Whether a category is one of a scale that the sentence names, and not the breast's ("on TI-RADS it is in category 4")."""
    if not reading.folded.startswith("categor", mention.start):
        return False
    ahead = reading.folded[said.start : mention.start]
    at = ahead.rfind("rads")
    scale = ahead[:at].replace("-", " ").split()[-1:]
    report = reading.prepared.report.replace("-", " ")
    return scale not in ([], ["bi"]) and (f"{scale[0]} rads" in report or f"{scale[0]}rads" in report)


def _then_found(reading: DraftReading, said: Said, hit: Hit, mention: Mention) -> bool:
    """Whether a clause behind the reason for an exam tells what was found ("You had it for pain, and a break was found")."""
    between = [t.lemma for t in tokens(reading.folded, hit.end, mention.start)]
    turn = next((i for i, w in enumerate(between) if w in ("and", "but", "which")), None)
    if turn is None:
        return False
    behind = [t.lemma for t in tokens(reading.folded, mention.end, said.end)]
    return not _FOUND.isdisjoint((*between[turn:], *behind[:3]))


_FOUND = frozenset("found seen shows showed saw".split())


def _gives_name(before: Sequence[str]) -> bool:
    """Whether a report is said to use a name, and so to tell of the thing ("The report gives it the name fracture")."""
    words = before[-6:]
    return (
        words[-1:] != []
        and words[-1] in _NAMING
        and not _USING.isdisjoint(words)
        and _NEGATIONS.isdisjoint(words)
        and not any(w.endswith("n't") or w in ("if", "when") for w in words)
    )


_USING = frozenset("gives give gave uses use used".split())


#: Words by which a spot is only where one looked.
_WHERE = frozenset("at both each this that these those the two three four same all every".split())
_LOOKED_AT = frozenset("looked checked tested measured examined scanned pressed squeezed viewed sampled chosen".split())


def _is_place(reading: DraftReading, said: Said, mention: Mention) -> bool:
    """Whether a spot is a place where something was done or seen ("at both spots", "two spots were looked at")."""
    lemmas, starts = reading.analysis.lemmas, reading.analysis.token_starts
    first = bisect_left(starts, mention.start, said.first, said.last)
    if lemmas[first] not in ("spot", "point", "spots"):
        return False
    at = first - 1
    while at >= said.first and lemmas[at] in _WHERE and lemmas[at] != "at":
        at -= 1
    if at >= said.first and lemmas[at] == "at":
        return True
    behind = lemmas[first + 1 : min(said.last, first + 4)]
    return not {"was", "were", "be", "been", "is", "are"}.isdisjoint(behind) and not _LOOKED_AT.isdisjoint(behind)


_ORDERED = frozenset("ct mri ultrasound xray radiograph x-ray scan exam study mammogram pet imaging".split())
_RESULT = frozenset(
    "positive negative suspicious concerning evidence worrisome suggestive compatible sign room accounted except responsible look".split()
)
_OPENING = 4


def _asked_in_line(reading: DraftReading, said: Said, mention: Mention) -> bool:
    """Whether a line without a verb tells what an exam was ordered for ("Noncontrast CT head for seizure disorder.")."""
    row = reading.tokens[said.first : said.last]
    words = [t.lemma for t in row if t.start < mention.end]
    if "for" not in words or _ORDERED.isdisjoint(words[:_OPENING]):
        return False
    at = words.index("for")
    return (
        words[at - 1] not in _RESULT
        and _NEGATIONS.isdisjoint(words)
        and not {",", ";", ":"} & {*words}
        and not has_verb(row)
    )


#: Words behind which a "don't" asks something of the reader, if no one else is named before it.
_ASKING = frozenset("please so now but and then also just , ; : . - ( still".split())


def _ordered_not(reading: DraftReading, said: Said, mention: Mention) -> bool:
    """Whether a reader is asked not to do something with a finding ("Don't let the tear scare you"), which denies nothing."""
    row = reading.lemmas(said)
    at = next((i for i in range(said.last - said.first) if reading.tokens[said.first + i].start >= mention.start), 0)
    for i in range(at - 1, max(-1, at - 8), -1):
        if row[i] in (",", ";"):
            return False
        if row[i] == "don't" or (row[i] == "not" and i and row[i - 1] == "do"):
            first = i if row[i] == "don't" else i - 1
            return first == 0 or row[first - 1] in _ASKING
    return False


#: What a report, or a scan, does not do with a finding and so says nothing of whether it is there.
_SAYS = frozenset(
    (
        "say said relate relates link links linked tie ties connect connects ascribe ascribed attribute attributed explain explains "
        "prove proves give gives given state states know known tell tells read judge judged assess assessed settle settles "
        "establish decide decides grade graded specify specifies comment comments diagnose diagnoses diagnosed diagnosis conclude concludes "
        "claim claims call calls measure measures measured size sizes"
    ).split()
)
_TIED = frozenset("ascribed attributed linked tied related blamed traced".split())
_NEGATIONS = frozenset("not no nothing never cannot neither nor nobody none".split())
#: Words that make of a finding's name only a word that is spoken of.
_NAMING = frozenset("word words term terms name phrase label".split())
#: Behind these "names" is a verb.
_WHO_NAMES = frozenset("also report radiologist it note summary scan he she further then impression".split())
#: Words behind a finding's name that make it the name of a test.
_TESTING = frozenset(
    "assessment evaluation study imaging series protocol screening measurement workup rads score scoring".split()
)
_UNSAID_REACH = 9


def _unsaid(reading: DraftReading, said: Said, mention: Mention) -> bool:
    """Whether a mention tells what nobody says or judges ("does not link the plaque to …", "can't be read from it")."""
    lemmas, starts = reading.analysis.lemmas, reading.analysis.token_starts
    at = bisect_left(starts, mention.start, said.first, said.last)
    behind = bisect_left(starts, mention.end, said.first, said.last)
    if behind < said.last and lemmas[behind + (lemmas[behind] == "-" and behind + 1 < said.last)] in _TESTING:
        return True
    if not_given(lemmas[said.first : said.last], at - said.first, behind - said.first):
        return True
    ahead = lemmas[max(said.first, at - _UNSAID_REACH) : at]
    cut = max((i for i, w in enumerate(ahead) if w in (";", ":", ",", "but", "and")), default=-1)
    ahead = ahead[cut + 1 :]
    if "silent" in ahead:
        return True
    for i, word in enumerate(ahead):
        if word not in _NEGATIONS and not word.endswith("n't"):
            continue
        if "mean" in ahead[i + 1 : i + 3]:
            return True  # "that does not mean that there is a break"
        if not _SAYS.isdisjoint(ahead[i + 1 : i + 4]) or not _TIED.isdisjoint(ahead[i + 1 :]):
            return "that" not in ahead[i + 1 :]
    after = lemmas[behind : min(said.last, behind + 5)]
    denied = next((i for i, w in enumerate(after) if w in _NEGATIONS or w.endswith("n't")), None)
    return (
        denied is not None
        and not {",", ";", ".", "and", "but"} & set(after[:denied])
        and not {
            "read",
            "judged",
            "assessed",
            "told",
            "said",
            "graded",
            "known",
            "given",
            "commented",
            "addressed",
            "mentioned",
            "described",
            "measured",
        }.isdisjoint(after[denied + 1 : denied + 4])
    )


def _vague_words(reading: DraftReading, mention: Mention) -> bool:
    """Whether only a word that names nothing stands for a mention ("a patch in the left lung")."""
    words = {t.lemma for t in tokens(reading.folded, mention.start, mention.end)}
    return not words.isdisjoint(families().words) and reading.lexicon.concepts[mention.concept].category != "traumatic"


def _open(reading: DraftReading, said: Said, mention: Mention) -> bool:
    """Whether a limit stands before a mention: what a scan cannot show is not told as seen.

    "The scan did not show a fracture" is no limit but a denial.
    """
    return any(
        hit.end <= mention.start and mention.start - hit.end < 60 and not _seen(reading, said, hit, mention)
        for hit in said.of("not-knowing")
    )


_THE_ONE = frozenset("the this your its".split())


def _taken_as_there(reading: DraftReading, said: Said, mention: Mention, fits: Sequence[tuple[Tie, Fact]]) -> bool:
    """Whether a sentence takes for granted what the report only denies ("The size of the fracture is not mentioned")."""
    if mention.status == "absent" or any(tie <= Tie.RELATED and fact.status in POSITIVE for tie, fact in fits):
        return False
    if not any(tie <= Tie.RELATED and fact.status == "absent" for tie, fact in fits):
        return False
    at = bisect_left(reading.analysis.token_starts, mention.start, said.first, said.last)
    return at > said.first and reading.analysis.lemmas[at - 1] in _THE_ONE


def _seen(reading: DraftReading, said: Said, hit: Hit, mention: Mention) -> bool:
    """Whether "did not show" denies what follows, and does not say what a scan is poor at or cannot prove."""
    looked = reading.tokens[hit.first].lemma in _LOOKED
    if mention.status == "present" and looked:
        behind = [t.lemma for t in tokens(reading.folded, mention.end, said.end)]
        return not _FOUND.isdisjoint(behind[:3])  # "looked for a break and found one"
    if mention.status != "absent":
        return False
    if looked and hit.last - hit.first == len(("looked", "for")):
        return True  # "looked for a break and found none"
    if said.has("limit") or said.has("general"):
        return False
    words = [t.lemma for t in reading.tokens[hit.first : hit.last + 1]]
    return words[:2] == ["not", "show"] and words[2:] not in (["that"], ["if"], ["whether"], ["how"], ["why"], ["what"])


_LOOKED = frozenset(("look", "looked", "looking"))


def vague_name(concept: str) -> bool:
    """Whether a name says only that something is there."""
    return concept in families().vague or concept == "bone-deformity"


_TESTS_OF_A_KIND = frozenset("ultrasound mri ct x xray scan picture image mammogram test".split())


_CAN = frozenset("can cannot can't may might not".split())
_ONE_BODY = frozenset("a an your left right this".split())


def _of_one_body(said: Said, words: Sequence[str]) -> bool:
    """Whether what a test shows is something found, and not what any test of its kind can show ("CT shows a pneumonia")."""
    if _CAN.intersection(words[:3]) or not {"show", "shows"}.intersection(words[:3]):
        return False
    named = any(not m.generic and m.category not in ("other", "normal", "postoperative") for m in said.mentions)
    return named or not _ONE_BODY.isdisjoint(words)


def states(reading: DraftReading, said: Said) -> bool:
    """Whether a sentence tells of this scan. A heading alone silences nothing: the sentence must read like what it says."""
    if said.kind not in ("statement", "heading"):
        return False
    if said.label in ("not-stated", "sources", "reason"):
        return False
    if said.label == "limits":
        words = reading.lemmas(said)
        any_test = words[:1] != [] and words[0] in _TESTS_OF_A_KIND and not _of_one_body(said, words)
        return not (any_test or said.has("limit") or said.has("not-knowing") or any(w in _LIMITS for w in words))
    if said.label == "questions":
        return not said.has("safe-step") or _tells_of_test(reading.lemmas(said))
    if said.label == "help":
        return not (said.planned or said.has("urgent") or said.has("safe-step") or said.has("symptom"))
    return True


_TESTS_SEEN = frozenset("scan report picture x-ray mri ct ultrasound image".split())
_SHOWED = frozenset("showed shows show names named found saw".split())


def _tells_of_test(words: Sequence[str]) -> bool:
    """Whether a sentence opens by what the test or its report tells ("The scan also showed …")."""
    at = next((i for i, w in enumerate(words[:3]) if w in _TESTS_SEEN), None)
    return at is not None and not _SHOWED.isdisjoint(words[at + 1 : at + 3])


def agreeing(
    aligned: Aligned, claim: Claim, facts: Sequence[Fact], *, side: bool = True, level: bool = True
) -> tuple[Fact, ...]:
    """Of some facts those whose place does not speak against the claim's; all of them when none is left."""
    kept = list(facts)
    mention = claim.mention
    if level and mention.levels:
        meeting = [f for f in kept if set(mention.levels) & aligned.levels((f,))]
        kept = meeting or kept
    if side and mention.laterality in ("left", "right", "bilateral"):
        meeting = [f for f in kept if sides_meet(mention.laterality, aligned.sides((f,)))]
        kept = meeting or kept
    return tuple(kept)


def sides_meet(said: str, told: set[str]) -> bool:
    """Whether a side fits what the report gives: the same, or a part of both."""
    if not told or said in told:
        return True
    if said == "bilateral":
        return {"left", "right"} <= told
    return "bilateral" in told
