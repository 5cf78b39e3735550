"""Text from outside made safe to show: one character for one, so that offsets still fit."""

from __future__ import annotations

import re
from typing import Final

REPLACEMENT: Final = "\ufffd"
#: Has no shape; what follows it reads from left to right.
_LEFT_TO_RIGHT: Final = "\u200e"
# Control characters but tab and line end, marks that turn the reading direction around, lone surrogates, and the code
# points that XML forbids.
_UNSAFE: Final = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff]"
)
_RTL: Final = re.compile(
    "[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\U00010800-\\U00010fff\\U0001e800-\\U0001efff]"
)


def shown(text: str) -> str:
    """The text with every character that could hide or turn others replaced by U+FFFD; a lone carriage return ends a line."""
    return _UNSAFE.sub(REPLACEMENT, text.replace("\r\n", " \n").replace("\r", "\n"))


def closed(value: str) -> str:
    """A value of the head that turns nothing behind it: a phone number after an Arabic name keeps the order of its parts."""
    return value + _LEFT_TO_RIGHT if is_rtl(value) else value


def is_rtl(text: str) -> bool:
    """Whether a text holds letters of a script that runs from right to left."""
    return _RTL.search(text) is not None
