"""The template writer meets the letter guide on its own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from explainer.core.language.readability import measure, words_of
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Draft, Plan, Span
from explainer.wording.template import write

SEED = (Path(__file__).parents[3] / "examples" / "ct_lumbar_pelvis.txt").read_text("utf-8")
KNEE = """EXAM: MRI OF THE RIGHT KNEE
INDICATION: Knee pain. Evaluate for meniscal tear.
FINDINGS:
There is a horizontal tear of the medial meniscus. Small joint effusion. Mild cartilage loss behind the patella. Probable Baker cyst measuring 2 cm by 1 cm.
The anterior cruciate ligament is intact. No fracture. No significant bone marrow edema.
IMPRESSION:
1. Tear of the medial meniscus.
2. Mild knee osteoarthritis.
"""
LONG = "EXAM: CT OF THE CHEST, ABDOMEN AND PELVIS\nINDICATION: Weight loss.\nFINDINGS:\n" + "\n".join(
    f"There is a {n} mm {thing}."
    for n, thing in enumerate(
        (
            "nodule in the right lung", "nodule in the left lung", "cyst in the liver", "cyst in the left kidney", "stone in the right kidney", "calcified granuloma in the lung",
            "nodule in the thyroid", "hiatal hernia", "left adrenal nodule", "cyst in the spleen", "umbilical hernia", "fibroid of the uterus", "cyst of the right ovary", "gallstone",
            "pleural effusion", "pericardial effusion", "polyp of the gallbladder", "cyst of the pancreas", "stone in the bladder", "hemangioma of the liver", "inguinal hernia on the left",
            "lipoma of the abdominal wall", "rib fracture", "aneurysm of the abdominal aorta",
        ),
        3,
    )
) + "\nIMPRESSION:\n1. Findings as above.\n"  # fmt: skip
REPORTS = {"seed": SEED, "knee": KNEE, "long": LONG}
#: Words of the letter guide that stand in a letter only inside the report's own words.
AVOID = re.compile(
    r"\b(?:degenerat\w*|wear and tear|worn out|crumbl\w*|bone on bone|damage\w*|destroy\w*|deform\w*|abnormal\w*|defects?|lesions?|unremarkable|negative|positive|"
    r"impressive|cannot exclude|suspicious for|consistent with|compatible with|correlate\w*|incidental\w*|nothing to worry|significant\w*|gross\w*|acute\w*|chronic\w*|"
    r"arthropath\w*|osteophyt\w*|stenos\w*|scleros\w*|atroph\w*|\w*adenopath\w*|denies|complains|benign|harmless)\b",
    re.I,
)


def plan_of(name: str, audience: str = "patient") -> Plan:
    """The plan of one of the reports."""
    return make_plan(read(REPORTS[name]), audience=audience)  # type: ignore[arg-type]


def quotes(text: str) -> list[Span]:
    """The pieces in quotation marks."""
    return [Span(*m.span()) for m in re.finditer(r'"[^"\n]*"', text)]


def told(draft: Draft) -> list[str]:
    """The paragraphs that count: without fixed safety lines and sources."""
    return [t.text for s in draft.sections if s.kind not in ("get-help", "sources") for t in s.statements]


@pytest.mark.parametrize("name", REPORTS)
def test_reading_level(name: str) -> None:
    """Grade 6 or less without the quotes, 8 with them and for each item; short sentences; few quoted words."""
    draft = write(plan_of(name))
    text = "\n".join(told(draft))
    plain = measure(text, skip=quotes(text))
    whole = measure(text)
    assert plain is not None
    assert whole is not None
    assert plain.flesch_kincaid_grade <= 6.0
    assert plain.flesch_reading_ease >= 70
    assert plain.smog <= 8.0
    assert whole.flesch_kincaid_grade <= 8.0
    assert plain.mean_sentence_words <= 14
    assert plain.longest_sentence_words <= 25
    for paragraph in told(draft):
        item = measure(paragraph, skip=quotes(paragraph))
        assert item is None or item.flesch_kincaid_grade <= 8.0, paragraph
    shown = "\n".join(
        t.text for s in draft.sections if s.kind not in ("get-help", "sources", "not-explained") for t in s.statements
    )
    quoted = sum(len(words_of(shown[q.start : q.end])) for q in quotes(shown))
    assert quoted <= 0.25 * len(words_of(shown))


@pytest.mark.parametrize("name", REPORTS)
def test_length(name: str) -> None:
    """400 words and 60 for each item told, never more than 900; no finding over its own limit."""
    plan = plan_of(name)
    draft = write(plan)
    items = sum(i.kind == "finding" or i.section == "normal" for i in plan.items)
    words = sum(len(words_of(t.text)) for s in draft.sections if s.kind != "sources" for t in s.statements)
    assert words <= min(900, 400 + 60 * items)
    sizes = [len(words_of(t.text)) for s in draft.sections if s.kind in ("findings", "by-chance") for t in s.statements]
    assert max(sizes) <= 120
    assert sum(size > 90 for size in sizes) <= 1
    short = next(s for s in draft.sections if s.kind == "short-answer")
    assert 3 <= len(short.statements) <= 5
    assert sum(len(words_of(t.text)) for t in short.statements) <= 90


@pytest.mark.parametrize("name", REPORTS)
def test_no_word_to_avoid(name: str) -> None:
    """The words of the guide's avoid list stand only in quotes."""
    for paragraph in told(write(plan_of(name))):
        bare = re.sub(r'"[^"\n]*"', " ", paragraph)
        assert AVOID.search(bare) is None, bare


