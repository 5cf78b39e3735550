"""Other words for one thing: where the report tells by another word what a draft names, and what it sets beside it.

A letter calls stranding a haze and bowing a bulge. The reading of the report may hold no finding of that name, or one at
another part; here the words alone are set side by side, at a place that does not speak against it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from explainer.core.language.mentions import ANYWHERE
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, near, sides_meet
from guardrails.names import site_stems, stem, stems
from guardrails.prepared import Scene
from guardrails.rules.wording import PARTED, akin, content

#: Beginnings of words that tell one kind of finding, in reports and in letters.
_KINDS: tuple[tuple[str, ...], ...] = (
    ("bulg", "bow", "convex", "balloon", "protru", "bump"),
    ("haz", "strand", "streak", "cloud", "blur", "infiltrat", "opaci", "ground"),
    ("calci", "harden", "plaque", "athero", "arterioscl", "chalk"),
    ("swell", "swollen", "edema", "oedema", "effus", "fluid", "disten", "puff", "congest"),
    ("scar", "fibro", "fibri", "adhes"),
    ("collaps", "atelec", "closed"),
    ("wear", "worn", "arthr", "degener", "spondyl", "osteoarth"),
    ("narrow", "tight", "taper", "attenuated", "stenos", "stenot", "squeez", "compress", "crowd", "press", "pinch", "imping", "indent", "efface"),
    ("inflam", "irritat", "tendin", "synov", "tenosynov", "burs"),
    ("fray", "irregular", "rough", "uneven", "ragged"),
    ("shrink", "shrunk", "atroph", "waste", "wasting", "thin", "taper", "attenuated", "loss", "lost", "involut"),
    ("enlarg", "promin", "dilat", "wide", "bigger", "stretch", "megaly", "hypertroph", "thick", "overgrow"),
    ("slip", "slid", "shift", "displac", "listhes", "anterolisth", "retrolisth", "offset", "sublux", "transl"),
    ("lean", "tilt", "curv", "scolio", "angul", "bend", "bent"),
    ("leak", "regurg", "reflux", "insuffic", "backflow"),
    ("fat", "steato"),
    ("tear", "torn", "ruptur", "split", "avuls", "rip"),
    ("spur", "osteophyt", "spondylo", "hook", "lipping"),
)  # fmt: skip
_REACH = 6


@lru_cache(maxsize=16384)
def alike(one: str, other: str) -> bool:
    """Whether two lemmas are forms of one word, or tell one kind of finding."""
    return akin(one, other) or any(one.startswith(kind) and other.startswith(kind) for kind in _KINDS)


@lru_cache(maxsize=16384)
def kin(word: str) -> frozenset[int] | None:
    """The kinds of finding that a lemma tells, by their number; None for one that tells none."""
    return frozenset(number for number, kinds in enumerate(_KINDS) if word.startswith(kinds)) or None


def named(aligned: Aligned, claim: Claim) -> frozenset[str]:
    """The words by which a claim names its finding, those of its place left out where others remain."""
    words = content(claim.mention.text)
    place = site_stems(aligned.reading.lexicon, claim.mention.site)
    return frozenset(w for w in words if stem(w) not in place) or words


def scenes_there(aligned: Aligned, claim: Claim) -> Iterator[Scene]:
    """The sentences of the report whose side, level and parts do not speak against a claim's."""
    mention, lexicon = claim.mention, aligned.reading.lexicon
    own = {p for p in (mention.site, *(p.anatomy for p in claim.said.places)) if p is not None} - ANYWHERE
    for scene in aligned.reading.prepared.scenes:
        if mention.levels and scene.levels and scene.levels.isdisjoint(mention.levels):
            continue
        if mention.laterality in ("left", "right") and not sides_meet(mention.laterality, set(scene.sides)):
            continue
        parts = scene.parts - ANYWHERE
        if not own or not parts or any(near(lexicon, one, other) for one in own for other in parts):
            yield scene


def context(aligned: Aligned, claim: Claim) -> frozenset[str]:
    """The stems of what a claim's sentence says beside the name of its finding."""
    said = claim.said
    return stems(aligned.reading.text[said.start : said.end]) - {stem(w) for w in named(aligned, claim)}


def beside(
    aligned: Aligned, claim: Claim, words: Collection[str], facts: Sequence[Fact], parted: frozenset[str] = frozenset()
) -> bool:
    """Whether the report sets one of these words beside a word like those by which the claim names its finding.

    Args:
        facts: What the claim is taken to be about: a sentence that shares fewer words with the draft's is not meant.
        parted: Words that end what is said of a finding, besides the marks.
    """
    names, marks, own = named(aligned, claim), PARTED | parted, context(aligned, claim)
    least = max((len(own & stems(aligned.report_words((f,)))) for f in facts), default=0)
    for scene in scenes_there(aligned, claim):
        row = [t.lemma for t in scene.row]
        if len(own & {stem(word) for word in row}) < least:
            continue
        for at, word in enumerate(row):
            if word in words and any(any(alike(n, other) for n in names) for other in _around(row, at, marks)):
                return True
    return False


def _around(row: list[str], at: int, marks: frozenset[str]) -> Iterator[str]:
    """The words on either side of one, up to a mark."""
    for step in (1, -1):
        for i in range(at + step, at + step * (_REACH + 1), step):
            if not 0 <= i < len(row) or row[i] in marks:
                break
            yield row[i]


def words_beside(aligned: Aligned, facts: Sequence[Fact]) -> Iterator[str]:
    """The words of the report right around some facts, up to a mark or another finding's; comparisons tell no size."""
    spans = {(m.sentence.start, m.start, m.end) for f in facts for m in (aligned.mentions[i] for i in f.mentions)}
    scenes = {scene.start: scene for scene in aligned.reading.prepared.scenes}
    for start, begin, end in sorted(spans):
        row = scenes[start].row if start in scenes else ()
        inside = [i for i, t in enumerate(row) if begin <= t.start < end]
        if not inside:
            continue
        lo = max((i + 1 for i in range(inside[0]) if row[i].lemma in _ENDS_SIZE), default=0)
        hi = min((i for i in range(inside[-1] + 1, len(row)) if row[i].lemma in _ENDS_SIZE), default=len(row))
        yield from (t.lemma for t in row[lo:hi] if t.lemma not in _LARGER)


_ENDS_SIZE = frozenset(", ; : . ( ) and but with without".split())
_LARGER = frozenset("larger bigger".split())
