"""A whole teaching year of a small medical school, for ``make_samples.py``: three courses, two cohorts, 130 sessions.

All names are invented.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

Cell = str | int | float | dt.date | dt.time | None
Row = dict[str, Cell]

YEAR_1, YEAR_2 = "Year 1", "Year 2"
CLASS_1, CLASS_2 = "Class of 2031", "Class of 2030"
ANATOMY, CIRCULATION, PRACTICE = "Human Anatomy", "Circulation and Respiration", "Clinical Practice"
FIRST_MONDAY = dt.date(2026, 9, 7)
LAST_DAY = dt.date(2027, 4, 30)
LABS = ("A", "B", "C", "D")
ONLINE = "https://meet.example.edu/"

CLOSURES = (
    (dt.date(2026, 11, 2), dt.date(2026, 11, 6), "Reading week"),
    (dt.date(2026, 12, 21), dt.date(2027, 1, 8), "Winter break"),
    (dt.date(2027, 3, 26), dt.date(2027, 3, 29), "Spring holiday"),
)

LECTURERS = (
    "Aldous, Prof. Miriam", "Bexley, Dr. Owen", "Calder, Dr. Sunita", "Drayton, Prof. Hugh", "Ekwueme, Dr. Chidi",
    "Fallow, Dr. Anneke",
)  # fmt: skip
DEMONSTRATORS = ("Garrick, Tom", "Hale, Beatriz", "Imrie, Scott", "Jalali, Nasrin")
PBL_TUTORS = (
    "Kilbride, Dr. Una", "Lascelles, Dr. Remy", "Moreau, Dr. Elise", "Nkemelu, Dr. Ada", "Oakes, Dr. Peter", "Pryce, Dr. Gwen",
    "Quennell, Dr. Max", "Rahimi, Dr. Laleh", "Sorley, Dr. Ewan", "Tamura, Dr. Kei", "Underhill, Dr. Rose", "Varga, Dr. Istvan",
)  # fmt: skip
EXAMINERS = ("Whitlock, Dr. Jane", "Xavier, Dr. Paulo", "Yarrow, Dr. Fern", "Zeller, Dr. Hans")

REGIONS = (
    "the upper limb", "the forearm and hand", "the lower limb", "the leg and foot", "the back", "the thoracic wall",
    "the heart", "the lungs and pleura", "the abdominal wall", "the gut", "the pelvis", "the head and neck",
)  # fmt: skip
CIRCULATION_TOPICS = (
    "Cardiac output", "The cardiac cycle", "Electrical activity of the heart", "Blood pressure", "Vascular resistance",
    "Capillary exchange", "Heart failure", "Ischaemic heart disease", "Arrhythmias", "Valve disease", "Congenital heart disease",
    "Shock", "Mechanics of breathing", "Gas exchange", "Ventilation and perfusion", "Control of breathing", "Asthma",
    "Chronic obstructive disease", "Pneumonia", "Interstitial disease", "Pulmonary embolism", "Acid and base", "Altitude and depth",
    "Sleep and breathing", "Lung cancer", "Imaging of the chest", "Lung function tests", "Revision",
)  # fmt: skip
SKILLS = (
    "Taking a history", "Examining the heart", "Examining the chest", "Blood pressure", "Venepuncture", "Recording an ECG",
    "Basic life support", "Examining the abdomen", "Breaking bad news", "Handing over a patient",
)  # fmt: skip


def teaching_days(weekday: int, count: int) -> list[dt.date]:
    """The first ``count`` of that weekday (Monday = 0) in the year that are not closed."""
    days = (FIRST_MONDAY + dt.timedelta(weeks=week, days=weekday) for week in range(40))
    return [day for day in days if not any(first <= day <= last for first, last, _ in CLOSURES)][:count]


def sessions() -> Iterator[Row]:
    """Every row of the Sessions sheet."""
    yield from _anatomy()
    yield from _circulation()
    yield from _practice()


def _anatomy() -> Iterator[Row]:
    lectures, labs = teaching_days(0, 24), teaching_days(2, 24)[1::2]
    for number, day in enumerate(lectures, 1):
        region = REGIONS[(number - 1) // 2]
        part = "structure" if number % 2 else "clinical anatomy"
        yield _row(f"ANAT-L{number:02d}", ANATOMY, f"Anatomy of {region}: {part}", "Lecture", YEAR_1, day, 9, 50) | {
            "Strategy": "per parent group", "Location": "Great Hall", "Instructors": LECTURERS[number % 3],
        }  # fmt: skip
    for number, (region, day) in enumerate(zip(REGIONS, labs, strict=True), 1):
        lab = f"ANAT-D{number:02d}"
        # Sixteen groups, four bays: four waves of 90 minutes. The demonstrators are the groups' own: one for each bay.
        yield _row(lab, ANATOMY, f"Dissection: {region}", "Laboratory", YEAR_1, day, 10, 90) | {
            "At once": 4, "Location": "Bay 1; Bay 2; Bay 3; Bay 4",
        }  # fmt: skip
        yield _module(f"ANAT-P{number:02d}", ANATOMY, f"Prepare: {region}", YEAR_1, 1.5, f"Dissection guide, chapter {number}.") | {
            "Due prior to": lab
        }
    for number, day in enumerate(teaching_days(4, 20)[::2], 1):
        yield _row(f"ANAT-H{number:02d}", ANATOMY, f"Histology {number}: slides at home", "Online session", YEAR_1, day, 14, 60) | {
            "Strategy": "per parent group", "URL": f"{ONLINE}histology-{number}", "Instructors": LECTURERS[3],
        }  # fmt: skip


def _circulation() -> Iterator[Row]:
    days = sorted((*teaching_days(1, 14), *teaching_days(3, 14)))
    for number, (topic, day) in enumerate(zip(CIRCULATION_TOPICS, days, strict=True), 1):
        yield _row(f"CIRC-L{number:02d}", CIRCULATION, topic, "Lecture", YEAR_2, day, 11, 50) | {
            "Strategy": "per parent group", "Location": "Harvey Theatre", "Instructors": LECTURERS[3 + number % 3],
        }  # fmt: skip
    for number, day in enumerate(teaching_days(4, 16)[::2], 1):
        # Each case is opened on one Friday and closed on the next teaching one.
        yield _row(f"CIRC-C{number:02d}", CIRCULATION, f"Case {number}", "PBL", "PBL Year 2", day, 9, 90) | {
            "Days": "Fri", "Until": day + dt.timedelta(days=7),
        }  # fmt: skip
        yield _module(f"CIRC-R{number:02d}", CIRCULATION, f"Report on case {number}", "PBL Year 2", 3, "Two pages, please.") | {
            "Due date": day + dt.timedelta(days=6), "Due time": dt.time(12),
        }  # fmt: skip
    for number, (letter, weekday) in enumerate(zip("ABC", ("Mon", "Tue", "Wed"), strict=True)):
        first = FIRST_MONDAY + dt.timedelta(days=number)
        yield _row(f"CIRC-S{number + 1}", CIRCULATION, f"Journal seminar {letter}", "Seminar", YEAR_2, first, 16, 60) | {
            "Strategy": "together", "Days": weekday, "Every": 2, "Weeks": 24, "Location": "Seminar Room 1",
            "Instructors": LECTURERS[4],
        }  # fmt: skip


def _practice() -> Iterator[Row]:
    for number, (skill, day) in enumerate(zip(SKILLS, teaching_days(0, 20)[::2], strict=True), 1):
        yield _row(f"PRAC-S{number:02d}", PRACTICE, skill, "Clinical skills", "Skills Year 2", day, 13, 120) | {
            "Groups": "Skills Year 2"
        }
    for number, day in enumerate(teaching_days(3, 24)[::2], 1):
        yield _row(f"PRAC-P{number:02d}", PRACTICE, f"Meeting patients {number}", "PBL", "PBL Year 1", day, 14, 90)
    for number, day in enumerate(teaching_days(1, 8), 1):
        yield _row(f"PRAC-E{number:02d}", PRACTICE, f"Ethics and law {number}", "Lecture", YEAR_1, day, 15, 50) | {
            "Groups": f"{YEAR_1}; {YEAR_2}", "Strategy": "together", "Location": "Great Hall", "Instructors": LECTURERS[5],
        }  # fmt: skip
    # Two groups at a time go round the stations; five minutes to change.
    yield _row("PRAC-OSCE", PRACTICE, "OSCE", "OSCE", "Skills Year 2", dt.date(2027, 4, 21), 9, 50) | {
        "At once": 2, "Stagger": 55, "Location": "OSCE Suite", "Instructors": "OSCE examiners",
    }  # fmt: skip
    yield _row("PRAC-FORUM", PRACTICE, "Forum with patients", "Seminar", YEAR_2, dt.date(2027, 3, 31), 14, 90) | {
        "Strategy": "together", "Location": "Great Hall", "Instructors": LECTURERS[0], "Status": "Tentative",
    }  # fmt: skip
    yield _module("PRAC-LOG", PRACTICE, "Log of skills", "Skills Year 2", 10, "Hand in your log, signed.") | {
        "Due date": dt.date(2027, 4, 16)
    }


def _row(session_id: str, course: str, title: str, kind: str, groups: str, day: dt.date, hour: int, minutes: int) -> Row:
    return {
        "Session ID": session_id, "Course": course, "Title": title, "Type": kind, "Groups": groups, "Date": day,
        "Start": dt.time(hour), "Minutes": minutes,
    }  # fmt: skip


def _module(session_id: str, course: str, title: str, groups: str, hours: float, description: str) -> Row:
    return {
        "Session ID": session_id, "Course": course, "Title": title, "Type": "Independent learning", "Groups": groups, "ILM": "yes",
        "Hours": hours, "Description": description,
    }  # fmt: skip


def subgroups() -> Iterator[Row]:
    """Sixteen lab groups in four labs; PBL and skills groups with a tutor and a room each."""
    for lab in LABS:
        yield {"Group": YEAR_1, "Subgroup": f"Lab {lab}"}
        for number in range(1, 5):
            yield {
                "Group": f"{YEAR_1} > Lab {lab}", "Subgroup": f"{lab}{number}", "Size": 6, "Instructors": DEMONSTRATORS[number - 1],
            }  # fmt: skip
    for year, count in ((1, 12), (2, 10)):
        for number in range(1, count + 1):
            yield {
                "Group": f"PBL Year {year}", "Subgroup": str(number), "Size": 8, "Location": f"Study Room {number}",
                "Instructors": PBL_TUTORS[number - 1],
            }  # fmt: skip
    for number in range(1, 11):
        yield {
            "Group": "Skills Year 2", "Subgroup": f"S{number}", "Size": 8, "Location": f"Skills Room {number}",
            "Instructors": PBL_TUTORS[number - 1],
        }  # fmt: skip


def learners() -> Iterator[Row]:
    """The roster: PBL groups cut across lab groups."""
    labs = [f"{lab}{number}" for lab in LABS for number in range(1, 5)]
    for number in range(96):
        yield _learner(310_001 + number) | {"Year 1": labs[number // 6], "PBL Year 1": str(number % 12 + 1)}
    for number in range(80):
        yield _learner(300_001 + number) | {
            "PBL Year 2": str(number % 10 + 1),
            "Skills Year 2": f"S{number // 8 + 1}",
            "Groups": YEAR_2,
        }


def _learner(number: int) -> Row:
    return {"Learner ID": f"0{number}", "Name": f"Learner {number}", "Email": f"l{number}@example.edu"}


def instructors() -> Iterator[Row]:
    """Everybody who teaches, and the teams they are in."""
    teams: Mapping[str, tuple[str, ...]] = {
        "": LECTURERS, "Anatomy demonstrators": DEMONSTRATORS, "PBL tutors": PBL_TUTORS, "OSCE examiners": EXAMINERS,
    }  # fmt: skip
    numbered = ((name, team) for team, names in teams.items() for name in names)
    for number, (name, team) in enumerate(numbered, 101):
        surname = name.split(",")[0].lower()
        yield {
            "Instructor": name,
            "Instructor ID": f"{number:05d}",
            "Email": f"{surname}@example.edu",
            "Instructor groups": team or None,
        }


def locations() -> Iterator[Row]:
    """Every place, with its capacity."""
    places = {"Great Hall": 220, "Harvey Theatre": 120, "Seminar Room 1": 100, "OSCE Suite": 80}
    places |= {f"Bay {number}": 8 for number in range(1, 5)}
    places |= {f"Study Room {number}": 10 for number in range(1, 13)} | {f"Skills Room {number}": 10 for number in range(1, 11)}
    for name, capacity in places.items():
        yield {"Location": name, "Building": "Main Building", "Capacity": capacity, "Address": "1 College Green, Example Town"}


SETTINGS: tuple[tuple[str, Cell], ...] = (
    ("Schedule ID", "medicine-2026-27"),
    ("Institution", "Example School of Medicine"),
    ("Term", "2026/27"),
    ("Term code", "202627"),
    ("Time zone", "Europe/London"),
    ("First day", FIRST_MONDAY),
    ("Last day", LAST_DAY),
    ("Day starts", dt.time(8)),
    ("Day ends", dt.time(18)),
    ("Calendar address", "https://timetable.example.edu/medicine-2026-27/calendars"),
)

GROUPS: tuple[Row, ...] = (
    {"Group": YEAR_1, "Cohort": CLASS_1, "Whole cohort": "yes", "Size": 96},
    {"Group": YEAR_2, "Cohort": CLASS_2, "Whole cohort": "yes", "Size": 80},
    {"Group": "PBL Year 1", "Cohort": CLASS_1},
    {"Group": "PBL Year 2", "Cohort": CLASS_2},
    {"Group": "Skills Year 2", "Cohort": CLASS_2},
)

COURSES: tuple[Row, ...] = (
    {"Course": ANATOMY, "Course number": "101", "Subject": "ANAT", "Credit hours": 8, "Delivery": "In person", "Cohorts": CLASS_1},
    {
        "Course": CIRCULATION,
        "Course number": "203",
        "Subject": "CIRC",
        "Credit hours": 6,
        "Delivery": "In person",
        "Cohorts": CLASS_2,
    },
    {"Course": PRACTICE, "Course number": "210", "Subject": "PRAC", "Credit hours": 4, "Cohorts": f"{CLASS_1}; {CLASS_2}"},
)

TYPES: tuple[Row, ...] = tuple(
    {"Type": kind, "Colour": colour, "Strategy": strategy}
    for kind, colour, strategy in (
        ("Lecture", "#1F77B4", "per parent group"),
        ("Laboratory", "#2CA02C", None),
        ("PBL", "#FF7F0E", None),
        ("Seminar", "#9467BD", "together"),
        ("Clinical skills", "#17BECF", None),
        ("OSCE", "#D62728", None),
        ("Online session", "#7F7F7F", "per parent group"),
        ("Independent learning", "#BCBD22", None),
    )
)

OFFERINGS: tuple[Row, ...] = (
    {"Offering ID": "REV", "Session": "ANAT-L24", "Groups": YEAR_1, "Date": dt.date(2027, 4, 14), "Start": dt.time(14),
     "Minutes": 90, "Location": "Great Hall", "Instructors": LECTURERS[0], "Notes": "Revision, asked for by the class"},
    {"Offering ID": "CIRC-L05/Year 2/w1.1", "Location": "Great Hall", "Notes": "Harvey Theatre is being painted"},
    {"Offering ID": "CIRC-S1/w5.1", "Status": "Cancelled", "Notes": "Speaker ill"},
)  # fmt: skip
