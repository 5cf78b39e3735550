"""What keeps a tie from being a claim: it is left open, asked, general, tied to an exam, or the reason for the scan."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from guardrails.rules.causes_sides import Claim, thing
from guardrails.rules.causes_words import Mark, Marked, vocabulary
from guardrails.rules.errands import behind_frame, opens_errand

#: Words between a "not" and the verb of knowing that it turns.
_NOT_REACH = 7
#: Who may refuse a tie, beside the test and the report.
_SPEAKERS = frozenset({"we", "nobody", "i"})
_MODALS = frozenset({"should", "can", "must", "could", "would", "do", "does"})
#: Words by which a sentence speaks of one patient.
_OWN = frozenset({"patient", "our", "old"})
_MAY = frozenset({"may", "might", "could", "can", "possible", "possibly", "perhaps", "maybe", "sometimes"})
_SEEN = frozenset({"seen", "see", "show", "found", "identified", "described", "mentioned", "measured", "demonstrated"})
#: How long a complaint has lasted.
_SPANS = frozenset({"ago", "day", "week", "month", "year"})
#: Verbs by which a scan tells what it found.
_SHOWING = frozenset(
    "show showing found find reveal revealed explain explained see saw confirm confirmed identify identified".split()
)


def left_open(marked: Marked, claim: Claim) -> bool:
    """Whether the sentence leaves the tie open: "can't say if", "may or may not", "is not known"."""
    return (
        _open_words(marked, claim)
        or _not_settled(marked, claim)
        or _found_out(marked, claim)
        or _limited(marked)
        or _study_denies(marked, claim)
        or _felt_if(marked)
        or _advised(marked, claim)
        or _asked_how(marked, claim)
        or _read_as(marked, claim)
        or _of_the_letter(marked, claim)
        or _presents(marked, claim)
        or _to_be_told(marked, claim)
        or _seldom_felt(marked)
        or _wants_to_know(marked, claim)
        or _only_by_exam(marked, claim)
        or _either_way(marked, claim)
        or _weighed(marked)
        or _defined(marked, claim)
        or _before_called(marked)
        or _cause_not_given(marked)
        or _shape_not_why(marked, claim)
        or _reader_feels(marked)
        or _set_beside(marked)
        or _to_be_reported(marked, claim)
        or _for_an_exam(marked, claim)
        or _by_examiner(marked, claim)
    )


def _reader_feels(marked: Marked) -> bool:
    """Whether it is the reader of the scan who "feels" that something is so."""
    words = marked.words
    if not _TIES.isdisjoint(words):
        return False
    return any(
        word in ("feel", "feels", "felt") and words[at - 1] in _READERS and words[at + 1] in ("it", "that", "this", "these", "they")
        for at, word in enumerate(words[:-1])
        if at
    )  # fmt: skip


_PROVOKING = frozenset("bring provoke reproduce trigger cause set produce elicit".split())
_POINTERS = frozenset("it this that these they which".split())


def _by_examiner(marked: Marked, claim: Claim) -> bool:
    """Whether an exam gives the answer, or an examiner brings on what is felt ("Your doctor can try to bring on the pain by bending it")."""
    words = marked.words
    if not marked.things and any(
        word == "from" and marked.any_of("exam", at + 1, at + 4) for at, word in enumerate(words) if at >= claim.first
    ):
        return True
    if _PROVOKING.isdisjoint(words[claim.first : claim.first + 1]):
        return False
    persons = vocabulary().words["persons"]
    who = next((at for at in range(claim.first - 1, max(-1, claim.first - 7), -1) if words[at] in persons), None)
    return (
        who is not None
        and not any(who < at < claim.first for at in marked.things)
        and _POINTERS.isdisjoint(words[who : claim.first])
        and not _MODALS.isdisjoint(words[who + 1 : claim.first])
    )


_MAKES_SENSE = frozenset({"make", "explain", "sort", "shed"})


def _for_an_exam(marked: Marked, claim: Claim) -> bool:
    """Whether an exam is what it takes to account for what is felt ("an exam is needed to make sense of how you feel")."""
    words = marked.words
    if marked.things or _MAKES_SENSE.isdisjoint(words[claim.first : claim.first + 1]):
        return False
    if words[claim.first - 1] not in ("to", "can", "help"):
        return False
    return any(hit.last <= claim.first <= hit.last + 6 for hit in marked.of("exam"))


_REPORTS = frozenset("tell mention report let note write describe share bring call".split())
_LEADING_IN = frozenset("please do also always and then so just".split())


def _to_be_reported(marked: Marked, claim: Claim) -> bool:
    """Whether the reader is asked to tell what is felt, and nothing found is named ("Tell your doctor about any change you notice")."""
    words = marked.words
    opens = next((at for at, w in enumerate(words[:3]) if w not in _LEADING_IN), 0)
    if words[opens] not in _REPORTS or marked.findings:
        return False
    if any(words[link.first] not in ("know", "what") for link in marked.of("link")):
        return False
    between = words[opens + 1 : claim.last]
    return "make" not in between and not {"it", "this", "these", "they", "those"}.intersection(words[opens + 1 :])


def _set_beside(marked: Marked) -> bool:
    """Whether the pictures are to be set beside what is felt, and no finding is named ("set next to what you feel")."""
    words = marked.words
    if marked.findings or not _TELLS_WHY.isdisjoint(words):
        return False
    if _scan_beside(words):
        return True
    if marked.things or marked.has("doubt"):
        return False
    at = next((i for i, w in enumerate(words) if w in _SETS), None)
    return at is not None and not _BESIDE.isdisjoint(words[at + 1 : at + 4]) and "what" in words[at + 1 : at + 7]


_COMPARED = frozenset(
    "match matching compare comparing set setting weigh weighing read reading correlate correlating hold holding put putting".split()
)
_PICTURES = frozenset("scan picture image film mri ct xray ultrasound report result".split())
_TELLS_WHY = frozenset("why cause causes because blame explain explains culprit due source".split())


def _scan_beside(words: Sequence[str]) -> bool:
    """Whether the scan itself is to be set beside what is felt ("matching the scan with any locking you may feel")."""
    at = next(
        (i for i, w in enumerate(words) if w in _COMPARED and not _PICTURES.isdisjoint(words[i + 1 : i + 4])), None
    )
    return at is not None and not _BESIDE.isdisjoint(words[at + 2 : at + 7])


_TIES = frozenset("why cause because blame reason source behind due explain hurt pain".split())
_READERS = frozenset("radiologist reader report doctor specialist".split())
_SETS = frozenset("set put laid lay held hold weighed weigh matched match compared compare".split())
_BESIDE = frozenset("next beside against with alongside to".split())


def _turned(marked: Marked, first: int, last: int) -> bool:
    """Whether the clause turns between two words."""
    return marked.names(vocabulary().words["turns"], first, last)


def _parted(marked: Marked, first: int, last: int) -> bool:
    """Whether a limit before a tie ends before it: the clause turns, or draws a conclusion."""
    return _turned(marked, first, last) or marked.names(vocabulary().words["concluding"], first, last)


def _open_words(marked: Marked, claim: Claim) -> bool:
    for hit in marked.of("open"):
        if _in_lead(marked, hit, claim):
            continue
        if hit.first <= claim.first:
            if not _parted(marked, hit.last, claim.first):
                return True
        elif not _turned(marked, claim.last, hit.first):
            return True
    return False


def _in_lead(marked: Marked, hit: Mark, claim: Claim) -> bool:
    """Whether "what it means for you" is only the lead before a colon, behind which a tie is told."""
    words = marked.words
    if words[hit.first] not in ("mean", "means") or not _NOT_SAID.isdisjoint(words[: hit.last]):
        return False
    colon = next((at for at in range(hit.last, min(hit.last + 4, claim.first)) if words[at] == ":"), None)
    return colon is not None and _NOT_SAID.isdisjoint(words[colon:])


_NOT_SAID = frozenset("not no never cannot nobody whether if unknown open".split())


def _negators(marked: Marked, first: int, last: int) -> bool:
    """Whether a "not" stands in a range of words that is no "not only" or "not just"."""
    negators = vocabulary().words["negators"]
    words = marked.words
    return any(
        words[at] in negators and (at + 1 >= len(words) or words[at + 1] not in ("only", "just", "merely"))
        for at in range(max(0, first), min(last, len(words)))
    )


def _not_settled(marked: Marked, claim: Claim) -> bool:
    """Whether a verb of knowing with a "not" stands before the tie, or behind it in the same clause."""
    for verb in marked.of("settle"):
        if _not_seen(marked, verb):
            continue
        if verb.first < claim.first:
            opened = (_negators(marked, 0, 2) and "," not in marked.words[: verb.first]) or _negators(
                marked, verb.first - _NOT_REACH, verb.first
            )
            if (opened or _settles_nothing(marked, verb.last)) and not _parted(marked, verb.last, claim.first):
                return True
        elif (
            verb.first >= claim.last
            and _negators(marked, max(claim.last, verb.first - _NOT_REACH), verb.first)
            and not _turned(marked, claim.last, verb.first)
        ):
            return True
    return False


def _not_seen(marked: Marked, verb: Mark) -> bool:
    """Whether it says only that a finding is absent ("no fracture is seen")."""
    return marked.words[verb.first] in _SEEN and marked.words[verb.first - 1] in ("is", "are", "was", "were", "been")


def _settles_nothing(marked: Marked, at: int) -> bool:
    """Whether the report or the test says, draws or gives "no" tie."""
    return marked.has("study") and any(w in ("no", "nothing") for w in marked.words[at : at + 2])


def _found_out(marked: Marked, claim: Claim) -> bool:
    """Whether the tie is what someone is to find out ("to see if it hurts", "can show which spots are sore")."""
    known = vocabulary().words
    words = marked.words
    if words[0] in known["asking"] and examines(marked):
        return True
    for verb in marked.of("settle"):
        if verb.first >= claim.first or _parted(marked, verb.last, claim.first):
            continue
        if _reason_sought(marked, verb):
            return True
        # A test cannot find out what hurts, though it "can show" it, or may be made to find out.
        seen = any(hit.last <= verb.first for hit in marked.of("study"))
        seen = seen and _AIMING.isdisjoint(words[max(0, verb.first - 4) : verb.first])
        free = examines(marked) or (
            not seen and any(w in known["able"] for w in words[max(0, verb.first - 3) : verb.first])
        )
        if _and_so_it_is(marked, verb.last, claim):
            continue
        for at in range(verb.last, min(verb.last + 4, claim.last)):
            if words[at] in ("if", "whether") or (free and words[at] in known["asking"]):
                return True
    return False


def _and_so_it_is(marked: Marked, first: int, claim: Claim) -> bool:
    """Whether a clause of its own behind what is sought names something found as that ("to find why it hurts, and the tear is why")."""
    words = marked.words
    turn = next(
        (at for at in range(first, len(words)) if words[at] == ":" or (words[at] == "," and at < claim.first)), None
    )
    if turn is None or (words[turn] == "," and words[turn + 1] != "and"):
        return False
    return thing(marked, turn, max(turn, claim.last) + 4)


#: Before "to find" these tell what a test was made for.
_AIMING = frozenset(
    "aim aimed aims set meant hope hoped try tried trying wanted done made ordered requested arranged".split()
)
#: Words that draw a conclusion: what they tie is told by the word of cause behind them.
_CONNECTORS = (["therefore"], ["thus"], ["hence"], ["consequently"], ["so"])
#: What an exam is to find.
_SOUGHT = frozenset("reason cause source origin explanation answer".split())


def _reason_sought(marked: Marked, verb: Mark) -> bool:
    """Whether someone who examines is to find a cause that nothing names ("examine you to find the reason for the ache")."""
    if marked.things or not examines(marked):
        return False
    before = marked.words[max(0, verb.first - 2) : verb.first]
    return any(w in ("to", "can", "must", "will", "should", "help") for w in before) and not _SOUGHT.isdisjoint(
        marked.words[verb.last : verb.last + 3]
    )


def _study_denies(marked: Marked, claim: Claim) -> bool:
    """Whether it is the scan, the report or "we" that does not tie ("the scan can't connect them")."""
    words = marked.words
    if words[claim.first : claim.last] in _CONNECTORS:
        behind = next((hit for hit in marked.of("link") if hit.first >= claim.last), None)
        claim = claim if behind is None else Claim(*behind, _negators(marked, claim.last, behind.first))
    if not claim.denied:
        return False
    for at, word in enumerate(words[: claim.first]):
        speaks = word in _SPEAKERS or (
            word == "one" and words[at + 1] in _MODALS and (not at or words[at - 1] != "this")
        )
        if speaks and _negators(marked, at, at + 4) and not thing(marked, at, claim.first):
            return True
    if not marked.things and any(0 <= hit.first - claim.last <= 3 for hit in marked.of("study")):
        return True  # "is not explained by this scan"
    ends = [hit.last for hit in marked.of("study") if hit.last <= claim.first]
    if not ends:
        return False
    return (_negators(marked, ends[-1], claim.first) and not thing(marked, ends[-1], claim.first)) or not thing(
        marked, 0, claim.first
    )


def _felt_if(marked: Marked) -> bool:
    """Whether what is felt is a condition ("If the pain is worse on bending, the joint counts more.")."""
    words = marked.words
    if words[0] != "if" or "," not in words or words[2:4] == ["were", "not"] or words[2:4] == ["was", "not"]:
        return False
    comma = words.index(",")
    main = words[comma + 1 :]
    if not _BLAMES.isdisjoint(main) and _LEAVING_OPEN.isdisjoint(main):
        return False  # "If your leg hurts, the disc is to blame."
    return marked.any_of("symptom", 0, comma)


_BLAMES = frozenset("blame cause because why reason culprit source".split())
_LEAVING_OPEN = frozenset("can may might could not whether if ask exam".split())
#: Verbs that order a finding to be held against what is felt, what stands before such an order and behind it.
_IS = frozenset("is are was were show shows".split())
_HOLDING = frozenset("correlate match compare comparing matching correlation comparison relate weigh check".split())
_BEFORE_ORDER = frozenset(": ; , . and to please should must ) ] - * then or".split())
_BEHIND_ORDER = frozenset("with against to it this these them clinically".split())


def _advised(marked: Marked, claim: Claim) -> bool:
    """Whether the sentence orders the findings to be matched with what is felt ("Compare with the sore spot")."""
    words = marked.words
    if not {"correlation", "comparison"}.isdisjoint(words) and marked.names(_IS, 0, len(words)):
        return False  # "The correlation with your pain is clear"
    return any(
        words[at] in _HOLDING
        and ((words[at + 1] in _BEHIND_ORDER) or "with" in words[at + 1 : at + 5])
        and (not at or words[at - 1] in _BEFORE_ORDER)
        for at in range(min(claim.last, len(words) - 1))
    )


#: How a question within a sentence begins.
_QUESTIONS = frozenset("how if whether what which why".split())


def _asked_how(marked: Marked, claim: Claim) -> bool:
    """Whether the tie is what the reader is told to ask ("Ask too how the results fit with your pain")."""
    words = marked.words
    ask = next((at for at, w in enumerate(words[:3]) if w == "ask"), None)
    if ask is None:
        return False
    opened = next((at for at in range(ask + 1, min(ask + 7, len(words))) if words[at] in _QUESTIONS), None)
    return (
        opened is not None
        and opened <= claim.first
        and "," not in words[ask : claim.first]
        and not _parted(marked, opened, claim.first)
    )


_READING = frozenset("read take treat use see understand regard view consider count".split())


def _read_as(marked: Marked, claim: Claim) -> bool:
    """Whether the reader is told not to take a text as an answer ("do not read this as an explanation of your pain")."""
    words = marked.words
    for at, word in enumerate(words[: min(6, claim.first)]):
        if word not in _READING or not _negators(marked, 0, at):
            continue
        if marked.names(frozenset({"as", "for"}), at, claim.first) and not _parted(marked, at, claim.first):
            return not any(at < f.first < claim.first for f in marked.findings)
    return False


_TELLING = frozenset(
    "tell mention write note describe report list keep jot bring point say share show track record".split()
)
_WHAT = frozenset("what where when which how if whether any your all every".split())
_STATES = frozenset("that because since as so mind".split())


def _to_be_told(marked: Marked, claim: Claim) -> bool:
    """Whether the reader is to tell what is felt ("Tell us where it aches", "Note any numb spot")."""
    words = marked.words
    first = next((at for at, w in enumerate(words) if w.isalpha() and w not in ("please", "also", "then", "and")), 0)
    if first > 4 or words[first] not in _TELLING:
        return False
    opened = next((at for at in range(first + 1, min(first + 9, len(words))) if words[at] in _WHAT), None)
    return (
        opened is not None
        and opened <= claim.first
        and _STATES.isdisjoint(words[first + 1 : claim.first])
        and ":" not in words[first + 1 : claim.first]
        and (claim.loose or not any(opened < at < claim.first for at in marked.things))
        and not any(opened < f.first and f.last <= claim.first and not claim.loose for f in marked.findings)
    )


def _only_by_exam(marked: Marked, claim: Claim) -> bool:
    """Whether a tie is for an exam alone to make ("attribute pain only after examination", "It takes an exam to link the two")."""
    words = marked.words
    return any(
        words[hit.first - 1] in ("after", "by", "with", "on", "following", "through")
        and "only" in words[max(0, hit.first - 3) : hit.first]
        for hit in marked.of("exam")
    ) or any(
        words[claim.first - 1] == "to"
        and 0 < claim.first - hit.last <= 4
        and not _NEEDING.isdisjoint(words[max(0, hit.first - 4) : hit.first])
        for hit in marked.of("exam")
    )


_CALLING = frozenset(
    "called call calling blamed blame blaming labelled labeled labeling labelling named naming termed tied linked linking attributed "
    "attributing diagnosing diagnosed read taken put assumed treated counted".split()
)
_NEEDING = frozenset(
    "need needs needed require requires required take takes call calls must should without only".split()
)


def _before_called(marked: Marked) -> bool:
    """Whether more is needed "before it is called" so ("Root contact needs matching signs before it is called sciatica")."""
    words = marked.words
    at = next((n for n, w in enumerate(words) if w == "before"), None)
    if at is None or _NEEDING.isdisjoint((*words[:at], *words[at + 6 :])):
        return False
    return not _CALLING.isdisjoint(words[at + 1 : at + 6])


#: Nouns for what is behind a complaint, and verbs by which a report gives one.
_BEHIND = frozenset("cause reason explanation source origin answer trigger".split())
_GIVEN = frozenset(
    "given named stated offered told mentioned suggested identified recorded listed proposed noted".split()
)


def _cause_not_given(marked: Marked) -> bool:
    """Whether no cause is given, and nothing found is named ("A cause for the cough is not named")."""
    words = marked.words
    noun = next((at for at, w in enumerate(words[:6]) if w in _BEHIND), None)
    if noun is None or marked.things or "other" in words[:noun] or "else" in words:
        return False
    verb = next((at for at in range(noun + 1, min(noun + 10, len(words))) if words[at] in _GIVEN), None)
    return verb is not None and (_negators(marked, 0, noun) or _negators(marked, verb - 3, verb))


_NAMES_CAUSE = frozenset("why source cause reason origin culprit hurt hurts hurting".split())
_ASKED_AFTER = frozenset("why what where which who whether if".split())


def _shape_not_why(marked: Marked, claim: Claim) -> bool:
    """Whether a test is said to tell one thing, "not why" another came ("It shows how things are built, not why it hurts")."""
    words = marked.words
    at = next((n for n in range(2, len(words) - 1) if words[n] == "not" and words[n + 1] in _ASKED_AFTER), None)
    if at is None or claim.first < at or ":" in words[at:] or _NAMES_CAUSE.intersection(words[:at]):
        return False  # "It shows why you hurt, not why you limp."
    if marked.findings or not (words[0] in ("it", "they", "this", "these") or marked.has("study")):
        return False
    return any(verb.first <= 3 for verb in marked.of("settle"))


_NOTHING_FELT = frozenset("not nothing silent painless never no none neither".split())


def _either_way(marked: Marked, claim: Claim) -> bool:
    """Whether a thing may be felt or not ("gallstones can hurt or stay silent")."""
    words = marked.words
    may = next((at for at, w in enumerate(words[: claim.last]) if w in _MAY), None)
    if may is None or marked.you or _yours_does(words):
        return False
    return any(
        words[at] == "or" and not _NOTHING_FELT.isdisjoint(words[at + 1 : at + 4]) for at in range(may, len(words))
    )


def _yours_does(words: Sequence[str]) -> bool:
    """Whether the reader's own is told apart from what may be ("… may hurt or not, and yours does")."""
    return any(
        words[at] in ("and", "but", ";", ",", "here")
        and words[at + 1] in ("your", "yours", "it")
        and words[at + 2] in _HURTS
        for at in range(len(words) - 2)
    )


