"""``schedule.xlsx``, read back with openpyxl and, for texts, as the standard says Excel reads them."""

# ruff: noqa: DTZ001  a cell knows no time zone
import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from schedbatch.domain import kinds
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.model import Catalog, Session, Settings, Status
from schedbatch.domain.reports import RunReport
from schedbatch.domain.schedule_sheets import EDITABLE_SHEETS, EditableSheet
from schedbatch.jobs.run import process
from schedbatch.outputs.schedule.workbook import FILE_NAME, render
from schedbatch.xlsx.shown import CUT, MAX_UNITS, cell_text
from tests.drawing import NOW, draw
from tests.outputs.reports import ZONE, ilm, issue, offering, planners_report, report

ROOT = Path(__file__).parents[3]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

ESCAPES = ("_x0041_", "_x005F_", "_x000D_", "x0042_", "_", "<r>", "</r>", "&amp;", "]]>")
STARTS = ("=1+1", "@", "\t", "\r\n", "\r", "\v", "\n", " ", "x", "http://example.edu/a")
UNWRITABLE = ("\0", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff", "\U0001f9e0")
awkward_pieces = st.sampled_from((*ESCAPES, *STARTS, *UNWRITABLE))
texts = st.one_of(st.text(st.characters(exclude_categories=())), st.lists(awkward_pieces).map("".join))


def content(made: RunReport, rows_a_sheet: int = 1_048_576) -> bytes:
    (artifact,) = render(made, rows_a_sheet)
    assert artifact.path == FILE_NAME
    return artifact.content


def opened(made: RunReport, rows_a_sheet: int = 1_048_576) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content(made, rows_a_sheet)))


def sheet(made: RunReport, name: str) -> Worksheet:
    found = opened(made)[name]
    assert isinstance(found, Worksheet)
    return found


def rows(made: RunReport, name: str) -> list[tuple[object, ...]]:
    return list(sheet(made, name).values)


def noted(text: str) -> RunReport:
    """A report whose one offering has ``text`` in its Notes, cell Q2."""
    return report((offering(notes=text),))


def excel_texts(package: bytes) -> Iterator[str]:
    """The shared strings as ECMA-376 Part 1, 22.9.2.19 decodes them."""
    with ZipFile(BytesIO(package)) as parts:
        strings = ET.fromstring(parts.read("xl/sharedStrings.xml"))  # noqa: S314  our own file
    for string in strings:
        runs = (run.text or "" for run in string.iter(f"{MAIN}t"))
        yield "".join(re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), run) for run in runs)


def test_an_offering_stands_in_one_row_with_real_dates_and_times() -> None:
    made = offering(7, groups=("Anatomy Labs > 07", "Anatomy Labs > 08"), notes="Bring goggles")
    headings, values = rows(report((made,)), "Offerings")
    assert list(zip(headings, values, strict=True)) == [
        ("Offering ID", "ANAT-03/Anatomy Labs > 07/w1.1"),
        ("Session ID", "ANAT-03"),
        ("Course", "Anatomy"),
        ("Title", "Dissection of the thorax"),
        ("Type", "Lab"),
        ("Groups", "Anatomy Labs > 07; Anatomy Labs > 08"),
        ("Date", dt.datetime(2026, 9, 7)),
        ("Start", dt.time(9)),
        ("End date", dt.datetime(2026, 9, 7)),
        ("End", dt.time(9, 50)),
        ("Minutes", 50),
        ("Location", "Lab 7"),
        ("Instructors", "Adeyemi, Ngozi; Okafor, Chidi"),
        ("URL", "https://example.edu/anatomy"),
        ("Status", "Scheduled"),
        ("Edited", None),
        ("Notes", "Bring goggles"),
        ("UID", "00000000-0000-5000-8000-000000000007"),
    ]


def test_an_ilm_stands_in_one_row_with_its_hours_as_a_number() -> None:
    headings, values = rows(report(ilms=(ilm(due_prior_to="ANAT-03", status=Status.DRAFT),)), "ILMs")
    assert list(zip(headings, values, strict=True)) == [
        ("ILM ID", "ANAT-04"),
        ("Session ID", "ANAT-04"),
        ("Course", "Anatomy"),
        ("Title", "Reading: the heart"),
        ("Type", "Independent study"),
        ("Groups", "Anatomy Labs"),
        ("Instructors", "Okafor, Chidi"),
        ("Hours", 2.5),
        ("Due date", dt.datetime(2026, 9, 14)),
        ("Due time", dt.time(17)),
        ("Due prior to", "ANAT-03"),
        ("Description", "Read chapters 4 and 5."),
        ("Status", "Draft"),
        ("Edited", None),
        ("Notes", None),
        ("UID", "00000000-0000-5000-9000-000000000001"),
    ]


