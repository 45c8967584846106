"""The door to .xlsx input: cell for cell what openpyxl reads, from whatever program the file comes."""

# ruff: noqa: DTZ001 - Excel's date-times have no zone

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from schedbatch.domain.issues import InputUnreadable
from schedbatch.xlsx.raw import ErrorValue, MergedRange, RawRow, RawSheet, RawWorkbook, Uncalculated
from schedbatch.xlsx.workbook import WorkbookFile, load_workbook
from tests.xlsx import packages
from tests.xlsx.oracle import found_by_openpyxl, found_by_us
from tests.xlsx.packages import BOOK, MAIN, RELATIONS, SHEET, cells, parts, read_sheet, relations, zipped

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.xlsx"))

NUMBER_FORMATS = [
    *("General", "0", "0.00", "000", "00000", "#,##0", "#,##0.00", "0%", "0.0E+00", "# ?/?", "@", '0" days"', "[Red]0.0;-0.0"),
    *("$#,##0", "[$€-2] #,##0", "_-* #,##0.00_-", "General;[Red]-General", "0\\h", '"date" 0'),
]
MOMENT_FORMATS = [
    *(
        "yyyy-mm-dd",
        "dd/mm/yyyy hh:mm",
        "mmm d",
        "[$-409]d mmmm yyyy",
        "hh:mm",
        "h:mm AM/PM",
        'hh"h"mm',
        "yyyy\\-mm",
        "d",
        "m/d/yy",
    ),
    *("[h]:mm", "[hh]:mm:ss", "[mm]:ss", "[Red]hh:mm", "dd/mm/yyyy;@"),
]

# Text with _x is compared with what was written instead: openpyxl reads it otherwise than Excel.
_LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_", include_characters="\n\t =+-@;07é")
TEXTS = st.text(_LETTERS, max_size=12)
NUMBERS = st.one_of(st.integers(-(2**53), 2**53), st.floats(-1e300, 1e300), st.sampled_from([7.0, -0.0, 1e15]))
# Quarters of a day: every program agrees on their second.
SERIALS = st.integers(0, 4 * 2_900_000).map(lambda quarters: quarters / 4)
MOMENTS = st.one_of(
    st.datetimes(dt.datetime(1904, 1, 3), dt.datetime(9999, 12, 31)).map(lambda moment: moment.replace(microsecond=0)),
    st.times().map(lambda time: time.replace(microsecond=0)),
    st.integers(0, 10**6).map(lambda seconds: dt.timedelta(seconds=seconds)),
)
Written = str | bool | float | dt.datetime | dt.time | dt.timedelta | None

