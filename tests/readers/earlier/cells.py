"""One cell's value, read as its column's kind: a typed value, or what is wrong with it.

Source of the rules: workbook.md, "Reading rules".
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from schedbatch.domain import kinds
from schedbatch.domain.issues import Kind
from schedbatch.domain.names import clean, fold
from schedbatch.domain.sheets import CellKind, Column
from schedbatch.readers.cells import Fault
from schedbatch.readers.spelling import did_you_mean
from schedbatch.xlsx.raw import CellValue, ErrorValue, Uncalculated
from tests.readers.earlier.typed import date_of, duration_minutes, minute_of_day, split_dates, split_list, text_of, weekdays_of

_SHOWN_LENGTH = 60


Parsed = tuple[object, Fault | None]
"""A typed value (``None`` if there is none) and what is wrong with the cell. A warning leaves the value standing."""


def parse_cell(value: CellValue, column: Column, order: str) -> Parsed:
    """Read ``value`` as ``column`` asks; ``order`` is that of dates typed as text (``DMY``, ``MDY`` or blank).

    By kind: TEXT, PROSE, NAME, EMAIL, URL, COLOUR -> str · NAMES -> tuple of str, empty for ``none`` · DATE -> date ·
    DATES -> tuple of dates, sorted · TIME -> minutes after midnight (24:00 is 1440) · WHOLE, MINUTES -> int · HOURS, NUMBER ->
    Decimal · YES_NO -> bool · CHOICE -> the choice's value · ANY -> as it stands · WEEKDAYS -> sorted tuple, Monday = 0.
    """
    if column.kind is CellKind.ANY:
        return value, None
    if isinstance(value, ErrorValue):
        return None, Fault(kinds.CELL_ERROR_VALUE, f"{column.heading} shows the Excel error {value.text}.")
    if isinstance(value, Uncalculated):
        return None, Fault(kinds.FORMULA_NOT_CALCULATED, f"{column.heading} holds a formula that has never been calculated.")
    return _PARSERS[column.kind](value, column, order)


def _shown(value: CellValue) -> str:
    text = clean(text_of(value))
    return f'"{text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + "…"}"'


def _parse_text(value: CellValue, column: Column, _: str) -> Parsed:
    return _within_length(clean(text_of(value)), column)


def _parse_prose(value: CellValue, column: Column, _: str) -> Parsed:
    text = text_of(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return _within_length(text, column)


def _parse_name(value: CellValue, column: Column, _: str) -> Parsed:
    text, fault = _within_length(clean(text_of(value)), column)
    return text, fault or _date_in_text(value, column)


def _parse_names(value: CellValue, column: Column, _: str) -> Parsed:
    names = split_list(text_of(value))
    if column.none_allowed and len(names) == 1 and fold(names[0]) == "none":
        return (), None
    faults = (_within_length(name, column)[1] for name in names)
    fault = next((fault for fault in faults if fault), None)
    return (None, fault) if fault or not names else (names, _date_in_text(value, column))


def _within_length(text: str, column: Column) -> Parsed:
    if column.limits is None or column.limits[0] <= len(text) <= column.limits[1]:
        return text, None
    least, most = column.limits
    return None, Fault(kinds.TEXT_NOT_ALLOWED, f"{column.heading} has {len(text):,} characters; it must have {least} to {most:,}.")


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
    number = _number(value)
    if number is None:
        return None, Fault(kinds.NOT_A_NUMBER, f"{column.heading} is {_shown(value)}, not a number.")
    return _within_range(number, column)


def _parse_hours(value: CellValue, column: Column, _: str) -> Parsed:
    duration = duration_minutes(value)
    number = _number(value) if duration is None else Decimal(duration) / 60
    if number is None:
        return None, Fault(kinds.NOT_A_NUMBER, f"{column.heading} is {_shown(value)}, not a number of hours.")
    if number != number.quantize(Decimal("0.01")):
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


def _number(value: CellValue) -> Decimal | None:
    if isinstance(value, bool | dt.datetime | dt.time | dt.timedelta):
        return None
    try:
        # 15 significant digits are what Excel shows: 0.1 + 0.2 is 0.3 there.
        number = Decimal(format(float(value), ".15g") if isinstance(value, float) else str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**15 else None


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


_YEARS = range(1990, 2200)


def _parse_date(value: CellValue, column: Column, order: str) -> Parsed:
    found = date_of(value, order)
    if isinstance(found, dt.date) and found.year in _YEARS:
        return found, None
    if isinstance(found, Kind):
        return None, Fault(found, f"{column.heading} is {_shown(value)}: it cannot be told which is the day and which the month.")
    return None, Fault(kinds.NOT_A_DATE, f"{column.heading} is {_shown(value)}, not a date from {_YEARS[0]} to {_YEARS[-1]}.")


def _parse_dates(value: CellValue, column: Column, order: str) -> Parsed:
    if not isinstance(value, str):
        found, fault = _parse_date(value, column, order)
        return (None, fault) if fault else ((found,), None)
    parsed = [_parse_date(text, column, order) for text in split_dates(value)]
    fault = next((fault for _, fault in parsed if fault), None)
    return (None, fault) if fault else (tuple(sorted({day for day, _ in parsed if isinstance(day, dt.date)})), None)


def _parse_weekdays(value: CellValue, column: Column, _: str) -> Parsed:
    days: set[int] = set()
    for word in re.split(r"[;,/\s]+", text_of(value).strip(" ;,/\n")):
        named = weekdays_of(word)
        days.update(named)
        if not named:
            return None, Fault(kinds.NOT_WEEKDAYS, f"{column.heading} is {_shown(value)}: {_shown(word)} is no weekday.")
    return tuple(sorted(days)), None


_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")


def _parse_email(value: CellValue, column: Column, _: str) -> Parsed:
    text = clean(text_of(value))
    if _EMAIL.fullmatch(text):
        return text, None
    return None, Fault(kinds.NOT_AN_EMAIL, f"{column.heading} is {_shown(value)}, not an e-mail address.")


def _parse_url(value: CellValue, column: Column, _: str) -> Parsed:
    text = text_of(value).strip()
    if column.none_allowed and fold(text) == "none":
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
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
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
    CellKind.HOURS: _parse_hours,
    CellKind.NUMBER: _parse_number,
    CellKind.YES_NO: _parse_yes_no,
    CellKind.CHOICE: _parse_choice,
    CellKind.WEEKDAYS: _parse_weekdays,
    CellKind.EMAIL: _parse_email,
    CellKind.URL: _parse_url,
    CellKind.COLOUR: _parse_colour,
}
