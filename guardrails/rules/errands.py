"""The reason for the exam, told in a letter: it blames nothing and claims nothing."""

from __future__ import annotations

import weakref
from collections.abc import Sequence

from explainer.core.language.text import fold, tokens
from explainer.core.values import Plan
from guardrails.alignment import Aligned, Claim
from guardrails.reading import Said, label_of

#: Who is examined, and the small words by which a letter tells that an exam was made.
_WHO = frozenset(
    "you we i he she they it this that these those patient daughter son child baby the your his her our".split()
)
_SMALL = frozenset(
    "was were is are been be has have had did do to a an and in on at by of here last today yesterday then so mainly only also up out it this "
    "that which them us".split()
)
#: What makes it an errand: an exam had, ordered, done or come for.
_DONE = frozenset(
    "had done carried performed taken made requested ordered asked arranged booked sent referred came come brought scanned imaged "
    "obtained".split()
)
_EXAMS = frozenset(
    "scan test exam examination mri ct x ray ultrasound sonogram mammogram study imaging image picture film radiograph procedure series enema "
    "angiogram doppler echo echocardiogram dexa arthrogram myelogram cystogram urogram venogram mri/mra pet swallow".split()
)
#: What the reason follows.
_REASONS = frozenset("because for after due owing following as since with to".split())
#: Of these, what gives a reason only where an exam is named ("You had the scan to look for a stone").
_WEAK = frozenset("to with as since".split())
#: How long ago, or how old: no stranger among the words before a reason.
_TIME = frozenset(
    "old year month week day hour one two three four five six seven eight nine ten few several some later".split()
)
#: Behind "for" these tell how long, not what for.
_HOW_LONG = frozenset("year month week day long some many age a an".split())
_MOST_STRANGE = 2


def opens_errand(words: Sequence[str], felt: Sequence[int] = ()) -> bool:
    """Whether a sentence opens by telling that an exam was made for a reason ("It was carried out because …").

    Args:
        words: Its lemmas.
        felt: Indexes of words that name what is felt; an exam told before its reason holds none.
    """
    done = exam = False
    strange = 0
    start = behind_frame(words)
    for at, word in enumerate(words[start:], start):
        if not word[0].isalnum():
            if word == "," and done and exam and words[at + 1 : at + 2] in (["because"], ["as"], ["since"]):
                return True  # "You had this MRI, because the knee gave way"
            if word in (",", ";", ":", ".") and not (
                start and words[at + 1 : at + 2] and words[at + 1] in _DONE_BEHIND
            ):
                return False
            continue
        if done and word in _REASONS and not (word == "for" and _lasts(words, at + 1)):
            return exam or (not strange and word not in _WEAK)
        if at in felt:
            return False
        went = word == "went" and words[at + 1 : at + 2] == ["for"] and not _EXAMS.isdisjoint(words[at + 2 : at + 6])
        done = done or went or word in _DONE or (word in _DID and not _IT.isdisjoint(words[at + 1 : at + 4]))
        exam = exam or word in _EXAMS
        if word[0].isdigit() or word in _TIME:
            continue
        if word not in _WHO and word not in _SMALL and word not in _DONE and word not in _EXAMS:
            strange += 1
            if strange > _MOST_STRANGE:
                return False
    return False


#: "We did the test because …" and the words that may stand behind "did".
_DID = frozenset({"did", "ran", "run"})
_IT = _EXAMS | {"it"}
#: How a letter names itself before it names the exam ("This letter is about the CT of your belly, which you had because …").
_TEXTS = frozenset("letter page note summary sheet result report this here".split())
_DONE_BEHIND = frozenset({"which", "that", *_DONE})
_OF_EXAM = frozenset("about explain explains of from on tell tells cover covers".split())


def behind_frame(words: Sequence[str]) -> int:
    """Where the exam stands that a letter opens with ("This is about your belly CT, done for …"); 0 where none does."""
    if words[:1] not in (["this"], ["here"], ["these"], ["below"]) or _TEXTS.isdisjoint(words[:5]):
        return 0
    about = next((at for at, w in enumerate(words[:7]) if w in _OF_EXAM), 0)
    return next((at for at in range(about + 1, min(about + 6, len(words))) if words[at] in _EXAMS), 0) if about else 0


_PURPOSE = frozenset("reason indication purpose".split())


def names_reason(words: Sequence[str]) -> int:
    """Where the reason for an exam begins behind the words that announce it ("The reason for it was …"); 0 where none does."""
    first = next((at for at, w in enumerate(words[:4]) if w in _PURPOSE), None)
    if first is None or not {"you", "it", "this", "that"}.isdisjoint(words[:first]):
        return 0
    said = next(
        (at for at in range(first + 1, min(first + 9, len(words))) if words[at] in ("was", "were", "is", ":")), None
    )
    if said is None:
        return 0
    between = {*words[first + 1 : said]}
    return (
        said + 1
        if not between or not between.isdisjoint(_IT | {"given", "stated", "named", "written", "listed", "noted"})
        else 0
    )


_NAMED = frozenset("named given listed mentioned stated noted recorded".split())
_TO_LOOK = frozenset(
    "look looking scan scanning test testing check checking exam image imaging examine ct mri ultrasound study".split()
)


