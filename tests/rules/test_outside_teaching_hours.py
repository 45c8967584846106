"""Offerings outside the teaching hours: workbook.md, "Settings"."""

from pathlib import Path

from tests.drawing import messages


def test_teaching_hours_include_their_ends_and_the_night_is_outside(workbook: Path) -> None:
    """
    # Settings
    | Setting    | Value |
    | Day starts | 08:00 |
    | Day ends   | 18:00 |
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | Whole | Lab  | Labs   | 2026-09-07 | 08:00 | 600     | R1       | Okafor      |
    | S2         | Early | Lab  | Labs   | 2026-09-08 | 07:59 | 60      | R1       | Okafor      |
    | S3         | Night | Lab  | Labs   | 2026-09-09 | 17:30 | 600     | R1       | Okafor      |
    """
    assert messages(workbook) == ['"Early": 07:59 is before 08:00.', '"Night": 03:30 is after 18:00.']
