"""Every kind of issue, in ONE table, with the sentence that says what to do next.

A room of its own because the table grows with every rule, and what an issue is does not. README's table is made from
``KINDS``, and ``samples/with-mistakes.xlsx`` shows one of each.
"""

from schedbatch.domain.issues import Kind, Severity


def _error(code: str, title: str, hint: str) -> Kind:
    return Kind(code, Severity.ERROR, title, hint)


def _warning(code: str, title: str, hint: str) -> Kind:
    return Kind(code, Severity.WARNING, title, hint)


def _note(code: str, title: str, hint: str) -> Kind:
    return Kind(code, Severity.NOTE, title, hint)


# --- the workbook: sheets, headings, columns
SHEET_UNUSABLE = _error(
    "sheet-unusable",
    "A sheet is missing, empty or without headings",
    "Add the sheet, or put its column headings into one row among its first 20.",
)
DUPLICATE_SHEET = _error(
    "duplicate-sheet", "Two sheets for one purpose", "Move the rows into one of the two sheets and delete or rename the other."
)
UNKNOWN_SHEET = _note("unknown-sheet", "Sheet not used", "Nothing, if the sheet is your own; else correct its name.")
REQUIRED_COLUMN_MISSING = _error(
    "required-column-missing", "A required column is missing", "Add a column with that heading and fill it in."
)
DUPLICATE_COLUMN = _warning(
    "duplicate-column", "Two columns with one heading", "Delete or rename the second column; only the first is read."
)
UNKNOWN_COLUMN = _note("unknown-column", "Column not used", "Nothing, if the column is your own; else correct its heading.")
MERGED_CELL = _note("merged-cell", "Merged cells", "Unmerge the cells and fill in every row.")
UNKNOWN_SETTING = _note("unknown-setting", "Setting not used", "Correct the setting's name, or delete the row.")

# --- single cells
REQUIRED_CELL_EMPTY = _error("required-cell-empty", "A required cell is empty", "Fill in the cell.")
FORMULA_NOT_CALCULATED = _error(
    "formula-not-calculated", "A formula has never been calculated", "Open the workbook in Excel, let it calculate, and save it."
)
CELL_ERROR_VALUE = _error("cell-error-value", "The cell shows an Excel error", "Correct the formula, or type the value.")
NOT_A_DATE = _error("not-a-date", "Not a date", "Enter a date as Excel knows it, or as text like 2026-01-31.")
AMBIGUOUS_DATE = _error(
    "ambiguous-date",
    "Day or month first?",
    'Set "Date format" to DMY or MDY in the Settings sheet, or enter real Excel dates.',
)
NOT_A_TIME = _error("not-a-time", "Not a time of day", "Enter a time such as 9:00, 14:30 or 2:30 pm.")
NOT_A_NUMBER = _error("not-a-number", "Not a number", "Enter a plain number.")
NUMBER_OUT_OF_RANGE = _error(
    "number-out-of-range", "Number too small, too large, or with too many decimals", "Enter a number within the range."
)
NOT_YES_OR_NO = _error("not-yes-or-no", "Neither yes nor no", "Enter yes or no, or leave the cell blank.")
NOT_A_CHOICE = _error("not-a-choice", "Not one of the choices", "Enter one of the choices that the message lists.")
NOT_WEEKDAYS = _error("not-weekdays", "Not weekdays", "List weekdays, such as Mon; Thu, or registrar letters, such as MR.")
NOT_AN_EMAIL = _error("not-an-email", "Not an e-mail address", "Correct the address, or clear the cell.")
NOT_A_URL = _error("not-a-url", "Not a web address", "Enter an address that begins with https:// or http://.")
NOT_A_COLOUR = _error("not-a-colour", "Not a colour", "Enter a colour such as #1F77B4, or clear the cell.")
TEXT_NOT_ALLOWED = _error(
    "text-not-allowed",
    "Text too short, too long, or with characters that are not allowed",
    "Change the text as the message says.",
)
DATE_IN_TEXT = _warning(
    "date-in-text",
    "A date where a name was expected",
    "If you typed something like 1-2, format the cell as Text and type it again.",
)
DUPLICATE_KEY = _error("duplicate-key", "The same name or ID twice", "Rename or delete one of the two rows.")

# --- settings
SCHEDULE_ID_MISSING = _warning(
    "schedule-id-missing",
    "No Schedule ID",
    'Set "Schedule ID" in the Settings sheet; it keeps calendars and folders together when the file is renamed.',
)

