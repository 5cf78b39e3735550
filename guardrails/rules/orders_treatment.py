"""Treatments that a sentence orders or praises: a drug, an operation, one who treats."""

from __future__ import annotations

import re

from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.cues import Cue
from guardrails.reading import Hit, Said
from guardrails.rule import Fault
from guardrails.rules.orders_left_out import left_out
from guardrails.rules.orders_report import allowed, reports_own
from guardrails.rules.orders_verbs import in_a_case, opens, permitted
from guardrails.rules.orders_words import GENERIC

#: Stems that medicine gives to the names of drugs and of operations; a name in the list of cues is found without them.
_DRUG = re.compile(
    r"(?<![\w-])[a-z]{3,20}(?:cillin|mycin|micin|floxacin|cycline|conazole|prazole|tidine|pril|sartan|vastatin|olol|dipine|"
    r"profen|fenac|oxicam|coxib|dronate|dronic acid|oxaban|gatran|parin|gliptin|gliflozin|glutide|zosin|steride|triptan|"
    r"setron|tropium|meterol|azepam|azolam|oxetine|triptyline|gabalin|nisone|nisolone|thasone|thiazide|semide|tinib|zumab|tuzumab|ximab|"
    r"limumab|ciclovir|cyclovir|tamivir|laxants?|biotics?|rthotics?|"
    r"ectomy|otomy|ostomy|plasty|desis|centesis|tripsy|pexy)(?![\w-])"
)
_SEND = frozenset({"see", "visit", "go to", "call", "contact", "book", "try", "find"})


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


def treatment(aligned: Aligned, said: Said) -> Fault | None:
    """An order to start, stop or change a treatment ("Take ibuprofen")."""
    reading = aligned.reading
    treatments = _named(aligned, said)
    words = reading.lemmas(said)
    if not treatments or _only_asks(words) or _open_question(aligned, said, words):
        return None  # "Whether you need surgery is nothing that a scan can tell"
    directives = [d for d in said.of("directive") if not in_a_case(aligned, said, d)]
    verbs = [h for h in said.of("treatment-verb") if opens(aligned, said, h)]
    asks = any(h.last <= said.first + 6 for h in said.of("safe-step")) or any(
        w in ("ask", "discuss", "talk") for w in words
    )
    for hit in treatments:
        if left_out(aligned, said, hit) or reports_own(aligned, said, hit):
            continue
        own = hit.cue.kind == "treatment"
        ordered = [
            v
            for v in verbs
            if v.first <= hit.first - (not own) and hit.first - v.last <= 8 and not _step_between(said, v, hit)
        ]
        ordered = ordered or _sent(aligned, said, hit)
        told = [d for d in directives if abs(d.first - hit.first) <= 10 and (own or _needs(aligned, d, hit))]
        told += permitted(aligned, said, hit)
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
            and words[1:2] == [":"]
            and not reading.prepared.says(reading.folded[hit.start : hit.end])
        ):
            told = [hit]  # "Treatment: naproxen"
        if own and _elliptic(aligned, said, hit):
            told = [hit]
        if not (ordered or told) or _past(words, hit.first - said.first) or allowed(aligned, said, hit):
            continue
        marks = (*ordered, *told, hit)
        return Fault(
            Span(min(h.start for h in marks), max(h.end for h in marks)),
            f'names a treatment outside the plan ("{reading.words(hit.start, hit.end)}")',
            suggestion="Talk with your clinician about what fits you.",
        )
    return None


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


def praised(aligned: Aligned, said: Said, words: list[str]) -> Fault | None:
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
        if h.last <= hit.first <= h.last + 4 and folded[h.start : h.end] in _SEND and opens(aligned, said, h)
    ]


def _asked_for(aligned: Aligned, said: Said, hit: Hit) -> Hit | None:
    """The word "ask" where a treatment is asked for ("ask for antibiotics"), not about ("ask if you need any")."""
    tokens = aligned.reading.tokens
    if aligned.reading.folded[hit.start : hit.end] in GENERIC or hit.cue.kind == "treatment-noun":
        return None
    for h in said.of("safe-step"):
        between = [t.lemma for t in tokens[h.last : hit.first]]
        if h.first > said.first and tokens[h.first - 1].lemma in ("neither", "nor"):
            continue  # "It neither asks for surgery nor rules it out"
        asks_for = tokens[h.first].lemma == "ask" and "for" in between[:4] and len(between) <= 7
        if asks_for and not {"if", "whether", "about", "how", "what", "help", "advice"} & set(between):
            return h
    return None


_NEEDING = frozenset({"you need", "you will need", "you require"})


def _needs(aligned: Aligned, need: Hit, hit: Hit) -> bool:
    """Whether right before a treatment the reader is said to need it."""
    return aligned.reading.folded[need.start : need.end] in _NEEDING and 0 <= hit.first - need.last <= 2


_LABELS = frozenset("treatment therapy management rx".split())


def _past(words: list[str], at: int) -> bool:
    """Whether a treatment is told as something done ("you have used steroids")."""
    ahead = words[max(0, at - 5) : at]
    return any(w in ("used", "use", "took", "taken", "had", "been", "were", "was") for w in ahead) and any(
        w in ("have", "has", "had", "were", "was", "took") for w in ahead
    )
