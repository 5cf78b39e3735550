"""Inspect tasks: any provider's model judged with our scorers, over reports, letters and drafts of our own writing.

::

    inspect eval evals/inspect_tasks.py@letters --model openai/gpt-4o              # its letters, judged by the guard
    inspect eval evals/inspect_tasks.py@letters -T writer=template --model none    # the template's, without any model
    inspect eval evals/inspect_tasks.py@guard --model openai/gpt-4o -T judge=model # the model as a judge of drafts
    inspect eval evals/inspect_tasks.py@guard --model none                         # our guard on the same drafts

Needs the extra ``inspect``. The scores of ``letters`` are those of ``explainer eval``'s suite of the same name.
Inspect loads this file by its path: whatever must be importable (a pydantic model) stands in a module of its own.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from math import nan
from string import Template
from typing import Any, Literal, get_args

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import (
    CORRECT,
    INCORRECT,
    Score,
    Scorer,
    Target,
    accuracy,
    ci_wilson,
    grouped,
    mean,
    scorer,
    stderr,
)
from inspect_ai.solver import Generate, Solver, TaskState, generate, solver

from evals.dataset import DRAFTS, REPORTS, RULES, reports_of
from evals.dataset import LETTERS as LETTER_SET
from evals.scorers.judgement import read_judgement
from evals.scorers.verdicts import errors
from evals.suite import Case, Setting, System
from evals.suites.letters import LETTERS as LETTER_SUITE
from evals.suites.letters import QUALITIES
from evals.suites.reading import modality_of, region_of
from evals.templates import template_letter
from explainer.core.values import Audience
from explainer.errors import ConfigurationError
from guardrails.adapters.inspect_ai import guard as guard_scorer

Writer = Literal["model", "template", "recorded"]
Material = Literal["plan", "report"]
Judge = Literal["guard", "model"]
#: What ``letter_qualities`` gives for a letter, in this order; ``grade`` is the Flesch-Kincaid grade, the rest are shares.
MEASURES = ("coverage", *QUALITIES, "grade")
_SYSTEM = System()


@task
def letters(audience: Audience = "patient", writer: Writer = "model", material: Material = "plan") -> Task:
    """Letters for the own reports: do they pass the guard, what do they leave out, how readable are they.

    Args:
        audience: ``patient`` or ``clinician``.
        writer: ``model`` asks the model under test; ``template`` is the project's own writer, ``recorded`` its letters
            written by hand: these two need no model.
        material: What a model is given: the statements of the plan, or the report itself.
    """
    _known("audience", audience, get_args(Audience))
    _known("writer", writer, get_args(Writer))
    _known("material", material, get_args(Material))
    solvers = {"model": generate, "template": template_writer, "recorded": recorded_writer}
    samples = list(_recorded(audience) if writer == "recorded" else _reports(audience, material))
    if not samples:
        raise ConfigurationError(f"there are no recorded letters for the audience {audience!r}")
    return Task(
        dataset=MemoryDataset(samples, name=f"letters-{audience}-{writer}"),
        solver=solvers[writer](),
        scorer=[guard_scorer(audience), letter_qualities()],
    )


@task
def guard(judge: Judge = "guard") -> Task:
    """The labelled drafts: is a faulty one rejected, for the right reason, and is a good one let through.

    Args:
        judge: ``guard`` is ours and needs no model; ``model`` asks the model under test for its verdict as JSON.
    """
    _known("judge", judge, get_args(Judge))
    return Task(
        dataset=MemoryDataset(list(_drafts()), name="guard-drafts"),
        solver=guard_judge() if judge == "guard" else generate(),
        scorer=[verdict_right(), fault_named()],
    )


@solver
def template_writer() -> Solver:
    """The template's letter, without a model; no text when it is withheld."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        text = template_letter(_SYSTEM.read(state.metadata["report"]), state.metadata["audience"])
        state.output = ModelOutput.from_content("template", text or "")
        return state

    return solve


@solver
def recorded_writer() -> Solver:
    """The letter that the sample carries in its metadata as ``letter``, without a model."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        state.output = ModelOutput.from_content("recorded", state.metadata["letter"])
        return state

    return solve


@solver
def guard_judge() -> Solver:
    """Our guard's verdict, in the JSON that a model is asked for; without a model."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        known = state.metadata
        verdict = _SYSTEM.check(known["report"], known["audience"], known["draft"])
        answer = {"verdict": verdict.verdict, "rules": sorted(errors(verdict))}
        state.output = ModelOutput.from_content("guard", json.dumps(answer))
        return state

    return solve


