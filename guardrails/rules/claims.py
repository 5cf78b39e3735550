"""No medical claim without evidence: what is said of a finding's course, its reasons and how often it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned
from guardrails.cues import Cue
from guardrails.denials import of_none, states
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.caveats_said import tells_silent
from guardrails.rules.doers import (
    acts,
    bids_help,
    doer,
    foretells_reader,
    never_formed,
    of_care,
    result_foretold,
    thing_named,
)
from guardrails.rules.errands import asked_for, is_errand
from guardrails.rules.nature import explains_part, of_everybody
from guardrails.rules.reckonings import reckoned
from guardrails.rules.unsaid import seeks_help
from guardrails.rules.wording import akin

_QUIET = frozenset({"questions", "sources"})
_NEGATIONS = frozenset({"no", "not", "cannot", "never", "without", "nothing", "don't", "doesn't", "isn't"})


def _unknown(said: Said, hit: Hit) -> bool:
    return any(h.last <= hit.first + 1 for h in said.of("not-knowing"))


def _denied(aligned: Aligned, said: Said, hit: Hit, reach: int = 4) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - reach) : hit.first]]
    return any(w in _NEGATIONS for w in words)


#: Words for how often a thing comes; "usual" or "common" in a report is not the same.
_HOW_OFTEN = frozenset("usually normally generally commonly typically frequently naturally".split())


def _any_ending(text: str) -> str:
    """A pattern for words whatever the ending of the first and the last ("originate from", "originating from")."""
    words = text.split(" ")
    endings = r"(?:e?s|e?d|ing|ions?|y|e)?"
    for at in {0, len(words) - 1}:
        stem = words[at] if words[at] in _HOW_OFTEN else words[at].removesuffix("ly")
        stem = stem.removesuffix("e") if len(stem) > 4 else stem
        words[at] = re.escape(stem) + endings
    return " ".join(w if i in (0, len(words) - 1) else re.escape(w) for i, w in enumerate(words))


#: Ways to say how often a yearly test is due.
_YEARLY = frozenset({"every year", "with each year", "each year", "year after year"})


def _held(aligned: Aligned, text: str) -> bool:
    """Whether the report, the plan or what its sources found uses these very words, whatever their ending."""
    pattern = re.compile(rf"\b{_any_ending(text)}\b")
    prepared = aligned.reading.prepared
    if pattern.search(prepared.report) or pattern.search(prepared.said):
        return True
    if text in _YEARLY and any(
        word in prepared.report for word in ("annual", "yearly", "each year", "every year", "12 month")
    ):
        return True
    return any(pattern.search(fold(fact)) for source in aligned.plan.sources for fact in source.key_facts)


def _open(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words are asked, left open, said for a case that may come, or not of the body at all."""
    return (
        _conditional(aligned, said, hit)
        or _unknown(said, hit)
        or _ask(aligned, said)
        or _checked(aligned, hit, said)
        or _of_paper(aligned, hit, said)
        or _not_described(aligned, hit, said)
        or of_none(aligned.reading.lemmas(said), hit.first - said.first)
    )


#: A follow-up is to see whether something goes away; that foretells nothing.
_TO_SEE = frozenset("see confirm check ensure prove verify".split())
#: What is no part of the body: "the MRI has come back", "one thing to clear up", "CONFLICT, resolve first".
_PAPER = frozenset(
    (
        "mri ct scan xray x-ray ultrasound report letter appointment question conflict discrepancy contradiction mix-up "
        "mismatch wording paperwork"
    ).split()
)
_NOT_TOLD = (
    "address",
    "discuss",
    "cover",
    "clear",
    "known",
    "determin",
    "evaluat",
    "assess",
    "describ",
    "stat",
    "given",
    "mention",
    "specif",
    "report",
    "nam",
    "told",
    "said",
    "note",
    "record",
    "comment",
    "list",
)


_SAYS_NOTHING = frozenset("nothing cannot can't nobody none".split())
#: Words by which a heading or a label says that a thing is open ("etiology uncertain"), and how soon they follow it.
_DOUBTED = frozenset(
    "unknown uncertain unclear undetermined indeterminate queried unspecified undescribed questioned open".split()
)
_SOON = 4


def _checked(aligned: Aligned, hit: Hit, said: Said) -> bool:
    """Whether the words are what a next test is to find out ("to make sure that the area clears")."""
    before = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 9) : hit.first]]
    if {"will", "would", "should"} & set(before):
        return False
    if {"until", "whether"} & set(before) or "where" in before[-3:]:
        return True
    return any(
        (one == "to" and two in _TO_SEE)
        or (one == "make" and two == "sure")
        or ((one, two) == ("be", "sure") and "to" in before)
        for one, two in pairwise(before)
    ) or before[-3:] == ["one", "thing", "to"]


def _of_paper(aligned: Aligned, hit: Hit, said: Said) -> bool:
    """Whether the words are said of the report, the scan or a question, and of no finding or person."""
    tokens_ = aligned.reading.tokens
    ahead = [m for m in said.mentions if m.end <= hit.start]
    subject = next(
        (i for i in range(hit.first - 1, max(said.first, hit.first - 8) - 1, -1) if tokens_[i].lemma in _PAPER), None
    )
    if subject is None and _of_reading(said, aligned.reading.lemmas(said), hit):
        return True
    if subject is None:
        return False
    if any(m.end <= tokens_[subject].start for m in ahead) and not _WHERE_SEEN.isdisjoint(
        t.lemma for t in tokens_[max(said.first, subject - 3) : subject]
    ):
        return False  # "the tear on your scan"
    owners = {t.lemma for t in tokens_[max(said.first + 1, subject - 5) : subject]}
    if not _OWNING.isdisjoint(owners):
        return False  # "Children with a normal scan outgrow it"
    between = {t.lemma for t in tokens_[subject + 1 : hit.first]}
    return not between & {"it", "this", "that", "they", "you", "your", "which"} and not any(
        m.start >= tokens_[subject].start for m in ahead
    )


_WHERE_SEEN = frozenset("on in from by".split())
_OWNING = frozenset("with without whose".split())
_QUICK = frozenset("quick short brief long easy simple dry technical".split())


def _of_reading(said: Said, words: Sequence[str], hit: Hit) -> bool:
    """Whether it is the text that will be short or quick to read ("There isn't much text, so this will be quick")."""
    at = hit.last - said.first
    short = words[at : at + 1] == ["be"] and not _QUICK.isdisjoint(words[at + 1 : at + 4])
    return short and not _TEXTS.isdisjoint(words[: at - 1]) and not said.mentions


def _not_described(aligned: Aligned, hit: Hit, said: Said) -> bool:
    """Whether the words name what the report does not say ("age, course and etiology are not described")."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : said.last]]
    if any(w in _DOUBTED and (w != "open" or behind[i - 1 : i] != ["stay"]) for i, w in enumerate(behind[:_SOON])):
        return True
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    if any(
        w in _SAYS_NOTHING and any(b.startswith(_NOT_TOLD) for b in ahead[i + 1 : i + 4]) for i, w in enumerate(ahead)
    ):
        return True  # "Nothing can be said about change over time"
    if "not" not in behind or {"will", "usually", "but", "and"} & set(behind[: behind.index("not")]):
        return False
    return any(w.startswith(stem) for w in behind[behind.index("not") + 1 :][:3] for stem in _NOT_TOLD)


def _unsupported(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    for said in reading.sentences:
        if said.label in _QUIET or said.kind == "question" or reading.from_plan(said):
            continue
        if seeks_help(aligned, said):
            continue
        if not said.kinds.keys().isdisjoint(_OPENING) and is_errand(aligned, said):
            continue  # what brought the reader to the exam is no claim about what it found
        fault = (
            _course(aligned, said)
            or _foretold(aligned, said)
            or _claim(aligned, said)
            or _mechanism(aligned, said)
            or _began(aligned, said)
            or _often(aligned, said)
            or _form(aligned, said)
            or reckoned(aligned, said, reading.lemmas(said))
        )
        if fault is not None:
            yield fault


#: Kinds of cues that open a look at a claim.
_OPENING = frozenset(
    "course outcome claim mechanism origin-verb risk-factor often future ahead of-a-kind folk habit behaviour exam-reason cause-backward".split()
)


def _foretold(aligned: Aligned, said: Said) -> Fault | None:
    """How things go on, told with two words ("most people ultimately need operative treatment")."""
    if said.label in ("help", "not-stated", "reason") or not said.has("outcome"):
        return None
    ahead = [h for h in (*said.of("foretelling"), *said.of("felt-when")) if not _after_than(aligned, said, h)]
    if _of_most(aligned, said):
        ahead = [*said.of("outcome"), *ahead]
    for hit in said.of("outcome"):
        if not any(h is hit or h.last <= hit.first or h.first >= hit.last for h in ahead) or _open(aligned, said, hit):
            continue
        if _when_to_call(aligned, said, hit) or _attribute(aligned, said, hit) or _felt_before(aligned, said, hit):
            continue
        if _denied_as_reported(aligned, said, hit) or _than_usual(aligned, said, hit):
            continue
        text = aligned.reading.folded[hit.start : hit.end]
        if text == "spread" and aligned.reading.tokens[hit.first - 1].lemma in ("usual", "normal", "expected", "the"):
            continue  # a range of numbers
        if _held(aligned, text) or (text in _SIZES and any(0 <= p.start - hit.end <= 2 for p in said.places)):
            continue  # "larger joints" have that size
        return Fault(
            said.span, f'foretells a course ("{text}") that neither the report nor the evidence holds', suggestion=""
        )
    return None


def _after_than(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word of what is to come only tells what something is compared with ("weaker than expected")."""
    return hit.first > said.first and aligned.reading.tokens[hit.first - 1].lemma == "than"


