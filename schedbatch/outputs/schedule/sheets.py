"""Sheets of the schedule -> the bytes of an .xlsx. The same sheets give the same bytes.

The module loads XlsxWriter: import the module where it is used. Looks are stated cell by cell (font, heading, lines), because
LibreOffice draws no table styles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from schedbatch.domain.edits import ABOUT_EDITION, ABOUT_SCHEDULE, ABOUT_SHEET, ABOUT_ZONE
from schedbatch.domain.issues import Severity
from schedbatch.domain.marks import PROPERTY_START
from schedbatch.domain.schedule_sheets import SUMMARY
from schedbatch.outputs.schedule.summary import Summary
from schedbatch.outputs.schedule.summary_page import write_summary
from schedbatch.xlsx.filling import Page, filled
from schedbatch.xlsx.new_book import FONT, HEADING, HEADING_HEIGHT, MAX_PROPERTY, Style, check, make_style, new_book, write_cell
from schedbatch.xlsx.paper import set_up_page, set_up_paper
from schedbatch.xlsx.shown import ROWS_A_SHEET, CellLook, Link, ShownColumn, ShownSheet, cell_text

_CELL = {**FONT, "valign": "top", "bottom": 1, "bottom_color": "#D9D9D9"}
_LOOKS: dict[CellLook, dict[str, object]] = {
    CellLook.TEXT: {},
    CellLook.WRAPPED: {"text_wrap": True},
    CellLook.NUMBER: {"num_format": "General", "align": "right", "indent": 1},
    CellLook.HOURS: {"num_format": "#,##0.00", "align": "right", "indent": 1},
    CellLook.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
    CellLook.TIME: {"num_format": "hh:mm", "align": "left"},
}
_SEVERITIES: dict[Severity, dict[str, object]] = {
    Severity.ERROR: {"bg_color": "#FFC7CE", "font_color": "#9C0006", "bold": True},
    Severity.WARNING: {"bg_color": "#FFEB9C", "font_color": "#7F4F00"},
    Severity.NOTE: {"bg_color": "#DDEBF7", "font_color": "#1F4E78"},
}
_PAGE_CHARACTERS = 330
"""So many characters fit across a page that can still be read."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the whole file: a title (page headers too), a footer, and pairs for a hidden sheet and document properties."""

    title: str
    footer: str
    schedule_id: str
    about: tuple[tuple[str, str], ...] = ()


def make_xlsx(
    sheets: tuple[ShownSheet, ...], cover: Cover, rows_a_sheet: int = ROWS_A_SHEET, summary: Summary | None = None
) -> bytes:
    """Give the .xlsx that holds ``sheets`` in their order, the ``summary`` before them.

    A sheet with more than ``rows_a_sheet`` rows, its heading included, goes on in ``<name> 2``, ``<name> 3``, ….
    """
    target = BytesIO()
    book = new_book(target, cover.title)
    for name, text in cover.about or ((ABOUT_SCHEDULE, cover.schedule_id),):
        if name in (ABOUT_SCHEDULE, ABOUT_EDITION, ABOUT_ZONE):
            check(book.set_custom_property(f"{PROPERTY_START}{name}", cell_text(text, MAX_PROPERTY), "text"))
    if summary:
        first = book.add_worksheet(SUMMARY)
        write_summary(book, first, summary)
        set_up_paper(first, cover.title, cover.footer)
    frame = _Frame(book, cover)
    for sheet in sheets:
        for page in split(sheet, rows_a_sheet - 1):
            frame.add(page)
    if cover.about:
        _write_about(book, cover.about)
    book.close()
    return filled(target.getvalue(), frame.pages, tuple(frame.styles))


def _write_about(book: Workbook, about: tuple[tuple[str, str], ...]) -> None:
    """A hidden sheet, which programs keep that drop document properties."""
    sheet = book.add_worksheet(ABOUT_SHEET)
    sheet.hide()
    for row, pair in enumerate(about):
        for column, text in enumerate(pair):
            check(sheet.write_string(row, column, cell_text(text)))


def cell_styles(book: Workbook) -> dict[CellLook | Severity, Style]:
    """A style for each look of a column, and for each severity."""
    looks: tuple[tuple[CellLook | Severity, dict[str, object]], ...] = (*_LOOKS.items(), *_SEVERITIES.items())
    return {look: make_style(book, {**_CELL, **properties}) for look, properties in looks}


