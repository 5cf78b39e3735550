"""Mentions of a draft that state no finding of this scan: words of anatomy and of care, of function, of what was not seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned, Claim, near, vague_name
from guardrails.denials import states
from guardrails.names import FILLERS, site_stems, stem, stems
from guardrails.reading import Said

#: Heads that tell a finding even when no part of the body stands beside them.
TELLING_HEADS = frozenset(
    (
        "fracture mass tumor cyst nodule tear partial-tear full-tear labrum-tear aneurysm pseudoaneurysm abscess hemorrhage "
        "hematoma infection malignancy metastasis thrombosis embolus infarct old-infarct ischemia dissection perforation polyp "
        "calculus dislocation subluxation erosion fistula torsion obstruction occlusion stricture atrophy foreign-body "
        "osteonecrosis necrosis arthritis bursitis synovitis tenosynovitis tendinosis calcific-tendinosis sprain strain "
        "adenopathy stent catheter prosthesis surgical-clip loose-body ankylosis denervation hemangioma bone-marrow-edema "
        "herniation diverticulum varix fluid-collection chondromalacia hardware ulceration effusion"
    ).split()
)
#: Heads that only say how one part lies to another.
_TOUCHING = frozenset({"abutment"})
#: Substances that parts of the body hold, carry and are told apart by; found only where a sentence says that some is there.
_SUBSTANCES = frozenset({"fluid", "air"})
_THERE = frozenset(
    "there show see saw seen found find extra free some little lot amount much trace collection trapped abnormal has have had "
    "contain new more bit excess full present names noted".split()
)
_GATHERED = frozenset(
    "built build buildup collected collecting gathered gathering pooled pooling swollen backed layered".split()
)
_SEEN_BEHIND = frozenset("present seen found noted".split())
_HOLDING = frozenset("hold holds carry carries float floats store stores receive receives bathe bathed".split())
_CHILD = frozenset("your baby child the newborn infant".split())
_OF_PREGNANCY = frozenset("fetus fetal gestation gestational twin pregnancy obstetric obstetrical".split())
#: A catheter by no more than its shape.
_SHAPE = frozenset("thin small soft narrow fine little tube".split())
#: What stands behind the name of a disease or device in the name of a test, a place or a treatment.
_OF_CARE = frozenset(
    "test study exam examination procedure scan mri ct image imaging specialist doctor clinic center team nurse surgeon "
    "treatment therapy drug medicine screening risk question protocol check".split()
)
_AROUND = frozenset("around behind near beside between".split())
#: What may lie around a part and be told of in its stead.
_LYING = frozenset(
    "tissue fat space gap tube pad lining layer spot area skin membrane cushion vessel passage channel part soft".split()
)
#: Kinds of finding that no plain word for a look stands for.
_GRAVE = frozenset(("neoplastic", "traumatic", "infectious", "vascular"))
#: Orders to look for something that need not be there, and the nouns by which it is named.
_LOOK_FOR = frozenset("check assess watch monitor look screen examine exclude evaluate test ask".split())
_SIGNS = frozenset("sign symptom feature evidence".split())
#: Openings by which advice on help goes on.
_LIKEWISE = (("the", "same"), ("so", "do"), ("so", "does"), ("likewise",), ("as", "do"), ("as", "does"), ("and", "for"), ("or", "for"), ("also", "for"))  # fmt: skip
_ANYONE = frozenset("anyone anybody everyone people person someone patients patient those whoever".split())
_SHOULD = frozenset("should must need needs ought".split())
_HURT = frozenset("injury trauma accident".split())
_NOT = frozenset("no not without nor neither".split())
#: What a report is said not to have done ("blood in the sinus is not discussed").
_TELLS = frozenset(
    "discussed mentioned described addressed named stated reported listed covered given commented spoken noted told recorded".split()
)
#: What a test is said to be poor at ("small tears cannot be seen", "early cancers can be missed").
_CANNOT = frozenset("seen judged assessed measured visible shown excluded evaluated depicted visualized".split())
_BARELY = frozenset("poorly badly barely hardly rarely seldom better best incompletely suboptimally".split())
_IS = frozenset("is are was were look looks looked appear appears appeared seem seems".split())
_WELL = frozenset("normal clear open healthy fine unremarkable patent intact okay enough".split())
#: Orders that open advice on when to seek help.
_SEEK = frozenset("go call get seek return come watch head hurry rush phone ring ask visit contact".split())
_WHEN = frozenset("if when for with".split())
#: What help is called, and who gives it; and whom to tell of what is new.
_HELP = frozenset(
    "care help emergency er hospital doctor clinician clinic room 911 ambulance team once away now".split()
)
_WHOM = frozenset("your the us a someone".split())
#: Words of a claim that no advice on help needs.
_CLAIMS = frozenset("because why will heal cause due explain".split())


def says_little(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention names no finding of its own: a vague word, a part of the body, or a head said of no part of it."""
    mention, lexicon = claim.mention, aligned.reading.lexicon
    if mention.category == "normal" or mention.concept in _TOUCHING:
        return True
    if vague_name(mention.concept) and mention.concept not in TELLING_HEADS:
        return True
    heads = lexicon.heads_of(mention.concept)
    words = {t.lemma for t in tokens(fold(mention.text)) if t.lemma.isalpha()} - FILLERS
    if (
        words
        and words <= _CHILD
        and ("your" in words or not _OF_PREGNANCY.isdisjoint(aligned.reading.prepared.report_lemmas))
    ):
        return True  # "your baby" is whom the report is of
    if "catheter" in heads and words and words <= _SHAPE:
        return True
    if words == {"met"} and aligned.reading.text[mention.start : mention.end] == "met":
        return True  # "such changes are met in many people"
    if _as_usual(aligned, claim):
        return True
    if heads & _SUBSTANCES and _only_substance(aligned, claim, words):
        return True
    if mention.category not in _GRAVE and _beside_part(aligned, claim):
        return True
    if not mention.generic:
        return False
    if mention.site is None and mention.concept not in TELLING_HEADS:
        return True
    if mention.category == "neoplastic" and _is_called(aligned, claim):
        return False  # "The mass is a cancer" says more than a plan that speaks of cancer
    if mention.category in _GRAVE and not _SEEN.isdisjoint(claim.said.lemmas):
        return bool(words) and words <= aligned.reading.prepared.report_lemmas  # "A tumor was also seen"
    if mention.site not in (None, *ANYWHERE) and not _of_the_report(aligned, str(mention.site)):
        return False  # "the main artery in your belly has a bulge", where a disc has one
    return bool(words) and words <= aligned.reading.prepared.vocabulary


