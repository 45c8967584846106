"""What is a conflict, in the planner's words: generator.md, "Conflicts"."""

from dataclasses import replace
from pathlib import Path

import pytest

from schedbatch.domain import kinds
from schedbatch.rules.conflicts import conflict_issues, find_conflicts
from tests.drawing import conflicts, draw, report


def test_what_ends_as_the_next_begins_does_not_clash_and_a_long_one_ties_others_together(workbook: Path) -> None:
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


def test_tables_of_one_session_in_one_hall_are_meant_so_and_their_sizes_add_up(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup | Size |
    | Labs  | 1        | 30   |
    | Labs  | 2        | 31   |
    # Locations
    | Location | Capacity |
    | Hall     | 60       |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | Hall     | Okafor      |
    """
    assert conflicts(workbook) == [
        (
            "Hall holds 60, and 61 learners are to be there, Mon 7 Sep 2026 09:00–10:00: "
            '"Dissection" for Labs > 1; "Dissection" for Labs > 2.'
        )
    ]


def test_one_session_in_two_rooms_at_once_needs_two_instructors(workbook: Path) -> None:
    """
    # Groups
    | Group | Location |
    | A     | R1       |
    | B     | R2       |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Instructors |
    | S1         | Seminar | Lab  | A; B   | 2026-09-07 | 09:00 | 60      | Okafor      |
    """
    assert conflicts(workbook) == [
        'Okafor has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "Seminar" for A in R1; "Seminar" for B in R2.'
    ]


def test_a_group_clashes_with_its_ancestors_but_not_with_its_siblings(workbook: Path) -> None:
    """
    # Groups
    | Group  |
    | Year 1 |
    # Subgroups
    | Group  | Subgroup |
    | Year 1 | A        |
    | Year 1 | B        |
    # Sessions
    | Session ID | Title   | Type | Groups     | Strategy         | Date       | Start | Minutes | Location | Instructors |
    | S1         | Lab     | Lab  | Year 1 > A |                  | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | S2         | Seminar | Lab  | Year 1 > B |                  | 2026-09-07 | 09:00 | 60      | R2       | none        |
    | S3         | Lecture | Lab  | Year 1     | per parent group | 2026-09-08 | 09:00 | 60      | R1       | none        |
    | S4         | Clinic  | Lab  | Year 1 > B |                  | 2026-09-08 | 09:30 | 60      | R2       | none        |
    """
    assert conflicts(workbook) == [
        (
            "Learners of Year 1; Year 1 > B are in two places at once, Tue 8 Sep 2026 09:00–10:30: "
            '"Lecture" for Year 1 in R1 09:00–10:00; "Clinic" for Year 1 > B in R2 09:30–10:30.'
        )
    ]


ROSTER = """
    # Groups
    | Group  | Cohort | Whole cohort |
    | Year 1 | 2030   | yes          |
    | PBL    | 2030   |              |
    # Subgroups
    | Group | Subgroup |
    | PBL   | 1        |
    | PBL   | 2        |
    # Learners
    | Learner ID | Groups           |
    | "001"      | PBL > 1; PBL > 2 |
    | "002"      | PBL > 2          |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | {0}    | 2026-09-07 | 09:00 | 60      | R1       | none        |
    | S2         | Two   | Lab  | {1}    | 2026-09-07 | 09:00 | 60      | R2       | none        |
"""


@pytest.mark.parametrize(
    ("one", "other", "hit"),
    [("PBL > 1", "PBL > 2", ("001",)), ("Year 1", "PBL > 2", ("001", "002")), ("Year 1", "PBL > 1", ("001",))],
)
def test_the_roster_decides_learner_by_learner(one: str, other: str, hit: tuple[str, ...], tmp_path: Path) -> None:
    found = report(draw(ROSTER.format(one, other), tmp_path / "roster.xlsx")).conflicts
    assert [(conflict.kind.value, conflict.learners_hit, conflict.learners) for conflict in found] == [
        ("learner-clash", len(hit), hit)
    ]


def test_both_hours_of_an_autumn_night_are_different_times(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title  | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | First  | Lab  | 2026-10-25 | 01:00 | 60      | R1       | Okafor      |
    | S2         | Longer | Lab  | 2026-10-25 | 00:30 | 120     | R2       | Okafor      |
    | S3         | After  | Lab  | 2026-10-25 | 02:00 | 60      | R2       | Osei        |
    | S4         | Night  | Lab  | 2026-10-24 | 23:00 | 240     | R3       | Osei        |
    """
    assert conflicts(workbook) == [
        (
            "Okafor has 2 offerings at once, Sun 25 Oct 2026 00:30 – Sun 25 Oct 2026 01:30, a night in which the clocks change: "
            '"Longer" in R2 00:30–01:30; "First" in R1 01:00–01:00.'
        ),
    ]


def test_over_midnight_and_over_days(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title    | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Watch    | Lab  | 2026-09-07 | 22:00 | 240     | R1       | Okafor      |
    | S2         | Early    | Lab  | 2026-09-08 | 01:00 | 60      | R2       | Okafor      |
    | S3         | Exhibit  | Lab  | 2026-09-09 | 09:00 | 4320    | Hall     | none        |
    | S4         | Concert  | Lab  | 2026-09-11 | 19:00 | 60      | Hall     | none        |
    """
    assert conflicts(workbook) == [
        (
            "Okafor has 2 offerings at once, Mon 7 Sep 2026 22:00 – Tue 8 Sep 2026 02:00: "
            '"Watch" in R1 Mon 7 Sep 2026 22:00 – Tue 8 Sep 2026 02:00; "Early" in R2 Tue 8 Sep 2026 01:00–02:00.'
        ),
        (
            "Hall has 2 offerings at once, Wed 9 Sep 2026 09:00 – Sat 12 Sep 2026 09:00: "
            '"Exhibit" Wed 9 Sep 2026 09:00 – Sat 12 Sep 2026 09:00; "Concert" Fri 11 Sep 2026 19:00–20:00. Free then: R1.'
        ),
    ]


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


def test_hours_over_the_limit_count_ilms_and_five_tables_once(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | B     |
    # Instructors
    | Instructor | Hours limit |
    | Okafor     | 2.5         |
    | Osei       | 2           |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors  | ILM | Hours | Due date   |
    | S1         | Lab   | Lab  | A; B   | 2026-09-07 | 09:00 | 120     | Hall     | Okafor; Osei |     |       |            |
    | S2         | Read  | Lab  | A      |            |       |         |          | Okafor       | yes | 0.75  | 2026-09-08 |
    """
    assert conflicts(workbook) == ["Okafor works 2.75 hours, more than 2.5, the hours limit."]


def test_an_id_holds_while_times_places_and_people_do_and_an_accepted_conflict_no_longer_warns(tmp_path: Path) -> None:
    made = report(draw(SOUND.format(""), tmp_path / "before.xlsx"))
    (conflict,) = made.conflicts
    accepted = find_conflicts(made.catalog, made.plan, {conflict.id: "one team"})
    assert accepted == (replace(conflict, is_accepted=True, reason="one team"),)
    assert list(conflict_issues(accepted)) == []
    renamed = report(draw(SOUND.format("").replace("| One ", "| Uno "), tmp_path / "renamed.xlsx"))
    moved = report(draw(SOUND.format("").replace("09:00 | 60 ", "09:05 | 60 "), tmp_path / "moved.xlsx"))
    assert [one.id == conflict.id for one in (*renamed.conflicts, *moved.conflicts)] == [True, False]


def test_a_conflict_is_a_warning_at_the_first_row_with_the_others_related(tmp_path: Path) -> None:
    made = report(draw(SOUND.format(""), tmp_path / "one.xlsx"))
    (issue,) = (one for one in made.issues if one.kind is kinds.LOCATION_CLASH)
    assert (str(issue.where), [str(cell) for cell in issue.related]) == ("Sessions!H2", ["Sessions!H3"])


def test_piles_are_one_finding_each(tmp_path: Path) -> None:
    rows = "\n".join(f"| S{number} | Talk {number} | Lab | 2026-09-07 | 09:00 | 60 | Hall | none |" for number in range(500))
    drawing = f"# Sessions\n| Session ID | Title | Type | Date | Start | Minutes | Location | Instructors |\n{rows}"
    assert [len(one.offerings) for one in report(draw(drawing, tmp_path / "pile.xlsx")).conflicts] == [500]
