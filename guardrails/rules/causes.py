"""The rule on causes: no scan can say what hurts, and no letter may say it for the scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.causes_open import (
    examines,
    firm,
    for_the_scan,
    general,
    in_an_exam,
    kept_apart,
    left_open,
    safety_net,
    tied_to_exam,
)
from guardrails.rules.causes_report import stated_causes
from guardrails.rules.causes_sides import Claim, subject, told
from guardrails.rules.causes_ties import claims
from guardrails.rules.causes_words import Marked, Marker, Passage, vocabulary
from guardrails.rules.claims import left_unsaid
from guardrails.rules.errands import asked_for, is_errand, looked_because, names_reason, retells_reason, under_reason

_SILENT = frozenset({"questions", "help", "sources", "not-stated"})


def _attributed(aligned: Aligned) -> Iterator[Fault]:
    sentences = aligned.reading.sentences
    marker = Marker(aligned.reading)
    for said in sentences:
        if (
            (said.kind == "question" and not _tells_by_asking(aligned, said))
            or said.label in _SILENT
            or said.planned
            or _asks(said, marker)
            or _only_unsaid(aligned.reading.lemmas(said))
        ):
            continue
        if _explains_reason(aligned, said, marker) or _told_as_belief(aligned, said):
            continue
        claim = _claimed(aligned, said, marker) if marker.may_claim(said) else None
        if claim is None and _answers(sentences, said, marker):
            claim = Claim(0, 0)
        if claim is None:
            claim = _says_yes_or_no(sentences, said, marker)
        if claim is not None:
            verb = "is not" if claim.denied else "is"
            yield Fault(
                said.span,
                f"says that a finding {verb} the cause of symptoms; no scan can tell that without an exam",
                suggestion=_caveat(aligned),
            )


def _tells_by_asking(aligned: Aligned, said: Said) -> bool:
    """Whether a question tells what it asks ("Did you know that the kneecap is why it hurts?")."""
    return aligned.reading.lemmas(said)[:3] == ["did", "you", "know"]


def _only_unsaid(words: Sequence[str]) -> bool:
    """Whether a sentence only tells which words a report lacks ("Mechanism and symptoms are not given.")."""
    at = words.index("not") if "not" in words else 0
    return at > 1 and words[at - 1] in _ARE and _VERBS.isdisjoint(words[: at - 1]) and left_unsaid(words)


_ARE = frozenset("is are was were".split())


#: First words of a heading that asks.
_ASKING = frozenset("how what whether is are do does can could which where when if about".split())


def _asks(said: Said, marker: Marker) -> bool:
    """Whether a heading asks of a tie and names nothing found ("What this has to do with your cough")."""
    if said.kind != "heading" or not marker.may_claim(said):
        return False
    marked = marker.of(said)
    words = [w for w in marked.words if w[0].isalnum()]
    return bool(words) and words[0] in _ASKING and not marked.things


def _explains_reason(aligned: Aligned, said: Said, marker: Marker) -> bool:
    """Whether a sentence only says what a word of the reason before it means ("That means narrow arteries")."""
    before = aligned.reading.sentences[said.index - 1] if said.index else said
    words = aligned.reading.lemmas(said)
    if before is said or words[:1] not in (["that"], ["this"], ["it"]) or not is_errand(aligned, before):
        return False
    if any(c.facts(positive=True) for c in aligned.claims_in(said)):
        return False
    if said.has("symptom") or words[1:2] == ["is"]:
        marked = marker.of(said)
        return words[1:2] in (["mean"], ["means"], ["is"]) and not marked.things and not marked.has("named", "cleared")
    return words[1:2] in (["mean"], ["means"])


_HEARD = frozenset("heard read think worry fear believe wonder told thought".split())


def _told_as_belief(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells what the reader may have heard, and the next one denies it ("This is not true.")."""
    words = aligned.reading.lemmas(said)
    if words[:1] != ["you"] or words[1:2] not in (["may"], ["might"], ["could"]) or _HEARD.isdisjoint(words[2:6]):
        return False
    behind = aligned.reading.sentences[said.index + 1 : said.index + 2]
    return any(_takes_back(aligned.reading.lemmas(s)) for s in behind)


