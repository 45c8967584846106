"""A sheet's rows as typed records: finds the heading row, reads each cell as its column asks.

Source: workbook.md, "Reading rules".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from schedbatch.domain import kinds
from schedbatch.domain.issues import CellRef, Issue, RowPlace, Severity
from schedbatch.domain.names import clean
from schedbatch.readers.cells import Fault, Parsed, parse_cell
from schedbatch.readers.columns import CellKind, Column, Need, Sheet, heading_key
from schedbatch.readers.raw import CellValue, RawRow, RawSheet, ShownNumber
from schedbatch.readers.spelling import did_you_mean
from schedbatch.readers.typed import text_of

HEADING_ROWS = 20

_REMEMBERED = 65_536
"""So many different values of a column are read once."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: typed values by heading (blank and bad cells are absent), and the headings whose cell is in error.

    ``group_cells`` are the texts under headings that name a group (roster only), by column number.
    """

    place: RowPlace
    values: Mapping[str, object]
    faulty: frozenset[str] = frozenset()
    group_cells: Mapping[int, str] = field(default_factory=dict)

    def get(self, heading: str, kind: type[T]) -> T | None:
        """The value under ``heading``, or ``None`` if the cell is blank or bad."""
        value = self.values.get(heading)
        return value if isinstance(value, kind) else None

    def text(self, heading: str) -> str:
        """The text under ``heading``, empty if blank or bad."""
        return self.get(heading, str) or ""

    def names(self, heading: str) -> tuple[str, ...] | None:
        """The list under ``heading``; ``None`` if blank or bad, empty for ``none``."""
        return self.get(heading, tuple)

    def lacks(self, *headings: str) -> bool:
        """Whether one of these cells is bad, or empty though required."""
        return not self.faulty.isdisjoint(headings)

    def has(self, *headings: str) -> tuple[str, ...]:
        """Those of ``headings`` whose cell is filled, well or badly."""
        # A list, not a generator, which costs more than what it gives here; asked ten times a row.
        return tuple([heading for heading in headings if heading in self.values or heading in self.faulty])


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as read. ``exists`` is false for a sheet that the workbook does not have."""

    sheet: Sheet
    records: tuple[Record, ...] = ()
    exists: bool = False
    is_usable: bool = False
    is_blank: bool = False
    group_headings: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Headings:
    row: int
    columns: Mapping[str, int]
    group_columns: Mapping[int, str]
    known: frozenset[int]
    """The numbers of both."""


IsGroup = Callable[[str], bool]


def read_table(raw: RawSheet, sheet: Sheet, order: str, is_group: IsGroup = lambda _: False) -> tuple[Table, tuple[Issue, ...]]:
    """Read one sheet. ``is_group`` says whether a heading names a learner group (asked for the roster only).

    Unknown columns are a note, a missing required column or heading row an error that leaves the sheet unused.
    """
    if not raw.rows:
        return Table(sheet, exists=True, is_blank=True), ()
    headings = _find_headings(raw, sheet, is_group)
    if headings is None:
        return Table(sheet, exists=True), (_no_headings(raw, sheet),)
    found = tuple(_heading_issues(raw, sheet, headings))
    if any(issue.severity is Severity.ERROR for issue in found):
        return Table(sheet, exists=True), found
    readers = [
        _CellReader(column, headings.columns[column.heading], order)
        for column in sheet.columns
        if column.heading in headings.columns
    ]
    rows = [row for row in raw.rows if row.number > headings.row]
    read = [_read_record(row, raw.name, headings, readers, order) for row in rows if _is_filled(row, headings)]
    per_row = (issue for _, row_issues in read for issue in row_issues)
    table = Table(sheet, tuple(record for record, _ in read), exists=True, is_usable=True, group_headings=headings.group_columns)
    return table, (*found, *_merged_notes(raw, headings), *per_row)


def _known_column(text: str, sheet: Sheet) -> Column | None:
    key = heading_key(text)
    return next((column for column in sheet.columns if key in _heading_keys(column)), None)


def _heading_keys(column: Column) -> tuple[str, ...]:
    return tuple(heading_key(name) for name in (column.heading, *column.aliases))


def _find_headings(raw: RawSheet, sheet: Sheet, is_group: IsGroup) -> _Headings | None:
    """The first of the first 20 rows with two known headings; else the first whose only filled cell is a required one.

    Failing both, the first row that has a required heading among others that are not known.
    """
    rows = [row for row in raw.rows if row.number <= HEADING_ROWS]
    candidates = [(row, _headings_in(row, sheet, is_group)) for row in rows]
    required = [(row, headings) for row, headings in candidates if _has_required(headings, sheet)]
    several = (
        headings for _, headings in candidates if headings.columns and len(headings.columns) + len(headings.group_columns) > 1
    )
    alone = (headings for row, headings in required if len(row.cells) == 1)
    return next(several, None) or next(alone, None) or next((headings for _, headings in required), None)


def _has_required(headings: _Headings, sheet: Sheet) -> bool:
    return any(sheet.column(heading).need is not Need.NO for heading in headings.columns)