_SEEN = frozenset("seen found shows show showed see saw names noted".split())


def _of_the_report(aligned: Aligned, site: str) -> bool:
    """Whether the report names a part of the body, one near it, or one that it is a part of."""
    lexicon = aligned.reading.lexicon
    named = {part for scene in aligned.reading.prepared.scenes for part in scene.parts} - ANYWHERE
    return any(near(lexicon, site, part) for part in named)


def _is_called(aligned: Aligned, claim: Claim) -> bool:
    """Whether a finding is said to be what the mention names ("is a cancer")."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)][-3:]
    words = [w for w in ahead if w not in ("a", "an", "the")]
    return words[-1:] in (["is"], ["are"]) and claim.said.kind == "statement" and claim.mention.status == "present"


_USUAL = frozenset("usual natural normal".split())
_ITS = frozenset("the your its their a".split())
#: What no part has in health ("your usual arthritis", "a natural scoliosis").
_ILL = frozenset("degenerative inflammatory infectious traumatic neoplastic vascular postoperative".split())
_ILL_ALWAYS = frozenset("scoliosis".split())


def _as_usual(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention names how a part is in health ("the usual forward curve of the neck")."""
    if claim.mention.concept in _ILL_ALWAYS or claim.mention.category in _ILL:
        return False
    row = tokens(aligned.reading.folded, max(claim.said.start, claim.mention.start - 20), claim.mention.start)
    ahead = [t.lemma for t in row][-2:]
    return len(ahead) == 2 and ahead[0] in _ITS and ahead[1] in _USUAL


#: What is told of a thing around a part as a finding of its own.
_OF_ITS_OWN = frozenset("scar scarred infected torn broken bleeding".split())


