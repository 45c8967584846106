"""Streamed rows are what XlsxWriter would have written cell by cell, as openpyxl reads both."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.issues import Severity
from schedbatch.domain.model import Status
from schedbatch.outputs.schedule.sheets import Cover, cell_styles, make_xlsx
from schedbatch.xlsx import sheet_rows
from schedbatch.xlsx.new_book import new_book, write_cell
from schedbatch.xlsx.sheet_rows import SharedStrings, StyleNumber, StyleNumbers, rows_xml, shown
from schedbatch.xlsx.shown import (
    LINE_HEIGHT,
    MAX_HEIGHT,
    MAX_UNITS,
    CellLook,
    Link,
    ShownColumn,
    ShownSheet,
    ShownValue,
    lines_needed,
    looks_like_formula,
)

COVER = Cover("Autumn", "autumn.xlsx", "autumn")
COLUMNS = (
    ShownColumn("Severity", 10),
    ShownColumn("Title", 28),
    ShownColumn("Message", 20, CellLook.WRAPPED),
    ShownColumn("Date", 11, CellLook.DATE),
    ShownColumn("Start", 8, CellLook.TIME),
    ShownColumn("Hours", 9, CellLook.NUMBER),
    ShownColumn("Status", 11),
    ShownColumn("Cell", 8, has_links=True),
)

ESCAPES = ("_x0041_", "_x005F_", "x0042_", "_", "<r>", "&amp;", "]]>")
STARTS = ("=1", "+", "-", "@", "\t", "\n", " ", "\0", "\ud800", "\U0001f9e0")
texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.lists(st.sampled_from((*ESCAPES, *STARTS)), max_size=8).map("".join),
    st.sampled_from(("", "007", "1.5")),
)
rows = st.tuples(
    st.sampled_from((*Severity, "")),
    texts,
    texts,
    st.one_of(st.dates(), st.dates(dt.date(1899, 12, 1), dt.date(1900, 4, 1)), st.just("")),
    st.one_of(st.times().map(lambda time: time.replace(microsecond=0)), st.just("")),
    st.one_of(st.integers(-(10**12), 10**12), st.decimals(-(10**6), 10**6, places=2), st.just("")),
    st.sampled_from((*Status, "")),
    st.sampled_from((Link("D7", "autumn.marked.xlsx", "Sessions!D7"), "D8", "")),
)


def by_xlsxwriter(sheet: ShownSheet) -> bytes:
    """The slow, obvious twin: each cell written by XlsxWriter."""
    target = BytesIO()
    book = new_book(target, COVER.title)
    styles = cell_styles(book)
    worksheet = book.add_worksheet(sheet.name)
    for row, values in enumerate(sheet.rows, start=1):
        for number, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            write_cell(worksheet, row, number, value, styles[value if isinstance(value, Severity) else column.look])
        lines = max(lines_needed(value, column) for value, column in zip(values, sheet.columns, strict=True))
        if lines > 1:
            worksheet.set_row(row, min(lines * LINE_HEIGHT, MAX_HEIGHT))
    book.close()
    return target.getvalue()


def cells(package: bytes) -> Iterator[tuple[object, ...]]:
    """Every cell below the headings: place, value, type and looks; and each row's height."""
    sheet = openpyxl.load_workbook(BytesIO(package), rich_text=False)["Sheet"]
    for row in sheet.iter_rows(min_row=2):
        yield (sheet.row_dimensions[row[0].row or 0].height,)
        for cell in row:
            looks = (cell.font, cell.fill, cell.alignment, cell.border)
            link = cell.hyperlink.location if cell.hyperlink else None
            yield (cell.coordinate, cell.value, link, cell.data_type, cell.number_format, cell.quotePrefix, *map(repr, looks))


@given(st.lists(rows, min_size=1, max_size=6))
@settings(deadline=None, max_examples=60)
def test_streamed_cells_are_those_of_xlsxwriter(values: list[tuple[ShownValue, ...]]) -> None:
    sheet = ShownSheet("Sheet", COLUMNS, tuple(values))
    assert list(cells(make_xlsx((sheet,), COVER))) == list(cells(by_xlsxwriter(sheet)))


def test_texts_too_long_for_a_cell_are_those_of_xlsxwriter() -> None:
    long = ("x" * MAX_UNITS, "x" * (MAX_UNITS + 1), "\U0001f9e0" * 16_384, "=" * (MAX_UNITS + 1), " " * MAX_UNITS)
    sheet = ShownSheet(
        "Sheet", (ShownColumn("Text", 20), ShownColumn("Wrapped", 20, CellLook.WRAPPED)), tuple((text, text) for text in long)
    )
    assert list(cells(make_xlsx((sheet,), COVER))) == list(cells(by_xlsxwriter(sheet)))


def test_a_column_of_more_values_than_are_remembered_is_written_right() -> None:
    values = tuple((f"ID-{number:05}", number % 7) for number in range(45_000))
    sheet = ShownSheet("Sheet", (ShownColumn("ID", 10), ShownColumn("Number", 5, CellLook.NUMBER)), values)
    book = openpyxl.load_workbook(BytesIO(make_xlsx((sheet,), COVER)), read_only=True)
    assert list(book["Sheet"].iter_rows(min_row=2, values_only=True)) == list(values)


