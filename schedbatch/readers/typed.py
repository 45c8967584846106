"""Times, durations and lists as planners type them and Excel stores them.

Source of the rules: workbook.md, "Reading rules".
"""

import datetime as dt
import re

from schedbatch.domain.names import clean, fold
from schedbatch.domain.times import clock
from schedbatch.xlsx.raw import CellValue, ErrorValue, ShownNumber, Uncalculated


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


_DURATION_TEXT = re.compile(r"(\d{1,3}):([0-5]\d)(?::[0-5]\d)?")


def duration_minutes(value: CellValue) -> int | None:
    """Minutes of a duration (``1:30``), Excel's own or typed as text; ``None`` if the cell holds none."""
    if isinstance(value, dt.timedelta):
        return round(value.total_seconds() / 60)
    if isinstance(value, str) and (found := _DURATION_TEXT.fullmatch(value.strip())):
        return int(found[1]) * 60 + int(found[2])
    return _clock_minutes(value) if isinstance(value, dt.time) else None


def _clock_minutes(value: dt.time) -> int:
    # Seconds come from formulas (9:00 + 1/24 …), never from planners: the nearest minute is meant.
    return round((value.hour * 3600 + value.minute * 60 + value.second) / 60)


_TIME_TEXT = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?:[:.]\d{2})?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_BEFORE_TIME = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}(?:T| +)")
"""The date of a date-time in text, whose time counts."""
_HOUR_SIGN = re.compile(r"\s?[hH](?:\s?(?=\d)|$)")
"""``9h00``, ``9 h 30``, ``14h``: as times are written in French and Portuguese."""
_MINUTES_A_DAY = 24 * 60
_SERIAL = range(30_000, 110_000)
"""Days of date-times that have lost their format."""
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
            return _time_of_text(f"{value:04d}") if value >= 100 else None  # noqa: PLR2004 - 0900 becomes 900 in Excel
        case float():
            minute = round((value % 1) * _MINUTES_A_DAY)
            return minute if 0 <= value < 1 else minute % _MINUTES_A_DAY if int(value) in _SERIAL else None
        case str():
            return _time_of_text(_BEFORE_TIME.sub("", value.strip()))
    return None


def is_time_text(text: str) -> bool:
    """Whether a text is a time of day."""
    return _time_of_text(text.strip()) is not None


def _colon(sign: re.Match[str]) -> str:
    return ":" if sign.end() < len(sign.string) else ":00"


def _time_of_text(text: str) -> int | None:
    """``9:00``, ``09:00``, ``9.30 pm``, ``0900``, ``9h00``; a bare ``9`` could mean anything."""
    text = _HOUR_SIGN.sub(_colon, text, count=1)
    figures = _TIME_FIGURES.fullmatch(text)
    match = figures or _TIME_TEXT.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    half = None if figures else (match[3] or "").lower() or None
    if not figures and match[2] is None and half is None:
        return None
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - hours of a twelve-hour clock
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= _MINUTES_A_DAY else None  # noqa: PLR2004 - minutes of an hour
