"""When a person or place cannot be had: the Unavailable sheet, asked about the times of offerings.

A row of that sheet holds from its first to its last date, whenever the clocks show a time from Start to before End. There
may be many rows, and a row may span years. The days that are asked about are therefore the leaves of a binary tree; a row
goes to the few nodes that make up its days, and a question climbs from its day to the root.
Source: generator.md, "Conflicts".
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain.model import Unavailability
from schedbatch.domain.times import MINUTES_A_DAY, elapsed_minutes, later


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a stretch of time that lies on one day, as the clocks show it: ``[first, last)`` minutes after midnight."""

    day: dt.date
    first: int
    last: int


def pieces(start: dt.datetime, end: dt.datetime) -> tuple[Piece, ...]:
    """Cut ``[start, end)`` into days."""
    if start.utcoffset() != end.utcoffset():
        return tuple(_minute_by_minute(start, end))
    found: list[Piece] = []
    day, minute = start.date(), start.hour * 60 + start.minute
    last = end.hour * 60 + end.minute
    while day < end.date():
        found.append(Piece(day, minute, MINUTES_A_DAY))
        day, minute = day + dt.timedelta(days=1), 0
    if last > minute:
        found.append(Piece(day, minute, last))
    return tuple(found)


def _minute_by_minute(start: dt.datetime, end: dt.datetime) -> Iterator[Piece]:
    """The same through a night in which the clocks change: the clocks may skip an hour, or show an hour twice."""
    piece: Piece | None = None
    for number in range(elapsed_minutes(start, end)):
        moment = later(start, number)
        day, minute = moment.date(), moment.hour * 60 + moment.minute
        if piece and piece.day == day and piece.last == minute:
            piece = Piece(day, piece.first, minute + 1)
        else:
            if piece:
                yield piece
            piece = Piece(day, minute, minute + 1)
    if piece:
        yield piece


@dataclass(frozen=True, slots=True)
class _IntervalNode:
    """Rows by Start; ``longest`` holds, for each of them, the row that ends last among that row and those before."""

    starts: tuple[int, ...]
    longest: tuple[Unavailability, ...]

    def row_in(self, piece: Piece) -> Unavailability | None:
        """A row that holds at some minute of the piece."""
        before_end = bisect_left(self.starts, piece.last)
        row = self.longest[before_end - 1] if before_end else None
        return row if row and row.end > piece.first else None


class Absences:
    """When one person or place cannot be had, on the days of ``asked``."""

    def __init__(self, rows: Iterable[Unavailability], asked: Iterable[dt.date]) -> None:
        self._days: Sequence[dt.date] = sorted(set(asked))
        rows_of: dict[int, list[Unavailability]] = defaultdict(list)
        for row in rows:
            for node in self._nodes(row.first, row.last):
                rows_of[node].append(row)
        self._nodes_with_rows: Mapping[int, _IntervalNode] = {number: _node(held) for number, held in rows_of.items()}

    def _nodes(self, first: dt.date, last: dt.date) -> Iterator[int]:
        """The nodes that make up the days from ``first`` to ``last``; the leaf of day ``i`` is ``i`` + number of days."""
        low = bisect_left(self._days, first) + len(self._days)
        high = bisect_right(self._days, last) + len(self._days)
        while low < high:
            if low % 2:
                yield low
                low += 1
            if high % 2:
                high -= 1
                yield high
            low, high = low // 2, high // 2

    def row_at(self, piece: Piece) -> Unavailability | None:
        """A row that holds at some minute of the piece, whose day must be one of those asked about."""
        node = bisect_left(self._days, piece.day) + len(self._days)
        while node:
            held = self._nodes_with_rows.get(node)
            row = held.row_in(piece) if held else None
            if row:
                return row
            node //= 2
        return None


def _node(rows: list[Unavailability]) -> _IntervalNode:
    rows.sort(key=lambda row: row.start)
    longest: list[Unavailability] = []
    for row in rows:
        longest.append(row if not longest or row.end > longest[-1].end else longest[-1])
    return _IntervalNode(tuple(row.start for row in rows), tuple(longest))
