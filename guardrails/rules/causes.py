"""The rule on causes: no scan can say what hurts, and no letter may say it for the scan."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule

_SILENT = frozenset({"questions", "help", "sources", "not-stated", "reason"})
#: Words that turn a clause: a limit before them does not cover what comes behind.
_TURNS = frozenset({"but", "however", "yet", "still", ";", "though", "although", "nevertheless"})
_REPORTED = (
    "the report says",
    "the report states",
    "the radiologist",
    "your radiologist",
    "report calls",
    "per the report",
    "the report links",
    "the report thinks",
    "the report puts",
    "according to the report",
    "[r]",
    "report:",
    "radiologist's",
)
_AS_CAUSE = (
    "source of",
    "origin of",
    "root of",
    "cause of",
    "reason for",
    "explanation for",
    "explanation of",
    "the answer to your",
    "the explanation for",
    "culprit",
    "to blame",
    "behind",
    "responsible for",
    "at the bottom of",
    "at the heart of",
    "driver of",
    "the driver of",
    "reason why",
    "reason that",
    "the reason you",
    "reason your",
)


def _text(aligned: Aligned, hit: Hit) -> str:
    return aligned.reading.folded[hit.start : hit.end]


def _turned(aligned: Aligned, said: Said, start: int, end: int) -> bool:
    """Whether the clause turns between two tokens."""
    words = aligned.reading.tokens[start:end]
    return any(w.lemma in _TURNS for w in words)


def _not_known(aligned: Aligned, said: Said, link: Hit) -> bool:
    """Whether the sentence leaves the tie open: "can't say if", "may or may not", "does not mean"."""
    for hit in said.of("not-knowing"):
        if hit.first <= link.first and hit.last <= link.last and not _turned(aligned, said, hit.last, link.first):
            return True
        text = _text(aligned, hit)
        if hit.first >= link.last and text in (
            "or not",
            "maybe not",
            "unclear",
            "unknown",
            "uncertain",
            "unproven",
            "an open question",
            "open question",
            "undecided",
            "remain open",
            "is open",
            "not clear",
            "not known",
            "not certain",
            "not sure",
        ):
            return True
    return False


def _tied_to_exam(aligned: Aligned, said: Said) -> bool:
    """Whether an exam or a correlation stands in this sentence or beside it."""
    return any(
        s.has("exam") and s.kind != "heading"
        for s in aligned.reading.near(said, 1, 1)
        if s.paragraph == said.paragraph or s.index == said.index
    )


def _finding_between(aligned: Aligned, said: Said, first: int, last: int) -> bool:
    """Whether a finding, a word that points at one, or a body part stands in a range of tokens."""
    tokens = aligned.reading.tokens
    if first >= last:
        return False
    start, end = tokens[first].start, tokens[last - 1].end
    if any(start <= m.start and m.end <= end and m.status not in ("absent", "indication") for m in said.mentions):
        return True
    if any(h.cue.kind == "deictic" and first <= h.first and h.last <= last for h in said.hits):
        return True
    return any(start <= p.start and p.end <= end for p in said.places)


def _symptom_in(said: Said, first: int, last: int) -> bool:
    return any(h.cue.kind == "symptom" and first <= h.first and h.last <= last for h in said.hits)


def _previous(aligned: Aligned, said: Said) -> Said | None:
    return aligned.reading.sentences[said.index - 1] if said.index else None


def _names_finding(said: Said | None) -> bool:
    return said is not None and bool([m for m in said.mentions if m.status != "absent"] or said.places)


def _claims(aligned: Aligned, said: Said) -> Iterator[tuple[Hit, bool]]:
    """Links of a sentence that tie a finding to a symptom, and whether each denies the tie."""
    hits = list(said.hits)
    if not any(h.cue.kind == "symptom" for h in hits):
        return
    reverse = [h for h in hits if h.cue.kind == "reverse-link"]
    for link in hits:
        kind = link.cue.kind
        denied = any(r.first <= link.first and link.last <= r.last + 3 for r in reverse)
        if kind == "cause-name":
            yield link, denied
        elif kind == "reverse-link":
            before = _finding_between(aligned, said, said.first, link.first) or _names_finding(_previous(aligned, said))
            if (before and _symptom_in(said, link.first, said.last)) or (
                _symptom_in(said, said.first, link.first) and _finding_between(aligned, said, link.last, said.last)
            ):
                yield link, True
        elif kind == "cause-forward":
            before = _finding_between(aligned, said, said.first, link.first)
            after_symptom = _symptom_in(said, link.first, said.last)
            noun = _text(aligned, link) in _AS_CAUSE
            if (before and after_symptom) or (
                noun
                and (
                    (
                        after_symptom
                        and (
                            _finding_between(aligned, said, link.last, said.last)
                            or (_names_finding(_previous(aligned, said)) and said.has("deictic"))
                        )
                    )
                    or (
                        _symptom_in(said, said.first, link.first)
                        and _finding_between(aligned, said, link.last, said.last)
                    )
                )
            ):
                yield link, denied
        elif kind == "cause-backward":
            if _symptom_in(said, said.first, link.first + 1) and _finding_between(aligned, said, link.last, said.last):
                yield link, denied
        elif (
            kind == "cause-connector"
            and _symptom_in(said, link.first, said.last)
            and (_finding_between(aligned, said, said.first, link.first) or _names_finding(_previous(aligned, said)))
        ):
            yield link, denied


def _attributed(aligned: Aligned) -> Iterator[Fault]:
    for said in aligned.reading.sentences:
        if said.kind == "question" or said.label in _SILENT:
            continue
        if said.kind == "general" or (said.kind == "condition" and _tied_to_exam(aligned, said)):
            continue
        if aligned.reading.from_plan(said):
            continue
        for link, denied in _claims(aligned, said):
            if said.quoted(link.start, link.end):
                continue
            if _in_quotes(aligned, said, link):
                continue
            if _not_known(aligned, said, link) or (_negated(aligned, said, link) and not denied):
                continue
            if said.has("hedge") and _tied_to_exam(aligned, said) and not denied and link.cue.kind != "cause-name":
                continue
            if _stated_by_report(aligned, said):
                continue
            if _about_the_scan(aligned, said, link):
                continue
            verb = "is not" if denied else "is"
            yield Fault(
                said.span,
                f"says that a finding {verb} the cause of symptoms; no scan can tell that without an exam",
                suggestion=_caveat(aligned),
            )
            break


def _in_quotes(aligned: Aligned, said: Said, link: Hit) -> bool:
    """Whether the link stands in quotation marks that the sentence denies ("do not read this as '…'")."""
    text = aligned.reading.folded
    before, after = text[said.start : link.start], text[link.end : said.end]
    return before.count('"') % 2 == 1 and '"' in after and said.has("not-knowing")


def _negated(aligned: Aligned, said: Said, link: Hit) -> bool:
    """Whether the link is denied as knowledge: "no finding explains", "nothing here tells why"."""
    words = [t.lemma for t in aligned.reading.tokens[max(said.first, link.first - 7) : link.first]]
    return any(w in ("no", "none", "neither", "nor", "nothing") for w in words[:4]) or (
        bool(words) and words[0] in ("no", "nothing", "none")
    )


def _stated_by_report(aligned: Aligned, said: Said) -> bool:
    """Whether the radiologist states the cause and the sentence gives it as the report's words, at the same certainty."""
    causes = aligned.plan.reading.causes_stated
    if not causes:
        return False
    low = aligned.reading.folded[said.start : said.end]
    if not any(phrase in low for phrase in _REPORTED):
        return False
    doubtful = said.has("hedge") or any(w in low for w in ("likely", "probably", "may ", "might", "possibl"))
    findings = {aligned.mentions[c.finding].concept: c for c in causes if c.finding in aligned.mentions}
    for mention in said.mentions:
        for concept, cause in findings.items():
            if aligned.reading.lexicon.related(mention.concept, concept):
                return cause.certainty == "definite" or doubtful
    return False


def _about_the_scan(aligned: Aligned, said: Said, link: Hit) -> bool:
    """Whether the tie is between the symptom and the test ("you had this scan because of pain")."""
    words = [t.lemma for t in aligned.reading.tokens[said.first : link.first]]
    scan = any(w in ("scan", "mri", "ct", "ultrasound", "test", "exam", "study", "imaging") for w in words)
    return scan and not any(m.end <= link.start and m.status in ("present", "possible") for m in said.mentions)


def _caveat(aligned: Aligned) -> str | None:
    for caveat in aligned.plan.caveats:
        if caveat.kind == "correlation":
            return caveat.text
    return "The scan alone can't tell if this is linked to your symptoms. An exam can help tell."


_SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Facet arthropathy at L4-L5.\nIMPRESSION: Facet arthropathy at L4-L5."
_TOLD = "There is arthritis in the small joints at L4-L5. Many people with no pain have this. "

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
    ),
)
