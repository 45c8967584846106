"""The invented workbooks of which the fixtures of earlier releases are made, and what changes in them from step to step."""

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

Cell = str | int | float | dt.date | dt.time
Row = dict[str, Cell]
Sheets = dict[str, dict[str, Row]]

LIFE_ID = "anatomy-autumn"
LARGE_ID = "anatomy-large"

_READING: Row = {
    "Course": "Anatomy",
    "Title": "Read chapter 4",
    "Type": "Reading",
    "Groups": "Class",
    "ILM": "yes",
    "Description": "Chapter 4",
}
_SLIDES = 'Slides 1–9, "stained"; bring:\natlas, gloves \\ goggles'


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: sheet -> key -> row. The key is the planner's, and stands in the row."""

    sheets: Sheets = field(default_factory=dict)

    def revised(self, *, without: Iterable[tuple[str, str]] = (), **changed: Mapping[str, Mapping[str, Cell]]) -> "Book":
        """Another workbook: rows ``without`` some (sheet and key), and with these cells ``changed`` or rows added, by sheet."""
        sheets = copy.deepcopy(self.sheets)
        for sheet, key in without:
            del sheets[sheet][key]
        for sheet, rows in changed.items():
            for key, cells in rows.items():
                sheets[sheet].setdefault(key, {}).update(cells)
        return Book(sheets)

    def save(self, path: Path) -> Path:
        """Write the workbook to ``path``, whose folder is made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in self.sheets.items():
            sheet = book.create_sheet(name)
            headings = tuple(dict.fromkeys(heading for row in rows.values() for heading in row))
            sheet.append(headings)
            for row in rows.values():
                sheet.append([row.get(heading) for heading in headings])
        book.save(path)
        return path


def _keyed(rows: Iterable[Row]) -> dict[str, Row]:
    """Each row under the value of its first cell."""
    return {str(next(iter(row.values()))): row for row in rows}


def _settings(**values: Cell) -> dict[str, Row]:
    return _keyed({"Setting": name.replace("_", " "), "Value": value} for name, value in values.items())


def session(own_id: str, title: str, groups: str, day: dt.date, start: dt.time, **cells: Cell) -> Row:
    """A session of an hour, to be held once."""
    return {
        "Session ID": own_id,
        "Course": "Anatomy",
        "Title": title,
        "Type": "Class",
        "Groups": groups,
        "Strategy": "together",
        "Date": day,
        "Start": start,
        "Minutes": 60,
        **{name.replace("_", " "): value for name, value in cells.items()},
    }


def life() -> Book:
    """The first workbook of a schedule that lives through several releases."""
    return Book(
        {
            "Settings": _settings(
                Schedule_ID=LIFE_ID,
                Time_zone="Europe/London",
                Institution="Example University",
                Term="Autumn 2026",
                Term_code="202710",
                Learner_calendars="yes",
                Calendar_address="https://calendars.example.edu/anatomy",
            ),
            "Courses": _keyed(
                {"Course": name, "Subject": subject, "Course number": number, "Section": "A"}
                for name, subject, number in (("Anatomy", "ANAT", "101"), ("Physiology", "PHYS", "102"))
            ),
            "Groups": _keyed(
                {"Group": name, "Cohort": "Class of 2031", "Size": size}
                for name, size in (("Class", 6), ("Labs", 6), ("Tutorial Blue", 3), ("Tutorial Café", 3))
            ),
            "Subgroups": {
                name: {"Group": "Labs", "Subgroup": name, "Location": f"Lab {name[1]}", "Instructors": person}
                for name, person in (("01", "Okafor, Chidi"), ("02", "Adeyemi, Ngozi"), ("03", "Bruun, Bo"))
            },
            "Instructors": _keyed(
                {"Instructor": name, "Instructor ID": number, "Email": f"{name.partition(',')[0].lower()}@example.edu"}
                for number, name in (("007", "Okafor, Chidi"), ("012", "Adeyemi, Ngozi"), ("031", "Bruun, Bo"))
            )
            | {"Núñez, Inés": {"Instructor": "Núñez, Inés", "Instructor ID": "044", "Email": "nunez@example.edu"}},
            "Locations": _keyed(
                {"Location": name, "Building": "North", "Room": name, "Capacity": seats, "Address": "1 Example Street"}
                for name, seats in (("Hall", 200), ("Lab 1", 8), ("Lab 2", 8), ("Lab 3", 8), ("Lab 4", 8), ("Seminar room", 20))
            ),
            "Learners": _keyed(
                {"Learner ID": f"L00{number}", "Name": name, "Groups": groups, "Labs": f"0{1 + number % 3}"}
                for number, (name, groups) in enumerate(
                    (
                        ("Ferreira, Ana", "Class; Tutorial Café"),
                        ("Hübner, Jörg", "Class; Tutorial Café"),
                        ("Ito, Haruka", "Class"),
                    ),
                    1,
                )
            ),
            "Unavailable": _keyed([{"Who or where": "Bruun, Bo", "Date": dt.date(2026, 9, 29), "Reason": "Conference"}]),
            "Sessions": _keyed(_life_sessions()),
            "Offerings": _keyed(
                [
                    {"Offering ID": "EXTRA-1", "Session": "ONE", "Date": dt.date(2026, 10, 7), "Start": dt.time(15), "Minutes": 45},
                    {"Offering ID": "LEC/w2.1", "Location": "Seminar room"},
                ]
            ),
        }
    )


def _life_sessions() -> Iterable[Row]:
    nine, ten, two = dt.time(9), dt.time(10), dt.time(14)
    hall, seminar = {"Location": "Hall"}, {"Location": "Seminar room"}
    yield session(
        "LEC",
        "Heart and great vessels",
        "Class",
        dt.date(2026, 9, 14),
        nine,
        Days="Mon",
        Weeks=4,
        **hall,
        Instructors="Okafor, Chidi",
    )
    yield session(
        "DIS", "Dissection of the thorax", "Labs", dt.date(2026, 9, 15), two, Strategy="per subgroup", At_once=2, Stagger=60
    )
    yield session("HIS", "Histology of vesels", "Labs", dt.date(2026, 9, 17), ten, Strategy="per subgroup", Description=_SLIDES)
    yield session("ONE", "Clinical skills", "Class", dt.date(2026, 9, 18), nine, **hall, Instructors="Adeyemi, Ngozi")
    yield session("GONE", "Seminar on shock", "Class", dt.date(2026, 9, 16), nine, **seminar, Instructors="Bruun, Bo")
    yield session("BACK", "Journal club", "Class", dt.date(2026, 9, 23), nine, **seminar, Instructors="Bruun, Bo")
    yield session("WHO", "Revision class", "Class", dt.date(2026, 9, 24), nine, **hall, Instructors="Adeyemi, Ngozi")
    yield session(
        "TUT", "Tutorial", "Tutorial Blue", dt.date(2026, 10, 1), nine, **seminar, Strategy="per parent group", Course="Physiology"
    )
    yield session(
        "CAF",
        "Tutorial à la carte",
        "Tutorial Café",
        dt.date(2026, 10, 1),
        ten,
        **seminar,
        Instructors="Núñez, Inés",
        Notes="Bring croissants",
    )
    yield session("HELD", "Workshop", "Class", dt.date(2026, 9, 25), nine, **hall, Instructors="Okafor, Chidi")
    yield session(
        "NIGHT", "Night on the ward", "Class", dt.date(2026, 10, 24), dt.time(22, 30), Minutes=180, Status="Tentative", **hall
    )
    yield session("DRAFT", "Not settled yet", "Class", dt.date(2026, 11, 3), nine, Status="Draft")
    yield session(
        "AWAY",
        "Skills with a guest",
        "Class",
        dt.date(2026, 9, 29),
        nine,
        Location="Hall; Lab 4",
        Instructors="Bruun, Bo; Sato, Mei (guest)",
    )
    yield session("CLASH1", "Imaging", "Tutorial Blue", dt.date(2026, 10, 5), nine, Location="Lab 4", Instructors="Bruun, Bo")
    yield session("CLASH2", "Imaging again", "Tutorial Café", dt.date(2026, 10, 5), nine, **seminar, Instructors="Bruun, Bo")
    yield session("ROOM", "Surface anatomy", "Class", dt.date(2026, 10, 6), nine, **hall, Instructors="Núñez, Inés")
    yield session("TIME", "Living anatomy", "Class", dt.date(2026, 10, 8), nine, **hall, Instructors="Núñez, Inés")
    yield session("MOVE", "Embryology", "Class", dt.date(2026, 10, 9), nine, **hall, Instructors="Okafor, Chidi")
    yield session("STOP", "Radiology", "Class", dt.date(2026, 10, 13), nine, **hall, Instructors="Okafor, Chidi")
    yield session(
        "NAME", "Neuroanatomy", "Class", dt.date(2026, 10, 14), nine, **hall, URL="https://video.example.edu/neuro?day=1&room=2"
    )
    yield {"Session ID": "READ", **_READING, "Hours": 2, "Due date": dt.date(2026, 9, 30)}
    yield {"Session ID": "PREP", **_READING, "Title": "Prepare the thorax", "Groups": "Labs", "Hours": 1.5, "Due prior to": "DIS"}


def second(first: Book) -> Book:
    """One is gone, one cancelled, one moved, one corrected, one added."""
    return first.revised(
        without=[("Sessions", "GONE")],
        Sessions={
            "BACK": {"Status": "Cancelled"},
            "ONE": {"Start": dt.time(11), "Location": "Seminar room"},
            "HIS": {"Title": "Histology of vessels"},
            "NEW": session("NEW", "Ultrasound", "Class", dt.date(2026, 10, 15), dt.time(9), Location="Hall"),
        },
    )


def third(before: Book) -> Book:
    """One is revived, an instructor replaced, a group renamed."""
    renamed: dict[str, Row] = {"Tutorial Blue": {"Group": "Tutorial Indigo"}}
    return before.revised(
        Groups=renamed,
        Sessions={
            "BACK": {"Status": "Scheduled"},
            "WHO": {"Instructors": "Núñez, Inés"},
            "TUT": {"Groups": "Tutorial Indigo"},
            "CLASH1": {"Groups": "Tutorial Indigo"},
        },
    )


def with_held_row(before: Book) -> Book:
    """A row that has been released is in error; another one is moved."""
    return before.revised(Sessions={"HELD": {"Date": "soon"}, "WHO": {"Start": dt.time(12)}})


def last(before: Book) -> Book:
    """The error stays; one is moved that was moved before."""
    return before.revised(Sessions={"WHO": {"Start": dt.time(13)}, "ONE": {"Start": dt.time(12)}})


def with_address(before: Book, name: str) -> Book:
    """An e-mail address changes, which no calendar shows."""
    return before.revised(Instructors={"Bruun, Bo": {"Email": f"{name}@example.edu"}})


def following(before: Book) -> Book:
    """What comes next: one moved, one cancelled, one title changed, one added."""
    return before.revised(
        without=[("Sessions", "STOP")],
        Sessions={
            "MOVE": {"Start": dt.time(16)},
            "NAME": {"Title": "Neuroanatomy in brief"},
            "COMES": session("COMES", "Endocrine system", "Class", dt.date(2026, 10, 16), dt.time(9), Location="Hall"),
        },
    )


def much_later(before: Book) -> Book:
    """A month later something is moved, so that tombstones whose time has passed may go."""
    return before.revised(Sessions={"NEW": {"Date": dt.date(2026, 11, 5)}})


def with_return(before: Book) -> Book:
    """What was gone for ever is back, on another day."""
    return before.revised(
        Sessions={"GONE": session("GONE", "Seminar on shock", "Class", dt.date(2026, 11, 11), dt.time(9), Location="Seminar room")}
    )


def large() -> Book:
    """A group whose calendar is over 900 kB: 200 meetings with long descriptions."""
    text = "Bring the atlas, gloves and the questions of the last meeting. " * 90
    series: Row = {"Days": "Mon; Tue; Wed; Thu; Fri", "Weeks": 8, "Description": text}
    return Book(
        {
            "Settings": _settings(Schedule_ID=LARGE_ID, Time_zone="Europe/London", ILMs_in_calendars="all day"),
            "Groups": _keyed([{"Group": "Class", "Size": 40}]),
            "Sessions": _keyed(
                [
                    *(
                        session(f"S{number}", f"Meeting {number}", "Class", dt.date(2026, 9, 7), dt.time(8 + 2 * number), **series)
                        for number in range(1, 6)
                    ),
                    {"Session ID": "READ", **_READING, "Hours": 2, "Due date": dt.date(2026, 9, 30)},
                ]
            ),
        }
    )


def small(schedule_id: str, start: dt.time = dt.time(9)) -> Book:
    """A workbook for the watched folder."""
    return Book(
        {
            "Settings": _settings(Schedule_ID=schedule_id, Time_zone="Europe/London"),
            "Groups": _keyed([{"Group": "Class"}]),
            "Sessions": _keyed([session("ONE", "Clinical skills", "Class", dt.date(2026, 9, 18), start, Location="Hall")]),
        }
    )
