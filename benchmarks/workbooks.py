"""Workbooks of any size to measure with; the same size and shape give the same cells.

Two shapes: ``groups`` has few sessions that many subgroups have every week, ``rows`` a session row for each offering. Both
name locations, instructors and courses; one offering in a hundred of ``rows`` is in somebody else's room.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path

SHAPES = ("groups", "rows")

_FIRST_DAY = dt.date(2026, 9, 7)
_WEEKS = 15
_DAYS_A_WEEK, _SLOTS_A_DAY = 5, 10
_SLOTS_A_WEEK = _DAYS_A_WEEK * _SLOTS_A_DAY
_ROWS_A_GROUP = 600
_SUBGROUPS_A_GROUP = 25
_SIZES = {1_000: (4, 25, 10), 10_000: (10, 100, 10), 100_000: (40, 250, 10), 300_000: (50, 400, 15)}
"""Offerings -> sessions, subgroups and weeks of the shape ``groups``."""
_TYPES = ("Lab", "Lecture", "Seminar", "Small group")

Cell = str | int | dt.date | dt.time | None
Rows = Iterable[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Size:
    """How large a workbook is to be, and of which shape."""

    offerings: int
    shape: str

    def __str__(self) -> str:
        return f"{self.offerings}-{self.shape}"


def write_workbook(size: Size, path: Path) -> None:
    """Write the workbook to ``path``; ``size.offerings`` is one of 1,000, 10,000, 100,000 and 300,000."""
    import xlsxwriter  # noqa: PLC0415 - not where only a size is asked for

    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        date, time = (book.add_format({"num_format": code}) for code in ("yyyy-mm-dd", "hh:mm"))
        sheets = _of_groups(size.offerings) if size.shape == "groups" else _of_rows(size.offerings)
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, dt.date | dt.time):
                        sheet.write_datetime(number, column, value, date if isinstance(value, dt.date) else time)
                    elif value is not None:
                        sheet.write(number, column, value)


def _settings(schedule_id: str) -> Rows:
    return (
        ("Setting", "Value"),
        ("Schedule ID", schedule_id),
        ("Institution", "Northfield University"),
        ("Term", "Autumn 2026"),
        ("Time zone", "Europe/London"),
        ("First day", _FIRST_DAY),
        ("Last day", _FIRST_DAY + dt.timedelta(weeks=_WEEKS)),
    )


def _of_groups(offerings: int) -> dict[str, Rows]:
    sessions, subgroups, weeks = _SIZES[offerings]
    parents = [f"Year {number}" for number in range(1, subgroups // _SUBGROUPS_A_GROUP + 1)]
    return {
        "Settings": _settings(f"groups-{offerings}"),
        "Groups": [("Group", "Cohort", "Size"), *((parent, f"Cohort {parent}", 500) for parent in parents)],
        "Subgroups": [
            ("Group", "Subgroup", "Size", "Location", "Instructors"),
            *(
                (parents[number // _SUBGROUPS_A_GROUP], f"{number % _SUBGROUPS_A_GROUP + 1:02}", 20, _room(number), _person(number))
                for number in range(subgroups)
            ),
        ],
        "Sessions": [
            ("Session ID", "Course", "Title", "Type", "Groups", "Date", "Start", "Minutes", "Weeks", "Description"),
            *(
                (*_session(number), "; ".join(parents), *_slot(number), 50, weeks, "Read the chapter before you come.")
                for number in range(sessions)
            ),
        ],
        "Instructors": _people(subgroups),
        "Locations": _rooms(subgroups),
        "Courses": _courses(sessions),
    }


def _of_rows(offerings: int) -> dict[str, Rows]:
    groups = ceil(offerings / _ROWS_A_GROUP)
    return {
        "Settings": _settings(f"rows-{offerings}"),
        "Groups": [("Group", "Size"), *((f"Group {number}", 20) for number in range(1, groups + 1))],
        "Sessions": _session_rows(offerings, groups),
        "Instructors": _people(groups),
        "Locations": _rooms(groups),
        "Courses": _courses(offerings),
    }


def _session_rows(offerings: int, groups: int) -> Iterator[tuple[Cell, ...]]:
    yield ("Session ID", "Course", "Title", "Type", "Groups", "Date", "Start", "Minutes", "Location", "Instructors", "Description")
    for number in range(offerings):
        slot, group = divmod(number, groups)
        room = _room((group + 1) % groups if number % 100 == 0 else group)
        description = f"Read chapter {number % 40 + 1} before you come."
        yield (*_session(number), f"Group {group + 1}", *_slot(slot), 50, room, _person(group), description)


def _session(number: int) -> tuple[str, str, str, str]:
    """Session ID, course, title and type."""
    return f"S-{number + 1:06}", _course(number), f"Topic {number % 500 + 1}: structure and function", _TYPES[number % len(_TYPES)]


def _slot(number: int) -> tuple[dt.date, dt.time]:
    week, slot = divmod(number, _SLOTS_A_WEEK)
    day, hour = divmod(slot, _SLOTS_A_DAY)
    return _FIRST_DAY + dt.timedelta(weeks=week, days=day), dt.time(8 + hour)


def _course(number: int) -> str:
    return f"Course {number % 40 + 1:02}"


def _courses(sessions: int) -> Rows:
    return [("Course", "Course number"), *((_course(number), f"{100 + number}") for number in range(min(sessions, 40)))]


def _room(number: int) -> str:
    return f"Building {number % 12 + 1}, Room {number + 1:03}"


def _rooms(count: int) -> Rows:
    return [("Location", "Capacity", "Address"), *((_room(number), 60, f"{number + 1} College Road") for number in range(count))]


def _person(number: int) -> str:
    return f"Instructor {number + 1:03}, Robin"


def _people(count: int) -> Rows:
    return [("Instructor", "Email"), *((_person(number), f"instructor{number + 1}@example.edu") for number in range(count))]
