"""A sentence read from memory is what it is read as afresh, wherever it stands."""

import pytest

from evals.dataset import LETTERS
from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.language.analysis import analyse
from explainer.core.language.mentions import Context, read_sentence
from explainer.core.language.sentences import split_sentences
from guardrails import remembered
from guardrails.remembered import read_again

TEXTS = [letter.text for letter in LETTERS.load().samples]


def pieces(text):
    """A text analysed, and its sentences."""
    lexicon = load_lexicon("letter")
    analysis = analyse(text, lexicon)
    return analysis, split_sentences(text, folded=analysis.folded)


@pytest.mark.parametrize("ahead", ["", "The left knee was seen.\n\n", "No fracture, and no mass of 4 cm: "])
def test_read_again_is_what_is_read_afresh(ahead):
    """The same mentions and places at any offset, behind any words."""
    remembered._READ.clear()
    for text in TEXTS:
        for whole in (text, ahead + text, ahead + ahead + text):
            analysis, spans = pieces(whole)
            for span in spans:
                assert read_again(analysis, span) == read_sentence(analysis, span)


def test_another_lead_is_another_reading():
    """The level that a heading gives is no part of the sentence."""
    analysis, [span] = pieces("The disc bulges.")
    read_again(analysis, span, Context())
    [mention], _ = read_again(analysis, span, Context(levels=("L4-L5",)))
    assert mention.levels == ("L4-L5",)


def test_what_is_given_out_is_the_callers_own():
    """A list that a rule changes does not change the next reading."""
    analysis, [span] = pieces("A cyst of 4 cm is in the left kidney.")
    first, _ = read_again(analysis, span)
    first.clear()
    assert read_again(analysis, span)[0]


def test_the_table_is_bounded(monkeypatch):
    """It begins anew when it is full, and long sentences stay outside."""
    monkeypatch.setattr(remembered, "MOST", 3)
    monkeypatch.setattr(remembered, "_READ", {})
    for number in range(9):
        analysis, [span] = pieces(f"A cyst of {number} mm is seen.")
        read_again(analysis, span)
        assert len(remembered._READ) <= 3
    analysis, [span] = pieces("A cyst " + "and a cyst " * 60 + "is seen.")
    before = len(remembered._READ)
    read_again(analysis, span)
    assert len(remembered._READ) == before