_TAKES_BACK = frozenset("not isn't wrong no never can't cannot doesn't don't".split())


def _takes_back(words: Sequence[str]) -> bool:
    """Whether a sentence opens by denying the one before it; not by "not only that", and not where "yours" is told to differ."""
    at = next((i for i, w in enumerate(words[:_OPENING]) if w in _TAKES_BACK), None)
    return at is not None and not _AND_MORE.intersection(words[at + 1 : at + 2])


_OPENING = 6
_AND_MORE = frozenset("only just always".split())


def _test_cannot(aligned: Aligned, marked: Marked, claim: Claim) -> bool:
    """Whether "it" in a tie denied is the test or the report of the sentence before ("A film shows bone. It can't account for every ache.")."""
    said = marked.said
    if not claim.denied or marked.things or not said.index:
        return False
    before = aligned.reading.sentences[said.index - 1]
    words = [w for w in marked.words[:4] if w not in ("so", "and", "but", "then", "still")]
    if words[:1] != ["it"] or words[1:2] not in (["can"], ["could"], ["does"], ["do"], ["will"]):
        return False
    told = any(c.facts(positive=True) for c in aligned.claims_in(before))
    return not told and not _TESTS.isdisjoint(aligned.reading.lemmas(before))


_TESTS = frozenset(
    "ct mri scan test ultrasound x-ray ray picture image imaging film study exam note report page text summary sheet".split()
)


def _only_reason(aligned: Aligned, marked: Marked, claim: Claim) -> bool:
    """Whether a sentence under "why you had this scan" tells only that: no finding, none tied, or one asked about."""
    if not under_reason(aligned, marked.said):
        return False
    if claim.loose or marked.has("doubt") or not told(marked):
        return True
    if asked_for(aligned.plan).issuperset(marked.words[at] for f in marked.findings for at in range(f.first, f.last)):
        return True
    # In the lead ("Why it was done: …") or in the brackets of a gloss.
    words = marked.words
    return ":" in words[claim.last : 9] or ("(" in words[: claim.first] and ")" in words[claim.last :])


def _looked_for(aligned: Aligned, marked: Marked, claim: Claim) -> bool:
    """Whether a part was looked at for what is felt, and nothing found is named as the reason."""
    reason = looked_because(marked.words, claim.first)
    return reason is not None and _only_asked(aligned, marked, reason + 1, claim.first)


def _only_asked(aligned: Aligned, marked: Marked, first: int, last: int) -> bool:
    """Whether all that is named in a range of words stands in the report's reason for the exam."""
    return asked_for(aligned.plan).issuperset(marked.words[at] for at in marked.things if first <= at < last)


def _blames_in_reason(aligned: Aligned, marked: Marked, claim: Claim) -> bool:
    """Whether the reason for the exam is told to be what was then found ("We did the test because the tear hurts")."""
    reason = next((at for at, w in enumerate(marked.words[: claim.first]) if w == "because"), None)
    if claim.loose or reason is None:
        return False
    asked = asked_for(aligned.plan) | vocabulary().words["complaint"]
    named = [f for f in marked.findings if reason < f.first and f.last <= claim.first]
    return any(asked.isdisjoint(marked.words[f.first : f.last]) for f in named)


def _names_reason(aligned: Aligned, marked: Marked) -> bool:
    """Whether a sentence gives the reason for the exam by that name and blames nothing ("The reason for it was a cough")."""
    return names_reason(marked.words) > 0 and _only_asked(aligned, marked, 0, len(marked.words))


