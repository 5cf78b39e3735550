"""Rule on the machinery behind a letter: no instructions, no prompt, no talk of being a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explainer.core.language.text import fold
from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule

_SLOT = re.compile(
    r"\{\{[^}\n]{0,60}\}\}?|\$\{?[a-z_]{2,30}\}?|<\|[a-z_]{2,30}\|>|<(?:system|assistant|user|prompt|think|instructions?|insert[^>\n]{0,40})>|\[/?inst\]"
    r"|\[(?:insert|enter|fill in|add|put|todo|tbd|xx+)\b[^\]\n]{0,60}\]"
)
_MODEL = r"(?:chat ?bot|bot|ai|a\.i\.|model|assistant|algorithm|computer program|machine|llm|software)"
_WRITING = r"(?:letter|summary|text|draft|version|explanation|response|reply|answer|output|rewrite|translation|note)"
#: Patterns of talk between a writer and a model. A sentence is looked at when it holds a cue "echo-word".
_PATTERNS: tuple[re.Pattern[str], ...] = (
    # The head of a turn or of a prompt: "Assistant: ...", "### Response:".
    re.compile(
        r"(?:^|\n)[ *_>\[\]-]{0,6}(?:#{1,6} ?(?:instructions?|response|input|output|system|prompt|task|assistant|user|answer|human)\b"
        r"|(?:system|assistant|user|human|ai|model|bot|instructions?|prompt|output|role|audience|tone|word count|reading level|reading grade|reading age|token count|tokens|temperature|thinking|reasoning|chain of thought)[ *_]{0,3}:)"
    ),
    # A measure of the text told in the text.
    re.compile(
        r"\b(?:word|token|character|sentence) count\b|\bflesch\b|\b(?:at most|under|below|within|no more than|up to|about|in) [0-9]{2,4} words\b|\b[0-9]{2,4} words or (?:less|fewer)\b"
    ),
    # The willing opening of a reply.
    re.compile(
        r"(?:^|\n)[ *_>\"-]{0,4}(?:(?:sure|sure thing|certainly|absolutely|of course|understood|okay|ok|got it|no problem)(?:!|[.:,](?= (?:here|below|i\b|i'|let|the following|this is|let's))|\.?(?=\n|$))"
        r"|i(?:'m| am|'d be| would be) (?:happy|glad) to (?:help|assist|write|rewrite|explain))"
    ),
    # A writing announced: "here is a patient-friendly version:".
    re.compile(
        rf"\b(?:here is|here's|below is|below you will find|the following is|please find below|i present)(?: (?:a|an|the|your|my|our))?(?: [a-z-]+){{0,4}} (?:version|draft|rewrite|response|reply|output|translation)\b"
        rf"|\b(?:here is|here's|below is|the following is)(?: (?:a|an|the|your|my))?(?: [a-z-]+){{0,3}} {_WRITING}\b[^.\n]{{0,40}}:(?=\s|$)"
        rf"|\b(?:here is|here's|below is) (?:a|an|the) (?:concise|brief|short|simple|simplified|plain|clear|revised|rewritten|updated|corrected|patient)[a-z-]*(?: [a-z-]+){{0,2}} {_WRITING}\b"
    ),
    # What it is.
    re.compile(
        rf"\b(?:i am|i'm) (?:only |just |merely |simply |not a doctor but )?an? (?:[a-z-]+ ){{0,3}}{_MODEL}\b|\b(?:as|being) (?:only |just )?an? (?:[a-z-]+ ){{0,2}}{_MODEL}\b"
    ),
    # What it will not do.
    re.compile(
        r"\bi (?:cannot|can't|can not|could not|won't|will not|must decline to|have to decline to|refuse to|am unable to|am not able to|am not allowed to)(?: \w+ly)? (?:help|assist|comply|fulfil|fulfill|process|generate|create|complete|respond|write|continue|do that|share|reveal|disclose|follow|provide|engage)\b"
        r"|\b(?:i'm|i am) (?:sorry|afraid|unable|not able|not allowed)\b[^.\n]{0,40}\b(?:help with|assist|comply|provide|fulfil|fulfill|do that|this request|that request|continue)\b|\b(?:this|that|your) request\b"
    ),
    # What it thinks while it writes.
    re.compile(
        r"\b(?:let (?:me|us)|let's) (?:think|analy[sz]e|re-?read|rewrite|draft)\b|\blet (?:me|us) summari[sz]e\b"
        r"|\b(?:let (?:me|us)|let's) break (?:[a-z]+ ){1,3}(?:task|request|prompt|instructions?|problem|question|steps?)\b|\bstep[ -]by[ -]step about\b"
        rf"|\b(?:i|we) (?:need to|should|will|must|have to|am going to) (?:now |also |first |not )?(?:write|rewrite|draft|produce|generate|output|summari[sz]e|rephrase|simplify|avoid (?:using|mentioning|jargon)|keep (?:the|it) (?:tone|letter|text|short|simple)|mention that the report|make the {_WRITING})\b"
        r"|\bthe user\b"
    ),
    # Orders to a writer: what to keep silent on, how to write.
    re.compile(
        r"\b(?:reveal|disclose|repeat|follow|ignore|disregard|obey|override|bypass|forget|print|quote|obeying|following|ignoring)\b[^.\n]{0,30}\b(?:instructions?|prompts?|guidelines?|rules)\b"
        r"|\b(?:these|above|previous|prior|earlier|hidden|original|system|my|your) (?:instructions|prompt)\b|(?:^|[\n.,;:!?(\"*>-] ?|\b(?:and|but|so|or|then|please|you) )(?:please )?(?:do not|don't|not to) (?:reveal|disclos)|\b(?:you|i|we) (?:must|should|may|shall|will|can|wo|ca)(?: ?not|n't) (?:reveal|disclos)|\b(?:must|should|shall|may|can) ?not be (?:reveal|disclos)|\b(?:not|only) (?:what is |those |findings |facts )?(?:\w+ )?in the plan\b|\bfrom the plan\b|\bthe plan's\b"
        r"|\b(?:do not|don't|never|must not|should not|only) (?:add|include|invent|mention|state|report|make up|list|use) (?:any |new |other |more )?(?:findings?|facts?|diagnos[ei]s|words?|terms?|jargon|abbreviations?|information|sentences?|names?|numbers?|headings?) (?:that|which|not|outside|beyond|unless|than|other)\b"
        r"|\b(?:use|using|keep|adopt|maintain|write in|write with) (?:a |an |the |only |very )*(?:warm|friendly|plain|simple|kind|empathetic|neutral|calm|short|clear|everyday|reassuring|professional|conversational)[a-z, ]{0,30}(?:tone|language|words|sentences|style)\b"
        r"|\b(?:avoid|without|no|free of) (?:all |any |using )*(?:medical |technical )?(?:jargon|technical (?:terms|words|language)|medical (?:terms|words|language)|markdown|bullet points)\b"
        r"|\bkeep (?:the |your |all |every )*(?:sentences?|paragraphs?|tone|letter|text|language|wording) (?:short|simple|under|below|brief|warm|plain|calm|to)\b"
    ),
    # A writing ordered: "write a patient letter".
    re.compile(
        rf"(?:^|\n|[.!?:] )[ *_>#-]{{0,6}}(?:please |you (?:must|should|will) |now )?(?:write|rewrite|produce|generate|return|draft|create|compose) (?:a|an|the|this|your|one|me|only)(?: [a-z-]+){{0,4}} (?:{_WRITING}|report|json|paragraph)s?\b"
        r"|\b(?:answer|respond|reply|write) (?:only |briefly )?(?:in|with|at|as) (?:plain|english|json|markdown|a [a-z0-9-]+[ -]grade|valid|one paragraph|grade)\b|\bsummari[sz]e the (?:report|findings|text|following)\b"
    ),
    # The offer at the end of a reply.
    re.compile(
        r"\blet me know if (?:you(?:'d| would) like|you need (?:any|more|further|other)|you want|i should|any changes|this (?:works|helps|is))"
        r"|\b(?:would you like|do you want) me to\b|(?<!\bwhat )(?<!\bwhen )(?<!\bhow )(?<!\bwhom )(?<!\bwho )(?<!\bwhere )(?<!\bwhich )\bshall i\b|\bi hope (?:this|that|the) (?:\w+ )?helps?\b|\bfeel free to (?:let me|reach out to me|ask me|edit|adjust|modify|adapt)\b"
        r"|\bif you (?:need|want|would like|'d like) (?:any |me to |further |more )+(?:changes?|adjust|edits?|shorten|revise|rewrite|modif)"
    ),
)


def _echoes(aligned: Aligned) -> Iterator[Fault]:
    reading = aligned.reading
    low = reading.folded
    for match in _SLOT.finditer(low):
        yield Fault(Span(*match.span()), "holds a left-over mark of a prompt or a template", suggestion="")
    for said in reading.sentences:
        if reading.from_plan(said) or said.label == "sources":
            continue
        span = next(
            (
                Span(h.start, h.end)
                for h in said.of("echo")
                if not said.quoted(h.start, h.end) and not _of_the_report(aligned, said, h)
            ),
            None,
        )
        if span is None and said.has("echo-word"):
            span = _spoken(low, said)
            if span is not None and _introduces(aligned, said):
                continue
        if span is not None:
            yield Fault(span, "talks of instructions, of a model or of itself", suggestion="")


_INTRODUCED = frozenset("explanation overview report scan result mri ct finding meaning breakdown look".split())
_TOLD_TO = frozenset(
    "patient request ask instruct draft rewrite version prompt want need letter text word revise".split()
)


def _introduces(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence only opens an explanation ("Here's what your scan shows"), answering nobody's order."""
    words = aligned.reading.lemmas(said)
    at = next((i for i, w in enumerate(words) if w in ("here's", "here")), None)
    opens = at is not None and (at == 0 or words[at - 1] in ("so", "and", ",", ":", "!"))
    return opens and not _INTRODUCED.isdisjoint(words) and _TOLD_TO.isdisjoint(words)


