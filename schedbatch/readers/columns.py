"""Sheets and columns: ONE table, from which the reader, the messages, the template and the README are made.

Names are public: once released they change only with an alias for the old name. Source: workbook.md, "Input sheets".
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from schedbatch.domain.model import Status, Strategy
from schedbatch.domain.names import fold


class CellKind(Enum):
    """How the text or number in a cell is to be read."""

    TEXT = auto()
    """One line."""
    PROSE = auto()
    """Several lines."""
    NAME = auto()
    """Text that names something; a date in it is probably Excel's doing."""
    NAMES = auto()
    """A list of names."""
    DATE = auto()
    DATES = auto()
    TIME = auto()
    WHOLE = auto()
    MINUTES = auto()
    """A whole number of minutes; an Excel duration counts too."""
    HOURS = auto()
    """Hours with up to two decimals; an Excel duration counts too."""
    NUMBER = auto()
    YES_NO = auto()
    CHOICE = auto()
    WEEKDAYS = auto()
    EMAIL = auto()
    URL = auto()
    COLOUR = auto()
    ANY = auto()
    """Left as it is, to be read as its row asks (settings)."""


class Need(Enum):
    """When a cell must be filled in."""

    NO = auto()
    ALWAYS = auto()
    BY_CONTEXT = auto()
    """Required, unless another row or cell says it already; checked where the context is known."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, how it is read, limits, and the sentence that explains it to a planner.

    ``limits`` are inclusive: of a number's value, or of a text's length in characters. ``choices`` maps every accepted
    spelling (folded) to the value it stands for.
    """

    heading: str
    kind: CellKind
    help: str
    need: Need = Need.NO
    aliases: tuple[str, ...] = ()
    limits: tuple[int | Decimal, int | Decimal] | None = None
    choices: tuple[tuple[str, object], ...] = ()
    none_allowed: bool = False
    """The word ``none`` means: on purpose nothing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``has_group_columns``: a column may also be headed with a group's name (the roster)."""

    name: str
    help: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    has_group_columns: bool = False

    def column(self, heading: str) -> Column:
        """The column with exactly this heading."""
        return next(column for column in self.columns if column.heading == heading)


def heading_key(text: str) -> str:
    """The form in which two spellings of a sheet's or column's name are equal: case, blanks, plural and ``*`` do not matter."""
    key = fold(text.replace("*", " "))
    return key.removesuffix("s")


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
_REGISTRAR = (
    Column("Course number", _K.TEXT, "For the registrar's hand-off."),
    Column("Subject", _K.TEXT, "For the registrar's hand-off."),
    _SECTION,
    Column("Credit hours", _K.NUMBER, "For the registrar's hand-off.", limits=(0, Decimal("999.99"))),
    Column("Delivery", _K.TEXT, "How it is delivered (in person, online, …), for the registrar's hand-off."),
)

GROUPS = Sheet(
    "Groups",
    "Learner groups: one row each.",
    (
        Column("Group", _K.NAME, "The group's name.", Need.ALWAYS, limits=(1, 60)),
        Column("Cohort", _K.NAME, "The cohort that the group belongs to."),
        Column("Whole cohort", _K.YES_NO, "`yes`: all learners of the cohort are in this group."),
        _SIZE,
        _SECTION,
        _CRN,
        _LOCATION,
        _INSTRUCTORS,
        _URL,
        _NOTES,
    ),
    aliases=("Learner groups",),
)

SUBGROUPS = Sheet(
    "Subgroups",
    "Subgroups: one row each, to any depth.",
    (
        Column("Group", _K.NAME, "The group, or other subgroup, that it is part of.", Need.ALWAYS),
        Column("Subgroup", _K.NAME, "Its name, unique in its group.", Need.ALWAYS, limits=(1, 60)),
        _SIZE,
        _SECTION,
        _CRN,
        _LOCATION,
        _INSTRUCTORS,
        _URL,
        _NOTES,
    ),
)

