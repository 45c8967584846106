"""The Settings sheet: the table of settings, and how it is read.

Source: workbook.md, "Settings".
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import TypeVar
from zoneinfo import ZoneInfo

from schedbatch.domain import kinds
from schedbatch.domain.columns import SETTINGS
from schedbatch.domain.handoff import FOLDER, READY_MADE
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.model import IlmEntries, Settings
from schedbatch.domain.names import clean, fold
from schedbatch.domain.sheets import CellKind, Column, NamedColumns, heading_key
from schedbatch.domain.times import clock
from schedbatch.readers.cells import parse_cell
from schedbatch.readers.name_lists import not_separated, separated
from schedbatch.readers.offset_zones import is_offset, place_meant
from schedbatch.readers.records import Record, Table
from schedbatch.readers.spelling import Spellings, did_you_mean, suggestion

_K = CellKind
_DEFAULTS = Settings(schedule_id=None, zone=None)


def _hand_off_choice(name: str) -> str:
    return f"`{name}` (if blank)" if name in _DEFAULTS.hand_offs else f"`{name}`"


@dataclass(frozen=True, slots=True, eq=False)
class _SettingRows(NamedColumns):
    """Every setting, in their order: the value in its row is read as a cell of a column is."""

    schedule_id: Column = Column(
        "Schedule ID", _K.NAME, "Names this schedule for ever: keys the output folder, calendars and history."
    )
    calendar_address: Column = Column(
        "Calendar address",
        _K.URL,
        "https address under which `calendars/` will be served; fills the subscribe links.",
        limits=(1, 2000),
    )
    allow_removals: Column = Column(
        "Allow removals", _K.WHOLE, "The exact number that a refused run quoted; lets that run pass once.", limits=(0, 10_000_000)
    )
    institution: Column = Column("Institution", _K.TEXT, "Shown in titles and calendars.")
    term: Column = Column("Term", _K.TEXT, "Shown in titles and calendars.")
    term_code: Column = Column("Term code", _K.TEXT, "For hand-offs.")
    time_zone: Column = Column("Time zone", _K.NAME, "IANA name, such as Europe/London.", aliases=("Timezone",))
    first_day: Column = Column("First day", _K.DATE, "First day of the term; dates before it get a warning.")
    last_day: Column = Column("Last day", _K.DATE, "Last day of the term; dates after it get a warning.")
    day_starts: Column = Column(
        "Day starts", _K.TIME, "Teaching hours begin; earlier starts get a warning.", limits=(0, 24 * 60 - 1)
    )
    day_ends: Column = Column("Day ends", _K.TIME, "Teaching hours end; later ends get a warning.")
    week_starts: Column = Column(
        "Week starts",
        _K.CHOICE,
        "`Monday` (if blank), `Sunday` or `Saturday`: which dates Weeks covers. Ids always count weeks from Monday.",
        choices=(("Monday", 0), ("Sunday", 6), ("Saturday", 5), ("Mon", 0), ("Sun", 6), ("Sat", 5)),
    )
    default_minutes: Column = Column(
        "Default minutes", _K.MINUTES, "Length of an offering with no End and no Minutes.", limits=(1, 7 * 24 * 60)
    )
    default_due_time: Column = Column("Default due time", _K.TIME, "ILMs without a time are due then; 17:00 if blank.")
    inherit_group_defaults: Column = Column(
        "Inherit group defaults",
        _K.YES_NO,
        "`yes`: a subgroup without its own location or instructors takes its nearest ancestor's.",
    )
    date_format: Column = Column(
        "Date format",
        _K.CHOICE,
        "`DMY` or `MDY`, for dates typed as text such as 03/04/2026.",
        choices=(("DMY", "DMY"), ("MDY", "MDY")),
    )
    learner_calendars: Column = Column("Learner calendars", _K.YES_NO, "`yes`: a calendar for each learner.")
    hand_offs: Column = Column(
        "Hand-offs",
        _K.NAMES,
        f"Which files `{FOLDER}/` gets: {', '.join(map(_hand_off_choice, READY_MADE))}, your own maps; or `none`.",
        none_allowed=True,
    )
    ilms_in_calendars: Column = Column(
        "ILMs in calendars",
        _K.CHOICE,
        "`due time` (default), `all day` or `none`.",
        choices=tuple((entries.value, entries) for entries in IlmEntries),
    )


SETTING = _SettingRows()
SETTING_ROWS: tuple[Column, ...] = SETTING.columns

_MAX_ID = 60
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Filled:
    """Settings that have a row: values of the good cells, places of the filled ones, places of the blank ones."""

    values: Mapping[Column, object]
    places: Mapping[Column, CellRef]
    blanks: Mapping[Column, CellRef]

    def get(self, setting: Column, kind: type[T]) -> T | None:
        value = self.values.get(setting)
        return value if isinstance(value, kind) else None


def date_order(table: Table) -> str:
    """``DMY``, ``MDY``, or blank: the setting that all other dates in the workbook are read with."""
    order = _read_rows(table, "")[0].get(SETTING.date_format, str)
    return order or ""


def read_settings(
    table: Table, workbook_name: str, timezone: str | None = None, kept_id: str = "", maps: tuple[str, ...] = ()
) -> tuple[Settings, tuple[Issue, ...]]:
    """Settings of a workbook. ``timezone`` stands in where the cell is blank; ``maps`` are the names of hand-offs of one's own.

    A blank Schedule ID is a warning and made from the file's name, unless a marked copy says which one was made
    (``kept_id``); one that cannot name a folder is an error and leaves
    ``schedule_id`` empty, as does a bad time zone with ``zone``: nothing can be released then.
    """
    order = date_order(table)
    filled, found = _read_rows(table, order)
    schedule_id, id_issues = _schedule_id(filled, workbook_name, kept_id)
    zone, zone_issues = _zone(filled, timezone)
    hand_offs, hand_off_issues = _hand_offs(filled, maps)
    values = filled.get
    due_time, ilm_entries = values(SETTING.default_due_time, int), values(SETTING.ilms_in_calendars, IlmEntries)
    settings = Settings(
        schedule_id=schedule_id,
        date_order=order,
        zone=zone,
        institution=values(SETTING.institution, str) or "",
        term=values(SETTING.term, str) or "",
        term_code=values(SETTING.term_code, str) or "",
        calendar_address=values(SETTING.calendar_address, str) or "",
        allow_removals=values(SETTING.allow_removals, int),
        first_day=values(SETTING.first_day, dt.date),
        last_day=values(SETTING.last_day, dt.date),
        day_starts=values(SETTING.day_starts, int),
        day_ends=values(SETTING.day_ends, int),
        week_starts=values(SETTING.week_starts, int) or 0,
        default_minutes=values(SETTING.default_minutes, int),
        default_due_time=_DEFAULTS.default_due_time if due_time is None else due_time,
        inherit_group_defaults=bool(values(SETTING.inherit_group_defaults, bool)),
        learner_calendars=bool(values(SETTING.learner_calendars, bool)),
        hand_offs=hand_offs,
        ilm_entries=ilm_entries or _DEFAULTS.ilm_entries,
    )
    settings, order_issues = _in_order(settings, filled)
    return settings, (*found, *id_issues, *zone_issues, *hand_off_issues, *order_issues)


def _in_order(settings: Settings, filled: _Filled) -> tuple[Settings, tuple[Issue, ...]]:
    """Without a term, or teaching hours, that would end before they begin: nothing could lie within them."""
    found: list[Issue] = []
    first, last = settings.first_day, settings.last_day
    if first and last and last < first:
        found.append(
            Issue(kinds.END_BEFORE_START, f"Last day {last} is before First day {first}.", filled.places[SETTING.last_day])
        )
        settings = replace(settings, first_day=None, last_day=None)
    opens, closes = settings.day_starts, settings.day_ends
    if opens is not None and closes is not None and closes <= opens:
        message = f"Day ends {clock(closes)} is not after Day starts {clock(opens)}."
        found.append(Issue(kinds.END_BEFORE_START, message, filled.places[SETTING.day_ends]))
        settings = replace(settings, day_starts=None, day_ends=None)
    return settings, tuple(found)


def _read_rows(table: Table, order: str) -> tuple[_Filled, tuple[Issue, ...]]:
    values: dict[Column, object] = {}
    places: dict[Column, CellRef] = {}
    blanks: dict[Column, CellRef] = {}
    found: list[Issue] = []
    for record in table.records:
        setting, issue = _setting_of(record, places)
        raw = record.value(SETTINGS.value)
        if issue:
            found.append(issue)
        elif setting and raw is None:
            blanks[setting] = record.place.cell(SETTINGS.value)
        elif setting:
            place = record.place.cell(SETTINGS.value)
            value, fault = parse_cell(raw, setting, order)  # type: ignore[arg-type]  # kind ANY left it a CellValue
            if fault:
                found.append(Issue(fault.kind, fault.message, place))
            if value is not None:
                values[setting] = value
            is_blank = value is None and (fault is None or fault.kind is kinds.FORMULA_ZERO)
            (blanks if is_blank else places)[setting] = place
    return _Filled(values, places, blanks), tuple(found)


def _setting_of(record: Record, known: Mapping[Column, CellRef]) -> tuple[Column | None, Issue | None]:
    name = record.text(SETTINGS.setting)
    key = heading_key(name)
    setting = next((row for row in SETTING_ROWS if key in map(heading_key, (row.heading, *row.aliases))), None)
    if setting is None and name:
        closest = did_you_mean(name, (row.heading for row in SETTING_ROWS)) or "."
        return None, Issue(kinds.UNKNOWN_SETTING, f'"{name}" is not a setting{closest}', record.place.cell(SETTINGS.setting))
    if setting and setting in known:
        return None, Issue(
            kinds.DUPLICATE_KEY,
            f"{setting.heading} is set twice; the first counts.",
            record.place.cell(SETTINGS.setting),
            (known[setting],),
        )
    return setting, None


def _schedule_id(filled: _Filled, workbook_name: str, kept_id: str) -> tuple[str | None, tuple[Issue, ...]]:
    place = filled.places.get(SETTING.schedule_id)
    if place is None:
        made = kept_id if is_safe_id(kept_id) else id_of_file_name(workbook_name)
        message = f'There is no Schedule ID; "{made}" is taken from the file\'s name.'
        return made, (Issue(kinds.SCHEDULE_ID_MISSING, message, filled.blanks.get(SETTING.schedule_id)),)
    schedule_id = filled.get(SETTING.schedule_id, str)
    if schedule_id is None:
        return None, ()
    if not is_safe_id(schedule_id):
        rule = 'at most 60 characters, none of \\ / : * ? " < > |, no dot at either end, and no name that Windows keeps for itself'
        return None, (Issue(kinds.TEXT_NOT_ALLOWED, f'Schedule ID "{schedule_id}" cannot name a folder: {rule}.', place),)
    return schedule_id, ()


def is_safe_id(text: str) -> bool:
    """Whether ``text`` can name a folder on Linux, macOS and Windows."""
    is_plain = 1 <= len(text) <= _MAX_ID and not _UNSAFE.search(text)
    return is_plain and text == text.strip(" .") and text.split(".", 1)[0].strip().casefold() not in _RESERVED


_TRAILERS = re.compile(
    r"""(
        \.marked
        | [ _-]* \( \d+ \)                                     # downloaded twice
        | [ _-]+ copy (?: [ ] \d+ )?                            # Windows, macOS
        | [ ]* \( [^()]* conflict[^()]* \)                      # Dropbox, Nextcloud
        | [._-]+ (?:sync-)?conflict [._-][\w-]*                # Syncthing, ownCloud
    )$""",
    re.IGNORECASE | re.VERBOSE,
)


def id_of_file_name(name: str) -> str:
    """A Schedule ID from a file's name, the same for the copies that people, browsers and sync tools make of it."""
    stem = re.sub(r"\.xls[xm]$", "", clean(PurePath(name).name), flags=re.IGNORECASE)
    previous = ""
    while stem != previous:
        previous = stem
        stem = _TRAILERS.sub("", stem).rstrip() or previous
    stem = re.sub(r"^copy of ", "", stem, flags=re.IGNORECASE)
    safe = _UNSAFE.sub("-", stem)[:_MAX_ID].strip(" .")
    return safe if is_safe_id(safe) else f"schedule-{safe}"[:_MAX_ID].strip(" .-")


