"""Draft, guard, repair, guard: what is asked again, what stays, and what the trail tells."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import guardrails
from explainer.configuration import Settings
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Draft, Plan, Verdict, Violation
from explainer.errors import MalformedDraft, ModelRefused, ModelUnavailable, WordingError
from explainer.wording import template
from explainer.wording.exchange import Listener, Reply, Request
from explainer.wording.rounds import ModelWriter, Wording, plan_digest

EXAMPLES = Path(__file__).parents[3] / "examples"
Rows = list[dict[str, Any]]
Words = Callable[[Rows, int], str | WordingError]


class ScriptedAnswerer:
    """Answers as its script says; keeps the requests."""

    def __init__(self, script: Words) -> None:
        self.script = script
        self.requests: list[Request] = []

    async def ask(self, request: Request, until: float, listener: Listener | None = None) -> Reply:
        content = request.messages[-1].content
        rows: Rows = json.loads(content[content.rindex("\n[") + 1 :] if "\n[" in content else content)
        self.requests.append(request)
        answer = self.script(rows, len(self.requests) - 1)
        if isinstance(answer, WordingError):
            raise answer
        if listener is not None:
            listener.begin()
            for n in range(0, len(answer), 40):
                if not listener.hear(answer[n : n + 40]):
                    return Reply(answer[: n + 40], "m", 10, n // 4, cut=True)
        return Reply(answer, "m", 10, len(answer) // 4)

    async def aclose(self) -> None:
        """Nothing is open."""


def _say(rows: Rows, change: Callable[[str, int], str] = lambda text, n: text) -> str:
    return json.dumps({"statements": [{"id": u["id"], "text": change(u["text"], n)} for n, u in enumerate(rows)]})


def _plan(name: str = "xr_hip", audience: str = "patient") -> Plan:
    return make_plan(read((EXAMPLES / f"{name}.txt").read_text("utf-8")), audience=audience)  # type: ignore[arg-type]


def _word(
    script: Words, plan: Plan | None = None, judge: Callable[[Draft], Verdict] | None = None, shown: list[str] | None = None, **values: Any
) -> tuple[Wording, ScriptedAnswerer]:  # fmt: skip
    plan = plan or _plan()
    answerer = ScriptedAnswerer(script)
    writer = ModelWriter(answerer, Settings(model="m", base_url="http://127.0.0.1:1/v1", **values))
    watch = (lambda: guardrails.Watch(plan)) if shown is not None else None
    show = shown.append if shown is not None else None
    done = asyncio.run(writer.word(plan, judge or (lambda draft: guardrails.check(plan, draft)), watch, show))
    assert guardrails.check(plan, done.draft).verdict == "pass"
    return done, answerer


def test_a_faithful_model_is_kept_whole() -> None:
    """One round, every statement the model's, and the draft says who worded it with which prompt."""
    done, answerer = _word(lambda rows, _: _say(rows))
    assert done.kept == done.units > 5
    assert [r.kind for r in done.rounds] == ["draft"]
    assert done.draft.writer.kind == "llm"
    assert done.draft.writer.prompt is not None
    assert done.cost.requests == len(answerer.requests)
    assert done.cost.tokens > 0


def test_only_the_broken_statements_are_asked_again() -> None:
    """The repair names the broken one, what it must say, what it said and what is wrong; the good ones stay."""
    bad = "You have cancer."
    done, answerer = _word(lambda rows, n: _say(rows, lambda t, i: bad if (i == 0 and n == 0) else t), rounds=2)
    first, second = done.rounds
    assert (first.kind, second.kind) == ("draft", "repair")
    assert second.asked == tuple(first.broken) == (first.asked[0],)
    assert done.kept == done.units
    repair = answerer.requests[-1].messages[-1].content
    assert bad in repair
    assert "plain joining words" in repair
    assert bad not in " ".join(s.text for x in done.draft.sections for s in x.statements)


def test_a_statement_broken_to_the_end_is_the_templates() -> None:
    """The rest stays the model's."""
    done, _ = _word(lambda rows, n: _say(rows, lambda t, i: "It is benign." if i == 0 else t), rounds=1)
    assert done.kept == done.units - 1
    assert done.draft.writer.kind == "llm"
    assert len([r for r in done.rounds if r.kind == "repair"]) == 1
    base = template.write(_plan())
    assert [t.text for s in done.draft.sections for t in s.statements] == [
        t.text for s in base.sections for t in s.statements
    ]


