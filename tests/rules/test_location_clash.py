"""Two offerings in one location at once: generator.md, "Conflicts"."""

from pathlib import Path

import pytest

from tests.drawing import conflicts, draw


def test_what_ends_as_the_next_begins_does_not_clash_and_a_long_offering_ties_others_together(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type | Date       | Start | End   | Location | Instructors |
    | A          | Alpha | Lab  | 2026-09-07 | 09:00 | 12:00 | Lab 3    | none        |
    | B          | Bravo | Lab  | 2026-09-07 | 09:00 | 10:00 | Lab 3    | none        |
    | C          | Charl | Lab  | 2026-09-07 | 11:00 | 12:00 | Lab 3    | none        |
    | D          | Delta | Lab  | 2026-09-07 | 12:00 | 13:00 | Lab 3    | none        |
    """
    assert conflicts(workbook) == [
        'Lab 3 has 3 offerings at once, Mon 7 Sep 2026 09:00–12:00: "Alpha" 09:00–12:00; "Bravo" 09:00–10:00; "Charl" 11:00–12:00.'
    ]


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
    | TBD      |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | A          | Alpha | Lab  | g1     | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | B          | Beta  | Lab  | g2     | 2026-09-07 | 09:00 | 60      | R1       | none        |
    """
    assert [message.partition("Free then: ")[2] for message in conflicts(workbook)] == [""]


SOUND = """
    # Groups
    | Group | Size |
    | A     | 20   |
    | B     | 10   |
    # Locations
    | Location | Building | Capacity | Shared |
    | Lab 3    | East     | 24       |        |
    | Lab 4    | East     | 30       |        |
    | Lab 5    | East     | 28       |        |
    | Lab 6    | East     | 12       |        |
    | Room 9   | West     | 20       |        |
    | Online   | East     | 20       | yes    |
    # Unavailable
    | Who or where | Date       | Start | End   | Reason  |
    | Lab 5        | 2026-09-07 | 09:30 | 11:00 | painted |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors | Status |
    | S1         | One   | Lab  | A      | 2026-09-07 | 09:00 | 60      | Lab 3    | none        |        |
    | S2         | Two   | Lab  | B      | 2026-09-07 | 09:00 | 60      | Lab 3    | none        | {}     |
"""


def test_the_nearest_free_location_is_in_the_building_large_enough_and_to_be_had(tmp_path: Path) -> None:
    assert conflicts(draw(SOUND.format(""), tmp_path / "free.xlsx")) == [
        'Lab 3 has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "One" for A; "Two" for B. Free then: Lab 4 (East, 30 places).'
    ]


@pytest.mark.parametrize("status", ["Draft", "Cancelled"])
def test_what_does_not_take_place_never_conflicts(status: str, tmp_path: Path) -> None:
    assert conflicts(draw(SOUND.format(status), tmp_path / "status.xlsx")) == []


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
