"""Who, where and at which address; generator.md, "Location, instructors, URL"."""

from pathlib import Path

from tests.drawing import issues, messages, plan

Taught = list[tuple[str, str | None, tuple[str, ...], str]]


def _taught(workbook: Path) -> Taught:
    return [
        ("; ".join(offering.groups), offering.location, offering.instructors, offering.url) for offering in plan(workbook).offerings
    ]


def test_subgroup_without_location_does_not_take_its_neighbours(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup | Location |
    | Labs  | 01       | R101     |
    | Labs  | 02       |          |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes |
    | S          | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    """
    assert [(str(o.groups[0]), o.location) for o in plan(workbook).offerings] == [("Labs > 01", "R101"), ("Labs > 02", None)]


def test_the_rows_own_cells_win(workbook: Path) -> None:
    """
    # Groups
    | Group | Location | Instructors | URL                   |
    | A     | R101     | Abbott      | https://example.edu/a |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors  | URL                   |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | Hall     | Baptiste     | https://example.edu/b |
    | T          | Session | Lab  | A      | 2026-09-08 | 09:00 | 60      |          |              |                       |
    """
    assert _taught(workbook) == [
        ("A", "Hall", ("Baptiste",), "https://example.edu/b"),
        ("A", "R101", ("Abbott",), "https://example.edu/a"),
    ]


def test_a_subgroup_takes_its_parents_defaults_only_if_the_setting_says_so(workbook: Path) -> None:
    """
    # Settings
    | Setting                | Value |
    | Inherit group defaults | yes   |
    # Groups
    | Group | Location | Instructors |
    | A     | R101     | Abbott      |
    # Subgroups
    | Group | Subgroup | Location | Instructors |
    | A     | 1        |          |             |
    | A     | 2        | R202     |             |
    | A     | 3        | none     | none        |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      |
    """
    assert (_taught(workbook), issues(workbook)) == (
        [("A > 1", "R101", ("Abbott",), ""), ("A > 2", "R202", ("Abbott",), ""), ("A > 3", None, (), "")],
        [],
    )


def test_a_subgroup_does_not_take_its_parents_defaults(workbook: Path) -> None:
    """
    # Groups
    | Group | Location | Instructors |
    | A     | R101     | Abbott      |
    # Subgroups
    | Group | Subgroup |
    | A     | 1        |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      |
    """
    assert (_taught(workbook), issues(workbook)) == (
        [("A > 1", None, (), "")],
        ["instructors-missing Sessions!B2", "location-missing Sessions!B2"],
    )


def test_together_of_several_groups_takes_only_its_own_cells_and_all_locations(workbook: Path) -> None:
    """
    # Groups
    | Group | Location | Instructors |
    | A     | R101     | Abbott      |
    | B     | R101     | Abbott      |
    # Sessions
    | Session ID | Title   | Type | Groups | Strategy | Date       | Start | Minutes | Location  | Instructors |
    | S          | Session | Lab  | A; B   | together | 2026-09-07 | 09:00 | 60      | Hall; Bar |             |
    | T          | Session | Lab  | A; B   | together | 2026-09-08 | 09:00 | 60      |           | defaults    |
    """
    assert (_taught(workbook), messages(workbook)) == (
        [("A; B", "Hall; Bar", (), ""), ("A; B", None, ("Abbott",), "")],
        [
            '"Session" has no instructors for A; B; defaults of several groups are not mixed.',
            '"Session" has no location for A; B; defaults of several groups are not mixed.',
        ],
    )


def test_together_of_one_group_takes_the_groups_own_location_instructors_and_url(workbook: Path) -> None:
    """
    # Groups
    | Group  | Location | Instructors | URL                   |
    | Year 1 | Hall     | Abbott      | https://example.edu/a |
    # Sessions
    | Session ID | Title   | Type | Groups | Strategy | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | Lab  | Year 1 | together | 2026-09-07 | 09:00 | 60      |          |             |
    | T          | Session | Lab  | Year 1 | together | 2026-09-08 | 09:00 | 60      | Aula     | none        |
    """
    assert (_taught(workbook), messages(workbook)) == (
        [("Year 1", "Hall", ("Abbott",), "https://example.edu/a"), ("Year 1", "Aula", (), "https://example.edu/a")],
        [],
    )


def test_none_leaves_empty_without_a_warning(workbook: Path) -> None:
    """
    # Groups
    | Group | Location | Instructors | URL                   |
    | A     | R101     | Abbott      | https://example.edu/a |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors | URL  |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | none     | None        | none |
    """
    assert (_taught(workbook), issues(workbook)) == ([("A", None, (), "")], [])


def test_defaults_adds_a_lead_to_the_groups_own(workbook: Path) -> None:
    """
    # Groups
    | Group | Instructors |
    | A     | Tutor       |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors    |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | Hall     | defaults; Lead |
    """
    assert _taught(workbook) == [("A", "Hall", ("Lead", "Tutor"), "")]


def test_a_url_without_a_location_is_online(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | URL                      | Instructors |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | https://meet.example.edu | Abbott      |
    """
    assert issues(workbook) == []


def test_teams_and_persons_are_united_and_sorted(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Instructors
    | Instructor | Instructor groups |
    | Zeller     | Tutors; Examiners |
    | Abbott     | Tutors            |
    | Moreau     |                   |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors            |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | Hall     | tutors; Moreau; ABBOTT |
    """
    assert (_taught(workbook), issues(workbook)) == ([("A", "Hall", ("Abbott", "Moreau", "Zeller"), "")], [])


def test_missing_places_and_people_are_one_warning_a_row(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | B     |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Weeks | Location | Instructors |
    | S          | Session | Lab  | A; B   | 2026-09-07 | 09:00 | 60      | 3     |          |             |
    """
    assert issues(workbook) == ["location-missing Sessions!I2", "instructors-missing Sessions!J2"]


def test_equal_cells_come_to_what_strategy_groups_and_slot_make_of_them(workbook: Path) -> None:
    """
    # Groups
    | Group | Location | Instructors |
    | A     | R101     | Abbott      |
    | B     | R102     | Bell        |
    # Sessions
    | Session ID | Title   | Type | Groups | Strategy     | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | Lab  | A      |              | 2026-09-07 | 09:00 | 60      |          |             |
    | T          | Session | Lab  | A      | together     | 2026-09-08 | 09:00 | 60      |          |             |
    | U          | Session | Lab  | A; B   | together     | 2026-09-09 | 09:00 | 60      | R1; R2   | defaults    |
    | V          | Session | Lab  | A      | together     | 2026-09-10 | 09:00 | 60      | R1; R2   | defaults    |
    | W          | Session | Lab  | A; B   | per subgroup | 2026-09-11 | 09:00 | 60      | R1; R2   | defaults    |
    | X          | Session | Lab  | B      | per subgroup | 2026-09-14 | 09:00 | 60      | R1; R2   | defaults    |
    """
    assert _taught(workbook) == [
        ("A", "R101", ("Abbott",), ""),
        ("A", "R101", ("Abbott",), ""),
        ("A; B", "R1; R2", ("Abbott", "Bell"), ""),
        ("A", "R1; R2", ("Abbott",), ""),
        ("A", "R1", ("Abbott",), ""),
        ("B", "R2", ("Bell",), ""),
        ("B", "R1", ("Bell",), ""),
    ]


def test_defaults_of_a_group_that_has_none_is_named_as_no_instructors(workbook: Path) -> None:
    """
    # Groups
    | Group | Instructors |
    | A     |             |
    | B     | Bell        |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | Hall     | defaults    |
    | T          | Session | Lab  | B      | 2026-09-08 | 09:00 | 60      | Hall     | defaults    |
    """
    assert (_taught(workbook), issues(workbook), messages(workbook)) == (
        [("A", "Hall", (), ""), ("B", "Hall", ("Bell",), "")],
        ["instructors-missing Sessions!I2"],
        ['"Session" has no instructors for A.'],
    )
