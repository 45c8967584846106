"""Rows of a sheet -> their XML, written fast: the cells of equal values in a column are made once.

A room of its own because it knows neither XlsxWriter nor zip files. ``XlsxWriter`` and ``openpyxl`` are the oracles in the
tests. Source: ECMA-376 Part 1, 18.3.1.4 (c), 18.3.1.73 (row), 18.4.9 (sst) and 22.9.2.19 (ST_Xstring).
"""

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from schedbatch.domain.issues import Severity, column_letters
from schedbatch.domain.model import Status
from schedbatch.outputs.cells import (
    LINE_HEIGHT,
    MAX_HEIGHT,
    CellValue,
    Column,
    Link,
    Look,
    Sheet,
    cell_text,
    lines_needed,
    looks_like_formula,
)

FIRST_DAY = dt.date(1900, 1, 1)
"""Excel's calendar begins here."""

_DAY_0 = dt.date(1899, 12, 30).toordinal()
_DAY_60 = dt.date(1900, 3, 1).toordinal()
"""Excel takes 1900 for a leap year: the days before have one number less."""
_ROWS_A_CHUNK = 1_000
_KNOWN_A_COLUMN = 20_000
"""Equal cells are made once among so many different ones, so that columns of IDs do not fill the memory."""
_SPECIAL = re.compile(r"[&<>\n]|_x|^\s|\s\Z")
_ESCAPED_BY_EXCEL = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class StyleNumber:
    """A style's two cell formats by their numbers in styles.xml; ``quoted`` is for text that begins like a formula."""

    plain: int
    quoted: int


StyleNumbers = Mapping[Look | Severity, StyleNumber]


class SharedStrings:
    """The texts of all sheets of a file, numbered from ``first``. A text may have several numbers: nobody forbids it."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._xml: list[str] = []

    def __len__(self) -> int:
        return len(self._xml)

    def number(self, text: str) -> int:
        """Add a text, which is one that a cell can hold, and give its number."""
        self._xml.append(_string_xml(text))
        return self._first + len(self._xml) - 1

    def xml(self) -> bytes:
        """All ``si`` elements, in order."""
        return "".join(self._xml).encode()


def _string_xml(text: str) -> str:
    if not _SPECIAL.search(text):
        return f"<si><t>{text}</t></si>"
    shown = html.escape(_ESCAPED_BY_EXCEL.sub("_x005F_", text), quote=False)
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<si><t{space}>{shown}</t></si>"


def rows_xml(sheet: Sheet, styles: StyleNumbers, strings: SharedStrings) -> Iterator[bytes]:
    """The ``row`` elements of all rows of ``sheet``, which begin in row 2, in pieces.

    A cell's XML is all the same in every row but for the row's number, which stands wherever two pieces meet.
    """
    columns = [_Cells(number, sheet.columns, styles, strings) for number in range(len(sheet.columns))]
    wrapped = [(number, column) for number, column in enumerate(sheet.columns) if column.look is Look.WRAPPED]
    first_cell = '"><c r="A'
    numbers = count(2)
    for start in range(0, len(sheet.rows), _ROWS_A_CHUNK):
        lines: list[str] = []
        for row in sheet.rows[start : start + _ROWS_A_CHUNK]:
            head = f'"{_height(row, wrapped)}><c r="A' if wrapped else first_cell
            cells = [known[value] for known, value in zip(columns, row, strict=True)]
            lines.append(str(next(numbers)).join(('<row r="', head, *cells)))
        yield "".join(lines).encode()


def _height(row: tuple[CellValue, ...], wrapped: list[tuple[int, Column]]) -> str:
    """The attributes that make a row as high as its lines: LibreOffice does not fit heights when it opens a file."""
    lines = max(lines_needed(row[number], column) for number, column in wrapped)
    return f' ht="{min(lines * LINE_HEIGHT, MAX_HEIGHT)}" customHeight="1"' if lines > 1 else ""


class _Cells(dict[CellValue, str]):
    """Value -> a cell's XML from behind its row number up to the next cell's row number, or to the end of the row."""

    def __init__(self, number: int, columns: tuple[Column, ...], styles: StyleNumbers, strings: SharedStrings) -> None:
        super().__init__()
        self._look = columns[number].look
        self._styles = styles
        self._strings = strings
        is_last = number + 1 == len(columns)
        self._after = "</row>" if is_last else f'<c r="{column_letters(number + 2)}'

    def __missing__(self, value: CellValue) -> str:
        if len(self) >= _KNOWN_A_COLUMN:
            self.clear()
        xml = self[value] = f"{self._cell(value)}{self._after}"
        return xml

    def _cell(self, value: CellValue) -> str:
        style = self._styles[value if isinstance(value, Severity) else self._look]
        if value == "":
            return f'" s="{style.plain}"/>'
        text, number = shown(value)
        if number:
            return f'" s="{style.plain}"><v>{number}</v></c>'
        form = style.quoted if isinstance(value, str | Link) and looks_like_formula(text) else style.plain
        return f'" s="{form}" t="s"><v>{self._strings.number(text)}</v></c>'


def shown(value: CellValue) -> tuple[str, str]:
    """What a cell holds for ``value``: a text, or the figures of a number; the other one is blank."""
    match value:
        case Severity():
            return str(value).capitalize(), ""
        case Status():
            return value.value, ""
        case Link():
            return cell_text(value.text), ""
        case str():
            return cell_text(value), ""
        case dt.date():
            return (value.isoformat(), "") if value < FIRST_DAY else ("", str(_serial(value)))
        case dt.time():
            return "", _figures((value.hour * 3600 + value.minute * 60 + value.second) / 86_400)
        case int() | Decimal():
            return "", _figures(float(value))


def _serial(day: dt.date) -> int:
    ordinal = day.toordinal()
    return ordinal - _DAY_0 - (ordinal < _DAY_60)


def _figures(number: float) -> str:
    # As many digits as Excel itself writes.
    return f"{number:.16G}"
