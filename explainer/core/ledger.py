"""Every sentence accounted for; what the report asks for; the causes that the radiologist states."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explainer.core.language.analysis import Analysis, Piece, longest
from explainer.core.language.attributes import find_levels
from explainer.core.values import Certainty, Finding, Recommendation, SectionKind, Sentence, Span, StatedCause, Unmapped

_WHEN = re.compile(
    r"(?:in|within|after|at|every|over the next|for)[ ](?:about[ ]|approximately[ ]|the next[ ]|an?[ ])?(?:[0-9]{1,3}|one|two|three|four|six|nine|twelve|eighteen|several|few)?"
    r"(?:[ ]?(?:-|to|or)[ ]?(?:[0-9]{1,3}|two|three|four|six|twelve))?[ -]?(?:hour|day|week|month|year)s?(?:'? time)?|(?:[0-9]{1,2}|one|two|three|four|six|twelve)(?:[ -](?:to[ -])?[0-9]{1,2})?[ -](?:hour|day|week|month|year)s?"
    r"|annual(?:ly)?|yearly|immediate(?:ly)?|(?<!non)(?<!non[- ])(?<!not )(?:urgent|emergent)(?:ly)?|as soon as possible|same[ -]day|today|short[ -](?:interval|term)"
)
#: Where a condition ends and the advice goes on ("… when feasible is recommended").
_OFFERED = re.compile(r" (?:is|are) (?:recommended|advised|suggested|indicated|warranted)", re.IGNORECASE)
#: Times that another, given in days, weeks, months or years, makes exact.
_VAGUE = ("short", "annual", "yearly")
_IF = re.compile(
    r"(?<![a-z])(?:(?:if|when|unless)[ ](?:(?:clinically|medically)[ ])?(?:indicated|warranted|necessary|needed|appropriate|desired)(?![a-z])"
    r"|(?:if|when|unless)[ ][^,.;]{3,120}|should[ ](?:the|there|this|these|any|symptoms?|pain|patient|clinical|further)[ ][^,.;]{3,120})"
)
_REASON = re.compile(
    r"(?<![a-z])(?:to (?:exclude|evaluate|assess|confirm|rule out|document|ensure|determine|characterize|differentiate)|for (?:further |better )?(?:evaluation|assessment|characterization|confirmation)(?: of)?|because|given|due to)[ ]?[^,.;]{0,120}"
)
#: A piece of a list without its finding has no more words.
_FRAGMENT = 4
_SIZE = re.compile(r"[0-9] ?[cm]m\b")
_LIST_HEAD = re.compile(r"^[ \t]*(?:[-*+>#]{1,6}[ \t]*|\(?[0-9]{1,2}[.)][ \t]*)+")


def account(
    analysis: Analysis, sentence: Span, section: SectionKind, findings: int, recommendation: bool, lead_only: bool
) -> tuple[str, str]:
    """How the ledger files a sentence, and the reason when it is unmapped."""
    if findings:
        return "finding", ""
    if recommendation:
        return "recommendation", ""
    if section in ("exam", "technique", "comparison", "other", "indication", "history", "recommendation"):
        return "context", ""
    first, last = analysis.token_range(sentence)
    words = [t.lemma for t in analysis.tokens[first:last]]
    letters = sum(any(c.isalpha() for c in w) for w in words)
    raw = analysis.text[sentence.start : sentence.end].strip(" .:-*#_=")
    if lead_only or letters == 0:
        return "heading", ""
    if raw.isupper() and letters <= 8 and not any(w in ("no", "normal", "is", "are") for w in words):
        return "heading", ""
    pieces = analysis.pieces(first, last)
    normal = longest(pieces, frozenset({"normal"}))
    graded = _ONLY_SAME.issuperset(w for p in normal for w in words[p.start - first : p.end - first]) and any(
        w in _GRADED or w[0].isdigit() for w in words
    )  # "Retropatellar cartilage: grade 2, unchanged"
    if normal and not _tainted(words) and not graded:
        return "normal", ""
    spared = any(p.term.kind == "no-advice" and p.start <= first + 3 for p in pieces)  # "No follow-up is needed."
    if (
        letters <= _FRAGMENT
        and find_levels(analysis.folded, sentence.start, sentence.end)
        and (
            any(p.term.kind == "severity" for p in pieces)
            or _SIZE.search(analysis.folded, sentence.start, sentence.end)
        )
    ):
        return "unmapped", "a level with a grade or a size, and no finding"  # "…: L3-4 mild; L4-5 moderate"
    turned = any(p.term.kind == "change" and p.term.value in ("increased", "decreased", "new") for p in pieces)
    told = any(p.term.kind == "anatomy" for p in pieces) and (
        turned or (section == "impression" and _SIZE.search(analysis.folded, sentence.start, sentence.end) is not None)
    )  # "Infrarenal aorta measures 3.1 cm, increased from 2.8 cm"
    if spared or (longest(pieces, frozenset({"technical"})) and not told) or letters <= 2:
        return "technical", ""
    if any(p.term.kind == "deny-ahead" for p in pieces):
        return "unmapped", "a denial of something no concept names"
    if any(p.term.kind == "anatomy" for p in pieces):
        return "unmapped", "a body part without a known finding"
    return "unmapped", "no known concept"


_ONLY_SAME = frozenset("unchanged stable".split())
_GRADED = frozenset("grade type stage mild moderate severe loss defect lesion".split())


def _tainted(words: Sequence[str]) -> bool:
    """Whether a "normal" word is taken back ("not normal", "abnormal")."""
    joined = " " + " ".join(words) + " "
    return (
        any(
            f" {w} " in joined
            for w in (
                "abnormal",
                "abnormality",
                "not normal",
                "suspicious",
                "worrisome",
                "not intact",
                "not clear",
                "not unremarkable",
                "upper limit",
                "lack of normal",
                "loss of normal",
                "loss of the normal",
                "absence of normal",
                "absence of the normal",
                "lack of the normal",
            )
        )
        and " no " not in joined
    )


def read_recommendation(analysis: Analysis, sentence: Span) -> Recommendation | None:
    """What a sentence asks for, with when, on which condition and why as far as it says so."""
    first, last = analysis.token_range(sentence)
    pieces = analysis.pieces(first, last)
    if not any(
        p.term.kind == "advice" and not is_this_exam(analysis, p, last) and not is_label(analysis, p) for p in pieces
    ):
        return None
    refused = [p.start for p in pieces if p.term.kind == "no-advice"]
    conditional = "otherwise" in analysis.folded[sentence.start : sentence.end]
    if refused and conditional and any(p.term.kind == "advice" and p.end <= min(refused) for p in pieces):
        refused = []  # "Follow-up CT in a year if at risk, otherwise no further imaging is needed."
    if refused and not any(
        p.term.kind == "advice"
        and analysis.tokens[p.start].lemma in ("recommend", "recommended", "advise", "advised", "suggest")
        for p in pieces
    ):
        return None
    low = analysis.folded[sentence.start : sentence.end]
    raw = analysis.text[sentence.start : sentence.end]
    lead = _LIST_HEAD.match(raw)
    start = sentence.start + (lead.end() if lead else 0)
    when, condition, reason = _time(low), _IF.search(low), _REASON.search(low)
    return Recommendation(
        start=start,
        end=sentence.end,
        what=" ".join(analysis.text[start : sentence.end].split()),
        when=raw[when.start() : when.end()] if when else None,
        condition=_OFFERED.split(raw[condition.start() : condition.end()], maxsplit=1)[0].strip()
        if condition
        else None,
        reason=raw[reason.start() : reason.end()].strip() if reason else None,
    )


def _time(low: str) -> re.Match[str] | None:
    """When advice shall be followed: the most exact time that is named."""
    named = list(_WHEN.finditer(low))
    exact = [found for found in named if not found.group().startswith(_VAGUE)]
    return next(iter(exact or named), None)


def is_label(analysis: Analysis, advice: Piece) -> bool:
    """Whether "urgent" only marks what follows a colon or a dash ("URGENT: acute hematoma"), and asks for nothing."""
    if analysis.tokens[advice.start].lemma != "urgent":
        return False
    behind = [t.lemma for t in analysis.tokens[advice.end : advice.end + 2]]
    return behind[:1] in ([":"], ["-"]) or (behind[:1] in (["finding"], ["result"]) and behind[1:] == [":"])


_FOLLOWS = frozenset({"follow", "followup", "correlation"})
_TELLS = frozenset(
    "show shows showed demonstrate demonstrates reveal reveals display depict confirm indicate dated".split()
)
_DONE = frozenset("performed carried obtained done".split())
_EXAM_REACH = 14


def is_this_exam(analysis: Analysis, advice: Piece, last: int) -> bool:
    """Whether words of advice name an exam that was done, and ask for nothing ("Follow-up MRI shows a mass")."""
    words = analysis.tokens
    if words[advice.start].lemma == "surveillance" or words[advice.start].lemma in _FOLLOWS:
        before = [t.lemma for t in words[max(0, advice.start - _EXAM_REACH) : advice.start]]
        if before[-1:] == ["for"] and not _DONE.isdisjoint(before):
            return True  # "Ultrasound was performed for surveillance of a known aneurysm."
    if words[advice.start].lemma not in _FOLLOWS:
        return False
    ahead = [t.lemma for t in words[advice.end : min(last, advice.end + _EXAM_REACH)]]
    told = next((i for i, w in enumerate(ahead) if w in _TELLS), None)
    return told is not None and not {"if", "to", "in", "is", "should", "may", "until", "."} & set(ahead[:told])


def read_causes(analysis: Analysis, sentence: Span, findings: Sequence[Finding]) -> list[StatedCause]:
    """Causes that the radiologist states in one sentence: a finding, a causal link and a symptom."""
    first, last = analysis.token_range(sentence)
    pieces = analysis.pieces(first, last)
    symptoms = longest(pieces, frozenset({"symptom"}))
    told = [f for f in findings if f.status in ("present", "possible")]
    if not symptoms or not told:
        return []
    words = analysis.tokens
    causes: list[StatedCause] = []
    for kind, forward in (("cause-ahead", True), ("cause-behind", False)):
        for link in longest(pieces, frozenset({kind})):
            at, end = words[link.start].start, words[link.end - 1].end
            if forward:
                before = [f for f in told if f.end <= at]
                after = [s for s in symptoms if s.start >= link.end and s.start - link.end <= 8]
                pair = (before[-1], after[0]) if before and after else None
            else:
                prior = [s for s in symptoms if s.end <= link.start and link.start - s.end <= 6]
                later = [f for f in told if f.start >= end and f.start - end <= 60]
                pair = (later[0], prior[-1]) if prior and later else None
            if pair is None:
                continue
            finding, symptom = pair
            value = link.term.value
            certainty: Certainty = (
                "possible" if value == "possible" else "probable" if value == "probable" else "definite"
            )
            causes.append(
                StatedCause(
                    sentence.start,
                    sentence.end,
                    finding.id,
                    analysis.text[words[symptom.start].start : words[symptom.end - 1].end],
                    certainty,
                )
            )
    return causes


def unmapped_of(text: str, sentences: Sequence[Sentence], reasons: Sequence[str]) -> tuple[Unmapped, ...]:
    """The unmapped sentences of findings and impression, in text order."""
    return tuple(
        Unmapped(s.start, s.end, text[s.start : s.end], s.section, reason)
        for s, reason in zip(sentences, reasons, strict=True)
        if s.account == "unmapped"
    )
