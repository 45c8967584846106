"""Cells with their places, as a workbook holds them and before anybody knows what they mean."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


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

    shown: str

    def __new__(cls, value: float, shown: str) -> Self:
        """Make the number ``value`` that is shown as ``shown``."""
        number = super().__new__(cls, value)
        number.shown = shown
        return number


class CalculatedZero(int):
    """A 0 that a formula gave, whatever its format: what a formula shows that leads to a blank cell."""


class DayCount1904(int):
    """A whole number without a date's format, in a workbook that counts days from 1904: read as a date, it counts from there."""


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
    """A workbook: its file name and its worksheets in their order; chart sheets are left out.

    ``properties`` are the document properties that are ours, by name: a marked copy and a schedule.xlsx have some.
    """

    name: str
    sheets: tuple[RawSheet, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
