"""``handoff/registrar.csv`` and the sheet Registrar: a row for each meeting pattern.

Source: README, "Hand-offs". Times are text of four figures and IDs are text: leading zeros stay.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain
from operator import itemgetter

from schedbatch.domain.handoff import REGISTRAR_COLUMNS
from schedbatch.domain.schedule_sheets import REGISTRAR
from schedbatch.outputs.csv_text import csv_bytes, one_line
from schedbatch.outputs.handoff.field_values import Value, Values, value_text
from schedbatch.outputs.handoff.fields import PatternFields, SharedFields
from schedbatch.xlsx.shown import CellLook, ShownColumn, ShownSheet

_WIDTHS = {
    "term": 14, "term_code": 12, "crn": 9, "subject": 10, "course_number": 16, "section": 10, "title": 28, "section_id": 28,
    "meeting_id": 38, "status": 11, "change": 10, "session_type": 15, "delivery": 11, "credit_hours": 14, "contact_hours": 15,
    "group": 24, "group_size": 12, "start_date": 12, "end_date": 11, "days": 7, "begin_time": 12, "end_time": 11,
    "meeting_time": 15, "building": 18, "room": 18, "building_room": 28, "room_capacity": 15, "instructor_ids": 15,
    "instructor_names": 26, "session_ids": 18, "comments": 24, "last_changed": 21,
}  # fmt: skip
_DATES = ("start_date", "end_date")
_NUMBERS = ("credit_hours", "contact_hours", "group_size", "room_capacity")
_TYPED = frozenset((*_DATES, *_NUMBERS))


RegistrarCell = str | int | Decimal | dt.date | dt.time
RegistrarRow = tuple[RegistrarCell, ...]
"""A pattern's cells in the order of the columns: dates are dates and figures figures, everything else is text."""


def registrar_rows(patterns: Iterable[PatternFields]) -> tuple[RegistrarRow, ...]:
    """The patterns' fields as rows, for both the file and the sheet. Fields that patterns share become cells once."""
    ahead = iter(patterns)
    first = next(ahead, None)
    if first is None:
        return ()
    names = [_columns_in(values) for values in (*(shared.values for shared in _shared(first)), first.own)]
    in_order = itemgetter(*map([*chain.from_iterable(names)].index, REGISTRAR_COLUMNS))
    known: dict[SharedFields, RegistrarRow] = {}
    rows = []
    for pattern in chain((first,), ahead):
        cells: list[RegistrarCell] = []
        for shared, own_names in zip(_shared(pattern), names, strict=False):
            if shared not in known:
                known[shared] = _cells(own_names, shared.values)
            cells += known[shared]
        cells += _cells(names[-1], pattern.own)
        rows.append(in_order(cells))
    return tuple(rows)


def _shared(pattern: PatternFields) -> tuple[SharedFields, ...]:
    return pattern.teaching, pattern.place, pattern.times


def _columns_in(values: Values) -> tuple[str, ...]:
    return tuple(name for name in REGISTRAR_COLUMNS if name in values)


def _cells(names: Sequence[str], values: Values) -> RegistrarRow:
    return tuple([_cell(name, values[name]) for name in names])


def registrar_csv(rows: Iterable[RegistrarRow]) -> bytes:
    """``registrar.csv`` of the rows."""
    texts = _Texts()
    lines = ([cell if isinstance(cell, str) else texts[cell] for cell in row] for row in rows)
    return csv_bytes(chain((REGISTRAR_COLUMNS,), lines))


def registrar_sheet(rows: tuple[RegistrarRow, ...]) -> ShownSheet:
    """The same as a sheet."""
    columns = tuple(ShownColumn(name, _WIDTHS[name], _look(name)) for name in REGISTRAR_COLUMNS)
    return ShownSheet(REGISTRAR, columns, rows)


def _look(name: str) -> CellLook:
    if name in _DATES:
        return CellLook.DATE
    return CellLook.NUMBER if name in _NUMBERS else CellLook.TEXT


def _cell(name: str, value: Value) -> RegistrarCell:
    if isinstance(value, str):
        return one_line(value)
    if name in _TYPED and value is not None and not isinstance(value, tuple):
        return value
    return value_text(value)


class _Texts(dict[RegistrarCell, str]):
    """Dates and figures as texts, each worked out once."""

    def __missing__(self, cell: RegistrarCell) -> str:
        text = self[cell] = value_text(cell)
        return text
