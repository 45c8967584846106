"""Names of groups, people, places and sessions; workbook.md, "Subgroups", "Instructors", "Locations"."""

from pathlib import Path

import pytest

from tests.drawing import catalog, draw, issues, messages, plan, report

TREE = """
# Groups
| Group |
| Labs  |
| PBL   |
| Solo  |
# Subgroups
| Group        | Subgroup |
| Labs         | 01       |
| Labs         | 02       |
| Labs         | 10       |
| Labs         | 2b       |
| PBL          | 02       |
| PBL          | Red      |
| PBL > 02     | Solo     |
# Sessions
| Session ID | Title   | Type | Groups | Strategy         | Date       | Start | Minutes | Location | Instructors |
| S          | Session | Lab  | {}     | per parent group | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
"""


def _named(path: Path, text: str) -> tuple[list[str], list[str]]:
    drawn = draw(TREE.format(text), path / "tree.xlsx")
    return ["; ".join(offering.groups) for offering in plan(drawn).offerings], issues(drawn)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Labs", ["Labs"]),
        (" labs ", ["Labs"]),
        ("Red", ["PBL > Red"]),
        ("01", ["Labs > 01"]),
        ("1", ["Labs > 01"]),
        ('"001"', ["Labs > 01"]),
        ("Labs > 02", ["Labs > 02"]),
        ("labs>2", ["Labs > 02"]),
        ("Solo", ["Solo"]),
        ("PBL > 2 > Solo", ["PBL > 02 > Solo"]),
        ("02 > Solo", ["PBL > 02 > Solo"]),
        ("Labs > 01..10", ["Labs > 01", "Labs > 02", "Labs > 2b", "Labs > 10"]),
        ("Labs > 1..2", ["Labs > 01", "Labs > 02"]),
        ("Labs > 02 .. 2b", ["Labs > 02", "Labs > 2b"]),
    ],
)
def test_names_paths_and_ranges(text: str, groups: list[str], tmp_path: Path) -> None:
    assert _named(tmp_path, text) == (groups, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("02", "ambiguous-reference"),
        ("2", "ambiguous-reference"),
        ("Lab", "unknown-reference"),
        ("Labs > 99", "unknown-reference"),
        ("Labs > 10..01", "unknown-reference"),
        ("Labs > 01..99", "unknown-reference"),
        ("Labs > ", "unknown-reference"),
        (">", "unknown-reference"),
        ("..", "unknown-reference"),
    ],
)
def test_names_that_mean_nothing_or_too_much(text: str, code: str, tmp_path: Path) -> None:
    assert _named(tmp_path, text) == ([], [f"{code} Sessions!D2"])


def test_a_misspelt_group_is_answered_with_the_one_it_may_mean(tmp_path: Path) -> None:
    (issue,) = report(draw(TREE.format("Lads"), tmp_path / "tree.xlsx")).issues
    assert issue.message == '"Lads" is not a known learner group; did you mean "Labs"?'
    (issue,) = report(draw(TREE.format("Lobby"), tmp_path / "tree.xlsx")).issues
    assert issue.message == '"Lobby" is not a known learner group.'
    (issue,) = report(draw(TREE.format("PBL > Rde"), tmp_path / "tree.xlsx")).issues
    assert issue.message == '"PBL > Rde" is not a known learner group; did you mean "PBL > Red"?'