SESSIONS = Sheet(
    "Sessions",
    "What is taught: one row a session, or several rows with one Session ID.",
    (
        Column("Session ID", _K.NAME, "A short ID that never changes, such as ANAT-03.", limits=(1, 120)),
        Column("Course", _K.NAME, "The course.", limits=(1, 200)),
        Column("Cohort", _K.NAMES, "Cohorts whose groups may take part."),
        Column("Title", _K.TEXT, "The session's title.", Need.BY_CONTEXT, limits=(3, 200)),
        Column("Type", _K.NAME, "Lecture, lab, …", Need.BY_CONTEXT, aliases=("Session type",), limits=(1, 100)),
        Column(
            "Groups",
            _K.NAMES,
            "Groups and subgroups that take part; a group stands for its whole branch.",
            aliases=("Learner groups",),
        ),
        Column("Except groups", _K.NAMES, "Groups or subgroups taken out of that selection."),
        Column(
            "Strategy",
            _K.CHOICE,
            "`per subgroup` (an offering for each group without subgroups), `per parent group`, or `together`.",
            choices=STRATEGY_CHOICES,
        ),
        Column("Date", _K.DATE, "Date of the first meeting."),
        _START,
        _END,
        _MINUTES,
        Column("Days", _K.WEEKDAYS, "Weekdays of a series: `Mon; Thu`, or `MR`."),
        Column("Weeks", _K.WHOLE, "How many weeks the series runs, the first included.", limits=(1, MAX_WEEKS)),
        Column("Until", _K.DATE, "Or: the last possible date of the series."),
        Column("Every", _K.WHOLE, "2 for every second week.", limits=(1, MAX_WEEKS)),
        Column("Except dates", _K.DATES, "Dates left out of the series."),
        _LOCATION,
        _INSTRUCTORS,
        _URL,
        Column("At once", _K.WHOLE, "Waves: how many groups meet at a time.", limits=(1, MAX_SIZE)),
        Column("Stagger", _K.MINUTES, "Waves: minutes from one to the next.", limits=(1, 24 * 60)),
        Column("ILM", _K.YES_NO, "`yes`: an independent learning module.", aliases=("Independent learning",)),
        Column("Hours", _K.HOURS, "Hours of an ILM.", limits=(Decimal("0.01"), Decimal("9999.99"))),
        Column("Due date", _K.DATE, "When an ILM is due."),
        Column("Due time", _K.TIME, "Time at which it is due."),
        Column("Due prior to", _K.NAME, "Or: the session before which it is due."),
        Column("Description", _K.PROSE, "What it is about; goes to calendars.", limits=(0, MAX_TEXT)),
        _NOTES,
        _STATUS,
        *_REGISTRAR,
    ),
)

OFFERINGS = Sheet(
    "Offerings",
    "Individually created offerings, and changes to single generated ones (by their Offering ID).",
    (
        Column("Offering ID", _K.NAME, "Your own ID, or that of a generated offering which the row changes.", limits=(1, 400)),
        Column("Session", _K.NAME, "The session's ID or title.", Need.BY_CONTEXT),
        Column("Groups", _K.NAMES, "Who takes part; blank: the session's groups."),
        Column("Date", _K.DATE, "Date.", Need.BY_CONTEXT),
        _START,
        Column("End date", _K.DATE, "Where it ends on a later day."),
        _END,
        _MINUTES,
        _LOCATION,
        _INSTRUCTORS,
        _URL,
        _STATUS,
        _NOTES,
    ),
)

INSTRUCTORS = Sheet(
    "Instructors",
    "People who teach.",
    (
        Column("Instructor", _K.NAME, "The name, as it is to be shown.", Need.ALWAYS, limits=(1, 200)),
        Column("Instructor ID", _K.TEXT, "Staff number or the like."),
        Column("Email", _K.EMAIL, "E-mail address; never goes to calendars."),
        Column("Instructor groups", _K.NAMES, "Teams that the person is in; a team can be named as instructors."),
        Column("Hours limit", _K.NUMBER, "Most hours of teaching.", limits=(0, 10_000)),
    ),
)

