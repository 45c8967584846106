"""Marks that are there already: the workbook to mark is a marked copy itself, perhaps saved by another program since."""

from collections.abc import Sequence
from dataclasses import dataclass

from schedbatch.domain.marks import SHEET_MARK
from schedbatch.xlsx.addresses import cell_of
from schedbatch.xlsx.book_patch import BookPatch
from schedbatch.xlsx.first_row import first_row
from schedbatch.xlsx.package_patch import PackagePatch
from schedbatch.xlsx.spans import Document, UnpatchablePart

MARKED_COLUMN, OWN_COLUMN = 8, 9
"""Of our Issues sheet, hidden: cells with the format of marked cells, and with the planner's own."""


@dataclass(frozen=True, slots=True)
class EarlierSheet:
    """Our Issues sheet of an earlier marking: its name, its part, and pairs of formats, marked and the planner's own."""

    name: str
    part: str
    legend: tuple[tuple[int, int], ...]


def find_earlier_sheet(package: PackagePatch, book: BookPatch, strings: Sequence[str]) -> EarlierSheet | None:
    """Our Issues sheet, if the workbook has one, whatever its name is now; ``strings`` are the shared ones.

    Raises UnpatchablePart.
    """
    mark_numbers = frozenset(str(number) for number, text in enumerate(strings) if text == SHEET_MARK)
    for name, part in book.sheets.items():
        if _bears_mark(package, part, mark_numbers):
            return EarlierSheet(name, part, _legend(package.document(part)))
    return None


def _bears_mark(package: PackagePatch, part: str, mark_numbers: frozenset[str]) -> bool:
    """Whether a sheet's first row holds our mark; one that cannot be read does not."""
    try:
        cells = first_row(package.chunks_in_utf8(part))
    except UnpatchablePart:
        return False
    return any(cell.text in mark_numbers if cell.kind == "s" else cell.text == SHEET_MARK for cell in cells)


def _legend(document: Document) -> tuple[tuple[int, int], ...]:
    rows = document.root.child("sheetData")
    pairs: list[tuple[int, int]] = []
    for row in rows.every("row") if rows else ():
        formats: dict[int, int] = {}
        for cell in row.every("c"):
            place, style = cell_of(cell.attributes.get("r", "")), cell.attributes.get("s", "0")
            if place and style.isdecimal() and place[0] > 1:
                formats[place[1]] = int(style)
        if MARKED_COLUMN in formats and OWN_COLUMN in formats:
            pairs.append((formats[MARKED_COLUMN], formats[OWN_COLUMN]))
    return tuple(dict.fromkeys(pairs))