def test_issues_stand_in_the_reports_order_with_their_place_if_they_have_one() -> None:
    placed = Issue(kinds.NOT_A_TIME, '"noon" is not a time', CellRef("Sessions", 9, 28))
    placeless = Issue(kinds.SCHEDULE_ID_MISSING, "There is no Schedule ID")
    assert rows(report(found=(placed, placeless)), "Issues") == [
        ("Severity", "Code", "Sheet", "Cell", "Message", "What to do"),
        ("Error", "not-a-time", "Sessions", "AB9", '"noon" is not a time', kinds.NOT_A_TIME.hint),
        ("Warning", "schedule-id-missing", None, None, "There is no Schedule ID", kinds.SCHEDULE_ID_MISSING.hint),
    ]


@pytest.mark.parametrize("shown", EDITABLE_SHEETS, ids=lambda shown: shown.name)
def test_a_sheet_that_comes_back_has_the_columns_of_its_entry_in_their_order(shown: EditableSheet) -> None:
    (headings,) = rows(report(), shown.name)
    expected = tuple(column.heading for column in shown.columns)
    assert headings == expected, f"list the same columns of {shown.name} in outputs/workbook.py and domain/schedule_sheets.py"
    assert {shown.key, *shown.fields} <= {*shown.columns}, f"make key and fields of {shown.name} columns of it, too"


def test_sheets_without_rows_have_their_headings_and_a_filter() -> None:
    book = opened(report())
    assert [(each.title, each.max_row, each.auto_filter.ref, list(each.tables)) for each in book.worksheets[1:]] == [
        ("Issues", 1, "A1:F1", []),
        ("Offerings", 1, "A1:R1", []),
        ("ILMs", 1, "A1:P1", []),
        ("Conflicts", 1, "A1:J1", []),
        ("Changes", 1, "A1:H1", []),
        ("Workload", 1, "A1:H1", []),
        ("Registrar", 1, "A1:AF1", []),
    ]


def test_sheets_with_rows_are_tables() -> None:
    found = {table.displayName: table.ref for each in opened(planners_report()).worksheets for table in each.tables.values()}
    assert found == {"Issues": "A1:F13", "Offerings": "A1:R41", "ILMs": "A1:P4", "Registrar": "A1:AF40"}


def test_a_night_that_the_clocks_change_is_shown_by_the_wall_clock() -> None:
    start = dt.datetime(2026, 10, 31, 23, 0, tzinfo=ZONE)
    end = dt.datetime(2026, 11, 1, 4, 0, tzinfo=ZONE)
    shown = rows(report((offering(start=start, end=end),)), "Offerings")[1][6:11]
    assert shown == (dt.datetime(2026, 10, 31), dt.time(23), dt.datetime(2026, 11, 1), dt.time(4), 360)


def test_a_date_before_excels_calendar_is_text() -> None:
    start = dt.datetime(1899, 12, 31, 9, 0, tzinfo=ZONE)
    assert rows(report((offering(start=start, end=start + dt.timedelta(hours=1)),)), "Offerings")[1][6] == "1899-12-31"


def test_dates_times_and_hours_have_formats_of_their_own() -> None:
    offerings, ilms = sheet(planners_report(), "Offerings"), sheet(planners_report(), "ILMs")
    cells = (offerings["G2"], offerings["H2"], offerings["I2"], offerings["J2"], ilms["H2"], ilms["I2"], ilms["J2"])
    formats = ["yyyy-mm-dd", "hh:mm", "yyyy-mm-dd", "hh:mm", "General", "yyyy-mm-dd", "hh:mm"]
    assert [cell.number_format for cell in cells] == formats


def test_every_cell_names_its_font() -> None:
    cells = (cell for each in opened(planners_report()).worksheets for row in each.iter_rows() for cell in row)
    assert {cell.font.name for cell in cells} == {"Calibri"}


def test_severities_have_colours() -> None:
    found = (issue(kinds.NOT_A_DATE), issue(kinds.LOCATION_MISSING), issue(kinds.DATES_LEFT_OUT))
    column = sheet(report(found=found), "Issues")["A"]
    assert [(cell.value, cell.fill.fgColor.rgb) for cell in column] == [
        ("Severity", "FF1F4E78"),
        ("Error", "FFFFC7CE"),
        ("Warning", "FFFFEB9C"),
        ("Note", "FFDDEBF7"),
    ]