def _beside_part(aligned: Aligned, claim: Claim) -> bool:
    """Whether a head is said of what lies around a part, and not of the part ("the spaces around the vessels are wider")."""
    mention, folded = claim.mention, aligned.reading.folded
    if not _OF_ITS_OWN.isdisjoint(t.lemma for t in tokens(folded, mention.start, mention.end)):
        return False
    for place in claim.said.places:
        if place.anatomy == mention.site and place.start <= mention.start + 1:
            ahead = tokens(folded, max(claim.said.start, place.start - 30), place.start)
            return any(t.lemma in _AROUND for t in ahead[-3:])
    said_first = tokens(folded, mention.start, mention.end)[:1]
    if not said_first or mention.site is None:
        return False
    if stem(said_first[0].lemma) not in site_stems(aligned.reading.lexicon, mention.site):
        return False
    row = tokens(folded, max(claim.said.start, mention.start - 30), mention.start)
    ahead_words = [t.lemma for t in row if t.lemma not in ("the", "your", "left", "right", "each", "both")]
    return ahead_words[-1:] != [] and ahead_words[-1] in _AROUND and any(w in _LYING for w in ahead_words[:-1])


def _only_substance(aligned: Aligned, claim: Claim, words: set[str]) -> bool:
    """Whether fluid or air is only what a part holds ("the node that receives fluid", "hollow air spaces")."""
    place = site_stems(aligned.reading.lexicon, claim.mention.site)
    rest = words - _SUBSTANCES - _HOLDING - ({"filled"} if "air" in words else set())
    if not stems(" ".join(rest)) <= place:
        return False
    said, mention = claim.said, claim.mention
    around = tokens(aligned.reading.folded, max(said.start, mention.start - 40), min(said.end, mention.end + 24))
    if not _GATHERED.isdisjoint(t.lemma for t in around):
        return False
    if not states(aligned.reading.tokens[said.first : said.last]):
        return False  # "Fluid around a tendon."
    return all(t.lemma not in (_THERE if t.start < mention.end else _SEEN_BEHIND) for t in around)


_SHORTLY = 4
_OUT_OF_PLACE = frozenset(
    "outside around under beneath beside between next against behind escaped leaked where".split()
)


def only_air(aligned: Aligned, claim: Claim) -> bool:
    """Whether gas or air is named only as what a lung or bowel holds ("dark with air", "the pattern of gas")."""
    words = {t.lemma for t in tokens(fold(claim.mention.text)) if t.lemma.isalpha()} - FILLERS - {"gas"}
    heads = aligned.reading.lexicon.heads_of(claim.mention.concept) | {claim.mention.concept}
    behind = [t.lemma for t in tokens(aligned.reading.folded, claim.mention.end, claim.said.end)]
    if not _OUT_OF_PLACE.isdisjoint(behind) or not _THERE.isdisjoint(behind[:_SHORTLY]):
        return False  # "Air is seen outside the bowel"
    return claim.mention.generic and not heads.isdisjoint(("air", "gas")) and _only_substance(aligned, claim, words)