def test_a_guards_refusal_takes_out_the_statement_it_points_at() -> None:
    """The judge's error on one sentence costs that sentence alone, the template's word is never to blame."""
    plan = _plan()

    def judge(draft: Draft) -> Verdict:
        real = guardrails.check(plan, draft)
        at = real.text.find("also ")
        if draft.writer.kind == "llm" and at >= 0 and "also also" in real.text:
            at = real.text.find("also also")
            fault = Violation(
                "unsupported-claim", "error", at, at + 9, "also also", "no", suggestion="secret report words"
            )
            return Verdict("reject", "patient", (fault,), (), text=real.text)
        return real

    def change(text: str, _: int) -> str:
        return text.replace("also ", "also also ", 1)

    done, answerer = _word(lambda rows, _: _say(rows, change), plan, judge, rounds=1)
    assert done.rounds[0].verdict is not None
    assert done.rounds[0].verdict.verdict == "reject"
    assert {r for rules in done.rounds[0].broken.values() for r in rules} == {"unsupported-claim"}
    assert 0 < done.kept < done.units
    assert "also also" not in " ".join(t.text for s in done.draft.sections for t in s.statements)
    assert "secret report words" not in " ".join(m.content for r in answerer.requests for m in r.messages)


def test_a_judge_that_cannot_be_pleased_leaves_the_template() -> None:
    """An error that nobody can place keeps no word of the model."""
    plan = _plan()

    def judge(draft: Draft) -> Verdict:
        if draft.writer.kind == "llm":
            return Verdict("reject", "patient", (Violation("reading-level", "error", None, None, "", "hard"),), ())
        return guardrails.check(plan, draft)

    done, _ = _word(lambda rows, _: _say(rows), plan, judge, rounds=1)
    assert (done.kept, done.draft.writer.kind) == (0, "template")
    assert done.rounds[-1].kind == "template"
    assert done.draft == template.write(plan)


@pytest.mark.parametrize(
    "error",
    [ModelUnavailable("gone"), ModelRefused("no"), MalformedDraft("odd")],
    ids=["unavailable", "refused", "malformed"],
)
def test_a_model_that_fails_leaves_the_template(error: WordingError) -> None:
    """An outage ends the rounds at once; a refusal or nonsense is asked again, to the last round."""
    done, _ = _word(lambda rows, _: error, rounds=2)
    assert done.kept == 0
    assert done.rounds[0].draft is None
    assert done.rounds[0].problem == str(error)
    asked = [r for r in done.rounds if r.kind != "template"]
    assert len(asked) == (1 if isinstance(error, ModelUnavailable) else 3)


def test_an_outage_in_the_repair_keeps_what_was_good() -> None:
    """The good statements of the draft stay."""
    done, _ = _word(
        lambda rows, _: (
            ModelUnavailable("gone")
            if "wrong" in rows[0]
            else _say(rows, lambda t, i: "It is benign." if i == 0 else t)
        )
    )
    broken = len(done.rounds[0].broken)
    assert (done.kept, done.rounds[1].problem) == (done.units - broken, "gone")
    assert 0 < broken < done.units