_SHORT = 9


def _of_most(aligned: Aligned, said: Said) -> bool:
    """Whether a short sentence tells what most things of a kind do ("Most tears mend")."""
    words = aligned.reading.lemmas(said)
    return words[0] in ("most", "many", "all", "nearly") and len(words) <= _SHORT and not said.has("silent", "common")


_SIZES = frozenset({"larger", "bigger", "smaller", "wider", "thicker", "thinner"})
_ARTICLES = frozenset(
    "a an the this that two one other both these those your its of much slightly somewhat even".split()
)
#: What is named by how it goes on ("healing tissue", "the regressing clot"), and persons who feel nothing.
_THINGS = frozenset(
    "tissue fracture bone wound scar break cut incision crack injury burn clot area zone edge callus line ulcer "
    "people person adult volunteer patient knee shoulder hip back spine neck joint woman man subject athlete other one".split()
)


def _attribute(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word only says which thing is meant ("a larger growth", "healing tissue", "pain-free shoulders")."""
    words = aligned.reading.tokens
    text = aligned.reading.folded[hit.start : hit.end]
    before = words[hit.first - 1].lemma if hit.first > said.first else ""
    behind = words[hit.last].lemma if hit.last < said.last else "."
    if text in _SIZES or text in ("weaker", "stiffer"):
        return before in _ARTICLES and behind[0].isalpha() and behind not in _LINKS
    return text.endswith(("ing", "free")) and behind in _THINGS


_LINKS = frozenset("than in by with over and or as when if until soon again is are will".split())
#: Nouns for a course that can be looked for and not be found, by the beginning of the report's words for them.
_SEEN_COURSE = {
    "recur": ("recur", "relaps"),
    "relapse": ("recur", "relaps"),
    "progress": ("progress", "worsen", "increas"),
    "deteriorat": ("deteriorat", "worsen", "progress"),
    "regress": ("regress",),
    "come back": ("recur", "relaps"),
    "spread": ("spread", "extension", "invasi", "involve", "metasta"),
    "flare": ("flare", "acute", "itis", "inflam"),
}


def _denied_as_reported(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course is said not to have been seen, and a sentence of the report denies it too ("no acute flare")."""
    text = aligned.reading.folded[hit.start : hit.end]
    own = next((stems for word, stems in _SEEN_COURSE.items() if text.startswith(word)), None)
    if own is None or said.has("future") or said.has("ahead") or not _denied(aligned, said, hit, 6):
        return False
    return any(
        any(w.startswith(own) or w.endswith(own) for w in scene.lemmas) and not _NEGATIONS.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    )


_WORSE = frozenset({"getting worse", "get worse", "gets worse", "got worse", "worsening", "worse", "become worse"})
_GROWN = ("worsen", "worse", "progressiv", "increas", "deteriorat")


def _felt_before(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course is that of the complaint, told in the report as growing ("a cough that is getting worse")."""
    text = aligned.reading.folded[hit.start : hit.end]
    if text not in _WORSE or said.has("future") or said.has("ahead") or said.has("foretelling"):
        return False
    if not said.has("symptom"):
        return False  # "Your knee is getting worse"
    if any(c.positive and c.facts(positive=True) for c in aligned.claims_in(said)):
        return False
    asked = asked_for(aligned.plan) or aligned.reading.prepared.report_lemmas
    return any(w.startswith(_GROWN) for w in asked)


_HAS = frozenset("has have had was were been".split())


def _felt_so_far(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a complaint is told as it has been, and no finding with it ("it has been sore whenever you reach up")."""
    ahead = aligned.reading.lemmas(said)[: hit.first - said.first]
    told = any(s.last <= hit.first for s in said.of("symptom")) and not _HAS.isdisjoint(ahead)
    return told and not any(c.positive and c.facts(positive=True) for c in aligned.claims_in(said))


#: What a claim is about, as the fault names it.
_ABOUT = {
    "heredity": "says where it is inherited from",
    "origin": "says how it came about",
    "frequency": "says whom it befalls",
    "risk": "speaks of a risk",
    "spread": "says that a growth has spread or come back",
}
#: What is said to spread, and beginnings of a report's words for it.
_GROWTHS = frozenset(
    "cancer tumor disease growth malignancy melanoma lymphoma carcinoma sarcoma leukemia metastasis it".split()
)
_SPREAD = (
    "spread",
    "metasta",
    "invad",
    "invasi",
    "involv",
    "infiltrat",
    "extend",
    "extension",
    "recur",
    "dissemin",
    "reach",
)


def _claim(aligned: Aligned, said: Said) -> Fault | None:
    if said.label in ("help", "not-stated", "reason"):
        return None
    for hit in said.of("claim"):
        text = aligned.reading.folded[hit.start : hit.end]
        if said.quoted(hit.start, hit.end) or _open(aligned, said, hit) or _held(aligned, text):
            continue
        if hit.cue.value == "frequency" and (_in_a_percentile(aligned, said) or _not_counted(aligned, said, hit)):
            continue
        if text.startswith("born") and any(
            f.category == "congenital" for c in aligned.claims_in(said) for f in c.facts(positive=True)
        ):
            continue
        if hit.cue.value == "heredity" and (_of_birth(aligned, said, text) or _family_told(aligned, said, text)):
            continue
        here = aligned.reading.tokens[hit.first - 1].lemma in _HERE
        behind = {t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + _SOON + 3 * here)]}
        if hit.cue.value == "origin" and (_as_a_child(aligned, text) or _as_planned(aligned, said, hit)):
            continue
        if text.endswith(("result of", "results of")) and (
            not (_PAPER | _FILMS).isdisjoint(behind)
            or (
                here
                and not _has_any(said, "risk-factor", "behaviour")
                and aligned.reading.tokens[hit.last].lemma not in ("your", "being", "having")
            )
        ):
            continue  # "Here is the result of your MRI", "Below are the results of each part"
        if hit.cue.value == "spread" and not _growth_spreads(aligned, said, hit):
            continue
        if hit.cue.value == "risk" and "risk" in text and "risk" in aligned.reading.prepared.report:
            continue
        return Fault(
            said.span, f'{_ABOUT[hit.cue.value]} ("{text}"), which neither the report nor the evidence holds',
            suggestion="",
        )  # fmt: skip
    return None


_FILMS = frozenset("ray film radiograph exam examination imaging test mammogram study".split())


def _as_a_child(aligned: Aligned, text: str) -> bool:
    """Whether words tell that a thing was done or had as a child, as the report has it ("operated in childhood")."""
    return ("child" in text or "young" in text) and "child" in aligned.reading.prepared.report


