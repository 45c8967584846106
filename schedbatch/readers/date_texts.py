"""Dates in cells: Excel's own, and the texts that can mean one day only.

A room of its own because planners type dates in many ways. Source of the rules: workbook.md, "Reading rules".
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schedbatch.domain import kinds
from schedbatch.domain.issues import Kind
from schedbatch.domain.names import clean, fold, seen
from schedbatch.domain.times import MONTHS, WEEKDAYS
from schedbatch.readers.typed import is_time_text, split_list
from schedbatch.xlsx.raw import CellValue, DayCount1904

_LONGEST = 60
"""Characters. No date is longer; a longer text is not searched for one."""
_HAIR = 1e-6
"""Days by which a formula may miss midnight."""

_NAME = r"([A-Za-z]{3,9})\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DAY_MONTH_YEAR = re.compile(rf"(\d{{1,2}}){_ORDINAL}\.?[\s/-]*(?:of\s+)?{_NAME},?[\s/-]*(\d{{4}})", re.IGNORECASE)
_MONTH_DAY_YEAR = re.compile(rf"{_NAME}[\s-]*(\d{{1,2}}){_ORDINAL}(?:,?\s+|,|-)(\d{{4}})", re.IGNORECASE)
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[\s-]{_NAME}[\s-](\d{{1,2}})", re.IGNORECASE)
_WEEKDAY_BEFORE = re.compile(rf"{_NAME}(?:,\s*|\s+)(?=\d|[A-Za-z]{{3,9}}\.?[\s-]*\d)")
_TIME_BEHIND = re.compile(r"(.*\d{4}|\d{4}.*\d)(?:,?\s+|,|T)(?:at\s+)?(\d{1,2}(?:\s?[:.h].*|\s*[ap]\.?m\.?))", re.IGNORECASE)

_MONTH_NUMBERS = {
    name: number
    for number, month in enumerate(MONTHS, 1)
    for name in (month.lower(), month[:3].lower(), *(("sept",) if month == "September" else ()))
}
_WEEKDAY_NUMBERS = {
    name: number
    for number, day in enumerate(WEEKDAYS)
    for name in (day.lower(), day[:3].lower(), *{1: ("tues",), 2: ("weds",), 3: ("thur", "thurs")}.get(number, ()))
}


@dataclass(frozen=True, slots=True)
class DateFault:
    """Why a text with a date in it means no day: the kind of issue, and the reason as the end of a sentence."""

    kind: Kind
    reason: str


def date_of(value: CellValue, order: str) -> dt.date | DateFault | None:
    """The date that a cell holds, whatever time stands behind the date; ``None`` if it is no date.

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
            return _date_of_text(split_moment(value)[0], order)
    return None


def split_moment(text: str) -> tuple[str, str]:
    """The date and the time of a text that holds both; else the text, and no time."""
    cleaned = clean(text)
    found = _TIME_BEHIND.fullmatch(cleaned) if len(cleaned) <= _LONGEST else None
    return (found[1], found[2]) if found and is_time_text(found[2]) else (cleaned, "")


def typed_figures(text: str) -> tuple[int, int] | None:
    """The first two numbers of a text such as 13/09/2026, which are day and month; ``None`` for all other texts."""
    found = _NUMBERS.fullmatch(clean(seen(text)))
    return (int(found[1]), int(found[2])) if found else None


def _date_of_serial(serial: float) -> dt.date | None:
    # A date whose cell has lost its format is a day count; years outside the range are refused later.
    first = dt.date(1904, 1, 1) if isinstance(serial, DayCount1904) else dt.date(1899, 12, 30)
    return first + dt.timedelta(days=int(serial + _HAIR)) if 30_000 <= serial <= 110_000 else None  # noqa: PLR2004


def _date_of_text(text: str, order: str) -> dt.date | DateFault | None:
    if len(text) > _LONGEST:
        return None
    before = _WEEKDAY_BEFORE.match(text)
    weekday = _WEEKDAY_NUMBERS.get(before[1].lower()) if before else None
    days = _days(text[before.end() :] if before and weekday is not None else text, order)
    meant = [day for day in days if weekday in (None, day.weekday())]
    if not days or len(meant) == 1:
        return meant[0] if meant else None
    if not meant:
        real = " or ".join(WEEKDAYS[day.weekday()] for day in days)
        return DateFault(kinds.WEEKDAY_DIFFERS, f"that day is a {real}")
    return DateFault(kinds.AMBIGUOUS_DATE, "it cannot be told which is the day and which the month")


def _days(text: str, order: str) -> Sequence[dt.date]:
    """The days that a text can mean, each once: none, one, or two where day and month could be either."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _valid((int(found[1]), int(found[3]), int(found[4])))
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        both = {"DMY": ((year, second, first),), "MDY": ((year, first, second),)}
        return _valid(*both.get(order, ((year, second, first), (year, first, second))))
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        return _valid((int(found[3]), _month(found[2]), int(found[1])))
    if found := _MONTH_DAY_YEAR.fullmatch(text):
        return _valid((int(found[3]), _month(found[1]), int(found[2])))
    if found := _YEAR_MONTH_DAY.fullmatch(text):
        return _valid((int(found[1]), _month(found[2]), int(found[3])))
    return ()


def _month(name: str) -> int:
    return _MONTH_NUMBERS.get(name.lower(), 0)


def _valid(*dates: tuple[int, int, int]) -> Sequence[dt.date]:
    found: dict[dt.date, None] = {}
    for date in dates:
        try:
            found[dt.date(*date)] = None
        except ValueError:
            continue
    return tuple(found)


def split_dates(text: str) -> Iterator[str]:
    """The dates of a list cell: between them stand ``;``, line breaks, ``,``, ``&``, ``and``, or ``/`` outside of a date."""
    for piece in split_list(text, r"[;\n&]|\b[Aa][Nn][Dd]\b"):
        if _is_date(piece):
            yield piece
        else:
            yield from _dates_between_commas(piece)


_BETWEEN_SLASHES = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}/\d{1,2}/\d{1,2}|[^/]+")
_MOST_COMMAS = 2
"""In one date: ``Monday, September 14, 2026``."""


def _dates_between_commas(piece: str) -> Iterator[str]:
    parts = [clean(part) for part in piece.split(",") if clean(part)]
    position = 0
    while position < len(parts):
        candidates = (", ".join(parts[position:end]) for end in range(position + 1, position + _MOST_COMMAS + 2))
        date = next(filter(_is_date, candidates), "")
        if date:
            yield date
        else:
            yield from filter(None, map(clean, _BETWEEN_SLASHES.findall(parts[position])))
        position += date.count(",") + 1


def _is_date(text: str) -> bool:
    return date_of(text, "") is not None


def weekday_number(word: str) -> int | None:
    """Monday = 0, for a weekday's name or its usual abbreviations, in any case."""
    return _WEEKDAY_NUMBERS.get(fold(word))
