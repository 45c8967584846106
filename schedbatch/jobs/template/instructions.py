"""What a planner reads first: the sheet Instructions."""

from schedbatch.domain import columns
from schedbatch.outputs.template.form import Chapter

_PURPOSE = Chapter(
    "What this workbook is for",
    (
        ("", "Fill in who is taught what, when and where. schedbatch makes the offerings, checks everything and writes calendars."),
        ("", "Every heading has a note: point at it to see what goes in. A heading with * needs an entry in every row."),
        ("", "Yellow cells are examples. They run as they stand: try them, then remove them (below)."),
    ),
)

_SHEETS = Chapter(
    "The sheets, in the order to fill them in",
    (
        (
            columns.SETTINGS.name,
            "The Schedule ID, which no other schedule may have and which never changes; the time zone; the term.",
        ),
        (columns.COURSES.name, "Optional. One row for each course, and what the registrar needs."),
        (columns.GROUPS.name, "One row for each learner group, with the location and instructors that it has by default."),
        (columns.SUBGROUPS.name, "One row for each subgroup, with the group it is part of. A subgroup may have subgroups."),
        (columns.SESSIONS.name, "One row for each session: what, for which groups, when. Strategy says who gets an offering."),
        (
            columns.OFFERINGS.name,
            "Optional. Single offerings to add, or changes to one of those in schedule.xlsx (by its Offering ID).",
        ),
        (
            columns.INSTRUCTORS.name,
            "Who teaches. If you keep no such list, delete the sheet: while it is there, other names are queried.",
        ),
        (columns.LOCATIONS.name, "Rooms and other places. As with Instructors."),
        (
            columns.LEARNERS.name,
            "Optional. Who is in which group. A column headed with a group's name may hold the subgroup in it.",
        ),
        (columns.CLOSURES.name, "Optional. Holidays; a series of meetings skips them."),
        (columns.UNAVAILABLE.name, "Optional. When an instructor or a location cannot be had."),
        (columns.SESSION_TYPES.name, "Lecture, seminar, …: add your own. A session's type must be one of them."),
    ),
)

_WRITING = Chapter(
    "How to write things",
    (
        ("Lists", "Put ; between names: Bay 1; Bay 2. Never a comma. Where a cell has a drop-down, a list can be typed over it."),
        ("Subgroup names", "By name, or by path where the name is not unique: Anatomy Labs > 01. Several: Anatomy Labs > 01..04."),
        ("Strategy", "per subgroup: an offering for each subgroup. per parent group: for each group named. together: one for all."),
        ("Dates and times", "Type them as you always do; Excel then shows 2026-09-14 and 09:00."),
        ("Series", "Date and Start are the first meeting's. Weeks or Until say how long it goes on; Days, on which weekdays."),
        ("Waves", "At once 2, with two locations: two groups meet, then the next two, until all have met."),
        ("Independent learning", "ILM yes, Hours, and a due date or the session to prepare for (Due prior to); no Date, no Start."),
        ("On purpose nothing", "The word none in Location, Instructors or URL: there is to be none, and nobody need be told."),
    ),
)

_EXAMPLES = Chapter(
    "How to remove the examples",
    (
        (
            "",
            "In each sheet with yellow rows, select those rows by their numbers, right-click and choose Delete. Keep the headings.",
        ),
        ("", "In Settings, type over the yellow cells. Session types has no examples: keep what you use."),
        ("", "A sheet that you do not need may be deleted altogether, except Settings and Sessions."),
    ),
)

_RUNNING = Chapter(
    "How to run it",
    (
        ("", 'Save and close the workbook. In a terminal, in the same folder: schedbatch run "name of the workbook.xlsx"'),
        (
            "",
            "The results are in the folder out, below the Schedule ID. Only to check: schedbatch check instead of schedbatch run.",
        ),
        ("", "Columns and sheets may be moved, hidden or deleted, but not renamed. Columns of your own are not read."),
    ),
)

INSTRUCTIONS: tuple[Chapter, ...] = (_PURPOSE, _SHEETS, _WRITING, _EXAMPLES, _RUNNING)
