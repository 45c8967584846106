"""Cells that hold a date and a time where their column asks for one of the two: what the other half is good for.

A record's cell keeps what its column asks for. The other half fills a blank cell of its row (an End's date is the End date, a
Due date's time the Due time), or it must agree with the cell that says the same. After that, every cell is what its column asks
for: nobody else knows of date-times. Source: workbook.md, "Reading rules".
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from schedbatch.domain import kinds
from schedbatch.domain.columns import OFFERINGS, SESSIONS, UNAVAILABLE
from schedbatch.domain.issues import Issue, Kind
from schedbatch.domain.names import seen
from schedbatch.domain.sheets import CellKind, Column, Sheet
from schedbatch.domain.times import MAX_MINUTES, MINUTES_A_DAY, clock, day_name
from schedbatch.readers.cells import YEARS, Later
from schedbatch.readers.date_texts import date_of, split_moment
from schedbatch.readers.records import Record, RecordLayout, Table
from schedbatch.readers.typed import minute_of_day
from schedbatch.xlsx.raw import CellValue, RawSheet

Halves = tuple[dt.date, int]
"""A date, and minutes after midnight."""
Moments = Mapping[Column, Halves]
"""The cells of a row that hold both, by column."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two columns of a sheet that make one moment together."""

    date: Column
    time: Column


_PAIRS: Mapping[Sheet, tuple[_Pair, ...]] = {
    SESSIONS: (_Pair(SESSIONS.date, SESSIONS.start), _Pair(SESSIONS.due_date, SESSIONS.due_time)),
    OFFERINGS: (_Pair(OFFERINGS.date, OFFERINGS.start), _Pair(OFFERINGS.end_date, OFFERINGS.end)),
    UNAVAILABLE: (_Pair(UNAVAILABLE.date, UNAVAILABLE.start), _Pair(UNAVAILABLE.last_date, UNAVAILABLE.end)),
}


def with_other_halves(table: Table, raw: RawSheet, order: str) -> tuple[Table, tuple[Issue, ...]]:
    """The table with the other halves of its date-times put in their places, and where a row contradicts one of them."""
    pairs = _PAIRS.get(table.sheet, ())
    if not pairs or not table.records:
        return table, ()
    asked = [column for pair in pairs for column in (pair.date, pair.time)]
    asked += [SESSIONS.end] if table.sheet is SESSIONS else []
    moments = _moments(table, raw, asked, order)
    if not moments and not _has_later(table):
        return table, ()
    layout = _with_columns(table.records[0].layout, asked)
    missing = len(layout.positions) - len(table.records[0].layout.positions)
    records: list[Record] = []
    found: list[Issue] = []
    for record in table.records:
        cells = (*record.cells, *[None] * missing)
        row = _Row(Record(record.row, cells, layout, record.faulty, record.group_cells), moments.get(record.row, {}))
        row.settle(table.sheet)
        records.append(row.record())
        found.extend(row.issues)
    return replace(table, records=tuple(records)), tuple(found)


def _moments(table: Table, raw: RawSheet, asked: Sequence[Column], order: str) -> Mapping[int, Moments]:
    """The cells that hold both halves, by row number and column."""
    columns = table.records[0].layout.columns
    numbers = {column: columns[column.heading] for column in asked if column.heading in columns}
    found: dict[int, dict[Column, Halves]] = {}
    for column, number in numbers.items():
        # By distinct cell: nearly all cells of a column are plain dates, or plain times, and few of them differ.
        cells = dict.fromkeys(cell for row in raw.rows if (cell := row.cells.get(number)) is not None)
        halves = {cell: both for cell in cells if (both := _halves(cell, column, order)) is not None}
        for row in raw.rows if halves else ():
            both = halves.get(row.cells.get(number, ""))
            if both is not None:
                found.setdefault(row.number, {})[column] = both
    return found


def _halves(cell: CellValue, column: Column, order: str) -> Halves | None:
    """Date and time of a cell that says both. A date at midnight is a date, except where a time is asked for."""
    texts = split_moment(seen(cell)) if isinstance(cell, str) else ("", "")
    if not (isinstance(cell, dt.datetime) or texts[1] or (isinstance(cell, float) and not cell.is_integer())):
        return None
    day, minute = date_of(texts[0] or cell, order), minute_of_day(texts[1] or cell)
    if not isinstance(day, dt.date) or day.year not in YEARS or minute is None:
        return None
    return None if minute == 0 and column.kind is CellKind.DATE else (day, minute)


def _has_later(table: Table) -> bool:
    """Whether a session's Date or Start is to be announced."""
    if table.sheet is not SESSIONS:
        return False
    positions = table.records[0].layout.positions
    asked = [positions[column] for column in (SESSIONS.date, SESSIONS.start) if column in positions]
    return any(record.cells[position] is Later.TO_BE_ANNOUNCED for position in asked for record in table.records)


