"""Odd forms of what stands in cells: days, dates, times, durations, numbers, names, and characters that nobody sees."""

# ruff: noqa: DTZ001 - Excel's date-times have no zone

import datetime as dt
from collections.abc import Mapping

from tests.readers.corpus.form import SOUND, Cell, Form, Formula, Markup, Rows, Shown

_USUAL = "2026-09-08 09:00-10:00 R1 (Okafor, Chidi)"


def _on(*days: str) -> str:
    """The usual session on these days of September or October 2026 (``09-08``)."""
    return "; ".join(f"2026-{day} 09:00-10:00 R1 (Okafor, Chidi)" for day in days)


def _from(span: str) -> str:
    return f"2026-09-08 {span} R1 (Okafor, Chidi)"


_FRIDAY: Mapping[str, Cell] = {"Date": dt.date(2026, 9, 11), "Weeks": 2}
_DAYS: tuple[Form, ...] = (
    Form("FR is Friday", _on("09-11", "09-18"), {"Days": "FR", **_FRIDAY}),
    Form("TU is Tuesday", _on("09-08", "09-15"), {"Days": "TU", "Weeks": 2}),
    Form("SU is Sunday", _on("09-08", "09-13", "09-15", "09-20"), {"Days": "SU", "Weeks": 2}),
    Form("two letters in small ones", _on("09-08", "09-10", "09-15", "09-17"), {"Days": "tu; th", "Weeks": 2}),
    Form("MTWTF names Tuesday twice", "error not-weekdays Sessions!J2", {"Days": "MTWTF", "Weeks": 2}),
    Form("a day named twice", "error not-weekdays Sessions!J2", {"Days": "Tue; Tue", "Weeks": 2}),
    Form("registrar letters", _on("09-08", "09-10", "09-15", "09-17"), {"Days": "TR", "Weeks": 2}),
    Form("TTh", _on("09-08", "09-10", "09-15", "09-17"), {"Days": "TTh", "Weeks": 2}),
    Form("TTH", _on("09-08", "09-10", "09-15", "09-17"), {"Days": "TTH", "Weeks": 2}),
    Form("TuTh", _on("09-08", "09-10", "09-15", "09-17"), {"Days": "TuTh", "Weeks": 2}),
    Form("TUTH", _on("09-08", "09-10", "09-15", "09-17"), {"Days": "TUTH", "Weeks": 2}),
    Form("MTWThF", _on("09-08", "09-09", "09-10", "09-11"), {"Days": "MTWThF", "Weeks": 1}),
    Form("Mon-Fri", _on("09-08", "09-09", "09-10", "09-11"), {"Days": "Mon-Fri", "Weeks": 1}),
    Form("Mon – Fri with a long dash", _on("09-08", "09-09", "09-10", "09-11"), {"Days": "Mon – Fri", "Weeks": 1}),
    Form("Monday to Wednesday", _on("09-08", "09-09"), {"Days": "Monday to Wednesday", "Weeks": 1}),
    Form("a range over the weekend", _on("09-08", "09-11", "09-12", "09-13"), {"Days": "Fri-Mon", "Weeks": 1}),
    Form("Tue and Wed", _on("09-08", "09-09"), {"Days": "Tue and Wed", "Weeks": 1}),
    Form("Tue & Wed", _on("09-08", "09-09"), {"Days": "Tue & Wed", "Weeks": 1}),
    Form("Tue/Wed", _on("09-08", "09-09"), {"Days": "Tue/Wed", "Weeks": 1}),
    Form("M-W-F", _on("09-08", "09-09", "09-11"), {"Days": "M-W-F", "Weeks": 1}),
    Form("Tue. with a full stop", _on("09-08", "09-15"), {"Days": "Tue.", "Weeks": 2}),
    Form("Tuesdays", _on("09-08", "09-15"), {"Days": "Tuesdays", "Weeks": 2}),
    Form("days that can be read in two ways", "error not-weekdays Sessions!J2", {"Days": "FRSU", "Weeks": 2}),
    Form("the date's own weekday is a single meeting", _USUAL, {"Day": "Tue"}),
    Form("another weekday without an end", "error recurrence-incomplete Sessions!J2", {"Day": "Wed"}),
    Form("several weekdays without an end", "error recurrence-incomplete Sessions!J2", {"Days": "Tue; Wed"}),
    Form("no Days", _USUAL, {"Days": "-"}),
    Form("weeks from Sunday", _on("09-11", "09-13", "09-18"), {"Days": "Sun", **_FRIDAY}, settings={"Week starts": "Sunday"}),
    Form("weeks from Saturday", _on("09-11", "09-12", "09-18"), {"Days": "Sat", **_FRIDAY}, settings={"Week starts": "Saturday"}),
)


