"""Rules on what the words do to a reader: caveats kept, no false comfort, no fright."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.text import fold, tokens
from explainer.core.values import Caveat, Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule

_QUIET = frozenset({"questions", "sources"})
#: Categories whose findings are common in people without symptoms: no letter may tell them without the caveat.
_UNCORRELATED = frozenset({"degenerative", "mechanical"})
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


def _needs_common(caveat: Caveat) -> bool:
    """Whether a caveat's own words carry the half that findings like it are often silent."""
    low = fold(caveat.text)
    return any(
        w in low
        for w in (
            "no pain",
            "without symptoms",
            "without pain",
            "asymptomatic",
            "often silent",
            "no symptoms",
            "common with age",
            "people with no",
        )
    )


def _halves(aligned: Aligned) -> tuple[list[Said], list[Said]]:
    """The sentences that say findings are often silent, and those that say the scan alone cannot tell."""
    common: list[Said] = []
    limit: list[Said] = []
    for said in aligned.reading.sentences:
        if said.label in _QUIET or said.kind == "question":
            continue
        if said.has("common"):
            common.append(said)
        if said.has("limit") or (
            said.has("exam")
            and (said.has("symptom") or said.has("not-knowing") or said.has("hedge") or said.has("cause-forward"))
        ):
            limit.append(said)
    return common, limit


def _dropped(aligned: Aligned) -> Iterator[Fault]:
    told = {
        f.id for c in aligned.claims if c.positive and c.said.kind != "question" for t, f in c.fits if t <= Tie.VAGUE
    }
    common, limit = _halves(aligned)
    for caveat in aligned.plan.caveats:
        if caveat.kind != "correlation" or not told & set(caveat.facts):
            continue
        facts = [f for f in aligned.plan.reading.facts if f.id in caveat.facts and f.category in _UNCORRELATED]
        if not any(f.id in told for f in facts):
            continue
        if fold(caveat.text).strip(" .") in aligned.reading.folded:
            continue  # the plan's own words
        missing: list[str] = []
        if not limit:
            missing.append("that the scan alone cannot tell, and an exam is needed")
        if _needs_common(caveat) and not common:
            missing.append("that it is often seen without symptoms")
        if missing:
            names = ", ".join(dict.fromkeys(f.name for f in facts if f.id in told))
            yield Fault(
                None, f"tells {names} without saying {' and '.join(missing)}", aligned.evidence(facts), caveat.text
            )
            return
    yield from _bare_numbers(aligned)


def _bare_numbers(aligned: Aligned) -> Iterator[Fault]:
    """A share of people without saying who was studied."""
    methods = [c for c in aligned.plan.caveats if c.kind == "method"]
    for said in aligned.reading.sentences:
        if said.label in ("sources",) or aligned.reading.from_plan(said) or not said.has("share"):
            continue
        if _measured(aligned, said):
            continue
        near = list(aligned.reading.near(said, 2, 1))
        if any(s.has("population") or s.has("evidence-word") for s in near if s.index != said.index) or _who(said):
            continue
        yield Fault(
            said.span, "gives a share of people without saying who was studied and how",
            suggestion=methods[0].text if methods else "",
        )  # fmt: skip


def _measured(aligned: Aligned, said: Said) -> bool:
    """Whether the share is a measure of this scan ("60 percent narrowed"): the report holds the number, or none is said."""
    numbers = [t.lemma for t in aligned.reading.tokens[said.first : said.last] if t.lemma[:1].isdigit()]
    report = aligned.reading.prepared.report
    people = any(w in aligned.reading.lemmas(said) for w in ("people", "adult", "men", "women", "patient", "person"))
    return not people and all(f"{n} percent" in report or f"{n}%" in report or f"{n} %" in report for n in numbers)


def _who(said: Said) -> bool:
    return any(h.cue.kind == "evidence-word" and h.cue.value != "share" for h in said.hits) or said.has("population")


_SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Disc degeneration at L4-L5.\nIMPRESSION: Disc degeneration at L4-L5."

DROPPED_CAVEAT = Rule(
    name="dropped-caveat",
    title="A limit that must stand is missing",
    rationale="Without its caveat a common finding reads like the answer to the reader's pain.",
    source="brinjikji-2015a",
    severity="error",
    check=_dropped,
    valid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
    invalid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change. Talk with your clinician about the result.",
        ),
        Example(
            report=_SPINE, draft="The disc at L4-L5 shows long-standing change. Many people with no pain have this."
        ),
    ),
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


def _in_report(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report says it too, in these words or with the same words in one sentence."""
    low = aligned.reading.folded[hit.start : hit.end]
    report = aligned.plan.reading
    if low in aligned.reading.prepared.report:
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
    return bool(words) and any(
        words <= {t.lemma for t in tokens(fold(report.text[s.start : s.end]))} for s in report.sentences
    )


def _in_plan(aligned: Aligned, text: str) -> bool:
    return text in aligned.reading.prepared.said


def _soothes(aligned: Aligned) -> Iterator[Fault]:
    for said in aligned.reading.sentences:
        if (
            said.label in _QUIET
            or said.kind == "question"
            or aligned.reading.from_plan(said)
            or said.label == "not-stated"
        ):
            continue
        for hit in said.of("reassure"):
            text = aligned.reading.folded[hit.start : hit.end]
            if (
                _in_report(aligned, hit)
                or _negated(aligned, said, hit)
                or (said.has("not-knowing") and _before(said, hit, "not-knowing"))
            ):
                continue
            if _in_plan(aligned, text) or _condition(aligned, said, hit):
                continue
            yield Fault(Span(hit.start, hit.end), f'soothes ("{text}") where the report does not', suggestion="")
            break
    yield from _dropped_grade(aligned)


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
                or _in_plan(aligned, text)
            ):
                continue
            if hit.cue.value == "always" and (
                (_negated(aligned, said, hit, 3) and not said.has("reassure")) or _in_plan(aligned, text)
            ):
                continue
            yield Fault(Span(hit.start, hit.end), f'frightens beyond the report ("{text}")', suggestion="")
            break


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
    ),
)
