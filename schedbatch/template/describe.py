"""The reader's table of sheets and columns -> a template that can be filled in.

Source: workbook.md, "Input sheets"; the registrar's columns stand in Courses and Groups only.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from schedbatch.outputs.forms import Field, Form, Origin, SettingsForm, Template
from schedbatch.readers import columns
from schedbatch.readers.columns import CellKind, Column, Need, Sheet
from schedbatch.readers.settings import SETTING_ROWS
from schedbatch.template.examples import Row
from schedbatch.template.instructions import INSTRUCTIONS
from schedbatch.xlsx.shown import CellLook, ShownValue

ORDER: tuple[Sheet, ...] = (
    columns.COURSES,
    columns.GROUPS,
    columns.SUBGROUPS,
    columns.SESSIONS,
    columns.OFFERINGS,
    columns.INSTRUCTORS,
    columns.LOCATIONS,
    columns.LEARNERS,
    columns.CLOSURES,
    columns.UNAVAILABLE,
    columns.SESSION_TYPES,
)
"""The sheets that come after Settings."""

LEFT_OUT: Mapping[str, frozenset[str]] = MappingProxyType(
    {columns.SESSIONS.name: frozenset({"Course number", "Subject", "Section", "Credit hours", "Delivery"})}
)
"""Columns that the reader knows and the template does not offer, by sheet."""

_ORIGINS: Mapping[str, tuple[Sheet, str]] = MappingProxyType({
    "Group": (columns.GROUPS, "Group"),
    "Groups": (columns.GROUPS, "Group"),
    "Except groups": (columns.SUBGROUPS, "Subgroup"),
    "Course": (columns.COURSES, "Course"),
    "Type": (columns.SESSION_TYPES, "Type"),
    "Session": (columns.SESSIONS, "Session ID"),
    "Due prior to": (columns.SESSIONS, "Session ID"),
    "Location": (columns.LOCATIONS, "Location"),
    "Instructors": (columns.INSTRUCTORS, "Instructor"),
    "Who or where": (columns.INSTRUCTORS, "Instructor"),
})  # fmt: skip
"""Where a column's names are defined, by heading: sheet and heading."""

_LOOKS: Mapping[CellKind, CellLook] = MappingProxyType({
    CellKind.PROSE: CellLook.WRAPPED,
    CellKind.DATE: CellLook.DATE,
    CellKind.DATES: CellLook.DATE,
    CellKind.TIME: CellLook.TIME,
    CellKind.WHOLE: CellLook.NUMBER,
    CellKind.MINUTES: CellLook.NUMBER,
    CellKind.HOURS: CellLook.NUMBER,
    CellKind.NUMBER: CellLook.NUMBER,
})  # fmt: skip
"""All other kinds are text."""

_WIDTHS: Mapping[CellKind, int] = MappingProxyType({
    CellKind.PROSE: 48,
    CellKind.NAME: 24,
    CellKind.NAMES: 30,
    CellKind.DATES: 16,
    CellKind.EMAIL: 32,
    CellKind.URL: 30,
    CellKind.CHOICE: 18,
    CellKind.TEXT: 18,
})  # fmt: skip
_NARROW = 12
_OWN_WIDTHS: Mapping[str, int] = MappingProxyType(
    {
        "Title": 34,
        "Setting": 24,
        "Value": 32,
        "Section": 12,
        "CRN": 12,
        "Session ID": 14,
        "Offering ID": 18,
        "Room": 12,
        "Address": 32,
    }
)
_OPEN = {"Group", "Session", "Due prior to", "Who or where"}
"""A parent may be a subgroup too, a session go by its title, and who is unavailable be a place."""
_LISTS = {CellKind.NAMES, CellKind.DATES, CellKind.WEEKDAYS}
_PAD = 3
"""Characters that a heading needs beside its own: the star, and the arrow of a drop-down."""


def describe(settings: Row, rows: Mapping[str, tuple[Row, ...]], examples: AbstractSet[str]) -> Template:
    """Give the template with these values and rows; ``examples`` names the sheets whose rows are to be deleted."""
    return Template(
        title="schedbatch template",
        instructions=INSTRUCTIONS,
        sheets=(
            _settings_form(settings, are_examples=columns.SETTINGS.name in examples),
            *(_form(sheet, rows.get(sheet.name, ()), are_examples=sheet.name in examples) for sheet in ORDER),
        ),
    )


def _settings_form(values: Row, *, are_examples: bool) -> SettingsForm:
    setting, value = (_field(column, columns.SETTINGS) for column in columns.SETTINGS.columns)
    rows = tuple((_field(column, columns.SETTINGS), values.get(column.heading, "")) for column in SETTING_ROWS)
    return SettingsForm(columns.SETTINGS.name, (setting, value), rows, are_examples)


def _form(sheet: Sheet, rows: tuple[Row, ...], *, are_examples: bool) -> Form:
    fields = tuple(_field(column, sheet) for column in offered(sheet))
    values = tuple(tuple(_value(row, field) for field in fields) for row in rows)
    return Form(sheet.name, fields, values, are_examples)


def offered(sheet: Sheet) -> tuple[Column, ...]:
    """The columns of ``sheet`` that the template has, in its order."""
    return tuple(column for column in sheet.columns if column.heading not in LEFT_OUT.get(sheet.name, frozenset()))


def _value(row: Row, field: Field) -> ShownValue:
    return row.get(field.heading, "")


def look_of(column: Column) -> CellLook:
    """How the cells of a column are shown and how Excel takes what is typed there."""
    return _LOOKS.get(column.kind, CellLook.TEXT)


def _field(column: Column, sheet: Sheet) -> Field:
    # An ILM, and a session whose meetings stand in Offerings, has no Start.
    is_required = column.need is not Need.NO and (sheet, column.heading) != (columns.SESSIONS, "Start")
    width = _OWN_WIDTHS.get(column.heading, _WIDTHS.get(column.kind, _NARROW))
    return Field(
        heading=column.heading,
        note=_note(column, is_required=is_required),
        width=max(width, len(column.heading) + _PAD),
        look=look_of(column),
        is_required=is_required,
        choices=_choices(column),
        origin=_origin(column, sheet),
        is_open=column.kind in _LISTS or column.heading in _OPEN,
    )


def _note(column: Column, *, is_required: bool) -> str:
    """The column's help as plain text; a list's says how it is written."""
    several = "Several: put ; between them." if column.kind in _LISTS and ";" not in column.help else ""
    return " ".join(filter(None, (column.help.replace("`", ""), several, "Required." if is_required else "")))


def _choices(column: Column) -> tuple[str, ...]:
    """One spelling for each choice: the first that the table has."""
    if column.kind is CellKind.YES_NO:
        return ("yes", "no")
    spellings: dict[object, str] = {}
    for spelling, value in column.choices:
        spellings.setdefault(value, spelling)
    return tuple(spellings.values())


def _origin(column: Column, sheet: Sheet) -> Origin | None:
    source, heading = _ORIGINS.get(column.heading, (sheet, column.heading))
    if (source, heading) == (sheet, column.heading):
        return None
    return Origin(source.name, [one.heading for one in offered(source)].index(heading))
