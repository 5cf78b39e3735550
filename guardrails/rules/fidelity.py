"""The rule on what is left out: what the report tells and a reader must learn stands in the draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import partial
from math import ceil

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold, tokens
from explainer.core.values import Fact, Finding, Item, Measurement
from guardrails.alignment import Aligned, Claim, Tie, near, sides_meet, states, vague_name
from guardrails.denials import NOT_ANY, shows_tissues
from guardrails.names import FILLERS, of_its_twin, site_stems, stem, stems
from guardrails.numbers import Number, numbers_of, sizes_meet
from guardrails.reading import DraftReading, Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.errands import opens_errand, then_found
from guardrails.rules.meeting import meeting
from guardrails.rules.owned import Owned
from guardrails.rules.retold import Retold, kinds_of, sides_named
from guardrails.rules.traces import Traces
from guardrails.rules.unsaid import seeks_help
from guardrails.sameness import retells

_TELLING = ("statement", "heading", "general", "condition")
#: Share of a report phrase's own words that must stand in one sentence when no name was recognised.
_WORD_SHARE = 0.6


def required(aligned: Aligned) -> Iterator[tuple[Fact, Item | None]]:
    """The facts a draft must tell: all positive ones of the impression and the actionable ones of the body.

    Without an impression every positive finding counts, but for what was found by chance.
    """
    reading = aligned.plan.reading
    item_of: dict[str, Item] = {}
    kept_back = {id for item in aligned.plan.items if item.force == "must-not" for id in item.facts}
    for item in aligned.plan.items:
        if item.kind in ("finding", "urgent") and item.force == "must":
            for id in item.facts:
                if id not in item_of or item.kind == "finding":
                    item_of[id] = item
    has_impression = any(f.section == "impression" for f in reading.findings)
    for fact in reading.facts:
        if fact.status not in ("present", "possible") or fact.category == "normal" or fact.id in kept_back:
            continue  # a person must tell some findings first
        chosen = item_of.get(fact.id)
        priority = chosen.priority if chosen is not None else "relevant"
        if vague_name(fact.concept) and (_beside_another(aligned, fact) or _settled(aligned, fact)):
            continue
        if not fact.in_impression and fact.category == "postoperative" and _only_after(aligned, fact):
            continue
        if fact.concept in _OF_COURSE or _describes_another(aligned, fact):
            continue
        first = fact.in_impression or priority in ("urgent", "actionable")
        if first or (not has_impression and priority != "incidental"):
            yield fact, chosen


#: What an exam is of or counts, and no finding of it.
_OF_COURSE = frozenset({"intrauterine-pregnancy", "biophysical-profile"})
#: Heads of what a thing holds or looks like, and of the things that hold it.
_HELD_IN = frozenset("calcification enhancement uptake gas".split())
_HOLDERS = frozenset("mass lesion nodule cyst tumor collection".split())
_HOLDING = frozenset("with contain contains containing has having shows showing demonstrates of".split())


def _describes_another(aligned: Aligned, fact: Fact) -> bool:
    """Whether a finding only says what another one that the report names looks like or holds ("a lesion that contains calcifications")."""
    lexicon = aligned.reading.lexicon
    heads = lexicon.heads_of(fact.concept)
    if not heads & _HELD_IN and not (heads and heads <= _LOOKS):
        return False
    low = fold(aligned.plan.reading.text)
    mine = [aligned.mentions[id] for id in fact.mentions if id in aligned.mentions]
    return bool(mine) and all(
        any(
            other.sentence == mention.sentence
            and other.end <= mention.start
            and other.status in ("present", "possible")
            and lexicon.heads_of(other.concept) & _HOLDERS
            and not _HOLDING.isdisjoint(t.lemma for t in tokens(low, other.end, mention.start))
            and ";" not in low[other.end : mention.start]
            for other in aligned.mentions.values()
        )
        or "pattern of" in low[max(0, mention.start - _SHORTLY) : mention.start]
        for mention in mine
    )


def _settled(aligned: Aligned, fact: Fact) -> bool:
    """Whether the report denies, at the same place, what it first holds possible: a question of an earlier exam."""
    return fact.status == "possible" and any(
        f.status == "absent" and f.concept == fact.concept and f.site == fact.site for f in aligned.plan.reading.facts
    )


def _only_after(aligned: Aligned, fact: Fact) -> bool:
    """Whether the report names an operation only as what came before something else ("6 mm after cholecystectomy")."""
    low = fold(aligned.plan.reading.text)
    ahead = [
        [t.lemma for t in tokens(low, max(0, m.start - _SHORTLY), m.start)]
        for m in (aligned.mentions[id] for id in fact.mentions if id in aligned.mentions)
    ]
    return bool(ahead) and all(words[-1:] != [] and words[-1] in _AFTER for words in ahead)


_AFTER = frozenset("after post following".split())
#: Letters in which the word before a name stands.
_SHORTLY = 16


def _beside_another(aligned: Aligned, fact: Fact) -> bool:
    """Whether a vague finding ("displacement") stands in one sentence with one that has a name."""
    sentences = {m.sentence for m in (aligned.mentions[i] for i in fact.mentions if i in aligned.mentions)}
    return any(
        m.sentence in sentences
        and m.id not in fact.mentions
        and m.status in ("present", "possible")
        and not vague_name(m.concept)
        for m in aligned.mentions.values()
    )


def _telling(aligned: Aligned, said: Said) -> bool:
    reading = aligned.reading
    if said.kind == "general" and said.has("share"):
        return False  # what a study found tells nothing of this scan
    if said.first < said.last and reading.tokens[said.first].lemma == "whether":
        return False  # "Whether the plaque bears on the headache is not addressed."
    if seeks_help(aligned, said) or shows_tissues(said.lemmas):
        return False
    if said.label in _ADVISING:
        return said.kind in ("statement", "heading") and states(reading, said)
    if said.label == "reason":
        return (
            said.kind == "statement" and _bare_why(reading, said) and (_opens_with_scan(said) or _finds(aligned, said))
        )
    return said.kind in _TELLING and said.label not in ("sources", "not-stated")


def _bare_why(reading: DraftReading, said: Said) -> bool:
    """Whether a sentence stands under a bare "Why?", or behind one: it may tell why to act, and not why the scan was made."""
    words = [t.lemma for t in tokens(said.heading) if t.lemma.isalpha()]
    return words == ["why"] or reading.lemmas(said)[:2] in (["why", ":"], ["why", "?"], ("why", ":"), ("why", "?"))


def _finds(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells a finding of the report that was no reason for the exam."""
    return not said.has("exam-reason") and any(
        c.positive and not c.known and c.facts(Tie.RELATED, positive=True) for c in aligned.claims_in(said)
    )