def test_a_long_message_wraps_in_a_row_that_is_high_enough() -> None:
    issues_sheet = sheet(report(found=(issue(message="long " * 40), issue())), "Issues")
    assert issues_sheet["E2"].alignment.wrap_text
    assert [issues_sheet.row_dimensions[row].height for row in (2, 3)] == [45, None]


def test_columns_are_as_wide_as_their_longest_text_and_longer_ones_wrap() -> None:
    offerings = (
        offering(groups=("Anatomy Labs > Left > 01",)),
        offering(2, instructors=tuple(f"Someone, Number {number}" for number in range(9))),
    )
    page = sheet(report(offerings), "Offerings")
    widths = {heading.value: page.column_dimensions[get_column_letter(place)].width for place, heading in enumerate(page[1], 1)}
    assert {name: widths[name] for name in ("Groups", "Instructors", "Notes", "URL")} == {
        "Groups": pytest.approx(22.7, abs=0.1),
        "Instructors": pytest.approx(36.7, abs=0.1),
        "Notes": pytest.approx(9.7, abs=0.1),
        "URL": pytest.approx(32.7, abs=0.1),
    }
    assert [page["M3"].alignment.wrap_text, page["F3"].alignment.wrap_text, page.row_dimensions[3].height] == [True, None, 75]


def test_headings_of_numbers_stand_above_the_numbers() -> None:
    page = sheet(planners_report(), "Offerings")
    assert [page["K1"].alignment.horizontal, page["K2"].alignment.horizontal] == ["right", "right"]


@pytest.mark.parametrize(("name", "area"), [("Offerings", "$A$1:$Q$41"), ("ILMs", "$A$1:$O$4")])
def test_paper_does_not_get_the_uid(name: str, area: str) -> None:
    assert sheet(planners_report(), name).print_area == f"'{name}'!{area}"


def test_status_has_a_drop_down_over_all_rows() -> None:
    (rule,) = sheet(planners_report(), "Offerings").data_validations.dataValidation
    assert (rule.type, str(rule.sqref), rule.formula1) == ("list", "O2:O41", '"Scheduled,Tentative,Draft,Cancelled"')


@pytest.mark.parametrize("name", ["Issues", "Offerings", "ILMs"])
def test_pages_are_set_up_for_print(name: str) -> None:
    page = sheet(planners_report(), name)
    assert page.freeze_panes == "A2"
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage
    # No fitToWidth means one page.
    assert (page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight) == ("landscape", None, 0)
    assert page.print_title_rows == "$1:$1"
    assert str(page.oddHeader) == "&LExample University, Autumn 2026, anatomy-labs&R&A"
    assert str(page.oddFooter) == "&Lanatomy-labs.xlsx&RPage &P of &N"


def test_an_ampersand_in_the_title_is_no_code_in_the_header() -> None:
    catalog = Catalog(Settings("r-and-g", ZONE, institution="R&G", term="&[Picture] " + "&" * 300))
    header = str(sheet(report(catalog=catalog), "Offerings").oddHeader)
    assert header.startswith("&LR&& G, && [Picture] &&&&")
    assert len(header) < 255


def test_the_file_carries_schedule_title_and_when_it_was_made() -> None:
    book = opened(report())
    properties = book.custom_doc_props.props  # type: ignore[attr-defined]  # missing from the stubs
    assert [(each.name, each.value) for each in properties] == [("schedbatch schedule", "anatomy-labs")]
    assert book.properties.title == "Example University, Autumn 2026, anatomy-labs"
    assert book.properties.created == dt.datetime(2000, 1, 1)


def test_rows_beyond_a_sheets_limit_go_on_in_a_second_sheet() -> None:
    book = opened(report(tuple(offering(number) for number in range(1, 6))), rows_a_sheet=3)
    assert {each.title: [row[5] for row in each.values] for each in book.worksheets if "Off" in each.title} == {
        "Offerings": ["Groups", "Anatomy Labs > 01", "Anatomy Labs > 02"],
        "Offerings 2": ["Groups", "Anatomy Labs > 03", "Anatomy Labs > 04"],
        "Offerings 3": ["Groups", "Anatomy Labs > 05"],
    }


def test_rows_that_just_fill_a_sheet_need_no_second_one() -> None:
    assert opened(report((offering(1), offering(2))), rows_a_sheet=3).sheetnames == [
        "Summary",
        "Issues",
        "Offerings",
        "ILMs",
        "Conflicts",
        "Changes",
        "Workload",
        "Registrar",
    ]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://example.edu")', "{=1}"])
