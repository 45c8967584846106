"""The blank workbook as a planner meets it: it runs, it can be filled in, and it is what the code makes."""

import datetime as dt
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from schedbatch.domain import columns
from schedbatch.domain.issues import OutputNotWritable
from schedbatch.domain.sheets import CellKind, Sheet
from schedbatch.jobs.template.describe import LEFT_OUT, ORDER, offered
from schedbatch.jobs.template.make import NAME, build_template, write_template
from schedbatch.outputs.template.sheets import PREPARED_ROWS
from schedbatch.readers.settings import SETTING_ROWS
from schedbatch.xlsx.workbook import load_workbook
from tests.drawing import ids, issues, plan, report

COMMITTED = Path(__file__).parents[3] / "templates" / NAME
FILLED_IN = PREPARED_ROWS + 1


def anatomy(book: Workbook) -> list[object]:
    """All that a planner meets in a workbook: cells, notes, drop-downs, widths, panes."""
    return [
        (
            sheet.title,
            [
                [(cell.value, cell.number_format, cell.comment and cell.comment.text, cell.fill.fgColor.rgb) for cell in row]
                for row in sheet
            ],
            [(str(rule.sqref), rule.formula1, rule.errorStyle) for rule in sheet.data_validations.dataValidation],
            {letter: (size.width, size.number_format) for letter, size in sheet.column_dimensions.items()},
            sheet.freeze_panes,
        )
        for sheet in book
    ]


