"""The one door to .xlsx input: a file -> cells with their places.

A bounded expat reader of our own, on the standard library alone. openpyxl's read-only mode, the given alternative, loses
a whole sheet to one bad number, tells a formula without a stored value from a blank only in a second pass, never ends on
hostile row numbers, takes 43 s over a million formatted blank rows, and needs a guard before it all the same; this reader
answers all of that in one pass, in less than half the time, and sparse. openpyxl is its oracle in the tests, cell for cell.
python-calamine is faster still, but drops error cells and can be made to abort the whole process.

Source: spreadsheets.md, "Reading"; ECMA-376.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.marks import PROPERTY_START
from schedbatch.xlsx.cell_values import CellValues, Lookups
from schedbatch.xlsx.guard import load_bytes
from schedbatch.xlsx.number_formats import Conversion, conversion
from schedbatch.xlsx.package import Package
from schedbatch.xlsx.properties import properties_from
from schedbatch.xlsx.raw import RawSheet, RawWorkbook
from schedbatch.xlsx.rows_by_pattern import RowsByPattern
from schedbatch.xlsx.sheet_xml import MalformedPart, SheetParser, parse, shared_strings

MAX_ROWS = 500_000

_MAX_FORMATS = 65_536
"""Excel has at most 65,490 cell formats."""
_DAMAGED = "The workbook is damaged: {}. Open it in Excel, let Excel repair it, and save it."


@dataclass(frozen=True, slots=True)
class Book:
    """What the workbook's own ``part`` says: sheets (name, part) in order, the parts beside them, the epoch."""

    part: str
    sheets: tuple[tuple[str, str], ...]
    strings: str | None
    styles: str | None
    is_1904: bool


def load_workbook(path: Path) -> "WorkbookFile":
    """The workbook at ``path``, its bytes read once. Raises InputUnreadable for what cannot be a workbook whatever is in it."""
    return WorkbookFile(load_bytes(path), path.name)


