"""Rule on what is advised: nobody but a clinician may start, stop or change a treatment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from explainer.core.language.text import fold
from explainer.core.language.text import tokens as tokens_of
from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.cues import Cue
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.biddings import bidden
from guardrails.rules.claims_open import left_unsaid

_QUIET = frozenset({"questions", "sources"})
_NEGATIONS = frozenset({"no", "not", "cannot", "never", "without", "nothing", "don't", "doesn't", "isn't"})
#: Stems that medicine gives to the names of drugs and of operations; a name in the list of cues is found without them.
_DRUG = re.compile(
    r"(?<![\w-])[a-z]{3,20}(?:cillin|mycin|micin|floxacin|cycline|conazole|prazole|tidine|pril|sartan|vastatin|olol|dipine|"
    r"profen|fenac|oxicam|coxib|dronate|dronic acid|oxaban|gatran|parin|gliptin|gliflozin|glutide|zosin|steride|triptan|"
    r"setron|tropium|meterol|azepam|azolam|oxetine|triptyline|gabalin|nisone|nisolone|thasone|thiazide|semide|tinib|zumab|tuzumab|ximab|"
    r"limumab|ciclovir|cyclovir|tamivir|laxants?|biotics?|rthotics?|"
    r"ectomy|otomy|ostomy|plasty|desis|centesis|tripsy|pexy)(?![\w-])"
)
#: Care that a letter may name without naming one kind of it.
_GENERIC = frozenset(
    {"treatment", "therapy", "medicine", "medication", "dose", "drug", "diet", "surgical", "your medicine"}
)
_DROP = frozenset(
    "cancel skip stop avoid miss postpone delay refuse decline ignore quit drop put never not don't".split()
)
_CHANGE = frozenset(
    "stop start skip quit halve double reduce lower increase raise resume restart return go keep continue cut drop take".split()
)
_SEND = frozenset({"see", "visit", "go to", "call", "contact", "book", "try", "find"})
_MAY = frozenset({"can", "may", "could", "might"})
_HEDGES = frozenset("if consider may might could can option offer unless when ask whether".split())


def _orders(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    for said in reading.sentences:
        if said.label in _QUIET or said.kind == "question" or reading.from_plan(said):
            continue
        words = reading.lemmas(said)
        if left_unsaid(words) or _kept(aligned, said, words):
            continue
        fault = (
            _treatment(aligned, said)
            or _activity(aligned, said)
            or _bare_order(aligned, said, words)
            or _dropped_step(aligned, said)
            or _left_step(said, words)
            or _praised(aligned, said, words)
            or _weight(aligned, said, words)
            or bidden(aligned, said, words)
        )
        if fault is not None:
            yield fault


def _named(aligned: Aligned, said: Said) -> list[Hit]:
    """The treatments a sentence names, verbatim quotes left out; drugs are known by their stems too."""
    hits = list(said.of("treatment", "treatment-noun", "healer"))
    known = {h.first for h in hits}
    for match in _DRUG.finditer(aligned.reading.folded, said.start, said.end):
        index = next(
            (i for i in range(said.first, said.last) if aligned.reading.tokens[i].start == match.start()), None
        )
        if index is not None and index not in known and not said.quoted(*match.span()):
            hits.append(Hit(index, index + 1, *match.span(), Cue("treatment")))
    return sorted(hits, key=lambda h: (h.first, -h.last))


def _treatment(aligned: Aligned, said: Said) -> Fault | None:
    reading = aligned.reading
    treatments = _named(aligned, said)
    words = reading.lemmas(said)
    if not treatments or _only_asks(words) or _open_question(aligned, said, words):
        return None  # "Whether you need surgery is nothing that a scan can tell"
    directives = [d for d in said.of("directive") if not _in_a_case(aligned, said, d)]
    verbs = [h for h in said.of("treatment-verb") if _opens(aligned, said, h)]
    asks = any(h.last <= said.first + 6 for h in said.of("safe-step")) or any(
        w in ("ask", "discuss", "talk") for w in words
    )
    for hit in treatments:
        if _left_out(aligned, said, hit) or _reports_own(aligned, said, hit):
            continue
        own = hit.cue.kind == "treatment"
        ordered = [
            v
            for v in verbs
            if v.first <= hit.first - (not own) and hit.first - v.last <= 8 and not _step_between(said, v, hit)
        ]
        ordered = ordered or _sent(aligned, said, hit)
        told = [d for d in directives if abs(d.first - hit.first) <= 10 and (own or _needs(aligned, d, hit))]
        told += _permitted(aligned, said, hit)
        if asks and words[0] == "whether":
            ordered = []  # "Whether you need a brace is something to talk about"
        if asks and not ordered and not (told and _opens_sentence(aligned, said, told)):
            wanted = _asked_for(aligned, said, hit)
            ordered, told = ([wanted], []) if wanted else ([], [])
        if any(m.start < hit.end and hit.start < m.end for m in said.mentions):
            # The name of a finding too ("hip replacement"): an order only where the order stands right before it.
            ordered = [v for v in ordered if hit.first - v.last <= 3]
            told = [d for d in told if _needs(aligned, d, hit)]
        if (
            own
            and words[0] in _LABELS
            and words[1] == ":"
            and not reading.prepared.says(reading.folded[hit.start : hit.end])
        ):
            told = [hit]  # "Treatment: naproxen"
        if own and _elliptic(aligned, said, hit):
            told = [hit]
        if not (ordered or told) or _past(words, hit.first - said.first) or _allowed(aligned, said, hit):
            continue
        marks = (*ordered, *told, hit)
        return Fault(
            Span(min(h.start for h in marks), max(h.end for h in marks)),
            f'names a treatment outside the plan ("{reading.words(hit.start, hit.end)}")',
            suggestion="Talk with your clinician about what fits you.",
        )
    return None


_ASKED_FIRST = ("talk", "talked", "ask", "asked", "speak", "spoke", "spoken", "check", "checked", "see", "saw", "hear", "call", "discuss", "know", "meet")  # fmt: skip
#: Words by which a change is only warned against until someone was asked ("on your own", "because of this letter").
_ALONE_CHANGE = (
    ("on", "your", "own"), ("by", "yourself"), ("because", "of"), ("without", "ask"), ("without", "asking"), ("without", "talk"),
    ("without", "talking"), ("without", "your"), ("without", "speaking"), ("without", "checking"), ("before", "talking"),
    ("before", "asking"), ("before", "speaking"), *((when, "you", asked) for when in ("before", "until") for asked in _ASKED_FIRST), *(("until", "you", "have", asked) for asked in (*_ASKED_FIRST, "seen", "heard")), ("unless", "your"), ("based", "on"), ("from", "this", "letter"), ("due", "to"),
)  # fmt: skip
_ALTERING = frozenset("change stop start begin skip quit alter adjust switch add leave".split())


def _kept(aligned: Aligned, said: Said, words: list[str]) -> bool:
    """Whether a sentence warns against changing a treatment alone ("Do not stop a drug on your own")."""
    verb = next((at for at, w in enumerate(words) if w in _ALTERING), None)
    if verb is None or verb > 5 or _NEGATIONS.isdisjoint(words[:verb]):
        return False
    ends = next((at for at, w in enumerate(words) if at > verb and w in ("but", "instead", ";", ":")), len(words))
    behind = words[verb + 1 : ends]
    return ends == len(words) and any(
        tuple(behind[at : at + len(tail)]) == tail for tail in _ALONE_CHANGE for at in range(len(behind))
    )


def _open_question(aligned: Aligned, said: Said, words: list[str]) -> bool:
    """Whether all of a sentence is what is asked, and no order stands behind it ("Whether it hurts or not you should …")."""
    if words[0] != "whether" or {",", ";", ":"} & set(words):
        return False
    folded = aligned.reading.folded
    return not any(
        folded.startswith("you ", d.start) and words[d.first - said.first - 1] not in _ASKING
        for d in said.of("directive")
        if d.first > said.first
    )


_ASKING = frozenset("whether if when how and or that what which".split())


def _only_asks(words: list[str]) -> bool:
    """Whether a sentence is all one question to put to someone ("Ask if it may pass or needs to be taken out")."""
    ask = next((at for at, w in enumerate(words[:2]) if w == "ask"), None)
    if ask is None or {";", ":", ".", ","} & set(words[ask + 1 : -1]):
        return False
    return not {"if", "whether"}.isdisjoint(words[ask + 1 : ask + 5])


def _reports_own(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the report says the same of a way of sampling, word before it and all ("should not delay a biopsy")."""
    if "biops" not in aligned.reading.folded[hit.start : hit.end]:
        return False
    if _at_once_as_reported(aligned, said, hit):
        return True
    before = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 8) : hit.first]]
    if _held_up(before) and any(
        _held_up([t.lemma for t in scene.row]) and not {"biopsy", "biopsied", "biopsies"}.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    ):
        return True
    before = before[-4:]
    own = {w for w in before if w.isalpha() and len(w) > 4 and w not in ("should", "would", "could")}
    return bool(own) and any(
        own <= scene.lemmas and not {"biopsy", "biopsied", "biopsies"}.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    )


