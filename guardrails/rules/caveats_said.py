"""The two halves of a caveat in free wording, read by who does what: what many people do not feel, what a scan cannot tell.

A half is recognised by its parts (a test, a "not", a verb of knowing, what is asked; people, and feeling nothing), not by set phrases.
All functions take the lemmas of a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from explainer.core.language.text import Token

_NEGATORS = frozenset("not no cannot never none nothing without nor neither nobody hardly rarely seldom".split())
#: What is felt.
_FELT = frozenset(
    (
        "pain ache ach aching achy hurt hurting painful sore soreness symptom complaint complain trouble bother bothering ail suffer "
        "discomfort feel feeling felt notice noticing limp stiffness twinge hitch backache headache cough grief distress tingling numbness"
    ).split()
)
_UNAWARE = frozenset("unaware unawares".split())
#: Said of people or of a finding: nothing is felt.
_QUIET = frozenset(
    "asymptomatic silent silently mute painless painlessly symptomless unaware unawares unnoticed unfelt healthy".split()
)
_WELL = frozenset(
    "nothing little well fine good ok okay great normal perfectly wonderful alright healthy right".split()
)
#: Behind a "not" these say of people that nothing ails them ("never had a bad back").
_AILING = _FELT | frozenset("problem wrong bad issue ailment".split())
#: Those of whom it is said.
_FOLK = frozenset("people person adult folk who man woman patient others many most someone volunteer everybody".split())
_AWARE = frozenset("know knowing knew aware suspect suspected realize realise guess learn".split())
#: Whom a sentence is about that speaks of people, and how often a thing is met.
_PEOPLE = frozenset(
    (
        "people person adult folk subject volunteer individual man woman other someone somebody anyone everybody everyone crowd "
        "patient population carrier many most some lot plenty half thousand million us"
    ).split()
)
_OFTEN = frozenset(
    "often common commonly frequent frequently usual usually regularly widespread routinely sometimes times time again can may might could need "
    "prevalent prevalence numerous typical typically always turn also too same alike met widely".split()
)
_CLAUSE = frozenset(", ; : . but and".split())


def _denies(word: str) -> bool:
    return word in _NEGATORS or word.endswith("n't")


_RARE = frozenset("rare uncommon unusual".split())
_TAKEN_UP = frozenset("this it them these those such".split())


def tells_felt(words: Sequence[str]) -> bool:
    """Whether a sentence says the contrary: those who feel well have no such thing, or few feel well who have it."""
    for at, word in enumerate(words):
        ahead, behind = words[max(0, at - 3) : at], words[at + 1 : at + 6]
        if word in _QUIET and word not in _UNAWARE and any(_denies(w) for w in ahead) and not {",", "only"} & {*ahead}:
            return True
        if word in _RARE and behind[:1] in (["in"], ["among"]) and not any(_denies(w) for w in ahead):
            return True
        few = word == "few" and not {"a", "no"} & {*ahead[-1:]}
        if (few or (word == "hardly" and behind[:1] == ["anyone"])) and _feels_well(words[at + 1 :]):
            return True
        if word == "have" and (
            (
                any(w in ("not", "never") or w.endswith("n't") for w in ahead[-1:])
                and not _TAKEN_UP.isdisjoint(behind[:1])
            )
            or behind[:2] == ["none", "of"]
        ):
            return True
    return False


def _feels_well(words: Sequence[str]) -> bool:
    return any(a.startswith("feel") and b in _WELL for a, b in pairwise(words))


_STUDIED = frozenset("looked checked followed studied study examined".split())


def tells_silent(words: Sequence[str]) -> bool:
    """Whether a sentence says that people have such a thing and feel nothing ("Lots of backs look so and feel fine")."""
    if (_PEOPLE.isdisjoint(words) and _OFTEN.isdisjoint(words)) or not _STUDIED.isdisjoint(words):
        return False  # Who was studied is no result.
    return any(_unfelt(words, at) for at in range(len(words)))


def _unfelt(words: Sequence[str], at: int) -> bool:
    """Whether a word says, with those behind it, that someone feels nothing; not where it is said of "you"."""
    word, behind = words[at], words[at + 1 : at + 5]
    if _of_you(words, at):
        return False
    if word in _QUIET:
        return word not in _UNAWARE or behind[:1] != ["that"] or behind[1:2] == ["they"]
    if word == "free":
        return not _FELT.isdisjoint(
            (*words[max(0, at - 1) : at], *(behind[1:3] if behind[:1] in (["of"], ["from"]) else ()))
        )
    if word in ("feel", "feels", "feeling", "live", "lives", "doing", "do"):
        lacking = {"no", "not", "lack"} & {*behind[2:4]}  # "People who feel great have no such bulge."
        return not _WELL.isdisjoint(behind[:2]) and not lacking
    if word == "nothing" and words[at - 1] in ("do", "does", "cause", "mean"):
        return True
    if not _denies(word) or behind[:1] in (["if"], ["whether"], ["what"], ["why"], ["where"]):
        return False
    reach = next((n for n, w in enumerate(behind) if w in _CLAUSE), len(behind))
    if not _FELT.isdisjoint(behind[:reach]) or _not_known(behind):
        return True
    if not _AILING.isdisjoint(behind[:reach]) and not _FOLK.isdisjoint(words[:at]):
        return True
    # "In knees with aches and in knees without", "some hurt, others do not".
    rest = [w for w in words[at + 1 :] if w[0].isalnum()]
    return (not rest or rest == ["at", "all"] or rest == ["any"]) and not _FELT.isdisjoint(words[:at])


def _of_you(words: Sequence[str], at: int) -> bool:
    """Whether what is felt, or not, is told of the reader ("you have no pain")."""
    return not {"you", "your"}.isdisjoint(words[max(0, at - 3) : at])


def _not_known(behind: Sequence[str]) -> bool:
    """Whether "not" is followed by knowing of it ("never know it")."""
    if behind[:1] in (["idea"], ["clue"], ["inkling"]):
        return True
    at = next((n for n, w in enumerate(behind[:2]) if w in _AWARE), None)
    return at is not None and (
        not behind[at + 1 :] or behind[at + 1] in ("it", "them", "they", "of", ".", ",", "about")
    )


#: The test and what it gives, and the words that stand for them.
_STUDY = frozenset(
    "scan scanner ct mri image imaging picture x-ray ray ultrasound sonogram film radiograph radiography appearance test".split()
)
_SIGN = frozenset("change finding sign narrowing spur degeneration bulge observation".split())
_STANDS_FOR = frozenset("it they we this that these one those".split())
_WRITTEN = frozenset("report radiologist reader note letter summary page text".split())
#: Verbs of knowing; those of seeing need what is felt close behind.
_KNOW = frozenset(
    (
        "tell say settle sort decide answer know judge distinguish separate link tie connect attribute assign localize locate rank prove proof "
        "match pair connect establish pick pinpoint pin single determine explain discriminate sure certain settled told tease translate predict resolve point"
    ).split()
)
_SEE = frozenset(
    "show see reveal feel measure find identify capture photograph picture display record read detect seen shown captured measured photographed".split()
)
#: What is asked of a finding.
_ASKED = _FELT | frozenset(
    (
        "link linked cause causing source why blame matter relevance relevant significance behind responsible explain generator origin "
        "culprit involved part role bearing meaning count apart coincidence"
    ).split()
)
#: Of these only what is felt makes a limit: a scan may also not match an older one.
_JOINS = frozenset("match pair connect".split())
#: What a test may not tell of a finding that has nothing to do with what is felt ("cannot tell the age of the bulge").
_DESCRIBED = frozenset("age size date type kind depth width number old older prior how long".split())
#: Stand before a verb of knowing as a "not" does ("it is beyond this film to say").
_BEYOND = frozenset("beyond unable".split())


def asks_of(words: Sequence[str]) -> bool:
    """Whether a sentence speaks of what is felt, or of what a finding has to do with it."""
    return not _ASKED.isdisjoint(words)


_SEEN = _FELT | frozenset("if whether which why what".split())
_RESEARCH = frozenset("study review trial cohort".split())


def cannot_tell(words: Sequence[str], before: Sequence[str]) -> bool:
    """Whether a test, or what it shows, is said not to tell what is felt or what is behind it.

    Args:
        before: The sentences before it in the passage, which may tell what "it" is and what is asked.
    """
    if not _RESEARCH.isdisjoint(words):
        return False
    for at, word in enumerate(words):
        if word in _DUMB and _dumb_on(words, at):
            return True
        if word == "without" or not (_denies(word) or word in _BEYOND):
            continue
        if not _FAILING.isdisjoint(words[at + 1 : at + 4]):
            continue  # "The scan never fails to show what hurts."
        if _shape_alone(words, at) or _not_by_test(words, at):
            return True
        for step in range(at + 1, min(at + 6, len(words))):
            if words[step] in (",", ";", "."):
                break
            if words[step] in _SEE and _seen(words, at, step, before):
                return True
            if words[step] in _KNOW and _knows(words, at, step, before):
                return True
    return False


#: Verbs that turn a "not" around.
_FAILING = frozenset("fail fails miss misses lie err wrong mistaken".split())
#: What a test is on a question it does not answer ("A scan is silent on what hurts").
_DUMB = frozenset("silent mute blind".split())


def _dumb_on(words: Sequence[str], at: int) -> bool:
    return (
        words[at + 1 : at + 2] in (["on"], ["to"], ["about"], ["as"])
        and not _STUDY.isdisjoint(words[:at])
        and not _ASKED.isdisjoint(words[at + 2 : at + 7])
    )


def _subject(words: Sequence[str], at: int) -> Sequence[str]:
    return words[max(0, at - 7) : at]


def _seen(words: Sequence[str], at: int, verb: int, before: Sequence[str]) -> bool:
    """Whether a verb of seeing has what is felt close behind ("cannot picture an ache", "does not show if it is sore")."""
    tested = (
        not _STUDY.isdisjoint(words)
        or "radiologist" in _subject(words, at)
        or (not _STANDS_FOR.isdisjoint(words) and not _STUDY.isdisjoint(before))
    )
    if not tested or "did" in words[max(0, at - 1) : at + 1]:
        return False  # "The scan did not show …" tells what was not found.
    if not _FELT.isdisjoint(words[max(0, at - 3) : at]):
        return True  # "What hurts cannot be seen on it."
    return not _SEEN.isdisjoint(words[max(0, verb + 1) : verb + 5]) or words[:1] == ["what"]


def _knows(words: Sequence[str], at: int, verb: int, before: Sequence[str]) -> bool:
    own = _subject(words, at)
    if not _WRITTEN.isdisjoint(own[-4:]):
        return False  # It is the report that does not say.
    asked = not _ASKED.isdisjoint((*words[:at], *words[verb + 1 :])) or (
        words[verb] == "tell" and "which" in words[verb:]
    )
    if not _STUDY.isdisjoint(words):
        described = words[verb] in _JOINS or not _DESCRIBED.isdisjoint(words[verb + 1 : verb + 5])
        return asked or (not described and not _ASKED.isdisjoint(before))
    if not _SIGN.isdisjoint(words[:at]):
        return not _ASKED.isdisjoint(words[verb + 1 : verb + 5])
    return asked and not _STANDS_FOR.isdisjoint(own[-3:]) and not _STUDY.isdisjoint(before)


def _shape_alone(words: Sequence[str], at: int) -> bool:
    """Whether a test is said to show one thing "but no pain"."""
    shown = next((n for n in range(at) if words[n] in _SEE), None)
    if shown is not None and words[at + 1 : at + 2] in (["if"], ["whether"], ["what"], ["which"]):
        return not _ASKED.isdisjoint(words[at + 2 : at + 6])
    if shown is None or _STUDY.isdisjoint(words[:shown]):
        return False
    return not {"pain", "symptom", "hurt", "ache"}.isdisjoint(words[at + 1 : at + 3])


def _not_by_test(words: Sequence[str], at: int) -> bool:
    """Whether a question is said to be none for the test ("for the clinic to judge, not for a scanner")."""
    behind = words[at + 1 : at + 4]
    if behind[:1] not in (["for"], ["by"], ["from"], ["on"], ["with"]) or _STUDY.isdisjoint(behind):
        return False
    return not {"question", "whether", "answer", "decide", "settle", "told", "judge"}.isdisjoint(words) and asks_of(
        words
    )


_PERSONS = frozenset(
    "clinician doctor physician surgeon specialist therapist team examiner provider gp practitioner nurse dentist someone who you".split()
)
#: Words for an exam, and what is done in one where something is sore.
_EXAM = frozenset("exam examination examine examined examining checkup bedside palpation palpate examiner".split())
_PROBING = frozenset("press pressing move moving bend bending touch touching tap tapping prod".split())
#: That it decides, or helps to.
_DECIDES = frozenset(
    (
        "need needed needs require required must only better help helps tell decide judge settle sort learn match matched fit compare "
        "relevance meaning matter before might may can will should take takes more next beat best way have how has half rest purpose"
    ).split()
)
#: Before "exam" these make it the test itself or one that is past.
_THE_TEST = frozenset("this mri ct scan prior earlier previous last imaging ultrasound ray whole limited today".split())
_BODY = frozenset(
    "strength reflex feeling back leg arm neck knee hip shoulder joint muscle movement hand foot spine body".split()
)


def exam_decides(words: Sequence[str], before: Sequence[str]) -> bool:
    """Whether an exam is said to decide what was left open in the sentence or in the passage before it."""
    if not (asks_of(words) or not _ASKED.isdisjoint(before)):
        return False
    for at, word in enumerate(words):
        if not _examining(words, at, word):
            continue
        rest = [*words[:at], *words[at + 1 :]]
        if words[at + 1 : at + 3] == ["is", "for"]:
            return True
        if not _DECIDES.isdisjoint(rest) and words[at - 1 : at] != ["for"] and not _of_no_use(words, at):
            return True
    return False


def _of_no_use(words: Sequence[str], at: int) -> bool:
    """Whether an exam is said not to help ("An exam can't help decide what hurts"), or only to show how someone is."""
    behind = words[at + 1 : at + 6]
    if words[at] == "check":
        return "feel" in behind[1:] or "better" in words[at + 1 :]
    turned = any(
        _denies(a) and b in ("help", "helps", "tell", "decide", "judge", "settle") for a, b in pairwise(behind)
    )
    return turned and _STUDY.isdisjoint(words)


_NEED = frozenset("need needs needed require requires required call calls take takes demand demands".split())
_FITTING = frozenset("matching fitting concordant corresponding congruent compatible agreeing supporting".split())
_SIGNS_OF = frozenset("sign symptom finding exam examination history deficit story".split())


def _signs_needed(words: Sequence[str]) -> bool:
    """Whether a finding is said to need signs that match it ("calls for matching signs before it is blamed")."""
    return any(
        word in _FITTING
        and not _NEED.isdisjoint(words[max(0, at - 5) : at])
        and not _SIGNS_OF.isdisjoint(words[at + 1 : at + 4])
        for at, word in enumerate(words)
    )


def _examining(words: Sequence[str], at: int, word: str) -> bool:
    behind = words[at + 1 : at + 5]
    if word in _EXAM:
        return at == 0 or words[at - 1] not in _THE_TEST
    if word == "finding":
        return words[at - 1 : at] in (["physical"], ["clinical"], ["bedside"])
    if word in _PROBING:
        return not _FELT.isdisjoint(behind) and not _PERSONS.isdisjoint(words[:at])
    if word == "check":
        return (
            behind[:1] == ["up"]
            or (behind[:2] in (["of", "your"], ["of", "the"]) and not _BODY.isdisjoint(words[at + 3 : at + 7]))
            or (behind[:1] in (["by"], ["with"], ["from"]) and not _PERSONS.isdisjoint(behind))
        )
    return False


#: Who may ask for a finding to be held against what is felt, in which words, and what it is held against that is no patient.
_ASKING = frozenset(
    "ask asked wants want suggest suggested advise advised request requested recommend recommended tell should must to call need needs have".split()
)
_HOLDS = frozenset(
    "relate weigh check checked correlate correlated correlation compare compared match matched examine".split()
)
_FINDS_OUT = frozenset("see find judge work sort decide look determine".split())
_NO_BODY = frozenset(
    (
        "blood urine lab image older old prior previous earlier film scan mri ct ultrasound histology biopsy result pathology medicine drug "
        "pressure weight heart vessel calcium address date price"
    ).split()
)


def exam_asked(words: Sequence[str]) -> bool:
    """Whether someone is asked to hold what was found against the patient ("have someone check whether it matters to you")."""
    if _signs_needed(words):
        return True
    for at, word in enumerate(words):
        behind = words[at + 1 : at + 8]
        if word in ("correlate", "correlation"):
            if not any(_denies(w) for w in words[max(0, at - 3) : at]) and _NO_BODY.isdisjoint(behind):
                return True
        elif (
            (word in _HOLDS or (word in _FINDS_OUT and ({"if", "whether"} & {*behind[:2]} or behind[:1] == ["out"])))
            and _NO_BODY.isdisjoint(behind)
            and _is_asked(words, at, word, behind)
        ):
            return True
    return False


def of_other_tests(words: Sequence[Token]) -> bool:
    """Whether something is to be held against another test and not against the patient ("correlate with prior imaging")."""
    return any(w.lemma in _NO_BODY or w.lemma == "imaging" for w in words)


def _is_asked(words: Sequence[str], at: int, word: str, behind: Sequence[str]) -> bool:
    ahead = words[max(0, at - 9) : at]
    asked = not _ASKING.isdisjoint(ahead)
    if word in ("relate", "weigh", "compare", "match") and not at and behind[:1] in (["to"], ["with"], ["against"]):
        return True
    persons = [n for n, w in enumerate(ahead) if w in _PERSONS and w != "you"]
    if word in ("checked", "compared", "matched") or (word == "check" and "against" in behind):
        return {"against", "with", "to"} & {*behind[:3]} != set() and not {
            "symptom",
            "pain",
            "story",
            "sign",
            "exam",
        }.isdisjoint(behind)
    if word == "check" and ahead[-2:-1] in (["ask"], ["call"], ["need"]):
        return not _WRITTEN.isdisjoint(ahead)  # "the report asks for a check"
    return asked and bool(persons)


#: How a sentence speaks of all that was found by its likeness.
_LIKE = frozenset("such similar comparable alike".split())
_GENERIC = frozenset(
    "change finding picture image joint disc spine knee hip shoulder back result appearance thing spot tendon sign feature wear bone body scan "
    "gap arthritis bulge one".split()
)


_SIGNS = frozenset("sign finding item picture image change".split())


def speaks_of_kind(words: Sequence[str]) -> bool:
    """Whether a sentence speaks of things "like these", "such joints" or "findings of this kind"."""
    for at, word in enumerate(words):
        behind = words[at + 1 : at + 3]
        if word in _LIKE and not _GENERIC.isdisjoint(behind):
            return True
        if word in ("like", "as") and behind[:1] == ["these"]:
            return True
        if (
            word == "of"
            and behind[:1] in (["this"], ["that"], ["the"])
            and behind[1:] in (["kind"], ["sort"], ["type"], ["nature"])
        ):
            return True
        if word == "no" and not _SIGNS.isdisjoint(behind) and "here" in words[at : at + 5]:
            return True
        if word in ("either", "each", "any") and behind[:1] in (["one"], ["positive"], ["point"], ["item"]):
            return True
    return False


def says_the_same(words: Sequence[str]) -> bool:
    """Whether what the sentence before says is carried over to another thing ("The same goes for the spur")."""
    at = next((n for n, w in enumerate(words[:3]) if w in ("same", "likewise", "so")), None)
    return at is not None and not {
        "hold",
        "holds",
        "go",
        "goes",
        "true",
        "applies",
        "apply",
        "said",
        "likewise",
    }.isdisjoint(words[at : at + 4])
