"""Make the sample workbooks: ``python samples/make_samples.py`` writes them beside this file.

All names are invented. A test compares the committed workbooks with what this script makes, cell by cell.
"""

import datetime as dt
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parent))  # a script finds its neighbour whoever loads it
import medical_term as medical

Cell = str | int | float | dt.date | dt.time | None
Rows = Sequence[Sequence[Cell]]
Book = Mapping[str, Rows]
"""Sheets by name: heading row first. Text that begins with ``=`` becomes a formula, ``#REF!`` an error value."""

TUTORS = (
    "Abbott, Iris", "Baptiste, Noel", "Castellan, Ruth", "Dunmore, Felix", "Eskildsen, Maja", "Farrow, Colin",
    "Galanis, Petra", "Hollis, Grant", "Ibarra, Luz", "Jansson, Olle", "Kestrel, Amy", "Lindqvist, Bo",
    "Marchetti, Elio", "Nakagawa, Ren", "Osei, Adwoa", "Pellew, Tamsin", "Quist, Hanne", "Rourke, Declan", "Sandoval, Inez",
    "Tremlett, Jonah", "Ulrich, Sabine", "Vance, Miriam", "Wexford, Hugo", "Xiong, Lian", "Yarwood, Bess",
    "Zamora, Ines", "Ashdown, Peter", "Bellamy, Orla", "Corrigan, Sean", "Delacroix, Anne", "Emmett, Ross",
    "Fairley, Joan", "Gunnarsson, Kari", "Hathaway, Lois", "Ingram, Tobias", "Joubert, Marie", "Kimura, Sho", "Lockhart, Fay",
)  # fmt: skip
TABLES = 38


def anatomy_labs() -> Book:
    """Anatomy Labs: one session, 38 subgroups, each with its own table and tutors; an ILM due before it."""
    subgroups: list[list[Cell]] = [
        ["Anatomy Labs", f"{number:02d}", 4, f"Dissection Hall, table {number:02d}", _tutors_of(number)]
        for number in range(1, TABLES + 1)
    ]
    tables: list[list[Cell]] = [
        [f"Dissection Hall, table {number:02d}", "Harvey Building", "Dissection Hall", 6] for number in range(1, TABLES + 1)
    ]
    return {
        "Settings": [
            ["Setting", "Value"],
            ["Schedule ID", "anatomy-labs"],
            ["Institution", "Example School of Medicine"],
            ["Term", "Autumn 2026"],
            ["Time zone", "Europe/London"],
            ["First day", dt.date(2026, 9, 7)],
            ["Last day", dt.date(2026, 12, 18)],
        ],
        "Groups": [["Group", "Cohort", "Size"], ["Anatomy Labs", "Class of 2030", 152]],
        "Subgroups": [["Group", "Subgroup", "Size", "Location", "Instructors"], *subgroups],
        "Sessions": [
            ["Session ID", "Course", "Title", "Type", "Groups", "Strategy", "Date", "Start", "Minutes",
             "ILM", "Hours", "Due prior to", "Description"],
            ["ANAT-03", "Anatomy", "Dissection: the upper limb", "Laboratory", "Anatomy Labs", "per subgroup",
             dt.date(2026, 9, 8), dt.time(9), 120,
             None, None, None, "Axilla, arm and cubital fossa. Bring gloves and the dissection guide."],
            ["ANAT-03P", "Anatomy", "Prepare: the upper limb", "Independent learning", "Anatomy Labs", None, None, None, None,
             "yes", 1.5, "ANAT-03", "Read chapter 4 and watch the two films on the brachial plexus."],
        ],
        "Instructors": [
            ["Instructor", "Instructor ID", "Email"],
            *([name, f"{number:05d}", f"{name.split(',')[0].lower()}@example.edu"] for number, name in enumerate(TUTORS, 417)),
        ],
        "Locations": [["Location", "Building", "Room", "Capacity"], *tables],
    }  # fmt: skip


