"""Wordings of one letter by turns, so that it says no sentence twice."""

from __future__ import annotations

from explainer.core.knowledge.library import Phrases, fill


class Turns:
    """What has been said so far; each phrase is worded by turns."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._said: set[str] = set()
        self._turn: dict[str, int] = {}

    def note(self, text: str) -> None:
        """Remember a text that was said."""
        self._said.add(text)

    def is_said(self, text: str) -> bool:
        """Whether a text was said."""
        return text in self._said

    def once(self, id: str, **values: str) -> str:
        """The next wording that was not said yet; empty when all were."""
        lines = self._phrases.lines(id) or (self._phrases.entry(id).text,)
        start = self._turn.get(id, 0)
        for number in range(start, start + len(lines)):
            text = fill(lines[number % len(lines)], id, **values)
            if text not in self._said:
                self._said.add(text)
                self._turn[id] = number + 1
                return text
        return ""

    def say(self, id: str, **values: str) -> str:
        """The next wording that was not said yet, or the first one again: what must be said is said."""
        return self.once(id, **values) or fill(
            (self._phrases.lines(id) or (self._phrases.entry(id).text,))[0], id, **values
        )
