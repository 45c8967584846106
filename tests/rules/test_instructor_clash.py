"""An instructor in two offerings at once: generator.md, "Conflicts"."""

from pathlib import Path

from tests.drawing import conflicts


def test_one_session_in_two_rooms_at_once_needs_two_instructors(workbook: Path) -> None:
    """
    # Groups
    | Group | Location |
    | A     | R1       |
    | B     | R2       |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Instructors |
    | S1         | Seminar | Lab  | A; B   | 2026-09-07 | 09:00 | 60      | Okafor      |
    """
    assert conflicts(workbook) == [
        'Okafor has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "Seminar" for A in R1; "Seminar" for B in R2.'
    ]


def test_both_hours_of_an_autumn_night_are_different_times(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title  | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | First  | Lab  | 2026-10-25 | 01:00 | 60      | R1       | Okafor      |
    | S2         | Longer | Lab  | 2026-10-25 | 00:30 | 120     | R2       | Okafor      |
    | S3         | After  | Lab  | 2026-10-25 | 02:00 | 60      | R2       | Osei        |
    | S4         | Night  | Lab  | 2026-10-24 | 23:00 | 240     | R3       | Osei        |
    """
    assert conflicts(workbook) == [
        (
            "Okafor has 2 offerings at once, Sun 25 Oct 2026 00:30 – Sun 25 Oct 2026 01:30, a night in which the clocks change: "
            '"Longer" in R2 00:30–01:30; "First" in R1 01:00–01:00.'
        ),
    ]
