"""Prompts as files: loaded once, checked, and filled. What a prompt says stands in ``prompts/``, never here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any, Literal, TypeVar

import rtoml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explainer.core.values import Audience
from explainer.errors import PromptError

#: Beside the packages, in a checkout as in an installation.
ROOT = Path(__file__).resolve().parents[2] / "prompts"
TASKS: Mapping[Audience, str] = {"patient": "patient_letter", "clinician": "clinician_summary"}
_FILES = ("prompt.md", "prompt.toml", "examples.toml")
_PARTS = ("system", "user")
_Model = TypeVar("_Model", bound=BaseModel)


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bounds(_Table):
    """Limits of a reply: characters of one statement, statements asked at once, share of the plan's words to be held."""

    longer: float = Field(ge=1, le=3)
    least_characters: int = Field(ge=20, le=500)
    most_characters: int = Field(ge=100, le=2000)
    most_statements: int = Field(ge=1, le=64)
    covers: float = Field(ge=0.3, le=1)


class Keep(_Table):
    """Words that must stay when the plan's sentence has them; ``bound`` ones before the word they stand before."""

    words: tuple[str, ...]
    bound: tuple[str, ...] = ()


class Words(_Table):
    """Words that may be used beside those of the plan's sentence."""

    free: tuple[str, ...]


class Freedoms(_Table):
    """What each degree of freedom allows."""

    low: str
    medium: str
    high: str


class _Head(_Table):
    id: str
    version: str
    audience: Literal["patient", "clinician", "both"]
    variables: tuple[str, ...]
    reply: Literal["statements"]
    bounds: Bounds | None = None
    freedom: Freedoms | None = None
    keep: Keep | None = None
    words: Words | None = None
    hints: dict[str, str] | None = None


class Asked(_Table):
    """One entry of an example's question."""

    id: str
    text: str
    keep: tuple[str, ...] = ()


class Answered(_Table):
    """One entry of an example's answer."""

    id: str
    text: str


class Example(_Table):
    """A report, what is asked of its plan, and a good answer. The report goes into no prompt."""

    report: str
    ask: tuple[Asked, ...]
    reply: tuple[Answered, ...]


class _Examples(_Table):
    example: tuple[Example, ...] = ()


class Message(_Table):
    """A message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt read and checked. ``parts`` holds its words by role; ``digest`` covers its files."""

    id: str
    version: str
    audience: str
    variables: tuple[str, ...]
    parts: Mapping[str, str]
    bounds: Bounds | None
    freedom: Freedoms | None
    keep: Keep
    free: tuple[str, ...]
    hints: Mapping[str, str]
    examples: tuple[Example, ...]
    digest: str

    def fill(self, values: Mapping[str, str]) -> tuple[Message, ...]:
        """The messages with each ``$variable`` filled in, in the order of the file.

        Raises:
            PromptError: A variable has no value, or a value no variable.
        """
        missing, spare = set(self.variables) - set(values), set(values) - set(self.variables)
        if missing or spare:
            wrong = (
                f"no value for {', '.join(sorted(missing))}" if missing else f"no variable {', '.join(sorted(spare))}"
            )
            raise PromptError(
                f"prompts/{self.id}", self.id, "variables", wrong, "give exactly the variables the prompt names"
            )
        return tuple(Message(role=role, content=Template(text).substitute(values)) for role, text in self.parts.items())  # type: ignore[arg-type]


def load_prompt(task: str, root: Path = ROOT) -> Prompt:
    """The prompt of a task, read once.

    Raises:
        PromptError: A file is missing or wrong, or the words and the list of variables do not agree.
    """
    return _load(task, root)


@lru_cache(maxsize=32)
def _load(task: str, root: Path) -> Prompt:
    folder = root / task
    texts = {name: _text(folder / name, task) for name in _FILES}
    head = _parse(_Head, texts["prompt.toml"], f"{task}/prompt.toml", task)
    examples = _parse(_Examples, texts["examples.toml"], f"{task}/examples.toml", task).example
    parts = _parts(texts["prompt.md"], task)
    used: set[str] = set()
    for text in parts.values():
        template = Template(text)
        if not template.is_valid():
            raise PromptError(
                f"{task}/prompt.md", task, "words", "a lone $ that names no variable", "write $$ for a dollar sign"
            )
        used.update(template.get_identifiers())
    if used != set(head.variables):
        odd = ", ".join(sorted(used ^ set(head.variables)))
        raise PromptError(
            f"{task}/prompt.toml",
            task,
            "variables",
            f"words and list differ in {odd}",
            "name each $variable of prompt.md once, and no other",
        )
    for number, example in enumerate(examples, 1):
        if [a.id for a in example.ask] != [r.id for r in example.reply]:
            raise PromptError(
                f"{task}/examples.toml",
                f"example {number}",
                "reply",
                "ids differ from those asked",
                "answer each id once, in order",
            )
    return Prompt(
        id=head.id, version=head.version, audience=head.audience, variables=head.variables, parts=parts, bounds=head.bounds,
        freedom=head.freedom, keep=head.keep or Keep(words=()), free=head.words.free if head.words else (), hints=head.hints or {}, examples=examples,
        digest=_digest(texts),
    )  # fmt: skip


def _text(path: Path, task: str) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{task}/{path.name}", task, "file", "missing or not UTF-8", "restore the file") from error


def _parse(model: type[_Model], text: str, path: str, task: str) -> _Model:
    try:
        return model.model_validate(rtoml.loads(text))
    except rtoml.TomlParsingError as error:
        raise PromptError(path, task, "file", f"not valid TOML ({error})", "mend the TOML") from error
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise PromptError(
            path, task, ".".join(map(str, first["loc"])), first["msg"], "see the other prompts"
        ) from error


def _parts(text: str, task: str) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        if line.startswith("# "):
            name = line[2:].strip().lower()
            if name not in _PARTS or name in parts:
                raise PromptError(
                    f"{task}/prompt.md", task, "headings", f"heading {name!r}", "use '# System' and '# User', each once"
                )
            current = parts.setdefault(name, [])
        elif current is not None:
            current.append(line)
        elif line.strip():
            raise PromptError(
                f"{task}/prompt.md",
                task,
                "headings",
                "words before the first heading",
                "begin with '# System' or '# User'",
            )
    if "user" not in parts:
        raise PromptError(f"{task}/prompt.md", task, "headings", "no '# User'", "add the part that holds the question")
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def _digest(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(f"{name}\0{text}\0".encode())
    return f"sha256:{digest.hexdigest()}"


def prompt_digest(*prompts: Prompt) -> str:
    """``sha256:…`` over the digests of the prompts that a letter may use."""
    return "sha256:" + hashlib.sha256("\n".join(p.digest for p in prompts).encode()).hexdigest()


def compact(value: Any) -> str:
    """JSON as prompts hold it: readable letters, one form."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def shown_examples(prompt: Prompt) -> str:
    """The few-shot examples as the prompt shows them: question and answer, no report."""
    rows: list[str] = []
    for example in prompt.examples:
        rows.append(compact([a.model_dump() for a in example.ask]))
        rows.append(compact({"statements": [r.model_dump() for r in example.reply]}))
    return "\n".join(rows)
