"""Single offerings on a closure: generator.md, "Recurrence and times"."""

from pathlib import Path

from tests.drawing import issues, messages


def test_a_row_of_the_offerings_sheet_on_a_closure_is_kept_and_told(workbook: Path) -> None:
    """
    # Closures
    | Date       | Name        |
    | 2026-09-07 | Labour Day  |
    | 2026-09-08 |             |
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups |
    | S1         | Talk  | Lab  | Labs   |
    # Offerings
    | Offering ID | Session | Date       | Start | Minutes | Location | Instructors | Status    |
    | x           | S1      | 2026-09-07 | 09:00 | 60      | R1       | Okafor      |           |
    | y           | S1      | 2026-09-08 | 09:00 | 60      | R1       | Okafor      |           |
    | z           | S1      | 2026-09-09 | 09:00 | 60      | R1       | Okafor      |           |
    | gone        | S1      | 2026-09-07 | 11:00 | 60      | R1       | Okafor      | Cancelled |
    """
    assert messages(workbook) == [
        '"Talk": Mon 7 Sep 2026 (Labour Day) is a closure; the meeting is kept.',
        '"Talk": Tue 8 Sep 2026 is a closure; the meeting is kept.',
    ]
    assert issues(workbook) == ["date-on-closure Offerings!C2", "date-on-closure Offerings!C3"]
