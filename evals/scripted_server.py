"""A model server of the standard library on 127.0.0.1: it answers as a script says, faults included, over real sockets.

It speaks as much HTTP as the client needs. Every body it was sent is kept in ``bodies``: what was on the wire.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

MODEL = "scripted"
Script = Callable[[dict[str, Any], int], "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server does with one request.

    ``wait_s`` passes before the first byte. ``pieces`` are sent one after another with ``pause_s`` between them.
    ``reset`` breaks the connection behind them; ``hang`` sends nothing and keeps it open.
    """

    status: int = 200
    pieces: tuple[bytes, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    wait_s: float = 0.0
    pause_s: float = 0.0
    reset: bool = False
    hang: bool = False
    stream: bool = False


def units_of(request: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements that a request asks for: the JSON list at the end of its last message."""
    content = request["messages"][-1]["content"]
    rows: list[dict[str, Any]] = json.loads(content[content.rindex("\n[") + 1 :] if "\n[" in content else content)
    return rows


def statements(rows: Sequence[tuple[str, str]]) -> str:
    """A reply's JSON."""
    return json.dumps({"statements": [{"id": id, "text": text} for id, text in rows]}, ensure_ascii=False)


def completion(
    text: str | None, *, model: str = MODEL, finish: str = "stop", refusal: str | None = None, usage: bool = True
) -> Answer:
    """A chat completion that says ``text``."""
    body: dict[str, Any] = {
        "id": "c", "object": "chat.completion", "created": 0, "model": model,
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, "refusal": refusal}}],
    }  # fmt: skip
    if usage:
        body["usage"] = {"prompt_tokens": 100, "completion_tokens": len(text or "") // 4, "total_tokens": 0}
    return Answer(pieces=(json.dumps(body).encode(),))


def streamed(parts: Sequence[str], *, model: str = MODEL, pause_s: float = 0.0, reset: bool = False) -> Answer:
    """A completion as server-sent events, one for each part."""

    def event(delta: dict[str, Any], finish: str | None) -> bytes:
        row = {
            "id": "c", "object": "chat.completion.chunk", "created": 0, "model": model,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }  # fmt: skip
        return f"data: {json.dumps(row)}\n\n".encode()

    pieces = [event({"content": part}, None) for part in parts]
    if not reset:
        pieces += [event({}, "stop"), b"data: [DONE]\n\n"]
    return Answer(pieces=tuple(pieces), pause_s=pause_s, reset=reset, stream=True)


def echo(request: dict[str, Any], number: int = 0) -> Answer:
    """Every statement as it was asked: a faithful, dull model."""
    text = statements([(u["id"], u["text"]) for u in units_of(request)])
    if request.get("stream"):
        return streamed([text[n : n + 24] for n in range(0, len(text), 24)])
    return completion(text)


@dataclass(slots=True)
class ScriptedServer:
    """Use as a context manager. ``script`` is given each request's JSON and its number, from 0."""

    script: Script = echo
    keep: bool = True
    bodies: list[bytes] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    count: int = 0
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _port: int = 0
    _ready: threading.Event = field(default_factory=threading.Event)
    _stop: asyncio.Event | None = None

    @property
    def base_url(self) -> str:
        """Where the client is to ask."""
        return f"http://127.0.0.1:{self._port}/v1"

    def __enter__(self) -> ScriptedServer:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        assert self._stop is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        open_: set[asyncio.Task[None]] = set()

        async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            open_.add(task)
            try:
                with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                    while await self._one(reader, writer):
                        pass
            finally:
                open_.discard(task)
                writer.close()

        server = await asyncio.start_server(take, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in list(open_):
            task.cancel()
        await asyncio.gather(*open_, return_exceptions=True)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; whether the connection stays."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next(
            (int(line.split(":", 1)[1]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0
        )
        body = await reader.readexactly(length)
        number, self.count = self.count, self.count + 1
        if self.keep:
            self.heads.append(head)
            self.bodies.append(body)
        answer = self.script(json.loads(body), number)
        if answer.hang:
            await asyncio.sleep(3600)
        if answer.wait_s:
            await asyncio.sleep(answer.wait_s)
        kind = "text/event-stream" if answer.stream else "application/json"
        lines = [f"HTTP/1.1 {answer.status} x", f"content-type: {kind}", *(f"{k}: {v}" for k, v in answer.headers)]
        size = sum(map(len, answer.pieces))
        if answer.stream:
            lines.append("transfer-encoding: chunked")
        else:
            lines.append(f"content-length: {size + 100 if answer.reset else size}")
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        for piece in answer.pieces:
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" if answer.stream else piece)
            await writer.drain()
            if answer.pause_s:
                await asyncio.sleep(answer.pause_s)
        if answer.reset:
            writer.transport.abort()
            return False
        if answer.stream:
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True
