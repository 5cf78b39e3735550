"""A rule and its examples: values that a newcomer can read alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from explainer.core.values import Audience, Severity, Span
from guardrails.alignment import Aligned


class Fault(NamedTuple):
    """What a check found. ``span`` points into the draft's text; None when something is missing from it.

    ``alone`` says that the draft is no letter at all, so that nothing else can be said of it. ``sure`` says that the fault
    is not to be weighed: the report says the contrary of the very thing.
    """

    span: Span | None
    message: str
    evidence: tuple[Span, ...] = ()
    suggestion: str | None = None
    severity: Severity | None = None
    alone: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A report and a draft at the border of a rule. An empty ``report`` takes a plain normal one."""

    draft: str
    report: str = ""
    audience: Audience = "patient"


Check = Callable[[Aligned], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fault.

    ``source`` is a verified id of the evidence file, or ``contract``. ``known_misses`` are drafts the rule should
    catch and does not; a test fails on the day it does, so that they move to ``invalid``.
    """

    name: str
    title: str
    rationale: str
    source: str
    severity: Severity
    check: Check
    valid: tuple[Example, ...]
    invalid: tuple[Example, ...]
    known_misses: tuple[Example, ...] = ()

    def __post_init__(self) -> None:
        if not self.valid or not self.invalid:
            raise ValueError(f"rule {self.name!r}: a rule needs valid and invalid examples")
        if not (self.title and self.rationale and self.source):
            raise ValueError(f"rule {self.name!r}: title, rationale and source are required")