def _dated(name: str, cell: Cell) -> Form:
    """A form of Date that means 14 September 2026."""
    return Form(name, _on("09-14"), {"Date": cell})


def _without(name: str, cells: str) -> Form:
    """A form of Except dates that means 15 and 22 September 2026."""
    return Form(name, f"{_on('09-08', '09-29')}; note dates-left-out Sessions!K2", {"Weeks": 4, "Except dates": cells})


def _sessions(*dates: Cell) -> Rows:
    """A session for each date, in no room and by nobody."""
    headings = ("Session ID", "Title", "Type", "Date", "Start", "Minutes", "Groups", "Location", "Instructors")
    return (
        headings,
        *((f"S-{number}", "Dissection", "Lab", date, dt.time(9), 60, "Labs", "none", "none") for number, date in enumerate(dates)),
    )


def _start_only() -> Rows:
    """The sound session in a sheet without a column Date."""
    headings = ("Session ID", "Title", "Type", "Start", "Minutes", "Groups", "Location", "Instructors")
    return (headings, ("S-1", "Dissection", "Lab", dt.datetime(2026, 9, 8, 9), 60, "Labs", "none", "none"))


_OFFERING_HEADINGS = ("Offering ID", "Session", "Location", "Date", "Start", "End", "End date", "Instructors")


def _offering(date: Cell, start: Cell, end: Cell, end_date: Cell = None) -> dict[str, Rows]:
    """A session without a date of its own, and one row of Offerings."""
    session = ("S-1", "Dissection", "Lab", "Labs")
    return {
        "Sessions": (("Session ID", "Title", "Type", "Groups"), session),
        "Offerings": (_OFFERING_HEADINGS, ("A", "S-1", "R1", date, start, end, end_date, "none")),
    }


def _change(date: Cell) -> dict[str, Rows]:
    return {"Offerings": (_OFFERING_HEADINGS, ("S-1/Labs/w1.1", None, None, date, None, None, None, None))}


def _away(start: Cell, last_date: Cell, end: Cell) -> dict[str, Rows]:
    """The instructor is away from 8 September 2026."""
    headings = ("Who or where", "Date", "Start", "End", "Last date")
    return {"Unavailable": (headings, ("Okafor, Chidi", dt.date(2026, 9, 8), start, end, last_date))}


def _with_mark(first: str) -> Rows:
    """The sound session under another first heading."""
    return ((first, *list(SOUND)[1:]), tuple(SOUND.values()))


_DITTO_COLUMNS = {"Date": "D", "Start": "E", "Minutes": "F", "Groups": "G", "Location": "H", "Instructors": "I"}

_DATES: tuple[Form, ...] = (
    _dated("14 Sep 2026", "14 Sep 2026"),
    _dated("Mon 14 Sep 2026", "Mon 14 Sep 2026"),
    _dated("Monday, 14 September 2026", "Monday, 14 September 2026"),
    _dated("14-Sep-2026", "14-Sep-2026"),
    _dated("14th of September 2026", "14th of September 2026"),
    _dated("September 14, 2026", "September 14, 2026"),
    _dated("2026/09/14", "2026/09/14"),
    _dated("2026.09.14", "2026.09.14"),
    _dated("2026-Sep-14", "2026-Sep-14"),
    _dated("blanks that do not break", "Mon\u00a014\u202fSep 2026"),
    _dated("a mark of direction before a date", "\u200e14/09/2026"),
    _dated("a byte order mark before a date", "\ufeff2026-09-14"),
    _dated("a soft hyphen in a date", "14 Sep\u00adtember 2026"),
    _dated("a weekday before figures", "Mon 14/09/2026"),
    Form("a wrong weekday", "error weekday-differs Sessions!D2", {"Date": "Mon 15 Sep 2026"}),
    Form("a day that is not in the calendar", "error not-a-date Sessions!D2", {"Date": "31 Sep 2026"}),
    Form("a year of two figures", "error not-a-date Sessions!D2", {"Date": "14-Sep-26"}),
    Form("day or month first", "error ambiguous-date Sessions!D2", {"Date": "03/04/2026"}),
    Form("a weekday tells day from month", _on("09-08"), {"Date": "Tue 08/09/2026"}),
    Form("Until as people write", _on("09-08", "09-15"), {"Until": "Tue 15 Sep 2026"}),
    Form("no Except dates", _on("09-08", "09-15"), {"Except dates": "n/a", "Weeks": 2}),
    Form("no Until", _on("09-08", "09-15"), {"Until": "n/a", "Weeks": 2}),
    _dated("a date missed by a hair", 46278.99999999),
    _without("Except dates with &", "15/09/2026 & 22/09/2026"),
    _without("Except dates with and", "15 Sep 2026 and 22 Sep 2026"),
    _without("Except dates with commas", "Tue, 15 Sep 2026, Tue, 22 Sep 2026"),
    _without("Except dates with slashes", "15/09/2026/22/09/2026"),
    _without("Except dates with slashes between ISO dates", "2026-09-15/2026-09-22"),
    Form(
        "a column in the wrong order of day and month",
        "2026-08-09 09:00-10:00; 2026-09-13 09:00-10:00; 2026-09-15 09:00-10:00; 2026-10-09 09:00-10:00; "
        "warning day-and-month-swapped Sessions!D2",
        sheets={"Sessions": _sessions(dt.date(2026, 8, 9), "13/09/2026", dt.date(2026, 10, 9), "15/09/2026")},
    ),
    Form(
        "real dates and texts that agree",
        "2026-08-09 09:00-10:00; 2026-08-29 09:00-10:00; 2026-09-13 09:00-10:00",
        sheets={"Sessions": _sessions(dt.date(2026, 8, 9), "13/09/2026", dt.date(2026, 8, 29))},
    ),
)

