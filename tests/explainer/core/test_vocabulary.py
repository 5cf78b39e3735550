"""What findings are called: names by part, slips of dictation, and the milder or graver thing that is not meant."""

from __future__ import annotations

import pytest

from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.reading import read


def concepts(sentence: str, title: str = "") -> list[str]:
    """The concepts read from one sentence of findings, those denied with a minus."""
    found = read(f"{title}FINDINGS:\n{sentence}\n", admit_any=True).findings
    return [("-" if f.status == "absent" else "") + f.concept for f in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The disc bulge is touching the right L3 nerve root.", ["nerve-root-contact"]),
        ("No residual or recurrent disc is seen.", ["-disc-herniation"]),
        ("Modic type 3 endplate changes at L1-2.", ["modic-changes"]),
        ("A bony ridge indents the ventral cord at C3-4.", ["cord-deformity"]),
        ("Slight wedging of T7.", ["vertebral-compression-fracture"]),
        ("There is chronic cholecystitis.", ["chronic-cholecystitis"]),
        ("Biliary dyskinesia is possible.", ["gallbladder-dysfunction"]),
        ("Mild enterogastric reflux is seen.", ["bile-reflux"]),
        ("Blunting of the right costophrenic sulcus.", ["costophrenic-blunting"]),
        ("The left vertebral artery is hypoplastic.", ["vertebral-artery-hypoplasia"]),
        ("Palmar ganglion cyst.", ["ganglion-cyst"]),
        ("There is a radiolucent line around the glenoid component.", ["periprosthetic-lucency"]),
        ("Occlusion of the right upper lobe bronchus.", ["bronchial-obstruction"]),
        ("Narrowing of the left main bronchus.", ["bronchial-obstruction"]),
        ("Thrombus in the splenic vein.", ["splenic-vein-thrombosis"]),
        ("Right basilar opacity.", ["airspace-opacity"]),
        ("Anterior root tear of the lateral meniscus.", ["meniscal-tear"]),
        ("Focal nodular hyperplasia in segment 8.", ["focal-nodular-hyperplasia"]),
        ("Fluid in the stomach.", ["fluid"]),
    ],
)
def test_the_thing_said_is_read(sentence: str, expected: list[str]) -> None:
    """A finding is read as what it is called, no milder and no graver."""
    assert [c for c in concepts(sentence) if c not in ("disc-bulge", "spur")] == expected


@pytest.mark.parametrize(
    ("sentence", "site"),
    [
        ("There is a cyst in the tail of the right epididymis.", "epididymis"),
        ("Subchondral marrow edema of the proximal ulnar aspect of the scaphoid.", "scaphoid"),
        ("Tendons - mild tendinosis of the triceps tendon.", "triceps-tendon"),
        ("The dehydrated disc shows reduced height.", "disc"),
        ("The gallbladder holds a polyp; no wall thickening.", "gallbladder"),
    ],
)
def test_a_finding_sits_in_the_part_meant(sentence: str, site: str) -> None:
    """Words for an end, a face or a heading are not taken for the part; a finding before may tell the part."""
    assert read(f"FINDINGS:\n{sentence}\n", admit_any=True).findings[-1].site == site


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A 6 mm mesenteric lymph node is unchanged.", ["lymph-node-measured"]),
        ("A left inguinal lymph node measures 16 mm.", ["lymphadenopathy"]),
        ("Borderline right level V node at 12 mm.", ["lymph-node-measured"]),
        ("No suspicious axillary lymph nodes.", ["-lymphadenopathy"]),
        ("Normal lymph nodes in the groin.", []),
    ],
)
def test_lymph_nodes_by_what_is_said_of_them(sentence: str, expected: list[str]) -> None:
    """A node that is measured is told; large or suspicious ones are enlarged nodes."""
    assert concepts(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The bladder is incompletely distended.",
        "Prompt homogenous uptake in both kidneys.",
        "The right side is dominant, a normal variant.",
    ],
)
def test_what_is_as_it_should_be_is_no_finding(sentence: str) -> None:
    """Filling, expected uptake and normal variants are no findings."""
    assert concepts(sentence) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abcess", "abscess"),
        ("lumber", "lumbar"),
        ("heterogenous", "heterogeneous"),
        ("edma", "edema"),
        ("meniscle", "meniscus"),
    ],
)
def test_slips_of_dictation(typed: str, meant: str) -> None:
    """Slips that the nearest word would not tell, or that are words themselves, are put right."""
    assert load_lexicon().speller.meant([typed]) == {typed: meant}


