"""The findings a sentence names, each with its status, place, side, levels, grade, sizes and change.

A fixed term names its concept. A head ("narrowing", "torn") is joined with the anatomy of its noun phrase, of the words
behind "of" or "in", of the subject, or of the lead before the colon, and the lexicon says which concept the two make.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from explainer.core.knowledge.lexicon import Dialect, Lexicon, Term, load_lexicon
from explainer.core.language.analysis import Analysis, Piece, analyse
from explainer.core.language.assertion import STATED, TURNING, Assertion, Scopes
from explainer.core.language.assigning import MODIFIER_STOPS, STRESS, assign_levels, assign_sizes
from explainer.core.language.attributes import find_levels, find_sizes, joined_severity
from explainer.core.language.mention import Mention
from explainer.core.language.siding import is_no_side
from explainer.core.language.spreading import spread
from explainer.core.values import Change, Laterality, Span

_FINDING_KINDS = frozenset({"concept", "head", "predicate"})
_NAMING = _FINDING_KINDS | {"anatomy", "adjective"}
_SKIP_AHEAD = frozenset(
    (
        "of in within at along involving on upon to from the a an this these that about around over through into for "
        "and or / posterior anterior lateral medial superior inferior proximal distal upper lower inner outer deep paramedian arising "
        "superficial ventral dorsal anterosuperior anteroinferior posterosuperior posteroinferior superolateral superomedial "
        "inferolateral inferomedial anterolateral anteromedial posterolateral posteromedial adjacent exiting exit traversing transversing descending ascending residual "
        "visualized entire whole same its her his my your bony osseous mid middle left right bilateral both side "
        "central peripheral bursal articular dome attachment insertion surface facet sided aspect part portion region level floor roof high low mid remaining respective corresponding is are was were present seen noted identified visualized demonstrated pole third half horn quadrant front back edge end top bottom wall tip underlying overlying surrounding "
        "one two three several multiple all any other either each some , native most more predominantly mainly mostly"
    ).split()
)
#: Words of letters between what is found and its place ("fluid has built up inside the joint", "specks of calcium in").
_TELLING_AHEAD = frozenset(
    (
        "inside throughout built build up collected collecting collect gathered gathering gather formed forming found sit sits "
        "sitting lie lies lying located pooled pooling settled has have had been being got gets getting speck flecks fleck dot bit "
        "spot streak deposit piece pocket buildup layer trapped main big large largest tiny little small deep deepest - next lining line lines organ than usual normal"
    ).split()
)
_LINKING = frozenset(
    "is are was were be been has have had show shows demonstrate demonstrates appear appears remain remains".split()
)
_DETERMINERS = frozenset("the a an your one this that each left right both".split())
#: Adjectives that may stand between the letter of a side and its finding.
_MODIFYING = frozenset(
    (
        "paracentral foraminal lateral medial posterior anterior central simple small tiny large mild moderate severe minimal trace new old acute chronic "
        "upper lower mid low main proximal distal posterolateral anterolateral subarticular extraforaminal"
    ).split()
)
_LETTERS = {"l": Term("side", "side", "left"), "r": Term("side", "side", "right")}
_FELT = frozenset("weakness hemiparesis hemiplegia paresis numbness paresthesia paralysis droop".split())
#: Words between "compared to" and the side that is meant.
_OWNED = frozenset(("the", "patient", "'", "s", "his", "her", "patient's", "patient’s", "’"))
#: What only bands, tendons and cushions have, what sits at edges, nodes, and parts that do not break.
_OF_BANDS = frozenset("tear partial-tear full-tear sprain strain fraying".split())
_OF_EDGES = frozenset("osteophyte spur anomaly".split())
_OF_NODES = frozenset("adenopathy lymphadenopathy".split())
_SOFT = frozenset("joint-capsule tendon ligament muscle cartilage bursa meniscus soft-tissue skin".split())
#: Heads that only a bone or joint has, and words in the names of parts that are neither.
_OF_BONE = frozenset("fracture dislocation".split())
_NO_BONE = frozenset(
    "tendon tendons ligament cord nerve muscle artery vein aorta brain meniscus labrum canal sac".split()
)
_BONE, _DISC = Term("anatomy", "vertebra"), Term("anatomy", "disc")
_ENDS_OF_PANCREAS = {
    "head": Term("anatomy", "pancreatic-head"),
    "neck": Term("anatomy", "pancreas"),
    "tail": Term("anatomy", "pancreatic-tail"),
}
#: What letters call the disc that lies at a level or between two bones ("the cushion at L4-L5", "the space between L5 and S1").
_CUSHIONS = {"cushion": ("at", "between"), "pad": ("at", "between"), "space": ("between",), "gap": ("between",)}
_JOINS = frozenset("with without contain contains consistent may might".split())
_LINKS = frozenset(
    (
        "is are was were be been being has have had appear appears appearing seen noted there also somewhat now again "
        "demonstrate demonstrates show shows mildly moderately severely slightly markedly minimally diffusely "
        "partially completely significantly grossly focally clearly not no longer very more less quite mild moderate "
        "severe slight marked minimal diffuse focal tiny small large but and found remain remains look looks to level "
        "with"
    ).split()
)
#: Words that make a description a normal one ("the bladder is appropriately distended").
_AS_IT_SHOULD = frozenset("appropriately adequately normally physiologically optimally".split())
#: Words before "distended" that tell how well an organ could be judged, and nothing wrong with it.
_HARDLY = frozenset(
    "partly partially incompletely poorly inadequately insufficiently suboptimally well nicely fully under".split()
)
#: Words that name an end or side of another part where "of" and that part follow ("the head of the epididymis").
_ENDS = frozenset("head neck body tail back base foot apex".split())
#: Adjectives of bones that tell a direction before "aspect" and "side".
_FACING = frozenset("ulnar radial tibial fibular plantar bursal articular".split())
#: Behind a side, what makes it a part of a longer name ("echogenic focus in the left ventricle").
_CHAMBERS = (("ventricle",), ("atrium",))
_FACES = frozenset("aspect side sided surface margin border facet".split())
#: Words of a tracer's uptake as it should be.
_AS_EXPECTED_UPTAKE = frozenset(
    "homogeneous uniform symmetric symmetrical physiologic physiological prompt expected good adequate".split()
)
#: What makes a node worth a word whatever its size.
_NODE_WORDS = frozenset(
    "suspicious abnormal necrotic pathologic pathological matted worrisome malignant rounded".split()
)
#: What is said of lymph nodes that are neither large nor measured ("borderline right axillary node").
_NODE_REMARKS = frozenset("borderline indeterminate nonspecific equivocal reactive prominent numerous".split())
#: Parts that belong to no region: they are on the side of the exam.
ANYWHERE = frozenset(
    "bone bone-marrow soft-tissue joint joint-space muscle tendon ligament cartilage bursa skin nerve vessel artery vein physis".split()
)
#: Heads that say too little without their place: "fluid within the joint" is named as a whole.
_OF_A_PLACE = frozenset({"fluid", "signal-abnormality"})
_PLACING = frozenset(
    (
        "in within at along upon on to around about from near over through into involving for beneath behind "
        "is are was were seen noted present identified visualized demonstrated"
    ).split()
)
_LEVEL_LETTERS = frozenset("ctdls")
#: Words that say where in a disc or canal a finding sits; several may be joined before it.
_PLACE_WORDS = frozenset(
    (
        "paracentral central centrally foraminal extraforaminal subarticular lateral posterolateral anterolateral paramedian "
        "posterior anterior medial base based broad wide focal diffuse circumferential eccentric far"
    ).split()
)
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split())
#: Words with which a bracket tells where a part lies, and does not name it once more.
_ASIDES = frozenset("behind above below near beside around under over between in at inside within next".split())
_LEAVES = frozenset("operation surgery injury treatment infection stroke".split())
_LEFT_AS = frozenset(
    "as open blank empty out to untouched unsaid unstated undecided alone over in for unchanged".split()
)
_BOTH_ARE = frozenset("of are is were was with unchanged stable small likely benign".split())
_PAST = frozenset("recommend suggest advise mention describe see note tell report list".split())
#: Words that place one part beside another ("the aorta, just above the heart, is wide").
_BESIDE = frozenset("above below near behind beside around beneath under over next".split())
#: Before these a word of grade tells a size or a difference ("moderate sized", "slightly wider").
_SIZED = frozenset({"sized", "size"})
_COMPARED = frozenset(
    "wider narrower larger smaller bigger longer shorter thicker thinner more less worse better".split()
)
#: What one joint has two of: "both menisci" of a right knee are on the right.
_TWO_OF_ONE = frozenset("meniscus cruciate collateral malleolus compartment condyle facet bone".split())
_FACED = frozenset("joint disc disk space fracture symphysis endplate fissure line".split())
#: Words before a side that keep it from describing what follows a comma ("the trachea is midline, no effusion").
_NO_MODIFIER = frozenset("the to on is are was were remain remains appear appears".split())
#: Prepositions that put a finding beside a device or another finding.
_LYING = frozenset("about around along near beside in within at on surrounding adjacent".split())
#: Words before a side that stands for its part ("on the left there is", "in the mid right lobe there is").
_BEFORE_SIDE = frozenset("the mid upper lower middle superior inferior".split())
#: Words between two names for what may be there.
_OR_ELSE = frozenset("or versus vs v / and/or".split())
#: Words by which one finding explains what another is.
_MEANS = frozenset(
    (
        "represent represents representing likely probable probably possible possibly consistent compatible keeping suspicious "
        "suggest suggests suggesting suggestive diagnostic typical characteristic concerning reflect reflects favored worrisome "
        "mostly"
    ).split()
)
#: Verbs that say an adjective of their subject, words that may stand between, and what may stand behind such an adjective.
_BECOMING = frozenset(
    (
        "is are was were be been look looks looked appear appears appeared measures measure become becomes became got "
        "gotten get grow grows stay stays remain remains has have had feel feels"
    ).split()
)
_DEGREES = frozenset(
    (
        "a bit little slightly mildly moderately somewhat very quite rather too more much also now still only just markedly severely "
        "minimally partly partially fairly so again in size and or been become gotten grown got lot"
    ).split()
)
_BEHIND_ADJECTIVE = frozenset(
    (
        ". , ; : ! ? ) ( - and or but at in on by because with where which that there here for from so due around near behind along "
        "today now too than this as compared after since inside when while"
    ).split()
)
_AS_USUAL = frozenset("usual normal average expected typical before should was".split())
#: Kinds of finding that are never as they should be.
_GRAVE = frozenset(("neoplastic", "traumatic", "infectious", "vascular"))
_NOT = frozenset("not no never isn't aren't wasn't weren't".split())
_AS_EXPECTED = frozenset({("as", "expected"), ("as", "usual"), ("as", "normal")})
_AS_IT = frozenset({("as", "it", "should"), ("as", "they", "should"), ("as", "is", "normal"), ("as", "is", "usual")})
#: Prepositions that put a part beside or inside another: what is said is said of the first ("the nodes in the belly are large").
_PLACED_BY = frozenset("in around near behind beside inside along next under above below between within on".split())
#: What may stand behind the last part of a list.
_BEHIND_PLACE = frozenset(", ; . ( ) and or & with without on at in measuring up bilaterally each as".split())
#: The lobes of the lung by their first word.
_LOBES = {"upper": "lung-upper-lobe", "middle": "lung-middle-lobe", "lower": "lung-lower-lobe"}
#: How far the next part of a list stands behind an "and" or a comma, in words.
_JOINED_WITHIN = 4
#: How long a bracket may be that tells of one place of a list, in words.
_ASIDE_WITHIN = 10
#: Sizes that a phrase of a list may hold, though they are said of the finding behind the part.
_SIZE_WORDS = frozenset("small large big tiny little wide narrow thick thin long short low bright dark".split())
_VIEWED_HOW = frozenset("the our a an your some part much most of clear good full better".split())
#: Words behind a hyphened "right-hand" that leave it a hand.
_OF_THE_HAND = frozenset(
    "is are was were has have had shows show looks look and or but bone bones joint joints finger fingers x ray xray".split()
)
_CLAUSE = frozenset({";", "but", "however", "although", "while", "whereas"})
#: Words between a head and its subject beyond which the two are no longer read together.
_SUBJECT_REACH = 16


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the body named in a sentence."""

    anatomy: str
    start: int
    end: int
    laterality: Laterality | None
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What the words before a sentence say of it: the lead ("C4-5:", "RIGHT KNEE:") and the levels last named.

    ``regions`` are the parts of the body the exam is of; ``beside`` a paired part and its side that the sentence before
    told of ("The left testicle measures … There is a hydrocele."); ``carried``: the part is that of the sentence before.
    """

    anatomy: str | None = None
    laterality: Laterality | None = None
    levels: tuple[str, ...] = ()
    last_levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    beside: tuple[str, Laterality] | None = None
    carried: bool = False


@dataclass(slots=True)
class _Draft:
    """A mention while it is put together, in tokens."""

    start: int
    end: int
    head_start: int
    head_end: int
    concept: str
    site: str | None
    sites: tuple[Piece, ...] = ()
    leader: int | None = None
    predicate: bool = False

    @property
    def begin(self) -> int:
        """First token; a mention that shares another one's head begins at its own place."""
        return self.start if self.leader is not None else min(self.start, self.head_start)


