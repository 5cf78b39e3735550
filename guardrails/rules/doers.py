"""Who or what does a thing to come: people who care, tests and papers act; a finding or a part of the body foretells."""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.reading import Hit, Said

#: Who and what may be said to do a thing to come: people who care, the reader, tests, papers, what is to be decided.
_DOERS = frozenset(
    (
        "you we they'll i clinician doctor team surgeon nurse specialist someone who report letter copy note test scan "
        "exam examination visit result clinic mri ct x ray ultrasound image picture sample biopsy office question step ask comparison "
        "contrast choice function follow up call history care appointment there nothing no none nobody check checkup look talk "
        "gp midwife practice colleague department ward staff hospital physician practitioner therapist dentist "
        "orthopedist podiatrist psychiatrist obstetrician pediatrician technician mammogram angiogram film view screening "
        "page section paragraph list text sentence summary explanation decision plan reminder message desk "
        "echo ecg colonoscopy endoscopy procedure referral consultation correlation bedside testing palpation examiner"
    ).split()
)
#: The ending of those who know one field ("cardiologist").
_FIELD = "ologist"
#: A part of a paper, and how it is pointed out.
_PARTS = frozenset("part rest item point line what word".split())
_POINTED = frozenset("next first second last page letter follows below list".split())


#: Where what is behind only tells more of the thing that does it ("the tear on the scan").
_MORE_OF_IT = frozenset("on in at by from seen shown found near under with".split())


def thing_named(subject: Sequence[str]) -> bool:
    """Whether a thing does it, and a test or paper only tells where it was seen ("the tear on your scan")."""
    last = next((at for at, w in enumerate(subject) if w in _MORE_OF_IT), None)
    if not last or acts(subject[:last]) or not _PERSONS.isdisjoint(subject[:last]):
        return False
    behind = subject[last + 1 :]
    return not _WHERE_SEEN.isdisjoint(behind) and (last + 4 >= len(subject))


_WHERE_SEEN = frozenset(
    "scan mri ct x ray x-ray ultrasound image picture report film test exam mammogram view study".split()
)
_PERSONS = frozenset("people person anyone everyone those one colleague word number date time line code name".split())


def acts(subject: Sequence[str]) -> bool:
    """Whether the words before a verb name one who cares for the reader, a test or a paper."""
    if any(w in _DOERS or w.endswith(_FIELD) for w in subject):
        return True
    return not _PARTS.isdisjoint(subject) and not _POINTED.isdisjoint(subject)


def doer(subject: Sequence[str]) -> Sequence[str]:
    """The words for who or what does it: what stands before as "with good care" is none of them."""
    if subject[:1] in (["with"], ["without"], ["after"], ["by"], ["over"], ["under"], ["given"]):
        last = max(
            (i for i, w in enumerate(subject) if w in ("the", "your", "a", "this", "it", "they", "you")), default=0
        )
        return subject[last:]
    return subject


#: What is done with a result, behind "will be" or "should be".
_HANDLED = frozenset(
    "discussed planned decided explained reviewed arranged scheduled booked sent mailed examined checked answered settled chosen weighed "
    "compared repeated talked looked gone agreed made set taken done due seen read time known".split()
)
_GOING_ON = ("outcome", "course", "claim")
#: How a thing shows in a picture.
_SHOWING = frozenset("look appear show".split())
_PICTURES = frozenset(
    "scan picture image mri film ct x-ray ultrasound photo mammogram dark bright white black gray grey darker brighter".split()
)

#: With these it is told how a thing will have changed by another time.
_LATER = frozenset(
    "next later soon year month week spring summer fall winter better worse smaller larger bigger fainter healed gone".split()
)


def of_care(said: Said, words: Sequence[str], hit: Hit) -> bool:
    """Whether what is to come is how a result is handled or seen, and no course ("will be discussed", "will depend on the exam")."""
    if not said.kinds.keys().isdisjoint(_GOING_ON):
        return False
    if words[hit.first - said.first - 1] == "should":
        return True  # judged by the word before
    at = hit.last - said.first
    behind = [w for w in words[at : at + 4] if w not in ("also", "then", "all", "not", "only", "first", "soon")]
    if behind[:1] == ["be"] and behind[1:2] != [] and behind[1] in _HANDLED:
        return True
    if behind[:2] in (["depend", "on"], ["come", "from"]) and not said.mentions:
        return True
    if behind[:1] != [] and behind[0] in _SHOWING and not _PICTURES.isdisjoint(words):
        return _LATER.isdisjoint(words)
    if behind[-1:] == ["wait"] or behind[1:2] == ["wait"] or behind[:1] == ["wait"]:
        return said.has("symptom") and not said.mentions
    helps = behind[:2] == ["help", "to"] and any(h.first - said.first <= at + 3 for h in said.of("safe-step"))
    return helps and words[at - 2 : at - 1] == ["it"]


