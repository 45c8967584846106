"""Weekdays as planners list them: ``Mon; Thu``, ``Mon-Fri``, ``Mon and Wed``, ``TU``, ``MWF``, ``TTh``.

A room of its own because registrars write days in letters of which some are other people's abbreviations.
Source: generator.md, "Recurrence and times".
"""

import re
from collections.abc import Sequence

from schedbatch.domain.names import fold
from schedbatch.domain.times import WEEKDAYS
from schedbatch.readers.date_texts import weekday_number

_LETTERS = "MTWRFSU"
"""A registrar's letters, Monday first: R is Thursday, U is Sunday."""
_PAIRS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_SEPARATORS = re.compile(r"[;,/&+\s]+|\band\b", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:[-\u2010-\u2015]|\b(?:to|through|thru)\b)\s*", re.IGNORECASE)
_RUN = re.compile(r"(?:Mo|Tu|We|Th|Fr|Sa|Su|[MTWRFSU])+")
_IN_RUN = re.compile(r"Mo|Tu|We|Th|Fr|Sa|Su|[MTWRFSU]")
_CAPITAL_THURSDAY = re.compile("TH")
_ABBREVIATIONS = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun|mo|tu|we|th|fr|sa|su)+")
_IN_ABBREVIATIONS = re.compile(r"mon|tue|wed|thu|fri|sat|sun|mo|tu|we|th|fr|sa|su")
_LONGEST = 100
"""Characters. No list of days is longer; a longer one is not searched."""

NamedDays = tuple[int, ...] | str
"""Weekdays (Monday = 0) as they are named, or what is wrong, as the end of a sentence."""


def weekdays_of(text: str) -> NamedDays:
    """The weekdays of a cell, sorted; a day that is named twice is wrong, because another day is probably meant."""
    if len(text) > _LONGEST:
        return "it is too long for a list of weekdays"
    named: list[int] = []
    for word in filter(None, _SEPARATORS.split(_DASH.sub("-", text.strip()))):
        days = _days_of_word(word)
        if isinstance(days, str):
            return days
        named.extend(days)
    twice = sorted({day for day in named if named.count(day) > 1})
    if twice:
        return f"{WEEKDAYS[twice[0]]} is named twice"
    return tuple(sorted(named)) or "no weekday is named"


def _days_of_word(word: str) -> NamedDays:
    """The days of a word without blanks: a name, names in one, letters, or a range from one day to another."""
    names = [name.strip(".") for name in word.strip("-").split("-")]
    days = [_days_of_name(name) for name in names]
    wrong = next((wrong for wrong in days if isinstance(wrong, str)), None)
    if wrong:
        return wrong
    found = [day for named in days if not isinstance(named, str) for day in named]
    if len(days) == 2 and len(found) == 2:  # noqa: PLR2004 - from one day to another
        first, last = found
        return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
    return tuple(found)


def _days_of_name(name: str) -> NamedDays:
    known = weekday_number(name) if weekday_number(name) is not None else weekday_number(name.removesuffix("s"))
    if known is not None:
        return (known,)
    if fold(name) in _PAIRS:
        return (_PAIRS.index(fold(name)),)
    in_letters, in_names = _days_in_letters(name), _days_in_names(name)
    if in_letters and in_names and set(in_letters) != set(in_names):
        return f'"{name}" can be {_listed(in_names)} or, in letters, {_listed(in_letters)}'
    return in_names or in_letters or _days_in_letters(_CAPITAL_THURSDAY.sub("R", name)) or f"{_shown(name)} is no weekday"


def _shown(name: str) -> str:
    return f'"{name}"' if name else "a dash alone"


def _days_in_letters(name: str) -> tuple[int, ...]:
    """``MWF``, and ``TTh``, ``TuTh`` or ``MTWThF``, in which two letters stand for a day where the second is small."""
    if not _RUN.fullmatch(name):
        return ()
    return tuple(_LETTERS.index(day) if len(day) == 1 else _PAIRS.index(day.lower()) for day in _IN_RUN.findall(name))


def _days_in_names(name: str) -> tuple[int, ...]:
    """``MonWedFri``, ``tuth``, ``TUTH``: abbreviations without anything between them."""
    folded = fold(name)
    if not _ABBREVIATIONS.fullmatch(folded):
        return ()
    days = _IN_ABBREVIATIONS.findall(folded)
    return tuple(_PAIRS.index(day[:2]) for day in days) if "".join(days) == folded else ()


def _listed(days: Sequence[int]) -> str:
    return " and ".join(WEEKDAYS[day] for day in days)