def _apart(pieces: Iterable[Piece]) -> list[Piece]:
    """Of terms by start and then longest first the leftmost-longest that do not overlap."""
    result: list[Piece] = []
    reach = -1
    for piece in pieces:
        if piece.start >= reach:
            result.append(piece)
            reach = piece.end
    return result


#: Verbs behind the subject of a clause that tells something of it.
_TELLS_OF = frozenset("has have had shows show showed contains contain holds is are was were demonstrates".split())
#: Parts by which letters tell a side ("the thumb side").
_SIDED = frozenset("thumb finger toe nose".split())
#: Things by which letters explain a finding; "little" tells their size.
_THINGS = frozenset(
    "bag pouch sac pocket bump spot lump dot ball bubble blister knot nub knob spur pebble stone grain piece flap ring cup patch "
    "hole pit finger shelf ridge button bead balloon growth area spike hook island collection cluster thread strand".split()
)


class _Sentence:
    def __init__(self, analysis: Analysis, span: Span, context: Context, pieces: list[Piece] | None = None) -> None:
        self.analysis, self.span, self.context = analysis, span, context
        self.lexicon: Lexicon = analysis.lexicon
        self.first, self.last = first, last = analysis.token_range(span)
        self.words = analysis.tokens
        self.lemmas = lemmas = analysis.lemmas
        self.letter = self.lexicon.dialect == "letter"
        self.skipped = _SKIP_AHEAD | _TELLING_AHEAD if self.letter else _SKIP_AHEAD
        self.pieces = analysis.pieces(first, last) if pieces is None else pieces
        if self.letter:
            self.pieces = [*map(self._as_predicate, self.pieces)]
        kinds: dict[str, list[Piece]] = {}
        for p in self.pieces:
            kinds.setdefault(p.term.kind, []).append(p)
        self.parts = kinds.get("anatomy", [])
        self.findings = self._findings([p for p in self.pieces if p.term.kind in _FINDING_KINDS], kinds)
        inside = [(p.start, p.end) for p in self.findings]
        self.heads = dict(inside)
        self.anatomy = _apart(
            [
                p
                for p in self.parts
                if not (inside and any(a < p.end and p.start < b for a, b in inside))
                and not self._measured_from(p)
                and not self._no_hand(p)
                and not self._end_of_part(p)
                and not self._only_side(p)
                and not (p.term.id in ("head", "neck", "chest") and self.lemmas[max(self.first, p.start - 1)] == "its")
            ]
        )
        if not _ENDS_OF_PANCREAS.keys().isdisjoint(lemmas[first:last]):
            self.anatomy = self._ends_of_organ(self.anatomy)
        self.groups = find_levels(analysis.folded, span.start, span.end)
        if self.letter:
            self.anatomy = sorted([*self.anatomy, *self._bones()])
        if not _LOBES.keys().isdisjoint(lemmas[first:last]) and any(p.term.id in _LOBES.values() for p in self.anatomy):
            self.anatomy = sorted([*self.anatomy, *self._lobes()])
        self.beginning = {p.start: p for p in self.anatomy}
        self.ending = {p.end: p for p in self.anatomy}
        self.sides = self._sides(kinds["side"]) if "side" in kinds else []
        if "l" in lemmas[first:last] or "r" in lemmas[first:last]:
            self.sides = sorted([*self.sides, *self._letters()])
        self.told: list[tuple[int, int]] = []
        self.turned = not TURNING.isdisjoint(kinds)
        self.grades = self._grades(kinds["severity"]) if "severity" in kinds else []
        self.changes = _apart(kinds.get("change", ()))

    def _findings(self, named: Sequence[Piece], kinds: Mapping[str, Sequence[Piece]]) -> list[Piece]:
        """Of the terms that name findings those that do so here, without overlap."""
        if not named:
            return []
        places = [(p.start, p.end) for p in self.parts if p.end - p.start > 1]
        void = [(p.start, p.end) for p in kinds.get("no-finding", ())]
        readable = [
            p for p in named
            if not (
                places
                and (p.term.kind == "head" or p.end - p.start == 1)
                and any(a <= p.start and p.end <= b and b - a > p.end - p.start for a, b in places)
            )
            and not (void and any(a <= p.start and p.end <= b for a, b in void))
            and not (
                self.letter
                and (
                    self._cuts(p, places) or self._lists_on(p) or self._as_usual(p) or self._sizes_next(p) or self._hides(p)
                    or self._of_what_is_in_it(p, named)
                )
            )
            and not (p.term.kind == "head" and self._called_normal(p, places))
            and not (self.letter and self.lemmas[p.end - 2 : p.end] in (("its", "head"), ("its", "neck")))
            and not (self.lemmas[p.start] == "degenerative" and self._describes_next(p, named))
        ]  # fmt: skip  # "mastoid air cells" are no air
        return [
            p for p in _apart(readable)
            if p.start == self.first or self.lemmas[p.start - 1] != "non"  # "non-displaced" tells of nothing displaced
        ]  # fmt: skip

    def _of_what_is_in_it(self, piece: Piece, named: Sequence[Piece]) -> bool:
        """Whether an adjective is said of the finding in a part, and not of the part ("A tear in one tendon is bigger than …")."""
        if piece.term.kind != "predicate" or piece.term.value != "adjective":
            return False
        at = piece.start - 1
        while at > self.first and self.lemmas[at] in _BECOMING | _DEGREES:
            at -= 1
        part = next((p for p in self.parts if p.end == at + 1), None)
        if part is None:
            return False
        at = part.start - 1
        while at > self.first and self.lemmas[at] in _DETERMINERS:
            at -= 1
        return self.lemmas[at] in ("in", "of", "on", "at", "within", "inside") and any(
            p.end == at and p.term.kind in ("concept", "head") for p in named
        )

    def _describes_next(self, piece: Piece, named: Sequence[Piece]) -> bool:
        """Whether "degenerative disc" only describes what is found of the disc ("degenerative disc space narrowing")."""
        at = piece.start + 1
        if piece.end - at > 1:
            return False
        ends = {p.end for p in self.parts if p.start == at}
        return any(
            p.term.kind != "predicate" and (p.start in ends or (p.start == at and p.end > piece.end)) for p in named
        )

    def _sides(self, sides: Sequence[Piece]) -> list[Piece]:
        """The words for sides that tell one here."""
        named = [(p.start, p.end) for p in (*self.findings, *self.anatomy) if p.end - p.start > 1]
        return [
            p for p in _apart(sides)
            if not (p.term.value.startswith("midline") and any(a < p.end and p.start < b for a, b in named))  # "midline shift"
            and not (self.lemmas[p.end : p.end + 1] in _CHAMBERS and any(f.start < p.start < f.end for f in self.findings))
            and not self._both_faces(p)
            and not self._both_things(p)
            and not self._left_as_is(p)
            and not self._everyday(p)
            and not self._measure_of_other(p)
        ]  # fmt: skip

    def _measure_of_other(self, side: Piece) -> bool:
        """Whether a side is only what the other is held against ("larger when compared to the right side")."""
        lead = [w for w in self.lemmas[max(self.first, side.start - 6) : side.start] if w not in _OWNED]
        if side.term.value not in ("left", "right") or self.letter:
            return False
        if side.end < self.last and self.lemmas[side.end] in _FELT:
            return True  # "right-sided weakness" tells no side of what was found
        if not lead:
            return False
        return lead[-1] == "than" or (
            lead[-1] in ("to", "with") and lead[-2:-1] in (["compared"], ["compare"], ["relative"])
        )

    def _grades(self, grades: Sequence[Piece]) -> list[tuple[int, int, str]]:
        """The words of grade that tell no size and no difference ("moderate sized", "slightly wider"), and deny no grade."""
        low, words = self.analysis.folded, self.words
        return [
            (p.start, p.end, p.term.value)
            for p in _apart(grades)
            if self.lemmas[max(self.first, p.start - 1)] != "non"  # "non-high-grade plaque"
            and not (self.letter and self.lemmas[p.start] == "a" and self._is_thing(p.end))
            and (
                p.end >= self.last
                or not (
                    self.lemmas[p.end] in _SIZED
                    or (
                        self.lemmas[p.end] in _COMPARED
                        and low[words[p.end - 1].start : words[p.end - 1].end].endswith("ly")
                    )
                    or (p.end + 1 < self.last and self.lemmas[p.end] == "-" and self.lemmas[p.end + 1] == "sized")
                )
            )
        ]

    def _is_thing(self, at: int) -> bool:
        """Whether a letter's "a little" stands before a thing of some size, and tells no grade ("a little bag of fluid")."""
        return at < self.last and self.lemmas[at] in _THINGS

    @cached_property
    def scopes(self) -> Scopes:
        """The cues of the sentence; made only when a finding asks for them."""
        return Scopes(self.words, self.pieces, self.first, self.last, self.findings)

    def _as_predicate(self, piece: Piece) -> Piece:
        """A letter's adjective as the predicate it is where something is said of a part with it ("the liver is large")."""
        if piece.term.kind != "adjective" or not self._said_of_subject(piece):
            return piece
        return Piece(piece.start, piece.end, Term("predicate", piece.term.id, "adjective"))

    def _said_of_subject(self, piece: Piece) -> bool:
        """Whether an adjective stands behind a verb that says it of its subject, and before no noun; a phrase says it itself."""
        if piece.end - piece.start > 1:
            return True
        at = piece.start - 1
        while at > self.first and piece.start - at < 6 and self.words[at].lemma in _DEGREES | {"not"}:
            if self.words[at].lemma in ("become", "gotten", "grown", "got"):
                break
            at -= 1
        verb = self.words[at].lemma.removesuffix("n't")
        if at <= self.first or verb not in _BECOMING | {"gotten", "grown"}:
            return False
        behind = self.words[piece.end].lemma if piece.end < self.last else "."
        if behind == "than":
            return any(w.lemma in _AS_USUAL for w in self.words[piece.end : min(self.last, piece.end + 5)])
        return behind in _BEHIND_ADJECTIVE or self._level_like(piece.end)

    def _level_like(self, at: int) -> bool:
        """Whether a token opens a level ("is low L4-L5"); used before the levels are read."""
        return self.words[at].lemma in _LEVEL_LETTERS

    def _cuts(self, piece: Piece, places: Sequence[tuple[int, int]]) -> bool:
        """Whether a letter's phrase cuts the name of a part in two ("pressure on the nerve | sac") and a head stands in it as well."""
        if not self.letter or piece.term.kind != "concept" or piece.end - piece.start < 2:
            return False
        if not any(a < piece.start < b < piece.end or piece.start < a < piece.end < b for a, b in places):
            return False
        return any(
            p.term.kind in ("head", "predicate") and piece.start <= p.start and p.end <= piece.end for p in self.pieces
        )

    def _lists_on(self, piece: Piece) -> bool:
        """Whether a letter's phrase is a head and a part, and a list of parts goes on ("presses on the sac and on the nerve")."""
        if not self.letter or piece.term.kind != "concept" or piece.end >= self.last:
            return False
        if self.words[piece.end].lemma not in ("and", "or", "&"):
            return False
        inside = [p for p in self.pieces if piece.start <= p.start and p.end <= piece.end]
        heads = [p for p in inside if p.start == piece.start and p.term.kind in ("head", "predicate")]
        parts = [p for p in inside if p.end == piece.end and p.term.kind == "anatomy"]
        return any(self.lexicon.compose(h.term.id, a.term.id) == piece.term.id for h in heads for a in parts)

    def _sizes_next(self, piece: Piece) -> bool:
        """Whether a letter's phrase of a size and a part is said of the finding behind it ("a small kidney | cyst")."""
        if piece.term.kind != "concept" or piece.end >= self.last:
            return False
        if self.lemmas[piece.start] == "one" and any(
            p.start == piece.start + 1 and p.end == piece.end for p in self.parts
        ):
            before = self.lemmas[piece.start - 1] if piece.start > self.first else ""
            return before not in (
                "only",
                "just",
                "have",
                "has",
                "had",
                "with",
            )  # "one kidney lies low" is no lone kidney
        if self.lemmas[piece.start] not in _SIZE_WORDS:
            return False
        return any(p.start == piece.start + 1 and p.end == piece.end for p in self.parts) and any(
            p.start == piece.end and p.term.kind in ("concept", "head") for p in self.pieces
        )

    def _hides(self, piece: Piece) -> bool:
        """Whether a letter's verb is said of what could be looked at, and of no part ("gas blocked our view of the pancreas")."""
        behind = self.lemmas[piece.end : min(self.last, piece.end + 4)]
        at = next((i for i, w in enumerate(behind) if w not in _VIEWED_HOW), len(behind))
        return piece.term.kind in ("head", "predicate") and behind[at : at + 1] in (("view",), ("sight",), ("picture",))

    def _only_side(self, piece: Piece) -> bool:
        """Whether a letter names a digit or the nose for a side of something else ("on the thumb side of the wrist")."""
        behind = [w for w in self.lemmas[piece.end : min(self.last, piece.end + 2)] if w != "-"]
        return self.letter and behind[:1] == ["side"] and self.lemmas[piece.end - 1] in _SIDED

    def _no_hand(self, part: Piece) -> bool:
        """Whether "hand" is no part of the body ("the right-hand side", "on the other hand", "by hand"); so with "keep an eye on"."""
        if part.end - part.start == 1 and self.lemmas[part.start] == "eye":
            return self.lemmas[max(self.first, part.start - 1)] in ("an", "close") and self.lemmas[
                part.end : part.end + 1
            ] == ("on",)
        if part.end - part.start != 1 or self.lemmas[part.start] != "hand":
            return False
        before = self.lemmas[max(self.first, part.start - 2) : part.start]
        if before[-1:] in (("other",), ("one",), ("at",), ("by",), ("first",), ("second",), ("to",)):
            return True
        behind = self.lemmas[part.end] if part.end < self.last else "."
        joined = self.analysis.folded[self.words[part.start - 1].end : self.words[part.start].start] if before else ""
        return joined == "-" and before[-1] in ("left", "right") and (behind.isalpha() and behind not in _OF_THE_HAND)

    def _ends_of_organ(self, parts: list[Piece]) -> list[Piece]:
        """In a report of the belly "neck" and "tail" are ends of the pancreas, if it tells of one ("a second cyst in the neck")."""
        regions = self.context.regions
        if self.letter or not regions or not all(r == "pelvis" or self.lexicon.within(r, "abdomen") for r in regions):
            return parts
        if "pancrea" not in self.analysis.folded:
            return parts
        taken = {i for p in (*parts, *self.findings) if p.end - p.start > 1 for i in range(p.start, p.end)}
        ends = [
            Piece(i, i + 1, _ENDS_OF_PANCREAS[self.lemmas[i]])
            for i in range(self.first, self.last - 1)
            if self.lemmas[i] in _ENDS_OF_PANCREAS and i not in taken and self.lemmas[i + 1] != "of"
        ]
        begun = {p.start for p in ends}
        return sorted([*(p for p in parts if p.start not in begun), *ends])

    def _end_of_part(self, part: Piece) -> bool:
        """Whether a word for a part only tells an end of another one ("the head of the right epididymis")."""
        at = part.end
        if at >= self.last:
            return False
        if self.lemmas[at - 1] in _FACING and self.lemmas[at] in _FACES:
            return True  # "the ulnar aspect of the lunate"
        if part.end - part.start != 1 or self.lemmas[part.start] not in _ENDS or self.lemmas[at] != "of":
            return False
        at += 1
        while at < self.last and self.lemmas[at] in ("the", "left", "right", "both", "your", "his", "her"):
            at += 1
        return any(p.start == at for p in self.parts)

    def _as_usual(self, piece: Piece) -> bool:
        """Whether a letter tells what is as it should be ("wide open", "a normal amount of fluid", "hold air as they should")."""
        if self.lexicon.concepts[piece.term.id].category in _GRAVE:
            return False
        lead = [self.words[i].lemma for i in range(max(self.first, piece.start - 5), piece.start)]
        behind = [self.words[i].lemma for i in range(piece.end, min(self.last, piece.end + 6))]
        if behind[:1] in (["open"], ["enough"]) and not _NOT.intersection(lead):
            return True
        if lead[-2:] == ["amount", "of"] and lead[-3:-2] in (["normal"], ["usual"], ["healthy"]):
            return True
        at = next((i for i, w in enumerate(behind) if w in ("as", ",", ";", "and", "but")), len(behind))
        return tuple(behind[at : at + 2]) in _AS_EXPECTED or tuple(behind[at : at + 3]) in _AS_IT

    def _measured_from(self, part: Piece) -> bool:
        """Whether a part is only where a distance is taken from ("5 cm from the nipple")."""
        lead = [*self.lemmas[max(self.first, part.start - 3) : part.start]]
        if lead and lead[-1] == "the":
            lead.pop()
        return len(lead) >= 2 and lead[-1] == "from" and lead[-2] in ("cm", "mm")

    def _called_normal(self, head: Piece, places: Sequence[tuple[int, int]]) -> bool:
        """Whether a head is called normal ("normal enhancement", "the enhancement of the kidneys is normal") and so names no finding."""
        before = self.lemmas[head.start - 1] if head.start > self.first else ""
        if head.term.id == "uptake" and before in _AS_EXPECTED_UPTAKE:
            return True
        if before == "normal":
            two = self.lemmas[head.start - 2] if head.start - 2 >= self.first else ""
            return two not in ("than", "not", "of", "from", "to")
        if self.lexicon.concepts[head.term.id].category in ("neoplastic", "traumatic", "infectious"):
            return False  # nobody calls a mass normal
        at = head.end
        following = self.lemmas[at : at + 3]
        if following in (("of", "a", "normal"), ("of", "the", "normal")):
            return True  # "opacification of a normal appendix"
        if at + 1 < self.last and self.lemmas[at] == "of":
            at += 2 if self.lemmas[at + 1] == "the" else 1
            at = next((e for s, e in places if s == at or s == at + 1), at + 1)
        if at + 1 >= self.last or self.lemmas[at] not in ("is", "are", "appear", "appears", "was", "were"):
            return False
        then = self.lemmas[at + 2] if at + 2 < self.last else "."
        return self.lemmas[at + 1] == "normal" and then in (".", ",", ";", "and", "in")

    # -- heads and their anatomy ---------------------------------------------------------------------------------

    def _letters(self) -> list[Piece]:
        """Sides told by one letter before a part or a finding ("R kidney", "L simple renal cyst"), or as "L-sided"."""
        begins = {p.start for p in self.anatomy} | {p.start for p in self.findings}
        taken = [(p.start, p.end) for p in (*self.anatomy, *self.findings)]
        found: list[Piece] = []
        for i in range(self.first, self.last):
            if self.lemmas[i] not in _LETTERS or (i > self.first and self.lemmas[i - 1] == "["):
                continue
            behind = self.lemmas[i + 1 : min(self.last, i + 4)]
            sided = behind[:1] == ("sided",)
            capital = self.analysis.text[self.words[i].start].isupper()
            # A letter may end the name of a part or stand inside one: "pole R kidney" is no one part.
            if any(a < i < b - 1 for a, b in taken) or (not sided and any(a <= i < b for a, b in taken)):
                continue
            reach = 1
            while capital and reach <= len(behind) and i + reach not in begins and behind[reach - 1] in _MODIFYING:
                reach += 1
            if (capital and sided) or (
                i + 1 < self.last and (capital or self._paired_at(i + 1)) and i + reach in begins
            ):
                found.append(Piece(i, i + 1 + sided, _LETTERS[self.lemmas[i]]))
        return found

    def _paired_at(self, at: int) -> bool:
        """Whether a part that comes in pairs begins at a token of a note in small letters ("old infarct l basal ganglia")."""
        part = self.beginning.get(at)
        small = self.analysis.text[self.span.start : self.span.end].islower()
        return small and part is not None and self.lexicon.anatomy[part.term.id].paired

    def _bones(self) -> list[Piece]:
        """Bones of the spine that a letter calls by their level alone as what a sentence is about ("L4 has slipped forward"), and discs."""
        found: list[Piece] = []
        verbs = {p.start for p in self.findings if p.term.kind == "predicate"}
        for group in self.groups:
            at = next((i for i in range(self.first, self.last) if self.words[i].start >= group.start), self.last) - 2
            if at >= self.first and self.words[at + 1].lemma in _CUSHIONS.get(self.words[at].lemma, ()):
                found.append(Piece(at, at + 1, _DISC))
                continue
            if len(group.levels) != 1 or "-" in group.levels[0]:
                continue
            tokens = [i for i in range(self.first, self.last) if group.start <= self.words[i].start < group.end]
            end = tokens[-1] + 1 if tokens else self.last
            if end >= self.last or not (self.words[end].lemma in _BECOMING or end in verbs):
                continue
            lead = self.words[tokens[0] - 1].lemma if tokens[0] > self.first else "."
            if lead in (".", ",", ";", ":", "-", "that", "and", "bone", "(", "*") or tokens[0] == self.first:
                found.append(Piece(tokens[0], end, _BONE))
        return found

    def _both_things(self, side: Piece) -> bool:
        """Whether "both" counts two things told and no sides ("biopsy and sampling, both recommended")."""
        if side.end - side.start != 1 or self.lemmas[side.start] != "both" or side.start == self.first:
            return False
        if self._both_of_list(side.end):
            return True
        ahead = self.lemmas[side.end] if side.end < self.last else "."
        return self.lemmas[side.start - 1] in (",", "(") and (
            ahead in _BOTH_ARE or ahead.endswith("ed") or ahead in _PAST
        )

    def _both_of_list(self, at: int) -> bool:
        """Whether "both" opens a list of two parts that have no sides ("both the cervical and the lumbar spine")."""
        ahead = [p for p in self.anatomy if at <= p.start <= at + 5]
        if len(ahead) < 2 or any(self.lexicon.anatomy[p.term.id].paired for p in ahead[:2]):
            return False
        return any(self.lemmas[i] in ("and", "&") for i in range(ahead[0].end, ahead[1].start))

    def _left_as_is(self, side: Piece) -> bool:
        """Whether "left" is a verb ("was left as a blank", "has been left open")."""
        if side.term.value != "left" or side.start == self.first or side.end >= self.last:
            return False
        before, behind = self.lemmas[side.start - 1], self.lemmas[side.end]
        if behind in ("blank", "out") or (before in _LEAVES and behind in (".", ",", ";", "behind")):
            return True  # "this is what the operation left"
        return before in ("is", "are", "was", "were", "be", "been") and behind in _LEFT_AS

    def _everyday(self, side: Piece) -> bool:
        """Whether a letter says "left" or "right" of no side ("right where it starts", "the scar left from surgery")."""
        if self.lexicon.dialect != "letter" or side.end - side.start != 1:
            return False
        words = [self.words[i].lemma for i in range(max(self.first, side.start - 4), min(self.last, side.start + 3))]
        return is_no_side(words, side.start - max(self.first, side.start - 4))

    def _both_faces(self, side: Piece) -> bool:
        """Whether "both sides" are the two faces of one thing ("edema on both sides of the joint"), and no left and right."""
        if side.term.value != "bilateral":
            return False
        if self.lemmas[side.end - 1] == "both" and self.context.laterality in ("left", "right") and not self.letter:
            return side.end < self.last and self.lemmas[side.end] in _TWO_OF_ONE
        if self.lemmas[side.end - 1] not in ("side", "sides"):
            return False
        ahead = self.lemmas[side.end : min(self.last, side.end + 4)]
        return ahead[:1] == ("of",) and not _FACED.isdisjoint(ahead)

    def _level_token(self, at: int) -> bool:
        """Whether a token belongs to a level, or to the name of a nerve root ("S1 nerve root")."""
        if self.groups:
            offset = self.words[at].start
            if any(g.start <= offset < g.end for g in self.groups):
                return True
        word = self.lemmas[at]
        if word in _LEVEL_LETTERS:
            return at + 1 < self.last and self.lemmas[at + 1].isdigit()
        return word.isdigit() and at > self.first and self.lemmas[at - 1] in _LEVEL_LETTERS

    def _ahead(self, at: int, limit: int = 12) -> list[Piece]:
        """Anatomy behind a head ("narrowing of the left X and Y"), with what is joined to it."""
        found: list[Piece] = []
        steps, begin = 0, at
        heads = self.heads
        joined = True
        while at < self.last and steps < limit:
            piece = self.beginning.get(at)
            if piece is not None:
                if found and (not joined or self._begins_next(piece)):
                    break
                found.append(piece)
                at, steps, joined = piece.end, 0, False
                limit = 6
                continue
            word = self.lemmas[at]
            if not found and word == "," and at == begin and self._note(at):
                at += 1  # "Horizontal tear, posterior horn medial meniscus."
                continue
            if not found and word in (",", "and", "or", "&") and at == begin:
                break  # "is narrow, and the nerve root …" begins something new
            if found and word == "(" and (close := self._aside(at)) is not None:
                at = close
                continue
            if at in heads:
                if found or (at > 0 and self.lemmas[at - 1] not in ("and", "or", ",", "/", "&")):
                    break
                at = heads[at]
                steps += 1
                continue
            if word in ("and", "or", "/", "&", ",") or (found and word == "with" and self._part_alone(at + 1, heads)):
                joined = True
            elif (
                found
                and self.letter
                and self.words[at - 1].lemma in ("and", "or")
                and word in ("on", "into", "against")
            ):
                pass  # "presses on the sac and on the exit canal"
            elif found and word == "on" and (side := self._side_phrase(at)) is not None:
                at = side
                continue
            elif found and word in ("of", "in", "at", "on", "to", "from", "with", "within"):
                break
            if (
                word not in self.skipped
                and not self._tells_end(at)
                and word not in _ORDINALS
                and word not in ("&", "st", "nd", "rd", "th", "with", "l", "r", "mm", "cm", "x", "by")
                and not word[:1].isdigit()
                and not self._level_token(at)
                and not self._is_grade(at)
            ):
                break
            at += 1
            steps += 1
        return found

    def _lobes(self) -> list[Piece]:
        """The lobes of the lung that share the word with the next one ("the right upper and left lower lobe")."""
        found: list[Piece] = []
        for piece in self.anatomy:
            at = piece.start - 1
            while piece.term.id in _LOBES.values() and at > self.first:
                while at > self.first and (
                    self.lemmas[at] in ("left", "right", "the", "both", ",") and self.lemmas[at - 1] not in _LOBES
                ):
                    at -= 1
                if (
                    self.lemmas[at] not in ("and", ",", "&", "/", "or")
                    or at - 1 < self.first
                    or self.lemmas[at - 1] not in _LOBES
                ):
                    break
                found.append(Piece(at - 1, at, Term("anatomy", _LOBES[self.lemmas[at - 1]], piece.term.value)))
                at -= 2
        return found

    def _side_phrase(self, at: int) -> int | None:
        """Where "on the left" ends, if a list goes on behind it ("of the hip on the left and the knee on the right")."""
        end = at + 1 + (self.lemmas[at + 1 : at + 2] == ("the",))
        if not (end < self.last and self._is_side(end)):
            return None
        end += 1 + (self.lemmas[end + 1 : end + 2] == ("side",))
        return end if end < self.last and self.lemmas[end] in ("and", ",", "&") else None

    def _aside(self, at: int) -> int | None:
        """Where a bracket ends that only tells the size, grade or course of the place before it ("the liver (2 cm), the left kidney")."""
        close = next((i for i in range(at, min(self.last, at + _ASIDE_WITHIN)) if self.lemmas[i] == ")"), None)
        if close is None or any(i in self.heads or i in self.beginning for i in range(at, close)):
            return None
        return close + 1

    def _begins_next(self, part: Piece) -> bool:
        """Whether a part behind an "and" belongs to a finding named right behind it ("wear of the joint and disc height loss")."""
        if part.end not in self.heads or any(p.start == part.end and p.term.kind == "predicate" for p in self.findings):
            return False
        return "\n" not in self.analysis.folded[self.words[part.end - 1].end : self.words[part.end].start]

    def _tells_end(self, at: int) -> bool:
        """Whether a word tells an end or face of the part that follows ("the head of the", "the ulnar aspect of the")."""
        behind = self.lemmas[at + 1] if at + 1 < self.last else "."
        return (self.lemmas[at] in _ENDS and behind == "of") or (self.lemmas[at] in _FACING and behind in _FACES)

    def _note(self, comma: int) -> bool:
        """Whether only a place stands behind a comma up to the end, in a sentence without a verb: a note, place last."""
        if not _LINKING.isdisjoint(self.lemmas[self.first : self.last]):
            return False
        at, named = comma + 1, False
        while at < self.last:
            piece = self.beginning.get(at)
            if piece is not None:
                at, named = piece.end, True
                continue
            word = self.lemmas[at]
            if word in (".", ";") or (named and word in (",", "without")):
                break
            if word not in _SKIP_AHEAD and word not in _LETTERS:
                return False
            at += 1
        return named

    def _part_alone(self, at: int, heads: Mapping[int, int]) -> bool:
        """Whether a part of the body follows that has no finding of its own ("the exit canal with the S1 nerve root")."""
        for index in range(at, min(at + 4, self.last)):
            piece = self.beginning.get(index)
            if piece is not None:
                return piece.end not in heads
            if index in heads or not (self._is_side(index) or self._level_token(index) or self.lemmas[index] == "the"):
                return False
        return False

    def _is_grade(self, at: int) -> bool:
        return bool(self.grades) and any(s <= at < e for s, e, _ in self.grades)

    def _before(self, at: int) -> list[Piece]:
        """Anatomy straight before a head ("thecal sac or nerve root compression"), nearest last."""
        found: list[Piece] = []
        steps = 0
        at -= 1
        while at >= self.first and steps < 4:
            piece = self.ending.get(at + 1)
            if piece is not None:
                found.insert(0, piece)
                at = piece.start - 1
                steps = 0
                sided = at
                while sided >= self.first and (self._is_side(sided) or self.lemmas[sided] == "the"):
                    sided -= 1  # "left hip and right knee osteoarthritis"
                if sided < at and sided >= self.first and self.lemmas[sided] in ("and", "&") and sided in self.ending:
                    at = sided
                if at < self.first or self.lemmas[at] not in ("and", "or", ",", "/", "&"):
                    break
                at -= 1
                continue
            word = self.lemmas[at]
            if (
                found
                or (word in MODIFIER_STOPS)
                or (word == "-" and self._is_dash(at))
                or self._level_token(at)
                or any(p.start <= at < p.end for p in self.findings)
            ):
                break
            at -= 1
            steps += 1
        return found

    def _is_dash(self, at: int) -> bool:
        """Whether a hyphen stands apart as a dash ("Tendons - mild tendinosis") and joins no words."""
        low, token = self.analysis.folded, self.words[at]
        return low[token.start - 1 : token.start].isspace() and low[token.end : token.end + 1].isspace()

    def _linked(self, at: int, head: str) -> list[Piece]:
        """The subject right before a predicate ("the disc space at L4-5 is narrowed")."""
        steps = 0
        at -= 1
        while at >= self.first and steps < 9:
            piece = self.ending.get(at + 1)
            between = self._between(piece) if piece is not None else None
            if between is not None:
                at = between - 1  # "the space between the sit bone and the femur is narrow"
                continue
            if piece is not None:
                piece = self._head_noun(piece, head)
                found = [piece]
                back = piece.start - 1
                while back >= self.first and self.lemmas[back] in ("and", "or", ",", "&", "/"):
                    other = self.ending.get(back)
                    if other is None:
                        break
                    found.insert(0, other)
                    back = other.start - 1
                return found
            word = self.lemmas[at]
            if word == "which" and at - 1 > self.first and self.lemmas[at - 1] == ",":
                at -= 2
                continue
            opens = self._bracket(at) if word == ")" else None
            if opens is not None and self.lemmas[opens + 1] in _ASIDES:
                at = opens - 1  # "the sinuses (behind the cheeks) are thick": an aside is no subject
                continue
            opens = self._relative(at) if word == "," else None
            if opens is not None:
                at = opens - 1
                continue
            if word in _CLAUSE or word in (",", ";", ":") or any(p.start <= at < p.end for p in self.findings):
                return []
            if word == "-" and self._is_dash(at):
                return []
            if self.letter and word in _BESIDE and self.ending.get(at) is not None:
                return []  # "the sac near the breaks": another part than the broken one
            if (
                word not in _LINKS
                and word not in ("at", "of", "the", "level", "and", "side", "in", "on", "levels")
                and not self._level_token(at)
                and not self._is_grade(at)
            ):
                steps += 3
            at -= 1
            steps += 1
        return []

    def _head_noun(self, piece: Piece, head: str) -> Piece:
        """The part that a letter's sentence is about where it names another one beside it ("the nodes in the belly are large")."""
        if not self.letter:
            return piece
        at = piece.start - 1
        while at > self.first and (self.words[at].lemma in ("the", "a", "your") or self._is_side(at)):
            at -= 1
        outer = self.ending.get(at) if at > self.first else None
        if outer is None or outer.term.id in ANYWHERE:
            return piece
        word = self.words[at].lemma
        known = self.lexicon.compose(head, outer.term.id, self.context.regions)
        if known and (
            word in _PLACED_BY or (word == "of" and not self.lexicon.compose(head, piece.term.id, self.context.regions))
        ):
            return outer
        return piece

    def _between(self, piece: Piece) -> int | None:
        """Where "between" stands before the two parts of which a piece is the second, if so."""
        seen = False
        for at in range(piece.start - 1, max(self.first - 1, piece.start - 9), -1):
            word = self.lemmas[at]
            if word == "between":
                return at if seen else None
            if word in _CLAUSE or word in (",", ".") or word in _LINKING:
                return None
            seen = seen or word == "and"
        return None

    def _relative(self, closing: int) -> int | None:
        """Where a relative clause opens that ends at a comma and names no finding ("the vein, which runs by the heart, is wide")."""
        for at in range(closing - 1, max(self.first, closing - _SUBJECT_REACH), -1):
            if self.lemmas[at] == "which":
                clear = not any(at < p.start < closing for p in self.findings)
                return at - 1 if clear and self.lemmas[at - 1] == "," else None
            if self.lemmas[at] in (",", ";", ".", ":"):
                return None
        return None

    def _bracket(self, closing: int) -> int | None:
        """Where the bracket opens that closes at a token."""
        low = max(self.first - 1, closing - _SUBJECT_REACH)
        return next((i for i in range(closing - 1, low, -1) if self.lemmas[i] == "("), None)

    def _subject(self, at: int) -> Piece | None:
        """The nearest anatomy before a head in its clause, within reach."""
        best: Piece | None = None
        for piece in self.anatomy:
            reached = piece.end <= at and at - piece.end <= _SUBJECT_REACH
            if self.letter and piece.end < at <= piece.end + 3 and self.lemmas[piece.end] in _BESIDE:
                continue
            if not reached or not self._one_clause(piece.end, at):
                continue
            if best is not None and piece.term.id in ANYWHERE and self._names_again(piece, best):
                continue
            if best is None or _BESIDE.isdisjoint(self.lemmas[max(self.first, piece.start - 3) : piece.start]):
                best = piece
        return best

    def _names_again(self, piece: Piece, told: Piece) -> bool:
        """Whether a part is named again by its kind alone ("the lateral ligament … within the ligament itself")."""
        kind, name = self.lexicon.anatomy[piece.term.id].name, self.lexicon.anatomy[told.term.id].name
        return self.lemmas[piece.start - 1] == "the" and name.endswith(f" {kind}")

    def _one_clause(self, start: int, end: int) -> bool:
        """Whether no new clause begins between two tokens; a bare denial begins none ("stones; no wall thickening")."""
        return not any(
            self.lemmas[i] in _CLAUSE and not (self.lemmas[i] == ";" and self.lemmas[i + 1] in ("no", "without"))
            for i in range(start, end)
        )

    def _resolve(self, piece: Piece) -> list[_Draft]:
        """What a head names with the parts beside it; an adjective only names what is known of its part."""
        drafts = self._resolved(piece)
        if len(drafts) == 1 and drafts[0].site == "bone":
            ahead = self._ahead(piece.end)[:1]  # "a bone contusion of the lateral condyle"
            drafts = [replace(drafts[0], site=p.term.id) for p in ahead if p.term.id not in ANYWHERE] or drafts
        if self.context.anatomy == "cartilage" and not self.letter:
            drafts = [self._of_cartilage(d, piece.term.id) for d in drafts]
        return [d for d in drafts if d.concept != piece.term.id] if piece.term.value == "adjective" else drafts

    def _of_cartilage(self, draft: _Draft, head: str) -> _Draft:
        """Under "Cartilage:" a place tells where it is worn ("Cartilage: thinning over the femoral condyle")."""
        if "cartilage" in self.lexicon.concepts[draft.concept].name:
            return draft
        made = self.lexicon.compose(head, "cartilage", self.context.regions)
        if made is None or draft.site is None or self.lexicon.within(draft.site, "cartilage"):
            return draft
        return replace(draft, concept=made)

    def _resolved(self, piece: Piece) -> list[_Draft]:
        head = piece.term.id
        predicate = piece.term.kind == "predicate"
        before, ahead = self._before(piece.start), self._ahead(piece.end)
        options: list[tuple[list[Piece], bool]] = []
        if predicate and self._as_it_should(piece):
            return []
        if predicate:
            direct = ahead and ahead[0].start - piece.end <= 3
            if direct and piece.end < self.last and self.lemmas[piece.end] in ("in", "within", "at", "by"):
                # "the left root is compressed in its foramen": what stands before is what is compressed
                acted_on = before or self._linked(piece.start, head)
                direct = not any(self.lexicon.compose(head, p.term.id, self.context.regions) for p in acted_on)
            options = (
                [(ahead, True), (self._linked(piece.start, head), True)]
                if direct
                else [(self._linked(piece.start, head), True), (ahead, True)]
            )
            options.insert(0, (before, True)) if before and not direct else None
        else:
            denied = any(self.lemmas[i] in ("not", "no") for i in range(max(self.first, piece.start - 3), piece.start))
            linked = [] if denied else self._linked(piece.start, head)  # "an accessory ossicle and not a fracture"
            options = [(before, True), (ahead, True), (linked, True)]
            if before and ahead and self._finer(ahead[0], before[-1]):
                options = [(ahead, True), (before, True), (linked, True)]  # "Right lung: a nodule in the middle lobe"
        for places, _ in options:
            if places and any(self.lexicon.compose(head, p.term.id, self.context.regions) for p in places):
                return self._join(piece, head, places, predicate)
        for places, _ in options:
            if places:
                return self._join(piece, head, places[:1] if not predicate else places, predicate)
        subject = self._subject(piece.start)
        site = subject.term.id if subject is not None else self.context.anatomy
        if subject is None and site == "joint":  # "Joint: small effusion", in a report of the knee
            site = next((r for r in self.context.regions if self.lexicon.compose(head, r, self.context.regions)), site)
        if subject is None and not predicate:
            if site is not None and self.context.carried:
                site = self._carried(head, site)
            site = self._better_site(piece, site)
        if site is None:
            if predicate:
                return []
            # Of an exam of two parts "degenerative changes" or "the catheter" alone may mean either.
            several = len(self.context.regions) > 1
            unclear = several and (self.lexicon.concepts[head].category == "degenerative" or head == "catheter")
            unclear = unclear or (several and self.lexicon.concepts[head].category == "neoplastic")
            for region in () if unclear else self.context.regions:
                made = self.lexicon.compose(head, region, self.context.regions)
                if made is not None:
                    return [
                        _Draft(piece.start, piece.end, piece.start, piece.end, self.lexicon.called(head, made), region)
                    ]
            return [_Draft(piece.start, piece.end, piece.start, piece.end, head, None)]
        made = self.lexicon.compose(head, site, self.context.regions)
        if predicate and made is None and subject is None:
            return []
        called = self.lexicon.called(head, made)
        return [_Draft(piece.start, piece.end, piece.start, piece.end, called, site, predicate=predicate)]

    def _better_site(self, piece: Piece, site: str | None) -> str | None:
        """A part at which a head without one of its own makes something, where the lead or nothing tells none."""
        head, regions = piece.term.id, self.context.regions
        if site is not None and self.lexicon.compose(head, site, regions) is None:
            made = next((r for r in regions if self.lexicon.compose(head, r, regions) is not None), None)
            site = made if made is not None and head in _OF_NODES else site
        if site is None and any(self.lexicon.compose(head, r, regions) is not None for r in regions):
            return None
        told = self._told_at(piece)
        return told if told is not None and (site is None or self.lexicon.within(told, site)) else site

    def _told_at(self, piece: Piece) -> str | None:
        """The part that a finding named shortly before sits in, where this head makes something of it.

        "Dehydrated disc with reduced height", "fatty liver with a small cyst": the name of the first holds the part.
        """
        if self.letter or piece.term.id in _OF_EDGES:
            return None
        for other in reversed(self.findings):
            if other.end > piece.start or other.term.kind != "concept":
                continue
            between = self.lemmas[other.end : piece.start]
            if len(between) > 9 or not _CLAUSE.isdisjoint(between) or "." in between:
                return None
            site = self.lexicon.concepts[other.term.id].site
            if site is None or self.lexicon.compose(piece.term.id, site, self.context.regions) is None:
                return None
            return site
        return None

    def _as_it_should(self, piece: Piece) -> bool:
        """Whether the word before a predicate makes it a normal one, or one of how well an organ could be judged."""
        lead = self.lemmas[piece.start - 1] if piece.start > self.first else ""
        return lead in _AS_IT_SHOULD or (piece.term.id == "dilatation" and lead in _HARDLY)

    def _carried(self, head: str, site: str) -> str | None:
        """Where a finding sits for which only the sentence before names a part ("The prostate is large. No adenopathy.")."""
        made = self.lexicon.compose(head, site, self.context.regions)
        if head in _OF_NODES or made is None:
            return None
        # a loose body lies in the knee, a tear in its meniscus; a break in the spine, and not in its cord
        soft = any(self.lexicon.within(site, part) for part in _SOFT)
        if soft or (head in _OF_BONE and not _NO_BONE.isdisjoint(self.lexicon.anatomy[site].name.split())):
            for outer in self.lexicon.ancestors(site):
                site = outer if self.lexicon.compose(head, outer, self.context.regions) == made else site
        return site

    def _finer(self, place: Piece, other: Piece) -> bool:
        """Whether a place lies inside another that was named before."""
        one, two = place.term.id, other.term.id
        return one != two and self.lexicon.within(one, two)

    def _join(self, piece: Piece, head: str, places: Sequence[Piece], predicate: bool) -> list[_Draft]:
        nearest = min(places, key=lambda p: min(abs(p.start - piece.end), abs(piece.start - p.end)))
        drafts: list[_Draft] = []
        told: list[tuple[str, str]] = []
        for place in sorted(places, key=lambda p: (p is not nearest, p.start)):
            made = self.lexicon.compose(head, place.term.id, self.context.regions)
            if place is not nearest and (made is None or self._told_alike(made, place.term.id, told)):
                continue
            told.append((made or head, place.term.id))
            if place is nearest:
                start, end = min(piece.start, place.start), max(piece.end, place.end)
                beside = not predicate and (
                    self._apart(piece.end, place.start)
                    and not (head in _OF_A_PLACE and self.lemmas[piece.end] == "within")
                    if place.start >= piece.end
                    else self._linked_by(place.end, piece.start)
                )
                if end - start > 9 or beside:
                    start, end = piece.start, piece.end
                drafts.append(
                    _Draft(
                        start,
                        end,
                        piece.start,
                        piece.end,
                        self.lexicon.called(head, made),
                        place.term.id,
                        (place,),
                        predicate=predicate,
                    )
                )
            else:
                drafts.append(
                    _Draft(
                        place.start,
                        place.end,
                        piece.start,
                        piece.end,
                        self.lexicon.called(head, made),
                        place.term.id,
                        (place,),
                        leader=0,
                    )
                )
        return drafts

    def _told_alike(self, concept: str, site: str, told: Sequence[tuple[str, str]]) -> bool:
        """Whether a list names a finding at a place that is one with, holds or lies in that of one before."""
        own = self.lexicon.concepts[concept].site
        for other, place in told:
            if other == concept and (
                {site, place} & ANYWHERE
                or self.lexicon.within(site, place)
                or self.lexicon.within(place, site)
                or not (own is None or own in ANYWHERE or self.lexicon.within(site, own))
            ):
                return True
        return False

    def _apart(self, start: int, end: int) -> bool:
        """Whether a preposition other than "of" stands between a finding and its place ("a tear in the labrum")."""
        return not _PLACING.isdisjoint(self.lemmas[start:end])

    def _linked_by(self, start: int, end: int) -> bool:
        """Whether a verb or "with" stands between a part and its finding ("the spine shows mild osteophytes")."""
        return any(self.lemmas[i] in _LINKING or self.lemmas[i] in _JOINS for i in range(start, end))

    def _fixed(self, piece: Piece) -> _Draft:
        concept = self.lexicon.concepts[piece.term.id]
        site = concept.site
        around = self._before(piece.start)[-1:] + self._ahead(piece.end)[:1]
        start, end = piece.start, piece.end
        other = self._of_other_region(piece, around)
        if other is not None:
            return _Draft(start, end, start, end, other[0], other[1])
        for place in around:
            if site is None or (place.term.id != site and self.lexicon.within(place.term.id, site)):
                site = place.term.id
                break
            if site in ANYWHERE and place.term.id not in ANYWHERE:
                site = place.term.id  # "bone contusion of the lateral condyle"
                break
        if site is not None:
            # "full-thickness supraspinatus tear" names one of the tendons of the cuff
            inside = [p for p in self.parts if piece.start < p.start and p.end < piece.end and p.term.id != site]
            site = next((p.term.id for p in inside if self.lexicon.within(p.term.id, site)), site)
        else:
            subject = self._subject(piece.start)
            site = subject.term.id if subject is not None else self.context.anatomy
        return _Draft(start, end, piece.start, piece.end, piece.term.id, site)

    def _goes_on_at(self, piece: Piece, draft: _Draft, leader: int) -> list[_Draft]:
        """The same finding at the parts of a list that its name opens ("cysts of the liver, left kidney and pancreas", "torn ACL and PCL")."""
        if not any(piece.start < p.start and p.end == piece.end for p in self.parts):
            return []
        at = piece.end
        if at < self.last and self.lemmas[at] == "(":
            at = self._aside(at) or at
        if at >= self.last or self.lemmas[at] not in ("and", "&", ",", "or"):
            return []
        places = self._ahead(at + 1)
        if not places or places[0].start - at > _JOINED_WITHIN or self._begins_next(places[0]):
            return []
        if any(i in self.heads for i in range(at, places[-1].end)):
            return []  # "… of the cord and encroaching on the canals": another finding
        then = places[-1].end
        if then < self.last and self.lemmas[then] not in _BEHIND_PLACE:
            return []  # "a cyst of the liver, the kidneys are normal"
        drafts: list[_Draft] = []
        told = [(draft.concept, draft.site or "")]
        for place in places:
            for head in sorted(self.lexicon.heads_of(draft.concept) - {draft.concept}):
                made = self.lexicon.compose(head, place.term.id, self.context.regions)
                if made is not None and not self._told_alike(made, place.term.id, told):
                    told.append((made, place.term.id))
                    called = self.lexicon.called(head, made)
                    drafts.append(
                        _Draft(
                            place.start,
                            place.end,
                            piece.start,
                            piece.end,
                            called,
                            place.term.id,
                            (place,),
                            leader=leader,
                        )
                    )
                    break
        return drafts

    def _at_more(self, piece: Piece, draft: _Draft, leader: int) -> list[_Draft]:
        """The same finding at the other parts of a list beside its name ("consolidation in the right middle and left lower lobe")."""
        own = self.lexicon.concepts[draft.concept].site
        if own is None or draft.site is None or draft.site == own or draft.site in ANYWHERE:
            return []
        for places in (self._before(piece.start), self._ahead(piece.end)):
            if all(p.term.id != draft.site for p in places):
                continue
            told = [(draft.concept, draft.site)]
            drafts: list[_Draft] = []
            for place in places:
                site = place.term.id
                if site == own or not self.lexicon.within(site, own) or self._told_alike(draft.concept, site, told):
                    continue
                told.append((draft.concept, site))
                drafts.append(
                    _Draft(place.start, place.end, piece.start, piece.end, draft.concept, site, (place,), leader=leader)
                )
            return drafts
        return []

    def _of_other_region(self, piece: Piece, around: Sequence[Piece]) -> tuple[str, str] | None:
        """What a name of another part of the body stands for beside a part of this exam ("subchondral edema of the lunate")."""
        site, regions = self.lexicon.concepts[piece.term.id].site, self.context.regions
        if self.letter or site is None or not regions or site in ANYWHERE:
            return None
        if any(self.lexicon.within(site, r) or self.lexicon.within(r, site) for r in regions):
            return None
        for place in around:
            if self.lexicon.within(place.term.id, site) or not any(
                self.lexicon.within(place.term.id, r) for r in regions
            ):
                continue
            said = self.lemmas[piece.start : piece.end]
            for head in sorted(self.lexicon.heads_of(piece.term.id), key=lambda h: (h not in said, h)):
                made = self.lexicon.compose(head, place.term.id, regions)
                if made is not None:
                    return made, place.term.id
        return None

    def drafts(self) -> list[_Draft]:
        """Every mention of the sentence, in text order."""
        found: list[_Draft] = []
        starts = self.heads.keys()
        for piece in self.findings:
            if (
                piece.term.kind == "predicate"
                and any(at in starts for at in (piece.end, piece.end + 1))
                and self._plain(piece.end)
            ):
                continue  # "degenerative annular bulge": the word only describes the finding behind it
            if piece.term.kind == "predicate" and self._called_abnormal(piece, starts):
                continue
            if self._describes(piece, starts) or self._leans(piece):
                continue
            if piece.term.kind == "concept":
                found.append(self._fixed(piece))
                found += self._goes_on_at(piece, found[-1], len(found) - 1) or self._at_more(
                    piece, found[-1], len(found) - 1
                )
            else:
                base = len(found)
                for draft in self._resolve(piece):
                    if draft.leader is not None:
                        draft.leader += base
                    found.append(draft)
        found += self._measured_nodes(found)
        kept: list[_Draft] = []
        for draft in found:
            if any(k.start < draft.end and draft.start < k.end and k.concept == draft.concept for k in kept):
                continue
            if kept and self._abbreviates(kept[-1], draft):
                continue
            kept.append(self._seated(draft))
        kept.sort(key=lambda d: (d.start, d.end))
        kept = [self._placed_by(kept[i - 1], d) if i else d for i, d in enumerate(kept)]
        self.told = [(min(d.start, d.begin), max(d.end, d.head_end)) for d in kept if not d.predicate]
        return kept

    def _placed_by(self, before: _Draft, draft: _Draft) -> _Draft:
        """A mention without a place that explains or joins the one before, with that one's place ("liver lesion, likely a cyst")."""
        site = self._site(before)
        if self.letter or draft.site is not None or site is None or not self.lexicon.concepts[draft.concept].generic:
            return draft
        between = self.lemmas[max(before.end, before.head_end) : draft.begin]
        meant = not _MEANS.isdisjoint(between) and _CLAUSE.isdisjoint(between) and len(between) < 10
        made = self.lexicon.compose(draft.concept, site, self.context.regions)
        if made is None or not (meant or tuple(between) == ("with",)):
            return draft
        return replace(draft, concept=self.lexicon.called(draft.concept, made), site=site)

    def _hosted(self, before: _Draft, draft: _Draft) -> bool:
        """Whether a mention only says where the one before lies ("a lucency about the stem which is new")."""
        begin = max(before.end, before.head_end)
        between = self.lemmas[begin : draft.begin]
        if self.letter or draft.leader is not None or not 0 < len(between) < 6 or between[0] not in _LYING:
            return False
        return all(w in _SKIP_AHEAD and w not in (",", "and", "or", "/", "with") for w in between)

    def _seated(self, draft: _Draft) -> _Draft:
        """A mention without a place it cannot have: no bone tears, only bone breaks, and cervical nodes are those of the neck."""
        part = self.lexicon.anatomy.get(draft.site) if draft.site is not None else None
        if self.letter or part is None:
            return draft
        if draft.concept in ("ascites", "fluid") and self.lemmas[draft.head_end - 1] in ("distention", "distension"):
            within = self.lexicon.compose("dilatation", part.id)  # what distends the bowel is inside it
            return replace(draft, concept=within or draft.concept)
        bony = "bone" in part.plain.split()
        soft = any(self.lexicon.within(part.id, s) for s in _SOFT)
        if soft and "fracture" in self.lexicon.heads_of(draft.concept) and draft.concept != "fracture":
            return replace(draft, site=self.lexicon.concepts[draft.concept].site, sites=())
        if (draft.concept in _OF_BANDS and bony) or (draft.concept == "fracture" and part.id in _SOFT):
            return replace(draft, site=None, sites=())
        if draft.concept in _OF_NODES and part.id == "cervical-spine":
            made = self.lexicon.compose("adenopathy", "neck", self.context.regions)
            return replace(draft, concept=made or draft.concept, site="neck")
        return draft

    def _measured_nodes(self, found: Sequence[_Draft]) -> list[_Draft]:
        """Lymph nodes that are called large, or measured at 10 mm and more ("a 2.1 cm right paratracheal lymph node")."""
        nodes = [p for p in self.anatomy if self.lexicon.within(p.term.id, "lymph-node")]
        if not nodes or any(d.start < p.end and p.start < d.end for d in found for p in nodes):
            return []
        sizes = find_sizes(self.analysis.folded, self.span.start, self.span.end)
        small = not _SMALL_NODE.isdisjoint(self.lemmas[self.first : self.last])
        drafts: list[_Draft] = []
        for node in nodes:
            at = node.start
            while at > self.first and node.start - at < 9 and self.lemmas[at - 1] not in _NODE_STOPS:
                at -= 1
            lead = range(at, node.start)
            if any(at <= d.head_start < node.start for d in found):
                continue  # "enlarged left level II node"
            told = [
                max(m.value * (10 if m.unit == "cm" else 1) for m in values)
                for span, values in sizes
                if self.words[at].start <= span.start < self.words[node.start].start
                or (span.start >= self.words[node.end - 1].end and self._measures(node.end, span.start))
            ]
            called = any(self.lemmas[i] in _NODE_WORDS for i in lead)
            wide = max(told, default=0.0) >= 10 or any(self.lemmas[i] in ("large", "bulky", "sizable") for i in lead)
            if called or (wide and not small and not any(self.lemmas[i] == "borderline" for i in lead)):
                drafts.append(_Draft(node.start, node.end, node.start, node.end, "lymphadenopathy", node.term.id))
            elif (told and not small) or not _NODE_REMARKS.isdisjoint(self.lemmas[at : min(node.end + 4, self.last)]):
                drafts.append(_Draft(node.start, node.end, node.start, node.end, "lymph-node-measured", node.term.id))
        return drafts

    def _describes(self, piece: Piece, starts: Set[int]) -> bool:
        """Whether a finding only says what the one behind it is like ("low-density nodule", "cystic and solid nodule")."""
        if piece.term.kind == "head" and self.lemmas[piece.end - 1] in _SHADES and piece.end < self.last:
            part = self.beginning.get(piece.end)
            return piece.end in starts or (part is not None and part.end in starts)  # "low-density liver lesion"
        if piece.term.kind == "concept" or piece.end + 2 >= self.last:
            return False
        joined = self.lemmas[piece.end] in ("and", "or", "/") and piece.end + 1 not in starts
        built = {self.lemmas[piece.end - 1], self.lemmas[piece.end + 1]} <= _BUILDS
        return joined and built and piece.end + 2 in starts

    def _leans(self, piece: Piece) -> bool:
        """Whether "asymmetric" only tells to which side the finding before it lies ("disc bulge asymmetric to the left")."""
        if piece.term.id != "asymmetry":
            return False
        return any(
            0 <= piece.start - p.end <= 2 and p is not piece and _CLAUSE.isdisjoint(self.lemmas[p.end : piece.start])
            for p in self.findings
        )

    def _measures(self, at: int, offset: int) -> bool:
        """Whether only words that give a size stand between a token and an offset ("node at 11 mm", "node now measures 9 mm")."""
        between = [w.lemma for w in self.words[at : min(self.last, at + 6)] if w.start < offset]
        return len(between) < 6 and _GIVING_SIZE.issuperset(between)

    def _called_abnormal(self, piece: Piece, starts: Set[int]) -> bool:
        """Whether "abnormal" describes a finding behind a list of its places ("no abnormal mediastinal or hilar adenopathy")."""
        if self.lemmas[piece.start] != "abnormal" or piece.end - piece.start > 1:
            return False
        at = piece.end
        while at < min(self.last, piece.end + 8):
            if at in starts:
                return at > piece.end and self.lemmas[at - 1] != "and"
            part = self.beginning.get(at)
            if part is None and self.lemmas[at] not in ("or", "and", "/", ",", "left", "right"):
                return False
            at = part.end if part is not None else at + 1
        return False

    def _plain(self, at: int) -> bool:
        return at < self.last and self.lemmas[at] not in MODIFIER_STOPS

    def _abbreviates(self, full: _Draft, short: _Draft) -> bool:
        """Whether a mention only repeats the one before it in parentheses ("slipped epiphysis (SCFE)")."""
        if short.concept != full.concept or short.start - full.end != 1 or short.end >= self.last:
            return False
        return self.lemmas[full.end] == "(" and self.lemmas[short.end] == ")"

    # -- attributes ----------------------------------------------------------------------------------------------

    def _zone_start(self, draft: _Draft, floor: int) -> int:
        """First token of the modifiers before a mention."""
        at = draft.begin
        while at > floor:
            word = self.lemmas[at - 1]
            if (
                word in ("of",)
                and at - 2 >= floor
                and self.lemmas[at - 2] in ("degree", "amount", "area", "focus", "grade", "level")
            ):
                at -= 2
                continue
            if word == "to" and at - 2 >= floor and self._is_grade(at - 2):
                at -= 1
                continue
            if word == "," and at - 2 >= floor and self._modifies(at - 2, floor):
                at -= 1
                continue
            if word == "and" and at - 2 >= floor and (self.lemmas[at - 2] in _PLACE_WORDS or self._counts(at - 2)):
                at -= 1  # "right paracentral and foraminal disc protrusion", "left eighth and ninth rib fractures"
                continue
            if word in MODIFIER_STOPS:
                pair = next((p for p in self.sides if p.start < at - 1 < p.end - 1 and p.start >= floor), None)
                if pair is None:
                    break
                at = pair.start + 1  # "left and right knee osteoarthritis"
            at -= 1
        return at

    def _zone_of_pair(self, draft: _Draft, floor: int) -> int:
        """Where the modifiers of a mention begin, with those of a second side ("moderate left and mild right narrowing")."""
        at = self._zone_start(draft, floor)
        if not any(self._graded_pair(draft, floor, side) for side in ("left", "right")):
            return at
        at -= 2
        while at > floor and self.lemmas[at - 1] not in MODIFIER_STOPS:
            at -= 1
        return at

    def _counts(self, at: int) -> bool:
        word = self.lemmas[at]
        return word in _ORDINALS or (word in ("st", "nd", "rd", "th") and self.lemmas[at - 1].isdigit())

    def _modifies(self, at: int, floor: int) -> bool:
        """Whether the word before a comma goes on describing ("mild, diffuse bulge") and ends no phrase of its own."""
        if self.lemmas[at] in _PLACE_WORDS:
            return True
        if not (self._is_grade(at) or self._is_side(at)):
            return False
        return not any(self.lemmas[i] in _NO_MODIFIER for i in range(max(floor, at - 2), at))

    def _is_side(self, at: int) -> bool:
        return any(p.start <= at < p.end for p in self.sides)

    def _side_values(self, first: int, last: int, draft: _Draft, *, own: bool = False) -> list[str]:
        """The sides named in a range of tokens; with ``own`` only those that belong to no other part of the body."""
        values: list[str] = []
        for piece in self.sides:
            if first <= piece.start < last:
                if own and (self._of_another(piece, draft) or self._of_a_quadrant(piece, draft)):
                    continue
                value = piece.term.value
                if value == "midline-disc":
                    if not self._disc(draft):
                        continue
                    value = "midline"
                values.append(value)
        return values

    def _of_another(self, side: Piece, draft: _Draft) -> bool:
        """Whether a side belongs to a part of the body that is not the finding's own."""
        between = self.lemmas[max(draft.end, draft.head_end) : side.start]
        if not any(word in (",", "and", "with") for word in between) or any(w.startswith("extend") for w in between):
            return False  # "…, extending to the left lateral recess"
        if self._is_subject(side):
            return True
        if self._disc(draft) and side.end < self.last and self.lemmas[side.end] in ("paracentral", "paramedian"):
            return False
        on = side.start - 1 - (self.words[side.start - 1].lemma == "the")
        parted = self.lexicon.dialect == "letter" and on > self.first and self.words[on].lemma in ("on", "to")
        return any(
            (p.start in (side.end, side.end + 1) or p.start <= side.start < p.end or (parted and p.end == on))
            and not self._lies_at(draft, p.term.id)
            and not self._goes_with(draft, p.term.id, side.start)
            for p in self.anatomy
        )

    def _is_subject(self, side: Piece) -> bool:
        """Whether a side with its part is the subject of a clause of its own ("…, and the left kidney has a cyst")."""
        part = next((p for at in (side.end, side.end + 1) if (p := self.beginning.get(at)) is not None), None)
        return part is not None and part.end < self.last and self.lemmas[part.end] in _TELLS_OF

    def _of_a_quadrant(self, side: Piece, draft: _Draft) -> bool:
        """Whether a side names a quarter of the belly in which a device or a part without sides only lies."""
        if tuple(self.lemmas[side.end + 1 : side.end + 2]) != ("quadrant",) or self.letter:
            return False
        return not self._sided(draft) or self.lexicon.concepts[draft.concept].category == "postoperative"

    def _goes_with(self, draft: _Draft, part: str, until: int) -> bool:
        """Whether a part is the next of a list of like parts ("opacities in the right upper lobe and the left lower lobe")."""
        site = self.lexicon.anatomy.get(self._site(draft) or "")
        if site is None or site.parent is None or site.parent != self.lexicon.anatomy[part].parent:
            return False
        at = max(draft.end, draft.head_end)
        while at < until:
            listed = self.beginning.get(at)
            if listed is None and self.lemmas[at] not in _SKIP_AHEAD:
                return False
            at = at + 1 if listed is None else listed.end
        return True

    def _disc(self, draft: _Draft) -> bool:
        sites = (draft.site, self.lexicon.concepts[draft.concept].site)
        return any(s is not None and (self.lexicon.within(s, "disc") or "disc" in s) for s in sites)

    @staticmethod
    def _one_side(values: Sequence[str]) -> Laterality | None:
        unique = [v for v in dict.fromkeys(values) if v != "midline"]
        if not unique:
            return "midline" if values else None
        if len(unique) == 1:
            return unique[0]  # type: ignore[return-value]
        return "bilateral"

    def _clause_start(self, at: int) -> int:
        """Where the clause of a token begins."""
        index = at - 1
        while index >= self.first and self.lemmas[index] not in _CLAUSE:
            index -= 1
        return index + 1

    def laterality(self, draft: _Draft, floor: int, ceiling: int, next_zone: int) -> Laterality | None:
        """The side of a mention: inside it, before it, behind it, of its clause's subject, or of the lead."""
        if not self.sides:
            return self._side_before(draft)
        lo, hi = min(draft.start, draft.head_start), max(draft.end, draft.head_end)
        own = self._side_values(
            self._zone_start(draft, floor), draft.end if draft.leader is None else draft.start, draft
        )
        own_place = self._side_values(self._reach_back(draft, floor), draft.end, draft)
        found = self._one_side(own) or self._one_side(own_place)
        if found in ("left", "right") and self._graded_pair(draft, floor, found):
            return "bilateral"
        behind_limit = min(next_zone, ceiling)
        behind = self._side_values(self._still_there(hi, behind_limit), behind_limit, draft, own=True)
        if found in (None, "midline") and behind:
            found = (
                self._one_side(behind)
                if found is None or self._one_side(behind) == "bilateral"
                else (self._one_side(behind) or found)
            )
        if found is not None:
            return found
        if behind_limit < self.last and self._alternative(hi, behind_limit):
            found = self._one_side(self._side_values(behind_limit, self.last, draft))
            if found is not None:
                return found
        start = self._clause_start(lo)
        for place in reversed(self.anatomy):
            if start <= place.start and place.end <= lo:
                if not self._lies_at(draft, place.term.id) and any(
                    a <= place.start < b for a, b in self.told if b <= lo
                ):
                    break  # that part belongs to the finding told before
                near = self._side_values(
                    max(start, place.start - 3), place.end + 2 if place.end + 2 <= lo else place.end, draft
                )
                side = self._one_side(near) if near and self._shares_side(draft, place.term.id) else None
                if side is not None and (side != "midline" or self._lies_at(draft, place.term.id)):
                    return self._other_of_two(place, lo) or side
                break
        shared = self._shared_side(draft, lo) or self._subject_side(draft, start, lo) or self._opening_side(lo)
        return self._side_before(draft) if shared is None else shared

    def _other_of_two(self, place: Piece, to: int) -> Laterality | None:
        """The side that stands for the second of two parts ("the right kidney measures 10 cm and the left 11 cm with a cyst")."""
        for piece in self.sides:
            if (
                piece.term.value in ("left", "right")
                and place.end < piece.start
                and piece.end < to
                and self.lemmas[piece.start - 1] == "the"
                and self.lemmas[piece.start - 2] in ("and", "while", "whereas", ",", "but")
                and piece.end not in self.beginning
                and (self.lemmas[piece.end][:1].isdigit() or self.lemmas[piece.end] in _TELLS_OF)
            ):
                return piece.term.value  # type: ignore[return-value]
        return None

    def _still_there(self, start: int, end: int) -> int:
        """Where the side of what is left is told, if a finding has resolved on another ("… on the right and decreased on the left")."""
        for piece in self.changes:
            if start <= piece.start < end and piece.term.value == "resolved":
                return self.scopes.goes_on_in_part(piece.end) or start
        return start

    def _reach_back(self, draft: _Draft, floor: int) -> int:
        """Two tokens before a mention, but not behind what was told before it ("more to the left and narrowing the canal")."""
        at = draft.start
        if at - 2 >= floor and self.lemmas[at - 1] == "," and not self._modifies(at - 2, floor):
            return at  # "the trachea is midline, no effusion"
        while at > max(floor, draft.start - 2) and self.lemmas[at - 1] not in ("and", "with"):
            at -= 1
        return at

    def _opening_side(self, lo: int) -> Laterality | None:
        """The side that a sentence opens with, before a comma ("Central and to the right side, disc protrusion …")."""
        if any(self.lemmas[i] not in _OPENING and not self._is_side(i) for i in range(self.first, lo)):
            return None
        return self._one_side([p.term.value for p in self.sides if p.end <= lo and p.term.value in ("left", "right")])

    def _side_before(self, draft: _Draft) -> Laterality | None:
        """The side that the words before the sentence give a mention."""
        if draft.concept.startswith(_OF_THE_EXAM):
            return None
        beside, side = self.context.beside, self.context.laterality
        if side is None:
            return beside[1] if beside is not None and self._lies_by(draft, beside[0]) else None
        return side if self._sided(draft) and not self._in_the_middle(draft) else None

    def _in_the_middle(self, draft: _Draft) -> bool:
        """Whether a finding's place is one of which there is but one, so that it takes no side over ("Left kidney: … Aortic aneurysm")."""
        site = self._site(draft)
        if site is None or site in ANYWHERE or site not in self.lexicon.anatomy:
            return False
        around = [p for p in self.lexicon.ancestors(site) if p not in ANYWHERE]
        return bool(around) and not any(self.lexicon.anatomy[p].paired for p in (site, *around))

    def _alternative(self, start: int, end: int) -> bool:
        """Whether a finding is one of two names for one thing ("thickening versus a cyst in both sinuses")."""
        words = self.lemmas[start:end]
        return any(w in ("versus", "vs", "v") for w in words[:2]) and not any(w in (",", ";", "and") for w in words)

    def _subject_side(self, draft: _Draft, start: int, lo: int) -> Laterality | None:
        """A side that stands for its part as the subject of the clause ("on the left there is …", "the right has …")."""
        if not self._sided(draft):
            return None
        for piece in self.sides:
            if piece.term.value in ("left", "right") and start < piece.start and piece.end < lo:
                then = self.lemmas[piece.end]
                if then == "lobe" and piece.end + 1 < lo:
                    then = self.lemmas[piece.end + 1]  # "in the lower pole of the left lobe there is …"
                if self.lemmas[piece.start - 1] in _BEFORE_SIDE and (
                    then in _LINKING or then in ("there", "contain", "contains", "measure", "measures")
                ):
                    return piece.term.value  # type: ignore[return-value]
        return None

    def interpreted(self, draft: _Draft, told: Sequence[Mention]) -> Laterality | None:
        """The side of what a mention only interprets ("opacity at the left base probably represents atelectasis")."""
        if not told or not self._sided(draft):
            return None
        last = told[-1]
        low = max(bisect_left(self.analysis.token_starts, last.end), self.first)
        between = self.lemmas[low : min(draft.begin, self.last)]
        if last.status == "possible" and between[:1] and between[0] in _OR_ELSE and len(between) < 4:
            return last.laterality  # "… may represent atelectasis or residual infiltrate"
        if len(between) > 9 or any(w in _CLAUSE or w in (".", "no", "without", "related", "due") for w in between):
            return None
        return last.laterality if any(w in _MEANS for w in between) else None

    def accompanied(self, draft: _Draft, told: Sequence[Mention]) -> Laterality | None:
        """The side of the finding right before one without a place of its own ("left finger erosion and soft tissue nodule")."""
        site = self._site(draft)
        if not told or self.letter or not (site is None or site in ANYWHERE):
            return None
        last = told[-1]
        beside = self.lexicon.anatomy.get(last.site or "")
        if beside is not None and not beside.paired and beside.id not in ANYWHERE:
            return None  # "deviation of the septum to the left with a spur"
        low = max(bisect_left(self.analysis.token_starts, last.end), self.first)
        between = self.lemmas[low : min(draft.begin, self.last)]
        if not 0 < len(between) < 5 or between[0] not in ("and", "with") or last.status == "absent":
            return None
        if any(w in _CLAUSE or w in (",", ".", "no", "without", "the") or w in _LINKING for w in between):
            return None
        return last.laterality if last.laterality in ("left", "right") else None

    def _named_side(self, zone: int, draft: _Draft) -> str | None:
        return next((p.term.value for p in self.sides if zone <= p.start < max(draft.end, draft.head_end)), None)

    def _graded_pair(self, draft: _Draft, floor: int, side: str) -> bool:
        """Whether two sides share one noun, each with its grade ("moderate right and mild left hip osteoarthritis")."""
        at = self._zone_start(draft, floor)
        if at - 2 < floor or self.lemmas[at - 1] not in ("and", "&"):
            return False
        if not any(p.term.value == side and at <= p.start < draft.head_start for p in self.sides):
            return False  # "stenosis of the right and occlusion of the left artery"
        other = "left" if side == "right" else "right"
        return any(p.end == at - 1 and p.term.value == other for p in self.sides)

    def _shared_side(self, draft: _Draft, lo: int) -> Laterality | None:
        """The side of a paired finding told before, where this one only accompanies it ("bilateral arthrosis with compromise")."""
        site = self._site(draft)
        if site is None or site not in self.lexicon.anatomy or not self.lexicon.anatomy[site].paired:
            return None
        joint = next(
            (i for i in range(lo - 1, max(self.first, lo - 4), -1) if self.lemmas[i] in ("with", "associated")),
            None,
        )
        if joint is None:
            return None
        near = [p for p in self.sides if p.end <= joint]
        if not near or any(
            self.lemmas[i] in STRESS | {"greater", "more"}
            for i in range(max(self.first, near[-1].start - 4), near[-1].start)
        ):
            return None
        if any(self.lemmas[i] == "," for i in range(near[-1].end, joint)):
            return None  # "narrowing both canals, associated with a thick ligament"
        start = self._clause_start(lo)
        return self._one_side(
            [p.term.value for p in near if p.start >= start and p.term.value in ("left", "right", "bilateral")]
        )

    def _site(self, draft: _Draft) -> str | None:
        return draft.site or self.lexicon.concepts[draft.concept].site

    def _sided(self, draft: _Draft) -> bool:
        """Whether a finding's place can have a side: it, or a part that holds it, comes in pairs."""
        site = self._site(draft)
        if site is None or site not in self.lexicon.anatomy:
            return True
        parts = (site, *self.lexicon.ancestors(site))
        return any(self.lexicon.anatomy[part].paired or part in ANYWHERE for part in parts)

    def _lies_at(self, draft: _Draft, anatomy: str) -> bool:
        site = self._site(draft)
        return site is not None and (self.lexicon.within(site, anatomy) or self.lexicon.within(anatomy, site))

    def _lies_by(self, draft: _Draft, part: str) -> bool:
        """Whether a finding sits in a part told of before, or in the next larger one (hydrocele, testicle), but no whole head."""
        site = self._site(draft)
        if site is None or site not in self.lexicon.anatomy:
            return False
        larger = site in self.lexicon.ancestors(part)[:1] and self.lexicon.anatomy[site].parent is not None
        return larger or self.lexicon.within(site, part)

    def _shares_side(self, draft: _Draft, anatomy: str) -> bool:
        """Whether the side of a part named before is the finding's too: the same part, or one that has sides itself."""
        return self._lies_at(draft, anatomy) or self._sided(draft)

    def severity(self, draft: _Draft, floor: int, ceiling: int) -> str | None:
        """The grade of a mention: in its modifiers, inside it, or said of it right behind."""
        if not self.grades:
            return None
        zone = self._zone_start(draft, floor)
        if zone - 2 >= floor and self._graded_pair(
            draft, floor, "left" if self._named_side(zone, draft) == "left" else "right"
        ):
            return None  # each side has its own
        hits = [i for i, (s, e, _) in enumerate(self.grades) if zone <= s and e <= max(draft.end, draft.head_end)]
        inside = [i for i in hits if self.grades[i][0] < max(draft.end, draft.head_end)]
        if inside:
            return joined_severity(
                self.words,
                self.grades,
                inside[-1] if self.grades[inside[-1]][1] <= draft.head_start or draft.predicate else inside[0],
            )
        end = max(draft.end, draft.head_end)
        for index, (s, stop, _) in enumerate(self.grades):
            if end <= s < ceiling and s - end <= 6:
                between = self.lemmas[end:s]
                if all(w in _BEFORE_GRADE or self._level_token(end + k) for k, w in enumerate(between)) and (
                    "is" in between
                    or "are" in between
                    or "(" in between
                    or "a" in between
                    or "was" in between
                    or "," in between
                    or "-" in between
                    or (between[-1:] == ("of",) and self.lemmas[stop : stop + 1] and self.lemmas[stop] in _HOW_MUCH)
                ):
                    after = self.lemmas[stop] if stop < self.last else "."
                    if after in _BEHIND_IT or after in _HOW_MUCH:
                        return joined_severity(self.words, self.grades, index)
        return self._grade_behind(end, ceiling)

    def _grade_behind(self, end: int, ceiling: int) -> str | None:
        """The one grade told of a finding behind a colon, brackets or an apposition ("Emphysema (upper lobes) is severe")."""
        behind = [i for i, (s, _, _) in enumerate(self.grades) if end <= s < ceiling]
        if len(behind) != 1:
            return None
        start, stop, _ = self.grades[behind[0]]
        after = self.lemmas[stop] if stop < self.last else "."
        if after not in _BEHIND_GRADE or start - end > _APPOSED or start >= self.last:
            return None
        between, depth = list[str](), 0
        for word in self.lemmas[end:start]:
            depth += (word == "(") - (word == ")")
            if not depth and word not in (")", "very", "only", "quite", "rather"):
                between.append(word)
        if between[:1] == [")"]:
            between = between[1:]
        if depth or not between or not _STOPS_GRADE.isdisjoint(between):
            return None
        if between == [":"]:
            return joined_severity(self.words, self.grades, behind[0])
        if between[-1] in ("is", "are", "was", "were") and (len(between) == 1 or between[0] == between[-2] == ","):
            return joined_severity(self.words, self.grades, behind[0])
        if between[0] == between[-1] == "," and len(between) <= _APPOSED_WORDS:
            return joined_severity(self.words, self.grades, behind[0])
        return None

    def _headed(self, piece: Piece, to: int) -> bool:
        """Whether a colon parts a word from what follows, in a sentence that says more before it."""
        colon = next((i for i in range(piece.end, to) if self.lemmas[i] == ":"), None)
        return colon is not None and any(f.end <= piece.start for f in self.findings)

    def _of_before(self, change: Piece, floor: int, lo: int) -> bool:
        """Whether a change was told of the finding before ("the effusion has resolved and a mass remains")."""
        if floor == self.first or change.start < floor:
            return False
        parts = frozenset({"and", "but", ",", ";"})
        return any(self.lemmas[i] in parts for i in range(change.end, lo)) and not any(
            self.lemmas[i] in parts for i in range(floor, change.start)
        )

    def _denied_change(self, change: Piece) -> bool:
        """Whether a change is denied ("is not growing", "no evidence that the mass has grown"), or none is told.

        None is told where "has increased" stands before what is had, and where a side is held against the other one.
        """
        if self.lemmas[change.end - 1] in ("in", "on", "at") and self.lemmas[change.end - 2] == "than":
            behind = self.lemmas[change.end : min(self.last, change.end + 4)]
            if _EXAMS_BEFORE.isdisjoint(behind) and not any(w.isdigit() and len(w) == len("2021") for w in behind):
                return True  # "larger than at L3-4" holds one place against another
        ahead = self.lemmas[change.end : min(self.last, change.end + 6)]
        if self.lemmas[change.start] in ("has", "have") and ahead[:1] and ahead[0] in _HAD:
            return True  # "the ligament has increased signal"
        said = {*self.lemmas[change.start : change.end], *ahead}
        if not {"compare", "compared", "than"}.isdisjoint(said) and not _OTHER_SIDE.isdisjoint(ahead):
            return True
        if change.term.value == "resolved" and self.scopes.goes_on_in_part(change.end) is not None:
            return True  # "have resolved on the right and decreased on the left"
        if change.term.value in ("stable", "resolved", "new"):
            return False
        nearest = ahead[0] if ahead else ""
        if (
            not self.letter
            and self.lemmas[change.end - 1] == "worse"
            and "now" not in ahead
            and (nearest in ("on", "at", "in", "toward") or nearest.endswith(("ally", "orly")))
        ):
            return True  # "worse on the right", "worse medially" hold one place against another
        before = [*self.lemmas[max(self.first, change.start - 9) : change.start]]
        return "not" in before[-3:] or ("no" in before and "that" in before[before.index("no") :])

    def change(self, draft: _Draft, floor: int, ceiling: int) -> Change | None:
        """The change of a mention: a cue in its modifiers, closely ahead, or behind it in the same stretch."""
        lo, hi = min(draft.start, draft.head_start), max(draft.end, draft.head_end)
        for piece in self.changes:
            if self.analysis.folded.startswith("news", self.words[piece.start].start):
                continue  # "the main news: two fibroids"
            if (piece.end <= lo and self._of_before(piece, floor, lo)) or self._denied_change(piece):
                continue
            if floor <= piece.start and piece.end <= lo and lo - piece.end <= 5 and not self._headed(piece, lo):
                return piece.term.value  # type: ignore[return-value]
            if lo <= piece.start and piece.end <= hi:
                return piece.term.value  # type: ignore[return-value]
        for piece in self.changes:
            if self._denied_change(piece):
                continue
            if hi <= piece.start < ceiling and _CLAUSE.isdisjoint(self.lemmas[hi : piece.start]):
                if ceiling < self.last and self._of_next(piece, ceiling):
                    continue
                return piece.term.value  # type: ignore[return-value]
        if self.turned and any(hi <= at < ceiling for at in self.scopes.then):
            return "new"  # "a spot that was not seen on the earlier scan"
        return None

    def _of_next(self, change: Piece, begin: int) -> bool:
        """Whether "new" behind a preposition or "and" describes the finding that follows ("a tear with new mild fluid")."""
        if change.term.value != "new" or change.start == self.first:
            return False
        between = self.lemmas[change.end : begin]
        return self.lemmas[change.start - 1] in ("with", "and", "a", "or") and _NOT_OF_NEXT.isdisjoint(between)


