"""One question to a model and its answer, as plain values: what transport, recording and replay share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explainer.errors import MalformedDraft
from explainer.wording.prompt import Message
from explainer.wording.units import Unit

#: Bounds that hold whatever the prompt says: statements in a reply and characters of one.
_MOST_STATEMENTS, _MOST_CHARACTERS = 64, 2000
#: Characters of English in one token: an estimate, for what has not been sent yet and for servers that do not count.
_TOKEN_CHARACTERS = 3.5


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. ``plan`` and ``prompt`` are digests for the record; they are not sent."""

    model: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    temperature: float
    seed: int | None
    max_tokens: int
    plan: str = ""
    prompt: str = ""

    def parameters(self) -> dict[str, Any]:
        """The settings of the call, without its words."""
        return {
            "model": self.model, "temperature": self.temperature, "seed": self.seed, "max_tokens": self.max_tokens,
        }  # fmt: skip

    def key(self) -> str:
        """``sha256:…`` over all that is sent: the same question has the same key."""
        sent = [self.parameters(), [m.model_dump() for m in self.messages], self.schema]
        return "sha256:" + hashlib.sha256(json.dumps(sent, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def estimated_tokens(characters: int) -> int:
    """Tokens in so many characters, about; at least 1."""
    return max(1, int(characters / _TOKEN_CHARACTERS))


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, already checked for model, finish and refusal. ``cut`` tells that we ended the stream early.

    Tokens are the server's count, and an estimate where it gives none.
    """

    text: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    retries: int = 0
    seconds: float = 0.0
    cut: bool = False


class Listener(Protocol):
    """Hears a reply while it is being written."""

    def begin(self) -> None:
        """A new attempt begins; what was heard of the last one is void."""

    def hear(self, text: str) -> bool:
        """More text; False ends the request."""


class Answerer(Protocol):
    """Answers requests: an endpoint, or a recording of one."""

    async def ask(self, request: Request, until: float, listener: Listener | None = None) -> Reply:
        """The reply.

        Args:
            until: Time of the running loop after which no answer is wanted.

        Raises:
            ModelUnavailable: No answer in time, after all retries.
            ModelRefused: The model declined.
            MalformedDraft: An answer that cannot be used.
        """

    async def aclose(self) -> None:
        """Give up connections and files."""


class _Statement(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str = Field(max_length=16)
    text: str = Field(max_length=_MOST_CHARACTERS)


class _Statements(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    statements: tuple[_Statement, ...] = Field(max_length=_MOST_STATEMENTS)


@dataclass(frozen=True, slots=True)
class Answers:
    """The texts of a reply by id; ``repeated`` are the ids that came more than once, whose texts are dropped."""

    texts: Mapping[str, str]
    repeated: tuple[str, ...]


def read_answers(text: str, asked: frozenset[str]) -> Answers:
    """The statements of a reply.

    Raises:
        MalformedDraft: Not the JSON that was asked for, or an id that was not.
    """
    try:
        found = _Statements.model_validate_json(text)
    except ValidationError:
        # Its message would hold the model's words.
        raise MalformedDraft("the reply is not the JSON that was asked for") from None
    texts: dict[str, str] = {}
    repeated: list[str] = []
    for row in found.statements:
        if row.id not in asked:
            raise MalformedDraft("the reply holds a statement that was not asked for")
        if row.id in texts:
            repeated.append(row.id)
        texts[row.id] = row.text
    return Answers({id: t for id, t in texts.items() if id not in repeated}, tuple(dict.fromkeys(repeated)))


def reply_schema(units: tuple[Unit, ...]) -> dict[str, Any]:
    """The JSON schema of a reply: the ids asked for, every string and list bounded."""
    return {
        "type": "object",
        "properties": {
            "statements": {
                "type": "array",
                "minItems": len(units),
                "maxItems": len(units),
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string", "enum": [u.id for u in units]},
                        "text": {
                            "type": "string",
                            "minLength": 1,
                            "maxLength": max(u.limits.most_characters for u in units),
                        },
                    },
                    "required": ["id", "text"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["statements"],
        "additionalProperties": False,
    }
