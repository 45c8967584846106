"""The sheets and columns of the planner's workbook: ONE table, from which reader, messages, template and README are made.

A column is named by a constant on every floor: ``SESSIONS.stagger``. Names are public: once released they change only with an
alias for the old name. Source: workbook.md, "Input sheets".
"""

from dataclasses import dataclass
from decimal import Decimal

from schedbatch.domain.model import Status, Strategy
from schedbatch.domain.sheets import CellKind, Column, Need, Sheet

MAX_SIZE = 1_000_000
MAX_WEEKS = 520
MAX_TEXT = 65_000

STATUS_CHOICES: tuple[tuple[str, object], ...] = (
    *((status.value, status) for status in Status),
    ("Published", Status.SCHEDULED),
    ("Canceled", Status.CANCELLED),
)
STRATEGY_CHOICES: tuple[tuple[str, object], ...] = (
    *((strategy.value, strategy) for strategy in Strategy),
    ("add an offering per subgroup", Strategy.PER_SUBGROUP),
    ("add an offering per parent group", Strategy.PER_PARENT_GROUP),
)

_K = CellKind

_LOCATION = Column(
    "Location",
    _K.NAMES,
    "Where; `none` if there is to be none.",
    aliases=("Default location",),
    limits=(1, 255),
    none_allowed=True,
)
_INSTRUCTORS = Column(
    "Instructors",
    _K.NAMES,
    "Who teaches: persons or teams, separated by `;`; `none` if there are to be none.",
    aliases=("Default instructors",),
    limits=(1, 200),
    none_allowed=True,
)
_URL = Column(
    "URL", _K.URL, "Address of an online meeting or page; `none` if there is to be none.", limits=(1, 2000), none_allowed=True
)
_NOTES = Column("Notes", _K.PROSE, "For yourselves; stays in the workbook and schedule.xlsx.")
_SIZE = Column("Size", _K.WHOLE, "How many learners.", limits=(0, MAX_SIZE))
_SECTION = Column("Section", _K.TEXT, "Section, for the registrar.")
_CRN = Column("CRN", _K.TEXT, "Course reference number, for the registrar.")
_STATUS = Column("Status", _K.CHOICE, "Blank, Scheduled or Published; Tentative; Draft; Cancelled.", choices=STATUS_CHOICES)
_START = Column("Start", _K.TIME, "When it starts.", Need.BY_CONTEXT, limits=(0, 24 * 60 - 1))
_END = Column("End", _K.TIME, "When it ends, on the same day; or fill in Minutes.")
_MINUTES = Column(
    "Minutes",
    _K.MINUTES,
    "How long it takes, in minutes; may run past midnight.",
    aliases=("Duration",),
    limits=(1, 7 * 24 * 60),
)
_COURSE_NUMBER = Column("Course number", _K.TEXT, "For the registrar's hand-off.")
_SUBJECT = Column("Subject", _K.TEXT, "For the registrar's hand-off.")
_CREDIT_HOURS = Column("Credit hours", _K.NUMBER, "For the registrar's hand-off.", limits=(0, Decimal("999.99")))
_DELIVERY = Column("Delivery", _K.TEXT, "How it is delivered (in person, online, …), for the registrar's hand-off.")


@dataclass(frozen=True, slots=True, eq=False)
class _Groups(Sheet):
    group: Column = Column("Group", _K.NAME, "The group's name.", Need.ALWAYS, limits=(1, 60))
    cohort: Column = Column("Cohort", _K.NAME, "The cohort that the group belongs to.")
    whole_cohort: Column = Column("Whole cohort", _K.YES_NO, "`yes`: all learners of the cohort are in this group.")
    size: Column = _SIZE
    section: Column = _SECTION
    crn: Column = _CRN
    location: Column = _LOCATION
    instructors: Column = _INSTRUCTORS
    url: Column = _URL
    notes: Column = _NOTES


GROUPS = _Groups("Groups", "Learner groups: one row each.", aliases=("Learner groups",))


@dataclass(frozen=True, slots=True, eq=False)
class _Subgroups(Sheet):
    group: Column = Column("Group", _K.NAME, "The group, or other subgroup, that it is part of.", Need.ALWAYS)
    subgroup: Column = Column("Subgroup", _K.NAME, "Its name, unique in its group.", Need.ALWAYS, limits=(1, 60))
    size: Column = _SIZE
    section: Column = _SECTION
    crn: Column = _CRN
    location: Column = _LOCATION
    instructors: Column = _INSTRUCTORS
    url: Column = _URL
    notes: Column = _NOTES


SUBGROUPS = _Subgroups("Subgroups", "Subgroups: one row each, to any depth.")


