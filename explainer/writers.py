"""A model writer made ready: an endpoint or a recording behind it, written down where asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from explainer.configuration import Settings
from explainer.errors import ConfigurationError
from explainer.wording.exchange import Answerer
from explainer.wording.record import Recorder, Replay
from explainer.wording.rounds import Cost, ModelWriter


def make_writer(
    settings: Settings,
    record: Path | None = None,
    replay: Path | None = None,
    around: Callable[[Answerer], Answerer] | None = None,
) -> ModelWriter:
    """A model writer.

    Args:
        record: Where to write every exchange down.
        replay: A recording to answer from; then no endpoint is asked and no key is needed.
        around: Puts an answerer of the caller's around the one made here.

    Raises:
        ConfigurationError: No model, no key for the endpoint, or a file that cannot be read or written.
    """
    answerer: Answerer
    if replay is not None:
        answerer = recorded = Replay(replay)
        if settings.model is None and len(recorded.models) == 1:
            settings = settings.model_copy(update={"model": next(iter(recorded.models))})
        settings.named_model()
    else:
        settings.named_model()
        settings.key()
        # The client is imported here and nowhere else on the way, so that nobody waits for it who asks no model.
        from explainer.wording.model import Endpoint

        answerer = Endpoint(settings)
    note = None
    if record is not None:
        if replay is not None and record.resolve() == replay.resolve():
            raise ConfigurationError(f"{record}: cannot be recorded to while it is replayed")
        answerer = recorder = Recorder(answerer, record)
        note = recorder.note
    return ModelWriter(around(answerer) if around is not None else answerer, settings, note)


def cost_line(cost: Cost, rounds: int, kept: int, units: int) -> str:
    """One line on what a letter took."""
    return (
        f"model: {kept} of {units} statements kept, {rounds} round(s), {cost.requests} request(s), {cost.retries} retry(s), "
        f"{cost.prompt_tokens} + {cost.completion_tokens} tokens, {cost.saved_tokens} saved, {cost.seconds:.1f} s"
    )
