"""The guard's suggestions put into a draft."""

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read

REPORT = (
    "CT CHEST\nFINDINGS: Small effusion in the left chest.\nIMPRESSION: Small left pleural effusion. No pneumothorax."
)


def amended(draft: str) -> str:
    plan = make_plan(read(REPORT), audience="patient")
    return guardrails.amend(draft, guardrails.check(plan, draft))


def test_a_sentence_at_fault_gives_way_and_its_bullet_stays() -> None:
    text = amended("What was found\n- There is a little fluid around the right lung.\n- The lung has not collapsed.")
    assert "right lung" not in text
    assert "\n- " in text
    assert "left" in text


def test_what_is_missing_is_added_at_the_end() -> None:
    draft = "Your scan of the chest is back. The lung has not collapsed."
    text = amended(draft)
    assert text.startswith(draft)
    assert "left" in text[len(draft) :]


def test_a_sentence_without_a_suggestion_is_left_out() -> None:
    text = amended("There is a small amount of fluid around the left lung. It will be gone within two weeks.")
    assert "two weeks" not in text


def test_a_draft_that_passes_is_not_changed() -> None:
    draft = "There is a small amount of fluid around the left lung. The lung has not collapsed."
    assert amended(draft) == draft