@dataclass(frozen=True, slots=True, eq=False)
class _Sessions(Sheet):
    session_id: Column = Column("Session ID", _K.NAME, "A short ID that never changes, such as ANAT-03.", limits=(1, 120))
    course: Column = Column("Course", _K.NAME, "The course.", limits=(1, 200))
    cohort: Column = Column("Cohort", _K.NAMES, "Cohorts whose groups may take part.")
    title: Column = Column("Title", _K.TEXT, "The session's title.", Need.BY_CONTEXT, limits=(3, 200))
    type: Column = Column("Type", _K.NAME, "Lecture, lab, …", Need.BY_CONTEXT, aliases=("Session type",), limits=(1, 100))
    groups: Column = Column(
        "Groups",
        _K.NAMES,
        "Groups and subgroups that take part; a group stands for its whole branch.",
        aliases=("Learner groups",),
    )
    except_groups: Column = Column("Except groups", _K.NAMES, "Groups or subgroups taken out of that selection.")
    strategy: Column = Column(
        "Strategy",
        _K.CHOICE,
        "`per subgroup` (an offering for each group without subgroups), `per parent group`, or `together`.",
        choices=STRATEGY_CHOICES,
    )
    date: Column = Column("Date", _K.DATE, "Date of the first meeting.")
    start: Column = _START
    end: Column = _END
    minutes: Column = _MINUTES
    days: Column = Column("Days", _K.WEEKDAYS, "Weekdays of a series: `Mon; Thu`, or `MR`.")
    weeks: Column = Column("Weeks", _K.WHOLE, "How many weeks the series runs, the first included.", limits=(1, MAX_WEEKS))
    until: Column = Column("Until", _K.DATE, "Or: the last possible date of the series.")
    every: Column = Column("Every", _K.WHOLE, "2 for every second week.", limits=(1, MAX_WEEKS))
    except_dates: Column = Column("Except dates", _K.DATES, "Dates left out of the series.")
    location: Column = _LOCATION
    instructors: Column = _INSTRUCTORS
    url: Column = _URL
    at_once: Column = Column("At once", _K.WHOLE, "Waves: how many groups meet at a time.", limits=(1, MAX_SIZE))
    stagger: Column = Column("Stagger", _K.MINUTES, "Waves: minutes from one to the next.", limits=(1, 24 * 60))
    ilm: Column = Column("ILM", _K.YES_NO, "`yes`: an independent learning module.", aliases=("Independent learning",))
    hours: Column = Column("Hours", _K.HOURS, "Hours of an ILM.", limits=(Decimal("0.01"), Decimal("9999.99")))
    due_date: Column = Column("Due date", _K.DATE, "When an ILM is due.")
    due_time: Column = Column("Due time", _K.TIME, "Time at which it is due.")
    due_prior_to: Column = Column("Due prior to", _K.NAME, "Or: the session before which it is due.")
    description: Column = Column("Description", _K.PROSE, "What it is about; goes to calendars.", limits=(0, MAX_TEXT))
    notes: Column = _NOTES
    status: Column = _STATUS
    course_number: Column = _COURSE_NUMBER
    subject: Column = _SUBJECT
    section: Column = _SECTION
    credit_hours: Column = _CREDIT_HOURS
    delivery: Column = _DELIVERY


SESSIONS = _Sessions("Sessions", "What is taught: one row a session, or several rows with one Session ID.")


@dataclass(frozen=True, slots=True, eq=False)
class _Offerings(Sheet):
    offering_id: Column = Column(
        "Offering ID", _K.NAME, "Your own ID, or that of a generated offering which the row changes.", limits=(1, 400)
    )
    session: Column = Column("Session", _K.NAME, "The session's ID or title.", Need.BY_CONTEXT)
    groups: Column = Column("Groups", _K.NAMES, "Who takes part; blank: the session's groups.")
    date: Column = Column("Date", _K.DATE, "Date.", Need.BY_CONTEXT)
    start: Column = _START
    end_date: Column = Column("End date", _K.DATE, "Where it ends on a later day.")
    end: Column = _END
    minutes: Column = _MINUTES
    location: Column = _LOCATION
    instructors: Column = _INSTRUCTORS
    url: Column = _URL
    status: Column = _STATUS
    notes: Column = _NOTES


OFFERINGS = _Offerings("Offerings", "Individually created offerings, and changes to single generated ones (by their Offering ID).")


@dataclass(frozen=True, slots=True, eq=False)
class _Instructors(Sheet):
    instructor: Column = Column("Instructor", _K.NAME, "The name, as it is to be shown.", Need.ALWAYS, limits=(1, 200))
    instructor_id: Column = Column("Instructor ID", _K.TEXT, "Staff number or the like.")
    email: Column = Column("Email", _K.EMAIL, "E-mail address; never goes to calendars.")
    instructor_groups: Column = Column(
        "Instructor groups", _K.NAMES, "Teams that the person is in; a team can be named as instructors."
    )
    hours_limit: Column = Column("Hours limit", _K.NUMBER, "Most hours of teaching.", limits=(0, 10_000))


INSTRUCTORS = _Instructors("Instructors", "People who teach.")


