"""The one door to .xlsx input: a file -> cells with their places.

A bounded expat reader of our own, on the standard library alone. openpyxl's read-only mode, the given alternative, loses
a whole sheet to one bad number, tells a formula without a stored value from a blank only in a second pass, never ends on
hostile row numbers, takes 43 s over a million formatted blank rows, and needs a guard before it all the same; this reader
answers all of that in one pass, in less than half the time, and sparse. openpyxl is its oracle in the tests, cell for cell.
python-calamine is faster still, but drops error cells and can be made to abort the whole process.

Source: spreadsheets.md, "Reading"; ECMA-376.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.marks import PROPERTY_START
from schedbatch.xlsx.alike_rows import AlikeRows
from schedbatch.xlsx.cell_values import CellValues, Lookups
from schedbatch.xlsx.guard import load_bytes, open_package, part_name
from schedbatch.xlsx.number_formats import Conversion, conversion
from schedbatch.xlsx.properties import properties_from
from schedbatch.xlsx.raw import RawSheet, RawWorkbook
from schedbatch.xlsx.sheet_xml import Element, MalformedPart, SheetParser, elements, parse, shared_strings

MAX_ROWS = 500_000

_CHUNK = 1024 * 1024
_MAX_FORMATS = 65_536
"""Excel has at most 65,490 cell formats."""
_DAMAGED = "The workbook is damaged: {}. Open it in Excel, let Excel repair it, and save it."


def read_workbook(path: Path, *, only: Callable[[str], bool] = lambda _: True, max_rows: int = MAX_ROWS) -> RawWorkbook:
    """Read the worksheets of an .xlsx or .xlsm whose name ``only`` accepts.

    Raises InputUnreadable, with one plain sentence, for everything that is no workbook or cannot be read safely.
    """
    return read_workbook_bytes(load_bytes(path), path.name, only=only, max_rows=max_rows)


def read_workbook_bytes(
    content: bytes, name: str, *, only: Callable[[str], bool] = lambda _: True, max_rows: int = MAX_ROWS
) -> RawWorkbook:
    """The same, of bytes that are already in memory; ``name`` is the file's."""
    with open_package(content, name) as package:
        try:
            parts = _Package(package)
            return RawWorkbook(name, tuple(_read_sheets(parts, only, max_rows)), _properties(parts))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise InputUnreadable(_DAMAGED.format("a part of the file cannot be unpacked")) from error
        except (MalformedPart, ValueError, KeyError, OverflowError) as error:
            raise InputUnreadable(_DAMAGED.format("a part of it is not what Excel writes")) from error


class _Package:
    """The parts of a package by name, whatever their case and slashes."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._members = {part_name(member.filename): member for member in package.infolist()}

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part.lower() in self._members

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part's bytes, inflated piece by piece; never more than the directory says, the checksum checked at the end."""
        member = self._members.get(part.lower())
        if member is None:
            raise MalformedPart(f"part {part} is missing")
        with self._package.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def elements(self, part: str) -> Iterator[Element]:
        """Every element of a part."""
        return elements(self.chunks(part))

    def related(self, part: str) -> Mapping[str, tuple[str, str]]:
        """Relationship id -> kind and target part, of what ``part`` refers to within the package."""
        folder, base = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(path):
            return {}
        found = (element.attributes for element in self.elements(path) if element.name == "Relationship")
        return {
            attributes.get("Id", ""): (
                attributes.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "").replace("\\", "/"))).lstrip("/"),
            )
            for attributes in found
            if attributes.get("TargetMode") != "External"
        }


def _properties(package: _Package) -> dict[str, str]:
    kinds = ("custom-properties", "customProperties")
    found = (part for kind, part in package.related("").values() if kind in kinds and package.has(part))
    return next((properties_from(package.chunks(part), PROPERTY_START) for part in found), {})


@dataclass(frozen=True, slots=True)
class _Book:
    """What workbook.xml says: sheets (name, part) in order, the parts beside them, the epoch."""

    sheets: tuple[tuple[str, str], ...]
    strings: str | None
    styles: str | None
    is_1904: bool


def _read_sheets(package: _Package, only: Callable[[str], bool], max_rows: int) -> Iterator[RawSheet]:
    book = _read_book(package)
    strings = shared_strings(package.chunks(book.strings)) if book.strings else []
    lookups = Lookups(strings, _conversions(package, book))
    cells = 0
    for name, part in book.sheets:
        if only(name):
            parser = SheetParser(CellValues(lookups), max_rows, cells)
            parse(AlikeRows(parser).others(_without_blank_end(package, part)), parser)
            cells = parser.cells
            yield RawSheet(name, tuple(parser.rows), tuple(parser.merged))


def _read_book(package: _Package) -> _Book:
    roots = [part for kind, part in package.related("").values() if kind == "officeDocument"]
    root = roots[0] if roots else "xl/workbook.xml"
    related = package.related(root)
    by_kind = dict(related.values())
    sheets: list[tuple[str, str]] = []
    is_1904 = False
    for element in package.elements(root):
        if element.name == "sheet":
            kind, part = related.get(element.attributes.get("id", ""), ("", ""))
            if kind == "worksheet":
                sheets.append((element.attributes.get("name", ""), part))
        elif element.name == "workbookPr":
            is_1904 = element.attributes.get("date1904", "0") in ("1", "true", "on")
    if not sheets:
        raise MalformedPart("no worksheets")
    if len({part.lower() for _, part in sheets}) < len(sheets):
        # A small file could have one sheet read a hundred thousand times.
        raise MalformedPart("two sheets in one part")
    return _Book(tuple(sheets), by_kind.get("sharedStrings"), by_kind.get("styles"), is_1904)


def _conversions(package: _Package, book: _Book) -> list[Conversion]:
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
_WORTH_SKIPPING = 4 * _CHUNK


def _without_blank_end(package: _Package, part: str) -> Iterator[bytes]:
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


def _landmarks(package: _Package, part: str) -> tuple[int, int, int]:
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