def _with_columns(layout: RecordLayout, columns: Iterable[Column]) -> RecordLayout:
    """The layout with positions for all of ``columns``, behind the others."""
    positions = dict(layout.positions)
    for column in columns:
        positions.setdefault(column, len(positions) + sum(map(len, layout.parts.values())))
    return RecordLayout(layout.sheet, layout.columns, positions, layout.parts)


class _Row:
    """One row on its way to cells that are what their columns ask for."""

    def __init__(self, record: Record, moments: Moments) -> None:
        self.issues: list[Issue] = []
        self._record = record
        self._moments = moments
        self._cells = list(record.cells)
        self._faulty = set(record.faulty)

    def record(self) -> Record:
        """The row, settled."""
        record = self._record
        return Record(record.row, tuple(self._cells), record.layout, frozenset(self._faulty), record.group_cells)

    def settle(self, sheet: Sheet) -> None:
        """Put each other half in its place."""
        if sheet is UNAVAILABLE and self._moments and self._spans_days():
            return
        for pair in _PAIRS[sheet]:
            if pair.date in self._moments:
                self._put(pair.date, pair.time, self._moments[pair.date][1])
            if pair.time in self._moments:
                self._put(pair.time, pair.date, self._moments[pair.time][0])
        if sheet is SESSIONS:
            if SESSIONS.end in self._moments:
                self._end_on(*self._moments[SESSIONS.end])
            self._schedule_later()

    def _value(self, column: Column) -> object:
        return self._cells[self._record.layout.positions[column]]

    def _set(self, column: Column, value: object) -> None:
        self._cells[self._record.layout.positions[column]] = value

    def _object(self, kind: Kind, message: str, column: Column, *others: Column) -> None:
        place = self._record.place.cell
        self.issues.append(Issue(kind, message, place(column), tuple(place(other) for other in others)))
        self._faulty.add(column)

    def _put(self, column: Column, other: Column, half: dt.date | int) -> None:
        """The other half of the cell in ``column``: it fills the cell in ``other``, or must be what stands there."""
        if other in self._faulty or isinstance(self._value(other), Later):
            return
        if self._value(other) is None:
            self._set(other, half)
        elif self._value(other) != half:
            message = f"{column} holds {_shown(half)}, but {other} is {_shown(self._value(other))}."
            self._object(kinds.DATE_TIMES_DIFFER, message, column, other)

    def _end_on(self, day: dt.date, minute: int) -> None:
        """An End of a later day counts on from midnight of the first day."""
        first = self._value(SESSIONS.date)
        if not isinstance(first, dt.date):
            return
        if day < first:
            message = f"End holds {day_name(day)}, which is before Date {day_name(first)}."
            self._object(kinds.END_BEFORE_START, message, SESSIONS.end, SESSIONS.date)
        elif (day - first).days * MINUTES_A_DAY > MAX_MINUTES:
            message = f"End holds {day_name(day)}, more than {MAX_MINUTES // MINUTES_A_DAY} days after Date {day_name(first)}."
            self._object(kinds.NUMBER_OUT_OF_RANGE, message, SESSIONS.end, SESSIONS.date)
        else:
            self._set(SESSIONS.end, (day - first).days * MINUTES_A_DAY + minute)

    def _schedule_later(self) -> None:
        """A row whose Date, or Start beside a Date, is to be announced is not scheduled yet."""
        if Later.TO_BE_ANNOUNCED in (self._value(SESSIONS.date), self._value(SESSIONS.start)):
            self._set(SESSIONS.date, None)
        if isinstance(self._value(SESSIONS.start), Later):
            self._set(SESSIONS.start, None)

    def _spans_days(self) -> bool:
        """Whether a row of Unavailable means hours from one day to another, which its columns cannot say."""
        first = self._value(UNAVAILABLE.date)
        days = [self._value(UNAVAILABLE.last_date), *(self._moments[column][0] for column in _TIMES if column in self._moments)]
        last = next((day for day in days if isinstance(day, dt.date) and day != first), None)
        if last is None:
            return False
        column = next(column for column in (UNAVAILABLE.end, *self._moments) if column in self._moments)
        message = f"{column} holds a date and a time, but hours count day by day: from {_shown(first)} to {_shown(last)}, each day."
        self._object(kinds.DATE_TIMES_DIFFER, message, column)
        return True


_TIMES = (UNAVAILABLE.start, UNAVAILABLE.end)


def _shown(half: object) -> str:
    return day_name(half) if isinstance(half, dt.date) else clock(half) if isinstance(half, int) else "blank"