@pytest.mark.parametrize(
    ("title", "sentence", "expected"),
    [
        ("US abdomen", "Sludge and a 3 mm polyp in the GB.", ["gallbladder-sludge", "gallbladder-polyp"]),
        ("CT abdomen", "Seg 5 shows a perfusion anomaly.", ["liver-perfusion-difference"]),
        ("CT abdomen", "The pancreatic ductal dilatation measures 5 mm.", ["pancreatic-duct-dilation"]),
        ("CT abdomen", "Gas in the portal vein.", ["portal-venous-gas"]),
        ("US pelvis", "The right tube is distended with fluid.", ["hydrosalpinx", "fluid"]),
        ("CT neck", "An indeterminate left level V node.", ["lymph-node-measured"]),
        ("US thyroid", "Extrathyroidal extension is not seen.", ["-extrathyroidal-extension"]),
        ("CT sinuses", "Mycetoma in the right sphenoid sinus.", ["fungal-sinusitis"]),
        ("CT temporal bones", "The tegmen is thinned.", ["skull-base-thinning"]),
        ("MRI wrist", "SL interval is widened.", ["scapholunate-widening"]),
        ("X-ray wrist", "Lucent line through the hook of the hamate.", ["lucent-line"]),
        ("X-ray foot", "Compression fracture of the navicular.", ["tarsal-fracture"]),
        ("MRI knee", "No loose chondral fragment.", ["-knee-loose-body"]),
        ("MRI knee", "Cartilage: thinning over the lateral femoral condyle.", ["knee-cartilage-loss"]),
        ("CT lumbar spine", "Lucency around the S1 screws.", ["hardware-lucency"]),
        ("CT lumbar spine", "Bone fragments are retropulsed at L2.", ["vertebral-retropulsion"]),
        ("MRI spine", "Thoracic kyphosis is intact.", []),
        ("CT abdomen, stone protocol", "Kidneys are normal.", []),
    ],
)
def test_names_by_part_and_short_forms(title: str, sentence: str, expected: list[str]) -> None:
    """Short forms, other word orders and heads at a part name the thing; a protocol or a kept curve names none."""
    assert concepts(sentence, f"EXAM: {title}\n\n") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Oroantral communication.", "oroantral-fistula"),
        ("Subclavian steal.", "subclavian-steal"),
        ("Intestinal malrotation.", "malrotation"),
        ("Enophthalmos on the right.", "enophthalmos"),
        ("Threatened abortion.", "threatened-miscarriage"),
        ("Marginal syndesmophytes.", "syndesmophyte"),
        ("Fibrous cortical defect of the tibia.", "fibrous-cortical-defect"),
        ("Deep brain stimulator leads.", "brain-stimulator"),
        ("Watchman device.", "appendage-occluder"),
        ("Hepatosplenomegaly.", "hepatosplenomegaly"),
        ("Periventricular plaques.", "demyelination"),
    ],
)
def test_a_finding_is_not_lumped_with_its_neighbor(sentence: str, expected: str) -> None:
    """What has a name of its own is not told under the name of a thing like it."""
    assert concepts(sentence) == [expected]


def test_a_mammogram_is_of_the_breast() -> None:
    """A mass of a mammogram whose title names no part is one of the breast."""
    assert concepts("An oval mass is stable.", "EXAM: Diagnostic mammogram, right.\n\n") == ["breast-mass"]


def test_a_normal_part_of_the_brain_does_not_take_what_follows() -> None:
    """ "No hemorrhage" behind normal ventricles is said of the whole brain."""
    title = "EXAM: MRI brain.\n\n"
    assert concepts("Ventricles and sulci are normal. No hemorrhage.", title) == ["-intracranial-hemorrhage"]


def test_letters_know_the_new_names() -> None:
    """The guard finds the words by which letters tell these findings."""
    lexicon = load_lexicon("letter")
    for id in ("gallbladder-dysfunction", "costophrenic-blunting", "periprosthetic-lucency", "lymph-node-measured"):
        assert lexicon.concepts[id].lay