def _of_reason(aligned: Aligned, marked: Marked) -> bool:
    """Whether all that a sentence with "you had" names was the reason for the exam ("You had a stone and felt sick")."""
    if not {("you", "had"), ("you", "have"), ("you", "came")} & {*pairwise(marked.words[:3])}:
        return False
    named = [marked.words[at] for at in marked.things]
    return bool(named) and asked_for(aligned.plan).issuperset(named)


_ACTS = frozenset(
    "call go see get tell have ask come seek contact let ring phone talk visit return mention report".split()
)
_BLAMING = frozenset("blame cause because why reason source behind due explain problem culprit fault from".split())


def _only_if(marked: Marked, claim: Claim) -> bool:
    """Whether all that is felt stands behind an "if", and the rest tells what to do ("If it swells, call", "The same if it swells")."""
    words = marked.words
    at = next((i for i, w in enumerate(words) if w in ("if", "should", "whenever")), None)
    if at is None or at > claim.first or not _BLAMING.isdisjoint(words):
        return False
    if at:
        return not marked.things and "same" in words[:at]
    commas = [i for i, w in enumerate(words) if w == ","]
    return any(words[i + 1 : i + 2] and words[i + 1] in _ACTS for i in commas) and not marked.things


def _one_passage(one: Said, other: Said) -> bool:
    return one.paragraph == other.paragraph or one.kind == "heading"


def _claimed(aligned: Aligned, said: Said, marker: Marker) -> Claim | None:
    """The first tie of a sentence that nothing allows."""
    reading = aligned.reading
    if general(reading.lemmas(said), said.you):
        return None
    before = Passage(marker, [s for s in reading.near(said, 2, -1) if _one_passage(s, said)])
    near = [s for s in reading.near(said, 1, 2) if s.paragraph == said.paragraph]
    for marked in marker.parts(said):
        for claim in claims(marked, before):
            if not (
                _only_reason(aligned, marked, claim)
                or _open(aligned, marked, claim)
                or _tied(aligned, marked, claim, [marker.of(s) for s in near])
            ):
                return claim
    return None


def _open(aligned: Aligned, marked: Marked, claim: Claim) -> bool:
    """Whether the sentence itself leaves a tie open, or tells it as the reason for the scan."""
    return (
        (claim.loose and kept_apart(marked))
        or left_open(marked, claim)
        or in_an_exam(marked, claim)
        or (for_the_scan(marked, claim) and not _blames_in_reason(aligned, marked, claim))
        or _looked_for(aligned, marked, claim)
        or _names_reason(aligned, marked)
        or retells_reason(aligned, marked.said)
        or _test_cannot(aligned, marked, claim)
        or (claim.loose and _of_reason(aligned, marked))
        or _only_if(marked, claim)
        or safety_net(marked)
        or ((claim.loose or marked.has("doubt")) and not _of_report(aligned, marked))
    )


def _tied(aligned: Aligned, marked: Marked, claim: Claim, around: Sequence[Marked]) -> bool:
    """Whether a tie is left to an exam in this sentence or beside it, or is the radiologist's own."""
    if claim.loose and any(m.has("open") or examines(m) for m in around):
        return True
    return tied_to_exam(marked, claim, around) or _stated_by_report(aligned, marked)


def _answers(sentences: Sequence[Said], said: Said, marker: Marker) -> bool:
    """Whether a finding alone answers the question or heading before it ("Why you limp", "What hurts?")."""
    asked = sentences[said.index - 1] if said.index else None
    if asked is None or asked.kind not in ("question", "heading") or asked.label in _SILENT:
        return False
    if not marker.may_claim(asked):
        return False
    opener, marked = marker.of(asked), marker.of(said)
    if (
        not (told(marked) or (asked.kind == "question" and _names_only(marked)))
        or not (opener.has("link") or asked.kind == "question")
        or not opener.has("symptom")
    ):
        return False
    if opener.has("errand", "doubt", "study") or kept_apart(marked):
        return False
    behind = [marker.of(s) for s in sentences[said.index + 1 : said.index + 3] if s.paragraph == said.paragraph]
    return not any(left_open(m, Claim(len(m.words), len(m.words))) or examines(m) for m in behind)


