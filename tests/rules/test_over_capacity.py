"""More learners than a location holds: generator.md, "Conflicts"."""

from pathlib import Path

from tests.drawing import conflicts


def test_tables_of_one_session_in_one_hall_are_meant_so_and_their_sizes_add_up(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup | Size |
    | Labs  | 1        | 30   |
    | Labs  | 2        | 31   |
    # Locations
    | Location | Capacity |
    | Hall     | 60       |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | Hall     | Okafor      |
    """
    assert conflicts(workbook) == [
        (
            "Hall holds 60, and 61 learners are to be there, Mon 7 Sep 2026 09:00–10:00: "
            '"Dissection" for Labs > 1; "Dissection" for Labs > 2.'
        )
    ]


def test_a_place_that_is_too_small_for_all_offerings_of_a_session_at_one_time_is_told(workbook: Path) -> None:
    """
    # Groups
    | Group | Size |
    | A     | 15   |
    | B     | 16   |
    # Locations
    | Location | Capacity |
    | Hall     | 30       |
    | Room     | 15       |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | Talk  | Lab  | A; B   | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    | T          | Exam  | Lab  | A      | 2026-09-07 | 11:00 | 60      | Room     | Abbott      |
    | U          | Quiz  | Lab  | B      | 2026-09-07 | 13:00 | 60      | Room     | Abbott      |
    """
    assert conflicts(workbook) == [
        'Hall holds 30, and 31 learners are to be there, Mon 7 Sep 2026 09:00–10:00: "Talk" for A; "Talk" for B.',
        'Room holds 15, and 16 learners are to be there, Mon 7 Sep 2026 13:00–14:00: "Quiz" for B.',
    ]