@scorer(metrics={name: [mean(), stderr()] for name in MEASURES})
def letter_qualities() -> Scorer:
    """The scores of the suite ``letters`` for one letter: the share of findings told, each quality as 0 or 1, the grade.

    What cannot be scored is NaN, which Inspect leaves out. The explanation names whatever is below 1.
    """

    async def score(state: TaskState, target: Target) -> Score:
        text = state.output.completion
        if not text.strip():
            return Score(
                value={**dict.fromkeys(MEASURES, nan), "coverage": 0.0},
                explanation="there is no letter: nothing is told",
                reason="no_response",
            )
        data = {"report": state.metadata["report"], "audience": state.metadata["audience"], "letter": text}
        card = LETTER_SUITE.run(Case("inspect", str(state.sample_id), data), _SYSTEM, "inspect", Setting())
        values: dict[str, list[float]] = defaultdict(list)
        reasons = []
        for one in card.scores:
            if one.metric in MEASURES:
                if one.value is not None:
                    values[one.metric].append(float(one.value))
                if one.reason:
                    reasons.append(f"- {one.metric}: {one.reason}")
        return Score(
            value={name: sum(values[name]) / len(values[name]) if values[name] else nan for name in MEASURES},
            explanation="\n".join(dict.fromkeys(reasons)) or "nothing is left out, nothing is wrong",
            metadata={"counts": {name: len(values[name]) for name in MEASURES}},
        )

    return score


@scorer(
    metrics=[accuracy(), ci_wilson(), grouped(accuracy(), "label", all=False, name_template="right on {group_name}")]
)
def verdict_right() -> Scorer:
    """``C`` when the judge's verdict is the label's. ``right on reject`` is the recall, ``right on pass`` one minus false alarms."""

    async def score(state: TaskState, target: Target) -> Score:
        label = target.text
        judged = read_judgement(state.output.completion)
        if judged is None:
            return Score(
                value=INCORRECT,
                answer=state.output.completion,
                explanation="the answer holds no verdict in the JSON that was asked for",
                reason="invalid_response_format" if state.output.completion.strip() else "no_response",
            )
        told = ", ".join(judged.rules) or "no rule named"
        planted = " or ".join(state.metadata["rules"]) or "nothing"
        return Score(
            value=CORRECT if judged.verdict == label else INCORRECT,
            answer=judged.verdict,
            explanation=f"judged {judged.verdict} ({told}); the label is {label}, planted: {planted}",
            metadata={"reported": list(judged.rules), "planted": state.metadata["rules"]},
        )

    return score


@scorer(metrics=[accuracy(), ci_wilson()])
def fault_named() -> Scorer:
    """Of the faulty drafts that were rejected: ``C`` when a rule that names the fault is reported. Others are unscored."""

    async def score(state: TaskState, target: Target) -> Score:
        judged = read_judgement(state.output.completion)
        if target.text != "reject" or judged is None or judged.verdict != "reject":
            return Score.unscored(explanation="no faulty draft that was rejected")
        wanted = set(state.metadata["rules"])
        hit = not wanted.isdisjoint(judged.rules)
        return Score(
            value=CORRECT if hit else INCORRECT,
            answer=", ".join(judged.rules),
            explanation=f"named {', '.join(judged.rules) or 'no rule'}; planted: {' or '.join(sorted(wanted))}",
        )

    return score


def _reports(audience: Audience, material: Material) -> Iterator[Sample]:
    for sample in REPORTS.load().samples:
        reading = _SYSTEM.read(sample.text)
        yield Sample(
            id=f"{sample.report_id}/{audience}",
            input=_letter_prompt(sample.text, audience, material),
            metadata={
                "report": sample.text,
                "audience": audience,
                "region": region_of(reading),
                "modality": modality_of(reading),
            },
        )


def _recorded(audience: Audience) -> Iterator[Sample]:
    texts = reports_of(REPORTS.load().samples)
    for letter in LETTER_SET.load().samples:
        if letter.audience == audience and letter.report_id in texts:
            report = texts[letter.report_id]
            yield Sample(
                id=letter.id,
                input=_letter_prompt(report, audience, "report"),
                metadata={"report": report, "audience": audience, "letter": letter.text, "style": letter.style},
            )


def _drafts() -> Iterator[Sample]:
    words = Template(_prompts()["guard"]["question"])
    rules = "\n".join(f"- {name}" for name in sorted(RULES))
    for draft in DRAFTS.load().samples:
        yield Sample(
            id=draft.id,
            input=words.substitute(
                audience=draft.audience, rules=rules, report=draft.report, draft=draft.draft
            ).strip(),
            target=draft.verdict,
            metadata={
                "report": draft.report,
                "draft": draft.draft,
                "audience": draft.audience,
                "label": draft.verdict,
                "rules": list(draft.rules),
            },
        )


def _letter_prompt(report: str, audience: Audience, material: Material) -> str:
    words = _prompts()["letters"]
    items = _SYSTEM.plan(report, audience).items
    told = Template(words[material]).substitute(
        report=report, items="\n".join(f"- {item.filled()}" for item in items if item.force == "must")
    )
    return Template(words[audience]).substitute(material=told).strip()


@lru_cache(maxsize=1)
def _prompts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files("evals").joinpath("inspect_prompts.toml").read_text("utf-8"))


def _known(name: str, value: str, values: tuple[str, ...]) -> None:
    if value not in values:
        raise ConfigurationError(f"{name}: {value!r} is not known; give one of {', '.join(values)}")
