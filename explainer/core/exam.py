"""What was done: modality, regions and side, read from the title, the exam section and the technique."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.language.analysis import Analysis, longest
from explainer.core.language.text import tokens
from explainer.core.values import Exam, Laterality, Section, Span

_MODALITIES = (
    ("MR", ("mri", "mr", "mra", "mrv", "magnetic", "lss", "t1w", "t2w", "flair", "mrcp")),
    ("CT", ("ct", "cta", "tomography", "cat")),
    ("PET", ("pet",)),
    ("MG", ("mammogram", "mammography", "mammographic", "tomosynthesis")),
    ("US", ("ultrasound", "us", "sonogram", "sonographic", "sonography", "doppler", "duplex", "ultrasonography", "ultrasonographic", "echocardiogram", "obstetrical", "ob")),
    ("NM", ("scintigraphy", "nuclear", "sestamibi", "myoview", "spect", "scintigram", "thallium", "cardiolite")),
    ("DXA", ("dexa", "dxa", "densitometry")),
    ("FL", ("fluoroscopy", "barium", "esophagram", "swallow", "enema", "myelogram", "arthrogram", "venogram", "angiogram", "angiography", "cystogram", "catheterization")),
    ("XR", ("xray", "radiograph", "radiographic", "view", "film", "ap", "pa", "portable", "plain", "pf", "cxr", "kub", "radiographs")),
)  # fmt: skip
#: Roots of the anatomy under which one side can be meant by the title of the exam.
_SIDED = ("shoulder", "arm", "elbow", "forearm", "wrist", "hand", "hip", "thigh", "knee", "lower-leg", "ankle", "foot", "breast", "testis", "kidney", "leg", "lower-limb", "upper-limb", "lower-extremity", "upper-extremity", "femur", "tibia", "humerus", "clavicle", "finger", "toe", "calf", "orbit")  # fmt: skip


def _modality(words: Sequence[str]) -> str | None:
    for name, names in _MODALITIES:
        if any(w in names for w in words):
            return name
    if "x" in words and any(w == "ray" for w in words):
        return "XR"
    if "bone" in words and "scan" in words:
        return "NM"
    return None


def read_exam(analysis: Analysis, sections: Sequence[Section]) -> Exam:
    """The exam of an analysed report. Regions are names of anatomy roots in text order."""
    lexicon = analysis.lexicon
    spans = [Span(s.start, s.end) for s in sections if s.kind == "exam"]
    if not spans:
        stop = analysis.text.find("\n")
        line = Span(0, min(len(analysis.text), stop if 0 < stop < 200 else 200))
        title = Span(0, analysis.text.find(". ", 0, line.end) + 1)  # "MRI right hip without contrast. History of …"
        named = [t.lemma for t in tokens(analysis.folded, title.start, title.end)]
        spans = [title if 0 < title.end < 80 and _modality(named) is not None else line]
    technique = [Span(s.start, s.end) for s in sections if s.kind in ("technique", "comparison", "findings")][:2]
    modality: str | None = None
    for span in (*spans, *technique):
        words = [t.lemma for t in tokens(analysis.folded, span.start, min(span.end, span.start + 600))]
        modality = _modality(words)
        if modality is not None:
            break
    regions: list[str] = []
    sides: list[str] = []
    for span in spans or technique[:1]:
        first, last = analysis.token_range(span)
        pieces = analysis.pieces(first, last)
        for piece in longest([p for p in pieces if p.term.kind == "anatomy"], frozenset({"anatomy"})):
            root = (*lexicon.ancestors(piece.term.id),)
            region = piece.term.id if not root else next((r for r in (piece.term.id, *root) if _is_region(r)), root[-1])
            name = lexicon.anatomy[region].name
            if name not in regions:
                regions.append(name)
        sides += [p.term.value for p in longest(pieces, frozenset({"side"})) if p.term.value != "midline-disc"]
        if regions:
            break
    side: Laterality | None = None
    unique = list(dict.fromkeys(sides))
    if len(unique) == 1 and unique[0] in ("left", "right") and _sided(analysis, regions):
        side = unique[0]  # type: ignore[assignment]
    contrast: bool | None = None
    head = analysis.folded[:1500]
    if (
        "without contrast" in head
        or "without intravenous contrast" in head
        or "noncontrast" in head
        or "non-contrast" in head
        or "without iv contrast" in head
    ):
        contrast = False
    elif (
        "with contrast" in head
        or "gadolinium" in head
        or "contrast administration" in head
        or "with intravenous contrast" in head
    ):
        contrast = True
    return Exam(modality, tuple(regions), side, contrast)


_REGION_IDS = frozenset(
    (
        "lumbar-spine thoracic-spine cervical-spine sacrum pelvis hip thigh knee lower-leg ankle foot shoulder arm "
        "elbow forearm wrist hand abdomen chest head brain neck breast scrotum kidney thyroid sinus face orbit heart "
        "fetus liver"
    ).split()
)


def _is_region(anatomy: str) -> bool:
    return anatomy in _REGION_IDS


#: Parts that every limb has: beside a sided part they change nothing.
_NEUTRAL = ("vessel", "vein", "artery", "bone", "joint", "soft-tissue", "muscle", "tendon")


def _sided(analysis: Analysis, regions: Sequence[str]) -> bool:
    anatomy = analysis.lexicon.anatomy
    names = {anatomy[r].name for r in _SIDED if r in anatomy}
    neutral = {anatomy[r].name for r in _NEUTRAL if r in anatomy}
    return any(r in names for r in regions) and all(r in names or r in neutral for r in regions)
