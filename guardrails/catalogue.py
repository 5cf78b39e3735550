"""The rules as one readable page: ``python -m guardrails.catalogue > guardrails/RULES.md``."""

from __future__ import annotations

from guardrails.rule import Example, Rule
from guardrails.rules import ALL_RULES


def page() -> str:
    """The Markdown of ``RULES.md``."""
    parts = [
        "# The rules of the guard",
        "",
        (
            "Made from the rules themselves; do not edit. Each example is put through the guard by a test. "
            "`source` is a key of the evidence file, or `contract` where the rule follows from what a letter is."
        ),
        "",
    ]
    parts += [f"- [`{rule.name}`](#{rule.name}): {rule.title}" for rule in ALL_RULES]
    for rule in ALL_RULES:
        parts += ["", f"## {rule.name}", "", *_body(rule)]
    return "\n".join(parts) + "\n"


def _body(rule: Rule) -> list[str]:
    lines = [f"**{rule.title}.** {rule.rationale}", "", f"Severity: {rule.severity}. Source: `{rule.source}`."]
    for title, examples in (("Passes", rule.valid), ("Is rejected", rule.invalid), ("Known misses", rule.known_misses)):
        if not examples:
            continue
        lines += ["", f"{title}:"]
        for example in examples:
            lines += ["", *_shown(example)]
    return lines


def _shown(example: Example) -> list[str]:
    quoted = [f"> {line}" if line else ">" for line in (example.report or "(any report)").split("\n")]
    draft = [f"    {line}" for line in example.draft.split("\n")]
    return ["Report:", "", *quoted, "", f"Draft ({example.audience}):", "", *draft]


if __name__ == "__main__":
    print(page(), end="")
