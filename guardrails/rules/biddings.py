"""Orders by their form: a use of the body, an aid, a food or a procedure that is bidden, praised or said to be due.

The words of an order differ more than its forms: a verb at the head of a clause with a part of the body or an aid behind it
("Rest the hand"), a lead with such a verb ("you'd be wise to swim"), a treatment with praise ("would do your back good"), and
a procedure that is due ("is best taken out").
"""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.language.text import fold
from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.clauses import Phrases, begins, denies, first_of, left_open, starts

_QUIET = frozenset({"not-stated", "help", "reason", "questions", "sources"})
#: What a reader does with a part of the body or an aid; an order where such a thing stands behind it.
_HANDLING = frozenset(
    "keep rest hold raise elevate prop put lay immobilize strap wrap bandage support protect spare cool warm ice massage rub exercise "
    "stretch bend straighten move train strengthen use wear carry lift load unload brace splint soak bathe brush clean wash cover tape "
    "apply take drink eat avoid skip limit reduce cut try start begin stop swallow inhale rinse gargle stick change swap replace switch go "
    "get give choose do practice add sleep lie sit stand walk mobilize compress heat chill pad shield leave quit refrain smear dab spray "
    "swim cycle run jog kneel squat climb hang lean push pull watch count".split()
)
#: What is given up or taken up with one of these words behind: an order whatever it is.
_CHANGING: dict[str, frozenset[str]] = {
    **dict.fromkeys("swap trade exchange replace switch".split(), frozenset({"for", "with", "by"})),
    **dict.fromkeys("throw give cut lay stay keep steer hold back step".split(), frozenset({"off", "clear"})),
    **dict.fromkeys("ditch bin shed".split(), frozenset({"the", "your", "all", "some", "any", "a", "few"})),
}
#: What a reader does with all the body, or in daily life: an order behind a lead, with or without an object.
_LIVING = frozenset(
    "walk run jog swim cycle stretch exercise rest sleep lie stand sit train drive work climb hike drink eat smoke quit kneel squat bend twist "
    "jump fast diet hydrate lift lose gain chew bike row dance ski skate slow cut avoid refrain abstain limit reduce relax lean "
    "elevate ice immobilize strap massage soak gargle rinse swallow inhale".split()
)
_LIVING_ING = frozenset(
    "walking running jogging swimming cycling stretching exercising resting sleeping lying standing sitting training driving working climbing "
    "hiking drinking eating smoking kneeling squatting bending twisting jumping fasting dieting lifting losing dancing skiing skating "
    "carrying wearing avoiding limiting reducing cutting icing elevating moving typing gardening".split()
)
#: Aids, ways of treating, foods and pastimes: what is ordered.
_AIDS = frozenset(
    "stick cane crutch crutche frame walker rollator wheelchair sling splint brace plaster cast bandage bandages dressing support corset collar belt insole orthosis "
    "orthotic orthotics stocking stockings boot taping tape cushion pillow wedge mattress pad compress compresses pack ice heat warmth painkiller tablet pill capsule "
    "drops spray ointment cream gel lotion inhaler antibiotic medicine medication drug aspirin ibuprofen paracetamol cortisone injection infusion jab "
    "physiotherapy physio physiotherapist osteopath osteopathy chiropractor massage acupuncture exercise exercises workout yoga pilates tai gymnastics stretching swimming cycling walking jogging "
    "running weightlifting sport sports gym tennis golf football hiking dancing gardening lifting kneeling squatting bending stair stairs "
    "operation surgery keyhole arthroscopy stent pin screw plate diet meal meals salt sugar fat alcohol wine beer coffee tea water fluid fluids juice vegetable fruit "
    "fiber meat dairy protein calcium vitamin magnesium supplement zinc iron iodine statin smoking cigarette tobacco weight kilo kilos pound pounds "
    "heel heels shoe shoes sock glove bed nap sauna bath shower airplane flight flights ladder ladders "
    "rinse gargle steam humidifier bedrest rehab rehabilitation drip drain catheter".split()
)
#: Of these, what is also a word of reports and letters; alone it makes no order.
_COMMON_AIDS = frozenset(
    "fluid fluids fat weight calcium plate pin screw water drain tape frame bed iron pack support".split()
)
_DETERMINERS = frozenset(
    "the your that both any it a an this these those some no all more less plenty lots enough only at two three".split()
)
#: Behind "keep" and its like these make no order of care ("keep the knee in mind", "take the letter").
_OF_TALK = frozenset(
    "mind list note eye letter report copy question questions question picture image scan disc record records track date appointment view "
    "context account consideration turn ring bell buzz".split()
)
_TESTS = frozenset("scan mri ct x ray ultrasound test exam image picture film report study".split())
_SKIPPED = frozenset(
    "please also then now just always simply first instead so and but do never not don't meanwhile yourself rather".split()
)
#: Leads of an order, the last words before its verb; those with "you" need it before them.
_LEADS = Phrases.of((
    ("wise", "to"), ("advised", "to"), ("do", "well", "to"), ("best", "to"), ("sensible", "to"), ("smart", "to"), ("better", "to"), ("idea", "to"),
    ("while", "to"), ("pay", "to"), ("pays", "to"), ("time", "to"), ("had", "better"), ("you'd", "better"), ("sure", "to"), ("try", "to"), ("aim", "to"),
    ("remember", "to"), ("careful", "to"), ("supposed", "to"), ("important", "to"), ("helpful", "to"), ("useful", "to"), ("advisable", "to"),
    ("forget", "to"), ("good", "to"), ("helps", "to"), ("sense", "to"), ("thing", "to"), ("right", "to"), ("help", "to"), ("enough", "to"), ("essential", "to"), ("vital", "to"), ("recommended", "to"), ("crucial", "to"), ("key", "to"),
))  # fmt: skip
_LEADS_OF_YOU = Phrases.of((
    ("should",), ("must",), ("ought", "to"), ("need", "to"), ("have", "to"), ("got", "to"), ("want", "to"), ("mustn't",), ("shouldn't",), ("better",), ("please",),
    ("would",), ("must", "not"), ("should", "not"), ("may", "not"), ("can", "no", "longer"),
))  # fmt: skip
_LEADS_HERE = Phrases.of((
    ("better", "off"), ("worth",), ("refrain", "from"), ("consider",), ("recommend",), ("suggest",), ("give", "up"), ("take", "up"),
))  # fmt: skip
_PERSUADING = Phrases.of((
    ("wise", "to"), ("advised", "to"), ("do", "well", "to"), ("better", "off"), ("sensible", "to"), ("smart", "to"), ("while", "to"), ("pays", "to"),
))  # fmt: skip
#: What a letter may bid: to talk, to come, to ask.
_SAFE = frozenset(
    "ask talk tell bring show call ring phone contact see visit discuss speak mention make arrange book get go have keep read note write check attend "
    "follow share look let raise report seek plan prepare take find be know understand remember wait hear learn say have compare schedule set "
    "request clarify confirm inquire go sort clear repeat return consult come".split()
)
#: What is done to a part or finding by those who treat.
_PROCEDURES = frozenset(
    "removed pinned plated screwed wired nailed reset splinted plastered bandaged strapped sewn stitched sutured repaired reattached reconstructed "
    "fixed drained tapped punctured injected widened opened unblocked stented clipped coiled bypassed burned burnt frozen zapped lasered trimmed shaved "
    "smoothed flushed fused stiffened replaced swapped exchanged resurfaced operated treated medicated immobilized rested cooled iced elevated massaged "
    "exercised strengthened stretched warmed spared unloaded tied sealed plugged patched lanced irradiated excised resected amputated decompressed "
    "freed released transplanted corrected straightened sucked cauterized embolized dissolved crushed blasted".split()
)
_PROCEDURES_ING = frozenset(f"{w[:-2]}ing" for w in _PROCEDURES if w.endswith("ed")) | {
    "sewing",
    "freezing",
    "burning",
    "setting",
}
_TIME = frozenset({"time"})
_PROCEDURES_OUT = {
    "taken": frozenset({"out", "off", "away"}), "cut": frozenset({"out", "off", "away", "open"}), "cleaned": frozenset({"out"}), "washed": frozenset({"out"}),
    "put": frozenset({"in", "into", "under"}), "set": frozenset({"straight", "again", "in", "by", "."}), "scraped": frozenset({"out", "off"}), "come": frozenset({"out", "off"}),
}  # fmt: skip
_DUE = Phrases.of((
    ("should", "be"), ("must", "be"), ("need", "to", "be"), ("needs", "to", "be"), ("has", "to", "be"), ("have", "to", "be"), ("ought", "to", "be"), ("better", "be"), ("due", "to", "be"),
    ("is", "best"), ("are", "best"), ("be", "best"), ("has", "to"), ("have", "to"), ("must",), ("should",), ("needs", "to"), ("need", "to"), ("ought", "to"), ("better",), ("wants", "to", "be"), ("will", "have", "to", "be"), ("waiting", "to", "be"), ("is", "to", "be"), ("are", "to", "be"), ("time", "to", "have", "it"),
))  # fmt: skip
_PAPERS = frozenset(
    "date appointment time visit letter report mistake error typo question conflict image scan picture jewelry metal clothing piercing discrepancy "
    "confusion contradiction plan booking".split()
)
_PRAISE: tuple[tuple[str, ...], ...] = (
    ("do", "good"), ("does", "good"), ("wonder",), ("wonders",), ("pay", "off"), ("pays", "off"), ("long", "way"), ("worth",), ("in", "order"), ("called", "for"), ("advisable",), ("sensible",),
    ("wise",), ("ideal",), ("must",), ("essential",), ("vital",), ("crucial",), ("mandatory",), ("indispensable",), ("unavoidable",), ("inevitable",), ("obligatory",), ("avoided",), ("best", "bet"),
    ("right", "thing"), ("only", "answer"), ("only", "way"), ("only", "option"), ("only", "thing"), ("right", "way"), ("best", "way"), ("best", "option"), ("logical", "step"), ("obvious", "step"), ("best", "thing"), ("right", "step"), ("next", "step"), ("best", "step"), ("best", "move"), ("right", "move"), ("right", "course"), ("best", "course"), ("best", "choice"), ("right", "choice"), ("right", "answer"),
    ("best", "remedy"), ("best", "medicine"), ("way", "to", "go"), ("only", "solution"), ("best", "solution"), ("pain", "away"), ("miracles",), ("miracle",), ("beneficial",), ("best", "cure"), ("is", "due"), ("taboo",), ("off", "limits"), ("out", "of", "the", "question"), ("forbidden",), ("allowed",), ("off", "the", "menu"), ("good", "idea"), ("bad", "idea"), ("makes", "sense"), ("off", "the", "table"), ("out", "of", "bounds"), ("banned",), ("prohibited",), ("off", "the", "agenda"), ("not", "an", "option"), ("on", "the", "cards"),
)  # fmt: skip
_WITHHELD = frozenset(
    "report radiologist may might could maybe perhaps question questions talk option options choice depends nobody".split()
)
_WANTING = frozenset("needs need wants want deserves requires require craves benefit benefits".split())
_OWN_CARE = (
    "surg",
    "operat",
    "excis",
    "resect",
    "remov",
    "drain",
    "treat",
    "therap",
    "fixation",
    "interven",
    "repair",
    "decompress",
)
_BARE = frozenset(
    "no plenty lots strict complete bed daily regular gentle total absolute one two three four five six eight ten twelve several".split()
)
_LASTING = frozenset("week day month time times daily until hour night now".split())
_FINITE = frozenset(
    "is are was were has have had do does did can could may might will would show shows shown seen found".split()
)


