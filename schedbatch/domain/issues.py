"""What an issue is: its place, severity and kind, and the few exceptions of the tool's own world.

The kinds themselves stand in ``schedbatch.domain.kinds``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from schedbatch.domain.sheets import Column


class Severity(IntEnum):
    """How grave an issue is: a note informs, a warning's row is made all the same, an error's row is held back."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class CellRef:
    """One cell of the planner's workbook; rows and columns count from 1. Prints as Excel writes it: ``Sessions!D7``."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """The cell without its sheet: ``D7``."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def is_in_workbook(self) -> bool:
        """Whether the sheet can be the planner's own: ``schedule.xlsx: Offerings`` is that of an edited copy."""
        return ":" not in self.sheet  # which no sheet's name may hold

    def __str__(self) -> str:
        return place_name(self.sheet, self.address)


def place_name(sheet: str, address: str) -> str:
    """``Sessions!D7``, ``'Coffee list'!A1``: a cell as Excel writes it in a formula."""
    is_plain = sheet.replace("_", "").isalnum() and not sheet[:1].isdigit()
    name = sheet if is_plain else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{address}"


def quoted_place(where: CellRef) -> str:
    """``'Sessions'!D7``: a cell as links name it, always in quotes."""
    return "'" + where.sheet.replace("'", "''") + f"'!{where.address}"


@dataclass(frozen=True, slots=True)
class RowPlace:
    """One row of a sheet, with the columns that its headings stand in (heading -> column number)."""

    sheet: str
    row: int
    columns: Mapping[str, int]

    def cell(self, *columns: Column) -> CellRef:
        """The cell in the first of ``columns`` that the sheet has; the row's first cell if the sheet has none of them."""
        found = (self.columns[column.heading] for column in columns if column.heading in self.columns)
        return CellRef(self.sheet, self.row, next(found, 1))


def column_letters(column: int) -> str:
    """1 -> ``A``, 27 -> ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of issue: a word code that never changes, a title for tables, and the planner's next step."""

    code: str
    severity: Severity
    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Something the planner should know: what (in the planner's words), where, and further cells that belong to it.

    ``where`` is ``None`` when no cell can be named (a missing sheet, an option of the command line).
    """

    kind: Kind
    message: str
    where: CellRef | None = None
    related: tuple[CellRef, ...] = ()

    @property
    def severity(self) -> Severity:
        """The kind's severity."""
        return self.kind.severity


class InputUnreadable(Exception):
    """The file cannot be read as a workbook; the message is one plain sentence that names the cause and the next step."""


class OutputNotWritable(Exception):
    """A result cannot be written (open in Excel, no permission, disk full); ``path`` is the target."""

    def __init__(self, path: Path, message: str) -> None:
        # Both are arguments, so that the exception comes through whole from another process.
        super().__init__(path, message)
        self.path = path
        self.message = message

    def __str__(self) -> str:
        return self.message


def in_sheet_order(found: Iterable[Issue], sheets: Sequence[str]) -> tuple[Issue, ...]:
    """Issues as a planner walks through the workbook: those without a place first, then by sheet, row and column."""
    order = {name: number for number, name in enumerate(sheets)}

    def key(issue: Issue) -> tuple[int, int, int, int, str, str]:
        where = issue.where or CellRef("", 0, 0)
        sheet = order.get(where.sheet, len(order)) if issue.where else -1
        return (sheet, where.row, where.column, -issue.severity, issue.kind.code, issue.message)

    return tuple(sorted(found, key=key))