_YES = frozenset("yes yep yeah indeed sure certainly definitely absolutely probably surely likely".split())
_NO = frozenset("no nope".split())
#: Before a word of likelihood, and how a short answer takes up its question ("It does.").
_DEGREES = frozenset("most very quite almost more highly".split())
_TAKEN_UP = frozenset("it they that this these both".split())
_SHORT_VERBS = frozenset("is are does do was were".split())
_INDEFINITE = frozenset("a an such some any every".split())
_SHORT_ANSWER = 4


def _says_yes_or_no(sentences: Sequence[Said], said: Said, marker: Marker) -> Claim | None:
    """The tie that a question asks about and its answer takes up ("Is the tear why it hurts? Yes.")."""
    asked = sentences[said.index - 1] if said.index else None
    if asked is None or asked.kind != "question" or asked.label in _SILENT or not marker.may_claim(asked):
        return None
    marked, opener = marker.of(said), marker.of(asked)
    answer = _short_answer(marked)
    if answer is None or not _asks_for_a_tie(opener) or general(opener.words, asked.you):
        return None
    end = len(marked.words)
    claim = Claim(0, 0, denied=not answer)
    if marked.has("open", "exam", "study") or marked.names(_MAYBE, 0, end) or left_open(marked, Claim(end, end)):
        return None
    return claim


_MAYBE = frozenset("may might could can maybe perhaps possibly some if".split())


def _asks_for_a_tie(opener: Marked) -> bool:
    """Whether a question asks if something found is behind what is felt, and not what a test or a text says of it."""
    if opener.has("errand", "study", "exam", "settle") or not opener.has("symptom"):
        return False
    words = [w for w in opener.words if w[0].isalnum()]
    if not words or not _INDEFINITE.isdisjoint(words[1:2]):
        return False
    return (opener.has("link", "make") or "from" in words) and subject(opener, 0, len(opener.words))


def _short_answer(marked: Marked) -> bool | None:
    """Whether a sentence opens by a yes or a no; nothing where it does neither."""
    words = [w for w in marked.words if w[0].isalnum()]
    if words[:1] == ["a"] and marked.words[1:2] == [":"]:
        words = words[1:]
    opened = words[:3]
    while opened and opened[0] in _DEGREES:
        opened = opened[1:]
    if not opened:
        return None
    if opened[0] in _NO or words[:3] == ["not", "at", "all"] or words == ["probably", "not"]:
        return False
    if opened[0] in _YES:
        return "not" not in opened[1:2]
    if len(words) <= _SHORT_ANSWER and words[0] in _TAKEN_UP and words[1:2] and words[1] in _SHORT_VERBS:
        return "not" not in words
    return None


def _names_only(marked: Marked) -> bool:
    """Whether an answer is no more than the name of a tissue ("The disc at L4-L5.")."""
    return bool(marked.things) and len(marked.words) < 9 and _VERBS.isdisjoint(marked.words)


_VERBS = frozenset("is are was were be has have do does can could may might will not ask see show".split())


def _of_report(aligned: Aligned, marked: Marked) -> bool:
    """Whether a finding of the sentence is no complaint retold from the reason for the scan."""
    own = [c for c in aligned.claims if c.said is marked.said and c.positive]
    return not own or not aligned.plan.reading.facts or any(not c.known or c.facts(positive=True) for c in own)


def _stated_by_report(aligned: Aligned, marked: Marked) -> bool:
    """Whether the radiologist states the cause and the sentence gives it as the report's words, at the same certainty."""
    if not marked.has("reported"):
        return False
    causes = stated_causes(aligned.plan.reading)
    if not causes:
        return False
    related = aligned.reading.lexicon.related
    told = {f.concept for f in aligned.plan.reading.findings}
    own = {m.concept for m in marked.said.mentions if any(related(m.concept, concept) for concept in told)}
    return any(
        (not own or any(related(one, blamed) for one in own for blamed in cause.concepts))
        and _as_doubtful(marked, cause.certainty)
        for cause in causes
    )