def _zone(filled: _Filled, timezone: str | None) -> tuple[ZoneInfo | None, tuple[Issue, ...]]:
    place = filled.places.get(SETTING.time_zone)
    name = filled.get(SETTING.time_zone, str) if place else timezone
    if place and name is None:
        return None, ()
    if not name:
        message = 'There is no time zone. Set "Time zone" in the Settings sheet, for example Europe/London, or give --timezone.'
        return None, (Issue(kinds.REQUIRED_CELL_EMPTY, message, filled.blanks.get(SETTING.time_zone)),)
    zone = zone_named(name)
    if zone:
        return zone, _offset_warning(name, place or filled.blanks.get(SETTING.time_zone))
    closest = suggestion(name, closest_zone(name)) or "; it can be a place such as Europe/London, America/New_York or Asia/Kolkata."
    return None, (Issue(kinds.NOT_A_CHOICE, f'"{name}" is not a time zone{closest}', place),)


def _offset_warning(name: str, place: CellRef | None) -> tuple[Issue, ...]:
    if not is_offset(name):
        return ()
    meant = f"; {place_meant(name)} is probably meant" if place_meant(name) else ""
    message = f'The time zone "{name}" is an offset and no place: its clocks never change to summer time{meant}.'
    return (Issue(kinds.ZONE_IS_OFFSET, message, place),)


