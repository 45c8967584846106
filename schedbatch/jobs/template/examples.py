"""The rows that a template begins with: examples that run as they stand, and the common session types.

All names are invented. Together the examples show each strategy, a series, waves, ILMs and a single offering.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
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
    SUBGROUPS,
    UNAVAILABLE,
)
from schedbatch.domain.sheets import Column, Sheet
from schedbatch.readers.settings import SETTING
from schedbatch.xlsx.shown import ShownValue

FormRow = Mapping[Column, ShownValue]
"""Values by column; a column that is missing is an empty cell."""

EXAMPLE_SETTINGS: FormRow = MappingProxyType({
    SETTING.schedule_id: "example-schedule",
    SETTING.institution: "Example School of Medicine",
    SETTING.term: "Autumn 2026",
    SETTING.term_code: "202609",
    SETTING.time_zone: "Europe/London",
    SETTING.first_day: dt.date(2026, 9, 7),
    SETTING.last_day: dt.date(2026, 12, 18),
    SETTING.day_starts: dt.time(8),
    SETTING.day_ends: dt.time(18),
})  # fmt: skip

_IN_FIRST_SEMINAR = 6
_MONDAY, _TUESDAY, _THURSDAY = dt.date(2026, 9, 14), dt.date(2026, 9, 15), dt.date(2026, 9, 17)


def _rows(columns: Sequence[Column], *rows: Sequence[ShownValue]) -> tuple[FormRow, ...]:
    return tuple(dict(zip(columns, row, strict=True)) for row in rows)


def _learner(number: int) -> tuple[str, ...]:
    lab, seminar = (number + 2) // 3, "A" if number <= _IN_FIRST_SEMINAR else "B"
    groups = f"Anatomy Labs > {lab:02d}; Seminars > {seminar}"
    return f"{number:03d}", f"Learner {number}", f"learner{number}@example.edu", groups


EXAMPLES: Mapping[Sheet, tuple[FormRow, ...]] = MappingProxyType(
    {
        COURSES: (
            {
                COURSES.course: "Anatomy",
                COURSES.course_number: "101",
                COURSES.subject: "ANAT",
                COURSES.section: "001",
                COURSES.credit_hours: 6,
                COURSES.delivery: "In person",
                COURSES.cohorts: "Class of 2030",
            },
        ),
        GROUPS: _rows(
            (GROUPS.group, GROUPS.cohort, GROUPS.whole_cohort, GROUPS.size, GROUPS.location, GROUPS.instructors),
            ("Year 1", "Class of 2030", "yes", 12, "Lecture Hall", "Abbott, Iris"),
            ("Anatomy Labs", "Class of 2030", "", 12, "", "Laboratory team"),
            ("Seminars", "Class of 2030", "", 12, "", ""),
        ),
        SUBGROUPS: _rows(
            (SUBGROUPS.group, SUBGROUPS.subgroup, SUBGROUPS.size, SUBGROUPS.crn, SUBGROUPS.location, SUBGROUPS.instructors),
            ("Anatomy Labs", "01", 3, "00417", "", "Baptiste, Noel"),
            ("Anatomy Labs", "02", 3, "00418", "", "Castellan, Ruth"),
            ("Anatomy Labs", "03", 3, "00419", "", "Baptiste, Noel"),
            ("Anatomy Labs", "04", 3, "00420", "", "Castellan, Ruth"),
            ("Seminars", "A", 6, "", "Seminar Room 1", "Dunmore, Felix"),
            ("Seminars", "B", 6, "", "Seminar Room 2", "Eskildsen, Maja"),
        ),
        SESSIONS: (
            {
                SESSIONS.session_id: "ANAT-01",
                SESSIONS.course: "Anatomy",
                SESSIONS.title: "The upper limb",
                SESSIONS.type: "Lecture",
                SESSIONS.groups: "Year 1",
                SESSIONS.strategy: "together",
                SESSIONS.date: _MONDAY,
                SESSIONS.start: dt.time(9),
                SESSIONS.end: dt.time(10),
                SESSIONS.location: "Lecture Hall",
                SESSIONS.instructors: "Abbott, Iris",
                SESSIONS.notes: "One offering for everybody.",
            },
            {
                SESSIONS.session_id: "ANAT-02",
                SESSIONS.course: "Anatomy",
                SESSIONS.title: "Prepare: the upper limb",
                SESSIONS.type: "Independent learning",
                SESSIONS.groups: "Anatomy Labs",
                SESSIONS.ilm: "yes",
                SESSIONS.hours: 1,
                SESSIONS.due_prior_to: "ANAT-03",
                SESSIONS.description: "Read chapter 4.",
                SESSIONS.notes: "An independent learning module, due when the laboratory starts.",
            },
            {
                SESSIONS.session_id: "ANAT-03",
                SESSIONS.course: "Anatomy",
                SESSIONS.title: "Dissection: the upper limb",
                SESSIONS.type: "Laboratory",
                SESSIONS.groups: "Anatomy Labs",
                SESSIONS.strategy: "per subgroup",
                SESSIONS.date: _TUESDAY,
                SESSIONS.start: dt.time(9),
                SESSIONS.minutes: 90,
                SESSIONS.location: "Bay 1; Bay 2",
                SESSIONS.at_once: 2,
                SESSIONS.description: "Bring gloves.",
                SESSIONS.notes: "An offering for each subgroup, in waves: two at a time, then the next two.",
            },
            {
                SESSIONS.session_id: "ANAT-04",
                SESSIONS.course: "Anatomy",
                SESSIONS.title: "Clinical anatomy",
                SESSIONS.type: "Seminar",
                SESSIONS.groups: "Seminars",
                SESSIONS.strategy: "per subgroup",
                SESSIONS.date: _THURSDAY,
                SESSIONS.start: dt.time(14),
                SESSIONS.minutes: 60,
                SESSIONS.weeks: 4,
                SESSIONS.notes: "A series of four weeks; each subgroup in its own room, from the sheet Subgroups.",
            },
            {
                SESSIONS.session_id: "ANAT-05",
                SESSIONS.course: "Anatomy",
                SESSIONS.title: "Living anatomy",
                SESSIONS.type: "Demonstration",
                SESSIONS.groups: "Anatomy Labs",
                SESSIONS.strategy: "per parent group",
                SESSIONS.date: dt.date(2026, 9, 22),
                SESSIONS.start: dt.time(9),
                SESSIONS.minutes: 60,
                SESSIONS.location: "Lecture Hall",
                SESSIONS.notes: "One offering for the whole group, whatever its subgroups.",
            },
            {
                SESSIONS.session_id: "ANAT-06",
                SESSIONS.course: "Anatomy",
                SESSIONS.title: "Portfolio: one joint",
                SESSIONS.type: "Independent learning",
                SESSIONS.groups: "Year 1",
                SESSIONS.ilm: "yes",
                SESSIONS.hours: 3,
                SESSIONS.due_date: dt.date(2026, 10, 16),
                SESSIONS.due_time: dt.time(17),
                SESSIONS.description: "Describe one joint in 500 words.",
                SESSIONS.notes: "An independent learning module with a due date.",
            },
        ),
        OFFERINGS: (
            {
                OFFERINGS.offering_id: "catch-up",
                OFFERINGS.session: "ANAT-03",
                OFFERINGS.groups: "Anatomy Labs > 04",
                OFFERINGS.date: dt.date(2026, 9, 24),
                OFFERINGS.start: dt.time(11),
                OFFERINGS.minutes: 60,
                OFFERINGS.location: "Bay 1",
                OFFERINGS.instructors: "Castellan, Ruth",
                OFFERINGS.notes: "One more offering of the session, for one subgroup.",
            },
        ),
        INSTRUCTORS: _rows(
            (
                *(INSTRUCTORS.instructor, INSTRUCTORS.instructor_id, INSTRUCTORS.email),
                *(INSTRUCTORS.instructor_groups, INSTRUCTORS.hours_limit),
            ),
            ("Abbott, Iris", "00417", "iris.abbott@example.edu", "", ""),
            ("Baptiste, Noel", "00418", "noel.baptiste@example.edu", "Laboratory team", 60),
            ("Castellan, Ruth", "00419", "ruth.castellan@example.edu", "Laboratory team", 60),
            ("Dunmore, Felix", "00420", "felix.dunmore@example.edu", "", ""),
            ("Eskildsen, Maja", "00421", "maja.eskildsen@example.edu", "", ""),
        ),
        LOCATIONS: _rows(
            (LOCATIONS.location, LOCATIONS.building, LOCATIONS.room, LOCATIONS.capacity, LOCATIONS.shared),
            ("Lecture Hall", "Harvey Building", "001", 150, ""),
            ("Bay 1", "Harvey Building", "B01", 6, ""),
            ("Bay 2", "Harvey Building", "B02", 6, ""),
            ("Seminar Room 1", "Harvey Building", "101", 12, ""),
            ("Seminar Room 2", "Harvey Building", "102", 12, ""),
            ("Online", "", "", "", "yes"),
        ),
        LEARNERS: _rows(
            (LEARNERS.learner_id, LEARNERS.learner_name, LEARNERS.email, LEARNERS.groups),
            *(_learner(number) for number in range(1, 13)),
        ),
        CLOSURES: (
            {
                CLOSURES.date: dt.date(2026, 10, 26),
                CLOSURES.last_date: dt.date(2026, 10, 30),
                CLOSURES.closure_name: "Reading week",
            },
        ),
        UNAVAILABLE: _rows(
            (
                *(UNAVAILABLE.who_or_where, UNAVAILABLE.date, UNAVAILABLE.last_date),
                *(UNAVAILABLE.start, UNAVAILABLE.end, UNAVAILABLE.reason),
            ),
            ("Abbott, Iris", dt.date(2026, 11, 2), dt.date(2026, 11, 6), "", "", "Conference"),
            ("Bay 2", dt.date(2026, 11, 10), "", dt.time(8), dt.time(12), "Maintenance"),
        ),
    }
)

_TYPES = (
    ("Lecture", "#1F77B4", "together"),
    ("Seminar", "#2CA02C", "per subgroup"),
    ("Small group", "#98DF8A", "per subgroup"),
    ("Tutorial", "#17BECF", "per subgroup"),
    ("Laboratory", "#D62728", "per subgroup"),
    ("Demonstration", "#FF9896", "per parent group"),
    ("Case-based learning", "#9467BD", "per subgroup"),
    ("Problem-based learning", "#C5B0D5", "per subgroup"),
    ("Team-based learning", "#8C564B", "together"),
    ("Workshop", "#E377C2", ""),
    ("Simulation", "#BCBD22", "per subgroup"),
    ("Clinical skills", "#FF7F0E", "per subgroup"),
    ("Clinical placement", "#FFBB78", "per subgroup"),
    ("Ward round", "#C49C94", "per subgroup"),
    ("Patient presentation", "#AEC7E8", "together"),
    ("Review", "#9EDAE5", "together"),
    ("Orientation", "#C7C7C7", "together"),
    ("Examination", "#7F7F7F", "together"),
    ("OSCE", "#595959", "per subgroup"),
    ("Independent learning", "#DBDB8D", ""),
)
"""Type, colour, strategy. Source: the session types of Ilios, the field's own short names for them."""

TYPE_ROWS: tuple[FormRow, ...] = _rows((SESSION_TYPES.type, SESSION_TYPES.colour, SESSION_TYPES.strategy), *_TYPES)
"""The session types that every template begins with."""
