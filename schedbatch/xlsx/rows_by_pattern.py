"""Rows of the same shape as earlier rows, read from a sheet's bytes by a pattern, without the XML parser.

Nearly all rows of a part have one shape. The parser reads the first row; one pattern matches the following rows of the same
shape, and a table of known cells gives the values: cells with equal markup have equal values. The parser reads all other
bytes and alone decides what is malformed. The pattern reads a row only if the grammar below finds the row well-formed, the
row directly follows a row that was read, and nothing in the part so far can change the meaning of its bytes (a comment, a
CDATA section, an instruction, an encoding other than UTF-8).

The gain, measured over a first run: reading 10,000 session rows takes 0.2 s instead of 0.8 s (the run takes 1.3 s), and
reading 100,000 rows takes 2 s instead of 8 to 10 s (the run takes 10 s). A workbook with few rows and many groups gains
nothing. The slow twin in the tests is the parser alone.
"""

import re
from collections.abc import Collection, Generator, Iterator

from schedbatch.xlsx.addresses import MAX_ROW, column_number
from schedbatch.xlsx.cell_values import CellValues, decoded
from schedbatch.xlsx.raw import CellValue
from schedbatch.xlsx.sheet_xml import Chunks, SheetParser

PATIENCE = 128 * 1024
"""Bytes that the parser reads before the pattern is used: for fewer, the pattern costs more than it saves."""
_LONGEST_ROW = 64 * 1024
"""Bytes that wait for the end of their row; if the end does not come, the parser reads the whole rest."""
_MOST_COLUMNS = 100
_MOST_PATTERNS = 16
_MOST_KNOWN = 50_000
"""Cells whose values are kept at a time: about 10 MB."""
_FREE_MISSES = 100
"""Rows that the pattern may miss at first; after them, it must read more rows than it misses."""
_LONGEST_CELL = 60_000
"""Bytes. The parser hands such a text over in one piece; Excel's longest has 32,767 characters."""

_ROW_END = b"</row>"
_NEXT_ROW = b"<row "
_AHEAD = 32
"""Bytes that must follow a row, so that the beginning of the next row is visible."""
_UTF8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?"""
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?(?: standalone=["'](?:yes|no)["'])? ?\?>)?"""
    rb"""[ \t\r\n]*<(?=[A-Za-z])"""
)
_HEAD = re.compile(rb'[ \t\r\n]*<row r="[1-9][0-9]{0,6}"([^<>]*[^<>/]|)>')
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[1-9]')

# This pattern only separates the cells; _CELL decides whether each of them is one.
_ROW_PATTERN = rb'[ \t\r\n]*<row r="([1-9][0-9]{0,6})"([^<]*)>%s</row>[ \t\r\n]*'
_CELL_PATTERN = rb'(?:<c r="%s\1"([^<]*(?:<v>[^<]*</v></c>|<is><t[^<]*</t></is></c>|</c>)?))?'

