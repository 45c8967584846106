"""Merged cells: a value merged down a column counts for every row that it spans.

Only rows that hold something of their own are spanned: a row with nothing but values merged down from above is blank.
Source: workbook.md, "Reading rules".
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from schedbatch.domain.issues import CellRef, Issue, Kind
from schedbatch.xlsx.raw import CellValue, MergedRange, RawRow, RawSheet, RawWorkbook


@dataclass(frozen=True, slots=True)
class SpreadValue:
    """A value that counts for several rows: the merged range, and the numbers of the rows, of which the first has the value."""

    merged: MergedRange
    rows: tuple[int, ...]


def spread(raw: RawSheet, columns: Iterable[int] | None = None, below: int = 0) -> tuple[RawSheet, tuple[SpreadValue, ...]]:
    """The sheet with merged values in every row that they span, and what was spread, by row and column.

    Only values in ``columns`` (``None``: all) of ranges that begin below row ``below`` are spread. A cell that has a value of its
    own under the merge keeps that value.
    """
    wanted = None if columns is None else set(columns)
    tall = [merged for merged in raw.merged if merged.last_row > merged.first_row > below]
    ranges = _one_for_each_cell(merged for merged in tall if wanted is None or merged.first_column in wanted)
    if not ranges:
        return raw, ()
    numbers = [row.number for row in raw.rows]
    added: dict[int, dict[int, CellValue]] = defaultdict(dict)
    found: list[SpreadValue] = []
    for merged in ranges:
        first = bisect_left(numbers, merged.first_row)
        covered = raw.rows[first : bisect_right(numbers, merged.last_row)]
        value = covered[0].cells.get(merged.first_column) if covered and covered[0].number == merged.first_row else None
        taking = [row.number for row in covered[1:] if merged.first_column not in row.cells] if value is not None else []
        if value is not None and taking:
            found.append(SpreadValue(merged, (merged.first_row, *taking)))
            for number in taking:
                added[number][merged.first_column] = value
    return replace(raw, rows=_with_values(raw.rows, added)), tuple(found)


def _one_for_each_cell(ranges: Iterable[MergedRange]) -> Sequence[MergedRange]:
    """The ranges in order, without those that Excel would not write: of two that share cells of a first column, the first counts.

    So the work is bounded by the cells of the sheet, whatever a file says.
    """
    last_rows: dict[int, int] = {}
    kept: list[MergedRange] = []
    for merged in sorted(ranges, key=lambda merged: (merged.first_row, merged.first_column)):
        if merged.first_row > last_rows.get(merged.first_column, 0):
            last_rows[merged.first_column] = merged.last_row
            kept.append(merged)
    return kept


def _with_values(rows: Sequence[RawRow], added: Mapping[int, dict[int, CellValue]]) -> tuple[RawRow, ...]:
    return tuple(RawRow(row.number, added[row.number] | row.cells) if row.number in added else row for row in rows)


def at_first_cells(found: Iterable[Issue], raw: RawWorkbook) -> tuple[Issue, ...]:
    """The issues, those of cells under a merge at the merge's first cell, which is the one that people see.

    The same said of several rows of one merge is said once.
    """
    issues = tuple(found)
    seen_at = _seen_cells([place for issue in issues for place in (issue.where, *issue.related) if place], raw)
    if not seen_at:
        return issues
    moved: dict[tuple[Kind, str, CellRef | None], Issue] = {}
    for number, issue in enumerate(issues):
        where = seen_at.get(issue.where) if issue.where else None
        related = tuple(dict.fromkeys(seen_at.get(place, place) for place in issue.related))
        key = (issue.kind, issue.message, where) if where else (issue.kind, str(number), None)
        moved.setdefault(key, replace(issue, where=where or issue.where, related=related))
    return tuple(moved.values())


def _seen_cells(places: Iterable[CellRef], raw: RawWorkbook) -> dict[CellRef, CellRef]:
    """For each place under a merge, the first cell of the merge."""
    by_sheet: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place in places:
        by_sheet[place.sheet][place.column].add(place.row)
    seen: dict[CellRef, CellRef] = {}
    for sheet in (sheet for sheet in raw.sheets if sheet.merged and sheet.name in by_sheet):
        for column, rows in by_sheet[sheet.name].items():
            ranges = sorted(
                (merged for merged in sheet.merged if merged.first_column <= column <= merged.last_column),
                key=lambda merged: merged.first_row,
            )
            firsts = [merged.first_row for merged in ranges]
            for row in rows:
                merged = ranges[bisect_right(firsts, row) - 1] if firsts and firsts[0] <= row else None
                if merged and row <= merged.last_row:
                    seen[CellRef(sheet.name, row, column)] = CellRef(sheet.name, merged.first_row, merged.first_column)
    return seen
