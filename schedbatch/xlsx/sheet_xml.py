"""XML parts of a workbook -> rows of cells, by expat, within bounds.

A document type is refused, so no entity is ever expanded; rows and columns rise and stay within Excel's numbers; element
names count without their prefix, in both the transitional and the strict namespace.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol
from xml.parsers import expat

from schedbatch.domain.issues import InputUnreadable
from schedbatch.xlsx.addresses import MAX_COLUMN, MAX_ROW, column_number, corners_of
from schedbatch.xlsx.cell_values import CellValues, decoded
from schedbatch.xlsx.namespaces import MAIN, STRICT_MAIN
from schedbatch.xlsx.raw import CalculatedZero, CellValue, MergedRange, RawRow, Uncalculated

MAX_CELLS = 20_000_000
MAX_MERGED = 100_000
MAX_DEPTH = 100
"""Elements within elements; a sheet's are seven deep, an extension's a few more."""
_DEPTH_OF_ROWS = 2
"""Begun and not ended where a row begins: the worksheet and its sheetData."""
MAX_TOKEN = 4 * 1024 * 1024
"""Bytes of one tag or comment, which the parser keeps in memory until they are complete."""
MAX_PIECES = 8
"""Of a text, as the parser hands them over: 64 kB to 1 MB each; Excel's longest has 32,767 characters."""

Attributes = dict[str, str]
Chunks = Iterable[bytes]


class MalformedPart(Exception):
    """A part is not the XML that it should be; becomes an InputUnreadable that names the file."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element's local name, and its attributes by local name."""

    name: str
    attributes: Attributes


_ZERO = re.compile(r"\s*-?0+(?:\.0*)?(?:[eE][-+]?\d+)?\s*")
_NAMESPACES = (f"{MAIN} ", f"{STRICT_MAIN} ", "")
_TAGS = {f"{space}{tag}": tag for space in _NAMESPACES for tag in ("c", "v", "row", "f", "is", "t", "si", "r", "rPh")}
"""The local names of nearly all elements, by their whole names."""


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(" ")[2]


def elements(chunks: Chunks) -> Iterator[Element]:
    """Every element of a part, in the order in which they begin; never the whole part at once."""
    handlers = _ElementHandlers()
    for _ in _parsing(chunks, handlers):
        yield from handlers.found
        handlers.found.clear()


class Handlers(Protocol):
    """What is told of a part as it is read. ``depth``: elements begun and not ended."""

    depth: int

    def start(self, name: str, attributes: Attributes, /) -> None:
        """An element begins."""

    def end(self, name: str, /) -> None:
        """An element ends."""

    def characters(self, data: str, /) -> None:
        """Text within an element."""


class _ElementHandlers:
    def __init__(self) -> None:
        self.depth = 0
        self.found: list[Element] = []

    def start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        self.found.append(Element(local(name), {local(key): value for key, value in attributes.items()}))

    def end(self, _: str) -> None:
        self.depth -= 1

    def characters(self, data: str) -> None:
        pass


def parse(chunks: Chunks, handlers: Handlers) -> None:
    """Feed a part to the handlers; MalformedPart for broken XML, InputUnreadable for a document type."""
    for _ in _parsing(chunks, handlers):
        pass