def _opens_with_scan(said: Said) -> bool:
    """Whether a sentence opens with what this scan shows, or with what there is."""
    words = [w for w in said.lemmas if w.isalpha()][:4]
    return any(
        a in _THIS and b in _SCANS and c in _SHOWS for a, b, c in zip(words, words[1:], words[2:], strict=False)
    ) or (words[:2] == ["there", "is"])


_THIS = frozenset("the this your our".split())
_SCANS = frozenset("scan test report exam ultrasound ct mri x-ray image picture study radiologist result".split())
_SHOWS = frozenset("show shows found finds saw see sees tell tells say says describe describes picture".split())


#: Headings under which sentences may yet tell of the scan ("Ask about first: …").
_ADVISING = ("questions", "help", "limits")


def _claims_of(aligned: Aligned, fact: Fact) -> list[Claim]:
    """The claims that can tell a fact: not denied, on no other side and at no other level."""
    told: list[Claim] = []
    owned = Owned(aligned)
    levels, sides = aligned.levels((fact,)), aligned.sides((fact,))
    parts = levels | {v for level in levels for v in level.split("-")}
    for claim in aligned.claims:
        if claim.mention.status == "absent" or not (_telling(aligned, claim.said) or _left_open_of(claim, fact)):
            continue
        if not _tells(aligned, claim, fact) or _in_passing(aligned, claim, fact):
            continue
        if opens_errand(claim.said.lemmas) and not then_found(aligned, claim):
            continue  # "You had an ultrasound to follow an aneurysm."
        mention = claim.mention
        if mention.levels and levels and not parts & set(mention.levels):
            continue
        if not mention.levels and _at_twin(aligned, fact, claim.said):
            continue
        side = mention.laterality
        if side in ("left", "right") and sides and not sides_meet(side, sides) and "midline" not in sides:
            continue
        tie_of = next((tie for tie, f in claim.fits if f.id == fact.id), Tie.LOOSE)
        same = tie_of == Tie.SAME
        planned = owned.of_plan(claim.said)
        if not same and planned is not None and fact.id not in planned:
            continue  # the plan's own words for another finding, or for what a test may miss
        if not same and not claim.asserted and mention.site is None and claim.said.has("not-knowing"):
            continue  # "The films can't say if the arthritis is linked to your pain."
        loose = mention.site is None and mention.generic and not same
        level = bool(levels & set(mention.levels))
        if loose and not level and _shared_head(aligned, fact) and not _placed(aligned, claim, fact):
            continue  # "a cyst" tells one cyst, not each
        if not level and (
            _of_one_part(aligned, claim, fact) or (tie_of >= Tie.COARSE and _beside(aligned, claim, fact))
        ):
            continue  # "the narrow part of the front artery" tells of no other artery
        if (loose or tie_of > Tie.SAME) and _sized_as_another(aligned, claim, fact):
            continue
        if _of_twin(aligned, claim, fact):
            continue
        told.append(claim)
    return told