def _as_doubtful(marked: Marked, certainty: str) -> bool:
    """Whether a retold cause is no surer than the report's."""
    if certainty == "definite":
        return True
    if certainty == "probable":
        return marked.has("doubt") or any(w in ("likely", "probably", "probable") for w in marked.words)
    return marked.has("doubt") and not firm(marked)


def _caveat(aligned: Aligned) -> str | None:
    for caveat in aligned.plan.caveats:
        if caveat.kind == "correlation":
            return caveat.text
    return "The scan alone can't tell if this is linked to your symptoms. An exam can help tell."


_SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Facet arthropathy at L4-L5.\nIMPRESSION: Facet arthropathy at L4-L5."
_LIKELY = (
    "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Facet arthropathy at L4-L5.\n"
    "IMPRESSION: Facet arthropathy at L4-L5, which may account for the low back pain."
)
_TOLD = "There is arthritis in the small joints at L4-L5. Many people with no pain have this. "
_LIMIT = " The scan alone can't tell if it is linked to your pain; an exam can help."


def _beside_arthritis(*sentences: str, report: str = _SPINE) -> tuple[Example, ...]:
    """Drafts that tell the arthritis and its caveats with one sentence between."""
    return tuple(Example(report=report, draft=_TOLD + sentence + _LIMIT) for sentence in sentences)


CAUSAL_ATTRIBUTION = Rule(
    name="causal-attribution",
    title="A finding blamed for symptoms, or cleared of them",
    rationale="Findings like these are common in people with no pain. Only history and an exam can tie one to a symptom.",
    source="brinjikji-2015a",
    severity="error",
    check=_attributed,
    valid=(
        Example(
            report=_SPINE,
            draft=_TOLD + "The scan alone can't say if it is causing your pain, and an exam can help tell.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD + "It may be linked to your back pain; an exam is needed, as the scan alone can't tell.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD
            + "Ask your clinician: is this what causes my pain? The scan alone can't tell; an exam can help.",
        ),
        *_beside_arthritis(
            "This does not mean it is why your back hurts.",
            "The report does not link it to your pain.",
            "You had this scan because of low back pain.",
            "An exam can show which joint is sore.",
        ),
        *_beside_arthritis(
            "The report says that the arthritis may account for your back pain.",
            report=_LIKELY,
        ),
    ),
    invalid=(
        Example(
            report=_SPINE,
            draft=_TOLD + "It is the cause of your back pain. The scan alone can't tell everything; an exam can help.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD + "That is why your back hurts. The scan alone can't tell everything; an exam can help.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD
            + "Your back pain comes from these joints. The scan alone can't tell everything; an exam can help.",
        ),
        Example(
            report=_SPINE,
            draft=_TOLD
            + "This arthritis is not causing your pain. The scan alone can't tell everything; an exam can help.",
        ),
        *_beside_arthritis(
            "These joints may well be why your back hurts.",
            "What hurts is the arthritis.",
            "You have painful joints in your back.",
            "Cause of your back pain: arthritis at L4-L5.",
            "Once the arthritis settles, your pain will go.",
            "The arthritis has nothing to do with your pain.",
            "The report says that the arthritis accounts for your back pain.",
        ),
        *_beside_arthritis("The report says that the arthritis is the cause of your back pain.", report=_LIKELY),
        *_beside_arthritis("The arthritis may account for your back pain, in all likelihood.", report=_LIKELY),
        Example(report=_SPINE, draft="Symptomatic facet arthropathy at L4-L5.", audience="clinician"),
    ),
    known_misses=(
        Example(report=_SPINE, draft=_TOLD + "When you bend, these joints get squeezed. Ouch."),
        Example(report=_SPINE, draft=_TOLD + "They are like sand in the gears of your day."),
    ),
)