def _parsing(chunks: Chunks, handlers: Handlers) -> Iterator[None]:
    """Feed a part to the handlers, with a pause after each chunk; what takes the parser's memory is bounded there."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.StartElementHandler = handlers.start
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.characters
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > MAX_TOKEN:
                raise MalformedPart(f"a tag of more than {MAX_TOKEN:,} bytes")
            if handlers.depth > MAX_DEPTH:
                raise MalformedPart(f"more than {MAX_DEPTH} elements within each other")
            yield
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, UnicodeError, LookupError) as error:
        raise MalformedPart(str(error)) from error


def _refuse_doctype(*_: object) -> None:
    raise InputUnreadable("The file contains a document type declaration, which no workbook has; it is not read for safety's sake.")


def shared_strings(chunks: Chunks) -> list[str]:
    """The strings that cells refer to by number; runs are joined, phonetic hints left out."""
    parser = _StringsParser()
    parse(chunks, parser)
    return parser.strings


class _StringsParser:
    def __init__(self) -> None:
        self.strings: list[str] = []
        self.depth = 0
        self._pieces: list[str] = []
        self._text: list[str] | None = None
        self._phonetic = 0

    def start(self, name: str, _: Attributes) -> None:
        self.depth += 1
        tag = local(name)
        if tag == "t" and not self._phonetic:
            self._text = []
        elif tag == "si":
            self._pieces = []
        elif tag == "rPh":
            self._phonetic += 1

    def end(self, name: str) -> None:
        self.depth -= 1
        tag = local(name)
        if tag == "t" and self._text is not None:
            # Escapes end with their piece: Excel does not read them across two.
            self._pieces.append(decoded("".join(self._text)))
            self._text = None
        elif tag == "si":
            self.strings.append("".join(self._pieces))
        elif tag == "rPh":
            self._phonetic -= 1

    def characters(self, data: str) -> None:
        if self._text is not None:
            _append(self._text, data)


def _append(pieces: list[str], piece: str) -> None:
    pieces.append(piece)
    if len(pieces) > MAX_PIECES:
        raise MalformedPart("a text longer than any cell's")


class SheetParser:
    """The handlers for one sheet part. Rows without a filled cell are not kept; ``cells`` counts on from the sheets before."""

    def __init__(self, values: CellValues, max_rows: int, cells_before: int) -> None:
        self.values = values
        self.rows: list[RawRow] = []
        self.merged: list[MergedRange] = []
        self.depth = 0
        self._max_rows = max_rows
        self._row, self._row_figures, self._column = 0, "0", 0
        self._cells: dict[int, CellValue] = {}
        self.cells = cells_before
        self._type, self._style = "n", 0
        self._content = ""
        self._text: list[str] | None = None
        self._has_value = self._has_formula = self._is_inline = False
        self._is_after_rows = False
        self._phonetic = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        self.depth += 1
        tag = _TAGS.get(name) or local(name)
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "v":
            self._text, self._has_value = [], True
        elif tag == "row":
            # Buttons, which stand after the rows, have row elements of their own.
            if not self._is_after_rows:
                self._start_row(attributes)
        elif tag == "f":
            self._has_formula = True
        elif tag == "is":
            self._is_inline = True
        elif tag == "t" and self._is_inline and not self._phonetic:
            self._text = []
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        tag = _TAGS.get(name) or local(name)
        if tag == "c":
            if self._has_value or self._has_formula or self._is_inline:
                self._end_cell()
        elif tag == "v" or (tag == "t" and self._text is not None):
            piece = "".join(self._text or ())
            self._content += piece if tag == "v" else decoded(piece)
            self._text = None
        elif tag == "row":
            if self._cells:
                self._end_row()
        elif tag == "rPh":
            self._phonetic -= 1
        elif tag == "sheetData":
            self._is_after_rows, self._cells = True, {}

    def characters(self, data: str) -> None:
        """Text within an element."""
        if self._text is not None:
            _append(self._text, data)

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        row = self._row + 1 if number is None else int(number) if number.isdecimal() and len(number) < 8 else 0  # noqa: PLR2004
        if not self._row < row <= MAX_ROW:
            raise MalformedPart(f"row {number} after row {self._row}")
        self._row, self._row_figures, self._column, self._cells = row, str(row), 0, {}

    @property
    def is_between_rows(self) -> bool:
        """Whether a row that came now would be one of the sheet's, and nothing else is open: a text, or a phonetic hint."""
        is_among_rows = self.depth == _DEPTH_OF_ROWS and not self._is_after_rows
        return is_among_rows and self._text is None and not self._phonetic

    @property
    def row(self) -> int:
        """The number of the last row; 0 before the first."""
        return self._row

    def take_row(self, number: int, cells: dict[int, CellValue], filled: int) -> None:
        """A whole row, whose number is above the last one's; ``filled`` counts blank texts as well. Another follows it."""
        self._row = number
        self._count(filled)
        if cells:
            self._cells = cells
            self._end_row()

    def _end_row(self) -> None:
        self.rows.append(RawRow(self._row, self._cells))
        if len(self.rows) > self._max_rows:
            raise InputUnreadable(f"A sheet has more than {self._max_rows:,} filled rows. Split the workbook, or raise --max-rows.")

    def _start_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        self._column = self._column + 1 if address is None else self._column_of(address)
        if self._column > MAX_COLUMN:
            raise MalformedPart(f"column {self._column}")
        self._type, self._style = attributes.get("t", "n"), int(attributes.get("s") or 0)
        self._has_value = self._has_formula = self._is_inline = False
        self._content = ""

    def _column_of(self, address: str) -> int:
        letters = address.removesuffix(self._row_figures)
        column = column_number(letters)
        if column is None or column <= self._column or letters == address:
            raise MalformedPart(f"cell {address[:20]} in row {self._row}")
        return column

    def _end_cell(self) -> None:
        self._count(1)
        value = self._value()
        if value is not None:
            self._cells[self._column] = value

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise InputUnreadable(f"The workbook has more than {MAX_CELLS:,} filled cells. Split it.")

    def _value(self) -> CellValue | None:
        # A formula may well give a text of no length; only then is there an empty value of type str.
        if self._has_formula and not self._content and (self._type != "str" or not self._has_value):
            return Uncalculated("")
        if self._has_formula and self._type == "n" and _ZERO.fullmatch(self._content):
            return CalculatedZero(0)
        return self.values.of(self._type, self._style, self._content)

    def _merge(self, reference: str) -> None:
        corners = corners_of(reference)
        if corners and len(self.merged) < MAX_MERGED:
            self.merged.append(MergedRange(*corners[0], *corners[1]))