ERRORS = st.sampled_from(["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])

Drawn = tuple[str, Written, str | None]
"""How a cell is written, what is written, in which number format."""
Grid = dict[tuple[int, int], Drawn]

CELLS: st.SearchStrategy[Drawn] = st.one_of(
    st.tuples(st.just("text"), TEXTS, st.none()),
    st.tuples(st.just("number"), NUMBERS, st.sampled_from(NUMBER_FORMATS)),
    st.tuples(st.just("number"), SERIALS, st.sampled_from(MOMENT_FORMATS)),
    st.tuples(st.just("flag"), st.booleans(), st.none()),
    st.tuples(st.just("moment"), MOMENTS, st.none()),
    st.tuples(st.just("error"), ERRORS, st.none()),
    st.tuples(st.just("formula"), st.one_of(st.integers(), st.booleans(), st.just("text"), st.none()), st.none()),
    st.tuples(st.just("blank"), st.none(), st.sampled_from(MOMENT_FORMATS)),
)
PLACES = st.tuples(st.integers(1, 40), st.integers(1, 30))
SHEETS = st.lists(st.dictionaries(PLACES, CELLS, max_size=15), min_size=1, max_size=3)


@settings(max_examples=40, deadline=None)
@given(grids=SHEETS, is_1904=st.booleans(), is_iso=st.booleans())
def test_a_workbook_of_openpyxl_is_read_as_openpyxl_reads_it(grids: list[Grid], *, is_1904: bool, is_iso: bool) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.iso_dates = is_iso
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    for number, grid in enumerate(grids):
        sheet = book.create_sheet(f"Sheet {number}")
        sheet.sheet_state = "hidden" if number else "visible"
        sheet.row_dimensions[3].hidden = True
        sheet.merge_cells("AF1:AG3")
        for (row, column), drawn in grid.items():
            _write_by_openpyxl(sheet.cell(row, column), drawn)
    buffer = io.BytesIO()
    book.save(buffer)
    assert found_by_us(buffer.getvalue()) == found_by_openpyxl(buffer.getvalue())


def _write_by_openpyxl(cell: Cell, drawn: Drawn) -> None:
    kind, value, number_format = drawn
    cell.value = "=1+1" if kind == "formula" else value
    if kind in ("text", "error"):
        cell.data_type = "s" if kind == "text" else "e"
    if number_format:
        cell.number_format = number_format


@settings(max_examples=40, deadline=None)
@given(grids=SHEETS, is_1904=st.booleans(), is_inline=st.booleans())
def test_a_workbook_of_xlsxwriter_is_read_as_openpyxl_reads_it(grids: list[Grid], *, is_1904: bool, is_inline: bool) -> None:
    buffer = io.BytesIO()
    options = {"in_memory": True, "date_1904": is_1904, "constant_memory": is_inline, "nan_inf_to_errors": True}
    book = xlsxwriter.Workbook(buffer, options)
    for number, grid in enumerate(grids):
        sheet = book.add_worksheet(f"Sheet {number}")
        if number:
            sheet.hide()
        for (row, column), drawn in sorted(grid.items()):
            _write_by_xlsxwriter(book, sheet, (row - 1, column - 1), drawn)
        sheet.set_row(50, None, None, {"hidden": True})
        sheet.merge_range("AF51:AG53", "merged")
    book.close()
    assert found_by_us(buffer.getvalue()) == found_by_openpyxl(buffer.getvalue())


def _write_by_xlsxwriter(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, place: tuple[int, int], drawn: Drawn
) -> None:
    kind, value, number_format = drawn
    cell_format = book.add_format({"num_format": number_format}) if number_format else None
    match kind:
        case "text":
            sheet.write_string(*place, value)
        case "number":
            sheet.write_number(*place, value, cell_format)
        case "flag":
            sheet.write_boolean(*place, value)
        case "moment":
            code = (
                "[h]:mm:ss" if isinstance(value, dt.timedelta) else "hh:mm:ss" if isinstance(value, dt.time) else "yyyy-mm-dd hh:mm"
            )
            sheet.write_datetime(*place, value, book.add_format({"num_format": code}))
        case "blank":
            sheet.write_blank(*place, None, cell_format)
        case "error":
            sheet.write_formula(*place, "=1/0", None, value)
        case _:
            sheet.write_formula(*place, "=1+1", None, "" if value is None else value)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_read_as_openpyxl_reads_it(path: Path) -> None:
    assert found_by_us(path.read_bytes()) == found_by_openpyxl(path.read_bytes())


_ANY, _SEEN = (st.sampled_from("_x0041FDe\x01\x07\U0001f600é" + blank) for blank in (" ", ""))
ESCAPABLE = st.builds("{}{}{}".format, st.text(_ANY, max_size=12), _SEEN, st.text(_ANY, max_size=12))


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(ESCAPABLE, min_size=1, max_size=8), is_inline=st.booleans())
def test_what_looks_like_an_escape_comes_back_as_it_was_typed(texts: list[str], *, is_inline: bool) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "constant_memory": is_inline})
    sheet = book.add_worksheet()
    for row, text in enumerate(texts):
        sheet.write_string(row, 0, text)
    book.close()
    read = WorkbookFile(buffer.getvalue(), "made.xlsx").read().sheets[0].rows
    assert [row.cells[1] for row in read] == texts


A_CELL = '<row r="1"><c r="A1" t="str"><v>Title</v></c></row>'
TITLE = RawSheet("Sessions", (RawRow(1, {1: "Title"}),))


def test_a_workbook_is_its_name_and_its_sheets_in_order(tmp_path: Path) -> None:
    (tmp_path / "term.xlsx").write_bytes(zipped(parts(A_CELL)))
    assert load_workbook(tmp_path / "term.xlsx").read() == RawWorkbook("term.xlsx", (TITLE,))


def test_only_the_sheets_asked_for_are_read() -> None:
    members = {**parts(), SHEET: "not even XML"}
    assert WorkbookFile(zipped(members), "made.xlsx").read(only=lambda name: name == "Settings").sheets == ()


