"""Cells and ranges as a workbook writes them: ``D7``, ``A1:C9``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schedbatch.domain.issues import column_letters

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell is in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def with_cells(self, cells: Iterable[tuple[int, int]]) -> "Area":
        """The smallest rectangle around it and the cells (row, column)."""
        found = [(self.top, self.left), (self.bottom, self.right), *cells]
        rows, columns = [row for row, _ in found], [column for _, column in found]
        return Area(min(rows), min(columns), max(rows), max(columns))

    def __str__(self) -> str:
        first, last = f"{column_letters(self.left)}{self.top}", f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


def cell_of(address: str) -> tuple[int, int] | None:
    """Row and column of ``D7``; ``None`` for anything else."""
    found = _CELL.fullmatch(address)
    return (int(found[2]), _column_number(found[1])) if found else None


def column_of(address: str) -> int | None:
    """The column of ``D7``."""
    cell = cell_of(address)
    return cell[1] if cell else None


def area_of(reference: str) -> Area | None:
    """``A1:C9`` or ``D7``; ``None`` for anything else."""
    first, _, last = reference.partition(":")
    one, other = cell_of(first), cell_of(last or first)
    if one is None or other is None:
        return None
    (top, left), (bottom, right) = one, other
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
