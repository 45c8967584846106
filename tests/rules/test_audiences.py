"""How many learners an audience has, and whether its place holds them; generator.md, "Conflicts"."""

from pathlib import Path

from schedbatch.rules.audiences import Audiences
from tests.drawing import catalog, conflicts


def _sizes(workbook: Path, *audiences: tuple[str, ...]) -> list[int | None]:
    sizes = Audiences(catalog(workbook))
    return [sizes.size(groups) for groups in audiences]


def test_a_rostered_audience_is_as_large_as_its_roster(workbook: Path) -> None:
    """
    # Groups
    | Group | Size |
    | A     | 30   |
    | B     | 20   |
    # Subgroups
    | Group | Subgroup | Size |
    | A     | 01       | 15   |
    | A     | 02       |      |
    # Learners
    | Learner ID | Groups    |
    | 1          | A > 01    |
    | 2          | A > 01    |
    | 3          | A > 01; B |
    # Sessions
    | Session ID | Title | Type | Groups |
    | S          | Talk  | Lab  | A      |
    """
    assert _sizes(workbook, ("A",), ("A > 01",), ("B",), ("A", "B"), ("A > 02",), ("A > 01", "A > 02"), ()) == [
        *(3, 3, 1, 3),
        *(None, None, None),
    ]


def test_an_audience_without_a_roster_is_as_large_as_its_groups_that_lie_in_no_other(workbook: Path) -> None:
    """
    # Groups
    | Group | Size |
    | A     | 30   |
    | B     |      |
    | C     |      |
    # Subgroups
    | Group | Subgroup | Size |
    | A     | 01       | 15   |
    | B     | 01       | 4    |
    | B     | 02       | 5    |
    | C     | 01       | 6    |
    | C     | 02       |      |
    # Sessions
    | Session ID | Title | Type | Groups |
    | S          | Talk  | Lab  | A      |
    """
    assert _sizes(workbook, ("A",), ("A", "A > 01"), ("A > 01", "B"), ("B > 01", "B"), ("C",), ("A", "C")) == [
        *(30, 30, 24, 9),
        *(None, None),
    ]


def test_a_place_that_is_too_small_for_all_offerings_of_a_session_at_one_time_is_told(workbook: Path) -> None:
    """
    # Groups
    | Group | Size |
    | A     | 15   |
    | B     | 16   |
    # Locations
    | Location | Capacity |
    | Hall     | 30       |
    | Room     | 15       |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | Talk  | Lab  | A; B   | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    | T          | Exam  | Lab  | A      | 2026-09-07 | 11:00 | 60      | Room     | Abbott      |
    | U          | Quiz  | Lab  | B      | 2026-09-07 | 13:00 | 60      | Room     | Abbott      |
    """
    assert conflicts(workbook) == [
        'Hall holds 30, and 31 learners are to be there, Mon 7 Sep 2026 09:00–10:00: "Talk" for A; "Talk" for B.',
        'Room holds 15, and 16 learners are to be there, Mon 7 Sep 2026 13:00–14:00: "Quiz" for B.',
    ]
