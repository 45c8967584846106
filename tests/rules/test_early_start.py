"""A start in the night; workbook.md, "Reading rules"."""

from pathlib import Path

from tests.drawing import messages


def test_a_start_in_the_night_is_one_warning_a_row(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup |
    | Labs  | a        |
    | Labs  | b        |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | At once | Location | Instructors | Status    |
    | S1         | One   | Lab  | Labs   | 2026-09-07 | 04:00 | 60      | 1       | none     | none        |           |
    | S2         | Two   | Lab  | Labs   | 2026-09-07 | 06:59 | 60      |         | none     | none        |           |
    | S3         | Three | Lab  | Labs   | 2026-09-07 | 07:00 | 60      |         | none     | none        |           |
    | S4         | Four  | Lab  | Labs   | 2026-09-07 | 04:00 | 60      |         | none     | none        | Cancelled |
    """
    assert [message for message in messages(workbook) if "it starts" in message] == [
        '"One": it starts at 04:00 (16:00 meant?), it starts at 05:00 (17:00 meant?).',
        '"Two": it starts at 06:59 (18:59 meant?).',
    ]


def test_nothing_is_said_of_a_start_in_the_night_where_the_workbook_says_when_the_day_starts(workbook: Path) -> None:
    """
    # Settings
    | Setting    | Value |
    | Day starts | 03:00 |
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | Labs   | 2026-09-07 | 04:00 | 60      | none     | none        |
    """
    assert messages(workbook) == []
