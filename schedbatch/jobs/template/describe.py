"""The reader's table of sheets and columns -> a template that can be filled in.

Source: workbook.md, "Input sheets"; the registrar's columns stand in Courses and Groups only.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from schedbatch.domain.columns import (
    CLOSURES,
    COURSES,
    GROUPS,
    INSTRUCTORS,
    LEARNERS,
    LOCATIONS,
    OFFERINGS,
    SESSION_TYPES,
    SESSIONS,
    SETTINGS,
    SUBGROUPS,
    UNAVAILABLE,
)
from schedbatch.domain.sheets import CellKind, Column, Need, Sheet
from schedbatch.jobs.template.examples import FormRow
from schedbatch.jobs.template.instructions import INSTRUCTIONS
from schedbatch.outputs.template.form import Form, FormField, Origin, SettingsForm, Template
from schedbatch.readers.settings import SETTING_ROWS
from schedbatch.xlsx.shown import CellLook

ORDER: tuple[Sheet, ...] = (
    COURSES,
    GROUPS,
    SUBGROUPS,
    SESSIONS,
    OFFERINGS,
    INSTRUCTORS,
    LOCATIONS,
    LEARNERS,
    CLOSURES,
    UNAVAILABLE,
    SESSION_TYPES,
)
"""The sheets that come after Settings."""

LEFT_OUT: Mapping[Sheet, tuple[Column, ...]] = MappingProxyType({
    SESSIONS: (SESSIONS.course_number, SESSIONS.subject, SESSIONS.section, SESSIONS.credit_hours, SESSIONS.delivery),
})  # fmt: skip
"""Columns that the reader knows and the template does not offer, by sheet."""

_ORIGINS: Mapping[Column, tuple[Sheet, Column]] = MappingProxyType({
    SUBGROUPS.group: (GROUPS, GROUPS.group),
    SESSIONS.groups: (GROUPS, GROUPS.group),
    OFFERINGS.groups: (GROUPS, GROUPS.group),
    LEARNERS.groups: (GROUPS, GROUPS.group),
    SESSIONS.except_groups: (SUBGROUPS, SUBGROUPS.subgroup),
    SESSIONS.course: (COURSES, COURSES.course),
    SESSIONS.type: (SESSION_TYPES, SESSION_TYPES.type),
    OFFERINGS.session: (SESSIONS, SESSIONS.session_id),
    SESSIONS.due_prior_to: (SESSIONS, SESSIONS.session_id),
    # The groups', the sessions' and the offerings' columns are these too.
    SESSIONS.location: (LOCATIONS, LOCATIONS.location),
    SESSIONS.instructors: (INSTRUCTORS, INSTRUCTORS.instructor),
    UNAVAILABLE.who_or_where: (INSTRUCTORS, INSTRUCTORS.instructor),
})  # fmt: skip
"""Where a column's names are defined: sheet and column."""

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
_OWN_WIDTHS: Mapping[Column, int] = MappingProxyType({
    SESSIONS.title: 34,
    SETTINGS.setting: 24,
    SETTINGS.value: 32,
    GROUPS.section: 12,
    GROUPS.crn: 12,
    SESSIONS.session_id: 14,
    OFFERINGS.offering_id: 18,
    LOCATIONS.room: 12,
    LOCATIONS.address: 32,
})  # fmt: skip
_OPEN = {SUBGROUPS.group, OFFERINGS.session, SESSIONS.due_prior_to, UNAVAILABLE.who_or_where}
"""A parent may be a subgroup too, a session go by its title, and who is unavailable be a place."""
_LISTS = {CellKind.NAMES, CellKind.DATES, CellKind.WEEKDAYS}
_PAD = 3
"""Characters that a heading needs beside its own: the star, and the arrow of a drop-down."""


def describe(settings: FormRow, rows: Mapping[Sheet, tuple[FormRow, ...]], examples: AbstractSet[Sheet]) -> Template:
    """Give the template with these values and rows; ``examples`` names the sheets whose rows are to be deleted."""
    return Template(
        title="schedbatch template",
        instructions=INSTRUCTIONS,
        sheets=(
            _settings_form(settings, are_examples=SETTINGS in examples),
            *(_form(sheet, rows.get(sheet, ()), are_examples=sheet in examples) for sheet in ORDER),
        ),
    )


def _settings_form(values: FormRow, *, are_examples: bool) -> SettingsForm:
    setting, value = (_field(column, SETTINGS) for column in SETTINGS.columns)
    rows = tuple((_field(column, SETTINGS), values.get(column, "")) for column in SETTING_ROWS)
    return SettingsForm(SETTINGS.name, (setting, value), rows, are_examples)


def _form(sheet: Sheet, rows: tuple[FormRow, ...], *, are_examples: bool) -> Form:
    fields = tuple(_field(column, sheet) for column in offered(sheet))
    values = tuple(tuple(row.get(column, "") for column in offered(sheet)) for row in rows)
    return Form(sheet.name, fields, values, are_examples)


def offered(sheet: Sheet) -> tuple[Column, ...]:
    """The columns of ``sheet`` that the template has, in its order."""
    return tuple(column for column in sheet.columns if column not in LEFT_OUT.get(sheet, ()))


def look_of(column: Column) -> CellLook:
    """How the cells of a column are shown and how Excel takes what is typed there."""
    return _LOOKS.get(column.kind, CellLook.TEXT)


def _field(column: Column, sheet: Sheet) -> FormField:
    # An ILM, and a session whose meetings stand in Offerings, has no Start.
    is_required = column.need is not Need.NO and (sheet, column) != (SESSIONS, SESSIONS.start)
    width = _OWN_WIDTHS.get(column, _WIDTHS.get(column.kind, _NARROW))
    return FormField(
        heading=column.heading,
        note=_note(column, is_required=is_required),
        width=max(width, len(column.heading) + _PAD),
        look=look_of(column),
        is_required=is_required,
        choices=_choices(column),
        origin=_origin(column),
        is_open=column.kind in _LISTS or column in _OPEN,
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


def _origin(column: Column) -> Origin | None:
    if column not in _ORIGINS:
        return None
    source, defining = _ORIGINS[column]
    return Origin(source.name, offered(source).index(defining))