def _headings_in(row: RawRow, sheet: Sheet, is_group: IsGroup) -> _Headings:
    columns: dict[str, int] = {}
    group_columns: dict[int, str] = {}
    for number, value in sorted(row.cells.items()):
        text = clean(text_of(value))
        column = _known_column(text, sheet)
        if column:
            columns.setdefault(column.heading, number)
        elif sheet.has_group_columns and is_group(text):
            group_columns[number] = text
    return _Headings(row.number, columns, group_columns, frozenset((*columns.values(), *group_columns)))


def _no_headings(raw: RawSheet, sheet: Sheet) -> Issue:
    expected = ", ".join(column.heading for column in sheet.columns[:4])
    place = CellRef(raw.name, raw.rows[0].number, min(raw.rows[0].cells))
    return Issue(
        kinds.SHEET_UNUSABLE,
        f'No row among the first {HEADING_ROWS} of "{raw.name}" holds its headings ({expected}, …); the sheet is not read.',
        place,
    )


def _heading_issues(raw: RawSheet, sheet: Sheet, headings: _Headings) -> Iterator[Issue]:
    row = next(row for row in raw.rows if row.number == headings.row)
    for number, value in sorted(row.cells.items()):
        if number in headings.known:
            continue
        text, place = clean(text_of(value)), CellRef(raw.name, headings.row, number)
        column = _known_column(text, sheet)
        if column:
            yield Issue(
                kinds.DUPLICATE_COLUMN, f'Column "{text}" stands for {column.heading} a second time; it is not read.', place
            )
        else:
            names = (column.heading for column in sheet.columns)
            yield Issue(
                kinds.UNKNOWN_COLUMN, f'Column "{text}" is not a column of {sheet.name}{did_you_mean(text, names) or "."}', place
            )
    missing = [column.heading for column in sheet.columns if column.need is Need.ALWAYS and column.heading not in headings.columns]
    for heading in missing:
        place = CellRef(raw.name, headings.row, 1)
        yield Issue(
            kinds.REQUIRED_COLUMN_MISSING,
            f'"{raw.name}" has no column {heading}, which is required; the sheet is not read.',
            place,
        )


def _merged_notes(raw: RawSheet, headings: _Headings) -> Iterator[Issue]:
    for merged in raw.merged:
        is_known = any(merged.first_column <= column <= merged.last_column for column in headings.known)
        if is_known and merged.last_row > max(merged.first_row, headings.row):
            first = CellRef(raw.name, merged.first_row, merged.first_column)
            last = CellRef(raw.name, merged.last_row, merged.last_column)
            yield Issue(
                kinds.MERGED_CELL,
                f"{first.address} to {last.address} are merged: the value counts for row {merged.first_row} only.",
                first,
            )


def _is_filled(row: RawRow, headings: _Headings) -> bool:
    return not headings.known.isdisjoint(row.cells)


class _CellReader:
    """Reads the cells of one column, equal ones once. ``number`` is the column's in the sheet."""

    def __init__(self, column: Column, number: int, order: str) -> None:
        self.heading = column.heading
        self.number = number
        self._column = column
        self._order = order
        self._known: dict[tuple[type, CellValue], Parsed] = {}
        self._blank: Parsed = (None, None)
        if column.need is Need.ALWAYS:
            self._blank = (None, Fault(kinds.REQUIRED_CELL_EMPTY, f"{column.heading} is empty."))

    def read(self, value: CellValue | None) -> Parsed:
        """The typed value, and what is wrong with the cell."""
        if value is None:
            return self._blank
        # 1, 1.0 and TRUE are equal to Python.
        key = (type(value), value)
        parsed = self._known.get(key)
        if parsed is None:
            parsed = parse_cell(value, self._column, self._order)
            # Two numbers may be equal and yet be shown as 7 and 007.
            if len(self._known) < _REMEMBERED and not isinstance(value, ShownNumber):
                self._known[key] = parsed
        return parsed


def _read_record(
    row: RawRow, sheet_name: str, headings: _Headings, readers: Sequence[_CellReader], order: str
) -> tuple[Record, tuple[Issue, ...]]:
    place = RowPlace(sheet_name, row.number, headings.columns)
    values: dict[str, object] = {}
    found: list[Issue] = []
    faulty: set[str] = set()
    for reader in readers:
        value, fault = reader.read(row.cells.get(reader.number))
        if value is not None:
            values[reader.heading] = value
        if fault:
            found.append(Issue(fault.kind, fault.message, place.cell(reader.heading)))
            if fault.kind.severity is Severity.ERROR:
                faulty.add(reader.heading)
    group_cells, group_issues = _read_group_cells(row, sheet_name, headings, order)
    return Record(place, values, frozenset(faulty), group_cells), (*found, *group_issues)


def _read_group_cells(row: RawRow, sheet_name: str, headings: _Headings, order: str) -> tuple[dict[int, str], tuple[Issue, ...]]:
    texts: dict[int, str] = {}
    found: list[Issue] = []
    for number, heading in headings.group_columns.items():
        value = row.cells.get(number)
        text, fault = (None, None) if value is None else parse_cell(value, Column(heading, CellKind.NAME, ""), order)
        if isinstance(text, str):
            texts[number] = text
        if fault:
            found.append(Issue(fault.kind, fault.message, CellRef(sheet_name, row.number, number)))
    return texts, tuple(found)
