"""Rows that look like the rows before them, taken from a sheet's bytes without an XML parser.

Nearly all rows of a part have one shape. Once the parser has taken a row, the next of its shape are matched by one pattern,
and each cell's markup is looked up among those seen before: cells of equal markup have equal values. All else goes to the
parser, which remains the judge of what is malformed: a row is taken only if it is well-formed by the grammar below, stands
directly after a row that the parser has taken, and nothing in the part so far can make its bytes mean anything else (a
comment, a CDATA section, an instruction, an encoding other than UTF-8).
"""

import re
from collections.abc import Collection, Generator, Iterator

from schedbatch.xlsx.addresses import MAX_ROW, column_number
from schedbatch.xlsx.cell_values import CellValues, decoded
from schedbatch.xlsx.raw import CellValue
from schedbatch.xlsx.sheet_xml import Chunks, SheetParser

PATIENCE = 128 * 1024
"""Bytes that the parser sees before the first row is taken: a pattern is not worth its making for fewer."""
_LONGEST_ROW = 64 * 1024
"""Bytes that wait for the end of their row; where it does not come the parser gets all the rest."""
_MOST_COLUMNS = 100
_MOST_PATTERNS = 16
_MOST_KNOWN = 50_000
"""Cells whose values are remembered at a time: some 10 MB."""
_FREE_MISSES = 100
"""Rows that no pattern matched before anybody counts whether more are taken than missed."""
_LONGEST_CELL = 60_000
"""Bytes. The parser hands such a text over in one piece; Excel's longest has 32,767 characters."""

_ROW_END = b"</row>"
_NEXT_ROW = b"<row "
_AHEAD = 32
"""Bytes that must be there behind a row, so that the next is seen to begin."""
_UTF8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?"""
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?(?: standalone=["'](?:yes|no)["'])? ?\?>)?"""
    rb"""[ \t\r\n]*<(?=[A-Za-z])"""
)
_HEAD = re.compile(rb'[ \t\r\n]*<row r="[1-9][0-9]{0,6}"([^<>]*[^<>/]|)>')
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[1-9]')

# What is caught here is only cut out; whether it is a cell is for _CELL to say.
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


class _Unlike(Exception):
    """A cell is none that could be told without a parser."""


class AlikeRows:
    """What gives one sheet's parser the rows that are alike, and leaves to it the bytes of all others.

    ``taken`` counts the rows that the parser did not see.
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

    def others(self, chunks: Chunks) -> Iterator[bytes]:
        """The part without the rows that are taken, in pieces; each is to be parsed before the next is asked for."""
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
        """Whole rows for the parser; gives back where the rest begins, which has to wait."""
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
        """Where the row that begins there ends, or the last that nobody hopes to take; -1 if what follows is not there yet."""
        last = len(window) - _AHEAD
        if self._seen < self._patience:
            end = window.rfind(_ROW_END, position, min(last, position + self._patience - self._seen))
            if end >= 0:
                return end + len(_ROW_END)
        end = window.find(_ROW_END, position, last)
        return end + len(_ROW_END) if end >= 0 else -1

    def _learn(self, piece: bytes) -> None:
        """Learn from rows that the parser has taken how the next may look."""
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
            # A tag within the row would not do: it may use prefixes that are not declared for others.
            if head := _HEAD.match(piece):
                self._heads.add(head[1])

    def _learn_columns(self, letters: Collection[bytes]) -> None:
        if self._letters.issuperset(letters) or self._patterns == _MOST_PATTERNS:
            return
        numbers = {column_number(one.decode()): one for one in self._letters.union(letters)}
        columns = sorted((number, one) for number, one in numbers.items() if number is not None)
        if len(columns) <= _MOST_COLUMNS:
            self._patterns += 1
            self._letters = {one for _, one in columns}
            self._columns = tuple(number for number, _ in columns)
            self._pattern = re.compile(_ROW_PATTERN % b"".join(_CELL_PATTERN % one for _, one in columns))

    def _take_rows(self, window: bytes, position: int) -> int:
        """Take the rows from there on that are alike; gives back where the first begins that is not."""
        if self._pattern is None or not self._heads:
            return position
        match, heads, known, columns = self._pattern.match, self._heads, self._known, self._columns
        sheet, last = self._sheet, self._sheet.row
        while found := match(window, position):
            figures, head, *markups = found.groups()
            number = int(figures)
            # The last row before anything else is the parser's: what follows may look back at it.
            if head not in heads or not last < number <= MAX_ROW or not window.startswith(_NEXT_ROW, found.end()):
                break
            try:
                pairs = zip(columns, markups, strict=True)
                cells = {column: value for column, markup in pairs if (value := known[markup]) is not None}
            except _Unlike:
                break
            filled = len(cells) if len(cells) == len(columns) else sum(map(_is_filled, markups))
            sheet.take_row(number, cells, filled)
            position, last = found.end(), number
            self.taken += 1
        return position


class _KnownCells(dict[bytes | None, CellValue | None]):
    """The markup of a cell behind its address -> its value; a cell that is not there has none."""

    def __init__(self, values: CellValues) -> None:
        self._values = values
        self[None] = None

    def __missing__(self, markup: bytes | None) -> CellValue | None:
        """Work a cell out that is new. Raises _Unlike."""
        if len(self) > _MOST_KNOWN:
            self.clear()
            self[None] = None
        value = self[markup] = self._value(markup or b"")
        return value

    def _value(self, markup: bytes) -> CellValue | None:
        found = _CELL.fullmatch(markup) if len(markup) < _LONGEST_CELL else None
        if found is None:
            raise _Unlike
        style, kind, late_style, blank, value, inline = found.groups()
        if style and late_style:
            raise _Unlike
        if blank:
            return None
        text = _text(value) if inline is None else decoded(_text(inline))
        return self._values.of(kind.decode() if kind else "n", int(style or late_style or 0), text)


def _after_declaration(piece: bytes) -> int:
    """Where the first tag's name begins in a part that is in UTF-8 beyond doubt; -1 in any other."""
    begun = _UTF8.match(piece)
    return begun.end() if begun else -1


def _is_plain(piece: bytes, start: int) -> bool:
    """Whether each ``<`` from there on begins a tag: there is no comment, no CDATA section, no instruction."""
    return piece.find(b"<!", start) < 0 and piece.find(b"<?", start) < 0


def _text(markup: bytes) -> str:
    """The text that a parser would read. Raises _Unlike for bytes that are no text."""
    try:
        text = markup.decode()
    except UnicodeDecodeError as error:
        raise _Unlike from error
    if not text.isascii() and _NO_CHARACTERS.search(text):
        raise _Unlike
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text) if "&" in text else text


def _is_filled(markup: bytes | None) -> bool:
    """Whether a cell has a text or a value, if only a blank one: such cells count."""
    return markup is not None and markup.endswith((b"</v></c>", b"</is></c>"))
