"""A faulty endpoint: every letter ends, whole, once, and in time; and what the model layer costs in time and memory.

``python -m evals.model_faults faults [LETTERS]``  each fault alone, then all mixed into 30 % of the replies
``python -m evals.model_faults overhead [LETTERS]``  against a bare loop of the client, fixed replies of 200 ms
``python -m evals.model_faults memory [LETTERS]``  resident memory along many letters
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import guardrails
from evals.scripted_server import MODEL, Answer, ScriptedServer, completion, echo, statements, units_of
from explainer.configuration import Settings
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Plan, Reading
from explainer.errors import WordingError
from explainer.pipeline import Explanation, explain, explain_async
from explainer.wording import template
from explainer.wording.exchange import Request, reply_schema
from explainer.wording.prompt import TASKS, compact, load_prompt, shown_examples
from explainer.wording.units import outline
from explainer.writers import make_writer

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
_BIG = b'{"choices": "' + b"x" * 10_000_000 + b'"}'


def _wrong_schema(body: dict[str, Any]) -> Answer:
    return completion(json.dumps({"letter": [u["text"] for u in units_of(body)]}))


def _truncated(body: dict[str, Any]) -> Answer:
    text = statements([(u["id"], u["text"]) for u in units_of(body)])
    return completion(text[: len(text) // 2])


#: Each fault by name: a request's JSON to what the server does with it.
FAULTS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "429": lambda b: Answer(status=429, pieces=(b"{}",)),
    "429 with Retry-After": lambda b: Answer(status=429, pieces=(b"{}",), headers=(("retry-after", "0.01"),)),
    "429 with a long Retry-After": lambda b: Answer(status=429, pieces=(b"{}",), headers=(("retry-after", "3600"),)),
    "500": lambda b: Answer(status=500, pieces=(b"oops",)),
    "503": lambda b: Answer(status=503, pieces=(b"",)),
    "401": lambda b: Answer(status=401, pieces=(b'{"error": {"message": "bad key"}}',)),
    "hang": lambda b: Answer(hang=True),
    "slow drip": lambda b: Answer(pieces=(b" ",) * 400, pause_s=0.05),
    "reset in mid-stream": lambda b: replace(echo(b), reset=True),
    "garbage": lambda b: Answer(pieces=(b"\x00\xff<html>not json",)),
    "truncated JSON": _truncated,
    "cut at the token limit": lambda b: completion("{", finish="length"),
    "wrong schema": _wrong_schema,
    "wrong model": lambda b: replace(
        completion(statements([(u["id"], u["text"]) for u in units_of(b)]), model="other")
    ),
    "empty": lambda b: completion(""),
    "no choice": lambda b: Answer(pieces=(b'{"model": "scripted", "choices": []}',)),
    "refusal": lambda b: completion(None, refusal="I cannot help with that."),
    "10 MB reply": lambda b: Answer(pieces=(_BIG,)),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run: letters by outcome, faults of the harness's own rules, and the longest letter in seconds."""

    letters: int
    outcomes: dict[str, int]
    kept: int
    units: int
    requests: int
    problems: tuple[str, ...]
    longest_s: float


def _readings() -> list[Reading]:
    return [read(f.read_text("utf-8")) for f in sorted(EXAMPLES.glob("*.txt"))]


async def run(
    script: Callable[[dict[str, Any], int], Answer], letters: int, *, settings: dict[str, Any], at_once: int = 16
) -> Outcome:
    """Letters over the examples in turn against one script. Every rule of the figure is checked on every letter."""
    readings = _readings()
    problems: list[str] = []
    found: Counter[str] = Counter()
    ended: Counter[int] = Counter()
    kept = units = 0
    longest = 0.0
    with ScriptedServer(script, keep=False) as server:
        made = Settings(base_url=server.base_url, model=MODEL, **settings)
        writer = make_writer(made)
        gate = asyncio.Semaphore(at_once)

        async def one(number: int) -> None:
            nonlocal kept, units, longest
            reading = readings[number % len(readings)]
            async with gate:
                began = time.monotonic()
                done = await explain_async(reading, "patient", writer)
                took = time.monotonic() - began
            ended[number] += 1
            found[done.outcome] += 1
            kept, units = kept + done.kept, units + done.units
            longest = max(longest, done.cost.seconds if done.cost else 0.0)
            problems.extend(f"letter {number}: {p}" for p in judged(done, reading))
            if done.cost is not None and done.cost.seconds > made.deadline_s + 2 + 0.3 * at_once:
                problems.append(f"letter {number}: {took:.1f} s, past the deadline")

        results = await asyncio.gather(*(one(n) for n in range(letters)), return_exceptions=True)
        await writer.aclose()
        requests = server.count
    problems += [f"unhandled {type(r).__name__}" for r in results if isinstance(r, BaseException)]
    lost = letters - len(ended)
    if lost:
        problems.append(f"{lost} letters lost")
    if any(n > 1 for n in ended.values()):
        problems.append("a letter came twice")
    return Outcome(letters, dict(found), kept, units, requests, tuple(problems), longest)