@pytest.fixture(scope="module")
def built() -> bytes:
    return build_template()


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A fresh template."""
    path = tmp_path / "autumn.xlsx"
    write_template(path, None)
    return path


def test_committed_template_is_what_the_code_makes(built: bytes) -> None:
    assert anatomy(openpyxl.load_workbook(COMMITTED)) == anatomy(openpyxl.load_workbook(BytesIO(built)))


def test_template_is_a_copy_of_the_committed_file(blank: Path) -> None:
    assert blank.read_bytes() == COMMITTED.read_bytes()


def test_every_sheet_of_the_reader_is_there_after_the_instructions(blank: Path) -> None:
    names = openpyxl.load_workbook(blank).sheetnames
    assert (names[:2], sorted(names[1:])) == (["Instructions", "Settings"], sorted(sheet.name for sheet in columns.SHEETS))


@pytest.mark.parametrize("sheet", ORDER, ids=lambda sheet: sheet.name)
def test_every_column_of_the_reader_has_its_heading_and_its_note(sheet: Sheet) -> None:
    headings = openpyxl.load_workbook(COMMITTED)[sheet.name][1]
    expected = [column for column in sheet.columns if column not in LEFT_OUT.get(sheet, ())]
    assert [str(cell.value).removesuffix(" *") for cell in headings] == [column.heading for column in expected]
    for cell, column in zip(headings, expected, strict=True):
        assert cell.comment is not None
        assert cell.comment.text.startswith(column.help.replace("`", ""))


def test_only_the_registrars_columns_of_sessions_are_left_out() -> None:
    left = {
        sheet.name: {column.heading for column in sheet.columns} - {column.heading for column in offered(sheet)} for sheet in ORDER
    }
    registrar = {column.heading for column in columns.COURSES.columns[1:6]}
    assert {name: headings for name, headings in left.items() if headings} == {"Sessions": registrar}


DROP_DOWNS = {
    "Settings": {
        **{f"B{row}": '"yes,no"' for row in (16, 18)},
        "B13": '"Monday,Sunday,Saturday"',
        "B17": '"DMY,MDY"',
        "B20": '"due time,all day,none"',
    },
    "Groups": {"Whole cohort": '"yes,no"', "Location": "Locations!A", "Instructors": "Instructors!A"},
    "Subgroups": {"Group": "Groups!A", "Location": "Locations!A", "Instructors": "Instructors!A"},
    "Sessions": {
        "Course": "Courses!A",
        "Type": "'Session types'!A",
        "Groups": "Groups!A",
        "Except groups": "Subgroups!B",
        "Strategy": '"per subgroup,per parent group,together"',
        "Location": "Locations!A",
        "Instructors": "Instructors!A",
        "ILM": '"yes,no"',
        "Due prior to": "Sessions!A",
        "Status": '"Scheduled,Tentative,Draft,Cancelled"',
    },
    "Offerings": {
        "Session": "Sessions!A",
        "Groups": "Groups!A",
        "Location": "Locations!A",
        "Instructors": "Instructors!A",
        "Status": '"Scheduled,Tentative,Draft,Cancelled"',
    },
    "Locations": {"Shared": '"yes,no"'},
    "Learners": {"Groups": "Groups!A"},
    "Unavailable": {"Who or where": "Instructors!A"},
    "Session types": {"Strategy": '"per subgroup,per parent group,together"', "Counts toward hours": '"yes,no"'},
}
"""Sheet -> heading (of a setting: its cell) -> choices, or the column that the names come from."""


def test_drop_downs_offer_the_choices_and_the_names_of_other_sheets() -> None:
    found: dict[str, dict[str, str]] = {}
    for sheet in openpyxl.load_workbook(COMMITTED):
        for rule in sheet.data_validations.dataValidation:
            cells = str(rule.sqref)
            heading = (
                cells if sheet.title == "Settings" else str(sheet[f"{cells.partition(':')[0][:-1]}1"].value).removesuffix(" *")
            )
            source = rule.formula1.replace("$", "").replace(f"2:A{FILLED_IN}", "").replace(f"2:B{FILLED_IN}", "")
            found.setdefault(sheet.title, {})[heading] = source
    assert found == DROP_DOWNS


def test_every_column_with_choices_has_a_drop_down() -> None:
    with_choices = {
        (sheet.name, column.heading)
        for sheet in ORDER
        for column in offered(sheet)
        if column.choices or column.kind is CellKind.YES_NO
    }
    assert with_choices <= {(sheet, heading) for sheet, headings in DROP_DOWNS.items() for heading in headings}


@pytest.mark.parametrize(
    ("sheet", "heading"),
    [("Learners", "Learner ID"), ("Groups", "CRN"), ("Groups", "Section"), ("Groups", "Group"), ("Subgroups", "Subgroup"),
     ("Sessions", "Session ID"), ("Instructors", "Instructor ID"), ("Locations", "Room"), ("Courses", "Course number")],
)  # fmt: skip
def test_a_column_of_names_or_numbers_that_are_names_is_text(sheet: str, heading: str) -> None:
    page = openpyxl.load_workbook(COMMITTED)[sheet]
    number = [str(cell.value).removesuffix(" *") for cell in page[1]].index(heading) + 1
    # Neighbours with equal texts share an entry.
    assert [
        size.number_format for size in page.column_dimensions.values() if number in range(size.min or 0, (size.max or 0) + 1)
    ] == ["@"]


def test_settings_lists_every_setting_with_its_explanation() -> None:
    rows = openpyxl.load_workbook(COMMITTED)["Settings"].iter_rows(min_row=2, values_only=True)
    assert [(row[0], row[2]) for row in rows] == [(row.heading, row.help.replace("`", "")) for row in SETTING_ROWS]


def test_a_fresh_template_runs_without_a_word(blank: Path) -> None:
    assert (issues(blank), report(blank).is_released) == ([], True)


def test_the_examples_show_every_strategy_a_series_waves_and_ilms(blank: Path) -> None:
    labs = [f"Anatomy Labs > {number:02d}" for number in range(1, 5)]
    assert sorted(ids(blank)) == sorted([
        "ANAT-01/w1.1",
        *(f"ANAT-03/{lab}/w1.1" for lab in labs),
        *(f"ANAT-04/Seminars > {letter}/w{week}.1" for letter in "AB" for week in range(1, 5)),
        "ANAT-05/Anatomy Labs/w1.1",
        "ANAT-03/+catch-up",
    ])  # fmt: skip
    meetings = [offering for offering in plan(blank).offerings if offering.id.startswith("ANAT-03/A")]
    assert [(f"{offering.start:%H:%M}", offering.location) for offering in meetings] == [
        (start, bay) for start in ("09:00", "10:30") for bay in ("Bay 1", "Bay 2")
    ]
    assert sorted({ilm.session.id for ilm in plan(blank).ilms}) == ["ANAT-02", "ANAT-06"]


def test_a_coordinator_deletes_the_examples_and_fills_in_their_own(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    for sheet in (page for page in book if page.title not in ("Instructions", "Settings", "Session types")):
        sheet.delete_rows(2, sheet.max_row)
    book["Settings"]["B2"] = "autumn-2027"
    book["Groups"].append(["Physiology", "Class of 2031"])
    book["Subgroups"].append(["Physiology", "007"])
    book["Instructors"].append(["Farrow, Colin", "00007"])
    book["Locations"].append(["Room 5"])
    book["Courses"].append(["Physiology"])
    session = {
        "Session ID": "PHYS-1",
        "Course": "Physiology",
        "Title": "Nerve and muscle",
        "Type": "Laboratory",
        "Groups": "Physiology",
        "Date": dt.date(2026, 9, 21),
        "Start": dt.time(9),
        "Minutes": 45,
        "Location": "Room 5",
        "Instructors": "Farrow, Colin",
    }
    headings = [str(cell.value).removesuffix(" *") for cell in book["Sessions"][1]]
    book["Sessions"].append([session.get(heading) for heading in headings])
    book.save(blank)
    assert issues(blank) == []
    assert [
        (offering.groups, offering.location, offering.instructors, f"{offering.start:%d %H:%M}")
        for offering in plan(blank).offerings
    ] == [(("Physiology > 007",), "Room 5", ("Farrow, Colin",), "21 09:00")]


@pytest.mark.parametrize("kind", ["file", "folder", "broken link"])
def test_whatever_has_the_name_already_stays_as_it_is(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "autumn.xlsx"
    if kind == "file":
        path.write_bytes(b"mine")
    elif kind == "folder":
        path.mkdir()
    else:
        try:
            path.symlink_to(tmp_path / "nowhere")
        except OSError:
            pytest.skip("no right to make links here")
    with pytest.raises(OutputNotWritable) as refusal:
        write_template(path, None)
    assert str(refusal.value) == f"{path} is there already and stays as it is. Choose another name."
    assert (path.is_symlink() or path.is_dir() or path.read_bytes() == b"mine", (tmp_path / "nowhere").exists()) == (True, False)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritable) as refusal:
        write_template(tmp_path / "plans" / "autumn.xlsx", None)
    assert str(refusal.value) == f"There is no folder {tmp_path / 'plans'}. Make it first, or choose another."


def test_sheets_of_the_template_are_read_as_they_were_written(built: bytes, tmp_path: Path) -> None:
    """The blank yellow cells of example rows, the formats and the notes are nothing to the reader."""
    path = tmp_path / NAME
    path.write_bytes(built)
    learners = next(sheet for sheet in load_workbook(path).read().sheets if sheet.name == "Learners")
    assert learners.rows[1].cells == {
        1: "001",
        2: "Learner 1",
        3: "learner1@example.edu",
        4: "Anatomy Labs > 01; Seminars > A",
    }