LOCATIONS = Sheet(
    "Locations",
    "Rooms and other places.",
    (
        Column("Location", _K.NAME, "The name, as it is to be shown.", Need.ALWAYS, limits=(1, 255)),
        Column("Building", _K.TEXT, "Building."),
        Column("Room", _K.TEXT, "Room number."),
        Column("Capacity", _K.WHOLE, "How many learners fit in.", limits=(0, MAX_SIZE)),
        Column("Address", _K.TEXT, "Postal address; goes to calendars."),
        Column("URL", _K.URL, "Page of the place.", limits=(1, 2000)),
        Column("Shared", _K.YES_NO, "`yes`: may hold several offerings at once, as Online or TBD."),
    ),
    aliases=("Rooms",),
)

LEARNERS = Sheet(
    "Learners",
    "The roster. A column headed with a group's name holds the learner's subgroup in it.",
    (
        Column("Learner ID", _K.TEXT, "The learner's ID; leading zeros are kept.", Need.ALWAYS, limits=(1, 100)),
        Column("Name", _K.TEXT, "The learner's name."),
        Column("Email", _K.EMAIL, "E-mail address; never goes to calendars."),
        Column("Groups", _K.NAMES, "Groups and subgroups that the learner is in."),
    ),
    has_group_columns=True,
)

COURSES = Sheet(
    "Courses",
    "Courses: their dates, cohorts, and what the registrar needs.",
    (
        Column("Course", _K.NAME, "The course.", Need.ALWAYS, limits=(1, 200)),
        *_REGISTRAR,
        Column("Cohorts", _K.NAMES, "Cohorts whose groups may take part."),
        Column("First day", _K.DATE, "First day; dates before it get a warning."),
        Column("Last day", _K.DATE, "Last day; dates after it get a warning."),
    ),
)

CLOSURES = Sheet(
    "Closures",
    "Holidays and other days without teaching.",
    (
        Column("Date", _K.DATE, "The day, or the first of several.", Need.ALWAYS),
        Column("Last date", _K.DATE, "The last of several days."),
        Column("Name", _K.TEXT, "What the day is."),
    ),
    aliases=("Holidays",),
)

UNAVAILABLE = Sheet(
    "Unavailable",
    "When an instructor or a location cannot be had.",
    (
        Column("Who or where", _K.NAME, "Instructor or location.", Need.ALWAYS),
        Column("Date", _K.DATE, "The day, or the first of several.", Need.ALWAYS),
        Column("Last date", _K.DATE, "The last of several days."),
        Column("Start", _K.TIME, "From; blank: all day.", limits=(0, 24 * 60 - 1)),
        Column("End", _K.TIME, "To; blank: to the end of the day."),
        Column("Reason", _K.PROSE, "Why."),
    ),
)

SESSION_TYPES = Sheet(
    "Session types",
    "Kinds of teaching. When this sheet exists, a session's type must be one of these.",
    (
        Column("Type", _K.NAME, "Lecture, lab, …", Need.ALWAYS, limits=(1, 100)),
        Column("Colour", _K.COLOUR, "Colour in the timetable, such as #1F77B4.", aliases=("Color",)),
        Column("Strategy", _K.CHOICE, "Used where a session's own is blank.", choices=STRATEGY_CHOICES),
        Column("Counts toward hours", _K.YES_NO, "`no`: not counted in hours."),
    ),
)

SETTINGS = Sheet(
    "Settings",
    "How this workbook is to be read and what it is called.",
    (
        Column("Setting", _K.NAME, "The setting's name.", Need.ALWAYS),
        Column("Value", _K.ANY, "Its value."),
    ),
    aliases=("Setup",),
)

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
