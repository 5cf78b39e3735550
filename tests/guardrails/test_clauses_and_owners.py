"""Who acts, what is denied and what is only explained: faithful sentences beside near ones that claim, blame, order or frighten."""

from __future__ import annotations

from functools import cache

import pytest

import guardrails
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience, Plan

KNEE = (
    "EXAM: MRI right knee.\nCLINICAL HISTORY: Twisting injury at volleyball. Lateral knee pain, locking. Family history of osteoarthritis.\n"
    "FINDINGS: Horizontal tear of the lateral meniscus. Small joint effusion. Chronic thickening of the medial collateral ligament. "
    "No fracture. No destructive bone lesion.\nIMPRESSION: 1. Lateral meniscus tear. 2. Small effusion. Correlate clinically."
)
CHEST = (
    "EXAM: CT chest.\nHISTORY: 66-year-old man with chronic cough, former smoker, family history of lung cancer, hypertension.\n"
    "FINDINGS: 5 mm nodule in the right upper lobe. Mild emphysema. No lytic rib lesion.\nIMPRESSION: 5 mm right upper lobe nodule. "
    "A follow-up CT in 12 months is recommended. A negative CT should not delay biopsy of a palpable chest wall mass."
)
UNBORN = (
    "EXAM: Obstetric ultrasound.\nINDICATION: Growth check at 34 weeks.\nFINDINGS: Single live fetus in cephalic position. "
    "Estimated fetal weight 2310 g. Femur length is short for dates.\nIMPRESSION: Single live fetus with short femur length."
)
SHOULDER = (
    "EXAM: MRI left shoulder.\nFINDINGS: Partial-thickness supraspinatus tear. Prior labral repair with two anchors.\n"
    "IMPRESSION: Partial supraspinatus tear."
)
TOLD = {
    KNEE: "The scan shows a tear of the outer meniscus in the right knee. There is a small amount of extra fluid in the joint.",
    CHEST: "The scan shows a 5 mm spot in the right upper lung. There is mild emphysema.",
    UNBORN: "The scan shows one baby, head down. The thigh bone measures short for the dates.",
    SHOULDER: "The scan shows a partial tear of the supraspinatus tendon in the left shoulder.",
}


@cache
def _plan(report: str, audience: Audience) -> Plan:
    return make_plan(read(report, admit_any=True), audience=audience)


def _rules(report: str, sentence: str, audience: Audience = "patient") -> set[str]:
    draft = f"{TOLD[report]}\n\n{sentence}"
    return {v.rule for v in guardrails.check(_plan(report, audience), draft).violations if v.severity == "error"}


