import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.handoff import PATTERN_FIELDS, REGISTRAR_COLUMNS
from schedbatch.domain.model import Session
from schedbatch.outputs.handoff.field_values import value_text
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.outputs.schedule import workbook as schedule
from tests import drawing
from tests.outputs.handoff.reading import files, lines, registrar, shown
from tests.outputs.reports import DISSECTION, offering, report


def test_a_row_has_every_column(workbook: Path) -> None:
    """
    # Settings
    | Setting   | Value       |
    | Term      | Autumn 2026 |
    | Term code | 202710      |
    # Courses
    | Course  | Course number | Subject | Credit hours | Delivery  |
    | Anatomy | 0101          | ANAT    | 4.5          | In person |
    # Subgroups
    | Group | Subgroup | Size | Section | CRN   |
    | Labs  | 07       | 4    | 007     | 04711 |
    # Locations
    | Location | Building | Room | Capacity |
    | Lab 1    | Harvey   | 001  | 12       |
    # Instructors
    | Instructor      | Instructor ID |
    | Abbott, Iris    | 00417         |
    | Okafor, Chidi   |               |
    | Quist, Hanne    | 00999         |
    # Sessions
    | Session ID | Course  | Title      | Type | Groups | Date       | Start | Minutes | Weeks | Location | Instructors                               | URL                      |
    | ANAT-03    | Anatomy | Dissection | Lab  | Labs   | 2026-09-07 | 09:05 | 50      | 3     | Lab 1    | Abbott, Iris; Okafor, Chidi; Quist, Hanne | https://example.edu/meet |
    """  # noqa: E501 - a workbook's row is one line
    made = drawing.report(workbook)
    assert registrar(made) == [
        {
            "term": "Autumn 2026",
            "term_code": "202710",
            "crn": "04711",
            "subject": "ANAT",
            "course_number": "0101",
            "section": "007",
            "title": "Dissection",
            "section_id": "202710_ANAT_0101_007",
            "meeting_id": made.plan.offerings[0].uid.partition("@")[0],
            "status": "Scheduled",
            "change": "",
            "session_type": "Lab",
            "delivery": "In person",
            "credit_hours": "4.5",
            "contact_hours": "2.5",
            "group": "Labs > 07",
            "group_size": "4",
            "start_date": "2026-09-07",
            "end_date": "2026-09-21",
            "days": "M",
            "begin_time": "0905",
            "end_time": "0955",
            "meeting_time": "09:05-09:55",
            "building": "Harvey",
            "room": "001",
            "building_room": "Harvey 001",
            "room_capacity": "12",
            "instructor_ids": "00417; ; 00999",
            "instructor_names": "Abbott, Iris; Okafor, Chidi; Quist, Hanne",
            "session_ids": "ANAT-03",
            "comments": "Online: https://example.edu/meet",
            "last_changed": "2026-09-01T08:00:00Z",
        }
    ]


def test_columns_are_fields_of_a_pattern() -> None:
    assert {*REGISTRAR_COLUMNS} <= {field.name for field in PATTERN_FIELDS}


