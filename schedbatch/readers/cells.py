"""One cell's value, read as its column's kind: a typed value, or what is wrong with it.

Source of the rules: workbook.md, "Reading rules".
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum
from urllib.parse import urlsplit

from schedbatch.domain import kinds
from schedbatch.domain.issues import Kind
from schedbatch.domain.names import clean, fold, seen, trimmed
from schedbatch.domain.sheets import CellKind, Column, Need
from schedbatch.domain.to_be_announced import is_to_be_announced
from schedbatch.readers.date_texts import DateFault, date_of, split_dates
from schedbatch.readers.spelling import did_you_mean
from schedbatch.readers.typed import duration_minutes, minute_of_day, split_list, text_of
from schedbatch.readers.weekday_texts import weekdays_of
from schedbatch.xlsx.raw import CalculatedZero, CellValue, ErrorValue, Uncalculated

_SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell; the place is known to whoever asked."""

    kind: Kind
    message: str


class Later(Enum):
    """What stands in a cell of a row that is not scheduled yet, because Date or Start is to be announced."""

    TO_BE_ANNOUNCED = "to be announced"


Parsed = tuple[object, Fault | None]
"""A typed value (``None`` if there is none) and what is wrong with the cell. A warning leaves the value standing."""


def parse_cell(value: CellValue, column: Column, order: str) -> Parsed:
    """Read ``value`` as ``column`` asks; ``order`` is that of dates typed as text (``DMY``, ``MDY`` or blank).

    By kind: TEXT, PROSE, NAME, EMAIL, URL, COLOUR -> str · NAMES -> tuple of str, empty for ``none`` · DATE -> date ·
    DATES -> tuple of dates, sorted · TIME -> minutes after midnight (24:00 is 1440) · WHOLE and MINUTES -> int · HOURS, NUMBER ->
    Decimal · YES_NO -> bool · CHOICE -> the choice's value · ANY -> as it stands · WEEKDAYS -> sorted tuple, Monday = 0.
    Where a column allows that, DATE and TIME -> ``Later.TO_BE_ANNOUNCED``. Characters that nobody sees do not count.
    """
    if column.kind is CellKind.ANY:
        return value, None
    if isinstance(value, str) and column.kind is not CellKind.PROSE:
        value = seen(value)
        if _is_ditto(value):
            return None, Fault(
                kinds.DITTO_MARK, f"{column.heading} holds a ditto mark ({clean(value)}), which stands for no value."
            )
        if column.later_allowed and _is_later(value):
            return Later.TO_BE_ANNOUNCED, None
        if column.kind in _NONE_IS_BLANK and fold(value) in _NONE_MARKS:
            return None, None if column.need is not Need.ALWAYS else Fault(kinds.REQUIRED_CELL_EMPTY, f"{column.heading} is empty.")
    if isinstance(value, CalculatedZero) and column.kind not in _ZERO_COUNTS:
        return None, _zero(column)
    if isinstance(value, ErrorValue):
        return None, Fault(kinds.CELL_ERROR_VALUE, f"{column.heading} shows the Excel error {value.text}.")
    if isinstance(value, Uncalculated):
        return None, Fault(kinds.FORMULA_NOT_CALCULATED, f"{column.heading} holds a formula that has never been calculated.")
    return _PARSERS[column.kind](value, column, order)


_ZERO_COUNTS = (CellKind.WHOLE, CellKind.MINUTES, CellKind.HOURS, CellKind.NUMBER, CellKind.YES_NO)
"""Where a formula may well give 0."""


def _zero(column: Column) -> Fault:
    if column.need is Need.ALWAYS:
        return Fault(kinds.REQUIRED_CELL_EMPTY, f"{column.heading} is empty: its formula leads to a blank cell.")
    return Fault(kinds.FORMULA_ZERO, f"{column.heading} shows 0, from a formula that leads to a blank cell; it is read as blank.")


_DITTO_MARKS = frozenset(
    ('"', "''", "'", "\u201d", "\u201c", "\u201e", "\u2033", "\u3003", "\u2019\u2019", '-"-', '-""-', "\u00b4\u00b4")
)
_DITTO_WORDS = frozenset(("as above", "same as above", "see above", "ditto"))


_LONGEST_DITTO = 20
"""Characters, blanks around them included."""


def _is_ditto(text: str) -> bool:
    words = " ".join(text.lower().split()) if len(text) <= _LONGEST_DITTO else ""
    return words in _DITTO_WORDS or words.replace(" ", "") in _DITTO_MARKS


_NONE_MARKS = ("n/a", "-", "\u2013", "\u2014")
_NONE_WORDS = ("none", *_NONE_MARKS)
_NONE_IS_BLANK = (
    *(CellKind.DATE, CellKind.DATES, CellKind.TIME, CellKind.WEEKDAYS, CellKind.CHOICE, CellKind.YES_NO),
    *(CellKind.WHOLE, CellKind.MINUTES, CellKind.HOURS, CellKind.NUMBER, CellKind.EMAIL, CellKind.COLOUR),
)
"""Where ``n/a`` or a dash can be nothing but a cell that is meant to be blank."""