# --- references
UNKNOWN_REFERENCE = _error("unknown-reference", "Unknown name", "Correct the name, or add it to the sheet that defines it.")
UNKNOWN_NAME = _warning(
    "unknown-name",
    "Name taken as typed",
    "Add the name to its sheet, or correct it; a visiting instructor may be written with (guest) behind the name.",
)
AMBIGUOUS_REFERENCE = _error(
    "ambiguous-reference",
    "A name that fits several",
    "Write a group with its parent (Anatomy Labs > 07), a session by its Session ID.",
)
GROUP_LOOP = _error("group-loop", "Groups that contain each other", "Correct the Group column so that no group lies under itself.")
COHORT_MISMATCH = _error(
    "cohort-mismatch", "Group of another cohort", "Name groups of the session's cohort, or correct the cohort."
)
LEARNER_IN_TWO_SUBGROUPS = _warning(
    "learner-in-two-subgroups", "Learner in two subgroups of one group", "Take the learner out of one of the two."
)
LEARNER_COHORT_UNCLEAR = _warning(
    "learner-cohort-unclear",
    "Nobody can tell a learner's cohort",
    "Fill in Cohort in the learner's row of Learners; until then no teaching of a whole cohort is the learner's.",
)

# --- sessions
SESSION_ID_MISSING = _note(
    "session-id-missing",
    "Session without a Session ID",
    "Fill in a Session ID; without one a change of course, title or type makes it another session in calendars.",
)
SESSION_VALUES_DIFFER = _error(
    "session-values-differ",
    "Rows of one session disagree",
    "Clear the cell or repeat the first row's value; or use another Session ID.",
)
SESSION_WITHOUT_GROUPS = _warning("session-without-groups", "No learner groups", "Fill in Groups, unless nobody is to attend.")
SESSION_NOT_SCHEDULED = _warning(
    "session-not-scheduled", "Not scheduled yet", "Fill in Date and Start, or add rows to the Offerings sheet."
)
NO_GROUP_LEFT = _error("no-group-left", "The exceptions leave no group", "Shorten Except groups, or name other groups in Groups.")
EXCEPTION_UNUSED = _warning("exception-unused", "An exception that changes nothing", "Correct or delete the exception.")
START_MISSING = _error("start-missing", "A date without a start", "Fill in Start.")
LENGTH_MISSING = _error(
    "length-missing", "No end and no length", 'Fill in End or Minutes, or set "Default minutes" in the Settings sheet.'
)
END_BEFORE_START = _error(
    "end-before-start", "The end is not after the start", "Correct one of the two; use Minutes for what runs past midnight."
)
END_MINUTES_DIFFER = _error("end-minutes-differ", "End and Minutes disagree", "Clear one of the two cells.")
RECURRENCE_INCOMPLETE = _error("recurrence-incomplete", "A series without an end", "Fill in Weeks or Until.")
WEEKS_AND_UNTIL = _error("weeks-and-until", "Both Weeks and Until", "Clear one of the two cells.")
UNTIL_BEFORE_DATE = _error("until-before-date", "The series ends before it begins", "Correct Until or Date.")
NO_MEETING_LEFT = _warning("no-meeting-left", "No meeting left", "Change the dates, or delete the exceptions.")
DATES_LEFT_OUT = _note("dates-left-out", "Dates left out of a series", "Nothing, if that is meant.")
DATE_ON_CLOSURE = _warning("date-on-closure", "A date on a closure", "Move the date, or correct the Closures sheet.")
NONEXISTENT_TIME = _error(
    "nonexistent-time", "A time that the clocks skip that night", "Choose another time for that meeting, or leave its date out."
)
REPEATED_TIME = _note("repeated-time", "A time that occurs twice that night", "Nothing, if the first of the two is meant.")
WAVE_ON_NEXT_DAY = _error(
    "wave-on-next-day", "A wave would start on the next day", "Raise At once, lower Stagger, or start earlier."
)
WAVES_WITH_TOGETHER = _error(
    "waves-with-together", "Waves need one offering per group", "Clear At once and Stagger, or choose another strategy."
)
STAGGER_UNUSED = _warning("stagger-unused", "Stagger without At once", "Fill in At once, or clear Stagger.")

# --- individually created offerings
OFFERING_ID_MISSING = _note(
    "offering-id-missing",
    "Offering without an Offering ID",
    "Fill in an Offering ID; without one a new date or start makes it another offering in calendars.",
)
UNKNOWN_OFFERING = _error(
    "unknown-offering", "No generated offering has this ID", "Copy the Offering ID from schedule.xlsx, or use an ID of your own."
)
GENERATED_GROUPS_DIFFER = _error(
    "generated-groups-differ",
    "A generated offering's groups cannot be changed here",
    "Clear Groups, and change them in the Sessions sheet.",
)

