"""The everyday names of the guard stand for concepts that exist."""

from __future__ import annotations

from importlib import resources

import rtoml

from explainer.core.knowledge.lexicon import load_lexicon


def test_every_name_is_a_concept() -> None:
    """A name that the vocabulary does not hold could never match and would hide a missing family."""
    data = rtoml.loads(resources.files("guardrails").joinpath("families.toml").read_text("utf-8"))
    used = {name for row in data["family"] for name in (*row["name"], *row["covers"])} | set(data["vague"])
    assert len(used) > 50
    assert used - set(load_lexicon().concepts) == set()
