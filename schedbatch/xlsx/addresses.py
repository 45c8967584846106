"""Cells and ranges as a workbook writes them: ``D7``, ``A1:C9``. The other way: :func:`schedbatch.domain.issues.column_letters`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from schedbatch.domain.issues import column_letters

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell is in the area."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def with_cells(self, cells: Iterable[tuple[int, int]]) -> "Area":
        """The smallest rectangle around the area and the cells (row, column)."""
        found = [(self.top, self.left), (self.bottom, self.right), *cells]
        rows, columns = [row for row, _ in found], [column for _, column in found]
        return Area(min(rows), min(columns), max(rows), max(columns))

    def __str__(self) -> str:
        first, last = f"{column_letters(self.left)}{self.top}", f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int | None:
    """``A`` -> 1, ``XFD`` -> 16384; ``None`` for anything else."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):  # noqa: PLR2004 - XFD is the last
        return None
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if number <= MAX_COLUMN else None


def cell_of(address: str) -> tuple[int, int] | None:
    """Row and column of ``D7``; ``None`` where there is no such cell."""
    found = _CELL.fullmatch(address)
    column = column_number(found[1]) if found else None
    return (int(found[2]), column) if found and column and int(found[2]) <= MAX_ROW else None


def column_of(address: str) -> int | None:
    """The column of ``D7``."""
    cell = cell_of(address)
    return cell[1] if cell else None


def corners_of(reference: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Row and column of both ends of ``A1:C9``, as they are written, or of ``D7``; ``None`` for anything else."""
    first, _, last = reference.partition(":")
    start, end = cell_of(first), cell_of(last or first)
    return (start, end) if start and end else None


def area_of(reference: str) -> Area | None:
    """``A1:C9`` or ``D7``; ``None`` for anything else."""
    corners = corners_of(reference)
    if corners is None:
        return None
    (top, left), (bottom, right) = corners
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