def _tutors_of(table: int) -> str:
    """Each table has a tutor of its own."""
    return TUTORS[table - 1]


def with_mistakes() -> Book:
    """One of every kind of issue but ``sheet-unusable``; every mistake is one that people make."""
    day = dt.date(2026, 9, 8)
    nine = dt.time(9)
    return {
        "Settings": [
            ["Setting", "Value"],
            ["Time zone", "Europe/London"],
            ["First day", dt.date(2026, 9, 7)],
            ["Last day", dt.date(2026, 12, 18)],
            ["Day starts", dt.time(8)],
            ["Day ends", dt.time(18)],
            ["Favourite colour", "green"],
        ],
        "Groups": [
            ["Group", "Cohort", "Size", "Location", "URL"],
            ["Anatomy Labs", "Class of 2030", 12, "Lab 1", None],
            ["Case seminars", "Class of 2030", None, "Lab 1", None],
            ["Problem-based learning", "Class of 2031", "about 40", "Lab 1", "www.example.edu/pbl"],
            ["Anatomy Labs", "Class of 2030", 12, None, None],
        ],
        "Subgroups": [
            ["Group", "Subgroup", "Size", "Instructors"],
            ["Anatomy Labs", "01", None, "Abbott, Iris"],
            ["Anatomy Labs", "02", None, "Abbott, Iris"],
            ["Problem-based learning", "01", 45, "Abbott, Iris"],
            ["Problem-based learning", dt.date(2026, 2, 1), None, "Abbott, Iris"],
            ["Left", "Right", None, None],
            ["Right", "Left", None, None],
        ],
        "Sessions": _sessions_with_mistakes(day, nine),
        "Offerings": [
            ["Offering ID", "Session", "Groups", "Date", "Start", "Minutes", "Location", "Instructors"],
            ["M-01/Anatomy Labs > 99/w1.1", None, None, None, None, None, "Lab 1", None],
            ["M-01/Anatomy Labs > 01/w1.1", None, "Anatomy Labs > 02", None, None, None, None, None],
            [None, "M-01", "Anatomy Labs", dt.date(2026, 9, 10), nine, 60, "Lab 1", "Abbott, Iris"],
        ],
        "Instructors": [
            ["Instructor", "Email", "Hours limit"],
            ["Abbott, Iris", "abbott@example.edu", None],
            ["Baptiste, Noel", "baptiste at example.edu", 1],
        ],
        "Locations": [["Location", "Capacity"], ["Lab 1", 40]],
        "Rooms": [["Location", "Capacity"], ["Lab 2", 40]],
        "Learners": [
            ["Learner ID", "Name", "Groups"],
            ["0001", "Quill, Robin", "Anatomy Labs > 01; Anatomy Labs > 02"],
            ["0002", "Rosales, Kim", "Anatomy Labs > 01; Problem-based learning"],
        ],
        "Closures": [["Date", "Name"], [dt.date(2026, 10, 5), "Founders' Day"]],
        "Unavailable": [
            ["Who or where", "Date", "Start", "Reason"],
            ["Baptiste, Noel", day, dt.time(12), "conference"],
            ["Lab 1", dt.date(2026, 9, 10), None, "being painted"],
        ],
        "Session types": [["Type", "Colour"], ["Lab", "sky blue"], ["Lecture", "#1F77B4"], ["Self-study", None]],
        "Courses": [["Course number", "Subject"], ["101", "ANAT"]],
        "Coffee list": [["Name", "Cups"], ["Robin", 3]],
    }


