"""The words that findings and parts of the body go by, as stems, to compare wordings that no list holds in full."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mention import Mention
from explainer.core.language.text import fold, tokens

#: Words that name no finding.
FILLERS = frozenset(
    "the a an of in at on and or with to is are was were be there this that for from by as it no not mild moderate severe "
    "minimal slight small large left right bilateral level levels seen noted change changes finding findings".split()
)
#: Words of names that say too little to tell a finding by.
_WEAK = frozenset(
    "you your look area part place spot patch mark thing piece side different more less than usual can may some other too "
    "not around behind body joint where when which who what it its scan test".split()
)
#: Everyday words in names of parts that are words of findings as well ("takes up space").
_ROOM = frozenset("gap spac spot plac way hol door window room pass passag tub bag cov dot".split())
_ENDINGS = ("ing", "ed", "er", "en", "ly", "e")


@lru_cache(maxsize=16384)
def stem(lemma: str) -> str:
    """A lemma without its ending ("narrowed", "narrowing": "narrow"); rough, and only good to compare with another."""
    for _ in range(2):  # "thicken-ing", "thick-en"
        lemma = next((lemma[: -len(e)] for e in _ENDINGS if lemma.endswith(e) and len(lemma) - len(e) >= 3), lemma)
    return lemma


_PAIRS = ("medial lateral", "inner outer", "anterior posterior", "superior inferior", "proximal distal")
#: Words of a part's name, as stems, with those of its twin on the other side.
_TWINS = {stem(a): stem(b) for pair in _PAIRS for a, b in (pair.split(), pair.split()[::-1])}


def of_its_twin(name: Set[str], words: Set[str]) -> bool:
    """Whether words have, for a word missing from a name, its opposite ("medial collateral ligament": "lateral …")."""
    return any(_TWINS.get(word) in words for word in name - words)


def stems(text: str) -> frozenset[str]:
    """The stems of the telling words of a phrase."""
    return stems_of({t.lemma for t in tokens(fold(text))})


def stems_of(lemmas: Set[str]) -> frozenset[str]:
    """The stems of the telling ones of some words."""
    return frozenset(stem(w) for w in lemmas if w.isalpha() and w not in FILLERS and w not in _WEAK)


@lru_cache(maxsize=4096)
def site_names(lexicon: Lexicon, site: str | None) -> frozenset[frozenset[str]]:
    """The names of a part of the body, each as the stems of its words."""
    part = lexicon.anatomy.get(site) if site is not None else None
    if part is None:
        return frozenset()
    return frozenset(stems(n) for n in (part.name, part.plain, *part.terms, *part.lay)) - {frozenset()}


@lru_cache(maxsize=4096)
def site_stems(lexicon: Lexicon, site: str | None) -> frozenset[str]:
    """The words a part of the body goes by."""
    return frozenset().union(*site_names(lexicon, site)) - _ROOM


@lru_cache(maxsize=4096)
def names_of(lexicon: Lexicon, concept: str, site: str | None) -> frozenset[frozenset[str]]:
    """What the names of a finding say of it beside its place, each as the stems of its words."""
    own = lexicon.concepts[concept].site
    above = {p for one in (site, own) if one is not None for p in lexicon.ancestors(one)}
    place = site_stems(lexicon, site) | site_stems(lexicon, own)
    place = place.union(*(stems(lexicon.anatomy[p].name) for p in sorted(above)))
    heads = [lexicon.concepts[h] for h in sorted(lexicon.heads_of(concept)) if h in lexicon.concepts]
    found: set[frozenset[str]] = set()
    for entry in (lexicon.concepts[concept], *heads):
        found.update(stems(n) - place for n in (entry.name, entry.plain, *entry.terms, *entry.lay))
    return frozenset(name for name in found if name)


@lru_cache(maxsize=4096)
def names_alone(lexicon: Lexicon, concept: str) -> frozenset[str]:
    """The names of one word that a finding alone goes by ("atelectasis"), as stems: they need no place beside them."""
    entry = lexicon.concepts[concept]
    names = () if entry.generic else (entry.name, *entry.terms)
    return frozenset(stem for n in names if n.isalpha() for stem in stems(n))


@lru_cache(maxsize=4096)
def terms_of(lexicon: Lexicon, concept: str) -> tuple[frozenset[frozenset[str]], frozenset[frozenset[str]]]:
    """The clinical names of a finding, and those of its heads, each as stems."""
    entry = lexicon.concepts[concept]
    own = frozenset(stems(n) for n in (entry.name, *entry.terms))
    heads = [lexicon.concepts[h] for h in sorted(lexicon.heads_of(concept) - {concept}) if h in lexicon.concepts]
    return own - {frozenset()}, frozenset(stems(n) for h in heads for n in (h.name, *h.terms)) - {frozenset()}


def by_its_name(lexicon: Lexicon, mention: Mention) -> bool:
    """Whether a mention holds a whole clinical name of its finding, and not a head that stands beside a part of the body."""
    said = stems(mention.text)
    full, _ = terms_of(lexicon, mention.concept)
    return not mention.generic and any(name <= said for name in full)


@lru_cache(maxsize=16384)
def one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter at most: a missing, a spare, a wrong one, or two that changed places."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    mine, theirs = one[at:], other[at:]
    return (
        mine[1:] == theirs
        or mine == theirs[1:]
        or mine[1:] == theirs[1:]
        or (mine[:2] == theirs[:2][::-1] and mine[2:] == theirs[2:])
    )


def begins_nearly(word: str, start: str) -> bool:
    """Whether a word begins with another, one slip of the pen allowed ("hypertrphy" and "hypertroph")."""
    return any(one_slip(word[: len(start) + more], start) for more in (-1, 0, 1))
