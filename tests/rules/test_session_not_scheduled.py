"""Sessions without a date: workbook.md, "Sessions"."""

from pathlib import Path

from tests.drawing import issues, messages


def test_a_session_without_date_groups_or_rows_in_offerings_is_not_scheduled_yet(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type |
    | S1         | Talk  | Lab  |
    | S2         | Other | Lab  |
    # Offerings
    | Offering ID | Session | Date       | Start | Minutes | Location | Instructors |
    | x           | S2      | 2026-09-07 | 09:00 | 60      | R1       | Okafor      |
    """
    assert issues(workbook) == [
        "session-not-scheduled Sessions!B2",
        "session-without-groups Sessions!B2",
        "session-without-groups Sessions!B3",
    ]


def test_a_cancelled_session_needs_no_date(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | Status    |
    | S1         | Talk  | Lab  | Labs   | Cancelled |
    | S2         | Other | Lab  | Labs   |           |
    """
    assert messages(workbook) == ['"Other" has no date yet.']
