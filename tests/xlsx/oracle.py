"""What openpyxl finds in a workbook, in the words of ``schedbatch.xlsx.raw``: the slow, obvious twin of our own reader.

Where the two differ by design, this is where it stands: blank texts are no cells, moments are rounded to the second, and
24:00, which Excel stores as day 1, is a duration.
"""

import datetime as dt
import io

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from schedbatch.xlsx.raw import CellValue, ErrorValue, RawSheet, Uncalculated
from schedbatch.xlsx.workbook import WorkbookFile

Found = dict[str, tuple[dict[str, tuple[str, CellValue]], list[str]]]
"""Sheet -> cells by address, each with its kind, and merged ranges."""


def found_by_openpyxl(content: bytes) -> Found:
    """All worksheets, in two passes: stored values, then formulas that have none."""
    stored = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    typed = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    return {
        sheet.title: (_cells(sheet, typed[sheet.title]), sorted(map(str, sheet.merged_cells.ranges))) for sheet in stored.worksheets
    }


def _cells(stored: Worksheet, typed: Worksheet) -> dict[str, tuple[str, CellValue]]:
    found = {}
    for row in typed.iter_rows():
        for cell in row:
            if isinstance(cell, Cell):
                value = _value(stored[cell.coordinate], is_formula=cell.data_type == "f")
                if value is not None:
                    found[cell.coordinate] = (_kind(value), value)
    return found


def _value(cell: Cell, *, is_formula: bool) -> CellValue | None:
    value = cell.value
    if value is None:
        return Uncalculated("") if is_formula else None
    if cell.data_type == "e":
        return ErrorValue(str(value))
    if isinstance(value, str):
        return unescape(value) if value.strip() else None
    if isinstance(value, dt.datetime):
        value = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        return dt.timedelta(days=1) if value == dt.datetime(1900, 1, 1) else value  # noqa: DTZ001 - Excel's have no zone
    if not isinstance(value, bool | int | float | dt.time | dt.timedelta):
        raise TypeError(value)
    # A number in a workbook is a double; openpyxl keeps every figure that is written.
    return float(value) if type(value) is int else value


def found_by_us(content: bytes) -> Found:
    """The same, by our own reader."""
    return {sheet.name: (_own_cells(sheet), sorted(_merged(sheet))) for sheet in WorkbookFile(content, "made.xlsx").read().sheets}


def _own_cells(sheet: RawSheet) -> dict[str, tuple[str, CellValue]]:
    return {_address(row.number, column): (_kind(value), value) for row in sheet.rows for column, value in row.cells.items()}


def _merged(sheet: RawSheet) -> list[str]:
    return [
        f"{_address(merged.first_row, merged.first_column)}:{_address(merged.last_row, merged.last_column)}"
        for merged in sheet.merged
    ]


def _address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _kind(value: CellValue) -> str:
    # 1 == 1.0 == True, and a ShownNumber is the number that it shows; only booleans are a kind of their own.
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