_HURTS = frozenset("do does is be hurt hurts ache aches did".split())
_WEIGHS = frozenset("weigh compare match fit hold relate judge listen examine put".split())


def _weighed(marked: Marked) -> bool:
    """Whether a person is to weigh what is felt, and nothing found is named ("Your doctor will weigh what hurts against the CT")."""
    words = marked.words
    known = vocabulary().words
    who = next((at for at, w in enumerate(words[:4]) if w in known["persons"]), None)
    if who is None or marked.things:
        return False
    able = words[who + 1 : who + 2]
    return not (_MODALS | {"will", "may", "has", "needs"}).isdisjoint(able) and not _WEIGHS.isdisjoint(
        words[who + 2 : who + 5]
    )


def _wants_to_know(marked: Marked, claim: Claim) -> bool:
    """Whether someone wants to know what is felt ("Your clinician will want to know what your pain is like")."""
    ahead = marked.words[max(0, claim.first - 4) : claim.first + 1]
    return not marked.things and "to" in ahead and not {"want", "like", "need", "wants"}.isdisjoint(ahead)


def _seldom_felt(marked: Marked) -> bool:
    """Whether a thing of a kind may do nothing that is felt ("Such a cyst need not be felt")."""
    words = marked.words
    if marked.you or _yours_does(words) or words[0] not in ("a", "an", "such", "some", "many", "most"):
        return False
    may = next((at for at, w in enumerate(words[:9]) if w in _MAY or w == "need"), None)
    return may is not None and _negators(marked, may, may + 4) and "this" not in words[:may]


