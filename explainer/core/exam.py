"""What was done: modality, regions and side, read from the title, the exam section and the technique."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.analysis import Analysis, longest
from explainer.core.language.attributes import find_levels
from explainer.core.language.sentences import split_sentences
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
    ("XR", ("xray", "radiograph", "radiographic", "view", "film", "ap", "pa", "portable", "plain", "pf", "cxr", "kub", "radiographs", "series", "sery")),
)  # fmt: skip
#: Roots of the anatomy under which one side can be meant by the title of the exam.
_SIDED = ("shoulder", "arm", "elbow", "forearm", "wrist", "hand", "hip", "thigh", "knee", "lower-leg", "ankle", "foot", "breast", "testis", "kidney", "leg", "lower-limb", "upper-limb", "lower-extremity", "upper-extremity", "femur", "tibia", "humerus", "clavicle", "finger", "toe", "calf", "orbit")  # fmt: skip


_LETTERS = {"L": "left", "R": "right"}
#: What the body of a report says only of one kind of picture; words of views and films may speak of another exam there.
_SIGNS = (
    ("MR", frozenset("t1 t2 stir flair gadolinium hyperintense hypointense isointense hyperintensity".split())),
    ("CT", frozenset("hounsfield hu hypoattenuating hyperattenuating hypodense hyperdense ct".split())),
    ("US", frozenset("echogenic echotexture hypoechoic hyperechoic sonographic ultrasound doppler grayscale".split())),
    ("NM", frozenset("scintigraphic radiotracer".split())),
)
#: Words of an x-ray's title that in the body of a report are a direction or a word of any text.
_TITLE_ONLY = frozenset("ap pa portable plain pf us ob swallow cat film mr view series sery".split())
#: Words of a sentence that speaks of another exam: one advised, or one from before.
_OTHERS = frozenset("recommend recommended suggest suggested advise advised benefit consider considered prior previous outside correlation compare comparison compared".split())  # fmt: skip


def _modality(words: Sequence[str], *, title: bool = True) -> str | None:
    for name, names in _MODALITIES:
        if any(w in names and (title or w not in _TITLE_ONLY) for w in words):
            return name
    if "x" in words and any(w == "ray" for w in words):
        return "XR"
    if "bone" in words and "scan" in words:
        return "NM"
    return None


def _of_this_exam(analysis: Analysis, start: int, end: int) -> list[str]:
    """The lemmas of the sentences that neither advise nor compare."""
    kept: list[str] = []
    for sentence in split_sentences(analysis.text, start, end, folded=analysis.folded):
        words = [t.lemma for t in tokens(analysis.folded, sentence.start, sentence.end)]
        if _OTHERS.isdisjoint(words):
            kept += words
    return kept


def _modality_of_body(analysis: Analysis, sections: Sequence[Section]) -> str | None:
    """The modality that the words of the findings betray; None when they betray none, or more than one."""
    found: set[str] = set()
    for section in (s for s in sections if s.kind in ("findings", "impression")):
        words = _of_this_exam(analysis, section.start, section.end)
        found |= {name for name, signs in _SIGNS if not signs.isdisjoint(words)}
    return found.pop() if len(found) == 1 else None


def _regions_of_body(analysis: Analysis, sections: Sequence[Section]) -> list[str]:
    """The regions that the findings speak of most: those of at least a third of the parts and levels they name."""
    counts: dict[str, int] = {}
    for section in (s for s in sections if s.kind in ("findings", "impression")):
        first, last = analysis.token_range(Span(section.start, section.end))
        parts = [p for p in analysis.pieces(first, last) if p.term.kind == "anatomy"]
        named = [_region(analysis.lexicon, p.term.id) for p in longest(parts, frozenset({"anatomy"}))]
        for group in find_levels(analysis.folded, section.start, section.end):
            named.append(_SPINE.get(group.levels[0][0]))
        for region in named:
            if region is not None:
                counts[region] = counts.get(region, 0) + 1
    most = sum(counts.values())
    return [analysis.lexicon.anatomy[r].name for r, n in counts.items() if n >= 3 and n * 3 >= most]


_SPINE = {"C": "cervical-spine", "T": "thoracic-spine", "L": "lumbar-spine"}


def _region(lexicon: Lexicon, part: str) -> str | None:
    return next((r for r in (part, *lexicon.ancestors(part)) if _is_region(r)), None)


def _title(analysis: Analysis, line: Span) -> Span:
    """What of the first line names the exam: its first sentence ("MRI right hip. History of …"), or in a letter the first with
    a modality ("Thank you for sending her. MRI of the right hip was done …"); else the line."""
    sentences = split_sentences(analysis.text, line.start, line.end, folded=analysis.folded)
    for number, sentence in enumerate(sentences):
        if _modality([t.lemma for t in tokens(analysis.folded, sentence.start, sentence.end)], title=not number):
            return sentence if number or sentence.end < _SHORT_TITLE else line
    return line


_SHORT_TITLE = 80
_HEAD = 200


def read_exam(analysis: Analysis, sections: Sequence[Section]) -> Exam:
    """The exam of an analysed report. Regions are names of anatomy roots in text order."""
    lexicon = analysis.lexicon
    spans = [Span(s.start, s.end) for s in sections if s.kind == "exam"]
    titled = titled_by_section = bool(spans)
    if not spans:
        stop = analysis.text.find("\n")
        line = Span(0, min(len(analysis.text), stop if 0 < stop < 200 else 200))
        spans = [_title(analysis, line)]
        titled = _modality([t.lemma for t in tokens(analysis.folded, spans[0].start, spans[0].end)]) is not None
    technique = [Span(s.start, s.end) for s in sections if s.kind in ("technique", "findings")][:2]
    modality: str | None = None
    own = [Span(s.start, s.end) for s in sections if s.kind == "technique"]
    # What a report that begins with its reason tells there may be an older exam's, if it says how this one was done.
    reason_first = (
        not titled_by_section
        and bool(own)
        and any(s.kind in ("indication", "history") and 0 < s.start < spans[0].end for s in sections)
    )
    for span in technique if reason_first else (*spans, *technique):
        end = min(span.end, span.start + 600)
        plain = span in own or (titled and span in spans)
        words = _of_this_exam(analysis, span.start, end)
        modality = _modality(words, title=plain)
        if modality is None and plain:
            modality = _modality([t.lemma for t in tokens(analysis.folded, span.start, end)])
        if modality is not None:
            break
    modality = modality or _modality_of_body(analysis, sections)
    regions: list[str] = [] if titled else _regions_of_body(analysis, sections)
    sides: list[str] = []
    for span in () if regions else spans or technique[:1]:
        first, last = analysis.token_range(span)
        pieces = analysis.pieces(first, last)
        for piece in longest([p for p in pieces if p.term.kind == "anatomy"], frozenset({"anatomy"})):
            before = analysis.tokens[piece.start - 1] if piece.start > first else None
            if before is not None and analysis.text[before.start : before.end] in _LETTERS:
                sides.append(_LETTERS[analysis.text[before.start : before.end]])  # "L wrist, 4 views"
            root = (*lexicon.ancestors(piece.term.id),)
            region = piece.term.id if not root else next((r for r in (piece.term.id, *root) if _is_region(r)), root[-1])
            name = lexicon.anatomy[region].name
            if name not in regions:
                regions.append(name)
        sides += [p.term.value for p in longest(pieces, frozenset({"side"})) if p.term.value != "midline-disc"]
        if regions:
            break
    if modality == "MG" and not regions:
        regions.append(lexicon.anatomy["breast"].name)  # "unilateral left diagnostic mammogram"
    if modality == "US" and not regions and "obstetric" in analysis.folded[:_HEAD]:
        regions.append(lexicon.anatomy["fetus"].name)  # "Obstetric ultrasound, second trimester"
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
