"""Every example of every rule, and the catalogue made from them."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

import guardrails
from explainer.core.knowledge.library import load_library
from explainer.core.values import Verdict
from guardrails.catalogue import page
from guardrails.rule import Example, Rule
from guardrails.rules import ALL_RULES

CONTRACT = (
    "omitted-finding invented-finding negation-flip laterality-mismatch level-mismatch severity-mismatch certainty-mismatch "
    "change-mismatch number-mismatch dropped-caveat causal-attribution false-reassurance alarming-language unsupported-claim "
    "treatment-directive missing-urgent-action unknown-citation miscited-claim missing-citation identifier-leak "
    "instruction-echo reading-level unexplained-jargon malformed-draft"
).split()


def _cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.name}-{kind}-{number}")
        for rule in ALL_RULES
        for number, example in enumerate(getattr(rule, kind))
    ]


def _judge(example: Example) -> Verdict:
    return guardrails.check_text(example.report, example.draft, example.audience)


def test_the_rules_are_those_of_the_contract() -> None:
    """All 24 rules stand in the list, each once."""
    assert [rule.name for rule in ALL_RULES] == CONTRACT


@pytest.mark.parametrize(("rule", "example"), _cases("valid"))
def test_valid(rule: Rule, example: Example) -> None:
    """A valid example breaks no rule at all."""
    verdict = _judge(example)
    assert [(v.rule, v.message) for v in verdict.violations if v.rule == rule.name or v.severity == "error"] == []


@pytest.mark.parametrize(("rule", "example"), _cases("invalid"))
def test_invalid(rule: Rule, example: Example) -> None:
    """An invalid example breaks the rule it stands under."""
    assert rule.name in [v.rule for v in _judge(example).violations]


@pytest.mark.parametrize(("rule", "example"), _cases("known_misses"))
def test_known_misses(rule: Rule, example: Example) -> None:
    """A known miss is still missed; once it is caught it belongs under ``invalid``."""
    assert rule.name not in [v.rule for v in _judge(example).violations]


def test_the_catalogue_is_fresh() -> None:
    """``RULES.md`` is what the rules say now."""
    shown = Path(str(resources.files("guardrails").joinpath("RULES.md"))).read_text("utf-8")
    assert shown == page(), "run: python -m guardrails.catalogue > guardrails/RULES.md"


def test_every_source_is_known() -> None:
    """A rule rests on the contract or on a source we hold."""
    sources = load_library().sources
    assert [rule.name for rule in ALL_RULES if rule.source != "contract" and rule.source not in sources] == []