#: Between a finding and a grade that is said of it, and behind that grade.
_BEFORE_GRADE = frozenset(
    "is are of was which to a an appear appears be and , ( at level graded as rated estimated judged classified present seen noted most - only grade i ii iii iv 1 2 3 4".split()
)
_BEHIND_IT = frozenset(". , ; ) to in at and".split())
_HOW_MUCH = frozenset("degree severity nature extent grade".split())
#: What may follow a grade that is said of what stands before it, how far that may be, and what parts the two.
_BEHIND_GRADE = frozenset(". , ; ) and at on in".split())
_APPOSED, _APPOSED_WORDS = 9, 6
_STOPS_GRADE = frozenset("; . no not without with but which that than from".split())
_NOT_OF_NEXT = frozenset(", ; . and or with from since in at on of compared than that which may finding".split())
#: Words of an earlier exam or time, behind "larger than in".
_EXAMS_BEFORE = frozenset(
    "prior previous last earlier former initial first exam examination study scan film radiograph ct mri mr ultrasound sonography january february "
    "march april may june july august september october november december comparison".split()
)
#: What a part is told to have more or less of.
_HAD = frozenset(
    "signal density attenuation echogenicity echotexture intensity enhancement uptake fluid activity flow t2 marrow".split()
)
_OTHER_SIDE = frozenset("left right contralateral opposite".split())
#: Concepts that judge an exam as a whole; the side of the exam is none of theirs.
_OF_THE_EXAM = ("birads-", "dense-breasts", "breast-density-scale")
#: Words that may stand with the side that opens a sentence.
_OPENING = frozenset(", and to the on at in towards toward centrally side aspect posteriorly".split()) | _PLACE_WORDS
#: Last words of a finding that, before another, only says how bright it is; what a lump is made of.
_SHADES = frozenset("density attenuation signal intensity echogenicity".split())
_BUILDS = frozenset("solid cystic partly partially calcified fatty".split())
#: A node told with these is not told as enlarged.
_SMALL_NODE = frozenset("normal benign subcentimeter physiologic nonenlarged not no without sentinel fatty".split())
_GIVING_SIZE = frozenset(
    "at of is are was measures measure measuring now approximately about up to , ( with is".split()
)
_NODE_STOPS = frozenset(
    ", ; : . is are was were in of the at within show shows contain contains by to for there".split()
)


