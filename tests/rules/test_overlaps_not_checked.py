"""Overlaps within a cohort of which nobody can tell whether learners are in two places at once."""

from pathlib import Path

from tests.drawing import issues, messages

NOT_CHECKED = "could not be checked: nothing tells whether they have learners in common."


def _notes(workbook: Path) -> list[tuple[str, str]]:
    found = zip(issues(workbook), messages(workbook), strict=True)
    return [(issue, message) for issue, message in found if issue.startswith("overlaps-not-checked")]


def test_overlaps_of_two_trees_of_a_cohort_are_counted_in_one_note(workbook: Path) -> None:
    """
    # Groups
    | Group | Cohort |
    | Labs  | 2030   |
    | PBL   | 2030   |
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    | Labs  | 02       |
    | PBL   | 01       |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes |
    | S          | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    | T          | Case 1     | PBL  | PBL    | 2026-09-07 | 09:30 | 60      |
    | U          | Case 2     | PBL  | PBL    | 2026-09-07 | 10:30 | 60      |
    """
    assert _notes(workbook) == [("overlaps-not-checked Sessions!D3", f"2 overlaps of groups of one cohort {NOT_CHECKED}")]


def test_groups_of_two_cohorts_and_of_no_cohort_have_nobody_in_common(workbook: Path) -> None:
    """
    # Groups
    | Group | Cohort |
    | Labs  | 2030   |
    | PBL   | 2031   |
    | CBL   |        |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes |
    | S          | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    | T          | Case 1     | PBL  | PBL    | 2026-09-07 | 09:00 | 60      |
    | U          | Case 2     | CBL  | CBL    | 2026-09-07 | 09:00 | 60      |
    """
    assert _notes(workbook) == []


def test_what_the_roster_or_the_sizes_decide_is_checked(workbook: Path) -> None:
    """
    # Groups
    | Group  | Cohort | Whole cohort | Size |
    | Year 1 | 2030   | yes          | 96   |
    | Labs   | 2030   |              | 30   |
    | PBL    | 2030   |              | 30   |
    | CBL    | 2030   |              |      |
    # Learners
    | Learner ID | Groups |
    | 007        | Labs   |
    | 008        | CBL    |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes |
    | S          | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    | T          | Case 1     | PBL  | PBL    | 2026-09-07 | 09:00 | 60      |
    | U          | Case 2     | CBL  | CBL    | 2026-09-08 | 09:00 | 60      |
    | V          | Case 3     | PBL  | Labs   | 2026-09-08 | 09:00 | 60      |
    """
    assert _notes(workbook) == []
