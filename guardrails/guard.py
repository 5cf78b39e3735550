"""The validator: a plan and a draft in, a verdict out. No state, no network, no clock, no chance.

A rule that crashes rejects the draft and says so; a draft over the limit, or a plan that cannot be read, is rejected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources

from explainer.core.values import Draft, Plan, Span, Verdict, Violation
from guardrails.alignment import Aligned, align
from guardrails.reading import DraftReading, read_draft
from guardrails.rule import Fault, Rule
from guardrails.rules import ALL_RULES
from guardrails.rules.language import grade_of
from guardrails.secondlook import stands
from guardrails.weighing import demoted

#: Largest draft, in characters (contract.md: 256 kB).
MAX_DRAFT = 256_000


def check(plan: Plan, draft: Draft | str, *, allowed: Iterable[str] = ()) -> Verdict:
    """Judge a draft against its plan.

    Args:
        draft: A ``Draft``, the draft JSON, Markdown or plain text.
        allowed: Texts that may stand in the draft although neither report nor plan holds them (the values of ``--fields``).

    Returns:
        The verdict; ``reject`` when one violation is an error. Offsets point into the draft as given (for a ``Draft``,
        into its statements joined by line breaks, which is ``Verdict.text``). A suggestion replaces the sentence that
        holds the violation; for what is missing it is a sentence to add; empty, it says to leave the sentence out.
    """
    return judge(plan, draft, ALL_RULES, allowed=allowed)


def judge(
    plan: Plan, draft: Draft | str, rules: Sequence[Rule], *, allowed: Iterable[str] = (), begun: bool = False
) -> Verdict:
    """Judge by some rules only: for the evals' sabotage tests. Everything else calls ``check``.

    Args:
        begun: The draft is the beginning of a longer one (``guardrails.watch``).
    """
    size = len(draft) if isinstance(draft, str) else sum(len(t.text) for s in draft.sections for t in s.statements)
    if size > MAX_DRAFT:
        return _refused(plan, f"the draft is larger than {MAX_DRAFT // 1000} kB", len(rules))
    try:
        reading = read_draft(plan, draft, allowed)
        aligned = align(plan, reading)
    except Exception as error:  # noqa: BLE001 - fail closed: what cannot be read is not released
        return _refused(plan, f"the draft could not be read ({type(error).__name__})", len(rules))
    found, broken = _faults(rules, aligned)
    if any(fault.alone for _, fault in found):
        found = [(rule, fault) for rule, fault in found if fault.alone]
    violations = [*broken, *_weighed(found, aligned, begun)]
    violations.sort(key=lambda v: (v.start is None, v.start or 0, v.end or 0, v.rule))
    rejected = any(v.severity == "error" for v in violations)
    return Verdict(
        verdict="reject" if rejected else "pass",
        audience=plan.audience,
        violations=tuple(violations),
        unread=tuple(_unread(reading)),
        readability=tuple(_readability(aligned)),
        checked_rules=len(rules),
        text=reading.text,
    )


def _refused(plan: Plan, why: str, rules: int) -> Verdict:
    fault = Violation("malformed-draft", "error", None, None, "", why)
    return Verdict("reject", plan.audience, (fault,), (), (), rules)


def _faults(rules: Sequence[Rule], aligned: Aligned) -> tuple[list[tuple[Rule, Fault]], list[Violation]]:
    """What the rules find, and a violation for each rule that broke."""
    found: list[tuple[Rule, Fault]] = []
    broken: list[Violation] = []
    for rule in rules:
        try:
            found += [(rule, fault) for fault in rule.check(aligned) if stands(rule.name, fault, aligned)]
        except Exception as error:  # noqa: BLE001 - a broken rule blocks the draft and is reported as broken
            broken.append(_broken(rule, error))
    return found, broken


def _broken(rule: Rule, error: Exception) -> Violation:
    why = f"this rule broke ({type(error).__name__}); the draft is not released"
    return Violation(rule.name, "error", None, None, "", why)


def _weighed(found: Sequence[tuple[Rule, Fault]], aligned: Aligned, begun: bool) -> Iterator[Violation]:
    """The faults as violations; an error that weighs too little is told as a warning."""
    errors = [number for number, (rule, fault) in enumerate(found) if (fault.severity or rule.severity) == "error"]
    try:
        low = demoted([(found[number][0].name, found[number][1]) for number in errors], aligned, begun=begun)
    except Exception:  # noqa: BLE001 - fail closed: what cannot be weighed stands as it is
        low = frozenset()
    warned = {errors[number] for number in low}
    for number, (rule, fault) in enumerate(found):
        try:
            yield _violation(rule, fault._replace(severity="warning") if number in warned else fault, aligned)
        except Exception as error:  # noqa: BLE001 - a fault that cannot be told blocks the draft like a broken rule
            yield _broken(rule, error)


def _violation(rule: Rule, fault: Fault, aligned: Aligned) -> Violation:
    reading = aligned.reading
    severity = fault.severity or rule.severity
    suggestion = _cited(aligned.plan, fault.suggestion) if fault.suggestion else fault.suggestion
    if fault.span is None:
        return Violation(rule.name, severity, None, None, "", fault.message, fault.evidence, suggestion)
    start, end = fault.span
    place = reading.document.place
    last = place(end - 1) + 1 if end > start else place(start)
    return Violation(
        rule.name,
        severity,
        place(start),
        last,
        reading.text[start:end],
        fault.message,
        fault.evidence,
        suggestion,
    )


def _cited(plan: Plan, words: str) -> str:
    """A suggestion for a clinician with the numbers of the sources that the plan has for these words."""
    if plan.audience != "clinician":
        return words
    number = {source.id: source.number for source in plan.sources}
    held = [(item.filled(), item.sources) for item in plan.items] + [(c.text, c.sources) for c in plan.caveats]
    marks = sorted({number[id] for text, sources in held if text and text in words for id in sources if id in number})
    if not marks:
        return words
    return f"{words.rstrip(' .;')} [{', '.join(map(str, marks))}]."


def _unread(reading: DraftReading) -> Iterator[Span]:
    """Sentences in which no word is known to the lexicon or to the dictionary: nothing can be said of them."""
    if reading.folded.isascii():
        return
    place = reading.document.place
    for said in reading.sentences:
        if reading.folded[said.start : said.end].isascii():
            continue
        letters = [w for w in reading.lemmas(said) if w.isalpha() and len(w) > 2]
        if letters and not any(w.isascii() for w in letters):
            yield Span(place(said.start), place(max(said.start, said.end - 1)) + 1)


def _readability(aligned: Aligned) -> Iterator[tuple[str, float]]:
    for name, quotes in (("flesch_kincaid_grade", False), ("flesch_kincaid_grade_with_quotes", True)):
        grade = grade_of(aligned, quotes=quotes)
        if grade is not None:
            yield name, grade


@lru_cache(maxsize=1)
def rules_digest() -> str:
    """``sha256:…`` over the guard's own code and data, in name order."""
    digest = hashlib.sha256()
    root = resources.files("guardrails")
    for folder in ("", "cues", "rules"):
        for file in sorted((root.joinpath(folder) if folder else root).iterdir(), key=lambda f: f.name):
            if file.name.endswith((".py", ".toml")):
                digest.update(f"{folder}/{file.name}\0".encode())
                digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return f"sha256:{digest.hexdigest()}"