_NO_CONTEXT = Context()
#: Surgery told as the reason of what is seen ("likely related to prior cholecystectomy") is in no doubt itself.
_REMEMBERED = Assertion("historical", "definite", None)


def read_sentence(analysis: Analysis, span: Span, context: Context | None = None) -> tuple[list[Mention], list[Place]]:
    """The mentions of one sentence of an analysed text and the parts of the body it names, each in text order."""
    pieces = analysis.pieces(*analysis.token_range(span))
    if _NAMING.isdisjoint([piece.term.kind for piece in pieces]):
        return [], []
    sentence = _Sentence(analysis, span, context or _NO_CONTEXT, pieces)
    return _mentions(analysis, sentence), _places(sentence)


def read_mentions_of(analysis: Analysis, span: Span, context: Context | None = None) -> list[Mention]:
    """The mentions of one sentence of an analysed text, in text order."""
    return _mentions(analysis, _Sentence(analysis, span, context or _NO_CONTEXT))


def _mentions(analysis: Analysis, sentence: _Sentence) -> list[Mention]:
    drafts = sentence.drafts()
    if not drafts:
        return []
    levels = assign_levels(sentence, drafts)
    sizes = assign_sizes(sentence, drafts)
    mentions: list[Mention] = []
    begins = [d.begin for d in drafts]
    stops = [d.end if d.leader is not None else max(d.end, d.head_end) for d in drafts]
    for index, draft in enumerate(drafts):
        floor = max([stop for stop in stops[:index] if stop <= begins[index]], default=sentence.first)
        ceiling, next_zone = sentence.last, sentence.last
        for other in range(index + 1, len(drafts)):
            if begins[other] >= stops[index]:
                ceiling = begins[other]
                next_zone = sentence._zone_of_pair(drafts[other], stops[index]) if sentence.sides else ceiling
                break
        concept = sentence.lexicon.concepts[draft.concept]
        assertion: Assertion = sentence.scopes.read(draft.head_start, draft.head_end) if sentence.turned else STATED
        if concept.category == "postoperative" and sentence.lemmas[draft.begin - 1] in ("prior", "previous"):
            assertion = _REMEMBERED if draft.begin > sentence.first and assertion.status == "possible" else assertion
        start, end = sentence.words[draft.start].start, sentence.words[draft.end - 1].end
        mentions.append(
            Mention(
                concept=draft.concept,
                name=_name(sentence.lexicon, draft),
                text=analysis.text[start:end],
                start=start,
                end=end,
                status=assertion.status,
                certainty=assertion.certainty,
                denied_grade=assertion.denied_grade,
                laterality=sentence.laterality(draft, floor, ceiling, next_zone)
                or sentence.interpreted(draft, mentions)
                or sentence.accompanied(draft, mentions),
                levels=levels[index],
                site=draft.site or concept.site,
                severity=None if assertion.denied_grade else sentence.severity(draft, floor, ceiling),
                measurements=sizes[index],
                change=sentence.change(draft, floor, ceiling),
                category=concept.category,
                generic=concept.generic,
            )
        )
    read = _echoed(sentence, _shared(_rehosted(sentence, mentions, drafts), drafts), drafts)
    read = _of_one_lung(sentence, read, drafts)
    first, last = sentence.first, sentence.last
    grades = [(a - first, b - first, grade) for a, b, grade in sentence.grades]
    changes = [(p.start - first, p.end - first, cast(Change, p.term.value)) for p in sentence.changes]
    return spread(read, sentence.words[first:last], sentence.groups, grades, changes)


