"""What the catalog holds of learners, people and places; workbook.md, "Learners", "Instructors", "Locations"."""

from decimal import Decimal
from pathlib import Path

from schedbatch.domain.model import Instructor, Learner, Location
from tests.drawing import catalog


def test_a_learner_in_several_rows_is_the_first_row_with_what_the_others_add(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | B     |
    # Learners
    | Learner ID | Name      | Email           | Groups |
    | a1         |           |                 | B      |
    | A1         | Ada Abara |                 | A      |
    | A1         | Somebody  | ada@example.edu |        |
    # Sessions
    | Session ID | Title | Type | Groups |
    | S          | Talk  | Lab  | A      |
    """
    assert catalog(workbook).learners == (Learner("a1", "Ada Abara", "ada@example.edu", ("A", "B")),)


def test_people_have_their_teams_and_limits(workbook: Path) -> None:
    """
    # Instructors
    | Instructor | Instructor ID | Email              | Instructor groups | Hours limit |
    | Abbott     | 007           | abbott@example.edu | Anatomists; Heads | 12.5        |
    | Bell       |               |                    |                   |             |
    # Sessions
    | Session ID | Title | Type | Instructors |
    | S          | Talk  | Lab  | Anatomists  |
    """
    assert catalog(workbook).instructors == {
        "Abbott": Instructor("Abbott", "007", "abbott@example.edu", ("Anatomists", "Heads"), Decimal("12.5")),
        "Bell": Instructor("Bell"),
    }


def test_places_have_everything_that_their_row_says(workbook: Path) -> None:
    """
    # Locations
    | Location | Building | Room | Capacity | Address  | URL                  | Shared |
    | R1       | East     | 101  | 30       | 1 Road   | https://example.edu/ | yes    |
    | R2       |          |      |          |          |                      |        |
    # Sessions
    | Session ID | Title | Type | Location |
    | S          | Talk  | Lab  | R1       |
    """
    assert catalog(workbook).locations == {
        "R1": Location("R1", "East", "101", 30, "1 Road", "https://example.edu/", is_shared=True),
        "R2": Location("R2"),
    }


def test_a_roster_cell_means_the_subgroup_spelt_exactly_so_before_one_that_differs_in_zeros(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Subgroups
    | Group | Subgroup |
    | A     | "1"      |
    | A     | 01       |
    # Learners
    | Learner ID | A   |
    | one        | "1" |
    | two        | 01  |
    | three      | 001 |
    # Sessions
    | Session ID | Title | Type | Groups |
    | S          | Talk  | Lab  | A      |
    """
    drawn = catalog(workbook)
    assert {learner.id: learner.groups for learner in drawn.learners} == {"one": ("A > 1",), "two": ("A > 01",), "three": ()}