def not_seen(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention is what a reader feels, is denied beside it, called normal, or not spoken of at all."""
    reading, mention, said = aligned.reading, claim.mention, claim.said
    if any(hit.start < mention.end and mention.start < hit.end for hit in said.of("symptom")):
        return True
    words = {t.lemma for t in tokens(reading.folded, mention.start, mention.end)}
    if words & _HURT and _HURT & reading.prepared.report_lemmas:
        return True  # why the scan was done: "after a facial injury"
    if mention.category == "postoperative" and _of_exam(aligned, claim):
        return True
    ahead = [t.lemma for t in tokens(reading.folded, max(said.start, mention.start - 14), mention.start)]
    if not _NOT.isdisjoint(ahead[-2:]) or "silent" in ahead[-3:]:
        return True
    if said.you and not words.isdisjoint(("trouble", "difficulty")):
        return True  # "you have had trouble swallowing"
    if _to_look_for(aligned, claim) or _change_of_told(aligned, claim) or _pumps(aligned, claim):
        return True
    if _seen_with([t.lemma for t in tokens(reading.folded, said.start, mention.start)]):
        return True
    if seeks_help(aligned, said) or (ahead[-3:-1] == ["such", "as"] or ahead[-2:] == ["such", "as"]):
        return True
    behind = [t.lemma for t in tokens(reading.folded, mention.end, min(said.end, mention.end + 60))]
    if behind and (behind[0] in _OF_CARE or (behind[0] == "enough" and mention.generic)):
        return True
    opens = len(tokens(reading.folded, said.start, mention.start)) <= 2
    if opens and (
        (behind[:1] == ["can"] and behind[1:3] != ["be", "seen"])
        or (behind[:1] in (["is"], ["are"]) and "common" in behind[1:3])
    ):
        return True  # of people in general: "a herniated disc can heal by itself"
    for i, word in enumerate(behind):
        after = behind[i + 1 : i + 4]
        if word == "not" and not _TELLS.isdisjoint(after[:2]):
            return True
        if (word == "cannot" and not _CANNOT.isdisjoint(after)) or (word in ("can", "may") and "missed" in after):
            return True
        if word in _IS and not _BARELY.isdisjoint(after[:2]) and not _CANNOT.isdisjoint(after):
            return True
        if word in _IS and not _WELL.isdisjoint(after) and "not" not in after:
            return _may_be_normal(claim)
    return False


#: Words of size that say how a thing has changed, and what stands between them and its name.
_SIZES = frozenset("small smaller large larger big bigger shorter thinner thicker wider narrower shrunk".split())
_BECAME = frozenset(
    "has have had become becomes got gotten grown is are was now a bit little slightly somewhat much even more in at of the your left right".split()
)


def _change_of_told(aligned: Aligned, claim: Claim) -> bool:
    """Whether a word of size says how a finding named right before it has changed ("the cyst has become smaller")."""
    folded, mention = aligned.reading.folded, claim.mention
    words = [t.lemma for t in tokens(folded, mention.start, mention.end)]
    if words[-1] not in _SIZES:
        return False
    where = [p for p in claim.said.places if p.start < mention.start + 1 or p.end <= mention.end]

    def goes_on(start: int) -> bool:
        between = tokens(folded, start, mention.end)
        return all(t.lemma in _BECAME | _SIZES or any(p.start <= t.start < p.end for p in where) for t in between)

    return any(
        other.positive and other.mention.end <= mention.start and any(f.status != "absent" for f in other.facts())
        and goes_on(other.mention.end)
        for other in aligned.claims_in(claim.said)
    )  # fmt: skip


def _pumps(aligned: Aligned, claim: Claim) -> bool:
    """Whether it is the heart's work that is told of ("it pushes out half of its blood with each beat")."""
    site, lexicon = claim.mention.site, aligned.reading.lexicon
    if site is None or not lexicon.within(site, "heart"):
        return False
    behind = [t.lemma for t in tokens(aligned.reading.folded, claim.mention.end, claim.said.end)][:_BLOOD_WITHIN]
    return (
        "blood" in behind
        and {",", "and", "with"}.isdisjoint(behind[: behind.index("blood")])
        and not _MOVES_BLOOD.isdisjoint(
            t.lemma for t in tokens(aligned.reading.folded, claim.mention.start, claim.mention.end)
        )
    )


_MOVES_BLOOD = frozenset("push pushes pushing pushed pump pumps pumping squeeze squeezes squeezing".split())
_BLOOD_WITHIN = 9


def _seen_with(ahead: Sequence[str]) -> bool:
    """Whether a disease only tells what a thing that is denied can come with ("no haze, as can be seen with an infection")."""
    ahead = [w for w in ahead if w not in ("a", "an", "the")]
    if ahead[-1:] not in (["with"], ["in"]) or ahead[-2:-1] != ["seen"] or "as" not in ahead[-5:]:
        return False
    return not _NOT.isdisjoint(ahead) or any(w.endswith("n't") for w in ahead)


def _of_exam(aligned: Aligned, claim: Claim) -> bool:
    """Whether a device is the way the exam was done ("run in through a soft tube"), or in its name ("heart test (catheter)")."""
    reading, mention, said = aligned.reading, claim.mention, claim.said
    ahead = [t.lemma for t in tokens(reading.folded, said.start, mention.start)]
    inside = [t.lemma for t in tokens(reading.folded, mention.start, mention.end)]
    if "through" in ahead[-4:] or "through" in inside[:-1]:
        return not _EXAMINING.isdisjoint(reading.lemmas(said))
    return ahead[-1:] == ["("] and not _OF_CARE.isdisjoint(ahead[-3:-1])


#: What is put into the body, or how, while it is examined.
_EXAMINING = frozenset(
    "dye contrast barium liquid air run went put given passed injected injection inject flowed poured filled picture image exam test".split()
)


def seeks_help(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence is advice on when to seek help: what it names has not happened."""
    found = aligned.sought.get(said.index)
    if found is None:
        found = aligned.sought[said.index] = _seeks_help(aligned, said)
    return found


def _seeks_help(aligned: Aligned, said: Said) -> bool:
    lemmas = aligned.reading.lemmas(said)
    words = [w for w in lemmas if w.isalpha() or w.endswith("'s")]
    if words[:2] == ["in", "general"] or words[:2] == ["general", "advice"] or words[:3] == ["as", "general", "advice"]:
        words = words[3 if words[0] == "as" else 2 :]  # "In general, seek care for …"
    if not words or not _CLAIMS.isdisjoint(words):
        return False
    if _goes_on(aligned, said, words) or _of_anyone(words) or _for_a_sign(lemmas):
        return True
    if words[0] in ("tell", "contact") and len(words) > 1 and words[1] in _WHOM:
        return not {"if", "any", "new", "when"}.isdisjoint(words)
    return words[0] in _SEEK and not _WHEN.isdisjoint(words) and not (_HELP | {"if", "when"}).isdisjoint(words)


_THERE_SO = frozenset("shows showed seen found is was has".split())


def _to_look_for(aligned: Aligned, claim: Claim) -> bool:
    """Whether a clause asks someone to look for signs of a thing, which says of no one that it is there."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.end)]
    cut = max((i for i, w in enumerate(ahead) if w in (";", ":", ".", "]", "-", "*")), default=-1)
    clause = ahead[cut + 1 :]
    if clause[:1] == [] or clause[0] not in _LOOK_FOR:
        return False
    behind = [t.lemma for t in tokens(aligned.reading.folded, claim.mention.end, claim.said.end)]
    if not _THERE_SO.isdisjoint(behind) or clause[-2:-1] == ["the"]:
        return False  # "Check for appendicitis, which the scan shows."
    return any(w in _SIGNS and clause[i + 1 : i + 2] == ["of"] for i, w in enumerate(clause)) or "for" in clause[1:3]


def _goes_on(aligned: Aligned, said: Said, words: list[str]) -> bool:
    """Whether a sentence adds one more sign to the advice before it ("The same goes for bleeding at the groin.")."""
    if said.index == 0 or not any(tuple(words[: len(opening)]) == opening for opening in _LIKEWISE):
        return False
    before = aligned.reading.sentences[said.index - 1]
    return before.has("urgent") or before.label == "help" or seeks_help(aligned, before)


def _of_anyone(words: list[str]) -> bool:
    """Whether advice is for anyone who has a thing ("Anyone with a face injury should get help fast for …")."""
    return (
        words[0] in _ANYONE
        and words[1:2] in (["with"], ["who"])
        and not _SHOULD.isdisjoint(words)
        and not (_HELP | _SEEK).isdisjoint(words)
        and not any(
            a == "like" and b in ("your", "yours") for a, b in pairwise(words)
        )  # "Anyone with a tear like yours …"
    )


def _for_a_sign(lemmas: Sequence[str]) -> bool:
    """Whether advice names a sign first and the help behind it ("For bleeding or a hot joint, get help at once.")."""
    if lemmas[:1] not in (["for"], ["with"]) or "," not in lemmas:
        return False
    order = lemmas[len(lemmas) - lemmas[::-1].index(",") :]
    return order[:1] != [] and order[0] in _SEEK and not _HELP.isdisjoint(order)


def _may_be_normal(claim: Claim) -> bool:
    """Whether what a name stands for can be called normal: fluid, a tube, a width; no fracture, infection or growth."""
    return claim.mention.generic or claim.mention.category in ("other", "normal", "postoperative")