# --- independent learning modules
ILM_HOURS_MISSING = _error("ilm-hours-missing", "ILM without hours", "Fill in Hours.")
ILM_DUE_DATE_MISSING = _error("ilm-due-date-missing", "ILM without a due date", "Fill in Due date, or Due prior to.")
ILM_DUE_TWICE = _error("ilm-due-twice", "ILM with two due dates", "Keep either Due date (and time) or Due prior to.")
ILM_WITH_CALENDAR_TIME = _error(
    "ilm-with-calendar-time", "ILM with calendar time", "Clear the cell, or clear ILM: an ILM has hours instead of calendar time."
)
HOURS_WITHOUT_ILM = _error("hours-without-ilm", "ILM cells on a row that is no ILM", "Set ILM to yes, or clear the cell.")
ILM_TARGET_INVALID = _error(
    "ilm-target-invalid",
    "An ILM cannot be due prior to this session",
    "Name a scheduled session of the same course that has offerings.",
)
DESCRIPTION_MISSING = _note("description-missing", "ILM without a description", "Say in Description what learners are to do.")
ILM_CELL_UNUSED = _note("ilm-cell-unused", "A cell that has no meaning for an ILM", "Clear the cell.")

# --- limits
LOCATION_MISSING = _warning(
    "location-missing", "No location", "Fill in Location in the row or at the groups, or type none if there is to be none."
)
INSTRUCTORS_MISSING = _warning(
    "instructors-missing",
    "No instructors",
    "Fill in Instructors in the row or at the groups, or type none if there are to be none.",
)
OUTSIDE_TERM = _warning("outside-term", "Outside the term", "Correct the date, or First day and Last day in Settings or Courses.")
OUTSIDE_TEACHING_HOURS = _warning(
    "outside-teaching-hours", "Outside teaching hours", "Correct the time, or Day starts and Day ends in Settings."
)

# --- changes since the last release
PAST_CHANGED = _warning(
    "past-changed",
    "A change to what is over",
    "Nothing, if the past was wrong. If it is to stay as it was, put the row back, and change only the meetings that are still to "
    "come: in schedule.xlsx, or by rows in the Offerings sheet with their Offering IDs.",
)

# --- hand edits in schedule.xlsx
EDIT_KEPT = _note(
    "edit-kept",
    "A hand edit and the workbook disagree",
    "Nothing, if the hand edit is right; to take the workbook's value, clear the field's name from Edited in schedule.xlsx.",
)
EDIT_NOT_TAKEN = _note(
    "edit-not-taken",
    "A change in schedule.xlsx that is not taken in",
    "Make the change in the workbook that the schedule comes from.",
)
COPY_UNKNOWN = _warning(
    "copy-unknown",
    "An edited schedule.xlsx whose release is not known",
    "Enter its changes in the newest schedule.xlsx, or in the workbook, and run again.",
)
EDITS_AT_ODDS = _error(
    "edits-at-odds",
    "Two copies of schedule.xlsx say different things",
    "Enter the right value in the newest schedule.xlsx, and run again.",
)
ROW_DELETED = _note("row-deleted", "A deleted row comes back", "To cancel an offering or ILM, set its Status to Cancelled.")
ACCEPT_WITHOUT_REASON = _warning(
    "accept-without-reason", "A conflict accepted without a reason", "Say in Reason why it is acceptable."
)

# --- conflicts
INSTRUCTOR_CLASH = _warning(
    "instructor-clash",
    "An instructor in two places at once",
    "Move one of the offerings or give it another instructor; or accept it, with a reason, in schedule.xlsx.",
)
LOCATION_CLASH = _warning(
    "location-clash",
    "Two offerings in one location at once",
    "Move one of them, or set Shared to yes for a location that may hold several; or accept it in schedule.xlsx.",
)
LEARNER_CLASH = _warning(
    "learner-clash",
    "Learners in two offerings at once",
    "Move one of the offerings, or correct the groups; or accept it in schedule.xlsx.",
)
OVERLAPS_NOT_CHECKED = _note(
    "overlaps-not-checked",
    "Overlaps within a cohort that could not be checked",
    "Fill in the sheet Learners, or Size at the groups and at the group that is the whole cohort.",
)
INSTRUCTOR_UNAVAILABLE = _warning(
    "instructor-unavailable",
    "An instructor who is unavailable",
    "Move the offering, name another instructor, or correct the sheet Unavailable.",
)
LOCATION_UNAVAILABLE = _warning(
    "location-unavailable", "A location that is unavailable", "Move the offering, or correct the sheet Unavailable."
)
OVER_CAPACITY = _warning(
    "over-capacity", "More learners than the location holds", "Choose a larger location, or correct Capacity or Size."
)
OVER_HOURS = _warning(
    "over-hours",
    "More hours than an instructor's limit",
    "Give some of the offerings to somebody else, or correct Hours limit in the sheet Instructors.",
)

