"""How many learners groups have together; generator.md, "Conflicts"."""

from pathlib import Path

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.group_sizes import GroupSizes
from tests.drawing import catalog


def _sizes(workbook: Path, *audiences: tuple[str, ...]) -> list[int | None]:
    made = catalog(workbook)
    sizes = GroupSizes(made.groups, Attendance(made))
    return [sizes.of(groups) for groups in audiences]


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
