"""Instructors who are unavailable: generator.md, "Conflicts"."""

from pathlib import Path

from tests.drawing import conflicts


def test_of_rows_that_overlap_the_row_that_ends_last_counts(workbook: Path) -> None:
    """
    # Unavailable
    | Who or where | Date       | Start | End   | Reason     |
    | Okafor       | 2026-09-07 | 08:00 | 09:00 | breakfast  |
    | Okafor       | 2026-09-07 | 08:30 | 12:00 | conference |
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Talk  | Lab  | 2026-09-07 | 10:00 | 60      | R1       | Okafor      |
    """
    assert conflicts(workbook) == ['Okafor is unavailable (conference) but has an offering, Mon 7 Sep 2026 10:00–11:00: "Talk".']
