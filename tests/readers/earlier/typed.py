"""Dates, times and lists as planners type them and Excel stores them.

Source of the rules: workbook.md, "Reading rules".
"""

import datetime as dt
import re

from schedbatch.domain import kinds
from schedbatch.domain.issues import Kind
from schedbatch.domain.names import clean, fold
from schedbatch.domain.times import WEEKDAYS, clock
from schedbatch.xlsx.raw import CellValue, DayCount1904, ErrorValue, ShownNumber, Uncalculated


def text_of(value: CellValue) -> str:
    """A cell's value as Excel shows it; dates and times in ISO form."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case ShownNumber():
            return value.shown
        case float():
            return format(value, ".15g")
        case dt.datetime():
            return value.strftime("%Y-%m-%d") if value.time() == dt.time() else value.isoformat(" ", "minutes")
        case dt.time():
            return value.isoformat("minutes")
        case dt.timedelta():
            return clock(round(value.total_seconds() / 60))
        case ErrorValue():
            return value.text
        case Uncalculated():
            return ""
    return str(value)


def split_list(text: str, separators: str = r"[;\n]") -> tuple[str, ...]:
    """The names of a list cell, each cleaned and once, in the order typed."""
    named: dict[str, str] = {}
    for name in re.split(separators, text):
        named.setdefault(fold(name), clean(name))
    return tuple(name for folded, name in named.items() if folded)


def duration_minutes(value: CellValue) -> int | None:
    """Minutes of an Excel duration (``1:30``), or ``None`` if the cell holds none."""
    if isinstance(value, dt.timedelta):
        return round(value.total_seconds() / 60)
    return _clock_minutes(value) if isinstance(value, dt.time) else None


def _clock_minutes(value: dt.time) -> int:
    # Seconds come from formulas (9:00 + 1/24 …), never from planners: the nearest minute is meant.
    return round((value.hour * 3600 + value.minute * 60 + value.second) / 60)


_TIME_TEXT = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?:[:.]\d{2})?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_BEFORE_TIME = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}(?:T| +)")
"""The date of a date-time in text, whose time counts."""
_TIME_FIGURES = re.compile(r"(\d{1,2})(\d{2})")


def minute_of_day(value: CellValue) -> int | None:
    """Minutes after midnight (24:00 is 1440), or ``None`` if the cell holds no time."""
    match value:
        case dt.datetime():
            return _clock_minutes(value.time())
        case dt.time():
            return _clock_minutes(value)
        case dt.timedelta():
            return round(value.total_seconds() / 60)
        case bool():
            return None
        case ShownNumber() if value >= 1:
            return _time_of_text(value.shown)
        case int():
            return _time_of_text(f"{value:04d}") if value >= 100 else None
        case float():
            return round(value * 24 * 60) if 0 <= value < 1 else None
        case str():
            return _time_of_text(_BEFORE_TIME.sub("", value.strip()))
    return None


def _time_of_text(text: str) -> int | None:
    """``9:00``, ``09:00``, ``9.30 pm``, ``0900``; a bare ``9`` could mean anything."""
    figures = _TIME_FIGURES.fullmatch(text)
    match = figures or _TIME_TEXT.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    half = None if figures else (match[3] or "").lower() or None
    if not figures and match[2] is None and half is None:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= 24 * 60 else None


_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?")
_TEXT_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def date_of(value: CellValue, order: str) -> dt.date | Kind | None:
    """The date that a cell holds; the kind of issue if day and month cannot be told apart, ``None`` if it is no date.

    ``order`` is ``DMY``, ``MDY`` or blank; it matters for text such as 03/04/2026 only.
    """
    match value:
        case dt.datetime():
            return value.date()
        case bool() | dt.time() | dt.timedelta():
            return None
        case int() | float():
            return _date_of_serial(value)
        case str():
            return _date_of_text(value.strip(), order)
    return None


def _date_of_serial(serial: float) -> dt.date | None:
    # A date whose cell has lost its format is a day count; years outside the range are refused later.
    first = dt.date(1904, 1, 1) if isinstance(serial, DayCount1904) else dt.date(1899, 12, 30)
    return first + dt.timedelta(days=int(serial)) if 30_000 <= serial <= 110_000 else None


def _date_of_text(text: str, order: str) -> dt.date | Kind | None:
    if iso := _ISO_DATE.fullmatch(text):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = _TEXT_DATE.fullmatch(text)
    if numbers is None:
        return None
    first, second, year = int(numbers[1]), int(numbers[2]), int(numbers[3])
    day_first, month_first = _date(year, second, first), _date(year, first, second)
    if order:
        return day_first if order == "DMY" else month_first
    if day_first and month_first and day_first != month_first:
        return kinds.AMBIGUOUS_DATE
    return day_first or month_first


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def split_dates(text: str) -> tuple[str, ...]:
    """Split at ``;``, ``,`` and line breaks, and at ``/`` unless it stands within a date such as 03/04/2026."""
    pieces = split_list(text, r"[;,\n]")
    return tuple(part for piece in pieces for part in ((piece,) if _TEXT_DATE.fullmatch(piece) else split_list(piece, "/")))


def weekdays_of(word: str) -> tuple[int, ...]:
    """Weekdays that one word names (Monday = 0): ``Mon``, ``Monday``, or registrar letters ``MTWRFSU``; else empty."""
    if fold(word) in _DAY_NAMES:
        return (_DAY_NAMES[fold(word)],)
    return tuple(_REGISTRAR_LETTERS.index(letter) for letter in word) if set(word) <= set(_REGISTRAR_LETTERS) else ()


_DAY_NAMES = {
    name: number
    for number, day in enumerate(WEEKDAYS)
    for name in (day.lower(), day[:3].lower(), *{1: ("tues",), 2: ("weds",), 3: ("thur", "thurs")}.get(number, ()))
}
_REGISTRAR_LETTERS = "MTWRFSU"
