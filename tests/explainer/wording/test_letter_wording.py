"""What a reader of whole letters trips over: order of sources, sentences said twice, names that do not fit, lost quotes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from explainer.core import naming
from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.language.readability import words_of
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Draft
from explainer.wording.template import write

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.txt"))
SPINE = """EXAM: MRI LUMBAR SPINE
FINDINGS:
Disc bulge at L3-L4. Disc desiccation at L4-L5. Facet arthropathy at L5-S1. Ligamentum flavum hypertrophy at L4-L5.
Disc protrusion at L5-S1. Endplate degeneration at L4-L5. Annular fissure at L5-S1.
IMPRESSION:
1. Degenerative changes as above.
"""
NODES = "EXAM: CT CHEST\nFINDINGS:\n" + "\n".join(
    f"Possible {thing}."
    for thing in (
        "nodule in the right lung", "cyst in the liver", "cyst in the left kidney", "cyst in the spleen", "left adrenal nodule",
        "nodule in the thyroid", "polyp of the gallbladder",
    )
) + "\nIMPRESSION:\nPossible nodule in the right lung. Recommend CT in 3 months. Possible cyst in the liver. Recommend ultrasound.\n"  # fmt: skip
MANY = "EXAM: CT OF THE CHEST, ABDOMEN AND PELVIS\nINDICATION: Weight loss.\nFINDINGS:\n" + "\n".join(
    f"There is a {n} mm {thing}."
    for n, thing in enumerate(
        (
            "nodule in the right lung", "nodule in the left lung", "cyst in the liver", "cyst in the left kidney", "stone in the right kidney", "calcified granuloma in the lung",
            "nodule in the thyroid", "hiatal hernia", "left adrenal nodule", "cyst in the spleen", "umbilical hernia", "fibroid of the uterus", "cyst of the right ovary", "gallstone",
            "pleural effusion", "pericardial effusion", "polyp of the gallbladder", "cyst of the pancreas", "stone in the bladder", "hemangioma of the liver", "inguinal hernia on the left",
            "lipoma of the abdominal wall", "rib fracture", "aneurysm of the abdominal aorta", "hydronephrosis of the left kidney", "splenomegaly",
        ),
        3,
    )
) + "\nIMPRESSION:\n1. Findings as above.\n"  # fmt: skip
REPORTS = {"spine": SPINE, "nodes": NODES, "many": MANY, **{p.stem: p.read_text("utf-8") for p in EXAMPLES}}


def letter(report: str) -> Draft:
    return write(make_plan(read(report), audience="patient"))


def lines(draft: Draft, *kinds: str) -> list[str]:
    return [t.text for s in draft.sections if not kinds or s.kind in kinds for t in s.statements]


@pytest.mark.parametrize("audience", ["patient", "clinician"])
@pytest.mark.parametrize("name", REPORTS)
def test_sources_are_numbered_as_they_are_cited(name: str, audience: str) -> None:
    """1, 2, 3 … in the order of the text, without gaps, and listed so."""
    draft = write(make_plan(read(REPORTS[name]), audience=audience))  # type: ignore[arg-type]
    body = "\n".join(t.text for s in draft.sections if s.kind != "sources" for t in s.statements)
    cited = [int(n) for m in re.finditer(r"\[(?:T, )?([0-9, ]+)\]", body) for n in m.group(1).split(", ")]
    first = list(dict.fromkeys(cited))
    assert first == list(range(1, len(first) + 1))
    assert [int(t[1 : t.index("]")]) for t in lines(draft, "sources")] == first


@pytest.mark.parametrize("name", REPORTS)
def test_no_sentence_is_said_twice(name: str) -> None:
    """No sentence of some length stands twice in a letter; the fixed safety lines apart."""
    draft = letter(REPORTS[name])
    body = "\n".join(t.text for s in draft.sections if s.kind not in ("sources", "get-help") for t in s.statements)
    bare = re.sub(r'"[^"\n]*"', " ", body)
    said = Counter(re.findall(r"[A-Z][^.?!\n]{25,}[.?!]", bare))
    assert [s for s, n in said.items() if n > 1] == []


@pytest.mark.parametrize("name", REPORTS)
def test_each_finding_has_the_words_of_the_report(name: str) -> None:
    """However long the letter is, the report's own words stand beside every finding, and it keeps its length."""
    plan = make_plan(read(REPORTS[name]), audience="patient")
    draft = write(plan)
    text = "\n".join(lines(draft, "findings", "by-chance"))
    for item in plan.items:
        if item.kind == "finding" and item.force != "must-not":
            assert all(f'("{value}")' in text for _, value in item.slots[:1]), item.heading
    words = sum(len(words_of(t)) for s in draft.sections if s.kind != "sources" for t in lines(draft, s.kind))
    assert words <= 900