def named_as_reason(words: Sequence[str]) -> bool:
    """Whether a sentence ends by telling that what it names was a reason for the exam ("… were also named as reasons to look")."""
    at = next((i for i, w in enumerate(words) if w == "reason"), 0)
    if at < 2 or "as" not in words[at - 3 : at] or words[at + 1 : at + 2] not in (["to"], ["for"]):
        return False
    return not _NAMED.isdisjoint(words[max(0, at - 5) : at]) and not _TO_LOOK.isdisjoint(words[at + 2 : at + 4])


_EXAMINERS = frozenset("we they i team doctor clinician radiologist he she".split())
_LOOKED = frozenset("checked looked scanned examined imaged tested took".split())
_FOUND = frozenset("found saw and but that which who show shows showed".split())


def looked_because(words: Sequence[str], last: int) -> int | None:
    """Where, before an index, a reason begins for which someone looked at a part ("The team scanned the ankle because …")."""
    did = next((at for at, w in enumerate(words[:7]) if w in _LOOKED), None)
    if did is None or (
        _EXAMINERS.isdisjoint(words[:did]) and words[did - 1 : did] not in (["was"], ["were"], ["been"])
    ):
        return None
    reason = next(
        (at for at in range(did, min(last + 1, len(words))) if words[at] in ("because", "for", "due", "since", "as")),
        None,
    )
    return reason if _FOUND.isdisjoint(words[did : last + 1]) else None


def _lasts(words: Sequence[str], at: int) -> bool:
    return any(w in _HOW_LONG or w.isdigit() for w in words[at : at + 1]) and any(
        w in ("year", "month", "week", "day", "time", "while", "long") for w in words[at : at + 3]
    )


#: Words of a fragment that say who was examined, or frame it.
_FRAME = frozenset(
    "woman man female male lady gentleman girl boy patient person year old aged middle young elderly known previous prior former reason "
    "indication history past earlier with and for the any question possible recent new".split()
)
_VERBS = frozenset(
    "is are was were be been has have had do does did shows show showed found find seen see reveals reveal can could may might will would "
    "should must cause causes caused means mean explains explain need needs".split()
)
_MOST_WORDS = 24
_KEPT: dict[int, tuple[weakref.ref[Plan], frozenset[str]]] = {}


def asked_for(plan: Plan) -> frozenset[str]:
    """The lemmas in which the report tells why the exam was made; made once for each plan object."""
    kept = _KEPT.get(id(plan))
    if kept is not None and kept[0]() is plan:
        return kept[1]
    text = plan.reading.text
    sections = [s for s in plan.reading.sections if s.kind in ("indication", "history")]
    made = frozenset(t.lemma for s in sections for t in tokens(fold(text[s.start : s.end])))
    key = id(plan)
    _KEPT[key] = (weakref.ref(plan, lambda _: _KEPT.pop(key, None)), made)
    return made


def retells_reason(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence is a fragment in the report's own words for the reason ("Fall, wrist pain.")."""
    if said.kind != "statement" or said.last - said.first > _MOST_WORDS:
        return False
    words = [w for w in aligned.reading.lemmas(said) if w.isalpha()]
    if not words or not _VERBS.isdisjoint(words):
        return False
    own = [w for w in words if len(w) > 2 and w not in _FRAME]
    asked = asked_for(aligned.plan)
    return bool(own) and all(w in asked for w in own)


def under_reason(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence stands under "Why you had this scan", as a heading, a lead or a numbered line before it."""
    if said.label == "reason":
        return True
    before = aligned.reading.sentences[said.index - 1] if said.index else said
    if before is said or before.last - before.first > 14:
        return False
    return label_of(aligned.reading.folded[before.start : before.end].strip(" .:?*")) == "reason"


def is_errand(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells why the exam was made: under a heading that asks it, by its opening, or as a fragment."""
    words = aligned.reading.lemmas(said)
    return under_reason(aligned, said) or opens_errand(words) or named_as_reason(words) or retells_reason(aligned, said)


def only_asked(aligned: Aligned, claim: Claim) -> bool:
    """Whether a thing told as found stands in the report only as a question ("Rule out pancreatitis")."""
    words = aligned.reading.lemmas(claim.said)
    if claim.mention.status != "present" or is_errand(aligned, claim.said) or not ASKED.isdisjoint(words):
        return False
    concept, related = claim.mention.concept, aligned.reading.lexicon.related
    findings = (f for f in aligned.plan.reading.findings if f.status != "absent")
    asked = {f.sentence.start for f in findings if related(concept, f.concept)}
    scenes = [s for s in aligned.reading.prepared.scenes if s.start in asked]
    return bool(scenes) and all(not ASKED.isdisjoint(s.lemmas) for s in scenes)


#: Words by which a report asks about a thing, or holds it for possible.
ASKED = frozenset("possible question rule exclude suspected suspect evaluate concern correlate correlation".split())


def then_found(aligned: Aligned, claim: Claim) -> bool:
    """Whether a clause behind the reason for an exam says that a thing was found ("You had it for pain, and a break was found")."""
    folded, said, mention = aligned.reading.folded, claim.said, claim.mention
    ahead = {t.lemma for t in tokens(folded, said.start, mention.start)}
    behind = {t.lemma for t in tokens(folded, mention.end, said.end)[:3]}
    return not {"and", "but"}.isdisjoint(ahead) and not {"found", "seen"}.isdisjoint(behind)
