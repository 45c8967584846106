"""Marks that are there already: the workbook to mark is a marked copy itself, perhaps saved by another program since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from xml.parsers import expat

from schedbatch.domain.marks import SHEET_MARK
from schedbatch.xlsx.addresses import cell_of
from schedbatch.xlsx.book_patch import BookPatch
from schedbatch.xlsx.package_patch import PackagePatch, encoding_of, in_utf8
from schedbatch.xlsx.spans import Document, UnpatchablePart, local, new_parser

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
        cells = _first_row(_utf8(package, part))
    except UnpatchablePart:
        return False
    return any(cell.text in mark_numbers if cell.kind == "s" else cell.text == SHEET_MARK for cell in cells)


@dataclass(frozen=True, slots=True)
class _Cell:
    kind: str
    text: str


def _utf8(package: PackagePatch, part: str) -> Iterator[bytes]:
    chunks = package.chunks(part)
    head = next(chunks, b"")
    encoding = encoding_of(head)
    yield from in_utf8(chain((head,), chunks), encoding)


class _FirstRowRead(Exception):
    pass


def _first_row(chunks: Iterable[bytes]) -> list[_Cell]:
    """The cells of a sheet's first row, without reading further."""
    cells: list[_Cell] = []
    kind, pieces = [""], list[str]()
    parser = new_parser()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) == "c":
            kind[0] = attributes.get("t", "n")
            pieces.clear()

    def end(name: str) -> None:
        if local(name) == "c":
            cells.append(_Cell(kind[0], "".join(pieces).strip()))
        elif local(name) in ("row", "sheetData"):
            raise _FirstRowRead

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, pieces.append
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
    except _FirstRowRead:
        pass
    except expat.ExpatError as error:
        raise UnpatchablePart(str(error)) from error
    return cells


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
