"""A clause that says what a clause of the report says, in nearly its words, is no fault; turned, moved or made up it is."""

from __future__ import annotations

from functools import lru_cache

import pytest

from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Plan
from guardrails import check
from guardrails.sameness import codes

SPINE = (
    "MRI LUMBAR SPINE\nL1-L2 : normal .\nRt paracentral disc protrusion at L2/L3 touching the Rt L3 root .\n"
    "Diffuse disc bulge L4/L5 indenting the thecal sac , no foraminal stenosis .\nLt renal cyst about 14 mm ."
)
NECK = (
    "CT NECK WITH CONTRAST\nINDICATION: Right neck lump for a month.\nFINDINGS: Right submandibular gland stone of 5 mm. Left thyroid "
    "nodule of 9 mm. Mild dextroscoliosis. Mixed plaque at the left bulb. No ulceration is identified.\n"
    "IMPRESSION: 1. Right submandibular stone, 5 mm. 2. Left thyroid nodule, 9 mm."
)
BELLY = (
    "CT ABDOMEN\nFINDINGS: The infrarenal aorta is ectatic at 2.8 cm, previously 2.5. A tiny bubble of extraluminal gas lies beside "
    "the sigmoid. Mild heterotopic ossification lateral to the left hip.\n"
    "IMPRESSION: 1. Extraluminal gas beside the sigmoid. 2. Ectatic aorta, 2.8 cm. 3. Left heterotopic ossification."
)


@lru_cache(maxsize=8)
def _plan(report: str, audience: str) -> Plan:
    return make_plan(read(report, admit_any=True), audience=audience)  # type: ignore[arg-type]


def _faults(report: str, draft: str, rule: str, audience: str = "patient") -> list[str]:
    found = check(_plan(report, audience), draft).violations
    return [v.message for v in found if v.rule == rule and v.severity == "error"]


@pytest.mark.parametrize(
    ("report", "rule", "faithful", "unfaithful"),
    [
        (SPINE, "invented-finding", "It touches the right L3 nerve root.", "There is a spinal cord tumor."),
        (SPINE, "level-mismatch", "A diffuse disc bulge at L4-L5 indents the thecal sac.", "A diffuse disc bulge at L5-S1 indents the thecal sac."),
        (SPINE, "laterality-mismatch", "The left kidney has a cyst of 14 mm.", "The right kidney has a cyst of 14 mm."),
        (NECK, "laterality-mismatch", "You found a lump on the right side of your neck.", "A lump of 9 mm is in the right thyroid."),
        (NECK, "negation-flip", "No ulcer was found in the plaque on the left.", "There is no sign of the plaque on the left."),
        (BELLY, "number-mismatch", "The aorta is 2.8 cm wide. It was 2.5 cm before.", "The aorta is 2.8 cm wide. It was 2.1 cm before."),
        (
            BELLY, "omitted-finding",
            "Beside the sigmoid is a tiny bubble of gas outside the bowel. The aorta is ectatic, 2.8 cm. Mild HO beside the left hip.",
            "Beside the sigmoid is a tiny bubble of gas outside the bowel. The aorta is ectatic, 2.8 cm.",
        ),
    ],
)  # fmt: skip
def test_a_clause_of_the_report_is_no_fault(report: str, rule: str, faithful: str, unfaithful: str) -> None:
    assert not _faults(report, faithful, rule)
    assert _faults(report, unfaithful, rule)


def test_diseases_of_one_part_are_two_words() -> None:
    assert codes("tendinosis").isdisjoint({"tendin"})
    assert codes("diverticulosis").isdisjoint(codes("diverticulitis"))
    assert not codes("kidney").isdisjoint(codes("renal"))