def _rehosted(sentence: _Sentence, mentions: list[Mention], drafts: Sequence[_Draft]) -> list[Mention]:
    """Give the change and sizes told behind a mention that only says where the one before lies to that one."""
    result = list(mentions)
    for index in range(1, len(drafts)):
        here, host = result[index], result[index - 1]
        if (here.change is None and not here.measurements) or not sentence._hosted(drafts[index - 1], drafts[index]):
            continue
        stop = max(drafts[index].end, drafts[index].head_end)
        then = sentence.lemmas[stop] if stop < sentence.last else "."
        sizes = tuple(m for m in here.measurements if m.start >= here.end)
        if then not in ("which", "that", "measuring", "measure", "measures", "is"):
            continue
        result[index - 1] = replace(host, change=host.change or here.change, measurements=host.measurements or sizes)
        result[index] = replace(here, change=None, measurements=tuple(m for m in here.measurements if m not in sizes))
    return result


def _echoed(sentence: _Sentence, mentions: list[Mention], drafts: Sequence[_Draft]) -> list[Mention]:
    """Read a mention behind "so is" or "as are" like the one before it ("X is denied, and so is Y")."""
    result = list(mentions)
    for index in range(1, len(drafts)):
        at = drafts[index].begin
        while at > sentence.first and sentence.lemmas[at - 1] in ("the", "a", "an", "any"):
            at -= 1
        lead = sentence.lemmas[max(sentence.first, at - 2) : at]
        if len(lead) == 2 and lead[0] in ("so", "as") and lead[1] in ("is", "are", "was", "were"):
            told = result[index - 1]
            result[index] = replace(
                result[index], status=told.status, certainty=told.certainty, denied_grade=told.denied_grade
            )
    return result


