"""Sessions, groups, people, locations and settings, as a workbook holds them: a Catalog.

Frozen values and tuples throughout. Groups are named by their path (``Anatomy Labs > 07``), which is unique; instructors
and locations by their name; sessions by their Session ID.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from schedbatch.domain.handoff import ReadyMade
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.names import joined

GroupPath = str


class Status(Enum):
    """Whether an offering or ILM takes place; generator.md, "Status"."""

    SCHEDULED = "Scheduled"
    TENTATIVE = "Tentative"
    DRAFT = "Draft"
    CANCELLED = "Cancelled"

    def __init__(self, text: str) -> None:
        # An attribute: each rule and each output asks every offering for it.
        self.is_live = text in ("Scheduled", "Tentative")
        """Counts in hours, goes to calendars and hand-offs."""

    # By identity, as they are compared: Enum's own hashes the name, in Python, and every offering's status is looked up often.
    __hash__ = object.__hash__


class Strategy(Enum):
    """Which of the selected groups get an offering; generator.md, "Which groups get an offering"."""

    PER_SUBGROUP = "per subgroup"
    PER_PARENT_GROUP = "per parent group"
    TOGETHER = "together"


class IlmEntries(Enum):
    """How ILMs stand in calendars."""

    DUE_TIME = "due time"
    ALL_DAY = "all day"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """The Settings sheet. ``schedule_id`` is ``None`` when the cell cannot be used, ``zone`` when there is none."""

    schedule_id: str | None
    zone: ZoneInfo | None
    institution: str = ""
    term: str = ""
    term_code: str = ""
    calendar_address: str = ""
    allow_removals: int | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    day_starts: int | None = None
    """Minutes after midnight, like ``day_ends`` and ``default_due_time``."""
    day_ends: int | None = None
    default_minutes: int | None = None
    default_due_time: int = 17 * 60
    inherit_group_defaults: bool = False
    learner_calendars: bool = False
    hand_offs: tuple[str, ...] = (ReadyMade.REGISTRAR.key,)
    ilm_entries: IlmEntries = IlmEntries.DUE_TIME
    date_order: str = ""
    """``DMY`` or ``MDY``, for dates typed as text."""


@dataclass(frozen=True, slots=True)
class LearnerGroup:
    """A group, or a subgroup (a group with a parent). ``order`` is its place in the natural order of all paths.

    Defaults: ``None`` where nothing is said, empty where the planner typed ``none``.
    """

    path: GroupPath
    name: str
    parent: GroupPath | None
    children: tuple[GroupPath, ...]
    order: int
    where: RowPlace
    cohort: str = ""
    whole_cohort: bool = False
    size: int | None = None
    section: str = ""
    crn: str = ""
    locations: tuple[str, ...] | None = None
    instructors: tuple[str, ...] | None = None
    url: str | None = None
    notes: str = ""

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True, slots=True)
class Instructor:
    """A person who teaches, with the teams (instructor groups) the person is in."""

    name: str
    id: str = ""
    email: str = ""
    teams: tuple[str, ...] = ()
    hours_limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place; a shared one may hold several offerings at once."""

    name: str
    building: str = ""
    room: str = ""
    capacity: int | None = None
    address: str = ""
    url: str = ""
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Learner:
    """A person who learns, and the groups that the roster names for the person (their ancestors are implied).

    ``cohort`` is the roster's, else that of all the groups; blank where it cannot be told.
    """

    id: str
    name: str
    email: str
    groups: tuple[GroupPath, ...]
    cohort: str = ""


@dataclass(frozen=True, slots=True)
class RegistrarFields:
    """What hand-offs need of a course, or of a session whose own cells win; empty or ``None`` where nothing is said."""

    course_number: str = ""
    subject: str = ""
    section: str = ""
    credit_hours: Decimal | None = None
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A course; its first and last day stand in for the term's."""

    name: str
    cohorts: tuple[str, ...] = ()
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    registrar: RegistrarFields = RegistrarFields()


@dataclass(frozen=True, slots=True)
class SessionType:
    """A kind of teaching (lecture, lab, …)."""

    name: str
    colour: str = ""
    strategy: Strategy | None = None
    counts_toward_hours: bool = True


@dataclass(frozen=True, slots=True)
class Closure:
    """Days without teaching, ``first`` and ``last`` included."""

    first: dt.date
    last: dt.date
    name: str


@dataclass(frozen=True, slots=True)
class Unavailability:
    """When a person or place cannot be had: daily from ``first`` to ``last``, ``start`` to ``end`` (minutes after midnight)."""

    who_or_where: str
    first: dt.date
    last: dt.date
    start: int
    end: int
    reason: str
    where: RowPlace