def _pages_across(sheet: ShownSheet) -> int:
    """How many pages wide the sheet is printed: one, unless the print would be too small to read."""
    return ceil(sum(column.width for column in sheet.columns) / _PAGE_CHARACTERS)


def split(sheet: ShownSheet, rows_a_page: int) -> Iterator[ShownSheet]:
    """The sheet in pages of so many rows, the later ones numbered from 2."""
    yield ShownSheet(sheet.name, sheet.columns, sheet.rows[:rows_a_page])
    for number, first in enumerate(range(rows_a_page, len(sheet.rows), rows_a_page), start=2):
        yield ShownSheet(f"{sheet.name} {number}", sheet.columns, sheet.rows[first : first + rows_a_page])


class _Frame:
    """Makes worksheets that have everything but their rows; ``pages`` are those to be filled in.

    Every answer of XlsxWriter is checked: it reports what it leaves out by a number.
    """

    def __init__(self, book: Workbook, cover: Cover) -> None:
        self.pages: list[Page] = []
        self._book = book
        self._cover = cover
        self._heading = book.add_format(HEADING)
        # Indented, so that the filter button leaves it to be seen.
        self._number_heading = book.add_format({**HEADING, "align": "right", "indent": 2})
        self.styles = cell_styles(book)

    def add(self, sheet: ShownSheet) -> None:
        """Add a worksheet with widths, headings and drop-downs."""
        target = self._book.add_worksheet(sheet.name)
        for number, column in enumerate(sheet.columns):
            check(target.set_column(number, number, column.width))
        check(target.set_row(0, HEADING_HEIGHT))
        if sheet.rows:
            self._write_table(target, sheet)
            self._write_links(target, sheet)
            _offer_choices(target, sheet)
            part, table = f"xl/worksheets/sheet{len(self._book.worksheets())}.xml", f"xl/tables/table{len(self.pages) + 1}.xml"
            self.pages.append(Page(part, table, sheet))
        else:
            # A table must have a row to speak of.
            for number, column in enumerate(sheet.columns):
                check(target.write_string(0, number, column.heading, self._heading_format(column)))
            check(target.autofilter(0, 0, 0, len(sheet.columns) - 1))
        set_print_area(target, sheet)
        set_up_page(target, self._cover.title, self._cover.footer)
        target.fit_to_pages(_pages_across(sheet), 0)

    def _heading_format(self, column: ShownColumn) -> Format:
        return self._number_heading if column.is_number else self._heading

    def _write_table(self, target: Worksheet, sheet: ShownSheet) -> None:
        if not self.pages:
            self._write_specimens(target, len(sheet.columns))
        last_row, last_column = len(sheet.rows), len(sheet.columns) - 1
        headings = [{"header": column.heading, "header_format": self._heading_format(column)} for column in sheet.columns]
        options = {"name": sheet.name.replace(" ", "_"), "columns": headings, "style": "Table Style Light 1", "banded_rows": False}
        # XlsxWriter would note each cell of a table; the real number of rows is put in with them.
        check(target.add_table(0, 0, 1, last_column, options))
        # IDs such as 07 are text on purpose.
        corner = xl_rowcol_to_cell(last_row, last_column)
        check(target.ignore_errors({"number_stored_as_text": f"A2:{corner}"}))

    def _write_specimens(self, target: Worksheet, first: int) -> None:
        """Cells from column ``first`` on that tell the styles' numbers, and then make room for the real ones."""
        formats = [form for style in self.styles.values() for form in (style.plain, style.quoted)]
        for column, form in enumerate(formats, first):
            check(target.write_blank(1, column, None, form))

    def _write_links(self, target: Worksheet, sheet: ShownSheet) -> None:
        """The cells that are links, whose targets are kept beside the rows."""
        for number, column in enumerate(sheet.columns):
            for row, values in enumerate(sheet.rows if column.has_links else (), start=1):
                if isinstance(values[number], Link):
                    write_cell(target, row, number, values[number], self.styles[column.look])


def _offer_choices(target: Worksheet, sheet: ShownSheet) -> None:
    for number, column in enumerate(sheet.columns):
        if column.choices:
            options = {"validate": "list", "source": list(column.choices)}
            check(target.data_validation(1, number, len(sheet.rows), number, options))


def set_print_area(target: Worksheet, sheet: ShownSheet) -> None:
    """Leave out, at the end of the sheet, what paper has no use for."""
    printed = [number for number, column in enumerate(sheet.columns) if column.is_printed]
    if printed[-1] + 1 < len(sheet.columns):
        check(target.print_area(0, 0, len(sheet.rows), printed[-1]))
