"""What is to be said of a whole column once, however many of its cells it is about.

A room of its own because a cell alone shows neither. Source: workbook.md, "Reading rules" (Dates, Formulas).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from schedbatch.domain import kinds
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.sheets import CellKind, Column
from schedbatch.domain.times import day_name
from schedbatch.readers.date_texts import typed_figures
from schedbatch.xlsx.raw import CellValue

_LAST_MONTH = 12
_SHOWN_CELLS = 20

PlaceOf = Callable[[int], CellRef]
"""The place of a cell of the column, by its position among the rows."""


def once_a_column(found: Sequence[Issue]) -> tuple[Issue, ...]:
    """The issues of cells; those of formulas that lead to blank cells are one for each column."""
    zeros: dict[int, list[Issue]] = defaultdict(list)
    for issue in found:
        if issue.kind is kinds.FORMULA_ZERO and issue.where:
            zeros[issue.where.column].append(issue)
    if not zeros:
        return tuple(found)
    others = (issue for issue in found if issue.kind is not kinds.FORMULA_ZERO)
    return (*others, *map(_together, zeros.values()))


def _together(zeros: Sequence[Issue]) -> Issue:
    first = zeros[0]
    if len(zeros) == 1:
        return first
    message = f"{first.message.rstrip('.')}; so are {len(zeros) - 1} more cells of the column."
    return replace(first, message=message, related=tuple(issue.where for issue in zeros[1 : _SHOWN_CELLS + 1] if issue.where))


def swapped_dates(cells: Sequence[CellValue | None], column: Column, place_of: PlaceOf) -> tuple[Issue, ...]:
    """One warning for a column that was opened in the wrong order of day and month.

    The program that opened it took 09/08/2026 for a date in its own order, and left 13/08/2026, which has no such month, as
    text: so real dates all have days up to 12, and texts all have a number above 12 where the order has its month.
    """
    if column.kind is not CellKind.DATE:
        return ()
    texts = [
        (index, figures, cell) for index, cell in enumerate(cells) if isinstance(cell, str) and (figures := typed_figures(cell))
    ]
    dates = [(index, cell) for index, cell in enumerate(cells if texts else ()) if isinstance(cell, dt.datetime)]
    if any(date.day > _LAST_MONTH for _, date in dates) or any(max(figures) <= _LAST_MONTH for _, figures, _ in texts):
        return ()
    first, date = next(((index, date) for index, date in dates if date.day != date.month), (0, None))
    if date is None:
        return ()
    turned = date.replace(day=date.month, month=date.day)
    message = (
        f"{column} has dates on days up to 12 only ({len(dates)} of them), and texts with days above 12 "
        f"({len(texts)}, such as {texts[0][2].strip()}): "
        f"day and month were taken in the wrong order. {day_name(date)} was probably {day_name(turned)}."
    )
    return (Issue(kinds.DAY_AND_MONTH_SWAPPED, message, place_of(first), (place_of(texts[0][0]),)),)
