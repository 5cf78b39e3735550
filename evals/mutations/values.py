"""What an operator makes: a letter with one fault, and where the fault stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from evals.mutations.letter import Letter

__all__ = ["Mutation", "Operator", "Spoiled"]


class Mutation(NamedTuple):
    """A draft with one planted fault.

    ``text`` is the whole draft; ``text[slice(*span)]`` is the piece that is wrong, and ``span`` is None when something was
    left out. ``rule`` is the contract's name of the fault; ``note`` tells a person what was done.
    """

    rule: str
    operator: str
    text: str
    span: tuple[int, int] | None
    note: str


class Spoiled(NamedTuple):
    """What an operator yields: the draft, the wrong piece and the note. The engine adds the names."""

    text: str
    span: tuple[int, int] | None
    note: str


#: Yields every draft it can make of a letter, in an order that ``Random`` may decide. Must be lazy.
Operator = Callable[["Letter", Random], Iterator[Spoiled]]
