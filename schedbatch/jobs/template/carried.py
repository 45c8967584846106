"""What lasts of an earlier workbook: groups, people, places and settings, not the term's own dates and sessions."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from schedbatch.domain import columns, kinds
from schedbatch.domain.issues import CellRef, InputUnreadable
from schedbatch.domain.sheets import Column, Sheet, heading_key
from schedbatch.jobs.template.describe import look_of, offered
from schedbatch.jobs.template.examples import FormRow
from schedbatch.readers.known_sheets import find_sheets
from schedbatch.readers.records import Record, Table, read_table
from schedbatch.readers.settings import SETTING, SETTING_ROWS
from schedbatch.readers.typed import text_of
from schedbatch.xlsx.raw import CellValue as RawValue
from schedbatch.xlsx.raw import ErrorValue, RawSheet, Uncalculated
from schedbatch.xlsx.shown import CellLook, ShownValue
from schedbatch.xlsx.workbook import load_workbook

CARRIED: tuple[Sheet, ...] = (
    columns.COURSES,
    columns.GROUPS,
    columns.SUBGROUPS,
    columns.INSTRUCTORS,
    columns.LOCATIONS,
    columns.CLOSURES,
    columns.SESSION_TYPES,
)
"""The sheets whose rows are carried over, beside Settings."""

NOT_CARRIED = frozenset((
    *(SETTING.schedule_id, SETTING.calendar_address, SETTING.allow_removals),
    *(SETTING.term, SETTING.term_code, SETTING.first_day, SETTING.last_day),
))  # fmt: skip
"""Settings that belong to the earlier schedule alone; its ID above all, which would put the new one in its place."""

_NOT_READ = (kinds.SHEET_UNUSABLE, kinds.REQUIRED_COLUMN_MISSING, kinds.UNKNOWN_COLUMN, kinds.DUPLICATE_COLUMN)
_NO_VALUE = (ErrorValue, Uncalculated)


@dataclass(frozen=True, slots=True)
class Carried:
    """Settings, rows by sheet, and a sentence for each cell, column or sheet that stays behind unread."""

    settings: FormRow
    rows: Mapping[Sheet, tuple[FormRow, ...]]
    left_out: tuple[str, ...]


def carry_over(path: Path) -> Carried:
    """Read what lasts from the workbook at ``path``; text stays text, whatever it says, and is not checked.

    Raises InputUnreadable if it cannot be read, or has none of the sheets.
    """
    sheets, _ = find_sheets(load_workbook(path).read())
    left_out: list[str] = []
    rows: dict[Sheet, tuple[FormRow, ...]] = {}
    for sheet in (sheet for sheet in CARRIED if sheet.name in sheets):
        table, found = read_table(sheets[sheet.name], sheet, "")
        cells = tuple(_cells(table, sheets[sheet.name]))
        rows[sheet] = tuple({column: _value(value, column) for column, value, _ in row} for row in cells)
        left_out += [f"{issue.where}: {issue.message}" for issue in found if issue.kind in _NOT_READ]
        left_out += [_lost(value, place) for row in cells for _, value, place in row if isinstance(value, _NO_VALUE)]
    settings, lost = _settings(sheets[columns.SETTINGS.name]) if columns.SETTINGS.name in sheets else ({}, [])
    if not rows and not settings:
        names = ", ".join(sheet.name for sheet in CARRIED)
        raise InputUnreadable(f"It has nothing to carry over: neither Settings nor any of {names}.")
    return Carried(settings, rows, (*lost, *left_out))


_Cell = tuple[Column, RawValue, CellRef]


def _cells(table: Table, raw: RawSheet) -> Iterator[tuple[_Cell, ...]]:
    """The filled cells of each row, with their columns and places."""
    by_number = {row.number: row.cells for row in raw.rows}
    for record in table.records:
        yield tuple(_cells_of(record, by_number[record.place.row], table.sheet))


def _cells_of(record: Record, cells: Mapping[int, RawValue], sheet: Sheet) -> Iterator[_Cell]:
    for column in offered(sheet):
        number = record.place.columns.get(column.heading)
        if number is not None and number in cells:
            yield column, cells[number], record.place.cell(column)


def _lost(value: ErrorValue | Uncalculated, place: CellRef) -> str:
    what = value.text if isinstance(value, ErrorValue) else "a formula that Excel has never calculated"
    return f"{place}: {what} is no value."


def _value(value: RawValue, column: Column) -> ShownValue:
    """The value as the new cell is to hold it: a date, a time or a number in a column of them, else the text that is shown."""
    match value, look_of(column):
        case ((ErrorValue() | Uncalculated()), _):
            return ""
        case dt.datetime(), CellLook.DATE:
            return value.date()
        case dt.datetime(), CellLook.TIME:
            return value.time()
        case dt.time(), CellLook.TIME:
            return value
        case dt.timedelta(), CellLook.NUMBER:
            return round(value.total_seconds() / 60)
        case bool(), _:
            return text_of(value)
        case int() | float(), CellLook.NUMBER:
            return Decimal(repr(float(value)))
    return text_of(value)


def _settings(raw: RawSheet) -> tuple[FormRow, list[str]]:
    table, _ = read_table(raw, columns.SETTINGS, "")
    known = {heading_key(name): row for row in SETTING_ROWS for name in (row.heading, *row.aliases)}
    values: dict[Column, ShownValue] = {}
    lost: list[str] = []
    for record in table.records:
        setting, value = known.get(heading_key(record.text(columns.SETTINGS.setting))), record.value(columns.SETTINGS.value)
        if setting is None or value is None or setting in NOT_CARRIED:
            continue
        if isinstance(value, _NO_VALUE):
            lost.append(_lost(value, record.place.cell(columns.SETTINGS.value)))
        else:
            values.setdefault(setting, _value(value, setting))  # type: ignore[arg-type]  # kind ANY left it a CellValue
    return values, lost
