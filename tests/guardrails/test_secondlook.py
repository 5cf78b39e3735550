"""What a second look at a sentence drops, and what it must leave standing."""

import pytest

import guardrails

ANKLE = (
    "EXAM: Right ankle X-ray.\nCOMPARISON: 3/02/19.\nFINDINGS: No fracture. Small joint effusion. The effusion is expected to "
    "resolve over several weeks.\nIMPRESSION: Small joint effusion. No fracture."
)
BASE = "There is a little extra fluid in the right ankle joint."


def _rules(line: str) -> set[str]:
    verdict = guardrails.check_text(ANKLE, f"{BASE} {line}")
    return {v.rule for v in verdict.violations if v.severity == "error"}


@pytest.mark.parametrize(
    "line",
    [
        "Nothing in the pictures points to a broken bone or to a bone that was broken before.",
        "A fracture was not seen.",
        "It was set beside the pictures of 3/02/19.",
        "The effusion is expected to resolve over several weeks.",
    ],
)
def test_what_the_words_bear_out_is_dropped(line: str) -> None:
    assert _rules(line) == set()


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("A bone is broken.", "negation-flip"),
        ("Nothing is out of place, but a bone is broken.", "negation-flip"),
        ("The joint is not loose and there is a broken bone.", "negation-flip"),
        ("Without question, a bone is broken.", "negation-flip"),
        ("You were born on 3/02/19.", "identifier-leak"),
        ("It was set beside the pictures of 4/02/19.", "identifier-leak"),
        ("The effusion will be gone in a few days.", "unsupported-claim"),
    ],
)
def test_what_they_do_not_bear_out_stands(line: str, rule: str) -> None:
    assert rule in _rules(line)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("DOB: 5/06/61\n", "5/06/61"),
        ("Rowan Ashdown, M.D.\n48151623 5/06/1961 04:59PM XR100 ANKLE\n", "5/06/1961"),
        ("COMPARISON: 15/06/19.\n", "5/06/19"),
    ],
    ids=["birth", "order-table", "part-of-another"],
)
def test_a_day_of_the_head_is_no_day_of_the_exam(head: str, day: str) -> None:
    """What stands beside a birth, in the administrative lines or only inside another date is not the report's to tell."""
    verdict = guardrails.check_text(head + ANKLE.replace("COMPARISON: 3/02/19.\n", ""), f"{BASE} It says {day}.")
    assert "identifier-leak" in {v.rule for v in verdict.violations}
