"""Which other location a clash proposes: generator.md, "Conflicts"."""

from pathlib import Path

from tests.drawing import conflicts


def test_where_nothing_is_known_of_sizes_the_first_free_location_is_proposed(workbook: Path) -> None:
    """
    # Locations
    | Location |
    | Annexe   |
    | R1       |
    | R2       |
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Alpha | Lab  | 2026-09-07 | 09:00 | 60      | R1       | Okafor      |
    | S2         | Bravo | Lab  | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    """
    assert conflicts(workbook) == ['R1 has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "Alpha"; "Bravo". Free then: Annexe.']


def test_the_smallest_location_that_is_large_enough_is_proposed(workbook: Path) -> None:
    """
    # Groups
    | Group | Size |
    | A     | 20   |
    | B     | 12   |
    # Locations
    | Location | Capacity | Shared |
    | Hall     | 300      |        |
    | R1       | 30       |        |
    | R2       | 19       |        |
    | R3       | 20       |        |
    | R4       |          |        |
    | R5       | 20       | yes    |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | Alpha | Lab  | A      | 2026-09-07 | 09:00 | 60      | R1       | Okafor      |
    | S2         | Bravo | Lab  | B      | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    """
    assert conflicts(workbook) == [
        'R1 has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "Alpha" for A; "Bravo" for B. Free then: R3 (20 places).'
    ]


def test_a_location_that_cannot_be_had_is_not_proposed(workbook: Path) -> None:
    """
    # Locations
    | Location |
    | R1       |
    | R2       |
    | R3       |
    # Unavailable
    | Who or where | Date       | Start | End   |
    | R2           | 2026-09-07 | 09:30 | 09:31 |
    | R3           | 2026-09-07 | 08:00 | 09:00 |
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Alpha | Lab  | 2026-09-07 | 09:00 | 60      | R1       | Okafor      |
    | S2         | Bravo | Lab  | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    """
    assert conflicts(workbook) == ['R1 has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "Alpha"; "Bravo". Free then: R3.']


def test_a_location_in_the_same_building_is_proposed_before_a_smaller_one_elsewhere(workbook: Path) -> None:
    """
    # Locations
    | Location | Building | Capacity |
    | R1       | East     | 10       |
    | R2       | East     | 30       |
    | R3       | West     | 10       |
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Alpha | Lab  | 2026-09-07 | 09:00 | 60      | R1       | Okafor      |
    | S2         | Bravo | Lab  | 2026-09-07 | 09:30 | 60      | R1       | Abbott      |
    """
    times = 'Mon 7 Sep 2026 09:00–10:30: "Alpha" 09:00–10:00; "Bravo" 09:30–10:30'
    assert conflicts(workbook) == [f"R1 has 2 offerings at once, {times}. Free then: R2 (East, 30 places)."]


def test_another_location_is_looked_for_for_the_first_200_clashes(workbook: Path) -> None:
    """
    # Locations
    | Location |
    | R1       |
    | R2       |
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Weeks | Days    | Location | Instructors |
    | S1         | Alpha | Lab  | 2026-09-07 | 09:00 | 60      | 29    | MTWRFSU | R1       | Okafor      |
    | S2         | Bravo | Lab  | 2026-09-07 | 09:00 | 60      | 29    | MTWRFSU | R1       | Abbott      |
    """
    assert [message.endswith(" Free then: R2.") for message in conflicts(workbook)] == [True] * 200 + [False] * 3