KINDS: tuple[Kind, ...] = (
    SHEET_UNUSABLE,
    DUPLICATE_SHEET,
    UNKNOWN_SHEET,
    REQUIRED_COLUMN_MISSING,
    DUPLICATE_COLUMN,
    UNKNOWN_COLUMN,
    MERGED_CELL,
    UNKNOWN_SETTING,
    REQUIRED_CELL_EMPTY,
    FORMULA_NOT_CALCULATED,
    CELL_ERROR_VALUE,
    NOT_A_DATE,
    AMBIGUOUS_DATE,
    NOT_A_TIME,
    NOT_A_NUMBER,
    NUMBER_OUT_OF_RANGE,
    NOT_YES_OR_NO,
    NOT_A_CHOICE,
    NOT_WEEKDAYS,
    NOT_AN_EMAIL,
    NOT_A_URL,
    NOT_A_COLOUR,
    TEXT_NOT_ALLOWED,
    DATE_IN_TEXT,
    DUPLICATE_KEY,
    SCHEDULE_ID_MISSING,
    UNKNOWN_REFERENCE,
    UNKNOWN_NAME,
    AMBIGUOUS_REFERENCE,
    GROUP_LOOP,
    COHORT_MISMATCH,
    LEARNER_IN_TWO_SUBGROUPS,
    LEARNER_COHORT_UNCLEAR,
    SESSION_ID_MISSING,
    SESSION_VALUES_DIFFER,
    SESSION_WITHOUT_GROUPS,
    SESSION_NOT_SCHEDULED,
    NO_GROUP_LEFT,
    EXCEPTION_UNUSED,
    START_MISSING,
    LENGTH_MISSING,
    END_BEFORE_START,
    END_MINUTES_DIFFER,
    RECURRENCE_INCOMPLETE,
    WEEKS_AND_UNTIL,
    UNTIL_BEFORE_DATE,
    NO_MEETING_LEFT,
    DATES_LEFT_OUT,
    DATE_ON_CLOSURE,
    NONEXISTENT_TIME,
    REPEATED_TIME,
    WAVE_ON_NEXT_DAY,
    WAVES_WITH_TOGETHER,
    STAGGER_UNUSED,
    OFFERING_ID_MISSING,
    UNKNOWN_OFFERING,
    GENERATED_GROUPS_DIFFER,
    ILM_HOURS_MISSING,
    ILM_DUE_DATE_MISSING,
    ILM_DUE_TWICE,
    ILM_WITH_CALENDAR_TIME,
    HOURS_WITHOUT_ILM,
    ILM_TARGET_INVALID,
    DESCRIPTION_MISSING,
    ILM_CELL_UNUSED,
    LOCATION_MISSING,
    INSTRUCTORS_MISSING,
    OUTSIDE_TERM,
    OUTSIDE_TEACHING_HOURS,
    PAST_CHANGED,
    EDIT_KEPT,
    EDIT_NOT_TAKEN,
    COPY_UNKNOWN,
    EDITS_AT_ODDS,
    ROW_DELETED,
    ACCEPT_WITHOUT_REASON,
    INSTRUCTOR_CLASH,
    LOCATION_CLASH,
    LEARNER_CLASH,
    OVERLAPS_NOT_CHECKED,
    INSTRUCTOR_UNAVAILABLE,
    LOCATION_UNAVAILABLE,
    OVER_CAPACITY,
    OVER_HOURS,
)
HAND_EDIT_KINDS: tuple[Kind, ...] = (
    EDIT_KEPT,
    EDIT_NOT_TAKEN,
    COPY_UNKNOWN,
    EDITS_AT_ODDS,
    ROW_DELETED,
    ACCEPT_WITHOUT_REASON,
)
"""Kinds that only an edited schedule.xlsx gives, never a planner's workbook."""
LATER_RUN_KINDS: tuple[Kind, ...] = (*HAND_EDIT_KINDS, PAST_CHANGED)
"""Kinds that no workbook gives in its first run."""