@pytest.mark.parametrize("name", REPORTS)
def test_two_to_four_steps(name: str) -> None:
    """A letter never ends in one step alone."""
    assert 2 <= len(lines(letter(REPORTS[name]), "next-steps")) <= 4


def test_what_the_report_leaves_open_is_said_once_for_all() -> None:
    """Many findings without a grade: told of the first, then in one line."""
    found = "\n".join(lines(letter(SPINE), "findings", "by-chance"))
    assert found.count("The report does not say how much.") == 1
    assert found.count("we found no grade in the report") == 1


def test_the_first_place_of_a_finding_is_not_told_as_a_further_one() -> None:
    """No paragraph begins its places with "also" or "too"."""
    report = "EXAM: MRI LUMBAR SPINE\nFINDINGS:\nDisc bulge on the left at L3-L4 and on the right at L4-L5. Foraminal narrowing on the left at L3-L4 and on the right at L4-L5.\n"
    for paragraph in lines(letter(report), "findings"):
        places = [s for s in paragraph.split(". ") if re.search(r"on the (?:left|right) at", s) and '"' not in s]
        assert not places or not re.search(r"\balso\b|\btoo\b|\bas well\b", places[0]), paragraph


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("slipped spine bone", "a slipped spine bone"),
        ("narrow opening where a nerve leaves the spine", "a narrow opening where a nerve leaves the spine"),
        ("small bright spots deep in the brain", "small bright spots deep in the brain"),
        ("one thing on top of another", "one thing on top of another"),
        ("bleeding into a stroke area", "bleeding into a stroke area"),
        ("inflamed pancreas", "an inflamed pancreas"),
        ("air outside the lung", "air outside the lung"),
        ("thick ring", "a thick ring"),
    ],
)
def test_articles(name: str, told: str) -> None:
    """One countable thing takes an article, others none."""
    assert naming.article(name) == told


@pytest.mark.parametrize(
    ("finding", "heading"),
    [
        ("Moderate foraminal stenosis on the left at L4-L5.", "Narrow opening where a nerve leaves the spine"),
        ("Mild generalized cerebral atrophy.", "Mildly smaller brain volume"),
        ("Patchy opacity in the right upper lobe.", "upper part"),
    ],
)
def test_grade_and_place_fit_the_name(finding: str, heading: str) -> None:
    """A grade before an adjective is an adverb; a narrower place takes the room of the wide one."""
    draft = letter(f"FINDINGS:\n{finding}\nIMPRESSION:\n{finding}\n")
    text = "\n".join(lines(draft, "findings", "by-chance"))
    assert heading.lower() in text.lower()
    assert " in the lung in the " not in text


def test_a_heading_that_is_a_sentence_stands_in_no_other() -> None:
    """ "An one spine bone sits ahead …" is no English."""
    draft = letter("EXAM: MRI LUMBAR SPINE\nFINDINGS:\nGrade 1 anterolisthesis of L5 on S1. Disc bulge at L4-L5.\n")
    assert any("slipped spine bone" in t for t in lines(draft, "short-answer"))
    assert not any("bone sits" in t for t in lines(draft, "short-answer", "questions", "limits"))


def test_size_is_asked_of_things_only() -> None:
    """Pressure on a sac is no sac: that it has no size is not worth a word."""
    draft = letter("EXAM: MRI LUMBAR SPINE\nFINDINGS:\nThe disc compresses the thecal sac at L4-L5.\n")
    assert not any("does not give its size" in t for t in lines(draft))


def test_what_is_only_possible_is_asked_about_as_possible() -> None:
    """Questions and steps do not speak of a doubted cancer as of one that is there."""
    report = "EXAM: CT ABDOMEN\nFINDINGS:\nAn early neoplastic process would be difficult to totally exclude.\nIMPRESSION:\nAs above.\n"
    for line in lines(letter(report)):
        assert not re.search(r"\b(?:the|a) cancer\b", line), line


