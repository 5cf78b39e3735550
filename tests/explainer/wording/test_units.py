"""What a model may word: cut out of a template draft and put back without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Draft, Plan, Verdict, Violation, Writer
from explainer.wording import template
from explainer.wording.blame import blamed, spans_of
from explainer.wording.prompt import TASKS, load_prompt
from explainer.wording.units import Outline, outline, splice
from explainer.wording.vocabulary import is_own

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.txt"))
FREEDOMS = ("low", "medium", "high")


def _cut(file: Path, audience: str, freedom: str) -> tuple[Plan, Draft, Outline]:
    plan = make_plan(read(file.read_text("utf-8")), audience=audience)  # type: ignore[arg-type]
    draft = template.write(plan)
    prompt = load_prompt(TASKS[audience])  # type: ignore[index]
    assert prompt.bounds is not None
    return plan, draft, outline(plan, draft, freedom, prompt.bounds, prompt.keep, prompt.free)  # type: ignore[arg-type]


def _texts(draft: Draft) -> list[tuple[str, str]]:
    return [(s.kind, t.text) for s in draft.sections for t in s.statements]


@pytest.mark.parametrize("freedom", FREEDOMS)
@pytest.mark.parametrize("audience", TASKS)
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda f: f.stem)
def test_the_plans_own_words_give_the_template_back(file: Path, audience: str, freedom: str) -> None:
    """A model that repeats every unit makes the template's draft, and each unit is where the outline says."""
    plan, draft, cut = _cut(file, audience, freedom)
    assert cut.units
    words = {u.id: u.text for u in cut.units}
    put = splice(cut, words, Writer("llm"))
    assert _texts(put) == _texts(draft)
    text = guardrails.check(plan, put).text
    where = [(text[span.start : span.end], id) for span, id, _ in spans_of(cut, words) if id is not None]
    assert {id for _, id in where} == set(words)
    for shown, id in where:
        assert cut.unit(id).text.split("{{")[0][:12].rstrip(".").lower() in shown.lower()


@pytest.mark.parametrize("freedom", FREEDOMS)
@pytest.mark.parametrize("audience", TASKS)
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda f: f.stem)
def test_no_unit_holds_words_of_the_report_or_of_code(file: Path, audience: str, freedom: str) -> None:
    """Slots stay open; required sentences, numbers of studies and fixed items are in no unit."""
    plan, _, cut = _cut(file, audience, freedom)
    asked = " ".join(u.text for u in cut.units)
    for item in plan.items:
        for _, value in item.slots:
            assert len(value.split()) < 3 or value not in asked
        if item.kind in (
            "caveat",
            "urgent",
            "prevalence",
            "notice",
            "limit",
            "quote",
            "indication",
            "not-stated",
            "conflict",
        ):
            assert not [u for u in cut.units if item.id in u.items]
    for caveat in plan.caveats:
        assert caveat.text not in asked
    if freedom == "low":
        assert "{{" not in asked
        assert not any(c.isdigit() for c in asked)


def test_freedom_widens_what_is_asked() -> None:
    """Higher freedom asks for fewer, longer pieces."""
    sizes = {f: [len(u.text) for u in _cut(EXAMPLES[3], "patient", f)[2].units] for f in FREEDOMS}
    assert max(sizes["low"]) < max(sizes["medium"]) < max(sizes["high"])
    assert len(sizes["high"]) < len(sizes["medium"])


def test_a_sentence_with_a_foreign_word_or_number_is_not_asked() -> None:
    """A word or number that none of our files holds keeps a sentence away from models."""
    plan, _, cut = _cut(EXAMPLES[3], "patient", "medium")
    item = next(i for i in plan.items if i.kind == "finding" and i.facts)
    assert is_own("The scan showed arthritis in the hip.", plan, item)
    assert not is_own("Mr Featherstonehaugh has arthritis in the hip.", plan, item)
    assert not is_own("The scan showed arthritis in the hip 70000017.", plan, item)
    assert cut.units


def test_prefixes_and_marks_are_put_by_code() -> None:
    """Where a step comes from and which source is cited does not depend on a model."""
    _, draft, cut = _cut(EXAMPLES[3], "patient", "medium")
    step = next(u for u in cut.units if cut.draft.sections[u.section].kind == "next-steps")
    assert not step.text.startswith(("From the report", "Not in the report"))
    put = splice(cut, {step.id: "Ask for it."}, Writer("llm"))
    told = put.sections[step.section].statements[step.statement].text
    assert told.startswith(("From the report: ask for it", "Not in the report, but worth doing: ask for it"))
    sourced = next(u for u in cut.units if u.text.startswith("In some people"))
    text = (
        splice(cut, {sourced.id: "In others it hurts."}, Writer("llm"))
        .sections[sourced.section]
        .statements[sourced.statement]
        .text
    )
    assert "In others it hurts [" in text
    assert _texts(draft) == _texts(cut.draft)


def _verdict(*violations: Violation) -> Verdict:
    return Verdict("reject", "patient", violations, ())


def test_blame_goes_to_the_sentence_then_the_paragraph_then_the_fact_then_to_all() -> None:
    """A placed error blames its unit; an unplaced one whoever told the fact; one that cannot be placed everybody."""
    plan, _, cut = _cut(EXAMPLES[3], "patient", "medium")
    words = {u.id: u.text for u in cut.units}
    span, id, place = next((s, i, p) for s, i, p in spans_of(cut, words) if i == cut.units[3].id)
    assert id is not None
    exact = Violation("laterality-mismatch", "error", span.start + 2, span.end - 2, "", "")
    assert blamed(cut, words, _verdict(exact)) == {id: ["laterality-mismatch"]}
    fixed = next(s for s, i, p in spans_of(cut, words) if i is None and p == place and s.end - s.start > 1)
    beside = Violation("dropped-caveat", "error", fixed.start, fixed.end, "", "")
    assert {cut.unit(i).statement for i in blamed(cut, words, _verdict(beside))} == {place[1]}
    fact = plan.reading.fact(cut.unit(id).facts[0])
    missing = Violation("omitted-finding", "error", None, None, "", "", evidence=plan.reading.spans(fact))
    assert id in blamed(cut, words, _verdict(missing))
    nowhere = Violation("reading-level", "error", None, None, "", "")
    assert set(blamed(cut, words, _verdict(nowhere))) == set(words)
    warning = Violation("unexplained-jargon", "warning", 0, 5, "", "")
    assert blamed(cut, words, _verdict(warning)) == {}
    assert blamed(cut, {id: words[id]}, _verdict(nowhere)) == {id: ["reading-level"]}