_MOMENT = dt.datetime(2026, 9, 8, 9)
_NINE = dt.time(9)
_ILM: Mapping[str, Cell] = {
    **dict.fromkeys(("Date", "Start", "Minutes", "Location")), "ILM": "yes", "Hours": 2, "Description": "Read chapter 4.",
}  # fmt: skip
_DUE = dt.datetime(2026, 9, 18, 23, 59)
_AT_NOON = "due 2026-09-18 12:00, 2 h"

_DATE_TIMES: tuple[Form, ...] = (
    Form(
        "Start and End with dates",
        _from("09:00-2026-09-10 10:00"),
        {"Start": _MOMENT, "End": dt.datetime(2026, 9, 10, 10), "Minutes": None},
    ),
    Form("End with the date of the day", _from("09:00-10:30"), {"End": dt.datetime(2026, 9, 8, 10, 30), "Minutes": None}),
    Form(
        "End at midnight as the next day",
        _from("09:00-2026-09-09 00:00"),
        {"End": Shown(dt.datetime(2026, 9, 9), "yyyy-mm-dd hh:mm"), "Minutes": None},
    ),
    Form("End as text with a date", _from("09:00-2026-09-10 10:00"), {"End": "2026-09-10 10:00", "Minutes": None}),
    Form("End before the date", "error end-before-start Sessions!J2", {"End": dt.datetime(2026, 9, 7, 10), "Minutes": None}),
    Form("End weeks later", "error number-out-of-range Sessions!J2", {"End": dt.datetime(2026, 9, 28, 10), "Minutes": None}),
    Form("End on a later day and other Minutes", "error end-minutes-differ Sessions!F2", {"End": dt.datetime(2026, 9, 10, 10)}),
    Form(
        "a series that ends on the next day",
        "2026-09-08 22:00-2026-09-09 06:00 R1 (Okafor, Chidi); 2026-09-15 22:00-2026-09-16 06:00 R1 (Okafor, Chidi)",
        {"Start": dt.time(22), "End": dt.datetime(2026, 9, 9, 6), "Minutes": None, "Weeks": 2},
    ),
    Form("a Start with its date and no Date", _USUAL, {"Date": None, "Start": _MOMENT}),
    Form("no Date column but a Start with its date", "2026-09-08 09:00-10:00", sheets={"Sessions": _start_only()}),
    Form("a Date with its time and no Start", _USUAL, {"Date": _MOMENT, "Start": None}),
    Form("a Date with its time as text", _USUAL, {"Date": "Tue 8 Sep 2026, 9:00", "Start": None}),
    Form("Date and Start with the same date-time", _USUAL, {"Date": _MOMENT, "Start": _MOMENT}),
    Form("a Start of another date", "error date-times-differ Sessions!E2", {"Start": dt.datetime(2026, 10, 8, 9)}),
    Form("a Date of another time", "error date-times-differ Sessions!D2", {"Date": dt.datetime(2026, 9, 8, 14)}),
    Form("a date-time that has lost its format", _USUAL, {"Date": None, "Start": 46273.375}),
    Form("a Due date with its time", "due 2026-09-18 23:59, 2 h", {**_ILM, "Due date": _DUE}),
    Form("a Due date with its time as text", "due 2026-09-18 23:59, 2 h", {**_ILM, "Due date": "18 Sep 2026 23:59"}),
    Form("a Due date of another time", "error date-times-differ Sessions!M2", {**_ILM, "Due date": _DUE, "Due time": dt.time(12)}),
    Form("a Due date and its Due time", _AT_NOON, {**_ILM, "Due date": dt.datetime(2026, 9, 18, 12), "Due time": dt.time(12)}),
    Form("a Due time with its date", _AT_NOON, {**_ILM, "Due time": dt.datetime(2026, 9, 18, 12)}),
    Form(
        "a Due time of another date",
        "error date-times-differ Sessions!N2",
        {**_ILM, "Due date": dt.date(2026, 9, 18), "Due time": dt.datetime(2026, 9, 19, 12)},
    ),
    Form(
        "an Offerings row with date-times",
        "2026-09-08 09:00-2026-09-10 10:00 R1",
        sheets=_offering(_MOMENT, None, dt.datetime(2026, 9, 10, 10)),
    ),
    Form(
        "an Offerings row of another date",
        "error date-times-differ Offerings!E2",
        sheets=_offering(dt.date(2026, 9, 9), _MOMENT, dt.time(10)),
    ),
    Form(
        "an Offerings row of another end date",
        "error date-times-differ Offerings!F2",
        sheets=_offering(dt.date(2026, 9, 8), _NINE, dt.datetime(2026, 9, 9, 10), dt.date(2026, 9, 10)),
    ),
    Form(
        "hours away on one day",
        f"{_USUAL}; warning instructor-unavailable Sessions!I2",
        sheets=_away(_MOMENT, None, dt.datetime(2026, 9, 8, 12)),
    ),
    Form(
        "hours away over several days",
        f"{_USUAL}; error date-times-differ Unavailable!D2",
        sheets=_away(_MOMENT, None, dt.datetime(2026, 9, 10, 12)),
    ),
)


