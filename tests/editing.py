"""What a planner does to schedule.xlsx in Excel, done by openpyxl: cells changed, rows deleted and added."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | dt.date | dt.time | None
KEYS = {"Offerings": "Offering ID", "ILMs": "ILM ID", "Conflicts": "Conflict ID"}


def edit(path: Path, cells: Mapping[str, Mapping[str, Value]], *, sheet: str = "Offerings", to: Path | None = None) -> Path:
    """Set cells (key -> heading -> value) of a schedule.xlsx, saved in its place or as ``to``."""
    book = openpyxl.load_workbook(path)
    for key, values in cells.items():
        row = _row_of(book[sheet], KEYS[sheet], key)
        for heading, value in values.items():
            _set(book[sheet], row, heading, value)
    return _saved(book, to or path)


def delete(path: Path, keys: Sequence[str], *, sheet: str = "Offerings", to: Path | None = None) -> Path:
    """Delete rows by their keys."""
    book = openpyxl.load_workbook(path)
    for key in keys:
        book[sheet].delete_rows(_row_of(book[sheet], KEYS[sheet], key))
    return _saved(book, to or path)


def add(path: Path, values: Mapping[str, Value], *, sheet: str = "Offerings", to: Path | None = None) -> Path:
    """Add a row below all others."""
    book = openpyxl.load_workbook(path)
    row = max(number for number, _ in _keys(book[sheet], KEYS[sheet])) + 1
    for heading, value in values.items():
        _set(book[sheet], row, heading, value)
    return _saved(book, to or path)


def rows(path: Path, *headings: str, sheet: str = "Offerings") -> list[tuple[object, ...]]:
    """The sheet's rows, of each the cells under ``headings``."""
    worksheet = openpyxl.load_workbook(path)[sheet]
    columns = [_column(worksheet, heading) for heading in headings]
    return [tuple(worksheet.cell(row, column).value for column in columns) for row in range(2, worksheet.max_row + 1)]


def _keys(sheet: Worksheet, heading: str) -> Iterator[tuple[int, object]]:
    column = _column(sheet, heading)
    return ((row, sheet.cell(row, column).value) for row in range(1, sheet.max_row + 1) if sheet.cell(row, column).value)


def _row_of(sheet: Worksheet, heading: str, key: str) -> int:
    return next(row for row, found in _keys(sheet, heading) if found == key)


def _column(sheet: Worksheet, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if isinstance(cell, Cell) and cell.value == heading)


def _set(sheet: Worksheet, row: int, heading: str, value: Value) -> None:
    cell = sheet.cell(row, _column(sheet, heading))
    if isinstance(cell, Cell):
        cell.value = value


def _saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path