def test_the_strict_namespace_is_read() -> None:
    strict = {
        MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    members = parts('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="d" s="1"><v>2026-09-07T09:00:00.000</v></c></row>')
    members = {**members, **parts(strings="<si><t>Title</t></si>", styles=packages.formats("yyyy-mm-dd")), SHEET: members[SHEET]}
    for transitional, name in strict.items():
        members = {part: text.replace(transitional, name) for part, text in members.items()}
    assert cells(read_sheet(members)) == {(1, 1): "Title", (1, 2): dt.datetime(2026, 9, 7, 9)}


def test_elements_with_prefixes_are_read() -> None:
    rows = '<x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row>'
    text = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert cells(read_sheet({**parts(), SHEET: text})) == {(2, 2): 7}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_part_may_be_in_any_encoding_that_it_names(encoding: str) -> None:
    named = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    text = named + packages.sheet('<row><c t="str"><v>für</v></c></row>')
    assert cells(read_sheet({**parts(), SHEET: text.encode(encoding)})) == {(1, 1): "für"}


def test_part_names_may_have_backslashes_and_other_capitals() -> None:
    members = parts('<row><c t="s"><v>0</v></c></row>', strings="<si><t>Title</t></si>")
    renamed = {name.replace("/", "\\").replace("sheet", "Sheet").replace("xl", "XL"): text for name, text in members.items()}
    assert read_sheet(renamed) == TITLE


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml", "worksheets\\sheet1.xml", "../xl/worksheets/sheet1.xml"]
)
def test_a_target_may_be_absolute_or_relative(target: str) -> None:
    members = {**parts(A_CELL), "xl/_rels/workbook.xml.rels": relations({"rId1": ("worksheet", target)})}
    assert read_sheet(members) == TITLE


def test_a_workbook_part_elsewhere_is_found_by_its_relationship() -> None:
    members = {
        "[Content_Types].xml": packages.CONTENT_TYPES,
        "_rels/.rels": relations({"rId7": ("officeDocument", "/book/main.xml")}),
        "book/main.xml": parts()[BOOK],
        "book/_rels/main.xml.rels": relations({"rId1": ("worksheet", "first.xml")}),
        "book/first.xml": packages.sheet(A_CELL),
    }
    assert read_sheet(members) == TITLE


def test_a_package_without_root_relationships_is_read() -> None:
    members = parts(A_CELL)
    del members["_rels/.rels"]
    assert read_sheet(members) == TITLE


def test_chart_dialog_and_macro_sheets_are_left_out() -> None:
    kinds = ("chartsheet", "worksheet", "dialogsheet", "xlMacrosheet")
    sheets = "".join(f'<sheet name="{kind}" sheetId="{number}" r:id="rId{number}"/>' for number, kind in enumerate(kinds, 1))
    targets = {f"rId{number}": (kind, f"{kind}.xml") for number, kind in enumerate(kinds, 1)}
    members = {**parts(), BOOK: packages.book(sheets), "xl/_rels/workbook.xml.rels": relations(targets)}
    assert read_sheet({**members, "xl/worksheet.xml": packages.sheet(A_CELL)}) == RawSheet("worksheet", TITLE.rows)


def test_hidden_sheets_are_read() -> None:
    sheets = "".join(f'<sheet name="{state}" state="{state}" r:id="{state}"/>' for state in ("hidden", "veryHidden"))
    targets = {state: ("worksheet", f"{state}.xml") for state in ("hidden", "veryHidden")}
    members = {**parts(), BOOK: packages.book(sheets), "xl/_rels/workbook.xml.rels": relations(targets)}
    members.update({f"xl/{state}.xml": packages.sheet("") for state in targets})
    assert [sheet.name for sheet in WorkbookFile(zipped(members), "made.xlsx").read().sheets] == ["hidden", "veryHidden"]


@pytest.mark.parametrize("reference", ["A1", "A1:A1", "A1:XFD1048576", "nonsense", ""])
def test_a_wrong_dimension_neither_cuts_nor_pads(reference: str) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"><v>2</v></c></row>'
    members = {**parts(), SHEET: packages.sheet(rows, before=f'<dimension ref="{reference}"/>')}
    assert cells(read_sheet(members)) == {(1, 1): 1, (9, 3): 2}