def without_headings() -> Book:
    """A sheet without headings (``sheet-unusable``), for which ``with_mistakes`` has none to spare; the rest is sound."""
    return {
        "Settings": [["Setting", "Value"], ["Schedule ID", "without-headings"], ["Time zone", "Europe/London"]],
        "Groups": [["Group", "Location", "Instructors"], ["Anatomy Labs", "Lab 1", "Abbott, Iris"]],
        "Sessions": [
            ["Session ID", "Title", "Type", "Groups", "Date", "Start", "Minutes"],
            ["M-01", "Dissection", "Lab", "Anatomy Labs", dt.date(2026, 9, 8), dt.time(9), 60],
        ],
        "Unavailable": [["Who", "When"], ["Abbott, Iris", "Fridays"]],
    }


_SESSION_HEADINGS = (
    "Session ID", "Course", "Cohort", "Title", "Type", "Groups", "Except groups", "Strategy", "Date", "Start", "End", "Minutes",
    "Days", "Weeks", "Until", "Except dates", "Location", "Instructors", "At once", "Stagger", "ILM", "Hours", "Due date",
    "Due prior to", "Description", "Status", "Remarks", "Start",
)  # fmt: skip


def _sessions_with_mistakes(day: dt.date, nine: dt.time) -> Rows:
    sound: dict[str, Cell] = {
        "Title": "Dissection", "Type": "Lab", "Groups": "Anatomy Labs", "Date": day, "Start": nine, "Minutes": 60,
        "Location": "Lab 1", "Instructors": "Abbott, Iris",
    }  # fmt: skip
    ilm: dict[str, Cell] = {"Title": "Read chapter 4", "Type": "Self-study", "Groups": "Anatomy Labs", "ILM": "yes", "Hours": 2}
    monday = dt.date(2026, 10, 5)
    changes: list[dict[str, Cell]] = [
        sound,
        sound | {"Title": None},
        sound | {"Title": "=UPPER(A2)"},
        sound | {"Title": "#REF!"},
        sound | {"Title": "No"},
        sound | {"Date": "8th of Sept"},
        sound | {"Date": "08/09/2026"},
        sound | {"Start": "nine"},
        sound | {"Minutes": "an hour"},
        sound | {"Minutes": 0},
        sound | {"Strategy": "per subgruop"},
        sound | {"Days": "Mon; Someday", "Weeks": 3},
        sound | {"Groups": "Anatomi Labs"},
        sound | {"Groups": "01"},
        sound | {"Location": "Lecture Theatre"},
        sound | {"Cohort": "Class of 2031"},
        sound | {"Session ID": None, "Title": "Without an ID"},
        sound | {"Session ID": "M-01", "Title": "Another title", "Date": dt.date(2026, 9, 15)},
        sound | {"Groups": None},
        sound | {"Date": None, "Start": None},
        sound | {"Except groups": "Anatomy Labs"},
        sound | {"Except groups": "Problem-based learning"},
        sound | {"Start": None},
        sound | {"Minutes": None},
        sound | {"End": dt.time(8), "Minutes": None},
        sound | {"End": dt.time(11)},
        sound | {"Days": "Mon"},
        sound | {"Weeks": 3, "Until": dt.date(2026, 10, 1)},
        sound | {"Until": dt.date(2026, 9, 1)},
        sound | {"Except dates": day},
        sound | {"Date": dt.date(2026, 9, 28), "Weeks": 3},
        sound | {"Date": monday},
        sound | {"Date": dt.date(2027, 3, 28), "Start": dt.time(1, 30)},
        sound | {"Date": dt.date(2026, 10, 25), "Start": dt.time(1, 30)},
        sound | {"Start": dt.time(23), "At once": 1, "Stagger": 90},
        sound | {"Strategy": "together", "At once": 1},
        sound | {"Stagger": 30},
        sound | {"Date": dt.date(2027, 1, 12)},
        sound | {"Location": None, "Groups": "Anatomy Labs"},
        sound | {"Instructors": None, "Groups": "Problem-based learning", "Strategy": "per parent group"},
        sound | {"ILM": "perhaps"},
        sound | {"Hours": 2},
        ilm | {"Hours": None, "Due date": day},
        ilm,
        ilm | {"Due date": day, "Due prior to": "M-01"},
        ilm | {"Due date": day, "Start": nine},
        ilm | {"Due prior to": "M-44"},
        ilm | {"Due date": day, "Location": "Lab 1", "Description": "Pages 80 to 96."},
        sound | {"Groups": "Problem-based learning > 01", "Start": dt.time(14), "Minutes": 90, "Instructors": "Baptiste, Noel"},
        sound | {"Title": "Case 1", "Groups": "Case seminars"},
    ]
    rows = [{"Session ID": f"M-{number:02d}", **change} for number, change in enumerate(changes, 1)]
    return [_SESSION_HEADINGS, *([row.get(heading) for heading in _SESSION_HEADINGS[:-1]] for row in rows)]