def _as_planned(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether what is told behind "happens when" is one statement of the plan in other forms ("when arteries harden")."""
    named = [
        t.lemma for t in aligned.reading.tokens[hit.last : said.last] if len(t.lemma) > 3 and t.lemma not in _FRAMING
    ]
    if not 1 < len(named) <= _SOON:
        return False
    texts = [i.statement for i in aligned.plan.items] + [c.text for c in aligned.plan.caveats]
    held = [{t.lemma for t in tokens(fold(text))} for text in texts]
    return any(all(any(akin(word, other) for other in own) for word in named) for own in held)


_PARENTS = frozenset("mother father parent parents grandmother grandfather you your".split())
_MEASURED = frozenset("weight weigh weighs size length long big estimate estimated measure head".split())
_BLAMING = frozenset("why because cause caused from due explains explain comes came got".split())


def _of_birth(aligned: Aligned, said: Said, text: str) -> bool:
    """Whether "at birth" is when a baby will be measured, in a letter on an unborn one ("the true weight at birth can differ")."""
    words = aligned.reading.lemmas(said)
    unborn = not _UNBORN.isdisjoint(aligned.reading.prepared.report_lemmas)
    at = words.index("birth") if "birth" in words else 0
    return text == "at birth" and unborn and not _MEASURED.isdisjoint(words) and _PARENTS.isdisjoint(words[at:])


_UNBORN = frozenset("fetus fetal gestation gestational obstetric obstetrical".split())


def _family_told(aligned: Aligned, said: Said, text: str) -> bool:
    """Whether the report itself tells of a disease in the family, and the sentence makes it no cause."""
    words = aligned.reading.lemmas(said)
    if "family" not in text or not _risk_held(aligned, "run in"):
        return False
    blamed = not _BLAMING.isdisjoint(words) or ("reason" in words and ("reason", "to") not in pairwise(words))
    return not blamed and not any(c.positive and c.facts(positive=True) for c in aligned.claims_in(said))


def _has_any(said: Said, *kinds: str) -> bool:
    return not said.kinds.keys().isdisjoint(kinds)


_HERE = frozenset("here below above following next".split())


def _growth_spreads(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a cancer is said to have gone further, of which the report has no word of any kind."""
    before = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 5) : hit.first]]
    if _GROWTHS.difference(("it",)).isdisjoint(before) or any(w in _NEGATIONS for w in before):
        return False
    return not any(w.startswith(_SPREAD) for w in aligned.reading.prepared.report_lemmas)


_RANK = re.compile(
    r"\b([0-9]{1,2})(?:st|nd|rd|th)?(?: (?:and|to|or)(?: the)? |-)?([0-9]{1,2})?(?:st|nd|rd|th)? percentile"
)
_ABOVE = frozenset("higher more larger bigger greater above over longer heavier".split())
_BELOW = frozenset("lower less smaller fewer below under shorter lighter".split())


def _in_a_percentile(aligned: Aligned, said: Said) -> bool:
    """Whether the sentence gives the place among others that the report gives too ("the 24th percentile for its age").

    It may also tell in words, right behind that, on which side of most others the value lies.
    """
    report = aligned.reading.prepared.report
    if "percentile" not in report:
        return False
    words = aligned.reading.lemmas(said)
    if "percentile" in words:
        return True
    ranks = [int(n) for match in _RANK.finditer(report) for n in match.groups() if n]
    told = any("percentile" in aligned.reading.lemmas(s) for s in aligned.reading.near(said, 2, 0))
    if not told or not ranks or "than" not in words or "most" not in words:
        return False
    above, below = not _ABOVE.isdisjoint(words), not _BELOW.isdisjoint(words)
    return above != below and all((rank > 50) == above for rank in ranks)


_COUNTS = frozenset("two three four five six seven eight nine ten many several some more few".split())


