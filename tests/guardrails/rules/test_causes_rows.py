"""The rows by which the rule on causes reads a sentence: how a pattern is met, and what they catch and let pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

import guardrails
from guardrails.rules.causes_conditions import CONDITIONS
from guardrails.rules.causes_marks import computed
from guardrails.rules.causes_patterns import Claim, Pattern, Row, find, parse
from guardrails.rules.causes_words import rows, vocabulary


class _Words:
    """A sentence of bare words; ``<name>`` stands for the word "name"."""

    def __init__(self, text: str) -> None:
        self.words: Sequence[str] = text.split()
        self.vocabulary = frozenset(self.words)

    def spans(self, name: str) -> Mapping[int, Sequence[int]]:
        return {at: (at + 1,) for at, w in enumerate(self.words) if w == name}

    def covers(self, name: str) -> frozenset[int]:
        return frozenset(at for at, w in enumerate(self.words) if w == name)

    def marked(self, name: str) -> bool:
        return name in self.words

    def holds(self, condition: str, claim: Claim | None) -> bool:
        return condition in self.words


@pytest.mark.parametrize(
    ("pattern", "text", "met"),
    [
        ("a b", "x a b", True),
        ("^ a b", "x a b", False),
        ("a .1 b", "a x b", True),
        ("a .1 b", "a x x b", False),
        ("a ... b", "a x x x b", True),
        ("a ~!x b", "a y b", True),
        ("a ~!x b", "a x b", False),
        ("a ~2=x b", "a x x b", True),
        ("a ~2=x b", "a y b", False),
        ("a !b c", "a b c", False),
        ("<a> &b *", "a b", True),
        ("a c? b", "a b", True),
        ("a $", "a ; b", True),
        ("a $$", "a ; b", False),
    ],
)
def test_a_pattern_is_met(pattern: str, text: str, met: bool) -> None:
    """Words, kinds, gaps, looks and ends mean what the head of the file says."""
    assert bool(find(parse(pattern), _Words(text))) is met


def test_a_pattern_reads_a_tie_and_finds_it_again() -> None:
    """The element behind "@" is the tie; TIE stands for it, TIE+ also where something reaches into it."""
    sentence = _Words("pain comes from discs")
    assert {state[1:] for state in find(parse("pain ... @from discs"), sentence)} == {(2, 3)}
    assert find(parse("pain .1 TIE discs"), sentence, Claim(2, 3))
    assert not find(parse("comes TIE"), sentence, Claim(1, 3))
    assert find(parse("comes TIE+"), sentence, Claim(1, 3))


def _patterns(row: Row) -> Iterator[Pattern]:
    yield from row.when
    yield from row.unless


@pytest.mark.parametrize("row", [row for table in rows().values() for row in table], ids=lambda row: row.name)
def test_every_name_of_a_row_is_known(row: Row) -> None:
    """A kind in a pattern and a condition of a row stand in the data or in the code."""
    kinds = {*vocabulary().matcher.payloads, *vocabulary().words, *computed()}
    assert {name for p in _patterns(row) for step in p.steps for name in step.names} <= kinds
    conditions = {*row.without, *(name for given in row.given for name in given)}
    assert conditions <= {*CONDITIONS, *vocabulary().matcher.payloads, "finding", "place"}
    assert not CONDITIONS.keys() & set(vocabulary().matcher.payloads)


LUMBAR = (
    "EXAM: MRI lumbar spine.\nINDICATION: Low back pain and right leg tingling.\nFINDINGS: Right foraminal disc protrusion at L5-S1 "
    "abutting the right S1 nerve root. Facet arthropathy at L4-L5.\nIMPRESSION: L5-S1 disc protrusion. Facet arthropathy."
)
KNEE = (
    "EXAM: MRI right knee.\nINDICATION: Knee pain, giving way.\nFINDINGS: Horizontal tear of the medial meniscus. Patellar "
    "chondromalacia.\nIMPRESSION: Medial meniscal tear. Patellar chondromalacia."
)
SHOULDER = (
    "EXAM: MRI left shoulder.\nINDICATION: Shoulder pain at night.\nFINDINGS: Supraspinatus tendinosis with partial-thickness tear. "
    "Subacromial bursitis.\nIMPRESSION: Partial-thickness supraspinatus tear. Bursitis."
)
HEEL = (
    "EXAM: MRI left ankle.\nINDICATION: Heel pain in the morning.\nFINDINGS: Thickened plantar fascia. Calcaneal spur.\n"
    "IMPRESSION: Plantar fasciitis. Calcaneal spur."
)
BELLY = (
    "EXAM: Ultrasound abdomen.\nINDICATION: Upper belly pain after meals, nausea.\nFINDINGS: Several gallstones. Simple cyst in the left "
    "kidney.\nIMPRESSION: Cholelithiasis."
)
PELVIS = (
    "EXAM: CT pelvis.\nINDICATION: Buttock pain.\nFINDINGS: Sacroiliac joint sclerosis on the right.\nIMPRESSION: Right sacroiliac "
    "degenerative change. The sacroiliac change may contribute to the buttock pain."
)

BLAME = [
    (LUMBAR, "patient", "The protrusion rubs against a nerve, so it is small wonder your toes fizz."),
    (LUMBAR, "patient", "If the disc had not slipped, you would be walking without pain."),
    (LUMBAR, "patient", "Not every disc hurts. This one does."),
    (LUMBAR, "patient", "You should not be surprised that your leg tingles with a disc like that."),
    (LUMBAR, "patient", "We looked for the reason for your pain and found it in the disc."),
    (LUMBAR, "patient", "More than one thing causes your back pain: the disc and the small joints."),
    (LUMBAR, "clinician", "Facet arthropathy, correlating well with the reported low back pain."),
    (LUMBAR, "clinician", "Leg numbness unexplained by the lumbar disc, which is incidental."),
    (KNEE, "patient", "Your knee gives way; the tear may be why."),
    (KNEE, "patient", "The tear in your meniscus, which has troubled you for months, runs sideways."),
    (KNEE, "patient", "No wonder stairs are hard for you with cartilage that rough."),
    (KNEE, "patient", "Ask your doctor how to treat the tear that makes your knee give way."),
    (KNEE, "patient", "You feel the tear on the stairs."),
    (SHOULDER, "patient", "An inflamed bursa keeps you up at night."),
    (SHOULDER, "patient", "The tear robs your arm of its power."),
    (SHOULDER, "patient", "Whether you rest or work, the tear will keep hurting."),
    (SHOULDER, "patient", "Unless the tear heals, your shoulder will hurt at night."),
    (HEEL, "clinician", "Heel pain of plantar fascia origin."),
    (HEEL, "clinician", "Imaging correlate for the heel pain: thickened plantar fascia."),
    (HEEL, "patient", "The heel spur is a decoy; your pain has nothing to do with it."),
    (BELLY, "patient", "Gallstones triggered your upset stomach."),
    (BELLY, "clinician", "Biliary colic; multiple gallstones as culprit."),
    (PELVIS, "patient", "The sacroiliac change probably contributes to your buttock pain."),
    (PELVIS, "patient", "The report says the joint is the cause of your buttock pain."),
    (KNEE, "patient", "We do not hesitate to say that the tear is what makes your knee give way."),
    (KNEE, "patient", "The tear does not stop short of causing your pain."),
    (KNEE, "patient", "There is no mention of an old injury, and the tear causes your pain."),
    (KNEE, "patient", "The tear makes your knee hurt, and nothing in this report speaks against it."),
    (KNEE, "patient", "It takes no guess as to what hurts: the tear."),
    (KNEE, "patient", "One look at the tear, and you can see why your knee gives way."),
    (KNEE, "patient", "Now your pain has a name: a torn meniscus."),
    (KNEE, "patient", "Your knee hurts? That will be the torn meniscus."),
    (SHOULDER, "patient", "It is the inflamed bursa that wakes you."),
    (SHOULDER, "patient", "Your night pain is laid at the feet of the bursa."),
    (SHOULDER, "patient", "If you wonder why it hurts at night, the answer lies in the torn tendon."),
    (HEEL, "patient", "The heel spur should not be held liable for your pain."),
    (HEEL, "patient", "The fascia is thickened, and your foot pays the price each morning."),
    (LUMBAR, "patient", "Since the disc has slipped, you feel it down your leg."),
    (LUMBAR, "patient", "The protrusion engenders the tingling in your leg."),
    (LUMBAR, "patient", "We advise you to see the disc as the reason for your tingling."),
    (LUMBAR, "patient", "Without further comment on the scan: the disc is what hurts."),
    (BELLY, "patient", "Gallstones of this kind can hurt, and yours do."),
    (BELLY, "patient", "The stones are why you feel sick, which is why surgery is recommended."),
    (BELLY, "patient", "We found what has been tormenting you: gallstones."),
    (KNEE, "patient", "The meniscus is torn. That would be your sore knee, then."),
]
PROPER = [
    (LUMBAR, "patient", "Which of these changes, if any, is behind your pain? Ask your doctor to examine you."),
    (LUMBAR, "patient", "This may be a reason for the tingling, or it may not; have your leg examined."),
    (LUMBAR, "patient", "The S1 nerve carries feeling from the outer foot and helps you push off."),
    (LUMBAR, "patient", "An exam can show if the tingling follows the path of the nerve that the disc touches."),
    (LUMBAR, "clinician", "Correlate S1 root contact with dermatomal findings before attributing leg symptoms to it."),
    (KNEE, "patient", "Some tears hurt and some do not. The picture can't tell which kind yours is."),
    (KNEE, "patient", "The reason for your scan was that your knee gives way."),
    (KNEE, "patient", "Your clinician will press along the joint line to learn whether the tear is where it hurts."),
    (SHOULDER, "patient", "We do not know yet if the bursa is what wakes you; your doctor will test the shoulder."),
    (SHOULDER, "patient", "You came in with a sore shoulder. Here is what the pictures show: a partly torn tendon."),
    (HEEL, "patient", "Your heel hurts in the morning. That is why your foot was scanned."),
    (HEEL, "patient", "If pressing on the band brings out the pain, your doctor may link the two."),
    (BELLY, "patient", "You felt sick after meals, so an ultrasound was ordered. It shows stones in the gallbladder."),
    (BELLY, "clinician", "Cholelithiasis without cholecystitis. Symptom relevance is a clinical judgment."),
    (PELVIS, "patient", "The report says that the change in this joint may contribute to your buttock pain."),
    (KNEE, "patient", "The report makes no statement on what is behind your pain."),
    (KNEE, "patient", "The tear is described, yet the report stops short of saying what makes your knee give way."),
    (KNEE, "patient", "A scan cannot point to the spot that troubles you."),
    (KNEE, "patient", "The cause of the giving way is not something the pictures can name."),
    (SHOULDER, "patient", "We would caution against reading the word bursitis as proof of where your pain starts."),
    (SHOULDER, "patient", "It would be hasty to take the tear as the answer to your night pain."),
    (SHOULDER, "patient", "Being there does not have to mean that it is what hurts."),
    (HEEL, "patient", "Heel spurs of this sort can be silent."),
    (HEEL, "patient", "The report refrains from naming the source of your heel pain."),
    (BELLY, "patient", "The cyst should be looked at again, which is why a second scan is suggested."),
    (BELLY, "patient", "The report passes no judgment on whether the stones are behind your nausea."),
    (LUMBAR, "patient", "Where the tingling starts is beyond what this scan can show."),
]


def _blames(report: str, audience: str, draft: str) -> bool:
    verdict = guardrails.check_text(report, draft, audience)  # type: ignore[arg-type]
    return "causal-attribution" in [v.rule for v in verdict.violations]


@pytest.mark.parametrize(("report", "audience", "draft"), BLAME)
def test_a_finding_is_blamed(report: str, audience: str, draft: str) -> None:
    """A tie in uncommon words, and one beside words that leave another thing open."""
    assert _blames(report, audience, draft)


@pytest.mark.parametrize(("report", "audience", "draft"), PROPER)
def test_no_finding_is_blamed(report: str, audience: str, draft: str) -> None:
    """Near sentences that ask, limit, speak of people, tell the reason for the exam, or retell the report."""
    assert not _blames(report, audience, draft)