@pytest.mark.parametrize("audience", ["patient", "clinician"])
@pytest.mark.parametrize("name", REPORTS)
def test_nothing_that_must_be_said_is_left_out(name: str, audience: str) -> None:
    """Each item with force `must` is answered by a statement that holds its heading or its words."""
    plan = plan_of(name, audience)
    draft = write(plan)
    answered = {id: t.text for s in draft.sections for t in s.statements for id in t.items}
    for item in plan.items:
        if item.force == "must":
            assert item.id in answered
            if item.kind == "finding" and audience == "patient":
                assert item.heading in answered[item.id]


@pytest.mark.parametrize("audience", ["patient", "clinician"])
@pytest.mark.parametrize("name", REPORTS)
def test_sources_are_those_cited(name: str, audience: str) -> None:
    """Every mark in the text has its source in the list, and every source listed is cited."""
    plan = plan_of(name, audience)
    draft = write(plan)
    numbers = {c.number: c.id for c in plan.sources}
    marks: set[int] = set()
    for section in draft.sections:
        if section.kind == "sources":
            continue
        for statement in section.statements:
            for mark in re.findall(r"\[(?:T, )?([0-9, ]+)\]", statement.text):
                found = {int(n) for n in mark.split(", ")}
                assert {numbers[n] for n in found} <= set(statement.sources)
                marks |= found
    listed = [int(t.text[1 : t.text.index("]")]) for s in draft.sections if s.kind == "sources" for t in s.statements]
    assert set(listed) == marks
    assert listed == sorted(listed)


def test_sections_come_in_the_order_of_the_guide() -> None:
    """The letter and the summary have their sections in the guide's order, and no head."""
    letter = [s.kind for s in write(plan_of("seed")).sections]
    order = [
        "short-answer",
        "why",
        "findings",
        "by-chance",
        "normal",
        "not-explained",
        "limits",
        "next-steps",
        "get-help",
        "questions",
        "sources",
    ]
    assert letter == [kind for kind in order if kind in letter]
    assert {"short-answer", "why", "findings", "limits", "next-steps", "get-help", "questions", "sources"} <= set(
        letter
    )
    summary = [s.kind for s in write(plan_of("seed", "clinician")).sections]
    assert summary == ["bottom-line", "actions", "findings", "negatives", "not-stated", "limits", "evidence", "sources"]


def test_same_plan_same_bytes() -> None:
    """The writer is pure."""
    assert write(plan_of("seed")) == write(plan_of("seed"))


def test_a_summary_fits_one_page() -> None:
    """The main part of the summary of a usual report is at most 300 words."""
    draft = write(plan_of("knee", "clinician"))
    main = [t.text for s in draft.sections if s.kind not in ("evidence", "sources") for t in s.statements]
    assert sum(len(words_of(text)) for text in main) <= 300


def test_what_must_not_be_said_is_not_said() -> None:
    """An item with force `must-not` is in no statement."""
    plan = plan_of("knee")
    item = next(i for i in plan.items if i.kind == "finding")
    barred = replace(plan, items=tuple(replace(i, force="must-not") if i is item else i for i in plan.items))
    assert item.heading not in "\n".join(told(write(barred)))


def test_the_safety_lines_carry_the_number_to_call() -> None:
    """Each safety line stands alone: it holds the marker that the renderer fills in."""
    lines = next(s for s in write(plan_of("seed")).sections if s.kind == "get-help").statements
    assert len(lines) == 3
    assert all("[emergency number]" in line.text for line in lines)
