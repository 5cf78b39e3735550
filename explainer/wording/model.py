"""The language model behind an OpenAI-compatible endpoint: the only file that opens a connection to one.

One owner of retries: the client's own are off. What may pass by itself (no connection, a reset, a timeout, 408, 409, 429,
5xx) is tried again with growing, jittered waits that honour ``Retry-After``, never past the caller's deadline. A circuit
breaker stops asking an endpoint that keeps failing; a semaphore and a leaky bucket bound how much is asked at once.

Errors of the client are not chained: a server may echo a key in its message, and tracebacks are kept in logs.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Annotated, Any

import httpx2
import openai
from aiolimiter import AsyncLimiter
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_random_exponential

from explainer.configuration import Settings
from explainer.errors import MalformedDraft, ModelRefused, ModelUnavailable, WordingError
from explainer.wording.exchange import Listener, Reply, Request, estimated_tokens

#: Largest reply in bytes, and largest event of a stream: a letter's worth of statements is far below.
MOST_BYTES = 1_000_000
_MOST_TOKENS = 10**9
#: A key as short as a word may well stand in an honest reply.
_SHORTEST_KEY = 8
_LONGEST_WAIT_S = 20.0
_PASSING_STATUS = frozenset({408, 409, 425, 429})
#: A hosted model may answer under its dated name: "name-2026-01-31", "name:latest".
_DATED = re.compile(r"[-@:](?:[0-9][0-9.-]*|latest)")


class _Passing(Exception):
    """A failure that may pass by itself; ``after_s`` is what the server asked to wait."""

    def __init__(self, what: str, after_s: float | None = None) -> None:
        super().__init__(what)
        self.after_s = after_s


class _Unsupported(Exception):
    """A model that does not take one of our parameters; another name, or doing without it, may serve."""

    def __init__(self, parameter: str) -> None:
        super().__init__(parameter)
        self.parameter = parameter


#: Parameters that some models refuse, with the name they take instead; None: the model does without.
_SPARED: dict[str, str | None] = {"max_tokens": "max_completion_tokens", "temperature": None, "seed": None}


class _Loose(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Message(_Loose):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Loose):
    message: _Message
    finish_reason: str | None = None


def _count(value: Any) -> int:
    """A count that can be believed, else 0: a wrong one must neither cost a letter nor loosen its budget."""
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else 0


_Count = Annotated[int, BeforeValidator(_count)]


class _Usage(_Loose):
    prompt_tokens: _Count = 0
    completion_tokens: _Count = 0


_Used = Annotated[_Usage | None, BeforeValidator(lambda value: value if isinstance(value, dict) else None)]


class _Completion(_Loose):
    model: str | None = None
    choices: tuple[_Choice, ...]
    usage: _Used = None


class _Part(_Loose):
    delta: _Message | None = None
    finish_reason: str | None = None


class _Event(_Loose):
    """One event of a stream; ``error`` is told by servers that fail in the middle of one."""

    model: str | None = None
    choices: tuple[_Part, ...] | None = None
    usage: _Used = None
    error: Any = None


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """The certificates that servers are checked against; reading them takes as long as judging three letters."""
    return httpx2.create_ssl_context()


class Endpoint:
    """An OpenAI-compatible server. Opens its connections when first asked; ``aclose`` gives them up.

    May be used by many letters at once, in one running loop at a time.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._model = settings.named_model()
        self._key = settings.key()
        self._client: openai.AsyncOpenAI | None = None
        self._trouble = ""
        self._refused: frozenset[str] = frozenset()
        self._gate = asyncio.Semaphore(settings.concurrency)
        self._rate = AsyncLimiter(settings.requests_per_minute, 60)
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=settings.breaker_failures,
            default_ttl=settings.breaker_reset_s,
            exclude=[
                MalformedDraft,
                ModelRefused,
                ModelUnavailable,
                _Unsupported,
                asyncio.CancelledError,
                GeneratorExit,
            ],
        )

    def __repr__(self) -> str:
        return f"Endpoint({self._settings.endpoint!r}, {self._model!r})"

    async def ask(self, request: Request, until: float, listener: Listener | None = None) -> Reply:
        """One reply, after as many attempts as there is time for. See ``Answerer``."""
        try:
            return await self._asked(request, until, listener)
        except WordingError as error:
            # What led here holds the client's request with its key, and the reply's words.
            error.__context__ = None
            raise error.with_traceback(None) from None

    async def _asked(self, request: Request, until: float, listener: Listener | None) -> Reply:
        loop = asyncio.get_running_loop()
        began = loop.time()
        attempts = 0
        try:
            async with asyncio.timeout_at(until), self._gate:
                async for attempt in AsyncRetrying(
                    stop=stop_after_attempt(self._settings.attempts) | stop_before_delay(max(0.0, until - loop.time())),
                    wait=self._wait,
                    retry=retry_if_exception_type(_Passing),
                    sleep=asyncio.sleep,
                    reraise=True,
                ):
                    with attempt:
                        attempts = attempt.retry_state.attempt_number
                        reply = await self._attempt(request, until, listener)
            self._judge_secrecy(reply)
        except (_Passing, TimeoutError, WordingError) as error:
            failed = self._failed(error, attempts)
            failed.retries = max(0, attempts - 1)
            raise failed from None
        return replace(reply, retries=attempts - 1, seconds=loop.time() - began)

    def _failed(self, error: _Passing | TimeoutError | WordingError, attempts: int) -> WordingError:
        """The failure as the caller sees it."""
        if isinstance(error, _Passing):
            return ModelUnavailable(f"{self._settings.endpoint}: {error}, after {attempts} attempt(s)")
        if isinstance(error, TimeoutError):
            return ModelUnavailable(f"{self._settings.endpoint}: no answer before the deadline")
        return error

    def _judge_secrecy(self, reply: Reply) -> None:
        """A server can send the key back; what holds it is not passed on, and so not recorded."""
        if len(self._key) >= _SHORTEST_KEY and self._key in reply.text:
            raise MalformedDraft("the reply holds the key")

    async def aclose(self) -> None:
        """Close the connections. The endpoint can be asked again, in another loop too."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()
        self._gate = asyncio.Semaphore(self._settings.concurrency)
        self._rate = AsyncLimiter(self._settings.requests_per_minute, 60)

    def _wait(self, state: RetryCallState) -> float:
        """Seconds before the next attempt: a jittered power of two, and never less than the server asked for."""
        jittered = wait_random_exponential(multiplier=self._settings.wait_s, max=_LONGEST_WAIT_S)(state)
        error = state.outcome.exception() if state.outcome is not None else None
        return max(jittered, error.after_s) if isinstance(error, _Passing) and error.after_s is not None else jittered

    async def _attempt(self, request: Request, until: float, listener: Listener | None) -> Reply:
        breaker = await self._breakers.get_breaker(self._settings.endpoint)
        async with self._rate:
            pass
        end = min(until, asyncio.get_running_loop().time() + self._settings.timeout_s)
        try:
            while True:
                try:
                    async with breaker, _translated(), asyncio.timeout_at(end):
                        if listener is not None:
                            listener.begin()
                            return await self._streamed(request, listener)
                        return await self._whole(request)
                except _Unsupported as error:
                    if error.parameter in self._refused:
                        raise ModelUnavailable(
                            f"the endpoint answered 400; it does not take {error.parameter}"
                        ) from None
                    self._refused |= {error.parameter}
        except OpenedState as error:
            # purgatory raises one instance again and again; its traceback would grow with each.
            error.__traceback__ = None
            raise ModelUnavailable(
                f"{self._settings.endpoint}: failed too often ({self._trouble}); not asked again for a while"
            ) from None
        except _Passing as error:
            self._trouble = str(error)
            raise

    def _opened(self) -> openai.AsyncOpenAI:
        if self._client is None:
            self._client = openai.AsyncOpenAI(
                api_key=self._key,
                base_url=self._settings.endpoint,
                max_retries=0,
                timeout=self._settings.timeout_s,
                http_client=openai.DefaultAsyncHttpxClient(verify=_certificates()),
            )
        return self._client

    def _arguments(self, request: Request) -> dict[str, Any]:
        schema = {"name": "statements", "strict": True, "schema": dict(request.schema)}
        arguments: dict[str, Any] = {
            "model": request.model,
            "messages": [m.model_dump() for m in request.messages],
            "temperature": request.temperature,
            "max_tokens": request.max_tokens,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }
        if request.seed is not None:
            arguments["seed"] = request.seed
        for name in self._refused & arguments.keys():
            value, other = arguments.pop(name), _SPARED[name]
            if other is not None:
                arguments[other] = value
        return arguments

    async def _whole(self, request: Request) -> Reply:
        body = bytearray()
        async with self._opened().chat.completions.with_streaming_response.create(
            **self._arguments(request), stream=False
        ) as response:
            async for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise MalformedDraft("the reply is larger than the limit")
        try:
            found = _Completion.model_validate_json(bytes(body))
        except ValidationError:
            raise MalformedDraft("the reply is no chat completion") from None
        if not found.choices:
            raise MalformedDraft("the reply has no choice")
        choice = found.choices[0]
        reply = _counted(request, choice.message.content or "", found.model, found.usage)
        self._judge(request, reply, choice.finish_reason, refused=bool(choice.message.refusal))
        return reply

    async def _streamed(self, request: Request, listener: Listener) -> Reply:
        text, refused, finish, model = "", False, None, None
        usage: _Usage | None = None
        async with (
            self._opened().chat.completions.with_streaming_response.create(
                **self._arguments(request), stream=True, stream_options={"include_usage": True}
            ) as response,
            aclosing(_events(response.iter_bytes())) as events,
        ):
            async for event in events:
                model, usage = event.model or model, event.usage or usage
                if not event.choices:
                    continue
                finish = event.choices[0].finish_reason or finish
                delta = event.choices[0].delta or _Message()
                refused = refused or bool(delta.refusal)
                if not delta.content:
                    continue
                # The wrong model must not be shown, not even for one statement.
                self._judge_model(request, model)
                text += delta.content
                if len(text) > MOST_BYTES:
                    raise MalformedDraft("the reply is larger than the limit")
                if not listener.hear(delta.content):
                    return replace(_counted(request, text, model, usage), cut=True)
        reply = _counted(request, text, model, usage)
        self._judge(request, reply, finish, refused=refused)
        return reply

    def _judge_model(self, request: Request, model: str | None) -> None:
        asked, told = request.model, model or ""
        if told != asked and not (told.startswith(asked) and _DATED.fullmatch(told[len(asked) :])):
            raise MalformedDraft("the reply is by another model than was asked")

    def _judge(self, request: Request, reply: Reply, finish: str | None, *, refused: bool) -> None:
        try:
            self._judge_model(request, reply.model)
            if refused or finish == "content_filter":
                raise ModelRefused("the model declined to answer")
            if finish == "length":
                raise MalformedDraft("the reply was cut off at the token limit")
            if finish != "stop":
                raise MalformedDraft("the reply did not end by itself")
            if not reply.text.strip():
                raise MalformedDraft("the reply is empty")
        except WordingError as error:
            # It is paid for, usable or not.
            error.prompt_tokens, error.completion_tokens = reply.prompt_tokens, reply.completion_tokens
            raise


def _counted(request: Request, text: str, model: str | None, usage: _Usage | None) -> Reply:
    """The reply with the server's count of tokens, or an estimate."""
    usage = usage or _Usage()
    sent = usage.prompt_tokens or estimated_tokens(sum(len(m.content) for m in request.messages))
    return Reply(text, model or "", sent, usage.completion_tokens or estimated_tokens(len(text)))


