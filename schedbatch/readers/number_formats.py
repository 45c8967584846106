"""Number formats: which numbers are dates, times or durations, and which are shown with zeros of their own.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

import datetime as dt
import re
from collections.abc import Callable
from functools import partial

from schedbatch.readers.raw import CellValue, ShownNumber

Conversion = Callable[[str], CellValue]
"""A number's text as stored -> its value; raises ValueError if it is no number."""

_DAY = 24 * 60 * 60
_LAST_SERIAL = 2_958_466
"""31 December 9999 is the day before."""
_LEAP_BUG = 60
"""Excel's calendar has a 29 February 1900, which is day 60; the days before it count one less."""

_BUILT_IN = {
    **dict.fromkeys((*range(14, 20), 22, *range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "hh:mm"),
    46: "[h]:mm:ss",
    2: "0.00",
    1: "0",
}
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|[_*].')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
# A bracket within a bracket begins anew: looking for the end of each of many would take the square of their number.
_BRACKETS = re.compile(r"\[[^\[\]]*\]")


_LONGEST_CODE = 255
"""Excel's own limit; what is longer was made to keep a reader busy."""


def conversion(format_id: int, code: str | None, *, is_1904: bool) -> Conversion:
    """How numbers of one format are read. ``code`` is the workbook's own format, ``None`` for a built-in one."""
    shown = (code if code is not None else _BUILT_IN.get(format_id, "General"))[:_LONGEST_CODE]
    section = _NOT_SHOWN.sub("", shown).split(";")[0]
    plain = _BRACKETS.sub("", section)
    if _ELAPSED.search(section):
        return _duration
    if not section.casefold().startswith("general") and re.search(r"[dmyhs]", plain, re.IGNORECASE):
        return partial(_moment, is_1904=is_1904)
    if re.fullmatch(r"0{2,}", plain):
        return partial(_padded, width=len(plain))
    if re.fullmatch(r"0\.0+", plain):
        return partial(_with_decimals, decimals=len(plain) - 2)
    return plain_number


def plain_number(text: str) -> int | float:
    """Whole numbers are ints however they are stored: ``7``, ``7.0``, ``7E0``."""
    # Python's own spellings, such as 1_000, are nobody else's.
    number = float(text) if text.isascii() and "_" not in text else float("nan")
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 - only NaN differs from itself
        raise ValueError(text)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number  # noqa: PLR2004 - exact in a float


def _padded(text: str, width: int) -> CellValue:
    number = plain_number(text)
    return ShownNumber(number, f"{number:0{width + (number < 0)}d}") if isinstance(number, int) else number


def _with_decimals(text: str, decimals: int) -> CellValue:
    number = plain_number(text)
    return ShownNumber(number, f"{number:.{decimals}f}")


def _duration(text: str) -> CellValue:
    number = plain_number(text)
    return dt.timedelta(seconds=round(number * _DAY)) if 0 <= number < _LAST_SERIAL else number


def _moment(text: str, *, is_1904: bool) -> CellValue:
    number = plain_number(text)
    if not 0 <= number < _LAST_SERIAL:
        return number
    days, seconds = divmod(round(number * _DAY), _DAY)
    if days == 1 and seconds == 0:
        # Excel stores 24:00 so; as a date it would be 1 January 1900, which nobody plans for.
        return dt.timedelta(days=1)
    if days == 0:
        return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    first = dt.datetime(1904, 1, 1) if is_1904 else dt.datetime(1899, 12, 31 if days < _LEAP_BUG else 30)  # noqa: DTZ001
    try:
        return first + dt.timedelta(days=days, seconds=seconds)
    except OverflowError:
        return number
