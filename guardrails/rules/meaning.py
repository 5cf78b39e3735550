"""Rules on what the words do to a reader: no false comfort, no fright."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.core.language.text import fold, tokens
from explainer.core.values import Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule

_QUIET = frozenset({"questions", "sources"})
_NEGATIONS = frozenset(
    {
        "no",
        "not",
        "cannot",
        "never",
        "without",
        "nor",
        "neither",
        "n't",
        "nothing",
        "nobody",
        "none",
        "isn't",
        "doesn't",
        "don't",
        "aren't",
        "won't",
        "didn't",
        "wasn't",
    }
)


def _negated(aligned: Aligned, said: Said, hit: Hit, reach: int = 6) -> bool:
    """Whether a denial stands shortly before a word in its clause."""
    words = aligned.reading.tokens[max(said.first, hit.first - reach) : hit.first]
    for word in reversed(words):
        if word.lemma in (";", ":", ".", "but", "however"):
            return False
        if word.lemma in _NEGATIONS or word.lemma.endswith("n't"):
            return True
    return False


#: Words that carry no comfort themselves.
_LINKING = frozenset("is are was were be been has have had the a for of it in any further more".split())


#: Words of comfort that mean another thing in a report ("the lungs are clear").
_IDIOM = frozenset({"clear", "good", "fine", "normal", "healthy", "order", "well"})


def _in_report(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report says it too, in these words or with the same words in one sentence."""
    low = aligned.reading.folded[hit.start : hit.end]
    report = aligned.plan.reading
    if re.search(rf"\b{re.escape(low)}", aligned.reading.prepared.report):
        return True
    if low.endswith("not cancer") and any(
        w in aligned.reading.prepared.report for w in ("benign", "bi-rads 2", "birads 2")
    ):
        return True
    if ("scan" in low or "test" in low or "follow" in low or "imaging" in low) and any(
        w in aligned.reading.prepared.report for w in ("no follow-up", "no follow up", "no further", "no additional")
    ):
        return True
    words = {t.lemma for t in aligned.reading.tokens[hit.first : hit.last]} - _LINKING
    if words <= _IDIOM:
        return False
    return any(words <= {t.lemma for t in tokens(fold(report.text[s.start : s.end]))} for s in report.sentences)


def _in_plan(aligned: Aligned, text: str) -> bool:
    """Whether the plan uses these words."""
    return re.search(rf"\b{re.escape(text)}\b", aligned.reading.prepared.said) is not None


def _soothes(aligned: Aligned) -> Iterator[Fault]:
    for said in aligned.reading.sentences:
        if (
            said.label in _QUIET
            or said.kind == "question"
            or aligned.reading.from_plan(said)
            or said.label == "not-stated"
        ):
            continue
        for hit in (*said.of("reassure"), *_all_well(aligned, said), *_no_need(aligned, said)):
            text = aligned.reading.folded[hit.start : hit.end]
            if (
                _in_report(aligned, hit)
                or _negated(aligned, said, hit)
                or (said.has("not-knowing") and _before(said, hit, "not-knowing"))
            ):
                continue
            if _in_plan(aligned, text) or _condition(aligned, said, hit) or _before(said, hit, "alone"):
                continue  # "nobody can say from a scan that you need no care"
            yield Fault(Span(hit.start, hit.end), f'soothes ("{text}") where the report does not', suggestion="")
            break
    yield from _dropped_grade(aligned)


#: Words that may stand between a whole test and how well it is.
_BETWEEN = frozenset(
    "is are was were look looks be of your this the here overall completely entirely totally perfectly absolutely all very really quite pretty just and , show shows showed come came back out turned turns as seem seems appear appears basically essentially in general on whole".split()
)