def cell_by_cell(sheet: ShownSheet, styles: StyleNumbers, remembered: int) -> tuple[str, str]:
    """The slow, obvious twin of the streamed rows: their XML and the strings, one cell after another."""
    known: list[dict[ShownValue, str]] = [{} for _ in sheet.columns]
    strings: list[str] = []

    def cell(value: ShownValue, look: CellLook) -> str:
        style = styles[value if isinstance(value, Severity) else look]
        if value == "":
            return f'" s="{style.plain}"/>'
        text, figures = shown(value)
        if figures:
            return f'" s="{style.plain}"><v>{figures}</v></c>'
        escaped = html.escape(re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text), quote=False)
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        strings.append(f"<si><t{space}>{escaped}</t></si>")
        is_formula = not isinstance(value, Severity | Status) and looks_like_formula(text)
        return f'" s="{style.quoted if is_formula else style.plain}" t="s"><v>{len(strings) - 1}</v></c>'

    lines = []
    for row, values in enumerate(sheet.rows, start=2):
        line = f'<row r="{row}">'
        for number, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            if value not in known[number]:
                if len(known[number]) >= remembered:
                    known[number].clear()
                known[number][value] = cell(value, column.look)
            line += f'<c r="{chr(ord("A") + number)}{row}{known[number][value]}'
        lines.append(f"{line}</row>")
    return "".join(lines), "".join(strings)


ids = st.integers(0, 40).map("ID-{}".format)
short_rows = st.tuples(
    ids, st.one_of(ids, texts), st.sampled_from(("Labs", "Lecture", "=1", "", Link("D7", "a.xlsx", "B!A1"))), ids
)
NO_LINES = tuple(ShownColumn(heading, 9) for heading in ("ID", "Title", "Type", "UID"))


@given(st.lists(st.one_of(rows.map(lambda row: row[:2] + row[6:]), short_rows), min_size=1, max_size=40), st.integers(1, 9))
@settings(deadline=None, max_examples=200)
def test_a_column_at_a_time_gives_the_bytes_of_a_cell_at_a_time(values: list[tuple[ShownValue, ...]], rows_a_chunk: int) -> None:
    sheet = ShownSheet("Sheet", NO_LINES, tuple(values))
    styles: StyleNumbers = {look: StyleNumber(number, number + 1) for number, look in enumerate((*CellLook, *Severity), start=10)}
    for remembered in (rows_a_chunk, rows_a_chunk * 2 + 1, 100):
        strings = SharedStrings(0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sheet_rows, "_ROWS_A_CHUNK", rows_a_chunk)
            patch.setattr(sheet_rows, "_KNOWN_A_COLUMN", remembered)
            xml = b"".join(rows_xml(sheet, styles, strings))
        assert (xml.decode(), b"".join(strings.xml()).decode()) == cell_by_cell(sheet, styles, remembered)


@pytest.mark.parametrize(
    "odd",
    [
        "",
        " a",
        "a ",
        "a&b",
        "<a",
        "a>",
        "_x0041_",
        "a\nb",
        "a\rb",
        "\0",
        "\ud800",
        "\ufffe",
        "=1",
        "+",
        "-",
        "@",
        "\t",
        "x" * 33_000,
    ],
)
def test_one_odd_text_among_plain_ones_is_written_as_on_its_own(odd: str) -> None:
    plain = ("Labs", "Lecture 1: 'é' 🧠")
    for values in ((*plain, odd), (odd, *plain)):
        sheet = ShownSheet("Sheet", (ShownColumn("Title", 9),), tuple((value,) for value in values))
        strings = SharedStrings(0)
        styles: StyleNumbers = {CellLook.TEXT: StyleNumber(1, 2)}
        xml = b"".join(rows_xml(sheet, styles, strings))
        assert (xml.decode(), b"".join(strings.xml()).decode()) == cell_by_cell(sheet, styles, 100)


def test_equal_cells_share_their_string() -> None:
    strings = SharedStrings(7)
    styles: StyleNumbers = {CellLook.TEXT: StyleNumber(3, 4)}
    sheet = ShownSheet("Sheet", (ShownColumn("Title", 20), ShownColumn("Note", 20)), (("Labs", "=1"), ("Labs", "")))
    assert b"".join(rows_xml(sheet, styles, strings)).decode() == (
        '<row r="2"><c r="A2" s="3" t="s"><v>7</v></c><c r="B2" s="4" t="s"><v>8</v></c></row>'
        '<row r="3"><c r="A3" s="3" t="s"><v>7</v></c><c r="B3" s="3"/></row>'
    )
    assert b"".join(strings.xml()) == b"<si><t>Labs</t></si><si><t>=1</t></si>"


def test_decimals_and_whole_numbers_are_numbers_of_excels_precision() -> None:
    sheet = ShownSheet("Sheet", (ShownColumn("Hours", 9, CellLook.NUMBER),), ((Decimal("2.50"),), (Decimal(1) / 3,), (1_000_000,)))
    xml = b"".join(rows_xml(sheet, {CellLook.NUMBER: StyleNumber(1, 2)}, SharedStrings(0))).decode()
    assert xml.count("<v>2.5</v>") == xml.count("<v>0.3333333333333333</v>") == xml.count("<v>1000000</v>") == 1
