"""The rounds of a model's wording: draft, guard, repair, guard, and what happens when they run out.

Every draft that leaves here has passed the judge it was given. Statements that were refused to the end are the
template's; when no word of the model stays, the draft is the template's own.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from explainer.configuration import Settings
from explainer.core.values import Draft, Plan, Verdict, Writer
from explainer.errors import ModelUnavailable, WordingError
from explainer.wording import template
from explainer.wording.blame import blamed
from explainer.wording.exchange import Answerer, Reply, Request, estimated_tokens, read_answers, reply_schema
from explainer.wording.form import form_faults, tidied
from explainer.wording.prompt import TASKS, Prompt, compact, load_prompt, prompt_digest, shown_examples
from explainer.wording.showing import Showing, Watcher
from explainer.wording.units import Outline, Unit, outline, splice

Judge = Callable[[Draft], Verdict]
RoundKind = Literal["draft", "repair", "replacement", "template"]


@dataclass(frozen=True, slots=True)
class Round:
    """One attempt at a wording and what the guard said of it.

    ``asked`` are the statements asked for, ``broken`` those that were refused, each with the rules or checks that
    refused it. ``draft`` and ``verdict`` are None when nothing of the reply could be judged; ``problem`` says why.
    """

    draft: Draft | None
    verdict: Verdict | None
    kind: RoundKind = "draft"
    asked: tuple[str, ...] = ()
    broken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a letter took of a model."""

    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    saved_tokens: int = 0
    seconds: float = 0.0

    @property
    def tokens(self) -> int:
        """Tokens in and out."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Wording:
    """A draft that passed, how it came about and what it took. ``kept`` of ``units`` statements are the model's."""

    draft: Draft
    verdict: Verdict
    rounds: tuple[Round, ...]
    cost: Cost
    units: int
    kept: int
    reworded: int


@dataclass(slots=True)
class _State:
    """What is known while a letter is being worded."""

    plan: Plan
    cut: Outline
    writer: Writer
    until: float
    digest: str
    good: dict[str, str] = field(default_factory=dict)
    broken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    yours: dict[str, str] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    cost: Cost = field(default_factory=Cost)
    used: int = 0


