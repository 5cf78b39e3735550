"""What a judge of drafts answers: a verdict and the rules that name the fault, as JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError


class Judgement(BaseModel):
    """An answer read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    verdict: Literal["pass", "reject"]
    rules: tuple[str, ...] = ()


def read_judgement(text: str) -> Judgement | None:
    """The verdict in an answer: its outermost braces, whatever stands around them; None when that is no verdict."""
    start, end = text.find("{"), text.rfind("}")
    try:
        return Judgement.model_validate_json(text[start : end + 1]) if 0 <= start < end else None
    except ValidationError:
        return None
