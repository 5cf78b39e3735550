"""Reasons: a way of life told as what brings a finding about, and why a thing is as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned
from guardrails.cues import Cue
from guardrails.reading import Hit, Said
from guardrails.rule import Fault
from guardrails.rules.claims_held import risk_held
from guardrails.rules.claims_open import denied, is_open, left_unsaid, unknown
from guardrails.rules.claims_words import ARTICLES, ERRAND, NEGATIONS, SAYS_NOTHING, has_any
from guardrails.rules.errands import asked_for


def mechanism(aligned: Aligned, said: Said) -> Fault | None:
    """A way of life or another risk told as the reason for a finding."""
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
            or unknown(said, hit)
            or denied(aligned, said, hit)
        ):
            continue
        if _blamed_in_report(aligned, aligned.reading.tokens[risk.first].lemma):
            continue
        if risk_held(aligned, aligned.reading.folded[risk.start : risk.end]) and (
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


def began(aligned: Aligned, said: Said) -> Fault | None:
    """A way of life told as where a thing came from ("You got this from typing")."""
    if said.label in ("help", "reason", "not-stated"):
        return None
    for hit in (*said.of("origin-verb"), *_got_from(aligned, said)):
        words = aligned.reading.lemmas(said)[: hit.first - said.first]
        if (
            not (said.has("deictic") or said.mentions)
            or any(w in NEGATIONS for w in words)
            or is_open(aligned, said, hit)
        ):
            continue
        for risk in said.of("risk-factor", "behaviour"):
            text = aligned.reading.folded[risk.start : risk.end]
            held = risk_held(aligned, text) and not _BLAMED.isdisjoint(aligned.reading.prepared.report_lemmas)
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
    return before in ARTICLES or before in ("at", "for", "with", "by", "in", "gestational", "bone", "old", "middle")


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


_BODY = ("findings", "impression")
_HOW_MUCH = frozenset("too a an the poor bad hard heavy long much lack more less your old".split())


#: What is done or seen in an exam, or brought the reader to it: an activity before it tells how ("Resting ECG", "a moving
#: x-ray", "lifting injury").
_TESTS = frozenset(
    "ecg ekg echo echocardiogram electrocardiogram film view x ray radiograph image picture scan test exam examination study series mri ct "
    "ultrasound pressure rate phase position gradient measurement tube airway part state injury accident strain fall pain trauma".split()
)


def _of_a_test(words: Sequence[str], at: int) -> bool:
    """Whether an activity names a kind of test, the state in which it was made or how a complaint began."""
    return words[at : at + 1] != [] and words[at] in _TESTS


def reason(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """What a way of life does to a finding, or why a thing is as it is."""
    begins = not left_unsaid(words) and any(
        (h.first == said.first or (h.first == said.first + 1 and words[0] in _HOW_MUCH))
        and not any(m.start < h.end and h.start < m.end for m in said.mentions)
        and not _of_a_test(words, h.last - said.first)
        and not (
            words[1:2] == [","] and words[2:3] in (["the"], ["your"], ["this"], ["a"])
        )  # "Standing, the gap is 4 mm"
        and not (
            _is_pregnancy(aligned, h) and "can" in words and not has_any(said, "symptom", "claim", "cause-forward")
        )
        for h in said.of("behaviour", "risk-factor")
    )
    things = said.mentions or said.places or said.has("deictic")
    if begins and things and len(words) > 4 and ":" not in words and "not" not in words[:2]:
        return "says what a way of life does to it"
    if (
        "because" in words
        and ERRAND.isdisjoint(words)
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
    at = next((i for i, w in enumerate(ahead) if w in NEGATIONS or w in SAYS_NOTHING), None)
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