def _left_open_of(claim: Claim, fact: Fact) -> bool:
    """Whether a sentence on what is not known leaves a possible finding open ("What we don't know: … cannot be excluded")."""
    return (
        claim.said.label == "not-stated"
        and claim.said.kind == "statement"
        and claim.mention.status == fact.status == "possible"
        and not _OPEN_STILL.isdisjoint(claim.said.lemmas)
    )


_OPEN_STILL = frozenset("exclude excluded ruled".split())
_TESTED = frozenset("checked looked searched".split())
#: Openings of advice and of requests, of what a test cannot tell, and of what is said of such things in general.
_ADVISES = frozenset("ask call tell make see consider match discuss confirm get talk bring let".split())
#: Behind a name: it is one told before ("what care a sprain like this needs").
_SUCH = (["like", "this"], ["like", "that"], ["like", "these"], ["like", "those"], ["like", "yours"])
_ARTICLES = frozenset("a an".split())
_DEFINES = frozenset("is are mean can may could".split())


def _in_passing(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a sentence that does not name a fact in full speaks of such things in general, or of what to do, and not of this scan.

    "Meniscal tear: 61 % of people with a tear had no pain"; "A sprain means a band was torn"; "Ask whether the tear matters".
    """
    said, mention = claim.said, claim.mention
    if said.kind == "general" and not said.you and said.has("common") and not claim.asserted:
        return True
    if mention.concept == fact.concept and (mention.site is not None or not mention.generic):
        return False
    if _added(aligned, said) or (
        mention.status == "hypothetical" and not claim.asserted and not _TESTED.isdisjoint(said.lemmas)
    ):
        return True  # "The cushion was checked for a tear."
    words = [w for w in aligned.reading.lemmas(said) if w.isalpha()]
    if said.has("exam-reason") or _taken_up(aligned, claim, fact) or _of_any(words) or _felt(aligned, claim, words):
        return True
    if said.kind == "general" and not said.you:
        return True
    if words[:1] and (words[0] in _ADVISES or words[0] == "please") and not claim.asserted:
        return True
    if [t.lemma for t in tokens(aligned.reading.folded, mention.end, said.end)][:2] in _SUCH:
        return True
    before = aligned.reading.folded[said.start : mention.start]
    if before.strip() in _ARTICLES:
        behind = [t.lemma for t in tokens(aligned.reading.folded, mention.end, min(said.end, mention.end + 20))]
        return behind[:1] != [] and behind[0] in _DEFINES
    return False


def _passes_over(aligned: Aligned, fact: Fact, said: Said) -> bool:
    """Whether all that a sentence says of a fact by name is said in passing, so that its words tell it no better."""
    own = [c for c in aligned.claims_in(said) if any(f.id == fact.id and t <= Tie.COARSE for t, f in c.fits)]
    return bool(own) and all(_in_passing(aligned, c, fact) for c in own)


_DEMONSTRATIVE = frozenset("this that these those".split())


def _taken_up(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a bare name only takes up what other words told before ("They are typical with this tear"), and none did tell the fact."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)][-1:]
    if ahead == [] or ahead[0] not in _DEMONSTRATIVE or claim.mention.site is not None:
        return False
    return not any(
        c.mention.start < claim.mention.start and c.positive and _tells(aligned, c, fact) for c in aligned.claims
    )


_HAD = (["you", "had"], ["you", "felt"], ["you", "noticed"])
_IN_PICTURES = _SHOWS | _SCANS | frozenset("seen shown found".split())


def _felt(aligned: Aligned, claim: Claim, words: Sequence[str]) -> bool:
    """Whether it is what the reader had or felt before the scan ("You had some bleeding", "A lump could be felt")."""
    behind = [t.lemma for t in tokens(aligned.reading.folded, claim.mention.end, claim.said.end)][:4]
    return (list(words[:2]) in _HAD or "felt" in behind) and _IN_PICTURES.isdisjoint(words)


_MAY_BE = frozenset("can may could".split())
_FOUND_IN = frozenset("found present seen".split())
_IN_ANYONE = frozenset("without people adults healthy often silent".split())


def _of_any(words: Sequence[str]) -> bool:
    """Whether a sentence tells what may be found in anyone ("Scars and bulges can all be present without symptoms")."""
    at = next((i for i, w in enumerate(words) if w in _MAY_BE), len(words))
    behind = words[at + 1 :]
    return not _FOUND_IN.isdisjoint(behind[:4]) and not _IN_ANYONE.isdisjoint(behind)


def _added(aligned: Aligned, said: Said) -> bool:
    """Whether the next mark in its line tells that a sentence is of the tool, and not of the report."""
    folded = aligned.reading.folded
    line = folded.find("\n", said.end)
    end = line if line >= 0 else len(folded)
    marks = [at for mark in ("[r]", "[r,") if (at := folded.find(mark, said.start, end)) >= 0]
    tool = [at for mark in ("[t]", "[t,") if (at := folded.find(mark, said.start, end)) >= 0]
    return bool(tool) and (not marks or min(tool) < min(marks))


def _tells(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a claim is about a fact: no other fact of the report goes by its name more closely.

    "Disc protrusion" tells the protrusion and not the bulge at the next level; "arthritis" may tell either joint.
    """
    tie = next((t for t, f in claim.fits if f.id == fact.id), Tie.LOOSE)
    if tie > Tie.VAGUE or (tie >= Tie.COARSE and claim.said.planned):
        return False
    if tie == Tie.VAGUE and (claim.mention.site != fact.site or claim.mention.category == "infectious"):
        return False
    levels = set(claim.mention.levels)
    if tie <= Tie.COARSE and levels & aligned.levels((fact,)) and not _is_another(aligned, claim, fact):
        return True  # the level tells them apart
    site, told = claim.mention.site, fact.site
    if tie == Tie.RELATED and site is not None and told is not None and aligned.reading.lexicon.within(told, site):
        return not _is_another(aligned, claim, fact)
    side = claim.mention.laterality
    rivals = (
        t for t, f in claim.fits
        if f.status != "absent"
        and not (levels and aligned.levels((f,)) and not levels & aligned.levels((f,)))
        and not (side in ("left", "right") and aligned.sides((f,)) and not sides_meet(side, aligned.sides((f,))))
    )  # fmt: skip
    best = min(rivals, default=tie)
    return (
        tie == best
        or (best >= Tie.COARSE and tie == Tie.COARSE)
        or (tie == Tie.RELATED and claim.mention.generic and not claim.said.planned)
    )


def _is_another(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a claim is by name another finding of the report at the same level, of another kind than the fact.

    A bulge may stand for the protrusion at its level, as reports themselves change the word; height loss for a fracture may not.
    """
    named = [f for t, f in claim.fits if t == Tie.SAME and f.id != fact.id and f.status in ("present", "possible")]
    if fact.category in _GRAVE:
        return any(f.category != fact.category for f in named)
    levels = set(claim.mention.levels)
    if fact.laterality not in ("left", "right") or claim.mention.laterality is not None or fact.concept not in _SPURRED:
        return False
    return any(f.laterality is None and levels & set(f.levels) for f in named)


def _of_twin(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a claim stands at the place of another finding of the same name, and not at the fact's own."""
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    if site is None or fact.site is None or near(lexicon, site, fact.site) or _joined_before(aligned, claim, fact.site):
        return False
    return any(
        other.id != fact.id
        and other.concept == fact.concept
        and other.status in ("present", "possible")
        and other.site is not None
        and near(lexicon, site, other.site)
        for other in aligned.plan.reading.facts
    )


def _joined_before(aligned: Aligned, claim: Claim, site: str) -> bool:
    """Whether a part is joined to the one that a claim names, so that one name tells of both ("mediastinal and hilar adenopathy")."""
    lexicon, mention = aligned.reading.lexicon, claim.mention
    for place in claim.said.places:
        if place.end <= mention.start and near(lexicon, place.anatomy, site):
            between = [t.lemma for t in tokens(aligned.reading.folded, place.end, mention.start)]
            return (
                bool(between)
                and between[0] in _JOINING
                and len(between) <= _JOINED_WITHIN
                and NOT_ANY.isdisjoint(between)
            )
    return False


_JOINING = frozenset(", and or & / plus +".split())
#: Words from the first of some parts joined to the last ("hilar, left axillary and").
_JOINED_WITHIN = 6


def _shared_head(aligned: Aligned, fact: Fact) -> bool:
    """Whether another finding of the report, elsewhere in the body, goes by the same everyday name."""
    lexicon = aligned.reading.lexicon
    heads = lexicon.heads_of(fact.concept)
    return any(
        heads & lexicon.heads_of(other.concept) and other.site != fact.site and not near(lexicon, other.site, fact.site)
        for other in aligned.plan.reading.facts
        if other.id != fact.id and other.status in ("present", "possible")
    )


def _of_one_part(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a claim names one thing at a part that holds both the fact's and another finding's of its name, and no more.

    The plural ("narrow places in the arteries") may tell them all, and so may a sentence that names the fact's own part.
    """
    lexicon, site, said = aligned.reading.lexicon, claim.mention.site, claim.said
    if site is None or fact.site is None or fact.site == site:
        return False
    if site not in ANYWHERE and not lexicon.within(fact.site, site):
        return False
    folded = aligned.reading.folded
    if not _SEVERAL.isdisjoint(said.lemmas) or any(
        folded[t.start : t.end] != t.lemma and folded[t.end - 1] == "s"
        for t in tokens(folded, claim.mention.start, claim.mention.end)
    ):
        return False
    rivals = [
        other for tie, other in claim.fits
        if tie <= Tie.COARSE and other.id != fact.id and other.status != "absent" and other.site not in (None, *ANYWHERE)
        and (site in ANYWHERE or lexicon.within(str(other.site), site)) and not near(lexicon, other.site, fact.site)
    ]  # fmt: skip
    around = {place.anatomy for one in aligned.reading.near(said, 2, 1) for place in one.places} - ANYWHERE
    return bool(rivals) and not any(
        lexicon.within(place, fact.site)
        or (lexicon.within(fact.site, place) and not any(lexicon.within(str(other.site), place) for other in rivals))
        for place in around
    )


_SEVERAL = frozenset(
    "both two three four five several each many some all multiple various number few other another second".split()
)


def _beside(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether an everyday word is said of a whole region ("fluid … in the belly") in a sentence that names other parts in it."""
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    if (
        site is None
        or fact.site is None
        or site in ANYWHERE
        or site == fact.site
        or not lexicon.within(fact.site, site)
    ):
        return False
    parts = {p.anatomy for p in claim.said.places if not lexicon.within(fact.site, p.anatomy)} - ANYWHERE
    return bool(parts) and not any(near(lexicon, part, fact.site) for part in parts)


def _sized_as_another(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether the sentence of a claim gives the size of another finding and none of the fact's ("a 2 cm spot", "a 4 cm cyst")."""
    mine = [Number(m.value, m.unit, 0, 0) for f in (fact,) for m in _measured(aligned, f)]
    if not mine:
        return False
    said = claim.said
    sizes = [n for n in numbers_of(aligned.reading.folded, said.start, said.end) if n.unit in _LENGTHS]
    if not sizes or any(sizes_meet(n, mine) for n in sizes):
        return False
    theirs = [
        Number(m.value, m.unit, 0, 0)
        for other in aligned.plan.reading.facts
        if other.id != fact.id and other.status != "absent"
        for m in _measured(aligned, other)
    ]
    return any(sizes_meet(n, theirs) for n in sizes)


_LENGTHS = frozenset({"mm", "cm"})


def _measured(aligned: Aligned, fact: Fact) -> Iterator[Measurement]:
    """The sizes that the report gives a fact."""
    return (m for id in fact.mentions if id in aligned.mentions for m in aligned.mentions[id].measurements)


def _placed(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether the part of the body a fact lies in is named shortly before the claim, or right behind it."""
    lexicon = aligned.reading.lexicon
    around = list(aligned.reading.near(claim.said, 2, 1))
    return any(near(lexicon, place.anatomy, fact.site) for said in around for place in said.places)


def _in_words(aligned: Aligned, fact: Fact) -> bool:
    """Whether a sentence holds the report's own words for a fact, quoted or woven in."""
    reading = aligned.reading
    for id in fact.mentions:
        mention = aligned.mentions.get(id)
        if mention is None:
            continue
        words = {t.lemma for t in tokens(fold(mention.text)) if t.lemma.isalpha()} - FILLERS
        if not words:
            continue
        for said in reading.sentences:
            if not _telling(aligned, said) or _apart(said) or _of_another_place(aligned, fact, said, words):
                continue
            here = set(reading.lemmas(said))
            if said.heading and not words.isdisjoint(here):
                here |= {t.lemma for t in tokens(said.heading)}
            if len(words & here) >= (len(words) if len(words) < 3 else ceil(len(words) * _WORD_SHARE)):
                if fact.status != "absent" and _denied_here(said):
                    continue
                return True
    return False


def _of_another_place(aligned: Aligned, fact: Fact, said: Said, words: Set[str]) -> bool:
    """Whether a sentence has none of the words that tell a place in the report's and names other parts, or stands on the other side."""
    lexicon = aligned.reading.lexicon
    if of_its_twin({stem(w) for w in words}, {stem(w) for w in said.lemmas}):
        return True
    placing = {w for w in words if stem(w) in site_stems(lexicon, fact.site)}
    unplaced = bool(placing) and placing.isdisjoint(said.lemmas)
    if unplaced and said.places and not any(near(lexicon, p.anatomy, fact.site) for p in said.places):
        return True
    sides, here = aligned.sides((fact,)), sides_named(said)
    if len(sides) != 1 or sides.isdisjoint(("left", "right")) or "both" in here:
        return False
    if not here and said.context.laterality is not None:
        here = frozenset((said.context.laterality,))
    return bool(here) and here <= {"left", "right"} - sides


#: Names that only sum up what the body of a report tells one by one.
#: Kinds of finding that nothing milder may stand for.
_GRAVE = frozenset({"traumatic", "neoplastic", "infectious", "vascular"})
#: Discs with spurs: of one side they are more than the bulge or the spurs of the whole rim that the report tells beside them.
_SPURRED = frozenset({"disc-osteophyte-complex"})
_UMBRELLA = frozenset({"degenerative-change", "spondylosis", "disc-degeneration", "cervical-disc-degeneration"})
#: What of a disc only an umbrella of its own sums up: its neighbours' wear is no wear of the disc.
_OF_DISC = frozenset("disc disc-space intervertebral-disc".split())


def _summed_up(aligned: Aligned, fact: Fact) -> bool:
    """Whether a name that only sums up ("degenerative change at C5-C6") is told by its parts at the same place."""
    if fact.concept not in _UMBRELLA:
        return False
    levels = aligned.levels((fact,))
    return any(
        other.id != fact.id
        and other.category == "degenerative"
        and other.status == "present"
        and (other.site in _OF_DISC or not fact.concept.endswith("disc-degeneration"))
        and (aligned.levels((other,)) & levels or (not levels and near(aligned.reading.lexicon, other.site, fact.site)))
        and _claims_of(aligned, other)
        for other in aligned.plan.reading.facts
    )


def _under_another_name(aligned: Aligned, fact: Fact) -> Iterator[Fact]:
    """The other findings under which the report has this one a second time ("lacunar infarct", "old lacunar infarct").

    They are one when both have the same words but for those of the place, when "is" alone joins them ("a fragment is
    displaced"), or when a conclusion has the size of what the body describes ("2.8 cm collection": "2.8 cm abscess").
    """
    lexicon = aligned.reading.lexicon
    for other in aligned.plan.reading.facts:
        if (
            other.concept != fact.concept
            and other.status in ("present", "possible")
            and near(lexicon, other.site, fact.site)
            and aligned.sides((fact,)) <= aligned.sides((other,))
            and aligned.levels((fact,)) <= aligned.levels((other,))
            and (
                _same_words(aligned, fact, other)
                or _joined_by_is(aligned, fact, other)
                or _concluded(aligned, fact, other)
            )
        ):
            yield other


def _same_words(aligned: Aligned, fact: Fact, other: Fact) -> bool:
    lexicon = aligned.reading.lexicon
    if fact.site is None or other.site is None or not lexicon.within(other.site, fact.site):
        return False
    place = site_stems(lexicon, fact.site) | site_stems(lexicon, other.site)
    mine, theirs = ([stems(m.text) - place for m in _mentions(aligned, f)] for f in (fact, other))
    return bool(mine) and all(any(words and words - _OF_AGE <= name for name in theirs) for words in mine)


#: Words by which one mention of a thing says more of it than the next.
_OF_AGE = stems("old chronic remote")


def _joined_by_is(aligned: Aligned, fact: Fact, other: Fact) -> bool:
    text = aligned.plan.reading.text
    return any(
        text[one.end : two.start].split() in (["is"], ["are"])
        for one in _mentions(aligned, fact)
        for two in _mentions(aligned, other)
        if one.sentence == two.sentence and one.end < two.start
    )


def _concluded(aligned: Aligned, fact: Fact, other: Fact) -> bool:
    if fact.in_impression or not other.in_impression:
        return False
    lexicon = aligned.reading.lexicon
    sizes = [Number(m.value, m.unit, 0, 0) for m in _measured(aligned, other)]
    return bool(kinds_of(lexicon, fact.concept) & kinds_of(lexicon, other.concept)) and any(
        sizes_meet(Number(m.value, m.unit, 0, 0), sizes) for m in _measured(aligned, fact)
    )


def _mentions(aligned: Aligned, fact: Fact) -> list[Finding]:
    return [aligned.mentions[id] for id in fact.mentions if id in aligned.mentions]


#: Heads that tell only how a thing looks on the pictures; what it may be is told by another finding at the same place.
_LOOKS = frozenset("hypodensity hyperdensity density signal-abnormality opacity lucency heterogeneity".split())


def _seen_as(aligned: Aligned, fact: Fact) -> bool:
    """Whether a look ("a low attenuation lesion at the tail") is told by what the same sentence takes it for ("a cyst")."""
    lexicon = aligned.reading.lexicon
    heads = lexicon.heads_of(fact.concept)
    if not heads or not heads <= _LOOKS:
        return False
    sentences = {aligned.mentions[id].sentence for id in fact.mentions if id in aligned.mentions}
    return any(
        other.id != fact.id
        and other.status in ("present", "possible")
        and (fact.in_impression <= other.in_impression)
        and (
            (other.site is not None and fact.site is not None and near(lexicon, other.site, fact.site))
            or any(aligned.mentions[id].sentence in sentences for id in other.mentions if id in aligned.mentions)
        )
        and _claims_of(aligned, other)
        for other in aligned.plan.reading.facts
    )


#: Words of a report that name a finding no closer than by its place.
_LOOSE = stems("disease process involvement activity increased focus foci area abnormality disorder")
_SPOTS = frozenset("spot area patch focus node place active activity".split())


def _loosely_named(aligned: Aligned, fact: Fact) -> bool:
    """Whether the report names a fact only by its place ("nodal disease", "increased activity") and the draft tells of something there."""
    lexicon = aligned.reading.lexicon
    place = site_stems(lexicon, fact.site) | _LOOSE
    texts = [stems(aligned.mentions[id].text) for id in fact.mentions if id in aligned.mentions]
    if fact.site is None or not texts or not all(text & _LOOSE and _akin_all(text, place) for text in texts):
        return False
    for said in aligned.reading.sentences:
        if not _telling(aligned, said) or said.label in ("absent", "normal") or _denied_here(said):
            continue
        if any(near(lexicon, p.anatomy, fact.site) for p in said.places) and (
            any(c.positive and near(lexicon, c.mention.site, fact.site) for c in aligned.claims_in(said))
            or not _SPOTS.isdisjoint(aligned.reading.lemmas(said))
        ):
            return True
    return False


def _akin_all(words: Set[str], others: Set[str]) -> bool:
    return all(any(w[:_AKIN] == o[:_AKIN] for o in others) for w in words)


#: Letters by which a noun and its adjective are one word ("node", "nodal").
_AKIN = 3


def _denied_here(said: Said) -> bool:
    return bool(said.mentions) and all(m.status == "absent" for m in said.mentions)


def _turned(aligned: Aligned, fact: Fact) -> bool:
    """Whether the draft denies a fact by its name: told wrongly (rule negation-flip), or left open, but not left out."""
    return any(
        claim.mention.status == "absent"
        and claim.mention.site is not None
        and _telling(aligned, claim.said)
        and fact in meeting(aligned, claim, claim.facts(Tie.RELATED, positive=True))
        and not claim.facts(Tie.RELATED, positive=False)
        for claim in aligned.claims
    )


def _verbatim(aligned: Aligned, item: Item) -> bool:
    """Whether the plan's own words for a finding stand in the draft, sentence by sentence, up to their marks."""
    words = " ".join(fold(item.filled()).partition(" [")[0].split()).strip(" .")
    low = " ".join(aligned.reading.folded.split())
    return len(words) > _FEW_LETTERS and all(sentence in low for sentence in words.split(". "))


#: Fewer letters than this are no statement of a plan.
_FEW_LETTERS = 12


_OF_READER = (
    ("you", "fell"),
    ("you", "felt"),
    ("you", "take"),
    ("you", "came"),
    ("it", "mean"),
    ("this", "mean"),
    ("that", "mean"),
    ("ask",),
    ("tell",),
    ("call",),
    ("bring",),
)


def _speaks_of_none(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence of the reader, of advice or of a meaning names no finding, and so tells none in other words either."""
    if _of_any(said.lemmas):
        return True
    opens = any(said.lemmas[: len(opening)] == opening for opening in _OF_READER)
    return opens and _SHOWS.isdisjoint(said.lemmas) and not any(c.fits for c in aligned.claims_in(said))


def _twin_side(aligned: Aligned, fact: Fact) -> str | None:
    """The other side, where the report has the same thing there as a finding of its own (arthritis of either hip)."""
    other = {"left": "right", "right": "left"}.get(fact.laterality or "")
    alike = (f for f in aligned.plan.reading.facts if f.concept == fact.concept and f.status == fact.status)
    return other if any(f.laterality == other for f in alike) else None


def _at_twin(aligned: Aligned, fact: Fact, said: Said) -> bool:
    """Whether a sentence speaks of another level alone, where the report has the same thing as a finding of its own."""
    own, twins = _levels_of_twins(aligned, fact)
    if not twins:
        return False
    here = {level for group in said.levels for level in group.levels} or {*said.context.last_levels}
    bones = {bone for level in own for bone in level.split("-")}
    return bool(here & twins) and not here & (own | bones) and _AS_WELL.isdisjoint(said.lemmas)


def _at_its_own(aligned: Aligned, fact: Fact, said: Said) -> bool:
    """Whether a sentence names the level of a fact whose like the report has at another one."""
    own, twins = _levels_of_twins(aligned, fact)
    return bool(twins) and any(not own.isdisjoint(group.levels) for group in said.levels)


def _levels_of_twins(aligned: Aligned, fact: Fact) -> tuple[set[str], set[str]]:
    """The levels of a fact, and those of the report's other findings of its name; of none when it has no level."""
    own = aligned.levels((fact,))
    alike = (f for f in aligned.plan.reading.facts if f.concept == fact.concept and f.status == fact.status)
    return own, aligned.levels(f for f in alike if f is not fact) - own if own else set()


_AS_WELL = frozenset("same both each all also other too likewise again another every two three".split())


def _of_this_scan(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells what was found, and not what many have."""
    return (
        _telling(aligned, said) and not _apart(said) and (said.you or said.kind != "general" or not said.has("common"))
    )


def _apart(said: Said) -> bool:
    """Whether a sentence only says what such a thing is, or why the exam was made ("You had it to follow a nodule.")."""
    return _is_definition(said) or (opens_errand(said.lemmas) and _FOUND.isdisjoint(said.lemmas))


_FOUND = frozenset("found saw seen show shows showed shown".split())


def _is_definition(said: Said) -> bool:
    """Whether a sentence only says what such a thing is ("A lacunar stroke is a small one deep in the brain.")."""
    words = said.lemmas
    at = next((i for i, w in enumerate(words[:_LONG_NAME]) if w in ("is", "mean")), 0)
    return words[:1] in (("a",), ("an",)) and at > 1 and words[at + 1 : at + 2] in (("a",), ("an",)) and not said.you


_LONG_NAME = 6


def _omitted(aligned: Aligned) -> Iterator[Fault]:
    telling = [
        said
        for said in aligned.reading.sentences
        if _of_this_scan(aligned, said) and not _speaks_of_none(aligned, said)
    ]
    traces, retold, owned = Traces(aligned, telling), Retold(aligned, telling), Owned(aligned)

    def in_other_words(fact: Fact) -> bool:
        twin = _twin_side(aligned, fact)

        def free(said: Said) -> bool:
            on = sides_named(said)
            if aligned.reading.tokens[said.last - 1].lemma == ";":  # "Clots: right lower lobe; left upper lobe."
                on = on.union(*map(sides_named, aligned.reading.sentences[said.index + 1 : said.index + 2]))
            if _passes_over(aligned, fact, said) or _at_twin(aligned, fact, said):
                return False
            lends = owned.lends(fact, said) or _at_its_own(aligned, fact, said)
            return lends and (twin is None or on != {twin})

        return traces.tells(fact, free) or retold.tells(fact, free) or retells(aligned, fact, [*filter(free, telling)])

    for fact, item in required(aligned):
        told = _claims_of(aligned, fact)
        suggestion = item.filled() if item is not None else aligned.statement((fact,))
        name = item.heading if item is not None and item.heading else fact.name
        if not told:
            if _in_words(aligned, fact) or _summed_up(aligned, fact) or _seen_as(aligned, fact):
                continue
            if _loosely_named(aligned, fact):
                continue
            if _turned(aligned, fact) or (item is not None and _verbatim(aligned, item)):
                continue
            if in_other_words(fact) or any(
                _claims_of(aligned, one) or in_other_words(one) for one in _under_another_name(aligned, fact)
            ):
                continue
            yield Fault(None, f"does not tell a finding of the report: {name}", aligned.evidence((fact,)), suggestion)
            continue
        levels = aligned.levels((fact,))
        said = {level for c in told for level in _levels_told(aligned, c)}
        if len(levels) > 1 and said and all(c.mention.levels for c in told) and not levels <= said:
            left = sorted(level for level in levels - said if not retold.tells(fact, partial(owned.lends, fact), level))
            if not left:
                continue
            gone = ", ".join(left)
            yield Fault(None, f"leaves out a level of {name}: {gone}", aligned.evidence((fact,)), suggestion)
    yield from _untold_of_the_body(aligned, traces)


def _levels_told(aligned: Aligned, claim: Claim) -> set[str]:
    """The levels of a claim; all of its sentence where that finds nothing else ("L5-S1 and its neighbor L4-L5 have both dried")."""
    alone = all(c is claim or not c.positive for c in aligned.claims_in(claim.said))
    return set(claim.mention.levels).union(*(g.levels for g in claim.said.levels if alone))


def _untold_of_the_body(aligned: Aligned, traces: Traces) -> Iterator[Fault]:
    """Findings that stand in the report's body alone, call for no step and are not told: a warning, as they may be left out."""
    needed = {fact.id for fact, _ in required(aligned)}
    musts = {id for item in aligned.plan.items if item.kind == "finding" and item.force == "must" for id in item.facts}
    left = [
        fact
        for fact in aligned.plan.reading.facts
        if fact.id in musts - needed
        and fact.status in ("present", "possible")
        and not vague_name(fact.concept)
        and not _claims_of(aligned, fact)
        and not (
            _in_words(aligned, fact)
            or _summed_up(aligned, fact)
            or _seen_as(aligned, fact)
            or traces.tells(fact, partial(Owned(aligned).lends, fact))
        )
    ]
    if left:
        names = ", ".join(dict.fromkeys(fact.name for fact in left))
        yield Fault(
            None, f"leaves out what the body of the report tells: {names}", aligned.evidence(left), None, "warning"
        )


OMITTED_FINDING = Rule(
    name="omitted-finding",
    title="A finding that must be told is missing",
    rationale="A reader acts on what the letter says. What it leaves out is lost to them.",
    source="steitz-2023",
    severity="error",
    check=_omitted,
    valid=(
        Example(
            report="EXAM: CT abdomen.\nFINDINGS: There is a 9 mm stone in the left kidney.\nIMPRESSION: 9 mm left renal stone.",
            draft="There is a 9 mm stone in your left kidney.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: CT abdomen.\nFINDINGS: There is a 9 mm stone in the left kidney.\nIMPRESSION: 9 mm left renal stone.",
            draft="Your CT scan is back. Please ask your clinician about the result.",
        ),
    ),
)
