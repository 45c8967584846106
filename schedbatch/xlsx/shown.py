"""What a sheet of ours holds, and which text an Excel cell can hold.

A room of its own because every sheet we write keeps these rules, whatever it is about. Text comes from a stranger's
workbook: it is written so that Excel never takes it for a formula and never calls the file damaged.
Sources: ECMA-376 Part 1, 18.4 (strings) and 22.9.2.19 (ST_Xstring); "Excel specifications and limits"; XML 1.0, 2.2.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from math import ceil

from schedbatch.domain.digests import number_text
from schedbatch.domain.issues import Severity
from schedbatch.domain.model import Status
from schedbatch.domain.names import display_width
from schedbatch.xlsx.addresses import MAX_ROW

ROWS_A_SHEET = MAX_ROW
MAX_UNITS = 32_767
"""UTF-16 units in one cell."""
LINE_HEIGHT = 15
"""Points, like the other heights."""
MAX_HEIGHT = 408.75
CUT = " … (cut)"
WIDEST = 36
"""Characters; a longer text goes on in the next line of its cell."""
_FILTER_BUTTON = 4
"""Characters that the button beside a heading takes."""
_FILLED = 0.95
"""How much of a line is used, since lines break between words."""
_NARROW, _WIDE = " fijlrt.,:;'()[]|!-", "ABCDGHKMNOPQRUVWXYmw@%"
_LESS, _MORE = 0.45, 0.3
"""Widths of columns count figures, 0 to 9; narrow and wide letters of Calibri take so much less and more."""


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of another workbook in the same folder."""

    text: str
    file: str
    location: str


ShownValue = str | int | Decimal | dt.date | dt.time | Severity | Status | Link
"""What a cell of ours shows; an empty text is an empty cell. Dates and times are wall clocks."""


class CellLook(Enum):
    """How the cells of a column are shown."""

    TEXT = "text"
    WRAPPED = "wrapped"
    NUMBER = "number"
    HOURS = "hours"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column: heading, width in characters, look, and the choices its drop-down offers (none: no drop-down).

    ``fits``: its width follows its texts. ``is_printed``: paper has no use for what only machines read. ``has_links``: only
    there are values of the kind Link. Wrapped text is shown up to ``max_lines``; the rest is in the cell all the same.
    """

    heading: str
    width: int
    look: CellLook = CellLook.TEXT
    choices: tuple[str, ...] = ()
    fits: bool = True
    is_printed: bool = True
    has_links: bool = False
    max_lines: int = 27

    @property
    def is_number(self) -> bool:
        """Whether its cells hold numbers, which stand on the right."""
        return self.look in (CellLook.NUMBER, CellLook.HOURS)


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A sheet: its name, its columns, and its rows with one value a column."""

    name: str
    columns: tuple[ShownColumn, ...]
    rows: tuple[tuple[ShownValue, ...], ...]


_LINE_BREAK = re.compile("\r\n|[\r\v\f]")
# XML 1.0 has no place for these, and Excel's _x0000_ escapes for them break other readers.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")
# ST_Xstring: _x0041_ is A. XlsxWriter escapes it, but not the second of two that share an underscore; and it takes text from
# <r> to </r> for XML of its own.
_MISWRITTEN = re.compile("^<r>|_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
_SEAM = re.compile("(?<=^<)|(?<=_)(?=x[0-9A-Fa-f]{4}_)")


def cell_text(text: str, limit: int = MAX_UNITS) -> str:
    """Give the text that a cell shows for ``text``; most texts are their own.

    Every kind of line break becomes a line feed; a character that XML cannot carry becomes U+FFFD; what is longer than
    ``limit`` UTF-16 units is cut, never inside a character, and ends in ``CUT``.
    """
    if not text.isprintable():
        text = _UNWRITABLE.sub("\ufffd", _LINE_BREAK.sub("\n", text))
    if len(text) <= limit // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - len(CUT))].decode("utf-16-le", "ignore") + CUT


def shown_text(value: ShownValue) -> str:
    """The text of a cell with ``value``, in the form in which it is compared when the file comes back."""
    match value:
        case Severity():
            return str(value).capitalize()
        case Status():
            return value.value
        case Link():
            return cell_text(value.text)
        case str():
            return cell_text(value)
        case dt.time():
            return value.isoformat("minutes")
        case dt.date():
            return value.isoformat()
    return number_text(float(value))


def looks_like_formula(text: str) -> bool:
    """Whether Excel would make a formula of ``text`` as soon as somebody edits the cell; OWASP, "CSV Injection"."""
    return text.startswith(_FORMULA_STARTS)


def pieces(text: str) -> tuple[str, ...]:
    """Split ``text`` so that XlsxWriter writes each piece as it stands; nearly always one piece.

    If there are several, no piece holds an escape such as ``_x0041_``, and none begins with ``<r>``.
    """
    return tuple(_SEAM.split(text)) if _MISWRITTEN.search(text) else (text,)


def lines_needed(value: ShownValue, column: ShownColumn) -> int:
    """How many lines ``value`` takes in its column, generously; 1 unless the column wraps."""
    if column.look is not CellLook.WRAPPED or not isinstance(value, str):
        return 1
    if len(value) * (1 + _MORE) < column.width * _FILLED and value.isascii() and value.isprintable():
        return 1
    lines = sum(max(1, ceil(_columns_wide(line) / (column.width * _FILLED))) for line in cell_text(value).split("\n"))
    return min(lines, column.max_lines)


def fitted(sheet: ShownSheet) -> ShownSheet:
    """The sheet with columns of text as wide as their longest text, which is read without being cut.

    Where that would be wider than ``WIDEST``, long texts go on in further lines. Other columns keep their widths.
    """
    by_column = zip(*sheet.rows, strict=True) if sheet.rows else ((),) * len(sheet.columns)
    return replace(sheet, columns=tuple(_fitted(column, values) for column, values in zip(sheet.columns, by_column, strict=True)))


def _fitted(column: ShownColumn, values: Iterable[ShownValue]) -> ShownColumn:
    if column.look is not CellLook.TEXT or column.choices or not column.fits:
        return column
    texts = [value.text if isinstance(value, Link) else value for value in dict.fromkeys(values) if isinstance(value, str | Link)]
    together = "".join(texts)
    has_lines = "\n" in together or "\r" in together
    longest = ceil(_columns_wide(max(texts, key=len if together.isascii() else display_width, default=""))) + 1
    width = max(min(longest, WIDEST), len(column.heading) + _FILTER_BUTTON)
    return replace(column, width=width, look=CellLook.WRAPPED if has_lines or longest > width else CellLook.TEXT)


def _columns_wide(text: str) -> float:
    return display_width(text) - _LESS * sum(map(text.count, _NARROW)) + _MORE * sum(map(text.count, _WIDE))