_LETTERS = frozenset("letter report summary page text read information".split())


def _of_the_letter(marked: Marked, claim: Claim) -> bool:
    """Whether it is a text for the sake of which something is done or not ("because of what you read here")."""
    behind = marked.words[claim.last : claim.last + 5]
    return not _LETTERS.isdisjoint(behind) and not thing(marked, claim.last, claim.last + 5)


_NAMES = frozenset("word term name".split())


def _defined(marked: Marked, claim: Claim) -> bool:
    """Whether a word is explained ("radiculopathy is the word for a nerve that hurts"), or a thing may be felt or not at all."""
    words = marked.words
    for at, word in enumerate(words[: claim.last]):
        if word in _NAMES and words[at + 1] in ("for", "of") and "your" not in words and "yours" not in words:
            return True
    for at in range(claim.last, len(words) - 1):
        if (
            words[at] == "or"
            and words[at + 1 : at + 4] == ["nothing", "at", "all"]
            and marked.names(_MAY, 0, claim.last)
        ):
            return True
    return False


_SEXES = frozenset("m f y yo year male female man woman yr".split())


def _presents(marked: Marked, claim: Claim) -> bool:
    """Whether a line only says who is ill, by age and sex, and of what ("61 M, chest discomfort, smoker")."""
    words = [w for w in marked.words[:6] if w[0].isalnum()]
    return (
        claim.loose
        and words[0].rstrip("mfyo").isdigit()
        and (words[0][-1] in "mf" or not _SEXES.isdisjoint(words[1:4]))
    )