def _timed(name: str, cell: Cell, span: str = "09:00-10:00") -> Form:
    return Form(name, _from(span), {"Start": cell})


def _long(name: str, cell: Cell, span: str = "09:00-10:00", heading: str = "Minutes") -> Form:
    return Form(name, _from(span), {heading: cell})


def _hours(name: str, cell: Cell, hours: str) -> Form:
    return Form(name, f"due 2026-09-18 17:00, {hours} h", {**_ILM, "Due date": dt.date(2026, 9, 18), "Hours": cell})


_TIMES: tuple[Form, ...] = (
    _timed("9h00", "9h00"),
    _timed("14h30", "14h30", "14:30-15:30"),
    _timed("9h", "9h"),
    _timed("9 h 30", "9 h 30", "09:30-10:30"),
    _timed("a mark of direction before a time", "\u200e9:00 AM"),
    _timed("a narrow blank before AM", "9:00\u202fAM"),
    _timed("a zero-width space behind a time", "09:00\u200b"),
    Form("a Start at four", "2026-09-08 04:00-05:00 R1 (Okafor, Chidi); warning early-start Sessions!E2", {"Start": dt.time(4)}),
    Form("a Start at four and Day starts", _from("04:00-05:00"), {"Start": dt.time(4)}, settings={"Day starts": dt.time(3)}),
    _long("Minutes missed by a hair", Formula("=(E2+1/24-E2)*1440", 59.9999999965)),
    _long("Minutes as a duration", dt.timedelta(hours=1, minutes=20), "09:00-10:20"),
    _long("Minutes as a duration in text", "1:20", "09:00-10:20"),
    Form("Minutes that are hours", "2026-09-08 09:00-09:02 R1 (Okafor, Chidi); warning short-offering Sessions!F2", {"Minutes": 2}),
    Form("Minutes that are no whole number", "error number-out-of-range Sessions!F2", {"Minutes": 59.99}),
    _hours("Hours missed by a hair", Formula("=(E2+1/24-E2)*24", 0.99999999994), "1"),
    _hours("Hours as a duration", dt.timedelta(hours=1, minutes=20), "1.33"),
    _hours("Hours as a duration in text", "1:20", "1.33"),
    Form("Weeks missed by a hair", _on("09-08", "09-15"), {"Weeks": 1.99999999999}),
    Form("a size missed by a hair", _USUAL, sheets={"Groups": (("Group", "Size"), ("Labs", 11.9999999999))}),
    Form(
        "Hours limit as a duration",
        _USUAL,
        sheets={"Instructors": (("Instructor", "Hours limit"), ("Okafor, Chidi", dt.timedelta(hours=40)))},
    ),
)

