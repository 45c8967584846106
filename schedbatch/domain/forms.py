"""Dates and times in the forms that other systems ask for, in English whatever the locale.

A form is written with tokens: dates ``YYYY YY MM M DD D MON Mon``, times ``HH H hh h mm ss AM am`` (``hh`` and ``h`` count to
twelve). Everything but letters stands for itself. A room of its own because readers check forms and outputs apply them.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

DATE_TOKENS: Mapping[str, Callable[[dt.date], str]] = {
    "YYYY": lambda day: f"{day.year:04d}",
    "YY": lambda day: f"{day.year % 100:02d}",
    "MON": lambda day: MONTHS[day.month - 1].upper(),
    "Mon": lambda day: MONTHS[day.month - 1],
    "MM": lambda day: f"{day.month:02d}",
    "M": lambda day: str(day.month),
    "DD": lambda day: f"{day.day:02d}",
    "D": lambda day: str(day.day),
}
TIME_TOKENS: Mapping[str, Callable[[dt.time], str]] = {
    "HH": lambda time: f"{time.hour:02d}",
    "H": lambda time: str(time.hour),
    "hh": lambda time: f"{_of_twelve(time):02d}",
    "h": lambda time: str(_of_twelve(time)),
    "mm": lambda time: f"{time.minute:02d}",
    "ss": lambda time: f"{time.second:02d}",
    "AM": lambda time: "AM" if time.hour < _NOON else "PM",
    "am": lambda time: "am" if time.hour < _NOON else "pm",
}
_NOON = 12
_REMEMBERED = 4_096
"""A year's dates and times of day in several forms."""
_LETTERS = re.compile(r"[^\W\d_]+")


def _of_twelve(time: dt.time) -> int:
    return (time.hour - 1) % _NOON + 1


@lru_cache(maxsize=_REMEMBERED)
def date_text(day: dt.date, form: str) -> str:
    """``date_text(date(2026, 9, 7), "DD-MON-YYYY")`` -> ``07-SEP-2026``."""
    return "".join(DATE_TOKENS[part](day) if part in DATE_TOKENS else part for part in _parts(form, tuple(DATE_TOKENS)))


@lru_cache(maxsize=_REMEMBERED)
def time_text(time: dt.time, form: str) -> str:
    """``time_text(time(14, 5), "h:mm AM")`` -> ``2:05 PM``."""
    return "".join(TIME_TOKENS[part](time) if part in TIME_TOKENS else part for part in _parts(form, tuple(TIME_TOKENS)))


def strange_letters(form: str, tokens: Mapping[str, object]) -> str:
    """The first letters of a form that are no token; blank if all are."""
    found = (_LETTERS.search(part) for part in _parts(form, tuple(tokens)) if part not in tokens)
    return next((letters[0] for letters in found if letters), "")


@cache
def _parts(form: str, tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens of a form, longest first, and what stands between them."""
    longest_first = sorted(tokens, key=lambda token: -len(token))
    return tuple(part for part in re.split(f"({'|'.join(longest_first)})", form) if part)