def _at_once_as_reported(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether what the report says must not be held up is to be done "without delay", for the thing that it names."""
    tokens = aligned.reading.tokens
    if not _held_up([t.lemma for t in tokens[hit.last : min(said.last, hit.last + 4)]]):
        return False
    whose = {
        t.lemma for t in tokens[max(said.first, hit.first - 8) : hit.first] if t.lemma.isalpha() and len(t.lemma) > 3
    }
    whose -= {"should", "would", "have", "with", "your", "must", "need", "this"}
    return any(
        len(whose & scene.lemmas) > 1
        and _held_up([t.lemma for t in scene.row])
        and not {"biopsy", "biopsied", "biopsies"}.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    )


#: Words, some of two, by which one thing is not to keep another from being done.
_HOLDING_UP = frozenset(
    "delay postpone defer hinder prevent preclude deter obviate exclude replace dissuade wait".split()
)
_HOLDING_UP_PAIRS = frozenset(
    {
        ("hold", "up"),
        ("put", "off"),
        ("hold", "off"),
        ("hold", "back"),
        ("way", "of"),
        ("keep", "from"),
        ("slow", "down"),
        ("rule", "out"),
    }
)


def _held_up(words: Sequence[str]) -> bool:
    """Whether words deny that something may hold a step up ("should not delay")."""
    denied = next((at for at, w in enumerate(words) if w in _NEGATIONS), None)
    if denied is None or "you" in words[:denied]:
        return False
    behind = words[denied + 1 :]
    return not _HOLDING_UP.isdisjoint(behind) or any(pair in _HOLDING_UP_PAIRS for pair in pairwise(behind))


def _left_out(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a treatment is named as what is not done ("care without an operation")."""
    words = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 2) : hit.first]]
    if "before" in words or words[:2] == ["prior", "to"]:
        return True  # "ask for an addendum before any biopsy"
    if "after" in words and aligned.reading.folded[hit.start : hit.end] in _GENERIC:
        return True  # "a bone scan is recommended after treatment"
    if _of_an_office(aligned, said, hit) or _is_content(aligned, said, hit):
        return True
    if words == ["list", "of"]:
        return True  # "bring a list of your medicines"
    if hit.last < said.last and aligned.reading.tokens[hit.last].lemma in _WAYS:
        return True  # "a drainage channel of the ear", a part of the body
    if hit.last < said.last and aligned.reading.tokens[hit.last].lemma in _TREATERS and not _OWN.isdisjoint(words):
        return True  # "Take this letter to your physical therapy clinic"
    return words[-1:] == ["without"] or (words[:1] == ["without"] and words[-1] in ("a", "an", "any", "the"))


