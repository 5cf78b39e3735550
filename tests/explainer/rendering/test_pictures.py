"""The right place is marked on the right side: read back out of the SVG, not out of what chose it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

import guardrails
from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Fact
from explainer.pipeline import explain
from explainer.rendering.blocks import Picture, View
from explainer.rendering.pictures.art import TENDON
from explainer.rendering.pictures.choosing import drawing, marks_of, parts, pictures_of
from explainer.rendering.pictures.spine import LEVELS, SEGMENTS
from explainer.rendering.pictures.svg import picture_svg
from explainer.rendering.text import PICTURE_WORDS, spoken
from explainer.wording import template

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [(part, concept) for part in parts() for concept in part.concepts]
SIDES = (None, "left", "right", "bilateral", "midline")


def _fact(concept: str, laterality: str | None, levels: tuple[str, ...], **more: object) -> Fact:
    return replace(
        Fact("k1", concept, ("f1",), "present", "definite", laterality, levels, None, None, None),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def _picture(fact: Fact) -> Picture | None:
    chosen = marks_of(fact)
    return Picture(chosen[0], chosen[1], "caption", "alt") if chosen else None


def _level_choices(placed: str) -> list[tuple[str, ...]]:
    if placed == "none":
        return [()]
    names = SEGMENTS if placed == "segment" else LEVELS[:-1]
    return [(name,) for name in names] + [names[:2], tuple(names)]


class Seen:
    """What a reader of the picture sees: marks by their place, beside the labels that are written in it."""

    def __init__(self, picture: Picture) -> None:
        root = ET.fromstring(picture_svg(picture))
        width = float(root.attrib["viewBox"].split()[2])
        labels = {t.text or "": (float(t.attrib["x"]), float(t.attrib["y"])) for t in root.iter(f"{SVG}text")}
        self.sides = {text: x for text, (x, _) in labels.items() if text.startswith("your ")}
        self.levels = {text: y for text, (_, y) in labels.items() if re.fullmatch(r"[LS]\d", text)}
        self.middle = width / 2
        self.marks = [e for e in root.iter(f"{SVG}ellipse") if e.get("class") == "mark"]

    def side(self, mark: ET.Element) -> str | None:
        """The side by the label that stands over this half of the drawing; None in a drawing without sides."""
        if not self.sides:
            return None
        axis = _axis(self)
        off = float(mark.attrib["cx"]) - axis
        if abs(off) < 3:
            return "middle"
        return "left" if (self.sides["your left"] - axis) * off > 0 else "right"

    def level(self, mark: ET.Element) -> str:
        """The level by the written labels: beside one label, or between two."""
        y = float(mark.attrib["cy"])
        near = sorted(self.levels.items(), key=lambda row: abs(row[1] - y))
        (first, top), (second, low) = near[:2]
        gap = abs(top - low)
        if abs(y - top) < gap * 0.3:
            return first
        return "-".join(sorted((first, second)))


def _axis(seen: Seen) -> float:
    """The middle line: of the spine from behind it is not that of the sheet, whose right edge holds the levels."""
    return drawing("lumbar-back").places[("disc", "L1-L2", "middle")].x if seen.levels else seen.middle


@pytest.mark.parametrize(("part", "concept"), DRAWN, ids=[c for _, c in DRAWN])
def test_marks_are_where_the_report_says(part, concept) -> None:  # type: ignore[no-untyped-def]
    """For each drawn concept, side and level: as many marks as places, each on its side and at its level."""
    for laterality in SIDES:
        for levels in _level_choices(part.placed):
            picture = _picture(_fact(concept, laterality, levels))
            if picture is None:
                continue
            seen = Seen(picture)
            if seen.sides:
                expected = (
                    {"middle"}
                    if part.middle
                    else {"left": {"left"}, "right": {"right"}, "bilateral": {"left", "right"}}.get(
                        laterality or "", {"middle"}
                    )
                )
                assert {seen.side(m) for m in seen.marks} == expected, (laterality, levels)
                assert all(m.get("data-side") == seen.side(m) for m in seen.marks)
            else:
                assert laterality in (None, "midline") or len(part.views) == 1
            if levels:
                assert len({m.get("data-level") for m in seen.marks}) == len(levels)
                if picture.view == "lumbar-back" and part.placed == "segment":
                    assert {seen.level(m) for m in seen.marks} == set(levels)
            assert len(seen.marks) == max(1, len(levels)) * (
                2 if laterality == "bilateral" and seen.sides and not part.middle else 1
            )


def test_levels_of_the_side_view_lie_beside_their_bones() -> None:
    """From the side, each segment's mark lies between its two bones, and each bone's mark on its label."""
    for part in parts():
        for name in SEGMENTS if part.placed == "segment" else LEVELS[:-1] if part.placed == "vertebra" else ():
            place = drawing("lumbar-side").places.get((part.id, name, None))
            if place is None:
                continue
            labels = {text: (x, y) for x, y, text in drawing("lumbar-side").words}
            upper, _, lower = name.partition("-")
            if lower:
                # The sacrum slopes: behind the bones a segment lies a little higher than in front.
                assert labels[upper][1] - 8 < place.y < labels[lower][1] + 6
            else:
                others = [abs(place.y - y) for text, (_, y) in labels.items() if text in LEVELS and text != upper]
                assert abs(place.y - labels[upper][1]) < min(others)
            # What lies behind the bones lies to the right of them.
            if part.id in ("facet-joint", "neural-foramen", "spinal-canal", "pars"):
                assert place.x > labels[upper][0] + 20


def test_left_and_right_are_mirrored_between_front_and_back() -> None:
    """From the front the patient's left is on the viewer's right; from behind on the left."""
    front, back = drawing("pelvis-front"), drawing("pelvis-back")
    assert front.places[("hip-joint", None, "left")].x > front.width / 2
    assert back.places[("hamstring-origin", None, "left")].x < back.width / 2
    assert drawing("lumbar-back").places[("facet-joint", "L4-L5", "left")].x < _axis_x()


def _axis_x() -> float:
    return drawing("lumbar-back").places[("disc", "L1-L2", "middle")].x


@pytest.mark.parametrize(
    "fact",
    [
        _fact("hip-osteoarthritis", None, ()),
        _fact("foraminal-stenosis", "left", ("C5-C6",)),
        _fact("foraminal-stenosis", "left", ("T12-L1", "L1-L2")),
        _fact("facet-arthropathy", None, ()),
        _fact("hip-osteoarthritis", "left", (), status="absent"),
        _fact("hip-osteoarthritis", "left", (), status="historical"),
        _fact("hip-osteoarthritis", "left", (), status="possible", certainty="unlikely"),
        _fact("hip-osteoarthritis", "left", (), conflicts=("laterality",)),
        _fact("pubic-symphysis-arthritis", "left", ()),
        _fact("pulmonary-nodule", "left", ()),
    ],
    ids=["no side", "neck", "one level not drawn", "no level", "absent", "past", "unlikely", "conflict", "odd side", "lung"],
)  # fmt: skip
def test_nothing_is_drawn_that_cannot_be_shown_truly(fact: Fact) -> None:
    """No drawing where the side or level is missing, not drawn, denied or in conflict."""
    assert marks_of(fact) is None


def test_a_possible_finding_has_a_broken_outline() -> None:
    """What the report only holds possible is not drawn as certain."""
    sure, unsure = (_picture(_fact("hip-osteoarthritis", "left", (), status=s)) for s in ("present", "possible"))
    assert sure is not None
    assert unsure is not None
    assert "dasharray" not in picture_svg(sure)
    assert "dasharray" in picture_svg(unsure)


def test_every_drawn_concept_is_known() -> None:
    """marks.toml names no concept that the lexicon does not hold."""
    known = set(load_lexicon().concepts)
    assert [c for _, c in DRAWN if c not in known] == []


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_report_marks_the_side_it_names(side: str) -> None:
    """From the report's words to the mark, without a step between."""
    report = (
        "EXAM: MRI OF THE LUMBAR SPINE AND PELVIS\nINDICATION: Pain.\nFINDINGS:\n"
        f"Severe {side} foraminal stenosis at L4-L5. Mild {side} hip osteoarthritis. Narrowing of the {side} ischiofemoral space.\n"
        f"IMPRESSION:\n1. Severe {side} foraminal stenosis at L4-L5.\n"
    )
    plan = make_plan(read(report), audience="patient")
    pictures = pictures_of(plan, [i.id for i in plan.items])
    assert {p.view for p in pictures} == {"lumbar-back", "pelvis-front", "pelvis-back"}
    for picture in pictures:
        seen = Seen(picture)
        assert {seen.side(m) for m in seen.marks} == {side}
        assert side in picture.alt
        assert picture.caption.startswith(PICTURE_WORDS)