_PICKS_OUT = frozenset("point say tell know pick name see read".split())


def _limited(marked: Marked) -> bool:
    """Whether a "not" and "alone" or "going by a film" stand together: a scan by itself does not tie."""
    for hit in marked.of("study"):
        lead = marked.words[max(0, hit.first - 12) : hit.first]
        placed = lead[-1:] in (["a"], ["the"], ["this"]) and lead[-2:-1] in (["on"], ["from"], ["off"])
        if placed and "not" in lead and not _PICKS_OUT.isdisjoint(lead[lead.index("not") :]):
            return True  # "we can't point to one of them on a scan"
    based = {"can", "could"} & {*marked.words} and any(
        marked.words[hit.first - 1 : hit.first] in (["a"], ["an"], ["the"], ["this"], ["one"])
        and not {"basis", "based", "going", "judging", "strength"}.isdisjoint(
            marked.words[max(0, hit.first - 5) : hit.first]
        )
        for hit in marked.of("study")
    )
    return (based or marked.has("limiter")) and any(w in ("not", "no", "never", "nor", "neither") for w in marked.words)


def general(words: Sequence[str], you: bool) -> bool:
    """Whether a sentence speaks of people, or of how common a thing is, and not of this reader or patient.

    Args:
        words: The lemmas of the sentence.
        you: Whether it speaks to the reader.
    """
    if (you and not _like_yours(words)) or not words or not _OWN.isdisjoint(words):
        return False
    if (words[0] in ("most", "not") and words[1:2] != ["likely"]) or words[:2] == ["in", "other"]:
        return True
    known = vocabulary().words
    often, people, names = known["often"], known["people"], known["named_common"]
    return any(w in people or (w in often and names.isdisjoint(words[at + 1 : at + 2])) for at, w in enumerate(words))


