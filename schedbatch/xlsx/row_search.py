"""Where in the bytes of a sheet's rows something stands that concerns us; scanning them costs a fraction of parsing them.

What looks like a row or a cell within a comment or a CDATA section only makes the parser look where it need not.
"""

import re
from collections.abc import Collection

_START_OF_ROWS = re.compile(rb"<(?:[^\s<>/:]+:)?sheetData(?:\s[^>]*)?>")
_END_OF_ROWS = re.compile(rb"</(?:[^\s<>/:]+:)?sheetData\s*>")
_ROW = re.compile(rb"""<(?:[^\s<>/:]+:)?row(?=[\s/>])(?:[^>]*?\sr\s*=\s*["'](\d{1,7})["'])?""")


_USUAL = b'<row r="'
_USUAL_ROW = re.compile(rb'<row r="[1-9][0-9]{0,6}"')


def _is_usual(chunk: bytes) -> bool:
    """Whether every row of the chunk is written as Excel writes rows. Such rows are found without looking at each row.

    Rows rise, or the workbook is not read. What a comment from an earlier chunk holds stands before them, and only wakes.
    """
    is_plain = b"<!" not in chunk and b"<?" not in chunk and b":row" not in chunk
    return is_plain and chunk.count(b"<row") == len(_USUAL_ROW.findall(chunk))


class RowSearch:
    """Where in a chunk of rows something stands that may matter; each call asks for a later place than the one before."""

    def __init__(self, chunk: bytes, style: re.Pattern[bytes] | None) -> None:
        self._chunk = chunk
        self._is_usual = _is_usual(chunk)
        self._style = style
        self._next_style = self._next_end = -1
        # Behind by what is found without it.
        self._rows = _ROW.finditer(chunk)
        self._row: re.Match[bytes] | None = None if self._is_usual else next(self._rows, None)

    def start_of_rows(self, position: int) -> int:
        """The end of what comes before the rows, if they begin after ``position``."""
        found = _START_OF_ROWS.search(self._chunk, position)
        return found.end() if found else len(self._chunk)

    def next_concern(self, position: int, marked: int, number: int) -> tuple[int, int]:
        """The next row from number ``marked`` on (0: none), row without a number, cell to restore, or end of the rows.

        With it the number of the last row before; ``number`` if there is none.
        """
        end = min(self._find_end(position), self._find_style(position))
        if self._is_usual:
            found = self._find_usual(position, end, marked)
            if found is not None:
                return found, self._number_before(found) or number
            self._is_usual, self._row = False, next(self._rows, None)
        while self._row and self._row.start() < end:
            written = self._row[1]
            if self._row.start() >= position and (written is None or (marked and int(written) >= marked)):
                return self._row.start(), number
            number = int(written) if written else number
            self._row = next(self._rows, None)
        return end, number

    def _find_usual(self, position: int, end: int, marked: int) -> int | None:
        """The row of that number before ``end``, else ``end``; ``None`` if it is not there, but later ones are."""
        if not marked or self._number_before(end) < marked:
            return end
        found = self._chunk.find(b'%b%d"' % (_USUAL, marked), position)
        return found if 0 <= found < end else None

    def _number_before(self, end: int) -> int:
        """The number of the last row that begins before; 0 if there is none."""
        start = self._chunk.rfind(_USUAL, 0, end + len(_USUAL) - 1) + len(_USUAL)
        return int(self._chunk[start : self._chunk.index(b'"', start)]) if start >= len(_USUAL) else 0

    def next_row(self, position: int) -> int:
        """Where the row after the one at ``position`` begins, or the chunk ends."""
        if self._is_usual:
            found = self._chunk.find(_USUAL, position + 1)
            return found if found >= 0 else len(self._chunk)
        while self._row and self._row.start() <= position:
            self._row = next(self._rows, None)
        return self._row.start() if self._row else len(self._chunk)

    def _find_end(self, position: int) -> int:
        if self._next_end < position:
            # A word is found faster than a pattern.
            is_there = self._chunk.find(b"sheetData", position) >= 0
            found = _END_OF_ROWS.search(self._chunk, position) if is_there else None
            self._next_end = found.start() if found else len(self._chunk)
        return self._next_end

    def _find_style(self, position: int) -> int:
        if self._style is None:
            return len(self._chunk)
        if self._next_style < position:
            found = self._style.search(self._chunk, position)
            self._next_style = self._chunk.rfind(b"<", 0, found.start()) if found else len(self._chunk)
        return max(position, self._next_style)


def style_pattern(numbers: Collection[str]) -> re.Pattern[bytes] | None:
    """A pattern that finds cells with one of these formats, and perhaps a little more; ``None`` for none."""
    listed = "|".join(sorted(numbers)).encode()
    return re.compile(rb"""\ss\s*=\s*["'](?:%s)["']""" % listed) if listed else None