@dataclass(frozen=True, slots=True)
class Session:
    """What is taught: the values that all rows of one Session ID share."""

    id: str
    course: str
    title: str
    type: str
    description: str = ""

    def __str__(self) -> str:
        return f"{self.title} ({self.id})"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How a row repeats. ``weekdays`` count from Monday = 0; neither ``weeks`` nor ``until``: a single meeting."""

    weekdays: tuple[int, ...] = ()
    weeks: int | None = None
    until: dt.date | None = None
    every: int = 1
    except_dates: tuple[dt.date, ...] = ()

    @property
    def is_series(self) -> bool:
        """Whether the row may give more than its one date."""
        return self.weeks is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class TeachingCells:
    """Location, Instructors and URL of one row: ``None`` where blank, empty where the planner typed ``none``."""

    locations: tuple[str, ...] | None = None
    instructors: tuple[str, ...] | None = None
    adds_default_instructors: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class IlmTerms:
    """What makes a row an independent learning module: hours, and a due date or the session it is due prior to."""

    hours: Decimal
    due_date: dt.date | None
    due_time: int | None
    due_prior_to: str | None
    """Session ID of the target."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which groups a row selects, less those excepted, of which cohorts; and which of them get an offering."""

    groups: tuple[GroupPath, ...] = ()
    excepted: tuple[GroupPath, ...] = ()
    cohorts: tuple[str, ...] = ()
    strategy: Strategy = Strategy.PER_SUBGROUP


@dataclass(frozen=True, slots=True)
class Timing:
    """When a row meets, and in which waves. ``start`` and ``end`` are minutes after midnight."""

    date: dt.date | None = None
    start: int | None = None
    end: int | None = None
    minutes: int | None = None
    recurrence: Recurrence = Recurrence()
    at_once: int | None = None
    stagger: int | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One row of the Sessions sheet: it generates on its own.

    Rows with the same cells share their selection, timing and teaching. A held row has an error in it: it is generated to
    know what it would have been, and nothing of it is released.
    """

    where: RowPlace
    session: Session
    selection: Selection = Selection()
    timing: Timing = Timing()
    teaching: TeachingCells = TeachingCells()
    ilm: IlmTerms | None = None
    is_ilm: bool = False
    status: Status = Status.SCHEDULED
    is_status_known: bool = True
    """False where the Status cell cannot be read: then its Offerings rows, which it may outrank, are held too."""
    notes: str = ""
    registrar: RegistrarFields = RegistrarFields()
    is_held: bool = False


_GENERATED_ID = re.compile(r".+/(?:[a-z]+\.)?w\d+\.\d+", re.IGNORECASE)


def is_generated_id(offering_id: str) -> bool:
    """Whether an Offering ID is one that the generator gives: it ends in a meeting such as ``w2.1``; generator.md, "Identity"."""
    return _GENERATED_ID.fullmatch(offering_id) is not None


@dataclass(frozen=True, slots=True)
class OfferingRow:
    """One row of the Offerings sheet: an individually created offering, or a change to a generated one.

    ``None`` stands for a blank cell. ``session`` is ``None`` where the row leaves it to the Offering ID.
    """

    where: RowPlace
    offering_id: str
    session: str | None
    groups: tuple[GroupPath, ...] | None = None
    date: dt.date | None = None
    start: int | None = None
    end_date: dt.date | None = None
    end: int | None = None
    minutes: int | None = None
    teaching: TeachingCells = TeachingCells()
    status: Status | None = None
    notes: str = ""
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Catalog:
    """A workbook's content, typed and cross-referenced: every name in it resolves.

    ``groups`` stand in natural order of their paths. ``is_usable`` is false when there is no Sessions sheet to speak of:
    then only the receipt is written.
    """

    settings: Settings
    groups: Mapping[GroupPath, LearnerGroup] = field(default_factory=dict)
    rows: tuple[SessionRow, ...] = ()
    offering_rows: tuple[OfferingRow, ...] = ()
    instructors: Mapping[str, Instructor] = field(default_factory=dict)
    locations: Mapping[str, Location] = field(default_factory=dict)
    learners: tuple[Learner, ...] = ()
    courses: Mapping[str, Course] = field(default_factory=dict)
    session_types: Mapping[str, SessionType] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    unavailabilities: tuple[Unavailability, ...] = ()
    held_sessions: frozenset[str] = frozenset()
    """Session IDs of rows in error whose date, start or groups cannot be read; a blank one for rows without a session."""
    unread: frozenset[str] = frozenset()
    """Which of the sheets Groups and Offerings have rows that cannot be told: what they stood for is not gone, but unknown."""
    defines: frozenset[str] = frozenset()
    """Which of the sheets Instructors and Locations there are: names that they do not have are asked about."""
    is_usable: bool = True

    def term_of(self, session: Session) -> tuple[dt.date | None, dt.date | None]:
        """First and last day that hold for a session: its course's own, else the workbook's."""
        course = self.courses.get(session.course)
        first = (course.first_day if course else None) or self.settings.first_day
        return first, (course.last_day if course else None) or self.settings.last_day

    def address_of(self, locations: tuple[str, ...]) -> str:
        """Building, room and postal address of the locations that the workbook describes, each once."""
        places = (self.locations.get(name) for name in locations)
        addresses = (", ".join(filter(None, (place.building, place.room, place.address))) for place in places if place)
        return joined(tuple(dict.fromkeys(filter(None, addresses))))