def bidden(aligned: Aligned, said: Said, words: Sequence[str]) -> Fault | None:
    """The fault of a sentence that has the form of an order, whatever its words."""
    if said.label in _QUIET or said.kind == "heading":
        return None
    for at in (
        _imperative(aligned, said, words),
        _led(aligned, said, words),
        _praised(aligned, said, words),
        _due(aligned, said, words),
        _wanted(aligned, said, words),
        _bare(aligned, said, words),
    ):
        if at is not None:
            tokens = aligned.reading.tokens
            first, last = said.first + at[0], min(said.first + at[1], said.last - 1)
            span = Span(tokens[first].start, tokens[last].end)
            return Fault(
                span,
                f'tells the reader what to do ("{aligned.reading.words(*span)}")',
                suggestion="Ask your clinician which activities fit you.",
            )
    return None


_Piece = tuple[int, int]


def _reported(aligned: Aligned, word: str) -> bool:
    """Whether the report or the plan has a word."""
    lemmas = aligned.reading.prepared.report_lemmas
    return word in lemmas or f"{word}s" in lemmas or aligned.reading.prepared.says(f" {word} ")


def _aid(aligned: Aligned, said: Said, words: Sequence[str], lo: int, hi: int, *, strict: bool = False) -> int | None:
    """Where an aid, a treatment or a food stands, from ``lo`` up to ``hi``, that the report does not name."""
    tokens = aligned.reading.tokens
    low = aligned.reading.folded
    known = {h.first - said.first: low[h.start : h.end] for h in said.of("treatment", "healer")}
    for at in range(max(0, lo), min(hi, len(words))):
        word = words[at]
        if not (word in _AIDS or at in known):
            continue
        if strict and word in _COMMON_AIDS and words[max(0, at - 1)] not in ("heavy", "body"):
            continue
        token = tokens[said.first + at]
        if any(m.start <= token.start < m.end for m in said.mentions) and word not in ("plaster", "cast"):
            continue
        name = known.get(at, word)
        if name not in aligned.reading.prepared.report if " " in name else not _reported(aligned, word):
            return at
    return None