def test_the_guard_has_read_the_words_of_the_pictures() -> None:
    """A caption on the wrong side is refused like any other sentence."""
    report = "EXAM: X-RAY OF THE HIPS\nINDICATION: Pain.\nFINDINGS:\nMild left hip osteoarthritis.\nIMPRESSION:\n1. Mild left hip osteoarthritis.\n"
    done = explain(report)
    assert done.document is not None
    text = spoken(done.document)
    assert guardrails.check(done.plan, text).verdict == "pass"
    wrong = re.sub(r"(A drawing, not your own scan.*)left", r"\1right", text)
    assert wrong != text
    assert "laterality-mismatch" in {v.rule for v in guardrails.check(done.plan, wrong).violations}


def test_a_clinician_summary_has_no_drawings() -> None:
    """A summary is one page of words."""
    plan = make_plan(read("EXAM: X-RAY OF THE HIPS\nFINDINGS:\nMild left hip osteoarthritis.\nIMPRESSION:\n1. Mild left hip osteoarthritis.\n"), audience="clinician")  # fmt: skip
    done = explain(plan.reading, audience="clinician", writer=template.write)
    assert done.document is not None
    assert not any(b.pictures or b.icons for b in done.document.blocks)


def test_a_point_given_twice_is_a_corner() -> None:
    """Corners are sharp and make no loops; lines end where they are drawn."""
    from explainer.rendering.pictures.art import smooth

    d = smooth([(0, 0), (10, 0), (10, 0), (10, 10), (10, 10), (0, 10)])
    for numbers in re.findall(r"C([^CZ]*)", d):
        points = [float(n) for n in numbers.split()]
        assert all(-2.1 <= n <= 12.1 for n in points)
    assert d.count("C") == 4