_NOWHERE = "2026-09-08 09:00-10:00 (Okafor, Chidi); warning location-missing Sessions!H2"
_ZERO = Formula("=Other!A5", 0)

_BLANKS: tuple[Form, ...] = (
    Form("a blank cell written as a string", _NOWHERE, {"Location": Markup(' t="s"><v></v></c>')}),
    Form("a cell of nothing but unseen characters", _NOWHERE, {"Location": "\u200b\ufeff"}),
    Form(
        "a formula that leads to a blank Location",
        "2026-09-08 09:00-10:00 (Okafor, Chidi); warning formula-zero Sessions!H2; warning location-missing Sessions!H2",
        {"Location": _ZERO},
    ),
    Form(
        "a formula that leads to a blank Start",
        "error start-missing Sessions!E2; warning formula-zero Sessions!E2",
        {"Start": Formula("=Other!A5", 0)},
    ),
    Form(
        "a formula that leads to a blank Date",
        "warning formula-zero Sessions!D2; warning session-not-scheduled Sessions!D2",
        {"Date": Formula("=Other!A5", 0)},
    ),
    Form(
        "rows of formulas that lead to blank cells",
        _USUAL,
        sheets={"Instructors": (("Instructor", "Hours limit"), ("Okafor, Chidi", None), (_ZERO, _ZERO))},
    ),
)


def _later(word: str) -> tuple[Form, ...]:
    """The word in Location and in Instructors: shown as typed, with the warning of an empty cell."""
    return (
        Form(
            f"Location {word}",
            f"2026-09-08 09:00-10:00 {word} (Okafor, Chidi); warning location-missing Sessions!H2",
            {"Location": word},
        ),
        Form(
            f"Instructors {word}",
            f"2026-09-08 09:00-10:00 R1 ({word}); warning instructors-missing Sessions!I2",
            {"Instructors": word},
        ),
    )


_NOT_YET = "warning session-not-scheduled Sessions!D2"
_KNOWN_ROOM = {"Locations": (("Location", "Shared"), ("R1", None), ("TBD", "yes"))}

_ANNOUNCED: tuple[Form, ...] = (
    *(form for word in ("TBA", "TBC", "tbd", "?", "Staff", "various", "TBA (cardiology)") for form in _later(word)),
    Form(
        "a person and somebody else",
        "2026-09-08 09:00-10:00 R1 (Okafor, Chidi; TBC); warning instructors-missing Sessions!I2",
        {"Instructors": "Okafor, Chidi; TBC"},
    ),
    Form(
        "TBA and a sheet of locations",
        "2026-09-08 09:00-10:00 TBA (Okafor, Chidi); warning location-missing Sessions!H2",
        {"Location": "TBA"},
        sheets=_KNOWN_ROOM,
    ),
    Form(
        "TBD as a location of the workbook", "2026-09-08 09:00-10:00 TBD (Okafor, Chidi)", {"Location": "TBD"}, sheets=_KNOWN_ROOM
    ),
    Form(
        "TBA and the group's own location",
        "2026-09-08 09:00-10:00 TBA (Okafor, Chidi); warning location-missing Sessions!H2",
        {"Location": "TBA"},
        sheets={"Groups": (("Group", "Location"), ("Labs", "R9"))},
    ),
    Form(
        "the group's own location is TBA",
        "2026-09-08 09:00-10:00 TBA (Okafor, Chidi); warning location-missing Sessions!H2",
        {"Location": None},
        sheets={"Groups": (("Group", "Location"), ("Labs", "TBA"))},
    ),
    Form("Location n/a", "2026-09-08 09:00-10:00 (Okafor, Chidi)", {"Location": "n/a"}),
    Form("Location -", "2026-09-08 09:00-10:00 (Okafor, Chidi)", {"Location": "-"}),
    Form("Instructors N/A", "2026-09-08 09:00-10:00 R1", {"Instructors": "N/A"}),
    Form("URL -", _USUAL, {"URL": "-"}),
    Form("Date TBC", _NOT_YET, {"Date": "TBC", "Start": None}),
    Form("Date TBC and a Start", _NOT_YET, {"Date": "TBC"}),
    Form("Date -", _NOT_YET, {"Date": "-"}),
    Form("Start TBA beside a Date", _NOT_YET, {"Start": "TBA"}),
    Form("Start ? beside a Date", _NOT_YET, {"Start": "?"}),
    Form(
        "an offering whose Date is TBA", "warning session-not-scheduled Offerings!D2", sheets=_offering("TBA", _NINE, dt.time(10))
    ),
    Form("a changed offering whose Date is TBA", "error not-a-date Offerings!D2", sheets=_change("TBA")),
    *(
        Form(f"ditto in {heading}", f"error ditto-mark Sessions!{letter}2", {heading: '"'})
        for heading, letter in _DITTO_COLUMNS.items()
    ),
    Form("two quotes", "error ditto-mark Sessions!H2", {"Location": "''"}),
    Form("as above", "error ditto-mark Sessions!H2", {"Location": "as above"}),
    Form("a ditto mark in a list", "error ditto-mark Sessions!I2", {"Instructors": 'Okafor, Chidi; "'}),
)

