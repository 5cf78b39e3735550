"""What a letter may say is not there."""

from __future__ import annotations

import pytest

from explainer.core.planning import make_plan
from explainer.core.reading import read


def denied(text: str) -> str:
    """The sentences of a patient's plan that deny something, the first lines with them."""
    plan = make_plan(read(text, admit_any=True), audience="patient")
    return " ".join(i.filled() for i in plan.items if i.section in ("normal", "short-answer"))


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ("CT CHEST. Impression: A 6 mm nodule in the right upper lobe is unchanged. No new nodule.", "new round spot"),
        ("CT ABDOMEN. Findings: Simple cyst of the left kidney. No new adenopathy.", "new enlarged lymph nodes"),
        ("MRI BRAIN. Impression: No definite acute infarct.", "clear new stroke area"),
        ("ULTRASOUND OF THE LIVER. Findings: There is a 2 cm cyst. No other liver cyst is seen.", "another"),
    ],
)  # fmt: skip
def test_what_alone_is_denied_is_kept(report: str, told: str) -> None:
    """Only a new, an acute or another one is denied: the letter says so."""
    assert told in denied(report)


def test_new_is_said_of_what_follows_it() -> None:
    """In "no obstruction or new nodule" the obstruction is denied altogether."""
    told = denied("CT ABDOMEN. Findings: No hydronephrosis or new adenopathy.")
    assert "new kidney" not in told
    assert "new enlarged" in told


@pytest.mark.parametrize(
    ("report", "untold"),
    [
        ("CT HEART. Findings: Moderate stenosis of the proximal LAD. No stenosis of the distal circumflex.", "narrow heart artery"),
        ("CT HEART. Findings: 60% stenosis of the LAD. The left main is free of disease.", "build-up in the heart"),
        ("CT HEART. Findings: Calcified plaque in the LAD. There is no calcified plaque in the left main.", "calcium in the heart"),
    ],
)  # fmt: skip
def test_one_branch_is_not_the_whole(report: str, untold: str) -> None:
    """A thing denied at one branch and told of at another is not denied in words that hold for both."""
    told = denied(report)
    assert all(untold not in line for line in told.split(". ") if "not show" in line or "no sign" in line)


def test_a_share_is_a_grade() -> None:
    """Beyond a share alone a narrowing is denied."""
    (fact,) = read("CT NECK. There is no stenosis greater than 50% of the left carotid artery.", admit_any=True).facts
    assert (fact.status, fact.denied_grade) == ("absent", "significant")


@pytest.mark.parametrize(
    "report",
    [
        "US KIDNEYS. FINDINGS: The right kidney is normal in size. The left kidney is normal in size. There is no hydronephrosis.",
        "US KIDNEYS. FINDINGS: The right kidney measures 10 cm and the left kidney 11 cm. No hydronephrosis is seen.",
    ],
)  # fmt: skip
def test_what_follows_both_sides_is_of_neither(report: str) -> None:
    """After both kidneys were told of, what is denied is denied of no one side."""
    (fact,) = read(report, admit_any=True).facts
    assert fact.laterality is None
