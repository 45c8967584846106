"""CSV that Excel, LibreOffice and loaders read alike: RFC 4180, and no cell that runs as a formula.

A room of its own because every CSV file of ours keeps these rules, whatever it is about.
Sources: RFC 4180; OWASP, "CSV Injection".
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# The wide ones are what an East Asian keyboard gives; spreadsheets take them for the narrow ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_FIRST_CHARACTERS = frozenset(_FORMULA_STARTS)
# Line ends and control characters, turned writing directions among them.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def plain(cell: str) -> str:
    """The text as a cell of CSV may hold it: with an apostrophe in front where it would run as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _plain_row(row: Iterable[str]) -> Sequence[str]:
    cells = tuple(row)
    # Hardly any row has such a cell: all are asked at once.
    if _FIRST_CHARACTERS.isdisjoint([cell[:1] for cell in cells]):
        return cells
    return tuple(map(plain, cells))


def one_line(text: str) -> str:
    """The text in one line, without control characters: many loaders read line by line."""
    if text.isprintable() or not _BREAKS.search(text):
        return text
    return " ".join(_BREAKS.sub(" ", text).split())


def csv_bytes(rows: Iterable[Iterable[str]], delimiter: str = ",", encoding: str = "utf-8-sig", line_end: str = "\r\n") -> bytes:
    """The rows as a file. ``utf-8-sig`` begins with a byte order mark, by which Excel knows UTF-8.

    What ``encoding`` cannot say stands as ``?``.
    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(map(_plain_row, rows))
    return text.getvalue().encode(encoding, "replace")