#: Rule, report, a sentence that does not break it, and one near to it that does.
PAIRS = [
    (
        "unsupported-claim",
        CHEST,
        "People often want to know if a spot is cancer.",
        "People with spots often get cancer.",
    ),
    (
        "causal-attribution",
        KNEE,
        "Your doctor can try to bring on the pain by bending the knee.",
        "The tear can bring on the pain you feel.",
    ),
    (
        "causal-attribution",
        KNEE,
        "An answer to what hurts will come from an exam.",
        "The locking of your knee comes from the tear.",
    ),
    ("alarming-language", KNEE, "Bone being eaten away: none seen.", "Bone being eaten away: seen in the joint."),
    ("alarming-language", KNEE, "| Crushed bone | no |", "| Crushed bone | yes |"),
    (
        "alarming-language",
        CHEST,
        "No rib was found that is being eaten away.",
        "There is no doubt that it eats away at a rib.",
    ),
    ("alarming-language", CHEST, "No bone was found to be crumbling.", "A rib was found to be crumbling."),
    ("alarming-language", KNEE, "Not seen: a break, or a worn through cartilage.", "Seen: a worn through cartilage."),
    (
        "causal-attribution",
        KNEE,
        "Tell your doctor about any change you notice.",
        "What you notice comes from the tear.",
    ),
    (
        "causal-attribution",
        KNEE,
        "Let your clinic know what you notice at home.",
        "Let your clinic know that the tear makes it hurt.",
    ),
    (
        "causal-attribution",
        KNEE,
        "Because your knee locks, your doctor should examine it.",
        "Because the tear catches, your knee locks.",
    ),
    (
        "causal-attribution",
        KNEE,
        "We are writing to let you know the outcome.",
        "Your pain is your body letting you know about the tear.",
    ),
    (
        "causal-attribution",
        KNEE,
        '"Horizontal" only tells its direction. It has nothing to do with how bad it is.',
        "The tear has nothing to do with how bad your knee feels.",
    ),
    ("causal-attribution", KNEE, "A fever is a reason to call your doctor.", "The tear is a reason your knee hurts."),
    (
        "causal-attribution",
        KNEE,
        "Mechanism and symptoms are not given.",
        "The mechanism of the pain is the torn meniscus.",
    ),
    (
        "causal-attribution",
        KNEE,
        "The reason written on the form is locking.",
        "The reason for the locking is the torn meniscus.",
    ),
    (
        "causal-attribution",
        KNEE,
        "The radiologist suggests matching the scan with any locking you may feel.",
        "The scan explains any locking you may feel: the tear is behind it.",
    ),
    (
        "causal-attribution",
        CHEST,
        "An exam is needed to make sense of your cough.",
        "The emphysema helps make sense of your cough.",
    ),
    (
        "causal-attribution",
        CHEST,
        "What it means for you: the scan can't say where your cough comes from.",
        "What it means for you: your cough comes from the emphysema.",
    ),
    (
        "unsupported-claim",
        KNEE,
        "The meniscus is a pad of cartilage that spreads the load each time you take a step.",
        "The meniscus is a pad that frays each time you kneel.",
    ),
    (
        "unsupported-claim",
        UNBORN,
        "A radiologist would expect to see a longer thigh bone.",
        "You can expect to see the bone catch up.",
    ),
    (
        "unsupported-claim",
        UNBORN,
        "The true weight at birth can differ.",
        "The short bone was there at birth in the father too.",
    ),
    (
        "unsupported-claim",
        CHEST,
        "A fever that does not go away is a reason to call your doctor.",
        "Emphysema does not go away.",
    ),
    (
        "unsupported-claim",
        CHEST,
        "High blood pressure and lung cancer in your family were also named as reasons to look.",
        "The spot was passed down in your family.",
    ),
    ("unsupported-claim", KNEE, "Let's take it slowly.", "The joint wears out slowly."),
    ("unsupported-claim", CHEST, "The flow signal is weaker than expected.", "The lung is expected to be weaker soon."),
    (
        "unsupported-claim",
        KNEE,
        "No disc or pad was seen that has come back.",
        "There is no question that the tear will come back.",
    ),
    ("unsupported-claim", CHEST, "The bones look thinner in general.", "Such bones generally get thinner."),
    (
        "unsupported-claim",
        KNEE,
        "The guess at its size may be off. Such guesses can be off.",
        "Such tears usually mend by themselves.",
    ),
    (
        "unsupported-claim",
        UNBORN,
        "Baby lies with the head down.",
        "Babies with short bones catch up by their first birthday.",
    ),
    (
        "unsupported-claim",
        KNEE,
        "Children can have this scan too.",
        "Children with a normal knee scan outgrow knee pain.",
    ),
    ("unsupported-claim", CHEST, "Ask what it means to have smoked.", "You got emphysema from smoking."),
    (
        "treatment-directive",
        SHOULDER,
        "A picture does not show how a shoulder moves, so your surgical team will want to examine it.",
        "You need a surgical repair.",
    ),
    (
        "treatment-directive",
        SHOULDER,
        "Take this letter to your physical therapy clinic.",
        "Do physical therapy three times a week.",
    ),
    ("treatment-directive", SHOULDER, "The report neither asks for surgery nor rules it out.", "Ask for surgery."),
]


@pytest.mark.parametrize(("rule", "report", "faithful", "unfaithful"), PAIRS)
def test_a_sentence_passes_where_its_near_neighbour_does_not(
    rule: str, report: str, faithful: str, unfaithful: str
) -> None:
    """What is denied, asked, explained or done by people claims nothing; the near sentence breaks a rule."""
    assert rule not in _rules(report, faithful)
    assert rule in _rules(report, unfaithful)


CLINICIAN = [
    (
        "unsupported-claim",
        KNEE,
        "Correlation at the bedside will determine what weight the tear deserves.",
        "The effusion will resolve.",
    ),
    (
        "treatment-directive",
        KNEE,
        "A focused examination is needed before attaching weight to the meniscal tear.",
        "The leg should carry no weight for a month.",
    ),
    ("treatment-directive", KNEE, "The examination should carry more weight than the images.", "Start tiotropium."),
    (
        "treatment-directive",
        CHEST,
        "A palpable chest wall mass should go to biopsy without delay despite a negative CT.",
        "Bronchodilator therapy is indicated without delay.",
    ),
]


@pytest.mark.parametrize(("rule", "report", "faithful", "unfaithful"), CLINICIAN)
def test_a_line_for_clinicians_passes_where_its_near_neighbour_does_not(
    rule: str, report: str, faithful: str, unfaithful: str
) -> None:
    """Exams decide and weigh findings; a treatment or a course of the draft's own stays a fault."""
    assert rule not in _rules(report, faithful, "clinician")
    assert rule in _rules(report, unfaithful, "clinician")
