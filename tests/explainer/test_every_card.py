"""Each evidence card can be told to both audiences: the template writer passes its own guard."""

from __future__ import annotations

from evals.every_concept import run
from explainer.core.knowledge.library import load_library


def test_no_card_makes_a_letter_that_its_guard_withholds() -> None:
    cards = list(load_library().cards)
    outcomes, withheld = run(cards)
    assert sum(outcomes.values()) == 2 * len(cards)
    assert withheld == []