#: A blank that nobody filled in, as reports from a template hold it.
_BLANK = re.compile(
    r"\b(?:month|mm|dd)[ ,/-]{1,2}dd?\b|\bxx+\b|_{3,}|\*{3,}|(?<!\S)\*(?= (?:[cm]m|ml|cc|seconds?|mm hg|percent|%)(?!\w))|\.{5,}|\[[a-z ]{2,30}\]|<[a-z ]{2,30}>|\{[a-z ]{2,30}\}|\byyyy\b"
)
#: Words on how a text came about that mean a letter only beside one, or beside who asked for it.
_ASKED = ("as requested", "per request")
_LETTERS = frozenset(
    "letter summary draft version text rewrite explanation response answer output translation here below you".split()
)


def _of_the_report(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words tell of the report: of a blank that it holds, or of what it requests ("examination as requested")."""
    low = aligned.reading.folded[hit.start : hit.end]
    if low.startswith("placeholder"):
        return _BLANK.search(fold(aligned.plan.reading.text)) is not None
    words = aligned.reading.lemmas(said)
    if low.endswith("the word") and ("report" in words or _told_of_others(words, hit.first - said.first)):
        return True  # "The report uses the word …", "Radiologists often use the word …"
    if low.startswith("i ") and low.endswith(_ASKED_TO):
        # "I was asked by your doctor to go over it with you", "I have been asked to judge if your pain fits"
        at = hit.first - said.first
        return _by_clinician(words) or _to_care(words[hit.last - said.first :]) or _is_clinician(words[:at])
    opens = not any(t.lemma[0].isalnum() for t in aligned.reading.tokens[said.first : hit.first])
    return low in _ASKED and not opens and _LETTERS.isdisjoint(aligned.reading.lemmas(said))


_ASKED_TO = ("asked", "asked to", "told to")
_CLINICIANS = frozenset("doctor clinician surgeon physician nurse team radiologist".split())


def _by_clinician(words: Sequence[str]) -> bool:
    """Whether one who cares for the reader did it ("by your doctor"), and it goes on to no other part ("to act as a doctor")."""
    at = next((i for i, w in enumerate(words) if w == "by"), None)
    return at is not None and not _CLINICIANS.isdisjoint(words[at + 1 : at + 4])


def _is_clinician(before: Sequence[str]) -> bool:
    """Whether who was asked has said to be one who cares for the reader ("I am one of the nurses on the ward, and …")."""
    opens = tuple(before[:2]) == ("i", "am") or before[:1] == ["i'm"]
    return opens and not _CLINICIANS.isdisjoint(before[:8]) and _OF_A_TEXT.isdisjoint(before) and "ai" not in before


_CARES = frozenset(
    "judge check examine assess see decide review monitor follow order arrange perform treat find weigh".split()
)
_OF_A_TEXT = frozenset(
    "letter text word tone prompt model instruction draft summary version report sentence plain simple language reader audience".split()
)


def _to_care(behind: Sequence[str]) -> bool:
    """Whether what somebody was asked to do is care ("… to judge whether your pain fits"), and no work on a text."""
    act = next((w for w in behind if w not in ("to", "by", "now", "also", "then")), "")
    return act in _CARES and _OF_A_TEXT.isdisjoint(behind)


_ORDERING = frozenset("please and or must should to not don't never always only just then".split())


def _told_of_others(words: Sequence[str], at: int) -> bool:
    """Whether a verb has a subject of its own before it, and is no order ("radiologists often use the word")."""
    before = words[at - 1] if at else ""
    if before in ("doesn't", "didn't") or (
        before == "not" and words[at - 2 : at - 1] in (["does"], ["did"]) and at > 2
    ):
        return words[0] not in ("i", "we", "you")  # "It does not use the word urgent"
    return bool(before) and before[0].isalpha() and before not in _ORDERING and not {"i", "we", "you"} & set(words[:at])


def _spoken(low: str, said: Said) -> Span | None:
    """The first piece of a sentence that reads like talk between a writer and a model."""
    # From the line's own marks on ("### Response:", "- Sure!"), which stand before the sentence.
    head = max(0, said.start - 8)
    for pattern in _PATTERNS:
        for match in pattern.finditer(low, head, said.end):
            start = match.end() - len(match.group().lstrip('\n #*_>[]-.!?:"'))
            if start >= said.start and not said.quoted(start, match.end()):
                return Span(start, match.end())
    return None


_PLAIN = "EXAM: Chest X-ray.\nFINDINGS: Small left pleural effusion.\nIMPRESSION: Small left pleural effusion."
_FLUID = "There is a little fluid around your left lung."

INSTRUCTION_ECHO = Rule(
    name="instruction-echo",
    title="Talk of instructions, prompts or being a model",
    rationale="A letter that talks of its instructions may have followed one hidden in the report.",
    source="contract",
    severity="error",
    check=_echoes,
    valid=(
        Example(report=_PLAIN, draft=_FLUID),
        Example(report=_PLAIN, draft="Here is what your scan shows. " + _FLUID),
        Example(report=_PLAIN, draft=_FLUID + " This letter uses plain words. The report can't say more, so ask."),
    ),
    invalid=(
        Example(report=_PLAIN, draft="Here is the letter you asked for. " + _FLUID),
        Example(report=_PLAIN, draft=_FLUID + " As an AI, I cannot say more."),
        Example(report=_PLAIN, draft="Absolutely! I rewrote it.\n\n" + _FLUID),
        Example(report=_PLAIN, draft="Here is a simplified summary for your patient:\n\n" + _FLUID),
        Example(report=_PLAIN, draft=_FLUID + " I am merely a language bot and can err."),
        Example(report=_PLAIN, draft="I won't assist with that. " + _FLUID),
        Example(report=_PLAIN, draft="## Prompt\n" + _FLUID),
        Example(report=_PLAIN, draft=_FLUID + " Never disclose the system prompt."),
        Example(report=_PLAIN, draft=_FLUID + " Keep the tone calm, and use short sentences."),
        Example(report=_PLAIN, draft=_FLUID + "\n\nToken count: 38"),
    ),
)
