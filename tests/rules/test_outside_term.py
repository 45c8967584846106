"""Offerings and ILMs outside the term: generator.md, "Conflicts" and "ILMs"; workbook.md, "Settings"."""

from pathlib import Path

from tests.drawing import issues, messages


def test_dates_outside_the_courses_own_term_are_warned_of(workbook: Path) -> None:
    """
    # Settings
    | Setting   | Value      |
    | First day | 2026-09-01 |
    | Last day  | 2026-12-18 |
    # Courses
    | Course  | First day  | Last day |
    | Anatomy | 2026-09-14 |          |
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Course  | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | Anatomy | First   | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | R1       | Okafor      |
    | S2         | Anatomy | Second  | Lab  | Labs   | 2026-12-21 | 09:00 | 60      | R1       | Okafor      |
    | S3         |         | Third   | Lab  | Labs   | 2026-09-01 | 09:00 | 60      | R1       | Okafor      |
    """
    assert messages(workbook) == [
        '"First": Mon 7 Sep 2026 is before the first day, Mon 14 Sep 2026.',
        '"Second": Mon 21 Dec 2026 is after the last day, Fri 18 Dec 2026.',
    ]


def test_an_ilm_that_is_due_outside_the_term_is_warned_of_at_its_due_date(workbook: Path) -> None:
    """
    # Settings
    | Setting   | Value      |
    | First day | 2026-09-01 |
    | Last day  | 2026-12-18 |
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title  | Type | Groups | ILM | Hours | Due date   | Description | Status    |
    | S1         | Early  | ILM  | Labs   | yes | 1     | 2026-08-31 | Chapter 1   |           |
    | S2         | First  | ILM  | Labs   | yes | 1     | 2026-09-01 | Chapter 2   |           |
    | S3         | Last   | ILM  | Labs   | yes | 1     | 2026-12-18 | Chapter 3   |           |
    | S4         | Late   | ILM  | Labs   | yes | 1     | 2026-12-19 | Chapter 4   |           |
    | S5         | Gone   | ILM  | Labs   | yes | 1     | 2026-12-19 | Chapter 5   | Cancelled |
    """
    assert messages(workbook) == [
        'The ILM "Early" is due on Mon 31 Aug 2026, outside the term.',
        'The ILM "Late" is due on Sat 19 Dec 2026, outside the term.',
    ]
    assert issues(workbook) == ["outside-term Sessions!G2", "outside-term Sessions!G5"]