def _is_later(text: str) -> bool:
    return is_to_be_announced(text) or fold(text) in _NONE_MARKS


def _shown(value: CellValue) -> str:
    text = clean(text_of(value))
    return f'"{text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + "…"}"'


def _parse_text(value: CellValue, column: Column, _: str) -> Parsed:
    return _within_length(clean(text_of(value)), column)


def _parse_prose(value: CellValue, column: Column, _: str) -> Parsed:
    text = trimmed(text_of(value).replace("\r\n", "\n").replace("\r", "\n"))
    return _within_length(text, column)


def _parse_name(value: CellValue, column: Column, _: str) -> Parsed:
    text, fault = _within_length(clean(text_of(value)), column)
    return text, fault or _date_in_text(value, column)


def _parse_names(value: CellValue, column: Column, _: str) -> Parsed:
    names = split_list(text_of(value))
    if column.none_allowed and len(names) == 1 and fold(names[0]) in _NONE_WORDS:
        return (), None
    ditto = next(filter(_is_ditto, names), None)
    if ditto:
        return None, Fault(kinds.DITTO_MARK, f"{column.heading} lists a ditto mark ({ditto}), which stands for no name.")
    faults = (_within_length(name, column)[1] for name in names)
    fault = next((fault for fault in faults if fault), None)
    return (None, fault) if fault or not names else (names, _date_in_text(value, column))


def _within_length(text: str, column: Column) -> Parsed:
    if column.limits is None or column.limits[0] <= len(text) <= column.limits[1]:
        return text, None
    least, most = column.limits
    count = f"{len(text):,} character{'' if len(text) == 1 else 's'}"
    return None, Fault(kinds.TEXT_NOT_ALLOWED, f"{column.heading} has {count}; it must have {least} to {most:,}.")


def _date_in_text(value: CellValue, column: Column) -> Fault | None:
    if isinstance(value, dt.datetime | dt.time | dt.timedelta):
        return Fault(kinds.DATE_IN_TEXT, f"{column.heading} holds a date or time, taken as {_shown(value)}.")
    return None


def _parse_yes_no(value: CellValue, column: Column, _: str) -> Parsed:
    answers = {"yes": True, "y": True, "true": True, "x": True, "1": True, "no": False, "n": False, "false": False, "0": False}
    answer = answers.get(fold(text_of(value)))
    if answer is None:
        return None, Fault(kinds.NOT_YES_OR_NO, f"{column.heading} is {_shown(value)}, neither yes nor no.")
    return answer, None


def _parse_choice(value: CellValue, column: Column, _: str) -> Parsed:
    text = fold(text_of(value))
    for spelling, choice in column.choices:
        if fold(spelling) == text:
            return choice, None
    spellings = [spelling for spelling, _ in column.choices]
    hint = did_you_mean(text, spellings) or f"; it can be {', '.join(spellings)}."
    return None, Fault(kinds.NOT_A_CHOICE, f"{column.heading} is {_shown(value)}{hint}")


def _parse_number(value: CellValue, column: Column, _: str) -> Parsed:
    number = _hours(value)
    if number is None:
        return None, Fault(kinds.NOT_A_NUMBER, f"{column.heading} is {_shown(value)}, not a number.")
    return _within_range(number, column)


def _hours(value: CellValue) -> Decimal | None:
    """A number of hours, typed as such or as a duration (1:20 is 1.33)."""
    duration = duration_minutes(value)
    return _number(value) if duration is None else (Decimal(duration) / 60).quantize(_CENT, ROUND_HALF_UP)


def _parse_hours(value: CellValue, column: Column, _: str) -> Parsed:
    number = _hours(value)
    if number is None:
        return None, Fault(kinds.NOT_A_NUMBER, f"{column.heading} is {_shown(value)}, not a number of hours.")
    if number != number.quantize(_CENT):
        return None, Fault(kinds.NUMBER_OUT_OF_RANGE, f"{column.heading} is {_shown(value)}; hours have at most two decimals.")
    return _within_range(number, column)


def _parse_whole(value: CellValue, column: Column, _: str) -> Parsed:
    number = _number(value)
    if number is None:
        return None, Fault(kinds.NOT_A_NUMBER, f"{column.heading} is {_shown(value)}, not a number.")
    if number != number.to_integral_value():
        return None, Fault(kinds.NUMBER_OUT_OF_RANGE, f"{column.heading} is {_shown(value)}; it must be a whole number.")
    whole, fault = _within_range(number, column)
    return (int(number), None) if whole is not None else (None, fault)


def _parse_minutes(value: CellValue, column: Column, order: str) -> Parsed:
    duration = duration_minutes(value)
    return _parse_whole(value if duration is None else duration, column, order)


def _parse_minutes_in_hours(value: CellValue, column: Column, order: str) -> Parsed:
    number = None if duration_minutes(value) is not None else _number(value)
    return _parse_minutes(value if number is None else int((number * 60).to_integral_value(ROUND_HALF_UP)), column, order)


