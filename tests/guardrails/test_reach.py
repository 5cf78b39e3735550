"""How far a denial or a doubt of a letter reaches: each faithful sentence beside an unfaithful one of the same build."""

from __future__ import annotations

from functools import lru_cache

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Plan

KNEE = (
    "EXAM: MRI of the right knee.\nFINDINGS: No acute fracture. There is a small joint effusion without loose body. Medial meniscus "
    "tear. No significant cartilage loss. A 9 mm cyst behind the knee, likely a Baker cyst.\n"
    "IMPRESSION: 1. Medial meniscus tear. 2. Small joint effusion. 3. Probable Baker cyst. 4. No fracture."
)
CHEST = (
    "EXAM: CT of the chest without contrast.\nFINDINGS: A 5 mm nodule in the right upper lobe, which does not warrant follow-up. "
    "No pleural effusion. Mild emphysema.\nIMPRESSION: 5 mm right upper lobe nodule. Mild emphysema. No pneumonia."
)
RULES = {"negation-flip", "certainty-mismatch", "false-reassurance"}


@lru_cache(maxsize=8)
def _plan(report: str, audience: str) -> Plan:
    return make_plan(read(report), audience=audience)  # type: ignore[arg-type]


def _broken(report: str, audience: str, line: str) -> set[str]:
    found = guardrails.check(_plan(report, audience), line).violations
    return {v.rule for v in found if v.severity == "error"} & RULES


FAITHFUL = [
    (KNEE, "patient", "Broken bone: no fracture was found."),
    (KNEE, "patient", "A loose body. This is a chip of bone that floats in the joint. None was seen."),
    (KNEE, "patient", "Fracture: a broken bone. No acute one was found."),
    (KNEE, "patient", "Cartilage loss of the joint, on the ends of both bones and behind the kneecap: none that is significant."),
    (KNEE, "patient", "Your team wanted to know if there was a break in the bone, which doctors call a fracture."),
    (KNEE, "patient", "The report says this fits with a Baker cyst, a pouch of fluid behind the knee."),
    (KNEE, "clinician", "Absent from report: grade of the meniscus tear, chronicity, comparison."),
    (KNEE, "clinician", "Neither the meniscus tear nor the effusion can be tied to the pain on imaging alone."),
    (KNEE, "clinician", "MRI right knee, requested for pain, asking about acute fracture."),
    (CHEST, "clinician", "| Follow-up | not warranted for the 5 mm nodule (as reported) |"),
    (CHEST, "patient", "No effusion was found. That is fluid around the lung."),
    (CHEST, "patient", "The spot is not pressing on the airway."),
    (CHEST, "patient", "Lymph nodes. These are small glands that filter fluid."),
    (CHEST, "clinician", "Review of inhalers in view of the emphysema, if not already done."),
]  # fmt: skip
UNFAITHFUL = [
    (KNEE, "patient", "Broken bone: there is a fracture.", "negation-flip"),
    (KNEE, "patient", "Meniscus tear. This is a rip in the cushion. None was seen.", "negation-flip"),
    (KNEE, "patient", "Meniscus: no tear was found.", "negation-flip"),
    (KNEE, "patient", "The main point is that the bone is broken.", "negation-flip"),
    (KNEE, "patient", "Cartilage loss: none.", "false-reassurance"),
    (KNEE, "patient", "There may be a tear of the medial meniscus.", "certainty-mismatch"),
    (KNEE, "patient", "There is nothing wrong with the ligaments, and you won't need any follow-up.", "false-reassurance"),
    (KNEE, "clinician", "Neither a meniscus tear nor an effusion was seen.", "negation-flip"),
    (KNEE, "clinician", "Acute fracture detected.", "negation-flip"),
    (CHEST, "patient", "There is fluid around the lung. That is an effusion.", "negation-flip"),
    (CHEST, "patient", "This is not pressing, so take your time.", "false-reassurance"),
    (CHEST, "patient", "No emphysema was found. That is air trapped in the lung.", "negation-flip"),
    (CHEST, "clinician", "There is a pleural effusion, if not already known.", "negation-flip"),
]  # fmt: skip


@pytest.mark.parametrize(("report", "audience", "line"), FAITHFUL)
def test_a_denial_ends_where_the_letter_ends_it(report: str, audience: str, line: str) -> None:
    assert _broken(report, audience, line) == set()


@pytest.mark.parametrize(("report", "audience", "line", "rule"), UNFAITHFUL)
def test_what_it_does_reach_is_judged(report: str, audience: str, line: str, rule: str) -> None:
    assert rule in _broken(report, audience, line)
