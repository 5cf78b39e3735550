"""One finding told of several places, each with a grade of its own: no place and no grade is lost."""

from __future__ import annotations

import pytest

from explainer.core.reading import read


def told(text: str) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    found = read(f"MRI.\nFINDINGS: {text}", admit_any=True).findings
    return [(f.severity, f.laterality, f.levels) for f in found if f.status != "absent"]


@pytest.mark.parametrize(
    "text",
    [
        "Mild L4-5 and severe L5-S1 facet arthropathy.",
        "Mild at L4-5 and severe at L5-S1 facet arthropathy.",
        "Facet arthropathy, mild at L4-5 and severe at L5-S1.",
        "Facet arthropathy at L4-L5 (mild) and L5-S1 (severe).",
        "Facet arthropathy: L4-L5 mild, L5-S1 severe.",
        "Facet arthropathy at L4-L5, mild, and L5-S1, severe.",
        "Mild facet arthropathy at L4-5 and severe at L5-S1.",
    ],
)
def test_each_level_has_its_grade(text: str) -> None:
    assert told(text) == [("mild", None, ("L4-L5",)), ("severe", None, ("L5-S1",))]


@pytest.mark.parametrize(
    "text",
    [
        "Moderate right and severe left foraminal stenosis at C5-6.",
        "Foraminal stenosis at C5-6 moderate right and severe left.",
        "Foraminal stenosis at C5-6, moderate on the right and severe on the left.",
        "C5-6: moderate right, severe left foraminal stenosis.",
    ],
)
def test_each_side_has_its_grade(text: str) -> None:
    assert told(text) == [("moderate", "right", ("C5-C6",)), ("severe", "left", ("C5-C6",))]


def test_level_side_and_grade_go_together() -> None:
    assert told("Foraminal narrowing is mild on the right at C4-5, severe on the left at C5-6.") == [
        ("mild", "right", ("C4-C5",)),
        ("severe", "left", ("C5-C6",)),
    ]


def test_three_levels() -> None:
    assert told("Disc bulges at L3-4 (mild), L4-5 (moderate) and L5-S1 (severe).") == [
        ("mild", None, ("L3-L4",)),
        ("moderate", None, ("L4-L5",)),
        ("severe", None, ("L5-S1",)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mild bilateral foraminal narrowing, worse on the left.", [("mild", "bilateral", ())]),
        ("Mild disc bulge at L3-4 and moderate canal stenosis at L4-5.", [("mild", None, ("L3-L4",)), ("moderate", None, ("L4-L5",))]),
        ("Mild disc bulges at L3-4, L4-5 and L5-S1.", [("mild", None, ("L3-L4", "L4-L5", "L5-S1"))]),
        ("Moderate effusion on the right, small on the left.", [("moderate", "right", ()), (None, "left", ())]),
        ("No severe stenosis at L4-5 or L5-S1.", []),
    ],
)  # fmt: skip
def test_what_is_no_such_list_is_left_as_it_is(
    text: str, expected: list[tuple[str | None, str | None, tuple[str, ...]]]
) -> None:
    assert told(text) == expected


def placed(text: str) -> list[tuple[str, str | None, str | None, tuple[str, ...], list[float]]]:
    found = read(f"CT.\nFINDINGS: {text}", admit_any=True).findings
    return [(f.concept, f.site, f.laterality, f.levels, [m.value for m in f.measurements]) for f in found]


def test_each_level_has_its_size() -> None:
    two = [("disc-protrusion", "disc", None, ("L4-L5",), [5.0]), ("disc-protrusion", "disc", None, ("L5-S1",), [3.0])]
    assert placed("Disc protrusions at L4-5 (5 mm) and L5-S1 (3 mm).") == two
    assert placed("5 mm disc protrusion at L4-5 and 3 mm at L5-S1.") == two


def test_a_remark_in_brackets_belongs_to_its_level() -> None:
    found = read("CT.\nFINDINGS: Compression fractures at T12 (new) and L2 (old).", admit_any=True).findings
    assert [(f.levels, f.change) for f in found] == [(("T12",), "new"), (("L2",), None)]


def test_a_list_of_organs_with_sizes_loses_none() -> None:
    assert placed("Cysts of the liver (2 cm), left kidney (3 cm) and pancreas (1 cm).") == [
        ("liver-cyst-hemangioma", "liver", None, (), [2.0]),
        ("renal-cyst", "kidney", "left", (), [3.0]),
        ("pancreatic-cyst", "pancreas", None, (), [1.0]),
    ]


def test_one_finding_at_two_parts_is_told_of_both() -> None:
    found = placed("Nodules in the right upper lobe (5 mm) and left lower lobe (3 mm).")
    assert [(site, side, sizes) for _, site, side, _, sizes in found] == [
        ("lung-upper-lobe", "right", [5.0]),
        ("lung-lower-lobe", "left", [3.0]),
    ]


@pytest.mark.parametrize("text", ["Torn ACL and PCL.", "Tear of the ACL and the PCL.", "ACL and PCL tears."])
def test_a_name_that_ends_in_a_part_opens_a_list(text: str) -> None:
    assert [concept for concept, *_ in placed(text)] == ["acl-tear", "pcl-tear"]


def test_what_follows_an_organ_of_its_own_is_no_list() -> None:
    assert [concept for concept, *_ in placed("Cyst of the liver, the kidneys are normal.")] == [
        "liver-cyst-hemangioma"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nodules in the right upper and left lower lobe.", [("lung-upper-lobe", "right"), ("lung-lower-lobe", "left")]),
        ("Consolidation in the right middle and lower lobes.", [("lung-middle-lobe", "right"), ("lung-lower-lobe", "right")]),
        ("Left hip and right knee osteoarthritis.", [("hip", "left"), ("knee", "right")]),
        ("Osteoarthritis of the hip on the left and the knee on the right.", [("hip", "left"), ("knee", "right")]),
        ("Disc bulge asymmetric to the left.", [("disc", "left")]),
        ("The right kidney measures 10 cm and the left 11 cm with a cyst.", [("kidney", "left")]),
    ],
)  # fmt: skip
def test_parts_that_share_a_word_or_a_finding(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(site, side) for _, site, side, _, _ in placed(text)] == expected


def test_a_piece_of_a_list_without_its_finding_is_not_passed_over() -> None:
    found = read("MRI LUMBAR SPINE\nFINDINGS: Disc bulges: L3-4 mild; L4-5 moderate; L5-S1 severe.", admit_any=True)
    assert [u.text for u in found.unmapped] == ["L4-5 moderate;", "L5-S1 severe."]
