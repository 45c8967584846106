"""Digests of sheets: a digest stays the same after another program has saved or sorted the sheet or moved its columns.

A module of its own because outputs write the digests into schedule.xlsx, and readers compare them when that file comes back.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

from schedbatch.domain.names import clean

T = TypeVar("T")

_BYTES = 8
_REMEMBERED = 10_000
"""The digest remembers so many different cells of a column: most columns have few different cells."""
_ROWS_AT_ONCE = 1_000
_ALL = 1 << (8 * _BYTES)


def number_text(value: float) -> str:
    """A number in the one form that is compared: six digits survive every program."""
    return f"{value:.6g}"


class _Parts(dict[T, str]):
    """Value of a column -> what stands for its cell in the digest of a row; blank for a blank cell."""

    def __init__(self, heading: str, text_of: Callable[[T], str]) -> None:
        super().__init__()
        self._heading = heading
        self._text_of = text_of

    def __missing__(self, value: T) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        cleaned = clean(self._text_of(value))
        part = self[value] = f"{self._heading}\x1f{cleaned}" if cleaned else ""
        return part


def sheet_digest(headings: Sequence[str], rows: Iterable[Sequence[T]], text_of: Callable[[T], str] = str) -> str:
    """The digest of the cells under ``headings``, row by row; neither order nor blanks count.

    ``text_of`` gives the text of a cell. Equal values of a column have equal texts.
    """
    order = sorted(range(len(headings)), key=lambda index: headings[index])
    known = {index: _Parts(headings[index], text_of) for index in order}
    total = 0
    ahead = iter(rows)
    while batch := [*islice(ahead, _ROWS_AT_ONCE)]:
        columns = [*zip(*batch, strict=True)]
        by_column = ([*map(known[index].__getitem__, columns[index])] for index in order)
        # Many columns are blank from top to bottom.
        for parts in zip(*filter(any, by_column), strict=True):
            if line := "\x1e".join(filter(None, parts)):
                digest = blake2b(line.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest()
                total += int.from_bytes(digest, "big")
    return f"{total % _ALL:x}"


def pool_digest(texts: Iterable[str]) -> str:
    """The digest of a sheet without columns: the texts of its cells, whatever their places."""
    return sheet_digest(("",), ((text,) for text in texts))
