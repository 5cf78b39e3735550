"""The plain words of letters: what they name at each part of the body, and where they name nothing."""

import pytest

import guardrails
from explainer.core.knowledge.lexicon import load_lexicon, spread
from explainer.core.planning import make_plan
from explainer.core.reading import read

#: Reports of one finding, by what a letter may call it, and one of the same exam without it.
SPINE = "EXAM: MRI of the lumbar spine.\nFINDINGS: {0}\nIMPRESSION: {0}"
BELLY = "EXAM: CT of the abdomen and pelvis.\nFINDINGS: {0}\nIMPRESSION: {0}"
CHEST = "EXAM: CT of the chest.\nFINDINGS: {0}\nIMPRESSION: {0}"
KNEE = "EXAM: MRI of the right knee.\nFINDINGS: {0}\nIMPRESSION: {0}"
NONE = {
    SPINE: "Tarlov cyst at S2.",
    BELLY: "Small hiatal hernia.",
    CHEST: "Small hiatal hernia.",
    KNEE: "Bipartite patella.",
}
NAMING = {"invented-finding", "omitted-finding", "negation-flip", "level-mismatch"}
SAID = [
    (SPINE, "Compression of the thecal sac at L4-L5.", "The sac around the nerves is squeezed at L4-L5."),
    (SPINE, "Compression of the thecal sac at L4-L5.", "There is pressure on the nerve sac at L4-L5."),
    (SPINE, "Compression of the thecal sac at L4-L5.", "The tube that holds the spinal nerves is dented at L4-L5."),
    (SPINE, "Foraminal stenosis at L4-L5.", "The gap the nerve passes through is tight at L4-L5."),
    (SPINE, "Foraminal stenosis at L4-L5.", "The holes for the nerves are smaller than usual at L4-L5."),
    (SPINE, "Central canal stenosis at L4-L5.", "The canal of the spine has become smaller at L4-L5."),
    (SPINE, "Paraspinal muscle spasm.", "The muscles along the spine look tense."),
    (SPINE, "Paraspinal muscle spasm.", "Your back muscles are tight."),
    (SPINE, "Disc bulge at L4-L5.", "The L4-L5 disc spreads past its usual edge."),
    (SPINE, "Annular fissure at L4-L5.", "The outer layer of the disc at L4-L5 is cracked."),
    (SPINE, "Loss of disc height at L5-S1.", "The space between L5 and S1 is narrow."),
    (SPINE, "Disc desiccation at L4-L5.", "The cushion at L4-L5 is dry."),
    (SPINE, "Anterolisthesis of L4 on L5.", "L4 has shifted forward over L5."),
    (SPINE, "Compression fracture of L1.", "L1 is broken."),
    (SPINE, "Lumbar spondylosis.", "Your lumbar spine shows wear."),
    (BELLY, "Hepatomegaly.", "The liver measures large."),
    (BELLY, "Hepatomegaly.", "The liver is swollen."),
    (BELLY, "Enlarged lymph nodes in the abdomen.", "Lymph nodes in the belly are too big."),
    (BELLY, "Ascites.", "Fluid has gathered in the belly."),
    (BELLY, "Calcification of the abdominal aorta.", "Calcium has built up in the aorta."),
    (CHEST, "Right pleural effusion.", "Fluid is collecting around the right lung."),
    (CHEST, "Atelectasis at the left base.", "The base of the left lung is not fully inflated."),
    (KNEE, "Joint effusion.", "Fluid has built up in the knee."),
    (KNEE, "Tear of the anterior cruciate ligament.", "The fibers of the ACL are broken."),
    (KNEE, "Osteoarthritis of the knee.", "There is wear of the knee joint."),
]  # fmt: skip
#: Words of finding in another sense, with what the report says.
ELSE = [
    ("EXAM: CT of the face.\nFINDINGS: Fluid in both maxillary sinuses and ostiomeatal complexes.\nIMPRESSION: Fluid in both maxillary sinuses.", "Fluid lies in both cheek sinuses and their drain paths."),
    ("EXAM: X-ray of the knee.\nFINDINGS: Growth arrest lines of the distal femur.\nIMPRESSION: Growth arrest lines.", "The thin lines mark a time when bone growth paused."),
    ("EXAM: Barium enema.\nFINDINGS: Small hiatal hernia.\nIMPRESSION: Small hiatal hernia.", "Barium was put into the bowel through a soft tube."),
    ("EXAM: Coronary angiogram.\nFINDINGS: Small hiatal hernia.\nIMPRESSION: Small hiatal hernia.", "You had a heart artery test (cardiac catheter)."),
    ("EXAM: MRI of the lumbar spine.\nFINDINGS: Posterior fusion hardware at L3-L4.\nIMPRESSION: Posterior fusion hardware at L3-L4.", "Screws hold the bones at L3-L4."),
    ("EXAM: X-ray of the hip.\nFINDINGS: Avascular necrosis of the right hip.\nIMPRESSION: Avascular necrosis of the right hip.", "In the right hip, bone has lost its blood supply."),
    ("EXAM: Renal ultrasound.\nINDICATION: UTI.\nFINDINGS: Left renal cyst.\nIMPRESSION: Left renal cyst.", "Stay in touch with your clinician about the infection."),
    ("EXAM: Obstetric ultrasound.\nFINDINGS: Twin gestation. Anterior placenta.\nIMPRESSION: Twin gestation.", "By size the baby is as it should be."),
    ("EXAM: X-ray of the wrist.\nFINDINGS: Os styloideum.\nIMPRESSION: Os styloideum.", "You may wear a splint to sleep."),
]  # fmt: skip
#: Their neighbours: the same words where they do name something.
STILL = [
    (ELSE[0][0], "A drain was seen in the brain."),
    (ELSE[1][0], "There is a bone growth in the femur."),
    (ELSE[2][0], "There is a soft tube in the bladder."),
    (ELSE[4][0], "A stent lies in the aorta."),
    (ELSE[6][0], "An infection of the spine was seen."),
    (ELSE[8][0], "There is wear in the wrist."),
    (ELSE[8][0], "The cancer has reached the lymph nodes."),
]