def judged(done: Explanation, reading: Reading) -> list[str]:
    """What is wrong with an ended letter: unguarded text, a draft that does not pass again, or withheld without need."""
    if done.outcome == "withheld":
        return ["withheld although the template passes"]
    wrong: list[str] = []
    if done.text is None or done.draft is None or done.document is None:
        return ["no text"]
    if guardrails.check(done.plan, done.draft).verdict != "pass":
        wrong.append("its draft does not pass the guard")
    if guardrails.check(done.plan, done.text).verdict != "pass":
        wrong.append("its text does not pass the guard")
    return wrong


def faults(letters: int) -> int:
    """Each fault alone, then mixed; 1 when a letter broke a rule."""
    bad = 0
    each = max(1, letters // (2 * len(FAULTS)))
    settings: dict[str, Any] = {
        "timeout_s": 0.4, "deadline_s": 3.0, "wait_s": 0.01, "attempts": 3, "rounds": 1, "concurrency": 32,
        "requests_per_minute": 100_000, "breaker_reset_s": 0.2,
    }  # fmt: skip

    def told(name: str, done: Outcome) -> int:
        print(
            f"{name}: {done.letters} letters {done.outcomes}, {done.kept} of {done.units} statements kept, "
            f"{done.requests} requests, longest {done.longest_s:.1f} s, {len(done.problems)} problem(s)",
            flush=True,
        )
        for problem in done.problems[:5]:
            print(f"  {problem}")
        return int(bool(done.problems))

    for name, fault in FAULTS.items():

        def script(body: dict[str, Any], _: int, fault: Callable[[dict[str, Any]], Answer] = fault) -> Answer:
            return fault(body)

        bad |= told(name, asyncio.run(run(script, each, settings=settings)))
    chance = random.Random(7)
    names = list(FAULTS)

    def mixed(body: dict[str, Any], _: int) -> Answer:
        return FAULTS[chance.choice(names)](body) if chance.random() < 0.3 else echo(body)

    rest = letters - each * len(FAULTS)
    bad |= told("mixed at 30 %", asyncio.run(run(mixed, rest, settings={**settings, "breaker_failures": 50})))
    return bad


def _requests(plans: Sequence[Plan]) -> list[tuple[Plan, Request]]:
    """The first request of each letter, as the writer makes it."""
    rows: list[tuple[Plan, Request]] = []
    for plan in plans:
        prompt = load_prompt(TASKS[plan.audience])
        assert prompt.bounds is not None
        assert prompt.freedom is not None
        cut = outline(plan, template.write(plan), "low", prompt.bounds, prompt.keep, prompt.free)
        units = cut.units[: prompt.bounds.most_statements]
        messages = prompt.fill(
            {
                "freedom": prompt.freedom.low,
                "examples": shown_examples(prompt),
                "sentences": compact([{"id": u.id, "text": u.text, "keep": list(u.keep)} for u in units]),
            }
        )
        rows.append((plan, Request(MODEL, messages, reply_schema(units), 0.0, 1, 2048)))
    return rows


async def _bare(base_url: str, requests: Sequence[Request], at_once: int) -> float:
    import openai

    client = openai.AsyncOpenAI(base_url=base_url, api_key="x", max_retries=0)
    gate = asyncio.Semaphore(at_once)

    async def one(request: Request) -> None:
        schema = {"name": "statements", "strict": True, "schema": dict(request.schema)}
        arguments: dict[str, Any] = {
            "model": request.model,
            "messages": [m.model_dump() for m in request.messages],
            "max_tokens": request.max_tokens,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }
        async with gate:
            await client.chat.completions.create(**arguments)

    await one(requests[0])
    began = time.perf_counter()
    await asyncio.gather(*(one(r) for r in requests))
    took = time.perf_counter() - began
    await client.close()
    return took


async def _layer(base_url: str, requests: Sequence[Request], at_once: int) -> float:
    from explainer.wording.model import Endpoint

    endpoint = Endpoint(Settings(base_url=base_url, model=MODEL, concurrency=at_once, requests_per_minute=100_000))
    loop = asyncio.get_running_loop()

    async def one(request: Request) -> None:
        await endpoint.ask(request, loop.time() + 60)

    await one(requests[0])
    began = time.perf_counter()
    await asyncio.gather(*(one(r) for r in requests))
    took = time.perf_counter() - began
    await endpoint.aclose()
    return took


async def _whole(base_url: str, readings: Sequence[Reading], at_once: int) -> float:
    writer = make_writer(
        Settings(base_url=base_url, model=MODEL, concurrency=at_once, requests_per_minute=100_000, freedom="low")
    )
    gate = asyncio.Semaphore(at_once)

    async def one(reading: Reading) -> None:
        async with gate:
            await explain_async(reading, "patient", writer)

    await one(readings[0])
    began = time.perf_counter()
    await asyncio.gather(*(one(r) for r in readings))
    took = time.perf_counter() - began
    await writer.aclose()
    return took


def overhead(letters: int, at_once: int = 16, reply_s: float = 0.2) -> int:
    """Seconds of a bare loop, of the model layer (gate, rate, breaker, retries, checks) and of whole letters."""
    readings = [r for r, _ in zip(_readings() * letters, range(letters), strict=False)]
    requests = [r for _, r in _requests([make_plan(reading) for reading in readings])]
    with ScriptedServer(lambda b, _: replace(echo(b), wait_s=reply_s), keep=False) as server:
        bare = min(asyncio.run(_bare(server.base_url, requests, at_once)) for _ in range(2))
        layer = min(asyncio.run(_layer(server.base_url, requests, at_once)) for _ in range(2))
        whole = asyncio.run(_whole(server.base_url, readings, at_once))
    began = time.perf_counter()
    for reading in readings:
        explain(reading)
    alone = time.perf_counter() - began
    print(f"{letters} letters at {at_once} at once, replies of {1000 * reply_s:.0f} ms")
    print(f"bare loop {bare:.2f} s; model layer {layer:.2f} s ({100 * (layer / bare - 1):+.1f} %)")
    print(f"whole letters, planning and guard included: {whole:.2f} s; the same letters by the template: {alone:.2f} s")
    return int(layer > bare * 1.05)


def _resident_mb() -> float:
    status = Path("/proc/self/status")
    if status.is_file():
        row = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(row.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory(letters: int) -> int:
    """Resident memory at each tenth of many letters; 1 when it grows by more than 5 % over the second half."""
    reading = read((EXAMPLES / "xr_chest_normal.txt").read_text("utf-8"))
    marks: list[float] = []

    async def all_of_them(base_url: str) -> None:
        writer = make_writer(Settings(base_url=base_url, model=MODEL, concurrency=4, requests_per_minute=1_000_000))
        for number in range(letters):
            await explain_async(reading, "patient", writer)
            if (number + 1) % max(1, letters // 10) == 0:
                marks.append(_resident_mb())
                print(f"{number + 1} letters: {marks[-1]:.1f} MB", flush=True)
        await writer.aclose()

    with ScriptedServer(echo, keep=False) as server:
        asyncio.run(all_of_them(server.base_url))
    return int(marks[-1] > 1.05 * marks[len(marks) // 2])


def main(arguments: Sequence[str]) -> int:
    """Run one of the three."""
    which = arguments[0] if arguments else "faults"
    if which == "faults":
        return faults(int(arguments[1]) if len(arguments) > 1 else 2000)
    if which == "overhead":
        return overhead(int(arguments[1]) if len(arguments) > 1 else 200)
    if which == "memory":
        return memory(int(arguments[1]) if len(arguments) > 1 else 10_000)
    raise WordingError(f"no such measure: {which}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