def _is_content(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether fluid is what a part of the body holds ("Some loops hold a little more fluid than usual")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - _HELD) : hit.first]]
    holds = next((i for i, w in enumerate(ahead) if w in ("hold", "holds")), None)
    bidden = (holds == 0 and len(ahead) < _HELD) or ahead[: holds or 0][-1:] in _BIDDEN
    return aligned.reading.folded[hit.start : hit.end] == "fluid" and holds is not None and not bidden


_HELD = 6
_BIDDEN = (["you"], ["to"], ["please"], ["should"], ["must"])  # "Hold more fluid in"
_REACHED = frozenset("ring call phone telephone contact visit at from inform reach".split())


def _of_an_office(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "the surgery" is where a doctor sees people ("ring the surgery", "give the surgery a call")."""
    if aligned.reading.folded[hit.start : hit.end] != "surgery":
        return False
    tokens = aligned.reading.tokens
    before = [t.lemma for t in tokens[max(said.first, hit.first - 2) : hit.first]]
    behind = [t.lemma for t in tokens[hit.last : min(said.last, hit.last + 2)]]
    if before[-1:] not in (["the"], ["our"], ["your"]):
        return False
    given = before[:1] == ["give"] and behind in (["a", "ring"], ["a", "call"], ["a", "bell"])
    return given or not _REACHED.isdisjoint(before[:1])


#: Behind the name of a treatment these make it a part of the body or a shape.
_WAYS = frozenset("path pathway passage opening channel pipe hole duct way system bone shaped shadow like".split())


#: Behind the name of a treatment these make it the people who give it; with "your" before, those who care for the reader already.
_TREATERS = frozenset("team clinic department office service practice staff ward unit nurse doctor colleague".split())
_OWN = frozenset("your our the their".split())
_BARE_ADVICE = frozenset("indicated warranted required needed mandatory preferred".split())
_IN_CASE = frozenset("if unless when within".split())


def _elliptic(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a treatment is ordered with no verb ("Arthroscopy indicated", "Surgery if displaced")."""
    tokens = aligned.reading.tokens
    behind = tokens[hit.last].lemma if hit.last < said.last else "."
    opens = not any(t.lemma[0].isalnum() for t in tokens[said.first : hit.first])
    words = {t.lemma for t in tokens[hit.last : said.last]}
    if not opens or not _LEFT_OPEN.isdisjoint(words):
        return False
    return behind in _BARE_ADVICE or (behind in _IN_CASE and said.label in ("", "present"))


_LEFT_OPEN = frozenset("not no is are was were may can could ask question whether per ?".split())
#: What a treatment is praised for.
_BENEFITS = frozenset(
    "cure cures fix fixes heal heals relieve relieves ease eases solve solves restore restores reverse reverses help helps work works "
    "shrink shrinks prevent prevents calm calms".split()
)
_LEFT_TO_ASK = frozenset(
    "if whether ask what how may might can could discuss talk which when or not no question tell".split()
)


def _praised(aligned: Aligned, said: Said, words: list[str]) -> Fault | None:
    """What a treatment does for a finding, told as a fact ("Surgery cures this")."""
    if said.label == "not-stated" or not _LEFT_TO_ASK.isdisjoint(words):
        return None
    for hit in said.of("treatment"):
        at = hit.last - said.first
        name = aligned.reading.folded[hit.start : hit.end]
        if (
            _BENEFITS.isdisjoint(words[at : at + 1])
            or aligned.reading.prepared.says(name)
            or words[at + 1 : at + 2] == ["you"]
        ):
            continue
        return Fault(
            Span(hit.start, aligned.reading.tokens[hit.last].end),
            f'names a treatment outside the plan ("{aligned.reading.words(hit.start, hit.end)}")',
            suggestion="Talk with your clinician about what fits you.",
        )
    return None


_BEARING = frozenset("non no partial full toe touch protected weight limited".split())


def _weight(aligned: Aligned, said: Said, words: list[str]) -> Fault | None:
    """How much weight a limb may bear, ordered with no verb ("Non-weight-bearing")."""
    row = [w for w in words if w.isalpha()]
    at = next((i for i, w in enumerate(row[:4]) if w == "weight"), None)
    if (
        at is None
        or row[at + 1 : at + 2] != ["bearing"]
        or not _BEARING.issuperset(row[: at + 1])
        or said.label == "not-stated"
    ):
        return None
    behind = row[at + 2 : at + 3]
    if aligned.reading.prepared.says("weight") or (
        behind and (behind[0] in _TESTING or behind[0] in ("is", "was", "status"))
    ):
        return None
    return Fault(said.span, "tells the reader what to do (how much weight to bear)", suggestion="")


def _step_between(said: Said, verb: Hit, hit: Hit) -> bool:
    """Whether another verb, one of asking or bringing, takes the treatment ("have the test, and bring your pills")."""
    return any(verb.last <= s.first and s.last <= hit.first for s in said.of("safe-step"))


def _opens_sentence(aligned: Aligned, said: Said, told: list[Hit]) -> bool:
    """Whether the sentence opens with words of order, and not with "please ask"."""
    steps = {s.first for s in said.of("safe-step")}
    if aligned.reading.tokens[said.first].lemma in ("whether", "if"):
        return False  # "Whether you need it is something to ask"
    return any(d.first <= said.first + 1 and d.last not in steps for d in told)


def _sent(aligned: Aligned, said: Said, hit: Hit) -> list[Hit]:
    """The order to go and see one who treats ("See a chiropractor")."""
    if hit.cue.kind != "healer":
        return []
    folded = aligned.reading.folded
    return [
        h
        for h in said.of("safe-step")
        if h.last <= hit.first <= h.last + 4 and folded[h.start : h.end] in _SEND and _opens(aligned, said, h)
    ]


def _asked_for(aligned: Aligned, said: Said, hit: Hit) -> Hit | None:
    """The word "ask" where a treatment is asked for ("ask for antibiotics"), not about ("ask if you need any")."""
    tokens = aligned.reading.tokens
    if aligned.reading.folded[hit.start : hit.end] in _GENERIC or hit.cue.kind == "treatment-noun":
        return None
    for h in said.of("safe-step"):
        between = [t.lemma for t in tokens[h.last : hit.first]]
        if h.first > said.first and tokens[h.first - 1].lemma in ("neither", "nor"):
            continue  # "It neither asks for surgery nor rules it out"
        asks_for = tokens[h.first].lemma == "ask" and "for" in between[:4] and len(between) <= 7
        if asks_for and not {"if", "whether", "about", "how", "what", "help", "advice"} & set(between):
            return h
    return None


def _permitted(aligned: Aligned, said: Said, hit: Hit) -> list[Hit]:
    """The leave to change a treatment or a habit ("you can safely stop your blood thinner")."""
    tokens = aligned.reading.tokens
    for at in range(max(said.first, hit.first - 8), hit.first):
        if tokens[at].lemma in _MAY and at > said.first and tokens[at - 1].lemma in ("you", "patient", "he", "she"):
            verb = next((i for i in range(at + 1, min(at + 4, hit.first)) if tokens[i].lemma in _CHANGE), None)
            if verb is not None and tokens[verb + 1].lemma != "this":
                return [Hit(at, verb + 1, tokens[at].start, tokens[verb].end, Cue("directive"))]
    return []


def _allowed(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the report asks for this very treatment, or the plan has the order with no condition that was lost."""
    reading = aligned.reading
    name = reading.folded[hit.start : hit.end]
    report = aligned.plan.reading
    asked = [fold(report.text[r.start : r.end]) for r in report.recommendations]
    own = next((stems for word, stems in _SAME_CARE.items() if word in name), (name,))
    ahead = {t.lemma for t in reading.tokens[max(said.first, hit.first - 4) : hit.first]}
    if _NEGATIONS.isdisjoint(ahead) and any(stem in text for text in asked for stem in (name, *own)):
        return True
    if _of_none(aligned, said, hit) or _when_it_is_over(aligned, said, hit):
        return True
    if name in _GENERIC and _beside_allowed(aligned, said, hit, asked):
        return True
    if said.label == "not-stated" and reading.prepared.says(name):
        return True
    words = set(reading.lemmas(said))
    content = {w for w in words if len(w) > 3 and w.isalpha()}
    held_up = _held_up(reading.lemmas(said))
    for sentence in reading.prepared.sentences:
        if name in sentence and _held_up([t.lemma for t in tokens_of(sentence)]) == held_up:
            held = {t.lemma for t in tokens_of(sentence)}
            if len(content & held) * 2 > len(content) and not (_HEDGES & held and not _HEDGES & words):
                return True
    return False


#: Everyday names of what may be asked for, and beginnings of a report's words for the same.
_SAME_CARE = {
    "biops": ("biops", "aspiration", "fna", "tissue sampl", "tissue diagnos", "histolog"),
}


_ONCE = frozenset("after once when following until".split())
_OVER = ("complet", "finish", "done", "over", "end")


def _when_it_is_over(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a treatment that the report names is only when something else is due ("once the antibiotics are finished")."""
    if not aligned.reading.prepared.says(aligned.reading.folded[hit.start : hit.end].removesuffix("s")):
        return False
    words = aligned.reading.lemmas(said)
    at = hit.first - said.first
    return not _ONCE.isdisjoint(words[max(0, at - 3) : at]) and any(
        w.startswith(_OVER) for w in (*words[max(0, at - 3) : at], *words[at + 1 : at + 6])
    )


def _of_none(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a report or letter gives no treatment ("The report gives no plan for treatment")."""
    words = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    follows = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else "."
    if follows in _SAVE or ("no" in words and not _SAVE.isdisjoint(words[len(words) - words[::-1].index("no") :])):
        return False  # "no treatment but an injection"
    ahead = [words[-4:][i : i + 3] for i in range(2)]
    if any(w[:2] in (["does", "not"], ["did", "not"]) and w[2].startswith(_ADVISED) for w in ahead if len(w) == 3):
        return not (_PAPERS | {"it"}).isdisjoint(words) and not _bids_behind(aligned, said, hit)
    if "no" not in words[-4:] or not {",", ";", ":"}.isdisjoint(words[len(words) - words[::-1].index("no") :]):
        return False
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 8)]]
    return not _PAPERS.isdisjoint(words) or (
        not _PAPERS.isdisjoint(behind) and any(w.startswith(_ADVISED) for w in behind)
    )


def _bids_behind(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a turn behind words bids the reader all the same ("does not recommend a brace, but you should wear one")."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : said.last]]
    at = next((i for i, w in enumerate(behind) if w in _TURNS), len(behind))
    return not _BIDS.isdisjoint(behind[at:])


_TURNS = frozenset("but yet though although however still so".split())
_BIDS = frozenset("should must need ought have wear take get use try start".split())
_SAVE = frozenset("but except save besides unless".split())
_PAPERS = frozenset("report radiologist letter".split())
_ADVISED = (
    "advis",
    "recommend",
    "suggest",
    "mention",
    "propos",
    "given",
    "list",
    "request",
    "name",
    "order",
    "plan",
    "state",
    "address",
)


def _beside_allowed(aligned: Aligned, said: Said, hit: Hit, asked: list[str]) -> bool:
    """Whether a general word explains a treatment beside it that the report asks for ("a statin, a drug that …")."""
    folded = aligned.reading.folded
    return any(
        (0 <= hit.first - other.last <= 3 or 0 <= other.first - hit.last <= 3)
        and any(folded[other.start : other.end] in text for text in asked)
        for other in said.of("treatment", "treatment-noun")
        if other is not hit
    )


def _gone_through(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether it is a text that is worked through, and no work of the body."""
    words = [t.lemma for t in aligned.reading.tokens[hit.first : min(said.last, hit.last + 1)]]
    return words in (["work", "through"], ["working", "through"])


def _activity(aligned: Aligned, said: Said) -> Fault | None:
    reading = aligned.reading
    activities = [
        h for h in said.of("activity") if not _part_of_name(aligned, said, h) and not _gone_through(aligned, said, h)
    ]
    if not activities or said.label == "not-stated":
        return None
    directives = [d for d in said.of("directive") if not _in_a_case(aligned, said, d)]
    verbs = [h for h in said.of("treatment-verb") if _opens(aligned, said, h)]
    words = reading.lemmas(said)
    asks = any(h.last <= said.first + 6 for h in said.of("safe-step")) or any(
        w in ("ask", "discuss", "talk") for w in words
    )
    if asks and not verbs:
        return None
    for hit in activities:
        name = reading.folded[hit.start : hit.end]
        given = name == "rest" and reading.tokens[hit.first - 1].lemma in ("a", "some")  # "the rest is told below"
        if not given and reading.prepared.says(name):
            continue
        ordered = [
            v
            for v in verbs
            if v.first <= hit.first and hit.first - v.last <= 6 and not _one_of_subjects(words, v.first - said.first)
        ]
        told = [d for d in directives if d.last <= hit.first and hit.first - d.last <= 6]
        told += _permitted(aligned, said, hit)
        if (ordered or told) and not _safe(said, ordered, hit):
            start = min(h.start for h in (*ordered, *told, hit))
            return Fault(
                Span(start, hit.end),
                f'tells the reader what to do ("{reading.words(start, hit.end)}")',
                suggestion="Ask your clinician which activities fit you.",
            )
    return None


_GOVERNING = frozenset("need needs for of about like with between".split())


def _one_of_subjects(words: list[str], at: int) -> bool:
    """Whether a word is a thing in a row of things of which something is said ("exercise and work are things to ask about")."""
    behind = words[at + 1 :]
    if behind[:1] not in (["and"], ["or"], [","], ["is"], ["are"]):
        return False
    ahead = words[max(0, at - 5) : at]
    if ahead[-1:] == [","] and not _GOVERNING.isdisjoint(ahead[:-1]) and "you" not in ahead:
        return True  # "it may need time, rest or care"
    verb = next((i for i, w in enumerate(behind[:8]) if w in ("is", "are")), None)
    if verb is None or (not _SHUNNING.isdisjoint(behind[verb:]) and "ask" not in behind):
        return False  # "exercise and work are things to stop"
    return {":", ";", "you", "that"}.isdisjoint(behind[:verb])


_SHUNNING = frozenset(
    "stop avoid avoided stopped skipped drop skip quit limit cut leave out off forbidden over".split()
)


_NEEDING = frozenset({"you need", "you will need", "you require"})


def _needs(aligned: Aligned, need: Hit, hit: Hit) -> bool:
    """Whether right before a treatment the reader is said to need it."""
    return aligned.reading.folded[need.start : need.end] in _NEEDING and 0 <= hit.first - need.last <= 2


#: What a reader does with the body, as a verb; how often or how long it is to be done, said right behind an order.
_DOINGS = frozenset(
    "walk run jog swim cycle stretch exercise rest sleep lie stand sit lift train drive play work climb hike bike drink eat hydrate rehydrate".split()
)
#: What is no use of the body behind such a verb ("You can work out your questions").
_OTHERWISE = frozenset("out down by through your together up it this".split())
_MEASURED = frozenset(
    "twice once daily every each for more less gently slowly regularly often only until freely aggressively well plenty lots enough normally whenever at least about".split()
)
_HOLDING = frozenset("stay keep lay hold".split())
_STATES = frozenset("still up raised straight dry warm cool elevated high bent wrapped covered flat".split())
_FREE = (
    ("go", "ahead", "and"),
    ("feel", "free", "to"),
    ("free", "to"),
    ("safe", "to"),
    ("fine", "to"),
    ("ok", "to"),
    ("okay", "to"),
)
_WONDERED = frozenset("if whether how when that where until so why far unless ask what which before".split())


_BODILY = _DOINGS | _HOLDING


def _bare_order(aligned: Aligned, said: Said, words: list[str]) -> Fault | None:
    """An order or a leave to use or spare the body that names no treatment ("Stay off the foot", "You can walk on it")."""
    if said.kind == "heading" or said.label in ("not-stated", "help", "reason"):
        return None
    for at, word in enumerate(words):
        if word not in _BODILY or not (_told_to(said, words, at) or _given_leave(words, at)):
            continue
        after = words[at + 1 : at + 2]
        timed = word in _DOINGS and after and (after[0] in _MEASURED or after[0].isdigit())
        leave = word in _DOINGS and _given_leave(words, at) and _OTHERWISE.isdisjoint(after)
        leave = leave and [word, *after] != ["work", "with"]
        spared = word in _HOLDING and (after == ["off"] or _kept_so(aligned, said, words, at))
        forbidden = word in _DOINGS and {"don't", "not", "never"} & set(words[:at]) and after != ["yourself"]
        if timed or leave or spared or forbidden:
            tokens = aligned.reading.tokens
            span = Span(tokens[said.first + at].start, tokens[min(said.first + at + 2, said.last) - 1].end)
            return Fault(
                span,
                f'tells the reader what to do ("{aligned.reading.words(*span)}")',
                suggestion="Ask your clinician which activities fit you.",
            )
    return None


def _told_to(said: Said, words: list[str], at: int) -> bool:
    """Whether a verb opens the sentence, or stands behind "please", "to be safe," or "best to"."""
    before = words[:at]
    if "," in before and before[0] in _MEANWHILE and _TOLD_AGAIN.isdisjoint(before):
        before = before[len(before) - before[::-1].index(",") :]
    return not any(w[0].isalnum() and w not in _BEFORE_ORDER for w in before) or tuple(words[max(0, at - 2) : at]) in (
        ("best", "to"),
        ("better", "to"),
        ("time", "to"),
        ("sure", "to"),
    )


#: Openings of a time until which an order holds ("In the meantime, keep off the leg"), and words of a row told in it.
_MEANWHILE = frozenset("in until till for meanwhile to from during".split())
_TOLD_AGAIN = frozenset("is are was were has have can may if".split())
_BEFORE_ORDER = frozenset("please do don't not never".split())


def _given_leave(words: list[str], at: int) -> bool:
    """Whether a verb is what the reader may do now ("you can run", "go ahead and run"), said in a clause of its own."""
    before = words[:at]
    while before and before[-1] in ("safely", "now", "still", "again", "already", "just"):
        before.pop()
    if any(tuple(before[-len(free) :]) == free for free in _FREE):
        return _WONDERED.difference(("so",)).isdisjoint(before) and "not" not in before[-5:]
    if before[-2:] not in (["you", "can"], ["you", "may"]):
        return False
    return _WONDERED.isdisjoint(before[-6:-2]) or before[-4:-2] == [",", "so"]


def _kept_so(aligned: Aligned, said: Said, words: list[str], at: int) -> bool:
    """Whether a part of the body is to be kept in a state ("keep the arm still")."""
    tokens = aligned.reading.tokens
    state = next((i for i in range(at + 1, min(len(words), at + 6)) if words[i] in _STATES), None)
    if state is None or words[at] == "stay":
        return False
    return any(tokens[said.first + at].start < p.start < tokens[said.first + state].start for p in said.places)


_LABELS = frozenset("treatment therapy management rx".split())
#: Behind an activity these make it a test ("exercise testing").
_TESTING = frozenset("test testing ecg ekg echo echocardiogram study tolerance scan imaging image view film".split())


def _part_of_name(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word for an activity is part of another ("long-standing", "rest of the scan") or of the name of a test ("exercise testing")."""
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else ""
    rest = aligned.reading.tokens[hit.first].lemma == "rest" and (
        behind == "of" or _remainder(aligned, said, hit, behind)
    )
    own = rest or aligned.reading.folded[hit.start - 1 : hit.start] == "-" or behind in _TESTING
    return own or _weighs(aligned, said, hit) or _other_sense(aligned, said, hit)


_SET_GOING = frozenset("that this it things them".split())


def _other_sense(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the word means no activity here ("work-up", "salt water", "to get things moving")."""
    tokens = aligned.reading.tokens
    name = aligned.reading.folded[hit.start : hit.end]
    behind = [t.lemma for t in tokens[hit.last : min(said.last, hit.last + 2)] if t.lemma != "-"]
    before = [t.lemma for t in tokens[max(said.first, hit.first - 2) : hit.first]]
    return (
        (name == "work" and behind[:1] == ["up"])
        or (name == "salt" and behind[:1] == ["water"])
        or (
            name == "moving"
            and before[:1] in (["get"], ["set"], ["keep"])
            and not _SET_GOING.isdisjoint(before[1:])
            and behind[:1] not in (["with"], ["by"])  # "Get it moving with long walks"
        )
    )


_GIVEN_WEIGHT = frozenset(
    "attach attaching attached give giving given lend lending ascribe assign merit deserve add".split()
)
_MORE_WEIGHT = frozenset("carry carries carrying have has hold".split())
_LIMBS = frozenset("leg legs arm arms foot feet ankle ankles wrist wrists hand hands limb body bar belt".split())


def _weighs(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "weight" is how much a finding counts ("before attaching weight to the tear", "carries more weight than the film")."""
    tokens = aligned.reading.tokens
    if tokens[hit.last - 1].lemma != "weight":
        return False
    ahead = [t.lemma for t in tokens[max(said.first, hit.last - 5) : hit.last - 1]]
    behind = [t.lemma for t in tokens[hit.last : min(said.last, hit.last + 5)]]
    if behind[:1] == ["than"]:
        return not _MORE_WEIGHT.isdisjoint(ahead)
    given = not _GIVEN_WEIGHT.isdisjoint(ahead) or (
        hit.last - hit.first > 1 and tokens[hit.first].lemma in _GIVEN_WEIGHT
    )
    return given and behind[:1] == ["to"] and _LIMBS.isdisjoint(behind)


def _remainder(aligned: Aligned, said: Said, hit: Hit, behind: str) -> bool:
    """Whether "rest" opens what is told of all other parts ("Rest [R]: liver normal", "Rest: no other node")."""
    if hit.first != said.first or behind not in (":", "[", "(", "-"):
        return False
    words = aligned.reading.lemmas(said)
    return bool(said.places or said.mentions or "no" in words) and not any(w[0].isdigit() for w in words[:4])


_OFF = frozenset("off aside out away".split())


def _dropped_step(aligned: Aligned, said: Said) -> Fault | None:
    """An order to leave out a test or a visit ("You can skip the MRI")."""
    reading = aligned.reading
    tokens = reading.tokens
    for hit in said.of("step-of-care"):
        for verb in said.of("treatment-verb"):
            close = verb.last <= hit.first and hit.first - verb.last <= 3
            left_out = reading.folded[verb.start : verb.end] in ("leave out", "leave off")
            if not close or not (left_out or tokens[verb.first].lemma in _DROP):
                continue
            if tokens[verb.first].lemma == "put" and not _OFF & {
                t.lemma for t in tokens[verb.first + 1 : hit.last + 2]
            }:
                continue  # "put the scan and your symptoms together"
            ahead = {t.lemma for t in tokens[max(said.first, verb.first - 2) : verb.first]}
            so = tokens[verb.first - 1].lemma == "so"
            if ahead & _NEGATIONS or (
                verb.first > said.first and not (so or _opens(aligned, said, verb) or ahead & _MAY)
            ):
                continue
            return Fault(
                Span(verb.start, hit.end),
                f'tells the reader to leave out a step of care ("{reading.words(verb.start, hit.end)}")',
                suggestion="",
            )
    return None


_LEFT = frozenset("skipped dropped missed postponed cancelled canceled delayed omitted".split())
_LEFT_SO = {"left": frozenset("out off for until aside".split()), "put": frozenset({"off"})}
_ASKED_OF = frozenset("whether ask not if how".split())


def _left_step(said: Said, words: list[str]) -> Fault | None:
    """The leave to have a test or visit later or not at all ("the check can be left for a year")."""
    if said.kind not in ("statement", "condition") or not _ASKED_OF.isdisjoint(words[1:] if words else ()):
        return None
    for hit in said.of("step-of-care", "needed-step"):
        at = next((i for i in range(hit.last - said.first, len(words) - 1) if words[i] in _MAY), None)
        if at is None or at - (hit.last - said.first) > _STEP_WITHIN or words[at + 1] != "be":
            continue
        verb, behind = [*words[at + 2 : at + 4], "", ""][:2]
        if verb in _LEFT or behind in _LEFT_SO.get(verb, frozenset()):
            return Fault(said.span, "tells the reader to leave out a step of care", suggestion="")
    return None


_STEP_WITHIN = 6


def _past(words: list[str], at: int) -> bool:
    """Whether a treatment is told as something done ("you have used steroids")."""
    ahead = words[max(0, at - 5) : at]
    return any(w in ("used", "use", "took", "taken", "had", "been", "were", "was") for w in ahead) and any(
        w in ("have", "has", "had", "were", "was", "took") for w in ahead
    )


def _safe(said: Said, ordered: list[Hit], hit: Hit) -> bool:
    """Whether the verb is one of asking, bringing or coming to a visit."""
    return any(s.first <= v.first < s.last for s in said.of("safe-step") for v in ordered)


def _opens(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a verb is an order: it opens the sentence or a clause, or stands behind "please", "to" after advice, "and"."""
    tokens = aligned.reading.tokens
    at = hit.first - 1
    if _is_label(aligned, said, hit):
        return False
    if _stands_for_another(aligned, said, hit) or _in_a_case(aligned, said, hit):
        return False
    while at >= said.first and (
        tokens[at].lemma
        in (
            "please",
            "also",
            "then",
            "now",
            "just",
            "always",
            "never",
            "not",
            "do",
            "don't",
            "simply",
            "first",
            "instead",
            "-",
            "(",
            '"',
            "*",
        )
        or not tokens[at].lemma[0].isalnum()
        or tokens[at].lemma.isdigit()
    ):
        if tokens[at].lemma in (",", ";", ":", "."):
            return True
        at -= 1
    if at < said.first:
        return True
    word = tokens[at].lemma
    if word in ("and", "or", "so", "but"):
        return any(h.last <= hit.first for h in said.of("directive", "treatment-verb", "safe-step")) and not any(
            t.lemma in ("is", "are", "was", "were", "has", "have")
            for t in tokens[max(said.first, hit.first - 4) : hit.first]
        )
    return word in ("should", "must") or any(d.last in (hit.first, hit.first - 1) for d in said.of("directive"))


def _is_label(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word is the label of what follows, and no order ("Limit [T]: tracer uptake maps drainage")."""
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else ""
    words = aligned.reading.tokens[said.first : hit.first]
    return (
        not any(t.lemma[0].isalpha() for t in words)
        and behind in (":", "[", "(")
        and aligned.reading.tokens[hit.first].lemma in _LEADS
    )


_LEADS = frozenset("limit change fast cast move splint brace place".split())


#: Words before "do" that make it stand for the verb told before ("the left lobe looks large, and so do the ducts").
_ECHOING = frozenset("so as nor neither than like".split())


def _stands_for_another(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "do" or "have" only takes up a verb told of something else, and orders nothing."""
    tokens = aligned.reading.tokens
    before = tokens[hit.first - 1].lemma if hit.first > said.first else ""
    return tokens[hit.first].lemma in ("do", "have", "need") and before in _ECHOING


_CASES = frozenset("if when whenever unless case".split())
_CASE_ENDS = frozenset("; : . but then instead otherwise".split())


def _in_a_case(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a verb tells what may happen to the reader ("call if you start to lose weight, vomit or get worse").

    The case must follow the step to take in it. A mark, "and" behind a comma or a verb that no "or" joins ends it.
    """
    words = aligned.reading.lemmas(said)
    at = hit.first - said.first
    opened = max((i for i in range(1, at) if words[i] in _CASES), default=0)
    if not opened or words[opened + 1 : opened + 2] == [] or words[opened + 1] not in _TO_WHOM:
        return False
    if words[opened] == "if" and not any(h.last - said.first <= opened for h in said.of("safe-step", "act")):
        return False  # "You will feel better if you take …"
    between = words[opened + 1 : at]
    if not _CASE_ENDS.isdisjoint(between) or (",", "and") in pairwise([*between, words[at]]):
        return False
    return words[at - 1] not in (",", "and") or "or" in words[at + 1 :]


_TO_WHOM = frozenset("you your they he she the it".split())


_CHEST = "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion. Recommend chest CT."
_FLUID = "There is a little fluid around your left lung. "
_EFFUSION = "Small left pleural effusion [R]. "

TREATMENT_DIRECTIVE = Rule(
    name="treatment-directive",
    title="An order to treat",
    rationale="Only a clinician who knows the patient may start, stop or change a treatment.",
    source="steitz-2023",
    severity="error",
    check=_orders,
    valid=(
        Example(report=_CHEST, draft=_FLUID + "Ask your clinician if you need treatment."),
        Example(report=_CHEST, draft=_FLUID + "The report asks for more. Have the chest CT, and bring your pills."),
        Example(report=_CHEST, draft=_FLUID + "Ask your clinician whether a water pill or an injection fits you."),
        Example(report=_CHEST, audience="clinician", draft=_EFFUSION + "Chest CT is recommended [R]."),
    ),
    invalid=(
        Example(report=_CHEST, draft=_FLUID + "Take ibuprofen and drink more."),
        Example(report=_CHEST, draft=_FLUID + "You should stay in bed until it goes away."),
        Example(report=_CHEST, draft=_FLUID + "You can safely stop your rivaroxaban now."),
        Example(report=_CHEST, draft=_FLUID + "Ask your clinician for a steroid shot."),
        Example(report=_CHEST, draft=_FLUID + "Visit an acupuncturist to loosen your ribs."),
        Example(report=_CHEST, draft=_FLUID + "You may skip the CT if you feel well."),
        Example(report=_CHEST, audience="clinician", draft=_EFFUSION + "Commence naproxen and a diuretic."),
        Example(report=_CHEST, audience="clinician", draft=_EFFUSION + "Refer for pleural drainage."),
    ),
)