def test_a_denial_is_not_the_answer_when_the_report_begins_with_a_finding() -> None:
    """Without a reason for the scan the first line tells what the impression tells first."""
    found = "EXAM: MRI ELBOW\nFINDINGS:\nSevere tendinosis of the common extensor tendon. No fracture.\nIMPRESSION:\n1. Severe tendinosis of the common extensor tendon.\n2. No fracture.\n"
    assert "did not show" not in lines(letter(found), "short-answer")[0]
    none = "EXAM: XR ELBOW\nFINDINGS:\nNo fracture. Small joint effusion.\nIMPRESSION:\n1. No fracture.\n2. Small joint effusion.\n"
    assert "did not show" in lines(letter(none), "short-answer")[0]


def test_what_the_scan_was_done_for_is_not_found_by_chance() -> None:
    """A nodule in a scan for nodules is no chance finding."""
    report = "EXAM: ULTRASOUND OF THE THYROID\nINDICATION: Thyroid nodules.\nFINDINGS:\nThere is a 9 mm nodule in the right lobe of the thyroid.\nIMPRESSION:\nThyroid nodule.\n"
    assert not any("9 mm" in t for t in lines(letter(report), "by-chance"))
    assert any("9 mm" in t for t in lines(letter(report), "findings"))


def test_the_reason_names_what_the_reader_can_see_in_it() -> None:
    """A cancer named behind the words that are shown is not put into plain words."""
    reason = "Lump felt by the patient in the upper right shoulder. The patient has seen several doctors for it over the last few years and is known for a grandmother with breast cancer"
    report = (
        f"EXAM: MAMMOGRAM\nINDICATION: {reason}.\nFINDINGS:\nDense breast tissue.\nIMPRESSION:\nDense breast tissue.\n"
    )
    assert "cancer" not in lines(letter(report), "why")[0]


def test_a_side_belongs_to_the_part_it_stands_before() -> None:
    """The spleen of "spleen and left kidney" is on no side."""
    report = "EXAM: CT ABDOMEN\nFINDINGS:\nThe pancreas, spleen and left kidney are normal. Hepatomegaly.\n"
    text = " ".join(lines(letter(report), "normal"))
    assert "the kidney on the left" in text
    assert "spleen on the left" not in text


def test_every_anatomy_name_can_be_said() -> None:
    """No plain name of a part is one that frightens for nothing."""
    assert "main pumping" not in " ".join(part.plain for part in load_lexicon("report").anatomy.values())


def test_no_cancer_is_denied_first_while_the_report_asks_for_more() -> None:
    """ "The scan did not show a breast cancer" is no first line beside a finding that needs another test."""
    report = "EXAM: MRI BREAST\nINDICATION: Left breast cancer.\nFINDINGS:\nEnhancing mass in the left breast. Further evaluation with ultrasound is recommended. No evidence of malignancy in the right breast.\nIMPRESSION:\nEnhancing mass in the left breast. Further evaluation with ultrasound is recommended.\n"
    assert not any("did not show" in t for t in lines(letter(report), "short-answer"))


def test_left_right_and_both_sides_are_told_once() -> None:
    """What is on the left and on the right in the same way is on both sides, and told so once."""
    report = "EXAM: ULTRASOUND OF THE SCROTUM\nFINDINGS:\nThere is a trace left hydrocele. There is a trace right hydrocele.\nIMPRESSION:\nTrace bilateral hydroceles.\n"
    found = " ".join(lines(letter(report), "findings", "by-chance"))
    assert found.count("minimal") + found.count("Minimal") == 1


def test_a_known_cancer_is_not_denied() -> None:
    """That the other masses look harmless does not mean that there is no cancer."""
    report = "EXAM: MRI BREAST\nINDICATION: Recent diagnosis of left breast cancer.\nFINDINGS:\nEnhancement in the left breast compatible with the known history of malignancy. None of the remaining masses appear worrisome for malignancy.\nIMPRESSION:\nEnhancement in the left breast.\n"
    assert not any("did not show a breast cancer" in t for t in lines(letter(report)))
