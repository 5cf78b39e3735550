"""The mutation engine: one fault a draft, told where it stands, the same for the same seed."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest

from evals.mutations import OPERATORS, Mutation, mutate
from evals.mutations.letter import Letter, tidy
from evals.mutations.places import shifted
from evals.mutations_all import LETTERS, bases
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience, Plan
from explainer.pipeline import explain

ROOT = Path(__file__).resolve().parents[2]
REPORT = """CT ABDOMEN AND PELVIS WITHOUT CONTRAST

INDICATION: Left flank pain.

COMPARISON: CT from two years ago.

FINDINGS: There is a 5 mm stone in the left kidney, unchanged. No hydronephrosis. Mild facet arthropathy at L4-L5.
No free air.

IMPRESSION:
1. 5 mm nonobstructing left renal stone, unchanged.
2. Mild facet arthropathy at L4-L5.
"""
FREE = """Hi there,

so your CT is back. They saw a stone of 5 mm in the left kidney, and it has not changed in two years. It isn't
blocking anything: there is no swelling of the kidney.

Low down, at L4-L5, the small joints of your spine have mild arthritis. Plenty of people with no pain have this, so an exam has to show if it matters for you.

* No air was seen outside the bowel.
* The scan can't tell what your side pain comes from.

Talk it over with your doctor. Ask if the stone should be checked again.
"""
RULES = tuple(OPERATORS)


@lru_cache(maxsize=8)
def planned(report: str, audience: Audience = "patient") -> Plan:
    return make_plan(read(report), audience=audience)


@lru_cache(maxsize=4)
def template(name: str, audience: Audience) -> tuple[Plan, str]:
    report = (ROOT / "examples" / f"{name}.txt").read_text("utf-8")
    text = explain(report, audience=audience).text
    assert text is not None
    return planned(report, audience), text


#: Clean letters that together give work to every operator.
CHOSEN = frozenset(
    "rep-048/patient rep-010/clinician rep-015/clinician rep-037/clinician rep-054/patient rep-037/patient ct_head_critical/clinician mri_knee/patient "
    "mri_lumbar_extrusion/patient ct_lumbar_pelvis/clinician let-004 let-005 let-012 let-014 sum-001 sum-012".split()
)


@lru_cache(maxsize=1)
def made() -> tuple[tuple[str, Mutation], ...]:
    """Drafts of letters of both audiences, the template's and hand-written ones, each with its base."""
    found: list[tuple[str, Mutation]] = []
    for base in bases():
        if base.id in CHOSEN:
            text = base.text if base.text is not None else explain(base.report, audience=base.audience).text
            assert text is not None, base.id
            plan = planned(base.report, base.audience)
            found.extend((text, m) for m in mutate(plan, text, per_rule=12))
    return tuple(found)


def test_same_seed_same_drafts() -> None:
    """The same arguments give the same drafts; another seed gives others."""
    plan, text = template("mri_lumbar_extrusion", "patient")
    first = list(mutate(plan, text, seed=3))
    assert first == list(mutate(plan, text, seed=3))
    assert first != list(mutate(plan, text, seed=4))


def test_rules_are_asked_for_one_by_one() -> None:
    """A rule gives the same drafts alone as among all."""
    plan, text = template("ct_lumbar_pelvis", "clinician")
    alone = list(mutate(plan, text, rules=("negation-flip",)))
    assert alone == [m for m in mutate(plan, text) if m.rule == "negation-flip"]
    assert 0 < len(alone) <= 3


def test_unknown_rule_is_refused() -> None:
    """A rule that no operator plants is an error that names those there are."""
    plan, text = template("ct_lumbar_pelvis", "clinician")
    with pytest.raises(ValueError, match="laterality-mismatch"):
        next(mutate(plan, text, rules=("no-such-rule",)))


def test_operators_name_the_rules_of_the_guard() -> None:
    """There are operators for every rule of the guard and for no other."""
    import guardrails

    assert set(OPERATORS) == {r.name for r in guardrails.ALL_RULES}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_drafts_that_differ(rule: str) -> None:
    """A spoiled draft is not its base, also when blanks do not count."""
    drafts = [(base, m) for base, m in made() if m.rule == rule]
    assert drafts
    for base, m in drafts:
        assert m.text.split() != base.split()
        assert m.note


@pytest.mark.parametrize("rule", RULES)
def test_every_operator_makes_a_draft(rule: str) -> None:
    """No operator is idle on our own examples."""
    used = {m.operator for _, m in made() if m.rule == rule}
    assert used == {o.__name__.replace("_", "-") for o in OPERATORS[rule]}


def test_spans_hold_what_is_new() -> None:
    """A span lies in the draft and holds words; outside of it and of further places changed alike, the base stands."""
    for base, m in made():
        if m.span is None:
            continue
        start, end = m.span
        assert 0 <= start < end <= len(m.text)
        assert m.text[start:end].strip()
        # The first place that is not as it was in the base lies in the span, but for a bullet or a blank before it.
        first = next((i for i, (a, b) in enumerate(zip(base, m.text, strict=False)) if a != b), len(base))
        assert start <= first or not m.text[first:start].strip(" \n-•*[]x"), m


