"""What a new workbook takes from an earlier one, and what it leaves there."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from schedbatch.domain.columns import GROUPS, INSTRUCTORS
from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.jobs.template.carried import carry_over
from schedbatch.jobs.template.make import write_template
from schedbatch.readers.settings import SETTING
from tests.drawing import draw, issues

OLD = """
    # Settings
    | Setting      | Value                    |
    | Schedule ID  | spring-2026              |
    | Institution  | Example School           |
    | Timezone     | Europe/Paris             |
    | Term         | Spring 2026              |
    | Term code    | 202601                   |
    | First day    | 2026-01-05               |
    | Last day     | 2026-05-29               |
    | Day starts   | 08:30                    |
    | Calendar address | https://example.edu/c |
    | Allow removals | 7                      |
    # Learner groups
    | Old timetable |       |     |      |                  |
    | Size  | Group | CRN | Colour of the door | Default location |
    | 12    | Labs  | 007 | red                | Bay 1; Bay 2     |
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    | Labs  | "2"      |
    # Sessions
    | Title      | Type | Groups | Date       | Start | Minutes |
    | Dissection | Lab  | Labs   | 2026-02-02 | 09:00 | 60      |
    # Instructors
    | Instructor   | Instructor ID | Hours limit |
    | Abbott, Iris | 00417         | 60.5        |
    # Rooms
    | Location | Capacity |
    | Bay 1    | 6        |
    | Bay 2    | 6        |
    # Closures
    | Date       | Name        |
    | 2026-04-03 | Good Friday |
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return draw(OLD, tmp_path / "old.xlsx")


def rows(path: Path, name: str) -> list[dict[str, object]]:
    """A sheet's rows below its headings, as headings and values; blank cells and the marks of headings left out."""
    headings, *values = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    names = [str(heading).removesuffix(" *") for heading in headings]
    return [{key: value for key, value in zip(names, row, strict=True) if value is not None} for row in values]


def test_groups_people_places_and_closures_stand_in_the_new_workbook(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    write_template(new, old)
    assert {name: rows(new, name) for name in ("Groups", "Subgroups", "Instructors", "Locations", "Closures", "Courses")} == {
        "Groups": [{"Group": "Labs", "Size": 12, "CRN": "007", "Location": "Bay 1; Bay 2"}],
        "Subgroups": [{"Group": "Labs", "Subgroup": "01"}, {"Group": "Labs", "Subgroup": "2"}],
        "Instructors": [{"Instructor": "Abbott, Iris", "Instructor ID": "00417", "Hours limit": 60.5}],
        "Locations": [{"Location": "Bay 1", "Capacity": 6}, {"Location": "Bay 2", "Capacity": 6}],
        "Closures": [{"Date": dt.datetime(2026, 4, 3), "Name": "Good Friday"}],  # noqa: DTZ001 - as Excel has it
        "Courses": [],
    }


def test_what_is_the_terms_own_stays_behind(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    write_template(new, old)
    assert [rows(new, name) for name in ("Sessions", "Offerings", "Learners", "Unavailable")] == [[], [], [], []]
    settings = openpyxl.load_workbook(new)["Settings"].iter_rows(min_row=2, max_col=2, values_only=True)
    assert {name: value for name, value in settings if value is not None} == {
        "Institution": "Example School",
        "Time zone": "Europe/Paris",
        "Day starts": dt.time(8, 30),
    }


def test_common_session_types_stand_in_for_those_that_the_old_workbook_has_not(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    write_template(new, old)
    assert {"Type": "Lecture", "Colour": "#1F77B4", "Strategy": "together"} in rows(new, "Session types")


def test_session_types_of_the_old_workbook_stand_instead_of_the_common_ones(workbook: Path, tmp_path: Path) -> None:
    """
    # Session types
    | Type    | Colour  |
    | Clinic | #AA0000 |
    """
    new = tmp_path / "new.xlsx"
    write_template(new, workbook)
    assert rows(new, "Session types") == [{"Type": "Clinic", "Colour": "#AA0000"}]


def test_the_new_workbook_lacks_nothing_but_its_schedule_id(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    write_template(new, old)
    assert issues(new) == ["schedule-id-missing Settings!B2"]


def test_carrying_over_twice_changes_nothing(old: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    write_template(first, old)
    write_template(second, first)
    assert first.read_bytes() == second.read_bytes()


def test_a_cell_without_a_value_is_named(workbook: Path) -> None:
    """
    # Settings
    | Setting     | Value  |
    | Institution | =A1    |
    # Groups
    | Group | Size  | CRN    |
    | Labs  | =3*4  | #REF!  |
    """
    carried = carry_over(workbook)
    assert carried.rows == {GROUPS: ({GROUPS.group: "Labs", GROUPS.size: "", GROUPS.crn: ""},)}
    assert carried.left_out == (
        "Settings!B2: a formula that Excel has never calculated is no value.",
        "Groups!B2: a formula that Excel has never calculated is no value.",
        "Groups!C2: #REF! is no value.",
    )


def test_columns_and_sheets_that_cannot_be_read_are_named(workbook: Path) -> None:
    """
    # Groups
    | Group | Door |
    | Labs  | red  |
    # Instructors
    | Email             | Hours limit |
    | iris@example.edu  | 60          |
    """
    carried = carry_over(workbook)
    assert carried.rows == {GROUPS: ({GROUPS.group: "Labs"},), INSTRUCTORS: ()}
    assert carried.left_out == (
        'Groups!B1: Column "Door" is not a column of Groups.',
        'Instructors!A1: "Instructors" has no column Instructor, which is required; the sheet is not read.',
    )


def test_a_number_in_a_column_of_text_is_carried_as_it_is_shown(tmp_path: Path) -> None:
    path = draw("# Groups\n| Group | CRN | Section |\n| Labs | 7 | 3 |", tmp_path / "old.xlsx")
    book = openpyxl.load_workbook(path)
    book["Groups"]["B2"].number_format = "00000"
    book.save(path)
    assert carry_over(path).rows == {GROUPS: ({GROUPS.group: "Labs", GROUPS.crn: "00007", GROUPS.section: "3"},)}


def test_a_length_that_excel_keeps_as_a_duration_is_carried_in_minutes(tmp_path: Path) -> None:
    path = draw("# Settings\n| Setting | Value |\n| Default minutes | 0.0625 |", tmp_path / "old.xlsx")
    book = openpyxl.load_workbook(path)
    book["Settings"]["B2"].number_format = "[h]:mm"
    book.save(path)
    assert carry_over(path).settings[SETTING.default_minutes] == 90


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    old, new = draw("# Groups\n| Group | Notes |\n| Labs  | x |", tmp_path / "old.xlsx"), tmp_path / "new.xlsx"
    book = openpyxl.load_workbook(old)
    book["Groups"]["B2"].value, book["Groups"]["B2"].data_type = '=HYPERLINK("x")', "s"
    book.save(old)
    write_template(new, old)
    cell = openpyxl.load_workbook(new)["Groups"]["J2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("x")', "s", True)


def test_a_workbook_with_nothing_to_carry_over_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(InputUnreadable) as refusal:
        carry_over(path)
    assert str(refusal.value) == (
        "It has nothing to carry over: neither Settings nor any of "
        "Courses, Groups, Subgroups, Instructors, Locations, Closures, Session types."
    )


def test_the_old_workbook_is_never_written_to(old: Path) -> None:
    before = old.read_bytes()
    with pytest.raises(OutputNotWritable):
        write_template(old, old)
    assert old.read_bytes() == before