def _part(aligned: Aligned, said: Said, words: Sequence[str], lo: int, hi: int) -> int | None:
    """Where a part of the body is named, from ``lo`` up to ``hi``, and no test of it."""
    tokens = aligned.reading.tokens
    starting = {p.start: p.end for p in said.places}
    for at in range(lo, min(hi, len(words))):
        end = starting.get(tokens[said.first + at].start)
        if end is None:
            continue
        behind = next((words[i] for i in range(at, len(words)) if tokens[said.first + i].start >= end), ".")
        return None if behind in _TESTS else at
    return None


def _object(aligned: Aligned, said: Said, words: Sequence[str], at: int) -> int | None:
    """Where what a verb is done with stands: a part of the body right behind it, or an aid."""
    behind = words[at + 1 : at + 2]
    if words[at] == "go" and behind == ["on"]:
        return _aid(aligned, said, words, at + 2, at + 5, strict=True)
    if not behind or not behind[0][0].isalnum() or behind[0] in ("of", "is", "are", "was", "were", "on"):
        return None
    last = next((i for i in range(at + 1, len(words)) if words[i] in (";", ":", ".", "but")), len(words))
    if first_of(words, _OF_TALK, at + 1, min(at + 9, last)) is not None:
        return None
    if words[at] in _WITH_AIDS_ONLY:
        return _aid(
            aligned, said, words, at + 1, min(at + 7, last), strict=words[at] in ("get", "go", "do", "have", "give")
        )
    if behind[0] not in _DETERMINERS and _aid(aligned, said, words, at + 1, at + 3) is None:
        return None
    part = _part(aligned, said, words, at + 1, min(at + 5, last))
    return part if part is not None else _aid(aligned, said, words, at + 1, min(at + 9, last))


