"""Offerings of one session at one time in one location: meant to be so, or two groups share a location by copying."""

from pathlib import Path

from tests.drawing import conflicts


def test_two_subgroups_that_share_a_room_and_a_tutor_by_copying_down_clash_over_both(workbook: Path) -> None:
    """
    # Subgroups
    | Group | Subgroup | Location | Instructors |
    | PBL   | 01       | SR 1     | Abara, Ada  |
    | PBL   | 02       | SR 2     | Bell, Bo    |
    | PBL   | 03       | SR 3     | Roy, Dev    |
    | PBL   | 04       | SR 3     | Roy, Dev    |
    # Sessions
    | Session ID | Title  | Type | Groups | Date       | Start | Minutes |
    | S          | Case 1 | PBL  | PBL    | 2026-09-07 | 09:00 | 60      |
    """
    assert conflicts(workbook) == [
        (
            "Roy, Dev has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "
            '"Case 1" for PBL > 03 in SR 3; "Case 1" for PBL > 04 in SR 3.'
        ),
        'SR 3 has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "Case 1" for PBL > 03; "Case 1" for PBL > 04.',
    ]


def test_two_rows_of_a_session_with_the_same_tables_clash(workbook: Path) -> None:
    """
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    | Labs  | 02       |
    | Labs  | 03       |
    | Labs  | 04       |
    # Sessions
    | Session ID | Title      | Type | Groups                 | Date       | Start | Minutes | Location         |
    | S          | Dissection | Lab  | Labs > 01; Labs > 02   | 2026-09-07 | 09:00 | 60      | Table 1; Table 2 |
    | S          | Dissection | Lab  | Labs > 03; Labs > 04   | 2026-09-07 | 09:00 | 60      | Table 1; Table 2 |
    """
    assert conflicts(workbook) == [
        'Table 1 has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "Dissection" for Labs > 01; "Dissection" for Labs > 03.',
        'Table 2 has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "Dissection" for Labs > 02; "Dissection" for Labs > 04.',
    ]


def test_all_tables_of_a_row_in_one_hall_with_one_instructor_are_meant_so(workbook: Path) -> None:
    """
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    | Labs  | 02       |
    | Labs  | 03       |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | Hall     | Abara, Ada  |
    """
    assert conflicts(workbook) == []


def test_an_instructor_of_some_of_the_tables_in_one_hall_is_in_one_place(workbook: Path) -> None:
    """
    # Subgroups
    | Group | Subgroup | Instructors |
    | Labs  | 01       | Abara, Ada  |
    | Labs  | 02       | Abara, Ada  |
    | Labs  | 03       | Bell, Bo    |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location |
    | S          | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | Hall     |
    """
    assert conflicts(workbook) == []


def test_where_the_capacity_is_known_the_capacity_decides(workbook: Path) -> None:
    """
    # Locations
    | Location | Capacity |
    | SR 1     | 20       |
    | SR 3     | 10       |
    # Subgroups
    | Group | Subgroup | Size | Location | Instructors |
    | PBL   | 01       | 8    | SR 1     | Abara, Ada  |
    | PBL   | 02       | 8    | SR 3     | Roy, Dev    |
    | PBL   | 03       | 8    | SR 3     | Roy, Dev    |
    # Sessions
    | Session ID | Title  | Type | Groups | Date       | Start | Minutes |
    | S          | Case 1 | PBL  | PBL    | 2026-09-07 | 09:00 | 60      |
    """
    assert conflicts(workbook) == [
        'SR 3 holds 10, and 16 learners are to be there, Mon 7 Sep 2026 09:00–10:00: "Case 1" for PBL > 02; "Case 1" for PBL > 03.'
    ]
