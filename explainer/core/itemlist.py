"""Items of a plan collected in order: ids and slot names are given out here, so that each is used once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from explainer.core.values import Force, Item, ItemKind, Priority

_SLOT = re.compile(r"\{\{q([0-9]+)\}\}")


class ItemList:
    """The items of one plan. Slots ``{{q1}}`` of a statement are renumbered over the whole plan."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._items: list[Item] = []
        self._slots = 0

    def add(
        self, kind: str, statement: str, *, force: str = "must", facts: Sequence[str] = (), priority: str = "relevant", why: str = "",
        numbers: Sequence[str] = (), sources: Sequence[str] = (), caveats: Sequence[str] = (), quotes: Sequence[str] = (),
        section: str = "findings", heading: str = "", origin: str = "report",
    ) -> Item:  # fmt: skip
        """Add an item; ``quotes`` fill the slots ``{{q1}}``, ``{{q2}}`` … of its statement, in order."""
        base = self._slots
        slots = tuple((f"q{base + n}", quote) for n, quote in enumerate(quotes, 1))
        self._slots += len(slots)
        text = _SLOT.sub(lambda m: "{{q" + str(base + int(m.group(1))) + "}}", statement)
        item = Item(
            id=f"{self._prefix}{len(self._items) + 1}", kind=cast(ItemKind, kind), force=cast(Force, force), facts=tuple(facts),
            priority=cast(Priority, priority), why=why, statement=text, numbers=tuple(numbers), sources=tuple(sources),
            caveats=tuple(caveats), slots=slots, section=section, heading=heading, origin=origin,
        )  # fmt: skip
        self._items.append(item)
        return item

    def rows(self) -> tuple[Item, ...]:
        """The items added so far."""
        return tuple(self._items)
