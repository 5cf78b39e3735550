"""The dataset of single sentences: its form, and that the guard is no worse on it than it was measured to be."""

from __future__ import annotations

import pytest

import guardrails
from evals import sentences_judged

RULES = {rule.name for rule in guardrails.ALL_RULES}
#: The most faults of each rule that pass, of all there are; a guard that catches more may lower them.
PASSING = {
    "alarming-language": 1, "causal-attribution": 1, "certainty-mismatch": 14, "change-mismatch": 9, "false-reassurance": 2,
    "invented-finding": 3, "laterality-mismatch": 4, "level-mismatch": 11, "negation-flip": 13, "number-mismatch": 5,
    "severity-mismatch": 8, "treatment-directive": 3, "unsupported-claim": 5,
}  # fmt: skip
REJECTED = 12


@pytest.fixture(scope="module")
def judged() -> list[sentences_judged.Judged]:
    return sentences_judged.run(processes=1)


@pytest.mark.parametrize(("name", "count"), [("samples", 621), ("more", 1315)])
def test_the_form(name: str, count: int) -> None:
    rows = sentences_judged.rows_of(name)
    assert len({row["id"] for row in rows}) == len(rows) == count
    for row in rows:
        assert row["report"].strip(), row["id"]
        assert row["sentence"].strip(), row["id"]
        assert (row["kind"] == "fault") == ("rule" in row), row["id"]
        assert row.get("rule", "omitted-finding") in RULES, row["id"]


@pytest.mark.parametrize("rule", PASSING)
def test_faults_are_caught(judged: list[sentences_judged.Judged], rule: str) -> None:
    passing = [one.sentence for one in judged if one.rule == rule and not one.errors]
    assert len(passing) <= PASSING[rule], passing


def test_every_rule_of_the_data_has_its_bound(judged: list[sentences_judged.Judged]) -> None:
    assert {one.rule for one in judged if one.rule} == set(PASSING)


def test_faithful_sentences_pass(judged: list[sentences_judged.Judged]) -> None:
    rejected = [(one.sentence, one.errors) for one in judged if one.rule is None and one.errors]
    assert len(rejected) <= REJECTED, rejected
