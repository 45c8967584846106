"""A planner's workbook in the tests of revisions: rows to change, and the file that is made of them."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from schedbatch.jobs.run import Outcome

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
"""When the first run is."""
DAY = dt.timedelta(days=1)
Run = Callable[..., Outcome]
"""Runs a planner's workbook on a day, counted from the first."""

SESSION_COLUMNS = (
    *("Session ID", "Course", "Title", "Type", "Groups", "Date", "Start", "Minutes", "Days", "Weeks", "Location", "Instructors"),
    *("Status", "ILM", "Hours", "Due date", "Description"),
)
Row = dict[str, object]


@dataclass
class Planner:
    """What the planner has typed: ``sessions`` by Session ID, in the order of the sheet."""

    sessions: dict[str, Row] = field(default_factory=dict)
    subgroups: list[str] = field(default_factory=lambda: ["01", "02", "03"])
    settings: Row = field(default_factory=lambda: {"Schedule ID": "term", "Time zone": "Europe/London"})

    def save(self, path: Path, *, columns: Iterable[str] = SESSION_COLUMNS, names: Mapping[str, str] | None = None) -> Path:
        """Write the workbook, with its columns in this order and sheets under other ``names``."""
        sheets: dict[str, tuple[tuple[str, ...], list[Row]]] = {
            "Settings": (("Setting", "Value"), [{"Setting": name, "Value": value} for name, value in self.settings.items()]),
            "Groups": (("Group",), [{"Group": "Labs"}, {"Group": "Class"}]),
            "Subgroups": (("Group", "Subgroup"), [{"Group": "Labs", "Subgroup": name} for name in self.subgroups]),
            "Sessions": (tuple(columns), list(self.sessions.values())),
        }
        with xlsxwriter.Workbook(str(path)) as book:
            book.set_properties({"created": dt.datetime(2026, 1, 1)})  # noqa: DTZ001 - the same rows give the same bytes
            formats = {dt.date: book.add_format({"num_format": "yyyy-mm-dd"}), dt.time: book.add_format({"num_format": "hh:mm"})}
            for name, (headings, rows) in sheets.items():
                sheet = book.add_worksheet((names or {}).get(name, name))
                sheet.write_row(0, 0, headings)
                for number, row in enumerate(rows, 1):
                    for column, heading in enumerate(headings):
                        value = row.get(heading, "")
                        sheet.write(number, column, value, *([formats[type(value)]] if type(value) in formats else []))
        return path


def session(number: int, **cells: object) -> Row:
    """A lab of all three subgroups, at 9:00 in the week of 7 September 2026."""
    return {
        "Session ID": f"S{number}",
        "Course": "Anatomy",
        "Title": f"Dissection {number}",
        "Type": "Lab",
        "Groups": "Labs",
        "Date": dt.date(2026, 9, 7 + number % 5),
        "Start": dt.time(9),
        "Minutes": 60,
        "Location": "R1",
        "Instructors": "Okafor, Chidi",
        **cells,
    }


def ilm(number: int, **cells: object) -> Row:
    """Two hours of reading for everybody."""
    row = session(number, ILM="yes", Hours=2, Groups="Class", Type="Reading")
    row |= {"Due date": dt.date(2026, 9, 18), "Description": "Chapter 4"}
    return {name: value for name, value in row.items() if name not in ("Date", "Start", "Minutes", "Location")} | cells


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of schedule.xlsx, Offerings or ILMs."""

    id: str
    uid: str
    start: str
    is_live: bool
    course: str
    groups: tuple[str, ...]
    instructors: tuple[str, ...]
    locations: tuple[str, ...]

    def feeds(self, group_paths: Iterable[str]) -> set[str]:
        """The calendars that must hold it, by brute force; ``group_paths`` are all groups of the workbook."""
        found = {"all.ics", f"courses/{self.course}.ics"}
        found |= {f"instructors/{name}.ics" for name in self.instructors} | {f"locations/{name}.ics" for name in self.locations}
        paths = {*group_paths, *self.groups}
        for own in self.groups:
            below = {path for path in paths if path == own or path.startswith(f"{own} > ")}
            above = {path for path in paths if own.startswith(f"{path} > ")}
            found |= {f"groups/{_file(path)}.ics" for path in below}
            parents = {path for path in (*below, *above) if any(other.startswith(f"{path} > ") for other in group_paths)}
            found |= {f"groups/{_file(path)} (whole branch).ics" for path in parents if path in group_paths}
        return found


def _file(path: str) -> str:
    return path.replace(" > ", " -- ")


def listed(folder: Path) -> tuple[Listed, ...]:
    """What schedule.xlsx says of the plan."""
    book = openpyxl.load_workbook(folder / "schedule.xlsx", read_only=True)
    return (*_rows(book["Offerings"].values, "Offering ID"), *_rows(book["ILMs"].values, "ILM ID"))


def _rows(values: Iterable[tuple[object, ...]], id_heading: str) -> Iterable[Listed]:
    headings, *rows = values
    for row in (dict(zip(headings, cells, strict=True)) for cells in rows):
        lists = {name: tuple(filter(None, str(row.get(name) or "").split("; "))) for name in ("Groups", "Instructors", "Location")}
        start: Any = row.get("Date") or row["Due date"]
        yield Listed(
            id=str(row[id_heading]),
            uid=str(row["UID"]),
            start=f"{start:%Y-%m-%d}",
            is_live=row["Status"] in ("Scheduled", "Tentative"),
            course=str(row["Course"]),
            groups=lists["Groups"],
            instructors=lists["Instructors"],
            locations=lists["Location"],
        )
