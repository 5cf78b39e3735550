"""The failures of a result, gathered for a reader: one entry for a report and a draft, with every score that it failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from evals.results import Result, Score, Shown

_Text = tuple[str, str, str, str, str | None]  # suite, writer, data set, report, draft


@dataclass(frozen=True, slots=True)
class Failure:
    """A report and a draft that failed. ``spans`` lie in the draft, in the report where there is no draft.

    ``label`` is the rule where the scores are told by rule, else the first metric. ``scores`` has the metrics failed, each
    with its reason. ``shown`` is None when the result holds no text for it.
    """

    suite: str
    writer: str
    dataset: str
    id: str
    label: str
    scores: tuple[tuple[str, str], ...]
    shown: Shown | None
    messages: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def failures(result: Result) -> tuple[Failure, ...]:
    """Every failure: those with their texts first, in the order of the result; then those without, by sample."""
    better = {(m.suite, m.name): m.better for m in result.metrics}
    by_text: dict[_Text, list[Score]] = {}
    at: dict[tuple[str, str, str, str], _Text] = {}
    bare: list[Score] = []
    for score in result.scores:
        if score.shown is not None:
            text = (score.suite, score.writer, score.dataset, score.shown.report, score.shown.draft)
            by_text.setdefault(text, []).append(score)
            at.setdefault((*text[:3], score.id), text)
        elif isinstance(score.value, bool) and score.value is (better.get((score.suite, score.metric)) == "lower"):
            bare.append(score)
    rest: dict[tuple[str, str, str, str], list[Score]] = defaultdict(list)
    for score in bare:
        place = (score.suite, score.writer, score.dataset)
        found = at.get((*place, score.id)) or at.get((*place, score.sample))
        if found is not None:
            by_text[found].append(score)
        else:
            rest[(*place, score.sample)].append(score)
    return tuple(_gathered([*by_text.values(), *rest.values()]))


def unscored(result: Result) -> tuple[Score, ...]:
    """The scores without a value, which are not zero, in the order of the result."""
    return tuple(score for score in result.scores if score.value is None)


def _gathered(entries: list[list[Score]]) -> Iterator[Failure]:
    for scores in entries:
        texts = [s.shown for s in scores if s.shown is not None]
        label = next((s.group["rule"] for s in scores if "rule" in s.group), scores[0].metric)
        yield Failure(
            suite=scores[0].suite,
            writer=scores[0].writer,
            dataset=scores[0].dataset,
            id=scores[0].sample if len({s.id for s in scores}) > 1 else scores[0].id,
            label=label,
            scores=tuple(dict.fromkeys((s.metric, s.reason) for s in scores)),
            shown=texts[0] if texts else None,
            messages=tuple(dict.fromkeys(message for text in texts for message in text.messages)),
            spans=tuple(sorted({span for text in texts for span in text.spans})),
        )