_CENT, _HAIR = Decimal("0.01"), Decimal("0.000001")
_TOO_LARGE = 10**15


def _number(value: CellValue) -> Decimal | None:
    if isinstance(value, bool | dt.datetime | dt.time | dt.timedelta):
        return None
    try:
        # 15 significant digits are what Excel shows: 0.1 + 0.2 is 0.3 there.
        number = Decimal(format(float(value), ".15g") if isinstance(value, float) else str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        return None
    # A formula that works with days misses a number of minutes or hours by a hair: 59.9999999965.
    nearest = number.quantize(_CENT, ROUND_HALF_UP)
    if number == nearest or abs(number - nearest) > _HAIR:
        return number
    return nearest.to_integral_value() if nearest == nearest.to_integral_value() else nearest


def _within_range(number: Decimal, column: Column) -> Parsed:
    if column.limits is None or column.limits[0] <= number <= column.limits[1]:
        return number, None
    least, most = column.limits
    return None, Fault(kinds.NUMBER_OUT_OF_RANGE, f"{column.heading} is {number:f}; it must be {least:,} to {most:,}.")


def _parse_time(value: CellValue, column: Column, _: str) -> Parsed:
    minute = minute_of_day(value)
    least, most = column.limits or (0, 24 * 60)
    if minute is None or not least <= minute <= most:
        return None, Fault(kinds.NOT_A_TIME, f"{column.heading} is {_shown(value)}, not a time of day.")
    return minute, None


YEARS = range(1990, 2200)
"""Of all dates that are read."""


def _parse_date(value: CellValue, column: Column, order: str) -> Parsed:
    found = date_of(value, order)
    if isinstance(found, dt.date) and found.year in YEARS:
        return found, None
    if isinstance(found, DateFault):
        return None, Fault(found.kind, f"{column.heading} is {_shown(value)}: {found.reason}.")
    return None, Fault(kinds.NOT_A_DATE, f"{column.heading} is {_shown(value)}, not a date from {YEARS[0]} to {YEARS[-1]}.")


def _parse_dates(value: CellValue, column: Column, order: str) -> Parsed:
    if not isinstance(value, str):
        found, fault = _parse_date(value, column, order)
        return (None, fault) if fault else ((found,), None)
    days: set[dt.date] = set()
    for text in split_dates(value):
        day, fault = _parse_date(text, column, order)
        if fault:
            return None, fault
        days.update((day,) if isinstance(day, dt.date) else ())
    return tuple(sorted(days)), None


def _parse_weekdays(value: CellValue, column: Column, _: str) -> Parsed:
    days = weekdays_of(text_of(value))
    if isinstance(days, str):
        return None, Fault(kinds.NOT_WEEKDAYS, f"{column.heading} is {_shown(value)}: {days}.")
    return days, None


_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")


def _parse_email(value: CellValue, column: Column, _: str) -> Parsed:
    text = clean(text_of(value))
    if _EMAIL.fullmatch(text):
        return text, None
    return None, Fault(kinds.NOT_AN_EMAIL, f"{column.heading} is {_shown(value)}, not an e-mail address.")


def _parse_url(value: CellValue, column: Column, _: str) -> Parsed:
    text = text_of(value).strip()
    if column.none_allowed and fold(text) in _NONE_WORDS:
        return "", None
    if not _is_web_address(text):
        return None, Fault(kinds.NOT_A_URL, f"{column.heading} is {_shown(value)}, not a web address.")
    return _within_length(text, column)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\x00-\x1f\x7f]", text)
    except ValueError:
        return False


def _parse_colour(value: CellValue, column: Column, _: str) -> Parsed:
    match = re.fullmatch(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})", text_of(value).strip())
    if match is None:
        return None, Fault(kinds.NOT_A_COLOUR, f"{column.heading} is {_shown(value)}, not a colour such as #1F77B4.")
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])  # noqa: PLR2004 - #RRGGBB
    return f"#{digits.upper()}", None


_PARSERS: dict[CellKind, Callable[[CellValue, Column, str], Parsed]] = {
    CellKind.TEXT: _parse_text,
    CellKind.PROSE: _parse_prose,
    CellKind.NAME: _parse_name,
    CellKind.NAMES: _parse_names,
    CellKind.DATE: _parse_date,
    CellKind.DATES: _parse_dates,
    CellKind.TIME: _parse_time,
    CellKind.WHOLE: _parse_whole,
    CellKind.MINUTES: _parse_minutes,
    CellKind.MINUTES_IN_HOURS: _parse_minutes_in_hours,
    CellKind.HOURS: _parse_hours,
    CellKind.NUMBER: _parse_number,
    CellKind.YES_NO: _parse_yes_no,
    CellKind.CHOICE: _parse_choice,
    CellKind.WEEKDAYS: _parse_weekdays,
    CellKind.EMAIL: _parse_email,
    CellKind.URL: _parse_url,
    CellKind.COLOUR: _parse_colour,
}