def _all_well(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """A whole test called normal or fine ("overall, your scan is normal"); one part that looked normal is no fault."""
    tests = list(said.of("whole-test"))
    if not tests:
        return
    words = aligned.reading.tokens
    for well in said.of("all-well"):
        for test in tests:
            between = {t.lemma for t in words[test.last : well.first]}
            if test.last < well.first <= test.last + 6 and between <= _BETWEEN and not between.isdisjoint(_LINKS):
                last = words[well.last].lemma if well.last < said.last else "."
                if last in _ENDS and not _part_named(said, test, well):
                    start = test.start
                    yield Hit(test.first, well.last, start, well.end, well.cue)
                    return


_LINKS = frozenset("is are was were look looks seem seems appear appears came come turned".split())
#: What may follow: the end, or a word that makes it a whole; "normal in size" says less.
_ENDS = frozenset(". , ; ! and overall for so with - throughout altogether".split())


def _part_named(said: Said, test: Hit, well: Hit) -> bool:
    """Whether a part of the body stands between ("the scan of the hip is normal" is still the whole)."""
    return any(test.end <= p.start and p.end <= well.start for p in said.places)


_NOBODY = frozenset("nothing nobody none neither".split())


def _no_need(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """A step said to be needless: by "no need" before it, or "unnecessary" behind it."""
    steps = list(said.of("needed-step"))
    if not steps:
        return
    words = aligned.reading.lemmas(said)
    if words[0] in _NOBODY and "need" in words[:6]:
        need = said.first + words.index("need")
        step = next((h for h in steps if need < h.first <= need + 3), None)
        if step is not None:
            yield Hit(said.first, step.last, aligned.reading.tokens[said.first].start, step.end, step.cue)
            return
    for no in said.of("no-need"):
        for step in steps:
            if no.last <= step.first <= no.last + 5 or step.last <= no.first <= step.last + 4:
                first, last = min(no, step, key=lambda h: h.first), max(no, step, key=lambda h: h.last)
                yield Hit(first.first, last.last, first.start, last.end, no.cue)
                return


def _before(said: Said, hit: Hit, kind: str) -> bool:
    return any(h.last <= hit.first for h in said.of(kind))


def _condition(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words are wondered about, not said ("ask whether …", "no urgent wording does not mean …")."""
    words = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    return any(w in ("whether", "if", "ask", "asked", "unless") for w in words)


_WHOLE = frozenset({"any", "all", "at", "completely", "entirely", "totally", "perfectly", "free"})


def _dropped_grade(aligned: Aligned) -> Iterator[Fault]:
    """A qualified denial ("no significant narrowing") told as a full one."""
    for claim in aligned.asserted(positive=False):
        mention = claim.mention
        if mention.denied_grade is not None or mention.status != "absent":
            continue
        facts = claim.facts(Tie.COARSE, positive=False)
        if not facts or any(f.denied_grade is None for f in facts) or claim.facts(Tie.RELATED, positive=True):
            continue
        if _grade_kept(aligned, claim):
            continue
        grade = facts[0].denied_grade
        yield Fault(
            claim.span, f"denies {mention.name} altogether; the report denies it only as {grade}",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


def _grade_kept(aligned: Aligned, claim: Claim) -> bool:
    said = claim.said
    mention = claim.mention
    return any(
        h.cue.kind == "grade-kept" and h.start < mention.end + 40 and h.end > mention.start - 60 for h in said.hits
    )


FALSE_REASSURANCE = Rule(
    name="false-reassurance",
    title="Comfort the report does not give",
    rationale="A reader told that all is well may skip the step that matters.",
    source="steitz-2023",
    severity="error",
    check=_soothes,
    valid=(
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. There was no severe narrowing of the main spinal canal.",
        ),
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. There was no severe narrowing of the main spinal canal. That does not mean that your spine is healthy. Nobody can say from a scan that you need no care.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. There was no narrowing of the main spinal canal.",
        ),
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. There is nothing to worry about.",
        ),
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. All in all your scan looks perfectly fine.",
        ),
        Example(
            report="EXAM: CT lumbar spine.\nFINDINGS: No high-grade central canal stenosis. No fracture.\nIMPRESSION: No fracture.",
            draft="No broken bone was seen. You do not have to see a doctor over it.",
        ),
    ),
)


def _frightens(aligned: Aligned) -> Iterator[Fault]:
    for said in aligned.reading.sentences:
        if aligned.reading.from_plan(said) or said.label == "sources":
            continue
        for hit in said.of("alarm"):
            text = aligned.reading.folded[hit.start : hit.end]
            if hit.cue.value == "unless-reported" and (
                _in_report(aligned, hit)
                or _negated(aligned, said, hit)
                or said.label == "help"
                or said.kind in ("question", "condition")
                or _in_plan(aligned, text)
            ):
                continue
            if hit.cue.value == "always" and (
                (_negated(aligned, said, hit, 3) and not said.has("reassure")) or _in_plan(aligned, text)
            ):
                continue
            yield Fault(Span(hit.start, hit.end), f'frightens beyond the report ("{text}")', suggestion="")
            break


_SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Disc degeneration at L4-L5.\nIMPRESSION: Disc degeneration at L4-L5."

ALARMING_LANGUAGE = Rule(
    name="alarming-language",
    title="Words that frighten beyond the report",
    rationale="Words such as crumbling make people stop moving and fear their own body.",
    source="bange-2019-readability",
    severity="error",
    check=_frightens,
    valid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
    invalid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 is crumbling. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change, which looks like the back of an old man. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
)
