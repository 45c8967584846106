"""Errors that follow from a heading that nobody can read: they hold their rows back, and are not told.

One error at the heading says what is to be corrected; two hundred that follow from it would hide the others.
"""

from collections.abc import Iterable

from schedbatch.domain import kinds
from schedbatch.domain.issues import CellRef, Issue, Kind, Severity
from schedbatch.domain.sheets import Column

FOLLOWS = Kind("follows-from-heading", Severity.ERROR, "An error that follows from a heading", "Correct the heading.")
"""The kind of such an error, in place of its own; no planner sees it."""


def required_cell_empty(column: Column, place: CellRef, misspelt: frozenset[Column]) -> Issue:
    """The error of an empty cell; one that follows from a heading if that of its column is ``misspelt``."""
    return Issue(FOLLOWS if column in misspelt else kinds.REQUIRED_CELL_EMPTY, f"{column} is empty.", place)


def without_consequences(found: Iterable[Issue]) -> tuple[Issue, ...]:
    """The issues that are told."""
    return tuple(issue for issue in found if issue.kind is not FOLLOWS)
