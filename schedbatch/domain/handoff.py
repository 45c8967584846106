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
class Field:
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
        return tuple(one.name for one in self.known)


NO_MAPS = HandoffMaps()


_TERM = (
    Field("institution", "the setting Institution"),
    Field("schedule_id", "the Schedule ID"),
    Field("time_zone", "the schedule's time zone, such as Europe/London"),
    Field("term", "the setting Term"),
    Field("term_code", "the setting Term code"),
)
_SECTION = (
    Field("crn", "course reference number: the group's, else that of the nearest group above it"),
    Field("course", "the course's name"),
    Field("subject", "the course's subject; a session's own cell wins"),
    Field("course_number", "the course's number; a session's own cell wins"),
    Field("section", "the session's, else the group's or that of the nearest group above it, else the course's"),
    Field("section_id", "names the section for ever: term code, course, and section or group"),
)
_TEACHING = (
    Field("title", "the session's title"),
    Field("description", "the session's description"),
    Field("session_type", "the session type"),
    Field("delivery", "how it is delivered; a session's own cell wins over its course's"),
    Field("credit_hours", "the course's credit hours; a session's own cell wins"),
    Field("status", "Scheduled, Tentative, or Cancelled for what had been released before"),
    Field("change", "added, moved, edited, cancelled, revived or held since the last release; else blank"),
    Field("group", "learner groups, subgroups by their path (a list)"),
    Field("cohort", "the groups' cohorts (a list)"),
    Field("group_size", "how many learners: by the roster if all groups are in it, else by Size"),
)
_PEOPLE = (
    Field("instructor_ids", "instructors' IDs, in the order of their names (a list)"),
    Field("instructor_names", "instructors (a list)"),
    Field("instructor_emails", "instructors' e-mail addresses, in the order of their names (a list)"),
)
_PLACE = (
    Field("location", "locations (a list)"),
    Field("building", "the locations' buildings (a list)"),
    Field("room", "the locations' rooms; a location without one gives its name (a list)"),
    Field("building_room", "building and room of each location (a list)"),
    Field("room_capacity", "how many learners fit in, all locations added up"),
)
_WEEKDAY_FLAGS = tuple(
    Field(day, f"Y if it is on a {day.capitalize()}, else N")
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
_CHANGED = Field("last_changed", "when it last changed, in UTC, such as 2026-09-01T08:00:00Z")

PATTERN_FIELDS: tuple[Field, ...] = (
    *_TERM,
    *_SECTION,
    Field("meeting_id", "names the row as long as its first offering is in it: that offering's UID up to the @"),
    *(Field("title", "the sessions' title, if they have one in common, else the course's name") if one.name == "title" else one
      for one in _TEACHING if one.name != "description"),
    Field("contact_hours", "hours of all its meetings together"),
    Field("meetings", "how many meetings there are"),
    Field("start_date", "date of the first meeting"),
    Field("end_date", "date of the last meeting"),
    Field("days", "weekdays in registrar letters, MTWRFSU"),
    *_WEEKDAY_FLAGS,
    Field("begin_time", "when a meeting begins"),
    Field("end_time", "when it ends; not after it begins: on the next day"),
    Field("meeting_time", "both, such as 09:00-10:50; +1 stands behind an end on the next day, +2 on the day after that"),
    *_PLACE,
    *_PEOPLE,
    Field("session_ids", "the sessions' IDs (a list)"),
    Field("offering_ids", "the offerings' IDs (a list)"),
    Field("url", "address of the online meeting or page, if all meetings have the same"),
    Field("comments", "what the other columns cannot say: online address, an end on a later day"),
    _CHANGED,
)  # fmt: skip

OFFERING_FIELDS: tuple[Field, ...] = (
    *_TERM,
    Field("offering_id", "the offering's ID, as in schedule.xlsx"),
    Field("uid", "the offering's UID, as in schedule.xlsx"),
    Field("session_id", "the session's ID"),
    *_SECTION,
    *_TEACHING,
    Field("start_date", "date on which it starts"),
    Field("start_time", "when it starts"),
    Field("end_date", "date on which it ends"),
    Field("end_time", "when it ends"),
    Field("start_utc", "when it starts, in UTC, such as 2026-09-07T08:00:00Z"),
    Field("end_utc", "when it ends, in UTC"),
    Field("weekday", "Monday, Tuesday, …"),
    Field("days", "the weekday as a registrar letter, one of MTWRFSU"),
    *_WEEKDAY_FLAGS,
    Field("minutes", "its length in minutes"),
    Field("hours", "its length in hours"),
    *_PLACE,
    *_PEOPLE,
    Field("url", "address of the online meeting or page"),
    _CHANGED,
)

ILM_FIELDS: tuple[Field, ...] = (
    *_TERM,
    Field("ilm_id", "the ILM's ID, as in schedule.xlsx"),
    Field("uid", "the ILM's UID, as in schedule.xlsx"),
    Field("session_id", "the session's ID"),
    *_SECTION,
    *_TEACHING,
    Field("hours", "the ILM's hours"),
    Field("due_date", "date on which it is due"),
    Field("due_time", "when it is due"),
    Field("due_utc", "when it is due, in UTC, such as 2026-09-07T08:00:00Z"),
    Field("due_prior_to", "ID of the session that it is due prior to, if that is how it is due"),
    *_PEOPLE,
    Field("url", "address of a page"),
    _CHANGED,
)

FIELDS: Mapping[RowKind, tuple[Field, ...]] = {
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
