"""The form of a wording: each way of leaving the plan's sentence has its name."""

from __future__ import annotations

import pytest

from explainer.wording.form import Limits, form_faults, kept, lemmas, tidied

PLAN = 'The report may name a mild 4 mm cyst at L4-L5 on the left ("{{q1}}"). It did not show a broken bone.'
KEEP = kept(PLAN, ("left", "right", "may", "The report"), ("mild", "severe"))
LIMITS = Limits(160, 0.9, lemmas("the a there is are was you your and of in on at it which also seen shown"))


def test_what_must_stay() -> None:
    """Slots with their marks, levels, numbers, denials and the words of the list that the sentence has."""
    assert KEEP == ('"{{q1}}"', "L4-L5", "not show", "4", "mild 4", "left", "may", "The report")


GOOD = (
    PLAN,
    'On the left at L4-L5, the report may name a mild 4 mm cyst ("{{q1}}"). It did not show a broken bone.',
    'The report may name a mild 4 mm cyst ("{{q1}}"), on the left at L4-L5. It did not show a bone which was broken.',
)


@pytest.mark.parametrize("text", GOOD)
def test_good_form(text: str) -> None:
    """Other order and joining words are free."""
    assert form_faults(PLAN, text, KEEP, LIMITS) == ()


BAD = {
    "empty": ("", "length"),
    "long": (PLAN + " It is seen there." * 9, "length"),
    "markup": (PLAN.replace("cyst", "**cyst**"), "characters"),
    "zero width": (PLAN.replace("cyst", "cy\u200bst"), "characters"),
    "homoglyph": (PLAN.replace("cyst", "сyst"), "characters"),
    "line break": (PLAN.replace(". It", ".\nIt"), "characters"),
    "citation": (PLAN.replace("bone.", "bone [1]."), "characters"),
    "link": (PLAN.replace("cyst", "cyst//x"), "characters"),
    "base64": (PLAN.replace("cyst", "cyst WW91IGhhdmUgY2FuY2VyLiBZb3UgaGF2ZQ"), "characters"),
    "more quotes": (PLAN.replace("cyst", '"cyst"'), "characters"),
    "slot lost": (PLAN.replace("{{q1}}", "it"), "slots"),
    "slot changed": (PLAN.replace("{{q1}}", "{{q2}}"), "slots"),
    "slot twice": (PLAN.replace('("{{q1}}")', '("{{q1}}" "{{q1}}")'), "slots"),
    "slot bare": (PLAN.replace('"{{q1}}"', "{{q1}}"), "slots"),
    "side lost": (PLAN.replace(" on the left", ""), "keep"),
    "grade moved": (PLAN.replace("mild ", "").replace("on the left", "mild on the left"), "keep"),
    "grade lost": (PLAN.replace("mild ", ""), "keep"),
    "doubt lost": (PLAN.replace("may name", "name"), "keep"),
    "level changed": (PLAN.replace("L4-L5", "L4"), "keep"),
    "number changed": (PLAN.replace("4 mm", "9 mm"), "numbers"),
    "number added": (PLAN.replace("bone.", "bone, 2 of it."), "numbers"),
    "question": (PLAN[:-1] + "?", "ending"),
    "sentences": (PLAN + " It is. It was. There it is.", "sentences"),
    "other words": (PLAN.replace("cyst", "tumor"), "words"),
    "own advice": (PLAN.replace("bone.", "bone, so stop your pills."), "words"),
    "words left out": (PLAN.replace(" a broken bone", " it"), "covers"),
    "denial dropped": (PLAN.replace("did not show", "did show"), "denials"),
    "denial added": (PLAN.replace("may name", "may not name"), "denials"),
    "denial moved": (PLAN.replace("did not show a", "did show not a"), "keep"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_form(name: str) -> None:
    """Each fault is told by its name."""
    text, fault = BAD[name]
    assert fault in form_faults(PLAN, text, KEEP, LIMITS)


def test_typographic_quotation_marks_are_no_fault() -> None:
    """What models write by habit is made plain."""
    text = PLAN.replace('"{{q1}}"', "\u201c{{q1}}\u201d") + "\n"
    assert tidied(text) == PLAN