def _errors(report: str, draft: str) -> set[str]:
    verdict = guardrails.check(make_plan(read(report), audience="patient"), draft)
    return {v.rule for v in verdict.violations if v.severity == "error"} & NAMING


@pytest.mark.parametrize(("exam", "finding", "said"), SAID, ids=[s for *_, s in SAID])
def test_a_plain_word_names_the_finding_of_its_part(exam: str, finding: str, said: str) -> None:
    """A plain wording tells the finding where the report has it, and is caught where it has not."""
    assert _errors(exam.format(finding), said) == set()
    assert _errors(exam.format(NONE[exam]), said) & {"invented-finding", "negation-flip"}


@pytest.mark.parametrize(("report", "said"), ELSE, ids=[s for _, s in ELSE])
def test_a_word_in_another_sense_names_nothing(report: str, said: str) -> None:
    """A word of finding that is part of another name, or of how the exam was done, tells of no finding."""
    assert "invented-finding" not in _errors(report, said)


@pytest.mark.parametrize(("report", "said"), STILL, ids=[s for _, s in STILL])
def test_the_same_word_said_of_the_reader_is_caught(report: str, said: str) -> None:
    """The same words are caught where they tell of something that the report does not hold."""
    assert _errors(report, said) & {"invented-finding", "level-mismatch"}


def test_choices_in_a_phrase_are_written_out() -> None:
    """A phrase with choices stands for each of them; one without stays as it is."""
    assert spread(["sac (around|of) nerves", "growth (tumor)"]) == (
        "sac around nerves",
        "sac of nerves",
        "growth (tumor)",
    )
    assert spread(["takes (up|) room"]) == ("takes up room", "takes room")


def test_a_word_is_read_by_its_part_in_letters_only() -> None:
    """A letter's "smaller" is narrow of a canal and shrunk of an organ; a report says what it means."""
    letter, report = load_lexicon("letter"), load_lexicon("report")
    assert letter.compose("atrophy", "spinal-canal") == "central-canal-stenosis"
    assert report.compose("atrophy", "spinal-canal") is None