_LIKE_THESE = frozenset("show turn appear be is are can come occur happen exist".split())


def _like_yours(words: Sequence[str]) -> bool:
    """Whether a sentence speaks to the reader only by likeness, of people who feel nothing ("who never hurt have discs like yours")."""
    own = [at for at, w in enumerate(words) if w.startswith("you")]
    alike = all(
        words[at] in ("your", "yours")
        and at
        and words[at - 1] in ("like", "as")
        and (at + 1 >= len(words) or not words[at + 1][0].isalnum() or words[at + 1] in _LIKE_THESE)
        for at in own
    )
    negators = vocabulary().words["negators"]
    return alike and any(w in negators or w == "free" or w.endswith("n't") for w in words)


def examines(marked: Marked) -> bool:
    """Whether the sentence names an exam or a correlation, or someone who is to judge."""
    if any("no" not in marked.words[max(0, hit.first - 2) : hit.first] for hit in marked.of("exam")):
        return True
    known = vocabulary().words
    words = marked.words
    return any(w in known["persons"] and marked.names(known["examining"], at, at + 14) for at, w in enumerate(words))


def tied_to_exam(marked: Marked, claim: Claim, around: Sequence[Marked]) -> bool:
    """Whether the tie is only a possible one, and an exam or a correlation beside it decides."""
    decided = any(examines(m) for m in around)
    if marked.said.kind == "condition" and decided:
        return True
    return _doubted(marked, claim) and not firm(marked) and (decided or any(_says_open(m, marked) for m in around))