def medical_term() -> Book:
    """A whole teaching year: see medical_term.py."""
    closures: tuple[medical.Row, ...] = tuple(
        {"Date": first, "Last date": last, "Name": name} for first, last, name in medical.CLOSURES
    )
    return {
        "Settings": [("Setting", "Value"), *medical.SETTINGS],
        "Courses": _table(medical.COURSES),
        "Session types": _table(medical.TYPES),
        "Groups": _table(medical.GROUPS),
        "Subgroups": _table(medical.subgroups()),
        "Sessions": _table(medical.sessions()),
        "Offerings": _table(medical.OFFERINGS),
        "Instructors": _table(medical.instructors()),
        "Locations": _table(medical.locations()),
        "Learners": _table(medical.learners()),
        "Closures": _table(closures),
    }


def _table(rows: Iterable[Mapping[str, Cell]]) -> Rows:
    """Rows as a table; a column for every heading that any row has, in the order in which they come up."""
    listed = list(rows)
    headings = list(dict.fromkeys(heading for row in listed for heading in row))
    return [headings, *([row.get(heading) for heading in headings] for row in listed)]


MERGED = {("with-mistakes.xlsx", "Sessions"): "Y2:Y3"}
"""Merged cells, by workbook and sheet."""

SAMPLES: Mapping[str, Book] = {
    "anatomy-labs.xlsx": anatomy_labs(),
    "with-mistakes.xlsx": with_mistakes(),
    "without-headings.xlsx": without_headings(),
    "medical-term.xlsx": medical_term(),
}


def write_workbook(path: Path, book: Book) -> None:
    """Write ``book`` with a styled heading row, readable widths, real dates and times."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        workbook.set_properties({"created": dt.datetime(2026, 1, 1), "author": "Example School of Medicine"})  # noqa: DTZ001
        heading = workbook.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "valign": "top"})
        time = workbook.add_format({"num_format": "hh:mm"})
        for name, rows in book.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(rows[0]):
                sheet.write_string(0, column, str(title), heading)
                longest = max(len(str(row[column])) for row in rows if column < len(row) and row[column] is not None)
                sheet.set_column(column, column, min(max(longest + 2, 10), 48))
            for number, row in enumerate(rows[1:], 1):
                for column, value in enumerate(row):
                    _write_cell(sheet, (number, column), value, time)
            if (path.name, name) in MERGED:
                sheet.merge_range(MERGED[path.name, name], "see the plan")


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, place: tuple[int, int], value: Cell, time: xlsxwriter.format.Format) -> None:
    match value:
        case "#REF!":
            # The sheet that the formula named is gone: Excel calculates it to the same error again.
            sheet.write_formula(*place, "=#REF!", None, value)
        case str() if value.startswith("="):
            sheet.write_formula(*place, value, None, "")
        case str():
            sheet.write_string(*place, value)
        case dt.date():
            sheet.write_datetime(*place, value)
        case dt.time():
            sheet.write_datetime(*place, value, time)
        case int() | float():
            sheet.write_number(*place, value)


def main() -> None:
    """Write all samples beside this file."""
    for name, book in SAMPLES.items():
        write_workbook(Path(__file__).parent / name, book)


if __name__ == "__main__":
    main()