#: Of the verbs above, those that are no order with a part of the body ("take the knee", "start with the hip", "leave the liver").
_WITH_AIDS_ONLY = frozenset(
    "take drink eat avoid skip limit reduce cut try start begin stop swallow inhale change swap replace switch go get give choose do add leave quit refrain "
    "watch count practice walk sleep stand sit lie run jog swim cycle put use apply".split()
) - {"put", "use"}  # fmt: skip


def _imperative(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """A verb at the head of a clause, with a part of the body or an aid behind it ("Rest the hand", "Use a stick")."""
    for start in starts(words):
        at = start
        while at < len(words) and words[at] in _SKIPPED:
            at += 1
        if at >= len(words) or (words[at] not in _HANDLING and words[at] not in _CHANGING) or left_open(words, at):
            continue
        if start and words[start - 1] in (",", "and", "then") and not _set_before(words, start):
            continue
        end = _object(aligned, said, words, at)
        if end is None and first_of(words, _OF_TALK, at + 1, at + 9) is None and words[at + 1 : at + 2] != ["in"]:
            changed = _CHANGING.get(words[at], frozenset())
            end = first_of(words, changed, at + 1, at + (7 if "for" in changed else 3))
        if end is not None:
            return at, end
    return None


#: What opens the part of a sentence before its order ("Since it aches, rest it", "Until then, use a stick").
_FRONTING = frozenset(
    "since because as if to until till while given with in for during when after once because meanwhile before at from".split()
)


def _set_before(words: Sequence[str], start: int) -> bool:
    """Whether a clause begins behind what is set before it, and not as one more thing of a row."""
    if words[0] in _FRONTING and words[start - 1] == ",":
        return words[:start].count(",") <= 1 or words[start - 2] not in ("and", "or")
    return words[0] in _HANDLING


def _led(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """A lead of an order and what a reader does behind it ("you'd be wise to swim", "you should sleep on a wedge")."""
    for at in range(1, len(words)):
        word = words[at]
        before = _without_adverbs(words, at)
        if left_open(words, at):
            continue
        if word in _LIVING or word in _HANDLING:
            led = _LEADS.before(words, before) is not None
            bound = None if led else _LEADS_OF_YOU.before(words, before)
            own = bound is not None and "you" in words[max(0, before - len(bound[0]) - 2) : before]
            if (led or own) and not (led and words[before - 2 : before] == ["help", "to"]):
                if word in _LIVING and _plain_living(words, at):
                    return before - 1, at
                end = _object(aligned, said, words, at) if word in _HANDLING else None
                if end is not None:
                    return before - 1, end
        elif word in _LIVING_ING and _LEADS_HERE.before(words, before) is not None:
            return before - 1, at
        if _PERSUADING.before(words, before) is not None:
            aids = _aid(aligned, said, words, at, at + 7)
            if word.isalpha() and aids is not None:
                return before - 1, aids
            if word.isalpha() and word not in _SAFE and "you" in _persons(words[:at]):
                return before - 1, at
    return None


def _persons(words: Sequence[str]) -> set[str]:
    return {w.partition("'")[0] for w in words}


def _without_adverbs(words: Sequence[str], at: int) -> int:
    """Where the words before a verb end, adverbs left out ("should really not run")."""
    before = at
    while before > 1 and (
        words[before - 1].endswith("ly")
        or words[before - 1] in ("not", "never", "also", "now", "just", "rather", "always", "at", "least", "only")
    ):
        before -= 1
    return before


#: Behind verbs of daily life these make it no use of the body ("you should work through the list", "lean on your doctor").
_OTHER_USE = frozenset("through out together up down with on into to".split())


def _plain_living(words: Sequence[str], at: int) -> bool:
    behind = words[at + 1] if at + 1 < len(words) else "."
    if words[at] in ("lie", "sit", "stand", "lean") and behind == "on":
        return "back" in words[at:] or "side" in words[at:] or "belly" in words[at:]
    if words[at] in (
        "cut",
        "lose",
        "gain",
        "reduce",
        "limit",
        "avoid",
        "slow",
        "refrain",
        "quit",
        "stand",
        "lie",
        "sit",
        "run",
        "work",
        "relax",
        "drive",
        "row",
        "lean",
        "bend",
    ):
        return behind in (
            "out",
            "back",
            "down",
            "weight",
            "less",
            "more",
            "as",
            "until",
            "for",
            "from",
            "smoking",
            "still",
            "flat",
            "upright",
            "off",
            "every",
            ".",
            "again",
            "yet",
            "so",
        ) and not (words[at] == "work" and behind in ("out", "down", "back"))
    return behind not in _OTHER_USE or words[at] in ("sleep", "drink", "eat", "swim", "kneel", "walk")


def _praised(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """A treatment or aid said to be good, due or barred ("A course of physiotherapy would do your back good")."""
    if not _WITHHELD.isdisjoint(words):
        return None
    aid = _aid(aligned, said, words, 0, len(words), strict=True)
    if aid is None or left_open(words, aid):
        return None
    what = first_of(words, _WHAT, aid + 1, len(words))
    if (
        what is not None
        and words[what - 1] in ("is", "are")
        and (want := first_of(words, _WANTING, what + 1, what + 7)) is not None
    ):
        return aid, want  # "Physio is what the shoulder needs"
    for phrase in _PRAISE:
        if phrase[0] not in words:
            continue
        at = _scattered(words, phrase, max(0, aid - _PRAISE_BEFORE))
        if at is None or left_open(words, at[0]):
            continue
        clause = words[begins(words, at[0]) : at[0]]
        if phrase in (("worth",), ("must",)) and not _praises(words, at[0]):
            continue
        if any(denies(w) for w in clause) and phrase not in (("avoided",), ("allowed",), ("good", "idea")):
            continue
        return min(aid, at[0]), max(aid, at[1])
    return None


_WHAT = frozenset({"what"})
_PRAISE_BEFORE = 10


def _praises(words: Sequence[str], at: int) -> bool:
    """Whether "worth" and "must" praise ("is worth doing", "is a must")."""
    if words[at] == "must":
        return words[at - 1] == "a"
    return words[at - 1] in ("is", "are", "be", "well", "definitely", "certainly") and words[at + 1 : at + 2] != [
        "asking"
    ]


#: How far behind such a word the next one of a phrase may stand ("do your back good", "the only sensible answer").
_GAPS = {"do": 5, "does": 5, "only": 3, "best": 3, "right": 3, "next": 3}


def _scattered(words: Sequence[str], phrase: Sequence[str], lo: int) -> _Piece | None:
    """Where a phrase stands from ``lo`` on, with up to three words between its own ("do your back good")."""
    for at in range(lo, len(words)):
        if words[at] != phrase[0]:
            continue
        last = at
        for word in phrase[1:]:
            found = first_of(words, {word}, last + 1, last + _GAPS.get(phrase[0], 2))
            if found is None:
                break
            last = found
        else:
            return at, last
    return None


def _due(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """A procedure that is said to be due ("the gallbladder is best taken out", "should be pinned", "has to come out")."""
    asked = [fold(aligned.plan.reading.text[r.start : r.end]) for r in aligned.plan.reading.recommendations]
    if any(stem in text for text in asked for stem in _OWN_CARE):
        return None
    for at in range(1, len(words)):
        word = words[at]
        behind = words[at + 1] if at + 1 < len(words) else "."
        done = word in _PROCEDURES or behind in _PROCEDURES_OUT.get(word, ())
        if (
            word in _PROCEDURES_ING
            and words[at - 1] in _WANTING
            and not any(denies(w) for w in words[max(0, at - 4) : at])
            and not left_open(words, at)
        ):
            return at - 1, at  # "the cyst wants draining"
        if (
            (done or word in ("changed", "done"))
            and words[at - 1] in ("was", "were", "got", "had")
            and first_of(words, _TIME, 0, at - 1) is not None
            and _high_time(words)
        ):
            return at - 1, at
        if not done or left_open(words, at):
            continue
        before = at
        while before > 1 and (words[before - 1].endswith("ly") or words[before - 1] in ("also", "now", "first", "all", "soon", "then", "best", "be", "get")) and words[before - 2 : before] not in (["should", "be"], ["must", "be"], ["to", "be"], ["better", "be"], ["is", "best"], ["are", "best"], ["be", "best"]):  # fmt: skip
            before -= 1
        due = _DUE.before(words, before)
        lead = due and due[0]
        if lead is None or (len(lead) == 1 and word != "come") or (lead[-1] == "to" and word != "come"):
            continue
        begin = begins(words, before - len(lead))
        subject = words[begin : before - len(lead)]
        if (
            not _PAPERS.isdisjoint(subject)
            or behind in ("as", "like", "up")
            or any(denies(w) for w in words[before - len(lead) : at])
        ):
            continue
        if word == "treated" and {"care", "caution"} & set(words[at + 1 : at + 4]):
            continue
        return before - len(lead), at
    return None


def _high_time(words: Sequence[str]) -> bool:
    """Whether it is said to be time for something ("It's high time the stem was changed")."""
    at = words.index("time")
    return words[max(0, at - 1)] in ("high", "about", "it", "is", "past")


def _wanted(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """What a part of the body is said to need ("What your knee needs is rest", "Your back needs training")."""
    tokens = aligned.reading.tokens
    if not _WITHHELD.isdisjoint(words):
        return None
    for at in range(1, len(words)):
        if words[at] not in _WANTING or left_open(words, at) or any(denies(w) for w in words[max(0, at - 3) : at]):
            continue
        if not any(0 <= tokens[said.first + at].start - p.end <= 1 for p in said.places):
            continue
        end = _aid(aligned, said, words, at + 1, at + 8) or first_of(words, _REST, at + 1, at + 6)
        if end is not None and words[end] not in ("water", "fluid"):
            return at, end
    return None


_REST = frozenset("rest movement training exercise care relief stretching".split()) - {"care"}


def _bare(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """An order with no verb ("Six weeks in plaster.", "Plenty of ice, three times a day.")."""
    if words[0] not in _BARE or not _FINITE.isdisjoint(words) or _LASTING.isdisjoint(words):
        return None
    aid = _aid(aligned, said, words, 1, len(words), strict=True)
    return None if aid is None or said.mentions else (0, aid)
