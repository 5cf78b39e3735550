"""Text and Markdown files: untrusted words stay words, and nothing in them moves a terminal or turns a line."""

from __future__ import annotations

import re
from pathlib import Path

import guardrails
from explainer.fields import Fields
from explainer.pipeline import explain
from explainer.rendering.blocks import Document
from explainer.rendering.text import markdown, with_report

EXAMPLES = Path(__file__).parents[3] / "examples"
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]")


def test_control_characters_go(hostile: Document) -> None:
    """A file shown in a terminal sends it no command, and no mark turns the reading direction around."""
    assert UNSAFE.search(hostile.report)
    assert not UNSAFE.search(with_report(hostile))
    assert not UNSAFE.search(markdown(hostile))


def test_markdown_makes_no_link_of_what_came_in(hostile: Document) -> None:
    """Tags, links and bare addresses outside of the report's own literal lines are escaped."""
    letter = markdown(hostile).split("## The original report")[0]
    assert not re.search(r"(?<!\\)[<>\[\]]", letter)
    assert "http://" not in letter
    assert r"http\://example.org" in letter


def test_names_of_any_script_may_stand_in_the_head() -> None:
    """Long names of patient, clinic and reviewer in other letters are no reason to withhold a letter; other words are."""
    report = (EXAMPLES / "xr_hip.txt").read_text("utf-8")
    for name in (
        "محمد بن سلمان آل سعود",
        "東京都立中央病院",
        "Ελένη Μαρία Παπαδοπούλου Νικολάου",
        "Анна Ивановна Кузнецова Петрова",
    ):
        fields = Fields.model_validate(
            {"patient": {"name": name}, "clinic": {"name": name}, "reviewer": {"name": name}}
        )
        done = explain(report, fields=fields)
        assert done.outcome == "released", done.verdict.violations
        assert done.text is not None
        assert name in done.text
        assert guardrails.check(done.plan, done.text).verdict == "reject"
