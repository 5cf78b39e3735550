"""A reply shown while it is being written: paragraph by paragraph, each once the guard's watch has passed it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from explainer.core.values import Violation, Writer
from explainer.wording.form import form_faults, tidied
from explainer.wording.units import Outline, Unit, splice

_STATEMENT = re.compile(r'\{\s*"id"\s*:\s*"([^"\\]{1,16})"\s*,\s*"text"\s*:\s*("(?:[^"\\]|\\.)*")\s*\}')


class Watcher(Protocol):
    """The guard on a stream of text."""

    def feed(self, piece: str) -> tuple[Violation, ...]:
        """More text; the new errors in it."""


class Showing:
    """Follows a reply as it is written and shows each paragraph once the watcher has passed it.

    A paragraph is fed when all its units have come, in the order of the letter. A violation ends the request: its
    units are ``faults``. What had come before stays in ``heard``.
    """

    def __init__(self, cut: Outline, watch: Callable[[], Watcher], show: Callable[[str], None] | None) -> None:
        self._cut, self._watch, self._show = cut, watch, show
        self._shown: list[str] = []
        self._watcher = watch()
        self._next = (0, 0)
        self._titled = -1
        self._silent = False
        self._known: dict[str, str] = {}
        self._asked: dict[str, Unit] = {}
        self._buffer = ""
        self._at = 0
        self.heard: dict[str, str] = {}
        self.faults: dict[str, tuple[str, ...]] = {}

    def listen(self, good: Mapping[str, str], units: Sequence[Unit]) -> None:
        """A request for these units begins, with the statements accepted so far."""
        self._known = dict(good)
        self._asked = {u.id: u for u in units}
        self.heard, self.faults = {}, {}

    def begin(self) -> None:
        """An attempt begins."""
        self._buffer, self._at = "", 0

    def hear(self, text: str) -> bool:
        """More of the reply; False when a statement of it was refused."""
        self._buffer += text
        while match := _STATEMENT.search(self._buffer, self._at):
            self._at = match.end()
            unit = self._asked.get(match.group(1))
            if unit is None or unit.id in self.heard:
                continue
            try:
                said = tidied(json.loads(match.group(2)))
            except ValueError:
                continue
            self.heard[unit.id] = said
            wrong = form_faults(unit.text, said, unit.keep, unit.limits)
            if wrong:
                self.faults[unit.id] = wrong
                return False
            self._known[unit.id] = said
            if not self._advance(self._known, partial=True):
                return False
        return True

    def finish(self, words: Mapping[str, str]) -> None:
        """Show the rest of the draft that passed."""
        self._known = dict(words)
        self._advance(words, partial=False)

    def _advance(self, words: Mapping[str, str], *, partial: bool) -> bool:
        if self._silent:
            return True
        draft = splice(self._cut, words, Writer("llm"))
        section, statement = self._next
        while section < len(draft.sections):
            rows = draft.sections[section].statements
            if statement >= len(rows):
                section, statement = section + 1, 0
                continue
            units = [u for u in self._cut.units if (u.section, u.statement) == (section, statement)]
            if partial and any(u.id not in words for u in units):
                break
            title = draft.sections[section].title if self._titled < section else ""
            text = (f"\n{title}\n" if title else "") + rows[statement].text + "\n"
            found = self._watcher.feed(text)
            if found and not any(u.id in words for u in units):
                # No word of the model is in this paragraph: ending the request would mend nothing. Show no more.
                self._silent = True
                return True
            if found:
                rules = tuple(dict.fromkeys(v.rule for v in found))
                for unit in units:
                    if unit.id in words:
                        self.faults[unit.id] = rules
                        self._known.pop(unit.id, None)
                self._watcher = self._watch()
                self._watcher.feed("".join(self._shown))
                self._next = (section, statement)
                return False
            self._shown.append(text)
            self._titled = max(self._titled, section)
            if self._show is not None:
                self._show(text)
            statement += 1
        self._next = (section, statement)
        return True
