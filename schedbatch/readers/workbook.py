"""Door to .xlsx: a file's cells with their places, behind one guard. (Types first; the reader follows.)"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An Excel error in a cell, such as ``#REF!``."""

    text: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula without a stored value: no program has ever calculated it."""

    formula: str


class ShownNumber(float):
    """A number whose format shows it otherwise than Python would: ``7`` as ``007``."""

    __slots__ = ("shown",)
    shown: str


CellValue = str | bool | int | float | dt.datetime | dt.time | dt.timedelta | ErrorValue | Uncalculated


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row that holds something: its number, and its filled cells by column number (both from 1)."""

    number: int
    cells: dict[int, CellValue]


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range, corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One worksheet: only rows that hold something, in order."""

    name: str
    rows: tuple[RawRow, ...]
    merged: tuple[MergedRange, ...] = ()


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """A workbook's worksheets in their order; chart sheets are left out."""

    sheets: tuple[RawSheet, ...]


def read_workbook(path: Path) -> RawWorkbook:
    """Read every worksheet of an .xlsx or .xlsm."""
    raise NotImplementedError(path)