def test_side_is_swapped_where_it_stands() -> None:
    """The side of the one finding is told as the other, and the span holds the wrong word."""
    drafts = list(mutate(planned(REPORT), FREE, rules=("laterality-mismatch",), per_rule=9))
    assert drafts
    for m in drafts:
        assert m.span is not None
        assert "right" in m.text[slice(*m.span)] or "both" in m.text[slice(*m.span)] or "each" in m.text[slice(*m.span)]


def test_side_is_kept_where_both_are_told() -> None:
    """Where the report tells the same of the other side, a swap would still be true."""
    report = REPORT.replace("No hydronephrosis.", "There is a 5 mm stone in the right kidney.")
    assert not list(mutate(planned(report), FREE, rules=("laterality-mismatch",), per_rule=9))


def test_level_is_one_the_report_does_not_name() -> None:
    """A moved level is none that the report has."""
    drafts = list(mutate(planned(REPORT), FREE, rules=("level-mismatch",), per_rule=9))
    assert any(m.operator == "level-moved" for m in drafts)
    for m in drafts:
        assert m.span is not None
        assert m.text[slice(*m.span)] != "L4-L5"


@pytest.mark.parametrize(
    ("level", "by", "moved"),
    [("L4-L5", -1, "L3-L4"), ("L5-S1", -1, "L4-L5"), ("C7-T1", 1, "T1-T2"), ("T12", 1, "L1"), ("C1-C2", -1, None)],
)
def test_levels_shift_along_the_spine(level: str, by: int, moved: str | None) -> None:
    """The spine is counted through from neck to sacrum, and ends."""
    assert shifted(level, by) == moved


def test_free_letter_is_spoiled_in_most_ways() -> None:
    """A letter in a style of its own, with no headings, is spoiled by the operators of nearly every rule."""
    rules = {m.rule for m in mutate(planned(REPORT), FREE)}
    cannot = {
        "missing-urgent-action",
        "missing-citation",
        "miscited-claim",
    }  # nothing urgent, no summary, nothing cited
    assert set(OPERATORS) - rules <= cannot | {"unexplained-jargon", "certainty-mismatch"}


def test_omitted_finding_is_told_nowhere() -> None:
    """What is left out is told by no sentence any more, and everything else still is."""
    plan = planned(REPORT)
    drafts = list(mutate(plan, FREE, rules=("omitted-finding",), per_rule=9))
    assert drafts
    for m in drafts:
        assert m.span is None
        assert ("stone" in m.text) != ("arthritis" in m.text)


def test_invented_finding_is_not_in_the_report() -> None:
    """Nothing is made up that the report denies or holds."""
    for m in mutate(planned(REPORT), FREE, rules=("invented-finding",), per_rule=30):
        assert m.span is not None
        assert "kidney stone" not in m.text[slice(*m.span)].lower()


def test_no_urgent_step_no_draft() -> None:
    """Only a plan with an urgent step can lose it."""
    assert not list(mutate(planned(REPORT), FREE, rules=("missing-urgent-action",)))
    plan, text = template("ct_head_critical", "patient")
    drafts = list(mutate(plan, text, rules=("missing-urgent-action",)))
    assert drafts
    assert all("call for help or go to the ER" not in m.text for m in drafts)


def test_citations_follow_the_plan() -> None:
    """An unknown citation is one that the plan does not have; a stripped one is a clinician's."""
    plan, text = template("ct_lumbar_pelvis", "patient")
    assert not list(mutate(plan, text, rules=("missing-citation",)))
    numbers = {str(s.number) for s in plan.sources}
    for m in mutate(plan, text, rules=("unknown-citation",), per_rule=12):
        assert m.span is not None
        assert not set(m.text[slice(*m.span)].strip("[]").split(", ")) <= numbers


def test_letters_are_taken_apart() -> None:
    """Sentences are found by bullet, number and full stop, and linked to the facts they tell."""
    letter = Letter(planned(REPORT), FREE)
    facts = {f.concept: f.id for f in letter.facts.values()}
    first = next(s for s in letter.said if "5 mm" in s.text)
    assert facts["renal-stone"] in first.facts
    assert [s.text for s in letter.said if s.line.index == first.line.index][-1].startswith("It isn't")
    assert next(s for s in letter.said if "air" in s.text).text.startswith("No air")
    assert all(s.advises for s in letter.said if s.text.startswith(("Talk", "Ask")))


def test_tidy_closes_gaps() -> None:
    """A bullet or a number that lost its words goes with them."""
    assert tidy("One\n- \n- two  words .\n\n\n\n3. \nend") == "One\n- two words.\n\nend\n"


def test_letters_written_by_hand_have_a_report() -> None:
    """Every hand-written letter is joined with its report."""
    rows = [json.loads(row) for path in LETTERS for row in path.read_text("utf-8").splitlines()]
    clean = {r["id"] for r in rows if r.get("label", "clean") == "clean"}
    assert {b.id for b in bases() if b.kind == "hand-written"} == clean
