"""Learners in two offerings at once: generator.md, "Conflicts"."""

from pathlib import Path

import pytest

from tests.drawing import conflicts, draw, report


def test_a_group_clashes_with_its_ancestors_but_not_with_its_siblings(workbook: Path) -> None:
    """
    # Groups
    | Group  |
    | Year 1 |
    # Subgroups
    | Group  | Subgroup |
    | Year 1 | A        |
    | Year 1 | B        |
    # Sessions
    | Session ID | Title   | Type | Groups     | Strategy         | Date       | Start | Minutes | Location | Instructors |
    | S1         | Lab     | Lab  | Year 1 > A |                  | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | S2         | Seminar | Lab  | Year 1 > B |                  | 2026-09-07 | 09:00 | 60      | R2       | none        |
    | S3         | Lecture | Lab  | Year 1     | per parent group | 2026-09-08 | 09:00 | 60      | R1       | none        |
    | S4         | Clinic  | Lab  | Year 1 > B |                  | 2026-09-08 | 09:30 | 60      | R2       | none        |
    """
    assert conflicts(workbook) == [
        (
            "Learners of Year 1; Year 1 > B are in two places at once, Tue 8 Sep 2026 09:00–10:30: "
            '"Lecture" for Year 1 in R1 09:00–10:00; "Clinic" for Year 1 > B in R2 09:30–10:30.'
        )
    ]


ROSTER = """
    # Groups
    | Group  | Cohort | Whole cohort |
    | Year 1 | 2030   | yes          |
    | PBL    | 2030   |              |
    # Subgroups
    | Group | Subgroup |
    | PBL   | 1        |
    | PBL   | 2        |
    # Learners
    | Learner ID | Groups           |
    | "001"      | PBL > 1; PBL > 2 |
    | "002"      | PBL > 2          |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | {0}    | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | S2         | Two   | Lab  | {1}    | 2026-09-07 | 09:00 | 60      | R2       | none        |
"""


@pytest.mark.parametrize(
    ("first", "second", "hit"),
    [("PBL > 1", "PBL > 2", ("001",)), ("Year 1", "PBL > 2", ("001", "002")), ("Year 1", "PBL > 1", ("001",))],
)
def test_the_roster_decides_learner_by_learner(first: str, second: str, hit: tuple[str, ...], tmp_path: Path) -> None:
    found = report(draw(ROSTER.format(first, second), tmp_path / "roster.xlsx")).conflicts
    assert [(conflict.kind.value, conflict.learners_hit, conflict.learners) for conflict in found] == [
        ("learner-clash", len(hit), hit)
    ]