def _hand_offs(filled: _Filled, maps: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    """The hand-offs that are wanted, spelt as they are called; those nobody knows are issues, and stop no other."""
    known = {fold(name): name for name in (*READY_MADE, *maps)}
    names = filled.get(SETTING.hand_offs, tuple)
    if names is None:
        return _DEFAULTS.hand_offs, ()
    wanted = tuple(dict.fromkeys(known[fold(name)] for name in names if fold(name) in known))
    choices = (
        f'; it can be {", ".join(known.values())}, or the name of a map that is given with --handoff. Separate several with ";".'
    )
    place = filled.places[SETTING.hand_offs]
    issues: list[Issue] = []
    for name in (name for name in names if fold(name) not in known):
        if several := separated(name, lambda piece: known.get(fold(piece))):
            issues.append(Issue(kinds.NAMES_NOT_SEPARATED, not_separated(name, several, names), place))
        else:
            message = f'Hand-offs names "{name}"{did_you_mean(name, known.values()) or choices}'
            issues.append(Issue(kinds.NOT_A_CHOICE, message, place))
    # A typo alone must not take away what the registrar has.
    return wanted or (_DEFAULTS.hand_offs if issues else ()), tuple(issues)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone with exactly this IANA name, whatever the machine's own zone files and file system allow."""
    return ZoneInfo(name) if name in _zone_names() else None


def closest_zone(name: str) -> str | None:
    """The zone that a misspelt name may mean; ``london`` finds ``Europe/London``."""
    key = fold(name).replace(" ", "_")
    places = [zone for zone in _zone_names() if not is_offset(zone)]
    cities = (zone for zone in places if fold(zone).endswith("/" + key))
    return next(cities, None) or place_meant(name.upper()) or Spellings(places).closest(name)


@cache
def _zone_names() -> tuple[str, ...]:
    return tuple(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
