"""Exchanges on file: every question and answer as one line of JSON, and the same answers again without a network.

A line holds digests, parameters, the reply and its usage; behind the lines of a letter stands one with what it took.
Neither the question's words nor a key is in the file; a reply holds slots, never the report's words.
"""

from __future__ import annotations

import json
import os
from collections import deque
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from explainer.errors import ConfigurationError, MalformedDraft, ModelRefused, ModelUnavailable, WordingError
from explainer.wording.exchange import Answerer, Listener, Reply, Request
from explainer.wording.rounds import Cost

_SCHEMA = "explainer.exchange/1"
_ERRORS: dict[str, type[WordingError]] = {
    "unavailable": ModelUnavailable,
    "refused": ModelRefused,
    "malformed": MalformedDraft,
}


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    retries: int
    seconds: float
    cut: bool


class _Failure(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["unavailable", "refused", "malformed"]
    message: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    retries: int = 0


class Exchange(BaseModel):
    """One line of a recording."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal["explainer.exchange/1"]
    key: str
    plan: str
    prompt: str
    parameters: dict[str, Any]
    reply: _Answer | None = None
    failure: _Failure | None = None


class Took(BaseModel):
    """What one letter took of the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal["explainer.cost/1"]
    plan: str
    rounds: int
    requests: int
    retries: int
    prompt_tokens: int
    completion_tokens: int
    saved_tokens: int
    seconds: float


_LINE: TypeAdapter[Exchange | Took] = TypeAdapter(Annotated[Exchange | Took, Field(discriminator="schema_")])


def _rows(path: Path) -> list[Exchange | Took]:
    """The lines of a recording.

    Raises:
        ConfigurationError: Not readable, or a line is something else.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: the recording cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: the recording cannot be read as UTF-8 text") from error
    rows: list[Exchange | Took] = []
    # Line breaks of other kinds may stand inside a reply.
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        try:
            rows.append(_LINE.validate_json(line))
        except ValidationError:
            raise ConfigurationError(f"{path}: line {number} is no exchange; record it again") from None
    return rows


def _line(request: Request, reply: Reply | None, error: WordingError | None) -> str:
    row: dict[str, Any] = {
        "schema_": _SCHEMA, "key": request.key(), "plan": request.plan, "prompt": request.prompt,
        "parameters": request.parameters(), "reply": None, "failure": None,
    }  # fmt: skip
    if reply is not None:
        row["reply"] = {
            "text": reply.text, "model": reply.model, "prompt_tokens": reply.prompt_tokens,
            "completion_tokens": reply.completion_tokens, "retries": reply.retries, "seconds": round(reply.seconds, 4),
            "cut": reply.cut,
        }  # fmt: skip
    if error is not None:
        kind = next((name for name, kind in _ERRORS.items() if isinstance(error, kind)), "malformed")
        row["failure"] = {
            "kind": kind, "message": str(error), "prompt_tokens": error.prompt_tokens,
            "completion_tokens": error.completion_tokens, "retries": error.retries,
        }  # fmt: skip
    return json.dumps(row, ensure_ascii=False) + "\n"


class Recorder:
    """An answerer that writes down what another one answers. The file is made anew and readable by its owner only.

    A file that holds anything but a recording is left alone.
    """

    def __init__(self, inner: Answerer, path: Path) -> None:
        self._inner, self._path = inner, path
        if path.is_file() and path.stat().st_size:
            try:
                _rows(path)
            except ConfigurationError:
                raise ConfigurationError(
                    f"{path}: holds something else than a recording and is not overwritten; name another file"
                ) from None
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                if path.is_file():
                    os.chmod(path, 0o600)
            finally:
                os.close(file)
        except OSError as error:
            raise self._unwritable(error) from error

    async def ask(self, request: Request, until: float, listener: Listener | None = None) -> Reply:
        """The inner answer, written down; a failure is written down and raised."""
        try:
            reply = await self._inner.ask(request, until, listener)
        except WordingError as error:
            self._write(_line(request, None, error))
            raise
        self._write(_line(request, reply, None))
        return reply

    def note(self, plan: str, cost: Cost, rounds: int) -> None:
        """Write down what a letter took."""
        row = {
            "schema_": "explainer.cost/1", "plan": plan, "rounds": rounds, "requests": cost.requests, "retries": cost.retries,
            "prompt_tokens": cost.prompt_tokens, "completion_tokens": cost.completion_tokens,
            "saved_tokens": cost.saved_tokens, "seconds": round(cost.seconds, 4),
        }  # fmt: skip
        self._write(json.dumps(row) + "\n")

    def _write(self, line: str) -> None:
        try:
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(line)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> ConfigurationError:
        return ConfigurationError(f"{self._path}: the recording cannot be written ({error.strerror})")

    async def aclose(self) -> None:
        """Close the inner answerer; the file is whole after every line."""
        await self._inner.aclose()


class Replay:
    """An answerer that gives recorded answers: the same question the same answer, several in the order they were given."""

    def __init__(self, path: Path) -> None:
        self.models: set[str] = set()
        self._answers: dict[str, deque[Exchange]] = {}
        for row in _rows(path):
            if isinstance(row, Exchange):
                self._answers.setdefault(row.key, deque()).append(row)
                self.models.add(str(row.parameters.get("model", "")))

    async def ask(self, request: Request, until: float, listener: Listener | None = None) -> Reply:
        """The recorded answer; the last one of a question stays for whoever asks it again.

        Raises:
            ModelUnavailable: The recording holds no such question.
        """
        rows = self._answers.get(request.key())
        if not rows:
            raise ModelUnavailable("the recording holds no answer to this question")
        row = rows.popleft() if len(rows) > 1 else rows[0]
        if row.failure is not None:
            error = _ERRORS[row.failure.kind](row.failure.message)
            error.prompt_tokens, error.completion_tokens = row.failure.prompt_tokens, row.failure.completion_tokens
            error.retries = row.failure.retries
            raise error
        if row.reply is None:
            raise MalformedDraft("the recording holds neither an answer nor a failure")
        if row.reply.cut and listener is None:
            raise ModelUnavailable("the answer was streamed and ended early; replay it with --stream")
        reply = Reply(**row.reply.model_dump())
        if listener is not None:
            listener.begin()
            listener.hear(reply.text)
        return reply

    async def aclose(self) -> None:
        """Nothing is open."""