_TEXT = rb"(?:[^<>&\x00-\x08\x0b-\x1f]++|&(?:amp|lt|gt|quot|apos);)*"
_CELL = re.compile(
    rb'(?: s="([0-9]{1,9})")?(?: t="([A-Za-z]{1,9})")?(?: s="([0-9]{1,9})")? ?'
    rb"(?:(/>|></c>)|><v>(%s)</v></c>"
    rb'|><is><t(?: xml:space="preserve")?>(%s)</t></is></c>)' % (_TEXT, _TEXT)
)
_ENTITY = re.compile("&(amp|lt|gt|quot|apos);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


class _NeedsParser(Exception):
    """Only the parser can read this cell."""


class RowsByPattern:
    """Gives one sheet's parser the rows that the pattern reads; the parser gets the bytes of all other rows.

    ``taken`` counts the rows that the pattern read.
    """

    def __init__(self, sheet: SheetParser) -> None:
        self.taken = 0
        self._sheet = sheet
        self._patience = PATIENCE
        self._seen = self._missed = self._patterns = 0
        self._is_off = False
        self._heads: set[bytes] = set()
        self._columns: tuple[int, ...] = ()
        self._letters: set[bytes] = set()
        self._pattern: re.Pattern[bytes] | None = None
        self._known = _KnownCells(sheet.values)

    def rest(self, chunks: Chunks) -> Iterator[bytes]:
        """The part without the rows that the pattern reads, in pieces; the caller parses each piece before asking for the next."""
        window = b""
        for chunk in chunks:
            window += chunk
            position = 0 if self._is_off else (yield from self._pieces(window))
            window = window[position:]
            if self._is_off:
                yield window
                window = b""
        if window:
            yield window

    def _pieces(self, window: bytes) -> Generator[bytes, None, int]:
        """Whole rows for the parser; returns the position of the bytes that have to wait."""
        position = 0
        while not self._is_off:
            position = self._take_rows(window, position)
            end = self._end_of_piece(window, position)
            if end < 0:
                self._is_off = len(window) - position > _LONGEST_ROW
                break
            piece = window[position:end]
            yield piece
            position = end
            self._learn(piece)
        return position

    def _end_of_piece(self, window: bytes, position: int) -> int:
        """The end of the row at ``position``, or of the last row that the parser reads anyway; -1 if the end is not there yet."""
        last = len(window) - _AHEAD
        if self._seen < self._patience:
            end = window.rfind(_ROW_END, position, min(last, position + self._patience - self._seen))
            if end >= 0:
                return end + len(_ROW_END)
        end = window.find(_ROW_END, position, last)
        return end + len(_ROW_END) if end >= 0 else -1

    def _learn(self, piece: bytes) -> None:
        """Learn from rows that the parser has read which shape the next rows may have."""
        is_first, is_one_row = not self._seen, self._seen >= self._patience
        self._seen += len(piece)
        begin = _after_declaration(piece) if is_first else 0
        if begin < 0 or not (_is_plain(piece, begin) and self._sheet.is_between_rows):
            self._is_off = True
            return
        self._learn_columns(set(_COLUMN.findall(piece)))
        if is_one_row and not is_first:
            self._missed += 1
            self._is_off = self._missed > _FREE_MISSES + self.taken
            # Only a whole row's tag counts: tags within the row may use prefixes that other rows do not declare.
            if head := _HEAD.match(piece):
                self._heads.add(head[1])

    def _learn_columns(self, letters: Collection[bytes]) -> None:
        if self._letters.issuperset(letters) or self._patterns == _MOST_PATTERNS:
            return
        numbers = {column_number(column.decode()): column for column in self._letters.union(letters)}
        columns = sorted((number, column) for number, column in numbers.items() if number is not None)
        if len(columns) <= _MOST_COLUMNS:
            self._patterns += 1
            self._letters = {column for _, column in columns}
            self._columns = tuple(number for number, _ in columns)
            self._pattern = re.compile(_ROW_PATTERN % b"".join(_CELL_PATTERN % column for _, column in columns))

    def _take_rows(self, window: bytes, position: int) -> int:
        """Read the rows from ``position`` on that match; returns the position of the first row that does not match."""
        if self._pattern is None or not self._heads:
            return position
        match, heads, known, columns = self._pattern.match, self._heads, self._known, self._columns
        sheet, last = self._sheet, self._sheet.row
        while found := match(window, position):
            figures, head, *markups = found.groups()
            number = int(figures)
            # The parser reads the last row before anything else, because the parser's state continues from there.
            if head not in heads or not last < number <= MAX_ROW or not window.startswith(_NEXT_ROW, found.end()):
                break
            try:
                pairs = zip(columns, markups, strict=True)
                cells = {column: value for column, markup in pairs if (value := known[markup]) is not None}
            except _NeedsParser:
                break
            filled = len(cells) if len(cells) == len(columns) else sum(map(_is_filled, markups))
            sheet.take_row(number, cells, filled)
            position, last = found.end(), number
            self.taken += 1
        return position


class _KnownCells(dict[bytes | None, CellValue | None]):
    """A cell's markup after its address -> its value; an absent cell has the value ``None``."""

    def __init__(self, values: CellValues) -> None:
        self._values = values
        self[None] = None

    def __missing__(self, markup: bytes | None) -> CellValue | None:
        """The value of a cell with new markup. Raises _NeedsParser."""
        if len(self) > _MOST_KNOWN:
            self.clear()
            self[None] = None
        value = self[markup] = self._value(markup or b"")
        return value

    def _value(self, markup: bytes) -> CellValue | None:
        found = _CELL.fullmatch(markup) if len(markup) < _LONGEST_CELL else None
        if found is None:
            raise _NeedsParser
        style, kind, late_style, blank, value, inline = found.groups()
        if style and late_style:
            raise _NeedsParser
        if blank:
            return None
        text = _text(value) if inline is None else decoded(_text(inline))
        return self._values.of(kind.decode() if kind else "n", int(style or late_style or 0), text)


def _after_declaration(piece: bytes) -> int:
    """The position of the first tag's name in a part that is certainly UTF-8; -1 in any other part."""
    begun = _UTF8.match(piece)
    return begun.end() if begun else -1


def _is_plain(piece: bytes, start: int) -> bool:
    """Whether each ``<`` from ``start`` on begins a tag: there is no comment, no CDATA section, no instruction."""
    return piece.find(b"<!", start) < 0 and piece.find(b"<?", start) < 0


def _text(markup: bytes) -> str:
    """The text that a parser would read. Raises _NeedsParser for bytes that are no text."""
    try:
        text = markup.decode()
    except UnicodeDecodeError as error:
        raise _NeedsParser from error
    if not text.isascii() and _NO_CHARACTERS.search(text):
        raise _NeedsParser
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text) if "&" in text else text


def _is_filled(markup: bytes | None) -> bool:
    """Whether a cell has a text or a value; a blank text counts too."""
    return markup is not None and markup.endswith((b"</v></c>", b"</is></c>"))