@pytest.mark.parametrize("view", ["lumbar-side", "lumbar-back", "pelvis-front", "pelvis-back"])
def test_no_outline_crosses_the_edge_of_its_drawing(view: View) -> None:
    """Everything that is drawn or marked lies inside the picture."""
    art = drawing(view)
    for d in re.findall(r' d="([^"]*)"', art.lines):
        values = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", d)]
        assert all(0 <= x <= art.width for x in values[::2])
        assert all(0 <= y <= art.height for y in values[1::2])
    for place in art.places.values():
        assert place.rx < place.x < art.width - place.rx
        assert place.ry < place.y < art.height - place.ry


def test_tendons_lie_under_their_marks() -> None:
    """The tendons that can be marked are drawn: the mark of each lies on a piece in their colour."""
    art = drawing("pelvis-back")
    drawn = [
        [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", d)]
        for d in re.findall(rf'<path d="([^"]*)" fill="{TENDON}"', art.lines)
    ]
    for part in ("hamstring-origin", "gluteal-tendon"):
        for side in ("left", "right"):
            place = art.places[(part, None, side)]
            assert any(
                min(v[::2]) < place.x + place.rx and max(v[::2]) > place.x - place.rx
                and min(v[1::2]) < place.y < max(v[1::2]) + place.ry and (place.x < art.width / 2) == (max(v[::2]) < art.width / 2)
                for v in drawn
            ), (part, side)  # fmt: skip
