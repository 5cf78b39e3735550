"""Whether a letter and a number name a spinal level at all, and no setting of MRI, nerve root, artery or way of counting."""

from __future__ import annotations

from collections.abc import Collection

from explainer.core.language.attributes import LevelGroup
from explainer.core.language.text import tokens
from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rules.parts import stands_in


def settings(aligned: Aligned, said: Said, group: LevelGroup) -> set[str]:
    """Levels that are only settings of MRI ("low T1/T2"): a word on how bright something is stands beside them, and the report has both."""
    found = {level for level in group.levels if set(level.split("-")) <= {"T1", "T2"}}
    row = aligned.reading.tokens[said.first : said.last]
    ahead = [t.lemma for t in row if t.end <= group.start][-2:]
    behind = [t.lemma for t in row if t.start >= group.end][:2]
    report = aligned.reading.prepared.report
    if _SIGNAL.isdisjoint([*ahead, *behind]) or not (stands_in("t1", report) and stands_in("t2", report)):
        return set()
    return found


_SIGNAL = frozenset(
    "low high bright dark signal intensity hyperintense hypointense isointense weighted weighting wi image imaging sequence on".split()
)


def no_level(aligned: Aligned, said: Said, group: LevelGroup) -> bool:
    """Whether a letter and a number name no spinal level: they stand so in the report, or nothing else there is of the spine.

    "T2" is a setting of MRI, "D1" a branch of a coronary artery, "C3" a stretch of the carotid.
    """
    prepared = aligned.reading.prepared
    if _of_a_root(aligned, said, group) or _how_counted(aligned, said, group):
        return True
    if "-" not in group.levels[0] and stands_in(aligned.reading.folded[group.start : group.end], prepared.report):
        return True
    if any("-" in level or level.startswith("L") for level in group.levels) or prepared.levels:
        return False
    return not has_spine(aligned, {p.anatomy for p in said.places})


def has_spine(aligned: Aligned, more: Collection[str] = ()) -> bool:
    """Whether the report, or one of more parts, speaks of the spine."""
    parts = {*more, *(part for scene in aligned.reading.prepared.scenes for part in scene.parts)}
    parts -= {
        "conus",
        "vertebral-body",
    }  # the heart's arteries have a conus branch, too; any bone is crushed by compression
    return any(part == "spine" or aligned.reading.lexicon.within(part, "spine") for part in parts)


def _how_counted(aligned: Aligned, said: Said, group: LevelGroup) -> bool:
    """Whether a sentence that finds nothing tells how the bones of the spine are counted ("they are numbered L1 to L5")."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, said.start, group.start)]
    return not _COUNTS.isdisjoint(ahead) and not any(c.asserted and c.positive for c in aligned.claims_in(said))


_COUNTS = frozenset(
    "number numbered numbers count counted counts label labeled labelled named name called run runs".split()
)


def _of_a_root(aligned: Aligned, said: Said, group: LevelGroup) -> bool:
    """Whether numbers name nerve roots beside the report's levels, by what an exam finds of them ("correlate with L5 and S1 signs")."""
    behind = tokens(aligned.reading.folded, group.end, min(said.end, group.end + 24))[:2]
    if any("-" in level for level in group.levels) or not any(t.lemma in _OF_ROOTS for t in behind):
        return False
    if any(c.asserted and c.mention.start <= group.start < c.mention.end for c in aligned.claims_in(said)):
        return False  # "it compresses the S1 root" tells what was seen
    told = {BONES.index(b) for level in aligned.reading.prepared.levels for b in level.split("-") if b in BONES}
    return all(any(abs(BONES.index(level) - at) <= 1 for at in told) for level in group.levels if level in BONES)


BONES = [
    f"{part}{number}" for part, count in (("C", 8), ("T", 12), ("L", 5), ("S", 5)) for number in range(1, count + 1)
]
_OF_ROOTS = frozenset(
    "sign symptom root nerve dermatome dermatomal myotome myotomal distribution reflex territory deficit pattern function strength sensation".split()
)
