"""Comparing two results: pairs, tests, corrections and what changed."""

import pytest

from evals.compare import compare
from evals.results import Result, Run, Score

PLACE = {"suite": "guard", "writer": "template", "dataset": "d"}


def result(values, metric="recall", writer="template", group=None, ids=None):
    """A result with one score for each value."""
    place = {**PLACE, "writer": writer}
    names = ids or [f"s{i}" for i in range(len(values))]
    scores = tuple(
        Score(**place, id=name, metric=metric, value=value, group=group or {})
        for name, value in zip(names, values, strict=True)
    )
    return Result(runs=(Run(**place, n=len(values)),), scores=scores)


def only(found):
    """The one cell without a group."""
    (row,) = [d for d in found.differences if not d.group]
    return row


def test_nothing_changed_is_no_difference():
    """Equal results have no p and no changed sample."""
    found = compare(result([True, False, None]), result([True, False, None]))
    assert only(found).p is None
    assert only(found).n == 2
    assert found.flips == ()
    assert found.losses() == ()


def test_mcnemar_is_exact():
    """Ten samples lost and none won: p is 2 / 2**10; a loss."""
    found = compare(result([True] * 30), result([False] * 10 + [True] * 20))
    assert only(found).p == pytest.approx(2 / 2**10)
    assert only(found).lost == 10
    assert found.losses() == (only(found),)
    assert len(found.flips) == 10
    assert all(flip.worse for flip in found.flips)


def test_few_samples_cannot_be_significant():
    """Five samples can be chance whatever way they go; they are left out of the correction."""
    found = compare(result([True] * 5), result([False] * 5))
    assert only(found).p == pytest.approx(0.0625)
    assert only(found).adjusted is None
    assert found.losses() == ()


def test_a_gain_is_no_loss():
    """The gate asks for losses only."""
    found = compare(result([False] * 12), result([True] * 12))
    assert only(found).significant()
    assert not only(found).worse
    assert found.losses() == ()


def test_lower_is_better_for_false_rejections():
    """The direction comes from the measure."""
    found = compare(result([False] * 12, "false rejection"), result([True] * 12, "false rejection"))
    assert found.losses() == (only(found),)


def test_parts_of_one_sample_count_once():
    """Twenty mentions of two reports are two samples, which is no proof."""
    ids = [f"r{i % 2}#{i}" for i in range(20)]
    found = compare(result([True] * 20, ids=ids), result([False] * 20, ids=ids))
    assert (only(found).n, only(found).lost) == (2, 2)
    assert found.losses() == ()


def test_groups_are_compared_too_and_corrected_together():
    """The same samples in a group make a second test, so each p doubles."""
    before, after = ([True] * 10, [False] * 10)
    found = compare(result(before, group={"rule": "x"}), result(after, group={"rule": "x"}))
    assert {tuple(d.group.items()) for d in found.losses()} == {(), (("rule", "x"),)}
    assert only(found).adjusted == pytest.approx(2 * only(found).p)


def test_numbers_are_compared_by_paired_bootstrap():
    """A mean that moves by the same kind of step everywhere is a loss; one that moves about is none."""
    before = [float(i % 3) for i in range(40)]
    worse = [x + 0.5 + (i % 2) / 10 for i, x in enumerate(before)]
    moved = [x + (1 if i % 2 else -1) for i, x in enumerate(before)]
    assert only(compare(result(before, "extra error rules"), result(worse, "extra error rules"))).significant()
    assert not compare(result(before, "extra error rules"), result(moved, "extra error rules")).losses()


@pytest.mark.parametrize(("n", "significant"), [(2, False), (3, False), (5, False), (6, True), (12, True)])
def test_numbers_of_few_samples_cannot_be_significant(n, significant):
    """Two or three samples that moved the same way may do so by chance; no resampling of them makes that unlikely."""
    before = [float(i % 3) for i in range(n)]
    after = [x + 0.5 + i / 10 for i, x in enumerate(before)]
    found = only(compare(result(before, "extra error rules"), result(after, "extra error rules")))
    assert found.p >= 2 * 0.5**n
    assert found.significant() is significant


def test_an_extra_finding_is_a_loss_of_precision():
    """What only the new reader reads counts when it is wrong, and not when it is right."""

    def reading(ids, values):
        scores = [
            Score(suite="reading", writer="template", dataset="d", id=i, metric="positive precision", value=v)
            for i, v in zip(ids, values, strict=True)
        ]
        return Result(runs=(Run(suite="reading", writer="template", dataset="d", n=1),), scores=tuple(scores))

    ids = [f"r{i}#0-4" for i in range(12)]
    more = [f"r{i}#5-9" for i in range(12)]
    before = reading(ids, [True] * 12)
    assert compare(before, reading(ids + more, [True] * 12 + [False] * 12)).losses()
    assert not compare(before, reading(ids + more, [True] * 24)).flips


def test_two_writers_are_paired_where_each_side_has_one():
    """A model's letters are compared with the template's."""
    found = compare(result([True] * 8), result([False] * 8, writer="recorded:x"))
    assert only(found).writer == "template -> recorded:x"
    assert only(found).lost == 8


def test_samples_of_one_side_are_told():
    """A sample that is no longer scored is named, one that cannot be scored any more as well."""
    found = compare(result([True, True, True]), result([True, None], ids=["s0", "s1"]))
    assert found.gone == (("guard", "template", "d", "s1"), ("guard", "template", "d", "s2"))
    assert compare(result([True]), result([True, True])).fresh == (("guard", "template", "d", "s1"),)


def test_a_writer_that_is_gone_is_told():
    """Of two writers one is no longer there: its samples are gone, although the other has the same ones."""
    one, other = result([True]), result([True], writer="recorded:x")
    both = Result(runs=(*one.runs, *other.runs), scores=(*one.scores, *other.scores))
    found = compare(both, one)
    assert found.gone == (("guard", "recorded:x", "d", "s0"),)
    assert found.to_json()["gone"] == [{"suite": "guard", "writer": "recorded:x", "dataset": "d", "id": "s0"}]


def test_the_json_holds_what_differs():
    """For machines: cells with a p, changed scores, samples of one side."""
    data = compare(result([True] * 10), result([False] * 10)).to_json()
    assert data["differences"][0]["significant"] is True
    assert len(data["changed"]) == 10