UNUSABLE = {
    "prose": "Sure! Here is your letter.",
    "title": '{"title": "You have cancer", "statements": []}',
    "unknown id": '{"statements": [{"id": "s999", "text": "You have cancer."}]}',
    "nothing": '{"statements": []}',
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_reply_of_another_shape_says_nothing(name: str) -> None:
    """No part of it is used."""
    done, _ = _word(lambda rows, _: UNUSABLE[name], rounds=0)
    assert done.kept == 0
    assert "cancer" not in json.dumps([t.text for s in done.draft.sections for t in s.statements])


def test_a_repeated_id_and_a_missing_one_are_asked_again() -> None:
    """Neither of two texts for one id counts."""

    def script(rows: Rows, number: int) -> str:
        if number:
            return _say(rows)
        told = json.loads(_say(rows))["statements"]
        return json.dumps({"statements": [told[0], {**told[0], "text": "It is benign."}, *told[2:]]})

    done, _ = _word(script)
    assert {rules[0] for rules in done.rounds[0].broken.values()} == {"repeated", "unanswered"}
    assert done.kept == done.units


def test_the_token_budget_ends_the_rounds() -> None:
    """No request is sent that would pass it."""
    done, answerer = _word(lambda rows, _: _say(rows, lambda t, i: "It is benign."), token_budget=2200, rounds=5)
    assert 1 <= len(answerer.requests) < 6
    assert "the token budget is used up" in {r.problem for r in done.rounds}
    none, asked = _word(lambda rows, _: _say(rows), token_budget=500)
    assert (none.kept, asked.requests) == (0, [])


@pytest.mark.parametrize("budget", [2200, 3000, 4500, 9000])
def test_a_reply_cannot_ramble_past_the_budget(budget: int) -> None:
    """A model that uses every token it is given stays within what was allowed."""

    class Rambler(ScriptedAnswerer):
        async def ask(self, request: Request, until: float, listener: Listener | None = None) -> Reply:
            self.requests.append(request)
            error = MalformedDraft("cut off")
            error.prompt_tokens = sum(len(m.content) for m in request.messages) // 4
            error.completion_tokens = request.max_tokens
            raise error

    rambler = Rambler(lambda rows, _: "")
    writer = ModelWriter(rambler, Settings(model="m", base_url="http://127.0.0.1:1/v1", token_budget=budget, rounds=5))
    plan = _plan("ct_lumbar_pelvis")
    done = asyncio.run(writer.word(plan, lambda draft: guardrails.check(plan, draft)))
    assert rambler.requests
    assert 0 < done.cost.tokens <= budget


def test_a_long_plan_is_asked_in_parts() -> None:
    """No request asks for more statements than the prompt allows, and all are asked."""
    plan = _plan("ct_lumbar_pelvis")
    done, answerer = _word(lambda rows, _: _say(rows), plan)
    sizes = [len(r.schema["properties"]["statements"]["items"]["properties"]["id"]["enum"]) for r in answerer.requests]
    assert len(sizes) > 1
    assert max(sizes) <= 16
    assert sum(sizes) == done.units == done.kept


def test_paragraphs_are_shown_as_they_pass() -> None:
    """In the order of the letter, all of it at the end."""
    shown: list[str] = []
    done, _ = _word(lambda rows, _: _say(rows), shown=shown)
    told = "".join(shown)
    assert len(shown) > 5
    assert [t.text for s in done.draft.sections for t in s.statements] == [
        line for line in told.split("\n") if line and line not in {s.title for s in done.draft.sections}
    ]


def test_a_violation_ends_the_stream_early() -> None:
    """What is wrong is not shown, tokens are saved, and the letter is whole in the end."""
    shown: list[str] = []
    done, _ = _word(
        lambda rows, n: _say(rows, lambda t, i: "You have cancer." if (i == 2 and n == 0) else t), shown=shown, rounds=2
    )
    assert "cancer" not in "".join(shown)
    assert done.cost.saved_tokens > 0
    assert done.kept == done.units
    assert done.rounds[0].broken


def test_a_violation_costs_no_other_question_of_the_stream() -> None:
    """What is asked in another part is heard all the same, and a fault is named once."""
    shown: list[str] = []
    done, _ = _word(
        lambda rows, n: _say(rows, lambda t, i: "You have cancer." if (i == 2 and n == 0) else t),
        _plan("mri_knee"), shown=shown, rounds=0,
    )  # fmt: skip
    assert done.units > 16
    assert done.kept == done.units - 16 + 2
    broken = done.rounds[0].broken
    assert all(len(set(rules)) == len(rules) for rules in broken.values())
    assert "cancer" not in "".join(shown)


def test_the_watch_ends_the_stream_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A watcher that objects to a paragraph costs that paragraph; it is not shown before it passes."""
    plan = _plan()
    shown: list[str] = []
    objections = iter([True])

    class Watch:
        def __init__(self) -> None:
            self.real = guardrails.Watch(plan)

        def feed(self, piece: str) -> tuple[Violation, ...]:
            if next(objections, False):
                return (Violation("alarming-language", "error", 0, 1, "", ""),)
            return self.real.feed(piece)

    answerer = ScriptedAnswerer(lambda rows, _: _say(rows))
    writer = ModelWriter(answerer, Settings(model="m", base_url="http://127.0.0.1:1/v1"))
    done = asyncio.run(writer.word(plan, lambda draft: guardrails.check(plan, draft), Watch, shown.append))
    assert len(answerer.requests) >= 2
    assert "alarming-language" in {r for rules in done.rounds[0].broken.values() for r in rules}
    assert done.kept == done.units
    assert len(shown) == len(set(shown))


def test_a_held_letter_is_not_shown() -> None:
    """Nobody reads it before a clinician has."""
    plan = _plan("ct_head_critical")
    assert plan.holds
    shown: list[str] = []
    done, _ = _word(lambda rows, _: _say(rows), plan, shown=shown)
    assert shown == []
    assert done.kept == done.units


def test_the_digest_of_a_plan_holds_no_report() -> None:
    """Same items, same digest; another statement, another."""
    assert plan_digest(_plan()) == plan_digest(_plan())
    assert plan_digest(_plan()) != plan_digest(_plan("mri_knee"))
