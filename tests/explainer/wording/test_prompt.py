"""Prompts as files: checked when they are loaded, filled with exactly their variables, and good by their own examples."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Writer
from explainer.errors import PromptError
from explainer.wording import template
from explainer.wording.form import form_faults
from explainer.wording.prompt import ROOT, TASKS, load_prompt, prompt_digest, shown_examples
from explainer.wording.units import outline, splice
from guardrails import ALL_RULES

VALUES = {"freedom": "f", "examples": "e", "sentences": "s"}


@pytest.mark.parametrize("task", [*TASKS.values(), "repair"])
def test_every_prompt_loads(task: str) -> None:
    """The prompts that ship are in order and are found under their own id."""
    prompt = load_prompt(task)
    assert prompt.id == task
    assert prompt.digest.startswith("sha256:")


@pytest.mark.parametrize("audience", TASKS)
def test_examples_pass_the_guard(audience: str) -> None:
    """Each example asks what the plan of its report holds, and its answer makes a draft that the guard passes."""
    prompt = load_prompt(TASKS[audience])  # type: ignore[index]
    assert prompt.examples
    assert prompt.bounds is not None
    for example in prompt.examples:
        plan = make_plan(read(example.report), audience=audience)  # type: ignore[arg-type]
        cut = outline(plan, template.write(plan), "medium", prompt.bounds, prompt.keep, prompt.free)
        words: dict[str, str] = {}
        for asked, answered in zip(example.ask, example.reply, strict=True):
            # Slots are numbered over a whole plan; an example counts its own.
            unit = next(u for u in cut.units if _unnumbered(u.text) == _unnumbered(asked.text))
            text = (
                answered.text.replace("{{q1}}", "{{" + unit.text.split("{{")[1].split("}}")[0] + "}}")
                if "{{" in unit.text
                else answered.text
            )
            assert {_unnumbered(k) for k in unit.keep} == {_unnumbered(k) for k in asked.keep}
            assert form_faults(unit.text, text, unit.keep, unit.limits) == ()
            assert text != unit.text
            words[unit.id] = text
        verdict = guardrails.check(plan, splice(cut, words, Writer("llm", "m", prompt.digest)))
        assert verdict.verdict == "pass", verdict.violations


def _unnumbered(text: str) -> str:
    return "".join(part if n % 2 == 0 else "{{}}" for n, part in enumerate(text.replace("}}", "{{").split("{{")))


@pytest.mark.parametrize("audience", TASKS)
def test_the_reports_of_examples_stay_out_of_the_prompt(audience: str) -> None:
    """No sentence of an example's report is in the filled prompt."""
    prompt = load_prompt(TASKS[audience])  # type: ignore[index]
    filled = " ".join(m.content for m in prompt.fill({**VALUES, "examples": shown_examples(prompt)}))
    for example in prompt.examples:
        assert not [line for line in example.report.splitlines() if line and line in filled]


def test_variables_must_fit() -> None:
    """A missing and a spare variable are errors that name it."""
    prompt = load_prompt("patient_letter")
    with pytest.raises(PromptError, match="sentences"):
        prompt.fill({"freedom": "f", "examples": "e"})
    with pytest.raises(PromptError, match="spare"):
        prompt.fill({**VALUES, "spare": "x"})


def test_the_repair_prompt_explains_every_refusal() -> None:
    """Each rule of the guard and each check of form has its hint, and no hint is left over."""
    source = (Path(form_faults.__code__.co_filename)).read_text("utf-8")
    checks = {line.split('"')[1] for line in source.splitlines() if "faults.append(" in line}
    known = {rule.name for rule in ALL_RULES} | checks | {"unanswered", "repeated", "unplaced"}
    assert set(load_prompt("repair").hints) == known


def _copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "patient_letter", tmp_path / "patient_letter")
    return tmp_path / "patient_letter"


BROKEN = {
    "missing file": ("examples.toml", None, None),
    "variable without words": ("prompt.md", "$sentences", "sentences"),
    "words without variable": ("prompt.md", "$sentences", "$sentences $mood"),
    "lone dollar": ("prompt.md", "$sentences", "$sentences costs $ 5"),
    "no user part": ("prompt.md", "# User", "# System"),
    "unknown heading": ("prompt.md", "# User", "# Robot"),
    "no version": ("prompt.toml", 'version = "1"', ""),
    "unknown field": ("prompt.toml", 'version = "1"', 'version = "1"\nmood = "warm"'),
    "no TOML": ("prompt.toml", 'version = "1"', "version = "),
    "bound too wide": ("prompt.toml", "most_characters = 700", "most_characters = 70000"),
    "answer to another id": ("examples.toml", '{ id = "s1", text = \'There', '{ id = "s2", text = \'There'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_prompt_does_not_load(tmp_path: Path, name: str) -> None:
    """Each way of being wrong is told with the file it is in."""
    folder = _copy(tmp_path)
    file, old, new = BROKEN[name]
    if old is None:
        (folder / file).unlink()
    else:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new or "", 1), "utf-8")
    with pytest.raises(PromptError, match=file):
        load_prompt("patient_letter", tmp_path)


def test_new_words_have_a_new_digest(tmp_path: Path) -> None:
    """The digest covers the words of a prompt, and that of a letter both of its prompts."""
    folder = _copy(tmp_path)
    old = load_prompt("patient_letter")
    (folder / "prompt.md").write_text((folder / "prompt.md").read_text("utf-8") + "\nBe brief.\n", "utf-8")
    new = load_prompt("patient_letter", tmp_path)
    assert new.digest != old.digest
    repair = load_prompt("repair")
    assert prompt_digest(new, repair) != prompt_digest(old, repair) != prompt_digest(old)