class ModelWriter:
    """Words plans through an answerer. Holds no state of a letter; one may word many at once."""

    def __init__(
        self, answerer: Answerer, settings: Settings, note: Callable[[str, Cost, int], None] | None = None
    ) -> None:
        """Args: ``note`` is told the plan's digest, the cost and the number of rounds of each letter."""
        self._answerer, self._settings, self._note = answerer, settings, note
        self._repair = load_prompt("repair")

    async def aclose(self) -> None:
        """Close the answerer."""
        await self._answerer.aclose()

    async def word(
        self,
        plan: Plan,
        judge: Judge,
        watch: Callable[[], Watcher] | None = None,
        show: Callable[[str], None] | None = None,
    ) -> Wording:
        """Word a plan.

        Args:
            judge: The guard. No draft is returned that it did not pass, unless it refuses the template's own.
            watch: Makes a watcher for text as it is written; None asks for whole replies.
            show: Is given each title and paragraph that the watcher has passed, in the order of the letter. Never
                called for a plan with holds: nobody may read such a letter before a clinician has.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        prompt = load_prompt(TASKS[plan.audience])
        base = template.write(plan)
        if prompt.bounds is None:
            raise WordingError(f"the prompt {prompt.id} has no bounds")
        cut = outline(plan, base, self._settings.freedom, prompt.bounds, prompt.keep, prompt.free)
        writer = Writer("llm", self._settings.model, prompt_digest(prompt, self._repair))
        state = _State(plan, cut, writer, began + self._settings.deadline_s, plan_digest(plan))
        state.broken = {u.id: () for u in cut.units}
        showing = Showing(cut, watch, None if plan.holds else show) if watch is not None else None
        passed = await self._rounds(state, prompt, judge, showing) if cut.units else None
        if passed is None:
            passed = _replaced(state, base, judge)
        draft, verdict, words = passed
        if showing is not None and verdict.verdict == "pass":
            showing.finish(words)
        cost = replace(state.cost, seconds=loop.time() - began)
        if self._note is not None:
            self._note(state.digest, cost, len(state.rounds))
        reworded = sum(text != cut.unit(id).text for id, text in words.items())
        return Wording(draft, verdict, tuple(state.rounds), cost, len(cut.units), len(words), reworded)

    async def _rounds(
        self, state: _State, prompt: Prompt, judge: Judge, showing: Showing | None
    ) -> tuple[Draft, Verdict, dict[str, str]] | None:
        """Draft and repairs; the passed draft when every statement of it was accepted, else None."""
        for number in range(self._settings.rounds + 1):
            units = [u for u in state.cut.units if u.id in state.broken]
            answers, faults, problem, over = await self._answers(state, prompt, units, showing, repair=number > 0)
            words = dict(state.good)
            for unit in units:
                text = answers.get(unit.id)
                if text is None:
                    faults.setdefault(unit.id, ("unanswered",))
                    continue
                text = tidied(text)
                found = form_faults(unit.text, text, unit.keep, unit.limits)
                wrong = tuple(dict.fromkeys((*faults.get(unit.id, ()), *found)))
                state.yours[unit.id] = text if "characters" not in wrong else ""
                if wrong:
                    faults[unit.id] = wrong
                else:
                    words[unit.id] = text
            kind: RoundKind = "repair" if number else "draft"
            asked = tuple(u.id for u in units)
            if not answers:
                state.rounds.append(Round(None, None, kind, asked, dict(faults), problem))
            else:
                draft = splice(state.cut, words, state.writer)
                verdict = judge(draft)
                if verdict.verdict == "reject":
                    for id, rules in blamed(state.cut, words, verdict).items():
                        faults[id] = tuple(rules)
                state.rounds.append(Round(draft, verdict, kind, asked, dict(faults), problem))
                state.good = {id: text for id, text in words.items() if id not in faults}
                if verdict.verdict == "pass" and not faults:
                    return draft, verdict, words
            state.broken = {u.id: faults[u.id] for u in state.cut.units if u.id in faults}
            if over or not state.broken:
                break
        return None

    async def _answers(
        self, state: _State, prompt: Prompt, units: Sequence[Unit], showing: Showing | None, *, repair: bool
    ) -> tuple[dict[str, str], dict[str, tuple[str, ...]], str | None, bool]:
        """Texts by id, faults by id, what went wrong, and whether asking again is of no use."""
        assert prompt.bounds is not None
        size = prompt.bounds.most_statements
        batches = [tuple(units[n : n + size]) for n in range(0, len(units), size)]
        texts: dict[str, str] = {}
        faults: dict[str, tuple[str, ...]] = {}
        problem: str | None = None
        over = False
        waiting: list[tuple[tuple[Unit, ...], Request]] = []
        planned = state.used
        for batch in batches:
            request = self._request(state, prompt, batch, repair=repair)
            expected = _estimate(request, batch)
            if planned + expected > self._settings.token_budget:
                problem, over = "the token budget is used up", True
                break
            planned += expected
            waiting.append((batch, request))
        # What is left over is shared out: no reply may ramble past the budget.
        spare = (self._settings.token_budget - planned) // max(1, len(waiting))
        waiting = [
            (batch, replace(request, max_tokens=min(request.max_tokens, _expected(batch) + spare)))
            for batch, request in waiting
        ]
        results: list[Reply | BaseException]
        if showing is None:
            results = list(
                await asyncio.gather(
                    *(self._answerer.ask(request, state.until) for _, request in waiting), return_exceptions=True
                )
            )
        else:
            results = []
            for batch, request in waiting:
                showing.listen({**state.good, **{id: t for id, t in texts.items() if id not in faults}}, batch)
                try:
                    results.append(await self._answerer.ask(request, state.until, showing))
                except WordingError as error:
                    results.append(error)
                faults.update(showing.faults)
                texts.update(showing.heard)
        for (batch, request), result in zip(waiting, results, strict=True):
            state.cost = replace(state.cost, requests=state.cost.requests + 1)
            if isinstance(result, WordingError):
                problem = problem or str(result)
                over = over or isinstance(result, ModelUnavailable)
                state.cost = _added(state.cost, result)
                state.used += (result.prompt_tokens + result.completion_tokens) or _estimate(request, batch)
                continue
            if isinstance(result, BaseException):
                raise result
            saved = sum(len(u.text) for u in batch if u.id not in texts) // 4 if result.cut else 0
            state.cost = replace(_added(state.cost, result), saved_tokens=state.cost.saved_tokens + saved)
            state.used += (result.prompt_tokens + result.completion_tokens) or _estimate(request, batch)
            if result.cut:
                continue
            try:
                answers = read_answers(result.text, frozenset(u.id for u in batch))
            except WordingError as error:
                problem = problem or str(error)
                for unit in batch:
                    texts.pop(unit.id, None)
                continue
            texts.update(answers.texts)
            faults.update(dict.fromkeys(answers.repeated, ("repeated",)))
        return texts, faults, problem, over

    def _request(self, state: _State, prompt: Prompt, units: tuple[Unit, ...], *, repair: bool) -> Request:
        assert prompt.freedom is not None
        messages = prompt.fill(
            {
                "freedom": getattr(prompt.freedom, self._settings.freedom),
                "examples": shown_examples(prompt),
                "sentences": compact([{"id": u.id, "text": u.text, "keep": list(u.keep)} for u in units]),
            }
        )
        if repair:
            messages = (messages[0], *self._repair.fill({"faults": self._faults(state, units)}))
        return Request(
            self._settings.named_model(), messages, reply_schema(units), self._settings.temperature, self._settings.seed,
            min(self._settings.max_tokens, 64 + sum(u.limits.most_characters + 24 for u in units) // 2),
            state.digest, state.writer.prompt or "",
        )  # fmt: skip

    def _faults(self, state: _State, units: Sequence[Unit]) -> str:
        """The broken statements as the repair prompt shows them. A verdict's own words stay here: they may hold the report's."""
        hints = self._repair.hints
        rows = []
        for unit in units:
            row: dict[str, object] = {"id": unit.id, "text": unit.text, "keep": list(unit.keep)}
            if state.yours.get(unit.id):
                row["yours"] = state.yours[unit.id][: unit.limits.most_characters]
            row["wrong"] = [hints.get(rule, hints["unplaced"]) for rule in state.broken.get(unit.id, ())]
            rows.append(row)
        return compact(rows)


def _replaced(state: _State, base: Draft, judge: Judge) -> tuple[Draft, Verdict, dict[str, str]]:
    """What the model said well, with the template's sentences for the rest; each refusal takes more of the model's out."""
    words = dict(state.good)
    last = state.rounds[-1] if state.rounds else None
    if (
        words
        and last is not None
        and last.draft is not None
        and last.verdict is not None
        and last.verdict.verdict == "pass"
    ):
        # The refused statements of this round never were in its draft: it stands as it was judged.
        return last.draft, last.verdict, words
    while words:
        draft = splice(state.cut, words, state.writer)
        verdict = judge(draft)
        refused = blamed(state.cut, words, verdict) if verdict.verdict == "reject" else {}
        broken = {id: tuple(rules) for id, rules in refused.items()}
        state.rounds.append(Round(draft, verdict, "replacement", (), broken))
        if verdict.verdict == "pass":
            return draft, verdict, words
        words = {id: text for id, text in words.items() if id not in refused}
    verdict = judge(base)
    state.rounds.append(Round(base, verdict, "template"))
    return base, verdict, {}


def _added(cost: Cost, took: Reply | WordingError) -> Cost:
    """The cost with what one question took, answered or not."""
    return replace(
        cost,
        retries=cost.retries + took.retries,
        prompt_tokens=cost.prompt_tokens + took.prompt_tokens,
        completion_tokens=cost.completion_tokens + took.completion_tokens,
    )


def _estimate(request: Request, units: Sequence[Unit]) -> int:
    """Tokens that a request will take, about."""
    sent = sum(len(m.content) for m in request.messages)
    return estimated_tokens(sent) + _expected(units)


def _expected(units: Sequence[Unit]) -> int:
    """Tokens of a reply that stays close to the plan's sentences, about."""
    return estimated_tokens(sum(len(u.text) + 24 for u in units))


def plan_digest(plan: Plan) -> str:
    """``sha256:…`` over the items in slot form: it tells two plans apart and holds no word of the report."""
    rows = [[i.id, i.kind, i.force, i.statement, list(i.sources), list(i.caveats)] for i in plan.items]
    told = json.dumps([plan.audience, plan.language, rows], ensure_ascii=False)
    return "sha256:" + hashlib.sha256(told.encode()).hexdigest()
