"""Offerings of a few minutes; workbook.md, "Reading rules"."""

from pathlib import Path

from tests.drawing import messages


def test_an_offering_of_less_than_five_minutes_is_a_warning(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | End   | Minutes | Location | Instructors | Status    |
    | S1         | One   | Lab  | Labs   | 2026-09-07 | 09:00 |       | 1       | none     | none        |           |
    | S2         | Two   | Lab  | Labs   | 2026-09-07 | 10:00 | 10:04 |         | none     | none        |           |
    | S3         | Three | Lab  | Labs   | 2026-09-07 | 11:00 |       | 5       | none     | none        |           |
    | S4         | Four  | Lab  | Labs   | 2026-09-07 | 12:00 |       | 2       | none     | none        | Cancelled |
    """
    assert messages(workbook) == [
        '"One": it takes 1 minute (1 hour meant?).',
        '"Two": it takes 4 minutes (4 hours meant?).',
    ]
