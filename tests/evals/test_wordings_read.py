"""The texts on how reports word things: their form, and that the reader is no worse on them than it was measured to be."""

from __future__ import annotations

from collections import Counter

from evals import wordings_read

#: The least texts read right, by what they are about.
RIGHT = {"course": 44, "doubt": 118, "denial": 86, "grade": 56, "side": 77, "advice": 52}


def test_the_form() -> None:
    rows = wordings_read.rows()
    assert len({row["id"] for row in rows}) == len(rows) == 454
    assert len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        assert row["about"] in RIGHT, row["id"]
        assert row["expected"], row["id"]


def test_no_worse_than_measured() -> None:
    good = Counter[str]()
    missed = []
    for row in wordings_read.rows():
        about, text, expected = row["about"], row["text"], row["expected"]
        if wordings_read.right(about, expected, wordings_read.told(about, text)):
            good[about] += 1
        else:
            missed.append(text)
    assert all(good[about] >= least for about, least in RIGHT.items()), missed
