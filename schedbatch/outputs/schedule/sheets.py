"""Door to XlsxWriter: sheets -> the bytes of an .xlsx.

A room of its own because it is the only one that knows XlsxWriter; import it where it is used. The same sheets give the
same bytes. Looks are stated cell by cell (font, heading, lines): LibreOffice draws no table styles.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from schedbatch.domain.edits import ABOUT_EDITION, ABOUT_SCHEDULE, ABOUT_SHEET, ABOUT_ZONE
from schedbatch.domain.issues import Severity
from schedbatch.domain.marks import PROPERTY_START
from schedbatch.domain.model import Status
from schedbatch.domain.schedule_sheets import SUMMARY
from schedbatch.outputs.schedule.summary import Summary, write_summary
from schedbatch.xlsx.filling import Page, filled
from schedbatch.xlsx.sheet_rows import FIRST_DAY
from schedbatch.xlsx.shown import (
    ROWS_A_SHEET,
    CellLook,
    Link,
    ShownColumn,
    ShownSheet,
    ShownValue,
    cell_text,
    looks_like_formula,
    pieces,
)

FONT = {"font_name": "Calibri", "font_size": 11}
_CELL = {**FONT, "valign": "top", "bottom": 1, "bottom_color": "#D9D9D9"}
HEADING = {
    **FONT,
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#1F4E78",
    "valign": "vcenter",
    # No line below: LibreOffice draws it over the letters of the first row.
}
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
_A4 = 9
_PAGE_CHARACTERS = 330
"""So many characters fit across a page that can still be read."""
HEADING_HEIGHT = 20
_MAX_PROPERTY = 255
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a document property has no zone
_MAX_HEADER = 60
_MAX_LINK = 500
_PICTURE = re.compile(r"&(?=[G\[])")


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the whole file: a title (page headers too), a footer, and pairs for a hidden sheet and document properties."""

    title: str
    footer: str
    schedule_id: str
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """The two formats of a cell: ``quoted`` is for text that begins like a formula."""

    plain: Format
    quoted: Format


def new_book(target: BytesIO, title: str) -> Workbook:
    """A workbook that takes text for text and says nothing about when it was made."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(target, options)
    # Without ``created`` XlsxWriter would take the clock's time, and no two runs would write the same bytes.
    book.set_properties({"title": cell_text(title, _MAX_PROPERTY), "author": "schedbatch", "created": _CREATED})
    return book


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
            check(book.set_custom_property(f"{PROPERTY_START}{name}", cell_text(text, _MAX_PROPERTY), "text"))
    if summary:
        first = book.add_worksheet(SUMMARY)
        write_summary(book, first, summary)
        set_up_paper(first, cover)
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


def make_style(book: Workbook, properties: Mapping[str, object]) -> Style:
    """A style with these XlsxWriter properties."""
    return Style(book.add_format(dict(properties)), book.add_format({**properties, "quote_prefix": True}))


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
        set_up_page(target, self._cover)
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


def set_up_page(target: Worksheet, cover: Cover) -> None:
    """Freeze the heading row, repeat it on every printed page, and set up the paper."""
    target.freeze_panes(1, 0)
    target.repeat_rows(0)
    set_up_paper(target, cover)


def set_up_paper(target: Worksheet, cover: Cover) -> None:
    """A4 across, as wide as the page, with a header and a footer."""
    target.set_landscape()
    target.set_paper(_A4)
    target.fit_to_pages(1, 0)
    target.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
    target.set_header(f"&L{_header_text(cover.title)}&R&A")
    target.set_footer(f"&L{_header_text(cover.footer)}&RPage &P of &N")


def _header_text(text: str) -> str:
    """``text`` without a meaning of its own in a header, where ``&`` begins a code; short enough for Excel's 255 units."""
    # XlsxWriter counts &G as a picture even behind an escaped ampersand.
    return _PICTURE.sub("& ", cell_text(text, _MAX_HEADER).replace("\n", " ")).replace("&", "&&")


def check(answer: int) -> None:
    """Raise ValueError if XlsxWriter's answer says that it left something out."""
    if answer != 0:
        raise ValueError(f"XlsxWriter could not write a part of the workbook (its answer: {answer})")


def write_cell(target: Worksheet, row: int, column: int, value: ShownValue, style: Style) -> None:
    """Write one value as what it is, text never as a formula."""
    match value:
        case "":
            answer = target.write_blank(row, column, None, style.plain)
        case Severity():
            answer = target.write_string(row, column, str(value).capitalize(), style.plain)
        case Status():
            answer = target.write_string(row, column, value.value, style.plain)
        case Link():
            answer = _write_link(target, row, column, value, style)
        case str():
            answer = _write_text(target, row, column, cell_text(value), style)
        case dt.date() if value < FIRST_DAY:
            answer = target.write_string(row, column, value.isoformat(), style.plain)
        case dt.date() | dt.time():
            answer = target.write_datetime(row, column, value, style.plain)
        case int() | Decimal():
            answer = target.write_number(row, column, float(value), style.plain)
    check(answer)


def _write_link(target: Worksheet, row: int, column: int, link: Link, style: Style) -> int:
    """A link, or its text where Excel could not follow it."""
    address = f"external:{link.file}#{link.location}"
    if len(address) > _MAX_LINK or "#" in link.file or any(ord(character) < ord(" ") for character in address):
        return _write_text(target, row, column, cell_text(link.text), style)
    return int(target.write_url(row, column, address, style.plain, cell_text(link.text)))


def _write_text(target: Worksheet, row: int, column: int, text: str, style: Style) -> int:
    chosen = style.quoted if looks_like_formula(text) else style.plain
    parts = pieces(text)
    if len(parts) == 1:
        return int(target.write_string(row, column, text, chosen))
    runs = (token for part in parts for token in (style.plain, part))
    return int(target.write_rich_string(row, column, *runs, chosen))
