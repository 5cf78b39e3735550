"""The guard's own cue words, loaded once from ``cues/*.toml`` and matched in one pass over a draft."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import rtoml

from explainer.core.language.matching import PhraseMatcher
from explainer.errors import LexiconError


class Cue(NamedTuple):
    """What a matched phrase means to the guard."""

    kind: str
    value: str = ""


@lru_cache(maxsize=1)
def load_cues() -> PhraseMatcher[Cue]:
    """One automaton over every cue file.

    Raises:
        LexiconError: A cue file is wrong.
    """
    pairs: list[tuple[str, Cue]] = []
    folder = resources.files("guardrails").joinpath("cues")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            data: dict[str, Any] = rtoml.loads(file.read_text("utf-8"))
        except rtoml.TomlParsingError as error:
            raise LexiconError(file.name, "-", "-", f"not valid TOML ({error})", "mend the syntax") from error
        for number, row in enumerate(data.get("cue", ())):
            kind, phrases = row.get("kind"), row.get("phrases")
            if not isinstance(kind, str) or not isinstance(phrases, list) or set(row) - {"kind", "phrases", "value"}:
                raise LexiconError(
                    file.name, str(kind or number), "phrases", "not kind, value and phrases", "see the head"
                )
            cue = Cue(kind, str(row.get("value", "")))
            pairs.extend((str(phrase), cue) for phrase in dict.fromkeys(phrases))
    return PhraseMatcher(pairs)
