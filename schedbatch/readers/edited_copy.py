"""A schedule.xlsx that came back -> an EditedCopy: what stands in it, and what each edited cell means.

It is known by its hidden sheet ``schedbatch``, whatever the file's name, or by document properties, which say the same:
Google Sheets and Numbers drop those, planners delete the sheet. Source: workbook.md, "What comes back".
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from schedbatch.domain import kinds
from schedbatch.domain.columns import INSTRUCTORS, LOCATIONS, OFFERINGS
from schedbatch.domain.edits import (
    ABOUT_COLUMNS,
    ABOUT_DIGEST,
    ABOUT_EDITION,
    ABOUT_SCHEDULE,
    ABOUT_SHEET,
    ABOUT_ZONE,
    KEYS,
    OTHER_SHEETS,
    AddedRow,
    CopiedRow,
    CopiedSheet,
    EditedCopy,
)
from schedbatch.domain.issues import CellRef, Issue, RowPlace
from schedbatch.domain.marks import PROPERTY_START
from schedbatch.domain.model import Catalog, Status
from schedbatch.domain.names import clean, fold, joined
from schedbatch.domain.schedule_sheets import SHOWN_ILMS, SHOWN_OFFERINGS
from schedbatch.domain.sheets import CellKind, Column, Sheet
from schedbatch.domain.times import clock
from schedbatch.readers.cells import Later, parse_cell
from schedbatch.readers.date_texts import date_of
from schedbatch.readers.fixed_sheets import WrittenSheet, fixed_changes
from schedbatch.readers.people_and_places import KnownNames, Mention, resolve_mentions
from schedbatch.readers.settings import is_safe_id
from schedbatch.readers.typed import minute_of_day, text_of
from schedbatch.xlsx.raw import CellValue, ErrorValue, RawRow, RawSheet, RawWorkbook, Uncalculated

_HEADING_ROWS = 20
_FIELDS: Mapping[str, Column] = {column.heading: column for sheet in (SHOWN_OFFERINGS, SHOWN_ILMS) for column in sheet.fields}
"""The columns whose cells can be edited, by their headings."""
_DATES = frozenset(heading for heading, column in _FIELDS.items() if column.kind is CellKind.DATE)
_TIMES = frozenset(heading for heading, column in _FIELDS.items() if column.kind is CellKind.TIME)
_CONTINUED = re.compile(r"(.+?)(?: \d+)?")
"""``Offerings 2`` goes on where ``Offerings`` is full."""


def is_about_sheet(name: str) -> bool:
    """Whether a sheet of this name may tell that the workbook is a schedule.xlsx of ours."""
    return fold(name) == ABOUT_SHEET


@dataclass(frozen=True, slots=True)
class About:
    """Which schedule and edition a schedule.xlsx is of, and the time zone of its wall clocks."""

    schedule_id: str
    edition: str
    zone: str
    written: Mapping[str, WrittenSheet] = field(default_factory=dict)
    """By the names of its sheets; nothing where the hidden sheet is gone, or older."""


def about_copy(raw: RawWorkbook) -> About | None:
    """What the hidden sheet or the document properties say; ``None`` if the workbook is no schedule.xlsx of ours."""
    sheet = next((sheet for sheet in raw.sheets if is_about_sheet(sheet.name)), None)
    said = {fold(text_of(row.cells.get(1, ""))): text_of(row.cells.get(2, "")) for row in sheet.rows} if sheet else {}
    written = {
        name: WrittenSheet(tuple(filter(None, headings.split("\n"))), digest)
        for name in (*KEYS, *OTHER_SHEETS)
        if (headings := said.get(ABOUT_COLUMNS + fold(name), "")) + (digest := said.get(ABOUT_DIGEST + fold(name), ""))
    }
    if not (said.get(ABOUT_SCHEDULE) and said.get(ABOUT_EDITION)):
        said = {name.removeprefix(PROPERTY_START): value for name, value in raw.properties.items()}
    schedule_id, edition = said.get(ABOUT_SCHEDULE, ""), said.get(ABOUT_EDITION, "")
    return About(schedule_id, edition, said.get(ABOUT_ZONE, ""), written) if is_safe_id(schedule_id) and edition else None


def read_copy(raw: RawWorkbook, about: About) -> EditedCopy:
    """Everything in the sheets that can be edited; sheets and columns that are not ours are notes."""
    sheets: dict[str, CopiedSheet] = {}
    found: list[Issue] = []
    pages: dict[str, list[tuple[RawSheet, str]]] = {}
    for raw_sheet in raw.sheets:
        match = _CONTINUED.fullmatch(clean(raw_sheet.name))
        name = next((known for known in (*KEYS, *OTHER_SHEETS) if match and fold(known) == fold(match[1])), None)
        if name is not None:
            pages.setdefault(name, []).append((raw_sheet, label(raw.name, raw_sheet.name)))
        if name in KEYS and name is not None:
            sheet, sheet_issues = _read_sheet(raw_sheet, KEYS[name], label(raw.name, raw_sheet.name))
            found.extend(sheet_issues)
            if sheet:
                before = sheets.get(name)
                sheets[name] = _joined(before, sheet) if before else sheet
        elif name is None:
            message = f'The sheet "{raw_sheet.name}" is not one of schedule.xlsx; it is not taken in.'
            found.append(Issue(kinds.EDIT_NOT_TAKEN, message, CellRef(label(raw.name, raw_sheet.name), 1, 1)))
    found.extend(fixed_changes(pages, about.written))
    return EditedCopy(raw.name, about.schedule_id, about.edition, about.zone, sheets, tuple(found))


def _joined(first: CopiedSheet, second: CopiedSheet) -> CopiedSheet:
    """The sheet with the rows of the one that it goes on in."""
    order = [second.headings.index(heading) if heading in second.headings else -1 for heading in first.headings]
    rows = (
        CopiedRow(row.where, tuple(row.texts[index] if index >= 0 else "" for index in order), row.faults) for row in second.rows
    )
    return CopiedSheet(first.headings, (*first.rows, *rows))


def label(file: str, sheet: str) -> str:
    """The place of an edited cell: the sheet with its file, which is not the workbook that the schedule comes from."""
    return f"{file}: {sheet}"


def _read_sheet(raw: RawSheet, key: str, place: str) -> tuple[CopiedSheet | None, tuple[Issue, ...]]:
    heading_row = next((row for row in raw.rows if row.number <= _HEADING_ROWS and key in _texts(row)), None)
    if heading_row is None:
        message = f'"{raw.name}" has no column {key} any more; nothing in it is taken in.'
        return None, (Issue(kinds.EDIT_NOT_TAKEN, message, CellRef(place, 1, 1)),)
    columns: dict[str, int] = {}
    for number, value in sorted(heading_row.cells.items()):
        columns.setdefault(clean(text_of(value)), number)
    rows = tuple(_row(row, place, columns) for row in raw.rows if row.number > heading_row.number)
    return CopiedSheet(tuple(columns), rows), ()


def _texts(row: RawRow) -> set[str]:
    return {clean(text_of(value)) for value in row.cells.values()}


def _row(row: RawRow, sheet: str, columns: dict[str, int]) -> CopiedRow:
    where = RowPlace(sheet, row.number, columns)
    cells = [_dated(heading, row.cells.get(number)) for heading, number in columns.items()]
    faults = {
        heading: fault
        for heading, value in zip(columns, cells, strict=True)
        if (fault := _fault(heading, value, where)) is not None
    }
    return CopiedRow(where, tuple("" if value is None else text_of(value) for value in cells), faults)


def _dated(heading: str, value: CellValue | None) -> CellValue | None:
    """A date or time whose cell has lost its format is a number: what it stands for."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if heading in _DATES and isinstance(day := date_of(value, ""), dt.date):
        return day.isoformat()
    minute = minute_of_day(value) if heading in _TIMES and isinstance(value, float) else None
    return value if minute is None else clock(minute)


