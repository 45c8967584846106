"""One truth about who attends: calendars, hours, clashes and weeks tell the same of one workbook."""

import re
from pathlib import Path

import pytest

from schedbatch.outputs.calendars.render import render
from tests.drawing import conflicts, draw, report

YEAR = """
    # Groups
    | Group  | Cohort | Whole cohort |
    | Year 1 | 2030   | yes          |
    | Labs   | 2030   |              |
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    | Labs  | 02       |
    # Sessions
    | Session ID | Course  | Title   | Type    | Groups | Date       | Start | Minutes | Location | Instructors |
    | L          | Anatomy | Thorax  | Lecture | Year 1 | 2026-09-07 | 09:00 | 60      | Hall     | none        |
    | D          | Anatomy | Heart   | Lab     | Labs   | 2026-09-08 | 09:00 | 120     | Lab      | none        |
"""
ROSTER = """
    # Learners
    | Learner ID | Groups    |
    | "001"      | Labs > 01 |
    | "002"      | Labs > 02 |
"""


def _titles(workbook: Path) -> dict[str, list[str]]:
    """The titles in each calendar of a group."""
    found = {}
    for artifact in render(report(workbook)):
        if artifact.path.parts[1] == "groups":
            found[artifact.path.stem] = re.findall(r"SUMMARY:(\w+)", artifact.content.decode())
    return found


@pytest.mark.parametrize("roster", ["", ROSTER])
def test_a_groups_calendar_holds_the_lectures_of_its_whole_cohort(roster: str, tmp_path: Path) -> None:
    assert _titles(draw(YEAR + roster, tmp_path / "year.xlsx")) == {
        "Year 1": ["Thorax"],
        "Labs": ["Thorax"],
        "Labs (whole branch)": ["Thorax", "Heart", "Heart"],
        "Labs -- 01": ["Thorax", "Heart"],
        "Labs -- 02": ["Thorax", "Heart"],
    }


@pytest.mark.parametrize("roster", ["", ROSTER])
def test_a_learners_hours_count_the_lectures_of_the_whole_cohort(roster: str, tmp_path: Path) -> None:
    (course,) = report(draw(YEAR + roster, tmp_path / "year.xlsx")).hours.courses
    assert (str(course.learner_least), str(course.learner_most)) == ("3.00", "3.00")


RETAKING = """
    # Groups
    | Group  | Cohort | Whole cohort |
    | Year 1 | 2030   | yes          |
    | Labs   | 2030   |              |
    | Year 2 | 2029   | yes          |
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    # Learners
    | Learner ID | Groups    | Cohort   |
    | "001"      | Labs > 01 | {cohort} |
    | "002"      | Labs > 01 | 2030     |
    # Sessions
    | Session ID | Title    | Type    | Groups | Date       | Start | Minutes | Location | Instructors |
    | L          | Thorax   | Lecture | Year 1 | 2026-09-07 | 09:00 | 60      | Hall     | none        |
    | M          | Pathways | Lecture | Year 2 | 2026-09-07 | 09:00 | 60      | Aula     | none        |
    | D          | Heart    | Lab     | Labs   | 2026-09-08 | 09:00 | 120     | Lab      | none        |
"""


def test_a_learner_of_year_2_who_retakes_a_subgroup_of_year_1_does_not_get_the_lectures_of_year_1(tmp_path: Path) -> None:
    assert conflicts(draw(RETAKING.format(cohort="2029"), tmp_path / "retaking.xlsx")) == []
