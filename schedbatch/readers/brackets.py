"""What a bracket behind a heading says.

``Start (hh:mm)`` is Start: a format, an example or a unit of the column says nothing new. ``Duration (hours)`` is typed in
hours. Any other bracket makes the column the planner's own: ``Room (backup)``. Source: workbook.md, "Reading rules".
"""

import re
from dataclasses import replace

from schedbatch.domain.names import fold
from schedbatch.domain.sheets import CellKind, Column
from schedbatch.readers.cells import parse_cell

_BRACKETED = re.compile(r"(?P<heading>[^()\[\]]+?)\s*[(\[](?P<words>[^()\[\]]*)[)\]]\s*[*:]?")
_EXAMPLE = re.compile(r"(e\.? ?g\.?|ex\.?|example|for example|such as|like)[:,]? .+|example")
_FILLING = frozenset(("required", "optional", "mandatory", "if any"))
"""Words about the filling in, whatever the column."""

_DATE_PART = r"(?:d{1,4}|m{1,4}|y{2,4}|day|month|year)"
_FORMATS = {
    CellKind.DATE: re.compile(rf"{_DATE_PART}(?:[-/. ]{_DATE_PART}){{1,2}}|[dmy]{{3}}|date|iso"),
    CellKind.TIME: re.compile(
        r"h{1,2}[:.]?mm(?:[:.]?ss)?(?: ?(?:am/?pm|a/?p|am|pm))?|(?:12|24)[ -]?h(?:ours?|rs?)?(?: clock)?|am/pm|time"
    ),
    CellKind.NAMES: re.compile(r".*(?:separate|semicolon|one per line).*|;|list"),
    CellKind.YES_NO: re.compile(r"yes|x|(?:yes|y) ?(?:/|or) ?(?:no|n)"),
}
_MINUTES = re.compile(r"(?:in )?(?:m|min|mins|minutes?)\.?|h{1,2}:mm")
_HOURS = re.compile(r"(?:in )?(?:h|hrs?|hours?)\.?")
_COUNT = re.compile(r"no\.?|nr\.?|#|number|(?:number of )?(?:learners|students|people|persons|seats|places|weeks|groups)")
_UNITS = {
    CellKind.MINUTES: _MINUTES,
    CellKind.HOURS: _HOURS,
    CellKind.WHOLE: _COUNT,
    CellKind.NUMBER: re.compile(rf"(?:{_HOURS.pattern})|(?:{_COUNT.pattern})|credits"),
}
_FORMATS[CellKind.DATES] = re.compile(rf"(?:{_FORMATS[CellKind.DATE].pattern})|(?:{_FORMATS[CellKind.NAMES].pattern})")
_WITH_EXAMPLES = (
    *(CellKind.DATE, CellKind.DATES, CellKind.TIME, CellKind.YES_NO, CellKind.CHOICE),
    *(CellKind.WEEKDAYS, CellKind.EMAIL, CellKind.URL, CellKind.COLOUR),
)
"""What a cell of these holds is known by its looks. A bare number could be a number of columns: ``Minutes (2)``."""
_MAX_LENGTH = 80


def split_heading(text: str) -> tuple[str, str] | None:
    """``Start (hh:mm)`` -> ``Start`` and ``hh:mm``; ``None`` if there is no bracket at the end."""
    found = _BRACKETED.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    return (found["heading"], found["words"]) if found else None


def as_bracketed(column: Column, words: str) -> Column | None:
    """How the cells of ``column`` are read under a heading with this bracket; ``None``: the column is the planner's own."""
    words = fold(words)
    if column.kind is CellKind.MINUTES and _HOURS.fullmatch(words):
        return replace(column, kind=CellKind.MINUTES_IN_HOURS)
    return column if _says_nothing_new(column, words) else None


def _says_nothing_new(column: Column, words: str) -> bool:
    if words in _FILLING or _EXAMPLE.fullmatch(words):
        return True
    known = [pattern for pattern in (_FORMATS.get(column.kind), _UNITS.get(column.kind)) if pattern]
    return any(pattern.fullmatch(words) for pattern in known) or _is_example(column, words)


def _is_example(column: Column, words: str) -> bool:
    """Whether the bracket holds what could stand in a cell, or several choices."""
    if column.kind not in _WITH_EXAMPLES or not words:
        return False
    pieces = re.split(r"[/,;|]| or ", words) if column.kind is CellKind.CHOICE else [words]
    return all(parse_cell(piece.strip(), column, "DMY")[1] is None for piece in pieces)
