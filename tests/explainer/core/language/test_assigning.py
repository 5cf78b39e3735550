"""Sizes, sides and changes that belong to another thing, or to none."""

from __future__ import annotations

import pytest

from explainer.core.reading import read


@pytest.mark.parametrize(
    ("sentence", "sizes"),
    [
        ("There is an occlusion of the left carotid artery 4 cm distal to its origin.", []),
        ("The low-lying soleus muscle extends to within 3 cm of the heel.", []),
        ("There is a cyst in the breast 6 cm from the nipple.", []),
        ("Liver cyst measuring 2.4 cm (previously 1.9 cm).", [2.4]),
        ("There is a 5 mm nodule in the right lung.", [5.0]),
        ("Several sub-4 mm nodules in the right lung.", []),
    ],
)
def test_a_distance_or_an_older_size_is_no_size(sentence: str, sizes: list[float]) -> None:
    """How far one place lies from another, and what was measured before, is not the size of a finding."""
    findings = read(f"CT. {sentence}", admit_any=True).findings
    assert [m.value for f in findings for m in f.measurements] == sizes


def test_an_amount_belongs_to_what_it_is_of() -> None:
    """In "2 mm of bulging" the length is that of the bulging."""
    findings = read(
        "MRI LUMBAR SPINE. L3-4: Mild loss of disc height with 2 mm of annular bulging.", admit_any=True
    ).findings
    assert {f.concept: len(f.measurements) for f in findings} == {"disc-height-loss": 0, "disc-bulge": 1}


def test_the_other_side_is_only_compared_with() -> None:
    """The side that a finding is held against is not its own, and to differ from it is no change."""
    (fact,) = read("CT ABDOMEN. The left kidney is enlarged when compared to the right side.", admit_any=True).facts
    assert (fact.laterality, fact.change) == ("left", None)


def test_to_have_increased_signal_is_no_change() -> None:
    """What has increased signal has not grown."""
    findings = read("MRI LEFT KNEE. The ligament has increased signal and fluid around it.", admit_any=True).findings
    assert all(f.change is None for f in findings)