def test_the_file_is_utf_8_with_a_byte_order_mark_and_crlf() -> None:
    content = files(report((offering(notes="x", locations=("Höhle ☂",)),)), "registrar")["registrar.csv"]
    assert content.startswith(b"\xef\xbb\xbfterm,term_code,crn,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert "Höhle ☂".encode() in content


STARTS = [
    "=1+1",
    "+44 20",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.edu")',
    "\uff1d1",
]


@pytest.mark.parametrize("text", STARTS)
def test_no_cell_runs_as_a_formula(text: str) -> None:
    session = Session(text, text, text, text, text)
    made = report((offering(session=session, groups=(text,), locations=(text,), instructors=(text,), url=text, id=text),))
    made_files = files(made, "registrar", "canvas", "elentra", "google", "outlook")
    tables = {path: content.decode("utf-8-sig") for path, content in made_files.items() if path.endswith(".csv")}
    rows = [(path, row) for path, content in tables.items() for row in csv.reader(io.StringIO(content, newline=""))]
    marks = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d")
    assert [(path, cell) for path, row in rows for cell in row if cell.startswith(marks)] == []
    names = {"registrar.csv", "canvas/sections.csv", "elentra-draft.csv", "google.csv", "outlook.csv"}
    assert (set(tables), {path for path, row in rows if text.strip() in "".join(row)}) == (names, names)


@given(st.text(max_size=30))
def test_any_text_is_read_back_in_one_line(text: str) -> None:
    row = registrar(report((offering(session=Session("S", text, text, text)),)))[0]
    told = value_text(text).encode("utf-8", "replace").decode()
    assert row["title"] in (told, f"'{told}")
    assert len(row["title"].splitlines()) <= 1


def test_the_sheet_shows_the_same_as_the_file() -> None:
    made = report((offering(1), offering(2, locations=()), offering(3, instructors=("=1+1",))))
    (artifact,) = schedule.render(made)
    sheet = openpyxl.load_workbook(io.BytesIO(artifact.content))["Registrar"]
    headings, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert tuple(headings) == REGISTRAR_COLUMNS
    assert [[_as_text(value) for value in row] for row in rows] == [
        [cell.removeprefix("'") for cell in row.values()] for row in registrar(made)
    ]


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case dt.datetime():
            return value.date().isoformat()
        case float() | int():
            return value_text(Decimal(str(value)))
    return str(value)


def test_figures_and_dates_are_what_they_are_in_the_sheet_and_ids_text() -> None:
    (artifact,) = schedule.render(report((offering(),)))
    sheet = openpyxl.load_workbook(io.BytesIO(artifact.content))["Registrar"]
    kinds = {heading.value: cell.data_type for heading, cell in zip(sheet[1], sheet[2], strict=True) if cell.value is not None}
    assert {name: kind for name, kind in kinds.items() if kind != "s"} == {"contact_hours": "n", "start_date": "d", "end_date": "d"}


def test_a_session_rows_own_cells_win_over_the_groups_and_the_courses(workbook: Path) -> None:
    """
    # Courses
    | Course  | Course number | Subject | Section | Credit hours | Delivery  |
    | Anatomy | 101           | ANAT    | C       | 4            | In person |
    # Groups
    | Group  | Section | CRN   |
    | Year 1 | 001     | 11111 |
    | Year 2 |         |       |
    # Sessions
    | Session ID | Course  | Title    | Type    | Groups | Date       | Start | Minutes | Course number | Subject | Section | Credit hours | Delivery |
    | L1         | Anatomy | The arm  | Lecture | Year 1 | 2026-09-07 | 09:00 | 50      |               |         |         |              |          |
    | L2         | Anatomy | The hand | Lecture | Year 1 | 2026-09-08 | 09:00 | 50      | 102           | ANA     | 009     | 0.5          | Online   |
    | L3         | Anatomy | The hip  | Lecture | Year 2 | 2026-09-09 | 09:00 | 50      |               |         |         |              |          |
    """  # noqa: E501
    columns = ("session_ids", "subject", "course_number", "section", "crn", "credit_hours", "delivery", "section_id")
    assert shown(drawing.report(workbook), *columns) == [
        ("L2", "ANA", "102", "009", "", "0.5", "Online", "test_ANA_102_009"),
        ("L1", "ANAT", "101", "001", "11111", "4", "In person", "test_ANAT_101_001"),
        ("L3", "ANAT", "101", "C", "", "4", "In person", "test_ANAT_101_C"),
    ]


def test_section_and_crn_come_together_from_the_nearest_group_that_has_one(workbook: Path) -> None:
    """
    # Groups
    | Group | Section | CRN   |
    | Labs  | 001     | 11111 |
    # Subgroups
    | Group | Subgroup | Section | CRN   |
    | Labs  | A        |         | 22222 |
    | Labs  | B        | 00B     |       |
    | Labs  | C        |         |       |
    | A     | A1       |         |       |
    # Sessions
    | Session ID | Title      | Type | Groups     | Strategy     | Date       | Start | Minutes |
    | D          | Dissection | Lab  | Labs       | per subgroup | 2026-09-07 | 09:00 | 50      |
    | T          | Seminar    | Sem  | A1; B      | together     | 2026-09-08 | 09:00 | 50      |
    """
    assert sorted(shown(drawing.report(workbook), "group", "section", "crn")) == [
        ("Labs > A > A1", "", "22222"),
        ("Labs > A > A1; Labs > B", "00B", "22222"),
        ("Labs > B", "00B", ""),
        ("Labs > C", "001", "11111"),
    ]


def test_group_sizes_count_each_learner_once_and_are_blank_where_they_cannot_be_told(workbook: Path) -> None:
    """
    # Groups
    | Group  | Size |
    | Year 1 | 90   |
    | Labs   |      |
    | Guests |      |
    | Choir  | 5    |
    # Subgroups
    | Group | Subgroup | Size |
    | Labs  | 01       | 4    |
    | Labs  | 02       | 5    |
    # Learners
    | Learner ID | Groups |
    | 001        | Choir  |
    # Sessions
    | Session ID | Title   | Type    | Groups         | Strategy | Date       | Start | Minutes |
    | A          | Lecture | Lecture | Year 1         | together | 2026-09-07 | 09:00 | 50      |
    | B          | Lecture | Seminar | Labs           | together | 2026-09-08 | 09:00 | 50      |
    | C          | Lecture | Lecture | Labs; 01       | together | 2026-09-09 | 09:00 | 50      |
    | D          | Lecture | Lecture | Year 1; Guests | together | 2026-09-10 | 09:00 | 50      |
    | E          | Lecture | Lecture | Choir          | together | 2026-09-11 | 09:00 | 50      |
    """
    assert sorted(shown(drawing.report(workbook), "session_ids", "group_size")) == [
        ("A", "90"),
        ("B", "9"),
        ("C", "9"),
        ("D", ""),
        ("E", "1"),
    ]


def test_section_ids_are_safe_and_never_meet() -> None:
    names = ("07", "Labs > 07", "Labs-07", "labs > 07", "A/B", "A-B", "Ü" * 70, "Ü" * 71)
    made = report(tuple(offering(number, groups=(name,)) for number, name in enumerate(names)))
    ids = [row["section_id"] for row in registrar(made)]
    assert len({*ids}) == len(names)
    assert [section_id for section_id in ids if not section_id.isascii() or {*section_id} & {*" /\\<>'\""}] == []


def test_several_locations_are_listed_and_their_capacities_added_up(workbook: Path) -> None:
    """
    # Groups
    | Group  |
    | Year 1 |
    # Locations
    | Location | Building | Room | Capacity |
    | Lab 1    | Harvey   | 1    | 12       |
    | Lab 2    | Harvey   | 2    | 8        |
    | Garden   |          |      |          |
    # Sessions
    | Session ID | Title   | Type | Groups | Strategy | Date       | Start | Minutes | Location      |
    | A          | Station | OSCE | Year 1 | together | 2026-09-07 | 09:00 | 50      | Lab 1; Lab 2  |
    | B          | Station | OSCE | Year 1 | together | 2026-09-08 | 09:00 | 50      | Lab 1; Garden |
    """
    assert shown(drawing.report(workbook), "building", "room", "building_room", "room_capacity") == [
        ("Harvey", "1; 2", "Harvey 1; Harvey 2", "20"),
        ("Harvey", "1; Garden", "Harvey 1; Garden", ""),
    ]


def test_rows_are_sorted_by_course_and_section_and_then_by_date() -> None:
    later = dt.timedelta(days=7)
    physiology = Session("P", "Physiology", "Pulse", "Lab")
    first = offering(2)
    made = (
        offering(10),
        offering(2, start=first.start + later * 2, end=first.end + later * 2, id="D/w9.1", uid="w9"),
        offering(1, session=physiology, id="P", uid="P"),
        first,
    )
    assert shown(report(made), "group", "start_date", "session_ids") == [
        ("Anatomy Labs > 02", "2026-09-07", "ANAT-03"),
        ("Anatomy Labs > 02", "2026-09-21", "ANAT-03"),
        ("Anatomy Labs > 10", "2026-09-07", "ANAT-03"),
        ("Anatomy Labs > 01", "2026-09-07", "P"),
    ]


def test_a_pattern_has_exactly_its_fields() -> None:
    (row,) = FieldReader(report((offering(),))).pattern_rows()
    assert {*row} == {field.name for field in PATTERN_FIELDS}


def test_lines_without_offerings_are_only_the_headings() -> None:
    assert lines(files(report(), "registrar")["registrar.csv"]) == []
    assert DISSECTION.title not in files(report(), "registrar")["registrar.csv"].decode()
