"""Number formats: which numbers are dates, times or durations, and which are shown with zeros of their own.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from schedbatch.xlsx.raw import CellValue, DayCount1904, ShownNumber

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
    picture = _picture(shown)
    if picture:
        return partial(_pictured, picture=picture)
    return _plain_of_1904 if is_1904 else plain_number


def plain_number(text: str) -> int | float:
    """Whole numbers are ints however they are stored: ``7``, ``7.0``, ``7E0``."""
    # Python's own spellings, such as 1_000, are nobody else's.
    number = float(text) if text.isascii() and "_" not in text else float("nan")
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 - only NaN differs from itself
        raise ValueError(text)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number  # noqa: PLR2004 - exact in a float


@dataclass(frozen=True, slots=True)
class _Picture:
    """How a format shows a number: digits (``#,##0``), decimals (``00``), and what stands before and behind them."""

    before: str
    digits: str
    decimals: str
    behind: str
    is_percent: bool

    def of(self, number: float) -> str:
        value = abs(Decimal(format(number, ".15g")) * (100 if self.is_percent else 1))
        rounded = value.quantize(Decimal(1).scaleb(-len(self.decimals)), ROUND_HALF_UP)
        whole, _, fraction = f"{rounded:f}".partition(".")
        least = self.digits.count("0")
        whole = whole.lstrip("0").rjust(least, "0") if least else whole.lstrip("0")
        if "," in self.digits:
            whole = f"{int(whole or 0):,}" if least < 2 else whole  # noqa: PLR2004 - nobody pads and separates
        optional = len(self.decimals) - self.decimals.count("0")
        while optional and fraction.endswith("0"):
            fraction, optional = fraction[:-1], optional - 1
        point = "." if fraction else ""
        return f"{'-' if number < 0 else ''}{self.before}{whole}{point}{fraction}{self.behind}"


_MOST_DECIMALS = 10
_TOO_LARGE = 1e15
_PICTURE_PARTS = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]|([#?0,.]+)|(.)', re.DOTALL)
_DIGITS = re.compile(r"([#?,]*0*(?:,0+)*)(?:\.([0#?]*))?")
_AS_THEY_ARE = frozenset(" -+()/:!&'~{}<>=$%€£")
"""Characters that a format shows without quotes."""


def _picture(code: str) -> _Picture | None:
    """The picture of a format's first section; ``None`` if it shows numbers as they are, or in a way that names never have."""
    literals, digits, is_percent = ["", ""], "", False
    for quoted, escaped, pattern, other in _PICTURE_PARTS.findall(code.partition(";")[0]):
        if pattern and digits:
            return None
        digits = digits or pattern
        if other and other not in _AS_THEY_ARE:
            return None
        is_percent = is_percent or other == "%"
        literals[bool(digits)] += quoted + escaped + other
    match = _DIGITS.fullmatch(digits)
    if not digits or match is None or match[1].endswith(",") or len(match[2] or "") > _MOST_DECIMALS:
        return None
    return _Picture(literals[0], match[1], match[2] or "", literals[1], is_percent)


def _pictured(text: str, picture: _Picture) -> CellValue:
    number = plain_number(text)
    is_rounded = not (picture.decimals or picture.is_percent or isinstance(number, int))
    if is_rounded or abs(number) >= _TOO_LARGE:
        # Rounding would make two names one; larger numbers have lost their last figures already.
        return number
    shown = picture.of(number)
    return number if shown == str(number) else ShownNumber(number, shown)


def _plain_of_1904(text: str) -> CellValue:
    number = plain_number(text)
    return DayCount1904(number) if isinstance(number, int) else number


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
