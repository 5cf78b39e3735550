"""Writers under test: the template, letters recorded from any system, or a live model.

A live model is asked first, in this process, and its letters are kept as a recording; scoring never touches a network.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from pathlib import Path

from pydantic import ValidationError

from evals.dataset import Problem, RecordedSample, load_samples
from evals.suite import TEMPLATE, Letters
from explainer.configuration import Settings
from explainer.core.reading import read
from explainer.core.values import Audience
from explainer.errors import ConfigurationError, DataFileError, ModelUnavailable, ReportError
from explainer.pipeline import explain_async
from explainer.wording.exchange import Answerer, Listener, Reply, Request
from explainer.writers import make_writer

FORMS = "template, live or recorded:FILE.jsonl"
LIVE = "live"

#: The outages met while one letter is worded; each letter is a task, and so has a list of its own.
_outages: ContextVar[list[str]] = ContextVar("outages")


class _Noting:
    """An answerer that notes when the one inside it gives no answer at all."""

    def __init__(self, inner: Answerer) -> None:
        self._inner = inner

    async def ask(self, request: Request, until: float, listener: Listener | None = None) -> Reply:
        """The inner answer."""
        try:
            return await self._inner.ask(request, until, listener)
        except ModelUnavailable as error:
            _outages.get().append(str(error))
            raise

    async def aclose(self) -> None:
        """Close the inner answerer."""
        await self._inner.aclose()


def load_recorded(path: Path, *, keep_going: bool = False) -> tuple[Letters, tuple[Problem, ...]]:
    """Recorded letters, one for each report and audience.

    Raises:
        DataFileError: See ``load_samples``; or two letters answer the same report and audience.
    """
    loaded = load_samples(path, RecordedSample, keep_going=keep_going)
    texts: dict[tuple[str, Audience], str] = {}
    problems = list(loaded.problems)
    for sample in loaded.samples:
        if (sample.report, sample.audience) in texts:
            line = _line_of(path, sample.id)
            what = f"{sample.id!r} is a second {sample.audience} letter for the same report"
            problem = Problem(str(path), line, "report", what, "keep one, or put the other into a file of its own")
            if not keep_going:
                raise problem.error()
            problems.append(problem)
            continue
        texts[sample.report, sample.audience] = sample.letter
    return Letters(f"recorded:{path.stem}", texts, path), tuple(problems)


def _line_of(path: Path, id: str) -> int:
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), 1):
        try:
            found = RecordedSample.model_validate_json(line)
        except ValidationError:
            continue  # told already as no sample
        if found.id == id:
            return number
    return 0


def load_writer(name: str, *, keep_going: bool = False) -> tuple[Letters, tuple[Problem, ...]]:
    """The writer that a ``--writer`` names; a live one has no letters yet.

    Raises:
        ConfigurationError: It names none.
        DataFileError: Its recording is wrong.
    """
    kind, _, file = name.partition(":")
    if name == TEMPLATE.name:
        return TEMPLATE, ()
    if name == LIVE:
        return Letters(LIVE, {}), ()
    if kind == "recorded" and file:
        return load_recorded(Path(file), keep_going=keep_going)
    raise ConfigurationError(f"--writer {name!r} is none of {FORMS}")


def ask(
    settings: Settings,
    wanted: Iterable[tuple[str, Audience]],
    path: Path,
    tell: Callable[[int, int], None],
    replay: Path | None = None,
) -> Letters:
    """Let the model of the settings explain reports, and keep each letter in ``path`` as it comes.

    Args:
        wanted: Reports and audiences, worded under the guard as ``letter`` does; where nothing of the model stays, its letter
            is empty. Those that ``path`` holds already are not asked again.
        tell: Is given how many are done, and of how many.
        replay: A recording of exchanges to answer from, instead of an endpoint.

    Raises:
        ConfigurationError: No model or no key.
        ModelUnavailable: The endpoint gave no answer for some letters. They are not kept, since the model has not
            failed to write them; the others are.
    """
    kept = load_recorded(path)[0].texts or {} if path.is_file() else {}
    todo = [pair for pair in dict.fromkeys(wanted) if pair not in kept]
    total, done = len(todo) + len(kept), len(kept)
    missed: list[str] = []

    async def everything() -> None:
        nonlocal done
        writer = make_writer(settings, replay=replay, around=_Noting)
        gate = asyncio.Semaphore(settings.concurrency)

        async def one(report: str, audience: Audience) -> None:
            nonlocal done
            async with gate:
                outages: list[str] = []
                _outages.set(outages)
                try:
                    explained = await explain_async(read(report, admit_any=True), audience, writer)
                    # What the template wrote because nothing of the model stayed is no letter of the model.
                    own = explained.draft is not None and explained.draft.writer.kind == "llm"
                    text = explained.text if own and explained.text is not None else ""
                    if outages and not text:
                        missed.append(outages[0])
                        return
                except ReportError:
                    text = ""
            done += 1
            row = {"id": f"live-{done:05}", "report": report, "audience": audience, "letter": text}
            with path.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
            tell(done, total)

        try:
            await asyncio.gather(*(one(*pair) for pair in todo))
        finally:
            await writer.aclose()

    asyncio.run(everything())
    if missed:
        raise ModelUnavailable(
            f"{missed[0]}; {len(missed)} of {total} letters were not written, so nothing was scored; "
            f"run it again, the letters in {path.name} are not asked for again"
        )
    try:
        texts = load_recorded(path)[0].texts
    except DataFileError:
        if total:
            raise
        texts = {}
    return Letters(f"{LIVE}:{settings.named_model()}", texts, path)
