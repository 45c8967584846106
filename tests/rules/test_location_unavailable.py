"""Locations that are unavailable: generator.md, "Conflicts"."""

from pathlib import Path

from tests.drawing import conflicts


def test_an_offering_that_overlaps_a_row_conflicts_and_one_that_begins_at_its_end_does_not(workbook: Path) -> None:
    """
    # Unavailable
    | Who or where | Date       | Start | End   | Reason  |
    | R1           | 2026-09-07 | 08:00 | 10:00 | painted |
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Talk  | Lab  | 2026-09-07 | 09:59 | 1       | R1       | none        |
    | S2         | Other | Lab  | 2026-09-07 | 10:00 | 60      | R1       | none        |
    """
    assert conflicts(workbook) == ['R1 is unavailable (painted) but has an offering, Mon 7 Sep 2026 09:59–10:00: "Talk".']