def test_text_like_a_formula_stays_text(start: str) -> None:
    cell = sheet(noted(start), "Offerings")["Q2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", cell_text(start), start != "{=1}")


def test_addresses_are_text_and_no_links() -> None:
    cell = sheet(report((offering(url="https://example.edu/" + "a" * 1_900),)), "Offerings")["N2"]
    assert (cell.value, cell.hyperlink) == ("https://example.edu/" + "a" * 1_900, None)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("one\r\ntwo\rthree\vfour\ffive", "one\ntwo\nthree\nfour\nfive"),
        ("a\0b\x1fc", "a\ufffdb\ufffdc"),
        ("a\ufffeb\uffffc\ud800d\udfff", "a\ufffdb\ufffdc\ufffdd\ufffd"),
        ("\U0001f9e0 tab\tand\xa0blank ", "\U0001f9e0 tab\tand\xa0blank "),
        ("x" * MAX_UNITS, "x" * MAX_UNITS),
        ("x" * (MAX_UNITS + 1), "x" * (MAX_UNITS - len(CUT)) + CUT),
        ("\U0001f9e0" * 20_000, "\U0001f9e0" * ((MAX_UNITS - len(CUT)) // 2) + CUT),
    ],
)
def test_what_a_cell_cannot_hold_is_replaced_or_cut(typed: str, shown: str) -> None:
    assert cell_text(typed) == shown
    assert sheet(noted(typed), "Offerings")["Q2"].value == shown


@pytest.mark.parametrize("text", ["_x0041_", "_x0041_x0042_", "_x000D__x000a_", "a_x0041_b", "<r>bold</r>", "<r>_x0041_x0042_</r>"])
def test_text_that_looks_like_an_escape_survives(text: str) -> None:
    package = content(noted(text))
    assert text in excel_texts(package)
    assert openpyxl.load_workbook(BytesIO(package))["Offerings"]["Q2"].value == text


@settings(max_examples=100, deadline=None)
@given(texts)
def test_every_text_reads_back_as_it_was_cleaned(text: str) -> None:
    package = content(noted(text))
    assert cell_text(text) in {*excel_texts(package), ""}
    cell = openpyxl.load_workbook(BytesIO(package))["Offerings"]["Q2"]
    # openpyxl drops x005F_ wherever it stands.
    assert (cell.value or "") == cell_text(text).replace("x005F_", "")
    assert cell.data_type in {"s", "n"}


@settings(max_examples=50, deadline=None)
@given(texts)
def test_no_text_anywhere_makes_a_formula_or_a_broken_file(text: str) -> None:
    session = Session(text, text, text, text, text)
    offerings = (offering(id=text, session=session, groups=(text,), locations=(text,), instructors=(text,), url=text, uid=text),)
    ilms = (ilm(session=session, due_prior_to=text, hours=Decimal("0.1")),)
    catalog = Catalog(Settings(text, ZONE, institution=text, term=text))
    found = (Issue(kinds.NOT_A_DATE, text, CellRef(text, 1, 1)),)
    made = report(offerings, ilms, found, catalog=catalog, schedule_id=text, input_name=text)
    cells = (cell for each in opened(made).worksheets for row in each.iter_rows() for cell in row)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}


def test_the_same_report_gives_the_same_bytes() -> None:
    assert content(planners_report()) == content(planners_report())


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_hash_seed_changes_no_byte(seed: str) -> None:
    code = "import sys; from tests.outputs.schedule.test_workbook import *; sys.stdout.buffer.write(content(planners_report()))"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)  # noqa: S603
    assert made.stdout == content(planners_report())


def test_two_schedules_of_one_process_show_their_own_clocks(tmp_path: Path) -> None:
    """15:00 in London and 10:00 in New York are one instant, which Python takes for one value."""
    shown = []
    for zone, start in (("Europe/London", "15:00"), ("America/New_York", "10:00")):
        drawing = f"""
        # Settings
        | Setting | Value |
        | Time zone | {zone} |
        # Sessions
        | Session ID | Title | Type | Date | Start | Minutes |
        | S | Lecture | Lecture | 2026-09-07 | {start} | 60 |
        """
        made = process(draw(drawing, tmp_path / "drawn.xlsx"), None, NOW)
        shown.append(rows(made, "Offerings")[1][7])
    assert shown == [dt.time(15), dt.time(10)]