def test_a_sheet_as_google_writes_it() -> None:
    rows = (
        '<row r="1" ht="15.75" customHeight="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="2"><v>46272.0</v></c>'
        '<c r="C1" s="1" t="str"><f>CONCATENATE("La","b")</f><v>Lab</v></c><c r="D1" s="1" t="b"><v>1</v></c></row>'
    )
    styles = (
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>'
        '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="14"/>'
        '<xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
        '<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs>'
    )
    found = read_sheet(parts(rows, strings='<si><t xml:space="preserve"> Title</t></si>', styles=styles))
    assert cells(found) == {(1, 1): " Title", (1, 2): dt.datetime(2026, 9, 7), (1, 3): "Lab", (1, 4): True}


def test_a_sheet_as_libreoffice_writes_it() -> None:
    rows = (
        '<row r="1" customFormat="false" ht="12.8" hidden="false" outlineLevel="0" collapsed="false">'
        '<c r="A1" s="1" t="s"><v>0</v></c>'
        '<c r="B1" s="1" t="str"><f aca="false">A1&amp;&quot;&quot;</f><v></v></c>'
        '<c r="C1" s="1" t="n"><f aca="false">1+1</f><v>2</v></c>'
        '<c r="D1" s="2" t="n"><v>0.375</v></c><c r="E1" s="0" t="e"><f aca="false">1/0</f><v>#DIV/0!</v></c></row>'
    )
    rich = '<si><r><rPr><b val="true"/></rPr><t>Ti</t></r><r><t>tle</t></r></si>'
    found = cells(read_sheet(parts(rows, strings=rich, styles=packages.formats("General", "hh:mm"))))
    assert found == {(1, 1): "Title", (1, 3): 2, (1, 4): dt.time(9), (1, 5): ErrorValue("#DIV/0!")}


def test_a_sheet_as_numbers_exports_it() -> None:
    rows = (
        '<row r="1" ht="14.7" customHeight="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1" s="1"/></row>'
        '<row r="2"><c r="A2" t="s" s="1"><v>1</v></c><c r="B2" s="2"><v>46272.375</v></c></row>'
    )
    strings = "<si><t>Title</t><phoneticPr/></si><si><t>Dissection</t></si>"
    members = {
        **parts(rows, strings=strings, styles=packages.formats("General", "d mmm yyyy, h:mm")),
        SHEET: packages.sheet(rows, after='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'),
    }
    assert read_sheet(members) == RawSheet(
        "Sessions",
        (RawRow(1, {1: "Title"}), RawRow(2, {1: "Dissection", 2: dt.datetime(2026, 9, 7, 9)})),
        (MergedRange(1, 1, 1, 2),),
    )


@pytest.mark.parametrize("blank", ['<row r="{}" s="1" customFormat="1"/>', '<row r="{0}"><c r="A{0}" s="1"/></row>'])
@pytest.mark.parametrize("filled", ["", '<row r="1"><c r="A1" t="str"><v>Title</v></c></row>'])
def test_many_formatted_blank_rows_cost_nothing_and_what_follows_them_counts(filled: str, blank: str) -> None:
    rows = filled + "".join(blank.format(number) for number in range(2, 130_000))
    members = {**parts(), SHEET: packages.sheet(rows, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')}
    assert read_sheet(members) == RawSheet("Sessions", TITLE.rows if filled else (), (MergedRange(1, 1, 2, 2),))


def test_a_filled_row_after_many_blank_ones_is_read() -> None:
    blank = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(2, 130_000))
    assert cells(read_sheet(parts(A_CELL + blank + '<row r="130000"><c><f>1+1</f></c></row>'))) == {
        (1, 1): "Title",
        (130_000, 1): Uncalculated(""),
    }


def test_a_workbook_is_opened_once_however_often_it_is_read() -> None:
    members = parts('<row><c t="s"><v>0</v></c></row>', strings="<si><t>Title</t></si>")
    workbook = WorkbookFile(zipped(members), "made.xlsx")
    nothing = workbook.read(only=lambda _: False)
    package, book, strings = workbook.package, workbook.book, workbook.strings
    whole = workbook.read()
    assert (nothing.sheets, whole.sheets) == ((), (RawSheet("Sessions", (RawRow(1, {1: "Title"}),)),))
    assert (workbook.package is package, workbook.book is book, workbook.strings is strings) == (True, True, True)


def test_what_cannot_be_read_is_refused_each_time_it_is_asked_for() -> None:
    workbook = WorkbookFile(zipped({**parts(), BOOK: "<workbook>"}), "made.xlsx")
    for _ in range(2):
        with pytest.raises(InputUnreadable, match="a part of it is not what Excel writes"):
            workbook.read()