async def _events(pieces: AsyncIterator[bytes]) -> AsyncGenerator[_Event]:
    """The events of a stream, each checked; one that never ends is not kept.

    The client's own reader takes lines of any length and gives back values of any shape.
    """
    waiting = bytearray()
    async for piece in pieces:
        waiting += piece
        *lines, rest = waiting.split(b"\n")
        waiting = bytearray(rest)
        if len(waiting) > MOST_BYTES:
            raise MalformedDraft("the reply is larger than the limit")
        for line in lines:
            name, _, value = bytes(line).partition(b":")
            if name != b"data" or not (data := value.strip()):
                continue
            if data == b"[DONE]":
                return
            try:
                event = _Event.model_validate_json(data)
            except ValidationError:
                raise MalformedDraft("the reply cannot be read") from None
            if event.error is not None:
                raise _Passing("the server failed in the middle of its reply")
            yield event


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Errors of client and sockets as ours, without their words."""
    try:
        yield
    except TimeoutError:
        raise _Passing("no answer within the time of one attempt") from None
    except openai.APITimeoutError:
        raise _Passing("no answer within the time of one attempt") from None
    except openai.APIStatusError as error:
        status = error.status_code
        if status in _PASSING_STATUS or status >= 500:
            raise _Passing(f"answered {status}", _retry_after_s(error.response.headers.get("retry-after"))) from None
        parameter = _unsupported(error) if status in (400, 422) else None
        if parameter is not None:
            raise _Unsupported(parameter) from None
        raise ModelUnavailable(
            f"the endpoint answered {status}; see the model, the key and the size of the prompt"
        ) from None
    except (openai.APIConnectionError, httpx2.TransportError):
        raise _Passing("the connection failed") from None
    except openai.OpenAIError:
        raise MalformedDraft("the reply cannot be read") from None
    except (httpx2.HTTPError, httpx2.StreamError, ValueError):
        # A stream of events that are no JSON, or a body that does not decode.
        raise MalformedDraft("the reply cannot be read") from None


def _unsupported(error: openai.APIStatusError) -> str | None:
    """The parameter that an error names as one the model does not take, if it is one that can be spared."""
    named = error.param if isinstance(error.param, str) else ""
    words = str(error.message)[:2000].lower()
    if not any(word in words for word in ("unsupported", "not support", "unrecognized", "unknown", "does not take")):
        return None
    return next((p for p in _SPARED if named == p or (not named and f"'{p}'" in words)), None)


def _retry_after_s(value: str | None) -> float | None:
    """``Retry-After`` in seconds, from a number or a date; None when there is none that can be read."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
