"""The words by which a report and a letter grade a finding, and whether two grades are one."""

from __future__ import annotations

#: Words of a report beside which a grade in a letter says nothing new.
SMALL = (
    "small",
    "tiny",
    "little",
    "slight",
    "minor",
    "minimal",
    "trace",
    "mild",
    "subtle",
    "early",
    "low-grade",
    "low grade",
    "not significant",
    "no significant",
    "borderline",
    "partial",
    "somewhat",
    "relatively",
    "a bit",
    "upper limit",
    "upper normal",
    "faint",
)
#: Words of a report beside which a large grade in a letter says nothing new.
LARGE = (
    "large",
    "sizable",
    "sizeable",
    "big",
    "extensive",
    "massive",
    "severe",
    "marked",
    "advanced",
    "high-grade",
    "high grade",
    "complete",
    "significant",
    "prominent",
    "profound",
    "critical",
    "end-stage",
    "gross",
    "huge",
    "considerable",
)


#: The words of a report by which it gives each grade.
GRADE_WORDS: dict[str, frozenset[str]] = {
    "minimal": frozenset(
        "minimal minimally mild mildly slight slightly minor small tiny trace subtle early little".split()
    ),
    "moderate": frozenset("moderate moderately".split()),
    "severe": frozenset("severe severely marked markedly advanced extensive profound critical massive".split()),
}
GRADE_WORDS["mild"] = GRADE_WORDS["minimal"]


def parts_of_grade(grade: str) -> set[str]:
    """The grades that a grade joins ("mild-to-moderate")."""
    return set(grade.split("-to-"))


def same_grade(said: str, told: set[str]) -> bool:
    """Whether a grade is one of those told, a part of one, or as small as one."""
    parts = parts_of_grade(said)
    if said in told or any(
        parts & parts_of_grade(t) and len(parts) <= len(parts_of_grade(t)) for t in told if "-to-" in t
    ):
        return True
    return parts <= {"minimal", "mild"} and any(parts_of_grade(t) <= {"minimal", "mild"} for t in told)
