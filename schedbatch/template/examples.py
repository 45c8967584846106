"""The rows that a template begins with: examples that run as they stand, and the common session types.

All names are invented. Together the examples show each strategy, a series, waves, ILMs and a single offering.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from schedbatch.xlsx.shown import ShownValue

Row = Mapping[str, ShownValue]
"""Values by heading; a heading that is missing is an empty cell."""

EXAMPLE_SETTINGS: Row = MappingProxyType({
    "Schedule ID": "example-schedule",
    "Institution": "Example School of Medicine",
    "Term": "Autumn 2026",
    "Term code": "202609",
    "Time zone": "Europe/London",
    "First day": dt.date(2026, 9, 7),
    "Last day": dt.date(2026, 12, 18),
    "Day starts": dt.time(8),
    "Day ends": dt.time(18),
})  # fmt: skip

_MONDAY, _TUESDAY, _THURSDAY = dt.date(2026, 9, 14), dt.date(2026, 9, 15), dt.date(2026, 9, 17)

EXAMPLES: Mapping[str, tuple[Row, ...]] = MappingProxyType({
    "Courses": (
        {"Course": "Anatomy", "Course number": "101", "Subject": "ANAT", "Section": "001", "Credit hours": 6,
         "Delivery": "In person", "Cohorts": "Class of 2030"},
    ),
    "Groups": (
        {"Group": "Year 1", "Cohort": "Class of 2030", "Whole cohort": "yes", "Size": 12, "Location": "Lecture Hall",
         "Instructors": "Abbott, Iris"},
        {"Group": "Anatomy Labs", "Cohort": "Class of 2030", "Size": 12, "Instructors": "Laboratory team"},
        {"Group": "Seminars", "Cohort": "Class of 2030", "Size": 12},
    ),
    "Subgroups": (
        {"Group": "Anatomy Labs", "Subgroup": "01", "Size": 3, "CRN": "00417", "Instructors": "Baptiste, Noel"},
        {"Group": "Anatomy Labs", "Subgroup": "02", "Size": 3, "CRN": "00418", "Instructors": "Castellan, Ruth"},
        {"Group": "Anatomy Labs", "Subgroup": "03", "Size": 3, "CRN": "00419", "Instructors": "Baptiste, Noel"},
        {"Group": "Anatomy Labs", "Subgroup": "04", "Size": 3, "CRN": "00420", "Instructors": "Castellan, Ruth"},
        {"Group": "Seminars", "Subgroup": "A", "Size": 6, "Location": "Seminar Room 1", "Instructors": "Dunmore, Felix"},
        {"Group": "Seminars", "Subgroup": "B", "Size": 6, "Location": "Seminar Room 2", "Instructors": "Eskildsen, Maja"},
    ),
    "Sessions": (
        {"Session ID": "ANAT-01", "Course": "Anatomy", "Title": "The upper limb", "Type": "Lecture", "Groups": "Year 1",
         "Strategy": "together", "Date": _MONDAY, "Start": dt.time(9), "End": dt.time(10), "Location": "Lecture Hall",
         "Instructors": "Abbott, Iris", "Notes": "One offering for everybody."},
        {"Session ID": "ANAT-02", "Course": "Anatomy", "Title": "Prepare: the upper limb", "Type": "Independent learning",
         "Groups": "Anatomy Labs", "ILM": "yes", "Hours": 1, "Due prior to": "ANAT-03",
         "Description": "Read chapter 4.", "Notes": "An independent learning module, due when the laboratory starts."},
        {"Session ID": "ANAT-03", "Course": "Anatomy", "Title": "Dissection: the upper limb", "Type": "Laboratory",
         "Groups": "Anatomy Labs", "Strategy": "per subgroup", "Date": _TUESDAY, "Start": dt.time(9), "Minutes": 90,
         "Location": "Bay 1; Bay 2", "At once": 2, "Description": "Bring gloves.",
         "Notes": "An offering for each subgroup, in waves: two at a time, then the next two."},
        {"Session ID": "ANAT-04", "Course": "Anatomy", "Title": "Clinical anatomy", "Type": "Seminar", "Groups": "Seminars",
         "Strategy": "per subgroup", "Date": _THURSDAY, "Start": dt.time(14), "Minutes": 60, "Weeks": 4,
         "Notes": "A series of four weeks; each subgroup in its own room, from the sheet Subgroups."},
        {"Session ID": "ANAT-05", "Course": "Anatomy", "Title": "Living anatomy", "Type": "Demonstration",
         "Groups": "Anatomy Labs", "Strategy": "per parent group", "Date": dt.date(2026, 9, 22), "Start": dt.time(9),
         "Minutes": 60, "Location": "Lecture Hall", "Notes": "One offering for the whole group, whatever its subgroups."},
        {"Session ID": "ANAT-06", "Course": "Anatomy", "Title": "Portfolio: one joint", "Type": "Independent learning",
         "Groups": "Year 1", "ILM": "yes", "Hours": 3, "Due date": dt.date(2026, 10, 16), "Due time": dt.time(17),
         "Description": "Describe one joint in 500 words.", "Notes": "An independent learning module with a due date."},
    ),
    "Offerings": (
        {"Offering ID": "catch-up", "Session": "ANAT-03", "Groups": "Anatomy Labs > 04", "Date": dt.date(2026, 9, 24),
         "Start": dt.time(11), "Minutes": 60, "Location": "Bay 1", "Instructors": "Castellan, Ruth",
         "Notes": "One more offering of the session, for one subgroup."},
    ),
    "Instructors": (
        {"Instructor": "Abbott, Iris", "Instructor ID": "00417", "Email": "iris.abbott@example.edu"},
        {"Instructor": "Baptiste, Noel", "Instructor ID": "00418", "Email": "noel.baptiste@example.edu",
         "Instructor groups": "Laboratory team", "Hours limit": 60},
        {"Instructor": "Castellan, Ruth", "Instructor ID": "00419", "Email": "ruth.castellan@example.edu",
         "Instructor groups": "Laboratory team", "Hours limit": 60},
        {"Instructor": "Dunmore, Felix", "Instructor ID": "00420", "Email": "felix.dunmore@example.edu"},
        {"Instructor": "Eskildsen, Maja", "Instructor ID": "00421", "Email": "maja.eskildsen@example.edu"},
    ),
    "Locations": (
        {"Location": "Lecture Hall", "Building": "Harvey Building", "Room": "001", "Capacity": 150},
        {"Location": "Bay 1", "Building": "Harvey Building", "Room": "B01", "Capacity": 6},
        {"Location": "Bay 2", "Building": "Harvey Building", "Room": "B02", "Capacity": 6},
        {"Location": "Seminar Room 1", "Building": "Harvey Building", "Room": "101", "Capacity": 12},
        {"Location": "Seminar Room 2", "Building": "Harvey Building", "Room": "102", "Capacity": 12},
        {"Location": "Online", "Shared": "yes"},
    ),
    "Learners": (
        *({"Learner ID": f"{number:03d}", "Name": f"Learner {number}", "Email": f"learner{number}@example.edu",
           "Groups": f"Anatomy Labs > {(number + 2) // 3:02d}; Seminars > {'A' if number <= 6 else 'B'}"}  # noqa: PLR2004
          for number in range(1, 13)),
    ),
    "Closures": (
        {"Date": dt.date(2026, 10, 26), "Last date": dt.date(2026, 10, 30), "Name": "Reading week"},
    ),
    "Unavailable": (
        {"Who or where": "Abbott, Iris", "Date": dt.date(2026, 11, 2), "Last date": dt.date(2026, 11, 6), "Reason": "Conference"},
        {"Who or where": "Bay 2", "Date": dt.date(2026, 11, 10), "Start": dt.time(8), "End": dt.time(12),
         "Reason": "Maintenance"},
    ),
})  # fmt: skip

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

SESSION_TYPES: tuple[Row, ...] = tuple({"Type": name, "Colour": colour, "Strategy": strategy} for name, colour, strategy in _TYPES)