def _doubted(marked: Marked, claim: Claim) -> bool:
    """Whether a doubt is of the tie, not of what an exam behind it can do ("It is due to the spur, and an exam can help")."""
    persons = vocabulary().words["persons"]
    return any(
        hit.first < claim.last
        or not (marked.any_of("exam", hit.first - 3, hit.first) or marked.names(persons, hit.first - 3, hit.first))
        for hit in marked.of("doubt")
    )


def _says_open(marked: Marked, before: Marked) -> bool:
    """Whether a sentence behind another says that a test does not tell ("The scan can't tell which.")."""
    if marked.said.index <= before.said.index or not marked.has("study"):
        return False
    end = len(marked.words)
    return left_open(marked, Claim(end, end))


def in_an_exam(marked: Marked, claim: Claim) -> bool:
    """Whether what is felt answers an exam ("pressing on it did not bring on the pain")."""
    probing = vocabulary().words["probing"]
    return any(
        marked.words[hit.first] in probing
        and hit.last <= claim.first <= hit.last + 4
        and not any(hit.last <= f.first < claim.first for f in marked.findings)
        for hit in marked.of("exam")
    )


def firm(marked: Marked) -> bool:
    """Whether a word says more than a doubt; "how likely" asks."""
    return any(not hit.first or marked.words[hit.first - 1] != "how" for hit in marked.of("firm"))