def _of_one_lung(sentence: _Sentence, mentions: list[Mention], drafts: Sequence[_Draft]) -> list[Mention]:
    """Give the lobes of a list the side that its first one tells for all ("the right middle and lower lobes")."""
    lobes = _LOBES.values()
    result = list(mentions)
    for index, draft in enumerate(drafts):
        here = result[index]
        if draft.leader is None or here.laterality is not None or here.site not in lobes:
            continue
        for other, one in zip(result, drafts, strict=True):
            if (
                one.head_start != draft.head_start
                or other.site not in lobes
                or other.laterality not in ("left", "right")
            ):
                continue
            ends = [p.end for p in sentence.anatomy if p.term.id == other.site and p.end <= draft.start]
            if (
                ends
                and not any(ends[-1] <= p.start < draft.start for p in sentence.sides)
                and "the" not in sentence.lemmas[ends[-1] : draft.start]
            ):
                result[index] = replace(here, laterality=other.laterality)
                break
    return result


def _shared(mentions: list[Mention], drafts: Sequence[_Draft]) -> list[Mention]:
    """Give a mention that shares its head with another ("thecal sac and nerve roots") the grade it lacks."""
    result = list(mentions)
    for index, draft in enumerate(drafts):
        if draft.leader is None:
            continue
        partner = next(
            (m for m, d in zip(mentions, drafts, strict=True) if d.leader is None and d.head_start == draft.head_start),
            None,
        )
        if partner is not None:
            result[index] = replace(
                result[index],
                severity=result[index].severity or partner.severity,
                status=partner.status,
                certainty=partner.certainty,
                denied_grade=partner.denied_grade,
            )
    return result


