"""Lines broken at a width."""

import textwrap

import pytest

from explainer.core.language.wrapping import unwrap
from explainer.core.reading import read

REPORT = (
    "FINDINGS: There is facet arthropathy at L3-L4 and L4-L5 with mild right foraminal narrowing. There is no evidence of "
    "acute pulmonary embolism in the vessels that are included at the edge of the field. The conus ends at L1.\n"
    "IMPRESSION: Facet arthropathy at L3-L4 and L4-L5. No acute compression fracture from T12 through L5 is seen here."
)


@pytest.mark.parametrize("width", range(48, 80))
def test_a_width_changes_no_finding(width: int) -> None:
    def told(text: str) -> list[tuple[str, str, str | None, tuple[str, ...]]]:
        return [(f.concept, f.status, f.laterality, f.levels) for f in read(text).findings]

    wrapped = "\n".join(textwrap.fill(line, width) for line in REPORT.split("\n"))
    assert told(wrapped) == told(REPORT)


@pytest.mark.parametrize(
    "text",
    [
        "disc bulge noted at l4/l5 level, compressing the thecal sac\nfacet joint hypertrophy\nfeatures of muscle spasm",
        "right lung: clear throughout with no effusion or consolidation\nleft lung: clear throughout with no effusion\nheart: normal",
        "1. small effusion of the knee joint without a loose body.\n2. mild chondromalacia of the patella, lateral facet.",
        "short\nlines\nof a note",
    ],
)
def test_lines_that_are_meant_stay(text: str) -> None:
    assert unwrap(text) == text


def test_offsets_stay() -> None:
    wrapped = textwrap.fill(REPORT.split("\n")[0].lower(), 60)
    assert len(unwrap(wrapped)) == len(wrapped)
    assert "\n" not in unwrap(wrapped)
