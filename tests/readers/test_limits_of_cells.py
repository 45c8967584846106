"""Both limits of every column that has them, made from the table of columns; workbook.md, "Input sheets"."""

from decimal import Decimal

import pytest

from schedbatch.domain.columns import SHEETS
from schedbatch.domain.sheets import CellKind, Column
from schedbatch.domain.times import clock
from schedbatch.readers.cells import parse_cell
from schedbatch.readers.settings import SETTING_ROWS

Limit = int | Decimal

LENGTHS = (CellKind.TEXT, CellKind.PROSE, CellKind.NAME, CellKind.NAMES, CellKind.URL)
LIMITED = {
    f"{sheet}: {column.heading}": (column, *column.limits)
    for sheet, columns in ((*((sheet.name, sheet.columns) for sheet in SHEETS), ("Settings", SETTING_ROWS)))
    for column in columns
    if column.limits
}


def _typed(column: Column, limit: Limit) -> str | int | Decimal:
    """A cell that lies at the limit: a text of that length, a time of day, or the number."""
    if column.kind is CellKind.URL:
        return "https://example.edu/".ljust(int(limit), "x")
    if column.kind in LENGTHS:
        return "x" * int(limit)
    return clock(int(limit)) if column.kind is CellKind.TIME else limit


def _step(column: Column) -> Limit:
    """How far the next value beyond a limit lies."""
    return Decimal("0.01") if column.kind in (CellKind.HOURS, CellKind.NUMBER) else 1


def _read(column: Column, limit: Limit) -> object:
    """The value that is read, or the sentence that refuses it."""
    value, fault = parse_cell(str(_typed(column, limit)), column, "")
    return fault.message if fault else value


def _meant(column: Column, limit: Limit) -> object:
    typed = _typed(column, limit)
    return (typed,) if column.kind is CellKind.NAMES else limit if column.kind is CellKind.TIME else typed


def _refusal(column: Column, limit: Limit, least: Limit, most: Limit) -> str:
    if column.kind is CellKind.TIME:
        return f'{column.heading} is "{_typed(column, limit)}", not a time of day.'
    if column.kind in LENGTHS:
        return f"{column.heading} has {limit:,} characters; it must have {least} to {most:,}."
    return f"{column.heading} is {limit}; it must be {least:,} to {most:,}."


@pytest.mark.parametrize(("column", "least", "most"), LIMITED.values(), ids=LIMITED)
def test_the_greatest_value_is_taken_and_the_next_is_refused_with_both_limits(column: Column, least: Limit, most: Limit) -> None:
    beyond = most + _step(column)
    assert (_read(column, most), _read(column, beyond)) == (_meant(column, most), _refusal(column, beyond, least, most))


SHORTEST = {
    name: limited
    for name, limited in LIMITED.items()
    if limited[0].kind not in (CellKind.TIME, CellKind.URL) and (limited[0].kind not in LENGTHS or limited[1] > 1)
}
"""Without times and texts of which nothing lies below the least: a blank cell is none."""


@pytest.mark.parametrize(("column", "least", "most"), SHORTEST.values(), ids=SHORTEST)
def test_the_least_value_is_taken_and_the_one_before_is_refused_with_both_limits(column: Column, least: Limit, most: Limit) -> None:
    below = least - _step(column)
    assert (_read(column, least), _read(column, below)) == (_meant(column, least), _refusal(column, below, least, most))


def test_no_kind_of_column_with_limits_is_left_out() -> None:
    kinds = {column.kind for column, _, _ in LIMITED.values()}
    assert kinds == {*LENGTHS, CellKind.TIME, CellKind.WHOLE, CellKind.MINUTES, CellKind.HOURS, CellKind.NUMBER}
