"""A body from its parts, and the sender's status."""

from __future__ import annotations

import pytest

from explainer.errors import ReportError
from explainer.importing.body import Part, assemble, choose, section_kind
from explainer.importing.status import WITHDRAWN_CODES, least_final, refuse_withdrawn


def test_parts_of_one_kind_stand_together():
    """One heading serves neighbours; a new kind opens a new section."""
    parts = [Part("findings", "One."), Part("findings", "Two."), Part("impression", "Three."), Part(None, "Four.")]
    assert assemble(parts) == "FINDINGS:\nOne.\nTwo.\n\nIMPRESSION:\nThree.\n\nFour."


def test_own_headings_are_not_doubled():
    """A part with headings of its own keeps them; a recommendation inside it does not stand for the impression."""
    assert assemble([Part("impression", "Impression: Normal.")]) == "Impression: Normal."
    told = assemble([Part("impression", "Nodule.\nRECOMMENDATION: CT in 6 months.")])
    assert told == "IMPRESSION:\nNodule.\nRECOMMENDATION: CT in 6 months."


def test_exam_only_when_the_body_does_not_tell_it():
    """The coded exam stands on top of a body that names none."""
    assert assemble([Part("findings", "Clear.")], "CT  chest\n").startswith("EXAM: CT chest\n\nFINDINGS:")
    assert "EXAM: MR" not in assemble([Part(None, "EXAM: CT chest\nFINDINGS: Clear.")], "MR")
    assert assemble([Part(None, "")], "CT") == ""
    assert assemble([Part("findings", "Clear.")], "123") == "FINDINGS:\nClear."


def test_control_characters_go():
    """Only tabs and line feeds are left."""
    assert assemble([Part(None, "\r\na\r\nb\x00\x07c\td\x0c\n")]) == "a\nb  c\td"


def test_length():
    """More than 1 MB is refused, in bytes too."""
    for parts in ([Part(None, "x" * 1_000_001)], [Part(None, "é" * 600_000)], [Part(None, "x" * 600_000)] * 2):
        with pytest.raises(ReportError, match="larger than 1 MB"):
            assemble(parts)


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("19005-8", "x", "impression"), ("121070", "", "findings"), ("", "Impression:", "impression"), ("", "CLINICAL HISTORY", "history"),
        ("", "Comment", None), ("", "Report text", None), ("", "BI-RADS", None), ("", "Radiologist", None), ("99", "Heart", None),
    ],
)  # fmt: skip
def test_section_of_a_code(code, name, kind):
    """Codes first, then titles; vague and administrative names open no section."""
    assert section_kind(code, name) == kind


def test_choose():
    """Items count from 1."""
    assert choose("abc", 2) == ("b",)
    assert choose("abc", None) == "abc"
    with pytest.raises(ReportError, match="holds 3 reports"):
        choose("abc", 4)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["final", "preliminary"], "preliminary"), (["F", "Wet Read"], "Wet Read"), (["final", "odd"], "odd"), (["amended", "final"], "amended"),
        (["odd", "P"], "P"), ([" Final "], "Final"), (["", "null", "unknown", '""'], None), ([], None), (["a<b>\n"], "a b"),
    ],
)  # fmt: skip
def test_least_final(words, status):
    """The least final word counts, as the sender wrote it, without signs that could break a line."""
    said = least_final(words)
    assert (said.strip() if said else said) == status


def test_withdrawn():
    """Words withdraw everywhere, letters only where a table defines them."""
    for word in ("Cancelled", "entered-in-error", "Entered_In_Error", "DELETED"):
        with pytest.raises(ReportError, match="withdrew"):
            refuse_withdrawn(["final", word])
    refuse_withdrawn(["final", "x", "D"])
    with pytest.raises(ReportError, match="withdrew"):
        refuse_withdrawn(["final", "x"], WITHDRAWN_CODES)