def test_mistakes_in_the_tree(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | a     |
    # Subgroups
    | Group   | Subgroup |
    | A       | 1        |
    | A       | 1        |
    | B       | 2        |
    | C       | D        |
    | D       | C        |
    | D       | E        |
    | self    | self     |
    |         | 3        |
    | A       |          |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    """
    assert (list(catalog(workbook).groups), issues(workbook)) == (
        ["A", "A > 1"],
        [
            "duplicate-key Groups!A3",
            "duplicate-key Subgroups!B3",
            "unknown-reference Subgroups!A4",
            "group-loop Subgroups!A5",
            "group-loop Subgroups!A6",
            "unknown-reference Subgroups!A7",
            "group-loop Subgroups!A8",
            "required-cell-empty Subgroups!A9",
            "required-cell-empty Subgroups!B10",
        ],
    )


def test_a_group_whose_own_row_is_in_error_is_said_to_be(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Subgroups
    | Group | Subgroup |
    | Nope  | 1        |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes |
    | S          | Session | Lab  | 1      | 2026-09-07 | 09:00 | 60      |
    """
    assert messages(workbook) == [
        '"1" cannot be used: its own row has an error (Subgroups!B2).',
        '"Nope" is not a known learner group.',
    ] or messages(workbook) == [
        '"Nope" is not a known learner group.',
        '"1" cannot be used: its own row has an error (Subgroups!B2).',
    ]


def test_without_a_groups_sheet_the_parents_exist(workbook: Path) -> None:
    """
    # Subgroups
    | Group    | Subgroup |
    | Labs     | 01       |
    | Labs > 01| a        |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes |
    | S          | Session | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    """
    assert list(catalog(workbook).groups) == ["Labs", "Labs > 01", "Labs > 01 > a"]


def test_a_chain_of_a_thousand_levels(tmp_path: Path) -> None:
    chain = "\n".join(f"| L{level} | L{level + 1} |" for level in reversed(range(1500)))
    drawn = draw(f"# Groups\n| Group |\n| L0 |\n# Subgroups\n| Group | Subgroup |\n{chain}", tmp_path / "chain.xlsx")
    assert len(catalog(drawn).groups) == 1501


PEOPLE = """
# Groups
| Group |
| A     |
# Instructors
| Instructor   |
| Abbott, Iris |
| Moreau, Elio |
# Locations
| Location |
| Lab 3    |
| Great Hall |
# Sessions
| Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
| S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | {place}  | {people}    |
"""


@pytest.mark.parametrize(
    ("place", "people", "expected"),
    [
        ("lab 3", "ABBOTT, iris", []),
        ("Lab 4", "Abbott, Iris", ["not-listed Sessions!H2"]),
        ("Graet Hall", "Abbott, Iris", ["unknown-reference Sessions!H2"]),
        ("Lab 3", "Iris Abbott", ["unknown-reference Sessions!I2"]),
        ("Lab 3", "Abbot, Iris", ["unknown-reference Sessions!I2"]),
        ("Lab 3", "Zeller, Hans", ["unknown-name Sessions!I2"]),
        ("Lab 3", "Abbot, Iris (guest)", []),
    ],
)
def test_unknown_people_and_places(place: str, people: str, expected: list[str], tmp_path: Path) -> None:
    assert issues(draw(PEOPLE.format(place=place, people=people), tmp_path / "people.xlsx")) == expected


def test_an_unknown_name_taken_as_typed_is_one_warning_however_often(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Locations
    | Location |
    | Lab 3    |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | Annexe   | Abbott      |
    | T          | Session | Lab  | A      | 2026-09-08 | 09:00 | 60      | annexe   | Abbott      |
    """
    made = report(workbook)
    assert ([issue.message for issue in made.issues], [offering.location for offering in made.plan.offerings]) == (
        ['"Annexe" in 2 cells is not in the sheet Locations; it is taken as typed.'],
        ["Annexe", "Annexe"],
    )


def test_an_unknown_type_is_an_error_when_the_sheet_exists(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Session types
    | Type |
    | Lab  |
    # Sessions
    | Session ID | Title   | Type   | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | Jamboree | A    | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    """
    assert (issues(workbook), plan(workbook).offerings) == (["unknown-reference Sessions!C2"], ())


def test_a_group_of_another_cohort_is_not_eligible(workbook: Path) -> None:
    """
    # Groups
    | Group | Cohort |
    | A     | 2030   |
    | B     | 2031   |
    # Subgroups
    | Group | Subgroup |
    | B     | 1        |
    # Courses
    | Course  | Cohorts |
    | Anatomy | 2030    |
    # Sessions
    | Session ID | Course  | Cohort     | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | Anatomy |            | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    | T          | Anatomy |            | Session | Lab  | 1      | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    | U          | Anatomy | 2030; 2031 | Session | Lab  | 1      | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    """
    assert (issues(workbook), [offering.session.id for offering in plan(workbook).offerings]) == (
        ["cohort-mismatch Sessions!F3"],
        ["S", "U"],
    )


def test_a_group_of_another_cohort_is_not_eligible_for_an_offering_of_its_own_either(workbook: Path) -> None:
    """
    # Groups
    | Group | Cohort |
    | A     | 2030   |
    | B     | 2031   |
    | C     |        |
    # Sessions
    | Session ID | Cohort | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | 2030   | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    | T          | 2030   | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    | T          |        |         |      | B      | 2026-09-08 | 09:00 | 60      | Hall     | Abbott      |
    # Offerings
    | Offering ID | Session | Groups | Date       | Start | Location | Instructors |
    | 1           | S       | B      | 2026-09-09 | 09:00 | Hall     | Abbott      |
    | 2           | S       | A; C   | 2026-09-09 | 10:00 | Hall     | Abbott      |
    | 3           | T       | B      | 2026-09-09 | 11:00 | Hall     | Abbott      |
    """
    assert (issues(workbook), [offering.id for offering in plan(workbook).offerings if "+" in offering.id]) == (
        ["cohort-mismatch Offerings!C2"],
        ["S/+2", "T/+3"],
    )


def test_an_unknown_type_is_answered_with_the_one_it_may_mean(workbook: Path) -> None:
    """
    # Session types
    | Type |
    | Lab  |
    # Sessions
    | Session ID | Title   | Type | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | Labs | 2026-09-07 | 09:00 | 60      | Hall     | Abbott      |
    """
    assert report(workbook).issues[0].message == '"Labs" is not a known session type; did you mean "Lab"?'


def test_a_term_or_a_teaching_day_that_ends_before_it_begins_is_an_error_and_does_not_count(workbook: Path) -> None:
    """
    # Settings
    | Setting    | Value      |
    | First day  | 2026-12-18 |
    | Last day   | 2026-09-01 |
    | Day starts | 18:00      |
    | Day ends   | 08:00      |
    # Groups
    | Group |
    | A     |
    # Courses
    | Course  | First day  | Last day   |
    | Anatomy | 2026-12-18 | 2026-09-01 |
    # Sessions
    | Session ID | Course  | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | Anatomy | Session | Lab  | A      | 2026-10-07 | 09:00 | 60      | Hall     | Abbott      |
    """
    assert issues(workbook) == [
        "end-before-start Settings!B3",
        "end-before-start Settings!B5",
        "end-before-start Courses!C2",
    ]
