"""Clean letters spoiled in one way each: what the guard's recall is measured with.

``mutate(plan, text)`` works on any clean letter or summary in plain text or Markdown. An operator plants one fault; the
rule that the contract names for it should be reported. The wordings are our own, chosen without a look at the guard's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from random import Random

from evals.mutations import caveats, degrees, form, meaning, numbers, omission, places, sources, status
from evals.mutations.letter import Letter
from evals.mutations.values import Mutation, Operator, Spoiled
from explainer.core.values import Plan

__all__ = ["OPERATORS", "Mutation", "mutate"]

#: By rule, in the order of the contract.
OPERATORS: dict[str, tuple[Operator, ...]] = {
    rule: group[rule]
    for rule, group in (
        ("omitted-finding", omission.OPERATORS),
        ("invented-finding", status.OPERATORS),
        ("negation-flip", status.OPERATORS),
        ("laterality-mismatch", places.OPERATORS),
        ("level-mismatch", places.OPERATORS),
        ("severity-mismatch", degrees.OPERATORS),
        ("certainty-mismatch", degrees.OPERATORS),
        ("change-mismatch", degrees.OPERATORS),
        ("number-mismatch", numbers.OPERATORS),
        ("dropped-caveat", caveats.OPERATORS),
        ("causal-attribution", meaning.OPERATORS),
        ("false-reassurance", meaning.OPERATORS),
        ("alarming-language", meaning.OPERATORS),
        ("unsupported-claim", meaning.OPERATORS),
        ("treatment-directive", meaning.OPERATORS),
        ("missing-urgent-action", meaning.OPERATORS),
        ("unknown-citation", sources.OPERATORS),
        ("miscited-claim", sources.OPERATORS),
        ("missing-citation", sources.OPERATORS),
        ("identifier-leak", form.OPERATORS),
        ("instruction-echo", form.OPERATORS),
        ("reading-level", form.OPERATORS),
        ("unexplained-jargon", form.OPERATORS),
        ("malformed-draft", form.OPERATORS),
    )
}

#: The most drafts an operator is asked for, before a share of them is drawn.
_MOST = 40
#: Operators that contradict a letter by a sentence of their own: rarer in models than a word changed, so that one letter
#: gets at most one draft of each.
_ONCE = frozenset(
    (
        places.side_added,
        degrees.grade_sentence_added,
        degrees.certainty_sentence_added,
        numbers.share_added,
        numbers.size_added,
        degrees.change_added,
        status.positive_told_absent,
        status.negative_told_present,
        caveats.caveat_turned_round,
    )
)


def mutate(
    plan: Plan, text: str, *, seed: int = 0, rules: Collection[str] | None = None, per_rule: int = 3
) -> Iterator[Mutation]:
    """Spoil a clean letter, one fault a draft. The same arguments give the same drafts in the same order.

    Args:
        rules: The faults to plant, by the contract's rule names; None for all.
        per_rule: Most drafts for one rule; the operators of a rule take turns.

    Raises:
        ValueError: A rule has no operator.
    """
    for rule in sorted(rules or ()):
        if rule not in OPERATORS:
            raise ValueError(f"no operator plants {rule!r}; the rules are: {', '.join(OPERATORS)}")
    letter = Letter(plan, text)
    for rule, operators in OPERATORS.items():
        if rules is None or rule in rules:
            yield from _of_rule(letter, rule, operators, seed, per_rule)


def _of_rule(letter: Letter, rule: str, operators: Collection[Operator], seed: int, most: int) -> Iterator[Mutation]:
    queues: list[tuple[str, list[Spoiled]]] = []
    for operator in operators:
        name = getattr(operator, "__name__", "operator").replace("_", "-")
        # Seeded with words, so that the draws do not depend on Python's hash of the day.
        random = Random(f"{seed}:{name}:{letter.audience}:{letter.text}")
        drafts = list(islice(operator(letter, random), _MOST))
        random.shuffle(drafts)
        if operator in _ONCE:
            drafts = drafts[-1:]
        queues.append((name, drafts))
    Random(f"{seed}:{rule}:{letter.text}").shuffle(queues)
    seen: set[str] = {letter.text}
    made = 0
    while made < most and any(drafts for _, drafts in queues):
        for name, drafts in queues:
            if drafts and made < most:
                draft = drafts.pop()
                if draft.text not in seen:
                    seen.add(draft.text)
                    made += 1
                    yield Mutation(rule, name, draft.text, draft.span, draft.note)
