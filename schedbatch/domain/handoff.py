"""What hand-offs are: the files that the registrar's and the learning systems take, ready-made or as a map describes them.

A room of its own because readers (maps, the setting) and outputs (files) share it. A map is a file by which an institution
says what its own loader wants; see README, "Hand-offs".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

FOLDER = "handoff"
"""The folder of all hand-offs, among the results of a schedule."""
README = "README.txt"
"""Says in that folder what each file is for."""


class ReadyMade(Enum):
    """The hand-offs that need no map: ``key`` names one in the setting and on the command line.

    ``files`` are those that it writes, by their paths in the folder; ``purpose`` says whom they are for and what becomes of them.
    ``schedbatch.outputs.handoff.table`` says how each is made.
    """

    REGISTRAR = (
        "registrar",
        ("registrar.csv",),
        "the registrar: a row for each weekly meeting pattern; also a sheet of schedule.xlsx",
    )
    CANVAS = (
        "canvas",
        ("canvas/sections.csv", "canvas/timetable_events.json"),
        "Canvas: sections.csv for an SIS import; timetable_events.json, a call of the calendar API for each section",
    )
    ELENTRA = (
        "elentra",
        ("elentra-draft.csv",),
        "Elentra: Manage Events, Manage My Drafts, Import CSV File; the draft is published there",
    )
    GOOGLE = (
        "google",
        ("google.csv",),
        "Google Calendar: Settings, Import. CSV has no identity: importing twice doubles everything",
    )
    OUTLOOK = (
        "outlook",
        ("outlook.csv",),
        "Outlook: Open & Export, Import/Export. CSV has no identity: importing twice doubles everything",
    )

    def __init__(self, key: str, files: tuple[str, ...], purpose: str) -> None:
        self.key = key
        self.files = files
        self.purpose = purpose

    @property
    def place(self) -> str:
        """What it puts into the folder itself: its file, or a folder, which ends in a slash."""
        top, slash, _ = self.files[0].partition("/")
        return top + slash


READY_MADE: tuple[str, ...] = tuple(hand_off.key for hand_off in ReadyMade)
"""The names of the hand-offs that need no map."""


class RowKind(Enum):
    """What a row of a mapped file stands for."""

    OFFERINGS = "offerings"
    PATTERNS = "patterns"
    ILMS = "ilms"


@dataclass(frozen=True, slots=True)
class MapField:
    """What a column can show: its name in maps, and what it is."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A field in a template; ``form`` is the form of its date or time, blank for the file's."""

    name: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class MapColumn:
    """A column: its heading, and the literal texts and fields that a cell is put together from.

    ``values`` replaces whole cells (folded text -> replacement); a cell is cut to ``max_length`` characters.
    """

    heading: str
    template: tuple[str | Slot, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Which rows a file has: those whose ``field`` is one of ``texts`` (folded, sorted), or none of them."""

    field: str
    texts: tuple[str, ...]
    is_exception: bool = False


@dataclass(frozen=True, slots=True)
class MapFile:
    """One file of a map. All its conditions hold for each of its rows."""

    name: str
    rows: RowKind
    columns: tuple[MapColumn, ...]
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    line_end: str = "\r\n"
    has_headings: bool = True
    list_separator: str = "; "
    date_form: str = "YYYY-MM-DD"
    time_form: str = "HH:mm"
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoffMap:
    """A hand-off of one's own: its name, and its files."""

    name: str
    files: tuple[MapFile, ...]


@dataclass(frozen=True, slots=True)
class HandoffMaps:
    """The maps that a run knows; ``asked_for`` are made whatever the setting Hand-offs says."""

    known: tuple[HandoffMap, ...] = ()
    asked_for: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all maps."""
        return tuple(handoff_map.name for handoff_map in self.known)


NO_MAPS = HandoffMaps()


_TERM = (
    MapField("institution", "the setting Institution"),
    MapField("schedule_id", "the Schedule ID"),
    MapField("time_zone", "the schedule's time zone, such as Europe/London"),
    MapField("term", "the setting Term"),
    MapField("term_code", "the setting Term code"),
)
_SECTION = (
    MapField("crn", "course reference number: the group's, else that of the nearest group above it"),
    MapField("course", "the course's name"),
    MapField("subject", "the course's subject; a session's own cell wins"),
    MapField("course_number", "the course's number; a session's own cell wins"),
    MapField("section", "the session's, else the group's or that of the nearest group above it, else the course's"),
    MapField("section_id", "names the section for ever: term code, course, and section or group"),
)
_TEACHING = (
    MapField("title", "the session's title"),
    MapField("description", "the session's description"),
    MapField("session_type", "the session type"),
    MapField("delivery", "how it is delivered; a session's own cell wins over its course's"),
    MapField("credit_hours", "the course's credit hours; a session's own cell wins"),
    MapField("status", "Scheduled, Tentative, or Cancelled for what had been released before"),
    MapField("change", "added, moved, edited, cancelled, revived or held since the last release; else blank"),
    MapField("group", "learner groups, subgroups by their path (a list)"),
    MapField("cohort", "the groups' cohorts (a list)"),
    MapField("group_size", "how many learners: by the roster if all groups are in it, else by Size"),
)
_PEOPLE = (
    MapField("instructor_ids", "instructors' IDs, in the order of their names (a list)"),
    MapField("instructor_names", "instructors (a list)"),
    MapField("instructor_emails", "instructors' e-mail addresses, in the order of their names (a list)"),
)
_PLACE = (
    MapField("location", "locations (a list)"),
    MapField("building", "the locations' buildings (a list)"),
    MapField("room", "the locations' rooms; a location without one gives its name (a list)"),
    MapField("building_room", "building and room of each location (a list)"),
    MapField("room_capacity", "how many learners fit in, all locations added up"),
)
_WEEKDAY_FLAGS = tuple(
    MapField(day, f"Y if it is on a {day.capitalize()}, else N")
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
_CHANGED = MapField("last_changed", "when it last changed, in UTC, such as 2026-09-01T08:00:00Z")

_TITLE_IN_COMMON = MapField("title", "the sessions' title, if they have one in common, else the course's name")
PATTERN_FIELDS: tuple[MapField, ...] = (
    *_TERM,
    *_SECTION,
    MapField("meeting_id", "names the row as long as its first offering is in it: that offering's UID up to the @"),
    *(_TITLE_IN_COMMON if field.name == "title" else field for field in _TEACHING if field.name != "description"),
    MapField("contact_hours", "hours of all its meetings together"),
    MapField("meetings", "how many meetings there are"),
    MapField("start_date", "date of the first meeting"),
    MapField("end_date", "date of the last meeting"),
    MapField("days", "weekdays in registrar letters, MTWRFSU"),
    *_WEEKDAY_FLAGS,
    MapField("begin_time", "when a meeting begins"),
    MapField("end_time", "when it ends; not after it begins: on the next day"),
    MapField("meeting_time", "both, such as 09:00-10:50; +1 stands behind an end on the next day, +2 on the day after that"),
    *_PLACE,
    *_PEOPLE,
    MapField("session_ids", "the sessions' IDs (a list)"),
    MapField("offering_ids", "the offerings' IDs (a list)"),
    MapField("url", "address of the online meeting or page, if all meetings have the same"),
    MapField("comments", "what the other columns cannot say: online address, an end on a later day"),
    _CHANGED,
)  # fmt: skip

OFFERING_FIELDS: tuple[MapField, ...] = (
    *_TERM,
    MapField("offering_id", "the offering's ID, as in schedule.xlsx"),
    MapField("uid", "the offering's UID, as in schedule.xlsx"),
    MapField("session_id", "the session's ID"),
    *_SECTION,
    *_TEACHING,
    MapField("start_date", "date on which it starts"),
    MapField("start_time", "when it starts"),
    MapField("end_date", "date on which it ends"),
    MapField("end_time", "when it ends"),
    MapField("start_utc", "when it starts, in UTC, such as 2026-09-07T08:00:00Z"),
    MapField("end_utc", "when it ends, in UTC"),
    MapField("weekday", "Monday, Tuesday, …"),
    MapField("days", "the weekday as a registrar letter, one of MTWRFSU"),
    *_WEEKDAY_FLAGS,
    MapField("minutes", "its length in minutes"),
    MapField("hours", "its length in hours"),
    *_PLACE,
    *_PEOPLE,
    MapField("url", "address of the online meeting or page"),
    _CHANGED,
)

ILM_FIELDS: tuple[MapField, ...] = (
    *_TERM,
    MapField("ilm_id", "the ILM's ID, as in schedule.xlsx"),
    MapField("uid", "the ILM's UID, as in schedule.xlsx"),
    MapField("session_id", "the session's ID"),
    *_SECTION,
    *_TEACHING,
    MapField("hours", "the ILM's hours"),
    MapField("due_date", "date on which it is due"),
    MapField("due_time", "when it is due"),
    MapField("due_utc", "when it is due, in UTC, such as 2026-09-07T08:00:00Z"),
    MapField("due_prior_to", "ID of the session that it is due prior to, if that is how it is due"),
    *_PEOPLE,
    MapField("url", "address of a page"),
    _CHANGED,
)

FIELDS: Mapping[RowKind, tuple[MapField, ...]] = {
    RowKind.OFFERINGS: OFFERING_FIELDS,
    RowKind.PATTERNS: PATTERN_FIELDS,
    RowKind.ILMS: ILM_FIELDS,
}
"""What the columns of each kind of row can show."""

DATED_FIELDS = frozenset(("start_date", "end_date", "due_date"))
TIMED_FIELDS = frozenset(("start_time", "begin_time", "end_time", "due_time"))

REGISTRAR_COLUMNS: tuple[str, ...] = (
    *("term", "term_code", "crn", "subject", "course_number", "section", "title", "section_id", "meeting_id", "status", "change"),
    *("session_type", "delivery", "credit_hours", "contact_hours", "group", "group_size", "start_date", "end_date", "days"),
    *("begin_time", "end_time", "meeting_time", "building", "room", "building_room", "room_capacity", "instructor_ids"),
    *("instructor_names", "session_ids", "comments", "last_changed"),
)
"""The fields of a meeting pattern that ``registrar.csv`` and the sheet Registrar have, in their order."""
