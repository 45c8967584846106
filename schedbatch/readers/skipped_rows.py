"""Rows that are no entries: banners between sections (``PHYSIOLOGY``) and totals.

Source: workbook.md, "Reading rules".
"""

import re
from collections.abc import Iterator, Mapping

from schedbatch.domain.columns import OFFERINGS, SESSIONS, SUBGROUPS, UNAVAILABLE
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import SkippedRow
from schedbatch.domain.names import clean, fold
from schedbatch.domain.sheets import Column, Need, Sheet
from schedbatch.readers.headings import Headings
from schedbatch.readers.typed import text_of
from schedbatch.xlsx.raw import RawRow, RawSheet

_SHEETS = (SESSIONS, SUBGROUPS, OFFERINGS, UNAVAILABLE)
_BANNER_COLUMNS = 3
"""Over so many columns a cell is merged that heads a section."""
_TOTAL = re.compile(r"(?:total|subtotal|grand total|sum) ?:? ?[\d.,]*")
_BLANK_IN_TOTALS = (SESSIONS.type, SESSIONS.date, SESSIONS.due_date, OFFERINGS.date, UNAVAILABLE.date, SUBGROUPS.subgroup)
"""A row in which one of these is filled is an entry, whatever its first cell says."""
_NAMING = (SESSIONS.session_id, SESSIONS.title, OFFERINGS.offering_id, OFFERINGS.session)
"""What tells whether a row was released once."""


def find_skipped(own: RawSheet, whole: RawSheet, sheet: Sheet, headings: Headings) -> tuple[SkippedRow, ...]:
    """The rows to be passed over. ``own`` and ``whole`` are the filled rows below the headings without and with merged values."""
    if sheet not in _SHEETS:
        return ()
    wide = {
        (merged.first_row, merged.first_column)
        for merged in own.merged
        if merged.last_column - merged.first_column + 1 >= _BANNER_COLUMNS
    }
    numbers = {column: heading.number for column, read in headings.columns.items() for heading in read}
    required = {number for column, number in numbers.items() if column.need is not Need.NO}
    skipped = (
        row
        for row, full in zip(own.rows, whole.rows, strict=True)
        if _is_banner(full, required, wide) or _is_total(row, full, numbers)
    )
    return tuple(SkippedRow(RowPlace(own.name, row.number, headings.numbers), tuple(_names(row, numbers))) for row in skipped)


def _is_banner(row: RawRow, required: set[int], wide: set[tuple[int, int]]) -> bool:
    if len(row.cells) > 1:
        return False
    (column,) = row.cells
    return (row.number, column) in wide or column not in required


def _is_total(own: RawRow, whole: RawRow, numbers: Mapping[Column, int]) -> bool:
    first = own.cells[min(own.cells)]
    if not (isinstance(first, str) and _TOTAL.fullmatch(fold(first))):
        return False
    return not any(numbers[column] in whole.cells for column in _BLANK_IN_TOTALS if column in numbers)


def _names(row: RawRow, numbers: Mapping[Column, int]) -> Iterator[str]:
    for column in _NAMING:
        if column in numbers and numbers[column] in row.cells:
            yield clean(text_of(row.cells[numbers[column]]))