def for_the_scan(marked: Marked, claim: Claim) -> bool:
    """Whether the symptom is told as the reason for the scan ("you had this scan because of pain")."""
    if opens_errand(marked.words, [s.first for s in marked.of("symptom")]):
        return not _shows(marked, behind_frame(marked.words), claim.first) and not _goes_on(marked, claim)
    if _led_to_scan(marked, claim):
        return True
    for errand in marked.of("errand"):
        if _tells_of_complaint(marked, errand, claim) or _it_is_tied(marked, errand, claim):
            continue
        if errand.first <= claim.first:
            if not _shows(marked, errand.last, claim.first) and not (
                marked.words[claim.first] in _EXPLAINS and _goes_on(marked, claim)
            ):
                return True
        elif not any(f.last <= claim.first for f in marked.findings) and not _tied_first(marked, errand, claim):
            return True
    return False


def _shows(marked: Marked, first: int, last: int) -> bool:
    """Whether something is told to have been found in a range of words; "to find" is only sought."""
    return any(marked.words[at] in _SHOWING and marked.words[at - 1] != "to" for at in range(first, last))


def _tells_of_complaint(marked: Marked, errand: Mark, claim: Claim) -> bool:
    """Whether the errand only says which complaint is then explained ("The tingling you came for is from the disc")."""
    if (
        claim.loose
        or claim.denied
        or claim.first < errand.last
        or marked.words[0] not in ("the", "your", "this", "that")
    ):
        return False
    felt = any(s.last <= errand.first for s in marked.of("symptom"))
    return felt and thing(marked, claim.last, claim.last + 6) and not marked.names(_MAY, errand.last, claim.first)