@dataclass(frozen=True, slots=True, eq=False)
class _Locations(Sheet):
    location: Column = Column("Location", _K.NAME, "The name, as it is to be shown.", Need.ALWAYS, limits=(1, 255))
    building: Column = Column("Building", _K.TEXT, "Building.")
    room: Column = Column("Room", _K.TEXT, "Room number.")
    capacity: Column = Column("Capacity", _K.WHOLE, "How many learners fit in.", limits=(0, MAX_SIZE))
    address: Column = Column("Address", _K.TEXT, "Postal address; goes to calendars.")
    url: Column = Column("URL", _K.URL, "Page of the place.", limits=(1, 2000))
    shared: Column = Column("Shared", _K.YES_NO, "`yes`: may hold several offerings at once, as Online or TBD.")


LOCATIONS = _Locations("Locations", "Rooms and other places.", aliases=("Rooms",))


@dataclass(frozen=True, slots=True, eq=False)
class _Learners(Sheet):
    learner_id: Column = Column("Learner ID", _K.TEXT, "The learner's ID; leading zeros are kept.", Need.ALWAYS, limits=(1, 100))
    learner_name: Column = Column("Name", _K.TEXT, "The learner's name.")
    email: Column = Column("Email", _K.EMAIL, "E-mail address; never goes to calendars.")
    groups: Column = Column("Groups", _K.NAMES, "Groups and subgroups that the learner is in.")
    cohort: Column = Column(
        "Cohort", _K.NAME, "The cohort whose whole-cohort teaching the learner attends. Blank: that of all the learner's groups."
    )


LEARNERS = _Learners(
    "Learners", "The roster. A column headed with a group's name holds the learner's subgroup in it.", has_group_columns=True
)


@dataclass(frozen=True, slots=True, eq=False)
class _Courses(Sheet):
    course: Column = Column("Course", _K.NAME, "The course.", Need.ALWAYS, limits=(1, 200))
    course_number: Column = _COURSE_NUMBER
    subject: Column = _SUBJECT
    section: Column = _SECTION
    credit_hours: Column = _CREDIT_HOURS
    delivery: Column = _DELIVERY
    cohorts: Column = Column("Cohorts", _K.NAMES, "Cohorts whose groups may take part.")
    first_day: Column = Column("First day", _K.DATE, "First day; dates before it get a warning.")
    last_day: Column = Column("Last day", _K.DATE, "Last day; dates after it get a warning.")


COURSES = _Courses("Courses", "Courses: their dates, cohorts, and what the registrar needs.")


@dataclass(frozen=True, slots=True, eq=False)
class _Closures(Sheet):
    date: Column = Column("Date", _K.DATE, "The day, or the first of several.", Need.ALWAYS)
    last_date: Column = Column("Last date", _K.DATE, "The last of several days.")
    closure_name: Column = Column("Name", _K.TEXT, "What the day is.")


CLOSURES = _Closures("Closures", "Holidays and other days without teaching.", aliases=("Holidays",))


@dataclass(frozen=True, slots=True, eq=False)
class _Unavailable(Sheet):
    who_or_where: Column = Column("Who or where", _K.NAME, "Instructor or location.", Need.ALWAYS)
    date: Column = Column("Date", _K.DATE, "The day, or the first of several.", Need.ALWAYS)
    last_date: Column = Column("Last date", _K.DATE, "The last of several days.")
    start: Column = Column("Start", _K.TIME, "From; blank: all day.", limits=(0, 24 * 60 - 1))
    end: Column = Column("End", _K.TIME, "To; blank: to the end of the day.")
    reason: Column = Column("Reason", _K.PROSE, "Why.")


UNAVAILABLE = _Unavailable("Unavailable", "When an instructor or a location cannot be had.")


@dataclass(frozen=True, slots=True, eq=False)
class _SessionTypes(Sheet):
    type: Column = Column("Type", _K.NAME, "Lecture, lab, …", Need.ALWAYS, limits=(1, 100))
    colour: Column = Column("Colour", _K.COLOUR, "Colour in the timetable, such as #1F77B4.", aliases=("Color",))
    strategy: Column = Column("Strategy", _K.CHOICE, "Used where a session's own is blank.", choices=STRATEGY_CHOICES)
    counts_toward_hours: Column = Column("Counts toward hours", _K.YES_NO, "`no`: not counted in hours.")


SESSION_TYPES = _SessionTypes("Session types", "Kinds of teaching. When this sheet exists, a session's type must be one of these.")


@dataclass(frozen=True, slots=True, eq=False)
class _Settings(Sheet):
    setting: Column = Column("Setting", _K.NAME, "The setting's name.", Need.ALWAYS)
    value: Column = Column("Value", _K.ANY, "Its value.")


SETTINGS = _Settings("Settings", "How this workbook is to be read and what it is called.", aliases=("Setup",))

SHEETS: tuple[Sheet, ...] = (
    SETTINGS,
    GROUPS,
    SUBGROUPS,
    SESSIONS,
    OFFERINGS,
    INSTRUCTORS,
    LOCATIONS,
    LEARNERS,
    COURSES,
    CLOSURES,
    UNAVAILABLE,
    SESSION_TYPES,
)

IGNORED_SHEETS: tuple[str, ...] = ("Instructions",)
"""Sheets of our own making that hold nothing to read."""
