from pathlib import Path

from tests import drawing
from tests.outputs.handoff.reading import files, lines
from tests.outputs.reports import offering, report


def test_groups_of_a_meeting_are_children_of_the_first(workbook: Path) -> None:
    """
    # Settings
    | Setting | Value       |
    | Term    | Autumn 2026 |
    # Courses
    | Course  | Course number | Subject |
    | Anatomy | 101           | ANAT    |
    # Groups
    | Group  | Cohort        | Whole cohort |
    | Year 1 | Class of 2030 | yes          |
    | Labs   | Class of 2030 |              |
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    | Labs  | 02       |
    # Locations
    | Location | Room |
    | Hall     | H1   |
    # Instructors
    | Instructor   | Instructor ID |
    | Abbott, Iris | 00417         |
    | Quist, Hanne | 00999         |
    # Sessions
    | Session ID | Course  | Title      | Type    | Groups | Date       | Start | Minutes | Weeks | Location | Instructors                | Description |
    | D          | Anatomy | Dissection | Lab     | Labs   | 2026-09-07 | 09:00 | 90      | 2     | Hall     | Abbott, Iris; Quist, Hanne | Gloves      |
    | L          | Anatomy | The arm    | Lecture | Year 1 | 2026-09-07 | 08:00 | 50      |       | Hall     | Abbott, Iris               |             |
    """  # noqa: E501
    content = files(drawing.report(workbook), "elentra")["elentra-draft.csv"]
    rows = lines(content)
    assert rows[0] == {
        "Original Event": "",
        "Parent Event": "1",
        "Course Code": "ANAT101",
        "Course Name": "Anatomy",
        "Term": "Autumn 2026",
        "Date": "2026-09-07",
        "Start Time": "09:00",
        "Total Duration": "90",
        "Event Type Durations": "90",
        "Event Types": "Lab",
        "Event Title": "Dissection",
        "Event Description": "Gloves",
        "Location": "Hall",
        "Location Room": "H1",
        "Audience (Groups)": "Labs > 01",
        "Audience (Cohorts)": "",
        "Audience (Students)": "",
        "Teacher Names": "Abbott, Iris; Quist, Hanne",
        "Teacher Numbers": "00417; 00999",
    }
    columns = ("Event Title", "Date", "Parent Event", "Audience (Groups)", "Audience (Cohorts)")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("Dissection", "2026-09-07", "1", "Labs > 01", ""),
        ("Dissection", "2026-09-07", "0", "Labs > 02", ""),
        ("Dissection", "2026-09-14", "1", "Labs > 01", ""),
        ("Dissection", "2026-09-14", "0", "Labs > 02", ""),
        ("The arm", "2026-09-07", "1", "", "Class of 2030"),
    ]


def test_an_offering_without_course_place_or_people_has_blank_cells() -> None:
    bare = offering(groups=(), locations=(), instructors=())
    (row,) = lines(files(report((bare,)), "elentra")["elentra-draft.csv"])
    assert [row[name] for name in ("Location", "Location Room", "Audience (Groups)", "Teacher Names", "Teacher Numbers")] == [
        ""
    ] * 5