def _not_counted(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "time" only counts what was told ("this time more at the front"), and not how often a thing comes."""
    words = aligned.reading.tokens
    if not aligned.reading.folded[hit.start : hit.end].startswith("time"):
        return False
    before = words[hit.first - 1].lemma if hit.first > said.first else ""
    return before not in _COUNTS and not before[:1].isdigit()


def _course(aligned: Aligned, said: Said) -> Fault | None:
    if said.label in ("help", "not-stated", "reason"):
        return None
    for hit in said.of("course"):
        text = aligned.reading.folded[hit.start : hit.end]
        if text == "be gone" and hit.last < said.last and aligned.reading.tokens[hit.last].lemma in ("over", "through"):
            continue
        if text in _AGING and said.has("silent", "common"):
            continue  # the caveat itself: "this is common with age"
        if _compared(aligned, said, hit) or _attribute(aligned, said, hit) or _looked_for(aligned, said, hit):
            continue
        if text in _EACH_TIME and (
            explains_part(aligned, said, aligned.reading.lemmas(said)) or _felt_so_far(aligned, said, hit)
        ):
            continue
        if text.startswith("long") and _is_chronic(aligned, hit):
            continue
        if _denied_as_reported(aligned, said, hit) or _felt_before(aligned, said, hit):
            continue
        if _has_been(aligned, said, hit) or _than_usual(aligned, said, hit) or _made_clear(aligned, said, hit):
            continue
        if not _open(aligned, said, hit) and not _held(aligned, text) and not _when_to_call(aligned, said, hit):
            return Fault(
                said.span,
                f'foretells a course ("{text}") that neither the report nor the evidence holds',
                suggestion="",
            )
    return None


_SO_FAR = frozenset({"over time", "over the years", "with time", "over the year"})
_MODALS_AHEAD = frozenset("will would can could may might should must tend tends usually often likely going".split())


def _has_been(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "over time" is said of what has happened, and of nothing to come ("discs that have dried out over time")."""
    if aligned.reading.folded[hit.start : hit.end] not in _SO_FAR or hit.last - said.first < 3:
        return False
    ahead = aligned.reading.lemmas(said)[: hit.first - said.first]
    at = max((i for i, w in enumerate(ahead) if w in ("has", "have")), default=-1)
    onward = not _MORE.isdisjoint(ahead[at:])  # "has bulged more over the years"
    return (
        at >= max(0, len(ahead) - _SO_LONG)
        and not onward
        and ahead[-1] not in _CLAUSE
        and _MODALS_AHEAD.isdisjoint(ahead[at - 2 :])
    )


_SO_LONG = 9
_MORE = frozenset("more less worse better bigger larger smaller narrower wider thinner thicker weaker further".split())
_USUAL = frozenset("usual normal expected average should".split())


def _than_usual(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a size is held against what is usual ("bigger than they should be"), which foretells nothing."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 4)]]
    return (
        aligned.reading.folded[hit.start : hit.end] in _SIZES
        and behind[:1] == ["than"]
        and not _USUAL.isdisjoint(behind)
        and not any(h.last <= hit.first for h in said.of("future"))
    )


_CLEARED = frozenset("this that any your the what whether all some".split())
_CLEARING = frozenset("clinician doctor surgeon specialist team radiologist you visit".split())


def _made_clear(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether it is a person who is to clear something up, and no finding that goes away ("Have your doctor clear this up")."""
    text = aligned.reading.folded[hit.start : hit.end]
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 4) : hit.first]]
    if not text.startswith("clear") or not {"will", "it", "them"}.isdisjoint(ahead):
        return False  # "With rest, you will clear this up", "Your team will see it clear up"
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else "."
    return not _CLEARING.isdisjoint(ahead) and (text.split()[1:] != ["up"] or behind in _CLEARED)


_EACH_TIME = frozenset({"each time you", "every time you", "whenever you"})
#: What the report's "chronic" is not: how things go on, and what comes of them.
_GOING_ON = frozenset(
    "outlook course damage effect result problem care outcome future harm consequence need treatment".split()
)


def _is_chronic(aligned: Aligned, hit: Hit) -> bool:
    """Whether "long-term" is no more than the report's own "chronic" ("a long-term change in a joint")."""
    behind = {t.lemma for t in aligned.reading.tokens[hit.last : hit.last + 2]}
    return "chronic" in aligned.reading.prepared.report_lemmas and _GOING_ON.isdisjoint(behind)


_EXPECTANT = frozenset("radiologist doctor clinician one reader we sonographer".split())


def _looked_for(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether it is a reader of pictures who expects to see a thing ("the radiologist would expect to see a longer bone")."""
    words = aligned.reading.tokens
    if not aligned.reading.folded[hit.start : hit.end].startswith("expect") or said.has("outcome"):
        return False
    behind = words[hit.last].lemma if hit.last < said.last else "."
    ahead = {t.lemma for t in words[max(said.first, hit.first - 3) : hit.first]}
    return behind in ("see", "find", "measure") and not _EXPECTANT.isdisjoint(ahead) and "you" not in ahead


#: What a change since an earlier test is told with; whether it is the report's is another rule's to say.
_SINCE = frozenset("since compared comparison than".split())


def _compared(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course is that since an earlier test, and no forecast ("has become worse since your last scan")."""
    words = aligned.reading.tokens
    past = {t.lemma for t in words[max(said.first, hit.first - 3) : hit.first]} & {"has", "have", "had"}
    behind = {t.lemma for t in words[hit.last : min(said.last, hit.last + 12)]}
    return bool(past) and not _SINCE.isdisjoint(behind) and not (_PAPER | _EARLIER).isdisjoint(behind)


_EARLIER = frozenset("last prior previous earlier before study exam comparison".split())
_AGING = frozenset({"with age", "with aging", "as you age", "as we age"})
#: Words by which a sentence names what may come and is to be seen then ("a lump that grows should be seen").
_WHICH = frozenset({"that", "which", "or", ","})
_GETTING = frozenset({"get", "become", "grow", "come", "much", "worse", "does", "is"})


def _when_to_call(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course only names the symptom with which to be seen ("pain that gets worse should be seen today")."""
    if _reason_to_call(aligned, said, hit):
        return True
    ahead = [h for h in (*said.of("urgent"), *said.of("within-days")) if h.first >= hit.last]
    if not ahead or not any(h.first >= hit.last for h in said.of("act")):
        return False
    before = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 3) : hit.first]]
    while before and before[-1] in _GETTING:
        before.pop()
    if before[-1:] != [] and before[-1] in _WHICH:
        return True
    # "Worsening pain or fever should be checked today."
    return any(h.first == hit.last for h in said.of("symptom")) and before[-1:] in ([], ["or"], ["and"], [","], ["for"])


_LEADING = 3


def _reason_to_call(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a course only tells more of a complaint that is a reason to get help ("A fever that does not go away is a reason to call")."""
    tokens_ = aligned.reading.tokens
    complaint = next((s for s in said.of("symptom") if s.first <= said.first + _LEADING and s.last <= hit.first), None)
    if complaint is None or not any(t.lemma in ("that", "which") for t in tokens_[complaint.last : hit.first]):
        return False
    if any(c.positive and c.facts(positive=True) for c in aligned.claims_in(said)):
        return False
    return any(
        tokens_[h.first - 2].lemma == "reason" and tokens_[h.first - 1].lemma == "to"
        for h in (*said.of("act"), *said.of("safe-step"))
        if h.first > hit.last + 1
    )


def _conditional(aligned: Aligned, said: Said, hit: Hit) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    in_case = ("in", "case") in pairwise(words)
    if _when_better(aligned, hit, words) or _asked_how(aligned, said):
        return True
    opened = words[1:] if words[:1] in (["and"], ["but"], ["or"], ["so"]) else words
    return in_case or any(w in ("if", "when", "unless", "whether", "call") for w in words) or opened[:1] == ["should"]


_BETTER = (
    "get better",
    "gets better",
    "getting better",
    "feel better",
    "back to normal",
    "return to normal",
    "recovers",
    "settles down",
    "clears up",
)
_BETTERED = ("improv", "normali", "recover", "resol", "better", "return")


def _asked_how(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence only says that how things go on is open ("How it will develop is not something a scan can show")."""
    words = aligned.reading.lemmas(said)
    if words[0] not in ("how", "what") or {"you", ",", ";"} & set(words[:3]):
        return False
    last = next((at for at, w in enumerate(words) if w in ("is", "are", "cannot", "will") and at > 2), len(words))
    return not {"not", "no", "cannot", "nobody", "question", "ask", "unknown", "open"}.isdisjoint(words[last:])


_ONCE = frozenset("once after until".split())


def _when_better(aligned: Aligned, hit: Hit, words: Sequence[str]) -> bool:
    """Whether a step waits until something is better, as in the report ("needed once your kidney test gets better")."""
    waits = not _ONCE.isdisjoint(words[-9:]) or ("as", "soon") in pairwise(words[-9:])
    if not waits or not aligned.reading.folded[hit.start : hit.end].startswith(_BETTER):
        return False
    return not {
        "need",
        "needed",
        "recommended",
        "recommend",
        "advised",
        "advise",
        "ask",
        "suggest",
        "report",
        "say",
    }.isdisjoint(words) and any(w.startswith(_BETTERED) for w in aligned.reading.prepared.report_lemmas)


def _ask(aligned: Aligned, said: Said) -> bool:
    words = [t.lemma for t in aligned.reading.tokens[said.first : min(said.last, said.first + 6)]]
    return "ask" in words


def _mechanism(aligned: Aligned, said: Said) -> Fault | None:
    risks = list(said.of("risk-factor"))
    if aligned.reading.lemmas(said)[:1] in (["correlate"], ["match"], ["compare"]):
        return None
    if not risks or said.label in ("help", "reason", "not-stated"):
        return None
    for hit in said.of("mechanism"):
        text = aligned.reading.folded[hit.start : hit.end]
        risk = next(
            (r for r in risks if (r.last <= hit.first or r.first >= hit.last) and not _reported(aligned, said, r)), None
        )
        if (
            risk is None
            or _no_verb(aligned, said, hit)
            or _bids(aligned, said, hit)
            or _own_state(aligned, hit, risk)
            or _own_story(aligned, said, risk)
            or (text.startswith("because") and _of_a_letter(aligned, said, hit))
            or _tells_when(aligned, said, hit, risk)
            or _unknown(said, hit)
            or _denied(aligned, said, hit)
        ):
            continue
        if _blamed_in_report(aligned, aligned.reading.tokens[risk.first].lemma):
            continue
        if _risk_held(aligned, aligned.reading.folded[risk.start : risk.end]) and (
            text.endswith("factor") or not _REPORTING.isdisjoint(aligned.reading.lemmas(said))
        ):
            continue
        return Fault(
            said.span,
            f'gives a reason ("{aligned.reading.words(risk.start, risk.end)} {text}") that the evidence does not hold',
            suggestion="",
        )
    return None


def _blamed_in_report(aligned: Aligned, risk: str) -> bool:
    """Whether one sentence of the report itself names the risk as where something comes from ("probably stress-related")."""
    return any(
        risk in scene.lemmas and not _BLAMED.isdisjoint(scene.lemmas) for scene in aligned.reading.prepared.scenes
    )


_WISE = frozenset("wise worth worthwhile important sensible good best right useful helpful worthy".split())


def _bids(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "that makes it wise" only leads to a step of asking for help."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 3)]]
    steps = (*said.of("safe-step"), *said.of("act"))
    return not _WISE.isdisjoint(behind[:2]) and any(hit.last < h.first <= hit.last + 4 for h in steps)


def _is_pregnancy(aligned: Aligned, risk: Hit) -> bool:
    return aligned.reading.folded[risk.start : risk.end] == "pregnancy" and "pregnan" in aligned.reading.prepared.report


def _own_state(aligned: Aligned, hit: Hit, risk: Hit) -> bool:
    """Whether what could be a risk is the pregnancy of which the report is, told as what a part of it serves."""
    folded = aligned.reading.folded
    return (
        _is_pregnancy(aligned, risk)
        and risk.first >= hit.last
        and folded[hit.start : hit.end].startswith(("feed", "protect"))
    )


_LETTERS = frozenset("letter report note page summary".split())


def _of_a_letter(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether it is a text because of which something is done or left ("because of this letter")."""
    return not _LETTERS.isdisjoint(t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 3)])


_TO_COME = frozenset("will because why cause make should from".split())


def _own_story(aligned: Aligned, said: Said, risk: Hit) -> bool:
    """Whether a sentence retells what happened to the reader, as the report's history has it, and names nothing found."""
    words = aligned.reading.lemmas(said)
    if words[0] not in ("you", "she", "he") or not _TO_COME.isdisjoint(words):
        return False
    asked = asked_for(aligned.plan)
    own = [t.lemma for t in aligned.reading.tokens[risk.first : risk.last]]
    return asked.issuperset(own) and not any(c.positive and c.facts(positive=True) for c in aligned.claims_in(said))


def _began(aligned: Aligned, said: Said) -> Fault | None:
    """A way of life told as where a thing came from ("You got this from typing")."""
    if said.label in ("help", "reason", "not-stated"):
        return None
    for hit in (*said.of("origin-verb"), *_got_from(aligned, said)):
        words = aligned.reading.lemmas(said)[: hit.first - said.first]
        if (
            not (said.has("deictic") or said.mentions)
            or any(w in _NEGATIONS for w in words)
            or _open(aligned, said, hit)
        ):
            continue
        for risk in said.of("risk-factor", "behaviour"):
            text = aligned.reading.folded[risk.start : risk.end]
            held = _risk_held(aligned, text) and not _BLAMED.isdisjoint(aligned.reading.prepared.report_lemmas)
            if 0 <= risk.first - hit.last <= 3 and not held and not _reported(aligned, said, risk):
                return Fault(said.span, f'gives a reason ("{text}") that the evidence does not hold', suggestion="")
    return None


_GOT = frozenset("got get developed caught".split())


def _got_from(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """The "from" behind a thing that someone got ("You got the rash from gardening")."""
    words = aligned.reading.tokens
    for at in range(said.first + 2, said.last):
        if words[at].lemma != "from":
            continue
        got = next((i for i in range(max(said.first, at - 5), at) if words[i].lemma in _GOT), None)
        if got is not None and any(words[got].end <= m.start and m.end <= words[at].start for m in said.mentions):
            yield Hit(at, at + 1, words[at].start, words[at].end, Cue("origin-verb"))


#: Words by which a report itself tells where a thing came from.
_BLAMED = frozenset("related due secondary induced caused because attributable".split())


def _reported(aligned: Aligned, said: Said, risk: Hit) -> bool:
    """Whether what could be a risk is itself a finding of the report ("intrauterine pregnancy")."""
    return any(
        c.mention.start <= risk.start and risk.end <= c.mention.end and c.facts(positive=True)
        for c in aligned.claims_in(said)
    )


def _no_verb(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "age" is a time of life and not what a thing does ("expected at this age", "the bone age")."""
    if aligned.reading.folded[hit.start : hit.end] != "age":
        return False
    before = aligned.reading.tokens[hit.first - 1].lemma if hit.first > said.first else ""
    return before in _ARTICLES or before in ("at", "for", "with", "by", "in", "gestational", "bone", "old", "middle")


def _told_between(words: Sequence[str], first: int, last: int) -> bool:
    """Whether a case and the step to take then have a statement between them ("if it hurts, the joint is worn, so call")."""
    comma = next((at for at in range(first, last) if words[at] == ","), last)
    return not {"is", "are", "was", "were", "has", "have", "mean"}.isdisjoint(words[comma:last])


def _tells_when(aligned: Aligned, said: Said, hit: Hit, risk: Hit) -> bool:
    """Whether a sentence only tells with what a complaint comes: a case to speak up in, or what the report's word means."""
    words = aligned.reading.lemmas(said)
    text = aligned.reading.folded[hit.start : hit.end]
    if text.startswith(("hurt", "ache")) and any(h.first == said.first for h in said.of("safe-step")):
        return True  # "Write down when it hurts: on walking, at night"
    if words[0] in ("if", "when") and text.startswith(("hurt", "come", "ache")):
        return any(
            h.first > hit.first and not _told_between(words, hit.last - said.first, h.first - said.first)
            for h in (*said.of("safe-step"), *said.of("act"))
        )
    defines = words[:2] in (
        ["that", "is"],
        ["this", "is"],
        ["it", "is"],
        ["it", "mean"],
        ["this", "mean"],
        ["that", "mean"],
    )
    return (
        defines
        and said.has("symptom")
        and aligned.reading.tokens[hit.last - 1].lemma in ("with", "on", "during", "when", "after")
        and risk.first >= hit.last
        and {"your", "you"}.isdisjoint(words)
    )


#: Who may tell a reason for the reader's finding, and what is asked about.
_REPORTING = frozenset(
    "report radiologist list reason history record say state mention note advice recommend recommended".split()
)
#: Everyday names of what puts people at risk, and the beginnings of the words that a report has for them.
_RISKS = {
    "cholesterol": ("cholesterol", "lipid", "statin"),
    "blood pressure": ("hypertensi", "blood pressure"),
    "diabetes": ("diabet",),
    "smok": ("smok", "tobacco", "pack year"),
    "tobacco": ("smok", "tobacco"),
    "weight": ("obes", "weight", "bmi"),
    "obesity": ("obes", "bmi"),
    "lifestyle": ("lifestyle", "risk factor"),
    "habit": ("lifestyle", "risk factor"),
    "diet": ("diet", "lifestyle"),
    "run in": ("family history", "fhx"),
    "inherit": ("family history", "fhx"),
    "gene": ("family history", "fhx", "genetic"),
}


def _risk_held(aligned: Aligned, risk: str) -> bool:
    """Whether the report names this risk, in these words or in its own ("hyperlipidemia" for high cholesterol)."""
    report = aligned.reading.prepared.report
    if _held(aligned, risk):
        return True
    return any(everyday in risk and any(word in report for word in own) for everyday, own in _RISKS.items())


def _often(aligned: Aligned, said: Said) -> Fault | None:
    if said.label in ("help", "reason", "limits") or not (said.mentions or said.has("deictic") or said.places):
        return None
    for hit in said.of("often"):
        text = aligned.reading.folded[hit.start : hit.end]
        if _held(aligned, text) or _unknown(said, hit) or _denied(aligned, said, hit):
            continue
        if text.endswith(" of") and not _STUFF.isdisjoint(_lemmas_behind(aligned, said, hit)):
            continue  # "a third of its fibers", "a quarter of an inch"
        if said.has("common") and text in ("never", "always", "rarely"):
            continue
        if _frames(aligned, said, hit) or _refuted(aligned, said) or _some_and_others(aligned, said, hit):
            continue
        if text in _NOBODY and aligned.reading.tokens[hit.last].lemma in _MODALS:
            continue  # "nobody can tell", "nobody should take this as proof"
        if text in (
            "always",
            "never",
            "rarely",
            "everyone",
            "nobody",
            "no one has",
            "everybody",
            "almost everyone",
            "nearly everyone",
        ) and not (said.has("general") or said.has("course") or said.has("mechanism")):
            continue
        return Fault(
            said.span, f'says how often ("{text}") without a number from the plan', suggestion=_prevalence(aligned)
        )
    return None


#: What a thing is measured by or made of: a share of it is no number of people.
_STUFF = frozenset(
    "way fiber fibers height depth thickness length size width volume inch centimeter millimeter diameter circumference surface bone disc tendon "
    "ligament cartilage muscle meniscus artery vessel lung kidney liver joint vertebra it them its strands strand".split()
)


_LOOKING = frozenset("look check show examine measure compare view search".split())


def _lemmas_behind(aligned: Aligned, said: Said, hit: Hit) -> list[str]:
    return [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 4)]]


def _frames(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "always" or "never" frames an order or the talk and tells how often no finding comes ("As always, …")."""
    words = aligned.reading.tokens
    before = words[hit.first - 1].lemma if hit.first > said.first else ""
    behind = words[hit.last].lemma if hit.last < said.last else "."
    if before == "as" and not behind[0].isalnum():
        return True
    ordered = any(h.first == hit.last for h in (*said.of("act"), *said.of("safe-step")))
    return ordered and (not before or not before[0].isalnum() or before in ("and", "please", "but", "so"))


def _some_and_others(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "never" is said of other people than those who feel it ("some feel it, others never do")."""
    words = aligned.reading.lemmas(said)
    at = hit.first - said.first
    some = not {"some", "many", "people"}.isdisjoint(words[:at])
    return words[at : at + 1] == ["never"] and words[at - 1] in ("other", "others", "many", "most") and some and at > 3


#: By whom and how a belief is held, and how the next sentence turns it down.
_BELIEVED = frozenset("heard read told think thought believe believed fear assume assumed myth say".split())
_BELIEVERS = frozenset("you people many some may might it they".split())
_TURNED_DOWN = frozenset("so true right correct case rule fact".split())


def _refuted(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells what some believe, and the next one that it is not so ("You may have heard that … Not so.")."""
    words = aligned.reading.lemmas(said)
    if (
        _BELIEVED.isdisjoint(words[:6])
        or words[0] not in _BELIEVERS
        or said.index + 1 >= len(aligned.reading.sentences)
    ):
        return False
    after = aligned.reading.lemmas(aligned.reading.sentences[said.index + 1])[:8]
    return "myth" in after or (not _TURNED_DOWN.isdisjoint(after) and any(w in _NEGATIONS for w in after))


_NOBODY = frozenset({"nobody", "no one", "no one has", "everyone", "everybody"})
_MODALS = frozenset("can could should must may might know need".split())

#: Words of a sentence on the test or the next step: what it says of reasons and times is about these.
_ERRAND = frozenset(
    "you your we report recommend recommended recommends suggest suggested suggests advise advised ask asked call called scan scanned mri ct "
    "ray film ultrasound exam test checked check seen done review follow due repeat visit compared prior previous ago since last quote "
    "said say says clinician doctor urgent recommendation documentation letter picture image taken obtained performed made "
    "radiograph study".split()
)
_REPORTED = frozenset("report recommend recommended recommends recommendation documentation suggest suggested".split())
_CLAUSE = frozenset(", ; : . ( ) - and but or so that which while".split())


_ELSEWHERE = ("alone", "evidence-word", "exam-reason")


def _form(aligned: Aligned, said: Said) -> Fault | None:
    """A sentence with the form of a claim, whatever its words: a thing's future, a habit of its kind, who has it, a reason."""
    if said.label in ("help", "not-stated", "reason", "limits") or said.kind == "heading":
        return None
    words = aligned.reading.lemmas(said)
    # Caveats, figures and reasons for a test have rules of their own; "should heal by itself" is none of them.
    caveat = said.has("silent", "common") or said.has("silent", "free")
    elsewhere = caveat or any(said.has(kind) for kind in _ELSEWHERE)
    alone = not caveat and {"evidence-word", "exam-reason"}.isdisjoint(said.kinds) and _PAPER.isdisjoint(words)
    if elsewhere and not alone:
        return None
    if said.has("share") and any(w[0].isdigit() for w in words):
        return None
    why = (
        _will(aligned, said, words)
        or _of_its_kind(aligned, said, words)
        or _folk(aligned, said, words)
        or _habit(aligned, said, words)
        or _reason(aligned, said, words)
    )
    return Fault(said.span, f"{why}, which neither the report nor the evidence holds", suggestion="") if why else None


def _will(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """A thing that will do something ("the narrowing will not go any further")."""
    for hit in said.of("future"):
        at = hit.first - said.first
        start = next((i + 1 for i in range(at - 1, -1, -1) if words[i] in _CLAUSE), 0)
        subject = doer(words[start:at])
        text = aligned.reading.folded[hit.start : hit.end]
        if text == "never" and (_some_and_others(aligned, said, hit) or never_formed(said, words, hit)):
            continue
        acting = acts(subject) and not thing_named(subject) and not foretells_reader(words, at)
        acting = acting and not (result_foretold(subject, words, at) or _comes_to_be(aligned, said, subject, hit))
        if not subject or acting or _open(aligned, said, hit) or of_care(said, words, hit):
            continue
        if text == "should" and (
            bids_help(said, words, hit)
            or (words[at + 1 : at + 2] != [] and words[at + 1] in _UNDERGOING and _care_as_asked(aligned, said, words))
        ):
            continue
        if subject in (["it"], ["this"], ["that"]) and not _LOOKING.isdisjoint(words[at + 1 : at + 2]):
            continue  # of a test named before: "It will look at the spot."
        if text == "should" and not {"call", "contact"}.isdisjoint(words):
            continue  # "A swollen kidney should not wait: call …"
        if (
            text == "should" and words[at + 1 : at + 2] == ["be"] and _WELL_AGAIN.isdisjoint(words[at + 2 : at + 4])
        ) or not _REPORTED.isdisjoint(words):
            continue
        if (
            text == "should"
            and words[at + 1 : at + 3] == ["not", "be"]
            and not _PASSED.isdisjoint(words[at + 3 : at + 5])
        ):
            continue  # "the repeat scan should not be missed"
        if text == "should" and _as_it_should(words, at):
            continue
        if subject[-1] == "they" and not _TALK.isdisjoint(words[at + 1 : at + 3]):
            continue  # the people who care: "they will go over it with you"
        if text == "should" and _by_nature(said, words, at):
            continue
        return "tells what is to come"
    if words[0] == "expect" and len(words) > 3 and not acts(words) and _ERRAND.isdisjoint(words):
        return "tells what is to come"
    ahead = next(said.of("ahead"), None)
    if ahead is not None and _ERRAND.isdisjoint(words) and not _open(aligned, said, ahead):
        at = ahead.first - said.first
        kind = words[at] == "without" and words[at - 1] in _CARE
        return "" if kind and _care_as_asked(aligned, said, words) else "tells what is to come"
    return ""


_HARMS = frozenset("harm trouble damage".split())
_FOR_SO_LONG = frozenset("for in by soon and again later".split())


def _comes_to_be(aligned: Aligned, said: Said, subject: Sequence[str], hit: Hit) -> bool:
    """Whether a finding or harm is told to come ("there will be more tears", "you will have a stroke")."""
    tokens = aligned.reading.tokens
    behind = [t.lemma for t in tokens[hit.last : said.last]]
    if list(subject) == ["there"]:
        return any(m.start >= hit.end for m in said.mentions) or not _HARMS.isdisjoint(behind[:5])
    if list(subject[-1:]) != ["you"] or behind[:1] != ["have"]:
        return False
    named = next((m for m in said.mentions if tokens[hit.last].end <= m.start), None)
    at = next((i for i in range(hit.last, said.last) if named is not None and tokens[i].start >= named.end), None)
    if named is None or at is None or named.start - tokens[hit.last].end > _SOON_PLACED:
        return False
    return not tokens[at].lemma[0].isalnum() or tokens[at].lemma in _FOR_SO_LONG


def _care_as_asked(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether a sentence tells of the kind of care that the report names ("should get care without surgery")."""
    own = any(w in aligned.reading.prepared.report for w in ("conservative", "operative", "surgical", "medical manag"))
    named = any(w == "conservative" or w == "conservatively" or w == "without" for w in words)
    return own and named and not _CARE.isdisjoint(words) and said.kinds.keys().isdisjoint(("outcome", "course"))


_UNDERGOING = frozenset("get receive be have need start begin involve".split())
_WELL_AGAIN = frozenset("fine ok okay alright better gone back healed mended good forgotten".split())
_PASSED = frozenset("forgotten missed ignored skipped delayed overlooked".split())


_TALK = frozenset("explain answer discuss talk tell help check look review decide call contact examine ask go".split())
#: Care "without surgery" is a kind of care, and foretells nothing.
_CARE = frozenset("care treatment treating treat treated therapy management managed option".split())
#: How a part of the body is by nature: "the tendon should run over the joint".
_LYING = frozenset("have sit run lie reach touch glide cover fill hold line".split())
_WHERE = frozenset("that which where who".split())


def _by_nature(said: Said, words: Sequence[str], at: int) -> bool:
    """Whether a clause on a thing tells how it is in everybody ("the space that air should fill"), and no time or outcome."""
    opened = any(w in _WHERE for w in words[max(0, at - 4) : at]) or "normally" in words[max(0, at - 8) : at]
    opened = opened or (words[at + 1 : at + 2] != [] and words[at + 1] in _LYING)
    return opened and not (said.has("outcome") or said.has("course") or said.has("ahead") or said.has("foretelling"))


def _as_it_should(words: Sequence[str], at: int) -> bool:
    """Whether a thing is told to be as it ought to ("looked as they should", "stayed where it should be")."""
    compared = {"as", "where", "how", "like", "than", "when"} & set(words[max(0, at - 3) : at])
    behind = words[at + 1 : at + 2]
    return bool(compared) and (
        not behind
        or not behind[0][0].isalnum()
        or behind in (["be"], ["and"], ["or"], ["after"], ["for"], ["at"], ["in"])
    )


_FRAMING = frozenset("like this these such kind show mean that some time then with from when where".split())
_FORECASTS = frozenset("outcome course claim often future habit risk-factor folk hedge".split())


def _of_its_kind(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """All things like this one ("such tears rarely knit together"), unless the plan's own words say no less."""
    if len(words) < 5 or not _ERRAND.isdisjoint(words) or _of_a_text(said, words):
        return ""
    kind = next(said.of("of-a-kind"), None)
    if kind is None and (words[0] != "such" or words[1] in ("a", "an", "as")):
        return ""
    named = [w for w in words if len(w) > 3 and w.isalpha() and w not in _FRAMING]
    known = sum(w in aligned.reading.prepared.vocabulary for w in named)
    if {"show", "mean"} & set(words[1:4]) and 2 * known >= len(named) and said.kinds.keys().isdisjoint(_FORECASTS):
        return ""  # tells what the report's own word means
    return "" if 3 * known >= 2 * len(named) else "speaks of such findings in general"


#: What is written, read and heard.
_TEXTS = frozenset(
    "list page word letter text term name sentence line wording note summary phrase title news piece reading guess estimate figure measurement".split()
)


def _of_a_text(said: Said, words: Sequence[str]) -> bool:
    """Whether "like this" is said of what is read, and nothing is foretold ("A list like this can sound like a lot")."""
    if _has_any(said, "treatment", "treatment-noun"):
        return False  # "A note like this can mean surgery"
    return said.kinds.keys().isdisjoint(_FORECASTS - {"hedge"}) and any(
        words[at + 1] == "like"
        or "such" in (words[at + 1], *words[max(0, at - 1) : at])
        or words[at + 1 : at + 3] == ["of", "this"]
        for at, w in enumerate(words[:-2])
        if w in _TEXTS
    )


#: Words for one person, and those before them that make them stand for many.
_ONE = frozenset(
    "woman man patient adult person individual male female baby infant newborn toddler kid teen teenager youngster senior".split()
)
_ANY = frozenset("any every each average typical no few many most some all tall".split())


def _one_person(raw: Sequence[str], at: int) -> bool:
    """Whether a word for people is said of one ("News for the patient", "Older man, hip pain")."""
    return raw[at].removesuffix("'s") in _ONE and _ANY.isdisjoint(raw[max(0, at - 2) : at])


_NONE = frozenset("no not none never nothing without fine neither".split())


def _either_way(said: Said, words: Sequence[str]) -> bool:
    """Whether it says that some people feel a thing and others do not, which is the caveat itself."""
    turn = next((at for at, w in enumerate(words) if at > 3 and w in ("other", "others", "many", "some", "most")), None)
    if turn is None or words[0] not in ("some", "many", "people", "not"):
        return False
    turned = words[turn : turn + 6]
    none = not _NONE.isdisjoint(turned) or any(w.endswith("n't") for w in turned)
    return said.has("symptom") and not said.has("outcome") and none


def _of_one_thing(said: Said, raw: Sequence[str], hit: Hit) -> bool:
    """Whether "one in" or "half of" tells of a part, and counts no people ("So is one in the groin", "Half of the kidney")."""
    behind = hit.last - said.first
    if hit.last - hit.first != 2 or raw[behind - 2 : behind] not in (["one", "in"], ["ones", "in"], ["half", "of"]):
        return False
    after = raw[behind : behind + 1]
    if raw[behind - 2] != "half":
        placed = any(0 <= p.start - hit.end <= _SOON_PLACED for p in said.places)
        placed = placed or raw[behind - 2] == "ones"
        return (
            placed
            and bool(after)
            and after[0] not in _COUNTS
            and not after[0][:1].isdigit()
            and after[0] not in ("a", "every")
        )
    return (
        bool(after)
        and after[0] in ("the", "your", "this", "it", "that", "its")
        and _PEOPLE.isdisjoint(raw[behind : behind + 4])
    )


_SOON_PLACED = 16
_PEOPLE = frozenset("people adults women men patients persons those us children population".split())


def _of_some_and_others(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether one of two sentences tells what a thing does in some people, the other that it does nothing in others."""
    opened = words[1:2] if words[:1] in (["in"], ["for"]) else words[:1]
    if opened not in (["some"], ["many"], ["few"]) or said.index + 1 >= len(aligned.reading.sentences):
        return False
    after = aligned.reading.lemmas(aligned.reading.sentences[said.index + 1])
    if {"other", "others", "many", "most"}.isdisjoint(after[:2]) or _NONE.isdisjoint(after[:8]):
        return False
    named = [w for w in words if len(w) > 3 and w.isalpha() and w not in _FRAMING and w not in _PEOPLE_LEMMAS]
    known = sum(w in aligned.reading.prepared.vocabulary for w in named)
    if not _BRINGING.isdisjoint(words):
        return False  # "in some people such a tear leads to loss of the joint"
    return 2 * known >= len(named) and said.kinds.keys().isdisjoint(("outcome", "course", "claim", "future"))


_BRINGING = frozenset(
    "lead leads end ends bring brings become becomes turn turns lose loses loss cause causes result results".split()
)


_PEOPLE_LEMMAS = frozenset("people adult woman man patient person other others some many most".split())


def _of_the_advice(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether a sentence only says for whom the advice before it is meant ("That goes for anyone with a cast")."""
    if words[0] not in ("this", "that", "these", "it", "such") or "for" not in words[1:6] or not said.index:
        return False
    before = aligned.reading.sentences[said.index - 1]
    meant = any(w.startswith(_MEANT) for w in words[1:4])
    return (
        meant
        and (before.has("urgent") or before.has("act") or before.label == "help")
        and before.paragraph == said.paragraph
    )


_MEANT = ("hold", "go", "appl", "true", "rule", "advice", "count", "meant", "right")


_WONDERING = frozenset("want ask wonder like prefer worry".split())


def _people_ask(said: Said, words: Sequence[str]) -> bool:
    """Whether it is told what people want to know, and not what they have ("People often want to know if a spot is cancer")."""
    at = next((i for i, w in enumerate(words[:6]) if w in _WONDERING), None)
    asked = at is not None and not {"know", "if", "whether", "what", "why", "how", "about"}.isdisjoint(
        words[at + 1 : at + 4]
    )
    return asked and said.kinds.keys().isdisjoint(("outcome", "course", "claim"))


#: Words that make of "no headaches" something to come.
_AS_YET = frozenset("then later first yet until still before".split())


def _folk(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """Who has it, and what they go through ("tall people are prone to it")."""
    own = aligned.reading.tokens[said.first : said.last]
    raw = [aligned.reading.folded[t.start : t.end] for t in own]
    if (
        any(
            h.first - said.first < 4 and not _one_person(raw, h.first - said.first) and not _of_one_thing(said, raw, h)
            for h in said.of("folk")
        )
        and len(words) > 4
        and {"can", "dear", ":"}.isdisjoint(words)
        and _ERRAND.isdisjoint(words)
        and not _either_way(said, words)
        and not _of_some_and_others(aligned, said, words)
        and not _of_the_advice(aligned, said, words)
        and not _people_ask(said, words)
        and not of_everybody(aligned, said, words)
        and not (
            tells_silent(words)
            and said.kinds.keys().isdisjoint(("outcome", "course", "claim"))
            and _AS_YET.isdisjoint(words)
        )
        and not (words[0] == "not" and said.kinds.keys().isdisjoint(("outcome", "course", "claim")))
        and not any(h.cue.kind == "future" and bids_help(said, words, h) for h in said.hits)
        and not _refuted(aligned, said)
    ):
        return "says whom it befalls"
    return ""


def _habit(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """What a thing uses to do ("it usually tightens")."""
    for hit in said.of("habit"):
        text = aligned.reading.folded[hit.start : hit.end]
        if text in ("in general", "generally") and (_in_a_title(aligned, said, hit) or _all_over(aligned, said, hit)):
            continue
        if of_everybody(aligned, said, words) or (words[0] in _WE and not said.mentions and not said.places):
            continue
        if _ERRAND.isdisjoint(words) and not _held(aligned, text) and not _open(aligned, said, hit):
            return f'says how it goes ("{text}")'
    return ""


#: Who goes through a letter, and how it is bidden ("Let's take it slowly").
_WE = frozenset("let let's we i read please".split())


def _in_a_title(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "in general" ends a title or a lead ("Joints in general: …", "**On joints in general.**", "Discs in general.")."""
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else "."
    if not said.kinds.keys().isdisjoint(
        ("behaviour", "risk-factor", "outcome", "activity", "origin-verb", "mechanism", "course")
    ):
        return False
    if not behind[0].isalnum() and not states(aligned.reading.tokens[said.first : hit.last]):
        return hit.last - said.first <= _LONGEST_TITLE
    line = aligned.reading.text[max(0, said.start - 2) : said.end + 2]
    return behind == ":" or (line.lstrip().startswith("**") and "**" in line[-4:])


_LOOKS = frozenset("look looks looked appear appears appeared seem seems seemed measure measured".split())


def _all_over(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "in general" only says that a thing looks so all over ("The bones look thinner in general")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 3) : hit.first]]
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else "."
    all_over = not _LOOKS.isdisjoint(ahead) or any(
        w in aligned.reading.prepared.report for w in ("generali", "diffuse")
    )
    return all_over and not behind[0].isalnum()


_LONGEST_TITLE = 8
_BODY = ("findings", "impression")
_HOW_MUCH = frozenset("too a an the poor bad hard heavy long much lack more less your old".split())


#: What is done or seen in an exam, or brought the reader to it: an activity before it tells how ("Resting ECG", "a moving
#: x-ray", "lifting injury").
_TESTS = frozenset(
    "ecg ekg echo echocardiogram electrocardiogram film view x ray radiograph image picture scan test exam examination study series mri ct "
    "ultrasound pressure rate phase position gradient measurement tube airway part state injury accident strain fall pain trauma".split()
)


#: What a report may lack, and the words by which a letter says so.
_ASKED_OF = frozenset(
    "cause reason explanation follow-up followup treatment management interval recommendation advice step side date comparison plan".split()
)
_TOLD_OF = frozenset("stated given named mentioned listed specified offered told".split())


def left_unsaid(words: Sequence[str]) -> bool:
    """Whether a sentence tells that what it lists is not said ("Exercise, diet and follow-up are not stated.")."""
    if words[:1] == ["not"] and ":" in words[1:5] and any(w.startswith(_NOT_TOLD) for w in words[1:4]):
        return True  # "Not stated: side, follow-up, treatment."
    if words[:1] == ["no"] and any(
        one in ("is", "are", "was", "were") and other in _TOLD_OF and not _ASKED_OF.isdisjoint(words[1:at])
        for at, (one, other) in enumerate(pairwise(words))
    ):
        return True  # "No cause or follow-up is named."
    tail = [w for w in words[-6:] if w[0].isalnum()]
    if not {"not", "nowhere"} & set(tail):
        return False
    behind = tail[next(i for i, w in enumerate(tail) if w in ("not", "nowhere")) + 1 :]
    return len(behind) <= _SOON and any(w.startswith(told) for w in behind[:2] for told in _NOT_TOLD)


def _of_a_test(words: Sequence[str], at: int) -> bool:
    """Whether an activity names a kind of test, the state in which it was made or how a complaint began."""
    return words[at : at + 1] != [] and words[at] in _TESTS


def _reason(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """What a way of life does to a finding, or why a thing is as it is."""
    begins = not left_unsaid(words) and any(
        (h.first == said.first or (h.first == said.first + 1 and words[0] in _HOW_MUCH))
        and not any(m.start < h.end and h.start < m.end for m in said.mentions)
        and not _of_a_test(words, h.last - said.first)
        and not (
            words[1:2] == [","] and words[2:3] in (["the"], ["your"], ["this"], ["a"])
        )  # "Standing, the gap is 4 mm"
        and not (
            _is_pregnancy(aligned, h) and "can" in words and not _has_any(said, "symptom", "claim", "cause-forward")
        )
        for h in said.of("behaviour", "risk-factor")
    )
    things = said.mentions or said.places or said.has("deictic")
    if begins and things and len(words) > 4 and ":" not in words and "not" not in words[:2]:
        return "says what a way of life does to it"
    if (
        "because" in words
        and _ERRAND.isdisjoint(words)
        and not (
            _told_before(aligned, said, words)
            or _reason_held(aligned, words)
            or _defines(aligned, said, words)
            or _of_findings(aligned, said, words)
            or _why_not_known(words)
        )
    ):
        return "gives a reason"
    if (
        len(words) > 4
        and words[1] == "body"
        and words[0] in ("the", "your")
        and words[2].isalpha()
        and words[2] not in _OF_TEXT
    ):
        return "says what the body does"
    return ""


#: Behind "the body" these make it a part of a text, or no doer.
_OF_TEXT = frozenset(
    "of is part and has call say state list mention give describe read note name report text does".split()
)


_SURE = frozenset("sure certain clear judged told seen shown assessed ruled".split())


def _why_not_known(words: Sequence[str]) -> bool:
    """Whether "because" tells why a thing could not be known ("They are not sure, because no dye was used")."""
    ahead = words[: words.index("because")]
    at = next((i for i, w in enumerate(ahead) if w in _NEGATIONS or w in _SAYS_NOTHING), None)
    return at is not None and not _SURE.isdisjoint(ahead[at : at + 4])


_ROOM = frozenset("room space".split())


def _of_findings(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether the reason is a finding of the report ("Because a stone blocks the tube, urine backs up") and nothing foretold."""
    first = words.index("because")
    if "you" in words or not {"risk-factor", "outcome", "behaviour"}.isdisjoint(said.kinds):
        return False
    last = next((at for at in range(first, len(words)) if words[at] == ","), len(words)) if first == 0 else len(words)
    tokens_ = aligned.reading.tokens
    start, end = tokens_[said.first + first].start, tokens_[said.first + last - 1].end
    if words[first + 1 : first + 2] in (["it"], ["this"]) and not _ROOM.isdisjoint(words[first:last]) and said.index:
        before = aligned.reading.sentences[said.index - 1]  # "It is 12 mm thick. Because it takes up room, …"
        return any(c.facts(positive=True) for c in aligned.claims_in(before))
    return any(
        start <= c.mention.start and c.mention.end <= end and c.facts(positive=True) for c in aligned.claims_in(said)
    )


def _defines(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether a sentence only says what a finding of the report means, why included ("X means that it swells because …")."""
    means = next((at for at, w in enumerate(words[: words.index("because")]) if w in ("mean", "means")), None)
    if means is None or not {"you", "your", "this", "that", "it"}.isdisjoint(words[:means]):
        return False
    bound = aligned.reading.tokens[said.first + means].start
    return any(c.mention.end <= bound and c.facts() for c in aligned.claims_in(said)) and "you" not in words


def _told_before(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether the reason and what it brings are findings of the report, the one told right before ("… because of this")."""
    at = words.index("because")
    behind = [w for w in words[at + 1 :] if w[0].isalnum()]
    if behind not in (["of", "this"], ["of", "that"], ["of", "it"]) or not said.index:
        return False
    before, own = (
        {aligned.mentions[id].sentence.start for c in claims for f in c.facts(positive=True) for id in f.mentions}
        for claims in (aligned.claims_in(aligned.reading.sentences[said.index - 1]), aligned.claims_in(said))
    )
    return not before.isdisjoint(own)  # the report tells both in one breath


_LINKING = frozenset("the and was were are for with that this from its has had have been your you".split())


def _reason_held(aligned: Aligned, words: Sequence[str]) -> bool:
    """Whether the words behind "because" stand in one sentence of the report, so that it is the reader's reason."""
    behind = [w for w in words[words.index("because") + 1 :] if len(w) > 2 and w.isalpha() and w not in _LINKING]
    report = aligned.plan.reading
    held = (
        {t.lemma for t in tokens(fold(report.text[s.start : s.end]))} for s in report.sentences if s.section in _BODY
    )
    return len(behind) > 1 and any(3 * sum(w in lemmas for w in behind) >= 2 * len(behind) for lemmas in held)


def _prevalence(aligned: Aligned) -> str:
    return next((i.filled() for i in aligned.plan.items if i.kind == "prevalence"), "")


_STONE = "EXAM: CT abdomen.\nFINDINGS: 4 mm stone in the left kidney.\nIMPRESSION: 4 mm left renal stone."

UNSUPPORTED_CLAIM = Rule(
    name="unsupported-claim",
    title="A medical claim without evidence",
    rationale="Forecasts and reasons read as facts, and only the report and checked sources may give any.",
    source="bange-2019-readability",
    severity="error",
    check=_unsupported,
    valid=(
        Example(
            report=_STONE,
            draft="There is a 4 mm stone in your left kidney. The report does not say what happens next, so ask.",
        ),
        Example(
            report=_STONE,
            draft="There is a 4 mm stone in your left kidney. It goes on to name no other stone. An exam will help, and your clinician will tell you more.",
        ),
        Example(
            report=_STONE,
            draft="There is a 4 mm stone in your left kidney. You could ask whether it will grow, and if what you drink matters.",
        ),
    ),
    invalid=(
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. It will clear up within weeks."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. Stones like this are caused by salt."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. It was handed down in your genes."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. Sitting all day makes such stones."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. Tall men are hit by it first."),
        Example(report=_STONE, draft="There is a 4 mm stone in your left kidney. The kidney will not stay as it is."),
    ),
)
