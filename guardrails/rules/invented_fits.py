"""Whether the report has something that a claim can be about: of its kind, its name and its part of the body."""

from __future__ import annotations

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, families, near
from guardrails.names import by_its_name, site_names, site_stems, stems, terms_of
from guardrails.rules.wording import explains


def has_fit(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report has something that a claim can be about. What is denied there is for rule negation-flip.

    A finding called by its full name ("rheumatoid arthritis") is no everyday word for another one that is only akin.
    """
    if not (spoken_of(aligned, claim) or explains(aligned, claim)) or _only_anywhere(aligned, claim):
        return False
    if _placed_apart(aligned, claim):
        return False
    lexicon, concept = aligned.reading.lexicon, claim.mention.concept
    if not by_its_name(lexicon, claim.mention) or any(t <= Tie.RELATED and f.status == "absent" for t, f in claim.fits):
        return bool(claim.fits)
    told = [(tie, fact) for tie, fact in claim.fits if fact.status != "absent"]
    if claim.mention.category in _RUN_TOGETHER or _head_and_part(aligned, claim):
        return bool(told)
    covered = families().covers.get(concept, frozenset())
    return any(
        (
            tie <= Tie.RELATED
            and not _of_its_kind_only(aligned, claim, tie, fact)
            and not _only_akin(aligned, claim, tie, fact)
        )
        or covered & ({fact.concept} | lexicon.heads_of(fact.concept))
        for tie, fact in told
    )


def _only_akin(aligned: Aligned, claim: Claim, tie: Tie, fact: Fact) -> bool:
    """Whether a finding called by its clinical name is set beside another one of a name of its own, that is only akin ("Baker cyst", an effusion)."""
    lexicon, mention = aligned.reading.lexicon, claim.mention
    if tie != Tie.RELATED or lexicon.concepts[fact.concept].generic:
        return False
    told, said = lexicon.heads_of(fact.concept), lexicon.heads_of(mention.concept)
    if mention.category != fact.category:
        return mention.concept not in told and fact.concept not in said
    return mention.category == "other" and mention.site != fact.site


def _of_its_kind_only(aligned: Aligned, claim: Claim, tie: Tie, fact: Fact) -> bool:
    """Whether the report tells only the kind of thing, of no part, and a claim a disease of one the report is not near ("appendicitis" for "infection")."""
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    if tie == Tie.SAME or site is None or site in ANYWHERE or fact.site not in (None, *ANYWHERE):
        return False
    if not lexicon.concepts[fact.concept].generic or claim.mention.category not in DISEASES:
        return False
    return not _named_close(aligned, site)


def _named_close(aligned: Aligned, site: str) -> bool:
    """Whether the report names a part of the body, one of its parts, or one that everyday words do not keep apart from it."""
    lexicon, beside = aligned.reading.lexicon, families().neighbours.get(site, frozenset())
    named = {part for scene in aligned.reading.prepared.scenes for part in scene.parts}
    return any(part == site or part in beside or lexicon.within(part, site) for part in named)


def _placed_apart(aligned: Aligned, claim: Claim) -> bool:
    """Whether a head of no part stands beside a part that the report never names, nor has such a thing near it ("fluid distends the bursa")."""
    lexicon, mention = aligned.reading.lexicon, claim.mention
    if mention.site is not None or not mention.generic:
        return False
    parts = {p.anatomy for p in claim.said.places if not claim.said.quoted(p.start, p.end)} - ANYWHERE
    return bool(parts) and all(
        not _named_close(aligned, part)
        and not any(
            f.site is not None and f.site not in ANYWHERE and near(lexicon, part, f.site) for _, f in claim.fits
        )
        for part in parts
    )


def another_disease(aligned: Aligned, claim: Claim) -> bool:
    """Whether a finding called by its full name is no finding of the report by name, whatever the report has elsewhere.

    "Plantar fasciitis" beside a report of an inflamed wrist; a name made of a head and a part ("knee effusion") moves with the part.
    """
    mention = claim.mention
    if mention.generic or mention.category not in DISEASES or not by_its_name(aligned.reading.lexicon, mention):
        return False
    return not _head_and_part(aligned, claim)


_AMOUNTS = stems("extra excess increased small little some more large")


def _head_and_part(aligned: Aligned, claim: Claim) -> bool:
    """Whether a name is no more than a head beside a part of the body ("knee effusion", "extra fluid in the joint")."""
    lexicon, mention = aligned.reading.lexicon, claim.mention
    own = stems(mention.text) - _AMOUNTS
    place = site_stems(lexicon, mention.site)
    _, heads = terms_of(lexicon, mention.concept)
    return any(name and name <= own and own - name <= place for name in heads)


#: Kinds of thing that are no other one: the beginnings of a letter's words for them, and of a report's that tell of them.
_SPOKEN_OF = (
    (
        ("nerve", "perineural"),
        (
            "nerve", "neur", "root", "radicul", "plexus", "perineur", "canal", "foram", "sciatic", "cauda", "ganglion",
        ),
    ),
    (
        ("muscle",),
        (
            "musc", "myo", "fascia", "tendon", "cuff", "iliopsoas", "psoas", "glut", "hamstring", "quadricep", "calf",
            "rotator", "paraspinal", "multifidus", "spasm", "fibroid", "leiomyo", "intramural",
        ),
    ),
    (
        ("osteopenia", "demineral", "osteopor", "brittle"),
        ("osteop", "deminer", "minerali", "dens", "brittle", "lucen", "dxa", "score", "thin", "lytic"),
    ),
    (
        ("tumor", "cancer", "malignan"),
        (
            "tumor", "neoplas", "cancer", "malignan", "metasta", "mets", "carcin", "mass", "nodul", "growth", "lump", "polyp",
            "sarcoma", "lymphom", "adenom", "meningiom", "myelom", "gliom", "hemangiom", "lipom", "neurom", "schwannom",
            "chondrom", "enchondrom", "osteom", "papillom", "melanom", "hepatom", "teratom", "thymom", "angiomyo", "fibroid",
            "leiomyo", "gist", "leukemi", "hodgkin", "oncolog", "biops", "rads", "rad", "invasi", "ependym", "astrocyt",
            "craniopharyng", "pheochromocyt", "cholesteatom", "craniophar", "suspicious", "aggressive", "stag",
        ),
    ),
    (
        ("infection", "infected"),
        (
            "infect", "absces", "sept", "seps", "pneumon", "osteomyel", "cellulit", "append", "diverticulitis",
            "cholecystitis", "cholangitis", "colitis", "enteritis", "mastoid", "sinus", "pyel", "empyema", "disciti",
            "diskiti", "spondylodis", "phlegm", "bronchi", "tubercul", "consolidat", "infiltrat", "airspace", "mening",
            "encephal", "cystitis", "pneumocystis", "fung", "viral", "bacter", "covid", "inflamm", "pus", "uti", "epididym",
            "orchitis", "prostatitis", "tonsil", "otitis", "mastitis", "granulom", "hepatitis", "opaci",
        ),
    ),
)  # fmt: skip


def spoken_of(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report speaks at all of the kind of thing a claim names: what it tells of a joint tells of no nerve."""
    concept, site = claim.mention.concept, claim.mention.site
    words = [t.lemma for t in tokens(fold(claim.mention.text))]
    for said, told in _SPOKEN_OF:
        if not any(w.startswith(said) for w in words) or not (
            site in (None, "bone", *said) or concept.startswith(said) or "tumor" in said
        ):
            continue
        return any(w.startswith(told) for w in aligned.reading.prepared.report_lemmas)
    return True


def _only_anywhere(aligned: Aligned, claim: Claim) -> bool:
    """Whether a claim names a part that the report never comes near, so that only findings of no place could fit it."""
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    if site is None or site in ANYWHERE or any(f.site is not None and f.site not in ANYWHERE for _, f in claim.fits):
        return False
    words = stems(claim.mention.text)
    if claim.facts(Tie.SAME) or not any(name <= words for name in site_names(lexicon, site)):
        return False
    around = (site, *lexicon.ancestors(site))
    named = {part for scene in aligned.reading.prepared.scenes for part in scene.parts} - ANYWHERE
    named |= set(aligned.plan.reading.exam.regions)
    return not any(near(lexicon, own, part) for own in around if own not in ANYWHERE for part in named)


#: Kinds of finding whose names run into each other.
_RUN_TOGETHER = frozenset({"degenerative", "normal"})
#: What a name in full tells for certain; names of wear and of looks run into each other.
DISEASES = frozenset({"infectious", "neoplastic", "inflammatory", "traumatic", "vascular"})
