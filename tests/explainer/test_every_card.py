"""Each evidence card can be told to both audiences: the template writer passes its own guard."""

from __future__ import annotations

import pytest

from evals.every_concept import run
from explainer.core.knowledge.library import load_library

#: Shares of the cards, so that they can be told side by side.
SHARES = 6


@pytest.mark.parametrize("share", range(SHARES))
def test_no_card_makes_a_letter_that_its_guard_withholds(share: int) -> None:
    cards = list(load_library().cards)[share::SHARES]
    outcomes, withheld = run(cards)
    assert sum(outcomes.values()) == 2 * len(cards) > 0
    assert withheld == []
