"""Door to XlsxWriter: a new workbook, its formats, and cells that hold what they are given.

The module loads XlsxWriter: import the module where it is used.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schedbatch.domain.issues import Severity
from schedbatch.domain.model import Status
from schedbatch.xlsx.sheet_rows import FIRST_DAY
from schedbatch.xlsx.shown import Link, ShownValue, cell_text, looks_like_formula, pieces

FONT = {"font_name": "Calibri", "font_size": 11}
HEADING = {
    **FONT,
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#1F4E78",
    "valign": "vcenter",
    # No line below: LibreOffice draws it over the letters of the first row.
}
HEADING_HEIGHT = 20
MAX_PROPERTY = 255
"""Characters of a document property."""
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a document property has no zone
_MAX_LINK = 500


@dataclass(frozen=True, slots=True)
class Style:
    """The two formats of a cell: ``quoted`` is for text that begins like a formula."""

    plain: Format
    quoted: Format


def new_book(target: BytesIO, title: str) -> Workbook:
    """A workbook that writes text as text and holds no time of its making."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(target, options)
    # Without ``created`` XlsxWriter would take the clock's time, and no two runs would write the same bytes.
    book.set_properties({"title": cell_text(title, MAX_PROPERTY), "author": "schedbatch", "created": _CREATED})
    return book


def make_style(book: Workbook, properties: Mapping[str, object]) -> Style:
    """A style with these XlsxWriter properties."""
    return Style(book.add_format(dict(properties)), book.add_format({**properties, "quote_prefix": True}))


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
