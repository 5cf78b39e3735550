"""What a model is told about a rejected text."""

from __future__ import annotations

import guardrails
from explainer.core.values import Plan, Verdict, Violation
from guardrails.adapters.feedback import LONGEST_QUOTE, MOST_FAULTS, feedback


def _rejected(*violations: Violation) -> Verdict:
    return Verdict("reject", "patient", violations, ())


def test_tells_rule_message_quote_and_suggestion(plan: Plan, wrong: str) -> None:
    """Each error stands with its rule, what is wrong, the model's own words and the wording that would pass."""
    told = feedback(guardrails.check(plan, wrong))
    assert "1. laterality-mismatch: says right; the report says left.\n" in told
    assert 'You wrote: "' in told
    assert "Write in place of that sentence: " in told
    assert "omitted-finding" in told
    assert "Add: " in told


def test_holds_nothing_else_of_the_report(plan: Plan, wrong: str) -> None:
    """Sentences of the report that no violation speaks of stay out."""
    told = feedback(guardrails.check(plan, wrong))
    assert "zebra" not in told
    assert "Technique" not in told


def test_a_fault_without_suggestion_and_one_to_leave_out() -> None:
    """No suggestion: none is told. An empty one: the sentence is to go. Warnings are left out."""
    told = feedback(
        _rejected(
            Violation("malformed-draft", "error", None, None, "", "the draft is empty"),
            Violation("alarming-language", "error", 0, 9, "crumbling", "frightens", suggestion=""),
            Violation("reading-level", "warning", 0, 9, "crumbling", "too hard"),
        )
    )
    assert "1. malformed-draft: the draft is empty." in told
    assert told.endswith("Leave that sentence out.")
    assert "reading-level" not in told


def test_is_bounded() -> None:
    """Many faults are counted, a long quote is cut, and dollar signs of a draft are only text."""
    many = [Violation("number-mismatch", "error", n, n + 1, "$x " * 500, "holds ${y}") for n in range(100)]
    told = feedback(_rejected(*many))
    assert told.count("number-mismatch") == MOST_FAULTS
    assert f"{100 - MOST_FAULTS} further faults" in told
    assert "holds ${y}" in told
    assert max(map(len, told.splitlines())) < LONGEST_QUOTE + 100