def _name(lexicon: Lexicon, draft: _Draft) -> str:
    concept = lexicon.concepts[draft.concept]
    if concept.generic and draft.site is not None and draft.site in lexicon.anatomy:
        return f"{lexicon.anatomy[draft.site].name} {concept.name}"
    return concept.name


def places_of(analysis: Analysis, span: Span, context: Context | None = None) -> list[Place]:
    """The parts of the body named in one sentence, with the side and levels beside each, in text order."""
    pieces = analysis.pieces(*analysis.token_range(span))
    if not any(p.term.kind == "anatomy" for p in pieces):
        return []
    return _places(_Sentence(analysis, span, context or _NO_CONTEXT, pieces))


def _places(sentence: _Sentence) -> list[Place]:
    words = sentence.words
    found: list[Place] = []
    for piece in _apart(sentence.parts):
        lo = piece.start
        while lo > sentence.first and sentence.lemmas[lo - 1] not in MODIFIER_STOPS and piece.start - lo < 4:
            lo -= 1
        values = [
            p.term.value for p in sentence.sides if lo <= p.start < piece.end + 3 and p.term.value != "midline-disc"
        ]
        near = [g for g in sentence.groups if abs(g.start - words[piece.start].start) < 60]
        found.append(
            Place(
                piece.term.id,
                words[piece.start].start,
                words[piece.end - 1].end,
                sentence._one_side(values[:1]),
                near[0].levels if near else (),
            )
        )
    return found


def read_mentions(text: str, span: Span, *, dialect: Dialect, context: Context | None = None) -> list[Mention]:
    """The mentions of ``text[span]``, offsets into ``text``. For many sentences of one text use ``read_mentions_of``."""
    lexicon = load_lexicon(dialect)
    shifted = analyse(text[span.start : span.end], lexicon)
    local = Span(0, span.end - span.start)
    return [_shift(m, span.start) for m in read_mentions_of(shifted, local, context)]


def _shift(mention: Mention, by: int) -> Mention:
    sizes = tuple(replace(m, start=m.start + by, end=m.end + by) for m in mention.measurements)
    return replace(mention, start=mention.start + by, end=mention.end + by, measurements=sizes)


def anatomy_mentions(text: str, span: Span, *, dialect: Dialect) -> list[Place]:
    """The parts of the body named in ``text[span]``, offsets into ``text``."""
    lexicon = load_lexicon(dialect)
    local = analyse(text[span.start : span.end], lexicon)
    return [
        replace(p, start=p.start + span.start, end=p.end + span.start)
        for p in places_of(local, Span(0, span.end - span.start))
    ]
