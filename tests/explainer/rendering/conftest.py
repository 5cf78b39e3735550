"""Letters to render, and the outside tools that look at what was rendered."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.fields import Fields
from explainer.pipeline import Explanation, explain
from explainer.rendering.blocks import Document
from explainer.rendering.document import make_document
from explainer.wording import template

EXAMPLES = Path(__file__).parents[3] / "examples"
FIELDS = Fields.model_validate(
    {
        "patient": {"name": "Sample Patient", "id": "A-1"},
        "scan": {"date": "1 March"},
        "clinic": {"name": "Sample Clinic", "phone": "555-0100"},
        "reviewer": {"name": "Sample Reviewer", "role": "Radiologist", "date": "2 March"},
        "emergency_number": "your local emergency number",
    }
)
HOSTILE = (
    "<script>alert(1)</script><img src=http://example.org/x> #panic() #read(\"/etc/passwd\") *bold* _it_ $x^2$ `raw` "
    "]] <w:br/> &lt; \x07\x1b[31m \u202egnp [a](http://example.org)"
)  # fmt: skip


@pytest.fixture(scope="session")
def letter() -> Callable[[str], Explanation]:
    """The patient letter of an example, by its name without ending; made once."""
    made: dict[str, Explanation] = {}

    def make(name: str) -> Explanation:
        if name not in made:
            made[name] = explain((EXAMPLES / f"{name}.txt").read_text("utf-8"), fields=FIELDS)
        return made[name]

    return make


@pytest.fixture(scope="session")
def tool() -> Callable[..., str]:
    """The path of the first program of these that is installed; the test is skipped, with the names, when none is."""

    def find(*names: str) -> str:
        for name in names:
            if found := shutil.which(name):
                return found
        pytest.skip(f"not installed: {' or '.join(names)} (see .ci/run)")

    return find


@pytest.fixture(scope="session")
def hostile() -> Document:
    """A letter whose report and fields hold markup of every format, control characters and direction marks."""
    report = (EXAMPLES / "ct_lumbar_pelvis.txt").read_text("utf-8").replace("Other:", f"Other: {HOSTILE}")
    fields = Fields.model_validate(
        {
            "patient": {"name": HOSTILE},
            "clinic": {"name": HOSTILE},
            "scan": {"title": HOSTILE},
            "reviewer": {"name": HOSTILE},
        }
    )
    plan = make_plan(read(report), audience="patient")
    draft = template.write(plan)
    verdict = guardrails.check(plan, draft)
    return make_document(draft, verdict, "held", plan, fields)


@pytest.fixture(scope="session")
def arabic() -> Document:
    """A clinician summary for a person, a clinic and a reviewer with Arabic names."""
    fields = Fields.model_validate(
        {
            "patient": {"name": "محمد بن سلمان آل سعود", "id": "55-01"},
            "clinic": {"name": "مستشفى السلام", "phone": "555-0100"},
            "reviewer": {"name": "شرين كمال محمود", "date": "2024-03-02"},
        }
    )
    done = explain((EXAMPLES / "xr_hip.txt").read_text("utf-8"), audience="clinician", fields=fields)
    assert done.document is not None, done.verdict.violations
    return done.document


@pytest.fixture(scope="session")
def words() -> Callable[[str], list[str]]:
    """The words of a text without marks of lists, for comparing what two formats say."""

    def split(text: str) -> list[str]:
        kept = re.sub(r"(?m)^(?:- |\d+\. )", "", text)
        return kept.split()

    return split