class WorkbookFile:
    """A workbook's bytes, opened once: whoever asks later goes on with what was found out before. Parts are read when asked for.

    ``name`` is the file's. Everything but the hash raises InputUnreadable, with one plain sentence, for what is no workbook or
    cannot be read safely.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.content = content
        self.name = name

    @cached_property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def package(self) -> Package:
        """The parts."""
        return Package(self.content, self.name)

    @cached_property
    def book(self) -> Book:
        """The list of sheets, and where else to look."""
        with _as_unreadable():
            return _read_book(self.package)

    @cached_property
    def strings(self) -> Sequence[str]:
        """The strings that cells of all sheets share."""
        with _as_unreadable():
            return shared_strings(self.package.chunks(self.book.strings)) if self.book.strings else []

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """The document properties that are ours, by name."""
        with _as_unreadable():
            return _properties(self.package)

    @cached_property
    def _lookups(self) -> Lookups:
        with _as_unreadable():
            return Lookups(self.strings, _conversions(self.package, self.book))

    def read(self, *, only: Callable[[str], bool] = lambda _: True, max_rows: int = MAX_ROWS) -> RawWorkbook:
        """The worksheets whose name ``only`` accepts."""
        with _as_unreadable():
            return RawWorkbook(self.name, tuple(self._read_sheets(only, max_rows)), self.properties)

    def _read_sheets(self, only: Callable[[str], bool], max_rows: int) -> Iterator[RawSheet]:
        lookups, cells = self._lookups, 0
        for name, part in self.book.sheets:
            if only(name):
                parser = SheetParser(CellValues(lookups), max_rows, cells)
                parse(RowsByPattern(parser).rest(_without_blank_end(self.package, part)), parser)
                cells = parser.cells
                yield RawSheet(name, tuple(parser.rows), tuple(parser.merged))


@contextmanager
def _as_unreadable() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise InputUnreadable(_DAMAGED.format("a part of the file cannot be unpacked")) from error
    except (MalformedPart, ValueError, KeyError, OverflowError) as error:
        raise InputUnreadable(_DAMAGED.format("a part of it is not what Excel writes")) from error


def _properties(package: Package) -> dict[str, str]:
    kinds = ("custom-properties", "customProperties")
    found = (relation.part for relation in package.related("") if relation.kind in kinds and package.has(relation.part))
    return next((properties_from(package.chunks(part), PROPERTY_START) for part in found), {})


def _read_book(package: Package) -> Book:
    roots = [relation.part for relation in package.related("") if relation.kind == "officeDocument"]
    root = roots[0] if roots else "xl/workbook.xml"
    related = {relation.id: relation for relation in package.related(root)}
    by_kind = {relation.kind: relation.part for relation in related.values()}
    sheets: list[tuple[str, str]] = []
    is_1904 = False
    for element in package.elements(root):
        if element.name == "sheet":
            relation = related.get(element.attributes.get("id", ""))
            if relation and relation.kind == "worksheet":
                sheets.append((element.attributes.get("name", ""), relation.part))
        elif element.name == "workbookPr":
            is_1904 = element.attributes.get("date1904", "0") in ("1", "true", "on")
    if not sheets:
        raise MalformedPart("no worksheets")
    if len({part.lower() for _, part in sheets}) < len(sheets):
        # A small file could have one sheet read a hundred thousand times.
        raise MalformedPart("two sheets in one part")
    return Book(root, tuple(sheets), by_kind.get("sharedStrings"), by_kind.get("styles"), is_1904)


def _conversions(package: Package, book: Book) -> list[Conversion]:
    """A conversion for each cell format (``cellXfs``), in their order."""
    if book.styles is None or not package.has(book.styles):
        return []
    codes: dict[int, str] = {}
    formats: list[int] = []
    table = ""
    for element in package.elements(book.styles):
        if element.name in ("numFmts", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            table = element.name
        # Conditional formats (dxfs) have numFmt elements of their own, whose numbers may be those of others.
        elif element.name == "numFmt" and table == "numFmts":
            codes[int(element.attributes.get("numFmtId", 0))] = element.attributes.get("formatCode", "")
        elif element.name == "xf" and table == "cellXfs":
            formats.append(int(element.attributes.get("numFmtId", 0)))
        if max(len(codes), len(formats)) > _MAX_FORMATS:
            raise MalformedPart(f"more than {_MAX_FORMATS:,} formats")
    made = {number: conversion(number, codes.get(number), is_1904=book.is_1904) for number in dict.fromkeys(formats)}
    return [made[number] for number in formats]


_FILLED = (b"<v", b"<is", b"<f")
_ROW_END, _ROWS_END = b"</row>", b"</sheetData>"
_WORTH_SKIPPING = 4 * 1024 * 1024
"""Bytes."""


def _without_blank_end(package: Package, part: str) -> Iterator[bytes]:
    """The part without the formatted blank rows at its end, if they are many.

    Scanning bytes costs a fraction of parsing them: a million blank rows are passed over in a second or two. Parts written
    with prefixes, or not in UTF-8, are parsed whole.
    """
    last_filled, row_end, rows_end = _landmarks(package, part)
    keeps_all = rows_end - row_end < _WORTH_SKIPPING or row_end <= last_filled
    position = 0
    for chunk in package.chunks(part):
        if keeps_all:
            yield chunk
        else:
            yield chunk[: max(0, row_end - position)]
            yield chunk[max(0, rows_end - position) :]
        position += len(chunk)


def _landmarks(package: Package, part: str) -> tuple[int, int, int]:
    """Byte offsets: of the last filled cell, of the end of its row, and of the end of all rows; -1 where there is none."""
    last_filled = row_end = -1
    position, kept = 0, b""
    for chunk in package.chunks(part):
        window, start = kept + chunk, position - len(kept)
        rows_end = window.find(_ROWS_END)
        filled = max(window.rfind(tag, 0, rows_end if rows_end >= 0 else len(window)) for tag in _FILLED)
        if filled >= 0 and start + filled > last_filled:
            last_filled, row_end = start + filled, -1
        if row_end < 0:
            end = window.find(_ROW_END, max(0, last_filled - start))
            row_end = start + end + len(_ROW_END) if end >= 0 else -1
        if rows_end >= 0:
            return last_filled, row_end, start + rows_end
        position += len(chunk)
        kept = window[-len(_ROWS_END) :]
    return last_filled, row_end, -1
