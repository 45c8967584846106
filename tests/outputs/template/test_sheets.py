"""A template as Excel finds it: headings, notes, drop-downs, formats; read back with openpyxl."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from schedbatch.outputs.template.form import Chapter, Form, FormField, Origin, SettingsForm, Template
from schedbatch.outputs.template.sheets import PREPARED_ROWS, make_template
from schedbatch.xlsx.shown import CellLook

ROOM = FormField("Room", "Where.", 14, CellLook.TEXT, is_required=True)
SIZE = FormField("Size", "How many.", 10, CellLook.NUMBER)
SHARED = FormField("Shared", "Whether.", 10, CellLook.TEXT, choices=("yes", "no"))
PLACE = FormField("Place", "Which room.", 20, CellLook.TEXT, origin=Origin("Rooms we have", 1))
PLACES = FormField("Places", "Which rooms.", 20, CellLook.TEXT, origin=Origin("Rooms we have", 1), is_open=True)
DAY = FormField("Day", "When.", 12, CellLook.DATE)
START = FormField("Start", "From.", 8, CellLook.TIME)
NOTES = FormField("Notes", "Anything.", 20, CellLook.WRAPPED)


def written(*sheets: Form | SettingsForm, instructions: tuple[Chapter, ...] = ()) -> Workbook:
    """The workbook that a template of these sheets becomes."""
    return openpyxl.load_workbook(BytesIO(make_template(Template("test", instructions, sheets))))


def test_headings_carry_their_notes_and_a_star_where_an_entry_is_needed() -> None:
    sheet = written(Form("Rooms", (ROOM, SIZE)))["Rooms"]
    assert [(cell.value, cell.comment.text if cell.comment else None) for cell in sheet[1]] == [
        ("Room *", "Where."),
        ("Size", "How many."),
    ]


def test_required_headings_look_different() -> None:
    sheet = written(Form("Rooms", (ROOM, SIZE)))["Rooms"]
    assert sheet["A1"].fill.fgColor.rgb != sheet["B1"].fill.fgColor.rgb


def test_columns_have_the_format_of_what_is_to_be_typed_there() -> None:
    sheet = written(Form("Rooms", (ROOM, SIZE, DAY, START, NOTES)))["Rooms"]
    formats = [sheet.column_dimensions[letter].number_format for letter in "ABCDE"]
    assert formats == ["@", "General", "yyyy-mm-dd", "hh:mm", "General"]


def test_choices_become_a_drop_down_that_asks_before_it_takes_something_else() -> None:
    (rule,) = written(Form("Rooms", (ROOM, SHARED)))["Rooms"].data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1, rule.errorStyle, rule.showErrorMessage) == (
        f"B2:B{PREPARED_ROWS + 1}",
        "list",
        '"yes,no"',
        "warning",
        True,
    )


@pytest.mark.parametrize(("field", "is_told"), [(PLACE, True), (PLACES, False)])
def test_names_come_from_their_own_sheet_and_a_list_is_taken_without_a_word(field: FormField, *, is_told: bool) -> None:
    (rule,) = written(Form("Rooms we have", (SIZE, ROOM)), Form("Uses", (field,)))["Uses"].data_validations.dataValidation
    assert (rule.formula1, rule.errorStyle, rule.showErrorMessage) == (
        f"'Rooms we have'!$B$2:$B${PREPARED_ROWS + 1}",
        "information",
        is_told,
    )


def test_values_are_written_as_what_they_are() -> None:
    row = ("007", 12, dt.date(2026, 9, 14), dt.time(9), "=1+1")
    sheet = written(Form("Rooms", (ROOM, SIZE, DAY, START, NOTES), (row,)))["Rooms"]
    values = [(cell.value, cell.data_type) for cell in sheet[2]]
    assert values == [("007", "s"), (12, "n"), (dt.datetime(2026, 9, 14), "d"), (dt.time(9), "d"), ("=1+1", "s")]  # noqa: DTZ001 - as Excel has it


def test_only_example_rows_are_coloured_and_they_are_so_from_end_to_end() -> None:
    fields, rows = (ROOM, SIZE), (("007", ""),)
    book = written(Form("Rooms", fields, rows), Form("Examples", fields, rows, are_examples=True))
    assert [[cell.fill.fill_type for cell in book[name][2]] for name in ("Rooms", "Examples")] == [[None, None], ["solid", "solid"]]


def test_each_setting_has_its_own_drop_down_format_and_explanation() -> None:
    rows: tuple[tuple[FormField, dt.date | str], ...] = ((DAY, dt.date(2026, 9, 14)), (SHARED, ""))
    sheet = written(SettingsForm("Settings", (ROOM, PLACE), rows, are_examples=True))["Settings"]
    (rule,) = sheet.data_validations.dataValidation
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Room *", "Place", None],
        ["Day", dt.datetime(2026, 9, 14), "When."],  # noqa: DTZ001 - as Excel has it
        ["Shared", None, "Whether."],
    ]
    assert (sheet["B2"].number_format, str(rule.sqref), rule.formula1) == ("yyyy-mm-dd", "B3", '"yes,no"')
    assert [sheet[cell].fill.fill_type for cell in ("B2", "B3")] == ["solid", None]


def test_instructions_stand_first_and_lead_to_the_sheets() -> None:
    book = written(Form("Rooms", (ROOM,)), instructions=(Chapter("Sheets", (("Rooms", "All of them."), ("Lists", "With ;"))),))
    sheet = book["Instructions"]
    assert book.sheetnames == ["Instructions", "Rooms"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)] == [
        ["Sheets", None],
        ["Rooms", "All of them."],
        ["Lists", "With ;"],
    ]
    links = [cell.hyperlink.location for (cell,) in sheet.iter_rows(max_col=1) if cell.hyperlink]
    assert links == ["Rooms!A1"]


def test_headings_stay_in_sight_and_are_printed_on_every_page() -> None:
    sheet = written(Form("Rooms", (ROOM, SIZE)))["Rooms"]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("B2", "$1:$1", "$A:$A")


def test_a_narrow_sheet_is_printed_across_one_page_and_as_many_down_as_it_takes() -> None:
    sheet = written(Form("Rooms", (ROOM, SIZE)))["Rooms"]
    setup = sheet.page_setup
    # Excel's own default for the width is 1, and is left out.
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", None, 0)


def test_a_wide_sheet_is_printed_on_several_pages_across() -> None:
    wide = tuple(FormField(f"Column {number}", "", 100, CellLook.TEXT) for number in range(5))
    assert written(Form("Wide", wide))["Wide"].page_setup.fitToWidth == 3


def test_every_format_names_its_font() -> None:
    sheet = written(Form("Rooms", (ROOM, SIZE), (("007", 1),)))["Rooms"]
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Calibri"}


def test_the_same_template_gives_the_same_bytes() -> None:
    template = Template("test", (), (Form("Rooms", (ROOM, SHARED), (("007", "yes"),)),))
    assert make_template(template) == make_template(template)
