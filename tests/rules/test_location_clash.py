"""Two offerings in one location at once: generator.md, "Conflicts"."""

from pathlib import Path

from tests.drawing import conflicts


def test_a_busy_location_is_not_proposed(workbook: Path) -> None:
    """
    # Locations
    | Location |
    | R1       |
    | R2       |
    | R3       |
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Alpha | Lab  | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | S2         | Bravo | Lab  | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | S3         | Charl | Lab  | 2026-09-07 | 09:00 | 60      | R2       | none        |
    """
    assert conflicts(workbook) == ['R1 has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "Alpha"; "Bravo". Free then: R3.']
