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


def test_one_free_room_is_not_offered_to_two_clashes_at_one_time(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | g1    |
    | g2    |
    | g3    |
    | g4    |
    # Locations
    | Location |
    | R1       |
    | R2       |
    | R3       |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | A          | Alpha | Lab  | g1     | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | B          | Beta  | Lab  | g2     | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | C          | Gamma | Lab  | g3     | 2026-09-07 | 09:00 | 60      | R2       | none        |
    | D          | Delta | Lab  | g4     | 2026-09-07 | 09:00 | 60      | R2       | none        |
    """
    assert [message.partition("Free then: ")[2] for message in conflicts(workbook)] == ["R3.", ""]


def test_a_free_room_holds_the_size_that_is_known(workbook: Path) -> None:
    """
    # Groups
    | Group | Size |
    | g1    | 50   |
    | g2    |      |
    # Locations
    | Location | Capacity |
    | R1       |          |
    | Closet   | 5        |
    | Hall     | 100      |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | A          | Alpha | Lab  | g1     | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | B          | Beta  | Lab  | g2     | 2026-09-07 | 09:00 | 60      | R1       | none        |
    """
    assert [message.partition("Free then: ")[2] for message in conflicts(workbook)] == ["Hall (100 places)."]


def test_a_placeholder_is_no_free_room(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | g1    |
    | g2    |
    # Locations
    | Location |
    | R1       |
    | --       |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | A          | Alpha | Lab  | g1     | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | B          | Beta  | Lab  | g2     | 2026-09-07 | 09:00 | 60      | R1       | none        |
    """
    assert [message.partition("Free then: ")[2] for message in conflicts(workbook)] == [""]