#: What no reader does in a step of care: how the body will fare.
_FARING = frozenset("lose recover suffer die heal limp kneel miscarry deteriorate improve regain walk run play".split())


_WELL = frozenset("well fine okay cured healed healthy free".split())


def foretells_reader(words: Sequence[str], at: int) -> bool:
    """Whether it is told how the reader will fare ("you will lose the sight of it")."""
    behind = [
        w
        for w in words[at + 1 : at + 4]
        if not w.endswith("ly") and w not in ("not", "soon", "never", "be", "able", "to")
    ]
    after = behind[1:2] or ["."]
    if words[at - 1 : at] == ["you"] and behind[:1] != [] and behind[0] in _WELL:
        return not after[0].isalpha() or after[0] in ("again", "of", "by", "in", "within")
    if words[at - 1 : at] == ["you"] and behind[:2] == ["do", "well"]:
        return after == ["well"] and behind[2:3] != ["to"]
    led = not {"through", "away", "out", "past"}.isdisjoint(behind[1:2])
    return words[at - 1 : at] == ["you"] and behind[:1] != [] and behind[0] in _FARING and not led


_ANYONE = frozenset("anyone anybody everyone everybody people person patient those all".split())
#: What a step of getting help is never.
_TREATED = frozenset("treat surgery biopsy mri ct imaging admission need required".split())


def bids_help(said: Said, words: Sequence[str], hit: Hit) -> bool:
    """Whether a sentence bids all who are in some state to get help, and foretells nothing ("Anyone with a cast should call if …")."""
    at = hit.first - said.first
    if not said.kinds.keys().isdisjoint(("treatment", "treatment-noun")) and "ask" not in words:
        return False  # "Anyone with this should see a surgeon for an operation"
    if _ANYONE.isdisjoint(words[:3]) or not said.kinds.keys().isdisjoint(("outcome", "course", "risk-factor")):
        return False
    if words[at + 1 : at + 2] in (["know"], ["watch"], ["learn"], ["look"]):
        return True
    return any(
        hit.last <= h.first <= hit.last + 1 and words[h.first - said.first] not in _TREATED
        for h in said.of("act", "safe-step")
    )


_TESTED = frozenset("find show confirm prove reveal".split())
_FOUND_SO = frozenset(
    "gone healed mended closed joined shrunk grown benign harmless spread worse better healthy".split()
)
_TEST_WORDS = frozenset("check checkup scan mri ct ultrasound test exam view visit mammogram film comparison".split())


def result_foretold(subject: Sequence[str], words: Sequence[str], at: int) -> bool:
    """Whether what a test or visit to come will find is told already ("the check will find it gone", "will be clear")."""
    behind = [w for w in words[at + 1 :] if w not in ("also", "then", "soon", "likely", "probably")]
    if not {"whether", "if", "how", "or", "what"}.isdisjoint(behind):
        return False
    if behind[:1] == ["be"] and behind[1:2] in (["clear"], ["normal"], ["fine"], ["better"], ["good"]):
        return not _TEST_WORDS.isdisjoint(subject)
    return behind[:1] != [] and behind[0] in _TESTED and not _FOUND_SO.isdisjoint(behind)


#: How a part of the body was made, told as what it "never" did.
_FORMED = frozenset(
    "grew grow formed form developed develop moved move rose rise descended descend fused fuse reached reach turned split separated joined "
    "dropped filled".split()
)


def never_formed(said: Said, words: Sequence[str], hit: Hit) -> bool:
    """Whether "never" tells how a part of the body was made ("the sinus never grew to full size"), and of no finding's course."""
    at = hit.last - said.first
    behind = [w for w in words[at : at + 2] if not w.endswith("ly")]
    own = any(p.end <= hit.start for p in said.places) and behind[:1] != [] and behind[0] in _FORMED
    return own and not ({"back", "again", "further"} & set(words[at:]))