_UNSEEN: tuple[Form, ...] = (
    Form("a byte order mark before the first heading", _USUAL, sheets={"Sessions": _with_mark("\ufeffSession ID")}),
    Form("a zero-width space behind a sheet's name", _USUAL, sheets={"Instructors\u200b": (("Instructor",), ("Okafor, Chidi",))}),
    Form(
        "a zero-width space behind a name",
        _USUAL,
        {"Instructors": "Okafor, Chidi\u200b"},
        sheets={"Instructors": (("Instructor",), ("Okafor, Chidi",))},
    ),
    Form(
        "a zero-width space within a list",
        "2026-09-08 09:00-10:00 R1 (Okafor, Chidi; Smith, Ann)",
        {"Instructors": "Okafor, Chidi\u200b; \u200eSmith, Ann"},
        sheets={"Instructors": (("Instructor",), ("Okafor, Chidi",), ("Smith, Ann\u200d",))},
    ),
    Form("a zero-width space behind a group", _USUAL, {"Groups": "Labs\u200b"}),
    Form("a zero-width space behind a group's definition", _USUAL, sheets={"Groups": (("Group",), ("Labs\u200b",))}),
    Form("a soft hyphen in a type", _USUAL, {"Type": "La\u00adb"}, sheets={"Session types": (("Type",), ("Lab",))}),
    Form("a zero-width space in a number", _USUAL, {"Minutes": "60\u200b"}),
    Form(
        "a byte order mark before yes", "due 2026-09-18 17:00, 2 h", {**_ILM, "ILM": "\ufeffyes", "Due date": dt.date(2026, 9, 18)}
    ),
    Form("a mark of direction in a choice", _USUAL, {"Status": "Scheduled\u200f"}),
    Form("a zero-width space in Days", _on("09-08", "09-15"), {"Days": "Tue\u200b", "Weeks": 2}),
    Form("a mark of direction before an address", _USUAL, {"URL": "\u200ehttps://example.edu/a"}),
    Form("an unseen character behind a setting", _USUAL, settings={"Term\u200b": "Autumn\u200b"}),
)

_ZONES: tuple[Form, ...] = (
    Form(
        "a time zone from a formula that leads to a blank cell",
        f"{_USUAL}; error required-cell-empty Settings!B3; warning formula-zero Settings!B3",
        settings={"Time zone": _ZERO},
    ),
    Form("a misspelt offset", f"{_USUAL}; error not-a-choice Settings!B3", settings={"Time zone": "est"}),
    *tuple(
        Form(f"the time zone {zone}", f"{_USUAL}; warning zone-is-offset Settings!B3", settings={"Time zone": zone})
        for zone in ("GMT", "UTC", "EST", "MST", "HST", "Etc/GMT+1", "Etc/UTC")
    ),
    *tuple(
        Form(f"the time zone {zone}", _USUAL, settings={"Time zone": zone})
        for zone in ("Asia/Kolkata", "Atlantic/Reykjavik", "EST5EDT")
    ),
)

_TEXTS: tuple[Form, ...] = (Form("a title of one letter", "error text-not-allowed Sessions!B2", {"Title": "A"}),)

CELL_FORMS: tuple[Form, ...] = (
    Form("nothing odd", _USUAL),
    *_DAYS,
    *_DATES,
    *_DATE_TIMES,
    *_TIMES,
    *_BLANKS,
    *_ANNOUNCED,
    *_UNSEEN,
    *_ZONES,
    *_TEXTS,
)