_LED = frozenset("led lead leading brought prompted reason".split())


def _led_to_scan(marked: Marked, claim: Claim) -> bool:
    """Whether it is the test that a complaint led to ("Your cough led to this X-ray")."""
    reach = claim.last + (5 if marked.names(_GIVEN, claim.last, claim.last + 3) else 2)
    return not _LED.isdisjoint(marked.words[claim.first : claim.last]) and any(
        claim.last <= hit.first <= reach for hit in marked.of("study")
    )


def _it_is_tied(marked: Marked, errand: Mark, claim: Claim) -> bool:
    """Whether a clause behind the errand ties it by a pronoun ("Pain brought you here, and it comes from the stone")."""
    words = marked.words
    turn = next((at for at in range(claim.first - 1, errand.last - 1, -1) if words[at] in ("and", "but")), None)
    return (
        turn is not None
        and words[turn + 1] in ("it", "this", "that", "they", "these")
        and thing(marked, claim.last, claim.last + 5)
    )


def _goes_on(marked: Marked, claim: Claim) -> bool:
    """Whether another clause behind the reason ties what it names ("You had it because of pain, and the tear explains it")."""
    turns = (at for at in range(claim.first - 1, 0, -1) if marked.words[at] in ("and", "which", "but"))
    turn = next(turns, None)
    if claim.loose or turn is None or marked.words[claim.first] == "because":
        return False
    return thing(marked, turn, claim.first) or (
        marked.words[turn] == "which" and thing(marked, claim.last, claim.last + 5)
    )


_EXPLAINS = frozenset("explain explains why cause causes culprit behind".split())


def _tied_first(marked: Marked, errand: Mark, claim: Claim) -> bool:
    """Whether a tie is made first and the errand only follows ("The pain is from the tendon, which is why you had the scan")."""
    turn = next((at for at in range(claim.last, errand.first) if marked.words[at] in (",", "which", "and")), None)
    return turn is not None and not claim.loose and thing(marked, claim.last, turn)


#: Whom a general warning speaks to.
_ANYONE = frozenset("anyone anybody everyone everybody people those whoever patient".split())


def safety_net(marked: Marked) -> bool:
    """Whether the sentence tells when to call for help: what is felt is named there, and nothing is blamed."""
    words = marked.words
    reach = len(words) if words[0] in _ANYONE else 6
    opened = words[0] in _ANYONE or words[0] in ("with", "if", "for")
    calls = any(a in ("get", "seek") and b in ("help", "care") for a, b in pairwise(words[:reach])) or (
        (opened or not marked.findings) and _urges(words)
    )
    return ((calls and not marked.has("link")) or marked.said.has("urgent")) and any(
        w in ("if", "for", "when", "or") for w in marked.words
    )


_CALLS = frozenset("get seek call go see want need needs mean means".split())
_HELP = frozenset("help care emergency hospital doctor ambulance room 911 er in".split())
_AT_ONCE = frozenset(
    "fast now once away immediately urgent urgently emergency quickly today hurry straight delay 911 er".split()
)


def _urges(words: Sequence[str]) -> bool:
    """Whether a general warning says to get help at once ("… seek care at once for fever")."""
    at = next((n for n, w in enumerate(words) if w in _CALLS and not _HELP.isdisjoint(words[n + 1 : n + 5])), None)
    return at is not None and not _AT_ONCE.isdisjoint(words[at + 1 : at + 8])


def _felt_behind_if(marked: Marked) -> bool:
    """Whether all that is felt stands behind an "if" that what is to be done depends on ("Come sooner if you notice a change")."""
    words = marked.words
    at = next((n for n, w in enumerate(words) if w == "if"), None)
    return at is not None and words[0] not in vocabulary().words["pointing"] and not marked.any_of("symptom", 0, at)


def kept_apart(marked: Marked) -> bool:
    """Whether two things that stand side by side are no tie: the sentence speaks of the test, an exam or a doubt."""
    return (
        marked.has("study", "errand", "exam", "care", "open", "reported")
        or marked.said.has("urgent")
        or marked.names(_MAY, 0, len(marked.words))
        or marked.names(_SPANS, 0, len(marked.words))
        or marked.words[0] in ("if", "unless", "should")
        or _felt_behind_if(marked)
        or general(marked.words, marked.said.you)
    )
