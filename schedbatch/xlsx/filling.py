"""The frame of a workbook -> the whole workbook: rows are streamed into the sheets of a finished .xlsx.

A room of its own because it knows no XlsxWriter, only zip files. The frame has every sheet with its heading row, and one row of
specimens, a cell for each style, which tells the styles' numbers. Source: ECMA-376 Part 1, 18.3.1.80 and 18.4.9; Part 2, 10.2.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from schedbatch.domain.issues import Severity, column_letters
from schedbatch.xlsx.sheet_rows import SharedStrings, StyleNumber, StyleNumbers, rows_xml
from schedbatch.xlsx.shown import CellLook, ShownSheet

LEVEL = 5
"""Of deflate: half the time of the usual 6, and two in a hundred more bytes."""

_STRINGS = "xl/sharedStrings.xml"
_COUNTS = re.compile(rb'count="(\d+)" uniqueCount="(\d+)"')
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_TABLE = re.compile(rb'ref="A1:[A-Z]+2"')
_ROWS_END = b"</sheetData>"
_STRINGS_END = b"</sst>"
_SECOND_ROW = re.compile(rb'<row r="2".*?</row>')
_ROWS_BELOW = re.compile(rb'<row r="2".*(?=</sheetData>)')
_STYLE = re.compile(rb'<c r="[A-Z]+2" s="(\d+)"')


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet to be filled in: its part in the package, its table's, and what goes into it."""

    part: str
    table: str
    sheet: ShownSheet

    @property
    def area(self) -> bytes:
        """All its cells: ``A1:R100001``."""
        return f"A1:{column_letters(len(self.sheet.columns))}{len(self.sheet.rows) + 1}".encode()


def filled(frame: bytes, pages: Sequence[Page], styles: Sequence[CellLook | Severity]) -> bytes:
    """Give ``frame`` with the rows of ``pages`` in it; the specimens are gone. Its tables have one row.

    The second row of the first page ends in two specimens for each of ``styles``: the plain one and the quoted one. Whatever
    else the frame has below its headings (cells that are links) gives way to the rows, of which it is a part.
    """
    target = BytesIO()
    with ZipFile(BytesIO(frame)) as source, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL) as package:
        numbers = _style_numbers(source.read(pages[0].part), styles) if pages else {}
        counts = _COUNTS.search(source.read(_STRINGS))
        strings = SharedStrings(int(counts[2]) if counts else 0)
        sheets, tables = {page.part: page for page in pages}, {page.table: page for page in pages}
        # The strings are known when all sheets are written.
        for name in sorted(source.namelist(), key=_STRINGS.__eq__):
            content = source.read(name)
            if name in sheets:
                _add(package, name, _sheet_xml(content, sheets[name], numbers, strings))
            elif name in tables:
                _add(package, name, (_TABLE.sub(b'ref="%b"' % tables[name].area, content),))
            elif name == _STRINGS:
                _add(package, name, _strings_xml(content, strings))
            else:
                _add(package, name, (content,))
    return target.getvalue()


def _add(package: ZipFile, name: str, pieces: Iterable[bytes]) -> None:
    """Add a part piece by piece: a large sheet is never in memory as a whole."""
    with package.open(name, "w") as part:
        for piece in pieces:
            part.write(piece)


def _style_numbers(first_page: bytes, styles: Sequence[CellLook | Severity]) -> StyleNumbers:
    row = _SECOND_ROW.search(first_page)
    found = [int(number) for number in _STYLE.findall(row[0] if row else b"")][-2 * len(styles) :]
    return {style: StyleNumber(*pair) for style, pair in zip(styles, zip(found[::2], found[1::2], strict=True), strict=True)}


def _sheet_xml(content: bytes, page: Page, styles: StyleNumbers, strings: SharedStrings) -> Iterator[bytes]:
    sized = _DIMENSION.sub(b'<dimension ref="%b"/>' % page.area, content, count=1)
    head, end, tail = _ROWS_BELOW.sub(b"", sized, count=1).partition(_ROWS_END)
    yield head
    yield from rows_xml(page.sheet, styles, strings)
    yield end + tail


def _strings_xml(content: bytes, strings: SharedStrings) -> Iterator[bytes]:
    def raised(counts: re.Match[bytes]) -> bytes:
        return b'count="%d" uniqueCount="%d"' % tuple(int(number) + len(strings) for number in counts.groups())

    head, end, tail = _COUNTS.sub(raised, content, count=1).partition(_STRINGS_END)
    yield head
    yield from strings.xml()
    yield end + tail