def _fault(heading: str, value: CellValue | None, where: RowPlace) -> Issue | None:
    if isinstance(value, ErrorValue | Uncalculated):
        column = Column(heading, CellKind.TEXT, "")
        _, fault = parse_cell(value, column, "")
        return Issue(fault.kind, fault.message, where.cell(column)) if fault else None
    return None


class EditMeaning:
    """What edited cells mean in a workbook: its own names, dates and times in one form."""

    def __init__(self, catalog: Catalog) -> None:
        self._order = catalog.settings.date_order
        teams: dict[str, list[str]] = {}
        for person in catalog.instructors.values():
            for team in person.teams:
                teams.setdefault(team, []).append(person.name)
        people = {**{team: tuple(members) for team, members in teams.items()}, **{name: (name,) for name in catalog.instructors}}
        places = {name: (name,) for name in catalog.locations}
        self._known = {
            OFFERINGS.instructors: KnownNames(
                "instructor or team", people, _defined(INSTRUCTORS, catalog), are_people=True, later_allowed=True
            ),
            OFFERINGS.location: KnownNames(
                "location", places, _defined(LOCATIONS, catalog), unlisted=kinds.NOT_LISTED, later_allowed=True
            ),
        }

    def of(self, heading: str, text: str, where: RowPlace) -> tuple[str, Issue | None]:
        """The value in the one form that edits are kept in, or why there is none."""
        column = _FIELDS[heading]
        value, fault = parse_cell(text, column, self._order) if text.strip() else (None, None)
        if value is None and fault is None:
            return ("" if column is not OFFERINGS.status else Status.SCHEDULED.value), None
        if value is Later.TO_BE_ANNOUNCED:
            message = f"{column.heading} is {text.strip()}: an offering that is scheduled has a {column.heading}."
            return "", Issue(kinds.NOT_A_DATE if column.kind is CellKind.DATE else kinds.NOT_A_TIME, message, where.cell(column))
        if fault:
            return "", Issue(fault.kind, fault.message, where.cell(column))
        if column in self._known:
            return self._names(column, value if isinstance(value, tuple) else (), where)
        return _in_one_form(column, value), None

    def _names(self, column: Column, names: Sequence[str], where: RowPlace) -> tuple[str, Issue | None]:
        mentioned = [Mention(name, where.cell(column), tuple(names)) for name in names]
        book, found = resolve_mentions(mentioned, self._known[column])
        shown, is_complete = book.resolve(tuple(names))
        if not is_complete:
            return "", found[0]
        return joined(tuple(sorted(shown)) if column is OFFERINGS.instructors else shown), next(iter(found), None)


def _defined(sheet: Sheet, catalog: Catalog) -> str:
    """The sheet's name, if it is there to define names."""
    return sheet.name if sheet.name in catalog.defines else ""


def _in_one_form(column: Column, value: object) -> str:
    match value:
        case Status():
            return value.value
        case Decimal():
            return f"{value.normalize():f}"
        case int() if column.kind is CellKind.TIME:
            return clock(value)
    return str(value)


SESSION_COLUMN = next(number for number, column in enumerate(OFFERINGS.columns, 1) if column is OFFERINGS.session)
"""Where a row of :func:`added_sheet` names its session."""


def added_sheet(added: Sequence[AddedRow], name: str) -> RawSheet | None:
    """Rows that planners added to schedule.xlsx, as a sheet Offerings of their workbook would hold them."""
    if not added:
        return None
    headings = {column.heading: number for number, column in enumerate(OFFERINGS.columns, 1)}
    rows = (
        RawRow(number, {headings[name]: text for name, text in row.cells.items() if text}) for number, row in enumerate(added, 2)
    )
    return RawSheet(name, (RawRow(1, {number: heading for heading, number in headings.items()}), *rows))
